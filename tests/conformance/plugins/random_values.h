/* random_values.h - what a random document asks for, chance, and the texts and values that it
 * makes.
 *
 * Everything follows from the seed: the same draws give the same report on every machine. */
#ifndef RANDOM_VALUES_H
#define RANDOM_VALUES_H

#include <retort/plugin.h>
#include <vocabulary.h>

enum { RANDOM_TEXT = 1024 }; /* bytes of the longest short text */

typedef struct chance {
    uint64_t state;
} chance;

/* What may be made. */
typedef struct request {
    uint64_t seed, kinds;
    uint32_t size;
    bool attributes[RT_ATTR_COUNT];
} request;

/* Reads the document's words. */
rt_status random_request(const rt_host *host, rt_input *in, request *asked);

/* 0 to n - 1. */
uint32_t random_below(chance *c, uint32_t n);
static inline bool random_one_in(chance *c, uint32_t n) { return random_below(c, n) == 0; }

/* Up to `most` fragments, each a trap for some escape, line end or count of characters. */
rt_str random_text(chance *c, uint32_t most, char room[RANDOM_TEXT]);
/* The number of an INT: its bounds, something near the smaller or anything. `ceiling` caps it. */
int32_t random_number(chance *c, const rt_attr_info *attr, int32_t ceiling);
/* "-10.5pt", "#00ff7f": lengths that twentieths of a point and fiftieths of a percent can hold */
rt_str random_length(chance *c, const rt_attr_info *attr, char room[RANDOM_TEXT]);
rt_str random_colour(chance *c, char room[RANDOM_TEXT]);
rt_str random_address(chance *c, char room[RANDOM_TEXT]);
rt_str random_meta_name(chance *c);
/* Of 0 to RANDOM_PICTURES - 1: a picture that programs can show, or an empty one: any bytes will do. */
enum { RANDOM_PICTURES = 4 };
rt_str random_picture(uint32_t which);
rt_str random_media_type(uint32_t which);
/* The id of the node with this number: never the same for two. */
rt_str random_id(uint32_t serial, char room[RANDOM_TEXT]);

#endif
