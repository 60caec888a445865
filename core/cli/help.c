/* help.c - `retort help`, --help of a command, and the overview. The tables behind the topics
 * are printed by help_tables.c and help_plugins.c. */
#include "help.h"

#include <string.h>

#include "registry.h"

typedef struct options {
    rt_common common;
    bool markdown;
} options;

static const rt_argument arguments[] = {
    {"markdown", 0, RT_ARGUMENT_FLAG, offsetof(options, markdown), NULL,
     "print tables as Markdown"},
    {0}};

enum { INDENT = 30, NAMES = 32 };

/* ---- Commands -------------------------------------------------------------------- */

static size_t print_name(const rt_argument *argument)
{
    size_t at = 6;
    fputs("  ", stdout);
    if (argument->letter)
        printf("-%c, ", argument->letter);
    else
        fputs("    ", stdout);
    at += (size_t)printf("--%s", argument->name);
    if (argument->type == RT_ARGUMENT_MAYBE)
        at += (size_t)printf("[=%s]", argument->value);
    else if (argument->value)
        at += (size_t)printf("=%s", argument->value);
    return at;
}

static void print_arguments(const rt_argument *argument)
{
    for (; argument && argument->name; argument++) {
        size_t at = print_name(argument);
        if (at + 2 > INDENT) {
            putchar('\n');
            at = 0;
        }
        printf("%*s", (int)(INDENT - at), "");
        rt_print_folded(stdout, argument->help, INDENT, INDENT);
    }
}

void rt_help_command(const rt_command *command)
{
    printf("usage: retort %s %s\n\n%s\n", command->name, command->usage, command->help);
    for (const char *const *line = command->details; line && *line; line++)
        printf("%s  %s\n", line == command->details ? "\n" : "", *line);
    if (command->arguments) {
        printf("\noptions\n");
        print_arguments(command->arguments);
    }
    printf("\noptions of every command\n");
    print_arguments(rt_common_arguments);
}

static void commands(const rt_help *help)
{
    static const char *const heads[] = {"command", "what it does", NULL};
    rt_sheet sheet;
    rt_sheet_begin(&sheet, help->out, help->markdown, heads);
    for (const rt_command *const *c = rt_commands; *c; c++) {
        rt_sheet_cell(&sheet, "%s %s", (*c)->name, (*c)->usage);
        rt_sheet_cell(&sheet, "%s", (*c)->help);
    }
    rt_sheet_end(&sheet);
}

/* ---- Topics ---------------------------------------------------------------------- */

/* One of the two functions is set. */
static const struct topic {
    const char *name, *help;
    void (*print)(const rt_help *help);
    int (*with_plugins)(const rt_help *help);
} topics[] = {
    {"commands", "what retort can do", commands, NULL},
    {"formats", "formats and filters; 'retort help NAME' tells the options of one", NULL,
     rt_help_formats},
    {"limits", "what a report may cost, and how to change it", rt_help_limits, NULL},
    {"losses", "the classes of loss, and what becomes of what a format lacks", rt_help_losses, NULL},
    {"diagnostics", "every message code", NULL, rt_help_diagnostics},
    {"statuses", "exit statuses", rt_help_statuses, NULL},
    {"model", "the kinds and attributes of a report", rt_help_model, NULL},
};
enum { TOPICS = sizeof topics / sizeof topics[0] };

void rt_help_overview(FILE *out)
{
    static const char *const heads[] = {"commands", "", NULL};
    static const char *const about[] = {"topics of help", "", NULL};
    rt_sheet sheet;
    fprintf(out, "usage: retort IN OUT [OPTION]…\n       retort COMMAND …\n\n"
                 "Converts reports between formats and says what was lost.\n\n");
    rt_sheet_begin(&sheet, out, false, heads);
    for (const rt_command *const *c = rt_commands; *c; c++) {
        rt_sheet_cell(&sheet, "  %s", (*c)->name);
        rt_sheet_cell(&sheet, "%s", (*c)->help);
    }
    rt_sheet_end(&sheet);
    fputc('\n', out);
    rt_sheet_begin(&sheet, out, false, about);
    for (size_t i = 0; i < TOPICS; i++) {
        rt_sheet_cell(&sheet, "  %s", topics[i].name);
        rt_sheet_cell(&sheet, "%s", topics[i].help);
    }
    rt_sheet_end(&sheet);
    fprintf(out, "\n'retort COMMAND --help' lists its options, 'retort --version' the version.\n");
}

/* ---- The command ----------------------------------------------------------------- */

static int unknown(rt_cli *cli, const rt_kept_entries *entries, const char *word)
{
    const char *names[NAMES + 1], *near = NULL;
    size_t count = 0;
    for (size_t i = 0; i < TOPICS; i++)
        names[count++] = topics[i].name;
    for (const rt_command *const *c = rt_commands; *c; c++)
        names[count++] = (*c)->name;
    names[count] = NULL;
    near = rt_nearest(word, names);
    for (size_t i = 0; i < entries->count && !near; i++) {
        const char *const one[] = {entries->items[i].name, NULL};
        near = rt_nearest(word, one);
    }
    if (near)
        return rt_cli_usage(cli, "there is no help on '%.100s'; did you mean 'retort help %s'?",
                            word, near);
    return rt_cli_usage(cli, "there is no help on '%.100s'; 'retort help' lists the topics", word);
}

/* What is neither a topic nor a command may be the name of a format. */
static int format_topic(const rt_help *help, const char *word)
{
    rt_kept_entries entries;
    int result;
    rt_entries_keep(help->cli->context, &entries);
    result = rt_entries_find(&entries, NULL, word) ? rt_help_format(help, &entries, word)
                                                   : unknown(help->cli, &entries, word);
    rt_entries_forget(&entries);
    return result;
}

static int topic(const rt_help *help, const char *word)
{
    const struct topic *found = NULL;
    int result;
    for (size_t i = 0; i < TOPICS; i++)
        if (strcmp(topics[i].name, word) == 0)
            found = &topics[i];
    if (found && found->print) {
        found->print(help);
        return RT_EXIT_DONE;
    }
    result = rt_cli_open(help->cli, NULL);
    if (result != RT_EXIT_DONE)
        return result;
    return found ? found->with_plugins(help) : format_topic(help, word);
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    const rt_help help = {.cli = cli, .out = stdout, .markdown = o->markdown};
    const char *word = cli->operands.count ? cli->operands.items[0] : NULL;
    if (cli->operands.count > 1)
        return rt_cli_usage(cli, "help takes one topic");
    if (!word) {
        rt_help_overview(stdout);
        return RT_EXIT_DONE;
    }
    for (const rt_command *const *c = rt_commands; *c; c++)
        if (strcmp((*c)->name, word) == 0 && strcmp(word, "formats") != 0) {
            rt_help_command(*c);
            return RT_EXIT_DONE;
        }
    return topic(&help, word);
}

const rt_command rt_command_help = {
    .name = "help",
    .usage = "[TOPIC]",
    .help = "tell about a command, a format, or a topic",
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
