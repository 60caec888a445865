/* lower_table.c - tables for targets that lack spans or hold only one table.
 *
 * Owns the blank cells that stand for covered places, and the stacking and choosing of tables. */
#include <string.h>

#include "lower_state.h"

bool lower_fills(const lower *l)
{
    const uint8_t *attr = l->caps.attr[RT_CELL];
    return l->caps.kind[RT_CELL] && (attr[RT_A_COLSPAN] == RT_NOT_CARRIED || attr[RT_A_ROWSPAN] == RT_NOT_CARRIED ||
                                     l->caps.attr[RT_ROW][RT_A_GRID_BEFORE] == RT_NOT_CARRIED);
}

/* The table of the row on top, or of the cell on top. */
static lower_table *table_of(lower *l)
{
    for (size_t i = l->count; i-- > 0;)
        if (l->entries[i].kind == RT_TABLE)
            return &l->entries[i].table;
    return NULL;
}

static rt_status reach(lower *l, lower_table *t, uint32_t width)
{
    if (width > l->run->limits.value[RT_LIMIT_COLUMNS])
        return rt_run_limit(l->run, RT_LIMIT_COLUMNS, &l->pos);
    if (width > t->room) {
        uint32_t room = width * 2 + 16;
        lower_column *grown = rt_run_resize(l->run, t->columns, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        memset(grown + t->room, 0, (room - t->room) * sizeof *grown);
        t->columns = grown;
        t->room = room;
    }
    if (width > t->width)
        t->width = width;
    return RT_OK;
}

static rt_status blank(lower *l)
{
    if (++l->filled > l->run->limits.value[RT_LIMIT_FILLED])
        return rt_run_limit(l->run, RT_LIMIT_FILLED, &l->pos);
    rt_node node = {.size = sizeof node, .kind = RT_CELL, .pos = l->pos};
    rt_status status = l->next->enter(l->next, &node);
    return status == RT_OK ? l->next->leave(l->next, RT_CELL) : status;
}

/* Whether a cell of a row above reaches down into the column; the rules are grid.c's. */
static bool covered(const lower_table *t, uint32_t column)
{
    return column < t->width && t->columns[column].until > t->row && t->columns[column].part == t->part;
}

/* Passes over the columns that cells above cover. */
static rt_status skip_covered(lower *l, lower_table *t)
{
    rt_status status = RT_OK;
    for (; covered(t, t->column) && status == RT_OK; t->column++)
        if (t->columns[t->column].fill)
            status = blank(l);
    return status;
}

rt_status lower_begin_row(lower *l, const rt_node *row)
{
    lower_table *t = table_of(l);
    int32_t before = rt_node_number(row, RT_A_GRID_BEFORE, 0), part = rt_node_number(row, RT_A_PART, RT_PART_BODY);
    rt_status status = RT_OK;
    if (!t)
        return RT_OK;
    t->part += part != t->part_kind;
    t->part_kind = part;
    t->column = 0;
    if (before > 0)
        status = reach(l, t, (uint32_t)before);
    for (; t->column < (uint32_t)before && status == RT_OK; t->column++)
        if (l->caps.attr[RT_ROW][RT_A_GRID_BEFORE] == RT_NOT_CARRIED &&
            (!covered(t, t->column) || t->columns[t->column].fill))
            status = blank(l);
    return status;
}

static uint32_t cut(lower *l, const rt_node *cell, uint32_t span, uint32_t fits, const char *code, const char *why)
{
    if (l->run->ledger)
        rt_run_report(l->run, code, &cell->pos, "the colspan %u of a cell %s; it was cut to %u", span, why, fits);
    return fits;
}

int32_t lower_colspan(lower *l, int32_t given)
{
    const lower_table *t = lower_fills(l) ? table_of(l) : NULL;
    return t ? (int32_t)t->own + 1 : given;
}

rt_status lower_before_cell(lower *l, const rt_node *cell)
{
    lower_table *t = table_of(l);
    uint32_t colspan = (uint32_t)rt_node_number(cell, RT_A_COLSPAN, 1);
    uint32_t rowspan = (uint32_t)rt_node_number(cell, RT_A_ROWSPAN, 1);
    uint64_t widest = l->run->limits.value[RT_LIMIT_COLUMNS], tallest = l->run->limits.value[RT_LIMIT_SPAN];
    bool fill_rows = l->caps.attr[RT_CELL][RT_A_ROWSPAN] == RT_NOT_CARRIED;
    bool fill_columns = l->caps.attr[RT_CELL][RT_A_COLSPAN] == RT_NOT_CARRIED;
    if (!t)
        return RT_OK;
    rt_status status = skip_covered(l, t);
    if (t->column + (uint64_t)colspan > widest && t->column < widest)
        colspan = cut(l, cell, colspan, (uint32_t)(widest - t->column), "grid-clipped", "is wider than a table may be");
    for (uint32_t i = 1; i < colspan && t->column + i < t->width; i++)
        if (covered(t, t->column + i))
            colspan = cut(l, cell, colspan, i, "grid-overlap", "reaches into a cell from a row above");
    if (rowspan > tallest)
        rowspan = (uint32_t)tallest;
    if (rowspan > 1 && t->row + rowspan > t->deepest)
        t->deepest = t->row + rowspan;
    if (status == RT_OK)
        status = reach(l, t, t->column + colspan);
    for (uint32_t i = 0; i < colspan && status == RT_OK; i++)
        t->columns[t->column + i] = (lower_column){t->row + rowspan, t->part, fill_rows || (i > 0 && fill_columns)};
    t->column += status == RT_OK;
    t->own = colspan - 1;
    return status;
}

/* The other columns of the cell that was just left. */
rt_status lower_after_cell(lower *l)
{
    lower_table *t = table_of(l);
    rt_status status = RT_OK;
    if (!t)
        return RT_OK;
    for (; t->own > 0 && status == RT_OK; t->own--, t->column++)
        if (l->caps.attr[RT_CELL][RT_A_COLSPAN] == RT_NOT_CARRIED)
            status = blank(l);
    return status;
}

rt_status lower_end_row(lower *l)
{
    lower_table *t = table_of(l);
    if (!t)
        return RT_OK;
    rt_status status = RT_OK;
    uint32_t last = 0; /* blank cells stand only up to the last column that is covered */
    for (uint32_t c = t->column; c < t->width && t->deepest > t->row; c++)
        if (covered(t, c) && t->columns[c].fill)
            last = c + 1;
    for (; t->column < last && status == RT_OK; t->column++)
        if (!covered(t, t->column) || t->columns[t->column].fill)
            status = blank(l);
    t->row++;
    return status;
}

static void warn_of_several(lower *l)
{
    if (l->run->ledger)
        rt_run_report(l->run, "several-tables", &l->pos, "%s holds one table, the report several%s%s", l->output,
                      l->advice ? "; " : "", l->advice ? l->advice : "");
}

rt_status lower_begin_table(lower *l, const rt_node *node, bool *skip, bool *joined)
{
    rt_status status = RT_OK;
    rt_node row = {.size = sizeof row, .kind = RT_ROW, .pos = node->pos};
    *skip = *joined = false;
    l->table_count++;
    if (l->tables >= RT_TABLES_ONLY) {
        *skip = l->table_count != (uint32_t)l->tables;
        if (*skip)
            lower_lose(l, RT_LOSS_REMOVED, RT_TABLE, 0, 0, "other tables, left out on request", false);
    } else if (l->tables == RT_TABLES_STACKED && l->stack_open) {
        *joined = true;
        if (l->table_count == 2)
            warn_of_several(l);
        lower_lose(l, RT_LOSS_STRUCTURE, RT_TABLE, 0, 0, "stands under the table before, after an empty row", false);
        if ((status = l->next->enter(l->next, &row)) == RT_OK)
            status = l->next->leave(l->next, RT_ROW);
    } else if (l->tables == RT_TABLES_STACKED) {
        l->stack_open = true;
    }
    return status;
}
