/* read.c - CSV to a report of one table, through libcsv.
 *
 * Owns what libcsv lacks: positions, empty lines as rows without cells, quotes that stand where
 * they cannot, the cell limit. The delimiter's guess lives in guess.c; charsets are the host's. */
#include "shared.h"

#include <csv.h>
#include <string.h>

enum { HEAD = 65536, SLICE = 16384 };
#define SLOW __attribute__((noinline, cold))

typedef struct reader {
    const rt_host *host;
    const csv_read_options *options;
    rt_sink *out;
    rt_status status;         /* libcsv's callbacks cannot stop it: the first failure waits here */
    struct csv_parser parser;
    char delimiter, quote;
    bool unescape;

    rt_node table, row, cell; /* made once, sent for every row and cell */
    rt_attr head[2];
    bool in_table, in_row, after_cr;
    bool quotes;              /* the slice may hold quoted cells, so cells may hold line ends */
    bool moved;               /* libcsv called back since the slice began */
    bool stray;               /* the open cell goes on after its closing quote, at stray_at */
    size_t stray_at;

    uint64_t line, limit;
    const char *mark;         /* a place in the slice … */
    uint32_t column;          /* … and the code points before it in its line */
    bool open;                /* a quoted cell was open when the last slice ended */
    rt_pos opened;            /* where its quote stands */
} reader;

/* ---- Positions ------------------------------------------------------------------ */

static uint32_t code_points(const char *p, const char *end)
{
    uint32_t count = 0;
    for (; p < end; p++)
        count += ((unsigned char)*p & 0xc0) != 0x80;
    return count;
}

/* The start of the line that `at` is in, or NULL when it began before `from`. */
static const char *line_start(const char *from, const char *at)
{
    const char *lf = memrchr(from, '\n', (size_t)(at - from));
    const char *after = lf ? lf + 1 : from;
    const char *cr = memrchr(after, '\r', (size_t)(at - after));
    return cr ? cr + 1 : lf ? lf + 1 : NULL;
}

/* The column of `at`, which is never before the last one asked for: what lies between is looked at
 * once, however often that is. */
static uint32_t column_of(reader *r, const char *at)
{
    const char *start = line_start(r->mark, at);
    r->column = start ? code_points(start, at) : r->column + code_points(r->mark, at);
    r->mark = at;
    return r->column + 1;
}

/* A lone CR, a lone LF and a pair each end one line. */
SLOW static uint64_t line_ends(const char *text, size_t len)
{
    uint64_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += text[i] == '\n' ? !(i && text[i - 1] == '\r') : text[i] == '\r';
    return count;
}

static void count_lines(reader *r, const char *text, size_t len)
{
    if (!memchr(text, '\n', len) && !memchr(text, '\r', len))
        return;
    r->line += line_ends(text, len);
    r->cell.pos.line = r->line;
}

/* After a slice: where the quoted cell that it leaves open began. Its length in the file follows
 * from what libcsv has gathered, in which doubled quotes stand once, as does a last one that may
 * or may not be the closing one. */
static void note_open_quote(reader *r, const char *slice, size_t len)
{
    bool was_open = r->open;
    r->open = r->parser.quoted != 0;
    if (!r->open || (was_open && !r->moved))
        return;
    size_t at = 0;
    if (r->moved) {
        size_t raw = 1 + r->parser.entry_pos;
        for (size_t i = 0; i < r->parser.entry_pos; i++)
            raw += (char)r->parser.entry_buf[i] == r->quote;
        at = raw <= len && slice[len - raw] == r->quote ? len - raw : len - raw + 1;
    }
    r->opened = (rt_pos){.line = r->line, .item = r->row.pos.item + !r->in_row,
                         .column = column_of(r, slice + at)};
}

static void end_slice(reader *r, const char *slice, size_t len)
{
    note_open_quote(r, slice, len);
    column_of(r, slice + len);
}

/* ---- libcsv's callbacks ---------------------------------------------------------- */

static void begin_row(reader *r)
{
    if (!r->in_table) {
        r->in_table = true;
        r->status = r->out->enter(r->out, &r->table);
    } else {
        r->row.attr_count = 0; /* only the first row may be a head */
    }
    r->in_row = true;
    r->row.pos.item++;
    r->row.pos.line = r->line;
    r->cell.pos = r->row.pos;
    if (r->status == RT_OK)
        r->status = r->out->enter(r->out, &r->row);
}

/* Sends `text` with every quote doubled, as it stands in the file. */
static rt_status doubled(reader *r, const char *text, size_t len)
{
    rt_status status = RT_OK;
    for (const char *end = text + len; status == RT_OK && text < end;) {
        const char *quote = memchr(text, r->quote, (size_t)(end - text));
        const char *stop = quote ? quote + 1 : end;
        status = r->out->text(r->out, (rt_str){text, (size_t)(stop - text)});
        if (status == RT_OK && quote)
            status = r->out->text(r->out, (rt_str){&r->quote, 1});
        text = stop;
    }
    return status;
}

SLOW static rt_status stray_cell(reader *r, const char *text, size_t len)
{
    r->stray = false;
    rt_status status = r->out->text(r->out, (rt_str){&r->quote, 1});
    if (status == RT_OK)
        status = doubled(r, text, r->stray_at);
    if (status == RT_OK)
        status = r->out->text(r->out, (rt_str){text + r->stray_at, len - r->stray_at});
    return status;
}

SLOW static rt_status too_long(reader *r, const rt_pos *pos)
{
    r->host->report(r->host, "csv-cell-too-long", pos,
                    r->parser.quoted || r->quotes
                        ? "a cell is longer than the limit cell-length; look for a missing closing "
                          "quote, or raise it with --limit cell-length=..."
                        : "a cell is longer than the limit cell-length; raise it with --limit "
                          "cell-length=... if the file is to be trusted");
    return r->status = RT_ERR_LIMIT;
}

/* The apostrophe that the writer's formulas=escape put in front. */
static bool escaped_formula(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && text[i] == '\'')
        i++;
    return i > 0 && rt_csv_formula(text + i, len - i);
}

static void on_cell(void *bytes, size_t len, void *user)
{
    reader *r = user;
    const char *text = bytes;
    rt_sink *out = r->out;
    r->moved = true;
    if (!r->in_row && r->status == RT_OK)
        begin_row(r);
    if (r->status != RT_OK)
        return;
    if (len > r->limit) {
        too_long(r, &r->cell.pos);
        return;
    }
    if ((r->status = out->enter(out, &r->cell)) != RT_OK)
        return;
    if (len) {
        size_t skip = r->unescape && escaped_formula(text, len);
        r->status = r->stray ? stray_cell(r, text, len)
                             : out->text(out, (rt_str){text + skip, len - skip});
        if (r->status != RT_OK)
            return;
        if (r->quotes)
            count_lines(r, text, len);
    }
    r->status = out->leave(out, RT_CELL);
}

/* With CSV_REPALL_NL libcsv tells every line end outside quotes: the second half of a CRLF, and
 * empty lines, which are rows without cells. `end` is the byte, -1 at the end of the file. */
static void on_line_end(int end, void *user)
{
    reader *r = user;
    bool half = end == '\n' && r->after_cr && !r->in_row;
    r->moved = true;
    r->after_cr = end == '\r';
    if (half || r->status != RT_OK)
        return;
    if (!r->in_row)
        begin_row(r);
    if (r->status == RT_OK)
        r->status = r->out->leave(r->out, RT_ROW);
    r->in_row = false;
    r->line++;
}

static int no_space(unsigned char byte)
{
    (void)byte;
    return 0; /* libcsv drops what it takes for white space around cells */
}

/* ---- Quotes that stand where they cannot ------------------------------------------ */

SLOW static rt_status out_of_memory(reader *r)
{
    r->host->report(r->host, "csv-memory", &r->cell.pos, "no memory is left for a cell of the file");
    return RT_ERR_MEMORY;
}

/* A quote within an unquoted cell is itself; after a space it was probably meant to quote. */
static void quote_in_unquoted(reader *r, const char *at)
{
    size_t len = r->parser.entry_pos, i = 0;
    while (i < len && i < 16 && r->parser.entry_buf[i] == ' ')
        i++;
    if (!len || i < len)
        return;
    rt_pos pos = {.line = r->line, .item = r->row.pos.item + !r->in_row, .column = column_of(r, at)};
    r->host->report(r->host, "csv-space-before-quote", &pos,
                    "a space before the quote makes it part of the cell; remove the space if the "
                    "cell is meant to be quoted");
}

/* The cell goes on as an unquoted one. */
static rt_status text_after_quote(reader *r, const char *at)
{
    rt_pos pos = {.item = r->row.pos.item + !r->in_row, .column = column_of(r, at)};
    pos.line = r->line + line_ends((char *)r->parser.entry_buf, r->parser.entry_pos);
    if (r->options->strict) {
        r->host->report(r->host, "csv-malformed", &pos,
                        "text follows the closing quote of a cell; double the quotes inside it, or "
                        "read it without -O strict=true");
        return RT_ERR_MALFORMED;
    }
    r->host->report(r->host, "csv-stray-quote", &pos,
                    "text follows the closing quote of a cell, which is kept as it stands up to the "
                    "next delimiter; double the quotes inside it");
    r->stray = true;
    r->stray_at = r->parser.entry_pos - 1;
    r->parser.quoted = 0;
    return RT_OK;
}

/* In strict mode libcsv stops at a byte that makes no sense of the quotes before it. Lenient, it
 * would take "a"b,c for one cell without end. The cell is kept as it stands, quotes and all, up
 * to the next delimiter or line end: no character is lost, and none of the cells after it. */
static rt_status mend(reader *r, const char *at)
{
    unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;
    rt_status status = RT_OK;
    if (r->parser.quoted)
        status = text_after_quote(r, at);
    else
        quote_in_unquoted(r, at);
    if (status != RT_OK)
        return status;
    csv_set_opts(&r->parser, options & (unsigned char)~CSV_STRICT);
    size_t done = csv_parse(&r->parser, at, 1, on_cell, on_line_end, r);
    csv_set_opts(&r->parser, options);
    return done == 1 ? r->status : out_of_memory(r);
}

/* ---- Feeding ---------------------------------------------------------------------- */

static rt_status feed(reader *r, const char *from, size_t len)
{
    for (size_t done = 0; done < len && r->status == RT_OK;) {
        done += csv_parse(&r->parser, from + done, len - done, on_cell, on_line_end, r);
        if (done == len || r->status != RT_OK)
            break;
        if (csv_error(&r->parser) != CSV_EPARSE)
            return r->status = out_of_memory(r);
        r->status = mend(r, from + done++);
    }
    return r->status;
}

/* libcsv gets what quotes are in, and the record that a slice begins or ends in; the records
 * between need no state machine. */
static rt_status parse_slice(reader *r, const char *slice, size_t len)
{
    const char *quote = r->open || r->stray ? slice : memchr(slice, r->quote, len);
    const char *plain = quote ? quote : slice + len;
    const char *first = memchr(slice, '\n', (size_t)(plain - slice));
    const char *from = first ? first + 1 : slice, *to = from;
    if (first)
        to = (const char *)memrchr(first, '\n', (size_t)(plain - first)) + 1;
    r->mark = slice;
    r->moved = r->quotes = false;
    if (feed(r, slice, (size_t)(from - slice)) != RT_OK)
        return r->status;
    rt_csv_split(from, (size_t)(to - from), r->delimiter, on_cell, on_line_end, r);
    r->quotes = quote != NULL;
    if (feed(r, to, (size_t)(slice + len - to)) != RT_OK)
        return r->status;
    end_slice(r, slice, len);
    if (r->parser.entry_pos > r->limit)
        return too_long(r, r->open ? &r->opened : &r->cell.pos);
    if (r->parser.entry_size > SLICE) /* a long cell: let its buffer double, not creep */
        csv_set_blk_size(&r->parser, r->parser.entry_size);
    return RT_OK;
}

static rt_status parse(reader *r, const char *bytes, size_t len)
{
    while (len) {
        size_t slice = len < SLICE ? len : SLICE;
        if (r->host->stopped(r->host))
            return RT_STOPPED;
        rt_status status = parse_slice(r, bytes, slice);
        if (status != RT_OK)
            return status;
        bytes += slice;
        len -= slice;
    }
    return RT_OK;
}

/* The first bytes, so that guesses do not depend on how the input comes. *rest: what the last
 * window holds beyond them, good until the next one. */
static rt_status gather_head(reader *r, rt_input *in, char **head, size_t *len, rt_str *rest)
{
    *len = 0;
    *rest = (rt_str){NULL, 0};
    if (!(*head = r->host->resize(r->host, NULL, HEAD)))
        return RT_ERR_MEMORY;
    while (*len < HEAD) {
        const char *bytes;
        size_t got;
        rt_status status = in->next(in, &bytes, &got);
        if (status != RT_OK || !got)
            return status;
        size_t take = got < HEAD - *len ? got : HEAD - *len;
        memcpy(*head + *len, bytes, take);
        *len += take;
        *rest = (rt_str){bytes + take, got - take};
    }
    return RT_OK;
}

static void guess(reader *r, const char *head, size_t len)
{
    bool whole = len < HEAD, sure;
    if (!r->delimiter) {
        r->delimiter = rt_csv_guess_delimiter(head, len, whole, r->quote, &sure);
        static const struct { char delimiter; const char *message; } told[] = {
            {';', "semicolons were taken for the delimiter; -O delimiter=comma reads it otherwise"},
            {'\t', "tabs were taken for the delimiter; -O delimiter=comma reads it otherwise"},
            {'|', "\"|\" was taken for the delimiter; -O delimiter=comma reads it otherwise"},
        };
        for (size_t i = 0; i < sizeof told / sizeof *told; i++)
            if (told[i].delimiter == r->delimiter)
                r->host->report(r->host, "csv-delimiter", NULL, told[i].message);
    }
    if (r->options->header == CSV_HEADER_YES)
        r->row.attr_count = 1;
    else if (r->options->header == CSV_HEADER_AUTO &&
             rt_csv_guess_header(head, len, whole, r->delimiter, r->quote))
        r->row.attr_count = 2;
}

static rt_status read_all(reader *r, rt_input *in)
{
    char *head;
    size_t len;
    rt_str rest;
    rt_status status = gather_head(r, in, &head, &len, &rest);
    if (status != RT_OK)
        return status;
    guess(r, head, len);
    csv_set_delim(&r->parser, (unsigned char)r->delimiter);
    csv_set_quote(&r->parser, (unsigned char)r->quote);
    status = parse(r, head, len);
    r->host->resize(r->host, head, 0);
    while (status == RT_OK) {
        status = parse(r, rest.ptr, rest.len);
        if (status == RT_OK)
            status = in->next(in, &rest.ptr, &rest.len);
        if (!rest.len)
            break;
    }
    return status;
}

static rt_status finish(reader *r)
{
    r->quotes = true;
    if (csv_fini(&r->parser, on_cell, on_line_end, r) != 0) {
        r->host->report(r->host, "csv-unterminated-quote", &r->opened,
                        "the quote that opens this cell is never closed; close it, or read the "
                        "file with -O quote=none if quotes mean nothing in it");
        return RT_ERR_MALFORMED;
    }
    if (r->status == RT_OK && r->in_table)
        r->status = r->out->leave(r->out, RT_TABLE);
    return r->status;
}

static rt_status read_report(reader *r, rt_input *in)
{
    rt_node report = {.size = sizeof report, .kind = RT_REPORT, .pos = {.line = 1}};
    if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return out_of_memory(r);
    csv_set_space_func(&r->parser, no_space);
    csv_set_blk_size(&r->parser, 4096);
    rt_status status = r->out->enter(r->out, &report);
    if (status == RT_OK)
        status = read_all(r, in);
    if (status == RT_OK)
        status = finish(r);
    csv_free(&r->parser);
    return status == RT_OK ? r->out->leave(r->out, RT_REPORT) : status;
}

rt_status rt_csv_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    const csv_read_options *o = options;
    reader *r = host->resize(host, NULL, sizeof *r);
    if (!r)
        return RT_ERR_MEMORY;
    *r = (reader){
        .host = host, .options = o, .out = out, .line = 1, .limit = host->limit(host, "cell-length"),
        .unescape = o->formulas == CSV_FORMULAS_CHANGE,
        .table = {.size = sizeof(rt_node), .kind = RT_TABLE, .pos = {.line = 1, .item = 1}},
        .row = {.size = sizeof(rt_node), .kind = RT_ROW, .attrs = r->head},
        .cell = {.size = sizeof(rt_node), .kind = RT_CELL},
        .head = {{.id = RT_A_PART, .number = RT_PART_HEAD},
                 {.id = RT_A_ORIGIN, .number = RT_ORIGIN_GUESSED}},
    };
    rt_status status = rt_csv_dialect(host, o->delimiter, o->quote, &r->delimiter, &r->quote);
    if (status == RT_OK)
        status = read_report(r, in);
    host->resize(host, r, 0);
    return status;
}
