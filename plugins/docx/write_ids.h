/* write_ids.h - from names (ids of notes, resources, lists; formats of lists) to numbers, for the writer.
 *
 * Owns copies of the names; nothing is ever taken out. */
#ifndef RT_DOCX_WRITE_IDS_H
#define RT_DOCX_WRITE_IDS_H

#include <kit/buffer.h>

typedef struct rt_docx_id_slot {
    uint64_t hash;
    size_t at, len;
    uint32_t number; /* 0: the slot is empty */
} rt_docx_id_slot;

/* {.host = host} is an empty one. */
typedef struct rt_docx_ids {
    const rt_host *host;
    rt_buffer names;
    rt_docx_id_slot *slots;
    size_t count, room;
} rt_docx_ids;

/* The number of `name`; `fresh` becomes its number where it has none yet. 0: out of memory, reported. */
uint32_t rt_docx_ids_number(rt_docx_ids *ids, rt_str name, uint32_t fresh);
/* 0: it has none. */
uint32_t rt_docx_ids_find(const rt_docx_ids *ids, rt_str name);
void rt_docx_ids_free(rt_docx_ids *ids);

/* The same on every machine. */
uint64_t rt_docx_hash(rt_str name);

#endif
