/* ledger.c - the loss report: one line a loss, bounded, ordered, whole even when memory fails. */
#include "ledger.h"

#include <retort/report.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static rt_ledger *full_of(const rt_ledger_item *items, size_t count)
{
    rt_ledger *ledger = rt_ledger_new();

    for (size_t i = 0; i < count; i++)
        assert_int_equal(rt_ledger_add(ledger, &items[i], NULL, 1), RT_OK);
    return ledger;
}

/* "class output kind attribute value what ~count;" for each line */
static void note(void *user, const rt_loss *l)
{
    char *text = user, *at = text + strlen(text);

    snprintf(at, (size_t)(text + 4000 - at), "%u %s %s %s %s %s %s%d;", (unsigned)l->loss_class,
             l->output ? l->output : "-", l->kind ? l->kind : "-", l->attribute ? l->attribute : "-",
             l->value ? l->value : "-", l->what ? l->what : "-", l->approximate ? "~" : "",
             (int)l->count);
}

static void lines_are_by_loss_and_in_order(void **state)
{
    static const rt_ledger_item items[] = {
        {.loss_class = RT_LOSS_PRESENTATION, .output = "a", .kind = RT_TEXT, .attr = RT_A_MARKS,
         .value = RT_MARK_UNDERLINE},
        {.loss_class = RT_LOSS_STRUCTURE, .output = "a", .kind = RT_RUBY, .what = "became text"},
        {.loss_class = RT_LOSS_CONTENT, .what = "embedded sheet"},
        {.loss_class = RT_LOSS_STRUCTURE, .output = "b", .kind = RT_RUBY, .what = "became text"},
        {.loss_class = RT_LOSS_STRUCTURE, .output = "a", .kind = RT_RUBY, .what = "became text"},
        {.loss_class = RT_LOSS_PRESENTATION, .output = "a", .kind = RT_TEXT, .attr = RT_A_MARKS,
         .value = RT_MARK_BOLD},
        {.loss_class = RT_LOSS_STRUCTURE, .output = "a", .kind = RT_LIST, .attr = RT_A_NUMBERING,
         .value = RT_NUMBERING_CIRCLED, .approximate = true},
    };
    rt_ledger *ledger = full_of(items, sizeof items / sizeof *items);
    char text[4000] = "";

    (void)state;
    rt_ledger_each(ledger, note, text);
    assert_string_equal(text, "1 - - - - embedded sheet 1;"
                              "2 a ruby - - became text 2;"
                              "2 b ruby - - became text 1;"
                              "2 a list numbering circled - ~1;"
                              "3 a text marks underline - 1;"
                              "3 a text marks bold - 1;");
    assert_int_equal(rt_ledger_count(ledger, 1u << RT_LOSS_STRUCTURE), 4);
    assert_int_equal(rt_ledger_count(ledger, 1u << RT_LOSS_CONTENT | 1u << RT_LOSS_PRESENTATION), 3);
    assert_int_equal(rt_ledger_count(ledger, 0), 0);
    rt_ledger_clear(ledger);
    assert_int_equal(rt_ledger_count(ledger, ~0u), 0);
    text[0] = '\0';
    rt_ledger_each(ledger, note, text);
    assert_string_equal(text, "");
    rt_ledger_free(ledger);
}

static void keep(void *user, const rt_loss *l) { *(rt_loss *)user = *l; }

static void first_places_are_kept_whole(void **state)
{
    rt_ledger *ledger = rt_ledger_new();
    rt_ledger_item item = {.loss_class = RT_LOSS_CONTENT, .unit = "record"};
    char part[32] = "word/document.xml", what[32] = "embedded sheet";
    rt_loss loss;

    (void)state;
    item.what = what;
    for (uint64_t i = 1; i <= 100; i++) {
        rt_pos pos = {part, i, i * 2, 3};
        assert_int_equal(rt_ledger_add(ledger, &item, i == 1 ? NULL : &pos, 2), RT_OK);
    }
    memset(part, 'x', sizeof part - 1);
    memset(what, 'x', sizeof what - 1);
    rt_ledger_each(ledger, keep, &loss);
    assert_int_equal(loss.count, 200);
    assert_int_equal(loss.first_count, 5);
    assert_int_equal(loss.first[0].line, 2);
    assert_int_equal(loss.first[4].line, 6);
    assert_int_equal(loss.first[4].item, 12);
    assert_string_equal(loss.first[4].part, "word/document.xml");
    assert_string_equal(loss.what, "embedded sheet");
    assert_string_equal(loss.unit, "record");
    rt_ledger_free(ledger);
}

static void own_words_are_bounded(void **state)
{
    rt_ledger *ledger = rt_ledger_new();
    rt_ledger_item item = {.loss_class = RT_LOSS_CONTENT};
    char text[4000] = "";
    uint64_t used;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        char what[32];
        snprintf(what, sizeof what, "object %d", i);
        item.what = what;
        assert_int_equal(rt_ledger_add(ledger, &item, NULL, 1), RT_OK);
        if (i == 2000)
            used = rt_ledger_memory(ledger)->used;
    }
    assert_int_equal(rt_ledger_memory(ledger)->used, used);
    assert_int_equal(rt_ledger_count(ledger, 1u << RT_LOSS_CONTENT), 100000);
    rt_ledger_each(ledger, note, text);
    assert_non_null(strstr(text, "object 0 1;"));
    item.what = "object 999"; /* one that is known still counts as itself */
    rt_ledger_add(ledger, &item, NULL, 1);
    rt_loss loss;
    rt_ledger_each(ledger, keep, &loss);
    assert_string_equal(loss.what, "other");
    assert_int_equal(loss.count, 99000);
    rt_ledger_free(ledger);
}

static void long_words_and_unknown_classes_are_tamed(void **state)
{
    rt_ledger *ledger = rt_ledger_new();
    char what[1000];
    rt_ledger_item item = {.loss_class = (rt_loss_class)9, .what = what};
    rt_loss loss;

    (void)state;
    memset(what, 'x', sizeof what - 1);
    memcpy(what + 199, "表", 3);
    what[999] = '\0';
    rt_ledger_add(ledger, &item, NULL, 1);
    what[900] = 'y'; /* the same as far as it is kept */
    rt_ledger_add(ledger, &item, NULL, 1);
    rt_ledger_each(ledger, keep, &loss);
    assert_int_equal(loss.count, 2);
    assert_int_equal(loss.loss_class, RT_LOSS_CONTENT);
    assert_int_equal(strlen(loss.what), 202);
    assert_string_equal(loss.what + 199, "…");
    rt_ledger_free(ledger);
}

static void every_failing_allocation_unwinds(void **state)
{
    rt_ledger_item item = {.loss_class = RT_LOSS_STRUCTURE, .output = "o", .kind = RT_RUBY,
                           .what = "w", .unit = "u"};
    rt_pos pos = {"part", 1, 1, 1};

    (void)state;
    for (uint64_t n = 1;; n++) {
        rt_ledger *ledger = rt_ledger_new();
        rt_memory *memory = rt_ledger_memory(ledger);
        char text[4000] = "";
        memory->fail_after = n;
        rt_status status = rt_ledger_add(ledger, &item, &pos, 1);
        bool failed = memory->fail_after == 0;
        assert_int_equal(status, failed ? RT_ERR_MEMORY : RT_OK);
        memory->fail_after = 0;
        assert_int_equal(rt_ledger_add(ledger, &item, &pos, 1), RT_OK);
        rt_ledger_each(ledger, note, text); /* one line, whatever happened before */
        assert_null(strchr(strchr(text, ';') + 1, ';'));
        rt_ledger_free(ledger);
        if (!failed)
            break;
        assert_true(n < 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_by_loss_and_in_order),
        cmocka_unit_test(first_places_are_kept_whole),
        cmocka_unit_test(own_words_are_bounded),
        cmocka_unit_test(long_words_and_unknown_classes_are_tamed),
        cmocka_unit_test(every_failing_allocation_unwinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
