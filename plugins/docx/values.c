/* values.c - the simple types of WordprocessingML (17.18, 22.9.2): on and off, measures, colours.
 * Owns their spellings. */
#include <stdio.h>
#include <string.h>

#include "formatting.h"

bool rt_docx_is_on(rt_str val)
{
    return !val.ptr || rt_docx_is(val, "1") || rt_docx_is(val, "true") || rt_docx_is(val, "on");
}

bool rt_docx_tag_on(rt_docx_xml *x, const rt_xml_tag *tag)
{
    return rt_docx_is_on(rt_docx_attr(&x->names, tag, RT_W_val));
}

/* A decimal number in thousandths; false: none stands there. What is too large is cut. */
static bool number(rt_str *val, int64_t *thousandths)
{
    size_t i = 0, digits = 0;
    int64_t whole = 0, part = 0, scale = 1000;
    bool minus = val->len && *val->ptr == '-';

    for (i = minus || (val->len && *val->ptr == '+');
         i < val->len && val->ptr[i] >= '0' && val->ptr[i] <= '9'; i++, digits++)
        whole = whole < INT64_C(1) << 40 ? whole * 10 + (val->ptr[i] - '0') : whole;
    if (i < val->len && val->ptr[i] == '.')
        for (i++; i < val->len && val->ptr[i] >= '0' && val->ptr[i] <= '9'; i++, digits++)
            if (scale > 1)
                part = part * 10 + (val->ptr[i] - '0'), scale /= 10;
    *thousandths = (whole * 1000 + part * scale) * (minus ? -1 : 1);
    *val = (rt_str){val->ptr + i, val->len - i};
    return digits != 0;
}

static int32_t cut(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static int64_t rounded(int64_t value, int64_t by)
{
    return (value + (value < 0 ? -by / 2 : by / 2)) / by;
}

int32_t rt_docx_integer(rt_str val, int32_t otherwise)
{
    int64_t thousandths = 0;
    return val.len && number(&val, &thousandths) ? cut(rounded(thousandths, 1000)) : otherwise;
}

int32_t rt_docx_twips(rt_str val, int32_t otherwise)
{
    static const struct {
        const char *unit;
        int64_t twips;
    } units[] = {/* times 1000 */
                 {"pt", 20000},   {"pc", 240000}, {"pi", 240000},
                 {"in", 1440000}, {"cm", 566929}, {"mm", 56693}};
    int64_t thousandths = 0;

    if (!val.len || !number(&val, &thousandths))
        return otherwise;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (rt_docx_is(val, units[i].unit)) {
            if (thousandths > INT32_MAX * INT64_C(1000) || thousandths < INT32_MIN * INT64_C(1000))
                return otherwise;
            return cut(rounded(thousandths * units[i].twips, 1000000));
        }
    return cut(rounded(thousandths, 1000));
}

uint32_t rt_docx_colour(rt_str val)
{
    uint32_t colour = 0;

    if (val.len == 7 && *val.ptr == '#')
        val = (rt_str){val.ptr + 1, 6};
    if (val.len != 6)
        return RT_DOCX_NO_COLOUR;
    for (size_t i = 0; i < 6; i++) {
        char c = val.ptr[i], low = (char)(c | 32);
        if (!((c >= '0' && c <= '9') || (low >= 'a' && low <= 'f')))
            return RT_DOCX_NO_COLOUR;
        colour = colour << 4 | (uint32_t)(c <= '9' ? c - '0' : low - 'a' + 10);
    }
    return colour;
}

uint32_t rt_docx_shade(rt_docx_xml *x, const rt_xml_tag *tag)
{
    rt_str pattern = rt_docx_attr(&x->names, tag, RT_W_val);

    if (rt_docx_is(pattern, "nil"))
        return RT_DOCX_NO_COLOUR;
    return rt_docx_colour(
        rt_docx_attr(&x->names, tag, rt_docx_is(pattern, "solid") ? RT_W_color : RT_W_fill));
}

uint8_t rt_docx_align(rt_str val)
{
    static const struct {
        const char *word;
        uint8_t align;
    } words[] = {{"left", RT_ALIGN_LEFT},           {"center", RT_ALIGN_CENTER},
                 {"both", RT_ALIGN_JUSTIFY},        {"right", RT_ALIGN_RIGHT},
                 {"start", RT_ALIGN_START},         {"end", RT_ALIGN_END},
                 {"distribute", RT_ALIGN_JUSTIFY},  {"thaiDistribute", RT_ALIGN_JUSTIFY},
                 {"lowKashida", RT_ALIGN_JUSTIFY},  {"mediumKashida", RT_ALIGN_JUSTIFY},
                 {"highKashida", RT_ALIGN_JUSTIFY}, {"numTab", RT_ALIGN_START}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rt_docx_is(val, words[i].word))
            return words[i].align;
    return 0;
}

size_t rt_docx_points(int64_t twentieths, char room[24])
{
    int64_t hundredths = twentieths * 5;
    const char *minus = hundredths < 0 ? "-" : "";
    if (hundredths < 0)
        hundredths = -hundredths;
    long long whole = hundredths / 100, part = hundredths % 100;
    int len = part == 0        ? snprintf(room, 24, "%s%lldpt", minus, whole)
              : part % 10 == 0 ? snprintf(room, 24, "%s%lld.%lldpt", minus, whole, part / 10)
                               : snprintf(room, 24, "%s%lld.%02lldpt", minus, whole, part);
    return len > 0 && len < 24 ? (size_t)len : 0;
}
