/* checker.h - a sink that says whether what it gets is a stream-valid report.
 *
 * Owns its own reading of the vocabulary's phases, attribute table, UTF-8 and lengths, and shares no rule with
 * the gate. What it gets goes on to `next`. */
#ifndef CHECKER_H
#define CHECKER_H

#include <retort/report.h>

typedef struct checker_node {
    uint32_t kind;
    uint64_t states;   /* set of 1 << (2 * phase + taken) that the children so far allow */
    uint32_t children, twins[8];
    int32_t level;     /* of the innermost section */
} checker_node;

typedef struct checker {
    rt_sink sink;
    rt_sink *next;     /* or NULL */
    uint64_t max_depth;
    bool levels_lack;  /* sections may come without a level: the target does not carry it */
    bool unique_ids;   /* the source gave no id twice: so must not this one */
    char error[256];   /* the first thing that is wrong; empty: nothing */
    bool closed, complete;
    uint64_t nodes;
    checker_node *nodes_open;
    size_t depth, room;
    bool report_seen;
    char **ids;
    size_t id_count, id_room;
} checker;

void checker_open(checker *c, rt_sink *next);
void checker_free(checker *c);

#endif
