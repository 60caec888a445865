/* write_picture.c - pictures: their bytes on the way into the ZIP, and the drawing that shows one (ECMA-376 part 1, 20.4).
 *
 * Owns word/media. The bytes leave as they come; only the first of them are kept, to know the format and the natural size. */
#include <stdio.h>
#include <string.h>

#include "write.h"

#define IMAGE_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"

enum { EMU_POINT = 12700 };

/* Formats by media type, where the bytes do not say it. Those that are packed already are stored. */
static const struct { const char *type, *extension; bool packed; } formats[] = {
    {"image/png", "png", true}, {"image/jpeg", "jpeg", true}, {"image/gif", "gif", true}, {"image/bmp", "bmp", false},
    {"image/tiff", "tiff", false}, {"image/webp", "webp", true}, {"image/svg+xml", "svg", false}, {"image/x-emf", "emf", false},
    {"image/x-wmf", "wmf", false}, {"image/emf", "emf", false}, {"image/wmf", "wmf", false}, {"image/jpg", "jpeg", true}};

static docx_media *media_at(rt_docx_writer *w, uint32_t number) { return (docx_media *)(void *)w->media.data + number - 1; }

/* ---- Bytes ----------------------------------------------------------------------------------------------------- */

void docx_resource_enter(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *id = rt_node_attr(node, RT_A_ID);
    docx_media *media = docx_more(w, &w->media, sizeof *media);
    if (!media)
        return;
    w->picture = (uint32_t)(w->media.len / sizeof *media);
    w->picture_begun = false;
    w->head.host = w->host;
    rt_buffer_clear(&w->head);
    if (id && !rt_docx_ids_number(&w->resource_ids, id->text, w->picture))
        docx_fail(w, RT_ERR_MEMORY);
    docx_keep(w, &w->resource, node);
}

static void begin(rt_docx_writer *w)
{
    docx_media *media = media_at(w, w->picture);
    rt_str stated = rt_node_text(&w->resource.node, RT_A_MEDIA_TYPE);
    char name[64];
    bool packed = false;
    media->picture = rt_docx_picture_look(w->head.data, w->head.len);
    media->type = media->picture.media_type;
    media->extension = media->picture.extension;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        bool same = media->type ? strcmp(media->type, formats[i].type) == 0
                                : stated.len == strlen(formats[i].type) && memcmp(stated.ptr, formats[i].type, stated.len) == 0;
        if (!same)
            continue;
        media->type = formats[i].type;
        media->extension = media->extension ? media->extension : formats[i].extension;
        packed = formats[i].packed;
        break;
    }
    if (!media->type || !media->extension) {
        media->type = "application/octet-stream";
        media->extension = "bin";
    }
    docx_reserve_types(w);
    snprintf(name, sizeof name, "word/media/image%u.%s", w->picture, media->extension);
    docx_fail(w, rt_zip_write_begin(&w->zip, name, !packed));
    if (w->status == RT_OK && w->head.len)
        docx_fail(w, rt_zip_write_bytes(&w->zip, w->head.data, w->head.len));
    w->picture_begun = true;
}

void docx_resource_bytes(rt_docx_writer *w, const void *bytes, size_t len)
{
    if (!w->picture || !len)
        return;
    if (!w->picture_begun) {
        docx_add(w, &w->head, bytes, len);
        if (w->head.len >= RT_DOCX_PICTURE_HEAD)
            begin(w);
    } else if (w->status == RT_OK) {
        docx_fail(w, rt_zip_write_bytes(&w->zip, bytes, len));
    }
}

void docx_resource_leave(rt_docx_writer *w)
{
    if (!w->picture)
        return;
    if (!w->picture_begun && w->status == RT_OK)
        begin(w);
    if (w->status == RT_OK)
        docx_fail(w, rt_zip_write_end(&w->zip));
}

/* ---- Drawings ----------------------------------------------------------------------------------------------------- */

/* The relationship to the bytes; in document.xml.rels one serves all uses. */
static uint32_t relate(rt_docx_writer *w, uint32_t number)
{
    docx_media *media = media_at(w, number);
    char target[64];
    if (w->story == STORY_DOCUMENT && media->relation)
        return media->relation;
    int len = snprintf(target, sizeof target, "media/image%u.%s", number, media->extension);
    uint32_t relation = docx_relate(w, IMAGE_TYPE, (rt_str){target, (size_t)len}, false);
    if (w->story == STORY_DOCUMENT)
        media_at(w, number)->relation = relation;
    return relation;
}

/* Stated lengths; one that is missing follows from the natural proportions. */
static void size_of(const rt_node *node, const rt_docx_picture *picture, int64_t *cx, int64_t *cy)
{
    int64_t width = 0, height = 0;
    bool exact;
    rt_docx_picture_fit(picture, cx, cy);
    bool wide = docx_scaled(rt_node_text(node, RT_A_WIDTH), 't', EMU_POINT, &width, &exact) && width > 0;
    bool tall = docx_scaled(rt_node_text(node, RT_A_HEIGHT), 't', EMU_POINT, &height, &exact) && height > 0;
    width = width < INT32_MAX ? width : INT32_MAX;
    height = height < INT32_MAX ? height : INT32_MAX;
    if (wide && !tall)
        height = *cx ? width * *cy / *cx : width;
    if (tall && !wide)
        width = *cy ? height * *cx / *cy : height;
    if (wide || tall) {
        *cx = width > 0 ? width : 1;
        *cy = height > 0 && height < INT32_MAX ? height : 1;
    }
}

static void put_size(rt_docx_writer *w, const char *element, int64_t cx, int64_t cy)
{
    docx_put(w, element);
    PUT(w, " cx=\"");
    docx_put_number(w, cx);
    PUT(w, "\" cy=\"");
    docx_put_number(w, cy);
    PUT(w, "\"/>");
}

static void put_named(rt_docx_writer *w, const char *element, uint32_t id)
{
    docx_put(w, element);
    PUT(w, " id=\"");
    docx_put_number(w, id);
    PUT(w, "\" name=\"Picture ");
    docx_put_number(w, id);
    PUT(w, "\"");
}

static void put_blip(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *source = rt_node_attr(node, RT_A_SOURCE);
    PUT(w, "<a:blip");
    if (w->picture) {
        uint32_t relation = relate(w, w->picture);
        PUT(w, " r:embed=\"rId");
        docx_put_number(w, relation);
        PUT(w, "\"");
    }
    if (source && docx_is_uri(source->text)) {
        uint32_t relation = docx_relate(w, IMAGE_TYPE, source->text, true);
        PUT(w, " r:link=\"rId");
        docx_put_number(w, relation);
        PUT(w, "\"");
    }
    PUT(w, "/>");
}

static void put_drawing(rt_docx_writer *w, const rt_node *node)
{
    static const rt_docx_picture unknown = {0};
    const rt_attr *alt = rt_node_attr(node, RT_A_ALT), *title = rt_node_attr(node, RT_A_TITLE);
    uint32_t id = ++w->ids;
    int64_t cx, cy;
    size_of(node, w->picture ? &media_at(w, w->picture)->picture : &unknown, &cx, &cy);
    PUT(w, "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">");
    put_size(w, "<wp:extent", cx, cy);
    put_named(w, "<wp:docPr", id);
    if (alt) {
        PUT(w, " descr=\"");
        docx_put_attr(w, alt->text);
        PUT(w, "\"");
    }
    if (title) {
        PUT(w, " title=\"");
        docx_put_attr(w, title->text);
        PUT(w, "\"");
    }
    PUT(w, "/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData "
           "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>");
    put_named(w, "<pic:cNvPr", id);
    PUT(w, "/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>");
    put_blip(w, node);
    PUT(w, "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>");
    put_size(w, "<a:ext", cx, cy);
    PUT(w, "</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
           "</w:drawing>");
}

void docx_image_leave(rt_docx_writer *w)
{
    const rt_node *node = &w->kept.node;
    const rt_attr *resource = rt_node_attr(node, RT_A_RESOURCE);
    if (w->status != RT_OK)
        return;
    if (!w->picture && resource)
        w->picture = rt_docx_ids_find(&w->resource_ids, resource->text);
    uint32_t bookmark = docx_id_begin(w, node);
    docx_change_begin(w, node);
    PUT(w, "<w:r>");
    put_drawing(w, node);
    PUT(w, "</w:r>");
    docx_change_end(w);
    docx_id_end(w, bookmark);
    w->picture = 0;
}
