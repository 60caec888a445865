/* entity.h - character references: &lt; &#8212; &#x2014; (HTML Living Standard 13.2.5.72 to 80).
 *
 * Owns the table of names and what a number means; which text may hold references is the
 * caller's. */
#ifndef RT_HTML_ENTITY_H
#define RT_HTML_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

enum { RT_HTML_REFERENCE_ROOM = 8 };

/* The reference at `at`, which is an ampersand: its UTF-8 to `out`, its length to *len. Answers how
 * many bytes it is; for what is no reference one, the ampersand itself. 0: not to be told without
 * the bytes behind `end`, of which there are some unless `last`. The UTF-8 is at most a fifth
 * longer than the reference. */
size_t rt_html_reference(const char *at, const char *end, bool last, bool in_attribute,
                         char out[RT_HTML_REFERENCE_ROOM], size_t *len);

#endif
