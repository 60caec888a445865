/* escape.h - text on its way into XML and JSON.
 *
 * Owns what must be escaped there. The text is UTF-8 of characters XML allows, as the host
 * gives it; quotes around it are the caller's. */
#ifndef RT_KIT_ESCAPE_H
#define RT_KIT_ESCAPE_H

#include "emit.h"

/* Character data: & < > and carriage return, which a parser would turn into a line feed. */
void rt_escape_xml_text(rt_emit *out, rt_str text);
/* An attribute's value between double quotes: also ", tab and line feed, else made spaces. */
void rt_escape_xml_attr(rt_emit *out, rt_str text);
/* The inside of a JSON string. */
void rt_escape_json(rt_emit *out, rt_str text);

#endif
