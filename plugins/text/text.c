/* text.c - what the text plugin declares. Reading is read.c. */
#include "text.h"

#include <string.h>

/* Everything without NULs can be plain text, so any format that knows better goes first. */
static int sniff(const char *head, size_t len)
{
    return memchr(head, 0, len) ? RT_SNIFF_NO : RT_SNIFF_MAYBE / 2;
}

static const char *const lines_choices[] = {"joined", "paragraphs", NULL};
static const rt_option option_table[] = {
    {.name = "lines", .type = RT_OPTION_CHOICE, .offset = offsetof(text_options, lines),
     .initial = "joined", .choices = lines_choices,
     .help = "what a line is: joined with its neighbours up to an empty one, or a paragraph"},
    {0},
};
static const rt_options options = {sizeof options, sizeof(rt_option), option_table,
                                   sizeof(text_options)};

static const char *const extensions[] = {"txt", "text", NULL};
static const rt_format format = {
    .size = sizeof format, .name = "text", .title = "Plain text", .media_type = "text/plain",
    .extensions = extensions,
};
static const rt_reader reader = {
    .size = sizeof reader, .flags = RT_READS_TEXT, .format = &format, .options = &options,
    .sniff = sniff, .read = rt_text_read,
};
static const rt_reader *const readers[] = {&reader, NULL};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.text", .version = RT_VERSION, .readers = readers,
};
