/* carries.c - what DOCX can hold of a report; see docs/docx.md. */
#include "docx.h"

static const rt_capability table[] = {{RT_PARAGRAPH, 0, RT_EXACT, 0}, {0, 0, 0, 0}};

const rt_carries rt_docx_carries = {.size = sizeof rt_docx_carries, .stride = sizeof *table, .table = table};
