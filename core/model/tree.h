/* tree.h - a report in memory: a sink that builds it, a replay that does not recurse.
 *
 * Owns nodes, their text and attributes, in arena chunks of counted memory; resources' bytes go to
 * a spool file. Used by hold, compare and verify. */
#ifndef RT_TREE_H
#define RT_TREE_H

#include "run.h"

typedef struct rt_tree rt_tree;

/* A node, or with kind 0 a piece of text. Siblings are linked; attrs in ascending id. */
typedef struct rt_item {
    uint32_t kind;
    uint32_t attr_count;
    const rt_attr *attrs;
    struct rt_item *parent, *first, *last, *next, *previous;
    rt_str text;            /* kind 0 */
    rt_pos pos;
    rt_grid grid;
    bool placed;            /* grid holds (rt_tree_grid) */
    uint64_t bytes_at, bytes_len; /* RT_RESOURCE: its bytes in the spool */
    uint64_t hash;                /* of it and all below, in normal form */
} rt_item;

rt_status rt_tree_new(rt_run *run, rt_tree **tree);
void rt_tree_free(rt_tree *tree);
/* Forgets everything, keeping one chunk for the next use. */
void rt_tree_reset(rt_tree *tree);
/* The sink that builds below `tree`'s root; closing it frees nothing. */
rt_sink *rt_tree_sink(rt_tree *tree);
rt_run *rt_tree_run(rt_tree *tree);
rt_item *rt_tree_root(rt_tree *tree); /* kind 0; its children are what was built */
/* Sends `item` and all below it. */
rt_status rt_tree_replay(rt_tree *tree, const rt_item *item, rt_sink *sink);
rt_status rt_tree_bytes(rt_tree *tree, const rt_item *resource, uint64_t offset, void *buffer, size_t len);

/* Editing, for normal form. */
rt_item *rt_tree_add(rt_tree *tree, rt_item *parent, rt_item *before, uint32_t kind);
void rt_tree_unlink(rt_item *item);
void rt_tree_move(rt_item *item, rt_item *parent, rt_item *before); /* before NULL: last */
rt_status rt_tree_set_attr(rt_tree *tree, rt_item *item, const rt_attr *attr);
void rt_tree_remove_attr(rt_item *item, uint32_t attr);
/* The caption of a table or figure becomes its first child. */
void rt_tree_caption_first(rt_item *item);
void *rt_tree_alloc(rt_tree *tree, size_t bytes); /* lives as long as the tree */
/* Where a walk that takes children before parents begins. */
rt_item *rt_tree_deepest(rt_item *item);
/* The next item in document order below `root`, or NULL. */
rt_item *rt_tree_next(const rt_item *root, const rt_item *item);
const rt_attr *rt_item_attr(const rt_item *item, uint32_t attr);

/* grid.c: sets grid of a table and its cells, clips row spans to their part and the table. */
rt_status rt_tree_grid(rt_tree *tree, rt_item *table);

/* order.c: the children of a report in their order: metadata first, notes as they are first referred to, then those
 * nobody refers to; tells of references to nothing. */
rt_status rt_tree_order(rt_tree *tree, rt_item *report);

/* normal.c: brings a report into the normal form of docs/model.md. */
rt_status rt_tree_normalise(rt_tree *tree);

/* compare.c: two normalised trees. */
rt_status rt_tree_compare(rt_run *run, rt_tree *a, rt_tree *b,
                          void (*each)(void *user, const rt_difference *), void *user, uint64_t *count);
#endif
