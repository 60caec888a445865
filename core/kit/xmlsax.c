/* xmlsax.c - runs libxml2's pull parser behind the guards of xmlsax.h.
 *
 * It pulls, it is not pushed: the push parser looks through everything that is pending again at
 * every chunk. No callback stops libxml2 in the middle, since that resets buffers it still uses:
 * the status is kept, nothing is passed on any more, and the next read says that here is the end. */
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

#include "xmlinside.h"
#include "xmlsay.h"

enum {
    CHUNK = 16384,
    MOST_NAMES = 100000,     /* different ones: libxml2's dictionary becomes slow */
    NAME_BYTES = 64 << 20,   /* of all of them */
    MOST_NAMESPACES = 1000,  /* declared at one time: each name looks through them */
};

/* ---- Places and messages ------------------------------------------------------------------ */

static rt_pos place_at(rt_xml *x, uint64_t offset)
{
    rt_pos pos = rt_xml_place_of(&x->place, offset);
    pos.part = x->job->part;
    return pos;
}

/* What libxml2 has read, in bytes from the start of the document. */
static uint64_t offset_of(const rt_xml *x, const xmlChar *at)
{
    const xmlParserInput *input = x->parser->input;
    return (uint64_t)input->consumed + (uint64_t)(at - input->base);
}

static rt_pos here(rt_xml *x)
{
    return x->parser->input ? place_at(x, offset_of(x, x->parser->input->cur)) : (rt_pos){0};
}

/* Where the tag begins that libxml2 is in, or has just passed. No value may hold a '<'. */
static rt_pos tag_place(rt_xml *x)
{
    const xmlParserInput *input = x->parser->input;
    const xmlChar *at = memrchr(input->base, '<', (size_t)(input->cur - input->base));
    return place_at(x, offset_of(x, at ? at : input->cur));
}

void rt_xml_fail(rt_xml *x, rt_status status, const char *code, const rt_pos *pos,
                 const char *message)
{
    if (x->status != RT_OK)
        return;
    x->status = status;
    x->job->host->report(x->job->host, code, pos, message);
}

static void out_of_memory(rt_xml *x)
{
    rt_xml_fail(x, RT_ERR_MEMORY, x->job->memory, NULL,
                "there is no memory left for the XML parser");
}

rt_status rt_xml_limit(rt_xml *x, const char *name, const rt_pos *pos)
{
    char message[160];
    snprintf(message, sizeof message,
             "the limit %s (%llu) is reached; raise it with --limit %s=N if the document is to be "
             "trusted",
             name, (unsigned long long)x->job->host->limit(x->job->host, name), name);
    rt_xml_fail(x, RT_ERR_LIMIT, x->job->limit, pos, message);
    return RT_ERR_LIMIT;
}

rt_pos rt_xml_here(rt_xml *x) { return here(x); }

/* A piece lies in libxml2's input, or was copied out of what it has just passed. */
rt_pos rt_xml_text_pos(rt_xml *x, rt_str rest)
{
    const xmlParserInput *input = x->parser->input;
    const xmlChar *at = (const xmlChar *)rest.ptr;
    if (at >= input->base && at < input->end)
        return place_at(x, offset_of(x, at));
    uint64_t passed = offset_of(x, input->cur);
    return place_at(x, passed > rest.len ? passed - rest.len : 0);
}

void rt_xml_hand_over(rt_xml *x, const rt_xml_events *events, void *user)
{
    x->events = events;
    x->user = user;
}

/* Without memory for its address libxml2 takes a namespace for xmlns:x="", which is no fatal error:
 * the tag shows whether one really stands there. */
static bool lost_namespace(rt_xml *x, rt_xml_error *error)
{
    const xmlParserInput *input = x->parser->input;
    if (error->code != XML_NS_ERR_XML_NAMESPACE || !error->message ||
        !strstr(error->message, "Empty"))
        return false;
    const xmlChar *tag = memrchr(input->base, '<', (size_t)(input->cur - input->base));
    size_t len = tag ? (size_t)(input->cur - tag) : 0;
    return tag && !memmem(tag, len, "\"\"", 2) && !memmem(tag, len, "''", 2);
}

/* libxml2 takes a NUL for the end of the document, and bytes that are not UTF-8 for a NUL. */
static const char *damaged_byte(const rt_xml *x, rt_xml_error *error)
{
    const xmlParserInput *input = x->parser->input;
    bool inside = input && input->cur < input->end;
    if (inside && error->code == XML_ERR_INVALID_CHAR && *input->cur >= 0x80 && !error->int1)
        return "the bytes here are not UTF-8; name the charset with --charset";
    if (inside && error->code == XML_ERR_TAG_NOT_FINISHED)
        return "the character U+0000 is not allowed in XML; remove it";
    return NULL;
}

/* What libxml2 finds wrong. The first fatal one counts. */
static void on_error(void *user, rt_xml_error *error)
{
    rt_xml *x = user;
    char message[800];
    if (x->status != RT_OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY || lost_namespace(x, error)) {
        out_of_memory(x);
        return;
    }
    bool fatal = error->level == XML_ERR_FATAL;
    if (!fatal && (error->level != XML_ERR_ERROR || error->domain != XML_FROM_NAMESPACE)) {
        x->tolerated = true;
        return;
    }
    bool of_tag = !fatal || error->code == XML_ERR_TAG_NAME_MISMATCH ||
                  error->code == XML_ERR_ATTRIBUTE_REDEFINED;
    rt_pos pos = of_tag ? tag_place(x) : here(x);
    if (fatal) {
        const char *byte = damaged_byte(x, error);
        if (byte)
            snprintf(message, sizeof message, "%s", byte);
        else
            rt_xml_say(error, message, sizeof message);
        rt_xml_fail(x, RT_ERR_MALFORMED, x->job->malformed, &pos, message);
        return;
    }
    x->tolerated = true;
    snprintf(message, sizeof message, "%.300s; declare the namespace or correct the name",
             error->code == XML_NS_ERR_UNDEFINED_NAMESPACE
                 ? "a name has a prefix that is not declared"
                 : "the names here break the rules of namespaces");
    x->job->host->report(x->job->host, x->job->namespaces, &pos, message);
}

/* What libxml2 cannot tie to a parser, its buffers' memory above all, would go to stderr. */
static void on_stray_error(void *user, rt_xml_error *error)
{
    if (error->level == XML_ERR_FATAL || error->code == XML_ERR_NO_MEMORY)
        out_of_memory(user);
}

typedef struct guard { xmlStructuredErrorFunc handler; void *user; } guard;

/* The handler is the thread's own; another user's is put back behind us. */
static guard guard_on(rt_xml *x)
{
    guard before = {xmlStructuredError, xmlStructuredErrorContext};
    xmlSetStructuredErrorFunc(x, on_stray_error);
    return before;
}

static void guard_off(guard before) { xmlSetStructuredErrorFunc(before.user, before.handler); }

/* ---- Input ---------------------------------------------------------------------------------- */

static void report_fault(rt_xml *x, rt_xml_fault fault)
{
    rt_pos pos = place_at(x, fault == RT_XML_ATTRIBUTES ? x->scan.start : x->scan.at);
    switch (fault) {
    case RT_XML_ATTRIBUTES:
        rt_xml_limit(x, "attributes", &pos);
        break;
    case RT_XML_VALUE:
        rt_xml_limit(x, "attribute-length", &pos);
        break;
    case RT_XML_CONSTRUCT:
        rt_xml_limit(x, "cell-length", &pos);
        break;
    case RT_XML_NAME:
        rt_xml_fail(x, RT_ERR_LIMIT, x->job->limit, &pos,
                    "a name is longer than 50000 bytes; shorten it");
        break;
    default:
        rt_xml_fail(x, RT_ERR_LIMIT, x->job->limit, &pos,
                    "the DOCTYPE is longer than 65536 bytes; remove what it declares");
    }
}

static bool names_fit(rt_xml *x)
{
    if (xmlDictSize(x->parser->dict) <= MOST_NAMES &&
        xmlDictGetUsage(x->parser->dict) <= NAME_BYTES)
        return true;
    rt_pos pos = here(x);
    rt_xml_fail(x, RT_ERR_LIMIT, x->job->limit, &pos,
         "there are more than 100000 different names of elements and attributes; make them fewer");
    return false;
}

static bool next_window(rt_xml *x)
{
    const rt_host *host = x->job->host;
    if (x->status == RT_OK && host->stopped(host))
        x->status = RT_STOPPED;
    if (x->status != RT_OK || x->ended || !names_fit(x))
        return false;
    x->status = x->job->next(x->job->source, &x->window, &x->left);
    x->ended = x->status == RT_OK && x->left == 0;
    return x->status == RT_OK && x->left;
}

/* The next bytes of the window, past the guards. */
static bool pass(rt_xml *x, char *buffer, size_t len)
{
    size_t used;
    uint64_t open = rt_xml_scan_in_text(&x->scan) ? UINT64_MAX : x->scan.start;
    rt_xml_place_add(&x->place, x->window, len, open);
    rt_xml_fault fault = rt_xml_scan_bytes(&x->scan, x->window, len, &used);
    if (fault != RT_XML_FINE) {
        report_fault(x, fault);
        return false;
    }
    memcpy(buffer, x->window, len);
    x->window += len;
    x->left -= len;
    return true;
}

/* libxml2's read callback: 0 is the end. It looks ahead no further than one read, so that one
 * has to be full. */
static int on_read(void *user, char *buffer, int room)
{
    rt_xml *x = user;
    size_t filled = 0, wanted = room < CHUNK ? (size_t)(room > 0 ? room : 0) : CHUNK;
    while (x->status == RT_OK && filled < wanted && (x->left || next_window(x))) {
        size_t n = x->left < wanted - filled ? x->left : wanted - filled;
        if (!pass(x, buffer + filled, n))
            break;
        filled += n;
    }
    return x->status == RT_OK ? (int)filled : 0;
}

/* ---- Events --------------------------------------------------------------------------------- */

static rt_xml_name name_of(const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    return (rt_xml_name){(const char *)local, (const char *)prefix, (const char *)uri};
}

/* Room for `need` items of `size` bytes. */
static void *room_for(rt_xml *x, void *items, size_t *room, size_t need, size_t size)
{
    size_t more = *room ? *room : 16;
    while (more < need)
        more *= 2;
    void *grown = x->job->host->resize(x->job->host, items, more * size);
    if (grown)
        *room = more;
    else if (x->status == RT_OK)
        x->status = RT_ERR_MEMORY;
    return grown;
}

static bool take_attrs(rt_xml *x, size_t count, const xmlChar **attrs, size_t declared,
                       const xmlChar **namespaces)
{
    if (count + declared > x->attr_room) {
        rt_xml_attr *grown = room_for(x, x->attrs, &x->attr_room, count + declared, sizeof *grown);
        if (!grown)
            return false;
        x->attrs = grown;
    }
    rt_xml_attr *to = x->attrs;
    for (size_t i = 0; i < count; i++, attrs += 5)
        *to++ = (rt_xml_attr){name_of(attrs[0], attrs[1], attrs[2]),
                              {(const char *)attrs[3], (size_t)(attrs[4] - attrs[3])}};
    for (size_t i = 0; i < declared; i++, namespaces += 2) {
        const char *uri = namespaces[1] ? (const char *)namespaces[1] : "";
        *to++ = (rt_xml_attr){name_of(namespaces[0], NULL, NULL), {uri, strlen(uri)}};
    }
    return true;
}

/* One more open element, which declares so many namespaces. */
static bool go_deeper(rt_xml *x, size_t declared, const rt_pos *pos)
{
    if (x->depth >= x->most_depth) {
        rt_xml_limit(x, "depth", pos);
        return false;
    }
    if (x->depth == x->scope_room) {
        uint32_t *grown = room_for(x, x->scopes, &x->scope_room, x->scope_room + 1, sizeof *grown);
        if (!grown)
            return false;
        x->scopes = grown;
    }
    x->scopes[x->depth++] = (uint32_t)declared;
    x->namespaces += declared;
    if (x->namespaces <= MOST_NAMESPACES)
        return true;
    rt_xml_fail(x, RT_ERR_LIMIT, x->job->limit, pos,
         "more than 1000 namespaces are declared at one time; declare fewer");
    return false;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int declared, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attrs)
{
    rt_xml *x = user;
    if (x->status != RT_OK)
        return;
    rt_xml_tag tag = {.name = name_of(local, prefix, uri),
                      .attr_count = (size_t)(count - defaulted),
                      .namespace_count = (size_t)declared,
                      .pos = tag_place(x)};
    if (!go_deeper(x, tag.namespace_count, &tag.pos) ||
        !take_attrs(x, tag.attr_count, attrs, tag.namespace_count, namespaces))
        return;
    tag.attrs = x->attrs;
    x->status = x->events->enter(x->user, &tag);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    rt_xml *x = user;
    (void)local;
    (void)prefix;
    (void)uri;
    if (x->status != RT_OK)
        return;
    x->namespaces -= x->scopes[--x->depth];
    x->status = x->events->leave(x->user);
}

static void on_text(void *user, const xmlChar *text, int len)
{
    rt_xml *x = user;
    if (x->status == RT_OK && len > 0)
        x->status = x->events->text(x->user, (rt_str){(const char *)text, (size_t)len});
}

void rt_xml_send_aside(rt_xml *x, rt_xml_aside what, size_t back)
{
    if (x->status != RT_OK)
        return;
    uint64_t at = offset_of(x, x->parser->input->cur);
    rt_pos pos = place_at(x, at > back ? at - back : 0);
    x->status = x->events->aside(x->user, what, &pos);
}

static void on_comment(void *user, const xmlChar *text)
{
    rt_xml_send_aside(user, RT_XML_COMMENT, strlen((const char *)text) + sizeof "<!---->" - 1);
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *data)
{
    size_t len = strlen((const char *)target) + (data ? strlen((const char *)data) + 1 : 0);
    rt_xml_send_aside(user, RT_XML_PROCESSING, len + sizeof "<?" "?>" - 1);
}

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .comment = on_comment,
    .processingInstruction = on_instruction,
    .serror = on_error,
};

/* ---- Life ----------------------------------------------------------------------------------- */

/* libxml2 without a detour through its tables of charsets: the text is UTF-8. */
static bool set_up(rt_xml *x)
{
    xmlInitParser();
    x->parser = xmlNewParserCtxt();
    if (!x->parser)
        return false;
    *x->parser->sax = handlers;
    rt_xml_guard_doctype(x->parser->sax);
    x->parser->userData = x;
    /* NOENT: without it "&amp;" in an attribute comes as "&#38;". No entity can be declared that it
     * would expand. */
    xmlCtxtUseOptions(x->parser,
                      XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
    x->parser->encoding = xmlStrdup((const xmlChar *)"UTF-8");
    xmlParserInputBufferPtr buffer =
        xmlParserInputBufferCreateIO(on_read, NULL, x, XML_CHAR_ENCODING_NONE);
    if (!buffer || !x->parser->encoding) {
        xmlFreeParserInputBuffer(buffer);
        return false;
    }
    xmlParserInputPtr input = xmlNewIOInputStream(x->parser, buffer, XML_CHAR_ENCODING_NONE);
    if (!input) {
        xmlFreeParserInputBuffer(buffer);
        return false;
    }
    if (inputPush(x->parser, input) >= 0)
        return true;
    xmlFreeInputStream(input);
    return false;
}

rt_status rt_xml_open(const rt_xml_job *job, rt_xml **xml)
{
    const rt_host *host = job->host;
    rt_xml *x = host->resize(host, NULL, sizeof *x);
    if (!x)
        return RT_ERR_MEMORY;
    memset(x, 0, offsetof(rt_xml, place));
    x->job = job;
    x->events = job->events;
    x->user = job->user;
    x->most_depth = host->limit(host, "depth");
    x->scan.most_attributes = host->limit(host, "attributes");
    x->scan.longest_value = host->limit(host, "attribute-length");
    x->scan.longest_construct = host->limit(host, "cell-length");
    if (x->scan.longest_construct < x->scan.longest_value)
        x->scan.longest_construct = x->scan.longest_value;
    rt_xml_place_init(&x->place);
    guard before = guard_on(x);
    bool up = set_up(x);
    guard_off(before);
    if (up) {
        *xml = x;
        return RT_OK;
    }
    out_of_memory(x);
    rt_xml_close(x);
    return RT_ERR_MEMORY;
}

rt_status rt_xml_run(rt_xml *x)
{
    guard before = guard_on(x);
    int result = xmlParseDocument(x->parser);
    guard_off(before);
    if (x->status != RT_OK)
        return x->status;
    if (x->parser->errNo == XML_ERR_NO_MEMORY) {
        out_of_memory(x);
        return x->status;
    }
    bool sound = result == 0 && x->parser->wellFormed && !x->parser->disableSAX && x->ended &&
                 !x->depth && (x->parser->errNo == XML_ERR_OK || x->tolerated);
    if (!sound) {
        rt_pos pos = place_at(x, x->place.total);
        rt_xml_fail(x, RT_ERR_MALFORMED, x->job->malformed, &pos,
             "the XML could not be read to its end; check that the document is whole");
    }
    return x->status;
}

void rt_xml_close(rt_xml *x)
{
    const rt_host *host = x->job->host;
    if (x->parser) {
        if (x->parser->myDoc)
            xmlFreeDoc(x->parser->myDoc);
        xmlFreeParserCtxt(x->parser);
    }
    host->resize(host, x->attrs, 0);
    host->resize(host, x->scopes, 0);
    host->resize(host, x, 0);
}
