/* read_para.c - paragraphs: where they begin and end.
 *
 * Owns the moment at which a paragraph is entered, its first content, since an empty one is an empty line; and the paragraphs
 * that are recorded because the next block decides what they are. */
#include "read.h"

#include <string.h>

static rt_status send_breaks(body *b, body_para *para)
{
    for (; para->breaks; para->breaks--) {
        TRY(body_enter(b, RT_PAGE_BREAK, NULL));
        TRY(body_leave(b, RT_PAGE_BREAK));
    }
    return RT_OK;
}

static bool breaks_before(const body_para *para)
{
    if (para->direct.stated & RT_DOCX_P_BREAK)
        return para->direct.break_before;
    return para->style && (para->style->para.stated & RT_DOCX_P_BREAK) && para->style->para.break_before;
}

static const rt_docx_style *style_of(body *b, const body_para *para)
{
    return rt_docx_styles_of_para(b->styles, &para->direct, &para->pos);
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* It holds more than an image: what was recorded is the beginning of a paragraph. */
rt_status body_para_not_alone(body *b)
{
    body_para *para = body_para_of(b);
    TRY(body_run_break(b));
    body_return(b);
    b->holding = false;
    para->recorded = 0;
    body_top(b)->blank = b->image.blank;
    rt_tape_place to = rt_tape_here(b->hold_tape);
    TRY(body_open_plain(b, para, 0));
    TRY(rt_tape_play(b->hold_tape, b->image.from, to, b->out));
    rt_tape_rewind(b->hold_tape, b->image.from);
    return RT_OK;
}

rt_status body_para_open(body *b, uint32_t first)
{
    body_para *para = body_para_of(b);
    if (para->opened)
        return para->recorded == RT_IMAGE && first != RT_IMAGE ? body_para_not_alone(b) : RT_OK;
    if (!para->active)
        *para = (body_para){.active = true, .inlines = b->inline_count, .fields = b->field_count, .pos = b->pos};
    para->opened = true;
    if (!para->style)
        para->style = style_of(b, para);
    para->marks = body_style_speaks(b, para->style) && rt_docx_run_marks(&para->style->run) != 0;
    if (para->style && (para->style->run.on & RT_DOCX_R_HIDDEN))
        para->marks = true;
    if (body_top(b)->kind == RT_REPORT && breaks_before(para)) {
        TRY(body_settle(b, 0, false));
        TRY(body_enter(b, RT_PAGE_BREAK, NULL));
        TRY(body_leave(b, RT_PAGE_BREAK));
    }
    TRY(body_open_as(b, para, first));
    b->anything = true;
    return send_breaks(b, body_para_of(b));
}

/* ---- Begin and end --------------------------------------------------------------------------- */

rt_status body_para_begin(body *b, const rt_xml_tag *tag)
{
    body_flow *flow = body_top(b);
    if (flow->para.active && b->capturing) /* in a control or a ruby: its text is a part of theirs */
        return RT_OK;
    if (flow->para.active)
        TRY(body_para_end(b));
    flow = body_top(b);
    flow->para = (body_para){.active = true, .frame = b->depth, .inlines = b->inline_count, .fields = b->field_count, .pos = b->pos};
    if (b->control_count)
        TRY(body_control_para_begin(b));
    if (b->part_kind == RT_NOTE) {
        rt_str id = body_attr(b, tag, RT_W14_paraId);
        b->last_para_id = 0;
        for (size_t i = 0; i < id.len && i < 8; i++)
            b->last_para_id = b->last_para_id << 4 | (uint32_t)((id.ptr[i] & 15) + (id.ptr[i] > '9' ? 9 : 0));
    }
    return RT_OK;
}

static bool only_bottom(const body_para *para)
{
    const uint32_t all = RT_DOCX_P_BORDER_TOP | RT_DOCX_P_BORDER_BOTTOM | RT_DOCX_P_BORDER_LEFT | RT_DOCX_P_BORDER_RIGHT;
    uint32_t borders = para->direct.borders & all;
    if (!borders && para->style && para->style->role == RT_DOCX_ROLE_NONE)
        borders = para->style->para.borders & all;
    return borders == RT_DOCX_P_BORDER_BOTTOM;
}

/* Whether it stands for something although it is empty: it has a number, a mark, or a style that says what it is. */
static bool is_said_empty(const body *b, const body_para *para, uint8_t role)
{
    static const uint8_t roles[] = {RT_DOCX_ROLE_HEADING, RT_DOCX_ROLE_CODE_BLOCK, RT_DOCX_ROLE_TERM, RT_DOCX_ROLE_DEFINITION,
                                    RT_DOCX_ROLE_QUOTE, RT_DOCX_ROLE_CAPTION, RT_DOCX_ROLE_LIST_CONTINUE};
    uint32_t step;
    if (para->mark_change)
        return true;
    for (size_t i = 0; i < sizeof roles; i++)
        if (roles[i] == role)
            return true;
    if (body_para_marked(b))
        return true;
    return (body_number(para, &step) && role != RT_DOCX_ROLE_TOC) || (para->style && rt_docx_is(para->style->name, "body text"));
}

/* A paragraph without content: a line, a page break, an item or a line of code, or an empty line. */
static rt_status end_empty(body *b, body_para *para)
{
    body_attrs attrs = {.count = 0};
    body_flow *flow = body_top(b);
    if (!para->style)
        para->style = style_of(b, para);
    uint8_t role = body_role(b, para);
    if (role == RT_DOCX_ROLE_RULE || para->rule || only_bottom(para)) {
        TRY(body_settle(b, 0, false));
        TRY(body_block_marks(b));
        body_put_blank(b, &attrs);
        body_top(b)->begun = b->anything = true;
        TRY(body_enter(b, RT_RULE, &attrs));
        return body_leave(b, RT_RULE);
    }
    const uint32_t looks = RT_DOCX_P_ALIGN | RT_DOCX_P_START | RT_DOCX_P_FIRST | RT_DOCX_P_BIDI | RT_DOCX_P_SHADE;
    if (para->breaks && ((para->direct.stated & looks) || is_said_empty(b, para, role)))
        return body_para_open(b, RT_PAGE_BREAK);
    if (para->breaks && role == RT_DOCX_ROLE_CODE_BLOCK)
        return body_para_open(b, 0);
    if (para->breaks || (flow->kind == RT_REPORT && breaks_before(para))) {
        TRY(body_settle(b, 0, false));
        TRY(body_block_marks(b));
        para = body_para_of(b);
        para->breaks += !para->breaks;
        body_top(b)->begun = b->anything = true;
        return send_breaks(b, para);
    }
    if (is_said_empty(b, para, role))
        return body_para_open(b, 0);
    if (flow->pending && !flow->align && (para->direct.stated & RT_DOCX_P_ALIGN))
        flow->align = para->direct.align;
    if (!para->boxes && !para->says_nothing)
        flow->blank++;
    return RT_OK;
}

static rt_status leave_what(body *b, const body_para *para)
{
    if (!para->what)
        return RT_OK;
    if (para->what != RT_SECTION)
        return body_leave(b, para->what);
    TRY(body_leave(b, RT_HEADING));
    return body_leave(b, RT_SECTION);
}

/* White space aside: lines of a title are shown as lines. */
static bool same_words(rt_str a, rt_str b)
{
    size_t i = 0, k = 0;
    for (;; i++, k++) {
        while (i < a.len && body_is_space(a.ptr[i]))
            i++;
        while (k < b.len && body_is_space(b.ptr[k]))
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (a.ptr[i] != b.ptr[k])
            return false;
    }
}

/* What the tape of a title holds is played into the buffer of words, to compare it. */
static rt_status is_core_title(body *b, bool *same)
{
    TRY(body_capture(b));
    rt_status status = rt_tape_play(b->hold_tape, b->image.from, b->image.to, b->out);
    *same = same_words(body_captured(b), b->title);
    return status;
}

static rt_status end_recorded(body *b, body_para *para)
{
    bool same = false;
    body_hold *hold = para->recorded == RT_CAPTION ? &b->caption : &b->image;
    body_return(b);
    b->holding = false;
    hold->to = rt_tape_here(b->hold_tape);
    hold->para = *para;
    hold->para.recorded = 0;
    if (para->recorded == RT_META) {
        TRY(is_core_title(b, &same));
        if (!same || para->holds_image) {
            TRY(body_settle(b, 0, false));
            TRY(body_send_held(b, hold, RT_PARAGRAPH));
        }
        rt_tape_rewind(b->hold_tape, hold->from);
        return RT_OK;
    }
    body_flow *flow = body_top(b);
    flow->held |= para->recorded == RT_CAPTION ? HELD_CAPTION : HELD_IMAGE;
    return para->boxes ? body_resolve(b, false) : RT_OK;
}

rt_status body_para_end(body *b)
{
    body_para *para = body_para_of(b);
    if (para->capturing)
        TRY(body_control_para_end(b));
    TRY(body_run_break(b));
    body_top(b)->run.active = false;
    para = body_para_of(b);
    if (!para->opened)
        TRY(end_empty(b, para));
    para = body_para_of(b);
    if (para->opened) {
        TRY(body_fields_end(b, para->fields));
        TRY(body_inline_close(b, body_para_of(b)->inlines));
        if (b->mark_count)
            TRY(body_flush_marks(b));
        para = body_para_of(b);
        TRY(para->recorded ? end_recorded(b, para) : leave_what(b, para));
    }
    if (body_para_of(b)->boxes)
        TRY(body_flush_boxes(b));
    para = body_para_of(b);
    *para = (body_para){0};
    return b->page.stated && b->flow_count == 1 && b->part_kind == RT_REPORT ? body_page_end(b, false) : RT_OK;
}
