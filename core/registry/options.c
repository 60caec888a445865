/* options.c - option tables: checking them, parsing assignments, saying what is wrong with one.
 *
 * Owns what `-O KEY=VALUE` means; which plugin is asked, and in what order, belongs to the caller.
 */
#include "catalog.h"
#include "text.h"
#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHOWN = 60 }; /* bytes of a value in a message */

typedef struct value {
    bool truth;
    int64_t number;
    int32_t choice;
} value;

/* What is wrong with a value. */
typedef struct trouble {
    const char *code;
    char text[400];
} trouble;

__attribute__((format(printf, 3, 4))) static bool wrong(trouble *t, const char *code,
                                                        const char *format, ...)
{
    va_list args;

    t->code = code;
    va_start(args, format);
    vsnprintf(t->text, sizeof t->text, format, args);
    va_end(args);
    return false;
}

/* How much of a value a message shows, no sequence cut. */
static int shown(const char *text)
{
    size_t len = strnlen(text, SHOWN);

    while (len > 0 && text[len] != '\0' && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return (int)len;
}

/* ---- Text ------------------------------------------------------------------------- */

static char escaped(char c)
{
    switch (c) {
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case '\\':
        return '\\';
    default:
        return '\0';
    }
}

/* Writes the text with its escapes undone to `out`, which may be NULL; a backslash before
 * anything else is itself. *points: its length in code points. False: not UTF-8. */
static bool unescape(const char *text, char *out, size_t *points)
{
    size_t left = strlen(text), bad;

    for (*points = 0; left; ++*points) {
        size_t len = rt_text_sequence((const unsigned char *)text, left, &bad);
        char plain = text[0] == '\\' ? escaped(text[1]) : '\0';
        if (len == 0)
            return false;
        if (out && plain)
            *out++ = plain;
        for (size_t i = 0; out && !plain && i < len; i++)
            *out++ = text[i];
        len = plain ? 2 : len;
        text += len;
        left -= len;
    }
    if (out)
        *out = '\0';
    return true;
}

static bool check_text(const rt_option *o, const char *text, trouble *t)
{
    size_t points;
    bool any = o->minimum == 0 && o->maximum == 0;

    if (!unescape(text, NULL, &points))
        return wrong(t, "option-text", "option \"%s\": its value is not UTF-8 text", o->name);
    if (any || ((int64_t)points >= o->minimum && (int64_t)points <= o->maximum))
        return true;
    if (o->minimum == o->maximum)
        return wrong(t, "option-length",
                     "option \"%s\": \"%.*s\" has %zu character%s, it takes exactly %lld", o->name,
                     shown(text), text, points, points == 1 ? "" : "s", (long long)o->minimum);
    return wrong(t, "option-length",
                 "option \"%s\": \"%.*s\" has %zu character%s, it takes %lld to %lld", o->name,
                 shown(text), text, points, points == 1 ? "" : "s", (long long)o->minimum,
                 (long long)o->maximum);
}

/* ---- Other types ---------------------------------------------------------------------- */

static bool parse_bool(const rt_option *o, const char *text, value *v, trouble *t)
{
    static const char *const yes[] = {"true", "yes", "on", "1"}, *const no[] = {"false", "no",
                                                                                "off", "0"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        v->truth = strcasecmp(text, yes[i]) == 0;
        if (v->truth || strcasecmp(text, no[i]) == 0)
            return true;
    }
    return wrong(t, "option-bool",
                 "option \"%s\": \"%.*s\" is neither true nor false; write yes or no", o->name,
                 shown(text), text);
}

static bool parse_int(const rt_option *o, const char *text, value *v, trouble *t)
{
    const char *digits = text + (*text == '-' || *text == '+');
    char *end;

    if (!*digits || strspn(digits, "0123456789") != strlen(digits))
        return wrong(t, "option-integer", "option \"%s\": \"%.*s\" is not a whole number", o->name,
                     shown(text), text);
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool any = o->minimum == 0 && o->maximum == 0;
    if (errno == ERANGE && any)
        return wrong(t, "option-range", "option \"%s\": %.*s is too large", o->name, shown(text),
                     text);
    if (errno == ERANGE || (!any && (number < o->minimum || number > o->maximum)))
        return wrong(t, "option-range",
                     "option \"%s\": %.*s is out of range, it takes %lld to %lld", o->name,
                     shown(text), text, (long long)o->minimum, (long long)o->maximum);
    v->number = number;
    return true;
}

/* "a, b, c", cut where the room ends. */
static void list(char *out, size_t room, const char *const *names)
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; names[i]; i++) {
        size_t need = strlen(names[i]) + 2;
        if (at + need + 4 > room) {
            memcpy(out + at, " …", sizeof " …");
            return;
        }
        at += (size_t)snprintf(out + at, room - at, "%s%s", i ? ", " : "", names[i]);
    }
}

static bool parse_choice(const rt_option *o, const char *text, value *v, trouble *t)
{
    char all[200];

    for (int32_t i = 0; o->choices[i]; i++)
        if (strcmp(text, o->choices[i]) == 0) {
            v->choice = i;
            return true;
        }
    const char *near = rt_nearest(text, o->choices);
    list(all, sizeof all, o->choices);
    return wrong(t, "option-choice",
                 "option \"%s\": there is no \"%.*s\"%s%s%s; it takes one of %s", o->name,
                 shown(text), text, near ? " (did you mean \"" : "", near ? near : "",
                 near ? "\"?)" : "", all);
}

/* Whether `text` is a value of the option; all but texts and files are stored in *v. */
static bool parse(const rt_option *o, const char *text, value *v, trouble *t)
{
    switch (o->type) {
    case RT_OPTION_TEXT:
        return check_text(o, text, t);
    case RT_OPTION_BOOL:
        return parse_bool(o, text, v, t);
    case RT_OPTION_INT:
        return parse_int(o, text, v, t);
    case RT_OPTION_CHOICE:
        return parse_choice(o, text, v, t);
    default:
        return *text || wrong(t, "option-no-value",
                              "option \"%s\" needs the path of a file: %s=PATH", o->name, o->name);
    }
}

/* ---- The table itself --------------------------------------------------------------------- */

static const struct {
    size_t bytes, align;
} fields[] = {
    [RT_OPTION_TEXT] = {sizeof(const char *), alignof(const char *)},
    [RT_OPTION_BOOL] = {sizeof(bool), alignof(bool)},
    [RT_OPTION_INT] = {sizeof(int64_t), alignof(int64_t)},
    [RT_OPTION_CHOICE] = {sizeof(int32_t), alignof(int32_t)},
    [RT_OPTION_FILE] = {sizeof(rt_input *), alignof(rt_input *)},
};

static const char *fault(const rt_options *options, const rt_option *o, trouble *t)
{
    value v;

    if (o->offset > options->bytes || fields[o->type].bytes > options->bytes - o->offset)
        return "lies outside of the options struct; set offset with offsetof and bytes with sizeof";
    if (o->offset % fields[o->type].align != 0)
        return "is not aligned; set offset with offsetof";
    if (o->minimum > o->maximum)
        return "has a minimum above its maximum";
    if (o->type == RT_OPTION_CHOICE && (!o->choices || !o->choices[0]))
        return "is a choice without choices";
    if (o->type == RT_OPTION_FILE && o->initial)
        return "is a file and cannot have an initial value";
    if (o->initial && !parse(o, o->initial, &v, t))
        return "has an initial value that it does not take";
    for (const rt_option *other = options->table; other < o; other++)
        if (strcasecmp(other->name, o->name) == 0)
            return "stands twice in its table";
    return NULL;
}

bool rt_options_check(const rt_options *options, char *why, size_t room)
{
    for (const rt_option *o = options->table; o->name; o++) {
        trouble t = {.text = ""};
        const char *what = fault(options, o, &t);
        if (what) {
            snprintf(why, room, "its option \"%s\" %s%s%s", o->name, what, *t.text ? ": " : "",
                     t.text);
            return false;
        }
    }
    return true;
}

/* ---- Assignments ----------------------------------------------------------------------------- */

typedef struct assignment {
    const char *qualifier, *key;
    size_t qualifier_len, key_len;
    const char *value; /* NULL: there is no "=" */
} assignment;

static assignment split(const char *text)
{
    assignment a = {.key = text};
    const char *equals = strchr(text, '=');
    size_t len = equals ? (size_t)(equals - text) : strlen(text);
    const char *dot = memrchr(text, '.', len);

    a.value = equals ? equals + 1 : NULL;
    a.key_len = len;
    if (dot) {
        a.qualifier = text;
        a.qualifier_len = (size_t)(dot - text);
        a.key = dot + 1;
        a.key_len = len - a.qualifier_len - 1;
    }
    return a;
}

static bool same(const char *name, const char *word, size_t len)
{
    return name && strlen(name) == len && strncasecmp(name, word, len) == 0;
}

static void report(rt_diagnostics *diagnostics, const char *code, const char *text)
{
    rt_diagnostics_report(diagnostics, NULL, code, NULL, NULL, NULL, text);
}

static rt_status store_text(const rt_option_request *r, char *field, const char *text)
{
    size_t points;
    char *copy = r->resize(r->user, NULL, strlen(text) + 1);

    if (!copy)
        return RT_ERR_MEMORY;
    unescape(text, copy, &points);
    const char *stored = copy;
    memcpy(field, &stored, sizeof stored);
    return RT_OK;
}

static rt_status store(const rt_option_request *r, const rt_option *o, const char *text,
                       char *block)
{
    trouble t = {.text = ""};
    value v = {0};
    rt_input *file = NULL;
    rt_status status = RT_OK;

    if (!text && o->type != RT_OPTION_BOOL)
        wrong(&t, "option-no-value", "option \"%s\" needs a value: %s=VALUE", o->name, o->name);
    else if (parse(o, text ? text : "true", &v, &t)) {
        char *field = block + o->offset;
        switch (o->type) {
        case RT_OPTION_TEXT:
            return store_text(r, field, text);
        case RT_OPTION_BOOL:
            memcpy(field, &v.truth, sizeof v.truth);
            break;
        case RT_OPTION_INT:
            memcpy(field, &v.number, sizeof v.number);
            break;
        case RT_OPTION_CHOICE:
            memcpy(field, &v.choice, sizeof v.choice);
            break;
        default:
            status = r->open_file(r->user, text, &file);
            memcpy(field, &file, sizeof file);
        }
        return status;
    }
    report(r->diagnostics, t.code, t.text);
    return RT_ERR_UNSUPPORTED;
}

static bool meant_for(const rt_option_request *r, const rt_option *o, const assignment *a)
{
    return same(o->name, a->key, a->key_len) &&
           (!a->qualifier || same(r->role, a->qualifier, a->qualifier_len) ||
            same(r->name, a->qualifier, a->qualifier_len));
}

/* The last assignment to an option counts. */
static rt_status assign(const rt_option_request *r, const rt_option *o, char *block)
{
    const char *text = o->initial;
    bool given = false;

    for (size_t i = 0; r->assignments && r->assignments[i]; i++) {
        assignment a = split(r->assignments[i]);
        if (!meant_for(r, o, &a))
            continue;
        r->used[i] = true;
        given = true;
        text = a.value;
    }
    return given || text ? store(r, o, text, block) : RT_OK;
}

rt_status rt_options_parse(const rt_option_request *r, void **block)
{
    rt_status result = RT_OK;

    *block = NULL;
    if (!r->options)
        return RT_OK;
    size_t bytes = r->options->bytes ? r->options->bytes : 1;
    char *made = r->resize(r->user, NULL, bytes);
    if (!made)
        return RT_ERR_MEMORY;
    memset(made, 0, bytes);
    *block = made;
    for (const rt_option *o = r->options->table; o->name; o++) {
        rt_status status = assign(r, o, made);
        if (status == RT_ERR_MEMORY || status == RT_STOPPED)
            return status;
        if (status != RT_OK && result == RT_OK)
            result = status;
    }
    return result;
}

/* ---- What nobody took
 * ---------------------------------------------------------------------------- */

/* NULL-terminated names of every option; freed by the caller; NULL: no memory. */
static const char **names_of(const rt_options *const *declared, size_t count)
{
    size_t total = 0, at = 0;

    for (size_t i = 0; i < count; i++)
        for (const rt_option *o = declared[i] ? declared[i]->table : NULL; o && o->name; o++)
            total++;
    const char **names = calloc(total + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        for (const rt_option *o = declared[i] ? declared[i]->table : NULL; o && o->name; o++) {
            size_t j = 0;
            while (j < at && strcasecmp(names[j], o->name) != 0)
                j++;
            if (j == at)
                names[at++] = o->name;
        }
    return names;
}

static void report_unused(rt_diagnostics *diagnostics, const char *text, const char *const *names)
{
    assignment a = split(text);
    char all[300], word[64];
    trouble t;

    snprintf(word, sizeof word, "%.*s", (int)(a.key_len < SHOWN ? a.key_len : SHOWN), a.key);
    for (size_t i = 0; a.qualifier && names[i]; i++)
        if (same(names[i], a.key, a.key_len)) {
            wrong(&t, "option-qualifier",
                  "option \"%s\": nothing in use here is called \"%.*s\" and takes it; put read, "
                  "write or the "
                  "name of a format or filter in use before the dot, or leave it out",
                  word, (int)(a.qualifier_len < SHOWN ? a.qualifier_len : SHOWN), a.qualifier);
            report(diagnostics, t.code, t.text);
            return;
        }
    const char *near = rt_nearest(word, names);
    list(all, sizeof all, names);
    if (!names[0])
        wrong(&t, "option-unknown", "there is no option \"%s\": what is in use here takes none",
              word);
    else
        wrong(&t, "option-unknown", "there is no option \"%s\"%s%s%s; there are %s", word,
              near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "", all);
    report(diagnostics, t.code, t.text);
}

bool rt_options_all_used(rt_diagnostics *diagnostics, const char *const *assignments,
                         const bool *used, const rt_options *const *declared, size_t count)
{
    bool all = true;
    const char **names = NULL;

    for (size_t i = 0; assignments && assignments[i]; i++) {
        if (used[i])
            continue;
        all = false;
        if (!names && !(names = names_of(declared, count))) {
            report(diagnostics, "out-of-memory", "there is no memory left for the options");
            return false;
        }
        report_unused(diagnostics, assignments[i], names);
    }
    free(names);
    return all;
}
