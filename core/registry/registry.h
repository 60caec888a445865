/* registry.h - the plugins there are: search path, index, loading, refusals, recognition.
 *
 * Owns dlopen and what a file may be; does not run plugins. */
#ifndef RT_REGISTRY_H
#define RT_REGISTRY_H

#include "diagnostics.h"

typedef struct rt_registry rt_registry;

/* Searches --plugin files, RETORT_PLUGIN_PATH, $XDG_DATA_HOME/retort/plugins, the installed folder, the build tree. */
rt_status rt_registry_new(const rt_settings *, rt_diagnostics *, rt_registry **registry);
void rt_registry_free(rt_registry *); /* never dlcloses */
void rt_registry_each(rt_registry *, void (*each)(void *, const rt_entry *), void *user);

/* By name; loads its plugin. RT_ERR_UNSUPPORTED, reported with the nearest name. */
rt_status rt_registry_find(rt_registry *, const char *role, const char *name, rt_declaration *found);
/* The writer for an output's path by its extension; reported when there is none. */
rt_status rt_registry_writer_for(rt_registry *, const char *path, rt_declaration *found);

/* The reader for a document by signature, sniff and extension; loads only the candidates.
 * RT_ERR_UNSUPPORTED, reported: ambiguous (candidates listed), unknown, or a foreign format named. */
rt_status rt_registry_recognise(rt_registry *, const char *path, const char *head, size_t len,
                                void (*each)(void *, const rt_candidate *), void *user,
                                rt_declaration *found);

rt_status rt_registry_write_index(rt_registry *, const char *folder);

/* ---- Options (options.c) ---------------------------------------------------- */

/* Sets *block (a new block of options->bytes through `resize`, zeroed, then initials) and stores the "key=value"
 * assignments that are meant for it. An assignment is KEY=VALUE, or QUALIFIER.KEY=VALUE with
 * qualifier "read", "write" or the plugin's format or filter name. used[i] is set where one was taken. FILE options are
 * opened through `open_file`. RT_ERR_UNSUPPORTED, reported: a bad value, an out-of-range one. */
typedef struct rt_option_request {
    const rt_options *options;
    const char *role, *name;            /* "read", "csv" */
    const char *const *assignments;     /* NULL-terminated, or NULL */
    bool *used;
    rt_status (*open_file)(void *user, const char *path, rt_input **file);
    void *(*resize)(void *user, void *block, size_t bytes);
    void *user;
    rt_diagnostics *diagnostics;
} rt_option_request;
rt_status rt_options_parse(const rt_option_request *, void **block);
/* Reports each assignment nobody took, with the nearest option name of the plugins in `declared`. False: there was one. */
bool rt_options_all_used(rt_diagnostics *, const char *const *assignments, const bool *used,
                         const rt_options *const *declared, size_t count);
/* The closest of `names` by edit distance, or NULL when none is near. */
const char *rt_nearest(const char *word, const char *const *names);

#endif
