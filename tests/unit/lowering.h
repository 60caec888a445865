/* lowering.h - writers that lack something, and what the lowering makes of reports for them.
 *
 * Owns the checks behind it: that nothing passes which is not carried, and that what passes is valid. */
#ifndef LOWERING_H
#define LOWERING_H

#include <retort/plugin.h>

enum { ROWS = 64 };

/* Everything exactly, but for what is added. */
typedef struct writer {
    rt_capability rows[ROWS];
    size_t count;
    rt_carries carries;
} writer;

void writer_open(writer *w);
void writer_level(writer *w, uint32_t kind, uint32_t attr, uint32_t level, uint32_t values);
/* By the last row that speaks of it, and never before the kind itself is carried. */
bool carries(const writer *w, uint32_t kind, uint32_t attr, uint32_t values);

/* A sink whose `error` says what came and is not carried. */
typedef struct guard {
    rt_sink sink;
    rt_sink *next;
    const writer *writer;
    char error[160];
} guard;

void guard_open(guard *g, const writer *w, rt_sink *next);

/* free() text and losses. */
typedef struct lowered { char *text, *losses, codes[4096]; } lowered;

/* Gate, lowering, and behind it every check. writer NULL: the gate alone. */
lowered lower_report(const writer *w, const char *notation);
/* losses NULL: any. `what` the writer lacks, for messages. */
void check(const writer *w, const char *in, const char *out, const char *losses, const char *what);

#endif
