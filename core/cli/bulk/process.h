/* process.h - how a process of `retort bulk` becomes a worker: what it gives up before it begins.
 *
 * Owns the fork and what stands between it and rt_work_run. A sandbox belongs here. */
#ifndef RT_BULK_PROCESS_H
#define RT_BULK_PROCESS_H

#include <sys/types.h>

#include "work.h"

/* The worker's ends of its socket and of the pipe that takes its standard output and error; `null` becomes its standard input.
 * -1: errno. */
pid_t rt_process_fork(rt_work *work, int socket, int output, int null);

#endif
