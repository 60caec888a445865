/* write_head.c - the head of a page: metadata, title, style sheet; and the title shown on top of
 * it.
 *
 * Owns the one title that is kept until it is known to be the only one, and the place in the buffer
 * where it is shown when the first heading turns out to say something else. */
#include "write.h"

enum { LONGEST_TITLE = 1000 }; /* to be compared with the first heading */

void rt_html_begin_head(rt_html_writer *w, const rt_node *report)
{
    RT_HTML_PUT(w, "<!DOCTYPE html>");
    rt_html_open_tag(w, "\nhtml", report);
    RT_HTML_PUT(w, ">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
}

/* ---- Metadata -------------------------------------------------------------------------------- */

static bool among(const char *const *list, size_t count, rt_str name)
{
    for (size_t i = 0; i < count; i++)
        if (name.len == strlen(list[i]) && strncasecmp(name.ptr, list[i], name.len) == 0)
            return true;
    return false;
}

/* Names that a reader knows by another name, or leaves to the browser: they stand under Dublin
 * Core's, too. */
static bool needs_prefix(rt_str name)
{
    static const char *const core[] = {
        "abstract",    "available", "contributor", "coverage",   "created",  "creator",  "date",
        "description", "extent",    "format",      "identifier", "issued",   "language", "license",
        "medium",      "modified",  "publisher",   "references", "relation", "rights",   "source",
        "spatial",     "subject",   "temporal",    "title",      "type",     "valid"};
    static const char *const taken[] = {"application-name", "author",   "color-scheme", "generator",
                                        "googlebot",        "keywords", "referrer",     "robots",
                                        "theme-color",      "viewport"};
    static const char *const prefixes[] = {
        "dc.",       "dcterms.", "dc:",    "dcterms:",       "og:",
        "article:",  "twitter:", "apple-", "msapplication-", "format\055detection", /* spelled so as not to look like a code of a message */
        "http-equiv"};
    if (among(core, sizeof core / sizeof *core, name) ||
        among(taken, sizeof taken / sizeof *taken, name))
        return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (name.len >= strlen(prefixes[i]) &&
            strncasecmp(name.ptr, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* A name of white space alone would be read as none. */
static bool is_blank(rt_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!memchr(" \t\n\r", name.ptr[i], 4))
            return false;
    return true;
}

static void open_meta(rt_html_writer *w, rt_str name, bool named)
{
    RT_HTML_PUT(w, "<meta name=\"");
    if (named && (needs_prefix(name) || is_blank(name)))
        RT_HTML_PUT(w, "dcterms.");
    rt_escape_xml_attr(&w->emit, name);
    rt_emit_char(&w->emit, '"');
}

/* The first title, which was kept: as the title element where it is the only one and plain, else as
 * a statement. */
static void put_kept_title(rt_html_writer *w)
{
    rt_attr attrs[3];
    rt_node node = {.size = sizeof node, .kind = RT_META, .attrs = attrs};
    if (w->title_id.len)
        attrs[node.attr_count++] = (rt_attr){.id = RT_A_ID, .text = rt_buffer_str(&w->title_id)};
    if (w->has_title_language)
        attrs[node.attr_count++] =
            (rt_attr){.id = RT_A_LANGUAGE, .text = rt_buffer_str(&w->title_language)};
    if (w->title_direction)
        attrs[node.attr_count++] = (rt_attr){.id = RT_A_DIRECTION, .number = w->title_direction};
    w->has_title_element = w->title_count == 1 && rt_html_plain_space(rt_buffer_str(&w->title));
    if (w->has_title_element) {
        rt_html_open_tag(w, "title", &node);
        rt_emit_char(&w->emit, '>');
        rt_escape_xml_text(&w->emit, rt_buffer_str(&w->title));
        RT_HTML_PUT(w, "</title>\n");
        return;
    }
    open_meta(w, RT_STR("title"), true);
    rt_html_common_attrs(w, &node);
    rt_html_put_attr(w, "content", rt_buffer_str(&w->title));
    RT_HTML_PUT(w, ">\n");
}

enum { KEPT_TITLE = 1 };

static void keep_title(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *language = rt_node_attr(node, RT_A_LANGUAGE);
    rt_status status = rt_buffer_add_str(&w->title_id, rt_node_text(node, RT_A_ID));
    f->flags = KEPT_TITLE;
    w->title_direction = rt_node_number(node, RT_A_DIRECTION, 0);
    w->has_title_language = language != NULL;
    if (language && status == RT_OK)
        status = rt_buffer_add_str(&w->title_language, language->text);
    w->failed = status;
}

void rt_html_enter_meta(rt_html_writer *w, rt_html_frame *f, const rt_node *node)
{
    const rt_attr *name = rt_node_attr(node, RT_A_NAME);
    bool title = name && name->text.len == 5 && memcmp(name->text.ptr, "title", 5) == 0;
    if (title && ++w->title_count == 1) {
        keep_title(w, f, node);
        return;
    }
    if (title && w->title_count == 2)
        put_kept_title(w);
    open_meta(w, name ? name->text : (rt_str){NULL, 0}, name != NULL);
    rt_html_common_attrs(w, node);
    RT_HTML_PUT(w, " content=\"");
}

void rt_html_meta_text(rt_html_writer *w, rt_str piece)
{
    if (w->open[w->depth - 1].flags != KEPT_TITLE)
        rt_escape_xml_attr(&w->emit, piece);
    else if (w->failed == RT_OK)
        w->failed = rt_buffer_add_str(&w->title, piece);
}

void rt_html_leave_meta(rt_html_writer *w, rt_html_frame *f)
{
    if (f->flags != KEPT_TITLE)
        RT_HTML_PUT(w, "\">\n");
}

/* ---- The title shown ------------------------------------------------------------------------- */

/* White space collapsed, as the reader compares it. Left alone in the buffer afterwards. */
static void collapse_title(rt_html_writer *w)
{
    char *text = w->title.data;
    size_t to = 0;
    for (size_t i = 0; i < w->title.len; i++) {
        bool space = memchr(" \t\n\r", text[i], 4) != NULL;
        if (!space)
            text[to++] = text[i];
        else if (to && text[to - 1] != ' ')
            text[to++] = ' ';
    }
    w->title.len = to && text[to - 1] == ' ' ? to - 1 : to;
}

static void put_shown_title(rt_html_writer *w, rt_emit *to)
{
    rt_emit_text(to, "\n<header><h1 class=\"title\">");
    rt_escape_xml_text(to, rt_buffer_str(&w->title));
    rt_emit_text(to, "</h1></header>");
}

void rt_html_end_head(rt_html_writer *w, uint32_t first_kind)
{
    if (w->title_count == 1)
        put_kept_title(w);
    collapse_title(w);
    if (!w->has_title_element) { /* one is required; an empty one lets the tab show the file's name
                                  */
        RT_HTML_PUT(w, "<title>");
        rt_escape_xml_text(&w->emit, rt_buffer_str(&w->title));
        RT_HTML_PUT(w, "</title>\n");
    }
    RT_HTML_PUT(w, "<style>\n");
    for (const char *const *line = rt_html_style_sheet; *line; line++) {
        rt_emit_text(&w->emit, *line);
        rt_emit_char(&w->emit, '\n');
    }
    RT_HTML_PUT(w, "</style>\n</head>\n<body>");
    w->stage = RT_HTML_IN_BODY;
    w->title_seen = 0;
    if (!w->title.len)
        return;
    if (first_kind != RT_SECTION || w->title.len > LONGEST_TITLE) {
        put_shown_title(w, &w->emit);
        return;
    }
    rt_emit_flush(&w->emit);
    w->title_mark = w->emit.used + 1;
}

void rt_html_title_show(rt_html_writer *w)
{
    rt_emit shown;
    size_t at = w->title_mark - 1;
    shown.out = NULL;
    shown.status = RT_OK;
    shown.used = 0;
    w->title_mark = 0;
    put_shown_title(w, &shown);
    rt_html_insert(w, at, shown.room, shown.used);
}

void rt_html_title_room(rt_html_writer *w, size_t need)
{
    if (RT_EMIT_ROOM - w->emit.used < need + 2 * 6 * LONGEST_TITLE)
        rt_html_title_show(w);
}

void rt_html_title_text(rt_html_writer *w, rt_str piece)
{
    if (piece.len > w->title.len - w->title_seen ||
        memcmp(piece.ptr, w->title.data + w->title_seen, piece.len) != 0)
        rt_html_title_show(w);
    else
        w->title_seen += piece.len;
}

void rt_html_title_end(rt_html_writer *w)
{
    if (w->title_seen != w->title.len)
        rt_html_title_show(w);
    w->title_mark = 0;
}
