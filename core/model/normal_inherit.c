/* normal_inherit.c - attributes that say nothing new: the language and direction of what a node stands in, and lengths
 * spelled in several ways. Owns single attributes; where they move to is normal_blocks.c's. */
#include <string.h>

#include "normal.h"

/* What holds at one depth of the report. */
typedef struct holding {
    rt_str language;
    int32_t direction;
} holding;

typedef struct walk {
    rt_run *run;
    holding *at; /* for each depth */
    size_t depth, room;
} walk;

static rt_status deepen(walk *w)
{
    if (++w->depth < w->room)
        return RT_OK;
    size_t room = w->depth * 2 + 32;
    holding *grown = rt_run_resize(w->run, w->at, room * sizeof *grown);
    if (!grown)
        return RT_ERR_MEMORY;
    w->at = grown;
    w->room = room;
    return RT_OK;
}

static bool same(rt_str a, rt_str b) { return a.len == b.len && (!a.len || memcmp(a.ptr, b.ptr, a.len) == 0); }

/* `auto` is no direction: each node finds its own. */
static void compare_with(const holding *around, rt_item *item, holding *now)
{
    const rt_attr *language = rt_item_attr(item, RT_A_LANGUAGE), *direction = rt_item_attr(item, RT_A_DIRECTION);
    now->language = language ? language->text : around->language;
    now->direction = direction ? direction->number : around->direction;
    if (language && around->language.ptr && same(language->text, around->language))
        rt_tree_remove_attr(item, RT_A_LANGUAGE);
    if (direction && direction->number == around->direction && direction->number != RT_DIRECTION_AUTO)
        rt_tree_remove_attr(item, RT_A_DIRECTION);
}

rt_status rt_normal_inherited(rt_tree *tree, rt_item *report)
{
    static const holding nothing = {{NULL, 0}, 0};
    walk w = {.run = rt_tree_run(tree)};
    rt_status status = deepen(&w);
    const rt_item *last = NULL;
    for (rt_item *item = report; item && status == RT_OK; last = item, item = rt_tree_next(report, item)) {
        if (last && item->parent == last)
            status = deepen(&w);
        for (; last && last->parent != item->parent && item->parent != last; last = last->parent)
            w.depth--;
        if (status == RT_OK && item->kind)
            compare_with(item == report ? &nothing : &w.at[w.depth - 1], item, &w.at[w.depth]);
    }
    rt_run_resize(w.run, w.at, 0);
    return status;
}

/* ---- Lengths ------------------------------------------------------------------------------ */

/* "-0010.50pt" is "-10.5pt". Writes to `out`; its length. */
static size_t plain_length(rt_str text, char out[40])
{
    bool negative = text.len && text.ptr[0] == '-', nonzero = false;
    size_t from = negative, number = from, len = 0;
    while (number < text.len && text.ptr[number] != 'p' && text.ptr[number] != '%')
        number++;
    size_t end = number, point = from;
    while (point < number && text.ptr[point] != '.')
        point++;
    while (end > point && (text.ptr[end - 1] == '0' || text.ptr[end - 1] == '.'))
        end--;
    while (from + 1 < point && text.ptr[from] == '0')
        from++;
    for (size_t i = from; i < end; i++)
        nonzero |= text.ptr[i] > '0';
    if (negative && nonzero)
        out[len++] = '-';
    memcpy(out + len, text.ptr + from, end - from);
    len += end - from;
    memcpy(out + len, text.ptr + number, text.len - number);
    return len + text.len - number;
}

rt_status rt_normal_attrs(rt_tree *tree, rt_item *item)
{
    rt_status status = RT_OK;
    for (uint32_t i = 0; i < item->attr_count && status == RT_OK; i++) {
        const rt_attr *attr = &item->attrs[i];
        const rt_attr_info *info = rt_attr_of(attr->id);
        char out[40];
        if (!info || info->type != RT_TYPE_LENGTH || attr->text.len >= sizeof out)
            continue;
        rt_str plain = {out, plain_length(attr->text, out)};
        if (!same(plain, attr->text))
            status = rt_tree_set_attr(tree, item, &(rt_attr){.id = attr->id, .text = plain});
    }
    return status;
}
