/* numbering.h - from an item's counter to the label that a reader sees.
 *
 * Owns the numbering systems of the `numbering` attribute; does not count items. */
#ifndef RT_KIT_NUMBERING_H
#define RT_KIT_NUMBERING_H

#include <retort/report.h>

enum { RT_NUMBER_ROOM = 96 }; /* enough for every number of an int32_t */

/* The number alone ("12", "xii", "十二", "（十二）", "⑫"), a bullet, or nothing for
 * RT_NUMBERING_NONE. A system that has no sign for the counter falls back to decimal, as does an
 * unknown one. Written to `out`; returns its length. */
size_t rt_numbering_number(int32_t numbering, int32_t counter, char out[RT_NUMBER_ROOM]);

/* The label: `label_template` with each %1 replaced by the number, or where that is empty the
 * system's usual one ("12.", "十二、", "（十二）", "⑫", "•"). At most `room` bytes, never a part of a
 * character; returns the length. */
size_t rt_numbering_label(int32_t numbering, rt_str label_template, int32_t counter, char *out,
                          size_t room);

#endif
