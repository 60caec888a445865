/* evidence.c - tries charsets on the bytes at hand and judges; see evidence.h.
 *
 * UTF-8 hardly ever fits by chance, so it goes first; then what is declared, if it fits; then a
 * guess. */
#include "evidence.h"

#include "detect.h"
#include "transcode.h"

#include <string.h>

typedef struct text {
    const char *bytes;
    size_t len;
    bool end;
} text;

/* How a stretch of text reads in a charset. high: characters that are not ASCII, U+FFFD among them;
 * wide: those of 3 or 4 bytes in UTF-8. */
typedef struct trial {
    uint64_t bad, high, wide;
} trial;

static const struct mark {
    const char *bytes;
    size_t len;
    const char *charset;
} marks[] = {
    {"\xEF\xBB\xBF", 3, "UTF-8"},
    {"\xFE\xFF", 2, "UTF-16BE"},
    {"\xFF\xFE", 2, "UTF-16LE"},
};

const rt_charset *rt_evidence_mark(const char *head, size_t size, size_t *len)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (size >= marks[i].len && memcmp(head, marks[i].bytes, marks[i].len) == 0) {
            *len = marks[i].len;
            return rt_charset_named(marks[i].charset);
        }
    *len = 0;
    return NULL;
}

bool rt_evidence_is_utf32(const char *head, size_t size)
{
    return size >= 4 &&
           (memcmp(head, "\xFF\xFE\0", 4) == 0 || memcmp(head, "\0\0\xFE\xFF", 4) == 0);
}

static void count_high(trial *t, const char *utf8, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        t->high += ((unsigned char)utf8[i] & 0xC0) == 0xC0;
        t->wide += ((unsigned char)utf8[i] & 0xE0) == 0xE0;
    }
}

/* RT_OK with `bad` set where the system cannot convert it. */
static rt_status try_charset(rt_run *run, const rt_charset *charset, text in, trial *result)
{
    char out[4096];
    rt_transcoder t;
    rt_status status = rt_transcoder_init(run, charset, true, &t);

    *result = (trial){0, 0, 0};
    if (status == RT_ERR_UNSUPPORTED) {
        result->bad = in.len;
        return RT_OK;
    }
    for (size_t took = 1; status == RT_OK && in.len && took;) {
        size_t wrote;
        took = rt_transcode(&t, in.bytes, in.len, in.end, out, sizeof out, &wrote);
        count_high(result, out, wrote);
        in.bytes += took;
        in.len -= took;
    }
    result->bad = t.bad;
    rt_transcoder_done(&t);
    return status;
}

/* Whether `charset` fits: no more than one of 50 characters is bad. */
static rt_status fits(rt_run *run, const rt_charset *charset, text in, bool *fit)
{
    trial t;
    rt_status status = try_charset(run, charset, in, &t);
    *fit = status == RT_OK && t.bad * 50 <= t.high;
    return status;
}

/* Whether a few two-byte sequences that are UTF-8 by chance are what is declared: in GBK 路 is a
 * valid C2 B7. Chinese or Japanese in UTF-8 would have sequences of three bytes. */
static rt_status is_chance(rt_run *run, const rt_charset *declared, const trial *utf8, text in,
                           bool *chance)
{
    trial t;
    rt_status status;

    *chance = false;
    if (!declared || declared->scheme < RT_SCHEME_GB18030 || utf8->wide || utf8->high >= 8)
        return RT_OK;
    status = try_charset(run, declared, in, &t);
    *chance = status == RT_OK && t.bad == 0;
    return status;
}

static rt_status guess(rt_run *run, const rt_charset *declared, text in, rt_verdict *verdict)
{
    bool fit = false;
    const rt_charset *found = rt_detect(in.bytes, in.len, &verdict->missing);
    rt_status status = found ? fits(run, found, in, &fit) : RT_OK;

    if (status != RT_OK)
        return status;
    if (!fit)
        found = rt_charset_named("windows-1252");
    bool same = declared && declared->scheme == found->scheme && found->scheme != RT_SCHEME_SINGLE;
    verdict->charset = same ? declared : found;
    verdict->reason = same ? RT_REASON_SOUND : RT_REASON_GUESS;
    return RT_OK;
}

rt_status rt_evidence_weigh(rt_run *run, const rt_charset *declared, const char *bytes, size_t len,
                            bool end, rt_verdict *verdict)
{
    const rt_charset *utf8 = rt_charset_named("UTF-8");
    text in = {bytes, len, end};
    bool fit = false;
    trial t;
    rt_status status = try_charset(run, utf8, in, &t);

    *verdict = (rt_verdict){declared, RT_REASON_SOUND, false};
    if (status == RT_OK && t.bad == 0)
        status = is_chance(run, declared, &t, in, &fit);
    if (status != RT_OK || fit)
        return status;
    if (t.bad * 9 < t.high) { /* damaged UTF-8 at worst */
        *verdict = (rt_verdict){
            utf8, declared && declared != utf8 ? RT_REASON_CONTRADICTED : RT_REASON_SOUND, false};
        return RT_OK;
    }
    if (declared)
        status = fits(run, declared, in, &fit);
    return status != RT_OK || fit ? status : guess(run, declared, in, verdict);
}

rt_status rt_evidence_escape(rt_run *run, const rt_charset *declared, const char *bytes, size_t len,
                             bool end, rt_verdict *verdict)
{
    const rt_charset *jp = rt_charset_named("ISO-2022-JP");
    trial t = {1, 0, 0};
    rt_status status = RT_OK;

    *verdict = (rt_verdict){NULL, RT_REASON_GUESS, false};
    if (declared == jp) {
        *verdict = (rt_verdict){jp, RT_REASON_SOUND, false};
        return RT_OK;
    }
    if (len >= 3 && ((bytes[1] == '$' && (bytes[2] == 'B' || bytes[2] == '@')) ||
                     (bytes[1] == '(' && (bytes[2] == 'J' || bytes[2] == 'I'))))
        status = try_charset(run, jp, (text){bytes, len, end}, &t);
    if (t.bad == 0 && t.high)
        verdict->charset = jp;
    return status;
}
