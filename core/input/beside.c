/* beside.c - openat2 with RESOLVE_BENEATH, or a walk that follows no links; see beside.h. */
#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    PATH_ROOM = 4096,
    NAME_ROOM = 256
}; /* PATH_MAX and NAME_MAX: <limits.h> is the core's here */

bool rt_beside_name_ok(const char *name)
{
    if (*name == '/' || *name == '\0' || strlen(name) >= PATH_ROOM)
        return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

int rt_beside_folder(const char *path)
{
    char folder[PATH_ROOM];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + (slash == path) : 1;

    if (len >= sizeof folder) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(folder, slash ? path : ".", len);
    folder[len] = '\0';
    return open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int open_beneath(int folder, const char *name, uint64_t flags)
{
    struct open_how how = {.flags = flags | O_CLOEXEC,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd = -1;

    /* EAGAIN: something was renamed meanwhile, so that the kernel could not be sure. */
    for (int tries = 0; tries < 16; tries++) {
        fd = syscall(SYS_openat2, folder, name, &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

static int step_into(int folder, const char *name, uint64_t flags)
{
    return openat(folder, name, (int)flags | O_NOFOLLOW | O_CLOEXEC);
}

/* As open_beneath, one component at a time. */
static int open_walking(int folder, const char *name, uint64_t flags)
{
    char part[NAME_ROOM];
    int at = dup(folder), next = -1;

    while (at >= 0) {
        size_t len = strcspn(name, "/");
        size_t gap = strspn(name + len, "/");
        bool last = name[len + gap] == '\0';
        if (len >= sizeof part) {
            close(at);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, name, len);
        part[len] = '\0';
        next = step_into(at, part, last && !gap ? flags : O_PATH | O_DIRECTORY);
        close(at);
        if (last)
            return next;
        name += len + gap;
        at = next;
    }
    return -1;
}

/* Whether openat2 is missing or forbidden, by what it says of the folder itself. */
static bool must_walk(int folder)
{
    int fd = open_beneath(folder, ".", O_PATH);
    if (fd < 0)
        return errno == ENOSYS || errno == EPERM || errno == EINVAL || errno == E2BIG;
    close(fd);
    return false;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Looked at through O_PATH first: opening a pipe or a device has effects of its own. */
int rt_beside_open(int folder, const char *name, bool walk)
{
    struct stat seen, got;
    int fd;

    if (!rt_beside_name_ok(name)) {
        errno = EXDEV;
        return -1;
    }
    int (*open_with)(int, const char *, uint64_t) =
        walk || must_walk(folder) ? open_walking : open_beneath;
    fd = open_with(folder, name, O_PATH);
    if (fd < 0)
        return -1;
    bool regular = fstat(fd, &seen) == 0 && S_ISREG(seen.st_mode);
    close(fd);
    fd = regular ? open_with(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY) : -1;
    if (fd >= 0 && (fstat(fd, &got) != 0 || !S_ISREG(got.st_mode) || !is_same_file(&seen, &got))) {
        close(fd);
        regular = false;
        fd = -1;
    }
    if (!regular)
        errno = EACCES;
    return fd;
}
