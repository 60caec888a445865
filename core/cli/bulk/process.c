/* process.c - see process.h. */
#include "process.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The parent answers signals, also those that go to all processes; where it dies, so does the worker. */
static void leave_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* What is mapped for writing and shared, the record's index among it, would be changed for the parent, too. */
static void leave_shared_memory(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    uintptr_t from, to;
    char rights[5];
    while (maps && fgets(line, sizeof line, maps))
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, rights) == 3 && rights[1] == 'w' && rights[3] == 's')
            munmap((void *)from, to - from);
    if (maps)
        fclose(maps);
}

/* Everything but the standard descriptors and its own end of the socket goes: a worker has no way to the record, to the
 * output folder or to another worker. */
static int leave_files(int socket, int output, int null)
{
    if (null >= 0)
        dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    int own = dup2(socket, STDERR_FILENO + 1);
    close_range((unsigned)own + 1, ~0u, 0);
    return own;
}

pid_t rt_process_fork(rt_work *work, int socket, int output, int null)
{
    sigset_t every, before;
    fflush(NULL);
    sigfillset(&every);
    sigprocmask(SIG_BLOCK, &every, &before);
    pid_t pid = fork();
    if (pid == 0) {
        leave_signals();
        leave_shared_memory();
        int own = leave_files(socket, output, null);
        sigprocmask(SIG_SETMASK, &before, NULL);
        rt_work_run(work, own);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid;
}
