/* spool.c - one unlinked temporary file that holds what would not fit in memory.
 *
 * Owns the file, its length and the count against the limit `spool`; reading and writing
 * survive interrupted calls. Not what is in it. */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rt_spool {
    rt_run *run;
    int fd; /* -1: nothing was appended yet */
    uint64_t length;
};

rt_status rt_spool_new(rt_run *run, rt_spool **spool)
{
    rt_spool *s = rt_run_resize(run, NULL, sizeof *s);
    *spool = s;
    if (!s)
        return RT_ERR_MEMORY;
    *s = (rt_spool){run, -1, 0};
    return RT_OK;
}

void rt_spool_free(rt_spool *spool)
{
    if (!spool)
        return;
    if (spool->fd >= 0)
        close(spool->fd);
    spool->run->spooled -= spool->length;
    rt_run_resize(spool->run, spool, 0);
}

static const char *spool_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

static rt_status report_failure(rt_run *run, const char *what)
{
    rt_run_report(run, "spool-failed", NULL,
                  "%s a temporary file in `%s` failed: %s; set TMPDIR to a folder with room", what,
                  spool_folder(), strerror(errno));
    return RT_ERR_IO;
}

/* A file without a name, or one whose name is gone at once. */
static int open_unnamed(const char *folder)
{
    char path[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

    if (fd >= 0)
        return fd;
    if ((size_t)snprintf(path, sizeof path, "%s/retort-XXXXXX", folder) >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

/* The descriptor, made at the first use; -1 was reported. */
static int open_file(rt_spool *spool)
{
    if (spool->fd < 0 && (spool->fd = open_unnamed(spool_folder())) < 0)
        report_failure(spool->run, "creating");
    return spool->fd;
}

/* Counts what lies behind the end so far. */
static void grow_to(rt_spool *spool, uint64_t end)
{
    if (end > spool->length) {
        spool->run->spooled += end - spool->length;
        spool->length = end;
    }
}

rt_status rt_spool_write_at(rt_spool *spool, uint64_t offset, const void *bytes, size_t len)
{
    rt_run *run = spool->run;
    const char *from = bytes;
    uint64_t limit = run->limits.value[RT_LIMIT_SPOOL], inside = spool->length - offset;

    if (len == 0)
        return RT_OK;
    if (len > inside && (run->spooled > limit || len - inside > limit - run->spooled))
        return rt_run_limit(run, RT_LIMIT_SPOOL, NULL);
    if (open_file(spool) < 0)
        return RT_ERR_IO;
    while (len) {
        ssize_t wrote = pwrite(spool->fd, from, len, (off_t)offset);
        if (wrote < 0 && errno == EINTR) {
            if (rt_run_stopped(run))
                return RT_STOPPED;
            continue;
        }
        if (wrote <= 0)
            return report_failure(run, "writing");
        from += wrote;
        len -= (size_t)wrote;
        offset += (uint64_t)wrote;
        grow_to(spool, offset);
    }
    return RT_OK;
}

rt_status rt_spool_append(rt_spool *spool, const void *bytes, size_t len)
{
    return rt_spool_write_at(spool, spool->length, bytes, len);
}

rt_status rt_spool_descriptor(rt_spool *spool, int *fd)
{
    *fd = open_file(spool);
    return *fd < 0 ? RT_ERR_IO : RT_OK;
}

uint64_t rt_spool_length(const rt_spool *spool) { return spool->length; }

rt_status rt_spool_read_at(rt_spool *spool, uint64_t offset, void *buffer, size_t len, size_t *got)
{
    char *to = buffer;

    *got = 0;
    if (offset >= spool->length)
        return RT_OK;
    if (len > spool->length - offset)
        len = (size_t)(spool->length - offset);
    while (*got < len) {
        ssize_t n = pread(spool->fd, to + *got, len - *got, (off_t)(offset + *got));
        if (n < 0 && errno == EINTR && !rt_run_stopped(spool->run))
            continue;
        if (n < 0 && errno == EINTR)
            return RT_STOPPED;
        if (n <= 0) {
            errno = n < 0 ? errno : EIO;
            return report_failure(spool->run, "reading");
        }
        *got += (size_t)n;
    }
    return RT_OK;
}
