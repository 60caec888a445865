/* key.c - see key.h. */
#include "key.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* With its NUL, so that "ab", "c" is not "a", "bc". */
static void add(struct sha256_ctx *context, const char *text)
{
    sha256_update(context, text ? strlen(text) + 1 : 1, (const uint8_t *)(text ? text : ""));
}

static void add_list(struct sha256_ctx *context, const char *name, const char *const *list)
{
    add(context, name);
    for (size_t i = 0; list && list[i]; i++)
        add(context, list[i]);
}

/* A plugin with several formats is met several times; that only costs time. */
static void add_plugin(void *user, const rt_entry *entry)
{
    struct sha256_ctx *context = user;
    char hash[RT_DIGEST_ROOM] = "";
    uint64_t size;
    int file = open(entry->path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        rt_digest_file(file, hash, &size);
        close(file);
    }
    add(context, entry->role);
    add(context, entry->name);
    add(context, entry->id);
    add(context, hash);
}

void rt_bulk_key(const rt_work *w, const char *const *limits, char key[RT_DIGEST_ROOM])
{
    struct sha256_ctx context;
    sha256_init(&context);
    add(&context, rt_version());
    rt_entries(w->context, add_plugin, &context);
    add_list(&context, "to", w->formats);
    add_list(&context, "options", w->options);
    add_list(&context, "filters", w->filters);
    add_list(&context, "limits", limits);
    add(&context, w->from);
    add(&context, w->charset);
    add(&context, w->verify ? "verify" : "");
    sha256_update(&context, sizeof w->strict, (const uint8_t *)&w->strict);
    rt_digest_end(&context, key);
}
