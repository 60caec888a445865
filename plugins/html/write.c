/* write.c - a report as a page. */
#include "html.h"

rt_status rt_html_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    (void)host, (void)options, (void)out, (void)sink;
    return RT_ERR_UNSUPPORTED;
}
