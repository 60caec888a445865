/* picture.h - what the first bytes of a picture say: its format and its natural size.
 *
 * Decodes nothing. The reader states no size for a picture of its natural one, and the writer gives that size to a picture that
 * states none, so both ask here. */
#ifndef RT_DOCX_PICTURE_H
#define RT_DOCX_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_DOCX_PICTURE_HEAD = 262144 }; /* as many first bytes as both sides look at */

typedef struct rt_docx_picture {
    const char *media_type; /* "image/png"; NULL: unknown */
    const char *extension;  /* "png" */
    int64_t cx, cy;         /* natural size in EMU, 914400 an inch; 0: unknown */
} rt_docx_picture;

/* Looks at the first bytes: as many as there are up to RT_DOCX_PICTURE_HEAD. */
rt_docx_picture rt_docx_picture_look(const void *head, size_t len);

/* What a picture without a stated size is given: its natural one, made smaller in proportion until it fits on an A4 page
 * with margins of 72pt. Both are 2 inches where it is unknown. */
void rt_docx_picture_fit(const rt_docx_picture *picture, int64_t *cx, int64_t *cy);

/* Whether a stated size says nothing: it is the natural one, or the one that rt_docx_picture_fit gives, up to the rounding of
 * other programs (0.5 %, or 0.1 mm). */
bool rt_docx_picture_is_natural(const rt_docx_picture *picture, int64_t cx, int64_t cy);

#endif
