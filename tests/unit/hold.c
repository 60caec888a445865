/* hold.c - what is held comes back complete and in order, and memory that runs out anywhere unwinds cleanly. */
#include <retort/plugin.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "events.h"
#include "random_report.h"
#include "stages.h"
#include "tree.h"

/* ---- What is promised ------------------------------------------------------------------- */

static void check(uint32_t needs, const char *in, const char *out, const char *codes)
{
    world w;
    record r;
    checker c;
    rt_sink *sink;

    world_open(&w);
    record_open(&r);
    r.grids = strchr(out, '{') != NULL;
    checker_open(&c, &r.sink);
    assert_int_equal(rt_hold_open(&w.run, needs, &c.sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    assert_int_equal(send_events(sink, in), RT_OK);
    assert_int_equal(sink->close(sink, true), RT_OK);
    char *want = r.grids ? strdup(out) : spelled(out);
    if (strcmp(r.text, want) != 0 || c.error[0])
        fail_msg("of   %s\ncame %s\nnot  %s %s", in, r.text, want, c.error);
    assert_string_equal(w.codes, codes);
    free(want);
    record_free(&r);
    checker_free(&c);
    assert_int_equal(world_close(&w), 0);
}

static void captions_stand_first(void **state)
{
    (void)state;
    check(RT_NEEDS_TABLE, "(report(table(column width='9pt')(row(cell 'a'))(caption 'C'))(figure(paragraph 'x')(caption 'D')))",
          "(report(table(caption 'C')(column width='9pt')(row(cell 'a')))(figure(paragraph 'x')(caption 'D')))", "");
    check(RT_NEEDS_REPORT, "(report(table(row(cell 'a'(table(row(cell 'b'))(caption 'C')))))(figure(paragraph 'x')(caption 'D')))",
          "(report(table(row(cell 'a'(table(caption 'C')(row(cell 'b'))))))(figure(caption 'D')(paragraph 'x')))", "");
}

static void grids_are_known(void **state)
{
    (void)state;
    check(RT_NEEDS_TABLE, "(report(table(row(cell colspan=2 rowspan=2 'a')(cell 'b'))(row(cell 'c'(table(row(cell 'n')))))(row grid-before=2(cell 'd'))))",
          "(report(table{0,0,3,3}(row(cell{0,0,2,2} colspan=2 rowspan=2'a')(cell{0,2,1,1}'b'))(row(cell{1,2,1,1}'c'(table{0,0,1,1}(row(cell{0,0,1,1}'n')))))(row grid-before=2(cell{2,2,1,1}'d'))))", "");
}

static void spans_end_where_the_grid_does(void **state)
{
    (void)state;
    check(RT_NEEDS_TABLE, "(report(table(row part=head(cell rowspan=3 'a')(cell 'b'))(row part=head(cell 'c'))(row(cell rowspan=2 'd'))))",
          "(report(table(row part=head(cell rowspan=2 'a')(cell 'b'))(row part=head(cell 'c'))(row(cell 'd'))))", "grid-clipped grid-clipped ");
    check(RT_NEEDS_REPORT, "(report(table(row(cell 'a')(cell rowspan=2 'b')(cell 'c'))(row(cell colspan=3 'd')(cell 'e'))))",
          "(report(table(row(cell 'a')(cell rowspan=2 'b')(cell 'c'))(row(cell 'd')(cell 'e'))))", "grid-overlap ");
    check(RT_NEEDS_TABLE, "(report(table(row(cell colspan=1000000 'a'))))", "(report(table(row(cell colspan=16384 'a'))))", "grid-clipped ");
    check(RT_NEEDS_TABLE, "(report(table(row(cell colspan=1000000 rowspan=1000000 'a'))(row)))",
          "(report(table(row(cell colspan=16384 rowspan=2 'a'))(row)))", "grid-clipped grid-clipped ");
}

static void notes_stand_in_the_order_of_reference(void **state)
{
    (void)state;
    check(RT_NEEDS_REPORT,
          "(report(note id='never'(paragraph 'N'))(note id='b'(paragraph 'B'(note-reference ref='c')))(note id='a'(paragraph 'A'))(note id='c'(paragraph 'C'))"
          "(fact path='f')(meta name='m' 'M')(paragraph 'x'(note-reference ref='a')(note-reference ref='b')(note-reference ref='a')))",
          "(report(meta name='m' 'M')(paragraph 'x'(note-reference ref='a')(note-reference ref='b')(note-reference ref='a'))"
          "(note id='a'(paragraph 'A'))(note id='b'(paragraph 'B'(note-reference ref='c')))(note id='c'(paragraph 'C'))(note id='never'(paragraph 'N'))(fact path='f'))", "");
    check(RT_NEEDS_REPORT, "(report(paragraph 'x')(meta name='m' 'M'))", "(report(meta name='m' 'M')(paragraph 'x'))", "");
}

static void references_resolve_or_are_told(void **state)
{
    (void)state;
    check(RT_NEEDS_REPORT, "(report(paragraph id='i' 'a')(paragraph id='i' 'b')(paragraph(link href='#i' 'c')(link href='#j' 'd')(link href='#')))",
          "(report(paragraph id='i' 'a')(paragraph 'b')(paragraph(link href='#i' 'c')(link href='#j' 'd')(link href='#')))", "id-twice reference-unknown ");
    check(RT_NEEDS_REPORT, "(report(paragraph(note-reference ref='x')(image resource='y'))(list continues='z'(item))(note id='n' parent='q'(paragraph 'never')))",
          "(report(paragraph(note-reference ref='x')(image resource='y'))(list continues='z'(item))(note id='n' parent='q'(paragraph 'never')))",
          "reference-unknown reference-unknown reference-unknown reference-unknown ");
    check(RT_NEEDS_REPORT, "(report(paragraph 'a')(note(paragraph(link href='#lost' 'b')))(fact path='p' ref='cell'))",
          "(report(paragraph 'a')(note(paragraph(link href='#lost' 'b')))(fact path='p' ref='cell'))", "reference-unknown reference-unknown ");
}

/* ---- Replay ---------------------------------------------------------------------------------- */

/* Through the gate and `depth` holds; 0: a tree alone, replayed. */
static char *held(const char *words, uint32_t needs, int depth)
{
    world w;
    record r;
    checker c;
    rt_tree *tree;
    rt_sink *sink;

    world_open(&w);
    record_open(&r);
    checker_open(&c, &r.sink);
    assert_int_equal(rt_tree_new(&w.run, &tree), RT_OK);
    sink = depth ? &c.sink : rt_tree_sink(tree);
    for (int i = 0; i < depth; i++)
        assert_int_equal(rt_hold_open(&w.run, needs, sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    assert_int_equal(send_random_report(sink, words), RT_OK);
    assert_int_equal(sink->close(sink, true), RT_OK);
    if (!depth) {
        assert_int_equal(rt_tree_replay(tree, rt_tree_root(tree)->first, &c.sink), RT_OK);
        c.sink.close(&c.sink, true);
    }
    rt_tree_free(tree);
    assert_string_equal(c.error, "");
    assert_true(c.complete);
    assert_int_equal(w.run.spooled, 0);
    checker_free(&c);
    assert_int_equal(world_close(&w), 0);
    return r.text;
}

static void a_tree_replays_what_it_got(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 150; seed++) {
        char words[64];
        snprintf(words, sizeof words, "seed=%u size=80", seed);
        char *direct = held(words, RT_NEEDS_STREAM, 1), *tree = held(words, 0, 0);
        assert_string_equal(tree, direct);
        free(direct);
        free(tree);
    }
}

static void what_is_complete_stays_as_it_is(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 150; seed++) {
        char words[64];
        uint32_t needs = seed % 2 ? RT_NEEDS_REPORT : RT_NEEDS_TABLE;
        snprintf(words, sizeof words, "seed=%u size=80", seed);
        char *once = held(words, needs, 1), *twice = held(words, needs, 2);
        assert_string_equal(twice, once);
        free(once);
        free(twice);
    }
}

/* In as many pieces as there are bytes, among other nodes, and longer than a chunk of the tree. */
static void long_texts_and_bytes_come_back_whole(void **state)
{
    enum { PIECES = 300000 };
    rt_node paragraph = {.size = sizeof paragraph, .kind = RT_PARAGRAPH}, image = {.size = sizeof image, .kind = RT_IMAGE};
    rt_node resource = {.size = sizeof resource, .kind = RT_RESOURCE};
    world w;
    record r;
    rt_sink *sink;

    (void)state;
    world_open(&w);
    record_open(&r);
    assert_int_equal(rt_hold_open(&w.run, RT_NEEDS_REPORT, &r.sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&w.run, sink, &sink), RT_OK);
    assert_int_equal(sink->enter(sink, &paragraph), RT_OK);
    for (size_t i = 0; i < PIECES; i++)
        assert_int_equal(sink->text(sink, (rt_str){&"0123456789"[i % 10], 1}), RT_OK);
    uint64_t before = w.run.memory.used;
    assert_int_equal(sink->enter(sink, &image), RT_OK);
    assert_int_equal(sink->enter(sink, &resource), RT_OK);
    for (size_t i = 0; i < PIECES; i++)
        assert_int_equal(sink->bytes(sink, &"abcdefghij"[i % 10], 1), RT_OK);
    assert_in_range(w.run.memory.used, before, before + 70000); /* bytes lie in a file */
    assert_int_equal(w.run.spooled, PIECES);
    assert_int_equal(sink->close(sink, true), RT_OK);
    const char *text = strchr(r.text, '\'') + 1, *bytes = strstr(r.text, "#'") + 2;
    for (size_t i = 0; i < PIECES; i++)
        if (text[i] != "0123456789"[i % 10])
            fail_msg("the text is wrong at %d", (int)i);
    for (size_t i = 0, at = 0; i < PIECES; i++, at++) {
        if (bytes[at] == '\'') /* another call */
            at += strlen("'#'");
        if (bytes[at] != "abcdefghij"[i % 10])
            fail_msg("the bytes are wrong at %d", (int)i);
    }
    assert_int_equal(w.run.spooled, 0);
    record_free(&r);
    assert_int_equal(world_close(&w), 0);
}

/* One id, whether a run is split at a line feed by its source, by the gate or by normal form. */
static void a_split_run_keeps_its_id_once(void **state)
{
    static const char *const same[] = {
        "(report(paragraph(text id='r' marks=bold 'a\nb\tc')(text id='s' 'd\ne')))",
        "(report(paragraph(text id='r' marks=bold 'a'(line-break)'b'(tab)'c')(text id='s' 'd'(line-break)'e')))",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        world w;
        record r;
        rt_tree *tree;
        rt_sink *sink;
        world_open(&w);
        record_open(&r);
        assert_int_equal(rt_tree_new(&w.run, &tree), RT_OK);
        assert_int_equal(rt_gate_open(&w.run, rt_tree_sink(tree), &sink), RT_OK);
        assert_int_equal(send_events(sink, same[i]), RT_OK);
        assert_int_equal(sink->close(sink, true), RT_OK);
        assert_int_equal(rt_tree_normalise(tree), RT_OK);
        assert_int_equal(rt_tree_replay(tree, rt_tree_root(tree)->first, &r.sink), RT_OK);
        char *want = spelled("(report(paragraph(text id='1' marks=bold 'a')(line-break)(text marks=bold 'b')(tab)"
                             "(text marks=bold 'c')(text id='2' 'd')(line-break)'e'))");
        assert_string_equal(r.text, want);
        free(want);
        record_free(&r);
        rt_tree_free(tree);
        assert_int_equal(world_close(&w), 0);
    }
}

/* ---- Memory that runs out ------------------------------------------------------------------------- */

static const rt_capability few[] = {
    {RT_PARAGRAPH, 0, RT_EXACT, 0}, {RT_TABLE, 0, RT_EXACT, 0}, {RT_ROW, 0, RT_EXACT, 0}, {RT_CELL, 0, RT_EXACT, 0},
    {RT_TEXT, 0, RT_EXACT, 0}, {RT_TEXT, RT_EVERY, RT_EXACT, 0}, {RT_NOTE, RT_EVERY, RT_EXACT, 0}, {RT_IMAGE, 0, RT_EXACT, 0},
    {RT_RESOURCE, 0, RT_EXACT, 0}, {RT_START, 0, RT_EXACT, 0}, {0, 0, 0, 0}};

/* Every stage that takes memory, one behind the other: what fails to open leaves the rest to be closed. */
static rt_status open_chain(rt_run *run, rt_sink *end, rt_sink **sink)
{
    static const rt_carries carries = {.size = sizeof carries, .stride = sizeof *few, .table = few};
    rt_status status = rt_hold_open(run, RT_NEEDS_REPORT, end, sink);
    if (status != RT_OK)
        *sink = end;
    if (status == RT_OK)
        status = rt_lower_open(run, &carries, RT_ABI_MINOR, "out", *sink, sink);
    if (status == RT_OK)
        status = rt_hold_open(run, RT_NEEDS_TABLE, *sink, sink);
    if (status == RT_OK)
        status = rt_gate_open(run, *sink, sink);
    return status;
}

static rt_status run_short_of_memory(const char *words, uint64_t fails, bool in_ledger)
{
    world w;
    record r;
    checker c;
    rt_sink *sink;

    world_open(&w);
    record_open(&r);
    checker_open(&c, &r.sink);
    *(in_ledger ? &rt_ledger_memory(w.run.ledger)->fail_after : &w.run.memory.fail_after) = fails;
    rt_status status = open_chain(&w.run, &c.sink, &sink);
    if (status == RT_OK)
        status = *words == '(' ? send_events(sink, words) : send_random_report(sink, words);
    rt_status closed = sink->close(sink, status == RT_OK);
    if (status == RT_OK)
        status = closed;
    assert_string_equal(c.error, "");
    assert_int_equal(r.closes, 1);
    assert_int_equal(c.complete, status == RT_OK);
    if (status != RT_OK && !strstr(w.codes, "out-of-memory"))
        fail_msg("%s, allocation %d: nothing was said", words, (int)fails);
    record_free(&r);
    checker_free(&c);
    assert_int_equal(w.run.spooled, 0);
    assert_int_equal(world_close(&w), 0);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    static const char *const reports[] = {
        "(report(heading level=1 id='h' 'x')(list template='%1'(item checked=yes 'a'(list(item 'b'))))(table(start id='s')(row(cell colspan=3 rowspan=2 'a'))"
        "(row(cell 'b\x01')))(paragraph style='\xff' 'p'(note id='n' 'N')(text id='r' marks=bold 'q'(line-break)'r')(note-reference ref='n')"
        "(ruby reading='x' 'y')(image(resource id='i'#'bytes')))(meta name='m' 'M')(fact path='f' id='f'))",
        "seed=1 size=60", "seed=2 size=60", "seed=3 size=120", "seed=8 size=200 kinds=table,row,cell,note,text,paragraph"};
    (void)state;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        for (int in_ledger = 0; in_ledger < 2; in_ledger++) {
            rt_status status = RT_ERR_MEMORY;
            uint64_t fails = 1;
            for (; fails < 20000 && status == RT_ERR_MEMORY; fails++)
                status = run_short_of_memory(reports[i], fails, in_ledger);
            assert_int_equal(status, RT_OK); /* the first that never failed */
            assert_in_range(fails, in_ledger ? 2 : 30, 19999);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captions_stand_first),
        cmocka_unit_test(grids_are_known),
        cmocka_unit_test(spans_end_where_the_grid_does),
        cmocka_unit_test(notes_stand_in_the_order_of_reference),
        cmocka_unit_test(references_resolve_or_are_told),
        cmocka_unit_test(a_tree_replays_what_it_got),
        cmocka_unit_test(what_is_complete_stays_as_it_is),
        cmocka_unit_test(long_texts_and_bytes_come_back_whole),
        cmocka_unit_test(a_split_run_keeps_its_id_once),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
