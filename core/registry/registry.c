/* registry.c - the plugins there are, by name and by the extension of an output.
 *
 * Owns look-up and what is said when there is no such; searching the path is folders.c, what
 * reads a document recognise.c. */
#include "catalog.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static rt_status add_given(rt_registry *registry, const char *const *paths)
{
    rt_status result = RT_OK;

    for (; paths && *paths; paths++) {
        rt_plugin_file *file;
        struct stat at;
        bool there = stat(*paths, &at) == 0;
        rt_status status = rt_catalog_file(registry, *paths, true, there ? &at : NULL, &file);
        if (status == RT_OK && file)
            status = rt_catalog_load(registry, file);
        if (status == RT_ERR_MEMORY)
            return status;
        if (status != RT_OK)
            result = status;
    }
    return result;
}

rt_status rt_registry_new(const rt_settings *settings, rt_diagnostics *diagnostics,
                          rt_registry **registry)
{
    rt_registry *made = calloc(1, sizeof *made);

    *registry = NULL;
    if (!made) {
        rt_diagnostics_report(diagnostics, NULL, "out-of-memory", NULL, NULL, NULL,
                              "there is no memory left for the list of plugins");
        return RT_ERR_MEMORY;
    }
    made->diagnostics = diagnostics;
    rt_status status = add_given(made, settings->plugin_files);
    if (status == RT_OK && !settings->only_given_plugins)
        status = rt_folders_add(made, settings->plugin_path);
    if (status != RT_OK) {
        rt_registry_free(made);
        return status;
    }
    *registry = made;
    return RT_OK;
}

void rt_registry_free(rt_registry *registry)
{
    if (!registry)
        return;
    rt_catalog_release(registry);
    free(registry->files);
    free(registry->cards);
    free(registry);
}

void rt_registry_each(rt_registry *registry, void (*each)(void *, const rt_entry *), void *user)
{
    for (size_t i = 0; i < registry->card_count; i++)
        if (rt_catalog_leads(registry, registry->cards[i]))
            each(user, &registry->cards[i]->entry);
}

/* ---- By name ----------------------------------------------------------------------------- */

typedef struct role_words {
    const char *role, *noun, *other, *but;
} role_words;

static const role_words words[] = {
    {"read", "input format", "write", "it can only be written"},
    {"write", "output format", "read", "it can only be read"},
    {"filter", "filter", "", ""},
};

static const role_words *words_of(const char *role)
{
    for (size_t i = 0; i + 1 < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].role, role) == 0)
            return &words[i];
    return &words[sizeof words / sizeof *words - 1];
}

/* The names of a role, and with `extensions` those: NULL-terminated; freed by the caller. */
static const char **names_of(rt_registry *registry, const char *role, bool extensions)
{
    size_t count = 0, room = 0;
    const char **names = NULL;

    for (size_t i = 0; i < registry->card_count; i++) {
        const rt_entry *entry = &registry->cards[i]->entry;
        const char *const one[] = {entry->name, NULL};
        if (strcmp(entry->role, role) != 0 || !rt_catalog_leads(registry, registry->cards[i]))
            continue;
        for (const char *const *n = extensions ? entry->extensions : one; *n; n++) {
            if (!rt_catalog_grow((void **)&names, &room, count + 1, sizeof *names)) {
                free(names);
                return NULL;
            }
            names[count++] = *n;
        }
    }
    if (!names)
        return calloc(1, sizeof *names);
    names[count] = NULL;
    return names;
}

/* A name that is an extension of another format's: "md" for markdown. */
static const char *by_extension(rt_registry *registry, const char *role, const char *name)
{
    for (size_t i = 0; i < registry->card_count; i++) {
        const rt_card *card = registry->cards[i];
        if (strcmp(card->entry.role, role) != 0 || !rt_catalog_leads(registry, card))
            continue;
        for (const char *const *e = card->entry.extensions; *e; e++)
            if (strcasecmp(*e, name + (*name == '.')) == 0)
                return card->entry.name;
    }
    return NULL;
}

static rt_status unknown_name(rt_registry *registry, const char *role, const char *name)
{
    const role_words *w = words_of(role);
    const char **names = names_of(registry, role, false);
    char *all = rt_catalog_list(registry, role);
    const rt_foreign *foreign = rt_foreign_named(name);
    const char *near = by_extension(registry, role, name);
    rt_status status = RT_ERR_UNSUPPORTED;

    if (!names || !all)
        status = rt_catalog_memory(registry);
    else if (*w->other && rt_catalog_first(registry, w->other, name))
        rt_catalog_report(registry, "format-unknown", NULL, "\"%.60s\" is no %s: %s; there are %s",
                          name, w->noun, w->but, all);
    else if (near || (near = rt_nearest(name, names)))
        rt_catalog_report(registry, "format-unknown", NULL,
                          "there is no %s \"%.60s\" (did you mean \"%s\"?); there are %s", w->noun,
                          name, near, all);
    else if (foreign && w != words_of("filter"))
        rt_catalog_report(registry, "format-unknown", NULL, "no plugin %ss %s (%s); there are %s",
                          role, foreign->name, name, all);
    else
        rt_catalog_report(registry, "format-unknown", NULL,
                          "there is no %s \"%.60s\"; there are %s", w->noun, name, all);
    free(names);
    free(all);
    return status;
}

rt_status rt_registry_find(rt_registry *registry, const char *role, const char *name,
                           rt_declaration *found)
{
    bool failed = false;
    rt_card *card;

    while ((card = rt_catalog_first(registry, role, name))) {
        rt_status status = rt_catalog_load(registry, card->file);
        if (status == RT_OK && card->declared.plugin && !card->dead) {
            *found = card->declared;
            return RT_OK;
        }
        if (status == RT_ERR_MEMORY)
            return status;
        failed = failed || status != RT_OK; /* its card is out of sight now */
    }
    if (!failed)
        return unknown_name(registry, role, name);
    rt_catalog_report(registry, "plugin-unusable", NULL,
                      "the %s \"%s\" cannot be used: its plugin could not be loaded (see above)",
                      words_of(role)->noun, name);
    return RT_ERR_PLUGIN;
}

/* ---- By an output's extension ---------------------------------------------------------------- */

static rt_status no_writer(rt_registry *registry, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    const rt_foreign *foreign = dot ? rt_foreign_named(dot + 1) : NULL;
    const char **names = names_of(registry, "write", true);
    char *all = rt_catalog_list(registry, "write");
    const char *near = names && dot ? rt_nearest(dot + 1, names) : NULL;
    rt_status status = RT_ERR_UNSUPPORTED;

    if (!names || !all)
        status = rt_catalog_memory(registry);
    else if (strcmp(path, "-") == 0)
        rt_catalog_report(
            registry, "output-format", NULL,
            "standard output has no extension that tells a format: add --to with one of %s", all);
    else if (!dot || !dot[1])
        rt_catalog_report(
            registry, "output-format", path,
            "the name has no extension that tells a format: add one, or --to with one of %s", all);
    else if (foreign && !near)
        rt_catalog_report(
            registry, "output-format", path,
            "no plugin writes %s (.%.20s): name another output, or add --to with one of %s",
            foreign->name, dot + 1, all);
    else
        rt_catalog_report(
            registry, "output-format", path,
            "no plugin writes .%.20s%s%s%s; name another output, or add --to with one of %s",
            dot + 1, near ? " (did you mean ." : "", near ? near : "", near ? "?)" : "", all);
    free(names);
    free(all);
    return status;
}

rt_status rt_registry_writer_for(rt_registry *registry, const char *path, rt_declaration *found)
{
    const rt_card *first = NULL;

    for (size_t i = 0; i < registry->card_count; i++) {
        const rt_card *card = registry->cards[i];
        if (strcmp(card->entry.role, "write") != 0 || !rt_catalog_leads(registry, card) ||
            !rt_catalog_named(card, path))
            continue;
        if (first) {
            rt_catalog_report(
                registry, "output-format", path,
                "two plugins write files of this extension: add --to %s (%s) or --to %s (%s)",
                first->entry.name, first->file->path, card->entry.name, card->file->path);
            return RT_ERR_UNSUPPORTED;
        }
        first = card;
    }
    return first ? rt_registry_find(registry, "write", first->entry.name, found)
                 : no_writer(registry, path);
}
