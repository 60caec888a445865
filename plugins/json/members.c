/* members.c - one object of the canonical form: its kind, attributes and content, in any order of
 * members.
 *
 * An object is looked at as a whole before its node is entered, so that attributes may stand
 * anywhere. One that is larger than the look ahead is taken as it comes when it is in the order
 * that the writer writes: type, attributes, content; any other is held whole. */
#include <string.h>

#include "lexer_inside.h"
#include "read.h"

/* ---- Looking at the members ---------------------------------------------------------- */

static rt_status add_member(json_reader *r, uint64_t key_at, uint64_t value_at)
{
    if (r->member_count == r->member_room) {
        size_t room = r->member_room ? r->member_room * 2 : 64;
        json_member *grown = r->host->resize(r->host, r->members, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        r->members = grown;
        r->member_room = room;
    }
    r->members[r->member_count++] = (json_member){.key_at = key_at, .value_at = value_at};
    return RT_OK;
}

/* The members of the object at `at` whose values have at least begun; *open: the last one's is
 * not held whole. */
static rt_status list_members(json_reader *r, uint64_t at, bool *open)
{
    json_token t;
    uint64_t key_at = json_source_inside(&r->source, at), value_at, next;
    rt_status status = RT_OK;
    *open = false;
    while (status == RT_OK && json_source_peek(&r->source, key_at, &t, &value_at) &&
           t.kind == JSON_KEY && json_source_peek(&r->source, value_at, &t, &next)) {
        status = add_member(r, key_at, value_at);
        *open = next == 0 || t.more;
        if (*open)
            break;
        key_at = next;
    }
    return status;
}

static rt_str key_of(const json_reader *r, const json_member *m)
{
    json_token t;
    uint64_t next;
    json_source_peek(&r->source, m->key_at, &t, &next);
    return t.text;
}

static const json_member *find_member(const json_reader *r, size_t first, rt_str name)
{
    for (size_t i = first; i < r->member_count; i++) {
        rt_str key = key_of(r, &r->members[i]);
        if (key.len == name.len && memcmp(key.ptr, name.ptr, key.len) == 0)
            return &r->members[i];
    }
    return NULL;
}

/* ---- Kind and order --------------------------------------------------------------------- */

/* *kind 0: a kind that this version does not know, told as lost, or not told so far. */
static rt_status find_kind(json_reader *r, const json_token *object, const rt_json_group *group,
                           size_t first, bool whole, uint32_t *kind)
{
    json_token t;
    uint64_t next;
    const json_member *m = find_member(r, first, RT_STR("type"));
    *kind = 0;
    if (m) {
        json_source_peek(&r->source, m->value_at, &t, &next);
        if (t.kind != JSON_STRING)
            return json_wrong(r, &t, "\"type\" must be a string");
        *kind = rt_json_kind_named(&r->shape, t.text);
        if (!*kind && whole)
            json_lost(r, &t, "type", t.text);
    } else if (group->only) {
        *kind = group->only;
    } else if ((group->kinds & 1) && find_member(r, first, RT_STR("text"))) {
        *kind = RT_TEXT;
    } else if (whole) {
        rt_pos pos = json_pos(object);
        return json_lexer_fail(&r->source.lexer, RT_ERR_MALFORMED, "json-structure", &pos,
                               "this object needs a \"type\"%s to stand in \"%s\"",
                               group->kinds & 1 ? " or a \"text\"" : "", group->key);
    }
    return RT_OK;
}

/* The groups of the members, and a caption's place before or after what it stands with. */
static void find_groups(json_reader *r, size_t first, uint32_t kind)
{
    uint32_t passed = 0; /* the furthest phase so far */
    for (size_t i = first; i < r->member_count; i++) {
        json_member *m = &r->members[i];
        m->group = rt_json_group_named(&r->shape, kind, key_of(r, m));
        if (!m->group)
            continue;
        m->order = passed > m->group->first && !m->group->many ? m->group->last : m->group->first;
        passed = m->order > passed ? m->order : passed;
    }
}

/* Whether an object that has only begun can be taken as it comes. */
static bool in_order(const json_reader *r, size_t first, uint32_t kind, bool open)
{
    uint32_t passed = 0;
    bool content = false;
    if (r->source.disorder || !kind || r->member_count == first ||
        (kind == RT_REPORT && !find_member(r, first, RT_STR("retort"))))
        return false;
    for (size_t i = first; i < r->member_count; i++) {
        const json_member *m = &r->members[i];
        if (!m->group) {
            if (content && kind != RT_REPORT)
                return false;
            continue;
        }
        if (m->order < passed)
            return false;
        passed = m->order;
        content = true;
    }
    return content && (!open || r->members[r->member_count - 1].group);
}

static bool is_type(uint32_t kind, rt_str key)
{
    rt_str name = kind == RT_REPORT ? RT_STR("retort") : RT_STR("type");
    return key.len == name.len && memcmp(key.ptr, name.ptr, key.len) == 0;
}

/* ---- Entering ----------------------------------------------------------------------------- */

static bool carries(uint32_t attr, uint32_t kind)
{
    return attr && (rt_attr_of(attr)->kinds & RT_BIT(kind));
}

static rt_status check_version(json_reader *r, uint64_t at)
{
    json_token t;
    uint64_t next;
    json_source_peek(&r->source, at, &t, &next);
    if (t.kind != JSON_NUMBER || t.fraction)
        return json_wrong(r, &t, "\"retort\" must be the integer %d", JSON_VERSION);
    if (t.text.len == 1 && t.text.ptr[0] == '0' + JSON_VERSION)
        return RT_OK;
    rt_pos pos = json_pos(&t);
    return json_lexer_fail(
        &r->source.lexer, RT_ERR_UNSUPPORTED, "json-version", &pos,
        "the report is in version %.*s of the JSON form, this program reads version %d; "
        "use a retort that knows it, or write version %d with the one that made it",
        json_shorten(t.text), t.text.ptr, JSON_VERSION, JSON_VERSION);
}

static rt_status take_attributes(json_reader *r, size_t first, uint32_t kind)
{
    rt_status status = RT_OK;
    r->attr_count = 0;
    for (size_t i = first; i < r->member_count && status == RT_OK; i++) {
        const json_member *m = &r->members[i];
        rt_str key = key_of(r, m);
        if (m->group)
            continue;
        uint32_t attr = rt_json_attr_named(&r->shape, key);
        if (carries(attr, kind)) {
            status = json_attribute(r, attr, m->value_at);
        } else if (kind == RT_REPORT && is_type(kind, key)) {
            status = check_version(r, m->value_at);
        } else if (!is_type(kind, key)) {
            json_token t;
            uint64_t next;
            json_source_peek(&r->source, m->key_at, &t, &next);
            json_lost(r, &t, "member", key);
        }
    }
    return status;
}

/* Leaves only the members that hold content, in the order of the vocabulary. */
static void sort_members(json_reader *r, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < r->member_count; i++) {
        json_member m = r->members[i];
        size_t at = kept;
        if (!m.group)
            continue;
        for (; at > first && r->members[at - 1].order > m.order; at--)
            r->members[at] = r->members[at - 1];
        r->members[at] = m;
        kept++;
    }
    r->member_count = kept;
}

static rt_status open_frame(json_reader *r, size_t first, uint32_t kind, uint64_t end)
{
    json_frame frame = {.what = end ? JSON_WHOLE : JSON_STREAMED,
                        .kind = kind,
                        .end = end,
                        .first_member = first,
                        .member = first,
                        .known = 1};
    if (end) {
        sort_members(r, first);
        return json_push(r, &frame);
    }
    frame.known += r->members[r->member_count - 1].key_at;
    while (!r->members[frame.member].group)
        frame.member++;
    r->source.cursor = r->members[frame.member].key_at;
    r->member_count = first;
    return json_push(r, &frame);
}

/* Holds as much of the object as it takes to enter it. *kind 0: it is passed over. */
static rt_status look(json_reader *r, const json_token *object, const rt_json_group *group,
                      uint64_t at, size_t first, uint32_t *kind, uint64_t *end)
{
    bool open;
    rt_status status = json_source_hold(&r->source, at, r->source.bound, end);
    while (status == RT_OK) {
        if ((status = list_members(r, at, &open)) == RT_OK)
            status = find_kind(r, object, group, first, *end != 0, kind);
        if (status != RT_OK)
            break;
        find_groups(r, first, *kind);
        if (*end || in_order(r, first, *kind, open))
            break;
        r->member_count = first;
        status = json_source_hold(&r->source, at, UINT64_MAX, end);
    }
    return status;
}

rt_status json_begin_object(json_reader *r, const json_token *object, const rt_json_group *group)
{
    uint64_t at = r->source.given, end;
    size_t first = r->member_count;
    uint32_t kind;
    rt_status status = look(r, object, group, at, first, &kind, &end);
    if (status != RT_OK)
        return status;
    if (!kind) {
        r->member_count = first;
        r->source.cursor = end;
        return RT_OK;
    }
    if ((status = take_attributes(r, first, kind)) != RT_OK)
        return status;
    rt_node node = {.size = sizeof node,
                    .kind = kind,
                    .attrs = r->attrs,
                    .attr_count = r->attr_count,
                    .pos = json_pos(object)};
    status = r->out->enter(r->out, &node);
    return status == RT_OK ? open_frame(r, first, kind, end) : status;
}

/* ---- Going on ---------------------------------------------------------------------------------
 */

static rt_status leave_object(json_reader *r)
{
    json_frame frame = r->frames[--r->depth];
    r->member_count = frame.first_member;
    if (frame.what == JSON_WHOLE)
        r->source.cursor = frame.end;
    return r->out->leave(r->out, frame.kind);
}

rt_status json_step_member(json_reader *r)
{
    json_frame *frame = &r->frames[r->depth - 1];
    if (frame->member == r->member_count)
        return leave_object(r);
    const json_member *m = &r->members[frame->member++];
    r->source.cursor = m->value_at;
    return json_value(r, m->group);
}

static rt_status too_late(json_reader *r, const json_token *key)
{
    rt_pos pos = json_pos(key);
    return json_lexer_fail(
        &r->source.lexer, RT_ERR_LIMIT, "json-order", &pos,
        "the member \"%.*s\" stands behind content of more than %llu bytes; write type "
        "and attributes first, or read it with a larger -O lookahead",
        json_shorten(key->text), key->text.ptr, (unsigned long long)r->source.bound);
}

/* A member that holds no content, behind one that does. */
static rt_status pass_member(json_reader *r, json_token *key, bool known)
{
    uint32_t kind = r->frames[r->depth - 1].kind;
    if (!known &&
        (is_type(kind, key->text) || carries(rt_json_attr_named(&r->shape, key->text), kind)))
        return too_late(r, key);
    if (!known)
        json_lost(r, key, "member", key->text);
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    return status == RT_OK ? json_source_skip(&r->source, &t) : status;
}

rt_status json_step_streamed(json_reader *r)
{
    json_frame *frame = &r->frames[r->depth - 1];
    bool known = r->source.cursor < frame->known;
    json_token t;
    rt_status status = json_source_next(&r->source, &t);
    if (status != RT_OK)
        return status;
    if (t.kind == JSON_OBJECT_END)
        return leave_object(r);
    const rt_json_group *group = rt_json_group_named(&r->shape, frame->kind, t.text);
    if (!group)
        return pass_member(r, &t, known);
    if (group->last < frame->order && frame->kind != RT_REPORT)
        return too_late(r, &t);
    frame->order = group->first > frame->order ? group->first : frame->order;
    return json_value(r, group);
}
