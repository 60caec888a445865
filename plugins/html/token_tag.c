/* token_tag.c - tags and their attributes as they stand (HTML Living Standard 13.2.5.8, 32 to 40).
 *
 * Finds where names and values begin and end, and whether they must be decoded, which is
 * token_attrs.c's. */
#include <string.h>

#include "token_inside.h"

/* What a byte is in a tag. */
enum {
    SPACE = 1,
    SLASH = 2,
    GREATER = 4,
    EQUALS = 8,
    ODD_NAME = 16,  /* upper case or NUL */
    ODD_VALUE = 32, /* ampersand or NUL; FF and CR only stand in quotes */
    ENDS_TAG_NAME = SPACE | SLASH | GREATER,
    ENDS_NAME = SPACE | SLASH | GREATER | EQUALS,
    ENDS_VALUE = SPACE | GREATER
};

#define UPPER_8(c)                                                              \
    [c] = ODD_NAME, [c + 1] = ODD_NAME, [c + 2] = ODD_NAME, [c + 3] = ODD_NAME, \
    [c + 4] = ODD_NAME, [c + 5] = ODD_NAME, [c + 6] = ODD_NAME, [c + 7] = ODD_NAME

static const uint8_t classes[256] = {
    ['\t'] = SPACE, ['\n'] = SPACE, ['\f'] = SPACE, ['\r'] = SPACE, [' '] = SPACE, ['/'] = SLASH,
    ['>'] = GREATER, ['='] = EQUALS, ['&'] = ODD_VALUE, ['\0'] = ODD_NAME | ODD_VALUE,
    UPPER_8('A'), UPPER_8('I'), UPPER_8('Q'), ['Y'] = ODD_NAME, ['Z'] = ODD_NAME};

static inline unsigned class_of(char c) { return classes[(unsigned char)c]; }

/* The first byte of one of the classes `ends`, or `end`; *seen: the classes before it. */
static inline const char *run(const char *p, const char *end, unsigned ends, unsigned *seen)
{
    unsigned all = 0;
    for (; p < end && !(class_of(*p) & ends); p++)
        all |= class_of(*p);
    *seen = all;
    return p;
}

static inline const char *skip_space(const char *p, const char *end)
{
    while (p < end && (class_of(*p) & SPACE))
        p++;
    return p;
}

static bool odd_value(rt_str value)
{
    return memchr(value.ptr, '&', value.len) || memchr(value.ptr, '\r', value.len) ||
           memchr(value.ptr, '\0', value.len) || memchr(value.ptr, '\f', value.len);
}

/* Behind "=" and white space. NULL: it does not end before `end`. */
static const char *value(const char *p, const char *end, rt_str *value, bool *odd)
{
    unsigned seen;
    if (p == end)
        return NULL;
    if (*p == '"' || *p == '\'') {
        const char *quote = memchr(p + 1, *p, (size_t)(end - p - 1));
        if (!quote)
            return NULL;
        *value = (rt_str){p + 1, (size_t)(quote - p - 1)};
        *odd = odd_value(*value);
        return quote + 1;
    }
    const char *behind = run(p, end, ENDS_VALUE, &seen);
    *value = (rt_str){p, (size_t)(behind - p)};
    *odd = (seen & ODD_VALUE) != 0;
    return behind == end ? NULL : behind;
}

/* At the first character of a name, which may be "=". As above. */
static const char *attribute(const char *p, const char *end, rt_html_attr *attr, unsigned *marked)
{
    unsigned seen;
    bool odd = false;
    const char *behind = run(p + 1, end, ENDS_NAME, &seen);
    attr->name = (rt_str){p, (size_t)(behind - p)};
    attr->value = (rt_str){behind, 0};
    *marked = ((seen | class_of(*p)) & ODD_NAME) ? ATTR_NAME_MARKED : 0;
    const char *next = skip_space(behind, end);
    if (next == end)
        return NULL;
    if (*next != '=')
        return next;
    next = value(skip_space(next + 1, end), end, &attr->value, &odd);
    *marked |= odd ? ATTR_VALUE_MARKED : 0;
    return next;
}

/* All attributes; answers the ">", or NULL as above. *status: no memory. */
static const char *attributes(rt_html_tokens *t, const char *p, bool closing, rt_status *status)
{
    const char *end = t->end;
    t->token.self_closing = false;
    while ((p = skip_space(p, end)) < end) {
        rt_html_attr attr;
        unsigned marked;
        if (*p == '>')
            return p;
        if (*p == '/') {
            p++;
            t->token.self_closing = p < end && *p == '>';
            continue;
        }
        p = attribute(p, end, &attr, &marked);
        if (!p)
            return NULL;
        if (!closing && attr.value.len > t->longest_attr) {
            rt_html_too_long(t, "attribute-length");
            *status = t->status;
        } else if (!closing) {
            *status = rt_html_attr_add(t, attr, marked);
        }
        if (*status != RT_OK)
            return NULL;
    }
    return NULL;
}

html_step rt_html_tag(rt_html_tokens *t, const char *name, bool closing)
{
    unsigned seen;
    rt_status status = RT_OK;
    const char *behind = run(name, t->end, ENDS_TAG_NAME, &seen);
    t->attrs.count = 0;
    rt_buffer_clear(&t->marked);
    t->token.name = (rt_str){name, (size_t)(behind - name)};
    const char *close = attributes(t, behind, closing, &status);
    if (close && (size_t)(close - t->at) > t->longest)
        return rt_html_too_long(t, "cell-length");
    if (close)
        status = rt_html_attrs_finish(t, (seen & ODD_NAME) != 0);
    if (status != RT_OK) {
        t->status = status;
        return STEP_FAIL;
    }
    if (close)
        return rt_html_give(t, closing ? RT_HTML_END_TAG : RT_HTML_START_TAG, close + 1);
    if (!rt_html_last(t))
        return STEP_MORE;
    t->at = t->end; /* a tag that the document cuts is none */
    return STEP_AGAIN;
}
