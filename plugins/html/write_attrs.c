/* write_attrs.c - attributes of HTML and declarations of CSS, escaped; addresses that must not be
 * followed.
 *
 * Owns how an id, a length, a colour and a string look in HTML. Lengths and colours come through
 * the gate, which lets none pass but "10.5pt", "50%" and "#rrggbb". */
#include "write.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

rt_status rt_html_keep(rt_html_writer *w, rt_str *copy, rt_str text)
{
    char *block = text.len ? w->host->resize(w->host, NULL, text.len) : NULL;
    if (text.len && !block)
        return w->failed = RT_ERR_MEMORY;
    if (block)
        memcpy(block, text.ptr, text.len);
    *copy = (rt_str){block, text.len};
    return RT_OK;
}

/* ---- Attributes of HTML ---------------------------------------------------------------------- */

void rt_html_put_attr(rt_html_writer *w, const char *name, rt_str value)
{
    rt_emit_char(&w->emit, ' ');
    rt_emit_text(&w->emit, name);
    RT_HTML_PUT(w, "=\"");
    rt_escape_xml_attr(&w->emit, value);
    rt_emit_char(&w->emit, '"');
}

void rt_html_attr(rt_html_writer *w, const char *name, const rt_node *node, uint32_t attr)
{
    const rt_attr *found = rt_node_attr(node, attr);
    if (found)
        rt_html_put_attr(w, name, found->text);
}

void rt_html_put_number(rt_html_writer *w, const char *before, int64_t number, const char *after)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%" PRId64, number);
    rt_emit_text(&w->emit, before);
    rt_emit_bytes(&w->emit, text, (size_t)len);
    rt_emit_text(&w->emit, after);
}

/* "_x005F_" and the like: an escape of ECMA-376 (22.9.2.19, ST_Xstring), which stands for itself
 * escaped; or an id that the writer makes. */
static bool looks_escaped(rt_str rest)
{
    if (rest.len < 3 || rest.ptr[0] != '_' || rest.ptr[1] != 'x')
        return false;
    size_t digits = 0;
    while (digits < 4 && digits + 2 < rest.len && isxdigit((unsigned char)rest.ptr[digits + 2]))
        digits++;
    return (digits == 0 || digits == 4) && digits + 2 < rest.len && rest.ptr[digits + 2] == '_';
}

/* No id of a report begins like those that the writer makes, "_x_": its underscore is escaped. */
void rt_html_put_id(rt_html_writer *w, rt_str id)
{
    char escape[8];
    for (size_t i = 0, from = 0; i <= id.len; i++) {
        char c = i < id.len ? id.ptr[i] : 0;
        bool escapes = c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
                       (c == '_' && looks_escaped((rt_str){id.ptr + i, id.len - i}));
        if (i < id.len && !escapes)
            continue;
        if (i > from)
            rt_escape_xml_attr(&w->emit, (rt_str){id.ptr + from, i - from});
        from = i + 1;
        if (escapes) {
            int len = snprintf(escape, sizeof escape, "_x%04X_", (unsigned)(unsigned char)c);
            rt_emit_bytes(&w->emit, escape, (size_t)len);
        }
    }
}

void rt_html_put_href(rt_html_writer *w, rt_str href)
{
    if (!href.len || *href.ptr != '#') {
        rt_escape_xml_attr(&w->emit, href);
        return;
    }
    rt_emit_char(&w->emit, '#');
    rt_html_put_id(w, (rt_str){href.ptr + 1, href.len - 1});
}

static void put_id_attr(rt_html_writer *w, rt_str id)
{
    rt_html_name *name = rt_html_name_of(&w->names, id);
    if (!name) {
        w->failed = RT_ERR_MEMORY;
        return;
    }
    if (name->written) {
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &w->pos, "id that stands before");
        return;
    }
    name->written = true;
    RT_HTML_PUT(w, " id=\"");
    rt_html_put_id(w, id);
    rt_emit_char(&w->emit, '"');
}

void rt_html_common_attrs(rt_html_writer *w, const rt_node *node)
{
    static const char *const directions[] = {"", " dir=\"ltr\"", " dir=\"rtl\"", " dir=\"auto\""};
    const rt_attr *id = rt_node_attr(node, RT_A_ID);
    int32_t direction = rt_node_number(node, RT_A_DIRECTION, 0);
    if (id && id->text.len)
        put_id_attr(w, id->text);
    rt_html_attr(w, "lang", node, RT_A_LANGUAGE);
    if (direction > 0 && direction <= RT_DIRECTION_AUTO)
        rt_emit_text(&w->emit, directions[direction]);
}

void rt_html_open_tag(rt_html_writer *w, const char *name, const rt_node *node)
{
    if (*name == '\n')
        rt_emit_char(&w->emit, *name++);
    rt_emit_char(&w->emit, '<');
    rt_emit_text(&w->emit, name);
    if (node->attr_count)
        rt_html_common_attrs(w, node);
}

/* ---- Addresses --------------------------------------------------------------------------------
 */

/* The scheme as a browser reads it (WHATWG URL, basic parser): what stands in front of it up to
 * U+0020, and tabs and line ends in it, say nothing. */
static size_t scheme_of(rt_str address, char *out, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < address.len; i++) {
        unsigned char c = (unsigned char)address.ptr[i];
        if (c == '\t' || c == '\n' || c == '\r' || (!len && c <= ' '))
            continue;
        if (c == ':')
            return len;
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        if (!((c >= 'a' && c <= 'z') ||
              (len && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) ||
            len + 1 >= room)
            return 0;
        out[len++] = (char)c;
        out[len] = '\0';
    }
    return 0;
}

bool rt_html_unsafe_address(rt_str address, bool image)
{
    static const char *const schemes[] = {"javascript", "vbscript", "livescript", "data"};
    char scheme[16] = "";
    if (!scheme_of(address, scheme, sizeof scheme))
        return false;
    const char *colon = memchr(address.ptr, ':', address.len);
    rt_str rest = {colon + 1, address.len - (size_t)(colon + 1 - address.ptr)};
    if (image && strcmp(scheme, "data") == 0 && rest.len > 6 &&
        strncasecmp(rest.ptr, "image/", 6) == 0)
        return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strcmp(scheme, schemes[i]) == 0)
            return true;
    return false;
}

/* ---- CSS ----------------------------------------------------------------------------------------
 */

void rt_html_css(rt_html_writer *w, rt_html_style *s, const char *declaration)
{
    rt_emit_text(&w->emit, s->begun ? ";" : " style=\"");
    rt_emit_text(&w->emit, declaration);
    s->begun = true;
}

void rt_html_style_end(rt_html_writer *w, rt_html_style *s)
{
    if (s->begun)
        rt_emit_char(&w->emit, '"');
}

void rt_html_css_text(rt_html_writer *w, rt_html_style *s, const char *property,
                      const rt_node *node, uint32_t attr)
{
    const rt_attr *found = rt_node_attr(node, attr);
    if (!found)
        return;
    rt_html_css(w, s, property);
    rt_emit_char(&w->emit, ':');
    rt_escape_xml_attr(&w->emit, found->text);
}

void rt_html_css_number(rt_html_writer *w, rt_html_style *s, const char *property, int64_t number)
{
    rt_html_css(w, s, property);
    rt_html_put_number(w, "", number, "");
}

/* A string in single quotes (CSS Syntax 4.3.5); escapes end with a space. */
void rt_html_css_string(rt_html_writer *w, rt_html_style *s, const char *property, rt_str text,
                        const char *behind)
{
    char escape[8];
    rt_html_css(w, s, property);
    RT_HTML_PUT(w, ":'");
    for (size_t i = 0, from = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : 0;
        bool escapes = c == '\'' || c == '\\' || c == '\n' || c == '\r' || c == '\f';
        if (i < text.len && !escapes)
            continue;
        if (i > from)
            rt_escape_xml_attr(&w->emit, (rt_str){text.ptr + from, i - from});
        from = i + 1;
        if (escapes) {
            int len = snprintf(escape, sizeof escape, "\\%x ", (unsigned)c);
            rt_emit_bytes(&w->emit, escape, (size_t)len);
        }
    }
    rt_emit_text(&w->emit, behind);
    rt_emit_char(&w->emit, '\'');
}

void rt_html_css_align(rt_html_writer *w, rt_html_style *s, const rt_node *node)
{
    static const char *const aligns[] = {
        [RT_ALIGN_START] = "text-align:start",
        [RT_ALIGN_CENTER] = "text-align:center",
        [RT_ALIGN_END] = "text-align:end",
        [RT_ALIGN_JUSTIFY] = "text-align:justify",
        [RT_ALIGN_LEFT] = "text-align:left",
        [RT_ALIGN_RIGHT] = "text-align:right",
        /* at the decimal point (CSS Text 4); browsers without it keep the declaration before */
        [RT_ALIGN_DECIMAL] = "text-align:end;text-align:'.'"};
    int32_t align = rt_node_number(node, RT_A_ALIGN, 0);
    if (align > 0 && align <= RT_ALIGN_DECIMAL)
        rt_html_css(w, s, aligns[align]);
}

void rt_html_css_valign(rt_html_writer *w, rt_html_style *s, const rt_node *node)
{
    static const char *const valigns[] = {[RT_VALIGN_TOP] = "vertical-align:top",
                                          [RT_VALIGN_MIDDLE] = "vertical-align:middle",
                                          [RT_VALIGN_BOTTOM] = "vertical-align:bottom",
                                          [RT_VALIGN_BASELINE] = "vertical-align:baseline"};
    int32_t valign = rt_node_number(node, RT_A_VALIGN, 0);
    if (valign > 0 && valign <= RT_VALIGN_BASELINE)
        rt_html_css(w, s, valigns[valign]);
}

/* ---- Classes: what the style sheet does with the report's own colours ------------------------ */

static uint32_t hex_of(char c) { return (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10); }

/* Relative luminance, roughly (WCAG 2 with a gamma of 2): 0 to 1000. */
static uint32_t luminance(rt_str colour)
{
    static const uint32_t weights[] = {213, 715, 72};
    uint32_t sum = 0;
    for (size_t i = 0; i < 3 && colour.len == 7; i++) {
        uint32_t part = hex_of(colour.ptr[1 + 2 * i]) * 16 + hex_of(colour.ptr[2 + 2 * i]);
        sum += weights[i] * part * part / 255;
    }
    return sum / 255;
}

/* On a background of the report's own text is dark or light, whatever the reader prefers; text of
 * its own colour without one gets a ground where it could not be read: dark text on a dark page,
 * pale text on a light one. */
static const char *ground_of(const rt_node *node)
{
    const rt_attr *background = rt_node_attr(node, RT_A_BACKGROUND),
                  *colour = rt_node_attr(node, RT_A_COLOUR);
    if (background)
        return luminance(background->text) > 180 ? "on-light" : "on-dark";
    if (!colour)
        return NULL;
    return luminance(colour->text) < 250 ? "ink" : luminance(colour->text) > 700 ? "pale" : NULL;
}

void rt_html_class(rt_html_writer *w, const char *first, const char *second, const rt_node *node)
{
    const char *names[] = {first, second, node ? ground_of(node) : NULL};
    const char *before = " class=\"";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!names[i])
            continue;
        rt_emit_text(&w->emit, before);
        rt_emit_text(&w->emit, names[i]);
        before = " ";
    }
    if (*before == ' ' && !before[1])
        rt_emit_char(&w->emit, '"');
}
