/* lower.c - replaces what a writer cannot carry by the vocabulary's fallbacks and writes the loss down.
 *
 * Owns what becomes of each node. Its attributes are in lower_attrs.c and lower_inherit.c, text on its way in lower_text.c, texts
 * of fallbacks in lower_say.c, spans and several tables in lower_table.c; a quiet gate behind it keeps the
 * result valid. */
#include <stdio.h>
#include <string.h>

#include <retort/plugin.h>

#include "lower_state.h"
#include "stages.h"

/* ---- Nodes ---------------------------------------------------------------------------------- */

static lower_entry *push(lower *l, uint32_t kind)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 32;
        lower_entry *grown = rt_run_resize(l->run, l->entries, room * sizeof *grown);
        if (!grown)
            return NULL;
        l->entries = grown;
        l->room = room;
    }
    if (l->count) {
        lower_top(l)->children++;
        lower_top(l)->has_row |= kind == RT_ROW;
    }
    lower_entry *entry = &l->entries[l->count++];
    memset(entry, 0, sizeof *entry);
    entry->kind = kind;
    entry->place = l->count > 1 ? entry[-1].place : 0;
    entry->prefix_base = l->prefix_len;
    entry->pos = l->pos;
    lower_inherit(l, entry);
    return entry;
}

/* Whether it can be passed on in `place`. Kinds of no class stand only where they are named: a row is none where
 * the table is lacking. */
static bool carried(const lower *l, uint32_t kind, uint32_t place)
{
    const rt_kind_info *info = rt_kind_of(kind);
    return l->caps.kind[kind] != RT_NOT_CARRIED && !(l->flat_depth && !info->is_inline && kind != RT_RESOURCE && kind != RT_CHOICE) &&
           (info->is_inline || info->is_block || !place || (rt_kind_of(place)->children & RT_BIT(kind)));
}

/* The kind it can be passed on as, or 0: its content stands in its place, or less. */
static uint32_t target_kind(const lower *l, uint32_t kind, uint32_t place)
{
    while (kind && !carried(l, kind, place))
        kind = rt_kind_of(kind)->fallback == RT_FALL_AS ? rt_kind_of(kind)->becomes : 0;
    return kind;
}

static bool carries_value(const lower *l, const rt_node *node, uint32_t attr, int32_t value)
{
    uint32_t kind = node->kind;
    return l->caps.kind[kind] != RT_NOT_CARRIED && l->caps.attr[kind][attr] != RT_NOT_CARRIED &&
           !(rt_attr_of(attr)->type == RT_TYPE_CHOICE && (l->caps.values[kind][attr] >> (value - 1) & 1));
}

/* Whether all that it shows is marked further down. */
static bool hands_deletion(const lower *l, const rt_node *node, uint32_t as, const rt_attr *change)
{
    const rt_kind_info *info = rt_kind_of(node->kind);
    if (!as && (info->fallback == RT_FALL_SAY || info->fallback == RT_FALL_DROP))
        return false;
    return rt_caps_hand_down(&l->caps, as ? as : node->kind, RT_A_CHANGE, (uint32_t)change->number);
}

/* Deleted and hidden text must not look like any other where the target cannot mark it. */
static bool must_go(lower *l, const rt_node *node)
{
    const rt_attr *change, *hidden;
    if (node->kind == RT_REPORT || (!node->attr_count && !l->givers))
        return false;
    change = rt_node_attr(node, RT_A_CHANGE);
    hidden = rt_node_attr(node, RT_A_HIDDEN);
    uint32_t as = change || l->givers ? target_kind(l, node->kind, lower_top(l)->place) : 0;
    if (change && (change->number == RT_CHANGE_DELETED || change->number == RT_CHANGE_MOVED_FROM) &&
        !carries_value(l, node, RT_A_CHANGE, change->number) && !hands_deletion(l, node, as, change)) {
        lower_lose_attr(l, node->kind, RT_A_CHANGE, (uint32_t)change->number, "deleted content left out", false);
        return true;
    }
    if (!change && lower_deleted(l, lower_top(l)) && lower_shows_deleted(l, lower_top(l), as)) {
        lower_lose(l, RT_LOSS_STRUCTURE, node->kind, 0, 0, "deleted content left out", false);
        return true;
    }
    if (hidden && hidden->number && !carries_value(l, node, RT_A_HIDDEN, 1)) {
        lower_lose_attr(l, node->kind, RT_A_HIDDEN, 0, "hidden content left out", false);
        return true;
    }
    return false;
}

static void skip(lower *l, lower_entry *entry)
{
    entry->fate = LOWER_SKIPPED;
    l->skipped++;
    l->telling = false;
}

static rt_status keep_attrs(lower *l, lower_entry *entry, const rt_attr *attrs, size_t count)
{
    entry->attrs = rt_attrs_copy(l->run, attrs, count);
    entry->attr_count = (uint32_t)count;
    return count && !entry->attrs ? RT_ERR_MEMORY : RT_OK;
}

static rt_status pass_enter(lower *l, lower_entry *entry, const rt_node *node, uint32_t as)
{
    rt_node copy = *node;
    const rt_kind_info *info = rt_kind_of(as);
    rt_status status = RT_OK;
    l->flat_depth += as == RT_CELL && l->flat_cells;
    copy.kind = entry->as = entry->place = as;
    if (node->attr_count && (status = lower_hand_down(l, entry, node, as)) != RT_OK)
        return status;
    copy.attr_count = node->attr_count || l->givers ? lower_attrs(l, node, as) : 0;
    copy.attrs = l->attrs;
    if (l->caps.kind[as] == RT_APPROXIMATE)
        lower_lose(l, rt_kind_of(node->kind)->loss, node->kind, 0, 0, NULL, true);
    if (as == RT_TEXT && copy.attr_count == 0) { /* a run without properties is none */
        entry->fate = LOWER_KEPT;
        return RT_OK;
    }
    if (as == RT_TABLE && (status = keep_attrs(l, entry, copy.attrs, copy.attr_count)) != RT_OK)
        return status;
    if (info->is_inline && !info->is_block) {
        status = lower_begin_content(l);
    } else {
        l->started = l->gap = false;
    }
    return status == RT_OK ? l->next->enter(l->next, &copy) : status;
}

/* A caption that the target lacks stands before its table, or behind it when it came last. */
static rt_status step_out_of_table(lower *l, lower_entry *caption, bool *goes)
{
    lower_entry *table = caption - 1;
    bool joined = table->fate == LOWER_KEPT && table->place == RT_TABLE;
    *goes = joined || table->ended || (l->tables == RT_TABLES_STACKED && l->stack_open && l->table_depth == 1 && table->has_row);
    if (*goes || table->fate != LOWER_PASSED)
        return RT_OK;
    caption->reopens = !table->has_row;
    table->ended = !caption->reopens;
    return l->next->leave(l->next, RT_TABLE);
}

static rt_status enter_table(lower *l, lower_entry *entry, const rt_node *node, bool *done)
{
    bool gone = false, joined = false;
    rt_status status = RT_OK;
    *done = true;
    if (l->tables != RT_TABLES_ALL && l->table_depth == 0)
        status = lower_begin_table(l, node, &gone, &joined);
    if (gone)
        skip(l, entry);
    else if (joined) {
        entry->fate = LOWER_KEPT;
        entry->place = RT_TABLE;
    } else
        *done = false;
    l->table_depth++;
    return status;
}

/* An item whose box has to become a text. */
static bool ticks(const lower *l, const rt_node *node, uint32_t as)
{
    const rt_attr *checked = node->kind == RT_ITEM ? rt_node_attr(node, RT_A_CHECKED) : NULL;
    return checked && !(as == RT_ITEM && carries_value(l, node, RT_A_CHECKED, checked->number));
}

/* A box to tick whose state the target lacks: the text says it. */
static bool loses_state(lower *l, const rt_node *node)
{
    const rt_attr *checked = node->kind == RT_CHECKBOX ? rt_node_attr(node, RT_A_CHECKED) : NULL;
    if (!checked || carries_value(l, node, RT_A_CHECKED, checked->number))
        return false;
    lower_lose_attr(l, RT_CHECKBOX, RT_A_CHECKED, (uint32_t)checked->number, NULL, false);
    return true;
}

/* Nodes that have no counterpart in the target. */
static rt_status enter_lacking(lower *l, lower_entry *entry, const rt_node *node)
{
    const rt_kind_info *info = rt_kind_of(node->kind);
    bool separates = info->before[0] && info->before[strspn(info->before, " \t")] == '\0';
    rt_status status = node->attr_count ? lower_hand_down(l, entry, node, 0) : RT_OK;
    if (status != RT_OK)
        return status;
    lower_lose_attrs(l, node);
    entry->fate = LOWER_KEPT;
    entry->owes = node->kind != RT_TEXT;
    if (info->fallback == RT_FALL_DROP || info->fallback == RT_FALL_SAY) {
        l->said = false;
        if (info->fallback == RT_FALL_SAY)
            status = lower_say(l, info->before, node);
        entry->mute = info->fallback == RT_FALL_SAY && !l->said;
        skip(l, entry);
        l->telling = true;
        return status;
    }
    if (!info->is_inline && node->kind != RT_CELL)
        l->gap = true;
    if (!separates || (l->count > 1 && entry[-1].children > 1))
        status = lower_prefix(l, info->before, node);
    if (status == RT_OK && ticks(l, node, 0))
        status = lower_prefix(l, "{checked} ", node);
    return status == RT_OK && info->after[0] ? keep_attrs(l, entry, node->attrs, node->attr_count) : status;
}

static rt_status enter_node(lower *l, lower_entry *entry, const rt_node *node)
{
    uint32_t as = target_kind(l, node->kind, entry->place);
    const rt_kind_info *info = rt_kind_of(node->kind);
    rt_status status = RT_OK;
    bool done = false;
    if (node->kind == RT_TABLE)
        status = enter_table(l, entry, node, &done);
    if (status != RT_OK || done)
        return status;
    if (node->kind == RT_NOTE_REFERENCE && l->caps.kind[RT_NOTE] == RT_NOT_CARRIED && (status = lower_count_note(l, node)) != RT_OK)
        return status;
    if (node->kind == RT_LIST)
        lower_begin_list(entry, node);
    if (node->kind == RT_ITEM)
        lower_count_item(l, entry, node);
    if (lower_nowhere(l) && node->kind != RT_TABLE && as && l->count > 1) {
        lower_lose(l, info->phase_count ? RT_LOSS_CONTENT : info->loss, node->kind, 0, 0, "has no place there", false);
        skip(l, entry);
        return RT_OK;
    }
    if (node->kind == RT_CAPTION && as != RT_CAPTION && l->count > 1 && entry[-1].kind == RT_TABLE) {
        bool goes;
        if ((status = step_out_of_table(l, entry, &goes)) != RT_OK)
            return status;
        if (goes) {
            entry->lost_text = true;
            skip(l, entry);
            return RT_OK;
        }
    }
    if (as == RT_CHECKBOX && loses_state(l, node)) {
        status = enter_lacking(l, entry, node);
        entry->owes = false;
        return status;
    }
    if (!as)
        return enter_lacking(l, entry, node);
    if (as == RT_ROW && lower_fills(l)) {
        status = pass_enter(l, entry, node, as);
        return status == RT_OK ? lower_begin_row(l, node) : status;
    }
    if (as == RT_CELL && lower_fills(l) && (status = lower_before_cell(l, node)) != RT_OK)
        return status;
    status = pass_enter(l, entry, node, as);
    if (status == RT_OK && as != node->kind) {
        entry->owes = true;
        status = lower_prefix(l, info->before, node);
    }
    if (status == RT_OK && ticks(l, node, as))
        status = lower_prefix(l, "{checked} ", node);
    return status;
}

/* Of a resource that is left out: images that name it are to know. */
static rt_status note_gone(lower *l, const rt_node *node)
{
    rt_str id = node->kind == RT_RESOURCE ? rt_node_text(node, RT_A_ID) : (rt_str){NULL, 0};
    return id.len && !rt_ids_add(&l->gone, id) ? RT_ERR_MEMORY : RT_OK;
}

/* A node that must go. Of a cell the place on the grid stays. */
static rt_status enter_hollow(lower *l, lower_entry *entry, const rt_node *node)
{
    rt_attr spans[2];
    rt_node cell = {.size = sizeof cell, .kind = node->kind, .attrs = spans, .pos = node->pos};
    rt_status status = RT_OK;
    if (node->kind == RT_TABLE)
        l->table_depth++;
    if (node->kind != RT_CELL || target_kind(l, RT_CELL, entry->place) != RT_CELL) {
        skip(l, entry);
        return note_gone(l, node);
    }
    for (size_t i = 0; i < node->attr_count; i++)
        if (node->attrs[i].id == RT_A_COLSPAN || node->attrs[i].id == RT_A_ROWSPAN)
            spans[cell.attr_count++] = node->attrs[i];
    status = enter_node(l, entry, &cell);
    l->skipped++;
    l->telling = false;
    entry->hollow = true;
    return status;
}

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    lower *l = (lower *)self;
    l->pos = node->pos;
    if (l->skipped) {
        if (l->telling && rt_kind_of(node->kind)->loss == RT_LOSS_CONTENT)
            lower_lose(l, RT_LOSS_CONTENT, node->kind, 0, 0, "left out", false);
        l->skipped++;
        return note_gone(l, node);
    }
    lower_entry *entry = push(l, node->kind);
    if (!entry)
        return RT_ERR_MEMORY;
    rt_status status = !must_go(l, node) ? enter_node(l, entry, node) : enter_hollow(l, entry, node);
    return status == RT_OK ? l->failed : status;
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    lower *l = (lower *)self;
    if (l->skipped)
        return RT_OK;
    return lower_pass_text(l, piece);
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    lower *l = (lower *)self;
    return l->skipped || !l->next->bytes ? RT_OK : l->next->bytes(l->next, bytes, len);
}

/* The loss of a node whose fallback stands, now that it is known what came of it. */
static void settle(lower *l, const lower_entry *entry)
{
    const rt_kind_info *info = rt_kind_of(entry->kind);
    rt_loss_class loss_class = entry->mute && (info->children & 1) ? RT_LOSS_CONTENT : info->loss;
    rt_pos here = l->pos;
    char what[48];
    if (!entry->owes && !entry->lost_text)
        return;
    l->pos = entry->pos;
    if (entry->lost_text) {
        loss_class = RT_LOSS_CONTENT;
        snprintf(what, sizeof what, "its text has no place there");
    } else if (entry->as && entry->as != entry->kind)
        snprintf(what, sizeof what, "became %s", rt_kind_of(entry->as)->name);
    else
        snprintf(what, sizeof what, "%s", info->fallback == RT_FALL_DROP || entry->mute ? "left out"
                 : info->fallback == RT_FALL_SAY ? "a text stands for it" : "its content stands in its place");
    lower_lose(l, loss_class, entry->kind, 0, 0, what, false);
    l->pos = here;
}

/* What was to stand before a text that never came. */
static void drop_prefix(lower *l, const lower_entry *entry)
{
    if (l->prefix_len > entry->prefix_base)
        l->prefix_len = entry->prefix_base;
}

static rt_status leave_passed(lower *l, lower_entry *entry)
{
    rt_status status = RT_OK;
    const rt_kind_info *info = rt_kind_of(entry->as);
    if (l->prefix_len && (entry->kind == RT_ITEM || entry->kind == RT_NOTE) && entry->as != entry->kind)
        status = lower_begin_content(l);
    if (status == RT_OK && entry->as == RT_ROW && lower_fills(l))
        status = lower_end_row(l);
    if (status == RT_OK && entry->as != RT_ROW && entry->kind == RT_TABLE && l->stack_open && l->table_depth == 0)
        return status; /* the stack stays open for the next table */
    if (status == RT_OK && !entry->ended)
        status = l->next->leave(l->next, entry->as);
    l->flat_depth -= entry->as == RT_CELL && l->flat_cells;
    if (status == RT_OK && entry->as == RT_CELL && lower_fills(l))
        status = lower_after_cell(l);
    if (!(info->is_inline && !info->is_block)) {
        l->started = true;
        l->gap = false;
        drop_prefix(l, entry);
    }
    return status;
}

static rt_status leave_kept(lower *l, lower_entry *entry)
{
    const rt_kind_info *info = rt_kind_of(entry->kind);
    rt_status status = RT_OK;
    if (entry->kind == RT_TEXT || (entry->kind == RT_TABLE && !entry->owes))
        return RT_OK;
    if (l->prefix_len && (entry->kind == RT_ITEM || entry->kind == RT_NOTE))
        status = lower_begin_content(l);
    if (status == RT_OK && info->after[0]) {
        rt_node node = {.size = sizeof node, .kind = entry->kind, .attrs = entry->attrs, .attr_count = entry->attr_count, .pos = l->pos};
        status = lower_say(l, info->after, &node);
    }
    if (!info->is_inline && entry->kind != RT_CELL)
        l->gap = true;
    if (entry->kind == RT_ROW)
        drop_prefix(l, entry);
    return status;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    lower *l = (lower *)self;
    lower_entry *entry = lower_top(l);
    rt_status status = RT_OK;
    if (l->skipped > 1) {
        l->skipped--;
        return RT_OK;
    }
    if (kind == RT_TABLE)
        l->table_depth--;
    if (entry->fate == LOWER_SKIPPED || entry->hollow)
        l->skipped = 0;
    if (entry->fate == LOWER_SKIPPED)
        ;
    else if (entry->fate == LOWER_KEPT)
        status = leave_kept(l, entry);
    else if (kind == RT_REPORT && l->stack_open)
        status = l->next->leave(l->next, RT_TABLE);
    if (status == RT_OK && entry->fate == LOWER_PASSED)
        status = leave_passed(l, entry);
    settle(l, entry);
    lower_settle_hands(l, entry);
    bool reopens = entry->reopens && status == RT_OK;
    rt_run_resize(l->run, entry->attrs, 0);
    rt_run_resize(l->run, entry->table.columns, 0);
    l->count--;
    if (reopens) {
        const lower_entry *table = lower_top(l);
        rt_node node = {.size = sizeof node, .kind = RT_TABLE, .attrs = table->attrs, .attr_count = table->attr_count, .pos = l->pos};
        l->started = l->gap = false;
        status = l->next->enter(l->next, &node);
    }
    return status == RT_OK ? l->failed : status;
}

static rt_status on_close(rt_sink *self, bool complete)
{
    lower *l = (lower *)self;
    rt_sink *next = l->next;
    for (size_t i = 0; i < l->count; i++) {
        rt_run_resize(l->run, l->entries[i].attrs, 0);
        rt_run_resize(l->run, l->entries[i].hand, 0);
        rt_run_resize(l->run, l->entries[i].table.columns, 0);
    }
    rt_ids_free(&l->notes);
    rt_ids_free(&l->gone);
    rt_run_resize(l->run, l->entries, 0);
    rt_run_resize(l->run, l->prefix, 0);
    rt_status status = next->close(next, complete);
    rt_run_resize(l->run, l, 0);
    return status;
}

static uint64_t absent_kinds(const rt_caps *caps)
{
    uint64_t absent = 0;
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
        if (caps->kind[k] == RT_NOT_CARRIED)
            absent |= RT_BIT(k);
    return absent;
}

rt_status rt_lower_open(rt_run *run, const rt_carries *carries, uint32_t minor, const char *output,
                        rt_sink *next, rt_sink **sink)
{
    lower *l = rt_run_resize(run, NULL, sizeof *l);
    if (!l)
        return RT_ERR_MEMORY;
    *l = (lower){.sink = {sizeof l->sink, on_enter, on_text, on_leave, on_bytes, on_close}, .run = run,
                 .output = output, .notes.run = run, .gone.run = run};
    if (carries && RT_HAS(rt_carries, carries, tables))
        l->tables = carries->tables;
    if (carries && RT_HAS(rt_carries, carries, advice))
        l->advice = carries->advice;
    if (carries && RT_HAS(rt_carries, carries, flat_cells))
        l->flat_cells = carries->flat_cells;
    rt_caps_fill(&l->caps, carries, minor);
    if (l->caps.everything) {
        rt_run_resize(run, l, 0);
        *sink = next;
        return RT_OK;
    }
    rt_status status = rt_gate_open_quiet(run, absent_kinds(&l->caps), l->caps.attr[RT_SECTION][RT_A_LEVEL] != RT_NOT_CARRIED,
                                          lower_on_dropped, l, next, &l->next);
    if (status != RT_OK) {
        rt_run_resize(run, l, 0);
        return status;
    }
    *sink = &l->sink;
    return RT_OK;
}
