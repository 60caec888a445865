/* json_lexer.c - the JSON lexer: each token and each error with its place, however the input is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugins/json/lexer.h"

/* ---- A host and an input of small windows ----------------------------------------- */

static char seen[1 << 20]; /* what a run gave, as text */
static uint64_t test_depth = 1000, test_members = 10000;

__attribute__((format(printf, 1, 2)))
static void note(const char *format, ...)
{
    static size_t len;
    len = seen[0] ? len : 0;
    va_list list;
    va_start(list, format);
    len += (size_t)vsnprintf(seen + len, sizeof seen - len, format, list);
    assert_true(len < sizeof seen);
    va_end(list);
}

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    (void)host;
    if (bytes)
        return realloc(block, bytes);
    free(block);
    return NULL;
}

static void report(const rt_host *host, const char *code, const rt_pos *pos, const char *message)
{
    (void)host;
    assert_true(strlen(message) > 10);
    note("%s@%u:%u ", code, (unsigned)pos->line, (unsigned)pos->column);
}

static uint64_t limit(const rt_host *host, const char *name)
{
    (void)host;
    return strcmp(name, "depth") == 0 ? test_depth : strcmp(name, "attributes") == 0 ? test_members : 1 << 20;
}

static const rt_host host = {.size = sizeof host, .resize = resize, .report = report, .limit = limit};

/* Windows of `first`, then of `step` bytes, in blocks of their own that go with the next call. */
typedef struct cut_input {
    rt_input input;
    const char *text;
    size_t len, at, first, step;
    char *window;
} cut_input;

static rt_status next_window(rt_input *self, const char **bytes, size_t *len)
{
    cut_input *in = (cut_input *)self;
    size_t take = in->at ? in->step : in->first;
    free(in->window);
    in->window = NULL;
    if (take > in->len - in->at)
        take = in->len - in->at;
    while (in->at + take < in->len && ((unsigned char)in->text[in->at + take] & 0xC0) == 0x80)
        take++;
    *len = take;
    if (take) {
        in->window = malloc(take);
        assert_non_null(in->window);
        memcpy(in->window, in->text + in->at, take);
    }
    *bytes = in->window;
    in->at += take;
    return RT_OK;
}

/* ---- Running ------------------------------------------------------------------------ */

static rt_status take_tokens(json_lexer *l)
{
    static const char *const names[] = {"END", "{", "}", "[", "]", "K", "S", "N", "true", "false", "null"};
    json_token t;
    do {
        rt_status status = json_lexer_next(l, &t);
        if (status != RT_OK)
            return status;
        note("%s@%u:%u", names[t.kind], (unsigned)t.line, (unsigned)t.column);
        if (t.kind == JSON_KEY || t.kind == JSON_STRING || t.kind == JSON_NUMBER) {
            note(t.kind == JSON_NUMBER && t.fraction ? "f<%.*s" : "<%.*s", (int)t.text.len, t.text.ptr);
            while (t.more) {
                if ((status = json_lexer_more(l, &t)) != RT_OK)
                    return status;
                note("%.*s", (int)t.text.len, t.text.ptr);
            }
            note(">");
        }
        note(" ");
    } while (t.kind != JSON_END);
    return RT_OK;
}

static rt_status run(const char *text, size_t len, size_t first, size_t step)
{
    cut_input in = {.input = {.size = sizeof in.input, .next = next_window}, .text = text, .len = len,
                    .first = first, .step = step};
    json_lexer l;
    seen[0] = '\0';
    assert_int_equal(json_lexer_open(&l, &host, &in.input), RT_OK);
    rt_status status = take_tokens(&l);
    json_lexer_free(&l);
    free(in.window);
    return status;
}

/* Whole, cut once at every place, and in windows of every size: always the same. */
static void expect(const char *text, rt_status status, const char *tokens)
{
    size_t len = strlen(text);
    assert_int_equal(run(text, len, len, len), status);
    if (!strstr(seen, tokens) || (status == RT_OK && strcmp(seen, tokens) != 0))
        fail_msg("%s\n gave     %s\n expected %s", text, seen, tokens);
    char *whole = strdup(seen);
    for (size_t first = 1; first <= len && len < 300; first++)
        for (size_t step = 1; step <= len; step += step < 9 ? 1 : len) {
            assert_int_equal(run(text, len, first, step), status);
            if (strcmp(seen, whole) != 0)
                fail_msg("%s cut at %zu/%zu\n gave %s\n not  %s", text, first, step, seen, whole);
        }
    free(whole);
}

/* ---- Tests --------------------------------------------------------------------------- */

static void tokens_and_places(void **state)
{
    (void)state;
    expect("[1, 2.50, -0, 1e400, 1E+2]", RT_OK,
           "[@1:1 N@1:2<1> N@1:5f<2.50> N@1:11<-0> N@1:15f<1e400> N@1:22f<1E+2> ]@1:26 END@1:27 ");
    expect("{\"a\" :\r\n \"\xE4\xB8\xAD\xE6\x96\x87\", \"b\":[true,false,null,{}, []]}", RT_OK,
           "{@1:1 K@1:2<a> S@2:2<\xE4\xB8\xAD\xE6\x96\x87> K@2:8<b> [@2:12 true@2:13 false@2:18 null@2:24 "
           "{@2:29 }@2:30 [@2:33 ]@2:34 ]@2:35 }@2:36 END@2:37 ");
    expect("\"\xF0\x9F\x98\x80 abcdefgh \xC3\xA9\"  7", RT_ERR_MALFORMED, "json-trailing@1:17");
    expect(" 7 ", RT_OK, "N@1:2<7> END@1:4 ");
    expect("1\n[2]\n\n\"3\"\n", RT_OK, "N@1:1<1> [@2:1 N@2:2<2> ]@2:3 S@4:1<3> END@5:1 ");
}

static void escapes(void **state)
{
    (void)state;
    expect("\"\\\"\\\\\\/\\n\\r\\t\\u00e4\\u4e2D\\ud83d\\ude00x\"", RT_OK,
           "S@1:1<\"\\/\n\r\t\xC3\xA4\xE4\xB8\xAD\xF0\x9F\x98\x80x> END@1:40 ");
    expect("{\"\\u0061\":1}", RT_OK, "{@1:1 K@1:2<a> N@1:11<1> }@1:12 END@1:13 ");
    expect("[\"\\u0000\\b\\f\\uffff\"]", RT_OK,
           "[@1:1 json-character@1:3 json-character@1:9 json-character@1:11 json-character@1:13 "
           "S@1:2<\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD> ]@1:20 END@1:21 ");
}

static void errors(void **state)
{
    (void)state;
    static const struct { const char *text, *error; } rows[] = {
        {"", "json-empty@1:1"}, {" \n ", "json-empty@2:2"},
        {"[1,]", "json-syntax@1:3"}, {"[1, \n]", "json-syntax@1:3"}, {"[,1]", "json-syntax@1:2"},
        {"[1,,2]", "json-syntax@1:4"}, {"{\"a\":1,}", "json-syntax@1:7"}, {"{,}", "json-syntax@1:2"},
        {"{\"a\":1,,}", "json-syntax@1:8"},
        {"{\n  \"a\": 1,\n  \"b\": [1, 2,, 3]\n}", "json-syntax@3:14"},
        {"[1 2]", "json-syntax@1:4"}, {"[1}", "json-syntax@1:3"}, {"{\"a\":1]", "json-syntax@1:7"},
        {"{\"a\" 1}", "json-syntax@1:6"}, {"{\"a\"}", "json-syntax@1:5"}, {"{\"a\":}", "json-syntax@1:6"},
        {"{a:1}", "json-syntax@1:2"}, {"{'a':1}", "json-syntax@1:2"}, {"['a']", "json-syntax@1:2"},
        {"]", "json-syntax@1:1"}, {"[1]]", "json-trailing@1:4"}, {"{} {}", "json-trailing@1:4"},
        {"1\n2 3", "json-trailing@2:3"}, {",", "json-syntax@1:1"},
        {"[tru]", "json-syntax@1:5"}, {"[True]", "json-syntax@1:2"}, {"nul", "json-syntax@1:4"},
        {"[nullx]", "json-syntax@1:6"}, {"[// x\n1]", "json-syntax@1:2"}, {"[NaN]", "json-syntax@1:2"},
        {"[-Infinity]", "json-syntax@1:3"},
        {"[01]", "json-syntax@1:3"}, {"[-]", "json-syntax@1:3"}, {"[-01]", "json-syntax@1:4"},
        {"[1.]", "json-syntax@1:4"}, {"[.5]", "json-syntax@1:2"}, {"[+1]", "json-syntax@1:2"},
        {"[1e]", "json-syntax@1:4"}, {"[1e+]", "json-syntax@1:5"}, {"[1.5.2]", "json-syntax@1:5"},
        {"[1a]", "json-syntax@1:3"}, {"[0x10]", "json-syntax@1:3"}, {"1.", "json-syntax@1:3"},
        {"-", "json-syntax@1:2"}, {"[1\"a\"]", "json-syntax@1:3"},
        {"[\"a\nb\"]", "json-control@1:4"}, {"[\"a\tb\"]", "json-control@1:4"},
        {"[\"abcdefgh\x01ijklmnop\"]", "json-control@1:11"}, {"{\"a\n\":1}", "json-control@1:4"},
        {"[\"\\x\"]", "json-escape@1:3"}, {"[\"\\u12g4\"]", "json-escape@1:7"}, {"[\"\\'\"]", "json-escape@1:3"},
        {"[\"a\\ud800\"]", "json-surrogate@1:4"}, {"[\"\\udc00\"]", "json-surrogate@1:3"},
        {"[\"\\ud800\\ud800\"]", "json-surrogate@1:3"}, {"[\"\\ud800\\n\"]", "json-surrogate@1:3"},
        {"[\"\\ud800x\"]", "json-surrogate@1:3"}, {"{\"\\ud800\":1}", "json-surrogate@1:3"},
        {"[\"abc", "json-truncated@1:6"}, {"[\"abc\\", "json-truncated@1:7"}, {"[\"\\u00", "json-truncated@1:7"},
        {"{\"abc", "json-truncated@1:6"}, {"[", "json-truncated@1:2"}, {"[1", "json-truncated@1:3"},
        {"[1,", "json-truncated@1:4"}, {"{\"a\":[1]", "json-truncated@1:9"}, {"{\"a\"", "json-syntax@1:5"},
        {"{", "json-truncated@1:2"}, {"{\"a\":1", "json-truncated@1:7"}, {"{\"a\":", "json-truncated@1:6"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "json-duplicate@1:14"}, {"{\"a\":{\"a\":1},\"\\u0061\":3}", "json-duplicate@1:14"},
        {"{\"\":1,\"\":2}", "json-duplicate@1:7"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i].text, RT_ERR_MALFORMED, rows[i].error);
}

/* Many names go through the table; equal ones in different objects are no error. */
static void many_names(void **state)
{
    (void)state;
    static char text[1 << 16];
    char *p = text;
    p += sprintf(p, "[{\"n1\":1},{");
    for (int i = 0; i < 3000; i++)
        p += sprintf(p, "\"n%d\":{\"n%d\":0},", i, i);
    size_t stem = (size_t)(p - text);
    strcpy(text + stem, "\"m\":0}]");
    assert_int_equal(run(text, strlen(text), 1000, 1000), RT_OK);
    strcpy(text + stem, "\"n1777\":0}]");
    assert_int_equal(run(text, strlen(text), 1000, 1000), RT_ERR_MALFORMED);
    char wanted[40];
    snprintf(wanted, sizeof wanted, "json-duplicate@1:%zu ", stem + 1);
    assert_non_null(strstr(seen, wanted));
    test_members = 2000;
    assert_int_equal(run(text, strlen(text), 1000, 1000), RT_ERR_LIMIT);
    test_members = 10000;
    assert_non_null(strstr(seen, "json-members@1:"));
}

static void depth(void **state)
{
    (void)state;
    char text[2000];
    memset(text, '[', sizeof text);
    test_depth = 500;
    assert_int_equal(run(text, sizeof text, 64, 64), RT_ERR_LIMIT);
    test_depth = 1000;
    assert_non_null(strstr(seen, "json-depth@1:1017"));
}

/* Strings beyond a piece keep every byte, whether they lie in one window or are cut, escaped or not. */
static void long_strings(void **state)
{
    (void)state;
    static char text[20000], plain[20000];
    for (size_t every = 7; every < 9000; every = every * 3 + 1)
        for (size_t step = 1; step < 40000; step = step * 11 + 3) {
            size_t len = 0, count = 0;
            text[len++] = '"';
            while (count < 9000) {
                if (count % every == every - 1) {
                    text[len++] = '\\';
                    text[len++] = 'n';
                    plain[count++] = '\n';
                } else {
                    plain[count] = (char)('a' + count % 26);
                    text[len++] = plain[count++];
                }
            }
            text[len++] = '"';
            plain[count] = '\0';
            assert_int_equal(run(text, len, step, step), RT_OK);
            char *got = strchr(seen, '<') + 1;
            *strchr(got, '>') = '\0';
            assert_string_equal(got, plain);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_and_places), cmocka_unit_test(escapes), cmocka_unit_test(errors),
        cmocka_unit_test(many_names), cmocka_unit_test(depth), cmocka_unit_test(long_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
