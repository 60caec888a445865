/* write_run.c - runs: their properties in the order of ECMA-376 part 1, 17.3.2 (EG_RPrBase), their text, tracked changes.
 *
 * Owns w:r, w:rPr, w:ins, w:del, w:moveFrom and w:moveTo. */
#include <string.h>

#include "write.h"

/* ---- Properties, one function each ---------------------------------------------------------------- */

typedef struct run {
    const rt_node *node; /* NULL: plain */
    uint32_t marks;
    bool link, rtl, ltr;
} run;

static rt_str text_of(const run *r, uint32_t attr) { return r->node ? rt_node_text(r->node, attr) : (rt_str){NULL, 0}; }

static void put_style(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_CODE)
        docx_put_val(w, "rStyle", "HTMLCode");
    else if (r->link)
        docx_put_val(w, "rStyle", "Hyperlink");
}

static void put_font(rt_docx_writer *w, const char *name, rt_str font)
{
    PUT(w, " w:");
    docx_put(w, name);
    PUT(w, "=\"");
    docx_put_attr(w, font);
    PUT(w, "\"");
}

static void put_fonts(rt_docx_writer *w, const run *r)
{
    const rt_attr *font = r->node ? rt_node_attr(r->node, RT_A_FONT) : NULL;
    const rt_attr *east = r->node ? rt_node_attr(r->node, RT_A_FONT_EAST_ASIAN) : NULL;
    if (!font && !east)
        return;
    PUT(w, "<w:rFonts");
    if (font) {
        put_font(w, "ascii", font->text);
        put_font(w, "hAnsi", font->text);
    }
    if (east)
        put_font(w, "eastAsia", east->text);
    if (font)
        put_font(w, "cs", font->text);
    PUT(w, "/>");
}

static void put_bold(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_BOLD)
        PUT(w, "<w:b/><w:bCs/>");
}

static void put_italic(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_ITALIC)
        PUT(w, "<w:i/><w:iCs/>");
}

static void put_small_caps(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_SMALL_CAPS)
        PUT(w, "<w:smallCaps/>");
}

static void put_strike(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_STRIKE)
        PUT(w, "<w:strike/>");
}

static void put_hidden(rt_docx_writer *w, const run *r)
{
    if (r->node && rt_node_number(r->node, RT_A_HIDDEN, 0))
        PUT(w, "<w:vanish/>");
}

static void put_colour(rt_docx_writer *w, const run *r)
{
    rt_str colour = text_of(r, RT_A_COLOUR);
    if (colour.len < 2)
        return;
    PUT(w, "<w:color w:val=\"");
    docx_put_attr(w, (rt_str){colour.ptr + 1, colour.len - 1});
    PUT(w, "\"/>");
}

static void put_size(rt_docx_writer *w, const run *r)
{
    rt_str size = text_of(r, RT_A_SIZE);
    if (!size.len || size.ptr[size.len - 1] == '%')
        return;
    PUT(w, "<w:sz");
    docx_put_length(w, "val", size, 2);
    PUT(w, "/><w:szCs");
    docx_put_length(w, "val", size, 2);
    PUT(w, "/>");
}

static void put_highlight(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_HIGHLIGHT)
        docx_put_val(w, "highlight", "yellow");
}

static void put_underline(rt_docx_writer *w, const run *r)
{
    if (r->marks & RT_MARK_UNDERLINE)
        docx_put_val(w, "u", "single");
}

static void put_shade(rt_docx_writer *w, const run *r)
{
    rt_str colour = text_of(r, RT_A_BACKGROUND);
    if (colour.len < 2)
        return;
    PUT(w, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"");
    docx_put_attr(w, (rt_str){colour.ptr + 1, colour.len - 1});
    PUT(w, "\"/>");
}

static void put_vertical(rt_docx_writer *w, const run *r)
{
    if (r->marks & (RT_MARK_SUB | RT_MARK_SUP))
        docx_put_val(w, "vertAlign", r->marks & RT_MARK_SUP ? "superscript" : "subscript");
}

static void put_direction(rt_docx_writer *w, const run *r)
{
    if (r->rtl)
        PUT(w, "<w:rtl/>");
    else if (r->ltr)
        PUT(w, "<w:rtl w:val=\"0\"/>");
}

static void put_language(rt_docx_writer *w, const run *r)
{
    const rt_attr *language = r->node ? rt_node_attr(r->node, RT_A_LANGUAGE) : NULL;
    static const char *const names[] = {"w:val", "w:eastAsia", "w:bidi"};
    if (!language)
        return;
    PUT(w, "<w:lang");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        PUT(w, " ");
        docx_put(w, names[i]);
        PUT(w, "=\"");
        docx_put_attr(w, language->text.len ? language->text : RT_STR("x-none")); /* as Word says that it is none */
        PUT(w, "\"");
    }
    PUT(w, "/>");
}

static void (*const in_order[])(rt_docx_writer *, const run *) = {
    put_style, put_fonts, put_bold, put_italic, put_small_caps, put_strike, put_hidden, put_colour, put_size, put_highlight,
    put_underline, put_shade, put_vertical, put_direction, put_language};

/* ---- Runs ------------------------------------------------------------------------------------------- */

void docx_run_begin(rt_docx_writer *w, const rt_node *node)
{
    run r = {.node = node, .link = w->links > 0};
    const rt_attr *direction = node ? rt_node_attr(node, RT_A_DIRECTION) : NULL;
    bool around = w->depth ? docx_top(w)->rtl : w->rtl;
    docx_run_end(w);
    w->carriage = false; /* line ends do not reach over runs */
    r.marks = node ? (uint32_t)rt_node_number(node, RT_A_MARKS, 0) : 0;
    r.rtl = direction ? direction->number == RT_DIRECTION_RTL : around;
    r.ltr = direction && direction->number == RT_DIRECTION_LTR;
    PUT(w, "<w:r>");
    if ((node && node->attr_count) || r.link || r.rtl) {
        PUT(w, "<w:rPr>");
        for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
            in_order[i](w, &r);
        PUT(w, "</w:rPr>");
    }
    w->in_run = true;
}

static void end_text(rt_docx_writer *w)
{
    if (!w->in_text)
        return;
    if (w->deleted)
        PUT(w, "</w:delText>");
    else
        PUT(w, "</w:t>");
    w->in_text = false;
}

void docx_run_end(rt_docx_writer *w)
{
    if (!w->in_run)
        return;
    end_text(w);
    PUT(w, "</w:r>");
    w->in_run = false;
}

static void put_text(rt_docx_writer *w, rt_str text)
{
    if (!text.len)
        return;
    if (!w->in_text) {
        if (w->deleted)
            PUT(w, "<w:delText xml:space=\"preserve\">");
        else
            PUT(w, "<w:t xml:space=\"preserve\">");
        w->in_text = true;
    }
    rt_escape_xml_text(w->emit, text);
}

static size_t plain_len(rt_str text)
{
    size_t i = 0;
    while (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\r' && text.ptr[i] != '\t')
        i++;
    return i;
}

/* Line ends and tabs are elements; CR LF, which may come in two pieces, is one end. */
void docx_run_text(rt_docx_writer *w, rt_str piece)
{
    if (!w->in_run)
        docx_run_begin(w, NULL);
    while (piece.len) {
        size_t len = plain_len(piece);
        put_text(w, (rt_str){piece.ptr, len});
        if (len) /* of what follows no line feed belongs to a carriage return before */
            w->carriage = false;
        if (len == piece.len)
            return;
        char c = piece.ptr[len];
        if (c != '\n' || !w->carriage) {
            end_text(w);
            if (c == '\t')
                PUT(w, "<w:tab/>");
            else
                PUT(w, "<w:br/>");
        }
        w->carriage = c == '\r';
        piece.ptr += len + 1;
        piece.len -= len + 1;
    }
}

/* ---- Tracked changes (17.13.5) ------------------------------------------------------------------------ */

static bool digits(rt_str text, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return true;
}

/* xsd:dateTime as Word takes it: 2024-01-30T12:00:00, perhaps with a fraction and Z or an offset. */
bool docx_is_date(rt_str text)
{
    static const char shape[] = "0000-00-00T00:00:00";
    size_t i = sizeof shape - 1;
    if (text.len < i || text.len > 40)
        return false;
    for (size_t k = 0; k < i; k++)
        if (shape[k] == '0' ? !digits(text, k, 1) : text.ptr[k] != shape[k])
            return false;
    if (i < text.len && text.ptr[i] == '.')
        for (i++; digits(text, i, 1);)
            i++;
    if (i == text.len || (text.ptr[i] == 'Z' && i + 1 == text.len))
        return true;
    return (text.ptr[i] == '+' || text.ptr[i] == '-') && i + 6 == text.len && digits(text, i + 1, 2) && text.ptr[i + 3] == ':' &&
           digits(text, i + 4, 2);
}

void docx_put_change(rt_docx_writer *w, const char *element, rt_str author, rt_str date)
{
    PUT(w, "<w:");
    docx_put(w, element);
    PUT(w, " w:id=\"");
    docx_put_number(w, ++w->ids);
    PUT(w, "\" w:author=\"");
    docx_put_attr(w, author);
    PUT(w, "\"");
    if (!docx_is_date(date))
        return;
    PUT(w, " w:date=\"");
    docx_put_attr(w, date);
    PUT(w, "\"");
}

static const char *const elements[] = {[RT_CHANGE_INSERTED] = "ins", [RT_CHANGE_DELETED] = "del",
                                       [RT_CHANGE_MOVED_FROM] = "moveFrom", [RT_CHANGE_MOVED_TO] = "moveTo"};

void docx_change_begin(rt_docx_writer *w, const rt_node *node)
{
    uint32_t change = (uint32_t)rt_node_number(node, RT_A_CHANGE, 0);
    rt_str author = rt_node_text(node, RT_A_CHANGE_AUTHOR), date = rt_node_text(node, RT_A_CHANGE_DATE);
    const rt_attr *name = rt_node_attr(node, RT_A_CHANGE_NAME);
    if (change == 0 || change > RT_CHANGE_MOVED_TO)
        return;
    docx_run_end(w);
    w->move = 0;
    if (name && change >= RT_CHANGE_MOVED_FROM) {
        docx_put_change(w, change == RT_CHANGE_MOVED_FROM ? "moveFromRangeStart" : "moveToRangeStart", author, date);
        w->move = w->ids;
        PUT(w, " w:name=\"");
        docx_put_attr(w, name->text);
        PUT(w, "\"/>");
    }
    docx_put_change(w, elements[change], author, date);
    PUT(w, ">");
    w->in_change = true;
    w->change = (uint8_t)change;
    w->deleted = change == RT_CHANGE_DELETED;
}

void docx_change_end(rt_docx_writer *w)
{
    if (!w->in_change)
        return;
    docx_run_end(w);
    PUT(w, "</w:");
    docx_put(w, elements[w->change]);
    PUT(w, ">");
    if (w->move) {
        if (w->change == RT_CHANGE_MOVED_FROM)
            PUT(w, "<w:moveFromRangeEnd w:id=\"");
        else
            PUT(w, "<w:moveToRangeEnd w:id=\"");
        docx_put_number(w, w->move);
        PUT(w, "\"/>");
    }
    w->in_change = w->deleted = false;
    w->move = 0;
}
