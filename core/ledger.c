/* ledger.c - the lines of the loss report, each kind of loss once.
 *
 * Owns the lines, their counts and copies of their strings; does not decide what is a loss. */
#include "ledger.h"

#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_WORDS = 1000, PLACES = 5, WHAT_MAX = 200, CLASSES = RT_LOSS_REMOVED, CHAINS = 1024 };

typedef struct line {
    struct line *next, *chain; /* of the same class as they came; of the same hash */
    rt_ledger_item item;       /* its strings are ours */
    uint64_t count;
    size_t places;
    rt_pos first[PLACES];      /* their parts are ours */
} line;

struct rt_ledger {
    rt_memory memory;
    line *first[CLASSES + 1], **last[CLASSES + 1];
    uint64_t count[CLASSES + 1];
    size_t own_words;          /* lines of readers in their own words */
    line *recent;              /* one loss often follows its like */
    line *chains[CHAINS];
};

void rt_ledger_clear(rt_ledger *ledger)
{
    rt_memory_release(&ledger->memory);
    memset(ledger, 0, sizeof *ledger);
    for (size_t i = 0; i <= CLASSES; i++)
        ledger->last[i] = &ledger->first[i];
}

rt_ledger *rt_ledger_new(void)
{
    rt_ledger *ledger = calloc(1, sizeof *ledger);

    if (ledger)
        rt_ledger_clear(ledger);
    return ledger;
}

void rt_ledger_free(rt_ledger *ledger)
{
    if (ledger)
        rt_memory_release(&ledger->memory);
    free(ledger);
}

rt_memory *rt_ledger_memory(rt_ledger *ledger) { return &ledger->memory; }

/* ---- Strings ---------------------------------------------------------- */

/* A copy; `ok` becomes false when there is no memory for it. */
static const char *copy(rt_ledger *ledger, const char *text, bool *ok)
{
    size_t size = text ? strlen(text) + 1 : 0;
    char *kept = text ? rt_memory_resize(&ledger->memory, NULL, size) : NULL;

    if (kept)
        memcpy(kept, text, size);
    else if (text)
        *ok = false;
    return kept;
}

static void drop(rt_ledger *ledger, const char *text)
{
    if (text)
        rt_memory_resize(&ledger->memory, (void *)(uintptr_t)text, 0);
}

/* `what` itself, or in `room` its beginning and "…". */
static const char *shortened(const char *what, char room[WHAT_MAX + 4])
{
    size_t end = WHAT_MAX;

    if (!what || strnlen(what, WHAT_MAX + 1) <= WHAT_MAX)
        return what;
    while (end && ((unsigned char)what[end] & 0xc0) == 0x80)
        end--;
    memcpy(room, what, end);
    memcpy(room + end, "\xe2\x80\xa6", 4);
    return room;
}

/* ---- Finding a line ----------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Unit is no part of what makes a line: one reader has one. */
static bool same(const rt_ledger_item *a, const rt_ledger_item *b)
{
    return a->kind == b->kind && a->attr == b->attr && a->value == b->value &&
           a->loss_class == b->loss_class && a->approximate == b->approximate &&
           same_text(a->output, b->output) && same_text(a->what, b->what);
}

static size_t hash(const rt_ledger_item *item)
{
    uint32_t h = (item->kind * 131u + item->attr) * 131u + item->value;

    h = h * 31u + (uint32_t)item->loss_class * 2u + item->approximate;
    for (const char *c = item->what; c && *c; c++)
        h = (h ^ (unsigned char)*c) * 16777619u;
    return (h ^ h >> 15) % CHAINS;
}

static line *find(rt_ledger *ledger, const rt_ledger_item *item)
{
    line *l = ledger->recent;

    if (l && same(&l->item, item))
        return l;
    for (l = ledger->chains[hash(item)]; l; l = l->chain)
        if (same(&l->item, item))
            break;
    return l;
}

/* ---- Adding --------------------------------------------------------------- */

static void drop_strings(rt_ledger *ledger, const rt_ledger_item *item)
{
    drop(ledger, item->output);
    drop(ledger, item->what);
    drop(ledger, item->unit);
}

static line *new_line(rt_ledger *ledger, const rt_ledger_item *item)
{
    line *l = rt_memory_resize(&ledger->memory, NULL, sizeof *l), **chain = NULL;
    bool ok = true;

    if (!l)
        return NULL;
    *l = (line){.item = *item};
    l->item.output = copy(ledger, item->output, &ok);
    l->item.what = copy(ledger, item->what, &ok);
    l->item.unit = copy(ledger, item->unit, &ok);
    if (!ok) {
        drop_strings(ledger, &l->item);
        rt_memory_resize(&ledger->memory, l, 0);
        return NULL;
    }
    chain = &ledger->chains[hash(&l->item)];
    l->chain = *chain;
    *chain = l;
    *ledger->last[item->loss_class] = l;
    ledger->last[item->loss_class] = &l->next;
    ledger->own_words += !item->output && item->what;
    return l;
}

static rt_status keep_place(rt_ledger *ledger, line *l, const rt_pos *pos)
{
    bool ok = true;
    rt_pos kept;

    if (!pos || l->places == PLACES)
        return RT_OK;
    kept = *pos;
    kept.part = copy(ledger, pos->part, &ok);
    if (!ok)
        return RT_ERR_MEMORY;
    l->first[l->places++] = kept;
    return RT_OK;
}

rt_status rt_ledger_add(rt_ledger *ledger, const rt_ledger_item *given, const rt_pos *pos,
                        uint64_t count)
{
    rt_ledger_item item = *given;
    char room[WHAT_MAX + 4];
    line *l;

    /* A class that a later plugin may know: the gravest, so that --strict is on the safe side. */
    if (item.loss_class < RT_LOSS_CONTENT || item.loss_class > RT_LOSS_REMOVED)
        item.loss_class = RT_LOSS_CONTENT;
    item.what = shortened(item.what, room);
    l = find(ledger, &item);
    if (!l && !item.output && item.what && ledger->own_words >= OWN_WORDS) {
        item.what = "other";
        l = find(ledger, &item);
    }
    if (!l && !(l = new_line(ledger, &item)))
        return RT_ERR_MEMORY;
    /* A line without a place still counts: no loss may go unsaid for want of memory. */
    l->count += count;
    ledger->count[item.loss_class] += count;
    ledger->recent = l;
    return keep_place(ledger, l, pos);
}

/* ---- Telling ---------------------------------------------------------------- */

static void tell(const line *l, void (*each)(void *, const rt_loss *), void *user)
{
    const rt_kind_info *kind = rt_kind_of(l->item.kind);
    const rt_attr_info *attr = rt_attr_of(l->item.attr);
    rt_loss loss = {
        .size = sizeof loss,
        .loss_class = l->item.loss_class,
        .output = l->item.output,
        .kind = kind ? kind->name : NULL,
        .attribute = attr ? attr->name : NULL,
        .value = attr && l->item.value ? rt_choice_name(attr, (int32_t)l->item.value) : NULL,
        .what = l->item.what,
        .approximate = l->item.approximate,
        .count = l->count,
        .first = l->first,
        .first_count = l->places,
        .unit = l->item.unit,
    };

    each(user, &loss);
}

void rt_ledger_each(const rt_ledger *ledger, void (*each)(void *, const rt_loss *), void *user)
{
    for (size_t i = RT_LOSS_CONTENT; i <= CLASSES; i++)
        for (const line *l = ledger->first[i]; l; l = l->next)
            tell(l, each, user);
}

uint64_t rt_ledger_count(const rt_ledger *ledger, uint32_t classes)
{
    uint64_t sum = 0;

    for (uint32_t i = RT_LOSS_CONTENT; i <= CLASSES; i++)
        if (classes & 1u << i)
            sum += ledger->count[i];
    return sum;
}
