/* stage.c - see stage.h. */
#include "stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC, NAME_ROOM = 32 };

static void name_of(unsigned slot, unsigned number, char out[NAME_ROOM])
{
    snprintf(out, NAME_ROOM, "%u.%u", slot, number);
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Like mkdir -p. */
static int make_folder(const char *path)
{
    char *copy = strdup(path);
    int fd = -1;
    if (!copy)
        return -1;
    for (char *p = copy + 1; *p && *copy; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(copy, 0777);
            *p = '/';
        }
    if (mkdir(copy, 0777) == 0 || errno == EEXIST)
        fd = open(copy, FOLDER);
    free(copy);
    return fd;
}

static void sweep(int staging)
{
    DIR *folder = fdopendir(dup(staging));
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
            unlinkat(staging, entry->d_name, 0);
    if (folder)
        closedir(folder);
}

rt_stage_fault rt_stage_open(rt_stage *s, const char *path)
{
    *s = (rt_stage){.folder = make_folder(path), .staging = -1, .lock = -1, .near_fd = -1};
    if (s->folder < 0 || fstat(s->folder, &s->about) != 0)
        return RT_STAGE_ERRNO;
    if (mkdirat(s->folder, RT_BULK_STAGING, 0777) != 0 && errno != EEXIST)
        return RT_STAGE_ERRNO;
    s->staging = openat(s->folder, RT_BULK_STAGING, FOLDER | O_NOFOLLOW);
    s->lock = s->staging < 0 ? -1 : openat(s->staging, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (s->lock < 0)
        return RT_STAGE_ERRNO;
    if (flock(s->lock, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? RT_STAGE_BUSY : RT_STAGE_ERRNO;
    sweep(s->staging);
    return RT_STAGE_FINE;
}

void rt_stage_close(rt_stage *s)
{
    int all[] = {s->near_fd, s->lock, s->staging, s->folder};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] >= 0)
            close(all[i]);
}

/* ---- Files -------------------------------------------------------------------------------------- */

int rt_stage_create(rt_stage *s, unsigned slot, unsigned number)
{
    char name[NAME_ROOM];
    name_of(slot, number, name);
    return openat(s->staging, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
}

void rt_stage_drop(rt_stage *s, unsigned slot, unsigned number)
{
    char name[NAME_ROOM];
    name_of(slot, number, name);
    unlinkat(s->staging, name, 0);
}

/* The folder that `path` lies in, one component after the other, no link followed. The last one is kept open. */
static int folder_of(rt_stage *s, const char *path, bool make)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    int at = s->folder;
    if (s->near_fd >= 0 && strlen(s->near) == len && memcmp(s->near, path, len) == 0)
        return s->near_fd;
    if (len >= sizeof s->near) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (s->near_fd >= 0)
        close(s->near_fd);
    s->near_fd = -1;
    memcpy(s->near, path, len);
    s->near[len] = '\0';
    for (char *name = s->near; len && at >= 0;) {
        char *end = strchrnul(name, '/'), cut = *end;
        *end = '\0';
        if (make && mkdirat(at, name, 0777) != 0 && errno != EEXIST) {
            *end = cut;
            break;
        }
        int next = openat(at, name, FOLDER | O_NOFOLLOW);
        *end = cut;
        if (at != s->folder)
            close(at);
        at = next;
        if (!cut) {
            s->near_fd = at;
            return at;
        }
        name = end + 1;
    }
    if (!len)
        s->near_fd = dup(at);
    else if (at >= 0 && at != s->folder)
        close(at);
    return s->near_fd;
}

bool rt_stage_find(rt_stage *s, const char *path, struct stat *about)
{
    const char *slash = strrchr(path, '/');
    int folder = folder_of(s, path, false);
    return folder >= 0 && fstatat(folder, slash ? slash + 1 : path, about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about->st_mode);
}

bool rt_stage_place(rt_stage *s, unsigned slot, unsigned number, const char *path, bool replace)
{
    char name[NAME_ROOM];
    const char *slash = strrchr(path, '/');
    int folder = folder_of(s, path, true);
    name_of(slot, number, name);
    return folder >= 0 && renameat2(s->staging, name, folder, slash ? slash + 1 : path, replace ? 0 : RENAME_NOREPLACE) == 0;
}
