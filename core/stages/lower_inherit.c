/* lower_inherit.c - attributes that hold for all a node holds, handed down to where the target can carry them.
 *
 * Owns which attributes these are, who hands them down and who takes them: the nearest nodes below that carry them and have
 * none of their own, and runs around text that stands loose. What nobody takes is a loss of the node that had it. */
#include "lower_state.h"

/* The first says whether the others mean anything. */
static const struct { uint32_t attrs[4]; uint32_t from, to; } slots[LOWER_SLOTS] = {
    {{RT_A_LANGUAGE}, 0, 0},
    {{RT_A_DIRECTION}, 0, 0},
    {{RT_A_CHANGE, RT_A_CHANGE_AUTHOR, RT_A_CHANGE_DATE, RT_A_CHANGE_NAME}, 0, 0},
    {{RT_A_VALIGN}, RT_ROW, RT_CELL},
    {{RT_A_BACKGROUND}, RT_ROW, RT_CELL},
};
enum { CHANGE = 2 };

static bool in_slot(size_t slot, uint32_t attr)
{
    for (size_t i = 0; i < 4; i++)
        if (attr && slots[slot].attrs[i] == attr)
            return true;
    return false;
}

static bool carries(const rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t value)
{
    return (rt_attr_of(attr)->kinds & RT_BIT(kind)) && caps->kind[kind] && caps->attr[kind][attr] &&
           !(value && (caps->values[kind][attr] >> (value - 1) & 1));
}

/* Whether some kind that may stand in `kind` carries it. */
static bool below(const rt_caps *caps, size_t slot, uint32_t kind, uint32_t attr, uint32_t value)
{
    uint64_t kinds = rt_kind_below(kind);
    if (slots[slot].to)
        return slots[slot].from == kind && carries(caps, slots[slot].to, attr, value);
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
        if ((kinds & RT_BIT(k)) && carries(caps, k, attr, value))
            return true;
    return false;
}

bool rt_caps_hand_down(const rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t value)
{
    for (size_t s = 0; s < LOWER_SLOTS; s++)
        if (in_slot(s, attr))
            return below(caps, s, kind, attr, value);
    return false;
}

static bool goes(int32_t change) { return change == RT_CHANGE_DELETED || change == RT_CHANGE_MOVED_FROM; }

/* Who hands down what holds for `entry`, or NULL. */
static lower_entry *giver(lower *l, const lower_entry *entry, size_t slot)
{
    return entry->from[slot] ? &l->entries[entry->from[slot] - 1] : NULL;
}

static const rt_attr *given(const lower_entry *from, uint32_t attr)
{
    for (uint32_t i = 0; from && i < from->hand_count; i++)
        if (from->hand[i].id == attr)
            return &from->hand[i];
    return NULL;
}

/* ---- Giving -------------------------------------------------------------------------- */

void lower_inherit(lower *l, lower_entry *entry)
{
    for (size_t s = 0; s < LOWER_SLOTS && l->givers && l->count > 1; s++)
        entry->from[s] = entry[-1].from[s];
}

bool lower_deleted(lower *l, const lower_entry *entry)
{
    const rt_attr *change = l->givers ? given(giver(l, entry, CHANGE), RT_A_CHANGE) : NULL;
    return change && goes(change->number);
}

/* Whether it hands its own `main` down, rather than carrying or losing it. */
static bool hands(lower *l, const lower_entry *entry, const rt_attr *main, uint32_t as, size_t slot)
{
    uint32_t value = rt_attr_value(rt_attr_of(main->id), main);
    if (as && carries(&l->caps, as, main->id, value))
        return false;
    return below(&l->caps, slot, as ? as : entry->kind, main->id, value);
}

rt_status lower_hand_down(lower *l, lower_entry *entry, const rt_node *node, uint32_t as)
{
    rt_attr list[RT_ATTR_COUNT];
    size_t count = 0;
    for (size_t s = 0; s < LOWER_SLOTS; s++) {
        const rt_attr *main = rt_node_attr(node, slots[s].attrs[0]);
        if (!main)
            continue;
        if (s == CHANGE && lower_deleted(l, entry) && !goes(main->number)) {
            entry->overruled = true; /* what is deleted stays so, whatever else was done to it */
            continue;
        }
        entry->from[s] = 0;
        if (!hands(l, entry, main, as, s))
            continue;
        entry->hands |= (uint8_t)(1u << s);
        entry->from[s] = (uint32_t)l->count;
        for (size_t i = 0; i < 4 && slots[s].attrs[i]; i++) {
            const rt_attr *attr = rt_node_attr(node, slots[s].attrs[i]);
            if (attr && (i == 0 || below(&l->caps, s, as ? as : entry->kind, attr->id, 0)))
                list[count++] = *attr;
            else if (attr && as)
                lower_lose_attr(l, entry->kind, attr->id, 0, "left out", false);
        }
    }
    if (!count)
        return RT_OK;
    l->givers++;
    entry->hand = rt_attrs_copy(l->run, list, count);
    entry->hand_count = entry->hand ? (uint32_t)count : 0;
    return entry->hand ? RT_OK : RT_ERR_MEMORY;
}

/* Whether an attribute of the node on top is not its own any more. */
bool lower_handed(lower *l, uint32_t attr)
{
    const lower_entry *entry = lower_top(l);
    for (size_t s = 0; s < LOWER_SLOTS && (entry->hands || entry->overruled); s++)
        if ((entry->hands >> s & 1 || (s == CHANGE && entry->overruled)) && in_slot(s, attr))
            return true;
    return false;
}

void lower_settle_hands(lower *l, lower_entry *entry)
{
    rt_pos here = l->pos;
    if (!entry->hands)
        return;
    l->pos = entry->pos;
    for (size_t s = 0; s < LOWER_SLOTS && entry->fate == LOWER_PASSED; s++)
        for (uint32_t i = 0; (entry->hands & ~entry->taken) >> s & 1 && i < entry->hand_count; i++)
            if (in_slot(s, entry->hand[i].id)) {
                rt_attr copy = entry->hand[i];
                lower_attr(l, entry->kind, entry->as, &copy);
            }
    l->pos = here;
    l->givers--;
    rt_run_resize(l->run, entry->hand, 0);
    entry->hand = NULL;
}

/* ---- Taking -------------------------------------------------------------------------- */

static void put(rt_attr *list, size_t *count, const rt_attr *attr)
{
    size_t at = 0;
    while (at < *count && list[at].id != attr->id)
        at++;
    list[at] = *attr;
    *count += at == *count;
}

/* Puts what holds for `entry` into the attributes of a node of `kind` in it; answers the slots. */
static uint8_t take(lower *l, const lower_entry *entry, uint32_t kind, rt_attr *list, size_t *count)
{
    uint8_t taken = 0;
    for (size_t s = 0; s < LOWER_SLOTS; s++) {
        lower_entry *from = giver(l, entry, s);
        const rt_attr *main = given(from, slots[s].attrs[0]);
        if (!main || (slots[s].to && slots[s].to != kind) ||
            !carries(&l->caps, kind, main->id, rt_attr_value(rt_attr_of(main->id), main)))
            continue;
        for (uint32_t i = 0; i < from->hand_count; i++)
            if (in_slot(s, from->hand[i].id) && carries(&l->caps, kind, from->hand[i].id, 0))
                put(list, count, &from->hand[i]);
        from->taken |= (uint8_t)(1u << s);
        taken |= (uint8_t)(1u << s);
    }
    return taken;
}

size_t lower_take(lower *l, lower_entry *entry, uint32_t as, size_t count)
{
    uint8_t taken = l->givers ? take(l, entry, as, l->attrs, &count) : 0;
    for (size_t s = 0; s < LOWER_SLOTS && l->givers; s++)
        if ((taken >> s & 1) || (slots[s].to == as && !(entry->hands >> s & 1)))
            entry->from[s] = 0;
    return count;
}

/* Whether a node of which `as` is left shows what is deleted as if it were not. */
bool lower_shows_deleted(lower *l, const lower_entry *entry, uint32_t as)
{
    const rt_attr *change = given(giver(l, entry, CHANGE), RT_A_CHANGE);
    const rt_kind_info *info = rt_kind_of(entry->kind);
    uint32_t value = change ? (uint32_t)change->number : 0;
    if (!change || !goes(change->number) || (RT_BIT(entry->kind) & (RT_BIT(RT_START) | RT_BIT(RT_END) | RT_BIT(RT_COLUMN))))
        return false;
    if (as && carries(&l->caps, as, RT_A_CHANGE, value))
        return false;
    if (!as && (info->fallback == RT_FALL_SAY || info->fallback == RT_FALL_DROP))
        return true;
    return !below(&l->caps, CHANGE, as ? as : entry->kind, RT_A_CHANGE, value);
}

rt_status lower_put_text(lower *l, rt_str text)
{
    const lower_entry *entry = lower_top(l);
    rt_attr list[LOWER_SLOTS * 4];
    uint64_t children = entry->place ? rt_kind_of(entry->place)->children : 0;
    size_t count = 0;
    bool loose = false;
    for (size_t s = 0; s < LOWER_SLOTS && l->givers; s++)
        loose |= entry->from[s] != 0;
    if (loose && !((children & 1) && !(children & RT_BIT(RT_TEXT))) && l->caps.kind[RT_TEXT])
        take(l, entry, RT_TEXT, list, &count);
    if (!count)
        return l->next->text(l->next, text);
    rt_node run = {.size = sizeof run, .kind = RT_TEXT, .attrs = list, .attr_count = count, .pos = l->pos};
    rt_status status = l->next->enter(l->next, &run);
    if (status == RT_OK)
        status = l->next->text(l->next, text);
    return status == RT_OK ? l->next->leave(l->next, RT_TEXT) : status;
}
