/* shared.h - what the files of the csv plugin share: option structs and entry points. */
#ifndef RT_CSV_SHARED_H
#define RT_CSV_SHARED_H

#include <retort/plugin.h>

enum { CSV_HEADER_AUTO, CSV_HEADER_YES, CSV_HEADER_NO };
enum { CSV_FORMULAS_KEEP, CSV_FORMULAS_CHANGE }; /* unescape on reading, escape on writing */
enum { CSV_QUOTING_NEEDED, CSV_QUOTING_ALL };
enum { CSV_NEWLINE_LF, CSV_NEWLINE_CRLF };
enum { CSV_TABLES_STACKED, CSV_TABLES_SPLIT };

/* Stands for "no quoting": a byte that UTF-8 never holds. */
#define CSV_NO_QUOTE ((char)-1)

typedef struct csv_read_options {
    const char *delimiter, *quote;
    int32_t header, formulas;
    bool strict;
} csv_read_options;

typedef struct csv_write_options {
    const char *delimiter, *quote;
    int32_t quoting, newline, tables, formulas;
    int64_t table;
    bool bom;
    rt_carries carries;  /* filled in by carries_with */
    char read_back[96];  /* filled in by read_back */
} csv_write_options;

/* The byte that "comma", "tab", "|" … names; false: not one ASCII character. "auto" gives 0. */
bool rt_csv_character(const char *text, char *byte);
/* Resolves and checks both; reports and answers RT_ERR_UNSUPPORTED. A *delimiter of 0 is "auto". */
rt_status rt_csv_dialect(const rt_host *, const char *delimiter_text, const char *quote_text,
                         char *delimiter, char *quote);
/* Whether a spreadsheet would compute this cell; digits with a sign are no formula. */
bool rt_csv_formula(const char *cell, size_t len);

rt_status rt_csv_read(const rt_host *, const void *options, rt_input *, rt_sink *out);
rt_status rt_csv_open(const rt_host *, const void *options, rt_output *, rt_sink **sink);
const rt_carries *rt_csv_carries(const void *options);
const char *rt_csv_read_back(const void *options);

/* split.c: calls back as libcsv does for `text`, which has no quotes, begins a record and ends with
 * a line end. */
typedef void (*rt_csv_on_cell)(void *bytes, size_t len, void *user);
typedef void (*rt_csv_on_line_end)(int byte, void *user);
void rt_csv_split(const char *text, size_t len, char delimiter, rt_csv_on_cell on_cell,
                  rt_csv_on_line_end on_line_end, void *user);

/* guess.c, from the head of a file; `whole`: there is no more of it. */
char rt_csv_guess_delimiter(const char *head, size_t len, bool whole, char quote, bool *sure);
bool rt_csv_guess_header(const char *head, size_t len, bool whole, char delimiter, char quote);

#endif
