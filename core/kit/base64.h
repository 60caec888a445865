/* base64.h - RFC 4648 base64 in pieces of any size, for resources inside text formats.
 *
 * Owns the state between pieces. Encodes without line breaks; decodes strictly: full quanta with
 * padding, zero bits behind the last byte, nothing after the padding. */
#ifndef RT_KIT_BASE64_H
#define RT_KIT_BASE64_H

#include "emit.h"

typedef struct rt_base64_encoder { /* starts out zeroed */
    unsigned char rest[3];
    uint32_t count;
} rt_base64_encoder;

void rt_base64_encode(rt_base64_encoder *encoder, const void *bytes, size_t len, rt_emit *out);
/* Writes what is left and its padding; the encoder may be used again. */
void rt_base64_encode_end(rt_base64_encoder *encoder, rt_emit *out);

typedef struct rt_base64_decoder { /* starts out zeroed, but for skip_space */
    uint32_t bits, count; /* characters of an open quantum */
    uint32_t padding;
    bool skip_space;      /* XML: white space between characters says nothing */
    const char *error;    /* what is wrong, static; for the message */
} rt_base64_decoder;

/* The room that `out` needs for `len` characters. */
static inline size_t rt_base64_room(size_t len) { return len / 4 * 3 + 3; }
/* False: not base64; `error` says why, *used is the offset of the character. */
bool rt_base64_decode(rt_base64_decoder *decoder, const char *text, size_t len,
                      unsigned char *out, size_t *out_len, size_t *used);
/* Whether what came is whole. */
bool rt_base64_decode_end(rt_base64_decoder *decoder);

#endif
