/* write_inline.c - what stands in a line: links, ruby, fields, breaks, boxes to tick, choices, formulas.
 *
 * Owns their elements; runs of text are write_run.c's, pictures write_picture.c's, bookmarks and references write_mark.c's. */
#include <string.h>

#include "write.h"

/* ---- Links ------------------------------------------------------------------------------------------ */

/* RFC 3986, so far that no program stumbles over a relationship's target: what is not certain becomes a field. */
bool docx_is_uri(rt_str href)
{
    static const char others[] = "-._~:/?#@!$&'()*+,;=%";
    size_t colon = href.len, slash = href.len;
    if (!href.len)
        return false;
    for (size_t i = 0; i < href.len; i++) {
        char c = href.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !(c && memchr(others, c, sizeof others - 1)))
            return false;
        if (c == '%' && (i + 2 >= href.len || !strchr("0123456789abcdefABCDEF", href.ptr[i + 1]) ||
                         !strchr("0123456789abcdefABCDEF", href.ptr[i + 2])))
            return false;
        if (c == ':' && colon == href.len)
            colon = i;
        if ((c == '/' || c == '?' || c == '#') && slash == href.len)
            slash = i;
    }
    if (colon < slash && (colon == 0 || !((href.ptr[0] | 32) >= 'a' && (href.ptr[0] | 32) <= 'z')))
        return false;
    size_t host = colon < slash ? colon + 1 : 0;
    if (host + 1 < href.len && href.ptr[host] == '/' && href.ptr[host + 1] == '/') /* an authority: a host must follow */
        return host + 2 < href.len && strchr("/?#:@", href.ptr[host + 2]) == NULL;
    return host < href.len;
}

static void put_field_char(rt_docx_writer *w, const char *type)
{
    docx_run_end(w);
    PUT(w, "<w:r><w:fldChar w:fldCharType=\"");
    docx_put(w, type);
    PUT(w, "\"/></w:r>");
}

static void instruction_begin(rt_docx_writer *w)
{
    put_field_char(w, "begin");
    PUT(w, "<w:r><w:instrText xml:space=\"preserve\">");
}

static void instruction_end(rt_docx_writer *w)
{
    PUT(w, "</w:instrText></w:r>");
    put_field_char(w, "separate");
}

/* An argument of a field in quotes. */
static void put_argument(rt_docx_writer *w, rt_str text)
{
    size_t from = 0;
    PUT(w, "\"");
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            rt_escape_xml_text(w->emit, (rt_str){text.ptr + from, i - from});
            PUT(w, "\\");
            from = i;
        }
    rt_escape_xml_text(w->emit, (rt_str){text.ptr + from, text.len - from});
    PUT(w, "\"");
}

static void link_field(rt_docx_writer *w, const rt_attr *href, const rt_attr *title)
{
    instruction_begin(w);
    PUT(w, " HYPERLINK ");
    if (href && href->text.len && href->text.ptr[0] == '#') {
        PUT(w, "\\l \"");
        docx_put_id(w, (rt_str){href->text.ptr + 1, href->text.len - 1});
        PUT(w, "\" ");
    } else if (href) {
        put_argument(w, href->text);
        PUT(w, " ");
    }
    if (title) {
        PUT(w, "\\o ");
        put_argument(w, title->text);
        PUT(w, " ");
    }
    instruction_end(w);
}

static void link_enter(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    static const char type[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink";
    const rt_attr *href = rt_node_attr(node, RT_A_HREF), *title = rt_node_attr(node, RT_A_TITLE);
    bool inside = href && href->text.len && href->text.ptr[0] == '#';
    docx_run_end(w);
    w->links++;
    if ((href && !inside && !docx_is_uri(href->text)) || w->rubies) { /* only runs stand in a ruby */
        open->link_field = true;
        link_field(w, href, title);
        return;
    }
    PUT(w, "<w:hyperlink");
    if (title) {
        PUT(w, " w:tooltip=\"");
        docx_put_attr(w, title->text);
        PUT(w, "\"");
    }
    if (inside) {
        PUT(w, " w:anchor=\"");
        docx_put_id(w, (rt_str){href->text.ptr + 1, href->text.len - 1});
        PUT(w, "\"");
    } else if (href) {
        uint32_t relation = docx_relate(w, type, href->text, true);
        PUT(w, " r:id=\"rId");
        docx_put_number(w, relation);
        PUT(w, "\"");
    }
    PUT(w, ">");
}

static void link_leave(rt_docx_writer *w, const docx_open *open)
{
    docx_run_end(w);
    w->links--;
    if (open->link_field)
        put_field_char(w, "end");
    else
        PUT(w, "</w:hyperlink>");
}

/* ---- Ruby (17.3.3.25) and fields (17.16) ------------------------------------------------------------- */

/* Text in one line: its ends and tabs are spaces. */
static void put_line(rt_docx_writer *w, rt_str text)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : '\n';
        if (c != '\n' && c != '\r' && c != '\t')
            continue;
        if (i > from)
            rt_escape_xml_text(w->emit, (rt_str){text.ptr + from, i - from});
        if (i < text.len && !(c == '\n' && i && text.ptr[i - 1] == '\r'))
            PUT(w, " ");
        from = i + 1;
    }
}

static void ruby_enter(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *reading = rt_node_attr(node, RT_A_READING);
    docx_run_end(w);
    PUT(w, "<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val=\"distributeSpace\"/><w:hps w:val=\"10\"/><w:hpsRaise w:val=\"18\"/>"
           "<w:hpsBaseText w:val=\"21\"/><w:lid w:val=\"ja-JP\"/></w:rubyPr><w:rt>");
    if (reading) {
        PUT(w, "<w:r><w:rPr><w:sz w:val=\"10\"/><w:szCs w:val=\"10\"/></w:rPr><w:t xml:space=\"preserve\">");
        put_line(w, reading->text);
        PUT(w, "</w:t></w:r>");
    }
    PUT(w, "</w:rt><w:rubyBase>");
    w->rubies++;
}

static void ruby_leave(rt_docx_writer *w)
{
    docx_run_end(w);
    PUT(w, "</w:rubyBase></w:ruby></w:r>");
    w->rubies--;
}

static void field_enter(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    const rt_attr *instruction = rt_node_attr(node, RT_A_INSTRUCTION);
    docx_run_end(w);
    if (!instruction)
        return;
    open->link_field = true;
    instruction_begin(w);
    rt_escape_xml_text(w->emit, instruction->text);
    instruction_end(w);
}

/* ---- Boxes and choices (17.5.2) ---------------------------------------------------------------------- */

/* What the user sees of a control, and its id. */
static void control_begin(rt_docx_writer *w, const rt_node *node)
{
    const rt_attr *title = rt_node_attr(node, RT_A_TITLE), *name = rt_node_attr(node, RT_A_NAME);
    docx_run_end(w);
    PUT(w, "<w:sdt><w:sdtPr>");
    if (title) {
        PUT(w, "<w:alias w:val=\"");
        docx_put_attr(w, title->text);
        PUT(w, "\"/>");
    }
    bool named = (name && name->text.len) || (title && title->text.len);
    if (name || (!named && node->kind == RT_CHECKBOX && w->in_item)) { /* a box without a name may be the item's own */
        PUT(w, "<w:tag w:val=\"");
        docx_put_attr(w, named || node->kind != RT_CHECKBOX ? rt_node_text(node, RT_A_NAME) : RT_STR("checkbox"));
        PUT(w, "\"/>");
    }
    PUT(w, "<w:id w:val=\"");
    docx_put_number(w, ++w->ids);
    PUT(w, "\"/>");
}

static void put_box(rt_docx_writer *w, bool checked)
{
    PUT(w, "<w:r><w:rPr><w:rFonts w:ascii=\"MS Gothic\" w:hAnsi=\"MS Gothic\" w:eastAsia=\"MS Gothic\" w:hint=\"eastAsia\"/></w:rPr><w:t>");
    docx_put(w, checked ? "☒" : "☐");
    PUT(w, "</w:t></w:r>");
}

void docx_put_checkbox(rt_docx_writer *w, const rt_node *node)
{
    bool checked = rt_node_number(node, RT_A_CHECKED, RT_CHECKED_NO) == RT_CHECKED_YES;
    docx_run_end(w);
    if (w->rubies) { /* only runs stand in a ruby */
        docx_run_begin(w, NULL);
        docx_run_text(w, checked ? RT_STR("☑") : RT_STR("☐"));
        docx_run_end(w);
        return;
    }
    control_begin(w, node);
    PUT(w, "<w14:checkbox><w14:checked w14:val=\"");
    docx_put(w, checked ? "1" : "0");
    PUT(w, "\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/><w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/>"
           "</w14:checkbox></w:sdtPr><w:sdtContent>");
    put_box(w, checked);
    PUT(w, "</w:sdtContent></w:sdt>");
}

static void drop_down_enter(rt_docx_writer *w, const rt_node *node)
{
    docx_keep(w, &w->kept, node);
    docx_run_end(w);
    if (w->rubies)
        return;
    control_begin(w, node);
    docx_put(w, rt_node_number(node, RT_A_EDITABLE, 0) ? "<w:comboBox>" : "<w:dropDownList>");
}

static void choice_leave(rt_docx_writer *w, bool valued)
{
    w->capturing = false;
    if (w->rubies)
        return;
    PUT(w, "<w:listItem w:displayText=\"");
    docx_put_attr(w, rt_buffer_str(&w->text));
    PUT(w, "\" w:value=\"");
    docx_put_attr(w, valued ? rt_node_text(&w->cell.node, RT_A_VALUE) : rt_buffer_str(&w->text));
    PUT(w, "\"/>");
}

static void drop_down_leave(rt_docx_writer *w)
{
    const rt_node *node = &w->kept.node;
    const rt_attr *value = rt_node_attr(node, RT_A_VALUE);
    if (!w->rubies)
        docx_put(w, rt_node_number(node, RT_A_EDITABLE, 0) ? "</w:comboBox></w:sdtPr><w:sdtContent>" : "</w:dropDownList></w:sdtPr><w:sdtContent>");
    if (value) {
        docx_run_begin(w, NULL);
        docx_run_text(w, value->text);
        docx_run_end(w);
    }
    if (!w->rubies)
        PUT(w, "</w:sdtContent></w:sdt>");
}

/* ---- Formulas ---------------------------------------------------------------------------------------- */

static void math_leave(rt_docx_writer *w)
{
    docx_run_end(w);
    w->capturing = false;
    PUT(w, "<m:oMath><m:r><m:t xml:space=\"preserve\">");
    rt_escape_xml_text(w->emit, rt_buffer_str(&w->text));
    PUT(w, "</m:t></m:r></m:oMath>");
}

/* ---- Leaves -------------------------------------------------------------------------------------------- */

static void leaf(rt_docx_writer *w, const rt_node *node, const char *element)
{
    docx_run_end(w);
    docx_change_begin(w, node);
    PUT(w, "<w:r>");
    docx_put(w, element);
    PUT(w, "</w:r>");
    docx_change_end(w);
}

static void capture(rt_docx_writer *w)
{
    w->text.host = w->host;
    rt_buffer_clear(&w->text);
    w->capturing = true;
}

static void collect_first(rt_docx_writer *w, rt_str text)
{
    if (w->first == 1 && w->first_text.len < 65536)
        docx_add(w, &w->first_text, text.ptr, text.len);
}

/* Such that not even a paragraph is begun for it. */
static bool says_nothing(rt_docx_writer *w, const rt_node *node)
{
    if (node->kind == RT_START || node->kind == RT_END)
        return !docx_mark_says(w, node);
    return node->kind == RT_NOTE_REFERENCE && !rt_node_attr(node, RT_A_REF) && !rt_node_text(node, RT_A_LABEL).len;
}

/* ---- Events ---------------------------------------------------------------------------------------------- */

void docx_inline_enter(rt_docx_writer *w, const rt_node *node)
{
    docx_open *open = docx_top(w);
    if (says_nothing(w, node))
        return;
    bool holds = node->kind == RT_CHOICE || node->kind == RT_RESOURCE || (node->kind == RT_FIELD && !rt_node_attr(node, RT_A_INSTRUCTION));
    if (!holds) {
        docx_need_para(w);
        open = docx_top(w);
        w->holds_more |= node->kind != RT_IMAGE || w->holds_image;
        w->holds_image |= node->kind == RT_IMAGE;
    }
    switch (node->kind) {
    case RT_TEXT:
        docx_change_begin(w, node);
        docx_run_begin(w, node);
        break;
    case RT_LINK: link_enter(w, open, node); break;
    case RT_RUBY: ruby_enter(w, node); break;
    case RT_FIELD: field_enter(w, open, node); break;
    case RT_MATH:
        docx_keep(w, &w->kept, node);
        capture(w);
        break;
    case RT_DROP_DOWN: drop_down_enter(w, node); break;
    case RT_CHOICE:
        open->begun = rt_node_attr(node, RT_A_VALUE) != NULL;
        docx_keep(w, &w->cell, node);
        capture(w);
        break;
    case RT_CHECKBOX: docx_put_checkbox(w, node); break;
    case RT_NOTE_REFERENCE: docx_reference(w, node); break;
    case RT_LINE_BREAK:
        leaf(w, node, "<w:br/>");
        collect_first(w, RT_STR("\n"));
        break;
    case RT_TAB:
        leaf(w, node, "<w:tab/>");
        collect_first(w, RT_STR("\t"));
        break;
    case RT_PAGE_BREAK: leaf(w, node, "<w:br w:type=\"page\"/>"); break;
    case RT_IMAGE:
        docx_run_end(w);
        docx_keep(w, &w->kept, node);
        w->picture = 0;
        break;
    case RT_RESOURCE: docx_resource_enter(w, node); break;
    case RT_START:
    case RT_END: docx_put_mark(w, node, false); break;
    default: break;
    }
}

void docx_inline_leave(rt_docx_writer *w, docx_open *open)
{
    switch (open->kind) {
    case RT_TEXT:
        docx_run_end(w);
        docx_change_end(w);
        break;
    case RT_LINK: link_leave(w, open); break;
    case RT_RUBY: ruby_leave(w); break;
    case RT_FIELD:
        if (open->link_field)
            put_field_char(w, "end");
        break;
    case RT_MATH: math_leave(w); break;
    case RT_DROP_DOWN: drop_down_leave(w); break;
    case RT_CHOICE: choice_leave(w, open->begun); break;
    case RT_IMAGE: docx_image_leave(w); break;
    case RT_RESOURCE: docx_resource_leave(w); break;
    default: break;
    }
}

void docx_inline_text(rt_docx_writer *w, rt_str piece)
{
    if (w->capturing) {
        docx_add(w, &w->text, piece.ptr, piece.len);
        return;
    }
    docx_need_para(w);
    w->holds_more = true;
    collect_first(w, piece);
    docx_run_text(w, piece);
}
