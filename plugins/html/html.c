/* html.c - the HTML plugin: its tables and how HTML is known. Reads nothing and writes nothing
 * itself. */
#include "html.h"

#include <kit/head.h>
#include <string.h>

/* ---- How HTML is known ------------------------------------------------------------------ */

static rt_str skip_space(rt_str text)
{
    while (text.len && rt_html_is_space(*text.ptr))
        text = rt_head_skip(text, 1);
    return text;
}

/* `word`, which is in lower case, in any case. */
static bool begins(rt_str text, const char *word)
{
    size_t len = strlen(word);
    return text.len >= len && strncasecmp(text.ptr, word, len) == 0;
}

static bool begins_tag(rt_str text, const char *name)
{
    rt_str behind = rt_head_skip(text, strlen(name));
    return begins(text, name) &&
           (!behind.len || rt_html_is_space(*behind.ptr) || *behind.ptr == '>' || *behind.ptr == '/');
}

static bool begins_element(rt_str text)
{
    static const char *const names[] = {
        "head",   "body",  "title",   "meta",    "link", "style",  "script", "base",       "div",
        "p",      "table", "h1",      "h2",      "h3",   "h4",     "h5",     "h6",         "ul",
        "ol",     "dl",    "pre",     "span",    "b",    "i",      "a",      "br",         "hr",
        "center", "font",  "section", "article", "main", "header", "nav",    "blockquote", "tr",
        "td",     "img",   "form",    "iframe",  "u",    "em",     "strong"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (begins_tag(text, names[i]))
            return true;
    return false;
}

/* Any text may be a page, but only its name would say so. An element of HTML in front beats XML of
 * no known vocabulary. */
enum { SNIFF_TEXT = 1, SNIFF_ELEMENT = RT_SNIFF_LIKELY + 5, SNIFF_INSIDE = RT_SNIFF_MAYBE - 5 };

static int sniff(const char *head, size_t len)
{
    rt_str text = skip_space((rt_str){head, len});
    if (len && memchr(head, '\0', len))
        return RT_SNIFF_NO;
    while (begins(text, "<!--") || begins(text, "<?"))
        text = skip_space(begins(text, "<?") ? rt_head_skip_behind(text, ">")
                                             : rt_head_skip_behind(rt_head_skip(text, 4), "-->"));
    if (begins(text, "<!doctype") && begins_tag(skip_space(rt_head_skip(text, 9)), "html"))
        return RT_SNIFF_SURE;
    if (begins(text, "<") && begins_tag(rt_head_skip(text, 1), "html"))
        return RT_SNIFF_SURE;
    if (begins(text, "<") && begins_element(rt_head_skip(text, 1)))
        return SNIFF_ELEMENT;
    for (; text.len; text = rt_head_skip(text, 1)) {
        const char *tag = memchr(text.ptr, '<', text.len);
        text = tag ? rt_head_skip(text, (size_t)(tag - text.ptr)) : rt_head_skip(text, text.len);
        if (text.len > 1 && begins_element(rt_head_skip(text, text.ptr[1] == '/' ? 2 : 1)))
            return SNIFF_INSIDE;
    }
    return SNIFF_TEXT;
}

/* ---- The charset that a page declares (13.2.3.2, prescan) ------------------------------- */

typedef struct attribute {
    rt_str name, value;
} attribute;

/* The next attribute of a tag; false: it ends. */
static bool next_attribute(rt_str *text, attribute *a)
{
    size_t i = 0;
    while (text->len && (rt_html_is_space(*text->ptr) || *text->ptr == '/'))
        *text = rt_head_skip(*text, 1);
    if (!text->len || *text->ptr == '>')
        return false;
    while (i < text->len && !rt_html_is_space(text->ptr[i]) && !memchr("=/>", text->ptr[i], 3))
        i++;
    *a = (attribute){.name = {text->ptr, i}};
    *text = skip_space(rt_head_skip(*text, i ? i : 1));
    if (!text->len || *text->ptr != '=')
        return true;
    *text = skip_space(rt_head_skip(*text, 1));
    bool quoted = text->len && (*text->ptr == '"' || *text->ptr == '\'');
    char quote = quoted ? *text->ptr : 0;
    *text = rt_head_skip(*text, quoted);
    for (i = 0; i < text->len &&
                (quoted ? text->ptr[i] != quote : !rt_html_is_space(text->ptr[i]) && text->ptr[i] != '>');)
        i++;
    a->value = (rt_str){text->ptr, i};
    *text = rt_head_skip(*text, i + quoted);
    return true;
}

static bool is(rt_str s, const char *word) { return s.len == strlen(word) && begins(s, word); }

/* "text/html; charset=gb2312" */
static rt_str charset_in(rt_str content)
{
    for (; content.len; content = rt_head_skip(content, 1)) {
        if (!begins(content, "charset"))
            continue;
        rt_str value = skip_space(rt_head_skip(content, 7));
        if (!value.len || *value.ptr != '=')
            continue;
        value = skip_space(rt_head_skip(value, 1));
        bool quoted = value.len && (*value.ptr == '"' || *value.ptr == '\'');
        char quote = quoted ? *value.ptr : ';';
        size_t i = quoted;
        while (i < value.len && value.ptr[i] != quote && (quoted || !rt_html_is_space(value.ptr[i])))
            i++;
        return (rt_str){value.ptr + quoted, i - quoted};
    }
    return (rt_str){NULL, 0};
}

static rt_str charset_of_meta(rt_str text)
{
    rt_str charset = {NULL, 0}, content = {NULL, 0};
    bool pragma = false;
    attribute a;
    while (next_attribute(&text, &a)) {
        if (is(a.name, "charset") && !charset.ptr)
            charset = a.value;
        else if (is(a.name, "content") && !content.ptr)
            content = charset_in(a.value);
        else if (is(a.name, "http-equiv"))
            pragma = pragma || is(a.value, "content-type");
    }
    return charset.len ? charset : pragma ? content : (rt_str){NULL, 0};
}

/* A page that could be read so far is in no such charset: the standard takes UTF-8. */
static rt_str believed(rt_str charset)
{
    return begins(charset, "utf-16") || begins(charset, "utf-32") || begins(charset, "ucs-2") ||
                   begins(charset, "unicode")
               ? RT_STR("utf-8")
               : charset;
}

static rt_str declared_xml(rt_str text)
{
    rt_str declaration = begins(text, "<?xml") ? rt_head_skip(text, 5) : rt_head_skip(text, text.len);
    attribute a;
    while (next_attribute(&declaration, &a) && !begins(a.name, "?"))
        if (is(a.name, "encoding"))
            return a.value;
    return (rt_str){NULL, 0};
}

static rt_str declared(const char *head, size_t len)
{
    rt_str text = {head, len}, xml = declared_xml(text), found;
    while (text.len) {
        const char *tag = memchr(text.ptr, '<', text.len);
        text = tag ? rt_head_skip(text, (size_t)(tag - text.ptr)) : rt_head_skip(text, text.len);
        if (begins(text, "<!--")) {
            text = rt_head_skip_behind(rt_head_skip(text, 2), "-->");
        } else if (begins_tag(rt_head_skip(text, 1), "meta")) {
            found = charset_of_meta(rt_head_skip(text, 5));
            if (found.len)
                return believed(found);
            text = rt_head_skip(text, 5);
        } else if (begins_tag(rt_head_skip(text, 1), "body")) {
            break;
        } else if (begins(text, "<!") || begins(text, "</") || begins(text, "<?")) {
            text = rt_head_skip_behind(text, ">");
        } else {
            attribute a;
            text = rt_head_skip(text, 1);
            bool name = text.len && ((*text.ptr | 0x20) >= 'a' && (*text.ptr | 0x20) <= 'z');
            while (name && next_attribute(&text, &a))
                ;
        }
    }
    return believed(xml);
}

/* ---- Tables ----------------------------------------------------------------------------- */

static const char *const extensions[] = {"html", "htm", "xhtml", "xht", "shtml", NULL};
const rt_format rt_html_format = {.size = sizeof rt_html_format,
                                  .name = "html",
                                  .title = "HyperText Markup Language",
                                  .media_type = "text/html",
                                  .extensions = extensions};

static const rt_reader reader = {.size = sizeof reader,
                                 .flags = RT_READS_TEXT | RT_LATE_META,
                                 .format = &rt_html_format,
                                 .sniff = sniff,
                                 .declared = declared,
                                 .read = rt_html_read};
static const rt_writer writer = {.size = sizeof writer,
                                 .flags = RT_EARLY_META,
                                 .format = &rt_html_format,
                                 .needs = RT_NEEDS_STREAM,
                                 .carries = &rt_html_carries,
                                 .open = rt_html_write};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"html-depth", RT_WARNING,
     "elements stand inside one another more deeply than the limit depth allows; deeper ones are "
     "read without their tags"},
    {"html-limit", RT_ERROR,
     "a tag, comment or attribute is longer than the limit cell-length or attribute-length allows"},
    {0}};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1,
                                .abi_major = RT_ABI_MAJOR,
                                .abi_minor = RT_ABI_MINOR,
                                .id = "retort.html",
                                .version = RT_VERSION,
                                .readers = readers,
                                .writers = writers,
                                .diagnostics = diagnostics,
                                .diagnostic_stride = sizeof *diagnostics};
