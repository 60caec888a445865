/* write.h - the state that the files of the DOCX writer share while they make parts of events.
 *
 * write.c takes events and hands them out; write_block.c places blocks, write_para.c writes paragraphs and their properties,
 * write_list.c lists and numbering.xml, write_table.c tables, write_inline.c what stands in a line, write_run.c runs and their
 * properties, write_mark.c bookmarks and references, write_note.c notes, write_picture.c pictures, write_page.c page setups,
 * write_props.c metadata, write_styles.c the fixed parts, write_package.c the package. Parts are deflated into memory by
 * write_part.c and stored at the end by zip_write.c; pictures go to the ZIP as they come. docs/docx.md says what stands for
 * what. */
#ifndef RT_DOCX_WRITE_H
#define RT_DOCX_WRITE_H

#include "docx.h"
#include "picture.h"
#include "write_ids.h"
#include "write_part.h"
#include "zip_write.h"

enum {
    DOCX_ATTRS = 32,        /* of a node that is kept; no kind has so many */
    DOCX_LISTS = 9,         /* levels of a list: w:ilvl 0 to 8 */
    DOCX_CONTINUES = 5,     /* styles List Continue, List Continue 2 … 5 */
    DOCX_MOST_BLANK = 100,  /* empty lines that are written for blank-before */
    DOCX_PAGE_WIDTH = 11906, DOCX_PAGE_HEIGHT = 16838, DOCX_MARGIN = 1440 /* A4 in twips, 72pt */
};

typedef struct docx_place { size_t at, len; } docx_place; /* a text in a buffer */

/* ---- What is open ---------------------------------------------------------------------------- */

/* The last block of a flow, as far as it matters for the next one. */
typedef enum docx_last {
    LAST_NOTHING = 0, LAST_OTHER, LAST_TABLE, LAST_QUOTE, LAST_CODE, LAST_DEFINITIONS, LAST_LIST, LAST_IMAGE
} docx_last;

/* What takes blocks in the XML: the body, a cell, a note, a content control. */
typedef struct docx_flow {
    uint8_t last;         /* docx_last */
    bool after_paragraph; /* its last element is a w:p */
    bool filled;          /* it holds an element at all */
    bool boxed;           /* its paragraphs have a border */
    bool is_note;         /* of a note, whose number is still to come */
    bool is_cell;
    uint32_t abstract, level; /* of LAST_LIST */
} docx_flow;

typedef struct docx_open {
    uint8_t kind;        /* rt_kind, 0 for one that is not known */
    bool rtl;            /* the direction of what it holds */
    bool begun;          /* item, definition: its first paragraph was written; quote: something was */
    bool para;           /* a cell, item, definition: a paragraph for its leading inlines is open */
    bool control;        /* it stands in a content control of its own */
    bool inner;          /* a control is open for those of its blocks that the flow cannot show */
    bool typed;          /* a cell: its value is still to be said */
    bool heads;          /* a cell: set in bold */
    bool delayed;        /* a paragraph that is written when something comes to stand in it */
    uint8_t align;       /* a cell */
    uint8_t checked;     /* an item */
    uint8_t level;       /* a list, an item */
    bool link_field;     /* a link is a field */
    uint32_t number;     /* list: its w:num; section, table, image: the id of its bookmark, 0: none */
    uint32_t abstract;   /* list */
    uint32_t style;      /* list: docx_list_style; section: level */
    int32_t next;        /* list: the counter that follows */
    int32_t counter;     /* item: where it does not follow */
    bool counted;
    uint32_t lines;      /* item, definition: empty lines before its next block */
} docx_open;

typedef struct docx_length { /* of a column */
    bool points, percent; /* in which it is stated; neither: it is not */
    bool exact, alone;    /* alone: a cell covers it and no other */
    int64_t units;        /* twips, or fiftieths of a percent */
    int64_t hundredths;   /* of a percent, where fiftieths are not exact */
} docx_length;

typedef struct docx_table {
    uint32_t columns, stated;  /* of its grid; that the report speaks of */
    uint32_t room;             /* of the three arrays */
    docx_length *widths;
    uint32_t *until;           /* by column: the row from which it is free again */
    uint32_t *spans;           /* how wide the cell from above is, at its first column */
    uint32_t row, at;          /* the column that comes next */
    uint32_t leaves;           /* columns out before the cells of the row */
    uint32_t covered, covered_until; /* no column behind it, and from that row none at all, is covered */
    uint32_t available, cell;  /* twips: for all of it; for the cell in hand */
    uint32_t bookmark;
    int32_t blank;             /* lines before it */
    size_t depth;              /* of its node */
    size_t grid;               /* of HOLE_GRID, from 1; 0: none */
    uint8_t part;              /* of the row in hand */
    bool begun, control, rows, open, cells; /* rows: it has some; open: w:tbl is written; cells: the row has some of its own */
    bool named, headed, dxa;   /* headed: by its first row; dxa: a cell says a width */
    rt_buffer id, before, behind; /* its id; what tblPr holds before the layout, and behind */
} docx_table;

/* A node that is kept while its content comes. */
typedef struct docx_kept {
    rt_attr attrs[DOCX_ATTRS];
    rt_node node;
    rt_buffer texts;
} docx_kept;

/* ---- Parts that hold paragraphs ---------------------------------------------------------------- */

typedef struct docx_story {
    rt_docx_part *part, *rels; /* rels NULL: none yet */
    uint32_t relations;
    char name[24];             /* "document", "header1" */
} docx_story;

enum { STORY_DOCUMENT = 0, STORY_FOOTNOTES, STORY_ENDNOTES, STORY_COMMENTS, STORY_FIXED };

typedef struct docx_note {
    uint8_t role;       /* rt_role; 0: it did not come */
    bool referenced, ranged, resolved;
    uint32_t parent;    /* number of the comment it answers */
    uint32_t para_id;   /* of its last paragraph */
} docx_note;

typedef struct docx_mark { /* a bookmark or comment's range that may end later */
    uint32_t number;
    bool comment, ended;
    uint32_t story;
} docx_mark;

enum { HOLE_TITLE = 1, HOLE_REFERENCE, HOLE_END, HOLE_RANGE_START, HOLE_RANGE_END, HOLE_LATE_RANGE_END, HOLE_GRID /* docx_place */ };

typedef struct docx_media {
    rt_docx_picture picture;
    const char *type, *extension;
    uint32_t relation;    /* in document.xml.rels; 0: none yet */
} docx_media;

typedef struct docx_num { uint32_t abstract; uint8_t level; int32_t start; } docx_num;
typedef struct docx_abstract { uint8_t numbering, style; size_t text, text_len; bool templated; } docx_abstract;

typedef struct docx_meta { /* of custom.xml; those of one name are a chain, `last` and `count` (of the others) are its first's */
    size_t name, name_len, text, text_len;
    uint32_t next, last, count;
    bool named, chained;
} docx_meta;
enum { DOCX_CORE = 14 };

typedef struct docx_edge { uint8_t apply; bool footer; uint32_t relation; } docx_edge;
enum { DOCX_EDGES = 6 };

/* ---- The writer ------------------------------------------------------------------------------- */

typedef struct rt_docx_writer {
    rt_sink sink; /* first */
    const rt_host *host;
    rt_status status;     /* the first failure */
    rt_zip_write zip;
    rt_emit *emit;        /* of the part that is written */
    uint32_t story;       /* its number */
    docx_story *stories;
    uint32_t story_count, story_room, headers, footers;

    docx_open *opens;
    size_t depth, open_room;
    docx_flow *flows;
    size_t flow_count, flow_room;
    docx_table *tables;
    size_t table_count, table_room;
    size_t skipped;       /* nodes open in one that is passed over */

    /* the paragraph in hand */
    bool in_para, in_run, in_text, in_change, deleted, carriage, holds_image, holds_more, typed_open, in_item;
    uint8_t change;       /* rt_change of the run */
    size_t links, rubies;
    uint32_t move;        /* id of the range around a moved run */
    bool capturing;       /* text goes to `text` */
    rt_buffer text;       /* of a meta, a choice, a formula */
    docx_kept kept, cell, resource, delayed; /* kept: an image, drop-down, formula, section; cell: its value is still to be said */
    bool choices;

    uint32_t ids;         /* of content controls, changes, bookmarks, pictures: all different */
    uint32_t para_id;
    uint32_t starts;
    rt_docx_ids note_ids, start_ids, resource_ids, list_ids, abstract_ids, meta_ids;
    rt_buffer notes, marks, media, nums, abstracts, metas, templates, labels, meta_texts, grids, grid_places;
    rt_buffer waiting;    /* comment's ranges that end in the next paragraph: docx_hole */
    uint32_t note_number; /* of the note in hand */

    rt_buffer head;       /* first bytes of a picture */
    bool picture_begun;
    uint32_t picture;     /* number in media, from 1; 0: none */

    docx_place core[DOCX_CORE]; /* in meta_texts */
    bool core_known[DOCX_CORE];
    uint8_t first;        /* of the first heading or paragraph: 0 to come, 1 in hand, 2 known, 3 there is none */
    rt_buffer first_text;

    bool page_waits, even_and_odd, reserved;
    rt_buffer page;       /* w:sectPr */
    docx_kept page_kept;
    docx_edge edges[DOCX_EDGES];
    uint32_t edge_count, edge_apply;
    bool edge_footer;

    bool has_language;
    rt_buffer language;
    bool rtl;             /* the report's direction */
    uint32_t deepest;     /* heading style */
    uint8_t used;         /* set of 1 << STORY_… */
} rt_docx_writer;

static inline docx_open *docx_top(rt_docx_writer *w) { return &w->opens[w->depth - 1]; }
static inline docx_flow *docx_here(rt_docx_writer *w) { return &w->flows[w->flow_count - 1]; }
static inline docx_table *docx_grid(rt_docx_writer *w) { return &w->tables[w->table_count - 1]; }
static inline docx_story *docx_story_of(rt_docx_writer *w) { return &w->stories[w->story]; }

/* ---- XML (write_xml.c) -------------------------------------------------------------------------- */

#define PUT(w, literal) rt_emit_bytes((w)->emit, literal, sizeof(literal) - 1)
static inline void docx_put(rt_docx_writer *w, const char *text) { rt_emit_text(w->emit, text); }
static inline void docx_put_attr(rt_docx_writer *w, rt_str value) { rt_escape_xml_attr(w->emit, value); }
void docx_put_number(rt_docx_writer *w, int64_t number);
/* `<w:NAME w:val="…"/>` */
void docx_put_val(rt_docx_writer *w, const char *name, const char *value);
/* A length ("10.5pt": `unit` is 't', "50%": '%') times `scale`, rounded; *exact says whether it had to be. False: it is in another
 * unit. */
bool docx_scaled(rt_str length, char unit, int64_t scale, int64_t *units, bool *exact);
/* Of points, as the attribute `name`: in units of a `scale`th of a point, or where that is not exact with its unit. */
void docx_put_length(rt_docx_writer *w, const char *name, rt_str length, int64_t scale);
/* A growing array in a buffer: room for one more, zeroed. NULL: the writer's status says why. */
void *docx_more(rt_docx_writer *w, rt_buffer *array, size_t size);
bool docx_grow(rt_docx_writer *w, void *stack, size_t count, size_t *room, size_t size);
void docx_fail(rt_docx_writer *w, rt_status status);
void docx_add(rt_docx_writer *w, rt_buffer *to, const char *bytes, size_t len);
void docx_add_text(rt_docx_writer *w, rt_buffer *to, const char *text);
void docx_add_escaped(rt_docx_writer *w, rt_buffer *to, rt_str text);
void docx_add_number(rt_docx_writer *w, rt_buffer *to, int64_t number);
void docx_keep(rt_docx_writer *w, docx_kept *kept, const rt_node *node);
void docx_hole(rt_docx_writer *w, uint32_t what, size_t number, size_t text, size_t text_len);

/* ---- Blocks (write_block.c) ---------------------------------------------------------------------- */

/* Before the first element of a block of `kind`: what is open for another one is closed, and empty lines are written. */
void docx_begin_block(rt_docx_writer *w, uint32_t kind, const rt_node *node);
/* The same for one that was entered when `depth` nodes were open, itself among them. */
void docx_begin_block_in(rt_docx_writer *w, size_t depth, uint32_t kind, const rt_node *node);
void docx_end_block(rt_docx_writer *w, docx_last last);
void docx_flow_push(rt_docx_writer *w);
void docx_flow_pop(rt_docx_writer *w);
/* A content control around blocks, which is a flow of its own. */
void docx_control_begin(rt_docx_writer *w, const char *tag);
void docx_control_end(rt_docx_writer *w);
/* The cell, item or definition gets a paragraph for the inlines that come. */
void docx_need_para(rt_docx_writer *w);
void docx_end_para_of(rt_docx_writer *w, docx_open *open);
void docx_block_enter(rt_docx_writer *w, const rt_node *node);
void docx_block_leave(rt_docx_writer *w, docx_open *open);

/* ---- Paragraphs (write_para.c) ------------------------------------------------------------------- */

typedef struct docx_para {
    const char *style;      /* NULL: Normal */
    uint32_t num, level;    /* num 0: none */
    bool rule, rtl;
    const char *jc;
    uint8_t align;
    rt_str shade, indent, first_line;
    uint8_t mark_change;
    rt_str author, date, section; /* section: w:sectPr */
} docx_para;

void docx_para_begin(rt_docx_writer *w, const docx_para *para);
void docx_para_end(rt_docx_writer *w);
/* What the attributes of a paragraph or heading say; direction in `rtl`. */
void docx_para_of(const rt_node *node, docx_para *para);
bool docx_direction(const rt_docx_writer *w, const rt_node *node);
void docx_empty_para(rt_docx_writer *w);

/* ---- Lists (write_list.c) -------------------------------------------------------------------------- */

void docx_list_enter(rt_docx_writer *w, docx_open *open, const rt_node *node);
void docx_item_para(rt_docx_writer *w, docx_open *item, docx_para *para);
void docx_item_box(rt_docx_writer *w, docx_open *item); /* to tick, once, in its first paragraph; nothing for others */
const char *docx_continue_style(uint32_t level);
void docx_write_numbering(rt_docx_writer *w);

/* ---- Tables (write_table.c) -------------------------------------------------------------------------- */

void docx_table_enter(rt_docx_writer *w, docx_open *open, const rt_node *node);
void docx_column_enter(rt_docx_writer *w, const rt_node *node);
void docx_row_enter(rt_docx_writer *w, const rt_node *node);
void docx_row_leave(rt_docx_writer *w);
void docx_cell_enter(rt_docx_writer *w, docx_open *open, const rt_node *node);
void docx_cell_leave(rt_docx_writer *w, docx_open *open);
void docx_table_leave(rt_docx_writer *w, docx_open *open);
void docx_caption_enter(rt_docx_writer *w); /* of a table */
void docx_table_free(rt_docx_writer *w, docx_table *table);
/* The content control that says a cell's value: before and behind a paragraph's content. */
void docx_value_begin(rt_docx_writer *w, const rt_node *cell);
void docx_value_end(rt_docx_writer *w);

/* ---- Lines (write_inline.c, write_run.c) ---------------------------------------------------------------- */

void docx_inline_enter(rt_docx_writer *w, const rt_node *node);
void docx_inline_leave(rt_docx_writer *w, docx_open *open);
void docx_inline_text(rt_docx_writer *w, rt_str piece);
bool docx_is_uri(rt_str href); /* such that it may be a relationship's target */
void docx_put_checkbox(rt_docx_writer *w, const rt_node *node);
void docx_run_begin(rt_docx_writer *w, const rt_node *node); /* NULL: plain */
void docx_run_end(rt_docx_writer *w);
void docx_run_text(rt_docx_writer *w, rt_str piece);
void docx_change_begin(rt_docx_writer *w, const rt_node *node);
void docx_change_end(rt_docx_writer *w);
/* The id, author and date that every change has. */
void docx_put_change(rt_docx_writer *w, const char *element, rt_str author, rt_str date);
bool docx_is_date(rt_str text);

/* ---- Marks (write_mark.c) -------------------------------------------------------------------------------- */

/* A bookmark for the id of `node`: its number, or 0 where it has none. */
uint32_t docx_id_begin(rt_docx_writer *w, const rt_node *node);
void docx_id_end(rt_docx_writer *w, uint32_t number);
void docx_id_point(rt_docx_writer *w, const rt_node *node);
/* The bookmark name of an id, escaped for an attribute. */
void docx_put_id(rt_docx_writer *w, rt_str id);
void docx_put_mark(rt_docx_writer *w, const rt_node *node, bool block); /* start or end */
bool docx_mark_says(rt_docx_writer *w, const rt_node *node);
void docx_reference(rt_docx_writer *w, const rt_node *node);
void docx_flush_waiting(rt_docx_writer *w);
rt_docx_fill docx_fill;

/* ---- The rest ------------------------------------------------------------------------------------------------ */

uint32_t docx_note_of(rt_docx_writer *w, rt_str id); /* its number; 0: out of memory */
docx_note *docx_note_at(rt_docx_writer *w, uint32_t number);
void docx_note_enter(rt_docx_writer *w, const rt_node *node);
void docx_note_leave(rt_docx_writer *w);
void docx_note_mark(rt_docx_writer *w);

void docx_image_leave(rt_docx_writer *w);
void docx_resource_enter(rt_docx_writer *w, const rt_node *node);
void docx_resource_bytes(rt_docx_writer *w, const void *bytes, size_t len);
void docx_resource_leave(rt_docx_writer *w);

void docx_page_enter(rt_docx_writer *w, const rt_node *node);
void docx_edge_enter(rt_docx_writer *w, const rt_node *node);
void docx_edge_leave(rt_docx_writer *w);
void docx_page_leave(rt_docx_writer *w);
void docx_flush_page(rt_docx_writer *w); /* before the next block of the body */
void docx_last_page(rt_docx_writer *w);

void docx_meta_leave(rt_docx_writer *w);
rt_str docx_title(const rt_docx_writer *w); /* as core.xml has it; empty: none */
bool docx_has_custom(const rt_docx_writer *w);
void docx_write_core(rt_docx_writer *w);
void docx_write_custom(rt_docx_writer *w);

void docx_write_styles(rt_docx_writer *w);
void docx_write_settings(rt_docx_writer *w);
void docx_write_fonts(rt_docx_writer *w);

uint32_t docx_story_new(rt_docx_writer *w, const char *stem, uint32_t number);
void docx_story_begin(rt_docx_writer *w, uint32_t story); /* the root element, once */
/* A relationship of the story in hand: its number. Target_mode external. */
uint32_t docx_relate(rt_docx_writer *w, const char *type, rt_str target, bool external);
void docx_reserve_types(rt_docx_writer *w);
void docx_finish(rt_docx_writer *w);

#endif
