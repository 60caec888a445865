/* input_file.h - what input.c and input_raw.c share: an open document and its raw bytes.
 *
 * Private to these two. */
#ifndef RT_INPUT_FILE_H
#define RT_INPUT_FILE_H

#include "decode.h"
#include "io.h"
#include "spool.h"

#include <sys/types.h>

struct rt_input_file {
    rt_input input;
    rt_feed feed; /* for the decoder */
    rt_run *run;
    rt_input_file *next_open; /* a list of files beside; `opened` is its head in the document */
    rt_input_file *opened;
    int folder; /* for files beside; -1: not opened yet, -2: there is none */
    int fd;     /* -1: given back, see let_go */
    bool own_fd, seekable, beside, ended, too_long;
    rt_status broken; /* spooling failed, and the pipe's bytes are gone */
    dev_t device;
    ino_t inode;
    uint64_t base;  /* a given descriptor's offset at the start */
    uint64_t taken; /* bytes read in order so far */
    rt_spool *spool;
    char *head, *buffer;
    size_t head_len;
    bool peeked;
    const char *window;       /* what was read and not taken away: in head or buffer */
    size_t window_len, given; /* given: of it, by the last `next` */
    rt_decoder *decoder;
    char name[];
};

/* Says what the system answered for `name`; RT_ERR_IO. */
rt_status rt_input_failure(rt_run *run, const char *name, int error);

/* The first RT_AHEAD bytes, into `head`, before all else. */
rt_status rt_input_fill_head(rt_input_file *file);
/* Takes `used` bytes off the window and makes it `want` long, shorter only at the end. */
rt_status rt_input_pull(rt_input_file *file, size_t used, size_t want);

/* The rt_input of a document that is not decoded. */
rt_status rt_input_next_raw(rt_input *input, const char **bytes, size_t *len);
rt_status rt_input_read_at(rt_input *input, uint64_t offset, void *buffer, size_t len, size_t *got);
rt_status rt_input_length(rt_input *input, uint64_t *bytes);

#endif
