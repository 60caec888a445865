/* verify.h - reads an output back and compares it with what was meant. */
#ifndef RT_VERIFY_H
#define RT_VERIFY_H

#include "session.h"
#include "tree.h"

/* What is to be read back. */
typedef struct rt_readback {
    const rt_declaration *writer;
    const void *options;       /* the writer's */
    const rt_carries *carries;
    const char *path;          /* in messages */
    int fd;                    /* at offset 0; not closed */
    rt_tree *meant;            /* the lowered report */
} rt_readback;

/* Each difference is the error verify-differs; *differs when there was one. */
rt_status rt_verify(rt_session *session, const rt_readback *readback, bool *differs);

#endif
