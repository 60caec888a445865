/* values.c - the values of attributes in JSON: the inverse of attributes.c. */
#include <kit/escape.h>
#include <string.h>

#include "write.h"

void json_put_string(rt_emit *e, rt_str text)
{
    rt_emit_char(e, '"');
    rt_escape_json(e, text);
    rt_emit_char(e, '"');
}

static void put_marks(rt_emit *e, const rt_attr_info *info, int32_t marks, bool spaced)
{
    const char *separator = "[";
    for (uint32_t i = 0; i < info->choice_count; i++)
        if ((uint32_t)marks >> i & 1) {
            rt_emit_text(e, separator);
            json_put_string(e, (rt_str){info->choices[i], strlen(info->choices[i])});
            separator = spaced ? ", " : ",";
        }
    rt_emit_text(e, *separator == '[' ? "[]" : "]");
}

static void put_integer(rt_emit *e, int32_t number)
{
    char digits[12], *p = digits + sizeof digits;
    int64_t left = number < 0 ? -(int64_t)number : number;
    do
        *--p = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        *--p = '-';
    rt_emit_bytes(e, p, (size_t)(digits + sizeof digits - p));
}

void json_put_attribute(rt_emit *e, const rt_attr_info *info, const rt_attr *attr, bool spaced)
{
    const char *name;
    switch (info->type) {
    case RT_TYPE_INT:
        put_integer(e, attr->number);
        break;
    case RT_TYPE_BOOL:
        rt_emit_text(e, attr->number ? "true" : "false");
        break;
    case RT_TYPE_CHOICE:
        name = rt_choice_name(info, attr->number);
        json_put_string(e, name ? (rt_str){name, strlen(name)} : RT_STR(""));
        break;
    case RT_TYPE_MARKS:
        put_marks(e, info, attr->number, spaced);
        break;
    default:
        json_put_string(e, attr->text);
    }
}
