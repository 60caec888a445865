/* output_write.c - bytes on their way out: the buffer, offsets, calls that may be cut short.
 *
 * Owns which files of a set are open. Does not know names. */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* ---- Open files ---------------------------------------------------------- */

static void count_end(rt_output_file *f)
{
    if (f->at > f->end)
        f->end = f->at;
}

static int slot_of(const rt_outputs *all, const rt_output_file *f)
{
    int slot = 0;

    while (all->open[slot] != f)
        slot++;
    return slot;
}

rt_status rt_output_park(rt_output_file *f)
{
    rt_run *run = f->all->run;
    int fd = f->fd;

    f->buffer = rt_run_resize(run, f->buffer, 0);
    if (fd < 0)
        return RT_OK;
    f->all->open[slot_of(f->all, f)] = NULL;
    f->fd = -1;
    /* Where space is promised late (NFS), a full disk shows here. Linux closes in any case. */
    if (close(fd) != 0 && errno != EINTR && f->status == RT_OK)
        return rt_output_fault(f, errno);
    return RT_OK;
}

/* A free place among the open files, made by parking the one that was used longest ago. */
static int find_slot(rt_outputs *all)
{
    int slot = 0;

    for (int i = 0; i < RT_OUTPUTS_OPEN; i++) {
        if (!all->open[i])
            return i;
        if (all->open[i]->stamp < all->open[slot]->stamp)
            slot = i;
    }
    /* A failure sticks to that file, and is met at its next use. */
    rt_output_flush(all->open[slot]);
    rt_output_park(all->open[slot]);
    return slot;
}

void rt_output_opened(rt_output_file *f, int fd)
{
    f->all->open[find_slot(f->all)] = f;
    f->fd = fd;
    f->stamp = ++f->all->uses;
}

rt_status rt_output_reopen(rt_output_file *f)
{
    char name[RT_TEMP_NAME];
    int fd;

    f->stamp = ++f->all->uses;
    if (f->fd >= 0)
        return RT_OK;
    rt_temps_name(f->folder->temps.stem, f->temp, name);
    fd = openat(f->folder->fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return rt_output_fault(f, errno);
    rt_output_opened(f, fd);
    return RT_OK;
}

/* ---- Writing through ------------------------------------------------------- */

static rt_status put_at(rt_output_file *f, int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = pwrite(fd, bytes, len, (off_t)(f->from + f->at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return rt_output_fault(f, n < 0 ? errno : EIO);
        bytes += n;
        len -= (size_t)n;
        f->at += (uint64_t)n;
        count_end(f);
    }
    return RT_OK;
}

/* Waits for a descriptor that someone else made non-blocking. Any error shows at the next write. */
static void wait_for(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLOUT};

    poll(&one, 1, -1);
}

static rt_status put_stream(rt_output_file *f, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(f->stream, bytes, len);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
            if (rt_run_stopped(f->all->run))
                return f->status = RT_STOPPED;
            if (errno == EAGAIN)
                wait_for(f->stream);
            continue;
        }
        if (n <= 0)
            return rt_output_fault(f, n < 0 ? errno : EIO);
        bytes += n;
        len -= (size_t)n;
        f->at += (uint64_t)n;
        count_end(f);
    }
    return RT_OK;
}

static rt_status put_spool(rt_output_file *f, const char *bytes, size_t len)
{
    f->status = rt_spool_write_at(f->spool, f->at, bytes, len);
    if (f->status == RT_OK) {
        f->at += len;
        count_end(f);
    }
    return f->status;
}

static rt_status put(rt_output_file *f, const char *bytes, size_t len)
{
    if (f->folder)
        return rt_output_reopen(f) == RT_OK ? put_at(f, f->fd, bytes, len) : f->status;
    if (f->by_offset)
        return put_at(f, f->stream, bytes, len);
    return f->spool ? put_spool(f, bytes, len) : put_stream(f, bytes, len);
}

rt_status rt_output_flush(rt_output_file *f)
{
    size_t used = f->used;

    f->used = 0;
    return f->status == RT_OK && used ? put(f, f->buffer, used) : f->status;
}

rt_status rt_output_deliver(rt_output_file *f)
{
    uint64_t length = rt_spool_length(f->spool);
    size_t got = 1;

    if (!f->buffer && !(f->buffer = rt_run_resize(f->all->run, NULL, RT_OUTPUT_ROOM)))
        return f->status = RT_ERR_MEMORY;
    f->at = 0;
    while (f->status == RT_OK && f->at < length && got) {
        f->status = rt_spool_read_at(f->spool, f->at, f->buffer, RT_OUTPUT_ROOM, &got);
        if (f->status == RT_OK)
            put_stream(f, f->buffer, got);
    }
    return f->status;
}

/* ---- The plugin's side -------------------------------------------------------- */

static rt_status write_slowly(rt_output_file *f, const char *bytes, size_t len)
{
    if (f->status != RT_OK || len == 0)
        return f->status;
    if (len > RT_OUTPUT_ROOM - f->used && rt_output_flush(f) != RT_OK)
        return f->status;
    if (len >= RT_OUTPUT_ROOM)
        return put(f, bytes, len);
    if (!f->buffer && !(f->buffer = rt_run_resize(f->all->run, NULL, RT_OUTPUT_ROOM)))
        return f->status = RT_ERR_MEMORY;
    memcpy(f->buffer + f->used, bytes, len);
    f->used += len;
    return RT_OK;
}

static rt_status on_write(rt_output *out, const void *bytes, size_t len)
{
    rt_output_file *f = (rt_output_file *)out;

    if (f->status != RT_OK || len > RT_OUTPUT_ROOM - f->used || !f->buffer || len == 0)
        return write_slowly(f, bytes, len);
    memcpy(f->buffer + f->used, bytes, len);
    f->used += len;
    return RT_OK;
}

static rt_status on_seek(rt_output *out, uint64_t offset)
{
    rt_output_file *f = (rt_output_file *)out;

    if (rt_output_flush(f) != RT_OK)
        return f->status;
    if (!f->seeking || offset > f->end) {
        rt_output_refuse(f, "plugin-error",
                         f->seeking ? "the writer seeks behind the end of what it wrote; report "
                                      "this to the plugin's author"
                                    : "the writer seeks without declaring it (RT_WRITES_SEEKING); "
                                      "report this to the plugin's author");
        return f->status = RT_ERR_PLUGIN;
    }
    f->at = offset;
    return RT_OK;
}

static rt_status on_tell(rt_output *out, uint64_t *offset)
{
    rt_output_file *f = (rt_output_file *)out;

    *offset = f->at + f->used;
    return f->status;
}

void rt_output_prepare(rt_output_file *f)
{
    f->out.size = sizeof f->out;
    f->out.name = f->base ? f->base : "";
    f->out.write = on_write;
    f->out.seek = on_seek;
    f->out.tell = on_tell;
}
