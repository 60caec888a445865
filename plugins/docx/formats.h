/* formats.h - the number formats of WordprocessingML (ST_NumberFormat, 17.18.59): as the model's numbering, and as text.
 *
 * Owns the table of formats. */
#ifndef RT_DOCX_FORMATS_H
#define RT_DOCX_FORMATS_H

#include <kit/buffer.h>

enum { RT_DOCX_FORMAT_DECIMAL = 0, RT_DOCX_FORMAT_BULLET = 1, RT_DOCX_FORMAT_NONE = 2 };

/* A format's number; what is not known is decimal. */
uint8_t rt_docx_format_of(rt_str name);
/* The nearest RT_NUMBERING_*. */
int32_t rt_docx_format_numbering(uint8_t format);
/* Adds the number as Word shows it. */
rt_status rt_docx_format_add(rt_buffer *out, uint8_t format, int32_t number);

#endif
