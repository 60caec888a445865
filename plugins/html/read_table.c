/* read_table.c - tables: each waits until its end, so that captions, columns, rows and foot stand
 * in their order behind what is fostered, and row spans end with their group (HTML Living
 * Standard 4.9.12). */
#include <string.h>

#include "read.h"

enum { MOST_COLUMNS = 1000, MOST_ROWS = 65534 }; /* 4.9.11 */

/* The table that the content of `frame` belongs to. */
static html_table *table_of(html_reader *r, uint32_t frame)
{
    while (frame && r->frames[frame].kind != RT_TABLE)
        frame = r->frames[frame].parent;
    return frame ? &r->lines[r->frames[frame].line].table : NULL;
}

/* ---- Table ------------------------------------------------------------------------------ */

/* The place of a table: one in a table's caption stands in front of that table. */
static void find_place(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    uint32_t holder = rt_html_frame_inner(r, e->frame);
    while (r->frames[holder].kind == RT_CAPTION &&
           r->frames[rt_html_frame_inner(r, r->frames[holder].parent)].kind == RT_TABLE) {
        uint32_t table = rt_html_frame_inner(r, r->frames[holder].parent);
        e->line = r->lines[r->frames[table].line].table.outer;
        e->frame = r->frames[table].parent;
        holder = rt_html_frame_inner(r, e->frame);
    }
}

void rt_html_table_open(html_reader *r, uint32_t at, html_given *given)
{
    if (r->capture == CAPTURE_READING) {
        rt_html_ruby_end(r, at, true);
        r->capture = CAPTURE_NONE;
    }
    find_place(r, at);
    uint32_t outer = r->stack[at].line, holder = rt_html_frame_inner(r, r->stack[at].frame);
    rt_html_flow_go(r, outer);
    rt_html_frame_send(r, holder);
    rt_html_hold(r);
    if (r->status != RT_OK || !rt_html_flow_new(r))
        return;
    html_slot *slot = rt_html_flow(r)->slot = r->order.current;
    uint32_t number = r->line_count - 1;
    html_line *line = &r->lines[number];
    line->table = (html_table){.outer = outer, .part = RT_PART_BODY, .spans = r->span_count};
    for (int i = 0; i < SECTIONS; i++)
        slot = line->table.slots[i] = rt_html_slot_behind(r, slot);
    r->line = number;
    r->stack[at].line = number;
    rt_html_slot_go(r, line->table.slots[SECTION_HEAD]);
    html_frame *frame = rt_html_frame_push(r, at, RT_TABLE);
    if (!frame)
        return;
    frame->parent = holder;
    r->lines[number].table.frame = r->stack[at].frame;
    rt_html_block_taken(r, at);
    rt_html_send(r, RT_TABLE, given->list, given->count, &r->pos);
}

static void go_section(html_reader *r, html_table *table, uint32_t section)
{
    if (table->section == section)
        return;
    table->slots[table->section] = r->order.current;
    table->section = section;
    table->slots[section] = rt_html_slot_go(r, table->slots[section]);
}

/* What stands in front of a table ends when nothing can be fostered to it any more. */
static void end_before(html_reader *r, uint32_t holder)
{
    rt_html_flow_end(r);
    for (;; holder = rt_html_frame_inner(r, holder)) {
        uint32_t kind = r->frames[holder].kind;
        if (kind != RT_PARAGRAPH && !rt_html_holds_title(kind))
            break;
        rt_html_frame_leave(r, holder);
    }
    r->frames[holder].started = true;
}

void rt_html_table_close(html_reader *r, uint32_t at)
{
    uint32_t number = r->stack[at].line, frame = r->stack[at].frame;
    rt_html_flow_go(r, number);
    rt_html_flow_end(r);
    html_table *table = &r->lines[number].table;
    while (r->frame_count > frame + 1 && r->status == RT_OK) {
        if (r->frame_count - 1 == table->caption)
            go_section(r, table, SECTION_HEAD);
        if (r->frames[r->frame_count - 1].kind)
            rt_html_frame_leave(r, r->frame_count - 1);
        rt_html_frame_free(r, &r->frames[--r->frame_count]);
    }
    if (r->status != RT_OK)
        return;
    uint32_t outer = table->outer, holder = r->frames[frame].parent;
    go_section(r, table, SECTION_FOOT);
    rt_html_send_leave(r, RT_TABLE);
    html_slot *behind = rt_html_slot_behind(r, r->order.current);
    rt_html_flow_go(r, outer);
    end_before(r, holder);
    rt_html_slot_go(r, behind);
    rt_html_flow_free(r, &r->lines[number]);
    r->line_count = number;
    r->frame_count = frame;
    rt_html_release(r);
}

/* ---- Parts ------------------------------------------------------------------------------ */

static int32_t part_of(const html_element *e)
{
    return e->id == ELEMENT_THEAD   ? RT_PART_HEAD
           : e->id == ELEMENT_TFOOT ? RT_PART_FOOT
                                    : RT_PART_BODY;
}

/* A second caption goes on with the first, as browsers show it. It is left when the table ends. */
static void open_caption(html_reader *r, uint32_t at, html_table *table, const html_given *given)
{
    go_section(r, table, SECTION_HEAD);
    if (table->caption) {
        r->stack[at].frame = table->caption;
        r->frames[table->caption].gap = r->frames[table->caption].started;
    } else if (rt_html_block_open(r, at, RT_CAPTION, given, false)) {
        table->caption = r->stack[at].frame;
        r->stack[at].has_frame = false;
    }
}

static int32_t count_of(rt_str value)
{
    int64_t number;
    if (!rt_html_integer(value, &number) || number < 1)
        return 1;
    return number > MOST_COLUMNS ? MOST_COLUMNS : (int32_t)number;
}

static void send_columns(html_reader *r, int32_t count, const html_given *given)
{
    for (int32_t i = 0; i < count && r->status == RT_OK; i++) {
        rt_html_send(r, RT_COLUMN, given->list, given->count, &r->pos);
        rt_html_send_leave(r, RT_COLUMN);
    }
}

static void open_columns(html_reader *r, uint32_t at, html_table *table, const rt_html_token *tag,
                         const html_given *given)
{
    html_element *e = &r->stack[at];
    go_section(r, table, SECTION_COLUMNS);
    table->column_count = 0;
    if (!rt_html_has(tag, "span"))
        return;
    html_frame *frame =
        rt_html_frame_push(r, at, 0); /* its columns, unless it turns out to hold some */
    if (!frame)
        return;
    frame->level = count_of(rt_html_get(tag, "span"));
    frame->attrs = rt_html_attrs_copy(r, given->list, given->count);
    frame->attr_count = frame->attrs ? given->count : 0;
    e->has_frame = true;
}

static void open_column(html_reader *r, html_table *table, const rt_html_token *tag,
                        html_given *given)
{
    html_given copy = *given;
    go_section(r, table, SECTION_COLUMNS);
    int32_t count = count_of(rt_html_get(tag, "span"));
    send_columns(r, 1, &copy);
    for (size_t i = 0; i < copy.count; i++)
        if (copy.list[i].id == RT_A_ID) { /* an id names one node */
            memmove(&copy.list[i], &copy.list[i + 1], (copy.count - i - 1) * sizeof *copy.list);
            copy.count--;
        }
    send_columns(r, count - 1, &copy);
    table->column_count++;
}

static void open_group(html_reader *r, uint32_t at, html_table *table, const html_css *css)
{
    int32_t part = part_of(&r->stack[at]);
    go_section(r, table, part == RT_PART_FOOT ? SECTION_FOOT : SECTION_ROWS);
    if (part == RT_PART_HEAD && table->body) /* a head behind a body stands where it is */
        part = RT_PART_BODY;
    table->body = table->body || part == RT_PART_BODY;
    table->part = part;
    table->row = 0;
    table->spans = r->span_count;
    table->group_align = css->align;
    table->group_valign = css->valign;
}

static void open_row(html_reader *r, uint32_t at, html_table *table, const html_css *css,
                     html_given *given)
{
    if (table->part != RT_PART_BODY)
        rt_html_give_number(given, RT_A_PART, table->part);
    if (*css->height)
        rt_html_give_text(given, RT_A_HEIGHT, (rt_str){css->height, strlen(css->height)});
    rt_html_give_number(given, RT_A_VALIGN, css->valign ? css->valign : table->group_valign);
    if (*css->background)
        rt_html_give_text(given, RT_A_BACKGROUND, (rt_str){css->background, 7});
    table->row_align = css->align ? css->align : table->group_align;
    rt_html_block_open(r, at, RT_ROW, given, false);
}

/* ---- Cells ------------------------------------------------------------------------------ */

static int32_t head_of(const rt_html_token *tag)
{
    static const char *const scopes[] = {"", "", "row", "col", "rowgroup", "colgroup"};
    rt_str scope = rt_html_get(tag, "scope");
    for (int32_t i = RT_HEAD_ROW; i <= RT_HEAD_COLGROUP; i++)
        if (rt_html_same(scope, scopes[i]))
            return i;
    return RT_HEAD_YES;
}

static void open_cell(html_reader *r, uint32_t at, html_table *table, const rt_html_token *tag,
                      const html_css *css, html_given *given)
{
    int64_t rows = 1;
    int32_t columns = tag && tag->attr_count ? count_of(rt_html_get(tag, "colspan")) : 1;
    if (columns > 1)
        rt_html_give_int(given, RT_A_COLSPAN, columns);
    if (tag && tag->attr_count &&
        (!rt_html_integer(rt_html_get(tag, "rowspan"), &rows) || rows < 0))
        rows = 1;
    if (r->stack[at].id == ELEMENT_TH)
        rt_html_give_number(given, RT_A_HEAD, head_of(tag));
    rt_html_give_number(given, RT_A_ALIGN, css->align ? css->align : table->row_align);
    rt_html_give_number(given, RT_A_VALIGN, css->valign);
    if (*css->background)
        rt_html_give_text(given, RT_A_BACKGROUND, (rt_str){css->background, 7});
    html_frame *frame = rt_html_block_open(r, at, RT_CELL, given, true);
    if (!frame)
        return;
    frame->rowspan = (int32_t)(rows > MOST_ROWS ? MOST_ROWS : rows);
    frame->typed = tag && rt_html_has(tag, "itemscope");
}

/* A span of more than one row is put right when its group ends. */
void rt_html_cell_sent(html_reader *r, html_frame *cell)
{
    html_table *table = table_of(r, cell->parent);
    if (cell->rowspan == 1 || !table || r->status != RT_OK)
        return;
    if (r->span_count == r->span_room) {
        size_t room = r->span_room ? r->span_room * 2 : 32;
        html_span *grown = r->host->resize(r->host, r->spans, room * sizeof *grown);
        if (!grown) {
            r->status = RT_ERR_MEMORY;
            return;
        }
        r->spans = grown;
        r->span_room = room;
    }
    html_span *span = &r->spans[r->span_count];
    *span = (html_span){.row = table->row, .rows = cell->rowspan};
    r->status = rt_tape_number(r->order.tape, RT_A_ROWSPAN, &span->place);
    r->span_count += r->status == RT_OK;
}

static void close_group(html_reader *r, html_table *table)
{
    while (r->span_count > table->spans) {
        const html_span *span = &r->spans[--r->span_count];
        int32_t left = (int32_t)(table->row - span->row);
        rt_tape_set_number(r->order.tape, span->place,
                           span->rows == 0 || span->rows > left ? left : span->rows);
    }
}

/* ---- Values ----------------------------------------------------------------------------- */

static const char *const value_types[] = {"",           "text",    "integer", "decimal",
                                          "percentage", "money",   "date",    "time",
                                          "date-time",  "boolean", "blank"};
static const char *const states[] = {"", "value", "zero", "blank", "struck", "missing", "refused"};

static void give_choice(html_given *given, uint32_t attr, rt_str word, const char *const *words,
                        int32_t count)
{
    for (int32_t i = 1; i < count; i++)
        if (rt_html_eq(word, words[i]))
            rt_html_give_int(given, attr, i);
}

bool rt_html_give_property(html_given *given, rt_str name, rt_str content)
{
    static const struct {
        const char *name;
        uint32_t attr;
    } properties[] = {{"value", RT_A_VALUE},
                      {"currency", RT_A_CURRENCY},
                      {"propertyID", RT_A_PATH},
                      {"unitText", RT_A_UNIT}};
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (rt_html_eq(name, properties[i].name))
            rt_html_give_text(given, properties[i].attr, content);
    if (rt_html_eq(name, "additionalType"))
        give_choice(given, RT_A_VALUE_TYPE, content, value_types,
                    sizeof value_types / sizeof *value_types);
    if (rt_html_eq(name, "status"))
        give_choice(given, RT_A_STATE, content, states, sizeof states / sizeof *states);
    return given->count > 0;
}

void rt_html_property(html_reader *r, html_frame *frame, const rt_html_token *tag)
{
    html_given given = {.count = 0};
    rt_str content = rt_html_get(tag, "content");
    if (content.ptr && frame->pending &&
        rt_html_give_property(&given, rt_html_get(tag, "itemprop"), content))
        rt_html_attrs_add(r, &frame->attrs, &frame->attr_count, &given.list[0]);
}

/* The type of a time element's value (HTML 2.3.5); 0: none that a report has. */
static int32_t type_of_time(rt_str s)
{
    bool date = s.len >= 10 && s.ptr[4] == '-' && s.ptr[7] == '-';
    if (date && s.len == 10)
        return RT_VALUE_DATE;
    if (date && (s.ptr[10] == 'T' || s.ptr[10] == ' '))
        return RT_VALUE_DATE_TIME;
    return !date && s.len >= 5 && s.ptr[2] == ':' ? RT_VALUE_TIME : 0;
}

void rt_html_data_open(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    html_frame *frame = &r->frames[number];
    bool time = r->stack[at].id == ELEMENT_TIME;
    rt_str value = rt_html_get(tag, time ? "datetime" : "value");
    if (!value.ptr || frame->kind != RT_CELL || !frame->pending || frame->mark || frame->typed ||
        frame->started)
        return;
    html_given given = {.count = 0};
    rt_html_give_text(&given, RT_A_VALUE, value);
    if (time)
        rt_html_give_number(&given, RT_A_VALUE_TYPE, type_of_time(value));
    rt_html_flow_go(r, frame->line);
    frame->data = rt_html_inline_new(r, RT_CELL, &given);
    frame->mark = r->status == RT_OK ? rt_html_slot_mark(r) : NULL;
    frame->data_end = 0;
    rt_html_frame_send(r, number);
}

void rt_html_data_close(html_reader *r, uint32_t at)
{
    html_frame *frame = &r->frames[rt_html_frame_inner(r, r->stack[at].frame)];
    if (frame->kind == RT_CELL && frame->mark && !frame->data_end && r->status == RT_OK)
        frame->data_end = rt_tape_here(r->order.tape);
}

/* A cell that was not sent for the sake of a value: that is all of it if nothing came behind. */
static void send_cell(html_reader *r, html_frame *cell)
{
    bool whole = cell->data_end && cell->data_end == rt_tape_here(r->order.tape);
    for (size_t i = 0; whole && cell->data && i < cell->data->attr_count; i++)
        rt_html_attrs_add(r, &cell->attrs, &cell->attr_count, &cell->data->attrs[i]);
    html_slot *back = r->order.current;
    rt_html_slot_go(r, cell->mark);
    rt_html_send(r, RT_CELL, cell->attrs, cell->attrs ? cell->attr_count : 0, &cell->pos);
    rt_html_cell_sent(r, cell);
    rt_html_slot_go(r, back);
}

/* ---- What read.c calls ------------------------------------------------------------------ */

void rt_html_table_part(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                        const html_css *css)
{
    html_table *table = table_of(r, r->stack[at].frame);
    if (!table || r->status != RT_OK)
        return;
    rt_html_flow_go(r, r->frames[table->frame].line);
    switch (r->stack[at].does) {
    case DOES_CAPTION:
        open_caption(r, at, table, given);
        break;
    case DOES_COLUMNS:
    case DOES_COLUMN:
        if (*css->width)
            rt_html_give_text(given, RT_A_WIDTH, (rt_str){css->width, strlen(css->width)});
        rt_html_give_number(given, RT_A_ALIGN, css->align);
        if (r->stack[at].does == DOES_COLUMN)
            open_column(r, table, tag, given);
        else
            open_columns(r, at, table, tag, given);
        break;
    case DOES_GROUP:
        open_group(r, at, table, css);
        break;
    case DOES_ROW:
        open_row(r, at, table, css, given);
        break;
    default:
        open_cell(r, at, table, tag, css, given);
    }
}

void rt_html_table_part_close(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    html_table *table = table_of(r, e->frame);
    if (!table || r->status != RT_OK)
        return;
    if (e->does == DOES_GROUP) {
        close_group(r, table);
    } else if (e->does == DOES_COLUMNS && e->has_frame) {
        html_frame *frame = &r->frames[e->frame];
        html_given given = {.count = frame->attr_count};
        for (size_t i = 0; i < frame->attr_count; i++)
            given.list[i] = frame->attrs[i];
        if (!table->column_count)
            send_columns(r, frame->level, &given);
        rt_html_frame_free(r, frame);
        r->frame_count = e->frame;
    } else if (e->does == DOES_CELL && e->has_frame && r->frames[e->frame].mark) {
        rt_html_flow_go(r, e->line);
        send_cell(r, &r->frames[e->frame]);
        rt_html_block_close(r, at);
    } else if (e->has_frame) {
        table->row += e->does == DOES_ROW;
        rt_html_block_close(r, at);
    } else if (e->does == DOES_CAPTION) {
        rt_html_flow_go(r, e->line);
        rt_html_flow_end(r);
    }
}
