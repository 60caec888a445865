/* styles.h - styles.xml: what a style is for, and what it makes of a paragraph and a run (17.7).
 *
 * Owns the table of styles, their inheritance and roles; the children of pPr and rPr are formatting.c's. */
#ifndef RT_DOCX_STYLES_H
#define RT_DOCX_STYLES_H

#include "formatting.h"

typedef enum rt_docx_style_type {
    RT_DOCX_PARAGRAPH_STYLE = 1, RT_DOCX_CHARACTER_STYLE, RT_DOCX_TABLE_STYLE, RT_DOCX_NUMBERING_STYLE
} rt_docx_style_type;

/* What a style is for, by its name in styles.xml, which is English for built-in styles in any language's Word, and through what
 * it is based on. */
typedef enum rt_docx_role {
    RT_DOCX_ROLE_NONE = 0,
    RT_DOCX_ROLE_HEADING,       /* level: 1 and up; also any style with an outline level */
    RT_DOCX_ROLE_TITLE, RT_DOCX_ROLE_SUBTITLE,
    RT_DOCX_ROLE_LIST,          /* List, List Bullet, List Number, List Paragraph: level */
    RT_DOCX_ROLE_LIST_CONTINUE, /* level */
    RT_DOCX_ROLE_CAPTION, RT_DOCX_ROLE_QUOTE, RT_DOCX_ROLE_CODE_BLOCK, RT_DOCX_ROLE_TERM, RT_DOCX_ROLE_DEFINITION,
    RT_DOCX_ROLE_RULE,          /* Horizontal Line */
    RT_DOCX_ROLE_TOC,           /* TOC Heading (level 0) and toc 1 … */
    RT_DOCX_ROLE_NOTE_TEXT,     /* footnote text, endnote text, annotation text */
    RT_DOCX_ROLE_HEADER, RT_DOCX_ROLE_FOOTER,
    RT_DOCX_ROLE_CODE,          /* character styles from here */
    RT_DOCX_ROLE_HYPERLINK, RT_DOCX_ROLE_NOTE_REFERENCE, RT_DOCX_ROLE_LINE_NUMBER, RT_DOCX_ROLE_PLACEHOLDER
} rt_docx_role;

typedef struct rt_docx_style {
    rt_str id, name;   /* name in lower case, a built-in's without "w:" synonyms behind a comma */
    uint8_t type;      /* rt_docx_style_type */
    uint8_t role;      /* rt_docx_role, its own or inherited */
    uint16_t level;    /* of the role, or 0 */
    bool own_role;     /* by its own name or outline level, not inherited */
    const struct rt_docx_style *based_on; /* of the same type, never in a circle */
    rt_docx_para para; /* with all it is based on, without w:docDefaults */
    rt_docx_run run;   /* the same; toggles stated twice in a chain: the nearest holds */
} rt_docx_style;

typedef struct rt_docx_styles rt_docx_styles;

/* `part` may be RT_DOCX_NO_PART: then there are only the defaults. They live as long as the pool. */
rt_status rt_docx_styles_read(rt_docx_package *package, uint32_t part, rt_docx_styles **styles);

/* By id; NULL where there is none of that type. */
const rt_docx_style *rt_docx_styles_find(const rt_docx_styles *styles, uint32_t type, rt_str id);
/* The style of a paragraph: the one it names, else the default one; NULL only where styles.xml has no default. A style that does
 * not exist is told once for each id (`pos` of the paragraph or NULL). */
const rt_docx_style *rt_docx_styles_of_para(rt_docx_styles *styles, const rt_docx_para *direct, const rt_pos *pos);
/* The character style of a run, or NULL. */
const rt_docx_style *rt_docx_styles_of_run(rt_docx_styles *styles, const rt_docx_run *direct, const rt_pos *pos);

/* What holds for a paragraph: defaults, style, direct. */
void rt_docx_styles_para(const rt_docx_styles *styles, const rt_docx_style *style, const rt_docx_para *direct,
                         rt_docx_para *out);

/* What holds for a run: w:docDefaults, table style, paragraph style, character style, direct; toggles by 17.7.3. Every style and
 * `direct` may be NULL. With only `para` it is what text in that paragraph looks like by itself: a mark that stands there as
 * well is the look of the style (a bold heading), not emphasis. */
void rt_docx_styles_run(const rt_docx_styles *styles, const rt_docx_style *table, const rt_docx_style *para,
                        const rt_docx_style *character, const rt_docx_run *direct, rt_docx_run *out);

/* w:docDefaults; its language is the report's. */
const rt_docx_run *rt_docx_styles_defaults(const rt_docx_styles *styles);

/* For numbering.c: all of them, to be completed where a level names a style (w:lvl/w:pStyle). */
size_t rt_docx_styles_count(const rt_docx_styles *styles);
rt_docx_style *rt_docx_styles_at(rt_docx_styles *styles, size_t index);

#endif
