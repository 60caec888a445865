/* output_fault.c - what users hear when an output cannot be written.
 *
 * Owns the words for the system's errors; the caller decides what happens next. */
#include "output_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct fault { int error; const char *code, *what, *advice; } fault;

static const char choose[] = "choose another folder";

static const fault faults[] = {
    {ENOSPC, "output-full", "the disk is full", "make room or choose another folder"},
    {EDQUOT, "output-full", "the disk quota is used up", "make room or choose another folder"},
    {EFBIG, "output-full", "it grew larger than a file may be",
     "raise the limit (ulimit -f) or choose another file system"},
    {ENOENT, "output-folder", "its folder does not exist", "create the folder first"},
    {ENOTDIR, "output-folder", "a part of its path is no folder", "correct the path"},
    {EACCES, "output-folder", "there is no permission to write it or to create files in its folder",
     choose},
    {EPERM, "output-folder", "its folder or the file there may not be changed", choose},
    {EROFS, "output-folder", "its file system is read-only", choose},
    {EISDIR, "output-name", "it is a folder", "name a file in it"},
    {ENAMETOOLONG, "output-name", "its name is too long", "choose a shorter one"},
    {ELOOP, "output-name", "symbolic links lead round in a circle there", "correct the links"},
    {ENXIO, "output-name", "nothing listens behind this socket or device",
     "write to a file or to standard output"},
    {EBADF, "output-name", "it is not open for writing",
     "redirect it to a file or give -o a file's name"},
    {EMFILE, "output-failed", "too many files are open", "raise the limit (ulimit -n)"},
    {ENFILE, "output-failed", "too many files are open on this machine", "end other programs"},
    {EIO, "output-failed", "the disk or device failed", choose},
    {EPIPE, "output-closed", "whoever read it stopped", NULL},
    {ECONNRESET, "output-closed", "whoever read it stopped", NULL},
};

/* The row of `error`, or one made of the system's own words. */
static fault fault_of(int error)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i].error == error)
            return faults[i];
    return (fault){error, "output-failed", strerror(error), choose};
}

static rt_status report(rt_output_file *f, const char *code, const char *text)
{
    rt_diagnostics_report(f->all->run->diagnostics, NULL, code, f->path, NULL, NULL, text);
    return f->status = RT_ERR_IO;
}

rt_status rt_output_fault(rt_output_file *f, int error)
{
    fault row = fault_of(error);
    char text[512];

    if (!row.advice)
        snprintf(text, sizeof text, "%s after %" PRIu64 " bytes; the rest was not written",
                 row.what, f->at);
    else if (f->folder && f->has_temp)
        snprintf(text, sizeof text,
                 "%s; %" PRIu64 " bytes stood in a temporary file, which is removed, and %s; %s",
                 row.what, f->end,
                 f->existed ? "the file is as it was before" : "no file was created", row.advice);
    else if (f->stream >= 0 && f->at)
        snprintf(text, sizeof text, "%s; %" PRIu64 " bytes had been written already; %s", row.what,
                 f->at, row.advice);
    else
        snprintf(text, sizeof text, "%s; nothing was written; %s", row.what, row.advice);
    return report(f, row.code, text);
}

rt_status rt_output_refuse(rt_output_file *f, const char *code, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return report(f, code, text);
}
