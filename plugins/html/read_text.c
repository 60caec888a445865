/* read_text.c - elements of text: code, quotations, numbers of headings, readings, places with a
 * name, page breaks. */
#include <string.h>

#include "read.h"

void rt_html_page_break(html_reader *r, uint32_t at, const html_given *given)
{
    html_element *e = &r->stack[at];
    rt_html_flow_go(r, e->line);
    uint32_t kind = r->frames[rt_html_frame_inner(r, e->frame)].kind;
    bool front = rt_html_holds_both(kind) && !r->frames[rt_html_frame_inner(r, e->frame)].started;
    bool holds = kind == RT_PARAGRAPH || rt_html_holds_title(kind);
    bool text = rt_html_is_text_level(e) || e->does == DOES_BREAK;
    if (text && (rt_html_flow(r)->open || front || holds))
        rt_html_flow_break(r, at, RT_PAGE_BREAK, given);
    else
        rt_html_block_leaf(r, at, RT_PAGE_BREAK, given);
}

/* The first code in a block of code is that block. */
static void open_code(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    html_frame *frame = &r->frames[rt_html_frame_inner(r, e->frame)];
    rt_str classes = rt_html_get(tag, "class");
    if (frame->kind != RT_CODE_BLOCK || !frame->pending)
        return;
    e->own.add = (uint16_t)(e->own.add & ~RT_MARK_CODE);
    rt_html_inherit(r, at);
    for (size_t i = 0, begin = 0; i <= classes.len; i++)
        if (i == classes.len || memchr(" \t\n\r\f", classes.ptr[i], 5)) {
            if (i - begin > 9 && strncasecmp(classes.ptr + begin, "language-", 9) == 0) {
                rt_str name = rt_html_unescape(r, (rt_str){classes.ptr + begin + 9, i - begin - 9});
                rt_html_attrs_add(r, &frame->attrs, &frame->attr_count,
                                  &(rt_attr){.id = RT_A_CODE_LANGUAGE, .text = name});
            } else if (i - begin == 9 && strncasecmp(classes.ptr + begin, "language-", 9) == 0) {
                rt_html_attrs_add(r, &frame->attrs, &frame->attr_count,
                                  &(rt_attr){.id = RT_A_CODE_LANGUAGE, .text = {"", 0}});
            }
            begin = i + 1;
        }
    rt_html_frame_send(r, rt_html_frame_inner(r, e->frame));
}

void rt_html_reading(html_reader *r, uint32_t at)
{
    for (uint32_t i = r->stack[at].around_at; i != NONE;
         i = i ? r->stack[r->stack[i].parent].around_at : NONE)
        if (r->stack[i].around->kind == RT_RUBY) {
            if (!r->capture && rt_html_flow_node(r, at))
                rt_html_capture(r, at, CAPTURE_READING);
            return;
        }
}

void rt_html_quotation(html_reader *r, uint32_t at, bool end)
{
    bool inner = false;
    for (uint32_t i = r->stack[at].below; i != NONE; i = r->stack[i].below)
        inner = !inner;
    rt_html_say(r, at,
                end ? (inner ? RT_STR("’") : RT_STR("”")) : (inner ? RT_STR("‘") : RT_STR("“")));
}

/* A span that is the number of a heading. */
static bool open_number(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    rt_str classes = rt_html_get(tag, "class");
    const html_frame *frame = &r->frames[rt_html_frame_inner(r, e->frame)];
    if (frame->kind != RT_HEADING || !frame->pending || r->capture || !classes.len)
        return false;
    bool section = rt_html_has_word(classes, "section-number") ||
                   rt_html_has_word(classes, "header-section-number") ||
                   rt_html_has_word(classes, "secno");
    if (!section && !rt_html_has_word(classes, "heading-number"))
        return false;
    e->does = DOES_NUMBER;
    e->breaks = section;
    rt_html_capture(r, at, CAPTURE_NUMBER);
    return true;
}

void rt_html_number_close(html_reader *r, uint32_t at)
{
    html_frame *frame = &r->frames[rt_html_frame_inner(r, r->stack[at].frame)];
    if (r->capture != CAPTURE_NUMBER || frame->kind != RT_HEADING)
        return;
    html_frame *section = &r->frames[frame->parent];
    if (r->stack[at].breaks && section->kind == RT_SECTION && section->pending)
        frame = section;
    rt_attr attr = {.id = RT_A_NUMBER, .text = rt_html_captured(r)};
    rt_html_attrs_add(r, &frame->attrs, &frame->attr_count, &attr);
}

static bool says_nothing(const rt_html_token *tag)
{
    for (size_t i = 0; i < tag->attr_count; i++)
        if (!rt_html_eq(tag->attrs[i].name, "lang") && !rt_html_eq(tag->attrs[i].name, "dir"))
            return false;
    return true;
}

/* Text of its own: an id waits for it. A span that says nothing and holds nothing is a place
 * without a name. */
static void wait_for_text(html_reader *r, uint32_t at, const html_common *c)
{
    html_element *e = &r->stack[at];
    bool bare = e->id == ELEMENT_SPAN && r->tag && says_nothing(r->tag);
    if ((!c->id.ptr && !bare) || r->capture)
        return;
    e->bookmark = rt_html_copy(r, c->id.ptr ? rt_html_unescape(r, c->id) : (rt_str){"", 0});
    r->bookmarks += e->bookmark.ptr != NULL;
}

void rt_html_text_level(html_reader *r, uint32_t at, const rt_html_token *tag, const html_common *c,
                        const html_css *css, const html_given *given)
{
    html_element *e = &r->stack[at];
    if (tag && tag->attr_count && open_number(r, at, tag))
        return;
    if ((css->break_before || css->break_after) && r->select_at == NONE) { /* an empty one */
        rt_html_page_break(r, at, given);
        return;
    }
    if (e->does != DOES_OPTION || r->select_at == NONE)
        wait_for_text(r, at, c);
    switch (e->does) {
    case DOES_CODE:
        open_code(r, at, tag);
        break;
    case DOES_DATA:
        rt_html_data_open(r, at, tag);
        break;
    case DOES_OPTION:
        rt_html_option(r, at, tag, given);
        break;
    default:
        if (e->id == ELEMENT_Q)
            rt_html_quotation(r, at, false);
    }
}
