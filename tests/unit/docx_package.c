/* docx_package.c - the ZIP under a DOCX: names, damage, limits, charsets, relationships. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../plugins/docx/relations.h"
#include "docx_zip.h"

#define TYPES "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
#define RELS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define W "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"

static void names_are_found_whatever_the_prefix(void **state)
{
    static const char transitional[] = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    static const char strict[] = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    (void)state;
    assert_int_equal(rt_docx_names_look_up(&(rt_xml_name){"tbl", "x", transitional}), RT_W_tbl);
    assert_int_equal(rt_docx_names_look_up(&(rt_xml_name){"tbl", NULL, strict}), RT_W_tbl);
    assert_int_equal(rt_docx_names_look_up(&(rt_xml_name){"tbl", "w", NULL}), RT_W_tbl);
    assert_int_equal(rt_docx_names_look_up(&(rt_xml_name){"tbl", "w", "urn:x"}), RT_DOCX_UNKNOWN);
    assert_int_equal(rt_docx_names_look_up(&(rt_xml_name){"cx", NULL, NULL}), RT_N_cx);
    /* Every name finds itself: the table is sorted. */
    for (uint32_t i = 1; i < RT_DOCX_NAME_COUNT; i++) {
        static const char *const prefixes[] = {
#define RT_X(ID, prefix, address, other) [RT_DOCX_SPACE_##ID] = address,
            RT_DOCX_SPACE_TABLE(RT_X)
#undef RT_X
        };
        const char *address = prefixes[rt_docx_name_space((rt_docx_name)i)];
        rt_xml_name name = {rt_docx_name_local((rt_docx_name)i), NULL, *address ? address : NULL};
        assert_int_equal(rt_docx_names_look_up(&name), i);
    }
}

static rt_status resolve(zip_bench *b, const char *base, const char *target, uint32_t *part)
{
    uint32_t from = base ? rt_docx_package_find(b->package, (rt_str){base, strlen(base)}) : RT_DOCX_NO_PART;
    return rt_docx_package_resolve(b->package, from, (rt_str){target, strlen(target)}, part);
}

static void targets_lead_to_parts_and_never_out(void **state)
{
    static const zip_file files[] = {{"word/document.xml", "a", 0}, {"word/media/a b.png", "b", 0}, {"top.xml", "c", 0},
                                     {NULL, NULL, 0}};
    static const struct { const char *base, *target, *found; } cases[] = {
        {"word/document.xml", "media/a%20b.png", "word/media/a b.png"},
        {"word/document.xml", "/word/media/a b.png", "word/media/a b.png"},
        {"word/document.xml", "../word/./media/../media/A%20B.PNG", "word/media/a b.png"},
        {"word/document.xml", "..\\top.xml", "top.xml"},
        {"word/document.xml", "../top.xml#here", "top.xml"},
        {NULL, "word/document.xml", "word/document.xml"},
        {NULL, "//word//document.xml", "word/document.xml"},
        {"word/document.xml", "../../top.xml", NULL},
        {"word/document.xml", "../../../etc/passwd", NULL},
        {"word/document.xml", "%2e%2e/%2e%2e/top.xml", NULL},
        {"word/document.xml", "media/none.png", NULL},
        {"word/document.xml", "", NULL},
        {"word/document.xml", "#here", NULL},
        {"word/document.xml", "..", NULL},
        {"word/document.xml", "a%00b", NULL}};
    zip_bench b = {0};
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t part = 0;
        assert_int_equal(resolve(&b, cases[i].base, cases[i].target, &part), RT_OK);
        if (cases[i].found)
            assert_string_equal(rt_docx_package_name(b.package, part), cases[i].found);
        else
            assert_int_equal(part, RT_DOCX_NO_PART);
    }
    zip_bench_close(&b);
}

static void names_that_lead_out_are_no_parts(void **state)
{
    static const zip_file files[] = {{"../../etc/passwd", "a", 0}, {"word/../../x", "b", 0}, {"word\\document.xml", "c", 0},
                                     {"/abs.xml", "d", 0}, {"WORD/Document.XML", "e", 0}, {"folder/", "", 0}, {NULL, NULL, 0}};
    zip_bench b = {0};
    const char *bytes;
    size_t len;
    rt_docx_stream *stream;
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_int_equal(zip_bench_said(&b, "docx-name"), 2);
    assert_int_equal(zip_bench_said(&b, "docx-recovered"), 0);
    assert_int_equal(zip_bench_said(&b, "docx-duplicate"), 1);
    assert_int_not_equal(rt_docx_package_find(b.package, RT_STR("abs.xml")), RT_DOCX_NO_PART);
    assert_int_equal(rt_docx_package_find(b.package, RT_STR("etc/passwd")), RT_DOCX_NO_PART);
    /* Of two with one name the last one counts. */
    assert_int_equal(rt_docx_stream_open(b.package, rt_docx_package_find(b.package, RT_STR("word/document.xml")), &stream), RT_OK);
    assert_int_equal(rt_docx_stream_next(stream, &bytes, &len), RT_OK);
    assert_true(len == 1 && *bytes == 'e');
    rt_docx_stream_close(stream);
    zip_bench_close(&b);
}

static void media_types_come_from_overrides_then_extensions(void **state)
{
    static const zip_file files[] = {
        {"[Content_Types].xml", TYPES "<Default Extension='PNG' ContentType='image/png'/>"
         "<Override PartName='/word/x.png' ContentType='image/x'/></Types>", 0},
        {"word/x.png", "x", 0}, {"word/y.png", "y", 0}, {"word/z", "z", 0}, {NULL, NULL, 0}};
    zip_bench b = {0};
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_string_equal(rt_docx_package_type(b.package, rt_docx_package_find(b.package, RT_STR("word/x.png"))).ptr, "image/x");
    assert_string_equal(rt_docx_package_type(b.package, rt_docx_package_find(b.package, RT_STR("word/y.png"))).ptr, "image/png");
    assert_int_equal(rt_docx_package_type(b.package, rt_docx_package_find(b.package, RT_STR("word/z"))).len, 0);
    zip_bench_close(&b);
}

/* ---- What parts hold ---------------------------------------------------------------------------------------------------- */

typedef struct gathered { rt_docx_xml xml; char text[200]; size_t len; } gathered;

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    (void)user, (void)tag;
    return RT_OK;
}

static rt_status on_text(void *user, rt_str piece)
{
    gathered *g = user;
    assert_true(g->len + piece.len < sizeof g->text);
    memcpy(g->text + g->len, piece.ptr, piece.len);
    g->len += piece.len;
    return RT_OK;
}

static const rt_xml_events gathering = {
    .enter = on_enter, .leave = rt_docx_pass_leave, .text = on_text, .aside = rt_docx_pass_aside};

static void utf_16_and_marks_are_understood(void **state)
{
    static const char little[] = "\xff\xfe<\0a\0>\0\xe9\0-N=\xd8\0\xde<\0/\0a\0>\0", big[] = "\xfe\xff\0<\0a\0>\0\xe9N-\xd8=\xde\0\0<\0/\0a\0>";
    const zip_file files[] = {{"a", little, sizeof little - 1}, {"b", big, sizeof big - 1},
                              {"c", "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-16'?><a>é中😀</a>", 0},
                              {"d", little + 2, sizeof little - 3}, {NULL, NULL, 0}};
    zip_bench b = {0};
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    for (uint32_t i = 0; i < 4; i++) {
        gathered g = {.len = 0};
        assert_int_equal(rt_docx_package_parse(b.package, i, &gathering, &g, &g.xml), RT_OK);
        assert_int_equal(g.len, strlen("é中😀"));
        assert_memory_equal(g.text, "é中😀", g.len);
    }
    zip_bench_close(&b);
}

static void a_doctype_is_refused(void **state)
{
    static const zip_file files[] = {{"a", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", 0}, {"b", "<a>", 0}, {NULL, NULL, 0}};
    zip_bench b = {0};
    gathered g = {.len = 0};
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_int_equal(rt_docx_package_parse(b.package, 0, &gathering, &g, &g.xml), RT_ERR_MALFORMED);
    assert_int_equal(zip_bench_said(&b, "docx-entity"), 1);
    assert_int_equal(rt_docx_package_parse(b.package, 1, &gathering, &g, &g.xml), RT_ERR_MALFORMED);
    assert_int_equal(zip_bench_said(&b, "docx-malformed"), 1);
    zip_bench_close(&b);
}

/* ---- Damage --------------------------------------------------------------------------------------------------------------- */

static void a_cut_file_is_recovered_or_refused(void **state)
{
    static const zip_file files[] = {{"word/document.xml", "<a>text of the document</a>", 0}, {"word/styles.xml", "<b/>", 0},
                                     {NULL, NULL, 0}};
    zip_bench whole = {0};
    (void)state;
    assert_int_equal(zip_bench_open(&whole, files), RT_OK);
    for (size_t len = 0; len < whole.len; len++) {
        zip_bench b = {0};
        gathered g = {.len = 0};
        rt_status status = zip_bench_open_bytes(&b, whole.bytes, len);
        if (status == RT_OK) {
            assert_int_equal(zip_bench_said(&b, "docx-recovered"), 1);
            uint32_t part = rt_docx_package_find(b.package, RT_STR("word/document.xml"));
            if (part != RT_DOCX_NO_PART) {
                status = rt_docx_package_parse(b.package, part, &gathering, &g, &g.xml);
                assert_true(status == RT_OK ? g.len == 20 : status == RT_ERR_MALFORMED);
                assert_true(status == RT_OK || zip_bench_said(&b, "docx-zip") == 1);
            }
        } else {
            assert_int_equal(status, RT_ERR_MALFORMED);
            assert_int_equal(zip_bench_said(&b, "docx-zip"), 1);
        }
        zip_bench_close(&b);
    }
    zip_bench_close(&whole);
}

static void every_changed_byte_is_survived(void **state)
{
    static const zip_file files[] = {{"word/document.xml", "<a>text</a>", 0}, {"b", "<b/>", 0}, {NULL, NULL, 0}};
    zip_bench whole = {0};
    (void)state;
    assert_int_equal(zip_bench_open(&whole, files), RT_OK);
    char *copy = malloc(whole.len);
    for (size_t at = 0; at < whole.len; at++)
        for (unsigned value = 0; value < 256; value += (unsigned)at % 7 + 3) {
            zip_bench b = {0};
            gathered g = {.len = 0};
            memcpy(copy, whole.bytes, whole.len);
            copy[at] = (char)value;
            if (zip_bench_open_bytes(&b, copy, whole.len) == RT_OK)
                for (uint32_t i = 0; rt_docx_package_name(b.package, i); i++)
                    rt_docx_package_parse(b.package, i, &gathering, &g, &g.xml);
            zip_bench_close(&b);
        }
    free(copy);
    zip_bench_close(&whole);
}

static void limits_hold(void **state)
{
    static const zip_file files[] = {{"a", "<a>0123456789</a>", 0}, {"b", "<b/>", 0}, {"c", "<c/>", 0}, {NULL, NULL, 0}};
    zip_bench b = {.parts = 2};
    gathered g = {.len = 0};
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_ERR_LIMIT);
    assert_non_null(strstr(b.messages[0], "--limit parts=N"));
    zip_bench_close(&b);
    b.unpacked = 10;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_int_equal(rt_docx_package_parse(b.package, 0, &gathering, &g, &g.xml), RT_ERR_LIMIT);
    assert_non_null(strstr(b.messages[0], "--limit unpacked=N"));
    zip_bench_close(&b);
}

static void what_is_no_docx_is_named(void **state)
{
    static const char ole[4096] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    char locked[4096];
    zip_bench b = {0};
    (void)state;
    assert_int_equal(zip_bench_open_bytes(&b, ole, sizeof ole), RT_ERR_UNSUPPORTED);
    assert_int_equal(zip_bench_said(&b, "docx-old"), 1);
    zip_bench_close(&b);
    memcpy(locked, ole, sizeof ole);
    for (size_t i = 0; i < 16; i++)
        locked[4000 + 2 * i] = "EncryptedPackage"[i];
    assert_int_equal(zip_bench_open_bytes(&b, locked, sizeof locked), RT_ERR_UNSUPPORTED);
    assert_int_equal(zip_bench_said(&b, "docx-encrypted"), 1);
    assert_non_null(strstr(b.messages[0], "password-protected: open it and save it without a password"));
    zip_bench_close(&b);
    assert_int_equal(zip_bench_open_bytes(&b, "hello, this is no ZIP file at all", 33), RT_ERR_MALFORMED);
    assert_int_equal(zip_bench_said(&b, "docx-zip"), 1);
    zip_bench_close(&b);
}

/* ---- Relationships -------------------------------------------------------------------------------------------------------- */

static void relationships_are_resolved(void **state)
{
    static const zip_file files[] = {
        {"_rels/.rels", RELS "<Relationship Id='a' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument'"
         " Target='/word/document.xml'/></Relationships>", 0},
        {"word/document.xml", "<a/>", 0},
        {"word/_rels/document.xml.rels",
         RELS "<Relationship Id='r1' Type='" OFFICE "styles' Target='none.xml'/>"
         "<Relationship Id='r2' Type='" OFFICE "styles' Target='styles.xml'/>"
         "<Relationship Id='r3' Type='" OFFICE "hyperlink' Target='http://a.b/' TargetMode='External'/>"
         "<Relationship Id='r4' Type='" OFFICE "hyperlink' Target='nowhere'/></Relationships>", 0},
        {"word/styles.xml", "<b/>", 0}, {NULL, NULL, 0}};
    zip_bench b = {0};
    const rt_docx_relations *root, *of_document;
    uint32_t document = 0;
    (void)state;
    assert_int_equal(zip_bench_open(&b, files), RT_OK);
    assert_int_equal(rt_docx_relations_main(b.package, &root, &document), RT_OK);
    assert_string_equal(rt_docx_package_name(b.package, document), "word/document.xml");
    assert_int_equal(rt_docx_relations_read(b.package, document, &of_document), RT_OK);
    assert_int_equal(zip_bench_said(&b, "docx-relation"), 1);
    assert_string_equal(rt_docx_relations_first(of_document, RT_DOCX_REL_STYLES)->id.ptr, "r2");
    const rt_docx_relation *link = rt_docx_relations_find(of_document, RT_STR("r3"));
    assert_true(link->external && link->part == RT_DOCX_NO_PART && link->type == RT_DOCX_REL_HYPERLINK);
    assert_string_equal(link->target.ptr, "http://a.b/");
    assert_null(rt_docx_relations_find(of_document, RT_STR("r9")));
    zip_bench_close(&b);
}

static void other_documents_are_named(void **state)
{
    static const zip_file sheet[] = {
        {"[Content_Types].xml", TYPES "<Override PartName='/xl/workbook.xml' ContentType="
         "'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>", 0},
        {"_rels/.rels", RELS "<Relationship Id='a' Type='" OFFICE "officeDocument' Target='xl/workbook.xml'/></Relationships>", 0},
        {"xl/workbook.xml", "<a/>", 0}, {NULL, NULL, 0}};
    static const zip_file any[] = {{"a.txt", "hello", 0}, {NULL, NULL, 0}};
    static const zip_file bare[] = {{"word/document.xml", "<a/>", 0}, {NULL, NULL, 0}};
    zip_bench b = {0};
    const rt_docx_relations *root;
    uint32_t document = 0;
    (void)state;
    assert_int_equal(zip_bench_open(&b, sheet), RT_OK);
    assert_int_equal(rt_docx_relations_main(b.package, &root, &document), RT_ERR_UNSUPPORTED);
    assert_non_null(strstr(b.messages[0], "an Excel workbook"));
    zip_bench_close(&b);
    assert_int_equal(zip_bench_open(&b, any), RT_OK);
    assert_int_equal(rt_docx_relations_main(b.package, &root, &document), RT_ERR_UNSUPPORTED);
    assert_int_equal(zip_bench_said(&b, "docx-other"), 1);
    zip_bench_close(&b);
    assert_int_equal(zip_bench_open(&b, bare), RT_OK);
    assert_int_equal(rt_docx_relations_main(b.package, &root, &document), RT_OK);
    zip_bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_whatever_the_prefix),
        cmocka_unit_test(targets_lead_to_parts_and_never_out),
        cmocka_unit_test(names_that_lead_out_are_no_parts),
        cmocka_unit_test(media_types_come_from_overrides_then_extensions),
        cmocka_unit_test(utf_16_and_marks_are_understood),
        cmocka_unit_test(a_doctype_is_refused),
        cmocka_unit_test(a_cut_file_is_recovered_or_refused),
        cmocka_unit_test(every_changed_byte_is_survived),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(what_is_no_docx_is_named),
        cmocka_unit_test(relationships_are_resolved),
        cmocka_unit_test(other_documents_are_named),
    };
    return cmocka_run_group_tests_name("docx-package", tests, NULL, NULL);
}
