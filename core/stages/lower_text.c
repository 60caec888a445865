/* lower_text.c - text on its way through the lowering: line ends and labels due before it, and text that finds
 * no place. Owns when they are passed on; their wording is lower_say.c's. */
#include "lower_state.h"

/* ---- Text ---------------------------------------------------------------------------- */

/* The innermost node that is no part of a line: text without a place is its loss. */
lower_entry *lower_block(lower *l)
{
    for (size_t i = l->count; i-- > 1;)
        if (!rt_kind_of(l->entries[i].kind)->is_inline)
            return &l->entries[i];
    return l->count ? &l->entries[0] : NULL;
}

/* Between two tables of a stacked output there is no place for anything. */
bool lower_nowhere(const lower *l) { return l->stack_open && l->table_depth == 0; }

static rt_status pass_break(lower *l)
{
    rt_node node = {.size = sizeof node, .kind = RT_LINE_BREAK, .pos = l->pos};
    if (l->caps.kind[RT_LINE_BREAK] == RT_NOT_CARRIED)
        return lower_put_text(l, RT_STR("\n"));
    rt_status status = l->next->enter(l->next, &node);
    return status == RT_OK ? l->next->leave(l->next, RT_LINE_BREAK) : status;
}

/* What has to stand before the next content of a line. */
rt_status lower_begin_content(lower *l)
{
    rt_status status = RT_OK;
    if (lower_nowhere(l)) {
        l->prefix_len = 0;
        return RT_OK;
    }
    if (l->gap && l->started)
        status = pass_break(l);
    l->gap = false;
    if (status == RT_OK && l->prefix_len)
        status = lower_put_text(l, (rt_str){l->prefix, l->prefix_len});
    l->prefix_len = 0;
    l->started = true;
    return status;
}

rt_status lower_pass_text(lower *l, rt_str text)
{
    l->said |= text.len > 0;
    if (lower_nowhere(l)) {
        lower_block(l)->lost_text |= text.len > 0;
        return RT_OK;
    }
    rt_status status = lower_begin_content(l);
    return status == RT_OK && text.len ? lower_put_text(l, text) : status;
}

void lower_on_dropped(void *user, uint32_t kind)
{
    lower *l = user;
    lower_entry *entry = lower_block(l);
    if (kind)
        lower_lose(l, rt_kind_of(kind)->loss, kind, 0, 0, "has no place there", false);
    else if (entry)
        entry->lost_text = true;
}
