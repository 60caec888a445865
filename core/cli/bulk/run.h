/* run.h - one run of `retort bulk`: every input is looked at once, and converted, passed over or recorded as failed. */
#ifndef RT_BULK_RUN_H
#define RT_BULK_RUN_H

#include "names.h"
#include "pool.h"
#include "progress.h"
#include "record.h"
#include "stage.h"
#include "walk.h"

typedef enum rt_on_exists { RT_EXISTS_ERROR = 0, RT_EXISTS_SKIP, RT_EXISTS_REPLACE } rt_on_exists;
#define RT_ON_EXISTS_WORDS "error|skip|replace"

/* In all runs together: for what crashed, hung or outgrew its limit; and for what was only there when it or all was killed. */
enum { RT_BULK_ATTEMPTS = 3, RT_BULK_KILLS = 20 };
/* Outputs in a row that the folder does not take end the run: it is full, or gone. */
enum { RT_BULK_REFUSALS = 20 };

typedef struct rt_bulk_task { /* what a worker is busy with */
    int64_t input; /* in the record */
    int64_t bytes;
    char *path;    /* of the input */
    char *outputs[RT_BULK_FORMATS];
    bool replace;
} rt_bulk_task;

typedef struct rt_bulk {
    rt_stage stage;
    rt_record *record;
    rt_pool pool;
    rt_work *work;
    rt_messages *messages;
    rt_progress progress;
    rt_walk *walk, *ahead; /* the second, which only counts, or NULL */
    rt_paths *list;        /* of the first, or NULL */
    const char *extensions[RT_BULK_FORMATS]; /* of the formats */
    bool resume, dry, json;
    rt_on_exists on_exists;
    const volatile int *stop;
    unsigned refusals; /* in a row */
    char fault[512];   /* why the run cannot go on; "": it can */
    int fault_exit;    /* and its exit status */
    rt_bulk_task tasks[RT_POOL_MOST];
} rt_bulk;

/* An input as it is found, and under the path that it is known by. */
typedef struct rt_bulk_input {
    const rt_found *found;
    const char *path;
    struct stat about; /* of the open file, once it is */
    rt_known known;
} rt_bulk_input;

/* Everything in it is open. Afterwards `fault` tells whether it came to its end. */
void rt_bulk_run(rt_bulk *bulk);

/* ---- judge.c ---- */

typedef enum rt_bulk_verdict {
    RT_BULK_CONVERT,
    RT_BULK_PASS_OVER,
    RT_BULK_FAILED_BEFORE, /* and would again */
    RT_BULK_GIVE_UP        /* begun often, and never ended */
} rt_bulk_verdict;

/* Of one that is on record. Starts counting attempts anew where it or what it is given changed. */
rt_bulk_verdict rt_bulk_judge(rt_bulk *bulk, rt_bulk_input *in);
int64_t rt_bulk_mtime(const struct stat *about); /* in nanoseconds */

/* ---- outcome.c ---- */

/* Ends the run, once what is running has ended. The first one counts. */
__attribute__((format(printf, 3, 4))) void rt_bulk_fault(rt_bulk *bulk, int exit_status, const char *format, ...);
/* Writes down that an input, which has been begun, failed. */
void rt_bulk_failed(rt_bulk *bulk, int64_t input, const char *path, const char *reason, const char *message);
/* rt_pool.ended; user is the rt_bulk. */
void rt_bulk_ended(void *bulk, unsigned slot, const rt_pool_ending *ending);
void rt_bulk_free_task(rt_bulk_task *task);
/* Counts an output that the folder or its disk did not take. */
void rt_bulk_refused(rt_bulk *bulk, const char *why);

#endif
