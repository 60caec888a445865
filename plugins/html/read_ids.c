/* read_ids.c - names that were met: the numbers of notes in the order of their first references,
 * and ids, which name one node only. Kept as hashes: who makes two of them equal loses an id of his
 * own page. */
#include <string.h>

#include "read.h"

static uint64_t hash_of(rt_str id)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < id.len; i++)
        hash = (hash ^ (unsigned char)id.ptr[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 31;
}

static html_name_slot *slot_of(html_name_slot *slots, size_t room, uint64_t hash)
{
    size_t at = (size_t)hash & (room - 1);
    while (slots[at].number && slots[at].hash != hash)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static bool grow(html_reader *r, html_numbers *names)
{
    size_t room = names->room ? names->room * 2 : 64;
    if (names->used + 1 < names->room / 2)
        return true;
    html_name_slot *slots = r->host->resize(r->host, NULL, room * sizeof *slots);
    if (!slots) {
        r->status = RT_ERR_MEMORY;
        return false;
    }
    memset(slots, 0, room * sizeof *slots);
    for (size_t i = 0; i < names->room; i++)
        if (names->slots[i].number)
            *slot_of(slots, room, names->slots[i].hash) = names->slots[i];
    r->host->resize(r->host, names->slots, 0);
    names->slots = slots;
    names->room = room;
    return true;
}

uint32_t rt_html_number(html_reader *r, html_numbers *names, rt_str id)
{
    uint64_t hash = hash_of(id);
    if (r->status != RT_OK || !grow(r, names))
        return 0;
    html_name_slot *slot = slot_of(names->slots, names->room, hash);
    if (!slot->number) {
        *slot = (html_name_slot){.hash = hash, .number = ++names->count};
        names->used++;
    }
    return slot->number;
}

bool rt_html_new_id(html_reader *r, rt_str id)
{
    uint32_t before = r->ids.count;
    rt_html_number(r, &r->ids, id);
    return r->ids.count > before;
}
