/* read.c - a page as a report: the loop over tokens, and what an element's start, end and text mean
 * to the report.
 *
 * Owns the decision by element; how it is done stands in read_*.c, how elements come to be open in
 * tree*.c. */
#include <string.h>

#include "tree.h"

/* ---- Events ----------------------------------------------------------------------------- */

void rt_html_send(html_reader *r, uint32_t kind, const rt_attr *attrs, size_t count,
                  const rt_pos *pos)
{
    rt_node node = {
        .size = sizeof node, .kind = kind, .attrs = attrs, .attr_count = count, .pos = *pos};
    if (r->status == RT_OK)
        r->status = r->sink->enter(r->sink, &node);
}

void rt_html_send_text(html_reader *r, rt_str text)
{
    if (r->shown_at != NONE && r->status == RT_OK)
        r->status = rt_buffer_add_str(&r->shown_text, text);
    if (r->status == RT_OK && text.len)
        r->status = r->sink->text(r->sink, text);
}

void rt_html_send_leave(html_reader *r, uint32_t kind)
{
    if (r->status == RT_OK)
        r->status = r->sink->leave(r->sink, kind);
}

void rt_html_lost(html_reader *r, rt_loss_class loss, const char *what)
{
    r->host->lost(r->host, loss, &r->pos, what);
}

/* ---- What an element inherits ----------------------------------------------------------- */

void rt_html_inherit(html_reader *r, uint32_t at)
{
    static const html_style plain = {.space = SPACE_COLLAPSED};
    html_element *e = &r->stack[at];
    const html_element *parent = at ? &r->stack[e->parent] : NULL;
    html_style before = e->style;
    e->style = rt_html_style_add(r, parent ? &parent->style : &plain, &e->own);
    rt_html_style_drop(r, &before);
    e->hidden = e->off || (parent && parent->hidden);
    e->around_at = e->around && e->around->kind != RT_PAGE_BREAK ? at
                   : parent                                      ? parent->around_at
                                                                 : NONE;
}

static void take_place(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (!at)
        return;
    const html_element *parent = &r->stack[e->parent];
    e->frame = parent->frame;
    e->line = parent->line;
    e->block = parent->block;
    if (e->block.words)
        e->block.words->refs++;
}

/* ---- Start, end, text ------------------------------------------------------------------- */

static void report_opens(html_reader *r, const html_given *given)
{
    rt_html_send(r, RT_REPORT, given->list, given->count, &r->pos);
    html_frame *frame = rt_html_frame_push(r, 0, RT_REPORT);
    if (frame)
        frame->parent = 0;
}

static void open_foreign(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    static const char *const unseen[] = {"title", "desc", "metadata", "style", "script"};
    e->does = DOES_INLINE;
    rt_html_inherit(r, at);
    if (e->hidden)
        return;
    if (e->space == IN_MATHML) {
        rt_html_math_open(r, at, tag);
        return;
    }
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (rt_html_eq(e->name, unseen[i]))
            e->off = e->hidden = true;
    if (rt_html_eq(e->name, "svg") && (!at || r->stack[e->parent].space != IN_SVG))
        rt_html_lost(r, RT_LOSS_CONTENT, "drawing (svg); its text was kept");
}

void rt_html_open(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    html_css css = {.add = 0};
    html_given given = {.count = 0};
    html_common c = {{NULL, 0}, {NULL, 0}, {NULL, 0}, 0, false};
    bool above = at && r->stack[e->parent].hidden;
    r->tag = tag;
    rt_buffer_clear(&r->scratch);
    take_place(r, at);
    if (at && r->stack[e->parent].bookmark.ptr && !r->stack[e->parent].bookmark.len)
        rt_html_bookmark_drop(r, e->parent);
    if (r->math_at != NONE) {
        e->does = DOES_INLINE;
        rt_html_inherit(r, at);
        rt_html_math_open(r, at, tag);
        return;
    }
    if (tag && tag->attr_count)
        c = rt_html_scan(r, e, tag, &css);
    if (e->space != IN_HTML) {
        e->off = c.off;
        open_foreign(r, at, tag);
        return;
    }
    bool option = e->does == DOES_OPTION && r->select_at != NONE;
    e->off = e->does == DOES_NOTHING || (c.off && !option);
    e->own.add = rt_html_elements[e->id].marks;
    e->own.change = e->does == DOES_INSERTED  ? RT_CHANGE_INSERTED
                    : e->does == DOES_DELETED ? RT_CHANGE_DELETED
                                              : 0;
    e->own.space = e->does == DOES_PRE || e->does == DOES_TEXTAREA ? SPACE_KEPT : 0;
    if ((tag && tag->attr_count) || e->own.change || e->id == ELEMENT_SMALL || e->id == ELEMENT_BIG)
        rt_html_style_of(r, e, tag, &c, &css);
    rt_html_inherit(r, at);
    if (c.off && !option && !above && e->does != DOES_NOTHING)
        rt_html_lost(r, RT_LOSS_CONTENT, "element that the page hides");
    if (e->hidden && at)
        return;
    if (e->does == DOES_BLOCK)
        rt_html_hand_down(r, e, &c, &css);
    rt_html_give_common(r, e, &c, &given);
    if (!at) {
        report_opens(r, &given);
        return;
    }
    bool listed = e->does == DOES_ITEM && r->frames[e->frame].notes;
    if (tag && (tag->attr_count || listed) && rt_html_note_open(r, at, tag, &given, &css))
        return;
    rt_html_element_open(r, at, tag, &c, &css, &given);
}

void rt_html_reopen(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    take_place(r, at);
    e->own = e->format->own;
    e->around = e->format->around;
    if (e->own.words)
        e->own.words->refs++;
    if (e->around)
        e->around->refs++;
    if (r->math_at != NONE)
        e->does = DOES_INLINE;
    rt_html_inherit(r, at);
}

static void end_around(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (!e->around || (e->format && e->format->listed))
        return;
    bool empty =
        !e->around->opened && e->around->kind != RT_FIELD && e->around->kind != RT_PAGE_BREAK;
    if (empty && !e->hidden && !r->capture)
        rt_html_flow_node(r, at);
    e->around->ended = true;
}

void rt_html_close(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (r->math_at != NONE)
        rt_html_math_close(r, at);
    else if (!e->hidden && r->status == RT_OK && at)
        rt_html_element_close(r, at);
    e = &r->stack[at];
    if (e->bookmark.ptr) {
        rt_str id = e->bookmark;
        e->bookmark = (rt_str){NULL, 0};
        r->bookmarks--;
        rt_html_bookmark(r, at, id, e->own.words);
        r->host->resize(r->host, (char *)(uintptr_t)id.ptr, 0);
    }
    rt_html_run_close(r, at);
    end_around(r, at);
    if (r->shown_at == at)
        rt_html_shown_close(r);
    rt_html_inline_release(r, e->around);
    rt_html_words_release(r, e->own.words);
    rt_html_words_release(r, e->block.words);
    rt_html_style_drop(r, &e->style);
    e->around = NULL;
    e->own.words = e->block.words = NULL;
}

void rt_html_chars(html_reader *r, rt_str text)
{
    bool fostered;
    uint32_t at = rt_html_place(r, &fostered);
    const html_element *e = &r->stack[at];
    if (!text.len || e->hidden || r->status != RT_OK)
        return;
    if (r->math_at != NONE)
        rt_html_math_text(r, text);
    else
        rt_html_say(r, at, text);
}

/* ---- The page --------------------------------------------------------------------------- */

static void take_token(html_reader *r, const rt_html_token *t)
{
    rt_html_token text;
    bool skip = r->skip_feed;
    r->pos = t->pos;
    r->skip_feed = false;
    if (t->type == RT_HTML_COMMENT) {
        r->skip_feed = false;
        return;
    }
    if (skip && t->type == RT_HTML_TEXT && t->text.len && *t->text.ptr == '\n') {
        text = *t;
        text.text = (rt_str){t->text.ptr + 1, t->text.len - 1};
        if (!text.text.len)
            return;
        t = &text;
    }
    while (r->status == RT_OK && rt_html_dispatch(r, t))
        ;
    bool foreign = r->count && rt_html_top(r)->space != IN_HTML;
    if (foreign != r->foreign)
        rt_html_tokens_foreign(r->tokens, foreign);
    r->foreign = foreign;
}

static void read_page(html_reader *r)
{
    const rt_html_token *t = NULL;
    uint32_t count = 0;
    do {
        r->status = rt_html_tokens_next(r->tokens, &t);
        if (r->status == RT_OK)
            take_token(r, t);
        if (r->status == RT_OK && (++count & 1023) == 0 && r->host->stopped(r->host))
            r->status = RT_STOPPED;
    } while (r->status == RT_OK && t->type != RT_HTML_END);
    if (r->status != RT_OK)
        return;
    while (r->count > 1 && r->status == RT_OK)
        rt_html_pop(r);
    rt_html_flow_end(r);
    rt_html_title_send(r);
    rt_html_send_leave(r, RT_REPORT);
}

static void forget(html_reader *r)
{
    r->status = r->status == RT_OK ? RT_STOPPED : r->status; /* nothing is sent any more */
    while (r->count)
        rt_html_pop(r);
    while (r->format_count)
        rt_html_format_clear(r);
    for (uint32_t i = 0; i < r->frame_count; i++)
        rt_html_frame_free(r, &r->frames[i]);
    for (uint32_t i = 0; i < r->line_count; i++)
        rt_html_flow_free(r, &r->lines[i]);
    rt_html_inline_release(r, r->select);
    rt_html_inline_release(r, r->option);
    rt_html_inline_release(r, r->formula);
    rt_html_inline_release(r, r->reference);
    rt_html_inline_release(r, r->fact);
    rt_html_inline_release(r, r->title_given);
    rt_buffer *buffers[] = {&r->table_space, &r->captured, &r->scratch, &r->css_font,
                            &r->css_label,   &r->title,    &r->titles,  &r->shown_text,
                            &r->chosen,      &r->math,     &r->href};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        rt_buffer_free(buffers[i]);
    void *blocks[] = {r->references.slots, r->ids.slots, r->stack, r->formats, r->template_modes,
                      r->frames,           r->lines,     r->spans, r->chain};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        r->host->resize(r->host, blocks[i], 0);
    rt_html_order_free(r);
    rt_html_tokens_close(r->tokens);
}

rt_status rt_html_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    html_reader *r = host->resize(host, NULL, sizeof *r);
    (void)options;
    if (!r)
        return RT_ERR_MEMORY;
    const rt_buffer empty = {.host = host};
    *r = (html_reader){.host = host,
                       .out = out,
                       .sink = out,
                       .frameset_ok = true,
                       .table_space = empty,
                       .captured = empty,
                       .scratch = empty,
                       .css_font = empty,
                       .css_label = empty,
                       .title = empty,
                       .titles = empty,
                       .shown_text = empty,
                       .chosen = empty,
                       .math = empty,
                       .href = empty,
                       .shown_at = NONE,
                       .select_at = NONE,
                       .math_at = NONE,
                       .fact_at = NONE,
                       .mode = MODE_INITIAL};
    uint64_t depth = host->limit(host, "depth");
    r->deepest = depth > 100000000 ? 100000000 : depth > 64 ? (uint32_t)depth - 32 : 32;
    for (uint32_t i = 0; i < ELEMENT_COUNT; i++)
        r->top_of[i] = NONE;
    rt_html_names_init(&r->names);
    r->status = rt_html_tokens_open(host, in, &r->tokens);
    if (r->status == RT_OK && rt_html_flow_new(r))
        read_page(r);
    rt_status status = r->status;
    forget(r);
    host->resize(host, r, 0);
    return status;
}
