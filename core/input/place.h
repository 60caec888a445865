/* place.h - line and column of a running text, in code points from 1.
 *
 * LF, CR and CR LF end a line. For what is passed on in windows, as they come. */
#ifndef RT_PLACE_H
#define RT_PLACE_H

#include <retort/report.h>

typedef struct rt_place {
    uint64_t line, column; /* of the next character */
    bool after_cr;         /* a CR was the last one: an LF now is of the same line end */
} rt_place;
#define RT_PLACE_START ((rt_place){1, 1, false})

void rt_place_advance(rt_place *place, const char *text, size_t len);

static inline rt_pos rt_place_pos(const rt_place *place)
{
    return (rt_pos){.line = place->line,
                    .column = place->column > UINT32_MAX ? UINT32_MAX : (uint32_t)place->column};
}

#endif
