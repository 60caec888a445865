/* declare.c - a plugin's declaration copied into structs of the host's own size and strides.
 *
 * Owns the checks of every table and the rule of growth: an older plugin's missing fields become
 * zero, a newer one's additional fields stay behind, nothing is read past `size` or a stride.
 * What stands behind it may use every field directly. */
#include "catalog.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 65536, MOST = 4096, WHOSE = 80 };
#define THROUGH(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))
/* Copies a field where the maker, whose struct has `bytes`, knew it. */
#define TAKE(type, to, from, bytes, field)   \
    do {                                     \
        if ((bytes) >= THROUGH(type, field)) \
            (to)->field = (from)->field;     \
    } while (0)

typedef struct maker {
    rt_registry *registry;
    bool newer; /* than this host: values unknown here are its right */
    char whose[WHOSE];
    char *why;
    size_t room;
} maker;

/* Answers NULL, for returning. */
__attribute__((format(printf, 2, 3))) static void *wrong(maker *m, const char *format, ...)
{
    va_list args;
    int at = snprintf(m->why, m->room, "%s", m->whose);

    va_start(args, format);
    if (at >= 0 && (size_t)at < m->room)
        vsnprintf(m->why + at, m->room - (size_t)at, format, args);
    va_end(args);
    return NULL;
}

static bool size_ok(maker *m, const char *what, size_t size, size_t least)
{
    if (size >= least && size <= LARGEST)
        return true;
    wrong(m, "the size of its %s is %zu, which cannot be (the least is %zu): set it with sizeof",
          what, size, least);
    return false;
}

/* Counts a table of `stride` bytes each up to the row whose first pointer, or length, says the end.
 */
static bool table_ok(maker *m, const char *what, const void *table, size_t stride, size_t least,
                     size_t align)
{
    if (stride < least || stride > LARGEST || stride % align != 0) {
        wrong(m, "the stride of its %s is %zu, which cannot be: set it with sizeof", what, stride);
        return false;
    }
    if ((uintptr_t)table % align != 0) {
        wrong(m, "its table of %s is not aligned", what);
        return false;
    }
    return true;
}

static const void *row(const void *table, size_t stride, size_t i)
{
    return (const char *)table + i * stride;
}

static bool endless(maker *m, const char *what)
{
    wrong(m, "its table of %s has no end: close it with an empty row", what);
    return false;
}

/* Names are typed on the command line: in -O NAME.key=value, in --to NAME,NAME, as a folder's part.
 */
static bool name_ok(maker *m, const char *what, const char *name)
{
    if (!name || !*name) {
        wrong(m, "its %s is missing (NULL or empty)", what);
        return false;
    }
    for (const char *c = name; *c; c++)
        if (*c <= ' ' || *c > '~' || strchr(".,=/:", *c)) {
            wrong(m,
                  "its %s \"%.40s\" has a character that cannot be typed there: use letters, "
                  "digits and -",
                  what, name);
            return false;
        }
    return strlen(name) < 64 || (wrong(m, "its %s is longer than 63 bytes", what), false);
}

/* ---- Options --------------------------------------------------------------------- */

static bool type_ok(maker *m, const rt_option *option)
{
    if (option->type >= RT_OPTION_TEXT && option->type <= RT_OPTION_FILE)
        return true;
    wrong(m, "its option \"%s\" has the type %u, which does not exist", option->name, option->type);
    return false;
}

static rt_option *take_table(maker *m, const rt_options *from, uint32_t stride)
{
    size_t count = 0, kept = 0;

    if (!table_ok(m, "options", from->table, stride, THROUGH(rt_option, offset),
                  alignof(rt_option)))
        return NULL;
    while (count < MOST && ((const rt_option *)row(from->table, stride, count))->name)
        count++;
    if (count == MOST && !endless(m, "options"))
        return NULL;
    rt_option *table = rt_catalog_alloc(m->registry, (count + 1) * sizeof *table);
    for (size_t i = 0; table && i < count; i++) {
        const rt_option *option = row(from->table, stride, i);
        rt_option *to = &table[kept];
        *to = (rt_option){.name = option->name, .type = option->type, .offset = option->offset};
        TAKE(rt_option, to, option, stride, initial);
        TAKE(rt_option, to, option, stride, minimum);
        TAKE(rt_option, to, option, stride, maximum);
        TAKE(rt_option, to, option, stride, choices);
        TAKE(rt_option, to, option, stride, help);
        if (!to->help)
            to->help = "";
        if (!name_ok(m, "option name", to->name))
            return NULL;
        if (m->newer && to->type > RT_OPTION_FILE)
            continue; /* of a kind this host cannot parse: the plugin sees its field zeroed */
        if (!type_ok(m, to))
            return NULL;
        kept++;
    }
    if (table)
        table[kept] = (rt_option){0};
    return table;
}

/* False: wrong, or out of memory. */
static bool take_options(maker *m, const rt_options *from, const rt_options **to)
{
    *to = NULL;
    if (!from)
        return true;
    if (!size_ok(m, "options", from->size, THROUGH(rt_options, bytes)))
        return false;
    rt_options *made = rt_catalog_alloc(m->registry, sizeof *made);
    if (!made)
        return false;
    *made = (rt_options){.size = sizeof *made, .stride = sizeof(rt_option), .bytes = from->bytes};
    made->table = from->table ? take_table(m, from, from->stride)
                              : rt_catalog_alloc(m->registry, sizeof(rt_option));
    char why[300];
    if (!made->table)
        return false;
    if (!rt_options_check(made, why, sizeof why)) {
        wrong(m, "%s", why);
        return false;
    }
    *to = made;
    return true;
}

/* ---- Formats ----------------------------------------------------------------------- */

static bool take_signatures(maker *m, const rt_format *from, rt_format *to)
{
    const rt_signature *table = NULL;
    uint32_t stride = 0;
    size_t count = 0;

    if (RT_HAS(rt_format, from, signature_stride)) {
        table = from->signatures;
        stride = from->signature_stride;
    }
    if (!table)
        return true;
    if (!table_ok(m, "signatures", table, stride, THROUGH(rt_signature, bytes),
                  alignof(rt_signature)))
        return false;
    while (count < MOST && ((const rt_signature *)row(table, stride, count))->length)
        count++;
    if (count == MOST)
        return endless(m, "signatures");
    rt_signature *made = rt_catalog_alloc(m->registry, (count + 1) * sizeof *made);
    if (!made)
        return false;
    for (size_t i = 0; i < count; i++) {
        const rt_signature *s = row(table, stride, i);
        made[i] = (rt_signature){.offset = s->offset, .length = s->length, .bytes = s->bytes};
        TAKE(rt_signature, &made[i], s, stride, mask);
        if (!s->bytes || s->offset > LARGEST || s->length > LARGEST - s->offset) {
            wrong(m, "its signature %zu has no bytes, or lies behind the first %d bytes of a file",
                  i + 1, LARGEST);
            return false;
        }
    }
    to->signatures = made;
    to->signature_stride = sizeof *made;
    return true;
}

static bool extensions_ok(maker *m, const char *const *extensions)
{
    for (size_t i = 0; extensions[i]; i++) {
        if (i == MOST)
            return endless(m, "extensions");
        if (!*extensions[i] || *extensions[i] == '.' || strchr(extensions[i], '/')) {
            wrong(m, "its extension \"%.40s\" cannot be: write it without the dot", extensions[i]);
            return false;
        }
    }
    return true;
}

static const rt_format *take_format(maker *m, const rt_format *from)
{
    static const char *const none[] = {NULL};

    if (!from)
        return wrong(m, "its format is missing (NULL)");
    if (!size_ok(m, "format", from->size, THROUGH(rt_format, name)) ||
        !name_ok(m, "format's name", from->name))
        return NULL;
    rt_format *to = rt_catalog_alloc(m->registry, sizeof *to);
    if (!to)
        return NULL;
    to->size = sizeof *to;
    to->name = from->name;
    TAKE(rt_format, to, from, from->size, title);
    TAKE(rt_format, to, from, from->size, media_type);
    TAKE(rt_format, to, from, from->size, extensions);
    to->title = to->title ? to->title : to->name;
    to->media_type = to->media_type ? to->media_type : "";
    to->extensions = to->extensions ? to->extensions : none;
    return extensions_ok(m, to->extensions) && take_signatures(m, from, to) ? to : NULL;
}

/* ---- Capabilities -------------------------------------------------------------------- */

static const rt_carries *take_carries(maker *m, const rt_carries *from)
{
    size_t count = 0;

    if (!size_ok(m, "carries", from->size, THROUGH(rt_carries, table)))
        return NULL;
    if (!from->table)
        return wrong(m, "its carries has no table (NULL)");
    if (!table_ok(m, "capabilities", from->table, from->stride, THROUGH(rt_capability, level),
                  alignof(rt_capability)))
        return NULL;
    while (count < MOST && ((const rt_capability *)row(from->table, from->stride, count))->kind)
        count++;
    if (count == MOST && !endless(m, "capabilities"))
        return NULL;
    rt_carries *to = rt_catalog_alloc(m->registry, sizeof *to);
    rt_capability *table = rt_catalog_alloc(m->registry, (count + 1) * sizeof *table);
    if (!to || !table)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const rt_capability *c = row(from->table, from->stride, i);
        table[i] = (rt_capability){.kind = c->kind, .attr = c->attr, .level = c->level};
        TAKE(rt_capability, &table[i], c, from->stride, values);
        if (c->level > RT_EXACT && !m->newer)
            return wrong(m, "its capability %zu has the level %u, which does not exist", i + 1,
                         c->level);
    }
    *to = (rt_carries){.size = sizeof *to, .stride = sizeof *table, .table = table};
    TAKE(rt_carries, to, from, from->size, tables);
    TAKE(rt_carries, to, from, from->size, advice);
    TAKE(rt_carries, to, from, from->size, flat_cells);
    if (to->tables < RT_TABLES_STACKED)
        return wrong(m, "its carries takes %d tables, which cannot be", to->tables);
    return to;
}

/* For a struct whose last field of old is mandatory: all that both sides know. */
static void copy_known(void *to, size_t room, const void *from, size_t bytes)
{
    memcpy(to, from, bytes < room ? bytes : room);
}

/* ---- Readers, writers, filters ------------------------------------------------------------ */

static void name_part(maker *m, const char *role, size_t i)
{
    snprintf(m->whose, sizeof m->whose, "%s %zu: ", role, i + 1);
}

/* A full-size copy of a declaration that has at least its mandatory fields; NULL: refused, or no memory. */
static void *take_struct(maker *m, const char *type, const void *from, uint32_t size, size_t least, size_t full)
{
    void *to = size_ok(m, type, size, least) ? rt_catalog_alloc(m->registry, full) : NULL;
    if (to)
        copy_known(to, full, from, size);
    return to;
}

static const rt_reader *take_reader(maker *m, const rt_reader *from)
{
    rt_reader *to = take_struct(m, "rt_reader", from, from->size, THROUGH(rt_reader, read), sizeof *to);
    if (!to)
        return NULL;
    to->size = sizeof *to;
    if (!(to->format = take_format(m, from->format)) ||
        !take_options(m, from->options, &to->options))
        return NULL;
    if (!to->read)
        return wrong(m, "its read is missing (NULL)");
    return to;
}

static bool needs_ok(maker *m, uint32_t needs)
{
    if (needs <= RT_NEEDS_REPORT)
        return true;
    wrong(m, "its needs is %u, which does not exist", needs);
    return false;
}

static const rt_writer *take_writer(maker *m, const rt_writer *from)
{
    rt_writer *to = take_struct(m, "rt_writer", from, from->size, THROUGH(rt_writer, open), sizeof *to);
    if (!to)
        return NULL;
    to->size = sizeof *to;
    if (!(to->format = take_format(m, from->format)) ||
        !take_options(m, from->options, &to->options))
        return NULL;
    if (!to->open)
        return wrong(m, "its open is missing (NULL)");
    if (!needs_ok(m, to->needs) || (to->carries && !(to->carries = take_carries(m, from->carries))))
        return NULL;
    return to;
}

static const rt_filter *take_filter(maker *m, const rt_filter *from)
{
    rt_filter *to = take_struct(m, "rt_filter", from, from->size, THROUGH(rt_filter, open), sizeof *to);
    if (!to)
        return NULL;
    to->size = sizeof *to;
    to->title = to->title ? to->title : to->name;
    if (!name_ok(m, "name", to->name) || !take_options(m, from->options, &to->options) ||
        !needs_ok(m, to->needs))
        return NULL;
    if (!to->open)
        return wrong(m, "its open is missing (NULL)");
    return to;
}

/* A NULL-terminated list of pointers; an absent one becomes empty. NULL: endless or no memory. */
static const void **list_for(maker *m, const char *what, const void *const *list, size_t *count)
{
    *count = 0;
    while (list && list[*count])
        if (++*count == MOST)
            return endless(m, what), NULL;
    return rt_catalog_alloc(m->registry, (*count + 1) * sizeof(void *));
}

static bool take_parts(maker *m, rt_plugin *to, const rt_plugin *from)
{
    size_t readers = 0, writers = 0, filters = 0;
    const void **r = list_for(m, "readers", (const void *const *)from->readers, &readers);
    const void **w =
        r ? list_for(m, "writers", (const void *const *)from->writers, &writers) : NULL;
    const void **f =
        w ? list_for(m, "filters", (const void *const *)from->filters, &filters) : NULL;

    if (!f)
        return false;
    to->readers = (const rt_reader *const *)r;
    to->writers = (const rt_writer *const *)w;
    to->filters = (const rt_filter *const *)f;
    for (size_t i = 0; i < readers; i++) {
        name_part(m, "reader", i);
        if (!(r[i] = take_reader(m, from->readers[i])))
            return false;
    }
    for (size_t i = 0; i < writers; i++) {
        name_part(m, "writer", i);
        if (!(w[i] = take_writer(m, from->writers[i])))
            return false;
    }
    for (size_t i = 0; i < filters; i++) {
        name_part(m, "filter", i);
        if (!(f[i] = take_filter(m, from->filters[i])))
            return false;
    }
    m->whose[0] = '\0';
    if (readers + writers + filters == 0)
        wrong(m, "it offers nothing: no reader, no writer, no filter");
    return readers + writers + filters > 0;
}

/* ---- The plugin --------------------------------------------------------------------------- */

static bool take_diagnostics(maker *m, rt_plugin *to, const rt_diagnostic *table, uint32_t stride)
{
    size_t count = 0;

    if (table && !table_ok(m, "diagnostics", table, stride, THROUGH(rt_diagnostic, severity),
                           alignof(rt_diagnostic)))
        return false;
    while (table && count < MOST && ((const rt_diagnostic *)row(table, stride, count))->code)
        count++;
    if (count == MOST)
        return endless(m, "diagnostics");
    rt_diagnostic *made = rt_catalog_alloc(m->registry, (count + 1) * sizeof *made);
    if (!made)
        return false;
    for (size_t i = 0; i < count; i++) {
        const rt_diagnostic *d = row(table, stride, i);
        made[i] = (rt_diagnostic){.code = d->code, .severity = d->severity};
        TAKE(rt_diagnostic, &made[i], d, stride, meaning);
        if (!made[i].meaning)
            made[i].meaning = "";
        if (d->severity < RT_DEBUG || (d->severity > RT_ERROR && !m->newer)) {
            wrong(m, "its diagnostic \"%.40s\" has the severity %u, which does not exist", d->code,
                  d->severity);
            return false;
        }
        if (d->severity > RT_ERROR)
            made[i].severity = RT_ERROR;
    }
    to->diagnostics = made;
    to->diagnostic_stride = sizeof *made;
    return true;
}

static bool text_ok(maker *m, const char *what, const char *text)
{
    if (text && *text)
        return true;
    wrong(m, "its %s is missing (NULL or empty)", what);
    return false;
}

const rt_plugin *rt_plugin_declare(rt_registry *registry, const rt_plugin *raw, char *why,
                                   size_t room)
{
    maker m = {
        .registry = registry, .newer = raw->abi_minor > RT_ABI_MINOR, .why = why, .room = room};
    rt_plugin *to = rt_catalog_alloc(registry, sizeof *to);
    rt_plugin from = {0};

    *why = '\0';
    if (!to || !text_ok(&m, "id", raw->id) || !text_ok(&m, "version", raw->version))
        return NULL;
    TAKE(rt_plugin, &from, raw, raw->size, readers);
    TAKE(rt_plugin, &from, raw, raw->size, writers);
    TAKE(rt_plugin, &from, raw, raw->size, filters);
    TAKE(rt_plugin, &from, raw, raw->size, diagnostics);
    TAKE(rt_plugin, &from, raw, raw->size, diagnostic_stride);
    *to = (rt_plugin){.size = sizeof *to,
                      .abi_major = raw->abi_major,
                      .abi_minor = raw->abi_minor,
                      .needs_minor = raw->needs_minor,
                      .id = raw->id,
                      .version = raw->version};
    if (!take_diagnostics(&m, to, from.diagnostics, from.diagnostic_stride) ||
        !take_parts(&m, to, &from))
        return NULL;
    return to;
}
