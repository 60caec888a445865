/* read.c - a page as a report. */
#include "docx.h"

rt_status rt_docx_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    (void)host, (void)options, (void)in, (void)out;
    return RT_ERR_UNSUPPORTED;
}
