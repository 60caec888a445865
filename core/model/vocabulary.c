/* vocabulary.c - parses the table of include/retort/vocabulary.h once into what the
 * stages look up. Owns the parsed copy; adds no fact of its own. */
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

static rt_kind_info kinds[RT_KIND_COUNT];
static uint64_t reached[RT_KIND_COUNT];
static rt_attr_info attrs[RT_ATTR_COUNT];
static once_flag parsed = ONCE_FLAG_INIT;

typedef struct kind_row {
    uint32_t number, since;
    const char *name, *plural, *classes, *content, *wrap, *stray, *fallback, *before, *after, *loss, *help;
} kind_row;

static const kind_row kind_rows[] = {
#define RT_X(ID, ...) {__VA_ARGS__},
    RT_KIND_TABLE(RT_X)
#undef RT_X
};

typedef struct attr_row {
    uint32_t number, since;
    const char *name;
    rt_attr_type type;
    const char *form;
    int32_t minimum, maximum;
    const char *initial, *kinds, *loss, *help;
} attr_row;

static const attr_row attr_rows[] = {
#define RT_X(ID, number, since, name, type, ...) {number, since, name, RT_TYPE_##type, __VA_ARGS__},
    RT_ATTR_TABLE(RT_X)
#undef RT_X
};

static bool same(const char *name, const char *word, size_t len)
{
    return strlen(name) == len && memcmp(name, word, len) == 0;
}

/* The next word of `*text` up to a space or `stop`; advances behind it. */
static rt_str next_word(const char **text, char stop)
{
    const char *p = *text;
    while (*p == ' ')
        p++;
    rt_str word = {p, 0};
    while (*p && *p != ' ' && *p != stop)
        p++;
    word.len = (size_t)(p - word.ptr);
    *text = *p && *p == stop ? p + 1 : p;
    return word;
}

static uint32_t kind_row_named(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (len && same(kind_rows[i].name, name, len))
            return kind_rows[i].number;
    return 0;
}

static bool has_class(const kind_row *row, const char *class)
{
    for (const char *p = row->classes; *p;) {
        rt_str word = next_word(&p, ' ');
        if (word.len && same(class, word.ptr, word.len))
            return true;
    }
    return false;
}

/* The kinds that one alternative of a phase names; bit 0 is text. */
static uint64_t kinds_meant(rt_str word)
{
    uint64_t set = 0;
    if (same("chars", word.ptr, word.len))
        return 1;
    bool phrase = same("phrase", word.ptr, word.len), any_inline = phrase || same("inline", word.ptr, word.len);
    if (any_inline)
        set |= 1;
    if (same("flow", word.ptr, word.len))
        set |= RT_BIT(RT_HEADING);
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        const kind_row *row = &kind_rows[i];
        if ((any_inline && has_class(row, "inline") && !(phrase && row->number == RT_LINK)) ||
            ((same("block", word.ptr, word.len) || same("flow", word.ptr, word.len)) && has_class(row, "block")))
            set |= RT_BIT(row->number);
    }
    return set ? set : RT_BIT(kind_row_named(word.ptr, word.len));
}

/* "key:alternative|alternative*" */
static void parse_phase(rt_kind_info *kind, rt_str text)
{
    rt_phase *phase = &kind->phases[kind->phase_count];
    const char *colon = memchr(text.ptr, ':', text.len);
    const char *end = text.ptr + text.len;
    memcpy(phase->key, text.ptr, (size_t)(colon - text.ptr));
    phase->minimum = 1;
    phase->twin = -1;
    if (end[-1] == '*' || end[-1] == '?') {
        phase->minimum = 0;
        phase->many = *--end == '*';
    }
    phase->many = phase->many || same("chars", colon + 1, (size_t)(end - colon - 1));
    if (phase->many)
        phase->minimum = 0;
    for (const char *p = colon + 1; p < end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        const char *stop = bar ? bar : end;
        phase->kinds |= kinds_meant((rt_str){p, (size_t)(stop - p)});
        p = stop + 1;
    }
    for (uint32_t i = 0; i < kind->phase_count && !phase->many; i++)
        if (strcmp(kind->phases[i].key, phase->key) == 0)
            phase->twin = (int8_t)i;
    kind->children |= phase->kinds;
    kind->phase_count++;
}

static rt_loss_class parse_loss(const char *name)
{
    static const char *const names[] = {"", "content", "structure", "presentation"};
    for (int i = 1; i < 4; i++)
        if (strcmp(names[i], name) == 0)
            return (rt_loss_class)i;
    return RT_LOSS_CONTENT;
}

static void parse_fallback(rt_kind_info *kind, const char *text)
{
    static const struct { const char *name; rt_fallback fallback; } names[] = {
        {"keep", RT_FALL_KEEP}, {"say", RT_FALL_SAY}, {"drop", RT_FALL_DROP}};
    if (strncmp(text, "as:", 3) == 0) {
        kind->fallback = RT_FALL_AS;
        kind->becomes = kind_row_named(text + 3, strlen(text + 3));
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, text) == 0)
            kind->fallback = names[i].fallback;
}

static void parse_kind(const kind_row *row)
{
    rt_kind_info *kind = &kinds[row->number];
    *kind = (rt_kind_info){
        .name = row->name, .plural = row->plural, .classes = row->classes, .content = row->content,
        .before = row->before, .after = row->after, .help = row->help, .since = row->since,
        .is_inline = has_class(row, "inline"), .is_block = has_class(row, "block"),
        .bytes = strcmp(row->content, "bytes") == 0,
        .wrap = kind_row_named(row->wrap, strlen(row->wrap)),
        .stray = kind_row_named(row->stray, strlen(row->stray)), .loss = parse_loss(row->loss)};
    parse_fallback(kind, row->fallback);
    for (const char *p = row->content; *p && !kind->bytes;)
        parse_phase(kind, next_word(&p, ' '));
    for (uint32_t i = 0; i < kind->phase_count; i++) {
        kind->begins |= kind->phases[i].kinds;
        if (kind->phases[i].minimum)
            break;
    }
}

static void parse_attr(const attr_row *row)
{
    rt_attr_info *attr = &attrs[row->number];
    *attr = (rt_attr_info){
        .name = row->name, .form = row->form, .initial_text = row->initial, .help = row->help,
        .since = row->since, .type = row->type, .minimum = row->minimum, .maximum = row->maximum,
        .loss = parse_loss(row->loss)};
    for (const char *p = attr->type == RT_TYPE_LENGTH ? "pt %" : row->form; *p && attr->choice_count < 16;) {
        rt_str word = next_word(&p, ' ');
        memcpy(attr->choices[attr->choice_count++], word.ptr, word.len);
    }
    for (const char *p = row->kinds; *p;) {
        rt_str word = next_word(&p, ' ');
        attr->kinds |= same("*", word.ptr, word.len) ? ~UINT64_C(1) & (RT_BIT(RT_KIND_COUNT) - 1)
                                                     : RT_BIT(kind_row_named(word.ptr, word.len));
    }
    if (!row->initial[0])
        return;
    attr->has_initial = true;
    if (attr->type == RT_TYPE_CHOICE)
        attr->initial = rt_choice_named(attr, row->initial, strlen(row->initial));
    else if (attr->type == RT_TYPE_BOOL)
        attr->initial = strcmp(row->initial, "true") == 0;
    else
        attr->initial = (int32_t)strtol(row->initial, NULL, 10);
}

/* Kinds at any depth below each. */
static void close_children(void)
{
    for (uint32_t k = 0; k < RT_KIND_COUNT; k++)
        reached[k] = kinds[k].children & ~UINT64_C(1);
    for (uint32_t via = 1; via < RT_KIND_COUNT; via++)
        for (uint32_t k = 1; k < RT_KIND_COUNT; k++)
            if (reached[k] & RT_BIT(via))
                reached[k] |= reached[via];
}

static void parse(void)
{
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        parse_kind(&kind_rows[i]);
    for (size_t i = 0; i < sizeof attr_rows / sizeof *attr_rows; i++)
        parse_attr(&attr_rows[i]);
    close_children();
}

const rt_kind_info *rt_kind_all(void)
{
    call_once(&parsed, parse);
    return kinds;
}

uint64_t rt_kind_below(uint32_t kind)
{
    call_once(&parsed, parse);
    return kind < RT_KIND_COUNT ? reached[kind] : 0;
}

const rt_kind_info *rt_kind_of(uint32_t kind)
{
    call_once(&parsed, parse);
    return kind < RT_KIND_COUNT && kinds[kind].name ? &kinds[kind] : NULL;
}

const rt_attr_info *rt_attr_of(uint32_t attr)
{
    call_once(&parsed, parse);
    return attr < RT_ATTR_COUNT && attrs[attr].name ? &attrs[attr] : NULL;
}

uint32_t rt_kind_named(const char *name, size_t len)
{
    return kind_row_named(name, len);
}

uint32_t rt_attr_named(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof attr_rows / sizeof *attr_rows; i++)
        if (len && same(attr_rows[i].name, name, len))
            return attr_rows[i].number;
    return 0;
}

int32_t rt_choice_named(const rt_attr_info *attr, const char *name, size_t len)
{
    for (uint32_t i = 0; i < attr->choice_count && len; i++)
        if (same(attr->choices[i], name, len))
            return attr->type == RT_TYPE_MARKS ? (int32_t)(1u << i) : (int32_t)i + 1;
    return 0;
}

const char *rt_choice_name(const rt_attr_info *attr, int32_t value)
{
    for (uint32_t i = 0; i < attr->choice_count; i++)
        if (value == (attr->type == RT_TYPE_MARKS ? (int32_t)(1u << i) : (int32_t)i + 1))
            return attr->choices[i];
    return NULL;
}

/* A decimal number in the attribute's range, perhaps negative, and pt or %. */
static bool length_ok(const rt_attr_info *attr, rt_str text)
{
    bool negative = text.len && text.ptr[0] == '-';
    size_t i = negative, digits = 0;
    int64_t whole = 0, most = negative ? -(int64_t)attr->minimum : attr->maximum;
    for (; i < text.len && text.len < 32 && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++, digits++)
        whole = whole > most ? whole : whole * 10 + text.ptr[i] - '0';
    if (digits && i < text.len && text.ptr[i] == '.')
        for (i++, digits = 0; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
            digits++;
    return digits && whole <= most && most > 0 &&
           ((text.len - i == 2 && memcmp(text.ptr + i, "pt", 2) == 0) ||
            (text.len - i == 1 && text.ptr[i] == '%'));
}

static bool colour_ok(rt_str text)
{
    if (text.len != 7 || text.ptr[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++)
        if (!strchr("0123456789abcdef", text.ptr[i]) || !text.ptr[i])
            return false;
    return true;
}

bool rt_attr_text_ok(const rt_attr_info *attr, rt_str text)
{
    switch (attr->type) {
    case RT_TYPE_LENGTH:
        return length_ok(attr, text);
    case RT_TYPE_COLOUR:
        return colour_ok(text);
    case RT_TYPE_ID:
    case RT_TYPE_REF:
        return text.len > 0;
    default:
        return true;
    }
}
