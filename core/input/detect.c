/* detect.c - guesses a charset from bytes; see detect.h.
 *
 * The pairs are looked at first: libuchardet needs some dozens of characters, and a table's
 * header row has six. It is C++ and slow to load, so only what remains unclear is put to it. */
#include "detect.h"

#include "utf8.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

typedef const unsigned char *bytes;

/* ---- UTF-16 ----------------------------------------------------------------- */

/* Whether `len` bytes read as UTF-16 are text: no lone surrogates, controls or noncharacters. */
static bool is_utf16_text(bytes p, size_t len, bool big)
{
    bool high = false;
    for (size_t i = 0; i + 1 < len; i += 2) {
        unsigned unit = big ? (unsigned)p[i] << 8 | p[i + 1] : (unsigned)p[i + 1] << 8 | p[i];
        bool low = (unit & 0xFC00) == 0xDC00;
        if (low != high)
            return false;
        high = (unit & 0xFC00) == 0xD800;
        bool control = unit < 0x20 ? unit != '\t' && unit != '\n' && unit != '\r' && unit != '\f'
                                   : unit >= 0x7F && unit < 0xA0;
        if (control || unit >= 0xFFFE)
            return false;
    }
    return true;
}

const rt_charset *rt_detect_utf16(const char *head, size_t len)
{
    bytes p = (bytes)head;
    size_t nul[2] = {0, 0}, units = len / 2;

    if (units < 2)
        return NULL;
    for (size_t i = 0; i < units * 2; i++)
        nul[i & 1] += p[i] == 0;
    bool big = nul[0] > nul[1];
    size_t many = nul[!big], few = nul[big];
    /* English is half NULs and all ASCII; Chinese has only the NULs of its digits and line ends,
     * but is no UTF-8. What is UTF-8 with more than ASCII has stray NULs. */
    bool ascii = rt_utf8_ascii(p, units * 2) == units * 2;
    if (many == 0 || few || many < (ascii ? (units + 1) / 2 : units / 64))
        return NULL;
    if ((!ascii && rt_utf8_valid(p, units * 2) + 3 >= units * 2) ||
        !is_utf16_text(p, units * 2, big))
        return NULL;
    return rt_charset_named(big ? "UTF-16BE" : "UTF-16LE");
}

/* ---- Pairs ------------------------------------------------------------------ */

/* How the text reads in one charset: pairs and half-width letters, in how many runs without ASCII
 * between, how many are what such texts are made of, how many of the script that tells it from its
 * neighbours; what is impossible. */
typedef struct tally {
    size_t pairs, runs, common, script, bad;
} tally;

static bool within(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

static size_t tally_gb18030(bytes p, size_t left, tally *t)
{
    if (left >= 4 && within(p[1], '0', '9') && within(p[2], 0x81, 0xFE) && within(p[3], '0', '9')) {
        t->pairs++;
        return 4;
    }
    if (p[0] == 0x80 || p[0] == 0xFF || p[1] < 0x40 || p[1] == 0x7F || p[1] == 0xFF) {
        t->bad++;
        return 1;
    }
    t->pairs++;
    t->common += p[1] >= 0xA1 && (within(p[0], 0xB0, 0xD7) || within(p[0], 0xA1, 0xA3));
    return 2;
}

static size_t tally_big5(bytes p, size_t left, tally *t)
{
    (void)left;
    if (p[0] == 0x80 || p[0] == 0xFF || !(within(p[1], 0x40, 0x7E) || within(p[1], 0xA1, 0xFE))) {
        t->bad++;
        return 1;
    }
    t->pairs++;
    t->common += within(p[0], 0xA4, 0xC6) || p[0] == 0xA1;
    return 2;
}

static size_t tally_shift_jis(bytes p, size_t left, tally *t)
{
    (void)left;
    if (within(p[0], 0xA1, 0xDF)) { /* half-width kana: rare, but what other charsets look like */
        t->pairs++;
        return 1;
    }
    if (p[0] == 0x80 || p[0] == 0xA0 || p[0] > 0xFC || p[1] < 0x40 || p[1] == 0x7F || p[1] > 0xFC) {
        t->bad++;
        return 1;
    }
    bool kana = (p[0] == 0x82 && p[1] >= 0x9F && p[1] <= 0xF1) || (p[0] == 0x83 && p[1] <= 0x96);
    t->pairs++;
    t->script += kana;
    t->common += kana || within(p[0], 0x81, 0x82) || within(p[0], 0x88, 0x97);
    return 2;
}

static size_t tally_euc_jp(bytes p, size_t left, tally *t)
{
    if (p[0] == 0x8F && left >= 3 && p[1] >= 0xA1 && p[2] >= 0xA1) {
        t->pairs++;
        return 3;
    }
    if (p[1] < 0xA1 || p[1] == 0xFF || (p[0] < 0xA1 && p[0] != 0x8E) || p[0] == 0xFF) {
        t->bad++;
        return 1;
    }
    t->pairs++;
    t->script += within(p[0], 0xA4, 0xA5);
    t->common += within(p[0], 0xA3, 0xA5) || p[0] == 0xA1 || within(p[0], 0xB0, 0xCF);
    return 2;
}

static size_t tally_euc_kr(bytes p, size_t left, tally *t)
{
    (void)left;
    if (p[0] == 0x80 || p[0] == 0xFF || p[1] < 0x41 || p[1] == 0xFF) {
        t->bad++;
        return 1;
    }
    t->pairs++;
    t->script += within(p[0], 0xB0, 0xC8) && p[1] >= 0xA1;
    t->common += p[1] >= 0xA1 && (within(p[0], 0xB0, 0xC8) || p[0] == 0xA1 || p[0] == 0xA3);
    return 2;
}

/* In order of preference when the shares are equal. `script`: percent of the pairs that must be of
 * the charset's own script; `least`: pairs below which that is chance. */
static const struct candidate {
    const char *name;
    size_t (*step)(bytes p, size_t left, tally *t);
    unsigned script, least;
} candidates[] = {
    {"EUC-JP", tally_euc_jp, 10, 3}, /* Chinese has no kana; all else in EUC-JP looks like GB2312 */
    {"EUC-KR", tally_euc_kr, 80, 8}, /* the syllables lie where GB2312 has its characters from A to
                                        P */
    {"gb18030", tally_gb18030, 0, 1},     {"Big5", tally_big5, 0, 1},
    {"Shift_JIS", tally_shift_jis, 0, 1},
};

/* The share of common characters in percent, 0 when it cannot be this charset. Latin text has its
 * letters above 0x7F one by one: without clusters or runs 5 °C in windows-1252 would be Big5, all
 * of it. */
static unsigned share_of(const struct candidate *candidate, bytes p, size_t len, bool clustered)
{
    tally t = {0, 0, 0, 0, 0};

    for (size_t i = 0; i < len;) {
        size_t ascii = rt_utf8_ascii(p + i, len - i);
        i += ascii;
        if (len - i < 2) {
            t.bad += i < len;
            break;
        }
        t.runs += ascii || t.pairs == 0;
        i += candidate->step(p + i, len - i, &t);
    }
    if (t.pairs < candidate->least || t.bad * 50 > t.pairs ||
        t.script * 100 < t.pairs * candidate->script)
        return 0;
    if (!clustered && t.runs * 5 > t.pairs * 3)
        return 0;
    return (unsigned)(t.common * 100 / t.pairs);
}

/* The one whose common characters at least `percent` of the pairs are. */
static const rt_charset *detect_pairs(bytes text, size_t len, bool clustered, unsigned percent)
{
    const char *best = NULL;
    unsigned most = percent ? percent - 1 : 0;

    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        unsigned share = share_of(&candidates[i], text, len, clustered);
        if (share > most) {
            most = share;
            best = candidates[i].name;
        }
    }
    return best ? rt_charset_named(best) : NULL;
}

/* ---- libuchardet ------------------------------------------------------------ */

typedef struct library {
    void *(*create)(void);
    int (*handle)(void *, const char *, size_t);
    void (*end)(void *);
    const char *(*charset)(void *);
    void (*destroy)(void *);
} library;

static bool find_symbol(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol); /* ISO C has no cast between the two */
    return symbol != NULL;
}

/* Never closed: unloading C++ in the middle of a run is not worth its risks. */
static bool load(library *l)
{
    void *handle = dlopen("libuchardet.so.0", RTLD_NOW | RTLD_LOCAL);
    return handle && find_symbol(handle, "uchardet_new", &l->create) &&
           find_symbol(handle, "uchardet_handle_data", &l->handle) &&
           find_symbol(handle, "uchardet_data_end", &l->end) &&
           find_symbol(handle, "uchardet_get_charset", &l->charset) &&
           find_symbol(handle, "uchardet_delete", &l->destroy);
}

static const rt_charset *detect_library(const char *text, size_t len, bool *missing)
{
    const rt_charset *found = NULL;
    library l;
    void *detector;

    *missing = !load(&l);
    if (*missing)
        return NULL;
    detector = l.create();
    if (!detector)
        return NULL;
    if (l.handle(detector, text, len) == 0) {
        l.end(detector);
        const char *name = l.charset(detector);
        found = name ? rt_charset_labelled(name, strlen(name)) : NULL;
    }
    l.destroy(detector);
    return found;
}

/* ---- All together ----------------------------------------------------------- */

/* Whether it is for Latin letters, where bytes above 0x7F stand alone between ASCII. */
static bool is_latin(const rt_charset *charset)
{
    static const char *const others[] = {"866", "8859-5", "8859-6", "8859-7", "8859-8", "KOI8",
                                         "874", "1251",   "1253",   "1255",   "1256",   "cyrillic"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strstr(charset->name, others[i]))
            return false;
    return charset->scheme == RT_SCHEME_SINGLE;
}

/* Whether most bytes above 0x7F have another one beside them. */
static bool is_clustered(bytes p, size_t len)
{
    size_t high = 0, beside = 0;
    for (size_t i = 0; i < len; i++)
        if (p[i] >= 0x80) {
            high++;
            beside += (i > 0 && p[i - 1] >= 0x80) || (i + 1 < len && p[i + 1] >= 0x80);
        }
    return high && beside * 10 >= high * 6;
}

const rt_charset *rt_detect(const char *text, size_t len, bool *missing)
{
    bool clustered = is_clustered((bytes)text, len);
    const rt_charset *found = detect_pairs((bytes)text, len, clustered, 80), *pairs;

    *missing = false;
    if (found)
        return found;
    found = detect_library(text, len, missing);
    if (found && (rt_charset_is_utf16(found) || found->scheme < RT_SCHEME_SINGLE))
        found = NULL;
    if (found && !is_latin(found))
        return found;
    /* Rare characters: an older spelling, names. */
    pairs = detect_pairs((bytes)text, len, clustered, 25);
    return pairs ? pairs : found;
}
