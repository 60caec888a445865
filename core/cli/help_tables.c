/* help_tables.c - topics of help that are tables of the core: limits, losses, statuses, the
 * model. Adds no fact of its own. */
#include <inttypes.h>

#include "help.h"
#include "limit.h"
#include "losses.h"
#include "predict.h"
#include "vocabulary.h"

/* ---- Limits, statuses ------------------------------------------------------------ */

static void amount(rt_sheet *sheet, uint64_t value)
{
    static const struct { uint64_t unit; const char *name; } units[] = {
        {UINT64_C(1) << 30, "G"}, {UINT64_C(1) << 20, "M"}, {UINT64_C(1) << 10, "K"}};
    for (size_t i = 0; value && i < sizeof units / sizeof units[0]; i++)
        if (value % units[i].unit == 0) {
            rt_sheet_cell(sheet, "%" PRIu64 "%s", value / units[i].unit, units[i].name);
            return;
        }
    if (value)
        rt_sheet_cell(sheet, "%" PRIu64, value);
    else
        rt_sheet_cell(sheet, "none");
}

void rt_help_limits(const rt_help *help)
{
    static const char *const heads[] = {"limit", "default", "of", NULL};
    static const struct { const char *name; uint64_t value; const char *help; } rows[] = {
#define RT_X(ID, name, value, help) {name, value, help},
        RT_LIMIT_TABLE(RT_X)
#undef RT_X
    };
    rt_sheet sheet;
    fprintf(help->out, "A limit that is reached ends the conversion with exit status %d; nothing is "
                       "cut short.\n--limit NAME=VALUE changes one: a number, with K, M or G, or "
                       "none.\n\n", RT_EXIT_LIMIT);
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rt_sheet_cell(&sheet, "%s", rows[i].name);
        amount(&sheet, rows[i].value);
        rt_sheet_cell(&sheet, "%s", rows[i].help);
    }
    rt_sheet_end(&sheet);
}

void rt_help_statuses(const rt_help *help)
{
    static const char *const heads[] = {"status", "meaning", NULL};
    rt_sheet sheet;
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
#define RT_X(ID, number, meaning) \
    rt_sheet_cell(&sheet, "%d", number); \
    rt_sheet_cell(&sheet, "%s", meaning);
    RT_EXIT_TABLE(RT_X)
#undef RT_X
    rt_sheet_end(&sheet);
    fprintf(help->out, "\nOf several inputs the first failure counts, an error more than a \"no\". "
                       "Stopped by a signal,\nretort dies of that signal, as the shell expects.\n");
}

/* ---- Losses ---------------------------------------------------------------------- */

void rt_help_losses(const rt_help *help)
{
    static const char *const heads[] = {"class", "what is taken away", NULL};
    static const char *const lacking[] = {"kind", "class", "where a format lacks it", NULL};
    static const char *const meanings[] = {
        [RT_LOSS_CONTENT] = "something that a reader would read",
        [RT_LOSS_STRUCTURE] = "what parts are, and how they belong together",
        [RT_LOSS_PRESENTATION] = "how it looks",
        [RT_LOSS_REMOVED] = "what you asked to be removed"};
    rt_sheet sheet;
    char room[64];
    fprintf(help->out, "--strict[=CLASS,…] writes nothing if something of these classes is lost; "
                       "--losses FILE writes\neach loss, its count and its first places.\n\n");
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (uint32_t c = RT_LOSS_CONTENT; c <= RT_LOSS_REMOVED; c++) {
        rt_sheet_cell(&sheet, "%s", rt_loss_class_name(c));
        rt_sheet_cell(&sheet, "%s", meanings[c]);
    }
    rt_sheet_end(&sheet);
    fputc('\n', help->out);
    rt_sheet_begin(&sheet, help->out, help->markdown, lacking);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        if (!info || kind == RT_REPORT)
            continue;
        rt_sheet_cell(&sheet, "%s", info->name);
        rt_sheet_cell(&sheet, "%s", rt_loss_class_name(info->loss));
        rt_sheet_cell(&sheet, "%s", rt_fallback_words(info, room, sizeof room));
    }
    rt_sheet_end(&sheet);
}

/* ---- The model ------------------------------------------------------------------- */

static void kinds(const rt_help *help)
{
    static const char *const heads[] = {"kind", "stands as", "holds", "what it is", NULL};
    rt_sheet sheet;
    rt_print_heading(help->out, help->markdown, "kinds");
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        if (!info)
            continue;
        rt_sheet_cell(&sheet, "%s", info->name);
        rt_sheet_cell(&sheet, "%s", info->classes);
        rt_sheet_cell(&sheet, "%s", info->content);
        rt_sheet_cell(&sheet, "%s", info->help);
    }
    rt_sheet_end(&sheet);
}

static const char *const type_names[] = {
    [RT_TYPE_TEXT] = "text", [RT_TYPE_INT] = "number", [RT_TYPE_BOOL] = "true, false",
    [RT_TYPE_LENGTH] = "length", [RT_TYPE_ID] = "id", [RT_TYPE_REF] = "id of another",
    [RT_TYPE_COLOUR] = "colour",
};

static void values(rt_sheet *sheet, const rt_attr_info *info)
{
    if (info->type == RT_TYPE_MARKS)
        rt_sheet_cell(sheet, "set of %s", info->form);
    else if (info->type == RT_TYPE_CHOICE)
        rt_sheet_cell(sheet, "%s", info->form);
    else if (info->type == RT_TYPE_INT)
        rt_sheet_cell(sheet, "%" PRId32 " to %" PRId32, info->minimum, info->maximum);
    else
        rt_sheet_cell(sheet, "%s", type_names[info->type]);
}

static void kinds_of(rt_sheet *sheet, const rt_attr_info *info)
{
    char text[512] = "";
    size_t used = 0, all = 0, some = 0;
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        bool has = info->kinds & RT_BIT(kind);
        all += rt_kind_of(kind) != NULL;
        some += has;
        if (has && used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? " " : "",
                                     rt_kind_of(kind)->name);
    }
    rt_sheet_cell(sheet, "%s", some == all ? "every kind" : text);
}

void rt_help_model(const rt_help *help)
{
    static const char *const heads[] = {"attribute", "of", "values", "default", "what it says",
                                        NULL};
    rt_sheet sheet;
    kinds(help);
    rt_print_heading(help->out, help->markdown, "attributes");
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++) {
        const rt_attr_info *info = rt_attr_of(attr);
        if (!info)
            continue;
        rt_sheet_cell(&sheet, "%s", info->name);
        kinds_of(&sheet, info);
        values(&sheet, info);
        rt_sheet_cell(&sheet, "%s", info->initial_text);
        rt_sheet_cell(&sheet, "%s", info->help);
    }
    rt_sheet_end(&sheet);
}
