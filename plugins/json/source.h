/* source.h - the tokens of a document with a look ahead: what comes too early is held until its turn.
 *
 * Owns the queue of tokens that were looked at. What is not looked at passes without being held. */
#ifndef RT_JSON_SOURCE_H
#define RT_JSON_SOURCE_H

#include "lexer.h"

/* Held tokens are named by their offset since the document began; 0 is none. */
typedef struct json_source {
    json_lexer lexer;
    const rt_host *host;
    rt_buffer queue;
    uint64_t base;     /* offset of the queue's first byte */
    uint64_t cursor;   /* offset of the next token to give; the queue's end: from the lexer */
    uint64_t given;    /* the object or array that was given last */
    uint64_t last;     /* the last token in the queue */
    uint64_t bound;    /* how far to look ahead in what seems to be in order */
    uint32_t asked;    /* tokens since the host was asked whether to stop */
    bool partial;      /* the last token is a string whose rest has not been read */
    bool disorder;     /* a "type" stood behind other members: this is not the order we write */
} json_source;

/* RT_ERR_MEMORY (reported). Free it whatever happens. */
rt_status json_source_open(json_source *source, const rt_host *host, rt_input *in, uint64_t bound);
void json_source_free(json_source *source);

rt_status json_source_next(json_source *source, json_token *token);
/* The rest of a string with `more`. */
rt_status json_source_more(json_source *source, json_token *token);
/* Passes over the value that `token`, just given, begins. */
rt_status json_source_skip(json_source *source, json_token *token);

/* Reads on until the object or array at `at` is held whole, or `bound` bytes are. *end: behind
 * its last token, or 0 when it is not whole. */
rt_status json_source_hold(json_source *source, uint64_t at, uint64_t bound, uint64_t *end);
/* Holds one token more, or another piece of a string of which a part is held. */
rt_status json_source_grow(json_source *source);

/* The held token at `at`; false: none is there. *next: the one behind it, or behind the object or
 * array that it begins; 0 when that is not held whole. */
bool json_source_peek(const json_source *source, uint64_t at, json_token *token, uint64_t *next);
/* Behind the token alone. */
uint64_t json_source_inside(const json_source *source, uint64_t at);

static inline uint64_t json_source_end(const json_source *s) { return s->base + s->queue.len; }

#endif
