/* outcome.c - what came of an input that was handed over: its outputs get their names, and it is written down. See run.h. */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli.h"
#include "digest.h"

void rt_bulk_fault(rt_bulk *b, int exit_status, const char *format, ...)
{
    va_list list;
    if (b->fault[0])
        return;
    va_start(list, format);
    vsnprintf(b->fault, sizeof b->fault, format, list);
    va_end(list);
    b->fault_exit = exit_status;
}

void rt_bulk_failed(rt_bulk *b, int64_t input, const char *path, const char *reason, const char *message)
{
    const rt_record_result result = {.state = RT_BULK_FAILED, .reason = reason, .message = message};
    rt_record_result_of(b->record, input, &result);
    rt_progress_failed(&b->progress, reason, path);
}

void rt_bulk_free_task(rt_bulk_task *task)
{
    free(task->path);
    for (size_t i = 0; i < RT_BULK_FORMATS; i++)
        free(task->outputs[i]);
    *task = (rt_bulk_task){0};
}

/* ---- Outputs ----------------------------------------------------------------------------------- */

void rt_bulk_refused(rt_bulk *b, const char *why)
{
    if (++b->refusals >= RT_BULK_REFUSALS)
        rt_bulk_fault(b, RT_EXIT_WRITE, "%u outputs in a row cannot be written: %s; see to the disk, then go on with --resume",
                      b->refusals, why);
}

/* What stands in the way of one file alone, as opposed to what is wrong with the folder or its disk. */
static bool in_the_way(int error)
{
    return error == EEXIST || error == EISDIR || error == ENOTDIR || error == ELOOP || error == ENOTEMPTY;
}

static const char *why_in_the_way(int error)
{
    return error == EEXIST ? "an output is there already, and no run on record made it; see --on-exists"
           : error == EISDIR ? "a folder stands there; move it away"
                             : "a part of its path is a file or a link; move that away";
}

/* NULL, or the reason of a failure. */
static const char *place(rt_bulk *b, unsigned slot, const rt_bulk_task *task, char message[512])
{
    int which = rt_stage_place(&b->stage, slot, task->outputs, (unsigned)b->work->format_count, task->replace);
    int error = errno;
    if (which < 0) {
        b->refusals = 0;
        return NULL;
    }
    if (!in_the_way(error))
        rt_bulk_refused(b, strerror(error));
    snprintf(message, 512, "%.300s: %s", task->outputs[which], in_the_way(error) ? why_in_the_way(error) : strerror(error));
    return in_the_way(error) ? "exists" : "unwritable";
}

/* ---- The answer ----------------------------------------------------------------------------------- */

static void keep_messages(rt_bulk *b, int64_t input, rt_frame *reply, size_t count)
{
    for (size_t i = 0; i < count && !reply->broken; i++) {
        const char *severity = rt_frame_take_text(reply), *code = rt_frame_take_text(reply);
        const char *part = rt_frame_take_text(reply), *text = rt_frame_take_text(reply);
        const char *const texts[] = {severity ? severity : "", code ? code : "", part, text ? text : ""};
        int64_t place[3];
        for (int k = 0; k < 3; k++)
            place[k] = (int64_t)rt_frame_take(reply);
        if (!reply->broken)
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
        if (!reply->broken)
            rt_record_loss(b->record, input, texts, approximate, times);
    }
}

typedef struct made { int64_t size; const char *hash; } made;

/* All that the answer says of the outputs, before any of it counts. */
static bool take_answer(const rt_bulk *b, rt_frame *reply, rt_outcome *o, made outputs[RT_BULK_FORMATS])
{
    if (!rt_outcome_take(reply, o) || o->outputs != (o->exit_status ? 0 : b->work->format_count))
        return false;
    for (size_t i = 0; i < o->outputs; i++) {
        outputs[i].size = (int64_t)rt_frame_take(reply);
        outputs[i].hash = rt_frame_take_text(reply);
        if (!outputs[i].hash)
            return false;
    }
    return !reply->broken;
}

/* The worker's file was open: where it could not write, the disk is what refuses. */
static const char *settle(rt_bulk *b, unsigned slot, const rt_bulk_task *task, const rt_outcome *o, char message[512])
{
    if (!o->exit_status)
        return place(b, slot, task, message);
    if (o->exit_status == RT_EXIT_WRITE)
        rt_bulk_refused(b, o->message ? o->message : "no reason was given");
    return o->reason ? o->reason : "failed";
}

/* True: done, and nothing of it is in the staging folder any more. */
static bool keep_answer(rt_bulk *b, unsigned slot, const rt_bulk_task *task, rt_frame *reply)
{
    rt_outcome o;
    made outputs[RT_BULK_FORMATS];
    char message[512] = "";
    if (!take_answer(b, reply, &o, outputs)) {
        rt_bulk_failed(b, task->input, task->path, "crashed", "the worker gave no answer that can be read");
        return false;
    }
    const char *reason = settle(b, slot, task, &o, message);
    rt_record_result result = {.state = reason ? RT_BULK_FAILED : RT_BULK_DONE, .reason = reason,
                               .message = message[0] ? message : o.message, .hash = o.hash, .format = o.format,
                               .exit_status = o.exit_status ? (int64_t)o.exit_status : reason ? RT_EXIT_WRITE : RT_EXIT_DONE,
                               .memory = (int64_t)o.memory, .losses = (int64_t)o.losses, .microseconds = (int64_t)o.microseconds};
    rt_record_result_of(b->record, task->input, &result);
    for (size_t i = 0; i < o.outputs && !reason; i++)
        rt_record_output(b->record, task->input, b->work->formats[i], task->outputs[i], outputs[i].size, outputs[i].hash);
    keep_messages(b, task->input, reply, o.messages);
    keep_losses(b, task->input, reply, o.loss_lines);
    b->progress.done += !reason;
    if (reason)
        rt_progress_failed(&b->progress, reason, task->path);
    /* What broke in a plugin, or filled its memory, may have left something behind. */
    if (o.exit_status == RT_EXIT_LIMIT || o.exit_status == RT_EXIT_PLUGIN)
        rt_pool_retire(&b->pool, slot);
    return !reason;
}

/* ---- Without one ------------------------------------------------------------------------------------- */

/* The first line of what the worker printed: why it ended, where it is known at all. */
static void add_said(char *message, size_t room, const char *said)
{
    size_t len = strcspn(said, "\n"), at = strlen(message);
    if (len)
        snprintf(message + at, room - at, "; it said: %.*s", (int)(len < 200 ? len : 200), said);
}

static void keep_death(rt_bulk *b, const rt_bulk_task *task, const rt_pool_ending *e)
{
    char message[512];
    const char *reason = "crashed";
    if (e->how == RT_POOL_TIMEOUT) {
        reason = "timeout";
        snprintf(message, sizeof message, "it took longer than %llu s; --timeout gives it more",
                 (unsigned long long)(b->pool.timeout / 1000));
    } else if (e->how == RT_POOL_MUTE) {
        snprintf(message, sizeof message, "the worker gave no answer that can be read, and was ended");
    } else if (WIFSIGNALED(e->status)) {
        reason = WTERMSIG(e->status) == SIGKILL ? "killed" : reason;
        snprintf(message, sizeof message, "the worker that converted it was ended by signal %d (%s)", WTERMSIG(e->status),
                 strsignal(WTERMSIG(e->status)));
    } else {
        snprintf(message, sizeof message, "the worker that converted it ended with status %d", WEXITSTATUS(e->status));
    }
    add_said(message, sizeof message, e->said);
    rt_bulk_failed(b, task->input, task->path, reason, message);
}

/* What a plugin or a library printed goes nowhere else. */
static void keep_said(rt_bulk *b, int64_t input, const char *said)
{
    static const int64_t nowhere[3] = {0, 0, 0};
    const char *const texts[] = {"warning", "bulk-worker-output", NULL, said};
    if (*said)
        rt_record_message(b->record, input, texts, nowhere);
}

void rt_bulk_ended(void *user, unsigned slot, const rt_pool_ending *ending)
{
    rt_bulk *b = user;
    rt_bulk_task *task = &b->tasks[slot];
    b->progress.bytes += (uint64_t)task->bytes;
    bool done = ending->how == RT_POOL_ANSWERED && keep_answer(b, slot, task, ending->reply);
    if (ending->how != RT_POOL_ANSWERED)
        keep_death(b, task, ending);
    keep_said(b, task->input, ending->said);
    for (size_t i = 0; i < b->work->format_count && !done; i++)
        rt_stage_drop(&b->stage, slot, (unsigned)i);
    rt_bulk_free_task(task);
}
