/* utf8.c - validates UTF-8, wide steps for ASCII and three bytes at once for CJK; see utf8.h. */
#include "utf8.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static inline uint64_t load8(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

size_t rt_utf8_ascii(const unsigned char *text, size_t len)
{
    size_t i = 0;
    while (len - i >= 32 &&
           !((load8(text + i) | load8(text + i + 8) | load8(text + i + 16) | load8(text + i + 24)) &
             HIGH_BITS))
        i += 32;
    while (len - i >= 8 && !(load8(text + i) & HIGH_BITS))
        i += 8;
    while (i < len && text[i] < 0x80)
        i++;
    return i;
}

/* Unicode 15 table 3-7: how long a sequence is and what its second byte may be. */
static inline size_t sequence_bounds(unsigned char c, unsigned char *low, unsigned char *high)
{
    *low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    *high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    return c < 0xC2 || c > 0xF4 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Length of the well-formed sequence at p, whose first byte is above 0x7F; 0: there is none. */
static inline size_t sequence(const unsigned char *p, size_t left)
{
    unsigned char low, high;
    size_t want = sequence_bounds(p[0], &low, &high);

    if (want == 0 || left < want || p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < want; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return want;
}

/* Whether the three bytes at p are one sequence that starts with E1 to EC, EE or EF: most of CJK.
 */
static inline bool plain_three(const unsigned char *p)
{
    unsigned char c = p[0];
    return c > 0xE0 && c < 0xF0 && c != 0xED && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

static inline bool plain_two(const unsigned char *p)
{
    return p[0] >= 0xC2 && p[0] < 0xE0 && (p[1] & 0xC0) == 0x80;
}

size_t rt_utf8_valid(const unsigned char *text, size_t len)
{
    size_t i = 0;
    while (i < len) {
        if (text[i] < 0x80) {
            i++;
            if (len - i >= 8 && !(load8(text + i) & HIGH_BITS))
                i += 8 + rt_utf8_ascii(text + i + 8, len - i - 8);
            continue;
        }
        size_t from = i;
        if (text[i] >= 0xE0)
            while (len - i >= 3 && plain_three(text + i))
                i += 3;
        else
            while (len - i >= 2 && plain_two(text + i))
                i += 2;
        if (i == from) {
            size_t n = sequence(text + i, len - i);
            if (n == 0)
                break;
            i += n;
        }
    }
    return i;
}

size_t rt_utf8_part(const unsigned char *text, size_t len, bool *cut)
{
    unsigned char low, high;
    size_t want = len ? sequence_bounds(text[0], &low, &high) : 0, n = 1;

    *cut = false;
    if (want == 0)
        return 1;
    while (n < want && n < len && text[n] >= low && text[n] <= high) {
        low = 0x80;
        high = 0xBF;
        n++;
    }
    *cut = n == len && n < want;
    return n;
}
