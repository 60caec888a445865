/* random_values.c - see random_values.h. */
#include "random_values.h"

#include <stdio.h>
#include <string.h>

/* splitmix64: Steele, Lea and Flood, OOPSLA 2014. */
uint32_t random_below(chance *c, uint32_t n)
{
    uint64_t z = c->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return (uint32_t)((z >> 32) * n >> 32);
}

/* Characters that XML 1.0 allows and some layer has been seen to mistake. */
/* clang-format off */
static const char *const fragments[] = {
    "report", "Annual", " ", " ", "  ", "\t", "\n", "\r", "\r\n", "信息公开", "年度报告", "①", "（一）",
    "　", "é", "e\xCC\x81", "ß", "नमस्ते", "שלום", "مرحبا", "\xE2\x80\xAE" "abc" "\xE2\x80\xAC", "😀",
    "👩‍👩‍👧", "𠀀", "\xF4\x8F\xBF\xBF", "\"", "'", "&", "<", ">", "]]>", "&amp;", "<!--", "<?x", "\\",
    "\\u0041", "\\n", "/", "{}", "[", ",", ";", ":", "|", "`", "*", "\xC2\xA0", "\xE2\x80\x8B",
    "\xEF\xBB\xBF", "\xEF\xBF\xBD", "\xE2\x80\xA8", "\xC2\x85", "\x7F", "\xC2\x80", "0.10", "1,234",
    "-", "—", "=1+2", "@", "{number}", "%1.", "#", "null", "true", "-0",
};
/* clang-format on */

rt_str random_text(chance *c, uint32_t most, char room[RANDOM_TEXT])
{
    size_t len = 0;
    for (uint32_t count = random_below(c, most + 1); count; count--) {
        const char *fragment = fragments[random_below(c, sizeof fragments / sizeof *fragments)];
        size_t more = strlen(fragment);
        if (len + more > RANDOM_TEXT)
            break;
        memcpy(room + len, fragment, more);
        len += more;
    }
    return (rt_str){room, len};
}

int32_t random_number(chance *c, const rt_attr_info *attr, int32_t ceiling)
{
    int32_t most = attr->maximum < ceiling ? attr->maximum : ceiling;
    uint32_t span = (uint32_t)((int64_t)most - attr->minimum);
    switch (random_below(c, 8)) {
    case 0:
        return attr->minimum;
    case 1:
        return most;
    case 2:
        return (int32_t)(attr->minimum +
                         (int64_t)random_below(c, span < UINT32_MAX ? span + 1 : span));
    default:
        span = span < 5 ? span : 5;
        return (attr->minimum < 0 ? -2 : attr->minimum) + (int32_t)random_below(c, span + 1);
    }
}

rt_str random_length(chance *c, const rt_attr_info *attr, char room[RANDOM_TEXT])
{
    static const char *const forms[] = {"%s%upt", "%s%u%%", "%s%u.5pt", "%s%u.5%%", "%s0%u.00pt"};
    const char *form = forms[random_below(c, 5)];
    const char *sign = random_one_in(c, 4) && attr->minimum < 0 ? "-" : "";
    uint32_t number = random_below(c, 1000);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int len = snprintf(room, RANDOM_TEXT, form, sign, number);
#pragma GCC diagnostic pop
    return (rt_str){room, (size_t)len};
}

rt_str random_address(chance *c, char room[RANDOM_TEXT])
{
    static const char *const ends[] = {"", "/a?b=c&d=%20#e", "/报告", "/%E6%8A%A5"};
    int len = snprintf(room, RANDOM_TEXT, "http%s://example.org%s", random_one_in(c, 2) ? "s" : "",
                       ends[random_below(c, 4)]);
    return (rt_str){room, (size_t)len};
}

rt_str random_meta_name(chance *c)
{
    static const char *const names[] = {"title", "creator", "subject", "description", "publisher", "contributor",
                                        "date", "issued", "modified", "type", "format", "identifier", "source",
                                        "language", "relation", "coverage", "rights", "document-number",
                                        "reporting-period-start", "reporting-period-end"};
    const char *name = names[random_below(c, sizeof names / sizeof *names)];
    return (rt_str){name, strlen(name)};
}

rt_str random_picture(uint32_t which)
{
    /* One pixel each: PNG (ISO/IEC 15948), GIF. */
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\n"
                              "IDATx\xda" "c\x60\0\0\0\x02\0\x01\xe5'\xde\xfc\0\0\0\0IEND\xae" "B\x60\x82";
    static const char gif[] = "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0"
                              "\0\x02\x01" "D\0;";
    return which == 0 ? (rt_str){png, sizeof png - 1} : which == 1 ? (rt_str){gif, sizeof gif - 1} : (rt_str){NULL, 0};
}

rt_str random_media_type(uint32_t which)
{
    static const char *const types[] = {"image/png", "image/gif", "image/x-unknown", "application/octet-stream"};
    return (rt_str){types[which], strlen(types[which])};
}

rt_str random_colour(chance *c, char room[RANDOM_TEXT])
{
    uint32_t red_green = random_below(c, 0x10000), blue = random_below(c, 0x100);
    int len = snprintf(room, RANDOM_TEXT, "#%04x%02x", red_green, blue);
    return (rt_str){room, (size_t)len};
}

rt_str random_id(uint32_t serial, char room[RANDOM_TEXT])
{
    static const char *const before[] = {"n", "_", "", "注", "a b ", " ", "#", "\"&<", "\t", "é"};
    int len = snprintf(room, RANDOM_TEXT, "%s%u", before[serial % 10], serial);
    return (rt_str){room, (size_t)len};
}
