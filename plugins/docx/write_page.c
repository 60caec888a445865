/* write_page.c - page setups as w:sectPr, with their headers and footers (ECMA-376 part 1, 17.6, 17.10).
 *
 * Owns w:sectPr in the schema's order. A setup ends what came before it: it stands in a paragraph once something follows, and
 * at the end of the body when nothing does. */
#include <string.h>

#include "write.h"

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static void add(rt_docx_writer *w, const char *text) { docx_add_text(w, &w->page, text); }

static int64_t twips(const rt_node *node, uint32_t attr, int64_t otherwise)
{
    int64_t units;
    bool exact;
    return docx_scaled(rt_node_text(node, attr), 't', 20, &units, &exact) ? units : otherwise;
}

static void add_number(rt_docx_writer *w, const char *before, int64_t number)
{
    add(w, before);
    docx_add_number(w, &w->page, number);
    add(w, "\"");
}

/* ---- Parts of a setup, in the order of CT_SectPr -------------------------------------------------------------- */

static void add_edges(rt_docx_writer *w, const rt_node *node)
{
    static const char *const names[] = {[RT_APPLY_DEFAULT] = "default", [RT_APPLY_FIRST] = "first", [RT_APPLY_EVEN] = "even"};
    (void)node;
    for (uint32_t i = 0; i < w->edge_count; i++) {
        add(w, w->edges[i].footer ? "<w:footerReference w:type=\"" : "<w:headerReference w:type=\"");
        add(w, names[w->edges[i].apply]);
        add_number(w, "\" r:id=\"rId", w->edges[i].relation);
        add(w, "/>");
    }
}

static void add_break(rt_docx_writer *w, const rt_node *node)
{
    static const char *const names[] = {[RT_BREAK_NEXT_PAGE] = "nextPage", [RT_BREAK_CONTINUOUS] = "continuous",
                                        [RT_BREAK_EVEN_PAGE] = "evenPage", [RT_BREAK_ODD_PAGE] = "oddPage"};
    add(w, "<w:type w:val=\"");
    add(w, names[rt_node_number(node, RT_A_BREAK, RT_BREAK_NEXT_PAGE)]);
    add(w, "\"/>");
}

static void add_size(rt_docx_writer *w, const rt_node *node)
{
    bool wide = rt_node_number(node, RT_A_ORIENTATION, 0) == RT_ORIENTATION_LANDSCAPE;
    add_number(w, "<w:pgSz w:w=\"", twips(node, RT_A_WIDTH, wide ? DOCX_PAGE_HEIGHT : DOCX_PAGE_WIDTH));
    add_number(w, " w:h=\"", twips(node, RT_A_HEIGHT, wide ? DOCX_PAGE_WIDTH : DOCX_PAGE_HEIGHT));
    add(w, wide ? " w:orient=\"landscape\"/>" : "/>");
}

static void add_margins(rt_docx_writer *w, const rt_node *node)
{
    add_number(w, "<w:pgMar w:top=\"", twips(node, RT_A_MARGIN_TOP, DOCX_MARGIN));
    add_number(w, " w:right=\"", twips(node, RT_A_MARGIN_RIGHT, DOCX_MARGIN));
    add_number(w, " w:bottom=\"", twips(node, RT_A_MARGIN_BOTTOM, DOCX_MARGIN));
    add_number(w, " w:left=\"", twips(node, RT_A_MARGIN_LEFT, DOCX_MARGIN));
    add(w, " w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/>");
}

static void add_numbering(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *start = rt_node_attr(node, RT_A_NUMBER_START);
    if (!start)
        return;
    add_number(w, "<w:pgNumType w:start=\"", start->number);
    add(w, "/>");
}

static void add_columns(rt_docx_writer *w, const rt_node *node)
{
    int32_t columns = rt_node_number(node, RT_A_COLUMNS, 1);
    if (columns < 2)
        return;
    add_number(w, "<w:cols w:num=\"", columns);
    add(w, " w:space=\"720\"/>");
}

static void add_title_page(rt_docx_writer *w, const rt_node *node)
{
    (void)node;
    for (uint32_t i = 0; i < w->edge_count; i++)
        if (w->edges[i].apply == RT_APPLY_FIRST) {
            add(w, "<w:titlePg/>");
            return;
        }
}

static void add_bidi(rt_docx_writer *w, const rt_node *node)
{
    (void)node;
    if (w->rtl)
        add(w, "<w:bidi/>");
}

static void (*const in_order[])(rt_docx_writer *, const rt_node *) = {
    add_edges, add_break, add_size, add_margins, add_numbering, add_columns, add_title_page, add_bidi};

/* ---- Events ------------------------------------------------------------------------------------------------------ */

void docx_page_enter(rt_docx_writer *w, const rt_node *node)
{
    const docx_open *around = w->depth > 1 ? docx_top(w) - 1 : docx_top(w);
    if ((around->kind != RT_REPORT && around->kind != RT_SECTION) || w->story != STORY_DOCUMENT) {
        w->host->lost(w->host, RT_LOSS_PRESENTATION, &node->pos, "page setup inside another block");
        w->skipped = 1;
        return;
    }
    docx_begin_block(w, RT_PAGE, node);
    docx_keep(w, &w->page_kept, node);
    w->edge_count = 0;
}

void docx_edge_enter(rt_docx_writer *w, const rt_node *node)
{
    uint8_t apply = (uint8_t)rt_node_number(node, RT_A_APPLY, RT_APPLY_DEFAULT);
    bool footer = node->kind == RT_FOOTER;
    for (uint32_t i = 0; i < w->edge_count; i++)
        if (w->edges[i].apply == apply && w->edges[i].footer == footer) {
            w->host->lost(w->host, RT_LOSS_CONTENT, &node->pos, "second header or footer for the same pages");
            w->skipped = 1;
            return;
        }
    if (w->edge_count == DOCX_EDGES)
        return;
    uint32_t story = docx_story_new(w, footer ? "footer" : "header", footer ? ++w->footers : ++w->headers);
    if (!story)
        return;
    const char *name = w->stories[story].name;
    uint32_t relation = docx_relate(w, footer ? RELATION "footer" : RELATION "header", (rt_str){name, strlen(name)}, false);
    w->edges[w->edge_count++] = (docx_edge){apply, footer, relation};
    w->even_and_odd |= apply == RT_APPLY_EVEN;
    docx_story_begin(w, story);
    docx_flow_push(w);
}

void docx_edge_leave(rt_docx_writer *w)
{
    bool footer = w->stories[w->story].name[0] == 'f';
    if (!docx_here(w)->after_paragraph || w->waiting.len)
        docx_empty_para(w);
    docx_flow_pop(w);
    if (footer)
        PUT(w, "</w:ftr>");
    else
        PUT(w, "</w:hdr>");
    docx_fail(w, rt_docx_part_end(docx_story_of(w)->part));
    docx_story_begin(w, STORY_DOCUMENT);
}

void docx_page_leave(rt_docx_writer *w)
{
    w->page.host = w->host;
    rt_buffer_clear(&w->page);
    add(w, "<w:sectPr>");
    for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
        in_order[i](w, &w->page_kept.node);
    add(w, "</w:sectPr>");
    w->page_waits = true;
}

void docx_flush_page(rt_docx_writer *w)
{
    w->page_waits = false;
    docx_para_begin(w, &(docx_para){.rtl = w->rtl, .section = rt_buffer_str(&w->page)});
    docx_para_end(w);
    docx_end_block(w, LAST_OTHER);
}

void docx_last_page(rt_docx_writer *w)
{
    static const rt_node plain = {.size = sizeof plain, .kind = RT_PAGE};
    if (!w->page_waits) {
        rt_buffer_clear(&w->page);
        w->page.host = w->host;
        add(w, "<w:sectPr>");
        add_size(w, &plain);
        add_margins(w, &plain);
        add_bidi(w, &plain);
        add(w, "</w:sectPr>");
    }
    rt_emit_str(w->emit, rt_buffer_str(&w->page));
}
