/* properties.h - core.xml and custom.xml as metadata.
 *
 * Owns the names of properties in the model; which of them the body repeats is read.c's. */
#ifndef RT_DOCX_PROPERTIES_H
#define RT_DOCX_PROPERTIES_H

#include "relations.h"

/* Sends a meta event for each property, core ones first; `root` are the package's own relationships. *title is the core title,
 * interned, or empty. */
rt_status rt_docx_properties_send(rt_docx_package *package, const rt_docx_relations *root, rt_sink *out, rt_str *title);

#endif
