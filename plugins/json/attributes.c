/* attributes.c - attributes of the canonical form: the vocabulary's types in JSON's.
 *
 * What this version does not know is lost and told; what has another JSON type than it must is an
 * error. */
#include <stdio.h>
#include <string.h>

#include "lexer_inside.h"
#include "read.h"

void json_lost(json_reader *r, const json_token *at, const char *what, rt_str name)
{
    char text[160];
    rt_pos pos = json_pos(at);
    snprintf(text, sizeof text, "%s \"%.*s\"", what, json_shorten(name), name.ptr);
    r->host->lost(r->host, RT_LOSS_CONTENT, &pos, text);
}

static const char *wanted(rt_attr_type type)
{
    switch (type) {
    case RT_TYPE_INT:
        return "an integer";
    case RT_TYPE_BOOL:
        return "true or false";
    case RT_TYPE_MARKS:
        return "an array of strings";
    default:
        return "a string";
    }
}

static bool parse_integer(rt_str text, int32_t *number)
{
    bool minus = text.len && text.ptr[0] == '-';
    int64_t value = 0;
    for (size_t i = minus; i < text.len && value <= INT32_MAX; i++)
        value = value * 10 + (text.ptr[i] - '0');
    if (value > INT32_MAX)
        return false;
    *number = (int32_t)(minus ? -value : value);
    return true;
}

static rt_status set_marks(json_reader *r, const rt_attr_info *info, uint64_t at, rt_attr *attr)
{
    json_token t;
    for (at = json_source_inside(&r->source, at); json_source_peek(&r->source, at, &t, &at);) {
        if (t.kind == JSON_ARRAY_END)
            break;
        if (t.kind != JSON_STRING)
            return json_wrong(r, &t, "\"%s\" must be an array of strings", info->name);
        int32_t mark = rt_choice_named(info, t.text.ptr, t.text.len);
        if (mark)
            attr->number |= mark;
        else
            json_lost(r, &t, info->name, t.text);
    }
    return RT_OK;
}

/* *known false: a value that only a later version knows. */
static rt_status set_value(json_reader *r, const rt_attr_info *info, const json_token *t,
                           uint64_t at, rt_attr *attr, bool *known)
{
    bool fits = true;
    switch (info->type) {
    case RT_TYPE_INT:
        if ((fits = t->kind == JSON_NUMBER && !t->fraction))
            *known = parse_integer(t->text, &attr->number);
        break;
    case RT_TYPE_BOOL:
        fits = t->kind == JSON_TRUE || t->kind == JSON_FALSE;
        attr->number = t->kind == JSON_TRUE;
        break;
    case RT_TYPE_CHOICE:
        if ((fits = t->kind == JSON_STRING)) {
            attr->number = rt_choice_named(info, t->text.ptr, t->text.len);
            *known = attr->number != 0;
        }
        break;
    case RT_TYPE_MARKS:
        if ((fits = t->kind == JSON_ARRAY))
            return set_marks(r, info, at, attr);
        break;
    default:
        fits = t->kind == JSON_STRING;
        attr->text = t->text;
    }
    return fits ? RT_OK : json_wrong(r, t, "\"%s\" must be %s", info->name, wanted(info->type));
}

rt_status json_attribute(json_reader *r, uint32_t id, uint64_t at)
{
    const rt_attr_info *info = rt_attr_of(id);
    rt_attr *attr = &r->attrs[r->attr_count];
    json_token t;
    uint64_t next;
    bool known = true;
    *attr = (rt_attr){.id = id};
    if (!json_source_peek(&r->source, at, &t, &next))
        return RT_ERR_PLUGIN;
    rt_status status = set_value(r, info, &t, at, attr, &known);
    if (status == RT_OK && !known)
        json_lost(r, &t, info->name, t.text);
    r->attr_count += status == RT_OK && known;
    return status;
}
