/* pool.c - see pool.h. */
#include "pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

uint64_t rt_pool_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- Processes --------------------------------------------------------------------------------- */

/* Everything but the standard descriptors and its own end of the socket goes: a worker has no way to the record, to the
 * output folder or to another worker. */
static _Noreturn void live(rt_pool *pool, int socket)
{
    int own = dup2(socket, 3);
    close_range(4, ~0u, 0);
    rt_work_run(pool->work, own);
}

static bool start(rt_pool *pool, rt_pool_worker *w)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        live(pool, pair[1]);
    int error = errno;
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        errno = error;
        return false;
    }
    struct timeval patience = {.tv_sec = 10}; /* a worker that stops in the middle of its answer must not stop us */
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    *w = (rt_pool_worker){.pid = pid, .socket = pair[0]};
    return true;
}

static int reap(rt_pool_worker *w)
{
    int status = 0;
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(w->socket);
    w->pid = 0;
    return status;
}

bool rt_pool_open(rt_pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (!start(pool, &pool->workers[i]))
            return false;
    return true;
}

void rt_pool_close(rt_pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++) {
        rt_pool_worker *w = &pool->workers[i];
        if (!w->pid)
            continue;
        kill(w->pid, SIGKILL); /* an idle one has nothing to finish */
        reap(w);
    }
    rt_frame_free(&pool->reply);
}

/* ---- Tasks ---------------------------------------------------------------------------------------- */

int rt_pool_free_slot(const rt_pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (!pool->workers[i].busy)
            return (int)i;
    return -1;
}

bool rt_pool_give(rt_pool *pool, unsigned slot, const rt_frame *task, const int *files, size_t count)
{
    rt_pool_worker *w = &pool->workers[slot];
    if (!w->pid && !start(pool, w))
        return false;
    if (!rt_frame_send(w->socket, task, files, count)) {
        kill(w->pid, SIGKILL);
        reap(w);
        return false;
    }
    w->busy = true;
    w->deadline = pool->timeout ? rt_pool_clock() + pool->timeout : 0;
    pool->busy++;
    return true;
}

static void end_task(rt_pool *pool, unsigned slot, rt_pool_end how, int detail)
{
    pool->workers[slot].busy = false;
    pool->busy--;
    pool->ended(pool->user, slot, how, detail, &pool->reply);
}

static void hear(rt_pool *pool, unsigned slot)
{
    rt_pool_worker *w = &pool->workers[slot];
    if (rt_frame_receive(w->socket, &pool->reply, NULL, NULL)) {
        end_task(pool, slot, RT_POOL_ANSWERED, 0);
        return;
    }
    kill(w->pid, SIGKILL); /* it is gone, or does not speak our language any more */
    end_task(pool, slot, RT_POOL_CRASHED, reap(w));
}

static void check_clock(rt_pool *pool, unsigned slot, uint64_t now)
{
    rt_pool_worker *w = &pool->workers[slot];
    if (!w->deadline || now < w->deadline)
        return;
    kill(w->pid, SIGKILL);
    reap(w);
    end_task(pool, slot, RT_POOL_TIMEOUT, 0);
}

static int until_next_deadline(const rt_pool *pool, int milliseconds)
{
    uint64_t now = rt_pool_clock();
    for (unsigned i = 0; i < pool->count; i++) {
        const rt_pool_worker *w = &pool->workers[i];
        if (w->busy && w->deadline && (milliseconds < 0 || w->deadline < now + (uint64_t)milliseconds))
            milliseconds = w->deadline > now ? (int)(w->deadline - now) : 0;
    }
    return milliseconds;
}

void rt_pool_wait(rt_pool *pool, int milliseconds)
{
    struct pollfd polled[RT_POOL_MOST];
    unsigned slots[RT_POOL_MOST], count = 0;
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].busy) {
            slots[count] = i;
            polled[count++] = (struct pollfd){.fd = pool->workers[i].socket, .events = POLLIN};
        }
    int ready = poll(polled, count, until_next_deadline(pool, milliseconds));
    uint64_t now = rt_pool_clock();
    for (unsigned i = 0; i < count; i++)
        if (ready > 0 && polled[i].revents)
            hear(pool, slots[i]);
        else
            check_clock(pool, slots[i], now);
}
