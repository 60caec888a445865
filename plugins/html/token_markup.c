/* token_markup.c - comments, bogus ones, DOCTYPE and where a CDATA section begins (HTML Living
 * Standard 13.2.5.41 to 68).
 *
 * Which DOCTYPE asks for quirks mode is doctype.c's to know. */
#include <string.h>

#include "token_inside.h"

/* ---- Comments ----------------------------------------------------------------------- */

static html_step give_comment(rt_html_tokens *t, const char *from, const char *to,
                              const char *behind)
{
    rt_str text = {from, (size_t)(to - from)};
    if ((size_t)(behind - t->at) > t->longest)
        return rt_html_too_long(t, "cell-length");
    if (memchr(text.ptr, '\r', text.len) || memchr(text.ptr, '\0', text.len) ||
        memchr(text.ptr, '\f', text.len)) {
        rt_buffer_clear(&t->strings);
        if (rt_buffer_reserve(&t->strings, rt_html_decoded_room(text)) != RT_OK) {
            t->status = RT_ERR_MEMORY;
            return STEP_FAIL;
        }
        text = (rt_str){t->strings.data,
                        (size_t)(rt_html_decode(t->strings.data, text, 0) - t->strings.data)};
    }
    t->token.text = text;
    return rt_html_give(t, RT_HTML_COMMENT, behind);
}

/* From `from` to the next ">". */
static html_step bogus(rt_html_tokens *t, const char *from)
{
    const char *end = memchr(from, '>', (size_t)(t->end - from));
    if (end)
        return give_comment(t, from, end, end + 1);
    return rt_html_last(t) ? give_comment(t, from, t->end, t->end) : STEP_MORE;
}

static bool two_dashes(const char *p) { return p[0] == '-' && p[1] == '-'; }

/* The document ends in a comment: what could have begun its end is not part of it. */
static html_step cut_comment(rt_html_tokens *t, const char *from)
{
    size_t len = (size_t)(t->end - from);
    if (len >= 3 && two_dashes(t->end - 3) && t->end[-1] == '!')
        len -= 3;
    else if (len >= 2 && two_dashes(t->end - 2))
        len -= 2;
    else if (len >= 1 && t->end[-1] == '-')
        len -= 1;
    return give_comment(t, from, from + len, t->end);
}

/* "-->" ends it, in which the dashes may be those of "<!--"; "--!>" as well, whose may not. */
static html_step comment(rt_html_tokens *t)
{
    const char *from = t->at + 4, *p = from;
    while ((p = memchr(p, '>', (size_t)(t->end - p)))) {
        const char *dashes = p - 2;
        if (two_dashes(dashes))
            return give_comment(t, from, dashes < from ? from : dashes, p + 1);
        if (p - from >= 3 && p[-1] == '!' && two_dashes(p - 3))
            return give_comment(t, from, p - 3, p + 1);
        p++;
    }
    return rt_html_last(t) ? cut_comment(t, from) : STEP_MORE;
}

/* ---- DOCTYPE ------------------------------------------------------------------------ */

typedef struct declaration {
    const char *at, *end;
    bool cut; /* `end` is the document's */
} declaration;

static void skip_space(declaration *d)
{
    while (d->at < d->end && rt_html_is_space(*d->at))
        d->at++;
}

static bool word(declaration *d, const char *upper)
{
    if (d->end - d->at < 6 || !rt_html_alike(d->at, upper, 6))
        return false;
    d->at += 6;
    skip_space(d);
    return true;
}

/* A quoted identifier. False: there is none, or it is cut. */
static bool identifier(declaration *d, rt_str *id)
{
    if (d->at == d->end || (*d->at != '"' && *d->at != '\''))
        return false;
    const char *from = d->at + 1, *quote = memchr(from, *d->at, (size_t)(d->end - from));
    const char *to = quote ? quote : d->end;
    *id = (rt_str){from, (size_t)(to - from)};
    d->at = quote ? to + 1 : to;
    skip_space(d);
    return quote != NULL;
}

/* Whether it is as it should be; where it is not the standard says "force-quirks". */
static bool declare(declaration *d, rt_html_token *token)
{
    skip_space(d);
    token->name = (rt_str){d->at, 0};
    while (d->at < d->end && !rt_html_is_space(*d->at))
        d->at++;
    token->name.len = (size_t)(d->at - token->name.ptr);
    skip_space(d);
    if (!token->name.len) {
        token->name.ptr = NULL;
        return false;
    }
    if (d->at == d->end)
        return !d->cut;
    bool has_public = word(d, "PUBLIC");
    if (!has_public && !word(d, "SYSTEM"))
        return false;
    if (has_public && !identifier(d, &token->public_id))
        return false;
    if (has_public && d->at == d->end)
        return !d->cut;
    if (!identifier(d, &token->system_id))
        return false;
    return !(d->cut && d->at == d->end);
}

/* Its strings, decoded in room for all of them. */
static rt_status decode_declaration(rt_html_tokens *t)
{
    rt_str *strings[] = {&t->token.name, &t->token.public_id, &t->token.system_id};
    size_t room = 0;
    rt_buffer_clear(&t->strings);
    for (size_t i = 0; i < 3; i++)
        room += strings[i]->ptr ? rt_html_decoded_room(*strings[i]) : 0;
    if (rt_buffer_reserve(&t->strings, room) != RT_OK)
        return RT_ERR_MEMORY;
    char *out = t->strings.data;
    for (size_t i = 0; i < 3; i++) {
        if (!strings[i]->ptr)
            continue;
        char *end = rt_html_decode(out, *strings[i], i == 0 ? DECODE_LOWER : 0);
        *strings[i] = (rt_str){out, (size_t)(end - out)};
        out = end;
    }
    return RT_OK;
}

/* No quote keeps a ">" from ending it. */
static html_step doctype(rt_html_tokens *t)
{
    const char *from = t->at + 9, *end = memchr(from, '>', (size_t)(t->end - from));
    if (!end && !rt_html_last(t))
        return STEP_MORE;
    declaration d = {from, end ? end : t->end, !end};
    if ((size_t)(d.end - t->at) > t->longest)
        return rt_html_too_long(t, "cell-length");
    t->token.public_id = t->token.system_id = (rt_str){NULL, 0};
    t->token.broken = !declare(&d, &t->token);
    t->status = decode_declaration(t);
    t->token.quirks = t->status == RT_OK && rt_html_quirks(&t->token);
    return t->status == RT_OK ? rt_html_give(t, RT_HTML_DOCTYPE, end ? end + 1 : t->end)
                              : STEP_FAIL;
}

/* ---- Which -------------------------------------------------------------------------- */

html_step rt_html_markup(rt_html_tokens *t)
{
    const char *p = t->at;
    size_t left = (size_t)(t->end - p);
    if (p[1] == '/' && p[2] == '>') {
        t->at += 3; /* "</>" is nothing */
        return STEP_AGAIN;
    }
    if (p[1] != '!')
        return bogus(t, p[1] == '/' ? p + 2 : p + 1);
    if (left >= 4 && two_dashes(p + 2))
        return comment(t);
    if (left < 9 && !rt_html_last(t))
        return STEP_MORE;
    if (left >= 9 && rt_html_alike(p + 2, "DOCTYPE", 7))
        return doctype(t);
    if (left >= 9 && t->foreign && memcmp(p + 2, "[CDATA[", 7) == 0) {
        t->content = RT_HTML_CDATA;
        t->at += 9;
        return STEP_AGAIN;
    }
    return bogus(t, p + 2);
}
