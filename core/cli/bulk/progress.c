/* progress.c - see progress.h. */
#include "progress.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "pool.h"
#include "print.h"
#include "record.h"

enum { TERMINAL_STEP = 200, PLAIN_STEP = 10000, MARK_STEP = 20000 };

void rt_progress_begin(rt_progress *p, bool json, bool quiet)
{
    *p = (rt_progress){.out = stderr, .json = json, .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1};
    p->started = p->shown = p->marks[0].time = p->marks[1].time = rt_pool_clock();
}

static uint64_t step_of(const rt_progress *p) { return p->terminal && !p->json ? TERMINAL_STEP : PLAIN_STEP; }

int rt_progress_patience(const rt_progress *p)
{
    uint64_t now = rt_pool_clock(), next = p->shown + step_of(p);
    return p->quiet ? -1 : next > now ? (int)(next - now) : 0;
}

void rt_progress_clear(const rt_progress *p)
{
    if (p->terminal && !p->quiet && !p->json)
        fputs("\r\033[K", p->out);
}

void rt_progress_failed(rt_progress *p, const char *reason, const char *example)
{
    size_t i = 0;
    p->failed++;
    while (i < RT_PROGRESS_REASONS - 1 && p->reasons[i].count && strcmp(p->reasons[i].reason, reason) != 0)
        i++;
    if (!p->reasons[i].count++) {
        snprintf(p->reasons[i].reason, sizeof p->reasons[i].reason, "%s", reason);
        snprintf(p->reasons[i].example, sizeof p->reasons[i].example, "%s", example);
    }
}

/* ---- While it runs --------------------------------------------------------------------------------- */

static uint64_t ended_of(const rt_progress *p) { return p->done + p->failed + p->skipped; }

static double seconds_since(uint64_t time)
{
    double seconds = (double)(rt_pool_clock() - time) / 1000;
    return seconds > 0.001 ? seconds : 0.001;
}

static uint64_t total_of(const rt_progress *p) { return p->ahead > p->found ? p->ahead : p->found; }

/* Seconds that are left at the present speed; -1: not known. */
static double left_of(const rt_progress *p)
{
    double rate = (double)(ended_of(p) - p->marks[0].ended) / seconds_since(p->marks[0].time);
    return p->all_counted && rate > 0 ? (double)(total_of(p) - ended_of(p)) / rate : -1;
}

static void show_json(const rt_progress *p, const char *state)
{
    fprintf(p->out,
            "{\"state\":\"%s\",\"found\":%" PRIu64 ",\"total\":%" PRIu64 ",\"all_counted\":%s,\"done\":%" PRIu64 ",\"failed\":%" PRIu64
            ",\"skipped\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"seconds\":%.3f",
            state, p->found, total_of(p), p->all_counted ? "true" : "false", p->done, p->failed, p->skipped, p->bytes,
            seconds_since(p->started));
}

static void show_left(const rt_progress *p)
{
    double left = left_of(p);
    if (left >= 5400)
        fprintf(p->out, ", %.1f h left", left / 3600);
    else if (left >= 90)
        fprintf(p->out, ", %.0f min left", left / 60);
    else if (left >= 0)
        fprintf(p->out, ", %.0f s left", left);
}

static void show_line(const rt_progress *p)
{
    const rt_progress_mark *since = &p->marks[0];
    double seconds = seconds_since(since->time);
    fprintf(p->out, "%s%" PRIu64 "%s%" PRIu64 " files, %.0f files/s, %.1f MB/s", p->terminal ? "\r\033[K" : "", ended_of(p),
            p->all_counted ? "/" : " of at least ", total_of(p), (double)(ended_of(p) - since->ended) / seconds,
            (double)(p->bytes - since->bytes) / seconds / 1e6);
    show_left(p);
    fprintf(p->out, ", %" PRIu64 " failed%s", p->failed, p->terminal ? "" : "\n");
    fflush(p->out);
}

void rt_progress_tick(rt_progress *p)
{
    uint64_t now = rt_pool_clock();
    if (p->quiet || now < p->shown + step_of(p))
        return;
    p->shown = now;
    if (p->json)
        show_json(p, "running");
    else
        show_line(p);
    if (p->json)
        fprintf(p->out, ",\"seconds_left\":%.0f}\n", left_of(p));
    if (now < p->marks[1].time + MARK_STEP)
        return;
    p->marks[0] = p->marks[1];
    p->marks[1] = (rt_progress_mark){now, ended_of(p), p->bytes};
}

void rt_progress_stopping(rt_progress *p, unsigned running)
{
    if (p->quiet || p->json || !running)
        return;
    rt_progress_clear(p);
    fprintf(p->out, "stopping: %u files are still being converted; another interrupt stops at once\n", running);
}

/* ---- The summary -------------------------------------------------------------------------------- */

/* The commonest of those that have not been shown; -1: none. */
static int commonest(const rt_progress *p, const bool *shown)
{
    int best = -1;
    for (int i = 0; i < RT_PROGRESS_REASONS; i++)
        if (!shown[i] && p->reasons[i].count && (best < 0 || p->reasons[i].count > p->reasons[best].count))
            best = i;
    return best;
}

static void show_reasons(const rt_progress *p)
{
    bool shown[RT_PROGRESS_REASONS] = {false};
    for (int i, first = 1; (i = commonest(p, shown)) >= 0; first = 0) {
        shown[i] = true;
        fprintf(p->out, p->json ? "%s{\"reason\":\"%s\",\"count\":%" PRIu64 ",\"example\":" : "%s  %-12s %8" PRIu64 "  such as ",
                p->json && !first ? "," : "", p->reasons[i].reason, p->reasons[i].count);
        if (p->json)
            rt_print_json(p->out, p->reasons[i].example);
        else
            rt_print_words(p->out, p->reasons[i].example);
        fputs(p->json ? "}" : "\n", p->out);
    }
}

/* A folder's name as a shell takes it. */
static void show_quoted(FILE *out, const char *text)
{
    bool plain = *text && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+=:@%,") == strlen(text);
    if (!plain)
        fputc('\'', out);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else
            fputc(*text, out);
    if (!plain)
        fputc('\'', out);
}

void rt_progress_summary(rt_progress *p, const char *folder, const char *ending)
{
    rt_progress_clear(p);
    if (p->json) {
        show_json(p, ending);
        fputs(",\"reasons\":[", p->out);
        show_reasons(p);
        fputs("]}\n", p->out);
        return;
    }
    if (p->quiet && !p->failed)
        return;
    fprintf(p->out, "%s: %" PRIu64 " converted, %" PRIu64 " failed, %" PRIu64 " up to date or passed over; %.1f s\n", ending, p->done,
            p->failed, p->skipped, seconds_since(p->started));
    if (!p->failed)
        return;
    show_reasons(p);
    fputs("to see each: retort bulk status ", p->out);
    show_quoted(p->out, folder);
    fputs(" --failed\n", p->out);
}
