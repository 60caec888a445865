/* buffer.c - how a buffer grows: by doubling, so that filling one is linear. Owns nothing else. */
#include "buffer.h"

#include <string.h>

enum { FIRST_ROOM = 64 };

rt_status rt_buffer_reserve(rt_buffer *buffer, size_t more)
{
    size_t room = buffer->room ? buffer->room : FIRST_ROOM;
    char *data;

    if (more <= buffer->room - buffer->len)
        return RT_OK;
    while (room - buffer->len < more && room <= SIZE_MAX / 2)
        room *= 2;
    /* What no memory can hold is asked for all the same: the host words the refusal. */
    if (room - buffer->len < more)
        room = SIZE_MAX;
    data = buffer->host->resize(buffer->host, buffer->data, room);
    if (!data)
        return RT_ERR_MEMORY;
    buffer->data = data;
    buffer->room = room;
    return RT_OK;
}

rt_status rt_buffer_add(rt_buffer *buffer, const void *bytes, size_t len)
{
    rt_status status = rt_buffer_reserve(buffer, len);

    if (status == RT_OK && len) {
        memcpy(buffer->data + buffer->len, bytes, len);
        buffer->len += len;
    }
    return status;
}

rt_status rt_buffer_add_point(rt_buffer *buffer, uint32_t point)
{
    char out[4];
    size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = len - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)(lead[len] | point);
    return rt_buffer_add(buffer, out, len);
}

void rt_buffer_free(rt_buffer *buffer)
{
    if (buffer->data)
        buffer->host->resize(buffer->host, buffer->data, 0);
    *buffer = (rt_buffer){.host = buffer->host};
}
