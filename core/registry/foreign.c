/* foreign.c - well-known formats by their bytes or extension, so that a refusal can name them.
 *
 * Owns one data table; whether a plugin reads such a file after all is decided in recognise.c. */
#include "catalog.h"
#include <string.h>
#include <strings.h>

/* How `magic` is looked for. */
typedef enum how {
    AT,     /* at `offset` */
    TEXT,   /* after blanks at the start of the decoded text, letters of either case */
    NAMED,  /* the same, and the file has one of the extensions */
    MEMBER, /* a ZIP that has a member whose name begins so */
    TYPE,   /* a ZIP whose first member is `mimetype`, with this content */
    STREAM  /* an OLE2 file that has a stream of this name, in UTF-16LE */
} how;

typedef struct sign {
    how how;
    uint32_t offset, length;
    const char *magic;
    int score; /* RT_SNIFF_*, how sure it is */
    rt_foreign foreign;
} sign;

/* clang-format off */
#define M(text) sizeof(text) - 1, text
#define OFFICE "convert it first: soffice --headless --convert-to docx FILE"
#define SHEET "save its sheets as CSV first: soffice --headless --convert-to csv FILE"
#define SLIDES "save it as text or HTML first: soffice --headless --convert-to html FILE"
#define UNPACK "unpack it first, then convert what is in it"
#define PICTURE "a picture holds no text to convert; run a text recognition on it first"
#define PLUGIN "install a plugin for it (retort plugins lists those there are)"
#define HTML {"an HTML page", "html htm xhtml shtml xht", "html", PLUGIN}
#define SURE RT_SNIFF_SURE

/* More special signs before more general ones of the same bytes. */
static const sign signs[] = {
    {AT, 0, M("%PDF-"), SURE, {"a PDF document", "pdf", "pdf",
      "ask for its source, or extract the text: pdftotext -layout FILE, and convert the .txt"}},
    {AT, 0, M("%!PS"), SURE,
     {"PostScript", "ps eps", "ps", "make a PDF of it and extract the text of that"}},
    {AT, 0, M("{\\rtf"), SURE, {"a rich text document (RTF)", "rtf", "rtf", OFFICE}},

    {MEMBER, 0, M("word/"), SURE, {"a Word document", "docx docm dotx", "docx", PLUGIN}},
    {MEMBER, 0, M("xl/"), SURE, {"an Excel workbook", "xlsx xlsm xlsb", "xlsx", SHEET}},
    {MEMBER, 0, M("ppt/"), SURE, {"a PowerPoint presentation", "pptx pptm", "pptx", SLIDES}},
    {TYPE, 0, M("application/vnd.oasis.opendocument.text"), SURE,
     {"an OpenDocument text", "odt ott", "odt", OFFICE}},
    {TYPE, 0, M("application/vnd.oasis.opendocument.spreadsheet"), SURE,
     {"an OpenDocument spreadsheet", "ods", "ods", SHEET}},
    {TYPE, 0, M("application/vnd.oasis.opendocument.presentation"), SURE,
     {"an OpenDocument presentation", "odp", "odp", SLIDES}},
    {TYPE, 0, M("application/epub+zip"), SURE, {"an EPUB book", "epub", "epub", UNPACK}},
    {MEMBER, 0, M("Index/Document.iwa"), SURE,
     {"an Apple iWork document", "pages numbers key", "pages",
      "export it from the program that made it"}},
    {MEMBER, 0, M("META-INF/MANIFEST.MF"), SURE, {"a Java archive", "jar", "jar", UNPACK}},
    {AT, 0, M("PK\003\004"), SURE, {"a ZIP archive", "zip", "zip", UNPACK}},
    {AT, 0, M("PK\005\006"), SURE,
     {"an empty ZIP archive", "", "zip", "it holds nothing to convert"}},

    {STREAM, 0, M("EncryptedPackage"), SURE,
     {"an Office document that is locked with a password", "", NULL,
      "open it in the program that made it and save it without the password"}},
    {STREAM, 0, M("WordDocument"), SURE,
     {"an old Word document (97-2003)", "doc dot wps", "doc", OFFICE}},
    {STREAM, 0, M("Workbook"), SURE, {"an old Excel workbook (97-2003)", "xls et", "xls", SHEET}},
    {STREAM, 0, M("PowerPoint Document"), SURE,
     {"an old PowerPoint presentation (97-2003)", "ppt dps", "ppt", SLIDES}},
    {AT, 0, M("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), SURE,
     {"an old Office file (.doc, .xls, .ppt)", "msg", "doc", OFFICE}},

    {TEXT, 0, M("<!doctype html"), SURE, HTML},
    {TEXT, 0, M("<html"), RT_SNIFF_LIKELY, HTML},
    {NAMED, 0, M("<"), RT_SNIFF_LIKELY, HTML},
    {TEXT, 0, M("MIME-Version:"), RT_SNIFF_LIKELY,
     {"a saved web page or mail (MHTML)", "mht mhtml eml", "mht",
      "open it in a browser and save it as HTML"}},

    {AT, 0, M("\x1f\x8b"), SURE,
     {"a gzip archive", "gz tgz", "gzip", "unpack it first: gunzip FILE"}},
    {AT, 0, M("\xfd" "7zXZ\0"), SURE, {"an xz archive", "xz", "xz", "unpack it first: unxz FILE"}},
    {AT, 0, M("\x28\xb5\x2f\xfd"), SURE,
     {"a zstd archive", "zst", "zstd", "unpack it first: unzstd FILE"}},
    {AT, 0, M("BZh"), RT_SNIFF_LIKELY,
     {"a bzip2 archive", "bz2", "bzip2", "unpack it first: bunzip2 FILE"}},
    {AT, 0, M("7z\xbc\xaf\x27\x1c"), SURE, {"a 7-Zip archive", "7z", "7z", UNPACK}},
    {AT, 0, M("Rar!\x1a\x07"), SURE, {"a RAR archive", "rar", "rar", UNPACK}},
    {AT, 257, M("ustar"), SURE, {"a tar archive", "tar", "tar", "unpack it first: tar -xf FILE"}},

    {AT, 0, M("\x89PNG\r\n\x1a\n"), SURE, {"a PNG picture", "png", "png", PICTURE}},
    {AT, 0, M("\xff\xd8\xff"), SURE, {"a JPEG picture", "jpg jpeg", "jpeg", PICTURE}},
    {AT, 0, M("GIF8"), SURE, {"a GIF picture", "gif", "gif", PICTURE}},
    {AT, 0, M("II*\0"), SURE, {"a TIFF picture", "tif tiff", "tiff", PICTURE}},
    {AT, 0, M("MM\0*"), SURE, {"a TIFF picture", "", "tiff", PICTURE}},
    {AT, 8, M("WEBPVP8"), SURE, {"a WebP picture", "webp", "webp", PICTURE}},

    {AT, 0, M("SQLite format 3\0"), SURE, {"an SQLite database", "sqlite sqlite3 db", "sqlite",
      "export its tables as CSV: sqlite3 -header -csv FILE 'select * from TABLE'"}},
    {AT, 0, M("PAR1"), SURE, {"a Parquet file", "parquet", "parquet", "export it as CSV"}},
    {AT, 0, M("\x7f" "ELF"), SURE,
     {"a program or library (ELF)", "so", "elf", "it holds no report"}},
    {AT, 0, M("MZ\x90\0"), SURE, {"a Windows program", "exe dll", "exe", "it holds no report"}},
};
/* clang-format on */

/* Names without bytes of their own: text formats that people name as an output. */
static const rt_foreign others[] = {
    {"Markdown", "md markdown", "markdown", PLUGIN},
    {"LaTeX", "tex", "latex", PLUGIN},
};

/* ---- Containers --------------------------------------------------------------------------- */

static uint32_t little(const char *at, size_t bytes)
{
    uint32_t value = 0;

    while (bytes--)
        value = value << 8 | (unsigned char)at[bytes];
    return value;
}

enum { ZIP_NAME = 30 }; /* where a member's name begins in its header */

/* Whether a member whose header lies in the head has a name that begins with `magic`. Headers are
 * searched for, not followed: their sizes may stand behind the data. */
static bool has_member(const char *head, size_t len, const sign *s)
{
    const char *end = head + len, *at = head;

    while ((size_t)(end - at) > ZIP_NAME &&
           (at = memmem(at, (size_t)(end - at), "PK\003\004", 4))) {
        if ((size_t)(end - at) < ZIP_NAME)
            return false;
        size_t name = little(at + 26, 2), room = (size_t)(end - at) - ZIP_NAME;
        if (name >= s->length && room >= s->length &&
            memcmp(at + ZIP_NAME, s->magic, s->length) == 0)
            return true;
        at += 4;
    }
    return false;
}

/* OpenDocument and EPUB: the first member, stored, is `mimetype`. */
static bool has_type(const char *head, size_t len, const sign *s)
{
    static const char name[] = "mimetype";
    size_t at = ZIP_NAME + sizeof name - 1;

    if (len < at || little(head + 26, 2) != sizeof name - 1 ||
        memcmp(head + ZIP_NAME, name, sizeof name - 1) != 0)
        return false;
    at += little(head + 28, 2);
    return len >= at && len - at >= s->length && memcmp(head + at, s->magic, s->length) == 0;
}

static bool has_stream(const char *head, size_t len, const sign *s)
{
    char wide[64];
    size_t bytes = 0;

    for (uint32_t i = 0; i < s->length && bytes + 2 <= sizeof wide; i++) {
        wide[bytes++] = s->magic[i];
        wide[bytes++] = '\0';
    }
    return memmem(head, len, wide, bytes) != NULL;
}

/* ---- Finding --------------------------------------------------------------------------------- */

static bool begins_text(rt_str text, const sign *s)
{
    while (text.len && strchr(" \t\r\n", *text.ptr) && *text.ptr) {
        text.ptr++;
        text.len--;
    }
    return text.len >= s->length && strncasecmp(text.ptr, s->magic, s->length) == 0;
}

static bool shows(const sign *s, const char *head, size_t len, rt_str text, bool named)
{
    bool zip = len > ZIP_NAME && memcmp(head, "PK\003\004", 4) == 0;
    bool ole = len >= 8 && memcmp(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;

    switch (s->how) {
    case AT:
        return len >= s->offset && len - s->offset >= s->length &&
               memcmp(head + s->offset, s->magic, s->length) == 0;
    case TEXT:
        return begins_text(text, s);
    case NAMED:
        return named && begins_text(text, s);
    case MEMBER:
        return zip && has_member(head, len, s);
    case TYPE:
        return zip && has_type(head, len, s);
    default:
        return ole && has_stream(head, len, s);
    }
}

/* Whether `word` is one of the words of `list`. */
static bool among(const char *list, const char *word)
{
    size_t len = strlen(word);

    while (len && *list) {
        size_t next = strcspn(list, " ");
        if (next == len && strncasecmp(list, word, len) == 0)
            return true;
        list += next;
        list += *list == ' ';
    }
    return false;
}

static const char *extension_of(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *dot = path ? strrchr(slash ? slash : path, '.') : NULL;
    return dot ? dot + 1 : "";
}

/* The sign of a locked document. */
static const rt_foreign *locked(void)
{
    size_t i = 0;
    while (signs[i].how != STREAM)
        i++;
    return &signs[i].foreign;
}

const rt_foreign *rt_foreign_of(const char *head, size_t len, rt_str text, const char *path,
                                int *score, bool *named)
{
    static const char ole[] = "doc xls ppt et wps dps dot msg", zipped[] = "docx docm dotx dotm xlsx xlsm pptx pptm";
    const char *extension = extension_of(path);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const sign *s = &signs[i];
        *named = among(s->foreign.extensions, extension);
        if (!shows(s, head, len, text, *named))
            continue;
        *score = s->score;
        /* The stream's name may lie behind the head: then the extension tells which it is. */
        const rt_foreign *old = rt_foreign_named(extension);
        if (s->how == AT && s->magic[0] == '\xd0' && old && among(ole, extension))
            return old;
        if (s->how == AT && s->magic[0] == '\xd0' && among(zipped, extension))
            return locked(); /* a ZIP in an OLE2 file is one that a password locks */
        return &s->foreign;
    }
    return NULL;
}

const rt_foreign *rt_foreign_named(const char *extension)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (among(signs[i].foreign.extensions, extension))
            return &signs[i].foreign;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (among(others[i].extensions, extension))
            return &others[i];
    return NULL;
}
