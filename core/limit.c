/* limit.c - the table of limit.h: defaults, and assignments as a user types them.
 *
 * Owns their syntax; does not enforce a limit. */
#include "limit.h"

#include <string.h>

typedef struct limit_row { const char *name, *help; uint64_t initial; } limit_row;

static const limit_row rows[RT_LIMIT_COUNT] = {
#define RT_X(ID, name, initial, help) [RT_LIMIT_##ID] = {name, help, initial},
    RT_LIMIT_TABLE(RT_X)
#undef RT_X
};

void rt_limits_init(rt_limits *limits)
{
    for (int i = 0; i < RT_LIMIT_COUNT; i++)
        limits->value[i] = rows[i].initial ? rows[i].initial : UINT64_MAX;
}

static int find(const char *name, size_t len)
{
    for (int i = 0; i < RT_LIMIT_COUNT; i++)
        if (strlen(rows[i].name) == len && memcmp(rows[i].name, name, len) == 0)
            return i;
    return -1;
}

/* The factor of a suffix, 0 when it is none. */
static uint64_t factor(const char *suffix)
{
    static const char letters[] = "KkMmGg";
    const char *at;

    if (!*suffix)
        return 1;
    if (suffix[1] || !(at = strchr(letters, *suffix)))
        return 0;
    return UINT64_C(1) << 10 * (1 + (at - letters) / 2);
}

/* Reads digits and a suffix; NULL, or what is wrong. */
static const char *parse(const char *text, uint64_t *value)
{
    static const char wrong[] = "the value must be a whole number, perhaps with K, M or G (powers "
                                "of 1024) behind it, or \"none\"";
    static const char large[] = "the value is too large; \"none\" takes the limit away";
    uint64_t times, number = 0;

    if (strcmp(text, "none") == 0) {
        *value = UINT64_MAX;
        return NULL;
    }
    if (*text < '0' || *text > '9')
        return wrong;
    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return large;
        number = number * 10 + digit;
    }
    if (!(times = factor(text)))
        return wrong;
    if (number > UINT64_MAX / times)
        return large;
    *value = number ? number * times : UINT64_MAX;
    return NULL;
}

bool rt_limits_set(rt_limits *limits, const char *assignment, const char **error)
{
    const char *equals = strchr(assignment, '=');
    uint64_t value;
    int id;

    if (!equals)
        *error = "a limit is set as NAME=VALUE";
    else if ((id = find(assignment, (size_t)(equals - assignment))) < 0)
        *error = "there is no limit of that name; \"retort help limits\" lists them";
    else if (!(*error = parse(equals + 1, &value)))
        limits->value[id] = value;
    return !*error;
}

int rt_limit_find(const char *name) { return find(name, strlen(name)); }

const char *rt_limit_name(rt_limit_id id) { return rows[id].name; }

const char *rt_limit_help(rt_limit_id id) { return rows[id].help; }
