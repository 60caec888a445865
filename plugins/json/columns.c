/* columns.c - a list of names with a hash table beside it. */
#include "columns.h"

#include <stdio.h>
#include <string.h>

#include "lexer.h"

json_columns *json_columns_new(const rt_host *host)
{
    json_columns *c = host->resize(host, NULL, sizeof *c);
    if (!c)
        return NULL;
    *c = (json_columns){.host = host, .names.host = host};
    json_seed(c->seed);
    return c;
}

void json_columns_free(json_columns *c)
{
    if (!c)
        return;
    rt_buffer_free(&c->names);
    c->host->resize(c->host, c->list, 0);
    c->host->resize(c->host, c->slots, 0);
    c->host->resize(c->host, c, 0);
}

static bool is_named(const json_columns *c, size_t i, rt_str name)
{
    return c->list[i].len == name.len &&
           (!name.len || memcmp(c->names.data + c->list[i].at, name.ptr, name.len) == 0);
}

/* The slot of `name`, or the empty one where it belongs. A slot holds a number + 1. */
static uint32_t *find_slot(const json_columns *c, uint64_t hash, rt_str name)
{
    size_t mask = c->slot_count - 1;
    for (size_t i = (size_t)(hash >> 32) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &c->slots[i];
        if (!*slot || (c->list[*slot - 1].hash == hash && is_named(c, *slot - 1, name)))
            return slot;
    }
}

size_t json_columns_find(const json_columns *c, rt_str name, size_t hint)
{
    if (hint < c->count && is_named(c, hint, name))
        return hint;
    if (!c->slot_count)
        return SIZE_MAX;
    uint32_t slot = *find_slot(c, json_hash(c->seed, name), name);
    return slot ? slot - 1 : SIZE_MAX;
}

static rt_status grow(json_columns *c)
{
    size_t room = c->room ? 2 * c->room : 32, slot_count = 4 * room;
    if (room > UINT32_MAX / 4)
        return RT_ERR_LIMIT;
    json_column *list = c->host->resize(c->host, c->list, room * sizeof *list);
    if (!list)
        return RT_ERR_MEMORY;
    c->list = list;
    uint32_t *slots = c->host->resize(c->host, c->slots, slot_count * sizeof *slots);
    if (!slots)
        return RT_ERR_MEMORY;
    memset(slots, 0, slot_count * sizeof *slots);
    c->slots = slots;
    c->slot_count = slot_count;
    c->room = room;
    for (size_t i = 0; i < c->count; i++)
        *find_slot(c, list[i].hash, json_column_name(c, i)) = (uint32_t)i + 1;
    return RT_OK;
}

rt_status json_columns_add(json_columns *c, rt_str name)
{
    rt_status status = c->count == c->room ? grow(c) : RT_OK;
    if (status != RT_OK)
        return status;
    uint64_t hash = json_hash(c->seed, name);
    *find_slot(c, hash, name) = (uint32_t)c->count + 1;
    c->list[c->count++] = (json_column){.hash = hash, .at = c->names.len, .len = name.len};
    return rt_buffer_add_str(&c->names, name);
}

bool json_columns_counted(const json_columns *c)
{
    char number[24];
    for (size_t i = 0; i < c->count; i++) {
        int len = snprintf(number, sizeof number, "%zu", i + 1);
        if (!is_named(c, i, (rt_str){number, (size_t)len}))
            return false;
    }
    return true;
}
