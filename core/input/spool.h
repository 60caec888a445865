/* spool.h - bytes kept out of memory: one unlinked temporary file, appended to and read back.
 *
 * Owns the file and the `spool` limit of its run; does not know what the bytes are. */
#ifndef RT_SPOOL_H
#define RT_SPOOL_H

#include "run.h"

typedef struct rt_spool rt_spool;

/* The file appears (and vanishes from its folder) at the first append, in $TMPDIR or /tmp. */
rt_status rt_spool_new(rt_run *run, rt_spool **spool);
void rt_spool_free(rt_spool *spool); /* NULL is fine */
/* Appends. Reported: RT_ERR_IO (no room, no folder), RT_ERR_LIMIT (the limit `spool`). */
rt_status rt_spool_append(rt_spool *spool, const void *bytes, size_t len);
/* Overwrites, or goes on: `offset` is at most the length. */
rt_status rt_spool_write_at(rt_spool *spool, uint64_t offset, const void *bytes, size_t len);
/* The file itself, owned by the spool, to read from. RT_ERR_IO (reported). */
rt_status rt_spool_descriptor(rt_spool *spool, int *fd);
uint64_t rt_spool_length(const rt_spool *spool);
/* Reads up to `len` bytes at `offset`; *got is less than len only at the end. RT_ERR_IO (reported).
 */
rt_status rt_spool_read_at(rt_spool *spool, uint64_t offset, void *buffer, size_t len, size_t *got);

#endif
