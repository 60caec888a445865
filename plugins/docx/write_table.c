/* write_table.c - tables (ECMA-376 part 1, 17.4): the grid, merged cells, rows and their cells.
 *
 * Owns w:tbl, w:tr and w:tc with their properties in the schema's order; where a table may stand is write_block.c's. The host
 * holds each table, so a cell says where it stands on the grid. */
#include <stdio.h>
#include <string.h>

#include "vocabulary.h"
#include "write.h"

enum { TAG_MOST = 64, CELL_MARGINS = 216, NARROW = 200, TEXT_WIDTH = DOCX_PAGE_WIDTH - 2 * DOCX_MARGIN };

/* ---- The table ---------------------------------------------------------------------------------------------- */

void docx_table_free(rt_docx_writer *w, docx_table *table)
{
    if (table->room) {
        w->host->resize(w->host, table->widths, 0);
        w->host->resize(w->host, table->until, 0);
        w->host->resize(w->host, table->spans, 0);
    }
    rt_buffer_free(&table->id);
    rt_buffer_free(&table->before);
    rt_buffer_free(&table->behind);
    *table = (docx_table){0};
}

static void *room_for(rt_docx_writer *w, void *block, size_t old, size_t count, size_t size)
{
    char *grown = w->host->resize(w->host, block, count * size);
    if (!grown)
        docx_fail(w, RT_ERR_MEMORY);
    else
        memset(grown + old * size, 0, (count - old) * size);
    return grown;
}

/* Room for `columns` in the arrays. */
static bool reach(rt_docx_writer *w, docx_table *t, uint32_t columns)
{
    if (columns <= t->room)
        return true;
    uint32_t room = columns < 8 ? 8 : columns + columns / 2;
    docx_length *widths = room_for(w, t->widths, t->room, room, sizeof *widths);
    t->widths = widths ? widths : t->widths;
    uint32_t *until = room_for(w, t->until, t->room, room, sizeof *until);
    t->until = until ? until : t->until;
    uint32_t *spans = room_for(w, t->spans, t->room, room, sizeof *spans);
    t->spans = spans ? spans : t->spans;
    if (!widths || !until || !spans) {
        t->room = t->room ? t->room : 1; /* what there is of them is freed */
        return false;
    }
    t->room = room;
    return true;
}

static void add_attr(rt_docx_writer *w, rt_buffer *to, const char *before, const rt_attr *attr)
{
    if (!attr)
        return;
    docx_add_text(w, to, before);
    docx_add_escaped(w, to, attr->text);
    docx_add_text(w, to, "\"/>");
}

static void add_width(rt_docx_writer *w, rt_buffer *to, const rt_attr *width)
{
    int64_t units;
    bool exact;
    docx_add_text(w, to, "<w:tblW w:w=\"");
    if (width && docx_scaled(width->text, 't', 20, &units, &exact)) {
        if (exact)
            docx_add_number(w, to, units);
        else
            docx_add_escaped(w, to, width->text);
        docx_add_text(w, to, "\" w:type=\"dxa\"/>");
    } else if (width && docx_scaled(width->text, '%', 50, &units, &exact)) {
        if (exact)
            docx_add_number(w, to, units);
        else
            docx_add_escaped(w, to, width->text);
        docx_add_text(w, to, "\" w:type=\"pct\"/>");
    } else {
        docx_add_text(w, to, "0\" w:type=\"auto\"/>");
    }
}

/* w:tblPr in its order, but for layout and look, which the columns and the first row decide. */
static void compose(rt_docx_writer *w, docx_table *t, const rt_node *node)
{
    static const char *const aligns[] = {[RT_ALIGN_START] = "start", [RT_ALIGN_CENTER] = "center", [RT_ALIGN_END] = "end",
                                         [RT_ALIGN_LEFT] = "left", [RT_ALIGN_RIGHT] = "right"};
    const rt_attr *direction = rt_node_attr(node, RT_A_DIRECTION), *shade = rt_node_attr(node, RT_A_BACKGROUND);
    uint32_t align = (uint32_t)rt_node_number(node, RT_A_ALIGN, 0);
    docx_add_text(w, &t->before, "<w:tblStyle w:val=\"ReportTable\"/>");
    if (docx_top(w)->rtl)
        docx_add_text(w, &t->before, "<w:bidiVisual/>");
    else if (direction)
        docx_add_text(w, &t->before, "<w:bidiVisual w:val=\"0\"/>");
    add_width(w, &t->before, rt_node_attr(node, RT_A_WIDTH));
    if (align && align < sizeof aligns / sizeof *aligns && aligns[align]) {
        docx_add_text(w, &t->before, "<w:jc w:val=\"");
        docx_add_text(w, &t->before, aligns[align]);
        docx_add_text(w, &t->before, "\"/>");
    }
    if (shade && shade->text.len > 1) {
        docx_add_text(w, &t->before, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"");
        docx_add_escaped(w, &t->before, (rt_str){shade->text.ptr + 1, shade->text.len - 1});
        docx_add_text(w, &t->before, "\"/>");
    }
    add_attr(w, &t->behind, "<w:tblCaption w:val=\"", rt_node_attr(node, RT_A_TITLE));
    add_attr(w, &t->behind, "<w:tblDescription w:val=\"", rt_node_attr(node, RT_A_ALT));
}

void docx_table_enter(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    const rt_attr *id = rt_node_attr(node, RT_A_ID);
    uint32_t around = w->table_count ? docx_grid(w)->cell : TEXT_WIDTH;
    open->rtl = docx_direction(w, node);
    if (!docx_grow(w, &w->tables, w->table_count, &w->table_room, sizeof *w->tables))
        return;
    docx_table *t = &w->tables[w->table_count++];
    *t = (docx_table){.id = {.host = w->host}, .before = {.host = w->host}, .behind = {.host = w->host}};
    t->columns = node->grid ? node->grid->columns : 0;
    t->rows = node->grid && node->grid->rows;
    t->available = around > 4 * NARROW ? around : 4 * NARROW;
    t->named = id != NULL;
    t->blank = rt_node_number(node, RT_A_BLANK_BEFORE, 0);
    t->depth = w->depth;
    if (id)
        docx_add(w, &t->id, id->text.ptr, id->text.len);
    compose(w, t, node);
    reach(w, t, t->columns ? t->columns : 1);
}

/* Directly before w:tbl, or where that is missing behind the caption, so that the name is not the caption's. */
static void name_table(rt_docx_writer *w, docx_table *t)
{
    const rt_attr id = {.id = RT_A_ID, .text = rt_buffer_str(&t->id)};
    const rt_node node = {.size = sizeof node, .kind = RT_TABLE, .attrs = &id, .attr_count = 1};
    if (t->named)
        t->bookmark = docx_id_begin(w, &node);
}

/* The table begins, with its caption or without: in a control where a reader could take the one for something else's. */
static void begin(rt_docx_writer *w, docx_table *t, bool captioned)
{
    const docx_open *around = t->depth > 1 ? &w->opens[t->depth - 2] : NULL;
    const rt_attr blank = {.id = RT_A_BLANK_BEFORE, .number = t->blank};
    const rt_node node = {.size = sizeof node, .kind = RT_TABLE, .attrs = &blank, .attr_count = 1};
    if (t->begun)
        return;
    docx_begin_block_in(w, t->depth, RT_TABLE, &node);
    const docx_flow *flow = docx_here(w);
    bool first_in_figure = around && around->kind == RT_FIGURE && flow->last == LAST_NOTHING;
    t->begun = true;
    t->control = !t->rows || (captioned && (flow->last == LAST_IMAGE || first_in_figure));
    if (!t->control && flow->last == LAST_TABLE && !captioned) /* adjacent ones would be one */
        docx_empty_para(w);
    if (t->control)
        docx_control_begin(w, "table");
}

void docx_caption_enter(rt_docx_writer *w)
{
    const docx_para para = {.style = "Caption", .rtl = docx_top(w)->rtl};
    begin(w, docx_grid(w), true);
    docx_para_begin(w, &para);
}

/* ---- Columns -------------------------------------------------------------------------------------------------- */

void docx_column_enter(rt_docx_writer *w, const rt_node *node)
{
    docx_table *t = docx_grid(w);
    rt_str width = rt_node_text(node, RT_A_WIDTH);
    if (!reach(w, t, t->stated + 1))
        return;
    docx_length *length = &t->widths[t->stated++];
    length->points = docx_scaled(width, 't', 20, &length->units, &length->exact);
    if (length->points)
        return;
    length->percent = docx_scaled(width, '%', 50, &length->units, &length->exact);
    if (length->percent && !length->exact)
        docx_scaled(width, '%', 100, &length->hundredths, &length->exact);
}

/* What a column without a width is drawn with at first. */
static int64_t share(const docx_table *t, uint32_t count)
{
    int64_t left = t->available, others = 0;
    for (uint32_t i = 0; i < count; i++) {
        const docx_length *length = &t->widths[i];
        if (length->points)
            left -= length->units;
        else if (length->percent)
            left -= length->units * t->available / 5000;
        others += !length->points && !length->percent;
    }
    int64_t each = others ? left / others : 0;
    return each > NARROW ? each : NARROW;
}

/* A row always has a cell, so a table has a column. */
static uint32_t width_of(const docx_table *t)
{
    uint32_t count = t->stated > t->columns ? t->stated : t->columns;
    return count ? count : 1;
}

/* `exact`: a column that no cell shows to be without a width must not seem to have one. */
static void add_grid(rt_docx_writer *w, const docx_table *t, rt_buffer *to, bool exact)
{
    uint32_t count = width_of(t);
    int64_t each = share(t, count);
    for (uint32_t i = 0; i < count; i++) {
        const docx_length *length = &t->widths[i];
        int64_t width = length->points ? length->units : length->percent ? length->units * t->available / 5000 : each;
        docx_add_text(w, to, "<w:gridCol w:w=\"");
        docx_add_number(w, to, exact && !length->points && !length->alone ? 0 : width);
        docx_add_text(w, to, "\"/>");
    }
}

/* w:tblPr from the layout on, and the grid. `known`: the rows have passed. */
static void add_rest(rt_docx_writer *w, docx_table *t, rt_buffer *to, bool known)
{
    bool fixed = known && !t->dxa; /* no cell says a width that the grid does */
    for (uint32_t i = t->columns; i < t->stated; i++)
        fixed |= t->widths[i].points;
    if (fixed)
        docx_add_text(w, to, "<w:tblLayout w:type=\"fixed\"/>");
    docx_add_text(w, to, t->headed ? "<w:tblLook w:val=\"0020\" w:firstRow=\"1" : "<w:tblLook w:val=\"0000\" w:firstRow=\"0");
    docx_add_text(w, to, "\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>");
    docx_add(w, to, t->behind.data, t->behind.len);
    docx_add_text(w, to, "</w:tblPr><w:tblGrid>");
    add_grid(w, t, to, known);
    docx_add_text(w, to, "</w:tblGrid>");
}

static void open_table(rt_docx_writer *w, docx_table *t, bool head)
{
    uint32_t count = width_of(t), points = 0;
    for (uint32_t i = 0; i < count; i++)
        points += t->widths[i].points;
    begin(w, t, false);
    name_table(w, t);
    PUT(w, "<w:tbl><w:tblPr>");
    rt_emit_str(w->emit, rt_buffer_str(&t->before));
    t->headed = head;
    t->open = true;
    if (points && points < count) {
        docx_place *place = docx_more(w, &w->grid_places, sizeof *place);
        t->grid = place ? w->grid_places.len / sizeof *place : 0;
        if (t->grid)
            docx_hole(w, HOLE_GRID, t->grid, 0, 0);
        return;
    }
    rt_buffer_clear(&t->before);
    add_rest(w, t, &t->before, false);
    rt_emit_str(w->emit, rt_buffer_str(&t->before));
}

/* One that never held a row or a caption is nothing. */
void docx_table_leave(rt_docx_writer *w, docx_open *open)
{
    docx_table *t = docx_grid(w);
    bool begun = t->begun, control = t->control;
    (void)open;
    if (begun && !t->rows)
        name_table(w, t);
    if (t->open)
        PUT(w, "</w:tbl>");
    if (t->grid) {
        docx_place *place = (docx_place *)(void *)w->grid_places.data + t->grid - 1;
        place->at = w->grids.len;
        add_rest(w, t, &w->grids, true);
        place->len = w->grids.len - place->at;
    }
    docx_id_end(w, t->bookmark);
    if (begun) {
        docx_here(w)->filled = true;
        docx_here(w)->after_paragraph = !t->open;
    }
    docx_table_free(w, t);
    w->table_count--;
    if (control)
        docx_control_end(w);
    if (begun)
        docx_end_block(w, control ? LAST_OTHER : LAST_TABLE);
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static bool is_covered(const docx_table *t, uint32_t column) { return column < t->covered && t->until[column] > t->row; }

void docx_row_enter(rt_docx_writer *w, const rt_node *node)
{
    docx_table *t = docx_grid(w);
    rt_str height = rt_node_text(node, RT_A_HEIGHT);
    uint32_t before = (uint32_t)rt_node_number(node, RT_A_GRID_BEFORE, 0), lead = 0;
    int32_t change = rt_node_number(node, RT_A_CHANGE, 0);
    bool tall = height.len && height.ptr[height.len - 1] == 't';
    t->part = (uint8_t)rt_node_number(node, RT_A_PART, RT_PART_BODY);
    if (!t->open)
        open_table(w, t, t->part == RT_PART_HEAD);
    if (t->row >= t->covered_until)
        t->covered = 0;
    while (lead < before && !is_covered(t, lead))
        lead++;
    t->at = lead;
    t->leaves = before;
    t->cells = false;
    PUT(w, "<w:tr>");
    if (t->part != RT_PART_BODY || lead || tall || change) {
        PUT(w, "<w:trPr>");
        if (t->part == RT_PART_FOOT)
            PUT(w, "<w:cnfStyle w:val=\"010000000000\" w:lastRow=\"1\"/>");
        if (lead) {
            PUT(w, "<w:gridBefore w:val=\"");
            docx_put_number(w, lead);
            PUT(w, "\"/>");
        }
        if (t->part == RT_PART_HEAD)
            PUT(w, "<w:cantSplit/>");
        if (tall) {
            PUT(w, "<w:trHeight");
            docx_put_length(w, "val", height, 20);
            PUT(w, " w:hRule=\"atLeast\"/>");
        }
        if (t->part == RT_PART_HEAD)
            PUT(w, "<w:tblHeader/>");
        if (change == RT_CHANGE_INSERTED || change == RT_CHANGE_DELETED) {
            docx_put_change(w, change == RT_CHANGE_DELETED ? "del" : "ins", rt_node_text(node, RT_A_CHANGE_AUTHOR),
                            rt_node_text(node, RT_A_CHANGE_DATE));
            PUT(w, "/>");
        }
        PUT(w, "</w:trPr>");
    }
    docx_id_point(w, node);
}

static void put_width(rt_docx_writer *w, docx_table *t, uint32_t column, uint32_t columns)
{
    const docx_length *length = &t->widths[column];
    int64_t sum = 0;
    bool any = false;
    for (uint32_t i = column; i < column + columns; i++)
        if (t->widths[i].points) {
            sum += t->widths[i].units;
            any = true;
        }
    if (columns == 1)
        t->widths[column].alone = true;
    if (any) {
        t->dxa = true;
        PUT(w, "<w:tcW w:w=\"");
        docx_put_number(w, sum);
        PUT(w, "\" w:type=\"dxa\"/>");
    } else if (columns == 1 && length->percent) {
        char percent[32];
        PUT(w, "<w:tcW w:w=\"");
        if (length->hundredths) {
            snprintf(percent, sizeof percent, "%s%lld.%02lld%%", length->hundredths < 0 ? "-" : "",
                     (long long)(length->hundredths < 0 ? -length->hundredths : length->hundredths) / 100,
                     (long long)(length->hundredths < 0 ? -length->hundredths : length->hundredths) % 100);
            docx_put(w, percent);
        } else {
            docx_put_number(w, length->units);
        }
        PUT(w, "\" w:type=\"pct\"/>");
    } else {
        PUT(w, "<w:tcW w:w=\"0\" w:type=\"auto\"/>");
    }
}

static void put_span(rt_docx_writer *w, uint32_t columns)
{
    if (columns < 2)
        return;
    PUT(w, "<w:gridSpan w:val=\"");
    docx_put_number(w, columns);
    PUT(w, "\"/>");
}

/* What stands between the last cell and column `to`: cells that go on from above, and places left out. */
static void fill(rt_docx_writer *w, docx_table *t, uint32_t to)
{
    while (t->at < to) {
        uint32_t from = t->at;
        if (is_covered(t, from)) {
            uint32_t span = t->spans[from] ? t->spans[from] : 1;
            PUT(w, "<w:tc><w:tcPr>");
            put_width(w, t, from, span);
            put_span(w, span);
            PUT(w, "<w:vMerge/></w:tcPr><w:p/></w:tc>");
            t->at += span;
        } else {
            while (t->at < to && !is_covered(t, t->at))
                t->at++;
            PUT(w, "<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"nil\"/>");
            put_span(w, t->at - from);
            PUT(w, "<w:tcBorders><w:top w:val=\"nil\"/><w:left w:val=\"nil\"/><w:bottom w:val=\"nil\"/><w:right w:val=\"nil\"/>"
                   "</w:tcBorders></w:tcPr><w:p/></w:tc>");
        }
    }
}

static void put_empty(rt_docx_writer *w, docx_table *t, uint32_t column)
{
    fill(w, t, column);
    if (!reach(w, t, column + 1))
        return;
    PUT(w, "<w:tc><w:tcPr>");
    put_width(w, t, column, 1);
    PUT(w, "</w:tcPr><w:p/></w:tc>");
    t->at = column + 1;
}

/* A row without cells of its own has an empty one behind places that it leaves out, and where it would have none at all. */
void docx_row_leave(rt_docx_writer *w)
{
    docx_table *t = docx_grid(w);
    uint32_t last = t->covered, free = t->leaves > t->at ? t->leaves : t->at;
    while (last > t->at && t->until[last - 1] <= t->row)
        last--;
    while (is_covered(t, free))
        free++;
    if (!t->cells && ((t->leaves && free < t->columns) || last <= t->at))
        put_empty(w, t, t->leaves && free < t->columns ? free : t->at);
    fill(w, t, last);
    PUT(w, "</w:tr>");
    t->row++;
}

/* ---- Cells --------------------------------------------------------------------------------------------------------- */

static void put_head(rt_docx_writer *w, int32_t head)
{
    if (head == RT_HEAD_COL)
        PUT(w, "<w:cnfStyle w:val=\"100000000000\" w:firstRow=\"1\"/>");
    else if (head == RT_HEAD_ROW)
        PUT(w, "<w:cnfStyle w:val=\"001000000000\" w:firstColumn=\"1\"/>");
    else if (head == RT_HEAD_YES)
        PUT(w, "<w:cnfStyle w:val=\"101000000000\" w:firstRow=\"1\" w:firstColumn=\"1\"/>");
}

static void put_shade(rt_docx_writer *w, rt_str colour)
{
    if (colour.len < 2)
        return;
    PUT(w, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"");
    docx_put_attr(w, (rt_str){colour.ptr + 1, colour.len - 1});
    PUT(w, "\"/>");
}

static bool is_typed(const rt_node *node)
{
    static const uint32_t ids[] = {RT_A_VALUE_TYPE, RT_A_VALUE, RT_A_CURRENCY, RT_A_PATH, RT_A_UNIT, RT_A_STATE};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (rt_node_attr(node, ids[i]))
            return true;
    return false;
}

/* Notes that the rows below have to say so for a cell that reaches down to them. */
static void cover(docx_table *t, const rt_grid *grid)
{
    for (uint32_t i = 0; i < grid->columns && grid->rows > 1; i++) {
        t->until[grid->column + i] = t->row + grid->rows;
        t->spans[grid->column + i] = i ? 1 : grid->columns;
    }
    if (grid->rows < 2)
        return;
    if (grid->column + grid->columns > t->covered)
        t->covered = grid->column + grid->columns;
    if (t->row + grid->rows > t->covered_until)
        t->covered_until = t->row + grid->rows;
}

void docx_cell_enter(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    static const char *const valigns[] = {[RT_VALIGN_TOP] = "top", [RT_VALIGN_MIDDLE] = "center", [RT_VALIGN_BOTTOM] = "bottom"};
    docx_table *t = docx_grid(w);
    rt_grid grid = node->grid ? *node->grid : (rt_grid){t->row, t->at, 1, 1};
    int32_t head = rt_node_number(node, RT_A_HEAD, 0), valign = rt_node_number(node, RT_A_VALIGN, 0);
    if (grid.columns == 0 || grid.rows == 0 || !reach(w, t, grid.column + grid.columns))
        grid = (rt_grid){t->row, t->at < t->room ? t->at : t->room - 1, 1, 1};
    fill(w, t, grid.column);
    PUT(w, "<w:tc><w:tcPr>");
    put_head(w, head);
    put_width(w, t, grid.column, grid.columns);
    put_span(w, grid.columns);
    if (grid.rows > 1)
        PUT(w, "<w:vMerge w:val=\"restart\"/>");
    put_shade(w, rt_node_text(node, RT_A_BACKGROUND));
    if (valign > 0 && valign < RT_VALIGN_BASELINE)
        docx_put_val(w, "vAlign", valigns[valign]);
    PUT(w, "</w:tcPr>");
    cover(t, &grid);
    t->at = grid.column + grid.columns;
    t->cells = true;
    int64_t wide = (int64_t)t->available * grid.columns / (t->columns ? t->columns : 1) - CELL_MARGINS;
    t->cell = wide > NARROW ? (uint32_t)wide : NARROW;
    open->heads = head != 0 || t->part == RT_PART_HEAD;
    open->align = (uint8_t)rt_node_number(node, RT_A_ALIGN, 0);
    open->typed = node->attr_count && is_typed(node);
    if (open->typed)
        docx_keep(w, &w->cell, node);
    docx_flow_push(w);
    docx_id_point(w, node);
}

void docx_cell_leave(rt_docx_writer *w, docx_open *open)
{
    docx_end_para_of(w, open);
    if (open->typed || !docx_here(w)->after_paragraph || w->waiting.len) {
        docx_para para = {.rtl = open->rtl, .align = docx_here(w)->filled ? 0 : open->align};
        docx_para_begin(w, &para);
        if (open->typed)
            docx_value_begin(w, &w->cell.node);
        w->typed_open = open->typed;
        docx_para_end(w);
    }
    docx_flow_pop(w);
    PUT(w, "</w:tc>");
}

/* ---- Values ----------------------------------------------------------------------------------------------------------- */

/* One of the parts of a tag: colons part them, so they and what escapes them are escaped. */
static void add_part(rt_docx_writer *w, rt_buffer *to, rt_str part)
{
    if (!part.len)
        docx_add_text(w, to, "%");
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        docx_add(w, to, c == ':' ? "%3A" : c == '%' ? "%25" : &part.ptr[i], c == ':' || c == '%' ? 3 : 1);
    }
}

static bool is_day(rt_str value)
{
    static const char shape[] = "0000-00-00";
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (i >= value.len || (shape[i] == '0' ? value.ptr[i] < '0' || value.ptr[i] > '9' : value.ptr[i] != '-'))
            return false;
    return value.len == sizeof shape - 1;
}

/* type:value:currency:unit:state, the first `count` of the latter; at least one colon tells it from other tags. */
static void compose_tag(rt_docx_writer *w, const rt_node *cell, const uint32_t *ids, size_t count)
{
    const rt_attr *type = rt_node_attr(cell, RT_A_VALUE_TYPE);
    rt_buffer_clear(&w->text);
    docx_add_text(w, &w->text, type ? rt_choice_name(rt_attr_of(RT_A_VALUE_TYPE), type->number) : "");
    docx_add_text(w, &w->text, ":");
    for (size_t i = 0; i < count; i++) {
        const rt_attr *attr = rt_node_attr(cell, ids[i]);
        if (i)
            docx_add_text(w, &w->text, ":");
        if (attr && ids[i] == RT_A_STATE)
            docx_add_text(w, &w->text, rt_choice_name(rt_attr_of(RT_A_STATE), attr->number));
        else if (attr)
            add_part(w, &w->text, attr->text);
    }
}

static size_t characters(rt_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return count;
}

/* Word refuses a document with a tag or alias of more than 64 characters. */
static void put_tag(rt_docx_writer *w, const rt_node *cell)
{
    static const uint32_t ids[] = {RT_A_VALUE, RT_A_CURRENCY, RT_A_UNIT, RT_A_STATE};
    const rt_attr *path = rt_node_attr(cell, RT_A_PATH);
    size_t count = 0;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (rt_node_attr(cell, ids[i]))
            count = i + 1;
    compose_tag(w, cell, ids, count);
    if (characters(rt_buffer_str(&w->text)) > TAG_MOST || (path && characters(path->text) > TAG_MOST))
        w->host->lost(w->host, RT_LOSS_STRUCTURE, &cell->pos, "value, unit or path of a cell longer than 64 characters");
    while (count && characters(rt_buffer_str(&w->text)) > TAG_MOST)
        compose_tag(w, cell, ids, --count);
    if (path && characters(path->text) <= TAG_MOST) {
        PUT(w, "<w:alias w:val=\"");
        docx_put_attr(w, path->text);
        PUT(w, "\"/>");
    }
    PUT(w, "<w:tag w:val=\"");
    docx_put_attr(w, rt_buffer_str(&w->text));
    PUT(w, "\"/>");
}

void docx_value_begin(rt_docx_writer *w, const rt_node *cell)
{
    const rt_attr *value = rt_node_attr(cell, RT_A_VALUE);
    PUT(w, "<w:sdt><w:sdtPr>");
    put_tag(w, cell);
    PUT(w, "<w:id w:val=\"");
    docx_put_number(w, ++w->ids);
    PUT(w, "\"/>");
    if (rt_node_number(cell, RT_A_VALUE_TYPE, 0) == RT_VALUE_DATE && value && is_day(value->text)) {
        PUT(w, "<w:date w:fullDate=\"");
        docx_put_attr(w, value->text);
        PUT(w, "T00:00:00Z\"><w:dateFormat w:val=\"yyyy-MM-dd\"/><w:lid w:val=\"en-US\"/><w:storeMappedDataAs w:val=\"date\"/>"
               "<w:calendar w:val=\"gregorian\"/></w:date>");
    }
    PUT(w, "</w:sdtPr><w:sdtContent>");
}

void docx_value_end(rt_docx_writer *w)
{
    PUT(w, "</w:sdtContent></w:sdt>");
    w->typed_open = false;
}
