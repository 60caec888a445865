/* html_tokens_dump.c - prints the tokens of HTML as JSON lines, for tests/golden/html_tokens.py.
 *
 * Standard input holds cases: a line "CONTENT AFTER FOREIGN STEP LENGTH" and LENGTH bytes. CONTENT
 * is a number of rt_html_content, set at the beginning or after the first token (AFTER 1); the
 * bytes come in windows of STEP (0: whole), in blocks of their own that go with the next call.
 * Behind the tokens of each case stands an empty line. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugins/html/token.h"

/* How many allocations succeed: FAIL_AT of the environment, or all. */
static size_t allowed = SIZE_MAX;

static void *resize(const rt_host *host, void *block, size_t bytes)
{
    (void)host;
    if (bytes && allowed == 0)
        return NULL;
    allowed -= bytes != 0;
    if (bytes)
        return realloc(block, bytes);
    free(block);
    return NULL;
}

static void report(const rt_host *host, const char *code, const rt_pos *pos, const char *message)
{
    (void)host;
    printf("[\"Error\",\"%s\",%" PRIu64 ",%u,%zu]\n", code, pos->line, pos->column,
           strlen(message));
}

static uint64_t limit(const rt_host *host, const char *name)
{
    (void)host;
    const char *value =
        getenv(strcmp(name, "cell-length") == 0 ? "CELL_LENGTH" : "ATTRIBUTE_LENGTH");
    return value ? strtoull(value, NULL, 10) : UINT64_MAX;
}

static const rt_host host = {
    .size = sizeof host, .resize = resize, .report = report, .limit = limit};

typedef struct cut_input {
    rt_input input;
    const char *text;
    size_t len, at, step;
    char *window;
} cut_input;

static rt_status next_window(rt_input *self, const char **bytes, size_t *len)
{
    cut_input *in = (cut_input *)self;
    size_t left = in->len - in->at, take = in->step && in->step < left ? in->step : left;
    free(in->window);
    while (in->at + take < in->len && ((unsigned char)in->text[in->at + take] & 0xC0) == 0x80)
        take++;
    in->window = malloc(take ? take : 1);
    if (!in->window)
        abort();
    memcpy(in->window, in->text + in->at, take);
    *bytes = in->window;
    *len = take;
    in->at += take;
    return RT_OK;
}

static void print_string(rt_str s)
{
    putchar('"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\')
            printf("\\u%04X", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_id(rt_str s)
{
    putchar(',');
    if (s.ptr)
        print_string(s);
    else
        fputs("null", stdout);
}

static void print_token(const rt_html_token *t)
{
    static const char *const types[] = {"End", "Text", "StartTag", "EndTag", "Comment", "DOCTYPE"};
    printf("[\"%s\",%" PRIu64 ",%u", types[t->type], t->pos.line, t->pos.column);
    if (t->type == RT_HTML_TEXT || t->type == RT_HTML_COMMENT) {
        putchar(',');
        print_string(t->text);
    }
    if (t->type == RT_HTML_TEXT)
        printf(",%s", t->space ? "true" : "false");
    if (t->type == RT_HTML_START_TAG || t->type == RT_HTML_END_TAG) {
        print_id(t->name);
        fputs(",[", stdout);
        for (size_t i = 0; i < t->attr_count; i++) {
            fputs(i ? ",[" : "[", stdout);
            print_string(t->attrs[i].name);
            putchar(',');
            print_string(t->attrs[i].value);
            putchar(']');
        }
        printf("],%s", t->self_closing ? "true" : "false");
    }
    if (t->type == RT_HTML_DOCTYPE) {
        print_id(t->name);
        print_id(t->public_id);
        print_id(t->system_id);
        printf(",%s,%s", t->broken ? "true" : "false", t->quirks ? "true" : "false");
    }
    puts("]");
}

static rt_status run(rt_html_tokens *tokens, int content, bool after)
{
    const rt_html_token *token;
    rt_status status;
    if (!after)
        rt_html_tokens_content(tokens, (rt_html_content)content);
    while ((status = rt_html_tokens_next(tokens, &token)) == RT_OK) {
        print_token(token);
        if (token->type == RT_HTML_END)
            break;
        if (after)
            rt_html_tokens_content(tokens, (rt_html_content)content);
        after = false;
    }
    return status;
}

int main(void)
{
    int content, after, foreign;
    size_t step, len;
    while (scanf("%d %d %d %zu %zu", &content, &after, &foreign, &step, &len) == 5 &&
           getchar() == '\n') {
        char *text = malloc(len ? len : 1);
        rt_html_tokens *tokens;
        if (!text || fread(text, 1, len, stdin) != len)
            return 1;
        cut_input in = {.input = {.size = sizeof in.input, .next = next_window},
                        .text = text,
                        .len = len,
                        .step = step};
        allowed = getenv("FAIL_AT") ? strtoul(getenv("FAIL_AT"), NULL, 10) : SIZE_MAX;
        rt_status status = rt_html_tokens_open(&host, &in.input, &tokens);
        if (status == RT_OK) {
            rt_html_tokens_foreign(tokens, foreign != 0);
            status = run(tokens, content, after != 0);
        }
        if (status != RT_OK)
            puts(status == RT_ERR_MEMORY ? "[\"Memory\"]" : "[\"Failed\"]");
        putchar('\n');
        rt_html_tokens_close(tokens);
        free(in.window);
        free(text);
    }
    return 0;
}
