/* token_inside.h - what the files of the tokenizer share with each other and with nobody else.
 *
 * Every construct is parsed in one contiguous stretch of text. One that a window cuts is copied to
 * `carry` with at least as many bytes more and parsed anew, so that no state is kept within a
 * construct and all of it is linear. */
#ifndef RT_HTML_TOKEN_INSIDE_H
#define RT_HTML_TOKEN_INSIDE_H

#include "kit/buffer.h"
#include "html.h"
#include "token.h"

typedef enum html_step {
    STEP_TOKEN, /* `token` is ready */
    STEP_AGAIN, /* something was passed over */
    STEP_MORE,  /* what begins at `at` does not end before `end` */
    STEP_FAIL   /* see `status` */
} html_step;

typedef enum html_script { SCRIPT_PLAIN = 0, SCRIPT_ESCAPED, SCRIPT_DOUBLE } html_script;

typedef struct html_attrs {
    rt_html_attr *list;
    size_t count, room;
} html_attrs;

struct rt_html_tokens {
    const rt_host *host;
    rt_input *in;
    rt_html_token token;
    rt_status status;

    const char *at, *end;        /* text not yet cut into tokens: of a window, or of `carry` */
    const char *rest, *rest_end; /* of the window, behind `end`, while `at` is in `carry` */
    bool carried;                /* `at` is in `carry` */
    bool ended;                  /* there is no window behind `rest_end` */
    rt_buffer carry;

    const char *counted; /* line and column are those of this place, which is never behind `at` */
    uint64_t line;
    uint32_t column;
    bool after_cr;

    rt_html_content content;
    html_script script;
    bool foreign;
    char raw_name[16]; /* of the element whose content is no markup */
    size_t raw_len;

    html_attrs attrs;
    rt_buffer marked;  /* size_t: strings to decode, 2 * index of an attribute, + 1: its value */
    rt_buffer slots;   /* of a hash table: which names stood before */
    rt_buffer strings; /* what had to be decoded */
    char small[64];    /* characters that references stand for */
    uint64_t longest, longest_attr;
};

/* token_source.c: whether the document ends at `end`. */
static inline bool rt_html_last(const rt_html_tokens *t)
{
    return t->ended && t->rest == t->rest_end;
}
/* More text behind `end`; not when it is the last. */
rt_status rt_html_more(rt_html_tokens *t);
/* The place of `at`. */
rt_pos rt_html_here(rt_html_tokens *t);
/* Reports that a construct is longer than the named limit. */
html_step rt_html_too_long(rt_html_tokens *t, const char *limit);

/* token_tag.c: `name` is behind "<" or "</". */
html_step rt_html_tag(rt_html_tokens *t, const char *name, bool closing);

/* token_attrs.c */
enum { ATTR_NAME_MARKED = 1, ATTR_VALUE_MARKED = 2 };
rt_status rt_html_attr_add(rt_html_tokens *t, rt_html_attr attr, unsigned marked);
/* Decodes what is marked, and the tag's name if that is; leaves out later ones of the same name. */
rt_status rt_html_attrs_finish(rt_html_tokens *t, bool name_marked);
/* Into room that suffices: line ends, NUL, FF; upper case or references. Answers the end. */
enum { DECODE_LOWER = 1, DECODE_REFERENCES = 2 };
char *rt_html_decode(char *out, rt_str raw, unsigned how);
size_t rt_html_decoded_room(rt_str raw);

/* token_markup.c: at "<!" or "<?", or "</" without a name behind it. */
html_step rt_html_markup(rt_html_tokens *t);

/* doctype.c: whether these ask for quirks mode. */
bool rt_html_quirks(const rt_html_token *doctype);

static inline bool rt_html_is_letter(char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }

/* Whether both are the same but for the case of ASCII letters, whatever the locale. */
static inline bool rt_html_alike(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (a[i] != b[i] && !((a[i] ^ b[i]) == 0x20 && rt_html_is_letter(a[i])))
            return false;
    return true;
}

/* Gives what was parsed, from `at` up to `behind`, as a token whose other fields are set. */
static inline html_step rt_html_give(rt_html_tokens *t, uint32_t type, const char *behind)
{
    t->token.type = type;
    t->token.pos = rt_html_here(t);
    t->at = behind;
    return STEP_TOKEN;
}

#endif
