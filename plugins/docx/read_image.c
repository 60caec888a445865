/* read_image.c - a picture: its node, its size where that is not the natural one, and its bytes at its first use.
 *
 * Owns resources and what the part of a picture is called; which element names it is read_drawing.c's. */
#include <stdio.h>
#include <string.h>

#include "read.h"

enum { EMU_POINT = 12700 };

/* "100.5pt", no more digits than needed, three at most. */
static rt_str points(int64_t emu, char room[24])
{
    int64_t thousandths = (emu * 1000 + EMU_POINT / 2) / EMU_POINT;
    int len = snprintf(room, 20, "%lld.%03d", (long long)(thousandths / 1000), (int)(thousandths % 1000));
    while (room[len - 1] == '0')
        len--;
    len -= room[len - 1] == '.';
    memcpy(room + len, "pt", 2);
    return (rt_str){room, (size_t)len + 2};
}

static void put_size(const body_shape *shape, const rt_docx_picture *picture, body_attrs *attrs, char room[2][24])
{
    if (!shape->cx || !shape->cy || shape->cx > INT64_C(914400) * 100000 || shape->cy > INT64_C(914400) * 100000 ||
        rt_docx_picture_is_natural(picture, shape->cx, shape->cy))
        return;
    put_text(attrs, RT_A_WIDTH, points(shape->cx, room[0]));
    put_text(attrs, RT_A_HEIGHT, points(shape->cy, room[1]));
}

/* "media/image12.png" is a name that programs give; any other is the author's. */
static rt_str name_of(const char *part)
{
    const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part, *at = name;
    if (strncmp(name, "image", 5) == 0)
        for (at = name + 5; *at >= '0' && *at <= '9';)
            at++;
    bool given = at > name && *at == '.' && !strchr(at + 1, '.');
    return given ? (rt_str){NULL, 0} : (rt_str){name, strlen(name)};
}

/* The first bytes, as many as a picture's header may need, then the rest as it comes. */
static rt_status fill_head(body *b, rt_docx_stream *stream, size_t *filled, const char **rest, size_t *rest_len)
{
    *filled = *rest_len = 0;
    if (!b->head)
        b->head = b->host->resize(b->host, NULL, RT_DOCX_PICTURE_HEAD);
    if (!b->head)
        return RT_ERR_MEMORY;
    while (*filled < RT_DOCX_PICTURE_HEAD) {
        const char *bytes;
        size_t len;
        TRY(rt_docx_stream_next(stream, &bytes, &len));
        if (!len)
            break;
        size_t fits = len < RT_DOCX_PICTURE_HEAD - *filled ? len : RT_DOCX_PICTURE_HEAD - *filled;
        memcpy(b->head + *filled, bytes, fits);
        *filled += fits;
        *rest = bytes + fits;
        *rest_len = len - fits;
    }
    return RT_OK;
}

static rt_status send_bytes(body *b, rt_docx_stream *stream, size_t head, const char *rest, size_t rest_len)
{
    if (!b->out->bytes)
        return RT_OK;
    if (head)
        TRY(b->out->bytes(b->out, b->head, head));
    do { /* the head may end where a window does: that is not the end */
        if (rest_len)
            TRY(b->out->bytes(b->out, rest, rest_len));
        TRY(rt_docx_stream_next(stream, &rest, &rest_len));
    } while (rest_len);
    return RT_OK;
}

/* A picture that is used again names its resource. */
static rt_status again(body *b, uint32_t part, uint64_t known, body_attrs *attrs)
{
    char room[40], size[2][24];
    rt_docx_picture picture = {.cx = b->sizes[known - 1].cx, .cy = b->sizes[known - 1].cy};
    (void)part;
    put_size(&b->shape, &picture, attrs, size);
    put_text(attrs, RT_A_RESOURCE, body_id_text(b, "media-", (int32_t)known, room));
    return body_inline_node(b, RT_IMAGE, attrs);
}

static rt_status first_use(body *b, uint32_t part, rt_docx_stream *stream, body_attrs *attrs)
{
    char room[40], size[2][24];
    size_t head, rest_len;
    const char *rest = NULL;
    body_attrs own = {.count = 0};
    TRY(fill_head(b, stream, &head, &rest, &rest_len));
    rt_docx_picture picture = rt_docx_picture_look(b->head, head);
    rt_str type = picture.media_type ? (rt_str){picture.media_type, strlen(picture.media_type)} : rt_docx_package_type(b->package, part);
    TRY(body_grow(b, &b->sizes, b->resource_count, &b->size_room, sizeof *b->sizes));
    b->sizes[b->resource_count++] = (body_size){picture.cx, picture.cy};
    TRY(rt_docx_map_set(b->host, &b->resources, part, b->resource_count));
    put_size(&b->shape, &picture, attrs, size);
    put_text(&own, RT_A_ID, body_id_text(b, "media-", (int32_t)b->resource_count, room));
    put_some(&own, RT_A_NAME, name_of(rt_docx_package_name(b->package, part)));
    put_some(&own, RT_A_MEDIA_TYPE, type);
    TRY(body_inline_enter(b, RT_IMAGE, attrs));
    TRY(body_enter(b, RT_RESOURCE, &own));
    TRY(send_bytes(b, stream, head, rest, rest_len));
    TRY(body_leave(b, RT_RESOURCE));
    return body_leave(b, RT_IMAGE);
}

static rt_status send_image(body *b, body_attrs *attrs)
{
    const body_shape *shape = &b->shape;
    rt_str id = shape->embed.len ? shape->embed : shape->vector;
    const rt_docx_relation *relation = rt_docx_relations_find(b->relations, id.len ? id : shape->link);
    const rt_docx_relation *linked = id.len && shape->link.len ? rt_docx_relations_find(b->relations, shape->link) : NULL;
    if (relation && relation->external)
        linked = relation;
    if (linked && linked->external)
        put_some(attrs, RT_A_SOURCE, linked->target);
    bool stored = relation && !relation->external && relation->part != RT_DOCX_NO_PART;
    if (!stored) {
        char size[2][24];
        rt_docx_picture unknown = {0};
        if (!linked)
            body_warn(b, "docx-relation", "a picture is not in the file; what stands for it was kept");
        put_size(shape, &unknown, attrs, size);
        return body_inline_node(b, RT_IMAGE, attrs);
    }
    uint64_t known = rt_docx_map_get(&b->resources, relation->part);
    if (known)
        return again(b, relation->part, known, attrs);
    rt_docx_stream *stream;
    TRY(rt_docx_stream_open(b->package, relation->part, &stream));
    rt_status status = first_use(b, relation->part, stream, attrs);
    rt_docx_stream_close(stream);
    return status;
}

/* What is not shown must not be the first use of its bytes. */
static bool is_muted(const body *b) { return b->muted || b->capturing || body_in_instruction(b); }

rt_status body_image(body *b)
{
    body_shape *shape = &b->shape;
    body_attrs attrs = {.count = 0};
    const rt_docx_relation *link = shape->click.len ? rt_docx_relations_find(b->relations, shape->click) : NULL;
    shape->made = true;
    if (!shape->embed.len && !shape->vector.len && !shape->link.len && !shape->blip)
        return RT_OK;
    if (!is_muted(b))
        TRY(body_para_open(b, RT_IMAGE));
    if (is_muted(b)) {
        b->muted_text = true;
        return RT_OK;
    }
    body_para_of(b)->holds_image = true;
    TRY(body_run_break(b));
    put_some(&attrs, RT_A_ID, body_take_id(b, true, false));
    put_some(&attrs, RT_A_TITLE, shape->title);
    if (shape->alt.ptr)
        put_text(&attrs, RT_A_ALT, shape->alt);
    body_put_change(b, &attrs);
    if (body_top(b)->run.direct.on & RT_DOCX_R_HIDDEN)
        put_number(&attrs, RT_A_HIDDEN, 1);
    if (link) {
        body_attrs href = {.count = 0};
        put_text(&href, RT_A_HREF, link->target);
        TRY(body_inline_enter(b, RT_LINK, &href));
    }
    TRY(send_image(b, &attrs));
    shape->embed = shape->link = shape->vector = (rt_str){NULL, 0};
    shape->blip = false;
    return link ? body_leave(b, RT_LINK) : RT_OK;
}
