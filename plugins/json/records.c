/* records.c - plain tables: arrays of objects keyed by the head rows, or arrays of arrays.
 *
 * A table alone stands for itself, several in an array. Which it is, is known only at the second
 * one: the first is held back, up to FIRST_TABLE bytes; a longer one is taken to be alone. */
#include <kit/buffer.h>
#include <kit/escape.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "lexer.h"
#include "write.h"

enum { FIRST_TABLE = 4 << 20, PLAIN_MAX = 256, HEAD_ROWS = 16 };
enum { HELD_BACK, ALONE, SEVERAL };                   /* the first table */
enum { CELL_NONE, CELL_HEAD, CELL_PLAIN, CELL_TEXT }; /* PLAIN: perhaps a number or the like */

typedef struct writer {
    rt_sink sink;
    rt_output gate; /* between emit and the file, while the first table is held back */
    const rt_host *host;
    rt_output *file;
    bool records;
    bool always_several;
    size_t indent;
    uint32_t first; /* HELD_BACK … */
    rt_buffer held;
    uint64_t tables, rows; /* rows: of the open table that have been written */
    bool in_head;          /* a head row is open */
    uint32_t head_rows;    /* more than HEAD_ROWS are rows like others */
    size_t cells, widest;  /* in the open row; the most in a row of this table */
    uint32_t cell;         /* CELL_* */
    size_t nested;         /* tables open in the open cell */
    bool nested_cell;      /* their row has a cell before this one */
    int32_t type;          /* the open cell's value-type */
    rt_buffer text;        /* of the open cell, while it is no text for sure */
    rt_buffer heads;       /* texts of the head rows, joined by column */
    struct head {
        size_t at, len, room;
    } * head;
    size_t head_count, head_room;
    bool named;            /* the head rows have become columns */
    json_columns *columns; /* their names, made different */
    rt_emit emit;
} writer;

/* ---- The first table ------------------------------------------------------------- */

static rt_status release(writer *w)
{
    rt_status status = w->held.len ? w->file->write(w->file, w->held.data, w->held.len) : RT_OK;
    rt_buffer_free(&w->held);
    return status;
}

static rt_status gate_write(rt_output *out, const void *bytes, size_t len)
{
    writer *w = (writer *)(void *)((char *)out - offsetof(writer, gate));
    if (w->first == HELD_BACK && len <= FIRST_TABLE - w->held.len)
        return rt_buffer_add(&w->held, bytes, len);
    if (w->first == HELD_BACK) {
        w->first = ALONE;
        rt_status status = release(w);
        if (status != RT_OK)
            return status;
    }
    return w->file->write(w->file, bytes, len);
}

static rt_status second_table(writer *w)
{
    rt_status status = rt_emit_flush(&w->emit);
    if (status == RT_OK && w->first == ALONE) {
        w->host->report(
            w->host, "json-several-tables", NULL,
            "the report has a second table, but the first one is long and was written as if it "
            "were alone; say -O tables=all, or choose one with -O table=N");
        return RT_ERR_UNSUPPORTED;
    }
    w->first = SEVERAL;
    if (status == RT_OK)
        status = w->file->write(w->file, "[\n", 2);
    return status == RT_OK ? release(w) : status;
}

/* ---- Names of the columns ---------------------------------------------------------- */

/* A name for column `i`: of two columns with one name the later gets its number, too. */
static rt_status add_name(writer *w, rt_str name, size_t i)
{
    rt_buffer longer = {.host = w->host};
    char number[32], message[160];
    rt_status status = RT_OK;
    if (json_columns_find(w->columns, name, SIZE_MAX) == SIZE_MAX)
        return json_columns_add(w->columns, name);
    int digits = snprintf(number, sizeof number, " (%zu)", i + 1);
    status = rt_buffer_add_str(&longer, name);
    do {
        if (status == RT_OK)
            status = rt_buffer_add(&longer, number, (size_t)digits);
    } while (status == RT_OK &&
             json_columns_find(w->columns, rt_buffer_str(&longer), SIZE_MAX) != SIZE_MAX);
    if (status == RT_OK) {
        snprintf(message, sizeof message,
                 "column %zu of table %llu has the name of another; its number was "
                 "added to it",
                 i + 1, (unsigned long long)w->tables);
        w->host->report(w->host, "json-renamed", NULL, message);
        status = json_columns_add(w->columns, rt_buffer_str(&longer));
    }
    rt_buffer_free(&longer);
    return status;
}

static rt_status name_columns(writer *w)
{
    rt_status status = RT_OK;
    w->named = true;
    for (size_t i = 0; i < w->head_count && status == RT_OK; i++)
        status = add_name(w, (rt_str){w->heads.data + w->head[i].at, w->head[i].len}, i);
    return status;
}

/* Columns that no head row names are counted. */
static rt_status name_column(writer *w, size_t i)
{
    char number[24];
    rt_status status = RT_OK;
    while (w->columns->count <= i && status == RT_OK) {
        int len = snprintf(number, sizeof number, "%zu", w->columns->count + 1);
        status = add_name(w, (rt_str){number, (size_t)len}, w->columns->count);
    }
    return status;
}

/* Appends to the column's text; one that is not the last in `heads` moves to its end first. */
static rt_status append_head(writer *w, struct head *h, rt_str text)
{
    rt_status status = rt_buffer_reserve(&w->heads, h->len + text.len);
    if (status != RT_OK)
        return status;
    if (h->at + h->len != w->heads.len) {
        memmove(w->heads.data + w->heads.len, w->heads.data + h->at, h->len);
        h->at = w->heads.len;
        w->heads.len += h->len;
    }
    h->len += text.len;
    return rt_buffer_add_str(&w->heads, text);
}

/* The text of a head cell joins what stands above it. */
static rt_status end_head_cell(writer *w)
{
    size_t i = w->cells - 1;
    if (i >= w->head_room) {
        size_t room = w->head_room ? 2 * w->head_room : 16;
        struct head *grown = w->host->resize(w->host, w->head, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        w->head = grown;
        w->head_room = room;
    }
    if (i >= w->head_count) {
        w->head_count = i + 1;
        w->head[i] = (struct head){.at = w->heads.len};
    }
    rt_status status = RT_OK;
    if (w->head[i].len && w->text.len)
        status = append_head(w, &w->head[i], RT_STR(" / "));
    return status == RT_OK ? append_head(w, &w->head[i], rt_buffer_str(&w->text)) : status;
}

/* ---- Rows and cells ------------------------------------------------------------------ */

static void separate(writer *w, bool first, size_t level, bool line)
{
    if (!first)
        rt_emit_char(&w->emit, ',');
    if (w->indent)
        json_indent(&w->emit, level * w->indent);
    else if (line)
        rt_emit_char(&w->emit, '\n');
}

static rt_status begin_table(writer *w)
{
    rt_status status = RT_OK;
    w->tables++;
    if (w->tables == 1 && w->always_several)
        rt_emit_text(&w->emit, "[\n");
    if (w->tables == 2 && w->first != SEVERAL)
        status = second_table(w);
    if (w->tables > 1)
        rt_emit_text(&w->emit, ",\n");
    rt_emit_char(&w->emit, '[');
    w->rows = 0;
    w->widest = 0;
    w->head_rows = 0;
    w->named = false;
    w->head_count = 0;
    rt_buffer_clear(&w->heads);
    json_columns_free(w->columns);
    w->columns = json_columns_new(w->host);
    return w->columns ? status : RT_ERR_MEMORY;
}

static void end_table(writer *w)
{
    if (w->rows)
        separate(w, true, 0, true);
    if (w->head_count > w->widest)
        w->host->lost(w->host, RT_LOSS_CONTENT, NULL, "the names of columns that hold no cell");
    rt_emit_char(&w->emit, ']');
}

static rt_status begin_row(writer *w, const rt_node *node)
{
    w->cells = 0;
    w->in_head = w->records && !w->rows && w->head_rows < HEAD_ROWS &&
                 rt_node_number(node, RT_A_PART, RT_PART_BODY) == RT_PART_HEAD;
    w->head_rows += w->in_head;
    if (w->in_head)
        return RT_OK;
    separate(w, w->rows++ == 0, 1, true);
    rt_emit_char(&w->emit, w->records ? '{' : '[');
    return w->named ? RT_OK : name_columns(w);
}

static void end_row(writer *w)
{
    if (w->in_head)
        return;
    if (w->cells)
        separate(w, true, 1, false);
    w->widest = w->cells > w->widest ? w->cells : w->widest;
    rt_emit_char(&w->emit, w->records ? '}' : ']');
}

static bool may_be_plain(int32_t type)
{
    return type == RT_VALUE_INTEGER || type == RT_VALUE_DECIMAL || type == RT_VALUE_BOOLEAN ||
           type == RT_VALUE_BLANK;
}

static rt_status begin_cell(writer *w, const rt_node *node)
{
    size_t i = w->cells++;
    rt_buffer_clear(&w->text);
    if (w->in_head) {
        w->cell = CELL_HEAD;
        return RT_OK;
    }
    separate(w, i == 0, 2, false);
    if (w->records) {
        rt_status status = name_column(w, i);
        if (status != RT_OK)
            return status;
        rt_emit_char(&w->emit, '"');
        rt_escape_json(&w->emit, json_column_name(w->columns, i));
        rt_emit_bytes(&w->emit, "\": ", w->indent ? 3 : 2);
    }
    w->type =
        node->attr_count ? rt_node_number(node, RT_A_VALUE_TYPE, RT_VALUE_TEXT) : RT_VALUE_TEXT;
    w->cell = may_be_plain(w->type) ? CELL_PLAIN : CELL_TEXT;
    if (w->cell == CELL_TEXT)
        rt_emit_char(&w->emit, '"');
    return RT_OK;
}

static rt_status cell_text(writer *w, rt_str piece)
{
    if (w->cell == CELL_PLAIN && w->text.len + piece.len > PLAIN_MAX) {
        rt_emit_char(&w->emit, '"');
        rt_escape_json(&w->emit, rt_buffer_str(&w->text));
        w->cell = CELL_TEXT;
    }
    if (w->cell == CELL_TEXT) {
        rt_escape_json(&w->emit, piece);
        return w->emit.status;
    }
    return w->cell == CELL_NONE ? RT_OK : rt_buffer_add_str(&w->text, piece);
}

/* What the text is in JSON without quotes, or nothing. */
static rt_str plain_value(const writer *w)
{
    rt_str text = rt_buffer_str(&w->text);
    bool fraction = false;
    if (w->type == RT_VALUE_BLANK)
        return text.len ? (rt_str){0} : RT_STR("null");
    if (w->type == RT_VALUE_BOOLEAN)
        return (text.len == 4 && memcmp(text.ptr, "true", 4) == 0) ||
                       (text.len == 5 && memcmp(text.ptr, "false", 5) == 0)
                   ? text
                   : (rt_str){0};
    return json_is_number(text, &fraction) && fraction == (w->type == RT_VALUE_DECIMAL)
               ? text
               : (rt_str){0};
}

static rt_status end_cell(writer *w)
{
    uint32_t cell = w->cell;
    w->cell = CELL_NONE;
    if (cell == CELL_HEAD)
        return end_head_cell(w);
    if (cell == CELL_PLAIN) {
        rt_str plain = plain_value(w);
        if (plain.len) {
            rt_emit_str(&w->emit, plain);
            return w->emit.status;
        }
        rt_emit_char(&w->emit, '"');
        rt_escape_json(&w->emit, rt_buffer_str(&w->text));
    }
    rt_emit_char(&w->emit, '"');
    return w->emit.status;
}

/* ---- Tables inside a cell: their text, a tab between cells and a line feed between rows ---- */

static rt_status enter_nested(writer *w, const rt_node *node)
{
    rt_status status = RT_OK;
    if (node->kind == RT_TABLE) {
        w->nested++;
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &node->pos,
                      "a table inside a cell; its text was kept");
    } else if (node->kind == RT_ROW) {
        w->nested_cell = false;
        status = cell_text(w, RT_STR("\n"));
    } else if (node->kind == RT_CELL) {
        status = w->nested_cell ? cell_text(w, RT_STR("\t")) : RT_OK;
        w->nested_cell = true;
    }
    return status;
}

/* ---- The sink ---------------------------------------------------------------------------- */

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    if (w->cell != CELL_NONE)
        return enter_nested(w, node);
    rt_status status = node->kind == RT_CELL    ? begin_cell(w, node)
                       : node->kind == RT_ROW   ? begin_row(w, node)
                       : node->kind == RT_TABLE ? begin_table(w)
                                                : RT_OK;
    return status == RT_OK ? w->emit.status : status;
}

static rt_status on_text(rt_sink *sink, rt_str piece) { return cell_text((writer *)sink, piece); }

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    if (w->nested) {
        w->nested -= kind == RT_TABLE;
        return RT_OK;
    }
    if (kind == RT_CELL)
        return end_cell(w);
    if (kind == RT_ROW)
        end_row(w);
    else if (kind == RT_TABLE)
        end_table(w);
    else if (kind == RT_REPORT)
        rt_emit_text(&w->emit, w->tables == 0 ? "[]\n" : w->first == SEVERAL ? "\n]\n" : "\n");
    return w->emit.status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    rt_status status = complete ? rt_emit_flush(&w->emit) : RT_OK;
    if (complete && status == RT_OK)
        status = release(w);
    rt_buffer_free(&w->held);
    rt_buffer_free(&w->text);
    rt_buffer_free(&w->heads);
    json_columns_free(w->columns);
    host->resize(host, w->head, 0);
    host->resize(host, w, 0);
    return status;
}

rt_status rt_json_open_records(const rt_host *host, const json_write_options *options,
                               rt_output *out, rt_sink **sink)
{
    writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, offsetof(writer, emit));
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, NULL, on_close};
    w->gate = (rt_output){.size = sizeof w->gate, .name = out->name, .write = gate_write};
    w->host = host;
    w->file = out;
    w->records = options->shape == JSON_SHAPE_RECORDS;
    w->indent = (size_t)options->indent;
    w->always_several = options->tables == JSON_TABLES_ALL && !options->table;
    w->first = w->always_several ? SEVERAL : options->table ? ALONE : HELD_BACK;
    w->held.host = w->text.host = w->heads.host = host;
    w->emit.out = &w->gate;
    w->emit.status = RT_OK;
    w->emit.used = 0;
    *sink = &w->sink;
    return RT_OK;
}
