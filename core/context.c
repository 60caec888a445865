/* context.c - the context of the embedding API and its simple questions.
 *
 * Owns the context's parts; converting is convert.c's, comparing verify.c's. */
#include <stdlib.h>

#include "session.h"

rt_status rt_context_new(const rt_settings *settings, rt_context **made)
{
    rt_context *context = calloc(1, sizeof *context);
    *made = NULL;
    if (!context)
        return RT_ERR_MEMORY;
    context->settings = *settings;
    rt_limits_init(&context->limits);
    context->diagnostics = rt_diagnostics_new(settings->message, settings->user);
    context->ledger = rt_ledger_new();
    rt_status status = context->diagnostics && context->ledger ? RT_OK : RT_ERR_MEMORY;
    for (size_t i = 0; status == RT_OK && settings->limits && settings->limits[i]; i++) {
        const char *error;
        if (!rt_limits_set(&context->limits, settings->limits[i], &error)) {
            rt_run run = {.diagnostics = context->diagnostics};
            rt_run_report(&run, "limit-unknown", NULL, "--limit %s: %s",
                          settings->limits[i], error);
            status = RT_ERR_UNSUPPORTED;
        }
    }
    if (status == RT_OK)
        status = rt_registry_new(settings, context->diagnostics, &context->registry);
    if (status != RT_OK) {
        rt_context_free(context);
        return status;
    }
    *made = context;
    return RT_OK;
}

void rt_context_free(rt_context *context)
{
    if (!context)
        return;
    if (context->registry)
        rt_registry_free(context->registry);
    if (context->ledger)
        rt_ledger_free(context->ledger);
    if (context->diagnostics)
        rt_diagnostics_free(context->diagnostics);
    free(context);
}

void rt_entries(rt_context *context, void (*each)(void *user, const rt_entry *), void *user)
{
    rt_registry_each(context->registry, each, user);
}

rt_status rt_declared(rt_context *context, const char *role, const char *name, rt_declaration *found)
{
    return rt_registry_find(context->registry, role, name, found);
}

rt_status rt_write_index(rt_context *context, const char *folder)
{
    return rt_registry_write_index(context->registry, folder);
}

rt_status rt_recognise(rt_context *context, const rt_source *source,
                       void (*each)(void *user, const rt_candidate *), void *user, const char **format)
{
    rt_run run = {.limits = context->limits, .diagnostics = context->diagnostics, .file = source->path};
    rt_input_file *input = NULL;
    rt_declaration found = {.size = sizeof found};
    const char *head;
    size_t len;
    run.memory.limit = context->limits.value[RT_LIMIT_MEMORY];
    rt_status status = rt_input_open(&run, source->path, source->fd, &input);
    if (status == RT_OK)
        status = rt_input_peek(input, &head, &len);
    if (status == RT_OK)
        status = source->from ? rt_registry_find(context->registry, "read", source->from, &found)
                              : rt_registry_recognise(context->registry, source->path, head, len, each, user, &found);
    if (status == RT_OK)
        *format = found.reader->format->name;
    if (input)
        rt_input_close(input);
    rt_memory_release(&run.memory);
    return status;
}

void rt_losses(rt_context *context, void (*line)(void *user, const rt_loss *), void *user)
{
    rt_ledger_each(context->ledger, line, user);
}

const char *rt_version(void) { return RT_VERSION; }

const char *rt_status_name(rt_status status)
{
    static const char *const names[] = {"ok", "stopped", "malformed", "limit", "unsupported", "input/output",
                                        "memory", "plugin"};
    return (unsigned)status < sizeof names / sizeof *names ? names[status] : "unknown";
}
