/* other_table.c - repeated records of a foreign document as a table.
 *
 * Owns the columns: one for each attribute and element of a record, in order of first appearance;
 * an element that repeats within a record has a column for each time. */
#include <stdio.h>
#include <string.h>

#include "other.h"

/* `element` NULL: the record itself. `attribute` NULL: its text. `turn`: which of its name, from 0. */
typedef struct column {
    const char *element, *attribute;
    uint32_t turn;
    uint64_t record, count; /* how many of this element the record has so far */
} column;

typedef struct cell { rt_str text; const rt_branch *from; } cell;

struct rt_plan {
    const rt_host *host;
    const rt_branch *first, *end;
    column *columns;
    size_t count, room;
    uint32_t *slots; /* hash to column + 1 */
    size_t slot_room;
    uint64_t most;   /* columns */
    uint64_t record, filled;
    cell *cells;     /* of the row that is sent; NULL while columns are found */
};

/* ---- Columns -------------------------------------------------------------------------------- */

static size_t hash(const char *element, uint32_t turn, const char *attribute)
{
    uint64_t h = ((uintptr_t)element >> 3) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ ((uintptr_t)attribute >> 3)) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ turn) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32);
}

static uint32_t *slot_of(const rt_plan *p, const char *element, uint32_t turn,
                         const char *attribute)
{
    size_t at = hash(element, turn, attribute) & (p->slot_room - 1);
    for (; p->slots[at]; at = (at + 1) & (p->slot_room - 1)) {
        const column *c = &p->columns[p->slots[at] - 1];
        if (c->element == element && c->turn == turn && c->attribute == attribute)
            break;
    }
    return &p->slots[at];
}

static rt_status make_room(rt_plan *p)
{
    size_t room = p->room ? 2 * p->room : 32, slot_room = 4 * room;
    column *columns = p->host->resize(p->host, p->columns, room * sizeof *columns);
    if (!columns)
        return RT_ERR_MEMORY;
    p->columns = columns;
    p->room = room;
    uint32_t *slots = p->host->resize(p->host, p->slots, slot_room * sizeof *slots);
    if (!slots)
        return RT_ERR_MEMORY;
    memset(slots, 0, slot_room * sizeof *slots);
    p->slots = slots;
    p->slot_room = slot_room;
    for (size_t i = 0; i < p->count; i++)
        *slot_of(p, columns[i].element, columns[i].turn, columns[i].attribute) = (uint32_t)i + 1;
    return RT_OK;
}

/* The column; a new one where there is none yet. Its number in *at. */
static rt_status column_of(rt_plan *p, const char *element, uint32_t turn, const char *attribute,
                           size_t *at)
{
    if (p->count == p->room) {
        rt_status status = make_room(p);
        if (status != RT_OK)
            return status;
    }
    uint32_t *slot = slot_of(p, element, turn, attribute);
    if (!*slot) {
        p->columns[p->count++] = (column){element, attribute, turn, 0, 0};
        *slot = (uint32_t)p->count;
    }
    *at = *slot - 1;
    return RT_OK;
}

static void put(rt_plan *p, size_t at, rt_str text, const rt_branch *from)
{
    if (p->cells)
        p->cells[at] = (cell){text, from};
    else
        p->filled++;
}

static rt_status put_fields(rt_plan *p, const rt_branch *b, const char *element, uint32_t turn)
{
    rt_status status = RT_OK;
    size_t at;
    for (uint32_t i = 0; i < b->field_count && status == RT_OK; i++) {
        status = column_of(p, element, turn, b->fields[i].name, &at);
        if (status == RT_OK)
            put(p, at, b->fields[i].value, b);
    }
    return status;
}

/* Which of its name this child of the record is, from 0. */
static rt_status turn_of(rt_plan *p, const char *element, uint32_t *turn)
{
    size_t at;
    rt_status status = column_of(p, element, 0, NULL, &at);
    if (status != RT_OK)
        return status;
    column *c = &p->columns[at];
    if (c->record != p->record)
        *c = (column){c->element, c->attribute, c->turn, p->record, 0};
    *turn = (uint32_t)c->count++;
    return RT_OK;
}

/* Every value of a record to its column. */
static rt_status put_record(rt_plan *p, const rt_branch *record)
{
    size_t at;
    uint32_t turn;
    p->record++;
    rt_status status = put_fields(p, record, NULL, 0);
    rt_str own = (record->flags & RT_BRANCH_LEAF) ? rt_branch_trim(record->text, true, true)
                                                  : (rt_str){NULL, 0};
    if (own.len && status == RT_OK && (status = column_of(p, NULL, 0, NULL, &at)) == RT_OK)
        put(p, at, own, record);
    for (const rt_branch *c = record->first; c && status == RT_OK && p->count <= p->most;
         c = c->next) {
        status = turn_of(p, c->name, &turn);
        if (status == RT_OK)
            status = column_of(p, c->name, turn, NULL, &at);
        if (status == RT_OK)
            put(p, at, rt_branch_trim(c->text, true, true), c);
        if (status == RT_OK)
            status = put_fields(p, c, c->name, turn);
    }
    return status;
}

/* ---- Planning ------------------------------------------------------------------------------- */

static void plan_free(rt_plan *p)
{
    const rt_host *host = p->host;
    host->resize(host, p->columns, 0);
    host->resize(host, p->slots, 0);
    host->resize(host, p->cells, 0);
    host->resize(host, p, 0);
}

/* Records that have little in common would be a table of empty cells. */
static bool worth_it(const rt_plan *p)
{
    return p->count <= p->most && p->count && p->record <= (16 * p->filled + 4096) / p->count;
}

rt_status rt_plan_new(const rt_host *host, const rt_branch *first, const rt_branch *end,
                      rt_plan **plan)
{
    rt_status status = RT_OK;
    rt_plan *p = host->resize(host, NULL, sizeof *p);
    if (!p)
        return RT_ERR_MEMORY;
    *p = (rt_plan){.host = host, .first = first, .end = end, .most = host->limit(host, "columns")};
    for (const rt_branch *r = first; r != end && status == RT_OK && p->count <= p->most;
         r = r->next)
        status = put_record(p, r);
    *plan = NULL;
    if (status != RT_OK || !worth_it(p)) {
        plan_free(p);
        return status;
    }
    *plan = p;
    return RT_OK;
}

/* ---- Sending -------------------------------------------------------------------------------- */

static rt_status say_name(const rt_plan *p, const column *c, rt_sink *out, rt_pos pos)
{
    const char *element = c->element ? c->element : c->attribute ? "" : p->first->name;
    const char *parts[] = {element, c->attribute && *element ? "/@" : "",
                           c->attribute ? c->attribute : ""};
    rt_status status = rt_branch_enter(out, RT_CELL, NULL, pos);
    for (size_t i = 0; i < 3 && status == RT_OK; i++)
        if (*parts[i])
            status = out->text(out, (rt_str){parts[i], strlen(parts[i])});
    return status == RT_OK ? out->leave(out, RT_CELL) : status;
}

static rt_status send_head(const rt_plan *p, rt_sink *out)
{
    rt_pos pos = rt_branch_pos(p->first);
    rt_attr head = {.id = RT_A_PART, .number = RT_PART_HEAD};
    rt_status status = rt_branch_enter(out, RT_ROW, &head, pos);
    for (size_t i = 0; i < p->count && status == RT_OK; i++)
        status = say_name(p, &p->columns[i], out, pos);
    return status == RT_OK ? out->leave(out, RT_ROW) : status;
}

static rt_status send_row(rt_plan *p, const rt_branch *record, rt_sink *out)
{
    memset(p->cells, 0, p->count * sizeof *p->cells);
    rt_status status = put_record(p, record);
    rt_pos pos = rt_branch_pos(record);
    if (status == RT_OK)
        status = rt_branch_enter(out, RT_ROW, NULL, pos);
    for (size_t i = 0; i < p->count && status == RT_OK; i++)
        status = rt_branch_say(out, RT_CELL, p->cells[i].text,
                               p->cells[i].from ? rt_branch_pos(p->cells[i].from) : pos);
    return status == RT_OK ? out->leave(out, RT_ROW) : status;
}

rt_status rt_plan_send(rt_plan *p, const char *caption, rt_sink *out)
{
    rt_pos pos = rt_branch_pos(p->first);
    rt_status status = RT_ERR_MEMORY;
    p->cells = p->host->resize(p->host, NULL, p->count * sizeof *p->cells);
    if (p->cells)
        status = rt_branch_enter(out, RT_TABLE, NULL, pos);
    if (status == RT_OK && caption)
        status = rt_branch_say(out, RT_CAPTION, (rt_str){caption, strlen(caption)}, pos);
    if (status == RT_OK)
        status = send_head(p, out);
    for (const rt_branch *r = p->first; r != p->end && status == RT_OK; r = r->next)
        status = send_row(p, r, out);
    plan_free(p);
    return status == RT_OK ? out->leave(out, RT_TABLE) : status;
}
