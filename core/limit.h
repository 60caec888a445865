/* limit.h - the named limits that bound what a stranger's report may cost.
 *
 * X(ID, name, default, help). 0 is no limit. Set with --limit name=value. Owns names and defaults; each
 * is enforced where what it counts grows (RT_LIMIT_DEPTH: gate_place.c, gate.c), by a parser that nests or
 * gathers before the gate sees anything also there (host->limit(host, "depth"): kit/xmlsax.c, json's lexer). */
#ifndef RT_LIMITS_H
#define RT_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define RT_LIMIT_TABLE(X) \
    X(MEMORY, "memory", 2147483648u, "bytes of counted memory in one conversion") \
    X(INPUT, "input", 0, "bytes of an input") \
    X(SPOOL, "spool", 17179869184u, "bytes spooled to temporary files") \
    X(DEPTH, "depth", 1000, "nodes inside one another") \
    X(NODES, "nodes", 0, "nodes in a report") \
    X(COLUMNS, "columns", 16384, "columns of a table") \
    X(SPAN, "span", 65534, "rows that one cell covers") \
    X(FILLED, "filled-cells", 10000000, "blank cells that stand for merged ones in one output") \
    X(ATTRIBUTES, "attributes", 10000, "attributes of one tag or members of one object") \
    X(ATTRIBUTE_LENGTH, "attribute-length", 16777216, "bytes of one attribute") \
    X(CELL_LENGTH, "cell-length", 67108864, "bytes of text in one cell, paragraph or string") \
    X(RESOURCE, "resource", 1073741824, "bytes of one resource") \
    X(PARTS, "parts", 50000, "files in a ZIP") \
    X(EXPANSION, "expansion", 250, "times a file in a ZIP is larger than packed, behind its first 64 MiB") \
    X(UNPACKED, "unpacked", 4294967296u, "bytes unpacked from a ZIP, all its files together")

typedef enum rt_limit_id {
#define RT_X(ID, ...) RT_LIMIT_##ID,
    RT_LIMIT_TABLE(RT_X)
#undef RT_X
    RT_LIMIT_COUNT
} rt_limit_id;

typedef struct rt_limits { uint64_t value[RT_LIMIT_COUNT]; } rt_limits; /* UINT64_MAX: none */

void rt_limits_init(rt_limits *limits);
/* "name=value"; value with K, M, G or "none". False: not understood; *error says why (static). */
bool rt_limits_set(rt_limits *limits, const char *assignment, const char **error);
/* -1: no such limit. */
int rt_limit_find(const char *name);
const char *rt_limit_name(rt_limit_id id);
const char *rt_limit_help(rt_limit_id id);

#endif
