/* xml.h - what the files of the XML plugin share: the two readers behind one parser, the writer. */
#ifndef RT_PLUGIN_XML_H
#define RT_PLUGIN_XML_H

#include <kit/xmlsax.h>
#include <retort/plugin.h>

#define RT_XML_NAMESPACE "urn:retort:report:1"
#define RT_XML_FAMILY "urn:retort:report:" /* of every version */
#define RT_XML_VERSION "1"

/* read.c: the canonical form, as it comes. Opened at the root element. */
typedef struct rt_canonical rt_canonical;
extern const rt_xml_events rt_canonical_events;
rt_status rt_canonical_open(const rt_host *host, rt_xml *xml, rt_sink *out, rt_canonical **reader);
void rt_canonical_close(rt_canonical *reader); /* NULL is fine */

/* read_other.c: any other XML, kept until its end and sent then. */
typedef struct rt_other rt_other;
extern const rt_xml_events rt_other_events;
rt_status rt_other_open(const rt_host *host, rt_xml *xml, rt_other **reader);
rt_status rt_other_send(rt_other *reader, rt_sink *out);
void rt_other_close(rt_other *reader); /* NULL is fine */

/* What both leave out the same way. */
rt_status rt_xml_lost_aside(const rt_host *host, rt_xml_aside what, const rt_pos *pos);

/* write.c */
rt_status rt_xml_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink);

#endif
