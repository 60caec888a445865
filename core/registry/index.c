/* index.c - plugins.index: what a folder's plugins offer, readable without loading them.
 *
 * Owns the file's format and reading it; index_write.c writes it. A line a plugin, then one for
 * each thing it offers, fields separated by tabs; the last line holds a sum of all before it, so
 * that a damaged index is never half believed:
 *
 *   retort-plugins 1 <contract version>
 *   plugin  FILE  BYTES  MTIME.NANOSECONDS  ID  VERSION
 *   read    NAME  TITLE  MEDIA-TYPE  EXTENSION,…  OFFSET:HEX[/MASKHEX],…  text,sniff
 *   write   NAME  TITLE  MEDIA-TYPE  EXTENSION,…
 *   filter  NAME  TITLE
 *   sum     <FNV-1a of all before this line>
 */
#include "catalog.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 16 << 20, FIELDS = 7 };

uint64_t rt_index_sum(const char *bytes, size_t len)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < len; i++)
        sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

void rt_index_first_line(char *line, size_t room)
{
    snprintf(line, room, "retort-plugins 1 %u.%u\n", RT_ABI_MAJOR, RT_ABI_MINOR);
}

bool rt_index_fresh(const rt_index_plugin *plugin, const struct stat *at)
{
    /* Archives keep whole seconds only. */
    bool coarse = plugin->nanoseconds == 0 || at->st_mtim.tv_nsec == 0;

    return plugin->bytes == (uint64_t)at->st_size &&
           plugin->seconds == (int64_t)at->st_mtim.tv_sec &&
           (coarse || plugin->nanoseconds == (int64_t)at->st_mtim.tv_nsec);
}

/* ---- Reading ------------------------------------------------------------------------ */

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes %XX in place. False: not one of ours. */
static bool unescape(char *text)
{
    char *out = text;

    for (; *text; text++) {
        if (*text != '%') {
            *out++ = *text;
            continue;
        }
        int high = nibble(text[1]), low = high < 0 ? -1 : nibble(text[2]);
        if (low < 0 || high * 16 + low == 0)
            return false;
        *out++ = (char)(high * 16 + low);
        text += 2;
    }
    *out = '\0';
    return true;
}

/* Cuts `text` at each `mark` into at most `room` pieces; the rest are empty. */
static size_t cut(char *text, char mark, char **pieces, size_t room)
{
    size_t count = 0;

    while (count < room) {
        pieces[count++] = text;
        char *next = strchr(text, mark);
        if (!next)
            break;
        *next = '\0';
        text = next + 1;
    }
    return count;
}

static size_t occurrences(const char *text, char mark)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == mark;
    return count;
}

static bool number(const char *text, uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoumax(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && errno == 0;
}

/* A NULL-terminated list of a field's pieces; NULL: damaged or no memory. */
static const char **list_of(rt_registry *registry, char *field)
{
    size_t count = *field ? occurrences(field, ',') + 1 : 0;
    char **list = rt_catalog_alloc(registry, (count + 1) * sizeof *list);

    if (!list)
        return NULL;
    if (count)
        cut(field, ',', list, count);
    for (size_t i = 0; i < count; i++)
        if (!unescape(list[i]))
            return NULL;
    list[count] = NULL;
    return (const char **)list;
}

/* Hexadecimal to bytes in place. */
static bool unhex(char *text, uint32_t *length)
{
    size_t len = strlen(text);

    for (size_t i = 0; i + 1 < len; i += 2) {
        int high = nibble(text[i]), low = nibble(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        text[i / 2] = (char)(high * 16 + low);
    }
    *length = (uint32_t)(len / 2);
    return len % 2 == 0 && len > 0;
}

static bool signature_of(char *text, rt_signature *to)
{
    char *bytes = strchr(text, ':'), *mask = strchr(text, '/');
    uint64_t offset;
    uint32_t mask_length;

    if (!bytes)
        return false;
    *bytes++ = '\0';
    if (mask)
        *mask++ = '\0';
    if (!number(text, &offset) || offset > UINT32_MAX || !unhex(bytes, &to->length))
        return false;
    if (mask && (!unhex(mask, &mask_length) || mask_length != to->length))
        return false;
    to->offset = (uint32_t)offset;
    to->bytes = bytes;
    to->mask = mask;
    return true;
}

static bool signatures_of(rt_registry *registry, char *field, rt_card *card)
{
    if (!*field)
        return true;
    size_t count = occurrences(field, ',') + 1;
    char **texts = rt_catalog_alloc(registry, count * sizeof *texts);
    rt_signature *made = rt_catalog_alloc(registry, (count + 1) * sizeof *made);
    if (!texts || !made)
        return false;
    cut(field, ',', texts, count);
    for (size_t i = 0; i < count; i++)
        if (!signature_of(texts[i], &made[i]))
            return false;
    card->signatures = made;
    return true;
}

static bool card_of(rt_registry *registry, char **fields, rt_card *card)
{
    static const char *const roles[] = {"read", "write", "filter"};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(fields[0], roles[i]) == 0)
            card->entry.role = roles[i];
    if (!card->entry.role || !unescape(fields[1]) || !unescape(fields[2]) || !unescape(fields[3]))
        return false;
    card->entry.name = fields[1];
    card->entry.title = fields[2];
    card->entry.media_type = fields[3];
    card->sniffs = strstr(fields[6], "sniff") != NULL;
    card->reads_text = strstr(fields[6], "text") != NULL;
    card->entry.extensions = list_of(registry, fields[4]);
    return card->entry.extensions && signatures_of(registry, fields[5], card);
}

static bool plugin_of(char **fields, rt_index_plugin *plugin)
{
    char *dot = strchr(fields[3], '.');
    uint64_t seconds, nanoseconds;

    if (!dot || !unescape(fields[1]) || !unescape(fields[4]) || !unescape(fields[5]))
        return false;
    *dot++ = '\0';
    if (!number(fields[2], &plugin->bytes) || !number(fields[3], &seconds) ||
        !number(dot, &nanoseconds))
        return false;
    plugin->name = fields[1];
    plugin->seconds = (int64_t)seconds;
    plugin->nanoseconds = (int64_t)nanoseconds;
    plugin->id = fields[4];
    plugin->version = fields[5];
    return *plugin->name && *plugin->id && *plugin->version;
}

/* The lines between the first and the last. False: damaged, or no memory. */
static bool parse(rt_registry *registry, char *text, rt_index *index)
{
    size_t lines = occurrences(text, '\n');
    rt_index_plugin *plugins = rt_catalog_alloc(registry, (lines + 1) * sizeof *plugins);
    rt_card *cards = rt_catalog_alloc(registry, (lines + 1) * sizeof *cards);

    if (!plugins || !cards)
        return false;
    index->plugins = plugins;
    for (char *next; *text; text = next) {
        char *fields[FIELDS];
        next = strchr(text, '\n');
        if (!next)
            return false;
        for (size_t i = 0; i < FIELDS; i++) /* what a short line lacks is the empty text at its end */
            fields[i] = next;
        *next++ = '\0';
        cut(text, '\t', fields, FIELDS);
        if (strcmp(fields[0], "plugin") == 0) {
            rt_index_plugin *plugin = &plugins[index->count];
            if (!plugin_of(fields, plugin) ||
                (index->count && strcmp(plugin[-1].name, plugin->name) >= 0))
                return false;
            plugin->cards = cards;
            index->count++;
        } else {
            if (!index->count || !card_of(registry, fields, cards))
                return false;
            cards++;
            plugins[index->count - 1].card_count++;
        }
    }
    return true;
}

/* The file's text, NUL-terminated, in the registry's memory. NULL: errno says why, 0 damaged. */
static char *load(rt_registry *registry, const char *folder, size_t *len)
{
    char *path = rt_catalog_join(registry, folder, RT_INDEX_NAME), *text = NULL;
    struct stat at;

    errno = ENOMEM;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (fd < 0)
        return NULL;
    errno = 0;
    if (fstat(fd, &at) == 0 && S_ISREG(at.st_mode) && at.st_size <= LARGEST) {
        *len = (size_t)at.st_size;
        text = rt_catalog_alloc(registry, *len + 1);
        if (text && read(fd, text, *len) != (ssize_t)*len)
            text = NULL;
    }
    close(fd);
    return text;
}

/* Cuts off the first and the last line where both are right. */
static char *body_of(char *text, size_t len)
{
    char head[64], tail[40];

    rt_index_first_line(head, sizeof head);
    size_t head_len = strlen(head), tail_len = sizeof "sum\t0123456789abcdef\n" - 1;
    if (len < head_len + tail_len || strlen(text) != len || memcmp(text, head, head_len) != 0)
        return NULL;
    snprintf(tail, sizeof tail, "sum\t%016" PRIx64 "\n", rt_index_sum(text, len - tail_len));
    if (strcmp(text + len - tail_len, tail) != 0)
        return NULL;
    text[len - tail_len] = '\0';
    return text + head_len;
}

rt_status rt_index_read(rt_registry *registry, const char *folder, rt_index *index)
{
    size_t len = 0;

    *index = (rt_index){0};
    char *text = load(registry, folder, &len);
    if (!text && errno == ENOMEM)
        return rt_catalog_memory(registry);
    char *body = text ? body_of(text, len) : NULL;
    if (body && parse(registry, body, index))
        return RT_OK;
    *index = (rt_index){0};
    rt_catalog_report(
        registry, "plugin-index", folder,
        "%s %s; its plugins are loaded to see what they offer (retort plugins index %s)",
        RT_INDEX_NAME,
        !text && errno == ENOENT ? "does not exist" : "is damaged or of another version", folder);
    return RT_OK;
}
