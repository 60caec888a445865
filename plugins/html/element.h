/* element.h - the elements of HTML by name: numbers, flags, what the reader makes of each.
 *
 * Owns the lookup; the table is elements.def. Names of other elements are ELEMENT_UNKNOWN. */
#ifndef RT_HTML_ELEMENT_H
#define RT_HTML_ELEMENT_H

#include <retort/plugin.h>

enum html_flag {
    FLAG_VOID = 1 << 0,
    FLAG_SPECIAL = 1 << 1,
    FLAG_FORMAT = 1 << 2,
    FLAG_BARRIER = 1 << 3,  /* of the default scope */
    FLAG_CLOSES_P = 1 << 4, /* its start tag does */
    FLAG_CLOSES = 1 << 5,   /* its end tag generates implied ends and pops */
    FLAG_IMPLIED = 1 << 6,  /* its end may be implied */
    FLAG_TABLE = 1 << 7,    /* a part of a table: implied where all ends are */
    FLAG_HEAD = 1 << 8,
    FLAG_BREAKOUT = 1 << 9, /* its start tag ends foreign content */
    FLAG_HEADING = 1 << 10,
    FLAG_RAW = 1 << 11, /* its content is text without markup */
    FLAG_LIST_BARRIER = 1 << 12,
    FLAG_BUTTON_BARRIER = 1 << 13,
    FLAG_TABLE_BARRIER = 1 << 14
};

typedef enum html_does {
    DOES_INLINE = 0,
    DOES_BLOCK,
    DOES_NOTHING, /* pass through, pass through as a block, hold nothing to be read */
    DOES_PARAGRAPH,
    DOES_HEADING,
    DOES_SECTION,
    DOES_LIST,
    DOES_ITEM,
    DOES_DEFINITIONS,
    DOES_TERM,
    DOES_DEFINITION,
    DOES_TABLE,
    DOES_CAPTION,
    DOES_COLUMNS,
    DOES_COLUMN,
    DOES_GROUP,
    DOES_ROW,
    DOES_CELL,
    DOES_FIGURE,
    DOES_TITLE_OF_FIGURE,
    DOES_QUOTE,
    DOES_BOX,
    DOES_PRE,
    DOES_RULE,
    DOES_BREAK,
    DOES_LINK,
    DOES_IMAGE,
    DOES_MEDIA,
    DOES_FRAME,
    DOES_SOURCE,
    DOES_RUBY,
    DOES_READING,
    DOES_CODE,
    DOES_FONT,
    DOES_INSERTED,
    DOES_DELETED,
    DOES_INPUT,
    DOES_SELECT,
    DOES_OPTION,
    DOES_TEXTAREA,
    DOES_DATA,
    DOES_TITLE,
    DOES_META,
    DOES_RELATION,
    DOES_BASE,
    DOES_NOTES,
    DOES_NOTE,
    DOES_REFERENCE,
    DOES_NUMBER,
    DOES_FACT /* by their roles and classes */
} html_does;

typedef enum html_id {
    ELEMENT_UNKNOWN = 0,
#define X(ID, ...) ELEMENT_##ID,
#include "elements.def"
#undef X
    ELEMENT_COUNT
} html_id;

typedef struct html_definition {
    rt_str name;
    uint32_t flags;
    uint16_t marks; /* RT_MARK_* */
    uint8_t does;   /* html_does */
} html_definition;

extern const html_definition rt_html_elements[ELEMENT_COUNT];

enum { ELEMENT_SLOTS = 512 };
typedef struct html_names {
    uint8_t slots[ELEMENT_SLOTS];
} html_names;

/* Fills the table by which names are found. */
void rt_html_names_init(html_names *names);
html_id rt_html_name_find(const html_names *names, rt_str name);

#endif
