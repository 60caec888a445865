/* read_attrs.c - attributes of tags, and those of nodes while they are gathered. */
#include <string.h>

#include "read.h"

rt_str rt_html_get(const rt_html_token *tag, const char *name)
{
    for (size_t i = 0; tag && i < tag->attr_count; i++)
        if (rt_html_eq(tag->attrs[i].name, name))
            return (rt_str){tag->attrs[i].value.ptr ? tag->attrs[i].value.ptr : "",
                            tag->attrs[i].value.len};
    return (rt_str){NULL, 0};
}

bool rt_html_has(const rt_html_token *tag, const char *name)
{
    return rt_html_get(tag, name).ptr != NULL;
}

bool rt_html_same(rt_str s, const char *word)
{
    return s.len == strlen(word) && strncasecmp(s.ptr ? s.ptr : "", word, s.len) == 0;
}

bool rt_html_has_word(rt_str list, const char *word)
{
    for (size_t i = 0, begin = 0; i <= list.len; i++)
        if (i == list.len || rt_html_is_space(list.ptr[i])) {
            if (i > begin && rt_html_same((rt_str){list.ptr + begin, i - begin}, word))
                return true;
            begin = i + 1;
        }
    return false;
}

rt_str rt_html_trim(rt_str s)
{
    while (s.len && rt_html_is_space(*s.ptr))
        s = (rt_str){s.ptr + 1, s.len - 1};
    while (s.len && rt_html_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool rt_html_integer(rt_str s, int64_t *number)
{
    int64_t value = 0;
    size_t i = 0, digits = 0;
    while (i < s.len && rt_html_is_space(s.ptr[i]))
        i++;
    bool minus = i < s.len && s.ptr[i] == '-';
    i += i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+');
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++)
        value = value > INT64_C(1000000000000) ? value : value * 10 + (s.ptr[i] - '0');
    *number = minus ? -value : value;
    return digits > 0;
}

int32_t rt_html_direction(rt_str dir)
{
    static const char *const names[] = {"", "ltr", "rtl", "auto"};
    for (int32_t i = RT_DIRECTION_LTR; i <= RT_DIRECTION_AUTO; i++)
        if (rt_html_same(dir, names[i]))
            return i;
    return 0;
}

/* In ascending order, as the gate likes them best. */
static void give(html_given *given, rt_attr attr)
{
    size_t at = given->count;
    while (at && given->list[at - 1].id > attr.id)
        at--;
    if (at && given->list[at - 1].id == attr.id) {
        given->list[at - 1] = attr;
        return;
    }
    if (given->count == sizeof given->list / sizeof *given->list)
        return;
    memmove(&given->list[at + 1], &given->list[at], (given->count - at) * sizeof attr);
    given->list[at] = attr;
    given->count++;
}

void rt_html_give_int(html_given *given, uint32_t attr, int32_t number)
{
    give(given, (rt_attr){.id = attr, .number = number});
}

void rt_html_give_number(html_given *given, uint32_t attr, int32_t number)
{
    if (number)
        rt_html_give_int(given, attr, number);
}

void rt_html_give_text(html_given *given, uint32_t attr, rt_str text)
{
    if (text.ptr)
        give(given, (rt_attr){.id = attr, .text = text});
}

void rt_html_give_length(html_given *given, uint32_t attr, const char *length)
{
    if (*length)
        rt_html_give_text(given, attr, (rt_str){length, strlen(length)});
}

rt_attr *rt_html_attrs_copy(html_reader *r, const rt_attr *attrs, size_t count)
{
    size_t bytes = count * sizeof *attrs;
    for (size_t i = 0; i < count; i++)
        bytes += attrs[i].text.len;
    rt_attr *copy = count && r->status == RT_OK ? r->host->resize(r->host, NULL, bytes) : NULL;
    if (!copy) {
        r->status = count && r->status == RT_OK ? RT_ERR_MEMORY : r->status;
        return NULL;
    }
    char *text = (char *)(copy + count);
    for (size_t i = 0; i < count; i++) {
        copy[i] = attrs[i];
        if (!attrs[i].text.ptr)
            continue;
        copy[i].text.ptr = text;
        if (attrs[i].text.len)
            memcpy(text, attrs[i].text.ptr, attrs[i].text.len);
        text += attrs[i].text.len;
    }
    return copy;
}

void rt_html_attrs_add(html_reader *r, rt_attr **attrs, size_t *count, const rt_attr *attr)
{
    html_given all = {.count = 0};
    for (size_t i = 0; i < *count; i++)
        give(&all, (*attrs)[i]);
    give(&all, *attr);
    rt_attr *copy = rt_html_attrs_copy(r, all.list, all.count);
    if (!copy)
        return;
    r->host->resize(r->host, *attrs, 0);
    *attrs = copy;
    *count = all.count;
}

rt_str rt_html_copy(html_reader *r, rt_str s)
{
    char *copy = r->status == RT_OK ? r->host->resize(r->host, NULL, s.len + 1) : NULL;
    if (!copy) {
        r->status = r->status == RT_OK ? RT_ERR_MEMORY : r->status;
        return (rt_str){NULL, 0};
    }
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (rt_str){copy, s.len};
}

/* What an escape at the front of `s` stands for, or 0. */
static char escaped(rt_str s)
{
    static const struct {
        const char *code;
        char c;
    } codes[] = {{"_x0020_", ' '},
                 {"_x0009_", '\t'},
                 {"_x000a_", '\n'},
                 {"_x000d_", '\r'},
                 {"_x005f_", '_'}};
    for (size_t i = 0; s.len >= 7 && i < sizeof codes / sizeof *codes; i++)
        if (strncasecmp(s.ptr, codes[i].code, 7) == 0)
            return codes[i].c;
    return 0;
}

/* Into `scratch`, which has room for all values of a tag twice, so that it never moves meanwhile.
 */
rt_str rt_html_unescape(html_reader *r, rt_str id)
{
    size_t bytes = 0, begin;
    if (!id.len || !memmem(id.ptr, id.len, "_x00", 4))
        return id;
    for (size_t i = 0; r->tag && !r->scratch.len && i < r->tag->attr_count; i++)
        bytes += 2 * r->tag->attrs[i].value.len;
    if (rt_buffer_reserve(&r->scratch, bytes > id.len ? bytes : id.len) != RT_OK) {
        r->status = RT_ERR_MEMORY;
        return (rt_str){NULL, 0};
    }
    begin = r->scratch.len;
    for (size_t i = 0; i < id.len;) {
        char c = escaped((rt_str){id.ptr + i, id.len - i});
        r->scratch.data[r->scratch.len++] = c ? c : id.ptr[i];
        i += c ? 7 : 1;
    }
    return (rt_str){r->scratch.data + begin, r->scratch.len - begin};
}
