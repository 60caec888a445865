/* walk.c - see walk.h. */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "record.h"

enum { DEEPEST = 256 }; /* open folders; what lies deeper is told */

typedef struct level { DIR *folder; size_t path, shown; } level; /* lengths of the paths up to it */

typedef struct text { char *bytes; size_t len, room; } text;

struct rt_walk {
    const char *const *sources;
    size_t count, at;
    rt_paths *list;
    level levels[DEEPEST];
    size_t depth;
    text path, shown;
    struct stat out;
    text near; /* the folder of the last path of the list, and whether it lies in the output folder */
    bool near_out;
    bool quick;
};

/* ---- Paths ---------------------------------------------------------------------------------- */

static void add(text *t, const char *bytes, size_t len)
{
    if (t->len + len + 1 > t->room) {
        t->room = (t->len + len + 1) * 2;
        t->bytes = rt_cli_got(realloc(t->bytes, t->room));
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    t->bytes[t->len] = '\0';
}

static void cut(text *t, size_t len)
{
    t->len = len;
    t->bytes[len] = '\0';
}

/* `name` behind the first `len` bytes. */
static void set_name(text *t, size_t len, const char *name)
{
    cut(t, len);
    if (len && t->bytes[len - 1] != '/')
        add(t, "/", 1);
    add(t, name, strlen(name));
}

static void give(const rt_walk *w, rt_found *found, int folder, const char *name)
{
    found->folder = folder;
    found->name = name;
    found->path = w->path.bytes;
    found->shown = w->shown.bytes;
}

/* ---- Folders ------------------------------------------------------------------------------------ */

static bool is_output(const rt_walk *w, const struct stat *about)
{
    return about->st_dev == w->out.st_dev && about->st_ino == w->out.st_ino;
}

/* False: found->error. */
static bool enter(rt_walk *w, int parent, const char *name, rt_found *found)
{
    if (w->depth == DEEPEST) {
        found->error = "it lies in more than 256 folders, one in the other; name a folder further down as SRC";
        return false;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        found->error = strerror(errno);
        if (fd >= 0)
            close(fd);
        return false;
    }
    w->levels[w->depth++] = (level){folder, w->path.len, w->shown.len};
    return true;
}

/* One entry of the folder it stands in: true when it is to be given. */
static bool look_at(rt_walk *w, const struct dirent *entry, rt_found *found)
{
    level *top = &w->levels[w->depth - 1];
    int folder = dirfd(top->folder);
    if (entry->d_name[0] == '.' || strncmp(entry->d_name, RT_BULK_RECORD, strlen(RT_BULK_RECORD)) == 0)
        return false; /* hidden, or an earlier run's record */
    if (w->quick && entry->d_type == DT_REG)
        return true;
    set_name(&w->path, top->path, entry->d_name);
    set_name(&w->shown, top->shown, entry->d_name);
    give(w, found, folder, entry->d_name);
    bool known = fstatat(folder, entry->d_name, &found->about, AT_SYMLINK_NOFOLLOW) == 0;
    bool link = known && S_ISLNK(found->about.st_mode);
    if (link)
        known = fstatat(folder, entry->d_name, &found->about, 0) == 0;
    if (!known) {
        found->error = link && errno == ENOENT ? "it is a link to what is not there" : strerror(errno);
        return true;
    }
    if (S_ISDIR(found->about.st_mode))
        return !link && !is_output(w, &found->about) && !enter(w, folder, entry->d_name, found);
    return S_ISREG(found->about.st_mode);
}

static bool step(rt_walk *w, rt_found *found)
{
    errno = 0;
    const struct dirent *entry = readdir(w->levels[w->depth - 1].folder);
    if (entry)
        return look_at(w, entry, found);
    level *top = &w->levels[--w->depth];
    found->error = errno ? strerror(errno) : NULL;
    cut(&w->path, top->path);
    cut(&w->shown, top->shown);
    closedir(top->folder);
    give(w, found, AT_FDCWD, w->shown.bytes);
    return found->error != NULL;
}

/* ---- Sources --------------------------------------------------------------------------------------- */

/* The last component, without slashes at its end; "" for "/", "." and "..". */
static void own_name(text *path, const char *source)
{
    size_t end = strlen(source), start;
    while (end && source[end - 1] == '/')
        end--;
    for (start = end; start && source[start - 1] != '/';)
        start--;
    if (strncmp(source + start, "..", end - start) != 0)
        add(path, source + start, end - start);
}

/* Whether the output folder is `folder` or one above it. */
static bool below_output(const rt_walk *w, const char *folder)
{
    int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool inside = false;
    struct stat about, before = {0};
    while (at >= 0 && fstat(at, &about) == 0 && !(inside = is_output(w, &about)) &&
           (about.st_dev != before.st_dev || about.st_ino != before.st_ino)) {
        int up = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        close(at);
        at = up;
        before = about;
    }
    if (at >= 0)
        close(at);
    return inside;
}

/* A list that find makes holds what earlier runs wrote, too. Neighbours in it mostly lie in one folder. */
static bool lies_in_output(rt_walk *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    if (w->near.bytes && w->near.len == len && memcmp(w->near.bytes, path, len) == 0)
        return w->near_out;
    w->near.len = 0;
    add(&w->near, path, len);
    return w->near_out = below_output(w, len ? w->near.bytes : ".");
}

/* A file or folder that was named: true when it is to be given. `whole`: its output is called by the whole path. */
static bool begin(rt_walk *w, const char *source, bool whole, rt_found *found)
{
    w->shown.len = w->path.len = 0;
    add(&w->shown, source, strlen(source));
    add(&w->path, "", 0);
    if (whole)
        add(&w->path, source, strlen(source));
    else
        own_name(&w->path, source);
    give(w, found, AT_FDCWD, w->shown.bytes);
    if (stat(source, &found->about) != 0) {
        found->error = errno == ENOENT && strchr(source, '\n')
                           ? "there is no such file; its name has a line feed in it, as if the list were one of lines: leave out --null"
                           : strerror(errno);
        return true;
    }
    if (whole && w->out.st_ino && lies_in_output(w, source))
        return false;
    if (!S_ISDIR(found->about.st_mode)) {
        found->error = S_ISREG(found->about.st_mode) ? NULL : "it is neither a file nor a folder";
        return true;
    }
    if (!whole && w->count == 1 && !w->list)
        cut(&w->path, 0);
    return !is_output(w, &found->about) && !enter(w, AT_FDCWD, source, found);
}

rt_walk_answer rt_walk_next(rt_walk *w, rt_found *found)
{
    for (;;) {
        const char *source;
        bool given;
        *found = (rt_found){.folder = AT_FDCWD};
        if (w->depth) {
            given = step(w, found);
        } else if (w->at < w->count) {
            given = begin(w, w->sources[w->at++], false, found);
        } else {
            rt_paths_answer answer = w->list ? rt_paths_next(w->list, &source) : RT_PATHS_END;
            if (answer != RT_PATHS_ONE)
                return answer == RT_PATHS_LATER ? RT_WALK_LATER : RT_WALK_END;
            given = begin(w, source, true, found);
        }
        if (given)
            return RT_WALK_FOUND;
    }
}

rt_walk *rt_walk_new(const char *const *sources, size_t count, rt_paths *list, const struct stat *out, bool quick)
{
    rt_walk *w = rt_cli_got(calloc(1, sizeof *w));
    w->sources = sources;
    w->count = count;
    w->list = list;
    w->out = *out;
    w->quick = quick;
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
    free(w->near.bytes);
    free(w);
}
