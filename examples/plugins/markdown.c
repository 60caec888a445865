/* cc -std=c11 -O2 -shared -fPIC -I include -o markdown.rt.so examples/plugins/markdown.c
 *
 * A writer of GitHub Flavored Markdown from the installed headers alone. One table says what
 * Markdown holds; the rest the host replaces and writes into the loss report. */
#include <retort/plugin.h>
#include <stdio.h>
#include <string.h>

typedef struct buffer { char *at; size_t len, room; } buffer;
typedef struct frame { size_t prefix; int32_t number; char marker; } frame; /* list or indented block */

typedef struct writer {
    rt_sink sink;
    const rt_host *host;
    rt_output *out;
    rt_status status;          /* the first failure */
    buffer prefix, frames;     /* what begins each line; the open lists and indented blocks */
    buffer kept;               /* address and title of the open link, or a code block's language */
    size_t href;               /* bytes of it that are the address */
    buffer held;               /* a marked run or code block: its fence depends on its text */
    bool holding, in_code, in_heading;
    bool fresh, line_start, digits; /* nothing in the block, in the line, but figures in the line */
    int pending;               /* line ends due before what comes next */
    size_t breaks;             /* line feeds of the text, due likewise */
    bool in_cell;              /* which holds inlines alone: see flat_cells */
    uint32_t marks, columns, column, rows;
    char last_list;            /* marker of the list just left: the next one has another */
    unsigned char last;        /* byte written */
    int closed;                /* that byte ends emphasis: 1 after a letter, 2 after punctuation */
    size_t used;
    char room[8192];
} writer;

static void flush(writer *w)
{
    if (w->status == RT_OK && w->used)
        w->status = w->out->write(w->out, w->room, w->used);
    w->used = 0;
}

static void raw(writer *w, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (w->used == sizeof w->room)
            flush(w);
        w->room[w->used++] = bytes[i];
        w->last = (unsigned char)bytes[i];
    }
}

static void append(writer *w, buffer *b, const void *bytes, size_t len)
{
    if (len > b->room - b->len) {
        char *at = w->host->resize(w->host, b->at, 2 * (b->len + len));
        if (!at) {
            w->status = RT_ERR_MEMORY;
            return;
        }
        *b = (buffer){at, b->len, 2 * (b->len + len)};
    }
    if (len)
        memcpy(b->at + b->len, bytes, len);
    b->len += len;
}

static void breaks(writer *w, bool more);

/* Every byte of content comes through here: line ends that are due first, with their prefix. */
static void put(writer *w, const char *bytes, size_t len)
{
    if (!len)
        return;
    breaks(w, true);
    for (; w->pending; w->pending--) {
        size_t prefix = w->prefix.len;
        while (w->pending > 1 && prefix && w->prefix.at[prefix - 1] == ' ')
            prefix--;
        raw(w, "\n", 1);
        raw(w, w->prefix.at, prefix);
    }
    raw(w, bytes, len);
    w->fresh = w->line_start = w->digits = false;
    w->closed = 0;
}
static void say(writer *w, const char *text) { put(w, text, strlen(text)); }
static void repeat(writer *w, const char *text, size_t count) { while (count--) say(w, text); }

/* Line feeds wait for what follows: a backslash breaks a line only where another one comes. */
static void breaks(writer *w, bool more)
{
    bool lines = more && !w->in_cell && !w->in_heading && !w->line_start;
    for (size_t due = w->breaks; due; due--) {
        w->breaks = 0;
        say(w, lines ? "\\" : "<br>");
        w->pending += lines;
    }
}

/* ---- Inlines ----------------------------------------------------------------------- */

static bool letter(unsigned char c) /* surely one, with CJK by its first byte */
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xE4 && c <= 0xED);
}

static void escaped(writer *w, const char *p, size_t len)
{
    for (const char *end = p + len; p < end; p++) {
        if (*p == '\n') {
            w->breaks++;
            continue;
        }
        breaks(w, true);
        bool start = w->line_start || w->pending, digits = (w->digits || start) && !w->in_cell;
        if (w->closed == 2 && ((unsigned char)*p >= 0x80 || letter((unsigned char)*p)))
            say(w, "<!-- -->"); /* or the ** before it would not close */
        if (start && (*p == ' ' || *p == '\t')) {
            say(w, *p == ' ' ? "&#32;" : "&#9;");
            continue;
        }
        digits = digits && *p >= '0' && *p <= '9';
        if (strchr("\\`*_[]<>&|~!#$", *p) || (start && !w->in_cell && strchr("+-=:", *p)) ||
            (w->digits && (*p == '.' || *p == ')') && (p + 1 == end || strchr(" \t\n", p[1]))))
            say(w, "\\");
        put(w, p, 1);
        w->digits = digits;
    }
}

static size_t longest_fence(const buffer *b)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < b->len; i++) {
        run = b->at[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest + 1;
}

static void code_span(writer *w, const char *text, size_t len)
{
    size_t fence = longest_fence(&w->held);
    bool pad = strchr("` ", text[0]) || strchr("` ", text[len - 1]);
    say(w, w->last == '`' && !w->line_start && !w->pending ? "<!-- -->" : "");
    repeat(w, "`", fence);
    repeat(w, " ", pad);
    for (size_t i = 0; i < len; i++)
        if (text[i] == '|' && w->in_cell)
            say(w, "\\|");
        else
            put(w, text[i] == '\n' ? " " : text + i, 1);
    repeat(w, " ", pad);
    repeat(w, "`", fence);
}

/* Spaces stay outside of **, which otherwise would neither open nor close. */
static void end_run(writer *w)
{
    static const struct { uint32_t mark; const char *open, *close; } marks[] = {
        {RT_MARK_UNDERLINE, "<ins>", "</ins>"}, {RT_MARK_SUB, "<sub>", "</sub>"},
        {RT_MARK_SUP, "<sup>", "</sup>"},       {RT_MARK_STRIKE, "~~", "~~"},
        {RT_MARK_BOLD, "**", "**"},             {RT_MARK_ITALIC, "*", "*"}};
    enum { MARKS = sizeof marks / sizeof *marks };
    const char *text = w->held.at, *end = text + w->held.len, *first = text, *last = end;
    while (first < end && strchr(" \t\n", *first))
        first++;
    while (last > first && strchr(" \t\n", last[-1]))
        last--;
    const char *lead = last - (first < last); /* of the last character */
    while (lead > first && ((unsigned char)*lead & 0xc0) == 0x80)
        lead--;
    uint32_t set = first < last ? w->marks : 0;
    escaped(w, text, (size_t)(first - text));
    if (set)
        breaks(w, true);
    bool joins = !w->line_start && !w->pending && (letter(w->last) || w->last >= 0x80);
    /* Signs on both sides of a ** count as punctuation, other marks among them. */
    bool signs = set & RT_MARK_CODE || (set & RT_MARK_STRIKE && set & (RT_MARK_BOLD | RT_MARK_ITALIC));
    if (set && (w->closed || (joins && (signs || !letter((unsigned char)*first)))))
        say(w, "<!-- -->");
    for (size_t i = 0; i < MARKS; i++)
        say(w, set & marks[i].mark ? marks[i].open : "");
    if (set & RT_MARK_CODE)
        code_span(w, first, (size_t)(last - first));
    else
        escaped(w, first, (size_t)(last - first));
    for (size_t i = MARKS; i-- > 0;)
        say(w, set & marks[i].mark ? marks[i].close : "");
    if (set & ~(uint32_t)RT_MARK_CODE)
        w->closed = 1 + (signs || !letter((unsigned char)*lead));
    escaped(w, last, (size_t)(end - last));
    w->holding = false;
}

static void quoted(writer *w, rt_str text, const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        char hex[4];
        bool escape = strchr(special, text.ptr[i]) != NULL;
        snprintf(hex, sizeof hex, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
        put(w, escape ? hex : text.ptr + i, escape ? 3 : 1);
    }
}

static void target(writer *w, rt_str address, rt_str title)
{
    say(w, "](<");
    quoted(w, address, "<>\\|\n\r");
    say(w, ">");
    if (title.len) {
        say(w, " \"");
        for (size_t i = 0; i < title.len; i++) {
            say(w, strchr("\"\\|&<", title.ptr[i]) ? "\\" : "");
            put(w, strchr("\n\r", title.ptr[i]) ? " " : title.ptr + i, 1);
        }
        say(w, "\"");
    }
    say(w, ")");
}

static void note_label(writer *w, rt_str id)
{
    say(w, "[^");
    for (size_t i = 0; i < id.len; i++) {
        char label[8];
        unsigned char c = (unsigned char)id.ptr[i];
        snprintf(label, sizeof label, c == '-' || (c < 0x80 && letter(c)) ? "%c" : "_%02x", c);
        say(w, label);
    }
    say(w, "]");
}

/* ---- Blocks --------------------------------------------------------------------------- */

static void begin_block(writer *w)
{
    breaks(w, false);
    if (!w->fresh)
        w->pending = 2;
    w->line_start = true;
    w->last_list = 0;
}

/* Opens what indents: `marker` on its first line, `rest` on those below. */
static void push(writer *w, const char *marker, const char *rest)
{
    frame f = {.prefix = w->prefix.len};
    say(w, marker);
    append(w, &w->frames, &f, sizeof f);
    append(w, &w->prefix, rest, strlen(rest));
    w->fresh = w->line_start = true;
}

static frame *top(writer *w) { return (frame *)(void *)(w->frames.at + w->frames.len) - 1; }
static void pop(writer *w)
{
    w->prefix.len = top(w)->prefix;
    w->frames.len -= sizeof(frame);
    w->fresh = false;
}

static void begin_list(writer *w, const rt_node *node)
{
    frame f = {.prefix = w->prefix.len, .number = rt_node_number(node, RT_A_FIRST, 1)};
    if (rt_node_number(node, RT_A_ORDERED, 0))
        f.marker = w->last_list == '.' ? ')' : '.';
    else
        f.marker = w->last_list == '-' ? '*' : '-';
    bool tight = w->frames.len && !w->last_list && f.number == 1; /* may follow without a gap */
    begin_block(w);
    if (tight && w->pending)
        w->pending = 1;
    append(w, &w->frames, &f, sizeof f);
}

static void begin_item(writer *w, const rt_node *node)
{
    char marker[32], indent[32];
    frame *list = top(w);
    int32_t checked = rt_node_number(node, RT_A_CHECKED, 0);
    int wide = list->marker == '.' || list->marker == ')'
                   ? snprintf(marker, sizeof marker, "%d%c ", list->number < 0 ? 0 : (int)list->number++, list->marker)
                   : snprintf(marker, sizeof marker, "%c ", list->marker);
    snprintf(indent, sizeof indent, "%*s", wide, "");
    if (!w->fresh && !w->pending)
        w->pending = 1;
    push(w, marker, indent);
    if (checked)
        say(w, checked == RT_CHECKED_YES ? "[x] " : "[ ] ");
    w->fresh = w->line_start = true;
    w->last_list = 0;
}

/* For a section, which has its heading first, or for a heading in an item or a quote. */
static void begin_heading(writer *w, const rt_node *node)
{
    int32_t level = rt_node_number(node, RT_A_LEVEL, 1);
    rt_str number = rt_node_text(node, RT_A_NUMBER);
    begin_block(w);
    if (level > 6) /* what no capability can say is said here */
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &node->pos, "heading below level 6");
    repeat(w, "#", (size_t)(level < 1 ? 1 : level > 6 ? 6 : level));
    say(w, " ");
    w->in_heading = true;
    escaped(w, number.ptr, number.len);
    if (number.len && (unsigned char)number.ptr[number.len - 1] < 0x80)
        say(w, " ");
}

static void end_code_block(writer *w)
{
    size_t fence = longest_fence(&w->held);
    const char *text = w->held.at, *end = text + w->held.len;
    w->holding = w->in_code = false;
    repeat(w, "`", fence < 3 ? 3 : fence);
    quoted(w, (rt_str){w->kept.at, w->kept.len}, "` \t\n");
    for (w->pending = 1; text < end; text++)
        if (*text == '\n')
            w->pending++;
        else
            put(w, text, 1);
    w->pending += w->held.len > 0;
    repeat(w, "`", fence < 3 ? 3 : fence);
}

/* A table must begin with a head: where it has none, an empty one. */
static void end_head(writer *w)
{
    w->pending = 1;
    repeat(w, "| --- ", w->columns);
    say(w, "|");
    w->rows++;
}

static void begin_row(writer *w, const rt_node *node)
{
    w->column = 0;
    if (w->rows == 0 && rt_node_number(node, RT_A_PART, RT_PART_BODY) != RT_PART_HEAD) {
        repeat(w, "|  ", w->columns);
        say(w, "|");
        end_head(w);
    }
    if (w->rows)
        w->pending = 1;
}

static void end_row(writer *w)
{
    for (; w->column < w->columns; w->column++)
        say(w, "|  ");
    say(w, "|");
    if (w->rows++ == 0)
        end_head(w);
}

/* ---- The sink --------------------------------------------------------------------------- */

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    writer *w = (writer *)sink;
    if (w->holding)
        append(w, &w->held, piece.ptr, piece.len);
    else
        escaped(w, piece.ptr, piece.len);
    return w->status;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    switch (node->kind) {
    case RT_SECTION: begin_heading(w, node); break;
    case RT_HEADING:
        if (!w->in_heading)
            begin_heading(w, node);
        break;
    case RT_PARAGRAPH: begin_block(w); break;
    case RT_LIST: begin_list(w, node); break;
    case RT_ITEM: begin_item(w, node); break;
    case RT_QUOTE:
        begin_block(w);
        push(w, "> ", "> ");
        break;
    case RT_CODE_BLOCK:
        begin_block(w);
        w->holding = w->in_code = true;
        w->held.len = w->kept.len = 0;
        append(w, &w->kept, rt_node_text(node, RT_A_CODE_LANGUAGE).ptr, rt_node_text(node, RT_A_CODE_LANGUAGE).len);
        break;
    case RT_RULE: begin_block(w); say(w, "___"); break;
    case RT_TABLE:
        begin_block(w);
        w->columns = node->grid && node->grid->columns ? node->grid->columns : 1;
        w->rows = 0;
        break;
    case RT_ROW: begin_row(w, node); break;
    case RT_CELL:
        say(w, "| ");
        w->column++;
        w->in_cell = w->line_start = true;
        break;
    case RT_NOTE:
        begin_block(w);
        note_label(w, rt_node_text(node, RT_A_ID));
        push(w, ": ", "    ");
        break;
    case RT_TEXT:
        w->marks = (uint32_t)rt_node_number(node, RT_A_MARKS, 0);
        if (!w->in_code) {
            w->holding = true;
            w->held.len = 0;
        }
        break;
    case RT_LINK:
        say(w, "[");
        w->kept.len = 0;
        append(w, &w->kept, rt_node_text(node, RT_A_HREF).ptr, rt_node_text(node, RT_A_HREF).len);
        w->href = w->kept.len;
        append(w, &w->kept, rt_node_text(node, RT_A_TITLE).ptr, rt_node_text(node, RT_A_TITLE).len);
        break;
    case RT_IMAGE:
        say(w, "![");
        escaped(w, rt_node_text(node, RT_A_ALT).ptr, rt_node_text(node, RT_A_ALT).len);
        target(w, rt_node_text(node, RT_A_SOURCE), (rt_str){NULL, 0});
        break;
    case RT_LINE_BREAK: return on_text(sink, RT_STR("\n"));
    case RT_NOTE_REFERENCE: note_label(w, rt_node_text(node, RT_A_REF)); break;
    default: break;
    }
    return w->status;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    if (kind < RT_TEXT)
        breaks(w, false);
    switch (kind) {
    case RT_HEADING: w->in_heading = w->fresh = false; break;
    case RT_LIST:
        w->last_list = top(w)->marker;
        w->frames.len -= sizeof(frame);
        w->fresh = false;
        break;
    case RT_ITEM: case RT_QUOTE: case RT_NOTE: pop(w); break;
    case RT_CODE_BLOCK: end_code_block(w); break;
    case RT_ROW: end_row(w); break;
    case RT_CELL:
        say(w, " ");
        w->in_cell = false;
        break;
    case RT_TEXT:
        if (!w->in_code)
            end_run(w);
        break;
    case RT_LINK:
        target(w, (rt_str){w->kept.at, w->href}, (rt_str){w->kept.at + w->href, w->kept.len - w->href});
        break;
    default: break;
    }
    return w->status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    if (complete && !w->fresh)
        raw(w, "\n", 1);
    if (complete)
        flush(w);
    rt_status status = complete ? w->status : RT_OK;
    host->resize(host, w->prefix.at, 0);
    host->resize(host, w->frames.at, 0);
    host->resize(host, w->kept.at, 0);
    host->resize(host, w->held.at, 0);
    host->resize(host, w, 0);
    return status;
}

static rt_status open_markdown(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    (void)options;
    writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, sizeof *w);
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, NULL, on_close};
    w->host = host;
    w->out = out;
    w->fresh = w->line_start = true;
    *sink = &w->sink;
    return RT_OK;
}

/* ---- What it declares ------------------------------------------------------------------------ */

enum { MARKS = RT_MARK_BOLD | RT_MARK_ITALIC | RT_MARK_UNDERLINE | RT_MARK_STRIKE | RT_MARK_SUB |
               RT_MARK_SUP | RT_MARK_CODE,
       TICKED = 1 << (RT_CHECKED_NO - 1) | 1 << (RT_CHECKED_YES - 1) };

#define KIND(kind) {RT_##kind, 0, RT_EXACT, 0}
#define ATTR(kind, attr) {RT_##kind, RT_A_##attr, RT_EXACT, 0}
static const rt_capability capabilities[] = {
    KIND(REPORT), KIND(SECTION), KIND(HEADING), KIND(PARAGRAPH), KIND(LIST), KIND(ITEM), KIND(TABLE),
    KIND(ROW), KIND(CELL), KIND(QUOTE), KIND(CODE_BLOCK), KIND(RULE), KIND(NOTE), KIND(TEXT),
    KIND(LINK), KIND(NOTE_REFERENCE), KIND(LINE_BREAK), KIND(IMAGE),
    ATTR(SECTION, LEVEL), ATTR(HEADING, LEVEL), ATTR(LIST, ORDERED), ATTR(LIST, FIRST),
    ATTR(CODE_BLOCK, CODE_LANGUAGE), ATTR(LINK, HREF), ATTR(LINK, TITLE), ATTR(IMAGE, ALT),
    ATTR(IMAGE, SOURCE), ATTR(NOTE, ID), ATTR(NOTE_REFERENCE, REF),
    {RT_SECTION, RT_A_NUMBER, RT_APPROXIMATE, 0}, {RT_HEADING, RT_A_NUMBER, RT_APPROXIMATE, 0},
    {RT_ROW, RT_A_PART, RT_APPROXIMATE, 1 << (RT_PART_HEAD - 1)},
    {RT_ITEM, RT_A_CHECKED, RT_EXACT, TICKED}, {RT_TEXT, RT_A_MARKS, RT_EXACT, MARKS},
    {0, 0, 0, 0}};
static const rt_carries carries = {.size = sizeof carries, .stride = sizeof(rt_capability),
                                   .table = capabilities, .flat_cells = true};
static const char *const extensions[] = {"md", "markdown", NULL};
static const rt_format format = {.size = sizeof format, .name = "markdown", .title = "GitHub Flavored Markdown",
                                 .media_type = "text/markdown", .extensions = extensions};
static const rt_writer markdown = {.size = sizeof markdown, .format = &format, .needs = RT_NEEDS_TABLE,
                                   .carries = &carries, .open = open_markdown};
static const rt_writer *const writers[] = {&markdown, NULL};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
                                .id = "org.example.markdown", .version = "1.0", .writers = writers};
