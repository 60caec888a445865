/* run.h - what every stage of one conversion shares: memory, limits, messages,
 * losses and the wish to stop. Owns the struct; the parts own themselves. */
#ifndef RT_RUN_H
#define RT_RUN_H

#include "diagnostics.h"
#include "ledger.h"
#include "limit.h"
#include "memory.h"

typedef struct rt_run {
    rt_memory memory;
    rt_limits limits;
    rt_diagnostics *diagnostics;
    rt_ledger *ledger;        /* NULL: losses are not kept (reading back) */
    const volatile int *stop; /* or NULL */
    const char *file;         /* the source's name in messages */
    const char *unit;         /* what its rt_pos.item counts, or NULL */
    struct rt_part *parts;    /* names that positions hold */
    uint64_t spooled;         /* bytes in temporary files now, against RT_LIMIT_SPOOL */
} rt_run;

static inline bool rt_run_stopped(const rt_run *run) { return run->stop && *run->stop; }

/* A message about the source. `code` is one of core/diagnostics.def; printf format. */
__attribute__((format(printf, 4, 5)))
void rt_run_report(rt_run *run, const char *code, const rt_pos *pos, const char *format, ...);

/* A copy of a position's part that stays as long as the run; NULL: no memory (reported). */
const char *rt_run_part(rt_run *run, const char *part);

/* Reports the limit and answers RT_ERR_LIMIT. */
rt_status rt_run_limit(rt_run *run, rt_limit_id limit, const rt_pos *pos);

/* Counted memory: reports when out of it. As rt_host.resize. */
void *rt_run_resize(rt_run *run, void *block, size_t bytes);

#endif
