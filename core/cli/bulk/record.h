/* record.h - what `retort bulk` knows: each input with its state, outputs, losses and messages, in an SQLite database that
 * others may read while it grows (write-ahead log; every file is one transaction).
 *
 * Owns the schema and the statements; decides nothing. The schema is documented in docs/bulk.md. */
#ifndef RT_BULK_RECORD_H
#define RT_BULK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#define RT_BULK_RECORD "retort-bulk.sqlite"
enum { RT_BULK_RECORD_VERSION = 3 }; /* of the schema; PRAGMA user_version */

typedef struct rt_record rt_record;

/* States of an input. */
#define RT_BULK_DONE "done"
#define RT_BULK_FAILED "failed"
#define RT_BULK_RUNNING "running" /* begun, and not heard of since */

typedef struct rt_known { /* what the record says of an input */
    int64_t id;
    bool done, failed, running;
    int64_t size, mtime, attempts;
    int64_t timeout, memory; /* what its worker was given: seconds, bytes; 0: any */
    bool same_key;  /* converted under the job key of this run */
    bool this_run;  /* begun in this run */
    char hash[65];
    char reason[32];
    char source[4096];
} rt_known;

typedef struct rt_record_run { const char *key, *about; int64_t timeout, memory; } rt_record_run;

/* `path` of the database. NULL: `error` says why. `begin`: a run begins in it; else it is only read, for such a run or,
 * with NULL, for none. Borrows run->key. */
rt_record *rt_record_open(const char *path, const rt_record_run *run, bool begin, char error[256]);
void rt_record_close(rt_record *record); /* the end of the run */
/* Forgets what could not even be looked at: what is still so is met again. */
void rt_record_forget_unseen(rt_record *record);
/* The first thing that went wrong with the database, or NULL. */
const char *rt_record_error(const rt_record *record);

/* False: unknown. */
bool rt_record_find(rt_record *record, const char *path, rt_known *known);
/* Each output that was written for it when it was converted last; `each` answers false to stop. */
bool rt_record_outputs(rt_record *record, int64_t input, bool (*each)(void *user, const char *path, int64_t size), void *user);

/* Whether a run wrote this output of it, the last one or an earlier one. */
bool rt_record_wrote(rt_record *record, int64_t input, const char *path);

/* Begins an attempt: the id of the input. What was known of it but the attempts and its outputs is forgotten. */
int64_t rt_record_begin(rt_record *record, const char *path, const char *shown, int64_t size, int64_t mtime, int64_t attempts);

typedef struct rt_record_result {
    const char *state, *reason, *message; /* reason, message: NULL when it is done */
    const char *hash, *format;            /* of the input; or NULL */
    int64_t exit_status, memory, losses, microseconds;
} rt_record_result;

/* The result with all that belongs to it. What is written stands in one transaction until it is committed. Outputs of
 * earlier runs stay on record: they still stand there. */
void rt_record_result_of(rt_record *record, int64_t input, const rt_record_result *result);
void rt_record_output(rt_record *record, int64_t input, const char *format, const char *path, int64_t size, const char *hash);
void rt_record_loss(rt_record *record, int64_t input, const char *const text[6], int64_t approximate, int64_t count);
void rt_record_message(rt_record *record, int64_t input, const char *const text[4], const int64_t place[3]);
void rt_record_commit(rt_record *record); /* nothing to commit: fine, too */
/* An input that did not change but for its time. */
void rt_record_touch(rt_record *record, int64_t input, int64_t mtime);

/* For `retort bulk status`: reasons of failures with their counts, the commonest first. */
void rt_record_reasons(rt_record *record, int most, void (*each)(void *user, const char *reason, int64_t count, const char *example), void *user);
typedef struct rt_record_failure { const char *path, *reason, *message; int64_t attempts; } rt_record_failure; /* any may be NULL */
void rt_record_each_failed(rt_record *record, void (*each)(void *user, const rt_record_failure *failure), void *user);
/* Counts of states. */
void rt_record_counts(rt_record *record, int64_t *done, int64_t *failed, int64_t *running);

#endif
