/* write_table.c - tables, and values of cells as microdata.
 *
 * Owns the groups of rows that are open, and the columns that cells stand in: for the align of a
 * column, which HTML's col cannot give to cells (a class does), and for spans that would reach into
 * a cell from a row above. Tables are not held: a CSV may have a million rows. A caption that comes
 * last is written last, where every parser takes it. */
#include "write.h"

enum {
    IN_COLUMNS = 1,
    IN_HEAD = 2,
    IN_BODY = 4,
    IN_FOOT = 8,
    WRAPPED = 16,
    IN_GROUP = IN_HEAD | IN_BODY | IN_FOOT
};

static const struct {
    uint16_t flag;
    const char *open, *close;
} groups[] = {{IN_COLUMNS, "\n<colgroup>", "</colgroup>"},
              {IN_HEAD, "\n<thead>", "\n</thead>"},
              {IN_BODY, "\n<tbody>", "\n</tbody>"},
              {IN_FOOT, "\n<tfoot>", "\n</tfoot>"}};

static void close_group(rt_html_writer *w, rt_html_frame *table)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (table->flags & groups[i].flag)
            rt_emit_text(&w->emit, groups[i].close);
    table->flags &= WRAPPED;
}

static void open_group(rt_html_writer *w, rt_html_frame *table, uint16_t flag)
{
    if (table->flags & flag)
        return;
    close_group(w, table);
    table->flags |= flag;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (flag == groups[i].flag)
            rt_emit_text(&w->emit, groups[i].open);
}

/* ---- The grid -------------------------------------------------------------------------------- */

/* What of the open tables is known of their columns; those of an inner table stand behind those of
 * the outer one. */
typedef struct rt_html_column {
    uint64_t until; /* the row from which it is free of cells from above */
    uint8_t align;
} column;

static rt_html_grid *grid_of(rt_html_writer *w) { return &w->grids[w->tables - 1]; }

static bool open_grid(rt_html_writer *w)
{
    if (w->tables == w->grid_room) {
        size_t room = w->grid_room ? w->grid_room * 2 : 8;
        rt_html_grid *grown = w->host->resize(w->host, w->grids, room * sizeof *grown);
        if (!grown) {
            w->failed = RT_ERR_MEMORY;
            return false;
        }
        w->grids = grown;
        w->grid_room = room;
    }
    size_t base = w->tables ? w->grids[w->tables - 1].base + w->grids[w->tables - 1].count : 0;
    w->grids[w->tables++] = (rt_html_grid){.base = base};
    return true;
}

/* Makes the table at least `count` columns wide. */
static bool reach(rt_html_writer *w, size_t count)
{
    rt_html_grid *g = grid_of(w);
    if (count <= g->count)
        return true;
    if (g->base + count > w->column_room) {
        size_t room = (g->base + count) * 2;
        column *grown = w->host->resize(w->host, w->columns, room * sizeof *grown);
        if (!grown) {
            w->failed = RT_ERR_MEMORY;
            return false;
        }
        w->columns = grown;
        w->column_room = room;
    }
    memset(w->columns + g->base + g->count, 0, (count - g->count) * sizeof *w->columns);
    g->count = count;
    return true;
}

/* The columns of a cell in the grid, as core/model/grid.c counts them; its colspan, cut where it
 * has to be. */
static int32_t place_cell(rt_html_writer *w, int32_t colspan, int32_t rowspan, size_t *place)
{
    rt_html_grid *g = grid_of(w);
    column *columns = w->columns + (w->columns ? g->base : 0);
    uint64_t most = w->host->limit(w->host, "columns");
    while (g->column < g->count && columns[g->column].until > g->row)
        g->column++;
    *place = g->column;
    for (size_t i = 1; i < (size_t)colspan && g->column + i < g->count; i++)
        if (columns[g->column + i].until > g->row) {
            colspan = (int32_t)i;
            w->host->lost(w->host, RT_LOSS_STRUCTURE, &w->pos,
                          "columns of a cell that reaches into one from a row above");
        }
    g->column += (size_t)colspan;
    if (rowspan > 1 && g->column <= most && reach(w, g->column))
        for (size_t i = *place; i < g->column; i++)
            w->columns[g->base + i].until = g->row + (uint64_t)rowspan;
    return colspan;
}

/* Spans end with their group. */
static void end_spans(rt_html_writer *w)
{
    rt_html_grid *g = grid_of(w);
    for (size_t i = 0; i < g->count; i++)
        w->columns[g->base + i].until = 0;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static void css_table_align(rt_html_writer *w, rt_html_style *s, const rt_node *node)
{
    static const char *const margins[] = {[RT_ALIGN_START] = "margin-inline:0 auto",
                                          [RT_ALIGN_CENTER] = "margin-inline:auto",
                                          [RT_ALIGN_END] = "margin-inline:auto 0",
                                          [RT_ALIGN_LEFT] = "margin-left:0;margin-right:auto",
                                          [RT_ALIGN_RIGHT] = "margin-left:auto;margin-right:0",
                                          [RT_ALIGN_DECIMAL] = NULL};
    int32_t align = rt_node_number(node, RT_A_ALIGN, 0);
    if (align > 0 && align <= RT_ALIGN_DECIMAL && margins[align])
        rt_html_css(w, s, margins[align]);
}

/* A table that is not in another stands in a box that scrolls where the screen is too narrow. */
void rt_html_enter_table(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    if (!open_grid(w))
        return;
    if (w->tables == 1) {
        RT_HTML_PUT(w, "\n<div class=\"wide\">");
        f->flags = WRAPPED;
    }
    rt_html_open_tag(w, "\ntable", node);
    rt_html_attr(w, "title", node, RT_A_TITLE);
    rt_html_attr(w, "aria-label", node, RT_A_ALT);
    rt_html_css_text(w, &style, "width", node, RT_A_WIDTH);
    css_table_align(w, &style, node);
    rt_html_css_text(w, &style, "background-color", node, RT_A_BACKGROUND);
    rt_html_style_end(w, &style);
    rt_html_class(w, NULL, NULL, node);
    rt_emit_char(&w->emit, '>');
}

void rt_html_leave_table(rt_html_writer *w, rt_html_frame *f)
{
    close_group(w, f);
    RT_HTML_PUT(w, "\n</table>");
    if (f->flags & WRAPPED)
        RT_HTML_PUT(w, "\n</div>");
    w->tables -= w->tables > 0;
}

void rt_html_enter_column(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    (void)f;
    open_group(w, rt_html_parent(w), IN_COLUMNS);
    rt_html_open_tag(w, "col", node);
    rt_html_css_text(w, &style, "width", node, RT_A_WIDTH);
    rt_html_css_align(w, &style, node);
    rt_html_style_end(w, &style);
    rt_emit_char(&w->emit, '>');
    size_t count = grid_of(w)->count;
    if (reach(w, count + 1))
        w->columns[grid_of(w)->base + count].align = (uint8_t)rt_node_number(node, RT_A_ALIGN, 0);
}

void rt_html_begin_caption(rt_html_writer *w) { close_group(w, rt_html_parent(w)); }

void rt_html_enter_row(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    rt_html_style style = {false};
    int32_t part = rt_node_number(node, RT_A_PART, RT_PART_BODY);
    uint16_t group = part == RT_PART_HEAD ? IN_HEAD : part == RT_PART_FOOT ? IN_FOOT : IN_BODY;
    (void)f;
    if (!(rt_html_parent(w)->flags & group))
        end_spans(w);
    open_group(w, rt_html_parent(w), group);
    rt_html_open_tag(w, "\ntr", node);
    rt_html_css_text(w, &style, "height", node, RT_A_HEIGHT);
    rt_html_css_valign(w, &style, node);
    rt_html_css_text(w, &style, "background-color", node, RT_A_BACKGROUND);
    rt_html_style_end(w, &style);
    rt_html_class(w, NULL, NULL, node);
    rt_emit_char(&w->emit, '>');
}

void rt_html_leave_row(rt_html_writer *w, rt_html_frame *f)
{
    (void)f;
    grid_of(w)->row++;
    grid_of(w)->column = 0;
    RT_HTML_PUT(w, "</tr>");
}

/* ---- Values ---------------------------------------------------------------------------------- */

static const char *const value_types[] = {
    [RT_VALUE_TEXT] = "text",       [RT_VALUE_INTEGER] = "integer",
    [RT_VALUE_DECIMAL] = "decimal", [RT_VALUE_PERCENTAGE] = "percentage",
    [RT_VALUE_MONEY] = "money",     [RT_VALUE_DATE] = "date",
    [RT_VALUE_TIME] = "time",       [RT_VALUE_DATE_TIME] = "date-time",
    [RT_VALUE_BOOLEAN] = "boolean", [RT_VALUE_BLANK] = "blank"};
static const char *const states[] = {
    [RT_STATE_VALUE] = "value",   [RT_STATE_ZERO] = "zero",       [RT_STATE_BLANK] = "blank",
    [RT_STATE_STRUCK] = "struck", [RT_STATE_MISSING] = "missing", [RT_STATE_REFUSED] = "refused"};

static const struct {
    uint32_t attr;
    const char *property;
    const char *const *words;
    int32_t count;
} properties[] = {
    {RT_A_VALUE_TYPE, "additionalType", value_types, sizeof value_types / sizeof *value_types},
    {RT_A_VALUE, "value", NULL, 0},
    {RT_A_CURRENCY, "currency", NULL, 0},
    {RT_A_PATH, "propertyID", NULL, 0},
    {RT_A_UNIT, "unitText", NULL, 0},
    {RT_A_STATE, "status", states, sizeof states / sizeof *states}};

static bool has_value(const rt_node *node)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (rt_node_attr(node, properties[i].attr))
            return true;
    return false;
}

void rt_html_put_value(rt_html_writer *w, const rt_node *node)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        const rt_attr *attr = rt_node_attr(node, properties[i].attr);
        const char *word = NULL;
        if (!attr)
            continue;
        if (properties[i].words && attr->number > 0 && attr->number < properties[i].count)
            word = properties[i].words[attr->number];
        RT_HTML_PUT(w, "<meta itemprop=\"");
        rt_emit_text(&w->emit, properties[i].property);
        rt_emit_char(&w->emit, '"');
        rt_html_put_attr(w, "content", word ? (rt_str){word, strlen(word)} : attr->text);
        rt_emit_char(&w->emit, '>');
    }
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static bool is_number(int32_t type)
{
    return type == RT_VALUE_INTEGER || type == RT_VALUE_DECIMAL || type == RT_VALUE_PERCENTAGE ||
           type == RT_VALUE_MONEY;
}

/* The class that gives a cell without an align its column's. */
static const char *column_class(rt_html_writer *w, size_t place)
{
    static const char *const classes[] = {
        [RT_ALIGN_START] = "to-start", [RT_ALIGN_CENTER] = "to-center",
        [RT_ALIGN_END] = "to-end",     [RT_ALIGN_JUSTIFY] = "to-justify",
        [RT_ALIGN_LEFT] = "to-left",   [RT_ALIGN_RIGHT] = "to-right",
        [RT_ALIGN_DECIMAL] = "to-end"};
    const rt_html_grid *g = grid_of(w);
    uint8_t align = place < g->count ? w->columns[g->base + place].align : 0;
    return align <= RT_ALIGN_DECIMAL ? classes[align] : NULL;
}

static void put_cell_attrs(rt_html_writer *w, const rt_node *node, bool header)
{
    static const char *const scopes[] = {
        "", "", " scope=\"row\"", " scope=\"col\"", " scope=\"rowgroup\"", " scope=\"colgroup\""};
    rt_html_style style = {false};
    int32_t rowspan = rt_node_number(node, RT_A_ROWSPAN, 1);
    size_t place;
    int32_t colspan = place_cell(w, rt_node_number(node, RT_A_COLSPAN, 1), rowspan, &place);
    bool number = is_number(rt_node_number(node, RT_A_VALUE_TYPE, 0)),
         value = has_value(node);
    int32_t head = rt_node_number(node, RT_A_HEAD, 0);
    if (colspan != 1)
        rt_html_put_number(w, " colspan=\"", colspan, "\"");
    if (rowspan != 1)
        rt_html_put_number(w, " rowspan=\"", rowspan, "\"");
    if (header && head <= RT_HEAD_COLGROUP)
        rt_emit_text(&w->emit, scopes[head]);
    if (value)
        RT_HTML_PUT(w, " itemscope itemtype=\"https://schema.org/PropertyValue\"");
    rt_html_css_align(w, &style, node);
    rt_html_css_valign(w, &style, node);
    rt_html_css_text(w, &style, "background-color", node, RT_A_BACKGROUND);
    rt_html_style_end(w, &style);
    rt_html_class(w, rt_node_attr(node, RT_A_ALIGN) ? NULL : column_class(w, place),
                  number ? "n" : NULL, node);
    if (colspan > 1000) /* HTML Living Standard 4.9.11: browsers count no further */
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &w->pos,
                      "columns beyond the 1,000th of one cell, as browsers show it");
}

void rt_html_enter_cell(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    bool header = rt_node_attr(node, RT_A_HEAD) != NULL;
    f->flags = header;
    rt_html_open_tag(w, header ? "th" : "td", node);
    if (node->attr_count || grid_of(w)->count)
        put_cell_attrs(w, node, header);
    else
        grid_of(w)->column++;
    rt_emit_char(&w->emit, '>');
    if (node->attr_count)
        rt_html_put_value(w, node);
}

void rt_html_leave_cell(rt_html_writer *w, rt_html_frame *f)
{
    rt_emit_text(&w->emit, f->flags ? "</th>" : "</td>");
}
