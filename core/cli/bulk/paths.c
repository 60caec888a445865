/* paths.c - see paths.h. */
#include "paths.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 1 << 17 }; /* and so the longest path, far beyond what the system opens */

struct rt_paths {
    int file;
    char separator;
    bool ended;
    size_t start, end; /* of what was read and not given */
    char error[160];
    char room[ROOM + 1];
};

rt_paths *rt_paths_new(int file, char separator)
{
    rt_paths *p = calloc(1, sizeof *p);
    if (p) {
        p->file = file;
        p->separator = separator;
    }
    return p;
}

void rt_paths_free(rt_paths *p)
{
    if (p && p->file > STDERR_FILENO)
        close(p->file);
    free(p);
}

int rt_paths_file(const rt_paths *p) { return p->file; }

const char *rt_paths_error(const rt_paths *p) { return p->error[0] ? p->error : NULL; }

static rt_paths_answer fail(rt_paths *p, const char *why)
{
    snprintf(p->error, sizeof p->error, "%s", why);
    return RT_PATHS_END;
}

/* The next path that is whole; at the end of the list, what is left. NULL: there is none. */
static char *cut(rt_paths *p)
{
    char *from = p->room + p->start, *found = memchr(from, p->separator, p->end - p->start);
    if (!found && (!p->ended || p->start == p->end))
        return NULL;
    size_t len = found ? (size_t)(found - from) : p->end - p->start;
    p->start += len + (found != NULL);
    if (strnlen(from, len) < len) {
        fail(p, "it holds NUL bytes; if they part the paths, as those of find -print0 do, say --null");
        return NULL;
    }
    from[len] = '\0';
    return from;
}

/* More of the list, if there is more at hand. */
static rt_paths_answer fill(rt_paths *p)
{
    struct pollfd one = {.fd = p->file, .events = POLLIN};
    memmove(p->room, p->room + p->start, p->end - p->start);
    p->end -= p->start;
    p->start = 0;
    if (p->end == ROOM)
        return fail(p, "it holds a path of more than 131071 bytes; a path a line is wanted, or NUL between them with --null");
    if (poll(&one, 1, 0) == 0)
        return RT_PATHS_LATER;
    ssize_t got = read(p->file, p->room + p->end, ROOM - p->end);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? RT_PATHS_LATER : fail(p, strerror(errno));
    p->end += (size_t)got;
    p->ended = got == 0;
    return RT_PATHS_ONE;
}

rt_paths_answer rt_paths_next(rt_paths *p, const char **path)
{
    while (!p->error[0]) {
        char *found = cut(p);
        if (found && *found) {
            *path = found;
            return RT_PATHS_ONE;
        }
        if (found || p->error[0])
            continue;
        if (p->ended)
            return RT_PATHS_END;
        rt_paths_answer answer = fill(p);
        if (answer != RT_PATHS_ONE)
            return answer;
    }
    return RT_PATHS_END;
}
