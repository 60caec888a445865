/* zip.h - a ZIP file as a table of entries, each read as a stream (APPNOTE 6.3.3, as far as OPC allows it).
 *
 * Owns the directory, also where it is damaged and the headers in front of the data must do, and the limits on what is unpacked;
 * knows nothing of parts. zlib does the inflating, in counted memory. */
#ifndef RT_DOCX_ZIP_H
#define RT_DOCX_ZIP_H

#include <retort/plugin.h>

#include "pool.h"

enum {
    RT_ZIP_ENCRYPTED = 1, RT_ZIP_DESCRIPTOR = 8,  /* bits of rt_zip_entry.flags */
    RT_ZIP_STORED = 0, RT_ZIP_DEFLATED = 8,       /* methods; OPC allows no other */
    RT_ZIP_HEADER = 30, RT_ZIP_CENTRAL = 46, RT_ZIP_END = 22 /* bytes in front of a name; of the end record */
};
#define RT_ZIP_UNKNOWN UINT64_MAX

typedef struct rt_zip_entry {
    rt_str name;           /* as it stands there, interned; bytes that are no UTF-8 are U+FFFD */
    uint64_t at;           /* of its header */
    uint64_t packed, size; /* RT_ZIP_UNKNOWN: only its end tells */
    uint32_t crc;          /* counts where the size is known */
    uint16_t method, flags;
} rt_zip_entry;

typedef struct rt_zip {
    const rt_host *host;
    rt_input *in;
    rt_docx_pool *pool;
    uint64_t length;
    rt_zip_entry *entries;
    size_t count, room;
    uint64_t unpacked; /* bytes so far */
    uint64_t most_parts, most_expansion, most_unpacked;
    char *window;      /* what was read last, for small reads one behind another */
    uint64_t window_at;
    size_t window_len;
} rt_zip;

/* Reads the directory. What is not RT_OK was reported. `zip` is given back by rt_zip_close in any case. */
rt_status rt_zip_open(rt_zip *zip, const rt_host *host, rt_input *in, rt_docx_pool *pool);
void rt_zip_close(rt_zip *zip);

/* ---- For the files of the ZIP alone ----------------------------------------------------------------------------------- */

/* `len` bytes at an offset, which lie inside the file; at most 64 KiB. */
rt_status rt_zip_fetch(rt_zip *zip, uint64_t at, size_t len, const unsigned char **bytes);
/* One more entry. */
rt_status rt_zip_add(rt_zip *zip, const rt_zip_entry *entry, const unsigned char *name, size_t name_len);
/* zip_recover.c: the entries by the headers in front of them. */
rt_status rt_zip_recover(rt_zip *zip);
rt_status rt_zip_fail(const rt_zip *zip, rt_status status, const char *code, const char *part, const char *message);
rt_status rt_zip_limit(const rt_zip *zip, const char *name, const char *part);

static inline uint64_t rt_zip_little(const unsigned char *at, size_t bytes)
{
    uint64_t value = 0;
    while (bytes--)
        value = value << 8 | at[bytes];
    return value;
}

/* ---- Streams ---------------------------------------------------------------------------------------------------------- */

typedef struct rt_docx_stream rt_docx_stream;
rt_status rt_unzip_open(rt_zip *zip, const rt_zip_entry *entry, const char *part, rt_docx_stream **stream);
/* See package.h. Where the data ended, for entries whose length is not known. */
uint64_t rt_unzip_end(const rt_docx_stream *stream);

#endif
