/* lower_caps.c - spreads a capability table out; see lower_caps.h. */
#include "lower_caps.h"

#include <string.h>

static void set_values(rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t values, uint32_t level)
{
    uint32_t *lacking = &caps->values[kind][attr], *near = &caps->near[kind][attr];
    if (!values) {
        caps->attr[kind][attr] = (uint8_t)level;
        *lacking = 0;
        *near = 0;
        return;
    }
    if (caps->attr[kind][attr] == RT_NOT_CARRIED) { /* the first row for some values: the others lack */
        *lacking = ~UINT32_C(0);
        caps->attr[kind][attr] = RT_EXACT;
    }
    *lacking = level == RT_NOT_CARRIED ? *lacking | values : *lacking & ~values;
    *near = level == RT_APPROXIMATE ? *near | values : *near & ~values;
}

static void apply(rt_caps *caps, const rt_capability *row, uint32_t minor)
{
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++) {
        const rt_kind_info *kind = rt_kind_of(k);
        if (!kind || kind->since > minor || (row->kind != RT_EVERY && row->kind != k))
            continue;
        if (row->attr == 0) {
            caps->kind[k] = (uint8_t)row->level;
            continue;
        }
        for (uint32_t a = 1; a < RT_ATTR_COUNT; a++) {
            const rt_attr_info *attr = rt_attr_of(a);
            if (attr && attr->since <= minor && (attr->kinds & RT_BIT(k)) && (row->attr == RT_EVERY || row->attr == a))
                set_values(caps, k, a, row->values, row->level);
        }
    }
}

/* Whether all of `kinds` are of no class: what only their parents name. */
static bool only_named(uint64_t kinds)
{
    for (uint32_t k = 0; k < RT_KIND_COUNT; k++)
        if ((kinds & RT_BIT(k)) && (k == 0 || rt_kind_of(k)->is_inline || rt_kind_of(k)->is_block))
            return false;
    return true;
}

static bool lacks_any(const rt_caps *caps, uint64_t kinds)
{
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
        if ((kinds & RT_BIT(k)) && caps->kind[k] == RT_NOT_CARRIED && rt_kind_of(k)->fallback != RT_FALL_DROP)
            return true;
    return false;
}

/* Whether the kind is nothing without something that is lacking: a row without cells, a section without heading. */
static bool lacks_content(const rt_caps *caps, const rt_kind_info *info)
{
    for (uint32_t p = 0; p < info->phase_count; p++)
        if ((info->phases[p].minimum || info->phase_count == 1) && only_named(info->phases[p].kinds) &&
            lacks_any(caps, info->phases[p].kinds))
            return true;
    return info->stray && lacks_any(caps, RT_BIT(info->stray));
}

static void lose_hollow(rt_caps *caps)
{
    for (bool again = true; again;) {
        again = false;
        for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
            if (caps->kind[k] != RT_NOT_CARRIED && lacks_content(caps, rt_kind_of(k))) {
                caps->kind[k] = RT_NOT_CARRIED;
                again = true;
            }
    }
}

static bool exact_throughout(const rt_caps *caps)
{
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++) {
        if (caps->kind[k] != RT_EXACT)
            return false;
        for (uint32_t a = 1; a < RT_ATTR_COUNT; a++)
            if ((rt_attr_of(a)->kinds & RT_BIT(k)) &&
                (caps->attr[k][a] != RT_EXACT || caps->values[k][a] || caps->near[k][a]))
                return false;
    }
    return true;
}

void rt_caps_fill(rt_caps *caps, const rt_carries *carries, uint32_t minor)
{
    static const rt_capability all[] = {{RT_EVERY, 0, RT_EXACT, 0}, {RT_EVERY, RT_EVERY, RT_EXACT, 0}, {0, 0, 0, 0}};
    const char *row = (const char *)(carries ? carries->table : all);
    size_t stride = carries && carries->stride ? carries->stride : sizeof(rt_capability);
    memset(caps, 0, sizeof *caps);
    for (; row && ((const rt_capability *)(const void *)row)->kind; row += stride)
        apply(caps, (const rt_capability *)(const void *)row, minor);
    lose_hollow(caps);
    caps->kind[RT_REPORT] = RT_EXACT;
    caps->everything = exact_throughout(caps) && !(carries && RT_HAS(rt_carries, carries, tables) && carries->tables) &&
                       !(carries && RT_HAS(rt_carries, carries, flat_cells) && carries->flat_cells);
}
