/* random_report.h - the reader of tests/conformance/plugins/random.c, called without a host.
 *
 * Linked together with it; its words are explained there. */
#ifndef RANDOM_REPORT_H
#define RANDOM_REPORT_H

#include <retort/report.h>

rt_status send_random_report(rt_sink *sink, const char *words);

#endif
