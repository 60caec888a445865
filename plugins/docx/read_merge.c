/* read_merge.c - merged cells: how far each reaches is known only from the rows below, so rows stand on a tape from the earliest
 * one that is still open, and no longer.
 *
 * Owns the spans, and the parts of rows that a merged cell may tie together; the rest of tables is read_table.c's. */
#include <string.h>

#include "read.h"

rt_tape *body_record_tape(body *b, const body_table *t) { return b->table_tapes[t->number]; }

rt_status body_record(body *b, body_table *t)
{
    if (t->recording || t->number >= BODY_TABLE_TAPES)
        return RT_OK;
    TRY(body_tape(b, &b->table_tapes[t->number]));
    TRY(body_divert(b, rt_tape_sink(b->table_tapes[t->number])));
    t->recording = true;
    return RT_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* A row of the head or foot is of the body after all where a cell reaches out of it: a span ends with its part. */
rt_status body_row_entered(body *b, body_table *t)
{
    rt_tape_place place;
    if (t->row.part == RT_PART_BODY || !t->recording)
        return RT_OK;
    TRY(rt_tape_number(body_record_tape(b, t), RT_A_PART, &place));
    TRY(body_grow(b, &t->parts, t->part_count, &t->part_room, sizeof *t->parts));
    t->parts[t->part_count++] = (body_part_place){place, t->row.part};
    return RT_OK;
}

static void settle_parts(body *b, body_table *t)
{
    for (uint32_t i = 0; i < t->part_count; i++)
        rt_tape_set_number(body_record_tape(b, t), t->parts[i].place, t->parts[i].part);
    t->part_count = 0;
}

/* Those that no cell of the row went on with are as tall as they were. */
static void end_merges(body *b, body_table *t, bool all)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->merge_count; i++) {
        body_merge *merge = &t->merges[i];
        if (!merge->seen || all) {
            rt_tape_set_number(body_record_tape(b, t), merge->place, (int32_t)merge->rows);
            continue;
        }
        merge->seen = false;
        t->merges[kept++] = *merge;
    }
    t->merge_count = kept;
}

/* The merges that began in the row stand behind the older ones: in the order of columns again. */
static rt_status sort_merges(body *b, body_table *t)
{
    uint32_t fresh = t->merge_count - t->merge_old, i = t->merge_old, k = fresh, at = t->merge_count;
    if (!fresh || !t->merge_old)
        return RT_OK;
    body_merge *copy = b->host->resize(b->host, NULL, fresh * sizeof *copy);
    if (!copy)
        return RT_ERR_MEMORY;
    memcpy(copy, t->merges + t->merge_old, fresh * sizeof *copy);
    while (k > 0)
        t->merges[--at] = i > 0 && t->merges[i - 1].column > copy[k - 1].column ? t->merges[--i] : copy[--k];
    b->host->resize(b->host, copy, 0);
    return RT_OK;
}

rt_status body_merge_row_end(body *b, body_table *t)
{
    if (t->continued && t->last_part != t->row.part) {
        t->part_count = 0; /* they stay what they are on the tape: of the body */
        t->row.part = RT_PART_BODY;
    }
    t->last_part = t->row.part;
    if (t->merge_count) {
        TRY(sort_merges(b, t));
        end_merges(b, t, false);
    }
    if (!t->merge_count && t->recording)
        settle_parts(b, t);
    return RT_OK;
}

rt_status body_merge_table_end(body *b, body_table *t)
{
    end_merges(b, t, true);
    if (t->recording)
        settle_parts(b, t);
    return RT_OK;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

void body_beside_end(body *b, body_table *t)
{
    if (t->beside_open)
        rt_tape_set_number(body_record_tape(b, t), t->beside, (int32_t)t->beside_columns);
    t->beside_open = false;
}

/* The open merge that begins in the cell's column, or NULL. */
static body_merge *merge_above(body_table *t)
{
    while (t->merge_at < t->merge_old && t->merges[t->merge_at].column < t->row.column)
        t->merge_at++;
    body_merge *merge = t->merge_at < t->merge_old ? &t->merges[t->merge_at] : NULL;
    return merge && merge->column == t->row.column ? merge : NULL;
}

/* Whether the cell is a part of another one, or the first of several. */
rt_status body_merge_cell(body *b, body_table *t)
{
    body_cell *cell = &t->cell;
    if (cell->beside == BODY_CONTINUES && t->beside_open) {
        t->beside_columns += cell->columns;
        cell->covered = true;
        return RT_OK;
    }
    body_beside_end(b, t);
    if (cell->merge == BODY_CONTINUES) {
        body_merge *above = merge_above(t);
        if (above && above->columns == cell->columns) {
            above->seen = cell->covered = t->continued = true;
            above->rows++;
            return RT_OK;
        }
        body_warn(b, "docx-merge", above ? "a cell goes on with one above that has another width; it was kept as a cell of its own"
                                         : "a cell goes on with a merged one above, but none ends there; it was kept as a cell of its own");
        cell->merge = BODY_RESTARTS; /* what goes on below goes on with it */
    }
    if (cell->merge || cell->beside == BODY_RESTARTS) {
        TRY(body_record(b, t));
        if (!t->recording) {
            body_lost(b, RT_LOSS_STRUCTURE, "merged cells in a table nested too deeply");
            cell->merge = cell->beside = 0;
        }
    }
    return RT_OK;
}

rt_status body_merge_entered(body *b, body_table *t)
{
    const body_cell *cell = &t->cell;
    rt_tape_place place;
    if (cell->merge) {
        TRY(rt_tape_number(body_record_tape(b, t), RT_A_ROWSPAN, &place));
        TRY(body_grow(b, &t->merges, t->merge_count, &t->merge_room, sizeof *t->merges));
        t->merges[t->merge_count++] = (body_merge){.column = t->row.column, .columns = cell->columns, .rows = 1, .place = place,
                                                   .seen = true};
    }
    if (cell->beside != BODY_RESTARTS)
        return RT_OK;
    TRY(rt_tape_number(body_record_tape(b, t), RT_A_COLSPAN, &t->beside));
    t->beside_open = true;
    t->beside_columns = cell->columns;
    return RT_OK;
}
