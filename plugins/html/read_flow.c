/* read_flow.c - inline content as it is written: white space, runs, links and the like, in the
 * paragraph that they need.
 *
 * Nodes around inline content are opened before what stands in them and closed before what does
 * not, so that formatting may reach over blocks as it likes. Which holder a line stands in,
 * read_block.c decides. */
#include <string.h>

#include "read.h"

void rt_html_run_end(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    if (!line->run_open)
        return;
    line->run_open = line->run_over = line->space_of_run = false;
    line->run_of = NONE;
    rt_html_style_drop(r, &line->run);
    rt_html_send_leave(r, RT_TEXT);
}

/* The element at `at` is over: a run that has its id is, too. */
void rt_html_run_close(html_reader *r, uint32_t at)
{
    html_line *line = &r->lines[r->stack[at].line];
    if (line->run_open && line->run_of == at)
        line->run_over = true;
    if (line->space && line->space_of == at)
        line->space_over = true;
}

/* ---- Bookmarks -------------------------------------------------------------------------- */

static void send_start(html_reader *r, rt_str id, const html_words *words)
{
    html_given given = {.count = 0};
    if (id.len)
        rt_html_give_text(&given, RT_A_ID, id);
    if (words) {
        rt_html_give_text(&given, RT_A_LANGUAGE, words->word[WORD_LANGUAGE]);
        rt_html_give_number(&given, RT_A_DIRECTION, words->direction);
    }
    rt_html_send(r, RT_START, given.list, given.count, &r->pos);
    rt_html_send_leave(r, RT_START);
}

static size_t mark_count(const html_line *line) { return line->marks.len / sizeof(html_mark); }

static html_mark *mark_at(const html_line *line, size_t i)
{
    return (html_mark *)(void *)line->marks.data + i;
}

static void forget_mark(html_reader *r, html_mark *mark)
{
    rt_html_words_release(r, mark->words);
    r->host->resize(r->host, (char *)(uintptr_t)mark->id.ptr, 0);
}

/* The space that waited is written or gone: so what came behind it. */
static void send_marks(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    if (!line->marks.len)
        return;
    rt_html_run_end(r);
    for (size_t i = 0; i < mark_count(line); i++) {
        send_start(r, mark_at(line, i)->id, mark_at(line, i)->words);
        forget_mark(r, mark_at(line, i));
    }
    rt_buffer_clear(&line->marks);
}

/* ---- Lines ------------------------------------------------------------------------------ */

bool rt_html_flow_new(html_reader *r)
{
    if (r->line_count == r->line_room) {
        uint32_t room = r->line_room ? r->line_room * 2 : 8;
        html_line *grown = r->host->resize(r->host, r->lines, room * sizeof *grown);
        if (!grown) {
            r->status = RT_ERR_MEMORY;
            return false;
        }
        r->lines = grown;
        r->line_room = room;
    }
    r->lines[r->line_count++] = (html_line){
        .edge = true, .run_of = NONE, .space_of = NONE, .marks.host = r->host};
    return true;
}

void rt_html_flow_free(html_reader *r, html_line *line)
{
    while (line->path_count)
        rt_html_inline_release(r, line->path[--line->path_count].around);
    rt_html_style_drop(r, &line->run);
    rt_html_style_drop(r, &line->space_style);
    r->host->resize(r->host, (char *)(uintptr_t)line->space_id.ptr, 0);
    for (size_t i = 0; i < mark_count(line); i++)
        forget_mark(r, mark_at(line, i));
    rt_buffer_free(&line->marks);
    r->host->resize(r->host, line->path, 0);
}

void rt_html_flow_go(html_reader *r, uint32_t number)
{
    if (r->line == number || r->status != RT_OK)
        return;
    rt_html_flow(r)->slot = r->order.current;
    r->line = number;
    rt_html_flow(r)->slot = rt_html_slot_go(r, rt_html_flow(r)->slot);
}

/* The space that waited is not written. */
static void drop_space(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    line->space = line->space_of_run = line->space_over = false;
    line->space_of = NONE;
    rt_html_style_drop(r, &line->space_style);
    if (line->space_id.ptr) {
        rt_html_run_end(r);
        send_start(r, line->space_id, NULL);
        r->host->resize(r->host, (char *)(uintptr_t)line->space_id.ptr, 0);
        line->space_id = (rt_str){NULL, 0};
    }
    send_marks(r);
}

void rt_html_flow_end(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    if (!line->open || r->status != RT_OK)
        return;
    drop_space(r);
    rt_html_run_end(r);
    while (line->path_count && r->status == RT_OK)
        rt_html_step_out(r);
    if (line->anonymous)
        rt_html_send_leave(r, RT_PARAGRAPH);
    else if (rt_html_holds_title(r->frames[line->frame].kind))
        r->frames[line->frame].gap = true;
    line->open = line->anonymous = false;
    line->edge = true;
}

static void open_paragraph(html_reader *r, const html_element *e)
{
    html_given given = {.count = 0};
    rt_html_give_number(&given, RT_A_ALIGN, e->block.align);
    rt_html_give_number(&given, RT_A_DIRECTION, e->block.direction);
    if (e->block.words)
        rt_html_give_text(&given, RT_A_LANGUAGE, e->block.words->word[WORD_LANGUAGE]);
    rt_html_send(r, RT_PARAGRAPH, given.list, given.count, &r->pos);
}

static void line_break(html_reader *r)
{
    rt_html_send(r, RT_LINE_BREAK, NULL, 0, &r->pos);
    rt_html_send_leave(r, RT_LINE_BREAK);
}

/* The holder that a line for the element at `at` stands in: a title or paragraph, the front of a
 * cell, or a new paragraph. */
static void begin(html_reader *r, uint32_t at)
{
    html_line *line = rt_html_flow(r);
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    rt_html_frame_send(r, number);
    html_frame *frame = &r->frames[number];
    bool front = rt_html_holds_both(frame->kind) && !frame->started;
    bool holds = frame->kind == RT_PARAGRAPH || rt_html_holds_title(frame->kind);
    if (holds && frame->gap)
        line_break(r);
    frame->gap = false;
    frame->started = true;
    line->open = line->edge = true;
    line->anonymous = !holds && !front;
    line->frame = number;
    if (line->anonymous)
        open_paragraph(r, &r->stack[at]);
}

/* ---- Runs ------------------------------------------------------------------------------- */

void rt_html_bookmark_drop(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    r->host->resize(r->host, (char *)(uintptr_t)e->bookmark.ptr, 0);
    e->bookmark = (rt_str){NULL, 0};
    r->bookmarks--;
}

/* The ids of elements around text: the innermost one's is the run's, the others are bookmarks in
 * front of it. Answers the element whose id is the run's, or NONE. */
static uint32_t take_ids(html_reader *r, uint32_t at, bool run)
{
    uint32_t of_run = NONE;
    for (uint32_t i = at + 1; i-- > 0 && r->bookmarks > (of_run != NONE);) {
        html_element *e = &r->stack[i];
        if (!e->bookmark.ptr)
            continue;
        if (run && of_run == NONE && e->bookmark.len) {
            of_run = i;
            continue;
        }
        if (e->bookmark.len) {
            rt_html_run_end(r);
            send_start(r, e->bookmark, e->own.words);
        }
        rt_html_bookmark_drop(r, i);
    }
    return of_run;
}

/* `of`: the element whose id the run has, or NONE. A run with an id goes on as far as its element. */
static void set_run(html_reader *r, const html_style *style, rt_str id, uint32_t of)
{
    html_line *line = rt_html_flow(r);
    html_given given = {.count = 0};
    bool plain = !style->marks && !style->change && !style->words && !id.ptr;
    if (line->run_over)
        rt_html_run_end(r);
    if (line->run_open ? !id.ptr && rt_html_style_same(&line->run, style) : plain)
        return;
    rt_html_run_end(r);
    if (plain)
        return;
    rt_html_style_give(style, &given);
    rt_html_give_text(&given, RT_A_ID, id);
    rt_html_send(r, RT_TEXT, given.list, given.count, &r->pos);
    line->run = rt_html_style_keep(*style);
    line->run_open = true;
    line->run_of = of;
}

/* The space that waited, where it was. */
static void flush_space(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    if (!line->space)
        return;
    line->space = false;
    if (!line->space_of_run)
        set_run(r, &line->space_style, line->space_id, line->space_of);
    line->run_over = line->run_over || line->space_over;
    line->space_of_run = line->space_over = false;
    line->space_of = NONE;
    rt_html_style_drop(r, &line->space_style);
    r->host->resize(r->host, (char *)(uintptr_t)line->space_id.ptr, 0);
    line->space_id = (rt_str){NULL, 0};
    rt_html_send_text(r, RT_STR(" "));
    send_marks(r);
}

/* ---- Text ------------------------------------------------------------------------------- */

static void put(html_reader *r, uint32_t at, rt_str piece)
{
    html_line *line = rt_html_flow(r);
    uint32_t of_run = NONE;
    if (!line->open)
        begin(r, at);
    flush_space(r);
    rt_html_flow_around(r, at);
    if (r->bookmarks)
        of_run = take_ids(r, at, true);
    set_run(r, &r->stack[at].style, of_run == NONE ? (rt_str){NULL, 0} : r->stack[of_run].bookmark,
            of_run);
    if (of_run != NONE)
        rt_html_bookmark_drop(r, of_run);
    line->edge = false;
    rt_html_send_text(r, piece);
}

static void wait_space(html_reader *r, uint32_t at)
{
    html_line *line = rt_html_flow(r);
    if (!line->open || line->edge || line->space)
        return;
    rt_html_flow_around(r, at);
    line->space = true;
    line->space_of_run = line->run_of != NONE && line->run_open && !line->run_over &&
                         rt_html_style_same(&line->run, &r->stack[at].style);
    line->space_style = rt_html_style_keep(r->stack[at].style);
    for (uint32_t i = at + 1; i-- > 0 && r->bookmarks;)
        if (r->stack[i].bookmark.len) {
            line->space_id = rt_html_copy(r, r->stack[i].bookmark);
            line->space_of = i;
            rt_html_bookmark_drop(r, i);
            break;
        }
}

/* As much of `p` as stands in one piece: words with single spaces between them. */
static const char *words_end(const char *p, const char *end)
{
    while (p < end) {
        while (p < end && !rt_html_is_space(*p))
            p++;
        if (end - p < 2 || *p != ' ' || rt_html_is_space(p[1]))
            break;
        p++;
    }
    return p;
}

static void collapse(html_reader *r, uint32_t at, rt_str text)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    while (p < end && r->status == RT_OK) {
        if (rt_html_is_space(*p)) {
            while (p < end && rt_html_is_space(*p))
                p++;
            wait_space(r, at);
            continue;
        }
        const char *to = words_end(p, end);
        put(r, at, (rt_str){p, (size_t)(to - p)});
        p = to;
    }
}

/* Text whose line ends count, and perhaps nothing else. */
static void keep(html_reader *r, uint32_t at, rt_str text, bool spaces)
{
    while (text.len && r->status == RT_OK) {
        const char *feed = memchr(text.ptr, '\n', text.len);
        size_t len = feed ? (size_t)(feed - text.ptr) : text.len;
        rt_str line = {text.ptr, len};
        if (!spaces)
            collapse(r, at, line);
        else if (len)
            put(r, at, line);
        if (feed) {
            if (!spaces)
                drop_space(r);
            put(r, at, RT_STR("\n"));
            rt_html_flow(r)->edge = true;
        }
        len += feed != NULL;
        text = (rt_str){text.ptr + len, text.len - len};
    }
}

void rt_html_flow_text(html_reader *r, uint32_t at, rt_str text)
{
    rt_html_flow_go(r, r->stack[at].line);
    switch (r->stack[at].style.space) {
    case SPACE_KEPT:
        keep(r, at, text, true);
        break;
    case SPACE_LINES:
        keep(r, at, text, false);
        break;
    default:
        collapse(r, at, text);
    }
}

/* ---- What stands in a line -------------------------------------------------------------- */

/* `ids`: those that wait for text are bookmarks in front of it. */
static bool make_way(html_reader *r, uint32_t at, bool ids)
{
    if (r->capture) {
        rt_html_lost(r, RT_LOSS_CONTENT, "image or control in a reading or label");
        return false;
    }
    rt_html_flow_go(r, r->stack[at].line);
    if (r->status != RT_OK)
        return false;
    if (!rt_html_flow(r)->open)
        begin(r, at);
    flush_space(r);
    rt_html_flow_around(r, at);
    if (ids && r->bookmarks)
        take_ids(r, at, false);
    rt_html_run_end(r);
    rt_html_flow(r)->edge = false;
    return r->status == RT_OK;
}

bool rt_html_flow_node(html_reader *r, uint32_t at) { return make_way(r, at, true); }

void rt_html_flow_leaf(html_reader *r, uint32_t at, uint32_t kind, const html_given *given)
{
    if (!rt_html_flow_node(r, at))
        return;
    rt_html_send(r, kind, given->list, given->count, &r->pos);
    rt_html_send_leave(r, kind);
}

/* A line ends in the block: white space before and behind it goes. */
void rt_html_flow_break(html_reader *r, uint32_t at, uint32_t kind, const html_given *given)
{
    rt_html_flow_go(r, r->stack[at].line);
    drop_space(r);
    if (make_way(r, at, kind != RT_LINE_BREAK)) {
        rt_html_send(r, kind, given->list, given->count, &r->pos);
        rt_html_send_leave(r, kind);
    }
    rt_html_flow(r)->edge = true;
}

static void add_mark(html_reader *r, rt_str id, const html_words *words)
{
    html_mark mark = {.id = rt_html_copy(r, id)};
    rt_str list[WORDS] = {{NULL, 0}};
    if (words) {
        list[WORD_LANGUAGE] = words->word[WORD_LANGUAGE];
        mark.words = rt_html_words_make(r, list, words->direction);
    }
    if (r->status == RT_OK)
        r->status = rt_buffer_add(&rt_html_flow(r)->marks, &mark, sizeof mark);
    if (r->status != RT_OK)
        forget_mark(r, &mark);
}

void rt_html_bookmark(html_reader *r, uint32_t at, rt_str id, const html_words *words)
{
    if (r->stack[at].hidden || r->capture || r->status != RT_OK)
        return;
    rt_html_flow_go(r, r->stack[at].line);
    html_line *line = rt_html_flow(r);
    const html_element *e = &r->stack[at];
    if (!line->open && e->around_at != NONE && e->does != DOES_BLOCK && e->does != DOES_SECTION)
        begin(r, at); /* what is around it holds nothing else so far */
    if (line->space) {
        add_mark(r, id, words);
        return;
    }
    if (line->open) {
        rt_html_flow_around(r, at);
        rt_html_run_end(r);
    } else {
        uint32_t frame = rt_html_frame_inner(r, r->stack[at].frame);
        if (r->frames[frame].pending)
            rt_html_frame_send(r, frame);
    }
    send_start(r, id, words);
}
