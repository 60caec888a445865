/* random_report.c - see random_report.h. */
#include "random_report.h"

#include <retort/plugin.h>
#include <stdlib.h>
#include <string.h>

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    (void)host;
    if (bytes)
        return realloc(block, bytes);
    free(block);
    return NULL;
}

static void report(const rt_host *host, const char *code, const rt_pos *pos, const char *message)
{
    (void)host, (void)code, (void)pos, (void)message;
}

typedef struct document { rt_input input; const char *text; } document;

static rt_status next(rt_input *input, const char **bytes, size_t *len)
{
    document *d = (document *)input;
    *bytes = d->text;
    *len = strlen(d->text);
    d->text += *len;
    return RT_OK;
}

rt_status send_random_report(rt_sink *sink, const char *words)
{
    static const rt_host host = {.size = sizeof host, .resize = resize, .report = report};
    document d = {.input = {.size = sizeof d.input, .next = next}, .text = words};
    return rt_plugin_v1.readers[0]->read(&host, NULL, &d.input, sink);
}
