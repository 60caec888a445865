/* docx_math.c - formulas of Office Math as MathML: every construct, its sides and signs, and formulas that are none. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../plugins/docx/math.h"
#include "docx_zip.h"

#define M "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' " \
          "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
#define HEAD "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">"

typedef struct formula { rt_docx_math *math; rt_docx_xml xml; rt_docx_name open[2000]; size_t depth; } formula;

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    formula *f = user;
    rt_docx_name name = rt_docx_name_of(&f->xml.names, &tag->name);
    f->open[f->depth++] = name;
    return f->depth == 1 ? rt_docx_math_begin(f->math, true) : rt_docx_math_enter(f->math, &f->xml, name, tag);
}

static rt_status on_text(void *user, rt_str piece)
{
    formula *f = user;
    return rt_docx_math_text(f->math, piece);
}

static rt_status on_leave(void *user)
{
    formula *f = user;
    f->depth--;
    return f->depth ? rt_docx_math_leave(f->math, f->open[f->depth]) : RT_OK;
}

static const rt_xml_events events = {.enter = on_enter, .leave = on_leave, .text = on_text, .aside = rt_docx_pass_aside};

static void check(const char *omml, const char *mathml, const char *alt)
{
    static char text[400000];
    zip_bench b = {0};
    formula f = {.depth = 0};
    rt_str got, said;

    snprintf(text, sizeof text, "<m:oMath " M ">%s</m:oMath>", omml);
    const zip_file files[] = {{"a", text, 0}, {NULL, NULL, 0}};
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_int_equal(rt_docx_math_new(&b.host, &f.math), RT_OK);
    assert_int_equal(rt_docx_package_parse(b.package, 0, &events, &f, &f.xml), RT_OK);
    assert_int_equal(rt_docx_math_end(f.math, &got, &said), RT_OK);
    if (mathml) {
        snprintf(text, sizeof text, HEAD "%s</math>", mathml);
        char *copy = strndup(got.ptr, got.len);
        assert_string_equal(copy, text);
        free(copy);
        copy = strndup(said.ptr, said.len);
        assert_string_equal(copy, alt);
        free(copy);
    }
    rt_docx_math_free(f.math);
    zip_bench_close(&b);
}

#define R(text) "<m:r><m:t>" text "</m:t></m:r>"
#define E(inside) "<m:e>" inside "</m:e>"

static void runs_are_tokens(void **state)
{
    (void)state;
    check(R("2x+1.5"), "<mn>2</mn><mi>x</mi><mo>+</mo><mn>1.5</mn>", "2x+1.5");
    check(R("a&lt;b&amp;c"), "<mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>&amp;</mo><mi>c</mi>", "a<b&c");
    check(R("ab"), "<mi>a</mi><mi>b</mi>", "ab");
    check("<m:r><m:rPr><m:sty m:val='p'/></m:rPr><m:t>sin</m:t></m:r>", "<mi>sin</mi>", "sin");
    check("<m:r><m:rPr><m:sty m:val='p'/></m:rPr><m:t>d</m:t></m:r>", "<mi mathvariant=\"normal\">d</mi>", "d");
    check("<m:r><m:rPr><m:sty m:val='b'/></m:rPr><m:t>v</m:t></m:r>", "<mi mathvariant=\"bold\">v</mi>", "v");
    check("<m:r><m:rPr><m:scr m:val='double-struck'/></m:rPr><m:t>R</m:t></m:r>", "<mi mathvariant=\"double-struck\">R</mi>", "R");
    check("<m:r><m:rPr><m:nor/></m:rPr><w:rPr><w:b/></w:rPr><m:t>if x &gt; 0</m:t></m:r>", "<mtext>if x &gt; 0</mtext>", "if x > 0");
    check(R("a = "), "<mi>a</mi><mtext>\xc2\xa0</mtext><mo>=</mo><mtext>\xc2\xa0</mtext>", "a = ");
    check(R("资产α"), "<mtext>资产</mtext><mi>α</mi>", "资产α");
    check("<m:r><w:br/><m:t>=</m:t></m:r>", "<mspace linebreak=\"newline\"/><mo>=</mo>", "=");
    check("<w:ins>" R("a") "</w:ins><w:del>" R("b") "</w:del>", "<mi>a</mi>", "a");
}

static void fractions_scripts_and_roots(void **state)
{
    (void)state;
    check("<m:f><m:num>" R("a+b") "</m:num><m:den>" R("2") "</m:den></m:f>",
          "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2");
    check("<m:f><m:fPr><m:type m:val='noBar'/></m:fPr><m:num>" R("n") "</m:num><m:den>" R("k") "</m:den></m:f>",
          "<mfrac linethickness=\"0\"><mi>n</mi><mi>k</mi></mfrac>", "n/k");
    check("<m:f><m:fPr><m:type m:val='lin'/></m:fPr><m:num>" R("1") "</m:num><m:den>" R("2") "</m:den></m:f>",
          "<mrow><mn>1</mn><mo>/</mo><mn>2</mn></mrow>", "1/2");
    check("<m:sSup>" E(R("x")) "<m:sup>" R("n+1") "</m:sup></m:sSup>",
          "<msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup>", "x^(n+1)");
    check("<m:sSubSup>" E(R("x")) "<m:sub>" R("i") "</m:sub><m:sup>" R("2") "</m:sup></m:sSubSup>",
          "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2");
    check("<m:sPre><m:sub>" R("6") "</m:sub><m:sup>" R("14") "</m:sup>" E(R("C")) "</m:sPre>",
          "<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "_6^14 C");
    check("<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/>" E(R("x")) "</m:rad>", "<msqrt><mi>x</mi></msqrt>", "√x");
    check("<m:rad><m:deg>" R("3") "</m:deg>" E(R("x")) "</m:rad>", "<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x");
    check("<m:sSup><m:e/><m:sup>" R("2") "</m:sup></m:sSup>", "<msup><mrow/><mn>2</mn></msup>", "^2");
}

static void signs_with_limits(void **state)
{
    (void)state;
    check("<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>" R("i=1") "</m:sub><m:sup>" R("n") "</m:sup>" E(R("i")) "</m:nary>",
          "<mrow><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi></mrow>",
          "∑_(i=1)^n i");
    check("<m:nary><m:naryPr><m:limLoc m:val='subSup'/><m:supHide m:val='1'/></m:naryPr><m:sub>" R("C") "</m:sub><m:sup/>" E(R("f")) "</m:nary>",
          "<mrow><msub><mo>∫</mo><mi>C</mi></msub><mi>f</mi></mrow>", "∫_C f");
    check("<m:func><m:fName><m:limLow>" E("<m:r><m:rPr><m:sty m:val='p'/></m:rPr><m:t>lim</m:t></m:r>") "<m:lim>" R("x→0") "</m:lim></m:limLow></m:fName>"
          E(R("x")) "</m:func>",
          "<mrow><munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder><mo>\xe2\x81\xa1</mo><mi>x</mi></mrow>",
          "lim_(x→0) x");
    check("<m:limUpp>" E(R("=")) "<m:lim>" R("?") "</m:lim></m:limUpp>", "<mover><mo>=</mo><mi>?</mi></mover>", "=^?");
}

static void brackets_accents_and_boxes(void **state)
{
    (void)state;
    check("<m:d>" E(R("a")) E(R("b")) "</m:d>",
          "<mrow><mo fence=\"true\">(</mo><mi>a</mi><mo separator=\"true\">|</mo><mi>b</mi><mo fence=\"true\">)</mo></mrow>", "(a|b)");
    check("<m:d><m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/></m:dPr>" E(R("a")) "</m:d>",
          "<mrow><mo fence=\"true\">{</mo><mi>a</mi></mrow>", "{a");
    check("<m:acc>" E(R("x")) "</m:acc>", "<mover accent=\"true\"><mi>x</mi><mo>^</mo></mover>", "x\xcc\x82");
    check("<m:bar><m:barPr><m:pos m:val='top'/></m:barPr>" E(R("x")) "</m:bar>",
          "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"true\">¯</mo></mover>", "x\xcc\x85");
    check("<m:groupChr>" E(R("x")) "</m:groupChr>", "<munder><mi>x</mi><mo stretchy=\"true\">⏟</mo></munder>", "x");
    check("<m:borderBox><m:borderBoxPr><m:hideTop m:val='1'/><m:strikeBLTR/></m:borderBoxPr>" E(R("x")) "</m:borderBox>",
          "<menclose notation=\"bottom left right updiagonalstrike\"><mi>x</mi></menclose>", "x");
    check("<m:box>" E(R("x")) "</m:box>", "<mrow><mi>x</mi></mrow>", "x");
    check("<m:phant><m:phantPr><m:show m:val='0'/></m:phantPr>" E(R("x")) "</m:phant>", "<mphantom><mi>x</mi></mphantom>", "");
}

static void matrices_and_arrays(void **state)
{
    (void)state;
    check("<m:m><m:mr>" E(R("a")) E(R("b")) "</m:mr><m:mr>" E(R("c")) E("") "</m:mr></m:m>",
          "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd></mtd></mtr></mtable>",
          "a, b; c, ");
    check("<m:eqArr>" E(R("x&amp;=1")) E(R("y&amp;=2")) "</m:eqArr>",
          "<mtable columnalign=\"left\"><mtr><mtd><mi>x</mi></mtd><mtd><mo>=</mo><mn>1</mn></mtd></mtr>"
          "<mtr><mtd><mi>y</mi></mtd><mtd><mo>=</mo><mn>2</mn></mtd></mtr></mtable>", "x=1; y=2");
}

/* Elements where none belong: something comes of it, in balance. */
static void what_is_no_formula_is_survived(void **state)
{
    (void)state;
    check("<m:e>" R("x") "</m:e><m:num/>" R("y") "<m:f/><m:nary/><m:d/><m:m/><m:mr>" E(R("z")) "</m:mr><m:rad/>", NULL, NULL);
    check("<m:r><m:f><m:num>" R("x") "</m:num></m:f><m:t>a</m:t></m:r><m:fPr><m:f/></m:fPr><m:t>q</m:t>", NULL, NULL);
    check("<m:f>" R("x") "<m:den><m:den>" R("y") "</m:den></m:den>text</m:f>", NULL, NULL);
}

static void deep_formulas_are_linear(void **state)
{
    static char deep[300000];
    size_t len = 0;
    (void)state;
    for (int i = 0; i < 450; i++)
        len += (size_t)snprintf(deep + len, sizeof deep - len, "<m:rad><m:deg><m:r><m:t>3</m:t></m:r></m:deg><m:e>");
    len += (size_t)snprintf(deep + len, sizeof deep - len, "<m:r><m:t>x</m:t></m:r>");
    for (int i = 0; i < 450; i++)
        len += (size_t)snprintf(deep + len, sizeof deep - len, "</m:e></m:rad>");
    check(deep, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_tokens),
        cmocka_unit_test(fractions_scripts_and_roots),
        cmocka_unit_test(signs_with_limits),
        cmocka_unit_test(brackets_accents_and_boxes),
        cmocka_unit_test(matrices_and_arrays),
        cmocka_unit_test(what_is_no_formula_is_survived),
        cmocka_unit_test(deep_formulas_are_linear),
    };
    return cmocka_run_group_tests_name("docx-math", tests, NULL, NULL);
}
