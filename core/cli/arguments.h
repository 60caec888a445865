/* arguments.h - options of a command line, parsed from tables.
 *
 * Owns --name=value, --name value, -x value, -xvalue, bundled flags and "--". Abbreviated
 * names are refused: a script must not change its meaning when an option is added. */
#ifndef RT_CLI_ARGUMENTS_H
#define RT_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rt_list {
    const char **items; /* NULL-terminated; NULL when there are none */
    size_t count;
} rt_list;

typedef enum rt_argument_type { /* the field it points to */
    RT_ARGUMENT_FLAG = 1,       /* bool */
    RT_ARGUMENT_TEXT,           /* const char *; the last one counts */
    RT_ARGUMENT_LIST,           /* rt_list: may be given again */
    RT_ARGUMENT_MAYBE,          /* const char *; "" when there is no =value */
    RT_ARGUMENT_CHOICE,         /* int, index of the word among `value`'s, which | separates */
    RT_ARGUMENT_NUMBER          /* uint64_t */
} rt_argument_type;

typedef struct rt_argument {
    const char *name;  /* without dashes; NULL ends the table */
    char letter;       /* 0: none */
    uint8_t type;      /* rt_argument_type */
    uint32_t offset;   /* offsetof in the options struct */
    const char *value; /* what help calls the value: "FORMAT" */
    const char *help;
} rt_argument;

enum { RT_ARGUMENT_TABLES = 2, RT_ARGUMENT_ERROR = 512 };

typedef struct rt_arguments {
    const rt_argument *tables[RT_ARGUMENT_TABLES]; /* each may be NULL */
    void *options;                                 /* zeroed, or with defaults set */
    rt_list operands;
    char error[RT_ARGUMENT_ERROR]; /* the first thing wrong, or "" */
} rt_arguments;

/* Parses argv[0…count-1], to the end even when something is wrong, so that an option that says
 * how to report it counts wherever it stands. False: see `error`. */
bool rt_arguments_parse(rt_arguments *arguments, int count, char **argv);
void rt_arguments_free(rt_arguments *arguments);

/* How many of argv[0…count-1] the option at argv[0] takes, itself included; 0: not in `table`. */
int rt_argument_span(const rt_argument *table, int count, char **argv);

#endif
