/* map.c - open addressing, at most half full. */
#include "map.h"

#include <string.h>

/* The finaliser of MurmurHash3, so that neighbours lie apart; where the slots lie is its seed, which no document can know. */
static size_t mixed(uint64_t key, const void *slots)
{
    key ^= (uint64_t)(uintptr_t)slots * UINT64_C(0x9E3779B97F4A7C15);
    key = (key ^ key >> 33) * UINT64_C(0xff51afd7ed558ccd);
    key = (key ^ key >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return (size_t)(key ^ key >> 33);
}

static rt_docx_map_slot *slot_of(rt_docx_map_slot *slots, size_t room, uint64_t key)
{
    size_t at = mixed(key, slots) & (room - 1);
    while (slots[at].value && slots[at].key != key)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

uint64_t rt_docx_map_get(const rt_docx_map *map, uint64_t key)
{
    return map->room ? slot_of(map->slots, map->room, key)->value : 0;
}

static rt_status grow(const rt_host *host, rt_docx_map *map)
{
    size_t room = map->room ? map->room * 2 : 64;
    rt_docx_map_slot *slots = host->resize(host, NULL, room * sizeof *slots);
    if (!slots)
        return RT_ERR_MEMORY;
    memset(slots, 0, room * sizeof *slots);
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].value)
            *slot_of(slots, room, map->slots[i].key) = map->slots[i];
    host->resize(host, map->slots, 0);
    map->slots = slots;
    map->room = room;
    return RT_OK;
}

rt_status rt_docx_map_set(const rt_host *host, rt_docx_map *map, uint64_t key, uint64_t value)
{
    rt_status status = map->count * 2 >= map->room ? grow(host, map) : RT_OK;
    if (status != RT_OK)
        return status;
    rt_docx_map_slot *slot = slot_of(map->slots, map->room, key);
    map->count += !slot->value;
    *slot = (rt_docx_map_slot){key, value};
    return RT_OK;
}

void rt_docx_map_free(const rt_host *host, rt_docx_map *map)
{
    host->resize(host, map->slots, 0);
    *map = (rt_docx_map){0};
}
