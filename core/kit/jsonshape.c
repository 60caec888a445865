/* jsonshape.c - the members of each kind from the phases of the vocabulary, and the table of short
 * forms. */
#include "jsonshape.h"

#include <string.h>

static const struct {
    uint32_t kind;
    rt_json_short form;
} short_forms[] = {
    {RT_HEADING, RT_JSON_ARRAY}, {RT_CAPTION, RT_JSON_ARRAY},     {RT_TERM, RT_JSON_ARRAY},
    {RT_ROW, RT_JSON_ARRAY},     {RT_CELL, RT_JSON_STRING},       {RT_ITEM, RT_JSON_STRING},
    {RT_CHOICE, RT_JSON_STRING}, {RT_DEFINITION, RT_JSON_STRING},
};

rt_json_short rt_json_short_of(uint32_t kind)
{
    for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
        if (short_forms[i].kind == kind)
            return short_forms[i].form;
    return RT_JSON_LONG;
}

/* ---- Members ------------------------------------------------------------------- */

/* Short forms stand where every kind has one and no two have the same. */
static void find_short_forms(rt_json_group *group)
{
    uint32_t found[3] = {0, 0, 0}, count = 0, last = 0;
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (group->kinds & RT_BIT(kind)) {
            rt_json_short form = rt_json_short_of(kind);
            count += form == RT_JSON_LONG || found[form] ? 3 : 1;
            found[form] = last = kind;
        }
    bool short_ones = count > 0 && count <= 2 && !(group->kinds & 1);
    group->as_array = short_ones ? found[RT_JSON_ARRAY] : 0;
    group->as_string = short_ones ? found[RT_JSON_STRING] : 0;
    group->only = group->kinds == RT_BIT(last) ? last : 0;
}

static rt_json_group *group_for(rt_json_shape *shape, uint32_t kind, const rt_phase *phase)
{
    rt_json_group *groups = shape->groups[kind];
    for (uint8_t i = 0; i < shape->count[kind]; i++)
        if (strcmp(groups[i].key, phase->key) == 0)
            return &groups[i];
    return &groups[shape->count[kind]++];
}

static void add_phase(rt_json_shape *shape, uint32_t kind, const rt_phase *phase, uint8_t number)
{
    rt_json_group *group = group_for(shape, kind, phase);
    if (!group->key) {
        group->key = phase->key;
        group->key_len = (uint32_t)strlen(phase->key);
        group->first = number;
    }
    group->last = number;
    group->kinds |= phase->kinds;
    group->chars = group->kinds == 1;
    group->many = phase->many && !group->chars;
    group->always = group->chars || (kind == RT_REPORT && (group->kinds & RT_BIT(RT_PARAGRAPH)));
}

static void add_kind(rt_json_shape *shape, uint32_t kind)
{
    const rt_kind_info *info = rt_kind_of(kind);
    if (!info)
        return;
    for (uint32_t i = 0; i < info->phase_count; i++)
        add_phase(shape, kind, &info->phases[i], (uint8_t)i);
    if (info->bytes)
        shape->groups[kind][shape->count[kind]++] =
            (rt_json_group){.key = "bytes", .key_len = 5, .bytes = true, .always = true};
    for (uint8_t i = 0; i < shape->count[kind]; i++)
        find_short_forms(&shape->groups[kind][i]);
}

const rt_json_group *rt_json_group_named(const rt_json_shape *shape, uint32_t kind, rt_str key)
{
    for (uint8_t i = 0; i < shape->count[kind]; i++) {
        const rt_json_group *group = &shape->groups[kind][i];
        if (group->key_len == key.len && memcmp(group->key, key.ptr, key.len) == 0)
            return group;
    }
    return NULL;
}

/* ---- Names ----------------------------------------------------------------------- */

static uint8_t slot_of(const char *name, size_t len)
{
    uint32_t hash = (uint32_t)len;
    for (size_t i = 0; i < len && i < RT_NAME_MAX; i++)
        hash = hash * 31 + (unsigned char)name[i];
    return (uint8_t)(hash ^ hash >> 8);
}

static bool is_named(const char *found, rt_str name)
{
    return strlen(found) == name.len && memcmp(found, name.ptr, name.len) == 0;
}

static void add_name(uint8_t slots[256], const char *name, uint32_t number)
{
    uint8_t slot = slot_of(name, strlen(name));
    while (slots[slot])
        slot++;
    slots[slot] = (uint8_t)number;
}

uint32_t rt_json_attr_named(const rt_json_shape *shape, rt_str name)
{
    for (uint8_t slot = slot_of(name.ptr, name.len); shape->attr_slots[slot]; slot++) {
        const char *found = rt_attr_of(shape->attr_slots[slot])->name;
        if (is_named(found, name))
            return shape->attr_slots[slot];
    }
    return 0;
}

uint32_t rt_json_kind_named(const rt_json_shape *shape, rt_str name)
{
    for (uint8_t slot = slot_of(name.ptr, name.len); shape->kind_slots[slot]; slot++) {
        const char *found = rt_kind_of(shape->kind_slots[slot])->name;
        if (is_named(found, name))
            return shape->kind_slots[slot];
    }
    return 0;
}

void rt_json_shape_init(rt_json_shape *shape)
{
    memset(shape, 0, sizeof *shape);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        add_kind(shape, kind);
        if (rt_kind_of(kind))
            add_name(shape->kind_slots, rt_kind_of(kind)->name, kind);
    }
    for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++)
        if (rt_attr_of(attr))
            add_name(shape->attr_slots, rt_attr_of(attr)->name, attr);
}
