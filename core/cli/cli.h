/* cli.h - what the sub-commands of `retort` share: the table of commands, the options
 * that each of them takes, exit statuses, and the way to a context.
 *
 * The command is a user of <retort/retort.h>; of the core's own headers it takes tables
 * (vocabulary, limits, diagnostics) and the registry's option parser and spelling help. */
#ifndef RT_CLI_H
#define RT_CLI_H

#include "arguments.h"
#include "messages.h"

/* X(ID, number, meaning) */
#define RT_EXIT_TABLE(X) \
    X(DONE, 0, "done") \
    X(NO, 1, "done, but the answer is no: a loss under --strict, a difference, a failed check") \
    X(USAGE, 2, "the command line asks for something that is not there") \
    X(READ, 3, "an input cannot be read: missing, a folder, of an unknown kind, encrypted") \
    X(MALFORMED, 4, "an input breaks the rules of its format") \
    X(LIMIT, 5, "a limit was reached, or memory ran out") \
    X(WRITE, 6, "an output cannot be written") \
    X(PLUGIN, 7, "a plugin was refused or failed by a mistake of its own")

typedef enum rt_exit {
#define RT_X(ID, number, meaning) RT_EXIT_##ID = number,
    RT_EXIT_TABLE(RT_X)
#undef RT_X
} rt_exit;

/* Options of every command; the first member of each command's own struct. */
typedef struct rt_common {
    rt_list plugins, limits;
    int diagnostics, colour; /* indexes into the words of their table */
    bool quiet, verbose, help;
} rt_common;

typedef struct rt_command rt_command;

typedef struct rt_cli {
    const rt_command *command;
    const rt_common *common;
    rt_list operands;
    bool short_form;          /* `retort IN OUT`: no command was named */
    const volatile int *stop; /* the signal that asks to stop, or 0 */
    rt_messages messages;
    rt_context *context;      /* NULL until rt_cli_open */
} rt_cli;

struct rt_command {
    const char *name;
    const char *usage;            /* what follows the name: "A B" */
    const char *help;             /* one line */
    const char *const *details;   /* more lines, NULL-terminated, or NULL */
    const rt_argument *arguments; /* its own options */
    size_t bytes;                 /* sizeof its options, which begin with an rt_common */
    int (*run)(rt_cli *cli, const void *options); /* answers an rt_exit */
};

extern const rt_command rt_command_convert, rt_command_bulk, rt_command_inspect, rt_command_diff,
    rt_command_formats, rt_command_plugins, rt_command_schema, rt_command_help;
extern const rt_command *const rt_commands[]; /* NULL ends it */
extern const rt_argument rt_common_arguments[];

/* Makes cli->context from the common options; `special` overrides them, or NULL. Anything but
 * RT_EXIT_DONE has been reported. */
int rt_cli_open(rt_cli *cli, const rt_settings *special);

/* Says what is wrong with the command line; answers RT_EXIT_USAGE. */
__attribute__((format(printf, 2, 3))) int rt_cli_usage(rt_cli *cli, const char *format, ...);

/* Answers `block`; ends the program with a message when it is NULL. For what the command itself
 * allocates while no conversion runs. */
void *rt_cli_got(void *block);

/* Prints the help of one command, or of all. */
void rt_help_command(const rt_command *command);
void rt_help_overview(FILE *out);

#endif
