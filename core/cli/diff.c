/* diff.c - `retort diff`: names each difference of two reports. The comparing is the core's. */
#include <string.h>

#include "cli.h"
#include "print.h"

typedef struct options {
    rt_common common;
    const char *from_a, *from_b, *charset;
    rt_list assignments, filters;
    uint64_t most;
    bool json;
} options;

static const rt_argument arguments[] = {
    {"from-a", 0, RT_ARGUMENT_TEXT, offsetof(options, from_a), "FORMAT",
     "format of A; otherwise it is recognised"},
    {"from-b", 0, RT_ARGUMENT_TEXT, offsetof(options, from_b), "FORMAT", "the same of B"},
    {"charset", 0, RT_ARGUMENT_TEXT, offsetof(options, charset), "LABEL",
     "charset of both; otherwise by evidence"},
    {"option", 'O', RT_ARGUMENT_LIST, offsetof(options, assignments), "KEY=VALUE",
     "an option of a reader or filter, for both"},
    {"filter", 0, RT_ARGUMENT_LIST, offsetof(options, filters), "NAME",
     "compare what this filter makes of both"},
    {"max", 0, RT_ARGUMENT_NUMBER, offsetof(options, most), "N",
     "show the first N differences only; all are counted"},
    {"json", 0, RT_ARGUMENT_FLAG, offsetof(options, json), NULL,
     "print each difference as a line of JSON"},
    {0}};

typedef struct shown {
    const options *options;
    const char *a, *b;
    uint64_t count, most;
} shown;

static void side_text(const char *sign, const char *value)
{
    if (!value)
        return;
    printf("  %s ", sign);
    rt_print_words(stdout, value);
    putchar('\n');
}

/* A place in one of the files: what an item is, the API does not tell; the line will do. */
static void show_place(const char *file, const rt_pos *pos)
{
    rt_pos own = *pos;
    if (own.line)
        own.item = 0;
    rt_print_where(stdout, file, &own, NULL);
}

static void show_text(const shown *s, const rt_difference *d)
{
    bool a = d->pos_a.line || d->pos_a.item || d->pos_a.part;
    bool b = d->pos_b.line || d->pos_b.item || d->pos_b.part;
    rt_print_words(stdout, d->where ? d->where : "");
    fputs(": ", stdout);
    rt_print_words(stdout, d->what ? d->what : "differs");
    if (a || b)
        fputs("  (", stdout);
    if (a)
        show_place(s->a, &d->pos_a);
    if (a && b)
        fputs(", ", stdout);
    if (b)
        show_place(s->b, &d->pos_b);
    fputs(a || b ? ")\n" : "\n", stdout);
    side_text("-", d->a);
    side_text("+", d->b);
}

static void side_json(const char *name, const char *value, const rt_pos *pos)
{
    printf(",\"%s\":{\"value\":", name);
    rt_print_json(stdout, value);
    rt_print_json_where(stdout, pos, NULL);
    putchar('}');
}

static void show_json(const rt_difference *d)
{
    fputs("{\"where\":", stdout);
    rt_print_json(stdout, d->where);
    fputs(",\"what\":", stdout);
    rt_print_json(stdout, d->what);
    side_json("a", d->a, &d->pos_a);
    side_json("b", d->b, &d->pos_b);
    fputs("}\n", stdout);
}

static void each(void *user, const rt_difference *difference)
{
    shown *s = user;
    if (s->count++ >= s->most)
        return;
    if (s->options->json)
        show_json(difference);
    else
        show_text(s, difference);
}

static void conclude(const shown *s, uint64_t count)
{
    if (s->options->common.quiet || s->options->json || count == 0)
        return;
    printf("%llu difference%s", (unsigned long long)count, count == 1 ? "" : "s");
    if (s->count > s->most)
        printf(", %llu shown", (unsigned long long)s->most);
    putchar('\n');
}

static rt_source source_of(const options *o, const char *path, const char *from)
{
    return (rt_source){.size = sizeof(rt_source), .fd = -1, .path = path, .from = from,
                       .charset = o->charset, .options = o->assignments.items,
                       .filters = o->filters.items};
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    shown s = {.options = o, .most = o->most ? o->most : UINT64_MAX};
    rt_source a, b;
    rt_status status;
    uint64_t count = 0;
    int result;
    if (cli->operands.count != 2)
        return rt_cli_usage(cli, "diff takes two files");
    s.a = cli->operands.items[0];
    s.b = cli->operands.items[1];
    if (strcmp(s.a, "-") == 0 && strcmp(s.b, "-") == 0)
        return rt_cli_usage(cli, "only one of the two can be standard input");
    result = rt_cli_open(cli, NULL);
    if (result != RT_EXIT_DONE)
        return result;
    a = source_of(o, s.a, o->from_a);
    b = source_of(o, s.b, o->from_b);
    rt_messages_begin(&cli->messages);
    status = rt_compare(cli->context, &a, &b, o->common.quiet ? NULL : each, &s, &count);
    if (status != RT_OK)
        return rt_messages_exit(&cli->messages, status);
    conclude(&s, count);
    return count ? RT_EXIT_NO : RT_EXIT_DONE;
}

static const char *const details[] = {
    "Reports are compared in their normal form (docs/model.md), whatever their formats.",
    "Exit status 1: they differ. --quiet: nothing else is said.", NULL};

const rt_command rt_command_diff = {
    .name = "diff",
    .usage = "A B [OPTION]…",
    .help = "compare two reports of any formats",
    .details = details,
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
