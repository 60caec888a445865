/* docx.h - what the files of the DOCX plugin share.
 *
 * docx.c declares the plugin; zip.c, package.c and relations.c open the file; styles.c, numbering.c, settings.c … read the parts that
 * document.xml refers to; read*.c makes events of the document; write*.c writes. docs/docx.md says what stands for what. */
#ifndef RT_DOCX_H
#define RT_DOCX_H

#include <retort/plugin.h>

extern const rt_format rt_docx_format;

/* read.c */
rt_status rt_docx_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out);

/* write.c, carries.c */
extern const rt_carries rt_docx_carries;
rt_status rt_docx_write(const rt_host *host, const void *options, rt_output *out, rt_sink **sink);

#endif
