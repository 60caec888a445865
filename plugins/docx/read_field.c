/* read_field.c - fields, simple and complex, those of forms, and links (17.16).
 *
 * Owns what an instruction makes of its result: a link, a form's control, a range over blocks, or a field; and the stack of inlines
 * that are open, which fields may close in another order than elements do. */
#include <stdio.h>
#include <string.h>

#include "read.h"

/* ---- Inlines that are open ------------------------------------------------------------------- */

rt_status body_inline_open(body *b, uint32_t kind, const body_attrs *attrs, uint32_t field)
{
    if (b->capturing || body_in_instruction(b))
        return RT_OK;
    TRY(body_run_break(b));
    TRY(body_inline_enter(b, kind, attrs));
    TRY(BODY_PUSH(b, inlines, inline_count, inline_room));
    b->inlines[b->inline_count++] = (body_inline){(uint8_t)kind, field};
    return RT_OK;
}

rt_status body_inline_close(body *b, uint32_t count)
{
    if (b->inline_count > count)
        TRY(body_run_break(b));
    while (b->inline_count > count) {
        body_inline last = b->inlines[--b->inline_count];
        if (last.field != BODY_NO_FIELD)
            b->fields[last.field].entered = false;
        TRY(body_leave(b, last.kind));
    }
    return RT_OK;
}

/* ---- Instructions ---------------------------------------------------------------------------- */

bool body_in_instruction(const body *b)
{
    const body_field *top = b->field_count ? &b->fields[b->field_count - 1] : NULL;
    return top && (!top->result || top->inner);
}

rt_status body_instruction(body *b, rt_str piece)
{
    if (!b->field_count || b->fields_over || b->fields[b->field_count - 1].result)
        return RT_OK;
    return rt_buffer_add_str(&b->instruction, piece);
}

/* The next word, without its quotation marks; `quoted`: it had some. Behind the last: false. */
static bool next_word(rt_str *rest, rt_str *word, bool *quoted)
{
    size_t i = 0, from;
    while (i < rest->len && body_is_space(rest->ptr[i]))
        i++;
    *quoted = i < rest->len && rest->ptr[i] == '"';
    from = i += *quoted;
    while (i < rest->len && (*quoted ? rest->ptr[i] != '"' : !body_is_space(rest->ptr[i])))
        i += *quoted && rest->ptr[i] == '\\' && i + 1 < rest->len ? 2 : 1;
    i = i < rest->len ? i : rest->len;
    *word = (rt_str){rest->ptr + from, i - from};
    i += *quoted && i < rest->len;
    bool any = i > 0 && (word->len || *quoted);
    *rest = (rt_str){rest->ptr + i, rest->len - i};
    return any;
}

static bool is_word(rt_str word, const char *upper)
{
    size_t i = 0;
    for (; i < word.len && upper[i]; i++)
        if ((word.ptr[i] >= 'a' && word.ptr[i] <= 'z' ? word.ptr[i] - 32 : word.ptr[i]) != upper[i])
            return false;
    return i == word.len && !upper[i];
}

/* "\\" and "\"" in quotation marks stand for the sign alone. */
static rt_status add_unescaped(rt_buffer *to, rt_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        bool escaped = word.ptr[i] == '\\' && i + 1 < word.len && (word.ptr[i + 1] == '\\' || word.ptr[i + 1] == '"');
        i += escaped;
        TRY(rt_buffer_add_char(to, word.ptr[i]));
    }
    return RT_OK;
}

/* HYPERLINK "address" \l "bookmark" \o "tip": the address in `words`, what it begins with is "#" for a bookmark alone. */
static rt_status read_link(body *b, rt_str rest, body_attrs *attrs)
{
    rt_str word, anchor = {NULL, 0}, tip = {NULL, 0}, address = {NULL, 0};
    bool quoted, stated = false;
    char wanted = 0;
    while (next_word(&rest, &word, &quoted)) {
        if (!quoted && word.len == 2 && *word.ptr == '\\') {
            wanted = word.ptr[1];
            continue;
        }
        if (wanted == 'l')
            anchor = word;
        else if (wanted == 'o')
            tip = word;
        else if (wanted != 't' && !address.len) {
            address = word;
            stated = true;
        }
        wanted = 0;
    }
    rt_buffer_clear(&b->words);
    TRY(add_unescaped(&b->words, address));
    if (anchor.len) {
        TRY(rt_buffer_add_char(&b->words, '#'));
        TRY(body_anchor(b, anchor, &anchor));
        TRY(rt_buffer_add_str(&b->words, anchor));
    }
    size_t len = b->words.len;
    TRY(add_unescaped(&b->words, tip));
    rt_str kept; /* `words` serves others before the link is sent */
    TRY(rt_docx_pool_intern(b->pool, (rt_str){b->words.data, len}, &kept));
    if (stated || len)
        put_text(attrs, RT_A_HREF, kept);
    TRY(rt_docx_pool_intern(b->pool, (rt_str){b->words.data ? b->words.data + len : NULL, b->words.len - len}, &kept));
    if (tip.len)
        put_text(attrs, RT_A_TITLE, kept);
    return RT_OK;
}

/* Fields whose result is blocks. */
static bool is_range(rt_str word)
{
    static const char *const words[] = {"TOC", "TOA", "INDEX", "BIBLIOGRAPHY", "INCLUDETEXT", "DATABASE", "RD"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(word, words[i]))
            return true;
    return false;
}

/* What a SEQ counts in the languages of many documents. */
static bool counts_tables(rt_str rest)
{
    static const char *const words[] = {"TABLE", "TABELLE", "TABLEAU", "TABLA", "TABELLA", "TABELA", "表", "表格"};
    rt_str word;
    bool quoted;
    if (!next_word(&rest, &word, &quoted))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(word, words[i]))
            return true;
    return false;
}

static rt_status begin_range(body *b, body_field *field, rt_str instruction)
{
    char room[40];
    body_attrs attrs = {.count = 0};
    field->what = FIELD_RANGE;
    field->id = ++b->ranges;
    put_text(&attrs, RT_A_ID, body_id_text(b, "field-", (int32_t)field->id, room));
    put_number(&attrs, RT_A_ROLE, RT_ROLE_FIELD);
    put_text(&attrs, RT_A_INSTRUCTION, instruction);
    field->entered = !b->capturing;
    return body_inline_node(b, RT_START, &attrs);
}

static rt_str trimmed(rt_str s)
{
    while (s.len && *s.ptr == ' ')
        s = (rt_str){s.ptr + 1, s.len - 1};
    while (s.len && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

/* The instruction is known: what its result becomes. */
static rt_status begin_result(body *b, uint32_t at)
{
    body_field *field = &b->fields[at];
    rt_str whole = trimmed((rt_str){b->instruction.data + field->from, b->instruction.len - field->from}), rest = whole, word;
    body_attrs attrs = {.count = 0};
    bool quoted;
    field->result = true;
    if (field->inner || !whole.len || !next_word(&rest, &word, &quoted)) {
        field->what = FIELD_NOTHING;
        return RT_OK;
    }
    if (is_word(word, "HYPERLINK")) {
        TRY(read_link(b, rest, &attrs));
        field->what = FIELD_LINK;
    } else if (is_range(word)) {
        return begin_range(b, field, whole);
    } else if (is_word(word, "FORMCHECKBOX") || is_word(word, "FORMDROPDOWN")) {
        field->what = is_word(word, "FORMCHECKBOX") ? FIELD_CHECKBOX : FIELD_CHOICES;
        return RT_OK;
    } else {
        if (is_word(word, "SEQ") && !b->capturing) {
            TRY(body_para_open(b, 0));
            if (body_para_of(b)->recorded == RT_CAPTION)
                body_top(b)->counts_tables = counts_tables(rest);
        }
        put_some(&attrs, RT_A_NAME, field->name);
        put_some(&attrs, RT_A_TITLE, field->title);
        put_text(&attrs, RT_A_INSTRUCTION, whole);
    }
    if (field->what == FIELD_NOTHING || b->capturing)
        return RT_OK;
    TRY(body_inline_open(b, field->what == FIELD_LINK ? RT_LINK : RT_FIELD, &attrs, at));
    b->fields[at].entered = true;
    return RT_OK;
}

/* ---- The end --------------------------------------------------------------------------------- */

static rt_status end_form(body *b, const body_field *field)
{
    body_control control = {.title = field->title, .tag = field->name, .choices = field->choices};
    if (field->what == FIELD_CHECKBOX)
        return body_send_checkbox(b, field->name, field->title, field->checked ? RT_CHECKED_YES : RT_CHECKED_NO);
    rt_str value = {NULL, 0};
    if (field->chosen >= 0 && (uint32_t)field->chosen < b->choice_count - field->choices)
        value = b->choices[field->choices + (uint32_t)field->chosen].text;
    TRY(body_send_choices(b, &control, value));
    b->choice_count = field->choices;
    return RT_OK;
}

static rt_status end_field(body *b)
{
    uint32_t at = b->field_count - 1;
    char room[40];
    body_attrs attrs = {.count = 0};
    TRY(body_run_break(b));
    if (!b->fields[at].result)
        TRY(begin_result(b, at));
    body_field field = b->fields[at];
    if (field.entered && field.what != FIELD_RANGE) {
        uint32_t i = b->inline_count;
        while (i > 0 && b->inlines[i - 1].field != at)
            i--;
        if (i > 0)
            TRY(body_inline_close(b, i - 1));
    }
    b->field_count--;
    if (field.inner)
        return rt_buffer_add_str(&b->instruction, RT_STR(" }"));
    b->instruction.len = field.from;
    if (field.what == FIELD_RANGE && field.entered) {
        put_text(&attrs, RT_A_REF, body_id_text(b, "field-", (int32_t)field.id, room));
        return body_inline_node(b, RT_END, &attrs);
    }
    return field.what == FIELD_CHECKBOX || field.what == FIELD_CHOICES ? end_form(b, &field) : RT_OK;
}

/* A paragraph ends: fields that began in it and hold inlines end with it. */
rt_status body_fields_end(body *b, uint32_t count)
{
    for (uint32_t i = count; i < b->field_count; i++) {
        body_field *field = &b->fields[i];
        if (!field->result) {
            body_warn(b, "docx-field", "a field has no result in its paragraph; what follows is read as text, so correct the field");
            field->result = true;
            field->inner = false;
            field->what = FIELD_NOTHING;
        } else if (field->entered && field->what != FIELD_RANGE) {
            body_lost(b, RT_LOSS_STRUCTURE, "end of a field or link that goes on in the next paragraph");
            field->what = FIELD_NOTHING;
        }
        field->entered &= field->what == FIELD_RANGE;
    }
    for (uint32_t i = 0; i < b->inline_count; i++)
        if (b->inlines[i].field != BODY_NO_FIELD && b->inlines[i].field >= count)
            b->inlines[i].field = BODY_NO_FIELD;
    return RT_OK;
}

/* ---- Elements -------------------------------------------------------------------------------- */

static rt_status push_field(body *b, bool *pushed)
{
    *pushed = b->field_count < BODY_FIELDS;
    if (!*pushed)
        return RT_OK;
    bool inner = body_in_instruction(b);
    b->fields[b->field_count++] = (body_field){.inner = inner, .from = b->instruction.len, .choices = b->choice_count, .chosen = -1};
    return inner ? rt_buffer_add_str(&b->instruction, RT_STR("{ ")) : RT_OK;
}

rt_status body_on_field_char(body *b, const rt_xml_tag *tag)
{
    rt_str type = body_attr(b, tag, RT_W_fldCharType);
    bool pushed = true;
    if (rt_docx_is(type, "begin")) {
        TRY(b->fields_over ? RT_OK : push_field(b, &pushed));
        b->fields_over += b->fields_over || !pushed;
        return RT_OK;
    }
    bool end = rt_docx_is(type, "end");
    if (b->fields_over || !b->field_count) {
        b->fields_over -= b->fields_over && end;
        return RT_OK;
    }
    if (end)
        return end_field(b);
    if (!rt_docx_is(type, "separate") || b->fields[b->field_count - 1].result)
        return RT_OK;
    TRY(body_run_break(b));
    return begin_result(b, b->field_count - 1);
}

rt_status body_on_simple_field(body *b, const rt_xml_tag *tag, bool *pushed)
{
    TRY(push_field(b, pushed));
    if (!*pushed)
        return RT_OK;
    TRY(body_run_break(b));
    TRY(rt_buffer_add_str(&b->instruction, body_attr(b, tag, RT_W_instr)));
    return begin_result(b, b->field_count - 1);
}

rt_status body_simple_field_end(body *b) { return b->field_count ? end_field(b) : RT_OK; }

/* w:ffData: what a form's field is called, and its choices. */
rt_status body_on_form(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_field *field = b->field_count ? &b->fields[b->field_count - 1] : NULL;
    rt_str val = body_attr(b, tag, RT_W_val);
    if (!field)
        return RT_OK;
    switch ((int)name) {
    case RT_W_name:
        return rt_docx_pool_intern(b->pool, val, &field->name);
    case RT_W_statusText:
    case RT_W_helpText:
        return field->title.len ? RT_OK : rt_docx_pool_intern(b->pool, val, &field->title);
    case RT_W_checked:
        field->checked = rt_docx_tag_on(b->x, tag);
        return RT_OK;
    case RT_W_default:
        if (b->frames[b->depth - 2].name == RT_W_checkBox)
            field->checked = rt_docx_tag_on(b->x, tag);
        else if (b->frames[b->depth - 2].name == RT_W_ddList && field->chosen < 0)
            field->chosen = rt_docx_integer(val, -1);
        return RT_OK;
    case RT_W_result:
        field->chosen = rt_docx_integer(val, -1);
        return RT_OK;
    case RT_W_listEntry: {
        body_choice choice = {{NULL, 0}, {NULL, 0}};
        TRY(rt_docx_pool_intern(b->pool, val, &choice.text));
        TRY(BODY_PUSH(b, choices, choice_count, choice_room));
        b->choices[b->choice_count++] = choice;
        return RT_OK;
    }
    default:
        return RT_OK;
    }
}

rt_status body_on_hyperlink(body *b, const rt_xml_tag *tag, bool *entered)
{
    rt_str id = body_attr(b, tag, RT_R_id), anchor = body_attr(b, tag, RT_W_anchor);
    const rt_docx_relation *relation = id.len ? rt_docx_relations_find(b->relations, id) : NULL;
    body_attrs attrs = {.count = 0};
    rt_buffer_clear(&b->words);
    if (id.len && !relation) {
        char words[120];
        snprintf(words, sizeof words, "there is no relationship %.*s, which a link names; its text is kept without it",
                 id.len < 40 ? (int)id.len : 40, id.ptr);
        body_warn(b, "docx-relation", words);
    }
    if (relation)
        TRY(rt_buffer_add_str(&b->words, relation->target));
    if (anchor.ptr) {
        if (rt_docx_is(anchor, "_")) /* "#" alone: the top of the report */
            anchor.len = 0;
        else
            TRY(body_anchor(b, anchor, &anchor));
        TRY(rt_buffer_add_char(&b->words, '#'));
        TRY(rt_buffer_add_str(&b->words, anchor));
    }
    *entered = (b->words.len || !id.len) && !b->capturing && !body_in_instruction(b);
    if (!*entered)
        return RT_OK;
    if (relation || anchor.ptr)
        put_text(&attrs, RT_A_HREF, rt_buffer_str(&b->words));
    rt_str tip = body_attr(b, tag, RT_W_tooltip);
    if (tip.ptr)
        put_text(&attrs, RT_A_TITLE, tip);
    return body_inline_open(b, RT_LINK, &attrs, BODY_NO_FIELD);
}
