/* normal_names.c - ids as numbers, resources by their bytes. Owns what refers to what; nothing else is named. */
#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "normal.h"

/* ---- Names ---------------------------------------------------------------------------------------- */

static rt_status rename_reference(rt_tree *tree, rt_item *item, uint32_t attr, const rt_ids *ids)
{
    const rt_attr *old = rt_item_attr(item, attr);
    size_t hash = old && attr == RT_A_HREF ? 1 : 0;
    char name[32];
    if (!old || old->text.len <= hash || (hash && old->text.ptr[0] != '#'))
        return RT_OK;
    rt_ids_slot *slot = rt_ids_find(ids, (rt_str){old->text.ptr + hash, old->text.len - hash});
    if (!slot || !slot->number)
        return RT_OK;
    int len = snprintf(name, sizeof name, "%s%u", hash ? "#" : "", slot->number);
    return rt_tree_set_attr(tree, item, &(rt_attr){.id = attr, .text = {name, (size_t)len}});
}

static const uint32_t refs[] = {RT_A_REF, RT_A_PARENT, RT_A_CONTINUES, RT_A_HREF, RT_A_RESOURCE};

static rt_status add_references(rt_ids *referred, const rt_item *item)
{
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        const rt_attr *ref = rt_item_attr(item, refs[i]);
        size_t hash = ref && refs[i] == RT_A_HREF ? 1 : 0;
        if (ref && ref->text.len > hash && !rt_ids_add(referred, (rt_str){ref->text.ptr + hash, ref->text.len - hash}))
            return RT_ERR_MEMORY;
    }
    return RT_OK;
}

/* A bookmark has a name: its id only serves those that refer to it. */
rt_status rt_normal_unused(rt_tree *tree, rt_item *report)
{
    rt_ids referred = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item))
        status = add_references(&referred, item);
    for (rt_item *item = report, *next; item && status == RT_OK; item = next) {
        next = rt_tree_next(report, item);
        const rt_attr *id = item->kind == RT_START ? rt_item_attr(item, RT_A_ID) : NULL;
        if (!id || rt_ids_find(&referred, id->text))
            continue;
        rt_tree_remove_attr(item, RT_A_ID);
        if (!rt_item_attr(item, RT_A_NAME) && !rt_item_attr(item, RT_A_REF))
            rt_tree_unlink(item);
    }
    rt_ids_free(&referred);
    return status;
}

/* Ids become numbers in document order; what refers to them follows. */
rt_status rt_normal_ids(rt_tree *tree, rt_item *report)
{
    rt_ids ids = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    uint32_t count = 0;
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        const rt_attr *id = rt_item_attr(item, RT_A_ID);
        char name[16];
        if (!id)
            continue;
        rt_ids_slot *slot = rt_ids_add(&ids, id->text);
        if (!slot)
            status = RT_ERR_MEMORY;
        else if (!slot->number)
            slot->number = ++count;
        int len = slot ? snprintf(name, sizeof name, "%u", slot->number) : 0;
        if (slot)
            status = rt_tree_set_attr(tree, item, &(rt_attr){.id = RT_A_ID, .text = {name, (size_t)len}});
    }
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item))
        for (size_t i = 0; i < sizeof refs / sizeof *refs && status == RT_OK; i++)
            status = rename_reference(tree, item, refs[i], &ids);
    rt_ids_free(&ids);
    return status;
}

/* ---- Resources by hash ------------------------------------------------------------------------------- */

static rt_status hash_bytes(rt_tree *tree, rt_item *resource, char name[40])
{
    unsigned char buffer[8192];
    uint64_t a = UINT64_C(14695981039346656037), b = UINT64_C(0x9E3779B97F4A7C15);
    rt_status status = RT_OK;
    for (uint64_t at = 0; at < resource->bytes_len && status == RT_OK; at += sizeof buffer) {
        size_t len = resource->bytes_len - at < sizeof buffer ? (size_t)(resource->bytes_len - at) : sizeof buffer;
        status = rt_tree_bytes(tree, resource, at, buffer, len);
        for (size_t i = 0; i < len && status == RT_OK; i++) {
            a = (a ^ buffer[i]) * UINT64_C(1099511628211);
            b = (b + buffer[i]) * UINT64_C(0xD6E8FEB86659FD93);
        }
    }
    snprintf(name, 40, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
    return status;
}

/* A resource is known by its bytes: ids that name it become its hash, and the same bytes stand once. */
rt_status rt_normal_resources(rt_tree *tree, rt_item *report)
{
    rt_ids by_id = {.run = rt_tree_run(tree)}, by_hash = {.run = rt_tree_run(tree)};
    rt_status status = RT_OK;
    for (rt_item *item = report, *next; item && status == RT_OK; item = next) {
        next = rt_tree_next(report, item);
        if (item->kind != RT_RESOURCE)
            continue;
        char name[40];
        rt_item *image = item->parent;
        const rt_attr *id = rt_item_attr(item, RT_A_ID);
        if ((status = hash_bytes(tree, item, name)) != RT_OK)
            break;
        rt_ids_slot *known = rt_ids_add(&by_hash, (rt_str){name, strlen(name)});
        rt_ids_slot *named = id ? rt_ids_add(&by_id, id->text) : known;
        char *copy = rt_tree_alloc(tree, sizeof name);
        if (!known || !named || !copy) {
            status = RT_ERR_MEMORY;
            break;
        }
        memcpy(copy, name, sizeof name);
        item->text = (rt_str){copy, strlen(copy)};
        named->item = item;
        rt_tree_remove_attr(item, RT_A_ID);
        if (known->number++) {
            status = rt_tree_set_attr(tree, image, &(rt_attr){.id = RT_A_RESOURCE, .text = item->text});
            rt_tree_unlink(item);
        }
    }
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        const rt_attr *ref = item->kind == RT_IMAGE ? rt_item_attr(item, RT_A_RESOURCE) : NULL;
        rt_ids_slot *slot = ref ? rt_ids_find(&by_id, ref->text) : NULL;
        if (slot && slot->item)
            status = rt_tree_set_attr(tree, item, &(rt_attr){.id = RT_A_RESOURCE, .text = ((rt_item *)slot->item)->text});
    }
    rt_ids_free(&by_id);
    rt_ids_free(&by_hash);
    return status;
}
