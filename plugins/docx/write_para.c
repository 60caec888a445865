/* write_para.c - paragraphs and their properties, in the order of ECMA-376 part 1, 17.3.1 (CT_PPr).
 *
 * Owns w:pPr. Which style a block has is write_block.c's. */
#include <string.h>

#include "write.h"

/* ---- Properties, one function each --------------------------------------------------------------- */

static void put_style(rt_docx_writer *w, const docx_para *p)
{
    if (p->style)
        docx_put_val(w, "pStyle", p->style);
}

static void put_num(rt_docx_writer *w, const docx_para *p)
{
    if (!p->num)
        return;
    PUT(w, "<w:numPr><w:ilvl w:val=\"");
    docx_put_number(w, p->level);
    PUT(w, "\"/><w:numId w:val=\"");
    docx_put_number(w, p->num);
    PUT(w, "\"/></w:numPr>");
}

static void put_border(rt_docx_writer *w, const docx_para *p)
{
#define LINE "w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"808080\"/>"
    if (p->rule)
        PUT(w, "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>");
    else if (docx_here(w)->boxed)
        PUT(w, "<w:pBdr><w:top " LINE "<w:left " LINE "<w:bottom " LINE "<w:right " LINE "</w:pBdr>");
}

static void put_shade(rt_docx_writer *w, const docx_para *p)
{
    if (p->shade.len < 2)
        return;
    PUT(w, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"");
    docx_put_attr(w, (rt_str){p->shade.ptr + 1, p->shade.len - 1});
    PUT(w, "\"/>");
}

static void put_bidi(rt_docx_writer *w, const docx_para *p)
{
    if (p->rtl && !w->rtl)
        PUT(w, "<w:bidi/>");
    else if (!p->rtl && w->rtl)
        PUT(w, "<w:bidi w:val=\"0\"/>");
}

static void put_indent(rt_docx_writer *w, const docx_para *p)
{
    rt_str first = p->first_line;
    bool hangs = first.len && first.ptr[0] == '-';
    if (!p->indent.len && !first.len)
        return;
    PUT(w, "<w:ind");
    if (p->indent.len)
        docx_put_length(w, "left", p->indent, 20);
    if (hangs)
        first = (rt_str){first.ptr + 1, first.len - 1};
    if (first.len)
        docx_put_length(w, hangs ? "hanging" : "firstLine", first, 20);
    PUT(w, "/>");
}

static void put_align(rt_docx_writer *w, const docx_para *p)
{
    static const char *const names[] = {[RT_ALIGN_START] = "start", [RT_ALIGN_CENTER] = "center", [RT_ALIGN_END] = "end",
                                        [RT_ALIGN_JUSTIFY] = "both", [RT_ALIGN_LEFT] = "left", [RT_ALIGN_RIGHT] = "right"};
    if (p->align && p->align < sizeof names / sizeof *names)
        docx_put_val(w, "jc", names[p->align]);
}

static void put_mark(rt_docx_writer *w, const docx_para *p)
{
    if (!p->mark_change)
        return;
    PUT(w, "<w:rPr>");
    docx_put_change(w, p->mark_change == RT_MARK_CHANGE_DELETED ? "del" : "ins", p->author, p->date);
    PUT(w, "/></w:rPr>");
}

static void put_section(rt_docx_writer *w, const docx_para *p) { rt_emit_str(w->emit, p->section); }

static void (*const in_order[])(rt_docx_writer *, const docx_para *) = {
    put_style, put_num, put_border, put_shade, put_bidi, put_indent, put_align, put_mark, put_section};

static bool says_something(rt_docx_writer *w, const docx_para *p)
{
    return p->style || p->num || p->rule || p->align || p->shade.len || p->indent.len || p->first_line.len || p->mark_change ||
           p->section.len || p->rtl != w->rtl || docx_here(w)->boxed;
}

/* ---- Paragraphs ---------------------------------------------------------------------------------- */

void docx_para_begin(rt_docx_writer *w, const docx_para *para)
{
    static const char hex[] = "0123456789ABCDEF";
    PUT(w, "<w:p");
    if (w->story == STORY_COMMENTS) { /* what commentsExtended.xml knows a comment by: its last paragraph's */
        char id[8];
        for (uint32_t i = 0, n = ++w->para_id; i < 8; i++, n >>= 4)
            id[7 - i] = hex[n & 15];
        PUT(w, " w14:paraId=\"");
        rt_emit_bytes(w->emit, id, sizeof id);
        PUT(w, "\"");
    }
    PUT(w, ">");
    if (says_something(w, para)) {
        PUT(w, "<w:pPr>");
        for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
            in_order[i](w, para);
        PUT(w, "</w:pPr>");
    }
    w->in_para = true;
    w->holds_image = w->holds_more = w->in_item = false;
    docx_here(w)->after_paragraph = docx_here(w)->filled = true;
    if (docx_here(w)->is_note)
        docx_note_mark(w);
    if (w->waiting.len)
        docx_flush_waiting(w);
}

void docx_para_end(rt_docx_writer *w)
{
    docx_run_end(w);
    if (w->typed_open)
        docx_value_end(w);
    PUT(w, "</w:p>");
    w->in_para = w->carriage = false;
}

void docx_empty_para(rt_docx_writer *w)
{
    docx_para_begin(w, &(docx_para){.rtl = w->rtl});
    docx_para_end(w);
}

void docx_para_of(const rt_node *node, docx_para *para)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr *attr = &node->attrs[i];
        switch (attr->id) {
        case RT_A_ALIGN: para->align = (uint8_t)attr->number; break;
        case RT_A_INDENT: para->indent = attr->text; break;
        case RT_A_FIRST_LINE: para->first_line = attr->text; break;
        case RT_A_BACKGROUND: para->shade = attr->text; break;
        case RT_A_MARK_CHANGE: para->mark_change = (uint8_t)attr->number; break;
        case RT_A_CHANGE_AUTHOR: para->author = attr->text; break;
        case RT_A_CHANGE_DATE: para->date = attr->text; break;
        default: break;
        }
    }
}

bool docx_direction(const rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *direction = rt_node_attr(node, RT_A_DIRECTION);
    bool around = w->depth > 1 ? w->opens[w->depth - 2].rtl : w->rtl;
    return direction ? direction->number == RT_DIRECTION_RTL : around;
}
