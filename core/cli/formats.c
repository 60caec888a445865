/* formats.c - `retort formats`: the formats and filters there are, for people and for scripts. */
#include <string.h>

#include "entries.h"
#include "print.h"

typedef struct options {
    rt_common common;
    bool names, read, write, filter;
} options;

static const rt_argument arguments[] = {
    {"read", 0, RT_ARGUMENT_FLAG, offsetof(options, read), NULL, "only what can be read"},
    {"write", 0, RT_ARGUMENT_FLAG, offsetof(options, write), NULL, "only what can be written"},
    {"filter", 0, RT_ARGUMENT_FLAG, offsetof(options, filter), NULL, "only filters"},
    {"names", 0, RT_ARGUMENT_FLAG, offsetof(options, names), NULL, "only names, one a line"},
    {0}};

/* Whether `role` was asked for; all are when none was named. */
static bool asked(const options *o, const char *role)
{
    bool any = o->read || o->write || o->filter;
    return !any || (o->read && strcmp(role, "read") == 0) ||
           (o->write && strcmp(role, "write") == 0) || (o->filter && strcmp(role, "filter") == 0);
}

static void names(const options *o, const rt_kept_entries *entries)
{
    const char *before = "";
    for (size_t i = 0; i < entries->count; i++) {
        const rt_kept_entry *e = &entries->items[i];
        if (!asked(o, e->role) || strcmp(before, e->name) == 0)
            continue;
        puts(e->name);
        before = e->name;
    }
}

/* A format is one line, though its reader and its writer are two entries. */
static void table(const options *o, const rt_kept_entries *entries)
{
    static const char *const heads[] = {"name", "does", "extensions", "title", NULL};
    rt_sheet sheet;
    rt_sheet_begin(&sheet, stdout, false, heads);
    for (size_t i = 0; i < entries->count; i++) {
        const rt_kept_entry *e = &entries->items[i], *next = e + 1;
        bool filter = strcmp(e->role, "filter") == 0;
        bool twin = !filter && i + 1 < entries->count && strcmp(next->name, e->name) == 0 &&
                    strcmp(next->role, "write") == 0;
        if (!asked(o, e->role) && !(twin && asked(o, "write")))
            continue;
        rt_sheet_cell(&sheet, "%s", e->name);
        rt_sheet_cell(&sheet, "%s", twin ? "read, write" : e->role);
        rt_sheet_cell(&sheet, "%s", e->extensions);
        rt_sheet_cell(&sheet, "%s", e->title);
        i += twin;
    }
    rt_sheet_end(&sheet);
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    rt_kept_entries entries;
    int result;
    if (cli->operands.count)
        return rt_cli_usage(cli, "formats takes options only; 'retort help %.100s' tells about "
                                 "one format", cli->operands.items[0]);
    result = rt_cli_open(cli, NULL);
    if (result != RT_EXIT_DONE)
        return result;
    rt_entries_keep(cli->context, &entries);
    if (o->names)
        names(o, &entries);
    else
        table(o, &entries);
    rt_entries_forget(&entries);
    return RT_EXIT_DONE;
}

const rt_command rt_command_formats = {
    .name = "formats",
    .usage = "[--names] [--read|--write|--filter]",
    .help = "list the formats and filters there are",
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
