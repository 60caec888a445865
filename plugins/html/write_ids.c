/* write_ids.c - the ids of a page: which were written, and the number of the note that one names.
 *
 * Owns a set of hashes, 64 bits an id; where two ids meet in one, which chance forbids, the second
 * goes without. Seeded by the place in memory, so that no report can choose its collisions; nothing
 * that is written depends on it. */
#include "write.h"

static uint64_t hash_of(const rt_html_names *names, rt_str id)
{
    uint64_t hash = names->seed ^ UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < id.len; i++) {
        hash = (hash ^ (unsigned char)id.ptr[i]) * UINT64_C(0x9FB21C651E98DF25);
        hash ^= hash >> 32;
    }
    return hash ? hash : 1;
}

static rt_html_name *slot_of(rt_html_name *slots, size_t room, uint64_t hash)
{
    size_t at = (size_t)hash & (room - 1);
    while (slots[at].hash && slots[at].hash != hash)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static bool grow(rt_html_names *names)
{
    size_t room = names->room ? names->room * 2 : 64;
    rt_html_name *slots = names->host->resize(names->host, NULL, room * sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0, room * sizeof *slots);
    for (size_t i = 0; i < names->room; i++)
        if (names->slots[i].hash)
            *slot_of(slots, room, names->slots[i].hash) = names->slots[i];
    names->host->resize(names->host, names->slots, 0);
    names->slots = slots;
    names->room = room;
    return true;
}

rt_html_name *rt_html_name_of(rt_html_names *names, rt_str id)
{
    uint64_t hash = hash_of(names, id);
    if (names->count * 2 >= names->room && !grow(names))
        return NULL;
    rt_html_name *slot = slot_of(names->slots, names->room, hash);
    names->count += !slot->hash;
    slot->hash = hash;
    return slot;
}

void rt_html_names_free(rt_html_names *names)
{
    names->host->resize(names->host, names->slots, 0);
    names->slots = NULL;
}
