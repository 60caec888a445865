/* other_send.c - a foreign document as a report, without recursion.
 *
 * An element becomes a section under its name, repeated records a table, attributes definitions.
 * Among text an element becomes a run whose style is its name and attributes; one that can be no
 * run becomes a definition, so that order and nesting stay. */
#include <stdio.h>
#include <string.h>

#include "other.h"

enum { PATH = 256, DEEPEST_SECTION = 999 };

typedef enum mode { SECTION = 1, DEFINITION, RUN } mode;

/* An element that is being sent. */
typedef struct frame {
    const rt_branch *branch, *next; /* its child that comes next */
    const rt_branch *until;         /* its children before this one make no table */
    mode mode;
    bool sections;                  /* a section was sent in it */
    size_t base, path;              /* of the style, before it */
} frame;

typedef struct sender {
    const rt_host *host;
    rt_sink *out;
    frame *frames;
    size_t depth;
    bool paragraph; /* one is open */
    size_t base, path; /* the path of the runs that are open stands in `style` from base to path */
    char style[PATH];
} sender;

static rt_str str(const char *text) { return (rt_str){text, strlen(text)}; }

rt_status rt_branch_enter(rt_sink *out, uint32_t kind, const rt_attr *attr, rt_pos pos)
{
    rt_node node = {
        .size = sizeof node, .kind = kind, .attrs = attr, .attr_count = attr != NULL, .pos = pos};
    return out->enter(out, &node);
}

rt_status rt_branch_say(rt_sink *out, uint32_t kind, rt_str text, rt_pos pos)
{
    rt_status status = rt_branch_enter(out, kind, NULL, pos);
    if (status == RT_OK && text.len)
        status = out->text(out, text);
    return status == RT_OK ? out->leave(out, kind) : status;
}

/* ---- Text ----------------------------------------------------------------------------------- */

static rt_status end_paragraph(sender *s)
{
    if (!s->paragraph)
        return RT_OK;
    s->paragraph = false;
    return s->out->leave(s->out, RT_PARAGRAPH);
}

/* A piece of mixed content, in the style that the path names. */
static rt_status send_text(sender *s, rt_str text, bool last, rt_pos pos)
{
    text = rt_branch_trim(text, !s->paragraph, last);
    if (!text.len)
        return RT_OK;
    rt_status status = RT_OK;
    if (!s->paragraph)
        status = rt_branch_enter(s->out, RT_PARAGRAPH, NULL, pos);
    if (status != RT_OK)
        return status;
    s->paragraph = true;
    if (s->path == s->base)
        return s->out->text(s->out, text);
    rt_attr style = {.id = RT_A_STYLE, .text = {s->style + s->base, s->path - s->base}};
    status = rt_branch_enter(s->out, RT_TEXT, &style, pos);
    if (status == RT_OK)
        status = s->out->text(s->out, text);
    return status == RT_OK ? s->out->leave(s->out, RT_TEXT) : status;
}

/* Adds /name[@attribute='value'] to the path; false, without a change, where it is too long. */
static bool extend_path(sender *s, const rt_branch *b)
{
    size_t used = s->path;
    int wrote =
        snprintf(s->style + used, PATH - used, "%s%.*s", used > s->base ? "/" : "", PATH, b->name);
    for (uint32_t i = 0; wrote >= 0 && (size_t)wrote < PATH - used; i++) {
        used += (size_t)wrote;
        if (i == b->field_count) {
            s->path = used;
            return true;
        }
        const rt_branch_field *f = &b->fields[i];
        if (f->value.len >= PATH)
            return false;
        wrote = snprintf(s->style + used, PATH - used, "[@%.*s='%.*s']", PATH, f->name,
                         (int)f->value.len, f->value.len ? f->value.ptr : "");
    }
    return false;
}

/* ---- Elements ------------------------------------------------------------------------------- */

static rt_status send_fields(sender *s, const rt_branch *b)
{
    rt_pos pos = rt_branch_pos(b);
    if (!b->field_count)
        return RT_OK;
    rt_status status = rt_branch_enter(s->out, RT_DEFINITIONS, NULL, pos);
    for (uint32_t i = 0; i < b->field_count && status == RT_OK; i++) {
        status = rt_branch_say(s->out, RT_TERM, str(b->fields[i].name), pos);
        if (status == RT_OK)
            status = rt_branch_say(s->out, RT_DEFINITION, b->fields[i].value, pos);
    }
    return status == RT_OK ? s->out->leave(s->out, RT_DEFINITIONS) : status;
}

static rt_status open_section(sender *s, const char *name, size_t level, rt_pos pos)
{
    rt_attr attr = {.id = RT_A_LEVEL, .number = (int32_t)level};
    rt_status status = rt_branch_enter(s->out, RT_SECTION, &attr, pos);
    return status == RT_OK ? rt_branch_say(s->out, RT_HEADING, str(name), pos) : status;
}

static rt_status open_definition(sender *s, const char *name, rt_pos pos)
{
    rt_status status = rt_branch_enter(s->out, RT_DEFINITIONS, NULL, pos);
    if (status == RT_OK)
        status = rt_branch_say(s->out, RT_TERM, str(name), pos);
    return status == RT_OK ? rt_branch_enter(s->out, RT_DEFINITION, NULL, pos) : status;
}

/* Its own text; between elements without text it is white space. */
static rt_status open_text(sender *s, const rt_branch *b, mode as)
{
    bool leaf = b->flags & RT_BRANCH_LEAF;
    if (!leaf && !(b->flags & RT_BRANCH_MIXED))
        return RT_OK;
    rt_str text = as == RUN ? b->text : rt_branch_trim(b->text, true, leaf);
    if (as == DEFINITION && leaf && !b->field_count)
        return text.len ? s->out->text(s->out, text) : RT_OK;
    return send_text(s, text, false, rt_branch_pos(b));
}

static rt_status begin(sender *s, const rt_branch *b, mode as)
{
    rt_pos pos = rt_branch_pos(b);
    rt_status status = as == RUN ? RT_OK : end_paragraph(s);
    size_t base = s->base, path = s->path;
    if (as == SECTION && s->depth >= DEEPEST_SECTION)
        as = DEFINITION;
    if (as == RUN) {
        extend_path(s, b);
    } else {
        s->base = s->path; /* a block begins anew */
        if (status == RT_OK)
            status = as == SECTION ? open_section(s, b->name, s->depth + 1, pos)
                                   : open_definition(s, b->name, pos);
        if (status == RT_OK)
            status = send_fields(s, b);
    }
    s->frames[s->depth++] = (frame){b, b->first, b->first, as, false, base, path};
    return status == RT_OK ? open_text(s, b, as) : status;
}

static bool among_text(const frame *f)
{
    return f->mode == RUN || (f->branch->flags & RT_BRANCH_MIXED);
}

static rt_status end(sender *s)
{
    const frame ended = s->frames[--s->depth];
    rt_status status = RT_OK;
    if (ended.mode != RUN)
        status = end_paragraph(s);
    if (ended.mode == DEFINITION && status == RT_OK)
        status = s->out->leave(s->out, RT_DEFINITION);
    if (ended.mode != RUN && status == RT_OK)
        status = s->out->leave(s->out, ended.mode == SECTION ? RT_SECTION : RT_DEFINITIONS);
    s->base = ended.base;
    s->path = ended.path;
    if (status != RT_OK || !s->depth || !among_text(&s->frames[s->depth - 1]))
        return status;
    bool last = s->frames[s->depth - 1].mode != RUN && !ended.branch->next;
    return send_text(s, ended.branch->tail, last, rt_branch_pos(ended.branch));
}

/* The first sibling that is no record of `first`'s name. */
static const rt_branch *end_of_run(const rt_branch *first)
{
    const rt_branch *b = first;
    while (b && b->name == first->name && (b->flags & RT_BRANCH_RECORD))
        b = b->next;
    return b;
}

/* A block behind a section would belong to that section: such a table gets one of its own. */
static rt_status send_table(sender *s, const frame *f, rt_plan *plan)
{
    const rt_branch *first = f->next;
    bool own = f->sections && f->mode == SECTION && s->depth < DEEPEST_SECTION;
    rt_status status =
        own ? open_section(s, first->name, s->depth + 1, rt_branch_pos(first)) : RT_OK;
    if (status == RT_OK)
        status = rt_plan_send(plan, own ? NULL : first->name, s->out);
    return status == RT_OK && own ? s->out->leave(s->out, RT_SECTION) : status;
}

/* The records that begin with the next child as a table, where there are several. */
static rt_status try_table(sender *s, frame *f, bool *sent)
{
    const rt_branch *stop = end_of_run(f->next);
    rt_plan *plan = NULL;
    rt_status status = RT_OK;
    *sent = false;
    if (stop == f->next) {
        f->until = f->next->next;
        return RT_OK;
    }
    f->until = stop;
    if (f->next->next != stop)
        status = rt_plan_new(s->host, f->next, stop, &plan);
    if (status != RT_OK || !plan)
        return status;
    status = send_table(s, f, plan);
    f->next = stop;
    *sent = true;
    return status;
}

static rt_status next_child(sender *s, frame *f)
{
    const rt_branch *child = f->next;
    bool sent = false;
    if (among_text(f)) {
        f->next = child->next;
        size_t path = s->path;
        bool run = (child->flags & RT_BRANCH_INLINE) && extend_path(s, child);
        s->path = path;
        return begin(s, child, run ? RUN : DEFINITION);
    }
    rt_status status = child == f->until ? try_table(s, f, &sent) : RT_OK;
    if (status != RT_OK || sent)
        return status;
    f->next = child->next;
    f->sections = true;
    return begin(s, child, f->mode == SECTION ? SECTION : DEFINITION);
}

rt_status rt_branch_send(const rt_host *host, const rt_branch *root, size_t deepest, rt_sink *out)
{
    sender s = {.host = host, .out = out};
    s.frames = host->resize(host, NULL, (deepest + 1) * sizeof *s.frames);
    if (!s.frames)
        return RT_ERR_MEMORY;
    rt_status status = rt_branch_enter(out, RT_REPORT, NULL, rt_branch_pos(root));
    if (status == RT_OK)
        status = begin(&s, root, SECTION);
    while (status == RT_OK && s.depth) {
        frame *top = &s.frames[s.depth - 1];
        status = top->next ? next_child(&s, top) : end(&s);
    }
    host->resize(host, s.frames, 0);
    return status == RT_OK ? out->leave(out, RT_REPORT) : status;
}
