/* link.c - stands on both sides of a filter: passes events to it and from it, and closes what comes
 * behind it.
 *
 * Owns that both are closed once, whatever the filter does; a filter knows only itself. */
#include <stddef.h>

#include "stages.h"

typedef struct link {
    rt_sink sink;   /* in front of the filter */
    rt_sink behind; /* what the filter pushes into */
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
    rt_status closed = l->filter ? l->filter->close(l->filter, complete && status == RT_OK) : RT_OK;
    if (status == RT_OK)
        status = closed;
    rt_run_resize(l->run, l, 0);
    closed = next->close(next, complete && status == RT_OK);
    return status == RT_OK ? closed : status;
}

/* ---- What the filter pushes into ---------------------------------------------------------- */

static rt_sink *next_of(rt_sink *self)
{
    return ((link *)((char *)self - offsetof(link, behind)))->next;
}

static rt_status behind_enter(rt_sink *self, const rt_node *node)
{
    rt_sink *next = next_of(self);
    return next->enter(next, node);
}

static rt_status behind_text(rt_sink *self, rt_str piece)
{
    rt_sink *next = next_of(self);
    return next->text(next, piece);
}

static rt_status behind_leave(rt_sink *self, uint32_t kind)
{
    rt_sink *next = next_of(self);
    return next->leave(next, kind);
}

static rt_status behind_bytes(rt_sink *self, const void *bytes, size_t len)
{
    rt_sink *next = next_of(self);
    return next->bytes ? next->bytes(next, bytes, len) : RT_OK;
}

/* A filter closes itself alone; one that closes this as well, as writers of chains are used to, does no
 * harm. */
static rt_status behind_close(rt_sink *self, bool complete)
{
    (void)self;
    (void)complete;
    return RT_OK;
}

/* ---- Opening -------------------------------------------------------------------------------- */

rt_status rt_link_open(rt_run *run, rt_sink *next, rt_sink **sink, rt_sink **behind)
{
    link *l = rt_run_resize(run, NULL, sizeof *l);
    if (!l)
        return RT_ERR_MEMORY;
    *l = (link){.sink = {sizeof l->sink, on_enter, on_text, on_leave, on_bytes, on_close},
                .behind = {sizeof l->behind, behind_enter, behind_text, behind_leave, behind_bytes, behind_close},
                .run = run, .next = next};
    *sink = &l->sink;
    *behind = &l->behind;
    return RT_OK;
}

void rt_link_join(rt_sink *sink, rt_sink *filter) { ((link *)sink)->filter = filter; }
