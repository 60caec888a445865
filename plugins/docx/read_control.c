/* read_control.c - content controls (17.5.2): what their tag or their kind makes of the content they hold.
 *
 * Owns w:sdt; a control that says nothing of its own passes through. */
#include <string.h>

#include "read.h"
#include "vocabulary.h"

/* ---- Properties ------------------------------------------------------------------------------ */

rt_status body_control_begin(body *b)
{
    TRY(BODY_PUSH(b, controls, control_count, control_room));
    b->controls[b->control_count++] = (body_control){.choices = b->choice_count};
    return RT_OK;
}

rt_status body_on_control(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_control *control = &b->controls[b->control_count - 1];
    body_choice choice = {{NULL, 0}, {NULL, 0}};
    switch ((int)name) {
    case RT_W_tag:
        return body_attr_kept(b, tag, RT_W_val, &control->tag);
    case RT_W_alias:
        return body_attr_kept(b, tag, RT_W_val, &control->title);
    case RT_W_comboBox:
    case RT_W_dropDownList:
        control->kind = CONTROL_CHOICES;
        control->editable = name == RT_W_comboBox;
        return RT_OK;
    case RT_W14_checkbox:
        control->kind = CONTROL_CHECKBOX;
        return RT_OK;
    case RT_W14_checked: {
        rt_str val = body_attr(b, tag, RT_W14_val);
        control->checked = rt_docx_is_on(val);
        return RT_OK;
    }
    case RT_W_date:
        return body_attr_kept(b, tag, RT_W_fullDate, &control->date);
    case RT_W_showingPlcHdr:
        control->placeholder = rt_docx_tag_on(b->x, tag);
        return RT_OK;
    case RT_W_listItem:
        TRY(body_attr_kept(b, tag, RT_W_displayText, &choice.text));
        TRY(body_attr_kept(b, tag, RT_W_value, &choice.value));
        TRY(BODY_PUSH(b, choices, choice_count, choice_room));
        b->choices[b->choice_count++] = choice;
        return RT_OK;
    case RT_W_rPr:
    case RT_W_placeholder:
    case RT_W_dataBinding:
        body_skip(b, NULL);
        return RT_OK;
    default:
        return RT_OK;
    }
}

/* ---- Tags ------------------------------------------------------------------------------------ */

typedef struct tag_row { const char *tag; uint8_t kind; bool block; } tag_row;

static const tag_row tags[] = {
    {"quote", CONTROL_QUOTE, true}, {"text-box", CONTROL_TEXT_BOX, true}, {"figure", CONTROL_FIGURE, true},
    {"table", CONTROL_TABLE, true}, {"code-block", CONTROL_CODE_BLOCK, true}, {"definitions", CONTROL_DEFINITIONS, true},
    {"in-item", CONTROL_IN_ITEM, true}, {"in-quote", CONTROL_IN_QUOTE, true}, {"in-definition", CONTROL_IN_DEFINITION, true},
    {"number", CONTROL_NUMBER, false}, {"section-number", CONTROL_SECTION_NUMBER, false}};

/* "type:value:…", where the type is one of the vocabulary or empty. */
static bool is_typed(rt_str tag)
{
    const char *colon = tag.len ? memchr(tag.ptr, ':', tag.len) : NULL;
    return colon && (colon == tag.ptr || rt_choice_named(rt_attr_of(RT_A_VALUE_TYPE), tag.ptr, (size_t)(colon - tag.ptr)));
}

static void take_tag(body_control *control, bool block)
{
    static const char deep[] = "in-item-";
    rt_str tag = control->tag;
    if (tag.len > sizeof deep - 1 && memcmp(tag.ptr, deep, sizeof deep - 1) == 0) {
        control->level = (uint32_t)rt_docx_integer((rt_str){tag.ptr + sizeof deep - 1, tag.len - (sizeof deep - 1)}, 1);
        tag.len = sizeof "in-item" - 1;
    } else {
        control->level = 1;
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (rt_docx_is(tag, tags[i].tag) && tags[i].block == block)
            control->kind = tags[i].kind;
    if (!block && is_typed(tag))
        control->kind = CONTROL_TYPED;
}

/* The next part of a typed tag: false where it is absent; "%" alone is an empty one. */
static rt_status next_part(body *b, rt_str *rest, rt_str *part, bool *stated)
{
    const char *colon = rest->len ? memchr(rest->ptr, ':', rest->len) : NULL;
    rt_str raw = {rest->ptr, colon ? (size_t)(colon - rest->ptr) : rest->len};
    size_t from = b->value_words.len;
    *rest = colon ? (rt_str){colon + 1, rest->len - raw.len - 1} : (rt_str){NULL, 0};
    *stated = raw.len > 0;
    for (size_t i = 0; i < raw.len; i++) {
        bool escaped = raw.ptr[i] == '%' && i + 2 < raw.len;
        char c = escaped && memcmp(raw.ptr + i, "%3A", 3) == 0 ? ':' : raw.ptr[i];
        if (raw.ptr[i] != '%' || escaped)
            TRY(rt_buffer_add_char(&b->value_words, c));
        i += escaped ? 2 : 0;
    }
    *part = (rt_str){NULL, b->value_words.len - from}; /* the buffer may move yet */
    return RT_OK;
}

/* What the tag of a cell's control says of its value. The parts stand in `value_words` until the next use of it. */
rt_status body_put_typed(body *b, const body_cell *cell, body_attrs *attrs)
{
    static const uint32_t ids[] = {RT_A_VALUE, RT_A_CURRENCY, RT_A_UNIT, RT_A_STATE};
    rt_str rest = cell->typed, parts[4];
    bool stated[4], any;
    if (!rest.len)
        return RT_OK;
    size_t type_len = (size_t)((const char *)memchr(rest.ptr, ':', rest.len) - rest.ptr);
    int32_t type = type_len ? rt_choice_named(rt_attr_of(RT_A_VALUE_TYPE), rest.ptr, type_len) : 0;
    rest = (rt_str){rest.ptr + type_len + 1, rest.len - type_len - 1};
    for (size_t i = 0; i < 4; i++)
        TRY(next_part(b, &rest, &parts[i], &stated[i]));
    const char *at = b->value_words.data;
    if (type)
        put_number(attrs, RT_A_VALUE_TYPE, type);
    for (size_t i = 0; i < 4; at += parts[i++].len) {
        any = stated[i];
        parts[i].ptr = at;
        int32_t state = any && ids[i] == RT_A_STATE ? rt_choice_named(rt_attr_of(RT_A_STATE), parts[i].ptr, parts[i].len) : 0;
        if (state)
            put_number(attrs, RT_A_STATE, state);
        else if (any && ids[i] != RT_A_STATE)
            put_text(attrs, ids[i], parts[i]);
    }
    if (!stated[0] && type == RT_VALUE_DATE && cell->date.len >= 10)
        put_text(attrs, RT_A_VALUE, (rt_str){cell->date.ptr, 10});
    put_some(attrs, RT_A_PATH, cell->path);
    return RT_OK;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static rt_status begin_node(body *b, body_control *control, uint32_t kind)
{
    body_attrs attrs = {.count = 0};
    control->enters = (uint8_t)kind;
    control->flow = true;
    TRY(body_settle(b, 0, false));
    TRY(body_block_marks(b));
    body_put_blank(b, &attrs);
    body_top(b)->begun = b->anything = true;
    TRY(body_enter(b, kind, &attrs));
    return body_flow_begin(b, kind);
}

/* More of an item, quote or definition that stands in the flow of paragraphs. */
static rt_status begin_inside(body *b, body_control *control, uint32_t kind)
{
    control->flow = true;
    body_top(b)->begun = true;
    TRY(body_block_marks(b));
    TRY(body_flow_begin(b, kind));
    body_top(b)->begun = true;
    return RT_OK;
}

static rt_status begin_in_item(body *b, body_control *control)
{
    bool inside;
    TRY(body_settle(b, 0, true));
    TRY(body_continue_list(b, control->level, &inside));
    return inside ? begin_inside(b, control, RT_ITEM) : RT_OK;
}

static rt_status begin_in_quote(body *b, body_control *control)
{
    body_attrs attrs = {.count = 0};
    TRY(body_settle(b, RT_QUOTE, false));
    if (body_top(b)->open != RT_QUOTE) {
        body_top(b)->open = RT_QUOTE;
        TRY(body_block_marks(b));
        body_put_blank(b, &attrs);
        TRY(body_enter(b, RT_QUOTE, &attrs));
    }
    return begin_inside(b, control, RT_QUOTE);
}

static rt_status begin_in_definition(body *b, body_control *control)
{
    TRY(body_settle(b, RT_DEFINITIONS, false));
    body_flow *flow = body_top(b);
    if (!flow->definition) {
        if (flow->open != RT_DEFINITIONS && flow->kind != RT_DEFINITIONS) {
            flow->open = RT_DEFINITIONS;
            TRY(body_enter(b, RT_DEFINITIONS, NULL));
        }
        body_top(b)->definition = true;
        TRY(body_enter(b, RT_DEFINITION, NULL));
    }
    return begin_inside(b, control, RT_DEFINITION);
}

static rt_status begin_block(body *b, body_control *control)
{
    control->block = true;
    switch ((body_control_kind)control->kind) {
    case CONTROL_QUOTE:
        return begin_node(b, control, RT_QUOTE);
    case CONTROL_TEXT_BOX:
        return begin_node(b, control, RT_TEXT_BOX);
    case CONTROL_FIGURE:
        return begin_node(b, control, RT_FIGURE);
    case CONTROL_DEFINITIONS:
        return begin_node(b, control, RT_DEFINITIONS);
    case CONTROL_IN_ITEM:
        return begin_in_item(b, control);
    case CONTROL_IN_QUOTE:
        return begin_in_quote(b, control);
    case CONTROL_IN_DEFINITION:
        return begin_in_definition(b, control);
    case CONTROL_TABLE:
        TRY(body_settle(b, 0, false));
        body_top(b)->table_control = true;
        return RT_OK;
    case CONTROL_CODE_BLOCK:
        return body_settle(b, 0, false);
    default:
        return RT_OK;
    }
}

/* A table without rows is its caption. */
static rt_status end_table_control(body *b)
{
    body_attrs attrs = {.count = 0};
    body_flow *flow = body_top(b);
    if (flow->para.active)
        TRY(body_para_end(b));
    flow = body_top(b);
    flow->table_control = false;
    if (flow->held != HELD_CAPTION)
        return body_resolve(b, false);
    flow->held = 0;
    put_some(&attrs, RT_A_ID, body_take_id(b, false, false));
    TRY(body_block_marks(b));
    flow = body_top(b);
    if (b->caption.blank)
        put_number(&attrs, RT_A_BLANK_BEFORE, (int32_t)b->caption.blank);
    flow->begun = true;
    TRY(body_enter(b, RT_TABLE, &attrs));
    TRY(body_send_held(b, &b->caption, RT_CAPTION));
    rt_tape_rewind(b->hold_tape, 0);
    return body_leave(b, RT_TABLE);
}

static rt_status end_block(body *b, const body_control *control)
{
    if (control->flow)
        TRY(body_flow_end(b));
    if (control->enters)
        return body_leave(b, control->enters);
    if (control->kind == CONTROL_TABLE)
        return end_table_control(b);
    if (control->kind != CONTROL_CODE_BLOCK)
        return RT_OK;
    if (body_para_of(b)->active)
        TRY(body_para_end(b));
    return body_settle(b, 0, false);
}

/* ---- In lines -------------------------------------------------------------------------------- */

rt_status body_send_choices(body *b, const body_control *control, rt_str value)
{
    body_attrs attrs = {.count = 0};
    put_some(&attrs, RT_A_NAME, control->tag);
    put_some(&attrs, RT_A_TITLE, control->title);
    if (control->editable)
        put_number(&attrs, RT_A_EDITABLE, 1);
    put_some(&attrs, RT_A_VALUE, value);
    body_put_change(b, &attrs);
    if (b->capturing || body_in_instruction(b))
        return body_text(b, value);
    TRY(body_inline_enter(b, RT_DROP_DOWN, &attrs));
    for (uint32_t i = control->choices; i < b->choice_count; i++) {
        const body_choice *choice = &b->choices[i];
        rt_str text = choice->text.len ? choice->text : choice->value;
        body_attrs own = {.count = 0};
        if (choice->value.len && (choice->value.len != text.len || memcmp(choice->value.ptr, text.ptr, text.len) != 0))
            put_text(&own, RT_A_VALUE, choice->value);
        TRY(body_enter(b, RT_CHOICE, &own));
        TRY(b->out->text(b->out, text));
        TRY(body_leave(b, RT_CHOICE));
    }
    return body_leave(b, RT_DROP_DOWN);
}

rt_status body_send_checkbox(body *b, rt_str name, rt_str title, int32_t checked)
{
    body_attrs attrs = {.count = 0};
    put_some(&attrs, RT_A_NAME, name);
    put_some(&attrs, RT_A_TITLE, title);
    put_number(&attrs, RT_A_CHECKED, checked);
    body_put_change(b, &attrs);
    return body_inline_node(b, RT_CHECKBOX, &attrs);
}

static bool is_captured(uint8_t kind)
{
    return kind == CONTROL_CHOICES || kind == CONTROL_CHECKBOX || kind == CONTROL_NUMBER || kind == CONTROL_SECTION_NUMBER;
}

static rt_status begin_inline(body *b, body_control *control)
{
    body_flow *flow = body_top(b);
    bool number = control->kind == CONTROL_NUMBER || control->kind == CONTROL_SECTION_NUMBER;
    if (control->kind == CONTROL_TYPED && flow->kind == RT_CELL && flow->pending && !flow->para.opened) {
        body_cell *cell = &body_table_around(b)->cell;
        cell->typed = control->tag;
        cell->path = control->title;
        cell->date = control->date;
        flow->para.says_nothing = true;
    }
    if (!is_captured(control->kind) || b->capturing || body_in_instruction(b) || (number && flow->para.opened))
        return RT_OK;
    control->capturing = true;
    return body_capture(b);
}

/* The captured text as what the control is. */
static rt_status send(body *b, const body_control *control, rt_str text)
{
    body_para *para = body_para_of(b);
    bool first = !para->opened;
    switch ((body_control_kind)control->kind) {
    case CONTROL_CHOICES: {
        rt_str value;
        TRY(rt_docx_pool_intern(b->pool, control->placeholder ? (rt_str){NULL, 0} : text, &value));
        return body_send_choices(b, control, value);
    }
    case CONTROL_CHECKBOX:
        if (first && !control->tag.len && !control->title.len && body_para_is_item(b)) {
            para->checked = control->checked ? RT_CHECKED_YES : RT_CHECKED_NO;
            return body_para_open(b, 0);
        }
        return body_send_checkbox(b, control->tag, control->title, control->checked ? RT_CHECKED_YES : RT_CHECKED_NO);
    default:
        text.len -= text.len && text.ptr[text.len - 1] == ' ';
        return rt_docx_pool_intern(b->pool, text, control->kind == CONTROL_NUMBER ? &para->number : &para->section_number);
    }
}

/* A control around a whole paragraph or cell is the content of the first paragraph in it. */
rt_status body_control_para_begin(body *b)
{
    body_control *control = &b->controls[b->control_count - 1];
    if (!control->block || control->done || b->capturing || (control->kind != CONTROL_CHOICES && control->kind != CONTROL_CHECKBOX))
        return RT_OK;
    control->done = true;
    body_para_of(b)->capturing = true;
    return body_capture(b);
}

rt_status body_control_para_end(body *b)
{
    const body_control *control = b->control_count ? &b->controls[b->control_count - 1] : NULL;
    body_para_of(b)->capturing = false;
    TRY(body_run_break(b));
    rt_str text = body_captured(b);
    return control ? send(b, control, text) : RT_OK;
}

/* ---- Begin and end --------------------------------------------------------------------------- */

rt_status body_control_content(body *b)
{
    if (!b->control_count)
        return RT_OK;
    body_control *control = &b->controls[b->control_count - 1];
    bool block = !body_para_of(b)->active;
    if (control->kind == CONTROL_OTHER)
        take_tag(control, block);
    return block ? begin_block(b, control) : begin_inline(b, control);
}

rt_status body_control_end(body *b)
{
    body_control control = b->controls[--b->control_count];
    if (control.capturing) {
        TRY(body_run_break(b));
        TRY(send(b, &control, body_captured(b)));
    } else if (control.block) {
        TRY(end_block(b, &control));
    }
    b->choice_count = control.choices;
    return RT_OK;
}
