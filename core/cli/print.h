/* print.h - how the command prints: text that cannot harm a terminal, JSON strings,
 * positions, and tables as text or Markdown. Knows nothing of what it prints. */
#ifndef RT_CLI_PRINT_H
#define RT_CLI_PRINT_H

#include <retort/retort.h>
#include <stdio.h>

/* Text of unknown origin: control characters, direction overrides and what is not UTF-8 are
 * shown as \x1b or \u202e. */
void rt_print_text(FILE *out, const char *text, size_t len);
void rt_print_words(FILE *out, const char *text); /* the same, to its NUL */

/* A JSON string; NULL is null; what is not UTF-8 becomes U+FFFD. */
void rt_print_json(FILE *out, const char *text);
void rt_print_json_n(FILE *out, const char *text, size_t len);

/* "12:3", "word/document.xml:paragraph 12", "12: record 7"; nothing when nothing is known. */
void rt_print_place(FILE *out, const rt_pos *pos, const char *unit);
/* The same behind a file's name, which may be NULL: "file:12:3". */
void rt_print_where(FILE *out, const char *file, const rt_pos *pos, const char *unit);
/* The members of a position that are known: ,"line":12,"column":3 … */
void rt_print_json_where(FILE *out, const rt_pos *pos, const char *unit);

/* How many of `text`'s first bytes fit in `room` without cutting a character. */
size_t rt_print_cut(const char *text, size_t len, size_t room);

/* A table: cells are added in rows; it is printed at the end. */
enum { RT_SHEET_COLUMNS = 8 };
typedef struct rt_sheet {
    FILE *out;
    bool markdown;
    size_t columns, count, room;
    char **cells;
} rt_sheet;

/* `heads`: NULL-terminated; the first row. */
void rt_sheet_begin(rt_sheet *sheet, FILE *out, bool markdown, const char *const *heads);
__attribute__((format(printf, 2, 3))) void rt_sheet_cell(rt_sheet *sheet, const char *format, ...);
void rt_sheet_end(rt_sheet *sheet);

/* A heading of help: underlined by nothing, or "## ". */
void rt_print_heading(FILE *out, bool markdown, const char *text);
/* Text folded at 96 columns, each line after `indent` spaces; the first begins at column `at`. */
void rt_print_folded(FILE *out, const char *text, size_t at, size_t indent);

#endif
