/* write.h - what the two sinks of the JSON writer share: options and how lines are set. */
#ifndef RT_JSON_WRITE_H
#define RT_JSON_WRITE_H

#include <kit/emit.h>
#include <kit/jsonshape.h>
#include <retort/plugin.h>

enum { JSON_SHAPE_REPORT, JSON_SHAPE_RECORDS, JSON_SHAPE_ROWS };
enum { JSON_TABLES_AUTO, JSON_TABLES_ALL };

typedef struct json_write_options {
    int32_t shape, tables;
    int64_t indent, table;
    rt_carries carries; /* filled in by carries_with */
} json_write_options;

const rt_carries *rt_json_carries(const void *options);
rt_status rt_json_open(const rt_host *, const void *options, rt_output *, rt_sink **sink);
rt_status rt_json_open_report(const rt_host *, const json_write_options *, rt_output *, rt_sink **sink);
rt_status rt_json_open_records(const rt_host *, const json_write_options *, rt_output *, rt_sink **sink);

/* values.c */
void json_put_string(rt_emit *e, rt_str text);
/* `spaced`: with a space behind the commas of a list. */
void json_put_attribute(rt_emit *e, const rt_attr_info *info, const rt_attr *attr, bool spaced);

/* A new line of an indented document. */
static inline void json_indent(rt_emit *e, size_t spaces)
{
    rt_emit_char(e, '\n');
    while (spaces--)
        rt_emit_char(e, ' ');
}

#endif
