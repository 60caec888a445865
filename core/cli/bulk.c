/* bulk.c - `retort bulk`: a folder in, a folder out. Owns its command line and exit status; the run is in bulk/run.c. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bulk/key.h"
#include "bulk/run.h"
#include "cli.h"
#include "entries.h"
#include "losses.h"
#include "print.h"

typedef struct options {
    rt_common common;
    rt_list to, assignments, filters;
    const char *out, *from, *charset, *strict, *memory, *list, *jobs, *timeout;
    int on_exists;
    bool verify, resume, dry, json, null;
} options;

static const rt_argument arguments[] = {
    {"to", 0, RT_ARGUMENT_LIST, offsetof(options, to), "FORMAT[,FORMAT]", "formats of the outputs"},
    {"out", 'o', RT_ARGUMENT_TEXT, offsetof(options, out), "DIR", "where they go; made where it is missing"},
    {"jobs", 'j', RT_ARGUMENT_TEXT, offsetof(options, jobs), "N", "worker processes; otherwise one a core"},
    {"resume", 0, RT_ARGUMENT_FLAG, offsetof(options, resume), NULL,
     "do what is missing, or whose input, options or version of retort changed since"},
    {"timeout", 0, RT_ARGUMENT_TEXT, offsetof(options, timeout), "S", "seconds that one file may take: 120; 0: any time"},
    {"memory", 0, RT_ARGUMENT_TEXT, offsetof(options, memory), "M", "memory that a worker may use: 1G; \"none\": any"},
    {"from-list", 0, RT_ARGUMENT_TEXT, offsetof(options, list), "FILE", "take paths from FILE, a line each; - is standard input"},
    {"null", '0', RT_ARGUMENT_FLAG, offsetof(options, null), NULL, "the list parts paths by NUL, as find -print0 does"},
    {"on-exists", 0, RT_ARGUMENT_CHOICE, offsetof(options, on_exists), RT_ON_EXISTS_WORDS,
     "what to do where an output stands that no run on record made"},
    {"dry-run", 'n', RT_ARGUMENT_FLAG, offsetof(options, dry), NULL, "show what would be converted to what, and do nothing"},
    {"json", 0, RT_ARGUMENT_FLAG, offsetof(options, json), NULL, "progress and summary as JSON lines"},
    {"from", 0, RT_ARGUMENT_TEXT, offsetof(options, from), "FORMAT", "format of all inputs; otherwise each is recognised"},
    {"charset", 0, RT_ARGUMENT_TEXT, offsetof(options, charset), "LABEL", "charset of all inputs; otherwise by evidence"},
    {"option", 'O', RT_ARGUMENT_LIST, offsetof(options, assignments), "KEY=VALUE", "an option of a reader, writer or filter"},
    {"filter", 0, RT_ARGUMENT_LIST, offsetof(options, filters), "NAME", "pass every report through this filter"},
    {"verify", 0, RT_ARGUMENT_FLAG, offsetof(options, verify), NULL, "read every output back and compare it with what was meant"},
    {"strict", 0, RT_ARGUMENT_MAYBE, offsetof(options, strict), "CLASS[,CLASS]", "a file that loses something fails"},
    {0}};

/* ---- The command line --------------------------------------------------------------------------- */

static int parse_number(rt_cli *cli, const char *name, const char *text, uint64_t otherwise, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    *number = otherwise;
    if (!text)
        return RT_EXIT_DONE;
    errno = 0;
    unsigned long long given = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || given > most)
        return rt_cli_usage(cli, "--%s takes a whole number up to %llu, not '%.60s'", name, (unsigned long long)most, text);
    *number = given;
    return RT_EXIT_DONE;
}

/* "512M"; 0: any. */
static int parse_memory(rt_cli *cli, const char *text, uint64_t *bytes)
{
    static const char letters[] = "kmgt";
    char *end = NULL;
    *bytes = UINT64_C(1) << 30;
    if (!text || strcmp(text, "none") == 0) {
        *bytes = text ? 0 : *bytes;
        return RT_EXIT_DONE;
    }
    errno = 0;
    unsigned long long given = strtoull(text, &end, 10);
    const char *at = *end ? strchr(letters, *end | 32) : NULL;
    unsigned shift = at ? 10 * (unsigned)(at - letters + 1) : 0;
    if (*text < '0' || *text > '9' || errno || (*end && (!at || end[1])) || given > UINT64_MAX >> shift)
        return rt_cli_usage(cli, "--memory takes bytes, perhaps with K, M or G behind them, or none; not '%.60s'", text);
    *bytes = (uint64_t)given << shift;
    return RT_EXIT_DONE;
}

/* "--to html,json --to csv" as one list; its texts are in *words. */
static int split_formats(rt_cli *cli, const rt_list *to, char **words, const char *formats[RT_BULK_FORMATS + 1], size_t *count)
{
    size_t len = 1;
    char *rest = NULL, *end;
    for (size_t i = 0; i < to->count; i++)
        len += strlen(to->items[i]) + 1;
    end = *words = rt_cli_got(calloc(1, len));
    for (size_t i = 0; i < to->count; i++)
        end = stpcpy(stpcpy(end, to->items[i]), ",");
    for (char *word = strtok_r(*words, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (*count == RT_BULK_FORMATS)
            return rt_cli_usage(cli, "at most %d formats can be written at once", (int)RT_BULK_FORMATS);
        formats[(*count)++] = word;
    }
    return RT_EXIT_DONE;
}

typedef struct wanted { rt_bulk *bulk; const rt_work *work; } wanted;

/* Extensions of the formats; a format that nothing writes keeps none. */
static void find_extensions(void *user, const rt_entry *entry)
{
    wanted *w = user;
    for (size_t i = 0; i < w->work->format_count; i++)
        if (strcmp(entry->role, "write") == 0 && strcmp(entry->name, w->work->formats[i]) == 0 && !w->bulk->extensions[i])
            w->bulk->extensions[i] = entry->extensions && entry->extensions[0] ? entry->extensions[0] : w->work->formats[i];
}

/* ---- Before the run ------------------------------------------------------------------------------ */

/* Workers are forked once: what they need is loaded before. A reader that cannot be loaded is only a warning. */
static int load_plugins(rt_work *w)
{
    rt_declaration declaration = {.size = sizeof declaration};
    rt_kept_entries entries;
    rt_status status = RT_OK;
    for (size_t i = 0; i < w->format_count && status == RT_OK; i++)
        status = rt_declared(w->context, "write", w->formats[i], &declaration);
    for (size_t i = 0; w->filters && w->filters[i] && status == RT_OK; i++)
        status = rt_declared(w->context, "filter", w->filters[i], &declaration);
    if (w->from && status == RT_OK)
        status = rt_declared(w->context, "read", w->from, &declaration);
    if (status != RT_OK)
        return rt_messages_exit(&w->messages, status) == RT_EXIT_READ ? RT_EXIT_USAGE : rt_messages_exit(&w->messages, status);
    rt_entries_keep(w->context, &entries);
    for (size_t i = 0; i < entries.count && !w->from; i++)
        if (strcmp(entries.items[i].role, "read") == 0)
            rt_declared(w->context, "read", entries.items[i].name, &declaration);
    rt_entries_forget(&entries);
    return RT_EXIT_DONE;
}

static int open_context(rt_cli *cli, rt_work *w)
{
    rt_settings settings = {.size = sizeof settings, .message = rt_work_message, .user = w,
                            .plugin_files = cli->common->plugins.items, .plugin_path = getenv("RETORT_PLUGIN_PATH"),
                            .limits = cli->common->limits.items};
    w->messages = cli->messages;
    rt_status status = rt_context_new(&settings, &w->context);
    if (status == RT_ERR_UNSUPPORTED && !w->messages.errors)
        return RT_EXIT_USAGE;
    return rt_messages_exit(&w->messages, status);
}

static int say(rt_cli *cli, const char *code, const char *what, const char *why, int exit_status)
{
    rt_messages_say(&cli->messages, RT_ERROR, code, NULL, "%.300s: %.300s", what, why);
    return exit_status;
}

static int open_out(rt_cli *cli, const options *o, rt_bulk *b)
{
    if (o->dry) {
        b->stage = (rt_stage){.folder = open(o->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .staging = -1, .lock = -1, .near_fd = -1};
        return RT_EXIT_DONE;
    }
    switch (rt_stage_open(&b->stage, o->out)) {
    case RT_STAGE_FINE:
        return RT_EXIT_DONE;
    case RT_STAGE_BUSY:
        return say(cli, "bulk-busy", o->out, "another run works in this folder; wait for it, or stop it: see retort bulk status",
                   RT_EXIT_WRITE);
    case RT_STAGE_ERRNO:
        break;
    }
    return say(cli, "output-folder", o->out, strerror(errno), RT_EXIT_WRITE);
}

static int open_record(rt_cli *cli, const options *o, rt_bulk *b, const char *key)
{
    char *path = NULL, error[256];
    struct stat about;
    if (asprintf(&path, "%s/%s", o->out, RT_BULK_RECORD) < 0)
        path = NULL;
    rt_cli_got(path);
    bool exists = stat(path, &about) == 0;
    int result = RT_EXIT_DONE;
    if (exists && !o->resume && !o->dry && o->on_exists == RT_EXISTS_ERROR)
        result = rt_cli_usage(cli, "'%.200s' holds the record of an earlier run: go on with it by --resume, or convert all anew "
                                   "with --on-exists replace", o->out);
    else if (exists || !o->dry) {
        b->record = rt_record_open(path, !o->dry, key, rt_version(), error);
        if (!b->record)
            result = say(cli, "bulk-record", path, error, RT_EXIT_WRITE);
    }
    free(path);
    return result;
}

/* ---- The run ---------------------------------------------------------------------------------------- */

static int finish(rt_cli *cli, const options *o, rt_bulk *b, bool recorded)
{
    rt_pool_close(&b->pool);
    if (!recorded)
        return say(cli, "bulk-record", o->out, rt_record_error(b->record), RT_EXIT_WRITE);
    if (!o->dry)
        rt_progress_summary(&b->progress, b->record, o->out, *cli->stop != 0);
    return b->progress.failed ? RT_EXIT_NO : RT_EXIT_DONE;
}

static int convert_all(rt_cli *cli, const options *o, rt_bulk *b)
{
    FILE *list = !o->list ? NULL : strcmp(o->list, "-") == 0 ? stdin : fopen(o->list, "re");
    if (o->list && !list)
        return say(cli, "bulk-list", o->list, strerror(errno), RT_EXIT_READ);
    b->walk = rt_cli_got(rt_walk_new(cli->operands.items, cli->operands.count, list, o->null ? '\0' : '\n', b->stage.about.st_dev,
                                     b->stage.about.st_ino));
    int result;
    rt_progress_begin(&b->progress, o->json, o->dry || cli->common->quiet);
    if (!o->dry && !rt_pool_open(&b->pool))
        result = say(cli, "bulk-worker", "a worker process cannot be started", strerror(errno), RT_EXIT_LIMIT);
    else
        result = finish(cli, o, b, rt_bulk_run(b));
    if (list && list != stdin)
        fclose(list);
    rt_walk_free(b->walk);
    return result;
}

static int check_sources(rt_cli *cli, const options *o)
{
    if (!o->out)
        return rt_cli_usage(cli, "say where the outputs go: --out DIR");
    if (!o->to.count)
        return rt_cli_usage(cli, "say which formats the outputs shall have: --to FORMAT[,FORMAT]");
    if (!cli->operands.count && !o->list)
        return rt_cli_usage(cli, "name what to convert: folders, files, or --from-list");
    if (o->strict && !rt_loss_classes_named(o->strict))
        return rt_cli_usage(cli, "--strict takes content, structure, presentation or removed, not '%.100s'", o->strict);
    return RT_EXIT_DONE;
}

static int prepare(rt_cli *cli, const options *o, rt_bulk *b, rt_work *w)
{
    uint64_t cores = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN), jobs, timeout;
    int result = check_sources(cli, o);
    if (result == RT_EXIT_DONE)
        result = parse_number(cli, "jobs", o->jobs, cores < RT_POOL_MOST ? cores : RT_POOL_MOST, RT_POOL_MOST, &jobs);
    if (result == RT_EXIT_DONE)
        result = parse_number(cli, "timeout", o->timeout, 120, 1000000, &timeout);
    if (result == RT_EXIT_DONE)
        result = parse_memory(cli, o->memory, &w->memory);
    if (result != RT_EXIT_DONE)
        return result;
    b->pool = (rt_pool){.work = w, .count = jobs ? (unsigned)jobs : 1, .timeout = timeout * 1000};
    b->work = w;
    b->resume = o->resume;
    b->dry = o->dry;
    b->on_exists = (rt_on_exists)o->on_exists;
    b->stop = cli->stop;
    w->from = o->from;
    w->charset = o->charset;
    w->options = o->assignments.items;
    w->filters = o->filters.items;
    w->verify = o->verify;
    w->strict = o->strict ? rt_loss_classes_named(o->strict) : 0;
    result = open_context(cli, w);
    return result == RT_EXIT_DONE ? load_plugins(w) : result;
}

static int run_bulk(rt_cli *cli, const options *o)
{
    const char *formats[RT_BULK_FORMATS + 1] = {NULL};
    char key[RT_DIGEST_ROOM], *words = NULL;
    rt_work work = {.formats = formats};
    rt_bulk *b = rt_cli_got(calloc(1, sizeof *b));
    int result = split_formats(cli, &o->to, &words, formats, &work.format_count);
    b->stage = (rt_stage){.folder = -1, .staging = -1, .lock = -1, .near_fd = -1};
    if (result == RT_EXIT_DONE)
        result = prepare(cli, o, b, &work);
    if (result == RT_EXIT_DONE) {
        wanted w = {b, &work};
        rt_entries(work.context, find_extensions, &w);
        rt_bulk_key(&work, cli->common->limits.items, key);
        result = open_out(cli, o, b);
    }
    if (result == RT_EXIT_DONE)
        result = open_record(cli, o, b, key);
    if (result == RT_EXIT_DONE)
        result = convert_all(cli, o, b);
    rt_record_close(b->record);
    rt_stage_close(&b->stage);
    rt_context_free(work.context);
    free(words);
    free(b);
    return result;
}

/* ---- retort bulk status ------------------------------------------------------------------------------- */

static void show_reason(void *user, const char *reason, int64_t count, const char *example)
{
    (void)user;
    printf("  %8lld  %s, such as ", (long long)count, reason ? reason : "?");
    rt_print_words(stdout, example ? example : "?");
    putchar('\n');
}

static int show_status(rt_cli *cli, const options *o)
{
    const char *folder = cli->operands.items[1];
    char *path = NULL, error[256];
    int64_t done, failed, running;
    if (asprintf(&path, "%s/%s", folder, RT_BULK_RECORD) < 0)
        path = NULL;
    rt_record *record = rt_record_open(rt_cli_got(path), false, "", "", error);
    free(path);
    if (!record)
        return say(cli, "bulk-record", folder, error, RT_EXIT_READ);
    rt_record_counts(record, &done, &failed, &running);
    if (o->json) {
        printf("{\"done\":%lld,\"failed\":%lld,\"running\":%lld}\n", (long long)done, (long long)failed, (long long)running);
    } else {
        printf("%lld done, %lld failed, %lld begun and not ended\n", (long long)done, (long long)failed, (long long)running);
        rt_record_reasons(record, 20, show_reason, NULL);
    }
    rt_record_close(record);
    return failed ? RT_EXIT_NO : RT_EXIT_DONE;
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    if (cli->operands.count == 2 && strcmp(cli->operands.items[0], "status") == 0 && !o->out)
        return show_status(cli, o);
    return run_bulk(cli, o);
}

static const char *const details[] = {
    "retort bulk status DIR   what a run did, or has done so far",
    "DIR mirrors SRC: SRC/a/b.html becomes DIR/a/b.html.json; several SRC: each under its own name.",
    "DIR/" RT_BULK_RECORD " records each input with its outputs, losses, messages and hashes.",
    "A worker that crashes, hangs or outgrows its memory costs one file.",
    "Exit status 1: some failed. An interrupt ends what runs and stops; a second one stops at once.", NULL};

const rt_command rt_command_bulk = {
    .name = "bulk",
    .usage = "SRC… --to FORMAT[,FORMAT] --out DIR [OPTION]…",
    .help = "convert folders of reports, in several processes and resumable",
    .details = details,
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
