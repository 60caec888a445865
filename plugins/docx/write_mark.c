/* write_mark.c - bookmarks for ids and ranges, references to notes, and the text of the holes they leave (write_part.h).
 *
 * Owns the names of bookmarks. Notes come last, so what a reference names is known only at the end. */
#include <stdio.h>
#include <string.h>

#include "write.h"

enum { NAME_MOST = 40 /* characters of a bookmark's name in Word */, NAME_ROOM = 256 };

/* ---- Names ---------------------------------------------------------------------------------------------- */

static bool is_name_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool begins_character(char c) { return ((unsigned char)c & 0xC0) != 0x80; }

/* `_` and the id; one that would be too long is cut and told from others by its hash. Returns the length. */
static size_t id_name(rt_str id, char room[NAME_ROOM])
{
    size_t len = 1, characters = 1, cut = 1;
    room[0] = '_';
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        bool plain = is_name_char(c);
        characters += !plain ? 3 : begins_character(id.ptr[i]);
        if (characters > NAME_MOST || len + 4 > NAME_ROOM)
            return cut + (size_t)snprintf(room + cut, NAME_ROOM - cut, "_%016llx", (unsigned long long)rt_docx_hash(id));
        if (plain)
            room[len++] = id.ptr[i];
        else
            len += (size_t)snprintf(room + len, NAME_ROOM - len, "_%02x", c);
        if (characters <= 20 && (i + 1 == id.len || begins_character(id.ptr[i + 1])))
            cut = len;
    }
    return len;
}

void docx_put_id(rt_docx_writer *w, rt_str id)
{
    char room[NAME_ROOM];
    if (id.len)
        rt_escape_xml_attr(w->emit, (rt_str){room, id_name(id, room)});
}

/* The white space and the controls of Latin-1 and of U+2000 to U+206F, and U+3000, at `text`: their length, else 0. */
static size_t space_at(rt_str text)
{
    unsigned char a = (unsigned char)text.ptr[0], b = text.len > 1 ? (unsigned char)text.ptr[1] : 0;
    if (a <= ' ' || a == 0x7f)
        return 1;
    if (a == 0xC2 && b <= 0xA0)
        return 2;
    return a == 0xE2 && (b == 0x80 || b == 0x81) ? 3 : a == 0xE3 && b == 0x80 && text.len > 2 && text.ptr[2] == '\x80' ? 3 : 0;
}

/* What a bookmark may be called; a name Word keeps for itself gets a letter in front. */
static size_t range_name(rt_str name, char room[NAME_ROOM])
{
    size_t len = 0, characters = 0;
    if (!name.len || space_at(name) || !is_name_char((unsigned char)name.ptr[0]) || (name.ptr[0] >= '0' && name.ptr[0] <= '9')) {
        room[len++] = 'b';
        characters++;
    }
    for (size_t i = 0; i < name.len && len + 4 < NAME_ROOM; i++) {
        size_t space = space_at((rt_str){name.ptr + i, name.len - i});
        characters += space || begins_character(name.ptr[i]);
        if (characters > NAME_MOST)
            break;
        room[len++] = space ? '_' : name.ptr[i];
        i += space ? space - 1 : 0;
    }
    return len;
}

static void begin(rt_docx_writer *w, uint32_t number, rt_str name)
{
    PUT(w, "<w:bookmarkStart w:id=\"");
    docx_put_number(w, number);
    PUT(w, "\" w:name=\"");
    docx_put_attr(w, name);
    PUT(w, "\"/>");
}

void docx_id_end(rt_docx_writer *w, uint32_t number)
{
    if (!number)
        return;
    PUT(w, "<w:bookmarkEnd w:id=\"");
    docx_put_number(w, number);
    PUT(w, "\"/>");
}

uint32_t docx_id_begin(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *id = rt_node_attr(node, RT_A_ID);
    char room[NAME_ROOM];
    if (!id)
        return 0;
    begin(w, ++w->ids, (rt_str){room, id_name(id->text, room)});
    return w->ids;
}

void docx_id_point(rt_docx_writer *w, const rt_node *node) { docx_id_end(w, docx_id_begin(w, node)); }

/* ---- Ranges ---------------------------------------------------------------------------------------------- */

static docx_mark *mark_at(rt_docx_writer *w, size_t number)
{
    return number && number <= w->marks.len / sizeof(docx_mark) ? (docx_mark *)(void *)w->marks.data + number - 1 : NULL;
}

/* A comment's reference is a run, so it waits for a paragraph. */
static void put_or_wait(rt_docx_writer *w, uint32_t what, size_t number, bool block)
{
    rt_docx_hole *waits;
    if (!block)
        docx_hole(w, what, number, 0, 0);
    else if ((waits = docx_more(w, &w->waiting, sizeof *waits)) != NULL)
        *waits = (rt_docx_hole){.what = what, .number = number};
}

void docx_flush_waiting(rt_docx_writer *w)
{
    size_t count = w->waiting.len / sizeof(rt_docx_hole);
    for (size_t i = 0; i < count; i++) {
        const rt_docx_hole *waits = (rt_docx_hole *)(void *)w->waiting.data + i;
        docx_hole(w, waits->what, waits->number, 0, 0);
    }
    rt_buffer_clear(&w->waiting);
}

/* False: the comment has a range already, and no other. */
static bool comment_start(rt_docx_writer *w, const rt_node *node, docx_mark *mark)
{
    const rt_attr *ref = rt_node_attr(node, RT_A_REF);
    if (rt_node_number(node, RT_A_ROLE, 0) != RT_ROLE_COMMENT || !ref)
        return false;
    uint32_t number = docx_note_of(w, ref->text);
    docx_note *note = number ? docx_note_at(w, number) : NULL;
    if (!note || note->ranged)
        return false;
    note->ranged = note->referenced = true;
    *mark = (docx_mark){.number = number, .comment = true, .story = w->story};
    return true;
}

static void start(rt_docx_writer *w, const rt_node *node, bool block)
{
    const rt_attr *id = rt_node_attr(node, RT_A_ID), *name = rt_node_attr(node, RT_A_NAME);
    char room[NAME_ROOM];
    docx_mark mark = {0};
    bool comment = comment_start(w, node, &mark);
    if (!comment && !id && !name) /* nothing can refer to it */
        return;
    if (!comment) {
        size_t len = name ? range_name(name->text, room) : (size_t)snprintf(room, sizeof room, "_start_%u", ++w->starts);
        mark = (docx_mark){.number = ++w->ids, .story = w->story};
        begin(w, mark.number, (rt_str){room, len});
    } else {
        docx_hole(w, HOLE_RANGE_START, mark.number, 0, 0);
    }
    docx_mark *kept = docx_more(w, &w->marks, sizeof *kept);
    if (!kept)
        return;
    *kept = mark;
    size_t index = w->marks.len / sizeof *kept;
    if (!mark.comment)
        docx_id_point(w, node);
    if (!id && !mark.comment) {
        docx_id_end(w, mark.number);
        return;
    }
    if (id && !rt_docx_ids_number(&w->start_ids, id->text, (uint32_t)index))
        docx_fail(w, RT_ERR_MEMORY);
    if (mark.comment)
        put_or_wait(w, HOLE_LATE_RANGE_END, index, block);
    else
        docx_hole(w, HOLE_END, index, 0, 0);
}

static void end(rt_docx_writer *w, const rt_node *node, bool block)
{
    docx_mark *mark = mark_at(w, rt_docx_ids_find(&w->start_ids, rt_node_text(node, RT_A_REF)));
    mark->ended = true;
    if (mark->comment)
        put_or_wait(w, HOLE_RANGE_END, mark->number, block);
    else
        docx_id_end(w, mark->number);
}

/* Whether anything is written for it: not for a place that nothing can refer to, nor for the end of what does not stand here. */
bool docx_mark_says(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *ref = rt_node_attr(node, RT_A_REF);
    if (node->kind == RT_START)
        return rt_node_attr(node, RT_A_ID) || rt_node_attr(node, RT_A_NAME) || (ref && rt_node_number(node, RT_A_ROLE, 0) == RT_ROLE_COMMENT);
    const docx_mark *mark = ref ? mark_at(w, rt_docx_ids_find(&w->start_ids, ref->text)) : NULL;
    return mark && !mark->ended && mark->story == w->story;
}

void docx_put_mark(rt_docx_writer *w, const rt_node *node, bool block)
{
    if (!docx_mark_says(w, node))
        return;
    docx_run_end(w);
    if (node->kind == RT_START)
        start(w, node, block);
    else
        end(w, node, block);
}

/* ---- References --------------------------------------------------------------------------------------------- */

/* One that names no note is its label, as any other text. */
void docx_reference(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *ref = rt_node_attr(node, RT_A_REF), *label = rt_node_attr(node, RT_A_LABEL);
    size_t at = w->labels.len;
    docx_run_end(w);
    if (!ref) {
        if (label && label->text.len)
            docx_run_text(w, label->text);
        return;
    }
    uint32_t number = docx_note_of(w, ref->text);
    docx_change_begin(w, node);
    if (label)
        docx_add(w, &w->labels, label->text.ptr, label->text.len);
    docx_note *note = docx_note_at(w, number);
    if (note)
        note->referenced = true;
    docx_hole(w, HOLE_REFERENCE, number, label ? at + 1 : 0, label ? label->text.len : 0);
    docx_change_end(w);
}

/* ---- Holes ---------------------------------------------------------------------------------------------------- */

/* Text in a run, as docx_run_text writes it. */
static void add_run_text(rt_docx_writer *w, rt_buffer *to, rt_str text)
{
    for (size_t i = 0, from = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : '\0';
        if (i < text.len && c != '\n' && c != '\r' && c != '\t')
            continue;
        if (i > from) {
            docx_add_text(w, to, "<w:t xml:space=\"preserve\">");
            docx_add_escaped(w, to, (rt_str){text.ptr + from, i - from});
            docx_add_text(w, to, "</w:t>");
        }
        if (c == '\t')
            docx_add_text(w, to, "<w:tab/>");
        else if (i < text.len && !(c == '\n' && i && text.ptr[i - 1] == '\r'))
            docx_add_text(w, to, "<w:br/>");
        from = i + 1;
    }
}

static void put_reference(rt_docx_writer *w, rt_buffer *to, const char *style, const char *element, size_t number, const rt_str *label)
{
    docx_add_text(w, to, "<w:r><w:rPr><w:rStyle w:val=\"");
    docx_add_text(w, to, style);
    docx_add_text(w, to, "\"/></w:rPr>");
    if (element) {
        docx_add_text(w, to, "<w:");
        docx_add_text(w, to, element);
        if (label)
            docx_add_text(w, to, " w:customMarkFollows=\"1\"");
        docx_add_text(w, to, " w:id=\"");
        docx_add_number(w, to, (int64_t)number);
        docx_add_text(w, to, "\"/>");
    }
    if (label)
        add_run_text(w, to, *label);
    docx_add_text(w, to, "</w:r>");
}

/* One that names no note is its label alone. */
static void fill_reference(rt_docx_writer *w, const rt_docx_hole *hole, rt_buffer *to)
{
    rt_str label = {hole->text ? w->labels.data + hole->text - 1 : NULL, hole->text_len};
    const docx_note *note = hole->number ? docx_note_at(w, (uint32_t)hole->number) : NULL;
    uint32_t role = note ? note->role : 0;
    if (role == RT_ROLE_COMMENT)
        put_reference(w, to, "CommentReference", "commentReference", hole->number, NULL);
    else if (role == RT_ROLE_ENDNOTE)
        put_reference(w, to, "EndnoteReference", "endnoteReference", hole->number, hole->text ? &label : NULL);
    else if (role)
        put_reference(w, to, "FootnoteReference", "footnoteReference", hole->number, hole->text ? &label : NULL);
    else if (hole->text && label.len)
        put_reference(w, to, "FootnoteReference", NULL, 0, &label);
}

static void fill_range(rt_docx_writer *w, const char *element, size_t number, rt_buffer *to)
{
    docx_add_text(w, to, element);
    docx_add_number(w, to, (int64_t)number);
    docx_add_text(w, to, "\"/>");
}

static void fill_range_end(rt_docx_writer *w, size_t number, rt_buffer *to)
{
    fill_range(w, "<w:commentRangeEnd w:id=\"", number, to);
    put_reference(w, to, "CommentReference", "commentReference", number, NULL);
}

static bool is_comment(rt_docx_writer *w, size_t number)
{
    const docx_note *note = docx_note_at(w, (uint32_t)number);
    return note && note->role == RT_ROLE_COMMENT;
}

static void fill_title(rt_docx_writer *w, rt_buffer *to)
{
    rt_str title = docx_title(w), first = rt_buffer_str(&w->first_text);
    if (!title.len || (w->first == 2 && first.len == title.len && memcmp(first.ptr, title.ptr, title.len) == 0))
        return;
    docx_add_text(w, to, "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r>");
    add_run_text(w, to, title);
    docx_add_text(w, to, "</w:r></w:p>");
}

rt_status docx_fill(void *user, const rt_docx_hole *hole, rt_buffer *to)
{
    rt_docx_writer *w = user;
    const docx_mark *mark = mark_at(w, hole->number);
    switch (hole->what) {
    case HOLE_TITLE: fill_title(w, to); break;
    case HOLE_REFERENCE: fill_reference(w, hole, to); break;
    case HOLE_END:
        if (mark && !mark->ended)
            fill_range(w, "<w:bookmarkEnd w:id=\"", mark->number, to);
        break;
    case HOLE_RANGE_START:
        if (is_comment(w, hole->number))
            fill_range(w, "<w:commentRangeStart w:id=\"", hole->number, to);
        break;
    case HOLE_RANGE_END:
        if (is_comment(w, hole->number))
            fill_range_end(w, hole->number, to);
        break;
    case HOLE_LATE_RANGE_END:
        if (mark && !mark->ended && is_comment(w, mark->number))
            fill_range_end(w, mark->number, to);
        break;
    case HOLE_GRID: {
        const docx_place *place = (docx_place *)(void *)w->grid_places.data + hole->number - 1;
        docx_add(w, to, w->grids.data + place->at, place->len);
        break;
    }
    default: break;
    }
    return w->status;
}
