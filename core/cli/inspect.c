/* inspect.c - `retort inspect`: how a file was recognised, what is in it, and what each
 * installed writer would lose of it. Owns the reading; survey.c counts, inspect_*.c show. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inspect.h"

typedef struct options {
    rt_common common;
    const char *from, *charset;
    rt_list assignments, filters;
    bool json, all;
} options;

static const rt_argument arguments[] = {
    {"from", 0, RT_ARGUMENT_TEXT, offsetof(options, from), "FORMAT",
     "format of the input; otherwise it is recognised"},
    {"charset", 0, RT_ARGUMENT_TEXT, offsetof(options, charset), "LABEL",
     "charset of the input; otherwise by evidence"},
    {"option", 'O', RT_ARGUMENT_LIST, offsetof(options, assignments), "KEY=VALUE",
     "an option of the reader or a filter"},
    {"filter", 0, RT_ARGUMENT_LIST, offsetof(options, filters), "NAME",
     "look at what this filter makes of it"},
    {"json", 0, RT_ARGUMENT_FLAG, offsetof(options, json), NULL, "print everything as JSON"},
    {"all", 0, RT_ARGUMENT_FLAG, offsetof(options, all), NULL,
     "list every section and table, not the first 60"},
    {0}};

/* ---- The file, which is read twice ----------------------------------------------- */

static int spool(rt_cli *cli, const char *name, int from)
{
    char block[65536];
    FILE *file = tmpfile();
    ssize_t got = -1;
    int copy = -1;
    while (file && ((got = read(from, block, sizeof block)) > 0 || (got < 0 && errno == EINTR))) {
        if (*cli->stop || (got > 0 && fwrite(block, 1, (size_t)got, file) != (size_t)got))
            break;
    }
    if (file && got == 0 && fflush(file) == 0)
        copy = dup(fileno(file)); /* rewound before each reading */
    if (copy < 0 && !*cli->stop)
        rt_messages_say(&cli->messages, RT_ERROR, "spool-failed", name,
                        "it cannot be kept in a temporary file: %s", strerror(errno));
    if (file)
        fclose(file);
    return copy;
}

/* A pipe's bytes come once: they are kept, for recognition and reading. What cannot even be
 * opened is left to the reading to report. */
static bool open_source(rt_cli *cli, rt_source *source)
{
    struct stat about;
    bool standard = strcmp(source->path, "-") == 0;
    int fd;
    if (standard && fstat(STDIN_FILENO, &about) == 0 && S_ISDIR(about.st_mode))
        return true;
    if (!standard && (stat(source->path, &about) != 0 || S_ISREG(about.st_mode) ||
                      S_ISDIR(about.st_mode)))
        return true;
    fd = standard ? STDIN_FILENO : open(source->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return true;
    source->fd = spool(cli, source->path, fd);
    if (!standard)
        close(fd);
    return source->fd >= 0;
}

static void note_candidate(void *user, const rt_candidate *found)
{
    rt_inspection *in = user;
    rt_inspected_candidate *c = &in->candidates[in->candidate_count];
    if (in->candidate_count == RT_INSPECT_CANDIDATES)
        return;
    *c = (rt_inspected_candidate){rt_cli_got(strdup(found->name)),
                                  rt_cli_got(strdup(found->why ? found->why : "")), found->score};
    in->candidate_count++;
}

static void rewind_source(const rt_source *source)
{
    if (source->fd >= 0)
        lseek(source->fd, 0, SEEK_SET);
}

static rt_status look(rt_inspection *in, const rt_source *source)
{
    rt_source own = *source;
    rt_declaration found = {.size = sizeof found};
    const char *format = NULL;
    rt_status status = rt_survey_open(&in->survey);
    if (status == RT_OK)
        status = rt_recognise(in->cli->context, &own, note_candidate, in, &format);
    if (status == RT_OK)
        status = rt_declared(in->cli->context, "read", format, &found);
    if (status != RT_OK)
        return status;
    in->unit = found.reader->unit;
    in->format = rt_cli_got(strdup(format));
    own.from = in->format; /* once recognised is enough */
    rewind_source(source);
    rt_inspect_charset(in, &own, found.reader);
    rewind_source(source);
    return rt_read(in->cli->context, &own, RT_NEEDS_STREAM, &in->survey.sink);
}

/* ---- Writers --------------------------------------------------------------------- */

typedef struct writers {
    char **names;
    size_t count;
} writers;

static void note_writer(void *user, const rt_entry *entry)
{
    writers *w = user;
    if (strcmp(entry->role, "write") != 0)
        return;
    w->names = rt_cli_got(realloc(w->names, (w->count + 1) * sizeof *w->names));
    w->names[w->count++] = rt_cli_got(strdup(entry->name));
}

void rt_inspect_writers(const rt_inspection *in,
                        void (*each)(const rt_inspection *, const rt_declaration *, bool first))
{
    writers w = {0};
    bool first = true;
    rt_entries(in->cli->context, note_writer, &w);
    for (size_t i = 0; i < w.count; i++) {
        rt_declaration declaration = {.size = sizeof declaration};
        rt_status status = rt_declared(in->cli->context, "write", w.names[i], &declaration);
        free(w.names[i]);
        if (status != RT_OK || !declaration.writer)
            continue;
        each(in, &declaration, first);
        first = false;
    }
    free(w.names);
}

/* ---- The command ----------------------------------------------------------------- */

static void release(rt_inspection *in)
{
    rt_survey_free(&in->survey);
    for (size_t i = 0; i < in->candidate_count; i++) {
        free(in->candidates[i].name);
        free(in->candidates[i].why);
    }
    free(in->format);
    free(in->charset);
}

static int inspect(rt_cli *cli, const options *o, rt_source *source)
{
    rt_inspection in = {.cli = cli, .file = source->path};
    int result;
    rt_messages_begin(&cli->messages);
    if (!open_source(cli, source))
        return RT_EXIT_READ;
    rewind_source(source);
    result = rt_messages_exit(&cli->messages, look(&in, source));
    if (result == RT_EXIT_DONE && o->json)
        rt_inspect_json(&in);
    else if (result == RT_EXIT_DONE)
        rt_inspect_text(&in, o->all);
    release(&in);
    if (source->fd >= 0)
        close(source->fd);
    return result;
}

static int run(rt_cli *cli, const void *user)
{
    const options *o = user;
    rt_source source = {.size = sizeof source, .fd = -1, .from = o->from, .charset = o->charset,
                        .options = o->assignments.items, .filters = o->filters.items};
    int result;
    if (cli->operands.count != 1)
        return rt_cli_usage(cli, "inspect takes one file; - is standard input");
    source.path = cli->operands.items[0];
    result = rt_cli_open(cli, NULL);
    return result != RT_EXIT_DONE ? result : inspect(cli, o, &source);
}

const rt_command rt_command_inspect = {
    .name = "inspect",
    .usage = "FILE [OPTION]…",
    .help = "say how a file is recognised, what is in it, and what each format would lose",
    .arguments = arguments,
    .bytes = sizeof(options),
    .run = run,
};
