/* order.c - puts a report's children in their order: metadata, blocks, notes as they are
 * first referred to, facts. Owns that order and the check that references resolve. */
#include "ids.h"
#include "tree.h"
#include "vocabulary.h"

#include <string.h>

static rt_str text_of(const rt_item *item, uint32_t attr)
{
    const rt_attr *found = rt_item_attr(item, attr);
    return found ? found->text : (rt_str){NULL, 0};
}

/* Collects every id; a second one of the same name is told and removed. */
static rt_status collect_ids(rt_run *run, rt_item *report, rt_ids *ids)
{
    for (rt_item *item = report; item; item = rt_tree_next(report, item)) {
        rt_str id = text_of(item, RT_A_ID);
        if (!id.len)
            continue;
        rt_ids_slot *slot = rt_ids_add(ids, id);
        if (!slot)
            return RT_ERR_MEMORY;
        if (slot->item) {
            rt_run_report(run, "id-twice", &item->pos, "the id %.*s was given before; the second was left out",
                          (int)(id.len < 80 ? id.len : 80), id.ptr);
            rt_tree_remove_attr(item, RT_A_ID);
            continue;
        }
        slot->item = item;
    }
    return RT_OK;
}

static void check_reference(rt_run *run, const rt_item *item, rt_str ref, const rt_ids *ids)
{
    if (ref.len && !rt_ids_find(ids, ref))
        rt_run_report(run, "reference-unknown", &item->pos, "%s refers to %.*s, which does not exist",
                      rt_kind_of(item->kind)->name, (int)(ref.len < 80 ? ref.len : 80), ref.ptr);
}

static void check_references(rt_run *run, const rt_item *item, const rt_ids *ids)
{
    static const uint32_t refs[] = {RT_A_REF, RT_A_PARENT, RT_A_RESOURCE, RT_A_CONTINUES};
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++)
        check_reference(run, item, text_of(item, refs[i]), ids);
    rt_str href = text_of(item, RT_A_HREF);
    if (href.len > 1 && href.ptr[0] == '#')
        check_reference(run, item, (rt_str){href.ptr + 1, href.len - 1}, ids);
}

/* Kinds in the order of the report's phases; blocks keep theirs. */
static int rank(uint32_t kind)
{
    return kind == RT_META ? 0 : kind == RT_NOTE ? 2 : kind == RT_FACT ? 3 : 1;
}

/* Moves all of one rank behind what is there, in order. */
static void move_rank(rt_item *from, rt_item *to, int wanted)
{
    for (rt_item *item = from->first, *next; item; item = next) {
        next = item->next;
        if (rank(item->kind) == wanted)
            rt_tree_move(item, to, NULL);
    }
}

/* Checks what `from` and all behind it refer to, and lets notes follow their first reference: those count that
 * stand in notes, too, so the list grows while it is walked. */
static void follow_references(rt_run *run, const rt_ids *ids, rt_item *report, rt_item *sorted, rt_item *from)
{
    for (rt_item *item = from; item; item = rt_tree_next(sorted, item)) {
        rt_str ref = text_of(item, RT_A_REF);
        check_references(run, item, ids);
        const rt_attr *role = item->kind == RT_START ? rt_item_attr(item, RT_A_ROLE) : NULL;
        bool refers = item->kind != RT_END && (item->kind != RT_START || (role && role->number == RT_ROLE_COMMENT));
        rt_ids_slot *slot = ref.len && refers ? rt_ids_find(ids, ref) : NULL;
        rt_item *note = slot ? slot->item : NULL;
        if (note && note->kind == RT_NOTE && note->parent == report)
            rt_tree_move(note, sorted, NULL);
    }
}

/* Notes that nobody refers to: footnotes, then endnotes, then comments. */
static void move_unreferenced(rt_run *run, const rt_ids *ids, rt_item *report, rt_item *sorted, int32_t role)
{
    for (rt_item *note = report->first; note;) {
        const rt_attr *said = rt_item_attr(note, RT_A_ROLE);
        if ((said ? said->number : RT_ROLE_FOOTNOTE) != role) {
            note = note->next;
            continue;
        }
        rt_tree_move(note, sorted, NULL);
        follow_references(run, ids, report, sorted, sorted->last);
        note = report->first; /* what it referred to is gone as well; those before it are of other roles */
    }
}

/* Notes that moved may name a resource before it stands: it goes to its first use, and what held it names it. */
static rt_status resources_first(rt_tree *tree, rt_item *report, const rt_ids *ids)
{
    rt_status status = RT_OK;
    for (rt_item *item = report; item && status == RT_OK; item = rt_tree_next(report, item)) {
        bool use = item->kind == RT_IMAGE;
        rt_str id = use || item->kind == RT_RESOURCE ? text_of(item, use ? RT_A_RESOURCE : RT_A_ID) : (rt_str){NULL, 0};
        rt_ids_slot *slot = id.len ? rt_ids_find(ids, id) : NULL;
        rt_item *resource = slot ? slot->item : NULL;
        if (!resource || resource->kind != RT_RESOURCE || slot->number)
            continue;
        slot->number = 1; /* it stands */
        if (!use)
            continue;
        const rt_attr name = {.id = RT_A_RESOURCE, .text = text_of(resource, RT_A_ID)};
        status = rt_tree_set_attr(tree, resource->parent, &name);
        rt_tree_move(resource, item, NULL);
        rt_tree_remove_attr(item, RT_A_RESOURCE);
    }
    return status;
}

rt_status rt_tree_order(rt_tree *tree, rt_item *report)
{
    rt_run *run = rt_tree_run(tree);
    rt_ids ids = {.run = run};
    rt_item *sorted = rt_tree_alloc(tree, sizeof *sorted), *facts = rt_tree_alloc(tree, sizeof *facts);
    rt_status status = sorted && facts ? collect_ids(run, report, &ids) : RT_ERR_MEMORY;
    for (rt_item *item = report; item; item = rt_tree_next(report, item)) /* what it refers to comes first, too */
        if (item->kind == RT_TABLE || item->kind == RT_FIGURE)
            rt_tree_caption_first(item);
    if (status == RT_OK) {
        *sorted = *facts = (rt_item){.kind = report->kind};
        move_rank(report, sorted, 0);
        move_rank(report, sorted, 1);
        follow_references(run, &ids, report, sorted, sorted->first);
        move_rank(report, facts, 3);
        for (int32_t role = RT_ROLE_FOOTNOTE; role <= RT_ROLE_FIELD; role++)
            move_unreferenced(run, &ids, report, sorted, role);
        if (facts->first) {
            rt_item *first = facts->first;
            move_rank(facts, sorted, 3);
            follow_references(run, &ids, report, sorted, first);
        }
        while (sorted->first)
            rt_tree_move(sorted->first, report, NULL);
        status = resources_first(tree, report, &ids);
    }
    rt_ids_free(&ids);
    return status;
}
