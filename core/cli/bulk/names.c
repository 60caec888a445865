/* names.c - see names.h. */
#include "names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "record.h"
#include "stage.h"

enum { LONGEST = 255, DIGITS = 16 };

bool rt_bulk_path(const char *found, char out[RT_BULK_PATH])
{
    char *end = out, *most = out + RT_BULK_PATH - LONGEST - 2;
    while (*found) {
        size_t len = strcspn(found, "/");
        bool nowhere = !len || (len == 1 && found[0] == '.') || (len == 2 && memcmp(found, "..", 2) == 0);
        if (!nowhere) {
            if (len + 2 > (size_t)(most - end))
                return false;
            if (end != out)
                *end++ = '/';
            memcpy(end, found, len);
            end += len;
        }
        found += len + (found[len] == '/');
    }
    *end = '\0';
    /* What begins so would stand among our own files. */
    return end != out && strncmp(out, RT_BULK_STAGING, strlen(RT_BULK_STAGING)) != 0 &&
           strncmp(out, RT_BULK_RECORD, strlen(RT_BULK_RECORD)) != 0;
}

static void hash_of(const char *text, size_t len, char out[RT_DIGEST_ROOM])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, len, (const uint8_t *)text);
    rt_digest_end(&context, out);
}

bool rt_bulk_name(const char *path, const char *extension, char out[RT_BULK_PATH])
{
    const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
    size_t before = (size_t)(last - path), len = strlen(last), more = strlen(extension) + 1;
    char hash[RT_DIGEST_ROOM];
    if (more + DIGITS + 1 >= LONGEST || before + LONGEST >= RT_BULK_PATH)
        return false;
    memcpy(out, path, before);
    if (len + more <= LONGEST) {
        snprintf(out + before, LONGEST + 1, "%s.%s", last, extension);
        return true;
    }
    hash_of(last, len, hash);
    for (len = LONGEST - more - DIGITS - 1; len && ((unsigned char)last[len] & 0xC0) == 0x80;)
        len--;
    snprintf(out + before, LONGEST + 1, "%.*s~%.*s.%s", (int)len, last, DIGITS, hash, extension);
    return true;
}
