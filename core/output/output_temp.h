/* output_temp.h - the temporary names of one folder, and their removal when a signal comes.
 *
 * Owns the names and the process's table of them; the files are the outputs'. */
#ifndef RT_OUTPUT_TEMP_H
#define RT_OUTPUT_TEMP_H

#include <stdint.h>

enum { RT_TEMP_STEM = 26, RT_TEMP_NAME = RT_TEMP_STEM + 10 };

/* All names are a stem nobody can foresee and a number: so the table needs one line a folder. */
typedef struct rt_temps {
    int slot; /* in the process's table; -1: it was full */
    uint32_t count;
    char stem[RT_TEMP_STEM]; /* ".retort-0123456789abcdef-" */
} rt_temps;

/* `folder` stays open until rt_temps_close. */
void rt_temps_open(rt_temps *temps, int folder);
void rt_temps_close(rt_temps *temps);
/* A number that was not used yet; rt_outputs_emergency knows of it from now on. */
uint32_t rt_temps_next(rt_temps *temps);
void rt_temps_name(const char *stem, uint32_t number, char name[RT_TEMP_NAME]);

#endif
