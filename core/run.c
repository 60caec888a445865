/* run.c - what a stage does through its run: say something, hit a limit, ask for memory.
 *
 * Owns the wording of limits and of running out of memory; does not count messages. */
#include "run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_ROOM = 2048 };

/* Ends a text that did not fit in "…", without cutting a UTF-8 sequence. */
static void shorten(char *text, size_t room)
{
    static const char dots[] = "\xe2\x80\xa6";
    size_t end = room - sizeof dots;

    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    memcpy(text + end, dots, sizeof dots);
}

void rt_run_report(rt_run *run, const char *code, const rt_pos *pos, const char *format, ...)
{
    char text[MESSAGE_ROOM];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0)
        text[0] = '\0';
    else if ((size_t)len >= sizeof text)
        shorten(text, sizeof text);
    rt_diagnostics_report(run->diagnostics, NULL, code, run->file, run->unit, pos, text);
}

rt_status rt_run_limit(rt_run *run, rt_limit_id limit, const rt_pos *pos)
{
    uint64_t value = run->limits.value[limit];

    rt_run_report(run, "limit", pos,
                  "more than %" PRIu64 " %s; if the report is to be trusted, allow more with "
                  "--limit %s=%" PRIu64,
                  value, rt_limit_help(limit), rt_limit_name(limit),
                  value > UINT64_MAX / 2 ? UINT64_MAX : value * 2);
    return RT_ERR_LIMIT;
}

void *rt_run_resize(rt_run *run, void *block, size_t bytes)
{
    void *resized = rt_memory_resize(&run->memory, block, bytes);

    if (resized || !bytes)
        return resized;
    if (run->memory.limited)
        rt_run_limit(run, RT_LIMIT_MEMORY, NULL);
    else
        rt_run_report(run, "out-of-memory", NULL,
                      "the system has no memory left after %" PRIu64 " bytes (%zu more were "
                      "wanted); close other programs or convert a smaller part",
                      run->memory.used, bytes);
    return NULL;
}

/* They are few, and the one asked for last is asked for again: it stands first. */
struct rt_part {
    struct rt_part *next;
    char name[];
};

const char *rt_run_part(rt_run *run, const char *part)
{
    struct rt_part **link = &run->parts, *found;
    size_t room = strlen(part) + 1;

    while (*link && strcmp((*link)->name, part) != 0)
        link = &(*link)->next;
    if ((found = *link)) {
        *link = found->next;
    } else {
        found = rt_run_resize(run, NULL, sizeof *found + room);
        if (!found)
            return NULL;
        memcpy(found->name, part, room);
    }
    found->next = run->parts;
    run->parts = found;
    return found->name;
}
