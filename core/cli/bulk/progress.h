/* progress.h - how far `retort bulk` is: a line that renews itself on a terminal, a plain line every ten seconds elsewhere,
 * JSON with --json; and the summary at the end.
 *
 * Owns the counts of this run, reasons of failures among them; what is on record is the record's. */
#ifndef RT_BULK_PROGRESS_H
#define RT_BULK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { RT_PROGRESS_REASONS = 24 };

typedef struct rt_progress_mark { uint64_t time, ended, bytes; } rt_progress_mark;

typedef struct rt_progress {
    FILE *out;
    bool json, terminal, quiet;
    uint64_t started, shown; /* milliseconds */
    rt_progress_mark marks[2]; /* speed is what came since the older one */
    uint64_t found, skipped, done, failed, bytes;
    uint64_t ahead;   /* counted so far by whoever looks ahead */
    bool all_counted; /* `ahead`, or `found`, will not grow any more */
    struct { char reason[24], example[256]; uint64_t count; } reasons[RT_PROGRESS_REASONS];
} rt_progress;

void rt_progress_begin(rt_progress *progress, bool json, bool quiet);
void rt_progress_failed(rt_progress *progress, const char *reason, const char *example);
/* Shows a line when it is time to. */
void rt_progress_tick(rt_progress *progress);
/* Milliseconds until the next line; -1: never. */
int rt_progress_patience(const rt_progress *progress);
/* Removes the line that renews itself, so that something else can be printed. */
void rt_progress_clear(const rt_progress *progress);
void rt_progress_stopping(rt_progress *progress, unsigned running);
/* `ending`: how the run ended: "done", "stopped", "failed". */
void rt_progress_summary(rt_progress *progress, const char *folder, const char *ending);

#endif
