/* options.c - option tables: every type, every mistake a user can make, every one a plugin can. */
#include "catalog.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka needs those above first */
#include <cmocka.h>

typedef struct fields {
    const char *delimiter, *title;
    int64_t table, any;
    int32_t mode;
    bool header;
    rt_input *style;
} fields;

static const char *const modes[] = {"stacked", "split", "first", NULL};
static const rt_option rows[] = {
    {.name = "delimiter",
     .type = RT_OPTION_TEXT,
     .offset = offsetof(fields, delimiter),
     .initial = ",",
     .minimum = 1,
     .maximum = 1,
     .help = ""},
    {.name = "title", .type = RT_OPTION_TEXT, .offset = offsetof(fields, title), .help = ""},
    {.name = "table",
     .type = RT_OPTION_INT,
     .offset = offsetof(fields, table),
     .initial = "0",
     .minimum = -1,
     .maximum = 1000,
     .help = ""},
    {.name = "any", .type = RT_OPTION_INT, .offset = offsetof(fields, any), .help = ""},
    {.name = "mode",
     .type = RT_OPTION_CHOICE,
     .offset = offsetof(fields, mode),
     .initial = "split",
     .choices = modes,
     .help = ""},
    {.name = "header",
     .type = RT_OPTION_BOOL,
     .offset = offsetof(fields, header),
     .initial = "true",
     .help = ""},
    {.name = "style", .type = RT_OPTION_FILE, .offset = offsetof(fields, style), .help = ""},
    {.name = NULL}};
static const rt_options options = {sizeof options, sizeof(rt_option), rows, sizeof(fields)};

/* What was reported last, and how often. */
typedef struct heard {
    char code[40], text[600];
    int count;
} heard;

static void hear(void *user, const rt_message *m)
{
    heard *h = user;
    snprintf(h->code, sizeof h->code, "%s", m->code);
    snprintf(h->text, sizeof h->text, "%s", m->message);
    h->count++;
}

/* A block list that is freed as a whole, as a conversion's memory is. */
typedef struct memory {
    void *blocks[64];
    size_t count;
    int fail_after; /* 0: never */
} memory;

static void *resize(void *user, void *block, size_t bytes)
{
    memory *m = user;
    assert_null(block);
    if (m->fail_after && --m->fail_after == 0)
        return NULL;
    assert_true(m->count < 64);
    void *made = malloc(bytes);
    if (made)
        memset(made, 0xa5, bytes);
    return m->blocks[m->count++] = made;
}

static rt_input opened;
static rt_status open_file(void *user, const char *path, rt_input **file)
{
    (void)user;
    *file = strcmp(path, "missing") == 0 ? NULL : &opened;
    return *file ? RT_OK : RT_ERR_IO;
}

typedef struct run {
    heard heard;
    memory memory;
    bool used[16];
    rt_diagnostics *diagnostics;
    fields *fields;
} run;

static rt_status parse_as(run *r, const char *role, const char *const *assignments)
{
    void *block = NULL;
    rt_option_request request = {.options = &options,
                                 .role = role,
                                 .name = "csv",
                                 .assignments = assignments,
                                 .used = r->used,
                                 .open_file = open_file,
                                 .resize = resize,
                                 .user = &r->memory,
                                 .diagnostics = r->diagnostics};
    rt_status status = rt_options_parse(&request, &block);
    r->fields = block;
    return status;
}

static void begin(run *r)
{
    memset(r, 0, sizeof *r);
    r->diagnostics = rt_diagnostics_new(hear, &r->heard);
    assert_non_null(r->diagnostics);
}

static void end(run *r)
{
    for (size_t i = 0; i < r->memory.count; i++)
        free(r->memory.blocks[i]);
    rt_diagnostics_free(r->diagnostics);
}

static void initial_values_and_zeroes(void **state)
{
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", NULL), RT_OK);
    assert_string_equal(r.fields->delimiter, ",");
    assert_null(r.fields->title);
    assert_int_equal(r.fields->any, 0);
    assert_int_equal(r.fields->mode, 1);
    assert_true(r.fields->header);
    assert_null(r.fields->style);
    assert_int_equal(r.heard.count, 0);
    end(&r);
}

static void given_values(void **state)
{
    static const char *const given[] = {"delimiter=\\t", "title=a\\\\b\\n=\\x 水",
                                        "table=-1",      "any=-9223372036854775808",
                                        "mode=first",    "header=No",
                                        "style=a.css",   NULL};
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_OK);
    assert_string_equal(r.fields->delimiter, "\t");
    assert_string_equal(r.fields->title, "a\\b\n=\\x 水");
    assert_int_equal(r.fields->table, -1);
    assert_true(r.fields->any == INT64_MIN);
    assert_int_equal(r.fields->mode, 2);
    assert_false(r.fields->header);
    assert_ptr_equal(r.fields->style, &opened);
    for (size_t i = 0; given[i]; i++)
        assert_true(r.used[i]);
    end(&r);
}

static void last_wins_and_a_bare_key_is_true(void **state)
{
    static const char *const given[] = {"header=no", "table=5000", "table=7", "HEADER", NULL};
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_OK);
    assert_true(r.fields->header);
    assert_int_equal(r.fields->table, 7);
    assert_true(r.used[0] && r.used[1] && r.used[2] && r.used[3]);
    assert_int_equal(r.heard.count, 0);
    end(&r);
}

static void qualifiers_choose_who_takes_it(void **state)
{
    static const char *const given[] = {"write.table=3", "csv.mode=stacked", "read.table=4",
                                        "json.any=1", NULL};
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_OK);
    assert_int_equal(r.fields->table, 4);
    assert_int_equal(r.fields->mode, 0);
    assert_int_equal(r.fields->any, 0);
    assert_false(r.used[0]);
    assert_true(r.used[1] && r.used[2]);
    assert_false(r.used[3]);
    end(&r);
}

static void every_bad_value_has_its_message(void **state)
{
    static const struct {
        const char *given, *code, *says;
    } cases[] = {
        {"delimiter=;;", "option-length", "has 2 characters, it takes exactly 1"},
        {"delimiter=", "option-length", "exactly 1"},
        {"delimiter=水水", "option-length", "2 characters"},
        {"title=\xff", "option-text", "UTF-8"},
        {"title=\x01", "option-text", "UTF-8"},
        {"title=\xed\xa0\x80", "option-text", "UTF-8"},
        {"title", "option-no-value", "title=VALUE"},
        {"table=1001", "option-range", "it takes -1 to 1000"},
        {"table=-2", "option-range", "-1 to 1000"},
        {"table=99999999999999999999", "option-range", "-1 to 1000"},
        {"any=9223372036854775808", "option-range", "too large"},
        {"table=", "option-integer", "whole number"},
        {"table=1k", "option-integer", "whole number"},
        {"table= 1", "option-integer", "whole number"},
        {"table=1.5", "option-integer", "whole number"},
        {"table=+", "option-integer", "whole number"},
        {"table", "option-no-value", "needs a value"},
        {"header=maybe", "option-bool", "yes or no"},
        {"header=", "option-bool", "yes or no"},
        {"mode=splt", "option-choice",
         "(did you mean \"split\"?); it takes one of stacked, split, first"},
        {"mode=zzzzzzzz", "option-choice", "\"zzzzzzzz\"; it takes one of"},
        {"mode=", "option-choice", "one of"},
        {"style", "option-no-value", "needs a value"},
        {"style=", "option-no-value", "path of a file"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const given[] = {cases[i].given, NULL};
        run r;
        begin(&r);
        assert_int_equal(parse_as(&r, "read", given), RT_ERR_UNSUPPORTED);
        assert_int_equal(r.heard.count, 1);
        assert_string_equal(r.heard.code, cases[i].code);
        if (!strstr(r.heard.text, cases[i].says))
            fail_msg("%s: %s", cases[i].given, r.heard.text);
        end(&r);
    }
}

static void every_mistake_is_told_at_once(void **state)
{
    static const char *const given[] = {"table=x", "mode=y", "header=z", NULL};
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_ERR_UNSUPPORTED);
    assert_int_equal(r.heard.count, 3);
    end(&r);
}

static void a_long_value_is_cut_between_characters(void **state)
{
    char text[600] = "mode=x";
    const char *const given[] = {text, NULL};
    run r;
    (void)state;
    for (int i = 0; i < 150; i++)
        strcat(text, "水");
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_ERR_UNSUPPORTED);
    const char *last = strstr(r.heard.text, "水\";");
    assert_non_null(last);
    end(&r);
}

static void a_file_that_does_not_open(void **state)
{
    static const char *const given[] = {"style=missing", NULL};
    run r;
    (void)state;
    begin(&r);
    assert_int_equal(parse_as(&r, "read", given), RT_ERR_IO);
    assert_int_equal(r.heard.count, 0);
    end(&r);
}

static void out_of_memory_anywhere(void **state)
{
    static const char *const given[] = {"title=abc", NULL};
    (void)state;
    for (int n = 1; n <= 3; n++) {
        run r;
        begin(&r);
        r.memory.fail_after = n;
        assert_int_equal(parse_as(&r, "read", given), RT_ERR_MEMORY);
        end(&r);
    }
}

static bool all_used(run *r, const char *const *given, const rt_options *const *declared,
                     size_t count)
{
    return rt_options_all_used(r->diagnostics, given, r->used, declared, count);
}

static void what_nobody_took(void **state)
{
    static const struct {
        const char *given, *code, *says;
    } cases[] = {
        {"delimeter=;", "option-unknown",
         "(did you mean \"delimiter\"?); there are delimiter, title"},
        {"delim=;", "option-unknown", "did you mean \"delimiter\""},
        {"zzz=1", "option-unknown", "there is no option \"zzz\"; there are"},
        {"json.table=1", "option-qualifier", "nothing in use here is called \"json\""},
        {".table=1", "option-qualifier", "called \"\""},
        {"json.zzz=1", "option-unknown", "\"zzz\""},
        {"", "option-unknown", "no option \"\""},
        {"=", "option-unknown", "no option \"\""},
    };
    const rt_options *const declared[] = {&options, NULL, &options};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const given[] = {cases[i].given, NULL};
        run r;
        begin(&r);
        assert_int_equal(parse_as(&r, "read", given), RT_OK);
        assert_false(all_used(&r, given, declared, 3));
        assert_string_equal(r.heard.code, cases[i].code);
        if (!strstr(r.heard.text, cases[i].says))
            fail_msg("%s: %s", cases[i].given, r.heard.text);
        assert_false(all_used(&r, given, declared + 1, 1));
        assert_non_null(strstr(r.heard.text, "takes none"));
        end(&r);
    }
    run r;
    begin(&r);
    assert_true(all_used(&r, NULL, declared, 3));
    end(&r);
}

static void tables_that_cannot_be(void **state)
{
    static const char *const empty[] = {NULL};
    const struct {
        rt_option row;
        const char *says;
    } cases[] = {
        {{.name = "a", .type = RT_OPTION_INT, .offset = sizeof(fields) - 4}, "outside"},
        {{.name = "a", .type = RT_OPTION_INT, .offset = UINT32_MAX}, "outside"},
        {{.name = "a", .type = RT_OPTION_INT, .offset = 4}, "aligned"},
        {{.name = "a", .type = RT_OPTION_INT, .minimum = 2, .maximum = 1}, "minimum"},
        {{.name = "a", .type = RT_OPTION_INT, .minimum = 2, .maximum = 3, .initial = "4"},
         "initial"},
        {{.name = "a", .type = RT_OPTION_BOOL, .initial = "perhaps"}, "initial"},
        {{.name = "a", .type = RT_OPTION_CHOICE}, "without choices"},
        {{.name = "a", .type = RT_OPTION_CHOICE, .choices = empty}, "without choices"},
        {{.name = "a", .type = RT_OPTION_FILE, .initial = "x"}, "initial"},
    };
    char why[300];
    (void)state;
    assert_true(rt_options_check(&options, why, sizeof why));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rt_option table[] = {cases[i].row, {.name = NULL}};
        const rt_options one = {sizeof one, sizeof(rt_option), table, sizeof(fields)};
        assert_false(rt_options_check(&one, why, sizeof why));
        if (!strstr(why, cases[i].says))
            fail_msg("%zu: %s", i, why);
    }
    const rt_option twice[] = {{.name = "a", .type = RT_OPTION_BOOL},
                               {.name = "A", .type = RT_OPTION_BOOL},
                               {.name = NULL}};
    const rt_options both = {sizeof both, sizeof(rt_option), twice, sizeof(fields)};
    assert_false(rt_options_check(&both, why, sizeof why));
    assert_non_null(strstr(why, "twice"));
}

static void nearest_words(void **state)
{
    static const char *const names[] = {"csv", "json", "xml", "text", "markdown", NULL};
    static const struct {
        const char *word, *near;
    } cases[] = {
        {"cvs", "csv"},
        {"CSV", "csv"},
        {"jsn", "json"},
        {"jsno", "json"},
        {"xlm", "xml"},
        {"txet", "text"},
        {"markdwon", "markdown"},
        {"mark", "markdown"},
        {"pdf", NULL},
        {"", NULL},
        {"c", NULL},
        {"docx", NULL},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *near = rt_nearest(cases[i].word, names);
        if (!near != !cases[i].near || (near && strcmp(near, cases[i].near) != 0))
            fail_msg("%s: %s", cases[i].word, near ? near : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_values_and_zeroes),
        cmocka_unit_test(given_values),
        cmocka_unit_test(last_wins_and_a_bare_key_is_true),
        cmocka_unit_test(qualifiers_choose_who_takes_it),
        cmocka_unit_test(every_bad_value_has_its_message),
        cmocka_unit_test(every_mistake_is_told_at_once),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(a_file_that_does_not_open),
        cmocka_unit_test(out_of_memory_anywhere),
        cmocka_unit_test(what_nobody_took),
        cmocka_unit_test(tables_that_cannot_be),
        cmocka_unit_test(nearest_words),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
