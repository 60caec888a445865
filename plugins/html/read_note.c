/* read_note.c - what roles and classes say: notes and references to them (DPUB-ARIA 1.1, epub:type,
 * pandoc's classes), boxes to tick, headings, facts. */
#include <stdio.h>
#include <string.h>

#include "read.h"

/* ---- References ------------------------------------------------------------------------- */

static void open_reference(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    rt_str details = rt_html_get(tag, "aria-details"),
           id = rt_html_fragment(r, rt_html_get(tag, "href"));
    if (!id.len && details.len)
        id = rt_html_unescape(r, details);
    if (id.len)
        rt_html_give_text(given, RT_A_REF, id);
    rt_html_give_text(given, RT_A_LABEL, rt_html_get(tag, "aria-label"));
    rt_html_inline_release(r, r->reference);
    r->reference = rt_html_inline_new(r, RT_NOTE_REFERENCE, given);
    r->stack[at].does = DOES_REFERENCE;
    rt_html_capture(r, at, CAPTURE_LABEL);
}

/* A text that is the note's number is no label, unless it is said to be one. */
void rt_html_reference_close(html_reader *r, uint32_t at)
{
    html_given given = {.count = 0};
    rt_str ref = {NULL, 0}, stated = {NULL, 0}, text;
    char number[16];
    if (r->capture != CAPTURE_LABEL || r->capture_at != at || !r->reference)
        return;
    text = rt_html_captured(r);
    for (size_t i = 0; i < r->reference->attr_count && r->reference->attrs; i++) {
        const rt_attr *attr = &r->reference->attrs[i];
        if (attr->id == RT_A_LABEL) {
            stated = attr->text;
            continue;
        }
        ref = attr->id == RT_A_REF ? attr->text : ref;
        given.list[given.count++] = *attr;
    }
    snprintf(number, sizeof number, "%u",
             ref.len ? (unsigned)rt_html_number(r, &r->references, ref) : 0);
    if (stated.ptr)
        rt_html_give_text(&given, RT_A_LABEL, stated);
    else if (text.len && !rt_html_eq(text, number))
        rt_html_give_text(&given, RT_A_LABEL, text);
    rt_html_flow_leaf(r, at, RT_NOTE_REFERENCE, &given);
}

/* ---- Notes ------------------------------------------------------------------------------ */

typedef struct says {
    rt_str role, type, classes;
} says; /* the attributes that tell */

static bool has(const says *s, const char *role, const char *type, const char *class)
{
    return (role && rt_html_has_word(s->role, role)) || (type && rt_html_has_word(s->type, type)) ||
           (class && rt_html_has_word(s->classes, class));
}

static int32_t role_of(const says *s, bool foot)
{
    if (has(s, "doc-footnote", "footnote", NULL))
        return RT_ROLE_FOOTNOTE;
    if (has(s, "doc-endnote", "endnote", NULL) || has(s, NULL, "rearnote", NULL))
        return RT_ROLE_ENDNOTE;
    if (has(s, "comment", NULL, NULL))
        return RT_ROLE_COMMENT;
    return foot ? RT_ROLE_FOOTNOTE : 0;
}

static void open_notes(html_reader *r, uint32_t at, const says *s)
{
    rt_html_block_pass(r, at);
    html_frame *frame = rt_html_frame_push(r, at, 0);
    if (!frame)
        return;
    frame->notes = true;
    frame->foot = has(s, "doc-footnotes", "footnotes", "footnotes");
    r->stack[at].does = DOES_NOTES;
}

static void open_note(html_reader *r, uint32_t at, int32_t role, html_given *given,
                      const html_css *css)
{
    rt_str id = {NULL, 0};
    for (size_t i = 0; i < given->count; i++)
        id = given->list[i].id == RT_A_ID ? given->list[i].text : id;
    if (!id.len ||
        !rt_html_number(r, &r->references, id)) /* one that nothing refers to counts, too */
        r->references.count++;
    rt_html_give_number(given, RT_A_ROLE, role);
    rt_html_give_text(given, RT_A_LABEL, css->label);
    r->stack[at].does = DOES_NOTE;
    rt_html_block_open(r, at, RT_NOTE, given, false);
}

/* ---- Boxes, facts ----------------------------------------------------------------------- */

static void box(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    rt_str checked = rt_html_get(tag, "aria-checked");
    rt_html_give_number(given, RT_A_CHECKED,
                        rt_html_eq(checked, "true")    ? RT_CHECKED_YES
                        : rt_html_eq(checked, "false") ? RT_CHECKED_NO
                        : rt_html_eq(checked, "mixed") ? RT_CHECKED_MIXED
                                                       : 0);
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_flow_leaf(r, at, RT_CHECKBOX, given);
    r->stack[at].off = r->stack[at].hidden = true;
}

static void open_fact(html_reader *r, uint32_t at, html_given *given)
{
    rt_html_inline_release(r, r->fact);
    r->fact = rt_html_inline_new(r, RT_FACT, given);
    r->fact_at = at;
    r->stack[at].does = DOES_FACT;
}

void rt_html_fact_close(html_reader *r, uint32_t at)
{
    if (r->fact_at != at || !r->fact)
        return;
    r->fact_at = NONE;
    rt_html_send(r, RT_FACT, r->fact->attrs, r->fact->attrs ? r->fact->attr_count : 0,
                 &r->fact->pos);
    rt_html_send_leave(r, RT_FACT);
}

/* ---- By role or class ------------------------------------------------------------------- */

static bool is_block(const html_element *e)
{
    return e->does == DOES_BLOCK || e->does == DOES_SECTION || e->does == DOES_BOX ||
           e->does == DOES_ITEM || e->does == DOES_PARAGRAPH;
}

static bool block_says(html_reader *r, uint32_t at, const says *s, html_given *given,
                       const html_css *css)
{
    html_element *e = &r->stack[at];
    bool listed = e->does == DOES_ITEM && r->frames[e->frame].notes;
    int32_t role = role_of(s, listed && r->frames[e->frame].foot);
    if (role || listed) {
        open_note(r, at, role, given, css);
        return true;
    }
    if ((e->does == DOES_SECTION || e->does == DOES_BLOCK || e->does == DOES_BOX) &&
        (has(s, "doc-endnotes", "endnotes", NULL) ||
         has(s, "doc-footnotes", "footnotes", "footnotes"))) {
        open_notes(r, at, s);
        return true;
    }
    if (e->does == DOES_BLOCK && rt_html_has_word(s->role, "heading"))
        e->does = DOES_HEADING;
    return false;
}

bool rt_html_note_open(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                       const html_css *css)
{
    html_element *e = &r->stack[at];
    says s = {rt_html_get(tag, "role"), rt_html_get(tag, "epub:type"), rt_html_get(tag, "class")};
    bool listed = e->does == DOES_ITEM && r->frames[e->frame].notes;
    if (!s.role.ptr && !s.type.ptr && !s.classes.ptr && !listed && e->does != DOES_DATA)
        return false;
    if (is_block(e))
        return block_says(r, at, &s, given, css);
    if (e->does == DOES_DATA && r->frames[e->frame].facts && rt_html_has(tag, "itemscope")) {
        open_fact(r, at, given);
        return true;
    }
    if (e->does != DOES_LINK && e->does != DOES_INLINE)
        return false;
    if (has(&s, "doc-backlink", "backlink", "footnote-back")) {
        e->off = e->hidden = true;
        return true;
    }
    if (!r->capture && (has(&s, "doc-noteref", "noteref", NULL) ||
                        (e->does == DOES_LINK && has(&s, NULL, NULL, "footnote-ref")))) {
        open_reference(r, at, tag, given);
        return true;
    }
    if (e->does == DOES_INLINE && rt_html_has_word(s.role, "checkbox")) {
        box(r, at, tag, given);
        return true;
    }
    return false;
}
