/* lower.c - what a writer lacks becomes its fallback, the loss is written down, and nothing else changes.
 *
 * The reports by chance are those of tests/conformance/plugins/random.c, linked in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "events.h"
#include "lowering.h"
#include "random_report.h"
#include "stages.h"
#include "vocabulary.h"

/* ---- Each kind ------------------------------------------------------------------------------------ */

#define OUTLINE "(report(paragraph 'p')(section level=1(heading 'H')(paragraph 'a')(section level=2(heading 'I')(paragraph 'b'))))"
#define FLAT "(report(paragraph 'p')(paragraph 'H')(paragraph 'a')(paragraph 'I')(paragraph 'b'))"
#define LIST "(report(list ordered=true(item 'a')(item 'b'(list(item checked=yes 'c')))))"
#define LINES "(report(paragraph '1. a')(paragraph '2. b')(paragraph '• ☑ c'))"
#define TERMS "(report(definitions(term 't')(definition 'd'(paragraph 'e'))))"
#define ITEMS "(report(list(item 't')(item 'd'(paragraph 'e'))))"
#define TABLE "(report(table(caption 'C')(column width='9pt')(row(cell 'a')(cell 'b'))(row(cell 'c'(paragraph 'd'))(cell 'e'))))"
#define CELLS "(report(paragraph 'C')(paragraph 'a\tb')(paragraph 'c')(paragraph 'd')(paragraph 'e'))"
#define PAGE "(report(paragraph 'x')(page width='9pt'(header(paragraph 'h'))(footer(paragraph 'f'))))"

static const struct { uint32_t kind; const char *in, *out, *losses; } kinds[] = {
    {RT_META, "(report(meta name='title' 'T')(paragraph 'x'))", "(report(paragraph 'x'))", "content meta 1x@2; "},
    {RT_SECTION, OUTLINE, FLAT, "structure heading 2x@4; structure section 2x@6; "},
    {RT_HEADING, OUTLINE, FLAT, "structure heading 2x@4; structure section 2x@6; "},
    {RT_PARAGRAPH, "(report(paragraph 'a')(table(row(cell 'b'(paragraph 'c')(paragraph 'd'))))(list(item(paragraph 'e')(quote 'f'))))",
     "(report(table(row(cell 'b'(line-break)'c'(line-break)'d')))(list(item 'e'(quote))))", NULL},
    {RT_LIST, LIST, LINES, "structure item 3x@3; structure item checked 1x@6; structure list 2x@5; "},
    {RT_ITEM, LIST, LINES, "structure item 3x@3; structure item checked 1x@6; structure list 2x@5; "},
    {RT_DEFINITIONS, TERMS, ITEMS, "structure term 1x@3; structure definition 1x@4; structure definitions 1x@2; "},
    {RT_TERM, TERMS, ITEMS, "structure term 1x@3; structure definition 1x@4; structure definitions 1x@2; "},
    {RT_DEFINITION, TERMS, ITEMS, "structure term 1x@3; structure definition 1x@4; structure definitions 1x@2; "},
    {RT_TABLE, TABLE, CELLS, "structure caption 1x@3; structure cell 4x@6; structure row 2x@5; structure table 1x@2; presentation column 1x@4; "},
    {RT_ROW, TABLE, CELLS, "structure caption 1x@3; structure cell 4x@6; structure row 2x@5; structure table 1x@2; presentation column 1x@4; "},
    {RT_CELL, TABLE, CELLS, "structure caption 1x@3; structure cell 4x@6; structure row 2x@5; structure table 1x@2; presentation column 1x@4; "},
    {RT_COLUMN, TABLE, "(report(table(caption 'C')(row(cell 'a')(cell 'b'))(row(cell 'c'(paragraph 'd'))(cell 'e'))))", "presentation column 1x@4; "},
    {RT_FIGURE, "(report(figure(caption 'C')(paragraph 'a')))", "(report(paragraph 'C')(paragraph 'a'))", "structure caption 1x@3; structure figure 1x@2; "},
    {RT_CAPTION, "(report(table width='9pt'(caption 'C')(row(cell 'a')))(table(row(cell 'b'))(caption 'D'))(figure(caption 'E')(paragraph 'c')))",
     "(report(paragraph 'C')(table width='9pt'(row(cell 'a')))(table(row(cell 'b')))(paragraph 'D')(figure(paragraph 'E')(paragraph 'c')))",
     "structure caption 3x@3; "},
    {RT_QUOTE, "(report(paragraph 'a')(quote(paragraph 'b')(paragraph 'c')))", "(report(paragraph 'a')(paragraph 'b')(paragraph 'c'))", "structure quote 1x@3; "},
    {RT_CODE_BLOCK, "(report(code-block 'a\n b'))", "(report(paragraph 'a\n b'))", "structure code-block 1x@2; "},
    {RT_RULE, "(report(paragraph 'a')(rule)(paragraph 'b'))", "(report(paragraph 'a')(paragraph 'b'))", "presentation rule 1x@3; "},
    {RT_TEXT_BOX, "(report(text-box(paragraph 'a')))", "(report(paragraph 'a'))", "presentation text-box 1x@2; "},
    {RT_PAGE, PAGE, "(report(paragraph 'x'))", "content header 1x@4; content footer 1x@6; presentation page 1x@3; "},
    {RT_HEADER, PAGE, "(report(paragraph 'x')(page width='9pt'(footer(paragraph 'f'))))", "content header 1x@4; "},
    {RT_FOOTER, PAGE, "(report(paragraph 'x')(page width='9pt'(header(paragraph 'h'))))", "content footer 1x@6; "},
    {RT_NOTE, "(report(paragraph 'a'(note-reference ref='n')'b'(note-reference ref='m'))(note id='m'(paragraph 'M')(paragraph 'O'))(note id='n'(rule)(paragraph))(note(paragraph 'P')))",
     "(report(paragraph 'a'(note-reference ref='n')'b'(note-reference ref='m'))(paragraph '[2] M')(paragraph 'O')(rule)(paragraph)(paragraph '[1] ')(paragraph '[3] P'))",
     "structure note 3x@5; "},
    {RT_TEXT, "(report(paragraph 'a'(text marks=bold size='9pt' 'b')'c'))", "(report(paragraph 'abc'))", "presentation text marks=bold 1x@3; presentation text size 1x@3; "},
    {RT_LINK, "(report(paragraph 'a'(link href='u' 'b'(line-break))))", "(report(paragraph 'ab'(line-break)))", "content link href 1x@3; structure link 1x@3; "},
    {RT_RUBY, "(report(paragraph(ruby reading='かん' '漢')(ruby 'a')))", "(report(paragraph '漢（かん）a'))", "structure ruby 2x@3; "},
    {RT_FIELD, "(report(paragraph(field instruction='PAGE' '7')))", "(report(paragraph '7'))", "structure field 1x@3; "},
    {RT_MATH, "(report(paragraph(math alt='x²' '<m/>')(math '<n/>')))", "(report(paragraph 'x²'))", "content math 1x@4; structure math 1x@3; "},
    {RT_DROP_DOWN, "(report(paragraph(drop-down value='b'(choice 'a')(choice 'b'))))", "(report(paragraph 'b'))", "structure drop-down 1x@3; "},
    {RT_CHOICE, "(report(paragraph(drop-down value='b'(choice 'a')(choice 'b'))))", "(report(paragraph(drop-down value='b')))", "structure choice 2x@4; "},
    {RT_CHECKBOX, "(report(paragraph(checkbox checked=yes)(checkbox)(checkbox checked=mixed)))", "(report(paragraph '☑☐☒'))", "structure checkbox 3x@3; "},
    {RT_NOTE_REFERENCE, "(report(paragraph 'a'(note-reference ref='n')(note-reference ref='m')(note-reference ref='n'))(note id='m'(paragraph 'M'))(note id='n'(paragraph 'N')))",
     "(report(paragraph 'a[1][2][1]')(note id='m'(paragraph 'M'))(note id='n'(paragraph 'N')))", "structure note-reference 3x@3; "},
    {RT_LINE_BREAK, "(report(paragraph 'a'(line-break)'b'))", "(report(paragraph 'a\nb'))", "presentation line-break 1x@3; "},
    {RT_TAB, "(report(paragraph 'a'(tab)'b'))", "(report(paragraph 'a\tb'))", "presentation tab 1x@3; "},
    {RT_PAGE_BREAK, "(report(page-break)(paragraph 'a'(page-break)'b'))", "(report(paragraph 'ab'))", "presentation page-break 2x@2; "},
    {RT_IMAGE, "(report(paragraph(image alt='A' source='s'(resource#'x'))'b'(image)))", "(report(paragraph 'Ab'))",
     "content image source 1x@3; content resource 1x@4; content image 1x@3; content image 1x@5; "},
    {RT_RESOURCE, "(report(paragraph(image alt='A'(resource#'x'))))", "(report(paragraph(image alt='A')))", "content resource 1x@4; "},
    {RT_START, "(report(paragraph(start id='s')'a'(end ref='s')))", "(report(paragraph 'a'(end ref='s')))", "structure start 1x@3; "},
    {RT_END, "(report(paragraph(start id='s')'a'(end ref='s')))", "(report(paragraph(start id='s')'a'))", "structure end 1x@4; "},
    {RT_FACT, "(report(paragraph 'a')(fact path='p' value='1'))", "(report(paragraph 'a'))", "content fact 1x@3; "},
    {RT_MEDIA, "(report(paragraph 'a'(media source='u' 'film')))", "(report(paragraph 'afilm'))", "content media source 1x@3; content media 1x@3; "},
};

static void each_kind_that_is_lacking_becomes_its_fallback(void **state)
{
    bool seen[RT_KIND_COUNT] = {[RT_REPORT] = true};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        writer w;
        writer_open(&w);
        writer_level(&w, kinds[i].kind, 0, RT_NOT_CARRIED, 0);
        check(&w, kinds[i].in, kinds[i].out, kinds[i].losses, rt_kind_of(kinds[i].kind)->name);
        seen[kinds[i].kind] = true;
    }
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
        if (rt_kind_of(k) && !seen[k])
            fail_msg("no row says what a target without %s gets", rt_kind_of(k)->name);
}

static void what_is_carried_approximately_passes_unchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        writer w;
        lowered plain = lower_report(NULL, kinds[i].in);
        writer_open(&w);
        writer_level(&w, kinds[i].kind, 0, RT_APPROXIMATE, 0);
        lowered got = lower_report(&w, kinds[i].in);
        assert_string_equal(got.text, plain.text);
        assert_non_null(strstr(got.losses, " ~ ")); /* one line, of that kind */
        assert_non_null(strstr(got.losses, rt_kind_of(kinds[i].kind)->name));
        assert_ptr_equal(strstr(got.losses, "; ") + 2, got.losses + strlen(got.losses));
        free(plain.text);
        free(plain.losses);
        free(got.text);
        free(got.losses);
    }
}

/* ---- Each attribute --------------------------------------------------------------------------------- */

/* A report with one node of the kind, its attributes to stand at @; what is left when it goes altogether. */
static const struct { uint32_t kind; const char *in, *gone; } bases[] = {
    {RT_REPORT, "(report@(paragraph 'x'))", NULL},
    {RT_META, "(report(meta@ 'x')(paragraph 'y'))", "(report(paragraph 'y'))"},
    {RT_SECTION, "(report(paragraph 'y')(section@(heading 'h')(paragraph 'x')))", "(report(paragraph 'y'))"},
    {RT_HEADING, "(report(table(row(cell 'y'(heading@ 'x')))))", "(report(table(row(cell 'y'))))"},
    {RT_PARAGRAPH, "(report(paragraph@ 'x')(rule))", "(report(rule))"},
    {RT_LIST, "(report(list@(item 'x'))(rule))", "(report(rule))"},
    {RT_ITEM, "(report(list(item@ 'x'(paragraph 'z')))(rule))", "(report(rule))"},
    {RT_DEFINITIONS, "(report(definitions@(term 't'))(rule))", "(report(rule))"},
    {RT_TERM, "(report(definitions(term@ 't')(definition 'd')))", "(report(definitions(definition 'd')))"},
    {RT_DEFINITION, "(report(definitions(term 't')(definition@ 'd')))", "(report(definitions(term 't')))"},
    {RT_TABLE, "(report(table@(caption 'c')(row(cell 'x')))(rule))", "(report(rule))"},
    {RT_COLUMN, "(report(table(column@)(row(cell 'x'))))", "(report(table(row(cell 'x'))))"},
    {RT_ROW, "(report(table(caption 'c')(row@(cell 'x'))))", "(report(table(caption 'c')))"},
    {RT_CELL, "(report(table(row(cell@ 'x'(paragraph 'y')))))", "(report(table(row(cell))))"},
    {RT_FIGURE, "(report(figure@(paragraph 'x'))(rule))", "(report(rule))"},
    {RT_CAPTION, "(report(table(caption@ 'c')(row(cell 'x'))))", "(report(table(row(cell 'x'))))"},
    {RT_QUOTE, "(report(quote@(paragraph 'x'))(rule))", "(report(rule))"},
    {RT_CODE_BLOCK, "(report(code-block@ 'x')(rule))", "(report(rule))"},
    {RT_RULE, "(report(paragraph 'x')(rule@))", "(report(paragraph 'x'))"},
    {RT_TEXT_BOX, "(report(text-box@(paragraph 'x'))(rule))", "(report(rule))"},
    {RT_PAGE, "(report(page@(header(paragraph 'x')))(rule))", "(report(rule))"},
    {RT_HEADER, "(report(page(header@(paragraph 'x'))))", "(report(page))"},
    {RT_FOOTER, "(report(page(footer@(paragraph 'x'))))", "(report(page))"},
    {RT_NOTE, "(report(rule)(note@(paragraph 'x')))", "(report(rule))"},
    {RT_TEXT, "(report(paragraph 'a'(text@ 'x')'b'))", "(report(paragraph 'ab'))"},
    {RT_LINK, "(report(paragraph 'a'(link@ 'x')'b'))", "(report(paragraph 'ab'))"},
    {RT_RUBY, "(report(paragraph 'a'(ruby@ 'x')'b'))", "(report(paragraph 'ab'))"},
    {RT_FIELD, "(report(paragraph 'a'(field@ 'x')'b'))", "(report(paragraph 'ab'))"},
    {RT_MATH, "(report(paragraph 'a'(math@ 'x')'b'))", "(report(paragraph 'ab'))"},
    {RT_DROP_DOWN, "(report(paragraph 'a'(drop-down@(choice 'x'))'b'))", "(report(paragraph 'ab'))"},
    {RT_CHOICE, "(report(paragraph(drop-down(choice@ 'x'))))", "(report(paragraph(drop-down)))"},
    {RT_CHECKBOX, "(report(paragraph 'a'(checkbox@)'b'))", "(report(paragraph 'ab'))"},
    {RT_NOTE_REFERENCE, "(report(paragraph 'a'(note-reference@)'b'))", "(report(paragraph 'ab'))"},
    {RT_LINE_BREAK, "(report(paragraph 'a'(line-break@)'b'))", "(report(paragraph 'ab'))"},
    {RT_TAB, "(report(paragraph 'a'(tab@)'b'))", "(report(paragraph 'ab'))"},
    {RT_PAGE_BREAK, "(report(paragraph 'a'(page-break@)'b'))", "(report(paragraph 'ab'))"},
    {RT_IMAGE, "(report(paragraph 'a'(image@)'b'))", "(report(paragraph 'ab'))"},
    {RT_RESOURCE, "(report(paragraph(image(resource@#'x'))))", "(report(paragraph(image)))"},
    {RT_START, "(report(paragraph 'a'(start@)'b'))", "(report(paragraph 'ab'))"},
    {RT_END, "(report(paragraph 'a'(end@)'b'))", "(report(paragraph 'ab'))"},
    {RT_FACT, "(report(rule)(fact@))", "(report(rule))"},
    {RT_MEDIA, "(report(paragraph 'a'(media@ 'x')'b'))", "(report(paragraph 'ab'))"},
};

/* Where the fallback is more than leaving the attribute out. `value` NULL: any. */
static const struct { uint32_t kind, attr; const char *value, *out; } doings[] = {
    {RT_SECTION, RT_A_LEVEL, NULL, "(report(paragraph 'y')(section(heading 'h')(paragraph 'x')))"},
    {RT_ITEM, RT_A_CHECKED, "no", "(report(list(item '☐ x'(paragraph 'z')))(rule))"},
    {RT_ITEM, RT_A_CHECKED, "yes", "(report(list(item '☑ x'(paragraph 'z')))(rule))"},
    {RT_ITEM, RT_A_CHECKED, "mixed", "(report(list(item '☒ x'(paragraph 'z')))(rule))"},
    {RT_CHECKBOX, RT_A_CHECKED, "no", "(report(paragraph 'a☐b'))"},
    {RT_CHECKBOX, RT_A_CHECKED, "yes", "(report(paragraph 'a☑b'))"},
    {RT_CHECKBOX, RT_A_CHECKED, "mixed", "(report(paragraph 'a☒b'))"},
    {RT_CELL, RT_A_COLSPAN, NULL, "(report(table(row(cell 'x'(paragraph 'y'))(cell)(cell))))"},
    {RT_ROW, RT_A_GRID_BEFORE, NULL, "(report(table(caption 'c')(row(cell)(cell)(cell)(cell 'x'))))"},
};

static char *with(const char *base, const char *attr)
{
    const char *at = strchr(base, '@');
    char *made = malloc(strlen(base) + strlen(attr) + 2);
    sprintf(made, "%.*s%s%s%s", (int)(at - base), base, *attr ? " " : "", attr, at + 1);
    return made;
}

/* What is left of the base when `attr` is lacking. */
static char *wanted(size_t base, uint32_t attr, const char *value)
{
    uint32_t kind = bases[base].kind;
    bool goes = attr == RT_A_HIDDEN || (attr == RT_A_CHANGE && (strcmp(value, "deleted") == 0 || strcmp(value, "moved-from") == 0));
    for (size_t i = 0; i < sizeof doings / sizeof *doings; i++)
        if (doings[i].kind == kind && doings[i].attr == attr && (!doings[i].value || strcmp(doings[i].value, value) == 0))
            return strdup(doings[i].out);
    return goes && bases[base].gone ? strdup(bases[base].gone) : with(bases[base].in, "");
}

static int item_of(const char *base)
{
    int item = 0;
    for (const char *p = base; *p != '@'; p++)
        item += *p == '(';
    return item;
}

/* The loss class by what the table says of the attribute, but where a text or cells stand for it. */
static const char *class_of(uint32_t kind, uint32_t attr)
{
    static const char *const names[] = {"?", "content", "structure", "presentation"};
    if (attr == RT_A_CHECKED && (kind == RT_ITEM || kind == RT_CHECKBOX))
        return "structure";
    return names[rt_attr_of(attr)->loss];
}

/* Lacking on a kind alone it goes to what stands below: see what_holds_for_all_below_is_handed_down. */
static bool is_handed_down(uint32_t attr)
{
    return attr == RT_A_LANGUAGE || attr == RT_A_DIRECTION || attr == RT_A_CHANGE || attr == RT_A_VALIGN || attr == RT_A_BACKGROUND;
}

/* A writer that lacks the attribute, or one of its values; the node has `value`. */
static void check_attr(size_t base, uint32_t attr, uint32_t values, const char *value)
{
    const rt_attr_info *info = rt_attr_of(attr);
    uint32_t kind = bases[base].kind;
    char given[64], losses[160], value_told[40] = "", what[80];
    writer w;
    bool told = values || info->type == RT_TYPE_MARKS || (attr == RT_A_CHANGE && (strcmp(value, "deleted") == 0 || strcmp(value, "moved-from") == 0)) ||
                (attr == RT_A_CHECKED && kind == RT_CHECKBOX);
    if (kind == RT_REPORT && attr == RT_A_CHANGE && !values)
        told = false;
    writer_open(&w);
    writer_level(&w, is_handed_down(attr) ? RT_EVERY : kind, attr, RT_NOT_CARRIED, values);
    snprintf(given, sizeof given, "%s=%s", info->name, value);
    if (told)
        snprintf(value_told, sizeof value_told, "=%s", value);
    snprintf(losses, sizeof losses, "%s %s %s%s 1x@%d; ", class_of(kind, attr), rt_kind_of(kind)->name, info->name, value_told, item_of(bases[base].in));
    snprintf(what, sizeof what, "%s of %s", given, rt_kind_of(kind)->name);
    char *in = with(bases[base].in, given), *out = wanted(base, attr, value);
    lowered plain = lower_report(NULL, out), unlowered = lower_report(NULL, in);
    assert_string_not_equal(plain.text, unlowered.text);
    check(&w, in, kind == RT_SECTION && attr == RT_A_LEVEL ? out : plain.text, losses, what);
    free(in);
    free(out);
    free(plain.text);
    free(plain.losses);
    free(unlowered.text);
    free(unlowered.losses);
}

/* The other values pass, and nobody is told of a loss. */
static void check_other_value(size_t base, uint32_t attr, uint32_t lacking, const char *value)
{
    char given[64];
    writer w;
    writer_open(&w);
    writer_level(&w, bases[base].kind, attr, RT_NOT_CARRIED, lacking);
    snprintf(given, sizeof given, "%s=%s", rt_attr_of(attr)->name, value);
    char *in = with(bases[base].in, given);
    lowered plain = lower_report(NULL, in);
    check(&w, in, plain.text, "", given);
    free(in);
    free(plain.text);
    free(plain.losses);
}

static void check_choices(size_t base, uint32_t attr)
{
    const rt_attr_info *info = rt_attr_of(attr);
    for (uint32_t v = 1; v <= info->choice_count; v++) {
        const char *value = info->choices[v - 1], *other = info->choices[v % info->choice_count];
        if (info->has_initial && (int32_t)v == info->initial)
            continue;
        check_attr(base, attr, 0, value);
        check_attr(base, attr, 1u << (v - 1), value);
        if (!(info->has_initial && (int32_t)(v % info->choice_count) + 1 == info->initial))
            check_other_value(base, attr, 1u << (v - 1), other);
    }
}

static void each_attribute_that_is_lacking_is_told(void **state)
{
    static const char *const samples[] = {[RT_TYPE_TEXT] = "'v'", [RT_TYPE_INT] = "3", [RT_TYPE_BOOL] = "true", [RT_TYPE_LENGTH] = "'9pt'",
                                          [RT_TYPE_ID] = "'i'", [RT_TYPE_REF] = "'r'", [RT_TYPE_COLOUR] = "'#00ff00'"};
    bool seen[RT_KIND_COUNT] = {false};
    (void)state;
    for (size_t b = 0; b < sizeof bases / sizeof *bases; b++) {
        seen[bases[b].kind] = true;
        for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++) {
            const rt_attr_info *info = rt_attr_of(attr);
            if (!info || !(info->kinds & RT_BIT(bases[b].kind)))
                continue;
            if (info->type == RT_TYPE_CHOICE || info->type == RT_TYPE_MARKS)
                check_choices(b, attr);
            else
                check_attr(b, attr, 0, samples[info->type]);
        }
    }
    for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
        if (rt_kind_of(k) && !seen[k])
            fail_msg("no base for %s", rt_kind_of(k)->name);
}

static void marks_are_lost_one_by_one(void **state)
{
    writer w;
    (void)state;
    writer_open(&w);
    writer_level(&w, RT_TEXT, RT_A_MARKS, RT_NOT_CARRIED, RT_MARK_UNDERLINE | RT_MARK_CODE);
    writer_level(&w, RT_TEXT, RT_A_MARKS, RT_APPROXIMATE, RT_MARK_SUP);
    check(&w, "(report(paragraph(text marks=bold+underline+sup 'a')(text marks=code 'b')(text marks=bold 'c')))",
          "(report(paragraph(text marks=bold+sup 'a')'b'(text marks=bold 'c')))",
          "presentation text marks=underline 1x@3; presentation text marks=sup ~ 1x@3; presentation text marks=code 1x@4; ", "two marks");
}

/* ---- Several things at once ---------------------------------------------------------------------------- */

static void writer_only(writer *w, const uint32_t *kinds_carried)
{
    *w = (writer){.count = 0};
    w->carries = (rt_carries){.size = sizeof w->carries, .stride = sizeof *w->rows, .table = w->rows};
    for (; *kinds_carried; kinds_carried++)
        writer_level(w, *kinds_carried, 0, RT_EXACT, 0);
}

static const uint32_t table_kinds[] = {RT_REPORT, RT_TABLE, RT_ROW, RT_CELL, 0};

#define TWO "(report(paragraph 'before')(table(caption 'C')(row(cell 'a')))(paragraph 'between')(table(row(cell 'b'))(caption 'D'))(note(paragraph 'n')))"

static void tables_alone(void **state)
{
    writer w;
    (void)state;
    writer_only(&w, table_kinds);
    check(&w, TWO, "(report(table(row(cell 'a')))(table(row(cell 'b'))))",
          "content paragraph 3x@2; content caption 2x@4; structure note 1x@12; ", "all but tables");
    w.carries.tables = RT_TABLES_STACKED;
    check(&w, TWO, "(report(table(row(cell 'a'))(row)(row(cell 'b'))))", NULL, "all but one table");
    w.carries.tables = 2;
    check(&w, TWO, "(report(table(row(cell 'b'))))", NULL, "all but the second table");
    w.carries.tables = 3;
    check(&w, TWO, "(report)", NULL, "all but the third table");
    w.carries.tables = RT_TABLES_STACKED;
    check(&w, "(report(paragraph 'x'))", "(report)", "content paragraph 1x@2; ", "all but tables");
    check(&w, "(report(table(row(cell(paragraph 'a'(line-break)'b')(paragraph 'c')(list(item 'd'))))))",
          "(report(table(row(cell 'a\nb\nc\n• d'))))", NULL, "blocks in cells");
    w.carries.flat_cells = true;
    check(&w, "(report(table(row(cell 'x'(table(row(cell 'a')(cell 'b'))(row(cell 'c'))))(cell 'y'))))",
          "(report(table(row(cell 'x\na\tb\nc')(cell 'y'))))", NULL, "tables in cells");
}

static void what_stands_between_stacked_tables_is_told(void **state)
{
    writer w;
    lowered got;
    (void)state;
    writer_open(&w);
    w.carries.tables = RT_TABLES_STACKED;
    got = lower_report(&w, "(report(paragraph 'x')(table(row(cell 'a')))(paragraph 'y')(rule)(list(item 'z'))(table(row(cell 'b')))(note(paragraph 'n')))");
    char *want = spelled("(report(paragraph 'x')(table(row(cell 'a'))(row)(row(cell 'b'))))");
    assert_string_equal(got.text, want);
    assert_string_equal(got.losses, "content paragraph 1x@6; content list 1x@8; content note 1x@13; structure table 1x@10; presentation rule 1x@7; ");
    assert_string_equal(got.codes, "several-tables ");
    free(want);
    free(got.text);
    free(got.losses);
}

static void writer_without_spans(writer *w, bool colspan, bool rowspan, bool before)
{
    writer_open(w);
    if (!colspan)
        writer_level(w, RT_CELL, RT_A_COLSPAN, RT_NOT_CARRIED, 0);
    if (!rowspan)
        writer_level(w, RT_CELL, RT_A_ROWSPAN, RT_NOT_CARRIED, 0);
    if (!before)
        writer_level(w, RT_ROW, RT_A_GRID_BEFORE, RT_NOT_CARRIED, 0);
}

static void blank_cells_stand_for_spans(void **state)
{
    static const struct { bool colspan, rowspan, before; const char *in, *out; } tables[] = {
        {false, false, false, "(row(cell colspan=2 rowspan=2 'a')(cell 'b'))(row(cell 'c'))", "(row(cell 'a')(cell)(cell 'b'))(row(cell)(cell)(cell 'c'))"},
        {true, false, true, "(row(cell colspan=2 rowspan=2 'a')(cell 'b'))(row(cell 'c'))", "(row(cell colspan=2 'a')(cell 'b'))(row(cell)(cell)(cell 'c'))"},
        {false, true, true, "(row(cell colspan=2 rowspan=2 'a')(cell 'b'))(row(cell 'c'))", "(row(cell rowspan=2 'a')(cell)(cell 'b'))(row(cell)(cell 'c'))"},
        {false, false, false, "(row grid-before=2(cell 'a'))(row(cell 'b'))", "(row(cell)(cell)(cell 'a'))(row(cell 'b'))"},
        {false, false, true, "(row(cell 'a')(cell rowspan=3 'b'))(row(cell 'c'))(row)", "(row(cell 'a')(cell 'b'))(row(cell 'c')(cell))(row(cell)(cell))"},
        {false, false, true, "(row part=head(cell rowspan=9 'a')(cell 'b'))(row(cell 'c')(cell 'd'))", "(row part=head(cell 'a')(cell 'b'))(row(cell 'c')(cell 'd'))"},
        {false, false, true, "(row(cell 'a')(cell rowspan=2 'b')(cell 'c'))(row(cell colspan=3 'd')(cell 'e'))", "(row(cell 'a')(cell 'b')(cell 'c'))(row(cell 'd')(cell)(cell 'e'))"},
        {true, false, true, "(row(cell 'a')(cell rowspan=2 'b')(cell 'c'))(row(cell colspan=3 'd')(cell 'e'))", "(row(cell 'a')(cell 'b')(cell 'c'))(row(cell 'd')(cell)(cell 'e'))"},
        {false, false, true, "(row(cell colspan=2(table(row(cell colspan=2 'n')(cell 'm'))(row(cell rowspan=2 'o')))))(row(cell 'p'))",
         "(row(cell(table(row(cell 'n')(cell)(cell 'm'))(row(cell 'o'))))(cell))(row(cell 'p'))"},
        {false, false, true, "(row(cell rowspan=2 hidden=true 'a')(cell 'b'))(row(cell 'c'))", "(row(cell hidden=true 'a')(cell 'b'))(row(cell)(cell 'c'))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char in[512], out[512];
        writer w;
        writer_without_spans(&w, tables[i].colspan, tables[i].rowspan, tables[i].before);
        snprintf(in, sizeof in, "(report(table%s))", tables[i].in);
        snprintf(out, sizeof out, "(report(table%s))", tables[i].out);
        check(&w, in, out, NULL, "spans");
    }
}

static void a_hidden_cell_keeps_its_place(void **state)
{
    writer w;
    (void)state;
    writer_only(&w, table_kinds);
    check(&w, "(report(table(row(cell 'a')(cell hidden=true colspan=2 value='7' 'secret')(cell 'b'))))",
          "(report(table(row(cell 'a')(cell)(cell)(cell 'b'))))", "content cell hidden 1x@5; structure cell colspan 1x@5; ", "hidden");
}

/* ---- Reports by chance ------------------------------------------------------------------------------------ */

/* Counts the bytes of text, but white space and what a fallback replaces by another text. */
typedef struct tally {
    rt_sink sink;
    rt_sink *next;
    int64_t counts[256];
    size_t replaced; /* depth inside of a formula or a drop-down */
    bool all;
} tally;

static rt_status tally_enter(rt_sink *self, const rt_node *node)
{
    tally *t = (tally *)self;
    if (t->replaced || (!t->all && (node->kind == RT_MATH || node->kind == RT_DROP_DOWN)))
        t->replaced++;
    return t->next->enter(t->next, node);
}

static rt_status tally_text(rt_sink *self, rt_str piece)
{
    tally *t = (tally *)self;
    for (size_t i = 0; i < piece.len && !t->replaced; i++)
        if (!strchr(" \t\r\n", piece.ptr[i]))
            t->counts[(unsigned char)piece.ptr[i]]++;
    return t->next->text(t->next, piece);
}

static rt_status tally_leave(rt_sink *self, uint32_t kind)
{
    tally *t = (tally *)self;
    t->replaced -= t->replaced > 0;
    return t->next->leave(t->next, kind);
}

static rt_status tally_bytes(rt_sink *self, const void *bytes, size_t len)
{
    rt_sink *next = ((tally *)self)->next;
    return next->bytes ? next->bytes(next, bytes, len) : RT_OK;
}

static rt_status tally_close(rt_sink *self, bool complete) { return ((tally *)self)->next->close(((tally *)self)->next, complete); }

static void tally_open(tally *t, rt_sink *next, bool all)
{
    *t = (tally){.sink = {sizeof t->sink, tally_enter, tally_text, tally_leave, tally_bytes, tally_close}, .next = next, .all = all};
}

/* Lacks up to six kinds (or most of them) and twelve attributes or values. */
static void writer_by_chance(writer *w, uint64_t *chance)
{
    writer_open(w);
    for (uint32_t n = random_under(chance, random_under(chance, 4) ? 7 : 44); n; n--)
        writer_level(w, 2 + random_under(chance, RT_KIND_COUNT - 2), 0, RT_NOT_CARRIED, 0);
    for (uint32_t n = random_under(chance, 13); n; n--) {
        uint32_t attr = 1 + random_under(chance, RT_ATTR_COUNT - 1), kind;
        do
            kind = 1 + random_under(chance, RT_KIND_COUNT - 1);
        while (!(rt_attr_of(attr)->kinds & RT_BIT(kind)));
        bool set = rt_attr_of(attr)->choice_count && random_under(chance, 2);
        writer_level(w, random_under(chance, 8) ? kind : RT_EVERY, attr, random_under(chance, 6) ? RT_NOT_CARRIED : RT_APPROXIMATE,
                     set ? (uint32_t)random_bits(chance) & ((1u << rt_attr_of(attr)->choice_count) - 1) : 0);
    }
    w->carries.tables = random_under(chance, 10) ? RT_TABLES_ALL : (int32_t)random_under(chance, 3) - 1;
    w->carries.flat_cells = random_under(chance, 6) == 0;
}

static void print_writer(const writer *w)
{
    fprintf(stderr, "tables %d flat %d lacks:", w->carries.tables, w->carries.flat_cells);
    for (size_t i = 2; i < w->count; i++)
        fprintf(stderr, " %s.%s", rt_kind_of(w->rows[i].kind) ? rt_kind_of(w->rows[i].kind)->name : "*",
                rt_attr_of(w->rows[i].attr) ? rt_attr_of(w->rows[i].attr)->name : "");
    fprintf(stderr, "\n");
}

/* Texts that are said to be gone: content, or deleted by whoever wrote the report. */
static void note_gone(void *user, const rt_loss *loss)
{
    *(bool *)user |= loss->loss_class == RT_LOSS_CONTENT || loss->loss_class == RT_LOSS_REMOVED ||
                     (loss->attribute && strcmp(loss->attribute, "change") == 0);
}

/* Answers whether no text was said to be lost. */
static bool check_by_chance(uint64_t seed)
{
    world around;
    record r;
    checker c;
    guard g;
    tally in, out;
    writer w;
    rt_sink *sink;
    char words[64];
    uint64_t chance = seed;
    bool gone = false;

    world_open(&around);
    writer_by_chance(&w, &chance);
    record_open(&r);
    checker_open(&c, &r.sink);
    c.levels_lack = !carries(&w, RT_SECTION, RT_A_LEVEL, 0);
    guard_open(&g, &w, &c.sink);
    tally_open(&out, &g.sink, true);
    assert_int_equal(rt_lower_open(&around.run, &w.carries, RT_ABI_MINOR, "out", &out.sink, &sink), RT_OK);
    tally_open(&in, sink, false);
    assert_int_equal(rt_gate_open(&around.run, &in.sink, &sink), RT_OK);
    snprintf(words, sizeof words, "seed=%u size=%u", (unsigned)seed, 10 + random_under(&chance, 60));
    rt_status status = send_random_report(sink, words);
    rt_status closed = sink->close(sink, status == RT_OK);
    rt_ledger_each(around.run.ledger, note_gone, &gone);
    if (c.error[0] || g.error[0] || status != RT_OK || closed != RT_OK) {
        print_writer(&w);
        fail_msg("%s: %s%s (%s)\n%s", words, c.error, g.error, around.last, r.text);
    }
    for (int i = 0; i < 256 && !gone; i++)
        if (in.counts[i] > out.counts[i]) {
            print_writer(&w);
            fail_msg("%s: %d of byte %02x were lost in silence\n%s\n%s", words, (int)(in.counts[i] - out.counts[i]), (unsigned)i,
                     losses_of(&around), r.text);
        }
    record_free(&r);
    checker_free(&c);
    assert_int_equal(world_close(&around), 0);
    return !gone;
}

static void writers_by_chance_get_what_they_carry(void **state)
{
    uint64_t whole = 0;
    (void)state;
    if (getenv("SEED")) {
        check_by_chance(strtoull(getenv("SEED"), NULL, 10));
        return;
    }
    for (uint64_t seed = 1; seed <= 2000; seed++)
        whole += check_by_chance(seed);
    assert_in_range(whole, 200, 2000); /* enough of them lose no text */
}

/* Where on the grid each text stands: "[row,column]text". */
typedef struct places { rt_sink sink; rt_grid at; bool pending; record text; } places;

static rt_status places_enter(rt_sink *self, const rt_node *node)
{
    places *p = (places *)self;
    p->pending = node->kind == RT_CELL;
    if (node->grid)
        p->at = *node->grid;
    return RT_OK;
}

static rt_status places_text(rt_sink *self, rt_str piece)
{
    places *p = (places *)self;
    char at[40];
    int len = snprintf(at, sizeof at, "[%u,%u]", p->at.row, p->at.column);
    if (p->pending)
        p->text.sink.text(&p->text.sink, (rt_str){at, (size_t)len});
    p->pending = false;
    return p->text.sink.text(&p->text.sink, piece);
}

static rt_status places_leave(rt_sink *self, uint32_t kind)
{
    ((places *)self)->pending &= kind != RT_CELL;
    return RT_OK;
}

static rt_status places_close(rt_sink *self, bool complete) { (void)self, (void)complete; return RT_OK; }

static char *places_of(const char *words, const writer *w)
{
    world around;
    places p = {.sink = {sizeof p.sink, places_enter, places_text, places_leave, NULL, places_close}};
    rt_sink *sink;
    world_open(&around);
    record_open(&p.text);
    assert_int_equal(rt_hold_open(&around.run, RT_NEEDS_TABLE, &p.sink, &sink), RT_OK);
    if (w)
        assert_int_equal(rt_lower_open(&around.run, &w->carries, RT_ABI_MINOR, "out", sink, &sink), RT_OK);
    assert_int_equal(rt_gate_open(&around.run, sink, &sink), RT_OK);
    assert_int_equal(send_random_report(sink, words), RT_OK);
    assert_int_equal(sink->close(sink, true), RT_OK);
    assert_int_equal(world_close(&around), 0);
    return p.text.text;
}

static void blank_cells_keep_every_text_on_its_place(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 400; seed++) {
        char words[160];
        snprintf(words, sizeof words, "seed=%u size=60 kinds=table,row,cell attributes=colspan,rowspan,grid-before,part", seed);
        char *want = places_of(words, NULL);
        for (int lacks = 1; lacks < 8; lacks++) {
            writer w;
            writer_without_spans(&w, !(lacks & 1), !(lacks & 2), !(lacks & 4));
            char *got = places_of(words, &w);
            if (strcmp(got, want) != 0)
                fail_msg("%s lacking %d\nhas %s\nnot %s", words, lacks, got, want);
            free(got);
        }
        free(want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_that_is_lacking_becomes_its_fallback),
        cmocka_unit_test(what_is_carried_approximately_passes_unchanged),
        cmocka_unit_test(each_attribute_that_is_lacking_is_told),
        cmocka_unit_test(marks_are_lost_one_by_one),
        cmocka_unit_test(tables_alone),
        cmocka_unit_test(what_stands_between_stacked_tables_is_told),
        cmocka_unit_test(blank_cells_stand_for_spans),
        cmocka_unit_test(a_hidden_cell_keeps_its_place),
        cmocka_unit_test(writers_by_chance_get_what_they_carry),
        cmocka_unit_test(blank_cells_keep_every_text_on_its_place),
    };
    return cmocka_run_group_tests_name("lower", tests, NULL, NULL);
}
