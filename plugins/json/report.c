/* report.c - the canonical form: members' values and arrays' elements to events.
 *
 * Objects are members.c. What opens stands on a stack, so nesting costs no recursion. */
#include <string.h>

#include "lexer_inside.h"
#include "read.h"

static const rt_json_group report_group = {
    .key = "report", .key_len = 6, .kinds = RT_BIT(RT_REPORT), .only = RT_REPORT};

/* ---- Resources ---------------------------------------------------------------------- */

static rt_status bad_bytes(json_reader *r, const json_token *t, const rt_base64_decoder *decoder)
{
    rt_pos pos = json_pos(t);
    return json_lexer_fail(&r->source.lexer, RT_ERR_MALFORMED, "json-base64", &pos,
                           "the bytes of this resource are not base64: %s; write them anew",
                           decoder->error);
}

static rt_status read_bytes(json_reader *r, json_token *t)
{
    rt_base64_decoder decoder = {0};
    unsigned char out[3072 + 4];
    json_token first = *t;
    while (true) {
        for (size_t at = 0, len, used; at < t->text.len; at += len) {
            size_t got;
            len = t->text.len - at < 4096 ? t->text.len - at : 4096;
            if (!rt_base64_decode(&decoder, t->text.ptr + at, len, out, &got, &used))
                return bad_bytes(r, &first, &decoder);
            rt_status status = got && r->out->bytes ? r->out->bytes(r->out, out, got) : RT_OK;
            if (status != RT_OK)
                return status;
        }
        if (!t->more)
            return rt_base64_decode_end(&decoder) ? RT_OK : bad_bytes(r, &first, &decoder);
        rt_status status = json_source_more(&r->source, t);
        if (status != RT_OK)
            return status;
    }
}

/* ---- Elements ------------------------------------------------------------------------- */

static rt_status string_element(json_reader *r, json_token *t, const rt_json_group *group)
{
    if (group->kinds & 1)
        return json_text(r, t);
    rt_status status = json_enter(r, group->as_string, t);
    if (status == RT_OK)
        status = json_text(r, t);
    return status == RT_OK ? r->out->leave(r->out, group->as_string) : status;
}

static rt_status array_element(json_reader *r, const json_token *t, uint32_t kind)
{
    json_frame frame = {.what = JSON_ELEMENTS, .kind = kind, .group = &r->shape.groups[kind][0]};
    rt_status status = json_enter(r, kind, t);
    return status == RT_OK ? json_push(r, &frame) : status;
}

static rt_status wrong_element(json_reader *r, const json_token *t, const rt_json_group *group)
{
    bool string = group->kinds & 1 || group->as_string;
    return json_wrong(r, t, "%s \"%s\" must be %s%s%san object",
                      group->many ? "an element of" : "the member", group->key,
                      string ? "a string" : "",
                      string && group->as_array ? ", "
                      : string                  ? " or "
                                                : "",
                      group->as_array ? "an array or " : "");
}

static inline rt_status element(json_reader *r, json_token *t, const rt_json_group *group)
{
    if (t->kind == JSON_STRING && (group->as_string || group->kinds & 1))
        return string_element(r, t, group);
    if (t->kind == JSON_ARRAY && group->as_array)
        return array_element(r, t, group->as_array);
    if (t->kind == JSON_OBJECT)
        return json_begin_object(r, t, group);
    return wrong_element(r, t, group);
}

rt_status json_value(json_reader *r, const rt_json_group *group)
{
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    if (group->chars || group->bytes) {
        if (t.kind != JSON_STRING)
            return json_wrong(r, &t, "\"%s\" must be a string", group->key);
        return group->bytes ? read_bytes(r, &t) : json_text(r, &t);
    }
    if (!group->many)
        return element(r, &t, group);
    if (t.kind != JSON_ARRAY)
        return json_wrong(r, &t, "\"%s\" must be an array", group->key);
    return json_push(r, &(json_frame){.what = JSON_ELEMENTS, .group = group});
}

static rt_status step_elements(json_reader *r)
{
    const rt_json_group *group = r->frames[r->depth - 1].group;
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    if (t.kind != JSON_ARRAY_END)
        return element(r, &t, group);
    uint32_t kind = r->frames[--r->depth].kind;
    return kind ? r->out->leave(r->out, kind) : RT_OK;
}

/* ---- The document ------------------------------------------------------------------------ */

rt_status json_read_report(json_reader *r)
{
    json_token t;
    r->source.lexer.several = false;
    rt_status status = json_source_next(&r->source, &t);
    if (status == RT_OK)
        status = json_begin_object(r, &t, &report_group);
    while (status == RT_OK && r->depth)
        switch (r->frames[r->depth - 1].what) {
        case JSON_WHOLE:
            status = json_step_member(r);
            break;
        case JSON_STREAMED:
            status = json_step_streamed(r);
            break;
        default:
            status = step_elements(r);
        }
    return status == RT_OK ? json_source_next(&r->source, &t) : status; /* nothing may follow */
}
