/* inspect.h - what `retort inspect` found, between looking and the two ways to show it. */
#ifndef RT_CLI_INSPECT_H
#define RT_CLI_INSPECT_H

#include "cli.h"
#include "survey.h"

enum { RT_INSPECT_CANDIDATES = 32 };

typedef struct rt_inspected_candidate {
    char *name, *why;
    int score;
} rt_inspected_candidate;

typedef struct rt_inspection {
    rt_cli *cli;
    const char *file;
    char *format, *charset; /* charset: NULL where the format is no text */
    const char *unit;       /* what its positions count, or NULL */
    rt_inspected_candidate candidates[RT_INSPECT_CANDIDATES];
    size_t candidate_count;
    rt_survey survey;
} rt_inspection;

void rt_inspect_text(const rt_inspection *inspection, bool all);
void rt_inspect_json(const rt_inspection *inspection);

/* Each installed writer. */
void rt_inspect_writers(const rt_inspection *inspection,
                        void (*each)(const rt_inspection *, const rt_declaration *, bool first));

/* inspect_charset.c: sets `charset` as which a text format would be read, its WHATWG name. */
void rt_inspect_charset(rt_inspection *inspection, const rt_source *source,
                        const rt_reader *reader);

#endif
