/* walk.h - the inputs of `retort bulk`, one after the other: files, folders with all that is in them, lists of paths.
 *
 * Owns the open folders of the path it stands at and nothing more, so a million entries cost no memory. Hidden entries are
 * passed over; links to folders are not followed, so there are no loops; the output folder is not entered. The order is the
 * file system's. */
#ifndef RT_BULK_WALK_H
#define RT_BULK_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

typedef struct rt_walk rt_walk;

typedef struct rt_found {
    int folder;        /* where `name` is opened; AT_FDCWD for one that was named itself */
    const char *name;
    const char *path;  /* below its source: what its output is called by, and what the record knows it by */
    const char *shown; /* as a user would open it */
    struct stat about;
    int error;         /* an errno: it cannot be read, nothing is known but the path */
} rt_found;

/* Several folders are told apart by their own name in front of the path. `list` gives more paths, each
 * ended by `separator`; or NULL. All borrowed. NULL: out of memory. */
rt_walk *rt_walk_new(const char *const *sources, size_t count, FILE *list, char separator, dev_t out_device,
                     ino_t out_inode);
/* The next regular file, or something that cannot be read. False: the end. Valid until the next call. */
bool rt_walk_next(rt_walk *walk, rt_found *found);
void rt_walk_free(rt_walk *walk);

#endif
