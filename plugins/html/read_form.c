/* read_form.c - the controls of forms: boxes to tick, choices, texts that were filled in. */
#include <string.h>

#include "read.h"

static bool one_of(rt_str s, const char *const *words)
{
    for (; *words; words++)
        if (rt_html_same(s, *words))
            return true;
    return false;
}

static void tick_box(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    int32_t checked = rt_html_has(tag, "checked") ? RT_CHECKED_YES : RT_CHECKED_NO;
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    html_frame *frame = &r->frames[number];
    if (frame->kind == RT_ITEM && frame->pending && !r->capture) { /* an item of a list of tasks */
        rt_html_attrs_add(r, &frame->attrs, &frame->attr_count,
                          &(rt_attr){.id = RT_A_CHECKED, .number = checked});
        rt_html_frame_send(r, number);
        return;
    }
    rt_html_give_number(given, RT_A_CHECKED, checked);
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_give_text(given, RT_A_NAME, rt_html_get(tag, "name"));
    rt_html_flow_leaf(r, at, RT_CHECKBOX, given);
}

void rt_html_input(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    static const char *const boxes[] = {"checkbox", "radio", NULL}, *const silent[] = {
                                                                        "hidden",   "file",
                                                                        "color",    "range",
                                                                        "password", NULL};
    static const char *const buttons[] = {"submit", "reset", "button", NULL};
    rt_str type = rt_html_get(tag, "type"), value = rt_html_get(tag, "value"),
           alt = rt_html_get(tag, "alt");
    if (one_of(type, boxes)) {
        tick_box(r, at, tag, given);
        return;
    }
    if (one_of(type, silent))
        return;
    if (rt_html_same(type, "image")) {
        value = alt;
        type = RT_STR("button");
    }
    if (!value.len || !rt_html_flow_node(r, at))
        return;
    bool field = !one_of(type, buttons);
    rt_html_give_text(given, RT_A_NAME, rt_html_get(tag, "name"));
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    if (field)
        rt_html_send(r, RT_FIELD, given->list, given->count, &r->pos);
    rt_html_send_text(r, value);
    if (field)
        rt_html_send_leave(r, RT_FIELD);
}

void rt_html_textarea(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    rt_html_give_text(given, RT_A_NAME, rt_html_get(tag, "name"));
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    r->stack[at].around = rt_html_inline_new(r, RT_FIELD, given);
    rt_html_inherit(r, at);
}

/* ---- Choices ---------------------------------------------------------------------------- */

enum { OPTION_SELECTED = 1, OPTION_HIDDEN = 2, OPTION_DISABLED = 4 };

void rt_html_select(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    if (r->select_at != NONE || !rt_html_flow_node(r, at))
        return;
    rt_html_give_text(given, RT_A_NAME, rt_html_get(tag, "name"));
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    r->select = rt_html_inline_new(r, RT_DROP_DOWN, given);
    rt_html_hold(r);
    if (r->status != RT_OK)
        return;
    r->select_mark = rt_html_slot_mark(r);
    r->select_at = at;
    r->has_chosen = r->has_selected = false;
    r->no_default = rt_html_has(tag, "multiple");
    rt_buffer_clear(&r->chosen);
}

void rt_html_option(html_reader *r, uint32_t at, const rt_html_token *tag, const html_given *given)
{
    html_given choice = *given;
    rt_str label = rt_html_get(tag, "label");
    if (r->select_at == NONE)
        return;
    rt_html_give_text(&choice, RT_A_VALUE, rt_html_get(tag, "value"));
    rt_html_give_text(&choice, RT_A_TITLE, label); /* kept here until the option ends */
    r->option_flags = (uint8_t)((rt_html_has(tag, "selected") ? OPTION_SELECTED : 0) |
                                (rt_html_has(tag, "hidden") ? OPTION_HIDDEN : 0) |
                                (rt_html_has(tag, "disabled") ? OPTION_DISABLED : 0));
    rt_html_inline_release(r, r->option);
    r->option = rt_html_inline_new(r, RT_CHOICE, &choice);
    rt_html_capture(r, at, CAPTURE_OPTION);
}

static void choose(html_reader *r, rt_str text)
{
    rt_buffer_clear(&r->chosen);
    r->has_chosen = true;
    if (r->status == RT_OK)
        r->status = rt_buffer_add_str(&r->chosen, text);
}

void rt_html_option_close(html_reader *r, uint32_t at)
{
    html_given given = {.count = 0};
    if (r->capture != CAPTURE_OPTION || r->capture_at != at || !r->option)
        return;
    rt_str raw = rt_html_captured(r), text;
    rt_buffer_clear(&r->math);
    rt_html_collapse(r, raw, &r->math);
    text = rt_buffer_str(&r->math);
    for (size_t i = 0; i < r->option->attr_count && r->option->attrs; i++) {
        if (r->option->attrs[i].id == RT_A_TITLE)
            text = r->option->attrs[i].text;
        else
            given.list[given.count++] = r->option->attrs[i];
    }
    uint8_t flags = r->option_flags;
    bool none = (flags & OPTION_HIDDEN) && (flags & OPTION_DISABLED);
    if (flags & OPTION_SELECTED) {
        r->has_selected = true;
        r->has_chosen = false;
        if (!none)
            choose(r, text);
    } else if (!r->has_selected && !r->has_chosen && !r->no_default &&
               !(flags & (OPTION_HIDDEN | OPTION_DISABLED))) {
        choose(r, text);
    }
    if (flags & OPTION_HIDDEN)
        return;
    rt_html_send(r, RT_CHOICE, given.list, given.count, &r->option->pos);
    rt_html_send_text(r, text);
    rt_html_send_leave(r, RT_CHOICE);
}

void rt_html_select_close(html_reader *r, uint32_t at)
{
    html_given given = {.count = 0};
    if (r->select_at != at || r->status != RT_OK || !r->select)
        return;
    if (r->capture == CAPTURE_OPTION)
        r->capture = CAPTURE_NONE;
    for (size_t i = 0; i < r->select->attr_count && r->select->attrs; i++)
        given.list[given.count++] = r->select->attrs[i];
    if (r->has_chosen)
        rt_html_give_text(&given, RT_A_VALUE,
                          (rt_str){r->chosen.data ? r->chosen.data : "", r->chosen.len});
    html_slot *back = r->order.current;
    rt_html_slot_go(r, r->select_mark);
    rt_html_send(r, RT_DROP_DOWN, given.list, given.count, &r->select->pos);
    rt_html_slot_go(r, back);
    rt_html_send_leave(r, RT_DROP_DOWN);
    rt_html_release(r);
    rt_html_inline_release(r, r->select);
    r->select = NULL;
    r->select_at = NONE;
}
