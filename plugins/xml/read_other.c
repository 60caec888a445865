/* read_other.c - keeps a foreign XML document, since what its first record is shows at its last.
 *
 * Owns the memory it is kept in and the first look at each element; what it becomes in a report
 * is other_send.c's to say. */
#include <stdio.h>
#include <string.h>

#include "other.h"
#include "xml.h"

enum { CHUNK = 65536 };

/* Memory that is given back all at once. */
typedef struct chunk { struct chunk *next; } chunk;
typedef struct arena { chunk *chunks; char *free; size_t left; } arena;

typedef struct name_slot { const char *prefix, *local, *name; } name_slot;

/* An open element. */
typedef struct frame {
    rt_branch *branch, *last;
    bool text;   /* it holds text that is no white space */
    bool leaves; /* all its elements are leaves */
    bool inlines;
} frame;

struct rt_other {
    const rt_host *host;
    rt_xml *xml;
    arena nodes, texts;
    rt_branch *root;
    frame *frames;
    size_t depth, room, deepest;
    uint64_t longest;
    name_slot *names; /* with a prefix, as shown */
    size_t name_count, name_room;
};

/* ---- Memory --------------------------------------------------------------------------------- */

static void *take(rt_other *r, arena *from, size_t bytes)
{
    if (bytes > from->left) {
        size_t room = bytes > CHUNK ? bytes : CHUNK;
        chunk *more = r->host->resize(r->host, NULL, sizeof *more + room);
        if (!more)
            return NULL;
        more->next = from->chunks;
        *from = (arena){more, (char *)(more + 1), room};
    }
    char *taken = from->free;
    from->free += bytes;
    from->left -= bytes;
    return taken;
}

static void *take_node(rt_other *r, size_t bytes)
{
    return take(r, &r->nodes, (bytes + 7) & ~(size_t)7);
}

/* Lengthens what was taken last in place, or takes room to grow elsewhere. */
static bool append(rt_other *r, rt_str *text, rt_str piece)
{
    arena *a = &r->texts;
    char *end = text->len ? (char *)(uintptr_t)text->ptr + text->len : NULL;
    if (!end || end != a->free || piece.len > a->left) {
        size_t need = text->len + piece.len;
        if (need > a->left) {
            size_t room = text->len ? 2 * need : need;
            char *at = take(r, a, room);
            if (!at)
                return false;
            a->free -= room;
            a->left += room;
        }
        if (text->len)
            memcpy(a->free, text->ptr, text->len);
        text->ptr = a->free;
        a->free += text->len;
        a->left -= text->len;
    }
    memcpy(a->free, piece.ptr, piece.len);
    a->free += piece.len;
    a->left -= piece.len;
    text->len += piece.len;
    return true;
}

static void give_back(const rt_host *host, arena *a)
{
    for (chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        host->resize(host, c, 0);
    }
}

/* ---- Names ---------------------------------------------------------------------------------- */

static size_t slot_of(const rt_other *r, const char *prefix, const char *local)
{
    size_t at = (((uintptr_t)local >> 3) * 2654435761u ^ ((uintptr_t)prefix >> 3) * 40503u) &
                (r->name_room - 1);
    while (r->names[at].name && (r->names[at].prefix != prefix || r->names[at].local != local))
        at = (at + 1) & (r->name_room - 1);
    return at;
}

static bool more_names(rt_other *r)
{
    size_t before = r->name_room, room = before ? before * 2 : 64;
    name_slot *old = r->names, *grown = r->host->resize(r->host, NULL, room * sizeof *grown);
    if (!grown)
        return false;
    memset(grown, 0, room * sizeof *grown);
    r->names = grown;
    r->name_room = room;
    for (size_t i = 0; i < before; i++)
        if (old[i].name)
            r->names[slot_of(r, old[i].prefix, old[i].local)] = old[i];
    r->host->resize(r->host, old, 0);
    return true;
}

/* "prefix:local", one pointer for one name; NULL: no memory. */
static const char *shown(rt_other *r, const char *prefix, const char *local)
{
    if (!prefix)
        return local;
    if (2 * r->name_count >= r->name_room && !more_names(r))
        return NULL;
    size_t at = slot_of(r, prefix, local);
    if (r->names[at].name)
        return r->names[at].name;
    size_t bytes = strlen(prefix) + strlen(local) + 2;
    char *name = take(r, &r->texts, bytes);
    if (!name)
        return NULL;
    snprintf(name, bytes, "%s:%s", prefix, local);
    r->names[at] = (name_slot){prefix, local, name};
    r->name_count++;
    return name;
}

/* ---- Elements ------------------------------------------------------------------------------- */

static bool take_fields(rt_other *r, const rt_xml_tag *tag, rt_branch *branch)
{
    size_t count = tag->attr_count + tag->namespace_count;
    if (!count)
        return true;
    rt_branch_field *fields = take_node(r, count * sizeof *fields);
    if (!fields)
        return false;
    for (size_t i = 0; i < count; i++) {
        const rt_xml_name *name = &tag->attrs[i].name;
        bool declares = i >= tag->attr_count;
        static const char xmlns[] = "xmlns";
        fields[i] = (rt_branch_field){declares && !name->local
                                          ? xmlns
                                          : shown(r, declares ? xmlns : name->prefix, name->local),
                                      {NULL, 0}};
        if (!fields[i].name || !append(r, &fields[i].value, tag->attrs[i].value))
            return false;
    }
    branch->fields = fields;
    branch->field_count = (uint32_t)count;
    return true;
}

static frame *push(rt_other *r, rt_branch *branch)
{
    if (r->depth == r->room) {
        size_t room = r->room ? r->room * 2 : 64;
        frame *grown = r->host->resize(r->host, r->frames, room * sizeof *grown);
        if (!grown)
            return NULL;
        r->frames = grown;
        r->room = room;
    }
    frame *top = &r->frames[r->depth++];
    *top = (frame){.branch = branch, .leaves = true, .inlines = true};
    if (r->depth > r->deepest)
        r->deepest = r->depth;
    return top;
}

static void attach(rt_other *r, rt_branch *branch)
{
    if (!r->depth) {
        r->root = branch;
        return;
    }
    frame *outer = &r->frames[r->depth - 1];
    if (outer->last)
        outer->last->next = branch;
    else
        outer->branch->first = branch;
    outer->last = branch;
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    rt_other *r = user;
    rt_branch *branch = take_node(r, sizeof *branch);
    if (!branch)
        return RT_ERR_MEMORY;
    *branch = (rt_branch){.line = (uint32_t)tag->pos.line, .column = tag->pos.column};
    branch->name = shown(r, tag->name.prefix, tag->name.local);
    if (!branch->name || !take_fields(r, tag, branch))
        return RT_ERR_MEMORY;
    attach(r, branch);
    return push(r, branch) ? RT_OK : RT_ERR_MEMORY;
}

static rt_status on_leave(void *user)
{
    rt_other *r = user;
    const frame *inner = &r->frames[--r->depth];
    rt_branch *b = inner->branch;
    if (!b->first)
        b->flags = RT_BRANCH_LEAF | (b->field_count ? RT_BRANCH_RECORD : 0u) |
                   (b->text.len && (inner->text || !b->field_count) ? RT_BRANCH_INLINE : 0u);
    else if (inner->text)
        b->flags = RT_BRANCH_MIXED | (inner->inlines ? RT_BRANCH_INLINE : 0u);
    else
        b->flags = inner->leaves ? RT_BRANCH_RECORD : 0u;
    if (r->depth) {
        frame *outer = &r->frames[r->depth - 1];
        outer->leaves = outer->leaves && (b->flags & RT_BRANCH_LEAF);
        outer->inlines = outer->inlines && (b->flags & RT_BRANCH_INLINE);
    }
    return RT_OK;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool blank(rt_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_space(s.ptr[i]))
            return false;
    return true;
}

static rt_status on_text(void *user, rt_str piece)
{
    rt_other *r = user;
    frame *top = &r->frames[r->depth - 1];
    rt_str *text = top->last ? &top->last->tail : &top->branch->text;
    if (piece.len > r->longest - (text->len < r->longest ? text->len : r->longest)) {
        rt_pos pos = rt_xml_text_pos(r->xml, piece);
        return rt_xml_limit(r->xml, "cell-length", &pos);
    }
    top->text = top->text || !blank(piece);
    return append(r, text, piece) ? RT_OK : RT_ERR_MEMORY;
}

static rt_status on_aside(void *user, rt_xml_aside what, const rt_pos *pos)
{
    return rt_xml_lost_aside(((rt_other *)user)->host, what, pos);
}

const rt_xml_events rt_other_events = {on_enter, on_leave, on_text, on_aside};

rt_str rt_branch_trim(rt_str s, bool left, bool right)
{
    size_t from = 0, to = s.len;
    while (left && from < s.len && is_space(s.ptr[from]))
        from++;
    while (right && to > from && is_space(s.ptr[to - 1]))
        to--;
    if (!from || (!memchr(s.ptr, '\n', from) && from < s.len))
        from = 0;
    if (to == s.len || (!memchr(s.ptr + to, '\n', s.len - to) && to > from))
        to = s.len;
    return to > from ? (rt_str){s.ptr + from, to - from} : (rt_str){NULL, 0};
}

/* ---- Life ----------------------------------------------------------------------------------- */

rt_status rt_other_open(const rt_host *host, rt_xml *xml, rt_other **reader)
{
    rt_other *r = host->resize(host, NULL, sizeof *r);
    if (!r)
        return RT_ERR_MEMORY;
    *r = (rt_other){.host = host, .xml = xml, .longest = host->limit(host, "cell-length")};
    *reader = r;
    return RT_OK;
}

rt_status rt_other_send(rt_other *r, rt_sink *out)
{
    return rt_branch_send(r->host, r->root, r->deepest, out);
}

void rt_other_close(rt_other *r)
{
    if (!r)
        return;
    const rt_host *host = r->host;
    give_back(host, &r->nodes);
    give_back(host, &r->texts);
    host->resize(host, r->frames, 0);
    host->resize(host, r->names, 0);
    host->resize(host, r, 0);
}
