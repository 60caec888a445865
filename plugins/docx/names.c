/* names.c - finds a name in the table of names.h by its strings. Owns the arrays made of that
 * table, nothing else. */
#include "names.h"

#include <string.h>

typedef struct space_row {
    const char *prefix, *address, *strict;
} space_row;

static const space_row spaces[RT_DOCX_SPACES] = {
#define RT_X(ID, prefix, address, strict) [RT_DOCX_SPACE_##ID] = {prefix, address, strict},
    RT_DOCX_SPACE_TABLE(RT_X)
#undef RT_X
};

typedef struct name_row {
    uint8_t space;
    const char *local;
} name_row;

static const name_row rows[RT_DOCX_NAME_COUNT] = {{0, ""},
#define RT_X(SPACE, name) [RT_##SPACE##_##name] = {RT_DOCX_SPACE_##SPACE, #name},
                                                  RT_DOCX_NAME_TABLE(RT_X)
#undef RT_X
};

void rt_docx_names_init(rt_docx_names *names) { memset(names, 0, sizeof *names); }

/* RT_DOCX_SPACES: none of ours. */
static uint32_t space_of(const rt_xml_name *name)
{
    uint32_t at = 0;

    if (!name->uri && !name->prefix)
        return RT_DOCX_SPACE_N;
    for (at = RT_DOCX_SPACE_N + 1; at < RT_DOCX_SPACES; at++)
        if (name->uri ? strcmp(name->uri, spaces[at].address) == 0 ||
                            (*spaces[at].strict && strcmp(name->uri, spaces[at].strict) == 0)
                      : *spaces[at].prefix && strcmp(name->prefix, spaces[at].prefix) == 0)
            break;
    return at;
}

rt_docx_name rt_docx_names_look_up(const rt_xml_name *name)
{
    uint32_t space = space_of(name), low = 1, high = RT_DOCX_NAME_COUNT;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = rows[middle].space != space ? (rows[middle].space < space ? -1 : 1)
                                                : strcmp(rows[middle].local, name->local);
        if (order == 0)
            return (rt_docx_name)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return RT_DOCX_UNKNOWN;
}

rt_str rt_docx_attr(rt_docx_names *names, const rt_xml_tag *tag, rt_docx_name name)
{
    for (size_t i = 0; i < tag->attr_count; i++)
        if (rt_docx_name_of(names, &tag->attrs[i].name) == name)
            return tag->attrs[i].value;
    return (rt_str){NULL, 0};
}

rt_docx_space rt_docx_name_space(rt_docx_name name) { return (rt_docx_space)rows[name].space; }
const char *rt_docx_name_local(rt_docx_name name) { return rows[name].local; }
