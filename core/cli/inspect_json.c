/* inspect_json.c - what was found in a file, for programs. */
#include <stdio.h>

#include "inspect.h"
#include "losses.h"
#include "predict.h"
#include "print.h"

static void json_member(const char *name, const char *value)
{
    printf(",\n \"%s\":", name);
    rt_print_json(stdout, value);
}

static void json_outline(const rt_survey *survey, const char *unit)
{
    fputs(",\n \"outline\":[", stdout);
    for (size_t i = 0; i < survey->section_count; i++) {
        const rt_survey_section *section = &survey->sections[i];
        printf("%s{\"level\":%d,\"number\":", i ? ",\n  " : "\n  ", (int)section->level);
        rt_print_json(stdout, section->number);
        fputs(",\"title\":", stdout);
        rt_print_json(stdout, section->title ? section->title : "");
        rt_print_json_where(stdout, &section->pos, unit);
        putchar('}');
    }
}

static void json_tables(const rt_survey *survey, const char *unit)
{
    fputs("],\n \"tables\":[", stdout);
    for (size_t i = 0; i < survey->table_count; i++) {
        const rt_survey_table *table = &survey->tables[i];
        printf("%s{\"rows\":%llu,\"columns\":%llu,\"cells\":%llu,\"head_rows\":%llu,"
               "\"merged\":%llu,\"nested\":%s,\"caption\":", i ? ",\n  " : "\n  ",
               (unsigned long long)table->rows, (unsigned long long)table->columns,
               (unsigned long long)table->cells, (unsigned long long)table->head_rows,
               (unsigned long long)table->merged, table->nested ? "true" : "false");
        rt_print_json(stdout, table->caption);
        rt_print_json_where(stdout, &table->pos, unit);
        putchar('}');
    }
}

static void json_counts(const rt_survey *survey)
{
    fputs("],\n \"counts\":{", stdout);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (survey->kinds[kind])
            printf("\"%s\":%llu,", rt_kind_of(kind)->name, (unsigned long long)survey->kinds[kind]);
    printf("\"bytes\":%llu}", (unsigned long long)survey->bytes);
}

static void add_loss(void *user, const rt_loss *loss)
{
    bool *any = user;
    fputs(*any ? ",\n    " : "\n    ", stdout);
    rt_loss_print_json(stdout, loss);
    *any = true;
}

static void json_losses(const rt_inspection *in, const rt_declaration *declaration, bool first)
{
    bool any = false;
    fputs(first ? "\n  " : ",\n  ", stdout);
    rt_print_json(stdout, declaration->writer->format->name);
    fputs(":[", stdout);
    rt_predict(&in->survey, declaration, add_loss, &any);
    fputs(any ? "\n  ]" : "]", stdout);
}

void rt_inspect_json(const rt_inspection *in)
{
    const rt_survey *survey = &in->survey;
    fputs("{\"file\":", stdout);
    rt_print_json(stdout, in->file);
    json_member("format", in->format);
    fputs(",\n \"candidates\":[", stdout);
    for (size_t i = 0; i < in->candidate_count; i++) {
        fputs(i ? ",{\"name\":" : "{\"name\":", stdout);
        rt_print_json(stdout, in->candidates[i].name);
        printf(",\"score\":%d,\"why\":", in->candidates[i].score);
        rt_print_json(stdout, in->candidates[i].why);
        putchar('}');
    }
    putchar(']');
    json_member("charset", in->charset);
    json_member("language", survey->language);
    fputs(",\n \"metadata\":[", stdout);
    for (size_t i = 0; i < survey->meta_count; i++) {
        fputs(i ? ",\n  {\"name\":" : "\n  {\"name\":", stdout);
        rt_print_json(stdout, survey->metas[i].name);
        fputs(",\"value\":", stdout);
        rt_print_json(stdout, survey->metas[i].value ? survey->metas[i].value : "");
        printf(",\"claimed\":%s}", survey->metas[i].claimed ? "true" : "false");
    }
    putchar(']');
    json_outline(survey, in->unit);
    json_tables(survey, in->unit);
    json_counts(survey);
    fputs(",\n \"losses\":{", stdout);
    rt_inspect_writers(in, json_losses);
    fputs("}\n}\n", stdout);
}

