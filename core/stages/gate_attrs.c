/* gate_attrs.c - checks and mends the attributes of one node; see gate_attrs.h. */
#include "gate_attrs.h"

#include <string.h>

#include "text.h"

/* Why the value is impossible, or NULL. An INT out of range is clamped instead. */
static const char *value_wrong(const rt_attr_info *info, const rt_attr *attr)
{
    int32_t n = attr->number;
    switch (info->type) {
    case RT_TYPE_BOOL:
        return n == 0 || n == 1 ? NULL : "is neither true nor false";
    case RT_TYPE_CHOICE:
        return n >= 1 && (uint32_t)n <= info->choice_count ? NULL : "has an unknown value";
    case RT_TYPE_MARKS:
        return n > 0 && ((uint32_t)n >> info->choice_count) == 0 ? NULL : n ? "has unknown marks" : "";
    default:
        return rt_attr_text_ok(info, attr->text) ? NULL : "has an impossible value";
    }
}

static bool at_initial(const rt_attr_info *info, const rt_attr *attr)
{
    return info->has_initial && !rt_type_is_text(info->type) && attr->number == info->initial;
}

/* Whether the attributes can pass as they are. */
static bool all_fine(rt_attr_gate *gate, uint32_t kind, const rt_node *node)
{
    uint32_t last = 0;
    uint64_t longest = gate->run->limits.value[RT_LIMIT_ATTRIBUTE_LENGTH];
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr *attr = &node->attrs[i];
        const rt_attr_info *info = rt_attr_of(attr->id);
        if (attr->id <= last || !info || !(info->kinds & RT_BIT(kind)) || value_wrong(info, attr) ||
            at_initial(info, attr) || (rt_type_is_text(info->type) ? attr->number != 0 : attr->text.len != 0))
            return false;
        if (info->type == RT_TYPE_INT && (attr->number < info->minimum || attr->number > info->maximum))
            return false;
        if (rt_type_is_text(info->type) && (attr->text.len > longest || !rt_text_ok(attr->text.ptr, attr->text.len)))
            return false;
        last = attr->id;
    }
    return true;
}

static rt_status mend_text(rt_attr_gate *gate, rt_attr *attr)
{
    size_t need = gate->text_used + 3 * attr->text.len, mended;
    if (need > gate->text_room) {
        size_t room = need * 2; /* one attribute may come thousands of times */
        char *grown = rt_run_resize(gate->run, NULL, room);
        if (!grown)
            return RT_ERR_MEMORY;
        if (gate->text_used)
            memcpy(grown, gate->text, gate->text_used);
        for (size_t i = 0; i < RT_ATTR_COUNT; i++)
            if (gate->text && gate->list[i].text.ptr >= gate->text &&
                gate->list[i].text.ptr < gate->text + gate->text_room)
                gate->list[i].text.ptr = grown + (gate->list[i].text.ptr - gate->text);
        rt_run_resize(gate->run, gate->text, 0);
        gate->text = grown;
        gate->text_room = room;
    }
    char *to = gate->text + gate->text_used;
    size_t len = rt_text_mend(attr->text.ptr, attr->text.len, to, &mended);
    gate->text_used += len;
    attr->text = (rt_str){to, len};
    return RT_OK;
}

/* Whether `attr` may pass, mended where it can be; tells why not. */
static rt_status check_one(rt_attr_gate *gate, uint32_t kind, const rt_pos *pos, rt_attr *attr, bool *passes)
{
    const rt_attr_info *info = rt_attr_of(attr->id);
    *passes = false;
    if (!info || !(info->kinds & RT_BIT(kind))) {
        rt_run_report(gate->run, "gate-attribute", pos, "%s cannot carry the attribute %s; it was left out",
                      rt_kind_of(kind)->name, info ? info->name : "of an unknown number");
        return RT_OK;
    }
    if (rt_type_is_text(info->type) && attr->text.len > gate->run->limits.value[RT_LIMIT_ATTRIBUTE_LENGTH])
        return rt_run_limit(gate->run, RT_LIMIT_ATTRIBUTE_LENGTH, pos);
    if (rt_type_is_text(info->type)) /* what its type does not use says nothing */
        attr->number = 0;
    else
        attr->text = (rt_str){NULL, 0};
    if (info->type == RT_TYPE_INT && (attr->number < info->minimum || attr->number > info->maximum)) {
        int32_t clamped = attr->number < info->minimum ? info->minimum : info->maximum;
        rt_run_report(gate->run, "gate-attribute", pos, "%s of %s is %d, outside %d to %d; it was set to %d",
                      info->name, rt_kind_of(kind)->name, attr->number, info->minimum, info->maximum, clamped);
        attr->number = clamped;
    }
    const char *wrong = value_wrong(info, attr);
    if (wrong && *wrong)
        rt_run_report(gate->run, "gate-attribute", pos, "%s of %s %s; it was left out", info->name,
                      rt_kind_of(kind)->name, wrong);
    *passes = !wrong && !at_initial(info, attr);
    if (*passes && rt_type_is_text(info->type) && !rt_text_ok(attr->text.ptr, attr->text.len)) {
        rt_run_report(gate->run, "gate-text", pos, "%s of %s holds bytes that are no text; they became U+FFFD",
                      info->name, rt_kind_of(kind)->name);
        return mend_text(gate, attr);
    }
    return RT_OK;
}

void rt_attr_gate_set(rt_attr_gate *gate, const rt_attr *attr, const rt_attr **attrs, size_t *count)
{
    if (*attrs != gate->list && *count)
        memcpy(gate->list, *attrs, *count * sizeof **attrs);
    size_t at = 0;
    while (at < *count && gate->list[at].id < attr->id)
        at++;
    if (at == *count || gate->list[at].id != attr->id) {
        memmove(&gate->list[at + 1], &gate->list[at], (*count - at) * sizeof *attr);
        ++*count;
    }
    gate->list[at] = *attr;
    *attrs = gate->list;
}

rt_status rt_attr_gate_pass(rt_attr_gate *gate, uint32_t kind, const rt_node *node,
                            const rt_attr **attrs, size_t *count)
{
    *attrs = node->attrs;
    *count = node->attr_count;
    if (node->attr_count == 0 || all_fine(gate, kind, node))
        return RT_OK;
    rt_status status = RT_OK;
    *attrs = gate->list;
    *count = 0;
    gate->text_used = 0;
    if (node->attr_count > gate->run->limits.value[RT_LIMIT_ATTRIBUTES])
        status = rt_run_limit(gate->run, RT_LIMIT_ATTRIBUTES, &node->pos);
    for (size_t i = 0; i < node->attr_count && status == RT_OK; i++) {
        rt_attr attr = node->attrs[i];
        bool passes;
        status = check_one(gate, kind, &node->pos, &attr, &passes);
        if (status == RT_OK && passes)
            rt_attr_gate_set(gate, &attr, attrs, count);
    }
    return status;
}

void rt_attr_gate_free(rt_attr_gate *gate)
{
    rt_run_resize(gate->run, gate->text, 0);
}

rt_attr *rt_attrs_copy(rt_run *run, const rt_attr *attrs, size_t count)
{
    size_t bytes = count * sizeof *attrs;
    for (size_t i = 0; i < count; i++)
        bytes += rt_type_is_text(rt_attr_of(attrs[i].id)->type) ? attrs[i].text.len : 0;
    rt_attr *copy = bytes ? rt_run_resize(run, NULL, bytes) : NULL;
    if (!copy)
        return NULL;
    char *text = (char *)(copy + count);
    for (size_t i = 0; i < count; i++) {
        copy[i] = (rt_attr){.id = attrs[i].id, .number = attrs[i].number};
        if (!rt_type_is_text(rt_attr_of(attrs[i].id)->type) || !attrs[i].text.len)
            continue;
        copy[i].text = (rt_str){text, attrs[i].text.len};
        memcpy(text, attrs[i].text.ptr, attrs[i].text.len);
        text += attrs[i].text.len;
    }
    return copy;
}
