/* input.c - opening documents: files, pipes, descriptors, and files beside them; what is said when
 * it fails.
 *
 * Owns the open document from here to its end. Its bytes are input_raw.c's, charsets decode.c's,
 * which files may be reached beside.c's. */
#include "input_file.h"

#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rt_input_file *file_of(rt_input *input) { return (rt_input_file *)input; }

/* ---- Messages --------------------------------------------------------------- */

/* What the system answered, as a code and what to do. */
static const struct failure {
    int error;
    const char *code, *what;
} failures[] = {
    {ENOENT, "input-missing", "does not exist; check the name and the current folder"},
    {ENOTDIR, "input-missing",
     "does not exist, for a part of its path is no folder; check the name"},
    {EISDIR, "input-folder", "is a folder; name a file in it"},
    {EACCES, "input-permission", "may not be read; ask its owner, or allow it with chmod"},
    {EPERM, "input-permission", "may not be read; ask its owner, or allow it with chmod"},
    {ENAMETOOLONG, "input-missing", "does not exist, its name is too long; check the name"},
};

rt_status rt_input_failure(rt_run *run, const char *name, int error)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].error == error) {
            rt_run_report(run, failures[i].code, NULL, "`%s` %s", name, failures[i].what);
            return RT_ERR_IO;
        }
    rt_run_report(run, "input-failed", NULL, "`%s` cannot be read: %s; try again, or with a copy",
                  name, strerror(error));
    return RT_ERR_IO;
}

/* ---- Opening ---------------------------------------------------------------- */

static rt_status beside(rt_input *input, const char *name, rt_input **file);

static rt_input_file *new_file(rt_run *run, const char *name, int fd)
{
    size_t len = strlen(name) + 1;
    rt_input_file *f = rt_run_resize(run, NULL, sizeof *f + len);

    if (!f)
        return NULL;
    *f = (rt_input_file){.input = {sizeof f->input, f->name, rt_input_next_raw, rt_input_read_at,
                                   rt_input_length, beside},
                         .run = run,
                         .folder = -1,
                         .fd = fd};
    memcpy(f->name, name, len);
    return f;
}

/* What the descriptor is. A regular file without length is read as a pipe: those of /proc say 0. */
static int look_at(rt_input_file *f)
{
    struct stat st;
    off_t at;

    if (fstat(f->fd, &st) != 0)
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    f->device = st.st_dev;
    f->inode = st.st_ino;
    at = S_ISREG(st.st_mode) && st.st_size > 0 ? lseek(f->fd, 0, SEEK_CUR) : -1;
    f->seekable = at >= 0;
    f->base = at >= 0 ? (uint64_t)at : 0;
    f->too_long = at >= 0 && st.st_size > at &&
                  (uint64_t)(st.st_size - at) > f->run->limits.value[RT_LIMIT_INPUT];
    return 0;
}

static rt_status open_path(rt_run *run, const char *path, int *fd)
{
    do
        *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (*fd < 0 && errno == EINTR && !rt_run_stopped(run));
    if (*fd >= 0)
        return RT_OK;
    return errno == EINTR ? RT_STOPPED : rt_input_failure(run, path, errno);
}

rt_status rt_input_open(rt_run *run, const char *path, int fd, rt_input_file **file)
{
    bool own = fd < 0 && strcmp(path, "-") != 0;
    rt_status status = RT_OK;
    rt_input_file *f;
    int error;

    *file = NULL;
    if (own)
        status = open_path(run, path, &fd);
    if (status != RT_OK)
        return status;
    f = new_file(run, path && strcmp(path, "-") != 0 ? path : "standard input",
                 fd < 0 ? STDIN_FILENO : fd);
    if (!f) {
        if (own)
            close(fd);
        return RT_ERR_MEMORY;
    }
    f->own_fd = own;
    f->folder = own ? -1 : -2;
    error = look_at(f);
    if (error)
        status = rt_input_failure(run, f->name, error);
    else if (f->too_long)
        status = rt_run_limit(run, RT_LIMIT_INPUT, NULL);
    if (status == RT_OK)
        *file = f;
    else
        rt_input_close(f);
    return status;
}

static rt_status beside(rt_input *input, const char *name, rt_input **file)
{
    rt_input_file *f = file_of(input), *found;
    int fd;

    *file = NULL;
    if (f->beside || !rt_beside_name_ok(name))
        return RT_ERR_IO;
    if (f->folder == -1)
        f->folder = rt_beside_folder(f->name);
    fd = f->folder >= 0 ? rt_beside_open(f->folder, name, false) : -1;
    if (fd < 0)
        return RT_ERR_IO;
    found = new_file(f->run, name, fd);
    if (!found) {
        close(fd);
        return RT_ERR_MEMORY;
    }
    found->own_fd = true;
    found->beside = true;
    found->folder = f->folder;
    found->next_open = f->opened;
    f->opened = found;
    if (look_at(found) != 0)
        return RT_ERR_IO; /* closed with the document */
    *file = &found->input;
    return RT_OK;
}

static void close_one(rt_input_file *f)
{
    rt_decoder_free(f->decoder);
    rt_spool_free(f->spool);
    if (f->own_fd && f->fd >= 0)
        close(f->fd);
    if (!f->beside && f->folder >= 0)
        close(f->folder);
    rt_run_resize(f->run, f->head, 0);
    rt_run_resize(f->run, f->buffer, 0);
    rt_run_resize(f->run, f, 0);
}

void rt_input_close(rt_input_file *file)
{
    if (!file)
        return;
    for (rt_input_file *f = file->opened, *next; f; f = next) {
        next = f->next_open;
        close_one(f);
    }
    close_one(file);
}

/* ---- Text ------------------------------------------------------------------- */

static rt_status feed_pull(rt_feed *feed, size_t used, size_t want, const char **bytes, size_t *len,
                           bool *end)
{
    rt_input_file *f = (rt_input_file *)((char *)feed - offsetof(rt_input_file, feed));
    rt_status status = rt_input_pull(f, used, want);

    *bytes = f->window;
    *len = status == RT_OK ? f->window_len : 0;
    *end = f->ended;
    return status;
}

static rt_status next_text(rt_input *input, const char **bytes, size_t *len)
{
    return rt_decoder_next(file_of(input)->decoder, bytes, len);
}

rt_status rt_input_decode(rt_input_file *file, const char *label, rt_str declared)
{
    rt_status status = rt_input_fill_head(file);

    file->feed = (rt_feed){feed_pull, RT_AHEAD};
    if (status == RT_OK)
        status = rt_decoder_new(file->run, &file->feed, label, declared, &file->decoder);
    if (status == RT_OK)
        file->input.next = next_text;
    return status;
}

rt_status rt_input_peek(rt_input_file *file, const char **head, size_t *len)
{
    rt_status status = rt_input_fill_head(file);
    *head = file->head;
    *len = file->head_len;
    return status;
}

rt_input *rt_input_of(rt_input_file *file) { return &file->input; }

const char *rt_input_charset(rt_input_file *file)
{
    return file->decoder ? rt_decoder_charset(file->decoder) : NULL;
}
