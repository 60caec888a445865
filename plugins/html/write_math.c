/* write_math.c - formulas: MathML that is safe as it stands, everything else as an annotation.
 *
 * Owns the check of MathML: well-formed, made of known elements and attributes only, and in the one
 * form that reading a page gives back. A source of another form is shown by what is safe of it, in
 * that form, and kept whole as an annotation. */
#include "write.h"

#include <ctype.h>

/* ---- What may stand in MathML ---------------------------------------------------------------- */

/* MathML 3, presentation; in order. Without those that HTML can stand in (annotation-xml), links,
 * and images (mglyph). */
static const char *const elements[] = {
    "annotation", "maction", "maligngroup", "malignmark", "math",       "menclose",
    "merror",     "mfenced", "mfrac",       "mi",         "mlabeledtr", "mmultiscripts",
    "mn",         "mo",      "mover",       "mpadded",    "mphantom",   "mprescripts",
    "mroot",      "mrow",    "ms",          "mspace",     "msqrt",      "mstyle",
    "msub",       "msubsup", "msup",        "mtable",     "mtd",        "mtext",
    "mtr",        "munder",  "munderover",  "none",       "semantics"};
static const char *const attributes[] = {"accent",         "accentunder",
                                         "align",          "alignmentscope",
                                         "bevelled",       "charalign",
                                         "close",          "columnalign",
                                         "columnlines",    "columnspacing",
                                         "columnspan",     "columnwidth",
                                         "denomalign",     "depth",
                                         "displaystyle",   "encoding",
                                         "equalcolumns",   "equalrows",
                                         "fence",          "form",
                                         "frame",          "framespacing",
                                         "groupalign",     "height",
                                         "indentalign",    "indentshift",
                                         "intent",         "largeop",
                                         "linebreak",      "linethickness",
                                         "lquote",         "lspace",
                                         "mathbackground", "mathcolor",
                                         "mathsize",       "mathvariant",
                                         "maxsize",        "minlabelspacing",
                                         "minsize",        "movablelimits",
                                         "notation",       "numalign",
                                         "open",           "rowalign",
                                         "rowlines",       "rowspacing",
                                         "rowspan",        "rquote",
                                         "rspace",         "scriptlevel",
                                         "scriptminsize",  "scriptsizemultiplier",
                                         "separator",      "separators",
                                         "side",           "stretchy",
                                         "subscriptshift", "superscriptshift",
                                         "symmetric",      "voffset",
                                         "width",          "xmlns"};

static int index_of(const char *const *list, size_t count, rt_str name)
{
    size_t from = 0;
    while (count) {
        size_t half = count / 2, len = strlen(list[from + half]);
        int order = memcmp(name.ptr, list[from + half], name.len < len ? name.len : len);
        if (!order && name.len == len)
            return (int)(from + half);
        if (order > 0 || (!order && name.len > len)) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return -1;
}

/* ---- From a source to the one form ----------------------------------------------------------- */

typedef struct mathml {
    const char *at, *end;
    rt_buffer *out;          /* the one form */
    rt_buffer open;          /* the index of each open element */
    size_t root_end;         /* behind the root's name, in the one form */
    size_t inner, inner_end; /* the root's content there */
    bool whole;              /* nothing was left out or read otherwise */
    rt_status status;
} mathml;

static void put(mathml *m, const char *bytes, size_t len)
{
    if (m->status == RT_OK)
        m->status = rt_buffer_add(m->out, bytes, len);
}

static void put_escaped(mathml *m, uint32_t c, bool attribute)
{
    if (c == '&')
        put(m, "&amp;", 5);
    else if (c == '<')
        put(m, "&lt;", 4);
    else if (c == '>')
        put(m, "&gt;", 4);
    else if (c == '"' && attribute)
        put(m, "&quot;", 6);
    else if (m->status == RT_OK)
        m->status = rt_buffer_add_point(m->out, c);
}

static bool allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
           (c >= 0x10000 && c < 0x110000);
}

/* The five of XML and numbers, up to the semicolon. */
static bool reference(mathml *m, bool attribute)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    const char *name = m->at + 1,
               *semicolon =
                   memchr(name, ';', (size_t)(m->end - name) < 12 ? (size_t)(m->end - name) : 12);
    if (!semicolon)
        return false;
    size_t len = (size_t)(semicolon - name);
    m->at = semicolon + 1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (len == strlen(known[i].name) && memcmp(name, known[i].name, len) == 0) {
            put_escaped(m, (unsigned char)known[i].c, attribute);
            return true;
        }
    bool hex = len > 2 && name[0] == '#' && name[1] == 'x';
    uint32_t c = 0;
    if (len < 2 || name[0] != '#')
        return false;
    for (const char *p = name + 1 + hex; p < semicolon; p++) {
        if (hex ? !isxdigit((unsigned char)*p) : !isdigit((unsigned char)*p))
            return false;
        c = c * (hex ? 16 : 10) + (uint32_t)(*p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10);
        if (c > 0x10FFFF)
            return false;
    }
    if (!allowed(c))
        return false;
    put_escaped(m, c, attribute);
    return true;
}

/* Characters up to one of `stops`, or the end. */
static bool characters(mathml *m, char stop, bool attribute)
{
    while (m->at < m->end && *m->at != stop) {
        char c = *m->at;
        if (c == '<' || c == '\r') /* a carriage return would become a line feed */
            return false;
        if (c == '&' ? !reference(m, attribute) : (m->at++, false))
            return false;
        if (c == '>' || c == '"')
            put_escaped(m, (unsigned char)c, attribute);
        else if (c != '&')
            put(m, &c, 1);
    }
    return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

static rt_str take_name(mathml *m)
{
    const char *from = m->at;
    while (m->at < m->end && (isalnum((unsigned char)*m->at) || *m->at == '-' || *m->at == ':' ||
                              *m->at == '_' || *m->at == '.'))
        m->at++;
    return (rt_str){from, (size_t)(m->at - from)};
}

static void skip_space(mathml *m)
{
    while (m->at < m->end && is_space(*m->at))
        m->at++;
}

static bool take_attribute(mathml *m)
{
    size_t len = m->out->len;
    rt_str name = take_name(m);
    skip_space(m);
    if (!name.len || m->at == m->end || *m->at++ != '=')
        return false;
    skip_space(m);
    if (m->at == m->end || (*m->at != '"' && *m->at != '\''))
        return false;
    char quote = *m->at++;
    put(m, " ", 1);
    put(m, name.ptr, name.len);
    put(m, "=\"", 2);
    size_t value = m->out->len;
    if (!characters(m, quote, true) || m->at == m->end)
        return false;
    m->at++;
    bool keeps = index_of(attributes, sizeof attributes / sizeof *attributes, name) >= 0;
    static const char mathml_space[] = "http://www.w3.org/1998/Math/MathML";
    if (name.len == 5 && memcmp(name.ptr, "xmlns", 5) == 0)
        keeps = m->open.len == 0 && m->out->len - value == sizeof mathml_space - 1 &&
                memcmp(m->out->data + value, mathml_space, sizeof mathml_space - 1) == 0;
    put(m, "\"", 1);
    if (!keeps) {
        m->whole = false;
        m->out->len = len;
    }
    return true;
}

static bool start_tag(mathml *m)
{
    size_t tag = m->out->len;
    m->at++;
    rt_str name = take_name(m);
    int element = index_of(elements, sizeof elements / sizeof *elements, name);
    bool root = m->open.len == 0;
    if (element < 0 || root != (strcmp(elements[element], "math") == 0) || (root && tag))
        return false;
    put(m, "<", 1);
    put(m, name.ptr, name.len);
    if (root)
        m->root_end = m->out->len;
    for (;;) {
        const char *before = m->at;
        skip_space(m);
        if (m->at == m->end)
            return false;
        bool empty = *m->at == '/';
        if (empty || *m->at == '>') {
            m->at += empty;
            if (m->at == m->end || *m->at++ != '>')
                return false;
            put(m, empty ? "/>" : ">", empty ? 2 : 1);
            if (root)
                m->inner = m->inner_end = m->out->len;
            if (!empty && m->status == RT_OK)
                m->status = rt_buffer_add_char(&m->open, (char)element);
            return true;
        }
        if (before == m->at || !take_attribute(m))
            return false;
    }
}

static bool end_tag(mathml *m)
{
    m->at += 2;
    rt_str name = take_name(m);
    skip_space(m);
    int element = index_of(elements, sizeof elements / sizeof *elements, name);
    if (m->at == m->end || *m->at++ != '>' || !m->open.len ||
        element != m->open.data[m->open.len - 1])
        return false;
    m->open.len--;
    if (!m->open.len)
        m->inner_end = m->out->len;
    if (m->out->len && m->out->data[m->out->len - 1] == '>' && m->out->len > 1 &&
        m->out->data[m->out->len - 2] != '/') {
        size_t from = m->out->len; /* nothing stands between the tags: "<mi></mi>" is "<mi/>" */
        while (from && m->out->data[from - 1] != '<')
            from--;
        if (m->out->data[from] != '/') {
            m->out->len--;
            put(m, "/>", 2);
            return true;
        }
    }
    put(m, "</", 2);
    put(m, name.ptr, name.len);
    put(m, ">", 1);
    return true;
}

/* False: no MathML that may be shown. */
static bool run(mathml *m)
{
    while (m->at < m->end && m->status == RT_OK) {
        if (!m->open.len && is_space(*m->at)) {
            m->whole = false;
            m->at++;
        } else if (*m->at != '<') {
            if (!m->open.len || !characters(m, '<', false))
                return false;
        } else if (m->end - m->at > 1 && m->at[1] == '/') {
            if (!end_tag(m))
                return false;
        } else if (!start_tag(m)) {
            return false;
        }
    }
    return m->out->len > 0 && !m->open.len;
}

/* ---- Formulas -------------------------------------------------------------------------------- */

static bool begins(rt_str text, const char *word)
{
    return text.len >= strlen(word) && memcmp(text.ptr, word, strlen(word)) == 0;
}

/* What would be read as an annotation's text needs an annotation itself. */
static bool looks_annotated(const mathml *m)
{
    rt_str inner = {m->out->data + m->inner, m->inner_end - m->inner};
    return begins(inner, "<semantics") &&
           (begins(inner, "<semantics><mtext") ||
            memmem(inner.ptr, inner.len, "application/mathml+xml", 22));
}

static void put_annotation(rt_html_writer *w, int32_t notation, rt_str source)
{
    static const char *const encodings[] = {"", " encoding=\"application/mathml+xml\"",
                                            " encoding=\"application/x-tex\"",
                                            " encoding=\"text/plain\""};
    RT_HTML_PUT(w, "<annotation");
    rt_emit_text(&w->emit, encodings[notation > 0 && notation <= RT_NOTATION_TEXT ? notation : 0]);
    rt_emit_char(&w->emit, '>');
    rt_escape_xml_text(&w->emit, source);
    RT_HTML_PUT(w, "</annotation></semantics></math>");
}

void rt_html_enter_math(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_line_content(w);
    rt_buffer_clear(&w->text);
    f->number = rt_node_number(node, RT_A_NOTATION, 0);
    rt_html_open_tag(w, "math", node);
    if (rt_node_number(node, RT_A_DISPLAY, 0) == RT_DISPLAY_BLOCK)
        RT_HTML_PUT(w, " display=\"block\"");
    rt_html_attr(w, "alttext", node, RT_A_ALT);
}

void rt_html_leave_math(rt_html_writer *w, rt_html_frame *f)
{
    rt_str source = rt_buffer_str(&w->text);
    rt_buffer form = {.host = w->host};
    mathml m = {.at = source.ptr,
                .end = source.len ? source.ptr + source.len : source.ptr,
                .out = &form,
                .open.host = w->host,
                .whole = true};
    bool shown = f->number == RT_NOTATION_MATHML && source.len && run(&m);
    if (m.status != RT_OK)
        w->failed = m.status;
    if (shown && m.whole && form.len == source.len &&
        memcmp(form.data, source.ptr, form.len) == 0 && !looks_annotated(&m)) {
        rt_emit_str(&w->emit, (rt_str){form.data + m.root_end, form.len - m.root_end});
    } else if (shown) {
        RT_HTML_PUT(w, "><semantics><mrow>");
        rt_emit_str(&w->emit, (rt_str){form.data + m.inner, m.inner_end - m.inner});
        RT_HTML_PUT(w, "</mrow>");
        put_annotation(w, f->number, source);
    } else {
        RT_HTML_PUT(w, "><semantics><mtext>");
        rt_escape_xml_text(&w->emit, source);
        RT_HTML_PUT(w, "</mtext>");
        put_annotation(w, f->number, source);
    }
    rt_buffer_free(&form);
    rt_buffer_free(&m.open);
}
