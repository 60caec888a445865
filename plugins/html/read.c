/* read.c - a page as a report: the loop over tokens, and what an element's start, end and text mean to the report.
 *
 * Owns the decision by element; how it is done stands in read_*.c, how elements come to be open in tree*.c. */
#include <string.h>

#include "tree.h"

/* ---- Events --------------------------------------------------------------------------------------------------- */

void rt_html_send(html_reader *r, uint32_t kind, const rt_attr *attrs, size_t count, const rt_pos *pos)
{
    rt_node node = {.size = sizeof node, .kind = kind, .attrs = attrs, .attr_count = count, .pos = *pos};
    if (r->status == RT_OK)
        r->status = r->sink->enter(r->sink, &node);
}

void rt_html_send_text(html_reader *r, rt_str text)
{
    if (r->shown_at != NONE && r->status == RT_OK)
        r->status = rt_buffer_add_str(&r->shown_text, text);
    if (r->status == RT_OK && text.len)
        r->status = r->sink->text(r->sink, text);
}

void rt_html_send_leave(html_reader *r, uint32_t kind)
{
    if (r->status == RT_OK)
        r->status = r->sink->leave(r->sink, kind);
}

void rt_html_lost(html_reader *r, rt_loss_class loss, const char *what) { r->host->lost(r->host, loss, &r->pos, what); }

/* ---- Captures: text that becomes an attribute -------------------------------------------------------------------- */

void rt_html_capture(html_reader *r, uint32_t at, html_capture what)
{
    if (r->capture)
        return;
    r->capture = what;
    r->capture_at = at;
    r->capture_edge = true;
    r->capture_space = false;
    rt_buffer_clear(&r->captured);
}

rt_str rt_html_captured(html_reader *r)
{
    r->capture = CAPTURE_NONE;
    return (rt_str){r->captured.data ? r->captured.data : "", r->captured.len};
}

static void capture_text(html_reader *r, uint32_t at, rt_str text)
{
    bool kept = r->stack[at].style.space == SPACE_KEPT || r->capture == CAPTURE_TITLE || r->capture == CAPTURE_OPTION;
    for (size_t i = 0; i < text.len && r->status == RT_OK; i++) {
        char c = text.ptr[i];
        if (!kept && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            r->capture_space = !r->capture_edge;
            continue;
        }
        if (r->capture_space)
            r->status = rt_buffer_add_char(&r->captured, ' ');
        r->capture_space = r->capture_edge = false;
        if (r->status == RT_OK)
            r->status = rt_buffer_add_char(&r->captured, c);
    }
}

static void capture_break(html_reader *r)
{
    r->capture_space = false;
    r->capture_edge = true;
    if (r->status == RT_OK)
        r->status = rt_buffer_add_char(&r->captured, '\n');
}

void rt_html_collapse(html_reader *r, rt_str s, rt_buffer *out)
{
    size_t begin = out->len;
    bool space = false;
    for (size_t i = 0; i < s.len && r->status == RT_OK; i++) {
        char c = s.ptr[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            space = out->len > begin;
            continue;
        }
        if (space)
            r->status = rt_buffer_add_char(out, ' ');
        space = false;
        if (r->status == RT_OK)
            r->status = rt_buffer_add_char(out, c);
    }
}

/* ---- What an element inherits ----------------------------------------------------------------------------------- */

void rt_html_inherit(html_reader *r, uint32_t at)
{
    static const html_style plain = {.space = SPACE_COLLAPSED};
    html_element *e = &r->stack[at];
    const html_element *parent = at ? &r->stack[e->parent] : NULL;
    html_style before = e->style;
    e->style = rt_html_style_add(r, parent ? &parent->style : &plain, &e->own);
    rt_html_style_drop(r, &before);
    e->hidden = e->off || (parent && parent->hidden);
    e->around_at = e->around && e->around->kind != RT_PAGE_BREAK ? at : parent ? parent->around_at : NONE;
}

static void take_place(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (!at)
        return;
    const html_element *parent = &r->stack[e->parent];
    e->frame = parent->frame;
    e->line = parent->line;
    e->block = parent->block;
    if (e->block.words)
        e->block.words->refs++;
}

/* ---- Attributes that any element may have ------------------------------------------------------------------------- */

typedef struct common { rt_str id, language, title; int32_t direction; bool off; } common;

static int32_t direction_of(rt_str s)
{
    return rt_html_same(s, "ltr") ? RT_DIRECTION_LTR : rt_html_same(s, "rtl") ? RT_DIRECTION_RTL : rt_html_same(s, "auto") ? RT_DIRECTION_AUTO : 0;
}

static int32_t align_of(rt_str s)
{
    static const struct { const char *name; int32_t align; } names[] = {
        {"left", RT_ALIGN_LEFT}, {"right", RT_ALIGN_RIGHT}, {"center", RT_ALIGN_CENTER}, {"middle", RT_ALIGN_CENTER},
        {"justify", RT_ALIGN_JUSTIFY}, {"char", RT_ALIGN_DECIMAL}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rt_html_same(s, names[i].name))
            return names[i].align;
    return 0;
}

static int32_t valign_of(rt_str s)
{
    return rt_html_same(s, "top") ? RT_VALIGN_TOP : rt_html_same(s, "middle") ? RT_VALIGN_MIDDLE : rt_html_same(s, "bottom") ? RT_VALIGN_BOTTOM
         : rt_html_same(s, "baseline") ? RT_VALIGN_BASELINE : 0;
}

/* Attributes of presentation say what a style would; a style overrides them. */
static void presentational(html_reader *r, const html_element *e, const rt_html_token *tag, html_css *css)
{
    bool image = e->does == DOES_IMAGE || e->does == DOES_MEDIA || e->does == DOES_FRAME, table = e->does == DOES_TABLE;
    bool part = e->flags & FLAG_TABLE || e->does == DOES_COLUMN;
    (void)r;
    for (size_t i = 0; i < tag->attr_count; i++) {
        rt_str name = tag->attrs[i].name, value = tag->attrs[i].value;
        if (rt_html_eq(name, "align") && !image)
            css->align = align_of(value);
        else if (rt_html_eq(name, "valign"))
            css->valign = valign_of(value);
        else if (rt_html_eq(name, "bgcolor"))
            rt_html_colour(value, css->background);
        else if (rt_html_eq(name, "width") && (image || table || part))
            *css->width = rt_html_length(value, true, css->width) && *css->width != '-' ? *css->width : '\0';
        else if (rt_html_eq(name, "height") && (image || part))
            *css->height = rt_html_length(value, true, css->height) && *css->height != '-' ? *css->height : '\0';
    }
}

static common scan(html_reader *r, const html_element *e, const rt_html_token *tag, html_css *css)
{
    common c = {{NULL, 0}, {NULL, 0}, {NULL, 0}, 0, false};
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
            c.direction = direction_of(value);
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

/* ---- Style ------------------------------------------------------------------------------------------------------------ */

static bool is_text_level(const html_element *e)
{
    return e->does == DOES_INLINE || e->does == DOES_CODE || e->does == DOES_FONT || e->does == DOES_INSERTED || e->does == DOES_DELETED ||
           e->does == DOES_DATA || e->does == DOES_OPTION;
}

static rt_str size_of_font(rt_str value)
{
    static const char *const sizes[] = {"7.5pt", "9.75pt", "12pt", "13.5pt", "18pt", "24pt", "36pt"};
    int64_t number;
    bool relative = value.len && (*value.ptr == '+' || *value.ptr == '-');
    if (!rt_html_integer(value, &number))
        return (rt_str){NULL, 0};
    number += relative ? 3 : 0;
    number = number < 1 ? 1 : number > 7 ? 7 : number;
    return (rt_str){sizes[number - 1], strlen(sizes[number - 1])};
}

static void style_of(html_reader *r, html_element *e, const rt_html_token *tag, const common *c, html_css *css)
{
    rt_str list[WORDS] = {{NULL, 0}};
    bool text = is_text_level(e), page = e->id == ELEMENT_HTML || e->id == ELEMENT_BODY;
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
        list[WORD_FONT] = rt_html_trim((rt_str){face.ptr, comma ? (size_t)(comma - face.ptr) : face.len});
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
static void hand_down(html_reader *r, html_element *e, const common *c, const html_css *css)
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
static void give_common(html_reader *r, const html_element *e, const common *c, html_given *given)
{
    if (c->id.ptr)
        rt_html_give_text(given, RT_A_ID, rt_html_unescape(r, c->id));
    rt_html_give_text(given, RT_A_LANGUAGE, c->language.ptr || !e->block.words ? c->language : e->block.words->word[WORD_LANGUAGE]);
    rt_html_give_number(given, RT_A_DIRECTION, c->direction ? c->direction : e->block.direction);
}

/* ---- By element -------------------------------------------------------------------------------------------------------- */

static void give_length(html_given *given, uint32_t attr, const char *length)
{
    if (*length)
        rt_html_give_text(given, attr, (rt_str){length, strlen(length)});
}

static void page_break(html_reader *r, uint32_t at, const html_given *given)
{
    html_element *e = &r->stack[at];
    rt_html_flow_go(r, e->line);
    uint32_t kind = r->frames[rt_html_frame_inner(r, e->frame)].kind;
    bool front = (kind == RT_CELL || kind == RT_ITEM || kind == RT_DEFINITION) && !r->frames[rt_html_frame_inner(r, e->frame)].started;
    bool holds = kind == RT_PARAGRAPH || kind == RT_HEADING || kind == RT_CAPTION || kind == RT_TERM || kind == RT_CODE_BLOCK;
    if (is_text_level(e) || e->does == DOES_BREAK ? rt_html_flow(r)->open || front || holds : false)
        rt_html_flow_break(r, at, RT_PAGE_BREAK, given);
    else
        rt_html_block_leaf(r, at, RT_PAGE_BREAK, given);
}

static void open_paragraph(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given, const html_css *css)
{
    const html_element *e = &r->stack[at];
    if (!tag || r->frames[e->frame].facts) { /* one that an end tag implies holds nothing */
        rt_html_block_pass(r, at);
        return;
    }
    rt_html_give_number(given, RT_A_ALIGN, css->align ? css->align : e->block.align);
    give_length(given, RT_A_INDENT, css->indent);
    give_length(given, RT_A_FIRST_LINE, css->first_line);
    give_length(given, RT_A_BACKGROUND, css->background);
    rt_html_block_open(r, at, RT_PARAGRAPH, given, false);
}

static void open_heading(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given, const html_css *css)
{
    html_element *e = &r->stack[at];
    int64_t level = 0;
    bool stated = rt_html_integer(rt_html_get(tag, "aria-level"), &level) && level >= 1 && level <= 999;
    if (!stated)
        level = e->flags & FLAG_HEADING ? e->id - ELEMENT_H1 + 1 : 0;
    rt_html_give_number(given, RT_A_ALIGN, css->align ? css->align : e->block.align);
    if (!r->begun && !r->waiting && r->shown_at == NONE && rt_html_has_word(rt_html_get(tag, "class"), "title") &&
        r->frames[rt_html_frame_inner(r, e->frame)].kind == RT_REPORT) {
        rt_html_title_send(r);
        r->shown_at = at;
        rt_buffer_clear(&r->shown_text);
        rt_html_hold(r);
    }
    rt_html_heading(r, at, given, (int32_t)level);
}

static int32_t numbering_of(rt_str type)
{
    static const struct { const char *name; int32_t numbering; } types[] = {
        {"1", RT_NUMBERING_DECIMAL}, {"a", RT_NUMBERING_LOWER_ALPHA}, {"A", RT_NUMBERING_UPPER_ALPHA}, {"i", RT_NUMBERING_LOWER_ROMAN},
        {"I", RT_NUMBERING_UPPER_ROMAN}, {"disc", RT_NUMBERING_DISC}, {"circle", RT_NUMBERING_CIRCLE}, {"square", RT_NUMBERING_SQUARE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (rt_html_eq(type, types[i].name))
            return types[i].numbering;
    return 0;
}

static void open_list(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given, const html_css *css)
{
    html_element *e = &r->stack[at];
    int64_t start;
    if (r->frames[e->frame].notes) { /* its items are the notes */
        rt_html_block_pass(r, at);
        bool foot = r->frames[e->frame].foot;
        html_frame *frame = rt_html_frame_push(r, at, 0);
        if (frame) {
            frame->notes = true;
            frame->foot = foot;
        }
        return;
    }
    if (e->id == ELEMENT_OL)
        rt_html_give_int(given, RT_A_ORDERED, 1);
    rt_html_give_number(given, RT_A_NUMBERING, css->numbering ? css->numbering : numbering_of(rt_html_get(tag, "type")));
    if (e->id == ELEMENT_OL && rt_html_integer(rt_html_get(tag, "start"), &start) && start >= -1000000000 && start <= 1000000000)
        rt_html_give_int(given, RT_A_FIRST, (int32_t)start);
    else if (css->reset)
        rt_html_give_int(given, RT_A_FIRST, css->reset_to + 1); /* the first item adds one */
    rt_html_block_open(r, at, RT_LIST, given, false);
}

static void open_item(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given, const html_css *css)
{
    int64_t value;
    rt_html_give_text(given, RT_A_LABEL, css->label);
    if (rt_html_integer(rt_html_get(tag, "value"), &value) && value >= -1000000000 && value <= 1000000000)
        rt_html_give_int(given, RT_A_COUNTER, (int32_t)value);
    else if (css->set)
        rt_html_give_int(given, RT_A_COUNTER, css->set_to);
    rt_html_block_open(r, at, RT_ITEM, given, rt_html_has_word(rt_html_get(tag, "class"), "task-list-item"));
}

static int32_t table_align(const html_css *css)
{
    if (css->align && css->align != RT_ALIGN_JUSTIFY && css->align != RT_ALIGN_DECIMAL)
        return css->align; /* of the attribute: text-align does not say where a table stands */
    if (css->start == 2 && css->end == 2)
        return RT_ALIGN_CENTER;
    if (css->start || css->end)
        return css->end == 2 ? RT_ALIGN_START : css->start == 2 ? RT_ALIGN_END : 0;
    if (css->left == 2 || css->right == 2)
        return css->left == css->right ? RT_ALIGN_CENTER : css->right == 2 ? RT_ALIGN_LEFT : RT_ALIGN_RIGHT;
    return 0;
}

static void open_table(html_reader *r, uint32_t at, const rt_html_token *tag, html_given *given, html_css *css)
{
    rt_str alt = rt_html_get(tag, "aria-label");
    css->align = align_of(rt_html_get(tag, "align"));
    rt_html_give_number(given, RT_A_ALIGN, table_align(css));
    give_length(given, RT_A_WIDTH, css->width);
    give_length(given, RT_A_BACKGROUND, css->background);
    rt_html_give_text(given, RT_A_TITLE, rt_html_get(tag, "title"));
    rt_html_give_text(given, RT_A_ALT, alt.ptr ? alt : rt_html_get(tag, "summary"));
    rt_html_table_open(r, at, given);
}

/* A caption stands first, wherever it stands in the page. */
static void open_figure(html_reader *r, uint32_t at, const html_given *given)
{
    html_frame *frame = rt_html_block_open(r, at, RT_FIGURE, given, false);
    if (!frame)
        return;
    rt_html_hold(r);
    frame = rt_html_frame_of(r, at);
    frame->mark = r->status == RT_OK ? rt_html_slot_mark(r) : NULL;
}

static void open_figcaption(html_reader *r, uint32_t at, const html_given *given)
{
    uint32_t number = rt_html_frame_inner(r, r->stack[at].frame);
    html_frame *figure = &r->frames[number];
    bool child = r->stack[r->stack[at].parent].does == DOES_FIGURE;
    if (!child || figure->kind != RT_FIGURE || !figure->mark || r->status != RT_OK) {
        rt_html_block_pass(r, at);
        return;
    }
    rt_html_block_pass(r, at);
    html_slot *mark = figure->mark, *back = r->order.current;
    figure->mark = NULL;
    rt_html_slot_go(r, mark);
    html_frame *frame = rt_html_block_open(r, at, RT_CAPTION, given, false);
    if (frame)
        frame->mark = back;
}

static void close_framed(html_reader *r, uint32_t at)
{
    uint8_t does = r->stack[at].does;
    html_slot *back = does == DOES_TITLE_OF_FIGURE ? rt_html_frame_of(r, at)->mark : NULL;
    rt_html_block_close(r, at);
    if (back)
        rt_html_slot_go(r, back);
    if (does == DOES_FIGURE)
        rt_html_release(r);
}

/* A section waits to see whether it begins with a heading. */
static void open_section(html_reader *r, uint32_t at, const rt_html_token *tag, const html_given *given)
{
    rt_html_block_pass(r, at);
    bool facts = rt_html_has_word(rt_html_get(tag, "class"), "facts");
    uint32_t kind = r->frames[rt_html_frame_inner(r, r->stack[at].frame)].kind;
    html_frame *frame = rt_html_frame_push(r, at, 0);
    if (!frame)
        return;
    frame->facts = facts;
    if (facts || (kind != RT_REPORT && kind != RT_SECTION)) {
        for (size_t i = 0; i < given->count; i++)
            if (given->list[i].id == RT_A_ID)
                rt_html_bookmark(r, at, given->list[i].text, NULL);
        return;
    }
    frame->attrs = rt_html_attrs_copy(r, given->list, given->count);
    frame->attr_count = frame->attrs ? given->count : 0;
    frame->waits = true;
    r->waiting++;
}

/* The first code in a block of code is that block. */
static void open_code(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    html_frame *frame = &r->frames[rt_html_frame_inner(r, e->frame)];
    rt_str classes = rt_html_get(tag, "class");
    if (frame->kind != RT_CODE_BLOCK || !frame->pending)
        return;
    e->own.add = (uint16_t)(e->own.add & ~RT_MARK_CODE);
    rt_html_inherit(r, at);
    for (size_t i = 0, begin = 0; i <= classes.len; i++)
        if (i == classes.len || memchr(" \t\n\r\f", classes.ptr[i], 5)) {
            if (i - begin > 9 && strncasecmp(classes.ptr + begin, "language-", 9) == 0) {
                rt_str name = rt_html_unescape(r, (rt_str){classes.ptr + begin + 9, i - begin - 9});
                rt_html_attrs_add(r, &frame->attrs, &frame->attr_count, &(rt_attr){.id = RT_A_CODE_LANGUAGE, .text = name});
            } else if (i - begin == 9 && strncasecmp(classes.ptr + begin, "language-", 9) == 0) {
                rt_html_attrs_add(r, &frame->attrs, &frame->attr_count, &(rt_attr){.id = RT_A_CODE_LANGUAGE, .text = {"", 0}});
            }
            begin = i + 1;
        }
    rt_html_frame_send(r, rt_html_frame_inner(r, e->frame));
}

static void open_reading(html_reader *r, uint32_t at)
{
    for (uint32_t i = r->stack[at].around_at; i != NONE; i = i ? r->stack[r->stack[i].parent].around_at : NONE)
        if (r->stack[i].around->kind == RT_RUBY) {
            if (!r->capture && rt_html_flow_node(r, at))
                rt_html_capture(r, at, CAPTURE_READING);
            return;
        }
}

static void text_in(html_reader *r, uint32_t at, rt_str text)
{
    if (r->capture)
        capture_text(r, at, text);
    else if (r->select_at == NONE && r->fact_at == NONE)
        rt_html_flow_text(r, at, text);
}

static void open_quotation(html_reader *r, uint32_t at, bool end)
{
    bool inner = false;
    for (uint32_t i = r->stack[at].below; i != NONE; i = r->stack[i].below)
        inner = !inner;
    text_in(r, at, end ? (inner ? RT_STR("’") : RT_STR("”")) : (inner ? RT_STR("‘") : RT_STR("“")));
}

/* A span that is the number of a heading. */
static bool open_number(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    rt_str classes = rt_html_get(tag, "class");
    const html_frame *frame = &r->frames[rt_html_frame_inner(r, e->frame)];
    if (frame->kind != RT_HEADING || !frame->pending || r->capture || !classes.len)
        return false;
    bool section = rt_html_has_word(classes, "section-number") || rt_html_has_word(classes, "header-section-number") || rt_html_has_word(classes, "secno");
    if (!section && !rt_html_has_word(classes, "heading-number"))
        return false;
    e->does = DOES_NUMBER;
    e->breaks = section;
    rt_html_capture(r, at, CAPTURE_NUMBER);
    return true;
}

static void close_number(html_reader *r, uint32_t at)
{
    html_frame *frame = &r->frames[rt_html_frame_inner(r, r->stack[at].frame)];
    if (r->capture != CAPTURE_NUMBER || frame->kind != RT_HEADING)
        return;
    html_frame *section = &r->frames[frame->parent];
    if (r->stack[at].breaks && section->kind == RT_SECTION && section->pending)
        frame = section;
    rt_attr attr = {.id = RT_A_NUMBER, .text = rt_html_captured(r)};
    rt_html_attrs_add(r, &frame->attrs, &frame->attr_count, &attr);
}

static bool says_nothing(const rt_html_token *tag)
{
    for (size_t i = 0; i < tag->attr_count; i++)
        if (!rt_html_eq(tag->attrs[i].name, "lang") && !rt_html_eq(tag->attrs[i].name, "dir"))
            return false;
    return true;
}

/* Text of its own: an id waits for it. A span that says nothing and holds nothing is a place without a name. */
static void wait_for_text(html_reader *r, uint32_t at, const common *c)
{
    html_element *e = &r->stack[at];
    bool bare = e->id == ELEMENT_SPAN && r->tag && says_nothing(r->tag);
    if ((!c->id.ptr && !bare) || r->capture)
        return;
    e->bookmark = rt_html_copy(r, c->id.ptr ? rt_html_unescape(r, c->id) : (rt_str){"", 0});
    r->bookmarks += e->bookmark.ptr != NULL;
}

static void open_text_level(html_reader *r, uint32_t at, const rt_html_token *tag, const common *c, const html_css *css, const html_given *given)
{
    html_element *e = &r->stack[at];
    if (tag && tag->attr_count && open_number(r, at, tag))
        return;
    if (css->break_before || css->break_after) { /* an empty one is a page break with its attributes */
        page_break(r, at, given);
        return;
    }
    if (e->does != DOES_OPTION || r->select_at == NONE)
        wait_for_text(r, at, c);
    switch (e->does) {
    case DOES_CODE:
        open_code(r, at, tag);
        break;
    case DOES_DATA:
        rt_html_data_open(r, at, tag);
        break;
    case DOES_OPTION:
        rt_html_option(r, at, tag, given);
        break;
    default:
        if (e->id == ELEMENT_Q)
            open_quotation(r, at, false);
    }
}

static void open_block(html_reader *r, uint32_t at, const common *c, const html_css *css, const html_given *given)
{
    html_element *e = &r->stack[at];
    rt_html_block_pass(r, at);
    if (css->break_before)
        page_break(r, at, given);
    else if (css->break_after)
        e->around = rt_html_inline_new(r, RT_PAGE_BREAK, given);
    if (c->id.ptr && !css->break_before && !css->break_after)
        rt_html_bookmark(r, at, rt_html_unescape(r, c->id), NULL);
}

static void open_element(html_reader *r, uint32_t at, const rt_html_token *tag, const common *c, html_css *css, html_given *given)
{
    html_element *e = &r->stack[at];
    switch ((html_does)e->does) {
    case DOES_BLOCK: open_block(r, at, c, css, given); break;
    case DOES_PARAGRAPH: open_paragraph(r, at, tag, given, css); break;
    case DOES_HEADING: open_heading(r, at, tag, given, css); break;
    case DOES_SECTION: open_section(r, at, tag, given); break;
    case DOES_LIST: open_list(r, at, tag, given, css); break;
    case DOES_ITEM: open_item(r, at, tag, given, css); break;
    case DOES_DEFINITIONS: rt_html_block_open(r, at, RT_DEFINITIONS, given, false); break;
    case DOES_TERM: rt_html_block_open(r, at, RT_TERM, given, false); break;
    case DOES_DEFINITION: rt_html_block_open(r, at, RT_DEFINITION, given, false); break;
    case DOES_TABLE: open_table(r, at, tag, given, css); break;
    case DOES_CAPTION: case DOES_COLUMNS: case DOES_COLUMN: case DOES_GROUP: case DOES_ROW: case DOES_CELL:
        rt_html_table_part(r, at, tag, given, css);
        break;
    case DOES_FIGURE: open_figure(r, at, given); break;
    case DOES_TITLE_OF_FIGURE: open_figcaption(r, at, given); break;
    case DOES_QUOTE:
        rt_html_give_text(given, RT_A_CITE, rt_html_get(tag, "cite"));
        rt_html_block_open(r, at, RT_QUOTE, given, false);
        break;
    case DOES_BOX: rt_html_block_open(r, at, RT_TEXT_BOX, given, false); break;
    case DOES_PRE: rt_html_block_open(r, at, RT_CODE_BLOCK, given, true); break;
    case DOES_RULE:
        if (!r->frames[e->frame].notes)
            rt_html_block_leaf(r, at, RT_RULE, given);
        break;
    case DOES_BREAK:
        if (r->capture)
            capture_break(r);
        else if (css->break_before || css->break_after)
            page_break(r, at, given);
        else
            rt_html_flow_break(r, at, RT_LINE_BREAK, &(html_given){.count = 0});
        break;
    case DOES_LINK: rt_html_link(r, at, tag, given); break;
    case DOES_IMAGE: rt_html_image(r, at, tag, given, css); break;
    case DOES_MEDIA: case DOES_FRAME: rt_html_media(r, at, tag, given, css); break;
    case DOES_SOURCE: rt_html_source(r, at, tag); break;
    case DOES_RUBY:
        e->around = rt_html_inline_new(r, RT_RUBY, given);
        rt_html_inherit(r, at);
        break;
    case DOES_READING: open_reading(r, at); break;
    case DOES_INPUT: rt_html_input(r, at, tag, given); break;
    case DOES_SELECT: rt_html_select(r, at, tag, given); break;
    case DOES_TEXTAREA: rt_html_textarea(r, at, tag, given); break;
    case DOES_TITLE: rt_html_title_open(r, at, given); break;
    case DOES_META: rt_html_meta(r, at, tag, given); break;
    case DOES_RELATION: rt_html_relation(r, tag); break;
    case DOES_BASE:
        if (rt_html_has(tag, "href"))
            rt_html_lost(r, RT_LOSS_STRUCTURE, "base address of links; they are kept as they are written");
        break;
    default: open_text_level(r, at, tag, c, css, given);
    }
}

/* ---- Start, end, text -------------------------------------------------------------------------------------------------- */

static void report_opens(html_reader *r, const html_given *given)
{
    rt_html_send(r, RT_REPORT, given->list, given->count, &r->pos);
    html_frame *frame = rt_html_frame_push(r, 0, RT_REPORT);
    if (frame)
        frame->parent = 0;
}

static void open_foreign(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    static const char *const unseen[] = {"title", "desc", "metadata", "style", "script"};
    e->does = DOES_INLINE;
    rt_html_inherit(r, at);
    if (e->hidden)
        return;
    if (e->space == IN_MATHML) {
        rt_html_math_open(r, at, tag);
        return;
    }
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (rt_html_eq(e->name, unseen[i]))
            e->off = e->hidden = true;
    if (rt_html_eq(e->name, "svg") && (!at || r->stack[e->parent].space != IN_SVG))
        rt_html_lost(r, RT_LOSS_CONTENT, "drawing (svg); its text was kept");
}

void rt_html_open(html_reader *r, uint32_t at, const rt_html_token *tag)
{
    html_element *e = &r->stack[at];
    html_css css = {.add = 0};
    html_given given = {.count = 0};
    common c = {{NULL, 0}, {NULL, 0}, {NULL, 0}, 0, false};
    bool above = at && r->stack[e->parent].hidden;
    r->tag = tag;
    rt_buffer_clear(&r->scratch);
    take_place(r, at);
    if (at && r->stack[e->parent].bookmark.ptr && !r->stack[e->parent].bookmark.len)
        rt_html_bookmark_drop(r, e->parent);
    if (r->math_at != NONE) {
        e->does = DOES_INLINE;
        rt_html_inherit(r, at);
        rt_html_math_open(r, at, tag);
        return;
    }
    if (tag && tag->attr_count)
        c = scan(r, e, tag, &css);
    if (e->space != IN_HTML) {
        e->off = c.off;
        open_foreign(r, at, tag);
        return;
    }
    bool option = e->does == DOES_OPTION && r->select_at != NONE;
    e->off = e->does == DOES_NOTHING || (c.off && !option);
    e->own.add = rt_html_elements[e->id].marks;
    e->own.change = e->does == DOES_INSERTED ? RT_CHANGE_INSERTED : e->does == DOES_DELETED ? RT_CHANGE_DELETED : 0;
    e->own.space = e->does == DOES_PRE || e->does == DOES_TEXTAREA ? SPACE_KEPT : 0;
    if ((tag && tag->attr_count) || e->own.change || e->id == ELEMENT_SMALL || e->id == ELEMENT_BIG)
        style_of(r, e, tag, &c, &css);
    rt_html_inherit(r, at);
    if (c.off && !option && !above && e->does != DOES_NOTHING)
        rt_html_lost(r, RT_LOSS_CONTENT, "element that the page hides");
    if (e->hidden)
        return;
    if (e->does == DOES_BLOCK)
        hand_down(r, e, &c, &css);
    give_common(r, e, &c, &given);
    if (!at) {
        report_opens(r, &given);
        return;
    }
    bool listed = e->does == DOES_ITEM && r->frames[e->frame].notes;
    if (tag && (tag->attr_count || listed) && rt_html_note_open(r, at, tag, &given, &css))
        return;
    open_element(r, at, tag, &c, &css, &given);
}

void rt_html_reopen(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    take_place(r, at);
    e->own = e->format->own;
    e->around = e->format->around;
    if (e->own.words)
        e->own.words->refs++;
    if (e->around)
        e->around->refs++;
    if (r->math_at != NONE)
        e->does = DOES_INLINE;
    rt_html_inherit(r, at);
}

static void end_around(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (!e->around || (e->format && e->format->listed))
        return;
    bool empty = !e->around->opened && e->around->kind != RT_FIELD && e->around->kind != RT_PAGE_BREAK;
    if (empty && !e->hidden && !r->capture)
        rt_html_flow_node(r, at);
    e->around->ended = true;
}

static void close_element(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    switch ((html_does)e->does) {
    case DOES_BLOCK:
        rt_html_block_pass(r, at);
        break;
    case DOES_TABLE:
        if (e->has_frame)
            rt_html_table_close(r, at);
        return;
    case DOES_CAPTION: case DOES_COLUMNS: case DOES_GROUP: case DOES_ROW: case DOES_CELL:
        rt_html_table_part_close(r, at);
        return;
    case DOES_READING:
        if (r->capture == CAPTURE_READING && r->capture_at == at) {
            rt_html_flow_go(r, e->line);
            rt_html_ruby_end(r, at, true);
            r->capture = CAPTURE_NONE;
        }
        break;
    case DOES_NUMBER: close_number(r, at); break;
    case DOES_SELECT: rt_html_select_close(r, at); break;
    case DOES_OPTION: rt_html_option_close(r, at); break;
    case DOES_TITLE: rt_html_title_close(r, at); break;
    case DOES_DATA: rt_html_data_close(r, at); break;
    case DOES_FACT: rt_html_fact_close(r, at); break;
    case DOES_REFERENCE: rt_html_reference_close(r, at); break;
    case DOES_INLINE:
        if (e->id == ELEMENT_Q)
            open_quotation(r, at, true);
        break;
    default:
        if (e->has_frame)
            close_framed(r, at);
        else if (e->does >= DOES_PARAGRAPH && e->does <= DOES_PRE)
            rt_html_block_pass(r, at);
    }
    if (e->does == DOES_BLOCK && e->around) { /* a page ends behind it */
        html_given given = {.count = e->around->attr_count};
        for (size_t i = 0; i < given.count && e->around->attrs; i++)
            given.list[i] = e->around->attrs[i];
        page_break(r, at, &given);
    }
}

void rt_html_close(html_reader *r, uint32_t at)
{
    html_element *e = &r->stack[at];
    if (r->math_at != NONE)
        rt_html_math_close(r, at);
    else if (!e->hidden && r->status == RT_OK && at)
        close_element(r, at);
    e = &r->stack[at];
    if (e->bookmark.ptr) {
        rt_str id = e->bookmark;
        e->bookmark = (rt_str){NULL, 0};
        r->bookmarks--;
        rt_html_bookmark(r, at, id, e->own.words);
        r->host->resize(r->host, (char *)(uintptr_t)id.ptr, 0);
    }
    end_around(r, at);
    if (r->shown_at == at)
        rt_html_shown_close(r);
    rt_html_inline_release(r, e->around);
    rt_html_words_release(r, e->own.words);
    rt_html_words_release(r, e->block.words);
    rt_html_style_drop(r, &e->style);
    e->around = NULL;
    e->own.words = e->block.words = NULL;
}

void rt_html_chars(html_reader *r, rt_str text)
{
    bool fostered;
    uint32_t at = rt_html_place(r, &fostered);
    const html_element *e = &r->stack[at];
    if (!text.len || e->hidden || r->status != RT_OK)
        return;
    if (r->math_at != NONE)
        rt_html_math_text(r, text);
    else
        text_in(r, at, text);
}

/* ---- The page ------------------------------------------------------------------------------------------------------------- */

static void take_token(html_reader *r, const rt_html_token *t)
{
    rt_html_token text;
    bool skip = r->skip_feed;
    r->pos = t->pos;
    r->skip_feed = false;
    if (t->type == RT_HTML_COMMENT) {
        r->skip_feed = false;
        return;
    }
    if (skip && t->type == RT_HTML_TEXT && t->text.len && *t->text.ptr == '\n') {
        text = *t;
        text.text = (rt_str){t->text.ptr + 1, t->text.len - 1};
        if (!text.text.len)
            return;
        t = &text;
    }
    while (r->status == RT_OK && rt_html_dispatch(r, t))
        ;
    bool foreign = r->count && rt_html_top(r)->space != IN_HTML;
    if (foreign != r->foreign)
        rt_html_tokens_foreign(r->tokens, foreign);
    r->foreign = foreign;
}

static void read_page(html_reader *r)
{
    const rt_html_token *t = NULL;
    uint32_t count = 0;
    do {
        r->status = rt_html_tokens_next(r->tokens, &t);
        if (r->status == RT_OK)
            take_token(r, t);
        if (r->status == RT_OK && (++count & 1023) == 0 && r->host->stopped(r->host))
            r->status = RT_STOPPED;
    } while (r->status == RT_OK && t->type != RT_HTML_END);
    if (r->status != RT_OK)
        return;
    while (r->count > 1 && r->status == RT_OK)
        rt_html_pop(r);
    rt_html_flow_end(r);
    rt_html_title_send(r);
    rt_html_send_leave(r, RT_REPORT);
}

static void forget(html_reader *r)
{
    r->status = r->status == RT_OK ? RT_STOPPED : r->status; /* nothing is sent any more */
    while (r->count)
        rt_html_pop(r);
    while (r->format_count)
        rt_html_format_clear(r);
    for (uint32_t i = 0; i < r->frame_count; i++)
        rt_html_frame_free(r, &r->frames[i]);
    for (uint32_t i = 0; i < r->line_count; i++)
        rt_html_flow_free(r, &r->lines[i]);
    rt_html_inline_release(r, r->select);
    rt_html_inline_release(r, r->option);
    rt_html_inline_release(r, r->formula);
    rt_html_inline_release(r, r->reference);
    rt_html_inline_release(r, r->fact);
    rt_html_inline_release(r, r->title_given);
    rt_buffer *buffers[] = {&r->table_space, &r->captured, &r->scratch, &r->css_font, &r->css_label, &r->title, &r->titles,
                            &r->shown_text, &r->chosen, &r->math, &r->href};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        rt_buffer_free(buffers[i]);
    void *blocks[] = {r->references.slots, r->ids.slots, r->stack, r->formats, r->template_modes, r->frames, r->lines, r->spans, r->chain};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        r->host->resize(r->host, blocks[i], 0);
    rt_html_order_free(r);
    rt_html_tokens_close(r->tokens);
}

rt_status rt_html_read(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    html_reader *r = host->resize(host, NULL, sizeof *r);
    (void)options;
    if (!r)
        return RT_ERR_MEMORY;
    const rt_buffer empty = {.host = host};
    *r = (html_reader){
        .host = host, .out = out, .sink = out, .frameset_ok = true, .table_space = empty, .captured = empty, .scratch = empty,
        .css_font = empty, .css_label = empty, .title = empty, .titles = empty, .shown_text = empty, .chosen = empty, .math = empty,
        .href = empty, .shown_at = NONE, .select_at = NONE, .math_at = NONE, .fact_at = NONE, .mode = MODE_INITIAL};
    uint64_t depth = host->limit(host, "depth");
    r->deepest = depth > 100000000 ? 100000000 : depth > 64 ? (uint32_t)depth - 32 : 32;
    for (uint32_t i = 0; i < ELEMENT_COUNT; i++)
        r->top_of[i] = NONE;
    rt_html_names_init(&r->names);
    r->status = rt_html_tokens_open(host, in, &r->tokens);
    if (r->status == RT_OK && rt_html_flow_new(r))
        read_page(r);
    rt_status status = r->status;
    forget(r);
    host->resize(host, r, 0);
    return status;
}
