/* gate_place.c - decides where a node may stand and opens and closes frames for it.
 *
 * Owns the grammar's state machine and what is closed or opened to make room: a paragraph in a paragraph
 * ends the outer one, a cell alone gets its row. Events, and what finds no place, are gate.c's. */
#include <string.h>

#include "gate_frames.h"

/* What names something else is not ended by a paragraph in it: HTML's figcaption and dt hold some. */
#define TITLES (RT_BIT(RT_HEADING) | RT_BIT(RT_CAPTION) | RT_BIT(RT_TERM))
enum { CHAIN = 5 }; /* the longest chain of wrappers: text, paragraph, cell, row, table */

/* ---- The state machine of one frame ---------------------------------------- */

static bool phase_free(const gate_frame *f, uint32_t p)
{
    const rt_phase *phase = &f->info->phases[p];
    if (phase->many)
        return true;
    return !(f->used >> p & 1) && (phase->twin < 0 || !(f->used >> phase->twin & 1));
}

/* The phase that takes `kind` next, or -1. */
static int phase_for(const gate_frame *f, uint32_t kind)
{
    for (uint32_t p = f->phase; p < f->info->phase_count; p++) {
        const rt_phase *phase = &f->info->phases[p];
        if ((phase->kinds & RT_BIT(kind)) && phase_free(f, p))
            return (int)p;
        if (phase->minimum && !(f->used >> p & 1))
            return -1;
    }
    return -1;
}

static void set_open(gate_frame *f)
{
    f->open = 0;
    for (uint32_t p = f->phase; p < f->info->phase_count; p++) {
        const rt_phase *phase = &f->info->phases[p];
        if (phase_free(f, p))
            f->open |= phase->kinds;
        if (phase->minimum && !(f->used >> p & 1))
            break;
    }
}

void gate_advance(gate_frame *f, uint32_t kind)
{
    int p = phase_for(f, kind);
    if (p < 0 || (p == f->phase && f->info->phases[p].many))
        return;
    f->phase = (uint8_t)p;
    if (!f->info->phases[p].many)
        f->used |= (uint8_t)(1u << p);
    set_open(f);
}

/* Frames that hold only inline content end when something else begins, as in HTML. */
static bool yields(const gate_frame *f)
{
    return (f->entry < 0 && !f->soft) || (f->info->children & RT_BIT(RT_LINE_BREAK) && f->info->phase_count == 1);
}

/* ---- Opening and closing ------------------------------------------------------ */

static rt_status pass_enter(gate *g, const gate_frame *f, const rt_attr *attrs, size_t count)
{
    rt_node node = {.size = sizeof node, .kind = f->kind, .attrs = attrs, .attr_count = count, .pos = f->pos};
    return g->next->enter(g->next, &node);
}

rt_status gate_flush_pending(gate *g)
{
    gate_frame *f = gate_top(g);
    f->pending = false;
    gate_advance(&g->frames[g->frame_count - 2], f->kind);
    rt_status status = pass_enter(g, f, f->attrs, f->attr_count);
    rt_run_resize(g->run, f->attrs, 0);
    f->attrs = NULL;
    return status;
}

static rt_status push_frame(gate *g, uint32_t kind, int32_t entry)
{
    if (g->frame_count >= g->run->limits.value[RT_LIMIT_DEPTH])
        return rt_run_limit(g->run, RT_LIMIT_DEPTH, &g->pos);
    if (g->frame_count == g->frame_room) {
        size_t room = g->frame_room ? g->frame_room * 2 : 32;
        gate_frame *grown = rt_run_resize(g->run, g->frames, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        g->frames = grown;
        g->frame_room = room;
    }
    gate_frame *f = &g->frames[g->frame_count++];
    *f = (gate_frame){.info = &g->kinds[kind], .entry = entry, .kind = kind, .pos = g->pos, .open = g->kinds[kind].begins};
    return RT_OK;
}

/* Kinds that do not exist while nothing stands in them. */
static bool waits_for_content(uint32_t kind)
{
    return kind == RT_SECTION || kind == RT_LIST || kind == RT_DEFINITIONS || kind == RT_TABLE;
}

/* The last section level above the frame about to open. */
static int32_t level_above(const gate *g)
{
    for (size_t i = g->frame_count; i-- > 0;)
        if (g->frames[i].kind == RT_SECTION)
            return g->frames[i].level;
    return 0;
}

static rt_status count_child(gate *g)
{
    gate_frame *top = gate_top(g);
    if (top->kind == RT_ROW && ++top->length > g->run->limits.value[RT_LIMIT_COLUMNS])
        return rt_run_limit(g->run, RT_LIMIT_COLUMNS, &g->pos);
    return RT_OK;
}

/* Leaves one attribute out, in the scratch. */
static void drop_attr(gate *g, uint32_t id, const rt_attr **attrs, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if ((*attrs)[i].id != id)
            g->attrs.list[kept++] = (*attrs)[i];
    *attrs = g->attrs.list;
    *count = kept;
}

/* Of the top frame, a table: its parts follow each other. A row that falls back takes the part that is open. */
void gate_keep_part(gate *g, const rt_attr **attrs, size_t *count)
{
    static const int32_t ranks[] = {[RT_PART_HEAD] = 0, [RT_PART_BODY] = 1, [RT_PART_FOOT] = 2};
    static const int32_t parts[] = {RT_PART_HEAD, RT_PART_BODY, RT_PART_FOOT};
    gate_frame *table = gate_top(g);
    const rt_node row = {.attrs = *attrs, .attr_count = *count};
    int32_t part = rt_node_number(&row, RT_A_PART, RT_PART_BODY), open = parts[table->level];
    if (ranks[part] >= table->level) {
        table->level = ranks[part];
        return;
    }
    const rt_attr_info *info = rt_attr_of(RT_A_PART);
    gate_mend(g, "gate-part", &g->pos, "a row of the %s stands behind the %s; it was taken into the %s",
              rt_choice_name(info, part), rt_choice_name(info, open), rt_choice_name(info, open));
    if (open == RT_PART_BODY)
        drop_attr(g, RT_A_PART, attrs, count);
    else
        rt_attr_gate_set(&g->attrs, &(rt_attr){.id = RT_A_PART, .number = open}, attrs, count);
}

rt_status gate_open_frame(gate *g, uint32_t kind, const rt_node *node, int32_t entry, bool apart)
{
    static const rt_node bare = {.size = sizeof bare};
    const rt_attr *attrs = NULL;
    size_t count = 0;
    rt_status status = RT_OK;
    int32_t level = kind == RT_SECTION ? level_above(g) + 1 : 0;

    if (g->frame_count && !apart) {
        if (gate_top(g)->pending && (status = gate_flush_pending(g)) != RT_OK)
            return status;
        if (!waits_for_content(kind))
            gate_advance(gate_top(g), kind);
        status = count_child(g);
    }
    if (status == RT_OK)
        status = rt_attr_gate_pass(&g->attrs, kind, node ? node : &bare, &attrs, &count);
    if (status == RT_OK && kind == RT_ROW)
        gate_keep_part(g, &attrs, &count);
    if (status == RT_OK)
        status = push_frame(g, kind, entry);
    if (status != RT_OK)
        return status;
    gate_frame *f = gate_top(g);
    if (kind == RT_SECTION) {
        const rt_node passes = {.attrs = attrs, .attr_count = count};
        int32_t given = rt_node_number(&passes, RT_A_LEVEL, 0);
        f->level = given >= level ? given : level;
        if (given != f->level && g->levels)
            rt_attr_gate_set(&g->attrs, &(rt_attr){.id = RT_A_LEVEL, .number = f->level}, &attrs, &count);
    }
    if (kind == RT_HEADING && g->frame_count > 1 && g->frames[g->frame_count - 2].kind == RT_SECTION)
        drop_attr(g, RT_A_LEVEL, &attrs, &count);
    if (!waits_for_content(kind))
        return pass_enter(g, f, attrs, count);
    f->pending = true;
    f->attrs = rt_attrs_copy(g->run, attrs, count);
    f->attr_count = count;
    return count && !f->attrs ? RT_ERR_MEMORY : RT_OK;
}

rt_status gate_close_frame(gate *g)
{
    gate_frame f = *gate_top(g);
    g->frame_count--;
    if (f.entry >= 0) {
        bool again = gate_carries(f.kind) && !g->entries[f.entry].last;
        g->entries[f.entry].frame = again ? ENTRY_CARRIED : ENTRY_CLOSED;
        g->carried += again;
    }
    if (gate_carries(f.kind)) { /* its lines are those around it */
        gate_top(g)->length += f.length;
        gate_top(g)->gap |= f.gap;
    }
    if (f.pending) { /* it never came to hold anything */
        rt_run_resize(g->run, f.attrs, 0);
        return RT_OK;
    }
    rt_status status = g->next->leave(g->next, f.kind);
    if (f.back) {
        g->next = f.back;
        g->held_level--;
    }
    return status;
}

rt_status gate_close_to(gate *g, size_t count)
{
    rt_status status = RT_OK;
    while (status == RT_OK && g->frame_count > count)
        status = gate_close_frame(g);
    return status;
}

/* ---- Finding room ---------------------------------------------------------------- */

static const char *kind_name(uint32_t kind) { return kind ? rt_kind_of(kind)->name : "text"; }

/* How many of `chain` (the kind, its wrapper, the wrapper's …) the top frame takes: the index of
 * the outermost to open, 0 when the kind itself is taken, -1 when none is. */
static int wrappers_needed(const gate *g, const gate_frame *top, uint32_t kind, uint32_t chain[CHAIN])
{
    chain[0] = kind;
    for (int i = 0; i < CHAIN; i++) {
        if (top->open & RT_BIT(chain[i]))
            return i;
        uint32_t wrap = chain[i] ? rt_kind_of(chain[i])->wrap : RT_PARAGRAPH;
        if (!wrap || i + 1 == CHAIN || (g->absent & RT_BIT(wrap)))
            return -1;
        chain[i + 1] = wrap;
    }
    return -1;
}

/* Whether a fresh `holder`, or what it opens for strays, can take `kind`. */
static bool can_hold(const gate *g, uint32_t holder, uint32_t kind)
{
    for (int i = 0; holder && !(g->absent & RT_BIT(holder)) && i < CHAIN; i++, holder = rt_kind_of(holder)->stray) {
        uint64_t children = rt_kind_of(holder)->children;
        for (uint32_t k = kind, n = 0; n < CHAIN; n++) {
            if (children & RT_BIT(k))
                return true;
            k = k ? rt_kind_of(k)->wrap : RT_PARAGRAPH;
            if (!k || (g->absent & RT_BIT(k)))
                break;
        }
    }
    return false;
}

/* A frame below, reached over frames that yield, that takes `kind` in no more than `wrappers`: how many to
 * keep, or 0. */
static size_t yielding_ancestor(const gate *g, uint32_t kind, int wrappers)
{
    uint32_t chain[CHAIN];
    for (size_t n = g->frame_count; n > 1 && yields(&g->frames[n - 1]) && !g->frames[n - 1].back; n--) {
        int needed = wrappers_needed(g, &g->frames[n - 2], kind, chain);
        if (needed >= 0 && needed <= wrappers)
            return n - 1;
    }
    return 0;
}

/* A section whose first content is no heading is none; where a section before it is closed and
 * blocks can no longer stand, it gets an empty heading. */
static rt_status drop_bare_section(gate *g)
{
    gate_frame *f = gate_top(g);
    if (!(f[-1].open & RT_BIT(RT_PARAGRAPH)) && !(g->absent & RT_BIT(RT_HEADING))) {
        gate_mend(g, "gate-implied", &f->pos, "a section has no heading; it got an empty one");
        rt_status status = gate_open_frame(g, RT_HEADING, NULL, -1, false);
        return status == RT_OK ? gate_close_frame(g) : status;
    }
    gate_mend(g, "gate-unwrapped", &f->pos, "a section has no heading; its content was kept without it");
    if (f->entry >= 0) {
        g->entries[f->entry].frame = ENTRY_UNWRAPPED;
        f->entry = -1;
    }
    rt_run_resize(g->run, f->attrs, 0);
    g->frame_count--;
    return RT_OK;
}

static rt_status open_implied(gate *g, uint32_t kind, uint32_t for_kind)
{
    gate_mend(g, "gate-implied", &g->pos, "%s cannot stand in %s; %s was opened for it",
                  kind_name(for_kind), gate_top(g)->info->name, kind_name(kind));
    return gate_open_frame(g, kind, NULL, -1, false);
}

static rt_status close_for(gate *g, uint32_t kind, size_t keep)
{
    for (size_t i = keep; i < g->frame_count; i++)
        if (g->frames[i].entry >= 0 && !(gate_carries(g->frames[i].kind) && !g->entries[g->frames[i].entry].last)) {
            gate_mend(g, "gate-closed", &g->pos, "%s cannot stand in %s; the %s was closed before it",
                          kind_name(kind), g->frames[i].info->name, g->frames[i].info->name);
            break;
        }
    return gate_close_to(g, keep);
}

/* Whether lines stand in what names something else, perhaps in a link there. */
static bool in_title(gate *g)
{
    const gate_frame *f = gate_top(g);
    while (f > g->frames && gate_carries(f->kind))
        f--;
    return f->entry >= 0 && (RT_BIT(f->kind) & TITLES);
}

rt_status gate_make_room(gate *g, uint32_t kind, bool *placed)
{
    uint32_t chain[CHAIN];
    rt_status status = RT_OK;
    *placed = true;
    while (status == RT_OK) {
        gate_frame *top = gate_top(g);
        if (top->open & RT_BIT(kind))
            return RT_OK;
        if (RT_BIT(kind) & GATE_MILESTONES) { /* they wait rather than open or close anything */
            *placed = false;
            return RT_OK;
        }
        if (top->pending && top->kind == RT_SECTION) {
            status = drop_bare_section(g);
            continue;
        }
        if (kind == RT_PARAGRAPH && in_title(g)) {
            *placed = false; /* its text is the title's */
            return RT_OK;
        }
        size_t keep = yielding_ancestor(g, kind, 0);
        if (keep) {
            status = close_for(g, kind, keep);
            continue;
        }
        int wrappers = wrappers_needed(g, top, kind, chain);
        if (wrappers > 0) {
            for (int i = wrappers; i > 0 && status == RT_OK; i--)
                status = open_implied(g, chain[i], kind);
            return status;
        }
        if (top->info->stray && !(g->absent & RT_BIT(top->info->stray)) && (top->open & RT_BIT(top->info->stray)) && can_hold(g, top->info->stray, kind)) {
            status = open_implied(g, top->info->stray, kind);
            continue;
        }
        keep = yielding_ancestor(g, kind, CHAIN);
        if (!keep && yields(top) && top->entry < 0 && !top->back && g->frame_count > 1)
            keep = g->frame_count - 1;
        if (!keep) {
            *placed = false;
            return RT_OK;
        }
        status = close_for(g, kind, keep);
    }
    return status;
}

/* A section goes into the innermost section of a higher level that is still open; those the
 * source has left and that are not above it are closed at last. */
rt_status gate_place_section(gate *g, const rt_node *node, int32_t *level, bool *placed)
{
    size_t count = g->frame_count;
    *level = rt_node_number(node, RT_A_LEVEL, 0);
    while (count > 1 && (yields(&g->frames[count - 1]) || g->frames[count - 1].pending) &&
           g->frames[count - 1].kind != RT_SECTION && !g->frames[count - 1].back)
        count--;
    *placed = g->frames[count - 1].kind == RT_SECTION || g->frames[count - 1].kind == RT_REPORT;
    if (!*placed)
        return RT_OK;
    rt_status status = close_for(g, RT_SECTION, count);
    while (status == RT_OK && gate_top(g)->kind == RT_SECTION) {
        gate_frame *top = gate_top(g);
        if (top->pending) {
            status = drop_bare_section(g);
        } else if (top->soft && (*level <= 0 || top->level >= *level)) {
            status = gate_close_frame(g);
        } else if (top->level >= rt_attr_of(RT_A_LEVEL)->maximum) { /* nothing is deeper */
            status = close_for(g, RT_SECTION, g->frame_count - 1);
        } else {
            if (*level > 0 && *level <= top->level)
                gate_mend(g, "gate-level", &node->pos,
                              "a section of level %d stands in one of level %d; it became %d", *level,
                              top->level, top->level + 1);
            break;
        }
    }
    return status;
}

/* Milestones that found no place stand before the first content that comes after them. */
rt_status gate_release_waiting(gate *g)
{
    rt_status status = RT_OK;
    if (!gate_can_release(g))
        return RT_OK;
    rt_item *root = rt_tree_root(g->waiting);
    for (rt_item *item = root->first; item && status == RT_OK; item = item->next) {
        gate_advance(gate_top(g), item->kind);
        status = rt_tree_replay(g->waiting, item, g->next);
    }
    rt_tree_reset(g->waiting);
    g->has_waiting = g->waits_inside = false;
    return status;
}
