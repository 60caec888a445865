/* numbering.c - the numbering systems, one small function each.
 *
 * Owns their signs and the usual label around them, in tables. */
#include "numbering.h"

#include <stdio.h>
#include <string.h>

/* A label being written into a room; what does not fit is left out, whole characters only. */
typedef struct label { char *at; size_t len, room; } label;

static void add_bytes(label *l, const char *bytes, size_t len)
{
    if (len > l->room - l->len) {
        l->room = l->len; /* nothing comes behind a gap */
        return;
    }
    memcpy(l->at + l->len, bytes, len);
    l->len += len;
}

static void add(label *l, const char *text) { add_bytes(l, text, strlen(text)); }

/* The UTF-8 of a code point from U+0800 to U+FFFF. */
static void add_point(label *l, uint32_t point)
{
    char out[3] = {(char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3f)),
                   (char)(0x80 | (point & 0x3f))};

    add_bytes(l, out, sizeof out);
}

/* ---- Systems: false where one has no sign for the counter ------------------ */

static bool decimal(label *l, int32_t n)
{
    char text[16];

    snprintf(text, sizeof text, "%d", (int)n);
    add(l, text);
    return true;
}

static bool decimal_zero(label *l, int32_t n)
{
    char text[16];

    snprintf(text, sizeof text, n < 0 ? "%03d" : "%02d", (int)n);
    add(l, text);
    return true;
}

/* a … z, aa, ab …: bijective, as HTML and CSS count. */
static bool alphabetic(label *l, int32_t n, char first)
{
    char text[8], *at = text + sizeof text;

    if (n < 1)
        return false;
    for (; n > 0; n = (n - 1) / 26)
        *--at = (char)(first + (n - 1) % 26);
    add_bytes(l, at, (size_t)(text + sizeof text - at));
    return true;
}

static bool lower_alpha(label *l, int32_t n) { return alphabetic(l, n, 'a'); }
static bool upper_alpha(label *l, int32_t n) { return alphabetic(l, n, 'A'); }

static bool roman(label *l, int32_t n, bool lower)
{
    static const struct { int32_t value; const char *upper, *lower; } steps[] = {
        {1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"}, {100, "C", "c"},
        {90, "XC", "xc"}, {50, "L", "l"},    {40, "XL", "xl"}, {10, "X", "x"},   {9, "IX", "ix"},
        {5, "V", "v"},    {4, "IV", "iv"},   {1, "I", "i"},
    };

    if (n < 1 || n > 3999)
        return false;
    for (size_t i = 0; n > 0; i++)
        for (; n >= steps[i].value; n -= steps[i].value)
            add(l, lower ? steps[i].lower : steps[i].upper);
    return true;
}

static bool lower_roman(label *l, int32_t n) { return roman(l, n, true); }
static bool upper_roman(label *l, int32_t n) { return roman(l, n, false); }

/* Four digits: 三千零五. `first`: nothing stands before, so that ten is 十, not 一十. */
static void cjk_group(label *l, int32_t n, bool first)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    static const struct { int32_t value; const char *sign; } places[] = {
        {1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}};
    bool gap = false;

    for (size_t i = 0; i < 4; i++) {
        int32_t digit = n / places[i].value % 10;
        if (digit == 0) {
            gap = true;
            continue;
        }
        if (gap && !first)
            add(l, digits[0]);
        if (!(digit == 1 && places[i].value == 10 && first))
            add(l, digits[digit]);
        add(l, places[i].sign);
        gap = first = false;
    }
}

/* 一 … 九千九百九十九, 一万 … 二十一亿四千七百四十八万三千六百四十七. */
static bool cjk(label *l, int32_t n)
{
    static const struct { int64_t value; const char *sign; } groups[] = {
        {100000000, "亿"}, {10000, "万"}, {1, ""}};
    int64_t left = n;
    bool first = true, gap = false;

    if (n == 0)
        add(l, "零");
    if (n < 0) {
        add(l, "负");
        left = -left;
    }
    for (size_t i = 0; i < 3; i++) {
        int32_t group = (int32_t)(left / groups[i].value % 10000);
        if (group == 0) {
            gap = true;
            continue;
        }
        if (gap && !first && group >= 1000)
            add(l, "零");
        cjk_group(l, group, first);
        add(l, groups[i].sign);
        first = gap = false;
    }
    return true;
}

static bool cjk_parenthesized(label *l, int32_t n)
{
    add(l, "（");
    cjk(l, n);
    add(l, "）");
    return true;
}

static bool circled(label *l, int32_t n)
{
    if (n < 0 || n > 50)
        return false;
    /* ⓪, ① to ⑳, ㉑ to ㉟, ㊱ to ㊿ */
    add_point(l, n == 0 ? 0x24ea
                        : (uint32_t)n + (n <= 20   ? 0x2460u - 1
                                         : n <= 35 ? 0x3251u - 21
                                                   : 0x32b1u - 36));
    return true;
}

static bool one_of(label *l, int32_t n, const char *const *signs, int32_t count)
{
    if (n < 1 || n > count)
        return false;
    add(l, signs[n - 1]);
    return true;
}

static bool heavenly_stem(label *l, int32_t n)
{
    static const char *const signs[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};

    return one_of(l, n, signs, 10);
}

static bool earthly_branch(label *l, int32_t n)
{
    static const char *const signs[] = {"子", "丑", "寅", "卯", "辰", "巳",
                                        "午", "未", "申", "酉", "戌", "亥"};

    return one_of(l, n, signs, 12);
}

static bool disc(label *l, int32_t n) { (void)n; add(l, "•"); return true; }
static bool circle(label *l, int32_t n) { (void)n; add(l, "◦"); return true; }
static bool square(label *l, int32_t n) { (void)n; add(l, "▪"); return true; }
static bool none(label *l, int32_t n) { (void)l; (void)n; return true; }

/* ---- Labels ------------------------------------------------------------------ */

typedef struct numbering_system {
    bool (*number)(label *l, int32_t n);
    const char *usual; /* the label's template where the report gives none */
} numbering_system;

static const numbering_system systems[] = {
    [RT_NUMBERING_DECIMAL] = {decimal, "%1."},
    [RT_NUMBERING_DECIMAL_ZERO] = {decimal_zero, "%1."},
    [RT_NUMBERING_LOWER_ALPHA] = {lower_alpha, "%1."},
    [RT_NUMBERING_UPPER_ALPHA] = {upper_alpha, "%1."},
    [RT_NUMBERING_LOWER_ROMAN] = {lower_roman, "%1."},
    [RT_NUMBERING_UPPER_ROMAN] = {upper_roman, "%1."},
    [RT_NUMBERING_CJK] = {cjk, "%1、"},
    [RT_NUMBERING_CJK_PARENTHESIZED] = {cjk_parenthesized, "%1"},
    [RT_NUMBERING_CIRCLED] = {circled, "%1"},
    [RT_NUMBERING_DISC] = {disc, "%1"},
    [RT_NUMBERING_CIRCLE] = {circle, "%1"},
    [RT_NUMBERING_SQUARE] = {square, "%1"},
    [RT_NUMBERING_NONE] = {none, "%1"},
    [RT_NUMBERING_CJK_HEAVENLY_STEM] = {heavenly_stem, "%1、"},
    [RT_NUMBERING_CJK_EARTHLY_BRANCH] = {earthly_branch, "%1、"},
};

static const numbering_system *system_of(int32_t numbering)
{
    if (numbering < 1 || numbering >= (int32_t)(sizeof systems / sizeof *systems))
        numbering = RT_NUMBERING_DECIMAL;
    return &systems[numbering];
}

size_t rt_numbering_number(int32_t numbering, int32_t counter, char out[RT_NUMBER_ROOM])
{
    label l = {out, 0, RT_NUMBER_ROOM};

    if (!system_of(numbering)->number(&l, counter))
        decimal(&l, counter);
    return l.len;
}

/* Bytes of the UTF-8 sequence that starts at `at`. */
static size_t sequence(const char *at, const char *end)
{
    size_t len = 1;

    while (at + len < end && ((unsigned char)at[len] & 0xc0) == 0x80)
        len++;
    return len;
}

size_t rt_numbering_label(int32_t numbering, rt_str label_template, int32_t counter, char *out,
                          size_t room)
{
    const numbering_system *system = system_of(numbering);
    const char *at = label_template.len ? label_template.ptr : system->usual;
    const char *end = at + (label_template.len ? label_template.len : strlen(at));
    char number[RT_NUMBER_ROOM];
    size_t number_len = rt_numbering_number(numbering, counter, number);
    label l = {out, 0, room};

    while (at < end) {
        if (end - at >= 2 && at[0] == '%' && at[1] == '1') {
            add_bytes(&l, number, number_len);
            at += 2;
        } else {
            size_t len = sequence(at, end);
            add_bytes(&l, at, len);
            at += len;
        }
    }
    return l.len;
}
