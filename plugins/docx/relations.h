/* relations.h - what a part refers to by r:id (ECMA-376 part 2, 9.3).
 *
 * Owns the table of a part's relationships, targets resolved. A target inside the package that does not exist is told once,
 * when the table is read, if its type is one that is used here. */
#ifndef RT_DOCX_RELATIONS_H
#define RT_DOCX_RELATIONS_H

#include "package.h"

/* X(ID, last step of the type's address): the same in transitional, strict and Microsoft's own addresses. */
#define RT_DOCX_RELATION_TABLE(X) \
    X(DOCUMENT, "officeDocument") X(STYLES, "styles") X(NUMBERING, "numbering") X(SETTINGS, "settings") \
    X(FOOTNOTES, "footnotes") X(ENDNOTES, "endnotes") X(COMMENTS, "comments") \
    X(COMMENTS_EXTENDED, "commentsExtended") X(HEADER, "header") X(FOOTER, "footer") X(IMAGE, "image") \
    X(HYPERLINK, "hyperlink") X(CORE, "core-properties") X(CUSTOM, "custom-properties") \
    X(EXTENDED, "extended-properties") X(CHUNK, "aFChunk") X(SUBDOCUMENT, "subDocument") X(OLE, "oleObject") \
    X(PACKAGE, "package") X(CHART, "chart") X(DIAGRAM, "diagramData") X(CONTROL, "control") X(GLOSSARY, "glossaryDocument") \
    X(THEME, "theme") X(FONTS, "fontTable") X(TEMPLATE, "attachedTemplate") X(VIDEO, "video") X(AUDIO, "audio")

typedef enum rt_docx_relation_type {
    RT_DOCX_REL_OTHER = 0,
#define RT_X(ID, step) RT_DOCX_REL_##ID,
    RT_DOCX_RELATION_TABLE(RT_X)
#undef RT_X
    RT_DOCX_REL_COUNT
} rt_docx_relation_type;

typedef struct rt_docx_relation {
    rt_str id;
    uint32_t type;  /* rt_docx_relation_type */
    bool external;  /* TargetMode="External": `target` is an address, not a part */
    uint32_t part;  /* or RT_DOCX_NO_PART */
    rt_str target;  /* as written */
} rt_docx_relation;

typedef struct rt_docx_relations rt_docx_relations;

/* Those of `part`, or with RT_DOCX_NO_PART the package's own (_rels/.rels). A part without any has an empty table. They live as
 * long as the package's pool. */
rt_status rt_docx_relations_read(rt_docx_package *package, uint32_t part, const rt_docx_relations **relations);

/* NULL: there is none (diagnose it where it is used). */
const rt_docx_relation *rt_docx_relations_find(const rt_docx_relations *relations, rt_str id);
/* The first of a type whose part exists, or NULL. */
const rt_docx_relation *rt_docx_relations_first(const rt_docx_relations *relations, uint32_t type);

/* The main document part, by the package's relationships, else by its content type, else by its usual name; and the package's
 * own relationships. A spreadsheet, a presentation, a ZIP without any document: reported, RT_ERR_UNSUPPORTED. */
rt_status rt_docx_relations_main(rt_docx_package *package, const rt_docx_relations **relations, uint32_t *document);

#endif
