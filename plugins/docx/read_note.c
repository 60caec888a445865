/* read_note.c - footnotes, endnotes and comments, and what refers to them.
 *
 * Owns their parts and ids; the threads of comments (commentsExtended.xml) name paragraphs, so comments.xml is looked through
 * once before it is read. */
#include <string.h>

#include "read.h"

static const char *const prefixes[] = {[RT_ROLE_FOOTNOTE] = "footnote-", [RT_ROLE_ENDNOTE] = "endnote-", [RT_ROLE_COMMENT] = "comment-"};

static uint64_t key_of(uint8_t role, int32_t number) { return (uint64_t)role << 32 | (uint32_t)number; }

/* ---- Ids --------------------------------------------------------------------------------------- */

/* The bookmark that stands first in it, or its number. */
rt_str body_note_id(body *b, uint8_t role, int32_t number, char room[40])
{
    const rt_str *own = (const rt_str *)(uintptr_t)rt_docx_map_get(&b->note_names, key_of(role, number));
    return own ? *own : body_id_text(b, prefixes[role], number, room);
}

bool body_is_note_name(body *b, rt_str name)
{
    const body_flow *flow = body_top(b);
    bool first = b->part_kind == RT_NOTE && flow->kind == RT_NOTE && flow->pending && !flow->para.active && !b->mark_count;
    return first && *name.ptr == '_' && rt_docx_map_get(&b->note_names, key_of(b->note_role, b->note_number));
}

/* Before the document, whose references come before the notes: which notes begin with a bookmark that is an id. */
static rt_status on_name(body *b, rt_docx_name name, const rt_xml_tag *tag, bool enters)
{
    void *taken;
    if (name == RT_W_footnote || name == RT_W_endnote || name == RT_W_comment) {
        b->note_role = !enters                  ? 0
                       : name == RT_W_footnote ? RT_ROLE_FOOTNOTE
                       : name == RT_W_endnote  ? RT_ROLE_ENDNOTE
                                               : RT_ROLE_COMMENT;
        if (enters)
            b->note_number = rt_docx_integer(body_attr(b, tag, RT_W_id), 0);
        return RT_OK;
    }
    if (!enters || !b->note_role)
        return RT_OK;
    uint8_t role = b->note_role;
    rt_str bookmark = name == RT_W_bookmarkStart ? body_attr(b, tag, RT_W_name) : (rt_str){NULL, 0};
    b->note_role = 0;
    if (!bookmark.len || *bookmark.ptr != '_' || (bookmark.len > 7 && memcmp(bookmark.ptr, "_start_", 7) == 0))
        return RT_OK;
    TRY(rt_docx_pool_take(b->pool, sizeof(rt_str), &taken));
    TRY(body_anchor(b, bookmark, taken));
    return rt_docx_map_set(b->host, &b->note_names, key_of(role, b->note_number), (uint64_t)(uintptr_t)taken);
}

static const uint32_t note_parts[] = {RT_DOCX_REL_FOOTNOTES, RT_DOCX_REL_ENDNOTES, RT_DOCX_REL_COMMENTS};

rt_status body_note_names(body *b, const rt_docx_relations *relations)
{
    for (size_t i = 0; i < sizeof note_parts / sizeof *note_parts; i++) {
        const rt_docx_relation *relation = rt_docx_relations_first(relations, note_parts[i]);
        b->on_part = on_name;
        b->note_role = 0;
        if (relation)
            TRY(body_parse(b, relation->part, RT_NO_KIND));
    }
    return RT_OK;
}

/* ---- References ------------------------------------------------------------------------------ */

static rt_status send_reference(body *b, uint8_t role, int32_t number, rt_str label)
{
    char room[40];
    body_attrs attrs = {.count = 0};
    put_text(&attrs, RT_A_REF, body_note_id(b, role, number, room));
    put_some(&attrs, RT_A_LABEL, label);
    body_put_change(b, &attrs);
    return body_inline_node(b, RT_NOTE_REFERENCE, &attrs);
}

rt_status body_on_note_reference(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    int32_t number = rt_docx_integer(body_attr(b, tag, RT_W_id), 0);
    uint8_t role = name == RT_W_footnoteReference ? RT_ROLE_FOOTNOTE : name == RT_W_endnoteReference ? RT_ROLE_ENDNOTE : RT_ROLE_COMMENT;
    rt_str custom = body_attr(b, tag, RT_W_customMarkFollows);
    if (b->capturing || body_in_instruction(b) || (role == RT_ROLE_COMMENT && rt_docx_map_get(&b->comments, (uint32_t)number)))
        return RT_OK;
    TRY(rt_docx_map_set(b->host, &b->referenced, key_of(role, number), 1));
    if (!custom.ptr || !rt_docx_is_on(custom) || !body_top(b)->run.active)
        return send_reference(b, role, number, (rt_str){NULL, 0});
    b->captured_for = RT_NOTE_REFERENCE; /* the rest of the run is its mark */
    b->reference_role = role;
    b->reference_number = number;
    return body_capture(b);
}

rt_status body_note_reference_end(body *b)
{
    b->captured_for = 0;
    TRY(body_run_break(b));
    return send_reference(b, b->reference_role, b->reference_number, body_captured(b));
}

/* ---- Notes ----------------------------------------------------------------------------------- */

enum { REPLY_DONE = 1, REPLY_KNOWN = 2, REPLY_SHIFT = 2 };

static rt_status begin_note(body *b, uint8_t role, const rt_xml_tag *tag)
{
    b->note_role = role;
    b->note_number = rt_docx_integer(body_attr(b, tag, RT_W_id), 0);
    TRY(body_attr_kept(b, tag, RT_W_author, &b->note_author));
    TRY(body_attr_kept(b, tag, RT_W_initials, &b->note_initials));
    TRY(body_attr_kept(b, tag, RT_W_date, &b->note_date));
    TRY(body_settle(b, 0, false));
    body_top(b)->blank = 0;
    TRY(body_flow_begin(b, RT_NOTE));
    body_top(b)->pending = true;
    return RT_OK;
}

/* Separators are lines that Word draws. */
rt_status body_on_note(body *b, rt_docx_name name, const rt_xml_tag *tag)
{
    rt_str type = body_attr(b, tag, RT_W_type);
    bool nested = b->flow_count != 1 || b->part_kind != RT_NOTE;
    if (nested || (type.len && !rt_docx_is(type, "normal"))) {
        body_skip(b, NULL);
        return RT_OK;
    }
    b->frames[b->depth - 1].value = 1;
    return begin_note(b, name == RT_W_footnote ? RT_ROLE_FOOTNOTE : name == RT_W_endnote ? RT_ROLE_ENDNOTE : RT_ROLE_COMMENT, tag);
}

static bool is_referenced(const body *b)
{
    uint32_t number = (uint32_t)b->note_number;
    return rt_docx_map_get(&b->referenced, key_of(b->note_role, b->note_number)) ||
           (b->note_role == RT_ROLE_COMMENT && rt_docx_map_get(&b->comments, number));
}

rt_status body_note_enter(body *b)
{
    char room[40], parent_room[40];
    body_attrs attrs = {.count = 0};
    rt_str own = {NULL, 0};
    uint64_t reply = b->note_role == RT_ROLE_COMMENT ? rt_docx_map_get(&b->replies, (uint32_t)b->note_number) : 0;
    if (is_referenced(b) || rt_docx_map_get(&b->note_names, key_of(b->note_role, b->note_number)))
        own = body_note_id(b, b->note_role, b->note_number, room);
    put_some(&attrs, RT_A_ID, own);
    put_number(&attrs, RT_A_ROLE, b->note_role);
    put_some(&attrs, RT_A_AUTHOR, b->note_author);
    put_some(&attrs, RT_A_INITIALS, b->note_initials);
    put_some(&attrs, RT_A_DATE, b->note_date);
    if (reply >> REPLY_SHIFT)
        put_text(&attrs, RT_A_PARENT, body_note_id(b, RT_ROLE_COMMENT, (int32_t)(uint32_t)((reply >> REPLY_SHIFT) - 1), parent_room));
    if (reply & REPLY_DONE)
        put_number(&attrs, RT_A_RESOLVED, 1);
    return body_enter(b, RT_NOTE, &attrs);
}

rt_status body_note_end(body *b)
{
    TRY(body_flow_end(b));
    return body_leave(b, RT_NOTE);
}

/* ---- Threads of comments --------------------------------------------------------------------- */

static uint32_t para_id(rt_str id)
{
    uint32_t number = 0;
    for (size_t i = 0; i < id.len && i < 8; i++)
        number = number << 4 | (uint32_t)((id.ptr[i] & 15) + (id.ptr[i] > '9' ? 9 : 0));
    return number;
}

/* comments.xml: which comment's last paragraph has which id. */
static rt_status on_comment(body *b, rt_docx_name name, const rt_xml_tag *tag, bool enters)
{
    if (enters && name == RT_W_comment)
        b->note_number = rt_docx_integer(body_attr(b, tag, RT_W_id), 0);
    else if (enters && name == RT_W_p)
        b->last_para_id = para_id(body_attr(b, tag, RT_W14_paraId));
    else if (!enters && name == RT_W_comment && b->last_para_id)
        return rt_docx_map_set(b->host, &b->paragraphs, b->last_para_id, (uint64_t)(uint32_t)b->note_number + 1);
    return RT_OK;
}

/* commentsExtended.xml: which paragraph's comment answers which one. */
static rt_status on_thread(body *b, rt_docx_name name, const rt_xml_tag *tag, bool enters)
{
    if (!enters || name != RT_W15_commentEx)
        return RT_OK;
    uint64_t own = rt_docx_map_get(&b->paragraphs, para_id(body_attr(b, tag, RT_W15_paraId)));
    rt_str parent = body_attr(b, tag, RT_W15_paraIdParent), done = body_attr(b, tag, RT_W15_done);
    uint64_t above = parent.len ? rt_docx_map_get(&b->paragraphs, para_id(parent)) : 0;
    if (!own)
        return RT_OK;
    if (above && above != own)
        TRY(rt_docx_map_set(b->host, &b->referenced, key_of(RT_ROLE_COMMENT, (int32_t)(uint32_t)(above - 1)), 1));
    return rt_docx_map_set(b->host, &b->replies, (uint32_t)(own - 1),
                           (above && above != own ? above << REPLY_SHIFT : 0) | REPLY_KNOWN | (done.len && rt_docx_is_on(done) ? REPLY_DONE : 0));
}

static rt_status read_threads(body *b, const rt_docx_relations *relations, uint32_t comments)
{
    const rt_docx_relation *extended = rt_docx_relations_first(relations, RT_DOCX_REL_COMMENTS_EXTENDED);
    if (!extended)
        return RT_OK;
    b->on_part = on_comment;
    TRY(body_parse(b, comments, RT_NO_KIND));
    b->on_part = on_thread;
    return body_parse(b, extended->part, RT_NO_KIND);
}

rt_status body_notes(body *b, const rt_docx_relations *relations)
{
    for (size_t i = 0; i < sizeof note_parts / sizeof *note_parts; i++) {
        const rt_docx_relation *relation = rt_docx_relations_first(relations, note_parts[i]);
        if (!relation)
            continue;
        if (note_parts[i] == RT_DOCX_REL_COMMENTS)
            TRY(read_threads(b, relations, relation->part));
        TRY(body_parse(b, relation->part, RT_NOTE));
    }
    return RT_OK;
}
