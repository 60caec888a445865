/* write_props.c - metadata as core and custom properties (ECMA-376 part 2, 11; part 1, 22.3).
 *
 * Owns which name goes where: the first statement of a core property's name to core.xml, when it has a text that may stand
 * there, all others to custom.xml. */
#include <string.h>

#include "write.h"

/* The core properties in the model's names. */
static const struct { const char *name, *element; bool date; } core[DOCX_CORE] = {
    {"title", "dc:title", false}, {"subject", "dc:subject", false}, {"creator", "dc:creator", false},
    {"keywords", "cp:keywords", false}, {"description", "dc:description", false}, {"lastModifiedBy", "cp:lastModifiedBy", false},
    {"revision", "cp:revision", false}, {"issued", "dcterms:created", true}, {"modified", "dcterms:modified", true},
    {"category", "cp:category", false}, {"contentStatus", "cp:contentStatus", false}, {"identifier", "dc:identifier", false},
    {"language", "dc:language", false}, {"version", "cp:version", false}};

static docx_meta *meta_at(const rt_docx_writer *w, size_t number) { return (docx_meta *)(void *)w->metas.data + number - 1; }
static size_t meta_count(const rt_docx_writer *w) { return w->metas.len / sizeof(docx_meta); }
static bool same(rt_str text, const char *name) { return text.len == strlen(name) && memcmp(text.ptr, name, text.len) == 0; }

/* W3CDTF: a year, a month, a day or a moment. */
static bool is_w3cdtf(rt_str text)
{
    static const char shape[] = "0000-00-00";
    size_t i = 0;
    if (docx_is_date(text))
        return text.ptr[text.len - 1] == 'Z' || text.len > 22; /* with a zone */
    for (; i < text.len && i < sizeof shape - 1; i++)
        if (shape[i] == '0' ? text.ptr[i] < '0' || text.ptr[i] > '9' : text.ptr[i] != '-')
            return false;
    return i == text.len && (i == 4 || i == 7 || i == 10);
}

static bool is_number(rt_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len < 10;
}

static bool to_core(rt_docx_writer *w, rt_str name, rt_str text, size_t at)
{
    for (size_t i = 0; i < DOCX_CORE; i++) {
        if (!same(name, core[i].name))
            continue;
        bool fits = !w->core_known[i] && text.len && (!core[i].date || is_w3cdtf(text)) &&
                    (!same(name, "revision") || is_number(text));
        w->core_known[i] = true; /* a later one must not come before this */
        w->core[i] = fits ? (docx_place){at, text.len} : w->core[i];
        return fits;
    }
    return false;
}

/* Statements of one name are one property: a chain from its first. */
static void to_custom(rt_docx_writer *w, const rt_attr *name, size_t at, size_t len)
{
    rt_str text = name ? name->text : (rt_str){NULL, 0};
    docx_meta *meta = docx_more(w, &w->metas, sizeof *meta);
    if (!meta)
        return;
    *meta = (docx_meta){.name = w->meta_texts.len, .name_len = text.len, .text = at, .text_len = len, .named = name != NULL};
    docx_add(w, &w->meta_texts, text.ptr, text.len);
    uint32_t self = (uint32_t)meta_count(w), first = name ? rt_docx_ids_number(&w->meta_ids, text, self) : self;
    if (!first)
        docx_fail(w, RT_ERR_MEMORY);
    if (!first || first == self)
        return;
    docx_meta *head = meta_at(w, first);
    meta_at(w, head->last ? head->last : first)->next = self;
    head->last = self;
    head->count++;
    meta_at(w, self)->chained = true;
}

void docx_meta_leave(rt_docx_writer *w)
{
    const rt_attr *name = rt_node_attr(&w->kept.node, RT_A_NAME);
    rt_str text = rt_buffer_str(&w->text);
    size_t at = w->meta_texts.len;
    w->capturing = false;
    docx_add(w, &w->meta_texts, text.ptr, text.len);
    if (w->status == RT_OK && !(name && to_core(w, name->text, text, at)))
        to_custom(w, name, at, text.len);
}

rt_str docx_title(const rt_docx_writer *w)
{
    return (rt_str){w->meta_texts.data + (w->core[0].len ? w->core[0].at : 0), w->core[0].len};
}

bool docx_has_custom(const rt_docx_writer *w) { return w->metas.len > 0; }

/* ---- Parts ------------------------------------------------------------------------------------------------------ */

static void put_text(rt_docx_writer *w, size_t at, size_t len)
{
    if (len)
        rt_escape_xml_text(w->emit, (rt_str){w->meta_texts.data + at, len});
}

void docx_write_core(rt_docx_writer *w)
{
    PUT(w, "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
           "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    for (size_t i = 0; i < DOCX_CORE; i++) {
        if (!w->core[i].len)
            continue;
        PUT(w, "<");
        docx_put(w, core[i].element);
        if (core[i].date)
            PUT(w, " xsi:type=\"dcterms:W3CDTF\"");
        PUT(w, ">");
        put_text(w, w->core[i].at, w->core[i].len);
        PUT(w, "</");
        docx_put(w, core[i].element);
        PUT(w, ">");
    }
    PUT(w, "</cp:coreProperties>");
}

static void put_value(rt_docx_writer *w, const docx_meta *meta)
{
    PUT(w, "<vt:lpwstr>");
    put_text(w, meta->text, meta->text_len);
    PUT(w, "</vt:lpwstr>");
}

static void put_property(rt_docx_writer *w, const docx_meta *meta, uint32_t number)
{
    PUT(w, "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"");
    docx_put_number(w, number);
    PUT(w, "\"");
    if (meta->named) {
        PUT(w, " name=\"");
        docx_put_attr(w, (rt_str){w->meta_texts.data + meta->name, meta->name_len});
        PUT(w, "\"");
    }
    PUT(w, ">");
    if (meta->next) {
        PUT(w, "<vt:vector size=\"");
        docx_put_number(w, (int64_t)meta->count + 1);
        PUT(w, "\" baseType=\"lpwstr\">");
        put_value(w, meta);
        for (uint32_t next = meta->next; next; next = meta_at(w, next)->next)
            put_value(w, meta_at(w, next));
        PUT(w, "</vt:vector>");
    } else {
        put_value(w, meta);
    }
    PUT(w, "</property>");
}

void docx_write_custom(rt_docx_writer *w)
{
    uint32_t number = 2; /* 0 and 1 are reserved */
    PUT(w, "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
           "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">");
    for (size_t i = 1; i <= meta_count(w); i++)
        if (!meta_at(w, i)->chained)
            put_property(w, meta_at(w, i), number++);
    PUT(w, "</Properties>");
}
