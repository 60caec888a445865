/* string.c - the inside of JSON strings: eight bytes at a look, escapes, characters refused.
 *
 * A string that lies in the window as it is meant is passed on where it lies; any other is
 * put together in pieces of at most JSON_PIECE bytes, so that its length costs no memory. */
#include <stdio.h>
#include <string.h>

#include "lexer_inside.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* ---- Runs of characters that mean themselves ------------------------------------ */

static inline uint64_t has_zero(uint64_t word) { return (word - ONES) & ~word & HIGHS; }

/* Non-zero where a byte is a quote, a backslash or a control character; of several the lowest bit
 * is right. */
static inline uint64_t special(uint64_t word)
{
    return has_zero(word ^ ONES * '"') | has_zero(word ^ ONES * '\\') |
           ((word - ONES * 0x20) & ~word & HIGHS);
}

static inline bool special_byte(unsigned char c) { return c == '"' || c == '\\' || c < 0x20; }

/* How many bytes continue a sequence. */
static inline uint64_t continuations(uint64_t word)
{
    return (((word >> 7) & (~word >> 6) & ONES) * ONES) >> 56;
}

/* The first byte that does not mean itself, or the end. */
static inline const char *scan(const char *p, const char *end, uint64_t *wide)
{
    for (; end - p >= 8; p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        uint64_t hit = special(word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (hit) {
            unsigned bytes = (unsigned)__builtin_ctzll(hit) >> 3;
            if (word & HIGHS && bytes)
                *wide += continuations(word << (64 - 8 * bytes));
            return p + bytes;
        }
#else
        if (hit)
            break;
#endif
        if (word & HIGHS)
            *wide += continuations(word);
    }
    for (; p < end && !special_byte((unsigned char)*p); p++)
        *wide += ((unsigned char)*p & 0xC0) == 0x80;
    return p;
}

/* ---- Errors --------------------------------------------------------------------- */

rt_status json_lexer_too_long(json_lexer *l, const char *what)
{
    rt_pos pos = json_lexer_pos(l, l->at);
    return json_lexer_fail(
        l, RT_ERR_LIMIT, "json-length", &pos,
        "%s has more than %llu bytes; allow more with --limit attribute-length=N "
        "if the document is to be trusted",
        what, (unsigned long long)l->length_limit);
}

static rt_status unterminated(json_lexer *l, bool whole)
{
    rt_pos pos = json_lexer_pos(l, l->at);
    if (whole)
        return json_lexer_fail(
            l, RT_ERR_MALFORMED, "json-truncated", &pos,
            "the document ends inside the name of a member; the file was probably cut short");
    return json_lexer_fail(
        l, RT_ERR_MALFORMED, "json-truncated", &pos,
        "the document ends inside the string that begins at line %llu, column %lu; close "
        "it, or get the whole file",
        (unsigned long long)l->open.line, (unsigned long)l->open.column);
}

static rt_status control(json_lexer *l)
{
    rt_pos pos = json_lexer_pos(l, l->at);
    unsigned char c = (unsigned char)*l->at;
    const char *write = c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : NULL;
    if (write)
        return json_lexer_fail(
            l, RT_ERR_MALFORMED, "json-control", &pos,
            "a string holds a bare %s; write it as %s, or close the string before it",
            c == '\t' ? "tab" : "line end", write);
    return json_lexer_fail(l, RT_ERR_MALFORMED, "json-control", &pos,
                           "a string holds the control character U+%04X; remove it", c);
}

/* ---- Escapes ---------------------------------------------------------------------- */

static rt_status next_byte(json_lexer *l, unsigned char *c)
{
    if (l->at == l->end) {
        rt_status status = json_lexer_refill(l);
        if (status != RT_OK)
            return status;
    }
    *c = l->at < l->end ? (unsigned char)*l->at : 0;
    return RT_OK;
}

static int hex_value(unsigned char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static rt_status four_digits(json_lexer *l, bool whole, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c;
        rt_status status = next_byte(l, &c);
        if (status != RT_OK)
            return status;
        if (l->at == l->end)
            return unterminated(l, whole);
        rt_pos pos = json_lexer_pos(l, l->at);
        if (hex_value(c) < 0)
            return json_lexer_fail(l, RT_ERR_MALFORMED, "json-escape", &pos,
                                   "\\u takes four hexadecimal digits, as in \\u00e4");
        *unit = *unit << 4 | (uint32_t)hex_value(c);
        l->at++;
    }
    return RT_OK;
}

static rt_status lone(json_lexer *l, const rt_pos *pos, uint32_t unit)
{
    return json_lexer_fail(
        l, RT_ERR_MALFORMED, "json-surrogate", pos,
        "\\u%04x is half of a character; write both halves (\\ud83d\\ude00) or the "
        "character itself",
        (unsigned)unit);
}

/* Behind \u; a high half must be followed by a low one. */
static rt_status code_point(json_lexer *l, const rt_pos *pos, bool whole, uint32_t *point)
{
    unsigned char c = 0;
    uint32_t low;
    rt_status status = four_digits(l, whole, point);
    if (status != RT_OK || *point < 0xD800 || *point > 0xDFFF)
        return status;
    if (*point >= 0xDC00)
        return lone(l, pos, *point);
    for (int i = 0; i < 2; i++) {
        if ((status = next_byte(l, &c)) != RT_OK)
            return status;
        if (l->at == l->end || c != "\\u"[i])
            return lone(l, pos, *point);
        l->at++;
    }
    status = four_digits(l, whole, &low);
    if (status != RT_OK)
        return status;
    if (low < 0xDC00 || low > 0xDFFF)
        return lone(l, pos, *point);
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return RT_OK;
}

/* Characters that JSON can say and a report cannot. */
static bool forbidden(uint32_t point)
{
    return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || point == 0xFFFE ||
           point == 0xFFFF;
}

static rt_status escape(json_lexer *l, bool whole)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    rt_pos pos = json_lexer_pos(l, l->at++);
    unsigned char c;
    uint32_t point = 0;
    rt_status status = next_byte(l, &c);
    if (status != RT_OK)
        return status;
    if (l->at == l->end)
        return unterminated(l, whole);
    const char *found = memchr(names, c, sizeof names - 1);
    if (c != 'u' && !found)
        return json_lexer_fail(l, RT_ERR_MALFORMED, "json-escape", &pos,
                               "no such escape; a backslash itself is written \\\\");
    l->at++;
    if (found)
        point = (unsigned char)meant[found - names];
    else if ((status = code_point(l, &pos, whole, &point)) != RT_OK)
        return status;
    if (forbidden(point)) {
        char message[120];
        snprintf(message, sizeof message,
                 "U+%04X is a character that no report can hold; it became U+FFFD",
                 (unsigned)point);
        l->host->report(l->host, "json-character", &pos, message);
        point = 0xFFFD;
    }
    return rt_buffer_add_point(&l->text, point);
}

/* ---- Strings ------------------------------------------------------------------------ */

/* A string that does not lie in the window as it is, up to its end or to a piece of it. */
static rt_status gather(json_lexer *l, json_token *t, bool whole)
{
    rt_buffer_clear(&l->text);
    while (true) {
        uint64_t wide = 0;
        const char *stop = scan(l->at, l->end, &wide);
        size_t len = (size_t)(stop - l->at);
        if (!whole &&
            l->text.len + len > JSON_PIECE) { /* give what there is; else the run itself */
            t->more = true;
            t->text = l->text.len ? rt_buffer_str(&l->text) : (rt_str){l->at, len};
            if (!l->text.len) {
                l->at = stop;
                l->wide += wide;
            }
            return RT_OK;
        }
        rt_status status = rt_buffer_add(&l->text, l->at, len);
        l->at = stop;
        l->wide += wide;
        if (status == RT_OK && whole && l->text.len > l->length_limit)
            return json_lexer_too_long(l, "the name of a member");
        if (status == RT_OK && stop == l->end) {
            if (!l->ended)
                status = json_lexer_refill(l);
            if (status == RT_OK && l->at == l->end)
                return unterminated(l, whole);
        } else if (status == RT_OK && *stop == '"') {
            l->at++;
            t->text = rt_buffer_str(&l->text);
            return RT_OK;
        } else if (status == RT_OK) {
            status = *stop == '\\' ? escape(l, whole) : control(l);
        }
        if (status != RT_OK)
            return status;
    }
}

rt_status json_lexer_string(json_lexer *l, json_token *t, bool whole)
{
    uint64_t wide = 0;
    const char *from = l->at, *stop = scan(from, l->end, &wide);
    t->more = false;
    if (stop == l->end || *stop != '"')
        return gather(l, t, whole);
    l->at = stop + 1;
    l->wide += wide;
    t->text = (rt_str){from, (size_t)(stop - from)};
    return RT_OK;
}
