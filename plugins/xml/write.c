/* write.c - a report as canonical XML, as it comes.
 *
 * Owns the layout: a line for each element that stands where text cannot, none anywhere else,
 * so that no white space is added to text. Cells of a row share a line. */
#include <kit/base64.h>
#include <kit/emit.h>
#include <kit/escape.h>
#include <stdio.h>
#include <string.h>

#include "vocabulary.h"
#include "xml.h"

typedef struct tag { const char *name; size_t len; } tag;

typedef struct writer {
    rt_sink sink; /* first */
    const rt_host *host;
    uint64_t lines;  /* kinds whose children stand on lines of their own */
    tag kinds[RT_KIND_COUNT];
    uint8_t *open;   /* the kinds of the open elements */
    size_t depth, room;
    bool pending;    /* the last start tag has no '>' yet */
    rt_base64_encoder base64;
    rt_emit emit;
} writer;

static bool on_lines(const writer *w, uint32_t kind)
{
    return kind < RT_KIND_COUNT && (w->lines & RT_BIT(kind));
}

static void end_tag(writer *w)
{
    if (w->pending)
        rt_emit_char(&w->emit, '>');
    w->pending = false;
}

static rt_status push(writer *w, uint32_t kind)
{
    if (w->depth == w->room) {
        size_t room = w->room ? w->room * 2 : 64;
        uint8_t *grown = w->host->resize(w->host, w->open, room);
        if (!grown)
            return RT_ERR_MEMORY;
        w->open = grown;
        w->room = room;
    }
    w->open[w->depth++] = (uint8_t)kind;
    return RT_OK;
}

static void write_marks(writer *w, const rt_attr_info *info, int32_t set)
{
    const char *between = "";
    for (uint32_t i = 0; i < info->choice_count; i++)
        if ((uint32_t)set >> i & 1) {
            rt_emit_text(&w->emit, between);
            rt_emit_text(&w->emit, info->choices[i]);
            between = " ";
        }
}

static void write_value(writer *w, const rt_attr_info *info, const rt_attr *attr)
{
    char digits[16];
    const char *name;
    switch (info->type) {
    case RT_TYPE_INT:
        snprintf(digits, sizeof digits, "%d", (int)attr->number);
        rt_emit_text(&w->emit, digits);
        break;
    case RT_TYPE_BOOL:
        rt_emit_text(&w->emit, attr->number ? "true" : "false");
        break;
    case RT_TYPE_CHOICE:
        name = rt_choice_name(info, attr->number);
        rt_emit_text(&w->emit, name ? name : "");
        break;
    case RT_TYPE_MARKS:
        write_marks(w, info, attr->number);
        break;
    default:
        rt_escape_xml_attr(&w->emit, attr->text);
    }
}

static void write_attrs(writer *w, const rt_node *node)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr_info *info = rt_attr_of(node->attrs[i].id);
        if (!info)
            continue;
        rt_emit_char(&w->emit, ' ');
        rt_emit_text(&w->emit, info->name);
        rt_emit_text(&w->emit, "=\"");
        write_value(w, info, &node->attrs[i]);
        rt_emit_char(&w->emit, '"');
    }
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    end_tag(w);
    bool line = w->depth && on_lines(w, w->open[w->depth - 1]);
    if (push(w, node->kind < RT_KIND_COUNT ? node->kind : 0) != RT_OK)
        return RT_ERR_MEMORY;
    if (node->kind >= RT_KIND_COUNT || !w->kinds[node->kind].len)
        return RT_OK; /* a later kind: what it holds stands for it */
    if (line)
        rt_emit_char(&w->emit, '\n');
    rt_emit_char(&w->emit, '<');
    rt_emit_bytes(&w->emit, w->kinds[node->kind].name, w->kinds[node->kind].len);
    if (node->kind == RT_REPORT)
        rt_emit_text(&w->emit, " xmlns=\"" RT_XML_NAMESPACE "\" version=\"" RT_XML_VERSION "\"");
    if (node->attr_count)
        write_attrs(w, node);
    w->pending = true;
    return w->emit.status;
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    writer *w = (writer *)sink;
    if (!piece.len)
        return RT_OK;
    end_tag(w);
    rt_escape_xml_text(&w->emit, piece);
    return w->emit.status;
}

static rt_status on_bytes(rt_sink *sink, const void *bytes, size_t len)
{
    writer *w = (writer *)sink;
    end_tag(w);
    rt_base64_encode(&w->base64, bytes, len, &w->emit);
    return w->emit.status;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    if (!w->depth || !w->open[w->depth - 1])
        return w->depth ? (w->depth--, RT_OK) : RT_OK;
    if (kind == RT_RESOURCE)
        rt_base64_encode_end(&w->base64, &w->emit);
    w->depth--;
    if (w->pending) {
        rt_emit_bytes(&w->emit, "/>", 2);
        w->pending = false;
        return w->emit.status;
    }
    if (on_lines(w, kind))
        rt_emit_char(&w->emit, '\n');
    rt_emit_bytes(&w->emit, "</", 2);
    rt_emit_bytes(&w->emit, w->kinds[kind].name, w->kinds[kind].len);
    rt_emit_char(&w->emit, '>');
    return w->emit.status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    rt_status status = RT_OK;
    if (complete) {
        rt_emit_char(&w->emit, '\n');
        status = rt_emit_flush(&w->emit);
    }
    host->resize(host, w->open, 0);
    host->resize(host, w, 0);
    return status;
}

/* Where no text can be and a line helps: blocks and what holds them, but not rows. */
static void learn_kinds(writer *w)
{
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        if (!info)
            continue;
        w->kinds[kind] = (tag){info->name, strlen(info->name)};
        if (info->children && !(info->children & 1) && !info->is_inline && kind != RT_ROW)
            w->lines |= RT_BIT(kind);
    }
}

rt_status rt_xml_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    (void)options;
    writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, offsetof(writer, emit) + offsetof(rt_emit, room));
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, on_bytes, on_close};
    w->host = host;
    w->emit.out = out;
    learn_kinds(w);
    rt_emit_text(&w->emit, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    *sink = &w->sink;
    return RT_OK;
}
