/* evidence.h - which charset a text is in, weighed from its bytes and what it declares.
 *
 * Owns the judgement; guessing without any hint is detect.c's, telling the user decode.c's. */
#ifndef RT_EVIDENCE_H
#define RT_EVIDENCE_H

#include "charset.h"
#include "run.h"

typedef enum rt_reason {
    RT_REASON_SOUND = 1,    /* it is what is declared, or UTF-8 and nothing else is declared */
    RT_REASON_CONTRADICTED, /* UTF-8, against a declaration */
    RT_REASON_GUESS
} rt_reason;

typedef struct rt_verdict {
    const rt_charset *charset; /* NULL: nothing follows */
    rt_reason reason;
    bool missing; /* libuchardet was wanted and is not installed */
} rt_verdict;

/* By a byte order mark, of which *len bytes are to be left out; NULL: there is none. */
const rt_charset *rt_evidence_mark(const char *head, size_t size, size_t *len);
bool rt_evidence_is_utf32(const char *head, size_t size);

/* By the text from the first byte above 0x7F on. `declared` is NULL or what the document declares;
 * `end`: the text ends with these bytes. */
rt_status rt_evidence_weigh(rt_run *run, const rt_charset *declared, const char *bytes, size_t len,
                            bool end, rt_verdict *verdict);
/* By the text from the first escape on, which may be ISO-2022-JP's. */
rt_status rt_evidence_escape(rt_run *run, const rt_charset *declared, const char *bytes, size_t len,
                             bool end, rt_verdict *verdict);

#endif
