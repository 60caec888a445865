/* lower_state.h - what the lowering remembers of each open node.
 *
 * Owns the structs that the files of lower*.c share; lower.c says what each of them does. */
#ifndef RT_LOWER_STATE_H
#define RT_LOWER_STATE_H

#include "gate_attrs.h"
#include "ids.h"
#include "lower_caps.h"

typedef struct lower_column { uint32_t until, part; bool fill; } lower_column;

/* The grid of an open table whose spans the target lacks. */
typedef struct lower_table {
    lower_column *columns; /* until: the row from which it is free; fill: a blank cell stands there */
    uint32_t room, width, row, column, own; /* own: columns of the open cell to its right */
    uint32_t deepest;      /* no row span reaches this row */
    uint32_t part;         /* head, body or foot that is open, by number: spans end with it */
    int32_t part_kind;
} lower_table;

/* Attributes that are handed down, each with those that belong to it; lower_inherit.c names them. */
enum { LOWER_SLOTS = 5 };

typedef enum lower_fate { LOWER_PASSED, LOWER_KEPT, LOWER_SKIPPED } lower_fate;

typedef struct lower_entry {
    uint32_t kind, as;      /* as: the kind it was passed on as */
    uint32_t place;         /* the kind that what it holds stands in */
    uint8_t fate;
    bool lost_text;         /* some of its text found no place */
    bool has_row;           /* a table: a row was passed on */
    bool owes;              /* its loss is still to be written down */
    bool mute;              /* the text that stands for it is empty */
    bool hollow;            /* passed on without what it holds */
    uint32_t children;
    size_t prefix_base;     /* what of the prefix came before it */
    rt_pos pos;
    int32_t next_number;    /* of a list: the next item's */
    int32_t numbering;
    bool ordered;
    char template[48];
    uint32_t template_len;
    lower_table table;
    rt_attr *attrs;         /* of a table, to open it again behind a caption; of a node with a text behind it */
    uint32_t attr_count;
    bool reopens;           /* a caption: the table is opened again behind it */
    bool ended;             /* a table that was left early */
    uint32_t from[LOWER_SLOTS]; /* the entry, from 1, that hands this down to it; 0: none */
    rt_attr *hand;          /* what it hands down itself */
    uint32_t hand_count;
    uint8_t hands, taken;   /* sets of slots */
    bool overruled;         /* its change counts for nothing: what it stands in is deleted */
} lower_entry;

typedef struct lower {
    rt_sink sink;
    rt_run *run;
    rt_sink *next;
    rt_caps caps;
    const char *output;
    const char *advice;
    int32_t tables;         /* rt_carries.tables */
    uint32_t table_count;   /* at the top level so far */
    uint64_t filled;        /* blank cells so far */
    size_t table_depth;     /* tables open */
    bool flat_cells;        /* rt_carries.flat_cells */
    size_t flat_depth;      /* cells open whose blocks become inlines */
    bool stack_open;        /* the one table of a stacked output has begun */
    size_t skipped;         /* depth inside a skipped node */
    bool telling;           /* what holds content in there is told one by one */
    lower_entry *entries;
    size_t count, room;
    char *prefix;           /* to stand before the next text */
    size_t prefix_len, prefix_room;
    bool gap;               /* blocks that were unwrapped end a line before the next text */
    bool said;              /* a text was passed on since this was cleared */
    rt_status failed;       /* the ledger is out of memory */
    bool started;           /* something stands in the innermost passed node that holds text */
    size_t givers;          /* open nodes that hand something down */
    rt_ids notes, gone;     /* gone: resources that stood in what was left out */
    uint32_t note_count;
    rt_attr attrs[RT_ATTR_COUNT];
    rt_pos pos;
} lower;

static inline lower_entry *lower_top(lower *l) { return &l->entries[l->count - 1]; }

/* lower_attrs.c */
void lower_lose(lower *l, rt_loss_class loss_class, uint32_t kind, uint32_t attr, uint32_t value, const char *what,
                bool approximate);
void lower_lose_attr(lower *l, uint32_t kind, uint32_t attr, uint32_t value, const char *what, bool approximate);
/* What is left of one attribute of a node of kind `source`, its loss written down. False: nothing. */
bool lower_attr(lower *l, uint32_t source, uint32_t kind, rt_attr *attr);
/* What is left of the attributes of the top node, passed on as `as`, in l->attrs: their number. */
size_t lower_attrs(lower *l, const rt_node *node, uint32_t as);
/* Of a node that is not passed on. */
void lower_lose_attrs(lower *l, const rt_node *node);

/* lower_inherit.c */
void lower_inherit(lower *l, lower_entry *entry); /* from the one below on the stack */
rt_status lower_hand_down(lower *l, lower_entry *entry, const rt_node *node, uint32_t as);
bool lower_handed(lower *l, uint32_t attr);
void lower_settle_hands(lower *l, lower_entry *entry); /* before it is popped */
size_t lower_take(lower *l, lower_entry *entry, uint32_t as, size_t count); /* into l->attrs */
bool lower_deleted(lower *l, const lower_entry *entry);
bool lower_shows_deleted(lower *l, const lower_entry *entry, uint32_t as);
rt_status lower_put_text(lower *l, rt_str text); /* with what holds for it */

/* lower_text.c */
lower_entry *lower_block(lower *l);   /* the innermost node that is no part of a line */
bool lower_nowhere(const lower *l);   /* between two tables of a stacked output */
rt_status lower_begin_content(lower *l);
rt_status lower_pass_text(lower *l, rt_str text);
void lower_on_dropped(void *user, uint32_t kind);

/* lower_say.c: the texts that stand before, after or for a node. */
rt_status lower_prefix(lower *l, const char *template, const rt_node *node);
rt_status lower_say(lower *l, const char *template, const rt_node *node);
/* A reference that stays, where notes do not: they are numbered by it. */
rt_status lower_count_note(lower *l, const rt_node *reference);
bool lower_says(const rt_kind_info *info, const char *attr);
void lower_begin_list(lower_entry *list, const rt_node *node);
void lower_count_item(lower *l, lower_entry *item, const rt_node *node);

/* lower_table.c */
bool lower_fills(const lower *l); /* whether spans become blank cells */
rt_status lower_begin_row(lower *l, const rt_node *row);
rt_status lower_before_cell(lower *l, const rt_node *cell);
rt_status lower_after_cell(lower *l);
rt_status lower_end_row(lower *l);
int32_t lower_colspan(lower *l, int32_t given); /* of the cell lower_before_cell was called for, cut to fit */
/* What becomes of a table at the top level. */
rt_status lower_begin_table(lower *l, const rt_node *node, bool *skip, bool *joined);

#endif
