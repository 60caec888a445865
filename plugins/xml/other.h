/* other.h - a foreign XML document in memory: what read_other.c builds, other_send.c tells as a
 * report and other_table.c as a table. */
#ifndef RT_PLUGIN_XML_OTHER_H
#define RT_PLUGIN_XML_OTHER_H

#include <retort/plugin.h>

/* An attribute, a namespace declaration among them. Names are interned. */
typedef struct rt_branch_field { const char *name; rt_str value; } rt_branch_field;

enum rt_branch_flags {
    RT_BRANCH_LEAF = 1,   /* holds no element */
    RT_BRANCH_MIXED = 2,  /* holds elements and text between them */
    RT_BRANCH_RECORD = 4, /* could be a row: attributes, and text alone or leaves alone */
    RT_BRANCH_INLINE = 8  /* text, and in it only elements like this one */
};

/* An element. `text` stands before its first child, `tail` behind its end tag. */
typedef struct rt_branch {
    const char *name;
    struct rt_branch *first, *next;
    rt_str text, tail;
    const rt_branch_field *fields;
    uint32_t field_count, flags;
    uint32_t line, column;
} rt_branch;

static inline rt_pos rt_branch_pos(const rt_branch *branch)
{
    return (rt_pos){.line = branch->line, .column = branch->column};
}

/* Without the white space at its ends that a line feed shows to be layout. */
rt_str rt_branch_trim(rt_str text, bool left, bool right);

/* other_send.c: the whole as a report. `deepest`: as many elements stand inside one another. */
rt_status rt_branch_send(const rt_host *host, const rt_branch *root, size_t deepest, rt_sink *out);

/* other_table.c: the siblings from `first` up to `end` as the rows of one table. *plan is NULL where
 * they would make too wide or too empty a one. Sending it frees it; `caption` may be NULL. */
typedef struct rt_plan rt_plan;
rt_status rt_plan_new(const rt_host *host, const rt_branch *first, const rt_branch *end,
                      rt_plan **plan);
rt_status rt_plan_send(rt_plan *plan, const char *caption, rt_sink *out);

/* A node without attributes but one, and what it holds, in few words. */
rt_status rt_branch_enter(rt_sink *out, uint32_t kind, const rt_attr *attr, rt_pos pos);
rt_status rt_branch_say(rt_sink *out, uint32_t kind, rt_str text, rt_pos pos);

#endif
