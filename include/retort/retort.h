/* retort.h - the embedding API: everything the retort command itself uses.
 *
 * A context holds the plugins and settings; a job converts one report. One
 * context belongs to one thread at a time; any number may live side by side.
 */
#ifndef RETORT_RETORT_H
#define RETORT_RETORT_H

#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RT_API __attribute__((visibility("default")))
#else
#define RT_API
#endif

/* ---- Context -------------------------------------------------------------- */

typedef struct rt_context rt_context;

/* A message as it reaches the user. Strings are borrowed for the call. */
typedef struct rt_message {
    uint32_t size;
    uint32_t severity;   /* rt_severity */
    const char *code;    /* stable; docs/diagnostics.md */
    const char *file;    /* as the user named it, or NULL */
    rt_pos pos;
    const char *unit;    /* what pos.item counts, or NULL */
    const char *message; /* what and what to do */
} rt_message;

/* One line of the loss report: everything of one kind that one output could not hold. */
typedef struct rt_loss {
    uint32_t size;
    uint32_t loss_class;   /* rt_loss_class */
    const char *output;    /* the output that lacks it, or NULL: the reader left it out */
    const char *kind;      /* "ruby", or NULL */
    const char *attribute; /* "colspan", or NULL: the kind itself */
    const char *value;     /* "underline": the one value that is lacking, or NULL */
    const char *what;      /* for the reader's own words, or the fallback: "became paragraph" */
    bool approximate;      /* carried, but not exactly */
    uint64_t count;
    const rt_pos *first;   /* the first positions */
    size_t first_count;    /* at most 5 */
    const char *unit;      /* what their pos.item counts, or NULL */
} rt_loss;

/* All of it is borrowed until rt_context_free. */
typedef struct rt_settings {
    uint32_t size;
    void (*message)(void *user, const rt_message *);
    void *user;
    const char *const *plugin_files; /* --plugin, NULL-terminated, or NULL */
    const char *plugin_path;         /* RETORT_PLUGIN_PATH, colon-separated, or NULL */
    bool only_given_plugins;         /* no other folder is searched */
    const char *const *limits;       /* "depth=200", NULL-terminated, or NULL */
    const volatile int *stop;        /* non-zero: stop; set from a signal handler */
} rt_settings;

/* RT_ERR_* : reported through settings->message; *context is NULL then. */
RT_API rt_status rt_context_new(const rt_settings *settings, rt_context **context);
RT_API void rt_context_free(rt_context *context);

/* ---- Reading --------------------------------------------------------------- */

/* One input. `path` "-" is standard input; with fd >= 0 path is only its name. */
typedef struct rt_source {
    uint32_t size;
    int fd;                       /* -1: open `path` */
    const char *path;
    const char *from;             /* format name, or NULL: recognise */
    const char *charset;          /* WHATWG label, or NULL: by evidence */
    const char *const *options;   /* "key=value", NULL-terminated, or NULL */
    const char *const *filters;   /* filter names in order, NULL-terminated, or NULL */
} rt_source;

/* A source that is a file: fd 0 would be standard input. */
#define RT_SOURCE(name) {.size = sizeof(rt_source), .fd = -1, .path = (name)}

/* Reads a source through the gate and its filters into `sink`, which is closed.
 * `needs` is an rt_needs: what the sink wants held. */
RT_API rt_status rt_read(rt_context *, const rt_source *, uint32_t needs, rt_sink *sink);

/* ---- Converting ------------------------------------------------------------- */

typedef struct rt_target {
    uint32_t size;
    int fd;                     /* -1: create `path` */
    const char *path;           /* "-": standard output */
    const char *to;             /* format name, or NULL: by the extension */
    const char *const *options; /* "key=value", besides the source's; or NULL */
} rt_target;

#define RT_TARGET(name) {.size = sizeof(rt_target), .fd = -1, .path = (name)}

typedef struct rt_job {
    uint32_t size;
    const rt_source *source;
    const rt_target *const *targets; /* NULL-terminated; at least one */
    bool verify;                     /* read every output back and compare */
    uint32_t strict;                 /* set of 1 << rt_loss_class: such a loss fails the job */
} rt_job;

typedef struct rt_result {
    uint32_t size;          /* set by the caller */
    bool strict_failed;     /* a loss under `strict`: nothing was written */
    bool differs;           /* verify found a difference: nothing was written */
    const char *from;       /* the format that was read; static */
    uint64_t peak_memory;   /* counted bytes */
    uint64_t losses;        /* sum of the ledger's counts */
} rt_result;

/* All targets or none. RT_OK with `strict_failed` or `differs` set: converted, but nothing was written.
 * The ledger stays for rt_losses until the next job or rt_read. Paths are never NULL, nor is `result`. */
RT_API rt_status rt_convert(rt_context *, const rt_job *, rt_result *result);
RT_API void rt_losses(rt_context *, void (*line)(void *user, const rt_loss *), void *user);

/* ---- Comparing --------------------------------------------------------------- */

/* One difference: where ("section 2/table 1/row 2/cell 1": each by its number among those of its kind), what ("attribute colspan"), both values. */
typedef struct rt_difference {
    uint32_t size;
    const char *where, *what, *a, *b; /* a, b: shortened, or NULL where there is none */
    rt_pos pos_a, pos_b;
} rt_difference;

/* Compares two reports in normal form. *count: all differences; `each` may be NULL. */
RT_API rt_status rt_compare(rt_context *, const rt_source *a, const rt_source *b,
                            void (*each)(void *user, const rt_difference *), void *user,
                            uint64_t *count);

/* ---- What there is -------------------------------------------------------------- */

/* One reader, writer or filter, as the index knows it, without loading its plugin. */
typedef struct rt_entry {
    uint32_t size;
    const char *role;   /* "read", "write", "filter" */
    const char *name, *title, *media_type;
    const char *const *extensions; /* NULL-terminated */
    const char *id, *version, *path; /* of the plugin */
} rt_entry;
RT_API void rt_entries(rt_context *, void (*each)(void *user, const rt_entry *), void *user);

/* Loads it and gives its declaration, for help on options and capabilities: one of
 * reader, writer, filter is set. RT_ERR_UNSUPPORTED (reported): no such. */
typedef struct rt_declaration {
    uint32_t size;
    const rt_plugin *plugin;
    const rt_reader *reader;
    const rt_writer *writer;
    const rt_filter *filter;
} rt_declaration;
RT_API rt_status rt_declared(rt_context *, const char *role, const char *name, rt_declaration *);

/* How a file was recognised: format, score, and each candidate's. */
typedef struct rt_candidate { uint32_t size; const char *name; int score; const char *why; } rt_candidate;
RT_API rt_status rt_recognise(rt_context *, const rt_source *,
                              void (*each)(void *user, const rt_candidate *), void *user,
                              const char **format);

/* Writes the index of a folder's plugins beside them. */
RT_API rt_status rt_write_index(rt_context *, const char *folder);

RT_API const char *rt_version(void);
RT_API const char *rt_status_name(rt_status status);

#ifdef __cplusplus
}
#endif
#endif
