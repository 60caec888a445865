/* key.h - the job key: what decides how an output looks, besides its input. Outputs of another key are made anew. */
#ifndef RT_BULK_KEY_H
#define RT_BULK_KEY_H

#include "digest.h"
#include "work.h"

/* Hashes retort's version, every plugin's bytes, and the options; `limits` as the user typed them, or NULL. */
void rt_bulk_key(const rt_work *work, const char *const *limits, char key[RT_DIGEST_ROOM]);

#endif
