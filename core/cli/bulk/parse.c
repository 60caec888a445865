/* parse.c - see parse.h. */
#include "parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_MEMORY = 64 << 20, LONGEST_EXTENSION = 100 };

int rt_bulk_parse_number(rt_cli *cli, const char *name, const char *text, uint64_t otherwise, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    *number = otherwise;
    if (!text)
        return RT_EXIT_DONE;
    errno = 0;
    unsigned long long given = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || given > most)
        return rt_cli_usage(cli, "--%s takes a whole number up to %llu, not '%.60s'", name, (unsigned long long)most, text);
    *number = given;
    return RT_EXIT_DONE;
}

/* "512M"; 0: any. */
int rt_bulk_parse_memory(rt_cli *cli, const char *text, uint64_t *bytes)
{
    static const char letters[] = "kmgt";
    char *end = NULL;
    *bytes = UINT64_C(1) << 30;
    if (!text || strcmp(text, "none") == 0) {
        *bytes = text ? 0 : *bytes;
        return RT_EXIT_DONE;
    }
    errno = 0;
    unsigned long long given = strtoull(text, &end, 10);
    const char *at = *end ? strchr(letters, *end | 32) : NULL;
    unsigned shift = at ? 10 * (unsigned)(at - letters + 1) : 0;
    if (*text < '0' || *text > '9' || errno || (*end && (!at || end[1])) || given > UINT64_MAX >> shift)
        return rt_cli_usage(cli, "--memory takes bytes, perhaps with K, M, G or T behind them, or none; not '%.60s'", text);
    *bytes = (uint64_t)given << shift;
    if (*bytes < LEAST_MEMORY)
        return rt_cli_usage(cli, "--memory %.60s is less than a worker needs to begin: give it 64M at least, or none", text);
    return RT_EXIT_DONE;
}

/* "--to html,json --to csv" as one list; its texts are in *words. */
int rt_bulk_split_formats(rt_cli *cli, const rt_list *to, char **words, const char *formats[RT_BULK_FORMATS + 1], size_t *count)
{
    size_t len = 1;
    char *rest = NULL, *end;
    for (size_t i = 0; i < to->count; i++)
        len += strlen(to->items[i]) + 1;
    end = *words = rt_cli_got(calloc(1, len));
    for (size_t i = 0; i < to->count; i++)
        end = stpcpy(stpcpy(end, to->items[i]), ",");
    for (char *word = strtok_r(*words, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (*count == RT_BULK_FORMATS)
            return rt_cli_usage(cli, "at most %d formats can be written at once", (int)RT_BULK_FORMATS);
        formats[(*count)++] = word;
    }
    return RT_EXIT_DONE;
}

/* No two outputs of a file may be called alike. */
int rt_bulk_check_extensions(rt_cli *cli, const rt_work *w, const char *const *extensions)
{
    for (size_t i = 0; i < w->format_count; i++) {
        if (strlen(extensions[i]) > LONGEST_EXTENSION)
            return rt_cli_usage(cli, "the extension of %.60s is longer than a file's name bears", w->formats[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(extensions[i], extensions[k]) == 0)
                return rt_cli_usage(cli, "--to names %.60s and %.60s, whose files would be called alike: write them in two runs, into two "
                                         "folders", w->formats[k], w->formats[i]);
    }
    return RT_EXIT_DONE;
}
