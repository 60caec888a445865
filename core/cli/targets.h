/* targets.h - which outputs a `retort convert` line asks for: one plan for each input.
 *
 * Owns paths that are derived from an input's and the mistakes that would destroy a file. */
#ifndef RT_CLI_TARGETS_H
#define RT_CLI_TARGETS_H

#include "cli.h"

typedef struct rt_plan {
    const char *input;
    rt_target *targets;
    const rt_target **list; /* the same, NULL-terminated */
    size_t count;
} rt_plan;

typedef struct rt_plans {
    rt_plan *items;
    size_t count;
    char **derived; /* paths that were made here */
    size_t derived_count;
} rt_plans;

/* `inputs` to `outputs` (-o) in the formats `to`. Anything but RT_EXIT_DONE has been reported. */
int rt_plans_make(rt_cli *cli, const rt_list *inputs, const rt_list *outputs, const rt_list *to,
                  rt_plans *plans);
void rt_plans_free(rt_plans *plans);

#endif
