/* write_part.h - an XML part that is deflated into counted memory while it is written, and stored in the ZIP at the end.
 *
 * Owns the packed bytes and the holes in them: places whose text is known only at the end (whether a reference names a footnote
 * or a comment). The deflated pieces around a hole know nothing of each other, so the text fits in as a stored block. */
#ifndef RT_DOCX_WRITE_PART_H
#define RT_DOCX_WRITE_PART_H

#include <kit/buffer.h>
#include <kit/emit.h>
#include <kit/escape.h>

#include "zip_write.h"

typedef struct rt_docx_hole {
    size_t at;         /* in the packed bytes */
    uint64_t raw;      /* of the piece before it */
    uint32_t crc;      /* the same */
    uint32_t what;     /* the rest is the caller's */
    size_t number, text, text_len;
} rt_docx_hole;

typedef struct rt_docx_part {
    rt_output output; /* first: what `emit` writes to */
    const rt_host *host;
    rt_emit *emit;    /* NULL: ended */
    z_stream z;
    rt_buffer packed, holes; /* of rt_docx_hole */
    uint64_t raw;            /* of the piece at hand */
    uint32_t crc;
} rt_docx_part;

rt_status rt_docx_part_new(const rt_host *host, rt_docx_part **part);
void rt_docx_part_free(rt_docx_part *part); /* NULL is none */

/* A hole where the next byte goes; `hole` says what for. */
rt_status rt_docx_part_hole(rt_docx_part *part, const rt_docx_hole *hole);
/* No more is written; what it needed for that is given back. */
rt_status rt_docx_part_end(rt_docx_part *part);

/* Adds the text of a hole to `text`. */
typedef rt_status rt_docx_fill(void *user, const rt_docx_hole *hole, rt_buffer *text);
/* Ends the part and stores it; `fill` may be NULL where there are no holes. */
rt_status rt_docx_part_store(rt_docx_part *part, rt_zip_write *zip, const char *name, rt_docx_fill *fill, void *user);

#endif
