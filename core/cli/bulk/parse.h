/* parse.h - what the values of `retort bulk`'s options mean. Each function answers RT_EXIT_DONE, or has said what is wrong. */
#ifndef RT_BULK_PARSE_H
#define RT_BULK_PARSE_H

#include "cli.h"
#include "work.h"

/* `text` NULL: it was not given, and *number is `otherwise`. */
int rt_bulk_parse_number(rt_cli *cli, const char *name, const char *text, uint64_t otherwise, uint64_t most, uint64_t *number);
/* "512M"; 0: any. */
int rt_bulk_parse_memory(rt_cli *cli, const char *text, uint64_t *bytes);
/* "--to html,json --to csv" as one list; its texts are in *words, which the caller frees. */
int rt_bulk_split_formats(rt_cli *cli, const rt_list *to, char **words, const char *formats[RT_BULK_FORMATS + 1], size_t *count);
/* No two outputs of a file may be called alike. */
int rt_bulk_check_extensions(rt_cli *cli, const rt_work *work, const char *const *extensions);

#endif
