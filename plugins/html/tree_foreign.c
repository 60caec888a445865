/* tree_foreign.c - SVG and MathML in a page (13.2.6.5): their elements, integration points, and
 * what breaks out. */
#include <string.h>

#include "tree.h"

static bool one_of(rt_str name, const char *const *list)
{
    for (; *list; list++)
        if (rt_html_eq(name, *list))
            return true;
    return false;
}

static bool html_annotation(const rt_html_token *t)
{
    rt_str encoding = rt_html_get(t, "encoding");
    return rt_html_same(encoding, "text/html") || rt_html_same(encoding, "application/xhtml+xml");
}

void rt_html_push_foreign(html_reader *r, html_namespace space, const rt_html_token *t)
{
    static const char *const texts[] = {"mi", "mo", "mn", "ms", "mtext", NULL};
    static const char *const htmls[] = {"foreignobject", "desc", "title", NULL};
    html_element *e = rt_html_full(r) ? NULL : rt_html_push(r, ELEMENT_UNKNOWN, space, t);
    if (!e)
        return;
    if (space == IN_MATHML && one_of(e->name, texts))
        e->point = POINT_TEXT;
    if (space == IN_SVG ? one_of(e->name, htmls)
                        : rt_html_eq(e->name, "annotation-xml") && html_annotation(t))
        e->point = POINT_HTML;
    if (e->point || (space == IN_MATHML && rt_html_eq(e->name, "annotation-xml"))) {
        e->flags = FLAG_SPECIAL | FLAG_BARRIER;
        rt_html_unlink_from(r, r->count - 1);
        rt_html_link_from(r, r->count - 1);
    }
    rt_html_open(r, r->count - 1, t);
    if (t->self_closing)
        rt_html_pop(r);
}

/* Whether a start tag of HTML ends the foreign content around it. */
static bool breaks_out(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_END_TAG)
        return id == ELEMENT_BR || id == ELEMENT_P;
    if (id == ELEMENT_FONT)
        return rt_html_get(t, "color").ptr || rt_html_get(t, "face").ptr ||
               rt_html_get(t, "size").ptr;
    return rt_html_elements[id].flags & FLAG_BREAKOUT;
}

static bool end_in_foreign(html_reader *r, const rt_html_token *t)
{
    for (uint32_t at = r->count; at-- > 0;) {
        const html_element *e = &r->stack[at];
        if (e->space == IN_HTML) /* may still pop what is foreign above it */
            return rt_html_by_mode(r, t);
        if (e->name.len == t->name.len && memcmp(e->name.ptr, t->name.ptr, t->name.len) == 0) {
            rt_html_pop_to(r, at);
            return false;
        }
    }
    return false;
}

bool rt_html_in_foreign(html_reader *r, const rt_html_token *t)
{
    switch (t->type) {
    case RT_HTML_TEXT:
        rt_html_chars(r, t->text);
        r->frameset_ok = r->frameset_ok && t->space;
        return false;
    case RT_HTML_START_TAG:
    case RT_HTML_END_TAG:
        if (breaks_out(r, t)) {
            while (rt_html_top(r)->space != IN_HTML && !rt_html_top(r)->point)
                rt_html_pop(r);
            return rt_html_by_mode(r, t);
        }
        if (t->type == RT_HTML_END_TAG)
            return end_in_foreign(r, t);
        rt_html_push_foreign(r, (html_namespace)rt_html_top(r)->space, t);
        return false;
    default:
        return false;
    }
}
