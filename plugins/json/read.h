/* read.h - what the files of the JSON reader share. */
#ifndef RT_JSON_READ_H
#define RT_JSON_READ_H

#include <kit/base64.h>
#include <kit/jsonshape.h>

#include "source.h"

enum { JSON_VERSION = 1 }; /* of the canonical form */

/* A member of an object that was looked at. */
typedef struct json_member {
    uint64_t key_at, value_at;
    const rt_json_group *group; /* NULL: no content */
    uint32_t order;
} json_member;

struct json_columns; /* columns.h */

enum { JSON_WHOLE = 1, JSON_STREAMED, JSON_ELEMENTS }; /* canonical frames: `what` */

/* Something that is open in the document. */
typedef struct json_frame {
    uint32_t what;
    uint32_t kind;              /* the node to leave at its end, or 0 */
    const rt_json_group *group; /* of an array's elements */
    uint64_t end;               /* behind an object held whole */
    uint64_t known;             /* members before it were looked at before the node was entered */
    size_t first_member, member; /* of an object held whole: where its members begin; the next */
    uint32_t order;             /* the last phase of an object as it comes */
    /* of other JSON */
    uint32_t closes;            /* another node to leave after `kind`, or 0 */
    struct json_columns *columns;
    size_t column, columns_used; /* of a row */
    bool top;                   /* the document itself */
    bool open, sections;        /* its object: definitions are open; sections have begun */
} json_frame;

typedef struct json_reader {
    const rt_host *host;
    rt_sink *out;
    json_source source;
    rt_json_shape shape;
    json_frame *frames;
    size_t depth, frame_room;
    json_member *members;
    size_t member_count, member_room;
    rt_attr attrs[RT_ATTR_COUNT];
    size_t attr_count;
} json_reader;

/* ---- read.c: shared ---- */
rt_status json_push(json_reader *reader, const json_frame *frame);
rt_status json_enter(json_reader *reader, uint32_t kind, const json_token *at);
/* The text of a string, all its pieces. */
rt_status json_text(json_reader *reader, json_token *token);
rt_status json_wrong(json_reader *reader, const json_token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline rt_pos json_pos(const json_token *t)
{
    return (rt_pos){.line = t->line, .column = t->column};
}

/* ---- members.c: one object of the canonical form, its members in any order ---- */
/* The object just given, an element of `group`: enters its node and opens a frame. */
rt_status json_begin_object(json_reader *reader, const json_token *token, const rt_json_group *group);
/* The content that the frame's object or array has next. */
rt_status json_step_member(json_reader *reader);
rt_status json_step_streamed(json_reader *reader);

/* ---- attributes.c ---- */
/* The attribute that the held value at `at` gives, into `attrs`. */
rt_status json_attribute(json_reader *reader, uint32_t id, uint64_t at);
void json_lost(json_reader *reader, const json_token *at, const char *what, rt_str name);

/* ---- report.c: the canonical form ---- */
/* The value of a member that holds content. */
rt_status json_value(json_reader *reader, const rt_json_group *group);
/* Whole documents, from the cursor. */
rt_status json_read_report(json_reader *reader);
/* ---- read_other.c: any other JSON ---- */
rt_status json_read_other(json_reader *reader);

/* The plugin's entry; options are json_read_options. */
typedef struct json_read_options { int64_t lookahead; } json_read_options;
rt_status rt_json_read(const rt_host *, const void *options, rt_input *, rt_sink *out);

#endif
