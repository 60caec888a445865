/* memory.c - the chain of counted blocks behind rt_memory.
 *
 * Owns the header in front of each block. Does not report: run.c does. */
#include "memory.h"

#include <stdlib.h>

/* Stands in front of what the caller sees, padded so that this stays aligned for any type. */
struct rt_block {
    _Alignas(max_align_t) struct rt_block *previous;
    struct rt_block *next;
    size_t bytes;
};

static void unlink_block(rt_memory *memory, struct rt_block *block)
{
    if (block->previous)
        block->previous->next = block->next;
    else
        memory->blocks = block->next;
    if (block->next)
        block->next->previous = block->previous;
}

static void link_block(rt_memory *memory, struct rt_block *block)
{
    block->previous = NULL;
    block->next = memory->blocks;
    if (memory->blocks)
        memory->blocks->previous = block;
    memory->blocks = block;
}

/* Whether the count may rise by `more`; says in `limited` who refused. */
static bool may_grow(rt_memory *memory, size_t bytes, uint64_t more)
{
    memory->limited = false;
    if (memory->fail_after && --memory->fail_after == 0)
        return false;
    if (bytes > SIZE_MAX - sizeof(struct rt_block))
        return false;
    memory->limited = memory->limit &&
                      (memory->used > memory->limit || more > memory->limit - memory->used);
    return !memory->limited;
}

static void *change(rt_memory *memory, struct rt_block *old, size_t bytes)
{
    size_t before = old ? old->bytes : 0;
    bool grows = !old || bytes > before;
    struct rt_block *block;

    if (grows && !may_grow(memory, bytes, (uint64_t)bytes - before))
        return NULL;
    if (old)
        unlink_block(memory, old);
    block = realloc(old, sizeof *block + bytes);
    if (!block) {
        if (old)
            link_block(memory, old);
        return grows ? NULL : old + 1; /* the larger block serves as well */
    }
    block->bytes = bytes;
    link_block(memory, block);
    memory->used = memory->used - before + bytes;
    if (memory->used > memory->peak)
        memory->peak = memory->used;
    return block + 1;
}

void *rt_memory_resize(rt_memory *memory, void *block, size_t bytes)
{
    struct rt_block *old = block ? (struct rt_block *)block - 1 : NULL;

    if (bytes)
        return change(memory, old, bytes);
    if (old) {
        unlink_block(memory, old);
        memory->used -= old->bytes;
        free(old);
    }
    return NULL;
}

void rt_memory_release(rt_memory *memory)
{
    while (memory->blocks)
        rt_memory_resize(memory, memory->blocks + 1, 0);
}
