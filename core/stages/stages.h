/* stages.h - the sinks a report passes between two plugins: gate, hold, lower, tee.
 *
 * Each opens in front of `next`, passes on what it makes of the events, and
 * closes `next` when it is closed itself. */
#ifndef RT_STAGES_H
#define RT_STAGES_H

#include "run.h"

/* Makes any sequence of events a stream-valid report; each mend is a diagnostic. Flattens nested text
 * runs, closes sections by level, holds late metadata, notes and facts back to their place. */
rt_status rt_gate_open(rt_run *run, rt_sink *next, rt_sink **sink);

/* The same behind a lowering: mends are no diagnostics, kinds in `absent` (1 << kind) are never
 * opened to make room, sections get a level only with `levels`, and what then has no place is told to
 * `dropped` (kind 0: text). */
rt_status rt_gate_open_quiet(rt_run *run, uint64_t absent, bool levels, void (*dropped)(void *user, uint32_t kind),
                             void *user, rt_sink *next, rt_sink **sink);

/* Holds what `needs` says (see rt_needs). RT_NEEDS_STREAM: *sink is next. */
rt_status rt_hold_open(rt_run *run, uint32_t needs, rt_sink *next, rt_sink **sink);

/* Replaces what `carries` lacks by the vocabulary's fallbacks and writes it to the ledger
 * under the name `output`. `minor` is the writer's abi_minor: later kinds are not carried. A run with
 * NULL ledger lowers silently. carries NULL: everything. */
rt_status rt_lower_open(rt_run *run, const rt_carries *carries, uint32_t minor, const char *output,
                        rt_sink *next, rt_sink **sink);

/* Both sides of a filter: *sink in front of it closes the filter and `next` when it is closed; into
 * *behind the filter pushes. The filter itself comes with rt_link_join; without one, only close. */
rt_status rt_link_open(rt_run *run, rt_sink *next, rt_sink **sink, rt_sink **behind);
void rt_link_join(rt_sink *sink, rt_sink *filter);

/* Gives every event to all `count` sinks. */
rt_status rt_tee_open(rt_run *run, rt_sink *const *sinks, size_t count, rt_sink **sink);

#endif
