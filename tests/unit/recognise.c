/* recognise.c - which reader a document is for, and what is said when there is none: readers made
 * up here, whose every answer is known, and heads of well-known foreign formats. */
#include "catalog.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka needs those above first */
#include <cmocka.h>

/* ---- Readers: the head itself says what each answers ------------------------------------------
 */

static rt_status no_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    (void)host;
    (void)options;
    (void)in;
    (void)out;
    return RT_OK;
}

static int answer(const char *head, size_t len, const char *key)
{
    const char *at = memmem(head, len, key, strlen(key));
    return at && (size_t)(head + len - at) > strlen(key) + 1 ? atoi(at + strlen(key)) : RT_SNIFF_NO;
}

static int sniff_a(const char *head, size_t len) { return answer(head, len, "a="); }
static int sniff_b(const char *head, size_t len) { return answer(head, len, "b="); }
/* Where plain files end: anything of printable characters. */
static int sniff_plain(const char *head, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)head[i] < 0x20 && head[i] != '\n')
            return RT_SNIFF_NO;
    return RT_SNIFF_MAYBE - 5;
}

static const rt_signature magic[] = {
    {1, 3, "MAG", NULL}, {0, 3, "<x>", "\xff\xdf\xff"}, {.length = 0}};
static const rt_signature zip[] = {{0, 4, "PK\003\004", NULL}, {.length = 0}};
static const char *const a_ext[] = {"aaa", "a.gz", NULL}, *const b_ext[] = {"bbb", NULL};
static const char *const m_ext[] = {"mag", NULL}, *const n_ext[] = {"nam", NULL},
                         *const p_ext[] = {"txt", NULL};
static const rt_format a_format = {sizeof(rt_format), "a", "Format A", "a/a", a_ext, NULL, 0};
static const rt_format b_format = {sizeof(rt_format), "b", "Format B", "b/b", b_ext, NULL, 0};
static const rt_format m_format = {sizeof(rt_format), "m", "Magic", "m/m", m_ext, magic,
                                   sizeof *magic};
static const rt_format n_format = {sizeof(rt_format), "n", "Named", "n/n", n_ext, NULL, 0};
static const rt_format p_format = {
    sizeof(rt_format), "plain", "Plain", "text/plain", p_ext, NULL, 0};
static const rt_format z_format = {sizeof(rt_format), "z", "Zipped", "z/z", NULL, zip, sizeof *zip};
static const rt_reader a_reader = {sizeof(rt_reader), RT_READS_TEXT, &a_format, NULL, NULL,
                                   sniff_a,           NULL,          no_read};
static const rt_reader b_reader = {sizeof(rt_reader), RT_READS_TEXT, &b_format, NULL, NULL,
                                   sniff_b,           NULL,          no_read};
static const rt_reader m_reader = {
    sizeof(rt_reader), RT_READS_TEXT, &m_format, NULL, NULL, NULL, NULL, no_read};
static const rt_reader n_reader = {
    sizeof(rt_reader), 0, &n_format, NULL, NULL, NULL, NULL, no_read};
static const rt_reader p_reader = {sizeof(rt_reader), RT_READS_TEXT, &p_format, NULL, NULL,
                                   sniff_plain,       NULL,          no_read};
static const rt_reader z_reader = {sizeof(rt_reader), 0,    &z_format, NULL, NULL,
                                   sniff_a,           NULL, no_read};
static const rt_reader *const readers[] = {&a_reader, &b_reader, &m_reader, &n_reader,
                                           &p_reader, &z_reader, NULL};
static const rt_plugin plugin = {
    sizeof plugin, RT_ABI_MAJOR, RT_ABI_MINOR, 0, "org.example.all", "1", readers,
    NULL,          NULL,         NULL,         0};

/* ---- A registry that holds them
 * ------------------------------------------------------------------ */

typedef struct heard {
    char code[40], text[700];
    int count, candidates;
} heard;

static void hear(void *user, const rt_message *m)
{
    heard *h = user;
    snprintf(h->code, sizeof h->code, "%s", m->code);
    snprintf(h->text, sizeof h->text, "%s", m->message);
    h->count++;
}

static void candidate(void *user, const rt_candidate *c)
{
    assert_non_null(c->name);
    assert_true(c->score > RT_SNIFF_NO && *c->why);
    ((heard *)user)->candidates++;
}

typedef struct shelf {
    heard heard;
    rt_diagnostics *diagnostics;
    rt_registry *registry;
} shelf;

static void begin(shelf *s)
{
    const rt_settings settings = {.size = sizeof settings, .only_given_plugins = true};
    rt_plugin_file *file;

    memset(s, 0, sizeof *s);
    s->diagnostics = rt_diagnostics_new(hear, &s->heard);
    assert_int_equal(rt_registry_new(&settings, s->diagnostics, &s->registry), RT_OK);
    assert_int_equal(rt_catalog_file(s->registry, "all.rt.so", false, NULL, &file), RT_OK);
    assert_int_equal(rt_catalog_adopt(s->registry, file, &plugin), RT_OK);
    assert_int_equal(s->heard.count, 0);
}

static void end(shelf *s)
{
    rt_registry_free(s->registry);
    rt_diagnostics_free(s->diagnostics);
}

/* The chosen reader's name, or the code of what was said instead; the message stays in s->heard. */
static const char *choose_bytes(shelf *s, const char *path, const char *head, size_t len)
{
    rt_declaration found = {.size = sizeof found};

    rt_diagnostics_flush(s->diagnostics); /* or what repeats is only counted */
    memset(&s->heard, 0, sizeof s->heard);
    rt_status status =
        rt_registry_recognise(s->registry, path, head, len, candidate, &s->heard, &found);
    if (status == RT_OK)
        return found.reader->format->name;
    assert_int_equal(status, RT_ERR_UNSUPPORTED);
    assert_int_equal(s->heard.count, 1);
    return s->heard.code;
}

static const char *choose(shelf *s, const char *path, const char *head)
{
    return choose_bytes(s, path, head, strlen(head));
}

static void says(const shelf *s, const char *text)
{
    if (!strstr(s->heard.text, text))
        fail_msg("\"%s\" is not in: %s", text, s->heard.text);
}

/* ---- Tests -------------------------------------------------------------------------------------
 */

static void the_highest_score_wins(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x", "<a=50 b=60"), "b");
    assert_string_equal(choose(&s, NULL, "<a=50 b=25"), "a");
    assert_string_equal(choose(&s, "-", "<a=50"), "a");
    assert_int_equal(s.heard.candidates, 2); /* and plain */
    assert_string_equal(choose(&s, "x", "<nothing"), "plain");
    end(&s);
}

static void the_extension_breaks_ties_and_lifts_maybe_over_likely(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.aaa", "<a=50 b=50"), "a");
    assert_string_equal(choose(&s, "dir.aaa/x.BBB", "<a=50 b=50"), "b");
    assert_string_equal(choose(&s, "x.bbb", "<a=50 b=25"), "b");
    assert_string_equal(choose(&s, "x.a.gz", "<a=25 b=50"), "a");
    assert_int_equal(s.heard.count, 0);
    end(&s);
}

static void nothing_lifts_maybe_over_sure(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.bbb", "<a=100 b=25"), "a");
    assert_string_equal(s.heard.code, "input-misnamed");
    assert_string_equal(choose(&s, "x.bbb", "MMAG b=25"), "m");
    end(&s);
}

static void a_name_whose_reader_says_no_is_told(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.bbb", "just text"), "plain");
    assert_string_equal(s.heard.code, "input-misnamed");
    says(&s, "--from b");
    end(&s);
}

static void equal_claims_stop_and_list_the_candidates(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x", "<a=50 b=50"), "input-ambiguous");
    says(&s, "--from a (Format A)");
    says(&s, "--from b (Format B)");
    assert_null(strstr(s.heard.text, "plain"));
    assert_int_equal(s.heard.candidates, 3);
    end(&s);
}

static void signatures_have_offsets_and_masks(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x", "?MAG"), "m");
    assert_string_equal(choose(&s, "x", "<X>"), "m");
    assert_string_equal(choose(&s, "x", "\xef\xbb\xbf<x>"), "m"); /* text begins behind its mark */
    assert_string_equal(choose(&s, "x", "<Z>"), "plain");
    assert_string_equal(choose(&s, "x", "?MA"), "plain");
    end(&s);
}

static void a_name_alone_is_enough_where_nothing_else_is_declared(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.nam", "\x01\x02\x03"), "n");
    assert_string_equal(choose(&s, "x.mag", "\x01\x02\x03"),
                        "input-format"); /* that one has a signature */
    says(&s, "binary data");
    end(&s);
}

static void a_signature_and_a_sniff_must_agree(void **state)
{
    static const char is[] = "PK\003\004 a=1",
                      is_not[] = "PK\003\004 .............................";
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose_bytes(&s, "x", is, sizeof is), "z");
    assert_string_equal(choose_bytes(&s, "x", is_not, sizeof is_not), "input-format");
    says(&s, "ZIP");
    end(&s);
}

static void an_empty_file_is_named(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.aaa", ""), "input-empty");
    end(&s);
}

/* A ZIP's first member headers, as they stand in the file. */
static size_t member(char *at, const char *name, const char *content)
{
    char head[30] = "PK\003\004";
    size_t len = strlen(name);

    head[26] = (char)len;
    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, name, len);
    memcpy(at + sizeof head + len, content, strlen(content));
    return sizeof head + len + strlen(content);
}

static void zips_are_looked_into(void **state)
{
    static const struct {
        const char *first, *content, *second, *says;
    } cases[] = {
        {"[Content_Types].xml", "xxxx", "word/document.xml", "a Word document"},
        {"[Content_Types].xml", "xxxx", "xl/workbook.xml", "Excel"},
        {"[Content_Types].xml", "xxxx", "ppt/presentation.xml", "PowerPoint"},
        {"mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "OpenDocument text"},
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml",
         "OpenDocument spreadsheet"},
        {"mimetype", "application/epub+zip", "META-INF/container.xml", "EPUB"},
        {"data.csv", "1,2", "more.csv", "a ZIP archive"},
    };
    shelf s;
    (void)state;
    begin(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char head[300];
        size_t len = member(head, cases[i].first, cases[i].content);
        len += member(head + len, cases[i].second, "");
        assert_string_equal(choose_bytes(&s, "x.bin", head, len), "input-format");
        says(&s, cases[i].says);
        for (size_t cut = 1; cut < len; cut++) { /* never reads behind the end: for the sanitizer */
            char *part = malloc(cut);
            memcpy(part, head, cut);
            choose_bytes(&s, "x.bin", part, cut);
            free(part);
        }
    }
    end(&s);
}

static void well_known_formats_are_named(void **state)
{
#define B(text) text, sizeof(text) - 1
    static const struct {
        const char *path;
        const char *head;
        size_t len;
        const char *says;
    } cases[] = {
        {"x.txt", B("%PDF-1.7\n"), "PDF"},
        {"x", B("{\\rtf1\\ansi"), "RTF"},
        {"x", B("\n <!DOCTYPE html><html>"), "HTML"},
        {"x", B("<HTML lang=zh>"), "HTML"},
        {"x", B("MIME-Version: 1.0\nContent-Type: multipart/related"), "MHTML"},
        {"x.xls", B("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing more"), "old Excel"},
        {"x", B("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing more"), "old Office"},
        {"x.docx", B("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
         "old Word"},
        {"x.docx",
         B("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 "
           "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
         "password"},
        {"x", B("\x1f\x8b\x08\0"), "gzip"},
        {"x",
         B("\xfd"
           "7zXZ\0\0"),
         "xz"},
        {"x", B("\x28\xb5\x2f\xfd\0"), "zstd"},
        {"x", B("\x89PNG\r\n\x1a\n\0"), "PNG"},
        {"x", B("\xff\xd8\xff\xe0"), "JPEG"},
        {"x", B("GIF89a"), "GIF"},
        {"x", B("SQLite format 3\0"), "SQLite"},
        {"x",
         B("\x7f"
           "ELF\2\1\1"),
         "ELF"},
    };
    shelf s;
    (void)state;
    begin(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(choose_bytes(&s, cases[i].path, cases[i].head, cases[i].len),
                            "input-format");
        says(&s, cases[i].says);
    }
    end(&s);
}

static void weak_foreign_signs_yield_to_a_better_claim(void **state)
{
    shelf s;
    (void)state;
    begin(&s);
    assert_string_equal(choose(&s, "x.aaa", "<html> a=50"), "a");
    assert_string_equal(choose(&s, "x.txt", "<html>"), "plain");
    assert_string_equal(choose(&s, "x.html", "\n<p> a=50"),
                        "input-format"); /* by name and a look */
    says(&s, "HTML");
    assert_string_equal(choose(&s, "x.html", "<p> a=100"), "a");
    assert_string_equal(choose(&s, "x.html", "no markup"), "plain");
    assert_string_equal(s.heard.code, "input-misnamed");
    says(&s, "HTML");
    end(&s);
}

static void outputs_by_extension(void **state)
{
    static const struct {
        const char *path, *says;
    } cases[] = {
        {"-", "--to"},
        {"out", "no extension"},
        {"out.", "no extension"},
        {"dir.x/out", "no extension"},
        {"out.pdf", "a PDF document"},
        {"out.xyz", "no plugin writes .xyz"},
    };
    shelf s;
    rt_declaration found;
    (void)state;
    begin(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(rt_registry_writer_for(s.registry, cases[i].path, &found),
                         RT_ERR_UNSUPPORTED);
        says(&s, cases[i].says);
    }
    end(&s);
}

static void names_that_are_none(void **state)
{
    static const struct {
        const char *role, *name, *says;
    } cases[] = {
        {"read", "plian", "did you mean \"plain\""},
        {"read", "txt", "did you mean \"plain\""},
        {"write", "plain", "it can only be read"},
        {"read", "pdf", "no plugin reads a PDF document"},
        {"filter", "tables", "there is no filter \"tables\"; there are none"},
        {"read", "qqqq", "there are a, b, m, n, plain, z"},
    };
    shelf s;
    rt_declaration found;
    (void)state;
    begin(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(rt_registry_find(s.registry, cases[i].role, cases[i].name, &found),
                         RT_ERR_UNSUPPORTED);
        assert_string_equal(s.heard.code, "format-unknown");
        says(&s, cases[i].says);
    }
    assert_int_equal(rt_registry_find(s.registry, "read", "PLAIN", &found), RT_OK);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_score_wins),
        cmocka_unit_test(the_extension_breaks_ties_and_lifts_maybe_over_likely),
        cmocka_unit_test(nothing_lifts_maybe_over_sure),
        cmocka_unit_test(a_name_whose_reader_says_no_is_told),
        cmocka_unit_test(equal_claims_stop_and_list_the_candidates),
        cmocka_unit_test(signatures_have_offsets_and_masks),
        cmocka_unit_test(a_name_alone_is_enough_where_nothing_else_is_declared),
        cmocka_unit_test(a_signature_and_a_sniff_must_agree),
        cmocka_unit_test(an_empty_file_is_named),
        cmocka_unit_test(zips_are_looked_into),
        cmocka_unit_test(well_known_formats_are_named),
        cmocka_unit_test(weak_foreign_signs_yield_to_a_better_claim),
        cmocka_unit_test(outputs_by_extension),
        cmocka_unit_test(names_that_are_none),
    };
    return cmocka_run_group_tests_name("recognise", tests, NULL, NULL);
}
