/* work.h - one conversion of `retort bulk`, as a worker process does it: descriptors in, a frame with the outcome out.
 *
 * A worker gets no path: its input and its outputs are open when they come. It lives in rt_work_run until its parent goes;
 * what it may cost is bounded by the parent's clock and by RLIMIT_DATA. */
#ifndef RT_BULK_WORK_H
#define RT_BULK_WORK_H

#include <retort/retort.h>

#include "frame.h"
#include "messages.h"

enum { RT_BULK_FORMATS = RT_FRAME_FILES - 1, RT_BULK_MESSAGES = 100 };

/* The same for every file of a run; made before the workers are. */
typedef struct rt_work {
    rt_context *context;    /* with rt_work_message and this very struct */
    rt_messages messages;   /* while `kept` is NULL messages are shown here, else kept */
    rt_frame *kept;         /* messages of the file that is being converted */
    uint64_t kept_count;
    char cause[1024];       /* the first error of them */
    const char *const *formats; /* of the outputs; NULL-terminated */
    size_t format_count;
    const char *from, *charset;
    const char *const *options, *const *filters; /* NULL-terminated, or NULL */
    bool verify;
    uint32_t strict;
    uint64_t memory;        /* bytes a worker may use */
} rt_work;

/* rt_settings.message; user is the rt_work. */
void rt_work_message(void *work, const rt_message *message);

/* The outcome, in the order of the frame. Texts live as long as it. */
typedef struct rt_outcome {
    uint64_t exit_status;
    const char *reason, *message; /* NULL: done */
    const char *format, *hash;    /* of the input; or NULL */
    uint64_t memory, losses, microseconds;
    size_t outputs, messages, loss_lines; /* of each there follow so many */
} rt_outcome;
bool rt_outcome_take(rt_frame *frame, rt_outcome *outcome);

/* The child's whole life; answers the socket until it is closed. */
_Noreturn void rt_work_run(rt_work *work, int socket);

#endif
