/* recognise.c - which reader a document is for: signature, sniff, extension; or what it is instead.
 *
 * Owns the order of the evidence and the refusals; loads only readers that may be the one. */
#include "catalog.h"
#include "io.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RAW = 16384, ROOM = 32768 }; /* bytes of the head that are decoded, and room for them */

/* What the right extension is worth: lifts MAYBE over LIKELY, but nothing over SURE. */
enum { NAMED = 40 };

typedef struct found {
    rt_card *card;
    int score;
    bool named, by_signature;
    char why[80];
} found;

typedef struct search {
    rt_registry *registry;
    const char *path, *head;
    size_t len;
    char *room; /* the decoded head */
    rt_str text;
    found *list;
    size_t count, list_room;
} search;

static int rank(const found *f) { return f->score + (f->named ? NAMED : 0); }

/* ---- Evidence ---------------------------------------------------------------------------- */

static bool matches(const rt_signature *s, const char *head, size_t len)
{
    if (s->offset > len || s->length > len - s->offset)
        return false;
    for (uint32_t i = 0; i < s->length; i++) {
        int mask = s->mask ? s->mask[i] : -1;
        if ((head[s->offset + i] & mask) != (s->bytes[i] & mask))
            return false;
    }
    return true;
}

/* On the raw bytes, and for text on the decoded ones, which begin behind a byte order mark. */
static bool signed_by(const search *s, const rt_card *card)
{
    for (const rt_signature *sign = card->signatures; sign && sign->length; sign++)
        if (matches(sign, s->head, s->len) ||
            (card->reads_text && matches(sign, s->text.ptr, s->text.len)))
            return true;
    return false;
}

/* Notes a score, once for each card. */
static bool note(search *s, rt_card *card, int score, bool by_signature)
{
    if (!rt_catalog_grow((void **)&s->list, &s->list_room, s->count, sizeof *s->list))
        return false;
    found *f = &s->list[s->count++];
    *f = (found){
        .card = card, .by_signature = by_signature, .named = rt_catalog_named(card, s->path)};
    f->score = score > RT_SNIFF_SURE ? RT_SNIFF_SURE : score;
    snprintf(f->why, sizeof f->why, "%s%s",
             by_signature   ? "signature"
             : card->sniffs ? "content"
                            : "",
             !f->named                      ? ""
             : by_signature || card->sniffs ? " and extension"
                                            : "extension");
    return true;
}

static bool is_candidate(search *s, const rt_card *card)
{
    return strcmp(card->entry.role, "read") == 0 && rt_catalog_leads(s->registry, card);
}

/* Its own word on the head; a reader that cannot be loaded is out. */
static rt_status ask(search *s, rt_card *card, int *score)
{
    *score = RT_SNIFF_NO;
    rt_status status = rt_catalog_load(s->registry, card->file);
    if (status != RT_OK)
        return status == RT_ERR_MEMORY ? status : RT_OK;
    if (card->dead || !card->declared.reader || !card->declared.reader->sniff)
        return RT_OK;
    rt_str raw = {s->head, s->len};
    rt_str head = card->reads_text ? s->text : raw;
    *score = card->declared.reader->sniff(head.ptr, head.len);
    return RT_OK;
}

static rt_status consider(search *s, rt_card *card)
{
    bool by_signature = signed_by(s, card);
    int score = RT_SNIFF_NO;
    rt_status status = RT_OK;

    if (card->sniffs) {
        /* A binary format has its bytes: without them there is no need to load its reader. */
        if (!by_signature && card->signatures && !card->reads_text)
            return RT_OK;
        status = ask(s, card, &score);
        if (by_signature && score > RT_SNIFF_NO)
            score = RT_SNIFF_SURE;
        by_signature = by_signature && score > RT_SNIFF_NO;
    } else if (by_signature) {
        score = RT_SNIFF_SURE;
    } else if (!card->signatures && rt_catalog_named(card, s->path)) {
        score = RT_SNIFF_MAYBE;
    }
    if (status == RT_OK && score > RT_SNIFF_NO && !note(s, card, score, by_signature))
        return rt_catalog_memory(s->registry);
    return status;
}

/* Text that begins like prose or figures rather than like markup. */
static bool begins_plain(rt_str text)
{
    while (text.len && memchr(" \t\r\n", *text.ptr, 4)) {
        text.ptr++;
        text.len--;
    }
    if (!text.len)
        return false;
    unsigned char c = (unsigned char)*text.ptr;
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == '"' || c == '-' || c == '+' || c == ',' || c == ';';
}

/* First whom a signature or the extension names; then, unless that settles it, all who sniff. The
 * extension's reader settles it by LIKELY, and by MAYBE where the text shows no sign of markup:
 * so a plain .csv does not cost the loading of every other reader. */
static rt_status gather(search *s)
{
    rt_status status = RT_OK;
    bool settled = false;

    for (size_t i = 0; status == RT_OK && i < s->registry->card_count; i++) {
        rt_card *card = s->registry->cards[i];
        if (is_candidate(s, card) && (rt_catalog_named(card, s->path) || signed_by(s, card)))
            status = consider(s, card);
    }
    for (size_t i = 0; i < s->count; i++)
        settled =
            settled || s->list[i].by_signature ||
            (s->list[i].named && (s->list[i].score >= RT_SNIFF_LIKELY || begins_plain(s->text)));
    for (size_t i = 0; status == RT_OK && !settled && i < s->registry->card_count; i++) {
        rt_card *card = s->registry->cards[i];
        if (is_candidate(s, card) && !rt_catalog_named(card, s->path) && !signed_by(s, card))
            status = consider(s, card);
    }
    return status;
}

/* ---- Verdict --------------------------------------------------------------------------------- */

static int by_rank(const void *a, const void *b) { return rank(b) - rank(a); }

static const char *said(const search *s)
{
    return s->path && strcmp(s->path, "-") != 0 ? s->path : "(standard input)";
}

static rt_status refuse_foreign(search *s, const rt_foreign *foreign)
{
    rt_catalog_report(s->registry, "input-format", said(s),
                      "this is %s, which no plugin here reads: %s", foreign->name, foreign->advice);
    return RT_ERR_UNSUPPORTED;
}

static rt_status refuse_tie(search *s)
{
    char names[300] = "";
    size_t at = 0;

    for (size_t i = 0; i < s->count && rank(&s->list[i]) == rank(&s->list[0]); i++) {
        const rt_entry *entry = &s->list[i].card->entry;
        int put = snprintf(names + at, sizeof names - at, "%s--from %s (%.60s)", i ? " or " : "",
                           entry->name, entry->title);
        if (put < 0 || (size_t)put >= sizeof names - at)
            break;
        at += (size_t)put;
    }
    rt_catalog_report(s->registry, "input-ambiguous", said(s),
                      "several readers claim this file, and its name does not decide: add %s",
                      names);
    return RT_ERR_UNSUPPORTED;
}

static bool binary(const search *s)
{
    size_t odd = 0;

    if (s->text.len && memchr(s->text.ptr, '\0', s->text.len)) /* one is enough for all who sniff */
        return true;
    for (size_t i = 0; i < s->text.len; i++) {
        unsigned char c = (unsigned char)s->text.ptr[i];
        odd += c < 0x20 && !memchr("\t\n\r\f", c, 4);
    }
    return odd > s->text.len / 100;
}

static rt_status refuse_unknown(search *s, const char *seems)
{
    char *all = rt_catalog_list(s->registry, "read");

    if (!all)
        return rt_catalog_memory(s->registry);
    rt_catalog_report(
        s->registry, "input-format", said(s),
        "no reader recognises this file: it seems to be %s; name its format with --from (%s)",
        seems       ? seems
        : binary(s) ? "binary data"
                    : "text",
        all);
    free(all);
    return RT_ERR_UNSUPPORTED;
}

/* The content decides, but a name that says something else deserves a word. */
static void warn_of_name(search *s, const rt_card *chosen)
{
    const char *slash = s->path ? strrchr(s->path, '/') : NULL;
    const char *dot = s->path ? strrchr(slash ? slash : s->path, '.') : NULL;
    const rt_foreign *foreign = dot ? rt_foreign_named(dot + 1) : NULL;

    for (size_t i = 0; i < s->registry->card_count; i++) {
        const rt_card *card = s->registry->cards[i];
        if (!is_candidate(s, card) || card == chosen || !rt_catalog_named(card, s->path))
            continue;
        rt_catalog_report(
            s->registry, "input-misnamed", said(s),
            "the name says %s, but the content does not begin so: it is read as %s (--from %s "
            "reads it as named)",
            card->entry.name, chosen->entry.name, card->entry.name);
        return;
    }
    if (foreign)
        rt_catalog_report(s->registry, "input-misnamed", said(s),
                          "the name says %s; by its content it is read as %s", foreign->name,
                          chosen->entry.name);
}

static rt_status decide(search *s, rt_declaration *result)
{
    int score = RT_SNIFF_NO;
    bool named = false;
    const rt_foreign *foreign = rt_foreign_of(s->head, s->len, s->text, s->path, &score, &named);
    int sure = score + (named ? NAMED : 0);
    const found *best = s->count ? &s->list[0] : NULL;
    bool here =
        foreign && foreign->reader && rt_catalog_first(s->registry, "read", foreign->reader);

    if (foreign && !here && !(best && (best->score >= RT_SNIFF_SURE || rank(best) > sure)))
        return refuse_foreign(s, foreign);
    if (!best)
        return refuse_unknown(s, foreign ? foreign->name : NULL);
    if (s->count > 1 && rank(&s->list[1]) == rank(best))
        return refuse_tie(s);
    rt_status status = rt_registry_find(s->registry, "read", best->card->entry.name, result);
    if (status == RT_OK && !best->named)
        warn_of_name(s, best->card);
    return status;
}

static void tell(const search *s, void (*each)(void *, const rt_candidate *), void *user)
{
    for (size_t i = 0; each && i < s->count; i++) {
        rt_candidate c = {.size = sizeof c,
                          .name = s->list[i].card->entry.name,
                          .score = s->list[i].score,
                          .why = s->list[i].why};
        each(user, &c);
    }
}

rt_status rt_registry_recognise(rt_registry *registry, const char *path, const char *head,
                                size_t len, void (*each)(void *, const rt_candidate *), void *user,
                                rt_declaration *result)
{
    search s = {.registry = registry, .path = path, .head = head, .len = len};

    if (len == 0) {
        rt_catalog_report(
            registry, "input-empty", said(&s),
            "the file is empty: there is nothing to convert (--from FORMAT reads it all the same)");
        return RT_ERR_UNSUPPORTED;
    }
    s.room = malloc(ROOM);
    if (!s.room)
        return rt_catalog_memory(registry);
    s.text = (rt_str){s.room, rt_decode_head(head, len < RAW ? len : RAW, s.room, ROOM)};
    rt_status status = gather(&s);
    if (status == RT_OK) {
        if (s.count)
            qsort(s.list, s.count, sizeof *s.list, by_rank);
        tell(&s, each, user);
        status = decide(&s, result);
    }
    free(s.list);
    free(s.room);
    return status;
}
