/* read.c - plain text to paragraphs, in constant memory however long a line is.
 *
 * Owns the rules: empty lines part paragraphs and are counted before each; a line's own white
 * space stays as it is, a line of nothing else is empty; a form feed is a page break. */
#include "text.h"

#include <string.h>

/* White space at the start of a line waits here until it is known whether the line is empty.
 * One that outgrows it counts as text: nobody leaves a cell blank with thousands of spaces. */
enum { BLANK_ROOM = 4096 };

typedef struct reader {
    const rt_host *host;
    rt_sink *out;
    bool each_line;      /* a paragraph ends with its line */
    bool open;           /* a paragraph */
    bool line_begun;     /* something of the line was emitted */
    bool after_cr;
    uint64_t line;
    int32_t empty;       /* lines since the last paragraph */
    rt_pos empty_pos;    /* the first of them */
    size_t blank_len;
    char blank[BLANK_ROOM];
} reader;

/* ---- Emitting ------------------------------------------------------------------ */

static rt_status open_paragraph(reader *r)
{
    rt_attr attr = {.id = RT_A_BLANK_BEFORE, .number = r->empty};
    rt_node node = {.size = sizeof node, .kind = RT_PARAGRAPH, .attrs = &attr,
                    .attr_count = r->empty > 0, .pos = {.line = r->line, .column = 1}};
    r->open = true;
    r->empty = 0;
    return r->out->enter(r->out, &node);
}

static rt_status close_paragraph(reader *r)
{
    if (!r->open)
        return RT_OK;
    r->open = false;
    return r->out->leave(r->out, RT_PARAGRAPH);
}

/* What comes before the first visible byte of a line: its paragraph or the line feed that joins
 * it to the line above, and its white space. */
static rt_status begin_line(reader *r)
{
    if (r->line_begun)
        return RT_OK;
    r->line_begun = true;
    rt_status status = r->open ? r->out->text(r->out, RT_STR("\n")) : open_paragraph(r);
    if (status == RT_OK && r->blank_len)
        status = r->out->text(r->out, (rt_str){r->blank, r->blank_len});
    r->blank_len = 0;
    return status;
}

static rt_status end_line(reader *r)
{
    rt_status status = RT_OK;
    if (!r->line_begun) {
        rt_pos pos = {.line = r->line, .column = 1};
        if (r->blank_len)
            r->host->lost(r->host, RT_LOSS_PRESENTATION, &pos, "white space on an empty line");
        if (!r->empty)
            r->empty_pos = pos;
        r->empty += r->empty < 1000000; /* the most that blank-before may say */
        r->blank_len = 0;
    }
    if (!r->line_begun || r->each_line)
        status = close_paragraph(r);
    r->line_begun = false;
    r->line++;
    return status;
}

/* Within a paragraph the break stands in its text; between two, by itself. */
static rt_status page_break(reader *r)
{
    rt_node node = {.size = sizeof node, .kind = RT_PAGE_BREAK, .pos = {.line = r->line}};
    rt_status status = r->open || r->blank_len ? begin_line(r) : RT_OK;
    if (status == RT_OK)
        status = r->out->enter(r->out, &node);
    return status == RT_OK ? r->out->leave(r->out, RT_PAGE_BREAK) : status;
}

/* ---- Reading ---------------------------------------------------------------------- */

/* Length of the white space character at `p`, 0 for any other: ASCII, U+00A0, U+2000 to U+200A,
 * U+202F, U+205F, U+3000. */
static size_t white_space(const char *p, const char *end)
{
    const unsigned char *b = (const unsigned char *)p;
    if (*b == ' ' || *b == '\t' || *b == '\v')
        return 1;
    if (end - p >= 2 && b[0] == 0xC2)
        return b[1] == 0xA0 ? 2 : 0;
    if (end - p < 3)
        return 0;
    if (b[0] == 0xE2 && b[1] == 0x80)
        return (b[2] >= 0x80 && b[2] <= 0x8A) || b[2] == 0xAF ? 3 : 0;
    return memcmp(b, "\xE2\x81\x9F", 3) == 0 || memcmp(b, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

/* Takes leading white space; answers how far it went. */
static const char *take_blank(reader *r, const char *p, const char *end)
{
    for (size_t n; p < end && (n = white_space(p, end)) && r->blank_len + n <= BLANK_ROOM; p += n) {
        memcpy(r->blank + r->blank_len, p, n);
        r->blank_len += n;
    }
    return p;
}

static const char *line_content(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\r' && *p != '\f')
        p++;
    return p;
}

/* One step: a line end, a page break or a stretch of text. */
static rt_status step(reader *r, const char **at, const char *end)
{
    const char *p = *at;
    if (*p == '\n' || *p == '\r') {
        bool half = *p == '\n' && r->after_cr;
        r->after_cr = *p == '\r';
        *at = p + 1;
        return half ? RT_OK : end_line(r);
    }
    r->after_cr = false;
    if (*p == '\f') {
        *at = p + 1;
        return page_break(r);
    }
    if (!r->line_begun && (p = take_blank(r, p, end)) > *at && r->blank_len + 3 <= BLANK_ROOM) {
        *at = p;
        return RT_OK;
    }
    *at = line_content(p, end);
    rt_status status = begin_line(r);
    if (status == RT_OK && *at > p)
        status = r->out->text(r->out, (rt_str){p, (size_t)(*at - p)});
    return status;
}

static rt_status read_lines(reader *r, rt_input *in)
{
    for (;;) {
        const char *p;
        size_t len;
        rt_status status = in->next(in, &p, &len);
        if (status != RT_OK || !len)
            return status;
        for (const char *end = p + len; status == RT_OK && p < end;)
            status = r->host->stopped(r->host) ? RT_STOPPED : step(r, &p, end);
        if (status != RT_OK)
            return status;
    }
}

/* The last line may lack its end. Empty lines after the last paragraph have no place. */
static rt_status finish(reader *r)
{
    rt_status status = RT_OK;
    if (r->line_begun || r->blank_len)
        status = end_line(r);
    if (status == RT_OK)
        status = close_paragraph(r);
    if (r->empty)
        r->host->lost(r->host, RT_LOSS_PRESENTATION, &r->empty_pos, "empty lines at the end");
    return status;
}

rt_status rt_text_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    const text_options *o = options;
    rt_node report = {.size = sizeof report, .kind = RT_REPORT, .pos = {.line = 1, .column = 1}};
    reader *r = host->resize(host, NULL, sizeof *r);
    if (!r)
        return RT_ERR_MEMORY;
    memset(r, 0, offsetof(reader, blank));
    r->host = host;
    r->out = out;
    r->each_line = o->lines == TEXT_LINES_PARAGRAPHS;
    r->line = 1;
    rt_status status = out->enter(out, &report);
    if (status == RT_OK)
        status = read_lines(r, in);
    if (status == RT_OK)
        status = finish(r);
    if (status == RT_OK)
        status = out->leave(out, RT_REPORT);
    host->resize(host, r, 0);
    return status;
}
