/* styles.c - reads styles.xml, resolves what is based on what, and lays styles over one another. */
#include "styles.h"

#include <kit/buffer.h>
#include <stdio.h>
#include <string.h>

#include "roles.h"

enum { TYPES = 5, BODY_TEXT = 9, FRESH = 0, ON_PATH, DONE };

typedef struct full {
    rt_docx_style style;
    rt_str based_on;   /* its id */
    struct full *same; /* of the same id and another type */
    uint8_t state;
} full;

struct rt_docx_styles {
    rt_docx_package *package;
    full **list;
    size_t count, room;
    rt_docx_index by_id, told;
    rt_docx_run default_run;
    rt_docx_para default_para;
    const rt_docx_style *defaults[TYPES];
};

const rt_docx_run *rt_docx_styles_defaults(const rt_docx_styles *s) { return &s->default_run; }
size_t rt_docx_styles_count(const rt_docx_styles *s) { return s->count; }
rt_docx_style *rt_docx_styles_at(rt_docx_styles *s, size_t at) { return &s->list[at]->style; }

/* ---- Reading -------------------------------------------------------------------------------- */

typedef struct reading {
    rt_docx_styles *styles;
    rt_docx_pool *pool;
    full *current;
    bool in_defaults;
    rt_docx_sets sets;
    rt_docx_xml xml;
} reading;

/* With room for one more; what it was before stays in the pool. */
static rt_status grow(rt_docx_styles *s, rt_docx_pool *pool)
{
    void *taken = NULL;
    size_t room = s->room ? s->room * 2 : 64;

    if (s->count < s->room)
        return RT_OK;
    rt_status status = rt_docx_pool_take(pool, room * sizeof *s->list, &taken);
    if (status != RT_OK)
        return status;
    if (s->count)
        memcpy(taken, s->list, s->count * sizeof *s->list);
    s->list = taken;
    s->room = room;
    return RT_OK;
}

static uint8_t type_of(rt_str val)
{
    static const char *const types[TYPES] = {NULL, "paragraph", "character", "table", "numbering"};
    for (uint8_t i = 1; i < TYPES; i++)
        if (rt_docx_is(val, types[i]))
            return i;
    return RT_DOCX_PARAGRAPH_STYLE;
}

static full *find(const rt_docx_styles *s, uint32_t type, rt_str id)
{
    full *found = rt_docx_index_get(&s->by_id, id);
    while (found && found->style.type != type)
        found = found->same;
    return found;
}

static rt_status begin_style(reading *r, const rt_xml_tag *tag)
{
    rt_docx_styles *s = r->styles;
    uint8_t type = type_of(rt_docx_attr(&r->xml.names, tag, RT_W_type));
    rt_str id = rt_docx_attr(&r->xml.names, tag, RT_W_styleId),
           is_default = rt_docx_attr(&r->xml.names, tag, RT_W_default);
    void *taken = NULL, **place = NULL;
    rt_status status = grow(s, r->pool);

    if (status == RT_OK)
        status = rt_docx_pool_take(r->pool, sizeof *r->current, &taken);
    if (status != RT_OK)
        return status;
    r->current = taken;
    r->current->style.type = type;
    r->current->style.name = RT_STR("");
    if ((status = rt_docx_pool_intern(r->pool, id, &r->current->style.id)) != RT_OK ||
        (status = rt_docx_index_place(r->pool, &s->by_id, r->current->style.id, &place)) != RT_OK)
        return status;
    if (!find(s, type, id)) { /* of two with one id the first counts */
        r->current->same = *place;
        *place = r->current;
    }
    s->list[s->count++] = r->current;
    if (is_default.ptr && rt_docx_is_on(is_default) && !s->defaults[type])
        s->defaults[type] = &r->current->style;
    return RT_OK;
}

/* "Heading 1,h1" is "heading 1". */
static rt_status take_name(reading *r, rt_str val)
{
    rt_docx_style *style = &r->current->style;
    const char *comma = val.len ? memchr(val.ptr, ',', val.len) : NULL;
    char name[256];
    size_t len = comma ? (size_t)(comma - val.ptr) : val.len;

    if (len > sizeof name)
        len = 0;
    for (size_t i = 0; i < len; i++)
        name[i] = val.ptr[i] >= 'A' && val.ptr[i] <= 'Z' ? (char)(val.ptr[i] + 32) : val.ptr[i];
    style->role = style->type > RT_DOCX_CHARACTER_STYLE
                      ? RT_DOCX_ROLE_NONE
                      : rt_docx_role_of((rt_str){name, len}, style->type == RT_DOCX_CHARACTER_STYLE,
                                        &style->level);
    style->own_role = style->role != RT_DOCX_ROLE_NONE;
    return rt_docx_pool_intern(r->pool, (rt_str){name, len}, &style->name);
}

/* The beginning of a set of properties, inside of which every element is one; or something that is
 * passed over whole. */
static bool begins_set(reading *r, rt_docx_name name)
{
    switch ((int)name) {
    case RT_W_pPr:
        r->sets.para = r->in_defaults ? &r->styles->default_para
                  : r->current   ? &r->current->style.para
                                 : NULL;
        return r->sets.para != NULL;
    case RT_W_rPr:
        r->sets.run = r->in_defaults ? &r->styles->default_run
                 : r->current   ? &r->current->style.run
                                : NULL;
        return r->sets.run != NULL;
    case RT_W_tblStylePr: /* how a table's first row looks and the like: looks alone */
    case RT_W_latentStyles:
        r->sets.skipping = r->sets.depth;
        return true;
    default:
        return false;
    }
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    reading *r = user;
    rt_docx_name name = rt_docx_name_of(&r->xml.names, &tag->name);
    rt_status status;

    if (rt_docx_sets_enter(&r->sets, &r->xml, r->pool, name, tag, name == RT_W_sectPr, &status))
        return status;
    if (name == RT_W_docDefaults)
        r->in_defaults = true;
    if (begins_set(r, name)) {
        r->sets.set = r->sets.depth;
        return RT_OK;
    }
    if (name == RT_W_style)
        return begin_style(r, tag);
    if (!r->current)
        return RT_OK;
    if (name == RT_W_name)
        return take_name(r, rt_docx_attr(&r->xml.names, tag, RT_W_val));
    if (name == RT_W_basedOn)
        return rt_docx_pool_intern(r->pool, rt_docx_attr(&r->xml.names, tag, RT_W_val),
                                   &r->current->based_on);
    return RT_OK;
}

static rt_status on_leave(void *user)
{
    reading *r = user;

    rt_docx_sets_leave(&r->sets);
    if (r->sets.depth == 1) { /* of w:style, or of w:docDefaults */
        r->current = NULL;
        r->in_defaults = false;
    }
    return RT_OK;
}

/* ---- Inheritance ---------------------------------------------------------------------------- */

static void warn_of_circle(const rt_docx_styles *s, rt_str id)
{
    const rt_host *host = rt_docx_package_host(s->package);
    char message[240];

    snprintf(
        message, sizeof message,
        "the style %.*s is based on itself, perhaps through others; it is read as based on none",
        (int)(id.len < 100 ? id.len : 100), id.ptr);
    host->report(host, "docx-style", NULL, message);
}

/* What a paragraph style is for: its own name says it, else an outline level, else what it is based
 * on. */
static void settle_role(rt_docx_style *style, const rt_docx_style *base)
{
    bool outlined =
        style->type == RT_DOCX_PARAGRAPH_STYLE && (style->para.stated & RT_DOCX_P_OUTLINE);
    bool own = !base || !(base->para.stated & RT_DOCX_P_OUTLINE) ||
               base->para.outline != style->para.outline;

    if (style->own_role)
        return;
    if (outlined && own && style->para.outline < BODY_TEXT) {
        style->role = RT_DOCX_ROLE_HEADING;
        style->level = (uint16_t)(style->para.outline + 1);
        style->own_role = true;
    } else if (base && !(base->role == RT_DOCX_ROLE_HEADING && outlined && own)) {
        style->role = base->role;
        style->level = base->level;
    }
}

static void resolve_one(rt_docx_style *style)
{
    const rt_docx_style *base = style->based_on;

    if (base) {
        rt_docx_para para = base->para;
        rt_docx_run run = base->run;
        rt_docx_para_lay(&para, &style->para);
        rt_docx_run_lay(&run, &style->run);
        style->para = para;
        style->run = run;
    }
    settle_role(style, base);
}

/* The chain from `last` up to what is resolved, then down again; `path` has room for all styles. */
static void resolve_chain(const rt_docx_styles *s, full *last, full **path)
{
    size_t count = 0;

    for (full *at = last, *up; at && at->state == FRESH; at = up) {
        at->state = ON_PATH;
        path[count++] = at;
        up = at->based_on.len ? find(s, at->style.type, at->based_on) : NULL;
        if (up && up->state == ON_PATH) {
            warn_of_circle(s, at->style.id);
            up = NULL;
        }
        at->style.based_on = up ? &up->style : NULL;
    }
    while (count) {
        full *at = path[--count];
        resolve_one(&at->style);
        at->state = DONE;
    }
}

static rt_status resolve(rt_docx_styles *s)
{
    const rt_host *host = rt_docx_package_host(s->package);
    full **path;

    if (!s->count)
        return RT_OK;
    if (!(path = host->resize(host, NULL, s->count * sizeof *path)))
        return RT_ERR_MEMORY;
    for (size_t i = 0; i < s->count; i++)
        resolve_chain(s, s->list[i], path);
    host->resize(host, path, 0);
    return RT_OK;
}

rt_status rt_docx_styles_read(rt_docx_package *package, uint32_t part, rt_docx_styles **styles)
{
    static const rt_xml_events events = {.enter = on_enter,
                                         .leave = on_leave,
                                         .text = rt_docx_pass_text,
                                         .aside = rt_docx_pass_aside};
    reading r = {.pool = rt_docx_package_pool(package)};
    void *taken = NULL;
    rt_status status = rt_docx_pool_take(r.pool, sizeof **styles, &taken);

    if (status != RT_OK)
        return status;
    *styles = r.styles = taken;
    r.styles->package = package;
    if (part != RT_DOCX_NO_PART)
        status = rt_docx_package_parse(package, part, &events, &r, &r.xml);
    return status == RT_OK ? resolve(r.styles) : status;
}

/* ---- Answers -------------------------------------------------------------------------------- */

const rt_docx_style *rt_docx_styles_find(const rt_docx_styles *s, uint32_t type, rt_str id)
{
    const full *found = find(s, type, id);
    return found ? &found->style : NULL;
}

/* A style that does not exist, once for each id: another word for it would have no use. */
static void warn_of_missing(rt_docx_styles *s, rt_str id, const rt_pos *pos)
{
    const rt_host *host = rt_docx_package_host(s->package);
    void **place = NULL;
    char message[240];

    if (rt_docx_index_place(rt_docx_package_pool(s->package), &s->told, id, &place) != RT_OK ||
        *place)
        return;
    *place = s;
    snprintf(message, sizeof message,
             "the style %.*s is not defined in styles.xml; the text is read without it",
             (int)(id.len < 100 ? id.len : 100), id.ptr);
    host->report(host, "docx-style", pos, message);
}

static const rt_docx_style *style_of(rt_docx_styles *s, uint32_t type, bool stated, rt_str id,
                                     const rt_pos *pos)
{
    const rt_docx_style *found = stated && id.len ? rt_docx_styles_find(s, type, id) : NULL;

    if (!found && stated && id.len && s->count)
        warn_of_missing(s, id, pos);
    return found ? found : s->defaults[type];
}

const rt_docx_style *rt_docx_styles_of_para(rt_docx_styles *s, const rt_docx_para *direct,
                                            const rt_pos *pos)
{
    return style_of(s, RT_DOCX_PARAGRAPH_STYLE, direct && (direct->stated & RT_DOCX_P_STYLE),
                    direct ? direct->style : (rt_str){NULL, 0}, pos);
}

const rt_docx_style *rt_docx_styles_of_run(rt_docx_styles *s, const rt_docx_run *direct,
                                           const rt_pos *pos)
{
    if (!direct || !(direct->stated & RT_DOCX_R_STYLE))
        return s->defaults[RT_DOCX_CHARACTER_STYLE];
    return style_of(s, RT_DOCX_CHARACTER_STYLE, true, direct->style, pos);
}

void rt_docx_styles_para(const rt_docx_styles *s, const rt_docx_style *style,
                         const rt_docx_para *direct, rt_docx_para *out)
{
    *out = s->default_para;
    if (style)
        rt_docx_para_lay(out, &style->para);
    if (direct)
        rt_docx_para_lay(out, direct);
}

void rt_docx_styles_run(const rt_docx_styles *s, const rt_docx_style *table,
                        const rt_docx_style *para, const rt_docx_style *character,
                        const rt_docx_run *direct, rt_docx_run *out)
{
    const rt_docx_style *levels[] = {table, para, character};
    uint32_t toggled = 0;

    *out = s->default_run;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (levels[i]) {
            toggled ^= levels[i]->run.on & levels[i]->run.stated & RT_DOCX_R_TOGGLES;
            rt_docx_run_lay(out, &levels[i]->run);
        }
    /* 17.7.3: on by the defaults is on; else the styles of the levels turn each other over. */
    out->on = (out->on & ~(uint32_t)RT_DOCX_R_TOGGLES) | toggled |
              (s->default_run.on & RT_DOCX_R_TOGGLES);
    if (direct)
        rt_docx_run_lay(out, direct);
}
