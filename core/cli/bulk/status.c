/* status.c - see status.h. */
#include "status.h"

#include <inttypes.h>
#include <stdlib.h>

#include "print.h"
#include "record.h"

typedef struct shown { bool json, any; } shown;

static const char *some(const char *text) { return text ? text : "?"; }

static void show_reason(void *user, const char *reason, int64_t count, const char *example)
{
    shown *s = user;
    if (s->json) {
        printf("%s{\"reason\":", s->any ? "," : "");
        rt_print_json(stdout, reason);
        printf(",\"count\":%" PRId64 ",\"example\":", count);
        rt_print_json(stdout, example);
        putchar('}');
    } else {
        printf("  %-12s %8" PRId64 "  such as ", some(reason), count);
        rt_print_words(stdout, some(example));
        putchar('\n');
    }
    s->any = true;
}

static void show_failure(void *user, const rt_record_failure *f)
{
    const shown *s = user;
    if (s->json) {
        fputs("{\"path\":", stdout);
        rt_print_json(stdout, f->path);
        fputs(",\"reason\":", stdout);
        rt_print_json(stdout, f->reason);
        fputs(",\"message\":", stdout);
        rt_print_json(stdout, f->message);
        printf(",\"attempts\":%" PRId64 "}\n", f->attempts);
        return;
    }
    rt_print_words(stdout, some(f->path));
    printf(": %s", some(f->reason));
    if (f->message) {
        fputs(": ", stdout);
        rt_print_words(stdout, f->message);
    }
    putchar('\n');
}

static void show_counts(rt_record *record, shown *s, int64_t done, int64_t failed, int64_t running)
{
    if (s->json)
        printf("{\"done\":%" PRId64 ",\"failed\":%" PRId64 ",\"running\":%" PRId64 ",\"reasons\":[", done, failed, running);
    else
        printf("%" PRId64 " done, %" PRId64 " failed, %" PRId64 " begun and not ended\n", done, failed, running);
    rt_record_reasons(record, 1000, show_reason, s);
    if (s->json)
        puts("]}");
}

int rt_bulk_status(rt_cli *cli, const char *folder, bool json, bool each)
{
    char *path = NULL, error[256];
    int64_t done, failed, running;
    shown s = {.json = json};
    if (asprintf(&path, "%s/%s", folder, RT_BULK_RECORD) < 0)
        path = NULL;
    rt_record *record = rt_record_open(rt_cli_got(path), NULL, false, error);
    int exit_status = RT_EXIT_READ;
    if (record) {
        rt_record_counts(record, &done, &failed, &running);
        if (each)
            rt_record_each_failed(record, show_failure, &s);
        else
            show_counts(record, &s, done, failed, running);
        exit_status = failed ? RT_EXIT_NO : RT_EXIT_DONE;
        if (rt_record_error(record)) {
            snprintf(error, sizeof error, "%s", rt_record_error(record));
            exit_status = RT_EXIT_READ;
        }
        rt_record_close(record);
    }
    if (exit_status == RT_EXIT_READ)
        rt_messages_say(&cli->messages, RT_ERROR, "bulk-record", path, "%s; DIR is the folder that --out named", error);
    free(path);
    return exit_status;
}
