/* input_raw.c - the raw bytes of a document: in order through windows, out of order, a pipe through
 * its spool.
 *
 * Owns reading and the limit `input`, and survives interrupted and unready reads. Opening is
 * input.c's. */
#include "input_file.h"

#include "beside.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A buffer holds what evidence may need from any place in the window before, and a read besides. */
enum { HEAD = RT_AHEAD, BUFFER = 2 * RT_AHEAD };

static rt_status report_order(rt_input_file *f, const char *what)
{
    rt_run_report(f->run, "input-order", NULL,
                  "the plugin asked for bytes of `%s` %s; report it to its author", f->name, what);
    return RT_ERR_PLUGIN;
}

/* ---- Raw bytes -------------------------------------------------------------- */

static rt_status wait_for(rt_input_file *f)
{
    struct pollfd wanted = {.fd = f->fd, .events = POLLIN};
    if (poll(&wanted, 1, -1) < 0 && errno != EINTR)
        return rt_input_failure(f->run, f->name, errno);
    return rt_run_stopped(f->run) ? RT_STOPPED : RT_OK;
}

/* Up to `room` bytes from the descriptor, at `offset` when it can seek, else what comes next; *got
 * 0: the end. */
static rt_status read_some(rt_input_file *f, uint64_t offset, char *to, size_t room, size_t *got)
{
    rt_status status = RT_OK;

    *got = 0;
    while (status == RT_OK) {
        ssize_t n =
            f->seekable ? pread(f->fd, to, room, (off_t)(f->base + offset)) : read(f->fd, to, room);
        if (n >= 0) {
            *got = (size_t)n;
            return RT_OK;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            status = wait_for(f);
        else if (errno != EINTR)
            status = rt_input_failure(f->run, f->name, errno);
        else if (rt_run_stopped(f->run))
            status = RT_STOPPED;
    }
    return status;
}

/* Counts what was read in order, against the limit. */
static rt_status count(rt_input_file *f, size_t got)
{
    f->taken += got;
    f->ended = got == 0;
    return f->taken > f->run->limits.value[RT_LIMIT_INPUT]
               ? rt_run_limit(f->run, RT_LIMIT_INPUT, NULL)
               : RT_OK;
}

/* The next bytes in order. */
static rt_status take(rt_input_file *f, char *to, size_t room, size_t *got)
{
    *got = 0;
    if (f->broken != RT_OK)
        return f->broken;
    rt_status status = f->spool ? rt_spool_read_at(f->spool, f->taken, to, room, got)
                                : read_some(f, f->taken, to, room, got);
    return status == RT_OK ? count(f, *got) : status;
}

/* Takes until there are `want` bytes at `to`, of which there are *len. */
static rt_status take_until(rt_input_file *f, char *to, size_t room, size_t want, size_t *len)
{
    rt_status status = RT_OK;
    while (status == RT_OK && *len < want && !f->ended) {
        size_t got;
        status = take(f, to + *len, room - *len, &got);
        *len += got;
    }
    return status;
}

/* Reads the head, before all else. */
rt_status rt_input_fill_head(rt_input_file *f)
{
    rt_status status;

    if (f->peeked)
        return RT_OK;
    if (!f->head && !(f->head = rt_run_resize(f->run, NULL, HEAD)))
        return RT_ERR_MEMORY;
    status = take_until(f, f->head, HEAD, HEAD, &f->head_len);
    f->peeked = status == RT_OK;
    f->window = f->head;
    f->window_len = f->head_len;
    return status;
}

/* Moves what is left of the window to the buffer's start and reads on. */
static rt_status refill(rt_input_file *f, size_t want)
{
    rt_status status;
    size_t len = f->window_len;

    if (!f->buffer && !(f->buffer = rt_run_resize(f->run, NULL, BUFFER)))
        return RT_ERR_MEMORY;
    if (len)
        memmove(f->buffer, f->window, len);
    status = take_until(f, f->buffer, BUFFER, want, &len);
    f->window = f->buffer;
    f->window_len = len;
    return status;
}

/* A file beside that was read to its end gives its memory and descriptor back: a document may name
 * thousands. */
static void let_go(rt_input_file *f)
{
    if (!f->beside || !f->seekable || f->fd < 0)
        return;
    close(f->fd);
    f->fd = -1;
    f->window = NULL;
    f->head = rt_run_resize(f->run, f->head, 0);
    f->buffer = rt_run_resize(f->run, f->buffer, 0);
}

rt_status rt_input_pull(rt_input_file *f, size_t used, size_t want)
{
    rt_status status = RT_OK;

    if (used) {
        f->window += used;
        f->window_len -= used;
    }
    if (f->window_len < want && !f->ended)
        status = refill(f, want);
    return status;
}

rt_status rt_input_next_raw(rt_input *input, const char **bytes, size_t *len)
{
    rt_input_file *f = (rt_input_file *)input;
    rt_status status;

    *len = 0;
    status = f->window || f->ended ? RT_OK : rt_input_fill_head(f);
    if (status == RT_OK)
        status = rt_input_pull(f, f->given, 1);
    f->given = status == RT_OK ? f->window_len : 0;
    *bytes = f->window;
    *len = f->given;
    if (status == RT_OK && f->given == 0)
        let_go(f);
    return status;
}

/* ---- Bytes in any order ----------------------------------------------------- */

/* Copies a pipe to a temporary file, from the first byte on. */
static rt_status copy_rest(rt_input_file *f)
{
    rt_status status = rt_spool_append(f->spool, f->head, f->head_len);
    size_t got = 1;

    while (status == RT_OK && got) {
        if (rt_run_stopped(f->run))
            return RT_STOPPED;
        status = read_some(f, 0, f->buffer, BUFFER, &got);
        if (status == RT_OK)
            status = rt_spool_append(f->spool, f->buffer, got);
        if (status == RT_OK && rt_spool_length(f->spool) > f->run->limits.value[RT_LIMIT_INPUT])
            status = rt_run_limit(f->run, RT_LIMIT_INPUT, NULL);
    }
    return status;
}

static rt_status spool_all(rt_input_file *f)
{
    rt_status status = rt_input_fill_head(f);

    if (status != RT_OK)
        return status;
    if (f->taken > f->head_len)
        return report_order(
            f, "from any place of a pipe after it had read on; read_at must come first");
    if (!f->buffer && !(f->buffer = rt_run_resize(f->run, NULL, BUFFER)))
        return RT_ERR_MEMORY;
    status = rt_spool_new(f->run, &f->spool);
    if (status != RT_OK)
        return status;
    f->broken = copy_rest(f);
    f->ended = f->taken == rt_spool_length(f->spool);
    return f->broken;
}

/* After let_go: the same file again, or none. */
static rt_status reopen(rt_input_file *f)
{
    struct stat st;

    f->fd = rt_beside_open(f->folder, f->name, false);
    if (f->fd < 0)
        return rt_input_failure(f->run, f->name, errno);
    if (fstat(f->fd, &st) != 0 || st.st_dev != f->device || st.st_ino != f->inode)
        return rt_input_failure(f->run, f->name, ESTALE);
    return RT_OK;
}

static rt_status any_order(rt_input_file *f)
{
    if (f->decoder)
        return report_order(f, "that it reads as text; RT_READS_TEXT has `next` alone");
    if (f->broken != RT_OK)
        return f->broken;
    if (f->fd < 0)
        return reopen(f);
    return f->seekable || f->spool ? RT_OK : spool_all(f);
}

rt_status rt_input_read_at(rt_input *input, uint64_t offset, void *buffer, size_t len, size_t *got)
{
    rt_input_file *f = (rt_input_file *)input;
    rt_status status = any_order(f);
    size_t some = 1;

    *got = 0;
    if (status != RT_OK)
        return status;
    if (f->spool)
        return rt_spool_read_at(f->spool, offset, buffer, len, got);
    if (offset > (uint64_t)INT64_MAX - f->base || len > (uint64_t)INT64_MAX - f->base - offset)
        return RT_OK;
    while (status == RT_OK && *got < len && some) {
        status = read_some(f, offset + *got, (char *)buffer + *got, len - *got, &some);
        *got += some;
    }
    return status;
}

rt_status rt_input_length(rt_input *input, uint64_t *bytes)
{
    rt_input_file *f = (rt_input_file *)input;
    rt_status status = any_order(f);
    struct stat st;

    *bytes = 0;
    if (status != RT_OK)
        return status;
    if (f->spool) {
        *bytes = rt_spool_length(f->spool);
        return RT_OK;
    }
    if (fstat(f->fd, &st) != 0)
        return rt_input_failure(f->run, f->name, errno);
    *bytes = (uint64_t)st.st_size > f->base ? (uint64_t)st.st_size - f->base : 0;
    return *bytes > f->run->limits.value[RT_LIMIT_INPUT]
               ? rt_run_limit(f->run, RT_LIMIT_INPUT, NULL)
               : RT_OK;
}
