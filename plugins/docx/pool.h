/* pool.h - strings, structs and indexes that live as long as the reading of one document.
 *
 * Owns their memory; what is taken from it is never given back alone. Equal strings that were interned are equal pointers. */
#ifndef RT_DOCX_POOL_H
#define RT_DOCX_POOL_H

#include <retort/plugin.h>

typedef struct rt_docx_pool rt_docx_pool;

/* RT_ERR_MEMORY everywhere here: reported. */
rt_status rt_docx_pool_new(const rt_host *host, rt_docx_pool **pool);
void rt_docx_pool_free(rt_docx_pool *pool); /* NULL is none */
const rt_host *rt_docx_pool_host(const rt_docx_pool *pool);

/* Zeroed memory, aligned for any struct. */
rt_status rt_docx_pool_take(rt_docx_pool *pool, size_t bytes, void **taken);
/* The one copy of `text` in the pool, with a NUL behind it that does not count. An empty text has a pointer, too. */
rt_status rt_docx_pool_intern(rt_docx_pool *pool, rt_str text, rt_str *interned);

/* From strings to things; starts out zeroed, never moves, keeps its slots in the pool. A key is
 * borrowed as long as the map lives. */
typedef struct rt_docx_index_slot { rt_str key; void *value; } rt_docx_index_slot;
typedef struct rt_docx_index { rt_docx_index_slot *slots; size_t room, count; } rt_docx_index;

/* The place of the key's value, made with NULL in it where the key is new. It moves with the next one that is made. */
rt_status rt_docx_index_place(rt_docx_pool *pool, rt_docx_index *map, rt_str key, void ***place);
/* NULL where there is none. */
void *rt_docx_index_get(const rt_docx_index *map, rt_str key);

/* Any number as a key. */
#define RT_DOCX_KEY(number) ((rt_str){(const char *)&(number), sizeof(number)})

#endif
