/* entries.h - a copy of what the registry lists, for tables that need all of it at once. */
#ifndef RT_CLI_ENTRIES_H
#define RT_CLI_ENTRIES_H

#include "cli.h"

typedef struct rt_kept_entry {
    char *role, *name, *title, *media_type, *extensions, *id, *version, *path; /* never NULL */
} rt_kept_entry;

typedef struct rt_kept_entries {
    rt_kept_entry *items;
    size_t count;
} rt_kept_entries;

void rt_entries_keep(rt_context *context, rt_kept_entries *entries); /* by name, then role */
void rt_entries_forget(rt_kept_entries *entries);
/* The one of this role and name, or NULL; `role` NULL: any. */
const rt_kept_entry *rt_entries_find(const rt_kept_entries *entries, const char *role,
                                     const char *name);

#endif
