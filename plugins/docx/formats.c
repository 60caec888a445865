/* formats.c - see formats.h: one row a format, a few ways of making text of a number. */
#include "formats.h"

#include <kit/numbering.h>
#include <stdio.h>
#include <string.h>

#include "names.h"

/* How a format makes its text, and what of `data` is. */
typedef enum way {
    KIT,     /* as the model's numbering does */
    LETTERS, /* data: the first and the last letter; aa behind z, bb … */
    SERIES,  /* data: the signs in order, then decimal */
    DIGITS,  /* data: the ten digits */
    UNITS, /* data: pairs of a sign of Chinese counting and what stands for it; "-" leaves it out */
    LEGAL, /* the same, where ten is one ten */
    SHORT, /* the same, where a hundred is no one hundred */
    SIXTY, /* stem and branch */
    SIGNS, /* data: signs that are doubled, trebled … */
    ORDINAL,
    HEX,
    DASH,
    NOTHING
} way;

typedef struct format {
    const char *name, *data;
    int32_t numbering;
    way way;
} format;

#define N(numbering) RT_NUMBERING_##numbering
#define TRADITIONAL "万萬亿億"
#define LEGAL_TRADITIONAL "一壹二貳三參四肆五伍六陸七柒八捌九玖十拾百佰千仟万萬亿億"

/* clang-format off */
static const format formats[] = {
    {"decimal", NULL, N(DECIMAL), KIT},
    {"bullet", NULL, N(DISC), NOTHING},
    {"none", NULL, N(NONE), NOTHING},
    {"decimalZero", NULL, N(DECIMAL_ZERO), KIT},
    {"upperRoman", NULL, N(UPPER_ROMAN), KIT},
    {"lowerRoman", NULL, N(LOWER_ROMAN), KIT},
    {"upperLetter", "AZ", N(UPPER_ALPHA), LETTERS},
    {"lowerLetter", "az", N(LOWER_ALPHA), LETTERS},
    {"ordinal", NULL, N(DECIMAL), ORDINAL},
    {"hex", NULL, N(DECIMAL), HEX},
    {"chicago", "*†‡§", N(DECIMAL), SIGNS},
    {"numberInDash", NULL, N(DECIMAL), DASH},
    {"decimalFullWidth", "０１２３４５６７８９", N(DECIMAL), DIGITS},
    {"decimalFullWidth2", "０１２３４５６７８９", N(DECIMAL), DIGITS},
    {"decimalHalfWidth", NULL, N(DECIMAL), KIT},
    {"decimalEnclosedCircle", NULL, N(CIRCLED), KIT},
    {"decimalEnclosedCircleChinese", NULL, N(CIRCLED), KIT},
    {"decimalEnclosedFullstop", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", N(DECIMAL), SERIES},
    {"decimalEnclosedParen", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", N(DECIMAL), SERIES},
    {"ideographEnclosedCircle", "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", N(CJK), SERIES},
    {"chineseCounting", NULL, N(CJK), KIT},
    {"chineseCountingThousand", NULL, N(CJK), KIT},
    {"taiwaneseCounting", TRADITIONAL, N(CJK), UNITS},
    {"taiwaneseCountingThousand", TRADITIONAL, N(CJK), UNITS},
    {"japaneseCounting", "零-", N(CJK), SHORT},
    {"koreanCounting", "零-一일二이三삼四사五오六육七칠八팔九구十십百백千천万만亿억", N(DECIMAL), SHORT},
    {"chineseLegalSimplified", "一壹二贰三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟", N(CJK), LEGAL},
    {"ideographLegalTraditional", LEGAL_TRADITIONAL, N(CJK), LEGAL},
    {"japaneseLegal", "零-一壱二弐三参五伍十拾千阡万萬", N(CJK), LEGAL},
    {"ideographDigital", "〇一二三四五六七八九", N(CJK), DIGITS},
    {"japaneseDigitalTenThousand", "〇一二三四五六七八九", N(CJK), DIGITS},
    {"taiwaneseDigital", "○一二三四五六七八九", N(CJK), DIGITS},
    {"koreanDigital", "영일이삼사오육칠팔구", N(DECIMAL), DIGITS},
    {"koreanDigital2", "零一二三四五六七八九", N(CJK), DIGITS},
    {"hindiNumbers", "०१२३४५६७८९", N(DECIMAL), DIGITS},
    {"thaiNumbers", "๐๑๒๓๔๕๖๗๘๙", N(DECIMAL), DIGITS},
    {"ideographTraditional", NULL, N(CJK_HEAVENLY_STEM), KIT},
    {"ideographZodiac", NULL, N(CJK_EARTHLY_BRANCH), KIT},
    {"ideographZodiacTraditional", NULL, N(CJK_HEAVENLY_STEM), SIXTY},
    {"aiueo", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ", N(DECIMAL), SERIES},
    {"aiueoFullWidth", "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
     N(DECIMAL), SERIES},
    {"iroha", "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ", N(DECIMAL), SERIES},
    {"irohaFullWidth", "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
     N(DECIMAL), SERIES},
    {"ganada", "가나다라마바사아자차카타파하", N(DECIMAL), SERIES},
    {"chosung", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", N(DECIMAL), SERIES},
    {"russianLower", "абвгдежзиклмнопрстуфхцчшщыэюя", N(LOWER_ALPHA), SERIES},
    {"russianUpper", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ", N(UPPER_ALPHA), SERIES},
    {"hebrew2", "אבגדהוזחטיכלמנסעפצקרשת", N(DECIMAL), SERIES}};

/* clang-format on */

enum { COUNT = sizeof formats / sizeof *formats };

uint8_t rt_docx_format_of(rt_str name)
{
    for (uint8_t i = 0; i < COUNT; i++)
        if (rt_docx_is(name, formats[i].name))
            return i;
    return RT_DOCX_FORMAT_DECIMAL;
}

int32_t rt_docx_format_numbering(uint8_t at) { return formats[at].numbering; }

/* ---- Ways ----------------------------------------------------------------------------------- */

/* The n-th character of `text` from 0; empty behind its end. */
static rt_str sign_at(const char *text, int32_t n)
{
    while (*text) {
        size_t len = 1;
        while (((unsigned char)text[len] & 0xc0) == 0x80)
            len++;
        if (n-- == 0)
            return (rt_str){text, len};
        text += len;
    }
    return (rt_str){text, 0};
}

static rt_status add_decimal(rt_buffer *out, int32_t n)
{
    char text[16];
    return rt_buffer_add(out, text, (size_t)snprintf(text, sizeof text, "%d", (int)n));
}

static rt_status add_kit(rt_buffer *out, int32_t numbering, int32_t n)
{
    char text[RT_NUMBER_ROOM];
    return rt_buffer_add(out, text, rt_numbering_number(numbering, n, text));
}

/* a … z, aa, bb … zz, aaa: Word does not count aa, ab. */
static rt_status add_letters(rt_buffer *out, const format *f, int32_t n)
{
    int32_t most = f->data[1] - f->data[0] + 1, times = (n - 1) / most + 1;
    rt_status status = RT_OK;

    if (n < 1 || times > 30)
        return add_decimal(out, n);
    while (times-- > 0 && status == RT_OK)
        status = rt_buffer_add_char(out, (char)(f->data[0] + (n - 1) % most));
    return status;
}

static rt_status add_series(rt_buffer *out, const format *f, int32_t n)
{
    rt_str sign = n > 0 ? sign_at(f->data, n - 1) : RT_STR("");
    return sign.len ? rt_buffer_add_str(out, sign) : add_decimal(out, n);
}

static rt_status add_digits(rt_buffer *out, const format *f, int32_t n)
{
    char text[16];
    rt_status status = RT_OK;
    int len = snprintf(text, sizeof text, "%d", (int)n);

    for (int i = 0; i < len && status == RT_OK; i++)
        status = text[i] == '-' ? rt_buffer_add_char(out, '-')
                                : rt_buffer_add_str(out, sign_at(f->data, text[i] - '0'));
    return status;
}

/* The signs of Chinese counting, each replaced by what the format has for it. */
static rt_status add_units(rt_buffer *out, const format *f, int32_t n)
{
    char text[RT_NUMBER_ROOM + 4];
    size_t len = rt_numbering_number(RT_NUMBERING_CJK, n, text);
    rt_status status = RT_OK;
    bool bare_ten = f->way == LEGAL && len >= 3 && memcmp(text, "十", 3) == 0;

    text[len] = '\0';
    for (int32_t i = bare_ten ? -1 : 0; status == RT_OK; i++) {
        rt_str sign = i < 0 ? RT_STR("一") : sign_at(text, i);
        if (!sign.len)
            break;
        rt_str next = sign_at(text, i + 1);
        if (f->way == SHORT && rt_docx_is(sign, "一") &&
            (rt_docx_is(next, "十") || rt_docx_is(next, "百") || rt_docx_is(next, "千")))
            continue;
        for (int32_t at = 0; sign_at(f->data, at).len; at += 2) {
            rt_str from = sign_at(f->data, at);
            if (from.len == sign.len && memcmp(from.ptr, sign.ptr, sign.len) == 0) {
                sign = sign_at(f->data, at + 1);
                break;
            }
        }
        if (!rt_docx_is(sign, "-"))
            status = rt_buffer_add_str(out, sign);
    }
    return status;
}

static rt_status add_sixty(rt_buffer *out, int32_t n)
{
    if (n < 1)
        return add_decimal(out, n);
    rt_status status = add_kit(out, RT_NUMBERING_CJK_HEAVENLY_STEM, (n - 1) % 10 + 1);
    return status == RT_OK ? add_kit(out, RT_NUMBERING_CJK_EARTHLY_BRANCH, (n - 1) % 12 + 1)
                           : status;
}

static rt_status add_signs(rt_buffer *out, const format *f, int32_t n)
{
    int32_t times = (n - 1) / 4 + 1;
    rt_status status = RT_OK;

    if (n < 1 || times > 30)
        return add_decimal(out, n);
    while (times-- > 0 && status == RT_OK)
        status = rt_buffer_add_str(out, sign_at(f->data, (n - 1) % 4));
    return status;
}

static rt_status add_ordinal(rt_buffer *out, int32_t n)
{
    int32_t tens = n / 10 % 10, ones = n % 10;
    rt_status status = add_decimal(out, n);
    const char *end = tens == 1   ? "th"
                      : ones == 1 ? "st"
                      : ones == 2 ? "nd"
                      : ones == 3 ? "rd"
                                  : "th";
    return status == RT_OK ? rt_buffer_add(out, end, 2) : status;
}

rt_status rt_docx_format_add(rt_buffer *out, uint8_t at, int32_t n)
{
    const format *f = &formats[at];
    char text[24];

    switch (f->way) {
    case KIT:
        return add_kit(out, f->numbering, n);
    case LETTERS:
        return add_letters(out, f, n);
    case SERIES:
        return add_series(out, f, n);
    case DIGITS:
        return add_digits(out, f, n);
    case UNITS:
    case LEGAL:
    case SHORT:
        return add_units(out, f, n);
    case SIXTY:
        return add_sixty(out, n);
    case SIGNS:
        return add_signs(out, f, n);
    case ORDINAL:
        return add_ordinal(out, n);
    case HEX:
        return rt_buffer_add(out, text, (size_t)snprintf(text, sizeof text, "%X", (unsigned)n));
    case DASH:
        return rt_buffer_add(out, text, (size_t)snprintf(text, sizeof text, "- %d -", (int)n));
    default:
        return RT_OK;
    }
}
