/* read_block.c - what holds lines: paragraphs, titles, items, cells, and the sections that headings
 * make.
 *
 * Owns the frames: nodes that are open for an element, or for a while longer. Nodes whose
 * attributes stand in their content (a heading's number, a box to tick in front of an item) are
 * sent when the first content comes. */
#include <string.h>

#include "read.h"

/* ---- Frames ----------------------------------------------------------------------------- */

html_frame *rt_html_frame_push(html_reader *r, uint32_t at, uint32_t kind)
{
    if (r->frame_count == r->frame_room) {
        uint32_t room = r->frame_room ? r->frame_room * 2 : 32;
        html_frame *grown = r->host->resize(r->host, r->frames, room * sizeof *grown);
        if (!grown) {
            r->status = RT_ERR_MEMORY;
            return NULL;
        }
        r->frames = grown;
        r->frame_room = room;
    }
    html_element *e = &r->stack[at];
    html_frame *frame = &r->frames[r->frame_count];
    *frame = (html_frame){
        .kind = kind, .parent = e->frame, .line = e->line, .rowspan = 1, .pos = r->pos};
    e->frame = r->frame_count++;
    e->has_frame = true;
    return frame;
}

void rt_html_frame_free(html_reader *r, html_frame *frame)
{
    r->host->resize(r->host, frame->attrs, 0);
    rt_html_inline_release(r, frame->data);
    frame->attrs = NULL;
    frame->data = NULL;
}

uint32_t rt_html_frame_inner(html_reader *r, uint32_t frame)
{
    while (frame && !r->frames[frame].kind)
        frame = r->frames[frame].parent;
    if (frame + 1 < r->frame_count && r->frames[frame + 1].soft &&
        r->frames[frame + 1].parent == frame)
        frame++;
    return frame;
}

/* A section whose content does not begin with a heading passes through. */
static void section_is_none(html_reader *r, uint32_t number)
{
    html_frame *frame = &r->frames[number];
    rt_attr *attrs = frame->attrs;
    frame->waits = false;
    r->waiting--;
    frame->attrs = NULL;
    for (size_t i = 0; attrs && i < frame->attr_count; i++)
        if (attrs[i].id == RT_A_ID) {
            rt_html_send(r, RT_START, &attrs[i], 1, &frame->pos);
            rt_html_send_leave(r, RT_START);
        }
    r->host->resize(r->host, attrs, 0);
}

static void no_section_waits(html_reader *r)
{
    for (uint32_t i = r->frame_count; i-- > 0 && r->waiting;)
        if (r->frames[i].waits)
            section_is_none(r, i);
}

static void send_one(html_reader *r, html_frame *frame)
{
    frame->pending = false;
    if (frame->mark) /* a cell that may turn out to be one value is sent at its end */
        return;
    rt_html_send(r, frame->kind, frame->attrs, frame->attrs ? frame->attr_count : 0, &frame->pos);
    if (frame->kind == RT_CELL)
        rt_html_cell_sent(r, frame);
    rt_html_frame_free(r, frame);
}

void rt_html_frame_send(html_reader *r, uint32_t number)
{
    if (!r->begun)
        rt_html_content_begins(r);
    if (r->waiting)
        no_section_waits(r);
    while (r->frames[number].pending && r->status == RT_OK) {
        uint32_t outer = number;
        while (r->frames[outer].parent != outer && r->frames[r->frames[outer].parent].pending)
            outer = r->frames[outer].parent;
        send_one(r, &r->frames[outer]);
    }
}

void rt_html_frame_leave(html_reader *r, uint32_t number)
{
    html_frame *frame = &r->frames[number];
    rt_html_frame_send(r, number);
    rt_html_send_leave(r, frame->kind);
    frame->kind = 0;
}

/* ---- Making room for a block ------------------------------------------------------------ */

/* What stands open in a line is over: a reading, a number, the line. */
static void end_line(html_reader *r, uint32_t at)
{
    if (r->capture == CAPTURE_READING) {
        rt_html_ruby_end(r, at, true);
        r->capture = CAPTURE_NONE;
    }
    rt_html_flow_go(r, r->stack[at].line);
    rt_html_flow_end(r);
}

/* The frame that takes a block of this kind: paragraphs and titles end. NONE: the block is to pass
 * through. */
static uint32_t room_for(html_reader *r, uint32_t number, uint32_t kind)
{
    for (;;) {
        number = rt_html_frame_inner(r, number);
        uint32_t holder = r->frames[number].kind;
        if (holder != RT_PARAGRAPH && !rt_html_holds_title(holder))
            return number;
        bool in_table =
            holder == RT_CAPTION &&
            r->frames[rt_html_frame_inner(r, r->frames[number].parent)].kind == RT_TABLE;
        if (holder != RT_PARAGRAPH && holder != RT_CODE_BLOCK && (kind == RT_PARAGRAPH || in_table))
            return NONE;
        rt_html_frame_leave(r, number);
    }
}

void rt_html_block_pass(html_reader *r, uint32_t at)
{
    end_line(r, at);
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    if (r->frames[number].kind == RT_PARAGRAPH)
        rt_html_frame_leave(r, number);
}

/* The item before, which was kept for what stands between items. */
static void end_soft(html_reader *r, uint32_t list)
{
    uint32_t last = r->frame_count - 1;
    if (last <= list || !r->frames[last].soft || r->frames[last].parent != list)
        return;
    rt_html_frame_leave(r, last);
    rt_html_frame_free(r, &r->frames[last]);
    r->frame_count--;
}

void rt_html_block_taken(html_reader *r, uint32_t at)
{
    rt_html_words_release(r, r->stack[at].block.words);
    r->stack[at].block = (html_block){.align = 0};
}

html_frame *rt_html_block_open(html_reader *r, uint32_t at, uint32_t kind, const html_given *given,
                               bool later)
{
    html_element *e = &r->stack[at];
    end_line(r, at);
    if (kind == RT_ITEM || kind == RT_TERM || kind == RT_DEFINITION) {
        uint32_t list = e->frame;
        while (list && !r->frames[list].kind)
            list = r->frames[list].parent;
        end_soft(r, list);
    }
    uint32_t parent = room_for(r, e->frame, kind);
    if (parent == NONE || r->status != RT_OK)
        return NULL;
    rt_html_frame_send(r, parent);
    r->frames[parent].started = true;
    html_frame *frame = rt_html_frame_push(r, at, kind);
    if (!frame)
        return NULL;
    frame->parent = parent;
    frame->pending = true;
    if (later) {
        frame->attrs = rt_html_attrs_copy(r, given->list, given->count);
        frame->attr_count = frame->attrs ? given->count : 0;
    } else {
        frame->pending = false;
        rt_html_send(r, kind, given->list, given->count, &r->pos);
    }
    rt_html_block_taken(r, at);
    return frame;
}

void rt_html_block_leaf(html_reader *r, uint32_t at, uint32_t kind, const html_given *given)
{
    end_line(r, at);
    uint32_t parent = room_for(r, r->stack[at].frame, kind);
    if (parent == NONE || r->status != RT_OK) {
        rt_html_lost(r, RT_LOSS_PRESENTATION, "line or page break in a title");
        return;
    }
    rt_html_frame_send(r, parent);
    r->frames[parent].started = true;
    rt_html_send(r, kind, given->list, given->count, &r->pos);
    rt_html_send_leave(r, kind);
}

/* An item is left when the next one comes, or its list ends: what stands between belongs to it. */
static bool goes_on(const html_reader *r, uint32_t number)
{
    uint32_t kind = r->frames[number].kind, list = r->frames[number].parent;
    if (list + 1 != number) /* fostered: a table stands between */
        return false;
    return (kind == RT_ITEM && r->frames[list].kind == RT_LIST) ||
           (kind == RT_DEFINITION && r->frames[list].kind == RT_DEFINITIONS);
}

void rt_html_block_close(html_reader *r, uint32_t at)
{
    uint32_t number = r->stack[at].frame;
    end_line(r, at);
    if (r->status != RT_OK)
        return;
    while (r->frame_count > number + 1) {
        rt_html_frame_leave(r, r->frame_count - 1);
        rt_html_frame_free(r, &r->frames[--r->frame_count]);
    }
    html_frame *frame = &r->frames[number];
    if (frame->waits)
        section_is_none(r, number);
    if (frame->kind && goes_on(r, number)) {
        rt_html_frame_send(r, number);
        frame->soft = true;
        frame->started = true;
        return;
    }
    if (frame->kind)
        rt_html_frame_leave(r, number);
    rt_html_frame_free(r, &r->frames[number]);
    r->frame_count--;
}

/* ---- Headings and sections -------------------------------------------------------------- */

/* The level of the innermost section around the frame, 0 outside of all. */
static int32_t level_around(const html_reader *r, uint32_t number)
{
    for (; number; number = r->frames[number].parent)
        if (r->frames[number].kind == RT_SECTION)
            return r->frames[number].level;
    return 0;
}

/* A heading that is the first content of a section element makes a section of it. */
static bool begin_section(html_reader *r, int32_t level)
{
    uint32_t number = r->frame_count;
    while (number && !r->frames[number - 1].waits)
        number--;
    if (!number--)
        return false;
    html_frame *frame = &r->frames[number];
    uint32_t holder = rt_html_frame_inner(r, frame->parent), kind = r->frames[holder].kind;
    if (kind != RT_REPORT && kind != RT_SECTION)
        return false;
    int32_t around = level_around(r, holder);
    frame->waits = false;
    r->waiting--;
    frame->kind = RT_SECTION;
    frame->parent = holder;
    frame->pending = true;
    frame->level = level > around ? level : around + 1;
    rt_html_attrs_add(r, &frame->attrs, &frame->attr_count,
                      &(rt_attr){.id = RT_A_LEVEL, .number = frame->level});
    return true;
}

/* Sections that a heading of their own level or a higher one ends. */
static void end_sections(html_reader *r, uint32_t at, int32_t level)
{
    uint32_t holder = rt_html_frame_inner(r, r->stack[at].frame);
    while (r->frames[holder].kind == RT_SECTION && r->frames[holder].level >= level) {
        rt_html_frame_leave(r, holder);
        holder = rt_html_frame_inner(r, holder);
    }
}

void rt_html_heading(html_reader *r, uint32_t at, html_given *given, int32_t level)
{
    end_line(r, at);
    uint32_t holder = room_for(r, r->stack[at].frame, RT_HEADING);
    if (holder == NONE) {
        rt_html_block_pass(r, at);
        return;
    }
    bool free = r->frames[holder].kind == RT_REPORT || r->frames[holder].kind == RT_SECTION;
    bool section = r->waiting && free && begin_section(r, level ? level : 2);
    if (!section) {
        if (free)
            end_sections(r, at, level ? level : 2);
        rt_html_give_number(given, RT_A_LEVEL, level ? level : free ? 2 : 0);
    }
    html_frame *frame = NULL;
    if (section) { /* what waits is not content: the section goes in front of its heading */
        holder = rt_html_frame_inner(r, r->stack[at].frame);
        no_section_waits(r);
        frame = rt_html_frame_push(r, at, RT_HEADING);
        if (frame) {
            frame->parent = holder;
            frame->pending = true;
            frame->attrs = rt_html_attrs_copy(r, given->list, given->count);
            frame->attr_count = frame->attrs ? given->count : 0;
        }
        rt_html_block_taken(r, at);
    } else {
        frame = rt_html_block_open(r, at, RT_HEADING, given, true);
    }
    if (frame)
        frame->level = level;
}
