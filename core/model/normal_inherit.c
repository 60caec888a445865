/* normal_inherit.c - attributes that say nothing new: the language and direction of what a node stands in, the usual role,
 * the author of no change, and lengths spelled in several ways. Owns single attributes; where they move to is
 * normal_blocks.c's. */
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
    if (language && same(language->text, around->language))
        rt_tree_remove_attr(item, RT_A_LANGUAGE);
    if (direction && direction->number == around->direction && direction->number != RT_DIRECTION_AUTO)
        rt_tree_remove_attr(item, RT_A_DIRECTION);
}

rt_status rt_normal_inherited(rt_tree *tree, rt_item *report)
{
    static const holding nothing = {{NULL, 0}, RT_DIRECTION_LTR}; /* as HTML and Word begin */
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

/* A note is a footnote, a start a bookmark, a heading that is no section's of level 1, unless they say what else. */
static void drop_usual(rt_item *item)
{
    const rt_attr *role = rt_item_attr(item, RT_A_ROLE);
    bool alone = item->kind == RT_HEADING && item->parent->kind != RT_SECTION;
    const rt_attr *level = alone ? rt_item_attr(item, RT_A_LEVEL) : NULL;
    if (role && role->number == (item->kind == RT_NOTE ? RT_ROLE_FOOTNOTE : RT_ROLE_BOOKMARK))
        rt_tree_remove_attr(item, RT_A_ROLE);
    if (level && level->number == 1)
        rt_tree_remove_attr(item, RT_A_LEVEL);
}

/* Texts that say nothing where they are empty; an image's `alt` says that it is decoration. */
static void drop_empty(rt_item *item)
{
    static const uint32_t texts[] = {RT_A_TITLE, RT_A_READING, RT_A_LABEL, RT_A_NUMBER, RT_A_CHANGE_AUTHOR, RT_A_CHANGE_DATE,
                                     RT_A_CURRENCY, RT_A_PATH, RT_A_UNIT, RT_A_FONT, RT_A_FONT_EAST_ASIAN, RT_A_ALT};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const rt_attr *attr = rt_item_attr(item, texts[i]);
        if (attr && !attr->text.len && !(texts[i] == RT_A_ALT && item->kind == RT_IMAGE))
            rt_tree_remove_attr(item, texts[i]);
    }
}

/* Who made no change says nothing. */
static void drop_authors(rt_item *item)
{
    static const uint32_t of_change[] = {RT_A_CHANGE_AUTHOR, RT_A_CHANGE_DATE, RT_A_CHANGE_NAME};
    bool changed = rt_item_attr(item, RT_A_CHANGE) || rt_item_attr(item, RT_A_MARK_CHANGE);
    for (size_t i = 0; i < sizeof of_change / sizeof *of_change && !changed; i++)
        rt_tree_remove_attr(item, of_change[i]);
}

/* ---- Texts --------------------------------------------------------------------------------- */

/* Line ends are line feeds, as in text; an address has no white space around it (URL Standard 4.4). */
static rt_status plain_text(rt_tree *tree, rt_item *item, uint32_t id, rt_str text)
{
    bool address = id == RT_A_HREF || id == RT_A_SOURCE || id == RT_A_CITE;
    size_t len = 0, start = 0;
    bool line = id == RT_A_READING;
    if (!memchr(text.ptr ? text.ptr : "", '\r', text.len) && !address && !line)
        return RT_OK;
    char *copy = rt_run_resize(rt_tree_run(tree), NULL, text.len + 1);
    if (!copy)
        return RT_ERR_MEMORY;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r' || i + 1 == text.len || text.ptr[i + 1] != '\n')
            copy[len++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
    for (size_t i = 0; i < len && line; i++) /* it is one */
        if (copy[i] == '\n' || copy[i] == '\t')
            copy[i] = ' ';
    for (; address && len && (unsigned char)copy[len - 1] <= ' '; len--)
        ;
    for (; address && start < len && (unsigned char)copy[start] <= ' '; start++)
        ;
    rt_status status = rt_tree_set_attr(tree, item, &(rt_attr){.id = id, .text = {copy + start, len - start}});
    rt_run_resize(rt_tree_run(tree), copy, 0);
    return status;
}

static rt_status plain_number(rt_tree *tree, rt_item *item, const rt_attr *attr)
{
    char out[40];
    if (attr->text.len >= sizeof out)
        return RT_OK;
    rt_str plain = {out, plain_length(attr->text, out)};
    return same(plain, attr->text) ? RT_OK : rt_tree_set_attr(tree, item, &(rt_attr){.id = attr->id, .text = plain});
}

rt_status rt_normal_attrs(rt_tree *tree, rt_item *item)
{
    rt_status status = RT_OK;
    drop_usual(item);
    drop_empty(item);
    drop_authors(item);
    for (uint32_t i = 0; i < item->attr_count && status == RT_OK; i++) {
        const rt_attr *attr = &item->attrs[i];
        const rt_attr_info *info = rt_attr_of(attr->id);
        if (info && info->type == RT_TYPE_LENGTH)
            status = plain_number(tree, item, attr);
        else if (info && info->type == RT_TYPE_TEXT)
            status = plain_text(tree, item, attr->id, attr->text);
    }
    return status;
}
