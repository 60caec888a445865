/* zip_write.h - a ZIP file as a stream: entries leave as their bytes come, the directory at the end.
 *
 * Owns the entries' headers and the directory. libzip writes nothing before zip_close and keeps or reopens every source until
 * then, so a report with pictures would have to be held whole: hence an own writer. Dates are always 1980-01-01, so that the
 * same report gives the same bytes. No ZIP64: what does not fit into 4 GiB is refused. */
#ifndef RT_DOCX_ZIP_WRITE_H
#define RT_DOCX_ZIP_WRITE_H

#include <kit/buffer.h>
#include <retort/plugin.h>
#include <zlib.h>

typedef struct rt_zip_entry {
    size_t name, name_len; /* in `names` */
    uint64_t at, data;     /* where its header and its bytes stand */
    uint64_t raw, packed;
    uint32_t crc;
    bool deflated, dropped;
} rt_zip_entry;

typedef struct rt_zip_write {
    const rt_host *host;
    rt_output *out;
    rt_buffer names, entries; /* of rt_zip_entry */
    uint64_t at;              /* bytes written so far */
    z_stream z;
    bool deflating;
} rt_zip_write;

void rt_zip_write_init(rt_zip_write *zip, const rt_host *host, rt_output *out);
void rt_zip_write_free(rt_zip_write *zip);

/* An entry whose bytes are still to come; its header is completed when it ends. */
rt_status rt_zip_write_begin(rt_zip_write *zip, const char *name, bool deflate);
rt_status rt_zip_write_bytes(rt_zip_write *zip, const void *bytes, size_t len);
rt_status rt_zip_write_end(rt_zip_write *zip);

/* An entry that was deflated before: then `packed` bytes by rt_zip_write_packed. */
rt_status rt_zip_write_begin_packed(rt_zip_write *zip, const char *name, uint32_t crc, uint64_t raw, uint64_t packed);
rt_status rt_zip_write_packed(rt_zip_write *zip, const void *bytes, size_t len);

/* Puts other bytes, as many, in the place of a stored entry's. */
rt_status rt_zip_write_replace(rt_zip_write *zip, size_t entry, const void *bytes, size_t len);

/* Leaves a finished entry out of the directory: its bytes stay, as a gap. */
void rt_zip_write_drop(rt_zip_write *zip, size_t entry);

/* The directory: the file is whole. */
rt_status rt_zip_write_finish(rt_zip_write *zip);

/* zlib with the conversion's counted memory, raw deflate at level 6. */
rt_status rt_zip_deflate_init(z_stream *z, const rt_host *host);

#endif
