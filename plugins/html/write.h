/* write.h - what the files of the HTML writer share.
 *
 * write.c takes events and writes blocks, write_head.c the head and the title, write_text.c text
 * and runs, write_inline.c what stands in a line, write_image.c images and their bytes,
 * write_table.c tables, write_note.c notes and facts, write_math.c formulas, write_attrs.c
 * attributes and CSS, write_ids.c knows the ids, style_sheet.c is the style sheet. */
#ifndef RT_HTML_WRITE_H
#define RT_HTML_WRITE_H

#include <kit/base64.h>
#include <kit/buffer.h>
#include <kit/emit.h>
#include <kit/escape.h>

#include "html.h"

/* An open node. What `flags` and `number` say is told where the kind is written. */
typedef struct rt_html_frame {
    uint8_t kind;
    bool has_block; /* of what holds inlines, then blocks: a block came */
    uint16_t flags;
    int32_t number;
    rt_str kept; /* a copy of an attribute that is needed later */
} rt_html_frame;

enum rt_html_stage { RT_HTML_IN_HEAD, RT_HTML_IN_BODY, RT_HTML_IN_NOTES, RT_HTML_IN_FACTS };

/* An id that was written or referred to. Ids are known by 64 bits of hash. */
typedef struct rt_html_name {
    uint64_t hash;     /* 0: a free slot */
    uint32_t number;   /* of the note that it names, from 1 */
    uint32_t resource; /* the resource that it names, from 1 */
    bool written;
} rt_html_name;

typedef struct rt_html_names {
    const rt_host *host;
    rt_html_name *slots;
    size_t count, room; /* room: a power of two, or 0 */
    uint64_t seed;
} rt_html_names;

/* The bytes of a resource, kept for images that name it. */
typedef struct rt_html_resource {
    rt_buffer bytes, type, name;
    bool has_type, has_name, whole;
} rt_html_resource;

/* An open table: where its columns begin among those of all, how many are known, and the place of
 * the next cell. */
typedef struct rt_html_grid {
    size_t base, count, column;
    uint64_t row;
} rt_html_grid;

typedef struct rt_html_writer {
    rt_sink sink; /* first */
    const rt_host *host;
    rt_status failed;
    enum rt_html_stage stage;
    rt_html_frame *open;
    size_t depth, room;
    rt_pos pos; /* of the node that was entered last */

    /* write_text.c: white space that is not decided, in the line that is open */
    bool in_text; /* no white space is lost next: text or the like came last */
    bool after_cr;
    uint32_t pre;      /* code blocks that are open */
    uint64_t spaces;   /* that are not written yet */
    size_t space_mark; /* where one was written, in emit.room, + 1: plain if text follows */

    /* write_head.c */
    rt_buffer title, title_id, title_language;
    int32_t title_direction;
    uint32_t title_count;
    bool has_title_language, has_title_element;
    size_t title_mark; /* where the title may have to be shown, in emit.room, + 1 */
    size_t title_seen; /* so much of it stands in the first heading */

    rt_buffer text;                 /* of a choice or formula, whole */
    uint32_t links, tables;         /* open ones */
    rt_html_grid *grids;            /* of the open tables */
    struct rt_html_column *columns; /* write_table.c */
    size_t grid_room, column_room;
    rt_html_names names;
    uint32_t note_count, note_next;
    rt_html_resource *resources;
    size_t resource_count, resource_room, kept_bytes, keep_most;
    rt_html_resource *keeping; /* the resource that is open */
    rt_base64_encoder base64;
    rt_emit emit;
} rt_html_writer;

typedef void rt_html_enter(rt_html_writer *w, rt_html_frame *f, const rt_node *node);
typedef void rt_html_leave(rt_html_writer *w, rt_html_frame *f);

static inline rt_html_frame *rt_html_parent(rt_html_writer *w)
{
    return w->depth > 1 ? &w->open[w->depth - 2] : NULL;
}

#define RT_HTML_PUT(w, literal) rt_emit_bytes(&(w)->emit, literal, sizeof(literal) - 1)

/* write_attrs.c */
/* "<name" with id, lang and dir of the node; '>' is the caller's. `name` may begin with a line
 * feed. */
void rt_html_open_tag(rt_html_writer *w, const char *name, const rt_node *node);
void rt_html_common_attrs(rt_html_writer *w, const rt_node *node);
/* ` name="value"` of a text attribute, where the node has it. */
void rt_html_attr(rt_html_writer *w, const char *name, const rt_node *node, uint32_t attr);
void rt_html_put_attr(rt_html_writer *w, const char *name, rt_str value);
void rt_html_put_number(rt_html_writer *w, const char *before, int64_t number, const char *after);
/* An id with its white space escaped, inside an attribute's value. */
void rt_html_put_id(rt_html_writer *w, rt_str id);
/* Inside an href: `#id`, or the address as it is. */
void rt_html_put_href(rt_html_writer *w, rt_str href);
/* Whether a browser would run it or take it for a page of ours. Images may be data. */
bool rt_html_unsafe_address(rt_str address, bool image);
rt_status rt_html_keep(rt_html_writer *w, rt_str *copy, rt_str text);

/* A style attribute that is being written; starts out zeroed, is ended by rt_html_style_end. */
typedef struct rt_html_style {
    bool begun;
} rt_html_style;
void rt_html_css(rt_html_writer *w, rt_html_style *s, const char *declaration);
void rt_html_css_text(rt_html_writer *w, rt_html_style *s, const char *property,
                      const rt_node *node, uint32_t attr);
void rt_html_css_number(rt_html_writer *w, rt_html_style *s, const char *property, int64_t number);
void rt_html_css_string(rt_html_writer *w, rt_html_style *s, const char *property, rt_str text,
                        const char *behind);
void rt_html_css_align(rt_html_writer *w, rt_html_style *s, const rt_node *node);
void rt_html_css_valign(rt_html_writer *w, rt_html_style *s, const rt_node *node);
void rt_html_style_end(rt_html_writer *w, rt_html_style *s);
/* ` class="…"` of what is given and, for a background, of the text that can be read on it. */
void rt_html_class(rt_html_writer *w, const char *first, const char *second, const rt_node *node);

/* write_text.c */
void rt_html_text(rt_html_writer *w, rt_str piece);
void rt_html_line_end(rt_html_writer *w);     /* a block begins or ends, a line break comes */
void rt_html_line_content(rt_html_writer *w); /* an image or the like comes */
void rt_html_line_tag(rt_html_writer *w,
                      const rt_node *node); /* a tag in a line comes; node NULL: an end tag */
void rt_html_insert(rt_html_writer *w, size_t at, const char *bytes, size_t len); /* in emit.room */
bool rt_html_plain_space(rt_str text); /* a browser would keep it as it is */
rt_html_enter rt_html_enter_text, rt_html_enter_line_break, rt_html_enter_tab;
rt_html_leave rt_html_leave_text;

/* write_head.c */
void rt_html_begin_head(rt_html_writer *w, const rt_node *report);
void rt_html_end_head(rt_html_writer *w, uint32_t first_kind);
void rt_html_title_text(rt_html_writer *w, rt_str piece); /* text of the first heading */
void rt_html_title_end(rt_html_writer *w);                /* the heading is over */
void rt_html_title_show(rt_html_writer *w);               /* it says something else */
void rt_html_title_room(rt_html_writer *w, size_t need);  /* so much is going to be written */
rt_html_enter rt_html_enter_meta;
rt_html_leave rt_html_leave_meta;
void rt_html_meta_text(rt_html_writer *w, rt_str piece);
extern const char *const rt_html_style_sheet[]; /* style_sheet.c: its lines, then NULL */

/* write_inline.c */
rt_html_enter rt_html_enter_link, rt_html_enter_ruby, rt_html_enter_start, rt_html_enter_page_break,
    rt_html_enter_checkbox, rt_html_enter_drop_down, rt_html_enter_choice;
rt_html_leave rt_html_leave_link, rt_html_leave_ruby, rt_html_leave_drop_down, rt_html_leave_choice;
void rt_html_put_box(rt_html_writer *w, const rt_node *node, int32_t checked);

/* write_image.c */
rt_html_enter rt_html_enter_image, rt_html_enter_resource;
rt_html_leave rt_html_leave_image, rt_html_leave_resource;
void rt_html_bytes(rt_html_writer *w, const void *bytes, size_t len);
void rt_html_free_resources(rt_html_writer *w);

/* write_table.c */
rt_html_enter rt_html_enter_table, rt_html_enter_column, rt_html_enter_row, rt_html_enter_cell;
rt_html_leave rt_html_leave_table, rt_html_leave_row, rt_html_leave_cell;
void rt_html_begin_caption(rt_html_writer *w); /* of a table, perhaps behind its rows */
/* What microdata says of a value: meta elements. */
void rt_html_put_value(rt_html_writer *w, const rt_node *node);

/* write_note.c */
rt_html_enter rt_html_enter_note, rt_html_enter_note_reference, rt_html_enter_fact;
rt_html_leave rt_html_leave_note;
void rt_html_end_notes(
    rt_html_writer *w); /* the list of notes and the facts, where they are open */

/* write_math.c */
rt_html_enter rt_html_enter_math;
rt_html_leave rt_html_leave_math;

/* write_ids.c. NULL: out of memory. The slot is good until the next call. */
rt_html_name *rt_html_name_of(rt_html_names *names, rt_str id);
void rt_html_names_free(rt_html_names *names);

#endif
