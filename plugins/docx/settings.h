/* settings.h - settings.xml as far as it changes what a reader sees. */
#ifndef RT_DOCX_SETTINGS_H
#define RT_DOCX_SETTINGS_H

#include "package.h"

/* w:footnotePr, w:endnotePr; also of a w:sectPr. */
typedef struct rt_docx_note_setting {
    int32_t numbering; /* RT_NUMBERING_* */
    int32_t start;
    rt_str format;     /* w:numFmt as written ("chicago"), interned; empty: none is stated */
} rt_docx_note_setting;

typedef struct rt_docx_settings {
    bool even_and_odd;  /* even pages have headers of their own */
    bool mirror_margins;
    rt_str language, language_east, language_bidi; /* w:themeFontLang */
    rt_docx_note_setting footnotes, endnotes;
} rt_docx_settings;

/* `part` may be RT_DOCX_NO_PART: the initial settings. */
rt_status rt_docx_settings_read(rt_docx_package *package, uint32_t part, rt_docx_settings *settings);

/* Takes an element inside w:footnotePr or w:endnotePr. */
rt_status rt_docx_note_setting_take(rt_docx_note_setting *notes, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name,
                                    const rt_xml_tag *tag);

#endif
