/* names.h - what an output of `retort bulk` is called.
 *
 * The rule: the input's path below its source, with ".EXTENSION" behind it: a.html and a.csv become a.html.json and
 * a.csv.json, whatever else is in the folder, today and at the next run. A name of more than 255 bytes is cut at a whole
 * character and ends with "~" and 16 digits of its hash before the extension. */
#ifndef RT_BULK_NAMES_H
#define RT_BULK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum { RT_BULK_PATH = 4096 };

/* The path that an input is known by: without a leading "/" and components "." and "..", so that nothing lies outside of
 * the output folder. False: nothing is left, it is longer than a path may be, or it is where the record lies. */
bool rt_bulk_path(const char *found, char out[RT_BULK_PATH]);
/* The output of such a path. False: longer than a path may be. */
bool rt_bulk_name(const char *path, const char *extension, char out[RT_BULK_PATH]);

#endif
