/* emit.h - a buffer in front of an rt_output, for writers that emit many small pieces.
 *
 * Owns the buffer; the first failure sticks and is answered by rt_emit_flush. Inline where every cell passes. */
#ifndef RT_KIT_EMIT_H
#define RT_KIT_EMIT_H

#include <retort/plugin.h>
#include <string.h>

enum { RT_EMIT_ROOM = 32768 };

typedef struct rt_emit {
    rt_output *out;
    rt_status status;
    size_t used;
    char room[RT_EMIT_ROOM];
} rt_emit;

static inline rt_status rt_emit_flush(rt_emit *e)
{
    if (e->status == RT_OK && e->used)
        e->status = e->out->write(e->out, e->room, e->used);
    e->used = 0;
    return e->status;
}

static inline void rt_emit_bytes(rt_emit *e, const char *bytes, size_t len)
{
    if (len > RT_EMIT_ROOM - e->used) {
        rt_emit_flush(e);
        if (len > RT_EMIT_ROOM) {
            if (e->status == RT_OK)
                e->status = e->out->write(e->out, bytes, len);
            return;
        }
    }
    memcpy(e->room + e->used, bytes, len);
    e->used += len;
}

static inline void rt_emit_char(rt_emit *e, char c)
{
    if (e->used == RT_EMIT_ROOM)
        rt_emit_flush(e);
    e->room[e->used++] = c;
}

static inline void rt_emit_str(rt_emit *e, rt_str s) { if (s.len) rt_emit_bytes(e, s.ptr, s.len); }
static inline void rt_emit_text(rt_emit *e, const char *s) { rt_emit_bytes(e, s, strlen(s)); }

#endif
