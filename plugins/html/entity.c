/* entity.c - finds and decodes character references; see entity.h. The names are entities.def's. */
#include "entity.h"

#include <stdint.h>

/* ---- The names: one block, and where each begins, so that loading relocates nothing -- */

typedef struct names {
#define X(name, first, second, bare) char n_##name[sizeof #name];
#include "entities.def"
#undef X
} names;

static const names text = {
#define X(name, first, second, bare) #name,
#include "entities.def"
#undef X
};

typedef struct entity {
    uint32_t first : 21, bare : 1; /* bare: read without a semicolon, too */
    uint16_t second;               /* code point or 0 */
    uint16_t at;                   /* in `text` */
} entity;

static const entity entities[] = {
#define X(name, first, second, bare) {first, bare, second, (uint16_t)offsetof(names, n_##name)},
#include "entities.def"
#undef X
};

_Static_assert(sizeof(names) <= UINT16_MAX, "offsets of names are 16 bits wide");

enum {
    ENTITIES = sizeof entities / sizeof *entities,
    LONGEST = 31,     /* CounterClockwiseContourIntegral */
    LONGEST_BARE = 6, /* Aacute */
    MOST = 0x10FFFF,
    REPLACEMENT = 0xFFFD
};

/* As memcmp, of a whole name in the table. */
static inline int compare(const char *name, size_t len, const entity *e)
{
    const char *other = (const char *)&text + e->at;
    for (size_t i = 0; i < len; i++)
        if (name[i] != other[i])
            return name[i] - other[i]; /* ASCII, and NUL at the end of a shorter one */
    return -(other[len] != '\0');
}

static const entity *find(const char *name, size_t len)
{
    size_t low = 0, high = ENTITIES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(name, len, &entities[middle]);
        if (order == 0)
            return &entities[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* ---- Characters --------------------------------------------------------------------- */

static size_t put(char *out, uint32_t c)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[len] | c);
    return len;
}

static bool is_letter(char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }
static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

static size_t literal(char *out, size_t *len)
{
    out[0] = '&';
    *len = 1;
    return 1;
}

/* What a number means that is no character of its own: 13.2.5.80. */
static uint32_t meant(uint32_t number)
{
    static const uint16_t windows[32] = { /* 0: as it stands */
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};
    if (number == 0 || number > MOST || (number >= 0xD800 && number <= 0xDFFF))
        return REPLACEMENT;
    if (number >= 0x80 && number <= 0x9F && windows[number - 0x80])
        return windows[number - 0x80];
    return number;
}

/* The value of a digit; 16: it is none. */
static uint32_t digit(char c)
{
    if (is_digit(c))
        return (uint32_t)(c - '0');
    return is_letter(c) && (c | 0x20) <= 'f' ? (uint32_t)((c | 0x20) - 'a' + 10) : 16;
}

/* `at` is behind the "#". */
static size_t numeric(const char *at, const char *end, bool last, char *out, size_t *len)
{
    const char *p = at;
    uint32_t base = 10, number = 0;
    if (p < end && (*p | 0x20) == 'x') {
        base = 16;
        p++;
    }
    const char *digits = p;
    for (uint32_t d; p < end && (d = digit(*p)) < base; p++)
        number = number > MOST ? number : number * base + d;
    if (p == end && !last)
        return 0;
    if (p == digits)
        return literal(out, len);
    *len = put(out, meant(number));
    return (size_t)(p - at) + 2 + (p < end && *p == ';');
}

static size_t named(size_t len, const entity *e, char *out, size_t *out_len)
{
    *out_len = put(out, e->first);
    if (e->second)
        *out_len += put(out + *out_len, e->second);
    return len + 1;
}

/* A name that a semicolon does not end: the longest of its beginnings that is read so. */
static size_t bare(const char *name, size_t len, char next, bool in_attribute, char *out,
                   size_t *out_len)
{
    for (size_t n = len < LONGEST_BARE ? len : LONGEST_BARE; n >= 2; n--) {
        const entity *e = find(name, n);
        if (!e || !e->bare)
            continue;
        /* href="?a=1&copy=2" means what it says. */
        char behind = n < len ? name[n] : next;
        if (in_attribute && (behind == '=' || is_letter(behind) || is_digit(behind)))
            break;
        return named(n, e, out, out_len);
    }
    return literal(out, out_len);
}

size_t rt_html_reference(const char *at, const char *end, bool last, bool in_attribute,
                         char out[RT_HTML_REFERENCE_ROOM], size_t *len)
{
    const char *name = at + 1, *p = name;
    if (p == end)
        return last ? literal(out, len) : 0;
    if (*p == '#')
        return numeric(p + 1, end, last, out, len);
    while (p < end && (is_letter(*p) || is_digit(*p)) && p - name <= LONGEST)
        p++;
    if (p == end && !last)
        return 0;
    size_t got = (size_t)(p - name);
    if (p < end && *p == ';' && got <= LONGEST) {
        const entity *e = find(name, got);
        if (e)
            return named(got, e, out, len) + 1;
    }
    return bare(name, got, p < end ? *p : '\0', in_attribute, out, len);
}
