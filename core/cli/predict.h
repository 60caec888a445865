/* predict.h - what a writer will not be able to hold of a report that was surveyed.
 *
 * Owns the reading of capabilities for inspect and help; the lowering itself is the core's. */
#ifndef RT_CLI_PREDICT_H
#define RT_CLI_PREDICT_H

#include "lower_caps.h"
#include "survey.h"

/* What the writer of `declaration` carries with its options as they are by default; NULL: all.
 * It may stand in `memory`, which has a limit and is the caller's to release. */
const rt_carries *rt_carries_of(const rt_declaration *declaration, rt_memory *memory);

/* The level at which `kind` (attr 0), or `attr` on it, is carried; `value` is its enumerator from 1
 * (a mark's number), or 0. */
rt_level rt_caps_level(const rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t value);

/* Each loss that the writer would have. */
void rt_predict(const rt_survey *survey, const rt_declaration *declaration,
                void (*line)(void *user, const rt_loss *), void *user);

/* What the fallback of a kind does, in words: "becomes paragraph". */
const char *rt_fallback_words(const rt_kind_info *kind, char *room, size_t size);

#endif
