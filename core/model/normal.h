/* normal.h - what the files of the normal form share with each other and with nobody else. */
#ifndef RT_NORMAL_H
#define RT_NORMAL_H

#include "tree.h"
#include "vocabulary.h"

/* normal_text.c: runs and texts among the children of `parent`. */
rt_status rt_normal_inlines(rt_tree *tree, rt_item *parent);

/* normal_inherit.c */
rt_status rt_normal_inherited(rt_tree *tree, rt_item *report);
rt_status rt_normal_attrs(rt_tree *tree, rt_item *item);

/* normal_blocks.c: what stands in `holder`, whose children are in normal form. */
rt_status rt_normal_blocks(rt_tree *tree, rt_item *holder);

/* normal_ranges.c */
rt_status rt_normal_ranges(rt_tree *tree, rt_item *report);
rt_status rt_normal_references(rt_tree *tree, rt_item *report);

/* normal_names.c */
rt_status rt_normal_unused(rt_tree *tree, rt_item *report); /* ids of starts that nothing refers to */
rt_status rt_normal_resources(rt_tree *tree, rt_item *report);
rt_status rt_normal_ids(rt_tree *tree, rt_item *report);

/* The children of `item` take its place. */
static inline void rt_normal_unwrap(rt_item *item)
{
    while (item->first)
        rt_tree_move(item->first, item->parent, item);
    rt_tree_unlink(item);
}

#endif
