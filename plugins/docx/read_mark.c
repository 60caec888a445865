/* read_mark.c - bookmarks and comments' ranges, which wait until it is known what they stand in front of.
 *
 * Owns ids: a bookmark whose name begins with '_' is the id of the block or image it begins with; any other is a range. */
#include <stdio.h>
#include <string.h>

#include "read.h"

rt_str body_id_text(body *b, const char *prefix, int32_t number, char room[40])
{
    (void)b;
    int len = snprintf(room, 40, "%s%d", prefix, (int)number);
    return (rt_str){room, (size_t)len};
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "_a_2db" is "a-b": '_' and two digits stand for a sign of ASCII that is neither letter nor digit. */
rt_status body_anchor(body *b, rt_str name, rt_str *id)
{
    char room[256];
    size_t len = 0;
    if (!name.len || *name.ptr != '_' || name.len >= sizeof room)
        return rt_docx_pool_intern(b->pool, name, id);
    for (size_t i = 1; i < name.len; i++) {
        int high = name.ptr[i] == '_' && i + 2 < name.len ? hex(name.ptr[i + 1]) : -1, low = high < 0 ? -1 : hex(name.ptr[i + 2]);
        int c = low < 0 ? -1 : high * 16 + low;
        bool stands = (c >= ' ' || c == '\t' || c == '\n' || c == '\r') && c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
        room[len++] = stands ? (char)c : name.ptr[i];
        i += stands ? 2 : 0;
    }
    return rt_docx_pool_intern(b->pool, len ? (rt_str){room, len} : name, id);
}

static rt_status push(body *b, uint8_t what, body_bookmark *bookmark, int32_t number)
{
    TRY(BODY_PUSH(b, marks, mark_count, mark_room));
    b->marks[b->mark_count++] = (body_mark){.what = what, .in_para = body_para_of(b)->active, .bookmark = bookmark,
                                            .number = number, .pos = b->pos};
    return RT_OK;
}

static rt_status begin_bookmark(body *b, rt_str name, int32_t number)
{
    void *taken;
    if (!name.len || rt_docx_is(name, "_GoBack")) /* where Word's cursor was */
        return RT_OK;
    if (body_is_note_name(b, name))
        return RT_OK;
    TRY(rt_docx_pool_take(b->pool, sizeof(body_bookmark), &taken));
    body_bookmark *bookmark = taken;
    bookmark->is_id = *name.ptr == '_' && !(name.len > 7 && memcmp(name.ptr, "_start_", 7) == 0);
    bookmark->waits = true;
    TRY(body_anchor(b, name, &bookmark->id));
    if (*name.ptr != '_')
        TRY(rt_docx_pool_intern(b->pool, name, &bookmark->name));
    TRY(rt_docx_map_set(b->host, &b->bookmarks, (uint32_t)number, (uint64_t)(uintptr_t)bookmark));
    return push(b, MARK_START, bookmark, number);
}

/* One that ends while it waits is a point. */
static rt_status end_bookmark(body *b, int32_t number)
{
    body_bookmark *bookmark = (body_bookmark *)(uintptr_t)rt_docx_map_get(&b->bookmarks, (uint32_t)number);
    if (!bookmark || bookmark->point)
        return RT_OK;
    if (bookmark->waits) {
        bookmark->point = true;
        return RT_OK;
    }
    return bookmark->told ? push(b, MARK_END, bookmark, number) : RT_OK;
}

rt_status body_on_mark(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    int32_t number = rt_docx_integer(body_attr(b, tag, RT_W_id), 0);
    switch ((int)name) {
    case RT_W_bookmarkStart:
        return begin_bookmark(b, body_attr(b, tag, RT_W_name), number);
    case RT_W_bookmarkEnd:
        return end_bookmark(b, number);
    case RT_W_commentRangeStart:
        TRY(rt_docx_map_set(b->host, &b->comments, (uint32_t)number, 1));
        return push(b, MARK_COMMENT_START, NULL, number);
    default:
        return rt_docx_map_get(&b->comments, (uint32_t)number) ? push(b, MARK_COMMENT_END, NULL, number) : RT_OK;
    }
}

bool body_para_marked(const body *b)
{
    bool found = false;
    for (uint32_t i = 0; i < b->mark_count && !found; i++)
        found = b->marks[i].in_para;
    return found;
}

/* A point directly behind the start of a range is that range's id. */
static bool is_name_of_range(const body *b, uint32_t i)
{
    const body_mark *mark = &b->marks[i], *before = i ? mark - 1 : NULL;
    return mark->bookmark->point && before && before->what == MARK_START && !before->bookmark->is_id &&
           before->in_para == mark->in_para;
}

rt_str body_take_id(body *b, bool in_para, bool points)
{
    for (uint32_t i = 0; i < b->mark_count; i++) {
        const body_mark *mark = &b->marks[i];
        if (mark->what != MARK_START || mark->in_para != in_para || !mark->bookmark->is_id || (points && !mark->bookmark->point) ||
            is_name_of_range(b, i))
            continue;
        mark->bookmark->waits = false;
        rt_str id = mark->bookmark->id;
        memmove(&b->marks[i], &b->marks[i + 1], (--b->mark_count - i) * sizeof *b->marks);
        return id;
    }
    return (rt_str){NULL, 0};
}

static rt_status send(body *b, const body_mark *mark)
{
    char range[40], note[40];
    body_attrs attrs = {.count = 0};
    bool starts = mark->what == MARK_START || mark->what == MARK_COMMENT_START;
    rt_str id = mark->bookmark ? mark->bookmark->id : body_id_text(b, "comment-range-", mark->number, range);
    put_text(&attrs, starts ? RT_A_ID : RT_A_REF, id);
    if (starts)
        put_number(&attrs, RT_A_ROLE, mark->bookmark ? RT_ROLE_BOOKMARK : RT_ROLE_COMMENT);
    if (mark->what == MARK_START) {
        mark->bookmark->waits = false;
        mark->bookmark->told = true;
        put_some(&attrs, RT_A_NAME, mark->bookmark->name);
    }
    if (mark->what == MARK_COMMENT_START)
        put_text(&attrs, RT_A_REF, body_note_id(b, RT_ROLE_COMMENT, mark->number, note));
    TRY(body_run_break(b));
    TRY(body_enter(b, starts ? RT_START : RT_END, &attrs));
    return body_leave(b, starts ? RT_START : RT_END);
}

/* Those of blocks, or all; the others go on waiting. A range that ends at once has its end here. */
static rt_status flush(body *b, bool blocks_only, bool lines_only)
{
    uint32_t kept = 0, count = b->mark_count;
    for (uint32_t i = 0; i < count; i++) {
        body_mark mark = b->marks[i];
        if ((blocks_only && mark.in_para) || (lines_only && !mark.in_para)) {
            b->marks[kept++] = mark;
            continue;
        }
        if (mark.what == MARK_START && i + 1 < count && b->marks[i + 1].what == MARK_START && b->marks[i + 1].bookmark->is_id &&
            is_name_of_range(b, i + 1))
            mark.bookmark->id = b->marks[++i].bookmark->id;
        TRY(send(b, &mark));
    }
    b->mark_count = kept;
    return RT_OK;
}

/* What stands in front of a caption belongs to its table. */
rt_status body_flush_marks(body *b) { return flush(b, false, b->holding && body_para_of(b)->recorded == RT_CAPTION); }

rt_status body_block_marks(body *b) { return b->mark_count ? flush(b, true, false) : RT_OK; }
