/* read_list.c - numbered paragraphs as lists and items.
 *
 * Owns which paragraphs are one list, how deep it stands in others, and where its numbers begin; the numbers themselves are
 * counted by numbering.c. */
#include <kit/numbering.h>
#include <stdio.h>
#include <string.h>

#include "read.h"

/* A list with an id that another may continue. */
typedef struct named_list { rt_str id; int32_t next; } named_list;

static uint32_t open_lists(const body *b) { return b->list_count - b->flows[b->flow_count - 1].lists; }

static rt_status close_list(body *b)
{
    body_list *list = &b->lists[--b->list_count];
    TRY(body_leave(b, RT_ITEM));
    TRY(body_leave(b, RT_LIST));
    if (!list->id.len)
        return RT_OK;
    void *taken;
    TRY(rt_docx_pool_take(b->pool, sizeof(named_list), &taken));
    *(named_list *)taken = (named_list){list->id, list->next};
    return rt_docx_map_set(b->host, &b->named_lists, list->share, (uint64_t)(uintptr_t)taken);
}

rt_status body_close_lists(body *b, uint32_t count)
{
    while (open_lists(b) > count)
        TRY(close_list(b));
    return RT_OK;
}

rt_status body_continue_list(body *b, uint32_t level, bool *inside)
{
    *inside = open_lists(b) > 0;
    return body_close_lists(b, level ? level : 1);
}

/* ---- What a level says of its list ----------------------------------------------------------- */

/* "%2)" of the second level as "%1)"; false where it shows other levels' numbers. */
static bool own_template(rt_str text, uint32_t level, char room[128], size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool number = text.ptr[i] == '%' && i + 1 < text.len && text.ptr[i + 1] >= '1' && text.ptr[i + 1] <= '9';
        if (*len + 2 > 128 || (number && (uint32_t)(text.ptr[i + 1] - '1') != level))
            return false;
        room[(*len)++] = text.ptr[i];
        if (number) {
            room[(*len)++] = '1';
            i++;
        }
    }
    return true;
}

/* Whether the label is what the numbering gives by itself. */
static bool is_usual(int32_t numbering, rt_str text)
{
    char usual[RT_NUMBER_ROOM], ours[RT_NUMBER_ROOM + 128];
    static const struct { int32_t numbering; const char *signs; } bullets[] = {
        {RT_NUMBERING_DISC, "• · ● \xEF\x82\xB7"}, {RT_NUMBERING_CIRCLE, "◦ o ○"}, {RT_NUMBERING_SQUARE, "▪ ■ § \xEF\x82\xA7"}};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (bullets[i].numbering == numbering)
            return text.len && memmem(bullets[i].signs, strlen(bullets[i].signs), text.ptr, text.len);
    size_t usual_len = rt_numbering_label(numbering, (rt_str){NULL, 0}, 3, usual, sizeof usual);
    size_t len = rt_numbering_label(numbering, text, 3, ours, sizeof ours);
    return len == usual_len && memcmp(ours, usual, len) == 0;
}

/* Word's own styles for lists, List Number and List Bullet. */
static bool is_own_style(const rt_docx_style *style)
{
    static const char number[] = "list number", bullet[] = "list bullet";
    return style && ((style->name.len >= sizeof number - 1 && memcmp(style->name.ptr, number, sizeof number - 1) == 0) ||
                     (style->name.len >= sizeof bullet - 1 && memcmp(style->name.ptr, bullet, sizeof bullet - 1) == 0));
}

/* How its numbers look, where the list says so: List Number's decimal and List Bullet's disc are the styles' own. */
static void put_numbering(body_attrs *attrs, const rt_docx_level *def, const rt_docx_style *style, bool ordered, rt_str label)
{
    int32_t numbering = def->numbering;
    bool in_brackets = numbering == RT_NUMBERING_CJK && rt_docx_is(label, "（%1）");
    bool usual = numbering == (ordered ? RT_NUMBERING_DECIMAL : RT_NUMBERING_DISC);
    if (in_brackets)
        numbering = RT_NUMBERING_CJK_PARENTHESIZED;
    if (numbering && !(usual && is_own_style(style)))
        put_number(attrs, RT_A_NUMBERING, numbering);
    if (label.ptr && !in_brackets && !is_usual(numbering, label))
        put_text(attrs, RT_A_TEMPLATE, label);
}

static rt_status open_list(body *b, const rt_docx_level *def, const rt_docx_counted *counted, int32_t number, uint32_t level)
{
    char room[128];
    size_t len = 0;
    body_attrs attrs = {.count = 0};
    body_list list = {.number = number, .level = level, .share = rt_docx_numbering_list(b->numbering, number),
                      .next = counted->counter};
    bool own = own_template(def->text, level, room, &len);
    const named_list *before = (const named_list *)(uintptr_t)rt_docx_map_get(&b->named_lists, list.share);
    list.style = body_para_of(b)->style;
    list.labels = def->ordered && !own;
    list.id = body_take_id(b, false, false);
    TRY(body_block_marks(b));
    put_some(&attrs, RT_A_ID, list.id);
    body_put_blank(b, &attrs);
    bool contrary = list.style && rt_docx_is(list.style->name, "list contrary");
    bool ordered = def->ordered != contrary;
    if (ordered)
        put_number(&attrs, RT_A_ORDERED, 1);
    put_numbering(&attrs, def, list.style, ordered, own ? (rt_str){room, len} : (rt_str){NULL, 0});
    bool counts = def->ordered || counted->restarted; /* bullets count, too, but nobody sees it */
    if (counts && before && before->next == counted->counter && !counted->restarted)
        put_text(&attrs, RT_A_CONTINUES, before->id);
    else if (counts && counted->counter != 1)
        put_number(&attrs, RT_A_FIRST, counted->counter);
    TRY(BODY_PUSH(b, lists, list_count, list_room));
    b->lists[b->list_count++] = list;
    return body_enter(b, RT_LIST, &attrs);
}

/* ---- Items ----------------------------------------------------------------------------------- */

static const rt_docx_level undefined_level = {.ordered = false};

rt_status body_item(body *b, int32_t number, uint32_t level)
{
    const rt_docx_level *def = rt_docx_numbering_level(b->numbering, number, level, &b->pos);
    rt_docx_counted counted;
    body_attrs attrs = {.count = 0};
    TRY(rt_docx_numbering_count(b->numbering, number, level, &counted));
    def = def ? def : &undefined_level;
    while (open_lists(b) && b->lists[b->list_count - 1].level > level)
        TRY(close_list(b));
    body_list *top = open_lists(b) ? &b->lists[b->list_count - 1] : NULL;
    bool same = top && top->level == level &&
                (top->number == number ||
                 (top->style == body_para_of(b)->style && top->share == rt_docx_numbering_list(b->numbering, number)));
    if (top && top->level == level && !same)
        TRY(close_list(b));
    if (same) {
        TRY(body_leave(b, RT_ITEM));
        if (body_top(b)->blank)
            body_lost(b, RT_LOSS_PRESENTATION, "empty line between items of a list");
        body_top(b)->blank = 0;
    } else {
        TRY(open_list(b, def, &counted, number, level));
    }
    body_list *list = &b->lists[b->list_count - 1];
    list->number = number;
    if ((def->ordered || counted.restarted) && counted.counter != list->next)
        put_number(&attrs, RT_A_COUNTER, counted.counter);
    if (list->labels)
        put_some(&attrs, RT_A_LABEL, counted.label);
    list->next = counted.counter < INT32_MAX ? counted.counter + 1 : counted.counter;
    if (body_para_of(b)->checked)
        put_number(&attrs, RT_A_CHECKED, body_para_of(b)->checked);
    return body_enter(b, RT_ITEM, &attrs);
}
