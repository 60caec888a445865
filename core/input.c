/* input.c - documents as windows of bytes or text: files, pipes, descriptors, and files beside them.
 *
 * Owns opening and its messages, the first 64 KiB for peeking, the spool of a pipe that is read out of order, and the
 * limit `input`. Charsets are decode.c's, which files may be reached beside.c's. */
#include "io.h"

#include "beside.h"
#include "decode.h"
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The buffer holds what evidence may need from any place in the window before, and a read besides. */
enum { HEAD = RT_AHEAD, BUFFER = 2 * RT_AHEAD };

struct rt_input_file {
    rt_input input;
    rt_feed feed; /* for the decoder */
    rt_run *run;
    rt_input_file *next_open; /* a list of files beside; `opened` is its head in the document */
    rt_input_file *opened;
    int folder;               /* for files beside; -1: not opened yet, -2: there is none */
    int fd;                   /* -1: given back, see let_go */
    bool own_fd, seekable, beside, ended, too_long;
    dev_t device;
    ino_t inode;
    uint64_t base;            /* a given descriptor's offset at the start */
    uint64_t taken;           /* bytes read in order so far */
    rt_spool *spool;
    char *head, *buffer;
    size_t head_len;
    bool peeked;
    const char *window;       /* what was read and not taken away: in head or buffer */
    size_t window_len, given; /* given: of it, by the last `next` */
    rt_decoder *decoder;
    char name[];
};

static rt_input_file *file_of(rt_input *input)
{
    return (rt_input_file *)input;
}

/* ---- Messages ------------------------------------------------------------------------ */

/* What the system answered, as a code and what to do. */
static const struct failure { int error; const char *code, *what; } failures[] = {
    {ENOENT, "input-missing", "does not exist; check the name and the current folder"},
    {ENOTDIR, "input-missing", "does not exist, for a part of its path is no folder; check the name"},
    {EISDIR, "input-folder", "is a folder; name a file in it"},
    {EACCES, "input-permission", "may not be read; ask its owner, or allow it with chmod"},
    {EPERM, "input-permission", "may not be read; ask its owner, or allow it with chmod"},
    {ENAMETOOLONG, "input-missing", "does not exist, its name is too long; check the name"},
};

static rt_status report_failure(rt_run *run, const char *name, int error)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].error == error) {
            rt_run_report(run, failures[i].code, NULL, "`%s` %s", name, failures[i].what);
            return RT_ERR_IO;
        }
    rt_run_report(run, "input-failed", NULL, "`%s` cannot be read: %s; try again, or with a copy", name,
                  strerror(error));
    return RT_ERR_IO;
}

static rt_status report_order(rt_input_file *f, const char *what)
{
    rt_run_report(f->run, "input-order", NULL, "the plugin asked for bytes of `%s` %s; report it to its author",
                  f->name, what);
    return RT_ERR_PLUGIN;
}

/* ---- Raw bytes ------------------------------------------------------------------------- */

static rt_status wait_for(rt_input_file *f)
{
    struct pollfd wanted = {.fd = f->fd, .events = POLLIN};
    if (poll(&wanted, 1, -1) < 0 && errno != EINTR)
        return report_failure(f->run, f->name, errno);
    return rt_run_stopped(f->run) ? RT_STOPPED : RT_OK;
}

/* Up to `room` bytes from the descriptor, at `offset` when it can seek, else what comes next; *got 0: the end. */
static rt_status read_some(rt_input_file *f, uint64_t offset, char *to, size_t room, size_t *got)
{
    rt_status status = RT_OK;

    *got = 0;
    while (status == RT_OK) {
        ssize_t n = f->seekable ? pread(f->fd, to, room, (off_t)(f->base + offset)) : read(f->fd, to, room);
        if (n >= 0) {
            *got = (size_t)n;
            return RT_OK;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            status = wait_for(f);
        else if (errno != EINTR)
            status = report_failure(f->run, f->name, errno);
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
    return f->taken > f->run->limits.value[RT_LIMIT_INPUT] ? rt_run_limit(f->run, RT_LIMIT_INPUT, NULL) : RT_OK;
}

/* The next bytes in order. */
static rt_status take(rt_input_file *f, char *to, size_t room, size_t *got)
{
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
static rt_status fill_head(rt_input_file *f)
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

/* A file beside that was read to its end gives its memory and descriptor back: a document may name thousands. */
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

static rt_status pull(rt_input_file *f, size_t used, size_t want)
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

static rt_status next_raw(rt_input *input, const char **bytes, size_t *len)
{
    rt_input_file *f = file_of(input);
    rt_status status;

    *len = 0;
    status = f->window || f->ended ? RT_OK : fill_head(f);
    if (status == RT_OK)
        status = pull(f, f->given, 1);
    f->given = status == RT_OK ? f->window_len : 0;
    *bytes = f->window;
    *len = f->given;
    if (status == RT_OK && f->given == 0)
        let_go(f);
    return status;
}

/* ---- Bytes in any order ------------------------------------------------------------------- */

/* Copies a pipe to a temporary file, from the first byte on. */
static rt_status spool_all(rt_input_file *f)
{
    rt_status status = fill_head(f);
    size_t got = 1;

    if (status != RT_OK)
        return status;
    if (f->taken > f->head_len)
        return report_order(f, "from any place of a pipe after it had read on; read_at must come first");
    if (!f->buffer && !(f->buffer = rt_run_resize(f->run, NULL, BUFFER)))
        return RT_ERR_MEMORY;
    status = rt_spool_new(f->run, &f->spool);
    if (status == RT_OK)
        status = rt_spool_append(f->spool, f->head, f->head_len);
    while (status == RT_OK && got) {
        if (rt_run_stopped(f->run))
            return RT_STOPPED;
        status = read_some(f, 0, f->buffer, BUFFER, &got);
        if (status == RT_OK)
            status = rt_spool_append(f->spool, f->buffer, got);
        if (status == RT_OK && rt_spool_length(f->spool) > f->run->limits.value[RT_LIMIT_INPUT])
            status = rt_run_limit(f->run, RT_LIMIT_INPUT, NULL);
    }
    f->ended = f->taken == rt_spool_length(f->spool);
    return status;
}

/* After let_go: the same file again, or none. */
static rt_status reopen(rt_input_file *f)
{
    struct stat st;

    f->fd = rt_beside_open(f->folder, f->name, false);
    if (f->fd < 0)
        return report_failure(f->run, f->name, errno);
    if (fstat(f->fd, &st) != 0 || st.st_dev != f->device || st.st_ino != f->inode)
        return report_failure(f->run, f->name, ESTALE);
    return RT_OK;
}

static rt_status any_order(rt_input_file *f)
{
    if (f->decoder)
        return report_order(f, "that it reads as text; RT_READS_TEXT has `next` alone");
    if (f->fd < 0)
        return reopen(f);
    return f->seekable || f->spool ? RT_OK : spool_all(f);
}

static rt_status read_at(rt_input *input, uint64_t offset, void *buffer, size_t len, size_t *got)
{
    rt_input_file *f = file_of(input);
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

static rt_status length(rt_input *input, uint64_t *bytes)
{
    rt_input_file *f = file_of(input);
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
        return report_failure(f->run, f->name, errno);
    *bytes = (uint64_t)st.st_size > f->base ? (uint64_t)st.st_size - f->base : 0;
    return *bytes > f->run->limits.value[RT_LIMIT_INPUT] ? rt_run_limit(f->run, RT_LIMIT_INPUT, NULL) : RT_OK;
}

/* ---- Opening ------------------------------------------------------------------------------- */

static rt_status beside(rt_input *input, const char *name, rt_input **file);

static rt_input_file *new_file(rt_run *run, const char *name, int fd)
{
    size_t len = strlen(name) + 1;
    rt_input_file *f = rt_run_resize(run, NULL, sizeof *f + len);

    if (!f)
        return NULL;
    *f = (rt_input_file){.input = {sizeof f->input, f->name, next_raw, read_at, length, beside},
                         .run = run, .folder = -1, .fd = fd};
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
    f->too_long = at >= 0 && st.st_size > at && (uint64_t)(st.st_size - at) > f->run->limits.value[RT_LIMIT_INPUT];
    return 0;
}

static rt_status open_path(rt_run *run, const char *path, int *fd)
{
    do
        *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (*fd < 0 && errno == EINTR && !rt_run_stopped(run));
    if (*fd >= 0)
        return RT_OK;
    return errno == EINTR ? RT_STOPPED : report_failure(run, path, errno);
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
    f = new_file(run, path && strcmp(path, "-") != 0 ? path : "standard input", fd < 0 ? STDIN_FILENO : fd);
    if (!f) {
        if (own)
            close(fd);
        return RT_ERR_MEMORY;
    }
    f->own_fd = own;
    f->folder = own ? -1 : -2;
    error = look_at(f);
    if (error)
        status = report_failure(run, f->name, error);
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

/* ---- Text ---------------------------------------------------------------------------------- */

static rt_status feed_pull(rt_feed *feed, size_t used, size_t want, const char **bytes, size_t *len, bool *end)
{
    rt_input_file *f = (rt_input_file *)((char *)feed - offsetof(rt_input_file, feed));
    rt_status status = pull(f, used, want);

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
    rt_status status = fill_head(file);

    file->feed = (rt_feed){feed_pull, RT_AHEAD};
    if (status == RT_OK)
        status = rt_decoder_new(file->run, &file->feed, label, declared, &file->decoder);
    if (status == RT_OK)
        file->input.next = next_text;
    return status;
}

rt_status rt_input_peek(rt_input_file *file, const char **head, size_t *len)
{
    rt_status status = fill_head(file);
    *head = file->head;
    *len = file->head_len;
    return status;
}

rt_input *rt_input_of(rt_input_file *file)
{
    return &file->input;
}

const char *rt_input_charset(rt_input_file *file)
{
    return file->decoder ? rt_decoder_charset(file->decoder) : NULL;
}
