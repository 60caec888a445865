/* record_open.c - how the record is opened: made, checked for its version, read where nothing may be written. See record.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record_inside.h"

/* Paths are the bytes that the file system gives; where they are no UTF-8, so is their text here. */
static const char schema[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;" /* a killed process loses nothing; a power cut the last moments */
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA foreign_keys = OFF;"
    "BEGIN;"
    "CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, key TEXT NOT NULL, about TEXT NOT NULL, timeout INTEGER NOT NULL,"
    " memory INTEGER NOT NULL, pid INTEGER,"
    " started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')), ended TEXT);"
    "CREATE TABLE IF NOT EXISTS input(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, source TEXT NOT NULL, run INTEGER"
    " NOT NULL, key TEXT NOT NULL, size INTEGER, mtime INTEGER, hash TEXT, format TEXT, state TEXT NOT NULL, reason TEXT,"
    " message TEXT, exit_status INTEGER, attempts INTEGER NOT NULL, memory INTEGER, losses INTEGER, microseconds INTEGER);"
    "CREATE INDEX IF NOT EXISTS input_failed ON input(reason) WHERE state = 'failed';" /* a done one costs it nothing */
    "CREATE TABLE IF NOT EXISTS output(input INTEGER NOT NULL, format TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,"
    " hash TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(input, format)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS loss(input INTEGER NOT NULL, class TEXT NOT NULL, output TEXT, kind TEXT, attribute TEXT,"
    " value TEXT, what TEXT, approximate INTEGER NOT NULL, count INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS loss_input ON loss(input);"
    "CREATE TABLE IF NOT EXISTS message(input INTEGER NOT NULL, severity TEXT NOT NULL, code TEXT NOT NULL, part TEXT,"
    " line INTEGER, item INTEGER, column INTEGER, text TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS message_input ON message(input);"
    "PRAGMA user_version = 3;"
    "COMMIT;";

/* -1: it cannot be read. */
static int version_of(rt_record *r)
{
    sqlite3_stmt *s = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(r->db, "PRAGMA user_version", -1, &s, NULL) != SQLITE_OK)
        rt_record_fail(r);
    else if (rt_record_advance(r, s))
        version = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return version;
}

static void check_version(rt_record *r, bool may_be_new)
{
    int version = version_of(r);
    if (r->error[0] || version == RT_BULK_RECORD_VERSION || (version == 0 && may_be_new))
        return;
    if (version == 0)
        snprintf(r->error, sizeof r->error, "no run has begun to write it yet");
    else
        snprintf(r->error, sizeof r->error, "a record of version %d, and this retort knows version %d; use the one that made it, or "
                 "another folder", version, RT_BULK_RECORD_VERSION);
}

static void begin_run(rt_record *r, const rt_record_run *run)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_exec(r->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(r->db, "INSERT INTO run(key, about, timeout, memory, pid) VALUES(?1, ?2, ?3, ?4, ?5)", -1, &s, NULL) !=
            SQLITE_OK) {
        rt_record_fail(r);
        return;
    }
    sqlite3_bind_text(s, 1, run->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, run->about, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 3, run->timeout);
    sqlite3_bind_int64(s, 4, run->memory);
    sqlite3_bind_int64(s, 5, getpid());
    rt_record_advance(r, s);
    sqlite3_finalize(s);
    r->run = sqlite3_last_insert_rowid(r->db);
}

/* A path as a part of a URI. */
static void put_escaped(char *out, size_t room, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    char *end = out + room - 4;
    for (; *path && out < end; path++) {
        if (isalnum((unsigned char)*path) || strchr("/._-", *path)) {
            *out++ = *path;
            continue;
        }
        *out++ = '%';
        *out++ = digits[(unsigned char)*path >> 4];
        *out++ = digits[(unsigned char)*path & 15];
    }
    *out = '\0';
}

/* Where nothing may be written, an ended run can be read all the same. */
static void open_archived(rt_record *r, const char *path)
{
    char escaped[3 * 4096 + 4], uri[sizeof escaped + 32];
    put_escaped(escaped, sizeof escaped, path);
    snprintf(uri, sizeof uri, "file:%s?immutable=1", escaped);
    sqlite3_close(r->db);
    r->db = NULL;
    r->error[0] = '\0';
    if (sqlite3_open_v2(uri, &r->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
        rt_record_fail(r);
}

static void open_to_read(rt_record *r, const char *path)
{
    int answer = sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READONLY, NULL);
    if (answer == SQLITE_OK)
        sqlite3_busy_timeout(r->db, 10000);
    else
        rt_record_fail(r);
    if (answer == SQLITE_OK && version_of(r) < 0 && sqlite3_errcode(r->db) == SQLITE_CANTOPEN)
        open_archived(r, path);
    if (!r->error[0])
        check_version(r, false);
}

static void open_to_write(rt_record *r, const char *path, const rt_record_run *run)
{
    struct stat about;
    if (lstat(path, &about) == 0 && !S_ISREG(about.st_mode)) {
        snprintf(r->error, sizeof r->error, "what stands there is no regular file; move it away");
        return;
    }
    if (sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
        rt_record_fail(r);
        return;
    }
    sqlite3_busy_timeout(r->db, 10000); /* somebody else's query may hold it for a moment */
    check_version(r, true);
    if (!r->error[0])
        begin_run(r, run);
}

rt_record *rt_record_open(const char *path, const rt_record_run *run, bool begin, char error[256])
{
    rt_record *r = calloc(1, sizeof *r);
    if (!r) {
        snprintf(error, 256, "the system has no memory left");
        return NULL;
    }
    r->key = run ? run->key : "";
    if (begin)
        open_to_write(r, path, run);
    else
        open_to_read(r, path);
    if (r->error[0]) {
        snprintf(error, 256, "%s", r->error);
        rt_record_close(r);
        return NULL;
    }
    return r;
}
