/* gate_carry.c - links, rubies and fields around blocks: opened again in each place where content stands, as runs are.
 *
 * Owns when they open; a link is not passed on before something stands in it or it is left, so that none stays behind
 * empty where a block follows. The frames are gate_place.c's. */
#include <string.h>

#include "gate_frames.h"

enum { NESTED = 8 }; /* so many within one another are opened again */

/* ---- Opening ---------------------------------------------------------------------------- */

/* Opens it in the top frame, which takes it. */
static rt_status open_entry(gate *g, size_t at)
{
    gate_entry *entry = &g->entries[at];
    const rt_node node = {.size = sizeof node, .kind = entry->kind, .attrs = entry->attrs, .attr_count = entry->attr_count,
                          .pos = entry->pos};
    rt_pos here = g->pos;
    rt_status status = gate_end_run(g);
    if (status != RT_OK)
        return status;
    g->carried--;
    g->fresh -= entry->fresh;
    entry->fresh = false;
    entry->frame = (int32_t)g->frame_count;
    g->pos = entry->pos;
    status = gate_open_frame(g, entry->kind, &node, (int32_t)at, false);
    g->pos = here;
    if (entry->attr_count && entry->attrs[0].id == RT_A_ID) /* it names one node */
        memmove(entry->attrs, entry->attrs + 1, --entry->attr_count * sizeof *entry->attrs);
    return status;
}

/* Those that the top frame takes, from the outermost. */
static rt_status open_carried(gate *g)
{
    rt_status status = RT_OK;
    for (size_t i = g->run_base; i < g->entry_count && g->carried && status == RT_OK; i++) {
        const gate_entry *entry = &g->entries[i];
        bool placed = gate_top(g)->open & RT_BIT(entry->kind & 63);
        if (entry->frame != ENTRY_CARRIED)
            continue;
        if (!placed && entry->fresh && gate_carries(gate_top(g)->kind)) /* a link in a link */
            status = gate_make_room(g, entry->kind, &placed);
        if (placed && status == RT_OK)
            status = open_entry(g, i);
    }
    return status;
}

/* ---- Entering and leaving ------------------------------------------------------------------ */

static bool too_long(const rt_attr *attrs, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += rt_type_is_text(rt_attr_of(attrs[i].id)->type) ? attrs[i].text.len : 0;
    return bytes > GATE_LONGEST;
}

static void end_carrying(gate *g, gate_entry *entry)
{
    g->carriers -= !entry->last;
    entry->last = true;
    if (entry->frame == ENTRY_CARRIED && !entry->fresh) {
        entry->frame = ENTRY_CLOSED;
        g->carried--;
    }
}

/* A link in a link ends the outer one for good. */
static void end_links(gate *g)
{
    for (size_t i = g->run_base; g->carriers && i < g->entry_count; i++)
        if (g->entries[i].kind == RT_LINK && !g->entries[i].last)
            end_carrying(g, &g->entries[i]);
}

rt_status gate_enter_carried(gate *g, const rt_node *node)
{
    const rt_attr *attrs;
    size_t count;
    rt_status status = g->waits_inside ? open_carried(g) : RT_OK;
    if (status == RT_OK)
        status = gate_release_waiting(g); /* what came before it stands before it */
    if (status == RT_OK)
        status = rt_attr_gate_pass(&g->attrs, node->kind, node, &attrs, &count);
    if (node->kind == RT_LINK)
        end_links(g);
    if (status == RT_OK)
        status = gate_push_entry(g, node->kind, ENTRY_CARRIED);
    if (status != RT_OK)
        return status;
    gate_entry *entry = &g->entries[g->entry_count - 1];
    entry->attrs = rt_attrs_copy(g->run, attrs, count);
    entry->attr_count = entry->attrs ? count : 0;
    entry->pos = g->pos;
    entry->fresh = true;
    entry->last = g->carriers == NESTED || too_long(attrs, count);
    g->carriers += !entry->last;
    g->carried++;
    g->fresh++;
    return count && !entry->attrs ? RT_ERR_MEMORY : RT_OK;
}

/* One that was left before anything stood in it: those around it come first. */
static rt_status open_empty(gate *g, size_t at)
{
    size_t first = g->run_base;
    bool placed;
    while (first < at && !(g->entries[first].frame == ENTRY_CARRIED && g->entries[first].fresh))
        first++;
    rt_status status = gate_end_run(g);
    if (status == RT_OK)
        status = gate_make_room(g, g->entries[first].kind, &placed);
    if (status == RT_OK && placed)
        status = gate_fill_gap(g);
    if (status == RT_OK && placed)
        status = open_carried(g);
    if (status != RT_OK)
        return status;
    if (g->entries[at].fresh) {
        gate_mend(g, "gate-unwrapped", &g->entries[at].pos, "%s cannot stand in %s; its content was kept without it",
                  rt_kind_of(g->entries[at].kind)->name, gate_top(g)->info->name);
        g->carried--;
        g->fresh--;
        g->entries[at].fresh = false;
        g->entries[at].frame = ENTRY_UNWRAPPED;
        return RT_OK;
    }
    return gate_release_waiting(g);
}

rt_status gate_pop_carried(gate *g)
{
    size_t at = g->entry_count - 1;
    rt_status status = RT_OK;
    if (g->entries[at].frame == ENTRY_CARRIED && g->entries[at].fresh)
        status = open_empty(g, at);
    if (status == RT_OK && g->entries[at].frame >= 0) {
        status = gate_end_run(g);
        if (status == RT_OK)
            status = gate_close_to(g, (size_t)g->entries[at].frame);
    }
    g->carried -= g->entries[at].frame == ENTRY_CARRIED;
    g->fresh -= g->entries[at].fresh;
    g->carriers -= !g->entries[at].last;
    rt_run_resize(g->run, g->entries[at].attrs, 0);
    g->entry_count--;
    return status;
}

/* ---- Content ---------------------------------------------------------------------------- */

rt_status gate_begin_content(gate *g)
{
    rt_status status = RT_OK;
    if (gate_can_release(g) && (status = gate_end_run(g)) == RT_OK)
        status = gate_release_waiting(g);
    if (status == RT_OK)
        status = gate_fill_gap(g);
    if (status == RT_OK && g->carried)
        status = open_carried(g);
    if (status == RT_OK && gate_can_release(g) && (status = gate_end_run(g)) == RT_OK)
        status = gate_release_waiting(g);
    return status;
}
