/* tree.c - a report in memory: the sink that builds it, the replay, and editing.
 *
 * Owns nodes in arena chunks and the spool of resources; normal form and grids are
 * in normal.c and grid.c. */
#include "tree.h"

#include <string.h>

#include "spool.h"
#include "vocabulary.h"

enum { CHUNK = 65536 };

typedef struct chunk {
    struct chunk *next;
    size_t size, used;
} chunk;

struct rt_tree {
    rt_sink sink;
    rt_run *run;
    chunk *chunks; /* the one in use first */
    rt_item *root, *at;
    rt_spool *spool;
};

/* ---- Arena -------------------------------------------------------------------- */

static chunk *new_chunk(rt_tree *tree, size_t size)
{
    chunk *c = rt_run_resize(tree->run, NULL, sizeof *c + size);
    if (c) {
        *c = (chunk){tree->chunks, size, 0};
        tree->chunks = c;
    }
    return c;
}

static void *take(rt_tree *tree, size_t bytes, size_t align)
{
    chunk *c = tree->chunks;
    size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;
    if (!c || bytes > c->size || at > c->size - bytes) {
        if (bytes > CHUNK / 4 && c) { /* a big one stands alone, behind the one in use */
            chunk *big = rt_run_resize(tree->run, NULL, sizeof *big + bytes);
            if (!big)
                return NULL;
            *big = (chunk){c->next, bytes, bytes};
            c->next = big;
            return big + 1;
        }
        if (!(c = new_chunk(tree, bytes > CHUNK ? bytes : CHUNK)))
            return NULL;
        at = 0;
    }
    c->used = at + bytes;
    return (char *)(c + 1) + at;
}

void *rt_tree_alloc(rt_tree *tree, size_t bytes)
{
    return take(tree, bytes ? bytes : 1, _Alignof(max_align_t));
}

static void drop_chunks(rt_tree *tree, chunk *from)
{
    while (from) {
        chunk *next = from->next;
        rt_run_resize(tree->run, from, 0);
        from = next;
    }
}

/* ---- Building -------------------------------------------------------------------- */

static rt_item *new_item(rt_tree *tree, uint32_t kind)
{
    rt_item *item = take(tree, sizeof *item, _Alignof(rt_item));
    if (item)
        *item = (rt_item){.kind = kind};
    return item;
}

static void link_item(rt_item *item, rt_item *parent, rt_item *before)
{
    item->parent = parent;
    item->next = before;
    item->previous = before ? before->previous : parent->last;
    *(item->previous ? &item->previous->next : &parent->first) = item;
    *(before ? &before->previous : &parent->last) = item;
}

static bool copy_text(rt_tree *tree, rt_str *text)
{
    if (!text->len)
        return true;
    char *copy = take(tree, text->len, 1);
    if (copy)
        text->ptr = memcpy(copy, text->ptr, text->len);
    return copy != NULL;
}

static rt_status copy_attrs(rt_tree *tree, rt_item *item, const rt_attr *attrs, size_t count)
{
    if (!count)
        return RT_OK;
    rt_attr *copy = take(tree, count * sizeof *copy, _Alignof(rt_attr));
    if (!copy)
        return RT_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const rt_attr_info *info = rt_attr_of(attrs[i].id);
        copy[i] = attrs[i];
        if (!info || !rt_type_is_text(info->type))
            copy[i].text = (rt_str){NULL, 0};
        else if (!copy_text(tree, &copy[i].text))
            return RT_ERR_MEMORY;
    }
    item->attrs = copy;
    item->attr_count = (uint32_t)count;
    return RT_OK;
}

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    rt_tree *tree = (rt_tree *)self;
    rt_item *item = new_item(tree, node->kind);
    if (!item)
        return RT_ERR_MEMORY;
    item->pos = node->pos;
    item->pos.part = node->pos.part ? rt_run_part(tree->run, node->pos.part) : NULL;
    item->placed = node->grid != NULL;
    if (node->grid)
        item->grid = *node->grid;
    link_item(item, tree->at, NULL);
    tree->at = item;
    return copy_attrs(tree, item, node->attrs, node->attr_count);
}

/* Pieces of one text become one item: extended in place while it is the chunk's last, else joined
 * by a copy that at least doubles the room. */
static rt_status on_text(rt_sink *self, rt_str piece)
{
    rt_tree *tree = (rt_tree *)self;
    rt_item *last = tree->at->last;
    chunk *c = tree->chunks;
    if (!piece.len)
        return RT_OK;
    if (last && last->kind == 0) {
        char *end = (char *)(uintptr_t)last->text.ptr + last->text.len;
        if (end == (char *)(c + 1) + c->used && c->size - c->used >= piece.len) {
            memcpy(end, piece.ptr, piece.len);
            c->used += piece.len;
            last->text.len += piece.len;
            return RT_OK;
        }
        size_t room = last->bytes_len, need = last->text.len + piece.len;
        if (need > room) { /* bytes_len of a text item is its room, once it was moved */
            room = need * 2;
            char *moved = take(tree, room, 1);
            if (!moved)
                return RT_ERR_MEMORY;
            last->text.ptr = memcpy(moved, last->text.ptr, last->text.len);
            last->bytes_len = room;
        }
        memcpy((char *)(uintptr_t)last->text.ptr + last->text.len, piece.ptr, piece.len);
        last->text.len = need;
        return RT_OK;
    }
    rt_item *item = new_item(tree, 0);
    if (!item)
        return RT_ERR_MEMORY;
    item->text = piece;
    if (!copy_text(tree, &item->text))
        return RT_ERR_MEMORY;
    link_item(item, tree->at, NULL);
    return RT_OK;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    rt_tree *tree = (rt_tree *)self;
    (void)kind;
    if (tree->at->parent)
        tree->at = tree->at->parent;
    return RT_OK;
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    rt_tree *tree = (rt_tree *)self;
    rt_status status = tree->spool ? RT_OK : rt_spool_new(tree->run, &tree->spool);
    if (status != RT_OK)
        return status;
    if (tree->at->bytes_len == 0)
        tree->at->bytes_at = rt_spool_length(tree->spool);
    tree->at->bytes_len += len;
    return rt_spool_append(tree->spool, bytes, len);
}

static rt_status on_close(rt_sink *self, bool complete)
{
    (void)self, (void)complete;
    return RT_OK;
}

/* ---- The tree ------------------------------------------------------------------------ */

rt_status rt_tree_new(rt_run *run, rt_tree **made)
{
    rt_tree *tree = rt_run_resize(run, NULL, sizeof *tree);
    if (!tree)
        return RT_ERR_MEMORY;
    *tree = (rt_tree){.sink = {sizeof tree->sink, on_enter, on_text, on_leave, on_bytes, on_close}, .run = run};
    tree->root = tree->at = rt_run_resize(run, NULL, sizeof *tree->root);
    if (!tree->root) {
        rt_run_resize(run, tree, 0);
        return RT_ERR_MEMORY;
    }
    *tree->root = (rt_item){0};
    *made = tree;
    return RT_OK;
}

void rt_tree_free(rt_tree *tree)
{
    if (!tree)
        return;
    drop_chunks(tree, tree->chunks);
    rt_spool_free(tree->spool);
    rt_run_resize(tree->run, tree->root, 0);
    rt_run_resize(tree->run, tree, 0);
}

void rt_tree_reset(rt_tree *tree)
{
    if (tree->chunks) {
        drop_chunks(tree, tree->chunks->next);
        tree->chunks->next = NULL;
        tree->chunks->used = 0;
    }
    rt_spool_free(tree->spool);
    tree->spool = NULL;
    *tree->root = (rt_item){0};
    tree->at = tree->root;
}

rt_sink *rt_tree_sink(rt_tree *tree) { return &tree->sink; }
rt_run *rt_tree_run(rt_tree *tree) { return tree->run; }
rt_item *rt_tree_root(rt_tree *tree) { return tree->root; }

rt_item *rt_tree_deepest(rt_item *item)
{
    while (item->first)
        item = item->first;
    return item;
}

rt_item *rt_tree_next(const rt_item *root, const rt_item *item)
{
    if (item->first)
        return item->first;
    while (item != root && !item->next)
        item = item->parent;
    return item == root ? NULL : item->next;
}

/* ---- Replay --------------------------------------------------------------------------- */

rt_status rt_tree_bytes(rt_tree *tree, const rt_item *resource, uint64_t offset, void *buffer, size_t len)
{
    size_t got = 0;
    if (offset + len > resource->bytes_len)
        return RT_ERR_IO;
    rt_status status = rt_spool_read_at(tree->spool, resource->bytes_at + offset, buffer, len, &got);
    return status == RT_OK && got < len ? RT_ERR_IO : status;
}

static rt_status send_bytes(rt_tree *tree, const rt_item *item, rt_sink *sink)
{
    char buffer[16384];
    rt_status status = RT_OK;
    for (uint64_t at = 0; at < item->bytes_len && status == RT_OK && sink->bytes; at += sizeof buffer) {
        size_t len = item->bytes_len - at < sizeof buffer ? (size_t)(item->bytes_len - at) : sizeof buffer;
        status = rt_tree_bytes(tree, item, at, buffer, len);
        if (status == RT_OK)
            status = sink->bytes(sink, buffer, len);
    }
    return status;
}

static rt_status send_enter(rt_tree *tree, const rt_item *item, rt_sink *sink)
{
    if (item->kind == 0)
        return sink->text(sink, item->text);
    rt_node node = {.size = sizeof node, .kind = item->kind, .attrs = item->attrs, .attr_count = item->attr_count,
                    .pos = item->pos};
    if (item->placed)
        node.grid = &item->grid;
    rt_status status = sink->enter(sink, &node);
    return status == RT_OK && item->kind == RT_RESOURCE ? send_bytes(tree, item, sink) : status;
}

rt_status rt_tree_replay(rt_tree *tree, const rt_item *item, rt_sink *sink)
{
    const rt_item *at = item;
    rt_status status = RT_OK;
    while (status == RT_OK) {
        if (rt_run_stopped(tree->run))
            return RT_STOPPED;
        status = send_enter(tree, at, sink);
        if (at->first) {
            at = at->first;
            continue;
        }
        if (status == RT_OK && at->kind)
            status = sink->leave(sink, at->kind);
        while (status == RT_OK && at != item && !at->next) {
            at = at->parent;
            status = sink->leave(sink, at->kind);
        }
        if (at == item)
            break;
        at = at->next;
    }
    return status;
}

/* ---- Editing --------------------------------------------------------------------------- */

rt_item *rt_tree_add(rt_tree *tree, rt_item *parent, rt_item *before, uint32_t kind)
{
    rt_item *item = new_item(tree, kind);
    if (item)
        link_item(item, parent, before);
    return item;
}

void rt_tree_unlink(rt_item *item)
{
    *(item->previous ? &item->previous->next : &item->parent->first) = item->next;
    *(item->next ? &item->next->previous : &item->parent->last) = item->previous;
    item->parent = item->next = item->previous = NULL;
}

void rt_tree_move(rt_item *item, rt_item *parent, rt_item *before)
{
    rt_tree_unlink(item);
    link_item(item, parent, before);
}

const rt_attr *rt_item_attr(const rt_item *item, uint32_t attr)
{
    for (uint32_t i = 0; i < item->attr_count; i++)
        if (item->attrs[i].id == attr)
            return &item->attrs[i];
    return NULL;
}

rt_status rt_tree_set_attr(rt_tree *tree, rt_item *item, const rt_attr *attr)
{
    rt_attr *list = take(tree, (item->attr_count + 1) * sizeof *list, _Alignof(rt_attr));
    rt_attr copy = *attr;
    uint32_t count = 0;
    bool done = false;
    if (!list || !copy_text(tree, &copy.text))
        return RT_ERR_MEMORY;
    for (uint32_t i = 0; i < item->attr_count; i++) {
        if (!done && item->attrs[i].id >= attr->id) {
            list[count++] = copy;
            done = true;
        }
        if (item->attrs[i].id != attr->id)
            list[count++] = item->attrs[i];
    }
    if (!done)
        list[count++] = copy;
    item->attrs = list;
    item->attr_count = count;
    return RT_OK;
}

void rt_tree_remove_attr(rt_item *item, uint32_t attr)
{
    rt_attr *list = (rt_attr *)(uintptr_t)item->attrs; /* the tree's own copy */
    uint32_t kept = 0;
    for (uint32_t i = 0; i < item->attr_count; i++)
        if (list[i].id != attr)
            list[kept++] = list[i];
    item->attr_count = kept;
}

void rt_tree_caption_first(rt_item *item)
{
    for (rt_item *child = item->last; child; child = child->previous)
        if (child->kind == RT_CAPTION) {
            if (child != item->first)
                rt_tree_move(child, item, item->first);
            return;
        }
}
