/* symbols.h - signs of the fonts Symbol and Wingdings as Unicode. Owns the tables. */
#ifndef RT_DOCX_SYMBOLS_H
#define RT_DOCX_SYMBOLS_H

#include <retort/report.h>

/* Whether letters in that font are not letters. */
bool rt_docx_is_symbol_font(rt_str font);

/* What `point` shows in that font: U+F0B7 or 0xB7 in Symbol is U+2022. The font may be empty for what is private use; what is not
 * known comes back as it is. For w:sym, bullets, and text in such a font. */
uint32_t rt_docx_symbol(rt_str font, uint32_t point);

#endif
