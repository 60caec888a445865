/* vocabulary.h - the vocabulary table made ready for the stages: parsed
 * grammars, attribute types, names. Owns look-ups; decides nothing. */
#ifndef RT_CORE_VOCABULARY_H
#define RT_CORE_VOCABULARY_H

#include <retort/report.h>

enum { RT_KIND_COUNT = 43, RT_ATTR_COUNT = 82 }; /* one more than the last number */
#define RT_BIT(kind) (UINT64_C(1) << (kind))
enum { RT_PHASES = 6, RT_NAME_MAX = 24 };

/* One phase of a kind's content. Bit 0 of `kinds` stands for text itself. */
typedef struct rt_phase {
    uint64_t kinds;
    char key[16];        /* member name in JSON */
    uint8_t minimum;     /* 0 or 1 */
    bool many;
    int8_t twin;         /* an earlier optional phase with this key, or -1 */
} rt_phase;

typedef enum rt_fallback { RT_FALL_KEEP = 1, RT_FALL_AS, RT_FALL_SAY, RT_FALL_DROP } rt_fallback;

typedef struct rt_kind_info {
    const char *name, *plural, *classes, *content, *before, *after, *help;
    uint32_t since;
    bool is_inline, is_block, bytes; /* bytes: holds bytes, no children */
    uint32_t wrap, stray;            /* kinds, 0: none */
    rt_fallback fallback;
    uint32_t becomes;                /* RT_FALL_AS */
    rt_loss_class loss;
    uint32_t phase_count;
    rt_phase phases[RT_PHASES];
    uint64_t children;               /* all phases' kinds together */
    uint64_t begins;                 /* what may stand in it first */
} rt_kind_info;

typedef struct rt_attr_info {
    const char *name, *form, *initial_text, *help;
    uint32_t since;
    rt_attr_type type;
    int32_t minimum, maximum;
    bool has_initial;                /* initial value is `initial` (CHOICE, INT, BOOL) */
    int32_t initial;
    uint64_t kinds;                  /* that may carry it */
    rt_loss_class loss;
    uint32_t choice_count;           /* CHOICE, MARKS; of a LENGTH its units */
    char choices[16][RT_NAME_MAX];   /* [n - 1] names enumerator n */
} rt_attr_info;

/* All of them, by number; a gap has no name. For loops that cannot afford a call. */
const rt_kind_info *rt_kind_all(void);
/* NULL for a number that is no kind or attribute. Parsed once, thread-safe. */
const rt_kind_info *rt_kind_of(uint32_t kind);
const rt_attr_info *rt_attr_of(uint32_t attr);
/* The kinds that may stand in it, at any depth. */
uint64_t rt_kind_below(uint32_t kind);
uint32_t rt_kind_named(const char *name, size_t len); /* 0: none */
uint32_t rt_attr_named(const char *name, size_t len);
/* 1-based enumerator, or for MARKS the bit; 0: none. */
int32_t rt_choice_named(const rt_attr_info *attr, const char *name, size_t len);
const char *rt_choice_name(const rt_attr_info *attr, int32_t value); /* a mark by its bit */
/* Whether the value stands in `text`; the other half of an rt_attr may be anything. */
static inline bool rt_type_is_text(rt_attr_type type)
{
    return type == RT_TYPE_TEXT || type == RT_TYPE_LENGTH || type == RT_TYPE_ID || type == RT_TYPE_REF ||
           type == RT_TYPE_COLOUR;
}
/* Which of its values: the enumerator of a CHOICE, the unit of a LENGTH (1 pt, 2 %), or 0. */
static inline uint32_t rt_attr_value(const rt_attr_info *info, const rt_attr *attr)
{
    if (info->type == RT_TYPE_LENGTH)
        return attr->text.len && attr->text.ptr[attr->text.len - 1] == '%' ? 2 : 1;
    return info->type == RT_TYPE_CHOICE ? (uint32_t)attr->number : 0;
}
/* Whether `text` is a legal LENGTH, COLOUR … of the attribute's type. */
bool rt_attr_text_ok(const rt_attr_info *attr, rt_str text);

#endif
