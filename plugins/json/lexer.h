/* lexer.h - strict RFC 8259 over windows of checked UTF-8: tokens with their line and column.
 *
 * Owns grammar, escapes, duplicate members, depth of nesting. Knows nothing of reports.
 * Every error is reported here, once, with what to do about it. */
#ifndef RT_JSON_LEXER_H
#define RT_JSON_LEXER_H

#include <kit/buffer.h>

typedef enum json_kind {
    JSON_END = 0, /* of the document */
    JSON_OBJECT, JSON_OBJECT_END, JSON_ARRAY, JSON_ARRAY_END,
    JSON_KEY,     /* whole; the colon has been passed */
    JSON_STRING,  /* with `more`: json_lexer_more gives the rest */
    JSON_NUMBER,  /* whole, as written */
    JSON_TRUE, JSON_FALSE, JSON_NULL
} json_kind;

typedef struct json_token {
    uint32_t kind;
    uint32_t column;
    uint64_t line;
    rt_str text;     /* STRING, KEY, NUMBER, and the literals' names; until the next call */
    bool more;       /* the string goes on */
    bool fraction;   /* NUMBER with a point or an exponent */
    bool first;      /* KEY: the first of its object */
    uint64_t *mark;  /* the caller's own word for an open or just closed object or array */
} json_token;

typedef struct json_key { uint64_t hash; size_t at, len; } json_key;

/* One open object or array. */
typedef struct json_level {
    uint64_t mark;
    size_t first_key, first_byte; /* where its keys begin in `keys`, `names` */
    uint32_t *slots;              /* hash table of its keys, when there are many */
    uint32_t slot_count;          /* a power of two, or 0 */
    bool object;
} json_level;

typedef struct json_lexer {
    const rt_host *host;
    rt_input *in;
    const char *at, *end;    /* what is left of the window */
    const char *anchor;      /* a place in the window, at column `anchor_column` */
    uint64_t anchor_column;
    uint64_t wide;           /* continuation bytes passed since the anchor */
    uint64_t line;
    bool ended;              /* the input has no more windows */
    bool several;            /* more values may follow, each on a line of its own */
    uint32_t want;
    uint64_t last_line;      /* where the last token of the top level ended */
    rt_pos open;             /* where the open string began */
    rt_pos comma;            /* the last one passed */
    rt_buffer text;          /* a string, key or number that does not lie in one window as it is */
    json_level *levels;
    size_t depth, level_room;
    uint64_t depth_limit, member_limit, length_limit;
    json_key *keys;
    size_t key_count, key_room;
    rt_buffer names;
    uint64_t seed[2];
} json_lexer;

/* RT_ERR_MEMORY (reported). Free it whatever happens. */
rt_status json_lexer_open(json_lexer *lexer, const rt_host *host, rt_input *in);
void json_lexer_free(json_lexer *lexer);
rt_status json_lexer_next(json_lexer *lexer, json_token *token);
/* After a token with `more`: the next piece, as a STRING token again. */
rt_status json_lexer_more(json_lexer *lexer, json_token *token);

/* Whether `text` is a whole JSON number; *fraction as in the token. */
bool json_is_number(rt_str text, bool *fraction);

/* keys.c: enters the member's name into the top level's set. RT_ERR_MALFORMED (unreported): it
 * stands there already; RT_ERR_LIMIT (unreported): too many members. */
rt_status json_keys_add(json_lexer *lexer, rt_str name, bool *first);
void json_keys_leave(json_lexer *lexer, json_level *level);
/* Chooses a seed: another one each run; what is written does not depend on it. */
void json_seed(uint64_t seed[2]);
uint64_t json_hash(const uint64_t seed[2], rt_str name);

#endif
