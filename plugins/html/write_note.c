/* write_note.c - notes at the end of the page, references to them, back links, and facts.
 *
 * Owns the numbers: a note's is that of its first reference. Ids that the writer makes begin with
 * _x_, as no id of a report does once it is escaped. */
#include "write.h"

/* ---- References ------------------------------------------------------------------------------ */

/* The number of the note, and whether this is its first mention. 0: it names none. */
static uint32_t number_of(rt_html_writer *w, rt_str id, bool *first)
{
    rt_html_name *name = id.len ? rt_html_name_of(&w->names, id) : NULL;
    if (!name) {
        w->failed = id.len ? RT_ERR_MEMORY : w->failed;
        return 0;
    }
    *first = !name->number;
    if (*first)
        name->number = ++w->note_count;
    return name->number;
}

void rt_html_enter_note_reference(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *label = rt_node_attr(node, RT_A_LABEL), *ref = rt_node_attr(node, RT_A_REF);
    bool first = false, in_link = w->links > 0;
    (void)f;
    rt_html_line_content(w);
    uint32_t number = ref ? number_of(w, ref->text, &first) : 0;
    rt_html_open_tag(w, in_link ? "span" : "a", node);
    RT_HTML_PUT(w, " role=\"doc-noteref\"");
    if (ref) {
        rt_emit_text(&w->emit, in_link ? " aria-details=\"" : " href=\"#");
        rt_html_put_id(w, ref->text);
        rt_emit_char(&w->emit, '"');
    }
    if (label)
        rt_html_put_attr(w, "aria-label", label->text);
    RT_HTML_PUT(w, "><sup");
    if (first)
        rt_html_put_number(w, " id=\"_x_r", number, "\"");
    rt_emit_char(&w->emit, '>');
    if (label)
        rt_escape_xml_text(&w->emit, label->text);
    else if (number)
        rt_html_put_number(w, "", number, "");
    RT_HTML_PUT(w, "</sup>");
    rt_emit_text(&w->emit, in_link ? "</span>" : "</a>");
}

/* ---- Notes ----------------------------------------------------------------------------------- */

void rt_html_enter_note(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    static const char *const roles[] = {[RT_ROLE_FOOTNOTE] = " role=\"doc-footnote\"",
                                        [RT_ROLE_ENDNOTE] = " role=\"doc-endnote\"",
                                        [RT_ROLE_COMMENT] = " role=\"comment\"",
                                        [RT_ROLE_FIELD] = NULL};
    const rt_attr *label = rt_node_attr(node, RT_A_LABEL);
    rt_html_style style = {false};
    int32_t role = rt_node_number(node, RT_A_ROLE, 0);
    bool first = true;
    if (w->stage != RT_HTML_IN_NOTES)
        RT_HTML_PUT(w, "\n<section role=\"doc-endnotes\">\n<ol>");
    w->stage = RT_HTML_IN_NOTES;
    uint32_t number = number_of(w, rt_node_text(node, RT_A_ID), &first);
    f->number = first ? 0 : (int32_t)number;
    if (!number)
        number = ++w->note_count;
    rt_html_open_tag(w, "\nli", node);
    if (role > 0 && role <= RT_ROLE_FIELD && roles[role])
        rt_emit_text(&w->emit, roles[role]);
    if (number != ++w->note_next)
        rt_html_put_number(w, " value=\"", number, "\"");
    w->note_next = number;
    if (label)
        rt_html_css_string(w, &style, "list-style-type", label->text, " ");
    rt_html_style_end(w, &style);
    rt_emit_char(&w->emit, '>');
}

void rt_html_leave_note(rt_html_writer *w, rt_html_frame *f)
{
    if (f->number) {
        rt_html_put_number(w, "\n<a role=\"doc-backlink\" href=\"#_x_r", f->number, "\">↩</a>");
    }
    RT_HTML_PUT(w, "</li>");
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static void put_words(rt_html_writer *w, const rt_node *node)
{
    static const struct {
        uint32_t attr;
        const char *before;
    } words[] = {{RT_A_PATH, ""}, {RT_A_VALUE, ": "}, {RT_A_CURRENCY, " "}, {RT_A_UNIT, " "}};
    bool any = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        rt_str text = rt_node_text(node, words[i].attr);
        if (!text.len)
            continue;
        rt_emit_text(&w->emit, any ? words[i].before : "");
        rt_escape_xml_text(&w->emit, text);
        any = true;
    }
}

void rt_html_enter_fact(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *ref = rt_node_attr(node, RT_A_REF);
    (void)f;
    if (w->stage != RT_HTML_IN_FACTS) {
        rt_html_end_notes(w);
        RT_HTML_PUT(w, "\n<section class=\"facts\">");
    }
    w->stage = RT_HTML_IN_FACTS;
    RT_HTML_PUT(w, "\n<p>");
    rt_html_open_tag(w, "data", node);
    rt_html_put_attr(w, "value", rt_node_text(node, RT_A_VALUE));
    RT_HTML_PUT(w, " itemscope itemtype=\"https://schema.org/PropertyValue\">");
    rt_html_put_value(w, node);
    if (ref) {
        RT_HTML_PUT(w, "<link itemprop=\"about\" href=\"#");
        rt_html_put_id(w, ref->text);
        RT_HTML_PUT(w, "\">");
    }
    put_words(w, node);
    RT_HTML_PUT(w, "</data></p>");
}

void rt_html_end_notes(rt_html_writer *w)
{
    if (w->stage == RT_HTML_IN_NOTES)
        RT_HTML_PUT(w, "\n</ol>\n</section>");
    if (w->stage == RT_HTML_IN_FACTS)
        RT_HTML_PUT(w, "\n</section>");
}
