/* package.h - a DOCX file as named parts that are read as streams (ECMA-376 part 2).
 *
 * Owns the ZIP, the part names, the content types and the limits on parts; knows nothing of WordprocessingML. A part is a
 * number; its name has neither a leading slash nor "..", and is compared without regard to the case of ASCII letters. */
#ifndef RT_DOCX_PACKAGE_H
#define RT_DOCX_PACKAGE_H

#include <kit/xmlsax.h>
#include <retort/plugin.h>

#include "names.h"
#include "pool.h"

typedef struct rt_docx_package rt_docx_package;
#define RT_DOCX_NO_PART UINT32_MAX

/* Reads the directory, not the parts. What is not RT_OK was reported: no ZIP, a password, a limit. `pool` outlives it. */
rt_status rt_docx_package_open(const rt_host *host, rt_input *in, rt_docx_pool *pool, rt_docx_package **package);
void rt_docx_package_close(rt_docx_package *package); /* NULL is none */

const rt_host *rt_docx_package_host(const rt_docx_package *package);
rt_docx_pool *rt_docx_package_pool(const rt_docx_package *package);

/* The part named `name` ("word/document.xml"), or RT_DOCX_NO_PART. */
uint32_t rt_docx_package_find(const rt_docx_package *package, rt_str name);
/* Its name; lives as long as the pool, so it serves rt_pos.part. */
const char *rt_docx_package_name(const rt_docx_package *package, uint32_t part);
/* Its media type by [Content_Types].xml ("image/png"), empty where none is stated; lives as long as the pool. */
rt_str rt_docx_package_type(const rt_docx_package *package, uint32_t part);
/* What `target` names, seen from `base` (a part, or RT_DOCX_NO_PART for the package): "../media/a.png", "/word/styles.xml".
 * RT_DOCX_NO_PART where it leads out of the package or to no part. Percent escapes are understood, a fragment is left out. */
rt_status rt_docx_package_resolve(rt_docx_package *package, uint32_t base, rt_str target, uint32_t *part);

/* ---- The bytes of a part, for pictures. Several may be open at a time. ------------------------------------------------- */

typedef struct rt_docx_stream rt_docx_stream;
rt_status rt_docx_stream_open(rt_docx_package *package, uint32_t part, rt_docx_stream **stream);
/* The next window, as rt_input.next gives it; *len 0: the end, and the checksum was right. A limit or damage: reported. */
rt_status rt_docx_stream_next(rt_docx_stream *stream, const char **bytes, size_t *len);
void rt_docx_stream_close(rt_docx_stream *stream); /* NULL is none */

/* ---- A part as XML ------------------------------------------------------------------------------------------------------ */

/* What a handler of events needs: the parser (places, hand-over, limits) and the names it has met. Several may be run at a time,
 * one inside another (a header in the middle of the body). */
typedef struct rt_docx_xml {
    rt_xml *xml;
    const char *part;
    rt_docx_names names;
} rt_docx_xml;

/* Runs the part through `events`; `x` is set up before the first one and worthless behind the call. UTF-16 is converted, a byte
 * order mark is passed over, a DOCTYPE is refused. What is not RT_OK was reported, or came from a callback. */
rt_status rt_docx_package_parse(rt_docx_package *package, uint32_t part, const rt_xml_events *events, void *user,
                                rt_docx_xml *x);

/* For the callbacks of rt_xml_events that a reader has no use for. Comments and instructions say nothing in DOCX. */
rt_status rt_docx_pass_leave(void *user);
rt_status rt_docx_pass_text(void *user, rt_str piece);
rt_status rt_docx_pass_aside(void *user, rt_xml_aside what, const rt_pos *pos);

#endif
