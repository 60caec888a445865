/* tree_body.c - the "in body" mode (13.2.6.4.7), which most others fall back on. */
#include <string.h>

#include "tree.h"

static void body_text(html_reader *r, const rt_html_token *t)
{
    rt_html_reconstruct(r);
    rt_html_chars(r, t->text);
    r->frameset_ok = r->frameset_ok && t->space;
}

/* ---- Start tags ------------------------------------------------------------------------- */

/* An item ends the one before it, unless something stands between that no end tag crosses. */
static void start_item(html_reader *r, html_id id, const rt_html_token *t)
{
    bool list = id == ELEMENT_LI;
    r->frameset_ok = false;
    for (uint32_t at = r->count; at-- > 0;) {
        const html_element *e = &r->stack[at];
        bool same = e->space == IN_HTML &&
                    (list ? e->id == ELEMENT_LI : e->id == ELEMENT_DD || e->id == ELEMENT_DT);
        if (same) {
            html_id found = (html_id)e->id;
            rt_html_imply_ends(r, found);
            rt_html_pop_until(r, found);
            break;
        }
        if ((e->flags & FLAG_SPECIAL) &&
            !(e->space == IN_HTML &&
              (e->id == ELEMENT_ADDRESS || e->id == ELEMENT_DIV || e->id == ELEMENT_P)))
            break;
    }
    rt_html_close_p(r);
    rt_html_push(r, id, IN_HTML, t);
}

static void start_link(html_reader *r, const rt_html_token *t)
{
    html_format *before = rt_html_format_find(r, ELEMENT_A);
    if (before) {
        before->refs++;
        rt_html_adopt(r, ELEMENT_A);
        if (before->listed)
            rt_html_format_drop(r, before);
        if (before->open)
            for (uint32_t at = r->count; at-- > 0;)
                if (r->stack[at].format == before) {
                    rt_html_remove(r, at);
                    break;
                }
        rt_html_format_release(r, before);
    }
    rt_html_reconstruct(r);
    rt_html_format_push(r, t, rt_html_push(r, ELEMENT_A, IN_HTML, t));
}

static void start_format(html_reader *r, html_id id, const rt_html_token *t)
{
    rt_html_reconstruct(r);
    if (id == ELEMENT_NOBR && rt_html_in_scope(r, id, SCOPE_DEFAULT)) {
        rt_html_adopt(r, id);
        rt_html_reconstruct(r);
    }
    rt_html_format_push(r, t, rt_html_push(r, id, IN_HTML, t));
}

static void start_table(html_reader *r, const rt_html_token *t)
{
    if (!r->quirks)
        rt_html_close_p(r);
    if (rt_html_full(r))
        return;
    rt_html_push(r, ELEMENT_TABLE, IN_HTML, t);
    r->frameset_ok = false;
    r->mode = MODE_IN_TABLE;
}

static void start_select(html_reader *r, const rt_html_token *t)
{
    rt_html_reconstruct(r);
    if (rt_html_full(r))
        return;
    rt_html_push(r, ELEMENT_SELECT, IN_HTML, t);
    r->frameset_ok = false;
    bool table = r->mode == MODE_IN_TABLE || r->mode == MODE_IN_CAPTION ||
                 r->mode == MODE_IN_TABLE_BODY || r->mode == MODE_IN_ROW || r->mode == MODE_IN_CELL;
    r->mode = table ? MODE_IN_SELECT_IN_TABLE : MODE_IN_SELECT;
}

static void start_frameset(html_reader *r, const rt_html_token *t)
{
    if (!r->frameset_ok || r->count < 2 || !rt_html_is(&r->stack[1], ELEMENT_BODY))
        return;
    rt_html_pop_to(r, 1);
    rt_html_push(r, ELEMENT_FRAMESET, IN_HTML, t);
    r->mode = MODE_IN_FRAMESET;
}

static void start_heading(html_reader *r, html_id id, const rt_html_token *t)
{
    rt_html_close_p(r);
    if (rt_html_top(r)->space == IN_HTML && (rt_html_top(r)->flags & FLAG_HEADING))
        rt_html_pop(r);
    rt_html_push(r, id, IN_HTML, t);
}

static void start_button(html_reader *r, const rt_html_token *t)
{
    if (rt_html_in_scope(r, ELEMENT_BUTTON, SCOPE_DEFAULT)) {
        rt_html_imply_ends(r, ELEMENT_UNKNOWN);
        rt_html_pop_until(r, ELEMENT_BUTTON);
    }
    rt_html_reconstruct(r);
    rt_html_push(r, ELEMENT_BUTTON, IN_HTML, t);
    r->frameset_ok = false;
}

static void start_form(html_reader *r, const rt_html_token *t)
{
    bool template = r->top_of[ELEMENT_TEMPLATE] != NONE;
    if (r->form && !template)
        return;
    rt_html_close_p(r);
    if (rt_html_push(r, ELEMENT_FORM, IN_HTML, t))
        r->form = r->form || !template;
}

/* rb, rtc, rp, rt */
static void start_ruby_part(html_reader *r, html_id id, const rt_html_token *t)
{
    if (rt_html_in_scope(r, ELEMENT_RUBY, SCOPE_DEFAULT))
        rt_html_imply_ends(r, id == ELEMENT_RP || id == ELEMENT_RT ? ELEMENT_RTC : ELEMENT_UNKNOWN);
    rt_html_push(r, id, IN_HTML, t);
}

static bool start_raw(html_reader *r, html_id id, const rt_html_token *t)
{
    if (id == ELEMENT_XMP) {
        rt_html_close_p(r);
        rt_html_reconstruct(r);
    }
    if (id != ELEMENT_NOEMBED)
        r->frameset_ok = false;
    if (id == ELEMENT_TEXTAREA)
        r->skip_feed = true;
    return rt_html_start_text(r, id, t, id == ELEMENT_TEXTAREA ? RT_HTML_RCDATA : RT_HTML_RAWTEXT);
}

static void start_void(html_reader *r, html_id id, const rt_html_token *t)
{
    if (id == ELEMENT_HR)
        rt_html_close_p(r);
    else if (id != ELEMENT_PARAM && id != ELEMENT_SOURCE && id != ELEMENT_TRACK)
        rt_html_reconstruct(r);
    rt_html_insert_void(r, id, t);
    if (id != ELEMENT_PARAM && id != ELEMENT_SOURCE && id != ELEMENT_TRACK &&
        !(id == ELEMENT_INPUT && rt_html_same(rt_html_get(t, "type"), "hidden")))
        r->frameset_ok = false;
}

static void start_block(html_reader *r, html_id id, const rt_html_token *t)
{
    rt_html_close_p(r);
    rt_html_push(r, id, IN_HTML, t);
    if (id == ELEMENT_PRE || id == ELEMENT_LISTING) {
        r->skip_feed = true;
        r->frameset_ok = false;
    }
    if (id == ELEMENT_PLAINTEXT)
        rt_html_tokens_content(r->tokens, RT_HTML_PLAINTEXT);
}

static void start_any(html_reader *r, html_id id, const rt_html_token *t)
{
    rt_html_reconstruct(r);
    html_element *e = rt_html_push(r, id, IN_HTML, t);
    if (e && (id == ELEMENT_APPLET || id == ELEMENT_MARQUEE || id == ELEMENT_OBJECT)) {
        rt_html_format_marker(r);
        r->frameset_ok = false;
    }
}

static bool start_tag(html_reader *r, html_id id, const rt_html_token *t)
{
    uint32_t flags = rt_html_elements[id].flags;
    switch (id) {
    case ELEMENT_HTML:
    case ELEMENT_CAPTION:
    case ELEMENT_COL:
    case ELEMENT_COLGROUP:
    case ELEMENT_FRAME:
    case ELEMENT_HEAD:
    case ELEMENT_TBODY:
    case ELEMENT_TD:
    case ELEMENT_TFOOT:
    case ELEMENT_TH:
    case ELEMENT_THEAD:
    case ELEMENT_TR:
        return false;
    case ELEMENT_BODY:
        r->frameset_ok = false;
        return false;
    case ELEMENT_FRAMESET:
        start_frameset(r, t);
        return false;
    case ELEMENT_P:
    case ELEMENT_PRE:
    case ELEMENT_LISTING:
    case ELEMENT_PLAINTEXT:
        start_block(r, id, t);
        return false;
    case ELEMENT_LI:
    case ELEMENT_DD:
    case ELEMENT_DT:
        start_item(r, id, t);
        return false;
    case ELEMENT_FORM:
        start_form(r, t);
        return false;
    case ELEMENT_BUTTON:
        start_button(r, t);
        return false;
    case ELEMENT_A:
        start_link(r, t);
        return false;
    case ELEMENT_TABLE:
        start_table(r, t);
        return false;
    case ELEMENT_SELECT:
        start_select(r, t);
        return false;
    case ELEMENT_TEXTAREA:
    case ELEMENT_XMP:
    case ELEMENT_IFRAME:
    case ELEMENT_NOEMBED:
        return start_raw(r, id, t);
    case ELEMENT_OPTION:
    case ELEMENT_OPTGROUP:
        rt_html_pop_if(r, ELEMENT_OPTION);
        start_any(r, id, t);
        return false;
    case ELEMENT_RB:
    case ELEMENT_RTC:
    case ELEMENT_RP:
    case ELEMENT_RT:
        start_ruby_part(r, id, t);
        return false;
    case ELEMENT_MATH:
    case ELEMENT_SVG:
        rt_html_reconstruct(r);
        rt_html_push_foreign(r, id == ELEMENT_SVG ? IN_SVG : IN_MATHML, t);
        return false;
    default:
        break;
    }
    if (flags & FLAG_HEAD)
        return rt_html_in_head(r, t);
    if (flags & FLAG_HEADING)
        start_heading(r, id, t);
    else if (flags & FLAG_FORMAT)
        start_format(r, id, t);
    else if (flags & FLAG_VOID)
        start_void(r, id, t);
    else if (flags & FLAG_CLOSES_P)
        start_block(r, id, t);
    else if (id == ELEMENT_UNKNOWN && rt_html_eq(t->name, "image"))
        start_void(r, ELEMENT_IMG, t);
    else
        start_any(r, id, t);
    return false;
}

/* ---- End tags --------------------------------------------------------------------------- */

static bool same_element(const html_element *e, html_id id, const rt_html_token *t)
{
    return e->space == IN_HTML && e->id == id &&
           (id ||
            (e->name.len == t->name.len && memcmp(e->name.ptr, t->name.ptr, t->name.len) == 0));
}

static void end_any(html_reader *r, html_id id, const rt_html_token *t)
{
    for (uint32_t at = r->count; at-- > 0;) {
        const html_element *e = &r->stack[at];
        if (same_element(e, id, t)) {
            while (r->count > at + 1 && (rt_html_top(r)->flags & FLAG_IMPLIED) &&
                   rt_html_top(r)->space == IN_HTML)
                rt_html_pop(r);
            rt_html_pop_to(r, at);
            return;
        }
        if (e->flags & FLAG_SPECIAL)
            return;
    }
}

static void end_scoped(html_reader *r, html_id id, html_scope scope, html_id but)
{
    if (!rt_html_in_scope(r, id, scope))
        return;
    rt_html_imply_ends(r, but);
    rt_html_pop_until(r, id);
}

static void end_heading(html_reader *r)
{
    uint32_t top = NONE;
    for (html_id id = ELEMENT_H1; id <= ELEMENT_H6; id++)
        if (rt_html_in_scope(r, id, SCOPE_DEFAULT) && (top == NONE || r->top_of[id] > top))
            top = r->top_of[id];
    if (top == NONE)
        return;
    rt_html_imply_ends(r, ELEMENT_UNKNOWN);
    rt_html_pop_to(r, top);
}

static void end_form(html_reader *r)
{
    uint32_t at = r->top_of[ELEMENT_FORM];
    if (r->top_of[ELEMENT_TEMPLATE] != NONE) {
        end_scoped(r, ELEMENT_FORM, SCOPE_DEFAULT, ELEMENT_UNKNOWN);
        return;
    }
    bool form = r->form;
    r->form = false;
    if (!form || at == NONE || !rt_html_in_scope(r, ELEMENT_FORM, SCOPE_DEFAULT))
        return;
    rt_html_imply_ends(r, ELEMENT_UNKNOWN);
    rt_html_remove(r, at);
}

static bool end_body(html_reader *r, html_id id)
{
    if (!rt_html_in_scope(r, ELEMENT_BODY, SCOPE_DEFAULT))
        return false;
    r->mode = MODE_AFTER_BODY;
    return id == ELEMENT_HTML;
}

static bool end_tag(html_reader *r, html_id id, const rt_html_token *t)
{
    uint32_t flags = rt_html_elements[id].flags;
    switch (id) {
    case ELEMENT_BODY:
    case ELEMENT_HTML:
        return end_body(r, id);
    case ELEMENT_TEMPLATE:
        return rt_html_end_of_template(r);
    case ELEMENT_FORM:
        end_form(r);
        return false;
    case ELEMENT_P:
        if (!rt_html_in_scope(r, ELEMENT_P, SCOPE_BUTTON))
            rt_html_push(r, ELEMENT_P, IN_HTML, NULL);
        rt_html_close_p(r);
        return false;
    case ELEMENT_LI:
        end_scoped(r, id, SCOPE_LIST, id);
        return false;
    case ELEMENT_DD:
    case ELEMENT_DT:
        end_scoped(r, id, SCOPE_DEFAULT, id);
        return false;
    case ELEMENT_APPLET:
    case ELEMENT_MARQUEE:
    case ELEMENT_OBJECT:
        if (rt_html_in_scope(r, id, SCOPE_DEFAULT)) {
            end_scoped(r, id, SCOPE_DEFAULT, ELEMENT_UNKNOWN);
            rt_html_format_clear(r);
        }
        return false;
    case ELEMENT_BR: {
        rt_html_token br = *t;
        br.type = RT_HTML_START_TAG;
        br.attr_count = 0;
        start_void(r, id, &br);
        return false;
    }
    default:
        break;
    }
    if (flags & FLAG_HEADING)
        end_heading(r);
    else if (flags & FLAG_CLOSES)
        end_scoped(r, id, SCOPE_DEFAULT, ELEMENT_UNKNOWN);
    else if (!(flags & FLAG_FORMAT) || !rt_html_adopt(r, id))
        end_any(r, id, t);
    return false;
}

bool rt_html_in_body(html_reader *r, const rt_html_token *t)
{
    switch (t->type) {
    case RT_HTML_TEXT:
        body_text(r, t);
        return false;
    case RT_HTML_START_TAG:
        return start_tag(r, rt_html_id_of(r, t), t);
    case RT_HTML_END_TAG:
        return end_tag(r, rt_html_id_of(r, t), t);
    case RT_HTML_END:
        return r->template_count ? rt_html_in_template(r, t) : false;
    default:
        return false;
    }
}
