/* lines.h - a reader and a writer of one paragraph a line, for the plugins that test the contract.
 *
 * Each plugin brings its own tables, in the shape it is to test. */
#ifndef LINES_H
#define LINES_H

#include <string.h>

/* What both take: put before each paragraph. */
typedef struct line_options {
    const char *prefix;
    int64_t times; /* how often */
} line_options;

static rt_status read_line(const line_options *o, rt_sink *out, rt_str line, uint64_t number)
{
    const rt_node paragraph = {.size = sizeof paragraph, .kind = RT_PARAGRAPH, .pos.line = number};
    rt_status status = out->enter(out, &paragraph);

    for (int64_t i = 0; status == RT_OK && o->prefix && i < o->times; i++)
        status = out->text(out, (rt_str){o->prefix, strlen(o->prefix)});
    if (status == RT_OK && line.len)
        status = out->text(out, line);
    return status == RT_OK ? out->leave(out, RT_PARAGRAPH) : status;
}

/* For short files: a line lies within one window. */
static rt_status read_lines(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    const rt_node report = {.size = sizeof report, .kind = RT_REPORT};
    rt_status status = out->enter(out, &report);
    uint64_t number = 0;
    const char *at = "";
    size_t len = 1;

    (void)host;
    while (status == RT_OK && len > 0 && (status = in->next(in, &at, &len)) == RT_OK) {
        const char *end = at + len;
        while (status == RT_OK && at < end) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            rt_str line = {at, (size_t)((stop ? stop : end) - at)};
            status = read_line(options, out, line, ++number);
            at = stop ? stop + 1 : end;
        }
    }
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

static rt_status open_lines(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    line_writer *w = host->resize(host, NULL, sizeof *w);

    if (!w)
        return RT_ERR_MEMORY;
    *w = (line_writer){{sizeof w->sink, on_enter, on_text, on_leave, NULL, on_close}, host, options, out};
    *sink = &w->sink;
    return RT_OK;
}

#endif
