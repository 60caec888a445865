/* write_xml.c - numbers, lengths and growing arrays for the DOCX writer. Owns nothing of a report. */
#include <stdio.h>
#include <string.h>

#include "write.h"

void docx_fail(rt_docx_writer *w, rt_status status)
{
    if (w->status == RT_OK)
        w->status = status;
}

/* ---- Numbers and lengths --------------------------------------------------------------------- */

static size_t digits_of(int64_t number, char room[24])
{
    return (size_t)snprintf(room, 24, "%lld", (long long)number);
}

void docx_put_number(rt_docx_writer *w, int64_t number)
{
    char room[24];
    rt_emit_bytes(w->emit, room, digits_of(number, room));
}

void docx_put_val(rt_docx_writer *w, const char *name, const char *value)
{
    PUT(w, "<w:");
    docx_put(w, name);
    PUT(w, " w:val=\"");
    docx_put(w, value);
    PUT(w, "\"/>");
}

enum { FRACTION = 1000000 }; /* six digits; more are cut */

bool docx_scaled(rt_str length, char unit, int64_t scale, int64_t *units, bool *exact)
{
    int64_t millionths = 0, place = FRACTION;
    size_t i = length.len && length.ptr[0] == '-' ? 1 : 0;
    *exact = true;
    *units = 0;
    if (length.len < 2 || length.ptr[length.len - 1] != unit)
        return false;
    for (; i < length.len && length.ptr[i] >= '0' && length.ptr[i] <= '9'; i++) /* what no page is as wide as is cut */
        if (millionths < (int64_t)FRACTION * FRACTION)
            millionths = millionths * 10 + (length.ptr[i] - '0') * (int64_t)FRACTION;
    if (i < length.len && length.ptr[i] == '.')
        for (i++; i < length.len && length.ptr[i] >= '0' && length.ptr[i] <= '9'; i++) {
            place /= 10;
            millionths += place * (length.ptr[i] - '0');
            *exact &= place > 0 || length.ptr[i] == '0';
        }
    *exact &= millionths * scale % FRACTION == 0;
    *units = (millionths * scale + FRACTION / 2) / FRACTION * (length.ptr[0] == '-' ? -1 : 1);
    return true;
}

void docx_put_length(rt_docx_writer *w, const char *name, rt_str length, int64_t scale)
{
    int64_t units;
    bool exact;
    if (!docx_scaled(length, 't', scale, &units, &exact))
        return;
    PUT(w, " w:");
    docx_put(w, name);
    PUT(w, "=\"");
    if (exact)
        docx_put_number(w, units);
    else /* ST_UniversalMeasure, 22.9.2.15 */
        docx_put_attr(w, length);
    PUT(w, "\"");
}

/* ---- Memory ------------------------------------------------------------------------------------ */

void *docx_more(rt_docx_writer *w, rt_buffer *array, size_t size)
{
    array->host = w->host;
    rt_status status = rt_buffer_reserve(array, size);
    if (status != RT_OK) {
        docx_fail(w, status);
        return NULL;
    }
    void *made = array->data + array->len;
    array->len += size;
    return memset(made, 0, size);
}

bool docx_grow(rt_docx_writer *w, void *stack, size_t count, size_t *room, size_t size)
{
    void **block = stack;
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 16;
    void *grown = w->host->resize(w->host, *block, more * size);
    if (!grown) {
        docx_fail(w, RT_ERR_MEMORY);
        return false;
    }
    *block = grown;
    *room = more;
    return true;
}

void docx_add(rt_docx_writer *w, rt_buffer *to, const char *bytes, size_t len)
{
    to->host = w->host;
    docx_fail(w, rt_buffer_add(to, bytes, len));
}

void docx_add_text(rt_docx_writer *w, rt_buffer *to, const char *text) { docx_add(w, to, text, strlen(text)); }

void docx_add_number(rt_docx_writer *w, rt_buffer *to, int64_t number)
{
    char room[24];
    docx_add(w, to, room, digits_of(number, room));
}

/* For attributes and text alike. */
void docx_add_escaped(rt_docx_writer *w, rt_buffer *to, rt_str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        const char *escape = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\t' ? "&#9;"
                           : c == '\n' ? "&#10;" : c == '\r' ? "&#13;" : NULL;
        if (!escape)
            continue;
        docx_add(w, to, text.ptr + from, i - from);
        docx_add_text(w, to, escape);
        from = i + 1;
    }
    if (text.len > from)
        docx_add(w, to, text.ptr + from, text.len - from);
}

void docx_keep(rt_docx_writer *w, docx_kept *kept, const rt_node *node)
{
    size_t len = 0, count = node->attr_count < DOCX_ATTRS ? node->attr_count : DOCX_ATTRS;
    kept->texts.host = w->host;
    rt_buffer_clear(&kept->texts);
    kept->node = (rt_node){.size = sizeof kept->node, .kind = node->kind, .attrs = kept->attrs, .pos = node->pos};
    for (size_t i = 0; i < count; i++)
        len += node->attrs[i].text.len;
    rt_status status = rt_buffer_reserve(&kept->texts, len);
    if (status != RT_OK) {
        docx_fail(w, status);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        kept->attrs[i] = node->attrs[i];
        kept->attrs[i].text.ptr = kept->texts.data + kept->texts.len;
        docx_add(w, &kept->texts, node->attrs[i].text.ptr, node->attrs[i].text.len);
    }
    kept->node.attr_count = count;
}

void docx_hole(rt_docx_writer *w, uint32_t what, size_t number, size_t text, size_t text_len)
{
    rt_docx_hole hole = {.what = what, .number = number, .text = text, .text_len = text_len};
    docx_fail(w, rt_docx_part_hole(docx_story_of(w)->part, &hole));
}
