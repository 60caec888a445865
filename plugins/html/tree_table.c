/* tree_table.c - the modes of a table (13.2.6.4.9 to 15): what belongs to it, and what is fostered
 * in front of it. */
#include "tree.h"

/* Pops until the current node is one of these, a template or html. */
static void clear_back(html_reader *r, html_id a, html_id b, html_id c)
{
    while (r->count > 1) {
        const html_element *top = rt_html_top(r);
        if (top->space == IN_HTML && (top->id == a || top->id == b || top->id == c ||
                                      top->id == ELEMENT_TEMPLATE || top->id == ELEMENT_HTML))
            return;
        rt_html_pop(r);
    }
}

static void clear_to_table(html_reader *r)
{
    clear_back(r, ELEMENT_TABLE, ELEMENT_TABLE, ELEMENT_TABLE);
}
static void clear_to_body(html_reader *r)
{
    clear_back(r, ELEMENT_TBODY, ELEMENT_TFOOT, ELEMENT_THEAD);
}
static void clear_to_row(html_reader *r) { clear_back(r, ELEMENT_TR, ELEMENT_TR, ELEMENT_TR); }

static bool fostering(html_reader *r, const rt_html_token *t)
{
    r->foster = true;
    bool again = rt_html_in_body(r, t);
    r->foster = false;
    return again;
}

/* ---- In table --------------------------------------------------------------------------- */

static bool input_in_table(html_reader *r, const rt_html_token *t)
{
    if (rt_html_same(rt_html_get(t, "type"), "hidden")) {
        rt_html_insert_void(r, ELEMENT_INPUT, t);
        return false;
    }
    return fostering(r, t);
}

static bool start_in_table(html_reader *r, const rt_html_token *t, html_id id)
{
    switch (id) {
    case ELEMENT_CAPTION:
        clear_to_table(r);
        rt_html_format_marker(r);
        rt_html_push(r, id, IN_HTML, t);
        r->mode = MODE_IN_CAPTION;
        return false;
    case ELEMENT_COLGROUP:
    case ELEMENT_COL:
        clear_to_table(r);
        rt_html_push(r, ELEMENT_COLGROUP, IN_HTML, id == ELEMENT_COL ? NULL : t);
        r->mode = MODE_IN_COLUMN_GROUP;
        return id == ELEMENT_COL;
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
    case ELEMENT_TD:
    case ELEMENT_TH:
    case ELEMENT_TR: {
        bool given = id == ELEMENT_TBODY || id == ELEMENT_TFOOT || id == ELEMENT_THEAD;
        clear_to_table(r);
        rt_html_push(r, given ? id : ELEMENT_TBODY, IN_HTML, given ? t : NULL);
        r->mode = MODE_IN_TABLE_BODY;
        return !given;
    }
    case ELEMENT_TABLE:
        if (!rt_html_in_scope(r, ELEMENT_TABLE, SCOPE_TABLE))
            return false;
        rt_html_pop_until(r, ELEMENT_TABLE);
        rt_html_reset_mode(r);
        return true;
    case ELEMENT_STYLE:
    case ELEMENT_SCRIPT:
    case ELEMENT_TEMPLATE:
        return rt_html_in_head(r, t);
    case ELEMENT_INPUT:
        return input_in_table(r, t);
    case ELEMENT_FORM: /* one that holds nothing */
        if (!r->form && r->top_of[ELEMENT_TEMPLATE] == NONE) {
            rt_html_insert_void(r, id, t);
            r->form = true;
        }
        return false;
    default:
        return fostering(r, t);
    }
}

bool rt_html_in_table(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    switch (t->type) {
    case RT_HTML_TEXT:
        if (rt_html_top_fosters(r)) {
            r->text_mode = r->mode;
            r->mode = MODE_IN_TABLE_TEXT;
            r->table_space.len = 0;
            r->table_text = false;
            return true;
        }
        return fostering(r, t);
    case RT_HTML_START_TAG:
        return start_in_table(r, t, id);
    case RT_HTML_END_TAG:
        switch (id) {
        case ELEMENT_TABLE:
            if (rt_html_in_scope(r, ELEMENT_TABLE, SCOPE_TABLE)) {
                rt_html_pop_until(r, ELEMENT_TABLE);
                rt_html_reset_mode(r);
            }
            return false;
        case ELEMENT_BODY:
        case ELEMENT_CAPTION:
        case ELEMENT_COL:
        case ELEMENT_COLGROUP:
        case ELEMENT_HTML:
        case ELEMENT_TBODY:
        case ELEMENT_TD:
        case ELEMENT_TFOOT:
        case ELEMENT_TH:
        case ELEMENT_THEAD:
        case ELEMENT_TR:
            return false;
        case ELEMENT_TEMPLATE:
            return rt_html_end_of_template(r);
        default:
            return fostering(r, t);
        }
    case RT_HTML_END:
        return rt_html_in_body(r, t);
    default:
        return false;
    }
}

/* White space in a table is kept until it is known whether it belongs to text, which is fostered.
 */
bool rt_html_in_table_text(html_reader *r, const rt_html_token *t)
{
    if (t->type == RT_HTML_TEXT && t->space && !r->table_text) {
        r->status = r->status == RT_OK ? rt_buffer_add_str(&r->table_space, t->text) : r->status;
        return false;
    }
    if (t->type == RT_HTML_TEXT) {
        rt_html_token space = *t;
        space.text = rt_buffer_str(&r->table_space);
        space.space = true;
        if (space.text.len)
            fostering(r, &space);
        r->table_space.len = 0;
        r->table_text = true;
        return fostering(r, t);
    }
    r->mode = r->text_mode;
    return true;
}

/* ---- Caption, columns ------------------------------------------------------------------- */

static bool end_caption(html_reader *r)
{
    if (!rt_html_in_scope(r, ELEMENT_CAPTION, SCOPE_TABLE))
        return false;
    rt_html_imply_ends(r, ELEMENT_UNKNOWN);
    rt_html_pop_until(r, ELEMENT_CAPTION);
    rt_html_format_clear(r);
    r->mode = MODE_IN_TABLE;
    return true;
}

bool rt_html_in_caption(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool start = t->type == RT_HTML_START_TAG;
    switch (id) {
    case ELEMENT_CAPTION:
    case ELEMENT_COL:
    case ELEMENT_COLGROUP:
    case ELEMENT_TBODY:
    case ELEMENT_TD:
    case ELEMENT_TFOOT:
    case ELEMENT_TH:
    case ELEMENT_THEAD:
    case ELEMENT_TR:
        if (!start && id != ELEMENT_CAPTION)
            return false;
        return end_caption(r) && start;
    case ELEMENT_TABLE:
        return start ? rt_html_in_body(r, t) : end_caption(r);
    case ELEMENT_BODY:
    case ELEMENT_HTML:
        return start ? rt_html_in_body(r, t) : false;
    default:
        return rt_html_in_body(r, t);
    }
}

bool rt_html_in_column_group(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool start = t->type == RT_HTML_START_TAG;
    if (t->type == RT_HTML_DOCTYPE || (t->type == RT_HTML_TEXT && t->space))
        return false;
    if (start && id == ELEMENT_HTML)
        return rt_html_in_body(r, t);
    if (start && id == ELEMENT_COL) {
        rt_html_insert_void(r, id, t);
        return false;
    }
    if (id == ELEMENT_TEMPLATE)
        return rt_html_in_head(r, t);
    if (t->type == RT_HTML_END)
        return rt_html_in_body(r, t);
    if (!start && t->type == RT_HTML_END_TAG && id == ELEMENT_COL)
        return false;
    if (!rt_html_top_is(r, ELEMENT_COLGROUP))
        return false;
    rt_html_pop(r);
    r->mode = MODE_IN_TABLE;
    return !(t->type == RT_HTML_END_TAG && id == ELEMENT_COLGROUP);
}

/* ---- Bodies, rows, cells ---------------------------------------------------------------- */

static bool has_body(html_reader *r)
{
    return rt_html_in_scope(r, ELEMENT_TBODY, SCOPE_TABLE) ||
           rt_html_in_scope(r, ELEMENT_THEAD, SCOPE_TABLE) ||
           rt_html_in_scope(r, ELEMENT_TFOOT, SCOPE_TABLE);
}

static void leave_body(html_reader *r)
{
    clear_to_body(r);
    if (!rt_html_top_is(r, ELEMENT_TEMPLATE) && r->count > 1)
        rt_html_pop(r);
    r->mode = MODE_IN_TABLE;
}

bool rt_html_in_table_body(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool start = t->type == RT_HTML_START_TAG;
    switch (id) {
    case ELEMENT_TR:
    case ELEMENT_TH:
    case ELEMENT_TD:
        if (!start)
            return false;
        clear_to_body(r);
        rt_html_push(r, ELEMENT_TR, IN_HTML, id == ELEMENT_TR ? t : NULL);
        r->mode = MODE_IN_ROW;
        return id != ELEMENT_TR;
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
        if (!start) {
            if (rt_html_in_scope(r, id, SCOPE_TABLE))
                leave_body(r);
            return false;
        }
        if (!has_body(r))
            return false;
        leave_body(r);
        return true;
    case ELEMENT_CAPTION:
    case ELEMENT_COL:
    case ELEMENT_COLGROUP:
        if (!start || !has_body(r))
            return false;
        leave_body(r);
        return true;
    case ELEMENT_TABLE:
        if (!has_body(r))
            return start ? rt_html_in_table(r, t) : false;
        leave_body(r);
        return true;
    case ELEMENT_BODY:
    case ELEMENT_HTML:
        return start ? rt_html_in_table(r, t) : false;
    default:
        return rt_html_in_table(r, t);
    }
}

static bool leave_row(html_reader *r)
{
    if (!rt_html_in_scope(r, ELEMENT_TR, SCOPE_TABLE))
        return false;
    clear_to_row(r);
    if (rt_html_top_is(r, ELEMENT_TR))
        rt_html_pop(r);
    r->mode = MODE_IN_TABLE_BODY;
    return true;
}

bool rt_html_in_row(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool start = t->type == RT_HTML_START_TAG;
    switch (id) {
    case ELEMENT_TH:
    case ELEMENT_TD:
        if (!start)
            return false;
        clear_to_row(r);
        rt_html_push(r, id, IN_HTML, t);
        r->mode = MODE_IN_CELL;
        rt_html_format_marker(r);
        return false;
    case ELEMENT_TR:
        return leave_row(r) && start;
    case ELEMENT_TABLE:
        return leave_row(r);
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
        if (!start && !rt_html_in_scope(r, id, SCOPE_TABLE))
            return false;
        return leave_row(r);
    case ELEMENT_CAPTION:
    case ELEMENT_COL:
    case ELEMENT_COLGROUP:
        return start ? leave_row(r) : false;
    case ELEMENT_BODY:
    case ELEMENT_HTML:
        return start ? rt_html_in_table(r, t) : false;
    default:
        return rt_html_in_table(r, t);
    }
}

static void close_cell(html_reader *r)
{
    bool header = r->top_of[ELEMENT_TD] == NONE ||
                  (r->top_of[ELEMENT_TH] != NONE && r->top_of[ELEMENT_TH] > r->top_of[ELEMENT_TD]);
    rt_html_imply_ends(r, ELEMENT_UNKNOWN);
    rt_html_pop_until(r, header ? ELEMENT_TH : ELEMENT_TD);
    rt_html_format_clear(r);
    r->mode = MODE_IN_ROW;
}

bool rt_html_in_cell(html_reader *r, const rt_html_token *t)
{
    html_id id = rt_html_id_of(r, t);
    bool start = t->type == RT_HTML_START_TAG;
    switch (id) {
    case ELEMENT_TD:
    case ELEMENT_TH:
        if (!start) {
            if (!rt_html_in_scope(r, id, SCOPE_TABLE))
                return false;
            rt_html_imply_ends(r, ELEMENT_UNKNOWN);
            rt_html_pop_until(r, id);
            rt_html_format_clear(r);
            r->mode = MODE_IN_ROW;
            return false;
        }
        break;
    case ELEMENT_CAPTION:
    case ELEMENT_COL:
    case ELEMENT_COLGROUP:
        if (!start)
            return false;
        break;
    case ELEMENT_TBODY:
    case ELEMENT_TFOOT:
    case ELEMENT_THEAD:
    case ELEMENT_TR:
        if (!start && !rt_html_in_scope(r, id, SCOPE_TABLE))
            return false;
        break;
    case ELEMENT_TABLE:
        if (start)
            return rt_html_in_body(r, t);
        if (!rt_html_in_scope(r, id, SCOPE_TABLE))
            return false;
        break;
    case ELEMENT_BODY:
    case ELEMENT_HTML:
        return start ? rt_html_in_body(r, t) : false;
    default:
        return rt_html_in_body(r, t);
    }
    if (!rt_html_in_scope(r, ELEMENT_TD, SCOPE_TABLE) &&
        !rt_html_in_scope(r, ELEMENT_TH, SCOPE_TABLE))
        return false;
    close_cell(r);
    return true;
}
