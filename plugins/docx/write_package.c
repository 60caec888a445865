/* write_package.c - the package around the parts (ECMA-376 part 2): content types, relationships, what stands in which file.
 *
 * Owns part names and the order in the ZIP: content types first, then pictures as they came, then everything else. */
#include <stdio.h>
#include <string.h>

#include "write.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships/"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define SPACES " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"" \
    " xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"" \
    " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"" \
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"" \
    " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"" \
    " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"" \
    " xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" mc:Ignorable=\"w14\""

enum { TYPES_ROOM = 3584 }; /* reserved in front of pictures: what follows begins in the 4 KiB by which a file is known */

/* ---- Parts that hold paragraphs ------------------------------------------------------------------------------- */

/* By the first letters of their names; a separator and its continuation stand before the notes. */
static const struct { const char *stem, *root, *type, *relation, *before; } kinds[] = {
    {"document", "document", WORD "document.main+xml", "officeDocument", "<w:body>"},
    {"footnotes", "footnotes", WORD "footnotes+xml", "footnotes",
     "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
     "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"},
    {"endnotes", "endnotes", WORD "endnotes+xml", "endnotes",
     "<w:endnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:endnote>"
     "<w:endnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:endnote>"},
    {"comments", "comments", WORD "comments+xml", "comments", ""},
    {"header", "hdr", WORD "header+xml", "header", ""},
    {"footer", "ftr", WORD "footer+xml", "footer", ""}};
enum { KIND_HEADER = STORY_FIXED, KIND_FOOTER };

static uint32_t kind_of(const rt_docx_writer *w, uint32_t story)
{
    return story < STORY_FIXED ? story : w->stories[story].name[0] == 'h' ? KIND_HEADER : KIND_FOOTER;
}

uint32_t docx_story_new(rt_docx_writer *w, const char *stem, uint32_t number)
{
    size_t room = w->story_room;
    if (!docx_grow(w, &w->stories, w->story_count, &room, sizeof *w->stories))
        return 0;
    w->story_room = (uint32_t)room;
    docx_story *story = &w->stories[w->story_count];
    *story = (docx_story){0};
    if (number)
        snprintf(story->name, sizeof story->name, "%s%u.xml", stem, number);
    else
        snprintf(story->name, sizeof story->name, "%s.xml", stem);
    return w->story_count++;
}

void docx_story_begin(rt_docx_writer *w, uint32_t number)
{
    docx_story *story = &w->stories[number];
    w->story = number;
    if (story->part) {
        w->emit = story->part->emit;
        return;
    }
    rt_status status = rt_docx_part_new(w->host, &story->part);
    if (status != RT_OK) {
        docx_fail(w, status);
        w->story = STORY_DOCUMENT;
        return;
    }
    w->emit = story->part->emit;
    PUT(w, XML "<w:");
    docx_put(w, kinds[kind_of(w, number)].root);
    PUT(w, SPACES ">");
    docx_put(w, kinds[kind_of(w, number)].before);
}

static void put_relation(rt_emit *emit, uint32_t number, const char *type, rt_str target, bool external)
{
    char id[24];
    snprintf(id, sizeof id, "rId%u", number);
    rt_emit_text(emit, "<Relationship Id=\"");
    rt_emit_text(emit, id);
    rt_emit_text(emit, "\" Type=\"");
    rt_emit_text(emit, type);
    rt_emit_text(emit, "\" Target=\"");
    rt_escape_xml_attr(emit, target);
    rt_emit_text(emit, external ? "\" TargetMode=\"External\"/>" : "\"/>");
}

uint32_t docx_relate(rt_docx_writer *w, const char *type, rt_str target, bool external)
{
    docx_story *story = docx_story_of(w);
    if (!story->rels) {
        rt_status status = rt_docx_part_new(w->host, &story->rels);
        if (status != RT_OK) {
            docx_fail(w, status);
            return 0;
        }
        rt_emit_text(story->rels->emit, XML RELATIONS);
    }
    put_relation(story->rels->emit, ++story->relations, type, target, external);
    docx_fail(w, story->rels->emit->status);
    return story->relations;
}

/* ---- Content types --------------------------------------------------------------------------------------------- */

static const struct { const char *name, *type, *relation; } fixed[] = {
    {"styles.xml", WORD "styles+xml", OFFICE "styles"}, {"settings.xml", WORD "settings+xml", OFFICE "settings"},
    {"fontTable.xml", WORD "fontTable+xml", OFFICE "fontTable"}, {"numbering.xml", WORD "numbering+xml", OFFICE "numbering"},
    {"commentsExtended.xml", WORD "commentsExtended+xml", "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"}};
enum { FIXED_STYLES, FIXED_SETTINGS, FIXED_FONTS, FIXED_NUMBERING, FIXED_EXTENDED, FIXED };

static bool has_extended(const rt_docx_writer *w)
{
    const docx_note *notes = (const docx_note *)(const void *)w->notes.data;
    for (size_t i = 0; i < w->notes.len / sizeof *notes; i++)
        if (notes[i].role == RT_ROLE_COMMENT && (notes[i].parent || notes[i].resolved))
            return true;
    return false;
}

static bool has_fixed(const rt_docx_writer *w, uint32_t part)
{
    return part == FIXED_NUMBERING ? w->nums.len > 0 : part == FIXED_EXTENDED ? has_extended(w) : true;
}

static void add_type(rt_docx_writer *w, rt_buffer *to, const char *element, const char *name, const char *value, const char *type)
{
    docx_add_text(w, to, element);
    docx_add_text(w, to, name);
    docx_add_text(w, to, value);
    docx_add_text(w, to, "\" ContentType=\"");
    docx_add_text(w, to, type);
    docx_add_text(w, to, "\"/>");
}

static void add_defaults(rt_docx_writer *w, rt_buffer *to)
{
    const docx_media *media = (const docx_media *)(const void *)w->media.data;
    const char *seen[32];
    size_t count = 0;
    add_type(w, to, "<Default Extension=\"", "", "rels", "application/vnd.openxmlformats-package.relationships+xml");
    add_type(w, to, "<Default Extension=\"", "", "xml", "application/xml");
    for (size_t i = 0; i < w->media.len / sizeof *media; i++) {
        size_t k = 0;
        while (k < count && strcmp(seen[k], media[i].extension) != 0)
            k++;
        if (k < count || count == sizeof seen / sizeof *seen)
            continue;
        seen[count++] = media[i].extension;
        add_type(w, to, "<Default Extension=\"", "", media[i].extension, media[i].type);
    }
}

static void compose_types(rt_docx_writer *w, rt_buffer *to)
{
    docx_add_text(w, to, XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
    add_defaults(w, to);
    for (uint32_t i = 0; i < w->story_count; i++)
        if (w->stories[i].part)
            add_type(w, to, "<Override PartName=\"", "/word/", w->stories[i].name, kinds[kind_of(w, i)].type);
    for (uint32_t i = 0; i < FIXED; i++)
        if (has_fixed(w, i))
            add_type(w, to, "<Override PartName=\"", "/word/", fixed[i].name, fixed[i].type);
    add_type(w, to, "<Override PartName=\"", "/docProps/", "core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
    if (docx_has_custom(w))
        add_type(w, to, "<Override PartName=\"", "/docProps/", "custom.xml",
                 "application/vnd.openxmlformats-officedocument.custom-properties+xml");
    docx_add_text(w, to, "</Types>");
}

/* Pictures leave before it is known which parts there will be: room is kept in front of the first. */
void docx_reserve_types(rt_docx_writer *w)
{
    char spaces[256];
    if (w->reserved || w->status != RT_OK)
        return;
    w->reserved = true;
    memset(spaces, ' ', sizeof spaces);
    docx_fail(w, rt_zip_write_begin(&w->zip, "[Content_Types].xml", false));
    for (size_t i = 0; i < TYPES_ROOM && w->status == RT_OK; i += sizeof spaces)
        docx_fail(w, rt_zip_write_bytes(&w->zip, spaces, sizeof spaces));
    if (w->status == RT_OK)
        docx_fail(w, rt_zip_write_end(&w->zip));
}

static void store_types(rt_docx_writer *w)
{
    rt_buffer types = {.host = w->host};
    compose_types(w, &types);
    if (w->status == RT_OK && w->reserved && types.len <= TYPES_ROOM) {
        while (types.len < TYPES_ROOM && w->status == RT_OK)
            docx_add(w, &types, " ", 1);
        if (w->status == RT_OK)
            docx_fail(w, rt_zip_write_replace(&w->zip, 0, types.data, types.len));
    } else if (w->status == RT_OK) {
        if (w->reserved) /* more headers than there is room for: the room stays unused */
            rt_zip_write_drop(&w->zip, 0);
        docx_fail(w, rt_zip_write_begin(&w->zip, "[Content_Types].xml", true));
        if (w->status == RT_OK)
            docx_fail(w, rt_zip_write_bytes(&w->zip, types.data, types.len));
        if (w->status == RT_OK)
            docx_fail(w, rt_zip_write_end(&w->zip));
    }
    rt_buffer_free(&types);
}

/* ---- Small parts --------------------------------------------------------------------------------------------------- */

static void store(rt_docx_writer *w, const char *name, void (*put)(rt_docx_writer *))
{
    rt_docx_part *part = NULL;
    if (w->status == RT_OK)
        docx_fail(w, rt_docx_part_new(w->host, &part));
    if (w->status == RT_OK) {
        w->emit = part->emit;
        PUT(w, XML);
        put(w);
        docx_fail(w, part->emit->status);
    }
    if (w->status == RT_OK)
        docx_fail(w, rt_docx_part_store(part, &w->zip, name, NULL, NULL));
    rt_docx_part_free(part);
}

static void put_package(rt_docx_writer *w)
{
    PUT(w, RELATIONS);
    put_relation(w->emit, 1, OFFICE "officeDocument", RT_STR("word/document.xml"), false);
    put_relation(w->emit, 2, PACKAGE "metadata/core-properties", RT_STR("docProps/core.xml"), false);
    if (docx_has_custom(w))
        put_relation(w->emit, 3, OFFICE "custom-properties", RT_STR("docProps/custom.xml"), false);
    PUT(w, "</Relationships>");
}

static void put_numbering(rt_docx_writer *w)
{
    PUT(w, "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    docx_write_numbering(w);
    PUT(w, "</w:numbering>");
}

static void put_para_id(rt_docx_writer *w, const char *name, uint32_t id)
{
    char hex[12];
    snprintf(hex, sizeof hex, "%08X", id);
    PUT(w, " w15:");
    docx_put(w, name);
    PUT(w, "=\"");
    docx_put(w, hex);
    PUT(w, "\"");
}

/* [MS-DOCX] 2.5.4: which comment answers which, and which are settled. */
static void put_extended(rt_docx_writer *w)
{
    const docx_note *notes = (const docx_note *)(const void *)w->notes.data;
    PUT(w, "<w15:commentsEx xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\">");
    for (size_t i = 0; i < w->notes.len / sizeof *notes; i++) {
        const docx_note *parent = docx_note_at(w, notes[i].parent);
        if (notes[i].role != RT_ROLE_COMMENT)
            continue;
        PUT(w, "<w15:commentEx");
        put_para_id(w, "paraId", notes[i].para_id);
        if (parent && parent->role == RT_ROLE_COMMENT)
            put_para_id(w, "paraIdParent", parent->para_id);
        if (notes[i].resolved)
            PUT(w, " w15:done=\"1\"/>");
        else
            PUT(w, " w15:done=\"0\"/>");
    }
    PUT(w, "</w15:commentsEx>");
}

/* ---- The end ---------------------------------------------------------------------------------------------------------- */

static void end_stories(rt_docx_writer *w)
{
    docx_story_begin(w, STORY_DOCUMENT);
    if (!docx_here(w)->after_paragraph || w->waiting.len)
        docx_empty_para(w);
    docx_last_page(w);
    PUT(w, "</w:body></w:document>");
    for (uint32_t i = STORY_FOOTNOTES; i < STORY_FIXED; i++)
        if (w->stories[i].part) {
            docx_story_begin(w, i);
            PUT(w, "</w:");
            docx_put(w, kinds[i].root);
            PUT(w, ">");
        }
    w->story = STORY_DOCUMENT;
    for (uint32_t i = STORY_FOOTNOTES; i < STORY_FIXED; i++) {
        char type[80];
        snprintf(type, sizeof type, OFFICE "%s", kinds[i].relation);
        if (w->stories[i].part)
            docx_relate(w, type, (rt_str){w->stories[i].name, strlen(w->stories[i].name)}, false);
    }
    for (uint32_t i = 0; i < FIXED; i++)
        if (has_fixed(w, i))
            docx_relate(w, fixed[i].relation, (rt_str){fixed[i].name, strlen(fixed[i].name)}, false);
}

static void store_stories(rt_docx_writer *w)
{
    char name[64];
    for (uint32_t i = 0; i < w->story_count && w->status == RT_OK; i++) {
        docx_story *story = &w->stories[i];
        if (!story->part)
            continue;
        snprintf(name, sizeof name, "word/%s", story->name);
        docx_fail(w, rt_docx_part_store(story->part, &w->zip, name, docx_fill, w));
        if (w->status != RT_OK || !story->rels)
            continue;
        snprintf(name, sizeof name, "word/_rels/%s.rels", story->name);
        rt_emit_text(story->rels->emit, "</Relationships>");
        docx_fail(w, rt_docx_part_store(story->rels, &w->zip, name, NULL, NULL));
    }
}

void docx_finish(rt_docx_writer *w)
{
    static void (*const puts[FIXED])(rt_docx_writer *) = {docx_write_styles, docx_write_settings, docx_write_fonts, put_numbering,
                                                          put_extended};
    char name[64];
    end_stories(w);
    if (w->status == RT_OK)
        store_types(w);
    store(w, "_rels/.rels", put_package);
    store_stories(w);
    for (uint32_t i = 0; i < FIXED; i++) {
        snprintf(name, sizeof name, "word/%s", fixed[i].name);
        if (has_fixed(w, i))
            store(w, name, puts[i]);
    }
    store(w, "docProps/core.xml", docx_write_core);
    if (docx_has_custom(w))
        store(w, "docProps/custom.xml", docx_write_custom);
    if (w->status == RT_OK)
        docx_fail(w, rt_zip_write_finish(&w->zip));
}
