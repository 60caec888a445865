/* bare_html.c - libxml2's HTML SAX with empty callbacks: the floor that HTML reading is measured against. */
#include <libxml/HTMLparser.h>
#include <stdio.h>

static void on_start(void *user, const xmlChar *name, const xmlChar **attrs) { (void)user, (void)name, (void)attrs; }
static void on_end(void *user, const xmlChar *name) { (void)user, (void)name; }
static void on_text(void *user, const xmlChar *text, int len) { (void)user, (void)text, (void)len; }

static int read_window(void *file, char *window, int len) { return (int)fread(window, 1, (size_t)len, file); }
static int keep_open(void *file) { return (void)file, 0; }

int main(int argc, char **argv)
{
    htmlSAXHandler handler = {.startElement = on_start, .endElement = on_end, .characters = on_text, .ignorableWhitespace = on_text};
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    htmlParserCtxtPtr parser = in ? htmlNewParserCtxt() : NULL;

    if (!parser)
        return 2;
    *parser->sax = handler;
    htmlCtxtReadIO(parser, read_window, keep_open, in, NULL, "UTF-8", HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    if (parser->myDoc)
        xmlFreeDoc(parser->myDoc);
    htmlFreeParserCtxt(parser);
    fclose(in);
    return 0;
}
