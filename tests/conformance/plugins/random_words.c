/* random_words.c - reads what a random document asks for; see random_values.h. */
#include <stdlib.h>
#include <string.h>

#include "random_values.h"

/* The names in a comma-separated list. */
static bool take_list(request *r, const char *word, bool attributes)
{
    while (*word) {
        size_t len = strcspn(word, ",");
        uint32_t number = attributes ? rt_attr_named(word, len) : rt_kind_named(word, len);
        if (!number)
            return false;
        if (attributes)
            r->attributes[number] = true;
        else
            r->kinds |= RT_BIT(number);
        word += len + (word[len] == ',');
    }
    return true;
}

static bool take_word(request *r, char *word)
{
    char *value = strchr(word, '='), *end = NULL;
    if (!value)
        return false;
    *value++ = '\0';
    if (strcmp(word, "kinds") == 0) {
        r->kinds = 0;
        return take_list(r, value, false);
    }
    if (strcmp(word, "attributes") == 0) {
        memset(r->attributes, 0, sizeof r->attributes);
        return take_list(r, value, true);
    }
    unsigned long long number = strtoull(value, &end, 10);
    if (strcmp(word, "seed") == 0)
        r->seed = number;
    else if (strcmp(word, "size") == 0 && number <= 1000000)
        r->size = (uint32_t)number;
    else
        return false;
    return *value && !*end;
}

rt_status random_request(const rt_host *host, rt_input *in, request *r)
{
    char words[1024], *rest = NULL;
    const char *bytes;
    size_t used = 0, len = 1;
    *r = (request){.size = 100, .kinds = ~UINT64_C(1)};
    memset(r->attributes, true, sizeof r->attributes);
    while (len) {
        rt_status status = in->next(in, &bytes, &len);
        if (status != RT_OK)
            return status;
        len = len < sizeof words - 1 - used ? len : sizeof words - 1 - used;
        memcpy(words + used, bytes, len);
        used += len;
    }
    words[used] = '\0';
    for (char *word = strtok_r(words, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
        if (!take_word(r, word)) {
            host->report(host, "random-word", NULL,
                         "the document is seed=NUMBER size=NUMBER kinds=LIST attributes=LIST");
            return RT_ERR_MALFORMED;
        }
    return RT_OK;
}
