/* inspect_text.c - what was found in a file, for people. */
#include <stdio.h>

#include "inspect.h"
#include "losses.h"
#include "predict.h"
#include "print.h"

enum { SHOWN = 60 };

static void text_recognition(const rt_inspection *in)
{
    rt_print_words(stdout, in->file);
    printf("\n  format    ");
    rt_print_words(stdout, in->format);
    for (size_t i = 0; i < in->candidate_count; i++) {
        const rt_inspected_candidate *c = &in->candidates[i];
        printf("%s%s %d%s", i ? ", " : "  (", c->name, c->score, *c->why ? " " : "");
        rt_print_words(stdout, c->why);
    }
    printf("%s", in->candidate_count ? ")\n" : "\n");
    if (in->charset) {
        printf("  charset   ");
        rt_print_words(stdout, in->charset);
        putchar('\n');
    }
    if (in->survey.language) {
        printf("  language  ");
        rt_print_words(stdout, in->survey.language);
        putchar('\n');
    }
}

static void text_metadata(const rt_survey *survey)
{
    if (survey->meta_count)
        rt_print_heading(stdout, false, "metadata");
    for (size_t i = 0; i < survey->meta_count; i++) {
        const rt_survey_meta *meta = &survey->metas[i];
        printf("  ");
        rt_print_words(stdout, meta->name);
        printf(": ");
        rt_print_words(stdout, meta->value ? meta->value : "");
        printf("%s", meta->claimed ? "  (claimed)\n" : "\n");
    }
}

static void text_more(uint64_t all, size_t shown)
{
    if (all > shown)
        printf("  and %llu more; --all lists all\n", (unsigned long long)(all - shown));
}

static void text_outline(const rt_inspection *in, bool all)
{
    const rt_survey *survey = &in->survey;
    size_t shown = all || survey->section_count < SHOWN ? survey->section_count : SHOWN;
    if (shown)
        rt_print_heading(stdout, false, "outline");
    for (size_t i = 0; i < shown; i++) {
        const rt_survey_section *section = &survey->sections[i];
        int level = section->level < 1 ? 1 : section->level > 20 ? 20 : section->level;
        printf("%*s", 2 * level, "");
        rt_print_words(stdout, section->number);
        printf("%s", *section->number ? " " : "");
        rt_print_words(stdout, section->title ? section->title : "");
        putchar('\n');
    }
    text_more(survey->kinds[RT_SECTION], shown);
}

static void text_tables(const rt_inspection *in, bool all)
{
    const rt_survey *survey = &in->survey;
    size_t shown = all || survey->table_count < SHOWN ? survey->table_count : SHOWN;
    if (shown)
        rt_print_heading(stdout, false, "tables");
    for (size_t i = 0; i < shown; i++) {
        const rt_survey_table *table = &survey->tables[i];
        printf("  %zu  %llu rows × %llu columns, %llu cells", i + 1, (unsigned long long)table->rows,
               (unsigned long long)table->columns, (unsigned long long)table->cells);
        if (table->head_rows)
            printf(", %llu head rows", (unsigned long long)table->head_rows);
        if (table->merged)
            printf(", %llu merged cells", (unsigned long long)table->merged);
        printf("%s", table->nested ? ", in another table" : "");
        if (table->pos.line)
            printf(", line %llu", (unsigned long long)table->pos.line);
        if (table->caption) {
            printf(": ");
            rt_print_words(stdout, table->caption);
        }
        putchar('\n');
    }
    text_more(survey->kinds[RT_TABLE], shown);
}

static void text_counts(const rt_survey *survey)
{
    rt_print_heading(stdout, false, "counts");
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (survey->kinds[kind])
            printf("  %8llu %s\n", (unsigned long long)survey->kinds[kind],
                   survey->kinds[kind] == 1 ? rt_kind_of(kind)->name : rt_kind_of(kind)->plural);
    printf("  %8llu bytes of text\n", (unsigned long long)survey->bytes);
}

typedef struct class_line {
    uint32_t loss_class;
    size_t count;
} class_line;

static void add_loss(void *user, const rt_loss *loss)
{
    class_line *line = user;
    if (loss->loss_class != line->loss_class)
        return;
    if (line->count++)
        printf(", ");
    else
        printf("    %s: ", rt_loss_class_name(loss->loss_class));
    printf("%llu × ", (unsigned long long)loss->count);
    rt_loss_print_name(stdout, loss);
    printf("%s", loss->approximate ? " (approximate)" : "");
}

static void text_losses(const rt_inspection *in, const rt_declaration *declaration, bool first)
{
    size_t all = 0;
    (void)first;
    printf("  %s\n", declaration->writer->format->name);
    for (uint32_t c = RT_LOSS_CONTENT; c <= RT_LOSS_PRESENTATION; c++) {
        class_line line = {.loss_class = c};
        rt_predict(&in->survey, declaration, add_loss, &line);
        if (line.count)
            putchar('\n');
        all += line.count;
    }
    if (all == 0)
        printf("    nothing\n");
}

void rt_inspect_text(const rt_inspection *in, bool all)
{
    text_recognition(in);
    text_metadata(&in->survey);
    text_outline(in, all);
    text_tables(in, all);
    text_counts(&in->survey);
    rt_print_heading(stdout, false, "would be lost in");
    rt_inspect_writers(in, text_losses);
}
