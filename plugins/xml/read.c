/* read.c - the canonical form as events, each as it comes: one element a node.
 *
 * Owns the meaning of white space, unknown names, values and base64 there; what stands where it
 * cannot is the gate's to mend. Names are interned, so each is looked up once. */
#include <kit/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vocabulary.h"
#include "xml.h"

enum { SLOTS = 512, PIECE = 3072 }; /* names known: 123 at most */

/* What a name means as an element and as an attribute. */
typedef struct slot { const char *name; uint8_t kind, attr; } slot;

/* An open element. An unknown one (kind 0) stands for the known one around it. */
typedef struct frame {
    uint8_t kind;
    bool blocks;    /* a block came, so that no text may come any more */
    bool stray;     /* text came where none can be */
    uint32_t known; /* the frame it stands for */
} frame;

struct rt_canonical {
    const rt_host *host;
    rt_xml *xml;
    rt_sink *out;
    const char *uri; /* interned */
    bool wrapped;    /* the root element is no report: one was opened around it */
    frame *frames;
    size_t depth, room;
    uint64_t run;    /* bytes of text since the last tag */
    uint64_t longest, largest;
    rt_base64_decoder base64;
    bool holds_text[RT_KIND_COUNT], inlines[RT_KIND_COUNT];
    rt_attr attrs[RT_ATTR_COUNT];
    slot slots[SLOTS];
};

/* ---- Names ---------------------------------------------------------------------------------- */

static slot meaning(rt_canonical *r, const char *name)
{
    size_t at = ((uintptr_t)name >> 3) * 2654435761u % SLOTS;
    while (r->slots[at].name && r->slots[at].name != name)
        at = (at + 1) % SLOTS;
    if (r->slots[at].name)
        return r->slots[at];
    size_t len = strlen(name);
    slot found = {name, (uint8_t)rt_kind_named(name, len), (uint8_t)rt_attr_named(name, len)};
    if (found.kind || found.attr)
        r->slots[at] = found;
    return found;
}

static void lost(rt_canonical *r, const char *what, const rt_xml_name *name, const rt_pos *pos)
{
    char words[200];
    snprintf(words, sizeof words, "unknown %s %.60s%s%.80s", what, name->prefix ? name->prefix : "",
             name->prefix ? ":" : "", name->local);
    r->host->lost(r->host, RT_LOSS_CONTENT, pos, words);
}

/* ---- Values --------------------------------------------------------------------------------- */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static rt_str trimmed(rt_str s)
{
    while (s.len && is_space(*s.ptr))
        s = (rt_str){s.ptr + 1, s.len - 1};
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static bool parse_int(rt_str s, int32_t *number)
{
    int64_t value = 0;
    size_t i = s.len && *s.ptr == '-';
    if (i == s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || value > INT32_MAX)
            return false;
        value = value * 10 + (s.ptr[i] - '0');
    }
    value = *s.ptr == '-' ? -value : value;
    *number = (int32_t)value;
    return value >= INT32_MIN && value <= INT32_MAX;
}

static bool parse_bool(rt_str s, int32_t *number)
{
    *number = s.len == 4 && memcmp(s.ptr, "true", 4) == 0;
    return *number || (s.len == 5 && memcmp(s.ptr, "false", 5) == 0);
}

static bool parse_marks(const rt_attr_info *info, rt_str s, int32_t *number)
{
    *number = 0;
    for (s = trimmed(s); s.len; s = trimmed(s)) {
        size_t len = 0;
        while (len < s.len && !is_space(s.ptr[len]))
            len++;
        int32_t mark = rt_choice_named(info, s.ptr, len);
        if (!mark)
            return false;
        *number |= mark;
        s = (rt_str){s.ptr + len, s.len - len};
    }
    return true;
}

static bool parse_value(const rt_attr_info *info, rt_str value, rt_attr *attr)
{
    switch (info->type) {
    case RT_TYPE_INT:
        return parse_int(trimmed(value), &attr->number);
    case RT_TYPE_BOOL:
        return parse_bool(trimmed(value), &attr->number);
    case RT_TYPE_CHOICE:
        value = trimmed(value);
        attr->number = rt_choice_named(info, value.ptr, value.len);
        return attr->number != 0;
    case RT_TYPE_MARKS:
        return parse_marks(info, value, &attr->number);
    default: /* the gate looks into text */
        attr->text = value;
        return true;
    }
}

static const char *what_it_takes(const rt_attr_info *info)
{
    return info->type == RT_TYPE_INT    ? "a whole number"
           : info->type == RT_TYPE_BOOL ? "true or false"
                                        : info->form;
}

static void refuse_value(rt_canonical *r, const rt_attr_info *info, rt_str value, const rt_pos *pos)
{
    char message[500], words[80];
    size_t shown = value.len < 40 ? value.len : 40;
    while (shown < value.len && shown && (value.ptr[shown] & 0xC0) == 0x80)
        shown--;
    snprintf(message, sizeof message,
             "the attribute %s cannot be \"%.*s\" and was left out; it takes %s", info->name,
             (int)shown, value.ptr, what_it_takes(info));
    r->host->report(r->host, "xml-value", pos, message);
    snprintf(words, sizeof words, "impossible value of %s", info->name);
    r->host->lost(r->host, RT_LOSS_CONTENT, pos, words);
}

/* Those of them that are known and have a value, in `r->attrs`. */
static size_t take_attrs(rt_canonical *r, const rt_xml_tag *tag, bool root)
{
    size_t count = 0;
    for (size_t i = 0; i < tag->attr_count; i++) {
        const rt_xml_attr *given = &tag->attrs[i];
        uint32_t id = given->name.prefix ? 0 : meaning(r, given->name.local).attr;
        if (root && !given->name.prefix && strcmp(given->name.local, "version") == 0)
            continue;
        if (!id) {
            lost(r, "attribute", &given->name, &tag->pos);
            continue;
        }
        const rt_attr_info *info = rt_attr_of(id);
        r->attrs[count] = (rt_attr){.id = id};
        if (parse_value(info, given->value, &r->attrs[count]))
            count++;
        else
            refuse_value(r, info, given->value, &tag->pos);
    }
    return count;
}

/* ---- Elements ------------------------------------------------------------------------------- */

static frame *push(rt_canonical *r)
{
    if (r->depth == r->room) {
        size_t room = r->room ? r->room * 2 : 64;
        frame *grown = r->host->resize(r->host, r->frames, room * sizeof *grown);
        if (!grown)
            return NULL;
        r->frames = grown;
        r->room = room;
    }
    return &r->frames[r->depth++];
}

static frame *around(rt_canonical *r)
{
    return r->depth ? &r->frames[r->frames[r->depth - 1].known] : NULL;
}

static rt_status enter_node(rt_canonical *r, const rt_xml_tag *tag, uint32_t kind)
{
    frame *outer = around(r);
    bool root = r->depth == 0;
    if (root && kind != RT_REPORT) {
        rt_node report = {.size = sizeof report, .kind = RT_REPORT, .pos = tag->pos};
        rt_status status = r->out->enter(r->out, &report);
        if (status != RT_OK)
            return status;
        r->wrapped = true;
    }
    if (outer && !r->inlines[kind])
        outer->blocks = true;
    frame *inner = push(r);
    if (!inner)
        return RT_ERR_MEMORY;
    *inner = (frame){.kind = (uint8_t)kind, .known = (uint32_t)r->depth - 1};
    if (kind == RT_RESOURCE)
        r->base64 = (rt_base64_decoder){.skip_space = true};
    rt_node node = {.size = sizeof node, .kind = kind, .attrs = r->attrs, .pos = tag->pos};
    node.attr_count = tag->attr_count ? take_attrs(r, tag, root) : 0;
    return r->out->enter(r->out, &node);
}

/* What it holds is kept in its place. */
static rt_status enter_unknown(rt_canonical *r, const rt_xml_tag *tag)
{
    uint32_t known = r->depth ? r->frames[r->depth - 1].known : 0;
    lost(r, "element", &tag->name, &tag->pos);
    for (size_t i = 0; i < tag->attr_count; i++)
        lost(r, "attribute", &tag->attrs[i].name, &tag->pos);
    frame *inner = push(r);
    if (!inner)
        return RT_ERR_MEMORY;
    *inner = (frame){.known = known};
    return RT_OK;
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    rt_canonical *r = user;
    r->run = 0;
    if (!r->depth) {
        r->uri = tag->name.uri;
        uint32_t kind = meaning(r, tag->name.local).kind;
        if (kind)
            return enter_node(r, tag, kind);
        rt_xml_tag report = {.name = tag->name, .pos = tag->pos}; /* so that there is one */
        rt_status status = enter_node(r, &report, RT_REPORT);
        if (status == RT_OK)
            lost(r, "element", &tag->name, &tag->pos);
        for (size_t i = 0; i < tag->attr_count; i++)
            lost(r, "attribute", &tag->attrs[i].name, &tag->pos);
        return status;
    }
    frame *outer = around(r);
    outer->stray = false;
    uint32_t kind = tag->name.uri == r->uri ? meaning(r, tag->name.local).kind : 0;
    return kind ? enter_node(r, tag, kind) : enter_unknown(r, tag);
}

static rt_status refuse_base64(rt_canonical *r, rt_pos pos)
{
    char message[200];
    snprintf(message, sizeof message,
             "the bytes of the resource are not base64: %s; write them anew",
             r->base64.error ? r->base64.error : "they end early");
    r->host->report(r->host, "xml-base64", &pos, message);
    return RT_ERR_MALFORMED;
}

static rt_status on_leave(void *user)
{
    rt_canonical *r = user;
    frame *inner = &r->frames[--r->depth];
    uint32_t kind = inner->kind;
    r->run = 0;
    if (r->depth)
        around(r)->stray = false;
    if (!kind)
        return RT_OK;
    if (kind == RT_RESOURCE && !rt_base64_decode_end(&r->base64))
        return refuse_base64(r, rt_xml_here(r->xml));
    rt_status status = r->out->leave(r->out, kind);
    if (status == RT_OK && !r->depth && r->wrapped)
        status = r->out->leave(r->out, RT_REPORT);
    return status;
}

/* ---- Text ----------------------------------------------------------------------------------- */

static rt_status take_bytes(rt_canonical *r, rt_str piece)
{
    unsigned char bytes[PIECE];
    while (piece.len) {
        size_t n = piece.len < PIECE ? piece.len : PIECE, len, used;
        if (!rt_base64_decode(&r->base64, piece.ptr, n, bytes, &len, &used))
            return refuse_base64(
                r, rt_xml_text_pos(r->xml, (rt_str){piece.ptr + used, piece.len - used}));
        r->run += len;
        if (r->run > r->largest) {
            rt_pos pos = rt_xml_text_pos(r->xml, piece);
            return rt_xml_limit(r->xml, "resource", &pos);
        }
        rt_status status = len && r->out->bytes ? r->out->bytes(r->out, bytes, len) : RT_OK;
        if (status != RT_OK)
            return status;
        piece = (rt_str){piece.ptr + n, piece.len - n};
    }
    return RT_OK;
}

/* White space between elements says nothing where no text can be. Other text is the gate's to
 * place, with all that follows it. */
static rt_status take_stray(rt_canonical *r, frame *at, rt_str piece)
{
    while (!at->stray && piece.len && is_space(*piece.ptr))
        piece = (rt_str){piece.ptr + 1, piece.len - 1};
    if (!piece.len)
        return RT_OK;
    at->stray = true;
    return r->out->text(r->out, piece);
}

static rt_status on_text(void *user, rt_str piece)
{
    rt_canonical *r = user;
    frame *at = around(r);
    if (at->kind == RT_RESOURCE)
        return take_bytes(r, piece);
    r->run += piece.len;
    if (r->run > r->longest) {
        rt_pos pos = rt_xml_text_pos(r->xml, piece);
        return rt_xml_limit(r->xml, "cell-length", &pos);
    }
    if (r->holds_text[at->kind] && !at->blocks)
        return r->out->text(r->out, piece);
    return take_stray(r, at, piece);
}

static rt_status on_aside(void *user, rt_xml_aside what, const rt_pos *pos)
{
    return rt_xml_lost_aside(((rt_canonical *)user)->host, what, pos);
}

const rt_xml_events rt_canonical_events = {on_enter, on_leave, on_text, on_aside};

rt_status rt_canonical_open(const rt_host *host, rt_xml *xml, rt_sink *out, rt_canonical **reader)
{
    rt_canonical *r = host->resize(host, NULL, sizeof *r);
    if (!r)
        return RT_ERR_MEMORY;
    *r = (rt_canonical){.host = host, .xml = xml, .out = out};
    r->longest = host->limit(host, "cell-length");
    r->largest = host->limit(host, "resource");
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        r->holds_text[kind] = info && (info->children & 1);
        r->inlines[kind] = info && info->is_inline;
    }
    *reader = r;
    return RT_OK;
}

void rt_canonical_close(rt_canonical *r)
{
    if (!r)
        return;
    r->host->resize(r->host, r->frames, 0);
    r->host->resize(r->host, r, 0);
}
