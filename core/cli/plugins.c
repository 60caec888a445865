/* plugins.c - `retort plugins`: lists them, checks one, writes the index of a folder.
 *
 * What may be loaded, and every refusal, is the registry's; this shows it. */
#include <string.h>

#include "entries.h"
#include "print.h"

/* ---- List ------------------------------------------------------------------------ */

/* "read csv, write csv" of the plugin at `path`. */
static void offers(rt_sheet *sheet, const rt_kept_entries *entries, const char *path)
{
    char text[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < entries->count && used < sizeof text; i++) {
        const rt_kept_entry *e = &entries->items[i];
        if (strcmp(e->path, path) == 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %s", used ? ", " : "",
                                     e->role, e->name);
    }
    rt_sheet_cell(sheet, "%s", text);
}

static int list(rt_cli *cli)
{
    static const char *const heads[] = {"plugin", "version", "offers", "file", NULL};
    rt_kept_entries entries;
    rt_sheet sheet;
    rt_entries_keep(cli->context, &entries);
    rt_sheet_begin(&sheet, stdout, false, heads);
    for (size_t i = 0; i < entries.count; i++) {
        const rt_kept_entry *e = &entries.items[i];
        size_t first = 0;
        while (strcmp(entries.items[first].path, e->path) != 0)
            first++;
        if (first < i)
            continue;
        rt_sheet_cell(&sheet, "%s", e->id);
        rt_sheet_cell(&sheet, "%s", e->version);
        offers(&sheet, &entries, e->path);
        rt_sheet_cell(&sheet, "%s", e->path);
    }
    rt_sheet_end(&sheet);
    rt_entries_forget(&entries);
    return RT_EXIT_DONE;
}

/* ---- Check ----------------------------------------------------------------------- */

/* Prints what one reader, writer or filter declares; false: it was refused. */
static bool show_offer(rt_cli *cli, const rt_kept_entry *entry)
{
    rt_declaration d = {.size = sizeof d};
    const rt_options *options;
    if (rt_declared(cli->context, entry->role, entry->name, &d) != RT_OK)
        return false;
    options = d.reader ? d.reader->options : d.writer ? d.writer->options
              : d.filter ? d.filter->options : NULL;
    printf("  %s %s", entry->role, entry->name);
    if (*entry->extensions)
        printf(" (%s)", entry->extensions);
    if (strcmp(entry->title, entry->name) != 0) {
        fputs(": ", stdout);
        rt_print_words(stdout, entry->title);
    }
    putchar('\n');
    for (const char *at = options ? (const char *)options->table : NULL;
         at && ((const rt_option *)(const void *)at)->name; at += options->stride)
        printf("    -O %s\n", ((const rt_option *)(const void *)at)->name);
    return true;
}

static int check(rt_cli *cli, const char *path)
{
    const char *const files[] = {path, NULL};
    const rt_settings settings = {.plugin_files = files, .only_given_plugins = true};
    rt_kept_entries entries;
    int result = rt_cli_open(cli, &settings);
    if (result != RT_EXIT_DONE)
        return cli->messages.errors ? RT_EXIT_PLUGIN : result;
    rt_entries_keep(cli->context, &entries);
    if (entries.count) {
        rt_print_words(stdout, path);
        printf(": %s %s\n", entries.items[0].id, entries.items[0].version);
    }
    for (size_t i = 0; i < entries.count; i++)
        if (!show_offer(cli, &entries.items[i]))
            result = RT_EXIT_PLUGIN;
    if (entries.count == 0 || cli->messages.errors)
        result = RT_EXIT_PLUGIN;
    if (entries.count == 0 && !cli->messages.errors)
        rt_messages_say(&cli->messages, RT_ERROR, "plugin-refused", path, "it offers nothing");
    rt_entries_forget(&entries);
    return result;
}

/* ---- The command ----------------------------------------------------------------- */

static int write_index(rt_cli *cli, const char *folder)
{
    int result = rt_cli_open(cli, NULL);
    rt_status status;
    if (result != RT_EXIT_DONE)
        return result;
    rt_messages_begin(&cli->messages);
    status = rt_write_index(cli->context, folder);
    return status == RT_ERR_IO ? RT_EXIT_WRITE : rt_messages_exit(&cli->messages, status);
}

static const struct {
    const char *name;
    int (*run)(rt_cli *cli, const char *what);
} actions[] = {
    {"check", check},
    {"index", write_index},
};

static int run(rt_cli *cli, const void *options)
{
    const rt_list *words = &cli->operands;
    (void)options;
    if (words->count == 0) {
        int result = rt_cli_open(cli, NULL);
        return result == RT_EXIT_DONE ? list(cli) : result;
    }
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (words->count == 2 && strcmp(actions[i].name, words->items[0]) == 0)
            return actions[i].run(cli, words->items[1]);
    return rt_cli_usage(cli, "plugins takes nothing, 'check FILE' or 'index FOLDER'");
}

static const char *const details[] = {
    "Without more: a table of the plugins there are.",
    "check FILE    loads this plugin alone and says what it offers, or why it is refused",
    "index FOLDER  writes the index of the plugins in a folder, so that a start need not load them",
    NULL};

const rt_command rt_command_plugins = {
    .name = "plugins",
    .usage = "[check FILE|index FOLDER]",
    .help = "list, check and index plugins",
    .details = details,
    .bytes = sizeof(rt_common),
    .run = run,
};
