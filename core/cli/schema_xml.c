/* schema_xml.c - the RELAX NG of the canonical XML, generated from the vocabulary table.
 *
 * Owns how a phase, a class and a type look in a grammar. Strict: no element, attribute or value
 * but those of the table. What spans elements (levels, references) a grammar cannot say. */
#include <string.h>

#include "schema.h"
#include "vocabulary.h"

#define EVERY_KIND (~UINT64_C(1) & (RT_BIT(RT_KIND_COUNT) - 1))

/* Sets of kinds that many phases share, each defined once. */
typedef struct class_set { const char *name; uint64_t kinds; } class_set;
enum { CLASSES = 4 };

static void find_classes(class_set classes[CLASSES])
{
    static const char *const names[CLASSES] = {"inlines", "phrases", "blocks", "flow"};
    for (int i = 0; i < CLASSES; i++)
        classes[i] = (class_set){names[i], 0};
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        const rt_kind_info *info = rt_kind_of(kind);
        if (info && info->is_inline)
            classes[0].kinds |= RT_BIT(kind);
        if (info && info->is_inline && kind != RT_LINK)
            classes[1].kinds |= RT_BIT(kind);
        if (info && info->is_block)
            classes[2].kinds |= RT_BIT(kind);
    }
    classes[3].kinds = classes[2].kinds | RT_BIT(RT_HEADING);
}

/* ---- Attributes ----------------------------------------------------------------------------- */

static void put_choices(FILE *out, const rt_attr_info *info)
{
    fputs("<choice>", out);
    for (uint32_t i = 0; i < info->choice_count; i++)
        fprintf(out, "<value>%s</value>", info->choices[i]);
    fputs("</choice>", out);
}

static void put_type(FILE *out, const rt_attr_info *info)
{
    switch (info->type) {
    case RT_TYPE_INT:
        fprintf(out,
                "<data type=\"integer\"><param name=\"minInclusive\">%d</param>"
                "<param name=\"maxInclusive\">%d</param><param "
                "name=\"pattern\">-?[0-9]+</param></data>",
                (int)info->minimum, (int)info->maximum);
        break;
    case RT_TYPE_BOOL:
        fputs("<choice><value>true</value><value>false</value></choice>", out);
        break;
    case RT_TYPE_CHOICE:
        put_choices(out, info);
        break;
    case RT_TYPE_MARKS:
        fputs("<list><zeroOrMore>", out);
        put_choices(out, info);
        fputs("</zeroOrMore></list>", out);
        break;
    case RT_TYPE_LENGTH:
        fprintf(out, "<data type=\"string\"><param name=\"pattern\">%s[0-9]+(\\.[0-9]+)?(pt|%%)</param>"
                     "<param name=\"maxLength\">31</param></data>", info->minimum < 0 ? "-?" : "");
        break;
    case RT_TYPE_COLOUR:
        fputs("<data type=\"string\"><param name=\"pattern\">#[0-9a-f]{6}</param></data>", out);
        break;
    case RT_TYPE_ID:
    case RT_TYPE_REF:
        fputs("<data type=\"string\"><param name=\"minLength\">1</param></data>", out);
        break;
    default:
        fputs("<text/>", out);
    }
}

static void put_attrs(FILE *out, uint32_t kind, const char *indent)
{
    for (uint32_t id = 1; id < RT_ATTR_COUNT; id++) {
        const rt_attr_info *info = rt_attr_of(id);
        bool common = info && info->kinds == EVERY_KIND;
        if (!info || (kind ? common || !(info->kinds & RT_BIT(kind)) : !common))
            continue;
        fprintf(out, "%s<optional><attribute name=\"%s\">", indent, info->name);
        put_type(out, info);
        fputs("</attribute></optional>\n", out);
    }
}

/* ---- Content -------------------------------------------------------------------------------- */

/* Whether a class stands for these kinds; text goes beside it. */
static const char *class_of(const class_set classes[CLASSES], uint64_t kinds)
{
    for (int i = 0; i < CLASSES; i++)
        if (classes[i].kinds == (kinds & ~UINT64_C(1)))
            return classes[i].name;
    return NULL;
}

static void put_kinds(FILE *out, const class_set classes[CLASSES], uint64_t kinds)
{
    const char *name = class_of(classes, kinds);
    bool several = name ? kinds & 1 : (kinds & (kinds - 1)) != 0;
    if (several)
        fputs("<choice>", out);
    if (kinds & 1)
        fputs("<text/>", out);
    if (name)
        fprintf(out, "<ref name=\"%s\"/>", name);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT && !name; kind++)
        if (kinds & RT_BIT(kind))
            fprintf(out, "<ref name=\"%s\"/>", rt_kind_of(kind)->name);
    if (several)
        fputs("</choice>", out);
}

static void put_phase(FILE *out, const class_set classes[CLASSES], const rt_phase *phase,
                      bool required)
{
    const char *quantity = phase->many                  ? "zeroOrMore"
                           : phase->minimum || required ? NULL
                                                        : "optional";
    fputs("      ", out);
    if (phase->kinds == 1) {
        fputs("<text/>\n", out);
        return;
    }
    if (quantity)
        fprintf(out, "<%s>", quantity);
    put_kinds(out, classes, phase->kinds);
    if (quantity)
        fprintf(out, "</%s>", quantity);
    fputs("\n", out);
}

/* The phases but `without`; `required` must come. */
static void put_phases(FILE *out, const class_set classes[CLASSES], const rt_kind_info *info,
                       int without, int required)
{
    for (int i = 0; i < (int)info->phase_count; i++)
        if (i != without)
            put_phase(out, classes, &info->phases[i], i == required);
}

/* Of two optional phases with one key only one may be used. */
static void put_content(FILE *out, const class_set classes[CLASSES], const rt_kind_info *info)
{
    int second = -1;
    for (int i = 0; i < (int)info->phase_count; i++)
        if (info->phases[i].twin >= 0)
            second = i;
    if (info->bytes) {
        fputs("      <data type=\"base64Binary\"/>\n", out);
    } else if (!info->phase_count) {
        fputs("      <empty/>\n", out);
    } else if (second < 0) {
        put_phases(out, classes, info, -1, -1);
    } else {
        fputs("      <choice>\n      <group>\n", out);
        put_phases(out, classes, info, second, -1);
        fputs("      </group>\n      <group>\n", out);
        put_phases(out, classes, info, info->phases[second].twin, second);
        fputs("      </group>\n      </choice>\n", out);
    }
}

static void put_kind(FILE *out, const class_set classes[CLASSES], uint32_t kind)
{
    const rt_kind_info *info = rt_kind_of(kind);
    fprintf(out,
            "\n  <!-- %s -->\n  <define name=\"%s\">\n    <element name=\"%s\">\n      <ref "
            "name=\"common\"/>\n",
            info->help, info->name, info->name);
    if (kind == RT_REPORT)
        fputs(
            "      <optional><attribute name=\"version\"><value>1</value></attribute></optional>\n",
            out);
    put_attrs(out, kind, "      ");
    put_content(out, classes, info);
    fputs("    </element>\n  </define>\n", out);
}

void rt_schema_xml(FILE *out)
{
    class_set classes[CLASSES];
    find_classes(classes);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\" ns=\"urn:retort:report:1\"\n"
          "         datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n"
          "  <start><ref name=\"report\"/></start>\n\n  <define name=\"common\">\n", out);
    put_attrs(out, 0, "    ");
    fputs("  </define>\n", out);
    for (int i = 0; i < CLASSES; i++) {
        fprintf(out, "\n  <define name=\"%s\">\n    ", classes[i].name);
        static const class_set none[CLASSES] = {{"", 0}};
        put_kinds(out, none, classes[i].kinds);
        fputs("\n  </define>\n", out);
    }
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (rt_kind_of(kind))
            put_kind(out, classes, kind);
    fputs("</grammar>\n", out);
}
