/* read.h - the state that the files of the DOCX reader share while they make events of a document.
 *
 * read.c opens the document and reads its parts in order; read_events.c, read_content.c and read_alternate.c hand elements out; read_out.c passes events on or
 * keeps them; read_block.c, read_list.c, read_para.c, read_kind.c find blocks their place; read_run.c, read_field.c, read_mark.c,
 * read_control.c, read_drawing.c, read_image.c make inlines; read_table.c, read_merge.c tables; read_page.c, read_note.c the
 * rest. Nothing here recurses: what is open stands in stacks. */
#ifndef RT_DOCX_READ_H
#define RT_DOCX_READ_H

#include <kit/buffer.h>
#include <kit/tape.h>

#include "docx.h"
#include "map.h"
#include "math.h"
#include "numbering.h"
#include "picture.h"
#include "relations.h"
#include "settings.h"

#define TRY(call) \
    do { \
        rt_status tried_ = (call); \
        if (tried_ != RT_OK) \
            return tried_; \
    } while (0)

/* ---- Attributes of a node that is about to be entered ---------------------------------------- */

enum { BODY_ATTRS = 24 };
typedef struct body_attrs { rt_attr list[BODY_ATTRS]; size_t count; } body_attrs;

static inline void put_number(body_attrs *a, uint32_t id, int32_t number)
{
    a->list[a->count++] = (rt_attr){.id = id, .number = number};
}
static inline void put_text(body_attrs *a, uint32_t id, rt_str text)
{
    a->list[a->count++] = (rt_attr){.id = id, .text = text};
}
/* Unless it is empty. */
static inline void put_some(body_attrs *a, uint32_t id, rt_str text)
{
    if (text.len)
        put_text(a, id, text);
}

/* ---- Paragraphs and runs --------------------------------------------------------------------- */

/* The paragraph in hand of a flow. It is opened at its first content: only then is it known that there is some. */
typedef struct body_para {
    bool active, opened;
    bool boxes;          /* text boxes wait on the tape of its level */
    bool capturing;      /* all of its content is a control's */
    uint8_t what;        /* the kind that was entered for it; 0: its inlines stand in the cell or item itself */
    uint8_t recorded;    /* for RT_IMAGE, RT_CAPTION, RT_META (a title): on the holding tape */
    uint8_t checked;     /* RT_CHECKED_*: of the item it is */
    uint8_t mark_change; /* RT_MARK_CHANGE_* */
    uint8_t marks;       /* whether its style marks text: runs look at the style, too */
    bool rule;           /* it holds a line that is drawn */
    bool holds_image;
    bool says_nothing;   /* it only holds a cell's value: no empty line */
    uint32_t frame;      /* of its w:p */
    uint32_t breaks;     /* page breaks before anything else */
    uint32_t inlines;    /* open inlines below it belong to others */
    uint32_t fields;     /* so do open fields */
    const rt_docx_style *style;
    rt_docx_para direct;
    rt_str id, number, section_number; /* numbers: by a control */
    rt_pos pos;
} body_para;

typedef struct body_run {
    bool active, entered, ready, plain; /* ready: its attributes are known; plain: there are none */
    bool skip_space;       /* one space behind a checkbox or a note's mark is not text */
    bool formatted;        /* w:rPrChange, with nothing inserted or deleted */
    uint32_t frame;
    rt_docx_run direct;
    rt_str author, date;   /* of the w:rPrChange */
    body_attrs attrs;      /* and what their texts stand in: not cleared for each cell */
    char size[24], colours[2][8];
} body_run;

/* ---- Flows: what takes blocks ---------------------------------------------------------------- */

/* What waits in a flow until it is known what comes behind it. */
enum { HELD_NOTHING = 0, HELD_IMAGE = 1, HELD_CAPTION = 2, HELD_TABLE = 4 };

typedef struct body_flow {
    uint8_t kind;      /* RT_REPORT, RT_CELL, RT_NOTE, RT_HEADER, RT_TEXT_BOX, RT_QUOTE … */
    uint8_t open;      /* RT_QUOTE, RT_DEFINITIONS or RT_CODE_BLOCK: open at its end; or 0 */
    uint8_t held;      /* set of HELD_* */
    bool begun;        /* it holds something */
    bool after_table;  /* its last block was a table */
    bool captioned;    /* of HELD_TABLE: it has a caption */
    bool captioned_figure; /* RT_FIGURE: it has one */
    uint8_t align;     /* of a cell */
    bool pending;      /* a cell that is not entered yet */
    bool counts_tables; /* of HELD_CAPTION: its SEQ says so */
    bool definition;   /* of open RT_DEFINITIONS: a definition is open, too */
    bool table_control; /* what comes next is a table and its caption */
    uint32_t blank;    /* empty paragraphs since the last block */
    uint32_t lists;    /* where its lists begin */
    uint32_t table;    /* tables open around it */
    body_para para;
    body_run run;      /* last */
} body_flow;

/* A paragraph on the holding tape. */
typedef struct body_hold { body_para para; uint32_t blank; rt_tape_place from, to; } body_hold;

typedef struct body_list {
    int32_t number;   /* w:numId */
    uint32_t level, share;
    int32_t next;     /* the counter that follows */
    rt_str id;
    bool labels;      /* each item says its own */
    const rt_docx_style *style;
} body_list;

/* ---- Other things that are open -------------------------------------------------------------- */

typedef struct body_frame { uint16_t name; uint8_t mode; uint8_t value; uint32_t more; } body_frame;

typedef struct body_change { uint8_t kind; rt_str author, date, name; } body_change;

typedef enum body_field_what { FIELD_NODE = 0, FIELD_LINK, FIELD_RANGE, FIELD_CHECKBOX, FIELD_CHOICES, FIELD_NOTHING } body_field_what;
typedef struct body_field {
    uint8_t what;     /* body_field_what */
    bool result;      /* behind `separate` */
    bool inner;       /* stands in another one's instruction */
    bool entered;
    uint32_t id;      /* of a range */
    size_t from;      /* its instruction in body.instruction */
    rt_str name, title;
    bool checked;
    uint32_t choices; /* in body.choices, from here */
    int32_t chosen;
} body_field;

typedef struct body_inline { uint8_t kind; uint32_t field; /* or BODY_NO_FIELD */ } body_inline;
#define BODY_NO_FIELD UINT32_MAX

/* A bookmark or a comment's range that waits for the place it stands at. */
typedef enum body_mark_what { MARK_START = 1, MARK_END, MARK_COMMENT_START, MARK_COMMENT_END } body_mark_what;
typedef struct body_bookmark { rt_str id, name; bool is_id, waits, point, told; } body_bookmark; /* told: as RT_START */
typedef struct body_mark { uint8_t what; bool in_para; body_bookmark *bookmark; int32_t number; rt_pos pos; } body_mark;

typedef enum body_control_kind {
    CONTROL_OTHER = 0, CONTROL_CHOICES, CONTROL_CHECKBOX, CONTROL_TYPED, CONTROL_NUMBER, CONTROL_SECTION_NUMBER,
    CONTROL_IN_ITEM, CONTROL_IN_QUOTE, CONTROL_IN_DEFINITION, CONTROL_DEFINITIONS, CONTROL_FIGURE, CONTROL_TABLE, CONTROL_QUOTE,
    CONTROL_TEXT_BOX, CONTROL_CODE_BLOCK
} body_control_kind;
typedef struct body_control {
    uint8_t kind;      /* body_control_kind */
    uint8_t enters;    /* the kind of the node that was entered for it, or 0 */
    bool editable, checked, placeholder, block, capturing, flow, done;
    uint32_t choices, level;
    rt_str tag, title, date;
} body_control;

typedef struct body_choice { rt_str text, value; } body_choice;

/* A stretch of merged cells that goes on so far. */
typedef struct body_merge { uint32_t column, columns, rows; rt_tape_place place; bool seen; } body_merge;
typedef struct body_part_place { rt_tape_place place; uint8_t part; } body_part_place;

enum { BODY_RESTARTS = 1, BODY_CONTINUES };
typedef struct body_cell {
    bool covered;      /* by the one above or beside: it is not shown */
    uint8_t merge;     /* vMerge: 0, RESTART, CONTINUE */
    uint8_t beside;    /* hMerge */
    uint8_t valign, change;
    uint16_t condition;
    uint32_t columns;
    int32_t width;     /* tcW: twips, or fiftieths of a percent where negative; 0: none */
    uint32_t shade;
    rt_str author, date_of_change;
    rt_str typed, path, date; /* what a control says of its value */
    bool nil;          /* w:tcW nil: a place left out, if nothing is in it */
} body_cell;

typedef struct body_row {
    bool placed; /* its column and id are known */
    bool active, entered;
    uint8_t change, part; /* part: rt_part */
    uint16_t condition;
    uint32_t grid_before, column;
    uint32_t left_out;    /* columns before what comes, the last of them empty places; 0: grid_before */
    int32_t height;
    rt_str author, date, id;
} body_row;

/* A column: what w:tblGrid says, and what the first cell that covers it alone says. */
typedef struct body_column { int32_t grid, alone; bool decided; } body_column; /* widths as body_cell.width */

typedef struct body_table {
    uint32_t flow, number; /* number: of the tables that are open around it */
    bool entered, fixed, recording, columns_sent, bidi, any_width, captioned;
    uint8_t align, last_part;
    uint32_t shade, rows, undecided;
    int32_t width;         /* as body_cell.width */
    rt_str title, alt;
    body_column *columns;
    uint32_t column_count, column_room;
    body_merge *merges;    /* by column; those that began in the row in hand come behind `merge_old` */
    uint32_t merge_count, merge_old, merge_room, merge_at;
    bool continued;        /* the row in hand goes on with one */
    body_part_place *parts; /* rows of the head or foot whose cells may yet reach out of it */
    uint32_t part_count, part_room;
    rt_tape_place beside;  /* the colspan of an open hMerge */
    uint32_t beside_columns;
    bool beside_open;
    body_row row;
    body_cell cell;
} body_table;

typedef struct body_edge { rt_str relation; bool footer; uint8_t apply; } body_edge;
enum { BODY_EDGES = 8, BODY_NOT_STATED = INT32_MIN };
typedef struct body_page {
    bool stated, title_page, landscape;
    uint8_t begin;     /* rt_break */
    int32_t width, height, top, bottom, left, right, columns, number_start;
    body_edge edges[BODY_EDGES];
    uint32_t edge_count;
} body_page;

typedef struct body_size { int64_t cx, cy; } body_size; /* natural, in EMU; 0: unknown */

typedef struct body_shape {
    int64_t cx, cy;      /* 0: not stated */
    rt_str alt, title, name, embed, link, vector, click;
    bool group;          /* sizes are in the group's own units */
    bool made;           /* something of it was read */
    bool blip;           /* it is a picture, whether its bytes are there or not */
} body_shape;

/* ---- The reader ------------------------------------------------------------------------------ */

/* A namespace's prefix in the part that is read, and whether what a Choice with it holds can be read. */
typedef struct body_prefix { const char *prefix; bool known; } body_prefix;

enum { BODY_PREFIXES = 64, BODY_BOX_LEVELS = 8, BODY_TABLE_TAPES = 16, BODY_FIELDS = 200 };

typedef enum body_mode {
    MODE_CONTENT = 0, MODE_TEXT, MODE_INSTRUCTION, MODE_PARA, MODE_MARK, MODE_RUN, MODE_TABLE, MODE_GRID, MODE_ROW, MODE_CELL,
    MODE_CONTROL, MODE_SECTION, MODE_FORM, MODE_MATH, MODE_PARTS
} body_mode;

typedef struct body {
    const rt_host *host;
    rt_sink *out;               /* where events go now */
    rt_docx_package *package;
    rt_docx_pool *pool;
    rt_docx_styles *styles;
    rt_docx_numbering *numbering;
    rt_docx_settings settings;
    rt_docx_math *math;
    const rt_docx_relations *relations; /* of the part that is read */
    rt_docx_xml *x;
    rt_pos pos;                 /* of the last start tag */
    rt_str title;               /* the core title */
    rt_str language;            /* the report's */
    bool bidi;                  /* the report's direction */
    const rt_docx_style *plain; /* the default paragraph style */
    uint32_t part_kind;         /* RT_REPORT, RT_NOTE, RT_HEADER, RT_FOOTER: what the part that is read holds */

    body_frame *frames;
    uint32_t depth, frame_room;
    uint32_t skip;              /* elements inside one that is not read */
    const char *skip_name;      /* its name, where text in it would be lost */
    bool skip_text;
    uint8_t mode;

    body_flow *flows;
    uint32_t flow_count, flow_room;
    body_list *lists;
    uint32_t list_count, list_room;
    body_table *tables;
    uint32_t table_count, table_room;
    body_control *controls;
    uint32_t control_count, control_room;
    body_change *changes;
    uint32_t change_count, change_room;
    body_field fields[BODY_FIELDS];
    uint32_t field_count, fields_over;
    body_inline *inlines;
    uint32_t inline_count, inline_room;
    body_mark *marks;
    uint32_t mark_count, mark_room;
    body_choice *choices;
    uint32_t choice_count, choice_room;

    rt_sink **sinks;            /* those that `out` was before */
    uint32_t sink_count, sink_room;
    rt_tape *hold_tape, *box_tapes[BODY_BOX_LEVELS], *table_tapes[BODY_TABLE_TAPES];
    uint32_t box_level;
    body_hold image, caption;   /* of the innermost flow */
    bool holding;               /* a paragraph is being recorded */
    bool anything;              /* a block came */
    rt_sink mute, capture;      /* see read_out.c */
    bool muted_text;
    uint32_t muted;             /* covered cells around */
    uint32_t capturing;
    rt_buffer captured, instruction, words, value_words, spaces;
    bool trims, leading;        /* of the text in hand */
    uint8_t captured_for;       /* RT_NOTE_REFERENCE: the mark of a note */
    int32_t note_number, reference_number; /* of those in hand */
    uint8_t note_role, reference_role;
    rt_str note_author, note_initials, note_date;

    body_shape shape;
    body_page page;
    rt_str first_edges[2];      /* the last header and footer of first pages, */
    bool first_shown[2];        /* and whether a page shows them */
    rt_str move_from, move_to, reading;
    uint32_t form_field;        /* whose ffData is read */
    uint32_t in_hidden;         /* marks */
    uint32_t ranges;            /* fields that are ranges, counted for ids */
    rt_docx_map resources, bookmarks, comments, named_lists, replies, referenced, paragraphs, note_names;
    body_size *sizes;           /* of resources that came */
    uint32_t resource_count, size_room;
    char *head;                 /* RT_DOCX_PICTURE_HEAD bytes */
    body_prefix prefixes[BODY_PREFIXES];
    uint32_t prefix_count;
    bool in_words;              /* MODE_PARTS: text goes to `words` */
    uint32_t last_para_id;      /* w14:paraId */
    rt_status (*on_part)(struct body *, rt_docx_name, const rt_xml_tag *, bool enters); /* MODE_PARTS */
} body;

static inline body_flow *body_top(body *b) { return &b->flows[b->flow_count - 1]; }
static inline body_para *body_para_of(body *b) { return &body_top(b)->para; }
static inline bool body_is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Room for one more in a stack: RT_ERR_MEMORY was reported. */
rt_status body_grow(body *b, void *stack, uint32_t count, uint32_t *room, size_t size);
#define BODY_PUSH(b, stack, count, room) body_grow(b, &(b)->stack, (b)->count, &(b)->room, sizeof *(b)->stack)

/* read_events.c */
extern const rt_xml_events body_events;
rt_status body_parse(body *b, uint32_t part, uint32_t kind);
/* From within an element's enter: what stands in it is passed over; `name`: text in it is told as lost. */
void body_skip(body *b, const char *name);
rt_str body_attr(body *b, const rt_xml_tag *tag, rt_docx_name name);
rt_status body_attr_kept(body *b, const rt_xml_tag *tag, rt_docx_name name, rt_str *kept);
void body_lost(body *b, uint32_t loss_class, const char *what);
void body_warn(body *b, const char *code, const char *message);

/* read_alternate.c, read_content.c */
void body_note_prefixes(body *b, const rt_xml_tag *tag);
bool body_on_alternative(body *b, rt_docx_name name, const rt_xml_tag *tag); /* true: the element was one of mc's own */
bool body_is_content(rt_docx_name name);
rt_status body_on_content(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_content_end(body *b, const body_frame *frame);
rt_status body_enter_section(body *b, rt_docx_name name, const rt_xml_tag *tag);

/* read_out.c: events. `body_inline_node` and `body_text` open the paragraph. */
rt_status body_enter(body *b, uint32_t kind, const body_attrs *attrs);
rt_status body_leave(body *b, uint32_t kind);
rt_status body_text(body *b, rt_str piece);
rt_status body_sign(body *b, uint32_t kind); /* a tab or line break of a run */
rt_status body_inline_enter(body *b, uint32_t kind, const body_attrs *attrs);
rt_status body_inline_node(body *b, uint32_t kind, const body_attrs *attrs); /* and leave */
rt_status body_divert(body *b, rt_sink *to);
void body_return(body *b);
rt_status body_tape(body *b, rt_tape **tape); /* makes it, if there is none yet */
rt_status body_capture(body *b);
rt_str body_captured(body *b); /* ends it */
void body_sinks_init(body *b);
void body_sinks_free(body *b);

/* read_block.c */
rt_status body_flow_begin(body *b, uint32_t kind);
rt_status body_flow_end(body *b);
/* Before a block: what waits is settled, what is open and not `keep` (a kind of body_flow.open) is closed, and so are lists
 * when `lists` is false. */
rt_status body_settle(body *b, uint32_t keep, bool lists);
rt_status body_settle_for_table(body *b); /* a caption goes on waiting */
rt_status body_resolve(body *b, bool before_table);
/* The enclosing cell, if it waits, is entered. */
rt_status body_begin_cell(body *b, uint8_t align);
void body_put_blank(body *b, body_attrs *attrs);
rt_status body_flush_boxes(body *b);

/* read_list.c */
rt_status body_item(body *b, int32_t number, uint32_t level);
rt_status body_close_lists(body *b, uint32_t count); /* so many of the flow's stay */
rt_status body_continue_list(body *b, uint32_t level, bool *inside);

/* read_para.c */
rt_status body_para_begin(body *b, const rt_xml_tag *tag);
rt_status body_para_end(body *b);
rt_status body_para_open(body *b, uint32_t first); /* first: the kind of its first content, 0 for text */
rt_status body_para_not_alone(body *b);
/* read_kind.c */
bool body_style_speaks(const body *b, const rt_docx_style *style); /* its look is the author's choice */
uint32_t body_number(const body_para *para, uint32_t *level); /* w:numId, or 0 */
uint32_t body_heading_level(const body_para *para); /* 0: it is no heading */
uint8_t body_role(body *b, const body_para *para);
rt_status body_open_plain(body *b, body_para *para, uint32_t first);
rt_status body_open_as(body *b, body_para *para, uint32_t first);
bool body_para_is_item(body *b); /* it has a number and is no heading */
rt_status body_put_para(body *b, const body_para *para, body_attrs *attrs, char room[2][24], char colour[8]);
rt_status body_send_held(body *b, const body_hold *hold, uint32_t kind);

/* read_run.c */
rt_status body_run_begin(body *b, const rt_xml_tag *tag);
rt_status body_run_end(body *b);
rt_status body_run_ready(body *b, rt_str first_text);
void body_put_change(body *b, body_attrs *attrs);
rt_status body_run_break(body *b); /* leaves its RT_TEXT */
rt_status body_on_run_element(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_on_change(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_on_move_range(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_ruby_begin(body *b, rt_docx_name name);
rt_status body_ruby_end(body *b, rt_docx_name name, uint32_t inlines);
rt_status body_symbols(body *b, rt_str piece); /* text in a font of signs */

/* read_field.c */
rt_status body_on_field_char(body *b, const rt_xml_tag *tag);
rt_status body_on_simple_field(body *b, const rt_xml_tag *tag, bool *pushed);
rt_status body_simple_field_end(body *b);
rt_status body_on_form(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_instruction(body *b, rt_str piece);
rt_status body_fields_end(body *b, uint32_t count);
bool body_in_instruction(const body *b);
rt_status body_on_hyperlink(body *b, const rt_xml_tag *tag, bool *entered);
rt_status body_inline_open(body *b, uint32_t kind, const body_attrs *attrs, uint32_t field);
rt_status body_inline_close(body *b, uint32_t count); /* so many stay open */

/* read_mark.c */
bool body_para_marked(const body *b); /* something stands in the paragraph before its first content */
rt_status body_on_mark(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_flush_marks(body *b);  /* in a paragraph */
rt_status body_block_marks(body *b);  /* between blocks, before one is entered */
/* The id that the first waiting bookmark gives; empty: there is none. `points`: only one that ends where it starts. */
rt_str body_take_id(body *b, bool in_para, bool points);
rt_status body_anchor(body *b, rt_str name, rt_str *id); /* the id of a bookmark's name */
rt_str body_id_text(body *b, const char *prefix, int32_t number, char room[40]);

/* read_table.c, read_merge.c */
rt_status body_table_begin(body *b);
rt_status body_table_end(body *b);
rt_status body_row_begin(body *b);
rt_status body_row_end(body *b);
rt_status body_cell_begin(body *b);
rt_status body_cell_end(body *b);
rt_status body_cell_enter(body *b, uint8_t align);
body_table *body_table_here(body *b); /* the one whose rows stand in this flow, or NULL */
body_table *body_table_around(body *b); /* the one whose cell this flow is */
rt_status body_on_table_property(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_on_grid(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_on_row_property(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_on_cell_property(body *b, rt_docx_name name, const rt_xml_tag *tag);
size_t body_width(int32_t width, char room[24]);
rt_status body_record(body *b, body_table *t); /* its rows from here on a tape; nested too deeply: not */
rt_tape *body_record_tape(body *b, const body_table *t);
rt_status body_merge_cell(body *b, body_table *t);
rt_status body_merge_entered(body *b, body_table *t);
rt_status body_row_entered(body *b, body_table *t);
void body_beside_end(body *b, body_table *t);
rt_status body_merge_row_end(body *b, body_table *t);
rt_status body_merge_table_end(body *b, body_table *t);

/* read_control.c */
rt_status body_control_begin(body *b);
rt_status body_control_content(body *b);
rt_status body_put_typed(body *b, const body_cell *cell, body_attrs *attrs);
rt_status body_control_end(body *b);
rt_status body_on_control(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_control_para_begin(body *b);
rt_status body_control_para_end(body *b);
rt_status body_send_choices(body *b, const body_control *control, rt_str value);
rt_status body_send_checkbox(body *b, rt_str name, rt_str title, int32_t checked);

/* read_drawing.c, read_image.c */
rt_status body_on_drawing(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_drawing_end(body *b, rt_docx_name name);
rt_status body_image(body *b);

/* read_page.c */
void body_page_begin(body *b);
rt_status body_on_section(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_page_end(body *b, bool final);

/* read_note.c */
rt_status body_notes(body *b, const rt_docx_relations *relations);
rt_status body_note_names(body *b, const rt_docx_relations *relations); /* before all else */
bool body_is_note_name(body *b, rt_str name); /* a bookmark that starts here */
rt_str body_note_id(body *b, uint8_t role, int32_t number, char room[40]);
rt_status body_on_note(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_note_end(body *b);
rt_status body_note_enter(body *b);
rt_status body_on_note_reference(body *b, rt_docx_name name, const rt_xml_tag *tag);
rt_status body_note_reference_end(body *b);

#endif
