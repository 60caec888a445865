/* paths.h - a list of paths, as --from-list takes it: read as it comes, a path at a time.
 *
 * Owns a buffer of fixed size; never waits, so that whoever makes the list slowly stops nothing else. */
#ifndef RT_BULK_PATHS_H
#define RT_BULK_PATHS_H

typedef struct rt_paths rt_paths;

typedef enum rt_paths_answer {
    RT_PATHS_ONE = 1,
    RT_PATHS_END,   /* or a failure: rt_paths_error */
    RT_PATHS_LATER  /* nothing is there yet: poll the descriptor */
} rt_paths_answer;

/* `file` is closed by rt_paths_free, but for standard input. Each path is ended by `separator`. */
rt_paths *rt_paths_new(int file, char separator);
void rt_paths_free(rt_paths *paths);
/* *path is valid until the next call; empty ones are passed over. */
rt_paths_answer rt_paths_next(rt_paths *paths, const char **path);
int rt_paths_file(const rt_paths *paths);
/* Why the list ended before its end, with advice; or NULL. */
const char *rt_paths_error(const rt_paths *paths);

#endif
