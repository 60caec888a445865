/* inspect_charset.c - which charset inspect names: the one by which the text is decoded.
 *
 * Takes the core's decoding itself, since the embedding API does not tell. */
#include <stdlib.h>
#include <string.h>

#include "inspect.h"
#include "io.h"

static void no_message(void *user, const rt_message *message)
{
    (void)user;
    (void)message;
}

static char *charset_of(rt_run *run, const rt_reader *reader, const rt_source *source)
{
    rt_input_file *input = NULL;
    const char *head, *name = NULL;
    char *copy = NULL;
    size_t len;
    rt_str declared = {NULL, 0};
    rt_status status = rt_input_open(run, source->path, source->fd, &input);
    if (status == RT_OK)
        status = rt_input_peek(input, &head, &len);
    if (status == RT_OK && reader->declared)
        declared = reader->declared(head, len);
    if (status == RT_OK)
        status = rt_input_decode(input, source->charset, declared);
    while (status == RT_OK && len > 0 && !name) { /* decided where it stops being ASCII */
        status = rt_input_of(input)->next(rt_input_of(input), &head, &len);
        name = rt_input_charset(input);
    }
    if (name)
        copy = strdup(name);
    if (input)
        rt_input_close(input);
    return copy;
}

void rt_inspect_charset(rt_inspection *inspection, const rt_source *source,
                        const rt_reader *reader)
{
    rt_run run = {.file = source->path, .stop = inspection->cli->stop};
    rt_limits_init(&run.limits);
    run.memory.limit = UINT64_MAX;
    run.diagnostics = rt_diagnostics_new(no_message, NULL);
    if (run.diagnostics && (reader->flags & RT_READS_TEXT))
        inspection->charset = charset_of(&run, reader, source);
    rt_memory_release(&run.memory);
    rt_diagnostics_free(run.diagnostics);
}
