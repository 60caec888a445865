/* text.h - what the files of the text plugin share. */
#ifndef RT_TEXT_PLUGIN_H
#define RT_TEXT_PLUGIN_H

#include <retort/plugin.h>

enum { TEXT_LINES_JOINED, TEXT_LINES_PARAGRAPHS };

typedef struct text_options { int32_t lines; } text_options;

rt_status rt_text_read(const rt_host *, const void *options, rt_input *, rt_sink *out);

#endif
