/* formatting.h - what w:pPr and w:rPr say, directly or through styles: one struct and one parser for both.
 *
 * Owns the meaning of their children and how properties lie over one another; the order of styles is styles.c's. */
#ifndef RT_DOCX_FORMATTING_H
#define RT_DOCX_FORMATTING_H

#include "package.h"

/* ---- Runs --------------------------------------------------------------------------------------------------------------- */

/* Bits of rt_docx_run.stated. Those of the first row are on or off in rt_docx_run.on; the first eight of them toggle when styles
 * of several levels state them (17.7.3). */
enum {
    RT_DOCX_R_BOLD = 1 << 0, RT_DOCX_R_BOLD_CS = 1 << 1, RT_DOCX_R_ITALIC = 1 << 2, RT_DOCX_R_ITALIC_CS = 1 << 3,
    RT_DOCX_R_CAPS = 1 << 4, RT_DOCX_R_SMALL_CAPS = 1 << 5, RT_DOCX_R_STRIKE = 1 << 6, RT_DOCX_R_HIDDEN = 1 << 7,
    RT_DOCX_R_DOUBLE_STRIKE = 1 << 8, RT_DOCX_R_UNDERLINE = 1 << 9, RT_DOCX_R_RTL = 1 << 10, RT_DOCX_R_CS = 1 << 11,
    RT_DOCX_R_WEB_HIDDEN = 1 << 12,

    RT_DOCX_R_VERTICAL = 1 << 16, RT_DOCX_R_COLOUR = 1 << 17, RT_DOCX_R_HIGHLIGHT = 1 << 18, RT_DOCX_R_SHADE = 1 << 19,
    RT_DOCX_R_SIZE = 1 << 20, RT_DOCX_R_FONT = 1 << 21, RT_DOCX_R_FONT_EAST = 1 << 22, RT_DOCX_R_LANGUAGE = 1 << 23,
    RT_DOCX_R_LANGUAGE_EAST = 1 << 24, RT_DOCX_R_LANGUAGE_BIDI = 1 << 25, RT_DOCX_R_STYLE = 1 << 26,
    RT_DOCX_R_MARK = 1 << 27, /* the paragraph's mark was inserted or deleted (w:ins, w:del in its w:rPr) */

    RT_DOCX_R_TOGGLES = 0xff
};

enum { RT_DOCX_NO_COLOUR = 0x1000000 }; /* auto, none */

typedef struct rt_docx_run {
    uint32_t stated;     /* set of RT_DOCX_R_* */
    uint32_t on;         /* those of the first row that are on */
    uint8_t vertical;    /* 0, RT_MARK_SUB or RT_MARK_SUP */
    uint8_t mark_change; /* RT_MARK_CHANGE_* */
    uint16_t size;       /* half points */
    uint32_t colour, highlight, shade; /* 0xrrggbb or RT_DOCX_NO_COLOUR */
    rt_str font, font_east;            /* a theme's font is stated and empty */
    rt_str language, language_east, language_bidi;
    rt_str style;        /* w:rStyle, an id */
} rt_docx_run;           /* all strings are interned in the pool */

/* Takes an element inside w:rPr into `run`; every other one is passed over. Do not give it what stands in w:rPrChange. */
rt_status rt_docx_run_take(rt_docx_run *run, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name, const rt_xml_tag *tag);
/* `over` lies over `run`: what it states holds, also toggles. The style is taken like any other. */
void rt_docx_run_lay(rt_docx_run *run, const rt_docx_run *over);
/* The RT_MARK_*: bold, italic, underline, strike, sub, sup, small-caps, highlight. In complex script w:bCs counts, too. */
uint32_t rt_docx_run_marks(const rt_docx_run *run);

/* ---- Paragraphs --------------------------------------------------------------------------------------------------------- */

enum {
    RT_DOCX_P_STYLE = 1 << 0, RT_DOCX_P_ALIGN = 1 << 1, RT_DOCX_P_START = 1 << 2, RT_DOCX_P_END = 1 << 3,
    RT_DOCX_P_FIRST = 1 << 4, RT_DOCX_P_NUMBER = 1 << 5, RT_DOCX_P_LEVEL = 1 << 6, RT_DOCX_P_OUTLINE = 1 << 7,
    RT_DOCX_P_BIDI = 1 << 8, RT_DOCX_P_SHADE = 1 << 9, RT_DOCX_P_BREAK = 1 << 10, RT_DOCX_P_BORDER_TOP = 1 << 11,
    RT_DOCX_P_BORDER_BOTTOM = 1 << 12, RT_DOCX_P_BORDER_LEFT = 1 << 13, RT_DOCX_P_BORDER_RIGHT = 1 << 14,
    RT_DOCX_P_CONDITION = 1 << 15
};

typedef struct rt_docx_para {
    uint32_t stated;   /* set of RT_DOCX_P_* */
    rt_str style;      /* w:pStyle, an id */
    uint8_t align;     /* RT_ALIGN_*: left and right as written, start and end as written */
    uint8_t outline;   /* 0 to 8; 9: body text */
    uint8_t level;     /* w:ilvl, 0 to 8 */
    bool bidi, break_before;
    uint16_t borders;  /* RT_DOCX_P_BORDER_* that are drawn */
    uint16_t condition; /* w:cnfStyle, the bits of RT_DOCX_CND_* */
    int32_t start, end, first; /* indents in twips; first is negative where it hangs */
    int32_t number;    /* w:numId; 0 takes a style's numbering away */
    uint32_t shade;    /* 0xrrggbb or RT_DOCX_NO_COLOUR */
} rt_docx_para;

/* w:cnfStyle (17.4.7, 17.4.8), written as twelve digits or as attributes; also for rows and cells. */
enum {
    RT_DOCX_CND_FIRST_ROW = 1 << 0, RT_DOCX_CND_LAST_ROW = 1 << 1, RT_DOCX_CND_FIRST_COLUMN = 1 << 2,
    RT_DOCX_CND_LAST_COLUMN = 1 << 3, RT_DOCX_CND_ODD_COLUMN = 1 << 4, RT_DOCX_CND_EVEN_COLUMN = 1 << 5,
    RT_DOCX_CND_ODD_ROW = 1 << 6, RT_DOCX_CND_EVEN_ROW = 1 << 7
};
uint16_t rt_docx_condition(rt_docx_xml *x, const rt_xml_tag *tag);

/* Takes an element inside w:pPr, at any depth (w:ilvl in w:numPr, w:bottom in w:pBdr), into `para`; others are passed over. Do not
 * give it what stands in w:pPrChange, w:sectPr or w:rPr. */
rt_status rt_docx_para_take(rt_docx_para *para, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name, const rt_xml_tag *tag);
void rt_docx_para_lay(rt_docx_para *para, const rt_docx_para *over);

/* ---- Sets in a part ----------------------------------------------------------------------------------------------------- */

/* Where a walk through a part stands: at which depth, in which set of properties, in what is passed over. Starts out zeroed. */
typedef struct rt_docx_sets {
    rt_docx_para *para; /* where w:pPr goes, while in it; so the next */
    rt_docx_run *run;
    uint32_t depth, skipping, set; /* skipping, set: the depth at which that ends; 0: not */
} rt_docx_sets;

/* One element deeper. True: it was a property, or is passed over; `skip`: it is to be. */
bool rt_docx_sets_enter(rt_docx_sets *sets, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name, const rt_xml_tag *tag, bool skip,
                        rt_status *status);
void rt_docx_sets_leave(rt_docx_sets *sets);

/* ---- Values ------------------------------------------------------------------------------------------------------------- */

/* ST_OnOff: `val` absent (NULL pointer), 1, true, on. */
bool rt_docx_is_on(rt_str val);
/* w:val of an on/off element. */
bool rt_docx_tag_on(rt_docx_xml *x, const rt_xml_tag *tag);
/* A whole number, cut to int32_t; `otherwise` where it is none. */
int32_t rt_docx_integer(rt_str val, int32_t otherwise);
/* Twips: a number, or one with a unit (12pt, 1.5cm; ST_TwipsMeasure). */
int32_t rt_docx_twips(rt_str val, int32_t otherwise);
/* RRGGBB, or RT_DOCX_NO_COLOUR for auto and what is none. */
uint32_t rt_docx_colour(rt_str val);
/* What w:shd paints: w:fill, or w:color where the pattern is solid. */
uint32_t rt_docx_shade(rt_docx_xml *x, const rt_xml_tag *tag);
/* RT_ALIGN_* of a w:jc value, 0 where it is unknown. */
uint8_t rt_docx_align(rt_str val);
/* "10.5pt" of twips, as the model writes lengths; no more digits than needed. `room` of 24. Returns its length. */
size_t rt_docx_points(int64_t twentieths, char room[24]);

#endif
