/* mapping.h - the tables behind legacy charsets: which code point a byte or a pair of bytes is.
 *
 * Filled from the system's iconv, corrected where it differs from the Encoding Standard's indexes.
 * How the bytes pair up is transcode.c's. */
#ifndef RT_MAPPING_H
#define RT_MAPPING_H

#include "charset.h"
#include "run.h"

enum { RT_LEADS = 126, RT_TRAILS = 191 }; /* leads from 0x81, trails from 0x40 */

typedef struct rt_mapping rt_mapping;

/* *mapping stays NULL for a charset that needs none. RT_ERR_UNSUPPORTED: the system lacks the
 * converter (reported unless `quiet`). */
rt_status rt_mapping_new(rt_run *run, const rt_charset *charset, bool quiet, rt_mapping **mapping);
void rt_mapping_free(rt_mapping *mapping); /* NULL is fine */

/* For 0x80 to 0xFF, 128 entries; 0: none. */
const uint32_t *rt_mapping_single(const rt_mapping *mapping);
/* By lead and trail as they stand in GBK, Big5, Shift_JIS and UHC; 0: none. Rows are filled when
 * first asked. */
uint32_t rt_mapping_pair(rt_mapping *mapping, unsigned lead, unsigned trail);
/* JIS X 0212, both bytes from 0xA1; 0: none. */
uint32_t rt_mapping_jis0212(rt_mapping *mapping, unsigned first, unsigned second);
/* The four-byte codes of GB18030, by their number; 0: none. */
uint32_t rt_mapping_gb18030(uint32_t number);

#endif
