/* ids.c - a map from ids to numbers or pointers; see ids.h. */
#include "ids.h"

#include <string.h>
#include <sys/auxv.h>

static uint64_t hash_of(rt_str key)
{
    uint64_t hash = UINT64_C(14695981039346656037), seed = 0;
    const void *random = (const void *)(uintptr_t)getauxval(AT_RANDOM);
    if (random)
        memcpy(&seed, random, sizeof seed);
    hash ^= seed;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.ptr[i]) * UINT64_C(1099511628211);
    return hash ^ (hash >> 29);
}

static rt_ids_slot *slot_for(const rt_ids *ids, rt_str key, uint64_t hash)
{
    for (size_t i = hash & (ids->room - 1);; i = (i + 1) & (ids->room - 1)) {
        rt_ids_slot *slot = &ids->slots[i];
        if (!slot->key || (slot->hash == hash && slot->len == key.len && (!key.len || memcmp(slot->key, key.ptr, key.len) == 0)))
            return slot;
    }
}

rt_ids_slot *rt_ids_find(const rt_ids *ids, rt_str key)
{
    if (!ids->count || !key.len)
        return NULL;
    rt_ids_slot *slot = slot_for(ids, key, hash_of(key));
    return slot->key ? slot : NULL;
}

static bool grow(rt_ids *ids)
{
    rt_ids bigger = {.run = ids->run, .count = ids->count, .room = ids->room ? ids->room * 2 : 64};
    bigger.slots = rt_run_resize(ids->run, NULL, bigger.room * sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    memset(bigger.slots, 0, bigger.room * sizeof *bigger.slots);
    for (size_t i = 0; i < ids->room; i++) {
        const rt_ids_slot *old = &ids->slots[i];
        if (old->key)
            *slot_for(&bigger, (rt_str){old->key, old->len}, old->hash) = *old;
    }
    rt_run_resize(ids->run, ids->slots, 0);
    *ids = bigger;
    return true;
}

rt_ids_slot *rt_ids_add(rt_ids *ids, rt_str key)
{
    if (ids->count * 4 >= ids->room * 3 && !grow(ids))
        return NULL;
    uint64_t hash = hash_of(key);
    rt_ids_slot *slot = slot_for(ids, key, hash);
    if (slot->key)
        return slot;
    char *copy = rt_run_resize(ids->run, NULL, key.len + 1);
    if (!copy)
        return NULL;
    if (key.len)
        memcpy(copy, key.ptr, key.len);
    *slot = (rt_ids_slot){.key = copy, .len = key.len, .hash = hash};
    ids->count++;
    return slot;
}

void rt_ids_free(rt_ids *ids)
{
    for (size_t i = 0; i < ids->room; i++)
        rt_run_resize(ids->run, (void *)(uintptr_t)ids->slots[i].key, 0);
    rt_run_resize(ids->run, ids->slots, 0);
    ids->slots = NULL;
    ids->count = ids->room = 0;
}
