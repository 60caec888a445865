/* output_temp.c - names for files that are not ready, and the table that a signal handler clears.
 *
 * Owns the only global that changes while the core runs: a handler cannot be handed anything. Each line is taken
 * and given back by a single atomic, so conversions in several threads share the table. */
#include "output_temp.h"

#include "io.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Folders that are written to at one time; of those beyond, a signal leaves the temporary files. */
enum { SLOTS = 256 };
enum { FREE, TAKEN, READY };

static struct slot {
    _Atomic int state;
    _Atomic uint32_t count;
    int folder;
    pid_t process; /* a forked child must not remove its parent's files */
    char stem[RT_TEMP_STEM];
} slots[SLOTS];

static int take_slot(void)
{
    for (int i = 0; i < SLOTS; i++) {
        int expected = FREE;
        if (atomic_compare_exchange_strong(&slots[i].state, &expected, TAKEN))
            return i;
    }
    return -1;
}

static uint64_t unforeseen(const void *salt)
{
    struct timespec now;
    uint64_t number;

    if (getrandom(&number, sizeof number, 0) == (ssize_t)sizeof number)
        return number;
    /* Names are created with O_EXCL: one that is foreseen can stop an output, not divert it. */
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^ (uint64_t)getpid() << 20 ^
           (uint64_t)(uintptr_t)salt;
}

void rt_temps_open(rt_temps *temps, int folder)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t number = unforeseen(temps);
    char *at = temps->stem;

    memcpy(at, ".retort-", 8);
    for (at += 8; at < temps->stem + 24; number >>= 4)
        *at++ = digits[number & 15];
    memcpy(at, "-", 2);
    temps->count = 0;
    temps->slot = take_slot();
    if (temps->slot >= 0) {
        struct slot *s = &slots[temps->slot];
        s->folder = folder;
        s->process = getpid();
        memcpy(s->stem, temps->stem, sizeof s->stem);
        atomic_store(&s->count, 0);
        atomic_store(&s->state, READY);
    }
}

void rt_temps_close(rt_temps *temps)
{
    if (temps->slot >= 0)
        atomic_store(&slots[temps->slot].state, FREE);
    temps->slot = -1;
}

uint32_t rt_temps_next(rt_temps *temps)
{
    uint32_t number = temps->count++;

    if (temps->slot >= 0)
        atomic_store(&slots[temps->slot].count, temps->count);
    return number;
}

/* Async-signal-safe, hence by hand. */
void rt_temps_name(const char *stem, uint32_t number, char name[RT_TEMP_NAME])
{
    char digits[10];
    size_t len = RT_TEMP_STEM - 1, n = 0;

    memcpy(name, stem, len);
    do
        digits[n++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (n)
        name[len++] = digits[--n];
    name[len] = '\0';
}

void rt_outputs_emergency(void)
{
    pid_t self = getpid();

    for (int i = 0; i < SLOTS; i++) {
        struct slot *s = &slots[i];
        if (atomic_load(&s->state) != READY || s->process != self)
            continue;
        for (uint32_t n = 0, count = atomic_load(&s->count); n < count; n++) {
            char name[RT_TEMP_NAME];
            rt_temps_name(s->stem, n, name);
            unlinkat(s->folder, name, 0); /* most are in place or gone by now */
        }
    }
}
