/* link.c - stands in front of a filter: passes events to it, and closes what comes behind it.
 *
 * Owns that both are closed once, whatever the filter does; a filter knows only itself. */
#include "stages.h"

typedef struct link {
    rt_sink sink;
    rt_run *run;
    rt_sink *filter, *next;
    rt_status failed; /* the first failure, answered ever after */
} link;

static rt_status keep(link *l, rt_status status)
{
    if (status != RT_OK)
        l->failed = status;
    return status;
}

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    link *l = (link *)self;
    return l->failed ? l->failed : keep(l, l->filter->enter(l->filter, node));
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    link *l = (link *)self;
    return l->failed ? l->failed : keep(l, l->filter->text(l->filter, piece));
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    link *l = (link *)self;
    return l->failed ? l->failed : keep(l, l->filter->leave(l->filter, kind));
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    link *l = (link *)self;
    if (l->failed || !l->filter->bytes)
        return l->failed;
    return keep(l, l->filter->bytes(l->filter, bytes, len));
}

static rt_status on_close(rt_sink *self, bool complete)
{
    link *l = (link *)self;
    rt_sink *next = l->next;
    rt_status status = l->failed;
    rt_status closed = l->filter->close(l->filter, complete && status == RT_OK);
    if (status == RT_OK)
        status = closed;
    rt_run_resize(l->run, l, 0);
    closed = next->close(next, complete && status == RT_OK);
    return status == RT_OK ? closed : status;
}

rt_status rt_link_open(rt_run *run, rt_sink *filter, rt_sink *next, rt_sink **sink)
{
    link *l = rt_run_resize(run, NULL, sizeof *l);
    if (!l)
        return RT_ERR_MEMORY;
    *l = (link){.sink = {sizeof l->sink, on_enter, on_text, on_leave, on_bytes, on_close},
                .run = run, .filter = filter, .next = next};
    *sink = &l->sink;
    return RT_OK;
}
