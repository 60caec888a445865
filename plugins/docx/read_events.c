/* read_events.c - the elements of a part, each handed to the file that knows it.
 *
 * Owns the stack of open elements, what is passed over, and the choice of one branch of AlternateContent (ECMA-376 part 3). */
#include <stdio.h>
#include <string.h>

#include "read.h"
#include "symbols.h"

rt_status body_grow(body *b, void *stack, uint32_t count, uint32_t *room, size_t size)
{
    void *old;
    if (count < *room)
        return RT_OK;
    uint32_t more = *room ? *room * 2 : 16;
    memcpy(&old, stack, sizeof old);
    void *grown = b->host->resize(b->host, old, more * size);
    if (!grown)
        return RT_ERR_MEMORY;
    memcpy(stack, &grown, sizeof grown);
    *room = more;
    return RT_OK;
}

void body_lost(body *b, uint32_t loss_class, const char *what) { b->host->lost(b->host, loss_class, &b->pos, what); }

void body_warn(body *b, const char *code, const char *message) { b->host->report(b->host, code, &b->pos, message); }

rt_str body_attr(body *b, const rt_xml_tag *tag, rt_docx_name name) { return rt_docx_attr(&b->x->names, tag, name); }

/* The value of an attribute for as long as the document is read. */
rt_status body_attr_kept(body *b, const rt_xml_tag *tag, rt_docx_name name, rt_str *kept)
{
    rt_str value = body_attr(b, tag, name);
    *kept = value;
    return value.len ? rt_docx_pool_intern(b->pool, value, kept) : RT_OK;
}

void body_skip(body *b, const char *name)
{
    b->mode = b->frames[--b->depth].mode;
    b->skip = 1;
    b->skip_name = name;
    b->skip_text = false;
}

/* ---- AlternateContent: exactly one branch ---------------------------------------------------------------------------------- */

/* Namespaces whose elements a Choice may ask for. */
static bool is_known_space(rt_str uri)
{
    static const char *const begins[] = {
        "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "urn:schemas-microsoft-com:",
        "http://schemas.microsoft.com/office/word/2010/wordprocessing", "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2012/", "http://schemas.microsoft.com/office/word/2015/",
        "http://schemas.microsoft.com/office/word/2016/", "http://schemas.microsoft.com/office/word/2018/",
        "http://schemas.microsoft.com/office/word/2020/", "http://schemas.microsoft.com/office/drawing/2010/main",
        "http://schemas.microsoft.com/office/drawing/2016/SVG/main"};
    static const char ink[] = "http://schemas.microsoft.com/office/word/2010/wordprocessingInk";
    if (rt_docx_is(uri, ink))
        return false;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (uri.len >= strlen(begins[i]) && memcmp(uri.ptr, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static void note_prefixes(body *b, const rt_xml_tag *tag)
{
    const rt_xml_attr *declared = tag->attrs + tag->attr_count;
    for (size_t i = 0; i < tag->namespace_count; i++) {
        uint32_t at = 0;
        const char *prefix = declared[i].name.local;
        while (at < b->prefix_count && b->prefixes[at].prefix != prefix)
            at++;
        if (!prefix || at == BODY_PREFIXES)
            continue;
        b->prefixes[at].prefix = prefix;
        b->prefixes[at].known = is_known_space(declared[i].value);
        b->prefix_count += at == b->prefix_count;
    }
}

static bool is_known_prefix(const body *b, rt_str prefix)
{
    for (uint32_t i = 0; i < b->prefix_count; i++)
        if (rt_docx_is(prefix, b->prefixes[i].prefix))
            return b->prefixes[i].known;
    return false;
}

static bool understands(const body *b, rt_str requires)
{
    bool any = false;
    for (size_t i = 0; i < requires.len;) {
        size_t from = i;
        while (i < requires.len && !strchr(" \t\n", requires.ptr[i]))
            i++;
        if (i > from && !is_known_prefix(b, (rt_str){requires.ptr + from, i - from}))
            return false;
        any |= i > from;
        i += i < requires.len;
    }
    return any;
}

/* True: the element was one of mc's own. The frame of AlternateContent remembers that a branch was taken. */
static bool on_alternative(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (name == RT_MC_AlternateContent)
        return true;
    if (name != RT_MC_Choice && name != RT_MC_Fallback)
        return false;
    body_frame *around = b->depth > 1 ? &b->frames[b->depth - 2] : NULL;
    bool inside = around && around->name == RT_MC_AlternateContent;
    bool taken = inside && !around->value && (name == RT_MC_Fallback || understands(b, body_attr(b, tag, RT_N_Requires)));
    if (taken)
        around->value = 1;
    else
        body_skip(b, NULL);
    return true;
}

/* ---- Content ------------------------------------------------------------------------------------------------------------------- */

typedef rt_status (*entering)(body *b, rt_docx_name name, const rt_xml_tag *tag);
typedef rt_status (*leaving)(body *b, const body_frame *frame);
typedef struct handler { entering enter; leaving leave; } handler;

static body_frame *top_frame(body *b) { return &b->frames[b->depth - 1]; }

static rt_status pass(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)b, (void)name, (void)tag;
    return RT_OK;
}

static rt_status ignore(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)name, (void)tag;
    body_skip(b, NULL);
    return RT_OK;
}

static rt_status lose(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    static const struct { rt_docx_name name; uint8_t loss; const char *what; } losses[] = {
        {RT_W_altChunk, RT_LOSS_CONTENT, "another document inserted as a whole (altChunk)"},
        {RT_W_subDoc, RT_LOSS_CONTENT, "subdocument"}, {RT_W_contentPart, RT_LOSS_CONTENT, "ink or other foreign content"},
        {RT_W14_contentPart, RT_LOSS_CONTENT, "ink or other foreign content"}, {RT_W_movie, RT_LOSS_CONTENT, "movie"},
        {RT_W_control, RT_LOSS_CONTENT, "ActiveX control"}, {RT_W_cellMerge, RT_LOSS_STRUCTURE, "tracked change of merged cells"},
        {RT_O_signatureline, RT_LOSS_CONTENT, "signature line"}};
    (void)tag;
    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++)
        if (losses[i].name == name)
            body_lost(b, losses[i].loss, losses[i].what);
    body_skip(b, NULL);
    return RT_OK;
}

static rt_status enter_para(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)name;
    return body_para_begin(b, tag);
}

static rt_status leave_para(body *b, const body_frame *frame)
{
    (void)frame;
    body_para *para = body_para_of(b);
    return para->active && para->frame == b->depth + 1 ? body_para_end(b) : RT_OK;
}

static rt_status enter_run(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)name;
    return body_run_begin(b, tag);
}

static rt_status leave_run(body *b, const body_frame *frame)
{
    (void)frame;
    body_run *run = &body_top(b)->run;
    return run->active && run->frame == b->depth + 1 ? body_run_end(b) : RT_OK;
}

/* White space at the edges counts only where xml:space says so. */
static rt_status enter_text(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (name == RT_W_instrText || name == RT_W_delInstrText) {
        b->mode = MODE_INSTRUCTION;
        return RT_OK;
    }
    b->mode = MODE_TEXT;
    b->trims = !tag->attr_count || !rt_docx_is(body_attr(b, tag, RT_XML_space), "preserve");
    b->leading = b->trims;
    b->spaces.len = 0;
    return RT_OK;
}

/* Properties, each where their owner has not begun yet. */
static rt_status enter_properties(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_flow *flow = body_top(b);
    body_table *table = body_table_here(b);
    bool fits = false;
    (void)tag;
    switch ((int)name) {
    case RT_W_pPr:
        fits = flow->para.active && !flow->para.opened;
        b->mode = MODE_PARA;
        break;
    case RT_W_rPr:
        fits = flow->run.active && !flow->run.ready;
        b->mode = MODE_RUN;
        break;
    case RT_W_tblPr:
        fits = table && !table->entered;
        b->mode = MODE_TABLE;
        break;
    case RT_W_tblGrid:
        fits = table && !table->entered;
        b->mode = MODE_GRID;
        break;
    case RT_W_trPr:
        fits = table && table->row.active && !table->row.entered;
        b->mode = MODE_ROW;
        break;
    case RT_W_tcPr:
        fits = flow->kind == RT_CELL && flow->pending;
        b->mode = MODE_CELL;
        break;
    case RT_W_sdtPr:
        fits = b->control_count > 0;
        b->mode = MODE_CONTROL;
        break;
    case RT_W_ffData:
        fits = b->field_count > 0;
        b->mode = MODE_FORM;
        break;
    default:
        break;
    }
    if (!fits)
        body_skip(b, NULL);
    return RT_OK;
}

static rt_status enter_simple_field(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    bool pushed = false;
    (void)name;
    TRY(body_on_simple_field(b, tag, &pushed));
    top_frame(b)->value = pushed;
    return RT_OK;
}

static rt_status leave_simple_field(body *b, const body_frame *frame) { return frame->value ? body_simple_field_end(b) : RT_OK; }

static rt_status enter_field_char(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)name;
    return body_on_field_char(b, tag);
}

static rt_status enter_hyperlink(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    bool entered = false;
    (void)name;
    top_frame(b)->more = b->inline_count;
    TRY(body_on_hyperlink(b, tag, &entered));
    top_frame(b)->value = entered;
    return RT_OK;
}

static rt_status leave_hyperlink(body *b, const body_frame *frame)
{
    return frame->value && b->inline_count > frame->more ? body_inline_close(b, frame->more) : RT_OK;
}

/* Where there is no paragraph in hand, what stands in w:ins is rows, cells or paragraphs: their own marks say so. */
static rt_status enter_change(body *b, rt_docx_name name, const rt_xml_tag *tag) { return body_on_change(b, name, tag); }

static rt_status leave_change(body *b, const body_frame *frame)
{
    (void)frame;
    TRY(body_run_break(b));
    b->change_count--;
    return RT_OK;
}

static rt_status enter_table(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_table *here = body_table_here(b);
    bool fits = name == RT_W_tbl || (here && here->row.active == (name == RT_W_tc));
    (void)tag;
    if (name == RT_W_tbl && b->capturing) {
        body_lost(b, RT_LOSS_CONTENT, "table in a control that holds a line");
        body_skip(b, NULL);
        return RT_OK;
    }
    top_frame(b)->value = fits;
    if (!fits)
        return RT_OK;
    return name == RT_W_tbl ? body_table_begin(b) : name == RT_W_tr ? body_row_begin(b) : body_cell_begin(b);
}

static rt_status leave_table(body *b, const body_frame *frame)
{
    return !frame->value ? RT_OK : frame->name == RT_W_tbl ? body_table_end(b) : frame->name == RT_W_tr ? body_row_end(b) : body_cell_end(b);
}

static rt_status enter_control(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)tag;
    return name == RT_W_sdt ? body_control_begin(b) : body_control_content(b);
}

static rt_status leave_control(body *b, const body_frame *frame) { return frame->name == RT_W_sdt ? body_control_end(b) : RT_OK; }

static rt_status leave_drawing(body *b, const body_frame *frame) { return body_drawing_end(b, (rt_docx_name)frame->name); }

static rt_status enter_ruby(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)tag;
    if (name == RT_W_rt && b->capturing) {
        body_skip(b, NULL);
        return RT_OK;
    }
    top_frame(b)->more = b->inline_count;
    return body_ruby_begin(b, name);
}

static rt_status leave_ruby(body *b, const body_frame *frame) { return body_ruby_end(b, (rt_docx_name)frame->name, frame->more); }

static rt_status enter_math(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)tag;
    if (name == RT_M_oMathPara)
        return RT_OK;
    bool block = b->depth > 1 && b->frames[b->depth - 2].name == RT_M_oMathPara;
    b->mode = MODE_MATH;
    return rt_docx_math_begin(b->math, block);
}

static rt_status leave_math(body *b, const body_frame *frame)
{
    rt_str source, alt;
    body_attrs attrs = {.count = 0};
    if (frame->name == RT_M_oMathPara)
        return RT_OK;
    TRY(rt_docx_math_end(b->math, &source, &alt));
    if (b->capturing || body_in_instruction(b))
        return body_text(b, alt);
    put_number(&attrs, RT_A_NOTATION, RT_NOTATION_MATHML);
    if (b->depth && b->frames[b->depth - 1].name == RT_M_oMathPara)
        put_number(&attrs, RT_A_DISPLAY, RT_DISPLAY_BLOCK);
    put_some(&attrs, RT_A_ALT, alt);
    body_put_change(b, &attrs);
    TRY(body_inline_enter(b, RT_MATH, &attrs));
    TRY(b->out->text(b->out, source));
    return body_leave(b, RT_MATH);
}

static rt_status enter_section(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    (void)name, (void)tag;
    if (b->part_kind != RT_REPORT || b->flow_count != 1) {
        body_skip(b, NULL);
        return RT_OK;
    }
    body_page_begin(b);
    b->mode = MODE_SECTION;
    return RT_OK;
}

static rt_status leave_section(body *b, const body_frame *frame)
{
    (void)frame;
    return body_page_end(b, true);
}

static rt_status leave_note(body *b, const body_frame *frame) { return frame->value ? body_note_end(b) : RT_OK; }

#define PASS {pass, NULL}
#define IGNORE {ignore, NULL}
#define LOSE {lose, NULL}
#define DRAWING {body_on_drawing, leave_drawing}

static const handler handlers[RT_DOCX_NAME_COUNT] = {
    [RT_W_document] = PASS, [RT_W_body] = PASS, [RT_W_hdr] = PASS, [RT_W_ftr] = PASS, [RT_W_footnotes] = PASS,
    [RT_W_endnotes] = PASS, [RT_W_comments] = PASS, [RT_W_smartTag] = PASS, [RT_W_customXml] = PASS, [RT_W_dir] = PASS,
    [RT_W_bdo] = PASS,
    [RT_W_p] = {enter_para, leave_para}, [RT_W_r] = {enter_run, leave_run},
    [RT_W_t] = {enter_text, NULL}, [RT_W_delText] = {enter_text, NULL}, [RT_W_instrText] = {enter_text, NULL},
    [RT_W_delInstrText] = {enter_text, NULL},
    [RT_W_pPr] = {enter_properties, NULL}, [RT_W_rPr] = {enter_properties, NULL}, [RT_W_tblPr] = {enter_properties, NULL},
    [RT_W_tblGrid] = {enter_properties, NULL}, [RT_W_trPr] = {enter_properties, NULL}, [RT_W_tcPr] = {enter_properties, NULL},
    [RT_W_sdtPr] = {enter_properties, NULL}, [RT_W_ffData] = {enter_properties, NULL},
    [RT_W_tab] = {body_on_run_element, NULL}, [RT_W_br] = {body_on_run_element, NULL}, [RT_W_cr] = {body_on_run_element, NULL},
    [RT_W_noBreakHyphen] = {body_on_run_element, NULL}, [RT_W_softHyphen] = {body_on_run_element, NULL},
    [RT_W_sym] = {body_on_run_element, NULL}, [RT_W_ptab] = {body_on_run_element, NULL},
    [RT_W_pgNum] = {body_on_run_element, NULL}, [RT_W_footnoteRef] = {body_on_run_element, NULL},
    [RT_W_endnoteRef] = {body_on_run_element, NULL}, [RT_W_annotationRef] = {body_on_run_element, NULL},
    [RT_W_footnoteReference] = {body_on_note_reference, NULL}, [RT_W_endnoteReference] = {body_on_note_reference, NULL},
    [RT_W_commentReference] = {body_on_note_reference, NULL},
    [RT_W_fldChar] = {enter_field_char, NULL}, [RT_W_fldSimple] = {enter_simple_field, leave_simple_field},
    [RT_W_hyperlink] = {enter_hyperlink, leave_hyperlink},
    [RT_W_ins] = {enter_change, leave_change}, [RT_W_del] = {enter_change, leave_change},
    [RT_W14_conflictIns] = {enter_change, leave_change}, [RT_W14_conflictDel] = {enter_change, leave_change},
    [RT_W_moveFrom] = {enter_change, leave_change}, [RT_W_moveTo] = {enter_change, leave_change},
    [RT_W_moveFromRangeStart] = {body_on_move_range, NULL}, [RT_W_moveFromRangeEnd] = {body_on_move_range, NULL},
    [RT_W_moveToRangeStart] = {body_on_move_range, NULL}, [RT_W_moveToRangeEnd] = {body_on_move_range, NULL},
    [RT_W_bookmarkStart] = {body_on_mark, NULL}, [RT_W_bookmarkEnd] = {body_on_mark, NULL},
    [RT_W_commentRangeStart] = {body_on_mark, NULL}, [RT_W_commentRangeEnd] = {body_on_mark, NULL},
    [RT_W_sdt] = {enter_control, leave_control}, [RT_W_sdtContent] = {enter_control, NULL},
    [RT_W_tbl] = {enter_table, leave_table}, [RT_W_tr] = {enter_table, leave_table}, [RT_W_tc] = {enter_table, leave_table},
    [RT_W_drawing] = DRAWING, [RT_W_pict] = DRAWING, [RT_W_object] = DRAWING, [RT_W_txbxContent] = DRAWING,
    [RT_WP_inline] = DRAWING, [RT_WP_anchor] = DRAWING, [RT_WP_extent] = DRAWING, [RT_WP_docPr] = DRAWING,
    [RT_DRAW_graphic] = DRAWING, [RT_DRAW_graphicData] = DRAWING, [RT_DRAW_blip] = DRAWING, [RT_DRAW_extLst] = DRAWING,
    [RT_DRAW_ext] = DRAWING, [RT_DRAW_hlinkClick] = DRAWING, [RT_DRAW_xfrm] = DRAWING, [RT_ASVG_svgBlip] = DRAWING,
    [RT_PIC_pic] = DRAWING, [RT_PIC_nvPicPr] = DRAWING, [RT_PIC_cNvPr] = DRAWING, [RT_PIC_blipFill] = DRAWING,
    [RT_PIC_spPr] = DRAWING, [RT_WPS_wsp] = DRAWING, [RT_WPS_txbx] = DRAWING, [RT_WPG_wgp] = DRAWING,
    [RT_WPG_grpSp] = DRAWING, [RT_WPC_wpc] = DRAWING, [RT_C_chart] = DRAWING, [RT_DGM_relIds] = DRAWING,
    [RT_V_shape] = DRAWING, [RT_V_rect] = DRAWING, [RT_V_roundrect] = DRAWING, [RT_V_oval] = DRAWING, [RT_V_group] = DRAWING,
    [RT_V_image] = DRAWING, [RT_V_line] = DRAWING, [RT_V_polyline] = DRAWING, [RT_V_curve] = DRAWING, [RT_V_arc] = DRAWING,
    [RT_V_imagedata] = DRAWING, [RT_V_textbox] = DRAWING, [RT_V_textpath] = DRAWING, [RT_O_OLEObject] = DRAWING,
    [RT_W_ruby] = {enter_ruby, leave_ruby}, [RT_W_rt] = {enter_ruby, leave_ruby}, [RT_W_rubyBase] = {enter_ruby, leave_ruby},
    [RT_M_oMath] = {enter_math, leave_math}, [RT_M_oMathPara] = {enter_math, leave_math},
    [RT_W_sectPr] = {enter_section, leave_section},
    [RT_W_footnote] = {body_on_note, leave_note}, [RT_W_endnote] = {body_on_note, leave_note},
    [RT_W_comment] = {body_on_note, leave_note},
    [RT_W_altChunk] = LOSE, [RT_W_subDoc] = LOSE, [RT_W_contentPart] = LOSE, [RT_W14_contentPart] = LOSE, [RT_W_movie] = LOSE,
    [RT_W_control] = LOSE, [RT_O_signatureline] = LOSE,
    [RT_W_proofErr] = IGNORE, [RT_W_permStart] = IGNORE, [RT_W_permEnd] = IGNORE, [RT_W_lastRenderedPageBreak] = IGNORE,
    [RT_W_separator] = IGNORE, [RT_W_continuationSeparator] = IGNORE, [RT_W_sdtEndPr] = IGNORE, [RT_W_tblPrEx] = IGNORE,
    [RT_W_rubyPr] = IGNORE, [RT_W_smartTagPr] = IGNORE, [RT_W_customXmlPr] = IGNORE, [RT_W_fldData] = IGNORE,
    [RT_M_oMathParaPr] = IGNORE, [RT_WP_simplePos] = IGNORE, [RT_WP_positionH] = IGNORE, [RT_WP_positionV] = IGNORE,
    [RT_WP_effectExtent] = IGNORE, [RT_V_shapetype] = IGNORE,
};

static rt_status on_content(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (handlers[name].enter)
        return handlers[name].enter(b, name, tag);
    uint32_t around = b->depth > 1 ? b->frames[b->depth - 2].name : 0; /* places of what floats are numbers in text */
    body_skip(b, around == RT_WP_anchor || around == RT_WP_inline ? NULL : tag->name.local);
    return RT_OK;
}

/* ---- Properties ------------------------------------------------------------------------------------------------------------------ */

/* How things were before a tracked change. */
static bool is_past(rt_docx_name name)
{
    return name == RT_W_pPrChange || name == RT_W_rPrChange || name == RT_W_tblPrChange || name == RT_W_tblGridChange ||
           name == RT_W_trPrChange || name == RT_W_tcPrChange || name == RT_W_sectPrChange || name == RT_W_tblPrExChange ||
           name == RT_W_numberingChange;
}

static rt_status on_past(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_run *run = &body_top(b)->run;
    if (name == RT_W_rPrChange && b->mode == MODE_RUN) {
        run->formatted = true;
        TRY(body_attr_kept(b, tag, RT_W_author, &run->author));
        TRY(body_attr_kept(b, tag, RT_W_date, &run->date));
    } else {
        body_lost(b, RT_LOSS_PRESENTATION, "tracked change of formatting");
    }
    body_skip(b, NULL);
    return RT_OK;
}

static rt_status on_para_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (name == RT_W_rPr) {
        b->mode = MODE_MARK;
        return RT_OK;
    }
    if (name == RT_W_sectPr)
        return enter_section(b, name, tag);
    return rt_docx_para_take(&body_para_of(b)->direct, b->x, b->pool, name, tag);
}

static rt_status on_mark_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_para *para = body_para_of(b);
    (void)tag;
    if (name == RT_W_ins || name == RT_W_moveTo)
        para->mark_change = RT_MARK_CHANGE_INSERTED;
    else if (name == RT_W_del || name == RT_W_moveFrom)
        para->mark_change = RT_MARK_CHANGE_DELETED;
    return RT_OK;
}

static rt_status on_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (b->mode == MODE_PARTS)
        return b->on_part(b, name, tag, true);
    if (is_past(name))
        return on_past(b, name, tag);
    switch ((body_mode)b->mode) {
    case MODE_PARA:
        return on_para_property(b, name, tag);
    case MODE_MARK:
        return on_mark_property(b, name, tag);
    case MODE_RUN:
        return rt_docx_run_take(&body_top(b)->run.direct, b->x, b->pool, name, tag);
    case MODE_TABLE:
        return body_on_table_property(b, name, tag);
    case MODE_GRID:
        return body_on_grid(b, name, tag);
    case MODE_ROW:
        return body_on_row_property(b, name, tag);
    case MODE_CELL:
        return body_on_cell_property(b, name, tag);
    case MODE_CONTROL:
        return body_on_control(b, name, tag);
    case MODE_SECTION:
        return body_on_section(b, name, tag);
    case MODE_FORM:
        return body_on_form(b, name, tag);
    default: /* an element in text */
        body_skip(b, tag->name.local);
        return RT_OK;
    }
}

/* ---- Events ------------------------------------------------------------------------------------------------------------------------- */

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    body *b = user;
    if (tag->namespace_count)
        note_prefixes(b, tag);
    if (b->skip) {
        b->skip++;
        return RT_OK;
    }
    rt_docx_name name = rt_docx_name_of(&b->x->names, &tag->name);
    b->pos = tag->pos;
    if (b->depth == b->frame_room)
        TRY(BODY_PUSH(b, frames, depth, frame_room));
    b->frames[b->depth++] = (body_frame){.name = (uint16_t)name, .mode = b->mode};
    if (b->mode == MODE_CONTENT && handlers[name].enter)
        return handlers[name].enter(b, name, tag);
    if (on_alternative(b, name, tag))
        return RT_OK;
    if (b->mode == MODE_CONTENT)
        return on_content(b, name, tag);
    if (b->mode == MODE_MATH)
        return rt_docx_math_enter(b->math, b->x, name, tag);
    return on_property(b, name, tag);
}

static rt_status on_leave(void *user)
{
    body *b = user;
    if (b->skip) {
        if (--b->skip == 0 && b->skip_text) {
            char words[100];
            snprintf(words, sizeof words, "text in the unknown element %.60s", b->skip_name);
            body_lost(b, RT_LOSS_CONTENT, words);
        }
        return RT_OK;
    }
    body_frame frame = b->frames[--b->depth];
    b->mode = frame.mode;
    if (frame.mode == MODE_CONTENT)
        return handlers[frame.name].leave ? handlers[frame.name].leave(b, &frame) : RT_OK;
    if (frame.mode == MODE_MATH)
        return rt_docx_math_leave(b->math, (rt_docx_name)frame.name);
    if (frame.mode == MODE_PARTS)
        return b->on_part(b, (rt_docx_name)frame.name, NULL, false);
    if (frame.name == RT_W_sectPr && frame.mode == MODE_PARA)
        b->page.stated = true; /* it is sent behind the paragraph */
    return RT_OK;
}

/* A line end or a tab that was typed into w:t is shown as a space. */
static rt_status plain_text(body *b, rt_str piece)
{
    size_t from = 0;
    for (size_t i = 0; i < piece.len; i++) {
        if (piece.ptr[i] != '\n' && piece.ptr[i] != '\r' && piece.ptr[i] != '\t')
            continue;
        TRY(body_text(b, (rt_str){piece.ptr + from, i - from}));
        TRY(body_text(b, RT_STR(" ")));
        from = i + 1;
    }
    return body_text(b, (rt_str){piece.ptr + from, piece.len - from});
}

static rt_status some_text(body *b, rt_str piece)
{
    const body_run *run = &body_top(b)->run;
    if ((run->direct.stated & RT_DOCX_R_FONT) && rt_docx_is_symbol_font(run->direct.font))
        return body_symbols(b, piece);
    return plain_text(b, piece);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* What may be the end of the text waits for what comes behind it. */
static rt_status trimmed_text(body *b, rt_str piece)
{
    size_t end = piece.len;
    while (b->leading && piece.len && is_blank(*piece.ptr))
        piece = (rt_str){piece.ptr + 1, piece.len - 1};
    if (!piece.len)
        return RT_OK;
    b->leading = false;
    for (end = piece.len; end && is_blank(piece.ptr[end - 1]);)
        end--;
    if (end && b->spaces.len) {
        TRY(some_text(b, rt_buffer_str(&b->spaces)));
        b->spaces.len = 0;
    }
    if (end)
        TRY(some_text(b, (rt_str){piece.ptr, end}));
    return end < piece.len ? rt_buffer_add(&b->spaces, piece.ptr + end, piece.len - end) : RT_OK;
}

static rt_status on_text(void *user, rt_str piece)
{
    body *b = user;
    if (b->skip) {
        for (size_t i = 0; b->skip_name && i < piece.len && !b->skip_text; i++)
            b->skip_text = !strchr(" \t\r\n", piece.ptr[i]);
        return RT_OK;
    }
    switch ((body_mode)b->mode) {
    case MODE_TEXT:
        return b->trims ? trimmed_text(b, piece) : some_text(b, piece);
    case MODE_INSTRUCTION:
        return body_instruction(b, piece);
    case MODE_MATH:
        return rt_docx_math_text(b->math, piece);
    case MODE_PARTS:
        return b->in_words ? rt_buffer_add_str(&b->words, piece) : RT_OK;
    default:
        return RT_OK;
    }
}

const rt_xml_events body_events = {.enter = on_enter, .leave = on_leave, .text = on_text};

/* A part whose content is what `kind` says; the part around it goes on behind. */
rt_status body_parse(body *b, uint32_t part, uint32_t kind)
{
    rt_docx_xml *around = b->x;
    const rt_docx_relations *relations = b->relations;
    uint32_t part_kind = b->part_kind, prefix_count = b->prefix_count, skip = b->skip;
    uint8_t mode = b->mode;
    rt_pos pos = b->pos;
    body_prefix prefixes[BODY_PREFIXES];
    rt_docx_xml *x = b->host->resize(b->host, NULL, sizeof *x);
    if (!x)
        return RT_ERR_MEMORY;
    memcpy(prefixes, b->prefixes, sizeof prefixes); /* names belong to their parser */
    b->x = x;
    b->part_kind = kind;
    b->mode = kind == RT_NO_KIND ? MODE_PARTS : MODE_CONTENT;
    b->skip = 0;
    b->prefix_count = 0;
    rt_status status = rt_docx_relations_read(b->package, part, &b->relations);
    if (status == RT_OK)
        status = rt_docx_package_parse(b->package, part, &body_events, b, x);
    b->host->resize(b->host, x, 0);
    b->x = around;
    b->relations = relations;
    b->part_kind = part_kind;
    memcpy(b->prefixes, prefixes, sizeof prefixes);
    b->prefix_count = prefix_count;
    b->mode = mode;
    b->skip = skip;
    b->pos = pos;
    return status;
}
