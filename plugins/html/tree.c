/* tree.c - tree construction: which mode takes a token, and the modes up to the body (13.2.6.4.1 to
 * 6, 8). */
#include <string.h>

#include "tree.h"

html_id rt_html_id_of(html_reader *r, const rt_html_token *t)
{
    bool tag = t->type == RT_HTML_START_TAG || t->type == RT_HTML_END_TAG;
    return tag ? rt_html_name_find(&r->names, t->name) : ELEMENT_UNKNOWN;
}

/* Takes white space off the front of a text; whether something is left. */
static bool skip_space(rt_html_token *t)
{
    while (t->text.len && memchr(" \t\n\f\r", *t->text.ptr, 5)) {
        t->text.ptr++;
        t->text.len--;
    }
    return t->text.len > 0;
}

bool rt_html_start_text(html_reader *r, html_id id, const rt_html_token *t, rt_html_content content)
{
    if (rt_html_push(r, id, IN_HTML, t)) {
        r->text_mode = r->mode;
        r->mode = MODE_TEXT;
    }
    rt_html_tokens_content(r->tokens, content);
    return false;
}

/* ---- Until the body --------------------------------------------------------------------- */

static bool initial(html_reader *r, const rt_html_token *t)
{
    if (t->type == RT_HTML_TEXT && t->space)
        return false;
    r->mode = MODE_BEFORE_HTML;
    r->quirks = t->type != RT_HTML_DOCTYPE || t->quirks || t->broken;
    return t->type != RT_HTML_DOCTYPE;
}

static bool before_html(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (t->type == RT_HTML_END_TAG && id != ELEMENT_HEAD && id != ELEMENT_BODY &&
        id != ELEMENT_HTML && id != ELEMENT_BR)
        return false;
    bool given = t->type == RT_HTML_START_TAG && id == ELEMENT_HTML;
    rt_html_push(r, ELEMENT_HTML, IN_HTML, given ? t : NULL);
    r->mode = MODE_BEFORE_HEAD;
    return !given && r->count;
}

static bool before_head(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (t->type == RT_HTML_START_TAG && id == ELEMENT_HTML)
        return rt_html_in_body(r, t);
    if (t->type == RT_HTML_END_TAG && id != ELEMENT_HEAD && id != ELEMENT_BODY &&
        id != ELEMENT_HTML && id != ELEMENT_BR)
        return false;
    bool given = t->type == RT_HTML_START_TAG && id == ELEMENT_HEAD;
    rt_html_push(r, ELEMENT_HEAD, IN_HTML, given ? t : NULL);
    r->mode = MODE_IN_HEAD;
    return !given;
}

static bool leave_head(html_reader *r)
{
    rt_html_pop_if(r, ELEMENT_HEAD);
    r->mode = MODE_AFTER_HEAD;
    return true;
}

static bool start_template(html_reader *r, const rt_html_token *t)
{
    if (rt_html_full(r))
        return false;
    if (r->template_count == r->template_room) {
        size_t room = r->template_room ? r->template_room * 2 : 16;
        uint8_t *grown = r->host->resize(r->host, r->template_modes, room);
        if (!grown) {
            r->status = RT_ERR_MEMORY;
            return false;
        }
        r->template_modes = grown;
        r->template_room = room;
    }
    rt_html_push(r, ELEMENT_TEMPLATE, IN_HTML, t);
    rt_html_format_marker(r);
    r->frameset_ok = false;
    r->mode = MODE_IN_TEMPLATE;
    r->template_modes[r->template_count++] = MODE_IN_TEMPLATE;
    return false;
}

bool rt_html_end_of_template(html_reader *r)
{
    if (r->top_of[ELEMENT_TEMPLATE] == NONE)
        return false;
    rt_html_imply_all_ends(r);
    rt_html_pop_until(r, ELEMENT_TEMPLATE);
    rt_html_format_clear(r);
    if (r->template_count)
        r->template_count--;
    rt_html_reset_mode(r);
    return false;
}

/* Start tags that mean the same in the head and right behind it. *taken false: it is something else. */
static bool metadata(html_reader *r, const rt_html_token *t, html_id id, bool *taken)
{
    *taken = true;
    switch (id) {
    case ELEMENT_HTML:
        return rt_html_in_body(r, t);
    case ELEMENT_HEAD:
        return false;
    case ELEMENT_BASE:
    case ELEMENT_BASEFONT:
    case ELEMENT_BGSOUND:
    case ELEMENT_LINK:
    case ELEMENT_META:
        rt_html_insert_void(r, id, t);
        return false;
    case ELEMENT_TITLE:
        return rt_html_start_text(r, id, t, RT_HTML_RCDATA);
    case ELEMENT_NOFRAMES:
    case ELEMENT_STYLE:
        return rt_html_start_text(r, id, t, RT_HTML_RAWTEXT);
    case ELEMENT_SCRIPT:
        return rt_html_start_text(r, id, t, RT_HTML_SCRIPT);
    case ELEMENT_TEMPLATE:
        return start_template(r, t);
    default:
        *taken = false;
        return false;
    }
}

bool rt_html_in_head(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool taken, again;
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (t->type == RT_HTML_START_TAG) {
        again = metadata(r, t, id, &taken);
        if (taken)
            return again;
        if (id == ELEMENT_NOSCRIPT && rt_html_push(r, id, IN_HTML, t)) {
            r->mode = MODE_IN_HEAD_NOSCRIPT;
            return false;
        }
    }
    if (t->type == RT_HTML_END_TAG) {
        if (id == ELEMENT_TEMPLATE)
            return rt_html_end_of_template(r);
        if (id == ELEMENT_HEAD) {
            leave_head(r);
            return false;
        }
        if (id != ELEMENT_BODY && id != ELEMENT_HTML && id != ELEMENT_BR)
            return false;
    }
    return leave_head(r);
}

static bool in_head_noscript(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (t->type == RT_HTML_START_TAG) {
        switch (id) {
        case ELEMENT_HTML:
            return rt_html_in_body(r, t);
        case ELEMENT_BASEFONT:
        case ELEMENT_BGSOUND:
        case ELEMENT_LINK:
        case ELEMENT_META:
        case ELEMENT_NOFRAMES:
        case ELEMENT_STYLE:
            return rt_html_in_head(r, t);
        case ELEMENT_HEAD:
        case ELEMENT_NOSCRIPT:
            return false;
        default:
            break;
        }
    }
    if (t->type == RT_HTML_END_TAG && id != ELEMENT_NOSCRIPT && id != ELEMENT_BR)
        return false;
    rt_html_pop_if(r, ELEMENT_NOSCRIPT);
    r->mode = MODE_IN_HEAD;
    return !(t->type == RT_HTML_END_TAG && id == ELEMENT_NOSCRIPT);
}

static bool after_head(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool taken = false, again = false;
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (t->type == RT_HTML_START_TAG) {
        again = metadata(r, t, id, &taken);
        if (taken)
            return again;
        if (id == ELEMENT_BODY || id == ELEMENT_FRAMESET) {
            rt_html_push(r, id, IN_HTML, t);
            r->frameset_ok = r->frameset_ok && id != ELEMENT_BODY;
            r->mode = id == ELEMENT_BODY ? MODE_IN_BODY : MODE_IN_FRAMESET;
            return false;
        }
    }
    if (t->type == RT_HTML_END_TAG) {
        if (id == ELEMENT_TEMPLATE)
            return rt_html_end_of_template(r);
        if (id != ELEMENT_BODY && id != ELEMENT_HTML && id != ELEMENT_BR)
            return false;
    }
    rt_html_push(r, ELEMENT_BODY, IN_HTML, NULL);
    r->mode = MODE_IN_BODY;
    return true;
}

/* ---- Text of raw elements, and behind the body ------------------------------------------ */

static bool in_text(html_reader *r, const rt_html_token *t)
{
    if (t->type == RT_HTML_TEXT) {
        rt_html_chars(r, t->text);
        return false;
    }
    if (t->type == RT_HTML_DOCTYPE)
        return false;
    rt_html_pop(r);
    r->mode = r->text_mode;
    return t->type == RT_HTML_END;
}

/* Whatever comes behind the body belongs to it. */
static bool after_body(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_DOCTYPE || t->type == RT_HTML_END)
        return false;
    if ((t->type == RT_HTML_TEXT && t->space) ||
        (t->type == RT_HTML_START_TAG && id == ELEMENT_HTML))
        return rt_html_in_body(r, t);
    if (t->type == RT_HTML_END_TAG && id == ELEMENT_HTML && r->mode == MODE_AFTER_BODY) {
        r->mode = MODE_AFTER_AFTER_BODY;
        return false;
    }
    r->mode = MODE_IN_BODY;
    return true;
}

/* ---- Modes ------------------------------------------------------------------------------ */

typedef bool mode_function(html_reader *r, const rt_html_token *t);
static mode_function *const modes[MODES] = {
    [MODE_INITIAL] = initial,
    [MODE_BEFORE_HTML] = before_html,
    [MODE_BEFORE_HEAD] = before_head,
    [MODE_IN_HEAD] = rt_html_in_head,
    [MODE_IN_HEAD_NOSCRIPT] = in_head_noscript,
    [MODE_AFTER_HEAD] = after_head,
    [MODE_IN_BODY] = rt_html_in_body,
    [MODE_TEXT] = in_text,
    [MODE_IN_TABLE] = rt_html_in_table,
    [MODE_IN_TABLE_TEXT] = rt_html_in_table_text,
    [MODE_IN_CAPTION] = rt_html_in_caption,
    [MODE_IN_COLUMN_GROUP] = rt_html_in_column_group,
    [MODE_IN_TABLE_BODY] = rt_html_in_table_body,
    [MODE_IN_ROW] = rt_html_in_row,
    [MODE_IN_CELL] = rt_html_in_cell,
    [MODE_IN_SELECT] = rt_html_in_select,
    [MODE_IN_SELECT_IN_TABLE] = rt_html_in_select_in_table,
    [MODE_IN_TEMPLATE] = rt_html_in_template,
    [MODE_AFTER_BODY] = after_body,
    [MODE_IN_FRAMESET] = rt_html_in_frameset,
    [MODE_AFTER_FRAMESET] = rt_html_after_frameset,
    [MODE_AFTER_AFTER_BODY] = after_body,
};

/* 13.2.4.1 */
static bool mode_for(html_reader *r, uint32_t at, html_mode *mode)
{
    const html_element *e = &r->stack[at];
    if (e->space != IN_HTML)
        return false;
    switch ((html_id)e->id) {
    case ELEMENT_SELECT:
        *mode = MODE_IN_SELECT;
        if (r->top_of[ELEMENT_TABLE] < at &&
            (r->top_of[ELEMENT_TEMPLATE] == NONE ||
             r->top_of[ELEMENT_TEMPLATE] < r->top_of[ELEMENT_TABLE]))
            *mode = MODE_IN_SELECT_IN_TABLE;
        return true;
    case ELEMENT_TD:
    case ELEMENT_TH:
        *mode = MODE_IN_CELL;
        return true;
    case ELEMENT_TR:
        *mode = MODE_IN_ROW;
        return true;
    case ELEMENT_TBODY:
    case ELEMENT_THEAD:
    case ELEMENT_TFOOT:
        *mode = MODE_IN_TABLE_BODY;
        return true;
    case ELEMENT_CAPTION:
        *mode = MODE_IN_CAPTION;
        return true;
    case ELEMENT_COLGROUP:
        *mode = MODE_IN_COLUMN_GROUP;
        return true;
    case ELEMENT_TABLE:
        *mode = MODE_IN_TABLE;
        return true;
    case ELEMENT_TEMPLATE:
        *mode =
            r->template_count ? (html_mode)r->template_modes[r->template_count - 1] : MODE_IN_BODY;
        return true;
    case ELEMENT_HEAD:
        *mode = MODE_IN_HEAD;
        return true;
    case ELEMENT_BODY:
        *mode = MODE_IN_BODY;
        return true;
    case ELEMENT_FRAMESET:
        *mode = MODE_IN_FRAMESET;
        return true;
    case ELEMENT_HTML:
        *mode = r->count > 1 ? MODE_AFTER_HEAD : MODE_BEFORE_HEAD;
        return true;
    default:
        return false;
    }
}

void rt_html_reset_mode(html_reader *r)
{
    r->mode = MODE_IN_BODY;
    for (uint32_t at = r->count; at-- > 0;)
        if (mode_for(r, at, &r->mode))
            return;
}

/* Whether the rules for foreign content are due (13.2.6). */
static bool foreign(html_reader *r, const rt_html_token *t)
{
    const html_element *top = r->count ? rt_html_top(r) : NULL;
    if (!top || top->space == IN_HTML || t->type == RT_HTML_END)
        return false;
    bool start = t->type == RT_HTML_START_TAG, text = t->type == RT_HTML_TEXT;
    if (top->point == POINT_TEXT &&
        (text || (start && !rt_html_eq(t->name, "mglyph") && !rt_html_eq(t->name, "malignmark"))))
        return false;
    if (top->space == IN_MATHML && start && rt_html_eq(top->name, "annotation-xml") &&
        rt_html_eq(t->name, "svg"))
        return false;
    return !(top->point == POINT_HTML && (text || start));
}

bool rt_html_by_mode(html_reader *r, const rt_html_token *t) { return modes[r->mode](r, t); }

bool rt_html_dispatch(html_reader *r, const rt_html_token *t)
{
    if (foreign(r, t))
        return rt_html_in_foreign(r, t);
    if (t->type == RT_HTML_TEXT && r->mode <= MODE_AFTER_HEAD &&
        r->mode != MODE_IN_BODY) { /* what is not space ends the head */
        rt_html_token rest = *t;
        rest.space = !skip_space(&rest);
        return modes[r->mode](r, &rest);
    }
    return modes[r->mode](r, t);
}
