/* write_inline.c - links, ruby, bookmarks, page breaks and the controls of forms.
 *
 * Owns what becomes of them in a link, where HTML lets no other link and no control stand. */
#include "write.h"

/* ---- Links ----------------------------------------------------------------------------------- */

enum { NO_LINK = 1 };

void rt_html_enter_link(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *href = rt_node_attr(node, RT_A_HREF);
    rt_html_line_tag(w, node);
    if (w->links++) {
        f->flags = NO_LINK;
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &w->pos, "link within a link; its text was kept");
        return;
    }
    bool unsafe = href && rt_html_unsafe_address(href->text, false);
    rt_html_open_tag(w, "a", node);
    if (!href || unsafe) {
        RT_HTML_PUT(w, " role=\"link\" aria-disabled=\"true\"");
    } else {
        RT_HTML_PUT(w, " href=\"");
        rt_html_put_href(w, href->text);
        rt_emit_char(&w->emit, '"');
    }
    if (unsafe) {
        rt_html_put_attr(w, "title", href->text);
        w->host->lost(w->host, RT_LOSS_CONTENT, &w->pos,
                      "address of a link that a browser would run; it stands in the link's title");
    } else {
        rt_html_attr(w, "title", node, RT_A_TITLE);
    }
    rt_emit_char(&w->emit, '>');
}

void rt_html_leave_link(rt_html_writer *w, rt_html_frame *f)
{
    rt_html_line_tag(w, NULL);
    w->links--;
    if (f->flags != NO_LINK)
        RT_HTML_PUT(w, "</a>");
}

/* ---- Ruby ------------------------------------------------------------------------------------ */

enum { HAS_READING = 1 };

void rt_html_enter_ruby(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *reading = rt_node_attr(node, RT_A_READING);
    rt_html_line_tag(w, node);
    rt_html_open_tag(w, "ruby", node);
    rt_emit_char(&w->emit, '>');
    f->flags = reading ? HAS_READING : 0;
    if (reading)
        rt_html_keep(w, &f->kept, reading->text);
}

/* The reading is a line of its own; white space at the end of the base is protected as if it were
 * one. */
void rt_html_leave_ruby(rt_html_writer *w, rt_html_frame *f)
{
    rt_html_line_end(w);
    if (f->flags == HAS_READING) {
        RT_HTML_PUT(w, "<rp>（</rp><rt>");
        rt_html_text(w, f->kept);
        rt_html_line_end(w);
        RT_HTML_PUT(w, "</rt><rp>）</rp>");
    }
    RT_HTML_PUT(w, "</ruby>");
}

/* ---- Places ---------------------------------------------------------------------------------- */

void rt_html_enter_start(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    rt_html_line_tag(w, node);
    rt_html_open_tag(w, "span", node);
    RT_HTML_PUT(w, "></span>");
}

/* Whether what stands next in it belongs to a line. */
static bool in_line(const rt_html_frame *holder)
{
    switch (holder->kind) {
    case RT_REPORT:
    case RT_SECTION:
    case RT_QUOTE:
    case RT_TEXT_BOX:
    case RT_FIGURE:
    case RT_NOTE:
        return false;
    case RT_CELL:
    case RT_ITEM:
    case RT_DEFINITION:
        return !holder->has_block;
    default:
        return true;
    }
}

void rt_html_enter_page_break(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    bool line = in_line(rt_html_parent(w));
    rt_html_line_end(w);
    rt_html_open_tag(w, line ? "span" : "\ndiv", node);
    RT_HTML_PUT(w, " style=\"break-after:page\">");
    rt_emit_text(&w->emit, line ? "</span>" : "</div>");
}

/* ---- Controls -------------------------------------------------------------------------------- */

void rt_html_put_box(rt_html_writer *w, const rt_node *node, int32_t checked)
{
    static const char *const states[] = {
        ">☐",
        [RT_CHECKED_NO] = " aria-checked=\"false\">☐",
        [RT_CHECKED_YES] = " aria-checked=\"true\">☑",
        [RT_CHECKED_MIXED] = " aria-checked=\"mixed\">▣",
    };
    bool control = !w->links && (checked == RT_CHECKED_NO || checked == RT_CHECKED_YES);
    rt_html_open_tag(w, control ? "input" : "span", node);
    if (control) {
        RT_HTML_PUT(w, " type=\"checkbox\"");
        rt_emit_text(&w->emit, checked == RT_CHECKED_YES ? " checked disabled" : " disabled");
    } else {
        RT_HTML_PUT(w, " role=\"checkbox\" aria-disabled=\"true\"");
    }
    rt_html_attr(w, "title", node, RT_A_TITLE);
    if (control) {
        rt_emit_char(&w->emit, '>');
        return;
    }
    rt_emit_text(&w->emit, states[checked > 0 && checked <= RT_CHECKED_MIXED ? checked : 0]);
    RT_HTML_PUT(w, "</span>");
}

void rt_html_enter_checkbox(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    rt_html_line_content(w);
    rt_html_put_box(w, node, rt_node_number(node, RT_A_CHECKED, 0));
}

enum { HAS_VALUE = 1, CHOSEN = 2 };

void rt_html_enter_drop_down(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *value = rt_node_attr(node, RT_A_VALUE);
    rt_html_line_content(w);
    rt_html_open_tag(w, "select", node);
    RT_HTML_PUT(w, " disabled");
    rt_html_attr(w, "title", node, RT_A_TITLE);
    rt_emit_char(&w->emit, '>');
    f->flags = value ? HAS_VALUE : 0;
    if (value)
        rt_html_keep(w, &f->kept, value->text);
    else
        RT_HTML_PUT(w, "<option selected disabled hidden></option>");
}

/* ` label="…">text</option>`, the label where the text alone would lose white space. */
static void end_option(rt_html_writer *w, rt_str text)
{
    if (text.len && !rt_html_plain_space(text))
        rt_html_put_attr(w, "label", text);
    rt_emit_char(&w->emit, '>');
    rt_escape_xml_text(&w->emit, text);
    RT_HTML_PUT(w, "</option>");
}

void rt_html_leave_drop_down(rt_html_writer *w, rt_html_frame *f)
{
    if (f->flags == HAS_VALUE) {
        RT_HTML_PUT(w, "<option selected hidden");
        end_option(w, f->kept);
    }
    RT_HTML_PUT(w, "</select>");
}

void rt_html_enter_choice(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    rt_buffer_clear(&w->text);
    rt_html_open_tag(w, "option", node);
    rt_html_attr(w, "value", node, RT_A_VALUE);
}

void rt_html_leave_choice(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    rt_html_frame *list = rt_html_parent(w);
    rt_str text = rt_buffer_str(&w->text);
    if (list && list->flags == HAS_VALUE && list->kept.len == text.len &&
        (!text.len || memcmp(list->kept.ptr, text.ptr, text.len) == 0)) {
        list->flags |= CHOSEN;
        RT_HTML_PUT(w, " selected");
    }
    end_option(w, text);
}
