/* catalog.c - the plugin files that were found and what each offers.
 *
 * Owns their memory and identity: the same file, the same id, the same name twice. Does not
 * search, load or recognise. */
#include "catalog.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 8192 };

struct rt_chunk {
    struct rt_chunk *next;
    size_t used, room;
    max_align_t data[];
};

void *rt_catalog_alloc(rt_registry *registry, size_t bytes)
{
    struct rt_chunk *chunk = registry->chunks;
    size_t size =
        bytes + (alignof(max_align_t) - bytes % alignof(max_align_t)) % alignof(max_align_t);

    if (size < bytes || size > SIZE_MAX / 2)
        return NULL;
    if (!chunk || chunk->room - chunk->used < size) {
        size_t room = size > CHUNK ? size : CHUNK;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk)
            return NULL;
        chunk->room = room;
        chunk->next = registry->chunks;
        registry->chunks = chunk;
    }
    void *block = (char *)chunk->data + chunk->used;
    chunk->used += size;
    return block;
}

void rt_catalog_release(rt_registry *registry)
{
    while (registry->chunks) {
        struct rt_chunk *next = registry->chunks->next;
        free(registry->chunks);
        registry->chunks = next;
    }
}

char *rt_catalog_join(rt_registry *registry, const char *folder, const char *name)
{
    size_t bytes = strlen(folder) + strlen(name) + 2;
    char *path = rt_catalog_alloc(registry, bytes);
    if (path)
        snprintf(path, bytes, "%s%s%s", folder, *folder ? "/" : "", name);
    return path;
}

bool rt_catalog_grow(void **array, size_t *room, size_t count, size_t each)
{
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 16;
    void *grown = reallocarray(*array, more, each);
    if (!grown)
        return false;
    *array = grown;
    *room = more;
    return true;
}

rt_status rt_catalog_memory(rt_registry *registry)
{
    rt_diagnostics_report(registry->diagnostics, NULL, "out-of-memory", NULL, NULL, NULL,
                          "there is no memory left for the list of plugins");
    return RT_ERR_MEMORY;
}

void rt_catalog_report(rt_registry *registry, const char *code, const char *file,
                       const char *format, ...)
{
    char *message = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&message, format, args) < 0)
        message = NULL;
    va_end(args);
    rt_diagnostics_report(registry->diagnostics, NULL, code, file, NULL, NULL,
                          message ? message : format);
    free(message);
}

/* ---- Files --------------------------------------------------------------------- */

rt_status rt_catalog_file(rt_registry *registry, const char *path, bool given,
                          const struct stat *at, rt_plugin_file **file)
{
    *file = NULL;
    for (size_t i = 0; i < registry->file_count; i++) {
        const struct stat *known = &registry->files[i]->at;
        if (at && known->st_ino == at->st_ino && known->st_dev == at->st_dev && known->st_ino)
            return RT_OK;
    }
    rt_plugin_file *made = rt_catalog_alloc(registry, sizeof *made);
    char *copy = rt_catalog_join(registry, "", path);
    if (!made || !copy ||
        !rt_catalog_grow((void **)&registry->files, &registry->file_room, registry->file_count,
                         sizeof *registry->files))
        return rt_catalog_memory(registry);
    made->path = copy;
    made->given = given;
    if (at)
        made->at = *at;
    registry->files[registry->file_count++] = made;
    *file = made;
    return RT_OK;
}

bool rt_catalog_claim(rt_registry *registry, rt_plugin_file *file, const char *id,
                      const char *version)
{
    for (size_t i = 0; i < registry->file_count; i++) {
        const rt_plugin_file *other = registry->files[i];
        if (other == file || other->refused || !other->id || strcmp(other->id, id) != 0)
            continue;
        rt_catalog_report(
            registry, "plugin-twice", file->path,
            "this plugin (%s %s) is left out: %s has the same id (version %s) and comes "
            "first; remove one of them",
            id, version, other->path, other->version);
        file->refused = true;
        return false;
    }
    file->id = id;
    file->version = version;
    return true;
}

/* ---- Cards --------------------------------------------------------------------- */

rt_card *rt_catalog_first(rt_registry *registry, const char *role, const char *name)
{
    for (size_t i = 0; i < registry->card_count; i++) {
        rt_card *card = registry->cards[i];
        if (!card->dead && !card->file->refused && strcmp(card->entry.role, role) == 0 &&
            strcasecmp(card->entry.name, name) == 0)
            return card;
    }
    return NULL;
}

bool rt_catalog_leads(rt_registry *registry, const rt_card *card)
{
    return rt_catalog_first(registry, card->entry.role, card->entry.name) == card;
}

rt_status rt_catalog_card(rt_registry *registry, rt_card *card)
{
    const rt_card *first = rt_catalog_first(registry, card->entry.role, card->entry.name);

    if (!rt_catalog_grow((void **)&registry->cards, &registry->card_room, registry->card_count,
                         sizeof *registry->cards))
        return rt_catalog_memory(registry);
    card->entry.size = sizeof card->entry;
    card->entry.id = card->file->id;
    card->entry.version = card->file->version;
    card->entry.path = card->file->path;
    registry->cards[registry->card_count++] = card;
    if (first)
        rt_catalog_report(registry, "plugin-name-twice", card->file->path,
                          "its %s \"%s\" is left out: that of %s has the same name and comes first",
                          strcmp(card->entry.role, "filter") == 0 ? "filter"
                          : strcmp(card->entry.role, "read") == 0 ? "reader"
                                                                  : "writer",
                          card->entry.name, first->file->path);
    return RT_OK;
}

bool rt_catalog_named(const rt_card *card, const char *path)
{
    if (!path || strcmp(path, "-") == 0)
        return false;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = strlen(name);
    for (const char *const *e = card->entry.extensions; e && *e; e++) {
        size_t ext = strlen(*e);
        if (len > ext + 1 && name[len - ext - 1] == '.' && strcasecmp(name + len - ext, *e) == 0)
            return true;
    }
    return false;
}

char *rt_catalog_list(rt_registry *registry, const char *role)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);

    if (!out)
        return NULL;
    const char *comma = "";
    for (size_t i = 0; i < registry->card_count; i++) {
        const rt_card *card = registry->cards[i];
        if (strcmp(card->entry.role, role) != 0 || !rt_catalog_leads(registry, card))
            continue;
        fprintf(out, "%s%s", comma, card->entry.name);
        comma = ", ";
    }
    if (!*comma)
        fputs("none", out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* ---- What a loaded plugin offers ------------------------------------------------- */

static rt_card *card_of(rt_registry *registry, const rt_plugin_file *file, const char *role,
                        const char *name)
{
    for (size_t i = 0; i < registry->card_count; i++) {
        rt_card *card = registry->cards[i];
        if (card->file == file && strcmp(card->entry.role, role) == 0 &&
            strcmp(card->entry.name, name) == 0)
            return card;
    }
    return NULL;
}

/* Fills the card of one declaration, making one where no index had it. */
static rt_status offer(rt_registry *registry, rt_plugin_file *file, const char *role,
                       const char *name, const char *title, const rt_format *format,
                       rt_declaration declared)
{
    static const char *const no_extensions[] = {NULL};
    rt_card *card = card_of(registry, file, role, name);
    bool made = !card;

    if (made && !(card = rt_catalog_alloc(registry, sizeof *card)))
        return rt_catalog_memory(registry);
    if (made) {
        card->file = file;
        card->entry.role = role;
        card->entry.name = name;
        card->entry.title = title;
    }
    if (card->declared.plugin) /* the second of that name in one plugin is out of reach */
        return RT_OK;
    card->entry.media_type = format ? format->media_type : "";
    card->entry.extensions = format ? format->extensions : no_extensions;
    card->signatures = format ? format->signatures : NULL;
    card->sniffs = declared.reader && declared.reader->sniff;
    card->reads_text = declared.reader && (declared.reader->flags & RT_READS_TEXT);
    card->dead = false;
    declared.size = sizeof declared;
    declared.plugin = file->plugin;
    card->declared = declared;
    return made ? rt_catalog_card(registry, card) : RT_OK;
}

static rt_status offer_all(rt_registry *registry, rt_plugin_file *file)
{
    const rt_plugin *plugin = file->plugin;
    rt_status status = RT_OK;

    for (size_t i = 0; i < registry->card_count; i++) /* an index promised it: until it is found */
        if (registry->cards[i]->file == file)
            registry->cards[i]->dead = true;
    for (const rt_reader *const *r = plugin->readers; status == RT_OK && *r; r++)
        status = offer(registry, file, "read", (*r)->format->name, (*r)->format->title,
                       (*r)->format, (rt_declaration){.reader = *r});
    for (const rt_writer *const *w = plugin->writers; status == RT_OK && *w; w++)
        status = offer(registry, file, "write", (*w)->format->name, (*w)->format->title,
                       (*w)->format, (rt_declaration){.writer = *w});
    for (const rt_filter *const *f = plugin->filters; status == RT_OK && *f; f++)
        status = offer(registry, file, "filter", (*f)->name, (*f)->title, NULL,
                       (rt_declaration){.filter = *f});
    return status;
}

rt_status rt_catalog_adopt(rt_registry *registry, rt_plugin_file *file, const rt_plugin *raw)
{
    char why[400] = "";
    const rt_plugin *plugin = rt_plugin_declare(registry, raw, why, sizeof why);

    if (!plugin && !*why)
        return rt_catalog_memory(registry);
    if (!plugin) {
        rt_plugin_refuse(registry, file, "%s", why);
        return RT_ERR_PLUGIN;
    }
    if (!rt_catalog_claim(registry, file, plugin->id, plugin->version))
        return RT_ERR_PLUGIN;
    file->plugin = plugin;
    return offer_all(registry, file);
}

rt_status rt_catalog_load(rt_registry *registry, rt_plugin_file *file)
{
    if (file->refused)
        return RT_ERR_PLUGIN;
    if (file->plugin)
        return RT_OK;
    const rt_plugin *raw = rt_plugin_open(registry, file);
    return raw ? rt_catalog_adopt(registry, file, raw) : RT_ERR_PLUGIN;
}
