/* xmlplace.c - counts lines and columns from a ring of what went by; see xmlplace.h. */
#include "xmlplace.h"

#include <string.h>

void rt_xml_place_init(rt_xml_place *place)
{
    place->total = 0;
    place->trail = place->mark = (rt_xml_spot){.line = 1, .column = 1};
}

/* One byte further. LF, CR LF and CR each end a line, as in XML. */
static inline void count(rt_xml_spot *spot, unsigned char c)
{
    if (c > '\r') {
        spot->column += (c & 0xC0) != 0x80;
        spot->behind_cr = false;
    } else if (c == '\n' || c == '\r') {
        spot->line += c == '\r' || !spot->behind_cr;
        spot->column = 1;
        spot->behind_cr = c == '\r';
    } else {
        spot->column++;
        spot->behind_cr = false;
    }
}

static void advance(rt_xml_place *place, uint64_t to)
{
    rt_xml_spot spot = place->trail;
    for (; spot.at < to; spot.at++)
        count(&spot, (unsigned char)place->kept[spot.at % RT_XML_KEPT]);
    place->trail = spot;
}

void rt_xml_place_add(rt_xml_place *place, const char *bytes, size_t len, uint64_t open)
{
    uint64_t total = place->total + len, oldest = total > RT_XML_KEPT ? total - RT_XML_KEPT : 0;
    if (place->trail.at < oldest) {
        if (open >= place->trail.at && open < oldest) {
            advance(place, open);
            place->mark = place->trail;
        }
        advance(place, oldest);
    }
    size_t at = (size_t)(place->total % RT_XML_KEPT);
    size_t first = len < RT_XML_KEPT - at ? len : RT_XML_KEPT - at;
    memcpy(place->kept + at, bytes, first);
    memcpy(place->kept, bytes + first, len - first);
    place->total = total;
}

rt_pos rt_xml_place_of(rt_xml_place *place, uint64_t at)
{
    const rt_xml_spot *spot = &place->trail;
    if (at < place->trail.at)
        spot = &place->mark;
    else
        advance(place, at < place->total ? at : place->total);
    return (rt_pos){.line = spot->line, .column = spot->column};
}
