/* xmlscan.h - counts what one XML tag holds before libxml2 sees it.
 *
 * libxml2 is quadratic in the attributes of a tag and keeps a tag, comment, CDATA section or
 * processing instruction whole in memory that is not counted. Owns that count and nothing else:
 * what is no XML passes, libxml2 says what is wrong with it. */
#ifndef RT_KIT_XMLSCAN_H
#define RT_KIT_XMLSCAN_H

#include <stddef.h>
#include <stdint.h>

typedef enum rt_xml_fault {
    RT_XML_FINE = 0,
    RT_XML_ATTRIBUTES, /* too many in one tag */
    RT_XML_VALUE,      /* an attribute's value is too long */
    RT_XML_NAME,       /* a name is too long */
    RT_XML_CONSTRUCT,  /* a tag, comment, CDATA section or instruction is too long */
    RT_XML_DOCTYPE     /* the document type declaration is too long */
} rt_xml_fault;

typedef struct rt_xml_scan { /* starts out zeroed, but for the limits */
    uint64_t most_attributes, longest_value, longest_construct;
    uint64_t at;      /* bytes seen */
    uint64_t start;   /* where the construct that is open, or the last one, began */
    uint64_t attributes, value_start, name_start;
    uint32_t state;
    char quote;
    char before[2];   /* the last two bytes */
    char in_doctype, in_subset;
} rt_xml_scan;

enum { RT_XML_LONGEST_NAME = 50000, RT_XML_LONGEST_DOCTYPE = 65536 };

/* The next bytes; *used is where a fault lies. */
rt_xml_fault rt_xml_scan_bytes(rt_xml_scan *scan, const char *bytes, size_t len, size_t *used);

/* Whether it stands between two constructs, in text. */
static inline int rt_xml_scan_in_text(const rt_xml_scan *scan) { return scan->state == 0; }

#endif
