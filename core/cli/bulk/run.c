/* run.c - see run.h. What is to be done with an input is decided in `decide`; what came of it is outcome.c's. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "print.h"

/* One that is not even handed over. */
static void fail_early(rt_bulk *b, const rt_bulk_input *in, const char *reason, const char *message)
{
    if (b->dry) {
        rt_print_words(stdout, in->found->shown);
        printf(": %s: %s\n", reason, message);
        rt_progress_failed(&b->progress, reason, in->path);
        return;
    }
    bool seen = !in->found->error;
    int64_t id = rt_record_begin(b->record, in->path, in->found->shown, seen ? (int64_t)in->about.st_size : -1,
                                 seen ? rt_bulk_mtime(&in->about) : 0, in->known.attempts);
    rt_bulk_failed(b, id, in->path, reason, message);
}

/* ---- Handing over ------------------------------------------------------------------------------- */

static bool name_outputs(rt_bulk *b, const char *path, rt_bulk_task *task)
{
    char name[RT_BULK_PATH];
    for (size_t i = 0; i < b->work->format_count; i++) {
        if (!rt_bulk_name(path, b->extensions[i], name))
            return false;
        task->outputs[i] = rt_cli_got(strdup(name));
    }
    task->path = rt_cli_got(strdup(path));
    return true;
}

typedef enum standing { NOTHING, OURS, ANOTHERS } standing;

/* What stands where the outputs shall be. Ours is an output that is on record, or one that got its name just before we were
 * killed. */
static standing what_stands(rt_bulk *b, const rt_bulk_input *in, const rt_bulk_task *task, bool known)
{
    standing found = NOTHING;
    struct stat about;
    for (size_t i = 0; i < b->work->format_count && found != ANOTHERS; i++)
        if (rt_stage_find(&b->stage, task->outputs[i], &about))
            found = known && (in->known.running || rt_record_wrote(b->record, in->known.id, task->outputs[i])) ? OURS : ANOTHERS;
    return found;
}

/* What was written is seen by others before we wait; above all, that a file was begun is on record before its outputs appear. */
static void wait_for_something(rt_bulk *b, int other)
{
    if (b->record)
        rt_record_commit(b->record);
    rt_pool_wait(&b->pool, rt_progress_patience(&b->progress), other);
    rt_progress_tick(&b->progress);
}

/* -1: the run is to stop. */
static int wait_for_slot(rt_bulk *b)
{
    int slot, tries = 0;
    while (!*b->stop && !b->fault[0]) {
        slot = rt_pool_free_slot(&b->pool);
        if (slot >= 0)
            return slot;
        if (slot == -1) {
            wait_for_something(b, -1);
        } else if (++tries > 20) {
            rt_bulk_fault(b, RT_EXIT_LIMIT, "no worker process can be started: %s; see 'ulimit -u' and the memory left, then go on with "
                          "--resume", strerror(errno));
        } else {
            rt_record_commit(b->record);
            usleep(500000); /* the machine may be short of processes for a moment */
        }
    }
    return -1;
}

static int open_input(rt_bulk_input *in)
{
    int file = openat(in->found->folder, in->found->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0 || (fstat(file, &in->about) == 0 && S_ISREG(in->about.st_mode)))
        return file;
    close(file);
    errno = ESTALE; /* something else took its name since it was found */
    return -1;
}

/* Staging files for all outputs, behind the input. False: errno. */
static bool open_outputs(rt_bulk *b, unsigned slot, int files[RT_FRAME_FILES], size_t *count)
{
    for (size_t i = 0; i < b->work->format_count; i++) {
        files[*count] = rt_stage_create(&b->stage, slot, (unsigned)i);
        if (files[*count] < 0)
            return false;
        ++*count;
    }
    return true;
}

static bool give(rt_bulk *b, unsigned slot, const rt_bulk_input *in, const int *files, size_t count)
{
    rt_frame frame = {0};
    rt_frame_put_text(&frame, in->found->shown);
    bool given = rt_pool_give(&b->pool, slot, &frame, files, count);
    rt_frame_free(&frame);
    if (!given)
        rt_bulk_fault(b, RT_EXIT_LIMIT, "worker processes end as soon as they begin (%s); see the memory left, then go on with --resume",
                      strerror(errno));
    return given;
}

/* With its input open. */
static void hand_over_open(rt_bulk *b, unsigned slot, rt_bulk_input *in, rt_bulk_task *task, int file)
{
    int files[RT_FRAME_FILES] = {file};
    size_t count = 1;
    bool opened = open_outputs(b, slot, files, &count), given = false;
    int error = errno;
    task->bytes = in->about.st_size;
    task->input = rt_record_begin(b->record, in->path, in->found->shown, in->about.st_size, rt_bulk_mtime(&in->about),
                                  in->known.attempts + opened);
    if (opened) {
        given = give(b, slot, in, files, count);
    } else {
        rt_bulk_failed(b, task->input, in->path, "unwritable", strerror(error));
        rt_bulk_refused(b, strerror(error));
    }
    for (size_t i = 1; i < count; i++)
        close(files[i]);
    for (size_t i = 0; i < b->work->format_count && !given; i++)
        rt_stage_drop(&b->stage, slot, (unsigned)i);
    if (given) {
        b->tasks[slot] = *task;
        *task = (rt_bulk_task){0};
    }
}

static void hand_over(rt_bulk *b, rt_bulk_input *in, rt_bulk_task *task)
{
    int slot = wait_for_slot(b);
    if (slot < 0)
        return;
    int file = open_input(in);
    if (file < 0) {
        fail_early(b, in, "unreadable", strerror(errno));
        return;
    }
    hand_over_open(b, (unsigned)slot, in, task, file);
    close(file);
}

/* ---- One after the other -------------------------------------------------------------------------- */

static void show_plan(const rt_bulk *b, const rt_found *found, const rt_bulk_task *task)
{
    for (size_t i = 0; i < b->work->format_count; i++) {
        if (b->json) {
            fputs("{\"input\":", stdout);
            rt_print_json(stdout, found->shown);
            fputs(",\"output\":", stdout);
            rt_print_json(stdout, task->outputs[i]);
            fputs("}\n", stdout);
            continue;
        }
        rt_print_words(stdout, found->shown);
        fputs(" -> ", stdout);
        rt_print_words(stdout, task->outputs[i]);
        putchar('\n');
    }
}

static void convert(rt_bulk *b, rt_bulk_input *in, rt_bulk_task *task, bool ours)
{
    standing there = what_stands(b, in, task, ours);
    bool obstacle = there == ANOTHERS && b->on_exists != RT_EXISTS_REPLACE;
    task->replace = there == OURS || b->on_exists == RT_EXISTS_REPLACE;
    if (obstacle && b->on_exists == RT_EXISTS_SKIP)
        b->progress.skipped++;
    else if (obstacle)
        fail_early(b, in, "exists", "an output is there already, and no run on record made it; see --on-exists");
    else if (b->dry)
        show_plan(b, in->found, task);
    else
        hand_over(b, in, task);
}

/* Sources and lists may name a file twice; two files may be known by one path. True: it is dealt with. */
static bool met_before(rt_bulk *b, const rt_bulk_input *in)
{
    struct stat about;
    if (!in->known.this_run)
        return false;
    bool same = strcmp(in->known.source, in->found->shown) == 0;
    if (same || (stat(in->known.source, &about) == 0 && about.st_dev == in->about.st_dev && about.st_ino == in->about.st_ino)) {
        b->progress.skipped++;
        return true;
    }
    rt_progress_clear(&b->progress);
    rt_messages_say(b->messages, RT_ERROR, "bulk-name", in->found->shown, "its output would be called as that of %.300s; convert it into "
                    "another folder", in->known.source);
    rt_progress_failed(&b->progress, "name", in->path);
    return true;
}

static void decide_named(rt_bulk *b, rt_bulk_input *in, rt_bulk_task *task)
{
    bool known = b->record && rt_record_find(b->record, in->path, &in->known), ours = known && b->resume;
    if (known && met_before(b, in))
        return;
    if (!ours)
        in->known.attempts = 0;
    if (in->found->error) {
        fail_early(b, in, "unreadable", in->found->error);
        return;
    }
    switch (ours ? rt_bulk_judge(b, in) : RT_BULK_CONVERT) {
    case RT_BULK_CONVERT:
        convert(b, in, task, ours);
        break;
    case RT_BULK_PASS_OVER:
        b->progress.skipped++;
        break;
    case RT_BULK_FAILED_BEFORE:
        rt_progress_failed(&b->progress, in->known.reason, in->path);
        break;
    case RT_BULK_GIVE_UP:
        fail_early(b, in, "cut-off", "each run that tried it was killed meanwhile; convert it alone to see why");
        break;
    }
}

static void decide(rt_bulk *b, const rt_found *found)
{
    char path[RT_BULK_PATH];
    rt_bulk_task task = {0};
    rt_bulk_input in = {.found = found, .path = path, .about = found->about};
    b->progress.found++;
    if (rt_bulk_path(found->path, path) && name_outputs(b, path, &task)) {
        decide_named(b, &in, &task);
    } else {
        in.path = *found->path ? found->path : found->shown;
        fail_early(b, &in, found->error ? "unreadable" : "name",
                   found->error ? found->error : "no output can be called so: it is too long, or a name of retort's own");
    }
    rt_bulk_free_task(&task);
}

/* The total, for who waits. A step costs less than a conversion by far, so that some at each one do. */
static void count_ahead(rt_bulk *b)
{
    rt_found found;
    for (int steps = 0; steps < 64 && b->ahead; steps++) {
        if (rt_walk_next(b->ahead, &found) == RT_WALK_FOUND) {
            b->progress.ahead++;
            continue;
        }
        rt_walk_free(b->ahead);
        b->ahead = NULL;
        b->progress.all_counted = true;
    }
}

static bool goes_on(rt_bulk *b)
{
    if (b->record && rt_record_error(b->record))
        rt_bulk_fault(b, RT_EXIT_WRITE, "%s: %s; see to that, then go on with --resume", RT_BULK_RECORD, rt_record_error(b->record));
    return !*b->stop && !b->fault[0];
}

static void walk_all(rt_bulk *b)
{
    uint64_t heard = rt_pool_clock();
    rt_found found;
    while (goes_on(b)) {
        rt_walk_answer answer = rt_walk_next(b->walk, &found);
        if (answer == RT_WALK_END)
            break;
        if (answer == RT_WALK_LATER) {
            wait_for_something(b, rt_paths_file(b->list));
            continue;
        }
        decide(b, &found);
        count_ahead(b);
        rt_progress_tick(&b->progress);
        if (!b->dry && rt_pool_clock() > heard + 100) { /* many that are up to date in a row do not keep us from what runs */
            rt_record_commit(b->record); /* that it was begun is on record before an output appears */
            rt_pool_wait(&b->pool, 0, -1);
            heard = rt_pool_clock();
        }
    }
    if (b->list && rt_paths_error(b->list))
        rt_bulk_fault(b, RT_EXIT_READ, "the list cannot be read: %s", rt_paths_error(b->list));
}

void rt_bulk_run(rt_bulk *b)
{
    b->pool.ended = rt_bulk_ended;
    b->pool.user = b;
    walk_all(b);
    b->progress.all_counted = b->progress.all_counted || goes_on(b);
    bool told = false;
    while (b->pool.busy && !(b->record && rt_record_error(b->record))) {
        if (*b->stop && !told)
            rt_progress_stopping(&b->progress, b->pool.busy);
        told = *b->stop;
        wait_for_something(b, -1);
    }
    if (b->record)
        rt_record_commit(b->record);
    goes_on(b);
}
