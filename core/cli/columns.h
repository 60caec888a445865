/* columns.h - how many grid columns a table has, counted while its rows stream by.
 *
 * Owns the cells that reach into rows below; knows nothing of texts. */
#ifndef RT_CLI_COLUMNS_H
#define RT_CLI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell that reaches into the rows below: until which row, over how many columns. */
typedef struct rt_reach {
    uint64_t end;
    uint32_t width;
} rt_reach;

typedef struct rt_columns {
    uint64_t row, carried, now; /* columns of this row so far */
    rt_reach *heap;             /* the first to end on top */
    size_t count, room;
} rt_columns;

void rt_columns_row(rt_columns *columns, uint32_t before);
/* False: no memory. */
bool rt_columns_cell(rt_columns *columns, uint32_t wide, uint32_t high);
uint64_t rt_columns_row_end(rt_columns *columns);
void rt_columns_free(rt_columns *columns);

/* `items` with room for one more than `count`, or NULL. */
void *rt_items_grown(void *items, size_t count, size_t *room, size_t bytes);

#endif
