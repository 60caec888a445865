/* base64.c - the alphabet and the quanta of RFC 4648, section 4. Owns no buffers. */
#include "base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- Encoding ---------------------------------------------------------- */

static inline void put(rt_emit *out, const unsigned char *three)
{
    char four[4] = {alphabet[three[0] >> 2], alphabet[(three[0] & 3) << 4 | three[1] >> 4],
                    alphabet[(three[1] & 15) << 2 | three[2] >> 6], alphabet[three[2] & 63]};

    rt_emit_bytes(out, four, sizeof four);
}

void rt_base64_encode(rt_base64_encoder *encoder, const void *bytes, size_t len, rt_emit *out)
{
    const unsigned char *at = bytes, *end;

    if (!len) /* then `bytes` may be NULL */
        return;
    end = at + len;
    while (encoder->count && encoder->count < sizeof encoder->rest && at < end) {
        encoder->rest[encoder->count++] = *at++;
        if (encoder->count == 3) {
            put(out, encoder->rest);
            encoder->count = 0;
        }
    }
    for (; end - at >= 3; at += 3)
        put(out, at);
    while (at < end && encoder->count < sizeof encoder->rest)
        encoder->rest[encoder->count++] = *at++;
}

void rt_base64_encode_end(rt_base64_encoder *encoder, rt_emit *out)
{
    const unsigned char *r = encoder->rest;

    if (encoder->count) {
        unsigned char second = encoder->count > 1 ? r[1] : 0;
        rt_emit_char(out, alphabet[r[0] >> 2]);
        rt_emit_char(out, alphabet[(r[0] & 3) << 4 | second >> 4]);
        rt_emit_char(out, encoder->count > 1 ? alphabet[(second & 15) << 2] : '=');
        rt_emit_char(out, '=');
    }
    encoder->count = 0;
}

/* ---- Decoding ------------------------------------------------------------ */

/* Value + 1 of each character of the alphabet; 0: not of it. */
static const unsigned char values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static bool wrong(rt_base64_decoder *d, const char *why)
{
    d->error = why;
    return false;
}

/* An '=': only where one or two characters of a quantum are missing, and over zero bits. */
static bool pad(rt_base64_decoder *d, unsigned char *out, size_t *len)
{
    if (d->padding == 0) {
        if (d->count < 2)
            return wrong(d, "a \"=\" stands where no group of four ends");
        if (d->bits & (d->count == 2 ? 15u : 3u))
            return wrong(d, "the bits behind the last byte are not zero");
        if (d->count == 3)
            out[(*len)++] = (unsigned char)(d->bits >> 10);
        out[(*len)++] = (unsigned char)(d->count == 3 ? d->bits >> 2 : d->bits >> 4);
    } else if (d->padding + d->count >= 4) {
        return wrong(d, "there are more \"=\" than the last group needs");
    }
    d->padding++;
    return true;
}

static bool take(rt_base64_decoder *d, unsigned char c, unsigned char *out, size_t *len)
{
    if (values[c] == 0)
        return wrong(d, "it is no character of base64");
    if (d->padding)
        return wrong(d, "something follows the \"=\" that ends base64");
    d->bits = d->bits << 6 | (values[c] - 1u);
    if (++d->count == 4) {
        out[(*len)++] = (unsigned char)(d->bits >> 16);
        out[(*len)++] = (unsigned char)(d->bits >> 8);
        out[(*len)++] = (unsigned char)d->bits;
        d->bits = d->count = 0;
    }
    return true;
}

bool rt_base64_decode(rt_base64_decoder *d, const char *text, size_t len, unsigned char *out,
                      size_t *out_len, size_t *used)
{
    size_t i;

    *out_len = 0;
    for (i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (d->skip_space && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            continue;
        if (!(c == '=' ? pad(d, out, out_len) : take(d, c, out, out_len)))
            break;
    }
    *used = i;
    return i == len;
}

bool rt_base64_decode_end(rt_base64_decoder *d)
{
    if ((d->count + d->padding) % 4)
        return wrong(d, "it ends inside a group of four characters");
    return true;
}
