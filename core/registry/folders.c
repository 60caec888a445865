/* folders.c - the search path: which folders hold plugins, and what stands in each.
 *
 * Owns the order and the merging of a folder with its index: what the index does not know, or knows
 * by another size or time, is loaded to look. */
#include "catalog.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct names {
    rt_registry *registry;
    const char **array;
    size_t count, room;
} names;

/* ---- One folder ------------------------------------------------------------------------ */

static bool is_folder(int at, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
        return entry->d_type == DT_DIR;
    return fstatat(at, entry->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static bool is_plugin(const char *name)
{
    static const char ending[] = ".rt.so";
    size_t len = strlen(name), end = sizeof ending - 1;

    return len > end && strcmp(name + len - end, ending) == 0;
}

static bool add_name(names *to, const char *inside, const char *name)
{
    if (!rt_catalog_grow((void **)&to->array, &to->room, to->count, sizeof *to->array))
        return false;
    to->array[to->count] = rt_catalog_join(to->registry, inside, name);
    return to->array[to->count] && ++to->count;
}

/* Files of `path`, called `inside` in the list; with `folders`, its sub-folders go there. */
static bool scan(names *files, names *folders, const char *path, const char *inside)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    bool fine = true;

    if (!dir)
        return false;
    while (fine && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        bool plugin = is_plugin(entry->d_name);
        if ((plugin || folders) && is_folder(dirfd(dir), entry))
            fine = !folders || add_name(folders, "", entry->d_name);
        else if (plugin)
            fine = add_name(files, inside, entry->d_name);
    }
    closedir(dir);
    if (!fine)
        errno = ENOMEM;
    return fine;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool rt_folder_scan(rt_registry *registry, const char *folder, const char ***array, size_t *count)
{
    names files = {.registry = registry}, folders = {.registry = registry};
    bool fine = scan(&files, &folders, folder, "");

    for (size_t i = 0; fine && i < folders.count; i++) {
        const char *path = rt_catalog_join(registry, folder, folders.array[i]);
        if (!path)
            errno = ENOMEM;
        /* A sub-folder that cannot be read holds no plugins for us. */
        fine = path && (scan(&files, NULL, path, folders.array[i]) || errno != ENOMEM);
    }
    int why = errno;
    *count = files.count;
    *array = fine ? rt_catalog_alloc(registry, (files.count + 1) * sizeof **array) : NULL;
    if (fine && !*array)
        why = ENOMEM;
    if (*array && files.count) {
        memcpy(*array, files.array, files.count * sizeof **array);
        qsort(*array, files.count, sizeof **array, by_name);
    }
    free(files.array);
    free(folders.array);
    errno = why;
    return *array != NULL;
}

static rt_status add_indexed(rt_registry *registry, rt_plugin_file *file,
                             const rt_index_plugin *known)
{
    if (!rt_catalog_claim(registry, file, known->id, known->version))
        return RT_OK;
    for (size_t i = 0; i < known->card_count; i++) {
        known->cards[i].file = file;
        rt_status status = rt_catalog_card(registry, &known->cards[i]);
        if (status != RT_OK)
            return status;
    }
    return RT_OK;
}

static rt_status add_file(rt_registry *registry, const char *path, const rt_index_plugin *known,
                          bool indexed)
{
    rt_plugin_file *file;
    struct stat at;

    if (stat(path, &at) != 0)
        return RT_OK; /* gone since the folder was read, or a dangling link */
    rt_status status = rt_catalog_file(registry, path, false, &at, &file);
    if (status != RT_OK || !file)
        return status;
    if (known && rt_index_fresh(known, &at))
        return add_indexed(registry, file, known);
    if (indexed)
        rt_catalog_report(
            registry, "plugin-index", path,
            "%s; the plugin is loaded to see what it offers (retort plugins index FOLDER)",
            known ? "it has changed since the index of its folder was written"
                  : "the index of its folder does not know it");
    status = rt_catalog_load(registry, file);
    return status == RT_ERR_PLUGIN ? RT_OK : status;
}

/* `must` is for a folder that the user named. *some: whether there are plugins; or NULL. */
static rt_status add_folder(rt_registry *registry, const char *folder, bool must, bool *some)
{
    const char **found;
    size_t count, next = 0;
    rt_index index;

    if (!rt_folder_scan(registry, folder, &found, &count)) {
        if (errno == ENOMEM)
            return rt_catalog_memory(registry);
        if (must || (errno != ENOENT && errno != ENOTDIR))
            rt_catalog_report(registry, "plugin-folder", folder,
                              "no plugins are taken from this folder: %s", strerror(errno));
        return RT_OK;
    }
    if (some)
        *some = count > 0;
    if (count == 0)
        return RT_OK;
    rt_status status = rt_index_read(registry, folder, &index);
    for (size_t i = 0; status == RT_OK && i < count; i++) {
        const char *path = rt_catalog_join(registry, folder, found[i]);
        if (!path)
            return rt_catalog_memory(registry);
        while (next < index.count && strcmp(index.plugins[next].name, found[i]) < 0)
            next++;
        bool known = next < index.count && strcmp(index.plugins[next].name, found[i]) == 0;
        status = add_file(registry, path, known ? &index.plugins[next] : NULL, index.count > 0);
    }
    return status;
}

/* ---- The path ----------------------------------------------------------------------------- */

static rt_status add_path(rt_registry *registry, const char *path)
{
    rt_status status = RT_OK;

    while (status == RT_OK && path && *path) {
        size_t len = strcspn(path, ":");
        char *folder = rt_catalog_alloc(registry, len + 1);
        if (!folder)
            return rt_catalog_memory(registry);
        memcpy(folder, path, len);
        while (len > 1 && folder[len - 1] == '/')
            folder[--len] = '\0';
        if (*folder)
            status = add_folder(registry, folder, true, NULL);
        path += strcspn(path, ":");
        path += *path == ':';
    }
    return status;
}

static rt_status add_own(rt_registry *registry)
{
    const char *data = secure_getenv("XDG_DATA_HOME"), *home = secure_getenv("HOME");
    const char *path = NULL;

    if (data && *data == '/') /* others are to be ignored, says the specification */
        path = rt_catalog_join(registry, data, "retort/plugins");
    else if (home && *home == '/')
        path = rt_catalog_join(registry, home, ".local/share/retort/plugins");
    else
        return RT_OK;
    return path ? add_folder(registry, path, false, NULL) : rt_catalog_memory(registry);
}

/* <folder of the executable>/plugins, or NULL. */
static const char *build_tree(rt_registry *registry)
{
    char exe[4096];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (len <= 0 || (size_t)len >= sizeof exe - 1)
        return NULL;
    exe[len] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return rt_catalog_join(registry, exe, "plugins");
}

/* A retort that stands in its build tree takes the plugins built with it; the installed ones would
 * be the same under older paths. */
static rt_status add_systems(rt_registry *registry)
{
    const char *tree = build_tree(registry);
    bool built = false;
    rt_status status = tree ? add_folder(registry, tree, false, &built) : RT_OK;

#ifdef RT_PLUGIN_DIR
    if (status == RT_OK && !built)
        status = add_folder(registry, RT_PLUGIN_DIR, false, NULL);
#endif
    return status;
}

rt_status rt_folders_add(rt_registry *registry, const char *plugin_path)
{
    rt_status status = add_path(registry, plugin_path);

    if (status == RT_OK)
        status = add_own(registry);
    return status == RT_OK ? add_systems(registry) : status;
}
