/* math_inside.h - what math.c, which follows the elements, and math_write.c, which writes MathML, share. */
#ifndef RT_DOCX_MATH_INSIDE_H
#define RT_DOCX_MATH_INSIDE_H

#include <kit/buffer.h>

#include "math.h"

/* Text in pieces, so that what was written may stand elsewhere without being copied. */
typedef struct math_chain { uint32_t first, last, atoms; } math_chain; /* pieces from 1; atoms: elements in it */
typedef struct math_piece { uint32_t at, len, next; } math_piece;

typedef enum math_kind {
    MATH_PASS = 0, /* an element without meaning of its own */
    MATH_SKIP,     /* with all that is in it */
    MATH_PROPERTIES, MATH_RUN, MATH_TEXT,
    MATH_SLOT,     /* an argument: m:e, m:num … */
    MATH_ROW,      /* m:mr */
    MATH_FRACTION, MATH_RADICAL, MATH_SUP, MATH_SUB, MATH_SUB_SUP, MATH_PRE, MATH_NARY, MATH_DELIMITED, MATH_FUNCTION,
    MATH_ACCENT, MATH_BAR, MATH_LIM_LOW, MATH_LIM_UPP, MATH_MATRIX, MATH_ARRAY, MATH_GROUP_CHAR, MATH_BOX,
    MATH_BORDER_BOX, MATH_PHANTOM, MATH_ROOT
} math_kind;

enum { MATH_SLOTS = 3 };
enum { /* math_frame.flags: on/off properties that are on, or that hide something */
    MATH_DEGREE_HIDDEN = 1, MATH_SUB_HIDDEN = 2, MATH_SUP_HIDDEN = 4, MATH_HIDDEN = 8, /* a phantom's */
    MATH_TOP = 16, MATH_BOTTOM = 32, MATH_LEFT = 64, MATH_RIGHT = 128, /* hidden edges */
    MATH_HORIZONTAL = 256, MATH_VERTICAL = 512, MATH_UP = 1024, MATH_DOWN = 2048, /* strikes */
    MATH_ABOVE = 4096, MATH_UNDER_OVER = 8192, MATH_NORMAL = 16384, /* m:nor */
    MATH_NO_BAR = 32768, MATH_LINEAR = 65536, MATH_SKEWED = 131072, MATH_LIMITS_STATED = 262144, MATH_BREAK = 524288
};
enum { MATH_ITALIC = 0, MATH_PLAIN, MATH_BOLD, MATH_BOLD_ITALIC };                             /* m:sty */
enum { MATH_ROMAN = 0, MATH_SCRIPT, MATH_FRAKTUR, MATH_DOUBLE, MATH_SANS, MATH_MONOSPACE };   /* m:scr */

typedef struct math_frame {
    uint8_t kind, slot, style, script;
    uint32_t flags;
    uint32_t character, begin, end, separator; /* code points; MATH_UNSTATED, or 0 for none */
    math_chain out[MATH_SLOTS], alt[MATH_SLOTS]; /* of a construct its slots; of everything else the first is its content */
} math_frame;
enum { MATH_UNSTATED = 0x7fffffff };

struct rt_docx_math {
    const rt_host *host;
    math_frame *frames;
    size_t depth, room;
    math_piece *pieces;
    uint32_t piece_count, piece_room;
    rt_buffer text;       /* of all pieces */
    rt_buffer run;        /* m:t of the run in hand */
    rt_buffer mathml, alt;
    bool block;
};

/* math_chain.c */
rt_status rt_math_add(rt_docx_math *m, math_chain *chain, rt_str text);
rt_status rt_math_add_escaped(rt_docx_math *m, math_chain *chain, rt_str text);
rt_status rt_math_add_point(rt_docx_math *m, math_chain *chain, uint32_t point, bool escaped);
void rt_math_join(rt_docx_math *m, math_chain *chain, math_chain *more);          /* `more` is empty then */
rt_status rt_math_flatten(rt_docx_math *m, const math_chain *chain, rt_buffer *out);

/* math_write.c: a construct that is complete, into its parent; the text of a run as tokens. */
rt_status rt_math_compose(rt_docx_math *m, math_frame *frame, math_chain *out, math_chain *alt);
rt_status rt_math_tokens(rt_docx_math *m, const math_frame *run, rt_str text, bool word, bool aligned, math_chain *out,
                         math_chain *alt);
/* An argument's content as one element; counts none. */
rt_status rt_math_slot(rt_docx_math *m, math_chain *slot, math_chain *out);

#endif
