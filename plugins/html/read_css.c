/* read_css.c - style attributes: the properties that docs/html.md names. The last declaration that
 * is understood counts. */
#include <string.h>

#include "read.h"

typedef struct css_word {
    const char *name;
    int32_t value;
} css_word;

static int32_t word_of(const css_word *words, rt_str s)
{
    for (; words->name; words++)
        if (rt_html_same(s, words->name))
            return words->value;
    return 0;
}

/* ---- Pieces of a value ------------------------------------------------------------------ */

/* The next piece of a value: a word, a string or a function; white space, '/' and ',' part them. */
static rt_str next_piece(rt_str *s)
{
    size_t i = 0, depth = 0;
    while (s->len && memchr(" \t\n\r\f,/", *s->ptr, 7))
        *s = (rt_str){s->ptr + 1, s->len - 1};
    for (char quote = 0; i < s->len; i++) {
        char c = s->ptr[i];
        if (quote && c == '\\')
            i += i + 1 < s->len;
        else if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || c == ')')
            depth = c == '(' ? depth + 1 : depth ? depth - 1 : 0;
        else if (!depth && memchr(" \t\n\r\f,/", c, 7))
            break;
    }
    rt_str piece = {s->ptr, i};
    *s = (rt_str){s->ptr + i, s->len - i};
    return piece;
}

static bool is_string(rt_str s)
{
    return s.len >= 2 && (*s.ptr == '"' || *s.ptr == '\'') && s.ptr[s.len - 1] == *s.ptr;
}

/* A string out of its quotes, escapes undone (CSS Syntax 4.3.7). */
static void add_string(html_reader *r, rt_str s, rt_buffer *out)
{
    rt_status status = RT_OK;
    for (size_t i = 1; i + 1 < s.len && status == RT_OK; i++) {
        uint32_t point = 0;
        size_t digits = 0;
        if (s.ptr[i] != '\\') {
            status = rt_buffer_add_char(out, s.ptr[i]);
            continue;
        }
        for (i++; i + 1 < s.len && digits < 6; i++, digits++) {
            const char *hex = strchr("00112233445566778899aAbBcCdDeEfF", s.ptr[i]);
            if (!hex || !*hex)
                break;
            point = point << 4 | (uint32_t)(hex - "00112233445566778899aAbBcCdDeEfF") / 2;
        }
        if (digits) {
            i -= !(i + 1 < s.len && memchr(" \t\n\r\f", s.ptr[i], 5));
            status = rt_buffer_add_point(
                out,
                point && point < 0x110000 && (point < 0xD800 || point > 0xDFFF) ? point : 0xFFFD);
        } else if (i + 1 < s.len && s.ptr[i] != '\n') {
            status = rt_buffer_add_char(out, s.ptr[i]);
        }
    }
    r->status = status != RT_OK ? status : r->status;
}

/* ---- Properties ------------------------------------------------------------------------- */

static void take_length(rt_str value, char out[32], bool negative)
{
    char length[32];
    if (rt_html_length(value, false, length) && (negative || *length != '-'))
        memcpy(out, length, sizeof length);
}

static void mark(html_css *css, uint16_t which, bool on)
{
    css->add = (uint16_t)(on ? css->add | which : css->add & ~which);
    css->remove = (uint16_t)(on ? css->remove & ~which : css->remove | which);
}

static void take_weight(html_css *css, rt_str value)
{
    int64_t number;
    if (rt_html_integer(value, &number))
        mark(css, RT_MARK_BOLD, number >= 600);
    else if (rt_html_same(value, "bold") || rt_html_same(value, "bolder"))
        mark(css, RT_MARK_BOLD, true);
    else if (rt_html_same(value, "normal") || rt_html_same(value, "lighter"))
        mark(css, RT_MARK_BOLD, false);
}

static void take_decoration(html_css *css, rt_str value)
{
    for (rt_str piece = next_piece(&value); piece.len; piece = next_piece(&value)) {
        if (rt_html_same(piece, "underline"))
            mark(css, RT_MARK_UNDERLINE, true);
        else if (rt_html_same(piece, "line-through"))
            mark(css, RT_MARK_STRIKE, true);
    }
}

static void take_size(html_css *css, rt_str value)
{
    static const struct {
        const char *name, *size;
    } sizes[] = {{"xx-small", "6.75pt"}, {"x-small", "7.5pt"}, {"small", "9.75pt"},
                 {"medium", "12pt"},     {"large", "13.5pt"},  {"x-large", "18pt"},
                 {"xx-large", "24pt"},   {"smaller", "83%"},   {"larger", "120%"}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (rt_html_same(value, sizes[i].name))
            memcpy(css->size, sizes[i].size, strlen(sizes[i].size) + 1);
    if (!rt_html_ratio(value, css->size))
        take_length(value, css->size, false);
}

static void take_font(html_reader *r, html_css *css, rt_str value)
{
    size_t end = 0;
    rt_buffer_clear(&r->css_font);
    rt_str first = value, piece = next_piece(&first);
    if (is_string(piece)) {
        add_string(r, piece, &r->css_font);
    } else {
        while (end < value.len && value.ptr[end] != ',')
            end++;
        rt_str name = rt_html_trim((rt_str){value.ptr, end});
        if (rt_html_same(name, "inherit") || rt_html_same(name, "initial") ||
            rt_buffer_add_str(&r->css_font, name) != RT_OK)
            return;
    }
    css->font = (rt_str){r->css_font.len ? r->css_font.data : "", r->css_font.len};
}

static void take_list_style(html_reader *r, html_css *css, rt_str value)
{
    static const css_word types[] = {{"decimal", RT_NUMBERING_DECIMAL},
                                     {"decimal-leading-zero", RT_NUMBERING_DECIMAL_ZERO},
                                     {"lower-alpha", RT_NUMBERING_LOWER_ALPHA},
                                     {"lower-latin", RT_NUMBERING_LOWER_ALPHA},
                                     {"upper-alpha", RT_NUMBERING_UPPER_ALPHA},
                                     {"upper-latin", RT_NUMBERING_UPPER_ALPHA},
                                     {"lower-roman", RT_NUMBERING_LOWER_ROMAN},
                                     {"upper-roman", RT_NUMBERING_UPPER_ROMAN},
                                     {"disc", RT_NUMBERING_DISC},
                                     {"circle", RT_NUMBERING_CIRCLE},
                                     {"square", RT_NUMBERING_SQUARE},
                                     {"none", RT_NUMBERING_NONE},
                                     {"simp-chinese-informal", RT_NUMBERING_CJK},
                                     {"trad-chinese-informal", RT_NUMBERING_CJK},
                                     {"japanese-informal", RT_NUMBERING_CJK},
                                     {"cjk-ideographic", RT_NUMBERING_CJK},
                                     {"cjk-decimal", RT_NUMBERING_CJK},
                                     {"cjk-parenthesized", RT_NUMBERING_CJK_PARENTHESIZED},
                                     {"circled", RT_NUMBERING_CIRCLED},
                                     {"cjk-heavenly-stem", RT_NUMBERING_CJK_HEAVENLY_STEM},
                                     {"cjk-earthly-branch", RT_NUMBERING_CJK_EARTHLY_BRANCH},
                                     {0}};
    for (rt_str piece = next_piece(&value); piece.len; piece = next_piece(&value)) {
        int32_t type = word_of(types, piece);
        css->numbering = type ? type : css->numbering;
        if (!is_string(piece))
            continue;
        rt_buffer_clear(&r->css_label);
        add_string(r, piece, &r->css_label);
        size_t len = r->css_label.len;
        len -= len && r->css_label.data[len - 1] == ' ';
        css->label = (rt_str){len ? r->css_label.data : "", len};
    }
}

static uint8_t margin_of(rt_str value)
{
    if (rt_html_same(value, "auto"))
        return 2;
    return value.len == 1 && *value.ptr == '0' ? 1 : 0;
}

/* One or two: margin-inline; margin has the sides second and fourth. */
static void take_margins(html_css *css, rt_str value, bool inside)
{
    rt_str side[4] = {{0}};
    int count = 0;
    for (rt_str piece = next_piece(&value); piece.len && count < 4; piece = next_piece(&value))
        side[count++] = piece;
    if (!count)
        return;
    if (inside) {
        css->start = margin_of(side[0]);
        css->end = margin_of(side[count > 1]);
        return;
    }
    css->right = margin_of(side[count > 1]);
    css->left = margin_of(side[count > 3 ? 3 : count > 1]);
    if (css->left == 0)
        take_length(side[count > 3 ? 3 : count > 1], css->indent, true);
}

static void take_counter(rt_str value, bool *has, int32_t *to)
{
    int64_t number = 0;
    rt_str name = next_piece(&value);
    if (!rt_html_same(name, "list-item") || !rt_html_integer(value, &number) ||
        number < -1000000001 || number > 1000000000)
        return;
    *has = true;
    *to = (int32_t)number;
}

static void take_align(html_css *css, rt_str value)
{
    static const css_word words[] = {{"start", RT_ALIGN_START},
                                     {"center", RT_ALIGN_CENTER},
                                     {"end", RT_ALIGN_END},
                                     {"justify", RT_ALIGN_JUSTIFY},
                                     {"left", RT_ALIGN_LEFT},
                                     {"right", RT_ALIGN_RIGHT},
                                     {"-webkit-center", RT_ALIGN_CENTER},
                                     {"-moz-center", RT_ALIGN_CENTER},
                                     {0}};
    int32_t align = is_string(value) ? RT_ALIGN_DECIMAL : word_of(words, value);
    css->align = align ? align : css->align;
}

static void take_position(html_css *css, rt_str value)
{
    static const css_word words[] = {{"top", RT_VALIGN_TOP},
                                     {"middle", RT_VALIGN_MIDDLE},
                                     {"bottom", RT_VALIGN_BOTTOM},
                                     {"baseline", RT_VALIGN_BASELINE},
                                     {0}};
    css->valign = word_of(words, value);
    if (rt_html_same(value, "sub"))
        mark(css, RT_MARK_SUB, true);
    if (rt_html_same(value, "super"))
        mark(css, RT_MARK_SUP, true);
}

static void take_break(bool *breaks, rt_str value)
{
    static const css_word words[] = {{"page", 1},  {"always", 1}, {"all", 1},   {"left", 1},
                                     {"right", 1}, {"recto", 1},  {"verso", 1}, {0}};
    *breaks = word_of(words, value) != 0;
}

static void take_space(html_css *css, rt_str value)
{
    static const css_word words[] = {{"normal", SPACE_COLLAPSED},
                                     {"nowrap", SPACE_COLLAPSED},
                                     {"pre", SPACE_KEPT},
                                     {"pre-wrap", SPACE_KEPT},
                                     {"break-spaces", SPACE_KEPT},
                                     {"pre-line", SPACE_LINES},
                                     {0}};
    int32_t space = word_of(words, value);
    css->space = space ? (uint8_t)space : css->space;
}

/* ---- Declarations ----------------------------------------------------------------------- */

enum property {
    COLOUR = 1,
    BACKGROUND,
    SIZE,
    FONT,
    WEIGHT,
    SLANT,
    VARIANT,
    DECORATION,
    POSITION,
    SPACE,
    DISPLAY,
    ALIGN,
    INDENT,
    FIRST_LINE,
    WIDTH,
    HEIGHT,
    LEFT,
    RIGHT,
    END,
    INLINE,
    MARGIN,
    LIST,
    RESET,
    SET,
    BEFORE,
    AFTER
};

static const css_word properties[] = {{"color", COLOUR},
                                      {"background-color", BACKGROUND},
                                      {"background", BACKGROUND},
                                      {"font-size", SIZE},
                                      {"font-family", FONT},
                                      {"font-weight", WEIGHT},
                                      {"font-style", SLANT},
                                      {"font-variant", VARIANT},
                                      {"font-variant-caps", VARIANT},
                                      {"text-decoration", DECORATION},
                                      {"text-decoration-line", DECORATION},
                                      {"vertical-align", POSITION},
                                      {"white-space", SPACE},
                                      {"display", DISPLAY},
                                      {"text-align", ALIGN},
                                      {"margin-inline-start", INDENT},
                                      {"text-indent", FIRST_LINE},
                                      {"width", WIDTH},
                                      {"height", HEIGHT},
                                      {"margin-left", LEFT},
                                      {"margin-right", RIGHT},
                                      {"margin-inline-end", END},
                                      {"margin-inline", INLINE},
                                      {"margin", MARGIN},
                                      {"list-style-type", LIST},
                                      {"list-style", LIST},
                                      {"counter-reset", RESET},
                                      {"counter-set", SET},
                                      {"break-before", BEFORE},
                                      {"page-break-before", BEFORE},
                                      {"break-after", AFTER},
                                      {"page-break-after", AFTER},
                                      {0}};

static void take_background(html_css *css, rt_str value)
{
    for (rt_str piece = next_piece(&value); piece.len; piece = next_piece(&value))
        if (rt_html_colour(piece, css->background))
            return;
}

static void declare(html_reader *r, html_css *css, rt_str name, rt_str value)
{
    switch (word_of(properties, name)) {
    case COLOUR:
        rt_html_colour(value, css->colour);
        break;
    case BACKGROUND:
        take_background(css, value);
        break;
    case SIZE:
        take_size(css, value);
        break;
    case FONT:
        take_font(r, css, value);
        break;
    case WEIGHT:
        take_weight(css, value);
        break;
    case SLANT:
        mark(css, RT_MARK_ITALIC, rt_html_same(value, "italic") || rt_html_same(value, "oblique"));
        break;
    case VARIANT:
        mark(css, RT_MARK_SMALL_CAPS, rt_html_has_word(value, "small-caps"));
        break;
    case DECORATION:
        take_decoration(css, value);
        break;
    case POSITION:
        take_position(css, value);
        break;
    case SPACE:
        take_space(css, value);
        break;
    case DISPLAY:
        css->none = rt_html_same(value, "none");
        break;
    case ALIGN:
        take_align(css, value);
        break;
    case INDENT:
        css->start = margin_of(value);
        take_length(value, css->indent, true);
        break;
    case FIRST_LINE:
        take_length(value, css->first_line, true);
        break;
    case WIDTH:
        take_length(value, css->width, false);
        break;
    case HEIGHT:
        take_length(value, css->height, false);
        break;
    case LEFT:
        css->left = margin_of(value);
        take_length(value, css->indent, true);
        break;
    case RIGHT:
        css->right = margin_of(value);
        break;
    case END:
        css->end = margin_of(value);
        break;
    case INLINE:
        take_margins(css, value, true);
        break;
    case MARGIN:
        take_margins(css, value, false);
        break;
    case LIST:
        take_list_style(r, css, value);
        break;
    case RESET:
        take_counter(value, &css->reset, &css->reset_to);
        break;
    case SET:
        take_counter(value, &css->set, &css->set_to);
        break;
    case BEFORE:
        take_break(&css->break_before, value);
        break;
    case AFTER:
        take_break(&css->break_after, value);
        break;
    default:
        break;
    }
}

static rt_str without_importance(rt_str value)
{
    size_t i = value.len;
    while (i && value.ptr[i - 1] != '!')
        i--;
    if (i && rt_html_same(rt_html_trim((rt_str){value.ptr + i, value.len - i}), "important"))
        value.len = i - 1;
    return rt_html_trim(value);
}

/* Behind a comment at the front of `s`, or 0. */
static size_t comment(rt_str s)
{
    if (s.len < 2 || s.ptr[0] != '/' || s.ptr[1] != '*')
        return 0;
    const char *end = memmem(s.ptr + 2, s.len - 2, "*/", 2);
    return end ? (size_t)(end - s.ptr) + 2 : s.len;
}

/* How long a declaration is, up to its semicolon; *colon is where its value begins, or its length.
 */
static size_t declaration(rt_str s, size_t *colon)
{
    size_t i = 0, depth = 0;
    *colon = 0;
    for (char quote = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\\')
            i += i + 1 < s.len;
        else if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || c == '[' || c == '{')
            depth++;
        else if ((c == ')' || c == ']' || c == '}') && depth)
            depth--;
        else if (c == ':' && !*colon)
            *colon = i + 1;
        else if (c == ';' && !depth)
            break;
    }
    *colon = *colon ? *colon : i;
    return i;
}

void rt_html_css_take(html_reader *r, rt_str style, html_css *css)
{
    while (style.len) {
        size_t colon, skip = comment(style);
        if (skip || memchr(" \t\n\r\f;", *style.ptr, 6)) {
            skip = skip ? skip : 1;
            style = (rt_str){style.ptr + skip, style.len - skip};
            continue;
        }
        size_t len = declaration(style, &colon);
        rt_str name =
            rt_html_trim((rt_str){style.ptr, colon ? colon - (style.ptr[colon - 1] == ':') : 0});
        declare(r, css, name, without_importance((rt_str){style.ptr + colon, len - colon}));
        style = (rt_str){style.ptr + len, style.len - len};
    }
}
