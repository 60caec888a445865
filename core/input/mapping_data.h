/* mapping_data.h - corrections to iconv's tables, by charset. Data alone. */
#ifndef RT_MAPPING_DATA_H
#define RT_MAPPING_DATA_H

#include <stddef.h>
#include <stdint.h>

typedef struct rt_range {
    uint16_t number, code;
} rt_range;
typedef struct rt_patch {
    uint16_t bytes;
    uint32_t code;
} rt_patch; /* 0 ends */
typedef struct rt_patches {
    const char *charset;
    const rt_patch *table;
} rt_patches; /* NULL ends */

extern const rt_range rt_gb18030_ranges[];
extern const size_t rt_gb18030_range_count;
extern const rt_patches rt_mapping_patches[];

#endif
