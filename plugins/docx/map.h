/* map.h - from numbers, or the addresses of interned strings, to numbers. Owns its slots; nothing is ever taken out. */
#ifndef RT_DOCX_MAP_H
#define RT_DOCX_MAP_H

#include <retort/plugin.h>

typedef struct rt_docx_map_slot { uint64_t key, value; } rt_docx_map_slot; /* value 0: empty */
typedef struct rt_docx_map { rt_docx_map_slot *slots; size_t count, room; } rt_docx_map;

/* 0: it is not there. */
uint64_t rt_docx_map_get(const rt_docx_map *map, uint64_t key);
/* `value` is not 0. RT_ERR_MEMORY: reported. */
rt_status rt_docx_map_set(const rt_host *host, rt_docx_map *map, uint64_t key, uint64_t value);
void rt_docx_map_free(const rt_host *host, rt_docx_map *map);

#endif
