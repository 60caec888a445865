/* write_ids.c - see write_ids.h. Open addressing, at most half full. */
#include "write_ids.h"

#include <string.h>

uint64_t rt_docx_hash(rt_str name)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ name.len;
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    return hash;
}

/* Where the slots lie is a seed that no document can know. */
static size_t place(const rt_docx_ids *ids, uint64_t hash)
{
    hash = (hash ^ (uint64_t)(uintptr_t)ids->slots) * UINT64_C(0xc4ceb9fe1a85ec53);
    return (size_t)(hash ^ hash >> 33) & (ids->room - 1);
}

static rt_docx_id_slot *slot_of(const rt_docx_ids *ids, rt_str name, uint64_t hash)
{
    size_t at = place(ids, hash);
    for (;; at = (at + 1) & (ids->room - 1)) {
        rt_docx_id_slot *slot = &ids->slots[at];
        if (!slot->number ||
            (slot->hash == hash && slot->len == name.len && (!name.len || memcmp(ids->names.data + slot->at, name.ptr, name.len) == 0)))
            return slot;
    }
}

static rt_status grow(rt_docx_ids *ids)
{
    rt_docx_id_slot *old = ids->slots;
    size_t old_room = ids->room, room = old_room ? old_room * 2 : 64;
    rt_docx_id_slot *slots = ids->host->resize(ids->host, NULL, room * sizeof *slots);
    if (!slots)
        return RT_ERR_MEMORY;
    memset(slots, 0, room * sizeof *slots);
    ids->slots = slots;
    ids->room = room;
    for (size_t i = 0; i < old_room; i++)
        if (old[i].number) {
            size_t at = place(ids, old[i].hash);
            while (slots[at].number)
                at = (at + 1) & (room - 1);
            slots[at] = old[i];
        }
    ids->host->resize(ids->host, old, 0);
    return RT_OK;
}

uint32_t rt_docx_ids_number(rt_docx_ids *ids, rt_str name, uint32_t fresh)
{
    uint64_t hash = rt_docx_hash(name);
    if (ids->count * 2 >= ids->room && grow(ids) != RT_OK)
        return 0;
    rt_docx_id_slot *slot = slot_of(ids, name, hash);
    if (slot->number)
        return slot->number;
    size_t at = ids->names.len;
    ids->names.host = ids->host;
    if (rt_buffer_add_str(&ids->names, name) != RT_OK)
        return 0;
    *slot = (rt_docx_id_slot){hash, at, name.len, fresh};
    ids->count++;
    return fresh;
}

uint32_t rt_docx_ids_find(const rt_docx_ids *ids, rt_str name)
{
    return ids->room ? slot_of(ids, name, rt_docx_hash(name))->number : 0;
}

void rt_docx_ids_free(rt_docx_ids *ids)
{
    if (ids->slots)
        ids->host->resize(ids->host, ids->slots, 0);
    ids->names.host = ids->host;
    rt_buffer_free(&ids->names);
    *ids = (rt_docx_ids){.host = ids->host};
}
