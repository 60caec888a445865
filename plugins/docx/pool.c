/* pool.c - blocks of memory, and hash tables in them. Owns how they grow. */
#include "pool.h"

#include <string.h>

enum { BLOCK = 32768, FIRST_SLOTS = 32, ALIGNED = sizeof(max_align_t) };

typedef union block {
    struct {
        union block *before;
    } head;
    max_align_t aligned;
} block;

struct rt_docx_pool {
    const rt_host *host;
    block *last;
    size_t used, room; /* of the last block, behind its head */
    rt_docx_index strings;
};

rt_status rt_docx_pool_new(const rt_host *host, rt_docx_pool **pool)
{
    rt_docx_pool *p = host->resize(host, NULL, sizeof *p);
    if (!p)
        return RT_ERR_MEMORY;
    *p = (rt_docx_pool){.host = host};
    *pool = p;
    return RT_OK;
}

void rt_docx_pool_free(rt_docx_pool *p)
{
    if (!p)
        return;
    while (p->last) {
        block *before = p->last->head.before;
        p->host->resize(p->host, p->last, 0);
        p->last = before;
    }
    p->host->resize(p->host, p, 0);
}

const rt_host *rt_docx_pool_host(const rt_docx_pool *p) { return p->host; }

/* `bytes` of memory as it comes. */
static rt_status take(rt_docx_pool *p, size_t bytes, size_t align, char **taken)
{
    size_t at = (p->used + align - 1) / align * align;

    if (bytes > SIZE_MAX - BLOCK)
        bytes = SIZE_MAX - BLOCK; /* the host refuses it in its own words */
    if (!p->last || at > p->room || bytes > p->room - at) {
        size_t room = bytes > BLOCK ? bytes : BLOCK;
        block *fresh = p->host->resize(p->host, NULL, sizeof(block) + room);
        if (!fresh)
            return RT_ERR_MEMORY;
        fresh->head.before = p->last;
        p->last = fresh;
        p->room = room;
        at = 0;
    }
    *taken = (char *)(p->last + 1) + at;
    p->used = at + bytes;
    return RT_OK;
}

rt_status rt_docx_pool_take(rt_docx_pool *p, size_t bytes, void **taken)
{
    char *at = NULL;
    rt_status status = take(p, bytes, ALIGNED, &at);

    if (status == RT_OK)
        *taken = memset(at, 0, bytes);
    return status;
}

/* ---- Maps ----------------------------------------------------------------------------------- */

/* FNV-1a from a start that nobody can know before, so that no document holds keys made to meet in
 * one slot. */
static size_t hash(const rt_docx_index *map, rt_str text)
{
    uint64_t h =
        UINT64_C(0xcbf29ce484222325) ^ (uint64_t)(uintptr_t)map * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < text.len; i++)
        h = ((h ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3)) ^ h >> 29;
    return (size_t)(h ^ h >> 32);
}

static rt_docx_index_slot *slot_of(const rt_docx_index *map, rt_docx_index_slot *slots, size_t room,
                                   rt_str key)
{
    size_t at = hash(map, key) & (room - 1);
    while (slots[at].key.ptr &&
           (slots[at].key.len != key.len || memcmp(slots[at].key.ptr, key.ptr, key.len) != 0))
        at = (at + 1) & (room - 1);
    return &slots[at];
}

/* What it had before stays in the pool: together less than what it has now. */
static rt_status widen(rt_docx_pool *p, rt_docx_index *map)
{
    size_t room = map->room ? map->room * 2 : FIRST_SLOTS;
    void *taken = NULL;
    rt_status status = rt_docx_pool_take(p, room * sizeof(rt_docx_index_slot), &taken);

    if (status != RT_OK)
        return status;
    rt_docx_index_slot *slots = taken;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].key.ptr)
            *slot_of(map, slots, room, map->slots[i].key) = map->slots[i];
    map->slots = slots;
    map->room = room;
    return RT_OK;
}

static rt_status place_of(rt_docx_pool *p, rt_docx_index *map, rt_str key,
                          rt_docx_index_slot **slot)
{
    if (map->count >= map->room / 2) {
        rt_status status = widen(p, map);
        if (status != RT_OK)
            return status;
    }
    *slot = slot_of(map, map->slots, map->room, key);
    return RT_OK;
}

rt_status rt_docx_index_place(rt_docx_pool *p, rt_docx_index *map, rt_str key, void ***place)
{
    rt_docx_index_slot *slot = NULL;
    if (!key.ptr)
        key.ptr = "";
    rt_status status = place_of(p, map, key, &slot);

    if (status != RT_OK)
        return status;
    if (!slot->key.ptr) {
        slot->key = key;
        map->count++;
    }
    *place = &slot->value;
    return RT_OK;
}

void *rt_docx_index_get(const rt_docx_index *map, rt_str key)
{
    if (!key.ptr)
        key.ptr = "";
    return map->room ? slot_of(map, map->slots, map->room, key)->value : NULL;
}

/* ---- Strings -------------------------------------------------------------------------------- */

rt_status rt_docx_pool_intern(rt_docx_pool *p, rt_str text, rt_str *interned)
{
    rt_docx_index_slot *slot = NULL;
    char *copy = NULL;

    if (!text.ptr)
        text.ptr = "";
    rt_status status = place_of(p, &p->strings, text, &slot);
    if (status == RT_OK && !slot->key.ptr) {
        if ((status = take(p, text.len + 1, 1, &copy)) != RT_OK)
            return status;
        memcpy(copy, text.ptr, text.len);
        copy[text.len] = '\0';
        slot->key = (rt_str){copy, text.len};
        p->strings.count++;
    }
    if (status == RT_OK)
        *interned = slot->key;
    return status;
}
