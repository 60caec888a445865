/* report.h - names of the vocabulary and the events a report travels as.
 *
 * Owns the enumerators and the frozen structs of an event. What each kind and
 * attribute means stands in vocabulary.h; how plugins pass events, in plugin.h.
 */
#ifndef RETORT_REPORT_H
#define RETORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocabulary.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What every call answers. Anything but RT_OK stops the conversion and comes
 * back to the caller unchanged. */
typedef enum rt_status {
    RT_OK = 0,
    RT_STOPPED,         /* the host asked to stop; not an error */
    RT_ERR_MALFORMED,   /* the document breaks its format: the user's to fix */
    RT_ERR_LIMIT,       /* too deep, too long, too many; the message names the limit */
    RT_ERR_UNSUPPORTED, /* well-formed, but this program cannot do it: encrypted, a version … */
    RT_ERR_IO,          /* reading or writing failed */
    RT_ERR_MEMORY,
    RT_ERR_PLUGIN       /* a bug in a plugin */
} rt_status;

/* RT_REPORT, RT_META … : one enumerator a kind. 0 is no kind. */
typedef enum rt_kind {
    RT_NO_KIND = 0,
#define RT_X(ID, number, ...) RT_##ID = number,
    RT_KIND_TABLE(RT_X)
#undef RT_X
} rt_kind;

/* RT_A_ID, RT_A_LANGUAGE … : one enumerator an attribute. */
typedef enum rt_attr_id {
    RT_NO_ATTR = 0,
#define RT_X(ID, number, ...) RT_A_##ID = number,
    RT_ATTR_TABLE(RT_X)
#undef RT_X
} rt_attr_id;

typedef enum rt_attr_type { /* where the value stands in rt_attr */
    RT_TYPE_TEXT = 1, /* text */
    RT_TYPE_INT,      /* number */
    RT_TYPE_BOOL,     /* number, 0 or 1 */
    RT_TYPE_CHOICE,   /* number, one of the enumerators below */
    RT_TYPE_MARKS,    /* number, a set of RT_MARK_* */
    RT_TYPE_LENGTH,   /* text: "10.5pt" or "50%", perhaps negative */
    RT_TYPE_ID,       /* text, unique in the report */
    RT_TYPE_REF,      /* text, an id */
    RT_TYPE_COLOUR    /* text: "#rrggbb", lower case */
} rt_attr_type;

/* What a loss takes away. `RT_LOSS_REMOVED` is what the user asked to remove. */
typedef enum rt_loss_class {
    RT_LOSS_CONTENT = 1, RT_LOSS_STRUCTURE, RT_LOSS_PRESENTATION, RT_LOSS_REMOVED
} rt_loss_class;

enum { RT_DIRECTION_LTR = 1, RT_DIRECTION_RTL, RT_DIRECTION_AUTO };
enum { RT_ORIGIN_STATED = 1, RT_ORIGIN_GUESSED, RT_ORIGIN_CLAIMED };
enum { RT_CHANGE_INSERTED = 1, RT_CHANGE_DELETED, RT_CHANGE_MOVED_FROM, RT_CHANGE_MOVED_TO,
       RT_CHANGE_FORMATTED };
enum { RT_VALUE_TEXT = 1, RT_VALUE_INTEGER, RT_VALUE_DECIMAL, RT_VALUE_PERCENTAGE, RT_VALUE_MONEY,
       RT_VALUE_DATE, RT_VALUE_TIME, RT_VALUE_DATE_TIME, RT_VALUE_BOOLEAN, RT_VALUE_BLANK };
enum { RT_ALIGN_START = 1, RT_ALIGN_CENTER, RT_ALIGN_END, RT_ALIGN_JUSTIFY, RT_ALIGN_LEFT,
       RT_ALIGN_RIGHT, RT_ALIGN_DECIMAL };
enum { RT_NUMBERING_DECIMAL = 1, RT_NUMBERING_DECIMAL_ZERO, RT_NUMBERING_LOWER_ALPHA,
       RT_NUMBERING_UPPER_ALPHA, RT_NUMBERING_LOWER_ROMAN, RT_NUMBERING_UPPER_ROMAN,
       RT_NUMBERING_CJK, RT_NUMBERING_CJK_PARENTHESIZED, RT_NUMBERING_CIRCLED,
       RT_NUMBERING_DISC, RT_NUMBERING_CIRCLE, RT_NUMBERING_SQUARE, RT_NUMBERING_NONE,
       RT_NUMBERING_CJK_HEAVENLY_STEM, RT_NUMBERING_CJK_EARTHLY_BRANCH };
enum { RT_CHECKED_NO = 1, RT_CHECKED_YES, RT_CHECKED_MIXED };
enum { RT_PART_BODY = 1, RT_PART_HEAD, RT_PART_FOOT };
enum { RT_HEAD_YES = 1, RT_HEAD_ROW, RT_HEAD_COL, RT_HEAD_ROWGROUP, RT_HEAD_COLGROUP };
enum { RT_VALIGN_TOP = 1, RT_VALIGN_MIDDLE, RT_VALIGN_BOTTOM, RT_VALIGN_BASELINE };
enum { RT_STATE_VALUE = 1, RT_STATE_ZERO, RT_STATE_BLANK, RT_STATE_STRUCK, RT_STATE_MISSING,
       RT_STATE_REFUSED };
enum { RT_ORIENTATION_PORTRAIT = 1, RT_ORIENTATION_LANDSCAPE };
enum { RT_APPLY_DEFAULT = 1, RT_APPLY_FIRST, RT_APPLY_EVEN };
enum { RT_ROLE_FOOTNOTE = 1, RT_ROLE_ENDNOTE, RT_ROLE_COMMENT, RT_ROLE_BOOKMARK,
       RT_ROLE_FIELD };
enum { RT_NOTATION_MATHML = 1, RT_NOTATION_LATEX, RT_NOTATION_TEXT };
enum { RT_DISPLAY_INLINE = 1, RT_DISPLAY_BLOCK };
enum { RT_MARK_BOLD = 1, RT_MARK_ITALIC = 2, RT_MARK_UNDERLINE = 4, RT_MARK_STRIKE = 8,
       RT_MARK_SUB = 16, RT_MARK_SUP = 32, RT_MARK_CODE = 64, RT_MARK_SMALL_CAPS = 128,
       RT_MARK_HIGHLIGHT = 256 };
enum { RT_MARK_CHANGE_INSERTED = 1, RT_MARK_CHANGE_DELETED };
enum { RT_BREAK_NEXT_PAGE = 1, RT_BREAK_CONTINUOUS, RT_BREAK_EVEN_PAGE, RT_BREAK_ODD_PAGE };
enum { RT_MEDIUM_VIDEO = 1, RT_MEDIUM_AUDIO, RT_MEDIUM_FRAME };

/* ---- Events (frozen) -------------------------------------------------- */

/* UTF-8, not NUL-terminated. An empty one may have a NULL `ptr`. */
typedef struct rt_str { const char *ptr; size_t len; } rt_str;
#define RT_STR(literal) ((rt_str){(literal), sizeof(literal) - 1})

/* Where in the source. Line and column count from 1, in code points of the
 * decoded text; 0 is unknown. `part` is a ZIP member or NULL. `item` counts the
 * format's own units from 1 (the reader names the unit: record, paragraph). */
typedef struct rt_pos {
    const char *part;
    uint64_t line;
    uint64_t item;
    uint32_t column;
} rt_pos;

/* One attribute: `number` or `text`, by the attribute's type. */
typedef struct rt_attr { uint32_t id; int32_t number; rt_str text; } rt_attr;

/* Where a cell stands on its table's grid (0-based) and how many rows and columns it covers
 * there; for a table, how large its grid is. Only in a table that the host held (see rt_needs). */
typedef struct rt_grid { uint32_t row, column, rows, columns; } rt_grid;

/* The opening of one node. Grows at its end: see RT_HAS in plugin.h. */
typedef struct rt_node {
    uint32_t size;
    uint32_t kind;          /* rt_kind; one you do not know: pass it on, or over to its leave */
    const rt_attr *attrs;   /* in ascending id behind the gate; in any order before it */
    size_t attr_count;
    rt_pos pos;
    const rt_grid *grid;    /* or NULL */
} rt_node;

/* The attribute `id` of `node`, or NULL. */
static inline const rt_attr *rt_node_attr(const rt_node *node, uint32_t id)
{
    for (size_t i = 0; i < node->attr_count; i++)
        if (node->attrs[i].id == id)
            return &node->attrs[i];
    return NULL;
}

/* Its number or text, or what is given for an absent one. */
static inline int32_t rt_node_number(const rt_node *node, uint32_t id, int32_t otherwise)
{
    const rt_attr *attr = rt_node_attr(node, id);
    return attr ? attr->number : otherwise;
}

static inline rt_str rt_node_text(const rt_node *node, uint32_t id)
{
    const rt_attr *attr = rt_node_attr(node, id);
    return attr ? attr->text : (rt_str){NULL, 0};
}

/* A sink takes a report as events. `text` comes in any number of pieces, each
 * of whole UTF-8 sequences; `bytes` only inside RT_RESOURCE. What is passed is
 * borrowed until the call returns. After a call answered anything but RT_OK, only
 * `close` may follow. The host calls `close` exactly once, of a sink that was opened;
 * `complete` is false when the report broke off: free and discard. */
typedef struct rt_sink rt_sink;
struct rt_sink { /* embed as the first member of your own state */
    uint32_t size;
    rt_status (*enter)(rt_sink *self, const rt_node *node);
    rt_status (*text)(rt_sink *self, rt_str piece);
    rt_status (*leave)(rt_sink *self, uint32_t kind);
    rt_status (*bytes)(rt_sink *self, const void *bytes, size_t len); /* of yours, NULL: not wanted; of those you are given, never NULL */
    rt_status (*close)(rt_sink *self, bool complete);                 /* frees self */
};

#ifdef __cplusplus
}
#endif
#endif
