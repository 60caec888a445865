/* schema_json.c - the JSON Schema (2020-12) of the canonical JSON, from the vocabulary table.
 *
 * $defs holds each attribute, each kind as an object (X-object where its place tells the kind,
 * X-node with a "type") and what may be an element of each kind of array. Alternatives are told
 * apart by "type" alone, so that a validator descends only once. Where members are is
 * kit/jsonshape's. */
#include "schema.h"

#include <kit/jsonshape.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENTS_MAX = RT_KIND_COUNT * RT_JSON_GROUPS, ELEMENT_NAME = 96 };

/* What may stand in one member or array. */
typedef struct element {
    const rt_json_group *group;
    char name[ELEMENT_NAME];
} element;

typedef struct schema {
    FILE *out;
    rt_json_shape shape;
    element elements[ELEMENTS_MAX];
    size_t element_count;
    uint64_t typed, bare; /* kinds that stand with and without "type" */
} schema;

/* ---- Writing ------------------------------------------------------------------- */

static void put_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_ref(FILE *out, const char *name, const char *suffix)
{
    fprintf(out, "{\"$ref\": \"#/$defs/%s%s\"}", name, suffix);
}

static void begin_def(FILE *out, const char *name, const char *suffix)
{
    fprintf(out, ",\n    \"%s%s\": ", name, suffix);
}

/* ---- Attributes ----------------------------------------------------------------- */

static void put_choices(FILE *out, const rt_attr_info *attr)
{
    fputs("\"enum\": [", out);
    for (uint32_t i = 0; i < attr->choice_count; i++) {
        fputs(i ? ", " : "", out);
        put_string(out, attr->choices[i]);
    }
    fputc(']', out);
}

static void put_attr_type(FILE *out, const rt_attr_info *attr)
{
    switch (attr->type) {
    case RT_TYPE_INT:
        fprintf(out, "\"type\": \"integer\", \"minimum\": %d, \"maximum\": %d", attr->minimum,
                attr->maximum);
        break;
    case RT_TYPE_BOOL:
        fputs("\"type\": \"boolean\"", out);
        break;
    case RT_TYPE_CHOICE:
        put_choices(out, attr);
        break;
    case RT_TYPE_MARKS:
        fputs("\"type\": \"array\", \"minItems\": 1, \"uniqueItems\": true, \"items\": {", out);
        put_choices(out, attr);
        fputc('}', out);
        break;
    case RT_TYPE_LENGTH:
        fprintf(out, "\"type\": \"string\", \"maxLength\": 31, \"pattern\": "
                     "\"^%s[0-9]+(\\\\.[0-9]+)?(pt|%%)$\"", attr->minimum < 0 ? "-?" : "");
        break;
    case RT_TYPE_COLOUR:
        fputs("\"type\": \"string\", \"pattern\": \"^#[0-9a-f]{6}$\"", out);
        break;
    case RT_TYPE_ID:
    case RT_TYPE_REF:
        fputs("\"type\": \"string\", \"minLength\": 1", out);
        break;
    default:
        fputs("\"type\": \"string\"", out);
    }
}

static void put_attr(FILE *out, const rt_attr_info *attr)
{
    begin_def(out, "attribute-", attr->name);
    fputs("{\"description\": ", out);
    put_string(out, attr->help);
    fputs(", ", out);
    put_attr_type(out, attr);
    if (attr->has_initial && attr->type == RT_TYPE_CHOICE)
        fprintf(out, ", \"default\": \"%s\"", attr->initial_text);
    else if (attr->has_initial)
        fprintf(out, ", \"default\": %s", attr->initial_text);
    fputc('}', out);
}

/* ---- Elements ---------------------------------------------------------------------- */

static const char *element_name(const schema *s, const rt_json_group *group)
{
    for (size_t i = 0; i < s->element_count; i++)
        if (s->elements[i].group->kinds == group->kinds)
            return s->elements[i].name;
    return "";
}

/* Appends `word`, its alternatives parted like it from what stands before. */
static void add_words(element *e, const char *word, size_t len)
{
    size_t at = strlen(e->name);
    for (const char *end = word + len; word < end && at + 8 < sizeof e->name; word++) {
        const char *add = *word == '|' ? "-or-" : (char[2]){*word, '\0'};
        at += (size_t)snprintf(e->name + at, sizeof e->name - at, "%s", add);
    }
}

/* The alternatives that the table gives for the member: "block-or-section". */
static void name_element(element *e, const rt_kind_info *info)
{
    size_t key_len = e->group->key_len;
    for (const char *p = info->content; *p; p += strcspn(p, " "), p += *p == ' ') {
        if (strncmp(p, e->group->key, key_len) != 0 || p[key_len] != ':')
            continue;
        const char *word = p + key_len + 1;
        size_t len = strcspn(word, " *?");
        if (strncmp(e->name, word, len) == 0)
            continue; /* the twin of an optional phase */
        if (*e->name)
            add_words(e, "|", 1);
        add_words(e, word, len);
    }
}

static void add_element(schema *s, const rt_kind_info *info, const rt_json_group *group)
{
    if (group->chars || group->bytes || *element_name(s, group))
        return;
    element *e = &s->elements[s->element_count++];
    *e = (element){.group = group};
    name_element(e, info);
    if (group->only)
        s->bare |= RT_BIT(group->only);
    else
        s->typed |= group->kinds & ~(RT_BIT(RT_TEXT) | 1);
    s->bare |= group->kinds & RT_BIT(RT_TEXT);
}

/* One of several kinds, by its "type". */
static void put_typed(const schema *s, uint64_t kinds)
{
    const char *separator = "";
    kinds &= ~(RT_BIT(RT_TEXT) | 1);
    fputs(
        "{\"type\": \"object\", \"required\": [\"type\"], \"properties\": {\"type\": {\"enum\": [",
        s->out);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (kinds & RT_BIT(kind)) {
            fprintf(s->out, "%s\"%s\"", separator, rt_kind_of(kind)->name);
            separator = ", ";
        }
    fputs("]}}, \"allOf\": [", s->out);
    separator = "\n      ";
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (kinds & RT_BIT(kind)) {
            fprintf(s->out,
                    "%s{\"if\": {\"properties\": {\"type\": {\"const\": \"%s\"}}}, \"then\": ",
                    separator, rt_kind_of(kind)->name);
            put_ref(s->out, rt_kind_of(kind)->name, "-node");
            fputc('}', s->out);
            separator = ",\n      ";
        }
    fputs("]}", s->out);
}

static void put_array_of(const schema *s, const rt_json_group *group)
{
    fputs("{\"type\": \"array\", \"items\": ", s->out);
    put_ref(s->out, element_name(s, group), "");
    fputc('}', s->out);
}

/* The short forms, separated from what follows by a comma. */
static void put_short(const schema *s, const rt_json_group *group)
{
    if (group->as_string || (group->kinds & 1))
        fputs("{\"type\": \"string\"}, ", s->out);
    if (group->as_array) {
        put_array_of(s, &s->shape.groups[group->as_array][0]);
        fputs(", ", s->out);
    }
}

static void put_element(const schema *s, const element *e)
{
    const rt_json_group *group = e->group;
    bool shorts = group->as_string || group->as_array || (group->kinds & 1);
    begin_def(s->out, e->name, "");
    fputs(shorts ? "{\"anyOf\": [" : "", s->out);
    put_short(s, group);
    if (group->only) {
        put_ref(s->out, rt_kind_of(group->only)->name, "-object");
    } else if (group->kinds & RT_BIT(RT_TEXT)) {
        fputs("{\"type\": \"object\", \"if\": {\"required\": [\"type\"]}, \"then\": ", s->out);
        put_typed(s, group->kinds);
        fputs(", \"else\": ", s->out);
        put_ref(s->out, rt_kind_of(RT_TEXT)->name, "-object");
        fputc('}', s->out);
    } else {
        put_typed(s, group->kinds);
    }
    fputs(shorts ? "]}" : "", s->out);
}

/* ---- Kinds ---------------------------------------------------------------------------- */

static void put_member(const schema *s, const rt_json_group *group)
{
    fprintf(s->out, ", \"%s\": ", group->key);
    if (group->bytes)
        fputs("{\"type\": \"string\", \"contentEncoding\": \"base64\", \"pattern\": "
              "\"^[A-Za-z0-9+/]*={0,2}$\"}",
              s->out);
    else if (group->chars)
        fputs("{\"type\": \"string\"}", s->out);
    else if (group->many)
        put_array_of(s, group);
    else
        put_ref(s->out, element_name(s, group), "");
}

static void put_properties(const schema *s, uint32_t kind, const char *tag, const char *value)
{
    const char *separator = *tag ? ", " : "";
    fputs("\"properties\": {", s->out);
    if (*tag)
        fprintf(s->out, "\"%s\": {\"const\": %s}", tag, value);
    for (uint32_t a = 1; a < RT_ATTR_COUNT; a++) {
        const rt_attr_info *attr = rt_attr_of(a);
        if (!attr || !(attr->kinds & RT_BIT(kind)))
            continue;
        fprintf(s->out, "%s\"%s\": ", separator, attr->name);
        put_ref(s->out, "attribute-", attr->name);
        separator = ", ";
    }
    for (uint8_t i = 0; i < s->shape.count[kind]; i++)
        put_member(s, &s->shape.groups[kind][i]);
    fputc('}', s->out);
}

static void put_kind(const schema *s, uint32_t kind, bool typed)
{
    const rt_kind_info *info = rt_kind_of(kind);
    const char *tag = kind == RT_REPORT ? "retort" : typed ? "type" : "";
    char value[ELEMENT_NAME];
    snprintf(value, sizeof value, kind == RT_REPORT ? "1" : "\"%s\"", info->name);
    fputs("{\"description\": ", s->out);
    put_string(s->out, info->help);
    fputs(", \"type\": \"object\", \"required\": [", s->out);
    const char *separator = "";
    if (*tag) {
        put_string(s->out, tag);
        separator = ", ";
    }
    for (uint8_t i = 0; i < s->shape.count[kind]; i++) {
        const rt_json_group *group = &s->shape.groups[kind][i];
        if (!group->always && (group->bytes || !info->phases[group->first].minimum))
            continue;
        fputs(separator, s->out);
        put_string(s->out, group->key);
        separator = ", ";
    }
    fputs("], \"additionalProperties\": false,\n      ", s->out);
    put_properties(s, kind, tag, value);
    fputc('}', s->out);
}

static void put_kinds(const schema *s)
{
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++) {
        if (s->typed & RT_BIT(kind)) {
            begin_def(s->out, rt_kind_of(kind)->name, "-node");
            put_kind(s, kind, true);
        }
        if (s->bare & RT_BIT(kind)) {
            begin_def(s->out, rt_kind_of(kind)->name, "-object");
            put_kind(s, kind, false);
        }
    }
}

void rt_schema_json(FILE *out)
{
    schema *s = calloc(1, sizeof *s);
    if (!s)
        return;
    s->out = out;
    rt_json_shape_init(&s->shape);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        for (uint8_t i = 0; i < s->shape.count[kind]; i++)
            add_element(s, rt_kind_of(kind), &s->shape.groups[kind][i]);
    fputs("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
          "  \"$id\": \"urn:retort:report:1\",\n  \"title\": \"A report in retort's JSON, version "
          "1\",\n"
          "  \"$ref\": \"#/$defs/report\",\n  \"$defs\": {\n    \"report\": ",
          out);
    put_kind(s, RT_REPORT, true);
    for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++)
        if (rt_attr_of(attr))
            put_attr(out, rt_attr_of(attr));
    for (size_t i = 0; i < s->element_count; i++)
        put_element(s, &s->elements[i]);
    put_kinds(s);
    fputs("\n  }\n}\n", out);
    free(s);
}
