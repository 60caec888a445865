/* tree.h - what the files of tree construction share (HTML Living Standard 13.2.6): the stack,
 * scopes, the modes.
 *
 * A mode takes one token and answers whether the token is to be processed again, in the mode that
 * was set. */
#ifndef RT_HTML_TREE_H
#define RT_HTML_TREE_H

#include "read.h"

/* tree_stack.c */
typedef struct html_name {
    html_id id;
    rt_str name;
} html_name;
static inline html_element *rt_html_top(html_reader *r) { return &r->stack[r->count - 1]; }
static inline bool rt_html_is(const html_element *e, html_id id)
{
    return e->id == id && e->space == IN_HTML;
}
/* Whether the current node is a part of a table, in front of which is fostered what does not belong
 * there. */
static inline bool rt_html_top_fosters(html_reader *r)
{
    const html_element *top = rt_html_top(r);
    return top->space == IN_HTML &&
           (top->id == ELEMENT_TABLE || top->id == ELEMENT_TBODY || top->id == ELEMENT_TFOOT ||
            top->id == ELEMENT_THEAD || top->id == ELEMENT_TR);
}
static inline bool rt_html_top_is(html_reader *r, html_id id)
{
    return r->count && rt_html_is(rt_html_top(r), id);
}
bool rt_html_in_scope(html_reader *r, html_id id, html_scope scope);
/* Whether there is no room for an element in which others are to stand; tells it once. */
bool rt_html_full(html_reader *r);
/* Inserts an element at the appropriate place. NULL: there is no room. `tag`: its token, or NULL
 * where it is implied. */
html_element *rt_html_push(html_reader *r, html_id id, html_namespace space,
                           const rt_html_token *tag);
html_element *rt_html_push_format(html_reader *r, html_format *format);
/* Inserts an element without content. */
void rt_html_insert_void(html_reader *r, html_id id, const rt_html_token *tag);
void rt_html_pop(html_reader *r);
void rt_html_pop_to(html_reader *r, uint32_t count); /* until so many are left */
void rt_html_pop_until(html_reader *r,
                       html_id id);              /* the highest of these, too; it is on the stack */
void rt_html_pop_if(html_reader *r, html_id id); /* the current one, if it is one */
/* Takes one out from among the others. */
void rt_html_remove(html_reader *r, uint32_t at);
/* Around changes of the stack from `from` on. */
void rt_html_unlink_from(html_reader *r, uint32_t from);
void rt_html_link_from(html_reader *r, uint32_t from);
void rt_html_imply_ends(html_reader *r, html_id but);
void rt_html_imply_all_ends(html_reader *r);
void rt_html_close_p(html_reader *r); /* if one is in button scope */
/* Where an element inserted now gets its place from. */
uint32_t rt_html_place(html_reader *r, bool *fostered);

/* tree_format.c */
void rt_html_format_push(html_reader *r, const rt_html_token *tag, html_element *element);
void rt_html_format_marker(html_reader *r);
void rt_html_format_clear(html_reader *r);                     /* up to the last marker */
void rt_html_format_drop(html_reader *r, html_format *format); /* from the list */
html_format *rt_html_format_find(html_reader *r,
                                 html_id id); /* the last one above the last marker, or NULL */
void rt_html_format_release(html_reader *r, html_format *format);
void rt_html_reconstruct(html_reader *r);
/* The adoption agency. False: any other end tag's rules are due. */
bool rt_html_adopt(html_reader *r, html_id id);

/* tree.c */
bool rt_html_dispatch(html_reader *r, const rt_html_token *t);
bool rt_html_by_mode(html_reader *r, const rt_html_token *t); /* also in foreign content */
bool rt_html_in_head(html_reader *r, const rt_html_token *t);
bool rt_html_start_text(html_reader *r, html_id id, const rt_html_token *t,
                        rt_html_content content);
bool rt_html_end_of_template(html_reader *r);
void rt_html_reset_mode(html_reader *r);
html_id rt_html_id_of(html_reader *r, const rt_html_token *t); /* of a tag; else ELEMENT_UNKNOWN */

/* tree_body.c */
bool rt_html_in_body(html_reader *r, const rt_html_token *t);

/* tree_table.c, tree_select.c, tree_foreign.c */
bool rt_html_in_table(html_reader *r, const rt_html_token *t);
bool rt_html_in_table_text(html_reader *r, const rt_html_token *t);
bool rt_html_in_caption(html_reader *r, const rt_html_token *t);
bool rt_html_in_column_group(html_reader *r, const rt_html_token *t);
bool rt_html_in_table_body(html_reader *r, const rt_html_token *t);
bool rt_html_in_row(html_reader *r, const rt_html_token *t);
bool rt_html_in_cell(html_reader *r, const rt_html_token *t);
bool rt_html_in_select(html_reader *r, const rt_html_token *t);
bool rt_html_in_select_in_table(html_reader *r, const rt_html_token *t);
bool rt_html_in_template(html_reader *r, const rt_html_token *t);
bool rt_html_in_frameset(html_reader *r, const rt_html_token *t);
bool rt_html_after_frameset(html_reader *r, const rt_html_token *t);
bool rt_html_in_foreign(html_reader *r, const rt_html_token *t);
void rt_html_push_foreign(html_reader *r, html_namespace space, const rt_html_token *t);

#endif
