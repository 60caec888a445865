/* output.c - the set of outputs that appear together or not at all.
 *
 * Owns which outputs there are and that no two have one name; where they stand and how bytes get
 * there is output_place.c's and output_write.c's. */
#include "output_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rt_status on_beside(rt_output *out, const char *name, rt_output **file);

/* ---- Names of the set ------------------------------------------------------- */

static rt_output_file **chain_of(rt_outputs *all, const char *base)
{
    uint32_t hash = 2166136261u;

    for (; *base; base++)
        hash = (hash ^ (unsigned char)*base) * 16777619u;
    return &all->chains[hash & (all->chain_count - 1)];
}

/* Room for one more name in short chains. */
static rt_status grow_chains(rt_outputs *all)
{
    size_t count = all->chain_count ? all->chain_count * 2 : 16;
    rt_output_file **chains;

    if (all->files < all->chain_count)
        return RT_OK;
    if (!(chains = rt_run_resize(all->run, NULL, count * sizeof *chains)))
        return RT_ERR_MEMORY;
    memset(chains, 0, count * sizeof *chains);
    rt_run_resize(all->run, all->chains, 0);
    all->chains = chains;
    all->chain_count = count;
    for (rt_output_file *f = all->first; f; f = f->next) {
        if (f->folder) {
            rt_output_file **chain = chain_of(all, f->base);
            f->chain = *chain;
            *chain = f;
        }
    }
    return RT_OK;
}

static rt_status check_name(rt_output_file *f)
{
    rt_output_file *other;

    if ((f->status = grow_chains(f->all)) != RT_OK)
        return f->status;
    for (other = *chain_of(f->all, f->base); other; other = other->chain)
        if (other->folder == f->folder && strcmp(other->base, f->base) == 0)
            return rt_output_refuse(f, "output-name",
                                    "two outputs would be this one file; name them differently");
    return RT_OK;
}

static rt_status check_stream(rt_output_file *f)
{
    for (rt_output_file *other = f->all->first; other; other = other->next)
        if (other->stream == f->stream)
            return rt_output_refuse(f, "output-name", "two outputs would be mixed there; write one "
                                                      "of them to a file");
    return RT_OK;
}

/* ---- One output ---------------------------------------------------------------- */

static rt_output_file *new_file(rt_outputs *all, const char *folder, size_t folder_len,
                                const char *name)
{
    size_t len = strlen(name);
    rt_output_file *f = rt_run_resize(all->run, NULL, sizeof *f);

    if (!f)
        return NULL;
    *f = (rt_output_file){.all = all, .fd = -1, .stream = -1};
    f->out.beside = on_beside;
    f->path = rt_run_resize(all->run, NULL, folder_len + len + 1);
    if (!f->path) {
        rt_run_resize(all->run, f, 0);
        return NULL;
    }
    if (folder_len)
        memcpy(f->path, folder, folder_len);
    memcpy(f->path + folder_len, name, len + 1);
    return f;
}

/* Whether a descriptor is a file that takes bytes anywhere, as one opened for appending does not. */
static bool takes_offsets(rt_output_file *f)
{
    struct stat st;
    off_t at = lseek(f->stream, 0, SEEK_CUR);

    if (at < 0 || fstat(f->stream, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > at ||
        (fcntl(f->stream, F_GETFL) & O_APPEND))
        return false;
    f->from = (uint64_t)at;
    return true;
}

/* Whoever writes to it after us goes on at its end; what failed is taken away again. */
static void leave_by_offset(rt_output_file *f)
{
    off_t end = (off_t)(f->from + (f->all->committed ? f->end : 0));

    if (!f->all->committed && ftruncate(f->stream, end) != 0)
        end = (off_t)(f->from + f->end);
    lseek(f->stream, end, SEEK_SET);
}

static void free_file(rt_output_file *f)
{
    rt_run *run = f->all->run;

    if (f->by_offset)
        leave_by_offset(f);
    f->status = RT_STOPPED; /* whatever fails from here on, nothing is lost by it */
    rt_output_park(f);
    rt_output_unlink(f);
    if (f->owns_stream)
        close(f->stream);
    rt_spool_free(f->spool);
    rt_run_resize(run, f->base, 0);
    rt_run_resize(run, f->path, 0);
    rt_run_resize(run, f, 0);
}

/* Creates the temporary file or the spool of an output whose place is known. */
static rt_status start(rt_output_file *f, bool spool, bool seeking)
{
    f->seeking = seeking;
    if (f->folder) {
        if (check_name(f) != RT_OK || rt_output_create(f) != RT_OK)
            return f->status;
    } else {
        if (check_stream(f) != RT_OK)
            return f->status;
        f->by_offset = seeking && !spool && takes_offsets(f);
        if (spool || (seeking && !f->by_offset))
            f->status = rt_spool_new(f->all->run, &f->spool);
    }
    rt_output_prepare(f);
    return f->status;
}

/* Into the set, or away when it could not be started. */
static rt_status settle(rt_output_file *f, rt_output_file **file)
{
    rt_outputs *all = f->all;
    rt_status status = f->status;

    if (status != RT_OK) {
        free_file(f);
        return status;
    }
    if (f->folder) {
        rt_output_file **chain = chain_of(all, f->base);
        f->chain = *chain;
        *chain = f;
        all->files++;
    }
    *all->last = f;
    all->last = &f->next;
    *file = f;
    return RT_OK;
}

/* ---- Outputs that are named --------------------------------------------------------- */

/* The descriptor that `path` is a name of, or -1: opening it anew would start again at offset 0. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < 2; i++) {
        const char *digits = path + strlen(folders[i]);
        if (strncmp(path, folders[i], strlen(folders[i])) == 0 && isdigit((unsigned char)*digits) &&
            strlen(digits) < 8 && strspn(digits, "0123456789") == strlen(digits))
            return atoi(digits);
    }
    return -1;
}

static rt_status use_descriptor(rt_output_file *f, int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return rt_output_fault(f, EBADF);
    f->stream = fd;
    return RT_OK;
}

rt_status rt_outputs_add(rt_outputs *all, const char *path, int fd, bool spool, bool seeking,
                         rt_output_file **file)
{
    rt_output_file *f;

    if (fd < 0)
        fd = descriptor_of(path);
    f = new_file(all, NULL, 0, fd == STDOUT_FILENO ? "standard output" : path);
    if (!f)
        return RT_ERR_MEMORY;
    if ((fd >= 0 ? use_descriptor(f, fd) : rt_output_locate(f, path)) == RT_OK)
        start(f, spool, seeking);
    return settle(f, file);
}

/* ---- Outputs beside another ------------------------------------------------------------ */

/* Names come from documents: none may lead elsewhere, hide, or write on the terminal. */
static bool decent(const char *name)
{
    if (!*name || *name == '.')
        return false;
    for (; *name; name++)
        if (*name == '/' || (unsigned char)*name < ' ' || *name == 0x7f)
            return false;
    return true;
}

/* The beginning of a name that may hold anything, fit for a message. */
static void shown(const char *name, char out[64])
{
    size_t len = strnlen(name, 63);

    while (name[len] && len && ((unsigned char)name[len] & 0xc0) == 0x80)
        len--;
    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)name[i] < ' ' || name[i] == 0x7f ? '?' : name[i];
    out[len] = '\0';
}

static rt_status refuse_beside(rt_output_file *f, const char *name)
{
    char text[64];

    shown(name, text);
    rt_output_refuse(f, "output-beside",
                     f->folder ? "a further file was to be created under the name \"%s\", which is "
                                 "empty, hidden or not in the same folder: it was refused"
                               : "the further file \"%s\" needs a folder, and this output has "
                                 "none; write to a file instead",
                     text);
    return f->folder ? RT_ERR_IO : (f->status = RT_ERR_UNSUPPORTED);
}

static rt_status on_beside(rt_output *out, const char *name, rt_output **file)
{
    rt_output_file *f = (rt_output_file *)out, *other, *made;
    const char *slash = strrchr(f->path, '/');

    if (f->status != RT_OK)
        return f->status;
    if (!f->folder || !decent(name))
        return refuse_beside(f, name);
    other = new_file(f->all, f->path, slash ? (size_t)(slash - f->path) + 1 : 0, name);
    if (!other)
        return f->status = RT_ERR_MEMORY;
    if (rt_output_locate_beside(other, f->folder, name) == RT_OK)
        start(other, false, f->seeking);
    f->status = settle(other, &made);
    if (f->status == RT_OK)
        *file = &made->out;
    return f->status;
}

/* ---- The set ------------------------------------------------------------------------------ */

rt_outputs *rt_outputs_new(rt_run *run)
{
    rt_outputs *all = rt_run_resize(run, NULL, sizeof *all);

    if (all) {
        *all = (rt_outputs){.run = run};
        all->last = &all->first;
    }
    return all;
}

rt_output *rt_output_of(rt_output_file *file) { return &file->out; }

rt_status rt_output_reread(rt_output_file *f, int *fd)
{
    if (rt_output_flush(f) != RT_OK)
        return f->status;
    if (f->folder && (rt_output_reopen(f)) == RT_OK)
        *fd = f->fd;
    else if (f->spool)
        f->status = rt_spool_descriptor(f->spool, fd);
    else if (!f->folder)
        return RT_ERR_UNSUPPORTED;
    /* All writing is by offset, so moving it disturbs nothing. */
    if (f->status == RT_OK && lseek(*fd, 0, SEEK_SET) < 0)
        return rt_output_fault(f, errno);
    return f->status;
}

rt_status rt_outputs_commit(rt_outputs *all)
{
    rt_status status = RT_OK;

    if (all->committed)
        return RT_OK;
    /* One that failed already has said so; to find the others wanting too would only repeat it. */
    for (rt_output_file *f = all->first; f && status == RT_OK; f = f->next)
        status = f->status;
    for (rt_output_file *f = all->first; f && status == RT_OK; f = f->next)
        status = f->folder ? rt_output_seal(f) : rt_output_flush(f);
    /* Streams first: a pipe that fails is common, a rename that fails after all this is not. */
    for (rt_output_file *f = all->first; f && status == RT_OK; f = f->next)
        if (f->spool)
            status = rt_output_deliver(f);
    if (status == RT_OK)
        status = rt_outputs_place(all);
    all->committed = status == RT_OK;
    return status;
}

void rt_outputs_free(rt_outputs *all)
{
    rt_run *run;

    if (!all)
        return;
    run = all->run;
    for (rt_output_file *f = all->first, *next; f; f = next) {
        next = f->next;
        free_file(f);
    }
    for (rt_folder *folder = all->folders, *next; folder; folder = next) {
        next = folder->next;
        rt_temps_close(&folder->temps);
        close(folder->fd);
        rt_run_resize(run, folder, 0);
    }
    rt_run_resize(run, all->chains, 0);
    rt_run_resize(run, all, 0);
}
