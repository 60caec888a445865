/* charset.c - the table of charsets and their labels; see charset.h.
 *
 * Labels are those of the Encoding Standard. What stands after a | are names that other programs
 * print, users type and detectors answer, which the standard leaves out. */
#include "charset.h"

#include <string.h>

#define SINGLE(name, iconv, labels)                 \
    {                                               \
        name, RT_SCHEME_SINGLE, iconv, NULL, labels \
    }

static const rt_charset charsets[] = {
    {"UTF-8", RT_SCHEME_UTF8, NULL, NULL,
     "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 | utf-8-sig "
     "utf-8-bom cp65001"},
    {"GBK", RT_SCHEME_GB18030, "GB18030", NULL,
     "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk | cp936 ms936 "
     "windows-936 "
     "euc-cn"},
    {"gb18030", RT_SCHEME_GB18030, "GB18030", NULL, "gb18030 | gb18030-2005 gb18030-2022 gb-18030"},
    {"Big5", RT_SCHEME_BIG5, "BIG5-HKSCS", NULL,
     "big5 big5-hkscs cn-big5 csbig5 x-x-big5 | cp950 windows-950 big5hkscs big-5"},
    {"EUC-JP", RT_SCHEME_EUC_JP, "CP932", "EUC-JP", "cseucpkdfmtjapanese euc-jp x-euc-jp | eucjp"},
    {"ISO-2022-JP", RT_SCHEME_ISO_2022_JP, "CP932", NULL, "csiso2022jp iso-2022-jp"},
    {"Shift_JIS", RT_SCHEME_SHIFT_JIS, "CP932", NULL,
     "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis | cp932 windows-932"},
    {"EUC-KR", RT_SCHEME_EUC_KR, "UHC", NULL,
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 "
     "ksc_5601 windows-949 "
     "| cp949 uhc euckr"},
    SINGLE("windows-1252", "CP1252",
           "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 "
           "iso88591 "
           "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 | latin-1"),
    {"UTF-16BE", RT_SCHEME_UTF16BE, NULL, NULL, "unicodefffe utf-16be"},
    {"UTF-16LE", RT_SCHEME_UTF16LE, NULL, NULL,
     "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le | utf16"},
    SINGLE("IBM866", "IBM866", "866 cp866 csibm866 ibm866"),
    SINGLE("ISO-8859-2", "ISO-8859-2",
           "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 "
           "latin2"),
    SINGLE("ISO-8859-3", "ISO-8859-3",
           "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 "
           "latin3"),
    SINGLE("ISO-8859-4", "ISO-8859-4",
           "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 "
           "latin4"),
    SINGLE("ISO-8859-5", "ISO-8859-5",
           "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
           "iso_8859-5:1988"),
    SINGLE(
        "ISO-8859-6", "ISO-8859-6",
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
        "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"),
    SINGLE("ISO-8859-7", "ISO-8859-7",
           "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 "
           "iso88597 iso_8859-7 "
           "iso_8859-7:1987 sun_eu_greek"),
    SINGLE("ISO-8859-8", "ISO-8859-8",
           "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 "
           "iso88598 iso_8859-8 "
           "iso_8859-8:1988 visual"),
    SINGLE("ISO-8859-8-I", "ISO-8859-8", "csiso88598i iso-8859-8-i logical"),
    SINGLE("ISO-8859-10", "ISO-8859-10",
           "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"),
    SINGLE("ISO-8859-13", "ISO-8859-13", "iso-8859-13 iso8859-13 iso885913"),
    SINGLE("ISO-8859-14", "ISO-8859-14", "iso-8859-14 iso8859-14 iso885914"),
    SINGLE("ISO-8859-15", "ISO-8859-15",
           "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"),
    SINGLE("ISO-8859-16", "ISO-8859-16", "iso-8859-16"),
    SINGLE("KOI8-R", "KOI8-R", "cskoi8r koi koi8 koi8-r koi8_r"),
    SINGLE("KOI8-U", "KOI8-U", "koi8-ru koi8-u"),
    SINGLE("macintosh", "MACINTOSH", "csmacintosh mac macintosh x-mac-roman"),
    SINGLE("windows-874", "CP874",
           "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 | cp874"),
    SINGLE("windows-1250", "CP1250", "cp1250 windows-1250 x-cp1250"),
    SINGLE("windows-1251", "CP1251", "cp1251 windows-1251 x-cp1251"),
    SINGLE("windows-1253", "CP1253", "cp1253 windows-1253 x-cp1253"),
    SINGLE("windows-1254", "CP1254",
           "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 "
           "l5 latin5 "
           "windows-1254 x-cp1254"),
    SINGLE("windows-1255", "CP1255", "cp1255 windows-1255 x-cp1255"),
    SINGLE("windows-1256", "CP1256", "cp1256 windows-1256 x-cp1256"),
    SINGLE("windows-1257", "CP1257", "cp1257 windows-1257 x-cp1257"),
    SINGLE("windows-1258", "CP1258", "cp1258 windows-1258 x-cp1258"),
    SINGLE("x-mac-cyrillic", "MAC-UK", "x-mac-cyrillic x-mac-ukrainian | mac-cyrillic"),
    {"replacement", RT_SCHEME_REPLACEMENT, NULL, NULL,
     "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement"},
    {"x-user-defined", RT_SCHEME_USER_DEFINED, NULL, NULL, "x-user-defined"},
};

enum { CHARSETS = sizeof charsets / sizeof charsets[0], LABEL_MAX = 24 };

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

/* Whether one of the words of `labels` is `label`, which holds no space. */
static bool has_label(const char *labels, const char *label, size_t len)
{
    for (const char *at = labels; (at = strstr(at, label)); at++)
        if ((at == labels || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

const rt_charset *rt_charset_labelled(const char *label, size_t len)
{
    char lower[LABEL_MAX];

    while (len && is_space(label[0]))
        label++, len--;
    while (len && is_space(label[len - 1]))
        len--;
    if (len == 0 || len >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        char c = label[i];
        if (c <= ' ' || c > '~' || c == '|')
            return NULL;
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    lower[len] = '\0';
    for (size_t i = 0; i < CHARSETS; i++)
        if (has_label(charsets[i].labels, lower, len))
            return &charsets[i];
    return NULL;
}

const rt_charset *rt_charset_named(const char *name)
{
    size_t i = 0;
    while (i < CHARSETS - 1 && strcmp(charsets[i].name, name) != 0)
        i++;
    return &charsets[i];
}

const rt_charset *rt_charset_at(size_t i) { return i < CHARSETS ? &charsets[i] : NULL; }
