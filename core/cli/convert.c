/* convert.c - `retort convert` and its short form: from a command line to rt_convert.
 *
 * Owns the order of work and the exit status; which outputs there are is in targets.c, the
 * loss report in losses.c. */
#include <string.h>
#include <sys/stat.h>

#include "losses.h"
#include "targets.h"

typedef struct options {
    rt_common common;
    rt_list outputs, to, assignments, filters;
    const char *from, *charset, *strict, *losses;
    bool verify;
} options;

static const rt_argument arguments[] = {
    {"output", 'o', RT_ARGUMENT_LIST, offsetof(options, outputs), "OUT",
     "a file, a folder, or - for standard output; several: all of them or none"},
    {"from", 0, RT_ARGUMENT_TEXT, offsetof(options, from), "FORMAT",
     "format of the input; otherwise it is recognised"},
    {"to", 0, RT_ARGUMENT_LIST, offsetof(options, to), "FORMAT",
     "format of the output; otherwise its extension says it; of several -o, one for each"},
    {"option", 'O', RT_ARGUMENT_LIST, offsetof(options, assignments), "KEY=VALUE",
     "an option of the reader, a writer or a filter: 'retort help FORMAT'"},
    {"filter", 0, RT_ARGUMENT_LIST, offsetof(options, filters), "NAME",
     "pass the report through this filter; several: in their order"},
    {"charset", 0, RT_ARGUMENT_TEXT, offsetof(options, charset), "LABEL",
     "charset of the input, by a WHATWG label; otherwise by evidence"},
    {"verify", 0, RT_ARGUMENT_FLAG, offsetof(options, verify), NULL,
     "read every output back and compare it with what was meant"},
    {"strict", 0, RT_ARGUMENT_MAYBE, offsetof(options, strict), "CLASS[,CLASS]",
     "write nothing if something is lost: content, structure, presentation, removed; without a "
     "class: the first three"},
    {"losses", 0, RT_ARGUMENT_TEXT, offsetof(options, losses), "FILE",
     "write the whole loss report: JSON when FILE ends in .json, else text; - is standard output"},
    {0}};

/* ---- The command line ------------------------------------------------------------ */

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino && S_ISREG(one.st_mode);
}

/* The loss report must not overwrite what it is about, nor be mixed with it. */
static int check_losses(rt_cli *cli, const char *losses, const rt_plans *plans)
{
    for (size_t i = 0; losses && i < plans->count; i++) {
        const rt_plan *plan = &plans->items[i];
        bool clash = strcmp(losses, "-") != 0 && same_file(losses, plan->input);
        for (size_t t = 0; t < plan->count && !clash; t++)
            clash = same_file(losses, plan->targets[t].path);
        if (clash)
            return rt_cli_usage(cli, "the loss report and %.200s would share a place; give "
                                     "--losses another file",
                                strcmp(losses, "-") == 0 ? "an output" : losses);
    }
    return RT_EXIT_DONE;
}

static int check_words(rt_cli *cli, const options *o)
{
    for (size_t i = 0; i < o->assignments.count; i++) {
        const char *equal = strchr(o->assignments.items[i], '=');
        if (!equal || equal == o->assignments.items[i])
            return rt_cli_usage(cli, "-O takes KEY=VALUE, not '%.200s'", o->assignments.items[i]);
    }
    if (o->strict && !rt_loss_classes_named(o->strict))
        return rt_cli_usage(cli, "--strict takes content, structure, presentation or removed, "
                                 "separated by commas, not '%.100s'", o->strict);
    return RT_EXIT_DONE;
}

/* Sets the inputs, and the outputs besides -o; the short form has one of each. */
static int split_operands(rt_cli *cli, const options *o, rt_list *inputs, rt_list *outputs)
{
    *inputs = cli->operands;
    *outputs = o->outputs;
    if (inputs->count == 0)
        return rt_cli_usage(cli, "name what to convert: retort IN OUT; - is standard input");
    if (!cli->short_form)
        return RT_EXIT_DONE;
    if (inputs->count == 2 && outputs->count == 0) {
        outputs->items = inputs->items + 1;
        outputs->count = inputs->count = 1;
    } else if (inputs->count > 1) {
        return rt_cli_usage(cli, "the short form is 'retort IN OUT'; for more, 'retort convert "
                                 "IN… -o OUT…'");
    }
    return RT_EXIT_DONE;
}

/* ---- One conversion -------------------------------------------------------------- */

static int outcome(rt_cli *cli, const rt_plan *plan, rt_status status, const rt_result *result)
{
    rt_messages *m = &cli->messages;
    if (result->differs) {
        if (!m->errors)
            rt_messages_say(m, RT_ERROR, "verify-differs", plan->input,
                            "an output, read back, is not what was meant; nothing was written");
        return RT_EXIT_NO;
    }
    if (result->strict_failed) {
        if (!m->errors)
            rt_messages_say(m, RT_ERROR, "strict-loss", plan->input,
                            "something would be lost, so nothing was written; --losses FILE "
                            "lists it, without --strict it is left out");
        return RT_EXIT_NO;
    }
    if (status != RT_OK && !m->first_code[0] && !*cli->stop)
        rt_messages_say(m, RT_ERROR, "plugin-error", plan->input,
                        "the conversion failed; the plugin that failed did not say why, which is a "
                        "bug of it");
    if (status != RT_OK)
        return rt_messages_exit(m, status);
    rt_messages_say(m, RT_DEBUG, "converted", plan->input,
                    "read as %s; %llu losses; %llu bytes of memory at most",
                    result->from ? result->from : "?", (unsigned long long)result->losses,
                    (unsigned long long)result->peak_memory);
    return RT_EXIT_DONE;
}

static int convert_one(rt_cli *cli, const options *o, const rt_plan *plan, rt_losses_file *losses)
{
    const rt_source source = {.size = sizeof source, .fd = -1, .path = plan->input,
                              .from = o->from, .charset = o->charset,
                              .options = o->assignments.items, .filters = o->filters.items};
    rt_job job = {.size = sizeof job, .source = &source, .targets = plan->list, .verify = o->verify};
    rt_result result = {.size = sizeof result};
    rt_status status;
    int exit_status;
    job.strict = o->strict ? rt_loss_classes_named(o->strict) : 0;
    rt_messages_begin(&cli->messages);
    status = rt_convert(cli->context, &job, &result);
    exit_status = outcome(cli, plan, status, &result);
    if (status == RT_OK || result.strict_failed || result.differs)
        rt_losses_summary(&cli->messages, cli->context, o->losses == NULL);
    rt_losses_add(losses, cli->context, plan->input);
    return exit_status;
}

/* The first failure counts, an error more than a "no". One input does not stop the others. */
static int worse(int before, int now)
{
    return before == RT_EXIT_DONE || (before == RT_EXIT_NO && now != RT_EXIT_DONE) ? now : before;
}

static int convert_all(rt_cli *cli, const options *o, const rt_plans *plans)
{
    rt_losses_file losses;
    int exit_status = RT_EXIT_DONE;
    rt_losses_open(&losses, o->losses, cli->messages.json);
    for (size_t i = 0; i < plans->count && !*cli->stop; i++)
        exit_status = worse(exit_status, convert_one(cli, o, &plans->items[i], &losses));
    if (!rt_losses_close(&losses, &cli->messages))
        exit_status = worse(exit_status, RT_EXIT_WRITE);
    return exit_status;
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    rt_list inputs, outputs;
    rt_plans plans = {0};
    int result = split_operands(cli, o, &inputs, &outputs);
    if (result == RT_EXIT_DONE)
        result = check_words(cli, o);
    if (result == RT_EXIT_DONE)
        result = rt_cli_open(cli, NULL);
    if (result != RT_EXIT_DONE)
        return result;
    result = rt_plans_make(cli, &inputs, &outputs, &o->to, &plans);
    if (result == RT_EXIT_DONE)
        result = check_losses(cli, o->losses, &plans);
    if (result == RT_EXIT_DONE)
        result = convert_all(cli, o, &plans);
    rt_plans_free(&plans);
    return result;
}

static const char *const details[] = {
    "retort IN OUT            the same for one file, without the command's name",
    "IN - is standard input, OUT - standard output.",
    "One IN without -o goes to standard output in the format of --to.",
    "Several IN take the extension of --to, in the folder -o or each beside its input.",
    "A file appears whole or not at all; several -o of one IN: all or none.", NULL};

const rt_command rt_command_convert = {
    .name = "convert",
    .usage = "IN… [-o OUT]… [OPTION]…",
    .help = "convert reports between formats",
    .details = details,
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
