/* tape.c - what is played from a tape is what was recorded; places, numbers set later, memory that runs out. */
#include "kit/tape.h"
#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "events.h"
#include "random_report.h"

typedef struct house { rt_host host; rt_memory memory; } house;

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    return rt_memory_resize((rt_memory *)&((house *)(uintptr_t)host)->memory, block, bytes);
}

static house open_house(void)
{
    return (house){.host = {.size = sizeof(rt_host), .resize = resize}};
}

static char *played(const rt_tape *tape, rt_tape_place from, rt_tape_place to)
{
    record out;
    char *text;

    record_open(&out);
    assert_int_equal(rt_tape_play(tape, from, to, &out.sink), RT_OK);
    text = strdup(out.text ? out.text : "");
    record_free(&out);
    return text;
}

static void assert_plays(const rt_tape *tape, rt_tape_place from, rt_tape_place to, const char *notation)
{
    char *got = played(tape, from, to), *wanted = spelled(notation);

    assert_string_equal(got, wanted);
    free(got);
    free(wanted);
}

static void random_reports_come_back(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 200; seed++) {
        house h = open_house();
        rt_tape *tape;
        record direct;
        char words[64], *got;

        snprintf(words, sizeof words, "seed=%d size=60\n", seed);
        record_open(&direct);
        assert_int_equal(send_random_report(&direct.sink, words), RT_OK);
        assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
        assert_int_equal(send_random_report(rt_tape_sink(tape), words), RT_OK);
        for (int twice = 0; twice < 2; twice++) {
            got = played(tape, 0, rt_tape_here(tape));
            assert_string_equal(got, direct.text);
            free(got);
        }
        record_free(&direct);
        rt_tape_free(tape);
        assert_int_equal(h.memory.used, 0);
    }
}

/* ---- Positions ---------------------------------------------------------------- */

typedef struct watcher { rt_sink sink; rt_pos seen[8]; char parts[8][16]; size_t count; } watcher;

static rt_status watch(rt_sink *self, const rt_node *node)
{
    watcher *w = (watcher *)self;
    w->seen[w->count] = node->pos;
    snprintf(w->parts[w->count++], 16, "%s", node->pos.part ? node->pos.part : "-");
    return RT_OK;
}

static rt_status pass(rt_sink *self, uint32_t kind)
{
    (void)self, (void)kind;
    return RT_OK;
}

static void enter_at(rt_tape *tape, const char *part, uint64_t line, uint64_t item, uint32_t column)
{
    char borrowed[16];
    rt_node node = {.size = sizeof node, .kind = RT_PARAGRAPH, .pos = {part ? borrowed : NULL, line, item, column}};
    rt_sink *sink = rt_tape_sink(tape);

    if (part)
        snprintf(borrowed, sizeof borrowed, "%s", part);
    assert_int_equal(sink->enter(sink, &node), RT_OK);
    memset(borrowed, 'x', sizeof borrowed);
    assert_int_equal(sink->leave(sink, RT_PARAGRAPH), RT_OK);
}

static void positions_travel_along(void **state)
{
    house h = open_house();
    watcher w = {.sink = {.size = sizeof w.sink, .enter = watch, .leave = pass}};
    rt_tape *tape;
    rt_tape_place back;

    (void)state;
    assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
    enter_at(tape, NULL, UINT64_MAX, 0, UINT32_MAX);
    back = rt_tape_here(tape);
    enter_at(tape, "gone.xml", 1, 1, 1);
    rt_tape_rewind(tape, back);
    enter_at(tape, "gone.xml", 127, 128, 0);
    enter_at(tape, "gone.xml", 0, UINT64_MAX, 5);
    enter_at(tape, "", 7, 0, 0);
    back = rt_tape_here(tape);
    enter_at(tape, "", 8, 0, 0);
    assert_int_equal(rt_tape_play(tape, 0, rt_tape_here(tape), &w.sink), RT_OK);
    assert_int_equal(rt_tape_play(tape, back, rt_tape_here(tape), &w.sink), RT_OK);
    assert_int_equal(w.count, 6);
    assert_true(w.seen[0].line == UINT64_MAX && w.seen[0].column == UINT32_MAX && w.seen[0].item == 0);
    assert_string_equal(w.parts[0], "-");
    assert_true(w.seen[1].line == 127 && w.seen[1].item == 128);
    assert_string_equal(w.parts[1], "gone.xml");
    assert_true(w.seen[2].item == UINT64_MAX && w.seen[2].column == 5);
    assert_string_equal(w.parts[2], "gone.xml");
    assert_string_equal(w.parts[3], "");
    assert_true(w.seen[5].line == 8);
    assert_string_equal(w.parts[5], "");
    rt_tape_free(tape);
    assert_int_equal(h.memory.used, 0);
}

/* ---- Places and numbers ------------------------------------------------------- */

static void a_number_can_be_set_until_it_is_played(void **state)
{
    house h = open_house();
    rt_tape *tape;
    rt_tape_place row, second, third;
    static const int32_t numbers[] = {2, INT32_MAX, INT32_MIN, 0, 300};

    (void)state;
    assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
    assert_int_equal(send_events(rt_tape_sink(tape), "+row +cell rowspan=9 id=a"), RT_OK);
    assert_int_equal(rt_tape_number(tape, RT_A_ROWSPAN, &row), RT_OK);
    assert_int_equal(send_events(rt_tape_sink(tape), "'x' -cell +cell"), RT_OK);
    assert_int_equal(rt_tape_number(tape, RT_A_COLSPAN, &second), RT_OK);
    assert_int_equal(rt_tape_number(tape, RT_A_ROWSPAN, &third), RT_OK);
    assert_int_equal(send_events(rt_tape_sink(tape), "-cell -row"), RT_OK);
    assert_plays(tape, 0, rt_tape_here(tape), "(row (cell rowspan=1 id=a 'x')(cell colspan=1 rowspan=1))");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char wanted[128];
        rt_tape_set_number(tape, row, numbers[i]);
        rt_tape_set_number(tape, third, 7);
        snprintf(wanted, sizeof wanted, "(row (cell rowspan=%d id=a 'x')(cell colspan=1 rowspan=7))", numbers[i]);
        assert_plays(tape, 0, rt_tape_here(tape), wanted);
    }
    rt_tape_free(tape);
    assert_int_equal(h.memory.used, 0);
}

static void pieces_are_played_and_forgotten(void **state)
{
    house h = open_house();
    rt_tape *tape;
    rt_tape_place places[4];

    (void)state;
    assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
    for (int i = 0; i < 4; i++) {
        char notation[64];
        places[i] = rt_tape_here(tape);
        snprintf(notation, sizeof notation, "(cell id=c%d '%d')", i, i);
        assert_int_equal(send_events(rt_tape_sink(tape), notation), RT_OK);
    }
    assert_plays(tape, places[1], places[3], "(cell id=c1 '1')(cell id=c2 '2')");
    assert_plays(tape, places[3], places[3], "");
    assert_plays(tape, places[3], places[0], "");
    rt_tape_rewind(tape, places[2]);
    assert_int_equal(send_events(rt_tape_sink(tape), "(cell 'new')"), RT_OK);
    assert_plays(tape, places[1], rt_tape_here(tape), "(cell id=c1 '1')(cell 'new')");
    rt_tape_rewind(tape, 0);
    assert_plays(tape, 0, rt_tape_here(tape), "");
    rt_tape_free(tape);
    rt_tape_free(NULL);
    assert_int_equal(h.memory.used, 0);
}

static rt_status refuse(rt_sink *self, uint32_t kind)
{
    (void)self, (void)kind;
    return RT_ERR_LIMIT;
}

static void a_status_stops_the_play(void **state)
{
    house h = open_house();
    watcher w = {.sink = {.size = sizeof w.sink, .enter = watch, .leave = refuse}};
    rt_tape *tape;

    (void)state;
    assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
    assert_int_equal(send_events(rt_tape_sink(tape), "(rule)(rule)"), RT_OK);
    assert_int_equal(rt_tape_play(tape, 0, rt_tape_here(tape), &w.sink), RT_ERR_LIMIT);
    assert_int_equal(w.count, 1);
    rt_tape_free(tape);
}

/* ---- Memory ------------------------------------------------------------------- */

static const char long_notation[] =
    "(table (row (cell id=a header=row colspan=2 align=center 'one'(text marks=bold 'two'))(cell language='zh-Hans' 'three')))"
    "(paragraph (image alt=x (resource #'bytes of a picture that are longer than a few'))"
    "(text marks=bold+italic size='10.5pt' font=Song colour='#112233' id=b language=en direction=ltr style=s origin=guessed "
    "change=inserted change-author=A change-date=D change-name=N hidden=true background='#ffffff' title=T "
    "font-east-asian=F 'a run with more attributes than there is room for at first'))";

static void every_failed_allocation_is_answered(void **state)
{
    bool failed = true;

    (void)state;
    for (uint64_t n = 1; failed; n++) {
        house h = open_house();
        rt_tape *tape;
        rt_tape_place place;
        rt_status status;

        h.memory.fail_after = n;
        status = rt_tape_new(&h.host, &tape);
        if (status == RT_OK)
            status = send_events(rt_tape_sink(tape), long_notation);
        if (status == RT_OK)
            status = send_events(rt_tape_sink(tape), "+row +cell");
        if (status == RT_OK)
            status = rt_tape_number(tape, RT_A_ROWSPAN, &place);
        failed = status != RT_OK;
        if (failed)
            assert_int_equal(status, RT_ERR_MEMORY);
        if (tape) { /* what was recorded until then is whole */
            char *got = played(tape, 0, rt_tape_here(tape));
            char *wanted = spelled(long_notation);
            if (failed)
                assert_true(strlen(got) <= strlen(wanted));
            free(got);
            free(wanted);
        }
        rt_tape_free(tape);
        assert_int_equal(h.memory.used, 0);
        assert_true(n < 100);
    }
}

static void a_large_table_stays_small(void **state)
{
    enum { ROWS = 20000, CELLS = 7 };
    house h = open_house();
    rt_tape *tape;
    rt_sink *sink;

    (void)state;
    assert_int_equal(rt_tape_new(&h.host, &tape), RT_OK);
    sink = rt_tape_sink(tape);
    for (uint64_t i = 0; i < ROWS; i++) {
        rt_node row = {.size = sizeof row, .kind = RT_ROW, .pos = {"word/document.xml", i, i, 1}};
        rt_node cell = row;
        cell.kind = RT_CELL;
        assert_int_equal(sink->enter(sink, &row), RT_OK);
        for (int c = 0; c < CELLS; c++) {
            assert_int_equal(sink->enter(sink, &cell), RT_OK);
            assert_int_equal(sink->text(sink, RT_STR("1,234.50")), RT_OK);
            assert_int_equal(sink->leave(sink, RT_CELL), RT_OK);
        }
        assert_int_equal(sink->leave(sink, RT_ROW), RT_OK);
    }
    assert_true(rt_tape_here(tape) < 40 * ROWS * CELLS);
    assert_true(h.memory.peak < 15 << 20);
    rt_tape_free(tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_reports_come_back),
        cmocka_unit_test(positions_travel_along),
        cmocka_unit_test(a_number_can_be_set_until_it_is_played),
        cmocka_unit_test(pieces_are_played_and_forgotten),
        cmocka_unit_test(a_status_stops_the_play),
        cmocka_unit_test(every_failed_allocation_is_answered),
        cmocka_unit_test(a_large_table_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
