/* bare_docx.c - libzip and libxml2's SAX with empty callbacks: the floor that DOCX reading is measured against. */
#include <libxml/parser.h>
#include <string.h>
#include <zip.h>

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                     const xmlChar **declared, int attrs, int defaulted, const xmlChar **values)
{
    (void)user, (void)name, (void)prefix, (void)uri, (void)spaces, (void)declared, (void)attrs, (void)defaulted, (void)values;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)user, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *user, const xmlChar *text, int len) { (void)user, (void)text, (void)len; }

int main(int argc, char **argv)
{
    static char window[65536];
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end, .characters = on_text};
    zip_t *archive = argc > 1 ? zip_open(argv[1], ZIP_RDONLY, NULL) : NULL;
    zip_file_t *part = archive ? zip_fopen(archive, "word/document.xml", 0) : NULL;
    xmlParserCtxtPtr parser = part ? xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL) : NULL;
    zip_int64_t len;

    if (!parser)
        return 2;
    while ((len = zip_fread(part, window, sizeof window)) > 0)
        xmlParseChunk(parser, window, (int)len, 0);
    xmlParseChunk(parser, window, 0, 1);
    int status = parser->wellFormed ? 0 : 1;
    xmlFreeParserCtxt(parser);
    zip_fclose(part);
    zip_discard(archive);
    return status;
}
