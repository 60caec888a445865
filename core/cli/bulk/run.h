/* run.h - one run of `retort bulk`: every input is looked at once, and converted, passed over or recorded as failed. */
#ifndef RT_BULK_RUN_H
#define RT_BULK_RUN_H

#include "pool.h"
#include "progress.h"
#include "record.h"
#include "stage.h"
#include "walk.h"

typedef enum rt_on_exists { RT_EXISTS_ERROR = 0, RT_EXISTS_SKIP, RT_EXISTS_REPLACE } rt_on_exists;
#define RT_ON_EXISTS_WORDS "error|skip|replace"

/* In all runs together: for what crashed, hung or outgrew its limit; and for what was only there when it or all was killed. */
enum { RT_BULK_ATTEMPTS = 3, RT_BULK_KILLS = 20 };

typedef struct rt_bulk_task { /* what a worker is busy with */
    int64_t input; /* in the record */
    int64_t bytes;
    char *outputs[RT_BULK_FORMATS];
    bool replace;
} rt_bulk_task;

typedef struct rt_bulk {
    rt_stage stage;
    rt_record *record;
    rt_pool pool;
    rt_work *work;
    rt_progress progress;
    rt_walk *walk;
    const char *extensions[RT_BULK_FORMATS]; /* of the formats */
    bool resume, dry;
    rt_on_exists on_exists;
    const volatile int *stop;
    rt_bulk_task tasks[RT_POOL_MOST];
} rt_bulk;

/* Everything in it is open. False: the record cannot be written; rt_record_error says why. */
bool rt_bulk_run(rt_bulk *bulk);

#endif
