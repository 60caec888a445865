/* output_place.c - where an output goes: its folder, its temporary file, the renaming at the end.
 *
 * Owns every call that takes a name. A file is replaced by rename alone, so it is always either the
 * old or the new one; what several outputs replace is kept until all are in place. */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Symbolic links in a row and bytes of a path, as the kernel counts; attempts at a free name. */
enum { LINKS = 40, PATH_ROOM = 4096, TRIES = 100 };

/* ---- Where a path leads ---------------------------------------------------- */

/* Follows symbolic links at the end of `path`, also to what does not exist yet. 0 or an errno. */
static int resolve(const char *path, char real[PATH_ROOM])
{
    char target[PATH_ROOM];

    if (strlen(path) >= PATH_ROOM)
        return ENAMETOOLONG;
    strcpy(real, path);
    for (int links = 0; links < LINKS; links++) {
        ssize_t n = readlink(real, target, sizeof target - 1);
        const char *slash = strrchr(real, '/');
        size_t keep;
        if (n < 0)
            return errno == EINVAL || errno == ENOENT ? 0 : errno;
        target[n] = '\0';
        keep = target[0] == '/' || !slash ? 0 : (size_t)(slash - real) + 1;
        if (keep + (size_t)n >= PATH_ROOM - 1)
            return ENAMETOOLONG;
        memcpy(real + keep, target, (size_t)n + 1);
    }
    return ELOOP;
}

static rt_folder *known_folder(const rt_outputs *all, const struct stat *st)
{
    rt_folder *folder = all->folders;

    while (folder && (folder->device != st->st_dev || folder->inode != st->st_ino))
        folder = folder->next;
    return folder;
}

/* The folder at `path`, shared with the outputs that are in it already. */
static rt_status open_folder(rt_output_file *f, const char *path)
{
    rt_outputs *all = f->all;
    struct stat st;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return rt_output_fault(f, errno);
    if (fstat(fd, &st) != 0) {
        int error = errno;
        close(fd);
        return rt_output_fault(f, error);
    }
    if ((f->folder = known_folder(all, &st))) {
        close(fd);
        return RT_OK;
    }
    f->folder = rt_run_resize(all->run, NULL, sizeof *f->folder);
    if (!f->folder) {
        close(fd);
        return f->status = RT_ERR_MEMORY;
    }
    *f->folder = (rt_folder){all->folders, fd, st.st_dev, st.st_ino, {0}};
    all->folders = f->folder;
    rt_temps_open(&f->folder->temps, fd);
    return RT_OK;
}

static rt_status set_base(rt_output_file *f, const char *name)
{
    size_t size = strlen(name) + 1;

    f->base = rt_run_resize(f->all->run, NULL, size);
    if (!f->base)
        return f->status = RT_ERR_MEMORY;
    memcpy(f->base, name, size);
    return RT_OK;
}

/* What stands under the name now, if anything. */
static rt_status look(rt_output_file *f)
{
    struct stat st;

    if (fstatat(f->folder->fd, f->base, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? RT_OK : rt_output_fault(f, errno);
    if (!S_ISREG(st.st_mode))
        return rt_output_refuse(f, "output-name", "what stands there is no regular file; move it "
                                                  "away or choose another name");
    if (faccessat(f->folder->fd, f->base, W_OK, AT_EACCESS) != 0 && errno == EACCES)
        return rt_output_refuse(f, "output-protected", "it is write-protected and was not replaced; "
                                                       "allow writing or name another file");
    f->existed = true;
    f->mode = st.st_mode & 07777;
    f->owner = st.st_uid;
    f->group = st.st_gid;
    return RT_OK;
}

rt_status rt_output_locate_beside(rt_output_file *f, rt_folder *folder, const char *name)
{
    f->folder = folder;
    return set_base(f, name) == RT_OK ? look(f) : f->status;
}

static rt_status open_stream(rt_output_file *f, const char *path)
{
    /* A FIFO waits here for its reader. */
    while ((f->stream = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC)) < 0) {
        if (errno != EINTR)
            return rt_output_fault(f, errno);
        if (rt_run_stopped(f->all->run))
            return f->status = RT_STOPPED;
    }
    f->owns_stream = true;
    return RT_OK;
}

rt_status rt_output_locate(rt_output_file *f, const char *path)
{
    char real[PATH_ROOM], *slash;
    struct stat st;
    int error;

    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode) || S_ISSOCK(st.st_mode))
            return rt_output_fault(f, S_ISDIR(st.st_mode) ? EISDIR : ENXIO);
        if (!S_ISREG(st.st_mode))
            return open_stream(f, path);
    } else if (errno != ENOENT) {
        return rt_output_fault(f, errno);
    }
    if ((error = resolve(path, real)))
        return rt_output_fault(f, error);
    slash = strrchr(real, '/');
    if (!*(slash ? slash + 1 : real))
        return rt_output_refuse(f, "output-name",
                                "it names no file; name a file in a folder that exists");
    if (set_base(f, slash ? slash + 1 : real) != RT_OK)
        return f->status;
    if (slash)
        slash[slash == real] = '\0';
    return open_folder(f, slash ? real : ".") == RT_OK ? look(f) : f->status;
}

/* ---- The temporary file ------------------------------------------------------- */

rt_status rt_output_create(rt_output_file *f)
{
    struct stat st;
    int fd = -1;

    for (int i = 0; fd < 0 && i < TRIES; i++) {
        char name[RT_TEMP_NAME];
        f->temp = rt_temps_next(&f->folder->temps);
        rt_temps_name(f->folder->temps.stem, f->temp, name);
        /* A new file gets what umask and folder leave of 0666, as the system itself reckons. */
        fd = openat(f->folder->fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    f->existed ? 0600 : 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0)
        return rt_output_fault(f, errno);
    f->has_temp = true;
    rt_output_opened(f, fd);
    if (fstat(fd, &st) != 0)
        return rt_output_fault(f, errno);
    if (!f->existed)
        f->mode = st.st_mode & 07777;
    fchmod(fd, 0600); /* fails where a file system has no modes: then there is nothing to keep */
    return RT_OK;
}

void rt_output_unlink(rt_output_file *f)
{
    char name[RT_TEMP_NAME];

    if (f->has_temp) {
        rt_temps_name(f->folder->temps.stem, f->temp, name);
        unlinkat(f->folder->fd, name, 0);
        f->has_temp = false;
    }
}

/* Gives it the owner of the file it replaces, or else no right that was meant for another. */
static mode_t hand_over(const rt_output_file *f)
{
    mode_t mode = f->mode;
    struct stat st;

    if (!f->existed || fstat(f->fd, &st) != 0 ||
        (st.st_uid == f->owner && st.st_gid == f->group) ||
        fchown(f->fd, f->owner, f->group) == 0)
        return mode;
    mode &= ~(mode_t)S_ISUID;
    if (st.st_gid != f->group && fchown(f->fd, (uid_t)-1, f->group) != 0)
        mode = (mode & ~(mode_t)(S_ISGID | S_IRWXG)) | (mode & S_IRWXO) << 3;
    return mode;
}

rt_status rt_output_seal(rt_output_file *f)
{
    if (rt_output_flush(f) != RT_OK || rt_output_reopen(f) != RT_OK)
        return f->status;
    fchmod(f->fd, hand_over(f));
    return rt_output_park(f);
}

/* ---- Appearing together --------------------------------------------------------- */

static int exchange(const rt_output_file *f, const char *name)
{
#ifdef RENAME_EXCHANGE
    return renameat2(f->folder->fd, name, f->folder->fd, f->base, RENAME_EXCHANGE);
#else
    (void)f;
    (void)name;
    errno = ENOSYS;
    return -1;
#endif
}

/* Where two names cannot be exchanged: a second name for the old file, or at worst another one. */
static bool put_aside(rt_output_file *f, uint32_t *number)
{
    char name[RT_TEMP_NAME];
    int at = f->folder->fd;

    *number = rt_temps_next(&f->folder->temps);
    rt_temps_name(f->folder->temps.stem, *number, name);
    return linkat(at, f->base, at, name, 0) == 0 || renameat(at, f->base, at, name) == 0;
}

/* Puts what stands under the temporary name `number` back under the output's own. */
static bool put_back(rt_output_file *f, uint32_t number)
{
    char name[RT_TEMP_NAME];

    rt_temps_name(f->folder->temps.stem, number, name);
    if (renameat(f->folder->fd, name, f->folder->fd, f->base) == 0) {
        unlinkat(f->folder->fd, name, 0); /* between two names of one file, rename does nothing */
        return true;
    }
    rt_output_refuse(f, "output-failed", "the file that stood there could not be put back (%s): it "
                                         "is now %s in the same folder; rename it yourself",
                     strerror(errno), name);
    return false;
}

/* Under its own name; with `keep` what it replaces stays under the temporary one. */
static rt_status place(rt_output_file *f, bool keep)
{
    char name[RT_TEMP_NAME];
    uint32_t aside = 0;
    bool old = false;

    rt_temps_name(f->folder->temps.stem, f->temp, name);
    if (keep && f->existed) {
        if (exchange(f, name) == 0) {
            f->placed = f->kept = true;
            return RT_OK;
        }
        old = put_aside(f, &aside);
        if (!old && errno != ENOENT) /* gone by now: nothing to keep */
            return rt_output_fault(f, errno);
    }
    if (renameat(f->folder->fd, name, f->folder->fd, f->base) != 0) {
        int error = errno;
        if (old)
            put_back(f, aside);
        return rt_output_fault(f, error);
    }
    f->placed = true;
    f->has_temp = f->kept = old;
    f->temp = old ? aside : f->temp;
    return RT_OK;
}

static void take_back(rt_output_file *f)
{
    if (f->kept)
        put_back(f, f->temp);
    else
        unlinkat(f->folder->fd, f->base, 0);
    /* What could not be put back stays: it is the only copy. */
    f->placed = f->kept = f->has_temp = false;
}

static rt_status place_all(rt_outputs *all)
{
    rt_status status = RT_OK;

    for (rt_output_file *f = all->first; f && status == RT_OK; f = f->next)
        if (f->folder)
            status = place(f, all->files > 1);
    for (rt_output_file *f = all->first; f; f = f->next) {
        if (status != RT_OK && f->placed)
            take_back(f);
        else if (f->kept)
            rt_output_unlink(f);
    }
    return status;
}

rt_status rt_outputs_place(rt_outputs *all)
{
    sigset_t every, before;
    rt_status status;

    /* A handler that calls rt_outputs_emergency must not come between two renamings. */
    sigfillset(&every);
    pthread_sigmask(SIG_BLOCK, &every, &before);
    status = place_all(all);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}
