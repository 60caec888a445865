/* decode.h - raw bytes to UTF-8 text in windows, the charset found by evidence on the way.
 *
 * Owns the decision and what is told of it; where the bytes come from is the feed's. */
#ifndef RT_DECODE_H
#define RT_DECODE_H

#include "run.h"

enum { RT_AHEAD = 65536 }; /* bytes that evidence is looked for in */

/* Where raw bytes come from. */
typedef struct rt_feed rt_feed;
struct rt_feed {
    /* Takes away the first `used` bytes of what it gave last, then gives the next: at least `want`
     * (never more than RT_AHEAD), fewer only at the end. Valid until the next call. */
    rt_status (*pull)(rt_feed *, size_t used, size_t want, const char **bytes, size_t *len,
                      bool *end);
    size_t ahead; /* RT_AHEAD; fewer in tests */
};

typedef struct rt_decoder rt_decoder;

/* As rt_input_decode. Takes bytes from the start on. */
rt_status rt_decoder_new(rt_run *run, rt_feed *feed, const char *label, rt_str declared,
                         rt_decoder **decoder);
/* The next window of text; *len 0: the end. */
rt_status rt_decoder_next(rt_decoder *decoder, const char **text, size_t *len);
const char *rt_decoder_charset(const rt_decoder *decoder); /* NULL: all ASCII so far */
/* Tells how many sequences were replaced, if that was not said yet. NULL is fine. */
void rt_decoder_free(rt_decoder *decoder);

#endif
