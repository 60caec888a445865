/* jsonshape.h - how the vocabulary's nodes look in canonical JSON: which members hold their content
 * and where a node has a short form. The JSON reader, its writer and the JSON Schema follow it.
 *
 * Owns no rule that the vocabulary table has; adds only the short forms. */
#ifndef RT_KIT_JSONSHAPE_H
#define RT_KIT_JSONSHAPE_H

#include <vocabulary.h>

/* What a node without attributes may be written as where its place tells the kind. */
typedef enum rt_json_short {
    RT_JSON_LONG = 0, /* always an object */
    RT_JSON_ARRAY,    /* the array of its content */
    RT_JSON_STRING    /* the string of its text, when it holds nothing but one */
} rt_json_short;

/* One member that holds content: the phases with one key together. */
typedef struct rt_json_group {
    const char *key;
    uint32_t key_len;
    uint64_t kinds;      /* bit 0: text */
    uint32_t only;       /* the one kind that may stand there; no "type" then. 0: several */
    uint32_t as_string;  /* the kind that a bare string is, or 0 */
    uint32_t as_array;   /* the kind that a bare array is, or 0 */
    uint8_t first, last; /* phases; they differ for a caption, which may come last */
    bool many;           /* an array; else the node itself */
    bool chars;          /* a string */
    bool bytes;          /* a string of base64 */
    bool always;         /* written even when it is empty */
} rt_json_group;

enum { RT_JSON_GROUPS = 4 };

typedef struct rt_json_shape {
    rt_json_group groups[RT_KIND_COUNT][RT_JSON_GROUPS];
    uint8_t count[RT_KIND_COUNT];
    uint8_t attr_slots[256], kind_slots[256]; /* names to numbers */
} rt_json_shape;

void rt_json_shape_init(rt_json_shape *shape);
rt_json_short rt_json_short_of(uint32_t kind);
/* The member `key` of `kind`, or NULL. */
const rt_json_group *rt_json_group_named(const rt_json_shape *shape, uint32_t kind, rt_str key);
/* As rt_attr_named and rt_kind_named, faster. */
uint32_t rt_json_attr_named(const rt_json_shape *shape, rt_str name);
uint32_t rt_json_kind_named(const rt_json_shape *shape, rt_str name);

#endif
