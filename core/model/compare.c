/* compare.c - finds the differences between two reports in normal form.
 *
 * Owns the alignment of children and the naming of places; reading and normal form come before. */
#include <stdio.h>
#include <string.h>

#include "tree.h"
#include "vocabulary.h"

enum { TOLD = 1000, WINDOW = 64, PLACE_ROOM = 512, VALUE_ROOM = 120 };

typedef struct pair { rt_item *a, *b; } pair;

typedef struct comparison {
    rt_run *run;
    void (*each)(void *user, const rt_difference *);
    void *user;
    uint64_t count;
    pair *pairs; /* still to compare */
    size_t used, room;
} comparison;

/* ---- Hashes -------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(1099511628211);
    return hash ^ (hash >> 31);
}

static uint64_t hash_item(const rt_item *item)
{
    uint64_t hash = mix(UINT64_C(14695981039346656037), &item->kind, sizeof item->kind);
    for (uint32_t i = 0; i < item->attr_count; i++) {
        const rt_attr *attr = &item->attrs[i];
        hash = mix(hash, &attr->id, sizeof attr->id);
        hash = mix(hash, &attr->number, sizeof attr->number);
        hash = mix(hash, attr->text.ptr, attr->text.len);
    }
    hash = mix(hash, item->text.ptr, item->text.len);
    for (const rt_item *child = item->first; child; child = child->next)
        hash = mix(hash, &child->hash, sizeof child->hash);
    return hash;
}

static void hash_all(rt_item *root)
{
    for (rt_item *item = rt_tree_deepest(root);; item = item->next ? rt_tree_deepest(item->next) : item->parent) {
        item->hash = hash_item(item);
        if (item == root)
            return;
    }
}

/* ---- Telling ----------------------------------------------------------------------------------- */

static const char *kind_name(const rt_item *item) { return item->kind ? rt_kind_of(item->kind)->name : "text"; }

/* "section 2/table 1/row 3/cell 2": each by its number among those of its kind. */
static void name_place(const rt_item *item, char out[PLACE_ROOM])
{
    char rest[PLACE_ROOM] = "";
    if (item->kind == 0 && item->parent)
        item = item->parent;
    for (; item && item->kind && item->kind != RT_REPORT; item = item->parent) {
        size_t number = 1;
        for (const rt_item *p = item->previous; p; p = p->previous)
            number += p->kind == item->kind;
        int len = snprintf(out, PLACE_ROOM, "%s %zu%s%s", kind_name(item), number, *rest ? "/" : "", rest);
        if (len >= PLACE_ROOM)
            break;
        memcpy(rest, out, (size_t)len + 1);
    }
    snprintf(out, PLACE_ROOM, "%s", *rest ? rest : "report");
}

/* Shortened to whole characters. */
static void shorten(rt_str text, char out[VALUE_ROOM])
{
    size_t len = text.len < VALUE_ROOM - 4 ? text.len : VALUE_ROOM - 4;
    while (len && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    snprintf(out, VALUE_ROOM, "%.*s%s", (int)len, len ? text.ptr : "", len < text.len ? "…" : "");
}

static void tell(comparison *c, const rt_item *a, const rt_item *b, const char *what, const char *left, const char *right)
{
    char place[PLACE_ROOM];
    if (++c->count > TOLD || !c->each)
        return;
    name_place(a ? a : b, place);
    rt_difference d = {.size = sizeof d, .where = place, .what = what, .a = left, .b = right};
    if (a)
        d.pos_a = a->pos;
    if (b)
        d.pos_b = b->pos;
    c->each(c->user, &d);
}

static const char *value_of(const rt_attr *attr, char out[VALUE_ROOM])
{
    const rt_attr_info *info = attr ? rt_attr_of(attr->id) : NULL;
    if (!info)
        return NULL;
    out[0] = '\0';
    switch (info->type) {
    case RT_TYPE_INT:
        snprintf(out, VALUE_ROOM, "%d", attr->number);
        break;
    case RT_TYPE_BOOL:
        snprintf(out, VALUE_ROOM, "%s", attr->number ? "true" : "false");
        break;
    case RT_TYPE_CHOICE:
        snprintf(out, VALUE_ROOM, "%s", rt_choice_name(info, attr->number));
        break;
    case RT_TYPE_MARKS:
        for (int32_t bit = 1; bit <= attr->number && bit > 0; bit <<= 1)
            if (attr->number & bit)
                snprintf(out + strlen(out), VALUE_ROOM - strlen(out), "%s%s", *out ? " " : "", rt_choice_name(info, bit));
        break;
    default:
        shorten(attr->text, out);
    }
    return out;
}

static void tell_attr(comparison *c, const rt_item *a, const rt_item *b, const rt_attr *x, const rt_attr *y)
{
    char left[VALUE_ROOM], right[VALUE_ROOM], what[RT_NAME_MAX + 16];
    snprintf(what, sizeof what, "attribute %s", rt_attr_of((x ? x : y)->id)->name);
    tell(c, a, b, what, value_of(x, left), value_of(y, right));
}

static void tell_missing(comparison *c, const rt_item *a, const rt_item *b)
{
    char text[VALUE_ROOM], what[RT_NAME_MAX + 8];
    const rt_item *item = a ? a : b;
    snprintf(what, sizeof what, item->kind ? "kind %s" : "%s", kind_name(item));
    const rt_item *leaf = item;
    while (leaf->first)
        leaf = leaf->first;
    shorten(leaf->kind ? (rt_str){kind_name(item), strlen(kind_name(item))} : leaf->text, text);
    tell(c, a, b, what, a ? text : NULL, b ? text : NULL);
}

/* ---- Comparing ------------------------------------------------------------------------------------- */

static bool same_value(const rt_attr *x, const rt_attr *y)
{
    return x->number == y->number && x->text.len == y->text.len &&
           (!x->text.len || memcmp(x->text.ptr, y->text.ptr, x->text.len) == 0);
}

static void compare_attrs(comparison *c, const rt_item *a, const rt_item *b)
{
    uint32_t i = 0, k = 0;
    while (i < a->attr_count || k < b->attr_count) {
        const rt_attr *x = i < a->attr_count ? &a->attrs[i] : NULL, *y = k < b->attr_count ? &b->attrs[k] : NULL;
        if (x && y && x->id == y->id) {
            if (!same_value(x, y))
                tell_attr(c, a, b, x, y);
            i++, k++;
        } else if (x && (!y || x->id < y->id)) {
            tell_attr(c, a, b, x, NULL);
            i++;
        } else {
            tell_attr(c, a, b, NULL, y);
            k++;
        }
    }
}

static rt_status push(comparison *c, rt_item *a, rt_item *b)
{
    if (c->used == c->room) {
        size_t room = c->room ? c->room * 2 : 64;
        pair *grown = rt_run_resize(c->run, c->pairs, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        c->pairs = grown;
        c->room = room;
    }
    c->pairs[c->used++] = (pair){a, b};
    return RT_OK;
}

/* How many siblings on from `item` one with the hash stands, or WINDOW. */
static size_t distance(const rt_item *item, uint64_t hash)
{
    size_t n = 0;
    for (; item && n < WINDOW && item->hash != hash; item = item->next)
        n++;
    return item ? n : WINDOW;
}

/* The pair at the head of two lists of children: equal, changed, or one of them alone. */
static rt_status step(comparison *c, rt_item **a, rt_item **b)
{
    rt_item *x = *a, *y = *b;
    rt_status status = RT_OK;
    size_t ahead_b = x && y ? distance(y, x->hash) : WINDOW, ahead_a = x && y ? distance(x, y->hash) : WINDOW;
    bool only_a = !y || (x && ahead_a < ahead_b), only_b = !x || (!only_a && ahead_b > 0 && ahead_b < WINDOW);
    if (!only_a && !only_b && x->kind == y->kind) {
        if (x->hash != y->hash)
            status = push(c, x, y);
        *a = x->next;
        *b = y->next;
        return status;
    }
    if (!only_b) {
        tell_missing(c, x, NULL);
        *a = x->next;
    }
    if (!only_a) {
        tell_missing(c, NULL, y);
        *b = y->next;
    }
    return RT_OK;
}

static rt_status compare_pair(comparison *c, rt_item *a, rt_item *b)
{
    char left[VALUE_ROOM], right[VALUE_ROOM];
    rt_status status = RT_OK;
    compare_attrs(c, a, b);
    if (a->text.len != b->text.len || (a->text.len && memcmp(a->text.ptr, b->text.ptr, a->text.len) != 0)) {
        size_t same = 0; /* begin where they part */
        while (same < a->text.len && same < b->text.len && a->text.ptr[same] == b->text.ptr[same])
            same++;
        while (same && ((same < a->text.len && ((unsigned char)a->text.ptr[same] & 0xC0) == 0x80) ||
                        (same < b->text.len && ((unsigned char)b->text.ptr[same] & 0xC0) == 0x80)))
            same--;
        same = same > 20 ? same : 0;
        shorten((rt_str){a->text.ptr + same, a->text.len - same}, left);
        shorten((rt_str){b->text.ptr + same, b->text.len - same}, right);
        tell(c, a, b, a->kind == RT_RESOURCE ? "bytes" : "text", left, right);
    }
    rt_item *x = a->first, *y = b->first;
    while ((x || y) && status == RT_OK)
        status = step(c, &x, &y);
    return status;
}

rt_status rt_tree_compare(rt_run *run, rt_tree *left, rt_tree *right,
                          void (*each)(void *user, const rt_difference *), void *user, uint64_t *count)
{
    comparison c = {.run = run, .each = each, .user = user};
    rt_item *a = rt_tree_root(left), *b = rt_tree_root(right);
    hash_all(a);
    hash_all(b);
    rt_status status = a->hash == b->hash ? RT_OK : push(&c, a, b);
    while (c.used && status == RT_OK) {
        /* in document order: the pairs of one level are pushed in order and taken from the end */
        pair next = c.pairs[--c.used];
        size_t from = c.used;
        status = compare_pair(&c, next.a, next.b);
        for (size_t i = from, k = c.used; k > i + 1; i++) {
            pair swap = c.pairs[i];
            c.pairs[i] = c.pairs[--k];
            c.pairs[k] = swap;
        }
        if (rt_run_stopped(run))
            status = RT_STOPPED;
    }
    rt_run_resize(run, c.pairs, 0);
    *count = c.count;
    return status;
}
