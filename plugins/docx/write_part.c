/* write_part.c - see write_part.h. */
#include "write_part.h"

#include <string.h>

enum { CHUNK = 16384, STORED_MOST = 65535, STORED_HEAD = 5 };

/* Takes what is to be deflated, and puts what zlib has ready behind the packed bytes. */
static rt_status pump(rt_docx_part *part, const void *bytes, size_t len, int flush)
{
    rt_status status = RT_OK;
    part->z.next_in = (Bytef *)(uintptr_t)bytes;
    part->z.avail_in = (uInt)len;
    do {
        status = rt_buffer_reserve(&part->packed, CHUNK);
        if (status != RT_OK)
            return status;
        size_t room = part->packed.room - part->packed.len;
        uInt some = room < (1u << 30) ? (uInt)room : 1u << 30;
        part->z.next_out = (Bytef *)part->packed.data + part->packed.len;
        part->z.avail_out = some;
        deflate(&part->z, flush);
        part->packed.len += some - part->z.avail_out;
    } while (part->z.avail_out == 0);
    return RT_OK;
}

static rt_status on_write(rt_output *self, const void *bytes, size_t len)
{
    rt_docx_part *part = (rt_docx_part *)self;
    part->crc = (uint32_t)crc32(part->crc, bytes, (uInt)len);
    part->raw += len;
    return pump(part, bytes, len, Z_NO_FLUSH);
}

rt_status rt_docx_part_new(const rt_host *host, rt_docx_part **made)
{
    rt_docx_part *part = host->resize(host, NULL, sizeof *part);
    rt_emit *emit = part ? host->resize(host, NULL, sizeof *emit) : NULL;
    if (!emit) {
        if (part)
            host->resize(host, part, 0);
        return RT_ERR_MEMORY;
    }
    *part = (rt_docx_part){.output = {.size = sizeof part->output, .name = "", .write = on_write}, .host = host, .emit = emit,
                           .packed = {.host = host}, .holes = {.host = host}, .crc = (uint32_t)crc32(0, NULL, 0)};
    memset(emit, 0, offsetof(rt_emit, room));
    emit->out = &part->output;
    if (rt_zip_deflate_init(&part->z, host) != RT_OK) {
        host->resize(host, emit, 0);
        host->resize(host, part, 0);
        return RT_ERR_MEMORY;
    }
    *made = part;
    return RT_OK;
}

static void let_go(rt_docx_part *part)
{
    if (!part->emit)
        return;
    deflateEnd(&part->z);
    part->host->resize(part->host, part->emit, 0);
    part->emit = NULL;
}

void rt_docx_part_free(rt_docx_part *part)
{
    if (!part)
        return;
    let_go(part);
    rt_buffer_free(&part->packed);
    rt_buffer_free(&part->holes);
    part->host->resize(part->host, part, 0);
}

/* A full flush ends on a whole byte and forgets what came before (RFC 1951 3.2.4). */
rt_status rt_docx_part_hole(rt_docx_part *part, const rt_docx_hole *hole)
{
    rt_docx_hole made = *hole;
    rt_status status = rt_emit_flush(part->emit);
    if (status == RT_OK)
        status = pump(part, NULL, 0, Z_FULL_FLUSH);
    if (status != RT_OK)
        return status;
    made.at = part->packed.len;
    made.raw = part->raw;
    made.crc = part->crc;
    part->raw = 0;
    part->crc = (uint32_t)crc32(0, NULL, 0);
    return rt_buffer_add(&part->holes, &made, sizeof made);
}

rt_status rt_docx_part_end(rt_docx_part *part)
{
    if (!part->emit)
        return RT_OK;
    rt_status status = rt_emit_flush(part->emit);
    if (status == RT_OK)
        status = pump(part, NULL, 0, Z_FINISH);
    let_go(part);
    return status;
}

/* ---- Storing -------------------------------------------------------------------------------- */

typedef struct sum {
    uint64_t raw, packed;
    uint32_t crc;
} sum;

static void add(sum *s, uint32_t crc, uint64_t raw)
{
    s->crc = (uint32_t)crc32_combine(s->crc, crc, (z_off_t)raw);
    s->raw += raw;
}

static uint64_t stored_len(size_t len) { return len + (len + STORED_MOST - 1) / STORED_MOST * STORED_HEAD; }

/* The texts of all holes into `texts`, and what the part comes to with them. */
static rt_status fill_all(const rt_docx_part *part, rt_docx_hole *holes, size_t count, rt_docx_fill *fill, void *user,
                          rt_buffer *texts, sum *s)
{
    rt_status status = RT_OK;
    for (size_t i = 0; i < count && status == RT_OK; i++) {
        size_t from = texts->len;
        status = fill(user, &holes[i], texts);
        holes[i].text = from;
        holes[i].text_len = texts->len - from;
        add(s, holes[i].crc, holes[i].raw);
        if (holes[i].text_len)
            add(s, (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)texts->data + from, (uInt)holes[i].text_len), holes[i].text_len);
        s->packed += stored_len(holes[i].text_len);
    }
    add(s, part->crc, part->raw);
    s->packed += part->packed.len;
    return status;
}

/* As deflate's stored blocks, none of them the last. */
static rt_status write_stored(rt_zip_write *zip, const char *bytes, size_t len)
{
    rt_status status = RT_OK;
    while (len && status == RT_OK) {
        size_t some = len < STORED_MOST ? len : STORED_MOST;
        unsigned char head[STORED_HEAD] = {0, (unsigned char)some, (unsigned char)(some >> 8), (unsigned char)~some,
                                           (unsigned char)(~some >> 8)};
        status = rt_zip_write_packed(zip, head, sizeof head);
        if (status == RT_OK)
            status = rt_zip_write_packed(zip, bytes, some);
        bytes += some;
        len -= some;
    }
    return status;
}

rt_status rt_docx_part_store(rt_docx_part *part, rt_zip_write *zip, const char *name, rt_docx_fill *fill, void *user)
{
    rt_buffer texts = {.host = part->host};
    sum s = {.crc = (uint32_t)crc32(0, NULL, 0)};
    rt_docx_hole *holes = (rt_docx_hole *)(void *)part->holes.data;
    size_t count = part->holes.len / sizeof *holes, from = 0;
    rt_status status = rt_docx_part_end(part);
    if (status == RT_OK)
        status = fill_all(part, holes, count, fill, user, &texts, &s);
    if (status == RT_OK)
        status = rt_zip_write_begin_packed(zip, name, s.crc, s.raw, s.packed);
    for (size_t i = 0; i < count && status == RT_OK; i++) {
        status = rt_zip_write_packed(zip, part->packed.data + from, holes[i].at - from);
        if (status == RT_OK)
            status = write_stored(zip, texts.data + holes[i].text, holes[i].text_len);
        from = holes[i].at;
    }
    if (status == RT_OK)
        status = rt_zip_write_packed(zip, part->packed.data + from, part->packed.len - from);
    rt_buffer_free(&texts);
    return status;
}
