/* grid.c - the grid of a table in memory: where each cell stands, spans cut to fit.
 *
 * Owns the rules of HTML Living Standard 4.9.12.1 (forming a table) as far as spans go; a row span ends with
 * its row group, a column span before a cell that comes down from above. */
#include <string.h>

#include "tree.h"

typedef struct grid {
    rt_tree *tree;
    rt_run *run;
    rt_item *table;
    uint32_t *until;     /* for each column: the row from which it is free again */
    uint32_t room, columns, row;
} grid;

static int32_t number_of(const rt_item *item, uint32_t attr, int32_t otherwise)
{
    const rt_attr *found = rt_item_attr(item, attr);
    return found ? found->number : otherwise;
}

static rt_status reach(grid *g, uint32_t columns, const rt_item *cell)
{
    if (columns > g->run->limits.value[RT_LIMIT_COLUMNS])
        return rt_run_limit(g->run, RT_LIMIT_COLUMNS, &cell->pos);
    if (columns > g->room) {
        uint32_t room = columns < 16 ? 32 : columns * 2;
        uint32_t *grown = rt_run_resize(g->run, g->until, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        memset(grown + g->room, 0, (room - g->room) * sizeof *grown);
        g->until = grown;
        g->room = room;
    }
    if (columns > g->columns)
        g->columns = columns;
    return RT_OK;
}

/* Sets a span that was cut; one that is 1 is no attribute. */
static rt_status cut(grid *g, rt_item *cell, uint32_t attr, uint32_t span, const char *code, const char *why)
{
    rt_run_report(g->run, code, &cell->pos, "the %s %d of a cell %s; it was cut to %u", attr == RT_A_COLSPAN ? "colspan" : "rowspan",
                  number_of(cell, attr, 1), why, span);
    if (span > 1)
        return rt_tree_set_attr(g->tree, cell, &(rt_attr){.id = attr, .number = (int32_t)span});
    rt_tree_remove_attr(cell, attr);
    return RT_OK;
}

/* Notes in each row's grid how many rows there are from it to the end of its part. */
static void count_rows(rt_item *table)
{
    uint32_t count = 0;
    int32_t part = 0;
    for (rt_item *row = table->last; row; row = row->previous) {
        if (row->kind != RT_ROW)
            continue;
        int32_t mine = number_of(row, RT_A_PART, RT_PART_BODY);
        count = mine == part ? count + 1 : 1;
        part = mine;
        row->grid = (rt_grid){.rows = count};
    }
}

static rt_status place_cell(grid *g, const rt_item *row, rt_item *cell, uint32_t *column)
{
    rt_status status = RT_OK;
    uint32_t colspan = (uint32_t)number_of(cell, RT_A_COLSPAN, 1), rowspan = (uint32_t)number_of(cell, RT_A_ROWSPAN, 1);
    uint64_t widest = g->run->limits.value[RT_LIMIT_COLUMNS], tallest = g->run->limits.value[RT_LIMIT_SPAN];
    while (*column < g->columns && *column < g->room && g->until[*column] > g->row)
        ++*column;
    if (*column + (uint64_t)colspan > widest && *column < widest) {
        colspan = (uint32_t)(widest - *column);
        status = cut(g, cell, RT_A_COLSPAN, colspan, "grid-clipped", "is wider than a table may be");
    }
    for (uint32_t i = 1; i < colspan && *column + i < g->columns && status == RT_OK; i++)
        if (g->until[*column + i] > g->row) {
            colspan = i;
            status = cut(g, cell, RT_A_COLSPAN, colspan, "grid-overlap", "reaches into a cell from a row above");
        }
    if (rowspan > 1) {
        uint32_t fits = row->grid.rows < tallest ? row->grid.rows : (uint32_t)tallest;
        if (fits < rowspan) {
            rowspan = fits;
            if (status == RT_OK)
                status = cut(g, cell, RT_A_ROWSPAN, rowspan, "grid-clipped", "reaches beyond the rows there are");
        }
    }
    if (status == RT_OK)
        status = reach(g, *column + colspan, cell);
    if (status != RT_OK)
        return status;
    cell->grid = (rt_grid){g->row, *column, rowspan, colspan};
    cell->placed = true;
    for (uint32_t i = 0; i < colspan; i++)
        g->until[(*column)++] = g->row + rowspan;
    return RT_OK;
}

/* Of the columns left out before the first cell, the last ones that a cell from above covers say nothing: it would skip them
 * anyway. */
static rt_status trim_before(grid *g, rt_item *row, uint32_t columns)
{
    uint32_t before = columns;
    while (before && before <= g->columns && g->until[before - 1] > g->row)
        before--;
    if (before == columns)
        return RT_OK;
    if (before)
        return rt_tree_set_attr(g->tree, row, &(rt_attr){.id = RT_A_GRID_BEFORE, .number = (int32_t)before});
    rt_tree_remove_attr(row, RT_A_GRID_BEFORE);
    return RT_OK;
}

static rt_status place_row(grid *g, rt_item *row)
{
    uint32_t column = (uint32_t)number_of(row, RT_A_GRID_BEFORE, 0);
    rt_status status = column ? trim_before(g, row, column) : RT_OK;
    for (rt_item *cell = row->first; cell && status == RT_OK; cell = cell->next)
        if (cell->kind == RT_CELL)
            status = place_cell(g, row, cell, &column);
    row->grid = (rt_grid){.row = g->row, .rows = 1};
    g->row++;
    return status;
}

rt_status rt_tree_grid(rt_tree *tree, rt_item *table)
{
    grid g = {.tree = tree, .run = rt_tree_run(tree), .table = table};
    rt_status status = RT_OK;
    count_rows(table);
    for (rt_item *row = table->first; row && status == RT_OK; row = row->next)
        if (row->kind == RT_ROW)
            status = place_row(&g, row);
    rt_run_resize(g.run, g.until, 0);
    table->grid = (rt_grid){0, 0, g.row, g.columns};
    table->placed = true;
    return status;
}
