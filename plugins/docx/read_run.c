/* read_run.c - runs: what they state themselves or by a character style, and the signs in them that are elements.
 *
 * Owns the attributes of text; the order in which styles hold is styles.c's. A run that says nothing costs nothing. */
#include <string.h>

#include "read.h"
#include "symbols.h"

/* ---- Attributes ------------------------------------------------------------------------------ */

/* What was inserted, deleted or moved. */
void body_put_change(body *b, body_attrs *attrs)
{
    const body_run *run = &body_top(b)->run;
    if (b->change_count) {
        const body_change *change = &b->changes[b->change_count - 1];
        put_number(attrs, RT_A_CHANGE, change->kind);
        put_some(attrs, RT_A_CHANGE_AUTHOR, change->author);
        put_some(attrs, RT_A_CHANGE_DATE, change->date);
        put_some(attrs, RT_A_CHANGE_NAME, change->name);
    } else if (run->formatted) {
        put_number(attrs, RT_A_CHANGE, RT_CHANGE_FORMATTED);
        put_some(attrs, RT_A_CHANGE_AUTHOR, run->author);
        put_some(attrs, RT_A_CHANGE_DATE, run->date);
    }
}

static void put_colour(body_attrs *attrs, uint32_t id, uint32_t colour, char room[8])
{
    static const char digits[] = "0123456789abcdef";
    if (colour == RT_DOCX_NO_COLOUR)
        return;
    room[0] = '#';
    for (int i = 0; i < 6; i++)
        room[i + 1] = digits[colour >> (20 - 4 * i) & 15];
    put_text(attrs, id, (rt_str){room, 7});
}

static bool same(rt_str a, rt_str b) { return a.len == b.len && (!a.len || memcmp(a.ptr, b.ptr, a.len) == 0); }

/* Han, kana, hangul and what goes with them: w:eastAsia is their language. */
static bool is_east_asian(rt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0xE3 && c <= 0xED)
            return true;
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            return false;
    }
    return false;
}

static void put_language(body *b, const rt_docx_run *run, rt_str text, body_attrs *attrs)
{
    const rt_docx_run *initial = rt_docx_styles_defaults(b->styles);
    rt_str language = {NULL, 0}, usual = initial->language;
    if ((run->stated & RT_DOCX_R_LANGUAGE_BIDI) && (run->on & RT_DOCX_R_RTL)) {
        language = run->language_bidi;
        usual = initial->language_bidi;
    } else if ((run->stated & RT_DOCX_R_LANGUAGE_EAST) && is_east_asian(text)) {
        language = run->language_east;
        usual = initial->language_east;
    } else if (run->stated & RT_DOCX_R_LANGUAGE) {
        language = run->language;
    }
    if (rt_docx_is(language, "x-none")) /* which says that it is none */
        put_text(attrs, RT_A_LANGUAGE, (rt_str){NULL, 0});
    else if (language.len && !same(language, b->language) && !same(language, usual))
        put_text(attrs, RT_A_LANGUAGE, language);
}

static void put_fonts(body *b, const rt_docx_run *run, body_attrs *attrs)
{
    const rt_docx_run *initial = rt_docx_styles_defaults(b->styles);
    rt_str font = (run->stated & RT_DOCX_R_FONT) ? run->font : (rt_str){NULL, 0};
    rt_str east = (run->stated & RT_DOCX_R_FONT_EAST) ? run->font_east : (rt_str){NULL, 0};
    if (font.len && !same(font, initial->font) && !rt_docx_is_symbol_font(font))
        put_text(attrs, RT_A_FONT, font);
    if (east.len && !same(east, initial->font_east) && !same(east, font))
        put_text(attrs, RT_A_FONT_EAST_ASIAN, east);
}

static void put_direction(const body_para *para, const rt_docx_run *run, body_attrs *attrs, bool bidi)
{
    bool around = (para->direct.stated & RT_DOCX_P_BIDI)                          ? para->direct.bidi
                  : para->style && (para->style->para.stated & RT_DOCX_P_BIDI) ? para->style->para.bidi
                                                                                  : bidi;
    if (!(run->stated & RT_DOCX_R_RTL))
        return;
    if (!(run->on & RT_DOCX_R_RTL))
        put_number(attrs, RT_A_DIRECTION, RT_DIRECTION_LTR);
    else if (!around)
        put_number(attrs, RT_A_DIRECTION, RT_DIRECTION_RTL);
}

/* What the run itself and its character style state; styles of a role say only that role. */
static void stated_of(body *b, const body_run *run, rt_docx_run *out, const rt_docx_style **style)
{
    bool styled = (run->direct.stated & RT_DOCX_R_STYLE) != 0;
    *style = styled ? rt_docx_styles_of_run(b->styles, &run->direct, &b->pos) : NULL;
    bool speaks = *style && ((*style)->role == RT_DOCX_ROLE_NONE || (*style)->role == RT_DOCX_ROLE_PLACEHOLDER);
    if (!speaks) {
        *out = run->direct;
        return;
    }
    *out = (*style)->run;
    rt_docx_run_lay(out, &run->direct);
}

static rt_status put_run(body *b, body_run *run, rt_str text)
{
    const rt_docx_style *style;
    const body_para *para = body_para_of(b);
    body_attrs *attrs = &run->attrs;
    rt_docx_run stated, shown;
    stated_of(b, run, &stated, &style);
    if (para->marks)
        rt_docx_styles_run(b->styles, NULL, para->style, style, &run->direct, &shown);
    const rt_docx_run *looks = para->marks ? &shown : &stated;
    uint32_t marks = rt_docx_run_marks(looks);
    if (style && style->role == RT_DOCX_ROLE_CODE)
        marks |= RT_MARK_CODE;
    if (marks)
        put_number(attrs, RT_A_MARKS, (int32_t)marks);
    if (looks->on & RT_DOCX_R_HIDDEN)
        put_number(attrs, RT_A_HIDDEN, 1);
    if (stated.on & RT_DOCX_R_CAPS)
        body_lost(b, RT_LOSS_PRESENTATION, "all capitals");
    if (stated.stated & RT_DOCX_R_COLOUR)
        put_colour(attrs, RT_A_COLOUR, stated.colour, run->colours[0]);
    if (stated.stated & RT_DOCX_R_SHADE)
        put_colour(attrs, RT_A_BACKGROUND, stated.shade, run->colours[1]);
    const rt_docx_run *initial = rt_docx_styles_defaults(b->styles);
    if ((stated.stated & RT_DOCX_R_SIZE) && stated.size && !((initial->stated & RT_DOCX_R_SIZE) && initial->size == stated.size))
        put_text(attrs, RT_A_SIZE, (rt_str){run->size, rt_docx_points((int64_t)stated.size * 10, run->size)});
    put_fonts(b, &stated, attrs);
    put_language(b, &stated, text, attrs);
    put_direction(para, &stated, attrs, b->bidi);
    body_put_change(b, attrs);
    return RT_OK;
}

/* Before the first content of a run: its attributes, or that there are none. */
rt_status body_run_ready(body *b, rt_str first_text)
{
    body_run *run = &body_top(b)->run;
    run->attrs.count = 0;
    run->ready = true;
    if (run->active && !run->direct.stated && !run->formatted && !b->change_count && !body_para_of(b)->marks) {
        run->plain = true;
        return RT_OK;
    }
    if (!run->active)
        run->direct = (rt_docx_run){0};
    TRY(put_run(b, run, first_text));
    run->plain = run->attrs.count == 0;
    return RT_OK;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

rt_status body_run_break(body *b)
{
    body_run *run = &body_top(b)->run;
    if (!run->entered)
        return RT_OK;
    run->entered = false;
    return body_leave(b, RT_TEXT);
}

rt_status body_run_begin(body *b, const rt_xml_tag *tag)
{
    body_run *run = &body_top(b)->run;
    (void)tag;
    TRY(body_run_break(b));
    run->active = true;
    run->ready = run->plain = run->formatted = false;
    run->frame = b->depth;
    run->direct.stated = run->direct.on = 0;
    run->direct.vertical = 0;
    return RT_OK;
}

rt_status body_run_end(body *b)
{
    body_run *run = &body_top(b)->run;
    if (b->captured_for == RT_NOTE_REFERENCE)
        TRY(body_note_reference_end(b));
    TRY(body_run_break(b));
    run->active = run->ready = false;
    return RT_OK;
}

/* ---- Signs ----------------------------------------------------------------------------------- */

static rt_status add_point(body *b, uint32_t point)
{
    rt_buffer_clear(&b->words);
    TRY(rt_buffer_add_point(&b->words, point));
    return body_text(b, rt_buffer_str(&b->words));
}

/* One code point of whole UTF-8. */
static size_t take_point(rt_str s, uint32_t *point)
{
    unsigned char c = (unsigned char)*s.ptr;
    size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (len > s.len)
        len = s.len;
    *point = len == 1 ? c : c & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        *point = *point << 6 | ((unsigned char)s.ptr[i] & 0x3Fu);
    return len;
}

rt_status body_symbols(body *b, rt_str piece)
{
    rt_str font = body_top(b)->run.direct.font;
    while (piece.len) {
        uint32_t point;
        size_t len = take_point(piece, &point);
        TRY(add_point(b, rt_docx_symbol(font, point)));
        piece = (rt_str){piece.ptr + len, piece.len - len};
    }
    return RT_OK;
}

static rt_status on_symbol(body *b, const rt_xml_tag *tag)
{
    rt_str sign = body_attr(b, tag, RT_W_char);
    uint32_t point = 0;
    for (size_t i = 0; i < sign.len && i < 6; i++) {
        const char *digits = "0123456789ABCDEF0123456789abcdef", *at = memchr(digits, sign.ptr[i], 32);
        if (!at)
            return RT_OK;
        point = point << 4 | (uint32_t)((at - digits) & 15);
    }
    point = rt_docx_symbol(body_attr(b, tag, RT_W_font), point);
    bool sound = point >= 0x20 && point < 0x110000 && (point < 0xD800 || point > 0xDFFF) && point != 0xFFFE && point != 0xFFFF;
    return sound ? add_point(b, point) : RT_OK;
}

static rt_status on_break(body *b, const rt_xml_tag *tag)
{
    rt_str type = body_attr(b, tag, RT_W_type);
    body_para *para = body_para_of(b);
    if (rt_docx_is(type, "page")) {
        body_attrs attrs = {.count = 0};
        if (para->active && !para->opened && !b->capturing && !body_in_instruction(b) && !b->change_count && !body_para_marked(b)) {
            para->breaks++;
            return RT_OK;
        }
        body_put_change(b, &attrs);
        return body_inline_node(b, RT_PAGE_BREAK, &attrs);
    }
    if (rt_docx_is(type, "column"))
        body_lost(b, RT_LOSS_PRESENTATION, "column break, which became a line break");
    return body_sign(b, RT_LINE_BREAK);
}

rt_status body_on_run_element(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    switch ((int)name) {
    case RT_W_br:
        return on_break(b, tag);
    case RT_W_cr:
        return body_sign(b, RT_LINE_BREAK);
    case RT_W_sym:
        return on_symbol(b, tag);
    case RT_W_noBreakHyphen:
        return body_text(b, RT_STR("\xE2\x80\x91"));
    case RT_W_softHyphen:
        return body_text(b, RT_STR("\xC2\xAD"));
    case RT_W_footnoteRef:
    case RT_W_endnoteRef:
        body_top(b)->run.skip_space = true;
        body_para_of(b)->says_nothing = true; /* a note begins with a paragraph, whatever it holds */
        return RT_OK;
    case RT_W_annotationRef:
        body_para_of(b)->says_nothing = true;
        return RT_OK;
    case RT_W_pgNum: {
        body_attrs attrs = {.count = 0};
        put_text(&attrs, RT_A_INSTRUCTION, RT_STR("PAGE"));
        return body_inline_node(b, RT_FIELD, &attrs);
    }
    default: /* tab, ptab */
        return body_sign(b, RT_TAB);
    }
}

/* ---- Changes --------------------------------------------------------------------------------- */

rt_status body_on_change(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_change change = {.kind = name == RT_W_ins || name == RT_W14_conflictIns   ? RT_CHANGE_INSERTED
                                  : name == RT_W_del || name == RT_W14_conflictDel ? RT_CHANGE_DELETED
                                  : name == RT_W_moveFrom                          ? RT_CHANGE_MOVED_FROM
                                                                                   : RT_CHANGE_MOVED_TO};
    change.name = name == RT_W_moveFrom ? b->move_from : name == RT_W_moveTo ? b->move_to : (rt_str){NULL, 0};
    TRY(body_run_break(b));
    TRY(body_attr_kept(b, tag, RT_W_author, &change.author));
    TRY(body_attr_kept(b, tag, RT_W_date, &change.date));
    TRY(BODY_PUSH(b, changes, change_count, change_room));
    b->changes[b->change_count++] = change;
    return RT_OK;
}

rt_status body_on_move_range(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    rt_str *range = name == RT_W_moveFromRangeStart || name == RT_W_moveFromRangeEnd ? &b->move_from : &b->move_to;
    if (name == RT_W_moveFromRangeEnd || name == RT_W_moveToRangeEnd) {
        *range = (rt_str){NULL, 0};
        return RT_OK;
    }
    return body_attr_kept(b, tag, RT_W_name, range);
}

/* ---- Ruby (17.3.3.25): the reading comes first ----------------------------------------------- */

rt_status body_ruby_begin(body *b, rt_docx_name name)
{
    body_attrs attrs = {.count = 0};
    if (name == RT_W_rt)
        return body_capture(b);
    if (name != RT_W_rubyBase)
        return RT_OK;
    TRY(body_run_break(b));
    put_some(&attrs, RT_A_READING, b->reading);
    return body_inline_open(b, RT_RUBY, &attrs, BODY_NO_FIELD);
}

rt_status body_ruby_end(body *b, rt_docx_name name, uint32_t inlines)
{
    if (name == RT_W_rt)
        return rt_docx_pool_intern(b->pool, body_captured(b), &b->reading);
    if (name == RT_W_rubyBase && b->inline_count > inlines)
        return body_inline_close(b, inlines);
    return RT_OK;
}
