/* zip_recover.c - the entries of a ZIP whose directory is missing or damaged, by the headers in
 * front of their data.
 *
 * Owns that search. What was cut off stays an entry: reading it says so. */
#include <stdio.h>
#include <string.h>

#include "package.h"
#include "zip.h"

enum { STEP = 60000 };

/* The next header at or behind `at`; z->length where there is none. */
static rt_status next_header(rt_zip *z, uint64_t *at)
{
    const unsigned char *b = NULL;

    while (z->length - *at >= RT_ZIP_HEADER) {
        size_t len = z->length - *at < STEP ? (size_t)(z->length - *at) : STEP;
        rt_status status = z->host->stopped(z->host) ? RT_STOPPED : rt_zip_fetch(z, *at, len, &b);
        if (status != RT_OK)
            return status;
        const unsigned char *found = memmem(b, len, "PK\3\4", 4);
        if (found && z->length - *at - (uint64_t)(found - b) >= RT_ZIP_HEADER) {
            *at += (uint64_t)(found - b);
            return RT_OK;
        }
        *at += found || len < STEP ? z->length - *at : len - 3;
    }
    *at = z->length;
    return RT_OK;
}

/* Where data ends whose length stands only behind it: it is unpacked up to there, under the same
 * limits as ever. */
static rt_status pass_data(rt_zip *z, const rt_zip_entry *entry, uint64_t *end)
{
    rt_docx_stream *stream = NULL;
    const char *bytes;
    size_t len = 1;
    rt_status status = rt_unzip_open(z, entry, entry->name.ptr, &stream);

    while (status == RT_OK && len)
        status = rt_docx_stream_next(stream, &bytes, &len);
    if (status == RT_OK)
        *end = rt_unzip_end(stream);
    rt_docx_stream_close(stream);
    return status;
}

static rt_status take_header(rt_zip *z, uint64_t *at)
{
    const unsigned char *b = NULL;
    rt_status status = rt_zip_fetch(z, *at, RT_ZIP_HEADER, &b);
    if (status != RT_OK)
        return status;
    rt_zip_entry entry = {.at = *at,
                          .flags = (uint16_t)rt_zip_little(b + 6, 2),
                          .method = (uint16_t)rt_zip_little(b + 8, 2),
                          .crc = (uint32_t)rt_zip_little(b + 14, 4),
                          .packed = rt_zip_little(b + 18, 4),
                          .size = rt_zip_little(b + 22, 4)};
    size_t name = (size_t)rt_zip_little(b + 26, 2), extra = (size_t)rt_zip_little(b + 28, 2);
    uint64_t data = *at + RT_ZIP_HEADER + name + extra;
    if (data > z->length) { /* cut off in its header */
        *at = z->length;
        return RT_OK;
    }
    if ((status = rt_zip_fetch(z, *at, RT_ZIP_HEADER + (name < 1024 ? name : 1024), &b)) != RT_OK)
        return status;
    bool unknown =
        (entry.flags & RT_ZIP_DESCRIPTOR) || entry.packed == UINT32_MAX || entry.size == UINT32_MAX;
    if (unknown)
        entry.packed = entry.size = RT_ZIP_UNKNOWN;
    status = rt_zip_add(z, &entry, b + RT_ZIP_HEADER, name < 1024 ? name : 1024);
    *at = data;
    if (status != RT_OK || !name)
        return status;
    if (!unknown)
        *at = entry.packed < z->length - data ? data + entry.packed : z->length;
    else if (entry.method == RT_ZIP_DEFLATED && !(entry.flags & RT_ZIP_ENCRYPTED))
        status = pass_data(z, &z->entries[z->count - 1], at);
    return status;
}

rt_status rt_zip_recover(rt_zip *z)
{
    uint64_t at = 0;
    rt_status status = next_header(z, &at);

    if (status == RT_OK && at != 0)
        return rt_zip_fail(z, RT_ERR_MALFORMED, "docx-zip", NULL,
                           "this is not a DOCX document: it is no ZIP file; check what it is, or "
                           "name its format with --from");
    rt_zip_fail(z, RT_OK, "docx-recovered", NULL,
                "the ZIP's directory is missing or damaged, as in a file that was cut off: what "
                "there is of it is read; "
                "get the file again from where it came and compare");
    while (status == RT_OK && at < z->length) {
        status = take_header(z, &at);
        if (status == RT_OK)
            status = next_header(z, &at);
    }
    return status;
}
