/* memory.c - counted memory: the count is exact, refusals harm nothing, nothing is left over. */
#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void counts_what_was_asked_for(void **state)
{
    rt_memory m = {0};
    char *a = rt_memory_resize(&m, NULL, 100), *b = rt_memory_resize(&m, NULL, 50);

    (void)state;
    assert_int_equal(m.used, 150);
    a = rt_memory_resize(&m, a, 300);
    assert_int_equal(m.used, 350);
    a = rt_memory_resize(&m, a, 10);
    assert_int_equal(m.used, 60);
    assert_null(rt_memory_resize(&m, b, 0));
    assert_int_equal(m.used, 10);
    assert_int_equal(m.peak, 350);
    assert_null(rt_memory_resize(&m, NULL, 0));
    rt_memory_resize(&m, a, 0);
    assert_int_equal(m.used, 0);
    assert_null(m.blocks);
}

static void keeps_contents_and_alignment(void **state)
{
    rt_memory m = {0};
    char *blocks[40];

    (void)state;
    for (size_t i = 0; i < 40; i++) {
        blocks[i] = rt_memory_resize(&m, NULL, i + 1);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)i, i + 1);
    }
    for (size_t i = 0; i < 40; i += 3) {
        blocks[i] = rt_memory_resize(&m, blocks[i], 5000 + i);
        for (size_t k = 0; k <= i; k++)
            assert_int_equal(blocks[i][k], i);
    }
    for (size_t i = 0; i < 40; i += 2)
        rt_memory_resize(&m, blocks[i], 0);
    rt_memory_release(&m); /* the sanitizer finds what it forgets */
    assert_int_equal(m.used, 0);
}

static void limit_refuses_and_leaves_the_block(void **state)
{
    rt_memory m = {.limit = 1000};
    char *a = rt_memory_resize(&m, NULL, 600);

    (void)state;
    strcpy(a, "still here");
    assert_null(rt_memory_resize(&m, NULL, 401));
    assert_true(m.limited);
    assert_null(rt_memory_resize(&m, a, 1001));
    assert_string_equal(a, "still here");
    assert_int_equal(m.used, 600);
    assert_non_null(rt_memory_resize(&m, NULL, 400)); /* exactly full */
    assert_non_null(a = rt_memory_resize(&m, a, 500));
    rt_memory_release(&m);
}

static void absurd_sizes_are_refused(void **state)
{
    rt_memory m = {0};

    (void)state;
    assert_null(rt_memory_resize(&m, NULL, SIZE_MAX));
    assert_null(rt_memory_resize(&m, NULL, SIZE_MAX - 8));
    assert_false(m.limited);
    assert_int_equal(m.used, 0);
}

static void fails_once_when_told(void **state)
{
    rt_memory m = {.fail_after = 2};
    char *a = rt_memory_resize(&m, NULL, 10);

    (void)state;
    assert_non_null(a);
    assert_null(rt_memory_resize(&m, a, 20));
    assert_false(m.limited);
    assert_non_null(a = rt_memory_resize(&m, a, 20));
    m.fail_after = 1;
    assert_non_null(a = rt_memory_resize(&m, a, 5)); /* smaller never fails */
    assert_int_equal(m.fail_after, 1);
    rt_memory_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_was_asked_for),
        cmocka_unit_test(keeps_contents_and_alignment),
        cmocka_unit_test(limit_refuses_and_leaves_the_block),
        cmocka_unit_test(absurd_sizes_are_refused),
        cmocka_unit_test(fails_once_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
