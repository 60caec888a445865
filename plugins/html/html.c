/* html.c - the HTML plugin: its tables and how HTML is known. Reads nothing and writes nothing itself. */
#include "html.h"

static const char *const extensions[] = {"html", "htm", "xhtml", "xht", "shtml", NULL};
const rt_format rt_html_format = {
    .size = sizeof rt_html_format, .name = "html", .title = "HyperText Markup Language",
    .media_type = "text/html", .extensions = extensions};

static const rt_reader reader = {
    .size = sizeof reader, .flags = RT_READS_TEXT | RT_LATE_META, .format = &rt_html_format, .read = rt_html_read};
static const rt_writer writer = {
    .size = sizeof writer, .flags = RT_EARLY_META, .format = &rt_html_format, .needs = RT_NEEDS_TABLE,
    .carries = &rt_html_carries, .open = rt_html_write};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"html-limit", RT_ERROR, "a tag, comment or attribute is longer than the limit cell-length or attribute-length allows"},
    {0}};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.html", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof *diagnostics};
