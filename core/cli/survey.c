/* survey.c - the counting sink of inspect; see survey.h. */
#include "survey.h"

#include <stdlib.h>
#include <string.h>

#include "columns.h"

enum { CAPTURE = 4096 };

typedef struct open_table {
    size_t index; /* in survey->tables, or SIZE_MAX */
    rt_columns columns;
} open_table;

struct rt_survey_state {
    uint8_t *stack; /* kinds of what is open */
    size_t depth, stack_room;
    open_table *open;
    size_t open_count, open_room, meta_room, section_room, table_room;
    bool awaits_heading;    /* a section was entered, its heading not yet */
    uint32_t captures;      /* the kind whose text is being kept, or 0 */
    size_t captured;
    char text[CAPTURE];
};
typedef struct rt_survey_state state;

/* ---- Keeping --------------------------------------------------------------------- */

static char *copy(rt_str text, size_t most)
{
    size_t len = text.len < most ? text.len : most;
    while (len < text.len && len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return len ? strndup(text.ptr, len) : strdup("");
}

static rt_pos lasting(const rt_pos *pos)
{
    rt_pos own = *pos;
    own.part = NULL;
    return own;
}

/* ---- Counting -------------------------------------------------------------------- */

static size_t use_at(uint32_t kind, uint32_t attr, uint32_t value)
{
    return ((size_t)kind * RT_ATTR_COUNT + attr) * RT_SURVEY_VALUES + value;
}

uint64_t rt_survey_used(const rt_survey *survey, uint32_t kind, uint32_t attr, uint32_t value)
{
    return survey->uses[use_at(kind, attr, value)];
}

static void count_attr(rt_survey *survey, uint32_t kind, const rt_attr *attr)
{
    const rt_attr_info *info = attr->id < RT_ATTR_COUNT ? rt_attr_of(attr->id) : NULL;
    if (!info || (info->has_initial && attr->number == info->initial))
        return;
    if (info->type == RT_TYPE_MARKS) {
        for (uint32_t n = 1; n < RT_SURVEY_VALUES; n++)
            survey->uses[use_at(kind, attr->id, n)] += (uint32_t)attr->number >> (n - 1) & 1u;
    } else if (rt_attr_value(info, attr) < RT_SURVEY_VALUES) {
        survey->uses[use_at(kind, attr->id, rt_attr_value(info, attr))]++;
    }
}

/* ---- Tables ---------------------------------------------------------------------- */

static open_table *innermost(state *s) { return s->open_count ? &s->open[s->open_count - 1] : NULL; }

static rt_survey_table *kept(rt_survey *survey, const open_table *table)
{
    return table && table->index != SIZE_MAX ? &survey->tables[table->index] : NULL;
}

static rt_status enter_table(rt_survey *survey, const rt_node *node)
{
    state *s = survey->state;
    open_table table = {.index = SIZE_MAX};
    open_table *open = rt_items_grown(s->open, s->open_count, &s->open_room, sizeof *open);
    if (!open)
        return RT_ERR_MEMORY;
    s->open = open;
    if (survey->table_count < RT_SURVEY_MOST) {
        rt_survey_table *tables = rt_items_grown(survey->tables, survey->table_count,
                                                 &s->table_room, sizeof *tables);
        if (!tables)
            return RT_ERR_MEMORY;
        survey->tables = tables;
        table.index = survey->table_count++;
        survey->tables[table.index] =
            (rt_survey_table){.nested = s->open_count > 0, .pos = lasting(&node->pos)};
    }
    s->open[s->open_count++] = table;
    return RT_OK;
}

static void enter_row(rt_survey *survey, const rt_node *node)
{
    open_table *table = innermost(survey->state);
    rt_survey_table *shown = kept(survey, table);
    if (!table)
        return;
    rt_columns_row(&table->columns, (uint32_t)rt_node_number(node, RT_A_GRID_BEFORE, 0));
    if (shown) {
        shown->rows++;
        shown->head_rows += rt_node_number(node, RT_A_PART, RT_PART_BODY) == RT_PART_HEAD;
    }
}

static rt_status enter_cell(rt_survey *survey, const rt_node *node)
{
    open_table *table = innermost(survey->state);
    rt_survey_table *shown = kept(survey, table);
    uint32_t wide = (uint32_t)rt_node_number(node, RT_A_COLSPAN, 1);
    uint32_t high = (uint32_t)rt_node_number(node, RT_A_ROWSPAN, 1);
    if (!table)
        return RT_OK;
    if (shown) {
        shown->cells++;
        shown->merged += wide > 1 || high > 1;
    }
    return rt_columns_cell(&table->columns, wide, high) ? RT_OK : RT_ERR_MEMORY;
}

static void leave_row(rt_survey *survey)
{
    open_table *table = innermost(survey->state);
    rt_survey_table *shown = kept(survey, table);
    uint64_t columns = table ? rt_columns_row_end(&table->columns) : 0;
    if (shown && columns > shown->columns)
        shown->columns = columns;
}

static void leave_table(state *s)
{
    if (s->open_count)
        rt_columns_free(&s->open[--s->open_count].columns);
}

/* ---- Short texts ----------------------------------------------------------------- */

static void capture(state *s, uint32_t kind)
{
    s->captures = kind;
    s->captured = 0;
}

static void capture_text(state *s, rt_str piece)
{
    size_t len = CAPTURE - s->captured;
    len = piece.len < len ? piece.len : len;
    if (!s->captures || !len)
        return;
    memcpy(s->text + s->captured, piece.ptr, len);
    s->captured += len;
}

static rt_status enter_meta(rt_survey *survey, const rt_node *node)
{
    rt_survey_meta *meta;
    if (survey->meta_count == RT_SURVEY_MOST)
        return RT_OK;
    meta = rt_items_grown(survey->metas, survey->meta_count, &survey->state->meta_room,
                          sizeof *meta);
    if (!meta)
        return RT_ERR_MEMORY;
    survey->metas = meta;
    meta += survey->meta_count++;
    *meta = (rt_survey_meta){.name = copy(rt_node_text(node, RT_A_NAME), RT_SURVEY_TEXT)};
    meta->claimed = rt_node_number(node, RT_A_ORIGIN, 0) == RT_ORIGIN_CLAIMED;
    capture(survey->state, RT_META);
    return meta->name ? RT_OK : RT_ERR_MEMORY;
}

static rt_status enter_section(rt_survey *survey, const rt_node *node)
{
    rt_survey_section *section;
    survey->state->awaits_heading = survey->section_count < RT_SURVEY_MOST;
    if (!survey->state->awaits_heading)
        return RT_OK;
    section = rt_items_grown(survey->sections, survey->section_count,
                             &survey->state->section_room, sizeof *section);
    if (!section)
        return RT_ERR_MEMORY;
    survey->sections = section;
    section += survey->section_count++;
    *section = (rt_survey_section){.number = copy(rt_node_text(node, RT_A_NUMBER), RT_SURVEY_TEXT),
                                   .level = rt_node_number(node, RT_A_LEVEL, 1),
                                   .pos = lasting(&node->pos)};
    return section->number ? RT_OK : RT_ERR_MEMORY;
}

static rt_status enter_report(rt_survey *survey, const rt_node *node)
{
    rt_str language = rt_node_text(node, RT_A_LANGUAGE);
    if (language.len && !survey->language && !(survey->language = copy(language, RT_SURVEY_TEXT)))
        return RT_ERR_MEMORY;
    return RT_OK;
}

static rt_status keep_text(rt_survey *survey, uint32_t kind)
{
    state *s = survey->state;
    rt_str text = {s->text, s->captured};
    rt_survey_table *table = kept(survey, innermost(s));
    char **place = kind == RT_META      ? &survey->metas[survey->meta_count - 1].value
                   : kind == RT_HEADING ? &survey->sections[survey->section_count - 1].title
                   : table              ? &table->caption : NULL;
    s->captures = 0;
    if (!place || *place)
        return RT_OK;
    *place = copy(text, kind == RT_META ? CAPTURE : RT_SURVEY_TEXT);
    return *place ? RT_OK : RT_ERR_MEMORY;
}

/* ---- The sink -------------------------------------------------------------------- */

static rt_status enter_kind(rt_survey *survey, const rt_node *node, uint32_t parent)
{
    state *s = survey->state;
    switch (node->kind) {
    case RT_REPORT: return enter_report(survey, node);
    case RT_META: return enter_meta(survey, node);
    case RT_SECTION: return enter_section(survey, node);
    case RT_TABLE: return enter_table(survey, node);
    case RT_ROW: enter_row(survey, node); break;
    case RT_CELL: return enter_cell(survey, node);
    case RT_LINE_BREAK:
    case RT_TAB: capture_text(s, RT_STR(" ")); break;
    case RT_CAPTION:
        if (parent == RT_TABLE)
            capture(s, RT_CAPTION);
        break;
    case RT_HEADING:
        if (s->awaits_heading && parent == RT_SECTION)
            capture(s, RT_HEADING);
        s->awaits_heading = false;
        break;
    default: break;
    }
    return RT_OK;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    rt_survey *survey = (rt_survey *)sink;
    state *s = survey->state;
    uint32_t kind = node->kind < RT_KIND_COUNT ? node->kind : 0;
    uint32_t parent = s->depth ? s->stack[s->depth - 1] : 0;
    uint8_t *stack = rt_items_grown(s->stack, s->depth, &s->stack_room, 1);
    if (!stack)
        return RT_ERR_MEMORY;
    s->stack = stack;
    s->stack[s->depth++] = (uint8_t)kind;
    survey->kinds[kind]++;
    for (size_t i = 0; i < node->attr_count; i++)
        count_attr(survey, kind, &node->attrs[i]);
    return enter_kind(survey, node, parent);
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    rt_survey *survey = (rt_survey *)sink;
    survey->bytes += piece.len;
    capture_text(survey->state, piece);
    return RT_OK;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    rt_survey *survey = (rt_survey *)sink;
    state *s = survey->state;
    if (s->depth)
        s->depth--;
    if (kind == RT_ROW)
        leave_row(survey);
    else if (kind == RT_TABLE)
        leave_table(s);
    return kind && kind == s->captures ? keep_text(survey, kind) : RT_OK;
}

/* The survey is the caller's, and outlives the report. */
static rt_status on_close(rt_sink *sink, bool complete)
{
    (void)sink;
    (void)complete;
    return RT_OK;
}

rt_status rt_survey_open(rt_survey *survey)
{
    *survey = (rt_survey){.sink = {sizeof survey->sink, on_enter, on_text, on_leave, NULL,
                                   on_close}};
    survey->uses = calloc((size_t)RT_KIND_COUNT * RT_ATTR_COUNT * RT_SURVEY_VALUES,
                          sizeof *survey->uses);
    survey->state = calloc(1, sizeof *survey->state);
    return survey->uses && survey->state ? RT_OK : RT_ERR_MEMORY;
}

void rt_survey_free(rt_survey *survey)
{
    for (size_t i = 0; i < survey->meta_count; i++) {
        free(survey->metas[i].name);
        free(survey->metas[i].value);
    }
    for (size_t i = 0; i < survey->section_count; i++) {
        free(survey->sections[i].number);
        free(survey->sections[i].title);
    }
    for (size_t i = 0; i < survey->table_count; i++)
        free(survey->tables[i].caption);
    free(survey->metas);
    free(survey->sections);
    free(survey->tables);
    free(survey->language);
    free(survey->uses);
    if (survey->state) {
        while (survey->state->open_count)
            leave_table(survey->state);
        free(survey->state->open);
        free(survey->state->stack);
    }
    free(survey->state);
}
