/* read_inline.c - links, images with the bytes of data: URLs, sound, film and frames. */
#include <kit/base64.h>
#include <string.h>

#include "read.h"

/* ---- Addresses -------------------------------------------------------------------------- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%E4" at `at` stands for, or -1. */
static int percent(rt_str s, size_t at)
{
    if (at + 2 >= s.len || s.ptr[at] != '%')
        return -1;
    int high = digit_of(s.ptr[at + 1]), low = digit_of(s.ptr[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool is_utf8(rt_str s)
{
    size_t left = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (left ? (c & 0xC0) != 0x80 : (c & 0xC0) == 0x80 || c > 0xF4)
            return false;
        left = left ? left - 1 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
    }
    return left == 0;
}

/* What a fragment names: browsers look for the id as it is written, then decoded. Other than ASCII
 * is decoded. */
static rt_str decoded(html_reader *r, rt_str id)
{
    bool encoded = false;
    for (size_t i = 0; i < id.len; i++)
        encoded = encoded || percent(id, i) >= 0x80;
    if (!encoded)
        return id;
    rt_buffer_clear(&r->href);
    for (size_t i = 0; i < id.len && r->status == RT_OK; i++) {
        int byte = percent(id, i);
        r->status = rt_buffer_add_char(&r->href, byte >= 0x80 ? (char)byte : id.ptr[i]);
        i += byte >= 0x80 ? 2 : 0;
    }
    return is_utf8(rt_buffer_str(&r->href)) ? rt_buffer_str(&r->href) : id;
}

rt_str rt_html_fragment(html_reader *r, rt_str href)
{
    href = rt_html_trim(href);
    if (!href.len || *href.ptr != '#')
        return (rt_str){NULL, 0};
    return rt_html_unescape(r, decoded(r, (rt_str){href.ptr + 1, href.len - 1}));
}

/* ---- Links ------------------------------------------------------------------------------ */

static void give_href(html_reader *r, html_given *given, rt_str href)
{
    rt_str id = rt_html_fragment(r, href);
    href = rt_html_trim(href);
    if (id.ptr && (id.ptr != href.ptr + 1 || id.len != href.len - 1)) {
        char *whole = r->host->resize(r->host, NULL, id.len + 1);
        if (!whole) {
            r->status = RT_ERR_MEMORY;
            return;
        }
        *whole = '#';
        memcpy(whole + 1, id.ptr, id.len);
        rt_buffer_clear(&r->href);
        r->status = rt_buffer_add(&r->href, whole, id.len + 1);
        r->host->resize(r->host, whole, 0);
        href = rt_buffer_str(&r->href);
    }
    rt_html_give_text(given, RT_A_HREF, (rt_str){href.ptr ? href.ptr : "", href.len});
}

static rt_str id_of(const html_given *given)
{
    for (size_t i = 0; i < given->count; i++)
        if (given->list[i].id == RT_A_ID)
            return given->list[i].text;
    return (rt_str){NULL, 0};
}

void rt_html_link(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given)
{
    html_element *e = &r->stack[at];
    rt_str href = rt_html_get(tag, "href"), name = rt_html_get(tag, "name");
    if (name.len && !rt_html_has(tag, "id") && rt_html_new_id(r, name))
        rt_html_give_text(given, RT_A_ID, rt_html_unescape(r, name));
    if (!href.ptr && !rt_html_same(rt_html_get(tag, "role"), "link")) {
        if (id_of(given).len)
            rt_html_bookmark(r, at, id_of(given), e->own.words);
        return;
    }
    if (href.ptr)
        give_href(r, given, href);
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    e->around = rt_html_inline_new(r, RT_LINK, given);
    rt_html_inherit(r, at);
}

/* ---- Images ----------------------------------------------------------------------------- */

/* "data:" and what follows up to the comma, taken apart. */
typedef struct data_url {
    rt_str type, name, body;
    bool base64;
} data_url;

static bool ends_with(rt_str s, const char *word)
{
    size_t len = strlen(word);
    return s.len >= len && strncasecmp(s.ptr + s.len - len, word, len) == 0;
}

static bool take_apart(rt_str url, data_url *data)
{
    *data = (data_url){.base64 = false};
    if (url.len < 5 || strncasecmp(url.ptr, "data:", 5) != 0)
        return false;
    url = (rt_str){url.ptr + 5, url.len - 5};
    const char *comma = url.len ? memchr(url.ptr, ',', url.len) : NULL;
    if (!comma)
        return true;
    rt_str head = {url.ptr, (size_t)(comma - url.ptr)};
    data->body = (rt_str){comma + 1, url.len - head.len - 1};
    data->base64 = ends_with(head, ";base64");
    head.len -= data->base64 ? 7 : 0;
    for (size_t i = head.len; i-- > 0;)
        if (head.ptr[i] == ';' && head.len - i > 5 && strncasecmp(head.ptr + i, ";name=", 6) == 0) {
            data->name = (rt_str){head.ptr + i + 6, head.len - i - 6};
            head.len = i;
        }
    if (head.len == 1 && *head.ptr == ';')
        data->type = (rt_str){"", 0};
    else if (head.len)
        data->type = head;
    return true;
}

static void unpercent(html_reader *r, rt_str s, rt_buffer *out)
{
    rt_buffer_clear(out);
    for (size_t i = 0; i < s.len && r->status == RT_OK; i++) {
        int byte = percent(s, i);
        r->status = rt_buffer_add_char(out, byte < 0 ? s.ptr[i] : (char)byte);
        i += byte < 0 ? 0 : 2;
    }
}

enum { PIECE = 6144 };

/* True: whole and well-formed. With `send` false it only checks. */
static bool base64_bytes(html_reader *r, rt_str body, bool send)
{
    rt_base64_decoder decoder = {.skip_space = true};
    unsigned char out[PIECE / 4 * 3 + 3];
    while (body.len && r->status == RT_OK) {
        size_t len = body.len < PIECE ? body.len : PIECE, out_len, used;
        if (!rt_base64_decode(&decoder, body.ptr, len, out, &out_len, &used))
            return false;
        if (send && out_len)
            r->status = r->sink->bytes(r->sink, out, out_len);
        body = (rt_str){body.ptr + len, body.len - len};
    }
    return rt_base64_decode_end(&decoder);
}

static void send_resource(html_reader *r, const data_url *data, rt_str body)
{
    html_given given = {.count = 0};
    if (data->type.ptr) {
        unpercent(r, data->type, &r->scratch);
        rt_html_give_text(&given, RT_A_MEDIA_TYPE,
                          (rt_str){r->scratch.data ? r->scratch.data : "", r->scratch.len});
    }
    if (data->name.ptr) {
        unpercent(r, data->name, &r->captured);
        rt_html_give_text(&given, RT_A_NAME,
                          (rt_str){r->captured.data ? r->captured.data : "", r->captured.len});
    }
    rt_html_send(r, RT_RESOURCE, given.list, given.count, &r->pos);
    if (data->base64)
        base64_bytes(r, body, true);
    else if (r->status == RT_OK && body.len)
        r->status = r->sink->bytes(r->sink, body.ptr, body.len);
    rt_html_send_leave(r, RT_RESOURCE);
}

void rt_html_image(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                   const html_css *css)
{
    data_url data = {.base64 = false};
    rt_str src = rt_html_get(tag, "src"), beside = rt_html_get(tag, "itemid"), body;
    bool bytes = src.ptr && take_apart(rt_html_trim(src), &data);
    if (!bytes)
        rt_html_give_text(given, RT_A_SOURCE, src);
    else if (rt_html_has(tag, "itemscope"))
        rt_html_give_text(given, RT_A_SOURCE, beside);
    rt_html_give_text(given, RT_A_ALT, rt_html_get(tag, "alt"));
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_give_length(given, RT_A_WIDTH, css->width);
    rt_html_give_length(given, RT_A_HEIGHT, css->height);
    if (!rt_html_flow_node(r, at))
        return;
    rt_html_send(r, RT_IMAGE, given->list, given->count, &r->pos);
    body = data.body;
    if (bytes && body.len && memchr(body.ptr, '%', body.len)) {
        unpercent(r, body, &r->math);
        body = rt_buffer_str(&r->math);
    }
    bool empty = !data.type.ptr && !data.name.ptr && !data.base64 && !body.len;
    if (bytes && data.base64 && !base64_bytes(r, body, false))
        rt_html_lost(r, RT_LOSS_CONTENT, "image whose data: address is no base64");
    else if (bytes && !empty && r->status == RT_OK)
        send_resource(r, &data, body);
    rt_html_send_leave(r, RT_IMAGE);
}

/* ---- Media ------------------------------------------------------------------------------ */

void rt_html_media(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given,
                   const html_css *css)
{
    html_element *e = &r->stack[at];
    rt_str type = rt_html_get(tag, "type"), src = rt_html_get(tag, "src");
    if (rt_html_has(tag, "srcdoc"))
        rt_html_lost(r, RT_LOSS_CONTENT, "page in a frame (srcdoc)");
    rt_html_give_number(given, RT_A_MEDIUM,
                        e->id == ELEMENT_VIDEO   ? RT_MEDIUM_VIDEO
                        : e->id == ELEMENT_AUDIO ? RT_MEDIUM_AUDIO
                                                 : RT_MEDIUM_FRAME);
    rt_html_give_text(given, RT_A_SOURCE, src.ptr ? rt_html_trim(src) : src);
    rt_html_give_text(given, RT_A_MEDIA_TYPE, e->id == ELEMENT_EMBED ? type : (rt_str){NULL, 0});
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_give_length(given, RT_A_WIDTH, css->width);
    rt_html_give_length(given, RT_A_HEIGHT, css->height);
    e->around = rt_html_inline_new(r, RT_MEDIA, given);
    rt_html_inherit(r, at);
}

void rt_html_source(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_inline *media = at ? r->stack[r->stack[at].parent].around : NULL;
    rt_str src = rt_html_get(tag, "src"), type = rt_html_get(tag, "type");
    if (!media || media->kind != RT_MEDIA || media->opened || !src.ptr)
        return;
    for (size_t i = 0; i < media->attr_count; i++)
        if (media->attrs && media->attrs[i].id == RT_A_SOURCE)
            return;
    rt_html_attrs_add(r, &media->attrs, &media->attr_count,
                      &(rt_attr){.id = RT_A_SOURCE, .text = rt_html_trim(src)});
    if (type.ptr)
        rt_html_attrs_add(r, &media->attrs, &media->attr_count,
                          &(rt_attr){.id = RT_A_MEDIA_TYPE, .text = type});
}
