/* cc -std=c11 -O2 -shared -fPIC -I include -o markdown.rt.so examples/plugins/markdown.c
 *
 * A writer of GitHub Flavored Markdown from the installed headers alone: the plugin to copy. Owns
 * how each kind begins and ends (`shapes`) and what Markdown can say (`capabilities`): whatever no
 * row names, the host has replaced by then and written into the loss report. */
#include <retort/plugin.h>
#include <stdio.h>
#include <string.h>

/* The open nodes (frames); what each line begins with; what open nodes end with; the text of a run
 * or code block, on which its signs depend; what waits to be written. */
enum { OPEN, PREFIX, TAIL, HELD, READY, BUFFERS };
typedef struct buffer { char *at; size_t len, room; } buffer;

typedef struct frame {
    uint32_t kind;
    int32_t number;      /* of its next child: the number of an item, the cells of a row so far */
    char marker;         /* LIST: - * . or ) */
    size_t prefix, tail; /* how long these buffers were before it */
} frame;

typedef struct writer {
    rt_sink sink;
    const rt_host *host;
    rt_output *out;
    rt_status status;    /* the first failure */
    buffer b[BUFFERS];
    bool fresh;          /* nothing yet in this report, item, quote or note */
    size_t pending;      /* line ends due before what comes next */
    bool digits;         /* nothing but figures in this block yet */
    char last;           /* byte written */
    char after_list;     /* marker of a list that just ended, or 0 */
    uint32_t marks, columns;
} writer;

static void append(writer *w, int which, const void *bytes, size_t len)
{
    buffer *b = &w->b[which];
    if (len > b->room - b->len) {
        char *at = w->host->resize(w->host, b->at, 2 * (b->len + len));
        if (!at) {
            w->status = RT_ERR_MEMORY;
            return;
        }
        b->at = at;
        b->room = 2 * (b->len + len);
    }
    if (len)
        memcpy(b->at + b->len, bytes, len);
    b->len += len;
}

/* All content comes through here. A line end waits for what follows, as its prefix does. */
static void put(writer *w, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '\n') {
            w->pending++;
            continue;
        }
        for (; w->pending; w->pending--) {
            size_t prefix = w->b[PREFIX].len;
            while (w->pending > 1 && prefix && w->b[PREFIX].at[prefix - 1] == ' ')
                prefix--;
            append(w, READY, "\n", 1);
            append(w, READY, w->b[PREFIX].at, prefix);
        }
        append(w, READY, bytes + i, 1);
        w->last = bytes[i];
        w->fresh = w->digits = false;
    }
}
static void say(writer *w, const char *text) { put(w, text, strlen(text)); }
static void repeat(writer *w, const char *text, size_t count) { while (count--) say(w, text); }
static frame *top(writer *w) { return (frame *)(void *)(w->b[OPEN].at + w->b[OPEN].len) - 1; }

/* ---- Inlines ---------------------------------------------------------------------- */

static void escaped(writer *w, rt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool start = w->fresh || w->pending, digits = (start || w->digits) && c >= '0' && c <= '9';
        /* <br> holds in cells and at the end of a block, where a backslash does not. */
        const char *spelt = c == '\n' ? "<br>" : c == '\r' ? "&#13;" : !start ? NULL :
                            c == ' ' ? "&#32;" : c == '\t' ? "&#9;" : NULL;
        if (spelt) {
            say(w, spelt);
        } else {
            if (strchr("\\`*_[]<>&|~!#$^", c) || (start && strchr("+-=:", c)) ||
                (w->digits && strchr(".)", c)) || (c == ':' && w->last == ']'))
                say(w, "\\");
            put(w, &c, 1);
        }
        w->digits = digits;
    }
}

static bool letter(unsigned char c) /* surely one; Han and Hangul by their first byte */
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xE4 && c <= 0xED && c != 0xEA);
}

/* Whether signs do. They need letters on their inside and no other sign before them; and in a code
 * span nothing can be escaped. Everything else gets tags. */
static bool takes_signs(const writer *w, rt_str text)
{
    bool signs = w->fresh || w->pending || !strchr("*~`", w->last);
    size_t last = text.len - 1;
    if (w->marks == RT_MARK_CODE) {
        for (size_t i = 0; i < text.len; i++)
            signs = signs && !strchr(i ? "`|\r\n" : "`|\r\n ", text.ptr[i]);
        return signs;
    }
    while (last && ((unsigned char)text.ptr[last] & 0xc0) == 0x80)
        last--;
    return signs && letter((unsigned char)text.ptr[0]) && letter((unsigned char)text.ptr[last]) &&
           (w->marks == RT_MARK_STRIKE || !(w->marks & ~(uint32_t)(RT_MARK_BOLD | RT_MARK_ITALIC)));
}

static void end_run(writer *w)
{
    static const struct { uint32_t mark; const char *sign, *open, *close; } marks[] = {
        {RT_MARK_UNDERLINE, "", "<ins>", "</ins>"}, {RT_MARK_SUB, "", "<sub>", "</sub>"},
        {RT_MARK_SUP, "", "<sup>", "</sup>"},       {RT_MARK_STRIKE, "~~", "<del>", "</del>"},
        {RT_MARK_BOLD, "**", "<b>", "</b>"},        {RT_MARK_ITALIC, "*", "<i>", "</i>"},
        {RT_MARK_CODE, "`", "<code>", "</code>"}};
    rt_str text = {w->b[HELD].at, w->b[HELD].len};
    size_t count = text.len ? sizeof marks / sizeof *marks : 0;
    bool signs = count && takes_signs(w, text);
    for (size_t i = 0; i < count; i++)
        if (w->marks & marks[i].mark)
            say(w, signs ? marks[i].sign : marks[i].open);
    if (signs && w->marks == RT_MARK_CODE)
        put(w, text.ptr, text.len);
    else
        escaped(w, text);
    while (count--)
        if (w->marks & marks[count].mark)
            say(w, signs ? marks[count].sign : marks[count].close);
}

/* Adds an attribute to what the node ends with. */
static void tail(writer *w, rt_str text, const char *special, const char *code)
{
    for (size_t i = 0; i < text.len; i++) {
        char out[8], c = text.ptr[i];
        int len = snprintf(out, sizeof out, strchr(special, c) ? code : c == '\\' ? "\\\\" : "%c", c);
        append(w, TAIL, out, (size_t)len);
    }
}
#define REFERENCES "\"<>&|`\n\r", "&#%d;" /* they hold in addresses, titles and languages */
#define LABELS "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^\\|<>&`*_~%! \t\n\r", "%%%02x" /* A and a are one label */

static void say_tail(writer *w)
{
    size_t from = top(w)->tail;
    if (w->b[TAIL].len > from)
        put(w, w->b[TAIL].at + from, w->b[TAIL].len - from);
    w->b[TAIL].len = from;
}

static void begin_link(writer *w, const rt_node *node)
{
    rt_str title = rt_node_text(node, RT_A_TITLE);
    escaped(w, rt_node_text(node, RT_A_ALT));
    append(w, TAIL, "](<", 3);
    tail(w, rt_node_text(node, node->kind == RT_IMAGE ? RT_A_SOURCE : RT_A_HREF), REFERENCES);
    append(w, TAIL, "> \"", title.len ? 3 : 1);
    tail(w, title, REFERENCES);
    append(w, TAIL, title.len ? "\")" : ")", title.len ? 2 : 1);
}

static void begin_label(writer *w, const rt_node *node)
{
    tail(w, rt_node_text(node, node->kind == RT_NOTE ? RT_A_ID : RT_A_REF), LABELS);
    say_tail(w);
    say(w, node->kind == RT_NOTE ? "]: " : "]");
}

/* Text of which the whole is needed. */
static void begin_held(writer *w, const rt_node *node)
{
    w->b[HELD].len = 0;
    w->marks = (uint32_t)rt_node_number(node, RT_A_MARKS, 0);
    tail(w, rt_node_text(node, RT_A_CODE_LANGUAGE), REFERENCES);
}

/* ---- Blocks ----------------------------------------------------------------------- */

static void begin_block(writer *w)
{
    w->pending = w->fresh ? 0 : 2;
    w->after_list = 0;
}

static void end_code(writer *w)
{
    size_t fence = 3;
    for (size_t i = 0, run = 0; i < w->b[HELD].len; i++) {
        run = w->b[HELD].at[i] == '`' ? run + 1 : 0;
        fence = run >= fence ? run + 1 : fence;
    }
    repeat(w, "`", fence);
    say_tail(w);
    say(w, "\n");
    put(w, w->b[HELD].at, w->b[HELD].len);
    say(w, w->b[HELD].len ? "\n" : "");
    repeat(w, "`", fence);
}

/* What Markdown has only up to a point no capability can say: it is said here. */
static int32_t within(writer *w, const rt_node *node, uint32_t attr, int32_t least, int32_t most, const char *what)
{
    int32_t number = rt_node_number(node, attr, 1);
    if (number >= least && number <= most)
        return number;
    w->host->lost(w->host, RT_LOSS_STRUCTURE, &node->pos, what);
    return number < least ? least : most;
}

/* A section comes before its heading and has the level; any other heading has its own. */
static void begin_heading(writer *w, const rt_node *node)
{
    rt_str number = rt_node_text(node, RT_A_NUMBER);
    if (node->kind == RT_HEADING && top(w)[-1].kind == RT_SECTION)
        return;
    begin_block(w);
    repeat(w, "#", (size_t)within(w, node, RT_A_LEVEL, 1, 6, "heading below level 6"));
    say(w, " ");
    escaped(w, number);
    say(w, number.len && !(w->last & 0x80) ? " " : "");
}

/* Right after another list it has another marker, or would go on with that one. */
static void begin_list(writer *w, const rt_node *node)
{
    const char *markers = rt_node_number(node, RT_A_ORDERED, 0) ? ".)" : "-*";
    frame *list = top(w);
    list->marker = markers[w->after_list == markers[0]];
    list->number = within(w, node, RT_A_FIRST, 0, 99999999, "first number of a list");
    begin_block(w);
    if (list[-1].kind == RT_ITEM && w->pending && list->number == 1 && w->last != '>')
        w->pending = 1; /* no empty line, but after a tag, which may have begun HTML */
}
static void end_list(writer *w) { w->after_list = top(w)->marker; }

static void begin_item(writer *w, const rt_node *node)
{
    static const char *const boxes[] = {"", "[ ] ", "[x] "};
    const frame *list = top(w) - 1;
    char label[32] = {list->marker, ' '};
    if (strchr(".)", list->marker))
        snprintf(label, sizeof label, "%d%c ", (int)list->number - 1, list->marker);
    if (!w->fresh && !w->pending)
        w->pending = 1;
    say(w, label);
    say(w, boxes[rt_node_number(node, RT_A_CHECKED, 0)]);
    for (size_t i = 0; label[i]; i++)
        append(w, PREFIX, " ", 1);
    w->after_list = 0;
}

static void begin_table(writer *w, const rt_node *node)
{
    w->columns = node->grid && node->grid->columns ? node->grid->columns : 1; /* RT_NEEDS_TABLE: the host counts */
}

static void end_row(writer *w)
{
    for (uint32_t cells = (uint32_t)top(w)->number; cells < w->columns; cells++)
        say(w, "|  ");
    say(w, "|\n");
    if (top(w)[-1].number == 1) { /* the first one is the head */
        repeat(w, "| --- ", w->columns);
        say(w, "|\n");
    }
}

/* A table without a head gets an empty one. */
static void begin_row(writer *w, const rt_node *node)
{
    if (top(w)[-1].number == 1 && rt_node_number(node, RT_A_PART, RT_PART_BODY) != RT_PART_HEAD) {
        end_row(w);
        top(w)[-1].number++;
    }
}

/* ---- The sink --------------------------------------------------------------------- */

typedef struct shape {
    bool block;
    const char *open;                              /* what it begins with */
    void (*enter)(writer *w, const rt_node *node); /* and the rest of that */
    const char *indent;                            /* what its further lines begin with */
    void (*leave)(writer *w);
    const char *close;                             /* what it ends with */
} shape;

static const shape shapes[] = {
    [RT_SECTION] = {.enter = begin_heading},
    [RT_HEADING] = {.enter = begin_heading},
    [RT_PARAGRAPH] = {.block = true},
    [RT_LIST] = {.enter = begin_list, .leave = end_list},
    [RT_ITEM] = {.enter = begin_item, .indent = ""},
    [RT_QUOTE] = {.block = true, .open = "> ", .indent = "> "},
    [RT_CODE_BLOCK] = {.block = true, .enter = begin_held, .leave = end_code},
    [RT_RULE] = {.block = true, .open = "___"},
    [RT_TABLE] = {.block = true, .enter = begin_table},
    [RT_ROW] = {.enter = begin_row, .leave = end_row},
    [RT_CELL] = {.open = "| ", .close = " "},
    [RT_NOTE] = {.block = true, .open = "[^", .enter = begin_label, .indent = "    "},
    [RT_NOTE_REFERENCE] = {.open = "[^", .enter = begin_label},
    [RT_TEXT] = {.enter = begin_held, .leave = end_run},
    [RT_LINK] = {.open = "[", .enter = begin_link, .leave = say_tail},
    [RT_IMAGE] = {.open = "![", .enter = begin_link, .leave = say_tail},
    [RT_LINE_BREAK] = {.open = "<br>"},
};
static const shape *shape_of(uint32_t kind) { return &shapes[kind < sizeof shapes / sizeof *shapes ? kind : 0]; }

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    writer *w = (writer *)sink;
    if (top(w)->kind == RT_TEXT || top(w)->kind == RT_CODE_BLOCK)
        append(w, HELD, piece.ptr, piece.len);
    else
        escaped(w, piece);
    return w->status;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    const shape *s = shape_of(node->kind);
    frame f = {.kind = node->kind, .prefix = w->b[PREFIX].len, .tail = w->b[TAIL].len};
    if (top(w)->kind == RT_CODE_BLOCK && node->kind == RT_LINE_BREAK)
        return on_text(sink, RT_STR("\n"));
    if (top(w)->kind == RT_CODE_BLOCK) {
        w->host->lost(w->host, RT_LOSS_CONTENT, &node->pos, "more than text in a code block");
        return RT_OK;
    }
    top(w)->number++;
    append(w, OPEN, &f, sizeof f);
    if (w->status != RT_OK)
        return w->status;
    if (s->block)
        begin_block(w);
    say(w, s->open ? s->open : "");
    if (s->enter)
        s->enter(w, node);
    if (s->indent) {
        append(w, PREFIX, s->indent, strlen(s->indent));
        w->fresh = true;
    }
    return w->status;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    const shape *s = shape_of(kind);
    if (kind != top(w)->kind)
        return RT_OK; /* in a code block */
    if (s->leave)
        s->leave(w);
    say(w, s->close ? s->close : s->indent && w->fresh ? "<!-- -->" : ""); /* or it would not count */
    w->b[PREFIX].len = top(w)->prefix;
    w->b[OPEN].len -= sizeof(frame);
    append(w, READY, "\n", kind == RT_REPORT && !w->fresh);
    if (w->status == RT_OK && (w->b[READY].len > 8192 || kind == RT_REPORT)) {
        w->status = w->out->write(w->out, w->b[READY].at, w->b[READY].len);
        w->b[READY].len = 0;
    }
    return w->status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    (void)complete; /* what there is went out with the report's end */
    for (int i = 0; i < BUFFERS; i++)
        host->resize(host, w->b[i].at, 0);
    host->resize(host, w, 0);
    return RT_OK;
}

static rt_status open_markdown(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    static const frame outermost = {.kind = RT_NO_KIND};
    writer *w = host->resize(host, NULL, sizeof *w);
    (void)options;
    if (!w)
        return RT_ERR_MEMORY;
    *w = (writer){.host = host, .out = out, .fresh = true,
                  .sink = {.size = sizeof w->sink, .enter = on_enter, .text = on_text,
                           .leave = on_leave, .close = on_close}};
    append(w, OPEN, &outermost, sizeof outermost);
    *sink = &w->sink;
    return w->status;
}

/* ---- What it declares ------------------------------------------------------------- */

#define KIND(name) {.kind = RT_##name, .level = RT_EXACT}
#define ATTR(name, id) {.kind = RT_##name, .attr = RT_A_##id, .level = RT_EXACT}
#define SOME(name, id, how, set) {.kind = RT_##name, .attr = RT_A_##id, .level = how, .values = set}
static const rt_capability capabilities[] = {
    KIND(REPORT), KIND(SECTION), KIND(HEADING), KIND(PARAGRAPH), KIND(LIST), KIND(ITEM), KIND(TABLE),
    KIND(ROW), KIND(CELL), KIND(QUOTE), KIND(CODE_BLOCK), KIND(RULE), KIND(NOTE), KIND(TEXT), KIND(LINK),
    KIND(NOTE_REFERENCE), KIND(LINE_BREAK), KIND(IMAGE), ATTR(SECTION, LEVEL), ATTR(HEADING, LEVEL),
    ATTR(LIST, ORDERED), ATTR(LIST, FIRST), ATTR(CODE_BLOCK, CODE_LANGUAGE), ATTR(LINK, HREF),
    ATTR(LINK, TITLE), ATTR(IMAGE, ALT), ATTR(IMAGE, SOURCE), ATTR(IMAGE, TITLE), ATTR(NOTE, ID),
    ATTR(NOTE_REFERENCE, REF), SOME(SECTION, NUMBER, RT_APPROXIMATE, 0), SOME(HEADING, NUMBER, RT_APPROXIMATE, 0),
    SOME(ROW, PART, RT_APPROXIMATE, 1 << (RT_PART_HEAD - 1)),
    SOME(ITEM, CHECKED, RT_EXACT, 1 << (RT_CHECKED_NO - 1) | 1 << (RT_CHECKED_YES - 1)),
    SOME(TEXT, MARKS, RT_EXACT, RT_MARK_BOLD | RT_MARK_ITALIC | RT_MARK_UNDERLINE | RT_MARK_STRIKE |
                                RT_MARK_SUB | RT_MARK_SUP | RT_MARK_CODE),
    {0}};
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
