/* text.c - checks and mends text; see text.h. */
#include "text.h"

#include <string.h>

#define ONES UINT64_C(0x0101010101010101)

/* Eight bytes at once: none above 0x7F, none below 0x20. */
static bool plain8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, 8);
    return ((x | (x - ONES * 0x20)) & (ONES * 0x80)) == 0;
}

/* Unicode 15 table 3-7; then what XML 1.0 section 2.2 leaves out: C0 but TAB, LF, CR; U+FFFE, U+FFFF. */
size_t rt_text_sequence(const unsigned char *p, size_t len, size_t *bad)
{
    unsigned char c = p[0];
    *bad = 1;
    if (c < 0x80)
        return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    for (size_t i = 1; i < want; i++, low = 0x80, high = 0xBF, *bad = i)
        if (i >= len || p[i] < low || p[i] > high)
            return 0;
    *bad = want;
    if (c == 0xEF && p[1] == 0xBF && p[2] >= 0xBE)
        return 0;
    return want;
}

bool rt_text_ok(const char *text, size_t len)
{
    size_t i = 0, bad;
    while (i < len) {
        while (len - i >= 8 && plain8(text + i))
            i += 8;
        size_t stop = len - i < 8 ? len : i + 8;
        while (i < stop) {
            unsigned char c = (unsigned char)text[i];
            if (c >= 0x20 && c < 0x80) {
                i++;
                continue;
            }
            size_t n = rt_text_sequence((const unsigned char *)text + i, len - i, &bad);
            if (n == 0)
                return false;
            i += n;
        }
    }
    return true;
}

size_t rt_text_mend(const char *text, size_t len, char *out, size_t *mended)
{
    size_t used = 0;
    *mended = 0;
    for (size_t i = 0; i < len;) {
        size_t bad, n = rt_text_sequence((const unsigned char *)text + i, len - i, &bad);
        if (n) {
            memcpy(out + used, text + i, n);
            used += n;
            i += n;
        } else {
            memcpy(out + used, "\xEF\xBF\xBD", 3);
            used += 3;
            i += bad;
            ++*mended;
        }
    }
    return used;
}
