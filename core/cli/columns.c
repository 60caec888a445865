/* columns.c - see columns.h. Each cell costs the logarithm of the cells that still reach down. */
#include "columns.h"

#include <stdlib.h>

void *rt_items_grown(void *items, size_t count, size_t *room, size_t bytes)
{
    size_t more = *room ? *room * 2 : 16;
    void *block;
    if (count < *room)
        return items;
    block = realloc(items, more * bytes);
    if (block)
        *room = more;
    return block;
}

static void sift_down(rt_reach *heap, size_t count)
{
    for (size_t at = 0;;) {
        size_t least = 2 * at + 1;
        rt_reach moved = heap[at];
        if (least + 1 < count && heap[least + 1].end < heap[least].end)
            least++;
        if (least >= count || heap[at].end <= heap[least].end)
            return;
        heap[at] = heap[least];
        heap[least] = moved;
        at = least;
    }
}

static bool push(rt_columns *c, rt_reach added)
{
    rt_reach *heap = rt_items_grown(c->heap, c->count, &c->room, sizeof *heap);
    size_t at = c->count;
    if (!heap)
        return false;
    c->heap = heap;
    c->count++;
    while (at > 0 && heap[(at - 1) / 2].end > added.end) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = added;
    c->carried += added.width;
    return true;
}

static void pop(rt_columns *c)
{
    c->carried -= c->heap[0].width;
    c->heap[0] = c->heap[--c->count];
    sift_down(c->heap, c->count);
}

void rt_columns_row(rt_columns *c, uint32_t before)
{
    while (c->count && c->heap[0].end <= c->row)
        pop(c);
    c->now = c->carried + before;
}

bool rt_columns_cell(rt_columns *c, uint32_t wide, uint32_t high)
{
    c->now += wide;
    return high < 2 || push(c, (rt_reach){c->row + high, wide});
}

uint64_t rt_columns_row_end(rt_columns *c)
{
    c->row++;
    return c->now;
}

void rt_columns_free(rt_columns *c) { free(c->heap); }
