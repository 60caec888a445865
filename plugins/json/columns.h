/* columns.h - the columns of a table that is an array of objects: the names of their members in the
 * order of first appearance, and where the values of the row at hand stand. Reader and writer use it. */
#ifndef RT_JSON_COLUMNS_H
#define RT_JSON_COLUMNS_H

#include <kit/buffer.h>

typedef struct json_column {
    uint64_t hash;
    size_t at, len;    /* the name */
    uint64_t value_at; /* in the row at hand; 0: it has no such member */
} json_column;

typedef struct json_columns {
    const rt_host *host;
    uint64_t seed[2];
    rt_buffer names;
    json_column *list;
    size_t count, room;
    uint32_t *slots;
    size_t slot_count;
    uint64_t cells, members; /* of the rows so far, with and without the empty cells */
} json_columns;

/* NULL: out of memory (reported). */
json_columns *json_columns_new(const rt_host *host);
void json_columns_free(json_columns *columns);
/* The column's number; `hint` is tried first. SIZE_MAX: there is none. */
size_t json_columns_find(const json_columns *columns, rt_str name, size_t hint);
rt_status json_columns_add(json_columns *columns, rt_str name);
/* Whether the names are 1, 2, 3 …: they only count. */
bool json_columns_counted(const json_columns *columns);

static inline rt_str json_column_name(const json_columns *c, size_t i)
{
    return (rt_str){c->names.data + c->list[i].at, c->list[i].len};
}

#endif
