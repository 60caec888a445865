/* lower_inherit.c - what holds for all a node holds goes down to where the writer can carry it; lengths by their unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "events.h"
#include "lowering.h"
#include "vocabulary.h"

/* A writer that carries `attr` on some kinds alone. */
static void writer_on(writer *w, uint32_t attr, uint32_t values, const uint32_t *kinds)
{
    writer_open(w);
    writer_level(w, RT_EVERY, attr, RT_NOT_CARRIED, 0);
    for (; *kinds; kinds++)
        writer_level(w, *kinds, attr, RT_EXACT, values);
}

static const uint32_t runs[] = {RT_TEXT, 0}, runs_and_images[] = {RT_TEXT, RT_IMAGE, 0}, blocks[] = {RT_PARAGRAPH, RT_CELL, 0}, cells[] = {RT_CELL, 0};

typedef struct handing { const uint32_t *kinds; const char *in, *out, *losses; } handing;

static void check_all(uint32_t attr, uint32_t values, const handing *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        writer w;
        writer_on(&w, attr, values, cases[i].kinds);
        check(&w, cases[i].in, cases[i].out, cases[i].losses, rt_attr_of(attr)->name);
    }
}
#define CHECK_ALL(attr, values, cases) check_all(attr, values, cases, sizeof (cases) / sizeof *(cases))

static void languages_go_to_the_nearest_that_carry_them(void **state)
{
    static const handing cases[] = {
        {runs, "(report(paragraph language='fr' 'a'(text marks=bold 'b')'c')(paragraph 'd'))",
         "(report(paragraph(text language='fr' 'a')(text language='fr' marks=bold 'b')(text language='fr' 'c'))(paragraph 'd'))", ""},
        {runs, "(report language='en'(table language='fr'(row(cell 'a')(cell language='de' 'b'(list(item 'c')))))(note(paragraph 'n')))",
         "(report(table(row(cell(text language='fr' 'a'))(cell(text language='de' 'b')(list(item(text language='de' 'c'))))))(note(paragraph(text language='en' 'n'))))", ""},
        {blocks, "(report(quote language='fr'(paragraph 'a'(text language='en' 'b'))(table(row(cell(paragraph 'c'))))))",
         "(report(quote(paragraph language='fr' 'ab')(table(row(cell language='fr'(paragraph 'c'))))))", "presentation text language 1x@4; "},
        {runs, "(report(paragraph language='fr' 'a'(math 'm')(link(image))(tab)'b'))",
         "(report(paragraph(text language='fr' 'a')(math 'm')(link(image))(tab)(text language='fr' 'b')))", ""},
        {runs, "(report(paragraph language='fr')(rule language='fr')(paragraph language='fr'(image)))",
         "(report(paragraph)(rule)(paragraph(image)))", "presentation paragraph language 2x@2; presentation rule language 1x@3; "},
        {runs, "(report(paragraph 'a'(link language='fr' 'b'(text language='en' 'c'))))",
         "(report(paragraph 'a'(link(text language='fr' 'b')(text language='en' 'c'))))", ""},
        {runs, "(report(paragraph(text language='fr' 'a')))", "(report(paragraph(text language='fr' 'a')))", ""},
    };
    (void)state;
    CHECK_ALL(RT_A_LANGUAGE, 0, cases);
}

static void changes_go_with_who_made_them(void **state)
{
    enum { BOTH = 1 << (RT_CHANGE_INSERTED - 1) | 1 << (RT_CHANGE_DELETED - 1) };
    static const handing cases[] = {
        {runs, "(report(paragraph change=inserted change-author=A change-date=D 'a'(text change=deleted change-author=B 'b')))",
         "(report(paragraph(text change=inserted change-author=A change-date=D 'a')(text change=deleted change-author=B 'b')))", ""},
        {runs, "(report(table change=deleted(row(cell 'a')(cell(image alt=x)(tab)))))", "(report(table(row(cell(text change=deleted 'a'))(cell))))",
         "structure image 1x@6; structure tab 1x@7; "},
        {runs_and_images, "(report(table change=deleted(row(cell(image alt=x)))))", "(report(table(row(cell(image change=deleted alt=x)))))", ""},
        {runs, "(report(paragraph change=deleted 'a'(math 'm')(start id=s)(text change=inserted 'b')))",
         "(report(paragraph(text change=deleted 'a')(start id=s)(text change=deleted 'b')))", "structure math 1x@3; "},
        {runs, "(report(paragraph 'a'(link change=moved-from 'b')(link change=moved-to 'c')))", "(report(paragraph 'a'(link 'c')))",
         "structure link change=moved-from 1x@3; structure link change 1x@4; "},
        {runs, "(report(paragraph 'a'(math change=deleted 'm')))", "(report(paragraph 'a'))", "structure math change=deleted 1x@3; "},
        {runs, "(report(list change=deleted(item 'a')))", "(report(list(item(text change=deleted 'a'))))", ""},
    };
    (void)state;
    CHECK_ALL(RT_A_CHANGE, BOTH, cases);
}

/* Labels that stand for what is lacking are deleted with it; who did it is told where nobody below carries it. */
static void what_stands_for_it_is_marked_too(void **state)
{
    writer w;
    (void)state;
    writer_on(&w, RT_A_CHANGE, 0, runs);
    writer_level(&w, RT_LIST, 0, RT_NOT_CARRIED, 0);
    check(&w, "(report(list change=deleted(item 'a')))", "(report(paragraph(text change=deleted '• a')))", NULL, "list");
    writer_on(&w, RT_A_CHANGE, 0, runs);
    writer_level(&w, RT_EVERY, RT_A_CHANGE_AUTHOR, RT_NOT_CARRIED, 0);
    check(&w, "(report(paragraph change=deleted change-author=A 'a'))", "(report(paragraph(text change=deleted 'a')))",
          "structure paragraph change-author 1x@2; ", "author");
    writer_on(&w, RT_A_CHANGE, 0, runs);
    writer_level(&w, RT_TEXT, 0, RT_NOT_CARRIED, 0);
    check(&w, "(report(paragraph change=deleted 'a')(rule))", "(report(rule))", "structure paragraph change=deleted 1x@2; ", "runs");
}

static void rows_hand_down_to_their_own_cells(void **state)
{
    static const handing valigns[] = {
        {cells, "(report(table(row valign=top(cell 'a')(cell valign=bottom(table(row(cell 'b')))))))",
         "(report(table(row(cell valign=top 'a')(cell valign=bottom(table(row(cell 'b')))))))", ""},
        {cells, "(report(table(row valign=top)(row(cell))))", "(report(table(row)(row(cell))))", "presentation row valign 1x@3; "},
    };
    static const handing backgrounds[] = {
        {cells, "(report(table background='#00ff00'(row background='#ffffff'(cell 'a'(paragraph 'b')))))",
         "(report(table(row(cell background='#ffffff' 'a'(paragraph 'b')))))", "presentation table background 1x@2; "},
    };
    (void)state;
    CHECK_ALL(RT_A_VALIGN, 0, valigns);
    CHECK_ALL(RT_A_BACKGROUND, 0, backgrounds);
}

static void lengths_count_by_their_unit(void **state)
{
    static const char in[] = "(report(table width='50%'(column width='9pt')(column width='5%')(row(cell 'a'))))";
    writer w;
    (void)state;
    writer_open(&w);
    writer_level(&w, RT_COLUMN, RT_A_WIDTH, RT_NOT_CARRIED, 2);
    check(&w, in, "(report(table width='50%'(column width='9pt')(column)(row(cell 'a'))))", "presentation column width=% 1x@4; ", "%");
    writer_open(&w);
    writer_level(&w, RT_COLUMN, RT_A_WIDTH, RT_APPROXIMATE, 1);
    check(&w, in, in, "presentation column width=pt ~ 1x@3; ", "pt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_go_to_the_nearest_that_carry_them),
        cmocka_unit_test(changes_go_with_who_made_them),
        cmocka_unit_test(what_stands_for_it_is_marked_too),
        cmocka_unit_test(rows_hand_down_to_their_own_cells),
        cmocka_unit_test(lengths_count_by_their_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
