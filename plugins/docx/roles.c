/* roles.c - see roles.h. Names of Word, of LibreOffice and of pandoc, where they mean what Word has
 * a style for. */
#include "roles.h"

#include <string.h>

enum { NUMBERED = 1, MOST_LEVEL = 999 };

typedef struct name_row {
    const char *name;
    uint8_t role, numbered;
} name_row;

/* Numbered: a blank and a number may follow, which is the level; alone it is 1. */
static const name_row of_paragraphs[] = {{"heading", RT_DOCX_ROLE_HEADING, NUMBERED},
                                         {"title", RT_DOCX_ROLE_TITLE, 0},
                                         {"subtitle", RT_DOCX_ROLE_SUBTITLE, 0},
                                         {"list", RT_DOCX_ROLE_LIST, NUMBERED},
                                         {"list bullet", RT_DOCX_ROLE_LIST, NUMBERED},
                                         {"list number", RT_DOCX_ROLE_LIST, NUMBERED},
                                         {"list paragraph", RT_DOCX_ROLE_LIST, 0},
                                         {"list continue", RT_DOCX_ROLE_LIST_CONTINUE, NUMBERED},
                                         {"caption", RT_DOCX_ROLE_CAPTION, 0},
                                         {"image caption", RT_DOCX_ROLE_CAPTION, 0},
                                         {"table caption", RT_DOCX_ROLE_CAPTION, 0},
                                         {"quote", RT_DOCX_ROLE_QUOTE, 0},
                                         {"intense quote", RT_DOCX_ROLE_QUOTE, 0},
                                         {"block text", RT_DOCX_ROLE_QUOTE, 0},
                                         {"quotations", RT_DOCX_ROLE_QUOTE, 0},
                                         {"html preformatted", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"preformatted text", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"source code", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"code", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"macro text", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"macro", RT_DOCX_ROLE_CODE_BLOCK, 0},
                                         {"definition term", RT_DOCX_ROLE_TERM, 0},
                                         {"list heading", RT_DOCX_ROLE_TERM, 0},
                                         {"definition", RT_DOCX_ROLE_DEFINITION, 0},
                                         {"list contents", RT_DOCX_ROLE_DEFINITION, 0},
                                         {"horizontal line", RT_DOCX_ROLE_RULE, 0},
                                         {"toc heading", RT_DOCX_ROLE_TOC, 0},
                                         {"toc", RT_DOCX_ROLE_TOC, NUMBERED},
                                         {"footnote text", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"endnote text", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"annotation text", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"annotation subject", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"footnote", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"endnote", RT_DOCX_ROLE_NOTE_TEXT, 0},
                                         {"header", RT_DOCX_ROLE_HEADER, 0},
                                         {"footer", RT_DOCX_ROLE_FOOTER, 0}};

static const name_row of_runs[] = {{"html code", RT_DOCX_ROLE_CODE, 0},
                                   {"html keyboard", RT_DOCX_ROLE_CODE, 0},
                                   {"html sample", RT_DOCX_ROLE_CODE, 0},
                                   {"html typewriter", RT_DOCX_ROLE_CODE, 0},
                                   {"verbatim char", RT_DOCX_ROLE_CODE, 0},
                                   {"source text", RT_DOCX_ROLE_CODE, 0},
                                   {"hyperlink", RT_DOCX_ROLE_HYPERLINK, 0},
                                   {"followedhyperlink", RT_DOCX_ROLE_HYPERLINK, 0},
                                   {"internet link", RT_DOCX_ROLE_HYPERLINK, 0},
                                   {"visited internet link", RT_DOCX_ROLE_HYPERLINK, 0},
                                   {"footnote reference", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"endnote reference", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"annotation reference", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"footnote anchor", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"endnote anchor", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"footnote characters", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"endnote characters", RT_DOCX_ROLE_NOTE_REFERENCE, 0},
                                   {"line number", RT_DOCX_ROLE_LINE_NUMBER, 0},
                                   {"placeholder text", RT_DOCX_ROLE_PLACEHOLDER, 0}};

/* Cuts " 12" off the end; 1 where there is none. */
static uint16_t cut_number(rt_str *name)
{
    size_t len = name->len;
    uint32_t number = 0, place = 1;

    while (len && name->ptr[len - 1] >= '0' && name->ptr[len - 1] <= '9' && place <= 1000) {
        number += (uint32_t)(name->ptr[--len] - '0') * place;
        place *= 10;
    }
    if (place == 1 || !number || number > MOST_LEVEL || !len || name->ptr[len - 1] != ' ')
        return 1;
    name->len = len - 1;
    return (uint16_t)number;
}

uint8_t rt_docx_role_of(rt_str name, bool character, uint16_t *level)
{
    const name_row *rows = character ? of_runs : of_paragraphs;
    size_t count =
        character ? sizeof of_runs / sizeof *of_runs : sizeof of_paragraphs / sizeof *of_paragraphs;
    rt_str stem = name;
    uint16_t number = cut_number(&stem);

    for (size_t i = 0; i < count; i++)
        if (rt_docx_is(rows[i].numbered ? stem : name, rows[i].name)) {
            bool bare_heading = rows[i].role == RT_DOCX_ROLE_HEADING && stem.len == name.len;
            *level = rows[i].numbered && !bare_heading ? number : 0;
            /* LibreOffice's "Heading" is what its headings are based on, and no heading itself. */
            return bare_heading ? RT_DOCX_ROLE_NONE : rows[i].role;
        }
    *level = 0;
    return RT_DOCX_ROLE_NONE;
}
