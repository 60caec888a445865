/* read_alternate.c - AlternateContent (ECMA-376 part 3): exactly one of its branches is read.
 *
 * Owns which namespaces are understood, and what prefixes stand for in the part that is read. */
#include <string.h>

#include "read.h"

/* Namespaces whose elements a Choice may ask for. */
static bool is_known_space(rt_str uri)
{
    static const char *const begins[] = {
        "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "urn:schemas-microsoft-com:",
        "http://schemas.microsoft.com/office/word/2010/wordprocessing", "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2012/", "http://schemas.microsoft.com/office/word/2015/",
        "http://schemas.microsoft.com/office/word/2016/", "http://schemas.microsoft.com/office/word/2018/",
        "http://schemas.microsoft.com/office/word/2020/", "http://schemas.microsoft.com/office/drawing/2010/main",
        "http://schemas.microsoft.com/office/drawing/2016/SVG/main"};
    static const char ink[] = "http://schemas.microsoft.com/office/word/2010/wordprocessingInk";
    if (rt_docx_is(uri, ink))
        return false;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (uri.len >= strlen(begins[i]) && memcmp(uri.ptr, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

void body_note_prefixes(body *b, const rt_xml_tag *tag)
{
    const rt_xml_attr *declared = tag->attrs + tag->attr_count;
    for (size_t i = 0; i < tag->namespace_count; i++) {
        uint32_t at = 0;
        const char *prefix = declared[i].name.local;
        while (at < b->prefix_count && b->prefixes[at].prefix != prefix)
            at++;
        if (!prefix || at == BODY_PREFIXES)
            continue;
        b->prefixes[at].prefix = prefix;
        b->prefixes[at].known = is_known_space(declared[i].value);
        b->prefix_count += at == b->prefix_count;
    }
}

static bool is_known_prefix(const body *b, rt_str prefix)
{
    for (uint32_t i = 0; i < b->prefix_count; i++)
        if (rt_docx_is(prefix, b->prefixes[i].prefix))
            return b->prefixes[i].known;
    return false;
}

static bool understands(const body *b, rt_str requires)
{
    bool any = false;
    for (size_t i = 0; i < requires.len;) {
        size_t from = i;
        while (i < requires.len && !strchr(" \t\n", requires.ptr[i]))
            i++;
        if (i > from && !is_known_prefix(b, (rt_str){requires.ptr + from, i - from}))
            return false;
        any |= i > from;
        i += i < requires.len;
    }
    return any;
}

/* True: the element was one of mc's own. The frame of AlternateContent remembers that a branch was taken. */
bool body_on_alternative(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (name == RT_MC_AlternateContent)
        return true;
    if (name != RT_MC_Choice && name != RT_MC_Fallback)
        return false;
    body_frame *around = b->depth > 1 ? &b->frames[b->depth - 2] : NULL;
    bool inside = around && around->name == RT_MC_AlternateContent;
    bool taken = inside && !around->value && (name == RT_MC_Fallback || understands(b, body_attr(b, tag, RT_N_Requires)));
    if (taken)
        around->value = 1;
    else
        body_skip(b, NULL);
    return true;
}

