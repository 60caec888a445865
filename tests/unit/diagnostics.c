/* diagnostics.c - severities by table, repetition counted and told, errors counted, failing memory. */
#include "run.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct heard {
    size_t count;
    uint32_t severity;
    char code[64], file[64], message[4096];
    uint64_t line;
} heard;

static void hear(void *user, const rt_message *m)
{
    heard *h = user;

    h->count++;
    h->severity = m->severity;
    h->line = m->pos.line;
    snprintf(h->code, sizeof h->code, "%s", m->code);
    snprintf(h->file, sizeof h->file, "%s", m->file ? m->file : "(none)");
    snprintf(h->message, sizeof h->message, "%s", m->message);
}

static void severity_comes_from_the_table(void **state)
{
    /* A later contract's rows are longer. */
    static const struct { rt_diagnostic row; const char *later; } longer[] = {
        {{"own-info", RT_INFO, ""}, "x"}, {{"own-error", RT_ERROR, ""}, "x"}, {{NULL, 0, NULL}, NULL}};
    const rt_plugin plugin = {.size = sizeof plugin, .diagnostics = &longer[0].row,
                              .diagnostic_stride = sizeof *longer};
    heard h = {0};
    rt_diagnostics *d = rt_diagnostics_new(hear, &h);

    (void)state;
    rt_diagnostics_report(d, &plugin, "own-error", "a", NULL, NULL, "m");
    assert_int_equal(h.severity, RT_ERROR);
    rt_diagnostics_report(d, &plugin, "own-info", "a", NULL, NULL, "m");
    assert_int_equal(h.severity, RT_INFO);
    rt_diagnostics_report(d, &plugin, "limit", "a", NULL, NULL, "m");
    assert_int_equal(h.severity, RT_ERROR);
    rt_diagnostics_report(d, NULL, "own-error", "b", NULL, NULL, "m");
    assert_int_equal(h.severity, RT_WARNING);
    assert_int_equal(rt_diagnostics_errors(d), 2);
    rt_diagnostics_free(d);
}

static void core_codes_are_unique_and_explained(void **state)
{
    (void)state;
    for (const rt_diagnostic *a = rt_core_diagnostics; a->code; a++) {
        assert_true(a->severity >= RT_DEBUG && a->severity <= RT_ERROR);
        assert_true(strlen(a->meaning) > 10);
        for (const rt_diagnostic *b = a + 1; b->code; b++)
            assert_string_not_equal(a->code, b->code);
    }
}

static void repetition_is_counted_by_code_and_file(void **state)
{
    heard h = {0};
    rt_diagnostics *d = rt_diagnostics_new(hear, &h);
    rt_pos pos = {0};

    (void)state;
    for (pos.line = 1; pos.line <= 1234; pos.line++)
        rt_diagnostics_report(d, NULL, "gate-text", "a", NULL, &pos, "m");
    assert_int_equal(h.count, 10);
    assert_int_equal(h.line, 10);
    for (int i = 0; i < 10; i++)
        rt_diagnostics_report(d, NULL, "gate-text", "b", NULL, NULL, "m");
    rt_diagnostics_report(d, NULL, "gate-text", NULL, NULL, NULL, "m");
    rt_diagnostics_report(d, NULL, "limit", "a", NULL, NULL, "m");
    assert_int_equal(h.count, 22);
    rt_diagnostics_flush(d);
    assert_int_equal(h.count, 23); /* only the one that was cut */
    assert_string_equal(h.code, "repeated");
    assert_string_equal(h.file, "a");
    assert_non_null(strstr(h.message, "1224 more"));
    assert_non_null(strstr(h.message, "gate-text"));
    rt_diagnostics_flush(d);
    assert_int_equal(h.count, 23);
    rt_diagnostics_report(d, NULL, "gate-text", "a", NULL, NULL, "m");
    assert_int_equal(h.count, 24); /* counted anew */
    rt_diagnostics_free(d);
}

static void errors_that_are_not_shown_still_count(void **state)
{
    heard h = {0};
    rt_diagnostics *d = rt_diagnostics_new(hear, &h);

    (void)state;
    for (int i = 0; i < 50; i++)
        rt_diagnostics_report(d, NULL, "limit", "a", NULL, NULL, "m");
    assert_int_equal(rt_diagnostics_errors(d), 50);
    rt_diagnostics_flush(d);
    assert_int_equal(rt_diagnostics_errors(d), 50);
    rt_diagnostics_free(d);
}

static void names_of_files_may_go_away(void **state)
{
    heard h = {0};
    rt_diagnostics *d = rt_diagnostics_new(hear, &h);
    char file[8] = "first", code[16] = "limit";

    (void)state;
    for (int i = 0; i < 12; i++)
        rt_diagnostics_report(d, NULL, code, file, NULL, NULL, "m");
    strcpy(file, "other");
    strcpy(code, "loss");
    rt_diagnostics_flush(d);
    assert_string_equal(h.file, "first");
    assert_non_null(strstr(h.message, "[limit]"));
    rt_diagnostics_free(d);
}

static void without_memory_everything_is_told(void **state)
{
    heard h = {0};
    rt_diagnostics *d = rt_diagnostics_new(hear, &h);

    (void)state;
    rt_diagnostics_memory(d)->limit = 1;
    for (int i = 0; i < 30; i++)
        rt_diagnostics_report(d, NULL, "limit", "a", NULL, NULL, "m");
    assert_int_equal(h.count, 30);
    assert_int_equal(h.severity, RT_ERROR);
    assert_int_equal(rt_diagnostics_errors(d), 30);
    rt_diagnostics_free(d);
    rt_diagnostics_report(NULL, NULL, "limit", "a", NULL, NULL, "m");
    rt_diagnostics_flush(NULL);
}

static void runs_word_limits_and_memory(void **state)
{
    heard h = {0};
    rt_run run = {.file = "in.csv"};

    (void)state;
    run.diagnostics = rt_diagnostics_new(hear, &h);
    rt_limits_init(&run.limits);
    assert_int_equal(rt_run_limit(&run, RT_LIMIT_DEPTH, NULL), RT_ERR_LIMIT);
    assert_string_equal(h.code, "limit");
    assert_string_equal(h.file, "in.csv");
    assert_non_null(strstr(h.message, "more than 1000 nodes inside one another"));
    assert_non_null(strstr(h.message, "--limit depth=2000"));
    run.memory.limit = run.limits.value[RT_LIMIT_MEMORY] = 100;
    assert_null(rt_run_resize(&run, NULL, 101));
    assert_string_equal(h.code, "limit");
    assert_non_null(strstr(h.message, "--limit memory=200"));
    run.memory.fail_after = 1;
    assert_null(rt_run_resize(&run, NULL, 1));
    assert_string_equal(h.code, "out-of-memory");
    h.count = 0;
    assert_null(rt_run_resize(&run, NULL, 0));
    assert_int_equal(h.count, 0);
    rt_diagnostics_free(run.diagnostics);
}

static void long_messages_end_at_a_character(void **state)
{
    heard h = {0};
    rt_run run = {0};

    (void)state;
    for (size_t pad = 0; pad < 3; pad++) {
        char text[6000];
        size_t len = pad;
        memset(text, 'x', pad);
        for (; len < 5000; len += 3)
            memcpy(text + len, "省", 4);
        run.diagnostics = rt_diagnostics_new(hear, &h);
        rt_run_report(&run, "limit", NULL, "%s", text);
        len = strlen(h.message);
        assert_true(len > 2000 && len < 2048);
        assert_int_equal((len - pad) % 3, 0);
        assert_string_equal(h.message + len - 3, "…");
        assert_memory_equal(h.message, text, len - 3);
        rt_diagnostics_free(run.diagnostics);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_comes_from_the_table),
        cmocka_unit_test(core_codes_are_unique_and_explained),
        cmocka_unit_test(repetition_is_counted_by_code_and_file),
        cmocka_unit_test(errors_that_are_not_shown_still_count),
        cmocka_unit_test(names_of_files_may_go_away),
        cmocka_unit_test(without_memory_everything_is_told),
        cmocka_unit_test(runs_word_limits_and_memory),
        cmocka_unit_test(long_messages_end_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
