/* source.c - the queue: records of tokens one behind the other, forgotten as they are given. */
#include "source.h"

#include <string.h>

enum { ASK_EVERY = 4096, KEEP = 65536 };

/* A held token; its text follows, and the next record on the next multiple of 8. */
typedef struct record {
    uint64_t line;
    uint64_t end; /* of an object or array: behind its last token; 0: not read so far */
    size_t len;
    uint32_t column;
    uint8_t kind;
    bool fraction;
} record;

static inline record *record_at(const json_source *s, uint64_t at)
{
    return (record *)(void *)(s->queue.data + (at - s->base));
}

static inline uint64_t behind(const json_source *s, uint64_t at)
{
    return at + sizeof(record) + ((record_at(s, at)->len + 7) & ~(size_t)7);
}

/* ---- Holding ------------------------------------------------------------------- */

/* Records before `at` go when they are more than what is left. */
static void forget(json_source *s, uint64_t at)
{
    size_t given = (size_t)(at - s->base), left = s->queue.len - given;
    if (left == 0 || (given > KEEP && given > left)) {
        if (left)
            memmove(s->queue.data, s->queue.data + given, left);
        s->queue.len = left;
        s->base = at;
    }
}

/* Links the ends of objects and arrays to their beginnings. */
static void link_ends(json_source *s, const json_token *t, uint64_t at)
{
    if (t->kind == JSON_OBJECT || t->kind == JSON_ARRAY)
        *t->mark = at;
    else if ((t->kind == JSON_OBJECT_END || t->kind == JSON_ARRAY_END) && *t->mark >= s->base)
        record_at(s, *t->mark)->end = behind(s, at);
}

static rt_status pad(json_source *s)
{
    static const char zeros[8];
    return rt_buffer_add(&s->queue, zeros, -s->queue.len & 7);
}

/* The text of the last record grows by another piece. */
static rt_status add_piece(json_source *s)
{
    json_token t;
    rt_status status = json_lexer_more(&s->lexer, &t);
    if (status != RT_OK)
        return status;
    s->queue.len = (size_t)(s->last - s->base) + sizeof(record) + record_at(s, s->last)->len;
    status = rt_buffer_add_str(&s->queue, t.text);
    if (status == RT_OK) {
        record_at(s, s->last)->len += t.text.len;
        status = pad(s);
    }
    s->partial = t.more;
    return status;
}

static rt_status add_token(json_source *s, const json_token *t)
{
    record r = {.line = t->line,
                .column = t->column,
                .kind = (uint8_t)t->kind,
                .len = t->text.len,
                .fraction = t->fraction};
    uint64_t at = json_source_end(s);
    if (t->kind < JSON_KEY)
        r.len = 0;
    rt_status status = rt_buffer_add(&s->queue, &r, sizeof r);
    if (status == RT_OK)
        status = rt_buffer_add(&s->queue, t->text.ptr, r.len);
    if (status == RT_OK)
        status = pad(s);
    if (status != RT_OK)
        return status;
    s->last = at;
    s->partial = t->more;
    link_ends(s, t, at);
    if (t->kind == JSON_KEY && !t->first && t->text.len == 4 && memcmp(t->text.ptr, "type", 4) == 0)
        s->disorder = true;
    return RT_OK;
}

static rt_status grow(json_source *s)
{
    json_token t;
    if (++s->asked >= ASK_EVERY) {
        s->asked = 0;
        if (s->host->stopped(s->host))
            return RT_STOPPED;
    }
    if (s->partial)
        return add_piece(s);
    rt_status status = json_lexer_next(&s->lexer, &t);
    return status == RT_OK ? add_token(s, &t) : status;
}

rt_status json_source_grow(json_source *s)
{
    if (s->cursor == json_source_end(s))
        forget(s, s->cursor);
    return grow(s);
}

rt_status json_source_hold(json_source *s, uint64_t at, uint64_t bound, uint64_t *end)
{
    rt_status status = RT_OK;
    if (!record_at(s, at)->end)
        forget(s, at);
    while (status == RT_OK && !record_at(s, at)->end && json_source_end(s) - at < bound)
        status = grow(s);
    *end = status == RT_OK ? record_at(s, at)->end : 0;
    return status;
}

/* ---- Giving ---------------------------------------------------------------------- */

static void read_record(const json_source *s, uint64_t at, json_token *t)
{
    const record *r = record_at(s, at);
    *t = (json_token){.kind = r->kind,
                      .line = r->line,
                      .column = r->column,
                      .fraction = r->fraction,
                      .text = {(const char *)(r + 1), r->len},
                      .more = s->partial && at == s->last};
}

/* Objects and arrays are always held, so that their ends can be found. */
static rt_status next_unheld(json_source *s, json_token *t)
{
    forget(s, s->cursor);
    rt_status status = json_lexer_next(&s->lexer, t);
    if (status != RT_OK || (t->kind != JSON_OBJECT && t->kind != JSON_ARRAY))
        return status;
    s->given = json_source_end(s);
    status = add_token(s, t);
    s->cursor = json_source_end(s);
    return status;
}

rt_status json_source_next(json_source *s, json_token *t)
{
    if (s->cursor == json_source_end(s))
        return next_unheld(s, t);
    read_record(s, s->cursor, t);
    if (t->kind == JSON_OBJECT || t->kind == JSON_ARRAY)
        s->given = s->cursor;
    s->cursor = behind(s, s->cursor);
    if (t->more)
        s->partial = false; /* the rest goes straight to the caller */
    return RT_OK;
}

rt_status json_source_more(json_source *s, json_token *t) { return json_lexer_more(&s->lexer, t); }

rt_status json_source_skip(json_source *s, json_token *t)
{
    rt_status status = RT_OK;
    size_t depth = 0;
    if ((t->kind == JSON_OBJECT || t->kind == JSON_ARRAY) && record_at(s, s->given)->end) {
        s->cursor = record_at(s, s->given)->end;
        return RT_OK;
    }
    while (status == RT_OK) {
        if (t->kind == JSON_OBJECT || t->kind == JSON_ARRAY)
            depth++;
        else if (t->kind == JSON_OBJECT_END || t->kind == JSON_ARRAY_END)
            depth--;
        while (status == RT_OK && t->more)
            status = json_source_more(s, t);
        if (status != RT_OK || depth == 0)
            return status;
        if (s->host->stopped(s->host))
            return RT_STOPPED;
        status = json_source_next(s, t);
    }
    return status;
}

bool json_source_peek(const json_source *s, uint64_t at, json_token *t, uint64_t *next)
{
    if (at < s->base || at >= json_source_end(s))
        return false;
    read_record(s, at, t);
    *next = t->kind == JSON_OBJECT || t->kind == JSON_ARRAY ? record_at(s, at)->end : behind(s, at);
    return true;
}

uint64_t json_source_inside(const json_source *s, uint64_t at) { return behind(s, at); }

/* ---- Opening ----------------------------------------------------------------------- */

rt_status json_source_open(json_source *s, const rt_host *host, rt_input *in, uint64_t bound)
{
    *s = (json_source){.host = host, .queue.host = host, .base = 8, .cursor = 8, .bound = bound};
    return json_lexer_open(&s->lexer, host, in);
}

void json_source_free(json_source *s)
{
    json_lexer_free(&s->lexer);
    rt_buffer_free(&s->queue);
}
