/* model_tables.c - the tables of docs/model.md, generated from the vocabulary table as Markdown. */
#include <string.h>

#include "schema.h"
#include "vocabulary.h"

#define EVERY_KIND (~UINT64_C(1) & (RT_BIT(RT_KIND_COUNT) - 1))

static const char *const losses[] = {"", "content", "structure", "presentation", "removed"};

/* In a cell; a bar would end it, and white space be lost. */
static void put_cell(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '|')
            fputs("\\|", out);
        else if (*text == '\n')
            fputs("\\n", out);
        else if (*text == '\t')
            fputs("\\t", out);
        else
            fputc(*text, out);
}

static void put_code(FILE *out, const char *text)
{
    if (!*text)
        return;
    fputc('`', out);
    put_cell(out, text);
    fputc('`', out);
}

static void put_content(FILE *out, const rt_kind_info *info)
{
    const char *between = "";
    for (const char *p = info->content; *p; between = ", then ") {
        size_t len = strcspn(p, " ");
        const char *colon = memchr(p, ':', len);
        const char *word = colon ? colon + 1 : p;
        size_t rest = len - (size_t)(word - p);
        bool several = memchr(word, '|', rest) != NULL;
        fprintf(out, "%s%s", between, several ? "(" : "");
        for (size_t i = 0; i < rest; i++)
            if (word[i] == '|')
                fputs(" or ", out);
            else if (several && (word[i] == '*' || word[i] == '?'))
                fprintf(out, ")%c", word[i]);
            else
                fputc(word[i], out);
        p += len + (p[len] == ' ');
    }
    if (!*info->content)
        fputs("nothing", out);
}

static void put_fallback(FILE *out, const rt_kind_info *info)
{
    static const char *const words[] = {"", "its content stays", "becomes ", "said as ",
                                        "left out"};
    if (info->fallback == RT_FALL_SAY) {
        fputs(words[RT_FALL_SAY], out);
        put_code(out, info->before);
        return;
    }
    fputs(words[info->fallback], out);
    if (info->fallback == RT_FALL_AS)
        fputs(rt_kind_of(info->becomes)->name, out);
    if (*info->before) {
        fputs(", before it ", out);
        put_code(out, info->before);
    }
    if (*info->after) {
        fputs(", behind it ", out);
        put_code(out, info->after);
    }
}

static void put_kind(FILE *out, uint32_t kind)
{
    const rt_kind_info *info = rt_kind_of(kind);
    const char *between = "";
    fprintf(out, "| %s | %s | ", info->name, info->classes);
    put_content(out, info);
    fputs(" | ", out);
    for (uint32_t id = 1; id < RT_ATTR_COUNT; id++) {
        const rt_attr_info *attr = rt_attr_of(id);
        if (!attr || attr->kinds == EVERY_KIND || !(attr->kinds & RT_BIT(kind)))
            continue;
        fprintf(out, "%s%s", between, attr->name);
        between = ", ";
    }
    fputs(" | ", out);
    put_fallback(out, info);
    fprintf(out, " | %s | ", losses[info->loss]);
    put_cell(out, info->help);
    fputs(" |\n", out);
}

static void put_values(FILE *out, const rt_attr_info *info)
{
    switch (info->type) {
    case RT_TYPE_INT:
        fprintf(out, "%d to %d", (int)info->minimum, (int)info->maximum);
        break;
    case RT_TYPE_BOOL:
        fputs("true, false", out);
        break;
    case RT_TYPE_LENGTH:
        fprintf(out, "`10.5pt`, `50%%`, %d to %d", (int)info->minimum, (int)info->maximum);
        break;
    case RT_TYPE_COLOUR:
        fputs("`#rrggbb`", out);
        break;
    case RT_TYPE_REF:
        fputs("an id", out);
        break;
    case RT_TYPE_CHOICE:
    case RT_TYPE_MARKS:
        for (uint32_t i = 0; i < info->choice_count; i++)
            fprintf(out, "%s%s", i ? ", " : "", info->choices[i]);
        break;
    default:
        break;
    }
}

static void put_attr(FILE *out, const rt_attr_info *info)
{
    static const char *const types[] = {"",      "text",   "int", "bool", "choice",
                                        "marks", "length", "id",  "ref",  "colour"};
    const char *between = "";
    fprintf(out, "| %s | %s | ", info->name, types[info->type]);
    put_values(out, info);
    fprintf(out, " | %s | ", info->initial_text);
    if (info->kinds == EVERY_KIND)
        fputs("every kind", out);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT && info->kinds != EVERY_KIND; kind++)
        if (info->kinds & RT_BIT(kind)) {
            fprintf(out, "%s%s", between, rt_kind_of(kind)->name);
            between = ", ";
        }
    fprintf(out, " | %s | ", losses[info->loss]);
    put_cell(out, info->help);
    fputs(" |\n", out);
}

void rt_model_tables(FILE *out)
{
    fputs(
        "### Kinds\n\n"
        "| kind | stands as | holds | own attributes | where a target lacks it | loss | meaning |\n"
        "|---|---|---|---|---|---|---|\n",
        out);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (rt_kind_of(kind))
            put_kind(out, kind);
    fputs("\n### Attributes\n\n"
          "| attribute | type | values | initial | kinds | loss | meaning |\n"
          "|---|---|---|---|---|---|---|\n", out);
    for (uint32_t id = 1; id < RT_ATTR_COUNT; id++)
        if (rt_attr_of(id))
            put_attr(out, rt_attr_of(id));
}
