/* messages.h - diagnostics as the user sees them: lines on standard error, as text or JSON.
 *
 * Owns rendering, what is shown, and what the first error means for the exit status. */
#ifndef RT_CLI_MESSAGES_H
#define RT_CLI_MESSAGES_H

#include <retort/retort.h>
#include <stdio.h>

typedef struct rt_messages {
    FILE *out;
    bool json, colour;
    uint32_t least;      /* the lowest rt_severity that is shown */
    uint64_t errors;     /* since rt_messages_begin */
    char first_code[64]; /* of the first of them */
} rt_messages;

/* Words of --diagnostics and --colour, in the order of their indexes. */
#define RT_DIAGNOSTICS_WORDS "text|json"
#define RT_COLOUR_WORDS "auto|always|never"
enum { RT_COLOUR_AUTO, RT_COLOUR_ALWAYS, RT_COLOUR_NEVER };

void rt_messages_open(rt_messages *messages, bool json, int colour, bool quiet, bool verbose);
/* A new job: forgets the errors of the last one. */
void rt_messages_begin(rt_messages *messages);
/* Shows one; rt_settings.message, with the rt_messages as user. */
void rt_messages_show(void *messages, const rt_message *message);
/* One of the command's own, without a position. */
__attribute__((format(printf, 5, 6))) void rt_messages_say(rt_messages *messages, uint32_t severity,
                                                           const char *code, const char *file,
                                                           const char *format, ...);
/* The exit status for a status, by what was reported on the way. */
int rt_messages_exit(const rt_messages *messages, rt_status status);

const char *rt_severity_name(uint32_t severity);

#endif
