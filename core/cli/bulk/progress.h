/* progress.h - how far `retort bulk` is: a line that renews itself on a terminal, a plain line every ten seconds elsewhere,
 * JSON with --json; and the summary at the end. */
#ifndef RT_BULK_PROGRESS_H
#define RT_BULK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "record.h"

typedef struct rt_progress {
    FILE *out;
    bool json, terminal, quiet;
    uint64_t started, shown;          /* milliseconds */
    uint64_t found, skipped, done, failed, bytes;
    bool all_found;                   /* `found` will not grow any more */
} rt_progress;

void rt_progress_begin(rt_progress *progress, bool json, bool quiet);
/* Shows a line when it is time to. */
void rt_progress_tick(rt_progress *progress);
/* Milliseconds until the next line; -1: never. */
int rt_progress_patience(const rt_progress *progress);
/* Removes the line that renews itself, so that something else can be printed. */
void rt_progress_clear(const rt_progress *progress);
void rt_progress_summary(rt_progress *progress, rt_record *record, const char *folder, bool stopped);

#endif
