/* read_events.c - the elements of a part, each handed to the file that knows it.
 *
 * Owns the stack of open elements, what is passed over, and the text between tags; which elements are content is read_content.c's. */
#include <stdio.h>
#include <string.h>

#include "read.h"
#include "symbols.h"

rt_status body_grow(body *b, void *stack, uint32_t count, uint32_t *room, size_t size)
{
    void *old;
    if (count < *room)
        return RT_OK;
    uint32_t more = *room ? *room * 2 : 16;
    memcpy(&old, stack, sizeof old);
    void *grown = b->host->resize(b->host, old, more * size);
    if (!grown)
        return RT_ERR_MEMORY;
    memcpy(stack, &grown, sizeof grown);
    *room = more;
    return RT_OK;
}

void body_lost(body *b, uint32_t loss_class, const char *what) { b->host->lost(b->host, loss_class, &b->pos, what); }

void body_warn(body *b, const char *code, const char *message) { b->host->report(b->host, code, &b->pos, message); }

rt_str body_attr(body *b, const rt_xml_tag *tag, rt_docx_name name) { return rt_docx_attr(&b->x->names, tag, name); }

/* The value of an attribute for as long as the document is read. */
rt_status body_attr_kept(body *b, const rt_xml_tag *tag, rt_docx_name name, rt_str *kept)
{
    rt_str value = body_attr(b, tag, name);
    *kept = value;
    return value.len ? rt_docx_pool_intern(b->pool, value, kept) : RT_OK;
}

void body_skip(body *b, const char *name)
{
    b->mode = b->frames[--b->depth].mode;
    b->skip = 1;
    b->skip_name = name;
    b->skip_text = false;
}

/* ---- Properties ------------------------------------------------------------------------------ */

/* How things were before a tracked change. */
static bool is_past(rt_docx_name name)
{
    return name == RT_W_pPrChange || name == RT_W_rPrChange || name == RT_W_tblPrChange || name == RT_W_tblGridChange ||
           name == RT_W_trPrChange || name == RT_W_tcPrChange || name == RT_W_sectPrChange || name == RT_W_tblPrExChange ||
           name == RT_W_numberingChange;
}

static rt_status on_past(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_run *run = &body_top(b)->run;
    if (name == RT_W_rPrChange && b->mode == MODE_RUN) {
        run->formatted = true;
        TRY(body_attr_kept(b, tag, RT_W_author, &run->author));
        TRY(body_attr_kept(b, tag, RT_W_date, &run->date));
    } else {
        body_lost(b, RT_LOSS_PRESENTATION, "tracked change of formatting");
    }
    body_skip(b, NULL);
    return RT_OK;
}

static rt_status on_para_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (name == RT_W_rPr) {
        b->mode = MODE_MARK;
        return RT_OK;
    }
    if (name == RT_W_sectPr)
        return body_enter_section(b, name, tag);
    return rt_docx_para_take(&body_para_of(b)->direct, b->x, b->pool, name, tag);
}

static rt_status on_mark_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    body_para *para = body_para_of(b);
    (void)tag;
    if (name == RT_W_ins || name == RT_W_moveTo)
        para->mark_change = RT_MARK_CHANGE_INSERTED;
    else if (name == RT_W_del || name == RT_W_moveFrom)
        para->mark_change = RT_MARK_CHANGE_DELETED;
    return RT_OK;
}

static rt_status on_property(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    if (b->mode == MODE_PARTS)
        return b->on_part(b, name, tag, true);
    if (is_past(name))
        return on_past(b, name, tag);
    switch ((body_mode)b->mode) {
    case MODE_PARA:
        return on_para_property(b, name, tag);
    case MODE_MARK:
        return on_mark_property(b, name, tag);
    case MODE_RUN:
        return rt_docx_run_take(&body_top(b)->run.direct, b->x, b->pool, name, tag);
    case MODE_TABLE:
        return body_on_table_property(b, name, tag);
    case MODE_GRID:
        return body_on_grid(b, name, tag);
    case MODE_ROW:
        return body_on_row_property(b, name, tag);
    case MODE_CELL:
        return body_on_cell_property(b, name, tag);
    case MODE_CONTROL:
        return body_on_control(b, name, tag);
    case MODE_SECTION:
        return body_on_section(b, name, tag);
    case MODE_FORM:
        return body_on_form(b, name, tag);
    default: /* an element in text */
        body_skip(b, tag->name.local);
        return RT_OK;
    }
}

/* ---- Events ---------------------------------------------------------------------------------- */

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    body *b = user;
    if (tag->namespace_count)
        body_note_prefixes(b, tag);
    if (b->skip) {
        b->skip++;
        return RT_OK;
    }
    rt_docx_name name = rt_docx_name_of(&b->x->names, &tag->name);
    b->pos = tag->pos;
    if (b->depth == b->frame_room)
        TRY(BODY_PUSH(b, frames, depth, frame_room));
    b->frames[b->depth++] = (body_frame){.name = (uint16_t)name, .mode = b->mode};
    if (b->mode == MODE_CONTENT && body_is_content(name))
        return body_on_content(b, name, tag);
    if (body_on_alternative(b, name, tag))
        return RT_OK;
    if (b->mode == MODE_CONTENT)
        return body_on_content(b, name, tag);
    if (b->mode == MODE_MATH)
        return rt_docx_math_enter(b->math, b->x, name, tag);
    return on_property(b, name, tag);
}

static rt_status on_leave(void *user)
{
    body *b = user;
    if (b->skip) {
        if (--b->skip == 0 && b->skip_text) {
            char words[100];
            snprintf(words, sizeof words, "text in the unknown element %.60s", b->skip_name);
            body_lost(b, RT_LOSS_CONTENT, words);
        }
        return RT_OK;
    }
    body_frame frame = b->frames[--b->depth];
    b->mode = frame.mode;
    if (frame.mode == MODE_CONTENT)
        return body_content_end(b, &frame);
    if (frame.mode == MODE_MATH)
        return rt_docx_math_leave(b->math, (rt_docx_name)frame.name);
    if (frame.mode == MODE_PARTS)
        return b->on_part(b, (rt_docx_name)frame.name, NULL, false);
    if (frame.name == RT_W_sectPr && frame.mode == MODE_PARA)
        b->page.stated = true; /* it is sent behind the paragraph */
    return RT_OK;
}

/* A line end or a tab that was typed into w:t is shown as a space. */
static rt_status plain_text(body *b, rt_str piece)
{
    size_t from = 0;
    for (size_t i = 0; i < piece.len; i++) {
        if (piece.ptr[i] != '\n' && piece.ptr[i] != '\r' && piece.ptr[i] != '\t')
            continue;
        TRY(body_text(b, (rt_str){piece.ptr + from, i - from}));
        TRY(body_text(b, RT_STR(" ")));
        from = i + 1;
    }
    return body_text(b, (rt_str){piece.ptr + from, piece.len - from});
}

static rt_status some_text(body *b, rt_str piece)
{
    const body_run *run = &body_top(b)->run;
    if ((run->direct.stated & RT_DOCX_R_FONT) && rt_docx_is_symbol_font(run->direct.font))
        return body_symbols(b, piece);
    return plain_text(b, piece);
}

/* What may be the end of the text waits for what comes behind it. */
static rt_status trimmed_text(body *b, rt_str piece)
{
    size_t end = piece.len;
    while (b->leading && piece.len && body_is_space(*piece.ptr))
        piece = (rt_str){piece.ptr + 1, piece.len - 1};
    if (!piece.len)
        return RT_OK;
    b->leading = false;
    for (end = piece.len; end && body_is_space(piece.ptr[end - 1]);)
        end--;
    if (end && b->spaces.len) {
        TRY(some_text(b, rt_buffer_str(&b->spaces)));
        b->spaces.len = 0;
    }
    if (end)
        TRY(some_text(b, (rt_str){piece.ptr, end}));
    return end < piece.len ? rt_buffer_add(&b->spaces, piece.ptr + end, piece.len - end) : RT_OK;
}

static rt_status on_text(void *user, rt_str piece)
{
    body *b = user;
    if (b->skip) {
        for (size_t i = 0; b->skip_name && i < piece.len && !b->skip_text; i++)
            b->skip_text = !strchr(" \t\r\n", piece.ptr[i]);
        return RT_OK;
    }
    switch ((body_mode)b->mode) {
    case MODE_TEXT:
        return b->trims ? trimmed_text(b, piece) : some_text(b, piece);
    case MODE_INSTRUCTION:
        return body_instruction(b, piece);
    case MODE_MATH:
        return rt_docx_math_text(b->math, piece);
    case MODE_PARTS:
        return b->in_words ? rt_buffer_add_str(&b->words, piece) : RT_OK;
    default:
        return RT_OK;
    }
}

const rt_xml_events body_events = {.enter = on_enter, .leave = on_leave, .text = on_text};

/* A part whose content is what `kind` says; the part around it goes on behind. */
rt_status body_parse(body *b, uint32_t part, uint32_t kind)
{
    rt_docx_xml *around = b->x;
    const rt_docx_relations *relations = b->relations;
    uint32_t part_kind = b->part_kind, prefix_count = b->prefix_count, skip = b->skip;
    uint8_t mode = b->mode;
    rt_pos pos = b->pos;
    body_prefix prefixes[BODY_PREFIXES];
    rt_docx_xml *x = b->host->resize(b->host, NULL, sizeof *x);
    if (!x)
        return RT_ERR_MEMORY;
    memcpy(prefixes, b->prefixes, sizeof prefixes); /* names belong to their parser */
    b->x = x;
    b->part_kind = kind;
    b->mode = kind == RT_NO_KIND ? MODE_PARTS : MODE_CONTENT;
    b->skip = 0;
    b->prefix_count = 0;
    rt_status status = rt_docx_relations_read(b->package, part, &b->relations);
    if (status == RT_OK)
        status = rt_docx_package_parse(b->package, part, &body_events, b, x);
    b->host->resize(b->host, x, 0);
    b->x = around;
    b->relations = relations;
    b->part_kind = part_kind;
    memcpy(b->prefixes, prefixes, sizeof prefixes);
    b->prefix_count = prefix_count;
    b->mode = mode;
    b->skip = skip;
    b->pos = pos;
    return status;
}
