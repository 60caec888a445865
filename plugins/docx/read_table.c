/* read_table.c - tables, rows and cells, each entered when its properties are known: at its first content.
 *
 * Owns their properties and the widths of columns; which cells are one is read_merge.c's. */
#include <stdio.h>
#include <string.h>

#include "read.h"

enum { MOST_COLUMNS = 16384, LOOK_AHEAD = 64 /* rows in which a cell that covers a column alone is looked for */ };

body_table *body_table_here(body *b)
{
    body_table *top = b->table_count ? &b->tables[b->table_count - 1] : NULL;
    return top && top->flow == b->flow_count ? top : NULL;
}

body_table *body_table_around(body *b) { return &b->tables[body_top(b)->table - 1]; }

/* ---- Properties ------------------------------------------------------------------------------ */

/* Twips, or fiftieths of a percent as a negative number; 0: none. ST_TblWidth, and strict's "50%". */
static int32_t width_of(body *b, const rt_xml_tag *tag)
{
    rt_str type = body_attr(b, tag, RT_W_type), width = body_attr(b, tag, RT_W_w);
    if (width.len > 1 && width.ptr[width.len - 1] == '%') {
        int32_t percent = rt_docx_integer((rt_str){width.ptr, width.len - 1}, 0);
        return percent > 0 && percent < 1000000 ? -percent * 50 : 0;
    }
    int32_t number = rt_docx_twips(width, 0);
    if (number <= 0 || rt_docx_is(type, "auto") || rt_docx_is(type, "nil"))
        return 0;
    return rt_docx_is(type, "pct") ? -(number < 50000000 ? number : 0) : number;
}

size_t body_width(int32_t width, char room[24])
{
    if (width >= 0)
        return rt_docx_points(width, room);
    int32_t fiftieths = -width, hundredths = fiftieths % 50 * 2;
    int len = hundredths ? snprintf(room, 24, "%d.%02d", fiftieths / 50, hundredths) : snprintf(room, 24, "%d", fiftieths / 50);
    while (hundredths && room[len - 1] == '0')
        len--;
    room[len] = '%';
    return (size_t)len + 1;
}

rt_status body_on_table_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_table *t = body_table_here(b);
    switch ((int)name) {
    case RT_W_tblW:
        t->width = width_of(b, tag);
        return RT_OK;
    case RT_W_jc:
        t->align = rt_docx_align(body_attr(b, tag, RT_W_val));
        return RT_OK;
    case RT_W_tblLayout:
        t->fixed = rt_docx_is(body_attr(b, tag, RT_W_type), "fixed");
        return RT_OK;
    case RT_W_shd:
        t->shade = rt_docx_shade(b->x, tag);
        return RT_OK;
    case RT_W_bidiVisual:
        t->bidi = rt_docx_tag_on(b->x, tag);
        return RT_OK;
    case RT_W_tblCaption:
        return body_attr_kept(b, tag, RT_W_val, &t->title);
    case RT_W_tblDescription:
        return body_attr_kept(b, tag, RT_W_val, &t->alt);
    default:
        return RT_OK;
    }
}

rt_status body_on_grid(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_table *t = body_table_here(b);
    if (name != RT_W_gridCol || t->column_count == MOST_COLUMNS)
        return RT_OK;
    int32_t width = rt_docx_twips(body_attr(b, tag, RT_W_w), 0);
    TRY(body_grow(b, &t->columns, t->column_count, &t->column_room, sizeof *t->columns));
    t->columns[t->column_count++] = (body_column){.grid = width > 0 ? width : 0};
    t->undecided += width > 0;
    return RT_OK;
}

static rt_status on_row_change(body *b, body_table *t, uint8_t change, const rt_xml_tag *tag)
{
    t->row.change = change;
    TRY(body_attr_kept(b, tag, RT_W_author, &t->row.author));
    return body_attr_kept(b, tag, RT_W_date, &t->row.date);
}

rt_status body_on_row_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_table *t = body_table_here(b);
    int32_t number = rt_docx_integer(body_attr(b, tag, RT_W_val), 0);
    switch ((int)name) {
    case RT_W_gridBefore:
        t->row.grid_before = number > 0 ? (number < MOST_COLUMNS ? (uint32_t)number : MOST_COLUMNS) : 0;
        return RT_OK;
    case RT_W_trHeight:
        t->row.height = rt_docx_twips(body_attr(b, tag, RT_W_val), 0);
        return RT_OK;
    case RT_W_tblHeader:
        if (rt_docx_tag_on(b->x, tag))
            t->row.part = RT_PART_HEAD;
        return RT_OK;
    case RT_W_cnfStyle:
        t->row.condition = rt_docx_condition(b->x, tag);
        return RT_OK;
    case RT_W_ins:
        return on_row_change(b, t, RT_CHANGE_INSERTED, tag);
    case RT_W_del:
        return on_row_change(b, t, RT_CHANGE_DELETED, tag);
    default:
        return RT_OK;
    }
}

static uint8_t valign_of(rt_str val)
{
    return rt_docx_is(val, "top") ? RT_VALIGN_TOP : rt_docx_is(val, "bottom") ? RT_VALIGN_BOTTOM
           : rt_docx_is(val, "center") || rt_docx_is(val, "both")             ? RT_VALIGN_MIDDLE
                                                                              : 0;
}

static rt_status on_cell_change(body *b, body_cell *cell, uint8_t change, const rt_xml_tag *tag)
{
    cell->change = change;
    TRY(body_attr_kept(b, tag, RT_W_author, &cell->author));
    return body_attr_kept(b, tag, RT_W_date, &cell->date_of_change);
}

rt_status body_on_cell_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_cell *cell = &body_table_around(b)->cell;
    rt_str val = body_attr(b, tag, RT_W_val);
    int32_t number;
    switch ((int)name) {
    case RT_W_tcW:
        cell->width = width_of(b, tag);
        cell->nil = rt_docx_is(body_attr(b, tag, RT_W_type), "nil");
        return RT_OK;
    case RT_W_gridSpan:
        number = rt_docx_integer(val, 1);
        cell->columns = number < 1 ? 1 : number < MOST_COLUMNS ? (uint32_t)number : MOST_COLUMNS;
        return RT_OK;
    case RT_W_vMerge:
        cell->merge = rt_docx_is(val, "restart") ? BODY_RESTARTS : BODY_CONTINUES;
        return RT_OK;
    case RT_W_hMerge:
        cell->beside = rt_docx_is(val, "restart") ? BODY_RESTARTS : BODY_CONTINUES;
        return RT_OK;
    case RT_W_vAlign:
        cell->valign = valign_of(val);
        return RT_OK;
    case RT_W_shd:
        cell->shade = rt_docx_shade(b->x, tag);
        return RT_OK;
    case RT_W_cnfStyle:
        cell->condition = rt_docx_condition(b->x, tag);
        return RT_OK;
    case RT_W_cellIns:
        return on_cell_change(b, cell, RT_CHANGE_INSERTED, tag);
    case RT_W_cellDel:
        return on_cell_change(b, cell, RT_CHANGE_DELETED, tag);
    case RT_W_cellMerge:
        body_lost(b, RT_LOSS_STRUCTURE, "tracked change of merged cells");
        return RT_OK;
    default:
        return RT_OK;
    }
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static void put_shade(body_attrs *attrs, uint32_t shade, char room[8])
{
    if (shade == RT_DOCX_NO_COLOUR)
        return;
    snprintf(room, 8, "#%06x", shade & 0xFFFFFFu);
    put_text(attrs, RT_A_BACKGROUND, (rt_str){room, 7});
}

static void put_change(body_attrs *attrs, uint8_t change, rt_str author, rt_str date)
{
    if (!change)
        return;
    put_number(attrs, RT_A_CHANGE, change);
    put_some(attrs, RT_A_CHANGE_AUTHOR, author);
    put_some(attrs, RT_A_CHANGE_DATE, date);
}

/* ---- Tables ---------------------------------------------------------------------------------- */

rt_status body_table_begin(body *b)
{
    if (body_para_of(b)->active)
        TRY(body_para_end(b));
    TRY(BODY_PUSH(b, tables, table_count, table_room));
    b->tables[b->table_count] = (body_table){.flow = b->flow_count, .number = b->table_count, .shade = RT_DOCX_NO_COLOUR,
                                             .last_part = RT_PART_BODY};
    b->table_count++;
    return RT_OK;
}

static rt_status send_columns(body *b, body_table *t)
{
    uint32_t count = 0;
    char room[24];
    t->columns_sent = true;
    for (uint32_t i = 0; i < t->column_count; i++) {
        body_column *column = &t->columns[i];
        if (!column->decided && (t->fixed || t->any_width))
            column->alone = column->grid;
        count = column->alone ? i + 1 : count;
    }
    for (uint32_t i = 0; i < count; i++) {
        body_attrs attrs = {.count = 0};
        if (t->columns[i].alone)
            put_text(&attrs, RT_A_WIDTH, (rt_str){room, body_width(t->columns[i].alone, room)});
        TRY(body_enter(b, RT_COLUMN, &attrs));
        TRY(body_leave(b, RT_COLUMN));
    }
    return RT_OK;
}

static rt_status table_enter(body *b, body_table *t)
{
    char room[24], colour[8];
    body_attrs attrs = {.count = 0};
    t->entered = true;
    bool after_table = body_top(b)->after_table;
    TRY(body_settle_for_table(b));
    body_flow *flow = body_top(b);
    bool captioned = (flow->held & HELD_CAPTION) != 0;
    put_some(&attrs, RT_A_ID, body_take_id(b, false, false));
    TRY(body_block_marks(b));
    if (captioned)
        flow->blank = b->caption.blank;
    else if (after_table && flow->blank)
        flow->blank--; /* the paragraph that parts two tables */
    body_put_blank(b, &attrs);
    if (t->align)
        put_number(&attrs, RT_A_ALIGN, t->align);
    if (t->width)
        put_text(&attrs, RT_A_WIDTH, (rt_str){room, body_width(t->width, room)});
    put_shade(&attrs, t->shade, colour);
    put_some(&attrs, RT_A_TITLE, t->title);
    put_some(&attrs, RT_A_ALT, t->alt);
    if (t->bidi != b->bidi)
        put_number(&attrs, RT_A_DIRECTION, t->bidi ? RT_DIRECTION_RTL : RT_DIRECTION_LTR);
    flow->begun = b->anything = true;
    TRY(body_enter(b, RT_TABLE, &attrs));
    t->captioned = captioned;
    if (captioned) {
        flow->held = 0;
        TRY(body_send_held(b, &b->caption, RT_CAPTION));
        rt_tape_rewind(b->hold_tape, 0);
    }
    t->columns_sent = t->undecided == 0;
    t->any_width = t->number >= BODY_TABLE_TAPES; /* nothing is recorded so deep */
    return t->columns_sent || !t->any_width ? RT_OK : send_columns(b, t);
}

/* What was recorded is sent when nothing in it can change any more. */
static rt_status release(body *b, body_table *t, bool last)
{
    bool looks = !t->columns_sent && t->undecided && t->rows < LOOK_AHEAD && !last;
    if (!t->recording || t->merge_count || looks)
        return RT_OK;
    rt_tape *tape = body_record_tape(b, t);
    t->recording = false;
    body_return(b);
    if (!t->columns_sent)
        TRY(send_columns(b, t));
    TRY(rt_tape_play(tape, 0, rt_tape_here(tape), b->out));
    rt_tape_rewind(tape, 0);
    return RT_OK;
}

rt_status body_table_end(body *b)
{
    body_table *t = &b->tables[b->table_count - 1];
    if (t->entered) {
        TRY(body_merge_table_end(b, t));
        TRY(release(b, t, true));
        body_flow *flow = body_top(b);
        flow->held = HELD_TABLE;
        flow->captioned = t->captioned;
        flow->after_table = true;
    }
    b->host->resize(b->host, t->columns, 0);
    b->host->resize(b->host, t->merges, 0);
    b->host->resize(b->host, t->parts, 0);
    b->table_count--;
    return RT_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

rt_status body_row_begin(body *b)
{
    body_table *t = body_table_here(b);
    if (body_para_of(b)->active) { /* of runs that stand among rows */
        TRY(body_para_end(b));
        t = body_table_here(b);
    }
    if (!t->entered) /* before bookmarks that are the row's come */
        TRY(table_enter(b, t));
    t->row = (body_row){.active = true, .part = RT_PART_BODY};
    t->merge_at = 0;
    t->merge_old = t->merge_count;
    t->continued = false;
    return RT_OK;
}

/* Before its first cell: what is known of the row then. It is entered with the first one that is shown, since places left out
 * may stand behind cells that go on from above. */
static void row_place(body *b, body_row *row)
{
    if (row->placed)
        return;
    row->placed = true;
    row->column = row->grid_before;
    row->id = body_take_id(b, false, false);
}

static rt_status row_enter(body *b, body_table *t)
{
    char room[24];
    body_attrs attrs = {.count = 0};
    body_row *row = &t->row;
    row_place(b, row);
    row->entered = true;
    if (row->part == RT_PART_BODY && (row->condition & RT_DOCX_CND_LAST_ROW))
        row->part = RT_PART_FOOT;
    if (row->part == RT_PART_HEAD && t->rows && t->last_part != RT_PART_HEAD)
        row->part = RT_PART_BODY; /* only rows at the top are repeated (17.4.78) */
    if (row->part != RT_PART_BODY || !t->columns_sent)
        TRY(body_record(b, t));
    put_some(&attrs, RT_A_ID, row->id);
    if (row->grid_before)
        put_number(&attrs, RT_A_GRID_BEFORE, (int32_t)row->grid_before);
    if (row->height > 0)
        put_text(&attrs, RT_A_HEIGHT, (rt_str){room, rt_docx_points(row->height, room)});
    put_change(&attrs, row->change, row->author, row->date);
    if (row->part != RT_PART_BODY && !t->recording)
        put_number(&attrs, RT_A_PART, row->part);
    TRY(body_enter(b, RT_ROW, &attrs));
    TRY(body_row_entered(b, t));
    return body_block_marks(b);
}

rt_status body_row_end(body *b)
{
    body_table *t = body_table_here(b);
    if (!t->row.entered)
        TRY(row_enter(b, t));
    body_beside_end(b, t);
    TRY(body_leave(b, RT_ROW));
    t->row.active = false;
    t->rows++;
    TRY(body_merge_row_end(b, t));
    return release(b, t, false);
}

/* ---- Cells ----------------------------------------------------------------------------------- */

rt_status body_cell_begin(body *b)
{
    body_table *t = body_table_here(b);
    row_place(b, &t->row);
    t->cell = (body_cell){.columns = 1, .shade = RT_DOCX_NO_COLOUR};
    TRY(body_flow_begin(b, RT_CELL));
    body_top(b)->pending = true;
    return RT_OK;
}

/* What the cell says of its column's width. */
static void take_width(body_table *t)
{
    const body_cell *cell = &t->cell;
    uint32_t at = t->row.column;
    t->any_width |= cell->width > 0;
    if (cell->columns > 1 || at >= t->column_count || t->columns[at].decided)
        return;
    t->columns[at].decided = true;
    t->columns[at].alone = t->columns[at].grid ? cell->width : 0;
    t->undecided -= t->columns[at].grid && t->undecided;
}

static void put_header(body_attrs *attrs, uint16_t condition)
{
    bool row = (condition & RT_DOCX_CND_FIRST_COLUMN) != 0, col = (condition & RT_DOCX_CND_FIRST_ROW) != 0;
    if (row || col)
        put_number(attrs, RT_A_HEAD, row && col ? RT_HEAD_YES : row ? RT_HEAD_ROW : RT_HEAD_COL);
}

rt_status body_cell_enter(body *b, uint8_t align)
{
    char colour[8];
    body_attrs attrs = {.count = 0};
    body_table *t = body_table_around(b);
    body_cell *cell = &t->cell;
    TRY(body_merge_cell(b, t));
    if (!t->columns_sent && !cell->covered)
        take_width(t);
    if (cell->covered) {
        b->muted_text = false;
        b->muted++;
        return body_divert(b, &b->mute);
    }
    rt_str id = body_take_id(b, false, false);
    if (!t->row.entered && t->row.left_out)
        t->row.grid_before = t->row.left_out;
    if (!t->row.entered)
        TRY(row_enter(b, t));
    put_some(&attrs, RT_A_ID, id);
    if (cell->columns > 1)
        put_number(&attrs, RT_A_COLSPAN, (int32_t)cell->columns);
    if (align)
        put_number(&attrs, RT_A_ALIGN, align);
    if (cell->valign)
        put_number(&attrs, RT_A_VALIGN, cell->valign);
    put_shade(&attrs, cell->shade, colour);
    put_header(&attrs, cell->condition);
    put_change(&attrs, cell->change, cell->author, cell->date_of_change);
    rt_buffer_clear(&b->value_words);
    TRY(body_put_typed(b, cell, &attrs));
    TRY(body_enter(b, RT_CELL, &attrs));
    TRY(body_merge_entered(b, t));
    return body_block_marks(b);
}

rt_status body_cell_end(body *b)
{
    body_flow *flow = body_top(b);
    if (flow->para.active)
        TRY(body_para_end(b));
    flow = body_top(b);
    body_table *t = body_table_around(b);
    if (flow->pending && t->cell.nil && !t->cell.merge && !t->cell.beside) {
        b->flow_count--;
        t->row.column += t->cell.columns;
        if (!t->row.entered)
            t->row.left_out = t->row.column < MOST_COLUMNS ? t->row.column : MOST_COLUMNS;
        return RT_OK;
    }
    TRY(body_flow_end(b));
    t = &b->tables[b->table_count - 1];
    t->row.column += t->cell.columns;
    if (!t->cell.covered)
        return body_leave(b, RT_CELL);
    body_return(b);
    b->muted--;
    if (b->muted_text)
        body_lost(b, RT_LOSS_CONTENT, "text in a cell that a merged one covers");
    return RT_OK;
}
