/* newer.c - a plugin built against a newer contract: every struct and stride is longer, and there
 * are enumerators that this host does not know. It needs no more than there is, so it must work. */
#define rt_plugin_v1 rt_plugin_v1_of_today
#include <retort/plugin.h>
#undef rt_plugin_v1
#include "lines.h"

enum { UNKNOWN = 777 };
#define LONGER(type)       \
    struct {               \
        type today;        \
        const char *later; \
        uint64_t more;     \
    }
typedef LONGER(rt_option) new_option;
typedef LONGER(rt_options) new_options;
typedef LONGER(rt_signature) new_signature;
typedef LONGER(rt_format) new_format;
typedef LONGER(rt_capability) new_capability;
typedef LONGER(rt_carries) new_carries;
typedef LONGER(rt_diagnostic) new_diagnostic;
typedef LONGER(rt_reader) new_reader;
typedef LONGER(rt_writer) new_writer;
typedef LONGER(rt_plugin) new_plugin;
#define BEHIND "behind the end", UINT64_MAX

typedef struct newer_options {
    line_options lines;
    char unknown[32];
} newer_options;

static const new_option option_table[] = {
    {{.name = "prefix", .type = RT_OPTION_TEXT, .offset = offsetof(newer_options, lines.prefix)},
     BEHIND},
    {{.name = "colours",
      .type = UNKNOWN,
      .offset = offsetof(newer_options, unknown),
      .initial = "?"},
     BEHIND},
    {{.name = "times",
      .type = RT_OPTION_INT,
      .offset = offsetof(newer_options, lines.times),
      .initial = "1",
      .minimum = 1,
      .maximum = 9},
     BEHIND},
    {{.name = NULL}, BEHIND}};
static const new_options options = {
    {sizeof options, sizeof *option_table, &option_table[0].today, sizeof(newer_options)}, BEHIND};
static const new_signature signatures[] = {
    {{0, 6, "other:", NULL}, BEHIND}, {{0, 6, "newer:", NULL}, BEHIND}, {{.length = 0}, BEHIND}};
static const char *const extensions[] = {"newer", NULL};
static const new_format format = {{sizeof format, "newer", "Newer lines", "text/x-newer",
                                   extensions, &signatures[0].today, sizeof *signatures},
                                  BEHIND};
static const new_capability capabilities[] = {
    {{RT_REPORT, 0, RT_EXACT, 0}, BEHIND},         {{UNKNOWN, 0, RT_EXACT, 0}, BEHIND},
    {{RT_PARAGRAPH, UNKNOWN, UNKNOWN, 0}, BEHIND}, {{RT_PARAGRAPH, 0, RT_EXACT, 0}, BEHIND},
    {{RT_TEXT, 0, RT_EXACT, 0}, BEHIND},           {{.kind = 0}, BEHIND}};
static const new_carries carries = {
    {.size = sizeof carries, .stride = sizeof *capabilities, .table = &capabilities[0].today},
    BEHIND};
static const new_diagnostic diagnostics[] = {
    {{"newer-odd", UNKNOWN, "of a severity to come"}, BEHIND}, {{NULL, 0, NULL}, BEHIND}};

static const new_reader reader = {{.size = sizeof reader,
                                   .flags = RT_READS_TEXT | 1u << 30,
                                   .format = &format.today,
                                   .options = &options.today,
                                   .read = read_lines},
                                  BEHIND};
static const new_writer writer = {{.size = sizeof writer,
                                   .flags = 1u << 30,
                                   .format = &format.today,
                                   .options = &options.today,
                                   .carries = &carries.today,
                                   .open = open_lines},
                                  BEHIND};
static const rt_reader *const readers[] = {&reader.today, NULL};
static const rt_writer *const writers[] = {&writer.today, NULL};

extern RT_EXPORT const new_plugin rt_plugin_v1;
const new_plugin rt_plugin_v1 = {{.size = sizeof rt_plugin_v1,
                                  .abi_major = RT_ABI_MAJOR,
                                  .abi_minor = RT_ABI_MINOR + 5,
                                  .id = "org.example.newer",
                                  .version = "9.0",
                                  .readers = readers,
                                  .writers = writers,
                                  .diagnostics = &diagnostics[0].today,
                                  .diagnostic_stride = sizeof *diagnostics},
                                 BEHIND};
