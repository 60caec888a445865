/* rows.c - tells arrays that are tables from other arrays, and sorts records into columns.
 *
 * An array is a table when its elements are all arrays, or all objects, of nothing but texts,
 * numbers and the like, as far as the look ahead shows. An object's missing members are empty
 * cells; where these would be most of the table, it is none. */
#include <string.h>

#include "read_other.h"

enum { THIN = 16, SPARE = 65536 }; /* cells for each member; and besides */

typedef struct scan {
    json_reader *r;
    rt_status status;
    uint64_t start, at; /* where the look ahead began; the next token */
    json_columns *columns;
    uint64_t rows, column_limit;
    uint32_t what;
} scan;

/* Gives the held token at `at` and goes behind it; false: the look ahead ends, or reading failed.
 */
static bool next_held(scan *s, json_token *t)
{
    json_source *source = &s->r->source;
    uint64_t next;
    while (s->status == RT_OK && (s->at == json_source_end(source) || source->partial)) {
        if (json_source_end(source) - s->start >= source->bound)
            return false;
        s->status = json_source_grow(source);
    }
    if (s->status != RT_OK || !json_source_peek(source, s->at, t, &next))
        return false;
    s->at = json_source_inside(source, s->at);
    return true;
}

static bool opens(const json_token *t) { return t->kind == JSON_OBJECT || t->kind == JSON_ARRAY; }
static bool ends(const json_token *t)
{
    return t->kind == JSON_OBJECT_END || t->kind == JSON_ARRAY_END || t->kind == JSON_END;
}

static void add_column(scan *s, rt_str name, size_t hint)
{
    if (json_columns_find(s->columns, name, hint) != SIZE_MAX)
        return;
    if (s->columns->count >= s->column_limit)
        s->what = OTHER_BLOCKS;
    else
        s->status = json_columns_add(s->columns, name);
}

/* The inside of an element, up to its end; false: the look ahead ends, or it is not flat. */
static bool scan_row(scan *s, bool object)
{
    json_token t;
    size_t place = 0;
    while (next_held(s, &t) && !ends(&t)) {
        if (t.kind == JSON_KEY) {
            add_column(s, t.text, place++);
            s->columns->members++;
        } else if (opens(&t)) {
            if (!next_held(s, &t))
                return false;
            if (!ends(&t))
                s->what = OTHER_BLOCKS;
        } else {
            place += !object;
        }
        if (s->status != RT_OK || s->what == OTHER_BLOCKS)
            return false;
    }
    s->rows++;
    return s->status == RT_OK;
}

static bool scan_element(scan *s)
{
    json_token t;
    if (!next_held(s, &t) || ends(&t))
        return false;
    uint32_t what = t.kind == JSON_OBJECT  ? OTHER_OBJECTS
                    : t.kind == JSON_ARRAY ? OTHER_ARRAYS
                                           : OTHER_LIST;
    if (s->what && s->what != what)
        what = OTHER_BLOCKS;
    s->what = what;
    if (what == OTHER_BLOCKS)
        return false;
    return what == OTHER_LIST || scan_row(s, what == OTHER_OBJECTS);
}

rt_status json_classify(json_reader *r, bool top, uint32_t *what, json_columns **columns)
{
    scan s = {.r = r,
              .start = r->source.cursor,
              .at = r->source.cursor,
              .column_limit = r->host->limit(r->host, "columns")};
    *columns = NULL;
    s.columns = json_columns_new(r->host);
    if (!s.columns)
        return RT_ERR_MEMORY;
    while (scan_element(&s))
        ;
    json_columns *c = s.columns;
    if (s.what == OTHER_OBJECTS &&
        (c->count == 0 || s.rows * c->count > THIN * c->members + SPARE / 16))
        s.what = OTHER_BLOCKS;
    if (s.what == OTHER_BLOCKS && !top)
        s.what = OTHER_LIST;
    *what = s.what ? s.what : OTHER_LIST;
    c->members = 0;
    if (s.status == RT_OK && s.what == OTHER_OBJECTS)
        *columns = c;
    else
        json_columns_free(c);
    return s.status;
}

/* ---- Records ---------------------------------------------------------------------- */

static void clear_row(json_columns *c, size_t used)
{
    for (size_t i = 0; i < used; i++)
        c->list[i].value_at = 0;
}

rt_status json_take_record(json_reader *r, json_frame *frame, bool *fits)
{
    json_columns *c = frame->columns;
    json_token t;
    uint64_t at = r->source.cursor, value_at, members = 0;
    size_t used = 0, place = 0;
    rt_status status = json_source_hold(&r->source, at, UINT64_MAX, &frame->end);
    if (status != RT_OK)
        return status;
    *fits = true;
    at = json_source_inside(&r->source, at);
    while (json_source_peek(&r->source, at, &t, &value_at) && t.kind == JSON_KEY) {
        place = json_columns_find(c, t.text, place);
        if (place == SIZE_MAX) {
            *fits = false;
            break;
        }
        c->list[place++].value_at = value_at;
        used = place > used ? place : used;
        members++;
        json_source_peek(&r->source, value_at, &t, &at);
    }
    frame->columns_used = used;
    frame->column = 0;
    *fits = *fits && c->cells + used <= THIN * (c->members + members) + SPARE;
    if (!*fits) {
        clear_row(c, used);
        return RT_OK;
    }
    c->cells += used;
    c->members += members;
    return RT_OK;
}
