/* run.c - see run.h. What is to be done with an input is decided in `decide`; what came of it is written down in `ended`. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "digest.h"
#include "names.h"
#include "print.h"

/* ---- Failures ---------------------------------------------------------------------------------- */

static void record_failure(rt_bulk *b, int64_t input, const char *reason, const char *message)
{
    const rt_record_result result = {.state = RT_BULK_FAILED, .reason = reason, .message = message};
    rt_record_start(b->record);
    rt_record_result_of(b->record, input, &result);
    rt_record_commit(b->record);
    b->progress.failed++;
}

static int64_t mtime_of(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

/* One that is not even begun. */
static void fail_early(rt_bulk *b, const rt_found *found, const char *reason, const char *message)
{
    if (b->dry) {
        rt_print_words(stdout, found->shown);
        printf(": %s: %s\n", reason, message);
        b->progress.failed++;
        return;
    }
    int64_t input = rt_record_begin(b->record, found->path, found->shown, found->error ? -1 : (int64_t)found->about.st_size,
                                    found->error ? 0 : mtime_of(&found->about), RT_BULK_ATTEMPTS);
    record_failure(b, input, reason, message);
}

/* ---- What is known already ----------------------------------------------------------------------- */

typedef struct presence { rt_bulk *bulk; size_t count; } presence;

static bool is_present(void *user, const char *path, int64_t size)
{
    presence *p = user;
    struct stat about;
    p->count++;
    return rt_stage_find(&p->bulk->stage, path, &about) && about.st_size == size;
}

static bool outputs_present(rt_bulk *b, int64_t input)
{
    presence p = {b, 0};
    return rt_record_outputs(b->record, input, is_present, &p) && p.count == b->work->format_count;
}

/* A file that was only touched is the same. */
static bool same_bytes(rt_bulk *b, const rt_found *found, const rt_known *known)
{
    char hash[RT_DIGEST_ROOM] = "";
    uint64_t size;
    int file;
    if (known->size != found->about.st_size)
        return false;
    if (known->mtime == mtime_of(&found->about))
        return true;
    file = openat(found->folder, found->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return false;
    rt_digest_file(file, hash, &size);
    close(file);
    if (!known->hash[0] || strcmp(hash, known->hash) != 0)
        return false;
    if (!b->dry)
        rt_record_touch(b->record, known->id, mtime_of(&found->about));
    return true;
}

/* Whether trying again can give something else: all that depends on the moment. */
static bool passing(const char *reason)
{
    static const char *const reasons[] = {"crashed", "timeout", "memory", "unreadable", "unwritable", "exists", "cut-off"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reason, reasons[i]) == 0)
            return true;
    return false;
}

typedef enum verdict { CONVERT, PASS_OVER, FAILED_BEFORE, GIVE_UP } verdict;

static verdict judge(rt_bulk *b, const rt_found *found, rt_known *known)
{
    if (!known->same_key || !same_bytes(b, found, known)) {
        known->attempts = 0;
        return CONVERT;
    }
    if (known->done) {
        known->attempts = 0;
        return outputs_present(b, known->id) ? PASS_OVER : CONVERT;
    }
    bool killed = known->running || strcmp(known->reason, "killed") == 0;
    if (known->attempts < (killed ? RT_BULK_KILLS : RT_BULK_ATTEMPTS) && (killed || passing(known->reason)))
        return CONVERT;
    return known->running ? GIVE_UP : FAILED_BEFORE;
}

/* ---- Handing over ------------------------------------------------------------------------------- */

static void free_outputs(rt_bulk_task *task)
{
    for (size_t i = 0; i < RT_BULK_FORMATS; i++) {
        free(task->outputs[i]);
        task->outputs[i] = NULL;
    }
}

static bool name_outputs(rt_bulk *b, const char *path, rt_bulk_task *task)
{
    char name[RT_BULK_PATH];
    for (size_t i = 0; i < b->work->format_count; i++) {
        if (!rt_bulk_name(path, b->extensions[i], name) || !(task->outputs[i] = strdup(name)))
            return false;
    }
    return true;
}

/* Whether something stands where an output shall be. */
static const char *in_the_way(rt_bulk *b, const rt_bulk_task *task)
{
    struct stat about;
    for (size_t i = 0; i < b->work->format_count; i++)
        if (rt_stage_find(&b->stage, task->outputs[i], &about))
            return task->outputs[i];
    return NULL;
}

static unsigned wait_for_slot(rt_bulk *b)
{
    int slot;
    while ((slot = rt_pool_free_slot(&b->pool)) < 0) {
        rt_pool_wait(&b->pool, rt_progress_patience(&b->progress));
        rt_progress_tick(&b->progress);
    }
    return (unsigned)slot;
}

static bool open_files(rt_bulk *b, const rt_found *found, unsigned slot, int files[RT_FRAME_FILES], size_t *count, const char **reason)
{
    *count = 0;
    *reason = "unreadable";
    files[0] = openat(found->folder, found->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (files[0] < 0)
        return false;
    *count = 1;
    *reason = "unwritable";
    for (size_t i = 0; i < b->work->format_count; i++) {
        files[*count] = rt_stage_create(&b->stage, slot, (unsigned)i);
        if (files[*count] < 0)
            return false;
        ++*count;
    }
    return true;
}

static void hand_over(rt_bulk *b, const rt_found *found, rt_bulk_task *task, int64_t attempts)
{
    int files[RT_FRAME_FILES];
    size_t count;
    const char *reason;
    unsigned slot = wait_for_slot(b);
    rt_frame frame = {0};
    task->bytes = found->about.st_size;
    task->input = rt_record_begin(b->record, found->path, found->shown, found->about.st_size, mtime_of(&found->about), attempts + 1);
    bool opened = open_files(b, found, slot, files, &count, &reason), given = false;
    int error = errno;
    rt_frame_put_text(&frame, found->shown);
    for (int tries = 0; opened && !given && tries < 3; tries++)
        given = rt_pool_give(&b->pool, slot, &frame, files, count);
    for (size_t i = 0; i < count; i++)
        close(files[i]);
    rt_frame_free(&frame);
    if (given) {
        b->tasks[slot] = *task;
        memset(task->outputs, 0, sizeof task->outputs);
        return;
    }
    for (size_t i = 0; i < b->work->format_count; i++)
        rt_stage_drop(&b->stage, slot, (unsigned)i);
    record_failure(b, task->input, opened ? "crashed" : reason,
                   opened ? "no worker process could be started for it; see 'ulimit -u' and the memory left" : strerror(error));
}

/* ---- What came of it ----------------------------------------------------------------------------- */

/* 0, or an errno with the message that it makes. */
static int place_outputs(rt_bulk *b, unsigned slot, const rt_bulk_task *task, char message[256])
{
    for (size_t i = 0; i < b->work->format_count; i++)
        if (!rt_stage_place(&b->stage, slot, (unsigned)i, task->outputs[i], task->replace)) {
            int error = errno;
            snprintf(message, 256, "%.200s: %s", task->outputs[i], strerror(error));
            return error;
        }
    return 0;
}

static void keep_messages(rt_bulk *b, int64_t input, rt_frame *reply, size_t count)
{
    for (size_t i = 0; i < count && !reply->broken; i++) {
        const char *severity = rt_frame_take_text(reply), *code = rt_frame_take_text(reply);
        const char *part = rt_frame_take_text(reply), *text = rt_frame_take_text(reply);
        const char *const texts[] = {severity ? severity : "", code ? code : "", part, text ? text : ""};
        int64_t place[3];
        for (int k = 0; k < 3; k++)
            place[k] = (int64_t)rt_frame_take(reply);
        rt_record_message(b->record, input, texts, place);
    }
}

static void keep_losses(rt_bulk *b, int64_t input, rt_frame *reply, size_t count)
{
    for (size_t i = 0; i < count && !reply->broken; i++) {
        const char *texts[6];
        for (int k = 0; k < 6; k++)
            texts[k] = rt_frame_take_text(reply);
        int64_t approximate = (int64_t)rt_frame_take(reply), times = (int64_t)rt_frame_take(reply);
        texts[0] = texts[0] ? texts[0] : "";
        rt_record_loss(b->record, input, texts, approximate, times);
    }
}

static void keep_outcome(rt_bulk *b, unsigned slot, const rt_bulk_task *task, rt_frame *reply)
{
    rt_outcome o;
    char message[256];
    if (!rt_outcome_take(reply, &o) || o.outputs > RT_BULK_FORMATS) {
        record_failure(b, task->input, "crashed", "the worker gave no answer that can be read");
        return;
    }
    rt_record_result result = {.state = o.exit_status ? RT_BULK_FAILED : RT_BULK_DONE, .reason = o.reason, .message = o.message,
                               .hash = o.hash, .format = o.format, .exit_status = (int64_t)o.exit_status,
                               .memory = (int64_t)o.memory, .losses = (int64_t)o.losses, .microseconds = (int64_t)o.microseconds};
    int error = o.exit_status ? 0 : place_outputs(b, slot, task, message);
    if (error) {
        result.state = RT_BULK_FAILED;
        result.reason = error == EEXIST ? "exists" : "unwritable";
        result.message = message;
    }
    bool done = strcmp(result.state, RT_BULK_DONE) == 0;
    rt_record_start(b->record);
    rt_record_result_of(b->record, task->input, &result);
    for (size_t i = 0; i < o.outputs; i++) {
        int64_t size = (int64_t)rt_frame_take(reply);
        const char *hash = rt_frame_take_text(reply);
        if (done)
            rt_record_output(b->record, task->input, b->work->formats[i], task->outputs[i], size, hash ? hash : "");
    }
    keep_messages(b, task->input, reply, o.messages);
    keep_losses(b, task->input, reply, o.loss_lines);
    rt_record_commit(b->record);
    b->progress.done += done;
    b->progress.failed += !done;
}

static void ended(void *user, unsigned slot, rt_pool_end how, int detail, rt_frame *reply)
{
    rt_bulk *b = user;
    rt_bulk_task *task = &b->tasks[slot];
    char message[160];
    b->progress.bytes += (uint64_t)task->bytes;
    if (how == RT_POOL_ANSWERED) {
        keep_outcome(b, slot, task, reply);
    } else if (how == RT_POOL_TIMEOUT) {
        snprintf(message, sizeof message, "it took longer than %llu s; --timeout gives it more",
                 (unsigned long long)(b->pool.timeout / 1000));
        record_failure(b, task->input, "timeout", message);
    } else {
        if (WIFSIGNALED(detail))
            snprintf(message, sizeof message, "the worker that converted it was ended by signal %d (%s)", WTERMSIG(detail),
                     strsignal(WTERMSIG(detail)));
        else
            snprintf(message, sizeof message, "the worker that converted it ended with status %d", WEXITSTATUS(detail));
        record_failure(b, task->input, WIFSIGNALED(detail) && WTERMSIG(detail) == SIGKILL ? "killed" : "crashed", message);
    }
    for (size_t i = 0; i < b->work->format_count; i++)
        rt_stage_drop(&b->stage, slot, (unsigned)i);
    free_outputs(task);
}

/* ---- One after the other -------------------------------------------------------------------------- */

static void show_plan(const rt_bulk *b, const rt_found *found, const rt_bulk_task *task)
{
    for (size_t i = 0; i < b->work->format_count; i++) {
        rt_print_words(stdout, found->shown);
        fputs(" -> ", stdout);
        rt_print_words(stdout, task->outputs[i]);
        putchar('\n');
    }
}

static void convert(rt_bulk *b, const rt_found *found, rt_bulk_task *task, bool ours, int64_t attempts)
{
    const char *obstacle = ours || b->on_exists == RT_EXISTS_REPLACE ? NULL : in_the_way(b, task);
    task->replace = ours || b->on_exists == RT_EXISTS_REPLACE;
    if (obstacle && b->on_exists == RT_EXISTS_SKIP) {
        b->progress.skipped++;
    } else if (obstacle) {
        fail_early(b, found, "exists", "an output is there already, and no run on record made it; see --on-exists");
    } else if (b->dry) {
        show_plan(b, found, task);
    } else {
        hand_over(b, found, task, attempts);
    }
}

static void decide(rt_bulk *b, const rt_found *found)
{
    rt_bulk_task task = {0};
    rt_known known = {0};
    b->progress.found++;
    if (found->error) {
        fail_early(b, found, "unreadable", strerror(found->error));
        return;
    }
    if (!name_outputs(b, found->path, &task)) {
        fail_early(b, found, "name", "its path is longer than a path of an output may be");
        free_outputs(&task);
        return;
    }
    bool ours = b->resume && b->record && rt_record_find(b->record, found->path, &known);
    switch (ours ? judge(b, found, &known) : CONVERT) {
    case CONVERT:
        convert(b, found, &task, ours, known.attempts);
        break;
    case PASS_OVER:
        b->progress.skipped++;
        break;
    case FAILED_BEFORE:
        b->progress.failed++;
        break;
    case GIVE_UP:
        fail_early(b, found, "cut-off", "each run that tried it was killed meanwhile; convert it alone to see why");
        break;
    }
    free_outputs(&task);
}

bool rt_bulk_run(rt_bulk *b)
{
    rt_found found;
    b->pool.ended = ended;
    b->pool.user = b;
    while (!*b->stop && !(b->record && rt_record_error(b->record)) && rt_walk_next(b->walk, &found)) {
        decide(b, &found);
        rt_progress_tick(&b->progress);
    }
    b->progress.all_found = !*b->stop;
    while (b->pool.busy && !(b->record && rt_record_error(b->record))) {
        rt_pool_wait(&b->pool, rt_progress_patience(&b->progress));
        rt_progress_tick(&b->progress);
    }
    return !b->record || !rt_record_error(b->record);
}
