/* beside.h - opens a file below a folder and never outside of it.
 *
 * The only way by which a document causes another file to be touched, so every doubt is a refusal.
 */
#ifndef RT_BESIDE_H
#define RT_BESIDE_H

#include <stdbool.h>

/* Whether `name` may be looked for at all: relative, without `..`, not empty. */
bool rt_beside_name_ok(const char *name);
/* A descriptor of the folder that `path` is in, to resolve names under; -1 with errno. */
int rt_beside_folder(const char *path);
/* A regular file for reading, or -1 with errno. `walk`: step by step without openat2, which follows
 * no symbolic links at all; also done where the kernel has no openat2. */
int rt_beside_open(int folder, const char *name, bool walk);

#endif
