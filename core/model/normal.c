/* normal.c - brings a report in memory into the normal form of docs/model.md.
 *
 * Owns the rules that make two ways of saying one thing equal; rules that a stream can keep are the gate's. */
#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "tree.h"
#include "vocabulary.h"

static bool same_attrs(const rt_item *a, const rt_item *b)
{
    if (a->attr_count != b->attr_count)
        return false;
    for (uint32_t i = 0; i < a->attr_count; i++) {
        const rt_attr *x = &a->attrs[i], *y = &b->attrs[i];
        if (x->id != y->id || x->number != y->number || x->text.len != y->text.len ||
            (x->text.len && memcmp(x->text.ptr, y->text.ptr, x->text.len) != 0))
            return false;
    }
    return true;
}

/* The children of `item` take its place. */
static void unwrap(rt_item *item)
{
    while (item->first)
        rt_tree_move(item->first, item->parent, item);
    rt_tree_unlink(item);
}

/* As in tree.c, bytes_len of a text that was moved is its room, so that many pieces cost no more than their sum. */
static rt_status join_text(rt_tree *tree, rt_item *into, const rt_item *more)
{
    size_t need = into->text.len + more->text.len;
    if (need > into->bytes_len) {
        char *joined = rt_tree_alloc(tree, need * 2);
        if (!joined)
            return RT_ERR_MEMORY;
        into->text.ptr = memcpy(joined, into->text.ptr, into->text.len);
        into->bytes_len = need * 2;
    }
    memcpy((char *)(uintptr_t)into->text.ptr + into->text.len, more->text.ptr, more->text.len);
    into->text.len = need;
    return RT_OK;
}

/* ---- Line ends and tabs: one way to write each ------------------------------------------ */

static size_t control_at(rt_str text, size_t from)
{
    while (from < text.len && text.ptr[from] != '\n' && text.ptr[from] != '\r' && text.ptr[from] != '\t')
        from++;
    return from;
}

/* Splits the text item, which stands in `run` or (NULL) by itself, at line ends and tabs. */
static rt_status split_text(rt_tree *tree, rt_item *text, rt_item *run)
{
    rt_str rest = text->text;
    rt_item *at = run ? run : text;
    for (size_t stop; (stop = control_at(rest, 0)) < rest.len;) {
        bool crlf = rest.ptr[stop] == '\r' && stop + 1 < rest.len && rest.ptr[stop + 1] == '\n';
        if (stop) {
            bool marked = run && run->attr_count;
            rt_item *piece = rt_tree_add(tree, at->parent, at, marked ? RT_TEXT : 0);
            rt_item *chars = piece && marked ? rt_tree_add(tree, piece, NULL, 0) : piece;
            if (!chars)
                return RT_ERR_MEMORY;
            if (marked) {
                piece->attrs = run->attrs;
                piece->attr_count = run->attr_count;
            }
            if (marked && run->attrs[0].id == RT_A_ID) { /* an id names one node: the first piece */
                run->attrs++;
                run->attr_count--;
            }
            piece->pos = at->pos;
            chars->text = (rt_str){rest.ptr, stop};
        }
        rt_item *mark = rt_tree_add(tree, at->parent, at, rest.ptr[stop] == '\t' ? RT_TAB : RT_LINE_BREAK);
        if (!mark)
            return RT_ERR_MEMORY;
        mark->pos = at->pos;
        rest.ptr += stop + 1 + crlf;
        rest.len -= stop + 1 + crlf;
    }
    text->bytes_len = rest.len == text->text.len ? text->bytes_len : 0; /* no room of its own any more */
    text->text = rest;
    if (!rest.len)
        rt_tree_unlink(at);
    else if (run && !run->attr_count)
        unwrap(run);
    return RT_OK;
}

/* Runs and texts among the children: none bare or empty, split at controls, neighbours joined. */
static rt_status normal_inlines(rt_tree *tree, rt_item *parent)
{
    rt_status status = RT_OK;
    for (rt_item *child = parent->first, *next; child && status == RT_OK; child = next) {
        next = child->next;
        if (child->kind == RT_TEXT && !child->first) {
            rt_tree_unlink(child);
        } else if (child->kind == RT_TEXT && child->attr_count == 0) {
            next = child->first;
            unwrap(child);
        } else if (child->kind == RT_TEXT) {
            status = split_text(tree, child->first, child);
        } else if (child->kind == 0 && child->text.len == 0) {
            rt_tree_unlink(child);
        } else if (child->kind == 0) {
            status = split_text(tree, child, NULL);
        }
    }
    for (rt_item *child = parent->first; child && status == RT_OK;) {
        rt_item *next = child->next;
        if (next && child->kind == 0 && next->kind == 0) {
            status = join_text(tree, child, next);
            rt_tree_unlink(next);
        } else if (next && child->kind == RT_TEXT && next->kind == RT_TEXT && same_attrs(child, next)) {
            status = join_text(tree, child->first, next->first);
            rt_tree_unlink(next);
        } else {
            child = next;
        }
    }
    return status;
}

/* ---- Blocks -------------------------------------------------------------------------------- */

static bool is_inline(const rt_item *item)
{
    const rt_kind_info *info = item->kind ? rt_kind_of(item->kind) : NULL;
    return !info || info->is_inline;
}

/* A cell, item or definition: one plain paragraph is its inlines; inlines before blocks are a paragraph. */
static rt_status normal_flow(rt_tree *tree, rt_item *holder)
{
    rt_item *first = holder->first, *stop = first;
    if (first && first == holder->last && first->kind == RT_PARAGRAPH && first->attr_count == 0) {
        unwrap(first);
        return RT_OK;
    }
    while (stop && is_inline(stop))
        stop = stop->next;
    if (!stop || stop == first)
        return RT_OK;
    rt_item *paragraph = rt_tree_add(tree, holder, first, RT_PARAGRAPH);
    if (!paragraph)
        return RT_ERR_MEMORY;
    paragraph->pos = holder->pos;
    while (paragraph->next != stop)
        rt_tree_move(paragraph->next, paragraph, NULL);
    return RT_OK;
}

/* Columns that say nothing are left out from the end. */
static void trim_columns(rt_item *table)
{
    rt_item *column = NULL;
    for (rt_item *child = table->first; child && (child->kind == RT_CAPTION || child->kind == RT_COLUMN); child = child->next)
        if (child->kind == RT_COLUMN)
            column = child;
    while (column && column->kind == RT_COLUMN && column->attr_count == 0) {
        rt_item *before = column->previous;
        rt_tree_unlink(column);
        column = before;
    }
}

/* Numbers that follow from the item before say nothing. */
static void trim_counters(rt_item *list)
{
    const rt_attr *start = rt_item_attr(list, RT_A_FIRST);
    int64_t expected = start ? start->number : 1;
    for (rt_item *item = list->first; item; item = item->next) {
        const rt_attr *counter = rt_item_attr(item, RT_A_COUNTER);
        if (counter && counter->number == expected)
            rt_tree_remove_attr(item, RT_A_COUNTER);
        else if (counter)
            expected = counter->number;
        expected++;
    }
}

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
    rt_status status = RT_OK;
    const rt_kind_info *info = rt_kind_of(item->kind);
    if (info && (info->children & RT_BIT(RT_TEXT)))
        status = normal_inlines(tree, item);
    if (status == RT_OK && (item->kind == RT_CELL || item->kind == RT_ITEM || item->kind == RT_DEFINITION))
        status = normal_flow(tree, item);
    if (item->kind == RT_TABLE || item->kind == RT_FIGURE)
        rt_tree_caption_first(item);
    if (status == RT_OK && item->kind == RT_TABLE) {
        trim_columns(item);
        status = rt_tree_grid(tree, item);
    }
    if (item->kind == RT_LIST)
        trim_counters(item);
    return status;
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
    return order ? order : (m.len > n.len) - (m.len < n.len);
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

/* ---- Names ---------------------------------------------------------------------------------------- */

static rt_status rename_reference(rt_tree *tree, rt_item *item, uint32_t attr, const rt_ids *ids)
{
    const rt_attr *old = rt_item_attr(item, attr);
    size_t hash = old && attr == RT_A_HREF ? 1 : 0;
    char name[32];
    if (!old || old->text.len <= hash || (hash && old->text.ptr[0] != '#'))
        return RT_OK;
    rt_ids_slot *slot = rt_ids_find(ids, (rt_str){old->text.ptr + hash, old->text.len - hash});
    if (!slot || !slot->number)
        return RT_OK;
    int len = snprintf(name, sizeof name, "%s%u", hash ? "#" : "", slot->number);
    return rt_tree_set_attr(tree, item, &(rt_attr){.id = attr, .text = {name, (size_t)len}});
}

/* Ids become numbers in document order; what refers to them follows. */
static rt_status rename_ids(rt_tree *tree, rt_item *report)
{
    static const uint32_t refs[] = {RT_A_REF, RT_A_PARENT, RT_A_CONTINUES, RT_A_HREF, RT_A_RESOURCE};
    rt_ids ids = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    uint32_t count = 0;
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        const rt_attr *id = rt_item_attr(item, RT_A_ID);
        char name[16];
        if (!id)
            continue;
        rt_ids_slot *slot = rt_ids_add(&ids, id->text);
        if (!slot)
            status = RT_ERR_MEMORY;
        else if (!slot->number)
            slot->number = ++count;
        int len = slot ? snprintf(name, sizeof name, "%u", slot->number) : 0;
        if (slot)
            status = rt_tree_set_attr(tree, item, &(rt_attr){.id = RT_A_ID, .text = {name, (size_t)len}});
    }
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item))
        for (size_t i = 0; i < sizeof refs / sizeof *refs && status == RT_OK; i++)
            status = rename_reference(tree, item, refs[i], &ids);
    rt_ids_free(&ids);
    return status;
}

/* ---- Resources by hash ------------------------------------------------------------------------------- */

static rt_status hash_bytes(rt_tree *tree, rt_item *resource, char name[40])
{
    unsigned char buffer[8192];
    uint64_t a = UINT64_C(14695981039346656037), b = UINT64_C(0x9E3779B97F4A7C15);
    rt_status status = RT_OK;
    for (uint64_t at = 0; at < resource->bytes_len && status == RT_OK; at += sizeof buffer) {
        size_t len = resource->bytes_len - at < sizeof buffer ? (size_t)(resource->bytes_len - at) : sizeof buffer;
        status = rt_tree_bytes(tree, resource, at, buffer, len);
        for (size_t i = 0; i < len && status == RT_OK; i++) {
            a = (a ^ buffer[i]) * UINT64_C(1099511628211);
            b = (b + buffer[i]) * UINT64_C(0xD6E8FEB86659FD93);
        }
    }
    snprintf(name, 40, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
    return status;
}

/* A resource is known by its bytes: ids that name it become its hash, and the same bytes stand once. */
static rt_status name_resources(rt_tree *tree, rt_item *report)
{
    rt_ids by_id = {.run = rt_tree_run(tree)}, by_hash = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    for (rt_item *item = report, *next; item && status == RT_OK; item = next) {
        next = rt_tree_next(report, item);
        if (item->kind != RT_RESOURCE)
            continue;
        char name[40];
        rt_item *image = item->parent;
        const rt_attr *id = rt_item_attr(item, RT_A_ID);
        if ((status = hash_bytes(tree, item, name)) != RT_OK)
            break;
        rt_ids_slot *known = rt_ids_add(&by_hash, (rt_str){name, strlen(name)});
        rt_ids_slot *named = id ? rt_ids_add(&by_id, id->text) : known;
        char *copy = rt_tree_alloc(tree, sizeof name);
        if (!known || !named || !copy) {
            status = RT_ERR_MEMORY;
            break;
        }
        memcpy(copy, name, sizeof name);
        item->text = (rt_str){copy, strlen(copy)};
        named->item = item;
        rt_tree_remove_attr(item, RT_A_ID);
        if (known->number++) {
            status = rt_tree_set_attr(tree, image, &(rt_attr){.id = RT_A_RESOURCE, .text = item->text});
            rt_tree_unlink(item);
        }
    }
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        const rt_attr *ref = item->kind == RT_IMAGE ? rt_item_attr(item, RT_A_RESOURCE) : NULL;
        rt_ids_slot *slot = ref ? rt_ids_find(&by_id, ref->text) : NULL;
        if (slot && slot->item)
            status = rt_tree_set_attr(tree, item, &(rt_attr){.id = RT_A_RESOURCE, .text = ((rt_item *)slot->item)->text});
    }
    rt_ids_free(&by_id);
    rt_ids_free(&by_hash);
    return status;
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
        status = normal_items(tree, report);
    if (status == RT_OK)
        sort_meta(report);
    if (status == RT_OK)
        status = name_resources(tree, report);
    if (status == RT_OK)
        status = rename_ids(tree, report);
    run->diagnostics = diagnostics;
    if (status == RT_ERR_LIMIT) /* the only one that is asked here */
        rt_run_limit(run, RT_LIMIT_COLUMNS, &report->pos);
    return status;
}
