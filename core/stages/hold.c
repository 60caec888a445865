/* hold.c - keeps a table or the whole report until it is complete, then replays it.
 *
 * Owns what “complete-valid” promises: captions first, grids known and spans inside them; for a report
 * also metadata first, notes in the order of their references, references that resolve. */
#include "stages.h"

#include <string.h>

#include "tree.h"

typedef struct hold {
    rt_sink sink;
    rt_run *run;
    rt_sink *next;
    rt_tree *tree;
    size_t depth;    /* nodes open in the tree; 0: events pass */
    bool report;     /* holds the report, not just tables */
} hold;

/* ---- Completing ------------------------------------------------------------------- */

static rt_status complete_tables(hold *h, rt_item *root)
{
    rt_status status = RT_OK;
    for (rt_item *item = root; item && status == RT_OK; item = rt_tree_next(root, item))
        if (item->kind == RT_TABLE || item->kind == RT_FIGURE) {
            rt_tree_caption_first(item);
            if (item->kind == RT_TABLE)
                status = rt_tree_grid(h->tree, item);
        }
    return status;
}

static rt_status release(hold *h)
{
    rt_item *root = rt_tree_root(h->tree);
    rt_status status = RT_OK;
    if (h->report && root->first)
        status = rt_tree_order(h->tree, root->first);
    if (status == RT_OK)
        status = complete_tables(h, root);
    for (rt_item *item = root->first; item && status == RT_OK; item = item->next)
        status = rt_tree_replay(h->tree, item, h->next);
    rt_tree_reset(h->tree);
    return status;
}

/* ---- The sink ----------------------------------------------------------------------- */

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    hold *h = (hold *)self;
    if (h->depth == 0 && !h->report && node->kind != RT_TABLE)
        return h->next->enter(h->next, node);
    h->depth++;
    rt_sink *tree = rt_tree_sink(h->tree);
    return tree->enter(tree, node);
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    hold *h = (hold *)self;
    rt_sink *to = h->depth ? rt_tree_sink(h->tree) : h->next;
    return to->text(to, piece);
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    hold *h = (hold *)self;
    rt_sink *to = h->depth ? rt_tree_sink(h->tree) : h->next;
    return to->bytes ? to->bytes(to, bytes, len) : RT_OK;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    hold *h = (hold *)self;
    if (h->depth == 0)
        return h->next->leave(h->next, kind);
    rt_sink *tree = rt_tree_sink(h->tree);
    rt_status status = tree->leave(tree, kind);
    return --h->depth == 0 && status == RT_OK ? release(h) : status;
}

static rt_status on_close(rt_sink *self, bool complete)
{
    hold *h = (hold *)self;
    rt_sink *next = h->next;
    rt_tree_free(h->tree);
    rt_run_resize(h->run, h, 0);
    return next->close(next, complete);
}

rt_status rt_hold_open(rt_run *run, uint32_t needs, rt_sink *next, rt_sink **sink)
{
    if (needs == RT_NEEDS_STREAM) {
        *sink = next;
        return RT_OK;
    }
    hold *h = rt_run_resize(run, NULL, sizeof *h);
    if (!h)
        return RT_ERR_MEMORY;
    *h = (hold){.sink = {sizeof h->sink, on_enter, on_text, on_leave, on_bytes, on_close},
                .run = run, .next = next, .report = needs == RT_NEEDS_REPORT};
    rt_status status = rt_tree_new(run, &h->tree);
    if (status != RT_OK) {
        rt_run_resize(run, h, 0);
        return status;
    }
    *sink = &h->sink;
    return RT_OK;
}
