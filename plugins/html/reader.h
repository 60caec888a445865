/* reader.h - what the files of the HTML reader share: the open elements, and what of the report is
 * open for them.
 *
 * tree*.c keep the stack by the rules of 13.2.6 and call rt_html_open, rt_html_close and
 * rt_html_chars; read*.c make events of these. A failure is kept in `status`; then everything
 * answers without doing anything, and the main loop ends. */
#ifndef RT_HTML_READER_H
#define RT_HTML_READER_H

#include <kit/buffer.h>
#include <kit/tape.h>

#include "element.h"
#include "html.h"
#include "token.h"

typedef struct html_reader html_reader;
#define NONE UINT32_MAX /* no element, frame or line */

/* ---- Style: what text inherits ---------------------------------------------------------- */

enum html_space { SPACE_INHERITED = 0, SPACE_COLLAPSED, SPACE_KEPT, SPACE_LINES /* pre-line */ };

typedef enum html_word {
    WORD_LANGUAGE = 0,
    WORD_DATE,
    WORD_BACKGROUND,
    WORD_COLOUR,
    WORD_SIZE,
    WORD_FONT,
    WORD_TITLE,
    WORDS
} html_word;

/* The properties that few texts have; shared, never changed. */
typedef struct html_words {
    uint32_t refs;
    int32_t direction;
    rt_str word[WORDS]; /* ptr NULL: none */
} html_words;

typedef struct html_style { /* of an element's text */
    uint16_t marks;
    uint8_t change, space; /* RT_CHANGE_*; html_space, never inherited */
    html_words *words;     /* or NULL */
} html_style;

typedef struct html_own { /* what an element changes in it */
    uint16_t add, remove; /* marks */
    uint8_t change, space;
    html_words *words;
} html_own;

/* What a block that is none in the report hands down to the first one in it that is. */
typedef struct html_block {
    int32_t align, direction;
    html_words *words; /* only the language; or NULL; a reference */
} html_block;

/* ---- The stack of open elements --------------------------------------------------------- */

typedef enum html_namespace { IN_HTML = 0, IN_SVG, IN_MATHML } html_namespace;
typedef enum html_scope {
    SCOPE_DEFAULT = 0,
    SCOPE_LIST,
    SCOPE_BUTTON,
    SCOPE_TABLE,
    SCOPES
} html_scope;
typedef enum html_point {
    POINT_NONE = 0,
    POINT_TEXT,
    POINT_HTML
} html_point; /* integration points, 13.2.6 */

/* A link, ruby or medium: a node around inline content, opened again in every paragraph that it
 * reaches into. */
typedef struct html_inline {
    uint32_t refs, kind;
    rt_attr *attrs; /* one block */
    size_t attr_count;
    rt_pos pos;
    bool opened; /* it has stood in the report */
    bool ended;  /* its element has */
    bool read;   /* of a ruby: there was a reading */
    bool named;  /* its id was sent, which names one node */
} html_inline;

/* A formatting element: what is to be opened again in the next block. Lives while it is listed or
 * an element is its. */
typedef struct html_format {
    uint32_t refs;
    bool listed, open; /* in the list; an element of it is on the stack */
    uint8_t id;
    uint64_t hash; /* of its attributes */
    html_own own;
    html_inline *around;
} html_format;

typedef struct html_element {
    uint8_t id, space, point, does; /* html_id, html_namespace, html_point, html_does */
    bool fostered;
    bool off, hidden; /* it is not shown; it or what it stands in is not */
    bool has_frame;   /* `frame` is its own */
    bool breaks;      /* a page break follows it */
    bool absorbed;    /* code in pre: no mark of its own */
    uint32_t flags;
    uint32_t parent;        /* on the stack; of the first: itself */
    uint32_t below;         /* the next one of the same id, or NONE */
    uint32_t scope[SCOPES]; /* the nearest barriers */
    uint32_t frame, line;   /* where its content goes */
    uint32_t around_at;     /* the nearest element with an inline node, or NONE */
    rt_str name;            /* owned when it is unknown */
    html_format *format;
    html_inline *around;
    html_own own;
    html_style style;
    html_block block;
    rt_str bookmark; /* an id that waits for text; owned */
} html_element;

typedef enum html_mode {
    MODE_INITIAL = 0,
    MODE_BEFORE_HTML,
    MODE_BEFORE_HEAD,
    MODE_IN_HEAD,
    MODE_IN_HEAD_NOSCRIPT,
    MODE_AFTER_HEAD,
    MODE_IN_BODY,
    MODE_TEXT,
    MODE_IN_TABLE,
    MODE_IN_TABLE_TEXT,
    MODE_IN_CAPTION,
    MODE_IN_COLUMN_GROUP,
    MODE_IN_TABLE_BODY,
    MODE_IN_ROW,
    MODE_IN_CELL,
    MODE_IN_SELECT,
    MODE_IN_SELECT_IN_TABLE,
    MODE_IN_TEMPLATE,
    MODE_AFTER_BODY,
    MODE_IN_FRAMESET,
    MODE_AFTER_FRAMESET,
    MODE_AFTER_AFTER_BODY,
    MODES
} html_mode;

/* ---- The order of events ---------------------------------------------------------------- */

/* A stretch of events; the list of them is the order in which they are sent. */
typedef struct html_slot {
    rt_tape_place from, to;
    struct html_slot *next;
} html_slot;

typedef struct html_order {
    rt_tape *tape; /* or NULL: nothing was ever held */
    html_slot *first, *spare;
    html_slot *current; /* where events go */
    uint32_t holds;     /* 0: they go straight on */
} html_order;

/* ---- What is open in the report --------------------------------------------------------- */

/* A node that holds blocks or a title. Its element may have been left before it (an item until the
 * next one). */
typedef struct html_frame {
    uint32_t kind; /* 0: left before its element ended, or none yet (a section that waits for its
                      heading) */
    uint32_t parent;
    uint32_t line;
    bool pending;     /* not sent: attributes may be added */
    bool started;     /* something stands in it */
    bool gap;         /* of a title: a line ended in it */
    bool soft;        /* an item whose element was left */
    bool notes, foot; /* the section of the notes, or its list; they are footnotes unless they say
                         otherwise */
    bool facts;
    bool waits;             /* a section: does its content begin with a heading? */
    int32_t level;          /* of a heading, of a section */
    int32_t rowspan;        /* of a cell: 0 is to the end of the group */
    bool typed;             /* of a cell: its microdata states a value */
    html_slot *mark;        /* of a cell that is sent at its end: where it begins */
    rt_tape_place data_end; /* of such a cell: behind the value that may be all of it */
    html_inline *data;      /* that value */
    rt_attr *attrs;         /* of a pending one; one block */
    size_t attr_count;
    rt_pos pos;
} html_frame;

typedef struct html_step_in {
    html_inline *around;
    html_slot *mark;
} html_step_in; /* mark: where a ruby begins */

enum { SECTION_HEAD = 0, SECTION_COLUMNS, SECTION_ROWS, SECTION_FOOT, SECTIONS };

typedef struct html_span {
    rt_tape_place place;
    uint32_t row;
    int32_t rows;
} html_span;

typedef struct html_table {
    uint32_t frame, outer; /* its own; the line around it */
    uint32_t section;
    html_slot *slots[SECTIONS];
    uint32_t caption; /* its frame, open until the table ends, or 0 */
    bool body;        /* a row of its body was sent */
    int32_t part;
    uint32_t row; /* in its group, from 0 */
    size_t spans; /* where its group's begin in the reader's list */
    int32_t group_align, row_align, group_valign;
    uint32_t column_count; /* in the column group */
} html_table;

/* A bookmark that waits. */
typedef struct html_mark {
    rt_str id;
    html_words *words;
} html_mark;

/* Inline content as it is written: one for what is outside of tables, and one for each open table.
 */
typedef struct html_line {
    bool open;      /* something stands in it */
    bool anonymous; /* in a paragraph that no element asked for */
    bool edge;      /* white space would stand at its edge or behind white space */
    bool space;     /* a space waits for what follows */
    bool run_open, run_over; /* over: its element is, a space that waits may still be of it */
    bool space_of_run, space_over;
    uint32_t run_of, space_of; /* the element whose id the run has, or that of the space; or NONE */
    uint32_t frame;
    rt_buffer marks; /* html_mark: bookmarks behind it */
    rt_str space_id; /* that its run gets, which begins with it; owned */
    html_style space_style, run;
    html_step_in *path;
    uint32_t path_count, path_room;
    html_slot *slot; /* while another line is written */
    html_table table;
} html_line;

/* Text that becomes an attribute. */
typedef enum html_capture {
    CAPTURE_NONE = 0,
    CAPTURE_TITLE,
    CAPTURE_READING,
    CAPTURE_NUMBER,
    CAPTURE_OPTION,
    CAPTURE_LABEL
} html_capture;

typedef struct html_given {
    rt_attr list[40];
    size_t count;
} html_given; /* attributes being gathered */

/* Names, each with the number of its first mention. */
typedef struct html_name_slot {
    uint64_t hash;
    uint32_t number;
} html_name_slot;
typedef struct html_numbers {
    html_name_slot *slots;
    size_t room, used;
    uint32_t count; /* the highest number; some may be no name's */
} html_numbers;

struct html_reader {
    const rt_host *host;
    rt_status status;
    rt_sink *out, *sink; /* the host's; the one events go to now */
    rt_html_tokens *tokens;
    rt_pos pos; /* of the token */
    html_names names;

    /* tree*.c */
    html_element *stack;
    uint32_t count, room, deepest;
    uint32_t top_of[ELEMENT_COUNT]; /* the highest one of each id in HTML, or NONE */
    html_format **formats;          /* NULL: a marker */
    size_t format_count, format_room;
    html_mode mode, text_mode; /* the one to go back to after text */
    uint8_t *template_modes;
    size_t template_count, template_room;
    bool foster; /* what is inserted into a table goes in front of it */
    bool frameset_ok, quirks, form, foreign, skip_feed, told_depth;
    bool table_text;       /* something else followed it */
    rt_buffer table_space; /* white space in a table, until it is known what follows */

    /* read*.c */
    html_order order;
    html_frame *frames;
    uint32_t frame_count, frame_room;
    html_line *lines;
    uint32_t line, line_count, line_room;
    uint32_t waiting;   /* sections that wait for their heading */
    uint32_t bookmarks; /* elements with an id that waits for text */
    html_span *spans;
    size_t span_count, span_room;
    const rt_html_token *tag; /* of the element that is opened */
    html_capture capture;
    uint32_t capture_at;              /* the element it is of */
    bool capture_edge, capture_space; /* white space in it */
    rt_buffer captured, scratch, css_font, css_label, href;
    html_inline **chain; /* room to find what stands around text */
    uint32_t chain_room;
    /* read_meta.c */
    rt_buffer title, titles;  /* the page's; all titles, each behind a NUL, white space collapsed */
    html_inline *title_given; /* its attributes */
    bool title_waits, title_stated, begun; /* begun: something was shown */
    uint32_t shown_at;                     /* the element of a shown title that is held, or NONE */
    rt_buffer shown_text;
    /* read_form.c */
    uint32_t select_at; /* the select that is read, or NONE */
    html_slot *select_mark;
    html_inline *select, *option; /* their attributes */
    rt_buffer chosen;             /* the chosen text */
    bool has_chosen, has_selected, no_default;
    uint8_t option_flags;
    /* read_math.c */
    uint32_t math_at; /* the outermost math element, or NONE */
    rt_buffer math;
    bool math_tag;        /* the last tag has no '>' yet */
    html_inline *formula; /* its node's attributes */
    /* read_note.c */
    html_inline *reference;       /* the attributes of the one that is read */
    html_numbers references, ids; /* the notes by their first mention; all ids */
    /* facts */
    uint32_t fact_at; /* the data element of one, or NONE */
    html_inline *fact;
};

#endif
