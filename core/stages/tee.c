/* tee.c - gives every event to several sinks. Owns the list; the first failure stops all. */
#include <string.h>

#include "stages.h"

typedef struct tee {
    rt_sink sink;
    rt_run *run;
    size_t count;
    rt_sink *sinks[];
} tee;

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    tee *t = (tee *)self;
    rt_status status = RT_OK;
    for (size_t i = 0; i < t->count && status == RT_OK; i++)
        status = t->sinks[i]->enter(t->sinks[i], node);
    return status;
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    tee *t = (tee *)self;
    rt_status status = RT_OK;
    for (size_t i = 0; i < t->count && status == RT_OK; i++)
        status = t->sinks[i]->text(t->sinks[i], piece);
    return status;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    tee *t = (tee *)self;
    rt_status status = RT_OK;
    for (size_t i = 0; i < t->count && status == RT_OK; i++)
        status = t->sinks[i]->leave(t->sinks[i], kind);
    return status;
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    tee *t = (tee *)self;
    rt_status status = RT_OK;
    for (size_t i = 0; i < t->count && status == RT_OK; i++)
        if (t->sinks[i]->bytes)
            status = t->sinks[i]->bytes(t->sinks[i], bytes, len);
    return status;
}

/* All are closed, whatever the others answer. */
static rt_status on_close(rt_sink *self, bool complete)
{
    tee *t = (tee *)self;
    rt_status status = RT_OK;
    for (size_t i = 0; i < t->count; i++) {
        rt_status closed = t->sinks[i]->close(t->sinks[i], complete && status == RT_OK);
        if (status == RT_OK)
            status = closed;
    }
    rt_run_resize(t->run, t, 0);
    return status;
}

rt_status rt_tee_open(rt_run *run, rt_sink *const *sinks, size_t count, rt_sink **sink)
{
    if (count == 1) {
        *sink = sinks[0];
        return RT_OK;
    }
    tee *t = rt_run_resize(run, NULL, sizeof *t + count * sizeof *t->sinks);
    if (!t)
        return RT_ERR_MEMORY;
    *t = (tee){.sink = {sizeof t->sink, on_enter, on_text, on_leave, on_bytes, on_close}, .run = run, .count = count};
    memcpy(t->sinks, sinks, count * sizeof *sinks);
    *sink = &t->sink;
    return RT_OK;
}
