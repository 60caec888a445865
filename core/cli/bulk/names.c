/* names.c - see names.h. */
#include "names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 255 };

static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return hash;
}

/* Copies the components that lead somewhere; the end of what was written, or NULL. */
static char *copy_components(const char *path, char *out, const char *end, char **last)
{
    *last = out;
    while (*path) {
        size_t len = strcspn(path, "/");
        bool nowhere = !len || (len == 1 && path[0] == '.') || (len == 2 && memcmp(path, "..", 2) == 0);
        if (!nowhere) {
            if (len + 2 > (size_t)(end - out))
                return NULL;
            if (out != *last)
                *out++ = '/';
            *last = out;
            memcpy(out, path, len);
            out += len;
        }
        path += len + (path[len] == '/');
    }
    return out;
}

bool rt_bulk_name(const char *path, const char *extension, char out[RT_BULK_PATH])
{
    char *last, *end = copy_components(path, out, out + RT_BULK_PATH - LONGEST - 2, &last);
    size_t room = LONGEST - strlen(extension) - 1;
    if (!end || end == last)
        return false;
    size_t len = (size_t)(end - last);
    if (len <= room) {
        snprintf(end, LONGEST, ".%s", extension);
        return true;
    }
    uint64_t hash = hash_of(last, len);
    for (len = room - 17; len && ((unsigned char)last[len] & 0xC0) == 0x80;)
        len--;
    snprintf(last + len, LONGEST, "~%016llx.%s", (unsigned long long)hash, extension);
    return true;
}
