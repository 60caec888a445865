/* html.h - what the files of the HTML plugin share.
 *
 * html.c declares the plugin; token.c cuts text into tags; tree*.c applies the rules of tree construction; read*.c makes
 * events of the result; write*.c writes. docs/html.md says what stands for what. */
#ifndef RT_HTML_H
#define RT_HTML_H

#include <retort/plugin.h>

/* ASCII white space, as HTML has it. */
static inline bool rt_html_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

extern const rt_format rt_html_format;

/* read.c */
rt_status rt_html_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out);

/* write.c, carries.c */
extern const rt_carries rt_html_carries;
rt_status rt_html_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink);

#endif
