/* docx.c - the DOCX plugin: its tables and how DOCX is known. Reads nothing and writes nothing itself. */
#include "docx.h"

#include <string.h>

/* ---- How DOCX is known ------------------------------------------------------------------------------------------------- */

enum { HEADER = 30 }; /* bytes of a ZIP member's header in front of its name */

/* What a member's name says of the ZIP; the first word that is more than a hint counts. */
static const struct { const char *begins; int score; } members[] = {
    {"word/", RT_SNIFF_LIKELY}, {"xl/", RT_SNIFF_NO}, {"ppt/", RT_SNIFF_NO}, {"visio/", RT_SNIFF_NO}, {"mimetype", RT_SNIFF_NO},
    {"META-INF/", RT_SNIFF_NO}, {"Index/", RT_SNIFF_NO}, {"[Content_Types].xml", RT_SNIFF_MAYBE},
    {"_rels/", RT_SNIFF_MAYBE}, {"docProps/", RT_SNIFF_MAYBE}, {"customXml/", RT_SNIFF_MAYBE}};

/* Headers are searched for, not followed: their sizes may stand behind the data. */
static int sniff(const char *head, size_t len)
{
    const char *at = head, *end = head + len;
    int score = RT_SNIFF_NO;

    while ((at = memmem(at, (size_t)(end - at), "PK\3\4", 4)) && end - at > HEADER) {
        size_t named = (size_t)(unsigned char)at[26] | (size_t)(unsigned char)at[27] << 8, room = (size_t)(end - at) - HEADER;
        for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
            size_t want = strlen(members[i].begins);
            if (named < want || room < want || memcmp(at + HEADER, members[i].begins, want) != 0)
                continue;
            if (members[i].score != RT_SNIFF_MAYBE)
                return members[i].score;
            score = RT_SNIFF_MAYBE;
        }
        at += 4;
    }
    return score;
}

/* ---- Tables --------------------------------------------------------------------------------------------------------------- */

static const char *const extensions[] = {"docx", "docm", "dotx", "dotm", NULL};
static const rt_signature signatures[] = {{0, 4, "PK\3\4", NULL}, {0, 0, NULL, NULL}};
const rt_format rt_docx_format = {
    .size = sizeof rt_docx_format, .name = "docx", .title = "Office Open XML document",
    .media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", .extensions = extensions,
    .signatures = signatures, .signature_stride = sizeof *signatures};

static const rt_reader reader = {
    .size = sizeof reader, .flags = 0, .format = &rt_docx_format, .sniff = sniff, .read = rt_docx_read};
static const rt_writer writer = {
    .size = sizeof writer, .flags = RT_WRITES_SEEKING, .format = &rt_docx_format, .needs = RT_NEEDS_TABLE,
    .carries = &rt_docx_carries, .open = rt_docx_write};
static const rt_reader *const readers[] = {&reader, NULL};
static const rt_writer *const writers[] = {&writer, NULL};

static const rt_diagnostic diagnostics[] = {
    {"docx-duplicate", RT_WARNING, "the ZIP holds two files of one name; the last one is read"},
    {"docx-encrypted", RT_ERROR, "the document is password-protected; open it and save it without a password"},
    {"docx-entity", RT_ERROR, "a part declares an entity or has a DOCTYPE, which cannot stand in DOCX"},
    {"docx-field", RT_WARNING, "a field has no result in its paragraph; what follows it is read as text"},
    {"docx-io", RT_ERROR, "the file changed while it was read"},
    {"docx-limit", RT_ERROR, "the document is larger than a limit allows; raise it with --limit name=value if it is to be trusted"},
    {"docx-malformed", RT_ERROR, "a part of the document is not well-formed XML; open it and save it again"},
    {"docx-memory", RT_ERROR, "the XML parser got no more memory"},
    {"docx-merge", RT_WARNING, "a cell goes on with a merged one above that is not there or not as wide; it is kept as a cell of its own"},
    {"docx-method", RT_ERROR, "a part is packed by a method that DOCX does not know; open the document and save it again"},
    {"docx-name", RT_WARNING, "the ZIP holds a file whose name leads out of the document; it was passed over"},
    {"docx-namespace", RT_WARNING, "a name has a prefix that no xmlns declares; it is read as what the prefix usually stands for"},
    {"docx-numbering", RT_WARNING, "a list's numbering is not defined, or refers to itself"},
    {"docx-old", RT_ERROR, "the file is an old Office file (.doc), not DOCX"},
    {"docx-other", RT_ERROR, "the ZIP holds no Word document but something else, which the message names"},
    {"docx-recovered", RT_WARNING, "the ZIP's directory is missing or damaged; what there is of the document was read"},
    {"docx-relation", RT_WARNING, "a part that the document refers to is not in the file"},
    {"docx-style", RT_WARNING, "a style is not defined, or based on itself"},
    {"docx-too-large", RT_ERROR, "the document to be written has more or larger parts than a ZIP without ZIP64 can hold; write several"},
    {"docx-zip", RT_ERROR, "the ZIP is damaged or was cut off; get the file again from where it came"},
    {0}};

const rt_plugin rt_plugin_v1 = {
    .size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
    .id = "retort.docx", .version = RT_VERSION, .readers = readers, .writers = writers,
    .diagnostics = diagnostics, .diagnostic_stride = sizeof *diagnostics};
