/* session.c - one source on its way into a sink; see session.h. */
#include "session.h"

#include <string.h>

/* ---- The host ------------------------------------------------------------------------ */

static void *host_resize(const rt_host *host, void *block, size_t bytes)
{
    return rt_run_resize(((const rt_session_host *)host)->run, block, bytes);
}

static void host_report(const rt_host *host, const char *code, const rt_pos *pos, const char *message)
{
    const rt_session_host *h = (const rt_session_host *)host;
    rt_diagnostics_report(h->run->diagnostics, h->plugin, code ? code : "plugin-error", h->file, h->unit, pos,
                          message ? message : "a plugin had something to say and no words for it");
}

static void host_lost(const rt_host *host, uint32_t loss_class, const rt_pos *pos, const char *what)
{
    const rt_session_host *h = (const rt_session_host *)host;
    rt_ledger_item item = {.loss_class = (rt_loss_class)loss_class, .output = h->output, .what = what, .unit = h->unit};
    if (loss_class < RT_LOSS_CONTENT || loss_class > RT_LOSS_REMOVED)
        item.loss_class = RT_LOSS_CONTENT; /* better too much than too little */
    if (!what || !*what)
        item.what = "something the plugin did not name";
    if (h->run->ledger)
        rt_ledger_add(h->run->ledger, &item, pos, 1);
}

static bool host_stopped(const rt_host *host) { return rt_run_stopped(((const rt_session_host *)host)->run); }

static uint64_t host_limit(const rt_host *host, const char *name)
{
    int id = name ? rt_limit_find(name) : -1;
    return id < 0 ? UINT64_MAX : ((const rt_session_host *)host)->run->limits.value[id];
}

rt_session_host *rt_session_host_for(rt_session *s, const rt_plugin *plugin, const char *file, const char *unit)
{
    rt_session_host *h = rt_run_resize(&s->run, NULL, sizeof *h);
    if (!h)
        return NULL;
    *h = (rt_session_host){
        .host = {sizeof h->host, RT_ABI_MINOR, host_resize, host_report, host_lost, host_stopped, host_limit},
        .run = &s->run, .plugin = plugin, .file = file, .unit = unit, .next = s->hosts};
    s->hosts = h;
    return h;
}

/* ---- Options -------------------------------------------------------------------------------- */

static void *options_resize(void *user, void *block, size_t bytes)
{
    return rt_run_resize(&((rt_session *)user)->run, block, bytes);
}

static rt_status options_file(void *user, const char *path, rt_input **input)
{
    rt_session *s = user;
    rt_session_file *f = rt_run_resize(&s->run, NULL, sizeof *f);
    if (!f)
        return RT_ERR_MEMORY;
    rt_status status = rt_input_open(&s->run, path, -1, &f->file);
    if (status != RT_OK) {
        rt_run_resize(&s->run, f, 0);
        return status;
    }
    f->next = s->files;
    s->files = f;
    *input = rt_input_of(f->file);
    return RT_OK;
}

rt_status rt_session_options(rt_session *s, const rt_options *options, const char *role, const char *name,
                             const char *const *assignments, bool *used, void **block)
{
    rt_option_request request = {options, role, name, assignments, used, options_file, options_resize, s, s->run.diagnostics};
    *block = NULL;
    if (!options)
        return RT_OK;
    const rt_options **grown = rt_run_resize(&s->run, s->declared, (s->declared_count + 1) * sizeof *grown);
    if (!grown)
        return RT_ERR_MEMORY;
    s->declared = grown;
    s->declared[s->declared_count++] = options;
    return rt_options_parse(&request, block);
}

rt_status rt_session_all_used(rt_session *s)
{
    return rt_options_all_used(s->run.diagnostics, s->source->options, s->used, s->declared, s->declared_count)
               ? RT_OK : RT_ERR_UNSUPPORTED;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

static rt_status find_reader(rt_session *s)
{
    const char *head;
    size_t len;
    rt_status status = rt_input_peek(s->input, &head, &len);
    if (status != RT_OK)
        return status;
    s->reader.size = sizeof s->reader;
    if (s->source->from)
        return rt_registry_find(s->context->registry, "read", s->source->from, &s->reader);
    return rt_registry_recognise(s->context->registry, s->source->path, head, len, NULL, NULL, &s->reader);
}

static rt_status decode(rt_session *s)
{
    const rt_reader *reader = s->reader.reader;
    const char *head;
    size_t len;
    if (!(reader->flags & RT_READS_TEXT))
        return RT_OK;
    rt_status status = rt_input_peek(s->input, &head, &len);
    if (status != RT_OK)
        return status;
    rt_str declared = reader->declared ? reader->declared(head, len) : (rt_str){NULL, 0};
    return rt_input_decode(s->input, s->source->charset, declared);
}

size_t rt_strings_count(const char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

rt_status rt_session_open(rt_session *s, rt_context *context, const rt_source *source,
                          rt_diagnostics *diagnostics, rt_ledger *ledger)
{
    *s = (rt_session){.context = context, .source = source};
    s->run = (rt_run){.limits = context->limits, .diagnostics = diagnostics, .ledger = ledger,
                      .stop = context->settings.stop, .file = source->path};
    s->run.memory.limit = context->limits.value[RT_LIMIT_MEMORY];
    s->assignment_count = rt_strings_count(source->options);
    s->used = rt_run_resize(&s->run, NULL, s->assignment_count + 1);
    if (!s->used)
        return RT_ERR_MEMORY;
    memset(s->used, 0, s->assignment_count + 1);
    rt_status status = rt_input_open(&s->run, source->path, source->fd, &s->input);
    if (status == RT_OK)
        status = find_reader(s);
    if (status != RT_OK)
        return status;
    s->run.unit = s->reader.reader->unit;
    s->late_meta = (s->reader.reader->flags & RT_LATE_META) != 0;
    status = rt_session_options(s, s->reader.reader->options, "read", s->reader.reader->format->name, source->options,
                                s->used, &s->reader_options);
    return status == RT_OK ? decode(s) : status;
}

void rt_session_close(rt_session *s)
{
    for (rt_session_file *f = s->files; f; f = f->next)
        rt_input_close(f->file);
    if (s->input)
        rt_input_close(s->input);
    rt_memory_release(&s->run.memory);
}

/* ---- Reading --------------------------------------------------------------------------------------- */

/* Puts the filter in front of *sink, with what it needs held; its own output passes a gate. */
static rt_status add_filter(rt_session *s, const char *name, rt_sink **sink)
{
    rt_declaration found = {.size = sizeof found};
    void *options = NULL;
    rt_status status = rt_registry_find(s->context->registry, "filter", name, &found);
    if (status == RT_OK)
        status = rt_session_options(s, found.filter->options, "filter", name, s->source->options, s->used, &options);
    rt_session_host *host = status == RT_OK ? rt_session_host_for(s, found.plugin, s->source->path, s->run.unit) : NULL;
    if (!host)
        return status == RT_OK ? RT_ERR_MEMORY : status;
    if ((status = rt_gate_open(&s->run, *sink, sink)) != RT_OK)
        return status;
    s->late_meta = s->late_meta || (found.filter->flags & RT_LATE_META);
    uint64_t errors = rt_diagnostics_errors(s->run.diagnostics);
    rt_sink *filter = NULL, *behind;
    if ((status = rt_link_open(&s->run, *sink, sink, &behind)) != RT_OK)
        return status;
    status = found.filter->open(&host->host, options, behind, &filter);
    if (status == RT_OK && !rt_session_usable(filter))
        status = RT_ERR_PLUGIN;
    if (status != RT_OK)
        return rt_session_explain(s, status, errors, name);
    rt_link_join(*sink, filter);
    return rt_hold_open(&s->run, found.filter->needs, *sink, sink);
}

bool rt_session_usable(const rt_sink *sink)
{
    return sink && RT_HAS(rt_sink, sink, close) && sink->enter && sink->text && sink->leave && sink->close;
}

rt_status rt_session_explain(rt_session *s, rt_status status, uint64_t errors, const char *what)
{
    if (status == RT_OK || status == RT_ERR_IO || rt_diagnostics_errors(s->run.diagnostics) > errors)
        return status; /* input and output tell their own failures, a closed pipe not as an error */
    if (status == RT_STOPPED)
        rt_run_report(&s->run, "stopped", NULL, "the conversion was interrupted; nothing was written");
    else
        rt_run_report(&s->run, "plugin-error", NULL, "the conversion (%s) failed: %s; the plugin that failed did not "
                      "say why, which is a bug of it", what, rt_status_name(status));
    return status;
}

rt_status rt_session_read(rt_session *s, rt_sink *sink)
{
    rt_status status = RT_OK;
    uint64_t errors = rt_diagnostics_errors(s->run.diagnostics);
    for (size_t i = rt_strings_count(s->source->filters); i-- > 0 && status == RT_OK;)
        status = add_filter(s, s->source->filters[i], &sink);
    if (status == RT_OK)
        status = rt_gate_open(&s->run, sink, &sink);
    if (status == RT_OK)
        status = rt_session_all_used(s);
    rt_session_host *host = status == RT_OK ? rt_session_host_for(s, s->reader.plugin, s->source->path, s->run.unit) : NULL;
    if (status == RT_OK)
        status = host ? s->reader.reader->read(&host->host, s->reader_options, rt_input_of(s->input), sink) : RT_ERR_MEMORY;
    if (status == RT_OK && rt_diagnostics_errors(s->run.diagnostics) > errors)
        status = RT_ERR_PLUGIN; /* what a plugin calls an error ends the conversion */
    rt_status closed = sink->close(sink, status == RT_OK);
    if (status == RT_OK)
        status = closed;
    return rt_session_explain(s, status, errors, s->reader.reader->format->name);
}
