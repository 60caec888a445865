/* read_other.c - JSON that is no report: tables where arrays are tables, else sections, definitions
 * and lists. Nothing is dropped, numbers stay as written.
 *
 * The document's object: its leading plain members are definitions; from the first object or array
 * on each member is a section. Objects inside are definitions, arrays tables or lists. Values on
 * lines of their own read like the elements of an array. */
#include "read_other.h"

#include <stdio.h>
#include <string.h>

#include "lexer_inside.h"

static rt_status leave(json_reader *r, uint32_t kind)
{
    return kind ? r->out->leave(r->out, kind) : RT_OK;
}

static rt_status enter_with(json_reader *r, uint32_t kind, const json_token *at, uint32_t attr,
                            int32_t number)
{
    rt_attr value = {.id = attr, .number = number};
    rt_node node = {
        .size = sizeof node, .kind = kind, .attrs = &value, .attr_count = 1, .pos = json_pos(at)};
    return r->out->enter(r->out, &node);
}

static rt_status put(json_reader *r, rt_str text)
{
    return text.len ? r->out->text(r->out, text) : RT_OK;
}

/* A node that holds `text` alone. */
static rt_status plain(json_reader *r, uint32_t kind, const json_token *at, rt_str text)
{
    rt_status status = json_enter(r, kind, at);
    if (status == RT_OK)
        status = put(r, text);
    return status == RT_OK ? leave(r, kind) : status;
}

/* ---- Values ---------------------------------------------------------------------- */

/* Whether the token just given begins an object or array that holds something. */
static rt_status opens(json_reader *r, const json_token *t, bool *full)
{
    json_token inner;
    uint64_t next;
    rt_status status = RT_OK;
    *full = false;
    if (t->kind != JSON_OBJECT && t->kind != JSON_ARRAY)
        return RT_OK;
    if (r->source.cursor == json_source_end(&r->source))
        status = json_source_grow(&r->source);
    if (status == RT_OK && json_source_peek(&r->source, r->source.cursor, &inner, &next))
        *full = inner.kind != JSON_OBJECT_END && inner.kind != JSON_ARRAY_END;
    return status;
}

/* A text, number or the like; an object or array only when it is empty. */
static rt_status put_scalar(json_reader *r, json_token *t)
{
    if (t->kind == JSON_STRING)
        return json_text(r, t);
    if (t->kind != JSON_OBJECT && t->kind != JSON_ARRAY)
        return put(r, t->text);
    rt_status status = put(r, t->kind == JSON_OBJECT ? RT_STR("{}") : RT_STR("[]"));
    return status == RT_OK ? json_source_next(&r->source, t) : status;
}

static rt_status begin_rows(json_reader *r, const json_token *at);

/* The inside of an object or array that holds something; `closes` is left after it. */
static rt_status begin_container(json_reader *r, const json_token *t, uint32_t closes)
{
    json_frame frame = {.closes = closes, .what = OTHER_DEFINITIONS, .kind = RT_DEFINITIONS};
    rt_status status;
    if (t->kind == JSON_OBJECT) {
        status = json_enter(r, RT_DEFINITIONS, t);
        return status == RT_OK ? json_push(r, &frame) : status;
    }
    status = json_push(r, &frame);
    return status == RT_OK ? begin_rows(r, t) : status;
}

/* The value just given as the content of `kind`, which has been entered. */
static rt_status content(json_reader *r, json_token *t, uint32_t kind)
{
    bool full;
    rt_status status = opens(r, t, &full);
    if (status != RT_OK)
        return status;
    if (full)
        return begin_container(r, t, kind);
    status = put_scalar(r, t);
    return status == RT_OK ? leave(r, kind) : status;
}

static rt_status cell(json_reader *r, json_token *t)
{
    static const int32_t types[] = {[JSON_TRUE] = RT_VALUE_BOOLEAN,
                                    [JSON_FALSE] = RT_VALUE_BOOLEAN,
                                    [JSON_NULL] = RT_VALUE_BLANK,
                                    [JSON_NUMBER] = RT_VALUE_INTEGER};
    int32_t type = t->kind == JSON_NUMBER && t->fraction ? RT_VALUE_DECIMAL : types[t->kind];
    rt_status status =
        type ? enter_with(r, RT_CELL, t, RT_A_VALUE_TYPE, type) : json_enter(r, RT_CELL, t);
    if (status != RT_OK)
        return status;
    return type == RT_VALUE_BLANK ? leave(r, RT_CELL) : content(r, t, RT_CELL);
}

/* ---- Arrays ----------------------------------------------------------------------- */

static rt_status header(json_reader *r, const json_token *at, const json_columns *c)
{
    rt_status status = RT_OK;
    if (json_columns_counted(c))
        return RT_OK;
    status = enter_with(r, RT_ROW, at, RT_A_PART, RT_PART_HEAD);
    for (size_t i = 0; i < c->count && status == RT_OK; i++)
        status = plain(r, RT_CELL, at, json_column_name(c, i));
    return status == RT_OK ? leave(r, RT_ROW) : status;
}

/* Makes the top frame what the elements from the cursor on are. */
static rt_status begin_rows(json_reader *r, const json_token *at)
{
    json_frame *frame = &r->frames[r->depth - 1];
    json_columns_free(frame->columns);
    frame->columns = NULL;
    frame->kind = 0;
    rt_status status = json_classify(r, frame->top, &frame->what, &frame->columns);
    if (status != RT_OK || frame->what == OTHER_BLOCKS)
        return status;
    frame->kind = frame->what == OTHER_LIST ? RT_LIST : RT_TABLE;
    status = json_enter(r, frame->kind, at);
    return status == RT_OK && frame->columns ? header(r, at, frame->columns) : status;
}

/* The table cannot take the element at the cursor: from there on the array reads as a new one. */
static rt_status begin_again(json_reader *r, const json_token *at)
{
    rt_pos pos = json_pos(at);
    r->host->report(
        r->host, "json-new-table", &pos,
        "what begins here does not fit the columns of the table before it, so it is read "
        "apart; a larger -O lookahead finds all columns at the beginning");
    rt_status status = leave(r, r->frames[r->depth - 1].kind);
    return status == RT_OK ? begin_rows(r, at) : status;
}

static rt_status end_frame(json_reader *r)
{
    json_frame frame = r->frames[--r->depth];
    json_columns_free(frame.columns);
    rt_status status = leave(r, frame.kind);
    return status == RT_OK ? leave(r, frame.closes) : status;
}

/* The next token, without taking it. */
static rt_status look(json_reader *r, json_token *t)
{
    uint64_t next;
    rt_status status = RT_OK;
    if (r->source.cursor == json_source_end(&r->source))
        status = json_source_grow(&r->source);
    if (status == RT_OK)
        json_source_peek(&r->source, r->source.cursor, t, &next);
    return status;
}

static rt_status begin_record(json_reader *r, const json_token *t)
{
    json_frame *frame = &r->frames[r->depth - 1];
    json_frame record = {.what = OTHER_RECORD, .columns = frame->columns};
    bool fits;
    rt_status status = json_take_record(r, &record, &fits);
    if (status != RT_OK)
        return status;
    if (!fits)
        return begin_again(r, t);
    status = json_enter(r, RT_ROW, t);
    return status == RT_OK ? json_push(r, &record) : status;
}

/* One element of a table; the rows themselves have frames of their own. */
static rt_status step_table(json_reader *r)
{
    bool objects = r->frames[r->depth - 1].what == OTHER_OBJECTS;
    json_token t;
    rt_status status = look(r, &t);
    if (status != RT_OK)
        return status;
    if (objects && t.kind == JSON_OBJECT)
        return begin_record(r, &t);
    if (t.kind != JSON_ARRAY_END && t.kind != JSON_END && (objects || t.kind != JSON_ARRAY))
        return begin_again(r, &t);
    status = json_source_next(&r->source, &t);
    if (status != RT_OK || t.kind != JSON_ARRAY)
        return status == RT_OK ? end_frame(r) : status;
    status = json_enter(r, RT_ROW, &t);
    return status == RT_OK ? json_push(r, &(json_frame){.what = OTHER_ROW, .kind = RT_ROW})
                           : status;
}

/* Cells of a row until one opens a frame of its own. */
static rt_status step_row(json_reader *r)
{
    size_t depth = r->depth;
    rt_status status = RT_OK;
    while (status == RT_OK && r->depth == depth) {
        json_token t;
        if ((status = json_source_next(&r->source, &t)) != RT_OK)
            break;
        status = t.kind == JSON_ARRAY_END ? end_frame(r) : cell(r, &t);
    }
    return status;
}

static rt_status end_record(json_reader *r)
{
    r->source.cursor = r->frames[--r->depth].end;
    return leave(r, RT_ROW);
}

static rt_status step_record(json_reader *r)
{
    size_t depth = r->depth;
    rt_status status = RT_OK;
    while (status == RT_OK && r->depth == depth) {
        json_frame *frame = &r->frames[depth - 1];
        if (frame->column == frame->columns_used)
            return end_record(r);
        json_column *column = &frame->columns->list[frame->column++];
        json_token t;
        if (!column->value_at) {
            t = (json_token){.kind = JSON_STRING};
        } else {
            r->source.cursor = column->value_at;
            column->value_at = 0;
            status = json_source_next(&r->source, &t);
        }
        if (status == RT_OK)
            status = cell(r, &t);
    }
    return status;
}

static rt_status step_list(json_reader *r)
{
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    if (t.kind == JSON_ARRAY_END || t.kind == JSON_END)
        return end_frame(r);
    status = json_enter(r, RT_ITEM, &t);
    return status == RT_OK ? content(r, &t, RT_ITEM) : status;
}

/* A value that stands as a block of its own. */
static rt_status block(json_reader *r, json_token *t, uint32_t closes)
{
    bool full;
    rt_status status = opens(r, t, &full);
    if (status == RT_OK && full)
        return begin_container(r, t, closes);
    if (status == RT_OK)
        status = json_enter(r, RT_PARAGRAPH, t);
    if (status == RT_OK)
        status = put_scalar(r, t);
    if (status == RT_OK)
        status = leave(r, RT_PARAGRAPH);
    return status == RT_OK ? leave(r, closes) : status;
}

static rt_status step_blocks(json_reader *r)
{
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    return t.kind == JSON_ARRAY_END || t.kind == JSON_END ? end_frame(r) : block(r, &t, 0);
}

/* ---- Objects ---------------------------------------------------------------------------- */

/* `key` and the value behind it as term and definition. */
static rt_status define(json_reader *r, json_token *key)
{
    json_token t;
    rt_status status = plain(r, RT_TERM, key, key->text);
    if (status == RT_OK)
        status = json_source_next(&r->source, &t);
    if (status == RT_OK)
        status = json_enter(r, RT_DEFINITION, &t);
    return status == RT_OK ? content(r, &t, RT_DEFINITION) : status;
}

static rt_status step_definitions(json_reader *r)
{
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    return t.kind == JSON_OBJECT_END ? end_frame(r) : define(r, &t);
}

/* Whether the value behind the name at the cursor is an object or array that holds something. */
static rt_status look_at_value(json_reader *r, bool *full)
{
    json_source *s = &r->source;
    json_token t = {.kind = JSON_KEY};
    uint64_t at = s->cursor, next;
    rt_status status = RT_OK;
    *full = false;
    for (int i = 0; i < 3 && status == RT_OK; i++) {
        if (i == 2 && t.kind != JSON_OBJECT && t.kind != JSON_ARRAY)
            return RT_OK;
        if (at == json_source_end(s) && (status = json_source_grow(s)) != RT_OK)
            return status;
        json_source_peek(s, at, &t, &next);
        at = json_source_inside(s, at);
    }
    *full = t.kind != JSON_OBJECT_END && t.kind != JSON_ARRAY_END;
    return status;
}

static rt_status begin_section(json_reader *r, json_token *key)
{
    rt_status status = enter_with(r, RT_SECTION, key, RT_A_LEVEL, 1);
    if (status == RT_OK)
        status = plain(r, RT_HEADING, key, key->text);
    json_token t;
    if (status == RT_OK)
        status = json_source_next(&r->source, &t);
    return status == RT_OK ? block(r, &t, RT_SECTION) : status;
}

static rt_status set_definitions(json_reader *r, const json_token *at, bool open)
{
    json_frame *frame = &r->frames[r->depth - 1];
    if (frame->open == open)
        return RT_OK;
    frame->open = open;
    return open ? json_enter(r, RT_DEFINITIONS, at) : leave(r, RT_DEFINITIONS);
}

static rt_status step_object(json_reader *r)
{
    json_frame *frame = &r->frames[r->depth - 1];
    json_token t;
    bool full = false;
    rt_status status = look(r, &t);
    if (status == RT_OK && t.kind == JSON_KEY)
        status = look_at_value(r, &full);
    if (status == RT_OK)
        status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    frame->sections |= full;
    bool definition = t.kind == JSON_KEY && !frame->sections;
    status = set_definitions(r, &t, definition);
    if (status != RT_OK)
        return status;
    if (t.kind == JSON_OBJECT_END)
        return end_frame(r);
    return definition ? define(r, &t) : begin_section(r, &t);
}

/* ---- The document -------------------------------------------------------------------------- */

/* Whether another value follows the first, which then is one of several lines. */
static rt_status has_lines(json_reader *r, bool *lines)
{
    json_source *s = &r->source;
    json_token t;
    uint64_t at = s->cursor, next = 0;
    *lines = false;
    json_source_peek(s, at, &t, &next);
    if (t.kind == JSON_OBJECT || t.kind == JSON_ARRAY) {
        rt_status status = json_source_hold(s, at, s->bound, &next);
        if (status != RT_OK || !next)
            return status;
    } else if (t.more) {
        return RT_OK;
    }
    rt_status status = next == json_source_end(s) ? json_source_grow(s) : RT_OK;
    if (status == RT_OK && json_source_peek(s, next, &t, &at))
        *lines = t.kind != JSON_END;
    return status;
}

static rt_status begin_document(json_reader *r)
{
    json_frame frame = {.top = true, .what = OTHER_OBJECT};
    json_token t;
    bool lines, full;
    rt_status status = has_lines(r, &lines);
    if (status == RT_OK && !lines)
        status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    if (lines) {
        t = (json_token){.line = 1, .column = 1};
        status = json_push(r, &frame);
        return status == RT_OK ? begin_rows(r, &t) : status;
    }
    if (t.kind != JSON_OBJECT && t.kind != JSON_ARRAY)
        return block(r, &t, 0);
    status = opens(r, &t, &full);
    if (status == RT_OK && !full)
        return json_source_next(&r->source, &t); /* nothing in it, nothing to say */
    if (status == RT_OK)
        status = json_push(r, &frame);
    return status == RT_OK && t.kind == JSON_ARRAY ? begin_rows(r, &t) : status;
}

static rt_status step(json_reader *r)
{
    static rt_status (*const steps[])(json_reader *) = {
        [OTHER_OBJECT] = step_object, [OTHER_DEFINITIONS] = step_definitions,
        [OTHER_BLOCKS] = step_blocks, [OTHER_LIST] = step_list,
        [OTHER_ARRAYS] = step_table,  [OTHER_OBJECTS] = step_table,
        [OTHER_ROW] = step_row,       [OTHER_RECORD] = step_record,
    };
    return steps[r->frames[r->depth - 1].what](r);
}

/* What follows a first value that was too long to see whether it is one of several lines. */
static rt_status expect_end(json_reader *r)
{
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    rt_pos pos = json_pos(&t);
    if (status != RT_OK || t.kind == JSON_END)
        return status;
    return json_lexer_fail(
        &r->source.lexer, RT_ERR_LIMIT, "json-trailing", &pos,
        "another value follows one of more than %llu bytes; read such lines with a "
        "larger -O lookahead",
        (unsigned long long)r->source.bound);
}

rt_status json_read_other(json_reader *r)
{
    json_token t = {.line = 1, .column = 1};
    rt_status status = json_enter(r, RT_REPORT, &t);
    if (status == RT_OK)
        status = begin_document(r);
    while (status == RT_OK && r->depth)
        status = step(r);
    if (status == RT_OK)
        status = expect_end(r);
    while (r->depth && status != RT_OK)
        if (r->frames[--r->depth].what != OTHER_RECORD) /* a record's are its table's */
            json_columns_free(r->frames[r->depth].columns);
    return status == RT_OK ? leave(r, RT_REPORT) : status;
}
