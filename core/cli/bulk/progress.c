/* progress.c - see progress.h. */
#include "progress.h"

#include <inttypes.h>
#include <unistd.h>

#include "pool.h"
#include "print.h"

enum { TERMINAL_STEP = 200, PLAIN_STEP = 10000, REASONS = 10 };

static double seconds_of(const rt_progress *p)
{
    double seconds = (double)(rt_pool_clock() - p->started) / 1000;
    return seconds > 0.001 ? seconds : 0.001;
}

void rt_progress_begin(rt_progress *p, bool json, bool quiet)
{
    *p = (rt_progress){.out = stderr, .json = json, .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1};
    p->started = p->shown = rt_pool_clock();
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

static void show_json(const rt_progress *p, const char *state)
{
    fprintf(p->out,
            "{\"state\":\"%s\",\"found\":%" PRIu64 ",\"done\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"skipped\":%" PRIu64
            ",\"bytes\":%" PRIu64 ",\"seconds\":%.3f}\n",
            state, p->found, p->done, p->failed, p->skipped, p->bytes, seconds_of(p));
}

static void show_line(const rt_progress *p)
{
    double seconds = seconds_of(p), rate = (double)(p->done + p->failed) / seconds;
    uint64_t ended = p->done + p->failed + p->skipped;
    fprintf(p->out, "%s%" PRIu64 "%s%" PRIu64 " files, %.0f files/s, %.1f MB/s", p->terminal ? "\r\033[K" : "", ended,
            p->all_found ? "/" : " of at least ", p->found, rate, (double)p->bytes / seconds / 1e6);
    if (p->all_found && rate > 0)
        fprintf(p->out, ", %.0f s left", (double)(p->found - ended) / rate);
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
}

/* ---- The summary -------------------------------------------------------------------------------- */

static void show_reason(void *user, const char *reason, int64_t count, const char *example)
{
    FILE *out = user;
    fprintf(out, "  %8" PRId64 "  %s, such as ", count, reason ? reason : "?");
    rt_print_words(out, example ? example : "?");
    fputc('\n', out);
}

void rt_progress_summary(rt_progress *p, rt_record *record, const char *folder, bool stopped)
{
    rt_progress_clear(p);
    if (p->json) {
        show_json(p, stopped ? "stopped" : "ended");
        return;
    }
    if (p->quiet && !p->failed)
        return;
    fprintf(p->out, "%s: %" PRIu64 " converted, %" PRIu64 " failed, %" PRIu64 " up to date or passed over; %.1f s\n",
            stopped ? "stopped" : "done", p->done, p->failed, p->skipped, seconds_of(p));
    if (!p->failed)
        return;
    fputs("reasons of all failures on record, the commonest first:\n", p->out);
    rt_record_reasons(record, REASONS, show_reason, p->out);
    fprintf(p->out, "to see each: retort bulk status %s, or\n  sqlite3 %s/%s \"SELECT reason, path, message FROM input WHERE state = 'failed'\"\n",
            folder, folder, RT_BULK_RECORD);
}
