/* output_file.h - one output, and the set that appears together; for output*.c alone.
 *
 * An output is a file, written under a temporary name beside its target and renamed at the end,
 * or a stream (pipe, device, descriptor), written through or spooled until the end. */
#ifndef RT_OUTPUT_FILE_H
#define RT_OUTPUT_FILE_H

#include "io.h"
#include "output_temp.h"
#include "spool.h"

#include <sys/types.h>

/* Buffer of an output; and how many files of a set are open at a time: a report split into
 * 100,000 files needs neither as many descriptors nor as many buffers. */
enum { RT_OUTPUT_ROOM = 65536, RT_OUTPUTS_OPEN = 32 };

typedef struct rt_folder {
    struct rt_folder *next;
    int fd;
    dev_t device;
    ino_t inode;
    rt_temps temps;
} rt_folder;

struct rt_output_file {
    rt_output out; /* the plugin's side */
    rt_outputs *all;
    rt_output_file *next;
    rt_status status; /* the first failure */
    bool seeking;
    char *path; /* as the user named it, for messages */

    char *buffer; /* NULL: none yet, or given back */
    size_t used;
    uint64_t at, end; /* offset where the buffer belongs; length of what was written through */

    /* A file: folder is set. */
    rt_folder *folder;
    char *base;     /* its name in the folder */
    uint32_t temp;  /* number of its temporary name, while there is one */
    bool has_temp;
    int fd;         /* -1: not open just now */
    uint64_t stamp; /* when it was last used, in uses of the set */
    rt_output_file *chain;
    bool existed;
    mode_t mode; /* of the file when it appears */
    uid_t owner; /* of the file it replaces */
    gid_t group;
    bool placed; /* stands under its own name */
    bool kept;   /* and what it replaced under the temporary one */

    /* A stream: -1 otherwise. */
    int stream;
    bool owns_stream;
    bool by_offset;  /* a regular file, whose writer seeks: needs no spool */
    uint64_t from;   /* where it begins then */
    rt_spool *spool; /* or NULL */
};

struct rt_outputs {
    rt_run *run;
    rt_output_file *first, **last;
    size_t files; /* those with a folder */
    rt_folder *folders;
    rt_output_file *open[RT_OUTPUTS_OPEN]; /* those with fd >= 0 */
    uint64_t uses;
    rt_output_file **chains; /* files by name, so that no two have one */
    size_t chain_count;
    bool committed;
};

/* ---- output_fault.c: each reports under the output's name, and sticks ---- */

rt_status rt_output_fault(rt_output_file *f, int error); /* an errno */
__attribute__((format(printf, 3, 4)))
rt_status rt_output_refuse(rt_output_file *f, const char *code, const char *format, ...);

/* ---- output_write.c --------------------------------------------------------- */

/* Sets the functions of f->out but `beside`. */
void rt_output_prepare(rt_output_file *f);
rt_status rt_output_flush(rt_output_file *f);
/* Takes `fd` as the open temporary file, perhaps closing another one of the set. */
void rt_output_opened(rt_output_file *f, int fd);
rt_status rt_output_reopen(rt_output_file *f); /* makes sure that it is open */
/* Closes fd, if it is open, and gives the buffer back. */
rt_status rt_output_park(rt_output_file *f);
/* Copies the spool of a stream to it. */
rt_status rt_output_deliver(rt_output_file *f);

/* ---- output_place.c ----------------------------------------------------------- */

/* Finds where `path` leads: sets folder, base and what is known of the file there, or opens a
 * stream. */
rt_status rt_output_locate(rt_output_file *f, const char *path);
/* The same for a file of `name` in a folder that is known. */
rt_status rt_output_locate_beside(rt_output_file *f, rt_folder *folder, const char *name);
rt_status rt_output_create(rt_output_file *f); /* the temporary file */
rt_status rt_output_seal(rt_output_file *f);   /* owner and mode as they shall be, and closed */
/* All files of the set under their names, or none. */
rt_status rt_outputs_place(rt_outputs *all);
void rt_output_unlink(rt_output_file *f); /* the temporary file, if there is one */

#endif
