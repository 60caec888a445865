/* write_image.c - images, their bytes as data: URLs as they come.
 *
 * Owns the bytes of resources that have an id, for images further on that name them, up to
 * keep_most in all; what is more is written where it stands and lost where it is named again. */
#include "write.h"

enum { HAS_SOURCE = 1, HAS_BYTES = 2 };

/* ---- data: URLs (RFC 2397) ------------------------------------------------------------------- */

static void put_percent(rt_html_writer *w, rt_str text, const char *also)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-._~+/!*", c)) || (c && strchr(also, c));
        if (plain) {
            rt_emit_char(&w->emit, (char)c);
        } else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            rt_emit_bytes(&w->emit, escape, sizeof escape);
        }
    }
}

/* Parameters stay as they are, unless they could be taken for ours. */
static const char *keeps_parameters(rt_str type)
{
    if (!type.ptr || !type.len)
        return "";
    return *type.ptr != ';' && !memmem(type.ptr, type.len, ";name", 5) &&
                   !memmem(type.ptr, type.len, ";base64", 7)
               ? ";="
               : "";
}

static void begin_data(rt_html_writer *w, const rt_str *type, const rt_str *name)
{
    RT_HTML_PUT(w, " src=\"data:");
    if (type && type->len)
        put_percent(w, *type, keeps_parameters(*type));
    else if (type)
        rt_emit_char(&w->emit, ';');
    if (name) {
        RT_HTML_PUT(w, ";name=");
        put_percent(w, *name, "");
    }
    RT_HTML_PUT(w, ";base64,");
}

static void end_data(rt_html_writer *w)
{
    rt_base64_encode_end(&w->base64, &w->emit);
    rt_emit_char(&w->emit, '"');
}

/* ---- Resources that are kept ----------------------------------------------------------------- */

static rt_html_resource *find_resource(rt_html_writer *w, rt_str id)
{
    const rt_html_name *name = rt_html_name_of(&w->names, id);
    if (!name)
        w->failed = RT_ERR_MEMORY;
    return name && name->resource ? &w->resources[name->resource - 1] : NULL;
}

static rt_html_resource *add_resource(rt_html_writer *w, rt_str id)
{
    if (w->resource_count == w->resource_room) {
        size_t room = w->resource_room ? w->resource_room * 2 : 8;
        rt_html_resource *grown = w->host->resize(w->host, w->resources, room * sizeof *grown);
        if (!grown) {
            w->failed = RT_ERR_MEMORY;
            return NULL;
        }
        w->resources = grown;
        w->resource_room = room;
    }
    rt_html_name *name = rt_html_name_of(&w->names, id);
    if (!name) {
        w->failed = RT_ERR_MEMORY;
        return NULL;
    }
    rt_html_resource *r = &w->resources[w->resource_count++];
    name->resource = (uint32_t)w->resource_count;
    *r = (rt_html_resource){
        .bytes.host = w->host, .type.host = w->host, .name.host = w->host, .whole = true};
    return r;
}

static void forget_bytes(rt_html_writer *w, rt_html_resource *r)
{
    w->kept_bytes -= r->bytes.len;
    rt_buffer_free(&r->bytes);
    r->whole = false;
}

void rt_html_free_resources(rt_html_writer *w)
{
    for (size_t i = 0; i < w->resource_count; i++) {
        rt_buffer_free(&w->resources[i].bytes);
        rt_buffer_free(&w->resources[i].type);
        rt_buffer_free(&w->resources[i].name);
    }
    w->host->resize(w->host, w->resources, 0);
}

/* ---- Images ---------------------------------------------------------------------------------- */

static void put_kept(rt_html_writer *w, rt_html_frame *f, rt_str id)
{
    rt_html_resource *r = find_resource(w, id);
    if (!r || !r->whole) {
        if (r)
            w->host->lost(w->host, RT_LOSS_CONTENT, &w->pos,
                          "bytes of an image that stood before, too many to be written twice");
        return;
    }
    rt_str type = rt_buffer_str(&r->type), name = rt_buffer_str(&r->name);
    begin_data(w, r->has_type ? &type : NULL, r->has_name ? &name : NULL);
    if (r->bytes.len)
        rt_base64_encode(&w->base64, r->bytes.data, r->bytes.len, &w->emit);
    end_data(w);
    f->flags |= HAS_BYTES;
}

void rt_html_enter_image(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    const rt_attr *source = rt_node_attr(node, RT_A_SOURCE),
                  *resource = rt_node_attr(node, RT_A_RESOURCE);
    rt_html_line_content(w);
    rt_html_open_tag(w, "img", node);
    rt_html_attr(w, "alt", node, RT_A_ALT);
    rt_html_css_text(w, &style, "width", node, RT_A_WIDTH);
    rt_html_css_text(w, &style, "height", node, RT_A_HEIGHT);
    rt_html_style_end(w, &style);
    bool unsafe = source && rt_html_unsafe_address(source->text, true);
    if (unsafe) {
        rt_html_put_attr(w, "title", source->text);
        w->host->lost(
            w->host, RT_LOSS_CONTENT, &w->pos,
            "address of an image that a browser would run; it stands in the image's title");
    } else {
        rt_html_attr(w, "title", node, RT_A_TITLE);
    }
    if (source && !unsafe && rt_html_keep(w, &f->kept, source->text) == RT_OK)
        f->flags = HAS_SOURCE;
    if (resource)
        put_kept(w, f, resource->text);
}

void rt_html_leave_image(rt_html_writer *w, rt_html_frame *f)
{
    if (f->flags == (HAS_SOURCE | HAS_BYTES)) {
        RT_HTML_PUT(w, " itemscope itemtype=\"https://schema.org/ImageObject\"");
        rt_html_put_attr(w, "itemid", f->kept);
    } else if (f->flags == HAS_SOURCE) {
        rt_html_put_attr(w, "src", f->kept);
    } else if (!f->flags) {
        RT_HTML_PUT(w, " src=\"data:,\"");
    }
    rt_emit_char(&w->emit, '>');
}

void rt_html_enter_resource(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    (void)f;
    const rt_attr *id = rt_node_attr(node, RT_A_ID), *type = rt_node_attr(node, RT_A_MEDIA_TYPE),
                  *name = rt_node_attr(node, RT_A_NAME);
    rt_html_parent(w)->flags |= HAS_BYTES;
    begin_data(w, type ? &type->text : NULL, name ? &name->text : NULL);
    rt_html_resource *r = id && !find_resource(w, id->text) ? add_resource(w, id->text) : NULL;
    w->keeping = r;
    if (!r)
        return;
    r->has_type = type != NULL;
    r->has_name = name != NULL;
    if ((type && rt_buffer_add_str(&r->type, type->text) != RT_OK) ||
        (name && rt_buffer_add_str(&r->name, name->text) != RT_OK))
        w->failed = RT_ERR_MEMORY;
}

void rt_html_bytes(rt_html_writer *w, const void *bytes, size_t len)
{
    rt_html_resource *r = w->keeping;
    rt_base64_encode(&w->base64, bytes, len, &w->emit);
    if (!r || !r->whole)
        return;
    if (len > w->keep_most - w->kept_bytes)
        forget_bytes(w, r);
    else if (rt_buffer_add(&r->bytes, bytes, len) != RT_OK)
        w->failed = RT_ERR_MEMORY;
    else
        w->kept_bytes += len;
}

void rt_html_leave_resource(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    w->keeping = NULL;
    end_data(w);
}
