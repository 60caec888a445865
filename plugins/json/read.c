/* read.c - the JSON reader: tells a canonical report from other JSON, and what both share.
 *
 * Reading the one is report.c, the other read_other.c. */
#include "read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lexer_inside.h"

/* ---- Shared ------------------------------------------------------------------- */

rt_status json_push(json_reader *r, const json_frame *frame)
{
    if (r->depth == r->frame_room) {
        size_t room = r->frame_room ? r->frame_room * 2 : 32;
        json_frame *grown = r->host->resize(r->host, r->frames, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        r->frames = grown;
        r->frame_room = room;
    }
    r->frames[r->depth++] = *frame;
    return RT_OK;
}

rt_status json_enter(json_reader *r, uint32_t kind, const json_token *at)
{
    rt_node node = {.size = sizeof node, .kind = kind, .pos = json_pos(at)};
    return r->out->enter(r->out, &node);
}

rt_status json_text(json_reader *r, json_token *t)
{
    rt_status status = t->text.len ? r->out->text(r->out, t->text) : RT_OK;
    while (status == RT_OK && t->more) {
        status = json_source_more(&r->source, t);
        if (status == RT_OK && t->text.len)
            status = r->out->text(r->out, t->text);
    }
    return status;
}

rt_status json_wrong(json_reader *r, const json_token *t, const char *format, ...)
{
    static const char *const names[] = {"the end", "an object", "its end",  "an array",
                                        "its end", "a name",    "a string", "a number",
                                        "true",    "false",     "null"};
    char message[300];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    rt_pos pos = json_pos(t);
    return json_lexer_fail(&r->source.lexer, RT_ERR_MALFORMED, "json-structure", &pos,
                           "%s; here is %s", message, names[t->kind]);
}

/* ---- Recognition --------------------------------------------------------------- */

/* Looks for "retort" among the members that are held. *ours: all names so far are a report's. */
static bool has_retort(const json_reader *r, uint64_t at, bool *ours)
{
    json_token t;
    uint64_t value_at;
    *ours = true;
    at = json_source_inside(&r->source, at);
    while (at && json_source_peek(&r->source, at, &t, &value_at) && t.kind == JSON_KEY) {
        if (t.text.len == 6 && memcmp(t.text.ptr, "retort", 6) == 0)
            return true;
        *ours = *ours && (rt_json_group_named(&r->shape, RT_REPORT, t.text) ||
                          rt_json_attr_named(&r->shape, t.text));
        if (!json_source_peek(&r->source, value_at, &t, &at))
            break;
    }
    return false;
}

/* Whether the object at the cursor is a report: one with a member "retort". It is looked for in the
 * look ahead, and further as long as all other members are a report's. */
static rt_status is_report(json_reader *r, bool *report)
{
    uint64_t at = r->source.cursor, end;
    bool ours;
    rt_status status = json_source_hold(&r->source, at, r->source.bound, &end);
    *report = status == RT_OK && has_retort(r, at, &ours);
    if (status != RT_OK || *report || end || !ours)
        return status;
    status = json_source_hold(&r->source, at, UINT64_MAX, &end);
    *report = status == RT_OK && has_retort(r, at, &ours);
    return status;
}

static rt_status read_document(json_reader *r)
{
    json_token first;
    uint64_t next;
    bool report = false;
    rt_status status = json_source_grow(&r->source);
    if (status == RT_OK && json_source_peek(&r->source, r->source.cursor, &first, &next) &&
        first.kind == JSON_OBJECT)
        status = is_report(r, &report);
    if (status != RT_OK)
        return status;
    return report ? json_read_report(r) : json_read_other(r);
}

rt_status rt_json_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    const json_read_options *o = options;
    json_reader *r = host->resize(host, NULL, sizeof *r);
    if (!r)
        return RT_ERR_MEMORY;
    *r = (json_reader){.host = host, .out = out};
    rt_json_shape_init(&r->shape);
    rt_status status = json_source_open(&r->source, host, in, (uint64_t)o->lookahead);
    if (status == RT_OK)
        status = read_document(r);
    json_source_free(&r->source);
    host->resize(host, r->members, 0);
    host->resize(host, r->frames, 0);
    host->resize(host, r, 0);
    return status;
}
