/* docx_styles.c - styles and numbering of a DOCX: inheritance, roles, toggles, counters and labels, circles. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../plugins/docx/formats.h"
#include "../../plugins/docx/numbering.h"
#include "docx_zip.h"

#define W "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
#define STYLE(type, id, inside) "<w:style w:type='" type "' w:styleId='" id "'>" inside "</w:style>"

typedef struct parts {
    zip_bench bench;
    rt_docx_styles *styles;
    rt_docx_numbering *numbering;
} parts;

static void open_parts(parts *p, const char *styles, const char *numbering)
{
    char a[20000], b[20000];
    snprintf(a, sizeof a, "<w:styles " W ">%s</w:styles>", styles);
    snprintf(b, sizeof b, "<w:numbering " W ">%s</w:numbering>", numbering);
    const zip_file files[] = {{"styles.xml", a, 0}, {"numbering.xml", b, 0}, {NULL, NULL, 0}};
    *p = (parts){0};
    assert_int_equal(zip_bench_open(&p->bench, files), RT_OK);
    assert_int_equal(rt_docx_styles_read(p->bench.package, 0, &p->styles), RT_OK);
    assert_int_equal(rt_docx_numbering_read(p->bench.package, 1, p->styles, &p->numbering), RT_OK);
}

static void close_parts(parts *p)
{
    rt_docx_numbering_close(p->numbering);
    zip_bench_close(&p->bench);
}

static rt_str str(const char *text) { return (rt_str){text, strlen(text)}; }

static const rt_docx_style *style(const parts *p, uint32_t type, const char *id)
{
    return rt_docx_styles_find(p->styles, type, str(id));
}

/* ---- Styles ---------------------------------------------------------------------------------------------------------------- */

static void roles_come_from_names_levels_and_bases(void **state)
{
    static const struct { const char *id; uint8_t role; uint16_t level; bool own; } expected[] = {
        {"berschrift2", RT_DOCX_ROLE_HEADING, 2, true}, {"Mine", RT_DOCX_ROLE_HEADING, 2, false},
        {"Outlined", RT_DOCX_ROLE_HEADING, 4, true}, {"NoHeading", RT_DOCX_ROLE_NONE, 0, false},
        {"Titel", RT_DOCX_ROLE_TITLE, 0, true}, {"Listenfortsetzung3", RT_DOCX_ROLE_LIST_CONTINUE, 3, true},
        {"LC", RT_DOCX_ROLE_LIST_CONTINUE, 1, true}, {"Beschriftung", RT_DOCX_ROLE_CAPTION, 0, true},
        {"H10", RT_DOCX_ROLE_HEADING, 10, true}, {"TOCHeading", RT_DOCX_ROLE_TOC, 0, true},
        {"Heading", RT_DOCX_ROLE_NONE, 0, false}};
    parts p;
    (void)state;
    open_parts(&p,
               STYLE("paragraph", "berschrift2", "<w:name w:val='heading 2'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr>")
               STYLE("paragraph", "Mine", "<w:name w:val='Firmen-Titel'/><w:basedOn w:val='berschrift2'/>")
               STYLE("paragraph", "Outlined", "<w:name w:val='x'/><w:basedOn w:val='berschrift2'/><w:pPr><w:outlineLvl w:val='3'/></w:pPr>")
               STYLE("paragraph", "NoHeading", "<w:name w:val='y'/><w:basedOn w:val='berschrift2'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>")
               STYLE("paragraph", "Titel", "<w:name w:val='Title'/>")
               STYLE("paragraph", "Listenfortsetzung3", "<w:name w:val='List Continue 3'/>")
               STYLE("paragraph", "LC", "<w:name w:val='List Continue'/>")
               STYLE("paragraph", "Beschriftung", "<w:name w:val='caption,Bildtext'/>")
               STYLE("paragraph", "H10", "<w:name w:val='heading 10'/>")
               STYLE("paragraph", "TOCHeading", "<w:name w:val='TOC Heading'/><w:basedOn w:val='berschrift2'/>")
               STYLE("paragraph", "Heading", "<w:name w:val='Heading'/>")
               STYLE("character", "Quelltext", "<w:name w:val='HTML Code'/>")
               STYLE("character", "Titel", "<w:name w:val='Title'/>"), "");
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const rt_docx_style *s = style(&p, RT_DOCX_PARAGRAPH_STYLE, expected[i].id);
        assert_non_null(s);
        assert_int_equal(s->role, expected[i].role);
        assert_int_equal(s->level, expected[i].level);
        assert_int_equal(s->own_role, expected[i].own);
    }
    assert_int_equal(style(&p, RT_DOCX_CHARACTER_STYLE, "Quelltext")->role, RT_DOCX_ROLE_CODE);
    /* One id of two types: each is found, and a paragraph's role is none of a run's. */
    assert_int_equal(style(&p, RT_DOCX_CHARACTER_STYLE, "Titel")->role, RT_DOCX_ROLE_NONE);
    close_parts(&p);
}

static void properties_are_inherited_and_laid_over(void **state)
{
    parts p;
    rt_docx_para para;
    rt_docx_run run;
    (void)state;
    open_parts(&p,
               "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='21'/><w:lang w:val='en-US' w:eastAsia='zh-CN'/></w:rPr></w:rPrDefault>"
               "<w:pPrDefault><w:pPr><w:jc w:val='both'/></w:pPr></w:pPrDefault></w:docDefaults>"
               STYLE("paragraph", "A", "<w:name w:val='a'/><w:pPr><w:ind w:left='420' w:hanging='210'/></w:pPr><w:rPr><w:b/><w:sz w:val='32'/></w:rPr>")
               STYLE("paragraph", "B", "<w:name w:val='b'/><w:basedOn w:val='A'/><w:pPr><w:jc w:val='center'/></w:pPr><w:rPr><w:b/><w:i/></w:rPr>")
               STYLE("character", "C", "<w:name w:val='c'/><w:rPr><w:b/><w:color w:val='FF0000'/></w:rPr>"), "");
    const rt_docx_style *b = style(&p, RT_DOCX_PARAGRAPH_STYLE, "B"), *c = style(&p, RT_DOCX_CHARACTER_STYLE, "C");
    rt_docx_styles_para(p.styles, b, NULL, &para);
    assert_true(para.align == RT_ALIGN_CENTER && para.start == 420 && para.first == -210);
    rt_docx_styles_run(p.styles, NULL, b, NULL, NULL, &run);
    /* Within a chain the nearest holds; between paragraph and character style bold turns bold off (17.7.3). */
    assert_int_equal(rt_docx_run_marks(&run), RT_MARK_BOLD | RT_MARK_ITALIC);
    assert_int_equal(run.size, 32);
    rt_docx_styles_run(p.styles, NULL, b, c, NULL, &run);
    assert_int_equal(rt_docx_run_marks(&run), RT_MARK_ITALIC);
    assert_int_equal(run.colour, 0xff0000);
    assert_string_equal(run.language_east.ptr, "zh-CN");
    rt_docx_run direct = {.stated = RT_DOCX_R_BOLD, .on = RT_DOCX_R_BOLD};
    rt_docx_styles_run(p.styles, NULL, b, c, &direct, &run);
    assert_int_equal(rt_docx_run_marks(&run), RT_MARK_BOLD | RT_MARK_ITALIC);
    close_parts(&p);
}

static void circles_of_styles_end(void **state)
{
    parts p;
    (void)state;
    open_parts(&p,
               STYLE("paragraph", "A", "<w:name w:val='a'/><w:basedOn w:val='B'/><w:rPr><w:b/></w:rPr>")
               STYLE("paragraph", "B", "<w:name w:val='b'/><w:basedOn w:val='C'/>")
               STYLE("paragraph", "C", "<w:name w:val='c'/><w:basedOn w:val='A'/>")
               STYLE("paragraph", "Self", "<w:name w:val='heading 1'/><w:basedOn w:val='Self'/>"), "");
    assert_int_equal(zip_bench_said(&p.bench, "docx-style"), 2);
    assert_int_equal(style(&p, RT_DOCX_PARAGRAPH_STYLE, "Self")->role, RT_DOCX_ROLE_HEADING);
    for (const rt_docx_style *s = style(&p, RT_DOCX_PARAGRAPH_STYLE, "A"); s; s = s->based_on)
        continue; /* ends */
    close_parts(&p);
}

static void styles_that_do_not_exist_are_told_once(void **state)
{
    parts p;
    (void)state;
    open_parts(&p, "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:name w:val='Normal'/></w:style>", "");
    rt_docx_para direct = {.stated = RT_DOCX_P_STYLE, .style = RT_STR("None")};
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(rt_docx_styles_of_para(p.styles, &direct, NULL), style(&p, RT_DOCX_PARAGRAPH_STYLE, "N"));
    assert_int_equal(zip_bench_said(&p.bench, "docx-style"), 1);
    close_parts(&p);
}

/* ---- Numbering --------------------------------------------------------------------------------------------------------------- */

#define LEVEL(at, format, text, more) \
    "<w:lvl w:ilvl='" at "'><w:start w:val='1'/><w:numFmt w:val='" format "'/>" more "<w:lvlText w:val='" text "'/></w:lvl>"
#define ABSTRACT(id, inside) "<w:abstractNum w:abstractNumId='" id "'>" inside "</w:abstractNum>"
#define NUM(id, of, inside) "<w:num w:numId='" id "'><w:abstractNumId w:val='" of "'/>" inside "</w:num>"
#define THREE LEVEL("0", "decimal", "%1.", "") LEVEL("1", "lowerLetter", "%1.%2)", "") LEVEL("2", "lowerRoman", "%3.", "")

/* Counts "LEVEL LEVEL …" of a w:num and compares the labels, which commas part. */
static void expect(parts *p, int32_t num, const char *levels, const char *labels)
{
    char got[400] = "";
    for (const char *at = levels; *at; at++) {
        rt_docx_counted counted;
        assert_int_equal(rt_docx_numbering_count(p->numbering, num, (uint32_t)(*at - '0'), &counted), RT_OK);
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", *got ? "," : "", (int)counted.label.len, counted.label.ptr);
    }
    assert_string_equal(got, labels);
}

static void labels_are_those_of_word(void **state)
{
    parts p;
    (void)state;
    open_parts(&p, "", ABSTRACT("5", THREE) NUM("1", "5", "") NUM("2", "5", "")
               NUM("3", "5", "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='7'/></w:lvlOverride>"));
    expect(&p, 1, "0112201", "1.,1.a),1.b),i.,ii.,2.,2.a)");
    /* Another w:num of the same list counts on; one that overrides the start begins there, once. */
    expect(&p, 2, "01", "3.,3.a)");
    expect(&p, 3, "00", "7.,8.");
    expect(&p, 1, "0", "9.");
    close_parts(&p);
}

static void levels_restart_where_they_say(void **state)
{
    parts p;
    (void)state;
    open_parts(&p, "",
               ABSTRACT("1", LEVEL("0", "upperRoman", "%1", "") LEVEL("1", "decimal", "%2", "<w:lvlRestart w:val='0'/>")
                        LEVEL("2", "decimal", "%1.%2.%3", "<w:lvlRestart w:val='1'/><w:isLgl/>"))
               NUM("1", "1", ""));
    expect(&p, 1, "0122122012", "I,1,1.1.1,1.1.2,2,1.2.3,1.2.4,II,3,2.3.1");
    close_parts(&p);
}

static void a_level_that_was_left_out_is_counted(void **state)
{
    parts p;
    (void)state;
    open_parts(&p, "", ABSTRACT("1", THREE) NUM("1", "1", ""));
    expect(&p, 1, "11", "1.a),1.b)");
    close_parts(&p);
}

static void formats_are_spelt(void **state)
{
    static const struct { const char *format; int32_t number; const char *text; } cases[] = {
        {"lowerLetter", 27, "aa"}, {"lowerLetter", 28, "bb"}, {"upperRoman", 1994, "MCMXCIV"}, {"decimalZero", 7, "07"},
        {"chineseCountingThousand", 21, "二十一"}, {"chineseLegalSimplified", 10, "壹拾"}, {"chineseLegalSimplified", 205, "贰佰零伍"},
        {"ideographLegalTraditional", 30000, "參萬"}, {"japaneseCounting", 105, "百五"}, {"taiwaneseDigital", 10, "一○"},
        {"decimalEnclosedCircle", 3, "③"}, {"decimalFullWidth", 12, "１２"}, {"ganada", 2, "나"}, {"irohaFullWidth", 1, "イ"},
        {"ideographZodiacTraditional", 1, "甲子"}, {"ideographZodiacTraditional", 60, "癸亥"}, {"ordinal", 22, "22nd"},
        {"ordinal", 112, "112th"}, {"chicago", 5, "**"}, {"hex", 255, "FF"}, {"numberInDash", 3, "- 3 -"}, {"what", 4, "4"},
        {"decimalEnclosedParen", 21, "21"}, {"none", 3, ""}};
    (void)state;
    zip_bench bench = {0};
    const zip_file files[] = {{"a", "b", 0}, {NULL, NULL, 0}};
    assert_int_equal(zip_bench_open(&bench, files), RT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rt_buffer out = {.host = &bench.host};
        assert_int_equal(rt_docx_format_add(&out, rt_docx_format_of(str(cases[i].format)), cases[i].number), RT_OK);
        assert_int_equal(rt_buffer_add_char(&out, '\0'), RT_OK);
        assert_string_equal(out.data, cases[i].text);
        rt_buffer_free(&out);
    }
    zip_bench_close(&bench);
}

static void bullets_of_other_fonts_become_unicode(void **state)
{
    static const struct { uint32_t level; int32_t numbering; const char *text; } expected[] = {
        {0, RT_NUMBERING_DISC, "•"}, {1, RT_NUMBERING_CIRCLE, "◦"}, {2, RT_NUMBERING_SQUARE, "▪"},
        {3, RT_NUMBERING_DISC, "✔"}, {4, RT_NUMBERING_DISC, "–"}, {5, RT_NUMBERING_NONE, ""}};
    parts p;
    (void)state;
    open_parts(&p, "", ABSTRACT("1",
        "<w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF0B7;'/><w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/></w:rPr></w:lvl>"
        "<w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/><w:lvlText w:val='o'/><w:rPr><w:rFonts w:ascii='Courier New'/></w:rPr></w:lvl>"
        "<w:lvl w:ilvl='2'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF0A7;'/><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr></w:lvl>"
        "<w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='ü'/><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr></w:lvl>"
        "<w:lvl w:ilvl='4'><w:numFmt w:val='bullet'/><w:lvlText w:val='–'/></w:lvl>"
        "<w:lvl w:ilvl='5'><w:numFmt w:val='bullet'/><w:lvlText w:val=''/></w:lvl>") NUM("1", "1", ""));
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const rt_docx_level *level = rt_docx_numbering_level(p.numbering, 1, expected[i].level, NULL);
        assert_string_equal(level->text.ptr, expected[i].text);
        assert_int_equal(level->numbering, expected[i].numbering);
        assert_false(level->ordered);
    }
    close_parts(&p);
}

static void lists_that_are_styles_are_followed_and_end(void **state)
{
    parts p;
    (void)state;
    open_parts(&p,
               STYLE("numbering", "S", "<w:name w:val='s'/><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr>")
               STYLE("numbering", "X", "<w:name w:val='x'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>")
               STYLE("paragraph", "H2", "<w:name w:val='heading 2'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"),
               ABSTRACT("1", "<w:numStyleLink w:val='S'/>") ABSTRACT("2", "<w:styleLink w:val='S'/>" LEVEL("0", "upperLetter", "%1)", "")
               LEVEL("1", "decimal", "%1%2", "<w:pStyle w:val='H2'/>")) ABSTRACT("3", "<w:numStyleLink w:val='X'/>" LEVEL("0", "decimal", "%1.", ""))
               NUM("1", "1", "") NUM("2", "2", "") NUM("3", "3", ""));
    expect(&p, 1, "0010", "A),B),B1,C)");
    assert_int_equal(zip_bench_said(&p.bench, "docx-numbering"), 1);
    expect(&p, 3, "0", "1.");
    /* The level of a heading's numbering is the one that names its style. */
    assert_int_equal(style(&p, RT_DOCX_PARAGRAPH_STYLE, "H2")->para.level, 1);
    close_parts(&p);
}

static void numbers_without_definition_are_told_once(void **state)
{
    parts p;
    rt_docx_counted counted;
    (void)state;
    open_parts(&p, "", NUM("4", "77", ""));
    for (int i = 0; i < 3; i++) {
        assert_null(rt_docx_numbering_level(p.numbering, 9, 0, NULL));
        assert_null(rt_docx_numbering_level(p.numbering, 4, 0, NULL));
        assert_int_equal(rt_docx_numbering_count(p.numbering, 4, 0, &counted), RT_OK);
        assert_int_equal(counted.label.len, 0);
    }
    assert_null(rt_docx_numbering_level(p.numbering, 0, 0, NULL));
    assert_int_equal(zip_bench_said(&p.bench, "docx-numbering"), 2);
    close_parts(&p);
}

static void measures_and_colours_are_understood(void **state)
{
    static const struct { const char *text; int32_t twips; } cases[] = {
        {"240", 240}, {"-30", -30}, {"12pt", 240}, {"1in", 1440}, {"2.54cm", 1440}, {"25.4mm", 1440}, {"1.5pc", 360},
        {"", -1}, {"x", -1}, {"99999999999999999999", INT32_MAX}, {"9e9", -1}};
    char room[24];
    (void)state;
    for (size_t i = 0; i + 1 < sizeof cases / sizeof *cases; i++)
        assert_int_equal(rt_docx_twips(str(cases[i].text), -1), cases[i].twips);
    assert_int_equal(rt_docx_colour(RT_STR("00fF7f")), 0x00ff7f);
    assert_int_equal(rt_docx_colour(RT_STR("auto")), RT_DOCX_NO_COLOUR);
    static const struct { int64_t twips; const char *text; } points[] = {
        {210, "10.5pt"}, {240, "12pt"}, {-1, "-0.05pt"}, {0, "0pt"}, {INT32_MAX, "107374182.35pt"}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        rt_docx_points(points[i].twips, room);
        assert_string_equal(room, points[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_come_from_names_levels_and_bases),
        cmocka_unit_test(properties_are_inherited_and_laid_over),
        cmocka_unit_test(circles_of_styles_end),
        cmocka_unit_test(styles_that_do_not_exist_are_told_once),
        cmocka_unit_test(labels_are_those_of_word),
        cmocka_unit_test(levels_restart_where_they_say),
        cmocka_unit_test(a_level_that_was_left_out_is_counted),
        cmocka_unit_test(formats_are_spelt),
        cmocka_unit_test(bullets_of_other_fonts_become_unicode),
        cmocka_unit_test(lists_that_are_styles_are_followed_and_end),
        cmocka_unit_test(numbers_without_definition_are_told_once),
        cmocka_unit_test(measures_and_colours_are_understood),
    };
    return cmocka_run_group_tests_name("docx-styles", tests, NULL, NULL);
}
