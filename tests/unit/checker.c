/* checker.c - see checker.h. Every phase is followed as a set of states, so that a kind that two phases
 * take never has to be guessed. */
#include "checker.h"

#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vocabulary.h"

__attribute__((format(printf, 2, 3)))
static rt_status wrong(checker *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!c->error[0])
        vsnprintf(c->error, sizeof c->error, format, args);
    va_end(args);
    return RT_ERR_PLUGIN;
}

static const char *name_of(uint32_t kind)
{
    return kind ? rt_kind_of(kind) ? rt_kind_of(kind)->name : "?" : "text";
}

/* ---- Characters: decoded, not looked up ------------------------------------------------ */

static bool characters_ok(const char *text, size_t len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < len;) {
        unsigned char first = (unsigned char)text[i];
        size_t more = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
        if (!more || i + more > len)
            return false;
        uint32_t c = more == 1 ? first : first & (0x7Fu >> more);
        for (size_t k = 1; k < more; k++) {
            unsigned char byte = (unsigned char)text[i + k];
            if (byte >> 6 != 2)
                return false;
            c = c << 6 | (byte & 0x3F);
        }
        if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF ||
            (c < 0x20 && c != 9 && c != 10 && c != 13))
            return false;
        i += more;
    }
    return true;
}

static bool matches(const char *pattern, rt_str text)
{
    regex_t regex;
    char copy[64];
    if (text.len >= sizeof copy || memchr(text.ptr, 0, text.len) || regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    bool found = regexec(&regex, copy, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* ---- Attributes -------------------------------------------------------------------------- */

static bool text_value_ok(const rt_attr_info *info, rt_str text)
{
    if (!characters_ok(text.ptr, text.len))
        return false;
    if (info->type == RT_TYPE_LENGTH)
        return matches(info->minimum < 0 ? "^-?0*[0-9]{1,7}(\\.[0-9]+)?(pt|%)$" : "^0*[0-9]{1,7}(\\.[0-9]+)?(pt|%)$", text);
    if (info->type == RT_TYPE_COLOUR)
        return matches("^#[0-9a-f]{6}$", text);
    return info->type == RT_TYPE_TEXT || text.len > 0;
}

static bool number_ok(const rt_attr_info *info, int32_t number)
{
    if (info->type == RT_TYPE_MARKS)
        return number > 0 && number < 1 << info->choice_count;
    if (info->has_initial && number == info->initial)
        return false;
    if (info->type == RT_TYPE_CHOICE)
        return number >= 1 && number <= (int32_t)info->choice_count;
    if (info->type == RT_TYPE_BOOL)
        return number == 0 || number == 1;
    return number >= info->minimum && number <= info->maximum;
}

static rt_status check_id(checker *c, rt_str id)
{
    for (size_t i = 0; i < c->id_count; i++)
        if (strlen(c->ids[i]) == id.len && memcmp(c->ids[i], id.ptr, id.len) == 0)
            return wrong(c, "the id %s stands twice", c->ids[i]);
    if (c->id_count == c->id_room)
        c->ids = realloc(c->ids, (c->id_room = c->id_room * 2 + 16) * sizeof *c->ids);
    c->ids[c->id_count++] = strndup(id.ptr, id.len);
    return RT_OK;
}

static rt_status check_attrs(checker *c, const rt_node *node)
{
    uint32_t last = 0;
    for (size_t i = 0; i < node->attr_count; i++) {
        const rt_attr *attr = &node->attrs[i];
        const rt_attr_info *info = rt_attr_of(attr->id);
        if (attr->id <= last)
            return wrong(c, "%s: attribute %u after %u", name_of(node->kind), attr->id, last);
        last = attr->id;
        if (!info || !(info->kinds >> node->kind & 1))
            return wrong(c, "%s has the attribute %s", name_of(node->kind), info ? info->name : "?");
        bool number = info->type == RT_TYPE_INT || info->type == RT_TYPE_BOOL || info->type == RT_TYPE_CHOICE ||
                      info->type == RT_TYPE_MARKS;
        if (!(number ? number_ok(info, attr->number) : text_value_ok(info, attr->text)))
            return wrong(c, "%s of %s has an impossible or initial value (%d)", info->name, name_of(node->kind), attr->number);
        if (attr->id == RT_A_ID && c->unique_ids && check_id(c, attr->text) != RT_OK)
            return RT_ERR_PLUGIN;
    }
    return RT_OK;
}

/* ---- Grammar -------------------------------------------------------------------------------- */

#define STATE(phase, taken) (UINT64_C(1) << (2 * (phase) + (taken)))

/* The states behind a child of `kind` (0: text). */
static uint64_t step(const rt_kind_info *info, uint64_t states, uint32_t kind)
{
    uint64_t next = 0;
    for (uint32_t p = 0; p < info->phase_count; p++)
        for (uint32_t taken = 0; taken < 2; taken++) {
            if (!(states & STATE(p, taken)))
                continue;
            for (uint32_t q = p; q < info->phase_count; q++) {
                const rt_phase *phase = &info->phases[q];
                bool full = q == p && taken && !phase->many;
                if ((phase->kinds >> kind & 1) && !full)
                    next |= STATE(q, 1);
                if (phase->minimum && !(q == p && taken))
                    break;
            }
        }
    return next;
}

static bool may_end(const rt_kind_info *info, uint64_t states)
{
    if (info->phase_count == 0)
        return true;
    for (uint32_t p = 0; p < info->phase_count; p++)
        for (uint32_t taken = 0; taken < 2; taken++) {
            bool owes = info->phases[p].minimum && !taken;
            for (uint32_t q = p + 1; q < info->phase_count; q++)
                owes |= info->phases[q].minimum != 0;
            if ((states & STATE(p, taken)) && !owes)
                return true;
        }
    return false;
}

/* Text or a node as a child of the innermost node. */
static rt_status check_child(checker *c, uint32_t kind)
{
    checker_node *top = &c->nodes_open[c->depth - 1];
    const rt_kind_info *info = rt_kind_of(top->kind);
    uint64_t next = step(info, top->states, kind);
    if (!next)
        return wrong(c, "%s cannot stand in %s as its %u. child", name_of(kind), info->name, top->children + 1);
    top->states = next;
    top->children++;
    for (uint32_t p = 0; p < info->phase_count; p++) {
        const rt_phase *phase = &info->phases[p];
        if (phase->twin >= 0 && (phase->kinds >> kind & 1) && ++top->twins[p] > 1)
            return wrong(c, "%s holds two of %s", info->name, phase->key);
    }
    return RT_OK;
}

static rt_status check_place(checker *c, const rt_node *node)
{
    if (c->closed)
        return wrong(c, "%s came after close", name_of(node->kind));
    if (!rt_kind_of(node->kind))
        return wrong(c, "the unknown kind %u", node->kind);
    if (c->depth == 0) {
        if (node->kind != RT_REPORT || c->report_seen)
            return wrong(c, "%s stands outside the report, or is a second one", name_of(node->kind));
        c->report_seen = true;
        return RT_OK;
    }
    if (c->max_depth && c->depth >= c->max_depth)
        return wrong(c, "deeper than %zu", c->depth);
    return check_child(c, node->kind);
}

static rt_status check_level(checker *c, const rt_node *node, checker_node *mine)
{
    const rt_attr *level = rt_node_attr(node, RT_A_LEVEL);
    const checker_node *parent = c->depth ? &c->nodes_open[c->depth - 1] : NULL;
    mine->level = parent ? parent->level : 0;
    if (node->kind == RT_HEADING && level && parent && parent->kind == RT_SECTION)
        return wrong(c, "the heading of a section has a level");
    if (node->kind != RT_SECTION || (!level && c->levels_lack))
        return RT_OK;
    if (!level)
        return wrong(c, "a section without level");
    if (level->number <= mine->level)
        return wrong(c, "a section of level %d stands in one of level %d", level->number, mine->level);
    mine->level = level->number;
    return RT_OK;
}

/* ---- The sink --------------------------------------------------------------------------------- */

static rt_status on_enter(rt_sink *self, const rt_node *node)
{
    checker *c = (checker *)self;
    checker_node mine = {.kind = node->kind, .states = STATE(0, 0)};
    c->nodes++;
    if (check_place(c, node) != RT_OK || check_attrs(c, node) != RT_OK || check_level(c, node, &mine) != RT_OK)
        return RT_ERR_PLUGIN;
    if (node->kind == RT_TEXT && node->attr_count == 0)
        return wrong(c, "a run without attributes");
    if (c->depth == c->room)
        c->nodes_open = realloc(c->nodes_open, (c->room = c->room * 2 + 16) * sizeof *c->nodes_open);
    c->nodes_open[c->depth++] = mine;
    return c->next ? c->next->enter(c->next, node) : RT_OK;
}

static rt_status on_text(rt_sink *self, rt_str piece)
{
    checker *c = (checker *)self;
    if (c->depth == 0 || c->closed)
        return wrong(c, "text outside the report");
    if (piece.len && check_child(c, 0) != RT_OK)
        return RT_ERR_PLUGIN;
    if (!characters_ok(piece.ptr, piece.len))
        return wrong(c, "a piece of text is not UTF-8 of characters that XML allows");
    return c->next ? c->next->text(c->next, piece) : RT_OK;
}

/* Kinds that are nothing without a child. */
static bool needs_child(uint32_t kind)
{
    return kind == RT_LIST || kind == RT_DEFINITIONS || kind == RT_TABLE || kind == RT_SECTION;
}

static rt_status on_leave(rt_sink *self, uint32_t kind)
{
    checker *c = (checker *)self;
    const checker_node *top = c->depth ? &c->nodes_open[c->depth - 1] : NULL;
    if (!top || top->kind != kind || c->closed)
        return wrong(c, "%s was left in %s", name_of(kind), top ? name_of(top->kind) : "nothing");
    if (!may_end(rt_kind_of(kind), top->states) || (needs_child(kind) && !top->children))
        return wrong(c, "%s was left without what it must hold", name_of(kind));
    c->depth--;
    return c->next ? c->next->leave(c->next, kind) : RT_OK;
}

static rt_status on_bytes(rt_sink *self, const void *bytes, size_t len)
{
    checker *c = (checker *)self;
    if (c->depth == 0 || c->closed || c->nodes_open[c->depth - 1].kind != RT_RESOURCE)
        return wrong(c, "bytes outside a resource");
    return c->next && c->next->bytes ? c->next->bytes(c->next, bytes, len) : RT_OK;
}

static rt_status on_close(rt_sink *self, bool complete)
{
    checker *c = (checker *)self;
    if (c->closed)
        wrong(c, "closed twice");
    if (complete && c->depth)
        wrong(c, "closed with %s open", name_of(c->nodes_open[c->depth - 1].kind));
    if (complete && !c->report_seen)
        wrong(c, "closed without a report");
    c->closed = true;
    c->complete = complete;
    rt_status status = c->next ? c->next->close(c->next, complete) : RT_OK;
    return c->error[0] && complete ? RT_ERR_PLUGIN : status;
}

void checker_open(checker *c, rt_sink *next)
{
    *c = (checker){.sink = {sizeof c->sink, on_enter, on_text, on_leave, on_bytes, on_close}, .next = next};
}

void checker_free(checker *c)
{
    for (size_t i = 0; i < c->id_count; i++)
        free(c->ids[i]);
    free(c->ids);
    free(c->nodes_open);
}
