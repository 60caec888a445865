/* read_block.c - where blocks stand: flows (the body, a cell, a note, a box …), what is open in them, and what waits.
 *
 * Owns that an image and the caption behind it become a figure, and a caption its table's, which is only known one block later;
 * lists are read_list.c's, paragraphs read_para.c's. */
#include "read.h"

#include <string.h>

/* ---- What waits ------------------------------------------------------------------------------ */

/* A recorded paragraph as what it turned out to be. */
rt_status body_send_held(body *b, const body_hold *hold, uint32_t kind)
{
    char room[2][24], colour[8];
    body_attrs attrs = {.count = 0};
    if (kind == RT_PARAGRAPH) {
        if (hold->blank)
            put_number(&attrs, RT_A_BLANK_BEFORE, (int32_t)hold->blank);
        put_some(&attrs, RT_A_ID, hold->para.id);
        TRY(body_put_para(b, &hold->para, &attrs, room, colour));
    }
    body_flow *flow = body_top(b);
    bool direct = kind == RT_PARAGRAPH && !attrs.count && !flow->begun && (flow->kind == RT_CELL || flow->kind == RT_DEFINITION);
    flow->begun = true;
    if (!direct)
        TRY(body_enter(b, kind, &attrs));
    TRY(rt_tape_play(b->hold_tape, hold->from, hold->to, b->out));
    return direct ? RT_OK : body_leave(b, kind);
}

static rt_status send_figure(body *b)
{
    body_attrs attrs = {.count = 0};
    body_hold image = b->image;
    if (image.blank)
        put_number(&attrs, RT_A_BLANK_BEFORE, (int32_t)image.blank);
    image.blank = 0;
    body_top(b)->begun = true;
    TRY(body_enter(b, RT_FIGURE, &attrs));
    TRY(body_send_held(b, &b->caption, RT_CAPTION));
    TRY(body_send_held(b, &image, RT_PARAGRAPH));
    return body_leave(b, RT_FIGURE);
}

/* With `before_table` a caption goes on waiting for it. */
rt_status body_resolve(body *b, bool before_table)
{
    body_flow *flow = body_top(b);
    uint8_t held = flow->held;
    bool keeps = before_table && (held & HELD_CAPTION);
    if (!held)
        return RT_OK;
    flow->held = 0;
    if ((held & HELD_IMAGE) && (held & HELD_CAPTION) && (!keeps || !flow->counts_tables)) {
        keeps = false;
        held = 0;
        TRY(send_figure(b));
    }
    if (held & HELD_IMAGE)
        TRY(body_send_held(b, &b->image, RT_PARAGRAPH));
    if ((held & HELD_TABLE) && (held & HELD_CAPTION) && !keeps && !flow->captioned) {
        TRY(body_send_held(b, &b->caption, RT_CAPTION));
        held &= (uint8_t)~HELD_CAPTION;
    }
    if (held & HELD_TABLE)
        TRY(body_leave(b, RT_TABLE));
    if ((held & HELD_CAPTION) && !keeps)
        TRY(body_send_held(b, &b->caption, RT_PARAGRAPH));
    flow = body_top(b);
    if (keeps)
        flow->held = HELD_CAPTION;
    else if (b->hold_tape && !b->holding)
        rt_tape_rewind(b->hold_tape, 0);
    return RT_OK;
}

/* ---- Before a block -------------------------------------------------------------------------- */

rt_status body_begin_cell(body *b, uint8_t align)
{
    body_flow *flow = body_top(b);
    if (!flow->pending)
        return RT_OK;
    flow->pending = false;
    flow->align = align ? align : flow->align;
    return flow->kind == RT_NOTE ? body_note_enter(b) : body_cell_enter(b, flow->align);
}

static rt_status close_open(body *b, uint32_t keep, bool lists)
{
    body_flow *flow = body_top(b);
    if (flow->definition && keep != RT_DEFINITIONS) {
        flow->definition = false;
        TRY(body_leave(b, RT_DEFINITION));
    }
    if (flow->open && flow->open != keep) {
        uint8_t open = flow->open;
        flow->open = 0;
        TRY(body_leave(b, open));
    }
    flow->after_table = false;
    return lists ? RT_OK : body_close_lists(b, 0);
}

rt_status body_settle(body *b, uint32_t keep, bool lists)
{
    TRY(body_resolve(b, false));
    TRY(body_begin_cell(b, 0));
    return close_open(b, keep, lists);
}

rt_status body_settle_for_table(body *b)
{
    TRY(body_resolve(b, true));
    TRY(body_begin_cell(b, 0));
    return close_open(b, 0, false);
}

void body_put_blank(body *b, body_attrs *attrs)
{
    body_flow *flow = body_top(b);
    if (flow->blank)
        put_number(attrs, RT_A_BLANK_BEFORE, (int32_t)(flow->blank < 1000000 ? flow->blank : 1000000));
    flow->blank = 0;
}

/* ---- Flows ----------------------------------------------------------------------------------- */

rt_status body_flow_begin(body *b, uint32_t kind)
{
    if (b->flow_count) {
        body_para *para = body_para_of(b);
        if (para->recorded == RT_IMAGE)
            TRY(body_para_not_alone(b));
        if (!b->holding)
            TRY(body_resolve(b, false));
    }
    TRY(BODY_PUSH(b, flows, flow_count, flow_room));
    body_flow *flow = &b->flows[b->flow_count++];
    memset(flow, 0, offsetof(body_flow, run) + offsetof(body_run, attrs));
    flow->kind = (uint8_t)kind;
    flow->lists = b->list_count;
    flow->table = b->table_count;
    return RT_OK;
}

/* A caption at the end of a figure is the figure's, not that of what stands before it. */
static rt_status end_figure(body *b)
{
    body_flow *flow = body_top(b);
    if (!(flow->held & HELD_CAPTION) || flow->captioned_figure)
        return RT_OK;
    flow->held &= (uint8_t)~HELD_CAPTION;
    body_hold caption = b->caption;
    if (flow->held & HELD_IMAGE)
        TRY(body_send_held(b, &b->image, RT_PARAGRAPH));
    else if (flow->held & HELD_TABLE)
        TRY(body_leave(b, RT_TABLE));
    body_top(b)->held = 0;
    TRY(body_settle(b, 0, false));
    TRY(body_send_held(b, &caption, RT_CAPTION));
    rt_tape_rewind(b->hold_tape, 0);
    return RT_OK;
}

rt_status body_flow_end(body *b)
{
    body_flow *flow = body_top(b);
    if (flow->para.active)
        TRY(body_para_end(b));
    while (b->table_count > flow->table) /* a table that was not closed: its flow broke off */
        TRY(body_table_end(b));
    if (body_top(b)->kind == RT_FIGURE)
        TRY(end_figure(b));
    TRY(body_settle(b, 0, false));
    if (b->mark_count) {
        TRY(body_block_marks(b));
        TRY(body_flush_marks(b));
    }
    b->flow_count--;
    return RT_OK;
}

/* Text boxes stand behind the paragraph that anchors them. */
rt_status body_flush_boxes(body *b)
{
    rt_tape *tape = b->box_tapes[b->box_level];
    body_flow *flow = body_top(b);
    flow->para.boxes = false;
    TRY(body_settle(b, RT_QUOTE, true));
    body_top(b)->begun = true;
    TRY(rt_tape_play(tape, 0, rt_tape_here(tape), b->out));
    rt_tape_rewind(tape, 0);
    return RT_OK;
}
