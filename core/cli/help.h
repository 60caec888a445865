/* help.h - the topics of `retort help`, each printed from the table that the program obeys. */
#ifndef RT_CLI_HELP_H
#define RT_CLI_HELP_H

#include "entries.h"
#include "print.h"

typedef struct rt_help {
    rt_cli *cli;
    FILE *out;
    bool markdown;
} rt_help;

/* help_tables.c: topics that need no plugin. */
void rt_help_limits(const rt_help *help);
void rt_help_losses(const rt_help *help);
void rt_help_statuses(const rt_help *help);
void rt_help_model(const rt_help *help);

/* help_plugins.c: what comes from plugins' declarations. Each answers an rt_exit. */
int rt_help_formats(const rt_help *help);
int rt_help_diagnostics(const rt_help *help);
/* One format or filter; `entries` are those there are. */
int rt_help_format(const rt_help *help, const rt_kept_entries *entries, const char *name);

#endif
