/* read_common.c - the attributes that any element may have, what they say of its text, its node and
 * the blocks in it. */
#include <string.h>

#include "read.h"

int32_t rt_html_align(rt_str s)
{
    static const struct {
        const char *name;
        int32_t align;
    } names[] = {{"left", RT_ALIGN_LEFT},       {"right", RT_ALIGN_RIGHT},
                 {"center", RT_ALIGN_CENTER},   {"middle", RT_ALIGN_CENTER},
                 {"justify", RT_ALIGN_JUSTIFY}, {"char", RT_ALIGN_DECIMAL}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rt_html_same(s, names[i].name))
            return names[i].align;
    return 0;
}

static int32_t valign_of(rt_str s)
{
    return rt_html_same(s, "top")        ? RT_VALIGN_TOP
           : rt_html_same(s, "middle")   ? RT_VALIGN_MIDDLE
           : rt_html_same(s, "bottom")   ? RT_VALIGN_BOTTOM
           : rt_html_same(s, "baseline") ? RT_VALIGN_BASELINE
                                         : 0;
}

/* Attributes of presentation say what a style would; a style overrides them. */
static void presentational(html_reader *r, const html_element *e, const rt_html_token *tag,
                           html_css *css)
{
    bool image = e->does == DOES_IMAGE || e->does == DOES_MEDIA || e->does == DOES_FRAME,
         table = e->does == DOES_TABLE;
    bool part = e->flags & FLAG_TABLE || e->does == DOES_COLUMN;
    (void)r;
    for (size_t i = 0; i < tag->attr_count; i++) {
        rt_str name = tag->attrs[i].name, value = tag->attrs[i].value;
        if (rt_html_eq(name, "align") && !image)
            css->align = rt_html_align(value);
        else if (rt_html_eq(name, "valign"))
            css->valign = valign_of(value);
        else if (rt_html_eq(name, "bgcolor"))
            rt_html_colour(value, css->background);
        else if (rt_html_eq(name, "width") && (image || table || part))
            *css->width =
                rt_html_length(value, true, css->width) && *css->width != '-' ? *css->width : '\0';
        else if (rt_html_eq(name, "height") && (image || part))
            *css->height = rt_html_length(value, true, css->height) && *css->height != '-'
                               ? *css->height
                               : '\0';
    }
}

html_common rt_html_scan(html_reader *r, const html_element *e, const rt_html_token *tag,
                         html_css *css)
{
    html_common c = {{NULL, 0}, {NULL, 0}, {NULL, 0}, 0, false};
    rt_str style = {NULL, 0};
    presentational(r, e, tag, css);
    for (size_t i = 0; i < tag->attr_count; i++) {
        rt_str name = tag->attrs[i].name, value = tag->attrs[i].value;
        value.ptr = value.ptr ? value.ptr : "";
        if (rt_html_eq(name, "id") && value.len)
            c.id = rt_html_new_id(r, value) ? value : c.id; /* of two the first counts */
        else if (rt_html_eq(name, "lang") || (rt_html_eq(name, "xml:lang") && !c.language.ptr))
            c.language = value;
        else if (rt_html_eq(name, "dir"))
            c.direction = rt_html_direction(value);
        else if (rt_html_eq(name, "title"))
            c.title = value;
        else if (rt_html_eq(name, "style"))
            style = value;
        else if (rt_html_eq(name, "hidden") && e->space == IN_HTML)
            c.off = true;
    }
    if (style.ptr)
        rt_html_css_take(r, style, css);
    c.off = c.off || css->none;
    return c;
}

/* ---- Style ------------------------------------------------------------------------------ */

bool rt_html_is_text_level(const html_element *e)
{
    return e->does == DOES_INLINE || e->does == DOES_CODE || e->does == DOES_FONT ||
           e->does == DOES_INSERTED || e->does == DOES_DELETED || e->does == DOES_DATA ||
           e->does == DOES_OPTION;
}

static rt_str size_of_font(rt_str value)
{
    static const char *const sizes[] = {"7.5pt", "9.75pt", "12pt", "13.5pt",
                                        "18pt",  "24pt",   "36pt"};
    int64_t number;
    bool relative = value.len && (*value.ptr == '+' || *value.ptr == '-');
    if (!rt_html_integer(value, &number))
        return (rt_str){NULL, 0};
    number += relative ? 3 : 0;
    number = number < 1 ? 1 : number > 7 ? 7 : number;
    return (rt_str){sizes[number - 1], strlen(sizes[number - 1])};
}

void rt_html_style_of(html_reader *r, html_element *e, const rt_html_token *tag,
                      const html_common *c, html_css *css)
{
    rt_str list[WORDS] = {{NULL, 0}};
    bool text = rt_html_is_text_level(e), page = e->id == ELEMENT_HTML || e->id == ELEMENT_BODY;
    e->own.add = (uint16_t)((e->own.add & ~css->remove) | css->add);
    e->own.remove = css->remove;
    e->own.space = css->space ? css->space : e->own.space;
    if (page)
        return;
    if (e->does == DOES_FONT) {
        rt_str face = rt_html_get(tag, "face");
        const char *comma = face.len ? memchr(face.ptr, ',', face.len) : NULL;
        rt_html_colour(rt_html_get(tag, "color"), css->colour);
        list[WORD_SIZE] = size_of_font(rt_html_get(tag, "size"));
        list[WORD_FONT] =
            rt_html_trim((rt_str){face.ptr, comma ? (size_t)(comma - face.ptr) : face.len});
    }
    if (e->id == ELEMENT_SMALL || e->id == ELEMENT_BIG)
        list[WORD_SIZE] = e->id == ELEMENT_SMALL ? RT_STR("83%") : RT_STR("120%");
    if (*css->colour)
        list[WORD_COLOUR] = (rt_str){css->colour, 7};
    if (*css->background && text)
        list[WORD_BACKGROUND] = (rt_str){css->background, 7};
    if (*css->size)
        list[WORD_SIZE] = (rt_str){css->size, strlen(css->size)};
    if (css->font.ptr)
        list[WORD_FONT] = css->font;
    if (e->own.change)
        list[WORD_DATE] = rt_html_get(tag, "datetime");
    if (text) {
        list[WORD_LANGUAGE] = c->language;
        list[WORD_TITLE] = c->title;
    }
    e->own.words = rt_html_words_make(r, list, text ? c->direction : 0);
}

/* What a block that passes through hands down to the blocks in it. */
void rt_html_hand_down(html_reader *r, html_element *e, const html_common *c, const html_css *css)
{
    if (css->align || e->id == ELEMENT_CENTER)
        e->block.align = css->align ? css->align : RT_ALIGN_CENTER;
    if (e->id == ELEMENT_HTML)
        return;
    if (c->direction)
        e->block.direction = c->direction;
    if (c->language.ptr) {
        rt_str list[WORDS] = {{NULL, 0}};
        list[WORD_LANGUAGE] = c->language;
        rt_html_words_release(r, e->block.words);
        e->block.words = rt_html_words_make(r, list, 0);
    }
}

/* The attributes that any node may carry, its own or handed down. */
void rt_html_give_common(html_reader *r, const html_element *e, const html_common *c,
                         html_given *given)
{
    if (c->id.ptr)
        rt_html_give_text(given, RT_A_ID, rt_html_unescape(r, c->id));
    rt_html_give_text(given, RT_A_LANGUAGE,
                      c->language.ptr || !e->block.words ? c->language
                                                         : e->block.words->word[WORD_LANGUAGE]);
    rt_html_give_number(given, RT_A_DIRECTION, c->direction ? c->direction : e->block.direction);
}
