/* element.c - the table of elements and its hash; see element.h. */
#include "element.h"

#include <string.h>

enum { /* the letters of elements.def */
       V = FLAG_VOID,
       S = FLAG_SPECIAL,
       F = FLAG_FORMAT,
       B = FLAG_BARRIER,
       P = FLAG_CLOSES_P,
       E = FLAG_CLOSES,
       I = FLAG_IMPLIED,
       T = FLAG_TABLE,
       H = FLAG_HEAD,
       X = FLAG_BREAKOUT,
       N = FLAG_HEADING,
       W = FLAG_RAW,
       L = FLAG_LIST_BARRIER,
       U = FLAG_BUTTON_BARRIER,
       K = FLAG_TABLE_BARRIER
};

const html_definition rt_html_elements[ELEMENT_COUNT] = {
#define X(ID, name, flags, does, marks) \
    [ELEMENT_##ID] = {{name, sizeof name - 1}, flags, marks, DOES_##does},
#include "elements.def"
#undef X
};

_Static_assert(ELEMENT_COUNT < 256, "a slot is a byte");

static uint32_t hash_of(rt_str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    return (hash ^ hash >> 15) % ELEMENT_SLOTS;
}

void rt_html_names_init(html_names *names)
{
    memset(names->slots, ELEMENT_UNKNOWN, sizeof names->slots);
    for (uint32_t id = 1; id < ELEMENT_COUNT; id++) {
        uint32_t at = hash_of(rt_html_elements[id].name);
        while (names->slots[at])
            at = (at + 1) % ELEMENT_SLOTS;
        names->slots[at] = (uint8_t)id;
    }
}

html_id rt_html_name_find(const html_names *names, rt_str name)
{
    if (!name.len || name.len > 10) /* blockquote, figcaption */
        return ELEMENT_UNKNOWN;
    for (uint32_t at = hash_of(name); names->slots[at]; at = (at + 1) % ELEMENT_SLOTS) {
        const rt_str *known = &rt_html_elements[names->slots[at]].name;
        if (known->len == name.len && memcmp(known->ptr, name.ptr, name.len) == 0)
            return (html_id)names->slots[at];
    }
    return ELEMENT_UNKNOWN;
}
