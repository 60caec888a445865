/* xmlinside.h - what the files of the guarded parser share with each other and with nobody else. */
#ifndef RT_KIT_XMLINSIDE_H
#define RT_KIT_XMLINSIDE_H

#include <libxml/parser.h>

#include "xmlplace.h"
#include "xmlsax.h"
#include "xmlscan.h"

struct rt_xml {
    const rt_xml_job *job;
    const rt_xml_events *events;
    void *user;
    xmlParserCtxtPtr parser;
    rt_status status; /* the first that was not RT_OK */
    bool ended;       /* all input was given to libxml2 */
    bool tolerated;   /* an error of namespaces, which is none of well-formedness */
    const char *window;
    size_t left;
    uint64_t depth, most_depth;
    uint32_t *scopes; /* namespaces that each open element declares */
    size_t scope_room, namespaces;
    rt_xml_attr *attrs;
    size_t attr_room;
    rt_xml_scan scan;
    rt_xml_place place;
};

/* The first failure stops everything. Later ones say nothing. */
void rt_xml_fail(rt_xml *xml, rt_status status, const char *code, const rt_pos *pos,
                 const char *message);
/* Something beside the content, `back` bytes before what libxml2 has read. */
void rt_xml_send_aside(rt_xml *xml, rt_xml_aside what, size_t back);
/* xmldoctype.c: its part of the handlers. */
void rt_xml_guard_doctype(xmlSAXHandler *handlers);

#endif
