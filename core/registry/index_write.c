/* index_write.c - writes the index of a folder's plugins beside them, whole or not at all.
 *
 * Owns the writing; what the lines mean stands in index.c. */
#include "catalog.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f || c == '%' || c == ',')
            fprintf(out, "%%%02x", c);
        else
            fputc(c, out);
    }
}

static void put_hex(FILE *out, const char *bytes, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        fprintf(out, "%02x", (unsigned char)bytes[i]);
}

static void put_card(FILE *out, const rt_card *card)
{
    const char *const texts[] = {card->entry.role, card->entry.name, card->entry.title,
                                 card->entry.media_type};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put(out, texts[i]);
        fputc('\t', out);
    }
    for (const char *const *e = card->entry.extensions; *e; e++) {
        put(out, *e);
        fputs(e[1] ? "," : "", out);
    }
    fputc('\t', out);
    for (const rt_signature *s = card->signatures; s && s->length; s++) {
        fprintf(out, "%s%" PRIu32 ":", s == card->signatures ? "" : ",", s->offset);
        put_hex(out, s->bytes, s->length);
        if (s->mask) {
            fputc('/', out);
            put_hex(out, s->mask, s->length);
        }
    }
    fprintf(out, "\t%s%s%s\n", card->reads_text ? "text" : "",
            card->reads_text && card->sniffs ? "," : "", card->sniffs ? "sniff" : "");
}

static void put_plugin(FILE *out, rt_registry *registry, const rt_plugin_file *file,
                       const char *relative)
{
    fputs("plugin\t", out);
    put(out, relative);
    fprintf(out, "\t%" PRIu64 "\t%" PRId64 ".%ld\t", (uint64_t)file->at.st_size,
            (int64_t)file->at.st_mtim.tv_sec, file->at.st_mtim.tv_nsec);
    put(out, file->id);
    fputc('\t', out);
    put(out, file->version);
    fputc('\n', out);
    for (size_t i = 0; i < registry->card_count; i++)
        if (registry->cards[i]->file == file)
            put_card(out, registry->cards[i]);
}

/* The whole text, freed by the caller; NULL: no memory. */
static char *render(rt_registry *registry, size_t folder_len)
{
    char *text = NULL, head[64];
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        return NULL;
    rt_index_first_line(head, sizeof head);
    fputs(head, out);
    for (size_t i = 0; i < registry->file_count; i++)
        if (!registry->files[i]->refused)
            put_plugin(out, registry, registry->files[i],
                       registry->files[i]->path + folder_len + 1);
    if (fflush(out) == 0)
        fprintf(out, "sum\t%016" PRIx64 "\n", rt_index_sum(text, len));
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* Written whole beside its place, then renamed. */
static bool store(const char *path, const char *text)
{
    char *beside = NULL;
    bool done = false;

    if (asprintf(&beside, "%s.%ld", path, (long)getpid()) < 0)
        return false;
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out) {
        bool put_all = fputs(text, out) >= 0;
        done = fclose(out) == 0 && put_all && rename(beside, path) == 0;
    }
    int why = errno;
    if (fd >= 0 && !done)
        unlink(beside);
    free(beside);
    errno = why;
    return done;
}

static rt_status load_all(rt_registry *registry, const char *folder)
{
    const char **names;
    size_t count;

    if (!rt_folder_scan(registry, folder, &names, &count)) {
        rt_catalog_report(registry, "plugin-index-unwritten", folder, "no index is written: %s",
                          strerror(errno));
        return errno == ENOMEM ? RT_ERR_MEMORY : RT_ERR_IO;
    }
    for (size_t i = 0; i < count; i++) {
        rt_plugin_file *file;
        struct stat at;
        char *path = rt_catalog_join(registry, folder, names[i]);
        if (!path)
            return rt_catalog_memory(registry);
        if (stat(path, &at) != 0)
            continue;
        rt_status status = rt_catalog_file(registry, path, false, &at, &file);
        if (status == RT_OK && file)
            status = rt_catalog_load(registry, file);
        if (status != RT_OK && status != RT_ERR_PLUGIN)
            return status;
    }
    return RT_OK;
}

rt_status rt_registry_write_index(rt_registry *registry, const char *folder)
{
    folder = *folder ? folder : ".";
    rt_registry *own =
        calloc(1, sizeof *own); /* what is known already must not hide a plugin of the folder */
    if (!own)
        return rt_catalog_memory(registry);
    own->diagnostics = registry->diagnostics;
    rt_status status = load_all(own, folder);
    char *path = status == RT_OK ? rt_catalog_join(own, folder, RT_INDEX_NAME) : NULL;
    char *text = path ? render(own, strlen(folder)) : NULL;
    if (status == RT_OK && !text)
        status = rt_catalog_memory(registry);
    if (status == RT_OK && !store(path, text)) {
        rt_catalog_report(registry, "plugin-index-unwritten", path,
                          "the index cannot be written: %s", strerror(errno));
        status = RT_ERR_IO;
    }
    free(text);
    rt_registry_free(own);
    return status;
}
