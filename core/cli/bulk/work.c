/* work.c - see work.h. */
#include "work.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "digest.h"
#include "losses.h"

/* ---- Messages ------------------------------------------------------------------------------- */

void rt_work_message(void *user, const rt_message *message)
{
    rt_work *w = user;
    rt_messages_show(&w->messages, message); /* counts it; shows it only while nothing is kept */
    if (w->kept && message->severity >= RT_ERROR && !w->cause[0])
        snprintf(w->cause, sizeof w->cause, "%s", message->message ? message->message : "");
    if (!w->kept || message->severity < RT_WARNING || w->kept_count >= RT_BULK_MESSAGES)
        return;
    w->kept_count++;
    rt_frame_put_text(w->kept, rt_severity_name(message->severity));
    rt_frame_put_text(w->kept, message->code);
    rt_frame_put_text(w->kept, message->pos.part);
    rt_frame_put_text(w->kept, message->message);
    rt_frame_put(w->kept, message->pos.line);
    rt_frame_put(w->kept, message->pos.item);
    rt_frame_put(w->kept, message->pos.column);
}

/* ---- Losses ----------------------------------------------------------------------------------- */

typedef struct loss_list { rt_frame frame; uint64_t count; } loss_list;

static void keep_loss(void *user, const rt_loss *loss)
{
    loss_list *list = user;
    rt_frame *f = &list->frame;
    rt_frame_put_text(f, rt_loss_class_name(loss->loss_class));
    rt_frame_put_text(f, loss->output);
    rt_frame_put_text(f, loss->kind);
    rt_frame_put_text(f, loss->attribute);
    rt_frame_put_text(f, loss->value);
    rt_frame_put_text(f, loss->what);
    rt_frame_put(f, loss->approximate);
    rt_frame_put(f, loss->count);
    list->count++;
}

/* ---- One file --------------------------------------------------------------------------------- */

typedef struct room { /* reused from file to file */
    rt_frame task, reply, messages, outputs;
    loss_list losses;
} room;

static uint64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Exit statuses as words, for people who look for the commonest ones. */
static const char *reason_of(const rt_work *w, rt_status status, int exit_status, const rt_result *result)
{
    static const char *const reasons[] = {
        [RT_EXIT_DONE] = NULL, [RT_EXIT_NO] = "lossy", [RT_EXIT_USAGE] = "usage", [RT_EXIT_READ] = "unreadable",
        [RT_EXIT_MALFORMED] = "malformed", [RT_EXIT_LIMIT] = "limit", [RT_EXIT_WRITE] = "unwritable",
        [RT_EXIT_PLUGIN] = "plugin"};
    if (status == RT_ERR_MEMORY)
        return "memory";
    if (status == RT_ERR_UNSUPPORTED)
        return "unsupported";
    if (exit_status == RT_EXIT_WRITE && strcmp(w->messages.first_code, "output-full") == 0)
        return "full";
    return result->differs ? "differs" : reasons[exit_status];
}

static rt_status convert(rt_work *w, const char *name, const int *files, rt_result *result)
{
    rt_target targets[RT_BULK_FORMATS];
    const rt_target *list[RT_BULK_FORMATS + 1];
    const rt_source source = {.size = sizeof source, .fd = files[0], .path = name, .from = w->from,
                              .charset = w->charset, .options = w->options, .filters = w->filters};
    const rt_job job = {.size = sizeof job, .source = &source, .targets = list, .verify = w->verify, .strict = w->strict};
    for (size_t i = 0; i < w->format_count; i++) {
        targets[i] = (rt_target){.size = sizeof *targets, .fd = files[1 + i], .path = w->formats[i], .to = w->formats[i]};
        list[i] = &targets[i];
    }
    list[w->format_count] = NULL;
    return rt_convert(w->context, &job, result);
}

static void put_outputs(rt_work *w, room *r, const int *files)
{
    char hash[RT_DIGEST_ROOM];
    for (size_t i = 0; i < w->format_count; i++) {
        uint64_t size;
        rt_digest_file(files[1 + i], hash, &size);
        rt_frame_put(&r->outputs, size);
        rt_frame_put_text(&r->outputs, hash);
    }
}

/* What found no memory is not told in part. */
static void drop_broken(rt_frame *frame, uint64_t *count)
{
    if (!frame->broken)
        return;
    rt_frame_clear(frame);
    *count = 0;
}

static void do_task(rt_work *w, room *r, const int *files)
{
    rt_result result = {.size = sizeof result};
    uint64_t begun = microseconds(), size;
    char hash[RT_DIGEST_ROOM];
    rt_frame *parts[] = {&r->reply, &r->messages, &r->outputs, &r->losses.frame};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        rt_frame_clear(parts[i]);
    r->losses.count = w->kept_count = 0;
    w->cause[0] = '\0';
    w->kept = &r->messages;
    rt_messages_begin(&w->messages);
    rt_digest_file(files[0], hash, &size);
    rt_status status = convert(w, rt_frame_take_text(&r->task), files, &result);
    int exit_status = status == RT_OK && (result.strict_failed || result.differs) ? RT_EXIT_NO
                                                                                  : rt_messages_exit(&w->messages, status);
    rt_losses(w->context, keep_loss, &r->losses);
    drop_broken(&r->messages, &w->kept_count);
    drop_broken(&r->losses.frame, &r->losses.count);
    if (exit_status == RT_EXIT_DONE)
        put_outputs(w, r, files);
    rt_frame_put(&r->reply, (uint64_t)exit_status);
    rt_frame_put_text(&r->reply, reason_of(w, status, exit_status, &result));
    rt_frame_put_text(&r->reply, exit_status == RT_EXIT_DONE || !w->cause[0] ? NULL : w->cause);
    rt_frame_put_text(&r->reply, result.from);
    rt_frame_put_text(&r->reply, hash);
    rt_frame_put(&r->reply, result.peak_memory);
    rt_frame_put(&r->reply, result.losses);
    rt_frame_put(&r->reply, microseconds() - begun);
    rt_frame_put(&r->reply, exit_status == RT_EXIT_DONE ? w->format_count : 0);
    rt_frame_put(&r->reply, w->kept_count);
    rt_frame_put(&r->reply, r->losses.count);
    rt_frame_put_bytes(&r->reply, r->outputs.data, r->outputs.len);
    rt_frame_put_bytes(&r->reply, r->messages.data, r->messages.len);
    rt_frame_put_bytes(&r->reply, r->losses.frame.data, r->losses.frame.len);
}

bool rt_outcome_take(rt_frame *f, rt_outcome *o)
{
    o->exit_status = rt_frame_take(f);
    o->reason = rt_frame_take_text(f);
    o->message = rt_frame_take_text(f);
    o->format = rt_frame_take_text(f);
    o->hash = rt_frame_take_text(f);
    o->memory = rt_frame_take(f);
    o->losses = rt_frame_take(f);
    o->microseconds = rt_frame_take(f);
    o->outputs = (size_t)rt_frame_take(f);
    o->messages = (size_t)rt_frame_take(f);
    o->loss_lines = (size_t)rt_frame_take(f);
    return !f->broken;
}

/* ---- The process --------------------------------------------------------------------------------- */

/* The address sanitizer reserves terabytes of address space, which RLIMIT_DATA counts. */
#if defined(__SANITIZE_ADDRESS__)
enum { RT_SANITIZED = 1 };
#elif defined(__has_feature)
enum { RT_SANITIZED = __has_feature(address_sanitizer) };
#else
enum { RT_SANITIZED = 0 };
#endif

static void set_limits(const rt_work *w)
{
    struct rlimit memory = {w->memory, w->memory}, none = {0, 0};
    if (w->memory && !RT_SANITIZED)
        setrlimit(RLIMIT_DATA, &memory);
    setrlimit(RLIMIT_CORE, &none);
}

_Noreturn void rt_work_run(rt_work *w, int socket)
{
    static room r; /* of this process alone */
    int files[RT_FRAME_FILES];
    set_limits(w);
    w->messages.least = RT_ERROR + 1;
    for (;;) {
        size_t count = RT_FRAME_FILES;
        if (!rt_frame_receive(socket, &r.task, files, &count))
            _exit(0);
        if (count == w->format_count + 1)
            do_task(w, &r, files);
        else
            rt_frame_clear(&r.reply); /* descriptors ran out on the way: an empty reply is a failure */
        bool sent = rt_frame_send(socket, &r.reply, NULL, 0);
        for (size_t i = 0; i < count; i++)
            close(files[i]);
        if (!sent)
            _exit(1);
    }
}
