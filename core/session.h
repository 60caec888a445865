/* session.h - one source on its way into a sink: input, reader, gate, filters.
 *
 * Owns what one reading opens and frees it all at the end; outputs are convert.c's. */
#ifndef RT_SESSION_H
#define RT_SESSION_H

#include "io.h"
#include "registry.h"
#include "stages.h"

struct rt_context {
    rt_settings settings;
    rt_limits limits;
    rt_diagnostics *diagnostics;
    rt_registry *registry;
    rt_ledger *ledger;
};

/* The host as one plugin sees it. */
typedef struct rt_session_host {
    rt_host host;
    rt_run *run;
    const rt_plugin *plugin;
    const char *file; /* in its messages */
    const char *unit;
    const char *output; /* of a writer: what it leaves out, this output lacks */
    struct rt_session_host *next;
} rt_session_host;

typedef struct rt_session_file { rt_input_file *file; struct rt_session_file *next; } rt_session_file;

typedef struct rt_session {
    rt_context *context;
    rt_run run;
    const rt_source *source;
    rt_input_file *input;
    rt_declaration reader;
    void *reader_options;
    bool late_meta;              /* the reader or a filter may send metadata late */
    const rt_options **declared; /* of every plugin that was asked, for unknown options */
    size_t declared_count;
    bool *used;                  /* assignments that somebody took, for source->options */
    size_t assignment_count;
    rt_session_host *hosts;
    rt_session_file *files;      /* that FILE options opened */
} rt_session;

/* Strings of a NULL-terminated list, which may be NULL itself. */
size_t rt_strings_count(const char *const *list);

/* Opens the input, finds the reader and reads its options. `ledger` NULL: losses are not kept. */
rt_status rt_session_open(rt_session *session, rt_context *context, const rt_source *source,
                          rt_diagnostics *diagnostics, rt_ledger *ledger);
/* Reads through gate and filters into `sink`, which is closed whatever happens. */
rt_status rt_session_read(rt_session *session, rt_sink *sink);
void rt_session_close(rt_session *session);

/* For plugins beside the reader: a host, and options from `assignments` (`used`: see registry.h). */
rt_session_host *rt_session_host_for(rt_session *session, const rt_plugin *plugin, const char *file, const char *unit);
rt_status rt_session_options(rt_session *session, const rt_options *options, const char *role, const char *name,
                             const char *const *assignments, bool *used, void **block);
/* Reports assignments of the source's options that nobody took. */
rt_status rt_session_all_used(rt_session *session);
/* Whether a plugin's sink has every function that must be. */
bool rt_session_usable(const rt_sink *sink);
/* A failure that nobody reported is a plugin's bug: `errors` is the count before. */
rt_status rt_session_explain(rt_session *session, rt_status status, uint64_t errors, const char *what);

#endif
