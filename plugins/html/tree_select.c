/* tree_select.c - the modes in a select, in a template and of frames (13.2.6.4.16 to 21). */
#include "tree.h"

/* ---- Select ----------------------------------------------------------------------------- */

static bool leave_select(html_reader *r)
{
    if (r->top_of[ELEMENT_SELECT] == NONE ||
        (r->top_of[ELEMENT_TEMPLATE] != NONE &&
         r->top_of[ELEMENT_TEMPLATE] > r->top_of[ELEMENT_SELECT]))
        return false;
    rt_html_pop_until(r, ELEMENT_SELECT);
    rt_html_reset_mode(r);
    return true;
}

static bool start_in_select(html_reader *r, const rt_html_token *t, html_id id)
{
    switch (id) {
    case ELEMENT_OPTGROUP:
    case ELEMENT_HR:
        rt_html_pop_if(r, ELEMENT_OPTION);
        rt_html_pop_if(r, ELEMENT_OPTGROUP);
        if (id == ELEMENT_OPTGROUP)
            rt_html_push(r, id, IN_HTML, t);
        return false;
    case ELEMENT_OPTION:
        rt_html_pop_if(r, ELEMENT_OPTION);
        rt_html_push(r, id, IN_HTML, t);
        return false;
    case ELEMENT_SELECT:
        leave_select(r);
        return false;
    case ELEMENT_INPUT:
    case ELEMENT_KEYGEN:
    case ELEMENT_TEXTAREA:
        return leave_select(r);
    case ELEMENT_SCRIPT:
    case ELEMENT_TEMPLATE:
        return rt_html_in_head(r, t);
    default:
        return false;
    }
}

bool rt_html_in_select(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    switch (t->type) {
    case RT_HTML_TEXT:
        rt_html_chars(r, t->text);
        return false;
    case RT_HTML_START_TAG:
        return start_in_select(r, t, id);
    case RT_HTML_END_TAG:
        if (id == ELEMENT_OPTGROUP) {
            if (rt_html_top_is(r, ELEMENT_OPTION) && r->count > 1 &&
                rt_html_is(&r->stack[r->count - 2], ELEMENT_OPTGROUP))
                rt_html_pop(r);
            rt_html_pop_if(r, ELEMENT_OPTGROUP);
        } else if (id == ELEMENT_OPTION) {
            rt_html_pop_if(r, ELEMENT_OPTION);
        } else if (id == ELEMENT_SELECT) {
            leave_select(r);
        } else if (id == ELEMENT_TEMPLATE) {
            return rt_html_end_of_template(r);
        }
        return false;
    case RT_HTML_END:
        return rt_html_in_body(r, t);
    default:
        return false;
    }
}

bool rt_html_in_select_in_table(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    switch (id) {
    case ELEMENT_CAPTION:
    case ELEMENT_TABLE:
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
    case ELEMENT_TR:
    case ELEMENT_TD:
    case ELEMENT_TH:
        if (t->type == RT_HTML_END_TAG && !rt_html_in_scope(r, id, SCOPE_TABLE))
            return false;
        return leave_select(r);
    default:
        return rt_html_in_select(r, t);
    }
}

/* ---- Template --------------------------------------------------------------------------- */

static bool as_in(html_reader *r, html_mode mode)
{
    r->template_modes[r->template_count - 1] = (uint8_t)mode;
    r->mode = mode;
    return true;
}

static bool end_in_template(html_reader *r)
{
    if (r->top_of[ELEMENT_TEMPLATE] == NONE)
        return false;
    rt_html_pop_until(r, ELEMENT_TEMPLATE);
    rt_html_format_clear(r);
    if (r->template_count)
        r->template_count--;
    rt_html_reset_mode(r);
    return true;
}

bool rt_html_in_template(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    if (t->type == RT_HTML_END)
        return end_in_template(r);
    if (t->type == RT_HTML_END_TAG)
        return id == ELEMENT_TEMPLATE ? rt_html_end_of_template(r) : false;
    if (t->type != RT_HTML_START_TAG || !r->template_count)
        return rt_html_in_body(r, t);
    switch (id) {
    case ELEMENT_CAPTION:
    case ELEMENT_COLGROUP:
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
        return as_in(r, MODE_IN_TABLE);
    case ELEMENT_COL:
        return as_in(r, MODE_IN_COLUMN_GROUP);
    case ELEMENT_TR:
        return as_in(r, MODE_IN_TABLE_BODY);
    case ELEMENT_TD:
    case ELEMENT_TH:
        return as_in(r, MODE_IN_ROW);
    default:
        if (rt_html_elements[id].flags & FLAG_HEAD)
            return rt_html_in_head(r, t);
        return as_in(r, MODE_IN_BODY);
    }
}

/* ---- Frames ----------------------------------------------------------------------------- */

/* A page of frames shows nothing of its own. */
static void lose_text(html_reader *r, const rt_html_token *t)
{
    if (t->type == RT_HTML_TEXT && !t->space)
        r->host->lost(r->host, RT_LOSS_CONTENT, &t->pos,
                      "text outside of the frames of a page of frames");
}

bool rt_html_in_frameset(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    lose_text(r, t);
    if (t->type == RT_HTML_START_TAG) {
        if (id == ELEMENT_FRAMESET)
            rt_html_push(r, id, IN_HTML, t);
        else if (id == ELEMENT_FRAME)
            rt_html_insert_void(r, id, t);
        else if (id == ELEMENT_NOFRAMES)
            return rt_html_in_head(r, t);
    } else if (t->type == RT_HTML_END_TAG && id == ELEMENT_FRAMESET && r->count > 1) {
        rt_html_pop(r);
        if (!rt_html_top_is(r, ELEMENT_FRAMESET))
            r->mode = MODE_AFTER_FRAMESET;
    }
    return false;
}

bool rt_html_after_frameset(html_reader *r, const rt_html_token *t)
{
    lose_text(r, t);
    if (t->type == RT_HTML_START_TAG && rt_html_id_of(r, t) == ELEMENT_NOFRAMES)
        return rt_html_in_head(r, t);
    return false;
}
