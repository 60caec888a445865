/* events.c - see events.h. */
#include "events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "vocabulary.h"

/* ---- From notation to events ------------------------------------------------------------- */

enum { NESTED = 256, ATTRS = 32, ROOM = 4096 };

typedef struct reader {
    const char *at;
    char room[ROOM]; /* texts of the node at hand */
    size_t used;
    uint64_t serial;
} reader;

static void broken(const reader *r, const char *why)
{
    fprintf(stderr, "test notation: %s at: %.60s\n", why, r->at);
    abort();
}

static void blanks(reader *r)
{
    r->at += strspn(r->at, " \n");
}

/* '…' with \' and \\ */
static rt_str quoted(reader *r)
{
    rt_str text = {r->room + r->used, 0};
    for (r->at++; *r->at != '\''; r->at++) {
        if (*r->at == '\\')
            r->at++;
        if (!*r->at || r->used == ROOM)
            broken(r, "a text without end");
        r->room[r->used++] = *r->at;
        text.len++;
    }
    r->at++;
    return text;
}

static rt_str word(reader *r)
{
    rt_str text = {r->at, strcspn(r->at, " \n()='+-#")};
    while (r->at[text.len] == '-' && r->at[text.len + 1] >= 'a') /* a hyphen within a name */
        text.len += 1 + strcspn(r->at + text.len + 1, " \n()='+-#");
    r->at += text.len;
    return text;
}

static uint32_t number_or(reader *r, uint32_t (*named)(const char *, size_t))
{
    rt_str name = word(r);
    if (name.len && name.ptr[0] == '?')
        return (uint32_t)strtoul(name.ptr + 1, NULL, 10);
    uint32_t number = named(name.ptr, name.len);
    if (!number)
        broken(r, "an unknown name before");
    return number;
}

static int32_t choice(reader *r, const rt_attr_info *info)
{
    int32_t value = 0;
    do {
        r->at += value != 0;
        rt_str name = word(r);
        int32_t one = rt_choice_named(info, name.ptr, name.len);
        if (!one)
            broken(r, "an unknown choice before");
        value |= one;
    } while (info->type == RT_TYPE_MARKS && *r->at == '+');
    return value;
}

static void value(reader *r, rt_attr *attr)
{
    const rt_attr_info *info = rt_attr_of(attr->id);
    if (*r->at == '\'')
        attr->text = quoted(r);
    else if (*r->at == '-' || (*r->at >= '0' && *r->at <= '9'))
        attr->number = (int32_t)strtol(r->at, (char **)(uintptr_t)&r->at, 10);
    else if (info && info->type == RT_TYPE_BOOL)
        attr->number = word(r).ptr[0] == 't';
    else if (info && (info->type == RT_TYPE_CHOICE || info->type == RT_TYPE_MARKS))
        attr->number = choice(r, info);
    else
        attr->text = word(r);
}

static rt_status enter(reader *r, rt_sink *sink, uint32_t *kind)
{
    rt_attr attrs[ATTRS];
    rt_node node = {.size = sizeof node, .attrs = attrs, .pos = {.item = ++r->serial}};
    *kind = node.kind = number_or(r, rt_kind_named);
    r->used = 0;
    for (blanks(r); (*r->at >= 'a' && *r->at <= 'z') || *r->at == '?'; blanks(r)) {
        rt_attr *attr = &attrs[node.attr_count++];
        *attr = (rt_attr){.id = number_or(r, rt_attr_named)};
        if (*r->at++ != '=')
            broken(r, "no = before");
        value(r, attr);
    }
    return sink->enter(sink, &node);
}

rt_status send_events(rt_sink *sink, const char *notation)
{
    reader *r = calloc(1, sizeof *r);
    uint32_t open[NESTED], depth = 0, kind;
    rt_status status = RT_OK;
    r->at = notation;
    for (blanks(r); *r->at && status == RT_OK; blanks(r)) {
        r->used = 0;
        char c = *r->at;
        if (c == '\'') {
            status = sink->text(sink, quoted(r));
            continue;
        }
        r->at++;
        if (c == '(') {
            status = enter(r, sink, &kind);
            open[depth++ % NESTED] = kind;
        } else if (c == ')' && depth) {
            status = sink->leave(sink, open[--depth % NESTED]);
        } else if (c == '+') {
            status = enter(r, sink, &kind);
        } else if (c == '-') {
            status = sink->leave(sink, number_or(r, rt_kind_named));
        } else if (c == '#') {
            rt_str bytes = quoted(r);
            status = sink->bytes ? sink->bytes(sink, bytes.ptr, bytes.len) : RT_OK;
        } else {
            broken(r, "not understood before");
        }
    }
    free(r);
    return status;
}

/* ---- From events to notation ---------------------------------------------------------------- */

static void put(record *r, const char *text, size_t len)
{
    if (r->len + len + 1 > r->room)
        r->text = realloc(r->text, r->room = (r->len + len + 1) * 2);
    if (len)
        memcpy(r->text + r->len, text, len);
    r->text[r->len += len] = '\0';
}

static void put_escaped(record *r, rt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'' || text.ptr[i] == '\\')
            put(r, "\\", 1);
        put(r, text.ptr + i, 1);
    }
}

static void end_text(record *r)
{
    if (r->in_text)
        put(r, "'", 1);
    r->in_text = false;
}

static void put_marks(record *r, const rt_attr_info *info, int32_t marks)
{
    for (int32_t bit = 1, first = 1; bit <= marks; bit <<= 1) {
        const char *name = rt_choice_name(info, bit);
        if (!(marks & bit))
            continue;
        if (!first)
            put(r, "+", 1);
        first = 0;
        put(r, name ? name : "?", strlen(name ? name : "?"));
    }
}

static void put_attr(record *r, const rt_attr *attr)
{
    const rt_attr_info *info = rt_attr_of(attr->id);
    char number[16];
    put(r, " ", 1);
    if (info)
        put(r, info->name, strlen(info->name));
    put(r, "=", 1);
    if (info && info->type == RT_TYPE_MARKS) {
        put_marks(r, info, attr->number);
    } else if (info && info->type == RT_TYPE_CHOICE && rt_choice_name(info, attr->number)) {
        put(r, rt_choice_name(info, attr->number), strlen(rt_choice_name(info, attr->number)));
    } else if (info && (info->type == RT_TYPE_INT || info->type == RT_TYPE_BOOL || info->type == RT_TYPE_CHOICE)) {
        put(r, number, (size_t)snprintf(number, sizeof number, "%d", attr->number));
    } else {
        put(r, "'", 1);
        put_escaped(r, attr->text);
        put(r, "'", 1);
    }
}

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    record *r = (record *)self;
    const rt_kind_info *info = rt_kind_of(node->kind);
    char grid[64];
    end_text(r);
    put(r, "(", 1);
    put(r, info ? info->name : "?", strlen(info ? info->name : "?"));
    if (r->grids && node->grid)
        put(r, grid, (size_t)snprintf(grid, sizeof grid, "{%u,%u,%u,%u}", node->grid->row, node->grid->column,
                                      node->grid->rows, node->grid->columns));
    for (size_t i = 0; i < node->attr_count; i++)
        put_attr(r, &node->attrs[i]);
    return RT_OK;
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    record *r = (record *)self;
    if (!piece.len)
        return RT_OK;
    if (!r->in_text)
        put(r, "'", 1);
    r->in_text = true;
    put_escaped(r, piece);
    return RT_OK;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    record *r = (record *)self;
    (void)kind;
    end_text(r);
    put(r, ")", 1);
    return RT_OK;
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    record *r = (record *)self;
    end_text(r);
    if (r->bytes_end && r->bytes_end == r->len) /* pieces are one run of bytes */
        r->len--;
    else
        put(r, "#'", 2);
    put_escaped(r, (rt_str){bytes, len});
    put(r, "'", 1);
    r->bytes_end = r->len;
    return RT_OK;
}

static rt_status on_close(rt_sink *self, bool complete)
{
    record *r = (record *)self;
    end_text(r);
    r->closed = true;
    r->complete = complete;
    r->closes++;
    return RT_OK;
}

void record_open(record *r)
{
    *r = (record){.sink = {sizeof r->sink, on_enter, on_text, on_leave, on_bytes, on_close}};
    put(r, "", 0);
}

void record_free(record *r) { free(r->text); }

char *spelled(const char *notation)
{
    record r;
    record_open(&r);
    send_events(&r.sink, notation);
    end_text(&r);
    return r.text;
}

/* ---- The world around a stage ------------------------------------------------------------------ */

static void on_message(void *user, const rt_message *message)
{
    world *w = user;
    size_t used = strlen(w->codes);
    if (strcmp(message->code, "repeated") == 0)
        return;
    w->messages++;
    const char *left_out = strstr(message->message, "it was left out: ");
    char mended[1536];
    size_t count, len = left_out ? strlen(left_out + strlen("it was left out: ")) : 0;
    if (len && len < sizeof mended / 3)
        len = rt_text_mend(left_out + strlen("it was left out: "), len, mended, &count);
    for (size_t i = 0; i < len; i++)
        w->dropped[(unsigned char)mended[i]]++;
    snprintf(w->last, sizeof w->last, "%s: %s", message->code, message->message);
    snprintf(w->codes + used, sizeof w->codes - used, "%s ", message->code);
}

void world_open(world *w)
{
    *w = (world){.run.ledger = rt_ledger_new()};
    w->run.diagnostics = rt_diagnostics_new(on_message, w);
    rt_limits_init(&w->run.limits);
}

uint64_t world_close(world *w)
{
    uint64_t left = w->run.memory.used;
    rt_diagnostics_free(w->run.diagnostics);
    rt_ledger_free(w->run.ledger);
    rt_memory_release(&w->run.memory);
    return left;
}

static void on_loss(void *user, const rt_loss *loss)
{
    static const char *const classes[] = {"?", "content", "structure", "presentation", "removed"};
    record *r = user;
    char line[512];
    int len = snprintf(line, sizeof line, "%s %s%s%s%s%s%s %s%llux@%llu; ", classes[loss->loss_class],
                       loss->kind ? loss->kind : "-", loss->attribute ? " " : "", loss->attribute ? loss->attribute : "",
                       loss->value ? "=" : "", loss->value ? loss->value : "", loss->approximate ? " ~" : "",
                       "", (unsigned long long)loss->count,
                       (unsigned long long)(loss->first_count ? loss->first[0].item : 0));
    put(r, line, (size_t)len);
}

char *losses_of(world *w)
{
    record r = {.text = NULL};
    put(&r, "", 0);
    rt_ledger_each(w->run.ledger, on_loss, &r);
    return r.text;
}

uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}
