/* xmlsay.h - libxml2's errors as sentences that say what to do. Owns the table of sentences. */
#ifndef RT_KIT_XMLSAY_H
#define RT_KIT_XMLSAY_H

#include <libxml/xmlerror.h>
#include <stddef.h>

/* libxml2 made its errors const in 2.12. */
#if LIBXML_VERSION >= 21200
typedef const xmlError rt_xml_error;
#else
typedef xmlError rt_xml_error;
#endif

/* A sentence in `room`, cut where it does not fit. */
void rt_xml_say(rt_xml_error *error, char *room, size_t size);

#endif
