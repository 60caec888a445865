/* write_text.c - text in a page: white space that browsers would collapse, line ends, runs.
 *
 * Owns when a space is written as it is and when it is protected: as it is only between text or the
 * like in one line. A space in front of a tag is written at once and protected later, in the
 * buffer, where nothing followed it. */
#include "write.h"

/* Room that must be left in the buffer while something in it may still have to be protected. */
enum { MARKED_NEEDS = 1024 };

static const char before[] = "<span style=\"white-space:pre-wrap\">", behind[] = "</span>";

/* ---- White space ----------------------------------------------------------------------------- */

bool rt_html_plain_space(rt_str text)
{
    bool space = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\t' || c == '\n' || c == '\r' || (c == ' ' && space))
            return false;
        space = c == ' ';
    }
    return !space;
}

void rt_html_insert(rt_html_writer *w, size_t at, const char *bytes, size_t len)
{
    memmove(w->emit.room + at + len, w->emit.room + at, w->emit.used - at);
    memcpy(w->emit.room + at, bytes, len);
    w->emit.used += len;
    if (w->space_mark > at)
        w->space_mark += len;
    if (w->title_mark > at)
        w->title_mark += len;
}

static void protect_mark(rt_html_writer *w)
{
    size_t at = w->space_mark - 1;
    w->space_mark = 0;
    rt_html_insert(w, at + 1, behind, sizeof behind - 1);
    rt_html_insert(w, at, before, sizeof before - 1);
    w->in_text = false;
}

/* The spaces that wait, and `tab`. What follows begins like a line: that is always right. */
static void protect_spaces(rt_html_writer *w, bool tab)
{
    if (w->title_mark)
        rt_html_title_room(w, sizeof before + sizeof behind +
                                  (w->spaces < RT_EMIT_ROOM ? (size_t)w->spaces : RT_EMIT_ROOM));
    RT_HTML_PUT(w, "<span style=\"white-space:pre-wrap\">");
    for (; w->spaces; w->spaces--)
        rt_emit_char(&w->emit, ' ');
    if (tab)
        rt_emit_char(&w->emit, '\t');
    RT_HTML_PUT(w, "</span>");
    w->in_text = false;
}

void rt_html_line_content(rt_html_writer *w)
{
    w->after_cr = false;
    w->space_mark = 0;
    if (w->spaces == 1 && w->in_text) {
        w->spaces = 0;
        rt_emit_char(&w->emit, ' ');
    } else if (w->spaces) {
        protect_spaces(w, false);
    }
    w->in_text = true;
}

void rt_html_line_end(rt_html_writer *w)
{
    w->after_cr = false;
    if (w->space_mark)
        protect_mark(w);
    if (w->spaces)
        protect_spaces(w, false);
    w->in_text = false;
}

/* As much as the tag of `node` can take. */
static size_t room_for(const rt_node *node)
{
    size_t need = MARKED_NEEDS;
    for (size_t i = 0; node && i < node->attr_count; i++)
        need += node->attrs[i].text.len < RT_EMIT_ROOM ? node->attrs[i].text.len * 7 : RT_EMIT_ROOM;
    return need;
}

void rt_html_line_tag(rt_html_writer *w, const rt_node *node)
{
    size_t need = room_for(node);
    w->after_cr = false;
    if (w->space_mark && RT_EMIT_ROOM - w->emit.used < need)
        protect_mark(w);
    if (w->spaces > 1 || (w->spaces && (!w->in_text || need > RT_EMIT_ROOM / 2))) {
        protect_spaces(w, false);
    } else if (w->spaces) {
        if (w->emit.used > RT_EMIT_ROOM / 2 - MARKED_NEEDS && !w->title_mark)
            rt_emit_flush(&w->emit);
        w->spaces = 0;
        w->space_mark = w->emit.used + 1;
        rt_emit_char(&w->emit, ' ');
    }
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void line_end_in_text(rt_html_writer *w)
{
    if (w->pre) {
        rt_emit_char(&w->emit, '\n');
        return;
    }
    rt_html_line_end(w);
    RT_HTML_PUT(w, "<br>");
}

static void space(rt_html_writer *w, char c)
{
    if (w->pre) {
        rt_emit_char(&w->emit, c);
        return;
    }
    if (w->space_mark)
        protect_mark(w);
    if (c == ' ')
        w->spaces++;
    else
        protect_spaces(w, true);
}

void rt_html_text(rt_html_writer *w, rt_str piece)
{
    for (size_t i = 0; i < piece.len;) {
        char c = piece.ptr[i];
        size_t from = i;
        bool after_cr = w->after_cr;
        w->after_cr = c == '\r';
        if (c == '\r' || c == '\n') {
            if (!(c == '\n' && after_cr))
                line_end_in_text(w);
            w->after_cr = c == '\r';
            i++;
        } else if (c == ' ' || c == '\t') {
            space(w, c);
            i++;
        } else {
            while (i < piece.len && piece.ptr[i] != ' ' && piece.ptr[i] != '\t' &&
                   piece.ptr[i] != '\n' && piece.ptr[i] != '\r')
                i++;
            /* a single space between words needs no decision */
            while (!w->pre && i + 1 < piece.len && piece.ptr[i] == ' ' &&
                   (unsigned char)piece.ptr[i + 1] > ' ')
                for (i++; i < piece.len && (unsigned char)piece.ptr[i] > ' '; i++)
                    ;
            rt_html_line_content(w);
            if (w->title_mark)
                rt_html_title_room(w, i - from < RT_EMIT_ROOM ? 6 * (i - from) : RT_EMIT_ROOM);
            rt_escape_xml_text(&w->emit, (rt_str){piece.ptr + from, i - from});
        }
    }
}

static const char *const changes[][2] = {
    [RT_CHANGE_INSERTED] = {"ins", "</ins>"}, [RT_CHANGE_DELETED] = {"del", "</del>"}};

static bool is_marked(int32_t change)
{
    return change == RT_CHANGE_INSERTED || change == RT_CHANGE_DELETED;
}

/* A line end or tab, which may be inserted or deleted. */
static void put_white(rt_html_writer *w, const rt_node *node, char c)
{
    static const rt_node bare = {.size = sizeof bare};
    int32_t change = rt_node_number(node, RT_A_CHANGE, 0);
    w->after_cr = false;
    if (is_marked(change)) {
        rt_html_line_end(w);
        rt_html_open_tag(w, changes[change][0], &bare);
        rt_html_attr(w, "datetime", node, RT_A_CHANGE_DATE);
        rt_emit_char(&w->emit, '>');
    }
    if (c == '\n')
        line_end_in_text(w);
    else
        space(w, c);
    if (is_marked(change))
        rt_emit_text(&w->emit, changes[change][1]);
}

void rt_html_enter_line_break(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    put_white(w, node, '\n');
}

void rt_html_enter_tab(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    put_white(w, node, '\t');
}

/* ---- Runs: what is said once stands on the outermost element --------------------------------- */

enum { PLAIN_SPAN = RT_CHANGE_FORMATTED + 1 }; /* or a change */

static const struct {
    int32_t mark;
    const char *name;
} elements[] = {{RT_MARK_BOLD, "b"},    {RT_MARK_ITALIC, "i"},      {RT_MARK_UNDERLINE, "u"},
                {RT_MARK_STRIKE, "s"},  {RT_MARK_SUB, "sub"},       {RT_MARK_SUP, "sup"},
                {RT_MARK_CODE, "code"}, {RT_MARK_HIGHLIGHT, "mark"}};

static void put_run_attrs(rt_html_writer *w, const rt_node *node, bool changed)
{
    rt_html_style style = {false};
    if (changed)
        rt_html_attr(w, "datetime", node, RT_A_CHANGE_DATE);
    rt_html_attr(w, "title", node, RT_A_TITLE);
    if (rt_node_number(node, RT_A_MARKS, 0) & RT_MARK_SMALL_CAPS)
        rt_html_css(w, &style, "font-variant:small-caps");
    rt_html_css_text(w, &style, "color", node, RT_A_COLOUR);
    rt_html_css_text(w, &style, "background-color", node, RT_A_BACKGROUND);
    rt_html_css_text(w, &style, "font-size", node, RT_A_SIZE);
    const rt_attr *font = rt_node_attr(node, RT_A_FONT);
    if (font)
        rt_html_css_string(w, &style, "font-family", font->text, "");
    rt_html_style_end(w, &style);
    rt_html_class(w, NULL, NULL, node);
}

/* The outermost element carries the attributes. */
static void open_run(rt_html_writer *w, const char *name, const rt_node *node, bool *first,
                     bool changed)
{
    static const rt_node bare = {.size = sizeof bare};
    rt_html_open_tag(w, name, *first ? node : &bare);
    if (*first)
        put_run_attrs(w, node, changed);
    rt_emit_char(&w->emit, '>');
    *first = false;
}

void rt_html_enter_text(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    int32_t change = rt_node_number(node, RT_A_CHANGE, 0);
    bool first = true;
    f->number = rt_node_number(node, RT_A_MARKS, 0);
    f->flags = is_marked(change) ? (uint16_t)change : 0;
    rt_html_line_tag(w, node);
    if (f->flags)
        open_run(w, changes[f->flags][0], node, &first, true);
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (f->number & elements[i].mark)
            open_run(w, elements[i].name, node, &first, false);
    if (first) {
        open_run(w, "span", node, &first, false);
        f->flags = PLAIN_SPAN;
    }
}

void rt_html_leave_text(rt_html_writer *w, rt_html_frame *f)
{
    rt_html_line_tag(w, NULL);
    if (f->flags == PLAIN_SPAN)
        RT_HTML_PUT(w, "</span>");
    for (size_t i = sizeof elements / sizeof *elements; i-- > 0;)
        if (f->number & elements[i].mark) {
            RT_HTML_PUT(w, "</");
            rt_emit_text(&w->emit, elements[i].name);
            rt_emit_char(&w->emit, '>');
        }
    if (is_marked(f->flags))
        rt_emit_text(&w->emit, changes[f->flags][1]);
}
