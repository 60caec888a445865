/* charset.h - the charsets of the WHATWG Encoding Standard: names, labels, how each is decoded.
 *
 * Owns the table of labels; the bytes are decoded in transcode.c, the tables come from mapping.c.
 */
#ifndef RT_CHARSET_H
#define RT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rt_scheme {
    RT_SCHEME_UTF8 = 1,
    RT_SCHEME_UTF16LE,
    RT_SCHEME_UTF16BE,
    RT_SCHEME_SINGLE,
    RT_SCHEME_USER_DEFINED,
    RT_SCHEME_GB18030,
    RT_SCHEME_BIG5,
    RT_SCHEME_EUC_KR,
    RT_SCHEME_SHIFT_JIS,
    RT_SCHEME_EUC_JP,
    RT_SCHEME_ISO_2022_JP,
    RT_SCHEME_REPLACEMENT /* known and refused */
} rt_scheme;

typedef struct rt_charset {
    const char *name; /* as WHATWG writes it */
    rt_scheme scheme;
    const char *iconv;  /* where its table comes from; NULL: none is needed */
    const char *iconv2; /* EUC-JP: where JIS X 0212 comes from */
    const char *labels; /* lower case, separated by spaces */
} rt_charset;

/* By any label, whatever its case, ASCII white space around it ignored. NULL: no such label. */
const rt_charset *rt_charset_labelled(const char *label, size_t len);
/* The charset of that name; it must exist. */
const rt_charset *rt_charset_named(const char *name);
/* For all: the i-th, or NULL after the last. */
const rt_charset *rt_charset_at(size_t i);

static inline bool rt_charset_is_utf16(const rt_charset *charset)
{
    return charset->scheme == RT_SCHEME_UTF16LE || charset->scheme == RT_SCHEME_UTF16BE;
}

#endif
