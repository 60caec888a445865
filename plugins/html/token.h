/* token.h - HTML cut into tokens (HTML Living Standard 13.2.5): tags with their attributes, text, comments.
 *
 * Owns the tokenizer's states, character references and positions; knows no element. Who builds the tree tells it what
 * the content of an element is. */
#ifndef RT_HTML_TOKEN_H
#define RT_HTML_TOKEN_H

#include <retort/plugin.h>

typedef struct rt_html_tokens rt_html_tokens;

typedef enum rt_html_token_type {
    RT_HTML_END = 0, /* of the document */
    RT_HTML_TEXT,    /* in pieces of whole sequences; line ends are LF, FF is a space, NUL is left out, or U+FFFD where
                        the standard wants it; other characters that no report can hold are left to the gate */
    RT_HTML_START_TAG,
    RT_HTML_END_TAG,
    RT_HTML_COMMENT, /* bogus ones, too */
    RT_HTML_DOCTYPE
} rt_html_token_type;

/* The first of two attributes of one name counts; both strings are decoded; names in lower case (ASCII). */
typedef struct rt_html_attr { rt_str name, value; } rt_html_attr;

typedef struct rt_html_token {
    uint32_t type;
    rt_str name; /* of a tag, in lower case; of a DOCTYPE */
    rt_str text; /* of text and comments */
    const rt_html_attr *attrs;
    size_t attr_count;
    bool self_closing; /* <br/> */
    bool space;        /* text: nothing but tab, LF, FF, CR and space */
    bool quirks;       /* DOCTYPE: it asks for quirks mode (13.2.6.4.1) */
    bool broken;       /* DOCTYPE: the standard's force-quirks flag */
    rt_str public_id, system_id; /* DOCTYPE: ptr NULL where missing */
    rt_pos pos;        /* of the '<', or of the text's first character */
} rt_html_token;

typedef enum rt_html_content { /* what the text behind a start tag is */
    RT_HTML_DATA = 0,
    RT_HTML_RCDATA,    /* title, textarea */
    RT_HTML_RAWTEXT,   /* style, xmp, iframe, noembed, noframes */
    RT_HTML_SCRIPT,
    RT_HTML_PLAINTEXT,
    RT_HTML_CDATA      /* only the tests begin in it */
} rt_html_content;

/* RT_ERR_MEMORY: reported. */
rt_status rt_html_tokens_open(const rt_host *host, rt_input *in, rt_html_tokens **tokens);
/* The next token, valid until the next call. Attributes, names, values and counts are bounded by the host's limits. */
rt_status rt_html_tokens_next(rt_html_tokens *tokens, const rt_html_token **token);
/* Behind a start tag: what its content is, up to the end tag of the same name (of at most 15 bytes, as those of HTML). */
void rt_html_tokens_content(rt_html_tokens *tokens, rt_html_content content);
/* Whether <![CDATA[ begins a section: in SVG and MathML. */
void rt_html_tokens_foreign(rt_html_tokens *tokens, bool foreign);
void rt_html_tokens_close(rt_html_tokens *tokens);

#endif
