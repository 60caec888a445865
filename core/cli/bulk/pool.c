/* pool.c - see pool.h. What a new process gives up before it becomes a worker is process.c's. */
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

/* Milliseconds: until a killed process must be gone, until one that hung up is; how late a clock may be. */
enum { DYING = 5000, LEAVING = 1000, SUSPENDED = 2000 };

uint64_t rt_pool_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- Processes --------------------------------------------------------------------------------- */

static void close_end(int file)
{
    int error = errno;
    if (file >= 0)
        close(file);
    errno = error;
}

static bool start(rt_pool *pool, rt_pool_worker *w)
{
    const struct timeval patience = {.tv_sec = 10}; /* a worker that stops in the middle of its answer must not stop us */
    int sockets[2] = {-1, -1}, output[2] = {-1, -1};
    pid_t pid = -1;
    /* The pipe blocks on neither side: a worker that chatters is not listened to for ever, and is not stopped by that. */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 && pipe2(output, O_CLOEXEC | O_NONBLOCK) == 0)
        pid = rt_process_fork(pool->work, sockets[1], output[1], pool->null);
    close_end(sockets[1]);
    close_end(output[1]);
    if (pid < 0) {
        close_end(sockets[0]);
        close_end(output[0]);
        return false;
    }
    setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    *w = (rt_pool_worker){.pid = pid, .socket = sockets[0], .output = output[0]};
    return true;
}

/* False: it did not end in this time. */
static bool await(const rt_pool_worker *w, int milliseconds, int *status)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    uint64_t end = rt_pool_clock() + (uint64_t)milliseconds;
    pid_t got;
    while ((got = waitpid(w->pid, status, WNOHANG)) == 0 && rt_pool_clock() < end)
        nanosleep(&moment, NULL);
    return got == w->pid;
}

/* One that waits for a disk that is gone does not even die: the system is left to end it. */
static void end_process(rt_pool_worker *w, bool dead)
{
    int status;
    if (!dead) {
        kill(w->pid, SIGKILL);
        await(w, DYING, &status);
    }
    close(w->socket);
    close(w->output);
    *w = (rt_pool_worker){0};
}

unsigned rt_pool_open(rt_pool *pool)
{
    unsigned started = 0;
    pool->null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (started < pool->count && start(pool, &pool->workers[started]))
        started++;
    return started;
}

void rt_pool_retire(rt_pool *pool, unsigned slot)
{
    rt_pool_worker *w = &pool->workers[slot];
    if (w->pid && !w->busy)
        end_process(w, false);
}

void rt_pool_close(rt_pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].pid)
            kill(pool->workers[i].pid, SIGKILL); /* all at once, then one after the other */
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].pid)
            end_process(&pool->workers[i], false);
    if (pool->null > STDERR_FILENO)
        close(pool->null);
    rt_frame_free(&pool->reply);
}

/* ---- Tasks ---------------------------------------------------------------------------------------- */

int rt_pool_free_slot(rt_pool *pool)
{
    int missing = -1;
    for (unsigned i = 0; i < pool->count; i++) {
        if (pool->workers[i].busy)
            continue;
        if (pool->workers[i].pid)
            return (int)i;
        missing = missing < 0 ? (int)i : missing;
    }
    if (missing >= 0 && !start(pool, &pool->workers[missing]))
        missing = pool->busy ? -1 : -2;
    return missing;
}

bool rt_pool_give(rt_pool *pool, unsigned slot, const rt_frame *task, const int *files, size_t count)
{
    rt_pool_worker *w = &pool->workers[slot];
    for (int tries = 0; tries < 3; tries++) {
        if (!w->pid && !start(pool, w))
            return false;
        if (rt_frame_send(w->socket, task, files, count)) {
            w->busy = true;
            w->deadline = pool->timeout ? rt_pool_clock() + pool->timeout : 0;
            pool->busy++;
            return true;
        }
        int error = errno;
        end_process(w, false);
        errno = error;
    }
    return false;
}

/* What it printed. The first bytes tell most. */
static const char *collect(rt_pool *pool, const rt_pool_worker *w)
{
    char rest[4096];
    size_t len = 0;
    ssize_t got;
    for (int times = 0; times < 64 && (got = read(w->output, rest, sizeof rest)) > 0; times++)
        for (ssize_t i = 0; i < got && len < sizeof pool->said - 1; i++)
            if (rest[i])
                pool->said[len++] = rest[i];
    pool->said[len] = '\0';
    return pool->said;
}

static void end_task(rt_pool *pool, unsigned slot, rt_pool_end how, int status)
{
    rt_pool_worker *w = &pool->workers[slot];
    const rt_pool_ending ending = {how, status, &pool->reply, collect(pool, w)};
    w->busy = false;
    pool->busy--;
    if (how != RT_POOL_ANSWERED)
        end_process(w, true);
    else if (++w->tasks >= RT_POOL_TASKS)
        end_process(w, false);
    pool->ended(pool->user, slot, &ending);
}

static void hear(rt_pool *pool, unsigned slot)
{
    rt_pool_worker *w = &pool->workers[slot];
    int status = 0;
    if (rt_frame_receive(w->socket, &pool->reply, NULL, NULL)) {
        end_task(pool, slot, RT_POOL_ANSWERED, 0);
    } else if (await(w, LEAVING, &status)) {
        end_task(pool, slot, RT_POOL_CRASHED, status);
    } else { /* it lives, and does not speak our language any more */
        kill(w->pid, SIGKILL);
        await(w, DYING, &status);
        end_task(pool, slot, RT_POOL_MUTE, 0);
    }
}

static void check_clock(rt_pool *pool, unsigned slot, uint64_t now)
{
    rt_pool_worker *w = &pool->workers[slot];
    int status;
    if (!w->deadline || now < w->deadline)
        return;
    kill(w->pid, SIGKILL);
    await(w, DYING, &status);
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

/* Where all of us were stopped (Ctrl-Z), the workers had no time, either. */
static uint64_t allow_for_suspension(rt_pool *pool, uint64_t before, int patience)
{
    uint64_t now = rt_pool_clock();
    if (patience < 0 || now - before < (uint64_t)patience + SUSPENDED)
        return now;
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].deadline)
            pool->workers[i].deadline += now - before;
    return now;
}

void rt_pool_wait(rt_pool *pool, int milliseconds, int other)
{
    struct pollfd polled[RT_POOL_MOST + 1];
    unsigned slots[RT_POOL_MOST], count = 0;
    for (unsigned i = 0; i < pool->count; i++)
        if (pool->workers[i].busy) {
            slots[count] = i;
            polled[count++] = (struct pollfd){.fd = pool->workers[i].socket, .events = POLLIN};
        }
    polled[count] = (struct pollfd){.fd = other, .events = POLLIN};
    uint64_t before = rt_pool_clock();
    int patience = until_next_deadline(pool, milliseconds), ready = poll(polled, count + 1, patience);
    uint64_t now = allow_for_suspension(pool, before, patience);
    for (unsigned i = 0; i < count; i++)
        if (ready > 0 && polled[i].revents)
            hear(pool, slots[i]);
        else
            check_clock(pool, slots[i], now);
}
