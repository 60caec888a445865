/* write_note.c - footnotes, endnotes and comments, each in the part of its kind (ECMA-376 part 1, 17.11, 17.13.4).
 *
 * Owns the numbers of notes: each gets one at its first reference, the others when they come. One count serves all three parts. */
#include "write.h"

docx_note *docx_note_at(rt_docx_writer *w, uint32_t number)
{
    return number && number <= w->notes.len / sizeof(docx_note) ? (docx_note *)(void *)w->notes.data + number - 1 : NULL;
}

static uint32_t note_new(rt_docx_writer *w)
{
    docx_note *note = docx_more(w, &w->notes, sizeof *note);
    return note ? (uint32_t)(w->notes.len / sizeof *note) : 0;
}

uint32_t docx_note_of(rt_docx_writer *w, rt_str id)
{
    uint32_t fresh = (uint32_t)(w->notes.len / sizeof(docx_note)) + 1;
    uint32_t number = rt_docx_ids_number(&w->note_ids, id, fresh);
    if (!number)
        docx_fail(w, RT_ERR_MEMORY);
    return number == fresh ? note_new(w) : number;
}

static const char *const elements[] = {[STORY_FOOTNOTES] = "footnote", [STORY_ENDNOTES] = "endnote", [STORY_COMMENTS] = "comment"};

static void put_attr(rt_docx_writer *w, const char *name, const rt_attr *attr)
{
    PUT(w, " w:");
    docx_put(w, name);
    PUT(w, "=\"");
    if (attr)
        docx_put_attr(w, attr->text);
    PUT(w, "\"");
}

static void put_comment(rt_docx_writer *w, const rt_node *node, docx_note *note)
{
    const rt_attr *initials = rt_node_attr(node, RT_A_INITIALS), *date = rt_node_attr(node, RT_A_DATE);
    const rt_attr *parent = rt_node_attr(node, RT_A_PARENT);
    put_attr(w, "author", rt_node_attr(node, RT_A_AUTHOR)); /* required */
    if (date && docx_is_date(date->text))
        put_attr(w, "date", date);
    if (initials)
        put_attr(w, "initials", initials);
    note->resolved = rt_node_number(node, RT_A_RESOLVED, 0) != 0;
    if (!parent)
        return;
    uint32_t number = docx_note_of(w, parent->text); /* which may move `note` */
    if (!number)
        return;
    docx_note_at(w, number)->referenced = true;
    docx_note_at(w, w->note_number)->parent = number;
}

void docx_note_enter(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *id = rt_node_attr(node, RT_A_ID);
    uint32_t number = id ? docx_note_of(w, id->text) : note_new(w);
    int32_t role = rt_node_number(node, RT_A_ROLE, RT_ROLE_FOOTNOTE);
    docx_note *note = docx_note_at(w, number);
    if (!note)
        return;
    note->role = role == RT_ROLE_ENDNOTE || role == RT_ROLE_COMMENT ? (uint8_t)role : RT_ROLE_FOOTNOTE;
    w->note_number = number;
    docx_story_begin(w, note->role == RT_ROLE_COMMENT ? STORY_COMMENTS : note->role == RT_ROLE_ENDNOTE ? STORY_ENDNOTES : STORY_FOOTNOTES);
    PUT(w, "<w:");
    docx_put(w, elements[w->story]);
    PUT(w, " w:id=\"");
    docx_put_number(w, number);
    PUT(w, "\"");
    if (w->story == STORY_COMMENTS)
        put_comment(w, node, note);
    PUT(w, ">");
    docx_flow_push(w);
    docx_here(w)->is_note = true;
    docx_id_point(w, node);
}

/* The note's own number, in its first paragraph. The space belongs to the number, not to the text. */
void docx_note_mark(rt_docx_writer *w)
{
    docx_here(w)->is_note = false;
    if (w->story == STORY_COMMENTS)
        PUT(w, "<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r>");
    else if (w->story == STORY_ENDNOTES)
        PUT(w, "<w:r><w:rPr><w:rStyle w:val=\"EndnoteReference\"/></w:rPr><w:endnoteRef/><w:t xml:space=\"preserve\"> </w:t></w:r>");
    else
        PUT(w, "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/><w:t xml:space=\"preserve\"> </w:t></w:r>");
}

void docx_note_leave(rt_docx_writer *w)
{
    docx_note *note;
    if (docx_here(w)->is_note || !docx_here(w)->after_paragraph || w->waiting.len)
        docx_empty_para(w);
    note = docx_note_at(w, w->note_number);
    if (note)
        note->para_id = w->para_id;
    docx_flow_pop(w);
    PUT(w, "</w:");
    docx_put(w, elements[w->story]);
    PUT(w, ">");
    docx_story_begin(w, STORY_DOCUMENT);
}
