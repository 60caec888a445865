/* memory.h - counted, limited memory of one conversion.
 *
 * Owns the count and the chain of blocks; does not report. */
#ifndef RT_MEMORY_H
#define RT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rt_memory {
    uint64_t used, peak, limit; /* bytes asked for, without headers; limit 0: none */
    struct rt_block *blocks;
    uint64_t fail_after;        /* for tests: the Nth allocation from now fails; 0: never */
    bool limited;               /* whether the last refusal was the limit's */
} rt_memory;

/* NULL: out of memory or over the limit, and `block` stays as it was; 0 bytes frees. Not zeroed.
 * Making a block smaller never fails. */
void *rt_memory_resize(rt_memory *memory, void *block, size_t bytes);
/* Frees every block that is left. */
void rt_memory_release(rt_memory *memory);

#endif
