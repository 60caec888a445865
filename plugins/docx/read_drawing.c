/* read_drawing.c - drawings of either kind, DrawingML and VML: pictures, text boxes, groups, lines, and what else floats.
 *
 * Owns which of their elements say something; the picture itself is read_image.c's. Text boxes stand behind the paragraph that
 * anchors them, so they wait on a tape. */
#include <stdio.h>
#include <string.h>

#include "read.h"

/* ---- Text boxes ------------------------------------------------------------------------------ */

static void lose_box(body *b)
{
    body_lost(b, RT_LOSS_CONTENT, "text box inside a field's instruction, a control, or more than 8 others");
    body_skip(b, NULL);
}

static rt_status begin_box(body *b)
{
    body_frame *frame = &b->frames[b->depth - 1];
    body_para *para = body_para_of(b);
    if (b->capturing || body_in_instruction(b) || b->box_level == BODY_BOX_LEVELS - 1) {
        lose_box(b);
        return RT_OK;
    }
    frame->value = 1;
    if (!para->active)
        *para = (body_para){.active = true, .inlines = b->inline_count, .fields = b->field_count, .pos = b->pos};
    if (para->recorded == RT_IMAGE)
        TRY(body_para_not_alone(b));
    if (!b->holding)
        TRY(body_resolve(b, false));
    TRY(body_run_break(b));
    TRY(body_tape(b, &b->box_tapes[b->box_level]));
    TRY(body_divert(b, rt_tape_sink(b->box_tapes[b->box_level++])));
    TRY(body_enter(b, RT_TEXT_BOX, NULL));
    return body_flow_begin(b, RT_TEXT_BOX);
}

static rt_status end_box(body *b)
{
    TRY(body_flow_end(b));
    TRY(body_leave(b, RT_TEXT_BOX));
    body_return(b);
    b->box_level--;
    body_para_of(b)->boxes = true;
    b->shape = (body_shape){.made = true, .group = true};
    return RT_OK;
}

enum { MOST_READINGS = 64 /* of one diagram */ };

/* ---- SmartArt: its words --------------------------------------------------------------------- */

static rt_status on_diagram(body *b, rt_docx_name name, const rt_xml_tag *tag, bool enters)
{
    (void)tag;
    if (name == RT_DRAW_t)
        b->in_words = enters;
    if (name != RT_DRAW_p || enters || !b->words.len)
        return RT_OK;
    TRY(body_enter(b, RT_PARAGRAPH, NULL));
    TRY(b->out->text(b->out, rt_buffer_str(&b->words)));
    rt_buffer_clear(&b->words);
    return body_leave(b, RT_PARAGRAPH);
}

static rt_status read_diagram(body *b, const rt_xml_tag *tag)
{
    const rt_docx_relation *relation = rt_docx_relations_find(b->relations, body_attr(b, tag, RT_R_dm));
    bool free = !b->capturing && !body_in_instruction(b) && b->box_level < BODY_BOX_LEVELS - 1 && body_para_of(b)->active;
    body_lost(b, RT_LOSS_STRUCTURE, "SmartArt, whose words were kept as a text box");
    b->shape.made = true;
    if (!relation || relation->external || relation->part == RT_DOCX_NO_PART || !free)
        return RT_OK;
    uint64_t key = UINT64_C(1) << 41 | relation->part, times = rt_docx_map_get(&b->resources, key) + 1;
    if (times > MOST_READINGS) {
        body_lost(b, RT_LOSS_CONTENT, "SmartArt that stands in the document more than 64 times");
        return RT_OK;
    }
    TRY(rt_docx_map_set(b->host, &b->resources, key, times));
    TRY(begin_box(b));
    rt_buffer_clear(&b->words);
    b->on_part = on_diagram;
    TRY(body_parse(b, relation->part, RT_NO_KIND));
    b->in_words = false;
    return end_box(b);
}

/* ---- Values ---------------------------------------------------------------------------------- */

static int64_t emu_of(rt_str val)
{
    int64_t number = 0;
    if (!val.len || val.len > 15)
        return 0;
    for (size_t i = 0; i < val.len; i++) {
        if (val.ptr[i] < '0' || val.ptr[i] > '9')
            return 0;
        number = number * 10 + (val.ptr[i] - '0');
    }
    return number;
}

/* "width:100.5pt;height:2in" of a VML shape; numbers without unit are of the group's own. */
static int64_t style_length(rt_str style, const char *name)
{
    static const struct { const char *unit; int64_t emu; } units[] = {
        {"pt", 12700}, {"in", 914400}, {"cm", 360000}, {"mm", 36000}, {"px", 9525}, {"pc", 152400}, {"emu", 1}};
    size_t len = strlen(name), i = 0;
    while (i < style.len) {
        while (i < style.len && strchr(" ;\t\n", style.ptr[i]))
            i++;
        bool ours = style.len - i > len && memcmp(style.ptr + i, name, len) == 0 && style.ptr[i + len] == ':';
        if (ours)
            break;
        while (i < style.len && style.ptr[i] != ';')
            i++;
    }
    if (i >= style.len)
        return 0;
    int64_t whole = 0, scale = 1;
    bool fraction = false;
    for (i += len + 1; i < style.len && scale < 100000 && whole < INT64_C(1000000000); i++) {
        char c = style.ptr[i];
        if (c == '.' && !fraction)
            fraction = true;
        else if (c >= '0' && c <= '9')
            whole = whole * 10 + (c - '0'), scale *= fraction ? 10 : 1;
        else if (c != ' ')
            break;
    }
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (style.len - i >= strlen(units[k].unit) && memcmp(style.ptr + i, units[k].unit, strlen(units[k].unit)) == 0)
            return whole * units[k].emu / scale;
    return 0;
}

/* ---- Elements -------------------------------------------------------------------------------- */

static rt_status on_shape(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    rt_str style = body_attr(b, tag, RT_N_style), line = body_attr(b, tag, RT_O_hr);
    body_shape *shape = &b->shape;
    if (name == RT_V_group) {
        shape->group = true;
        return body_attr_kept(b, tag, RT_N_alt, &shape->alt);
    }
    if (line.len && rt_docx_is_on(line)) {
        body_para_of(b)->rule = shape->made = true;
        return RT_OK;
    }
    shape->cx = shape->group ? 0 : style_length(style, "width");
    shape->cy = shape->group ? 0 : style_length(style, "height");
    if (!shape->group || body_attr(b, tag, RT_N_alt).len)
        TRY(body_attr_kept(b, tag, RT_N_alt, &shape->alt));
    return body_attr_kept(b, tag, RT_N_title, &shape->title);
}

static rt_status on_properties(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_shape *shape = &b->shape;
    rt_str descr = body_attr(b, tag, RT_N_descr), title = body_attr(b, tag, RT_N_title);
    if (name == RT_PIC_cNvPr && !shape->group && (shape->alt.len || shape->title.len))
        return RT_OK;
    if (name == RT_PIC_cNvPr && shape->group)
        shape->alt = shape->title = (rt_str){NULL, 0};
    if (descr.ptr && (descr.len || name == RT_WP_docPr))
        TRY(body_attr_kept(b, tag, RT_N_descr, &shape->alt));
    if (title.len)
        TRY(body_attr_kept(b, tag, RT_N_title, &shape->title));
    return RT_OK;
}

static rt_status lose_object(body *b, const rt_xml_tag *tag)
{
    char words[120];
    rt_str program = body_attr(b, tag, RT_N_ProgID);
    snprintf(words, sizeof words, "embedded object %.*s", program.len < 60 ? (int)program.len : 60, program.ptr ? program.ptr : "");
    body_lost(b, RT_LOSS_CONTENT, words);
    b->shape.made = true;
    return RT_OK;
}

rt_status body_on_drawing(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_shape *shape = &b->shape;
    switch ((int)name) {
    case RT_W_drawing:
    case RT_W_pict:
    case RT_W_object:
        *shape = (body_shape){.group = false};
        return RT_OK;
    case RT_W_txbxContent:
        return begin_box(b);
    case RT_WP_extent:
        shape->cx = emu_of(body_attr(b, tag, RT_N_cx));
        shape->cy = emu_of(body_attr(b, tag, RT_N_cy));
        return RT_OK;
    case RT_WP_docPr:
    case RT_PIC_cNvPr:
        return on_properties(b, name, tag);
    case RT_WPG_wgp:
    case RT_WPC_wpc:
        shape->group = true;
        shape->cx = shape->cy = 0;
        return RT_OK;
    case RT_DRAW_blip:
        shape->blip = true;
        TRY(body_attr_kept(b, tag, RT_R_embed, &shape->embed));
        return body_attr_kept(b, tag, RT_R_link, &shape->link);
    case RT_ASVG_svgBlip:
        return body_attr_kept(b, tag, RT_R_embed, &shape->vector);
    case RT_DRAW_hlinkClick:
        return body_attr_kept(b, tag, RT_R_id, &shape->click);
    case RT_C_chart:
        body_lost(b, RT_LOSS_CONTENT, "chart");
        shape->made = true;
        return RT_OK;
    case RT_DGM_relIds:
        return read_diagram(b, tag);
    case RT_V_shape:
    case RT_V_rect:
    case RT_V_roundrect:
    case RT_V_oval:
    case RT_V_group:
    case RT_V_image:
    case RT_V_line:
    case RT_V_polyline:
    case RT_V_curve:
    case RT_V_arc:
        return on_shape(b, name, tag);
    case RT_V_imagedata: {
        rt_str id = body_attr(b, tag, RT_R_id);
        shape->link = (rt_str){NULL, 0};
        if (!shape->title.len)
            TRY(body_attr_kept(b, tag, RT_O_title, &shape->title));
        TRY(rt_docx_pool_intern(b->pool, id.len ? id : body_attr(b, tag, RT_R_pict), &shape->embed));
        return body_image(b);
    }
    case RT_V_textpath:
        shape->made = true;
        return body_text(b, body_attr(b, tag, RT_N_string));
    case RT_O_OLEObject:
        return lose_object(b, tag);
    default:
        return RT_OK;
    }
}

rt_status body_drawing_end(body *b, rt_docx_name name)
{
    switch ((int)name) {
    case RT_W_txbxContent:
        return end_box(b);
    case RT_PIC_pic:
        return body_image(b);
    case RT_W_drawing:
    case RT_W_pict:
        if (!b->shape.made)
            body_lost(b, RT_LOSS_PRESENTATION, "drawing without text or picture");
        return RT_OK;
    default:
        return RT_OK;
    }
}
