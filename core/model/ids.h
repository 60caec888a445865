/* ids.h - a map from ids to numbers or pointers, for references within a report.
 *
 * Owns copies of the keys; seeded per process, so that no report can choose its collisions. */
#ifndef RT_IDS_H
#define RT_IDS_H

#include "run.h"

typedef struct rt_ids_slot { const char *key; size_t len; uint64_t hash; void *item; uint32_t number; } rt_ids_slot;
typedef struct rt_ids {
    rt_run *run;
    rt_ids_slot *slots;
    size_t count, room; /* room: a power of two, or 0 */
} rt_ids;

/* The slot of `key`, or NULL. */
rt_ids_slot *rt_ids_find(const rt_ids *ids, rt_str key);
/* The slot of `key`, new ones with item NULL and number 0. NULL: out of memory. */
rt_ids_slot *rt_ids_add(rt_ids *ids, rt_str key);
void rt_ids_free(rt_ids *ids);

#endif
