/* catalog.h - what the parts of the registry share: the plugin files that were found and what
 * each offers. Owns these structs and their memory; registry.h is what others see. */
#ifndef RT_CATALOG_H
#define RT_CATALOG_H

#include "registry.h"
#include <sys/stat.h>

/* One NAME.rt.so. */
typedef struct rt_plugin_file {
    const char *path;
    const char *id, *version; /* NULL until known from an index or by loading */
    bool given;               /* by --plugin: what is wrong with it is an error, not a warning */
    bool refused;             /* cannot be used, which has been reported */
    const rt_plugin *plugin;  /* in the host's own layout (declare.c); NULL until loaded */
    struct stat at;           /* when it was found */
} rt_plugin_file;

/* One reader, writer or filter of a file. */
typedef struct rt_card {
    rt_entry entry;
    rt_plugin_file *file;
    const rt_signature *signatures; /* ends with length 0, or NULL */
    bool sniffs, reads_text;
    bool dead;               /* the index promised it, but the plugin does not offer it */
    rt_declaration declared; /* set once the file is loaded */
} rt_card;

struct rt_registry {
    rt_diagnostics *diagnostics;
    struct rt_chunk *chunks;
    rt_plugin_file **files;
    size_t file_count, file_room;
    rt_card **cards; /* in path order */
    size_t card_count, card_room;
};

/* ---- catalog.c ------------------------------------------------------------- */

/* Zeroed memory that lives as long as the registry; NULL: none, unreported. */
void *rt_catalog_alloc(rt_registry *, size_t bytes);
void rt_catalog_release(rt_registry *);
char *rt_catalog_join(rt_registry *, const char *folder, const char *name);
/* Makes room for one more element of `each` bytes in *array. */
bool rt_catalog_grow(void **array, size_t *room, size_t count, size_t each);
/* Says there is no memory; answers RT_ERR_MEMORY. */
rt_status rt_catalog_memory(rt_registry *);
__attribute__((format(printf, 4, 5))) void
rt_catalog_report(rt_registry *, const char *code, const char *file, const char *format, ...);

/* A new file, or *file NULL when the very same one is known already. */
rt_status rt_catalog_file(rt_registry *, const char *path, bool given, const struct stat *at,
                          rt_plugin_file **file);
/* Takes `id` for the file. False, reported and refused: an earlier file has it. */
bool rt_catalog_claim(rt_registry *, rt_plugin_file *, const char *id, const char *version);
/* Adds what an index says that the file offers. */
rt_status rt_catalog_card(rt_registry *, rt_card *);
/* Loads the file where it is not yet, and makes its cards agree with what it offers.
 * RT_ERR_PLUGIN: refused, reported now or before. */
rt_status rt_catalog_load(rt_registry *, rt_plugin_file *);
/* What loading does with a plugin once it stands in memory; for tests as well. */
rt_status rt_catalog_adopt(rt_registry *, rt_plugin_file *, const rt_plugin *raw);
/* The first live card of that role and name in path order, or NULL. Case of letters is ignored. */
rt_card *rt_catalog_first(rt_registry *, const char *role, const char *name);
/* Whether the card is alive and no earlier one has its role and name. */
bool rt_catalog_leads(rt_registry *, const rt_card *);
/* Whether the file name of `path` ends with a dot and one of the entry's extensions. */
bool rt_catalog_named(const rt_card *, const char *path);
/* "csv, json, xml" of all that have that role; freed by the caller; NULL: no memory. */
char *rt_catalog_list(rt_registry *, const char *role);

/* ---- load.c, declare.c -------------------------------------------------------- */

/* The plugin's constant, unchecked but for its versions and size; NULL: refused and reported. */
const rt_plugin *rt_plugin_open(rt_registry *, rt_plugin_file *);
/* Reports why the file is no plugin for this host, as an error or a warning. */
__attribute__((format(printf, 3, 4))) void rt_plugin_refuse(rt_registry *, rt_plugin_file *,
                                                            const char *format, ...);
/* Copies a declaration into structs of the host's own size and strides, checking all of it.
 * NULL: `why` says what is wrong; an empty `why` is out of memory. */
const rt_plugin *rt_plugin_declare(rt_registry *, const rt_plugin *raw, char *why, size_t room);

/* ---- folders.c, index.c, index_write.c ---------------------------------------------------------
 */

/* Adds the plugins of every folder on the path. */
rt_status rt_folders_add(rt_registry *, const char *plugin_path);
/* The *.rt.so files of a folder and of those in it, sorted, relative to it. False: no such
 * folder (errno) or no memory (ENOMEM). */
bool rt_folder_scan(rt_registry *, const char *folder, const char ***names, size_t *count);

typedef struct rt_index_plugin {
    const char *name; /* relative to the folder */
    uint64_t bytes;
    int64_t seconds;
    int64_t nanoseconds;
    const char *id, *version;
    rt_card *cards; /* without `file` and the entry's id, version and path */
    size_t card_count;
} rt_index_plugin;

typedef struct rt_index {
    rt_index_plugin *plugins; /* sorted by name */
    size_t count;
} rt_index;

/* A missing or damaged index is an empty one, with a diagnostic for debugging. */
rt_status rt_index_read(rt_registry *, const char *folder, rt_index *index);
bool rt_index_fresh(const rt_index_plugin *, const struct stat *at);
#define RT_INDEX_NAME "plugins.index"
void rt_index_first_line(char *line, size_t room);
uint64_t rt_index_sum(const char *bytes, size_t len);

/* ---- foreign.c --------------------------------------------------------------- */

/* A well-known format that perhaps nobody here reads. */
typedef struct rt_foreign {
    const char *name;       /* "PDF document" */
    const char *extensions; /* separated by spaces */
    const char *reader;     /* the format that reads it where there is such a plugin, or NULL */
    const char *advice;     /* what to do */
} rt_foreign;

/* What the head is by well-known bytes, or NULL; *score as a sniff's, *named whether the extension
 * agrees. `text` is the decoded head. */
const rt_foreign *rt_foreign_of(const char *head, size_t len, rt_str text, const char *path,
                                int *score, bool *named);
/* What an extension stands for, or NULL. */
const rt_foreign *rt_foreign_named(const char *extension);

/* ---- options.c ----------------------------------------------------------------- */

/* Whether every option of a table in the host's layout can be parsed into `bytes`; else `why`. */
bool rt_options_check(const rt_options *options, char *why, size_t room);

#endif
