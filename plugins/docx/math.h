/* math.h - a formula of Office Math (ECMA-376 part 1, 22.1) as MathML, while its elements go by.
 *
 * Owns the translation; where a formula begins and ends is the body's. The body gives it every event between the start and the
 * end tag of one m:oMath. */
#ifndef RT_DOCX_MATH_H
#define RT_DOCX_MATH_H

#include "package.h"

typedef struct rt_docx_math rt_docx_math;

/* One serves for all formulas of a document. RT_ERR_MEMORY: reported. */
rt_status rt_docx_math_new(const rt_host *host, rt_docx_math **math);
void rt_docx_math_free(rt_docx_math *math); /* NULL is none */

/* At the start tag of m:oMath; `block`: it stands in m:oMathPara. */
rt_status rt_docx_math_begin(rt_docx_math *math, bool block);
rt_status rt_docx_math_enter(rt_docx_math *math, rt_docx_xml *x, rt_docx_name name, const rt_xml_tag *tag);
rt_status rt_docx_math_text(rt_docx_math *math, rt_str piece);
rt_status rt_docx_math_leave(rt_docx_math *math, rt_docx_name name);
/* At the end tag of m:oMath: <math …>…</math> without display and alttext, which are the node's, and its text alone in the order
 * of reading ("(a+b)/c"); both until the next begin. */
rt_status rt_docx_math_end(rt_docx_math *math, rt_str *mathml, rt_str *alt);

#endif
