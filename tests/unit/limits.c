/* limits.c - limits as users type them. */
#include "limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static rt_limits fresh(void)
{
    rt_limits limits;

    rt_limits_init(&limits);
    return limits;
}

static void zero_means_none_in_the_table(void **state)
{
    rt_limits limits = fresh();

    (void)state;
    assert_int_equal(limits.value[RT_LIMIT_DEPTH], 1000);
    assert_true(limits.value[RT_LIMIT_INPUT] == UINT64_MAX);
}

static void values_are_understood(void **state)
{
    static const struct { const char *text; uint64_t value; } cases[] = {
        {"depth=7", 7},           {"depth=4K", 4096},       {"depth=4k", 4096},
        {"depth=3M", 3145728},    {"depth=2G", 2147483648}, {"depth=none", UINT64_MAX},
        {"depth=0", UINT64_MAX},  {"depth=0G", UINT64_MAX}, {"depth=18446744073709551615", UINT64_MAX},
        {"depth=17179869183G", UINT64_C(17179869183) << 30},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rt_limits limits = fresh();
        const char *error = "none";
        assert_true(rt_limits_set(&limits, cases[i].text, &error));
        assert_true(limits.value[RT_LIMIT_DEPTH] == cases[i].value);
    }
}

static void nonsense_changes_nothing_and_says_why(void **state)
{
    static const struct { const char *text, *says; } cases[] = {
        {"depth", "NAME=VALUE"},    {"", "NAME=VALUE"},       {"dept=3", "no limit of that name"},
        {"depths=3", "no limit"},   {"=3", "no limit"},       {"depth=", "whole number"},
        {"depth=-1", "whole"},      {"depth=1.5", "whole"},   {"depth=1T", "whole"},
        {"depth=1KK", "whole"},     {"depth= 1", "whole"},    {"depth=0x10", "whole"},
        {"depth=None", "whole"},    {"depth=18446744073709551616", "too large"},
        {"depth=17179869184G", "too large"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rt_limits limits = fresh(), before = limits;
        const char *error = NULL;
        assert_false(rt_limits_set(&limits, cases[i].text, &error));
        assert_non_null(strstr(error, cases[i].says));
        assert_memory_equal(&limits, &before, sizeof limits);
    }
}

static void every_limit_is_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < RT_LIMIT_COUNT; i++) {
        assert_int_equal(rt_limit_find(rt_limit_name((rt_limit_id)i)), i);
        assert_true(strlen(rt_limit_help((rt_limit_id)i)) > 0);
    }
    assert_int_equal(rt_limit_find("nothing"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_means_none_in_the_table),
        cmocka_unit_test(values_are_understood),
        cmocka_unit_test(nonsense_changes_nothing_and_says_why),
        cmocka_unit_test(every_limit_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
