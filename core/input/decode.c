/* decode.c - the decoder: hands out windows of UTF-8, has the charset decided where it matters,
 * tells what was found.
 *
 * While a text is pure ASCII nothing is decided. UTF-8 passes without being copied; all else goes
 * through transcode.c. The judgement is evidence.c's. See decode.h. */
#include "decode.h"

#include "detect.h"
#include "evidence.h"
#include "io.h"
#include "place.h"
#include "transcode.h"
#include "utf8.h"

#include <inttypes.h>
#include <string.h>

/* A run of good UTF-8 shorter than PASS_LEAST is copied with what follows. */
enum { OUT_ROOM = 65536, PASS_LEAST = 4096, ESC = 0x1B };

struct rt_decoder {
    rt_run *run;
    rt_feed *feed;
    const rt_charset *declared; /* by the document; NULL: nothing that can be believed */
    rt_transcoder transcoder; /* charset NULL: not decided */
    bool no_escapes;          /* an escape was looked at and is not ISO-2022-JP's */
    bool finished, told;
    size_t used;              /* of the window given last */
    rt_place place; /* where the next window starts, until something was replaced */
    bool replaced;
    rt_pos first; /* where that was */
    char *out;    /* OUT_ROOM, once needed */
};

/* ---- Saying what was found -------------------------------------------------- */

static void tell_replaced(rt_decoder *d)
{
    if (!d->replaced || d->told)
        return;
    d->told = true;
    rt_run_report(
        d->run, "charset-replaced", &d->first,
        "%" PRIu64
        " byte sequence%s not valid in %s and became U+FFFD, the first one here; if there are "
        "many, name the right charset with --charset",
        d->transcoder.bad, d->transcoder.bad == 1 ? " is" : "s are", d->transcoder.charset->name);
}

static void tell_guess(rt_decoder *d, const rt_charset *guess)
{
    rt_pos pos = rt_place_pos(&d->place);

    if (d->declared)
        rt_run_report(
            d->run, "charset-contradicted", &pos,
            "the document declares %s, but its bytes are not that; it was read as %s, a guess: if "
            "characters are wrong, name the charset with --charset",
            d->declared->name, guess->name);
    else
        rt_run_report(d->run, "charset-guessed", &pos,
                      "the text is not UTF-8 and declares no charset; it was read as %s, a guess: "
                      "if characters "
                      "are wrong, name the charset with --charset",
                      guess->name);
}

static void tell_verdict(rt_decoder *d, const rt_verdict *verdict)
{
    rt_pos pos = rt_place_pos(&d->place);

    if (verdict->missing)
        rt_run_report(d->run, "charset-no-detector", &pos,
                      "libuchardet is not installed, so the charset was guessed by simple rules; "
                      "install it, or name "
                      "the charset with --charset");
    if (verdict->reason == RT_REASON_GUESS)
        tell_guess(d, verdict->charset);
    else if (verdict->reason == RT_REASON_CONTRADICTED)
        rt_run_report(d->run, "charset-contradicted", &pos,
                      "the document declares %s, but its bytes are UTF-8 and were read so; to have "
                      "it as declared, "
                      "give --charset %s",
                      d->declared->name, d->declared->name);
}

static rt_status use(rt_decoder *d, const rt_charset *charset)
{
    rt_transcoder_done(&d->transcoder);
    return rt_transcoder_init(d->run, charset, false, &d->transcoder);
}

/* ---- Starting --------------------------------------------------------------- */

static rt_status unsupported(rt_run *run, const char *code, const char *what)
{
    rt_run_report(run, code, NULL,
                  "%s, which cannot be read; convert it to UTF-8 first, with iconv for example",
                  what);
    return RT_ERR_UNSUPPORTED;
}

static rt_status find_label(rt_run *run, const char *label, const rt_charset **found)
{
    *found = label ? rt_charset_labelled(label, strlen(label)) : NULL;
    if (!label)
        return RT_OK;
    if (!*found) {
        rt_run_report(run, "charset-unknown", NULL,
                      "no charset is called `%s`; give a name such as utf-8, gb18030, big5, "
                      "shift_jis, euc-kr or "
                      "windows-1252",
                      label);
        return RT_ERR_UNSUPPORTED;
    }
    if ((*found)->scheme == RT_SCHEME_REPLACEMENT)
        return unsupported(run, "charset-refused",
                           "the charset given is HZ, ISO-2022-KR or ISO-2022-CN");
    return RT_OK;
}

/* For a message: ASCII alone, shortened. */
static void printable(rt_str text, char *out, size_t room)
{
    size_t len = text.len < room - 1 ? text.len : room - 1;
    for (size_t i = 0; i < len; i++)
        out[i] = text.ptr[i] >= ' ' && text.ptr[i] <= '~' ? text.ptr[i] : '?';
    out[len] = '\0';
}

/* What is declared inside the document in letters that could be read cannot be UTF-16. */
static rt_status find_declared(rt_run *run, rt_str declared, const rt_charset **found)
{
    *found = rt_charset_labelled(declared.ptr ? declared.ptr : "", declared.len);
    if (!*found && declared.len) {
        char name[64];
        printable(declared, name, sizeof name);
        rt_run_report(run, "charset-unknown-declared", NULL,
                      "the document declares the charset `%s`, which nobody knows; it was read by "
                      "its looks: if "
                      "characters are wrong, name the charset with --charset",
                      name);
        return RT_OK;
    }
    if (*found && (*found)->scheme == RT_SCHEME_REPLACEMENT)
        return unsupported(run, "charset-refused",
                           "the document declares HZ, ISO-2022-KR or ISO-2022-CN as its charset");
    if (*found && rt_charset_is_utf16(*found))
        *found = NULL;
    return RT_OK;
}

/* A mark beats the user's word; "utf-16" leaves the byte order open. */
static rt_status use_mark(rt_decoder *d, const rt_charset *marked, const rt_charset *given,
                          const char *label)
{
    bool order_only = given && rt_charset_is_utf16(given) && rt_charset_is_utf16(marked) &&
                      !strpbrk(label, "bBlL");

    if (given && given != marked && !order_only)
        rt_run_report(d->run, "charset-mark", &(rt_pos){.line = 1, .column = 1},
                      "the file begins with the byte order mark of %s and was read so, not as %s",
                      marked->name, given->name);
    return use(d, marked);
}

/* Without a mark or a label. */
static rt_status use_head(rt_decoder *d, const char *head, size_t len, rt_str declared)
{
    const rt_charset *found = rt_detect_utf16(head, len);
    const rt_charset *said = rt_charset_labelled(declared.ptr ? declared.ptr : "", declared.len);

    if (!found)
        return find_declared(d->run, declared, &d->declared);
    if (!said || !rt_charset_is_utf16(said))
        tell_guess(d, found);
    return use(d, found);
}

static rt_status start(rt_decoder *d, const char *label, rt_str declared)
{
    const rt_charset *given, *marked;
    const char *head;
    size_t len;
    bool end;
    rt_status status = find_label(d->run, label, &given);

    if (status == RT_OK)
        status = d->feed->pull(d->feed, 0, d->feed->ahead, &head, &len, &end);
    if (status != RT_OK)
        return status;
    if (rt_evidence_is_utf32(head, len))
        return unsupported(d->run, "charset-refused", "the file is in UTF-32");
    marked = rt_evidence_mark(head, len, &d->used);
    if (marked)
        return use_mark(d, marked, given, label);
    return given ? use(d, given) : use_head(d, head, len, declared);
}

rt_status rt_decoder_new(rt_run *run, rt_feed *feed, const char *label, rt_str declared,
                         rt_decoder **decoder)
{
    rt_decoder *d = rt_run_resize(run, NULL, sizeof *d);
    rt_status status;

    *decoder = NULL;
    if (!d)
        return RT_ERR_MEMORY;
    *d = (rt_decoder){.run = run, .feed = feed, .place = RT_PLACE_START};
    status = start(d, label, declared);
    if (status == RT_OK)
        *decoder = d;
    else
        rt_decoder_free(d);
    return status;
}

void rt_decoder_free(rt_decoder *decoder)
{
    if (!decoder)
        return;
    tell_replaced(decoder);
    rt_transcoder_done(&decoder->transcoder);
    rt_run_resize(decoder->run, decoder->out, 0);
    rt_run_resize(decoder->run, decoder, 0);
}

const char *rt_decoder_charset(const rt_decoder *decoder)
{
    if (decoder->transcoder.charset)
        return decoder->transcoder.charset->name;
    return decoder->finished ? "UTF-8" : NULL;
}

/* ---- Windows ---------------------------------------------------------------- */

typedef struct window {
    const char *bytes;
    size_t len;
    bool end;
} window;

static void give(rt_decoder *d, const char *text, size_t len, size_t used, size_t first_bad)
{
    d->used = used;
    if (d->replaced)
        return;
    d->replaced = first_bad != SIZE_MAX;
    rt_place_advance(&d->place, text, d->replaced ? first_bad : len);
    d->first = rt_place_pos(&d->place);
}

/* ASCII so far: up to the first byte that says something. Nothing when that is the first. */
static size_t silent_prefix(const rt_decoder *d, const window *w)
{
    size_t len = rt_utf8_ascii((const unsigned char *)w->bytes, w->len);
    const char *escape = d->no_escapes ? NULL : memchr(w->bytes, ESC, len);
    return escape ? (size_t)(escape - w->bytes) : len;
}

/* At a byte that says something, with all that is ahead of it. */
static rt_status decide(rt_decoder *d)
{
    rt_verdict verdict;
    window w;
    rt_status status = d->feed->pull(d->feed, 0, d->feed->ahead, &w.bytes, &w.len, &w.end);
    bool escape = status == RT_OK && w.bytes[0] == ESC;

    if (status != RT_OK)
        return status;
    if (w.len > d->feed->ahead) {
        w.len = d->feed->ahead;
        w.end = false;
    }
    status = (escape ? rt_evidence_escape : rt_evidence_weigh)(d->run, d->declared, w.bytes, w.len,
                                                               w.end, &verdict);
    d->no_escapes = true;
    if (status != RT_OK || !verdict.charset)
        return status;
    tell_verdict(d, &verdict);
    return use(d, verdict.charset);
}

/* Good UTF-8 that is worth passing as it stands, or 0. */
static size_t passable(const rt_decoder *d, const window *w)
{
    size_t len;
    bool cut;

    if (d->transcoder.charset->scheme != RT_SCHEME_UTF8)
        return 0;
    len = rt_utf8_valid((const unsigned char *)w->bytes, w->len);
    if (len == w->len || len >= PASS_LEAST)
        return len;
    rt_utf8_part((const unsigned char *)w->bytes + len, w->len - len, &cut);
    return cut && !w->end ? len : 0;
}

static rt_status convert(rt_decoder *d, const window *w, const char **text, size_t *len,
                         size_t *want)
{
    size_t took;

    if (!d->out && !(d->out = rt_run_resize(d->run, NULL, OUT_ROOM)))
        return RT_ERR_MEMORY;
    took = rt_transcode(&d->transcoder, w->bytes, w->len, w->end, d->out, OUT_ROOM, len);
    give(d, d->out, *len, took, d->transcoder.first_bad);
    *text = d->out;
    *want = took ? 1 : w->len + 1;
    return RT_OK;
}

rt_status rt_decoder_next(rt_decoder *d, const char **text, size_t *len)
{
    rt_status status = RT_OK;
    size_t want = 1;

    for (*len = 0; *len == 0 && !d->finished && status == RT_OK;) {
        window w;
        status = d->feed->pull(d->feed, d->used, want, &w.bytes, &w.len, &w.end);
        d->used = 0;
        if (status != RT_OK)
            break;
        d->finished = w.len == 0;
        if (d->finished)
            break;
        size_t plain = d->transcoder.charset ? passable(d, &w) : silent_prefix(d, &w);
        if (plain) {
            *text = w.bytes;
            *len = plain;
            give(d, w.bytes, plain, plain, SIZE_MAX);
        } else {
            status = d->transcoder.charset ? convert(d, &w, text, len, &want) : decide(d);
        }
    }
    if (d->finished)
        tell_replaced(d);
    return status;
}

/* ---- A head alone ----------------------------------------------------------- */

/* For a byte above 0x7F of a charset not known yet: 〓, which printers set for a character they
 * lack. */
static size_t head_legacy(const unsigned char *p, size_t len, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < len && room - used >= RT_TRANSCODE_ROOM;) {
        size_t n = p[i] >= 0x80 && i + 1 < len && p[i + 1] >= 0x80 ? 2 : 1;
        used += rt_utf8_put(out + used, p[i] < 0x80 ? p[i] : 0x3013);
        i += n;
    }
    return used;
}

size_t rt_decode_head(const char *head, size_t len, char *out, size_t room)
{
    size_t skip, wrote;
    const rt_charset *marked = rt_evidence_mark(head, len, &skip);
    const rt_charset *charset = marked ? marked : rt_detect_utf16(head, len);
    rt_transcoder t = {.charset = charset ? charset : rt_charset_named("UTF-8")};

    if (room < RT_TRANSCODE_ROOM)
        return 0;
    rt_transcode(&t, head + skip, len - skip, false, out, room, &wrote);
    if (!charset && t.bad)
        return head_legacy((const unsigned char *)head, len, out, room);
    return wrote;
}
