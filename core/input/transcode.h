/* transcode.h - bytes of one known charset to UTF-8, as the Encoding Standard's decoders do it.
 *
 * Owns the state between two pieces (ISO-2022-JP's) and the count of what was replaced; no input,
 * no guessing. */
#ifndef RT_TRANSCODE_H
#define RT_TRANSCODE_H

#include "mapping.h"

enum { RT_TRANSCODE_ROOM = 8 }; /* the least room that one step needs */

typedef struct rt_transcoder {
    const rt_charset *charset;
    rt_mapping *mapping; /* or NULL */
    uint8_t mode;        /* ISO-2022-JP: what the last escape chose */
    bool escaped;        /* ISO-2022-JP: nothing came since */
    uint64_t bad;        /* sequences that became U+FFFD */
    size_t first_bad;    /* where in this call's output the first did; SIZE_MAX: none */
} rt_transcoder;

/* Ready for the start of a text. As rt_mapping_new. */
rt_status rt_transcoder_init(rt_run *run, const rt_charset *charset, bool quiet,
                             rt_transcoder *transcoder);
void rt_transcoder_done(rt_transcoder *transcoder);

/* Decodes from `in` to `out` until either is used up; answers the bytes taken. What is left is a
 * sequence that is not complete (never with `end`) or found less than RT_TRANSCODE_ROOM. *wrote:
 * bytes of `out`. */
size_t rt_transcode(rt_transcoder *transcoder, const char *in, size_t len, bool end, char *out,
                    size_t room, size_t *wrote);

#endif
