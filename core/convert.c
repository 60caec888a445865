/* convert.c - one job: a source into all its targets, or into none.
 *
 * Owns the targets' side: writers, lowering, holding, strictness, verification and the commit. */
#include <string.h>

#include "session.h"
#include "verify.h"

typedef struct target {
    const rt_target *wanted;
    rt_declaration writer;
    void *options;
    const rt_carries *carries;
    rt_output_file *file;
    bool *used;       /* of its own assignments */
    rt_tree *meant;   /* for verify: the lowered report */
} target;

typedef struct job {
    const rt_job *wanted;
    rt_session session;
    rt_outputs *outputs;
    target *targets;
    size_t count;
} job;

/* ---- Targets ----------------------------------------------------------------------------- */

/* The target's assignments and the source's, in one list. */
static rt_status read_options(job *j, target *t)
{
    const char *const *own = t->wanted->options, *const *shared = j->wanted->source->options;
    size_t own_count = rt_strings_count(own), shared_count = j->session.assignment_count, count = own_count + shared_count;
    rt_run *run = &j->session.run;
    const char **list = rt_run_resize(run, NULL, (count + 1) * sizeof *list);
    t->used = list ? rt_run_resize(run, NULL, count + 1) : NULL;
    if (!t->used)
        return RT_ERR_MEMORY;
    memset(t->used, 0, count + 1);
    for (size_t i = 0; i < count; i++)
        list[i] = i < shared_count ? shared[i] : own[i - shared_count];
    list[count] = NULL;
    const rt_writer *writer = t->writer.writer;
    rt_status status = rt_session_options(&j->session, writer->options, "write", writer->format->name, list, t->used, &t->options);
    for (size_t i = 0; i < shared_count; i++)
        j->session.used[i] = j->session.used[i] || t->used[i];
    if (status == RT_OK && own_count &&
        !rt_options_all_used(run->diagnostics, own, t->used + shared_count, &writer->options, 1))
        status = RT_ERR_UNSUPPORTED;
    return status;
}

static rt_status open_target(job *j, target *t)
{
    rt_registry *registry = j->session.context->registry;
    t->writer.size = sizeof t->writer;
    rt_status status = t->wanted->to ? rt_registry_find(registry, "write", t->wanted->to, &t->writer)
                                     : rt_registry_writer_for(registry, t->wanted->path, &t->writer);
    if (status == RT_OK)
        status = read_options(j, t);
    if (status != RT_OK)
        return status;
    const rt_writer *writer = t->writer.writer;
    if (j->wanted->verify && writer->read_back && !writer->read_back(t->options)) {
        rt_run_report(&j->session.run, "verify-impossible", NULL, "with these options %s writes what cannot be read back as one "
                      "report; leave out --verify, or the option that makes several files", writer->format->name);
        return RT_ERR_UNSUPPORTED;
    }
    t->carries = writer->carries_with ? writer->carries_with(t->options) : writer->carries;
    if (t->carries && (!RT_HAS(rt_carries, t->carries, table) || !t->carries->table || t->carries->stride < sizeof(rt_capability))) {
        rt_run_report(&j->session.run, "plugin-error", NULL, "%s answered carries_with by no capability table; tell its author",
                      writer->format->name);
        return RT_ERR_PLUGIN;
    }
    return rt_outputs_add(j->outputs, t->wanted->path, t->wanted->fd, j->wanted->verify || j->wanted->strict,
                          (writer->flags & RT_WRITES_SEEKING) != 0, &t->file);
}

static uint32_t needs_of(const job *j, const rt_writer *writer)
{
    if ((writer->flags & RT_EARLY_META) && j->session.late_meta)
        return RT_NEEDS_REPORT;
    return writer->needs;
}

/* tee ─▶ lower ─┬─▶ hold ─▶ writer
 *               └─▶ tree, to verify */
static rt_status open_chain(job *j, target *t, rt_sink **sink)
{
    rt_session *s = &j->session;
    const rt_writer *writer = t->writer.writer;
    rt_session_host *host = rt_session_host_for(s, t->writer.plugin, t->wanted->path, s->run.unit);
    uint64_t errors = rt_diagnostics_errors(s->run.diagnostics);
    *sink = NULL;
    if (!host)
        return RT_ERR_MEMORY;
    host->output = t->wanted->path;
    rt_sink *writing = NULL;
    rt_status status = writer->open(&host->host, t->options, rt_output_of(t->file), &writing);
    if (status == RT_OK && !rt_session_usable(writing))
        status = RT_ERR_PLUGIN;
    if (status != RT_OK)
        return rt_session_explain(s, status, errors, writer->format->name);
    *sink = writing;
    if ((status = rt_hold_open(&s->run, needs_of(j, writer), *sink, sink)) != RT_OK)
        return status;
    if (j->wanted->verify) {
        if ((status = rt_tree_new(&s->run, &t->meant)) != RT_OK)
            return status;
        rt_sink *both[] = {*sink, rt_tree_sink(t->meant)};
        if ((status = rt_tee_open(&s->run, both, 2, sink)) != RT_OK)
            return status;
    }
    return rt_lower_open(&s->run, t->carries, t->writer.plugin->abi_minor, t->wanted->path, *sink, sink);
}

/* ---- The job -------------------------------------------------------------------------------- */

static rt_status convert(job *j)
{
    rt_session *s = &j->session;
    rt_status status = RT_OK;
    size_t opened = 0;
    rt_sink **sinks = rt_run_resize(&s->run, NULL, j->count * sizeof *sinks), *tee = NULL;
    if (!sinks)
        return RT_ERR_MEMORY;
    for (size_t i = 0; i < j->count && status == RT_OK; i++)
        status = open_target(j, &j->targets[i]);
    for (; opened < j->count && status == RT_OK; opened++)
        status = open_chain(j, &j->targets[opened], &sinks[opened]);
    if (status == RT_OK)
        status = rt_tee_open(&s->run, sinks, j->count, &tee);
    if (status == RT_OK)
        return rt_session_read(s, tee);
    for (size_t i = 0; i < opened; i++)
        if (sinks[i])
            sinks[i]->close(sinks[i], false);
    return status;
}

static rt_status verify(job *j, rt_result *result)
{
    rt_status status = RT_OK;
    for (size_t i = 0; i < j->count && status == RT_OK; i++) {
        target *t = &j->targets[i];
        rt_readback readback = {&t->writer, t->options, t->carries, t->wanted->path, -1, t->meant};
        bool differs = false;
        status = rt_output_reread(t->file, &readback.fd);
        if (status == RT_OK)
            status = rt_verify(&j->session, &readback, &differs);
        result->differs = result->differs || differs;
    }
    return status;
}

static rt_status run_job(job *j, rt_context *context, rt_result *result)
{
    rt_status status = rt_session_open(&j->session, context, j->wanted->source, context->diagnostics, context->ledger);
    if (status != RT_OK)
        return status;
    rt_run *run = &j->session.run;
    if (!j->count) {
        rt_run_report(run, "output-none", NULL, "the job has no target; name at least one output");
        return RT_ERR_UNSUPPORTED;
    }
    result->from = j->session.reader.reader->format->name;
    j->targets = rt_run_resize(run, NULL, j->count * sizeof *j->targets);
    j->outputs = j->targets ? rt_outputs_new(run) : NULL;
    if (!j->outputs)
        return RT_ERR_MEMORY;
    for (size_t i = 0; i < j->count; i++)
        j->targets[i] = (target){.wanted = j->wanted->targets[i]};
    status = convert(j);
    if (status == RT_OK && j->wanted->verify)
        status = verify(j, result);
    result->strict_failed = j->wanted->strict && rt_ledger_count(context->ledger, j->wanted->strict);
    if (status == RT_OK && rt_run_stopped(run)) /* before it appears, or not at all */
        status = rt_session_explain(&j->session, RT_STOPPED, rt_diagnostics_errors(run->diagnostics), NULL);
    if (status == RT_OK && !result->strict_failed && !result->differs)
        status = rt_outputs_commit(j->outputs);
    return status;
}

rt_status rt_convert(rt_context *context, const rt_job *wanted, rt_result *result)
{
    job j = {.wanted = wanted};
    rt_result answer = {.size = result->size};
    rt_ledger_clear(context->ledger);
    while (wanted->targets[j.count])
        j.count++;
    rt_status status = run_job(&j, context, &answer);
    answer.losses = rt_ledger_count(context->ledger, ~0u);
    answer.peak_memory = j.session.run.memory.peak;
    for (size_t i = 0; i < j.count && j.targets; i++)
        rt_tree_free(j.targets[i].meant);
    if (j.outputs)
        rt_outputs_free(j.outputs);
    rt_session_close(&j.session);
    rt_diagnostics_flush(context->diagnostics);
    memcpy(result, &answer, result->size < sizeof answer ? result->size : sizeof answer);
    return status;
}
