/* json.c - what the json plugin declares: its format, options, messages and recognition.
 * Reading begins in read.c, writing in write.c (reports) and records.c (plain tables). */
#include <string.h>

#include "read.h"
#include "write.h"

/* ---- Recognition ---------------------------------------------------------------- */

typedef struct head { const char *at, *end; } head;

static int next_char(head *h)
{
    while (h->at < h->end && strchr(" \t\r\n", *h->at) && *h->at)
        h->at++;
    return h->at < h->end ? (unsigned char)*h->at : 0;
}

static bool begins(head *h, const char *word)
{
    size_t len = strlen(word);
    next_char(h);
    return (size_t)(h->end - h->at) >= len && memcmp(h->at, word, len) == 0;
}

/* A bracket alone begins many a text: what follows it must be JSON, too. */
static int sniff(const char *bytes, size_t len)
{
    head h = {bytes, bytes + len};
    int c = next_char(&h);
    if (c != '{' && c != '[')
        return c == '"' || c == '-' || (c >= '0' && c <= '9') ? RT_SNIFF_MAYBE / 5 : RT_SNIFF_NO;
    h.at++;
    if (c == '{' && begins(&h, "\"retort\""))
        return RT_SNIFF_SURE;
    if (c == '{')
        return next_char(&h) == '"' || next_char(&h) == '}' ? RT_SNIFF_LIKELY : RT_SNIFF_NO;
    c = next_char(&h);
    if (c == '{' || c == '[' || c == '"')
        return RT_SNIFF_LIKELY;
    return c == ']' || c == '-' || (c >= '0' && c <= '9') || begins(&h, "true") || begins(&h, "false") ||
           begins(&h, "null") ? RT_SNIFF_MAYBE : RT_SNIFF_NO;
}

/* ---- Writing ---------------------------------------------------------------------- */

static const rt_capability everything[] = {
    {RT_EVERY, 0, RT_EXACT, 0}, {RT_EVERY, RT_EVERY, RT_EXACT, 0}, {0}};

/* The first head rows name the members; numbers, true, false and null are JSON's where the cell's
 * text is. */
static const rt_capability of_records[] = {
    {RT_REPORT, 0, RT_EXACT, 0}, {RT_TABLE, 0, RT_EXACT, 0}, {RT_ROW, 0, RT_EXACT, 0},
    {RT_CELL, 0, RT_EXACT, 0}, {RT_ROW, RT_A_PART, RT_APPROXIMATE, 1u << (RT_PART_HEAD - 1)},
    {RT_CELL, RT_A_VALUE_TYPE, RT_APPROXIMATE,
     1u << (RT_VALUE_INTEGER - 1) | 1u << (RT_VALUE_DECIMAL - 1) | 1u << (RT_VALUE_BOOLEAN - 1) |
     1u << (RT_VALUE_BLANK - 1)},
    {0}};
static const rt_capability of_rows[] = {
    {RT_REPORT, 0, RT_EXACT, 0}, {RT_TABLE, 0, RT_EXACT, 0}, {RT_ROW, 0, RT_EXACT, 0},
    {RT_CELL, 0, RT_EXACT, 0},
    {RT_CELL, RT_A_VALUE_TYPE, RT_APPROXIMATE,
     1u << (RT_VALUE_INTEGER - 1) | 1u << (RT_VALUE_DECIMAL - 1) | 1u << (RT_VALUE_BOOLEAN - 1) |
     1u << (RT_VALUE_BLANK - 1)},
    {0}};

const rt_carries *rt_json_carries(const void *options)
{
    json_write_options *o = (json_write_options *)options;
    bool report = o->shape == JSON_SHAPE_REPORT;
    o->carries = (rt_carries){
        .size = sizeof o->carries, .stride = sizeof(rt_capability),
        .table = report ? everything : o->shape == JSON_SHAPE_RECORDS ? of_records : of_rows,
        .tables = report || !o->table ? RT_TABLES_ALL : (int32_t)o->table, .flat_cells = !report};
    return &o->carries;
}

rt_status rt_json_open(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    const json_write_options *o = options;
    return o->shape == JSON_SHAPE_REPORT ? rt_json_open_report(host, o, out, sink)
                                         : rt_json_open_records(host, o, out, sink);
}

/* ---- Tables ------------------------------------------------------------------------ */

static const char *const shapes[] = {"report", "records", "rows", NULL};
static const char *const tables[] = {"auto", "all", NULL};

static const rt_option read_table[] = {
    {.name = "lookahead", .type = RT_OPTION_INT, .offset = offsetof(json_read_options, lookahead),
     .initial = "2097152", .minimum = 4096, .maximum = INT64_C(1) << 40,
     .help = "bytes held to find attributes behind content, and all columns of an array of objects"},
    {0}};
static const rt_option write_table[] = {
    {.name = "shape", .type = RT_OPTION_CHOICE, .offset = offsetof(json_write_options, shape),
     .initial = "report", .choices = shapes,
     .help = "report: everything; records, rows: only tables, as arrays of objects or of arrays"},
    {.name = "indent", .type = RT_OPTION_INT, .offset = offsetof(json_write_options, indent),
     .initial = "0", .minimum = 0, .maximum = 16,
     .help = "spaces by which each level is indented; 0: compact, a block or row on each line"},
    {.name = "table", .type = RT_OPTION_INT, .offset = offsetof(json_write_options, table),
     .initial = "0", .minimum = 0, .maximum = 2147483647,
     .help = "with shape=records or rows: write only the Nth table; 0: all"},
    {.name = "tables", .type = RT_OPTION_CHOICE, .offset = offsetof(json_write_options, tables),
     .initial = "auto", .choices = tables,
     .help = "with shape=records or rows: all: an array of tables; auto: a table alone stands for itself"},
    {0}};

static const rt_options reading = {sizeof reading, sizeof(rt_option), read_table, sizeof(json_read_options)};
static const rt_options writing = {sizeof writing, sizeof(rt_option), write_table, sizeof(json_write_options)};

static const char *const read_extensions[] = {"json", "jsonl", "ndjson", NULL};
static const char *const write_extensions[] = {"json", NULL}; /* lines are not written */
static const rt_signature signatures[] = {{0, 9, "{\"retort\"", NULL}, {0}};

#define FORMAT(names) { \
    .size = sizeof(rt_format), .name = "json", .title = "JSON", .media_type = "application/json", \
    .extensions = names, .signatures = signatures, .signature_stride = sizeof(rt_signature)}
static const rt_format read_format = FORMAT(read_extensions);
static const rt_format write_format = FORMAT(write_extensions);

static const rt_reader reader = {
    .size = sizeof reader, .flags = RT_READS_TEXT | RT_LATE_META, .format = &read_format,
    .options = &reading, .sniff = sniff, .read = rt_json_read,
};
static const rt_writer writer = {
    .size = sizeof writer, .format = &write_format, .options = &writing, .needs = RT_NEEDS_STREAM,
    .carries_with = rt_json_carries, .open = rt_json_open,
};

static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"json-base64", RT_ERROR, "the bytes of a resource are no base64"},
    {"json-character", RT_WARNING, "an escape means a character that no report can hold; it became U+FFFD"},
    {"json-control", RT_ERROR, "a control character, often a line end, stands bare in a string"},
    {"json-depth", RT_ERROR, "objects and arrays are nested more deeply than the limit depth allows"},
    {"json-duplicate", RT_ERROR, "one object has two members of the same name"},
    {"json-empty", RT_ERROR, "the document holds no JSON value"},
    {"json-escape", RT_ERROR, "a backslash in a string is followed by what is no escape"},
    {"json-length", RT_ERROR, "a number or a member's name exceeds the limit attribute-length"},
    {"json-members", RT_ERROR, "an object has more members than the limit attributes allows"},
    {"json-new-table", RT_INFO, "an array of objects goes on in a new table, with columns that it had not at its beginning"},
    {"json-order", RT_ERROR, "attributes stand behind content that is too large to be held"},
    {"json-renamed", RT_WARNING, "two columns have one name; the later one got its number added"},
    {"json-several-tables", RT_ERROR, "a second table came after the first was written as if it were alone"},
    {"json-structure", RT_ERROR, "a report's member has another JSON type than it must have"},
    {"json-surrogate", RT_ERROR, "an escape means half of a character"},
    {"json-syntax", RT_ERROR, "the document is no JSON; the position is where it breaks the grammar"},
    {"json-trailing", RT_ERROR, "something follows the end of the document"},
    {"json-truncated", RT_ERROR, "the document ends too early"},
    {"json-version", RT_ERROR, "the report is in a version of the JSON form that this program does not know"},
    {0},
};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.json", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof(rt_diagnostic),
};
