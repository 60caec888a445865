/* main.c - the retort command: which sub-command, its options, signals, the exit status.
 *
 * Owns dispatch and what every command shares; each command is in its own file. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "io.h"
#include "registry.h"

/* ---- Tables ---------------------------------------------------------------------- */

const rt_argument rt_common_arguments[] = {
    {"plugin", 0, RT_ARGUMENT_LIST, offsetof(rt_common, plugins), "FILE",
     "load this plugin, before all others"},
    {"limit", 0, RT_ARGUMENT_LIST, offsetof(rt_common, limits), "NAME=VALUE",
     "change a limit: 'retort help limits'"},
    {"diagnostics", 0, RT_ARGUMENT_CHOICE, offsetof(rt_common, diagnostics), RT_DIAGNOSTICS_WORDS,
     "messages as lines of text or of JSON"},
    {"colour", 0, RT_ARGUMENT_CHOICE, offsetof(rt_common, colour), RT_COLOUR_WORDS,
     "colour messages; auto: on a terminal, unless NO_COLOR is set"},
    {"quiet", 'q', RT_ARGUMENT_FLAG, offsetof(rt_common, quiet), NULL, "show errors only"},
    {"verbose", 'v', RT_ARGUMENT_FLAG, offsetof(rt_common, verbose), NULL,
     "show also what was done and how"},
    {"help", 'h', RT_ARGUMENT_FLAG, offsetof(rt_common, help), NULL, "this text"},
    {0}};

const rt_command *const rt_commands[] = {
    &rt_command_convert, &rt_command_bulk, &rt_command_inspect, &rt_command_diff, &rt_command_formats,
    &rt_command_plugins, &rt_command_schema,  &rt_command_help, NULL};

/* ---- Signals --------------------------------------------------------------------- */

/* The one mutable global: a handler has nothing else. */
static volatile int stop;

/* The first asks the conversion to stop, which then removes what it began; the second
 * does not wait for it. */
static void on_signal(int number)
{
    sigset_t one;
    if (!stop) {
        stop = number;
        return;
    }
    rt_outputs_emergency();
    signal(number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
}

/* Without SA_RESTART, so that a read from a pipe that says nothing ends, too. A signal that our
 * parent had ignored (nohup, a background job) stays ignored. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Where one of the three standard descriptors is closed, the next file that is opened would get its
 * number, and messages would end in an output. Opened the wrong way round, /dev/null fails as the
 * closed one did. */
static void hold_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

/* Dies by the signal that stopped the work, so that a shell's loop ends as well. */
static void die_of_signal(void)
{
    int number = stop;
    signal(number, SIG_DFL);
    raise(number);
}

/* ---- What commands share --------------------------------------------------------- */

void *rt_cli_got(void *block)
{
    if (block)
        return block;
    fputs("retort: error: the system has no memory left [out-of-memory]\n", stderr);
    _exit(RT_EXIT_LIMIT);
}

int rt_cli_usage(rt_cli *cli, const char *format, ...)
{
    char text[RT_ARGUMENT_ERROR * 2];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    rt_messages_say(&cli->messages, RT_ERROR, "usage", NULL, "%s", text);
    return RT_EXIT_USAGE;
}

int rt_cli_open(rt_cli *cli, const rt_settings *special)
{
    rt_settings settings = {.plugin_files = cli->common->plugins.items,
                            .plugin_path = getenv("RETORT_PLUGIN_PATH")};
    rt_status status;
    if (special)
        settings = *special;
    settings.size = sizeof settings;
    settings.message = rt_messages_show;
    settings.user = &cli->messages;
    settings.limits = cli->common->limits.items;
    settings.stop = cli->stop;
    status = rt_context_new(&settings, &cli->context);
    if (status == RT_ERR_UNSUPPORTED && !cli->messages.errors)
        return RT_EXIT_USAGE;
    return rt_messages_exit(&cli->messages, status);
}

/* ---- Dispatch -------------------------------------------------------------------- */

/* "plugin check FILE" reads as well as "plugins check FILE": both are taken. */
static const rt_command *command_named(const char *name)
{
    if (strcmp(name, "plugin") == 0)
        return &rt_command_plugins;
    for (const rt_command *const *c = rt_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

/* Where the name of the command stands: behind common options at most. 0: nowhere. */
static int command_at(int count, char **argv)
{
    int at = 1;
    while (at < count && argv[at][0] == '-') {
        int span = rt_argument_span(rt_common_arguments, count - at, argv + at);
        if (span == 0)
            return 0;
        at += span;
    }
    return at < count && command_named(argv[at]) ? at : 0;
}

/* The first word, where it can be neither a command nor a file: a name that was mistyped. */
static const char *mistyped(int count, char **argv)
{
    const char *word = count > 1 ? argv[1] : "-";
    return word[0] == '-' || strpbrk(word, "./") || access(word, F_OK) == 0 ? NULL : word;
}

static int unknown_command(rt_cli *cli, const char *word)
{
    const char *names[sizeof rt_commands / sizeof rt_commands[0]], *near;
    size_t count = 0;
    for (const rt_command *const *c = rt_commands; *c; c++)
        names[count++] = (*c)->name;
    names[count] = NULL;
    near = rt_nearest(word, names);
    if (near)
        return rt_cli_usage(cli, "there is neither a command nor a file '%.100s'; did you mean "
                                 "'retort %s'?", word, near);
    return rt_cli_usage(cli, "there is neither a command nor a file '%.100s'; 'retort --help' "
                             "lists the commands", word);
}

static int run_command(rt_cli *cli, rt_arguments *arguments, const char *word)
{
    const rt_common *common = arguments->options;
    cli->common = common;
    cli->operands = arguments->operands;
    rt_messages_open(&cli->messages, common->diagnostics == 1, common->colour, common->quiet,
                     common->verbose);
    if (word)
        return unknown_command(cli, word);
    if (common->help && cli->short_form)
        rt_help_overview(stdout);
    else if (common->help)
        rt_help_command(cli->command);
    else if (arguments->error[0])
        return rt_cli_usage(cli, "%s", arguments->error);
    else
        return cli->command->run(cli, arguments->options);
    return RT_EXIT_DONE;
}

static int dispatch(rt_cli *cli, int count, char **argv)
{
    int at = command_at(count, argv), exit_status;
    const char *word = at ? NULL : mistyped(count, argv);
    rt_arguments arguments = {.tables = {rt_common_arguments}};
    cli->short_form = at == 0;
    cli->command = at ? command_named(argv[at]) : &rt_command_convert;
    arguments.tables[1] = cli->command->arguments;
    arguments.options = rt_cli_got(calloc(1, cli->command->bytes));
    if (at) { /* the name goes; options may stand on both of its sides */
        memmove(argv + at, argv + at + 1, (size_t)(count - at - 1) * sizeof *argv);
        count--;
    }
    rt_arguments_parse(&arguments, count - 1, argv + 1);
    exit_status = run_command(cli, &arguments, word);
    rt_context_free(cli->context);
    rt_arguments_free(&arguments);
    free(arguments.options);
    return exit_status;
}

/* Whether all that was printed arrived. */
static int finish(rt_cli *cli, int exit_status)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fflush(stdout) != 0 || failed;
    if (!failed || exit_status > RT_EXIT_NO)
        return exit_status;
    rt_messages_say(&cli->messages, RT_ERROR, "output-stdout", NULL,
                    "standard output cannot be written: %s",
                    errno ? strerror(errno) : "an earlier write failed");
    return RT_EXIT_WRITE;
}

int main(int count, char **argv)
{
    rt_cli cli = {.stop = &stop};
    int exit_status = RT_EXIT_DONE;
    hold_descriptors();
    rt_messages_open(&cli.messages, false, RT_COLOUR_AUTO, false, false);
    if (count == 2 && strcmp(argv[1], "--version") == 0) {
        printf("retort %s\n", rt_version());
    } else if (count < 2) {
        rt_help_overview(stderr);
        exit_status = RT_EXIT_USAGE;
    } else {
        catch_signals();
        exit_status = dispatch(&cli, count, argv);
    }
    exit_status = finish(&cli, exit_status);
    if (stop)
        die_of_signal();
    return exit_status;
}
