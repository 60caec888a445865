/* numbering.c - reads numbering.xml: abstract definitions, their instances, overrides, and lists
 * that are styles.
 *
 * Owns the definitions; counting is count.c's. */
#include "numbering.h"

#include <kit/buffer.h>
#include <stdio.h>
#include <string.h>

#include "formats.h"
#include "lists.h"
#include "symbols.h"

enum { HOPS = 16 };

typedef struct reading {
    rt_docx_numbering *numbering;
    rt_docx_pool *pool;
    rt_docx_styles *styles;
    rt_docx_abstract *abstract;
    rt_docx_num *num;
    rt_docx_level *level;
    uint32_t level_at; /* of the w:lvl or w:lvlOverride in hand */
    uint32_t level_depth;
    rt_docx_sets sets;
    rt_docx_xml xml;
} reading;

static void level_init(rt_docx_level *level)
{
    *level = (rt_docx_level){.ordered = true,
                             .restart = -1,
                             .numbering = RT_NUMBERING_DECIMAL,
                             .text = RT_STR(""),
                             .style = RT_STR("")};
}

/* ---- The parts of the part ------------------------------------------------------------------ */

/* The struct of a number, made where it is new. */
static rt_status place(reading *r, rt_docx_index *index, int32_t number, size_t size, void **found,
                       bool *fresh)
{
    void **at = NULL;
    rt_str key = {NULL, 0};
    rt_status status = rt_docx_pool_intern(r->pool, RT_DOCX_KEY(number), &key);

    if (status == RT_OK)
        status = rt_docx_index_place(r->pool, index, key, &at);
    *fresh = status == RT_OK && !*at;
    if (*fresh)
        status = rt_docx_pool_take(r->pool, size, at);
    *found = status == RT_OK ? *at : NULL;
    return status;
}

static rt_status begin_abstract(reading *r, const rt_xml_tag *tag)
{
    int32_t number = rt_docx_integer(rt_docx_attr(&r->xml.names, tag, RT_W_abstractNumId), -1);
    void *found = NULL;
    bool fresh = false;
    rt_status status =
        place(r, &r->numbering->abstracts, number, sizeof *r->abstract, &found, &fresh);

    if (!fresh || status != RT_OK) /* of two with one number the first counts */
        return status;
    r->abstract = found;
    r->abstract->list = ++r->numbering->lists;
    for (size_t i = 0; i < RT_DOCX_LEVELS; i++)
        level_init(&r->abstract->levels[i]);
    return RT_OK;
}

static rt_status begin_num(reading *r, const rt_xml_tag *tag)
{
    int32_t number = rt_docx_integer(rt_docx_attr(&r->xml.names, tag, RT_W_numId), 0);
    void *found = NULL;
    bool fresh = false;
    rt_status status = place(r, &r->numbering->nums, number, sizeof *r->num, &found, &fresh);

    if (fresh && status == RT_OK)
        r->num = found;
    return status;
}

static rt_status begin_level(reading *r, const rt_xml_tag *tag)
{
    void *taken = NULL;
    int32_t at = rt_docx_integer(rt_docx_attr(&r->xml.names, tag, RT_W_ilvl), -1);

    if (r->num && at < 0)
        at = (int32_t)r->level_at; /* that of its w:lvlOverride */
    if (at < 0 || at >= RT_DOCX_LEVELS)
        return RT_OK;
    if (r->num) {
        rt_status status = rt_docx_pool_take(r->pool, sizeof *r->level, &taken);
        if (status != RT_OK)
            return status;
        r->num->levels[at] = r->level = taken;
    } else {
        r->level = &r->abstract->levels[at];
    }
    r->level_depth = r->sets.depth;
    level_init(r->level);
    r->level->defined = true;
    r->level_at = (uint32_t)at;
    return RT_OK;
}

static rt_status take_in_level(reading *r, rt_docx_name name, const rt_xml_tag *tag)
{
    static const char *const suffixes[] = {"tab", "space", "nothing"};
    rt_docx_level *level = r->level;
    rt_str val = rt_docx_attr(&r->xml.names, tag, RT_W_val);

    switch ((int)name) {
    case RT_W_start:
        level->start = rt_docx_integer(val, 0);
        break;
    case RT_W_numFmt:
        level->format = rt_docx_format_of(val);
        break;
    case RT_W_lvlRestart:
        level->restart = (int8_t)rt_docx_integer(val, -1);
        if (level->restart < 0 || level->restart > RT_DOCX_LEVELS)
            level->restart = -1;
        break;
    case RT_W_isLgl:
        level->legal = rt_docx_is_on(val);
        break;
    case RT_W_suff:
        for (uint8_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
            if (rt_docx_is(val, suffixes[i]))
                level->suffix = i;
        break;
    case RT_W_pStyle:
        return rt_docx_pool_intern(r->pool, val, &level->style);
    case RT_W_lvlText:
        if (rt_docx_attr(&r->xml.names, tag, RT_W_null).ptr)
            break;
        return rt_docx_pool_intern(r->pool, val.len < 1024 ? val : RT_STR(""), &level->text);
    default:
        break;
    }
    return RT_OK;
}

static void take_start(reading *r, const rt_xml_tag *tag)
{
    r->num->starts[r->level_at] = rt_docx_integer(rt_docx_attr(&r->xml.names, tag, RT_W_val), 0);
    r->num->restarts |= (uint16_t)(1u << r->level_at);
}

static rt_status take_in_list(reading *r, rt_docx_name name, const rt_xml_tag *tag)
{
    rt_str val = rt_docx_attr(&r->xml.names, tag, RT_W_val);

    switch ((int)name) {
    case RT_W_lvl:
        return begin_level(r, tag);
    case RT_W_numStyleLink:
        return r->abstract ? rt_docx_pool_intern(r->pool, val, &r->abstract->link) : RT_OK;
    case RT_W_abstractNumId:
        if (r->num)
            r->num->abstract_id = rt_docx_integer(val, -1);
        break;
    case RT_W_lvlOverride: {
        int32_t at = rt_docx_integer(rt_docx_attr(&r->xml.names, tag, RT_W_ilvl), -1);
        if (at < 0 || at >= RT_DOCX_LEVELS)
            r->sets.skipping = r->sets.depth;
        else
            r->level_at = (uint32_t)at;
        break;
    }
    case RT_W_startOverride:
        if (r->num)
            take_start(r, tag);
        break;
    default:
        break;
    }
    return RT_OK;
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    reading *r = user;
    rt_docx_name name = rt_docx_name_of(&r->xml.names, &tag->name);
    /* A choice is a newer format of numbers, its fallback one that is known here. */
    bool skip = name == RT_MC_Choice || name == RT_W_numPicBullet;
    rt_status status;

    if (rt_docx_sets_enter(&r->sets, &r->xml, r->pool, name, tag, skip, &status))
        return status;
    if (name == RT_W_abstractNum)
        return begin_abstract(r, tag);
    if (name == RT_W_num)
        return begin_num(r, tag);
    if (r->level && (name == RT_W_pPr || name == RT_W_rPr)) {
        r->sets.para = name == RT_W_pPr ? &r->level->para : NULL;
        r->sets.run = name == RT_W_rPr ? &r->level->run : NULL;
        r->sets.set = r->sets.depth;
        return RT_OK;
    }
    if (r->level)
        return take_in_level(r, name, tag);
    return r->abstract || r->num ? take_in_list(r, name, tag) : RT_OK;
}

/* ---- Levels as the model sees them ---------------------------------------------------------- */

/* A bullet's sign as Unicode: its font says what a letter or a private character looks like. */
static rt_status map_bullet(reading *r, rt_docx_level *level)
{
    rt_buffer text = {.host = rt_docx_pool_host(r->pool)};
    rt_str from = level->text,
           font = level->run.stated & RT_DOCX_R_FONT ? level->run.font : RT_STR("");
    bool symbols = rt_docx_is_symbol_font(font), courier = from.len == 1 && *from.ptr == 'o';
    rt_status status = RT_OK;

    for (size_t i = 0; i < from.len && status == RT_OK;) {
        unsigned char lead = (unsigned char)from.ptr[i];
        size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        uint32_t point = len == 1 ? lead : lead & (0xffu >> (len + 1));
        for (size_t k = 1; k < len && i + k < from.len; k++)
            point = point << 6 | ((unsigned char)from.ptr[i + k] & 0x3f);
        if (symbols || (point >= 0xf000 && point <= 0xf0ff))
            point = rt_docx_symbol(font, point);
        status = rt_buffer_add_point(&text, point);
        i += len;
    }
    if (status == RT_OK) /* Word's second bullet is the letter o of Courier New */
        status = rt_docx_pool_intern(r->pool, courier ? RT_STR("◦") : rt_buffer_str(&text),
                                     &level->text);
    rt_buffer_free(&text);
    return status;
}

static void settle_bullet(rt_docx_level *level)
{
    static const struct {
        const char *sign;
        int32_t numbering;
    } signs[] = {{"•", RT_NUMBERING_DISC},   {"●", RT_NUMBERING_DISC},   {"·", RT_NUMBERING_DISC},
                 {"◦", RT_NUMBERING_CIRCLE}, {"○", RT_NUMBERING_CIRCLE}, {"▪", RT_NUMBERING_SQUARE},
                 {"■", RT_NUMBERING_SQUARE}};

    level->numbering = level->text.len ? RT_NUMBERING_DISC : RT_NUMBERING_NONE;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (rt_docx_is(level->text, signs[i].sign))
            level->numbering = signs[i].numbering;
}

static rt_status end_level(reading *r)
{
    rt_docx_level *level = r->level;

    level->ordered = level->format != RT_DOCX_FORMAT_BULLET && level->format != RT_DOCX_FORMAT_NONE;
    if (level->format == RT_DOCX_FORMAT_BULLET) {
        rt_status status = map_bullet(r, level);
        settle_bullet(level);
        return status;
    }
    level->numbering =
        level->text.len ? rt_docx_format_numbering(level->format) : RT_NUMBERING_NONE;
    return RT_OK;
}

static rt_status on_leave(void *user)
{
    reading *r = user;
    bool level_ends = r->level && r->sets.depth == r->level_depth;
    rt_status status = RT_OK;

    rt_docx_sets_leave(&r->sets);
    if (level_ends) {
        status = end_level(r);
        r->level = NULL;
    }
    if (r->sets.depth == 1) {
        r->abstract = NULL;
        r->num = NULL;
    }
    return status;
}

/* ---- What refers to what -------------------------------------------------------------------- */

/* From a list that only names a style to the one that defines it: the style's w:numPr names a w:num
 * of that (17.9.21, 17.9.27). */
static rt_docx_abstract *follow(rt_docx_numbering *n, const rt_docx_styles *styles,
                                rt_docx_abstract *from)
{
    rt_docx_abstract *at = from;

    for (int hop = 0; at && at->link.len; hop++) {
        const rt_docx_style *style = rt_docx_styles_find(styles, RT_DOCX_NUMBERING_STYLE, at->link);
        if (!style || !(style->para.stated & RT_DOCX_P_NUMBER))
            return at;
        const rt_docx_num *num = rt_docx_index_get(&n->nums, RT_DOCX_KEY(style->para.number));
        rt_docx_abstract *next =
            num ? rt_docx_index_get(&n->abstracts, RT_DOCX_KEY(num->abstract_id)) : NULL;
        if (hop == HOPS || next == from) {
            n->host->report(n->host, "docx-numbering", NULL,
                            "the numbering of a list refers to itself through its style; it is "
                            "read as it stands");
            return from;
        }
        at = next ? next : at;
        if (!next)
            break;
    }
    return at;
}

static void tie(rt_docx_numbering *n, const rt_docx_styles *styles)
{
    for (size_t i = 0; i < n->nums.room; i++) {
        rt_docx_num *num = n->nums.slots[i].value;
        if (!num)
            continue;
        num->abstract = rt_docx_index_get(&n->abstracts, RT_DOCX_KEY(num->abstract_id));
        num->definition = num->abstract ? follow(n, styles, num->abstract) : NULL;
    }
}

/* Which level of the list names the style, or one it is based on. */
static void complete_style(rt_docx_numbering *n, rt_docx_style *style)
{
    const rt_docx_num *num = rt_docx_index_get(&n->nums, RT_DOCX_KEY(style->para.number));
    const rt_docx_style *at = style;

    if (style->type != RT_DOCX_PARAGRAPH_STYLE || !(style->para.stated & RT_DOCX_P_NUMBER) ||
        !num || !num->definition)
        return;
    for (int hop = 0; at && hop < HOPS; hop++, at = at->based_on)
        for (uint8_t i = 0; i < RT_DOCX_LEVELS; i++) {
            const rt_docx_level *level =
                num->levels[i] ? num->levels[i] : &num->definition->levels[i];
            if (level->style.len && level->style.ptr == at->id.ptr) {
                style->para.level = i;
                style->para.stated |= RT_DOCX_P_LEVEL;
                return;
            }
        }
}

rt_status rt_docx_numbering_read(rt_docx_package *package, uint32_t part, rt_docx_styles *styles,
                                 rt_docx_numbering **numbering)
{
    static const rt_xml_events events = {.enter = on_enter,
                                         .leave = on_leave,
                                         .text = rt_docx_pass_text,
                                         .aside = rt_docx_pass_aside};
    reading r = {.pool = rt_docx_package_pool(package), .styles = styles};
    void *taken = NULL;
    rt_status status = rt_docx_pool_take(r.pool, sizeof **numbering, &taken);

    if (status != RT_OK)
        return status;
    *numbering = r.numbering = taken;
    r.numbering->host = rt_docx_package_host(package);
    r.numbering->pool = r.pool;
    r.numbering->label.host = r.numbering->host;
    if (part != RT_DOCX_NO_PART)
        status = rt_docx_package_parse(package, part, &events, &r, &r.xml);
    if (status != RT_OK)
        return status;
    tie(r.numbering, styles);
    for (size_t i = 0; i < rt_docx_styles_count(styles); i++)
        complete_style(r.numbering, rt_docx_styles_at(styles, i));
    return RT_OK;
}

void rt_docx_numbering_close(rt_docx_numbering *n)
{
    if (n)
        rt_buffer_free(&n->label);
}
