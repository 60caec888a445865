/* bulk.c - `retort bulk`: a folder in, a folder out. Owns its command line and exit status; the run is in bulk/run.c. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bulk/key.h"
#include "bulk/parse.h"
#include "bulk/run.h"
#include "bulk/status.h"
#include "cli.h"
#include "entries.h"
#include "losses.h"
#include "print.h"

typedef struct options {
    rt_common common;
    rt_list to, assignments, filters;
    const char *out, *from, *charset, *strict, *memory, *list, *jobs, *timeout;
    int on_exists;
    bool verify, resume, dry, json, null, failed;
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
    {"json", 0, RT_ARGUMENT_FLAG, offsetof(options, json), NULL, "progress, summary, plan or status as JSON lines"},
    {"failed", 0, RT_ARGUMENT_FLAG, offsetof(options, failed), NULL, "with status: every failure with its message"},
    {"from", 0, RT_ARGUMENT_TEXT, offsetof(options, from), "FORMAT", "format of all inputs; otherwise each is recognised"},
    {"charset", 0, RT_ARGUMENT_TEXT, offsetof(options, charset), "LABEL", "charset of all inputs; otherwise by evidence"},
    {"option", 'O', RT_ARGUMENT_LIST, offsetof(options, assignments), "KEY=VALUE", "an option of a reader, writer or filter"},
    {"filter", 0, RT_ARGUMENT_LIST, offsetof(options, filters), "NAME", "pass every report through this filter"},
    {"verify", 0, RT_ARGUMENT_FLAG, offsetof(options, verify), NULL, "read every output back and compare it with what was meant"},
    {"strict", 0, RT_ARGUMENT_MAYBE, offsetof(options, strict), "CLASS[,CLASS]", "a file that loses something fails"},
    {0}};

/* ---- Before the run ------------------------------------------------------------------------------ */

typedef struct wanted { rt_bulk *bulk; const rt_work *work; } wanted;

/* Extensions of the formats; a format that nothing writes keeps none. */
static void find_extensions(void *user, const rt_entry *entry)
{
    wanted *w = user;
    for (size_t i = 0; i < w->work->format_count; i++)
        if (strcmp(entry->role, "write") == 0 && strcmp(entry->name, w->work->formats[i]) == 0 && !w->bulk->extensions[i])
            w->bulk->extensions[i] = entry->extensions && entry->extensions[0] ? entry->extensions[0] : w->work->formats[i];
}

/* Workers are forked once: what they need is loaded before. A reader that cannot be loaded is only a warning. */
static int load_plugins(rt_work *w)
{
    rt_declaration declaration = {.size = sizeof declaration};
    rt_kept_entries entries;
    rt_status status = RT_OK;
    for (size_t i = 0; i < w->format_count && status == RT_OK; i++)
        status = rt_declared(w->context, "write", w->formats[i], &declaration);
    for (size_t i = 0; w->verify && i < w->format_count && status == RT_OK; i++)
        status = rt_declared(w->context, "read", w->formats[i], &declaration);
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
        rt_stage_look(&b->stage, o->out);
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
    const rt_record_run run = {key, rt_version(), (int64_t)(b->pool.timeout / 1000), (int64_t)b->work->memory};
    char *path = NULL, error[256];
    struct stat about;
    if (asprintf(&path, "%s/%s", o->out, RT_BULK_RECORD) < 0)
        path = NULL;
    rt_cli_got(path);
    bool exists = lstat(path, &about) == 0;
    int result = RT_EXIT_DONE;
    if (exists && !o->resume && !o->dry && o->on_exists == RT_EXISTS_ERROR)
        result = rt_cli_usage(cli, "'%.200s' holds the record of an earlier run: go on with it by --resume, or convert all anew "
                                   "with --on-exists replace", o->out);
    else if (exists || !o->dry) {
        b->record = rt_record_open(path, &run, !o->dry, error);
        if (!b->record)
            result = say(cli, "bulk-record", path, error, RT_EXIT_WRITE);
    }
    if (b->record && o->resume && !o->dry)
        rt_record_forget_unseen(b->record);
    free(path);
    return result;
}

/* ---- The run ---------------------------------------------------------------------------------------- */

static int finish(rt_cli *cli, const options *o, rt_bulk *b)
{
    if (!o->dry)
        rt_progress_summary(&b->progress, o->out, b->fault[0] ? "broken off" : *cli->stop ? "stopped" : "done");
    if (b->fault[0])
        return say(cli, "bulk-fault", o->out, b->fault, b->fault_exit);
    return b->progress.failed ? RT_EXIT_NO : RT_EXIT_DONE;
}

/* Each worker is a socket and a pipe, each level of the tree an open folder: for how many workers there are enough. */
static unsigned allow_descriptors(void)
{
    enum { ENOUGH = 4096, OTHERS = 60 };
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= ENOUGH)
        return RT_POOL_MOST;
    files.rlim_cur = files.rlim_max < ENOUGH ? files.rlim_max : ENOUGH;
    setrlimit(RLIMIT_NOFILE, &files);
    return files.rlim_cur < OTHERS + 2 ? 1 : (unsigned)(files.rlim_cur - OTHERS) / 2;
}

/* Fewer are enough: it only takes longer. */
static int open_pool(rt_cli *cli, rt_bulk *b)
{
    unsigned asked = b->pool.count, most = allow_descriptors();
    b->pool.count = asked < most ? asked : most;
    unsigned started = rt_pool_open(&b->pool);
    const char *why = started < b->pool.count ? strerror(errno) : "there are no more file descriptors; see 'ulimit -n'";
    if (!started)
        return say(cli, "bulk-worker", "no worker process can be started", why, RT_EXIT_LIMIT);
    if (started < asked)
        rt_messages_say(&cli->messages, RT_WARNING, "bulk-worker", NULL, "only %u of %u workers are started: %s", started, asked, why);
    b->pool.count = started;
    return RT_EXIT_DONE;
}

static int open_list(rt_cli *cli, const options *o, rt_paths **list)
{
    if (!o->list)
        return RT_EXIT_DONE;
    int file = strcmp(o->list, "-") == 0 ? STDIN_FILENO : open(o->list, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return say(cli, "bulk-list", o->list, strerror(errno), RT_EXIT_READ);
    *list = rt_cli_got(rt_paths_new(file, o->null ? '\0' : '\n'));
    return RT_EXIT_DONE;
}

/* A second walk tells how many there will be; where a list comes through a pipe, none can. */
static int open_walks(rt_cli *cli, const options *o, rt_bulk *b, rt_paths **ahead)
{
    bool counted = !o->dry && !cli->common->quiet && !(o->list && strcmp(o->list, "-") == 0);
    int result = open_list(cli, o, &b->list);
    if (result == RT_EXIT_DONE && counted)
        result = open_list(cli, o, ahead);
    if (result != RT_EXIT_DONE)
        return result;
    b->walk = rt_walk_new(cli->operands.items, cli->operands.count, b->list, &b->stage.about, false);
    if (counted)
        b->ahead = rt_walk_new(cli->operands.items, cli->operands.count, *ahead, &b->stage.about, true);
    return RT_EXIT_DONE;
}

static int convert_all(rt_cli *cli, const options *o, rt_bulk *b)
{
    rt_paths *ahead = NULL;
    int result = open_walks(cli, o, b, &ahead);
    if (result == RT_EXIT_DONE && !o->dry)
        result = open_pool(cli, b);
    if (result == RT_EXIT_DONE) {
        rt_progress_begin(&b->progress, o->json, o->dry || cli->common->quiet);
        rt_bulk_run(b);
        rt_pool_close(&b->pool);
        result = finish(cli, o, b);
    }
    rt_walk_free(b->walk);
    rt_walk_free(b->ahead);
    rt_paths_free(b->list);
    rt_paths_free(ahead);
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
    if (o->null && !o->list)
        return rt_cli_usage(cli, "--null is about the list: name it by --from-list FILE");
    if (o->failed)
        return rt_cli_usage(cli, "--failed belongs to 'retort bulk status DIR'");
    if (o->strict && !rt_loss_classes_named(o->strict))
        return rt_cli_usage(cli, "--strict takes content, structure, presentation or removed, not '%.100s'", o->strict);
    return RT_EXIT_DONE;
}

/* What was named wrongly is told before anything is made. */
static int check_operands(rt_cli *cli, const options *o)
{
    struct stat out, source;
    bool exists = stat(o->out, &out) == 0;
    for (size_t i = 0; i < cli->operands.count; i++) {
        const char *name = cli->operands.items[i];
        if (stat(name, &source) != 0)
            return say(cli, "bulk-source", name, strerror(errno), RT_EXIT_READ);
        if (exists && source.st_dev == out.st_dev && source.st_ino == out.st_ino)
            return rt_cli_usage(cli, "'%.200s' is the output folder as well; name another one by --out", name);
    }
    return RT_EXIT_DONE;
}

/* Those we may use. */
static uint64_t count_cores(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : (int)sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > RT_POOL_MOST ? RT_POOL_MOST : (uint64_t)count;
}

static int prepare(rt_cli *cli, const options *o, rt_bulk *b, rt_work *w)
{
    uint64_t jobs, timeout;
    int result = check_sources(cli, o);
    if (result == RT_EXIT_DONE)
        result = check_operands(cli, o);
    if (result == RT_EXIT_DONE)
        result = rt_bulk_parse_number(cli, "jobs", o->jobs, count_cores(), RT_POOL_MOST, &jobs);
    if (result == RT_EXIT_DONE)
        result = rt_bulk_parse_number(cli, "timeout", o->timeout, 120, 1000000, &timeout);
    if (result == RT_EXIT_DONE)
        result = rt_bulk_parse_memory(cli, o->memory, &w->memory);
    if (result != RT_EXIT_DONE)
        return result;
    b->pool = (rt_pool){.work = w, .count = jobs ? (unsigned)jobs : 1, .timeout = timeout * 1000, .null = -1};
    b->work = w;
    b->messages = &cli->messages;
    b->json = o->json;
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
    signal(SIGXFSZ, SIG_IGN); /* a file that grows beyond ulimit -f is an error like a full disk */
    const char *formats[RT_BULK_FORMATS + 1] = {NULL};
    char key[RT_DIGEST_ROOM], *words = NULL;
    rt_work work = {.formats = formats};
    rt_bulk *b = rt_cli_got(calloc(1, sizeof *b));
    int result = rt_bulk_split_formats(cli, &o->to, &words, formats, &work.format_count);
    b->stage = (rt_stage)RT_STAGE_NONE;
    if (result == RT_EXIT_DONE)
        result = prepare(cli, o, b, &work);
    if (result == RT_EXIT_DONE) {
        wanted w = {b, &work};
        rt_entries(work.context, find_extensions, &w);
        result = rt_bulk_check_extensions(cli, &work, b->extensions);
    }
    if (result == RT_EXIT_DONE) {
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

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    if (cli->operands.count == 2 && strcmp(cli->operands.items[0], "status") == 0 && !o->out)
        return rt_bulk_status(cli, cli->operands.items[1], o->json, o->failed);
    return run_bulk(cli, o);
}

static const char *const details[] = {
    "retort bulk status DIR [--failed]   what was done so far, also while a run works; every failure",
    "DIR mirrors SRC: SRC/a/b.html becomes DIR/a/b.html.json; several SRC: each under its own name.",
    "DIR/" RT_BULK_RECORD " records each input with its outputs, losses, messages and hashes.",
    "A worker that crashes, hangs or outgrows its memory costs one file.",
    "Exit status 1: some failed; 6: the output folder fails, or another run works in it.",
    "An interrupt ends what runs and stops; a second one stops at once. --resume goes on.", NULL};

const rt_command rt_command_bulk = {
    .name = "bulk",
    .usage = "SRC… --to FORMAT[,FORMAT] --out DIR [OPTION]…",
    .help = "convert folders of reports, in several processes and resumable",
    .details = details,
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
