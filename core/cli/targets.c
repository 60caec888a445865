/* targets.c - outputs of a command line; see targets.h. */
#include "targets.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* ---- Extensions ------------------------------------------------------------------ */

typedef struct wanted {
    const char *format;
    char *extension;
} wanted;

static void find_extension(void *user, const rt_entry *entry)
{
    wanted *w = user;
    const char *first = entry->extensions ? entry->extensions[0] : NULL;
    if (!w->extension && strcmp(entry->role, "write") == 0 && strcasecmp(entry->name, w->format) == 0)
        w->extension = rt_cli_got(strdup(first ? first : entry->name));
}

/* The extension that files of a format have. NULL: no such format, reported. */
static char *extension_of(rt_cli *cli, const char *format)
{
    rt_declaration declaration = {.size = sizeof declaration};
    wanted w = {.format = format};
    rt_entries(cli->context, find_extension, &w);
    if (!w.extension)
        rt_declared(cli->context, "write", format, &declaration);
    return w.extension;
}

/* FOLDER/name.extension, or beside the input when `folder` is NULL. */
static char *derive(const char *input, const char *folder, const char *extension)
{
    const char *slash = strrchr(input, '/'), *name = slash ? slash + 1 : input;
    const char *dot = strrchr(name, '.');
    int stem = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    int before = folder ? (int)strlen(folder) : (int)(name - input);
    const char *joint = folder && before && folder[before - 1] != '/' ? "/" : "";
    char *path = NULL;
    if (asprintf(&path, "%.*s%s%.*s.%s", before, folder ? folder : input, joint, stem, name,
                 extension) < 0)
        path = NULL;
    return rt_cli_got(path);
}

/* ---- Plans ----------------------------------------------------------------------- */

static rt_plan *plan_of(rt_plans *plans, size_t index, const char *input, size_t targets)
{
    rt_plan *plan = &plans->items[index];
    plan->input = input;
    plan->count = targets;
    plan->targets = rt_cli_got(calloc(targets + 1, sizeof *plan->targets));
    plan->list = rt_cli_got(calloc(targets + 1, sizeof *plan->list));
    for (size_t i = 0; i < targets; i++) {
        plan->targets[i] = (rt_target){.size = sizeof *plan->targets, .fd = -1};
        plan->list[i] = &plan->targets[i];
    }
    return plan;
}

/* Each output was named, or there is none and standard output is meant. */
static int named(rt_cli *cli, const char *input, const rt_list *outputs, const rt_list *to,
                 rt_plans *plans)
{
    rt_plan *plan;
    if (outputs->count == 0 && to->count != 1)
        return rt_cli_usage(cli, "%s", to->count ? "several --to need -o FOLDER"
                            : "say where to: -o OUT, or --to FORMAT for standard output");
    if (outputs->count > 0 && to->count > 0 && to->count != outputs->count)
        return rt_cli_usage(cli, "%zu --to for %zu -o: give none and let extensions decide, or "
                                 "one for each -o, in their order", to->count, outputs->count);
    plan = plan_of(plans, 0, input, outputs->count ? outputs->count : 1);
    for (size_t i = 0; i < plan->count; i++) {
        plan->targets[i].path = outputs->count ? outputs->items[i] : "-";
        plan->targets[i].to = to->count ? to->items[i] : NULL;
    }
    return RT_EXIT_DONE;
}

/* Every input gets a file for each format, in `folder` or beside it. */
static int derived(rt_cli *cli, const rt_list *inputs, const char *folder, const rt_list *to,
                   rt_plans *plans)
{
    if (to->count == 0)
        return rt_cli_usage(cli, "say which format the files shall have: --to FORMAT");
    plans->derived = rt_cli_got(calloc(inputs->count * to->count, sizeof *plans->derived));
    for (size_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->items[i], "-") == 0)
            return rt_cli_usage(cli, "standard input has no name to call its output by; convert "
                                     "it alone, with -o OUT");
        plan_of(plans, i, inputs->items[i], to->count);
    }
    for (size_t f = 0; f < to->count; f++) {
        char *extension = extension_of(cli, to->items[f]);
        if (!extension)
            return RT_EXIT_USAGE;
        for (size_t i = 0; i < inputs->count; i++) {
            char *path = derive(inputs->items[i], folder, extension);
            plans->derived[plans->derived_count++] = path;
            plans->items[i].targets[f].path = path;
            plans->items[i].targets[f].to = to->items[f];
        }
        free(extension);
    }
    return RT_EXIT_DONE;
}

/* ---- Mistakes that cost a file --------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Two outputs of one name; or an output whose name was made here, where an input lies. */
static int check_clashes(rt_cli *cli, const rt_list *inputs, const rt_plans *plans)
{
    size_t most = inputs->count, count = 0;
    const char **paths, *clash = NULL;
    for (size_t i = 0; i < plans->count; i++)
        most += plans->items[i].count;
    paths = rt_cli_got(calloc(most, sizeof *paths));
    for (size_t i = 0; i < plans->count; i++)
        for (size_t t = 0; t < plans->items[i].count; t++)
            paths[count++] = plans->items[i].targets[t].path;
    for (size_t i = 0; i < inputs->count && plans->derived; i++)
        paths[count++] = inputs->items[i];
    qsort(paths, count, sizeof *paths, by_text);
    for (size_t i = 1; i < count && !clash; i++)
        if (strcmp(paths[i - 1], paths[i]) == 0)
            clash = paths[i];
    free(paths);
    if (!clash)
        return RT_EXIT_DONE;
    return rt_cli_usage(cli, plans->derived
                        ? "'%.300s' would be overwritten: two inputs, or an input and an output, "
                          "have this name; choose another folder with -o"
                        : "'%.300s' is named twice as an output", clash);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

int rt_plans_make(rt_cli *cli, const rt_list *inputs, const rt_list *outputs, const rt_list *to,
                  rt_plans *plans)
{
    const char *only = outputs->count == 1 ? outputs->items[0] : NULL;
    bool folder = only && is_folder(only);
    int result;
    *plans = (rt_plans){.count = inputs->count};
    plans->items = rt_cli_got(calloc(inputs->count, sizeof *plans->items));
    if (only && !folder && *only && only[strlen(only) - 1] == '/')
        result = rt_cli_usage(cli, "there is no folder '%.300s'; create it first", only);
    else if (inputs->count > 1 && outputs->count > 0 && !folder)
        result = rt_cli_usage(cli, "several inputs need one existing folder as -o%s%.300s%s",
                              only ? ", and '" : "", only ? only : "", only ? "' is none" : "");
    else if (folder || inputs->count > 1)
        result = derived(cli, inputs, only, to, plans);
    else
        result = named(cli, inputs->items[0], outputs, to, plans);
    return result != RT_EXIT_DONE ? result : check_clashes(cli, inputs, plans);
}

void rt_plans_free(rt_plans *plans)
{
    for (size_t i = 0; i < plans->count; i++) {
        free(plans->items[i].targets);
        free(plans->items[i].list);
    }
    for (size_t i = 0; i < plans->derived_count; i++)
        free(plans->derived[i]);
    free(plans->derived);
    free(plans->items);
}
