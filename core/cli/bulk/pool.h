/* pool.h - the worker processes of `retort bulk`: given tasks, waited for, killed and replaced.
 *
 * Owns processes, sockets and clocks; what a task is, and what becomes of its outcome, is its user's. */
#ifndef RT_BULK_POOL_H
#define RT_BULK_POOL_H

#include <sys/types.h>

#include "work.h"

enum { RT_POOL_MOST = 256 };

typedef enum rt_pool_end { RT_POOL_ANSWERED = 1, RT_POOL_CRASHED, RT_POOL_TIMEOUT } rt_pool_end;

typedef struct rt_pool_worker {
    pid_t pid; /* 0: none */
    int socket;
    bool busy;
    uint64_t deadline; /* in milliseconds of the monotonic clock; 0: none */
} rt_pool_worker;

typedef struct rt_pool {
    rt_work *work;
    rt_pool_worker workers[RT_POOL_MOST];
    unsigned count, busy;
    uint64_t timeout; /* milliseconds for a task; 0: none */
    /* What a task came to. ANSWERED: `reply` holds the outcome; CRASHED: `detail` is the wait status. */
    void (*ended)(void *user, unsigned slot, rt_pool_end how, int detail, rt_frame *reply);
    void *user;
    rt_frame reply;
} rt_pool;

/* Forks `count` workers. False: errno. */
bool rt_pool_open(rt_pool *pool);
/* A slot that is free, or -1. */
int rt_pool_free_slot(const rt_pool *pool);
/* Hands a task over. False: the worker was gone; try again, the pool has replaced it. */
bool rt_pool_give(rt_pool *pool, unsigned slot, const rt_frame *task, const int *files, size_t count);
/* Waits at most `milliseconds` for something to end, and calls `ended` for all that did. */
void rt_pool_wait(rt_pool *pool, int milliseconds);
/* Kills what still runs, and ends the others. */
void rt_pool_close(rt_pool *pool);

uint64_t rt_pool_clock(void); /* milliseconds */

#endif
