/* docx_zip.c - see docx_zip.h. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

#include "docx_zip.h"

static zip_bench *bench_of(const rt_host *host) { return (zip_bench *)(uintptr_t)host; }

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    zip_bench *b = bench_of(host);

    if (!bytes) {
        b->blocks -= block != NULL;
        free(block);
        return NULL;
    }
    b->blocks += block == NULL;
    return realloc(block, bytes);
}

static void report(const rt_host *host, const char *code, const rt_pos *pos, const char *message)
{
    zip_bench *b = bench_of(host);

    (void)pos;
    if (b->reports < 40) {
        snprintf(b->codes[b->reports], sizeof b->codes[0], "%s", code);
        snprintf(b->messages[b->reports], sizeof b->messages[0], "%s", message);
    }
    b->reports++;
}

static void lost(const rt_host *host, uint32_t loss_class, const rt_pos *pos, const char *what)
{
    (void)loss_class, (void)pos, (void)what;
    bench_of(host)->losses++;
}

static bool stopped(const rt_host *host)
{
    (void)host;
    return false;
}

static uint64_t limit(const rt_host *host, const char *name)
{
    const zip_bench *b = bench_of(host);
    return strcmp(name, "parts") == 0       ? b->parts
           : strcmp(name, "expansion") == 0 ? b->expansion
           : strcmp(name, "unpacked") == 0  ? b->unpacked
           : strcmp(name, "depth") == 0     ? 1000
                                            : UINT64_C(1) << 26;
}

static rt_status read_at(rt_input *in, uint64_t offset, void *buffer, size_t len, size_t *got)
{
    const zip_bench *b = (const zip_bench *)(const void *)((const char *)in - offsetof(zip_bench, input));

    *got = offset >= b->len ? 0 : b->len - offset < len ? b->len - (size_t)offset : len;
    if (*got)
        memcpy(buffer, b->bytes + offset, *got);
    return RT_OK;
}

static rt_status length(rt_input *in, uint64_t *bytes)
{
    *bytes = ((const zip_bench *)(const void *)((const char *)in - offsetof(zip_bench, input)))->len;
    return RT_OK;
}

static void put(zip_bench *b, const void *bytes, size_t len)
{
    b->bytes = realloc(b->bytes, b->len + len);
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static void put_number(zip_bench *b, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, value >>= 8)
        put(b, &(char){(char)(value & 0xff)}, 1);
}

static void put_header(zip_bench *b, const zip_file *file, bool central, size_t at)
{
    size_t len = file->len ? file->len : strlen(file->text);

    put(b, central ? "PK\1\2\24\0\24\0" : "PK\3\4\24\0", central ? 8 : 6);
    put_number(b, 0, 8); /* flags, method, time, date */
    put_number(b, crc32(0, (const Bytef *)file->text, (uInt)len), 4);
    put_number(b, len, 4);
    put_number(b, len, 4);
    put_number(b, strlen(file->name), 2);
    put_number(b, 0, central ? 12 : 2);
    if (central)
        put_number(b, at, 4);
    put(b, file->name, strlen(file->name));
}

static void pack(zip_bench *b, const zip_file *files)
{
    size_t places[64], count = 0;

    for (; files[count].text; count++) {
        places[count] = b->len;
        put_header(b, &files[count], false, 0);
        put(b, files[count].text, files[count].len ? files[count].len : strlen(files[count].text));
    }
    size_t directory = b->len;
    for (size_t i = 0; i < count; i++)
        put_header(b, &files[i], true, places[i]);
    size_t end = b->len;
    put(b, "PK\5\6\0\0\0\0", 8);
    put_number(b, count, 2);
    put_number(b, count, 2);
    put_number(b, end - directory, 4);
    put_number(b, directory, 4);
    put_number(b, 0, 2);
}

static void prepare(zip_bench *b)
{
    uint64_t parts = b->parts, expansion = b->expansion, unpacked = b->unpacked;

    *b = (zip_bench){.host = {.size = sizeof b->host, .resize = resize, .report = report, .lost = lost,
                              .stopped = stopped, .limit = limit},
                     .input = {.size = sizeof b->input, .name = "test.docx", .read_at = read_at, .length = length},
                     .parts = parts ? parts : 50000, .expansion = expansion ? expansion : 250,
                     .unpacked = unpacked ? unpacked : UINT64_C(1) << 32};
}

static rt_status open_it(zip_bench *b)
{
    assert_int_equal(rt_docx_pool_new(&b->host, &b->pool), RT_OK);
    return rt_docx_package_open(&b->host, &b->input, b->pool, &b->package);
}

rt_status zip_bench_open(zip_bench *b, const zip_file *files)
{
    prepare(b);
    pack(b, files);
    return open_it(b);
}

rt_status zip_bench_open_bytes(zip_bench *b, const void *bytes, size_t len)
{
    prepare(b);
    put(b, bytes, len);
    return open_it(b);
}

void zip_bench_close(zip_bench *b)
{
    rt_docx_package_close(b->package);
    rt_docx_pool_free(b->pool);
    assert_int_equal(b->blocks, 0);
    free(b->bytes);
    *b = (zip_bench){0};
}

size_t zip_bench_said(const zip_bench *b, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < b->reports && i < 40; i++)
        count += strcmp(b->codes[i], code) == 0;
    return count;
}
