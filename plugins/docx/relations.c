/* relations.c - reads a .rels part, and finds the main document by what the package says. Owns the
 * types' names. */
#include "relations.h"

#include <kit/buffer.h>
#include <stdio.h>
#include <string.h>

struct rt_docx_relations {
    rt_docx_index by_id;
    rt_docx_relation *first[RT_DOCX_REL_COUNT]; /* of each type, with a part that exists */
};

typedef struct type_row {
    const char *step;
    uint32_t type;
} type_row;

/* The last step of a type's address. Strict documents spell some of them otherwise. */
static const type_row types[] = {
#define RT_X(ID, step) {step, RT_DOCX_REL_##ID},
    RT_DOCX_RELATION_TABLE(RT_X)
#undef RT_X
        {"customProperties", RT_DOCX_REL_CUSTOM},
    {"extendedProperties", RT_DOCX_REL_EXTENDED},
    {"coreProperties", RT_DOCX_REL_CORE},
    {"afChunk", RT_DOCX_REL_CHUNK}};

/* Without these something of the document is missing. */
static bool is_used(uint32_t type)
{
    return (type >= RT_DOCX_REL_DOCUMENT && type <= RT_DOCX_REL_IMAGE) ||
           type == RT_DOCX_REL_CORE || type == RT_DOCX_REL_CUSTOM;
}

static uint32_t type_of(rt_str address)
{
    const char *slash = address.len ? memrchr(address.ptr, '/', address.len) : NULL;
    const char *step = slash ? slash + 1 : address.ptr;
    rt_str last = {step, address.len - (slash ? (size_t)(step - address.ptr) : 0)};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (rt_docx_is(last, types[i].step))
            return types[i].type;
    return RT_DOCX_REL_OTHER;
}

typedef struct reading {
    rt_docx_package *package;
    rt_docx_relations *relations;
    uint32_t base;
    rt_docx_xml xml;
} reading;

static void warn_of_target(const reading *r, const rt_docx_relation *relation, const rt_pos *pos)
{
    const rt_host *host = rt_docx_package_host(r->package);
    char message[500];

    snprintf(message, sizeof message,
             "the relationship %.*s leads to %.*s, which is not in the file: what it names is "
             "missing; get the file again, or "
             "open it and save it anew",
             (int)(relation->id.len < 60 ? relation->id.len : 60), relation->id.ptr,
             (int)(relation->target.len < 200 ? relation->target.len : 200), relation->target.ptr);
    host->report(host, "docx-relation", pos, message);
}

static rt_status add_relation(reading *r, rt_docx_relation *relation)
{
    void **place = NULL;
    rt_status status = rt_docx_index_place(rt_docx_package_pool(r->package), &r->relations->by_id,
                                           relation->id, &place);

    if (status == RT_OK && !*place)
        *place = relation;
    rt_docx_relation **first = &r->relations->first[relation->type];
    if (status == RT_OK && relation->part != RT_DOCX_NO_PART && !*first)
        *first = relation;
    return status;
}

static rt_status on_relation(void *user, const rt_xml_tag *tag)
{
    reading *r = user;
    rt_docx_pool *pool = rt_docx_package_pool(r->package);
    rt_str id = rt_docx_attr(&r->xml.names, tag, RT_N_Id),
           target = rt_docx_attr(&r->xml.names, tag, RT_N_Target);
    void *taken = NULL;

    if (rt_docx_name_of(&r->xml.names, &tag->name) != RT_REL_Relationship || !id.ptr)
        return RT_OK;
    rt_status status = rt_docx_pool_take(pool, sizeof(rt_docx_relation), &taken);
    if (status != RT_OK)
        return status;
    rt_docx_relation *relation = taken;
    relation->type = type_of(rt_docx_attr(&r->xml.names, tag, RT_N_Type));
    relation->external = rt_docx_is(rt_docx_attr(&r->xml.names, tag, RT_N_TargetMode), "External");
    relation->part = RT_DOCX_NO_PART;
    if ((status = rt_docx_pool_intern(pool, id, &relation->id)) != RT_OK ||
        (status = rt_docx_pool_intern(pool, target, &relation->target)) != RT_OK)
        return status;
    if (!relation->external)
        status = rt_docx_package_resolve(r->package, r->base, target, &relation->part);
    if (status == RT_OK && !relation->external && relation->part == RT_DOCX_NO_PART &&
        is_used(relation->type))
        warn_of_target(r, relation, &tag->pos);
    return status == RT_OK ? add_relation(r, relation) : status;
}

/* "word/_rels/document.xml.rels" for word/document.xml, "_rels/.rels" for the package. */
static rt_status find_rels(rt_docx_package *package, uint32_t part, uint32_t *rels)
{
    rt_buffer name = {.host = rt_docx_package_host(package)};
    const char *base = part == RT_DOCX_NO_PART ? "" : rt_docx_package_name(package, part);
    const char *slash = strrchr(base, '/'), *last = slash ? slash + 1 : base;
    rt_status status = rt_buffer_add(&name, base, (size_t)(last - base));

    if (status == RT_OK)
        status = rt_buffer_add_str(&name, RT_STR("_rels/"));
    if (status == RT_OK)
        status = rt_buffer_add(&name, last, strlen(last));
    if (status == RT_OK)
        status = rt_buffer_add_str(&name, RT_STR(".rels"));
    *rels = status == RT_OK ? rt_docx_package_find(package, rt_buffer_str(&name)) : RT_DOCX_NO_PART;
    rt_buffer_free(&name);
    return status;
}

rt_status rt_docx_relations_read(rt_docx_package *package, uint32_t part,
                                 const rt_docx_relations **relations)
{
    static const rt_xml_events events = {.enter = on_relation,
                                         .leave = rt_docx_pass_leave,
                                         .text = rt_docx_pass_text,
                                         .aside = rt_docx_pass_aside};
    reading r = {.package = package, .base = part};
    uint32_t rels = RT_DOCX_NO_PART;
    void *taken = NULL;
    rt_status status =
        rt_docx_pool_take(rt_docx_package_pool(package), sizeof(rt_docx_relations), &taken);

    if (status == RT_OK)
        status = find_rels(package, part, &rels);
    if (status != RT_OK)
        return status;
    *relations = r.relations = taken;
    return rels == RT_DOCX_NO_PART ? RT_OK
                                   : rt_docx_package_parse(package, rels, &events, &r, &r.xml);
}

const rt_docx_relation *rt_docx_relations_find(const rt_docx_relations *relations, rt_str id)
{
    return rt_docx_index_get(&relations->by_id, id);
}

const rt_docx_relation *rt_docx_relations_first(const rt_docx_relations *relations, uint32_t type)
{
    return relations->first[type];
}

/* ---- The main document ---------------------------------------------------------------------- */

/* What a media type says of the main part: another program's document is named in the refusal. */
static const struct {
    const char *within, *name, *advice;
} others[] = {{"spreadsheetml", "an Excel workbook",
               "save its sheets as CSV first: soffice --headless --convert-to csv FILE"},
              {"ms-excel", "an Excel workbook",
               "save its sheets as CSV first: soffice --headless --convert-to csv FILE"},
              {"presentationml", "a PowerPoint presentation",
               "save it as HTML first: soffice --headless --convert-to html FILE"},
              {"ms-powerpoint", "a PowerPoint presentation",
               "save it as HTML first: soffice --headless --convert-to html FILE"},
              {"ms-visio", "a Visio drawing", "save it as HTML first"}};

static rt_status refuse(rt_docx_package *package, const char *what, const char *advice)
{
    const rt_host *host = rt_docx_package_host(package);
    char message[240];

    snprintf(message, sizeof message, "this is %s, not a Word document: %s", what, advice);
    host->report(host, "docx-other", NULL, message);
    return RT_ERR_UNSUPPORTED;
}

static bool has(rt_str text, const char *word)
{
    return text.len && memmem(text.ptr, text.len, word, strlen(word));
}

rt_status rt_docx_relations_main(rt_docx_package *package, const rt_docx_relations **relations,
                                 uint32_t *document)
{
    rt_status status = rt_docx_relations_read(package, RT_DOCX_NO_PART, relations);
    if (status != RT_OK)
        return status;
    const rt_docx_relation *main_one = rt_docx_relations_first(*relations, RT_DOCX_REL_DOCUMENT);
    *document = main_one ? main_one->part : RT_DOCX_NO_PART;
    for (uint32_t i = 0; *document == RT_DOCX_NO_PART && rt_docx_package_name(package, i); i++)
        if (has(rt_docx_package_type(package, i), "wordprocessingml.document.main+xml"))
            *document = i;
    if (*document == RT_DOCX_NO_PART)
        *document = rt_docx_package_find(package, RT_STR("word/document.xml"));
    if (*document == RT_DOCX_NO_PART)
        return refuse(package, "a ZIP archive", "unpack it first, then convert what is in it");
    rt_str type = rt_docx_package_type(package, *document);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has(type, others[i].within))
            return refuse(package, others[i].name, others[i].advice);
    return RT_OK;
}
