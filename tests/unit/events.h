/* events.h - reports as short strings, for tests: what is sent, and what came out.
 *
 * (paragraph align=center 'text'(text marks=bold+italic 'x')) is a paragraph; +kind a=b enters without leaving,
 * -kind leaves what may not be open, #'…' are bytes, ?99 is a kind or attribute of that number. The record of a
 * report is the same notation in one spelling, its pieces of text joined. */
#ifndef EVENTS_H
#define EVENTS_H

#include "run.h"

/* Sends the events; the item of each node's position counts from 1. */
rt_status send_events(rt_sink *sink, const char *notation);

typedef struct record {
    rt_sink sink;
    bool grids;        /* cells and tables with {row,column,rows,columns} */
    char *text;        /* NUL-terminated */
    size_t len, room;
    size_t bytes_end; /* where the last bytes end, or 0 */
    bool in_text, closed, complete;
    uint64_t closes;
} record;

void record_open(record *r);
void record_free(record *r);

/* The notation as a record of itself; free() it. */
char *spelled(const char *notation);

/* A run with diagnostics that are counted, and a ledger. */
typedef struct world {
    rt_run run;
    uint64_t messages;      /* all but repetitions */
    int64_t dropped[256];   /* bytes of texts that the gate said it left out */
    char last[512];         /* the last message */
    char codes[4096];       /* each message's code and a space */
} world;

void world_open(world *w);
/* Answers the bytes that were not freed. */
uint64_t world_close(world *w);
/* The ledger's lines: "class kind attribute=value what count@first item;" */
char *losses_of(world *w);

/* splitmix64 */
uint64_t random_bits(uint64_t *state);
static inline uint32_t random_under(uint64_t *state, uint32_t n) { return (uint32_t)((random_bits(state) >> 32) * n >> 32); }

#endif
