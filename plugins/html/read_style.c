/* read_style.c - what text inherits: marks, and the words (colour, font …) that few texts have,
 * shared among elements. */
#include <string.h>

#include "read.h"

/* ---- Words ------------------------------------------------------------------------------ */

void rt_html_words_release(html_reader *r, html_words *words)
{
    if (words && !--words->refs)
        r->host->resize(r->host, words, 0);
}

static html_words *keep(html_words *words)
{
    if (words)
        words->refs++;
    return words;
}

html_words *rt_html_words_make(html_reader *r, const rt_str list[WORDS], int32_t direction)
{
    size_t bytes = sizeof(html_words);
    bool any = direction != 0;
    for (int i = 0; i < WORDS; i++) {
        bytes += list[i].len;
        any = any || list[i].ptr;
    }
    html_words *made = any && r->status == RT_OK ? r->host->resize(r->host, NULL, bytes) : NULL;
    if (!made) {
        r->status = any && r->status == RT_OK ? RT_ERR_MEMORY : r->status;
        return NULL;
    }
    char *text = (char *)(made + 1);
    *made = (html_words){.refs = 1, .direction = direction};
    for (int i = 0; i < WORDS; i++)
        if (list[i].ptr) {
            made->word[i] = (rt_str){text, list[i].len};
            memcpy(text, list[i].ptr, list[i].len);
            text += list[i].len;
        }
    return made;
}

static html_words *merge(html_reader *r, html_words *below, html_words *above)
{
    if (!below || !above)
        return keep(above ? above : below);
    rt_str list[WORDS];
    for (int i = 0; i < WORDS; i++)
        list[i] = above->word[i].ptr ? above->word[i] : below->word[i];
    return rt_html_words_make(r, list, above->direction ? above->direction : below->direction);
}

static bool same_words(const html_words *a, const html_words *b)
{
    if (a == b)
        return true;
    if (!a || !b || a->direction != b->direction)
        return false;
    for (int i = 0; i < WORDS; i++)
        if (!a->word[i].ptr != !b->word[i].ptr || a->word[i].len != b->word[i].len ||
            (a->word[i].len && memcmp(a->word[i].ptr, b->word[i].ptr, a->word[i].len) != 0))
            return false;
    return true;
}

/* ---- Styles ----------------------------------------------------------------------------- */

html_style rt_html_style_keep(html_style style)
{
    keep(style.words);
    return style;
}

void rt_html_style_drop(html_reader *r, html_style *style)
{
    rt_html_words_release(r, style->words);
    style->words = NULL;
}

bool rt_html_style_same(const html_style *a, const html_style *b)
{
    return a->marks == b->marks && a->change == b->change && same_words(a->words, b->words);
}

html_style rt_html_style_add(html_reader *r, const html_style *style, const html_own *own)
{
    return (html_style){.marks = (uint16_t)((style->marks & ~own->remove) | own->add),
                        .change = own->change ? own->change : style->change,
                        .space = own->space ? own->space : style->space,
                        .words = merge(r, style->words, own->words)};
}

void rt_html_style_give(const html_style *style, html_given *given)
{
    static const uint32_t attrs[WORDS] = {[WORD_LANGUAGE] = RT_A_LANGUAGE,
                                          [WORD_DATE] = RT_A_CHANGE_DATE,
                                          [WORD_BACKGROUND] = RT_A_BACKGROUND,
                                          [WORD_COLOUR] = RT_A_COLOUR,
                                          [WORD_SIZE] = RT_A_SIZE,
                                          [WORD_FONT] = RT_A_FONT,
                                          [WORD_TITLE] = RT_A_TITLE};
    if (style->words)
        for (int i = 0; i < WORDS; i++)
            if (i != WORD_DATE || style->change)
                rt_html_give_text(given, attrs[i], style->words->word[i]);
    if (style->words)
        rt_html_give_number(given, RT_A_DIRECTION, style->words->direction);
    rt_html_give_number(given, RT_A_CHANGE, style->change);
    rt_html_give_number(given, RT_A_MARKS, style->marks);
}

void rt_html_style_give_change(const html_style *style, html_given *given)
{
    rt_html_give_number(given, RT_A_CHANGE, style->change);
    if (style->change && style->words)
        rt_html_give_text(given, RT_A_CHANGE_DATE, style->words->word[WORD_DATE]);
}
