/* read_out.c - events on their way out: to the gate, on a tape, into a buffer, or nowhere.
 *
 * Owns where they go; that a paragraph is opened and waiting marks stand before what comes is asked for here, once. */
#include "read.h"

#include <string.h>

/* ---- Two sinks of our own -------------------------------------------------------------------- */

#define OWNER(self, member) ((body *)(void *)((char *)(self) - offsetof(body, member)))

static rt_status nothing_entered(rt_sink *self, const rt_node *node)
{
    (void)self, (void)node;
    return RT_OK;
}

static rt_status nothing_left(rt_sink *self, uint32_t kind)
{
    (void)self, (void)kind;
    return RT_OK;
}

static rt_status nothing_closed(rt_sink *self, bool complete)
{
    (void)self, (void)complete;
    return RT_OK;
}

static rt_status muted_text(rt_sink *self, rt_str piece)
{
    body *b = OWNER(self, mute);
    for (size_t i = 0; i < piece.len && !b->muted_text; i++)
        b->muted_text = !strchr(" \t\n", piece.ptr[i]);
    return RT_OK;
}

static rt_status captured_node(rt_sink *self, const rt_node *node)
{
    body *b = OWNER(self, capture);
    if (node->kind == RT_LINE_BREAK || node->kind == RT_TAB)
        return rt_buffer_add_char(&b->captured, node->kind == RT_TAB ? '\t' : '\n');
    return RT_OK;
}

static rt_status captured_text(rt_sink *self, rt_str piece) { return rt_buffer_add_str(&OWNER(self, capture)->captured, piece); }

void body_sinks_init(body *b)
{
    b->mute = (rt_sink){.size = sizeof b->mute, .enter = nothing_entered, .text = muted_text, .leave = nothing_left,
                        .close = nothing_closed};
    b->capture = (rt_sink){.size = sizeof b->capture, .enter = captured_node, .text = captured_text, .leave = nothing_left,
                           .close = nothing_closed};
    b->captured.host = b->instruction.host = b->words.host = b->value_words.host = b->spaces.host = b->host;
}

void body_sinks_free(body *b)
{
    rt_tape_free(b->hold_tape);
    for (size_t i = 0; i < BODY_BOX_LEVELS; i++)
        rt_tape_free(b->box_tapes[i]);
    for (size_t i = 0; i < BODY_TABLE_TAPES; i++)
        rt_tape_free(b->table_tapes[i]);
    rt_buffer_free(&b->captured);
    rt_buffer_free(&b->instruction);
    rt_buffer_free(&b->words);
    rt_buffer_free(&b->value_words);
    rt_buffer_free(&b->spaces);
}

rt_status body_tape(body *b, rt_tape **tape) { return *tape ? RT_OK : rt_tape_new(b->host, tape); }

rt_status body_divert(body *b, rt_sink *to)
{
    TRY(BODY_PUSH(b, sinks, sink_count, sink_room));
    b->sinks[b->sink_count++] = b->out;
    b->out = to;
    return RT_OK;
}

void body_return(body *b) { b->out = b->sinks[--b->sink_count]; }

/* Until body_captured text goes to a buffer, without opening a paragraph. */
rt_status body_capture(body *b)
{
    rt_status status = body_run_break(b);
    if (status == RT_OK && b->capturing == 0) {
        rt_buffer_clear(&b->captured);
        status = body_divert(b, &b->capture);
    }
    b->capturing += status == RT_OK;
    return status;
}

rt_str body_captured(body *b)
{
    if (--b->capturing == 0)
        body_return(b);
    return rt_buffer_str(&b->captured);
}

/* ---- Events ---------------------------------------------------------------------------------- */

rt_status body_enter(body *b, uint32_t kind, const body_attrs *attrs)
{
    rt_node node = {.size = sizeof node, .kind = kind, .pos = b->pos};
    if (attrs) {
        node.attrs = attrs->list;
        node.attr_count = attrs->count;
    }
    return b->out->enter(b->out, &node);
}

rt_status body_leave(body *b, uint32_t kind) { return b->out->leave(b->out, kind); }

rt_status body_text(body *b, rt_str piece)
{
    body_flow *flow = body_top(b);
    if (!piece.len || body_in_instruction(b))
        return RT_OK;
    if (b->capturing)
        return b->out->text(b->out, piece);
    if (flow->run.skip_space) {
        bool space = *piece.ptr == ' ' || *piece.ptr == '\t';
        flow->run.skip_space = false;
        piece = (rt_str){piece.ptr + space, piece.len - space};
        if (!piece.len)
            return RT_OK;
    }
    if (!flow->para.opened || flow->para.recorded == RT_IMAGE)
        TRY(body_para_open(b, 0));
    if (b->mark_count)
        TRY(body_flush_marks(b));
    flow = body_top(b);
    if (!flow->run.ready)
        TRY(body_run_ready(b, piece));
    if (!flow->run.plain && !flow->run.entered) {
        flow->run.entered = true;
        TRY(body_enter(b, RT_TEXT, &flow->run.attrs));
    }
    return b->out->text(b->out, piece);
}

rt_status body_inline_enter(body *b, uint32_t kind, const body_attrs *attrs)
{
    body_flow *flow = body_top(b);
    flow->run.skip_space = false;
    if (!b->capturing && (!flow->para.opened || flow->para.recorded == RT_IMAGE))
        TRY(body_para_open(b, kind));
    if (b->mark_count && !b->capturing)
        TRY(body_flush_marks(b));
    return body_enter(b, kind, attrs);
}

/* In a run with properties it is a character of its text: it was deleted, say, with the rest. */
rt_status body_sign(body *b, uint32_t kind)
{
    const body_flow *flow = body_top(b);
    rt_str text = kind == RT_TAB ? RT_STR("\t") : RT_STR("\n");
    if (b->capturing || body_in_instruction(b))
        return body_text(b, text);
    if (!flow->para.opened || flow->para.recorded == RT_IMAGE)
        TRY(body_para_open(b, 0));
    if (!body_top(b)->run.ready)
        TRY(body_run_ready(b, text));
    return body_top(b)->run.plain ? body_inline_node(b, kind, NULL) : body_text(b, text);
}

rt_status body_inline_node(body *b, uint32_t kind, const body_attrs *attrs)
{
    if (body_in_instruction(b))
        return RT_OK;
    if (kind == RT_TAB && body_top(b)->run.skip_space && !b->capturing) {
        body_top(b)->run.skip_space = false;
        return RT_OK;
    }
    TRY(body_inline_enter(b, kind, attrs));
    return body_leave(b, kind);
}
