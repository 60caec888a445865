/* tape.h - events kept in counted memory, to be sent later: a table whose spans are known only at its end, what is fostered
 * in front of it, a look ahead.
 *
 * Owns copies of everything it is given, packed tightly: a cell with a few letters costs some 40 bytes. It checks nothing; the
 * bytes of resources are kept, too, the grid of a node is not. Numbers given while recording can be corrected before it is
 * played. */
#ifndef RT_KIT_TAPE_H
#define RT_KIT_TAPE_H

#include <retort/plugin.h>

typedef struct rt_tape rt_tape;

/* RT_ERR_MEMORY: reported. */
rt_status rt_tape_new(const rt_host *host, rt_tape **tape);
void rt_tape_free(rt_tape *tape); /* NULL is none */

/* Records: hand it to whoever sends events. Its `close` does nothing. An event that finds no memory leaves no trace. */
rt_sink *rt_tape_sink(rt_tape *tape);

/* Behind the last event: a place to come back to. 0 is the beginning. */
typedef uint64_t rt_tape_place;
rt_tape_place rt_tape_here(const rt_tape *tape);

/* The node that was entered last, with nothing behind it yet, carries `attr`, a number, which is 1 so far, in place of any that
 * it was entered with: where it can be changed. `place` is for rt_tape_set_number alone, never to play from. */
rt_status rt_tape_number(rt_tape *tape, uint32_t attr, rt_tape_place *place);
void rt_tape_set_number(rt_tape *tape, rt_tape_place place, int32_t number);

/* Sends what was recorded from `from` up to `to`, as often as it is asked for. Nothing is recorded meanwhile. */
rt_status rt_tape_play(const rt_tape *tape, rt_tape_place from, rt_tape_place to, rt_sink *out);
/* Forgets what stands behind `place`, which lies behind a whole event; the room stays. */
void rt_tape_rewind(rt_tape *tape, rt_tape_place place);

#endif
