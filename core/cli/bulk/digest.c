/* digest.c - see digest.h. */
#include "digest.h"

#include <errno.h>
#include <unistd.h>

void rt_digest_end(struct sha256_ctx *context, char out[RT_DIGEST_ROOM])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof bytes, bytes);
    for (int i = 0; i < SHA256_DIGEST_SIZE; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[RT_DIGEST_ROOM - 1] = '\0';
}

bool rt_digest_file(int file, char out[RT_DIGEST_ROOM], uint64_t *size)
{
    struct sha256_ctx context;
    uint8_t buffer[65536];
    ssize_t got;
    sha256_init(&context);
    *size = 0;
    while ((got = pread(file, buffer, sizeof buffer, (off_t)*size)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            out[0] = '\0';
            return false;
        }
        sha256_update(&context, (size_t)got, buffer);
        *size += (uint64_t)got;
    }
    rt_digest_end(&context, out);
    return true;
}
