/* token_attrs.c - what a tag's attributes say: characters decoded, of two of one name the first.
 *
 * Linear in their bytes, whatever the names: their hash has a key of the process, so that nobody
 * can choose ones that collide. What is given does not depend on it. */
#include <string.h>
#include <sys/auxv.h>

#include "entity.h"
#include "token_inside.h"

enum { FEW = 16 }; /* attributes whose names are compared each with each; a power of two */

rt_status rt_html_attr_add(rt_html_tokens *t, rt_html_attr attr, unsigned marked)
{
    html_attrs *a = &t->attrs;
    if (a->count == a->room) {
        size_t room = a->room ? a->room * 2 : 16;
        rt_html_attr *list = t->host->resize(t->host, a->list, room * sizeof *list);
        if (!list)
            return RT_ERR_MEMORY;
        a->list = list;
        a->room = room;
    }
    rt_status status = RT_OK;
    for (size_t i = 0; i < 2 && status == RT_OK; i++) {
        size_t mark = a->count * 2 + i;
        if (marked & (i ? ATTR_VALUE_MARKED : ATTR_NAME_MARKED))
            status = rt_buffer_add(&t->marked, &mark, sizeof mark);
    }
    a->list[a->count++] = attr;
    return status;
}

/* ---- Characters --------------------------------------------------------------------- */

static char *decode_one(char *out, const char **at, const char *end, unsigned how)
{
    const char *p = (*at)++;
    size_t len;
    switch (*p) {
    case '\0':
        memcpy(out, "\xEF\xBF\xBD", 3);
        return out + 3;
    case '\f': /* white space in HTML, which no report can hold */
        *out++ = ' ';
        return out;
    case '\r':
        *out++ = '\n';
        *at += *at < end && **at == '\n';
        return out;
    case '&':
        if (how & DECODE_REFERENCES) {
            *at = p + rt_html_reference(p, end, true, true, out, &len);
            return out + len;
        }
    }
    *out++ = (char)((how & DECODE_LOWER) && *p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
    return out;
}

char *rt_html_decode(char *out, rt_str raw, unsigned how)
{
    const char *end = raw.ptr + raw.len;
    for (const char *p = raw.ptr; p < end;)
        out = decode_one(out, &p, end, how);
    return out;
}

size_t rt_html_decoded_room(rt_str raw)
{
    size_t more = memchr(raw.ptr, '\0', raw.len) ? 2 * raw.len : raw.len / 5;
    return raw.len + more + RT_HTML_REFERENCE_ROOM;
}

/* The string of the mark `i`; *how it is decoded. */
static rt_str *marked_string(rt_html_tokens *t, size_t i, unsigned *how)
{
    size_t mark;
    memcpy(&mark, t->marked.data + i * sizeof mark, sizeof mark);
    rt_html_attr *attr = &t->attrs.list[mark / 2];
    *how = mark % 2 ? DECODE_REFERENCES : DECODE_LOWER;
    return mark % 2 ? &attr->value : &attr->name;
}

static void decode_string(rt_html_tokens *t, rt_str *s, unsigned how)
{
    char *out = t->strings.data + t->strings.len, *end = rt_html_decode(out, *s, how);
    *s = (rt_str){out, (size_t)(end - out)};
    t->strings.len += s->len;
}

static rt_status decode_all(rt_html_tokens *t, bool name_marked)
{
    size_t count = t->marked.len / sizeof(size_t);
    size_t room = name_marked ? rt_html_decoded_room(t->token.name) : 0;
    unsigned how;
    for (size_t i = 0; i < count; i++)
        room += rt_html_decoded_room(*marked_string(t, i, &how));
    rt_buffer_clear(&t->strings);
    if (rt_buffer_reserve(&t->strings, room) != RT_OK)
        return RT_ERR_MEMORY;
    if (name_marked)
        decode_string(t, &t->token.name, DECODE_LOWER);
    for (size_t i = 0; i < count; i++) {
        rt_str *s = marked_string(t, i, &how);
        decode_string(t, s, how);
    }
    return RT_OK;
}

/* ---- Names that come again ---------------------------------------------------------- */

static bool same(rt_str a, rt_str b) { return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0; }

/* Marks a name for removal; none is empty otherwise. */
static void drop(rt_html_attr *attr) { attr->name.len = 0; }

static bool drop_few(html_attrs *a)
{
    bool any = false;
    for (size_t i = 1; i < a->count; i++)
        for (size_t k = 0; k < i; k++)
            if (same(a->list[i].name, a->list[k].name)) {
                drop(&a->list[i]);
                any = true;
                break;
            }
    return any;
}

typedef struct slot {
    uint64_t hash;
    size_t behind; /* index of the attribute + 1; 0: free */
} slot;

#define PRIME ((UINT64_C(1) << 61) - 1)
__extension__ typedef unsigned __int128 wide;

static uint64_t key(void)
{
    uint64_t random[2] = {1, 2};
    const void *bytes = (const void *)(uintptr_t)getauxval(AT_RANDOM);
    if (bytes)
        memcpy(random, bytes, sizeof random);
    return (random[0] * UINT64_C(0x9E3779B97F4A7C15) + random[1]) % PRIME;
}

/* The name as a polynomial in the key, seven bytes a term: two names of n terms agree in a bit with
 * no more chance than numbers drawn n times. */
static uint64_t hash(rt_str name, uint64_t key)
{
    uint64_t sum = name.len;
    for (size_t i = 0; i < name.len; i += 7) {
        uint64_t term = 0;
        memcpy(&term, name.ptr + i, name.len - i < 7 ? name.len - i : 7);
        wide product = (wide)(sum + term) * key;
        sum = (uint64_t)(product & PRIME) + (uint64_t)(product >> 61);
        sum = sum >= PRIME ? sum - PRIME : sum;
    }
    return sum;
}

/* The slot of the name, or the free one where it belongs. There are always free ones. */
static slot *find(const html_attrs *a, slot *slots, size_t count, rt_str name, uint64_t hash)
{
    size_t i = (size_t)hash & (count - 1);
    while (slots[i].behind &&
           (slots[i].hash != hash || !same(a->list[slots[i].behind - 1].name, name)))
        i = (i + 1) & (count - 1);
    return &slots[i];
}

static rt_status drop_many(rt_html_tokens *t, bool *any)
{
    html_attrs *a = &t->attrs;
    size_t count = 2 * FEW;
    while (count / 2 < a->count)
        count *= 2;
    rt_buffer_clear(&t->slots);
    if (rt_buffer_reserve(&t->slots, count * sizeof(slot)) != RT_OK)
        return RT_ERR_MEMORY;
    slot *slots = memset(t->slots.data, 0, count * sizeof(slot));
    uint64_t seed = key();
    for (size_t i = 0; i < a->count; i++) {
        uint64_t value = hash(a->list[i].name, seed);
        slot *found = find(a, slots, count, a->list[i].name, value);
        if (found->behind) {
            drop(&a->list[i]);
            *any = true;
        } else {
            *found = (slot){value, i + 1};
        }
    }
    return RT_OK;
}

rt_status rt_html_attrs_finish(rt_html_tokens *t, bool name_marked)
{
    html_attrs *a = &t->attrs;
    bool any = false;
    rt_status status = name_marked || t->marked.len ? decode_all(t, name_marked) : RT_OK;
    if (status == RT_OK && a->count > FEW)
        status = drop_many(t, &any);
    else if (status == RT_OK)
        any = drop_few(a);
    if (any) {
        size_t kept = 0;
        for (size_t i = 0; i < a->count; i++)
            if (a->list[i].name.len)
                a->list[kept++] = a->list[i];
        a->count = kept;
    }
    t->token.attrs = a->list;
    t->token.attr_count = a->count;
    return status;
}
