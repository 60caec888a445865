/* tree_stack.c - the stack of open elements: its scopes, which are found without searching, where
 * an element is inserted, and implied ends. Its length is bounded: what is deeper is read without
 * its tags, as browsers do, too. */
#include <stdio.h>
#include <string.h>

#include "tree.h"

enum { FIRST_ROOM = 64 };

static const uint32_t barriers[SCOPES] = {
    [SCOPE_DEFAULT] = FLAG_BARRIER,
    [SCOPE_LIST] = FLAG_BARRIER | FLAG_LIST_BARRIER,
    [SCOPE_BUTTON] = FLAG_BARRIER | FLAG_BUTTON_BARRIER,
    [SCOPE_TABLE] = FLAG_TABLE_BARRIER,
};

static void link_at(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    const html_element *before = at ? e - 1 : e;
    for (int i = 0; i < SCOPES; i++)
        e->scope[i] = e->flags & barriers[i] ? at : at ? before->scope[i] : 0;
    if (e->space == IN_HTML) {
        e->below = r->top_of[e->id];
        r->top_of[e->id] = at;
    }
    if (!at)
        e->parent = 0;
    else if (!e->fostered)
        e->parent = at - 1;
}

void rt_html_unlink_from(html_reader *r, uint32_t from)
{
    for (uint32_t at = r->count; at-- > from;)
        if (r->stack[at].space == IN_HTML)
            r->top_of[r->stack[at].id] = r->stack[at].below;
}

void rt_html_link_from(html_reader *r, uint32_t from)
{
    for (uint32_t at = from; at < r->count; at++) {
        link_at(r, at);
        rt_html_inherit(r, at);
    }
}

bool rt_html_in_scope(html_reader *r, html_id id, html_scope scope)
{
    uint32_t at = r->top_of[id];
    return at != NONE && at >= rt_html_top(r)->scope[scope];
}

/* 13.2.6.1: the appropriate place for inserting a node. */
uint32_t rt_html_place(html_reader *r, bool *fostered)
{
    uint32_t table = r->top_of[ELEMENT_TABLE], template = r->top_of[ELEMENT_TEMPLATE];
    *fostered = false;
    if (!r->foster || !rt_html_top_fosters(r))
        return r->count - 1;
    if (template != NONE && (table == NONE || template > table))
        return template;
    if (table == NONE)
        return 0;
    *fostered = true;
    return table - 1;
}

bool rt_html_full(html_reader *r)
{
    char words[160];
    if (r->count < r->deepest)
        return false;
    if (!r->told_depth) {
        snprintf(words, sizeof words,
                 "more than %u elements stand inside one another; deeper ones are read without "
                 "their tags "
                 "(--limit depth=… allows more)",
                 (unsigned)r->deepest);
        r->host->report(r->host, "html-depth", &r->pos, words);
        r->told_depth = true;
    }
    return true;
}

static bool make_room(html_reader *r)
{
    if (r->status != RT_OK)
        return false;
    if (r->count < r->room)
        return true;
    uint32_t room = r->room ? r->room * 2 : FIRST_ROOM;
    html_element *grown = r->host->resize(r->host, r->stack, room * sizeof *grown);
    if (!grown) {
        r->status = RT_ERR_MEMORY;
        return false;
    }
    r->stack = grown;
    r->room = room;
    return true;
}

/* A place on the stack, linked; or NULL. */
static html_element *push(html_reader *r, const html_element *made)
{
    if (!make_room(r))
        return NULL;
    html_element *e = &r->stack[r->count];
    bool fostered = false;
    uint32_t parent = r->count ? rt_html_place(r, &fostered) : 0;
    *e = *made;
    e->fostered = fostered;
    e->parent = parent;
    link_at(r, r->count++);
    return e;
}

html_element *rt_html_push(html_reader *r, html_id id, html_namespace space,
                           const rt_html_token *tag)
{
    const html_definition *known = &rt_html_elements[id];
    html_element made = {.id = (uint8_t)id,
                         .space = (uint8_t)space,
                         .flags = known->flags,
                         .does = known->does,
                         .name = known->name};
    bool holds_text = id && (known->flags & (FLAG_RAW | FLAG_TABLE | FLAG_VOID));
    if (!holds_text && id != ELEMENT_TITLE && id != ELEMENT_TEXTAREA && rt_html_full(r))
        return NULL;
    if (id == ELEMENT_UNKNOWN && tag) {
        char *copy = r->host->resize(r->host, NULL, tag->name.len + 1);
        if (!copy) {
            r->status = RT_ERR_MEMORY;
            return NULL;
        }
        memcpy(copy, tag->name.ptr, tag->name.len);
        made.name = (rt_str){copy, tag->name.len};
    }
    if (!push(r, &made)) {
        if (id == ELEMENT_UNKNOWN)
            r->host->resize(r->host, (void *)(uintptr_t)made.name.ptr, 0);
        return NULL;
    }
    if (space == IN_HTML)
        rt_html_open(r, r->count - 1, tag);
    return rt_html_top(r);
}

html_element *rt_html_push_format(html_reader *r, html_format *format)
{
    const html_definition *known = &rt_html_elements[format->id];
    html_element made = {.id = format->id,
                         .flags = known->flags,
                         .does = known->does,
                         .name = known->name,
                         .format = format};
    if (rt_html_full(r) || !push(r, &made))
        return NULL;
    format->refs++;
    format->open = true;
    rt_html_reopen(r, r->count - 1);
    return rt_html_top(r);
}

void rt_html_insert_void(html_reader *r, html_id id, const rt_html_token *tag)
{
    if (rt_html_push(r, id, IN_HTML, tag))
        rt_html_pop(r);
}

/* What an element owns, when it leaves the stack. */
static void forget(html_reader *r, html_element *e)
{
    if (e->id == ELEMENT_UNKNOWN)
        r->host->resize(r->host, (void *)(uintptr_t)e->name.ptr, 0);
    if (e->format) {
        e->format->open = false;
        rt_html_format_release(r, e->format);
    }
}

void rt_html_pop(html_reader *r)
{
    uint32_t at = r->count - 1;
    rt_html_close(r, at);
    if (r->stack[at].space == IN_HTML)
        r->top_of[r->stack[at].id] = r->stack[at].below;
    r->count--;
    forget(r, &r->stack[at]);
}

void rt_html_pop_to(html_reader *r, uint32_t count)
{
    while (r->count > count)
        rt_html_pop(r);
}

void rt_html_pop_until(html_reader *r, html_id id)
{
    uint32_t at = r->top_of[id];
    if (at != NONE)
        rt_html_pop_to(r, at);
}

void rt_html_pop_if(html_reader *r, html_id id)
{
    if (rt_html_top_is(r, id))
        rt_html_pop(r);
}

void rt_html_remove(html_reader *r, uint32_t at)
{
    if (at + 1 == r->count) {
        rt_html_pop(r);
        return;
    }
    rt_html_close(r, at);
    rt_html_unlink_from(r, at);
    html_element gone = r->stack[at];
    memmove(&r->stack[at], &r->stack[at + 1], (r->count - at - 1) * sizeof gone);
    r->count--;
    if (gone.fostered) { /* what stood in it is in its place */
        r->stack[at].fostered = true;
        r->stack[at].parent = gone.parent;
    }
    rt_html_link_from(r, at);
    forget(r, &gone);
}

void rt_html_imply_ends(html_reader *r, html_id but)
{
    while (r->count && rt_html_top(r)->space == IN_HTML && (rt_html_top(r)->flags & FLAG_IMPLIED) &&
           rt_html_top(r)->id != but)
        rt_html_pop(r);
}

void rt_html_imply_all_ends(html_reader *r)
{
    while (r->count && rt_html_top(r)->space == IN_HTML &&
           (rt_html_top(r)->flags & (FLAG_IMPLIED | FLAG_TABLE)))
        rt_html_pop(r);
}

void rt_html_close_p(html_reader *r)
{
    if (!rt_html_in_scope(r, ELEMENT_P, SCOPE_BUTTON))
        return;
    rt_html_imply_ends(r, ELEMENT_P);
    rt_html_pop_until(r, ELEMENT_P);
}
