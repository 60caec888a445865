/* math_write.c - constructs of a formula as MathML and as text in the order of reading. Owns both
 * spellings.
 *
 * Each is a pattern: %1 to %3 are the arguments (base first), %c the construct's sign. */
#include <string.h>

#include "math_inside.h"

typedef struct pattern {
    const char *mathml, *alt;
} pattern;

static const pattern plain[MATH_ROOT + 1] = {
    [MATH_SUP] = {"<msup>%1%3</msup>", "%1^%3"},
    [MATH_SUB] = {"<msub>%1%2</msub>", "%1_%2"},
    [MATH_SUB_SUP] = {"<msubsup>%1%2%3</msubsup>", "%1_%2^%3"},
    [MATH_PRE] = {"<mmultiscripts>%1<mprescripts/>%2%3</mmultiscripts>", "_%2^%3 %1"},
    [MATH_FUNCTION] = {"<mrow>%2<mo>\xe2\x81\xa1</mo>%1</mrow>", "%2 %1"},
    [MATH_ACCENT] = {"<mover accent=\"true\">%1<mo>%c</mo></mover>", "%1%c"},
    [MATH_LIM_LOW] = {"<munder>%1%2</munder>", "%1_%2"},
    [MATH_LIM_UPP] = {"<mover>%1%2</mover>", "%1^%2"},
    [MATH_MATRIX] = {"<mtable>%1</mtable>", "%1"},
    [MATH_ARRAY] = {"<mtable columnalign=\"left\">%1</mtable>", "%1"},
    [MATH_BOX] = {"<mrow>%1</mrow>", "%1"},
    [MATH_ROW] = {"<mrow>%1</mrow>", "%1"}};

static const pattern fraction = {"<mfrac>%1%2</mfrac>", "%1/%2"};
static const pattern no_bar = {"<mfrac linethickness=\"0\">%1%2</mfrac>", "%1/%2"};
static const pattern skewed = {"<mfrac bevelled=\"true\">%1%2</mfrac>", "%1/%2"};
static const pattern linear = {"<mrow>%1<mo>/</mo>%2</mrow>", "%1/%2"};
static const pattern square_root = {"<msqrt>%1</msqrt>", "√%1"};
static const pattern root = {"<mroot>%1%2</mroot>", "%2√%1"};
static const pattern over_bar = {"<mover accent=\"true\">%1<mo stretchy=\"true\">¯</mo></mover>",
                                 "%1\xcc\x85"};
static const pattern under_bar = {
    "<munder accentunder=\"true\">%1<mo stretchy=\"true\">_</mo></munder>", "%1\xcc\xb2"};
static const pattern group_over = {"<mover>%1<mo stretchy=\"true\">%c</mo></mover>", "%1"};
static const pattern group_under = {"<munder>%1<mo stretchy=\"true\">%c</mo></munder>", "%1"};
static const pattern phantom = {"<mphantom>%1</mphantom>", ""};
static const pattern nary[2][4] =
    {/* at the side, above and below; neither limit, lower, upper, both */
     {{"<mrow><mo>%c</mo>%1</mrow>", "%c %1"},
      {"<mrow><msub><mo>%c</mo>%2</msub>%1</mrow>", "%c_%2 %1"},
      {"<mrow><msup><mo>%c</mo>%3</msup>%1</mrow>", "%c^%3 %1"},
      {"<mrow><msubsup><mo>%c</mo>%2%3</msubsup>%1</mrow>", "%c_%2^%3 %1"}},
     {{"<mrow><mo>%c</mo>%1</mrow>", "%c %1"},
      {"<mrow><munder><mo>%c</mo>%2</munder>%1</mrow>", "%c_%2 %1"},
      {"<mrow><mover><mo>%c</mo>%3</mover>%1</mrow>", "%c^%3 %1"},
      {"<mrow><munderover><mo>%c</mo>%2%3</munderover>%1</mrow>", "%c_%2^%3 %1"}}};

/* Accents come as combining characters; an operator is one that stands by itself. */
static uint32_t standing(uint32_t point)
{
    static const struct {
        uint32_t combining, standing;
    } pairs[] = {{0x0300, '`'},    {0x0301, 0xb4},   {0x0302, '^'},    {0x0303, '~'},
                 {0x0304, 0xaf},   {0x0305, 0xaf},   {0x0306, 0x02d8}, {0x0307, 0x02d9},
                 {0x0308, 0xa8},   {0x030a, 0x02da}, {0x030c, 0x02c7}, {0x0331, '_'},
                 {0x0332, '_'},    {0x20d0, 0x21bc}, {0x20d1, 0x21c0}, {0x20d6, 0x2190},
                 {0x20d7, 0x2192}, {0x20db, 0x22ef}, {0x20e1, 0x2194}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].combining == point)
            return pairs[i].standing;
    return point;
}

static uint32_t or_else(uint32_t point, uint32_t otherwise)
{
    return point == MATH_UNSTATED ? otherwise : point;
}

static bool is_integral(uint32_t point) { return point >= 0x222b && point <= 0x2233; }

/* 22.1.2.70: the sign is an integral unless stated; sums have their limits above and below in a
 * formula of its own line. */
static const pattern *pattern_of_nary(const rt_docx_math *m, math_frame *f)
{
    f->character = or_else(f->character, 0x222b);
    bool above = f->flags & MATH_LIMITS_STATED ? (f->flags & MATH_UNDER_OVER) != 0
                                               : m->block && !is_integral(f->character);
    size_t lower = !(f->flags & MATH_SUB_HIDDEN) && f->out[1].atoms,
           upper = !(f->flags & MATH_SUP_HIDDEN) && f->out[2].atoms;
    return &nary[above][lower + 2 * upper];
}

static const pattern *pattern_of(const rt_docx_math *m, math_frame *f)
{
    switch (f->kind) {
    case MATH_FRACTION:
        return f->flags & MATH_NO_BAR   ? &no_bar
               : f->flags & MATH_LINEAR ? &linear
               : f->flags & MATH_SKEWED ? &skewed
                                        : &fraction;
    case MATH_RADICAL:
        return f->flags & MATH_DEGREE_HIDDEN || !f->out[1].atoms ? &square_root : &root;
    case MATH_NARY:
        return pattern_of_nary(m, f);
    case MATH_ACCENT:
        f->character = or_else(f->character, 0x0302);
        break;
    case MATH_BAR:
        return f->flags & MATH_ABOVE ? &over_bar : &under_bar;
    case MATH_GROUP_CHAR:
        f->character = or_else(f->character, 0x23df);
        return f->flags & MATH_ABOVE ? &group_over : &group_under;
    case MATH_PHANTOM:
        return f->flags & MATH_HIDDEN ? &phantom : &plain[MATH_BOX];
    default:
        break;
    }
    return plain[f->kind].mathml ? &plain[f->kind] : &plain[MATH_BOX];
}

/* ---- Filling in ----------------------------------------------------------------------------- */

rt_status rt_math_slot(rt_docx_math *m, math_chain *slot, math_chain *out)
{
    bool one = slot->atoms == 1;
    uint32_t atoms = out->atoms;
    rt_status status =
        one ? RT_OK : rt_math_add(m, out, slot->atoms ? RT_STR("<mrow>") : RT_STR("<mrow/>"));
    bool wrapped = !one && slot->atoms;

    rt_math_join(m, out, slot);
    out->atoms = atoms;
    return status == RT_OK && wrapped ? rt_math_add(m, out, RT_STR("</mrow>")) : status;
}

static bool lists(uint8_t kind)
{
    return kind == MATH_MATRIX || kind == MATH_ARRAY || kind == MATH_BOX || kind == MATH_ROW ||
           kind == MATH_PHANTOM;
}

static rt_status fill_mathml(rt_docx_math *m, math_frame *f, const char *mathml, math_chain *out)
{
    rt_status status = RT_OK;
    uint32_t atoms = out->atoms;

    while (*mathml && status == RT_OK) {
        size_t len = strcspn(mathml, "%");
        status = rt_math_add(m, out, (rt_str){mathml, len});
        mathml += len;
        if (!*mathml || status != RT_OK)
            continue;
        char what = mathml[1];
        mathml += 2;
        if (what == 'c')
            status = f->character ? rt_math_add_point(m, out, standing(f->character), true) : RT_OK;
        else if (lists(f->kind))
            rt_math_join(m, out, &f->out[what - '1']);
        else
            status = rt_math_slot(m, &f->out[what - '1'], out);
    }
    out->atoms = atoms + 1;
    return status;
}

/* Arguments of several signs stand in brackets, but where the pattern is nothing but the argument.
 */
static rt_status fill_alt(rt_docx_math *m, math_frame *f, const char *alt, math_chain *out)
{
    rt_status status = RT_OK;
    bool alone = strlen(alt) == 2 || f->kind == MATH_ACCENT || f->kind == MATH_BAR;
    uint32_t atoms = out->atoms;

    while (*alt && status == RT_OK) {
        size_t len = strcspn(alt, "%");
        status = rt_math_add(m, out, (rt_str){alt, len});
        alt += len;
        if (!*alt || status != RT_OK)
            continue;
        char what = alt[1];
        alt += 2;
        if (what == 'c') {
            status = f->character ? rt_math_add_point(m, out, f->character, false) : RT_OK;
            continue;
        }
        math_chain *slot = &f->alt[what - '1'];
        bool bracket = !alone && slot->atoms > 1 && !(f->kind == MATH_NARY && what == '1') &&
                       f->kind != MATH_FUNCTION;
        if (bracket)
            status = rt_math_add(m, out, RT_STR("("));
        rt_math_join(m, out, slot);
        if (bracket && status == RT_OK)
            status = rt_math_add(m, out, RT_STR(")"));
    }
    out->atoms =
        atoms +
        (f->kind == MATH_NARY || f->kind == MATH_FUNCTION || f->kind == MATH_FRACTION ? 2 : 1);
    return status;
}

/* m:borderBox: which edges are drawn, and what is struck out. */
static rt_status open_border(rt_docx_math *m, const math_frame *f, math_chain *out)
{
    static const struct {
        uint32_t flag;
        bool hides;
        const char *word;
    } words[] = {{MATH_TOP, true, " top"},
                 {MATH_BOTTOM, true, " bottom"},
                 {MATH_LEFT, true, " left"},
                 {MATH_RIGHT, true, " right"},
                 {MATH_HORIZONTAL, false, " horizontalstrike"},
                 {MATH_VERTICAL, false, " verticalstrike"},
                 {MATH_UP, false, " updiagonalstrike"},
                 {MATH_DOWN, false, " downdiagonalstrike"}};
    char list[160] = "";
    bool box = !(f->flags & (MATH_TOP | MATH_BOTTOM | MATH_LEFT | MATH_RIGHT));

    if (box)
        strcat(list, " box");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].hides ? !box && !(f->flags & words[i].flag) : (f->flags & words[i].flag) != 0)
            strcat(list, words[i].word);
    rt_status status = rt_math_add(m, out, RT_STR("<menclose notation=\""));
    if (status == RT_OK)
        status = rt_math_add(m, out, list[0] ? (rt_str){list + 1, strlen(list) - 1} : RT_STR(""));
    return status == RT_OK ? rt_math_add(m, out, RT_STR("\">")) : status;
}

/* Brackets, which may be absent on a side, into `out` as an operator and into `alt` as a sign. */
static rt_status add_bracket(rt_docx_math *m, uint32_t point, math_chain *out, math_chain *alt)
{
    rt_status status = RT_OK;

    if (!point)
        return RT_OK;
    status = rt_math_add(m, out, RT_STR("<mo fence=\"true\">"));
    if (status == RT_OK)
        status = rt_math_add_point(m, out, point, true);
    if (status == RT_OK)
        status = rt_math_add(m, out, RT_STR("</mo>"));
    return status == RT_OK ? rt_math_add_point(m, alt, point, false) : status;
}

static rt_status compose_delimited(rt_docx_math *m, math_frame *f, math_chain *out, math_chain *alt)
{
    uint32_t atoms = out->atoms, alt_atoms = alt->atoms;
    rt_status status = rt_math_add(m, out, RT_STR("<mrow>"));

    if (status == RT_OK)
        status = add_bracket(m, or_else(f->begin, '('), out, alt);
    rt_math_join(m, out, &f->out[0]);
    rt_math_join(m, alt, &f->alt[0]);
    if (status == RT_OK)
        status = add_bracket(m, or_else(f->end, ')'), out, alt);
    out->atoms = atoms + 1;
    alt->atoms = alt_atoms + 1;
    return status == RT_OK ? rt_math_add(m, out, RT_STR("</mrow>")) : status;
}

rt_status rt_math_compose(rt_docx_math *m, math_frame *f, math_chain *out, math_chain *alt)
{
    if (f->kind == MATH_DELIMITED)
        return compose_delimited(m, f, out, alt);
    if (f->kind == MATH_BORDER_BOX) {
        uint32_t atoms = out->atoms;
        rt_status status = open_border(m, f, out);
        rt_math_join(m, out, &f->out[0]);
        rt_math_join(m, alt, &f->alt[0]);
        out->atoms = atoms + 1;
        return status == RT_OK ? rt_math_add(m, out, RT_STR("</menclose>")) : status;
    }
    const pattern *p = pattern_of(m, f);
    rt_status status = fill_mathml(m, f, p->mathml, out);
    return status == RT_OK ? fill_alt(m, f, p->alt, alt) : status;
}
