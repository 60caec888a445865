/* frame.h - what the parent and a worker of `retort bulk` say to each other: numbers and strings in one buffer, sent
 * behind its length.
 *
 * Owns the buffer and its bytes on a socket, file descriptors among them; what they mean is work.c's and outcome.c's. */
#ifndef RT_BULK_FRAME_H
#define RT_BULK_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_FRAME_FILES = 16 }; /* descriptors that one frame may carry */

typedef struct rt_frame {
    char *data;
    size_t len, room;
    size_t at;   /* where the next is taken from */
    bool broken; /* memory ran out, or more was taken than there is */
} rt_frame;

void rt_frame_clear(rt_frame *frame);
void rt_frame_free(rt_frame *frame);
void rt_frame_put(rt_frame *frame, uint64_t number);
/* NULL is told from ""; a text of more than 2,000 bytes is cut at a whole character. */
void rt_frame_put_text(rt_frame *frame, const char *text);
void rt_frame_put_bytes(rt_frame *frame, const void *bytes, size_t len);
uint64_t rt_frame_take(rt_frame *frame);
const char *rt_frame_take_text(rt_frame *frame); /* lives as long as the frame's bytes */

/* Blocking. False: the other side is gone. */
bool rt_frame_send(int socket, const rt_frame *frame, const int *files, size_t count);
/* Replaces what the frame held; *count in: room in `files`, out: how many came. */
bool rt_frame_receive(int socket, rt_frame *frame, int *files, size_t *count);

#endif
