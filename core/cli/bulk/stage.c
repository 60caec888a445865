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

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC, NAME_ROOM = 32, MOST = 16 };

static void name_of(unsigned slot, unsigned number, char out[NAME_ROOM])
{
    snprintf(out, NAME_ROOM, "%u.%u", slot, number);
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
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
    int fd = openat(staging, ".", FOLDER);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
            unlinkat(staging, entry->d_name, 0);
    if (folder)
        closedir(folder);
    else if (fd >= 0)
        close(fd);
}

/* A process that dies lets go of the lock a moment after it is gone for others. */
static int lock(int file)
{
    int answer;
    for (int tries = 0; (answer = flock(file, LOCK_EX | LOCK_NB)) != 0 && errno == EWOULDBLOCK && tries < 10; tries++)
        usleep(20000);
    return answer;
}

rt_stage_fault rt_stage_open(rt_stage *s, const char *path)
{
    *s = (rt_stage)RT_STAGE_NONE;
    s->folder = make_folder(path);
    if (s->folder < 0 || fstat(s->folder, &s->about) != 0)
        return RT_STAGE_ERRNO;
    if (mkdirat(s->folder, RT_BULK_STAGING, 0777) != 0 && errno != EEXIST)
        return RT_STAGE_ERRNO;
    s->staging = openat(s->folder, RT_BULK_STAGING, FOLDER | O_NOFOLLOW);
    s->lock = s->staging < 0 ? -1 : openat(s->staging, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (s->lock < 0)
        return RT_STAGE_ERRNO;
    if (lock(s->lock) != 0)
        return errno == EWOULDBLOCK ? RT_STAGE_BUSY : RT_STAGE_ERRNO;
    s->locked = true;
    sweep(s->staging);
    return RT_STAGE_FINE;
}

void rt_stage_look(rt_stage *s, const char *path)
{
    *s = (rt_stage)RT_STAGE_NONE;
    s->folder = open(path, FOLDER);
    if (s->folder >= 0)
        fstat(s->folder, &s->about);
}

void rt_stage_close(rt_stage *s)
{
    int all[] = {s->near_fd, s->lock, s->staging, s->folder};
    if (s->locked)
        sweep(s->staging);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] >= 0)
            close(all[i]);
}

/* ---- Files in the staging folder --------------------------------------------------------------- */

int rt_stage_create(rt_stage *s, unsigned slot, unsigned number)
{
    enum { NEW = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW };
    char name[NAME_ROOM];
    name_of(slot, number, name);
    int fd = openat(s->staging, name, NEW, 0666);
    if (fd >= 0 || errno != EEXIST)
        return fd;
    unlinkat(s->staging, name, 0); /* never the same file: a worker that will not die may still hold it */
    return openat(s->staging, name, NEW, 0666);
}

void rt_stage_drop(rt_stage *s, unsigned slot, unsigned number)
{
    char name[NAME_ROOM];
    name_of(slot, number, name);
    unlinkat(s->staging, name, 0);
}

/* ---- The way to a file ------------------------------------------------------------------------- */

static void forget_near(rt_stage *s)
{
    if (s->near_fd >= 0)
        close(s->near_fd);
    s->near_fd = -1;
}

/* Down from the output folder, one component after the other, no link followed. -1: errno. */
static int descend(const rt_stage *s, char *path, bool make)
{
    int at = openat(s->folder, ".", FOLDER);
    for (char *name = path; at >= 0 && *name;) {
        char *end = strchrnul(name, '/'), cut = *end;
        *end = '\0';
        int next = make && mkdirat(at, name, 0777) != 0 && errno != EEXIST ? -1 : openat(at, name, FOLDER | O_NOFOLLOW);
        int error = errno;
        *end = cut;
        close(at);
        errno = error;
        at = next;
        name = cut ? end + 1 : end;
    }
    return at;
}

/* The folder that `path` lies in; kept open, as the next file is likely to lie there, too. */
static int folder_of(rt_stage *s, const char *path, bool make)
{
    size_t base = (size_t)(base_of(path) - path), len = base ? base - 1 : 0;
    if (s->near_fd >= 0 && strlen(s->near) == len && memcmp(s->near, path, len) == 0)
        return s->near_fd;
    if (len >= sizeof s->near) {
        errno = ENAMETOOLONG;
        return -1;
    }
    forget_near(s);
    memcpy(s->near, path, len);
    s->near[len] = '\0';
    return s->near_fd = descend(s, s->near, make);
}

bool rt_stage_find(rt_stage *s, const char *path, struct stat *about)
{
    int folder = s->folder < 0 ? -1 : folder_of(s, path, false);
    return folder >= 0 && fstatat(folder, base_of(path), about, AT_SYMLINK_NOFOLLOW) == 0;
}

/* ---- Appearing ------------------------------------------------------------------------------------- */

typedef enum placed { NOWHERE = 0, NEW, INSTEAD /* what stood there is in the staging folder now */ } placed;

static bool no_flags(int error) { return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP; }

/* Where the file system (NFS, say) knows no renaming that spares what is there. */
static bool place_by_link(const rt_stage *s, const char *name, int folder, const char *base)
{
    struct stat about;
    if (linkat(s->staging, name, folder, base, 0) == 0) {
        unlinkat(s->staging, name, 0);
        return true;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return false;
    if (fstatat(folder, base, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return renameat(s->staging, name, folder, base) == 0;
}

static placed place_new(const rt_stage *s, const char *name, int folder, const char *base)
{
    if (renameat2(s->staging, name, folder, base, RENAME_NOREPLACE) == 0)
        return NEW;
    return no_flags(errno) && place_by_link(s, name, folder, base) ? NEW : NOWHERE;
}

static placed place_instead(const rt_stage *s, const char *name, int folder, const char *base)
{
    struct stat about;
    if (fstatat(folder, base, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return NOWHERE;
    }
    if (renameat2(s->staging, name, folder, base, RENAME_EXCHANGE) == 0)
        return INSTEAD;
    return renameat(s->staging, name, folder, base) == 0 ? NEW : NOWHERE;
}

static placed place_one(rt_stage *s, const char *name, const char *path, bool replace)
{
    int folder = folder_of(s, path, true);
    placed how = folder < 0 ? NOWHERE : place_new(s, name, folder, base_of(path));
    if (how == NOWHERE && errno == ENOENT) { /* somebody removed the folder: we make it again */
        forget_near(s);
        folder = folder_of(s, path, true);
        how = folder < 0 ? NOWHERE : place_new(s, name, folder, base_of(path));
    }
    return how == NOWHERE && folder >= 0 && errno == EEXIST && replace ? place_instead(s, name, folder, base_of(path)) : how;
}

static void take_back(rt_stage *s, const char *name, const char *path, placed how)
{
    int folder = folder_of(s, path, false);
    if (folder < 0)
        return;
    if (how == INSTEAD)
        renameat2(s->staging, name, folder, base_of(path), RENAME_EXCHANGE);
    else
        unlinkat(folder, base_of(path), 0);
}

int rt_stage_place(rt_stage *s, unsigned slot, char *const *paths, unsigned count, bool replace)
{
    placed how[MOST] = {NOWHERE};
    char name[NAME_ROOM];
    unsigned done = 0;
    for (; done < count && done < MOST; done++) {
        name_of(slot, done, name);
        how[done] = place_one(s, name, paths[done], replace);
        if (how[done] == NOWHERE)
            break;
    }
    int error = errno;
    for (unsigned i = 0; i < done; i++) {
        name_of(slot, i, name);
        if (done < count)
            take_back(s, name, paths[i], how[i]);
        else if (how[i] == INSTEAD)
            unlinkat(s->staging, name, 0);
    }
    errno = error;
    return done < count ? (int)done : -1;
}
