/* survey.h - a sink that looks at a report as it streams by: what is in it, how often.
 *
 * Owns the counts and short texts that inspect shows; keeps no report. What it keeps of each sort
 * is bounded, what it counts is not. */
#ifndef RT_CLI_SURVEY_H
#define RT_CLI_SURVEY_H

#include <retort/retort.h>

#include "vocabulary.h"

enum { RT_SURVEY_MOST = 100000, RT_SURVEY_TEXT = 400, RT_SURVEY_VALUES = 17 };

typedef struct rt_survey_meta {
    char *name, *value;
    bool claimed;
} rt_survey_meta;

typedef struct rt_survey_section {
    char *number, *title; /* number: "" when there is none */
    int32_t level;
    rt_pos pos; /* part is NULL: its text does not live as long */
} rt_survey_section;

typedef struct rt_survey_table {
    char *caption; /* or NULL */
    uint64_t rows, head_rows, cells, merged, columns;
    bool nested;
    rt_pos pos;
} rt_survey_table;

typedef struct rt_survey {
    rt_sink sink;
    uint64_t kinds[RT_KIND_COUNT];
    uint64_t bytes; /* of text */
    char *language;
    rt_survey_meta *metas;
    rt_survey_section *sections;
    rt_survey_table *tables;
    size_t meta_count, section_count, table_count; /* kept; `kinds` has all */
    uint64_t *uses;
    struct rt_survey_state *state;
} rt_survey;

/* RT_ERR_MEMORY when there is none. */
rt_status rt_survey_open(rt_survey *survey);
void rt_survey_free(rt_survey *survey);
/* How often `attr` stands on `kind`: with its enumerator `value` (a mark's number from 1, 1 pt, 2 %), or 0
 * where its values are not enumerated. */
uint64_t rt_survey_used(const rt_survey *survey, uint32_t kind, uint32_t attr, uint32_t value);

#endif
