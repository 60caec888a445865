/* escape.c - runs of harmless bytes are passed on whole; the others from a table.
 *
 * Owns the tables. Every cell of a report passes here, so the scan takes eight bytes at a time. */
#include "escape.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Non-zero where a byte of `word` is zero, or is below `n` (n <= 128). */
static inline uint64_t has_zero(uint64_t word) { return (word - ONES) & ~word & HIGHS; }
static inline uint64_t has_below(uint64_t word, uint64_t n)
{
    return (word - ONES * n) & ~word & HIGHS;
}
static inline uint64_t has(uint64_t word, char c) { return has_zero(word ^ ONES * (uint64_t)c); }

static inline uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

typedef struct escape { char length, text[7]; } escape;
#define E(literal) {sizeof(literal) - 1, literal}

static const escape xml_text[256] = {
    ['&'] = E("&amp;"), ['<'] = E("&lt;"), ['>'] = E("&gt;"), ['\r'] = E("&#13;"),
};

static const escape xml_attr[256] = {
    ['&'] = E("&amp;"), ['<'] = E("&lt;"), ['>'] = E("&gt;"), ['"'] = E("&quot;"),
    ['\t'] = E("&#9;"), ['\n'] = E("&#10;"), ['\r'] = E("&#13;"),
};

static const escape json[256] = {
    [0] = E("\\u0000"), [1] = E("\\u0001"), [2] = E("\\u0002"), [3] = E("\\u0003"),
    [4] = E("\\u0004"), [5] = E("\\u0005"), [6] = E("\\u0006"), [7] = E("\\u0007"),
    [8] = E("\\b"), [9] = E("\\t"), [10] = E("\\n"), [11] = E("\\u000b"),
    [12] = E("\\f"), [13] = E("\\r"), [14] = E("\\u000e"), [15] = E("\\u000f"),
    [16] = E("\\u0010"), [17] = E("\\u0011"), [18] = E("\\u0012"), [19] = E("\\u0013"),
    [20] = E("\\u0014"), [21] = E("\\u0015"), [22] = E("\\u0016"), [23] = E("\\u0017"),
    [24] = E("\\u0018"), [25] = E("\\u0019"), [26] = E("\\u001a"), [27] = E("\\u001b"),
    [28] = E("\\u001c"), [29] = E("\\u001d"), [30] = E("\\u001e"), [31] = E("\\u001f"),
    ['"'] = E("\\\""), ['\\'] = E("\\\\"),
};

/* A word without a byte that one of the XML tables names; other controls do no harm. */
static inline bool plain_xml(uint64_t word)
{
    return !(has_below(word, 0x20) | has(word, '&') | has(word, '<') | has(word, '>') |
             has(word, '"'));
}

static inline bool plain_json(uint64_t word)
{
    return !(has_below(word, 0x20) | has(word, '"') | has(word, '\\'));
}

static inline void escape_with(rt_emit *out, rt_str text, const escape table[256],
                               bool (*plain)(uint64_t word))
{
    const char *from = text.ptr, *at = from, *end;

    if (!text.len) /* then ptr may be NULL */
        return;
    end = from + text.len;
    while (at < end) {
        const escape *e = &table[(unsigned char)*at];
        if (end - at >= 8 && plain(load(at))) {
            at += 8;
        } else if (!e->length) {
            at++;
        } else {
            rt_emit_bytes(out, from, (size_t)(at - from));
            rt_emit_bytes(out, e->text, (size_t)e->length);
            from = ++at;
        }
    }
    if (at > from)
        rt_emit_bytes(out, from, (size_t)(at - from));
}

void rt_escape_xml_text(rt_emit *out, rt_str text) { escape_with(out, text, xml_text, plain_xml); }

void rt_escape_xml_attr(rt_emit *out, rt_str text) { escape_with(out, text, xml_attr, plain_xml); }

void rt_escape_json(rt_emit *out, rt_str text) { escape_with(out, text, json, plain_json); }
