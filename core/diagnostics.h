/* diagnostics.h - messages on their way to the user.
 *
 * Owns the core's table of codes (diagnostics.def), severities, repetition (after 10 of
 * one code in one file the rest are counted and told once) and the way to the
 * settings' callback. Rendering belongs to the command. */
#ifndef RT_DIAGNOSTICS_H
#define RT_DIAGNOSTICS_H

#include <retort/retort.h>

#include "memory.h"

typedef struct rt_diagnostics rt_diagnostics;

rt_diagnostics *rt_diagnostics_new(void (*message)(void *user, const rt_message *), void *user);
void rt_diagnostics_free(rt_diagnostics *diagnostics);

/* Severity by the plugin's table, else by the core's; an unknown code is a warning. With NULL
 * diagnostics nothing is said. */
void rt_diagnostics_report(rt_diagnostics *, const rt_plugin *plugin, const char *code,
                           const char *file, const char *unit, const rt_pos *pos, const char *message);
/* Tells what was only counted, and starts counting anew: at the end of a file. */
void rt_diagnostics_flush(rt_diagnostics *);
/* Number of errors (RT_ERROR) since it was made. */
uint64_t rt_diagnostics_errors(const rt_diagnostics *);

/* Where the counts of repetition stand: for tests that let it fail. Without it everything is told. */
rt_memory *rt_diagnostics_memory(rt_diagnostics *);

/* The core's table. NULL code ends it. */
extern const rt_diagnostic rt_core_diagnostics[];

#endif
