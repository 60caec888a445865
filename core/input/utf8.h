/* utf8.h - UTF-8 as the Encoding Standard reads it: validation at speed, what is ill-formed,
 * writing.
 *
 * Characters that XML forbids are the gate's (text.h), not looked at here. */
#ifndef RT_UTF8_H
#define RT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes before the first one above 0x7F. */
size_t rt_utf8_ascii(const unsigned char *text, size_t len);
/* Bytes of whole, well-formed sequences before the first that is not. */
size_t rt_utf8_valid(const unsigned char *text, size_t len);
/* At an ill-formed place: the length of its maximal subpart (1 to 3), which U+FFFD stands for.
 * *cut: more bytes behind `len` could make it well-formed. */
size_t rt_utf8_part(const unsigned char *text, size_t len, bool *cut);

/* Writes one code point (up to 4 bytes). */
static inline size_t rt_utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

#endif
