/* ledger.h - the loss report: each kind of loss once, with its count and first positions.
 *
 * Owns the lines; does not decide what is a loss. Grows with the vocabulary, not with the report:
 * readers' own words are bounded at 1,000 different ones a run, then "other". */
#ifndef RT_LEDGER_H
#define RT_LEDGER_H

#include <retort/retort.h>

#include "memory.h"

typedef struct rt_ledger rt_ledger;

rt_ledger *rt_ledger_new(void);
void rt_ledger_free(rt_ledger *);
void rt_ledger_clear(rt_ledger *);

/* What was lost; all but loss_class optional. `output` NULL: left out by the
 * reader. `value` is the 1-based enumerator of a CHOICE, or one mark's bit, 0: any. Strings are
 * copied; a `what` of more than 200 bytes is shortened. */
typedef struct rt_ledger_item {
    rt_loss_class loss_class;
    const char *output;
    uint32_t kind, attr, value;
    const char *what;
    bool approximate;
    const char *unit;
} rt_ledger_item;
/* RT_ERR_MEMORY, unreported: the line, or only its position, could not be kept. */
rt_status rt_ledger_add(rt_ledger *, const rt_ledger_item *, const rt_pos *pos, uint64_t count);

/* Lines in the order content, structure, presentation, removed; then as they came. */
void rt_ledger_each(const rt_ledger *, void (*line)(void *, const rt_loss *), void *user);
/* Sum of the counts of the classes in `classes` (1 << rt_loss_class). */
uint64_t rt_ledger_count(const rt_ledger *, uint32_t classes);

/* Where the lines stand: for tests that let it fail. */
rt_memory *rt_ledger_memory(rt_ledger *);

#endif
