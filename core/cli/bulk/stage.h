/* stage.h - the output folder of `retort bulk`: files are written in its staging folder and appear under their names whole.
 *
 * Owns the folder, its lock, the staging folder and the way to a file's place: no component of it is followed out of the
 * folder. What a killed run left in the staging folder is removed when the next one begins. */
#ifndef RT_BULK_STAGE_H
#define RT_BULK_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#define RT_BULK_STAGING ".retort-bulk"

typedef struct rt_stage {
    int folder, staging, lock; /* descriptors */
    bool locked;               /* by us */
    struct stat about;         /* of the folder */
    char near[4096];           /* the folder that was used last, below `folder`, and its descriptor */
    int near_fd;
} rt_stage;

#define RT_STAGE_NONE {.folder = -1, .staging = -1, .lock = -1, .near_fd = -1}

typedef enum rt_stage_fault { RT_STAGE_FINE = 0, RT_STAGE_ERRNO, RT_STAGE_BUSY } rt_stage_fault;

/* Makes the folder where it is missing. RT_STAGE_BUSY: another run works in it; RT_STAGE_ERRNO: see errno. */
rt_stage_fault rt_stage_open(rt_stage *stage, const char *path);
/* Only to look: nothing is made; where there is no folder, nothing is found. */
void rt_stage_look(rt_stage *stage, const char *path);
void rt_stage_close(rt_stage *stage);

/* A new, empty file for output `number` of worker `slot`; -1: errno. */
int rt_stage_create(rt_stage *stage, unsigned slot, unsigned number);
void rt_stage_drop(rt_stage *stage, unsigned slot, unsigned number);
/* Gives the first `count` outputs of a slot their names, making folders on the way: all of them or none. Not `replace`:
 * EEXIST where there is something. -1: done; else which one failed, with errno. */
int rt_stage_place(rt_stage *stage, unsigned slot, char *const *paths, unsigned count, bool replace);
/* What stands at `path`; false: nothing. A link is not followed. */
bool rt_stage_find(rt_stage *stage, const char *path, struct stat *about);

#endif
