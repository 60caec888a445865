/* carries.c - what HTML can hold of a report; see docs/html.md. */
#include "html.h"

static const rt_capability table[] = {{RT_PARAGRAPH, 0, RT_EXACT, 0}, {0, 0, 0, 0}};

const rt_carries rt_html_carries = {.size = sizeof rt_html_carries, .stride = sizeof *table, .table = table};
