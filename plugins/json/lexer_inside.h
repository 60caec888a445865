/* lexer_inside.h - what the lexer's files share; the reader's use only its way to report. */
#ifndef RT_JSON_LEXER_INSIDE_H
#define RT_JSON_LEXER_INSIDE_H

#include "lexer.h"

enum { JSON_PIECE = 4096 }; /* strings up to here that lie in no window as they are come whole */

rt_status json_lexer_refill(json_lexer *lexer);
/* Behind the opening quote, or where the last piece ended. `whole`: a name, in one piece. */
rt_status json_lexer_string(json_lexer *lexer, json_token *token, bool whole);

/* From its first character on. */
rt_status json_lexer_number(json_lexer *lexer, json_token *token);
/* Behind a value: what may follow it. */
void json_lexer_value_done(json_lexer *lexer);

__attribute__((format(printf, 5, 6)))
rt_status json_lexer_fail(json_lexer *lexer, rt_status status, const char *code, const rt_pos *pos,
                          const char *format, ...);
rt_status json_lexer_malformed(json_lexer *lexer, const rt_pos *pos, const char *message);
/* `wanted`, and what stands there instead. */
rt_status json_lexer_unexpected(json_lexer *lexer, const char *wanted);
rt_status json_lexer_too_long(json_lexer *lexer, const char *what);

static inline uint32_t json_lexer_column(const json_lexer *l, const char *at)
{
    uint64_t column = l->anchor_column + (uint64_t)(at - l->anchor) - l->wide;
    return column < UINT32_MAX ? (uint32_t)column : UINT32_MAX;
}

static inline rt_pos json_lexer_pos(const json_lexer *l, const char *at)
{
    return (rt_pos){.line = l->line, .column = json_lexer_column(l, at)};
}

static inline void json_lexer_place(const json_lexer *l, json_token *t)
{
    t->line = l->line;
    t->column = json_lexer_column(l, l->at);
    t->more = t->fraction = t->first = false;
}

/* How many bytes of a name a message shows: whole characters. */
static inline int json_shorten(rt_str text)
{
    size_t len = text.len;
    if (len > 60)
        for (len = 60; len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80;)
            len--;
    return (int)len;
}

#endif
