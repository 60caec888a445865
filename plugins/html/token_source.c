/* token_source.c - where the tokenizer's text comes from: windows, what a window cuts, lines and
 * columns. */
#include "token_inside.h"

#include <stdio.h>
#include <string.h>

enum { LEAST = 256 }; /* bytes to carry on with at a cut */

#define EIGHT(byte) ((unsigned char)(byte) * UINT64_C(0x0101010101010101))

/* ---- Lines and columns -------------------------------------------------------------- */

/* A CR ends its line once it is known that no LF follows it, which would. */
static inline void end_line(rt_html_tokens *t)
{
    t->line++;
    t->column = 1;
    t->after_cr = false;
}

static inline void count_byte(rt_html_tokens *t, unsigned char c)
{
    if (t->after_cr && c != '\n')
        end_line(t);
    if (c == '\n')
        end_line(t);
    else if (c == '\r')
        t->after_cr = true;
    else
        t->column += (c & 0xC0) != 0x80;
}

/* The code points among the first `len` bytes of eight, if none of these may be a line end;
 * UINT32_MAX otherwise. */
static inline uint32_t count_some(const char *p, size_t len)
{
    const uint64_t high = EIGHT(0x80);
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    word <<= 64 - 8 * len;
    uint64_t feeds = word ^ EIGHT('\n'), returns = word ^ EIGHT('\r');
    if ((((feeds - EIGHT(1)) & ~feeds) | ((returns - EIGHT(1)) & ~returns)) & high)
        return UINT32_MAX;
    uint64_t continued = word & ~(word << 1) & high;
    return (uint32_t)(len - (((continued >> 7) * EIGHT(1)) >> 56));
}

static inline void count_to(rt_html_tokens *t, const char *to)
{
    const char *p = t->counted, *readable = t->end;
    while (p < to) {
        size_t len = to - p < 8 ? (size_t)(to - p) : 8;
        uint32_t points = t->after_cr || readable - p < 8 ? UINT32_MAX : count_some(p, len);
        if (points != UINT32_MAX)
            t->column += points;
        else
            for (size_t i = 0; i < len; i++)
                count_byte(t, (unsigned char)p[i]);
        p += len;
    }
    t->counted = to;
}

rt_pos rt_html_here(rt_html_tokens *t)
{
    count_to(t, t->at);
    if (t->after_cr && (t->at == t->end || *t->at != '\n'))
        end_line(t);
    return (rt_pos){.line = t->line, .column = t->column};
}

html_step rt_html_too_long(rt_html_tokens *t, const char *limit)
{
    rt_pos pos = rt_html_here(t);
    char message[240];
    snprintf(message, sizeof message,
             "the tag, comment or attribute that begins here is longer than the limit %s (%llu "
             "bytes); look for a missing > or quote, or raise it with --limit %s=N",
             limit, (unsigned long long)t->host->limit(t->host, limit), limit);
    t->host->report(t->host, "html-limit", &pos, message);
    t->status = RT_ERR_LIMIT;
    return STEP_FAIL;
}

/* ---- Windows ------------------------------------------------------------------------ */

static rt_status next_window(rt_html_tokens *t)
{
    const char *bytes;
    size_t len;
    if (t->host->stopped && t->host->stopped(t->host))
        return RT_STOPPED;
    rt_status status = t->in->next(t->in, &bytes, &len);
    if (status != RT_OK)
        return status;
    t->ended = len == 0;
    t->rest = bytes;
    t->rest_end = len ? bytes + len : bytes;
    return RT_OK;
}

/* Adds whole sequences of what the window still holds, `want` bytes or a little more. */
static rt_status carry_some(rt_html_tokens *t, size_t want)
{
    size_t have = (size_t)(t->rest_end - t->rest);
    size_t take = want < have ? want : have;
    while (take < have && ((unsigned char)t->rest[take] & 0xC0) == 0x80)
        take++;
    rt_status status = rt_buffer_add(&t->carry, t->rest, take);
    t->rest += take;
    return status;
}

/* Moves the construct that is cut to the front of `carry`. */
static rt_status carry_over(rt_html_tokens *t)
{
    size_t left = (size_t)(t->end - t->at);
    rt_status status = RT_OK;
    count_to(t, t->at);
    if (t->carried) {
        memmove(t->carry.data, t->at, left);
        t->carry.len = left;
    } else {
        rt_buffer_clear(&t->carry);
        status = rt_buffer_add(&t->carry, t->at, left);
        t->rest = t->rest_end = NULL;
    }
    t->carried = true;
    return status;
}

static rt_status carry_more(rt_html_tokens *t)
{
    size_t left = (size_t)(t->end - t->at), want = left < LEAST ? LEAST : left;
    if (left > t->longest) {
        rt_html_too_long(t, "cell-length");
        return t->status;
    }
    rt_status status = carry_over(t);
    while (status == RT_OK && t->carry.len - left < want && !rt_html_last(t)) {
        if (t->rest == t->rest_end)
            status = next_window(t);
        else
            status = carry_some(t, want - (t->carry.len - left));
    }
    t->at = t->counted = t->carry.data;
    t->end = t->at + t->carry.len;
    return status;
}

rt_status rt_html_more(rt_html_tokens *t)
{
    if (t->at < t->end)
        return carry_more(t);
    count_to(t, t->at);
    rt_status status = t->rest == t->rest_end ? next_window(t) : RT_OK;
    t->at = t->counted = t->rest;
    t->end = t->rest_end;
    t->rest = t->rest_end = NULL;
    t->carried = false;
    return status;
}
