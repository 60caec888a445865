/* decode.c (unit) - bytes to UTF-8: against the Encoding Standard's indexes typed here, at every
 * split of the windows, by every kind of evidence. Never against iconv, which the code itself asks.
 */
#include "decode.h"
#include "charset.h"
#include "io.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) (literal), sizeof(literal) - 1
#define BAD "\xEF\xBF\xBD"

/* ---- A run whose messages are kept, and a feed of chosen windows ------------ */

typedef struct heard {
    char codes[512];
    rt_pos pos;
    char last[512];
} heard;

static void hear(void *user, const rt_message *message)
{
    heard *h = user;
    strncat(h->codes, message->code, sizeof h->codes - strlen(h->codes) - 2);
    strcat(h->codes, " ");
    h->pos = message->pos;
    snprintf(h->last, sizeof h->last, "%s", message->message);
}

static void start_run(rt_run *run, heard *h)
{
    *h = (heard){.codes = ""};
    *run = (rt_run){.file = "test"};
    rt_limits_init(&run->limits);
    run->diagnostics = rt_diagnostics_new(hear, h);
}

static void end_run(rt_run *run)
{
    rt_diagnostics_free(run->diagnostics);
    assert_int_equal(run->memory.used, 0);
}

typedef struct memory_feed {
    rt_feed feed;
    const char *bytes;
    size_t len, at, shown, first, window; /* the first window may have a size of its own */
} memory_feed;

static rt_status pull(rt_feed *feed, size_t used, size_t want, const char **bytes, size_t *len,
                      bool *end)
{
    memory_feed *m = (memory_feed *)feed;
    size_t left, size = m->first ? m->first : m->window;

    assert_true(used <= m->shown);
    m->at += used;
    m->shown -= used;
    left = m->len - m->at;
    if (m->shown < want) {
        m->shown = m->shown + size > want ? m->shown + size : want;
        m->first = 0;
    }
    m->shown = m->shown < left ? m->shown : left;
    *bytes = m->bytes + m->at;
    *len = m->shown;
    *end = m->shown == left;
    return RT_OK;
}

typedef struct request {
    const char *label, *declared, *bytes;
    size_t len, ahead, first, window;
} request;

typedef struct answer {
    rt_status status;
    char charset[32];
    char *text; /* to be freed */
    size_t len, room;
} answer;

static void add(answer *a, const char *text, size_t len)
{
    assert_int_equal(rt_utf8_valid((const unsigned char *)text, len), len); /* no sequence is cut */
    if (a->len + len >= a->room) {
        a->room = 2 * (a->len + len) + 64;
        a->text = realloc(a->text, a->room);
    }
    memcpy(a->text + a->len, text, len);
    a->len += len;
    a->text[a->len] = '\0';
}

static answer decode_with(rt_run *run, const request *r)
{
    memory_feed feed = {{pull, r->ahead ? r->ahead : RT_AHEAD}, r->bytes, r->len, 0, 0, r->first,
                        r->window ? r->window : 65536};
    rt_str declared = {r->declared, r->declared ? strlen(r->declared) : 0};
    answer a = {RT_OK, "", calloc(1, 1), 0, 1};
    rt_decoder *decoder;
    const char *text;
    size_t len = 1;

    a.status = rt_decoder_new(run, &feed.feed, r->label, declared, &decoder);
    if (a.status != RT_OK)
        return a;
    while (a.status == RT_OK && len) {
        a.status = rt_decoder_next(decoder, &text, &len);
        if (a.status == RT_OK && len)
            add(&a, text, len);
    }
    if (a.status == RT_OK)
        snprintf(a.charset, sizeof a.charset, "%s", rt_decoder_charset(decoder));
    rt_decoder_free(decoder);
    return a;
}

static answer decode(const request *r, heard *h)
{
    rt_run run;
    answer a;

    start_run(&run, h);
    a = decode_with(&run, r);
    end_run(&run);
    return a;
}

/* ---- Labels ----------------------------------------------------------------- */

static const char *name_of(const char *label)
{
    const rt_charset *charset = rt_charset_labelled(label, strlen(label));
    return charset ? charset->name : "none";
}

static void labels_are_those_of_the_standard(void **state)
{
    size_t count = 0;
    (void)state;
    for (size_t i = 0; rt_charset_at(i); i++) {
        char labels[1024];
        snprintf(labels, sizeof labels, "%s", rt_charset_at(i)->labels);
        for (char *word = strtok(labels, " "); word && *word != '|'; word = strtok(NULL, " ")) {
            assert_ptr_equal(rt_charset_labelled(word, strlen(word)), rt_charset_at(i));
            count++;
        }
    }
    assert_int_equal(count, 228);
    assert_string_equal(name_of("gb2312"), "GBK");
    assert_string_equal(name_of("ISO-8859-1"), "windows-1252");
    assert_string_equal(name_of("ascii"), "windows-1252");
    assert_string_equal(name_of("\t Shift-JIS \n"), "Shift_JIS");
    assert_string_equal(name_of("ks_c_5601-1987"), "EUC-KR");
    assert_string_equal(name_of("unicode"), "UTF-16LE");
    assert_string_equal(name_of("l9"), "ISO-8859-15");
    assert_string_equal(name_of("utf-7"), "none");
    assert_string_equal(name_of("|"), "none");
    assert_string_equal(name_of("gb2312 gbk"), "none");
    assert_string_equal(name_of(""), "none");
}

/* ---- Bytes and what they are ------------------------------------------------ */

static const struct example {
    const char *label, *bytes;
    size_t len;
    const char *text;
    size_t text_len, bad;
} examples[] = {
    /* Shift_JIS is what Windows calls 932. */
    {"shift_jis", BYTES("\x87\x40"), BYTES("①"), 0},
    {"shift_jis", BYTES("\x5C\x7E"), BYTES("\\~"), 0},
    {"shift_jis", BYTES("\x81\x5F\x81\x60\x81\x61\x81\x7C"), BYTES("＼～∥－"), 0},
    {"shift_jis", BYTES("\x80\xB1\xDF"), BYTES("\xC2\x80ｱﾟ"), 0},
    {"shift_jis", BYTES("\xF0\x40\xF9\xFC"), BYTES("\xEE\x80\x80\xEE\x9D\x97"), 0},
    {"shift_jis", BYTES("\xED\x40\xFA\x40\xFA\x5C\xEA\xA4"), BYTES("纊ⅰ纊熙"), 0},
    {"shift_jis", BYTES("\x82\x31\xA0\xFD\x81\xFD\x81"), BYTES(BAD "1" BAD BAD BAD BAD), 5},
    /* EUC-KR is what Windows calls 949. */
    {"euc-kr", BYTES("\x81\x41\x8C\x63\xB0\xA1\xC8\xFE"), BYTES("갂똠가힝"), 0},
    {"euc-kr", BYTES("\xA2\xE6\x5C\xC6\x52"), BYTES("€\\힣"), 0},
    {"euc-kr", BYTES("\x81\x5B\x80\xFF\xC9\xA1"), BYTES(BAD "[" BAD BAD BAD), 4},
    /* GB18030, of one, two and four bytes. */
    {"gbk", BYTES("\x80\xA2\xE3\xD6\xD0\x81\x40"), BYTES("€€中丂"), 0},
    {"gb2312", BYTES("\xA8\xBC\xA3\xA0\xFE\x50"), BYTES("ḿ　⺁"), 0},
    {"gb18030", BYTES("\x81\x30\x81\x30\x84\x31\xA4\x37"), BYTES("\xC2\x80" BAD), 0},
    {"gb18030", BYTES("\x90\x30\x81\x30\xE3\x32\x9A\x35\x95\x32\x82\x36"),
     BYTES("𐀀\xF4\x8F\xBF\xBF𠀀"), 0},
    {"gb18030", BYTES("\x81\x35\xF4\x36\x81\x35\xF4\x37\x82\x35\x90\x37"), BYTES("Ḿ\xEE\x9F\x87龴"),
     0},
    {"gb18030", BYTES("\xA6\xD9\xA6\xDB\xA6\xF3"), BYTES("︐︑︙"), 0},
    {"gb18030", BYTES("\xFE\x59\xFE\xA0\xFE\x51\xFE\x91"), BYTES("龴龻\xEE\xA0\x96\xEE\xA1\x95"),
     0},
    {"gb18030", BYTES("\xFF\x81\x20\x81\x30\x20"), BYTES(BAD BAD " " BAD "0 "), 3},
    {"gb18030", BYTES("\x81\x30\x81\x20\xE3\x32\x9A\x36"), BYTES(BAD "0" BAD " " BAD), 3},
    {"gb18030", BYTES("\x84\x31\xA5\x30\x81\x7F\x81\x30\x81"), BYTES(BAD BAD "\x7F" BAD), 3},
    /* Big5 with Hong Kong's characters and ETEN's. */
    {"big5", BYTES("\xA4\xA4\xA4\xE5\xF9\xD6"), BYTES("中文碁"), 0},
    {"big5", BYTES("\x88\x62\x88\x64\x88\xA3\x88\xA5\x88\x66"), BYTES("Ê̄Ê̌ê̄ê̌Ê"), 0},
    {"big5-hkscs", BYTES("\x87\x40\xFA\x40\x8E\x69"), BYTES("䏰𠕇箸"), 0},
    {"big5", BYTES("\xA1\x45\xA1\xE3\xA3\xE1\xC6\xDE\xA3\xC0"), BYTES("‧～€〃␀"), 0},
    {"big5", BYTES("\x81\x40\x80\xFF\x81\x80\xA4"), BYTES(BAD "@" BAD BAD BAD BAD), 5},
    /* EUC-JP in its three planes. */
    {"euc-jp", BYTES("\xA4\xA2\xAD\xA1\x8E\xB1\xA1\xC1\xF9\xA1"), BYTES("あ①ｱ～纊"), 0},
    {"euc-jp", BYTES("\x8F\xB0\xA1\x8F\xA2\xB7\x8F\xED\xE3"), BYTES("丂～龥"), 0},
    {"euc-jp", BYTES("\x8F\xA1\x41\x8E\xE0\x8F\x41\x80\xA4"), BYTES(BAD "A" BAD BAD "A" BAD BAD),
     5},
    /* ISO-2022-JP and its escapes. */
    {"iso-2022-jp", BYTES("\x1B$B$\"-!\x1B(B\\~"), BYTES("あ①\\~"), 0},
    {"iso-2022-jp", BYTES("\x1B(J\\~\x1B(I1\x1B(B1"), BYTES("¥‾ｱ1"), 0},
    {"iso-2022-jp", BYTES("\x1B$@$\"$\x1B(B\x1B(Bx\x1B(Z\x0E\x80"),
     BYTES("あ" BAD BAD "x" BAD "(Z" BAD BAD), 5},
    /* One byte each; what Windows leaves undefined is a control, what others do is nothing. */
    {"latin1", BYTES("\x80\x81\x8D\x8F\x90\x9D\x9F\xA0\xFF"),
     BYTES("€\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9DŸ\xC2\xA0ÿ"), 0},
    {"windows-1251", BYTES("\x88\x98\xCF\xF0"), BYTES("€\xC2\x98Пр"), 0},
    {"windows-1253", BYTES("\x80\x81\xD2\xE1"), BYTES("€\xC2\x81" BAD "α"), 1},
    {"windows-1255", BYTES("\xCA\xE0\xD9"), BYTES("\xD6\xBAא" BAD), 1},
    {"tis-620", BYTES("\x80\x81\xA1\xDB"), BYTES("€\xC2\x81ก" BAD), 1},
    {"iso-8859-15", BYTES("\xA4\xA6\x80"), BYTES("€Š\xC2\x80"), 0},
    {"iso-8859-16", BYTES("\xA4\xA5"), BYTES("€„"), 0},
    {"iso-8859-8-i", BYTES("\xE0\xDF\xBF"), BYTES("א‗" BAD), 1},
    {"koi8-r", BYTES("\xC1\xA3"), BYTES("аё"), 0},
    {"koi8-u", BYTES("\xAE\xBE\xA4\xB4"), BYTES("ўЎєЄ"), 0},
    {"macintosh", BYTES("\xDB\xC6\xF0\x80"), BYTES("€∆\xEF\xA3\xBFÄ"), 0},
    {"x-mac-cyrillic", BYTES("\xFF\xA2\xB6\x80"), BYTES("€ҐґА"), 0},
    {"866", BYTES("\x80\xF0\xFD\xFF"), BYTES("АЁ¤\xC2\xA0"), 0},
    {"x-user-defined", BYTES("A\x80\xFF"), BYTES("A\xEF\x9E\x80\xEF\x9F\xBF"), 0},
    /* UTF-8: one U+FFFD for each maximal subpart. */
    {"utf-8",
     BYTES("\xF0\x9F\x98"
           "A\xE4\xB8"),
     BYTES(BAD "A" BAD), 2},
    {"utf-8", BYTES("\xE0\x80\x80\xED\xA0\x80"), BYTES(BAD BAD BAD BAD BAD BAD), 6},
    {"utf-8", BYTES("\xC0\xAF\xF4\x90\x80\x80\xF5"), BYTES(BAD BAD BAD BAD BAD BAD BAD), 7},
    {"utf-8", BYTES("\xF1\x80\x80\xC2\xEF\xBF\xBD\xEF\xBF\xBF"), BYTES(BAD BAD BAD "\xEF\xBF\xBF"),
     2},
    {"utf-8", BYTES("a\0b\r\n\r\x1B"), BYTES("a\0b\r\n\r\x1B"), 0},
    /* UTF-16: lone surrogates, an odd end. */
    {"utf-16le", BYTES("\x3D\xD8\x00\xDE\x2D\x4E"), BYTES("😀中"), 0},
    {"utf-16le",
     BYTES("\x00\xD8"
           "A\0\x00\xDC\x3D\xD8\x3D\xD8\x00\xDE"),
     BYTES(BAD "A" BAD BAD "😀"), 3},
    {"utf-16le", BYTES("A\0B"), BYTES("A" BAD), 1},
    {"utf-16be", BYTES("\x4E\x2D\xD8\x3D"), BYTES("中" BAD), 1},
    {"utf-16be", BYTES("\xD8\x3D\xDE"), BYTES(BAD), 1},
};

static void bytes_are_what_the_indexes_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *e = &examples[i];
        heard h;
        answer a = decode(&(request){.label = e->label, .bytes = e->bytes, .len = e->len}, &h);
        assert_int_equal(a.status, RT_OK);
        if (a.len != e->text_len || memcmp(a.text, e->text, a.len) != 0)
            fail_msg("%s, example %zu: %s instead of %s", e->label, i, a.text, e->text);
        assert_string_equal(h.codes, e->bad ? "charset-replaced " : "");
        assert_true(!e->bad || strtoul(h.last, NULL, 10) == e->bad);
        free(a.text);
    }
}

/* ---- Windows ---------------------------------------------------------------- */

static void same_text(const request *r, const answer *whole)
{
    heard h;
    answer a = decode(r, &h);
    assert_int_equal(a.status, whole->status);
    assert_int_equal(a.len, whole->len);
    assert_memory_equal(a.text, whole->text, a.len);
    assert_string_equal(a.charset, whole->charset);
    free(a.text);
}

/* In pieces of each size, and cut once at each place. */
static void every_split(const char *label, const char *bytes, size_t len)
{
    heard h;
    request r = {.label = label, .bytes = bytes, .len = len, .ahead = 4};
    answer whole = decode(&r, &h);

    assert_int_equal(whole.status, RT_OK);
    for (size_t size = 1; size < 12; size++) {
        r.window = size;
        same_text(&r, &whole);
    }
    r.window = len;
    for (size_t cut = 5; cut < len; cut++) {
        r.first = cut;
        same_text(&r, &whole);
    }
    free(whole.text);
}

static void windows_may_be_split_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        char long_one[1024];
        size_t len = 0;
        while (len + examples[i].len + 5 < 200) {
            memcpy(long_one + len, &"a,b\r\n"[len % 3], 3);
            memcpy(long_one + len + 3, examples[i].bytes, examples[i].len);
            len += 3 + examples[i].len;
        }
        every_split(examples[i].label, long_one, len);
    }
}

/* Enough that windows pass uncopied, buffers fill and the look ahead ends inside of a character. */
static void long_texts_are_whole(void **state)
{
    static const char *const units[] = {"é,中文,😀,x\r\n", "一", "😀", "aé", "ab中\xEF\xBF\xBD"};
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t unit = strlen(units[i]), count = 300000 / unit, len = 1 + unit * count;
        for (size_t pad = 0; pad < 5; pad++) {
            char *text = malloc(pad + len);
            heard h;
            memset(text, 'p', pad + 1);
            for (size_t n = 0; n < count; n++)
                memcpy(text + pad + 1 + n * unit, units[i], unit);
            answer a = decode(&(request){.bytes = text, .len = pad + len, .window = 10007}, &h);
            assert_int_equal(a.len, pad + len);
            assert_memory_equal(a.text, text, a.len);
            assert_string_equal(h.codes, "");
            free(a.text);
            free(text);
        }
    }
}

static void garbage_is_linear(void **state)
{
    static const char *const labels[] = {NULL,        "utf-8",       "gb18030", "big5",
                                         "shift_jis", "euc-jp",      "euc-kr",  "iso-2022-jp",
                                         "utf-16be",  "windows-1253"};
    enum { SIZE = 10000000 };
    char *garbage = malloc(SIZE);
    uint32_t seed = 1;
    heard h;

    (void)state;
    for (size_t i = 0; i < SIZE; i++) {
        seed = seed * 1664525 + 1013904223;
        garbage[i] = (char)(seed >> 24);
    }
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        answer a = decode(&(request){.label = labels[i], .bytes = garbage, .len = SIZE}, &h);
        assert_int_equal(a.status, RT_OK);
        assert_true(a.len > SIZE / 2);
        free(a.text);
    }
    for (size_t i = 0; i < SIZE;
         i++) /* escapes that promise ISO-2022-JP and break the promise far off */
        garbage[i] = "\x1B$B!!"[i % 5];
    for (size_t i = 60000; i < SIZE; i += 60000)
        garbage[i] = 0x0E;
    answer a = decode(&(request){.bytes = garbage, .len = SIZE}, &h);
    assert_int_equal(a.len, SIZE);
    free(a.text);
    free(garbage);
}

/* ---- Evidence --------------------------------------------------------------- */

static const struct proof {
    const char *label, *declared, *bytes;
    size_t len;
    const char *charset, *codes;
} proofs[] = {
    /* Marks win and vanish; the user hears of it when told otherwise. */
    {NULL, NULL,
     BYTES("\xEF\xBB\xBF"
           "a"),
     "UTF-8", ""},
    {NULL, "gbk", BYTES("\xEF\xBB\xBF\xE4\xB8\xAD"), "UTF-8", ""},
    {"gbk", NULL,
     BYTES("\xEF\xBB\xBF"
           "a"),
     "UTF-8", "charset-mark "},
    {"utf-16", NULL, BYTES("\xFE\xFF\0a"), "UTF-16BE", ""},
    {"utf-16le", NULL, BYTES("\xFE\xFF\0a"), "UTF-16BE", "charset-mark "},
    {NULL, NULL,
     BYTES("\xFF\xFE"
           "a\0"),
     "UTF-16LE", ""},
    /* The user's word is followed, whatever the bytes look like. */
    {"big5", "utf-8", BYTES("\xE4\xB8\xAD\xE6\x96\x87"), "Big5", "charset-replaced "},
    {"utf-8", NULL, BYTES("\xD6\xD0"), "UTF-8", "charset-replaced "},
    /* ASCII decides nothing. */
    {NULL, NULL, BYTES("plain"), "UTF-8", ""},
    {NULL, "gbk", BYTES("plain"), "UTF-8", ""},
    {NULL, NULL, BYTES(""), "UTF-8", ""},
    /* UTF-8 beats a declaration, damaged UTF-8 as well; a few characters that are UTF-8 by chance
       do not. */
    {NULL, NULL, BYTES("\xE4\xB8\xAD"), "UTF-8", ""},
    {NULL, "gb2312", BYTES("a\xE4\xB8\xAD\xE6\x96\x87"), "UTF-8", "charset-contradicted "},
    {NULL, "windows-1252", BYTES("caf\xC3\xA9"), "UTF-8", "charset-contradicted "},
    {NULL, NULL, BYTES("ééééééééééé\xC3,ééééééé"), "UTF-8", "charset-replaced "},
    {NULL, "gb2312", BYTES("\xC2\xB7"), "GBK", ""},
    {NULL, NULL, BYTES("\xC2\xB7"), "UTF-8", ""},
    /* A declaration that fits. */
    {NULL, "gb2312", BYTES("\xD6\xD0\xCE\xC4"), "GBK", ""},
    {NULL, "iso-8859-1", BYTES("caf\xE9"), "windows-1252", ""},
    {NULL, "x-user-defined", BYTES("caf\xE9"), "x-user-defined", ""},
    {NULL, "iso-2022-jp", BYTES("\x1B$B$\"\x1B(B"), "ISO-2022-JP", ""},
    /* One that does not, or that nobody knows. */
    {NULL, "utf-8", BYTES("\xD0\xD5\xC3\xFB,\xC4\xEA\xC1\xE4"), "gb18030", "charset-contradicted "},
    {NULL, "klingon", BYTES("\xD0\xD5\xC3\xFB"), "gb18030",
     "charset-unknown-declared charset-guessed "},
    {NULL, "utf-16", BYTES("\xE4\xB8\xAD"), "UTF-8", ""},
    /* None: a header row is enough. 姓名,年龄 · 姓名,年齡 · これは日本語です (twice) · 안녕하세요
       대한민국 · café crème */
    {NULL, NULL, BYTES("\xD0\xD5\xC3\xFB,\xC4\xEA\xC1\xE4"), "gb18030", "charset-guessed "},
    {NULL, NULL, BYTES("\xA9\x6D\xA6\x57,\xA6\x7E\xC4\xD6"), "Big5", "charset-guessed "},
    {NULL, NULL, BYTES("\x82\xB1\x82\xEA\x82\xCD\x93\xFA\x96\x7B\x8C\xEA\x82\xC5\x82\xB7"),
     "Shift_JIS", "charset-guessed "},
    {NULL, NULL, BYTES("\xA4\xB3\xA4\xEC\xA4\xCF\xC6\xFC\xCB\xDC\xB8\xEC\xA4\xC7\xA4\xB9"),
     "EUC-JP", "charset-guessed "},
    {NULL, NULL, BYTES("\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4 \xB4\xEB\xC7\xD1\xB9\xCE\xB1\xB9"),
     "EUC-KR", "charset-guessed "},
    {NULL, NULL, BYTES("x \x1B$B$3$l$O\x1B(B"), "ISO-2022-JP", "charset-guessed "},
    {NULL, NULL, BYTES("a\0,\0b\0\n\0"), "UTF-16LE", "charset-guessed "},
    {NULL, NULL, BYTES("\x59\xD3\x0D\x54,\0\x74\x5E\x84\x9F\n\0"), "UTF-16LE", "charset-guessed "},
    {NULL, "utf-16", BYTES("\0a\0,\0b\0\n"), "UTF-16BE", ""},
    /* NULs, escapes and isolated bytes that are nothing of the kind. */
    {NULL, NULL, BYTES("a\0b and more text\n"), "UTF-8", ""},
    {NULL, NULL, BYTES("\xE5\xA7\x93\0\xE5\x90\x8D\0\xE5\xB9\xB4\0"), "UTF-8", ""},
    {NULL, NULL, BYTES("\x1B[31mred\x1B[0m \x1B$B\xE4\xB8\xAD"), "UTF-8", ""},
    {NULL, NULL, BYTES("\0\0\0\0"), "UTF-8", ""},
};

static void evidence_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof proofs / sizeof proofs[0]; i++) {
        const struct proof *p = &proofs[i];
        heard h;
        answer a = decode(
            &(request){
                .label = p->label, .declared = p->declared, .bytes = p->bytes, .len = p->len},
            &h);
        assert_int_equal(a.status, RT_OK);
        if (strcmp(a.charset, p->charset) != 0 || strcmp(h.codes, p->codes) != 0)
            fail_msg("proof %zu: %s [%s] instead of %s [%s]", i, a.charset, h.codes, p->charset,
                     p->codes);
        free(a.text);
    }
}

/* What single letters of the West look like is for the library; without it windows-1252 is the last
 * resort. */
static void isolated_letters_are_not_chinese(void **state)
{
    heard h;
    answer a = decode(&(request){.bytes = "temp,20 \xB0"
                                          "C,22 \xB0"
                                          "C\n",
                                 .len = 17},
                      &h);
    (void)state;
    assert_non_null(strstr(a.text, "20 °C"));
    free(a.text);
    a = decode(&(request){.bytes = "caf\xE9 cr\xE8me", .len = 10}, &h);
    assert_string_equal(a.text, "café crème");
    free(a.text);
}

static void impossible_charsets_are_refused(void **state)
{
    static const struct {
        request r;
        const char *code;
    } refusals[] = {
        {{.label = "utf-7", .bytes = "a", .len = 1}, "charset-unknown "},
        {{.label = "hz-gb-2312", .bytes = "a", .len = 1}, "charset-refused "},
        {{.declared = "iso-2022-kr", .bytes = "a", .len = 1}, "charset-refused "},
        {{.bytes = "\xFF\xFE\0\0a\0\0\0", .len = 8}, "charset-refused "},
        {{.bytes = "\0\0\xFE\xFF\0\0\0a", .len = 8}, "charset-refused "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        heard h;
        answer a = decode(&refusals[i].r, &h);
        assert_int_equal(a.status, RT_ERR_UNSUPPORTED);
        assert_string_equal(h.codes, refusals[i].code);
        free(a.text);
    }
}

static void only_the_first_mark_is_one(void **state)
{
    heard h;
    answer a = decode(&(request){.bytes = "\xEF\xBB\xBF\xEF\xBB\xBF"
                                          "a",
                                 .len = 7},
                      &h);
    (void)state;
    assert_string_equal(a.text, "\xEF\xBB\xBF"
                                "a");
    free(a.text);
    a = decode(&(request){.bytes = "\xFF\xFE\xFF\xFE"
                                   "a\0",
                          .len = 6},
               &h);
    assert_string_equal(a.text, "\xEF\xBB\xBF"
                                "a");
    free(a.text);
}

/* ---- Places ----------------------------------------------------------------- */

static void the_first_bad_bytes_are_located(void **state)
{
    static const struct {
        const char *label, *bytes;
        uint64_t line;
        uint32_t column;
    } places[] = {
        {"utf-8", "\xFF", 1, 1},
        {"utf-8", "中文\xFF\xFF", 1, 3},
        {"utf-8", "a\nb\r\nc\r中文x\xE4 y\n\xFF", 4, 4},
        {"utf-8", "\r\r\n\n\xFF", 4, 1},
        {"utf-8",
         "\xEF\xBB\xBF"
         "ab\xFF",
         1, 3},
        {"gb18030", "\xD6\xD0\xCE\xC4\n\xD6\xD0\xFF", 2, 2},
        {"big5", "\x88\x62\x88\x62\xFF", 1, 5}, /* two code points each */
    };
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        for (size_t window = 1; window < 9; window++) {
            heard h;
            answer a = decode(&(request){.label = places[i].label,
                                         .bytes = places[i].bytes,
                                         .len = strlen(places[i].bytes),
                                         .ahead = 4,
                                         .window = window},
                              &h);
            assert_string_equal(h.codes, "charset-replaced ");
            assert_int_equal(h.pos.line, places[i].line);
            assert_int_equal(h.pos.column, places[i].column);
            free(a.text);
        }
}

static void a_far_place_is_exact(void **state)
{
    enum { LINES = 20000 };
    char *text = malloc(LINES * 12 + 8);
    heard h;

    (void)state;
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + i * 12, "ab,中文,x\r\n", 12);
    memcpy(text + LINES * 12, "中\xE4\xB8,", 6);
    answer a = decode(&(request){.bytes = text, .len = LINES * 12 + 6, .window = 4099}, &h);
    assert_int_equal(h.pos.line, LINES + 1);
    assert_int_equal(h.pos.column, 2);
    free(a.text);
    free(text);
}

/* ---- The rest --------------------------------------------------------------- */

static void every_failed_allocation_unwinds(void **state)
{
    static const request requests[] = {
        {.bytes = "a\xD6\xD0\xCE\xC4\xFF", .len = 6},
        {.label = "euc-jp", .bytes = "\xA4\xA2\x8F\xB0\xA1", .len = 5},
        {.declared = "gbk", .bytes = "\xC4\xE3\xBA\xC3", .len = 4},
        {.bytes = "\x1B$B$\"\x1B(B", .len = 8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        rt_status status = RT_ERR_MEMORY;
        for (uint64_t after = 1; status == RT_ERR_MEMORY; after++) {
            rt_run run;
            heard h;
            assert_true(after < 100);
            start_run(&run, &h);
            run.memory.fail_after = after;
            answer a = decode_with(&run, &requests[i]);
            status = a.status;
            free(a.text);
            run.memory.fail_after = 0;
            end_run(&run);
            assert_true(status == RT_OK || status == RT_ERR_MEMORY);
        }
    }
}

static void heads_are_decoded_for_sniffing(void **state)
{
    char out[64];
    size_t len;

    (void)state;
    len = rt_decode_head(BYTES("\xFF\xFE<\0a\0>\0"), out, sizeof out);
    assert_int_equal(len, 3);
    assert_memory_equal(out, "<a>", 3);
    len = rt_decode_head(BYTES("<\0a\0>\0\n\0"), out, sizeof out);
    assert_memory_equal(out, "<a>\n", len);
    len = rt_decode_head(BYTES("\xEF\xBB\xBF{\xE4\xB8\xAD\xE4\xB8"), out, sizeof out);
    assert_int_equal(len, 4);
    assert_memory_equal(out, "{中", 4);
    len = rt_decode_head(BYTES("<\xD6\xD0>,\xE9!"), out, sizeof out);
    assert_int_equal(len, 10);
    assert_memory_equal(out, "<〓>,〓!", 10);
    assert_int_equal(rt_decode_head(BYTES("abcdefghijklmnop"), out, 10), 10);
    assert_int_equal(rt_decode_head(BYTES(""), out, sizeof out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_those_of_the_standard),
        cmocka_unit_test(bytes_are_what_the_indexes_say),
        cmocka_unit_test(windows_may_be_split_anywhere),
        cmocka_unit_test(long_texts_are_whole),
        cmocka_unit_test(garbage_is_linear),
        cmocka_unit_test(evidence_decides),
        cmocka_unit_test(isolated_letters_are_not_chinese),
        cmocka_unit_test(impossible_charsets_are_refused),
        cmocka_unit_test(only_the_first_mark_is_one),
        cmocka_unit_test(the_first_bad_bytes_are_located),
        cmocka_unit_test(a_far_place_is_exact),
        cmocka_unit_test(every_failed_allocation_unwinds),
        cmocka_unit_test(heads_are_decoded_for_sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
