/* head.h - looking at the beginning of a text, for functions that recognise a format.
 *
 * Pure; what they answer lies in the text they were given. */
#ifndef RT_KIT_HEAD_H
#define RT_KIT_HEAD_H

#include <retort/report.h>
#include <string.h>

/* Behind its first `n` bytes, or at its end. */
static inline rt_str rt_head_skip(rt_str text, size_t n)
{
    n = n < text.len ? n : text.len;
    return (rt_str){text.ptr + n, text.len - n};
}

/* What stands behind `end`, or nothing. */
static inline rt_str rt_head_skip_behind(rt_str text, const char *end)
{
    const char *found = text.len ? memmem(text.ptr, text.len, end, strlen(end)) : NULL;
    return rt_head_skip(text, found ? (size_t)(found - text.ptr) + strlen(end) : text.len);
}

#endif
