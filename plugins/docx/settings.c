/* settings.c - the elements of settings.xml that matter here (17.15.1). */
#include "settings.h"

#include "formatting.h"

typedef struct reading {
    rt_docx_settings *settings;
    rt_docx_xml xml;
} reading;

static rt_status on_enter(void *user, const rt_xml_tag *tag)
{
    reading *r = user;

    if (rt_docx_name_of(&r->xml.names, &tag->name) == RT_W_evenAndOddHeaders)
        r->settings->even_and_odd = rt_docx_tag_on(&r->xml, tag);
    return RT_OK;
}

rt_status rt_docx_settings_read(rt_docx_package *package, uint32_t part, rt_docx_settings *settings)
{
    static const rt_xml_events events = {.enter = on_enter,
                                         .leave = rt_docx_pass_leave,
                                         .text = rt_docx_pass_text,
                                         .aside = rt_docx_pass_aside};
    reading r = {.settings = settings};

    *settings = (rt_docx_settings){.even_and_odd = false};
    return part == RT_DOCX_NO_PART ? RT_OK
                                   : rt_docx_package_parse(package, part, &events, &r, &r.xml);
}
