/* walk.c - see walk.h. */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEPEST = 256 }; /* open folders; what lies deeper is told */

typedef struct level { DIR *folder; size_t path, shown; } level; /* lengths of the paths up to it */

typedef struct text { char *bytes; size_t len, room; } text;

struct rt_walk {
    const char *const *sources;
    size_t count, at;
    FILE *list;
    char separator; /* of the list */
    char *line;
    size_t line_room;
    level levels[DEEPEST];
    size_t depth;
    text path, shown;
    dev_t out_device;
    ino_t out_inode;
    bool failed; /* out of memory */
};

/* ---- Paths ---------------------------------------------------------------------------------- */

static void add(rt_walk *w, text *t, const char *bytes, size_t len)
{
    if (t->len + len + 1 > t->room) {
        size_t room = (t->len + len + 1) * 2;
        char *grown = realloc(t->bytes, room);
        if (!grown) {
            w->failed = true;
            return;
        }
        t->bytes = grown;
        t->room = room;
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    t->bytes[t->len] = '\0';
}

/* `name` behind the first `len` bytes. */
static void set_name(rt_walk *w, text *t, size_t len, const char *name)
{
    t->len = len;
    if (len && t->bytes[len - 1] != '/')
        add(w, t, "/", 1);
    add(w, t, name, strlen(name));
}

/* ---- Folders ------------------------------------------------------------------------------------ */

static bool enter(rt_walk *w, int parent, const char *name, rt_found *found)
{
    int fd = w->depth < DEEPEST ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        found->error = w->depth < DEEPEST ? errno : ELOOP;
        if (fd >= 0)
            close(fd);
        return false;
    }
    w->levels[w->depth++] = (level){folder, w->path.len, w->shown.len};
    return true;
}

static bool is_output(const rt_walk *w, const struct stat *about)
{
    return about->st_dev == w->out_device && about->st_ino == w->out_inode;
}

static void give(rt_walk *w, rt_found *found, int folder, const char *name)
{
    found->folder = folder;
    found->name = name;
    found->path = w->path.bytes;
    found->shown = w->shown.bytes;
}

/* One entry of the folder it stands in: true when it is to be given. */
static bool look_at(rt_walk *w, const struct dirent *entry, rt_found *found)
{
    level *top = &w->levels[w->depth - 1];
    int folder = dirfd(top->folder);
    if (entry->d_name[0] == '.')
        return false;
    set_name(w, &w->path, top->path, entry->d_name);
    set_name(w, &w->shown, top->shown, entry->d_name);
    give(w, found, folder, entry->d_name);
    bool link = false;
    if (fstatat(folder, entry->d_name, &found->about, AT_SYMLINK_NOFOLLOW) == 0 && (link = S_ISLNK(found->about.st_mode)) &&
        fstatat(folder, entry->d_name, &found->about, 0) != 0)
        found->error = errno;
    else if (S_ISDIR(found->about.st_mode) && !link && !is_output(w, &found->about))
        return !enter(w, folder, entry->d_name, found);
    return found->error || S_ISREG(found->about.st_mode);
}

static bool step(rt_walk *w, rt_found *found)
{
    errno = 0;
    const struct dirent *entry = readdir(w->levels[w->depth - 1].folder);
    if (entry)
        return look_at(w, entry, found);
    level *top = &w->levels[--w->depth];
    found->error = errno;
    w->path.len = top->path;
    w->shown.len = top->shown;
    if (w->path.bytes)
        w->path.bytes[w->path.len] = '\0';
    if (w->shown.bytes)
        w->shown.bytes[w->shown.len] = '\0';
    closedir(top->folder);
    give(w, found, AT_FDCWD, w->shown.bytes);
    return found->error != 0;
}

/* ---- Sources --------------------------------------------------------------------------------------- */

/* The last component, without slashes at its end; "" for "/", "." and "..". */
static void own_name(rt_walk *w, const char *source)
{
    size_t end = strlen(source), start;
    while (end && source[end - 1] == '/')
        end--;
    for (start = end; start && source[start - 1] != '/';)
        start--;
    w->path.len = 0;
    if (strncmp(source + start, "..", end - start) != 0)
        add(w, &w->path, source + start, end - start);
}

/* A file or folder that was named. `whole`: its output is called by the whole path. */
static bool begin(rt_walk *w, const char *source, bool whole, rt_found *found)
{
    w->shown.len = w->path.len = 0;
    add(w, &w->shown, source, strlen(source));
    add(w, &w->path, "", 0);
    if (whole)
        add(w, &w->path, source, strlen(source));
    else
        own_name(w, source);
    if (w->failed)
        return false;
    give(w, found, AT_FDCWD, w->shown.bytes);
    if (stat(source, &found->about) != 0) {
        found->error = errno;
        return true;
    }
    if (!S_ISDIR(found->about.st_mode)) {
        found->error = S_ISREG(found->about.st_mode) ? 0 : EINVAL;
        return true;
    }
    if (!whole && w->count == 1 && !w->list)
        w->path.len = 0;
    return !enter(w, AT_FDCWD, source, found);
}

static const char *next_line(rt_walk *w)
{
    ssize_t len = getdelim(&w->line, &w->line_room, w->separator, w->list);
    if (len > 0 && w->line[len - 1] == w->separator)
        w->line[--len] = '\0';
    return len < 0 ? NULL : w->line;
}

bool rt_walk_next(rt_walk *w, rt_found *found)
{
    const char *source;
    while (!w->failed) {
        *found = (rt_found){.folder = AT_FDCWD};
        if (w->depth) {
            if (step(w, found))
                return true;
        } else if (w->at < w->count) {
            source = w->sources[w->at++];
            if (begin(w, source, false, found))
                return true;
        } else if (w->list && (source = next_line(w))) {
            if (*source && begin(w, source, true, found))
                return true;
        } else {
            return false;
        }
    }
    return false;
}

rt_walk *rt_walk_new(const char *const *sources, size_t count, FILE *list, char separator, dev_t out_device,
                     ino_t out_inode)
{
    rt_walk *w = calloc(1, sizeof *w);
    if (w) {
        w->sources = sources;
        w->count = count;
        w->list = list;
        w->separator = separator;
        w->out_device = out_device;
        w->out_inode = out_inode;
    }
    return w;
}

void rt_walk_free(rt_walk *w)
{
    if (!w)
        return;
    while (w->depth)
        closedir(w->levels[--w->depth].folder);
    free(w->path.bytes);
    free(w->shown.bytes);
    free(w->line);
    free(w);
}
