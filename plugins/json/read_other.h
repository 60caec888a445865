/* read_other.h - what the two files that read other JSON share. */
#ifndef RT_JSON_READ_OTHER_H
#define RT_JSON_READ_OTHER_H

#include "columns.h"
#include "read.h"

/* `what` of a frame. */
enum { OTHER_OBJECT = 1,  /* the document's object: definitions and sections */
       OTHER_DEFINITIONS, /* an object */
       OTHER_BLOCKS, OTHER_LIST, OTHER_ARRAYS, OTHER_OBJECTS, /* an array, or the document's lines */
       OTHER_ROW,         /* an array in OTHER_ARRAYS */
       OTHER_RECORD };    /* an object in OTHER_OBJECTS */

/* rows.c: what an array's elements are, as far as the look ahead shows, from the cursor on: the
 * OTHER_* that it reads as; with columns for OTHER_OBJECTS. */
rt_status json_classify(json_reader *reader, bool top, uint32_t *what, json_columns **columns);
/* The record at the cursor, held whole, into columns->list. *fits false: it has a member that no
 * column has, or makes the table too thin; the columns are as before. */
rt_status json_take_record(json_reader *reader, json_frame *frame, bool *fits);

#endif
