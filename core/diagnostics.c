/* diagnostics.c - the core's table of codes, and the counting of messages that repeat.
 *
 * Owns what is told and what is only counted; does not word or render messages. */
#include "diagnostics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* After SHOWN of one code in one file the rest are counted. Beyond KINDS pairs of code and file
 * nothing is counted any more and all is told: programs make such pairs, not documents. */
enum { SHOWN = 10, KINDS = 4096, CHAINS = 256 };

const rt_diagnostic rt_core_diagnostics[] = {
#define X(code, severity, meaning) {code, severity, meaning},
#include "diagnostics.def"
#undef X
    {NULL, 0, NULL}};

typedef struct repeated {
    struct repeated *next, *chain; /* in order of appearance; of the same hash */
    uint32_t severity;
    uint64_t count;
    const char *file; /* copied behind the struct; or NULL */
    char code[];
} repeated;

struct rt_diagnostics {
    void (*message)(void *user, const rt_message *);
    void *user;
    uint64_t errors;
    rt_memory memory;
    repeated *first, **last;
    size_t kinds;
    repeated *chains[CHAINS];
};

static void forget(rt_diagnostics *d)
{
    rt_memory_release(&d->memory);
    memset(d->chains, 0, sizeof d->chains);
    d->first = NULL;
    d->last = &d->first;
    d->kinds = 0;
}

rt_diagnostics *rt_diagnostics_new(void (*message)(void *user, const rt_message *), void *user)
{
    rt_diagnostics *d = calloc(1, sizeof *d);

    if (d) {
        d->message = message;
        d->user = user;
        d->last = &d->first;
    }
    return d;
}

void rt_diagnostics_free(rt_diagnostics *d)
{
    if (d)
        rt_memory_release(&d->memory);
    free(d);
}

rt_memory *rt_diagnostics_memory(rt_diagnostics *d) { return &d->memory; }

uint64_t rt_diagnostics_errors(const rt_diagnostics *d) { return d ? d->errors : 0; }

/* 0: the table has no such code. A table of a newer plugin may have longer rows. */
static uint32_t severity_in(const rt_diagnostic *table, size_t stride, const char *code)
{
    const char *at = (const char *)table;

    for (; at && ((const rt_diagnostic *)(const void *)at)->code; at += stride) {
        const rt_diagnostic *row = (const rt_diagnostic *)(const void *)at;
        if (strcmp(row->code, code) == 0)
            return row->severity;
    }
    return 0;
}

static uint32_t severity_of(const rt_plugin *plugin, const char *code)
{
    uint32_t severity = 0;

    if (plugin)
        severity = severity_in(plugin->diagnostics,
                               plugin->diagnostic_stride ? plugin->diagnostic_stride
                                                         : sizeof(rt_diagnostic),
                               code);
    if (!severity)
        severity = severity_in(rt_core_diagnostics, sizeof(rt_diagnostic), code);
    return severity >= RT_DEBUG && severity <= RT_ERROR ? severity : RT_WARNING;
}

static uint32_t hash(uint32_t seed, const char *text)
{
    while (text && *text)
        seed = (seed ^ (unsigned char)*text++) * 16777619u;
    return seed;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Makes the entry for a new pair; NULL when it cannot be kept. */
static repeated *remember(rt_diagnostics *d, const rt_plugin *plugin, const char *code,
                          const char *file, repeated **chain)
{
    size_t code_size = strlen(code) + 1, file_size = file ? strlen(file) + 1 : 0;
    repeated *r;

    if (d->kinds == KINDS ||
        !(r = rt_memory_resize(&d->memory, NULL, sizeof *r + code_size + file_size)))
        return NULL;
    *r = (repeated){.chain = *chain, .severity = severity_of(plugin, code)};
    memcpy(r->code, code, code_size);
    if (file)
        r->file = memcpy(r->code + code_size, file, file_size);
    *chain = r;
    *d->last = r;
    d->last = &r->next;
    d->kinds++;
    return r;
}

static repeated *find(rt_diagnostics *d, const rt_plugin *plugin, const char *code,
                      const char *file)
{
    repeated **chain = &d->chains[hash(hash(2166136261u, code), file) % CHAINS];

    for (repeated *r = *chain; r; r = r->chain)
        if (strcmp(r->code, code) == 0 && same(r->file, file))
            return r;
    return remember(d, plugin, code, file, chain);
}

static void tell(rt_diagnostics *d, const rt_message *message)
{
    if (d->message)
        d->message(d->user, message);
}

void rt_diagnostics_report(rt_diagnostics *d, const rt_plugin *plugin, const char *code,
                           const char *file, const char *unit, const rt_pos *pos,
                           const char *message)
{
    rt_message full = {.size = sizeof full, .code = code, .file = file, .unit = unit,
                       .message = message};
    repeated *r;

    if (!d)
        return;
    r = find(d, plugin, code, file);
    full.severity = r ? r->severity : severity_of(plugin, code);
    if (full.severity == RT_ERROR)
        d->errors++;
    if (r && ++r->count > SHOWN)
        return;
    if (pos)
        full.pos = *pos;
    tell(d, &full);
}

void rt_diagnostics_flush(rt_diagnostics *d)
{
    if (!d)
        return;
    for (const repeated *r = d->first; r; r = r->next) {
        char text[256];
        rt_message full = {.size = sizeof full, .code = "repeated", .file = r->file,
                           .severity = severity_of(NULL, "repeated"), .message = text};
        if (r->count <= SHOWN)
            continue;
        snprintf(text, sizeof text,
                 "%" PRIu64 " more like the %d messages [%s] above were not shown",
                 r->count - SHOWN, SHOWN, r->code);
        tell(d, &full);
    }
    forget(d);
}
