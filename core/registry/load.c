/* load.c - from a file to a plugin's constant: dlopen and every refusal before its tables are read.
 *
 * Owns what a file must be; what its declaration must say belongs to declare.c. Nothing is
 * ever closed again: code of a plugin may stand in tables and messages until the process ends. */
#include "catalog.h"
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEGMENTS = 64, LARGEST = 65536 };
#define THROUGH(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

void rt_plugin_refuse(rt_registry *registry, rt_plugin_file *file, const char *format, ...)
{
    char *message = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&message, format, args) < 0)
        message = NULL;
    va_end(args);
    file->refused = true;
    rt_diagnostics_report(registry->diagnostics, NULL,
                          file->given ? "plugin-refused" : "plugin-skipped", file->path, NULL, NULL,
                          message ? message : format);
    free(message);
}

/* Whether all that would be mapped is there: touching a page behind the end of a file that was
 * copied by half would kill the process. NULL: it is. */
static const char *broken_elf(int fd, uint64_t bytes)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) segments[SEGMENTS];

    ssize_t got = pread(fd, &head, sizeof head, 0);
    if (got < SELFMAG || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return "it is not a shared object (ELF), so no plugin";
    if (got < (ssize_t)sizeof head)
        return "it is cut off; copy or build it again";
    if (head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32))
        return "it was built for another kind of processor; build it on this system";
    if (head.e_type != ET_DYN || head.e_phentsize != sizeof segments[0] || head.e_phnum > SEGMENTS)
        return "it is an ELF file, but not a shared object; build it with -shared -fPIC";
    size_t size = head.e_phnum * sizeof segments[0];
    if (pread(fd, segments, size, (off_t)head.e_phoff) != (ssize_t)size)
        return "it is cut off; copy or build it again";
    for (size_t i = 0; i < head.e_phnum; i++)
        if (segments[i].p_offset > bytes || segments[i].p_filesz > bytes - segments[i].p_offset)
            return "it is cut off; copy or build it again";
    return NULL;
}

static bool openable(rt_registry *registry, rt_plugin_file *file)
{
    int fd = open(file->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a FIFO must not hold us */
    struct stat at;
    const char *why = NULL;

    if (fd < 0 || fstat(fd, &at) != 0) {
        rt_plugin_refuse(registry, file, "this plugin cannot be opened: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    if (S_ISDIR(at.st_mode))
        why = "it is a folder; name the NAME.rt.so in it, or put the folder on RETORT_PLUGIN_PATH";
    else if (!S_ISREG(at.st_mode))
        why = "it is not a regular file, so no plugin";
    else
        why = broken_elf(fd, (uint64_t)at.st_size);
    close(fd);
    if (why)
        rt_plugin_refuse(registry, file, "%s", why);
    return !why;
}

/* Another major may mean another layout, so nothing behind it is looked at. */
static bool fits(rt_registry *registry, rt_plugin_file *file, const rt_plugin *plugin)
{
    if (plugin->size < THROUGH(rt_plugin, abi_major) || plugin->size > LARGEST) {
        rt_plugin_refuse(registry, file,
                         "its rt_plugin_v1 is no rt_plugin: its size field says %u; "
                         "set it with sizeof and rebuild with the installed headers",
                         plugin->size);
        return false;
    }
    if (plugin->abi_major != RT_ABI_MAJOR) {
        rt_plugin_refuse(
            registry, file,
            "it was built for version %u of the plugin contract, this retort has version %u: %s",
            plugin->abi_major, RT_ABI_MAJOR,
            plugin->abi_major < RT_ABI_MAJOR
                ? "rebuild the plugin with the installed headers"
                : "upgrade retort, or rebuild the plugin with the installed headers");
        return false;
    }
    if (plugin->size < THROUGH(rt_plugin, version)) {
        rt_plugin_refuse(registry, file,
                         "its rt_plugin_v1 is too small: its size field says %u, the "
                         "least is %zu; set it with sizeof and rebuild with the installed headers",
                         plugin->size, THROUGH(rt_plugin, version));
        return false;
    }
    if (plugin->needs_minor > RT_ABI_MINOR) {
        rt_plugin_refuse(
            registry, file,
            "it needs version %u.%u of the plugin contract, this retort has version %u.%u: "
            "upgrade retort",
            plugin->abi_major, plugin->needs_minor, RT_ABI_MAJOR, RT_ABI_MINOR);
        return false;
    }
    return true;
}

const rt_plugin *rt_plugin_open(rt_registry *registry, rt_plugin_file *file)
{
    if (!openable(registry, file))
        return NULL;
    /* Without a slash dlopen would search the system's libraries. */
    const char *path = file->path;
    char *here = NULL;
    if (!strchr(path, '/')) {
        if (asprintf(&here, "./%s", path) < 0)
            here = NULL;
        path = here;
    }
    void *handle = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!handle) {
        const char *why = path ? dlerror() : NULL;
        rt_plugin_refuse(registry, file,
                         "the system cannot load this plugin: %s; install what it lacks or "
                         "rebuild it on this system",
                         why ? why : "no memory");
        free(here);
        return NULL;
    }
    free(here);
    const rt_plugin *plugin = dlsym(handle, "rt_plugin_v1");
    if (!plugin) {
        rt_plugin_refuse(registry, file,
                         "it exports no rt_plugin_v1, so it is no plugin for retort: define "
                         "that constant, and do not hide it (version script, strip)");
        return NULL;
    }
    return fits(registry, file, plugin) ? plugin : NULL;
}
