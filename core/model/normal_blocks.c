/* normal_blocks.c - the normal form of what holds blocks: first paragraphs, empty lines, alignment of cells, columns,
 * counters. Owns what may be said in a node or beside it; text is normal_text.c's. */
#include "normal.h"

static bool is_inline(const rt_item *item)
{
    const rt_kind_info *info = item->kind ? rt_kind_of(item->kind) : NULL;
    return !info || info->is_inline;
}

/* Inlines before blocks are a paragraph. */
static rt_status wrap_first(rt_tree *tree, rt_item *holder)
{
    rt_item *paragraph = rt_tree_add(tree, holder, holder->first, RT_PARAGRAPH);
    if (!paragraph)
        return RT_ERR_MEMORY;
    paragraph->pos = holder->pos;
    while (paragraph->next && is_inline(paragraph->next))
        rt_tree_move(paragraph->next, paragraph, NULL);
    return RT_OK;
}

/* A cell, item or definition: one plain paragraph is its inlines; inlines before blocks are a paragraph. */
static rt_status normal_flow(rt_tree *tree, rt_item *holder)
{
    rt_item *first = holder->first, *stop = first;
    if (first && first == holder->last && first->kind == RT_PARAGRAPH && first->attr_count == 0) {
        rt_normal_unwrap(first);
        return RT_OK;
    }
    while (stop && is_inline(stop))
        stop = stop->next;
    return stop && stop != first ? wrap_first(tree, holder) : RT_OK;
}

/* A plain paragraph of nothing but page breaks is those breaks. */
static void free_breaks(rt_item *holder)
{
    for (rt_item *child = holder->first, *next; child; child = next) {
        next = child->next;
        bool breaks = child->kind == RT_PARAGRAPH && child->first && child->attr_count == 0;
        for (const rt_item *c = child->first; c && breaks; c = c->next)
            breaks = c->kind == RT_PAGE_BREAK;
        if (breaks)
            rt_normal_unwrap(child);
    }
}

/* ---- Empty lines --------------------------------------------------------------------------- */

/* A paragraph that holds nothing and says nothing but how it looks. */
static bool is_empty_line(const rt_item *item)
{
    for (uint32_t i = 0; i < item->attr_count && item->kind == RT_PARAGRAPH; i++)
        if (rt_attr_of(item->attrs[i].id)->loss != RT_LOSS_PRESENTATION)
            return false;
    return item->kind == RT_PARAGRAPH && !item->first;
}

static int64_t blank_before(const rt_item *item)
{
    const rt_attr *before = rt_item_attr(item, RT_A_BLANK_BEFORE);
    return before ? before->number : 0;
}

static rt_status add_blank(rt_tree *tree, rt_item *item, int64_t lines)
{
    int64_t sum = blank_before(item) + lines, most = rt_attr_of(RT_A_BLANK_BEFORE)->maximum;
    if (!lines)
        return RT_OK;
    return rt_tree_set_attr(tree, item, &(rt_attr){.id = RT_A_BLANK_BEFORE, .number = (int32_t)(sum < most ? sum : most)});
}

/* What stands behind all that a section holds: the section that comes next. */
static rt_item *behind(rt_item *section)
{
    while (section && section->kind == RT_SECTION && !section->next)
        section = section->parent;
    return section && section->kind == RT_SECTION ? section->next : NULL;
}

/* Empty lines count to the block they stand before. */
static rt_status count_lines(rt_tree *tree, rt_item *holder)
{
    uint64_t carriers = rt_attr_of(RT_A_BLANK_BEFORE)->kinds;
    rt_status status = RT_OK;
    int64_t lines = 0;
    for (rt_item *child = holder->first, *next; child && status == RT_OK; child = next) {
        next = child->next;
        if (is_empty_line(child)) {
            lines += 1 + blank_before(child);
            rt_tree_unlink(child);
        } else if (child->kind && (carriers & RT_BIT(child->kind))) {
            status = add_blank(tree, child, lines);
            lines = 0;
        }
    }
    rt_item *next = lines && holder->kind == RT_SECTION ? behind(holder) : NULL;
    if (status == RT_OK && next && next->kind == RT_SECTION)
        status = add_blank(tree, next, lines);
    rt_item *heading = holder->kind == RT_SECTION ? holder->first : NULL;
    if (status != RT_OK || !heading || heading->kind != RT_HEADING || !blank_before(heading))
        return status;
    status = add_blank(tree, holder, blank_before(heading)); /* nothing stands between the two */
    rt_tree_remove_attr(heading, RT_A_BLANK_BEFORE);
    return status;
}

/* ---- Tables -------------------------------------------------------------------------------- */

/* A cell is aligned as its paragraphs and headings are. */
static rt_status align_content(rt_tree *tree, rt_item *cell)
{
    const rt_attr *align = rt_item_attr(cell, RT_A_ALIGN);
    rt_status status = RT_OK;
    bool given = false;
    if (!align || !cell->first)
        return RT_OK;
    if (is_inline(cell->first))
        status = wrap_first(tree, cell);
    for (rt_item *child = cell->first; child && status == RT_OK; child = child->next) {
        if (child->kind != RT_PARAGRAPH && child->kind != RT_HEADING)
            continue;
        given = true;
        if (!rt_item_attr(child, RT_A_ALIGN))
            status = rt_tree_set_attr(tree, child, align);
    }
    if (given)
        rt_tree_remove_attr(cell, RT_A_ALIGN);
    return status;
}

/* A row without cells is one with an empty cell. */
static rt_status fill_rows(rt_tree *tree, rt_item *table)
{
    rt_status status = RT_OK;
    for (rt_item *row = table->first; row && status == RT_OK; row = row->next) {
        rt_item *cell = row->kind == RT_ROW && !row->first ? rt_tree_add(tree, row, NULL, RT_CELL) : row;
        if (!cell)
            status = RT_ERR_MEMORY;
        else if (cell != row)
            cell->pos = row->pos;
    }
    return status;
}

/* A table of nothing but a caption has no shape to speak of. */
static void drop_shape(rt_item *table)
{
    static const uint32_t shape[] = {RT_A_ALIGN, RT_A_WIDTH, RT_A_BACKGROUND, RT_A_TITLE, RT_A_ALT, RT_A_DIRECTION};
    bool rows = false;
    for (const rt_item *child = table->first; child && !rows; child = child->next)
        rows = child->kind == RT_ROW;
    for (size_t i = 0; i < sizeof shape / sizeof *shape && !rows; i++)
        rt_tree_remove_attr(table, shape[i]);
    for (rt_item *child = table->first, *next; child && !rows; child = next) {
        next = child->next;
        if (child->kind == RT_COLUMN)
            rt_tree_unlink(child);
    }
}

/* Columns that say nothing are left out from the end. */
static void trim_columns(rt_item *table)
{
    rt_item *column = NULL;
    for (rt_item *child = table->first; child && (child->kind == RT_CAPTION || child->kind == RT_COLUMN); child = child->next)
        if (child->kind == RT_COLUMN)
            column = child;
    while (column && column->kind == RT_COLUMN && column->attr_count == 0) {
        rt_item *before = column->previous;
        rt_tree_unlink(column);
        column = before;
    }
}

/* The number of the first item is the list's start. */
static rt_status start_list(rt_tree *tree, rt_item *list)
{
    const rt_attr *counter = list->first ? rt_item_attr(list->first, RT_A_COUNTER) : NULL;
    int32_t number = counter ? counter->number : 1;
    if (!counter)
        return RT_OK;
    rt_tree_remove_attr(list->first, RT_A_COUNTER);
    if (number == 1) {
        rt_tree_remove_attr(list, RT_A_FIRST);
        return RT_OK;
    }
    return rt_tree_set_attr(tree, list, &(rt_attr){.id = RT_A_FIRST, .number = number});
}

/* Numbers that follow from the item before say nothing. */
static void trim_counters(rt_item *list)
{
    const rt_attr *start = rt_item_attr(list, RT_A_FIRST);
    int64_t expected = start ? start->number : 1;
    for (rt_item *item = list->first; item; item = item->next) {
        const rt_attr *counter = rt_item_attr(item, RT_A_COUNTER);
        if (counter && counter->number == expected)
            rt_tree_remove_attr(item, RT_A_COUNTER);
        else if (counter)
            expected = counter->number;
        expected++;
    }
}

/* ---- All of them --------------------------------------------------------------------------- */

rt_status rt_normal_blocks(rt_tree *tree, rt_item *holder)
{
    rt_status status = RT_OK;
    if (rt_kind_of(holder->kind)->children & RT_BIT(RT_PARAGRAPH))
        status = count_lines(tree, holder);
    if (rt_kind_of(holder->kind)->children & RT_BIT(RT_PARAGRAPH))
        free_breaks(holder);
    if (status == RT_OK && holder->kind == RT_CELL)
        status = align_content(tree, holder);
    if (status == RT_OK && (holder->kind == RT_CELL || holder->kind == RT_ITEM || holder->kind == RT_DEFINITION))
        status = normal_flow(tree, holder);
    if (status == RT_OK && holder->kind == RT_TABLE) {
        drop_shape(holder);
        trim_columns(holder);
        status = fill_rows(tree, holder);
        if (status == RT_OK)
            status = rt_tree_grid(tree, holder);
    }
    if (status == RT_OK && holder->kind == RT_LIST) {
        status = start_list(tree, holder);
        trim_counters(holder);
    }
    return status;
}
