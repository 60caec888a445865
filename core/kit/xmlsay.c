/* xmlsay.c - the sentences; see xmlsay.h. */
#include "xmlsay.h"

#include <stdio.h>
#include <string.h>

/* {1} and {2} are the error's own words, {n} its number, {u} that number as a code point. */
static const struct { int code; const char *sentence; } sentences[] = {
    {XML_ERR_DOCUMENT_EMPTY, "there is no XML here; a document begins with <"},
    {XML_ERR_DOCUMENT_END, "something follows the end of the document; remove it, or keep one root element around all"},
    {XML_ERR_INVALID_HEX_CHARREF, "a character reference is broken; write it like &#x4E2D;"},
    {XML_ERR_INVALID_DEC_CHARREF, "a character reference is broken; write it like &#20013;"},
    {XML_ERR_INVALID_CHARREF, "a character reference names {u}, which XML does not allow; remove it"},
    {XML_ERR_INVALID_CHAR, "the character {u} is not allowed in XML; remove it"},
    {XML_ERR_INVALID_ENCODING, "the bytes here are not UTF-8; name the charset with --charset"},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, "a reference that begins with & has no semicolon; write &amp; for the sign itself"},
    {XML_ERR_NAME_REQUIRED, "a name is missing after < or &; write &lt; or &amp; for the sign itself"},
    {XML_ERR_LT_IN_ATTRIBUTE, "an attribute's value holds <; write &lt;"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, "an attribute's value does not stand in quotes; put it in quotes"},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, "an attribute's value has no closing quote; close it"},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "the attribute {1} has no value; write {1}=\"...\""},
    {XML_ERR_ATTRIBUTE_REDEFINED, "the attribute {1} stands twice in one tag; keep one"},
    {XML_ERR_COMMENT_NOT_FINISHED, "a comment is not closed; close it with -->"},
    {XML_ERR_HYPHEN_IN_COMMENT, "-- stands inside a comment; remove it"},
    {XML_ERR_PI_NOT_STARTED, "a processing instruction has no name; write <?name ... ?>"},
    {XML_ERR_PI_NOT_FINISHED, "a processing instruction is not closed; close it with ?>"},
    {XML_ERR_CDATA_NOT_FINISHED, "a CDATA section is not closed; close it with ]]>"},
    {XML_ERR_MISPLACED_CDATA_END, "]]> stands in text; write ]]&gt;"},
    {XML_ERR_DOCTYPE_NOT_FINISHED, "the DOCTYPE is not closed; close it with >"},
    {XML_ERR_RESERVED_XML_NAME, "<?xml may only stand at the very beginning; remove what is before it"},
    {XML_ERR_XMLDECL_NOT_FINISHED, "the XML declaration is not closed; write <?xml version=\"1.0\"?>"},
    {XML_ERR_VERSION_MISSING, "the XML declaration names no version; write <?xml version=\"1.0\"?>"},
    {XML_ERR_UNKNOWN_VERSION, "this is XML of version {1}; only 1.0 is read"},
    {XML_ERR_ENCODING_NAME, "the XML declaration names no charset; write encoding=\"UTF-8\""},
    {XML_ERR_SPACE_REQUIRED, "a space is missing here; insert it"},
    {XML_ERR_GT_REQUIRED, "a tag is not closed or holds what is no attribute; close it with >"},
    {XML_ERR_LTSLASH_REQUIRED, "an end tag is broken; write </name>"},
    {XML_ERR_EQUAL_REQUIRED, "= is missing behind an attribute's name; write name=\"value\""},
    {XML_ERR_TAG_NAME_MISMATCH, "the end tag </{2}> stands where </{1}> is due; the tag <{1}> is on line {n}"},
    {XML_ERR_TAG_NOT_FINISHED, "the document ends inside <{1}>, which begins on line {n}; it may have been cut off"},
    {XML_ERR_INTERNAL_ERROR, "the text here cannot be read as XML; a character may be damaged"},
};

static const char *sentence_of(int code)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].code == code)
            return sentences[i].sentence;
    return NULL;
}

/* libxml2's own words without the line feed at their end. */
static void say_as_it_is(const char *words, char *room, size_t size)
{
    size_t len = strcspn(words, "\n");
    snprintf(room, size, "this is not well-formed XML (%.*s); correct it here",
             (int)(len < 400 ? len : 400), words);
}

static void fill(rt_xml_error *error, char letter, char *room, size_t size)
{
    const char *words[] = {error->str1, error->str2};
    if (letter == 'n')
        snprintf(room, size, "%d", error->int1);
    else if (letter == 'u')
        snprintf(room, size, "U+%04X", (unsigned)error->int1);
    else
        snprintf(room, size, "%.200s", words[letter - '1'] ? words[letter - '1'] : "");
}

/* Cuts what is no whole UTF-8 sequence off the end of `text`. */
static void trim(char *text)
{
    size_t len = strlen(text), start = len;
    while (start && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (!start || !((unsigned char)text[start - 1] & 0x80))
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (len - start < want)
        text[start - 1] = '\0';
}

void rt_xml_say(rt_xml_error *error, char *room, size_t size)
{
    const char *sentence = sentence_of(error->code);
    size_t used = 0;

    if (!sentence) {
        say_as_it_is(error->message ? error->message : "", room, size);
        trim(room);
        return;
    }
    while (*sentence && used + 1 < size) {
        if (*sentence != '{') {
            room[used++] = *sentence++;
            continue;
        }
        char word[240];
        fill(error, sentence[1], word, sizeof word);
        trim(word);
        used += (size_t)snprintf(room + used, size - used, "%s", word);
        used = used < size ? used : size - 1;
        sentence += 3;
    }
    room[used] = '\0';
}
