/* transcode.c - the decoders of the Encoding Standard, one step function each; see transcode.h.
 *
 * A step looks at the bytes of one character and answers how many it took: 0 when more are needed
 * to tell. Where the standard puts a byte back, the step takes one less. */
#include "transcode.h"

#include "utf8.h"

#include <string.h>

/* What a step answers besides code points. */
#define BAD UINT32_C(0xFFFFFFFF)
#define NOTHING UINT32_C(0xFFFFFFFE)
#define ACCENTED UINT32_C(0x80000000) /* with a letter and its accent, 16 bits each */

enum { ASCII, ROMAN, KATAKANA, DOUBLE }; /* modes of ISO-2022-JP */
enum { ESC = 0x1B, SO = 0x0E, SI = 0x0F };

typedef const unsigned char *bytes;
typedef size_t step(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code);

static size_t unsettled(bool end, size_t left, uint32_t *code)
{
    *code = BAD;
    return end ? left : 0;
}

/* A pair that is in no table: an ASCII trail is read again. */
static size_t bad_pair(bytes p, uint32_t *code)
{
    *code = BAD;
    return p[1] < 0x80 ? 1 : 2;
}

static inline size_t pair_or_bad(uint32_t found, bytes p, uint32_t *code)
{
    *code = found;
    return found ? 2 : bad_pair(p, code);
}

static size_t bad_byte(uint32_t *code)
{
    *code = BAD;
    return 1;
}

static inline size_t step_single(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    (void)left, (void)end;
    *code = rt_mapping_single(t->mapping)[p[0] - 0x80];
    return *code ? 1 : bad_byte(code);
}

static inline size_t step_user_defined(rt_transcoder *t, bytes p, size_t left, bool end,
                                       uint32_t *code)
{
    (void)t, (void)left, (void)end;
    *code = 0xF780u + p[0] - 0x80u;
    return 1;
}

static size_t gb18030_four(bytes p, size_t left, bool end, uint32_t *code)
{
    if (left < 3)
        return unsettled(end, left, code);
    if (p[2] < 0x81 || p[2] == 0xFF)
        return bad_byte(code);
    if (left < 4)
        return unsettled(end, left, code);
    if (p[3] < 0x30 || p[3] > 0x39)
        return bad_byte(code);
    *code = rt_mapping_gb18030((((p[0] - 0x81u) * 10 + p[1] - 0x30u) * 126 + p[2] - 0x81u) * 10 +
                               p[3] - 0x30u);
    if (*code == 0)
        *code = BAD;
    return 4;
}

static inline size_t step_gb18030(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    if (p[0] == 0x80) {
        *code = 0x20AC;
        return 1;
    }
    if (p[0] == 0xFF)
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    if (p[1] >= 0x30 && p[1] <= 0x39)
        return gb18030_four(p, left, end, code);
    return pair_or_bad(p[1] == 0x7F ? 0 : rt_mapping_pair(t->mapping, p[0], p[1]), p, code);
}

/* Four codes of HKSCS are a letter with an accent that Unicode has no single character for. */
static uint32_t big5_accented(bytes p)
{
    unsigned code = (unsigned)p[0] << 8 | p[1];
    return code == 0x8862   ? 0x00CA0304
           : code == 0x8864 ? 0x00CA030C
           : code == 0x88A3 ? 0x00EA0304
           : code == 0x88A5 ? 0x00EA030C
                            : 0;
}

static inline size_t step_big5(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    if (p[0] == 0x80 || p[0] == 0xFF)
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    if (p[0] == 0x88 && big5_accented(p)) {
        *code = ACCENTED | big5_accented(p);
        return 2;
    }
    bool trail = (p[1] >= 0x40 && p[1] <= 0x7E) || (p[1] >= 0xA1 && p[1] <= 0xFE);
    return pair_or_bad(trail ? rt_mapping_pair(t->mapping, p[0], p[1]) : 0, p, code);
}

static inline size_t step_euc_kr(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    if (p[0] == 0x80 || p[0] == 0xFF)
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    return pair_or_bad(p[1] > 0x40 ? rt_mapping_pair(t->mapping, p[0], p[1]) : 0, p, code);
}

static inline size_t step_shift_jis(rt_transcoder *t, bytes p, size_t left, bool end,
                                    uint32_t *code)
{
    if (p[0] == 0x80 || (p[0] >= 0xA1 && p[0] <= 0xDF)) {
        *code = p[0] == 0x80 ? 0x80 : 0xFF61u + p[0] - 0xA1u;
        return 1;
    }
    if (p[0] == 0xA0 || p[0] > 0xFC)
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    if (p[1] < 0x40 || p[1] > 0xFC || p[1] == 0x7F)
        return bad_pair(p, code);
    if (p[0] >= 0xF0 && p[0] <= 0xF9) { /* the user's own characters */
        *code = 0xE000u + (p[0] - 0xF0u) * 188 + p[1] - (p[1] < 0x7F ? 0x40u : 0x41u);
        return 2;
    }
    return pair_or_bad(rt_mapping_pair(t->mapping, p[0], p[1]), p, code);
}

/* JIS X 0208 by row and cell from 0, through the place Shift_JIS has for it. */
static uint32_t jis0208(rt_mapping *mapping, unsigned row, unsigned cell)
{
    unsigned number = row * 94 + cell, lead = number / 188, trail = number % 188;
    return rt_mapping_pair(mapping, lead + (lead < 0x1F ? 0x81 : 0xC1),
                           trail + (trail < 0x3F ? 0x40 : 0x41));
}

static size_t euc_jp_three(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    if (left < 3)
        return unsettled(end, left, code);
    *code = rt_mapping_jis0212(t->mapping, p[1], p[2]);
    if (*code)
        return 3;
    *code = BAD;
    return p[2] < 0x80 ? 2 : 3;
}

static inline size_t step_euc_jp(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    bool high;
    if (p[0] != 0x8E && p[0] != 0x8F && (p[0] < 0xA1 || p[0] == 0xFF))
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    high = p[1] >= 0xA1 && p[1] != 0xFF;
    if (p[0] == 0x8F && high)
        return euc_jp_three(t, p, left, end, code);
    if (p[0] == 0x8E)
        return pair_or_bad(high && p[1] <= 0xDF ? 0xFF61u + p[1] - 0xA1u : 0, p, code);
    return pair_or_bad(high && p[0] >= 0xA1 ? jis0208(t->mapping, p[0] - 0xA1u, p[1] - 0xA1u) : 0,
                       p, code);
}

/* An escape chooses a mode; two in a row without text between are an error, as is an unknown one.
 */
static size_t iso_2022_jp_escape(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    int mode = -1;
    if (!end && left < 3 && (left < 2 || p[1] == '$' || p[1] == '('))
        return 0;
    if (left >= 3 && p[1] == '(')
        mode = p[2] == 'B' ? ASCII : p[2] == 'J' ? ROMAN : p[2] == 'I' ? KATAKANA : -1;
    else if (left >= 3 && p[1] == '$')
        mode = p[2] == '@' || p[2] == 'B' ? DOUBLE : -1;
    if (mode < 0) {
        t->escaped = false;
        return bad_byte(code);
    }
    *code = t->escaped ? BAD : NOTHING;
    t->mode = (uint8_t)mode;
    t->escaped = true;
    return 3;
}

static size_t iso_2022_jp_double(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    if (p[0] < 0x21 || p[0] > 0x7E)
        return bad_byte(code);
    if (left < 2)
        return unsettled(end, left, code);
    if (p[1] == ESC)
        return bad_byte(code);
    *code = p[1] >= 0x21 && p[1] <= 0x7E ? jis0208(t->mapping, p[0] - 0x21u, p[1] - 0x21u) : 0;
    if (*code == 0)
        *code = BAD;
    return 2;
}

static inline size_t step_iso_2022_jp(rt_transcoder *t, bytes p, size_t left, bool end,
                                      uint32_t *code)
{
    if (p[0] == ESC)
        return iso_2022_jp_escape(t, p, left, end, code);
    if (t->mode == DOUBLE) {
        size_t n = iso_2022_jp_double(t, p, left, end, code);
        t->escaped = t->escaped && n == 0;
        return n;
    }
    t->escaped = false;
    if (t->mode == KATAKANA && p[0] >= 0x21 && p[0] <= 0x5F)
        *code = 0xFF61u + p[0] - 0x21u;
    else if (t->mode == KATAKANA || p[0] >= 0x80 || p[0] == SO || p[0] == SI)
        *code = BAD;
    else
        *code = t->mode == ROMAN && p[0] == 0x5C   ? 0xA5
                : t->mode == ROMAN && p[0] == 0x7E ? 0x203E
                                                   : p[0];
    return 1;
}

static inline size_t utf16(bytes p, size_t left, bool end, bool big, uint32_t *code)
{
    uint32_t unit, next;
    if (left < 2)
        return unsettled(end, left, code);
    unit = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
    *code = unit;
    if ((unit & 0xF800) != 0xD800)
        return 2;
    *code = BAD;
    if (unit >= 0xDC00)
        return 2;
    if (left < 4)
        return unsettled(end, left, code);
    next = big ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
    if ((next & 0xFC00) != 0xDC00)
        return 2;
    *code = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
    return 4;
}

static inline size_t step_utf16le(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    (void)t;
    return utf16(p, left, end, false, code);
}

static inline size_t step_utf16be(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    (void)t;
    return utf16(p, left, end, true, code);
}

static inline size_t step_utf8(rt_transcoder *t, bytes p, size_t left, bool end, uint32_t *code)
{
    bool cut;
    size_t n = rt_utf8_part(p, left, &cut);
    (void)t;
    *code = BAD;
    return cut && !end ? 0 : n;
}

static size_t put(rt_transcoder *t, uint32_t code, char *out, size_t used)
{
    if (code == BAD) {
        if (t->first_bad == SIZE_MAX)
            t->first_bad = used;
        t->bad++;
        code = 0xFFFD;
    } else if (code == NOTHING) {
        return 0;
    } else if (code & ACCENTED) {
        size_t n = rt_utf8_put(out, code >> 16 & 0x7FFF);
        return n + rt_utf8_put(out + n, code & 0xFFFF);
    }
    return rt_utf8_put(out, code);
}

/* What needs no table at the start of `in`: ASCII, or with `utf8` whole sequences. */
static inline size_t copy_plain(bytes in, size_t len, char *out, size_t room, bool utf8)
{
    size_t most = len < room ? len : room;
    size_t n = utf8 ? rt_utf8_valid(in, most) : rt_utf8_ascii(in, most);
    memcpy(out, in, n);
    return n;
}

/* The loop around a step; inlined for each, so that the step is, too. `plain`: 0 nothing is copied
 * as it stands, 1 ASCII is, 2 UTF-8 is. */
static inline __attribute__((always_inline)) size_t run_steps(step *each, int plain,
                                                              rt_transcoder *t, bytes in,
                                                              size_t len, bool end, char *out,
                                                              size_t room, size_t *wrote)
{
    size_t i = 0, used = 0;
    while (i < len && room - used >= RT_TRANSCODE_ROOM) {
        uint32_t code;
        if (plain == 2 || (plain == 1 && in[i] < 0x80)) {
            size_t n = copy_plain(in + i, len - i, out + used, room - used, plain == 2);
            i += n;
            used += n;
            if (n)
                continue;
        }
        size_t n = each(t, in + i, len - i, end, &code);
        if (n == 0)
            break;
        i += n;
        used += put(t, code, out + used, used);
    }
    *wrote = used;
    return i;
}

#define RUN(each, plain) return run_steps(each, plain, t, (bytes)in, len, end, out, room, wrote)

size_t rt_transcode(rt_transcoder *t, const char *in, size_t len, bool end, char *out, size_t room,
                    size_t *wrote)
{
    t->first_bad = SIZE_MAX;
    switch (t->charset->scheme) {
    case RT_SCHEME_UTF8:
        RUN(step_utf8, 2);
    case RT_SCHEME_UTF16LE:
        RUN(step_utf16le, 0);
    case RT_SCHEME_UTF16BE:
        RUN(step_utf16be, 0);
    case RT_SCHEME_SINGLE:
        RUN(step_single, 1);
    case RT_SCHEME_USER_DEFINED:
        RUN(step_user_defined, 1);
    case RT_SCHEME_GB18030:
        RUN(step_gb18030, 1);
    case RT_SCHEME_BIG5:
        RUN(step_big5, 1);
    case RT_SCHEME_EUC_KR:
        RUN(step_euc_kr, 1);
    case RT_SCHEME_SHIFT_JIS:
        RUN(step_shift_jis, 1);
    case RT_SCHEME_EUC_JP:
        RUN(step_euc_jp, 1);
    case RT_SCHEME_ISO_2022_JP:
        RUN(step_iso_2022_jp, 0);
    case RT_SCHEME_REPLACEMENT:
        break; /* refused before */
    }
    *wrote = 0;
    return len;
}

rt_status rt_transcoder_init(rt_run *run, const rt_charset *charset, bool quiet,
                             rt_transcoder *transcoder)
{
    *transcoder = (rt_transcoder){.charset = charset, .mode = ASCII, .first_bad = SIZE_MAX};
    return rt_mapping_new(run, charset, quiet, &transcoder->mapping);
}

void rt_transcoder_done(rt_transcoder *transcoder)
{
    rt_mapping_free(transcoder->mapping);
    transcoder->mapping = NULL;
}
