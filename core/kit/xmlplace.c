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

/* Eight bytes at a time as long as there is no control character among them; how many it were. */
static size_t count_plain(rt_xml_spot *spot, const char *bytes, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t done = 0;

    for (; len - done >= 8; done += 8) {
        uint64_t x;
        memcpy(&x, bytes + done, 8);
        if ((x - ones * 0x0e) & ~x &
            ones * 0x80) /* a byte below U+000E, or above it and below 0x80 behind one */
            break;
        uint64_t later = x >> 7 & ~(x >> 6) & ones; /* bytes that go on with a character */
        spot->column += 8 - (uint32_t)(later * ones >> 56);
        spot->behind_cr = false;
    }
    return done;
}

static void advance(rt_xml_place *place, uint64_t to)
{
    rt_xml_spot spot = place->trail;
    while (spot.at < to) {
        size_t from = (size_t)(spot.at % RT_XML_KEPT), left = RT_XML_KEPT - from;
        left = to - spot.at < left ? (size_t)(to - spot.at) : left;
        size_t plain = count_plain(&spot, place->kept + from, left),
               some = left - plain < 8 ? left - plain : 8;
        for (size_t i = 0; i < some; i++)
            count(&spot, (unsigned char)place->kept[from + plain + i]);
        spot.at += plain + some;
    }
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
