/* cc -std=c11 -O2 -shared -fPIC -I include -o ini.rt.so examples/plugins/ini.c
 *
 * A reader of INI files from the installed headers alone: the plugin to copy. A [section] becomes
 * a section; its keys become definitions or a table; a line that begins with a space goes on the
 * line above; a comment has no place in a report, and the loss report says so. */
#include <retort/plugin.h>
#include <string.h>

typedef struct options { int32_t keys; } options;
enum { KEYS_DEFINITIONS, KEYS_TABLE };

typedef struct reader {
    const rt_host *host;
    rt_sink *out;
    bool table, in_section, in_keys, in_value;
    char *line;           /* the part of a line that the last window ended with */
    size_t len, room;
    uint64_t number;      /* of the line, from 1 */
} reader;

/* ---- Events ------------------------------------------------------------------------ */

/* Every call can ask to stop, by anything but RT_OK: give that back at once. */
static rt_status enter(reader *r, uint32_t kind, uint32_t column)
{
    rt_node node = {.size = sizeof node, .kind = kind, .pos = {.line = r->number, .column = column}};
    return r->out->enter(r->out, &node);
}

/* A node that holds nothing but text. */
static rt_status leaf(reader *r, uint32_t kind, uint32_t column, rt_str text)
{
    rt_status status = enter(r, kind, column);
    if (status == RT_OK && text.len)
        status = r->out->text(r->out, text);
    return status == RT_OK ? r->out->leave(r->out, kind) : status;
}

/* The value stays open until it is known that no line continues it. */
static rt_status end_value(reader *r)
{
    if (!r->in_value)
        return RT_OK;
    r->in_value = false;
    rt_status status = r->out->leave(r->out, r->table ? RT_CELL : RT_DEFINITION);
    return status == RT_OK && r->table ? r->out->leave(r->out, RT_ROW) : status;
}

static rt_status end_keys(reader *r)
{
    rt_status status = end_value(r);
    if (status != RT_OK || !r->in_keys)
        return status;
    r->in_keys = false;
    return r->out->leave(r->out, r->table ? RT_TABLE : RT_DEFINITIONS);
}

static rt_status end_section(reader *r)
{
    rt_status status = end_keys(r);
    if (status != RT_OK || !r->in_section)
        return status;
    r->in_section = false;
    return r->out->leave(r->out, RT_SECTION);
}

/* ---- Lines ---------------------------------------------------------------------------- */

static rt_str trimmed(rt_str s)
{
    while (s.len && strchr(" \t\r", s.ptr[0]))
        s = (rt_str){s.ptr + 1, s.len - 1};
    while (s.len && strchr(" \t\r", s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* Columns count code points, as an editor does. */
static uint32_t column_of(rt_str line, const char *at)
{
    uint32_t column = 1;
    for (const char *p = line.ptr; p < at; p++)
        column += ((unsigned char)*p & 0xc0) != 0x80;
    return column;
}

static rt_status malformed(reader *r, uint32_t column, const char *message)
{
    rt_pos pos = {.line = r->number, .column = column};
    r->host->report(r->host, "ini-malformed", &pos, message);
    return RT_ERR_MALFORMED;
}

static rt_status section(reader *r, rt_str line, rt_str text)
{
    if (text.ptr[text.len - 1] != ']')
        return malformed(r, column_of(line, text.ptr + text.len),
                         "the section's name does not end; add the missing ]");
    rt_status status = end_section(r);
    rt_attr level = {.id = RT_A_LEVEL, .number = 1};
    rt_node node = {.size = sizeof node, .kind = RT_SECTION, .attrs = &level, .attr_count = 1,
                    .pos = {.line = r->number, .column = 1}};
    if (status == RT_OK)
        status = r->out->enter(r->out, &node);
    r->in_section = true;
    rt_str name = trimmed((rt_str){text.ptr + 1, text.len - 2});
    return status == RT_OK ? leaf(r, RT_HEADING, column_of(line, name.ptr), name) : status;
}

static rt_status key(reader *r, rt_str line, rt_str text)
{
    const char *equals = memchr(text.ptr, '=', text.len);
    if (!equals || equals == text.ptr)
        return malformed(r, column_of(line, text.ptr),
                         "this is neither [section], key = value nor a comment (;); give it a key");
    rt_str name = trimmed((rt_str){text.ptr, (size_t)(equals - text.ptr)});
    rt_str value = trimmed((rt_str){equals + 1, (size_t)(text.ptr + text.len - equals - 1)});
    rt_status status = end_value(r);
    if (status == RT_OK && !r->in_keys)
        status = enter(r, r->table ? RT_TABLE : RT_DEFINITIONS, 1);
    r->in_keys = true;
    if (status == RT_OK && r->table)
        status = enter(r, RT_ROW, 1);
    if (status == RT_OK)
        status = leaf(r, r->table ? RT_CELL : RT_TERM, column_of(line, name.ptr), name);
    if (status == RT_OK)
        status = enter(r, r->table ? RT_CELL : RT_DEFINITION, column_of(line, value.ptr));
    r->in_value = true;
    return status == RT_OK && value.len ? r->out->text(r->out, value) : status;
}

static rt_status read_line(reader *r, rt_str line)
{
    rt_str text = trimmed(line);
    rt_pos pos = {.line = ++r->number, .column = column_of(line, text.ptr)};
    if (!text.len)
        return RT_OK;
    if (text.ptr[0] == ';' || text.ptr[0] == '#') {
        r->host->lost(r->host, RT_LOSS_CONTENT, &pos, "comment");
        return RT_OK;
    }
    if (r->in_value && pos.column > 1) {
        rt_status status = r->out->text(r->out, RT_STR("\n"));
        return status == RT_OK ? r->out->text(r->out, text) : status;
    }
    return text.ptr[0] == '[' ? section(r, line, text) : key(r, line, text);
}

/* ---- Windows ----------------------------------------------------------------------------- */

/* Keeps the start of a line for the next window, up to the limit that holds for such texts. */
static rt_status keep(reader *r, rt_str part)
{
    rt_pos pos = {.line = r->number + 1, .column = 1};
    if (part.len > r->host->limit(r->host, "cell-length") - r->len) {
        r->host->report(r->host, "ini-line-too-long", &pos,
                        "the line is longer than the limit cell-length; raise it with --limit");
        return RT_ERR_LIMIT;
    }
    if (part.len > r->room - r->len) {
        size_t room = 2 * (r->len + part.len);
        char *line = r->host->resize(r->host, r->line, room);
        if (!line)
            return RT_ERR_MEMORY;
        r->line = line;
        r->room = room;
    }
    if (part.len)
        memcpy(r->line + r->len, part.ptr, part.len);
    r->len += part.len;
    return RT_OK;
}

static rt_status read_window(reader *r, const char *p, const char *end)
{
    rt_status status = RT_OK;
    while (status == RT_OK && p < end) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        rt_str part = {p, (size_t)((feed ? feed : end) - p)};
        p = feed ? feed + 1 : end;
        if (r->host->stopped(r->host))
            return RT_STOPPED;
        if (feed && !r->len) {
            status = read_line(r, part);
            continue;
        }
        status = keep(r, part);
        if (status == RT_OK && feed) {
            status = read_line(r, (rt_str){r->line, r->len});
            r->len = 0;
        }
    }
    return status;
}

static rt_status read_ini(const rt_host *host, const void *opts, rt_input *in, rt_sink *out)
{
    const options *o = opts;
    reader r = {.host = host, .out = out, .table = o->keys == KEYS_TABLE};
    const char *bytes;
    size_t len = 0;
    rt_status status = enter(&r, RT_REPORT, 0);
    do {
        if (status == RT_OK)
            status = in->next(in, &bytes, &len);
        if (status == RT_OK)
            status = read_window(&r, bytes, bytes + len);
    } while (status == RT_OK && len);
    if (status == RT_OK && r.len)
        status = read_line(&r, (rt_str){r.line, r.len});
    if (status == RT_OK)
        status = end_section(&r);
    host->resize(host, r.line, 0);
    return status == RT_OK ? out->leave(out, RT_REPORT) : status;
}

/* ---- What it declares ---------------------------------------------------------------------- */

/* A guess from the first bytes, by the first line that says something. "key = value" alone is no
 * more than a hint, which counts when the file is called .ini. */
static int sniff(const char *head, size_t len)
{
    for (const char *end = head + len; head < end;) {
        const char *feed = memchr(head, '\n', (size_t)(end - head));
        rt_str line = trimmed((rt_str){head, (size_t)((feed ? feed : end) - head)});
        if (line.len && line.ptr[0] == '[')
            return line.ptr[line.len - 1] == ']' && !memchr(line.ptr, ',', line.len) &&
                   !memchr(line.ptr, '"', line.len) ? RT_SNIFF_MAYBE : RT_SNIFF_NO;
        if (line.len && line.ptr[0] != ';' && line.ptr[0] != '#')
            return memchr(line.ptr, '=', line.len) ? RT_SNIFF_MAYBE / 5 : RT_SNIFF_NO;
        head = feed ? feed + 1 : end;
    }
    return RT_SNIFF_NO;
}

static const char *const keys_choices[] = {"definitions", "table", NULL};
static const rt_option option_table[] = {
    {.name = "keys", .type = RT_OPTION_CHOICE, .offset = offsetof(options, keys), .initial = "definitions",
     .choices = keys_choices, .help = "what the keys of a section become"},
    {0}};
static const rt_options ini_options = {.size = sizeof ini_options, .stride = sizeof(rt_option),
                                       .table = option_table, .bytes = sizeof(options)};
static const char *const extensions[] = {"ini", NULL};
static const rt_format format = {.size = sizeof format, .name = "ini", .title = "INI settings",
                                 .media_type = "text/plain", .extensions = extensions};
static const rt_reader ini = {.size = sizeof ini, .flags = RT_READS_TEXT, .format = &format,
                              .options = &ini_options, .sniff = sniff, .read = read_ini};
static const rt_reader *const readers[] = {&ini, NULL};
static const rt_diagnostic diagnostics[] = {
    {.code = "ini-line-too-long", .severity = RT_ERROR, .meaning = "a line exceeds the limit cell-length"},
    {.code = "ini-malformed", .severity = RT_ERROR,
     .meaning = "a line is neither a section, a key with a value nor a comment"},
    {0}};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
                                .id = "org.example.ini", .version = "1.0", .readers = readers,
                                .diagnostics = diagnostics, .diagnostic_stride = sizeof(rt_diagnostic)};
