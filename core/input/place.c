/* place.c - counts lines and code points; see place.h. Loops are plain so that the compiler makes
 * them wide. */
#include "place.h"

#include <string.h>

enum { CHUNK = 255 }; /* so that a count fits in a byte and the loop in vectors */

static uint64_t count_feeds(const char *text, size_t len)
{
    uint64_t feeds = 0;
    for (size_t i = 0; i < len;) {
        size_t stop = len - i < CHUNK ? len : i + CHUNK;
        unsigned char some = 0;
        for (; i < stop; i++)
            some = (unsigned char)(some + (text[i] == '\n'));
        feeds += some;
    }
    return feeds;
}

/* CRs without an LF behind them; the last byte counts. */
static uint64_t count_lone_returns(const char *text, size_t len)
{
    uint64_t returns = text[len - 1] == '\r';
    for (size_t i = 0; i + 1 < len;) {
        size_t stop = len - 1 - i < CHUNK ? len - 1 : i + CHUNK;
        unsigned char some = 0;
        for (; i < stop; i++)
            some = (unsigned char)(some + ((text[i] == '\r') & (text[i + 1] != '\n')));
        returns += some;
    }
    return returns;
}

static uint64_t count_ends(const char *text, size_t len)
{
    return count_feeds(text, len) + (memchr(text, '\r', len) ? count_lone_returns(text, len) : 0);
}

/* Code points: bytes that do not continue one. */
static uint64_t count_points(const char *text, size_t len)
{
    uint64_t points = 0;
    for (size_t i = 0; i < len;) {
        size_t stop = len - i < CHUNK ? len : i + CHUNK;
        unsigned char starts = 0;
        for (; i < stop; i++)
            starts = (unsigned char)(starts + ((text[i] & 0xC0) != 0x80));
        points += starts;
    }
    return points;
}

/* Where the last line starts: behind its line end; 0: there is none. */
static size_t last_line(const char *text, size_t len)
{
    while (len && text[len - 1] != '\n' && text[len - 1] != '\r')
        len--;
    return len;
}

void rt_place_advance(rt_place *place, const char *text, size_t len)
{
    size_t skip = len && place->after_cr && text[0] == '\n', line;

    if (skip)
        place->after_cr = false;
    if (len == skip)
        return;
    text += skip;
    len -= skip;
    place->after_cr = text[len - 1] == '\r';
    line = last_line(text, len);
    if (line) {
        place->line += count_ends(text, len);
        place->column = 1;
    }
    place->column += count_points(text + line, len - line);
}
