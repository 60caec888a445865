/* buffer.h - a growing run of bytes in the conversion's counted memory.
 *
 * Owns its bytes. The host reports when there is no memory; a limit on length is the caller's. */
#ifndef RT_KIT_BUFFER_H
#define RT_KIT_BUFFER_H

#include <retort/plugin.h>

/* {.host = host} is an empty one. */
typedef struct rt_buffer {
    const rt_host *host;
    char *data;
    size_t len, room;
} rt_buffer;

/* Makes room for `more` bytes behind `len`. RT_ERR_MEMORY (reported): then it is as it was. */
rt_status rt_buffer_reserve(rt_buffer *buffer, size_t more);
/* `bytes` may not lie in the buffer itself. */
rt_status rt_buffer_add(rt_buffer *buffer, const void *bytes, size_t len);
/* The UTF-8 of a code point up to U+10FFFF. */
rt_status rt_buffer_add_point(rt_buffer *buffer, uint32_t point);
/* Gives the memory back; the buffer is empty and may be used again. */
void rt_buffer_free(rt_buffer *buffer);

static inline rt_status rt_buffer_add_char(rt_buffer *buffer, char c)
{
    if (buffer->len == buffer->room) {
        rt_status status = rt_buffer_reserve(buffer, 1);
        if (status != RT_OK)
            return status;
    }
    buffer->data[buffer->len++] = c;
    return RT_OK;
}

static inline rt_status rt_buffer_add_str(rt_buffer *buffer, rt_str s)
{
    return rt_buffer_add(buffer, s.ptr, s.len);
}

/* What it holds, until the next change. */
static inline rt_str rt_buffer_str(const rt_buffer *buffer)
{
    return (rt_str){buffer->data, buffer->len};
}

/* Empties it and keeps the room. */
static inline void rt_buffer_clear(rt_buffer *buffer) { buffer->len = 0; }

#endif
