/* read_page.c - w:sectPr as a page, with its headers and footers (17.6, 17.10).
 *
 * Owns which of them are shown; their content is read like any other's. */
#include <string.h>

#include "read.h"

enum { A4_WIDTH = 11906, A4_HEIGHT = 16838, MARGIN = 1440, MOST_READINGS = 64 /* of one header that many pages name */ };

void body_page_begin(body *b)
{
    b->page = (body_page){.begin = 0, .width = BODY_NOT_STATED, .height = BODY_NOT_STATED, .top = BODY_NOT_STATED,
                          .bottom = BODY_NOT_STATED, .left = BODY_NOT_STATED, .right = BODY_NOT_STATED,
                          .columns = BODY_NOT_STATED, .number_start = BODY_NOT_STATED};
}

enum { STATED_EDGES = 6 }; /* three headers and three footers */

static rt_status on_edge(body *b, const rt_xml_tag *tag, bool footer)
{
    rt_str type = body_attr(b, tag, RT_W_type);
    if (b->page.edge_count == STATED_EDGES)
        return RT_OK;
    body_edge *edge = &b->page.edges[b->page.edge_count++];
    edge->footer = footer;
    edge->apply = rt_docx_is(type, "first") ? RT_APPLY_FIRST : rt_docx_is(type, "even") ? RT_APPLY_EVEN : RT_APPLY_DEFAULT;
    return body_attr_kept(b, tag, RT_R_id, &edge->relation);
}

static uint8_t begin_of(rt_str type)
{
    static const struct { const char *type; uint8_t begin; } rows[] = {
        {"continuous", RT_BREAK_CONTINUOUS}, {"evenPage", RT_BREAK_EVEN_PAGE}, {"oddPage", RT_BREAK_ODD_PAGE},
        {"nextColumn", RT_BREAK_CONTINUOUS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rt_docx_is(type, rows[i].type))
            return rows[i].begin;
    return 0;
}

rt_status body_on_section(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_page *page = &b->page;
    switch ((int)name) {
    case RT_W_pgSz:
        page->width = rt_docx_twips(body_attr(b, tag, RT_W_w), BODY_NOT_STATED);
        page->height = rt_docx_twips(body_attr(b, tag, RT_W_h), BODY_NOT_STATED);
        page->landscape = rt_docx_is(body_attr(b, tag, RT_W_orient), "landscape");
        return RT_OK;
    case RT_W_pgMar:
        page->top = rt_docx_twips(body_attr(b, tag, RT_W_top), BODY_NOT_STATED);
        page->bottom = rt_docx_twips(body_attr(b, tag, RT_W_bottom), BODY_NOT_STATED);
        page->left = rt_docx_twips(body_attr(b, tag, RT_W_left), BODY_NOT_STATED);
        page->right = rt_docx_twips(body_attr(b, tag, RT_W_right), BODY_NOT_STATED);
        return RT_OK;
    case RT_W_type:
        page->begin = begin_of(body_attr(b, tag, RT_W_val));
        return RT_OK;
    case RT_W_cols: {
        rt_str count = body_attr(b, tag, RT_W_num);
        if (count.len)
            page->columns = rt_docx_integer(count, 1);
        body_skip(b, NULL);
        return RT_OK;
    }
    case RT_W_pgNumType:
        page->number_start = rt_docx_integer(body_attr(b, tag, RT_W_start), BODY_NOT_STATED);
        return RT_OK;
    case RT_W_titlePg:
        page->title_page = rt_docx_tag_on(b->x, tag);
        return RT_OK;
    case RT_W_headerReference:
    case RT_W_footerReference:
        return on_edge(b, tag, name == RT_W_footerReference);
    default:
        return RT_OK;
    }
}

/* What a report without any page gets, and any program's blank document in a land of A4. */
static bool is_usual(const body_page *page)
{
    return page->width == A4_WIDTH && page->height == A4_HEIGHT && !page->landscape && page->top == MARGIN &&
           page->bottom == MARGIN && page->left == MARGIN && page->right == MARGIN && page->columns <= 1 &&
           page->number_start == BODY_NOT_STATED && !page->begin && !page->edge_count;
}

static bool is_unstated(const body_page *page)
{
    return page->width == BODY_NOT_STATED && page->height == BODY_NOT_STATED && !page->landscape && page->top == BODY_NOT_STATED &&
           page->bottom == BODY_NOT_STATED && page->left == BODY_NOT_STATED && page->right == BODY_NOT_STATED &&
           page->columns <= 1 && page->number_start == BODY_NOT_STATED && !page->begin && !page->edge_count;
}

static rt_status send_edge(body *b, const body_edge *edge)
{
    const rt_docx_relation *relation = rt_docx_relations_find(b->relations, edge->relation);
    uint32_t kind = edge->footer ? RT_FOOTER : RT_HEADER;
    body_attrs attrs = {.count = 0};
    if (!relation || relation->external || relation->part == RT_DOCX_NO_PART) {
        body_warn(b, "docx-relation", "a page names a header or footer that is not in the file; it was left out");
        return RT_OK;
    }
    uint64_t key = UINT64_C(1) << 40 | relation->part, times = rt_docx_map_get(&b->resources, key) + 1;
    if (times > MOST_READINGS) {
        body_lost(b, RT_LOSS_CONTENT, "header or footer that more than 64 pages share");
        return RT_OK;
    }
    TRY(rt_docx_map_set(b->host, &b->resources, key, times));
    if (edge->apply != RT_APPLY_DEFAULT)
        put_number(&attrs, RT_A_APPLY, edge->apply);
    TRY(body_enter(b, kind, &attrs));
    TRY(body_flow_begin(b, kind));
    TRY(body_parse(b, relation->part, kind));
    TRY(body_flow_end(b));
    return body_leave(b, kind);
}

static bool is_shown(body *b, const body_page *page, const body_edge *edge)
{
    bool first = edge->apply == RT_APPLY_FIRST, shown = first ? page->title_page : edge->apply != RT_APPLY_EVEN || b->settings.even_and_odd;
    if (!shown && !first)
        body_lost(b, RT_LOSS_CONTENT, edge->footer ? "footer that no page shows" : "header that no page shows");
    return shown;
}

static void put_length(body_attrs *attrs, uint32_t id, int32_t twips, char room[24])
{
    if (twips != BODY_NOT_STATED)
        put_text(attrs, id, (rt_str){room, rt_docx_points(twips, room)});
}

static rt_status send_page(body *b, const body_page *page)
{
    char room[6][24];
    body_attrs attrs = {.count = 0};
    put_length(&attrs, RT_A_WIDTH, page->width, room[0]);
    put_length(&attrs, RT_A_HEIGHT, page->height, room[1]);
    put_length(&attrs, RT_A_MARGIN_TOP, page->top, room[2]);
    put_length(&attrs, RT_A_MARGIN_BOTTOM, page->bottom, room[3]);
    put_length(&attrs, RT_A_MARGIN_LEFT, page->left, room[4]);
    put_length(&attrs, RT_A_MARGIN_RIGHT, page->right, room[5]);
    if (page->landscape)
        put_number(&attrs, RT_A_ORIENTATION, RT_ORIENTATION_LANDSCAPE);
    if (page->begin)
        put_number(&attrs, RT_A_BREAK, page->begin);
    if (page->columns > 1)
        put_number(&attrs, RT_A_COLUMNS, page->columns);
    if (page->number_start >= 0)
        put_number(&attrs, RT_A_NUMBER_START, page->number_start);
    TRY(body_enter(b, RT_PAGE, &attrs));
    for (int footer = 0; footer < 2; footer++)
        for (uint32_t i = 0; i < page->edge_count; i++)
            if (page->edges[i].footer == (footer == 1) && is_shown(b, page, &page->edges[i]))
                TRY(send_edge(b, &page->edges[i]));
    return body_leave(b, RT_PAGE);
}

static void tell_hidden(body *b, int footer)
{
    if (b->first_edges[footer].len && !b->first_shown[footer])
        body_lost(b, RT_LOSS_CONTENT, footer ? "footer that no page shows" : "header that no page shows");
}

/* A first page has the last header that was stated for one, perhaps by a page that had no first page of its own. */
static void inherit_first(body *b, body_page *page)
{
    for (int footer = 0; footer < 2; footer++) {
        const body_edge *own = NULL;
        for (uint32_t i = 0; i < page->edge_count; i++)
            if (page->edges[i].apply == RT_APPLY_FIRST && page->edges[i].footer == (footer == 1))
                own = &page->edges[i];
        if (own) {
            tell_hidden(b, footer);
            b->first_edges[footer] = own->relation;
            b->first_shown[footer] = page->title_page;
        } else if (page->title_page && b->first_edges[footer].len && page->edge_count < BODY_EDGES) {
            page->edges[page->edge_count++] = (body_edge){b->first_edges[footer], footer == 1, RT_APPLY_FIRST};
            b->first_shown[footer] = true;
        }
    }
}

rt_status body_page_end(body *b, bool final)
{
    body_page page = b->page;
    b->page.stated = false;
    inherit_first(b, &page);
    for (int footer = 0; footer < 2 && final; footer++)
        tell_hidden(b, footer);
    if (is_unstated(&page) || (final && is_usual(&page)))
        return RT_OK;
    if (body_para_of(b)->active)
        TRY(body_para_end(b));
    TRY(body_settle(b, 0, false));
    body_top(b)->blank = 0;
    TRY(body_block_marks(b));
    body_top(b)->begun = true;
    return send_page(b, &page);
}
