/* zip.c - the central directory of a ZIP, ZIP64 included. Owns where it is found and what makes it
 * sound. */
#include "zip.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW = 65536, LONGEST_COMMENT = 65535, LOCATOR = 20, END64 = 56 };

rt_status rt_zip_fail(const rt_zip *z, rt_status status, const char *code, const char *part,
                      const char *message)
{
    rt_pos pos = {.part = part};
    z->host->report(z->host, code, part ? &pos : NULL, message);
    return status;
}

rt_status rt_zip_limit(const rt_zip *z, const char *name, const char *part)
{
    char message[160];
    snprintf(message, sizeof message,
             "the limit %s (%llu) is reached; raise it with --limit %s=N if the document is to be "
             "trusted",
             name, (unsigned long long)z->host->limit(z->host, name), name);
    return rt_zip_fail(z, RT_ERR_LIMIT, "docx-limit", part, message);
}

rt_status rt_zip_fetch(rt_zip *z, uint64_t at, size_t len, const unsigned char **bytes)
{
    if (at < z->window_at || at - z->window_at > z->window_len ||
        z->window_len - (size_t)(at - z->window_at) < len) {
        size_t got = 0;
        z->window_len = 0;
        rt_status status = z->in->read_at(z->in, at, z->window, WINDOW, &got);
        if (status != RT_OK)
            return status;
        z->window_at = at;
        z->window_len = got;
        if (got < len)
            return rt_zip_fail(z, RT_ERR_IO, "docx-io", NULL,
                               "the file became shorter while it was read; try it again");
    }
    *bytes = (const unsigned char *)z->window + (at - z->window_at);
    return RT_OK;
}

/* ---- Entries -------------------------------------------------------------------------------- */

/* Bytes of the UTF-8 sequence at `at`, 0 where there is none (RFC 3629; no C0 controls). */
static size_t sequence(const unsigned char *at, size_t len)
{
    size_t want = *at < 0x80                  ? 1
                  : *at >= 0xc2 && *at < 0xe0 ? 2
                  : (*at & 0xf0) == 0xe0      ? 3
                  : *at >= 0xf0 && *at < 0xf5 ? 4
                                              : 0;

    if (want == 0 || want > len || (want == 1 && (*at < 0x20 || *at == 0x7f)))
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
        (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
        return 0;
    return want;
}

rt_status rt_zip_add(rt_zip *z, const rt_zip_entry *entry, const unsigned char *name,
                     size_t name_len)
{
    char text[3 * 1024];
    size_t used = 0;

    if (z->count >= z->most_parts)
        return rt_zip_limit(z, "parts", NULL);
    if (z->count == z->room) {
        size_t room = z->room ? z->room * 2 : 32;
        rt_zip_entry *grown = z->host->resize(z->host, z->entries, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        z->entries = grown;
        z->room = room;
    }
    for (size_t i = 0, n; i < name_len && used + 4 < sizeof text; i += n) {
        n = sequence(name + i, name_len - i);
        memcpy(text + used, n ? (const char *)name + i : "\xef\xbf\xbd", n ? n : 3);
        used += n ? n : 3;
        n = n ? n : 1;
    }
    z->entries[z->count] = *entry;
    rt_status status =
        rt_docx_pool_intern(z->pool, (rt_str){text, used}, &z->entries[z->count].name);
    z->count += status == RT_OK;
    return status;
}

/* ZIP64: what did not fit into four bytes stands in the extra field 1, in this order, as far as it
 * did not fit. */
static void widen(rt_zip_entry *entry, const unsigned char *extra, size_t len)
{
    uint64_t *wide[] = {&entry->size, &entry->packed, &entry->at};

    while (len >= 4) {
        size_t id = (size_t)rt_zip_little(extra, 2), size = (size_t)rt_zip_little(extra + 2, 2),
               at = 4;
        if (size > len - 4)
            return;
        for (size_t i = 0; id == 1 && i < 3; i++)
            if (*wide[i] == UINT32_MAX && size + 4 - at >= 8) {
                *wide[i] = rt_zip_little(extra + at, 8);
                at += 8;
            }
        extra += 4 + size;
        len -= 4 + size;
    }
}

/* ---- The directory -------------------------------------------------------------------------- */

typedef struct place {
    uint64_t at, end, base;
} place; /* base: bytes in front of the ZIP */

/* The end record says where the directory begins and how long it is; it ends where the record
 * begins, or ZIP64's. */
static rt_status read_end(rt_zip *z, uint64_t at, place *p, bool *sound)
{
    const unsigned char *b = NULL;
    rt_status status = rt_zip_fetch(z, at, RT_ZIP_END, &b);
    if (status != RT_OK)
        return status;
    uint64_t size = rt_zip_little(b + 12, 4), offset = rt_zip_little(b + 16, 4), end = at;
    bool wide =
        size == UINT32_MAX || offset == UINT32_MAX || rt_zip_little(b + 10, 2) == UINT16_MAX;
    if (wide && at >= LOCATOR) {
        if ((status = rt_zip_fetch(z, at - LOCATOR, LOCATOR, &b)) != RT_OK)
            return status;
        uint64_t at64 = rt_zip_little(b + 8, 8);
        if (memcmp(b, "PK\6\7", 4) == 0 && at64 <= at && at - at64 >= END64) {
            if ((status = rt_zip_fetch(z, at64, END64, &b)) != RT_OK)
                return status;
            if (memcmp(b, "PK\6\6", 4) == 0) {
                size = rt_zip_little(b + 40, 8);
                offset = rt_zip_little(b + 48, 8);
                end = at64;
            }
        }
    }
    *sound = size <= end && offset <= end - size;
    if (*sound)
        *p = (place){.at = end - size, .end = end, .base = end - size - offset};
    return RT_OK;
}

/* The last end record whose comment fits, and whose directory does. */
static rt_status find_end(rt_zip *z, place *p, bool *found)
{
    uint64_t least =
        z->length > RT_ZIP_END + LONGEST_COMMENT ? z->length - RT_ZIP_END - LONGEST_COMMENT : 0;
    rt_status status = RT_OK;

    *found = false;
    if (z->length < RT_ZIP_END)
        return RT_OK;
    for (uint64_t at = z->length - RT_ZIP_END + 1; at-- > least && status == RT_OK && !*found;) {
        /* The window is filled backwards, in quarters. */
        uint64_t from = at > WINDOW / 4 && at - WINDOW / 4 > least ? at - WINDOW / 4 : least;
        const unsigned char *b = NULL;
        if (at < z->window_at || at + RT_ZIP_END > z->window_at + z->window_len) {
            z->window_len = 0;
            status = rt_zip_fetch(z, from, (size_t)(at - from) + RT_ZIP_END, &b);
        }
        if (status != RT_OK || (status = rt_zip_fetch(z, at, RT_ZIP_END, &b)) != RT_OK)
            break;
        if (memcmp(b, "PK\5\6", 4) == 0 && at + RT_ZIP_END + rt_zip_little(b + 20, 2) <= z->length)
            status = read_end(z, at, p, found);
    }
    return status;
}

/* One record of the directory; *at moves behind it. */
static rt_status read_central(rt_zip *z, const place *p, uint64_t *at, bool *sound)
{
    const unsigned char *b = NULL;
    rt_status status = rt_zip_fetch(z, *at, RT_ZIP_CENTRAL, &b);
    if (status != RT_OK)
        return status;
    size_t name = (size_t)rt_zip_little(b + 28, 2), extra = (size_t)rt_zip_little(b + 30, 2);
    size_t whole = RT_ZIP_CENTRAL + name + extra, comment = (size_t)rt_zip_little(b + 32, 2);
    *sound = memcmp(b, "PK\1\2", 4) == 0 && whole + comment <= p->end - *at;
    if (!*sound)
        return RT_OK;
    rt_zip_entry entry = {.flags = (uint16_t)rt_zip_little(b + 8, 2),
                          .method = (uint16_t)rt_zip_little(b + 10, 2),
                          .crc = (uint32_t)rt_zip_little(b + 16, 4),
                          .packed = rt_zip_little(b + 20, 4),
                          .size = rt_zip_little(b + 24, 4),
                          .at = rt_zip_little(b + 42, 4)};
    if (whole >
        WINDOW) /* no part has such a name: its beginning will do to say that it is refused */
        extra = 0, whole = RT_ZIP_CENTRAL + (name = name < 1024 ? name : 1024);
    if ((status = rt_zip_fetch(z, *at, whole, &b)) != RT_OK)
        return status;
    widen(&entry, b + RT_ZIP_CENTRAL + name, extra);
    *at += RT_ZIP_CENTRAL + (size_t)rt_zip_little(b + 28, 2) + (size_t)rt_zip_little(b + 30, 2) +
           comment;
    entry.at += p->base;
    *sound = entry.at >= p->base && entry.at < p->at;
    return *sound ? rt_zip_add(z, &entry, b + RT_ZIP_CENTRAL, name) : RT_OK;
}

static rt_status read_directory(rt_zip *z, bool *sound)
{
    place p = {0};
    rt_status status = find_end(z, &p, sound);

    for (uint64_t at = p.at; status == RT_OK && *sound && at < p.end;) {
        *sound = p.end - at >= RT_ZIP_CENTRAL;
        if (*sound)
            status = read_central(z, &p, &at, sound);
        if (z->count % 1024 == 0 && z->host->stopped(z->host))
            return RT_STOPPED;
    }
    return status;
}

/* ---- What it is instead --------------------------------------------------------------------- */

/* Whether an OLE2 file holds a stream of the name that MS-OFFCRYPTO gives an encrypted document. */
static rt_status is_locked(rt_zip *z, bool *locked)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"; /* UTF-16LE */
    rt_status status = RT_OK;

    *locked = false;
    for (uint64_t at = 0; at + sizeof name <= z->length && !*locked && status == RT_OK;
         at += WINDOW - sizeof name) {
        const unsigned char *b = NULL;
        size_t len = z->length - at < WINDOW ? (size_t)(z->length - at) : WINDOW;
        if (z->host->stopped(z->host))
            return RT_STOPPED;
        if ((status = rt_zip_fetch(z, at, len, &b)) == RT_OK)
            *locked = memmem(b, len, name, sizeof name) != NULL;
    }
    return status;
}

static rt_status refuse_ole(rt_zip *z)
{
    bool locked = false;
    rt_status status = is_locked(z, &locked);
    if (status != RT_OK)
        return status;
    if (locked)
        return rt_zip_fail(
            z, RT_ERR_UNSUPPORTED, "docx-encrypted", NULL,
            "the document is password-protected: open it and save it without a password");
    return rt_zip_fail(z, RT_ERR_UNSUPPORTED, "docx-old", NULL,
                       "this is an old Office file (.doc), not DOCX: convert it first: soffice "
                       "--headless --convert-to docx FILE");
}

static rt_status check_head(rt_zip *z)
{
    const unsigned char *b = NULL;
    size_t len = z->length < 8 ? (size_t)z->length : 8;
    rt_status status = len ? rt_zip_fetch(z, 0, len, &b) : RT_OK;

    if (status != RT_OK)
        return status;
    if (len == 8 && memcmp(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
        return refuse_ole(z);
    if (len < 4)
        return rt_zip_fail(
            z, RT_ERR_MALFORMED, "docx-zip", NULL,
            "the file is too short to be a DOCX document; get it again from where it came");
    return RT_OK;
}

/* ---- Life ----------------------------------------------------------------------------------- */

rt_status rt_zip_open(rt_zip *z, const rt_host *host, rt_input *in, rt_docx_pool *pool)
{
    bool sound = false;
    *z = (rt_zip){.host = host,
                  .in = in,
                  .pool = pool,
                  .most_parts = host->limit(host, "parts"),
                  .most_expansion = host->limit(host, "expansion"),
                  .most_unpacked = host->limit(host, "unpacked")};
    rt_status status = in->length(in, &z->length);
    if (status != RT_OK)
        return status;
    if (!(z->window = host->resize(host, NULL, WINDOW)))
        return RT_ERR_MEMORY;
    if ((status = check_head(z)) != RT_OK || (status = read_directory(z, &sound)) != RT_OK)
        return status;
    if (sound && z->count)
        return RT_OK;
    z->count = 0;
    return rt_zip_recover(z);
}

void rt_zip_close(rt_zip *z)
{
    if (z->window)
        z->host->resize(z->host, z->window, 0);
    if (z->entries)
        z->host->resize(z->host, z->entries, 0);
    z->window = NULL;
    z->entries = NULL;
}
