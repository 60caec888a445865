/* random.c - a reader that makes a report of the vocabulary's table by chance. The document is a
 * few words: "seed=7 size=40", perhaps kinds=table,row,cell and attributes=colspan,rowspan to make
 * no others.
 *
 * Owns the choice of nodes. What kinds hold and attributes take comes from the table alone, so that
 * new rows are made without a line here; what the table cannot say stands in `aims`, `ceilings` and
 * special(). Alternatives take turns from a place that the seed gives, so that none stays rare. */
#include <retort/plugin.h>
#include <string.h>

#include "random_values.h"

enum { DEPTH = 18, LONG = 40000, MOST_SHARES = 5 };

/* A node that is being made. */
typedef struct frame {
    const rt_kind_info *info;
    uint32_t kind, serial, phase;
    uint32_t budget;        /* nodes that may still stand in it */
    uint32_t wanted, share; /* in this phase: nodes, and what is for them all */
    uint32_t used;          /* set of phases that hold something */
    int32_t level;          /* of the innermost section */
    int32_t part;           /* of a table: the last row's, as head, body, foot come */
    uint32_t picture;       /* of a resource: which */
    bool named, filled;
} frame;

/* A node that has an id. */
typedef struct name {
    uint32_t kind, serial;
} name;

typedef struct maker {
    const rt_host *host;
    rt_sink *out; /* NULL: a rehearsal, to know the ids before they are referred to */
    chance chance;
    request asked;
    uint32_t turn_child[RT_KIND_COUNT], turn_attr[RT_KIND_COUNT], turn_value[RT_ATTR_COUNT];
    frame stack[DEPTH];
    uint32_t depth, serial;
    name *names;
    size_t name_count, name_room;
    rt_attr attrs[RT_ATTR_COUNT];
    size_t attr_count;
    char texts[RT_ATTR_COUNT][RANDOM_TEXT];
    char longest[LONG + RANDOM_TEXT];
} maker;

/* ---- What the table cannot say ------------------------------------------------------ */

/* What a reference names: `kind` of the one that refers and `target` 0 are any. */
static const struct {
    uint32_t attr, kind, target;
    bool earlier;
} aims[] = {
    {RT_A_RESOURCE, 0, RT_RESOURCE, true}, {RT_A_PARENT, 0, RT_NOTE, true},
    {RT_A_CONTINUES, 0, RT_LIST, true},    {RT_A_REF, RT_NOTE_REFERENCE, RT_NOTE, false},
    {RT_A_REF, RT_START, RT_NOTE, false},  {RT_A_REF, RT_END, RT_START, false},
};

/* So that a table and the lines before a block stay ones that fit a page. */
static const struct {
    uint32_t attr;
    int32_t most;
} ceilings[] = {{RT_A_COLSPAN, 5}, {RT_A_ROWSPAN, 5}, {RT_A_GRID_BEFORE, 3}, {RT_A_BLANK_BEFORE, 20}};

/* The parts of a table in their order. */
static const int32_t parts[] = {RT_PART_HEAD, RT_PART_BODY, RT_PART_FOOT};

static int32_t ceiling_of(uint32_t attr)
{
    for (size_t i = 0; i < sizeof ceilings / sizeof *ceilings; i++)
        if (ceilings[i].attr == attr)
            return ceilings[i].most;
    return INT32_MAX;
}

/* The id of a node that `attr` of `kind` may name; an empty one: there is none. One draw. */
static rt_str reference(maker *m, uint32_t attr, uint32_t kind, char room[RANDOM_TEXT])
{
    uint32_t target = 0, fits = 0, draw = random_below(&m->chance, 1000000);
    bool earlier = false;
    for (size_t i = 0; i < sizeof aims / sizeof *aims; i++)
        if (aims[i].attr == attr && (!aims[i].kind || aims[i].kind == kind)) {
            target = aims[i].target;
            earlier = aims[i].earlier;
        }
    for (int round = 0; round < 2; round++, draw = fits ? draw % fits + 1 : 0)
        for (size_t i = 0; i < m->name_count && !(round && draw == 0); i++) {
            const name *n = &m->names[i];
            if ((target ? n->kind != target : n->kind == RT_RESOURCE) ||
                (earlier && n->serial >= m->serial))
                continue;
            if (!round)
                fits++;
            else if (--draw == 0)
                return random_id(n->serial, room);
        }
    return (rt_str){NULL, 0};
}

static rt_str link_target(maker *m, char room[RANDOM_TEXT])
{
    char id_room[RANDOM_TEXT];
    bool within = random_one_in(&m->chance, 3), web = random_one_in(&m->chance, 2);
    rt_str id = reference(m, RT_A_HREF, RT_LINK, id_room);
    rt_str text = web ? random_address(&m->chance, room) : random_text(&m->chance, 4, room);
    if (!within || !id.len)
        return text;
    room[0] = '#';
    memcpy(room + 1, id.ptr, id.len);
    return (rt_str){room, id.len + 1};
}

/* Levels ascend, whether they are written or not. */
static bool special(maker *m, frame *f, rt_attr *attr, bool *given)
{
    if (attr->id == RT_A_ID) {
        attr->text = random_id(f->serial, m->texts[attr->id]);
        f->named = true;
    } else if (attr->id == RT_A_LEVEL && f->kind == RT_SECTION) {
        attr->number = f->level =
            f->level + 1 +
            (random_one_in(&m->chance, 4) ? (int32_t)random_below(&m->chance, 3) : 0);
    } else if (attr->id == RT_A_HREF) {
        attr->text = link_target(m, m->texts[attr->id]);
    } else if (attr->id == RT_A_NAME && f->kind == RT_META && !random_one_in(&m->chance, 3)) {
        attr->text = random_meta_name(&m->chance);
    } else if (attr->id == RT_A_MEDIA_TYPE) {
        attr->text = random_media_type(f->picture);
    } else if (attr->id == RT_A_PART) {
        attr->number = parts[f[-1].part + (int32_t)random_below(&m->chance, (uint32_t)(3 - f[-1].part))];
    } else {
        return false;
    }
    *given = true;
    return true;
}

/* ---- Attributes ------------------------------------------------------------------------ */

static bool is_target(uint32_t kind)
{
    for (size_t i = 0; i < sizeof aims / sizeof *aims; i++)
        if (aims[i].target == kind)
            return true;
    return false;
}

/* Puts a value in attr; false: it has none here. */
static bool make_value(maker *m, frame *f, rt_attr *attr)
{
    const rt_attr_info *info = rt_attr_of(attr->id);
    char *room = m->texts[attr->id];
    bool given = false;
    if (special(m, f, attr, &given))
        return given;
    switch (info->type) {
    case RT_TYPE_INT:
        attr->number = random_number(&m->chance, info, ceiling_of(attr->id));
        return true;
    case RT_TYPE_BOOL:
        attr->number = (int32_t)(m->turn_value[attr->id]++ % 2);
        return true;
    case RT_TYPE_CHOICE:
        attr->number = (int32_t)(m->turn_value[attr->id]++ % info->choice_count) + 1;
        return true;
    case RT_TYPE_MARKS:
        attr->number = (int32_t)(1u << m->turn_value[attr->id]++ % info->choice_count);
        attr->number |= (int32_t)random_below(&m->chance, 1u << info->choice_count) &
                        (int32_t)random_below(&m->chance, 1u << info->choice_count);
        return true;
    case RT_TYPE_LENGTH:
        attr->text = random_length(&m->chance, info, room);
        return true;
    case RT_TYPE_COLOUR:
        attr->text = random_colour(&m->chance, room);
        return true;
    case RT_TYPE_REF:
        attr->text = reference(m, attr->id, f->kind, room);
        return attr->text.len > 0;
    default:
        attr->text = random_text(&m->chance, 4, room);
        return true;
    }
}

/* Parts follow each other: a row behind the foot is of the foot. */
static void keep_part(maker *m, frame *table)
{
    int32_t rank = 1;
    for (size_t i = 0; i < m->attr_count; i++)
        if (m->attrs[i].id == RT_A_PART)
            rank = m->attrs[i].number == RT_PART_HEAD ? 0 : m->attrs[i].number == RT_PART_FOOT ? 2 : 1;
    if (table->part == 2 && rank < 2) {
        m->attrs[m->attr_count++] = (rt_attr){.id = RT_A_PART, .number = RT_PART_FOOT};
        rank = 2;
    }
    table->part = rank;
}

/* One of those that every kind has is always there, and a third of the kind's own. */
static void make_attrs(maker *m, frame *f)
{
    uint32_t common = 0, turn = m->turn_attr[f->kind]++, every = 0;
    for (uint32_t id = 1; id < RT_ATTR_COUNT; id++)
        every += rt_attr_of(id) && rt_attr_of(id)->kinds == rt_attr_of(RT_A_ID)->kinds;
    m->attr_count = 0;
    for (uint32_t id = 1; id < RT_ATTR_COUNT; id++) {
        const rt_attr_info *info = rt_attr_of(id);
        if (!info || !(info->kinds & RT_BIT(f->kind)) || !m->asked.attributes[id])
            continue;
        bool shared = info->kinds == rt_attr_of(RT_A_ID)->kinds;
        bool wanted = random_one_in(&m->chance, shared                   ? 20
                                                : info->choice_count > 6 ? 2
                                                                         : 3) ||
                      (shared && turn % (every + 2) == common) ||
                      (id == RT_A_ID && is_target(f->kind) && !random_one_in(&m->chance, 4));
        common += shared;
        rt_attr attr = {.id = id};
        if (wanted && make_value(m, f, &attr))
            m->attrs[m->attr_count++] = attr;
    }
    if (f->kind == RT_ROW)
        keep_part(m, f - 1);
    if (f->kind == RT_SECTION && f->level == f[-1].level)
        f->level++;                              /* none was written: the next one */
    /* Before the gate they may come in any order. One draw, as a rehearsal knows fewer references:
     * the report that is made must be the one that was rehearsed. */
    chance order = {.state = random_below(&m->chance, UINT32_MAX)};
    for (size_t i = m->attr_count; i > 1; i--) {
        size_t k = random_below(&order, (uint32_t)i);
        rt_attr swap = m->attrs[i - 1];
        m->attrs[i - 1] = m->attrs[k];
        m->attrs[k] = swap;
    }
}

/* ---- Content ------------------------------------------------------------------------------ */

/* In pieces of whole sequences. */
static rt_status send_text(maker *m, rt_str text)
{
    rt_status status = RT_OK;
    while (text.len && status == RT_OK) {
        size_t len = random_one_in(&m->chance, 3) ? 1 + random_below(&m->chance, 9) : text.len;
        len = len < text.len ? len : text.len;
        while (len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
            len++;
        if (m->out)
            status = m->out->text(m->out, (rt_str){text.ptr, len});
        text = (rt_str){text.ptr + len, text.len - len};
    }
    return status;
}

/* Sometimes longer than any buffer on its way. */
static rt_status make_text(maker *m, frame *f)
{
    char room[RANDOM_TEXT];
    rt_str text = random_text(&m->chance, 5, room);
    if (!text.len && !random_one_in(&m->chance, 4))
        text = RT_STR("…");
    f->filled |= text.len > 0;
    if (!random_one_in(&m->chance, 4000))
        return send_text(m, text);
    size_t len = 0;
    while (len < LONG) {
        text = random_text(&m->chance, 40, room);
        memcpy(m->longest + len, text.ptr, text.len);
        len += text.len;
    }
    f->filled = true;
    return send_text(m, (rt_str){m->longest, len});
}

/* Some of them the same, none or many; a picture. */
static rt_status make_bytes(maker *m)
{
    char bytes[256];
    rt_str picture = random_picture(m->stack[m->depth - 1].picture);
    if (picture.len && m->out && m->out->bytes)
        return m->out->bytes(m->out, picture.ptr, picture.len);
    if (picture.len)
        return RT_OK;
    uint32_t count = random_below(&m->chance, 8) ? random_below(&m->chance, sizeof bytes) : 3;
    uint32_t times = random_one_in(&m->chance, 100) ? 200 : 1;
    rt_status status = RT_OK;
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = count == 3 ? 'x' : (char)random_below(&m->chance, 256);
    while (times-- && count && status == RT_OK && m->out && m->out->bytes)
        status = m->out->bytes(m->out, bytes, count);
    return status;
}

static rt_status enter(maker *m, uint32_t kind, uint32_t budget)
{
    frame *f = &m->stack[m->depth++];
    *f = (frame){.info = rt_kind_of(kind),
                 .kind = kind,
                 .serial = ++m->serial,
                 .phase = UINT32_MAX,
                 .budget = budget};
    f->level = m->depth > 1 ? f[-1].level : 0;
    f->picture = random_below(&m->chance, RANDOM_PICTURES);
    make_attrs(m, f);
    rt_node node = {.size = sizeof node,
                    .kind = kind,
                    .attrs = m->attrs,
                    .attr_count = m->attr_count,
                    .pos = {.item = m->serial}};
    for (uint32_t i = 0; i < m->attr_count; i++)
        if (m->attrs[i].id == RT_A_RESOURCE)
            f->phase = f->info->phase_count; /* it names one instead of holding it */
    rt_status status = m->out ? m->out->enter(m->out, &node) : RT_OK;
    return status == RT_OK && f->info->bytes ? make_bytes(m) : status;
}

static rt_status keep_name(maker *m, const frame *f)
{
    if (m->name_count == m->name_room) {
        size_t room = m->name_room ? m->name_room * 2 : 64;
        name *grown = m->host->resize(m->host, m->names, room * sizeof *grown);
        if (!grown)
            return RT_ERR_MEMORY;
        m->names = grown;
        m->name_room = room;
    }
    m->names[m->name_count++] = (name){f->kind, f->serial};
    return RT_OK;
}

/* What holds nothing may be no node at all, so nothing refers to it. */
static rt_status leave(maker *m)
{
    frame *f = &m->stack[--m->depth];
    rt_status status = RT_OK;
    if (!m->out && f->named && (f->filled || !f->info->phase_count))
        status = keep_name(m, f);
    return status == RT_OK && m->out ? m->out->leave(m->out, f->kind) : status;
}

/* What can hold more gets more: phases of many nodes that have content of their own. */
static uint32_t weight(const rt_phase *phase)
{
    uint32_t grown = 0;
    for (uint32_t kind = 1; kind < RT_KIND_COUNT && phase->many; kind++)
        grown += (phase->kinds & RT_BIT(kind)) && (rt_kind_of(kind)->children & ~UINT64_C(1));
    return 1 + 2 * (grown < 3 ? grown : 3);
}

/* How many nodes the next phase holds. */
static void plan(maker *m, frame *f)
{
    uint32_t weights = 0;
    const rt_phase *phase = &f->info->phases[++f->phase];
    if (f->phase >= f->info->phase_count)
        return;
    for (uint32_t i = f->phase; i < f->info->phase_count; i++)
        weights += weight(&f->info->phases[i]);
    f->share = f->budget * weight(phase) / weights;
    if (phase->minimum)
        f->wanted = 1;
    else if (phase->kinds == 1)
        f->wanted = !random_one_in(&m->chance, 12);
    else if (!phase->many)
        f->wanted =
            !(phase->twin >= 0 && (f->used >> phase->twin & 1)) && random_one_in(&m->chance, 2);
    else
        f->wanted = f->share && !random_one_in(&m->chance, 12)
                        ? 1 + random_below(&m->chance, MOST_SHARES)
                        : 0;
    if (phase->many && phase->kinds != 1 && f->wanted > f->share)
        f->wanted = f->share;
    if (!(phase->kinds & (m->asked.kinds | 1)) || (m->depth == DEPTH && phase->kinds != 1))
        f->wanted = 0;
}

/* Alternatives in turn, or any. */
static uint32_t pick(maker *m, const frame *f, const rt_phase *phase)
{
    uint64_t kinds = phase->kinds & (m->asked.kinds | 1);
    uint32_t count = (uint32_t)__builtin_popcountll(kinds);
    uint32_t at = random_one_in(&m->chance, 2) ? random_below(&m->chance, count)
                                               : m->turn_child[f->kind]++ % count;
    for (; at; at--)
        kinds &= kinds - 1;
    return (uint32_t)__builtin_ctzll(kinds);
}

static rt_status step(maker *m)
{
    frame *f = &m->stack[m->depth - 1];
    if (f->phase < UINT32_MAX && f->phase >= f->info->phase_count)
        return leave(m);
    if (!f->wanted) {
        plan(m, f);
        return RT_OK;
    }
    const rt_phase *phase = &f->info->phases[f->phase];
    uint32_t kind = pick(m, f, phase), budget = f->share / f->wanted;
    f->wanted--;
    f->used |= 1u << f->phase;
    f->share -= budget;
    f->budget -= budget;
    if (!kind)
        return make_text(m, f);
    f->filled = true;
    return enter(m, kind, budget ? budget - 1 : 0);
}

/* The whole report; the same one each time. */
static rt_status make(maker *m)
{
    m->chance.state = m->asked.seed * UINT64_C(0xD1342543DE82EF95) + 1;
    m->depth = m->serial = 0;
    for (uint32_t i = 0; i < RT_KIND_COUNT; i++) {
        m->turn_child[i] = random_below(&m->chance, 1000);
        m->turn_attr[i] = random_below(&m->chance, 1000);
    }
    for (uint32_t i = 0; i < RT_ATTR_COUNT; i++)
        m->turn_value[i] = random_below(&m->chance, 1000);
    rt_status status = enter(m, RT_REPORT, m->asked.size);
    while (m->depth && status == RT_OK)
        status = step(m);
    return status;
}

/* ---- The reader ---------------------------------------------------------------------------- */

static rt_status read_random(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    maker *m = host->resize(host, NULL, sizeof *m);
    (void)options;
    if (!m)
        return RT_ERR_MEMORY;
    *m = (maker){.host = host};
    rt_status status = random_request(host, in, &m->asked);
    if (status == RT_OK)
        status = make(m);
    m->out = out;
    if (status == RT_OK)
        status = make(m);
    host->resize(host, m->names, 0);
    host->resize(host, m, 0);
    return status;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static const char *const extensions[] = {"random", NULL};
static const rt_format format = {.size = sizeof format,
                                 .name = "random",
                                 .title = "A report made by chance",
                                 .media_type = "text/x-random",
                                 .extensions = extensions};
static const rt_reader reader = {.size = sizeof reader,
                                 .flags = RT_READS_TEXT | RT_LATE_META,
                                 .format = &format,
                                 .unit = "node",
                                 .read = read_random};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_diagnostic diagnostics[] = {
    {"random-word", RT_ERROR, "the document holds a word that means nothing here"},
    {NULL, 0, NULL}};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1,
                                .abi_major = RT_ABI_MAJOR,
                                .abi_minor = RT_ABI_MINOR,
                                .id = "org.example.random",
                                .version = "1",
                                .readers = readers,
                                .diagnostics = diagnostics,
                                .diagnostic_stride = sizeof *diagnostics};
