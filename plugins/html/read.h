/* read.h - what the files of the reader share: from open elements to events.
 *
 * read.c decides by element; read_flow.c owns inline content (white space, runs, links),
 * read_block.c what holds it, read_table.c tables, read_order.c events that are sent later,
 * read_style.c what text inherits. */
#ifndef RT_HTML_READ_H
#define RT_HTML_READ_H

#include "reader.h"

/* ---- read.c: what the tree tells -------------------------------------------------------- */

/* The element at `at` has been pushed, or is about to be popped. `tag`: NULL where it is implied.
 */
void rt_html_open(html_reader *r, uint32_t at, const rt_html_token *tag);
void rt_html_reopen(html_reader *r,
                    uint32_t at); /* a formatting element once more: see its `format` */
void rt_html_close(html_reader *r, uint32_t at);
/* Text in the current node, or in front of the table where that fosters it. */
void rt_html_chars(html_reader *r, rt_str text);
/* A new parent: what it inherits is to be found again. */
void rt_html_inherit(html_reader *r, uint32_t at);

/* ---- Events ----------------------------------------------------------------------------- */

void rt_html_send(html_reader *r, uint32_t kind, const rt_attr *attrs, size_t count,
                  const rt_pos *pos);
void rt_html_send_text(html_reader *r, rt_str text);
void rt_html_send_leave(html_reader *r, uint32_t kind);
void rt_html_lost(html_reader *r, rt_loss_class loss, const char *what);

/* read_order.c: from the first hold to the last release, events wait and can be put in another
 * order. */
void rt_html_hold(html_reader *r);
void rt_html_release(html_reader *r);
void rt_html_discard(html_reader *r); /* releases; nothing of what waited is sent */
html_slot *rt_html_slot_behind(html_reader *r,
                               html_slot *slot); /* a new, empty one; NULL: no memory */
/* Events go behind those of `slot` from now on; answers the slot they go to. */
html_slot *rt_html_slot_go(html_reader *r, html_slot *slot);
/* A place in front of what comes now. */
html_slot *rt_html_slot_mark(html_reader *r);
void rt_html_order_free(html_reader *r);

/* ---- Attributes: read_attrs.c ----------------------------------------------------------- */

static inline bool rt_html_eq(rt_str s, const char *word)
{
    size_t i = 0;
    while (i < s.len && word[i] && s.ptr[i] == word[i])
        i++;
    return i == s.len && !word[i];
}
/* The value of an attribute; ptr NULL: there is none. `tag` may be NULL. */
rt_str rt_html_get(const rt_html_token *tag, const char *name);
bool rt_html_has(const rt_html_token *tag, const char *name);
/* Whether a list of words separated by white space holds this one, in any case (ASCII). */
bool rt_html_has_word(rt_str list, const char *word);
bool rt_html_same(rt_str s, const char *word); /* in any case */
rt_str rt_html_trim(rt_str s);
/* HTML 2.3.4: a signed integer at the front. */
bool rt_html_integer(rt_str s, int64_t *number);
void rt_html_give_number(html_given *given, uint32_t attr, int32_t number); /* 0: nothing */
void rt_html_give_text(html_given *given, uint32_t attr, rt_str text);      /* ptr NULL: nothing */
void rt_html_give_int(html_given *given, uint32_t attr, int32_t number);
int32_t rt_html_direction(rt_str dir); /* RT_DIRECTION_*, or 0 */
void rt_html_give_length(html_given *given, uint32_t attr, const char *length); /* "": nothing */
/* One block with a copy of everything; NULL: none, or no memory (then the status says so). */
rt_attr *rt_html_attrs_copy(html_reader *r, const rt_attr *attrs, size_t count);
/* Adds one to a block. */
void rt_html_attrs_add(html_reader *r, rt_attr **attrs, size_t *count, const rt_attr *attr);
rt_str rt_html_copy(html_reader *r,
                    rt_str s); /* in memory of its own, never NULL but without memory */
/* An id with the escapes of docs/html.md undone; perhaps in `scratch`, so until the next one. */
rt_str rt_html_unescape(html_reader *r, rt_str id);

/* read_ids.c: the number of a name by its first mention, 0 without memory; whether an id is met for
 * the first time. */
uint32_t rt_html_number(html_reader *r, html_numbers *names, rt_str id);
bool rt_html_new_id(html_reader *r, rt_str id);

/* ---- Style: read_style.c, style.c ------------------------------------------------------- */

/* What a style attribute says, and the attributes that say the same. */
typedef struct html_css {
    uint16_t add, remove; /* marks */
    uint8_t space;
    bool none, centre;
    bool break_before, break_after;
    int32_t align, valign, numbering;
    char colour[8], background[8];
    char size[32], indent[32], first_line[32], width[32], height[32];
    rt_str font, label;              /* in the reader's css buffers; ptr NULL: none */
    uint8_t left, right, start, end; /* margins: 1 zero, 2 auto */
    bool reset, set;
    int32_t reset_to, set_to; /* of the counter list-item */
} html_css;
/* Adds what `style` says. Strings live until the next call. */
void rt_html_css_take(html_reader *r, rt_str style, html_css *css);
/* "12", "12px", "50%" of an attribute, or of CSS with `bare` false: a length of the model. False:
 * none. */
bool rt_html_length(rt_str s, bool bare, char out[32]);
bool rt_html_ratio(rt_str s, char out[32]); /* "1.2em": "120%" */
bool rt_html_colour(rt_str s, char out[8]);
/* The text of `s` by the rules of white space of a line of its own, added to `out`. */
void rt_html_collapse(html_reader *r, rt_str s, rt_buffer *out);

void rt_html_words_release(html_reader *r, html_words *words);
/* One reference to what `list` and `direction` say; NULL: nothing, or no memory. */
html_words *rt_html_words_make(html_reader *r, const rt_str list[WORDS], int32_t direction);
html_style rt_html_style_keep(html_style style); /* one more reference */
void rt_html_style_drop(html_reader *r, html_style *style);
bool rt_html_style_same(const html_style *a, const html_style *b);
html_style rt_html_style_add(html_reader *r, const html_style *style, const html_own *own);
/* The attributes of a run. */
void rt_html_style_give(const html_style *style, html_given *given);
/* What of them a line end can have. */
void rt_html_style_give_change(const html_style *style, html_given *given);

/* ---- Inline content: read_flow.c, read_around.c ----------------------------------------- */

void rt_html_run_end(html_reader *r);
void rt_html_run_close(html_reader *r, uint32_t at);
/* The innermost node around text is left. */
void rt_html_step_out(html_reader *r);
static inline html_line *rt_html_flow(html_reader *r) { return &r->lines[r->line]; }
void rt_html_inline_release(html_reader *r, html_inline *around);
html_inline *rt_html_inline_new(html_reader *r, uint32_t kind, const html_given *given);
/* Text in the element at `at`. */
void rt_html_flow_text(html_reader *r, uint32_t at, rt_str text);
/* Before a node that stands in the line: everything that is due before it. False: it has no place.
 */
bool rt_html_flow_node(html_reader *r, uint32_t at);
/* A leaf in the line. */
void rt_html_flow_leaf(html_reader *r, uint32_t at, uint32_t kind, const html_given *given);
/* The same, and white space around it goes. */
void rt_html_flow_break(html_reader *r, uint32_t at, uint32_t kind, const html_given *given);
void rt_html_flow_end(html_reader *r);
/* A bookmark, at a place in the line or between blocks; `words`: its language and direction, or
 * NULL. */
void rt_html_bookmark(html_reader *r, uint32_t at, rt_str id, const html_words *words);
void rt_html_bookmark_drop(html_reader *r, uint32_t at); /* the id that waits there */
/* Opens around the element at `at` what is to be, without content so far. */
void rt_html_flow_around(html_reader *r, uint32_t at);
/* The ruby of the element at `at` is over up to here; `read`: with what was captured as its
 * reading. */
void rt_html_ruby_end(html_reader *r, uint32_t at, bool read);
/* Goes to the line that the element at `at` belongs to. */
void rt_html_flow_go(html_reader *r, uint32_t line);
bool rt_html_flow_new(html_reader *r);
void rt_html_flow_free(html_reader *r, html_line *line);

/* ---- Blocks: read_block.c --------------------------------------------------------------- */

/* Titles and code hold lines, nothing else. */
static inline bool rt_html_holds_title(uint32_t kind)
{
    return kind == RT_HEADING || kind == RT_CAPTION || kind == RT_TERM || kind == RT_CODE_BLOCK;
}
/* What holds inlines in front of blocks. */
static inline bool rt_html_holds_both(uint32_t kind)
{
    return kind == RT_CELL || kind == RT_ITEM || kind == RT_DEFINITION;
}
/* Opens a node that holds blocks or a title for the element at `at`; `later`: attributes may still
 * be added. */
html_frame *rt_html_block_open(html_reader *r, uint32_t at, uint32_t kind, const html_given *given,
                               bool later);
void rt_html_block_taken(html_reader *r, uint32_t at); /* its node has what it was to hand down */
void rt_html_block_close(html_reader *r, uint32_t at);
/* A block without content. */
void rt_html_block_leaf(html_reader *r, uint32_t at, uint32_t kind, const html_given *given);
/* A block that passes through: lines end. */
void rt_html_block_pass(html_reader *r, uint32_t at);
/* A frame for an element that is no node. */
html_frame *rt_html_frame_push(html_reader *r, uint32_t at, uint32_t kind);
/* Sends the frame and those around it that wait; sections that waited for a heading are none. */
void rt_html_frame_send(html_reader *r, uint32_t frame);
void rt_html_frame_free(html_reader *r, html_frame *frame);
/* The frame that takes content of `frame` now: an item that was left softly. */
uint32_t rt_html_frame_inner(html_reader *r, uint32_t frame);
/* Leaves a node before its element ends. */
void rt_html_frame_leave(html_reader *r, uint32_t frame);
void rt_html_heading(html_reader *r, uint32_t at, html_given *given,
                     int32_t level); /* 0: it states none */
static inline html_frame *rt_html_frame_of(html_reader *r, uint32_t at)
{
    return &r->frames[r->stack[at].frame];
}

/* ---- Tables: read_table.c --------------------------------------------------------------- */

void rt_html_table_open(html_reader *r, uint32_t at, html_given *given);
void rt_html_table_close(html_reader *r, uint32_t at);
void rt_html_table_part(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                        const html_css *css);
void rt_html_table_part_close(html_reader *r, uint32_t at);
/* A data or time element begins, or ends: it may be the value of all of its cell. */
void rt_html_data_open(html_reader *r, uint32_t at, const rt_html_token *tag);
void rt_html_data_close(html_reader *r, uint32_t at);
/* A property of microdata. */
void rt_html_property(html_reader *r, html_frame *frame, const rt_html_token *tag);
bool rt_html_give_property(html_given *given, rt_str name, rt_str content);
void rt_html_cell_sent(html_reader *r, html_frame *cell);

/* ---- What has files of its own ---------------------------------------------------------- */

/* read_inline.c */
rt_str rt_html_fragment(html_reader *r, rt_str href); /* the id that "#id" names; ptr NULL: none */
void rt_html_link(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given);
void rt_html_image(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                   const html_css *css);
void rt_html_media(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                   const html_css *css);
void rt_html_source(html_reader *r, uint32_t at, const rt_html_token *tag);
/* read_form.c */
void rt_html_input(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given);
void rt_html_textarea(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given);
void rt_html_select(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given);
void rt_html_select_close(html_reader *r, uint32_t at);
void rt_html_option(html_reader *r, uint32_t at, const rt_html_token *tag, const html_given *given);
void rt_html_option_close(html_reader *r, uint32_t at);
/* read_meta.c */
void rt_html_meta(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given);
void rt_html_relation(html_reader *r, const rt_html_token *tag);
void rt_html_title_open(html_reader *r, uint32_t at, const html_given *given);
void rt_html_title_close(html_reader *r, uint32_t at);
void rt_html_title_send(html_reader *r); /* no more of the head comes */
void rt_html_content_begins(html_reader *r);
void rt_html_shown_close(
    html_reader *r); /* the title shown on the page is left out if the metadata have it */
/* read_math.c */
void rt_html_math_open(html_reader *r, uint32_t at, const rt_html_token *tag);
void rt_html_math_text(html_reader *r, rt_str text);
void rt_html_math_close(html_reader *r, uint32_t at);
/* read_note.c */
/* True: the element is a note, a reference to one, a box to tick or a fact, by its role or class.
 */
bool rt_html_note_open(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                       const html_css *css);
void rt_html_reference_close(html_reader *r, uint32_t at);
void rt_html_fact_close(html_reader *r, uint32_t at);

/* ---- Text: read_capture.c --------------------------------------------------------------- */

/* Text in the element at `at`: to its line, or to what becomes an attribute. */
void rt_html_say(html_reader *r, uint32_t at, rt_str text);
void rt_html_capture(html_reader *r, uint32_t at, html_capture what);
rt_str rt_html_captured(html_reader *r); /* ends it */
void rt_html_capture_break(html_reader *r);

/* ---- By element: read_element.c, read_text.c, read_common.c ----------------------------- */

/* What any element may say of itself. */
typedef struct html_common {
    rt_str id, language, title;
    int32_t direction;
    bool off; /* it is not shown */
} html_common;

html_common rt_html_scan(html_reader *r, const html_element *e, const rt_html_token *tag,
                         html_css *css);
bool rt_html_is_text_level(const html_element *e);
int32_t rt_html_align(rt_str s);
void rt_html_style_of(html_reader *r, html_element *e, const rt_html_token *tag,
                      const html_common *c, html_css *css);
void rt_html_hand_down(html_reader *r, html_element *e, const html_common *c, const html_css *css);
void rt_html_give_common(html_reader *r, const html_element *e, const html_common *c,
                         html_given *given);
void rt_html_element_open(html_reader *r, uint32_t at, const rt_html_token *tag,
                          const html_common *c, html_css *css, html_given *given);
void rt_html_element_close(html_reader *r, uint32_t at);
void rt_html_text_level(html_reader *r, uint32_t at, const rt_html_token *tag, const html_common *c,
                        const html_css *css, const html_given *given);
void rt_html_page_break(html_reader *r, uint32_t at, const html_given *given);
void rt_html_reading(html_reader *r, uint32_t at);
void rt_html_quotation(html_reader *r, uint32_t at, bool end);
void rt_html_number_close(html_reader *r, uint32_t at);

#endif
