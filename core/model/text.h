/* text.h - what text of the model may hold: UTF-8 of the characters XML 1.0 allows.
 *
 * Owns the check and the mending of a piece; it is on every cell's path. */
#ifndef RT_TEXT_H
#define RT_TEXT_H

#include <retort/report.h>

/* Whether all of it may stand in a report. */
bool rt_text_ok(const char *text, size_t len);
/* Copies `len` bytes to `out` (room for 3 * len), U+FFFD for each maximal ill-formed part or forbidden
 * character; answers the length, *mended how many were replaced. */
size_t rt_text_mend(const char *text, size_t len, char *out, size_t *mended);
/* Length of the well-formed, allowed sequence at `text`; 0: it is none, *bad bytes are to be replaced. */
size_t rt_text_sequence(const unsigned char *text, size_t len, size_t *bad);

#endif
