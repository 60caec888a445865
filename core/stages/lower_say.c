/* lower_say.c - the texts that fallbacks put before, after or in the place of a node.
 *
 * Owns the templates of vocabulary.h ({attribute}, {label}, {number}, {checked}). */
#include <stdio.h>
#include <string.h>

#include "kit/numbering.h"
#include "lower_state.h"

enum { SAY_ROOM = 256 };

/* The number of a note: in the order of the first reference. */
static rt_status note_number(lower *l, rt_str id, char out[SAY_ROOM], size_t *len)
{
    uint32_t nameless = 0, *number = &nameless;
    if (id.len) {
        rt_ids_slot *slot = rt_ids_add(&l->notes, id);
        if (!slot)
            return RT_ERR_MEMORY;
        number = &slot->number;
    }
    if (!*number)
        *number = ++l->note_count;
    *len = (size_t)snprintf(out, SAY_ROOM, "%u", *number);
    return RT_OK;
}

rt_status lower_count_note(lower *l, const rt_node *reference)
{
    char out[SAY_ROOM];
    size_t len;
    rt_str ref = rt_node_text(reference, RT_A_REF);
    return ref.len ? note_number(l, ref, out, &len) : RT_OK;
}

static const char *box(int32_t checked)
{
    return checked == RT_CHECKED_YES ? "☑" : checked == RT_CHECKED_MIXED ? "☒" : "☐";
}

/* What {name} stands for; in `out` when it is no attribute's own text. */
static rt_status value_of(lower *l, const char *name, size_t name_len, const rt_node *node, char out[SAY_ROOM], rt_str *value)
{
    rt_str label = rt_node_text(node, RT_A_LABEL);
    uint32_t attr = rt_attr_named(name, name_len);
    *value = (rt_str){out, 0};
    if (name_len == 6 && memcmp(name, "number", 6) == 0 && (node->kind == RT_NOTE || node->kind == RT_NOTE_REFERENCE)) {
        if (label.len) {
            *value = label;
            return RT_OK;
        }
        return note_number(l, rt_node_text(node, node->kind == RT_NOTE ? RT_A_ID : RT_A_REF), out, &value->len);
    }
    if (name_len == 7 && memcmp(name, "checked", 7) == 0) {
        const char *text = box(rt_node_number(node, RT_A_CHECKED, RT_CHECKED_NO));
        *value = (rt_str){text, strlen(text)};
        return RT_OK;
    }
    if (node->kind == RT_ITEM && attr == RT_A_LABEL && !label.len) {
        const lower_entry *list = l->count > 1 ? &l->entries[l->count - 2] : NULL;
        int32_t number = list ? list->next_number - 1 : 1;
        int32_t numbering = list && list->numbering ? list->numbering
                            : list && list->ordered ? RT_NUMBERING_DECIMAL : RT_NUMBERING_DISC;
        rt_str template = list ? (rt_str){list->template, list->template_len} : (rt_str){NULL, 0};
        value->len = rt_numbering_label(numbering, template, number, out, SAY_ROOM);
        return RT_OK;
    }
    if (attr)
        *value = rt_node_text(node, attr);
    return RT_OK;
}

static rt_status add_prefix(lower *l, rt_str text)
{
    if (!text.len)
        return RT_OK;
    if (l->prefix_len + text.len > l->prefix_room) {
        size_t room = (l->prefix_len + text.len) * 2;
        char *grown = rt_run_resize(l->run, l->prefix, room);
        if (!grown)
            return RT_ERR_MEMORY;
        l->prefix = grown;
        l->prefix_room = room;
    }
    memcpy(l->prefix + l->prefix_len, text.ptr, text.len);
    l->prefix_len += text.len;
    return RT_OK;
}

/* A template holds one value at most; around an empty one nothing stands either. */
static rt_status expand(lower *l, const char *template, const rt_node *node, rt_status (*put)(lower *, rt_str))
{
    char out[SAY_ROOM];
    const char *open = strchr(template, '{'), *close = open ? strchr(open, '}') : NULL;
    rt_str value;
    if (!close)
        return *template ? put(l, (rt_str){template, strlen(template)}) : RT_OK;
    rt_status status = value_of(l, open + 1, (size_t)(close - open - 1), node, out, &value);
    if (status != RT_OK || !value.len)
        return status;
    if (open > template)
        status = put(l, (rt_str){template, (size_t)(open - template)});
    if (status == RT_OK)
        status = put(l, value);
    return status == RT_OK && close[1] ? put(l, (rt_str){close + 1, strlen(close + 1)}) : status;
}

rt_status lower_prefix(lower *l, const char *template, const rt_node *node)
{
    return expand(l, template, node, add_prefix);
}

rt_status lower_say(lower *l, const char *template, const rt_node *node)
{
    return expand(l, template, node, lower_pass_text);
}

bool lower_says(const rt_kind_info *info, const char *attr)
{
    char pattern[RT_NAME_MAX + 3];
    snprintf(pattern, sizeof pattern, "{%s}", attr);
    return strstr(info->before, pattern) || strstr(info->after, pattern);
}

void lower_begin_list(lower_entry *list, const rt_node *node)
{
    rt_str template = rt_node_text(node, RT_A_TEMPLATE);
    list->next_number = rt_node_number(node, RT_A_FIRST, 1);
    list->numbering = rt_node_number(node, RT_A_NUMBERING, 0);
    list->ordered = rt_node_number(node, RT_A_ORDERED, 0) != 0;
    list->template_len = template.len <= sizeof list->template ? (uint32_t)template.len : 0;
    if (list->template_len)
        memcpy(list->template, template.ptr, list->template_len);
}

void lower_count_item(lower *l, lower_entry *item, const rt_node *node)
{
    lower_entry *list = item > l->entries ? item - 1 : NULL;
    if (!list || list->kind != RT_LIST)
        return;
    list->next_number = rt_node_number(node, RT_A_COUNTER, list->next_number) + 1;
}
