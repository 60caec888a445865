/* count.c - the counters of numbered paragraphs, and the labels in front of them. Owns how levels
 * restart (17.9.10, 17.9.25). */
#include <kit/buffer.h>
#include <stdio.h>
#include <string.h>

#include "formats.h"
#include "lists.h"

static void warn_of_number(rt_docx_numbering *n, int32_t number, const rt_pos *pos)
{
    char message[160];
    rt_str key = {NULL, 0};
    void **place = NULL;

    if (rt_docx_pool_intern(n->pool, RT_DOCX_KEY(number), &key) != RT_OK ||
        rt_docx_index_place(n->pool, &n->told, key, &place) != RT_OK || *place)
        return;
    *place = n;
    snprintf(message, sizeof message,
             "the numbering %d is not defined in numbering.xml; the paragraphs that name it are "
             "read without number",
             (int)number);
    n->host->report(n->host, "docx-numbering", pos, message);
}

static const rt_docx_level *level_of(const rt_docx_num *num, uint32_t at)
{
    return num->levels[at] ? num->levels[at] : &num->definition->levels[at];
}

static rt_docx_num *find(const rt_docx_numbering *n, int32_t number)
{
    rt_docx_num *num = number ? rt_docx_index_get(&n->nums, RT_DOCX_KEY(number)) : NULL;
    return num && num->abstract ? num : NULL;
}

const rt_docx_level *rt_docx_numbering_level(rt_docx_numbering *n, int32_t number, uint32_t level,
                                             const rt_pos *pos)
{
    const rt_docx_num *num = find(n, number);

    if (number && !num)
        warn_of_number(n, number, pos);
    return num && level < RT_DOCX_LEVELS ? level_of(num, level) : NULL;
}

uint32_t rt_docx_numbering_list(const rt_docx_numbering *n, int32_t number)
{
    const rt_docx_num *num = find(n, number);
    return num ? num->abstract->list : 0;
}

/* ---- Counting ------------------------------------------------------------------------------- */

/* A level that has not been counted yet, or not since it was restarted, stands at its start. */
static void begin(rt_docx_num *num, uint32_t at)
{
    rt_docx_abstract *list = num->abstract;
    uint16_t bit = (uint16_t)(1u << at);

    list->counters[at] = num->restarts & bit ? num->starts[at] : level_of(num, at)->start;
    list->generations[at]++;
    list->active |= bit;
    num->restarted |= bit;
}

/* Levels below begin anew, unless w:lvlRestart says behind which level only. */
static void restart_below(rt_docx_num *num, uint32_t at)
{
    for (uint32_t i = at + 1; i < RT_DOCX_LEVELS; i++) {
        int restart = level_of(num, i)->restart;
        if (restart < 0 || (uint32_t)restart > at)
            num->abstract->active &= (uint16_t) ~(1u << i);
    }
}

static void step(rt_docx_num *num, uint32_t at, rt_docx_counted *out)
{
    rt_docx_abstract *list = num->abstract;
    uint16_t bit = (uint16_t)(1u << at);

    for (uint32_t i = 0; i < at;
         i++) /* a level above that has not occurred is shown, and counted, as if it had */
        if (!(list->active & 1u << i))
            begin(num, i);
    out->restarted = (num->restarts & bit) && !(num->restarted & bit);
    if (out->restarted || !(list->active & bit))
        begin(num, at);
    else if (list->counters[at] < INT32_MAX)
        list->counters[at]++;
    restart_below(num, at);
    out->counter = list->counters[at];
    out->first = num->seen[at] != list->generations[at];
    num->seen[at] = list->generations[at];
}

/* ---- Labels --------------------------------------------------------------------------------- */

static rt_status add_label(rt_buffer *out, const rt_docx_num *num, uint32_t at)
{
    const rt_docx_level *level = level_of(num, at);
    const char *from = level->text.ptr, *end = from + level->text.len;
    rt_status status = RT_OK;

    while (from < end && status == RT_OK) {
        if (*from != '%' || end - from < 2 || from[1] < '1' || from[1] > '9') {
            status = rt_buffer_add_char(out, *from++);
            continue;
        }
        uint32_t named = (uint32_t)(from[1] - '1');
        from += 2;
        if (named > at) /* a level below has no number yet */
            continue;
        const rt_docx_level *other = level_of(num, named);
        uint8_t format = level->legal && other->ordered ? RT_DOCX_FORMAT_DECIMAL : other->format;
        status = rt_docx_format_add(out, format, num->abstract->counters[named]);
    }
    return status;
}

rt_status rt_docx_numbering_count(rt_docx_numbering *n, int32_t number, uint32_t level,
                                  rt_docx_counted *out)
{
    rt_docx_num *num = find(n, number);

    *out = (rt_docx_counted){.label = RT_STR("")};
    if (!num || level >= RT_DOCX_LEVELS)
        return RT_OK;
    step(num, level, out);
    rt_buffer_clear(&n->label);
    rt_status status = level_of(num, level)->format == RT_DOCX_FORMAT_BULLET
                           ? rt_buffer_add_str(&n->label, level_of(num, level)->text)
                           : add_label(&n->label, num, level);
    if (n->label.len)
        out->label = rt_buffer_str(&n->label);
    return status;
}
