/* write.c - a report as a page: events in, blocks out.
 *
 * Owns the stack of open nodes and the tags of blocks; the table at its end says who writes which
 * kind. Nothing is kept but what is open. */
#include "write.h"

enum { KIND_COUNT = RT_MEDIA + 1 }; /* that this file knows */

/* ---- Blocks that are one element ------------------------------------------------------------- */

static const struct {
    const char *open, *close;
} simple[RT_FACT + 1] = {
    [RT_DEFINITIONS] = {"\ndl", "\n</dl>"},    [RT_TERM] = {"\ndt", "</dt>"},
    [RT_DEFINITION] = {"\ndd", "</dd>"},       [RT_FIGURE] = {"\nfigure", "\n</figure>"},
    [RT_TEXT_BOX] = {"\naside", "\n</aside>"}, [RT_RULE] = {"\nhr", ""}};

static void enter_simple(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_open_tag(w, simple[f->kind].open, node);
    rt_emit_char(&w->emit, '>');
}

static void leave_simple(rt_html_writer *w, rt_html_frame *f)
{
    rt_emit_text(&w->emit, simple[f->kind].close);
}

static void enter_paragraph(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    (void)f;
    rt_html_open_tag(w, "\np", node);
    if (node->attr_count) {
        rt_html_css_align(w, &style, node);
        rt_html_css_text(w, &style, "margin-inline-start", node, RT_A_INDENT);
        rt_html_css_text(w, &style, "text-indent", node, RT_A_FIRST_LINE);
        rt_html_css_text(w, &style, "background-color", node, RT_A_BACKGROUND);
        rt_html_style_end(w, &style);
        rt_html_class(w, NULL, NULL, node);
    }
    rt_emit_char(&w->emit, '>');
}

static void leave_paragraph(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    RT_HTML_PUT(w, "</p>");
}

static void enter_quote(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    rt_html_open_tag(w, "\nblockquote", node);
    rt_html_attr(w, "cite", node, RT_A_CITE);
    rt_emit_char(&w->emit, '>');
}

static void leave_quote(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    RT_HTML_PUT(w, "\n</blockquote>");
}

static void enter_caption(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_html_frame *parent = rt_html_parent(w);
    f->flags = parent && parent->kind == RT_TABLE;
    if (f->flags)
        rt_html_begin_caption(w);
    rt_html_open_tag(w, f->flags ? "\ncaption" : "\nfigcaption", node);
    rt_emit_char(&w->emit, '>');
}

static void leave_caption(rt_html_writer *w, rt_html_frame *f)
{
    rt_emit_text(&w->emit, f->flags ? "</caption>" : "</figcaption>");
}

static void enter_code(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *language = rt_node_attr(node, RT_A_CODE_LANGUAGE);
    (void)f;
    rt_html_open_tag(w, "\npre", node);
    RT_HTML_PUT(w, "><code");
    if (language) {
        RT_HTML_PUT(w, " class=\"language-");
        rt_html_put_id(w, language->text);
        rt_emit_char(&w->emit, '"');
    }
    rt_emit_char(&w->emit, '>');
    w->pre++;
}

static void leave_code(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    w->pre--;
    RT_HTML_PUT(w, "</code></pre>");
}

/* ---- Sections: number is the level, kept the number as shown --------------------------------- */

enum { HAS_NUMBER = 1, IS_TITLE = 2 };

static void enter_section(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *number = rt_node_attr(node, RT_A_NUMBER);
    f->number = rt_node_number(node, RT_A_LEVEL, 1);
    if (number && rt_html_keep(w, &f->kept, number->text) == RT_OK)
        f->flags = HAS_NUMBER;
    rt_html_open_tag(w, "\nsection", node);
    rt_emit_char(&w->emit, '>');
}

static void leave_section(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    RT_HTML_PUT(w, "\n</section>");
}

static void put_number(rt_html_writer *w, const char *name, rt_str number)
{
    RT_HTML_PUT(w, "<span class=\"");
    rt_emit_text(&w->emit, name);
    RT_HTML_PUT(w, "\">");
    rt_html_text(w, number);
    rt_html_line_end(w);
    RT_HTML_PUT(w, "</span> ");
}

static void enter_heading(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    static const char *const names[] = {"\ndiv", "\nh1", "\nh2", "\nh3", "\nh4", "\nh5", "\nh6"};
    const rt_attr *number = rt_node_attr(node, RT_A_NUMBER);
    const rt_html_frame *parent = rt_html_parent(w);
    rt_html_style style = {false};
    bool first = parent && parent->kind == RT_SECTION;
    f->number = first ? parent->number : rt_node_number(node, RT_A_LEVEL, 0);
    f->flags = w->title_mark ? IS_TITLE : 0;
    rt_html_open_tag(w, names[f->number < 6 ? f->number : 6], node);
    if (f->number > 6)
        rt_html_put_number(w, " aria-level=\"", f->number, "\"");
    else if (!f->number)
        RT_HTML_PUT(w, " role=\"heading\"");
    rt_html_css_align(w, &style, node);
    rt_html_style_end(w, &style);
    rt_emit_char(&w->emit, '>');
    if (first && parent->flags & HAS_NUMBER)
        put_number(w, "section-number", parent->kept);
    if (number)
        put_number(w, "heading-number", number->text);
}

static void leave_heading(rt_html_writer *w, rt_html_frame *f)
{
    if (f->number)
        rt_html_put_number(w, "</h", f->number < 6 ? f->number : 6, ">");
    else
        RT_HTML_PUT(w, "</div>");
    if ((f->flags & IS_TITLE) && w->title_mark)
        rt_html_title_end(w);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

enum { ORDERED = 1 };

static void css_numbering(rt_html_writer *w, rt_html_style *s, const rt_node *node)
{
    static const char *const styles[] = {
        [RT_NUMBERING_DECIMAL] = "list-style-type:decimal",
        [RT_NUMBERING_DECIMAL_ZERO] = "list-style-type:decimal-leading-zero",
        [RT_NUMBERING_LOWER_ALPHA] = "list-style-type:lower-alpha",
        [RT_NUMBERING_UPPER_ALPHA] = "list-style-type:upper-alpha",
        [RT_NUMBERING_LOWER_ROMAN] = "list-style-type:lower-roman",
        [RT_NUMBERING_UPPER_ROMAN] = "list-style-type:upper-roman",
        [RT_NUMBERING_CJK] = "list-style-type:simp-chinese-informal",
        [RT_NUMBERING_CJK_PARENTHESIZED] = "list-style-type:cjk-parenthesized",
        [RT_NUMBERING_CIRCLED] = "list-style-type:circled",
        [RT_NUMBERING_DISC] = "list-style-type:disc",
        [RT_NUMBERING_CIRCLE] = "list-style-type:circle",
        [RT_NUMBERING_SQUARE] = "list-style-type:square",
        [RT_NUMBERING_NONE] = "list-style-type:none",
        [RT_NUMBERING_CJK_HEAVENLY_STEM] = "list-style-type:cjk-heavenly-stem",
        [RT_NUMBERING_CJK_EARTHLY_BRANCH] = "list-style-type:cjk-earthly-branch"};
    int32_t numbering = rt_node_number(node, RT_A_NUMBERING, 0);
    if (numbering > 0 && numbering <= RT_NUMBERING_CJK_EARTHLY_BRANCH)
        rt_html_css(w, s, styles[numbering]);
}

static void enter_list(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    int32_t start = rt_node_number(node, RT_A_FIRST, 1);
    f->flags = rt_node_number(node, RT_A_ORDERED, 0) ? ORDERED : 0;
    rt_html_open_tag(w, f->flags ? "\nol" : "\nul", node);
    if (start != 1 && f->flags)
        rt_html_put_number(w, " start=\"", start, "\"");
    css_numbering(w, &style, node);
    if (start != 1 && !f->flags)
        rt_html_css_number(w, &style, "counter-reset:list-item ", (int64_t)start - 1);
    rt_html_style_end(w, &style);
    rt_emit_char(&w->emit, '>');
}

static void leave_list(rt_html_writer *w, rt_html_frame *f)
{
    rt_emit_text(&w->emit, f->flags ? "\n</ol>" : "\n</ul>");
}

static void enter_item(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_html_frame *list = rt_html_parent(w);
    const rt_attr *counter = rt_node_attr(node, RT_A_COUNTER),
                  *label = rt_node_attr(node, RT_A_LABEL);
    int32_t checked = rt_node_number(node, RT_A_CHECKED, 0);
    rt_html_style style = {false};
    (void)f;
    rt_html_open_tag(w, "\nli", node);
    if (counter && list && list->flags)
        rt_html_put_number(w, " value=\"", counter->number, "\"");
    else if (counter)
        rt_html_css_number(w, &style, "counter-set:list-item ", counter->number);
    if (label)
        rt_html_css_string(w, &style, "list-style-type", label->text, " ");
    rt_html_style_end(w, &style);
    if (checked)
        RT_HTML_PUT(w, " class=\"task-list-item\"");
    rt_emit_char(&w->emit, '>');
    if (checked == RT_CHECKED_YES)
        RT_HTML_PUT(w, "<input type=\"checkbox\" checked disabled>");
    else if (checked)
        RT_HTML_PUT(w, "<input type=\"checkbox\" disabled>");
}

static void leave_item(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    RT_HTML_PUT(w, "</li>");
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

static void enter_report(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    rt_html_begin_head(w, node);
}

static void leave_report(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    if (w->stage == RT_HTML_IN_HEAD)
        rt_html_end_head(w, RT_NO_KIND);
    rt_html_end_notes(w);
    RT_HTML_PUT(w, "\n</body>\n</html>\n");
}

/* `block`: it ends a line, and begins one. */
static const struct {
    rt_html_enter *enter;
    rt_html_leave *leave;
    bool block;
} kinds[KIND_COUNT] = {[RT_REPORT] = {enter_report, leave_report, true},
                       [RT_META] = {rt_html_enter_meta, rt_html_leave_meta, false},
                       [RT_SECTION] = {enter_section, leave_section, true},
                       [RT_HEADING] = {enter_heading, leave_heading, true},
                       [RT_PARAGRAPH] = {enter_paragraph, leave_paragraph, true},
                       [RT_LIST] = {enter_list, leave_list, true},
                       [RT_ITEM] = {enter_item, leave_item, true},
                       [RT_DEFINITIONS] = {enter_simple, leave_simple, true},
                       [RT_TERM] = {enter_simple, leave_simple, true},
                       [RT_DEFINITION] = {enter_simple, leave_simple, true},
                       [RT_TABLE] = {rt_html_enter_table, rt_html_leave_table, true},
                       [RT_COLUMN] = {rt_html_enter_column, NULL, true},
                       [RT_ROW] = {rt_html_enter_row, rt_html_leave_row, true},
                       [RT_CELL] = {rt_html_enter_cell, rt_html_leave_cell, true},
                       [RT_FIGURE] = {enter_simple, leave_simple, true},
                       [RT_CAPTION] = {enter_caption, leave_caption, true},
                       [RT_QUOTE] = {enter_quote, leave_quote, true},
                       [RT_CODE_BLOCK] = {enter_code, leave_code, true},
                       [RT_RULE] = {enter_simple, NULL, true},
                       [RT_TEXT_BOX] = {enter_simple, leave_simple, true},
                       [RT_NOTE] = {rt_html_enter_note, rt_html_leave_note, true},
                       [RT_TEXT] = {rt_html_enter_text, rt_html_leave_text, false},
                       [RT_LINK] = {rt_html_enter_link, rt_html_leave_link, false},
                       [RT_RUBY] = {rt_html_enter_ruby, rt_html_leave_ruby, false},
                       [RT_MATH] = {rt_html_enter_math, rt_html_leave_math, false},
                       [RT_DROP_DOWN] = {rt_html_enter_drop_down, rt_html_leave_drop_down, false},
                       [RT_CHOICE] = {rt_html_enter_choice, rt_html_leave_choice, false},
                       [RT_CHECKBOX] = {rt_html_enter_checkbox, NULL, false},
                       [RT_NOTE_REFERENCE] = {rt_html_enter_note_reference, NULL, false},
                       [RT_LINE_BREAK] = {rt_html_enter_line_break, NULL, false},
                       [RT_TAB] = {rt_html_enter_tab, NULL, false},
                       [RT_PAGE_BREAK] = {rt_html_enter_page_break, NULL, false},
                       [RT_IMAGE] = {rt_html_enter_image, rt_html_leave_image, false},
                       [RT_RESOURCE] = {rt_html_enter_resource, rt_html_leave_resource, false},
                       [RT_START] = {rt_html_enter_start, NULL, false},
                       [RT_FACT] = {rt_html_enter_fact, NULL, true}};

/* ---- The sink -------------------------------------------------------------------------------- */

static rt_html_frame *push(rt_html_writer *w, uint32_t kind)
{
    if (w->depth == w->room) {
        size_t room = w->room ? w->room * 2 : 32;
        rt_html_frame *grown = w->host->resize(w->host, w->open, room * sizeof *grown);
        if (!grown)
            return NULL;
        w->open = grown;
        w->room = room;
    }
    rt_html_frame *f = &w->open[w->depth++];
    *f = (rt_html_frame){.kind = (uint8_t)(kind < KIND_COUNT ? kind : 0)};
    return f;
}

static rt_status status_of(const rt_html_writer *w)
{
    return w->failed != RT_OK ? w->failed : w->emit.status;
}

/* How many bytes of the buffer the node may take, in its tag. */
static size_t size_of(const rt_node *node)
{
    size_t size = 1024;
    for (size_t i = 0; i < node->attr_count; i++)
        size +=
            node->attrs[i].text.len < RT_EMIT_ROOM ? 12 * node->attrs[i].text.len : RT_EMIT_ROOM;
    return size;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    rt_html_writer *w = (rt_html_writer *)sink;
    rt_html_frame *f = push(w, node->kind);
    if (!f)
        return RT_ERR_MEMORY;
    w->pos = node->pos;
    if (!f->kind || !kinds[f->kind].enter)
        return RT_OK; /* a later kind: what it holds stands for it */
    if (w->stage == RT_HTML_IN_HEAD && f->kind != RT_REPORT && f->kind != RT_META)
        rt_html_end_head(w, f->kind);
    if (w->title_mark)
        rt_html_title_room(w, size_of(node));
    if (w->title_mark && (f->kind == RT_LINE_BREAK || f->kind == RT_TAB))
        rt_html_title_show(w);
    if (kinds[f->kind].block) {
        rt_html_line_end(w);
        if (w->depth > 1)
            w->open[w->depth - 2].has_block = true;
    }
    kinds[f->kind].enter(w, f, node);
    return status_of(w);
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    rt_html_writer *w = (rt_html_writer *)sink;
    uint32_t kind = w->depth ? w->open[w->depth - 1].kind : 0;
    if (!piece.len)
        return RT_OK;
    if (kind == RT_META) {
        rt_html_meta_text(w, piece);
    } else if (kind == RT_CHOICE || kind == RT_MATH) {
        if (rt_buffer_add_str(&w->text, piece) != RT_OK)
            return RT_ERR_MEMORY;
    } else {
        if (w->title_mark)
            rt_html_title_text(w, piece);
        rt_html_text(w, piece);
    }
    return status_of(w);
}

static rt_status on_bytes(rt_sink *sink, const void *bytes, size_t len)
{
    rt_html_writer *w = (rt_html_writer *)sink;
    if (w->title_mark)
        rt_html_title_room(w, len < RT_EMIT_ROOM ? 2 * len : RT_EMIT_ROOM);
    rt_html_bytes(w, bytes, len);
    return status_of(w);
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    rt_html_writer *w = (rt_html_writer *)sink;
    (void)kind;
    if (!w->depth)
        return RT_OK;
    rt_html_frame *f = &w->open[w->depth - 1];
    if (kinds[f->kind].block)
        rt_html_line_end(w);
    if (w->title_mark)
        rt_html_title_room(w, 1024 + 14 * (w->text.len + f->kept.len < RT_EMIT_ROOM
                                               ? w->text.len + f->kept.len
                                               : RT_EMIT_ROOM));
    if (kinds[f->kind].leave)
        kinds[f->kind].leave(w, f);
    if (f->kept.ptr)
        w->host->resize(w->host, (char *)(uintptr_t)f->kept.ptr, 0);
    w->depth--;
    return status_of(w);
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    rt_html_writer *w = (rt_html_writer *)sink;
    const rt_host *host = w->host;
    rt_status status = complete ? rt_emit_flush(&w->emit) : RT_OK;
    while (w->depth)
        host->resize(host, (char *)(uintptr_t)w->open[--w->depth].kept.ptr, 0);
    rt_buffer_free(&w->title);
    rt_buffer_free(&w->title_id);
    rt_buffer_free(&w->title_language);
    rt_buffer_free(&w->text);
    rt_html_free_resources(w);
    rt_html_names_free(&w->names);
    host->resize(host, w->columns, 0);
    host->resize(host, w->grids, 0);
    host->resize(host, w->open, 0);
    host->resize(host, w, 0);
    return status;
}

/* An eighth of the memory there is for the bytes of images that are named again. */
enum { KEPT_MOST = 256 << 20 };

rt_status rt_html_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    (void)options;
    rt_html_writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, offsetof(rt_html_writer, emit) + offsetof(rt_emit, room));
    uint64_t memory = host->limit(host, "memory") / 8;
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, on_bytes, on_close};
    w->host = w->title.host = w->title_id.host = w->title_language.host = w->text.host =
        w->names.host = host;
    w->names.seed = (uint64_t)(uintptr_t)w * UINT64_C(0x9E3779B97F4A7C15);
    w->keep_most = memory < KEPT_MOST ? (size_t)memory : KEPT_MOST;
    w->emit.out = out;
    *sink = &w->sink;
    return RT_OK;
}
