/* properties.c - core properties (part 2, clause 11) and custom ones (22.3) as meta events. Owns
 * their names in the model. */
#include "properties.h"

#include <kit/buffer.h>
#include <string.h>

typedef struct reading {
    const rt_host *host;
    rt_docx_pool *pool;
    rt_sink *out;
    rt_str *title;
    bool custom;
    uint32_t depth;
    bool property;        /* one is in hand */
    rt_str name;          /* its name; ptr NULL: a custom one without (22.3.2.2 leaves it optional) */
    int32_t value_type;   /* RT_VALUE_*, 0: none is stated */
    uint32_t value_depth; /* of the value in hand, 0: there is none */
    rt_buffer text;
    rt_pos pos;
    rt_docx_xml xml;
} reading;

/* Core properties. Their names in the model are their own, but for the day of issue. */
static rt_str core_name(rt_docx_name name)
{
    switch (rt_docx_name_space(name)) {
    case RT_DOCX_SPACE_CP:
    case RT_DOCX_SPACE_DC:
    case RT_DOCX_SPACE_DCTERMS:
        break;
    default:
        return (rt_str){NULL, 0};
    }
    const char *local = name == RT_DCTERMS_created ? "issued" : rt_docx_name_local(name);
    return (rt_str){local, strlen(local)};
}

/* docPropsVTypes (22.4): how a value is written says what it is. */
/* clang-format off */
static int32_t value_type(rt_docx_name name)
{
    switch ((int)name) {
    case RT_VT_i1: case RT_VT_i2: case RT_VT_i4: case RT_VT_i8: case RT_VT_int:
    case RT_VT_ui1: case RT_VT_ui2: case RT_VT_ui4: case RT_VT_ui8: case RT_VT_uint:
        return RT_VALUE_INTEGER;
    case RT_VT_r4: case RT_VT_r8: case RT_VT_decimal:
        return RT_VALUE_DECIMAL;
    case RT_VT_cy:
        return RT_VALUE_MONEY;
    case RT_VT_bool:
        return RT_VALUE_BOOLEAN;
    case RT_VT_date: case RT_VT_filetime:
        return RT_VALUE_DATE_TIME;
    default:
        return 0;
    }
}

/* A vector or a variant holds values, the rest is one. Bytes are none. */
static bool is_value(rt_docx_name name)
{
    switch ((int)name) {
    case RT_VT_vector: case RT_VT_array: case RT_VT_variant:
    case RT_VT_blob: case RT_VT_oblob: case RT_VT_stream: case RT_VT_ostream: case RT_VT_storage: case RT_VT_ostorage:
    case RT_VT_vstream: case RT_VT_cf: case RT_VT_clsid: case RT_VT_null:
        return false;
    default:
        return rt_docx_name_space(name) == RT_DOCX_SPACE_VT;
    }
}
/* clang-format on */

static bool is_bytes(rt_docx_name name)
{
    return rt_docx_name_space(name) == RT_DOCX_SPACE_VT && !is_value(name) &&
           name != RT_VT_vector && name != RT_VT_array && name != RT_VT_variant &&
           name != RT_VT_null;
}

static rt_status send(reading *r)
{
    rt_attr attrs[2];
    rt_str text = r->text.len ? rt_buffer_str(&r->text) : RT_STR("");
    size_t count = 0;

    if (r->name.ptr)
        attrs[count++] = (rt_attr){.id = RT_A_NAME, .text = r->name};
    if (r->value_type)
        attrs[count++] = (rt_attr){.id = RT_A_VALUE_TYPE, .number = r->value_type};
    rt_node node = {
        .size = sizeof node, .kind = RT_META, .attrs = attrs, .attr_count = count, .pos = r->pos};
    rt_status status = r->out->enter(r->out, &node);
    if (status == RT_OK && text.len)
        status = r->out->text(r->out, text);
    if (status == RT_OK)
        status = r->out->leave(r->out, RT_META);
    if (status == RT_OK && !r->custom && !r->title->len && rt_docx_is(r->name, "title"))
        status = rt_docx_pool_intern(r->pool, text, r->title);
    return status;
}

static void begin_value(reading *r, const rt_xml_tag *tag)
{
    r->value_depth = r->depth;
    r->pos = tag->pos;
    rt_buffer_clear(&r->text);
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    reading *r = user;
    rt_docx_name name = rt_docx_name_of(&r->xml.names, &tag->name);

    r->depth++;
    if (r->value_depth) /* cp:keywords may hold cp:keyword: its text is part of it */
        return RT_OK;
    if (!r->custom) {
        r->name = r->depth == 2 ? core_name(name) : (rt_str){NULL, 0};
        if (r->name.len)
            begin_value(r, tag);
        return RT_OK;
    }
    if (name == RT_CUSTOM_property) {
        r->property = true;
        rt_str named = rt_docx_attr(&r->xml.names, tag, RT_N_name);
        r->name = named;
        return named.ptr ? rt_docx_pool_intern(r->pool, named, &r->name) : RT_OK;
    }
    if (r->property && is_bytes(name))
        r->host->lost(r->host, RT_LOSS_CONTENT, &tag->pos, "custom property of bytes");
    if (r->property && is_value(name)) {
        begin_value(r, tag);
        r->value_type = value_type(name);
    }
    return RT_OK;
}

static rt_status on_text(void *user, rt_str piece)
{
    reading *r = user;
    return r->value_depth ? rt_buffer_add_str(&r->text, piece) : RT_OK;
}

static rt_status on_leave(void *user)
{
    reading *r = user;
    rt_status status = RT_OK;

    if (r->value_depth == r->depth) {
        /* An empty core property says nothing; producers write it all the same. */
        if (r->custom || r->text.len)
            status = send(r);
        r->value_depth = 0;
    }
    r->depth--;
    if (r->depth == 1) {
        r->name = (rt_str){NULL, 0};
        r->property = false;
    }
    return status;
}

static rt_status read_part(rt_docx_package *package, const rt_docx_relations *root, uint32_t type,
                           reading *r)
{
    static const rt_xml_events events = {
        .enter = on_enter, .leave = on_leave, .text = on_text, .aside = rt_docx_pass_aside};
    const rt_docx_relation *relation = rt_docx_relations_first(root, type);

    if (!relation)
        return RT_OK;
    r->custom = type == RT_DOCX_REL_CUSTOM;
    r->depth = r->value_depth = 0;
    return rt_docx_package_parse(package, relation->part, &events, r, &r->xml);
}

rt_status rt_docx_properties_send(rt_docx_package *package, const rt_docx_relations *root,
                                  rt_sink *out, rt_str *title)
{
    reading r = {.host = rt_docx_package_host(package),
                 .pool = rt_docx_package_pool(package),
                 .out = out,
                 .title = title};

    *title = RT_STR("");
    r.text.host = r.host;
    rt_status status = read_part(package, root, RT_DOCX_REL_CORE, &r);
    if (status == RT_OK)
        status = read_part(package, root, RT_DOCX_REL_CUSTOM, &r);
    rt_buffer_free(&r.text);
    return status;
}
