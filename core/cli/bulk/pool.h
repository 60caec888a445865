/* pool.h - the worker processes of `retort bulk`: given tasks, waited for, killed and replaced.
 *
 * Owns processes, sockets and clocks; what a task is, and what becomes of its outcome, is its user's. */
#ifndef RT_BULK_POOL_H
#define RT_BULK_POOL_H

#include <sys/types.h>

#include "work.h"

/* A worker is replaced after so many tasks: what a plugin leaks does not add up. */
enum { RT_POOL_MOST = 256, RT_POOL_TASKS = 2000 };

typedef enum rt_pool_end { RT_POOL_ANSWERED = 1, RT_POOL_CRASHED, RT_POOL_TIMEOUT, RT_POOL_MUTE } rt_pool_end;

/* What a task came to. */
typedef struct rt_pool_ending {
    rt_pool_end how;
    int status;       /* CRASHED: as wait gives it */
    rt_frame *reply;  /* ANSWERED: the outcome */
    const char *said; /* what the worker wrote to its standard output and error meanwhile, the beginning of it; or "" */
} rt_pool_ending;

typedef struct rt_pool_worker {
    pid_t pid; /* 0: none */
    int socket, output;
    bool busy;
    unsigned tasks;    /* that it has ended */
    uint64_t deadline; /* in milliseconds of the monotonic clock; 0: none */
} rt_pool_worker;

typedef struct rt_pool {
    rt_work *work;
    rt_pool_worker workers[RT_POOL_MOST];
    unsigned count, busy;
    uint64_t timeout; /* milliseconds for a task; 0: none */
    void (*ended)(void *user, unsigned slot, const rt_pool_ending *ending);
    void *user;
    rt_frame reply;
    int null;
    char said[2048];
} rt_pool;

/* Forks `count` workers, or as many as can be; how many. Fewer: errno. */
unsigned rt_pool_open(rt_pool *pool);
/* A slot that is free and has its worker; -1: all are busy. -2: none is, and none can be started: errno. */
int rt_pool_free_slot(rt_pool *pool);
/* Hands a task over. False: one worker after the other was gone; errno. */
bool rt_pool_give(rt_pool *pool, unsigned slot, const rt_frame *task, const int *files, size_t count);
/* Waits at most `milliseconds` (-1: without end) for something to end or for `other` (or -1) to be readable, and calls
 * `ended` for all that did. */
void rt_pool_wait(rt_pool *pool, int milliseconds, int other);
/* The worker of a free slot shall not be used again. */
void rt_pool_retire(rt_pool *pool, unsigned slot);
/* Kills all, busy or not. */
void rt_pool_close(rt_pool *pool);

uint64_t rt_pool_clock(void); /* milliseconds */

#endif
