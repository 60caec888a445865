/* gate.c - the gate's sink: whatever a reader or filter emits, the next stage sees a
 * stream-valid report. Owns events and what is held back for the report's end; gate_place.c finds each node its
 * place, gate_carry.c takes links over blocks, gate_text.c keeps runs flat, gate_attrs.c mends attributes. */
#include "stages.h"

#include <string.h>

#include "gate_frames.h"
#include "text.h"

#define HELD_BACK (RT_BIT(RT_NOTE) | RT_BIT(RT_FACT) | RT_BIT(RT_META))
/* Kinds that are not passed on before something stands in them. */
#define WAITING (RT_BIT(RT_LIST) | RT_BIT(RT_DEFINITIONS) | RT_BIT(RT_TABLE))
/* Kinds that always take the long way. */
#define SPECIAL (RT_BIT(RT_TEXT) | RT_BIT(RT_SECTION) | RT_BIT(RT_HEADING) | RT_BIT(RT_REPORT) | RT_BIT(RT_LINK) | RT_BIT(RT_RUBY) | \
                 RT_BIT(RT_FIELD) | HELD_BACK)

/* ---- Entries: what the source has open ------------------------------------------- */

rt_status gate_push_entry(gate *g, uint32_t kind, int32_t frame)
{
    if (g->entry_count >= g->run->limits.value[RT_LIMIT_DEPTH])
        return rt_run_limit(g->run, RT_LIMIT_DEPTH, &g->pos);
    if (g->entry_count == g->entry_room) {
        size_t room = g->entry_room ? g->entry_room * 2 : 32;
        gate_entry *grown = rt_run_resize(g->run, g->entries, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        g->entries = grown;
        g->entry_room = room;
    }
    g->entries[g->entry_count++] = (gate_entry){.kind = kind, .frame = frame};
    return RT_OK;
}

static rt_status enter_run(gate *g, const rt_node *node)
{
    const rt_attr *attrs;
    size_t count;
    rt_status status = rt_attr_gate_pass(&g->attrs, RT_TEXT, node, &attrs, &count);
    if (status == RT_OK)
        status = gate_push_entry(g, RT_TEXT, ENTRY_RUN);
    if (status != RT_OK)
        return status;
    gate_entry *entry = &g->entries[g->entry_count - 1];
    entry->attrs = rt_attrs_copy(g->run, attrs, count);
    if (count && !entry->attrs)
        return RT_ERR_MEMORY;
    entry->attr_count = count;
    g->runs++;
    g->run_stale = true;
    return RT_OK;
}

/* ---- Nodes ---------------------------------------------------------------------------- */

rt_status gate_open_report(gate *g)
{
    rt_status status = gate_push_entry(g, RT_REPORT, 0);
    return status == RT_OK ? gate_open_frame(g, RT_REPORT, NULL, 0, false) : status;
}

static rt_status enter_report(gate *g, const rt_node *node)
{
    if (g->frame_count) {
        gate_mend(g, "gate-unwrapped", &g->pos, "a report stands in a report; its content was kept without it");
        return gate_push_entry(g, RT_REPORT, ENTRY_UNWRAPPED);
    }
    rt_status status = gate_push_entry(g, RT_REPORT, 0);
    return status == RT_OK ? gate_open_frame(g, RT_REPORT, node, 0, false) : status;
}

/* Notes, facts and late metadata stand at the report's end: they are kept in a tree until then. */
static rt_status enter_held(gate *g, const rt_node *node)
{
    if (g->held_level == GATE_HELD) {
        gate_mend(g, "gate-unwrapped", &g->pos, "notes stand in notes too deeply; one was unwrapped");
        return gate_push_entry(g, node->kind, ENTRY_UNWRAPPED);
    }
    rt_status status = RT_OK;
    if (!g->held[g->held_level])
        status = rt_tree_new(g->run, &g->held[g->held_level]);
    if (status == RT_OK)
        status = gate_push_entry(g, node->kind, (int32_t)g->frame_count);
    if (status != RT_OK)
        return status;
    rt_sink *back = g->next;
    g->next = rt_tree_sink(g->held[g->held_level++]);
    g->entries[g->entry_count - 1].run_base = g->run_base;
    g->run_base = g->entry_count;
    g->run_stale = true;
    size_t before = g->frame_count;
    status = gate_open_frame(g, node->kind, node, (int32_t)g->entry_count - 1, true);
    if (g->frame_count > before)
        gate_top(g)->back = back;
    return status;
}

static rt_status enter_section(gate *g, const rt_node *node)
{
    int32_t level;
    bool placed;
    rt_status status = gate_place_section(g, node, &level, &placed);
    if (status != RT_OK)
        return status;
    if (!placed) { /* its heading becomes a block, with the level */
        status = gate_push_entry(g, RT_SECTION, ENTRY_UNWRAPPED);
        if (status == RT_OK)
            g->entries[g->entry_count - 1].level = level;
        return status;
    }
    status = gate_push_entry(g, RT_SECTION, (int32_t)g->frame_count);
    return status == RT_OK ? gate_open_frame(g, RT_SECTION, node, (int32_t)g->entry_count - 1, false) : status;
}

/* `inside`: a link that is not opened yet holds it. */
static rt_status enter_waiting(gate *g, const rt_node *node, bool inside)
{
    rt_node copy = *node;
    const rt_attr *attrs;
    rt_sink *waiting = rt_tree_sink(g->waiting);
    rt_status status = gate_push_entry(g, node->kind, ENTRY_WAITS);
    if (status == RT_OK)
        status = rt_attr_gate_pass(&g->attrs, node->kind, node, &attrs, &copy.attr_count);
    if (status != RT_OK)
        return status;
    copy.attrs = attrs;
    g->has_waiting = true;
    g->waits_inside |= inside;
    status = waiting->enter(waiting, &copy);
    return status == RT_OK ? waiting->leave(waiting, node->kind) : status;
}

static rt_status enter_placed(gate *g, const rt_node *node)
{
    uint32_t kind = node->kind;
    bool placed, inside = (RT_BIT(kind) & GATE_MILESTONES) && g->fresh && !g->held_level;
    if (inside)
        return enter_waiting(g, node, true);
    rt_status status = gate_make_room(g, kind, &placed);
    if (status != RT_OK)
        return status;
    if (!placed && (RT_BIT(kind) & GATE_MILESTONES))
        return enter_waiting(g, node, false);
    if (!placed) {
        bool leaf = rt_kind_of(kind)->phase_count == 0;
        if (leaf && g->dropped)
            g->dropped(g->user, kind);
        gate_mend(g, leaf ? "gate-dropped" : "gate-unwrapped", &g->pos, "%s cannot stand in %s; %s",
                      rt_kind_of(kind)->name, gate_top(g)->info->name,
                      leaf ? "it was left out" : "its content was kept without it");
        gate_part_lines(g, kind);
        return gate_push_entry(g, kind, ENTRY_UNWRAPPED);
    }
    if (rt_kind_of(kind)->is_inline)
        status = gate_begin_content(g);
    if (status == RT_OK)
        status = gate_push_entry(g, kind, (int32_t)g->frame_count);
    if (status == RT_OK)
        status = gate_open_frame(g, kind, node, (int32_t)g->entry_count - 1, false);
    return status == RT_OK ? gate_release_waiting(g) : status;
}

/* A heading on its own begins a section; an unwrapped section's keeps the level. */
static rt_status enter_heading(gate *g, const rt_node *node)
{
    rt_node copy = *node;
    rt_attr list[RT_ATTR_COUNT + 1];
    const gate_entry *parent = g->entry_count ? &g->entries[g->entry_count - 1] : NULL;
    if (parent && parent->kind == RT_SECTION && parent->frame == ENTRY_UNWRAPPED && parent->level > 0 &&
        !rt_node_attr(node, RT_A_LEVEL) && node->attr_count < RT_ATTR_COUNT) {
        if (node->attr_count)
            memcpy(list, node->attrs, node->attr_count * sizeof *list);
        list[node->attr_count] = (rt_attr){.id = RT_A_LEVEL, .number = parent->level};
        copy.attrs = list;
        copy.attr_count++;
    }
    if (!(gate_top(g)->open & RT_BIT(RT_HEADING)) && !(g->absent & RT_BIT(RT_SECTION))) {
        int32_t level;
        bool placed;
        rt_status status = gate_place_section(g, &copy, &level, &placed);
        rt_attr attr = {.id = RT_A_LEVEL, .number = level};
        rt_node section = {.size = sizeof section, .kind = RT_SECTION, .attrs = &attr, .attr_count = level > 0, .pos = node->pos};
        if (status == RT_OK && placed)
            status = gate_open_frame(g, RT_SECTION, &section, -1, false);
        if (status == RT_OK && placed)
            gate_top(g)->soft = true;
        if (status != RT_OK)
            return status;
    }
    return enter_placed(g, &copy);
}

static rt_status on_special(gate *g, const rt_node *node)
{
    switch (node->kind) {
    case RT_TEXT:
        return enter_run(g, node);
    case RT_REPORT:
        return enter_report(g, node);
    case RT_SECTION:
        return enter_section(g, node);
    case RT_HEADING:
        return enter_heading(g, node);
    case RT_LINK:
    case RT_RUBY:
    case RT_FIELD:
        return gate_enter_carried(g, node);
    case RT_META:
        if (gate_top(g)->open & RT_BIT(RT_META) && gate_top(g)->phase == 0)
            return enter_placed(g, node);
        return enter_held(g, node);
    default:
        return enter_held(g, node);
    }
}

/* The way of every cell: a node that stands where it may, with nothing to mend. */
static bool enter_plain(gate *g, const rt_node *node, rt_status *status)
{
    gate_frame *top = gate_top(g);
    const rt_attr *attrs = node->attrs;
    size_t count = 0;
    uint32_t kind = node->kind;
    if (!(top->open & RT_BIT(kind)) || top->pending || top->gap || g->has_waiting || g->carried || g->frame_count == g->frame_room ||
        g->entry_count == g->entry_room || g->frame_count >= g->run->limits.value[RT_LIMIT_DEPTH] ||
        (RT_BIT(kind) & WAITING))
        return false;
    if (top->kind == RT_ROW && ++top->length > g->run->limits.value[RT_LIMIT_COLUMNS]) {
        *status = rt_run_limit(g->run, RT_LIMIT_COLUMNS, &node->pos);
        return true;
    }
    if (!(top->info->phases[top->phase].many && (top->info->phases[top->phase].kinds & RT_BIT(kind))))
        gate_advance(top, kind);
    if (node->attr_count && (*status = rt_attr_gate_pass(&g->attrs, kind, node, &attrs, &count)) != RT_OK)
        return true;
    if (kind == RT_ROW)
        gate_keep_part(g, &attrs, &count);
    gate_entry *entry = &g->entries[g->entry_count++];
    entry->kind = kind;
    entry->frame = (int32_t)g->frame_count;
    entry->attrs = NULL;
    gate_frame *f = &g->frames[g->frame_count++];
    f->info = &g->kinds[kind];
    f->open = f->info->begins;
    f->length = 0;
    f->level = 0;
    f->entry = (int32_t)g->entry_count - 1;
    f->kind = kind;
    f->phase = f->used = 0;
    f->soft = f->pending = f->gap = false;
    f->attrs = NULL;
    f->back = NULL;
    if (attrs == node->attrs && count == node->attr_count && !node->grid) {
        *status = g->next->enter(g->next, node);
        return true;
    }
    rt_node copy = *node;
    copy.attrs = attrs;
    copy.attr_count = count;
    copy.grid = NULL; /* of a table as it was held before, which may have changed since */
    *status = g->next->enter(g->next, &copy);
    return true;
}

static rt_status take_enter(gate *g, const rt_node *node)
{
    uint32_t kind = node->kind;
    rt_status status = RT_OK;
    g->pos = node->pos;
    g->pos.part = node->pos.part ? rt_run_part(g->run, node->pos.part) : NULL;
    if (rt_run_stopped(g->run))
        return RT_STOPPED;
    if (++g->nodes > g->run->limits.value[RT_LIMIT_NODES])
        return rt_run_limit(g->run, RT_LIMIT_NODES, &node->pos);
    if (kind != RT_TEXT && g->run_open && (status = gate_end_run(g)) != RT_OK)
        return status;
    if (!g->frame_count && kind != RT_REPORT && (status = gate_open_report(g)) != RT_OK)
        return status;
    if (kind >= RT_KIND_COUNT || !g->kinds[kind].name) {
        gate_mend(g, "gate-unwrapped", &node->pos, "a node of the unknown kind %u; its content was kept without it", kind);
        return gate_push_entry(g, kind, ENTRY_UNWRAPPED);
    }
    if (RT_BIT(kind) & SPECIAL)
        return on_special(g, node);
    return enter_plain(g, node, &status) ? status : enter_placed(g, node);
}

static rt_status take_bytes(gate *g, const void *bytes, size_t len)
{
    if (!g->frame_count || gate_top(g)->kind != RT_RESOURCE) {
        if (!g->entry_count || g->entries[g->entry_count - 1].kind != RT_RESOURCE)
            gate_mend(g, "gate-dropped", &g->pos, "bytes stand outside a resource; they were left out");
        return RT_OK;
    }
    gate_top(g)->length += len;
    if (gate_top(g)->length > g->run->limits.value[RT_LIMIT_RESOURCE])
        return rt_run_limit(g->run, RT_LIMIT_RESOURCE, &g->pos);
    return len && g->next->bytes ? g->next->bytes(g->next, bytes, len) : RT_OK;
}

/* Ends what the top entry stands for. */
static rt_status pop_entry(gate *g)
{
    gate_entry entry = g->entries[g->entry_count - 1];
    rt_status status = RT_OK;
    if (gate_carries(entry.kind))
        return gate_pop_carried(g);
    if (entry.frame == ENTRY_RUN) {
        g->run_stale = true;
        g->runs--;
        rt_run_resize(g->run, entry.attrs, 0);
        status = g->run_once ? gate_end_run(g) : RT_OK;
    } else if (entry.frame == ENTRY_UNWRAPPED && g->frame_count) {
        gate_part_lines(g, entry.kind);
    } else if (entry.frame >= 0) {
        gate_frame *frame = &g->frames[entry.frame];
        bool stays = frame->kind == RT_REPORT || (frame->kind == RT_SECTION && !frame->pending);
        size_t keep = (size_t)entry.frame + stays;
        while (stays && keep < g->frame_count && g->frames[keep].soft)
            keep++; /* what comes behind sections that were left belongs to the last, innermost one */
        if (frame->back) {
            g->run_base = entry.run_base;
            g->run_stale = true;
        }
        status = gate_end_run(g);
        if (status == RT_OK)
            status = gate_close_to(g, keep);
        if (stays && status == RT_OK) { /* what follows may still belong to it */
            g->frames[entry.frame].soft = true;
            g->frames[entry.frame].entry = -1;
        }
    }
    g->entry_count--;
    return status;
}

static rt_status take_leave(gate *g, uint32_t kind)
{
    size_t at = g->entry_count;
    const gate_frame *top = g->frame_count ? gate_top(g) : NULL;
    if (top && at && top->kind == kind && (size_t)top->entry == at - 1 && !top->pending && !top->back && !g->run_open &&
        !(RT_BIT(kind) & SPECIAL)) { /* the way of every cell */
        g->entry_count--;
        g->frame_count--;
        return g->next->leave(g->next, kind);
    }
    while (at > 0 && g->entries[at - 1].kind != kind)
        at--;
    if (at != g->entry_count || at == 0)
        gate_mend(g, "gate-unbalanced", &g->pos, at ? "%s was left before what it holds" : "%s was left that is not open",
                      rt_kind_of(kind) ? rt_kind_of(kind)->name : "an unknown kind");
    rt_status status = RT_OK;
    while (at > 0 && status == RT_OK && g->entry_count >= at)
        status = pop_entry(g);
    return status;
}

/* ---- The sink: after a failure nothing passes, whatever the source makes of it ------------------ */

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    gate *g = (gate *)self;
    return g->failed ? g->failed : (g->failed = take_enter(g, node));
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    gate *g = (gate *)self;
    return g->failed ? g->failed : (g->failed = gate_take_text(g, piece));
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    gate *g = (gate *)self;
    return g->failed ? g->failed : (g->failed = take_leave(g, kind));
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    gate *g = (gate *)self;
    return g->failed ? g->failed : (g->failed = take_bytes(g, bytes, len));
}

/* ---- The end ---------------------------------------------------------------------------- */

static rt_status replay_held(gate *g, uint32_t kind)
{
    rt_status status = RT_OK;
    for (size_t i = 0; i < GATE_HELD && status == RT_OK; i++)
        for (rt_item *item = g->held[i] ? rt_tree_root(g->held[i])->first : NULL; item && status == RT_OK; item = item->next)
            if (item->kind == kind)
                status = rt_tree_replay(g->held[i], item, g->next);
    return status;
}

/* Milestones that nothing came after stand at the innermost place that still takes them. */
static rt_status release_last(gate *g)
{
    rt_status status = RT_OK;
    while (status == RT_OK && g->frame_count > 1 && (gate_top(g)->pending || !(gate_top(g)->open & GATE_MILESTONES)))
        status = gate_close_frame(g);
    if (status == RT_OK)
        status = gate_release_waiting(g);
    for (rt_item *item = rt_tree_root(g->waiting)->first; item && g->has_waiting; item = item->next) {
        if (g->dropped)
            g->dropped(g->user, item->kind);
        gate_mend(g, "gate-dropped", &item->pos, "%s found no place before the report's end; it was left out",
                  rt_kind_of(item->kind)->name);
    }
    return status;
}

static rt_status finish(gate *g)
{
    rt_status status = RT_OK;
    if (!g->frame_count)
        status = gate_open_report(g);
    else if (g->entry_count)
        gate_mend(g, "gate-unbalanced", &g->pos, "%s was never left", rt_kind_of(g->entries[g->entry_count - 1].kind) ?
                      rt_kind_of(g->entries[g->entry_count - 1].kind)->name : "an unknown kind");
    while (status == RT_OK && g->entry_count)
        status = pop_entry(g);
    if (status == RT_OK)
        status = gate_end_run(g);
    if (status == RT_OK && g->has_waiting)
        status = release_last(g);
    if (status == RT_OK)
        status = gate_close_to(g, 1);
    if (status == RT_OK)
        status = replay_held(g, RT_META);
    if (status == RT_OK)
        status = replay_held(g, RT_NOTE);
    if (status == RT_OK)
        status = replay_held(g, RT_FACT);
    return status == RT_OK ? gate_close_to(g, 0) : status;
}

static rt_status on_close(rt_sink *self, bool complete)
{
    gate *g = (gate *)self;
    rt_run *run = g->run;
    rt_sink *stage = g->stage;
    rt_status status = g->failed;
    if (complete && status == RT_OK)
        status = finish(g);
    for (size_t i = 0; i < g->entry_count; i++)
        rt_run_resize(run, g->entries[i].attrs, 0);
    for (size_t i = 0; i < g->frame_count; i++)
        rt_run_resize(run, g->frames[i].attrs, 0);
    for (size_t i = 0; i < GATE_HELD; i++)
        if (g->held[i])
            rt_tree_free(g->held[i]);
    if (g->waiting)
        rt_tree_free(g->waiting);
    rt_attr_gate_free(&g->attrs);
    rt_run_resize(run, g->run_block, 0);
    rt_run_resize(run, g->entries, 0);
    rt_run_resize(run, g->frames, 0);
    rt_run_resize(run, g, 0);
    rt_status closed = stage->close(stage, complete && status == RT_OK);
    return status != RT_OK ? status : closed;
}

rt_status rt_gate_open(rt_run *run, rt_sink *next, rt_sink **sink)
{
    return rt_gate_open_quiet(run, 0, true, NULL, NULL, next, sink);
}

rt_status rt_gate_open_quiet(rt_run *run, uint64_t absent, bool levels, void (*dropped)(void *user, uint32_t kind),
                             void *user, rt_sink *next, rt_sink **sink)
{
    gate *g = rt_run_resize(run, NULL, sizeof *g);
    if (!g)
        return RT_ERR_MEMORY;
    *g = (gate){.sink = {sizeof g->sink, on_enter, on_text, on_leave, on_bytes, on_close},
                .run = run, .next = next, .stage = next, .attrs.run = run, .absent = absent, .levels = levels, .kinds = rt_kind_all(),
                .dropped = dropped, .user = user};
    rt_status status = rt_tree_new(run, &g->waiting);
    if (status != RT_OK) {
        rt_run_resize(run, g, 0);
        return status;
    }
    *sink = &g->sink;
    return RT_OK;
}
