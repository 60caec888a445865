/* read_math.c - formulas: the source of MathML is made again from its elements; see docs/html.md
 * for its form.
 *
 * Elements of HTML in a formula leave their text. Foreign elements are never moved, so what is
 * written nests. */
#include <string.h>

#include "read.h"

static void put(html_reader *r, const char *bytes, size_t len)
{
    if (r->status == RT_OK)
        r->status = rt_buffer_add(&r->math, bytes, len);
}

static void put_escaped(html_reader *r, rt_str text, bool attribute)
{
    for (size_t i = 0, from = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : 0;
        const char *escape = c == '&'                ? "&amp;"
                             : c == '<'              ? "&lt;"
                             : c == '>'              ? "&gt;"
                             : c == '"' && attribute ? "&quot;"
                                                     : NULL;
        if (i < text.len && !escape)
            continue;
        put(r, text.ptr + from, i - from);
        if (escape)
            put(r, escape, strlen(escape));
        from = i + 1;
    }
}

static void end_tag(html_reader *r)
{
    if (r->math_tag)
        put(r, ">", 1);
    r->math_tag = false;
}

/* What the node says is no part of the source. */
static bool is_nodes(rt_str name)
{
    static const char *const names[] = {"display", "alttext", "id", "lang", "dir", "xml:lang"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rt_html_eq(name, names[i]))
            return true;
    return false;
}

static void begin_formula(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_given given = {.count = 0};
    rt_str id = rt_html_get(tag, "id");
    if (id.len)
        rt_html_give_text(&given, RT_A_ID, rt_html_unescape(r, id));
    rt_html_give_text(&given, RT_A_LANGUAGE, rt_html_get(tag, "lang"));
    rt_html_give_number(&given, RT_A_DIRECTION, rt_html_direction(rt_html_get(tag, "dir")));
    rt_html_give_number(&given, RT_A_DISPLAY,
                        rt_html_same(rt_html_get(tag, "display"), "block") ? RT_DISPLAY_BLOCK : 0);
    rt_html_give_text(&given, RT_A_ALT, rt_html_get(tag, "alttext"));
    rt_html_inline_release(r, r->formula);
    r->formula = rt_html_inline_new(r, RT_MATH, &given);
    r->math_at = at;
    r->math_tag = false;
    rt_buffer_clear(&r->math);
}

void rt_html_math_open(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    const html_element *e = &r->stack[at];
    bool root = r->math_at == NONE;
    if (e->space == IN_HTML)
        return;
    if (root)
        begin_formula(r, at, tag);
    end_tag(r);
    put(r, "<", 1);
    put(r, e->name.ptr, e->name.len);
    for (size_t i = 0; tag && i < tag->attr_count; i++) {
        rt_str name = tag->attrs[i].name;
        if (root && is_nodes(name))
            continue;
        put(r, " ", 1);
        put(r, rt_html_eq(name, "definitionurl") ? "definitionURL" : name.ptr, name.len);
        put(r, "=\"", 2);
        put_escaped(r, tag->attrs[i].value, true);
        put(r, "\"", 1);
    }
    r->math_tag = true;
}

void rt_html_math_text(html_reader *r, rt_str text)
{
    end_tag(r);
    put_escaped(r, text, false);
}

/* ---- Formulas in another language ------------------------------------------------------- */

static bool begins(rt_str s, const char *word)
{
    return s.len >= strlen(word) && memcmp(s.ptr, word, strlen(word)) == 0;
}

static rt_str behind(rt_str s, size_t n) { return (rt_str){s.ptr + n, s.len - n}; }

/* Text as it was before put_escaped, in place. */
static rt_str unescaped(char *text, size_t len)
{
    static const struct {
        const char *escape;
        char c;
    } escapes[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
    size_t to = 0;
    for (size_t i = 0; i < len;) {
        size_t skip = 1;
        text[to] = text[i];
        for (size_t k = 0; text[i] == '&' && k < sizeof escapes / sizeof *escapes; k++)
            if (begins((rt_str){text + i, len - i}, escapes[k].escape)) {
                text[to] = escapes[k].c;
                skip = strlen(escapes[k].escape);
                break;
            }
        i += skip;
        to++;
    }
    return (rt_str){text, to};
}

/* Whether what stands in front of the annotation is a single mtext. */
static bool is_mtext(rt_str s)
{
    if (rt_html_eq(s, "<mtext/>"))
        return true;
    if (!begins(s, "<mtext>") || s.len < 15 || memcmp(s.ptr + s.len - 8, "</mtext>", 8) != 0)
        return false;
    return !memchr(s.ptr + 7, '<', s.len - 15);
}

static int32_t notation_of(rt_str tag, bool *known)
{
    static const struct {
        const char *encoding;
        int32_t notation;
    } encodings[] = {{"application/mathml+xml", RT_NOTATION_MATHML},
                     {"application/x-tex", RT_NOTATION_LATEX},
                     {"text/plain", RT_NOTATION_TEXT}};
    const char *found = memmem(tag.ptr, tag.len, " encoding=\"", 11);
    *known = true;
    if (!found)
        return 0;
    rt_str value = behind(tag, (size_t)(found - tag.ptr) + 11);
    const char *quote = memchr(value.ptr, '"', value.len);
    value.len = quote ? (size_t)(quote - value.ptr) : value.len;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (rt_html_same(value, encodings[i].encoding))
            return encodings[i].notation;
    *known = false;
    return 0;
}

/* <math …><semantics>…<annotation …>text</annotation></semantics></math>: the text and its
 * notation. */
static bool annotated(char *source, size_t len, rt_str *text, int32_t *notation)
{
    static const char tail[] = "</semantics></math>", close[] = "</annotation>";
    rt_str s = {source, len};
    const char *root = memchr(source, '>', len);
    if (!root || len < sizeof tail ||
        memcmp(source + len - (sizeof tail - 1), tail, sizeof tail - 1) != 0)
        return false;
    s = behind(s, (size_t)(root + 1 - source));
    s.len -= sizeof tail - 1;
    if (!begins(s, "<semantics>"))
        return false;
    s = behind(s, 11);
    size_t tag = s.len;
    bool empty = s.len > 2 && memcmp(s.ptr + s.len - 2, "/>", 2) == 0;
    if (!empty && (s.len < sizeof close ||
                   memcmp(s.ptr + s.len - (sizeof close - 1), close, sizeof close - 1) != 0))
        return false;
    s.len -= empty ? 0 : sizeof close - 1;
    for (tag = s.len; tag > 0 && s.ptr[tag - 1] != '<';)
        tag--;
    if (!tag || !begins(behind(s, tag - 1), "<annotation") ||
        begins(behind(s, tag - 1), "<annotation-xml"))
        return false;
    rt_str open = behind(s, tag - 1), front = {s.ptr, tag - 1};
    const char *end = memchr(open.ptr, '>', open.len);
    if (!end)
        return false;
    bool known;
    *notation = notation_of((rt_str){open.ptr, (size_t)(end - open.ptr)}, &known);
    if (!(known && is_mtext(front)) && *notation != RT_NOTATION_MATHML)
        return false;
    char *body = source + (end + 1 - source);
    *text = unescaped(body, (size_t)(s.ptr + s.len - body));
    return true;
}

void rt_html_math_close(html_reader *r, uint32_t at)
{
    const html_element *e = &r->stack[at];
    html_given given = {.count = 0};
    int32_t notation = RT_NOTATION_MATHML;
    if (e->space == IN_HTML)
        return;
    if (r->math_tag) {
        put(r, "/>", 2);
    } else {
        put(r, "</", 2);
        put(r, e->name.ptr, e->name.len);
        put(r, ">", 1);
    }
    r->math_tag = false;
    if (at != r->math_at)
        return;
    r->math_at = NONE;
    rt_str source = rt_buffer_str(&r->math);
    if (r->status != RT_OK || !rt_html_flow_node(r, at) || !r->formula)
        return;
    if (!annotated(r->math.data, r->math.len, &source, &notation))
        notation = RT_NOTATION_MATHML;
    for (size_t i = 0; i < r->formula->attr_count && r->formula->attrs; i++)
        given.list[given.count++] = r->formula->attrs[i];
    rt_html_give_number(&given, RT_A_NOTATION, notation);
    rt_html_send(r, RT_MATH, given.list, given.count, &r->formula->pos);
    rt_html_send_text(r, source);
    rt_html_send_leave(r, RT_MATH);
}
