/* verify.c - comparing two reports: --verify, and rt_compare for `retort diff`.
 *
 * Owns reading into trees; normal form and the comparison are normal.c's and compare.c's. */
#include "verify.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_OPTIONS = 16, OPTION_ROOM = 512 };

/* ---- Reading back ------------------------------------------------------------------- */

typedef struct told { rt_run *run; const char *path; uint64_t count; } told;

static void tell_difference(void *user, const rt_difference *d)
{
    told *t = user;
    rt_run run = *t->run;
    run.file = t->path;
    if (++t->count <= 5)
        rt_run_report(&run, "verify-differs", &d->pos_b, "read back, %s differs at %s: meant %s, got %s", d->what, d->where,
                      d->a ? d->a : "nothing", d->b ? d->b : "nothing");
}

/* Only what stops the reading is worth telling: its warnings are about our own output. */
static void pass_errors(void *user, const rt_message *message)
{
    rt_session *s = user;
    if (message->severity == RT_ERROR)
        rt_run_report(&s->run, "verify-unreadable", &message->pos, "%s, read back, is refused: %s", message->file ? message->file : "the output",
                      message->message);
}

/* "a=b c=d" to a list of assignments in `room`. */
static void split_options(const char *text, char room[OPTION_ROOM], const char *list[MOST_OPTIONS])
{
    size_t count = 0;
    char *rest = NULL;
    snprintf(room, OPTION_ROOM, "%s", text ? text : "");
    for (char *p = strtok_r(room, " ", &rest); p && count + 1 < MOST_OPTIONS; p = strtok_r(NULL, " ", &rest))
        list[count++] = p;
    list[count] = NULL;
}

/* ---- What is carried nearly -------------------------------------------------------------- */

/* The rows of a capability table with those for what is only approximate turned into what is lacking; ends with a 0 kind. */
static rt_capability *exact_rows(rt_run *run, const rt_carries *carries)
{
    size_t stride = carries->stride, count = 0;
    const char *row = (const char *)carries->table;
    while (((const rt_capability *)(const void *)(row + count * stride))->kind)
        count++;
    rt_capability *rows = rt_run_resize(run, NULL, (count + 1) * sizeof *rows);
    for (size_t i = 0; rows && i <= count; i++) {
        memcpy(&rows[i], row + i * stride, sizeof *rows);
        rows[i].level = rows[i].level == RT_APPROXIMATE ? RT_NOT_CARRIED : rows[i].level;
    }
    return rows;
}

/* A sink that leaves out, or replaces, what the writer carries only nearly: what becomes of that is no difference. */
static rt_status exact_sink(rt_run *run, const rt_readback *rb, rt_capability **rows, rt_sink *next, rt_sink **sink)
{
    *sink = next;
    *rows = NULL;
    if (!rb->carries)
        return RT_OK;
    *rows = exact_rows(run, rb->carries);
    if (!*rows)
        return RT_ERR_MEMORY;
    const rt_carries exact = {.size = sizeof exact, .stride = sizeof **rows, .table = *rows};
    return rt_lower_open(run, &exact, rb->writer->plugin->abi_minor, NULL, next, sink);
}

static rt_status read_lowered(rt_session *back, const rt_readback *rb, rt_tree *tree)
{
    rt_capability *rows;
    rt_sink *sink;
    rt_status status = exact_sink(&back->run, rb, &rows, rt_tree_sink(tree), &sink);
    if (status == RT_OK)
        status = rt_lower_open(&back->run, rb->carries, rb->writer->plugin->abi_minor, NULL, sink, &sink);
    if (status == RT_OK)
        status = rt_session_read(back, sink);
    rt_run_resize(&back->run, rows, 0);
    return status == RT_OK ? rt_tree_normalise(tree) : status;
}

static rt_status lower_meant(rt_session *back, const rt_readback *rb, rt_tree *tree)
{
    rt_capability *rows;
    rt_sink *sink;
    rt_status status = exact_sink(&back->run, rb, &rows, rt_tree_sink(tree), &sink);
    for (rt_item *item = rt_tree_root(rb->meant)->first; item && status == RT_OK; item = item->next)
        status = rt_tree_replay(rb->meant, item, sink);
    if (sink)
        sink->close(sink, status == RT_OK);
    rt_run_resize(&back->run, rows, 0);
    return status == RT_OK ? rt_tree_normalise(tree) : status;
}

/* ---- Verification -------------------------------------------------------------------------- */

rt_status rt_verify(rt_session *session, const rt_readback *rb, bool *differs)
{
    const rt_writer *writer = rb->writer->writer;
    char room[OPTION_ROOM];
    const char *list[MOST_OPTIONS];
    rt_session back;
    rt_tree *got = NULL, *meant = NULL;
    told t = {.run = &session->run, .path = rb->path};
    uint64_t count = 0;
    rt_diagnostics *quiet = rt_diagnostics_new(pass_errors, session);
    if (!quiet)
        return RT_ERR_MEMORY;
    split_options(writer->read_back ? writer->read_back(rb->options) : NULL, room, list);
    rt_source source = {.size = sizeof source, .fd = rb->fd, .path = rb->path, .from = writer->format->name,
                        .charset = NULL, .options = list};
    rt_status status = rt_session_open(&back, session->context, &source, quiet, NULL);
    if (status == RT_OK)
        status = rt_tree_new(&back.run, &got);
    if (status == RT_OK)
        status = read_lowered(&back, rb, got);
    if (status == RT_OK)
        status = rt_tree_new(&back.run, &meant);
    if (status == RT_OK)
        status = lower_meant(&back, rb, meant);
    if (status == RT_OK)
        status = rt_tree_compare(&back.run, meant, got, tell_difference, &t, &count);
    if (t.count > 5)
        rt_run_report(&session->run, "verify-differs", NULL, "and %llu more differences", (unsigned long long)(t.count - 5));
    *differs = count > 0;
    rt_tree_free(got);
    rt_tree_free(meant);
    rt_session_close(&back);
    rt_diagnostics_free(quiet);
    return status;
}

/* ---- Comparing two sources ------------------------------------------------------------- */

static rt_status load(rt_session *s, rt_context *context, const rt_source *source, rt_tree **tree)
{
    rt_status status = rt_session_open(s, context, source, context->diagnostics, NULL);
    if (status == RT_OK)
        status = rt_tree_new(&s->run, tree);
    if (status == RT_OK)
        status = rt_session_read(s, rt_tree_sink(*tree));
    return status == RT_OK ? rt_tree_normalise(*tree) : status;
}

rt_status rt_compare(rt_context *context, const rt_source *a, const rt_source *b,
                     void (*each)(void *user, const rt_difference *), void *user, uint64_t *count)
{
    rt_session left, right;
    rt_tree *trees[2] = {NULL, NULL};
    rt_status status = load(&left, context, a, &trees[0]);
    *count = 0;
    rt_diagnostics_flush(context->diagnostics);
    if (status == RT_OK) {
        status = load(&right, context, b, &trees[1]);
        if (status == RT_OK)
            status = rt_tree_compare(&right.run, trees[0], trees[1], each, user, count);
        rt_tree_free(trees[1]);
        rt_session_close(&right);
    }
    rt_tree_free(trees[0]);
    rt_session_close(&left);
    rt_diagnostics_flush(context->diagnostics);
    return status;
}

/* ---- Reading into a sink of the caller's ---------------------------------------------------- */

rt_status rt_read(rt_context *context, const rt_source *source, uint32_t needs, rt_sink *sink)
{
    rt_session s;
    rt_sink *first = sink;
    rt_ledger_clear(context->ledger);
    rt_status status = rt_session_open(&s, context, source, context->diagnostics, context->ledger);
    if (status == RT_OK)
        status = rt_hold_open(&s.run, needs, sink, &first);
    if (status == RT_OK)
        status = rt_session_read(&s, first);
    else
        sink->close(sink, false);
    rt_session_close(&s);
    rt_diagnostics_flush(context->diagnostics);
    return status;
}
