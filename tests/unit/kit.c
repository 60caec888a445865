/* kit.c - what plugins share: numbering against labels typed by hand, escapes, base64, buffers. */
#include "kit/base64.h"
#include "kit/buffer.h"
#include "kit/escape.h"
#include "kit/numbering.h"
#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Numbering --------------------------------------------------------------- */

static void numbers_are_as_people_write_them(void **state)
{
    static const struct { int32_t numbering, counter; const char *label; } cases[] = {
        {RT_NUMBERING_DECIMAL, 1, "1"}, {RT_NUMBERING_DECIMAL, -12, "-12"},
        {RT_NUMBERING_DECIMAL, INT32_MIN, "-2147483648"},
        {RT_NUMBERING_DECIMAL_ZERO, 1, "01"}, {RT_NUMBERING_DECIMAL_ZERO, 10, "10"},
        {RT_NUMBERING_DECIMAL_ZERO, 123, "123"}, {RT_NUMBERING_DECIMAL_ZERO, 0, "00"},
        {RT_NUMBERING_DECIMAL_ZERO, -1, "-01"},
        {RT_NUMBERING_LOWER_ALPHA, 1, "a"}, {RT_NUMBERING_LOWER_ALPHA, 26, "z"},
        {RT_NUMBERING_LOWER_ALPHA, 27, "aa"}, {RT_NUMBERING_LOWER_ALPHA, 28, "ab"},
        {RT_NUMBERING_LOWER_ALPHA, 52, "az"}, {RT_NUMBERING_LOWER_ALPHA, 53, "ba"},
        {RT_NUMBERING_LOWER_ALPHA, 702, "zz"}, {RT_NUMBERING_LOWER_ALPHA, 703, "aaa"},
        {RT_NUMBERING_UPPER_ALPHA, 3, "C"}, {RT_NUMBERING_UPPER_ALPHA, 0, "0"},
        {RT_NUMBERING_UPPER_ALPHA, -3, "-3"}, {RT_NUMBERING_UPPER_ALPHA, INT32_MAX, "FXSHRXW"},
        {RT_NUMBERING_LOWER_ROMAN, 4, "iv"}, {RT_NUMBERING_LOWER_ROMAN, 9, "ix"},
        {RT_NUMBERING_LOWER_ROMAN, 49, "xlix"}, {RT_NUMBERING_UPPER_ROMAN, 1994, "MCMXCIV"},
        {RT_NUMBERING_UPPER_ROMAN, 3999, "MMMCMXCIX"}, {RT_NUMBERING_UPPER_ROMAN, 4000, "4000"},
        {RT_NUMBERING_UPPER_ROMAN, 0, "0"}, {RT_NUMBERING_LOWER_ROMAN, 888, "dccclxxxviii"},
        {RT_NUMBERING_CJK, 0, "零"}, {RT_NUMBERING_CJK, 1, "一"}, {RT_NUMBERING_CJK, 10, "十"},
        {RT_NUMBERING_CJK, 11, "十一"}, {RT_NUMBERING_CJK, 20, "二十"},
        {RT_NUMBERING_CJK, 99, "九十九"}, {RT_NUMBERING_CJK, 100, "一百"},
        {RT_NUMBERING_CJK, 101, "一百零一"}, {RT_NUMBERING_CJK, 110, "一百一十"},
        {RT_NUMBERING_CJK, 111, "一百一十一"}, {RT_NUMBERING_CJK, 1000, "一千"},
        {RT_NUMBERING_CJK, 1001, "一千零一"}, {RT_NUMBERING_CJK, 1010, "一千零一十"},
        {RT_NUMBERING_CJK, 1100, "一千一百"}, {RT_NUMBERING_CJK, 9999, "九千九百九十九"},
        {RT_NUMBERING_CJK, 10000, "一万"}, {RT_NUMBERING_CJK, 10001, "一万零一"},
        {RT_NUMBERING_CJK, 10010, "一万零一十"}, {RT_NUMBERING_CJK, 11000, "一万一千"},
        {RT_NUMBERING_CJK, 100000, "十万"}, {RT_NUMBERING_CJK, 200100, "二十万零一百"},
        {RT_NUMBERING_CJK, 123456, "十二万三千四百五十六"},
        {RT_NUMBERING_CJK, 100000001, "一亿零一"}, {RT_NUMBERING_CJK, 100002000, "一亿零二千"},
        {RT_NUMBERING_CJK, 1000000000, "十亿"}, {RT_NUMBERING_CJK, -5, "负五"},
        {RT_NUMBERING_CJK, INT32_MAX, "二十一亿四千七百四十八万三千六百四十七"},
        {RT_NUMBERING_CJK_PARENTHESIZED, 12, "（十二）"},
        {RT_NUMBERING_CIRCLED, 0, "⓪"}, {RT_NUMBERING_CIRCLED, 1, "①"},
        {RT_NUMBERING_CIRCLED, 20, "⑳"}, {RT_NUMBERING_CIRCLED, 21, "㉑"},
        {RT_NUMBERING_CIRCLED, 35, "㉟"}, {RT_NUMBERING_CIRCLED, 36, "㊱"},
        {RT_NUMBERING_CIRCLED, 50, "㊿"}, {RT_NUMBERING_CIRCLED, 51, "51"},
        {RT_NUMBERING_CIRCLED, -1, "-1"},
        {RT_NUMBERING_CJK_HEAVENLY_STEM, 1, "甲"}, {RT_NUMBERING_CJK_HEAVENLY_STEM, 10, "癸"},
        {RT_NUMBERING_CJK_HEAVENLY_STEM, 11, "11"}, {RT_NUMBERING_CJK_EARTHLY_BRANCH, 1, "子"},
        {RT_NUMBERING_CJK_EARTHLY_BRANCH, 12, "亥"}, {RT_NUMBERING_CJK_EARTHLY_BRANCH, 13, "13"},
        {RT_NUMBERING_DISC, 7, "•"}, {RT_NUMBERING_CIRCLE, 7, "◦"}, {RT_NUMBERING_SQUARE, 7, "▪"},
        {RT_NUMBERING_NONE, 7, ""}, {0, 7, "7"}, {99, 7, "7"}, {-1, 7, "7"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[RT_NUMBER_ROOM + 1];
        out[rt_numbering_number(cases[i].numbering, cases[i].counter, out)] = '\0';
        assert_string_equal(out, cases[i].label);
    }
}

static void every_number_fits_its_room(void **state)
{
    (void)state;
    for (int32_t numbering = -1; numbering < 20; numbering++) {
        static const int32_t long_ones[] = {INT32_MIN, INT32_MAX, 3888, -1888888888, -1000000001};
        for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++) {
            char out[RT_NUMBER_ROOM];
            assert_true(rt_numbering_number(numbering, long_ones[i], out) < RT_NUMBER_ROOM);
        }
    }
}

static void labels_follow_their_template(void **state)
{
    static const struct { int32_t numbering, counter; const char *template, *label; } cases[] = {
        {RT_NUMBERING_DECIMAL, 3, "", "3."}, {RT_NUMBERING_DECIMAL, 3, "%1)", "3)"},
        {RT_NUMBERING_CJK, 3, "", "三、"}, {RT_NUMBERING_CJK, 3, "第%1条", "第三条"},
        {RT_NUMBERING_CJK_PARENTHESIZED, 3, "", "（三）"}, {RT_NUMBERING_CIRCLED, 3, "", "③"},
        {RT_NUMBERING_DISC, 3, "", "•"}, {RT_NUMBERING_DISC, 3, "–", "–"},
        {RT_NUMBERING_NONE, 3, "", ""}, {RT_NUMBERING_LOWER_ALPHA, 27, "%1-%1", "aa-aa"},
        {RT_NUMBERING_DECIMAL, 3, "%", "%"}, {RT_NUMBERING_DECIMAL, 3, "100%%1", "100%3"},
        {RT_NUMBERING_DECIMAL, 3, "%2.%1", "%2.3"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[200];
        rt_str template = {cases[i].template, strlen(cases[i].template)};
        out[rt_numbering_label(cases[i].numbering, template, cases[i].counter, out, 199)] = '\0';
        assert_string_equal(out, cases[i].label);
    }
}

static void a_label_is_cut_between_characters(void **state)
{
    static const size_t lengths[] = {0, 0, 0, 3, 3, 3, 6, 6, 6, 9};
    char out[16];

    (void)state;
    for (size_t room = 0; room < 10; room++)
        assert_int_equal(rt_numbering_label(RT_NUMBERING_CJK, RT_STR("第%1条"), 3, out, room),
                         lengths[room]);
    /* A number that does not fit: nothing after it, or the label would say something else. */
    assert_int_equal(rt_numbering_label(RT_NUMBERING_DECIMAL, RT_STR("a%1b"), 1234, out, 4), 1);
}

/* ---- A memory to write to ------------------------------------------------------- */

typedef struct paper {
    rt_output out;
    size_t len;
    rt_status status;
    char text[400000];
} paper;

static rt_status on_write(rt_output *out, const void *bytes, size_t len)
{
    paper *p = (paper *)out;

    if (p->status == RT_OK) {
        memcpy(p->text + p->len, bytes, len);
        p->len += len;
    }
    return p->status;
}

static paper sheet;
static rt_emit emit;

static void start(void)
{
    sheet.out.write = on_write;
    sheet.len = 0;
    sheet.status = RT_OK;
    emit.out = &sheet.out;
    emit.status = RT_OK;
    emit.used = 0;
}

static const char *written(void)
{
    assert_int_equal(rt_emit_flush(&emit), RT_OK);
    sheet.text[sheet.len] = '\0';
    return sheet.text;
}

static uint32_t seed = 1;
static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* ---- Escapes ---------------------------------------------------------------------- */

static void escapes_say_what_they_should(void **state)
{
    (void)state;
    start();
    rt_escape_xml_text(&emit, RT_STR("a<b & c>d \"e\" ]]>\t\n\r表"));
    assert_string_equal(written(), "a&lt;b &amp; c&gt;d \"e\" ]]&gt;\t\n&#13;表");
    start();
    rt_escape_xml_attr(&emit, RT_STR("a<b & c>d \"e\" 'f'\t\n\r表"));
    assert_string_equal(written(), "a&lt;b &amp; c&gt;d &quot;e&quot; 'f'&#9;&#10;&#13;表");
    start();
    rt_escape_json(&emit, RT_STR("\"\\/\b\f\n\r\t\x01\x1f\x7f 表😀"));
    assert_string_equal(written(), "\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f 表😀");
    start();
    rt_escape_json(&emit, (rt_str){NULL, 0});
    rt_escape_xml_text(&emit, (rt_str){NULL, 0});
    assert_string_equal(written(), "");
}

/* The plainest thing that could work. */
static size_t naive(char kind, const char *text, size_t len, char *out)
{
    char *to = out;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (kind == 'j' && (c == '"' || c == '\\'))
            to += sprintf(to, "\\%c", c);
        else if (kind == 'j' && c < 32)
            to += strchr("\b\f\n\r\t", c) && c
                      ? sprintf(to, "\\%c", "bfnrt"[strchr("\b\f\n\r\t", c) - "\b\f\n\r\t"])
                      : sprintf(to, "\\u%04x", c);
        else if (kind != 'j' && (c == '&' || c == '<' || c == '>'))
            to += sprintf(to, "%s", c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        else if (kind == 'a' && c == '"')
            to += sprintf(to, "&quot;");
        else if ((kind != 'j' && c == '\r') || (kind == 'a' && (c == '\t' || c == '\n')))
            to += sprintf(to, "&#%d;", c);
        else
            *to++ = (char)c;
    }
    return (size_t)(to - out);
}

static void escapes_agree_with_the_plain_way(void **state)
{
    static const char bytes[] = "<>&\"\\\r\n\t\x01\x1f !'/\x7f\x80\xbf\xe8\xffzzzzzzzzzzzzzzzzzz";
    static char text[300], plain[3000];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t len = chance(40), from = chance(9);
        char kind = "taj"[i % 3];
        for (size_t k = 0; k < len; k++)
            text[from + k] = i % 2 ? bytes[chance(sizeof bytes - 1)] : (char)chance(256);
        start();
        rt_str piece = {text + from, len};
        if (kind == 't')
            rt_escape_xml_text(&emit, piece);
        else if (kind == 'a')
            rt_escape_xml_attr(&emit, piece);
        else
            rt_escape_json(&emit, piece);
        assert_int_equal(rt_emit_flush(&emit), RT_OK);
        assert_int_equal(sheet.len, naive(kind, text + from, len, plain));
        assert_memory_equal(sheet.text, plain, sheet.len);
    }
}

static void a_failed_output_stays_failed(void **state)
{
    static char text[100000];

    (void)state;
    memset(text, '<', sizeof text);
    start();
    sheet.status = RT_ERR_IO;
    rt_escape_xml_text(&emit, (rt_str){text, sizeof text});
    assert_int_equal(rt_emit_flush(&emit), RT_ERR_IO);
}

/* ---- Base64 ------------------------------------------------------------------------- */

static void encoding_matches_the_rfc(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xff\xef\xbe", "/+++"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        rt_base64_encoder encoder = {0};
        rt_base64_decoder decoder = {0};
        unsigned char out[16];
        size_t len, used;
        start();
        rt_base64_encode(&encoder, pairs[i][0], strlen(pairs[i][0]), &emit);
        rt_base64_encode_end(&encoder, &emit);
        assert_string_equal(written(), pairs[i][1]);
        assert_true(rt_base64_decode(&decoder, pairs[i][1], strlen(pairs[i][1]), out, &len, &used));
        assert_true(rt_base64_decode_end(&decoder));
        assert_int_equal(len, strlen(pairs[i][0]));
        assert_memory_equal(out, pairs[i][0], len);
    }
}

static void pieces_of_any_size_make_the_same(void **state)
{
    static unsigned char bytes[5000], back[8000], out[8000];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)chance(256);
    for (int round = 0; round < 200; round++) {
        size_t whole = chance(sizeof bytes), sum = 0, used;
        rt_base64_encoder encoder = {0};
        rt_base64_decoder decoder = {.skip_space = true};
        start();
        for (size_t from = 0; from < whole;) {
            size_t len = chance(9) < whole - from ? chance(9) % (whole - from + 1) : whole - from;
            rt_base64_encode(&encoder, bytes + from, len, &emit);
            from += len;
        }
        rt_base64_encode_end(&encoder, &emit);
        written();
        assert_int_equal(sheet.len, (whole + 2) / 3 * 4);
        for (size_t from = 0; from < sheet.len;) {
            size_t len = 1 + chance(7), got;
            if (len > sheet.len - from)
                len = sheet.len - from;
            assert_true(rt_base64_decode(&decoder, sheet.text + from, len, out, &got, &used));
            assert_true(got <= rt_base64_room(len));
            memcpy(back + sum, out, got);
            sum += got;
            from += len;
            assert_true(rt_base64_decode(&decoder, " \r\n\t", 4, out, &got, &used));
        }
        assert_true(rt_base64_decode_end(&decoder));
        assert_int_equal(sum, whole);
        assert_memory_equal(back, bytes, whole);
    }
}

static void anything_else_is_not_base64(void **state)
{
    static const struct { const char *text; size_t at; const char *says; } cases[] = {
        {"Zg=", 3, "inside a group"}, {"Zg", 2, "inside a group"}, {"Z", 1, "inside a group"},
        {"Z===", 1, "no group of four"}, {"====", 0, "no group of four"}, {"Zm9v=", 4, "no group"},
        {"Zh==", 2, "not zero"}, {"Zm9=", 3, "not zero"}, {"Zg===", 4, "more \"=\""},
        {"Zm8==", 4, "more \"=\""}, {"Zg==Zg==", 4, "follows"}, {"Zg=g", 3, "follows"},
        {"Zm 9v", 2, "no character"}, {"Zm-_", 2, "no character"}, {"Zm9v\xe8", 4, "no character"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rt_base64_decoder decoder = {0};
        unsigned char out[16];
        size_t len, used;
        bool ok = rt_base64_decode(&decoder, cases[i].text, strlen(cases[i].text), out, &len, &used) &&
                  rt_base64_decode_end(&decoder);
        assert_false(ok);
        assert_int_equal(used, cases[i].at);
        assert_non_null(strstr(decoder.error, cases[i].says));
    }
}

/* ---- Buffers --------------------------------------------------------------------------- */

typedef struct house { rt_host host; rt_memory memory; } house;

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    return rt_memory_resize((rt_memory *)&((house *)(uintptr_t)host)->memory, block, bytes);
}

static void buffers_grow_and_keep(void **state)
{
    house h = {.host = {.size = sizeof h.host, .resize = resize}};
    rt_buffer b = {.host = &h.host};
    static const uint32_t points[] = {0x24, 0xa2, 0x7ff, 0x800, 0x8868, 0xffff, 0x10000, 0x1f600, 0x10ffff};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rt_buffer_add_char(&b, (char)('a' + i % 26)), RT_OK);
        assert_int_equal(rt_buffer_add(&b, "xyz", (size_t)(i % 4)), RT_OK);
    }
    assert_int_equal(b.len, 2500);
    assert_memory_equal(b.data, "abxcxydxyzefx", 13);
    rt_buffer_clear(&b);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_int_equal(rt_buffer_add_point(&b, points[i]), RT_OK);
    assert_int_equal(rt_buffer_add_char(&b, '\0'), RT_OK);
    assert_string_equal(b.data, "$\xc2\xa2\xdf\xbf\xe0\xa0\x80\xe8\xa1\xa8\xef\xbf\xbf\xf0\x90\x80\x80"
                                "\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf");
    rt_buffer_free(&b);
    assert_int_equal(h.memory.used, 0);
    assert_int_equal(rt_buffer_add(&b, NULL, 0), RT_OK);
}

static void a_buffer_without_memory_stays_as_it_was(void **state)
{
    house h = {.host = {.size = sizeof h.host, .resize = resize}, .memory = {.limit = 1000}};
    rt_buffer b = {.host = &h.host};
    rt_status status = RT_OK;

    (void)state;
    while (status == RT_OK)
        status = rt_buffer_add(&b, "0123456789", 10);
    assert_int_equal(status, RT_ERR_MEMORY);
    assert_int_equal(b.len % 10, 0);
    assert_memory_equal(b.data + b.len - 10, "0123456789", 10);
    assert_int_equal(rt_buffer_reserve(&b, SIZE_MAX - b.len), RT_ERR_MEMORY);
    assert_int_equal(rt_buffer_reserve(&b, SIZE_MAX), RT_ERR_MEMORY);
    rt_buffer_free(&b);
    assert_int_equal(h.memory.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_as_people_write_them),
        cmocka_unit_test(every_number_fits_its_room),
        cmocka_unit_test(labels_follow_their_template),
        cmocka_unit_test(a_label_is_cut_between_characters),
        cmocka_unit_test(escapes_say_what_they_should),
        cmocka_unit_test(escapes_agree_with_the_plain_way),
        cmocka_unit_test(a_failed_output_stays_failed),
        cmocka_unit_test(encoding_matches_the_rfc),
        cmocka_unit_test(pieces_of_any_size_make_the_same),
        cmocka_unit_test(anything_else_is_not_base64),
        cmocka_unit_test(buffers_grow_and_keep),
        cmocka_unit_test(a_buffer_without_memory_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
