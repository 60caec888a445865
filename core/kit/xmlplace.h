/* xmlplace.h - from byte offsets of a stream of text to lines and columns.
 *
 * A parser says where it is in bytes, somewhat behind what it was fed. Owns the last 64 KiB that
 * went by, and a line and column that trail behind the parser; nothing is counted twice. */
#ifndef RT_KIT_XMLPLACE_H
#define RT_KIT_XMLPLACE_H

#include <retort/report.h>

enum { RT_XML_KEPT = 65536 };

typedef struct rt_xml_spot {
    uint64_t at, line;
    uint32_t column;
    bool behind_cr;
} rt_xml_spot;

typedef struct rt_xml_place {
    uint64_t total;    /* bytes that went by */
    rt_xml_spot trail; /* the last place asked for, or later */
    rt_xml_spot mark;  /* the beginning of a construct too long to be kept */
    char kept[RT_XML_KEPT];
} rt_xml_place;

void rt_xml_place_init(rt_xml_place *place);
/* At most RT_XML_KEPT / 2 bytes. `open` is where the construct that is not yet over began. */
void rt_xml_place_add(rt_xml_place *place, const char *bytes, size_t len, uint64_t open);
/* Offsets ascend from call to call. One that went by too long ago: where its construct began. */
rt_pos rt_xml_place_of(rt_xml_place *place, uint64_t at);

#endif
