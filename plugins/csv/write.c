/* write.c - the tables of a report to CSV: RFC 4180 quoting, one file or one for each table.
 *
 * Owns quoting and files. What is no cell's text never arrives: the host lowers it and says so. */
#include "shared.h"

#include <kit/emit.h>
#include <stdio.h>
#include <string.h>

typedef struct writer {
    rt_sink sink;
    const rt_host *host;
    const csv_write_options *options;
    rt_output *main;
    char delimiter, quote;
    bool split, special[256]; /* the four bytes that make a cell need quotes */
    uint64_t words[4];        /* each of them eight times over */

    char *cell;               /* the open cell's text, gathered behind one spare byte */
    size_t len, room;
    bool in_cell, quoted;
    bool first_empty;         /* alone in its row it has to be told from no cell at all */
    uint64_t cells, tables;   /* in the row so far; in the report so far */
    bool file_start;
    char *name;               /* of the open table's own file, or NULL */
    rt_emit emit;
} writer;

/* ---- Cells ----------------------------------------------------------------------- */

static inline uint64_t has_byte(uint64_t word, uint64_t repeated)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = word ^ repeated;
    return (x - ones) & ~x & (ones << 7);
}

static bool needs_quotes(const writer *w, const char *text, size_t len)
{
    uint64_t found = 0;
    for (; len >= 8; text += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, text, sizeof word);
        found |= has_byte(word, w->words[0]) | has_byte(word, w->words[1]) |
                 has_byte(word, w->words[2]) | has_byte(word, w->words[3]);
    }
    for (; len; text++, len--)
        found |= w->special[(unsigned char)*text];
    return found != 0;
}

static void put_quoted(writer *w, const char *text, size_t len)
{
    rt_emit_char(&w->emit, w->quote);
    for (const char *end = text + len; text < end;) {
        const char *quote = memchr(text, w->quote, (size_t)(end - text));
        const char *stop = quote ? quote + 1 : end;
        rt_emit_bytes(&w->emit, text, (size_t)(stop - text));
        if (quote)
            rt_emit_char(&w->emit, w->quote);
        text = stop;
    }
    rt_emit_char(&w->emit, w->quote);
}

static void put_cell(writer *w, const char *text, size_t len, bool quoted)
{
    if (w->options->quoting == CSV_QUOTING_ALL ||
        (w->file_start && len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0))
        quoted = true; /* at the start of a file U+FEFF would be read as a byte order mark */
    w->file_start = false;
    if (w->cells++)
        rt_emit_char(&w->emit, w->delimiter);
    else
        w->first_empty = !len && !quoted;
    if (quoted)
        put_quoted(w, text, len);
    else if (len)
        rt_emit_bytes(&w->emit, text, len);
}

/* '=x is escaped like =x, so that taking one apostrophe off gives back both. */
static bool looks_computed(const char *text, size_t len)
{
    for (; len && *text == '\''; text++)
        len--;
    return rt_csv_formula(text, len);
}

static void end_cell(writer *w)
{
    char *text = w->cell + 1;
    if (w->options->formulas == CSV_FORMULAS_CHANGE && looks_computed(text, w->len)) {
        *--text = '\'';
        w->len++;
        w->quoted |= w->special['\''];
    }
    put_cell(w, text, w->len, w->quoted);
    w->in_cell = false;
}

static bool grow(writer *w, size_t len)
{
    if (len > SIZE_MAX / 2 - w->len)
        return false;
    size_t room = 2 * (w->len + len) + 256;
    char *cell = w->host->resize(w->host, w->cell, room + 1);
    if (!cell)
        return false;
    w->cell = cell;
    w->room = room;
    return true;
}

/* ---- Rows and files ---------------------------------------------------------------- */

static void end_row(writer *w)
{
    if (w->cells == 1 && w->first_empty) {
        rt_emit_char(&w->emit, w->quote);
        rt_emit_char(&w->emit, w->quote);
    }
    if (w->options->newline == CSV_NEWLINE_CRLF)
        rt_emit_char(&w->emit, '\r');
    rt_emit_char(&w->emit, '\n');
    w->file_start = false;
    w->cells = 0;
}

static void begin_file(writer *w)
{
    if (w->options->bom)
        rt_emit_text(&w->emit, "\xEF\xBB\xBF");
    w->file_start = !w->options->bom;
}

/* figures.csv: figures-1.csv */
static char *file_name(writer *w)
{
    const char *base = w->main->name, *dot = strrchr(base, '.');
    size_t stem = dot && dot != base ? (size_t)(dot - base) : strlen(base);
    size_t room = strlen(base) + 32;
    char *name = w->host->resize(w->host, NULL, room);
    if (name)
        snprintf(name, room, "%.*s-%llu%s", (int)stem, base, (unsigned long long)w->tables,
                 dot && dot != base ? dot : ".csv");
    return name;
}

static rt_status begin_table(writer *w)
{
    w->tables++;
    if (!w->split)
        return RT_OK;
    rt_output *file;
    if (!(w->name = file_name(w)))
        return RT_ERR_MEMORY;
    rt_status status = rt_emit_flush(&w->emit);
    if (status == RT_OK)
        status = w->main->beside(w->main, w->name, &file);
    if (status != RT_OK)
        return status;
    w->emit.out = file;
    begin_file(w);
    return RT_OK;
}

/* The main file lists the others, one a record. */
static rt_status end_table(writer *w)
{
    if (!w->name)
        return w->emit.status;
    rt_status status = rt_emit_flush(&w->emit);
    w->emit.out = w->main;
    w->file_start = false;
    put_cell(w, w->name, strlen(w->name), needs_quotes(w, w->name, strlen(w->name)));
    end_row(w);
    w->host->resize(w->host, w->name, 0);
    w->name = NULL;
    return status;
}

/* ---- The sink ------------------------------------------------------------------------ */

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    if (node->kind == RT_CELL) {
        w->in_cell = true;
        w->quoted = false;
        w->len = 0;
        return RT_OK;
    }
    return node->kind == RT_TABLE ? begin_table(w) : RT_OK;
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    writer *w = (writer *)sink;
    if (!w->in_cell || !piece.len)
        return RT_OK;
    if (piece.len > w->room - w->len && !grow(w, piece.len))
        return RT_ERR_MEMORY;
    memcpy(w->cell + 1 + w->len, piece.ptr, piece.len);
    w->len += piece.len;
    w->quoted |= needs_quotes(w, piece.ptr, piece.len);
    return RT_OK;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    if (kind == RT_CELL)
        end_cell(w);
    else if (kind == RT_ROW)
        end_row(w);
    else if (kind == RT_TABLE)
        return end_table(w);
    return w->emit.status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    rt_status status = complete ? rt_emit_flush(&w->emit) : RT_OK;
    host->resize(host, w->cell, 0);
    host->resize(host, w->name, 0);
    host->resize(host, w, 0);
    return status;
}

static void prepare(writer *w)
{
    const char special[4] = {w->delimiter, w->quote, '\n', '\r'};
    for (size_t i = 0; i < 4; i++) {
        w->special[(unsigned char)special[i]] = true;
        w->words[i] = (unsigned char)special[i] * UINT64_C(0x0101010101010101);
    }
}

rt_status rt_csv_open(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    const csv_write_options *o = options;
    char delimiter, quote;
    rt_status status = rt_csv_dialect(host, o->delimiter, o->quote, &delimiter, &quote);
    if (status != RT_OK)
        return status;
    if (quote == CSV_NO_QUOTE) {
        host->report(host, "csv-option", NULL,
                     "writing needs a quote character; give -O read.quote=none if reading is meant");
        return RT_ERR_UNSUPPORTED;
    }
    writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, offsetof(writer, emit.room));
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, NULL, on_close};
    w->host = host;
    w->options = o;
    w->main = w->emit.out = out;
    w->delimiter = delimiter ? delimiter : ',';
    w->quote = quote;
    w->split = o->tables == CSV_TABLES_SPLIT && !o->table;
    if (!grow(w, 0)) {
        host->resize(host, w, 0);
        return RT_ERR_MEMORY;
    }
    prepare(w);
    if (!w->split)
        begin_file(w);
    *sink = &w->sink;
    return RT_OK;
}

/* ---- What depends on options ----------------------------------------------------------- */

static const rt_capability capabilities[] = {
    {.kind = RT_REPORT, .level = RT_EXACT}, {.kind = RT_TABLE, .level = RT_EXACT},
    {.kind = RT_ROW, .level = RT_EXACT},    {.kind = RT_CELL, .level = RT_EXACT},
    {0},
};

/* The options struct is the host's, but made for this plugin: what it derives may stand in it. */
const rt_carries *rt_csv_carries(const void *options)
{
    csv_write_options *o = (csv_write_options *)options;
    o->carries = (rt_carries){
        .size = sizeof o->carries, .stride = sizeof *capabilities, .table = capabilities,
        .tables = o->table                         ? (int32_t)o->table
                  : o->tables == CSV_TABLES_SPLIT ? RT_TABLES_ALL
                                                  : RT_TABLES_STACKED,
        .advice = "-O table=N takes one, -O tables=split makes a file of each",
        .flat_cells = true,
    };
    return &o->carries;
}

/* Assignments are parted by spaces, so a space goes by its name. */
static void option(char *text, size_t room, const char *name, char byte)
{
    size_t len = strlen(text);
    snprintf(text + len, room - len, byte == ' ' ? "%s=space " : "%s=%c ", name, byte);
}

const char *rt_csv_read_back(const void *options)
{
    csv_write_options *o = (csv_write_options *)options;
    char delimiter, quote;
    if (o->tables == CSV_TABLES_SPLIT && !o->table)
        return NULL; /* the tables stand in files of their own */
    if (!rt_csv_character(o->delimiter, &delimiter) || !rt_csv_character(o->quote, &quote))
        return NULL;
    snprintf(o->read_back, sizeof o->read_back, "header=no formulas=%s ",
             o->formulas == CSV_FORMULAS_CHANGE ? "unescape" : "keep");
    option(o->read_back, sizeof o->read_back, "delimiter", delimiter ? delimiter : ',');
    option(o->read_back, sizeof o->read_back, "quote", quote);
    return o->read_back;
}
