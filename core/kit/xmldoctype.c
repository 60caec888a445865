/* xmldoctype.c - what a DOCTYPE may not do: declare entities, add attributes, reach other files.
 *
 * Owns the refusals; how long a DOCTYPE may be is xmlscan.c's. */
#include <stdio.h>
#include <string.h>

#include "xmlinside.h"

static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    rt_xml *x = user;
    (void)name;
    (void)public_id;
    (void)system_id;
    if (!x->job->refuse_doctype) {
        rt_xml_send_aside(x, RT_XML_DECLARED, 0);
        return;
    }
    rt_pos pos = rt_xml_here(x);
    rt_xml_fail(x, RT_ERR_MALFORMED, x->job->entity, &pos,
                "a DOCTYPE cannot stand in this format; remove it");
}

static void refuse_declaration(rt_xml *x, const xmlChar *name)
{
    char message[300];
    if (x->status != RT_OK)
        return;
    rt_pos pos = rt_xml_here(x);
    snprintf(
        message, sizeof message,
        "the document declares the entity %.150s; replace its references by what it stands for "
        "and remove the declaration",
        (const char *)name);
    rt_xml_fail(x, RT_ERR_MALFORMED, x->job->entity, &pos, message);
}

static void on_entity(void *user, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
    (void)type;
    (void)public_id;
    (void)system_id;
    (void)content;
    refuse_declaration(user, name);
}

static void on_unparsed(void *user, const xmlChar *name, const xmlChar *public_id,
                        const xmlChar *system_id, const xmlChar *notation)
{
    (void)public_id;
    (void)system_id;
    (void)notation;
    refuse_declaration(user, name);
}

/* A reference to none of the five: what an external DTD may declare is never read. */
static xmlEntityPtr on_reference(void *user, const xmlChar *name)
{
    rt_xml *x = user;
    char message[240];
    if (x->status == RT_OK) {
        rt_pos pos = rt_xml_here(x);
        snprintf(message, sizeof message,
                 "the entity %.100s is not one of XML's own five; write the character itself",
                 (const char *)name);
        rt_xml_fail(x, RT_ERR_MALFORMED, x->job->entity, &pos, message);
    }
    return NULL;
}

static void on_attribute(void *user, const xmlChar *element, const xmlChar *name, int type,
                         int kind, const xmlChar *value, xmlEnumerationPtr choices)
{
    (void)element;
    (void)name;
    (void)type;
    (void)kind;
    if (value)
        rt_xml_send_aside(user, RT_XML_DEFAULT, 0);
    xmlFreeEnumeration(choices);
}

/* Comes behind the internal subset. Default values would be added to every element: a short
 * document would be a very long one. They were told as asides. */
static void on_subset(void *user, const xmlChar *name, const xmlChar *public_id,
                      const xmlChar *system_id)
{
    rt_xml *x = user;
    (void)name;
    (void)public_id;
    (void)system_id;
    xmlHashFree(x->parser->attsDefault, xmlHashDefaultDeallocator);
    x->parser->attsDefault = NULL;
}

void rt_xml_guard_doctype(xmlSAXHandler *handlers)
{
    handlers->internalSubset = on_doctype;
    handlers->externalSubset = on_subset;
    handlers->entityDecl = on_entity;
    handlers->unparsedEntityDecl = on_unparsed;
    handlers->attributeDecl = on_attribute;
    handlers->getEntity = on_reference;
    handlers->getParameterEntity = on_reference;
}
