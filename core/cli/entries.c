/* entries.c - see entries.h. */
#include "entries.h"

#include <stdlib.h>
#include <string.h>

static char *kept(const char *text) { return rt_cli_got(strdup(text ? text : "")); }

/* "htm, html" */
static char *joined(const char *const *words)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = rt_cli_got(open_memstream(&text, &len));
    for (size_t i = 0; words && words[i]; i++)
        fprintf(out, "%s%s", i ? ", " : "", words[i]);
    fclose(out);
    return rt_cli_got(text);
}

static void keep(void *user, const rt_entry *entry)
{
    rt_kept_entries *e = user;
    e->items = rt_cli_got(realloc(e->items, (e->count + 1) * sizeof *e->items));
    e->items[e->count++] = (rt_kept_entry){
        .role = kept(entry->role),
        .name = kept(entry->name),
        .title = kept(entry->title),
        .media_type = kept(entry->media_type),
        .extensions = joined(entry->extensions),
        .id = kept(entry->id),
        .version = kept(entry->version),
        .path = kept(entry->path),
    };
}

static int by_name(const void *a, const void *b)
{
    const rt_kept_entry *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order ? order : strcmp(one->role, other->role);
}

void rt_entries_keep(rt_context *context, rt_kept_entries *entries)
{
    *entries = (rt_kept_entries){0};
    rt_entries(context, keep, entries);
    if (entries->count)
        qsort(entries->items, entries->count, sizeof *entries->items, by_name);
}

void rt_entries_forget(rt_kept_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        rt_kept_entry *e = &entries->items[i];
        char *texts[] = {e->role, e->name, e->title, e->media_type,
                         e->extensions, e->id, e->version, e->path};
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
            free(texts[t]);
    }
    free(entries->items);
}

const rt_kept_entry *rt_entries_find(const rt_kept_entries *entries, const char *role,
                                     const char *name)
{
    for (size_t i = 0; i < entries->count; i++)
        if ((!role || strcmp(entries->items[i].role, role) == 0) &&
            strcmp(entries->items[i].name, name) == 0)
            return &entries->items[i];
    return NULL;
}
