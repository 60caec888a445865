/* keys.c - the names of the members of each open object, to refuse one that stands twice.
 *
 * Owns the set: few names are compared, many go through a hash table with a secret seed, so that
 * no document can make it slow. */
#include "lexer.h"

#include <string.h>
#include <time.h>

enum { FEW = 16 };

__extension__ typedef unsigned __int128 wide_product;

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    wide_product product = (wide_product)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t json_hash(const uint64_t seed[2], rt_str name)
{
    uint64_t hash = seed[0] ^ name.len, word;
    const char *p = name.ptr;
    size_t left = name.len;
    for (; left >= 8; p += 8, left -= 8) {
        memcpy(&word, p, 8);
        hash = fold(hash ^ word, seed[1]);
    }
    word = 0;
    for (size_t i = 0; i < left; i++)
        word |= (uint64_t)(unsigned char)p[i] << (8 * i);
    return fold(hash ^ word, seed[1]);
}

void json_seed(uint64_t seed[2])
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seed[0] = fold((uint64_t)(uintptr_t)seed ^ (uint64_t)now.tv_nsec, UINT64_C(0x9e3779b97f4a7c15));
    seed[1] =
        fold((uint64_t)(uintptr_t)&now ^ (uint64_t)now.tv_sec, UINT64_C(0xd1342543de82ef95)) | 1;
}

static bool is_key(const json_lexer *l, const json_key *key, uint64_t hash, rt_str name)
{
    return key->hash == hash && key->len == name.len &&
           (!name.len || memcmp(l->names.data + key->at, name.ptr, name.len) == 0);
}

/* The slot of `name`, or the empty one where it belongs. A slot holds an index + 1. */
static uint32_t *find_slot(const json_lexer *l, const json_level *level, uint64_t hash, rt_str name)
{
    uint32_t mask = level->slot_count - 1;
    for (uint32_t i = (uint32_t)(hash >> 32) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &level->slots[i];
        if (!*slot || is_key(l, &l->keys[level->first_key + *slot - 1], hash, name))
            return slot;
    }
}

static rt_status grow_slots(json_lexer *l, json_level *level, size_t count)
{
    uint32_t slot_count = level->slot_count ? level->slot_count * 2 : 4 * FEW;
    if (slot_count > UINT32_MAX / 4)
        return RT_ERR_LIMIT;
    uint32_t *slots = l->host->resize(l->host, NULL, slot_count * sizeof *slots);
    if (!slots)
        return RT_ERR_MEMORY;
    memset(slots, 0, slot_count * sizeof *slots);
    l->host->resize(l->host, level->slots, 0);
    level->slots = slots;
    level->slot_count = slot_count;
    for (size_t i = 0; i < count; i++) {
        const json_key *key = &l->keys[level->first_key + i];
        rt_str name = {l->names.data + key->at, key->len};
        *find_slot(l, level, key->hash, name) = (uint32_t)i + 1;
    }
    return RT_OK;
}

static rt_status reserve_key(json_lexer *l)
{
    if (l->key_count < l->key_room)
        return RT_OK;
    size_t room = l->key_room ? l->key_room * 2 : 64;
    json_key *keys = l->host->resize(l->host, l->keys, room * sizeof *keys);
    if (!keys)
        return RT_ERR_MEMORY;
    l->keys = keys;
    l->key_room = room;
    return RT_OK;
}

rt_status json_keys_add(json_lexer *l, rt_str name, bool *first)
{
    json_level *level = &l->levels[l->depth - 1];
    size_t count = l->key_count - level->first_key;
    rt_status status = reserve_key(l);
    if (status != RT_OK)
        return status;
    *first = count == 0;
    if (count >= l->member_limit)
        return RT_ERR_LIMIT;
    uint64_t hash = json_hash(l->seed, name);
    if (count >= FEW) {
        if (count * 2 >= level->slot_count && (status = grow_slots(l, level, count)) != RT_OK)
            return status;
        uint32_t *slot = find_slot(l, level, hash, name);
        if (*slot)
            return RT_ERR_MALFORMED;
        *slot = (uint32_t)count + 1;
    } else {
        for (size_t i = 0; i < count; i++)
            if (is_key(l, &l->keys[level->first_key + i], hash, name))
                return RT_ERR_MALFORMED;
    }
    l->keys[l->key_count++] = (json_key){hash, l->names.len, name.len};
    return rt_buffer_add_str(&l->names, name);
}

void json_keys_leave(json_lexer *l, json_level *level)
{
    l->key_count = level->first_key;
    l->names.len = level->first_byte;
    if (level->slots)
        l->host->resize(l->host, level->slots, 0);
    level->slots = NULL;
}
