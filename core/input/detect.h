/* detect.h - what charset bytes look like when nothing says it.
 *
 * Owns the guessing; whether a guess is needed and what is told of it is decode.c's. */
#ifndef RT_DETECT_H
#define RT_DETECT_H

#include "charset.h"

/* UTF-16 without a byte order mark, by where its NUL bytes stand; NULL: it is not. */
const rt_charset *rt_detect_utf16(const char *head, size_t len);

/* The charset that text which is not UTF-8 looks like; NULL: nothing is known about such text.
 * *missing: libuchardet was wanted and is not installed. */
const rt_charset *rt_detect(const char *bytes, size_t len, bool *missing);

#endif
