/* cc -std=c11 -O2 -shared -fPIC -I include -o markdown.rt.so examples/plugins/markdown.c
 *
 * A writer of GitHub Flavored Markdown from the installed headers alone: the plugin to copy. Owns
 * how each kind begins and ends (`shapes`) and what Markdown can say (`capabilities`): whatever no
 * row names the host has replaced by then, and written into the loss report. */
#include <retort/plugin.h>
#include <stdio.h>
#include <string.h>

enum { OPEN, PREFIX, TAIL, HELD, READY, BUFFERS };
typedef struct buffer { char *at; size_t len, room; } buffer;

typedef struct frame {   /* an open node */
    uint32_t kind;
    int32_t number;      /* of its next child: an item's number, a row's cells so far */
    char marker;         /* LIST: - * . or ) */
    size_t prefix, tail; /* lengths of these buffers before it */
} frame;

typedef struct writer {
    rt_sink sink;
    const rt_host *host;
    rt_output *out;
    rt_status status;    /* the first failure */
    /* The frames; what each line begins with ("> "); what open nodes end with (a link its address);
     * the text of a run or code block, as the fence depends on it; what waits to be written. */
    buffer b[BUFFERS];
    bool holding, in_code;
    bool flat;           /* in a heading or cell: a single line */
    bool fresh;          /* nothing yet in this report, item, quote or note */
    char before;         /* 'i': an item's inlines, or the marker of a list that just ended; else 0 */
    size_t pending;      /* line ends due before what comes next */
    enum { INSIDE, AFTER_DIGITS, LINE_START } place;
    unsigned char last;  /* byte before what comes next */
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

/* All content comes through here: first the line ends that are due, each with the prefix. */
static void put(writer *w, const char *bytes, size_t len)
{
    if (!len)
        return;
    for (; w->pending; w->pending--) {
        size_t prefix = w->b[PREFIX].len;
        while (w->pending > 1 && prefix && w->b[PREFIX].at[prefix - 1] == ' ')
            prefix--;
        append(w, READY, "\n", 1);
        append(w, READY, w->b[PREFIX].at, prefix);
    }
    append(w, READY, bytes, len);
    w->last = (unsigned char)bytes[len - 1];
    w->fresh = false;
    w->place = INSIDE;
}
static void say(writer *w, const char *text) { put(w, text, strlen(text)); }
static void repeat(writer *w, const char *text, size_t count) { while (count--) say(w, text); }
static frame *top(writer *w) { return (frame *)(void *)(w->b[OPEN].at + w->b[OPEN].len) - 1; }

static void new_line(writer *w, size_t count)
{
    w->pending = count;
    w->place = LINE_START;
    w->last = '\n';
}

/* ---- Inlines ---------------------------------------------------------------------- */

/* <br> holds in cells and headings and at the end of a block, where a backslash does not; but alone
 * on its line it would begin a block of HTML. */
static void line_break(writer *w, const rt_node *node)
{
    bool ends_line = !w->flat && w->place != LINE_START;
    (void)node;
    say(w, "<br>");
    if (ends_line)
        new_line(w, 1);
}

/* Whether *p would make a list, a table, a heading or a note of the line. */
static bool begins_block(const writer *w, const char *p, const char *end)
{
    if (w->place == AFTER_DIGITS)
        return strchr(".)", *p) && (p + 1 == end || strchr(" \t\n", p[1]));
    return (w->place == LINE_START && strchr("+-=:", *p)) || (*p == ':' && w->last == ']');
}

static void escaped(writer *w, rt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *p = text.ptr + i;
        bool digits = *p >= '0' && *p <= '9' && w->place != INSIDE;
        if (*p == '\n') {
            line_break(w, NULL);
        } else if (w->place == LINE_START && (*p == ' ' || *p == '\t')) {
            say(w, *p == ' ' ? "&#32;" : "&#9;");
        } else {
            if (strchr("\\`*_[]<>&|~!#$^", *p) || (!w->flat && begins_block(w, p, text.ptr + text.len)))
                say(w, "\\");
            put(w, p, 1);
            w->place = digits ? AFTER_DIGITS : INSIDE;
        }
    }
}

/* How many backticks the held text needs around it. */
static size_t fence(writer *w, size_t least)
{
    for (size_t i = 0, run = 0; i < w->b[HELD].len; i++) {
        run = w->b[HELD].at[i] == '`' ? run + 1 : 0;
        least = run >= least ? run + 1 : least;
    }
    return least;
}

static void code_span(writer *w, rt_str text)
{
    size_t ticks = fence(w, 1), pad = strchr("` ", text.ptr[0]) || strchr("` ", text.ptr[text.len - 1]);
    repeat(w, "`", ticks);
    repeat(w, " ", pad);
    put(w, text.ptr, text.len);
    repeat(w, " ", pad);
    repeat(w, "`", ticks);
}

static bool letter(unsigned char c) /* surely one; Han and Hangul by their first byte */
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xE4 && c <= 0xED && c != 0xEA);
}

/* Whether signs do: they work around letters and after no other sign. In a code span nothing is
 * escaped. Everything else gets tags. */
static bool takes_signs(const writer *w, rt_str text)
{
    const char *last = text.ptr + text.len - 1;
    while (last > text.ptr && ((unsigned char)*last & 0xc0) == 0x80)
        last--;
    if (strchr("*~`", w->last))
        return false;
    if (w->marks == RT_MARK_CODE)
        return !memchr(text.ptr, '\n', text.len) && !(w->flat && memchr(text.ptr, '|', text.len));
    return (w->marks == RT_MARK_STRIKE || !(w->marks & ~(uint32_t)(RT_MARK_BOLD | RT_MARK_ITALIC))) &&
           letter((unsigned char)*text.ptr) && letter((unsigned char)*last);
}

static void end_run(writer *w)
{
    static const struct { uint32_t mark; const char *sign, *open, *close; } marks[] = {
        {RT_MARK_UNDERLINE, "", "<ins>", "</ins>"}, {RT_MARK_SUB, "", "<sub>", "</sub>"},
        {RT_MARK_SUP, "", "<sup>", "</sup>"},       {RT_MARK_STRIKE, "~~", "<del>", "</del>"},
        {RT_MARK_BOLD, "**", "<b>", "</b>"},        {RT_MARK_ITALIC, "*", "<i>", "</i>"},
        {RT_MARK_CODE, "", "<code>", "</code>"}};
    rt_str text = {w->b[HELD].at, w->b[HELD].len};
    bool signs = text.len && takes_signs(w, text);
    size_t count = text.len ? sizeof marks / sizeof *marks : 0;
    w->holding = false;
    for (size_t i = 0; i < count; i++)
        if (w->marks & marks[i].mark)
            say(w, signs ? marks[i].sign : marks[i].open);
    if (signs && w->marks == RT_MARK_CODE)
        code_span(w, text);
    else
        escaped(w, text);
    while (count--)
        if (w->marks & marks[count].mark)
            say(w, signs ? marks[count].sign : marks[count].close);
}

static void begin_run(writer *w, const rt_node *node)
{
    w->marks = (uint32_t)rt_node_number(node, RT_A_MARKS, 0);
    w->holding = true;
    w->b[HELD].len = 0;
}

/* Adds an attribute to what the node ends with; there, character references hold. */
static void tail(writer *w, rt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char code[8];
        bool special = strchr("\"<>\\&|`\n\r", text.ptr[i]) != NULL;
        append(w, TAIL, code, (size_t)snprintf(code, sizeof code, special ? "&#%d;" : "%c", text.ptr[i]));
    }
}

static void begin_link(writer *w, const rt_node *node)
{
    rt_str title = rt_node_text(node, RT_A_TITLE);
    escaped(w, rt_node_text(node, RT_A_ALT));
    append(w, TAIL, "](<", 3);
    tail(w, rt_node_text(node, node->kind == RT_IMAGE ? RT_A_SOURCE : RT_A_HREF));
    append(w, TAIL, "> \"", title.len ? 3 : 1);
    tail(w, title);
    append(w, TAIL, title.len ? "\")" : ")", title.len ? 2 : 1);
}

/* ---- Blocks ----------------------------------------------------------------------- */

static void begin_block(writer *w)
{
    w->place = LINE_START;
    w->before = 0;
    if (!w->fresh)
        new_line(w, 2);
}

/* Begins what indents: `first` on this line, `rest` on those below. */
static void indent(writer *w, const char *first, const char *rest)
{
    say(w, first);
    append(w, PREFIX, rest, strlen(rest));
    w->place = LINE_START;
    w->fresh = true;
}
static void begin_quote(writer *w, const rt_node *node) { (void)node; indent(w, "> ", "> "); }
static void end_indent(writer *w) { say(w, w->fresh ? "<!-- -->" : ""); } /* empty, it would not count */

/* Labels match whatever their case, and take no other character. */
static void label(writer *w, const rt_node *node)
{
    rt_str id = rt_node_text(node, node->kind == RT_NOTE ? RT_A_ID : RT_A_REF);
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        char code[4];
        snprintf(code, sizeof code, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ? "%c" : "_%02x", c);
        say(w, code);
    }
    say(w, "]");
    if (node->kind == RT_NOTE)
        indent(w, ": ", "    ");
}

/* A number that Markdown has only up to a point: no capability can say so, hence it is said here. */
static int32_t within(writer *w, const rt_node *node, uint32_t attr, int32_t least, int32_t most, const char *what)
{
    int32_t number = rt_node_number(node, attr, 1);
    if (number < least || number > most)
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &node->pos, what);
    return number < least ? least : number > most ? most : number;
}

/* A section comes before its heading, and has the level; any other heading has its own. */
static void begin_heading(writer *w, const rt_node *node)
{
    rt_str number = rt_node_text(node, RT_A_NUMBER);
    if (node->kind == RT_HEADING && top(w)[-1].kind == RT_SECTION)
        return;
    begin_block(w);
    repeat(w, "#", (size_t)within(w, node, RT_A_LEVEL, 1, 6, "heading below level 6"));
    say(w, " ");
    w->flat = true;
    escaped(w, number);
    say(w, number.len ? " " : "");
}

/* The next list has another marker, or would go on with this one. */
static void begin_list(writer *w, const rt_node *node)
{
    const char *markers = rt_node_number(node, RT_A_ORDERED, 0) ? ".)" : "-*";
    bool tight = w->before == 'i';
    top(w)->marker = markers[w->before == markers[0]];
    top(w)->number = within(w, node, RT_A_FIRST, 0, 99999999, "first number of a list");
    begin_block(w);
    if (tight && w->pending && top(w)->number == 1)
        new_line(w, 1);
}
static void end_list(writer *w) { w->before = top(w)->marker; }

static void begin_item(writer *w, const rt_node *node)
{
    static const char *const boxes[] = {"", "[ ] ", "[x] "};
    char first[32], rest[32];
    const frame *list = top(w) - 1;
    int wide = strchr(".)", list->marker) ? snprintf(first, 16, "%d%c ", (int)list->number, list->marker)
                                          : snprintf(first, 16, "%c ", list->marker);
    snprintf(first + wide, 16, "%s", boxes[rt_node_number(node, RT_A_CHECKED, 0)]);
    snprintf(rest, sizeof rest, "%*s", wide, "");
    if (!w->fresh && !w->pending)
        new_line(w, 1);
    indent(w, first, rest);
    w->before = 'i';
}

static void begin_code(writer *w, const rt_node *node)
{
    w->holding = w->in_code = true;
    w->b[HELD].len = 0;
    tail(w, rt_node_text(node, RT_A_CODE_LANGUAGE));
}

static void say_tail(writer *w)
{
    size_t from = top(w)->tail;
    if (w->b[TAIL].len > from)
        put(w, w->b[TAIL].at + from, w->b[TAIL].len - from);
    w->b[TAIL].len = from;
}

static void end_code(writer *w)
{
    size_t ticks = fence(w, 3);
    w->holding = w->in_code = false;
    repeat(w, "`", ticks);
    say_tail(w);
    new_line(w, 1);
    for (size_t i = 0; i < w->b[HELD].len; i++)
        if (w->b[HELD].at[i] == '\n')
            w->pending++;
        else
            put(w, w->b[HELD].at + i, 1);
    w->pending += w->b[HELD].len > 0;
    repeat(w, "`", ticks);
}

static void begin_table(writer *w, const rt_node *node)
{
    w->columns = node->grid && node->grid->columns ? node->grid->columns : 1;
}

static void rule_below_head(writer *w)
{
    new_line(w, 1);
    repeat(w, "| --- ", w->columns);
    say(w, "|");
}

/* A table must have a head: where the first row is none, an empty one. */
static void begin_row(writer *w, const rt_node *node)
{
    frame *table = top(w) - 1;
    if (table->number == 1 && rt_node_number(node, RT_A_PART, RT_PART_BODY) != RT_PART_HEAD) {
        repeat(w, "|  ", w->columns);
        say(w, "|");
        rule_below_head(w);
        table->number++;
    }
    if (table->number > 1)
        new_line(w, 1);
}

static void end_row(writer *w)
{
    repeat(w, "|  ", w->columns - (uint32_t)top(w)->number);
    say(w, "|");
    if (top(w)[-1].number == 1)
        rule_below_head(w);
}
