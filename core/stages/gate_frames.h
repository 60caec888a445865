/* gate_frames.h - the gate's two stacks: what the source has open, and what has been passed on.
 *
 * Owns the structs that gate.c (events in), gate_place.c (where a node may go), gate_carry.c (links over blocks) and
 * gate_text.c (runs) share. */
#ifndef RT_GATE_FRAMES_H
#define RT_GATE_FRAMES_H

#include "gate_attrs.h"
#include "tree.h"

enum { GATE_HELD = 4 }; /* notes within notes that are held apart; deeper ones are unwrapped */

/* A node that was passed on and not left. */
typedef struct gate_frame {
    const rt_kind_info *info;
    uint64_t open;      /* kinds it takes now; bit 0: text */
    uint64_t length;    /* bytes of text, or cells of a row */
    int32_t entry;      /* the source's node it stands for, or -1: implied */
    int32_t level;      /* of a section; of a table the rank of the part that is open */
    uint32_t kind;
    uint8_t phase, used; /* used: set of single phases that are taken */
    bool soft;          /* a section the source has left; what follows may still belong to it */
    bool gap;           /* paragraphs that were unwrapped in a title part their lines */
    bool pending;       /* not passed on before something stands in it */
    rt_attr *attrs;     /* of a pending one; one block */
    size_t attr_count;
    rt_pos pos;
    rt_sink *back;      /* where events went before this held node, or NULL */
} gate_frame;

/* A node that the source entered and has not left. */
typedef struct gate_entry {
    uint32_t kind;
    int32_t frame;      /* its frame, or one of the below */
    int32_t level;      /* of an unwrapped section: its heading keeps it */
    rt_attr *attrs;     /* of a run, of one that is carried */
    size_t attr_count;
    size_t run_base;    /* of a held node: the run base to go back to */
    rt_pos pos;         /* of one that is carried */
    bool fresh, last;   /* it was not opened yet; it is not opened again */
} gate_entry;
enum { ENTRY_UNWRAPPED = -1, ENTRY_CLOSED = -2, ENTRY_RUN = -3, ENTRY_WAITS = -4, ENTRY_CARRIED = -5 };

/* Text longer than this is not repeated for each piece of a run or link: a stranger's report would grow without end. */
enum { GATE_LONGEST = 4096 };

#define GATE_MILESTONES (RT_BIT(RT_START) | RT_BIT(RT_END))

typedef struct gate {
    rt_sink sink;
    rt_run *run;
    const rt_kind_info *kinds;
    rt_sink *next;        /* where events go now: the next stage, or a held tree */
    rt_sink *stage;       /* the next stage */
    rt_attr_gate attrs;
    gate_frame *frames;
    size_t frame_count, frame_room;
    gate_entry *entries;
    size_t entry_count, entry_room;
    size_t runs;          /* open run entries */
    size_t run_base;      /* entries below it do not mark text */
    rt_status failed;     /* the first failure, answered ever after */
    bool run_open;        /* a run has been passed on and not left */
    bool run_stale;       /* the open runs changed since then */
    bool run_once;        /* it has what no other piece of it will have: what comes behind it is not in it */
    rt_attr run_attrs[RT_ATTR_COUNT]; /* of the run passed on, texts in the entries or run_block */
    size_t run_attr_count;
    rt_attr *run_block;   /* their copy while the run is open */
    rt_tree *held[GATE_HELD];
    size_t held_level;    /* held nodes open now */
    size_t carried;       /* entries that wait for content to be opened around it, again or at last */
    size_t fresh;         /* of these, the ones that never were */
    size_t carriers;      /* entries that are opened again */
    bool has_waiting;
    bool waits_inside;    /* they belong into a fresh one */
    rt_tree *waiting;     /* milestones that wait for a place where they can stand */
    uint64_t absent;      /* kinds that are not opened to make room */
    bool levels;          /* a section always says its level */
    void (*dropped)(void *user, uint32_t kind); /* not NULL: mends are no diagnostics */
    void *user;
    uint64_t nodes;
    rt_pos pos;           /* the last known */
} gate;

/* A mend, told to the user. */
#define gate_mend(g, ...) ((g)->dropped ? (void)0 : rt_run_report((g)->run, __VA_ARGS__))

/* gate.c */
rt_status gate_open_report(gate *g);
rt_status gate_push_entry(gate *g, uint32_t kind, int32_t frame);

/* gate_carry.c */
rt_status gate_enter_carried(gate *g, const rt_node *node);
rt_status gate_pop_carried(gate *g); /* the top entry */
/* Before content in the top frame, which takes it: what waits for it, and the links around it. */
rt_status gate_begin_content(gate *g);

/* gate_text.c */
rt_status gate_fill_gap(gate *g); /* before content: a line break where a paragraph was unwrapped */
rt_status gate_end_run(gate *g);
rt_status gate_take_text(gate *g, rt_str piece);

/* gate_place.c */
void gate_advance(gate_frame *f, uint32_t kind);
/* `apart`: it goes to a held tree and takes no place in the frame below. */
rt_status gate_open_frame(gate *g, uint32_t kind, const rt_node *node, int32_t entry, bool apart);
void gate_keep_part(gate *g, const rt_attr **attrs, size_t *count); /* of a row about to open in the top frame */
rt_status gate_close_frame(gate *g);      /* the top one */
rt_status gate_close_to(gate *g, size_t count); /* until that many are left */
/* Makes the top frame one that takes `kind` (0: text). *placed false: no way. */
rt_status gate_make_room(gate *g, uint32_t kind, bool *placed);
rt_status gate_place_section(gate *g, const rt_node *node, int32_t *level, bool *placed);
/* Passes on a pending top frame. */
rt_status gate_flush_pending(gate *g);
/* Those that wait, where they can stand now. */
rt_status gate_release_waiting(gate *g);

static inline gate_frame *gate_top(gate *g) { return &g->frames[g->frame_count - 1]; }
/* Kinds that blocks in them do not end: they are opened again in each place where content stands. */
static inline bool gate_carries(uint32_t kind) { return kind == RT_LINK || kind == RT_RUBY || kind == RT_FIELD; }
/* Around a paragraph that was unwrapped among inlines. */
static inline void gate_part_lines(gate *g, uint32_t kind)
{
    gate_top(g)->gap |= kind == RT_PARAGRAPH && (gate_top(g)->open & RT_BIT(RT_LINE_BREAK));
}
static inline bool gate_can_release(gate *g)
{
    return g->has_waiting && !g->held_level && (gate_top(g)->open & GATE_MILESTONES) && !(g->waits_inside && g->fresh);
}

#endif
