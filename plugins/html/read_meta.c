/* read_meta.c - metadata: the title, meta and link elements; and the title that the page shows once
 * more. */
#include <string.h>

#include "read.h"

/* ---- Statements ------------------------------------------------------------------------- */

static void send_meta(html_reader *r, html_given *given, rt_str name, rt_str text)
{
    rt_html_give_text(given, RT_A_NAME, name);
    rt_html_give_int(given, RT_A_ORIGIN, RT_ORIGIN_CLAIMED);
    rt_html_send(r, RT_META, given->list, given->count, &r->pos);
    if (r->status == RT_OK && text.len)
        r->status = r->sink->text(r->sink, text);
    rt_html_send_leave(r, RT_META);
}

static bool begins(rt_str s, const char *word)
{
    size_t len = strlen(word);
    return s.len >= len && strncasecmp(s.ptr, word, len) == 0;
}

/* What concerns the browser, search engines and other sites' previews. */
static bool is_for_others(rt_str name)
{
    static const char *const names[] = {
        "application-name", "color-scheme", "generator", "googlebot", "referrer",  "robots",
        "theme-color",      "viewport",     "renderer",  "progid",    "originator"};
    static const char *const prefixes[] = {
        "apple-", "msapplication-", "og:", "twitter:", "http-equiv", "fb:"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rt_html_same(name, names[i]))
            return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (begins(name, prefixes[i]))
            return true;
    return begins(name, "format-") && begins((rt_str){name.ptr + 7, name.len - 7}, "detection");
}

/* The elements of Dublin Core, which pages write with capitals in DC.X. */
static rt_str core_name(rt_str name)
{
    static const char *const names[] = {
        "abstract",    "available", "contributor", "coverage",   "created",  "creator",  "date",
        "description", "extent",    "format",      "identifier", "issued",   "language", "license",
        "medium",      "modified",  "publisher",   "references", "relation", "rights",   "source",
        "spatial",     "subject",   "temporal",    "title",      "type",     "valid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rt_html_same(name, names[i]))
            return (rt_str){names[i], strlen(names[i])};
    return name;
}

static rt_str skip(rt_str s, size_t n) { return (rt_str){s.ptr + n, s.len - n}; }

/* The model's name of what a page states. */
static rt_str name_of(rt_str name)
{
    static const struct {
        const char *theirs, *ours;
    } others[] = {{"author", "creator"},
                  {"keywords", "subject"},
                  {"article:published_time", "issued"},
                  {"article:modified_time", "modified"},
                  {"article:author", "creator"}};
    if (begins(name, "dcterms.") || begins(name, "dcterms:"))
        return skip(name, 8);
    if (begins(name, "dc.") || begins(name, "dc:"))
        return core_name(skip(name, 3));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (rt_html_same(name, others[i].theirs))
            return (rt_str){others[i].ours, strlen(others[i].ours)};
    return name;
}

/* Titles are kept to know them when the page shows one. */
static void note_title(html_reader *r, rt_str title)
{
    rt_html_collapse(r, title, &r->titles);
    if (r->status == RT_OK)
        r->status = rt_buffer_add_char(&r->titles, '\0');
}

void rt_html_meta(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    rt_str name = rt_html_get(tag, "name"), content = rt_html_get(tag, "content");
    if (r->fact_at != NONE && r->fact) {
        html_given property = {.count = 0};
        if (content.ptr && rt_html_give_property(&property, rt_html_get(tag, "itemprop"), content))
            rt_html_attrs_add(r, &r->fact->attrs, &r->fact->attr_count, &property.list[0]);
        return;
    }
    if (rt_html_has(tag, "itemprop")) {
        html_frame *frame = &r->frames[rt_html_frame_inner(r, r->stack[at].frame)];
        if (frame->kind == RT_CELL && frame->typed)
            rt_html_property(r, frame, tag);
        return;
    }
    name = name.ptr ? name : rt_html_get(tag, "property");
    if (!name.ptr || !content.ptr || rt_html_has(tag, "http-equiv"))
        return;
    rt_str plain = rt_html_trim(name);
    if (is_for_others(plain))
        return;
    bool nameless = !name.len;
    name = name_of(name);
    if (!nameless && rt_html_eq(name, "title")) {
        r->title_stated = true;
        note_title(r, content);
    }
    send_meta(r, given, nameless ? (rt_str){NULL, 0} : name, content);
}

void rt_html_relation(html_reader *r, const rt_html_token *tag)
{
    html_given given = {.count = 0};
    rt_str href = rt_html_trim(rt_html_get(tag, "href"));
    if (r->fact_at != NONE && r->fact && rt_html_eq(rt_html_get(tag, "itemprop"), "about")) {
        rt_str id = rt_html_fragment(r, href);
        if (id.len)
            rt_html_attrs_add(r, &r->fact->attrs, &r->fact->attr_count,
                              &(rt_attr){.id = RT_A_REF, .text = id});
    } else if (rt_html_has_word(rt_html_get(tag, "rel"), "canonical") && href.len) {
        send_meta(r, &given, RT_STR("source"), href);
    }
}

/* ---- The title -------------------------------------------------------------------------- */

void rt_html_title_open(html_reader *r, uint32_t at, const html_given *given)
{
    if (r->title_given || r->capture) { /* the first one counts */
        r->stack[at].off = r->stack[at].hidden = true;
        return;
    }
    rt_html_capture(r, at, CAPTURE_TITLE);
    r->title_given = rt_html_inline_new(r, RT_META, given);
}

void rt_html_title_close(html_reader *r, uint32_t at)
{
    if (r->capture != CAPTURE_TITLE || r->capture_at != at)
        return;
    rt_str text = rt_html_captured(r);
    rt_buffer_clear(&r->title);
    rt_html_collapse(r, text, &r->title);
    r->title_waits = r->title.len > 0;
    if (r->begun)
        rt_html_title_send(r);
}

/* Where the metadata state a title, that of the window is only a window's. */
void rt_html_title_send(html_reader *r)
{
    html_given given = {.count = 0};
    if (!r->title_waits || r->status != RT_OK)
        return;
    r->title_waits = false;
    if (r->title_stated || !r->title_given)
        return;
    for (size_t i = 0; i < r->title_given->attr_count && r->title_given->attrs; i++)
        given.list[given.count++] = r->title_given->attrs[i];
    note_title(r, rt_buffer_str(&r->title));
    send_meta(r, &given, RT_STR("title"), rt_buffer_str(&r->title));
}

void rt_html_content_begins(html_reader *r)
{
    r->begun = true;
    rt_html_title_send(r);
}

/* ---- The title that is shown ------------------------------------------------------------ */

static bool is_title(html_reader *r)
{
    size_t begin = r->titles.len;
    rt_html_collapse(r, rt_buffer_str(&r->shown_text), &r->titles);
    rt_str shown = {r->titles.data + begin, r->titles.len - begin};
    r->titles.len = begin;
    for (size_t i = 0; i < begin; i += strlen(r->titles.data + i) + 1)
        if (strlen(r->titles.data + i) == shown.len &&
            memcmp(r->titles.data + i, shown.ptr, shown.len) == 0)
            return true;
    return false;
}

void rt_html_shown_close(html_reader *r)
{
    r->shown_at = NONE;
    if (r->status != RT_OK)
        return;
    if (r->shown_text.len && r->titles.len && is_title(r)) {
        rt_html_discard(r);
        r->begun = false;
    } else {
        rt_html_release(r);
    }
}
