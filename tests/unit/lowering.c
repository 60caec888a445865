/* lowering.c - see lowering.h. */
#include "lowering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "events.h"
#include "stages.h"
#include "vocabulary.h"

void writer_open(writer *w)
{
    *w = (writer){.rows = {{RT_EVERY, 0, RT_EXACT, 0}, {RT_EVERY, RT_EVERY, RT_EXACT, 0}}, .count = 2};
    w->carries = (rt_carries){.size = sizeof w->carries, .stride = sizeof *w->rows, .table = w->rows};
}

void writer_level(writer *w, uint32_t kind, uint32_t attr, uint32_t level, uint32_t values)
{
    assert_true(w->count + 1 < ROWS);
    w->rows[w->count++] = (rt_capability){kind, attr, level, values};
    w->rows[w->count] = (rt_capability){0, 0, 0, 0};
}

bool carries(const writer *w, uint32_t kind, uint32_t attr, uint32_t values)
{
    uint32_t lacking = ~UINT32_C(0);
    bool kind_too = kind == RT_REPORT;
    for (size_t i = 0; i < w->count; i++) {
        const rt_capability *row = &w->rows[i];
        if (row->kind != kind && row->kind != RT_EVERY)
            continue;
        if (row->attr == 0 && kind != RT_REPORT)
            kind_too = row->level != RT_NOT_CARRIED;
        if (row->attr == 0 || (row->attr != attr && row->attr != RT_EVERY))
            continue;
        uint32_t set = row->values ? row->values : ~UINT32_C(0);
        lacking = row->level == RT_NOT_CARRIED ? lacking | set : lacking & ~set;
    }
    return kind_too && (!attr || !(lacking & (values ? values : ~UINT32_C(0))));
}

static rt_status guard_enter(rt_sink *self, const rt_node *node)
{
    guard *g = (guard *)self;
    if (!carries(g->writer, node->kind, 0, 0) && !g->error[0])
        snprintf(g->error, sizeof g->error, "%s came and is not carried", rt_kind_of(node->kind)->name);
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr_info *info = rt_attr_of(node->attrs[i].id);
        uint32_t number = (uint32_t)node->attrs[i].number;
        uint32_t value = rt_attr_value(info, &node->attrs[i]), values = info->type == RT_TYPE_MARKS ? number : value ? 1u << (value - 1) : 0;
        if (!carries(g->writer, node->kind, node->attrs[i].id, values) && !g->error[0])
            snprintf(g->error, sizeof g->error, "%s of %s came and is not carried", info->name, rt_kind_of(node->kind)->name);
    }
    return g->next->enter(g->next, node);
}

static rt_status guard_text(rt_sink *self, rt_str piece) { return ((guard *)self)->next->text(((guard *)self)->next, piece); }
static rt_status guard_leave(rt_sink *self, uint32_t kind) { return ((guard *)self)->next->leave(((guard *)self)->next, kind); }
static rt_status guard_close(rt_sink *self, bool complete) { return ((guard *)self)->next->close(((guard *)self)->next, complete); }
static rt_status guard_bytes(rt_sink *self, const void *bytes, size_t len)
{
    return ((guard *)self)->next->bytes(((guard *)self)->next, bytes, len);
}

void guard_open(guard *g, const writer *w, rt_sink *next)
{
    *g = (guard){.sink = {sizeof g->sink, guard_enter, guard_text, guard_leave, guard_bytes, guard_close}, .next = next, .writer = w};
}

lowered lower_report(const writer *w, const char *notation)
{
    world around;
    record r;
    checker c;
    guard g;
    rt_sink *sink;
    lowered result;

    world_open(&around);
    record_open(&r);
    checker_open(&c, &r.sink);
    c.levels_lack = w && !carries(w, RT_SECTION, RT_A_LEVEL, 0);
    guard_open(&g, w, &c.sink);
    sink = w ? &g.sink : &c.sink;
    if (w)
        assert_int_equal(rt_lower_open(&around.run, &w->carries, RT_ABI_MINOR, "out", sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&around.run, sink, &sink), RT_OK);
    rt_status status = send_events(sink, notation);
    rt_status closed = sink->close(sink, status == RT_OK);
    if (c.error[0] || g.error[0] || status != RT_OK || closed != RT_OK)
        fail_msg("%s%s\n  of %s\n  in %s", c.error, g.error, notation, r.text);
    result.text = r.text;
    result.losses = losses_of(&around);
    snprintf(result.codes, sizeof result.codes, "%s", around.codes);
    checker_free(&c);
    assert_int_equal(world_close(&around), 0);
    return result;
}

void check(const writer *w, const char *in, const char *out, const char *losses, const char *what)
{
    lowered got = lower_report(w, in);
    char *want = spelled(out);
    if (strcmp(got.text, want) != 0)
        fail_msg("without %s\nof   %s\ncame %s\nnot  %s", what, in, got.text, want);
    if (losses && strcmp(got.losses, losses) != 0)
        fail_msg("without %s\nof   %s\nwas told %s\nnot      %s", what, in, got.losses, losses);
    free(want);
    free(got.text);
    free(got.losses);
}
