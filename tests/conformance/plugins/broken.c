/* broken.c - a plugin whose every part can be broken by a definition of the build: see meson.build.
 */
#ifdef SYMBOL
#define rt_plugin_v1 SYMBOL
#endif
#include "lines.h"
#include <retort/plugin.h>

#ifndef ID
#define ID "org.example.broken"
#endif
#ifndef VERSION
#define VERSION "1.0"
#endif
#ifndef MAJOR
#define MAJOR RT_ABI_MAJOR
#endif
#ifndef NEEDS_MINOR
#define NEEDS_MINOR 0
#endif
#ifndef SIZE
#define SIZE sizeof(rt_plugin)
#endif
#ifndef READERS
#define READERS readers
#endif
#ifndef WRITERS
#define WRITERS writers
#endif
#ifndef FILTERS
#define FILTERS filters
#endif
#ifndef READER_SIZE
#define READER_SIZE sizeof(rt_reader)
#endif
#ifndef FORMAT
#define FORMAT &format
#endif
#ifndef NAME
#define NAME "broken"
#endif
#ifndef EXTENSION
#define EXTENSION "broken"
#endif
#ifndef READ
#define READ read_lines
#endif
#ifndef OPEN
#define OPEN open_lines
#endif
#ifndef NEEDS
#define NEEDS RT_NEEDS_STREAM
#endif
#ifndef FILTER_NAME
#define FILTER_NAME "broken"
#endif
#ifndef FILTER_OPEN
#define FILTER_OPEN open_nothing
#endif
#ifndef OPTION
#define OPTION                                                                             \
    {                                                                                      \
        .name = "prefix", .type = RT_OPTION_TEXT, .offset = offsetof(line_options, prefix) \
    }
#endif
#ifndef STRIDE
#define STRIDE sizeof(rt_option)
#endif
#ifndef SIGNATURE
#define SIGNATURE            \
    {                        \
        0, 6, "broken", NULL \
    }
#endif
#ifndef CAPABILITIES
#define CAPABILITIES capabilities
#endif
#ifndef LEVEL
#define LEVEL RT_EXACT
#endif
#ifndef SEVERITY
#define SEVERITY RT_WARNING
#endif

static rt_status open_nothing(const rt_host *host, const void *options, rt_sink *next,
                              rt_sink **sink)
{
    (void)host;
    (void)options;
    *sink = next;
    return RT_OK;
}

static const rt_option option_table[] = {OPTION, {.name = NULL}};
static const rt_options options = {sizeof options, STRIDE, option_table, sizeof(line_options)};
static const rt_signature signatures[] = {SIGNATURE, {.length = 0}};
static const char *const extensions[] = {EXTENSION, NULL};
static const rt_format format = {sizeof format, NAME,       "Broken",          "text/x-broken",
                                 extensions,    signatures, sizeof *signatures};
static const rt_capability capabilities[] = {{RT_EVERY, RT_EVERY, LEVEL, 0}, {.kind = 0}};
static const rt_carries carries = {
    .size = sizeof carries, .stride = sizeof *capabilities, .table = CAPABILITIES};
static const rt_reader reader = {.size = READER_SIZE,
                                 .flags = RT_READS_TEXT,
                                 .format = FORMAT,
                                 .options = &options,
                                 .read = READ};
static const rt_writer writer = {
    .size = sizeof writer, .format = &format, .needs = NEEDS, .carries = &carries, .open = OPEN};
static const rt_filter filter = {
    .size = sizeof filter, .name = FILTER_NAME, .title = "Broken", .open = FILTER_OPEN};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};
static const rt_filter *const filters[] = {&filter, NULL};
static const rt_diagnostic diagnostics[] = {{"broken-odd", SEVERITY, "odd"}, {NULL, 0, NULL}};

/* What a definition left out is still used, so that the compiler has nothing to warn of. */
typedef struct parts {
    const rt_format *format;
    const rt_reader *const *readers;
    const rt_writer *const *writers;
    const rt_filter *const *filters;
    const rt_capability *capabilities;
    rt_status (*read)(const rt_host *, const void *, rt_input *, rt_sink *);
    rt_status (*open)(const rt_host *, const void *, rt_output *, rt_sink **);
    rt_status (*pass)(const rt_host *, const void *, rt_sink *, rt_sink **);
} parts;
extern RT_EXPORT const parts broken_parts;
const parts broken_parts = {&format,      readers,    writers,    filters,
                            capabilities, read_lines, open_lines, open_nothing};

extern RT_EXPORT const rt_plugin rt_plugin_v1;
const rt_plugin rt_plugin_v1 = {.size = SIZE,
                                .abi_major = MAJOR,
                                .abi_minor = RT_ABI_MINOR,
                                .needs_minor = NEEDS_MINOR,
                                .id = ID,
                                .version = VERSION,
                                .readers = READERS,
                                .writers = WRITERS,
                                .filters = FILTERS,
                                .diagnostics = diagnostics,
                                .diagnostic_stride = sizeof *diagnostics};
