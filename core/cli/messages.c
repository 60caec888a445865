/* messages.c - rendering of diagnostics and their exit statuses; see messages.h. */
#include "messages.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "print.h"

static const struct { const char *name, *colour; } severities[] = {
    [RT_DEBUG] = {"debug", "\033[2m"},
    [RT_INFO] = {"info", "\033[36m"},
    [RT_WARNING] = {"warning", "\033[33m"},
    [RT_ERROR] = {"error", "\033[31m"},
};

/* What an error whose code begins like this means, whatever the status says. An I/O failure
 * is the input's unless it is named the output's; what is unsupported is the input's
 * unless the user asked for it by name. */
static const struct { const char *begins; int exit; } meanings[] = {
    {"usage", RT_EXIT_USAGE},
    {"option-", RT_EXIT_USAGE},
    {"limit-", RT_EXIT_USAGE},
    {"format-", RT_EXIT_USAGE},
    {"charset-unknown", RT_EXIT_USAGE}, /* by --charset */
    {"verify-impossible", RT_EXIT_USAGE},
    {"output-format", RT_EXIT_USAGE}, /* no format by that extension */
    {"output-", RT_EXIT_WRITE},
    {"plugin-", RT_EXIT_PLUGIN},
};

const char *rt_severity_name(uint32_t severity)
{
    return severity >= RT_DEBUG && severity <= RT_ERROR ? severities[severity].name : "warning";
}

void rt_messages_open(rt_messages *m, bool json, int colour, bool quiet, bool verbose)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool able = isatty(STDERR_FILENO) && !(refused && *refused) &&
                !(terminal && strcmp(terminal, "dumb") == 0);
    *m = (rt_messages){.out = stderr, .json = json};
    m->colour = !json && (colour == RT_COLOUR_ALWAYS || (colour == RT_COLOUR_AUTO && able));
    m->least = quiet ? RT_ERROR : verbose ? RT_DEBUG : RT_INFO;
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* a line at a time, also beside other processes */
}

void rt_messages_begin(rt_messages *m)
{
    m->errors = 0;
    m->first_code[0] = 0;
}

static void show_json(const rt_messages *m, const rt_message *message)
{
    fprintf(m->out, "{\"severity\":\"%s\",\"code\":", rt_severity_name(message->severity));
    rt_print_json(m->out, message->code);
    if (message->file) {
        fputs(",\"file\":", m->out);
        rt_print_json(m->out, message->file);
    }
    rt_print_json_where(m->out, &message->pos, message->unit);
    fputs(",\"message\":", m->out);
    rt_print_json(m->out, message->message);
    fputs("}\n", m->out);
}

static void show_text(const rt_messages *m, const rt_message *message)
{
    const char *name = rt_severity_name(message->severity);
    rt_print_where(m->out, message->file, &message->pos, message->unit);
    if (m->colour)
        fprintf(m->out, ": %s%s:\033[0m ", severities[message->severity].colour, name);
    else
        fprintf(m->out, ": %s: ", name);
    rt_print_words(m->out, message->message);
    fprintf(m->out, m->colour ? " \033[2m[%s]\033[0m\n" : " [%s]\n", message->code);
}

/* The first error is the cause of a failure; that a reader closed its pipe is no error, and yet a
 * cause. */
static void note_cause(rt_messages *m, const rt_message *message)
{
    bool error = message->severity == RT_ERROR;
    bool output = strncmp(message->code, "output-", strlen("output-")) == 0;
    if (!m->first_code[0] && (error || output))
        snprintf(m->first_code, sizeof m->first_code, "%s", message->code);
    m->errors += error;
}

void rt_messages_show(void *messages, const rt_message *message)
{
    rt_messages *m = messages;
    rt_message own = *message;
    if (own.severity < RT_DEBUG || own.severity > RT_ERROR)
        own.severity = RT_WARNING;
    if (!own.code)
        own.code = "";
    if (!own.message)
        own.message = "";
    note_cause(m, &own);
    if (own.severity < m->least)
        return;
    if (m->json)
        show_json(m, &own);
    else
        show_text(m, &own);
}

void rt_messages_say(rt_messages *m, uint32_t severity, const char *code, const char *file,
                     const char *format, ...)
{
    rt_message message = {.size = sizeof message, .severity = severity, .code = code,
                          .file = file};
    char *text = NULL;
    va_list list;
    va_start(list, format);
    if (vasprintf(&text, format, list) < 0)
        text = NULL;
    va_end(list);
    message.message = text ? text : format;
    rt_messages_show(m, &message);
    free(text);
}

static int by_code(const char *code, int otherwise)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strncmp(code, meanings[i].begins, strlen(meanings[i].begins)) == 0)
            return meanings[i].exit;
    return otherwise;
}

int rt_messages_exit(const rt_messages *m, rt_status status)
{
    switch (status) {
    case RT_OK: return RT_EXIT_DONE;
    case RT_ERR_MALFORMED: return RT_EXIT_MALFORMED;
    case RT_ERR_LIMIT:
    case RT_ERR_MEMORY: return RT_EXIT_LIMIT;
    case RT_ERR_PLUGIN: return RT_EXIT_PLUGIN;
    default: return by_code(m->first_code, RT_EXIT_READ);
    }
}
