/* lower_caps.h - a writer's capability table, spread out for look-up.
 *
 * Owns the matrix; what follows from it is lower.c's. */
#ifndef RT_LOWER_CAPS_H
#define RT_LOWER_CAPS_H

#include "run.h"
#include "vocabulary.h"

typedef struct rt_caps {
    uint8_t kind[RT_KIND_COUNT];                    /* rt_level */
    uint8_t attr[RT_KIND_COUNT][RT_ATTR_COUNT];     /* rt_level */
    uint32_t values[RT_KIND_COUNT][RT_ATTR_COUNT];  /* that are not carried though the attribute is */
    uint32_t near[RT_KIND_COUNT][RT_ATTR_COUNT];    /* that are carried approximately */
    bool everything;                                /* exactly: nothing to lower */
} rt_caps;

/* lower_inherit.c: whether `attr`, lacking on `kind` (or `value` of it), is handed down to what stands in it. */
bool rt_caps_hand_down(const rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t value);

/* `carries` NULL: everything. Kinds and attributes later than `minor` are not carried. */
void rt_caps_fill(rt_caps *caps, const rt_carries *carries, uint32_t minor);

#endif
