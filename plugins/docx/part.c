/* part.c - a part as XML: UTF-8 for the parser whatever the part is in, and the parser with this
 * plugin's messages.
 *
 * Owns the conversion of UTF-16, which OPC allows beside UTF-8 (part 2, 8.1.4). */
#include <kit/buffer.h>
#include <string.h>

#include "package.h"

typedef enum coding { UNSEEN = 0, UTF8, UTF16_LITTLE, UTF16_BIG } coding;

typedef struct source {
    rt_docx_stream *stream;
    rt_buffer text; /* UTF-16 as UTF-8 */
    coding coding;
    uint32_t high; /* a high surrogate that waits for its low one */
    int odd;       /* half a unit, or -1 */
    unsigned char head[4];
    size_t head_len;
} source;

static rt_status add_unit(source *s, uint32_t unit)
{
    uint32_t point = unit;
    rt_status status = RT_OK;

    if (s->high && (unit & 0xfc00) != 0xdc00)
        status = rt_buffer_add_point(&s->text, 0xfffd);
    if ((unit & 0xfc00) == 0xdc00)
        point = s->high ? 0x10000 + ((s->high & 0x3ff) << 10) + (unit & 0x3ff) : 0xfffd;
    s->high = (unit & 0xfc00) == 0xd800 ? unit : 0;
    return s->high || status != RT_OK ? status : rt_buffer_add_point(&s->text, point);
}

static rt_status convert(source *s, const unsigned char *at, size_t len)
{
    rt_status status = rt_buffer_reserve(&s->text, len * 2 + 8);

    for (size_t i = 0; i < len && status == RT_OK; i++) {
        if (s->odd < 0) {
            s->odd = at[i];
            continue;
        }
        uint32_t first = (uint32_t)s->odd;
        status = add_unit(s, s->coding == UTF16_LITTLE ? (uint32_t)at[i] << 8 | first
                                                       : first << 8 | at[i]);
        s->odd = -1;
    }
    return status;
}

/* By the byte order mark, else by a '<' of two bytes; *skip bytes are the mark. */
static coding detect(const unsigned char *head, size_t len, size_t *skip)
{
    static const struct {
        const char *bytes;
        unsigned char len, skip;
        coding coding;
    } marks[] = {{"\xef\xbb\xbf", 3, 3, UTF8},
                 {"\xff\xfe", 2, 2, UTF16_LITTLE},
                 {"\xfe\xff", 2, 2, UTF16_BIG},
                 {"<\0", 2, 0, UTF16_LITTLE},
                 {"\0<", 2, 0, UTF16_BIG}};

    *skip = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (len >= marks[i].len && memcmp(head, marks[i].bytes, marks[i].len) == 0) {
            *skip = marks[i].skip;
            return marks[i].coding;
        }
    return UTF8;
}

/* The first bytes, however small the windows are. */
static rt_status begin(source *s, const char **bytes, size_t *len)
{
    size_t skip = 0;
    rt_status status = RT_OK;

    rt_buffer_clear(&s->text);
    do {
        if ((status = rt_docx_stream_next(s->stream, bytes, len)) == RT_OK)
            status = rt_buffer_add(&s->text, *bytes, *len);
    } while (status == RT_OK && *len && s->text.len < 4);
    if (status != RT_OK)
        return status;
    s->coding = detect((const unsigned char *)s->text.data, s->text.len, &skip);
    *bytes = s->text.data + skip;
    *len = s->text.len - skip;
    return RT_OK;
}

static rt_status next_window(void *user, const char **bytes, size_t *len)
{
    source *s = user;
    rt_status status = RT_OK;

    if (s->coding == UNSEEN) {
        if ((status = begin(s, bytes, len)) != RT_OK || s->coding == UTF8)
            return status;
        rt_buffer head = s->text; /* the window lies in it */
        s->text = (rt_buffer){.host = head.host};
        status = convert(s, (const unsigned char *)*bytes, *len);
        rt_buffer_free(&head);
    } else if ((status = rt_docx_stream_next(s->stream, bytes, len)) != RT_OK ||
               s->coding == UTF8 || !*len) {
        return status;
    } else {
        rt_buffer_clear(&s->text);
        status = convert(s, (const unsigned char *)*bytes, *len);
    }
    *bytes = s->text.data;
    *len = s->text.len;
    return status == RT_OK && !*len ? next_window(user, bytes, len) : status;
}

rt_status rt_docx_pass_leave(void *user)
{
    (void)user;
    return RT_OK;
}

rt_status rt_docx_pass_text(void *user, rt_str piece)
{
    (void)user, (void)piece;
    return RT_OK;
}

rt_status rt_docx_pass_aside(void *user, rt_xml_aside what, const rt_pos *pos)
{
    (void)user, (void)what, (void)pos;
    return RT_OK;
}

rt_status rt_docx_package_parse(rt_docx_package *package, uint32_t part,
                                const rt_xml_events *events, void *user, rt_docx_xml *x)
{
    const rt_host *host = rt_docx_package_host(package);
    source s = {.text = {.host = host}, .odd = -1};
    rt_xml_job job = {.host = host,
                      .next = next_window,
                      .source = &s,
                      .events = events,
                      .user = user,
                      .part = rt_docx_package_name(package, part),
                      .refuse_doctype = true,
                      .malformed = "docx-malformed",
                      .entity = "docx-entity",
                      .limit = "docx-limit",
                      .memory = "docx-memory",
                      .namespaces = "docx-namespace"};

    x->part = job.part;
    x->xml = NULL;
    rt_docx_names_init(&x->names);
    rt_status status = rt_docx_stream_open(package, part, &s.stream);
    if (status == RT_OK)
        status = rt_xml_open(&job, &x->xml);
    if (status == RT_OK) {
        status = rt_xml_run(x->xml);
        rt_xml_close(x->xml);
    }
    rt_docx_stream_close(s.stream);
    rt_buffer_free(&s.text);
    return status;
}
