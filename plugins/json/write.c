/* write.c - the canonical form, as the events come: kit/jsonshape.h says which member holds what.
 *
 * Owns commas, lines and short forms. A node that may turn out to be a mere string is held back
 * until something else stands in it, up to HELD bytes. */
#include "write.h"

#include <kit/base64.h>
#include <kit/escape.h>
#include <string.h>

enum { HELD = 4096, NO_GROUP = 255 };
enum { FORM_OBJECT, FORM_ARRAY, FORM_STRING }; /* FORM_STRING: nothing has been written so far */

/* Kinds whose blocks and rows stand on lines of their own, unless something compact holds them. */
#define LINED_PARENTS                                                                \
    (RT_BIT(RT_REPORT) | RT_BIT(RT_SECTION) | RT_BIT(RT_TABLE) | RT_BIT(RT_FIGURE) | \
     RT_BIT(RT_QUOTE) | RT_BIT(RT_TEXT_BOX))
#define LINED_CHILDREN \
    (RT_BIT(RT_META) | RT_BIT(RT_PARAGRAPH) | RT_BIT(RT_ROW) | RT_BIT(RT_NOTE) | RT_BIT(RT_FACT))

/* An open node. */
typedef struct frame {
    uint64_t takes; /* kinds the open array holds; 0: none is open */
    uint32_t kind;
    uint32_t as_string, as_array; /* kinds that have a short form in the open array, or 0 */
    uint8_t form, group, used;    /* used: set of the members written */
    bool typed;                   /* its object has a "type" */
    bool typed_elements;          /* those of its open array */
    bool member;                  /* its object has a member */
    bool element;                 /* its open array has an element */
    bool array, string;           /* open now */
    bool compact, lined;
} frame;

typedef struct writer {
    rt_sink sink;
    const rt_host *host;
    size_t indent, level; /* level: of brackets */
    frame *frames;
    size_t depth, room;
    size_t held;
    rt_base64_encoder base64;
    rt_json_shape shape;
    rt_emit emit;
    char held_text[HELD + 8]; /* spaces stand behind what is held */
} writer;

static inline frame *top(writer *w) { return &w->frames[w->depth - 1]; }

/* ---- Punctuation ------------------------------------------------------------------ */

/* What is held, which mostly is short and needs no escape. */
static void put_held(writer *w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    rt_str text = {w->held_text, w->held};
    char *to = w->emit.room + w->emit.used;
    uint64_t special = 0;
    w->held = 0;
    if (text.len + 16 > RT_EMIT_ROOM - w->emit.used) {
        json_put_string(&w->emit, text);
        return;
    }
    *to++ = '"';
    for (size_t i = 0; i < text.len; i += 8) {
        uint64_t word, quote, slash;
        memcpy(&word, text.ptr + i, 8);
        quote = word ^ ones * '"';
        slash = word ^ ones * '\\';
        special |=
            ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
        memcpy(to + i, &word, 8);
    }
    to[text.len] = '"';
    if (special & ones << 7)
        json_put_string(&w->emit, text);
    else
        w->emit.used += text.len + 2;
}

static void put_name(writer *w, frame *f, rt_str name)
{
    if (f->member)
        rt_emit_char(&w->emit, ',');
    f->member = true;
    if (w->indent)
        json_indent(&w->emit, w->level * w->indent);
    rt_emit_char(&w->emit, '"');
    rt_emit_str(&w->emit, name);
    rt_emit_bytes(&w->emit, "\": ", w->indent ? 3 : 2);
}

static void open_object(writer *w)
{
    rt_emit_char(&w->emit, '{');
    w->level++;
}

static void close_object(writer *w, const frame *f)
{
    w->level--;
    if (w->indent && f->member)
        json_indent(&w->emit, w->level * w->indent);
    rt_emit_char(&w->emit, '}');
}

static void open_array(writer *w, frame *f, const rt_json_group *group)
{
    rt_emit_char(&w->emit, '[');
    w->level++;
    f->array = true;
    f->element = false;
    f->takes = group->kinds;
    f->as_string = group->as_string;
    f->as_array = group->as_array;
    f->typed_elements = !group->only;
    f->lined = !w->indent && !f->compact && (RT_BIT(f->kind) & LINED_PARENTS) &&
               (group->kinds & LINED_CHILDREN);
}

static void close_array(writer *w, frame *f)
{
    w->level--;
    if (f->element && w->indent)
        json_indent(&w->emit, w->level * w->indent);
    else if (f->element && f->lined)
        rt_emit_char(&w->emit, '\n');
    rt_emit_char(&w->emit, ']');
    f->array = false;
    f->takes = 0;
}

static inline void begin_element(writer *w, frame *f)
{
    if (f->element)
        rt_emit_char(&w->emit, ',');
    f->element = true;
    if (w->indent)
        json_indent(&w->emit, w->level * w->indent);
    else if (f->lined)
        rt_emit_char(&w->emit, '\n');
}

static inline void end_string(writer *w, frame *f)
{
    if (f->string)
        rt_emit_char(&w->emit, '"');
    f->string = false;
}

/* ---- Attributes --------------------------------------------------------------------- */

static void put_attributes(writer *w, frame *f, const rt_node *node)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr_info *info = rt_attr_of(node->attrs[i].id);
        if (!info)
            continue;
        put_name(w, f, (rt_str){info->name, strlen(info->name)});
        json_put_attribute(&w->emit, info, &node->attrs[i], w->indent != 0);
    }
}

/* `{` and the members that come before any content; node NULL: without attributes. */
static void begin_object(writer *w, frame *f, const rt_node *node)
{
    const char *name = rt_kind_of(f->kind)->name;
    f->form = FORM_OBJECT;
    open_object(w);
    if (f->kind == RT_REPORT) {
        put_name(w, f, RT_STR("retort"));
        rt_emit_char(&w->emit, '1');
    } else if (f->typed) {
        put_name(w, f, RT_STR("type"));
        json_put_string(&w->emit, (rt_str){name, strlen(name)});
    }
    if (node)
        put_attributes(w, f, node);
}

/* ---- Members that hold content --------------------------------------------------------- */

/* The opening of the member's value, as far as it is the parent's to write. */
static void open_group(writer *w, frame *f, uint8_t number)
{
    const rt_json_group *group = &w->shape.groups[f->kind][number];
    put_name(w, f, (rt_str){group->key, group->key_len});
    f->group = number;
    f->used |= (uint8_t)(1u << number);
    if (group->chars || group->bytes) {
        rt_emit_char(&w->emit, '"');
        f->string = group->chars;
    } else if (group->many) {
        open_array(w, f, group);
    }
}

static void close_group(writer *w, frame *f)
{
    end_string(w, f);
    if (f->array)
        close_array(w, f);
    f->group = NO_GROUP;
}

/* Members that are written even when they are empty, up to `number`. */
static void put_empty(writer *w, frame *f, uint8_t number)
{
    for (uint8_t i = 0; i < number; i++) {
        const rt_json_group *group = &w->shape.groups[f->kind][i];
        if (!group->always || (f->used >> i & 1))
            continue;
        f->used |= (uint8_t)(1u << i);
        put_name(w, f, (rt_str){group->key, group->key_len});
        rt_emit_text(&w->emit, group->many ? "[]" : "\"\"");
    }
}

/* The member that takes `kind` (0: text) next: none before the open one but a caption that comes
 * last. */
static uint8_t find_group(const writer *w, const frame *f, uint32_t kind)
{
    uint8_t count = w->shape.count[f->kind], from = f->group == NO_GROUP ? 0 : f->group;
    for (uint8_t i = 0; i < count; i++) {
        uint8_t number = (uint8_t)((from + i) % count);
        const rt_json_group *group = &w->shape.groups[f->kind][number];
        if ((group->kinds & RT_BIT(kind)) && (number == f->group || !(f->used >> number & 1)))
            return number;
    }
    return NO_GROUP;
}

/* A string that turned out to be more: what was held back is its first inline. */
static void unhold(writer *w, frame *f)
{
    begin_object(w, f, NULL);
    if (!w->held)
        return;
    open_group(w, f, 0);
    if (f->array)
        begin_element(w, f);
    if (!f->string)
        rt_emit_char(&w->emit, '"');
    f->string = true;
    rt_escape_json(&w->emit, (rt_str){w->held_text, w->held});
    w->held = 0;
}

/* Opens what takes `kind` in the node. False: it takes none such; the host never lets it. */
static bool make_room(writer *w, frame *f, uint32_t kind)
{
    if (f->form == FORM_STRING)
        unhold(w, f);
    if (f->array && (f->takes & RT_BIT(kind))) {
        if (f->string && kind)
            end_string(w, f);
        return true;
    }
    if (f->form == FORM_ARRAY)
        return false;
    uint8_t number = find_group(w, f, kind);
    if (number == NO_GROUP)
        return false;
    if (number == f->group)
        return w->shape.groups[f->kind][number].chars;
    close_group(w, f);
    put_empty(w, f, number);
    open_group(w, f, number);
    return true;
}

/* ---- Nodes -------------------------------------------------------------------------------- */

static rt_status push(writer *w)
{
    if (w->depth == w->room) {
        size_t room = w->room ? w->room * 2 : 32;
        frame *grown = w->host->resize(w->host, w->frames, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        w->frames = grown;
        w->room = room;
    }
    w->depth++;
    return RT_OK;
}

static void begin_node(writer *w, frame *f, const rt_json_group *group, const rt_node *node)
{
    bool bare = node->attr_count == 0;
    f->typed = group && !group->only && node->kind != RT_TEXT;
    if (bare && group && group->as_string == node->kind) {
        f->form = FORM_STRING;
        w->held = 0;
    } else if (bare && group && group->as_array == node->kind) {
        f->form = FORM_ARRAY;
        open_array(w, f, &w->shape.groups[node->kind][0]);
    } else {
        begin_object(w, f, node);
    }
}

/* Rows and cells without attributes, by the million: an array or a string in the open array. */
static inline bool enter_short(writer *w, frame *parent, uint32_t kind)
{
    if (w->depth == w->room || !parent->array || parent->string ||
        (kind != parent->as_string && kind != parent->as_array))
        return false;
    begin_element(w, parent);
    frame *f = parent + 1;
    w->depth++;
    f->kind = kind;
    f->group = NO_GROUP;
    f->used = 0;
    f->member = f->string = f->array = false;
    f->typed = parent->typed_elements;
    f->compact = parent->compact || !parent->lined;
    if (kind == parent->as_string) {
        f->form = FORM_STRING;
        w->held = 0;
    } else {
        f->form = FORM_ARRAY;
        open_array(w, f, &w->shape.groups[kind][0]);
    }
    return true;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    writer *w = (writer *)sink;
    const rt_json_group *group = NULL;
    bool compact = false;
    if (w->depth && node->attr_count == 0 && enter_short(w, top(w), node->kind))
        return w->emit.status;
    if (w->depth) {
        frame *parent = top(w);
        if (node->kind >= RT_KIND_COUNT || !make_room(w, parent, node->kind))
            return RT_ERR_PLUGIN;
        group = &w->shape.groups[parent->kind][parent->form == FORM_ARRAY ? 0 : parent->group];
        if (parent->array)
            begin_element(w, parent);
        compact = parent->compact || (parent->array && !parent->lined);
    } else if (node->kind != RT_REPORT) {
        return RT_ERR_PLUGIN;
    }
    rt_status status = push(w);
    if (status != RT_OK)
        return status;
    *top(w) = (frame){.kind = node->kind, .group = NO_GROUP, .compact = compact};
    begin_node(w, top(w), group, node);
    return w->emit.status;
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    writer *w = (writer *)sink;
    if (!w->depth || !piece.len)
        return w->depth ? RT_OK : RT_ERR_PLUGIN;
    frame *f = top(w);
    if (f->form == FORM_STRING && piece.len <= HELD - w->held) {
        memcpy(w->held_text + w->held, piece.ptr, piece.len);
        w->held += piece.len;
        memset(w->held_text + w->held, ' ', 8);
        return RT_OK;
    }
    if (!f->string) {
        if (!make_room(w, f, 0))
            return RT_ERR_PLUGIN;
        if (f->array && !f->string) {
            begin_element(w, f);
            rt_emit_char(&w->emit, '"');
        }
        f->string = true;
    }
    rt_escape_json(&w->emit, piece);
    return w->emit.status;
}

static void end_node(writer *w, frame *f)
{
    if (f->form == FORM_STRING) {
        put_held(w);
        return;
    }
    close_group(w, f);
    if (f->form == FORM_ARRAY)
        return;
    put_empty(w, f, w->shape.count[f->kind]);
    close_object(w, f);
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    writer *w = (writer *)sink;
    if (!w->depth || top(w)->kind != kind)
        return RT_ERR_PLUGIN;
    frame *f = top(w);
    if (kind == RT_RESOURCE && f->used) {
        rt_base64_encode_end(&w->base64, &w->emit);
        rt_emit_char(&w->emit, '"');
    }
    end_node(w, f);
    if (--w->depth == 0)
        rt_emit_char(&w->emit, '\n');
    return w->emit.status;
}

static rt_status on_bytes(rt_sink *sink, const void *bytes, size_t len)
{
    writer *w = (writer *)sink;
    frame *f = w->depth ? top(w) : NULL;
    if (!f || f->kind != RT_RESOURCE)
        return RT_ERR_PLUGIN;
    if (!f->used)
        open_group(w, f, 0);
    rt_base64_encode(&w->base64, bytes, len, &w->emit);
    return w->emit.status;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    writer *w = (writer *)sink;
    const rt_host *host = w->host;
    rt_status status = complete ? rt_emit_flush(&w->emit) : RT_OK;
    host->resize(host, w->frames, 0);
    host->resize(host, w, 0);
    return status;
}

rt_status rt_json_open_report(const rt_host *host, const json_write_options *options,
                              rt_output *out, rt_sink **sink)
{
    writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, on_bytes, on_close};
    w->host = host;
    w->indent = (size_t)options->indent;
    w->level = w->depth = w->room = w->held = 0;
    w->frames = NULL;
    w->base64 = (rt_base64_encoder){.count = 0};
    w->emit.out = out;
    w->emit.status = RT_OK;
    w->emit.used = 0;
    rt_json_shape_init(&w->shape);
    *sink = &w->sink;
    return RT_OK;
}
