/* unzip.c - one entry of a ZIP as a stream of windows. Owns the inflating, the checks of its end
 * and the limits on what comes out. */
#define ZLIB_CONST
#include <string.h>
#include <zlib.h>

#include "package.h"
#include "zip.h"

enum { IN = 16384, OUT = 32768 };
static const uint64_t free_of_ratio = UINT64_C(64)
                                      << 20; /* of one entry; of all together four times as much */

struct rt_docx_stream {
    rt_zip *zip;
    const char *part;
    rt_zip_entry entry;
    uint64_t start, at, end; /* of the data; what is read next; where it must be over */
    uint64_t total;          /* bytes that came out */
    uLong crc;
    bool inflating, over;
    z_stream z;
    unsigned char in[IN];
    char out[OUT];
};

static void *take(void *user, unsigned items, unsigned size)
{
    const rt_host *host = user;
    return host->resize(host, NULL, (size_t)items * size);
}

static void give(void *user, void *block)
{
    const rt_host *host = user;
    host->resize(host, block, 0);
}

static rt_status fail(const rt_docx_stream *s, const char *message)
{
    return rt_zip_fail(s->zip, RT_ERR_MALFORMED, "docx-zip", s->part, message);
}

/* Passes the header in front of the data, which repeats the name and has an extra field of its own.
 */
static rt_status find_data(rt_docx_stream *s)
{
    const unsigned char *b = NULL;
    rt_zip *z = s->zip;

    if (s->entry.at > z->length || z->length - s->entry.at < RT_ZIP_HEADER)
        return fail(s, "the file ends before this part; get it again from where it came");
    rt_status status = rt_zip_fetch(z, s->entry.at, RT_ZIP_HEADER, &b);
    if (status != RT_OK)
        return status;
    if (memcmp(b, "PK\3\4", 4) != 0)
        return fail(
            s, "the ZIP is damaged: this part is not where the directory says; get the file again");
    s->start = s->at =
        s->entry.at + RT_ZIP_HEADER + rt_zip_little(b + 26, 2) + rt_zip_little(b + 28, 2);
    if (s->at > z->length ||
        (s->entry.packed != RT_ZIP_UNKNOWN && s->entry.packed > z->length - s->at))
        return fail(s, "the file ends inside this part; get it again from where it came");
    s->end = s->entry.packed == RT_ZIP_UNKNOWN ? z->length : s->at + s->entry.packed;
    return RT_OK;
}

static rt_status begin(rt_docx_stream *s)
{
    if (s->entry.flags & RT_ZIP_ENCRYPTED)
        return rt_zip_fail(
            s->zip, RT_ERR_UNSUPPORTED, "docx-encrypted", s->part,
            "the ZIP is password-protected: unpack it with the password and pack it again without");
    if (s->entry.method != RT_ZIP_STORED && s->entry.method != RT_ZIP_DEFLATED)
        return rt_zip_fail(s->zip, RT_ERR_UNSUPPORTED, "docx-method", s->part,
                           "this part is packed by a method that DOCX does not know; open the "
                           "document and save it again");
    rt_status status = find_data(s);
    if (status != RT_OK || s->entry.method == RT_ZIP_STORED)
        return status;
    s->z = (z_stream){.zalloc = take, .zfree = give, .opaque = (void *)(uintptr_t)s->zip->host};
    if (inflateInit2(&s->z, -MAX_WBITS) != Z_OK)
        return RT_ERR_MEMORY; /* the host has reported it */
    s->inflating = true;
    return RT_OK;
}

rt_status rt_unzip_open(rt_zip *z, const rt_zip_entry *entry, const char *part,
                        rt_docx_stream **stream)
{
    rt_docx_stream *s = z->host->resize(z->host, NULL, sizeof *s);
    if (!s)
        return RT_ERR_MEMORY;
    memset(s, 0, offsetof(rt_docx_stream, in));
    s->zip = z;
    s->part = part;
    s->entry = *entry;
    rt_status status = begin(s);
    if (status == RT_OK)
        *stream = s;
    else
        rt_docx_stream_close(s);
    return status;
}

void rt_docx_stream_close(rt_docx_stream *s)
{
    if (!s)
        return;
    if (s->inflating)
        inflateEnd(&s->z);
    s->zip->host->resize(s->zip->host, s, 0);
}

uint64_t rt_unzip_end(const rt_docx_stream *s) { return s->at - s->z.avail_in; }

/* ---- Reading -------------------------------------------------------------------------------- */

static rt_status read_packed(rt_docx_stream *s, void *to, size_t room, size_t *got)
{
    uint64_t left = s->end - s->at;
    rt_status status =
        s->zip->in->read_at(s->zip->in, s->at, to, left < room ? (size_t)left : room, got);

    if (status == RT_OK)
        s->at += *got;
    return status;
}

static rt_status inflate_some(rt_docx_stream *s, size_t *len)
{
    s->z.next_out = (Bytef *)s->out;
    s->z.avail_out = OUT;
    while (!s->over && s->z.avail_out) {
        if (!s->z.avail_in) {
            size_t got = 0;
            rt_status status = read_packed(s, s->in, IN, &got);
            if (status != RT_OK)
                return status;
            if (!got)
                return fail(s,
                            "the data of this part ends early; the file is damaged or was cut off");
            s->z.next_in = s->in;
            s->z.avail_in = (uInt)got;
        }
        int result = inflate(&s->z, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            return RT_ERR_MEMORY;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return fail(s,
                        "the data of this part is damaged; get the file again from where it came");
        s->over = result == Z_STREAM_END;
    }
    *len = OUT - s->z.avail_out;
    return RT_OK;
}

static rt_status copy_some(rt_docx_stream *s, size_t *len)
{
    rt_status status = read_packed(s, s->out, OUT, len);
    s->over = status == RT_OK && s->at == s->end;
    if (status == RT_OK && !*len && s->at < s->end)
        return fail(s, "the data of this part ends early; the file is damaged or was cut off");
    return status;
}

static rt_status check_limits(const rt_docx_stream *s)
{
    uint64_t consumed = rt_unzip_end(s) - s->start, most = s->zip->most_expansion;

    if (s->zip->unpacked > s->zip->most_unpacked)
        return rt_zip_limit(s->zip, "unpacked", s->part);
    if (most != UINT64_MAX &&
        ((s->total > free_of_ratio && s->total / most > consumed) ||
         (s->zip->unpacked > 4 * free_of_ratio && s->zip->unpacked / most > s->zip->length)))
        return rt_zip_limit(s->zip, "expansion", s->part);
    return RT_OK;
}

static rt_status check_end(const rt_docx_stream *s)
{
    if (s->entry.size == RT_ZIP_UNKNOWN || (s->total == s->entry.size && s->crc == s->entry.crc))
        return RT_OK;
    return fail(s, s->total == s->entry.size ? "the checksum of this part is wrong: its data is "
                                               "damaged; get the file again from where it came"
                                             : "this part is not as long as the ZIP says: its data "
                                               "is damaged; get the file again from where it came");
}

rt_status rt_docx_stream_next(rt_docx_stream *s, const char **bytes, size_t *len)
{
    rt_status status = RT_OK;

    *bytes = s->out;
    *len = 0;
    if (s->over)
        return RT_OK;
    status = s->inflating ? inflate_some(s, len) : copy_some(s, len);
    if (status != RT_OK)
        return status;
    s->total += *len;
    s->zip->unpacked += *len;
    s->crc = crc32(s->crc, (const Bytef *)s->out, (uInt)*len);
    if ((status = check_limits(s)) == RT_OK && (s->over || s->total > s->entry.size))
        status = check_end(s);
    return status;
}
