/* gate_attrs.h - checks the attributes of one node on its way through the gate.
 *
 * Owns the scratch space of mended copies; placing nodes is gate.c's. */
#ifndef RT_GATE_ATTRS_H
#define RT_GATE_ATTRS_H

#include "run.h"
#include "vocabulary.h"

typedef struct rt_attr_gate {
    rt_run *run;
    rt_attr list[RT_ATTR_COUNT]; /* scratch: no id stands twice, so it never overflows */
    char *text;                  /* mended texts of this node */
    size_t text_used, text_room;
} rt_attr_gate;

/* The node's attributes as they may pass: known, legal on `kind`, in range, ascending, none twice, none at its
 * initial value. Points into the node when nothing had to change, else into the scratch. */
rt_status rt_attr_gate_pass(rt_attr_gate *gate, uint32_t kind, const rt_node *node,
                            const rt_attr **attrs, size_t *count);
/* Puts `attr` in its place among those the last call answered (in the scratch). */
void rt_attr_gate_set(rt_attr_gate *gate, const rt_attr *attr, const rt_attr **attrs, size_t *count);
void rt_attr_gate_free(rt_attr_gate *gate);

/* One block holding copies of the attributes and their texts; NULL when out of memory or count is 0. */
rt_attr *rt_attrs_copy(rt_run *run, const rt_attr *attrs, size_t count);

#endif
