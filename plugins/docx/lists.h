/* lists.h - what numbering.c reads and count.c counts with. For these two alone. */
#ifndef RT_DOCX_LISTS_H
#define RT_DOCX_LISTS_H

#include <kit/buffer.h>

#include "numbering.h"

/* w:abstractNum: the definition, and the counters of all its instances. */
typedef struct rt_docx_abstract {
    rt_docx_level levels[RT_DOCX_LEVELS];
    rt_str link;                          /* w:numStyleLink: it is defined elsewhere */
    uint32_t list;                        /* its number among the lists, from 1 */
    uint16_t active;                      /* a bit a level: it counts on */
    int32_t counters[RT_DOCX_LEVELS];
    uint32_t generations[RT_DOCX_LEVELS]; /* how often each level began anew */
} rt_docx_abstract;

/* w:num: an instance, perhaps with levels and starts of its own. */
typedef struct rt_docx_num {
    rt_docx_abstract *abstract;   /* what counts; NULL: there is none */
    rt_docx_abstract *definition; /* what defines the levels, through w:numStyleLink */
    int32_t abstract_id;
    rt_docx_level *levels[RT_DOCX_LEVELS]; /* of w:lvlOverride, or NULL */
    int32_t starts[RT_DOCX_LEVELS];        /* w:startOverride, */
    uint16_t restarts;                     /* where the level's bit is set, */
    uint16_t restarted;                    /* which happens once */
    uint32_t seen[RT_DOCX_LEVELS];         /* the generation in which it counted last, and 1 */
} rt_docx_num;

struct rt_docx_numbering {
    const rt_host *host;
    rt_docx_pool *pool;
    rt_docx_index abstracts, nums, told;
    uint32_t lists;
    rt_buffer label; /* the last one */
};

#endif
