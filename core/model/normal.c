/* normal.c - brings a report in memory into the normal form of docs/model.md.
 *
 * Owns the order of its rules and the metadata; the rules themselves are in normal_*.c, those that a stream can keep
 * are the gate's. */
#include <string.h>

#include "normal.h"

/* ---- Items ------------------------------------------------------------------------------------ */

static bool holds(const rt_item *item, uint32_t kind)
{
    for (const rt_item *child = item->first; child; child = child->next)
        if (child->kind == kind)
            return true;
    return false;
}

/* A table needs a row or a caption, a list an item. */
static bool is_nothing(const rt_item *item)
{
    return ((item->kind == RT_LIST || item->kind == RT_DEFINITIONS) && !item->first) ||
           (item->kind == RT_TABLE && !holds(item, RT_ROW) && !holds(item, RT_CAPTION));
}

static rt_status normal_item(rt_tree *tree, rt_item *item)
{
    const rt_kind_info *info = rt_kind_of(item->kind);
    rt_status status = rt_normal_attrs(tree, item);
    if (status == RT_OK && info && (info->children & RT_BIT(RT_TEXT)))
        status = rt_normal_inlines(tree, item);
    return status == RT_OK && info ? rt_normal_blocks(tree, item) : status;
}

/* Children before parents, so that what becomes empty inside is gone when its parent is looked at. */
static rt_status normal_items(rt_tree *tree, rt_item *report)
{
    rt_status status = RT_OK;
    rt_item *item = rt_tree_deepest(report);
    while (status == RT_OK) {
        rt_item *parent = item == report ? NULL : item->parent;
        rt_item *next = parent && item->next ? rt_tree_deepest(item->next) : parent;
        if (item->kind)
            status = normal_item(tree, item);
        if (parent && is_nothing(item))
            rt_tree_unlink(item);
        if (!parent)
            break;
        item = next;
    }
    return status;
}

/* ---- Metadata by name ------------------------------------------------------------------------- */

static int by_name(const rt_item *a, const rt_item *b)
{
    const rt_attr *x = rt_item_attr(a, RT_A_NAME), *y = rt_item_attr(b, RT_A_NAME);
    rt_str m = x ? x->text : (rt_str){"", 0}, n = y ? y->text : (rt_str){"", 0};
    int order = memcmp(m.len ? m.ptr : "", n.len ? n.ptr : "", m.len < n.len ? m.len : n.len);
    if (!order)
        order = (m.len > n.len) - (m.len < n.len);
    return order ? order : (x != NULL) - (y != NULL); /* without a name before an empty one */
}

static rt_item *merge(rt_item *a, rt_item *b)
{
    rt_item head = {0}, *tail = &head;
    while (a && b) {
        rt_item **smaller = by_name(a, b) <= 0 ? &a : &b;
        tail = tail->next = *smaller;
        *smaller = (*smaller)->next;
    }
    tail->next = a ? a : b;
    return head.next;
}

/* A stable merge sort of the singly linked list, bottom up. */
static rt_item *sorted(rt_item *list)
{
    rt_item *runs[64] = {NULL};
    while (list) {
        rt_item *run = list;
        list = list->next;
        run->next = NULL;
        int i = 0;
        for (; i < 63 && runs[i]; i++) {
            run = merge(runs[i], run);
            runs[i] = NULL;
        }
        runs[i] = runs[i] ? merge(runs[i], run) : run;
    }
    rt_item *all = NULL;
    for (int i = 0; i < 64; i++)
        if (runs[i])
            all = merge(runs[i], all);
    return all;
}

static void sort_meta(rt_item *report)
{
    rt_item *last = NULL, *rest;
    for (rt_item *child = report->first; child && child->kind == RT_META; child = child->next)
        last = child;
    if (!last)
        return;
    rest = last->next;
    last->next = NULL;
    rt_item *list = sorted(report->first);
    report->first = list;
    for (rt_item *before = NULL; list; before = list, list = list->next) {
        list->previous = before;
        last = list;
    }
    last->next = rest;
    *(rest ? &rest->previous : &report->last) = last;
}

rt_status rt_tree_normalise(rt_tree *tree)
{
    rt_run *run = rt_tree_run(tree);
    rt_item *report = rt_tree_root(tree)->first;
    rt_diagnostics *diagnostics = run->diagnostics;
    rt_status status = RT_OK;
    if (!report)
        return RT_OK;
    run->diagnostics = NULL; /* what is cut or unknown here was told before, or is part of the comparison */
    status = rt_tree_order(tree, report);
    if (status == RT_OK)
        status = rt_normal_ranges(tree, report);
    if (status == RT_OK)
        status = rt_normal_references(tree, report);
    if (status == RT_OK)
        status = rt_normal_unused(tree, report);
    if (status == RT_OK)
        status = rt_normal_inherited(tree, report);
    if (status == RT_OK)
        status = normal_items(tree, report);
    if (status == RT_OK)
        sort_meta(report);
    if (status == RT_OK)
        status = rt_normal_resources(tree, report);
    if (status == RT_OK)
        status = rt_normal_ids(tree, report);
    run->diagnostics = diagnostics;
    if (status == RT_ERR_LIMIT) /* the only one that is asked here */
        rt_run_limit(run, RT_LIMIT_COLUMNS, &report->pos);
    return status;
}
