/* read_order.c - events that wait on a tape, and the order in which they are sent: a list of
 * stretches of the tape.
 *
 * A table's caption, columns, rows and foot have a stretch of their own, and what is fostered goes
 * on with the one in front. */
#include "read.h"

static html_slot *new_slot(html_reader *r)
{
    html_slot *slot = r->order.spare;
    if (slot)
        r->order.spare = slot->next;
    else if (!(slot = r->host->resize(r->host, NULL, sizeof *slot)))
        r->status = RT_ERR_MEMORY;
    if (slot)
        *slot = (html_slot){0};
    return slot;
}

static rt_tape_place here(const html_reader *r) { return rt_tape_here(r->order.tape); }

void rt_html_hold(html_reader *r)
{
    html_order *o = &r->order;
    if (r->status != RT_OK || o->holds++)
        return;
    if (!o->tape)
        r->status = rt_tape_new(r->host, &o->tape);
    o->first = o->current = r->status == RT_OK ? new_slot(r) : NULL;
    if (o->first)
        r->sink = rt_tape_sink(o->tape);
}

static void empty(html_reader *r)
{
    html_order *o = &r->order;
    html_slot *last = o->first;
    while (last && last->next)
        last = last->next;
    if (last) {
        last->next = o->spare;
        o->spare = o->first;
    }
    o->first = o->current = NULL;
    if (o->tape)
        rt_tape_rewind(o->tape, 0);
    r->sink = r->out;
}

void rt_html_release(html_reader *r)
{
    html_order *o = &r->order;
    if (r->status != RT_OK || !o->holds || --o->holds)
        return;
    o->current->to = here(r);
    for (const html_slot *slot = o->first; slot && r->status == RT_OK; slot = slot->next)
        r->status = rt_tape_play(o->tape, slot->from, slot->to, r->out);
    empty(r);
}

void rt_html_discard(html_reader *r)
{
    if (r->status != RT_OK || !r->order.holds || --r->order.holds)
        return;
    empty(r);
}

html_slot *rt_html_slot_behind(html_reader *r, html_slot *slot)
{
    html_slot *made = slot && r->status == RT_OK ? new_slot(r) : NULL;
    if (made) {
        made->next = slot->next;
        slot->next = made;
    }
    return made;
}

html_slot *rt_html_slot_go(html_reader *r, html_slot *slot)
{
    html_order *o = &r->order;
    if (!slot || r->status != RT_OK || slot == o->current)
        return slot;
    o->current->to = here(r);
    if (slot->from != slot->to)
        slot = rt_html_slot_behind(r, slot);
    if (!slot)
        return NULL;
    slot->from = slot->to = here(r);
    o->current = slot;
    return slot;
}

html_slot *rt_html_slot_mark(html_reader *r)
{
    html_slot *mark = rt_html_slot_behind(r, r->order.current);
    rt_html_slot_go(r, rt_html_slot_behind(r, mark));
    return mark;
}

void rt_html_order_free(html_reader *r)
{
    html_slot *lists[] = {r->order.first, r->order.spare};
    for (int i = 0; i < 2; i++)
        for (html_slot *slot = lists[i], *next; slot; slot = next) {
            next = slot->next;
            r->host->resize(r->host, slot, 0);
        }
    rt_tape_free(r->order.tape);
}
