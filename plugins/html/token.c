/* token.c - text, what is no markup in it, and where markup begins (HTML Living Standard 13.2.5.1
 * to 6, 9 to 31, 69 to 71).
 *
 * Tags are token_tag.c's, comments and DOCTYPE token_markup.c's. Text is given as slices of the
 * input, cut only where a character stands for another. */
#include "token.h"

#include <string.h>

#include "entity.h"
#include "token_inside.h"

#define EIGHT(byte) ((unsigned char)(byte) * UINT64_C(0x0101010101010101))
#define REPLACEMENT "\xEF\xBF\xBD"

rt_status rt_html_tokens_open(const rt_host *host, rt_input *in, rt_html_tokens **tokens)
{
    rt_html_tokens *t = *tokens = host->resize(host, NULL, sizeof *t);
    if (!t)
        return RT_ERR_MEMORY;
    *t = (rt_html_tokens){.host = host, .in = in, .line = 1, .column = 1,
                          .carry = {.host = host}, .marked = {.host = host},
                          .slots = {.host = host}, .strings = {.host = host},
                          .longest = host->limit(host, "cell-length"),
                          .longest_attr = host->limit(host, "attribute-length")};
    return RT_OK;
}

void rt_html_tokens_close(rt_html_tokens *t)
{
    if (!t)
        return;
    rt_buffer_free(&t->carry);
    rt_buffer_free(&t->marked);
    rt_buffer_free(&t->slots);
    rt_buffer_free(&t->strings);
    if (t->attrs.list)
        t->host->resize(t->host, t->attrs.list, 0);
    t->host->resize(t->host, t, 0);
}

void rt_html_tokens_content(rt_html_tokens *t, rt_html_content content)
{
    rt_str name = t->token.name;
    t->content = content;
    t->script = SCRIPT_PLAIN;
    t->raw_len = t->token.type == RT_HTML_START_TAG && name.len < sizeof t->raw_name ? name.len : 0;
    memcpy(t->raw_name, t->raw_len ? name.ptr : "", t->raw_len);
}

void rt_html_tokens_foreign(rt_html_tokens *t, bool foreign) { t->foreign = foreign; }

/* ---- Finding what is not plain ------------------------------------------------------ */

/* The high bit of the first byte of `word` that is zero; above it bits may be set that mean
 * nothing. */
static inline uint64_t zero_byte(uint64_t word) { return (word - EIGHT(1)) & ~word & EIGHT(0x80); }

/* The first `a`, `b`, NUL, FF or CR, or `end`. */
static inline const char *plain(const char *p, const char *end, char a, char b)
{
    const uint64_t as = EIGHT(a), bs = EIGHT(b), ends = EIGHT('\r'), ones = EIGHT(1);
    for (; end - p >= 8; p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        uint64_t found = zero_byte(word ^ as) | zero_byte(word ^ bs) | zero_byte(word) |
                         zero_byte((word | ones) ^ ends);
        if (found)
            return p + (__builtin_ctzll(found) >> 3);
    }
    while (p < end && *p != a && *p != b && *p != '\0' && *p != '\f' && *p != '\r')
        p++;
    return p;
}

/* ---- Text --------------------------------------------------------------------------- */

static bool all_space(rt_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!rt_html_is_space(text.ptr[i]))
            return false;
    return true;
}

/* `text` stands for what is up to `behind`. */
static html_step give_text(rt_html_tokens *t, rt_str text, const char *behind)
{
    t->token.text = text;
    t->token.space = all_space(text);
    return rt_html_give(t, RT_HTML_TEXT, behind);
}

static html_step give_slice(rt_html_tokens *t, const char *behind)
{
    return give_text(t, (rt_str){t->at, (size_t)(behind - t->at)}, behind);
}

/* At NUL, FF or CR. */
static html_step control(rt_html_tokens *t)
{
    const char *p = t->at;
    if (*p == '\f') /* white space in HTML, which no report can hold */
        return give_text(t, RT_STR(" "), p + 1);
    if (*p == '\r') {
        if (p + 1 == t->end && !rt_html_last(t))
            return STEP_MORE;
        /* The LF behind it stands for both. */
        if (p + 1 == t->end || p[1] != '\n')
            return give_text(t, RT_STR("\n"), p + 1);
        t->at++;
        return STEP_AGAIN;
    }
    if (t->content != RT_HTML_DATA || t->foreign)
        return give_text(t, RT_STR(REPLACEMENT), p + 1);
    /* Tree construction ignores NUL everywhere else but in foreign content. */
    while (t->at < t->end && *t->at == '\0')
        t->at++;
    return STEP_AGAIN;
}

/* At an ampersand: all references that follow each other. */
static html_step references(rt_html_tokens *t)
{
    const char *p = t->at;
    size_t used = 0;
    while (p < t->end && *p == '&' && used + RT_HTML_REFERENCE_ROOM <= sizeof t->small) {
        size_t len;
        size_t took = rt_html_reference(p, t->end, rt_html_last(t), false, t->small + used, &len);
        if (!took && !used)
            return STEP_MORE;
        if (!took)
            break;
        p += took;
        used += len;
    }
    return give_text(t, (rt_str){t->small, used}, p);
}

static bool begins_reference(char c)
{
    return c == '#' || rt_html_is_letter(c) || (unsigned char)(c - '0') < 10;
}
static bool begins_markup(char c)
{
    return rt_html_is_letter(c) || c == '/' || c == '!' || c == '?';
}

/* At "<" in text that may hold tags. */
static html_step markup(rt_html_tokens *t)
{
    const char *p = t->at;
    size_t left = (size_t)(t->end - p);
    bool last = rt_html_last(t);
    if (left >= 3 && p[1] == '/' && rt_html_is_letter(p[2]))
        return rt_html_tag(t, p + 2, true);
    if (!last && (left < 2 || (left < 3 && p[1] == '/')))
        return STEP_MORE;
    if (left < 2 || (left < 3 && p[1] == '/'))
        return give_slice(t, t->end);
    return rt_html_markup(t);
}

static html_step data(rt_html_tokens *t)
{
    const char *p = t->at, *end = t->end;
    if (*p == '<' && end - p > 1 && rt_html_is_letter(p[1])) /* as most often */
        return rt_html_tag(t, p + 1, false);
    for (;; p++) {
        p = plain(p, end, '<', '&');
        if (p == end)
            return give_slice(t, end);
        bool known = p + 1 < end;
        if ((*p == '<' && known && !begins_markup(p[1])) ||
            (*p == '&' && known && !begins_reference(p[1])))
            continue;
        if (p > t->at)
            return give_slice(t, p);
        return *p == '<' ? markup(t) : *p == '&' ? references(t) : control(t);
    }
}

/* ---- Content that is no markup ------------------------------------------------------ */

typedef enum match { MATCH_NO, MATCH_YES, MATCH_CUT } match;

/* Whether `word` and one of space, "/", ">" stand at `p`, in any case. */
static match word_at(const rt_html_tokens *t, const char *p, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++, p++) {
        if (p == t->end)
            return rt_html_last(t) ? MATCH_NO : MATCH_CUT;
        if ((*p | (rt_html_is_letter(*p) ? 0x20 : 0)) != word[i])
            return MATCH_NO;
    }
    if (p == t->end)
        return rt_html_last(t) ? MATCH_NO : MATCH_CUT;
    return memchr("\t\n\f\r />", *p, 7) ? MATCH_YES : MATCH_NO;
}

/* At "<": whether the end tag of the element begins here. */
static match end_tag(const rt_html_tokens *t, const char *p)
{
    if (!t->raw_len)
        return MATCH_NO;
    if (p + 1 == t->end)
        return rt_html_last(t) ? MATCH_NO : MATCH_CUT;
    return p[1] == '/' ? word_at(t, p + 2, t->raw_name, t->raw_len) : MATCH_NO;
}

static html_step close_raw(rt_html_tokens *t)
{
    html_step step = rt_html_tag(t, t->at + 2, true);
    if (step != STEP_MORE)
        t->content = RT_HTML_DATA;
    return step;
}

/* RCDATA, RAWTEXT and PLAINTEXT. */
static html_step raw(rt_html_tokens *t)
{
    const char *p = t->at, *end = t->end;
    char open = t->content == RT_HTML_PLAINTEXT ? '\r' : '<';
    char reference = t->content == RT_HTML_RCDATA ? '&' : '\r';
    for (;; p++) {
        p = plain(p, end, open, reference);
        if (p == end)
            return give_slice(t, end);
        match found = *p == '<' ? end_tag(t, p) : MATCH_NO;
        if (*p == '<' && found == MATCH_NO)
            continue;
        if (p > t->at)
            return give_slice(t, p);
        if (*p == '<')
            return found == MATCH_CUT ? STEP_MORE : close_raw(t);
        return *p == '&' ? references(t) : control(t);
    }
}

static html_step cdata(rt_html_tokens *t)
{
    const char *p = t->at, *end = t->end;
    for (;; p++) {
        p = plain(p, end, ']', ']');
        if (p == end)
            return give_slice(t, end);
        size_t left = (size_t)(end - p);
        bool cut = *p == ']' && left < 3 && !rt_html_last(t) && (left < 2 || p[1] == ']');
        bool over = *p == ']' && left >= 3 && p[1] == ']' && p[2] == '>';
        if (*p == ']' && !cut && !over)
            continue;
        if (p > t->at)
            return give_slice(t, p);
        if (cut)
            return STEP_MORE;
        if (!over)
            return control(t);
        t->content = RT_HTML_DATA;
        t->at += 3;
        return STEP_AGAIN;
    }
}

/* ---- Scripts: <!-- hides </script> once a <script stands behind it ------------------ */

/* At "<" of an escaped script: <script and </script nest once. */
static match script_inner(rt_html_tokens *t, const char *p)
{
    bool closing = t->script == SCRIPT_DOUBLE;
    if (p + 1 == t->end)
        return rt_html_last(t) ? MATCH_NO : MATCH_CUT;
    if (closing && p[1] != '/')
        return MATCH_NO;
    match found = word_at(t, p + 1 + closing, "script", 6);
    if (found == MATCH_YES)
        t->script = closing ? SCRIPT_ESCAPED : SCRIPT_DOUBLE;
    return found == MATCH_CUT ? MATCH_CUT : MATCH_NO;
}

/* At "<" of a script; *behind: how far it is text. MATCH_YES: the end tag. */
static match script_open(rt_html_tokens *t, const char *p, const char **behind)
{
    size_t left = (size_t)(t->end - p);
    *behind = p + 1;
    if (t->script == SCRIPT_PLAIN && left >= 2 && p[1] == '!') {
        if (left < 4)
            return rt_html_last(t) ? MATCH_NO : MATCH_CUT;
        if (p[2] == '-' && p[3] == '-') {
            t->script = SCRIPT_ESCAPED;
            *behind = p + 2; /* "<!-->" ends it at once */
        }
        return MATCH_NO;
    }
    if (t->script == SCRIPT_DOUBLE)
        return script_inner(t, p);
    match closing = end_tag(t, p);
    return closing == MATCH_NO && t->script == SCRIPT_ESCAPED ? script_inner(t, p) : closing;
}

/* At "-" of an escaped script. */
static match script_dash(rt_html_tokens *t, const char *p, const char **behind)
{
    const char *first = p;
    while (p < t->end && *p == '-')
        p++;
    if (p == t->end && !rt_html_last(t))
        return MATCH_CUT;
    if (p < t->end && p - first >= 2 && *p == '>')
        t->script = SCRIPT_PLAIN;
    *behind = p;
    return MATCH_NO;
}

static html_step script(rt_html_tokens *t)
{
    const char *p = t->at, *end = t->end;
    for (;;) {
        p = plain(p, end, '<', t->script == SCRIPT_PLAIN ? '<' : '-');
        if (p == end)
            return give_slice(t, end);
        const char *behind = p;
        match found = *p == '<'   ? script_open(t, p, &behind)
                      : *p == '-' ? script_dash(t, p, &behind)
                                  : MATCH_YES;
        if (found == MATCH_NO) {
            p = behind;
            continue;
        }
        if (p > t->at)
            return give_slice(t, p);
        return found == MATCH_CUT ? STEP_MORE : *p == '<' ? close_raw(t) : control(t);
    }
}

/* ---- The next token ----------------------------------------------------------------- */

static html_step step(rt_html_tokens *t)
{
    switch (t->content) {
    case RT_HTML_DATA:
        return data(t);
    case RT_HTML_SCRIPT:
        return script(t);
    case RT_HTML_CDATA:
        return cdata(t);
    default:
        return raw(t);
    }
}

rt_status rt_html_tokens_next(rt_html_tokens *t, const rt_html_token **token)
{
    *token = &t->token;
    while (t->status == RT_OK) {
        html_step done = STEP_MORE;
        if (t->at < t->end)
            done = step(t);
        else if (rt_html_last(t))
            done = rt_html_give(t, RT_HTML_END, t->at);
        if (done == STEP_TOKEN)
            return RT_OK;
        if (done == STEP_MORE)
            t->status = rt_html_more(t);
    }
    return t->status;
}
