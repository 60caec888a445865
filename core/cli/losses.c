/* losses.c - the loss report in words and in JSON; see losses.h. */
#include "losses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "print.h"

enum { NAMED = 4 }; /* kinds of loss that one line of the summary names */

static const char *const classes[] = {
    [RT_LOSS_CONTENT] = "content",
    [RT_LOSS_STRUCTURE] = "structure",
    [RT_LOSS_PRESENTATION] = "presentation",
    [RT_LOSS_REMOVED] = "removed",
};

const char *rt_loss_class_name(uint32_t loss_class)
{
    return loss_class >= RT_LOSS_CONTENT && loss_class <= RT_LOSS_REMOVED ? classes[loss_class]
                                                                          : "content";
}

uint32_t rt_loss_classes_named(const char *words)
{
    uint32_t set = 0;
    if (!*words)
        return 1u << RT_LOSS_CONTENT | 1u << RT_LOSS_STRUCTURE | 1u << RT_LOSS_PRESENTATION;
    while (*words) {
        size_t len = strcspn(words, ",");
        uint32_t found = 0;
        for (uint32_t c = RT_LOSS_CONTENT; c <= RT_LOSS_REMOVED; c++)
            if (strlen(classes[c]) == len && memcmp(classes[c], words, len) == 0)
                found = 1u << c;
        if (!found)
            return 0;
        set |= found;
        words += len + (words[len] == ',');
    }
    return set;
}

/* ---- One loss -------------------------------------------------------------------- */

void rt_loss_print_name(FILE *out, const rt_loss *loss)
{
    const char *parts[] = {loss->kind, loss->attribute, loss->value};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i])
            continue;
        if (any)
            putc(' ', out);
        rt_print_words(out, parts[i]);
        any = true;
    }
    if (!any)
        rt_print_words(out, loss->what ? loss->what : "something");
}

static void member(FILE *out, const char *name, const char *value)
{
    if (!value)
        return;
    fprintf(out, ",\"%s\":", name);
    rt_print_json(out, value);
}

void rt_loss_print_json(FILE *out, const rt_loss *loss)
{
    fprintf(out, "{\"class\":\"%s\"", rt_loss_class_name(loss->loss_class));
    member(out, "output", loss->output);
    member(out, "kind", loss->kind);
    member(out, "attribute", loss->attribute);
    member(out, "value", loss->value);
    member(out, "what", loss->what);
    fprintf(out, ",\"approximate\":%s,\"count\":%llu", loss->approximate ? "true" : "false",
            (unsigned long long)loss->count);
    if (loss->first_count)
        fputs(",\"first\":[", out);
    for (size_t i = 0; i < loss->first_count; i++) {
        char *text = NULL;
        size_t len = 0;
        FILE *place = rt_cli_got(open_memstream(&text, &len));
        rt_print_json_where(place, &loss->first[i], loss->unit);
        fclose(place);
        fprintf(out, "%s{%s}", i ? "," : "", text && len ? text + 1 : ""); /* its comma apart */
        free(text);
    }
    fputs(loss->first_count ? "]}" : "}", out);
}

static void print_text(FILE *out, const rt_loss *loss)
{
    fprintf(out, "  %-12s  %llu × ", rt_loss_class_name(loss->loss_class),
            (unsigned long long)loss->count);
    rt_loss_print_name(out, loss);
    if (loss->approximate)
        fputs(", kept approximately", out);
    if (loss->kind && loss->what) {
        fputs(": ", out);
        rt_print_words(out, loss->what);
    }
    for (size_t i = 0; i < loss->first_count; i++) {
        fputs(i ? ", " : "; first at ", out);
        rt_print_place(out, &loss->first[i], loss->unit);
    }
    putc('\n', out);
}

/* ---- By output ------------------------------------------------------------------- */

/* The ledger's lines come by class; users think in outputs. NULL among the names: the reader. */
typedef struct outputs {
    char **names;
    size_t count;
} outputs;

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void collect(void *user, const rt_loss *loss)
{
    outputs *o = user;
    for (size_t i = 0; i < o->count; i++)
        if (same(o->names[i], loss->output))
            return;
    o->names = rt_cli_got(realloc(o->names, (o->count + 1) * sizeof *o->names));
    o->names[o->count++] = loss->output ? rt_cli_got(strdup(loss->output)) : NULL;
}

static void release(outputs *o)
{
    for (size_t i = 0; i < o->count; i++)
        free(o->names[i]);
    free(o->names);
}

/* ---- The whole ------------------------------------------------------------------- */

typedef struct whole {
    rt_losses_file *file;
    const char *output; /* the one whose lines are wanted */
    uint64_t lines;
} whole;

static void whole_line(void *user, const rt_loss *loss)
{
    whole *w = user;
    FILE *out = w->file->out;
    if (!same(w->output, loss->output))
        return;
    if (w->file->json) {
        fputs(w->lines++ ? ",\n  " : "\n  ", out);
        rt_loss_print_json(out, loss);
    } else {
        print_text(out, loss);
    }
}

static void whole_output(whole *w, rt_context *context)
{
    FILE *out = w->file->out;
    if (!w->file->json && w->output) {
        fputs(" what ", out);
        rt_print_words(out, w->output);
        fputs(" cannot hold\n", out);
    } else if (!w->file->json) {
        fputs(" what was not read\n", out);
    }
    rt_losses(context, whole_line, w);
}

void rt_losses_open(rt_losses_file *file, const char *path, bool json)
{
    size_t len = path ? strlen(path) : 0;
    *file = (rt_losses_file){.path = path};
    if (!path)
        return;
    file->json = len > 5 && strcmp(path + len - 5, ".json") == 0;
    if (strcmp(path, "-") == 0)
        file->json = json;
    file->out = rt_cli_got(open_memstream(&file->text, &file->len));
    if (file->json)
        fputs("{\"reports\":[", file->out);
}

void rt_losses_add(rt_losses_file *file, rt_context *context, const char *input)
{
    whole w = {.file = file};
    outputs o = {0};
    if (!file->path)
        return;
    if (file->json) {
        fputs(file->inputs++ ? ",\n {\"input\":" : "\n {\"input\":", file->out);
        rt_print_json(file->out, input);
        fputs(",\"losses\":[", file->out);
    } else {
        rt_print_words(file->out, input);
        putc('\n', file->out);
    }
    rt_losses(context, collect, &o);
    for (size_t i = 0; i < o.count; i++) {
        w.output = o.names[i];
        whole_output(&w, context);
    }
    if (file->json)
        fputs(w.lines ? "\n ]}" : "]}", file->out);
    else if (o.count == 0)
        fputs(" nothing was lost\n", file->out);
    release(&o);
}

bool rt_losses_close(rt_losses_file *file, rt_messages *messages)
{
    FILE *out;
    bool good;
    if (!file->path)
        return true;
    if (file->json)
        fputs(file->inputs ? "\n]}\n" : "]}\n", file->out);
    good = fclose(file->out) == 0;
    rt_cli_got(good ? file->text : NULL);
    errno = 0;
    out = strcmp(file->path, "-") == 0 ? stdout : fopen(file->path, "w");
    good = out && fwrite(file->text, 1, file->len, out) == file->len && fflush(out) == 0;
    if (!good)
        rt_messages_say(messages, RT_ERROR, "output-losses", file->path,
                        "the loss report cannot be written: %s", strerror(errno));
    if (out && out != stdout && fclose(out) != 0 && good) {
        good = false;
        rt_messages_say(messages, RT_ERROR, "output-losses", file->path,
                        "the loss report cannot be written: %s", strerror(errno));
    }
    free(file->text);
    return good;
}

/* ---- The summary ----------------------------------------------------------------- */

typedef struct summary {
    rt_messages *messages;
    const char *output;
    bool advise;
    uint32_t loss_class; /* of the line in the making */
    uint64_t count, named;
    FILE *names;         /* NULL: no line is begun */
    char *text;
    size_t len;
} summary;

static void summary_end(summary *s)
{
    const char *name = rt_loss_class_name(s->loss_class);
    const char *advice = s->advise ? "; --losses FILE lists all" : "";
    const char *output = s->output && strcmp(s->output, "-") == 0 ? "standard output" : s->output;
    if (!s->names)
        return;
    fclose(s->names);
    s->names = NULL;
    rt_cli_got(s->text);
    if (s->named > NAMED)
        rt_messages_say(s->messages, RT_INFO, "loss", output,
                        "lost %s, %llu in all: %s and more of %llu kinds%s", name,
                        (unsigned long long)s->count, s->text,
                        (unsigned long long)(s->named - NAMED), advice);
    else
        rt_messages_say(s->messages, RT_INFO, "loss", output, "lost %s: %s", name, s->text);
    free(s->text);
    s->text = NULL;
}

static void summary_line(void *user, const rt_loss *loss)
{
    summary *s = user;
    if (!same(s->output, loss->output))
        return;
    if (s->names && s->loss_class != loss->loss_class)
        summary_end(s);
    if (!s->names) {
        s->names = rt_cli_got(open_memstream(&s->text, &s->len));
        s->loss_class = loss->loss_class;
        s->count = s->named = 0;
    }
    s->count += loss->count;
    if (s->named++ >= NAMED)
        return;
    if (s->named > 1)
        fputs(", ", s->names);
    fprintf(s->names, "%llu × ", (unsigned long long)loss->count);
    rt_loss_print_name(s->names, loss);
    if (loss->approximate)
        fputs(" (approximate)", s->names);
}

void rt_losses_summary(rt_messages *messages, rt_context *context, bool advise)
{
    summary s = {.messages = messages, .advise = advise};
    outputs o = {0};
    if (messages->least > RT_INFO)
        return;
    rt_losses(context, collect, &o);
    for (size_t i = 0; i < o.count; i++) {
        s.output = o.names[i];
        rt_losses(context, summary_line, &s);
        summary_end(&s);
    }
    release(&o);
}
