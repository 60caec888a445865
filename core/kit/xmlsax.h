/* xmlsax.h - libxml2 as a guarded stream: names, attributes and text of one XML document.
 *
 * Owns the parser, its limits, the positions and the messages about malformed XML; knows no
 * vocabulary. No DOM, no network, no external subset, no entity but the five of XML: any entity
 * declaration is refused. The bytes are UTF-8, whatever the XML declaration says. */
#ifndef RT_KIT_XMLSAX_H
#define RT_KIT_XMLSAX_H

#include <retort/plugin.h>

typedef struct rt_xml rt_xml;

/* Interned: within one rt_xml equal names are equal pointers, so look a name up once. `prefix`
 * and `uri` are NULL where there is none; a prefix without uri was never declared. */
typedef struct rt_xml_name { const char *local, *prefix, *uri; } rt_xml_name;

typedef struct rt_xml_attr { rt_xml_name name; rt_str value; } rt_xml_attr;

/* A start tag. Behind the attributes stand the namespaces it declares, as attributes named
 * xmlns:LOCAL or, with the prefix NULL, xmlns. */
typedef struct rt_xml_tag {
    rt_xml_name name;
    const rt_xml_attr *attrs;
    size_t attr_count, namespace_count;
    rt_pos pos;
} rt_xml_tag;

/* What is in a document and is no part of its content. */
typedef enum rt_xml_aside {
    RT_XML_COMMENT = 1,
    RT_XML_PROCESSING, /* a processing instruction */
    RT_XML_DECLARED,   /* a document type declaration */
    RT_XML_DEFAULT     /* an attribute's default value, which is not applied */
} rt_xml_aside;

/* What a status but RT_OK means is the same everywhere: stop, and give it to the caller. */
typedef struct rt_xml_events {
    rt_status (*enter)(void *user, const rt_xml_tag *tag);
    rt_status (*leave)(void *user);
    rt_status (*text)(void *user, rt_str piece); /* of whole UTF-8 sequences; CR LF is LF */
    rt_status (*aside)(void *user, rt_xml_aside what, const rt_pos *pos);
} rt_xml_events;

typedef struct rt_xml_job {
    const rt_host *host;
    /* The next window, as rt_input.next gives it. */
    rt_status (*next)(void *source, const char **bytes, size_t *len);
    void *source;
    const rt_xml_events *events;
    void *user;
    const char *part;      /* of a ZIP file, for positions; or NULL */
    bool refuse_doctype;   /* OOXML: any DOCTYPE is malformed */
    const char *malformed; /* the plugin's codes for messages */
    const char *entity;    /* a declared or unknown entity, a DOCTYPE that is refused */
    const char *limit;
    const char *memory;
    const char *namespaces; /* a warning: a prefix that is not declared */
} rt_xml_job;

/* The job is borrowed until close. RT_ERR_MEMORY: reported. */
rt_status rt_xml_open(const rt_xml_job *job, rt_xml **xml);
/* Reads the document to its end. What is not RT_OK was reported, or came from a callback. */
rt_status rt_xml_run(rt_xml *xml);
void rt_xml_close(rt_xml *xml);

/* From within an event: who takes the next ones. */
void rt_xml_hand_over(rt_xml *xml, const rt_xml_events *events, void *user);
/* From within `text`: where `rest`, the end of its piece, begins. */
rt_pos rt_xml_text_pos(rt_xml *xml, rt_str rest);
/* From within an event: how far the document was read. */
rt_pos rt_xml_here(rt_xml *xml);
/* From within an event: reports that a named limit was reached, answers RT_ERR_LIMIT. */
rt_status rt_xml_limit(rt_xml *xml, const char *name, const rt_pos *pos);

#endif
