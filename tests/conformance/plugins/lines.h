/* lines.h - a reader and a writer of one paragraph a line, for the plugins that test the contract.
 *
 * Each plugin brings its own tables, in the shape it is to test. */
#ifndef LINES_H
#define LINES_H

#include <retort/plugin.h>
#include <string.h>

/* What both take: put before each paragraph. */
typedef struct line_options {
    const char *prefix;
    int64_t times; /* how often */
} line_options;

static rt_status begin_line(const line_options *o, rt_sink *out, uint64_t number)
{
    const rt_node paragraph = {.size = sizeof paragraph, .kind = RT_PARAGRAPH, .pos.line = number};
    rt_status status = out->enter(out, &paragraph);

    for (int64_t i = 0; status == RT_OK && o->prefix && i < o->times; i++)
        status = out->text(out, (rt_str){o->prefix, strlen(o->prefix)});
    return status;
}

/* One window; a line may go on in the next. *number: lines begun; *open: the last is not at its
 * end. */
static rt_status read_window(const line_options *o, rt_sink *out, rt_str window, uint64_t *number,
                             bool *open)
{
    const char *at = window.ptr, *end = at + window.len;
    rt_status status = RT_OK;

    while (status == RT_OK && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        rt_str piece = {at, (size_t)((stop ? stop : end) - at)};
        if (!*open)
            status = begin_line(o, out, ++*number);
        if (status == RT_OK && piece.len)
            status = out->text(out, piece);
        if (status == RT_OK && stop)
            status = out->leave(out, RT_PARAGRAPH);
        *open = !stop;
        at = stop ? stop + 1 : end;
    }
    return status;
}

static rt_status read_lines(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    const rt_node report = {.size = sizeof report, .kind = RT_REPORT};
    rt_status status = out->enter(out, &report);
    rt_str window = {NULL, 1};
    uint64_t number = 0;
    bool open = false;

    (void)host;
    while (status == RT_OK && window.len > 0) {
        status = in->next(in, &window.ptr, &window.len);
        if (status == RT_OK && window.len)
            status = read_window(options, out, window, &number, &open);
    }
    if (status == RT_OK && open)
        status = out->leave(out, RT_PARAGRAPH);
    return status == RT_OK ? out->leave(out, RT_REPORT) : status;
}

typedef struct line_writer {
    rt_sink sink;
    const rt_host *host;
    const line_options *options;
    rt_output *out;
} line_writer;

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    line_writer *w = (line_writer *)(void *)sink;
    rt_status status = RT_OK;

    if (node->kind == RT_PARAGRAPH && w->options->prefix)
        for (int64_t i = 0; status == RT_OK && i < w->options->times; i++)
            status = w->out->write(w->out, w->options->prefix, strlen(w->options->prefix));
    return status;
}

static rt_status on_text(rt_sink *sink, rt_str text)
{
    line_writer *w = (line_writer *)(void *)sink;
    return w->out->write(w->out, text.ptr, text.len);
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    line_writer *w = (line_writer *)(void *)sink;
    return kind == RT_PARAGRAPH ? w->out->write(w->out, "\n", 1) : RT_OK;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    const rt_host *host = ((line_writer *)(void *)sink)->host;

    (void)complete;
    host->resize(host, sink, 0);
    return RT_OK;
}

static rt_status open_lines(const rt_host *host, const void *options, rt_output *out,
                            rt_sink **sink)
{
    line_writer *w = host->resize(host, NULL, sizeof *w);

    if (!w)
        return RT_ERR_MEMORY;
    *w = (line_writer){
        {sizeof w->sink, on_enter, on_text, on_leave, NULL, on_close}, host, options, out};
    *sink = &w->sink;
    return RT_OK;
}

#endif
