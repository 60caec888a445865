/* read.c - a DOCX file as a report: which parts there are and in which order they are read.
 *
 * Owns the life of the reader's state; what elements mean is in read_*.c. */
#include "properties.h"
#include "read.h"

#include <string.h>

enum { GLIMPSE = 65536 }; /* of document.xml, to see which script its text is in */

/* ---- The report's language ------------------------------------------------------------------- */

static bool begins(rt_str s, const char *word) { return s.len >= 2 && s.ptr[0] == word[0] && s.ptr[1] == word[1]; }

/* Characters of Han, kana and hangul, and letters of ASCII outside tags, at the beginning of a part. */
static rt_status count_scripts(body *b, uint32_t part, size_t *east, size_t *latin)
{
    rt_docx_stream *stream;
    size_t seen = 0;
    bool in_tag = false;
    rt_status status = rt_docx_stream_open(b->package, part, &stream);
    while (status == RT_OK && seen < GLIMPSE) {
        const char *bytes;
        size_t len;
        status = rt_docx_stream_next(stream, &bytes, &len);
        if (status != RT_OK || !len)
            break;
        for (size_t i = 0; i < len; i++) {
            unsigned char c = (unsigned char)bytes[i];
            in_tag = c == '<' || (in_tag && c != '>');
            *east += !in_tag && c >= 0xE3 && c <= 0xED;
            *latin += !in_tag && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        }
        seen += len;
    }
    rt_docx_stream_close(stream);
    return status;
}

/* Word states one language for each script; which is the report's, the text shows. */
static rt_status find_language(body *b, uint32_t document)
{
    const rt_docx_run *initial = rt_docx_styles_defaults(b->styles);
    rt_str east = initial->language_east;
    size_t easts = 0, latins = 0;
    b->language = initial->language;
    if (!east.len || !(begins(east, "zh") || begins(east, "ja") || begins(east, "ko")) ||
        (east.len == b->language.len && memcmp(east.ptr, b->language.ptr, east.len) == 0))
        return RT_OK;
    TRY(count_scripts(b, document, &easts, &latins));
    if (easts * 4 > latins)
        b->language = east;
    return RT_OK;
}

/* ---- Parts ----------------------------------------------------------------------------------- */

static uint32_t part_of(const rt_docx_relations *relations, uint32_t type)
{
    const rt_docx_relation *relation = rt_docx_relations_first(relations, type);
    return relation ? relation->part : RT_DOCX_NO_PART;
}

static rt_status read_definitions(body *b, const rt_docx_relations *relations)
{
    rt_docx_para initial, none = {0};
    TRY(rt_docx_styles_read(b->package, part_of(relations, RT_DOCX_REL_STYLES), &b->styles));
    TRY(rt_docx_numbering_read(b->package, part_of(relations, RT_DOCX_REL_NUMBERING), b->styles, &b->numbering));
    TRY(rt_docx_settings_read(b->package, part_of(relations, RT_DOCX_REL_SETTINGS), &b->settings));
    TRY(rt_docx_math_new(b->host, &b->math));
    b->plain = rt_docx_styles_of_para(b->styles, &none, NULL);
    rt_docx_styles_para(b->styles, b->plain, NULL, &initial);
    b->bidi = (initial.stated & RT_DOCX_P_BIDI) && initial.bidi;
    return RT_OK;
}

static rt_status read_document(body *b)
{
    const rt_docx_relations *root, *relations;
    body_attrs attrs = {.count = 0};
    uint32_t document;
    TRY(rt_docx_relations_main(b->package, &root, &document));
    TRY(rt_docx_relations_read(b->package, document, &relations));
    TRY(read_definitions(b, relations));
    TRY(find_language(b, document));
    TRY(body_note_names(b, relations));
    put_some(&attrs, RT_A_LANGUAGE, b->language);
    if (b->bidi)
        put_number(&attrs, RT_A_DIRECTION, RT_DIRECTION_RTL);
    TRY(body_enter(b, RT_REPORT, &attrs));
    TRY(rt_docx_properties_send(b->package, root, b->out, &b->title));
    TRY(body_flow_begin(b, RT_REPORT));
    TRY(body_parse(b, document, RT_REPORT));
    if (body_para_of(b)->active)
        TRY(body_para_end(b));
    TRY(body_notes(b, relations));
    TRY(body_flow_end(b));
    return body_leave(b, RT_REPORT);
}

/* ---- The reader ------------------------------------------------------------------------------ */

static void free_all(body *b)
{
    const rt_host *host = b->host;
    void *blocks[] = {b->frames, b->flows, b->lists, b->controls, b->changes, b->inlines, b->marks, b->choices, b->head, b->sizes, b->sinks};
    rt_docx_map *maps[] = {&b->resources, &b->bookmarks, &b->comments, &b->named_lists, &b->replies, &b->referenced, &b->paragraphs,
                            &b->note_names};
    for (uint32_t i = 0; i < b->table_count; i++) {
        host->resize(host, b->tables[i].columns, 0);
        host->resize(host, b->tables[i].merges, 0);
        host->resize(host, b->tables[i].parts, 0);
    }
    host->resize(host, b->tables, 0);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        host->resize(host, blocks[i], 0);
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        rt_docx_map_free(host, maps[i]);
    body_sinks_free(b);
    rt_docx_math_free(b->math);
    rt_docx_numbering_close(b->numbering);
    rt_docx_package_close(b->package);
    rt_docx_pool_free(b->pool);
    host->resize(host, b, 0);
}

rt_status rt_docx_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    body *b = host->resize(host, NULL, sizeof *b);
    (void)options;
    if (!b)
        return RT_ERR_MEMORY;
    memset(b, 0, sizeof *b);
    b->host = host;
    b->out = out;
    body_sinks_init(b);
    rt_status status = rt_docx_pool_new(host, &b->pool);
    if (status == RT_OK)
        status = rt_docx_package_open(host, in, b->pool, &b->package);
    if (status == RT_OK)
        status = read_document(b);
    free_all(b);
    return status;
}
