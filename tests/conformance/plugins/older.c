/* older.c - a plugin built against an older contract: every struct that may be shorter is, and what
 * lies behind it must not be read. Reads and writes lines. */
#define rt_plugin_v1 rt_plugin_v1_of_today
#include <retort/plugin.h>
#undef rt_plugin_v1
#include "lines.h"

struct old_option {
    const char *name;
    uint32_t type, offset;
    const char *initial;
    int64_t minimum, maximum;
};
struct old_options {
    uint32_t size, stride;
    const struct old_option *table;
    uint32_t bytes;
};
struct old_format {
    uint32_t size;
    const char *name;
};
struct old_capability {
    uint32_t kind, attr, level;
};
struct old_carries {
    uint32_t size, stride;
    const struct old_capability *table;
};
struct old_plugin {
    uint32_t size, abi_major, abi_minor, needs_minor;
    const char *id, *version;
    const rt_reader *const *readers;
    const rt_writer *const *writers;
};

static const struct old_option option_table[] = {
    {"prefix", RT_OPTION_TEXT, offsetof(line_options, prefix), NULL, 0, 0},
    {"times", RT_OPTION_INT, offsetof(line_options, times), "1", 1, 9},
    {NULL, 0, 0, NULL, 0, 0}};
static const struct old_options options = {sizeof options, sizeof *option_table, option_table,
                                           sizeof(line_options)};
static const struct old_format format = {sizeof format, "older"};
static const struct old_capability capabilities[] = {
    {RT_REPORT, 0, RT_EXACT}, {RT_PARAGRAPH, 0, RT_EXACT}, {RT_TEXT, 0, RT_EXACT}, {0, 0, 0}};
static const struct old_carries carries = {sizeof carries, sizeof *capabilities, capabilities};

static const rt_reader reader = {.size = sizeof reader,
                                 .flags = RT_READS_TEXT,
                                 .format = (const rt_format *)&format,
                                 .options = (const rt_options *)&options,
                                 .read = read_lines};
static const rt_writer writer = {.size = sizeof writer,
                                 .format = (const rt_format *)&format,
                                 .options = (const rt_options *)&options,
                                 .carries = (const rt_carries *)&carries,
                                 .open = open_lines};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

extern RT_EXPORT const struct old_plugin rt_plugin_v1;
const struct old_plugin rt_plugin_v1 = {sizeof rt_plugin_v1, RT_ABI_MAJOR, 0,       0,
                                        "org.example.older", "0.9",        readers, writers};
