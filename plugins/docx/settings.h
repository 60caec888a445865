/* settings.h - settings.xml as far as it changes what a reader sees. */
#ifndef RT_DOCX_SETTINGS_H
#define RT_DOCX_SETTINGS_H

#include "package.h"

typedef struct rt_docx_settings {
    bool even_and_odd; /* even pages have headers and footers of their own; without it theirs are not shown */
} rt_docx_settings;

/* `part` may be RT_DOCX_NO_PART: the initial settings. */
rt_status rt_docx_settings_read(rt_docx_package *package, uint32_t part, rt_docx_settings *settings);

#endif
