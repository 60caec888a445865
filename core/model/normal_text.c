/* normal_text.c - the normal form of text: runs merged, line ends and tabs as nodes.
 *
 * Owns what stands in a line; blocks are normal_blocks.c's. */
#include <string.h>

#include "normal.h"

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

/* A line end or tab in a run that was deleted, say, was so, too. */
static rt_status keep_change(rt_tree *tree, rt_item *mark, const rt_item *run)
{
    static const uint32_t kept[] = {RT_A_CHANGE, RT_A_CHANGE_AUTHOR, RT_A_CHANGE_DATE, RT_A_CHANGE_NAME, RT_A_HIDDEN};
    rt_status status = RT_OK;
    for (size_t i = 0; i < sizeof kept / sizeof *kept && status == RT_OK; i++) {
        const rt_attr *attr = rt_item_attr(run, kept[i]);
        if (attr)
            status = rt_tree_set_attr(tree, mark, attr);
    }
    return status;
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
        if (run && keep_change(tree, mark, run) != RT_OK)
            return RT_ERR_MEMORY;
        rest.ptr += stop + 1 + crlf;
        rest.len -= stop + 1 + crlf;
    }
    text->bytes_len = rest.len == text->text.len ? text->bytes_len : 0; /* no room of its own any more */
    text->text = rest;
    if (!rest.len)
        rt_tree_unlink(at);
    else if (run && !run->attr_count)
        rt_normal_unwrap(run);
    return RT_OK;
}

/* What is raised is not lowered as well. */
static rt_status one_script(rt_tree *tree, rt_item *run)
{
    const int32_t both = RT_MARK_SUB | RT_MARK_SUP;
    const rt_attr *marks = rt_item_attr(run, RT_A_MARKS);
    if (!marks || (marks->number & both) != both)
        return RT_OK;
    return rt_tree_set_attr(tree, run, &(rt_attr){.id = RT_A_MARKS, .number = marks->number & ~RT_MARK_SUB});
}

/* Runs and texts among the children: none bare or empty, split at controls, neighbours joined. */
rt_status rt_normal_inlines(rt_tree *tree, rt_item *parent)
{
    rt_status status = RT_OK;
    for (rt_item *child = parent->first, *next; child && status == RT_OK; child = next) {
        next = child->next;
        if (child->kind == RT_TEXT && !child->first) {
            rt_tree_unlink(child);
        } else if (child->kind == RT_TEXT && child->attr_count == 0) {
            next = child->first;
            rt_normal_unwrap(child);
        } else if (child->kind == RT_TEXT) {
            status = one_script(tree, child);
            if (status == RT_OK)
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
