/* xml.c - the XML plugin: its tables, how XML is known, and which of its two readers a root
 * element gets. Reads nothing and writes nothing itself. */
#include "xml.h"

#include <kit/head.h>
#include <stdio.h>
#include <string.h>

/* ---- How XML is known ----------------------------------------------------------------------- */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool begins(rt_str text, const char *word)
{
    size_t len = strlen(word);
    return text.len >= len && memcmp(text.ptr, word, len) == 0;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* `word` in any case, and no letter behind it. */
static bool is_word(rt_str text, const char *word)
{
    size_t i = 0;
    for (; word[i]; i++)
        if (i == text.len || lower(text.ptr[i]) != word[i])
            return false;
    char c = i < text.len ? text.ptr[i] : ' ';
    return is_space(c) || c == '>' || c == '/' || c == '[';
}

static rt_str skip_space(rt_str text)
{
    while (text.len && is_space(*text.ptr))
        text = rt_head_skip(text, 1);
    return text;
}

/* Behind a DOCTYPE; an internal subset may hold '>'. */
static rt_str skip_doctype(rt_str text)
{
    size_t depth = 0, i = 0;
    for (; i < text.len; i++) {
        depth += text.ptr[i] == '[';
        depth -= text.ptr[i] == ']' && depth;
        if (text.ptr[i] == '>' && !depth)
            break;
    }
    return rt_head_skip(text, i + 1);
}

static bool names_us(rt_str tag)
{
    const char *end = memchr(tag.ptr, '>', tag.len);
    size_t len = end ? (size_t)(end - tag.ptr) : tag.len;
    return memmem(tag.ptr, len, RT_XML_FAMILY, sizeof RT_XML_FAMILY - 1) != NULL;
}

static bool starts_name(char c)
{
    return lower(c) != c || (c >= 'a' && c <= 'z') || c == '_' || (c & 0x80);
}

/* HTML has another parser, also where it claims to be XML. */
static int sniff(const char *head, size_t len)
{
    rt_str text = skip_space((rt_str){head, len});
    int score = begins(text, "<?xml") ? RT_SNIFF_LIKELY : RT_SNIFF_NO;
    while (text.len) {
        text = skip_space(text);
        if (begins(text, "<!--"))
            text = rt_head_skip_behind(rt_head_skip(text, 4), "-->");
        else if (begins(text, "<?"))
            text = rt_head_skip_behind(text, "?>");
        else if (text.len > 9 && is_word(rt_head_skip(text, 2), "doctype") && begins(text, "<!")) {
            if (is_word(skip_space(rt_head_skip(text, 9)), "html"))
                return RT_SNIFF_NO;
            text = skip_doctype(text);
            score = RT_SNIFF_LIKELY;
        } else
            break;
    }
    if (text.len < 2)
        return score;
    if (*text.ptr != '<' || !starts_name(text.ptr[1]) || is_word(rt_head_skip(text, 1), "html"))
        return RT_SNIFF_NO;
    return names_us(text) ? RT_SNIFF_SURE : RT_SNIFF_LIKELY;
}

/* The encoding of `<?xml … encoding="…"`. One that could not be read like this is no truth. */
static rt_str declared(const char *head, size_t len)
{
    static const char mark[] = {(char)0xEF, (char)0xBB, (char)0xBF, 0};
    rt_str text = {head, len}, none = {NULL, 0};
    text = begins(text, mark) ? rt_head_skip(text, 3) : text;
    const char *end = text.len ? memmem(text.ptr, text.len, "?>", 2) : NULL;
    if (!begins(text, "<?xml") || !end)
        return none;
    text.len = (size_t)(end - text.ptr);
    text = skip_space(rt_head_skip_behind(text, "encoding"));
    text = skip_space(begins(text, "=") ? rt_head_skip(text, 1) : none);
    if (!text.len || (*text.ptr != '"' && *text.ptr != '\''))
        return none;
    const char *close = memchr(text.ptr + 1, *text.ptr, text.len - 1);
    rt_str name = {text.ptr + 1, close ? (size_t)(close - text.ptr) - 1 : 0};
    static const char *const wide[] = {"utf-16", "utf-32", "ucs-", "iso-10646-ucs-", "unicode"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (name.len >= strlen(wide[i]) && strncasecmp(name.ptr, wide[i], strlen(wide[i])) == 0)
            return none;
    return name;
}

/* ---- Reading -------------------------------------------------------------------------------- */

typedef struct reading {
    const rt_host *host;
    rt_sink *out;
    rt_xml *xml;
    rt_canonical *canonical;
    rt_other *other;
} reading;

rt_status rt_xml_lost_aside(const rt_host *host, rt_xml_aside what, const rt_pos *pos)
{
    switch (what) {
    case RT_XML_COMMENT:
        host->lost(host, RT_LOSS_PRESENTATION, pos, "comment");
        break;
    case RT_XML_PROCESSING:
        host->lost(host, RT_LOSS_PRESENTATION, pos, "processing instruction");
        break;
    case RT_XML_DECLARED:
        host->lost(host, RT_LOSS_PRESENTATION, pos, "document type declaration");
        break;
    case RT_XML_DEFAULT:
        host->lost(host, RT_LOSS_CONTENT, pos,
                   "default value of an attribute, declared in the DOCTYPE");
        break;
    }
    return RT_OK;
}

static rt_status before_root(void *user, rt_xml_aside what, const rt_pos *pos)
{
    return rt_xml_lost_aside(((const reading *)user)->host, what, pos);
}

static rt_status refuse_version(const reading *r, const rt_xml_tag *root, const char *version,
                                size_t len)
{
    char message[240];
    snprintf(message, sizeof message,
             "this report is of version %.*s; version " RT_XML_VERSION
             " is read: convert it with the retort that wrote it",
             (int)(len < 40 ? len : 40), version);
    r->host->report(r->host, "xml-version", &root->pos, message);
    return RT_ERR_UNSUPPORTED;
}

static rt_status open_canonical(reading *r, const rt_xml_tag *root)
{
    const char *version = root->name.uri + sizeof RT_XML_FAMILY - 1;
    if (strcmp(version, RT_XML_VERSION) != 0)
        return refuse_version(r, root, version, strlen(version));
    for (size_t i = 0; i < root->attr_count; i++) {
        const rt_xml_attr *attr = &root->attrs[i];
        if (!attr->name.uri && strcmp(attr->name.local, "version") == 0 &&
            (attr->value.len != 1 || *attr->value.ptr != *RT_XML_VERSION))
            return refuse_version(r, root, attr->value.ptr, attr->value.len);
    }
    rt_status status = rt_canonical_open(r->host, r->xml, r->out, &r->canonical);
    if (status != RT_OK)
        return status;
    rt_xml_hand_over(r->xml, &rt_canonical_events, r->canonical);
    return rt_canonical_events.enter(r->canonical, root);
}

static rt_status on_root(void *user, const rt_xml_tag *root)
{
    reading *r = user;
    if (root->name.uri && strncmp(root->name.uri, RT_XML_FAMILY, sizeof RT_XML_FAMILY - 1) == 0)
        return open_canonical(r, root);
    rt_status status = rt_other_open(r->host, r->xml, &r->other);
    if (status != RT_OK)
        return status;
    rt_xml_hand_over(r->xml, &rt_other_events, r->other);
    return rt_other_events.enter(r->other, root);
}

static rt_status next_window(void *source, const char **bytes, size_t *len)
{
    rt_input *in = source;
    return in->next(in, bytes, len);
}

static rt_status read_xml(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    static const rt_xml_events first = {.enter = on_root, .aside = before_root};
    reading r = {.host = host, .out = out};
    rt_xml_job job = {
        .host = host, .next = next_window, .source = in, .events = &first, .user = &r,
        .malformed = "xml-malformed", .entity = "xml-entity", .limit = "xml-limit",
        .memory = "xml-memory", .namespaces = "xml-namespace"};
    (void)options;
    rt_status status = rt_xml_open(&job, &r.xml);
    if (status != RT_OK)
        return status;
    status = rt_xml_run(r.xml);
    if (status == RT_OK && r.other)
        status = rt_other_send(r.other, out);
    rt_canonical_close(r.canonical);
    rt_other_close(r.other);
    rt_xml_close(r.xml);
    return status;
}

/* ---- Tables --------------------------------------------------------------------------------- */

static const char *const extensions[] = {"xml", NULL};
static const rt_format format = {
    .size = sizeof format, .name = "xml", .title = "Extensible Markup Language",
    .media_type = "application/xml", .extensions = extensions};

static const rt_reader reader = {
    .size = sizeof reader, .flags = RT_READS_TEXT | RT_LATE_META, .format = &format,
    .sniff = sniff, .declared = declared, .read = read_xml};
static const rt_writer writer = {
    .size = sizeof writer, .format = &format, .needs = RT_NEEDS_STREAM, .open = rt_xml_write};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"xml-base64", RT_ERROR, "the bytes of a resource are not base64; write them anew"},
    {"xml-entity", RT_ERROR,
     "an entity is declared, or used without being one of XML's own five; "
     "none is expanded, so write the text itself"},
    {"xml-limit", RT_ERROR,
     "the XML is larger than a limit allows; raise it with --limit "
     "name=value if the document is to be trusted"},
    {"xml-malformed", RT_ERROR,
     "the document is not well-formed XML; correct it at the place named"},
    {"xml-memory", RT_ERROR, "the XML parser got no more memory"},
    {"xml-namespace", RT_WARNING,
     "a name has a prefix that no xmlns declares; it is read as it stands"},
    {"xml-value", RT_WARNING,
     "an attribute of the canonical form has a value it cannot have; "
     "it was left out"},
    {"xml-version", RT_ERROR, "the report is of a version that this program does not read"},
    {0}};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.xml", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof *diagnostics};
