/* plain.c - a sound plugin whose id, names and signature the build chooses: see meson.build. */
#include "lines.h"
#include <retort/plugin.h>

static const rt_option option_table[] = {{.name = "prefix",
                                          .type = RT_OPTION_TEXT,
                                          .offset = offsetof(line_options, prefix),
                                          .help = "before each line"},
                                         {.name = "times",
                                          .type = RT_OPTION_INT,
                                          .offset = offsetof(line_options, times),
                                          .initial = "1",
                                          .minimum = 1,
                                          .maximum = 9,
                                          .help = "how often the prefix is repeated"},
                                         {.name = NULL}};
static const rt_options options = {sizeof options, sizeof *option_table, option_table,
                                   sizeof(line_options)};
static const rt_signature signatures[] = {{0, sizeof CLAIM - 1, CLAIM, NULL}, {.length = 0}};
static const char *const extensions[] = {NAME, NULL};
static const rt_format format = {sizeof format,     NAME,       "Lines, 100% plain\tand\nodd",
                                 "text/x-" NAME,    extensions, signatures,
                                 sizeof *signatures};
static const rt_reader reader = {.size = sizeof reader,
                                 .flags = RT_READS_TEXT,
                                 .format = &format,
                                 .options = &options,
                                 .read = read_lines};
static const rt_writer writer = {
    .size = sizeof writer, .format = &format, .options = &options, .open = open_lines};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1,
                                .abi_major = RT_ABI_MAJOR,
                                .abi_minor = RT_ABI_MINOR,
                                .id = ID,
                                .version = VERSION,
                                .readers = readers,
                                .writers = writers};
