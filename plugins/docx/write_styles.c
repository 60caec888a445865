/* write_styles.c - styles.xml, settings.xml and fontTable.xml (ECMA-376 part 1, 17.7, 17.15, 17.8).
 *
 * Owns how a report looks in Word. Names are Word's own where it has one, so that readers in any language know them. */
#include <stdio.h>
#include <string.h>

#include "write.h"

/* ---- Fonts ---------------------------------------------------------------------------------------------------- */

/* By the report's language; the first is for all others. */
static const struct { const char *language, *east_asian; } fonts[] = {
    {"", "SimSun"}, {"zh-tw", "PMingLiU"}, {"zh-hk", "PMingLiU"}, {"zh-mo", "PMingLiU"}, {"zh-hant", "PMingLiU"},
    {"ja", "MS Mincho"}, {"ko", "Malgun Gothic"}};

static const char *east_asian(const rt_docx_writer *w)
{
    const char *found = fonts[0].east_asian;
    for (size_t i = 1; i < sizeof fonts / sizeof *fonts; i++) {
        size_t len = strlen(fonts[i].language), k = 0;
        while (k < len && k < w->language.len && (w->language.data[k] | (w->language.data[k] == '-' ? 0 : 32)) == fonts[i].language[k])
            k++;
        if (k == len && (len == w->language.len || w->language.data[len] == '-'))
            found = fonts[i].east_asian;
    }
    return found;
}

static void put_font(rt_docx_writer *w, const char *name, const char *family, const char *pitch)
{
    PUT(w, "<w:font w:name=\"");
    docx_put(w, name);
    PUT(w, "\">");
    docx_put_val(w, "family", family);
    docx_put_val(w, "pitch", pitch);
    PUT(w, "</w:font>");
}

void docx_write_fonts(rt_docx_writer *w)
{
    PUT(w, "<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    put_font(w, "Calibri", "swiss", "variable");
    put_font(w, east_asian(w), "auto", "variable");
    put_font(w, "Times New Roman", "roman", "variable");
    put_font(w, "Courier New", "modern", "fixed");
    PUT(w, "</w:fonts>");
}

/* ---- Styles ---------------------------------------------------------------------------------------------------- */

#define GREY_LINE(side) "<w:" side " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>"
#define LEFT(twips) "<w:spacing w:after=\"60\"/><w:ind w:left=\"" #twips "\"/>"

typedef struct style {
    char type; /* p, c, t */
    const char *id, *name, *based, *next;
    const char *more; /* pPr, rPr and so on, in the schema's order */
    bool own;         /* not one of Word's */
} style;

static const style styles[] = {
    {'p', "Title", "Title", "Normal", "Normal",
     "<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"240\"/><w:jc w:val=\"center\"/></w:pPr>"
     "<w:rPr><w:b/><w:bCs/><w:sz w:val=\"36\"/><w:szCs w:val=\"36\"/></w:rPr>", false},
    {'p', "Heading", "Heading", "Normal", "Normal",
     "<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before=\"200\" w:after=\"80\"/></w:pPr><w:rPr><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr>", true},
    {'p', "ListParagraph", "List Paragraph", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", false},
    {'p', "ListBullet", "List Bullet", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", false},
    {'p', "ListNumber", "List Number", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", false},
    {'p', "ListContrary", "List Contrary", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", true},
    {'p', "ListContinue", "List Continue", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", false},
    {'p', "ListContinue2", "List Continue 2", "Normal", NULL, "<w:pPr>" LEFT(850) "</w:pPr>", false},
    {'p', "ListContinue3", "List Continue 3", "Normal", NULL, "<w:pPr>" LEFT(1275) "</w:pPr>", false},
    {'p', "ListContinue4", "List Continue 4", "Normal", NULL, "<w:pPr>" LEFT(1700) "</w:pPr>", false},
    {'p', "ListContinue5", "List Continue 5", "Normal", NULL, "<w:pPr>" LEFT(2125) "</w:pPr>", false},
    {'p', "DefinitionTerm", "Definition Term", "Normal", "Definition",
     "<w:pPr><w:keepNext/><w:spacing w:after=\"0\"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>", true},
    {'p', "Definition", "Definition", "Normal", NULL, "<w:pPr>" LEFT(425) "</w:pPr>", true},
    {'p', "Caption", "caption", "Normal", "Normal",
     "<w:pPr><w:keepNext/><w:spacing w:before=\"120\" w:after=\"80\"/></w:pPr>"
     "<w:rPr><w:b/><w:bCs/><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/></w:rPr>", false},
    {'p', "Quote", "Quote", "Normal", "Normal",
     "<w:pPr><w:ind w:left=\"567\" w:right=\"567\"/></w:pPr><w:rPr><w:color w:val=\"404040\"/></w:rPr>", false},
    {'p', "QuoteText", "Quote Text", "Normal", NULL, /* an indent of a style that says nothing is a paragraph's own */
     "<w:pPr><w:pBdr><w:left w:val=\"single\" w:sz=\"12\" w:space=\"12\" w:color=\"A0A0A0\"/></w:pBdr></w:pPr>", true},
    {'p', "HTMLPreformatted", "HTML Preformatted", "Normal", NULL,
     "<w:pPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F2F2F2\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>"
     "<w:rPr><w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/><w:sz w:val=\"19\"/>"
     "<w:szCs w:val=\"19\"/></w:rPr>", false},
    {'p', "TableHeading", "Table Heading", "Normal", NULL, "<w:rPr><w:b/><w:bCs/></w:rPr>", true},
    {'p', "FootnoteText", "footnote text", "Normal", NULL,
     "<w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr>", false},
    {'p', "EndnoteText", "endnote text", "Normal", NULL,
     "<w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr>", false},
    {'p', "CommentText", "annotation text", "Normal", NULL, "<w:rPr><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/></w:rPr>", false},
    {'p', "Header", "header", "Normal", NULL,
     "<w:pPr><w:spacing w:after=\"0\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr>", false},
    {'p', "Footer", "footer", "Normal", NULL,
     "<w:pPr><w:spacing w:after=\"0\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr>", false},
    {'c', "FootnoteReference", "footnote reference", NULL, NULL, "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>", false},
    {'c', "EndnoteReference", "endnote reference", NULL, NULL, "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>", false},
    {'c', "CommentReference", "annotation reference", NULL, NULL, "<w:rPr><w:sz w:val=\"16\"/><w:szCs w:val=\"16\"/></w:rPr>", false},
    {'c', "Hyperlink", "Hyperlink", NULL, NULL, "<w:rPr><w:color w:val=\"0563C1\"/><w:u w:val=\"single\"/></w:rPr>", false},
    {'c', "HTMLCode", "HTML Code", NULL, NULL,
     "<w:rPr><w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/></w:rPr>", false},
    {'t', "TableGrid", "Table Grid", "TableNormal", NULL,
     "<w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:tblPr><w:tblBorders>" GREY_LINE("top")
     GREY_LINE("left") GREY_LINE("bottom") GREY_LINE("right") GREY_LINE("insideH") GREY_LINE("insideV") "</w:tblBorders></w:tblPr>", false},
    {'t', "ReportTable", "Report Table", "TableGrid", NULL,
     "<w:tblPr><w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"40\" "
     "w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type=\"firstRow\"><w:tblPr/>"
     "<w:tcPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7E6E6\"/></w:tcPr></w:tblStylePr>", true}};

static void put_style(rt_docx_writer *w, const style *s)
{
    PUT(w, "<w:style w:type=\"");
    docx_put(w, s->type == 'p' ? "paragraph" : s->type == 'c' ? "character" : "table");
    if (s->own)
        PUT(w, "\" w:customStyle=\"1");
    PUT(w, "\" w:styleId=\"");
    docx_put(w, s->id);
    PUT(w, "\">");
    docx_put_val(w, "name", s->name);
    if (s->based)
        docx_put_val(w, "basedOn", s->based);
    if (s->next)
        docx_put_val(w, "next", s->next);
    PUT(w, "<w:qFormat/>");
    docx_put(w, s->more);
    PUT(w, "</w:style>");
}

/* Levels that Word has no style for are based on its last. */
static void put_heading(rt_docx_writer *w, uint32_t level)
{
    static const uint8_t sizes[] = {32, 28, 25, 23, 22, 22, 21, 21, 21};
    char id[24], name[24], more[400];
    uint32_t last = level < 9 ? level : 9;
    snprintf(id, sizeof id, "Heading%u", level);
    snprintf(name, sizeof name, "heading %u", level);
    snprintf(more, sizeof more, "<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before=\"%u\" w:after=\"80\"/><w:outlineLvl w:val=\"%u\"/>"
             "</w:pPr><w:rPr><w:b/><w:bCs/>%s<w:sz w:val=\"%u\"/><w:szCs w:val=\"%u\"/></w:rPr>",
             level == 1 ? 360 : level == 2 ? 280 : 200, last - 1, level > 6 ? "<w:i/><w:iCs/>" : "", sizes[last - 1], sizes[last - 1]);
    put_style(w, &(style){'p', id, name, level > 9 ? "Heading9" : "Normal", "Normal", level > 9 ? "" : more, level > 9});
}

static void put_defaults(rt_docx_writer *w)
{
    static const char *const names[] = {" w:val=\"", " w:eastAsia=\"", " w:bidi=\""};
    PUT(w, "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:eastAsia=\"");
    docx_put(w, east_asian(w));
    PUT(w, "\" w:hAnsi=\"Calibri\" w:cs=\"Times New Roman\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>");
    if (w->has_language) {
        PUT(w, "<w:lang");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            docx_put(w, names[i]);
            docx_put_attr(w, rt_buffer_str(&w->language));
            PUT(w, "\"");
        }
        PUT(w, "/>");
    }
    PUT(w, "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>");
    if (w->rtl)
        PUT(w, "<w:bidi/>");
    PUT(w, "<w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>");
}

void docx_write_styles(rt_docx_writer *w)
{
    uint32_t deepest = w->deepest > 9 ? w->deepest : 9;
    PUT(w, "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    put_defaults(w);
    PUT(w, "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
           "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/>"
           "<w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>"
           "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority "
           "w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>"
           "<w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/>"
           "</w:tblCellMar></w:tblPr></w:style>"
           "<w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/><w:semiHidden/></w:style>");
    for (uint32_t level = 1; level <= deepest; level++)
        put_heading(w, level);
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        put_style(w, &styles[i]);
    PUT(w, "</w:styles>");
}

/* ---- Settings --------------------------------------------------------------------------------------------------- */

#define SEPARATORS(name) "<w:" name "Pr><w:" name " w:id=\"-1\"/><w:" name " w:id=\"0\"/></w:" name "Pr>"

/* The order of CT_Settings (17.15.1.78). */
void docx_write_settings(rt_docx_writer *w)
{
    static const char *const compat[] = {"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15",
        "overrideTableStyleFontSizeAndJustification\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1",
        "enableOpenTypeFeatures\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1",
        "doNotFlipMirrorIndents\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"1"};
    PUT(w, "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:zoom w:percent=\"100\"/>"
           "<w:defaultTabStop w:val=\"420\"/>");
    if (w->even_and_odd)
        PUT(w, "<w:evenAndOddHeaders/>");
    PUT(w, "<w:characterSpacingControl w:val=\"doNotCompress\"/>");
    if (w->stories[STORY_FOOTNOTES].part)
        PUT(w, SEPARATORS("footnote"));
    if (w->stories[STORY_ENDNOTES].part)
        PUT(w, SEPARATORS("endnote"));
    PUT(w, "<w:compat>");
    for (size_t i = 0; i < sizeof compat / sizeof *compat; i++) {
        PUT(w, "<w:compatSetting w:name=\"");
        docx_put(w, compat[i]);
        PUT(w, "\"/>");
    }
    PUT(w, "</w:compat><w:decimalSymbol w:val=\".\"/><w:listSeparator w:val=\",\"/></w:settings>");
}
