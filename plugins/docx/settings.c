/* settings.c - the few elements of settings.xml that matter here (17.15.1). */
#include "settings.h"

#include <kit/buffer.h>

#include "formats.h"
#include "formatting.h"

typedef struct reading {
    rt_docx_settings *settings;
    rt_docx_pool *pool;
    rt_docx_note_setting *notes; /* inside w:footnotePr or w:endnotePr */
    uint32_t depth, notes_depth;
    rt_docx_xml xml;
} reading;

static rt_status take_languages(reading *r, const rt_xml_tag *tag)
{
    const struct { rt_docx_name name; rt_str *to; } attrs[] = {{RT_W_val, &r->settings->language},
                                                               {RT_W_eastAsia, &r->settings->language_east},
                                                               {RT_W_bidi, &r->settings->language_bidi}};
    rt_status status = RT_OK;

    for (size_t i = 0; i < sizeof attrs / sizeof *attrs && status == RT_OK; i++)
        status = rt_docx_pool_intern(r->pool, rt_docx_attr(&r->xml.names, tag, attrs[i].name), attrs[i].to);
    return status;
}

rt_status rt_docx_note_setting_take(rt_docx_note_setting *notes, rt_docx_xml *x, rt_docx_pool *pool, rt_docx_name name,
                                    const rt_xml_tag *tag)
{
    rt_str val = rt_docx_attr(&x->names, tag, RT_W_val);

    if (name == RT_W_numStart)
        notes->start = rt_docx_integer(val, 1);
    if (name != RT_W_numFmt)
        return RT_OK;
    notes->numbering = rt_docx_format_numbering(rt_docx_format_of(val));
    return rt_docx_pool_intern(pool, val, &notes->format);
}

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    reading *r = user;
    rt_docx_name name = rt_docx_name_of(&r->xml.names, &tag->name);

    r->depth++;
    if (r->notes)
        return rt_docx_note_setting_take(r->notes, &r->xml, r->pool, name, tag);
    switch ((int)name) {
    case RT_W_evenAndOddHeaders: r->settings->even_and_odd = rt_docx_tag_on(&r->xml, tag); break;
    case RT_W_mirrorMargins: r->settings->mirror_margins = rt_docx_tag_on(&r->xml, tag); break;
    case RT_W_themeFontLang: return take_languages(r, tag);
    case RT_W_footnotePr:
    case RT_W_endnotePr:
        r->notes = name == RT_W_footnotePr ? &r->settings->footnotes : &r->settings->endnotes;
        r->notes_depth = r->depth;
        break;
    default: break;
    }
    return RT_OK;
}

static rt_status on_leave(void *user)
{
    reading *r = user;

    if (r->notes && r->depth == r->notes_depth)
        r->notes = NULL;
    r->depth--;
    return RT_OK;
}

rt_status rt_docx_settings_read(rt_docx_package *package, uint32_t part, rt_docx_settings *settings)
{
    static const rt_xml_events events = {
        .enter = on_enter, .leave = on_leave, .text = rt_docx_pass_text, .aside = rt_docx_pass_aside};
    reading r = {.settings = settings, .pool = rt_docx_package_pool(package)};

    *settings = (rt_docx_settings){
        .language = RT_STR(""), .language_east = RT_STR(""), .language_bidi = RT_STR(""),
        .footnotes = {RT_NUMBERING_DECIMAL, 1, RT_STR("")}, .endnotes = {RT_NUMBERING_LOWER_ROMAN, 1, RT_STR("")}};
    return part == RT_DOCX_NO_PART ? RT_OK : rt_docx_package_parse(package, part, &events, &r, &r.xml);
}
