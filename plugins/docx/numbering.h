/* numbering.h - numbering.xml and the counters that run through a document (17.9).
 *
 * Owns definitions of levels, and the label that Word shows in front of a numbered paragraph; what is a list and where it ends
 * is the body's. */
#ifndef RT_DOCX_NUMBERING_H
#define RT_DOCX_NUMBERING_H

#include "styles.h"

enum { RT_DOCX_LEVELS = 9 };

typedef struct rt_docx_level {
    bool defined;      /* w:lvl stands there; what is not is decimal */
    bool ordered;      /* counts: neither a bullet nor none */
    bool legal;        /* w:isLgl: all numbers of the label are decimal */
    uint8_t suffix;    /* 0 tab, 1 space, 2 nothing */
    int8_t restart;    /* w:lvlRestart: 0 never, N behind level N (from 1), -1 behind any level above */
    uint8_t format;    /* w:numFmt, numbering.c's own number */
    int32_t numbering; /* RT_NUMBERING_*, the nearest one: a list's attribute */
    int32_t start;
    rt_str text;       /* w:lvlText: "%1.%2." counts levels from 1; a bullet's sign, private use mapped to Unicode */
    rt_str style;      /* w:pStyle, an id, or empty */
    rt_docx_para para; /* its indents */
    rt_docx_run run;   /* of the label */
} rt_docx_level;

typedef struct rt_docx_numbering rt_docx_numbering;

/* `part` may be RT_DOCX_NO_PART. Styles' numbering is completed: where a level of a style's list names the style, the style's
 * para.level is that level. */
rt_status rt_docx_numbering_read(rt_docx_package *package, uint32_t part, rt_docx_styles *styles,
                                 rt_docx_numbering **numbering);
/* Gives back what does not lie in the pool. NULL is none. */
void rt_docx_numbering_close(rt_docx_numbering *numbering);

/* The level of a w:num with its overrides; NULL where the number is 0 or not defined (told once for each number). */
const rt_docx_level *rt_docx_numbering_level(rt_docx_numbering *numbering, int32_t number, uint32_t level,
                                             const rt_pos *pos);
/* Which list it counts in: those with equal answers share their counters (w:nums of one w:abstractNum). */
uint32_t rt_docx_numbering_list(const rt_docx_numbering *numbering, int32_t number);

/* One numbered paragraph. */
typedef struct rt_docx_counted {
    int32_t counter; /* of its own level */
    bool first;      /* the first paragraph on this level of this w:num, or the first since it was restarted */
    bool restarted;  /* by w:startOverride, which a new w:num brings */
    rt_str label;    /* as Word shows it, without suffix: "1.2.", "（三）", "•"; until the next call */
} rt_docx_counted;

/* Counts the paragraph, in the order of the document; each story (body, notes, headers) counts on. For a number without a
 * definition the answer is all zero. */
rt_status rt_docx_numbering_count(rt_docx_numbering *numbering, int32_t number, uint32_t level, rt_docx_counted *out);

#endif
