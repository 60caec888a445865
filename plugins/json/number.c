/* number.c - the grammar of JSON's numbers, and what is wrong with those that are none.
 *
 * Owns no value: numbers stay as they are written. */
#include <string.h>

#include "lexer_inside.h"

enum { N_START, N_MINUS, N_ZERO, N_WHOLE, N_POINT, N_PART, N_E, N_SIGN, N_POWER, N_STOP };
enum { C_OTHER, C_ZERO, C_DIGIT, C_MINUS, C_PLUS, C_POINT, C_E };

static const unsigned char classes[256] = {
    ['0'] = C_ZERO,  ['1'] = C_DIGIT, ['2'] = C_DIGIT, ['3'] = C_DIGIT, ['4'] = C_DIGIT,
    ['5'] = C_DIGIT, ['6'] = C_DIGIT, ['7'] = C_DIGIT, ['8'] = C_DIGIT, ['9'] = C_DIGIT,
    ['-'] = C_MINUS, ['+'] = C_PLUS,  ['.'] = C_POINT, ['e'] = C_E,     ['E'] = C_E,
};

/* From each state: other, zero, digit, minus, plus, point, e. */
static const unsigned char steps[N_STOP][7] = {
    [N_START] = {N_STOP, N_ZERO, N_WHOLE, N_MINUS, N_STOP, N_STOP, N_STOP},
    [N_MINUS] = {N_STOP, N_ZERO, N_WHOLE, N_STOP, N_STOP, N_STOP, N_STOP},
    [N_ZERO] = {N_STOP, N_STOP, N_STOP, N_STOP, N_STOP, N_POINT, N_E},
    [N_WHOLE] = {N_STOP, N_WHOLE, N_WHOLE, N_STOP, N_STOP, N_POINT, N_E},
    [N_POINT] = {N_STOP, N_PART, N_PART, N_STOP, N_STOP, N_STOP, N_STOP},
    [N_PART] = {N_STOP, N_PART, N_PART, N_STOP, N_STOP, N_STOP, N_E},
    [N_E] = {N_STOP, N_POWER, N_POWER, N_SIGN, N_SIGN, N_STOP, N_STOP},
    [N_SIGN] = {N_STOP, N_POWER, N_POWER, N_STOP, N_STOP, N_STOP, N_STOP},
    [N_POWER] = {N_STOP, N_POWER, N_POWER, N_STOP, N_STOP, N_STOP, N_STOP},
};

static inline bool number_ends(unsigned state)
{
    return state == N_ZERO || state == N_WHOLE || state == N_PART || state == N_POWER;
}

static inline const char *run_number(const char *p, const char *end, unsigned *state)
{
    for (; p < end; p++) {
        unsigned next = steps[*state][classes[(unsigned char)*p]];
        if (next == N_STOP)
            break;
        *state = next;
    }
    return p;
}

bool json_is_number(rt_str text, bool *fraction)
{
    unsigned state = N_START;
    if (!text.len || run_number(text.ptr, text.ptr + text.len, &state) != text.ptr + text.len)
        return false;
    *fraction = state >= N_POINT;
    return number_ends(state);
}

static rt_status after_number(json_lexer *l, unsigned state)
{
    char c = l->at < l->end ? *l->at : ' ';
    if (!number_ends(state))
        return json_lexer_unexpected(l, state == N_MINUS ? "a digit must follow the minus sign"
                                        : state == N_POINT
                                            ? "a digit must follow the decimal point"
                                            : "digits must follow the e of a number");
    if (classes[(unsigned char)c] == C_ZERO || classes[(unsigned char)c] == C_DIGIT)
        return json_lexer_unexpected(
            l, "a number does not begin with 0 in JSON; remove the 0, or put the "
               "digits in quotes if they are a text");
    if (!memchr(" \t\r\n,]}", c, 7))
        return json_lexer_unexpected(
            l, "the number ends before this character, which cannot follow it");
    return RT_OK;
}

rt_status json_lexer_number(json_lexer *l, json_token *t)
{
    unsigned state = N_START;
    const char *from = l->at;
    rt_status status = RT_OK;
    t->kind = JSON_NUMBER;
    l->at = run_number(from, l->end, &state);
    if (l->at < l->end || l->ended) {
        t->text = (rt_str){from, (size_t)(l->at - from)};
    } else {
        rt_buffer_clear(&l->text);
        while (true) {
            if ((status = rt_buffer_add(&l->text, from, (size_t)(l->at - from))) != RT_OK)
                return status;
            if (l->text.len > l->length_limit)
                return json_lexer_too_long(l, "a number");
            if (l->at < l->end || l->ended)
                break;
            if ((status = json_lexer_refill(l)) != RT_OK)
                return status;
            from = l->at;
            l->at = run_number(from, l->end, &state);
        }
        t->text = rt_buffer_str(&l->text);
    }
    t->fraction = state >= N_POINT;
    status = after_number(l, state);
    json_lexer_value_done(l);
    return status;
}
