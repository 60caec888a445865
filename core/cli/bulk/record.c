/* record.c - see record.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_inside.h"

#define STATEMENTS(X) \
    X(FIND, "SELECT input.id, state, size, mtime, attempts, input.key, hash, reason, run, source, timeout, run.memory FROM input " \
            "LEFT JOIN run ON run.id = run WHERE path = ?1") \
    X(OUTPUTS, "SELECT path, size FROM output WHERE input = ?1 AND run = (SELECT run FROM input WHERE id = ?1)") \
    X(WROTE, "SELECT 1 FROM output WHERE input = ?1 AND path = ?2") \
    X(BEGIN_INPUT, \
      "INSERT INTO input(path, source, run, key, size, mtime, state, attempts) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7) " \
      "ON CONFLICT(path) DO UPDATE SET source = ?2, run = ?3, key = ?4, size = ?5, mtime = ?6, state = 'running', attempts = ?7, " \
      "reason = NULL, message = NULL, exit_status = NULL, memory = NULL, losses = NULL, microseconds = NULL, hash = NULL, " \
      "format = NULL RETURNING id") \
    X(FORGET_LOSSES, "DELETE FROM loss WHERE input = ?1") \
    X(FORGET_MESSAGES, "DELETE FROM message WHERE input = ?1") \
    X(RESULT, "UPDATE input SET state = ?2, reason = ?3, message = ?4, hash = ?5, format = ?6, exit_status = ?7, memory = ?8, " \
              "losses = ?9, microseconds = ?10 WHERE id = ?1") \
    X(OUTPUT, "INSERT OR REPLACE INTO output VALUES(?1, ?2, ?3, ?4, ?5, ?6)") \
    X(LOSS, "INSERT INTO loss VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)") \
    X(MESSAGE, "INSERT INTO message VALUES(?1, ?2, ?3, ?4, ?6, ?7, ?8, ?5)") \
    X(TOUCH, "UPDATE input SET mtime = ?2 WHERE id = ?1") \
    X(REASONS, "SELECT reason, count(*), min(path) FROM input WHERE state = 'failed' GROUP BY reason ORDER BY 2 DESC, 1 LIMIT ?1") \
    X(COUNTS, "SELECT state, count(*) FROM input GROUP BY state") \
    X(FORGET_UNSEEN, "DELETE FROM input WHERE size = -1 AND state = 'failed' AND id NOT IN (SELECT input FROM output)") \
    X(FAILED, "SELECT path, reason, message, attempts FROM input WHERE state = 'failed' ORDER BY reason, path") \
    X(START, "BEGIN IMMEDIATE") X(COMMIT, "COMMIT") \
    X(ENDED, "UPDATE run SET ended = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE id = ?1")

enum {
#define X(ID, sql) ID,
    STATEMENTS(X)
#undef X
    STATEMENT_COUNT
};
_Static_assert((int)STATEMENT_COUNT <= (int)RT_RECORD_STATEMENTS, "each statement has its place");

static const char *const sql_of[STATEMENT_COUNT] = {
#define X(ID, sql) sql,
    STATEMENTS(X)
#undef X
};

void rt_record_fail(rt_record *r)
{
    if (!r->error[0])
        snprintf(r->error, sizeof r->error, "%s", r->db ? sqlite3_errmsg(r->db) : "the system has no memory left");
}

static sqlite3_stmt *statement(rt_record *r, int number)
{
    if (!r->statements[number] &&
        sqlite3_prepare_v3(r->db, sql_of[number], -1, SQLITE_PREPARE_PERSISTENT, &r->statements[number], NULL) != SQLITE_OK)
        rt_record_fail(r);
    return r->statements[number];
}

static void bind_text(sqlite3_stmt *s, int at, const char *text) { sqlite3_bind_text(s, at, text, -1, SQLITE_STATIC); }

bool rt_record_advance(rt_record *r, sqlite3_stmt *s)
{
    int answer = sqlite3_step(s);
    if (answer != SQLITE_ROW && answer != SQLITE_DONE)
        rt_record_fail(r);
    return answer == SQLITE_ROW;
}

static void finish(sqlite3_stmt *s)
{
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
}

static void run_once(rt_record *r, sqlite3_stmt *s)
{
    if (!s)
        return;
    while (rt_record_advance(r, s)) /* to its end: only then it has failed or not */
        ;
    finish(s);
}

/* What follows is written, and seen by others, together. */
static void start(rt_record *r)
{
    if (!r->open)
        run_once(r, statement(r, START));
    r->open = true;
}

void rt_record_commit(rt_record *r)
{
    if (r->open)
        run_once(r, statement(r, COMMIT));
    r->open = false;
}

/* One that takes nothing but an id. */
static void run_for(rt_record *r, int number, int64_t id)
{
    sqlite3_stmt *s = statement(r, number);
    if (s)
        sqlite3_bind_int64(s, 1, id);
    run_once(r, s);
}

void rt_record_close(rt_record *r)
{
    if (!r)
        return;
    rt_record_commit(r);
    if (r->run)
        run_for(r, ENDED, r->run);
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(r->statements[i]);
    sqlite3_close(r->db);
    free(r);
}

const char *rt_record_error(const rt_record *r) { return r->error[0] ? r->error : NULL; }

/* ---- Asking ---------------------------------------------------------------------------------- */

static void copy_column(sqlite3_stmt *s, int column, char *out, size_t room)
{
    const unsigned char *text = sqlite3_column_text(s, column);
    snprintf(out, room, "%s", text ? (const char *)text : "");
}

bool rt_record_find(rt_record *r, const char *path, rt_known *known)
{
    sqlite3_stmt *s = statement(r, FIND);
    if (!s)
        return false;
    bind_text(s, 1, path);
    bool found = rt_record_advance(r, s);
    if (found) {
        char state[16], key[72];
        copy_column(s, 1, state, sizeof state);
        copy_column(s, 5, key, sizeof key);
        *known = (rt_known){.id = sqlite3_column_int64(s, 0), .done = strcmp(state, RT_BULK_DONE) == 0,
                            .failed = strcmp(state, RT_BULK_FAILED) == 0, .running = strcmp(state, RT_BULK_RUNNING) == 0,
                            .size = sqlite3_column_int64(s, 2), .mtime = sqlite3_column_int64(s, 3),
                            .attempts = sqlite3_column_int64(s, 4), .same_key = strcmp(key, r->key) == 0,
                            .this_run = r->run && sqlite3_column_int64(s, 8) == r->run,
                            .timeout = sqlite3_column_int64(s, 10), .memory = sqlite3_column_int64(s, 11)};
        copy_column(s, 6, known->hash, sizeof known->hash);
        copy_column(s, 7, known->reason, sizeof known->reason);
        copy_column(s, 9, known->source, sizeof known->source);
    }
    finish(s);
    return found;
}

bool rt_record_outputs(rt_record *r, int64_t input, bool (*each)(void *user, const char *path, int64_t size), void *user)
{
    sqlite3_stmt *s = statement(r, OUTPUTS);
    bool go_on = true;
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, input);
    while (go_on && rt_record_advance(r, s)) {
        const char *path = (const char *)sqlite3_column_text(s, 0);
        go_on = path && each(user, path, sqlite3_column_int64(s, 1));
    }
    finish(s);
    return go_on;
}

bool rt_record_wrote(rt_record *r, int64_t input, const char *path)
{
    sqlite3_stmt *s = statement(r, WROTE);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, input);
    bind_text(s, 2, path);
    bool found = rt_record_advance(r, s);
    finish(s);
    return found;
}

void rt_record_reasons(rt_record *r, int most, void (*each)(void *user, const char *reason, int64_t count, const char *example), void *user)
{
    sqlite3_stmt *s = statement(r, REASONS);
    if (!s)
        return;
    sqlite3_bind_int(s, 1, most);
    while (rt_record_advance(r, s))
        each(user, (const char *)sqlite3_column_text(s, 0), sqlite3_column_int64(s, 1), (const char *)sqlite3_column_text(s, 2));
    finish(s);
}

void rt_record_each_failed(rt_record *r, void (*each)(void *user, const rt_record_failure *failure), void *user)
{
    sqlite3_stmt *s = statement(r, FAILED);
    while (s && rt_record_advance(r, s)) {
        const rt_record_failure failure = {(const char *)sqlite3_column_text(s, 0), (const char *)sqlite3_column_text(s, 1),
                                           (const char *)sqlite3_column_text(s, 2), sqlite3_column_int64(s, 3)};
        each(user, &failure);
    }
    if (s)
        finish(s);
}

void rt_record_counts(rt_record *r, int64_t *done, int64_t *failed, int64_t *running)
{
    sqlite3_stmt *s = statement(r, COUNTS);
    *done = *failed = *running = 0;
    while (s && rt_record_advance(r, s)) {
        const char *state = (const char *)sqlite3_column_text(s, 0);
        int64_t *where = strcmp(state, RT_BULK_DONE) == 0 ? done : strcmp(state, RT_BULK_FAILED) == 0 ? failed : running;
        *where = sqlite3_column_int64(s, 1);
    }
    if (s)
        finish(s);
}

/* ---- Telling --------------------------------------------------------------------------------- */

int64_t rt_record_begin(rt_record *r, const char *path, const char *shown, int64_t size, int64_t mtime, int64_t attempts)
{
    start(r);
    sqlite3_stmt *s = statement(r, BEGIN_INPUT);
    if (!s)
        return 0;
    bind_text(s, 1, path);
    bind_text(s, 2, shown);
    sqlite3_bind_int64(s, 3, r->run);
    bind_text(s, 4, r->key);
    sqlite3_bind_int64(s, 5, size);
    sqlite3_bind_int64(s, 6, mtime);
    sqlite3_bind_int64(s, 7, attempts);
    int64_t id = rt_record_advance(r, s) ? sqlite3_column_int64(s, 0) : 0;
    run_once(r, s);
    return id;
}

void rt_record_result_of(rt_record *r, int64_t input, const rt_record_result *result)
{
    start(r);
    run_for(r, FORGET_LOSSES, input);
    run_for(r, FORGET_MESSAGES, input);
    sqlite3_stmt *s = statement(r, RESULT);
    if (!s)
        return;
    sqlite3_bind_int64(s, 1, input);
    bind_text(s, 2, result->state);
    bind_text(s, 3, result->reason);
    bind_text(s, 4, result->message);
    bind_text(s, 5, result->hash);
    bind_text(s, 6, result->format);
    sqlite3_bind_int64(s, 7, result->exit_status);
    sqlite3_bind_int64(s, 8, result->memory);
    sqlite3_bind_int64(s, 9, result->losses);
    sqlite3_bind_int64(s, 10, result->microseconds);
    run_once(r, s);
}

void rt_record_output(rt_record *r, int64_t input, const char *format, const char *path, int64_t size, const char *hash)
{
    sqlite3_stmt *s = statement(r, OUTPUT);
    if (!s)
        return;
    sqlite3_bind_int64(s, 1, input);
    bind_text(s, 2, format);
    bind_text(s, 3, path);
    sqlite3_bind_int64(s, 4, size);
    bind_text(s, 5, hash);
    sqlite3_bind_int64(s, 6, r->run);
    run_once(r, s);
}

void rt_record_loss(rt_record *r, int64_t input, const char *const text[6], int64_t approximate, int64_t count)
{
    sqlite3_stmt *s = statement(r, LOSS);
    if (!s)
        return;
    sqlite3_bind_int64(s, 1, input);
    for (int i = 0; i < 6; i++)
        bind_text(s, 2 + i, text[i]);
    sqlite3_bind_int64(s, 8, approximate);
    sqlite3_bind_int64(s, 9, count);
    run_once(r, s);
}

void rt_record_message(rt_record *r, int64_t input, const char *const text[4], const int64_t place[3])
{
    sqlite3_stmt *s = statement(r, MESSAGE);
    if (!s)
        return;
    sqlite3_bind_int64(s, 1, input);
    for (int i = 0; i < 4; i++)
        bind_text(s, 2 + i, text[i]);
    for (int i = 0; i < 3; i++)
        sqlite3_bind_int64(s, 6 + i, place[i]);
    run_once(r, s);
}

void rt_record_forget_unseen(rt_record *r) { run_once(r, statement(r, FORGET_UNSEEN)); }

void rt_record_touch(rt_record *r, int64_t input, int64_t mtime)
{
    start(r);
    sqlite3_stmt *s = statement(r, TOUCH);
    if (!s)
        return;
    sqlite3_bind_int64(s, 1, input);
    sqlite3_bind_int64(s, 2, mtime);
    run_once(r, s);
}
