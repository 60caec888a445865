/* nearest.c - the word that a mistyped one was probably meant to be.
 *
 * Owns the edit distance; what is done with the suggestion belongs to the caller. */
#include "registry.h"
#include <string.h>

enum { LONGEST = 40, FAR = 1000 };

static char fold(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static bool swapped(const char *a, const char *b)
{
    return fold(a[0]) == fold(b[-1]) && fold(a[-1]) == fold(b[0]);
}

/* Insertions, removals, changes and swaps of neighbours that make one of the other. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];

    for (size_t j = 0; j <= b_len; j++)
        before[j] = last[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t same = fold(a[i - 1]) == fold(b[j - 1]) ? 0 : 1;
            now[j] = least(last[j - 1] + same, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && swapped(a + i - 1, b + j - 1))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

static bool begins(const char *name, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (fold(name[i]) != fold(word[i]))
            return false;
    return true;
}

const char *rt_nearest(const char *word, const char *const *names)
{
    size_t len = strlen(word), best = FAR;
    const char *found = NULL;

    if (len == 0 || len > LONGEST)
        return NULL;
    for (; *names; names++) {
        size_t name_len = strlen(*names);
        if (name_len == 0 || name_len > LONGEST)
            continue;
        size_t d = distance(word, len, *names, name_len);
        size_t longer = len > name_len ? len : name_len;
        bool near = d == 0 || (d < longer && d <= (longer < 6 ? 1 : longer / 3));
        if (!near && len >= 3 && name_len > len && begins(*names, word, len)) {
            near = true;
            d = LONGEST; /* a mere beginning comes after every misspelling */
        }
        if (near && d < best) {
            best = d;
            found = *names;
        }
    }
    return found;
}
