/* csv.c - what the csv plugin declares: its formats, options, messages, and how both sides
 * read the options that they share. Reading is read.c, writing write.c. */
#include "shared.h"

#include <string.h>

/* ---- Options that both sides share ---------------------------------------------- */

bool rt_csv_character(const char *text, char *byte)
{
    static const struct { const char *name; char byte; } names[] = {
        {"auto", 0}, {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"\\t", '\t'},
        {"pipe", '|'}, {"space", ' '}, {"colon", ':'},
        {"double", '"'}, {"single", '\''}, {"none", CSV_NO_QUOTE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0) {
            *byte = names[i].byte;
            return true;
        }
    *byte = text[0];
    return text[0] > 0 && text[1] == '\0' && text[0] != '\n' && text[0] != '\r';
}

rt_status rt_csv_dialect(const rt_host *host, const char *delimiter_text, const char *quote_text,
                         char *delimiter, char *quote)
{
    const char *wrong = NULL;
    if (!rt_csv_character(delimiter_text, delimiter) || *delimiter == CSV_NO_QUOTE)
        wrong = "the option delimiter takes comma, semicolon, tab, pipe, space, colon or one ASCII "
                "character";
    else if (!rt_csv_character(quote_text, quote) || *quote == 0)
        wrong = "the option quote takes double, single, none or one ASCII character";
    else if (*delimiter == *quote || (!*delimiter && *quote == ','))
        wrong = "the options delimiter and quote are the same character; they must differ";
    if (!wrong)
        return RT_OK;
    host->report(host, "csv-option", NULL, wrong);
    return RT_ERR_UNSUPPORTED;
}

bool rt_csv_formula(const char *cell, size_t len)
{
    if (!len || !memchr("=+-@\t\r", cell[0], 6))
        return false;
    if (cell[0] != '+' && cell[0] != '-')
        return true;
    for (size_t i = 1; i < len; i++)
        if (!memchr("0123456789.,% ", cell[i], 14))
            return true;
    return false; /* -3.5, and a lone dash for a struck cell */
}

/* ---- Recognition ------------------------------------------------------------------ */

/* Every text can be CSV of one column, so without a delimiter only the name tells. */
static int sniff(const char *head, size_t len)
{
    bool sure = false;
    if (memchr(head, 0, len))
        return RT_SNIFF_NO;
    rt_csv_guess_delimiter(head, len, len < 4096, '"', &sure);
    return sure ? RT_SNIFF_MAYBE : RT_SNIFF_MAYBE / 5;
}

/* ---- Tables -------------------------------------------------------------------------- */

static const char *const header_choices[] = {"auto", "yes", "no", NULL};
static const char *const unescape_choices[] = {"keep", "unescape", NULL};
static const char *const escape_choices[] = {"keep", "escape", NULL};
static const char *const quoting_choices[] = {"needed", "all", NULL};
static const char *const newline_choices[] = {"lf", "crlf", NULL};
static const char *const tables_choices[] = {"stacked", "split", NULL};

#define READ_OPTIONS(delimiter_initial) { \
    {.name = "delimiter", .type = RT_OPTION_TEXT, .offset = offsetof(csv_read_options, delimiter), \
     .initial = delimiter_initial, \
     .help = "what separates cells: auto, comma, semicolon, tab, pipe, space, colon or a character"}, \
    {.name = "quote", .type = RT_OPTION_TEXT, .offset = offsetof(csv_read_options, quote), \
     .initial = "double", .help = "what encloses cells: double, single, none or a character"}, \
    {.name = "header", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_read_options, header), \
     .initial = "auto", .choices = header_choices, \
     .help = "whether the first row heads the columns; auto: all text above a column of figures"}, \
    {.name = "formulas", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_read_options, formulas), \
     .initial = "keep", .choices = unescape_choices, \
     .help = "unescape: take away the apostrophe that formulas=escape put before a formula"}, \
    {.name = "strict", .type = RT_OPTION_BOOL, .offset = offsetof(csv_read_options, strict), \
     .initial = "false", .help = "text after a closing quote is an error, not a warning"}, \
    {0}}

#define WRITE_OPTIONS(delimiter_initial) { \
    {.name = "delimiter", .type = RT_OPTION_TEXT, .offset = offsetof(csv_write_options, delimiter), \
     .initial = delimiter_initial, \
     .help = "what separates cells: comma, semicolon, tab, pipe, space, colon or a character"}, \
    {.name = "quote", .type = RT_OPTION_TEXT, .offset = offsetof(csv_write_options, quote), \
     .initial = "double", .help = "what encloses cells: double, single or a character"}, \
    {.name = "quoting", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_write_options, quoting), \
     .initial = "needed", .choices = quoting_choices, .help = "which cells are quoted"}, \
    {.name = "newline", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_write_options, newline), \
     .initial = "lf", .choices = newline_choices, \
     .help = "what ends a record: lf, as Unix tools do, or crlf, as RFC 4180 says"}, \
    {.name = "bom", .type = RT_OPTION_BOOL, .offset = offsetof(csv_write_options, bom), \
     .initial = "false", .help = "begin with a byte order mark, by which Excel knows UTF-8"}, \
    {.name = "table", .type = RT_OPTION_INT, .offset = offsetof(csv_write_options, table), \
     .initial = "0", .minimum = 0, .maximum = 2147483647, \
     .help = "write only the Nth table of the report; 0: all"}, \
    {.name = "tables", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_write_options, tables), \
     .initial = "stacked", .choices = tables_choices, \
     .help = "several tables: stacked with an empty record between, or split into NAME-1.csv, " \
             "NAME-2.csv ..., with NAME.csv listing them"}, \
    {.name = "formulas", .type = RT_OPTION_CHOICE, .offset = offsetof(csv_write_options, formulas), \
     .initial = "keep", .choices = escape_choices, \
     .help = "escape: an apostrophe before cells that a spreadsheet would compute (= + - @)"}, \
    {0}}

static const rt_option csv_read_table[] = READ_OPTIONS("auto");
static const rt_option tsv_read_table[] = READ_OPTIONS("tab");
static const rt_option csv_write_table[] = WRITE_OPTIONS("comma");
static const rt_option tsv_write_table[] = WRITE_OPTIONS("tab");

#define OPTIONS(table, type) {sizeof(rt_options), sizeof(rt_option), table, sizeof(type)}
static const rt_options csv_reading = OPTIONS(csv_read_table, csv_read_options);
static const rt_options tsv_reading = OPTIONS(tsv_read_table, csv_read_options);
static const rt_options csv_writing = OPTIONS(csv_write_table, csv_write_options);
static const rt_options tsv_writing = OPTIONS(tsv_write_table, csv_write_options);

static const char *const csv_extensions[] = {"csv", NULL};
static const char *const tsv_extensions[] = {"tsv", "tab", NULL};

static const rt_format csv_format = {
    .size = sizeof csv_format, .name = "csv", .title = "Comma-separated values",
    .media_type = "text/csv", .extensions = csv_extensions,
};
static const rt_format tsv_format = {
    .size = sizeof tsv_format, .name = "tsv", .title = "Tab-separated values",
    .media_type = "text/tab-separated-values", .extensions = tsv_extensions,
};

static const rt_reader csv_reader = {
    .size = sizeof csv_reader, .flags = RT_READS_TEXT, .format = &csv_format,
    .options = &csv_reading, .unit = "record", .sniff = sniff, .read = rt_csv_read,
};
static const rt_reader tsv_reader = { /* without a sniff: csv finds tabs, too */
    .size = sizeof tsv_reader, .flags = RT_READS_TEXT, .format = &tsv_format,
    .options = &tsv_reading, .unit = "record", .read = rt_csv_read,
};
static const rt_writer csv_writer = {
    .size = sizeof csv_writer, .format = &csv_format, .options = &csv_writing,
    .needs = RT_NEEDS_STREAM, .carries_with = rt_csv_carries, .read_back = rt_csv_read_back,
    .open = rt_csv_open,
};
static const rt_writer tsv_writer = {
    .size = sizeof tsv_writer, .format = &tsv_format, .options = &tsv_writing,
    .needs = RT_NEEDS_STREAM, .carries_with = rt_csv_carries, .read_back = rt_csv_read_back,
    .open = rt_csv_open,
};

static const rt_reader *const readers[] = {&csv_reader, &tsv_reader, NULL};
static const rt_writer *const writers[] = {&csv_writer, &tsv_writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"csv-cell-too-long", RT_ERROR, "a cell exceeds the limit cell-length, often for want of a closing quote"},
    {"csv-delimiter", RT_INFO, "another delimiter than the comma was found in the file's first 64 KiB"},
    {"csv-malformed", RT_ERROR, "text follows a cell's closing quote, and strict=true was given"},
    {"csv-memory", RT_ERROR, "the system has no memory left for a cell"},
    {"csv-option", RT_ERROR, "a delimiter or quote that is no single ASCII character, or both the same"},
    {"csv-space-before-quote", RT_WARNING, "a space before a quote makes the quote part of the cell"},
    {"csv-stray-quote", RT_WARNING, "text follows a cell's closing quote; the cell is kept as it stands in the file"},
    {"csv-unterminated-quote", RT_ERROR, "the file ends within a quoted cell; the position is that of its opening quote"},
    {0},
};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.csv", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof(rt_diagnostic),
};
