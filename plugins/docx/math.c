/* math.c - follows the elements of a formula: what is open, properties, arguments, runs. Owns that
 * stack. */
#include "math.h"

#include <string.h>

#include "formatting.h"
#include "math_inside.h"

/* ---- What an element is --------------------------------------------------------------------- */

/* clang-format off */
static uint8_t kind_of(rt_docx_name name)
{
    switch ((int)name) {
    case RT_M_f: return MATH_FRACTION;
    case RT_M_rad: return MATH_RADICAL;
    case RT_M_sSup: return MATH_SUP;
    case RT_M_sSub: return MATH_SUB;
    case RT_M_sSubSup: return MATH_SUB_SUP;
    case RT_M_sPre: return MATH_PRE;
    case RT_M_nary: return MATH_NARY;
    case RT_M_d: return MATH_DELIMITED;
    case RT_M_func: return MATH_FUNCTION;
    case RT_M_acc: return MATH_ACCENT;
    case RT_M_bar: return MATH_BAR;
    case RT_M_limLow: return MATH_LIM_LOW;
    case RT_M_limUpp: return MATH_LIM_UPP;
    case RT_M_m: return MATH_MATRIX;
    case RT_M_eqArr: return MATH_ARRAY;
    case RT_M_groupChr: return MATH_GROUP_CHAR;
    case RT_M_box: return MATH_BOX;
    case RT_M_borderBox: return MATH_BORDER_BOX;
    case RT_M_phant: return MATH_PHANTOM;
    case RT_M_mr: return MATH_ROW;
    case RT_M_r: return MATH_RUN;
    case RT_M_t: case RT_W_t: return MATH_TEXT;
    case RT_M_e: case RT_M_num: case RT_M_den: case RT_M_sub: case RT_M_sup: case RT_M_deg: case RT_M_fName: case RT_M_lim:
        return MATH_SLOT;
    case RT_M_fPr: case RT_M_radPr: case RT_M_sSupPr: case RT_M_sSubPr: case RT_M_sSubSupPr: case RT_M_sPrePr:
    case RT_M_naryPr: case RT_M_dPr: case RT_M_funcPr: case RT_M_accPr: case RT_M_barPr: case RT_M_limLowPr:
    case RT_M_limUppPr: case RT_M_mPr: case RT_M_eqArrPr: case RT_M_groupChrPr: case RT_M_boxPr: case RT_M_borderBoxPr:
    case RT_M_phantPr: case RT_M_rPr:
        return MATH_PROPERTIES;
    /* Looks, and what a change took away; of two branches the first is taken. */
    case RT_W_rPr: case RT_M_ctrlPr: case RT_M_argPr: case RT_W_del: case RT_W_moveFrom: case RT_MC_Fallback:
    case RT_W_instrText: case RT_W_delText:
        return MATH_SKIP;
    default: return MATH_PASS;
    }
}

/* Which argument of its construct; the first is the base. */
static uint8_t slot_of(rt_docx_name name)
{
    switch ((int)name) {
    case RT_M_sub: case RT_M_den: case RT_M_deg: case RT_M_fName: case RT_M_lim: return 1;
    case RT_M_sup: return 2;
    default: return 0;
    }
}
/* clang-format on */

static bool is_construct(uint8_t kind) { return kind >= MATH_ROW; }

/* ---- Properties ----------------------------------------------------------------------------- */

/* The first character of a value; 0 where it is empty. */
static uint32_t point_of(rt_str val)
{
    unsigned char lead = val.len ? (unsigned char)*val.ptr : 0;
    size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t point = len == 1 ? lead : lead & (0xffu >> (len + 1));

    for (size_t i = 1; i < len && i < val.len; i++)
        point = point << 6 | ((unsigned char)val.ptr[i] & 0x3f);
    return point;
}

static void turn(math_frame *f, uint32_t flag, bool on)
{
    f->flags = on ? f->flags | flag : f->flags & ~flag;
}

static uint8_t word_of(rt_str val, const char *const *words, uint8_t count, uint8_t otherwise)
{
    for (uint8_t i = 0; i < count; i++)
        if (rt_docx_is(val, words[i]))
            return i;
    return otherwise;
}

static void take_type(math_frame *f, rt_str val)
{
    turn(f, MATH_NO_BAR, rt_docx_is(val, "noBar"));
    turn(f, MATH_LINEAR, rt_docx_is(val, "lin"));
    turn(f, MATH_SKEWED, rt_docx_is(val, "skw"));
}

static void take_property(math_frame *f, rt_docx_name name, rt_str val)
{
    static const struct {
        rt_docx_name name;
        uint32_t flag;
    } switches[] = {{RT_M_degHide, MATH_DEGREE_HIDDEN}, {RT_M_subHide, MATH_SUB_HIDDEN},
                    {RT_M_supHide, MATH_SUP_HIDDEN},    {RT_M_hideTop, MATH_TOP},
                    {RT_M_hideBot, MATH_BOTTOM},        {RT_M_hideLeft, MATH_LEFT},
                    {RT_M_hideRight, MATH_RIGHT},       {RT_M_strikeH, MATH_HORIZONTAL},
                    {RT_M_strikeV, MATH_VERTICAL},      {RT_M_strikeBLTR, MATH_UP},
                    {RT_M_strikeTLBR, MATH_DOWN},       {RT_M_nor, MATH_NORMAL}};
    static const char *const styles[] = {"i", "p", "b", "bi"};
    static const char *const scripts[] = {"roman",         "script",     "fraktur",
                                          "double-struck", "sans-serif", "monospace"};

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (name == switches[i].name)
            turn(f, switches[i].flag, rt_docx_is_on(val));
    switch ((int)name) {
    case RT_M_chr:
        f->character = point_of(val);
        break;
    case RT_M_begChr:
        f->begin = point_of(val);
        break;
    case RT_M_endChr:
        f->end = point_of(val);
        break;
    case RT_M_sepChr:
        f->separator = point_of(val);
        break;
    case RT_M_type:
        take_type(f, val);
        break;
    case RT_M_pos:
        turn(f, MATH_ABOVE, rt_docx_is(val, "top"));
        break;
    case RT_M_limLoc:
        turn(f, MATH_LIMITS_STATED, true), turn(f, MATH_UNDER_OVER, rt_docx_is(val, "undOvr"));
        break;
    case RT_M_show:
        turn(f, MATH_HIDDEN, !rt_docx_is_on(val));
        break;
    case RT_M_sty:
        f->style = word_of(val, styles, 4, MATH_ITALIC);
        break;
    case RT_M_scr:
        f->script = word_of(val, scripts, 6, MATH_ROMAN);
        break;
    case RT_M_brk:
        f->flags |= MATH_BREAK;
        break;
    default:
        break;
    }
}

/* ---- The stack ------------------------------------------------------------------------------ */

static rt_status push(rt_docx_math *m, uint8_t kind, uint8_t slot)
{
    if (m->depth == m->room) {
        size_t room = m->room ? m->room * 2 : 32;
        math_frame *grown = m->host->resize(m->host, m->frames, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        m->frames = grown;
        m->room = room;
    }
    m->frames[m->depth++] = (math_frame){.kind = kind,
                                         .slot = slot,
                                         .character = MATH_UNSTATED,
                                         .begin = MATH_UNSTATED,
                                         .end = MATH_UNSTATED,
                                         .separator = MATH_UNSTATED};
    return RT_OK;
}

static math_frame *top(rt_docx_math *m) { return &m->frames[m->depth - 1]; }

/* The frame that takes what the top one holds: an argument, or the formula itself. */
static math_frame *holder(rt_docx_math *m)
{
    size_t at = m->depth - 1;
    while (at > 0 && m->frames[at].kind != MATH_SLOT && m->frames[at].kind != MATH_ROOT &&
           m->frames[at].kind < MATH_ROW)
        at--;
    return &m->frames[at];
}

rt_status rt_docx_math_new(const rt_host *host, rt_docx_math **math)
{
    rt_docx_math *m = host->resize(host, NULL, sizeof *m);
    if (!m)
        return RT_ERR_MEMORY;
    *m = (rt_docx_math){.host = host};
    m->text.host = m->run.host = m->mathml.host = m->alt.host = host;
    *math = m;
    return RT_OK;
}

void rt_docx_math_free(rt_docx_math *m)
{
    if (!m)
        return;
    const rt_host *host = m->host;
    rt_buffer_free(&m->text);
    rt_buffer_free(&m->run);
    rt_buffer_free(&m->mathml);
    rt_buffer_free(&m->alt);
    host->resize(host, m->frames, 0);
    host->resize(host, m->pieces, 0);
    host->resize(host, m, 0);
}

rt_status rt_docx_math_begin(rt_docx_math *m, bool block)
{
    rt_buffer_clear(&m->text);
    rt_buffer_clear(&m->run);
    rt_buffer_clear(&m->mathml);
    rt_buffer_clear(&m->alt);
    m->depth = m->piece_count = 0;
    m->block = block;
    return push(m, MATH_ROOT, 0);
}

rt_status rt_docx_math_enter(rt_docx_math *m, rt_docx_xml *x, rt_docx_name name,
                             const rt_xml_tag *tag)
{
    math_frame *above = top(m);
    uint8_t kind = kind_of(name);

    if (above->kind == MATH_SKIP)
        return push(m, MATH_SKIP, 0);
    if (above->kind == MATH_PROPERTIES) {
        rt_str val = rt_docx_attr(&x->names, tag, RT_M_val);
        take_property(&m->frames[m->depth - 2], name, val);
        return push(m, MATH_SKIP, 0);
    }
    if (kind == MATH_RUN)
        rt_buffer_clear(&m->run);
    if (above->kind == MATH_RUN && (name == RT_W_br || name == RT_W_cr))
        above->flags |= MATH_BREAK;
    if (above->kind == MATH_RUN && kind >= MATH_SLOT) /* no run holds one */
        kind = MATH_SKIP;
    return push(m, kind, slot_of(name));
}

rt_status rt_docx_math_text(rt_docx_math *m, rt_str piece)
{
    return top(m)->kind == MATH_TEXT ? rt_buffer_add_str(&m->run, piece) : RT_OK;
}

/* ---- Ends ----------------------------------------------------------------------------------- */

static rt_status end_run(rt_docx_math *m, const math_frame *run)
{
    math_frame *to = holder(m);
    const math_frame *construct = to > m->frames ? to - 1 : NULL;
    bool word =
        to->kind == MATH_SLOT && to->slot == 1 && construct && construct->kind == MATH_FUNCTION;
    bool aligned = to->kind == MATH_SLOT && construct && construct->kind == MATH_ARRAY;

    if (run->flags & MATH_BREAK) {
        rt_status status = rt_math_add(m, &to->out[0], RT_STR("<mspace linebreak=\"newline\"/>"));
        to->out[0].atoms++;
        if (status != RT_OK)
            return status;
    }
    return m->run.len ? rt_math_tokens(m, run, rt_buffer_str(&m->run), word, aligned, &to->out[0],
                                       &to->alt[0])
                      : RT_OK;
}

/* An argument ends: most are kept until their construct does; those of matrices, arrays and
 * brackets are laid in a row. */
static rt_status end_slot(rt_docx_math *m, math_frame *slot, math_frame *construct)
{
    math_chain *out = &construct->out[0], *alt = &construct->alt[0];
    rt_status status = RT_OK;
    uint32_t more = out->atoms;

    switch (construct->kind) {
    case MATH_ROW:
        status = rt_math_add(m, out, RT_STR("<mtd>"));
        rt_math_join(m, out, &slot->out[0]);
        if (status == RT_OK)
            status = rt_math_add(m, out, RT_STR("</mtd>"));
        if (status == RT_OK && more)
            status = rt_math_add(m, alt, RT_STR(", "));
        break;
    case MATH_ARRAY:
        status = rt_math_add(m, out, RT_STR("<mtr><mtd>"));
        rt_math_join(m, out, &slot->out[0]);
        if (status == RT_OK)
            status = rt_math_add(m, out, RT_STR("</mtd></mtr>"));
        if (status == RT_OK && more)
            status = rt_math_add(m, alt, RT_STR("; "));
        break;
    case MATH_DELIMITED: {
        uint32_t sign = construct->separator == MATH_UNSTATED ? '|' : construct->separator;
        if (more && sign) {
            status = rt_math_add(m, out, RT_STR("<mo separator=\"true\">"));
            if (status == RT_OK)
                status = rt_math_add_point(m, out, sign, true);
            if (status == RT_OK)
                status = rt_math_add(m, out, RT_STR("</mo>"));
            if (status == RT_OK)
                status = rt_math_add_point(m, alt, sign, false);
        }
        if (status == RT_OK)
            status = rt_math_slot(m, &slot->out[0], out);
        break;
    }
    default:
        rt_math_join(m, &construct->out[slot->slot], &slot->out[0]);
        rt_math_join(m, &construct->alt[slot->slot], &slot->alt[0]);
        return RT_OK;
    }
    out->atoms = more + 1;
    rt_math_join(m, alt, &slot->alt[0]);
    return status;
}

/* A row of a matrix, into the matrix. */
static rt_status end_row(rt_docx_math *m, math_frame *row, math_frame *matrix)
{
    math_chain *out = &matrix->out[0], *alt = &matrix->alt[0];
    uint32_t more = out->atoms;
    rt_status status = more ? rt_math_add(m, alt, RT_STR("; ")) : RT_OK;

    if (status == RT_OK)
        status = rt_math_add(m, out, RT_STR("<mtr>"));
    rt_math_join(m, out, &row->out[0]);
    rt_math_join(m, alt, &row->alt[0]);
    out->atoms = more + 1;
    return status == RT_OK ? rt_math_add(m, out, RT_STR("</mtr>")) : status;
}

rt_status rt_docx_math_leave(rt_docx_math *m, rt_docx_name name)
{
    math_frame frame = *top(m);

    (void)name;
    if (m->depth <= 1)
        return RT_OK;
    m->depth--;
    if (frame.kind == MATH_RUN)
        return end_run(m, &frame);
    if (frame.kind == MATH_SLOT) {
        math_frame *to = holder(m);
        if (is_construct(to->kind) && to->kind != MATH_ROOT)
            return end_slot(m, &frame, to);
        rt_math_join(m, &to->out[0], &frame.out[0]); /* an argument of nothing */
        rt_math_join(m, &to->alt[0], &frame.alt[0]);
        return RT_OK;
    }
    if (!is_construct(frame.kind))
        return RT_OK;
    math_frame *to = holder(m);
    if (frame.kind == MATH_ROW && to->kind == MATH_MATRIX)
        return end_row(m, &frame, to);
    return rt_math_compose(m, &frame, &to->out[0], &to->alt[0]);
}

rt_status rt_docx_math_end(rt_docx_math *m, rt_str *mathml, rt_str *alt)
{
    math_frame *root = &m->frames[0];
    rt_status status = rt_buffer_add_str(
        &m->mathml, RT_STR("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">"));

    if (status == RT_OK)
        status = rt_math_flatten(m, &root->out[0], &m->mathml);
    if (status == RT_OK)
        status = rt_buffer_add_str(&m->mathml, RT_STR("</math>"));
    if (status == RT_OK)
        status = rt_math_flatten(m, &root->alt[0], &m->alt);
    *mathml = rt_buffer_str(&m->mathml);
    *alt = m->alt.len ? rt_buffer_str(&m->alt) : RT_STR("");
    return status;
}
