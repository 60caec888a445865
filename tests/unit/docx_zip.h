/* docx_zip.h - a host, and ZIP files in memory, for unit tests of the DOCX plugin. */
#ifndef RT_TEST_DOCX_ZIP_H
#define RT_TEST_DOCX_ZIP_H

#include "../../plugins/docx/package.h"

/* A file in a ZIP; `text` NULL ends the list. */
typedef struct zip_file { const char *name, *text; size_t len; /* 0: strlen */ } zip_file;

typedef struct zip_bench {
    rt_host host;
    rt_input input;
    size_t blocks;        /* of memory that are taken */
    uint64_t parts, expansion, unpacked;
    char codes[40][24];   /* of what was reported */
    char messages[40][600];
    size_t reports, losses;
    char *bytes;
    size_t len;
    rt_docx_pool *pool;
    rt_docx_package *package;
} zip_bench;

/* Packs the files, stored, and opens them as a package; what that answers. */
rt_status zip_bench_open(zip_bench *bench, const zip_file *files);
/* The same with bytes of the caller's. */
rt_status zip_bench_open_bytes(zip_bench *bench, const void *bytes, size_t len);
/* Gives back everything and checks that nothing is left. */
void zip_bench_close(zip_bench *bench);
/* How often a code was reported. */
size_t zip_bench_said(const zip_bench *bench, const char *code);

#endif
