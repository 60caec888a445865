/* read_element.c - what an element means to the report: the node that it opens, and the end of
 * that. */
#include <string.h>

#include "read.h"

static void open_paragraph(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                           const html_css *css)
{
    const html_element *e = &r->stack[at];
    if (!tag || r->frames[e->frame].facts) { /* one that an end tag implies holds nothing */
        rt_html_block_pass(r, at);
        return;
    }
    rt_html_give_number(given, RT_A_ALIGN, css->align ? css->align : e->block.align);
    rt_html_give_length(given, RT_A_INDENT, css->indent);
    rt_html_give_length(given, RT_A_FIRST_LINE, css->first_line);
    rt_html_give_length(given, RT_A_BACKGROUND, css->background);
    rt_html_block_open(r, at, RT_PARAGRAPH, given, false);
}

static void open_heading(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                         const html_css *css)
{
    html_element *e = &r->stack[at];
    int64_t level = 0;
    bool stated =
        rt_html_integer(rt_html_get(tag, "aria-level"), &level) && level >= 1 && level <= 999;
    if (!stated)
        level = e->flags & FLAG_HEADING ? e->id - ELEMENT_H1 + 1 : 0;
    rt_html_give_number(given, RT_A_ALIGN, css->align ? css->align : e->block.align);
    if (!r->begun && !r->waiting && r->shown_at == NONE &&
        rt_html_has_word(rt_html_get(tag, "class"), "title") &&
        r->frames[rt_html_frame_inner(r, e->frame)].kind == RT_REPORT) {
        rt_html_title_send(r);
        r->shown_at = at;
        rt_buffer_clear(&r->shown_text);
        rt_html_hold(r);
    }
    rt_html_heading(r, at, given, (int32_t)level);
}

static int32_t numbering_of(rt_str type)
{
    static const struct {
        const char *name;
        int32_t numbering;
    } types[] = {{"1", RT_NUMBERING_DECIMAL},     {"a", RT_NUMBERING_LOWER_ALPHA},
                 {"A", RT_NUMBERING_UPPER_ALPHA}, {"i", RT_NUMBERING_LOWER_ROMAN},
                 {"I", RT_NUMBERING_UPPER_ROMAN}, {"disc", RT_NUMBERING_DISC},
                 {"circle", RT_NUMBERING_CIRCLE}, {"square", RT_NUMBERING_SQUARE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (rt_html_eq(type, types[i].name))
            return types[i].numbering;
    return 0;
}

static void open_list(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                      const html_css *css)
{
    html_element *e = &r->stack[at];
    int64_t start;
    if (r->frames[e->frame].notes) { /* its items are the notes */
        rt_html_block_pass(r, at);
        bool foot = r->frames[e->frame].foot;
        html_frame *frame = rt_html_frame_push(r, at, 0);
        if (frame) {
            frame->notes = true;
            frame->foot = foot;
        }
        return;
    }
    if (e->id == ELEMENT_OL)
        rt_html_give_int(given, RT_A_ORDERED, 1);
    rt_html_give_number(given, RT_A_NUMBERING,
                        css->numbering ? css->numbering : numbering_of(rt_html_get(tag, "type")));
    if (e->id == ELEMENT_OL && rt_html_integer(rt_html_get(tag, "start"), &start) &&
        start >= -1000000000 && start <= 1000000000)
        rt_html_give_int(given, RT_A_FIRST, (int32_t)start);
    else if (css->reset)
        rt_html_give_int(given, RT_A_FIRST, css->reset_to + 1); /* the first item adds one */
    rt_html_block_open(r, at, RT_LIST, given, false);
}

static void open_item(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                      const html_css *css)
{
    int64_t value;
    rt_html_give_text(given, RT_A_LABEL, css->label);
    if (rt_html_integer(rt_html_get(tag, "value"), &value) && value >= -1000000000 &&
        value <= 1000000000)
        rt_html_give_int(given, RT_A_COUNTER, (int32_t)value);
    else if (css->set)
        rt_html_give_int(given, RT_A_COUNTER, css->set_to);
    rt_html_block_open(r, at, RT_ITEM, given,
                       rt_html_has_word(rt_html_get(tag, "class"), "task-list-item"));
}

static int32_t table_align(const html_css *css)
{
    if (css->align && css->align != RT_ALIGN_JUSTIFY && css->align != RT_ALIGN_DECIMAL)
        return css->align; /* of the attribute: text-align does not say where a table stands */
    if (css->start == 2 && css->end == 2)
        return RT_ALIGN_CENTER;
    if (css->start || css->end)
        return css->end == 2 ? RT_ALIGN_START : css->start == 2 ? RT_ALIGN_END : 0;
    if (css->left == 2 || css->right == 2)
        return css->left == css->right ? RT_ALIGN_CENTER
               : css->right == 2       ? RT_ALIGN_LEFT
                                       : RT_ALIGN_RIGHT;
    return 0;
}

static void open_table(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                       html_css *css)
{
    rt_str alt = rt_html_get(tag, "aria-label");
    css->align = rt_html_align(rt_html_get(tag, "align"));
    rt_html_give_number(given, RT_A_ALIGN, table_align(css));
    rt_html_give_length(given, RT_A_WIDTH, css->width);
    rt_html_give_length(given, RT_A_BACKGROUND, css->background);
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_give_text(given, RT_A_ALT, alt.ptr ? alt : rt_html_get(tag, "summary"));
    rt_html_table_open(r, at, given);
}

/* A caption stands first, wherever it stands in the page. */
static void open_figure(html_reader *r, uint32_t at, const html_given *given)
{
    html_frame *frame = rt_html_block_open(r, at, RT_FIGURE, given, false);
    if (!frame)
        return;
    rt_html_hold(r);
    frame = rt_html_frame_of(r, at);
    frame->mark = r->status == RT_OK ? rt_html_slot_mark(r) : NULL;
}

static void open_figcaption(html_reader *r, uint32_t at, const html_given *given)
{
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    html_frame *figure = &r->frames[number];
    bool child = r->stack[r->stack[at].parent].does == DOES_FIGURE;
    if (!child || figure->kind != RT_FIGURE || !figure->mark || r->status != RT_OK) {
        rt_html_block_pass(r, at);
        return;
    }
    rt_html_block_pass(r, at);
    html_slot *mark = figure->mark, *back = r->order.current;
    figure->mark = NULL;
    rt_html_slot_go(r, mark);
    html_frame *frame = rt_html_block_open(r, at, RT_CAPTION, given, false);
    if (frame)
        frame->mark = back;
}

static void close_framed(html_reader *r, uint32_t at)
{
    uint8_t does = r->stack[at].does;
    html_slot *back = does == DOES_TITLE_OF_FIGURE ? rt_html_frame_of(r, at)->mark : NULL;
    rt_html_block_close(r, at);
    if (back)
        rt_html_slot_go(r, back);
    if (does == DOES_FIGURE)
        rt_html_release(r);
}

/* A section waits to see whether it begins with a heading. */
static void open_section(html_reader *r, uint32_t at, const rt_html_token *tag,
                         const html_given *given)
{
    rt_html_block_pass(r, at);
    bool facts = rt_html_has_word(rt_html_get(tag, "class"), "facts");
    uint32_t kind = r->frames[rt_html_frame_inner(r, r->stack[at].frame)].kind;
    html_frame *frame = rt_html_frame_push(r, at, 0);
    if (!frame)
        return;
    frame->facts = facts;
    if (facts || (kind != RT_REPORT && kind != RT_SECTION)) {
        for (size_t i = 0; i < given->count; i++)
            if (given->list[i].id == RT_A_ID)
                rt_html_bookmark(r, at, given->list[i].text, NULL);
        return;
    }
    frame->attrs = rt_html_attrs_copy(r, given->list, given->count);
    frame->attr_count = frame->attrs ? given->count : 0;
    frame->waits = true;
    r->waiting++;
}

/* A line end in what was inserted or deleted was so, too. */
static void line_break(html_reader *r, uint32_t at)
{
    html_given given = {.count = 0};
    rt_html_style_give_change(&r->stack[at].style, &given);
    rt_html_flow_break(r, at, RT_LINE_BREAK, &given);
}

static void open_block(html_reader *r, uint32_t at, const html_common *c, const html_css *css,
                       const html_given *given)
{
    html_element *e = &r->stack[at];
    rt_html_block_pass(r, at);
    if (css->break_before)
        rt_html_page_break(r, at, given);
    else if (css->break_after)
        e->around = rt_html_inline_new(r, RT_PAGE_BREAK, given);
    if (c->id.ptr && !css->break_before && !css->break_after)
        rt_html_bookmark(r, at, rt_html_unescape(r, c->id), NULL);
}

void rt_html_element_open(html_reader *r, uint32_t at, const rt_html_token *tag,
                          const html_common *c, html_css *css, html_given *given)
{
    html_element *e = &r->stack[at];
    switch ((html_does)e->does) {
    case DOES_BLOCK:
        open_block(r, at, c, css, given);
        break;
    case DOES_PARAGRAPH:
        open_paragraph(r, at, tag, given, css);
        break;
    case DOES_HEADING:
        open_heading(r, at, tag, given, css);
        break;
    case DOES_SECTION:
        open_section(r, at, tag, given);
        break;
    case DOES_LIST:
        open_list(r, at, tag, given, css);
        break;
    case DOES_ITEM:
        open_item(r, at, tag, given, css);
        break;
    case DOES_DEFINITIONS:
        rt_html_block_open(r, at, RT_DEFINITIONS, given, false);
        break;
    case DOES_TERM:
        rt_html_block_open(r, at, RT_TERM, given, false);
        break;
    case DOES_DEFINITION:
        rt_html_block_open(r, at, RT_DEFINITION, given, false);
        break;
    case DOES_TABLE:
        open_table(r, at, tag, given, css);
        break;
    case DOES_CAPTION:
    case DOES_COLUMNS:
    case DOES_COLUMN:
    case DOES_GROUP:
    case DOES_ROW:
    case DOES_CELL:
        rt_html_table_part(r, at, tag, given, css);
        break;
    case DOES_FIGURE:
        open_figure(r, at, given);
        break;
    case DOES_TITLE_OF_FIGURE:
        open_figcaption(r, at, given);
        break;
    case DOES_QUOTE:
        rt_html_give_text(given, RT_A_CITE, rt_html_get(tag, "cite"));
        rt_html_block_open(r, at, RT_QUOTE, given, false);
        break;
    case DOES_BOX:
        rt_html_block_open(r, at, RT_TEXT_BOX, given, false);
        break;
    case DOES_PRE:
        rt_html_block_open(r, at, RT_CODE_BLOCK, given, true);
        break;
    case DOES_RULE:
        if (!r->frames[e->frame].notes)
            rt_html_block_leaf(r, at, RT_RULE, given);
        break;
    case DOES_BREAK:
        if (r->capture)
            rt_html_capture_break(r);
        else if (css->break_before || css->break_after)
            rt_html_page_break(r, at, given);
        else
            line_break(r, at);
        break;
    case DOES_LINK:
        rt_html_link(r, at, tag, given);
        break;
    case DOES_IMAGE:
        rt_html_image(r, at, tag, given, css);
        break;
    case DOES_MEDIA:
    case DOES_FRAME:
        rt_html_media(r, at, tag, given, css);
        break;
    case DOES_SOURCE:
        rt_html_source(r, at, tag);
        break;
    case DOES_RUBY:
        e->around = rt_html_inline_new(r, RT_RUBY, given);
        rt_html_inherit(r, at);
        break;
    case DOES_READING:
        rt_html_reading(r, at);
        break;
    case DOES_INPUT:
        rt_html_input(r, at, tag, given);
        break;
    case DOES_SELECT:
        rt_html_select(r, at, tag, given);
        break;
    case DOES_TEXTAREA:
        rt_html_textarea(r, at, tag, given);
        break;
    case DOES_TITLE:
        rt_html_title_open(r, at, given);
        break;
    case DOES_META:
        rt_html_meta(r, at, tag, given);
        break;
    case DOES_RELATION:
        rt_html_relation(r, tag);
        break;
    case DOES_BASE:
        if (rt_html_has(tag, "href"))
            rt_html_lost(r, RT_LOSS_STRUCTURE,
                         "base address of links; they are kept as they are written");
        break;
    default:
        rt_html_text_level(r, at, tag, c, css, given);
    }
}

/* ---- The end ---------------------------------------------------------------------------- */

void rt_html_element_close(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    switch ((html_does)e->does) {
    case DOES_BLOCK:
        rt_html_block_pass(r, at);
        break;
    case DOES_TABLE:
        if (e->has_frame)
            rt_html_table_close(r, at);
        return;
    case DOES_CAPTION:
    case DOES_COLUMNS:
    case DOES_GROUP:
    case DOES_ROW:
    case DOES_CELL:
        rt_html_table_part_close(r, at);
        return;
    case DOES_READING:
        if (r->capture == CAPTURE_READING && r->capture_at == at) {
            rt_html_flow_go(r, e->line);
            rt_html_ruby_end(r, at, true);
            r->capture = CAPTURE_NONE;
        }
        break;
    case DOES_NUMBER:
        rt_html_number_close(r, at);
        break;
    case DOES_SELECT:
        rt_html_select_close(r, at);
        break;
    case DOES_OPTION:
        rt_html_option_close(r, at);
        break;
    case DOES_TITLE:
        rt_html_title_close(r, at);
        break;
    case DOES_DATA:
        rt_html_data_close(r, at);
        break;
    case DOES_FACT:
        rt_html_fact_close(r, at);
        break;
    case DOES_REFERENCE:
        rt_html_reference_close(r, at);
        break;
    case DOES_INLINE:
        if (e->id == ELEMENT_Q)
            rt_html_quotation(r, at, true);
        break;
    default:
        if (e->has_frame)
            close_framed(r, at);
        else if (e->does >= DOES_PARAGRAPH && e->does <= DOES_PRE)
            rt_html_block_pass(r, at);
    }
    if (e->does == DOES_BLOCK && e->around) { /* a page ends behind it */
        html_given given = {.count = e->around->attr_count};
        for (size_t i = 0; i < given.count && e->around->attrs; i++)
            given.list[i] = e->around->attrs[i];
        rt_html_page_break(r, at, &given);
    }
}
