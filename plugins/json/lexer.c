/* lexer.c - the tokens: white space, punctuation, literals, names, and their errors. Strings are
 * string.c, numbers number.c, the names of an object's members keys.c. */
#include "lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lexer_inside.h"

/* What may come next. */
enum {
    WANT_START,
    WANT_VALUE,
    WANT_VALUE_OR_END,
    WANT_NAME,
    WANT_NAME_OR_END,
    WANT_COMMA,
    WANT_NOTHING
};

/* ---- Errors ----------------------------------------------------------------- */

rt_status json_lexer_fail(json_lexer *l, rt_status status, const char *code, const rt_pos *pos,
                          const char *format, ...)
{
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    l->host->report(l->host, code, pos, message);
    return status;
}

rt_status json_lexer_malformed(json_lexer *l, const rt_pos *pos, const char *message)
{
    return json_lexer_fail(l, RT_ERR_MALFORMED, "json-syntax", pos, "%s", message);
}

/* What stands at the lexer's place, in words. */
static void describe(const json_lexer *l, char *room, size_t size)
{
    unsigned char c = l->at < l->end ? (unsigned char)*l->at : 0;
    size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (l->at == l->end)
        snprintf(room, size, "the document ends");
    else if (c == '"')
        snprintf(room, size, "here begins a string");
    else if (c < 0x20 || c == 0x7F)
        snprintf(room, size, "here is U+%04X", c);
    else
        snprintf(room, size, "here is \"%.*s\"", (int)len, l->at);
}

rt_status json_lexer_unexpected(json_lexer *l, const char *wanted)
{
    char here[64];
    rt_pos pos = json_lexer_pos(l, l->at);
    describe(l, here, sizeof here);
    return json_lexer_fail(l, RT_ERR_MALFORMED, "json-syntax", &pos, "%s; %s", wanted, here);
}

static rt_status early_end(json_lexer *l)
{
    rt_pos pos = json_lexer_pos(l, l->at);
    if (l->want == WANT_START)
        return json_lexer_fail(l, RT_ERR_MALFORMED, "json-empty", &pos,
                               "the document is empty; it must hold a JSON value");
    return json_lexer_fail(l, RT_ERR_MALFORMED, "json-truncated", &pos,
                           "the document ends inside %s; the file was probably cut short",
                           l->levels[l->depth - 1].object ? "an object" : "an array");
}

static rt_status no_value(json_lexer *l)
{
    rt_pos pos = json_lexer_pos(l, l->at);
    char c = *l->at;
    if (c == ',')
        return json_lexer_malformed(l, &pos,
                                    "a comma stands where a value must; remove the comma "
                                    "or write the value");
    if (c == '\'')
        return json_lexer_malformed(l, &pos,
                                    "a string stands in double quotes in JSON; write \" for '");
    if (c == '/' || c == '#')
        return json_lexer_malformed(l, &pos, "JSON has no comments; remove it");
    if (c == '+' || c == '.' || c == 'N' || c == 'I')
        return json_lexer_malformed(l, &pos,
                                    "no JSON number begins like this; numbers are written as "
                                    "-1.5e3, without a plus sign, NaN or Infinity");
    return json_lexer_unexpected(
        l, "a value must stand here: an object, array, string, number, true, false or null");
}

/* ---- Windows and white space ---------------------------------------------------- */

rt_status json_lexer_refill(json_lexer *l)
{
    size_t len = 0;
    l->anchor_column += (uint64_t)(l->end - l->anchor) - l->wide;
    l->wide = 0;
    l->at = l->end = l->anchor = "";
    if (l->ended)
        return RT_OK;
    rt_status status = l->in->next(l->in, &l->at, &len);
    if (status != RT_OK || len == 0) {
        l->ended = true;
        l->at = "";
        len = 0;
    }
    l->anchor = l->at;
    l->end = l->at + len;
    return status;
}

/* To the next byte that says something, within the window. */
static inline void skip_in_window(json_lexer *l)
{
    const char *p = l->at;
    for (; p < l->end; p++) {
        if (*p == '\n') {
            l->line++;
            l->anchor = p + 1;
            l->anchor_column = 1;
            l->wide = 0;
        } else if (*p != ' ' && *p != '\r' && *p != '\t') {
            break;
        }
    }
    l->at = p;
}

/* Afterwards either a byte is there or the input has ended. */
static inline rt_status skip_space(json_lexer *l)
{
    skip_in_window(l);
    while (l->at == l->end && !l->ended) {
        rt_status status = json_lexer_refill(l);
        if (status != RT_OK)
            return status;
        skip_in_window(l);
    }
    return RT_OK;
}

/* ---- Values ---------------------------------------------------------------------- */

void json_lexer_value_done(json_lexer *l)
{
    l->want = l->depth ? WANT_COMMA : WANT_NOTHING;
    l->last_line = l->line;
}

static rt_status open_level(json_lexer *l, json_token *t, bool object)
{
    if (l->depth >= l->depth_limit) {
        rt_pos pos = json_lexer_pos(l, l->at);
        return json_lexer_fail(
            l, RT_ERR_LIMIT, "json-depth", &pos,
            "objects and arrays stand inside one another more than %llu deep; allow "
            "more with --limit depth=N if the document is to be trusted",
            (unsigned long long)l->depth_limit);
    }
    if (l->depth == l->level_room) {
        size_t room = l->level_room ? l->level_room * 2 : 32;
        json_level *grown = l->host->resize(l->host, l->levels, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        l->levels = grown;
        l->level_room = room;
    }
    json_level *level = &l->levels[l->depth++];
    *level = (json_level){.first_key = l->key_count, .first_byte = l->names.len, .object = object};
    t->mark = &level->mark;
    t->kind = object ? JSON_OBJECT : JSON_ARRAY;
    l->want = object ? WANT_NAME_OR_END : WANT_VALUE_OR_END;
    l->at++;
    return RT_OK;
}

static rt_status close_level(json_lexer *l, json_token *t)
{
    json_level *level = &l->levels[--l->depth];
    t->kind = level->object ? JSON_OBJECT_END : JSON_ARRAY_END;
    t->mark = &level->mark;
    if (level->object)
        json_keys_leave(l, level);
    l->at++;
    json_lexer_value_done(l);
    return RT_OK;
}

static rt_status literal(json_lexer *l, json_token *t, json_kind kind, rt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (l->at == l->end && !l->ended) {
            rt_status status = json_lexer_refill(l);
            if (status != RT_OK)
                return status;
        }
        if (l->at == l->end || *l->at != name.ptr[i])
            return json_lexer_unexpected(l, "the only words in JSON are true, false and null");
        l->at++;
    }
    t->kind = kind;
    t->text = name;
    json_lexer_value_done(l);
    return RT_OK;
}

/* ---- Names --------------------------------------------------------------------------- */

/* The colon; the name is saved when the window that it lies in must go. */
static rt_status colon(json_lexer *l, json_token *t)
{
    if (l->at == l->end || *l->at != ':') {
        skip_in_window(l);
        if (l->at == l->end && !l->ended) {
            if (t->text.ptr != l->text.data) {
                rt_buffer_clear(&l->text);
                rt_status status = rt_buffer_add_str(&l->text, t->text);
                if (status != RT_OK)
                    return status;
                t->text = rt_buffer_str(&l->text);
            }
            rt_status status = skip_space(l);
            if (status != RT_OK)
                return status;
        }
        if (l->at == l->end || *l->at != ':')
            return json_lexer_unexpected(l, "a colon must follow the name of a member");
    }
    l->at++;
    l->want = WANT_VALUE;
    return RT_OK;
}

static rt_status refuse_name(json_lexer *l, const json_token *t, rt_status status)
{
    rt_pos pos = {.line = t->line, .column = t->column};
    if (status == RT_ERR_MALFORMED)
        return json_lexer_fail(l, status, "json-duplicate", &pos,
                               "the member \"%.*s\" stands twice in one object; keep one of them",
                               json_shorten(t->text), t->text.ptr);
    if (status == RT_ERR_LIMIT)
        return json_lexer_fail(
            l, status, "json-members", &pos,
            "an object has more than %llu members; allow more with --limit attributes=N "
            "if the document is to be trusted",
            (unsigned long long)l->member_limit);
    return status;
}

static rt_status name(json_lexer *l, json_token *t)
{
    if (*l->at == ',') {
        rt_pos pos = json_lexer_pos(l, l->at);
        return json_lexer_malformed(l, &pos, "a comma stands where a member must; remove it");
    }
    if (*l->at != '"')
        return json_lexer_unexpected(l, "a member begins with its name in double quotes");
    l->at++;
    rt_status status = json_lexer_string(l, t, true);
    t->kind = JSON_KEY;
    if (status == RT_OK)
        status = colon(l, t);
    if (status != RT_OK)
        return status;
    status = json_keys_add(l, t->text, &t->first);
    return status == RT_OK ? RT_OK : refuse_name(l, t, status);
}

/* ---- The grammar ------------------------------------------------------------------------ */

static rt_status value(json_lexer *l, json_token *t)
{
    switch (*l->at) {
    case '"':
        l->at++;
        t->kind = JSON_STRING;
        l->open = (rt_pos){.line = t->line, .column = t->column};
        json_lexer_value_done(l);
        return json_lexer_string(l, t, false);
    case '[':
        return open_level(l, t, false);
    case '{':
        return open_level(l, t, true);
    case 't':
        return literal(l, t, JSON_TRUE, RT_STR("true"));
    case 'f':
        return literal(l, t, JSON_FALSE, RT_STR("false"));
    case 'n':
        return literal(l, t, JSON_NULL, RT_STR("null"));
    default:
        return *l->at == '-' || (*l->at >= '0' && *l->at <= '9') ? json_lexer_number(l, t)
                                                                 : no_value(l);
    }
}

/* After a value: a comma, or the end of what is open. */
static rt_status after_value(json_lexer *l, json_token *t, bool *closed)
{
    bool object = l->levels[l->depth - 1].object;
    *closed = false;
    if (l->at < l->end && *l->at == ',') {
        l->comma = json_lexer_pos(l, l->at++);
        l->want = object ? WANT_NAME : WANT_VALUE;
        rt_status status = skip_space(l);
        if (status == RT_OK && l->at < l->end && (*l->at == ']' || *l->at == '}'))
            return json_lexer_malformed(l, &l->comma,
                                        object ? "a comma stands behind the last member; remove it"
                                               : "a comma stands behind the last value; remove it");
        return status;
    }
    if (l->at == l->end)
        return early_end(l);
    if (*l->at != (object ? '}' : ']'))
        return json_lexer_unexpected(l, object ? "a comma or \"}\" must follow a member"
                                               : "a comma or \"]\" must follow a value");
    *closed = true;
    return close_level(l, t);
}

/* Behind a whole value. */
static rt_status next_document(json_lexer *l, json_token *t)
{
    if (l->at == l->end) {
        t->kind = JSON_END;
        return RT_OK;
    }
    if (!l->several || l->line == l->last_line) {
        rt_pos pos = json_lexer_pos(l, l->at);
        return json_lexer_fail(l, RT_ERR_MALFORMED, "json-trailing", &pos,
                               "something follows the end of the document; %s",
                               l->several ? "remove it, or put each value on a line of its own"
                                          : "remove it, or make it a document of its own");
    }
    return value(l, t);
}

rt_status json_lexer_next(json_lexer *l, json_token *t)
{
    bool closed;
    rt_status status = skip_space(l);
    if (status != RT_OK)
        return status;
    json_lexer_place(l, t);
    if (l->want == WANT_COMMA) {
        status = after_value(l, t, &closed);
        if (status != RT_OK || closed)
            return status;
        json_lexer_place(l, t);
    }
    if (l->want == WANT_NOTHING)
        return next_document(l, t);
    if (l->at == l->end)
        return early_end(l);
    if (l->want == WANT_NAME || l->want == WANT_NAME_OR_END)
        return *l->at == '}' && l->want == WANT_NAME_OR_END ? close_level(l, t) : name(l, t);
    if (*l->at == ']' && l->want == WANT_VALUE_OR_END)
        return close_level(l, t);
    return value(l, t);
}

rt_status json_lexer_more(json_lexer *l, json_token *t)
{
    t->kind = JSON_STRING;
    return json_lexer_string(l, t, false);
}

/* ---- Opening ---------------------------------------------------------------------------- */

rt_status json_lexer_open(json_lexer *l, const rt_host *host, rt_input *in)
{
    uint64_t depth = host->limit(host, "depth");
    *l = (json_lexer){
        .host = host,
        .in = in,
        .at = "",
        .line = 1,
        .anchor_column = 1,
        .several = true,
        .text.host = host,
        .names.host = host,
        .member_limit = host->limit(host, "attributes"),
        .length_limit = host->limit(host, "attribute-length"),
        /* a node takes an object and an array */
        .depth_limit = depth < UINT64_MAX / 4 ? 2 * depth + 16 : UINT64_MAX,
    };
    l->end = l->anchor = l->at;
    json_seed(l->seed);
    return rt_buffer_reserve(&l->text, 2 * JSON_PIECE);
}

void json_lexer_free(json_lexer *l)
{
    while (l->depth)
        json_keys_leave(l, &l->levels[--l->depth]);
    l->host->resize(l->host, l->levels, 0);
    l->host->resize(l->host, l->keys, 0);
    rt_buffer_free(&l->text);
    rt_buffer_free(&l->names);
}
