/* vocabulary.h - the one table of what a report can say.
 *
 * Owns every kind and attribute: names, grammar, fallbacks, loss classes. The
 * enumerators of report.h, the gate's state machines, the lowering, the JSON
 * Schema, the RELAX NG, the tables of docs/model.md and the generator of test
 * reports all come from these rows. Numbers are for ever: rows are only added,
 * at the end, with the contract's minor version in `since`.
 */
#ifndef RETORT_VOCABULARY_H
#define RETORT_VOCABULARY_H

/* ---- Kinds ----------------------------------------------------------
 *
 * X(ID, number, since, name, plural, classes, content, wrap, stray, fallback, before, after, loss, help)
 *
 * classes   Where it may stand: "inline", "block", both, or "" when only the
 *           kinds that name it take it. "flow" is every block and a heading.
 * content   Its phases in order: KEY:WHAT and a quantifier, none (exactly
 *           one), ? or *. WHAT is a class, a kind, alternatives with |, or
 *           "chars" (text without children). "inline" includes text; "phrase" is
 *           inline without link. KEY is the
 *           member that holds the phase in JSON; of two optional phases with one
 *           KEY only one may be used (a caption stands first or last). "" is a
 *           leaf, "bytes" a leaf that holds bytes.
 * wrap      The parent the gate opens for one that stands alone.
 * stray     The child the gate opens in it for content it cannot take.
 * fallback  What the lowering does for a target without it:
 *             keep    its children stand in its place
 *             as:KIND it becomes that kind
 *             say     `before` alone stands for it
 *             drop    it is left out, with all it holds
 *           {name} in before/after is the attribute of that name; {number}
 *           the running number of a note, {label} the label of a list item. A
 *           `before` of white space alone separates: the first child has none.
 * loss      The class of that loss: content, structure, presentation.
 */
#define RT_KIND_TABLE(X) \
    X(REPORT, 1, 0, "report", "reports", "", \
      "meta:meta* blocks:block* blocks:section* blocks:meta* notes:note* facts:fact*", \
      "", "", "keep", "", "", "structure", "a whole report") \
    X(META, 2, 0, "meta", "meta", "", "value:chars", \
      "", "", "drop", "", "", "content", "one statement about the report; Dublin Core names where one fits") \
    X(SECTION, 3, 0, "section", "sections", "", "heading:heading blocks:block* blocks:section*", \
      "", "", "keep", "", "", "structure", "a heading with all that stands under it") \
    X(HEADING, 4, 0, "heading", "headings", "", "content:inline*", \
      "section", "", "as:paragraph", "", "", "structure", "the title of a section; in cells, items, quotes and boxes a block of its own") \
    X(PARAGRAPH, 5, 0, "paragraph", "paragraphs", "block", "content:inline*", \
      "", "", "keep", "", "", "structure", "a paragraph") \
    X(LIST, 6, 0, "list", "lists", "block", "items:item*", \
      "", "item", "keep", "", "", "structure", "a list, ordered or not") \
    X(ITEM, 7, 0, "item", "items", "", "content:inline* blocks:flow*", \
      "list", "", "as:paragraph", "{label} ", "", "structure", "an item of a list; leading inlines are its first, plain paragraph") \
    X(DEFINITIONS, 8, 0, "definitions", "definitions", "block", "items:term|definition*", \
      "", "definition", "as:list", "", "", "structure", "terms, each with what explains it") \
    X(TERM, 9, 0, "term", "terms", "", "content:inline*", \
      "definitions", "", "as:item", "", "", "structure", "a term or a name") \
    X(DEFINITION, 10, 0, "definition", "definitions", "", "content:inline* blocks:flow*", \
      "definitions", "", "as:item", "", "", "structure", "what explains the terms before it") \
    X(TABLE, 11, 0, "table", "tables", "block", "caption:caption? columns:column* rows:row* caption:caption?", \
      "", "row", "keep", "", "", "structure", "a table") \
    X(COLUMN, 12, 0, "column", "columns", "", "", \
      "", "", "drop", "", "", "presentation", "how a column of the table is set") \
    X(ROW, 13, 0, "row", "rows", "", "cells:cell*", \
      "table", "cell", "as:paragraph", "", "", "structure", "a row of a table") \
    X(CELL, 14, 0, "cell", "cells", "", "content:inline* blocks:flow*", \
      "row", "", "keep", "\t", "", "structure", "a cell; leading inlines are its first, plain paragraph") \
    X(FIGURE, 15, 0, "figure", "figures", "block", "caption:caption? blocks:flow* caption:caption?", \
      "", "", "keep", "", "", "structure", "blocks that belong together under a caption") \
    X(CAPTION, 16, 0, "caption", "captions", "", "content:inline*", \
      "figure", "", "as:paragraph", "", "", "structure", "the caption of a table or figure") \
    X(QUOTE, 17, 0, "quote", "quotes", "block", "blocks:flow*", \
      "", "", "keep", "", "", "structure", "a block quotation") \
    X(CODE_BLOCK, 18, 0, "code-block", "code-blocks", "block", "content:inline*", \
      "", "", "as:paragraph", "", "", "structure", "preformatted text: white space stands as written") \
    X(RULE, 19, 0, "rule", "rules", "block", "", \
      "", "", "drop", "", "", "presentation", "a thematic break") \
    X(TEXT_BOX, 20, 0, "text-box", "text-boxes", "block", "blocks:flow*", \
      "", "", "keep", "", "", "presentation", "blocks set apart from the running text") \
    X(PAGE, 21, 0, "page", "pages", "block", "headers:header* footers:footer*", \
      "", "", "drop", "", "", "presentation", "the page setup of what came since the last one") \
    X(HEADER, 22, 0, "header", "headers", "", "blocks:flow*", \
      "page", "", "drop", "", "", "content", "what stands at the top of each page") \
    X(FOOTER, 23, 0, "footer", "footers", "", "blocks:flow*", \
      "page", "", "drop", "", "", "content", "what stands at the bottom of each page") \
    X(NOTE, 24, 0, "note", "notes", "", "blocks:flow*", \
      "", "", "keep", "[{number}] ", "", "structure", "a footnote, endnote or comment; references name its id") \
    X(TEXT, 25, 0, "text", "texts", "inline", "text:chars", \
      "paragraph", "", "keep", "", "", "presentation", "a run of text with properties of its own") \
    X(LINK, 26, 0, "link", "links", "inline", "content:phrase*", \
      "paragraph", "", "keep", "", "", "structure", "a hyperlink") \
    X(RUBY, 27, 0, "ruby", "rubies", "inline", "content:inline*", \
      "paragraph", "", "keep", "", "（{reading}）", "structure", "a base text with its reading") \
    X(FIELD, 28, 0, "field", "fields", "inline", "content:inline*", \
      "paragraph", "", "keep", "", "", "structure", "a computed or fillable text, holding its last result") \
    X(MATH, 29, 0, "math", "maths", "inline", "content:chars", \
      "paragraph", "", "say", "{alt}", "", "structure", "a formula; its source is the text") \
    X(DROP_DOWN, 30, 0, "drop-down", "drop-downs", "inline", "choices:choice*", \
      "paragraph", "choice", "say", "{value}", "", "structure", "a choice from a list; `value` is the chosen text") \
    X(CHOICE, 31, 0, "choice", "choices", "", "content:chars", \
      "drop-down", "", "drop", "", "", "structure", "one text that a drop-down offers") \
    X(CHECKBOX, 32, 0, "checkbox", "checkboxes", "inline", "", \
      "paragraph", "", "say", "{checked}", "", "structure", "a box to tick") \
    X(NOTE_REFERENCE, 33, 0, "note-reference", "note-references", "inline", "", \
      "paragraph", "", "say", "[{number}]", "", "structure", "the place a note belongs to") \
    X(LINE_BREAK, 34, 0, "line-break", "line-breaks", "inline", "", \
      "paragraph", "", "say", "\n", "", "presentation", "a new line in the same paragraph; as much as a line feed in text") \
    X(TAB, 35, 0, "tab", "tabs", "inline", "", \
      "paragraph", "", "say", "\t", "", "presentation", "a tab stop; as much as U+0009 in text") \
    X(PAGE_BREAK, 36, 0, "page-break", "page-breaks", "inline block", "", \
      "paragraph", "", "drop", "", "", "presentation", "a new page") \
    X(IMAGE, 37, 0, "image", "images", "inline", "data:resource?", \
      "paragraph", "", "say", "{alt}", "", "content", "a picture; holds its resource at its first use, or names one") \
    X(RESOURCE, 38, 0, "resource", "resources", "", "bytes", \
      "image", "", "drop", "", "", "content", "bytes that belong to the report") \
    X(START, 39, 0, "start", "starts", "inline block", "", \
      "", "", "drop", "", "", "structure", "where a bookmark or a comment's range begins; ranges may overlap") \
    X(END, 40, 0, "end", "ends", "inline block", "", \
      "", "", "drop", "", "", "structure", "where the range that `ref` names ends") \
    X(FACT, 41, 0, "fact", "facts", "", "", \
      "", "", "drop", "", "", "content", "a figure that is not tied to a cell") \
    X(MEDIA, 42, 0, "media", "media", "inline", "content:inline*", \
      "paragraph", "", "keep", "", "", "content", "sound, film or a framed page; holds what stands for it")

/* ---- Attributes -----------------------------------------------------
 *
 * X(ID, number, since, name, type, form, minimum, maximum, initial, kinds, loss, help)
 *
 * type      TEXT, INT, BOOL, CHOICE, MARKS, LENGTH (a decimal number and pt or
 *           %: "10.5pt", "50%"), ID, REF (names an id), COLOUR ("#rrggbb").
 * form      For CHOICE and MARKS: the values, in enumerator order from 1 (a
 *           mark's bit is 1 << (n - 1)).
 * minimum   and maximum: the range of an INT, or of a LENGTH in its unit.
 * initial   The value that an absent attribute has; normal form leaves it out.
 *           "" when an absent attribute says nothing.
 * kinds     The kinds that may carry it, "*" every one.
 * loss      The class of the loss when a target cannot hold it.
 */
#define RT_ATTR_TABLE(X) \
    X(ID, 1, 0, "id", ID, "", 0, 0, "", "*", "structure", "names this one, for references within the report") \
    X(LANGUAGE, 2, 0, "language", TEXT, "", 0, 0, "", "*", "presentation", "BCP 47 tag: zh-Hans-CN, en") \
    X(DIRECTION, 3, 0, "direction", CHOICE, "ltr rtl auto", 0, 0, "", "*", "presentation", "base direction of the text") \
    X(STYLE, 4, 0, "style", TEXT, "", 0, 0, "", "*", "presentation", "name of the style the source gave it") \
    X(ORIGIN, 5, 0, "origin", CHOICE, "stated guessed claimed", 0, 0, "stated", "*", "structure", "whether the source states it, a program guessed it, or a page merely claims it") \
    X(CHANGE, 6, 0, "change", CHOICE, "inserted deleted moved-from moved-to formatted", 0, 0, "", "*", "structure", "a tracked change; a target without it gets the text as if accepted") \
    X(CHANGE_AUTHOR, 7, 0, "change-author", TEXT, "", 0, 0, "", "*", "structure", "who made the change") \
    X(CHANGE_DATE, 8, 0, "change-date", TEXT, "", 0, 0, "", "*", "structure", "when, ISO 8601") \
    X(CHANGE_NAME, 9, 0, "change-name", TEXT, "", 0, 0, "", "*", "structure", "pairs the two ends of a move") \
    X(HIDDEN, 10, 0, "hidden", BOOL, "", 0, 1, "false", "*", "content", "the source does not show it; a target without it leaves the node out") \
    X(SOURCE_NAME, 11, 0, "source-name", TEXT, "", 0, 0, "", "report", "structure", "file name the report came from") \
    X(SOURCE_ADDRESS, 12, 0, "source-address", TEXT, "", 0, 0, "", "report", "structure", "URL the report came from") \
    X(SOURCE_MEDIA_TYPE, 13, 0, "source-media-type", TEXT, "", 0, 0, "", "report", "structure", "media type of the source") \
    X(SOURCE_CHARSET, 14, 0, "source-charset", TEXT, "", 0, 0, "", "report", "structure", "charset of the source, by its WHATWG name") \
    X(SOURCE_HASH, 15, 0, "source-hash", TEXT, "", 0, 0, "", "report", "structure", "hash of the source: sha256:…") \
    X(NAME, 16, 0, "name", TEXT, "", 0, 0, "", "meta field start resource drop-down checkbox", "structure", "name of a meta, field, bookmark or resource") \
    X(VALUE_TYPE, 17, 0, "value-type", CHOICE, "text integer decimal percentage money date time date-time boolean blank", 0, 0, "text", "meta cell fact field", "structure", "declared type of the value") \
    X(LEVEL, 18, 0, "level", INT, "", 1, 999, "", "section heading", "structure", "outline level, 1 the highest; a section's is always above its parent's") \
    X(NUMBER, 19, 0, "number", TEXT, "", 0, 0, "", "section heading", "structure", "the section's number as shown, where it is not part of the heading's text") \
    X(ALIGN, 20, 0, "align", CHOICE, "start center end justify left right decimal", 0, 0, "", "paragraph heading table column cell", "presentation", "horizontal alignment") \
    X(INDENT, 21, 0, "indent", LENGTH, "", -1000000, 1000000, "", "paragraph", "presentation", "indent of the start edge") \
    X(FIRST_LINE, 22, 0, "first-line", LENGTH, "", -1000000, 1000000, "", "paragraph", "presentation", "additional indent of the first line; negative hangs") \
    X(BLANK_BEFORE, 23, 0, "blank-before", INT, "", 0, 1000000, "0", \
      "section heading paragraph list definitions table figure quote code-block rule text-box", "presentation", "empty lines before it in the source, where they may carry meaning") \
    X(ORDERED, 24, 0, "ordered", BOOL, "", 0, 1, "false", "list", "structure", "whether the items are numbered") \
    X(NUMBERING, 25, 0, "numbering", CHOICE, \
      "decimal decimal-zero lower-alpha upper-alpha lower-roman upper-roman cjk cjk-parenthesized circled disc circle square none cjk-heavenly-stem cjk-earthly-branch", \
      0, 0, "", "list", "presentation", "how the numbers or bullets look; cjk: 一, cjk-parenthesized: （一）, circled: ①") \
    X(FIRST, 26, 0, "start", INT, "", -1000000000, 1000000000, "1", "list", "structure", "number of the first item") \
    X(TEMPLATE, 27, 0, "template", TEXT, "", 0, 0, "", "list", "presentation", "label around the number, ECMA-376 lvlText: “%1.”, “(%1)”") \
    X(LABEL, 28, 0, "label", TEXT, "", 0, 0, "", "meta item note-reference note", "presentation", "label as shown in the source") \
    X(COUNTER, 29, 0, "counter", INT, "", -1000000000, 1000000000, "", "item", "structure", "number of this item where it does not follow from the one before") \
    X(CHECKED, 30, 0, "checked", CHOICE, "no yes mixed", 0, 0, "", "item checkbox", "content", "state of a box to tick") \
    X(GRID_BEFORE, 31, 0, "grid-before", INT, "", 0, 16384, "0", "row", "structure", "grid columns left out before the first cell") \
    X(WIDTH, 32, 0, "width", LENGTH, "", 0, 1000000, "", "table column image page media", "presentation", "width") \
    X(HEIGHT, 33, 0, "height", LENGTH, "", 0, 1000000, "", "row image page media", "presentation", "height") \
    X(PART, 34, 0, "part", CHOICE, "body head foot", 0, 0, "body", "row", "structure", "the part of the table the row belongs to") \
    X(COLSPAN, 35, 0, "colspan", INT, "", 1, 1000000, "1", "cell", "structure", "columns the cell covers") \
    X(ROWSPAN, 36, 0, "rowspan", INT, "", 1, 1000000, "1", "cell", "structure", "rows the cell covers") \
    X(HEAD, 37, 0, "header", CHOICE, "yes row col rowgroup colgroup", 0, 0, "", "cell", "structure", "the cell heads others: by its place, its row, its column, or the group of either") \
    X(EDITABLE, 38, 0, "editable", BOOL, "", 0, 1, "false", "drop-down", "structure", "whether other texts than the choices are allowed") \
    X(VALIGN, 39, 0, "valign", CHOICE, "top middle bottom baseline", 0, 0, "", "row cell", "presentation", "vertical alignment") \
    X(BACKGROUND, 40, 0, "background", COLOUR, "", 0, 0, "", "paragraph table row cell text", "presentation", "background colour") \
    X(VALUE, 41, 0, "value", TEXT, "", 0, 0, "", "cell fact drop-down choice field", "structure", "canonical value as text: 1234.50, 2024-01-30, true; the chosen text") \
    X(CURRENCY, 42, 0, "currency", TEXT, "", 0, 0, "", "cell fact", "structure", "ISO 4217 code of a money value") \
    X(PATH, 43, 0, "path", TEXT, "", 0, 0, "", "cell fact", "structure", "stable path of a recognised figure") \
    X(UNIT, 44, 0, "unit", TEXT, "", 0, 0, "", "cell fact", "structure", "unit of a recognised figure") \
    X(STATE, 45, 0, "state", CHOICE, "value zero blank struck missing refused", 0, 0, "", "cell fact", "structure", "what a recognised figure's cell holds") \
    X(CITE, 46, 0, "cite", TEXT, "", 0, 0, "", "quote", "structure", "address of what is quoted") \
    X(CODE_LANGUAGE, 47, 0, "code-language", TEXT, "", 0, 0, "", "code-block", "structure", "programming language") \
    X(ORIENTATION, 48, 0, "orientation", CHOICE, "portrait landscape", 0, 0, "portrait", "page", "presentation", "orientation of the page") \
    X(MARGIN_TOP, 49, 0, "margin-top", LENGTH, "", -1000000, 1000000, "", "page", "presentation", "top margin") \
    X(MARGIN_BOTTOM, 50, 0, "margin-bottom", LENGTH, "", -1000000, 1000000, "", "page", "presentation", "bottom margin") \
    X(MARGIN_LEFT, 51, 0, "margin-left", LENGTH, "", -1000000, 1000000, "", "page", "presentation", "left margin") \
    X(MARGIN_RIGHT, 52, 0, "margin-right", LENGTH, "", -1000000, 1000000, "", "page", "presentation", "right margin") \
    X(APPLY, 53, 0, "apply", CHOICE, "default first even", 0, 0, "default", "header footer", "presentation", "pages it stands on") \
    X(ROLE, 54, 0, "role", CHOICE, "footnote endnote comment bookmark field", 0, 0, "", "note start", "structure", "what the note or range is") \
    X(AUTHOR, 55, 0, "author", TEXT, "", 0, 0, "", "note", "structure", "author of a comment") \
    X(INITIALS, 56, 0, "initials", TEXT, "", 0, 0, "", "note", "presentation", "the author's initials") \
    X(DATE, 57, 0, "date", TEXT, "", 0, 0, "", "note", "structure", "date of a comment, ISO 8601") \
    X(PARENT, 58, 0, "parent", REF, "", 0, 0, "", "note", "structure", "the comment this one answers") \
    X(RESOLVED, 59, 0, "resolved", BOOL, "", 0, 1, "false", "note", "structure", "whether a comment is settled") \
    X(MARKS, 60, 0, "marks", MARKS, \
      "bold italic underline strike sub sup code small-caps highlight", 0, 0, "", "text", "presentation", "how the run is marked") \
    X(COLOUR, 61, 0, "colour", COLOUR, "", 0, 0, "", "text", "presentation", "text colour") \
    X(SIZE, 62, 0, "size", LENGTH, "", 0, 1000000, "", "text", "presentation", "font size") \
    X(FONT, 63, 0, "font", TEXT, "", 0, 0, "", "text", "presentation", "font family") \
    X(HREF, 64, 0, "href", TEXT, "", 0, 0, "", "link", "content", "URL, or #id within the report") \
    X(TITLE, 65, 0, "title", TEXT, "", 0, 0, "", "text link image field table drop-down checkbox media", "structure", "advisory title") \
    X(READING, 66, 0, "reading", TEXT, "", 0, 0, "", "ruby", "content", "the reading of the base text") \
    X(INSTRUCTION, 67, 0, "instruction", TEXT, "", 0, 0, "", "field start", "structure", "what computes it: PAGE, DATE \\@ …") \
    X(NOTATION, 68, 0, "notation", CHOICE, "mathml latex text", 0, 0, "", "math", "structure", "language of the formula's source") \
    X(DISPLAY, 69, 0, "display", CHOICE, "inline block", 0, 0, "inline", "math", "presentation", "in the line, or on one of its own") \
    X(ALT, 70, 0, "alt", TEXT, "", 0, 0, "", "image math table", "content", "text that stands for it; empty: decoration") \
    X(RESOURCE, 71, 0, "resource", REF, "", 0, 0, "", "image", "content", "id of a resource that stood earlier") \
    X(SOURCE, 72, 0, "source", TEXT, "", 0, 0, "", "image media", "content", "address of what is not in the report") \
    X(MEDIA_TYPE, 73, 0, "media-type", TEXT, "", 0, 0, "", "resource media", "structure", "media type") \
    X(REF, 74, 0, "ref", REF, "", 0, 0, "", "note-reference start end fact", "structure", "the id of the note, of the range's start, or of where the fact stands") \
    X(FONT_EAST_ASIAN, 75, 0, "font-east-asian", TEXT, "", 0, 0, "", "text", "presentation", "font family for East Asian characters, where it differs") \
    X(CONTINUES, 76, 0, "continues", REF, "", 0, 0, "", "list", "structure", "the list whose numbers go on here") \
    X(MARK_CHANGE, 77, 0, "mark-change", CHOICE, "inserted deleted", 0, 0, "", "paragraph", "structure", "tracked change of the paragraph's end alone") \
    X(BREAK, 78, 0, "break", CHOICE, "next-page continuous even-page odd-page", 0, 0, "next-page", "page", "presentation", "how the pages begin") \
    X(COLUMNS, 79, 0, "columns", INT, "", 1, 45, "1", "page", "presentation", "text columns of the page") \
    X(NUMBER_START, 80, 0, "number-start", INT, "", 0, 1000000, "", "page", "presentation", "number of the first page") \
    X(MEDIUM, 81, 0, "medium", CHOICE, "video audio frame", 0, 0, "", "media", "structure", "what it is")

#endif
