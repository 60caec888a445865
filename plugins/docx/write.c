/* write.c - the sink of the DOCX writer: takes events and hands each to the file that knows its kind.
 *
 * Owns the stack of what is open, and the writer's memory; write.h says who does what. */
#include <string.h>

#include "vocabulary.h"
#include "write.h"

#define BLOCKS (RT_BIT(RT_SECTION) | RT_BIT(RT_HEADING) | RT_BIT(RT_PARAGRAPH) | RT_BIT(RT_LIST) | RT_BIT(RT_ITEM) | \
                RT_BIT(RT_DEFINITIONS) | RT_BIT(RT_TERM) | RT_BIT(RT_DEFINITION) | RT_BIT(RT_FIGURE) | RT_BIT(RT_QUOTE) | \
                RT_BIT(RT_CODE_BLOCK) | RT_BIT(RT_RULE) | RT_BIT(RT_TEXT_BOX))

/* What stands in a line in some places and between blocks in others. */
#define EITHER (RT_BIT(RT_START) | RT_BIT(RT_END) | RT_BIT(RT_PAGE_BREAK))

/* ---- What is open --------------------------------------------------------------------------------------------- */

static bool push(rt_docx_writer *w, const rt_node *node)
{
    if (!docx_grow(w, &w->opens, w->depth, &w->open_room, sizeof *w->opens))
        return false;
    docx_open *open = &w->opens[w->depth++];
    *open = (docx_open){.kind = (uint8_t)(node->kind < RT_KIND_COUNT ? node->kind : 0)};
    open->rtl = node->kind == RT_TEXT ? open[-1].rtl : docx_direction(w, node);
    return true;
}

/* Leading inlines of a cell, item or definition come before its blocks; elsewhere a paragraph is open or none may be. */
static bool in_line(const rt_docx_writer *w)
{
    const docx_open *around = &w->opens[w->depth - 2];
    if (w->in_para)
        return true;
    while (around > w->opens && rt_kind_of(around->kind) && rt_kind_of(around->kind)->is_inline)
        around--;
    switch (around->kind) {
    case RT_PARAGRAPH: return true;
    case RT_CELL: return !w->flows[w->flow_count - 1].filled;
    case RT_ITEM:
    case RT_DEFINITION: return !around->begun;
    default: return false;
    }
}

static void enter_report(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *language = rt_node_attr(node, RT_A_LANGUAGE);
    w->rtl = rt_node_number(node, RT_A_DIRECTION, 0) == RT_DIRECTION_RTL;
    docx_top(w)->rtl = w->rtl;
    w->has_language = language != NULL;
    if (language)
        docx_add(w, &w->language, language->text.ptr, language->text.len);
}

static void enter_meta(rt_docx_writer *w, const rt_node *node)
{
    docx_keep(w, &w->kept, node);
    rt_buffer_clear(&w->text);
    w->capturing = true;
}

static void enter(rt_docx_writer *w, const rt_node *node)
{
    docx_open *open = docx_top(w);
    if (RT_BIT(open->kind) & EITHER && !in_line(w)) {
        docx_block_enter(w, node);
        open->control = true; /* a block, for its leave */
        return;
    }
    if (RT_BIT(open->kind) & BLOCKS) {
        docx_block_enter(w, node);
        return;
    }
    switch (open->kind) {
    case RT_REPORT: enter_report(w, node); break;
    case RT_META: enter_meta(w, node); break;
    case RT_TABLE: docx_table_enter(w, open, node); break;
    case RT_CAPTION:
        if (w->depth > 1 && open[-1].kind == RT_TABLE)
            docx_caption_enter(w);
        else
            docx_block_enter(w, node);
        break;
    case RT_COLUMN: docx_column_enter(w, node); break;
    case RT_ROW: docx_row_enter(w, node); break;
    case RT_CELL: docx_cell_enter(w, open, node); break;
    case RT_PAGE: docx_page_enter(w, node); break;
    case RT_HEADER:
    case RT_FOOTER: docx_edge_enter(w, node); break;
    case RT_NOTE: docx_note_enter(w, node); break;
    case RT_NO_KIND: break; /* a later kind: what it holds stands for it */
    default: docx_inline_enter(w, node); break;
    }
}

static void leave(rt_docx_writer *w, docx_open *open)
{
    if (RT_BIT(open->kind) & BLOCKS || open->kind == RT_CAPTION || (open->kind == RT_PAGE_BREAK && open->control)) {
        docx_block_leave(w, open);
        return;
    }
    switch (open->kind) {
    case RT_META: docx_meta_leave(w); break;
    case RT_TABLE: docx_table_leave(w, open); break;
    case RT_ROW: docx_row_leave(w); break;
    case RT_CELL: docx_cell_leave(w, open); break;
    case RT_PAGE: docx_page_leave(w); break;
    case RT_HEADER:
    case RT_FOOTER: docx_edge_leave(w); break;
    case RT_NOTE: docx_note_leave(w); break;
    case RT_REPORT:
    case RT_COLUMN:
    case RT_NO_KIND: break;
    default: docx_inline_leave(w, open); break;
    }
}

/* ---- Events ----------------------------------------------------------------------------------------------------- */

static rt_status answer(const rt_docx_writer *w) { return w->status != RT_OK ? w->status : w->emit->status; }

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    rt_docx_writer *w = (rt_docx_writer *)sink;
    if (w->skipped) {
        w->skipped++;
        return RT_OK;
    }
    if (!push(w, node))
        return w->status;
    enter(w, node);
    return answer(w);
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    rt_docx_writer *w = (rt_docx_writer *)sink;
    if (w->skipped || !piece.len)
        return RT_OK;
    docx_inline_text(w, piece);
    return answer(w);
}

static rt_status on_bytes(rt_sink *sink, const void *bytes, size_t len)
{
    rt_docx_writer *w = (rt_docx_writer *)sink;
    if (!w->skipped)
        docx_resource_bytes(w, bytes, len);
    return answer(w);
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    rt_docx_writer *w = (rt_docx_writer *)sink;
    (void)kind;
    if (w->skipped > 1) {
        w->skipped--;
        return RT_OK;
    }
    if (!w->skipped)
        leave(w, docx_top(w));
    w->skipped = 0;
    w->depth--;
    return answer(w);
}

/* ---- Opening and closing ------------------------------------------------------------------------------------------ */

static void free_all(rt_docx_writer *w)
{
    rt_docx_ids *ids[] = {&w->note_ids, &w->start_ids, &w->resource_ids, &w->list_ids, &w->abstract_ids, &w->meta_ids};
    rt_buffer *buffers[] = {&w->text, &w->kept.texts, &w->cell.texts, &w->resource.texts, &w->delayed.texts, &w->page_kept.texts, &w->notes, &w->marks,
                            &w->media, &w->nums, &w->abstracts, &w->metas, &w->templates, &w->labels, &w->meta_texts, &w->grids,
                            &w->grid_places, &w->waiting, &w->head, &w->first_text, &w->page, &w->language};
    void *blocks[] = {w->stories, w->opens, w->flows, w->tables};
    const rt_host *host = w->host;
    for (uint32_t i = 0; i < w->story_count; i++) {
        rt_docx_part_free(w->stories[i].part);
        rt_docx_part_free(w->stories[i].rels);
    }
    for (size_t i = 0; i < w->table_count; i++)
        docx_table_free(w, &w->tables[i]);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        rt_docx_ids_free(ids[i]);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        rt_buffer_free(buffers[i]);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i])
            host->resize(host, blocks[i], 0);
    rt_zip_write_free(&w->zip);
    host->resize(host, w, 0);
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    rt_docx_writer *w = (rt_docx_writer *)sink;
    if (complete && w->status == RT_OK)
        docx_finish(w);
    rt_status status = complete ? w->status : RT_OK;
    free_all(w);
    return status;
}

static void set_hosts(rt_docx_writer *w)
{
    rt_docx_ids *ids[] = {&w->note_ids, &w->start_ids, &w->resource_ids, &w->list_ids, &w->abstract_ids, &w->meta_ids};
    rt_buffer *buffers[] = {&w->text, &w->kept.texts, &w->cell.texts, &w->resource.texts, &w->delayed.texts, &w->page_kept.texts, &w->notes, &w->marks,
                            &w->media, &w->nums, &w->abstracts, &w->metas, &w->templates, &w->labels, &w->meta_texts, &w->grids,
                            &w->grid_places, &w->waiting, &w->head, &w->first_text, &w->page, &w->language};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        ids[i]->host = w->host;
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffers[i]->host = w->host;
}

rt_status rt_docx_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink)
{
    static const char *const fixed[STORY_FIXED] = {"document", "footnotes", "endnotes", "comments"};
    (void)options;
    rt_docx_writer *w = host->resize(host, NULL, sizeof *w);
    if (!w)
        return RT_ERR_MEMORY;
    memset(w, 0, sizeof *w);
    w->sink = (rt_sink){sizeof w->sink, on_enter, on_text, on_leave, on_bytes, on_close};
    w->host = host;
    set_hosts(w);
    rt_zip_write_init(&w->zip, host, out);
    for (uint32_t i = 0; i < STORY_FIXED; i++)
        docx_story_new(w, fixed[i], 0);
    if (w->status == RT_OK)
        docx_story_begin(w, STORY_DOCUMENT);
    docx_flow_push(w);
    if (w->status == RT_OK)
        docx_hole(w, HOLE_TITLE, 0, 0, 0);
    rt_status status = w->status;
    if (status != RT_OK) {
        free_all(w);
        return status;
    }
    *sink = &w->sink;
    return RT_OK;
}
