/* normal_ranges.c - what refers to nothing: an end that ends nothing is nothing, a range around nothing is a place, a
 * reference that names no note is its label. */
#include "ids.h"
#include "normal.h"

/* Whether `end` ends a range that began before it and was not ended yet; its start. */
static rt_item *begun(rt_ids *starts, const rt_item *end)
{
    const rt_attr *ref = rt_item_attr(end, RT_A_REF);
    rt_ids_slot *slot = ref ? rt_ids_find(starts, ref->text) : NULL;
    rt_item *start = slot ? slot->item : NULL;
    if (slot)
        slot->item = NULL;
    return start;
}

static bool begin(rt_ids *starts, rt_item *start)
{
    const rt_attr *id = rt_item_attr(start, RT_A_ID);
    rt_ids_slot *slot = id && id->text.len ? rt_ids_add(starts, id->text) : NULL;
    if (slot)
        slot->item = start;
    return slot || !id || !id->text.len;
}

/* What stands at the edge of a link stands beside it. */
static void leave_link(rt_item *mark)
{
    rt_item *link = mark->parent;
    if (link->kind != RT_LINK)
        return;
    if (!mark->previous)
        rt_tree_move(mark, link->parent, link);
    else if (!mark->next)
        rt_tree_move(mark, link->parent, link->next);
}

static bool is_nameless(const rt_item *start)
{
    return start->kind == RT_START && !rt_item_attr(start, RT_A_ID) && !rt_item_attr(start, RT_A_NAME) && !rt_item_attr(start, RT_A_REF);
}

rt_status rt_normal_ranges(rt_tree *tree, rt_item *report)
{
    rt_ids starts = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    for (rt_item *item = report, *next; item && status == RT_OK; item = next) {
        next = rt_tree_next(report, item);
        if (item->kind == RT_START && !begin(&starts, item))
            status = RT_ERR_MEMORY;
        if (item->kind == RT_START || item->kind == RT_END)
            leave_link(item);
        if (is_nameless(item))
            rt_tree_unlink(item);
        if (item->kind != RT_END)
            continue;
        const rt_item *start = begun(&starts, item);
        if (!start || item->previous == start)
            rt_tree_unlink(item);
    }
    rt_ids_free(&starts);
    return status;
}

/* ---- References to notes ------------------------------------------------------------------------ */

static rt_status become_label(rt_tree *tree, rt_item *reference)
{
    const rt_attr *label = rt_item_attr(reference, RT_A_LABEL);
    if (label && label->text.len) {
        rt_item *text = rt_tree_add(tree, reference->parent, reference, 0);
        if (!text)
            return RT_ERR_MEMORY;
        text->text = label->text;
        text->pos = reference->pos;
    }
    rt_tree_unlink(reference);
    return RT_OK;
}

static bool is_comment(const rt_item *start)
{
    const rt_attr *role = rt_item_attr(start, RT_A_ROLE);
    return role && role->number == RT_ROLE_COMMENT;
}

rt_status rt_normal_references(rt_tree *tree, rt_item *report)
{
    rt_ids notes = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        const rt_attr *id = item->kind == RT_NOTE ? rt_item_attr(item, RT_A_ID) : NULL;
        if (id && id->text.len && !rt_ids_add(&notes, id->text))
            status = RT_ERR_MEMORY;
    }
    for (rt_item *item = report, *next; item && status == RT_OK; item = next) {
        next = rt_tree_next(report, item);
        const rt_attr *ref = rt_item_attr(item, RT_A_REF);
        bool known = ref && rt_ids_find(&notes, ref->text);
        if (item->kind == RT_NOTE_REFERENCE && !known)
            status = become_label(tree, item);
        else if (item->kind == RT_START && !known && is_comment(item))
            rt_tree_unlink(item);
    }
    rt_ids_free(&notes);
    return status;
}
