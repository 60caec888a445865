/* read_content.c - the table of elements that are content, and what begins and ends with each of them.
 *
 * Owns which elements say something and which are passed over; what they say is in the other files. */
#include "read.h"

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

rt_status body_enter_section(body *b, rt_docx_name name, const rt_xml_tag *tag)
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
    [RT_W_sectPr] = {body_enter_section, leave_section},
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

bool body_is_content(rt_docx_name name) { return handlers[name].enter != NULL; }

rt_status body_on_content(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (handlers[name].enter)
        return handlers[name].enter(b, name, tag);
    uint32_t around = b->depth > 1 ? b->frames[b->depth - 2].name : 0; /* places of what floats are numbers in text */
    body_skip(b, around == RT_WP_anchor || around == RT_WP_inline ? NULL : tag->name.local);
    return RT_OK;
}

rt_status body_content_end(body *b, const body_frame *frame)
{
    return handlers[frame->name].leave ? handlers[frame->name].leave(b, frame) : RT_OK;
}
