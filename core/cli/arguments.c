/* arguments.c - the option parser. Owns the lists it makes; strings stay argv's. */
#include "arguments.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

enum { NAMES = 64 };

__attribute__((format(printf, 2, 3))) static void wrong(rt_arguments *a, const char *format, ...)
{
    va_list list;
    if (a->error[0])
        return;
    va_start(list, format);
    vsnprintf(a->error, sizeof a->error, format, list);
    va_end(list);
}

static void *field(const rt_arguments *a, const rt_argument *argument)
{
    return (char *)a->options + argument->offset;
}

static bool takes_value(const rt_argument *argument)
{
    return argument->type != RT_ARGUMENT_FLAG && argument->type != RT_ARGUMENT_MAYBE;
}

/* ---- Looking up ------------------------------------------------------------------ */

static const rt_argument *by_name(const rt_argument *table, const char *name, size_t len)
{
    for (; table && table->name; table++)
        if (strlen(table->name) == len && memcmp(table->name, name, len) == 0)
            return table;
    return NULL;
}

static const rt_argument *by_letter(const rt_argument *table, char letter)
{
    for (; table && table->name; table++)
        if (table->letter == letter)
            return table;
    return NULL;
}

/* The one option that `name` begins, else the nearest by spelling, or NULL. */
static const char *suggestion(const rt_arguments *a, const char *name, size_t len)
{
    const char *names[NAMES + 1], *begun = NULL;
    char word[RT_ARGUMENT_ERROR / 4];
    size_t count = 0, hits = 0;
    for (size_t i = 0; i < RT_ARGUMENT_TABLES; i++)
        for (const rt_argument *t = a->tables[i]; t && t->name && count < NAMES; t++) {
            names[count++] = t->name;
            if (len && strncmp(t->name, name, len) == 0) {
                begun = t->name;
                hits++;
            }
        }
    names[count] = NULL;
    if (hits == 1)
        return begun;
    snprintf(word, sizeof word, "%.*s", (int)len, name);
    return rt_nearest(word, names);
}

static void unknown(rt_arguments *a, const char *name, size_t len)
{
    const char *near = suggestion(a, name, len);
    int shown = len > 100 ? 100 : (int)len;
    if (near)
        wrong(a, "there is no option --%.*s; did you mean --%s?", shown, name, near);
    else
        wrong(a, "there is no option --%.*s; --help lists those there are", shown, name);
}

/* ---- Storing --------------------------------------------------------------------- */

/* One more item; `most` bounds how many there can be. */
static void add(rt_arguments *a, rt_list *list, const char *item, int most)
{
    if (!list->items)
        list->items = calloc((size_t)most + 1, sizeof *list->items);
    if (list->items)
        list->items[list->count++] = item;
    else
        wrong(a, "the system has no memory left");
}

static void set_choice(rt_arguments *a, const rt_argument *argument, const char *value)
{
    const char *word = argument->value;
    size_t len = strlen(value);
    for (int index = 0; word; index++) {
        const char *end = strchr(word, '|');
        size_t size = end ? (size_t)(end - word) : strlen(word);
        if (size == len && memcmp(word, value, len) == 0) {
            *(int *)field(a, argument) = index;
            return;
        }
        word = end ? end + 1 : NULL;
    }
    wrong(a, "--%s is one of %s, not '%.100s'", argument->name, argument->value, value);
}

static void set_number(rt_arguments *a, const rt_argument *argument, const char *value)
{
    char *end;
    unsigned long long number;
    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || errno)
        wrong(a, "--%s takes a whole number, not '%.100s'", argument->name, value);
    else
        *(uint64_t *)field(a, argument) = number;
}

static void set(rt_arguments *a, const rt_argument *argument, const char *value, int most)
{
    switch (argument->type) {
    case RT_ARGUMENT_FLAG: *(bool *)field(a, argument) = true; break;
    case RT_ARGUMENT_LIST: add(a, field(a, argument), value, most); break;
    case RT_ARGUMENT_CHOICE: set_choice(a, argument, value); break;
    case RT_ARGUMENT_NUMBER: set_number(a, argument, value); break;
    default: *(const char **)field(a, argument) = value; break;
    }
}

/* ---- Walking --------------------------------------------------------------------- */

/* An option whose name is argv[0] after two dashes. Answers how many words it took. */
static int long_option(rt_arguments *a, int count, char **argv)
{
    const char *name = argv[0] + 2, *equal = strchr(name, '=');
    size_t len = equal ? (size_t)(equal - name) : strlen(name);
    const rt_argument *argument = NULL;
    for (size_t i = 0; i < RT_ARGUMENT_TABLES && !argument; i++)
        argument = by_name(a->tables[i], name, len);
    if (!argument) {
        unknown(a, name, len);
        return 1;
    }
    if (argument->type == RT_ARGUMENT_FLAG && equal)
        wrong(a, "--%s takes no value", argument->name);
    else if (equal || !takes_value(argument))
        set(a, argument, equal ? equal + 1 : "", count);
    else if (count > 1) {
        set(a, argument, argv[1], count);
        return 2;
    } else
        wrong(a, "--%s lacks its value: --%s=%s", argument->name, argument->name,
              argument->value);
    return 1;
}

/* Letters after one dash: flags, the last of which may take a value. */
static int short_options(rt_arguments *a, int count, char **argv)
{
    for (const char *letter = argv[0] + 1; *letter; letter++) {
        const rt_argument *argument = NULL;
        for (size_t i = 0; i < RT_ARGUMENT_TABLES && !argument; i++)
            argument = by_letter(a->tables[i], *letter);
        if (!argument) {
            wrong(a, "there is no option '%.100s'; --help lists those there are", argv[0]);
            return 1;
        }
        if (!takes_value(argument)) {
            set(a, argument, "", count);
            continue;
        }
        if (letter[1]) {
            set(a, argument, letter + 1, count);
            return 1;
        }
        if (count > 1) {
            set(a, argument, argv[1], count);
            return 2;
        }
        wrong(a, "-%c lacks its value: -%c %s", *letter, *letter, argument->value);
        return 1;
    }
    return 1;
}

/* Lists hold `count` items at most from where they begin: every item takes a word. */
bool rt_arguments_parse(rt_arguments *a, int count, char **argv)
{
    bool options = true;
    while (count > 0) {
        int taken = 1;
        if (!options || argv[0][0] != '-' || !argv[0][1])
            add(a, &a->operands, argv[0], count);
        else if (strcmp(argv[0], "--") == 0)
            options = false;
        else if (argv[0][1] == '-')
            taken = long_option(a, count, argv);
        else
            taken = short_options(a, count, argv);
        argv += taken;
        count -= taken;
    }
    return !a->error[0];
}

void rt_arguments_free(rt_arguments *a)
{
    for (size_t i = 0; i < RT_ARGUMENT_TABLES; i++)
        for (const rt_argument *t = a->tables[i]; t && t->name; t++)
            if (t->type == RT_ARGUMENT_LIST)
                free(((rt_list *)field(a, t))->items);
    free(a->operands.items);
}

int rt_argument_span(const rt_argument *table, int count, char **argv)
{
    const char *word = argv[0], *equal;
    const rt_argument *argument;
    if (word[0] != '-' || !word[1])
        return 0;
    if (word[1] != '-') {
        argument = by_letter(table, word[1]);
        return !argument || (word[2] && !takes_value(argument)) ? 0
               : takes_value(argument) && !word[2] && count > 1 ? 2 : 1;
    }
    equal = strchr(word, '=');
    argument = by_name(table, word + 2, equal ? (size_t)(equal - word - 2) : strlen(word + 2));
    return !argument ? 0 : takes_value(argument) && !equal && count > 1 ? 2 : 1;
}
