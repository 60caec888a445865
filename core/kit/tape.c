/* tape.c - the packed form of recorded events, one after the other in one buffer.
 *
 * Owns that form: a byte that names the record, then numbers of 7 bits a byte, then text. Knows neither grammar nor
 * types of attributes. */
#include "tape.h"

#include "buffer.h"

#include <string.h>

/* What begins a record, in its three low bits. Of an enter the others say which parts of the position follow. */
enum { ENTER = 1, TEXT, LEAVE, BYTES, PART, NUMBER, RECORD = 7 };
enum { HAS_PART = 8, HAS_LINE = 16, HAS_ITEM = 32, HAS_COLUMN = 64 };
/* Of an attribute, in front of its id. */
enum { HAS_NUMBER = 1, HAS_TEXT = 2, ATTR_BITS = 2 };
enum { LONGEST = 10, /* a number of 64 bits, packed */ FIRST_ATTRS = 16 };

struct rt_tape {
    rt_sink sink;
    rt_buffer data;
    size_t part;        /* behind the place of the last PART, or 0 */
    rt_attr *attrs;     /* room for those of any node on it, for play */
    size_t attr_room, attr_count; /* of the node entered last */
};

static char *put(char *at, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *at++ = (char)(0x80 | (number & 0x7f));
    *at++ = (char)number;
    return at;
}

static uint64_t get(const char **at)
{
    uint64_t number = 0;

    for (unsigned shift = 0;; shift += 7) {
        unsigned char c = (unsigned char)*(*at)++;
        number |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80)
            return number;
    }
}

/* Small negative numbers are small, too. */
static uint64_t folded(int32_t number)
{
    return number < 0 ? (uint64_t)~number << 1 | 1 : (uint64_t)number << 1;
}

static int32_t unfolded(uint64_t number)
{
    int32_t half = (int32_t)(number >> 1);
    return number & 1 ? ~half : half;
}

/* ---- Recording ---------------------------------------------------------------- */

/* A record with a run of bytes behind its length. */
static rt_status add_run(rt_tape *tape, char record, const void *bytes, size_t len)
{
    rt_status status = rt_buffer_reserve(&tape->data, len > SIZE_MAX - 2 * LONGEST ? len : len + 2 * LONGEST);
    char *at;

    if (status != RT_OK)
        return status;
    at = tape->data.data + tape->data.len;
    *at++ = record;
    at = put(at, len);
    if (len)
        memcpy(at, bytes, len);
    tape->data.len = (size_t)(at - tape->data.data) + len;
    return RT_OK;
}

/* Names of parts are few and follow each other: only a new one is written. */
static rt_status note_part(rt_tape *tape, const char *part)
{
    size_t place = tape->data.len;
    rt_status status;

    if (tape->part) {
        const char *at = tape->data.data + tape->part;
        (void)get(&at);
        if (strcmp(at, part) == 0)
            return RT_OK;
    }
    status = add_run(tape, PART, part, strlen(part) + 1);
    if (status == RT_OK)
        tape->part = place + 1;
    return status;
}

/* Room to play a node of so many attributes. */
static rt_status make_attr_room(rt_tape *tape, size_t count)
{
    const rt_host *host = tape->data.host;
    size_t room = count > 2 * tape->attr_room ? count : 2 * tape->attr_room;
    rt_attr *attrs;

    if (count <= tape->attr_room)
        return RT_OK;
    attrs = host->resize(host, tape->attrs, room > SIZE_MAX / sizeof *attrs ? SIZE_MAX : room * sizeof *attrs);
    if (!attrs)
        return RT_ERR_MEMORY;
    tape->attrs = attrs;
    tape->attr_room = room;
    return RT_OK;
}

static rt_status make_room(rt_tape *tape, const rt_node *node)
{
    size_t bytes = 8 * LONGEST;
    rt_status status = make_attr_room(tape, node->attr_count);

    if (status != RT_OK)
        return status;
    for (size_t i = 0; i < node->attr_count; i++)
        bytes += 3 * LONGEST + node->attrs[i].text.len;
    return rt_buffer_reserve(&tape->data, bytes);
}

static char *put_attr(char *at, const rt_attr *attr)
{
    unsigned has = (attr->number ? HAS_NUMBER : 0) | (attr->text.len ? HAS_TEXT : 0);

    at = put(at, (uint64_t)attr->id << ATTR_BITS | has);
    if (has & HAS_NUMBER)
        at = put(at, folded(attr->number));
    if (has & HAS_TEXT) {
        at = put(at, attr->text.len);
        memcpy(at, attr->text.ptr, attr->text.len);
        at += attr->text.len;
    }
    return at;
}

static rt_status enter(rt_sink *self, const rt_node *node)
{
    rt_tape *tape = (rt_tape *)self;
    const rt_pos *pos = &node->pos;
    size_t before = tape->data.len, part = tape->part;
    rt_status status = pos->part ? note_part(tape, pos->part) : RT_OK;
    char *at;

    if (status == RT_OK && (status = make_room(tape, node)) != RT_OK) {
        tape->data.len = before;
        tape->part = part;
    }
    if (status != RT_OK)
        return status;
    at = tape->data.data + tape->data.len;
    *at++ = (char)(ENTER | (pos->part ? HAS_PART : 0) | (pos->line ? HAS_LINE : 0) | (pos->item ? HAS_ITEM : 0) |
                   (pos->column ? HAS_COLUMN : 0));
    at = put(at, node->kind);
    if (pos->part)
        at = put(at, tape->part);
    if (pos->line)
        at = put(at, pos->line);
    if (pos->item)
        at = put(at, pos->item);
    if (pos->column)
        at = put(at, pos->column);
    at = put(at, node->attr_count);
    for (size_t i = 0; i < node->attr_count; i++)
        at = put_attr(at, &node->attrs[i]);
    tape->attr_count = node->attr_count;
    tape->data.len = (size_t)(at - tape->data.data);
    return RT_OK;
}

static rt_status text(rt_sink *self, rt_str piece)
{
    return piece.len ? add_run((rt_tape *)self, TEXT, piece.ptr, piece.len) : RT_OK;
}

static rt_status bytes(rt_sink *self, const void *run, size_t len)
{
    return add_run((rt_tape *)self, BYTES, run, len);
}

static rt_status leave(rt_sink *self, uint32_t kind)
{
    rt_tape *tape = (rt_tape *)self;
    rt_status status = rt_buffer_reserve(&tape->data, 2 * LONGEST);
    char *at;

    if (status != RT_OK)
        return status;
    at = tape->data.data + tape->data.len;
    *at++ = LEAVE;
    tape->data.len = (size_t)(put(at, kind) - tape->data.data);
    return RT_OK;
}

static rt_status closed(rt_sink *self, bool complete)
{
    (void)self;
    (void)complete;
    return RT_OK;
}

/* Four whole bytes, so that another number fits. */
rt_status rt_tape_number(rt_tape *tape, uint32_t attr, rt_tape_place *place)
{
    rt_status status = make_attr_room(tape, tape->attr_count + 1);
    char *at;

    if (status == RT_OK)
        status = rt_buffer_reserve(&tape->data, 2 * LONGEST);
    if (status != RT_OK)
        return status;
    tape->attr_count++;
    at = tape->data.data + tape->data.len;
    *at++ = NUMBER;
    at = put(at, attr);
    *place = (rt_tape_place)(at - tape->data.data);
    rt_tape_set_number(tape, *place, 1);
    tape->data.len = (size_t)*place + sizeof(int32_t);
    return RT_OK;
}

void rt_tape_set_number(rt_tape *tape, rt_tape_place place, int32_t number)
{
    memcpy(tape->data.data + place, &number, sizeof number);
}

/* ---- Playing ------------------------------------------------------------------ */

static void take_attr(const char **at, rt_attr *attr)
{
    uint64_t head = get(at);

    *attr = (rt_attr){.id = (uint32_t)(head >> ATTR_BITS)};
    if (head & HAS_NUMBER)
        attr->number = unfolded(get(at));
    if (head & HAS_TEXT) {
        attr->text.len = (size_t)get(at);
        attr->text.ptr = *at;
        *at += attr->text.len;
    }
}

/* The numbers behind an enter stand in place of its own. */
static const char *take_numbers(const rt_tape *tape, const char *at, const char *end, size_t *count)
{
    while (at < end && *at == NUMBER) {
        rt_attr attr = {0};
        size_t i = 0;

        at++;
        attr.id = (uint32_t)get(&at);
        memcpy(&attr.number, at, sizeof attr.number);
        at += sizeof attr.number;
        while (i < *count && tape->attrs[i].id != attr.id)
            i++;
        tape->attrs[i] = attr;
        *count += i == *count;
    }
    return at;
}

static rt_status play_enter(const rt_tape *tape, char record, const char **at, const char *end, rt_sink *out)
{
    rt_node node = {.size = sizeof node, .kind = (uint32_t)get(at), .attrs = tape->attrs};

    if (record & HAS_PART) {
        node.pos.part = tape->data.data + get(at);
        (void)get(&node.pos.part);
    }
    if (record & HAS_LINE)
        node.pos.line = get(at);
    if (record & HAS_ITEM)
        node.pos.item = get(at);
    if (record & HAS_COLUMN)
        node.pos.column = (uint32_t)get(at);
    node.attr_count = (size_t)get(at);
    for (size_t i = 0; i < node.attr_count; i++)
        take_attr(at, &tape->attrs[i]);
    *at = take_numbers(tape, *at, end, &node.attr_count);
    return out->enter(out, &node);
}

rt_status rt_tape_play(const rt_tape *tape, rt_tape_place from, rt_tape_place to, rt_sink *out)
{
    const char *at, *end;
    rt_status status = RT_OK;

    if (from >= to)
        return RT_OK;
    at = tape->data.data + from;
    end = tape->data.data + to;
    while (at < end && status == RT_OK) {
        char record = *at++;

        if ((record & RECORD) == ENTER) {
            status = play_enter(tape, record, &at, end, out);
        } else if (record == LEAVE) {
            status = out->leave(out, (uint32_t)get(&at));
        } else if (record == NUMBER) { /* of an enter that stands before `from` */
            (void)get(&at);
            at += sizeof(int32_t);
        } else {
            size_t len = (size_t)get(&at);
            if (record == TEXT)
                status = out->text(out, (rt_str){at, len});
            else if (record == BYTES && out->bytes)
                status = out->bytes(out, at, len);
            at += len;
        }
    }
    return status;
}

/* ---- The tape ----------------------------------------------------------------- */

rt_status rt_tape_new(const rt_host *host, rt_tape **tape)
{
    rt_tape *made = host->resize(host, NULL, sizeof *made);

    *tape = NULL;
    if (!made)
        return RT_ERR_MEMORY;
    *made = (rt_tape){
        .sink = {.size = sizeof made->sink, .enter = enter, .text = text, .leave = leave, .bytes = bytes, .close = closed},
        .data = {.host = host},
        .attrs = host->resize(host, NULL, FIRST_ATTRS * sizeof *made->attrs),
        .attr_room = FIRST_ATTRS,
    };
    if (!made->attrs) {
        host->resize(host, made, 0);
        return RT_ERR_MEMORY;
    }
    *tape = made;
    return RT_OK;
}

void rt_tape_free(rt_tape *tape)
{
    const rt_host *host = tape ? tape->data.host : NULL;

    if (!tape)
        return;
    rt_buffer_free(&tape->data);
    host->resize(host, tape->attrs, 0);
    host->resize(host, tape, 0);
}

rt_sink *rt_tape_sink(rt_tape *tape) { return &tape->sink; }

rt_tape_place rt_tape_here(const rt_tape *tape) { return tape->data.len; }

void rt_tape_rewind(rt_tape *tape, rt_tape_place place)
{
    if (place < tape->data.len)
        tape->data.len = (size_t)place;
    if (tape->part > tape->data.len)
        tape->part = 0;
}
