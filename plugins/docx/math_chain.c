/* math_chain.c - text in pieces that are joined without copying: deep formulas stay linear. Owns
 * the pieces. */
#include <string.h>

#include "math_inside.h"

static rt_status new_piece(rt_docx_math *m, math_chain *chain)
{
    if (m->piece_count == m->piece_room) {
        uint32_t room = m->piece_room ? m->piece_room * 2 : 64;
        math_piece *grown = m->host->resize(m->host, m->pieces, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        m->pieces = grown;
        m->piece_room = room;
    }
    m->pieces[m->piece_count++] = (math_piece){.at = (uint32_t)m->text.len};
    if (chain->last)
        m->pieces[chain->last - 1].next = m->piece_count;
    else
        chain->first = m->piece_count;
    chain->last = m->piece_count;
    return RT_OK;
}

rt_status rt_math_add(rt_docx_math *m, math_chain *chain, rt_str text)
{
    math_piece *last = chain->last ? &m->pieces[chain->last - 1] : NULL;
    rt_status status = RT_OK;

    if (!text.len)
        return RT_OK;
    if (text.len > UINT32_MAX / 2 || m->text.len > UINT32_MAX / 2) {
        m->host->report(m->host, "docx-limit", NULL, "a formula is longer than 2 GiB; shorten it");
        return RT_ERR_LIMIT;
    }
    if (!last || last->at + last->len != m->text.len)
        status = new_piece(m, chain);
    if (status == RT_OK)
        status = rt_buffer_add_str(&m->text, text);
    if (status == RT_OK)
        m->pieces[chain->last - 1].len += (uint32_t)text.len;
    return status;
}

rt_status rt_math_add_escaped(rt_docx_math *m, math_chain *chain, rt_str text)
{
    static const struct {
        char sign;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}};
    size_t from = 0;
    rt_status status = RT_OK;

    for (size_t i = 0; i < text.len && status == RT_OK; i++)
        for (size_t k = 0; k < sizeof escapes / sizeof *escapes; k++)
            if (text.ptr[i] == escapes[k].sign) {
                status = rt_math_add(m, chain, (rt_str){text.ptr + from, i - from});
                if (status == RT_OK)
                    status = rt_math_add(m, chain,
                                         (rt_str){escapes[k].escape, strlen(escapes[k].escape)});
                from = i + 1;
                break;
            }
    return status == RT_OK ? rt_math_add(m, chain, (rt_str){text.ptr + from, text.len - from})
                           : status;
}

rt_status rt_math_add_point(rt_docx_math *m, math_chain *chain, uint32_t point, bool escaped)
{
    char room[4];
    size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = len - 1; i > 0; i--, point >>= 6)
        room[i] = (char)(0x80 | (point & 0x3f));
    room[0] = (char)(lead[len] | point);
    return escaped ? rt_math_add_escaped(m, chain, (rt_str){room, len})
                   : rt_math_add(m, chain, (rt_str){room, len});
}

void rt_math_join(rt_docx_math *m, math_chain *chain, math_chain *more)
{
    if (more->first && chain->last)
        m->pieces[chain->last - 1].next = more->first;
    else if (more->first)
        chain->first = more->first;
    if (more->last)
        chain->last = more->last;
    chain->atoms += more->atoms;
    *more = (math_chain){0};
}

rt_status rt_math_flatten(rt_docx_math *m, const math_chain *chain, rt_buffer *out)
{
    rt_status status = RT_OK;

    for (uint32_t at = chain->first; at && status == RT_OK; at = m->pieces[at - 1].next)
        status = rt_buffer_add(out, m->text.data + m->pieces[at - 1].at, m->pieces[at - 1].len);
    return status;
}
