/* formatting.c - the children of w:rPr (17.3.2) and w:pPr (17.3.1), each into its field. */
#include "formatting.h"

#include <string.h>

/* ---- Runs ----------------------------------------------------------------------------------- */

/* clang-format off */
static uint32_t switch_of(rt_docx_name name)
{
    switch ((int)name) {
    case RT_W_b: return RT_DOCX_R_BOLD;
    case RT_W_bCs: return RT_DOCX_R_BOLD_CS;
    case RT_W_i: return RT_DOCX_R_ITALIC;
    case RT_W_iCs: return RT_DOCX_R_ITALIC_CS;
    case RT_W_caps: return RT_DOCX_R_CAPS;
    case RT_W_smallCaps: return RT_DOCX_R_SMALL_CAPS;
    case RT_W_strike: return RT_DOCX_R_STRIKE;
    case RT_W_vanish: return RT_DOCX_R_HIDDEN;
    case RT_W_dstrike: return RT_DOCX_R_DOUBLE_STRIKE;
    case RT_W_rtl: return RT_DOCX_R_RTL;
    case RT_W_cs: return RT_DOCX_R_CS;
    case RT_W_webHidden: return RT_DOCX_R_WEB_HIDDEN;
    default: return 0;
    }
}
/* clang-format on */

static void turn(rt_docx_run *run, uint32_t bit, bool on)
{
    run->stated |= bit;
    run->on = on ? run->on | bit : run->on & ~bit;
}

/* ST_HighlightColor (17.18.40). */
static uint32_t highlight_of(rt_str val)
{
    static const struct {
        const char *word;
        uint32_t colour;
    } words[] = {{"yellow", 0xffff00},      {"green", 0x00ff00},     {"cyan", 0x00ffff},
                 {"magenta", 0xff00ff},     {"blue", 0x0000ff},      {"red", 0xff0000},
                 {"darkBlue", 0x00008b},    {"darkCyan", 0x008b8b},  {"darkGreen", 0x006400},
                 {"darkMagenta", 0x800080}, {"darkRed", 0x8b0000},   {"darkYellow", 0x808000},
                 {"darkGray", 0xa9a9a9},    {"lightGray", 0xd3d3d3}, {"black", 0x000000},
                 {"white", 0xffffff}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rt_docx_is(val, words[i].word))
            return words[i].colour;
    return RT_DOCX_NO_COLOUR;
}

/* A theme's font is what the document's text has anyway: nothing to tell. */
static rt_status take_fonts(rt_docx_run *run, rt_docx_xml *x, rt_docx_pool *pool,
                            const rt_xml_tag *tag)
{
    rt_str ascii = rt_docx_attr(&x->names, tag, RT_W_ascii),
           east = rt_docx_attr(&x->names, tag, RT_W_eastAsia);
    rt_status status = RT_OK;

    if (!ascii.len)
        ascii = rt_docx_attr(&x->names, tag, RT_W_hAnsi);
    if (rt_docx_attr(&x->names, tag, RT_W_asciiTheme).ptr)
        ascii = RT_STR("");
    if (rt_docx_attr(&x->names, tag, RT_W_eastAsiaTheme).ptr)
        east = RT_STR("");
    if (ascii.ptr) {
        run->stated |= RT_DOCX_R_FONT;
        status = rt_docx_pool_intern(pool, ascii, &run->font);
    }
    if (east.ptr && status == RT_OK) {
        run->stated |= RT_DOCX_R_FONT_EAST;
        status = rt_docx_pool_intern(pool, east, &run->font_east);
    }
    return status;
}

static rt_status take_languages(rt_docx_run *run, rt_docx_xml *x, rt_docx_pool *pool,
                                const rt_xml_tag *tag)
{
    const struct {
        rt_docx_name name;
        uint32_t bit;
        rt_str *to;
    } attrs[] = {{RT_W_val, RT_DOCX_R_LANGUAGE, &run->language},
                 {RT_W_eastAsia, RT_DOCX_R_LANGUAGE_EAST, &run->language_east},
                 {RT_W_bidi, RT_DOCX_R_LANGUAGE_BIDI, &run->language_bidi}};
    rt_status status = RT_OK;

    for (size_t i = 0; i < sizeof attrs / sizeof *attrs && status == RT_OK; i++) {
        rt_str value = rt_docx_attr(&x->names, tag, attrs[i].name);
        if (!value.len)
            continue;
        run->stated |= attrs[i].bit;
        status = rt_docx_pool_intern(pool, value, attrs[i].to);
    }
    return status;
}

static void take_underline(rt_docx_run *run, rt_str val)
{
    if (val.ptr)
        turn(run, RT_DOCX_R_UNDERLINE, !rt_docx_is(val, "none"));
}

static void take_vertical(rt_docx_run *run, rt_str val)
{
    run->stated |= RT_DOCX_R_VERTICAL;
    run->vertical = rt_docx_is(val, "superscript") ? RT_MARK_SUP
                    : rt_docx_is(val, "subscript") ? RT_MARK_SUB
                                                   : 0;
}

/* Half points; strict documents write "12pt". */
static void take_size(rt_docx_run *run, rt_str val)
{
    bool unit = val.len && val.ptr[val.len - 1] > '9';
    int32_t size = unit ? rt_docx_twips(val, 0) / 10 : rt_docx_integer(val, 0);

    if (size > 0 && size <= UINT16_MAX) {
        run->stated |= RT_DOCX_R_SIZE;
        run->size = (uint16_t)size;
    }
}

rt_status rt_docx_run_take(rt_docx_run *run, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name,
                           const rt_xml_tag *tag)
{
    uint32_t bit = switch_of(name);
    if (bit) {
        turn(run, bit, rt_docx_tag_on(x, tag));
        return RT_OK;
    }
    rt_str val = rt_docx_attr(&x->names, tag, RT_W_val);
    switch ((int)name) {
    case RT_W_u:
        take_underline(run, val);
        break;
    case RT_W_vertAlign:
        take_vertical(run, val);
        break;
    case RT_W_sz:
        take_size(run, val);
        break;
    case RT_W_color:
        run->stated |= RT_DOCX_R_COLOUR;
        run->colour = rt_docx_colour(val);
        break;
    case RT_W_highlight:
        run->stated |= RT_DOCX_R_HIGHLIGHT;
        run->highlight = highlight_of(val);
        break;
    case RT_W_shd:
        run->stated |= RT_DOCX_R_SHADE;
        run->shade = rt_docx_shade(x, tag);
        break;
    case RT_W_ins:
    case RT_W_del:
        run->stated |= RT_DOCX_R_MARK;
        run->mark_change = name == RT_W_ins ? RT_MARK_CHANGE_INSERTED : RT_MARK_CHANGE_DELETED;
        break;
    case RT_W_rFonts:
        return take_fonts(run, x, pool, tag);
    case RT_W_lang:
        return take_languages(run, x, pool, tag);
    case RT_W_rStyle:
        run->stated |= RT_DOCX_R_STYLE;
        return rt_docx_pool_intern(pool, val, &run->style);
    default:
        break;
    }
    return RT_OK;
}

void rt_docx_run_lay(rt_docx_run *to, const rt_docx_run *over)
{
    uint32_t stated = over->stated;

    to->on = (to->on & ~stated) | (over->on & stated);
    to->stated |= stated;
    if (stated < RT_DOCX_R_VERTICAL) /* nearly always */
        return;
#define LAY(bit, field) \
    if (stated & (bit)) \
        to->field = over->field;
    LAY(RT_DOCX_R_VERTICAL, vertical)
    LAY(RT_DOCX_R_COLOUR, colour)
    LAY(RT_DOCX_R_HIGHLIGHT, highlight)
    LAY(RT_DOCX_R_SHADE, shade)
    LAY(RT_DOCX_R_SIZE, size)
    LAY(RT_DOCX_R_FONT, font)
    LAY(RT_DOCX_R_FONT_EAST, font_east)
    LAY(RT_DOCX_R_LANGUAGE, language)
    LAY(RT_DOCX_R_LANGUAGE_EAST, language_east)
    LAY(RT_DOCX_R_LANGUAGE_BIDI, language_bidi)
    LAY(RT_DOCX_R_STYLE, style)
    LAY(RT_DOCX_R_MARK, mark_change)
}

uint32_t rt_docx_run_marks(const rt_docx_run *run)
{
    static const struct {
        uint32_t bit, mark;
    } pairs[] = {{RT_DOCX_R_BOLD, RT_MARK_BOLD},
                 {RT_DOCX_R_ITALIC, RT_MARK_ITALIC},
                 {RT_DOCX_R_UNDERLINE, RT_MARK_UNDERLINE},
                 {RT_DOCX_R_STRIKE, RT_MARK_STRIKE},
                 {RT_DOCX_R_DOUBLE_STRIKE, RT_MARK_STRIKE},
                 {RT_DOCX_R_SMALL_CAPS, RT_MARK_SMALL_CAPS}};
    uint32_t marks = run->vertical, on = run->on;

    if (on & (RT_DOCX_R_RTL | RT_DOCX_R_CS))
        on |= (on & RT_DOCX_R_BOLD_CS ? RT_DOCX_R_BOLD : 0) |
              (on & RT_DOCX_R_ITALIC_CS ? RT_DOCX_R_ITALIC : 0);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && on; i++)
        if (on & pairs[i].bit)
            marks |= pairs[i].mark;
    if ((run->stated & RT_DOCX_R_HIGHLIGHT) && run->highlight != RT_DOCX_NO_COLOUR)
        marks |= RT_MARK_HIGHLIGHT;
    return marks;
}

/* ---- Paragraphs ----------------------------------------------------------------------------- */

uint16_t rt_docx_condition(rt_docx_xml *x, const rt_xml_tag *tag)
{
    static const struct {
        rt_docx_name name;
        uint16_t bit;
    } attrs[] = {
        {RT_W_firstRow, RT_DOCX_CND_FIRST_ROW},       {RT_W_lastRow, RT_DOCX_CND_LAST_ROW},
        {RT_W_firstColumn, RT_DOCX_CND_FIRST_COLUMN}, {RT_W_lastColumn, RT_DOCX_CND_LAST_COLUMN},
        {RT_W_oddVBand, RT_DOCX_CND_ODD_COLUMN},      {RT_W_evenVBand, RT_DOCX_CND_EVEN_COLUMN},
        {RT_W_oddHBand, RT_DOCX_CND_ODD_ROW},         {RT_W_evenHBand, RT_DOCX_CND_EVEN_ROW}};
    rt_str digits = rt_docx_attr(&x->names, tag, RT_W_val);
    uint16_t bits = 0;

    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
        rt_str attr = rt_docx_attr(&x->names, tag, attrs[i].name);
        if (attr.ptr ? rt_docx_is_on(attr) : i < digits.len && digits.ptr[i] == '1')
            bits |= attrs[i].bit;
    }
    return bits;
}

/* An indent in twips, or in hundredths of a character, where those stand alone: a character
 * is 10.5pt wide then. Of two spellings the strict one counts. */
static bool indent_of(rt_docx_xml *x, const rt_xml_tag *tag, const rt_docx_name names[4],
                      int32_t *indent)
{
    for (size_t i = 0; i < 4; i++) {
        rt_str val = rt_docx_attr(&x->names, tag, names[i]);
        if (!val.ptr)
            continue;
        int32_t n = i < 2 ? rt_docx_twips(val, 0) : rt_docx_integer(val, 0);
        n = n > 1000000 ? 1000000 : n < -1000000 ? -1000000 : n;
        *indent = i < 2 ? n : n * 21 / 10;
        return true;
    }
    return false;
}

static void take_indents(rt_docx_para *para, rt_docx_xml *x, const rt_xml_tag *tag)
{
    static const rt_docx_name names[4][4] = {
        {RT_W_start, RT_W_left, RT_W_startChars, RT_W_leftChars},
        {RT_W_end, RT_W_right, RT_W_endChars, RT_W_rightChars},
        {RT_W_firstLine, RT_W_firstLine, RT_W_firstLineChars, RT_W_firstLineChars},
        {RT_W_hanging, RT_W_hanging, RT_W_hangingChars, RT_W_hangingChars}};

    if (indent_of(x, tag, names[0], &para->start))
        para->stated |= RT_DOCX_P_START;
    if (indent_of(x, tag, names[1], &para->end))
        para->stated |= RT_DOCX_P_END;
    if (indent_of(x, tag, names[2], &para->first))
        para->stated |= RT_DOCX_P_FIRST;
    if (indent_of(x, tag, names[3], &para->first)) { /* stands above firstLine */
        para->stated |= RT_DOCX_P_FIRST;
        para->first = -para->first;
    }
}

static void take_border(rt_docx_para *para, uint16_t bit, rt_str val)
{
    bool drawn = val.len && !rt_docx_is(val, "nil") && !rt_docx_is(val, "none");

    para->stated |= bit;
    para->borders = (uint16_t)(drawn ? para->borders | bit : para->borders & ~bit);
}

static void take_align(rt_docx_para *para, rt_str val)
{
    uint8_t align = rt_docx_align(val);
    if (align) {
        para->stated |= RT_DOCX_P_ALIGN;
        para->align = align;
    }
}

/* A small number, 0 to `most`. */
static void take_small(rt_docx_para *para, uint32_t bit, uint8_t *to, rt_str val, int32_t most)
{
    int32_t n = rt_docx_integer(val, -1);
    if (n < 0 || n > most)
        return;
    para->stated |= bit;
    *to = (uint8_t)n;
}

rt_status rt_docx_para_take(rt_docx_para *para, rt_docx_xml *x, rt_docx_pool *pool,
                            rt_docx_name name, const rt_xml_tag *tag)
{
    rt_str val = rt_docx_attr(&x->names, tag, RT_W_val);

    switch ((int)name) {
    case RT_W_jc:
        take_align(para, val);
        break;
    case RT_W_ind:
        take_indents(para, x, tag);
        break;
    case RT_W_outlineLvl:
        take_small(para, RT_DOCX_P_OUTLINE, &para->outline, val, 9);
        break;
    case RT_W_ilvl:
        take_small(para, RT_DOCX_P_LEVEL, &para->level, val, 8);
        break;
    case RT_W_numId:
        para->stated |= RT_DOCX_P_NUMBER;
        para->number = rt_docx_integer(val, 0);
        break;
    case RT_W_bidi:
        para->stated |= RT_DOCX_P_BIDI;
        para->bidi = rt_docx_is_on(val);
        break;
    case RT_W_pageBreakBefore:
        para->stated |= RT_DOCX_P_BREAK;
        para->break_before = rt_docx_is_on(val);
        break;
    case RT_W_shd:
        para->stated |= RT_DOCX_P_SHADE;
        para->shade = rt_docx_shade(x, tag);
        break;
    case RT_W_cnfStyle:
        para->stated |= RT_DOCX_P_CONDITION;
        para->condition = rt_docx_condition(x, tag);
        break;
    case RT_W_top:
        take_border(para, RT_DOCX_P_BORDER_TOP, val);
        break;
    case RT_W_bottom:
        take_border(para, RT_DOCX_P_BORDER_BOTTOM, val);
        break;
    case RT_W_left:
    case RT_W_start:
        take_border(para, RT_DOCX_P_BORDER_LEFT, val);
        break;
    case RT_W_right:
    case RT_W_end:
        take_border(para, RT_DOCX_P_BORDER_RIGHT, val);
        break;
    case RT_W_pStyle:
        para->stated |= RT_DOCX_P_STYLE;
        return rt_docx_pool_intern(pool, val, &para->style);
    default:
        break;
    }
    return RT_OK;
}

void rt_docx_para_lay(rt_docx_para *to, const rt_docx_para *over)
{
    enum {
        BORDERS = RT_DOCX_P_BORDER_TOP | RT_DOCX_P_BORDER_BOTTOM | RT_DOCX_P_BORDER_LEFT |
                  RT_DOCX_P_BORDER_RIGHT
    };
    uint32_t stated = over->stated;

    LAY(RT_DOCX_P_STYLE, style)
    LAY(RT_DOCX_P_ALIGN, align)
    LAY(RT_DOCX_P_START, start)
    LAY(RT_DOCX_P_END, end)
    LAY(RT_DOCX_P_FIRST, first)
    LAY(RT_DOCX_P_NUMBER, number)
    LAY(RT_DOCX_P_LEVEL, level)
    LAY(RT_DOCX_P_OUTLINE, outline)
    LAY(RT_DOCX_P_BIDI, bidi)
    LAY(RT_DOCX_P_SHADE, shade)
    LAY(RT_DOCX_P_BREAK, break_before)
    LAY(RT_DOCX_P_CONDITION, condition)
    to->borders =
        (uint16_t)((to->borders & ~(stated & BORDERS)) | (over->borders & stated & BORDERS));
    to->stated |= stated;
}

/* ---- Sets in a part ------------------------------------------------------------------------- */

bool rt_docx_sets_enter(rt_docx_sets *sets, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name,
                        const rt_xml_tag *tag, bool skip, rt_status *status)
{
    *status = RT_OK;
    sets->depth++;
    if (sets->skipping)
        return true;
    /* What a set was before it was changed; and what a paragraph's mark looks like. */
    if (skip || name == RT_W_pPrChange || name == RT_W_rPrChange ||
        (sets->para && name == RT_W_rPr)) {
        sets->skipping = sets->depth;
        return true;
    }
    if (sets->run)
        *status = rt_docx_run_take(sets->run, x, pool, name, tag);
    else if (sets->para)
        *status = rt_docx_para_take(sets->para, x, pool, name, tag);
    return sets->run || sets->para;
}

void rt_docx_sets_leave(rt_docx_sets *sets)
{
    if (sets->skipping == sets->depth)
        sets->skipping = 0;
    if (sets->set == sets->depth) {
        sets->set = 0;
        sets->para = NULL;
        sets->run = NULL;
    }
    sets->depth--;
}
