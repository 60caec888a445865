/* math_token.c - the text of a run as MathML's tokens: numbers, identifiers, operators, words. Owns
 * what is which. */
#include <string.h>

#include "math_inside.h"

typedef enum token { IDENTIFIER, NUMBER, OPERATOR, SPACE, WORD } token;

/* The code point at `at`; *len bytes of it. The text is valid UTF-8. */
static uint32_t point_at(const char *at, const char *end, size_t *len)
{
    unsigned char lead = (unsigned char)*at;
    size_t want = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t point = want == 1 ? lead : lead & (0xffu >> (want + 1));

    *len = 1;
    for (; *len < want && at + *len < end; ++*len)
        point = point << 6 | ((unsigned char)at[*len] & 0x3f);
    return point;
}

static bool is_within(uint32_t point, const uint32_t (*ranges)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x1d7ce && c <= 0x1d7ff) || (c >= 0xff10 && c <= 0xff19);
}

static token token_of(uint32_t c)
{
    static const uint32_t letters[][2] = {
        {'A', 'Z'},       {'a', 'z'},         {0xaa, 0xaa},     {0xb5, 0xb5},     {0xba, 0xba},
        {0xc0, 0xd6},     {0xd8, 0xf6},       {0xf8, 0x2af},    {0x370, 0x3f5},   {0x3f7, 0x52f},
        {0x531, 0x589},   {0x5d0, 0x5ea},     {0x620, 0x64a},   {0x2102, 0x2115}, {0x2119, 0x211d},
        {0x2124, 0x2124}, {0x2126, 0x2131},   {0x2133, 0x2139}, {0x213c, 0x213f}, {0x2145, 0x2149},
        {0x221e, 0x221e}, {0x2202, 0x2202},   {0x2205, 0x2205}, {0x22a4, 0x22a5}, {0x2026, 0x2026},
        {0x22ee, 0x22f1}, {0x1d400, 0x1d7cb}, {'?', '?'}};
    static const uint32_t words[][2] = {
        {0x900, 0x1fff},  {0x2e80, 0x2fff}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3040, 0xd7ff},
        {0xf900, 0xfaff}, {0xff21, 0xff3a}, {0xff41, 0xff5a}, {0xff66, 0xffdc}, {0x20000, 0x3ffff}};

    if (c == ' ' || c == 0xa0 || c == '\t' || c == '\n' || c == '\r' ||
        (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000)
        return SPACE;
    if (is_digit(c))
        return NUMBER;
    if (is_within(c, letters, sizeof letters / sizeof *letters))
        return IDENTIFIER;
    return is_within(c, words, sizeof words / sizeof *words) ? WORD : OPERATOR;
}

/* Where the token that begins at `at` ends. Letters stand alone unless they are a word: upright, or
 * the name of a function. */
static const char *end_of(const char *at, const char *end, token kind, bool word)
{
    size_t len;
    const char *next = at;

    point_at(at, end, &len);
    next += len;
    if (kind == OPERATOR || (kind == IDENTIFIER && !word))
        return next;
    while (next < end) {
        uint32_t c = point_at(next, end, &len);
        token then = token_of(c);
        size_t behind = 0;
        bool point_inside = kind == NUMBER && (c == '.' || c == ',') && next + len < end &&
                            is_digit(point_at(next + len, end, &behind));
        if (then != kind && !point_inside)
            break;
        next += len;
    }
    return next;
}

/* The attribute for m:sty and m:scr; an upright single letter has to say so. */
static const char *variant_of(const math_frame *run, token kind, size_t letters)
{
    static const char *const variants[6][4] = {
        /* by script, then italic, plain, bold, bold italic */
        {"", "normal", "bold", "bold-italic"},
        {"script", "script", "bold-script", "bold-script"},
        {"fraktur", "fraktur", "bold-fraktur", "bold-fraktur"},
        {"double-struck", "double-struck", "double-struck", "double-struck"},
        {"sans-serif-italic", "sans-serif", "bold-sans-serif", "sans-serif-bold-italic"},
        {"monospace", "monospace", "monospace", "monospace"}};
    const char *variant = variants[run->script][run->style];

    if (run->script == MATH_SANS && run->style == MATH_ITALIC && kind != IDENTIFIER)
        variant = "sans-serif";
    if (strcmp(variant, "normal") == 0 && (kind != IDENTIFIER || letters != 1))
        return "";
    if (strcmp(variant, "bold-italic") == 0 && kind != IDENTIFIER)
        return "bold";
    return variant;
}

/* MathML trims blanks at the ends of a token: they are made ones that do not break. */
static rt_status add_text(rt_docx_math *m, rt_str text, math_chain *out)
{
    size_t before = 0, behind = 0;
    rt_status status = RT_OK;

    while (before < text.len && text.ptr[before] == ' ')
        before++;
    while (behind < text.len - before && text.ptr[text.len - 1 - behind] == ' ')
        behind++;
    for (size_t i = 0; i < before && status == RT_OK; i++)
        status = rt_math_add(m, out, RT_STR("\xc2\xa0"));
    if (status == RT_OK)
        status =
            rt_math_add_escaped(m, out, (rt_str){text.ptr + before, text.len - before - behind});
    for (size_t i = 0; i < behind && status == RT_OK; i++)
        status = rt_math_add(m, out, RT_STR("\xc2\xa0"));
    return status;
}

static rt_status add_token(rt_docx_math *m, const char *element, const char *variant, rt_str text,
                           math_chain *out)
{
    rt_status status = rt_math_add(m, out, RT_STR("<"));
    const rt_str parts[] = {{element, strlen(element)},
                            {" mathvariant=\"", *variant ? 14 : 0},
                            {variant, strlen(variant)},
                            {"\"", *variant ? 1 : 0},
                            {">", 1}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts && status == RT_OK; i++)
        status = rt_math_add(m, out, parts[i]);
    if (status == RT_OK)
        status = add_text(m, text, out);
    if (status == RT_OK)
        status = rt_math_add(m, out, RT_STR("</"));
    if (status == RT_OK)
        status = rt_math_add(m, out, parts[0]);
    out->atoms++;
    return status == RT_OK ? rt_math_add(m, out, RT_STR(">")) : status;
}

static size_t count_letters(rt_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

static rt_status add_words(rt_docx_math *m, rt_str text, math_chain *out, math_chain *alt)
{
    rt_status status = add_token(m, "mtext", "", text, out);
    alt->atoms++;
    return status == RT_OK ? rt_math_add(m, alt, text) : status;
}

rt_status rt_math_tokens(rt_docx_math *m, const math_frame *run, rt_str text, bool word,
                         bool aligned, math_chain *out, math_chain *alt)
{
    static const char *const elements[] = {"mi", "mn", "mo", "mtext", "mtext"};
    const char *at = text.ptr, *end = at + text.len;
    rt_status status = RT_OK;

    if (run->flags & MATH_NORMAL)
        return add_words(m, text, out, alt);
    while (at < end && status == RT_OK) {
        size_t len;
        token kind = token_of(point_at(at, end, &len));
        if (aligned && *at == '&') { /* an array's place of alignment, no sign: it parts columns */
            status = rt_math_add(m, out, RT_STR("</mtd><mtd>"));
            at++;
            continue;
        }
        bool whole = word || run->style == MATH_PLAIN;
        const char *next = end_of(at, end, kind, whole);
        rt_str piece = {at, (size_t)(next - at)};
        status = add_token(
            m, elements[kind],
            kind == SPACE || kind == WORD ? "" : variant_of(run, kind, count_letters(piece)), piece,
            out);
        if (status == RT_OK)
            status = rt_math_add(m, alt, piece);
        alt->atoms += kind != SPACE;
        at = next;
    }
    return status;
}
