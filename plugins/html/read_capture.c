/* read_capture.c - text on its way: into the line it stands in, or captured because it becomes an
 * attribute. */
#include "read.h"

void rt_html_capture(html_reader *r, uint32_t at, html_capture what)
{
    if (r->capture)
        return;
    r->capture = what;
    r->capture_at = at;
    r->capture_edge = true;
    r->capture_space = false;
    rt_buffer_clear(&r->captured);
}

rt_str rt_html_captured(html_reader *r)
{
    r->capture = CAPTURE_NONE;
    return (rt_str){r->captured.data ? r->captured.data : "", r->captured.len};
}

void rt_html_capture_text(html_reader *r, uint32_t at, rt_str text)
{
    bool kept = r->stack[at].style.space == SPACE_KEPT || r->capture == CAPTURE_TITLE ||
                r->capture == CAPTURE_OPTION;
    for (size_t i = 0; i < text.len && r->status == RT_OK; i++) {
        char c = text.ptr[i];
        if (!kept && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            r->capture_space = !r->capture_edge;
            continue;
        }
        if (r->capture_space)
            r->status = rt_buffer_add_char(&r->captured, ' ');
        r->capture_space = r->capture_edge = false;
        if (r->status == RT_OK)
            r->status = rt_buffer_add_char(&r->captured, c);
    }
}

void rt_html_capture_break(html_reader *r)
{
    r->capture_space = false;
    r->capture_edge = true;
    if (r->status == RT_OK)
        r->status = rt_buffer_add_char(&r->captured, '\n');
}

void rt_html_collapse(html_reader *r, rt_str s, rt_buffer *out)
{
    size_t begin = out->len;
    bool space = false;
    for (size_t i = 0; i < s.len && r->status == RT_OK; i++) {
        char c = s.ptr[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            space = out->len > begin;
            continue;
        }
        if (space)
            r->status = rt_buffer_add_char(out, ' ');
        space = false;
        if (r->status == RT_OK)
            r->status = rt_buffer_add_char(out, c);
    }
}

void rt_html_say(html_reader *r, uint32_t at, rt_str text)
{
    if (r->capture)
        rt_html_capture_text(r, at, text);
    else if (r->select_at == NONE && r->fact_at == NONE)
        rt_html_flow_text(r, at, text);
}
