/* status.h - `retort bulk status`: what the record of an output folder says, also while a run writes it. */
#ifndef RT_BULK_STATUS_H
#define RT_BULK_STATUS_H

#include "cli.h"

/* `each`: every failure, else their reasons. Answers the exit status. */
int rt_bulk_status(rt_cli *cli, const char *folder, bool json, bool each);

#endif
