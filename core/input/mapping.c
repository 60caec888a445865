/* mapping.c - asks iconv for one byte or pair at a time and keeps the answers; see mapping.h. */
#include "mapping.h"

#include "mapping_data.h"

#include <iconv.h>
#include <string.h>

enum { JIS = 94 };

struct rt_mapping {
    rt_run *run;
    iconv_t converter, converter2; /* (iconv_t)-1: none */
    const rt_patch *patches;       /* or NULL */
    uint32_t single[128];
    bool filled[RT_LEADS], filled2[JIS];
    uint32_t pairs[]; /* RT_LEADS rows of RT_TRAILS, then perhaps JIS rows of JIS */
};

static const iconv_t no_converter = (iconv_t)-1;

/* What `len` bytes are, alone; 0: nothing, or more than one code point. */
static uint32_t ask(iconv_t converter, const unsigned char *bytes, size_t len)
{
    char in[4];
    unsigned char out[16];
    char *from = in, *to = (char *)out;
    size_t room = sizeof out;

    memcpy(in, bytes, len);
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &len, &to, &room) == (size_t)-1 || len)
        return 0;
    iconv(converter, NULL, NULL, &to, &room); /* Big5-HKSCS keeps a letter back for its accent */
    if (room != sizeof out - 4)
        return 0;
    return out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16 | (uint32_t)out[3] << 24;
}

static const rt_patch *patches_of(const rt_charset *charset)
{
    const rt_patches *p = rt_mapping_patches;
    while (p->charset && strcmp(p->charset, charset->name) != 0)
        p++;
    return p->table;
}

static void fill_single(rt_mapping *m, const rt_charset *charset)
{
    bool windows = strncmp(charset->name, "windows-", 8) == 0;

    for (unsigned i = 0; i < 128; i++) {
        unsigned char byte = (unsigned char)(0x80 + i);
        m->single[i] = ask(m->converter, &byte, 1);
        /* The standard reads what Windows left undefined below 0xA0 as C1 controls. */
        if (m->single[i] == 0 && windows && byte < 0xA0)
            m->single[i] = byte;
    }
    for (const rt_patch *p = m->patches; p && p->bytes; p++)
        m->single[p->bytes - 0x80] = p->code;
}

static void fill_row(rt_mapping *m, unsigned lead)
{
    uint32_t *row = m->pairs + (size_t)(lead - 0x81) * RT_TRAILS;

    for (unsigned i = 0; i < RT_TRAILS; i++) {
        unsigned char bytes[2] = {(unsigned char)lead, (unsigned char)(0x40 + i)};
        row[i] = ask(m->converter, bytes, 2);
    }
    for (const rt_patch *p = m->patches; p && p->bytes; p++)
        if (p->bytes >> 8 == lead)
            row[(p->bytes & 0xFF) - 0x40] = p->code;
    m->filled[lead - 0x81] = true;
}

static rt_status close_with(rt_mapping *m, rt_status status)
{
    rt_mapping_free(m);
    return status;
}

rt_status rt_mapping_new(rt_run *run, const rt_charset *charset, bool quiet, rt_mapping **mapping)
{
    bool pairs = charset->scheme != RT_SCHEME_SINGLE;
    size_t entries = (pairs ? (size_t)RT_LEADS * RT_TRAILS : 0) + (charset->iconv2 ? JIS * JIS : 0);
    rt_mapping *m;

    *mapping = NULL;
    if (!charset->iconv)
        return RT_OK;
    m = rt_run_resize(run, NULL, sizeof *m + entries * sizeof m->pairs[0]);
    if (!m)
        return RT_ERR_MEMORY;
    *m = (rt_mapping){.run = run, .patches = patches_of(charset)};
    m->converter = iconv_open("UTF-32LE", charset->iconv);
    m->converter2 = charset->iconv2 ? iconv_open("UTF-32LE", charset->iconv2) : no_converter;
    if (m->converter == no_converter || (charset->iconv2 && m->converter2 == no_converter)) {
        if (!quiet)
            rt_run_report(run, "charset-unavailable", NULL,
                          "this system's iconv cannot convert %s (%s); install its charset modules "
                          "(Fedora: glibc-gconv-extra), or convert the file to UTF-8 first",
                          charset->name, charset->iconv);
        return close_with(m, RT_ERR_UNSUPPORTED);
    }
    if (!pairs)
        fill_single(m, charset);
    *mapping = m;
    return RT_OK;
}

void rt_mapping_free(rt_mapping *mapping)
{
    if (!mapping)
        return;
    if (mapping->converter != no_converter)
        iconv_close(mapping->converter);
    if (mapping->converter2 != no_converter)
        iconv_close(mapping->converter2);
    rt_run_resize(mapping->run, mapping, 0);
}

const uint32_t *rt_mapping_single(const rt_mapping *mapping) { return mapping->single; }

uint32_t rt_mapping_pair(rt_mapping *mapping, unsigned lead, unsigned trail)
{
    if (lead < 0x81 || lead > 0xFE || trail < 0x40 || trail > 0xFE)
        return 0;
    if (!mapping->filled[lead - 0x81])
        fill_row(mapping, lead);
    return mapping->pairs[(size_t)(lead - 0x81) * RT_TRAILS + trail - 0x40];
}

uint32_t rt_mapping_jis0212(rt_mapping *mapping, unsigned first, unsigned second)
{
    uint32_t *row;

    if (first < 0xA1 || first > 0xFE || second < 0xA1 || second > 0xFE ||
        mapping->converter2 == no_converter)
        return 0;
    row = mapping->pairs + (size_t)RT_LEADS * RT_TRAILS + (size_t)(first - 0xA1) * JIS;
    if (!mapping->filled2[first - 0xA1]) {
        for (unsigned i = 0; i < JIS; i++) {
            unsigned char bytes[3] = {0x8F, (unsigned char)first, (unsigned char)(0xA1 + i)};
            row[i] = ask(mapping->converter2, bytes, 3);
        }
        mapping->filled2[first - 0xA1] = true;
    }
    return row[second - 0xA1];
}

uint32_t rt_mapping_gb18030(uint32_t number)
{
    size_t low = 0, high = rt_gb18030_range_count;

    if (number == 7457)
        return 0xE7C7;
    if (number > 39419)
        return number < 189000 || number > 1237575 ? 0 : number - 189000 + 0x10000;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (rt_gb18030_ranges[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return rt_gb18030_ranges[low].code + number - rt_gb18030_ranges[low].number;
}
