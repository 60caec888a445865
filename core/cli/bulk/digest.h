/* digest.h - SHA-256 of open files and texts, in hexadecimal. */
#ifndef RT_BULK_DIGEST_H
#define RT_BULK_DIGEST_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdint.h>

enum { RT_DIGEST_ROOM = 2 * SHA256_DIGEST_SIZE + 1 };

/* Reads from offset 0 whatever the position is. False: it cannot be read; `out` is empty. */
bool rt_digest_file(int file, char out[RT_DIGEST_ROOM], uint64_t *size);
void rt_digest_end(struct sha256_ctx *context, char out[RT_DIGEST_ROOM]);

#endif
