/* xmlscan.c - a state machine over windows of XML: text, tags, values, comments, CDATA, DOCTYPE. */
#include "xmlscan.h"

#include <string.h>

enum { TEXT = 0, OPENED, TAG, VALUE, BANG, DASHES, COMMENT, CDATA, INSTRUCTION, DOCTYPE, LITERAL };

/* Where the construct ends and what goes on behind it. */
static uint32_t behind(const rt_xml_scan *s) { return s->in_doctype ? DOCTYPE : TEXT; }

static uint32_t after_opened(rt_xml_scan *s, char c)
{
    s->attributes = 0;
    s->name_start = s->at;
    if (c == '!')
        return BANG;
    if (c == '?') {
        s->value_start = s->at + 1;
        return INSTRUCTION;
    }
    return c == '>' ? behind(s) : TAG;
}

static uint32_t in_tag(rt_xml_scan *s, char c)
{
    switch (c) {
    case '>':
        return behind(s);
    case '"':
    case '\'':
        s->quote = c;
        s->value_start = s->at + 1;
        s->attributes++;
        return VALUE;
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case '=':
    case '/':
        s->name_start = s->at + 1;
        return TAG;
    default:
        return TAG;
    }
}

/* Behind "<!": a comment, a CDATA section, the DOCTYPE or a declaration inside it. */
static uint32_t after_bang(rt_xml_scan *s, char c)
{
    if (c == '-')
        return DASHES;
    if (c == '[' && !s->in_doctype) {
        s->value_start = s->at + 1;
        return CDATA;
    }
    if (c == '>')
        return behind(s);
    s->in_doctype = 1;
    return DOCTYPE;
}

static uint32_t in_doctype(rt_xml_scan *s, char c)
{
    if (c == '"' || c == '\'') {
        s->quote = c;
        return LITERAL;
    }
    if (c == '<')
        return OPENED;
    if (c == '[')
        s->in_subset = 1;
    else if (c == ']')
        s->in_subset = 0;
    else if (c == '>' && !s->in_subset) {
        s->in_doctype = 0;
        return TEXT;
    }
    return DOCTYPE;
}

/* Whether this '>' ends a construct that ends with `a`, `b` and it. */
static int ends(const rt_xml_scan *s, char a, char b, uint64_t least)
{
    return s->at - s->value_start >= least && s->before[1] == b && (!a || s->before[0] == a);
}

static uint32_t step(rt_xml_scan *s, char c)
{
    switch (s->state) {
    case OPENED:
        return after_opened(s, c);
    case TAG:
        return in_tag(s, c);
    case VALUE:
        s->name_start = s->at + 1;
        return c == s->quote ? TAG : VALUE;
    case BANG:
        return after_bang(s, c);
    case DASHES:
        s->value_start = s->at + 1;
        return c == '-' ? COMMENT : behind(s);
    case COMMENT:
        return c == '>' && ends(s, '-', '-', 2) ? behind(s) : COMMENT;
    case CDATA: /* value_start is behind "<!["; "CDATA[" and "]]" are 8 bytes */
        return c == '>' && ends(s, ']', ']', 8) ? TEXT : CDATA;
    case INSTRUCTION:
        return c == '>' && ends(s, 0, '?', 1) ? behind(s) : INSTRUCTION;
    case DOCTYPE:
        return in_doctype(s, c);
    case LITERAL:
        return c == s->quote ? DOCTYPE : LITERAL;
    default:
        if (c != '<')
            return TEXT;
        s->start = s->at;
        return OPENED;
    }
}

/* The byte up to which nothing happens in this state, or the end. */
static const char *next_of_interest(const rt_xml_scan *s, const char *p, const char *end)
{
    int wanted;
    switch (s->state) {
    case TAG: /* letters stand behind every byte that matters */
        while (p < end && (unsigned char)*p > '>')
            p++;
        return p;
    case TEXT:
        wanted = '<';
        break;
    case VALUE:
    case LITERAL:
        wanted = s->quote;
        break;
    case COMMENT:
    case CDATA:
    case INSTRUCTION:
        wanted = '>';
        break;
    default:
        return p;
    }
    const char *found = memchr(p, wanted, (size_t)(end - p));
    return found ? found : end;
}

static rt_xml_fault fault_of(const rt_xml_scan *s)
{
    if (s->state == TEXT)
        return RT_XML_FINE;
    if (s->in_doctype)
        return s->at - s->start > RT_XML_LONGEST_DOCTYPE ? RT_XML_DOCTYPE : RT_XML_FINE;
    if (s->attributes > s->most_attributes)
        return RT_XML_ATTRIBUTES;
    if (s->state == VALUE && s->at - s->value_start > s->longest_value)
        return RT_XML_VALUE;
    if (s->state == TAG && s->at > s->name_start + RT_XML_LONGEST_NAME)
        return RT_XML_NAME;
    return s->at - s->start > s->longest_construct ? RT_XML_CONSTRUCT : RT_XML_FINE;
}

static void remember(rt_xml_scan *s, const char *p, size_t n)
{
    if (n > 1)
        s->before[0] = p[n - 2];
    else if (n)
        s->before[0] = s->before[1];
    if (n)
        s->before[1] = p[n - 1];
}

/* Whether `c` stands anywhere behind a '<'. */
static int opens(const char *bytes, size_t len, char c)
{
    const char *p = bytes, *end = bytes + len;
    while ((p = memchr(p, c, (size_t)(end - p)))) {
        if (p > bytes && p[-1] == '<')
            return 1;
        p++;
    }
    return 0;
}

/* What need not be looked at byte by byte: from text on, where only tags open, up to the last '<'.
 * No value may hold one (libxml2 stops there), and what begins and ends in so few bytes breaks no
 * limit. */
static size_t harmless(const rt_xml_scan *s, const char *bytes, size_t len)
{
    if (s->state != TEXT || s->in_doctype || s->most_attributes < len / 4 ||
        s->longest_value < len || s->longest_construct < len || len > RT_XML_LONGEST_NAME ||
        opens(bytes, len, '!') || opens(bytes, len, '?'))
        return 0;
    const char *last = memrchr(bytes, '<', len);
    return last ? (size_t)(last - bytes) : len;
}

rt_xml_fault rt_xml_scan_bytes(rt_xml_scan *s, const char *bytes, size_t len, size_t *used)
{
    const char *p = bytes, *end = bytes + len;
    rt_xml_fault fault = RT_XML_FINE;
    int looked = 0;

    while (p < end && fault == RT_XML_FINE) {
        if (s->state == TEXT && !looked) {
            size_t skipped = harmless(s, p, (size_t)(end - p));
            remember(s, p, skipped);
            s->at += skipped;
            p += skipped;
            looked = 1;
        }
        const char *stop = next_of_interest(s, p, end);
        remember(s, p, (size_t)(stop - p));
        s->at += (uint64_t)(stop - p);
        if (stop > p)
            fault = fault_of(s);
        p = stop;
        if (p == end || fault != RT_XML_FINE)
            break;
        s->state = step(s, *p);
        remember(s, p++, 1);
        s->at++;
        fault = fault_of(s);
    }
    *used = (size_t)(p - bytes);
    return fault;
}
