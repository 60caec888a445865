/* gate_text.c - text on its way through the gate: the run it stands in, and room for it.
 *
 * Owns that runs are flat, merged and never empty, and that text is well-formed; entries and nodes are gate.c's. */
#include <string.h>

#include "gate_frames.h"
#include "text.h"

/* ---- Runs: flat properties of text ------------------------------------------------- */

/* Puts `attr` among the sorted `list`; marks add up. */
static void merge_attr(rt_attr *list, size_t *count, const rt_attr *attr)
{
    size_t at = 0;
    while (at < *count && list[at].id < attr->id)
        at++;
    if (at < *count && list[at].id == attr->id) {
        int32_t marks = attr->id == RT_A_MARKS ? list[at].number : 0;
        list[at] = *attr;
        list[at].number |= marks;
        return;
    }
    memmove(&list[at + 1], &list[at], (*count - at) * sizeof *list);
    list[at] = *attr;
    ++*count;
}

/* The properties of all open runs together. */
static size_t merge_runs(const gate *g, rt_attr list[RT_ATTR_COUNT])
{
    size_t count = 0;
    for (size_t i = g->run_base; i < g->entry_count; i++)
        for (size_t k = 0; g->entries[i].frame == ENTRY_RUN && k < g->entries[i].attr_count; k++)
            merge_attr(list, &count, &g->entries[i].attrs[k]);
    return count;
}

static bool same_attrs(const rt_attr *a, size_t a_count, const rt_attr *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++)
        if (a[i].id != b[i].id || a[i].number != b[i].number || a[i].text.len != b[i].text.len ||
            (a[i].text.len && memcmp(a[i].text.ptr, b[i].text.ptr, a[i].text.len) != 0))
            return false;
    return true;
}

rt_status gate_end_run(gate *g)
{
    if (!g->run_open)
        return RT_OK;
    g->run_open = false;
    rt_run_resize(g->run, g->run_block, 0);
    g->run_block = NULL;
    return g->next->leave(g->next, RT_TEXT);
}

/* What the first piece of a run alone has: an id, which names one node, and what is too long to be said again. */
static bool stands_once(const rt_attr *attr)
{
    return attr->id == RT_A_ID || (rt_type_is_text(rt_attr_of(attr->id)->type) && attr->text.len > GATE_LONGEST);
}

static size_t without_those(rt_attr *attrs, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!stands_once(&attrs[i]))
            attrs[kept++] = attrs[i];
    return kept;
}

static void spend(gate *g)
{
    for (size_t i = g->run_base; i < g->entry_count; i++)
        if (g->entries[i].frame == ENTRY_RUN)
            g->entries[i].attr_count = without_those(g->entries[i].attrs, g->entries[i].attr_count);
    size_t before = g->run_attr_count;
    g->run_attr_count = without_those(g->run_attrs, before);
    g->run_once = g->run_attr_count < before;
}

/* Before text: the run that is passed on has the properties of those that are open. */
static rt_status set_run(gate *g)
{
    rt_attr list[RT_ATTR_COUNT];
    size_t count = g->runs ? merge_runs(g, list) : 0;
    bool takes_runs = (gate_top(g)->open & RT_BIT(RT_TEXT)) != 0;
    g->run_stale = false;
    if (!takes_runs && count && !gate_top(g)->length) /* once a node */
        gate_mend(g, "gate-unwrapped", &g->pos, "%s holds text without properties; they were left out", gate_top(g)->info->name);
    if (!takes_runs)
        count = 0;
    if (g->run_open && same_attrs(list, count, g->run_attrs, g->run_attr_count))
        return RT_OK;
    rt_status status = gate_end_run(g);
    if (status != RT_OK || count == 0)
        return status;
    g->run_block = rt_attrs_copy(g->run, list, count);
    if (!g->run_block)
        return RT_ERR_MEMORY;
    memcpy(g->run_attrs, g->run_block, count * sizeof *list);
    g->run_attr_count = count;
    g->run_open = true;
    rt_node node = {.size = sizeof node, .kind = RT_TEXT, .attrs = g->run_attrs, .attr_count = count, .pos = g->pos};
    status = g->next->enter(g->next, &node);
    spend(g);
    return status;
}

static rt_status pass_text(gate *g, rt_str piece)
{
    if (rt_text_ok(piece.ptr, piece.len))
        return g->next->text(g->next, piece);
    size_t mended;
    char *copy = rt_run_resize(g->run, NULL, piece.len * 3);
    if (!copy)
        return RT_ERR_MEMORY;
    size_t len = rt_text_mend(piece.ptr, piece.len, copy, &mended);
    gate_mend(g, "gate-text", &g->pos, "%zu bytes or characters cannot stand in text; each became U+FFFD", mended);
    rt_status status = g->next->text(g->next, (rt_str){copy, len});
    rt_run_resize(g->run, copy, 0);
    return status;
}

/* As much of it as a message shows: whole sequences. */
static int shown(rt_str text)
{
    size_t len = text.len < 40 ? text.len : 40;
    while (len < text.len && len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return (int)len;
}

/* Where no text can stand, white space means nothing and the rest asks for a paragraph. */
static rt_status make_room_for_text(gate *g, rt_str *piece, bool *placed)
{
    while (piece->len && strchr(" \t\r\n", piece->ptr[0]) && piece->ptr[0])
        piece->ptr++, piece->len--;
    *placed = false;
    if (piece->len == 0)
        return RT_OK;
    rt_status status = gate_end_run(g);
    if (status == RT_OK)
        status = gate_make_room(g, 0, placed);
    if (status == RT_OK && !*placed && g->dropped)
        g->dropped(g->user, 0);
    if (status == RT_OK && !*placed)
        gate_mend(g, "gate-dropped", &g->pos, "text cannot stand in %s; it was left out: %.*s",
                      gate_top(g)->info->name, shown(*piece), piece->ptr);
    return status;
}

rt_status gate_fill_gap(gate *g)
{
    gate_frame *top = gate_top(g);
    rt_node node = {.size = sizeof node, .kind = RT_LINE_BREAK, .pos = g->pos};
    if (!top->gap)
        return RT_OK;
    top->gap = false;
    rt_status status = top->length ? gate_end_run(g) : RT_OK;
    if (status != RT_OK || !top->length)
        return status;
    status = g->next->enter(g->next, &node);
    return status == RT_OK ? g->next->leave(g->next, RT_LINE_BREAK) : status;
}

rt_status gate_take_text(gate *g, rt_str piece)
{
    rt_status status = RT_OK;
    bool placed = true;
    if (piece.len == 0)
        return RT_OK;
    if (!g->frame_count && (status = gate_open_report(g)) != RT_OK)
        return status;
    if (!(gate_top(g)->open & 1)) {
        status = make_room_for_text(g, &piece, &placed);
        if (status != RT_OK || !placed)
            return status;
    }
    if ((g->has_waiting || g->carried || gate_top(g)->gap) && (status = gate_begin_content(g)) != RT_OK)
        return status;
    if (g->runs || g->run_open) {
        if ((!g->run_open || g->run_stale) && (status = set_run(g)) != RT_OK)
            return status;
    }
    gate_frame *top = gate_top(g);
    top->length += piece.len;
    if (top->length > g->run->limits.value[RT_LIMIT_CELL_LENGTH])
        return rt_run_limit(g->run, RT_LIMIT_CELL_LENGTH, &g->pos);
    return pass_text(g, piece);
}
