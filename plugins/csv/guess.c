/* guess.c - what the head of a CSV file suggests: its delimiter, and whether its first row names
 * the columns. Owns the guesses and nothing else; works on raw text, reads no quotes away. */
#include "shared.h"

#include <string.h>

enum { HISTOGRAM = 256, HEADER_ROWS = 50, HEADER_COLUMNS = 256 };

/* ---- A cursor over raw cells ------------------------------------------------ */

typedef struct cursor {
    const char *p, *end;
    char delimiter, quote;
    bool whole;
} cursor;

typedef enum cell_end { CELL_NONE, CELL_MORE, CELL_LAST } cell_end;

/* Past the closing quote of a cell that begins with one. */
static const char *skip_quoted(const cursor *c)
{
    const char *p = c->p + 1;
    while ((p = memchr(p, c->quote, (size_t)(c->end - p)))) {
        if (p + 1 == c->end || p[1] != c->quote)
            return p + 1;
        p += 2;
        if (p >= c->end)
            break;
    }
    return c->end;
}

/* The next cell as it stands, quotes and all. CELL_NONE: no whole cell is left. */
static cell_end next_cell(cursor *c, rt_str *cell)
{
    const char *start = c->p, *p = start;
    if (p == c->end)
        return CELL_NONE;
    if (*p == c->quote)
        p = skip_quoted(c);
    while (p < c->end && *p != c->delimiter && *p != '\n' && *p != '\r')
        p++;
    if (p == c->end && !c->whole)
        return CELL_NONE;
    *cell = (rt_str){start, (size_t)(p - start)};
    c->p = p;
    if (p == c->end)
        return CELL_LAST;
    c->p = p + 1;
    if (*p == c->delimiter)
        return CELL_MORE;
    if (*p == '\r' && c->p < c->end && *c->p == '\n')
        c->p++;
    return CELL_LAST;
}

typedef enum cell_kind { KIND_EMPTY, KIND_NUMBER, KIND_TEXT } cell_kind;

/* Figures, dates, times and telephone numbers are all KIND_NUMBER: digits and no letters. */
static cell_kind kind_of(rt_str cell, char quote)
{
    bool digit = false, other = false;
    for (size_t i = 0; i < cell.len; i++) {
        unsigned char b = (unsigned char)cell.ptr[i];
        if (b >= '0' && b <= '9')
            digit = true;
        else if (b >= 0x80 || ((b | 32u) >= 'a' && (b | 32u) <= 'z') || b == ';' || b == '|' || b == '\t')
            return KIND_TEXT;
        else if (cell.ptr[i] != quote && b != ' ')
            other = true;
    }
    return digit ? KIND_NUMBER : other ? KIND_TEXT : KIND_EMPTY;
}

/* ---- The delimiter ------------------------------------------------------------ */

typedef struct measure {
    uint32_t score;   /* of 2000: share of records with several cells, and with as many as most */
    uint32_t numbers; /* of 1000: share of cells that are figures */
    uint32_t columns;
} measure;

static measure measure_with(const char *head, size_t len, bool whole, char delimiter, char quote)
{
    cursor c = {head, head + len, delimiter, quote, whole};
    uint32_t histogram[HISTOGRAM] = {0}, records = 0, several = 0, cells = 0, numbers = 0;
    uint32_t count = 0, mode = 1;
    rt_str cell = {0};
    for (cell_end end; (end = next_cell(&c, &cell)) != CELL_NONE;) {
        count++;
        cells++;
        numbers += kind_of(cell, quote) == KIND_NUMBER;
        if (end == CELL_MORE)
            continue;
        if (count > 1 || cell.len) { /* an empty line says nothing */
            records++;
            several += count > 1;
            histogram[count < HISTOGRAM ? count : HISTOGRAM - 1]++;
        }
        count = 0;
    }
    for (uint32_t n = 2; n < HISTOGRAM; n++)
        if (mode == 1 ? histogram[n] > 0 : histogram[n] >= histogram[mode])
            mode = n;
    if (!records || mode == 1)
        return (measure){0, 0, 1};
    return (measure){several * 1000 / records + histogram[mode] * 1000 / records,
                     numbers * 1000 / cells, mode};
}

static bool better(measure a, measure b)
{
    if (a.score != b.score)
        return a.score > b.score;
    if (a.numbers != b.numbers) /* 1,5;2,5 : decimal commas make figures only between semicolons */
        return a.numbers > b.numbers;
    return a.columns > b.columns;
}

/* Anything but a comma has to make most records alike. */
char rt_csv_guess_delimiter(const char *head, size_t len, bool whole, char quote, bool *sure)
{
    static const char others[] = {';', '\t', '|'};
    char best = ',';
    measure most = measure_with(head, len, whole, ',', quote);
    for (size_t i = 0; i < sizeof others; i++) {
        measure m = others[i] == quote ? (measure){0, 0, 1}
                                       : measure_with(head, len, whole, others[i], quote);
        if (m.score >= 1200 && better(m, most)) {
            best = others[i];
            most = m;
        }
    }
    *sure = most.score >= 1200;
    return best;
}

/* ---- The header ----------------------------------------------------------------- */

/* The first row heads the columns when it is all text and some column below is all figures. */
bool rt_csv_guess_header(const char *head, size_t len, bool whole, char delimiter, char quote)
{
    cursor c = {head, head + len, delimiter, quote, whole};
    bool figures[HEADER_COLUMNS] = {false}, texts[HEADER_COLUMNS] = {false};
    rt_str cell;
    uint32_t row = 0, column = 0, columns = 0;
    for (cell_end end; row <= HEADER_ROWS && (end = next_cell(&c, &cell)) != CELL_NONE;) {
        cell_kind kind = kind_of(cell, quote);
        if (row == 0 && kind != KIND_TEXT)
            return false;
        if (row > 0 && column < HEADER_COLUMNS) {
            figures[column] |= kind == KIND_NUMBER;
            texts[column] |= kind == KIND_TEXT;
        }
        column++;
        if (end == CELL_MORE)
            continue;
        if (row == 0)
            columns = column < HEADER_COLUMNS ? column : HEADER_COLUMNS;
        column = 0;
        row++;
    }
    for (uint32_t i = 0; i < columns; i++)
        if (figures[i] && !texts[i])
            return true;
    return false;
}
