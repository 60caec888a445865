/* record_inside.h - the open record; for record*.c alone. */
#ifndef RT_BULK_RECORD_INSIDE_H
#define RT_BULK_RECORD_INSIDE_H

#include <sqlite3.h>

#include "record.h"

enum { RT_RECORD_STATEMENTS = 32 }; /* room for all of them */

struct rt_record {
    sqlite3 *db;
    sqlite3_stmt *statements[RT_RECORD_STATEMENTS];
    int64_t run;
    const char *key;
    bool open; /* a transaction */
    char error[256];
};

/* Keeps what the database says went wrong; the first time counts. */
void rt_record_fail(rt_record *r);
/* One step: true when there is a row. */
bool rt_record_advance(rt_record *r, sqlite3_stmt *s);

#endif
