/* gate.c - whatever a plugin emits, what comes out of the gate is a stream-valid report that says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "events.h"
#include "stages.h"
#include "text.h"
#include "vocabulary.h"

/* ---- Who checks the checker ------------------------------------------------------------------ */

static void the_checker_refuses_what_is_wrong(void **state)
{
    static const char *const wrong[] = {
        "(paragraph)", "(report)(report)", "+report", "+report -paragraph", "(report 'x')", "(report(section level=1))",
        "(report(section level=1(paragraph)))", "(report(section(heading)))", "(report(section level=2(heading)(section level=2(heading))))",
        "(report(section level=1(heading)(heading)))", "(report(section level=1(heading level=1)))", "(report(section level=1(heading))(paragraph))",
        "(report(note)(paragraph))", "(report(fact)(note))", "(report(paragraph)(meta)(paragraph))", "(report(table))", "(report(list))",
        "(report(table(caption)(row)(caption)))", "(report(table(row)(column)))", "(report(table(row(paragraph))))", "(report(table(row 'x')))",
        "(report(table(row(cell(paragraph)'x'))))", "(report(paragraph(text marks=bold(text marks=italic 'x'))))", "(report(paragraph(text 'x')))",
        "(report(paragraph(link(link))))", "(report(paragraph(image(resource)(resource))))", "(report(paragraph#'x'))", "(report(?99))",
        "(report(paragraph style='a' id='b'))", "(report(paragraph id='a' id='b'))", "(report(paragraph colspan=2))", "(report(paragraph ?99=1))",
        "(report(table(row(cell colspan=1))))", "(report(table(row(cell colspan=1000001))))", "(report(paragraph hidden=false))",
        "(report(paragraph align=8))", "(report(paragraph indent='1'))", "(report(paragraph indent='1.pt'))", "(report(paragraph background='#FFFFFF'))",
        "(report(paragraph id=''))", "(report(paragraph(text marks=512 'x')))", "(report(paragraph '\x01'))", "(report(paragraph '\xed\xa0\x80'))",
        "(report(paragraph '\xc0\x80'))", "(report(paragraph '\xe4\xb8'))", "(report(paragraph '\xef\xbf\xbf'))", "(report(paragraph style='\xff'))",
        "(report(paragraph(math(line-break))))", "(report(definitions(item)))", "(report(paragraph id='x')(rule id='x'))",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        checker c;
        checker_open(&c, NULL);
        c.unique_ids = true;
        rt_status status = send_events(&c.sink, wrong[i]);
        c.sink.close(&c.sink, true);
        if (!c.error[0])
            fail_msg("%s passed with %d", wrong[i], status);
        checker_free(&c);
    }
}

/* ---- One mend each ------------------------------------------------------------------------ */

/* Joins neighbouring runs of the same attributes: what a held note stood between. */
static char *joined(char *text)
{
    for (char *run = text; (run = strstr(run, "(text "));) {
        char *chars = run;
        while (*chars != '\'' || chars[-1] == '=') /* the values of attributes stand behind = */
            chars = chars[0] == '\'' ? strchr(chars + 1, '\'') + 1 : chars + 1;
        char *end = strchr(chars + 1, '\'');
        size_t head = (size_t)(chars - run) + 1;
        if (end[1] == ')' && strncmp(end + 2, run, head) == 0)
            memmove(end, end + 2 + head, strlen(end + 2 + head) + 1);
        else
            run = end;
    }
    return text;
}

/* What the gate makes of `notation`; free() it. `messages`: how many it gave, unless NULL. */
static char *gated(const char *notation, bool twice, uint64_t *messages)
{
    world w;
    record r;
    checker c;
    rt_sink *sink;

    world_open(&w);
    record_open(&r);
    checker_open(&c, &r.sink);
    assert_int_equal(rt_gate_open(&w.run, &c.sink, &sink), RT_OK);
    if (twice)
        assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    rt_status status = send_events(sink, notation);
    rt_status closed = sink->close(sink, status == RT_OK);
    if (c.error[0])
        fail_msg("%s\n  of %s\n  in %s", c.error, notation, r.text);
    assert_int_equal(status, RT_OK);
    assert_int_equal(closed, RT_OK);
    assert_true(c.complete);
    assert_int_equal(r.closes, 1);
    if (messages)
        *messages = w.messages;
    checker_free(&c);
    assert_int_equal(world_close(&w), 0);
    return r.text;
}

/* `code`: all messages' codes, each with a space behind it. */
static void check(const char *in, const char *out, const char *codes)
{
    uint64_t messages = 0, wanted = 0;
    char *want = spelled(out), *got = gated(in, false, &messages), *again = gated(in, true, NULL);

    if (strcmp(got, want) != 0)
        fail_msg("of   %s\nmade %s\nnot  %s", in, got, want);
    if (strcmp(joined(again), joined(got)) != 0)
        fail_msg("of   %s\nmade %s\nand a second gate %s", in, got, again);
    for (const char *p = codes; *p; p++)
        wanted += *p == ' ';
    if (messages != wanted)
        fail_msg("%s gave %d messages, not %d", in, (int)messages, (int)wanted);
    free(got);
    free(want);
    free(again);
}

typedef struct mend { const char *in, *out, *codes; } mend;

static void check_all(const mend *mends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(mends[i].in, mends[i].out, mends[i].codes);
}
#define CHECK_ALL(mends) check_all(mends, sizeof (mends) / sizeof *(mends))

static void what_is_valid_passes_unchanged(void **state)
{
    static const char *const reports[] = {
        "(report)",
        "(report language='en'(meta name='title' 'T')(paragraph ' a ')(section level=1(heading 'H')(paragraph '  ')))",
        "(report(section level=1(heading)(section level=3(heading 'deep')(paragraph)))(note id='n'(paragraph 'x'))(fact path='p'))",
        "(report(table(caption 'C')(column width='50%')(row part=head(cell 'a'(page-break)'b'(paragraph 'c')(heading level=2 'd')))))",
        "(report(table(row(cell))(caption 'last')))",
        "(report(paragraph(image(resource id='r'#'bytes'))(drop-down value='a'(choice 'a')(choice 'b'))(math '<m/>')))",
        "(report(definitions(term 't')(term 'u')(definition 'd'(list(item 'i'(list(item 'j')))))))",
        "(report(paragraph 'a'(start id='s')'b')(paragraph(end ref='s')))",
        "(report(paragraph(link href='u' 'x'(ruby reading='r'(link href='v'))'y')(ruby(field(link)))))",
    };
    (void)state;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        check(reports[i], reports[i], "");
}

static void sections_nest_by_level(void **state)
{
    static const mend mends[] = {
        {"(report(heading level=1 'a')(paragraph 'x')(heading level=2 'b')(heading level=1 'c')(paragraph 'y'))",
         "(report(section level=1(heading 'a')(paragraph 'x')(section level=2(heading 'b')))(section level=1(heading 'c')(paragraph 'y')))", ""},
        {"(report(heading level=3 'a')(heading level=2 'b')(heading level=4 'c'))",
         "(report(section level=3(heading 'a'))(section level=2(heading 'b')(section level=4(heading 'c'))))", ""},
        {"(report(section level=1(heading 'a')(section level=2(heading 'b'))(paragraph 'x')))",
         "(report(section level=1(heading 'a')(section level=2(heading 'b')(paragraph 'x'))))", ""},
        {"(report(section level=1(heading 'a'))(paragraph 'x')(section level=2(heading 'b'))(section level=1(heading 'c')))",
         "(report(section level=1(heading 'a')(paragraph 'x')(section level=2(heading 'b')))(section level=1(heading 'c')))", ""},
        {"(report(section level=2(heading 'a')(section level=1(heading 'b'))))",
         "(report(section level=2(heading 'a')(section level=3(heading 'b'))))", "gate-level "},
        {"(report(section(heading 'a')(section(heading 'b')))(section(heading 'c')))",
         "(report(section level=1(heading 'a')(section level=2(heading 'b')))(section level=1(heading 'c')))", ""},
        {"(report(paragraph 'p'(heading 'h')'q'))",
         "(report(paragraph 'p')(section level=1(heading 'h')(paragraph 'q')))", "gate-closed gate-implied "},
        {"(report(section level=5000(heading 'a'))(section level=-3(heading 'b')))",
         "(report(section level=999(heading 'a'))(section level=1(heading 'b')))", "gate-attribute gate-attribute "},
        {"(report(section level=999(heading 'a')(section(heading 'b'))(paragraph 'x')))",
         "(report(section level=999(heading 'a'))(section level=1(heading 'b')(paragraph 'x')))", "gate-closed "},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void sections_without_a_heading_or_a_place(void **state)
{
    static const mend mends[] = {
        {"(report(section level=1(paragraph 'x')))", "(report(paragraph 'x'))", "gate-unwrapped "},
        {"(report(section level=1))", "(report)", ""},
        {"(report(section level=1(heading 'a')(section level=2(section level=3(heading 'b')))))",
         "(report(section level=1(heading 'a')(section level=3(heading 'b'))))", "gate-unwrapped "},
        {"(report(section level=1(heading 'a'))(section level=1(paragraph 'x')))",
         "(report(section level=1(heading 'a'))(section level=1(heading)(paragraph 'x')))", "gate-implied "},
        {"(report(table(row(cell(section level=3(heading 'h')(paragraph 'x'))))))",
         "(report(table(row(cell(heading level=3 'h')(paragraph 'x')))))", ""},
        {"(report(table(row(cell(section level=3(heading level=2 'h'))))))",
         "(report(table(row(cell(heading level=2 'h')))))", ""},
        {"(report(quote(heading 'h')))", "(report(quote(heading 'h')))", ""},
        {"(report(section level=1(heading(paragraph 'a')(paragraph 'b'))(paragraph 'c')))",
         "(report(section level=1(heading 'a'(line-break)'b')(paragraph 'c')))", "gate-unwrapped gate-unwrapped "},
        {"(report(figure(caption(paragraph 'a')'b')(paragraph 'c')))",
         "(report(figure(caption 'a'(line-break)'b')(paragraph 'c')))", "gate-unwrapped "},
        {"(report(meta name='title'(paragraph 'a')(paragraph 'b')))",
         "(report(meta name='title' 'ab'))", "gate-unwrapped gate-unwrapped "},
        {"(report(list(item 'a'(paragraph(heading 'h')))))", "(report(list(item 'a'(paragraph)(heading 'h'))))", "gate-closed "},
        {"(report(section level=1(heading 'a')(heading level=2 'b')))",
         "(report(section level=1(heading 'a')(section level=2(heading 'b'))))", ""},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void runs_are_flat(void **state)
{
    static const mend mends[] = {
        {"(report(paragraph(text marks=bold 'a'(text marks=italic colour='#ff0000' 'b')'c')))",
         "(report(paragraph(text marks=bold 'a')(text marks=bold+italic colour='#ff0000' 'b')(text marks=bold 'c')))", ""},
        {"(report(paragraph(text 'a')))", "(report(paragraph 'a'))", ""},
        {"(report(text marks=bold(paragraph 'a')(paragraph 'b')))",
         "(report(paragraph(text marks=bold 'a'))(paragraph(text marks=bold 'b')))", ""},
        {"(report(paragraph(text id='r' marks=bold 'a'(line-break)'b')))",
         "(report(paragraph(text id='r' marks=bold 'a')(line-break)(text marks=bold 'b')))", ""},
        {"(report(paragraph(text id='r' 'a')'b'))", "(report(paragraph(text id='r' 'a')'b'))", ""},
        {"(report(paragraph(text id='r' marks=bold 'a')(text marks=bold 'b')))",
         "(report(paragraph(text id='r' marks=bold 'a')(text marks=bold 'b')))", ""},
        {"(report(paragraph(text id='r' 'a'(tab)'b')))", "(report(paragraph(text id='r' 'a')(tab)'b'))", ""},
        {"(report(paragraph(text size='10pt'(link href='u' 'a'))))",
         "(report(paragraph(link href='u'(text size='10pt' 'a'))))", ""},
        {"(report(paragraph(text marks=bold(math 'x')'y')))", "(report(paragraph(math 'x')(text marks=bold 'y')))", "gate-unwrapped "},
        {"(report(paragraph(text marks=bold)))", "(report(paragraph))", ""},
        {"(report(paragraph 'a'+text marks=bold 'b')(paragraph 'c'))",
         "(report(paragraph 'a'(text marks=bold 'b'))(paragraph 'c'))", "gate-unbalanced "},
        {"(report(paragraph(text marks=bold 'a'(note(paragraph 'n'))'b')))",
         "(report(paragraph(text marks=bold 'a')(text marks=bold 'b'))(note(paragraph 'n')))", ""},
        {"(report(paragraph(text marks=bold(text marks=bold 'a')'b')))", "(report(paragraph(text marks=bold 'ab')))", ""},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void what_comes_late_or_early_finds_its_place(void **state)
{
    static const mend mends[] = {
        {"(report(paragraph 'x')(meta name='title' 'T')(paragraph 'y'))", "(report(paragraph 'x')(paragraph 'y')(meta name='title' 'T'))", ""},
        {"(report(meta name='a' 'A')(paragraph)(fact path='f')(note id='n'(paragraph 'N'))(meta name='b' 'B')(paragraph 'y'))",
         "(report(meta name='a' 'A')(paragraph)(paragraph 'y')(meta name='b' 'B')(note id='n'(paragraph 'N'))(fact path='f'))", ""},
        {"(report(paragraph 'a'(note id='n' 'N')'b'))", "(report(paragraph 'ab')(note id='n'(paragraph 'N')))", "gate-implied "},
        {"(report(note id='o'(paragraph 'O'(note id='i'(paragraph 'I'))'P')))",
         "(report(note id='o'(paragraph 'OP'))(note id='i'(paragraph 'I')))", ""},
        {"(report(table(row(cell 'a'(meta name='m' 'M')(fact path='p')'b'))))",
         "(report(table(row(cell 'ab')))(meta name='m' 'M')(fact path='p'))", ""},
        {"(report(paragraph 'x'))(paragraph 'y')", "(report(paragraph 'x')(paragraph 'y'))", ""},
        {"(report(section level=1(heading 'a')))(paragraph 'y')(report(paragraph 'z'))",
         "(report(section level=1(heading 'a')(paragraph 'y')(paragraph 'z')))", "gate-unwrapped "},
        {"(paragraph 'x')", "(report(paragraph 'x'))", "gate-unbalanced "},
        {"", "(report)", ""},
        {"'x'", "(report(paragraph 'x'))", "gate-implied gate-unbalanced "},
        {"+report +section level=1 +heading 'h' -report", "(report(section level=1(heading 'h')))", "gate-unbalanced "},
        {"(report(paragraph 'a'-table 'b'))", "(report(paragraph 'ab'))", "gate-unbalanced "},
        {"(report(?99 language='en'(paragraph 'a'))(?4000000000))", "(report(paragraph 'a'))", "gate-unwrapped gate-unwrapped "},
        {"(report(paragraph 'a')-?99)", "(report(paragraph 'a'))", "gate-unbalanced "},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void milestones_move_to_where_they_can_stand(void **state)
{
    static const mend mends[] = {
        {"(report(table(row(cell 'a'))(start id='s')(row(cell 'b'(end ref='s')))))",
         "(report(table(row(cell 'a'))(row(cell(start id='s')'b'(end ref='s')))))", ""},
        {"(report(start id='s')(table(row(start id='t')(cell 'b')))(end ref='s')(end ref='t'))",
         "(report(start id='s')(table(row(cell(start id='t')'b')))(end ref='s')(end ref='t'))", ""},
        {"(report(list(item 'a')(start id='s'))(paragraph 'x'))", "(report(list(item 'a'))(paragraph(start id='s')'x'))", ""},
        {"(report(paragraph(math 'a'(start id='s'))'x'(end ref='s')))", "(report(paragraph(math 'a')(start id='s')'x'(end ref='s')))", ""},
        {"(report(paragraph(text marks=bold(math 'a'(start id='s'))'x')))",
         "(report(paragraph(math 'a')(start id='s')(text marks=bold 'x')))", "gate-unwrapped "},
        {"(report(table(row(cell 'a'))(end ref='s')))", "(report(table(row(cell 'a')))(end ref='s'))", ""},
        {"(report(section level=1(heading 'h')(table(row(cell 'a'))(end ref='s'))))",
         "(report(section level=1(heading 'h')(table(row(cell 'a')))(end ref='s')))", ""},
        {"(report(table(start id='s')))", "(report(start id='s'))", ""},
        {"(report(paragraph 'a'(start id='s')'b')(end ref='s'))", "(report(paragraph 'a'(start id='s')'b')(end ref='s'))", ""},
        {"(report(section level=1(start id='s')(heading 'h')))", "(report(section level=1(heading(start id='s')'h')))", ""},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void parents_are_opened_and_closed(void **state)
{
    static const mend mends[] = {
        {"(report(item 'a')(item 'b'))", "(report(list(item 'a')(item 'b')))", "gate-implied "},
        {"(report(cell 'a')(cell 'b')(row(cell 'c')))", "(report(table(row(cell 'a')(cell 'b'))(row(cell 'c'))))", "gate-implied gate-implied "},
        {"(report(table 'a'(row(cell 'b'))))", "(report(table(row(cell 'a'))(row(cell 'b'))))", "gate-implied gate-implied "},
        {"(report(table(paragraph 'a')(row(cell 'b'))))", "(report(table(row(cell(paragraph 'a')))(row(cell 'b'))))", "gate-implied gate-implied "},
        {"(report(list 'a'(item 'b')))", "(report(list(item 'a')(item 'b')))", "gate-implied "},
        {"(report(paragraph 'a'(paragraph 'b')'c'))", "(report(paragraph 'a')(paragraph 'b')(paragraph 'c'))", "gate-closed gate-implied "},
        {"(report(paragraph 'a'(table(row(cell 'b')))'c'))", "(report(paragraph 'a')(table(row(cell 'b')))(paragraph 'c'))", "gate-closed gate-implied "},
        {"(report(paragraph(link href='a' 'x'(link href='b' 'y')'z')))",
         "(report(paragraph(link href='a' 'x')(link href='b' 'y')'z'))", "gate-closed "},
        {"(report(table(caption 'a')(caption 'b')(row(cell 'c'))))", "(report(table(caption 'a')(row(cell(figure(caption 'b'))))(row(cell 'c'))))", "gate-implied gate-implied gate-implied "},
        {"(report(table(row(cell 'a'))(column)(row(cell 'b'))))", "(report(table(row(cell 'a'))(row(cell 'b'))))", "gate-dropped "},
        {"(report(table(caption(paragraph 'a'))(row(cell 'b'))))", "(report(table(caption 'a')(row(cell 'b'))))", "gate-unwrapped "},
        {"(report(definitions(term(paragraph 'a'))(definition 'b')))", "(report(definitions(term 'a')(definition 'b')))", "gate-unwrapped "},
        {"(report(heading 'h'(row(cell 'a'))))", "(report(section level=1(heading 'h')(table(row(cell 'a')))))", "gate-closed gate-implied "},
        {"(report(resource id='r'#'x'))", "(report(paragraph(image(resource id='r'#'x'))))", "gate-implied gate-implied "},
        {"(report(paragraph(image(resource#'x')(resource#'y'))))", "(report(paragraph(image(resource#'x'))))", "gate-dropped "},
        {"(report(paragraph#'x'))", "(report(paragraph))", "gate-dropped "},
        {"(report(rule 'x'))", "(report(rule))", "gate-dropped "},
        {"(report(list)(table)(definitions)(table(row)))", "(report(table(row)))", ""},
        {"(report(cell 'a'(heading 'h')'b'))", "(report(table(row(cell 'a'(heading 'h')(paragraph 'b')))))", "gate-implied gate-implied gate-implied "},
        {"(report(table '  \n '(row ' '(cell ' a '))' '))", "(report(table(row(cell ' a '))))", ""},
    };
    (void)state;
    CHECK_ALL(mends);
}

/* As browsers show a link around blocks: each line of it is the link. */
static void links_go_on_in_each_block(void **state)
{
    static const mend mends[] = {
        {"(report(link href='u'(paragraph 'a')(paragraph 'b'))(paragraph 'c'))",
         "(report(paragraph(link href='u' 'a'))(paragraph(link href='u' 'b'))(paragraph 'c'))", ""},
        {"(report(link id='l' href='u' 'a'(paragraph 'b')'c'))",
         "(report(paragraph(link id='l' href='u' 'a'))(paragraph(link href='u' 'b'))(paragraph(link href='u' 'c')))", "gate-implied gate-implied "},
        {"(report(link href='u'(heading level=1 'h')(list(item 'a')(item(paragraph 'b')))))",
         "(report(section level=1(heading(link href='u' 'h'))(list(item(link href='u' 'a'))(item(paragraph(link href='u' 'b'))))))", ""},
        {"(report(table(row(cell(link href='u'(paragraph(text marks=bold 'a')(image alt='i'))(table(row(cell 'n')))))(cell 'c'))))",
         "(report(table(row(cell(paragraph(link href='u'(text marks=bold 'a')(image alt='i')))(table(row(cell(link href='u' 'n')))))(cell 'c'))))", ""},
        {"(report(text marks=bold(link href='u'(paragraph 'a')(code-block 'b'))))",
         "(report(paragraph(link href='u'(text marks=bold 'a')))(code-block(link href='u'(text marks=bold 'b'))))", ""},
        {"(report(field instruction='i'(paragraph 'a')(paragraph 'b'))(ruby reading='r'(paragraph 'c')))",
         "(report(paragraph(field instruction='i' 'a'))(paragraph(field instruction='i' 'b'))(paragraph(ruby reading='r' 'c')))", ""},
        {"(report(heading level=1(link href='u'(paragraph 'a')(paragraph 'b'))))",
         "(report(section level=1(heading(link href='u' 'a'(line-break)'b'))))", "gate-unwrapped gate-unwrapped "},
        {"(report(paragraph(link href='u' 'a'(paragraph 'b')'c')'d'))",
         "(report(paragraph(link href='u' 'a'))(paragraph(link href='u' 'b'))(paragraph(link href='u' 'c')'d'))", "gate-closed gate-implied "},
        /* what holds nothing, and what stands in it and is no content */
        {"(report(link href='u'))", "(report(paragraph(link href='u')))", "gate-implied "},
        {"(report(list(item(link href='u'(start id='s')(paragraph 'a')(end ref='s')))))",
         "(report(list(item(paragraph(link href='u'(start id='s')'a'))(end ref='s'))))", ""},
        {"(report(link href='u'(rule)(page-break)(paragraph 'a')))", "(report(rule)(page-break)(paragraph(link href='u' 'a')))", ""},
        {"(report(paragraph(link href='u'(start id='s')(ruby(end ref='s')'a'))))",
         "(report(paragraph(link href='u'(start id='s')(ruby(end ref='s')'a'))))", ""},
        {"(report(link href='u'(note(paragraph 'n'))(paragraph 'a')))", "(report(paragraph(link href='u' 'a'))(note(paragraph 'n')))", ""},
        {"(report(link href='u'(paragraph 'a'(note id='n'(paragraph 'n'))'b')))",
         "(report(paragraph(link href='u' 'ab'))(note id='n'(paragraph 'n')))", ""},
        /* links in links */
        {"(report(link href='u'(paragraph 'a'(link href='v' 'b')'c')))",
         "(report(paragraph(link href='u' 'a')(link href='v' 'b')'c'))", "gate-closed "},
        {"(report(link href='u'(paragraph 'a')(link href='v'(paragraph 'b'))(paragraph 'c')))",
         "(report(paragraph(link href='u' 'a'))(paragraph(link href='v' 'b'))(paragraph 'c'))", ""},
        {"(report(paragraph(link href='u'(link href='v' 'b'))))",
         "(report(paragraph(link href='u')(link href='v' 'b')))", "gate-closed "},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void parts_of_a_table_follow_each_other(void **state)
{
    static const mend mends[] = {
        {"(report(table(row part=head(cell 'a'))(row(cell 'b'))(row part=foot(cell 'c'))))",
         "(report(table(row part=head(cell 'a'))(row(cell 'b'))(row part=foot(cell 'c'))))", ""},
        {"(report(table(row(cell 'b'))(row part=head(cell 'a'))(row part=foot(cell 'c'))(row height='1pt' part=body(cell 'd'))(row part=head(cell 'e'))))",
         "(report(table(row(cell 'b'))(row(cell 'a'))(row part=foot(cell 'c'))(row height='1pt' part=foot(cell 'd'))(row part=foot(cell 'e'))))",
         "gate-part gate-part gate-part "},
        {"(report(table(row part=foot(cell(table(row(cell 'n')))))(row part=foot(cell))))",
         "(report(table(row part=foot(cell(table(row(cell 'n')))))(row part=foot(cell))))", ""},
        {"(report(table(row part=foot(cell 'a'))(cell 'b')))", "(report(table(row part=foot(cell 'a'))(row part=foot(cell 'b'))))", "gate-implied gate-part "},
    };
    (void)state;
    CHECK_ALL(mends);
}

static void attributes_are_mended(void **state)
{
    static const mend mends[] = {
        {"(report(paragraph style='s' language='en' id='i' 'a'))", "(report(paragraph id='i' language='en' style='s' 'a'))", ""},
        {"(report(paragraph style='s' style='t' 'a'))", "(report(paragraph style='t' 'a'))", ""},
        {"(report(paragraph colspan=2 ?200=3 'a'))", "(report(paragraph 'a'))", "gate-attribute gate-attribute "},
        {"(report(table(row(cell colspan=0)(cell rowspan=2000000)(cell colspan=1))))",
         "(report(table(row(cell)(cell rowspan=1000000)(cell))))", "gate-attribute gate-attribute "},
        {"(report(paragraph align=9 hidden=2 indent='10' background='#FF0000' direction=ltr))", "(report(paragraph direction=ltr))",
         "gate-attribute gate-attribute gate-attribute gate-attribute "},
        {"(report(paragraph hidden=0 blank-before=0 origin=stated))", "(report(paragraph))", ""},
        {"(report(paragraph id='' style=''))", "(report(paragraph style=''))", "gate-attribute "},
        {"(report(paragraph(text marks=0 'a')(text marks=4096 'b')(text marks=-1 'c')))", "(report(paragraph 'abc'))", "gate-attribute gate-attribute "},
        {"(report(paragraph style='a\x01\xff\xed\xa0\x80z'))", "(report(paragraph style='a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz'))", "gate-text "},
        {"(report(paragraph 'a\xc3'))", "(report(paragraph 'a\xef\xbf\xbd'))", "gate-text "},
        {"(report(paragraph 'a\xef\xbf\xbf\x0b'))", "(report(paragraph 'a\xef\xbf\xbd\xef\xbf\xbd'))", "gate-text "},
    };
    (void)state;
    CHECK_ALL(mends);
}

/* A number's text, and a text's number, are nobody's business: a plugin need not set them. */
static void the_unused_half_of_an_attribute_is_not_looked_at(void **state)
{
    const rt_str wild = {(const char *)(uintptr_t)16, 5};
    const rt_attr run[] = {{.id = RT_A_MARKS, .number = RT_MARK_BOLD, .text = wild}};
    const rt_attr section[] = {{.id = RT_A_LEVEL, .number = 1, .text = wild}};
    const rt_attr cell[] = {{.id = RT_A_COLSPAN, .number = 2, .text = wild}};
    const rt_node nodes[] = {
        {.size = sizeof nodes[0], .kind = RT_SECTION, .attrs = section, .attr_count = 1},
        {.size = sizeof nodes[0], .kind = RT_HEADING},
        {.size = sizeof nodes[0], .kind = RT_TEXT, .attrs = run, .attr_count = 1},
        {.size = sizeof nodes[0], .kind = RT_TABLE},
        {.size = sizeof nodes[0], .kind = RT_CELL, .attrs = cell, .attr_count = 1},
    };
    world w;
    record r;
    rt_sink *sink;

    (void)state;
    world_open(&w);
    record_open(&r);
    assert_int_equal(rt_hold_open(&w.run, RT_NEEDS_REPORT, &r.sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(sink->enter(sink, &nodes[i]), RT_OK);
    assert_int_equal(sink->text(sink, RT_STR("a")), RT_OK);
    assert_int_equal(sink->leave(sink, RT_HEADING), RT_OK);
    for (size_t i = 3; i < 5; i++)
        assert_int_equal(sink->enter(sink, &nodes[i]), RT_OK);
    assert_int_equal(sink->close(sink, true), RT_OK);
    char *want = spelled("(report(section level=1(heading(text marks=bold 'a'))(table(row(cell colspan=2)))))");
    assert_string_equal(r.text, want);
    free(want);
    record_free(&r);
    assert_int_equal(world_close(&w), 0);
}

static rt_status refuse(rt_sink *self, rt_str piece)
{
    (void)self, (void)piece;
    return RT_ERR_IO;
}

/* A source that goes on after a failure changes nothing: the status stays, and what is behind hears no more. */
static void a_failure_sticks(void **state)
{
    world w;
    record r;
    rt_sink *sink;

    (void)state;
    world_open(&w);
    record_open(&r);
    r.sink.text = refuse;
    assert_int_equal(rt_gate_open(&w.run, &r.sink, &sink), RT_OK);
    assert_int_equal(send_events(sink, "(report(paragraph 'x'"), RT_ERR_IO);
    char *before = strdup(r.text);
    assert_int_equal(send_events(sink, "(paragraph"), RT_ERR_IO);
    assert_int_equal(sink->leave(sink, RT_PARAGRAPH), RT_ERR_IO);
    assert_int_equal(sink->bytes(sink, "x", 1), RT_ERR_IO);
    assert_int_equal(sink->close(sink, true), RT_ERR_IO);
    assert_string_equal(r.text, before);
    assert_false(r.complete);
    assert_int_equal(r.closes, 1);
    free(before);
    record_free(&r);
    assert_int_equal(world_close(&w), 0);
}

/* ---- Sequences by chance -------------------------------------------------------------------- */

enum { OPS = 160, NODE_ATTRS = 5, PIECES = 64 };
typedef enum op_type { ENTER, TEXT, LEAVE, BYTES } op_type;
typedef struct op {
    op_type type;
    uint32_t kind;
    rt_attr attrs[NODE_ATTRS];
    size_t attr_count;
    rt_str text;
} op;
typedef struct program {
    uint64_t chance;
    op ops[OPS];
    size_t count;
    uint64_t depth;      /* limit */
    uint32_t tokens;     /* texts bear their numbers: <1> <2> … */
    char ids[OPS][8], texts[OPS][48];
} program;

static rt_str attr_text(program *p)
{
    static const char *const texts[] = {"", "a", "10.5pt", "-3%", "1.pt", "#00ff7f", "#00FF7F", "注", "\xc3(", "\x01", "x\xed\xa0\x80",
                                        "\xef\xbf\xbe", "a b", "\xf4\x90\x80\x80"};
    const char *text = texts[random_under(&p->chance, sizeof texts / sizeof *texts)];
    return (rt_str){text, strlen(text)};
}

static rt_attr make_attr(program *p)
{
    static const int32_t numbers[] = {0, 1, 2, 3, 5, 9, -1, 1000, 16384, 65535, INT32_MAX, INT32_MIN};
    uint32_t id = random_under(&p->chance, 20) ? 1 + random_under(&p->chance, RT_ATTR_COUNT - 1) : random_under(&p->chance, 400);
    const rt_attr_info *info = rt_attr_of(id);
    rt_attr attr = {.id = id, .number = numbers[random_under(&p->chance, sizeof numbers / sizeof *numbers)],
                    .text = {(const char *)(uintptr_t)16, 7}};
    if (id == RT_A_ID)
        attr.text = (rt_str){p->ids[p->count], (size_t)snprintf(p->ids[p->count], sizeof p->ids[0], "i%zu", p->count)};
    else if (info && (info->type == RT_TYPE_TEXT || info->type == RT_TYPE_LENGTH || info->type == RT_TYPE_REF || info->type == RT_TYPE_COLOUR))
        attr.text = attr_text(p);
    return attr;
}

static uint32_t make_kind(program *p)
{
    static const uint32_t strange[] = {0, 43, 63, 64, 65, 1000, UINT32_MAX};
    static const uint32_t often[] = {RT_SECTION, RT_HEADING, RT_PARAGRAPH, RT_TABLE, RT_ROW, RT_CELL, RT_TEXT, RT_LINK, RT_NOTE, RT_START, RT_LIST, RT_ITEM};
    uint32_t draw = random_under(&p->chance, 40);
    if (draw == 0)
        return strange[random_under(&p->chance, sizeof strange / sizeof *strange)];
    if (draw < 18)
        return often[random_under(&p->chance, sizeof often / sizeof *often)];
    return 1 + random_under(&p->chance, RT_KIND_COUNT - 1);
}

static rt_str make_text(program *p)
{
    static const char *const rest[] = {"", "", " ", "\n\t", "é", "表", "\xc3", "\xe4\xb8", "\x02", "\xed\xa0\x80", "\xf0\x9f\x98\x80", "\xff\xfe"};
    char *room = p->texts[p->count];
    size_t kinds = sizeof rest / sizeof *rest;
    if (!random_under(&p->chance, 5))
        return (rt_str){room, (size_t)snprintf(room, sizeof p->texts[0], "%s", " \n")};
    int len = snprintf(room, sizeof p->texts[0], "%s<%u>%s%s", rest[random_under(&p->chance, (uint32_t)kinds)], ++p->tokens,
                       rest[random_under(&p->chance, (uint32_t)kinds)], rest[random_under(&p->chance, (uint32_t)kinds)]);
    return (rt_str){room, (size_t)len};
}

/* Mostly nodes that are left in order; `wild` makes leaves of anything. */
static void make_program(program *p, uint64_t seed)
{
    uint32_t open[OPS], depth = 0;
    *p = (program){.chance = seed * 77777 + 1, .depth = 1000};
    bool wild = seed % 3 == 0, deep = seed % 7 == 0;
    size_t wanted = 10 + random_under(&p->chance, OPS - 10);
    if (seed % 5 == 0)
        p->depth = 2 + random_under(&p->chance, 20);
    for (; p->count < wanted; p->count++) {
        op *o = &p->ops[p->count];
        uint32_t draw = random_under(&p->chance, 20);
        if (draw < (deep ? 13 : 8)) {
            *o = (op){.type = ENTER, .kind = make_kind(p)};
            while (o->attr_count < NODE_ATTRS && random_under(&p->chance, 3) == 0)
                o->attrs[o->attr_count++] = make_attr(p);
            open[depth++] = o->kind;
        } else if (draw < 14) {
            *o = (op){.type = TEXT, .text = make_text(p)};
        } else if (draw == 14) {
            *o = (op){.type = BYTES, .text = RT_STR("bytes")};
        } else if (depth && !(wild && random_under(&p->chance, 4) == 0)) {
            *o = (op){.type = LEAVE, .kind = open[--depth]};
        } else {
            *o = (op){.type = LEAVE, .kind = make_kind(p)};
        }
    }
}

/* The whole text, or (with *cuts) pieces that end where a sequence does. */
static rt_status send_text(rt_sink *sink, rt_str text, uint64_t *cuts)
{
    rt_status status = RT_OK;
    while (text.len && status == RT_OK) {
        size_t len = cuts ? 0 : text.len, bad;
        while (len < text.len && (len == 0 || random_under(cuts, 3))) {
            size_t n = rt_text_sequence((const unsigned char *)text.ptr + len, text.len - len, &bad);
            len += n ? n : bad;
        }
        status = sink->text(sink, (rt_str){text.ptr, len});
        text.ptr += len;
        text.len -= len;
    }
    return status;
}

static rt_status send_program(const program *p, world *w, rt_sink *sink, uint64_t *cuts)
{
    rt_status status = RT_OK;
    for (size_t i = 0; i < p->count && status == RT_OK; i++) {
        const op *o = &p->ops[i];
        rt_node node = {.size = sizeof node, .kind = o->kind, .attrs = o->attrs, .attr_count = o->attr_count, .pos = {.item = i + 1}};
        status = o->type == ENTER ? sink->enter(sink, &node)
                 : o->type == TEXT ? send_text(sink, o->text, cuts)
                 : o->type == LEAVE ? sink->leave(sink, o->kind) : sink->bytes(sink, o->text.ptr, o->text.len);
        rt_diagnostics_flush(w->run.diagnostics); /* so that each message is told */
    }
    return status;
}

static void print_program(const program *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const op *o = &p->ops[i];
        const char *name = rt_kind_of(o->kind) ? rt_kind_of(o->kind)->name : "?";
        if (o->type == TEXT)
            fprintf(stderr, "'%.*s' ", (int)o->text.len, o->text.ptr);
        else
            fprintf(stderr, "%s%s ", o->type == ENTER ? "+" : o->type == LEAVE ? "-" : "#", o->type == BYTES ? "" : name);
        for (size_t k = 0; k < o->attr_count; k++)
            fprintf(stderr, "%s=%d ", rt_attr_of(o->attrs[k].id) ? rt_attr_of(o->attrs[k].id)->name : "?", o->attrs[k].number);
    }
    fprintf(stderr, "\n");
}

typedef struct outcome { rt_status status; char *text; int64_t dropped[256]; } outcome;

/* Through `gates` gates with the checker behind. */
static outcome run_program(const program *p, uint64_t seed, uint64_t *cuts, int gates)
{
    world w;
    record r;
    checker c;
    rt_sink *sink;
    outcome result;

    world_open(&w);
    w.run.limits.value[RT_LIMIT_DEPTH] = p->depth;
    record_open(&r);
    checker_open(&c, &r.sink);
    c.max_depth = p->depth + 1; /* a run's node is no frame */
    c.unique_ids = true;
    sink = &c.sink;
    for (int i = 0; i < gates; i++)
        assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    result.status = send_program(p, &w, sink, cuts);
    rt_status closed = sink->close(sink, result.status == RT_OK);
    if (result.status == RT_OK)
        result.status = closed;
    if (c.error[0] || (result.status != RT_OK && result.status != RT_ERR_LIMIT) || r.closes != 1) {
        print_program(p);
        fail_msg("seed %d: %s (status %d, %s)\n%s", (int)seed, c.error, result.status, w.last, r.text);
    }
    result.text = r.text;
    memcpy(result.dropped, w.dropped, sizeof w.dropped);
    checker_free(&c);
    assert_int_equal(world_close(&w), 0);
    return result;
}

/* ---- Nothing is lost ---- */

/* How often each byte but white space stands in it. */
static void count_bytes(const char *text, size_t len, int64_t counts[256], int sign)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(" \t\r\n", text[i]) || !text[i])
            counts[(unsigned char)text[i]] += sign;
}

/* The texts in a record, and whether the numbers that they bear ascend: in the blocks, and in each of what the
 * gate held back. */
typedef struct text_order { uint32_t last; int depth; bool broken; int64_t counts[256]; } text_order;

static void look_at_text(text_order *o, const char *text, size_t len)
{
    count_bytes(text, len, o->counts, -1);
    for (size_t i = 0; i < len; i++)
        if (text[i] == '<') {
            uint32_t token = (uint32_t)strtoul(text + i + 1, NULL, 10);
            o->broken |= token <= o->last;
            o->last = token;
        }
}

static void look_at_record(text_order *o, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '(') {
            bool held = strncmp(p, "(meta", 5) == 0 || strncmp(p, "(note", 5) == 0 || strncmp(p, "(fact", 5) == 0;
            if (++o->depth == 2 && held && p[5] != '-')
                o->last = 0;
        } else if (*p == ')') {
            o->depth--;
        } else if (*p == '\'') {
            const char *end = strchr(p + 1, '\'');
            if (p[-1] == '=' || p[-1] == '#')
                ;
            else
                look_at_text(o, p + 1, (size_t)(end - p - 1));
            p = end;
        }
    }
}

static void check_nothing_lost(const program *p, const outcome *o, uint64_t seed)
{
    text_order order = {0};
    char room[160];
    size_t mended;
    look_at_record(&order, o->text);
    for (size_t i = 0; i < p->count; i++)
        if (p->ops[i].type == TEXT)
            count_bytes(room, rt_text_mend(p->ops[i].text.ptr, p->ops[i].text.len, room, &mended), order.counts, 1);
    for (int i = 0; i < 256; i++)
        if (!strchr(" \t\r\n", i) && order.counts[i] != o->dropped[i]) {
            print_program(p);
            fail_msg("seed %d: of the byte %02x %d were lost and %d told\n%s", (int)seed, (unsigned)i, (int)order.counts[i],
                     (int)o->dropped[i], o->text);
        }
    if (order.broken) {
        print_program(p);
        fail_msg("seed %d: texts changed their order\n%s", (int)seed, o->text);
    }
}

static void sequences_by_chance_come_out_valid(void **state)
{
    program *p = malloc(sizeof *p);
    uint64_t limits = 0, from = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 1, to = getenv("SEED") ? from : 10000;

    (void)state;
    for (uint64_t seed = from; seed <= to; seed++) {
        uint64_t cuts = seed;
        make_program(p, seed);
        if (getenv("SEED"))
            print_program(p);
        outcome whole = run_program(p, seed, NULL, 1), pieces = run_program(p, seed, &cuts, 1);
        assert_int_equal(whole.status, pieces.status);
        limits += whole.status == RT_ERR_LIMIT;
        if (whole.status == RT_OK) {
            outcome twice = run_program(p, seed, NULL, 2);
            if (strcmp(whole.text, pieces.text) != 0 || strcmp(joined(whole.text), joined(twice.text)) != 0) {
                print_program(p);
                fprintf(stderr, "whole  %s\npieces %s\ntwice  %s\n", whole.text, pieces.text, twice.text);
                fail_msg("seed %d comes out differently in pieces, or through a second gate", (int)seed);
            }
            check_nothing_lost(p, &whole, seed);
            free(twice.text);
        }
        free(whole.text);
        free(pieces.text);
    }
    if (!getenv("SEED"))
        assert_in_range(limits, 100, 5000); /* the limit is reached, and not always */
    free(p);
}

/* ---- Size ------------------------------------------------------------------------------------- */

static rt_status count_enter(rt_sink *self, const rt_node *node) { (void)self, (void)node; return RT_OK; }
static rt_status count_text(rt_sink *self, rt_str piece) { (void)self, (void)piece; return RT_OK; }
static rt_status count_leave(rt_sink *self, uint32_t kind) { (void)self, (void)kind; return RT_OK; }
static rt_status count_close(rt_sink *self, bool complete) { (void)self, (void)complete; return RT_OK; }

/* `text` given `times` times in front of the gate alone; answers the most memory it took. */
static uint64_t peak_of(const char *before, const char *again, size_t times)
{
    static const rt_sink nothing = {sizeof nothing, count_enter, count_text, count_leave, NULL, count_close};
    rt_sink end = nothing, *sink;
    world w;
    world_open(&w);
    assert_int_equal(rt_gate_open(&w.run, &end, &sink), RT_OK);
    assert_int_equal(send_events(sink, before), RT_OK);
    for (size_t i = 0; i < times; i++)
        assert_int_equal(send_events(sink, again), RT_OK);
    assert_int_equal(sink->close(sink, true), RT_OK);
    uint64_t peak = w.run.memory.peak;
    assert_int_equal(world_close(&w), 0);
    return peak;
}

static void memory_does_not_grow_with_the_report(void **state)
{
    static const struct { const char *before, *again; } streams[] = {
        {"+report", "(paragraph 'a'(text marks=bold 'b'))"},
        {"+report +table", "(row(cell 'a')(cell colspan=2 'b'))"},
        {"+report +paragraph +text marks=bold", "(text marks=italic 'b')"},
        {"+report", "(heading level=2 'h')(paragraph)"},
        {"+report", "'text'(paragraph(paragraph))"},
        {"+report", "(table(row(cell)(start id='s')))(paragraph 'x')"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        assert_in_range(peak_of(streams[i].before, streams[i].again, 20000), 1, 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_refuses_what_is_wrong),
        cmocka_unit_test(what_is_valid_passes_unchanged),
        cmocka_unit_test(sections_nest_by_level),
        cmocka_unit_test(sections_without_a_heading_or_a_place),
        cmocka_unit_test(runs_are_flat),
        cmocka_unit_test(what_comes_late_or_early_finds_its_place),
        cmocka_unit_test(milestones_move_to_where_they_can_stand),
        cmocka_unit_test(parents_are_opened_and_closed),
        cmocka_unit_test(links_go_on_in_each_block),
        cmocka_unit_test(parts_of_a_table_follow_each_other),
        cmocka_unit_test(attributes_are_mended),
        cmocka_unit_test(the_unused_half_of_an_attribute_is_not_looked_at),
        cmocka_unit_test(a_failure_sticks),
        cmocka_unit_test(sequences_by_chance_come_out_valid),
        cmocka_unit_test(memory_does_not_grow_with_the_report),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
