/* read_css_values.c - lengths and colours of HTML and CSS as those of a report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read.h"

/* ---- Lengths ---------------------------------------------------------------------------- */

/* Points in a unit, as a fraction. An em is that of 12pt. */
static const struct {
    const char *name;
    int64_t over, under;
} units[] = {{"px", 3, 4},      {"pt", 1, 1},     {"pc", 12, 1},   {"in", 72, 1},
             {"cm", 7200, 254}, {"mm", 720, 254}, {"q", 180, 254}, {"em", 12, 1},
             {"rem", 12, 1},    {"ch", 6, 1},     {"ic", 12, 1}};

typedef struct number {
    int64_t millionths;
    size_t len;
    bool plain;
} number; /* plain: as the model writes it */

static bool take_number(rt_str s, number *n)
{
    int64_t value = 0, place = 1000000;
    size_t i = 0, digits = 0, behind = 0;
    bool minus = s.len && *s.ptr == '-', sign = s.len && (*s.ptr == '-' || *s.ptr == '+');
    for (i = sign; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++)
        value = value > INT64_C(100000000) * 1000000
                    ? value
                    : value * 10 + (s.ptr[i] - '0') * INT64_C(1000000);
    if (i + 1 < s.len && s.ptr[i] == '.' && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, behind++) {
            place /= 10;
            value += (s.ptr[i] - '0') * place;
        }
    *n = (number){
        .millionths = minus ? -value : value, .len = i, .plain = digits && (!sign || minus)};
    return digits || behind;
}

static void put_number(int64_t millionths, const char *unit, char out[32])
{
    int64_t tenths = (llabs(millionths) + 50) / 100; /* of a thousandth */
    int len = snprintf(out, 32, "%s%lld", millionths < 0 && tenths ? "-" : "",
                       (long long)(tenths / 10000));
    if (tenths % 10000) {
        len += snprintf(out + len, 32 - (size_t)len, ".%04lld", (long long)(tenths % 10000));
        while (out[len - 1] == '0')
            len--;
    }
    snprintf(out + len, 32 - (size_t)len, "%s", unit);
}

bool rt_html_length(rt_str s, bool bare, char out[32])
{
    number n;
    s = rt_html_trim(s);
    if (!take_number(s, &n))
        return false;
    rt_str unit = {s.ptr + n.len, s.len - n.len};
    bool same = rt_html_eq(unit, "pt") || rt_html_eq(unit, "%");
    if (n.plain && same && s.len < 32) {
        snprintf(out, 32, "%.*s", (int)s.len, s.ptr);
        return true;
    }
    if (unit.len && *unit.ptr == '%') {
        put_number(n.millionths, "%", out);
        return bare || unit.len == 1;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (rt_html_same(unit, units[i].name)) {
            put_number(n.millionths * units[i].over / units[i].under, "pt", out);
            return true;
        }
    if (!bare && (unit.len || n.millionths))
        return false;
    put_number(n.millionths * 3 / 4, "pt",
               out); /* a number alone is pixels in HTML, and nothing but 0 in CSS */
    return true;
}

bool rt_html_ratio(rt_str s, char out[32])
{
    number n;
    if (!take_number(s, &n) || !rt_html_same((rt_str){s.ptr + n.len, s.len - n.len}, "em"))
        return false;
    put_number(n.millionths * 100, "%", out);
    return n.millionths > 0;
}

/* ---- Colours ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    uint32_t value;
} colours[] = {
#define X(name, value) {name, value},
#include "colours.def"
#undef X
};

static bool put_colour(uint32_t value, char out[8])
{
    snprintf(out, 8, "#%06x", (unsigned)(value & 0xffffff));
    return true;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* #rgb, #rrggbb, each perhaps with its opacity, which a report has not. */
static bool hexadecimal(rt_str s, char out[8])
{
    uint32_t value = 0;
    for (size_t i = 0; i < s.len; i++)
        if (digit_of(s.ptr[i]) < 0)
            return false;
    if (s.len == 3 || s.len == 4)
        for (size_t i = 0; i < 3; i++)
            value = value << 8 | (uint32_t)digit_of(s.ptr[i]) * 17;
    else if (s.len == 6 || s.len == 8)
        for (size_t i = 0; i < 6; i++)
            value = value << 4 | (uint32_t)digit_of(s.ptr[i]);
    else
        return false;
    return put_colour(value, out);
}

/* The inside of rgb(…): three numbers or percentages. */
static bool components(rt_str s, char out[8])
{
    uint32_t value = 0;
    for (int i = 0; i < 3; i++) {
        number n;
        while (s.len && (*s.ptr == ' ' || *s.ptr == ','))
            s = (rt_str){s.ptr + 1, s.len - 1};
        if (!take_number(s, &n))
            return false;
        s = (rt_str){s.ptr + n.len, s.len - n.len};
        int64_t part = s.len && *s.ptr == '%' ? n.millionths * 255 / 100 : n.millionths;
        if (s.len && *s.ptr == '%')
            s = (rt_str){s.ptr + 1, s.len - 1};
        part = (part + 500000) / 1000000;
        value = value << 8 | (uint32_t)(part < 0 ? 0 : part > 255 ? 255 : part);
    }
    return put_colour(value, out);
}

bool rt_html_colour(rt_str s, char out[8])
{
    char name[24];
    s = rt_html_trim(s);
    if (s.len && *s.ptr == '#')
        return hexadecimal((rt_str){s.ptr + 1, s.len - 1}, out);
    size_t skip = s.len > 5 && strncasecmp(s.ptr, "rgba(", 5) == 0  ? 5
                  : s.len > 4 && strncasecmp(s.ptr, "rgb(", 4) == 0 ? 4
                                                                    : 0;
    if (skip)
        return components((rt_str){s.ptr + skip, s.len - skip}, out);
    if (!s.len || s.len >= sizeof name)
        return false;
    for (size_t i = 0; i <= s.len; i++)
        name[i] = i == s.len
                      ? '\0'
                      : (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] | 0x20 : s.ptr[i]);
    for (size_t from = 0, to = sizeof colours / sizeof *colours; from < to;) {
        size_t middle = (from + to) / 2;
        int order = strcmp(name, colours[middle].name);
        if (!order)
            return put_colour(colours[middle].value, out);
        from = order > 0 ? middle + 1 : from;
        to = order < 0 ? middle : to;
    }
    return false;
}
