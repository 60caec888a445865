/* vocabulary.c - the enumerators of report.h against the table they name; the table against itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "vocabulary.h"

typedef struct named { uint32_t attr; int32_t value; const char *name; } named;

static const named enumerators[] = {
    {RT_A_DIRECTION, RT_DIRECTION_AUTO, "auto"}, {RT_A_ORIGIN, RT_ORIGIN_CLAIMED, "claimed"},
    {RT_A_CHANGE, RT_CHANGE_DELETED, "deleted"}, {RT_A_CHANGE, RT_CHANGE_MOVED_FROM, "moved-from"},
    {RT_A_CHANGE, RT_CHANGE_FORMATTED, "formatted"}, {RT_A_VALUE_TYPE, RT_VALUE_MONEY, "money"},
    {RT_A_VALUE_TYPE, RT_VALUE_DATE_TIME, "date-time"}, {RT_A_VALUE_TYPE, RT_VALUE_BLANK, "blank"},
    {RT_A_ALIGN, RT_ALIGN_JUSTIFY, "justify"}, {RT_A_ALIGN, RT_ALIGN_DECIMAL, "decimal"},
    {RT_A_NUMBERING, RT_NUMBERING_CJK, "cjk"}, {RT_A_NUMBERING, RT_NUMBERING_NONE, "none"},
    {RT_A_NUMBERING, RT_NUMBERING_CJK_EARTHLY_BRANCH, "cjk-earthly-branch"},
    {RT_A_CHECKED, RT_CHECKED_MIXED, "mixed"}, {RT_A_PART, RT_PART_FOOT, "foot"},
    {RT_A_HEAD, RT_HEAD_COLGROUP, "colgroup"}, {RT_A_VALIGN, RT_VALIGN_BASELINE, "baseline"},
    {RT_A_STATE, RT_STATE_REFUSED, "refused"}, {RT_A_ORIENTATION, RT_ORIENTATION_LANDSCAPE, "landscape"},
    {RT_A_APPLY, RT_APPLY_EVEN, "even"}, {RT_A_ROLE, RT_ROLE_FIELD, "field"},
    {RT_A_NOTATION, RT_NOTATION_TEXT, "text"}, {RT_A_DISPLAY, RT_DISPLAY_BLOCK, "block"},
    {RT_A_MARKS, RT_MARK_BOLD, "bold"}, {RT_A_MARKS, RT_MARK_CODE, "code"},
    {RT_A_MARKS, RT_MARK_HIGHLIGHT, "highlight"}, {RT_A_MARK_CHANGE, RT_MARK_CHANGE_DELETED, "deleted"},
    {RT_A_BREAK, RT_BREAK_ODD_PAGE, "odd-page"}, {RT_A_MEDIUM, RT_MEDIUM_FRAME, "frame"}};

static void enumerators_name_their_choices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof enumerators / sizeof *enumerators; i++) {
        const rt_attr_info *attr = rt_attr_of(enumerators[i].attr);
        assert_string_equal(rt_choice_name(attr, enumerators[i].value), enumerators[i].name);
        assert_int_equal(rt_choice_named(attr, enumerators[i].name, strlen(enumerators[i].name)),
                         enumerators[i].value);
    }
}

static void numbers_have_no_gaps_and_names_are_unique(void **state)
{
    (void)state;
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++) {
        assert_non_null(rt_kind_of(k));
        assert_int_equal(rt_kind_named(rt_kind_of(k)->name, strlen(rt_kind_of(k)->name)), k);
    }
    for (uint32_t a = 1; a < RT_ATTR_COUNT; a++) {
        assert_non_null(rt_attr_of(a));
        assert_int_equal(rt_attr_named(rt_attr_of(a)->name, strlen(rt_attr_of(a)->name)), a);
    }
    assert_null(rt_kind_of(RT_KIND_COUNT));
    assert_null(rt_attr_of(RT_ATTR_COUNT));
}

/* A misspelt name in the grammar would parse to no kind at all. */
static void every_reference_in_the_table_resolves(void **state)
{
    (void)state;
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++) {
        const rt_kind_info *kind = rt_kind_of(k);
        assert_true(kind->fallback >= RT_FALL_KEEP && kind->fallback <= RT_FALL_DROP);
        assert_true((kind->fallback == RT_FALL_AS) == (kind->becomes != 0));
        for (uint32_t p = 0; p < kind->phase_count; p++) {
            assert_int_not_equal(kind->phases[p].kinds, 0);
            if (!strstr(kind->content, "inline") && !strstr(kind->content, "phrase") && !strstr(kind->content, "chars"))
                assert_false(kind->phases[p].kinds & 1);
            assert_true(kind->phases[p].key[0] != '\0');
        }
    }
    for (uint32_t a = 1; a < RT_ATTR_COUNT; a++) {
        assert_int_not_equal(rt_attr_of(a)->kinds, 0);
        assert_false(rt_attr_of(a)->kinds & 1);
    }
}

/* A fallback chain that came back to its start would never end. */
static void fallbacks_end(void **state)
{
    (void)state;
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++) {
        uint32_t at = k;
        int steps = 0;
        while (at && rt_kind_of(at)->fallback == RT_FALL_AS && steps < RT_KIND_COUNT) {
            at = rt_kind_of(at)->becomes;
            steps++;
        }
        assert_true(steps < 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enumerators_name_their_choices),
        cmocka_unit_test(numbers_have_no_gaps_and_names_are_unique),
        cmocka_unit_test(every_reference_in_the_table_resolves),
        cmocka_unit_test(fallbacks_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
