/* write_block.c - where blocks stand: which of them styles alone can show, and which need a content control.
 *
 * Owns flows and content controls of blocks, paragraphs in the places that have a style for them, headings, quotes,
 * definitions, figures. Nothing is looked ahead: what a run of styled paragraphs cannot hold goes into a control behind them
 * ("in-item", "in-quote", "in-definition"), so that programs which see no controls still see the paragraphs. */
#include <stdio.h>

#include "vocabulary.h"
#include "write.h"

/* ---- Flows and content controls --------------------------------------------------------------------------- */

void docx_flow_push(rt_docx_writer *w)
{
    if (docx_grow(w, &w->flows, w->flow_count, &w->flow_room, sizeof *w->flows))
        w->flows[w->flow_count++] = (docx_flow){0};
}

void docx_flow_pop(rt_docx_writer *w) { w->flow_count--; }

void docx_control_begin(rt_docx_writer *w, const char *tag)
{
    PUT(w, "<w:sdt><w:sdtPr><w:tag w:val=\"");
    docx_put(w, tag);
    PUT(w, "\"/><w:id w:val=\"");
    docx_put_number(w, ++w->ids);
    PUT(w, "\"/></w:sdtPr><w:sdtContent>");
    docx_flow_push(w);
}

void docx_control_end(rt_docx_writer *w)
{
    if (!docx_here(w)->filled || w->waiting.len)
        docx_empty_para(w);
    docx_flow_pop(w);
    PUT(w, "</w:sdtContent></w:sdt>");
    docx_here(w)->after_paragraph = false;
    docx_here(w)->filled = true;
}

static void inner_begin(rt_docx_writer *w, docx_open *open)
{
    char tag[24];
    if (open->inner)
        return;
    if (open->kind == RT_ITEM && open->level)
        snprintf(tag, sizeof tag, "in-item-%d", open->level + 1);
    else
        snprintf(tag, sizeof tag, "in-%s", open->kind == RT_ITEM ? "item" : open->kind == RT_QUOTE ? "quote" : "definition");
    docx_control_begin(w, tag);
    open->inner = open->begun = true;
}

static void inner_end(rt_docx_writer *w, docx_open *open)
{
    if (!open->inner)
        return;
    docx_control_end(w);
    open->inner = false;
}

/* ---- Before and behind a block ------------------------------------------------------------------------------- */

static void definition_para(rt_docx_writer *w, docx_open *open, docx_para *para)
{
    open->begun = true;
    para->style = "Definition";
    docx_para_begin(w, para);
}

void docx_end_para_of(rt_docx_writer *w, docx_open *open)
{
    if (!open->para)
        return;
    docx_para_end(w);
    open->para = false;
    docx_here(w)->last = w->holds_image && !w->holds_more ? LAST_IMAGE : LAST_OTHER;
}

/* A value is said in the cell's first paragraph, and so is its alignment; before another block that is an empty one. */
static void say_value(rt_docx_writer *w, docx_open *cell, bool aligned)
{
    if (!cell->typed && (aligned || !cell->align || docx_here(w)->filled))
        return;
    if (!cell->typed)
        w->cell.node = (rt_node){.size = sizeof w->cell.node, .kind = RT_CELL};
    docx_para_begin(w, &(docx_para){.rtl = cell->rtl, .align = cell->align});
    docx_value_begin(w, &w->cell.node);
    cell->typed = false;
    w->typed_open = true;
    docx_para_end(w);
}

/* Makes the flow of `open` ready for a block of `kind`. */
static void make_way(rt_docx_writer *w, docx_open *open, uint32_t kind, bool blank)
{
    docx_para para = {.rtl = open->rtl};
    bool paragraph = kind == RT_PARAGRAPH;
    docx_end_para_of(w, open);
    switch (open->kind) {
    case RT_CELL:
        if (!paragraph || blank)
            say_value(w, open, paragraph || kind == RT_HEADING);
        break;
    case RT_ITEM:
        if (!open->begun && (!paragraph || blank)) {
            docx_item_para(w, open, &para);
            docx_item_box(w, open);
            docx_para_end(w);
            paragraph = false;
        }
        if (!open->begun || (kind == RT_LIST && open->level + 1 < DOCX_LISTS) || (paragraph && open->level < DOCX_CONTINUES))
            inner_end(w, open);
        else
            inner_begin(w, open);
        break;
    case RT_DEFINITION:
        if (!open->begun && (!paragraph || blank)) {
            definition_para(w, open, &para);
            docx_para_end(w);
        }
        if (open->begun)
            inner_begin(w, open);
        break;
    case RT_QUOTE:
        if (open->control)
            break;
        if (paragraph && !blank)
            inner_end(w, open);
        else
            inner_begin(w, open);
        open->begun = true;
        break;
    default:
        break;
    }
}

static void note_first(rt_docx_writer *w, uint32_t kind)
{
    if (w->first == 0 && kind != RT_START && kind != RT_END && kind != RT_PAGE && kind != RT_PAGE_BREAK && kind != RT_SECTION)
        w->first = w->flow_count == 1 && w->story == STORY_DOCUMENT && (kind == RT_PARAGRAPH || kind == RT_HEADING) ? 1 : 3;
}

/* Lines before what cannot have any wait for the next block. */
static bool takes_lines(uint32_t kind)
{
    return kind != RT_PAGE && kind != RT_PAGE_BREAK && kind != RT_START && kind != RT_END;
}

/* In `around`, or NULL where nothing is open. */
static void begin_in(rt_docx_writer *w, docx_open *around, uint32_t kind, const rt_node *node)
{
    int64_t blank = rt_node_number(node, RT_A_BLANK_BEFORE, 0);
    note_first(w, kind);
    if (w->page_waits && w->flow_count == 1 && w->story == STORY_DOCUMENT)
        docx_flush_page(w);
    if (around) {
        blank += takes_lines(kind) ? around->lines : 0;
        around->lines = takes_lines(kind) ? 0 : around->lines;
        make_way(w, around, kind, blank > 0);
    }
    docx_flow *flow = docx_here(w);
    if (flow->is_note && kind != RT_PARAGRAPH)
        docx_empty_para(w);
    for (int64_t i = 0; i < blank && i < DOCX_MOST_BLANK; i++)
        PUT(w, "<w:p/>");
    if (blank)
        flow->after_paragraph = flow->filled = true;
}

void docx_begin_block_in(rt_docx_writer *w, size_t depth, uint32_t kind, const rt_node *node)
{
    begin_in(w, depth > 1 ? &w->opens[depth - 2] : NULL, kind, node);
}

void docx_begin_block(rt_docx_writer *w, uint32_t kind, const rt_node *node) { docx_begin_block_in(w, w->depth, kind, node); }

void docx_end_block(rt_docx_writer *w, docx_last last) { docx_here(w)->last = (uint8_t)last; }

/* ---- Paragraphs in their places -------------------------------------------------------------------------------- */

static void open_paragraph(rt_docx_writer *w, docx_open *open, const rt_node *node);

void docx_need_para(rt_docx_writer *w)
{
    docx_open *open = docx_top(w);
    if (w->in_para)
        return;
    while (open > w->opens && rt_kind_of(open->kind) && rt_kind_of(open->kind)->is_inline)
        open--;
    if (open->delayed) {
        open->delayed = false;
        begin_in(w, open - 1, RT_PARAGRAPH, &w->delayed.node);
        open_paragraph(w, open, &w->delayed.node);
        return;
    }
    docx_para para = {.rtl = open->rtl, .align = open->align, .style = open->heads ? "TableHeading" : NULL};
    open->para = true;
    if (open->kind == RT_ITEM)
        docx_item_para(w, open, &para);
    else if (open->kind == RT_DEFINITION)
        definition_para(w, open, &para);
    else
        docx_para_begin(w, &para);
    docx_item_box(w, open);
    if (open->kind == RT_CELL && open->typed) {
        docx_value_begin(w, &w->cell.node);
        open->typed = false;
        w->typed_open = true;
    }
}

static const char *style_in(const rt_docx_writer *w, const docx_open *around)
{
    switch (around->kind) {
    case RT_CELL: return around->heads ? "TableHeading" : NULL;
    case RT_QUOTE: return around->control ? "QuoteText" : around->inner ? NULL : "Quote";
    case RT_HEADER: return "Header";
    case RT_FOOTER: return "Footer";
    case RT_NOTE:
        return w->story == STORY_COMMENTS ? "CommentText" : w->story == STORY_ENDNOTES ? "EndnoteText" : "FootnoteText";
    case RT_ITEM: return around->inner ? NULL : docx_continue_style(around->level);
    default: return NULL;
    }
}

static void open_paragraph(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    docx_open *around = open - 1;
    docx_para para = {.rtl = open->rtl, .align = around->kind == RT_CELL ? around->align : 0};
    docx_para_of(node, &para);
    if (around->kind == RT_ITEM && !around->begun) {
        docx_item_para(w, around, &para);
    } else if (around->kind == RT_DEFINITION && !around->begun) {
        definition_para(w, around, &para);
    } else {
        para.style = style_in(w, around);
        docx_para_begin(w, &para);
    }
    docx_id_point(w, node);
    docx_item_box(w, around);
    if (around->kind == RT_CELL && around->typed) {
        docx_value_begin(w, &w->cell.node);
        around->typed = false;
        w->typed_open = true;
    }
}

/* An empty paragraph is a line before the next block beside it. That one may stand in another control, or need no line between
 * itself and what came before, or the empty paragraph would say something in its place: so the line waits for it. */
static void paragraph(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    if (rt_node_attr(node, RT_A_ID) || rt_node_attr(node, RT_A_MARK_CHANGE)) {
        docx_begin_block(w, RT_PARAGRAPH, node);
        open_paragraph(w, open, node);
        return;
    }
    docx_end_para_of(w, open - 1);
    open->delayed = true;
    docx_keep(w, &w->delayed, node);
}

static void paragraph_leave(rt_docx_writer *w, docx_open *open)
{
    if (open->delayed) {
        open[-1].lines += 1 + (uint32_t)rt_node_number(&w->delayed.node, RT_A_BLANK_BEFORE, 0);
        return;
    }
    docx_para_end(w);
    docx_end_block(w, w->holds_image && !w->holds_more ? LAST_IMAGE : LAST_OTHER);
    w->first = w->first == 1 ? 2 : w->first;
}

static void put_number(rt_docx_writer *w, const rt_node *node, const char *tag)
{
    const rt_attr *number = rt_node_attr(node, RT_A_NUMBER);
    if (!number)
        return;
    PUT(w, "<w:sdt><w:sdtPr><w:tag w:val=\"");
    docx_put(w, tag);
    PUT(w, "\"/><w:id w:val=\"");
    docx_put_number(w, ++w->ids);
    PUT(w, "\"/></w:sdtPr><w:sdtContent>");
    docx_run_text(w, number->text);
    docx_run_text(w, RT_STR(" "));
    docx_run_end(w);
    PUT(w, "</w:sdtContent></w:sdt>");
}

static void heading(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    docx_open *around = w->depth > 1 ? open - 1 : open;
    bool titles = around->kind == RT_SECTION && !around->begun;
    uint32_t level = titles ? around->style : (uint32_t)rt_node_number(node, RT_A_LEVEL, 1);
    char style[24] = "Heading";
    docx_para para = {.rtl = open->rtl, .style = style, .align = around->kind == RT_CELL ? around->align : 0};
    docx_begin_block(w, RT_HEADING, node);
    docx_para_of(node, &para);
    if (level)
        snprintf(style, sizeof style, "Heading%u", level);
    if (level > w->deepest)
        w->deepest = level;
    docx_para_begin(w, &para);
    docx_id_point(w, node);
    if (titles)
        put_number(w, &w->kept.node, "section-number");
    put_number(w, node, "number");
    around->begun = true;
}

static void section(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    uint32_t above = w->depth > 1 && open[-1].kind == RT_SECTION ? open[-1].style : 0;
    docx_begin_block(w, RT_SECTION, node);
    open->style = (uint32_t)rt_node_number(node, RT_A_LEVEL, (int32_t)above + 1);
    open->number = docx_id_begin(w, node);
    docx_keep(w, &w->kept, node);
}

/* ---- Blocks in controls of their own ------------------------------------------------------------------------------ */

static void controlled(rt_docx_writer *w, docx_open *open, const rt_node *node, const char *tag)
{
    docx_begin_block(w, node->kind, node);
    docx_control_begin(w, tag);
    docx_here(w)->boxed = node->kind == RT_TEXT_BOX;
    open->control = true;
}

/* Flat; in a control of its own only where it would run into one like it. */
static void flat(rt_docx_writer *w, docx_open *open, const rt_node *node, docx_last like, const char *tag)
{
    docx_begin_block(w, node->kind, node);
    if (docx_here(w)->last != like)
        return;
    docx_control_begin(w, tag);
    open->control = true;
}

static void line(rt_docx_writer *w, const rt_node *node, docx_open *open, const char *style)
{
    docx_para para = {.rtl = open->rtl, .style = style, .rule = node->kind == RT_RULE};
    docx_para_begin(w, &para);
}

/* ---- Events --------------------------------------------------------------------------------------------------------- */

void docx_block_enter(rt_docx_writer *w, const rt_node *node)
{
    docx_open *open = docx_top(w), *around = w->depth > 1 ? open - 1 : open;
    switch (node->kind) {
    case RT_SECTION: section(w, open, node); break;
    case RT_HEADING: heading(w, open, node); break;
    case RT_PARAGRAPH: paragraph(w, open, node); break;
    case RT_LIST:
        docx_begin_block(w, RT_LIST, node);
        docx_list_enter(w, open, node);
        break;
    case RT_ITEM:
        open->level = around->level;
        open->checked = (uint8_t)rt_node_number(node, RT_A_CHECKED, 0);
        open->counted = rt_node_attr(node, RT_A_COUNTER) != NULL;
        open->counter = rt_node_number(node, RT_A_COUNTER, 0);
        break;
    case RT_DEFINITIONS: flat(w, open, node, LAST_DEFINITIONS, "definitions"); break;
    case RT_TERM: line(w, node, open, "DefinitionTerm"); break;
    case RT_QUOTE: flat(w, open, node, LAST_QUOTE, "quote"); break;
    case RT_CODE_BLOCK:
        flat(w, open, node, LAST_CODE, "code-block");
        line(w, node, open, "HTMLPreformatted");
        break;
    case RT_FIGURE: controlled(w, open, node, "figure"); break;
    case RT_TEXT_BOX: controlled(w, open, node, "text-box"); break;
    case RT_CAPTION: line(w, node, open, "Caption"); break;
    case RT_RULE:
        docx_begin_block(w, RT_RULE, node);
        line(w, node, open, NULL);
        break;
    case RT_PAGE_BREAK:
        docx_begin_block(w, RT_PAGE_BREAK, node);
        line(w, node, open, NULL);
        PUT(w, "<w:r><w:br w:type=\"page\"/></w:r>");
        break;
    case RT_START:
    case RT_END:
        docx_begin_block(w, node->kind, node);
        docx_put_mark(w, node, true);
        docx_here(w)->filled = true;
        break;
    default: break;
    }
}

static void flat_leave(rt_docx_writer *w, docx_open *open, docx_last last)
{
    if (open->control)
        docx_control_end(w);
    docx_end_block(w, open->control ? LAST_OTHER : last);
}

static void quote_leave(rt_docx_writer *w, docx_open *open)
{
    inner_end(w, open);
    if (!open->control && !open->begun) {
        docx_control_begin(w, "quote");
        open->control = true;
    }
    flat_leave(w, open, LAST_QUOTE);
}

/* An item or definition that nothing was written for has an empty paragraph. */
static void holder_leave(rt_docx_writer *w, docx_open *open)
{
    if (!open->begun) {
        docx_para para = {.rtl = open->rtl};
        if (open->kind == RT_ITEM)
            docx_item_para(w, open, &para);
        else
            definition_para(w, open, &para);
        docx_item_box(w, open);
        open->para = true;
    }
    docx_end_para_of(w, open);
    inner_end(w, open);
}

void docx_block_leave(rt_docx_writer *w, docx_open *open)
{
    switch (open->kind) {
    case RT_SECTION:
        docx_id_end(w, open->number);
        open[-1].lines += open->lines;
        break;
    case RT_PARAGRAPH: paragraph_leave(w, open); break;
    case RT_HEADING:
        docx_para_end(w);
        docx_end_block(w, LAST_OTHER);
        w->first = w->first == 1 ? 2 : w->first;
        break;
    case RT_TERM:
    case RT_CAPTION:
    case RT_RULE:
    case RT_PAGE_BREAK:
        docx_para_end(w);
        docx_end_block(w, LAST_OTHER);
        break;
    case RT_LIST:
        docx_end_block(w, LAST_LIST);
        docx_here(w)->abstract = open->abstract;
        docx_here(w)->level = open->level;
        break;
    case RT_ITEM:
    case RT_DEFINITION: holder_leave(w, open); break;
    case RT_DEFINITIONS: flat_leave(w, open, LAST_DEFINITIONS); break;
    case RT_QUOTE: quote_leave(w, open); break;
    case RT_CODE_BLOCK:
        docx_para_end(w);
        flat_leave(w, open, LAST_CODE);
        break;
    case RT_FIGURE:
    case RT_TEXT_BOX:
        docx_control_end(w);
        docx_end_block(w, LAST_OTHER);
        break;
    default: break;
    }
}
