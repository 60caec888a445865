/* zip_write.c - see zip_write.h. Records by PKWARE's APPNOTE 4.3. */
#include "zip_write.h"

#include <string.h>

enum { METHOD_STORED = 0, METHOD_DEFLATE = 8, VERSION = 20, DOS_DATE = 0x0021 /* 1980-01-01 */ };
enum { LOCAL_LEN = 30, CENTRAL_LEN = 46, END_LEN = 22, PATCH_AT = 14, CHUNK = 16384 };

/* ---- zlib's memory -------------------------------------------------------------------------- */

static voidpf give(voidpf opaque, uInt items, uInt size)
{
    const rt_host *host = opaque;
    return host->resize(host, NULL, (size_t)items * size);
}

static void take(voidpf opaque, voidpf block)
{
    const rt_host *host = opaque;
    host->resize(host, block, 0);
}

rt_status rt_zip_deflate_init(z_stream *z, const rt_host *host)
{
    memset(z, 0, sizeof *z);
    z->zalloc = give;
    z->zfree = take;
    z->opaque = (voidpf)(uintptr_t)host;
    return deflateInit2(z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK ? RT_OK : RT_ERR_MEMORY;
}

/* ---- Records -------------------------------------------------------------------------------- */

static unsigned char *put16(unsigned char *at, uint32_t n)
{
    at[0] = (unsigned char)n;
    at[1] = (unsigned char)(n >> 8);
    return at + 2;
}

static unsigned char *put32(unsigned char *at, uint64_t n)
{
    return put16(put16(at, (uint32_t)n & 0xffff), (uint32_t)(n >> 16) & 0xffff);
}

static rt_status too_large(rt_zip_write *zip, const char *message)
{
    zip->host->report(zip->host, "docx-too-large", NULL, message);
    return RT_ERR_LIMIT;
}

static rt_status send(rt_zip_write *zip, const void *bytes, size_t len)
{
    zip->at += len;
    if (zip->at > UINT32_MAX)
        return too_large(zip, "the document would be larger than 4 GiB, which a DOCX file cannot be; split the report, or write its "
                              "pictures smaller");
    return len ? zip->out->write(zip->out, bytes, len) : RT_OK;
}

static rt_zip_entry *entries(const rt_zip_write *zip) { return (rt_zip_entry *)(void *)zip->entries.data; }
static size_t count(const rt_zip_write *zip) { return zip->entries.len / sizeof(rt_zip_entry); }
static rt_zip_entry *last(const rt_zip_write *zip) { return &entries(zip)[count(zip) - 1]; }

/* What local header and directory have in common: flags to the name's length. */
static unsigned char *put_entry(unsigned char *at, const rt_zip_entry *entry)
{
    at = put16(at, 0);
    at = put16(at, entry->deflated ? METHOD_DEFLATE : METHOD_STORED);
    at = put16(at, 0);
    at = put16(at, DOS_DATE);
    at = put32(at, entry->crc);
    at = put32(at, entry->packed);
    at = put32(at, entry->raw);
    at = put16(at, (uint32_t)entry->name_len);
    return put16(at, 0);
}

static rt_status begin(rt_zip_write *zip, const char *name, const rt_zip_entry *like)
{
    unsigned char header[LOCAL_LEN];
    rt_zip_entry entry = *like;
    if (count(zip) == UINT16_MAX)
        return too_large(zip, "the document would have more than 65535 parts, which a DOCX file cannot; split the report");
    entry.name = zip->names.len;
    entry.name_len = strlen(name);
    entry.at = zip->at;
    entry.data = zip->at + LOCAL_LEN + entry.name_len;
    put_entry(put16(put32(header, 0x04034b50), VERSION), &entry);
    rt_status status = rt_buffer_add(&zip->names, name, entry.name_len);
    if (status == RT_OK)
        status = rt_buffer_add(&zip->entries, &entry, sizeof entry);
    if (status == RT_OK)
        status = send(zip, header, sizeof header);
    return status == RT_OK ? send(zip, name, entry.name_len) : status;
}

/* Writes over the checksum and the sizes of an entry. */
static rt_status patch(rt_zip_write *zip, const rt_zip_entry *entry)
{
    unsigned char sizes[12];
    put32(put32(put32(sizes, entry->crc), entry->packed), entry->raw);
    rt_status status = zip->out->seek(zip->out, entry->at + PATCH_AT);
    if (status == RT_OK)
        status = zip->out->write(zip->out, sizes, sizeof sizes);
    return status == RT_OK ? zip->out->seek(zip->out, zip->at) : status;
}

/* ---- Entries -------------------------------------------------------------------------------- */

void rt_zip_write_init(rt_zip_write *zip, const rt_host *host, rt_output *out)
{
    *zip = (rt_zip_write){.host = host, .out = out, .names = {.host = host}, .entries = {.host = host}};
}

void rt_zip_write_free(rt_zip_write *zip)
{
    if (zip->deflating)
        deflateEnd(&zip->z);
    zip->deflating = false;
    rt_buffer_free(&zip->names);
    rt_buffer_free(&zip->entries);
}

rt_status rt_zip_write_begin(rt_zip_write *zip, const char *name, bool deflate)
{
    rt_zip_entry entry = {.deflated = deflate, .crc = (uint32_t)crc32(0, NULL, 0)};
    rt_status status = deflate ? rt_zip_deflate_init(&zip->z, zip->host) : RT_OK;
    if (status != RT_OK)
        return status;
    zip->deflating = deflate;
    return begin(zip, name, &entry);
}

/* Whatever zlib has ready; until it has taken all, or until its end. */
static rt_status pump(rt_zip_write *zip, int flush)
{
    unsigned char room[CHUNK];
    rt_status status = RT_OK;
    do {
        zip->z.next_out = room;
        zip->z.avail_out = sizeof room;
        deflate(&zip->z, flush);
        size_t len = sizeof room - zip->z.avail_out;
        last(zip)->packed += len;
        status = send(zip, room, len);
    } while (status == RT_OK && zip->z.avail_out == 0);
    return status;
}

rt_status rt_zip_write_bytes(rt_zip_write *zip, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    rt_status status = RT_OK;
    while (len && status == RT_OK) {
        uInt some = len < (1u << 30) ? (uInt)len : 1u << 30;
        rt_zip_entry *entry = last(zip);
        entry->crc = (uint32_t)crc32(entry->crc, at, some);
        entry->raw += some;
        if (zip->deflating) {
            zip->z.next_in = (Bytef *)(uintptr_t)at;
            zip->z.avail_in = some;
            status = pump(zip, Z_NO_FLUSH);
        } else {
            entry->packed += some;
            status = send(zip, at, some);
        }
        at += some;
        len -= some;
    }
    return status;
}

rt_status rt_zip_write_end(rt_zip_write *zip)
{
    rt_status status = RT_OK;
    if (zip->deflating) {
        status = pump(zip, Z_FINISH);
        deflateEnd(&zip->z);
        zip->deflating = false;
    }
    if (status == RT_OK && last(zip)->raw > UINT32_MAX)
        status = too_large(zip, "a part would be larger than 4 GiB, which a DOCX file cannot hold; split the report");
    return status == RT_OK ? patch(zip, last(zip)) : status;
}

rt_status rt_zip_write_begin_packed(rt_zip_write *zip, const char *name, uint32_t crc, uint64_t raw, uint64_t packed)
{
    rt_zip_entry entry = {.deflated = true, .crc = crc, .raw = raw, .packed = packed};
    if (raw > UINT32_MAX || packed > UINT32_MAX)
        return too_large(zip, "a part would be larger than 4 GiB, which a DOCX file cannot hold; split the report");
    return begin(zip, name, &entry);
}

rt_status rt_zip_write_packed(rt_zip_write *zip, const void *bytes, size_t len) { return send(zip, bytes, len); }

rt_status rt_zip_write_replace(rt_zip_write *zip, size_t index, const void *bytes, size_t len)
{
    rt_zip_entry *entry = &entries(zip)[index];
    entry->crc = (uint32_t)crc32(crc32(0, NULL, 0), bytes, (uInt)len);
    rt_status status = zip->out->seek(zip->out, entry->data);
    if (status == RT_OK)
        status = zip->out->write(zip->out, bytes, len);
    return status == RT_OK ? patch(zip, entry) : status;
}

void rt_zip_write_drop(rt_zip_write *zip, size_t index) { entries(zip)[index].dropped = true; }

static rt_status write_directory(rt_zip_write *zip, const rt_zip_entry *entry)
{
    unsigned char record[CENTRAL_LEN] = {0};
    unsigned char *at = put16(put16(put32(record, 0x02014b50), VERSION), VERSION);
    put_entry(at, entry);
    put32(record + CENTRAL_LEN - 4, entry->at);
    rt_status status = send(zip, record, sizeof record);
    return status == RT_OK ? send(zip, zip->names.data + entry->name, entry->name_len) : status;
}

rt_status rt_zip_write_finish(rt_zip_write *zip)
{
    unsigned char record[END_LEN] = {0};
    uint64_t from = zip->at;
    uint32_t n = 0;
    rt_status status = RT_OK;
    for (size_t i = 0; i < count(zip) && status == RT_OK; i++) {
        n += !entries(zip)[i].dropped;
        if (!entries(zip)[i].dropped)
            status = write_directory(zip, &entries(zip)[i]);
    }
    if (status != RT_OK)
        return status;
    unsigned char *at = put16(put16(put32(put32(record, 0x06054b50), 0), n), n);
    put32(put32(at, zip->at - from), from);
    return send(zip, record, sizeof record);
}
