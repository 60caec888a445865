/* tree_format.c - the list of active formatting elements (13.2.4.3) and the adoption agency
 * (13.2.6.4.7).
 *
 * Text in a report has flat properties, so no node is moved: what remains of the algorithm is which
 * formatting elements are open, and below which blocks. One formatting element and its clones are
 * one html_format here. */
#include <string.h>

#include "tree.h"

enum { MOST_LISTED = 256 }; /* between two markers */

static bool list_room(html_reader *r)
{
    if (r->format_count < r->format_room)
        return true;
    size_t room = r->format_room ? r->format_room * 2 : 32;
    html_format **grown = r->host->resize(r->host, r->formats, room * sizeof *grown);
    if (!grown) {
        r->status = RT_ERR_MEMORY;
        return false;
    }
    r->formats = grown;
    r->format_room = room;
    return true;
}

/* Of tag and attributes, in any order of these. */
static uint64_t hash_of(const rt_html_token *tag)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < tag->attr_count; i++) {
        uint64_t hash = UINT64_C(14695981039346656037);
        const rt_str *both[] = {&tag->attrs[i].name, &tag->attrs[i].value};
        for (int k = 0; k < 2; k++) {
            for (size_t n = 0; n < both[k]->len; n++)
                hash = (hash ^ (unsigned char)both[k]->ptr[n]) * UINT64_C(1099511628211);
            hash = (hash ^ 0x100) * UINT64_C(1099511628211);
        }
        sum += hash ^ hash >> 29;
    }
    return sum;
}

void rt_html_format_release(html_reader *r, html_format *f)
{
    if (--f->refs)
        return;
    rt_html_words_release(r, f->own.words);
    rt_html_inline_release(r, f->around);
    r->host->resize(r->host, f, 0);
}

static void drop_at(html_reader *r, size_t at)
{
    html_format *f = r->formats[at];
    memmove(&r->formats[at], &r->formats[at + 1], (r->format_count - at - 1) * sizeof f);
    r->format_count--;
    if (f) {
        f->listed = false;
        rt_html_format_release(r, f);
    }
}

void rt_html_format_drop(html_reader *r, html_format *format)
{
    for (size_t at = r->format_count; at-- > 0;)
        if (r->formats[at] == format) {
            drop_at(r, at);
            return;
        }
}

/* At most three of the same tag and attributes; and no more in all than any page needs, for each
 * block opens them again. */
static void noahs_ark(html_reader *r, html_id id, uint64_t hash)
{
    size_t same = 0, all = 0, earliest = 0, first = 0;
    for (size_t at = r->format_count; at-- > 0 && r->formats[at]; all++) {
        first = at;
        if (r->formats[at]->id == id && r->formats[at]->hash == hash) {
            same++;
            earliest = at;
        }
    }
    if (same >= 3)
        drop_at(r, earliest);
    else if (all >= MOST_LISTED)
        drop_at(r, first);
}

void rt_html_format_push(html_reader *r, const rt_html_token *tag, html_element *e)
{
    if (!e)
        return;
    uint64_t hash = hash_of(tag);
    noahs_ark(r, e->id, hash);
    html_format *f = list_room(r) ? r->host->resize(r->host, NULL, sizeof *f) : NULL;
    if (!f) {
        r->status = RT_ERR_MEMORY;
        return;
    }
    *f = (html_format){.refs = 2,
                       .listed = true,
                       .open = true,
                       .id = e->id,
                       .hash = hash,
                       .own = e->own,
                       .around = e->around};
    if (f->own.words)
        f->own.words->refs++;
    if (f->around)
        f->around->refs++;
    e->format = f;
    r->formats[r->format_count++] = f;
}

void rt_html_format_marker(html_reader *r)
{
    if (list_room(r))
        r->formats[r->format_count++] = NULL;
}

void rt_html_format_clear(html_reader *r)
{
    while (r->format_count && r->formats[r->format_count - 1])
        drop_at(r, r->format_count - 1);
    if (r->format_count)
        r->format_count--;
}

html_format *rt_html_format_find(html_reader *r, html_id id)
{
    for (size_t at = r->format_count; at-- > 0 && r->formats[at];)
        if (r->formats[at]->id == id)
            return r->formats[at];
    return NULL;
}

void rt_html_reconstruct(html_reader *r)
{
    size_t at = r->format_count;
    if (!at || !r->formats[at - 1] || r->formats[at - 1]->open)
        return;
    while (at && r->formats[at - 1] && !r->formats[at - 1]->open)
        at--;
    for (; at < r->format_count; at++)
        if (!rt_html_push_format(r, r->formats[at]))
            return;
}

/* ---- The adoption agency ---------------------------------------------------------------- */

/* Where the element of `format` is on the stack; it is there. */
static uint32_t element_of(const html_reader *r, const html_format *format)
{
    uint32_t at = r->count - 1;
    while (at && r->stack[at].format != format)
        at--;
    return at;
}

/* The furthest block: the lowest special element above `at`, or NONE. */
static uint32_t block_above(const html_reader *r, uint32_t at)
{
    for (uint32_t i = at + 1; i < r->count; i++)
        if (r->stack[i].flags & FLAG_SPECIAL)
            return i;
    return NONE;
}

/* What stands between the formatting element and the block: formatting stays open, the rest does
 * not. *last is the lowest formatting element that was kept next to the block, or NULL. Answers
 * where the block is now. */
static uint32_t thin_out(html_reader *r, uint32_t at, uint32_t block, html_format **last)
{
    unsigned seen = 0;
    *last = NULL;
    for (uint32_t i = block - 1; i > at; i--) {
        html_format *format = r->stack[i].format;
        if (++seen > 3 && format && format->listed)
            rt_html_format_drop(r, format);
        if (!format || !format->listed) {
            rt_html_remove(r, i);
            block--;
        } else if (!*last) {
            *last = format;
        }
    }
    return block;
}

/* The formatting element's clone goes right above the block; in the list, behind the bookmark. */
static void move_up(html_reader *r, uint32_t at, uint32_t block, html_format *format,
                    const html_format *bookmark)
{
    html_element moved = r->stack[at];
    rt_html_unlink_from(r, at);
    memmove(&r->stack[at], &r->stack[at + 1], (block - at) * sizeof moved);
    if (moved.fostered) { /* the block now stands where it stood */
        r->stack[at].fostered = true;
        r->stack[at].parent = moved.parent;
    }
    moved.fostered = false;
    r->stack[block] = moved;
    rt_html_link_from(r, at);
    if (!bookmark)
        return;
    size_t from = 0, to = 0;
    for (size_t i = 0; i < r->format_count; i++) {
        from = r->formats[i] == format ? i : from;
        to = r->formats[i] == bookmark ? i : to;
    }
    if (to > from) {
        memmove(&r->formats[from], &r->formats[from + 1], (to - from) * sizeof *r->formats);
        r->formats[to] = format;
    }
}

bool rt_html_adopt(html_reader *r, html_id id)
{
    const html_element *top = rt_html_top(r);
    if (rt_html_is(top, id) && !(top->format && top->format->listed)) {
        rt_html_pop(r);
        return true;
    }
    for (int round = 0; round < 8 && r->status == RT_OK; round++) {
        html_format *format = rt_html_format_find(r, id), *last;
        if (!format)
            return false;
        if (!format->open) {
            rt_html_format_drop(r, format);
            return true;
        }
        uint32_t at = element_of(r, format), block;
        if (at < rt_html_top(r)->scope[SCOPE_DEFAULT])
            return true;
        block = block_above(r, at);
        if (block == NONE) {
            rt_html_pop_to(r, at + 1);
            rt_html_format_drop(r, format);
            rt_html_pop(r);
            return true;
        }
        block = thin_out(r, at, block, &last);
        move_up(r, at, block, format, last);
    }
    return true;
}
