/* help_plugins.c - topics of help that come from what plugins declare: formats, one format's
 * options and capabilities, diagnostics. */
#include "help.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diagnostics.h"
#include "predict.h"

/* ---- Formats --------------------------------------------------------------------- */

int rt_help_formats(const rt_help *help)
{
    static const char *const heads[] = {"name", "does", "extensions", "media type", "title",
                                        "plugin", NULL};
    rt_kept_entries entries;
    rt_sheet sheet;
    rt_entries_keep(help->cli->context, &entries);
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (size_t i = 0; i < entries.count; i++) {
        const rt_kept_entry *e = &entries.items[i];
        rt_sheet_cell(&sheet, "%s", e->name);
        rt_sheet_cell(&sheet, "%s", e->role);
        rt_sheet_cell(&sheet, "%s", e->extensions);
        rt_sheet_cell(&sheet, "%s", e->media_type);
        rt_sheet_cell(&sheet, "%s", e->title);
        rt_sheet_cell(&sheet, "%s", e->id);
    }
    rt_sheet_end(&sheet);
    rt_entries_forget(&entries);
    fprintf(help->out, "\n'retort help NAME' tells the options and capabilities of one.\n");
    return RT_EXIT_DONE;
}

/* ---- Options --------------------------------------------------------------------- */

static void takes(rt_sheet *sheet, const rt_option *option)
{
    char text[512] = "";
    size_t used = 0;
    switch (option->type) {
    case RT_OPTION_BOOL: rt_sheet_cell(sheet, "yes, no"); return;
    case RT_OPTION_FILE: rt_sheet_cell(sheet, "a file"); return;
    case RT_OPTION_TEXT: rt_sheet_cell(sheet, "text"); return;
    case RT_OPTION_INT:
        if (option->minimum || option->maximum)
            rt_sheet_cell(sheet, "%" PRId64 " to %" PRId64, option->minimum, option->maximum);
        else
            rt_sheet_cell(sheet, "a whole number");
        return;
    default: break;
    }
    for (const char *const *c = option->choices; c && *c && used < sizeof text; c++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "", *c);
    rt_sheet_cell(sheet, "%s", text);
}

/* A default as it would be typed; a bool's is one of the words that `takes` shows. */
static const char *initial_of(const rt_option *option)
{
    if (!option->initial)
        return "";
    if (option->type != RT_OPTION_BOOL)
        return option->initial;
    return strcmp(option->initial, "true") == 0 || strcmp(option->initial, "yes") == 0 ||
           strcmp(option->initial, "1") == 0 || strcmp(option->initial, "on") == 0 ? "yes" : "no";
}

static void show_options(const rt_help *help, const char *title, const rt_options *options)
{
    static const char *const heads[] = {"option", "takes", "default", "what it does", NULL};
    rt_sheet sheet;
    rt_print_heading(help->out, help->markdown, title);
    if (!options || !options->table || !options->table->name) {
        fprintf(help->out, "none\n");
        return;
    }
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (const char *at = (const char *)options->table;; at += options->stride) {
        const rt_option *option = (const rt_option *)(const void *)at;
        if (!option->name)
            break;
        rt_sheet_cell(&sheet, "-O %s", option->name);
        takes(&sheet, option);
        rt_sheet_cell(&sheet, "%s", initial_of(option));
        rt_sheet_cell(&sheet, "%s", option->help ? option->help : "");
    }
    rt_sheet_end(&sheet);
}

/* ---- Capabilities ---------------------------------------------------------------- */

/* "marks (bold italic)": the values that are carried, where not all are. */
static void some_values(FILE *out, const rt_attr_info *info, const rt_caps *caps, uint32_t kind,
                        uint32_t attr)
{
    const char *joint = " (";
    for (uint32_t value = 1; value <= info->choice_count; value++) {
        rt_level level = rt_caps_level(caps, kind, attr, value);
        if (level == RT_NOT_CARRIED)
            continue;
        fprintf(out, "%s%s%s", joint, level == RT_APPROXIMATE ? "~" : "", info->choices[value - 1]);
        joint = " ";
    }
    fputs(*joint == ' ' && !joint[1] ? ")" : " (none)", out);
}

/* The attributes of `kind` that are carried; ~ before one: approximately. */
static char *carried_attributes(const rt_caps *caps, uint32_t kind)
{
    char *text = NULL;
    size_t len = 0, carried = 0, all = 0;
    FILE *out = rt_cli_got(open_memstream(&text, &len));
    for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++) {
        const rt_attr_info *info = rt_attr_of(attr);
        if (!info || !(info->kinds & RT_BIT(kind)))
            continue;
        all++;
        if (caps->attr[kind][attr] == RT_NOT_CARRIED)
            continue;
        fprintf(out, "%s%s%s", carried++ ? ", " : "",
                caps->attr[kind][attr] == RT_APPROXIMATE ? "~" : "", info->name);
        if (caps->values[kind][attr] || caps->near[kind][attr])
            some_values(out, info, caps, kind, attr);
    }
    fprintf(out, "%s", carried ? "" : all ? "none" : "");
    fclose(out);
    return rt_cli_got(text);
}

static void show_matrix(const rt_help *help, const rt_caps *caps)
{
    static const char *const heads[] = {"kind", "carried", "attributes that are carried", NULL};
    static const char *const levels[] = {[RT_NOT_CARRIED] = "no", [RT_APPROXIMATE] = "nearly",
                                         [RT_EXACT] = "yes"};
    rt_sheet sheet;
    char room[64];
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        rt_level level = rt_caps_level(caps, kind, 0, 0);
        char *attributes = info ? carried_attributes(caps, kind) : NULL;
        if (!info)
            continue;
        rt_sheet_cell(&sheet, "%s", info->name);
        rt_sheet_cell(&sheet, "%s", levels[level <= RT_EXACT ? level : RT_EXACT]);
        rt_sheet_cell(&sheet, "%s", level == RT_NOT_CARRIED
                                        ? rt_fallback_words(info, room, sizeof room) : attributes);
        free(attributes);
    }
    rt_sheet_end(&sheet);
}

static void show_capabilities(const rt_help *help, const rt_declaration *declaration)
{
    rt_caps *caps = rt_cli_got(malloc(sizeof *caps));
    rt_memory memory = {.limit = UINT64_MAX};
    const rt_carries *carries = rt_carries_of(declaration, &memory);
    rt_caps_fill(caps, carries, declaration->plugin->abi_minor);
    rt_print_heading(help->out, help->markdown, "what it carries, its options being as they are");
    if (caps->everything)
        fprintf(help->out, "everything, exactly\n");
    else
        show_matrix(help, caps);
    rt_memory_release(&memory);
    free(caps);
}

/* ---- One format ------------------------------------------------------------------ */

static void show_identity(const rt_help *help, const rt_kept_entry *entry)
{
    fprintf(help->out, help->markdown ? "# %s\n\n" : "%s", entry->name);
    if (!help->markdown)
        fputs(": ", help->out);
    rt_print_words(help->out, entry->title);
    if (*entry->media_type)
        fprintf(help->out, " (%s)", entry->media_type);
    if (*entry->extensions)
        fprintf(help->out, "; extensions: %s", entry->extensions);
    fprintf(help->out, "\nplugin: %s %s\n", entry->id, entry->version);
}

int rt_help_format(const rt_help *help, const rt_kept_entries *entries, const char *name)
{
    static const struct { const char *role, *title; } roles[] = {
        {"read", "options when it is read"}, {"write", "options when it is written"},
        {"filter", "options of the filter"}};
    bool begun = false;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        const rt_kept_entry *entry = rt_entries_find(entries, roles[i].role, name);
        rt_declaration d = {.size = sizeof d};
        rt_status status;
        if (!entry)
            continue;
        status = rt_declared(help->cli->context, roles[i].role, name, &d);
        if (status != RT_OK)
            return rt_messages_exit(&help->cli->messages, status);
        if (!begun)
            show_identity(help, entry);
        begun = true;
        show_options(help, roles[i].title, d.reader ? d.reader->options
                     : d.writer ? d.writer->options : d.filter->options);
        if (d.writer)
            show_capabilities(help, &d);
    }
    return RT_EXIT_DONE;
}

/* ---- Diagnostics ----------------------------------------------------------------- */

static void show_codes(const rt_help *help, const char *title, const rt_diagnostic *table,
                       size_t stride)
{
    static const char *const heads[] = {"code", "severity", "what it means", NULL};
    rt_sheet sheet;
    rt_print_heading(help->out, help->markdown, title);
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (const char *at = (const char *)table;; at += stride) {
        const rt_diagnostic *row = (const rt_diagnostic *)(const void *)at;
        if (!row->code)
            break;
        rt_sheet_cell(&sheet, "%s", row->code);
        rt_sheet_cell(&sheet, "%s", rt_severity_name(row->severity));
        rt_sheet_cell(&sheet, "%s", row->meaning);
    }
    rt_sheet_end(&sheet);
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const rt_plugin *const *)a)->id, (*(const rt_plugin *const *)b)->id);
}

/* Every plugin once, by its id; freed by the caller. */
static const rt_plugin **all_plugins(const rt_help *help, size_t *count)
{
    rt_kept_entries entries;
    const rt_plugin **plugins;
    *count = 0;
    rt_entries_keep(help->cli->context, &entries);
    plugins = rt_cli_got(calloc(entries.count + 1, sizeof *plugins));
    for (size_t i = 0; i < entries.count; i++) {
        rt_declaration d = {.size = sizeof d};
        bool known = false;
        if (rt_declared(help->cli->context, entries.items[i].role, entries.items[i].name, &d) !=
            RT_OK)
            continue;
        for (size_t p = 0; p < *count; p++)
            known = known || plugins[p] == d.plugin;
        if (!known)
            plugins[(*count)++] = d.plugin;
    }
    rt_entries_forget(&entries);
    qsort(plugins, *count, sizeof *plugins, by_id);
    return plugins;
}

int rt_help_diagnostics(const rt_help *help)
{
    size_t count;
    const rt_plugin **plugins = all_plugins(help, &count);
    if (help->markdown)
        fputs("# Diagnostics\n\n"
              "Every message ends with its code: `file:line:column: severity: message [code]`. "
              "Codes are stable.\n"
              "This file is the output of `retort help diagnostics --markdown`.\n", help->out);
    show_codes(help, "retort itself", rt_core_diagnostics, sizeof(rt_diagnostic));
    for (size_t i = 0; i < count; i++)
        if (plugins[i]->diagnostics && plugins[i]->diagnostics->code)
            show_codes(help, plugins[i]->id, plugins[i]->diagnostics,
                       plugins[i]->diagnostic_stride);
    free(plugins);
    return RT_EXIT_DONE;
}
