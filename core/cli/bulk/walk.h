/* walk.h - the inputs of `retort bulk`, one after the other: files, folders with all that is in them, lists of paths.
 *
 * Owns the open folders of the path it stands at and nothing more, so a million entries cost no memory. Hidden entries are
 * passed over; links to folders are not followed, so there are no loops; the output folder is not entered. The order is the
 * file system's. */
#ifndef RT_BULK_WALK_H
#define RT_BULK_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "paths.h"

typedef struct rt_walk rt_walk;

typedef struct rt_found {
    int folder;        /* where `name` is opened; AT_FDCWD for one that was named itself */
    const char *name;
    const char *path;  /* below its source */
    const char *shown; /* as a user would open it */
    struct stat about;
    const char *error; /* why it cannot be read: nothing is known but the path; or NULL */
} rt_found;

typedef enum rt_walk_answer {
    RT_WALK_FOUND = 1, /* a regular file, or what cannot be read */
    RT_WALK_END,
    RT_WALK_LATER      /* the list has nothing yet */
} rt_walk_answer;

/* Several folders are told apart by their own name in front of the path. `list` gives more paths, or NULL; `out` is
 * the output folder. All borrowed. `quick`: only to count; `about` is not filled in. */
rt_walk *rt_walk_new(const char *const *sources, size_t count, rt_paths *list, const struct stat *out, bool quick);
/* Valid until the next call. */
rt_walk_answer rt_walk_next(rt_walk *walk, rt_found *found);
void rt_walk_free(rt_walk *walk);

#endif
