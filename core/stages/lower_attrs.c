/* lower_attrs.c - what becomes of attributes that a writer lacks, and how losses are written down.
 *
 * Owns the ledger's lines of the lowering; what becomes of the node itself is lower.c's. */
#include "lower_state.h"

/* ---- The ledger -------------------------------------------------------------------- */

void lower_lose(lower *l, rt_loss_class loss_class, uint32_t kind, uint32_t attr, uint32_t value, const char *what,
                bool approximate)
{
    rt_ledger_item item = {.loss_class = loss_class, .output = l->output, .kind = kind, .attr = attr, .value = value,
                           .what = what, .approximate = approximate, .unit = l->run->unit};
    if (!l->run->ledger || rt_ledger_add(l->run->ledger, &item, &l->pos, 1) == RT_OK || l->failed != RT_OK)
        return;
    l->failed = RT_ERR_MEMORY;
    rt_run_report(l->run, "out-of-memory", &l->pos, "the system has no memory left for the loss report; close other programs");
}

/* Attributes whose fallback is more than nothing. */
void lower_lose_attr(lower *l, uint32_t kind, uint32_t attr, uint32_t value, const char *what,
                      bool approximate)
{
    static const struct { uint32_t attr; const char *what; } kept[] = {
        {RT_A_COLSPAN, "blank cells stand for it"}, {RT_A_ROWSPAN, "blank cells stand for it"},
        {RT_A_GRID_BEFORE, "blank cells stand for it"}, {RT_A_CHECKED, "a text stands for it"}};
    rt_loss_class loss_class = rt_attr_of(attr)->loss;
    for (size_t i = 0; i < sizeof kept / sizeof *kept && !approximate; i++)
        if (kept[i].attr == attr) {
            what = kept[i].what;
            loss_class = RT_LOSS_STRUCTURE;
        }
    lower_lose(l, loss_class, kind, attr, value, what, approximate);
}

/* ---- Attributes ------------------------------------------------------------------------ */

/* What is left of one attribute, its loss written down. False: nothing. */
bool lower_attr(lower *l, uint32_t source, uint32_t kind, rt_attr *attr)
{
    const rt_attr_info *info = rt_attr_of(attr->id);
    const rt_caps *caps = &l->caps;
    uint32_t lacking = caps->values[kind][attr->id], near = caps->near[kind][attr->id];
    if (!info || !(info->kinds & RT_BIT(kind)) || caps->attr[kind][attr->id] == RT_NOT_CARRIED)
        lacking = ~UINT32_C(0);
    if (info && info->type == RT_TYPE_MARKS) {
        for (uint32_t bit = 1; bit && bit <= (uint32_t)attr->number; bit <<= 1)
            if ((uint32_t)attr->number & bit & (lacking | near))
                lower_lose_attr(l, source, attr->id, bit, lacking & bit ? "became plain text" : NULL, !(lacking & bit));
        attr->number &= (int32_t)~lacking;
        return attr->number != 0;
    }
    uint32_t number = info ? rt_attr_value(info, attr) : 0, bit = number ? UINT32_C(1) << (number - 1) : 0;
    uint32_t value = bit && lacking != ~UINT32_C(0) ? number : 0;
    bool lost = bit ? (lacking & bit) != 0 : lacking == ~UINT32_C(0);
    if (lost)
        lower_lose_attr(l, source, attr->id, value, "left out", false);
    else if (caps->attr[kind][attr->id] == RT_APPROXIMATE || (bit && (near & bit)))
        lower_lose_attr(l, source, attr->id, bit && (near & bit) ? number : 0, NULL, true);
    return !lost;
}

/* Attributes that the fallback's own doing already keeps: spans become blank cells, labels and boxes text. */
static bool kept_otherwise(const lower *l, const rt_node *node, uint32_t attr)
{
    const rt_kind_info *info = rt_kind_of(node->kind);
    return l->caps.kind[node->kind] == RT_NOT_CARRIED && lower_says(info, rt_attr_of(attr)->name);
}

size_t lower_attrs(lower *l, const rt_node *node, uint32_t as)
{
    size_t count = 0;
    for (size_t i = 0; i < node->attr_count; i++) {
        rt_attr attr = node->attrs[i];
        if (lower_handed(l, attr.id))
            continue;
        if (as != node->kind && kept_otherwise(l, node, attr.id))
            continue;
        if (as == RT_CELL && attr.id == RT_A_COLSPAN && (attr.number = lower_colspan(l, attr.number)) == 1)
            continue;
        if (attr.id == RT_A_RESOURCE && rt_ids_find(&l->gone, attr.text)) {
            lower_lose(l, RT_LOSS_CONTENT, RT_RESOURCE, 0, 0, "its first use was left out, and its bytes with it", false);
            continue;
        }
        if (lower_attr(l, node->kind, as, &attr))
            l->attrs[count++] = attr;
    }
    return lower_take(l, lower_top(l), as, count);
}

/* A node that goes leaves no attribute; of those that matter the loss is told. */
void lower_lose_attrs(lower *l, const rt_node *node)
{
    const rt_kind_info *info = rt_kind_of(node->kind);
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr_info *attr = rt_attr_of(node->attrs[i].id);
        if (!attr || lower_says(info, attr->name))
            continue;
        rt_attr copy = node->attrs[i];
        if (node->kind == RT_TEXT)
            lower_attr(l, RT_TEXT, RT_NO_KIND, &copy);
        else if (attr->loss == RT_LOSS_CONTENT)
            lower_lose_attr(l, node->kind, copy.id, 0, "left out", false);
    }
}
