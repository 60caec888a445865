/* docx.c - the DOCX plugin: its tables and how DOCX is known. Reads nothing and writes nothing itself. */
#include "docx.h"

static const char *const extensions[] = {"docx", "docm", "dotx", "dotm", NULL};
const rt_format rt_docx_format = {
    .size = sizeof rt_docx_format, .name = "docx", .title = "Office Open XML document",
    .media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", .extensions = extensions};

static const rt_reader reader = {
    .size = sizeof reader, .flags = 0, .format = &rt_docx_format, .read = rt_docx_read};
static const rt_writer writer = {
    .size = sizeof writer, .flags = RT_EARLY_META, .format = &rt_docx_format, .needs = RT_NEEDS_TABLE,
    .carries = &rt_docx_carries, .open = rt_docx_write};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {{0}};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.docx", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof *diagnostics};
