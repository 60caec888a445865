/* read_around.c - nodes around inline content: links, ruby, media and fields. They are opened
 * before what stands in them and closed before what does not, in every paragraph that they reach
 * into. */
#include "read.h"

void rt_html_inline_release(html_reader *r, html_inline *around)
{
    if (!around || --around->refs)
        return;
    r->host->resize(r->host, around->attrs, 0);
    r->host->resize(r->host, around, 0);
}

html_inline *rt_html_inline_new(html_reader *r, uint32_t kind, const html_given *given)
{
    html_inline *made = r->status == RT_OK ? r->host->resize(r->host, NULL, sizeof *made) : NULL;
    if (!made) {
        r->status = r->status == RT_OK ? RT_ERR_MEMORY : r->status;
        return NULL;
    }
    *made = (html_inline){.refs = 1, .kind = kind, .pos = r->pos, .attr_count = given->count};
    made->attrs = rt_html_attrs_copy(r, given->list, given->count);
    return made;
}

/* Its attributes; an id names only the first of its pieces. */
static void give_around(html_inline *around, html_given *given)
{
    for (size_t i = 0; i < around->attr_count && around->attrs; i++)
        if (around->attrs[i].id != RT_A_ID || !around->named)
            given->list[given->count++] = around->attrs[i];
    around->named = true;
}

/* A ruby is sent in front of its base once its reading is known; without one it is not, unless
 * there was none at all. */
static void wrap_ruby(html_reader *r, html_inline *ruby, html_slot *mark, const rt_str *reading)
{
    html_given given = {.count = 0};
    html_slot *back = r->order.current;
    give_around(ruby, &given);
    if (reading)
        rt_html_give_text(&given, RT_A_READING,
                          (rt_str){reading->ptr ? reading->ptr : "", reading->len});
    rt_html_slot_go(r, mark);
    rt_html_send(r, RT_RUBY, given.list, given.count, &ruby->pos);
    rt_html_slot_go(r, back);
    rt_html_send_leave(r, RT_RUBY);
}

void rt_html_step_out(html_reader *r)
{
    html_line *line = rt_html_flow(r);
    html_step_in step = line->path[--line->path_count];
    rt_html_run_end(r);
    if (step.around->kind != RT_RUBY) {
        rt_html_send_leave(r, step.around->kind);
    } else {
        if (step.around->ended && !step.around->read)
            wrap_ruby(r, step.around, step.mark, NULL);
        rt_html_release(r);
    }
    rt_html_inline_release(r, step.around);
}

static void step_in(html_reader *r, html_inline *around)
{
    html_line *line = rt_html_flow(r);
    rt_html_run_end(r);
    if (line->path_count == line->path_room) {
        uint32_t room = line->path_room ? line->path_room * 2 : 4;
        html_step_in *grown = r->host->resize(r->host, line->path, room * sizeof *grown);
        if (!grown) {
            r->status = RT_ERR_MEMORY;
            return;
        }
        line->path = grown;
        line->path_room = room;
    }
    html_step_in *step = &line->path[line->path_count];
    *step = (html_step_in){.around = around};
    if (around->kind == RT_RUBY) {
        rt_html_hold(r);
        if (r->status != RT_OK)
            return;
        step->mark = rt_html_slot_mark(r);
    } else {
        html_given given = {.count = 0};
        give_around(around, &given);
        rt_html_send(r, around->kind, given.list, given.count, &around->pos);
    }
    around->opened = true;
    around->refs++;
    line->path_count++;
}

static bool in_path(const html_line *line, const html_inline *around)
{
    for (uint32_t i = 0; i < line->path_count; i++)
        if (line->path[i].around == around)
            return true;
    return false;
}

/* The nodes around the element at `at`, the outermost first, in `chain`. A link in a link is the
 * inner one; a medium stands once. */
static uint32_t find_chain(html_reader *r, uint32_t at)
{
    const html_line *line = rt_html_flow(r);
    uint32_t count = 0;
    bool link = false;
    for (uint32_t i = r->stack[at].around_at; i != NONE;
         i = i ? r->stack[r->stack[i].parent].around_at : NONE) {
        html_inline *around = r->stack[i].around;
        bool again = around->kind == RT_MEDIA && around->opened && !in_path(line, around);
        if (!again && !(around->kind == RT_LINK && link)) {
            if (count == r->chain_room) {
                uint32_t room = r->chain_room ? r->chain_room * 2 : 8;
                html_inline **grown =
                    r->host->resize(r->host, r->chain, room * sizeof(html_inline *));
                if (!grown) {
                    r->status = RT_ERR_MEMORY;
                    return 0;
                }
                r->chain = grown;
                r->chain_room = room;
            }
            r->chain[count++] = around;
        }
        link = link || around->kind == RT_LINK;
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        html_inline *other = r->chain[i];
        r->chain[i] = r->chain[count - 1 - i];
        r->chain[count - 1 - i] = other;
    }
    return count;
}

void rt_html_flow_around(html_reader *r, uint32_t at)
{
    html_line *line = rt_html_flow(r);
    uint32_t same = 0;
    if (r->stack[at].around_at == NONE && !line->path_count)
        return;
    uint32_t count = find_chain(r, at);
    while (same < count && same < line->path_count && line->path[same].around == r->chain[same])
        same++;
    while (line->path_count > same && r->status == RT_OK)
        rt_html_step_out(r);
    for (; same < count && r->status == RT_OK; same++)
        step_in(r, r->chain[same]);
}

void rt_html_ruby_end(html_reader *r, uint32_t at, bool read)
{
    html_line *line = rt_html_flow(r);
    uint32_t i = line->path_count;
    rt_str reading = rt_buffer_str(&r->captured);
    (void)at;
    while (i && line->path[i - 1].around->kind != RT_RUBY)
        i--;
    if (!i || r->status != RT_OK)
        return;
    while (line->path_count > i)
        rt_html_step_out(r);
    rt_html_run_end(r);
    html_inline *ruby = line->path[i - 1].around;
    if (read) {
        ruby->read = true;
        wrap_ruby(r, ruby, line->path[i - 1].mark, &reading);
    }
    line->path_count--;
    rt_html_release(r);
    rt_html_inline_release(r, ruby);
}
