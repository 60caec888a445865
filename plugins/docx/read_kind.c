/* read_kind.c - what a paragraph is: a heading, an item, a caption, a line of code …, by its style, its number and what is around it.
 *
 * Owns the properties of paragraphs, and what is entered for each kind; when that happens is read_para.c's. */
#include <string.h>

#include "read.h"

/* ---- Attributes ------------------------------------------------------------------------------ */

/* Whether the look of the style is a choice of the author, not that of a built-in role. */
bool body_style_speaks(const body *b, const rt_docx_style *style)
{
    return style && style != b->plain && style->role == RT_DOCX_ROLE_NONE && !rt_docx_is(style->name, "table heading") &&
           !rt_docx_is(style->name, "body text");
}

static rt_str colour_text(uint32_t colour, char room[8])
{
    static const char digits[] = "0123456789abcdef";
    room[0] = '#';
    for (int i = 0; i < 6; i++)
        room[i + 1] = digits[colour >> (20 - 4 * i) & 15];
    return (rt_str){room, 7};
}

static void put_length(body_attrs *attrs, uint32_t id, int32_t twips, char room[24])
{
    put_text(attrs, id, (rt_str){room, rt_docx_points(twips, room)});
}

/* What the paragraph and a style of its own state. `room` and `colour` outlive the attributes. */
rt_status body_put_para(body *b, const body_para *para, body_attrs *attrs, char room[2][24], char colour[8])
{
    rt_docx_para shown = {0};
    bool listed = para->style && para->style->role == RT_DOCX_ROLE_LIST;
    if (body_style_speaks(b, para->style))
        shown = para->style->para;
    bool numbered = (shown.stated & RT_DOCX_P_NUMBER) && shown.number;
    rt_docx_para_lay(&shown, &para->direct);
    if (b->plain && shown.align == b->plain->para.align && !(para->direct.stated & RT_DOCX_P_ALIGN))
        shown.stated &= ~(uint32_t)RT_DOCX_P_ALIGN;
    body_flow *flow = body_top(b);
    if (flow->kind == RT_CELL && flow->align) { /* the cell said so for all of its paragraphs */
        uint8_t align = (shown.stated & RT_DOCX_P_ALIGN) ? shown.align : RT_ALIGN_START;
        if (align != flow->align)
            put_number(attrs, RT_A_ALIGN, align);
    } else if ((shown.stated & RT_DOCX_P_ALIGN) && shown.align) {
        put_number(attrs, RT_A_ALIGN, shown.align);
    }
    if ((shown.stated & RT_DOCX_P_START) && !listed && !numbered && (shown.start || (para->direct.stated & RT_DOCX_P_START)))
        put_length(attrs, RT_A_INDENT, shown.start, room[0]);
    if ((shown.stated & RT_DOCX_P_FIRST) && !listed && !numbered && (shown.first || (para->direct.stated & RT_DOCX_P_FIRST)))
        put_length(attrs, RT_A_FIRST_LINE, shown.first, room[1]);
    if ((shown.stated & RT_DOCX_P_SHADE) && shown.shade != RT_DOCX_NO_COLOUR)
        put_text(attrs, RT_A_BACKGROUND, colour_text(shown.shade, colour));
    bool bidi = (shown.stated & RT_DOCX_P_BIDI) ? shown.bidi : b->bidi;
    if (bidi != (b->table_count ? b->tables[b->table_count - 1].bidi : b->bidi)) /* a table's is not its paragraphs' (17.4.1) */
        put_number(attrs, RT_A_DIRECTION, bidi ? RT_DIRECTION_RTL : RT_DIRECTION_LTR);
    if (para->mark_change)
        put_number(attrs, RT_A_MARK_CHANGE, para->mark_change);
    return RT_OK;
}

static void drop_attr(body_attrs *attrs, uint32_t id)
{
    for (size_t i = 0; i < attrs->count; i++)
        if (attrs->list[i].id == id) {
            attrs->list[i] = attrs->list[--attrs->count];
            return;
        }
}

/* ---- What a paragraph is --------------------------------------------------------------------- */

uint32_t body_number(const body_para *para, uint32_t *level)
{
    const rt_docx_para *direct = &para->direct, *style = para->style ? &para->style->para : NULL;
    bool from_style = style && (style->stated & RT_DOCX_P_NUMBER);
    int32_t number = (direct->stated & RT_DOCX_P_NUMBER) ? direct->number : from_style ? style->number : 0;
    *level = (direct->stated & RT_DOCX_P_LEVEL) ? direct->level : style && (style->stated & RT_DOCX_P_LEVEL) ? style->level : 0;
    return number > 0 ? (uint32_t)number : 0;
}

/* The style that LibreOffice's headings are based on has no level. */
static bool has_level(const body_para *para) { return !para->style || !rt_docx_is(para->style->name, "heading"); }

uint8_t body_role(body *b, const body_para *para)
{
    uint8_t role = para->style ? para->style->role : RT_DOCX_ROLE_NONE;
    return role == RT_DOCX_ROLE_CAPTION && b->holding ? RT_DOCX_ROLE_NONE : role;
}

/* 0: it is no heading. */
uint32_t body_heading_level(const body_para *para)
{
    const rt_docx_style *style = para->style;
    if (!has_level(para))
        return 1;
    if (style && style->role != RT_DOCX_ROLE_HEADING && style->role != RT_DOCX_ROLE_NONE && style->role != RT_DOCX_ROLE_LIST)
        return 0;
    if (para->direct.stated & RT_DOCX_P_OUTLINE)
        return para->direct.outline < 9 ? para->direct.outline + 1u : 0;
    return style && style->role == RT_DOCX_ROLE_HEADING ? style->level : 0;
}

bool body_para_is_item(body *b)
{
    body_para *para = body_para_of(b);
    uint32_t level;
    if (!para->style)
        para->style = rt_docx_styles_of_para(b->styles, &para->direct, &para->pos);
    return !body_heading_level(para) && body_number(para, &level);
}

static rt_status open_heading(body *b, body_para *para, uint32_t level)
{
    rt_docx_counted counted = {0};
    char room[2][24], colour[8];
    uint32_t step, number = body_number(para, &step);
    bool section = body_top(b)->kind == RT_REPORT;
    body_attrs outer = {.count = 0}, inner = {.count = 0};
    TRY(body_settle(b, 0, false));
    body_attrs *first = section ? &outer : &inner;
    if (section)
        put_some(&outer, RT_A_ID, body_take_id(b, false, false));
    put_some(&inner, RT_A_ID, body_take_id(b, true, false));
    TRY(body_block_marks(b));
    body_put_blank(b, first);
    if (has_level(para))
        put_number(first, RT_A_LEVEL, (int32_t)level);
    if (para->number.ptr)
        put_text(&inner, RT_A_NUMBER, para->number);
    if (section && para->section_number.ptr)
        put_text(&outer, RT_A_NUMBER, para->section_number);
    if (number && !para->number.ptr && !para->section_number.ptr) {
        (void)rt_docx_numbering_level(b->numbering, (int32_t)number, step, &para->pos);
        TRY(rt_docx_numbering_count(b->numbering, (int32_t)number, step, &counted));
        put_some(first, RT_A_NUMBER, counted.label);
    }
    TRY(body_put_para(b, para, &inner, room, colour));
    drop_attr(&inner, RT_A_INDENT);
    drop_attr(&inner, RT_A_FIRST_LINE);
    drop_attr(&inner, RT_A_BACKGROUND);
    drop_attr(&inner, RT_A_MARK_CHANGE);
    if (para->mark_change)
        body_lost(b, RT_LOSS_STRUCTURE, "tracked change of the end of a heading");
    para->what = section ? RT_SECTION : RT_HEADING;
    body_top(b)->begun = true;
    if (section)
        TRY(body_enter(b, RT_SECTION, &outer));
    return body_enter(b, RT_HEADING, &inner);
}

/* By a bookmark in front of its content, or in front of it. One that goes on around an image is the image's. */
static rt_str id_of(body *b, uint32_t first)
{
    rt_str id = body_take_id(b, true, first == RT_IMAGE);
    return id.len ? id : body_take_id(b, false, false);
}

/* In a cell, an item or a definition a first paragraph without properties is its inlines. */
static rt_status enter_para(body *b, body_para *para, bool direct, uint8_t kind, uint32_t first)
{
    char room[2][24], colour[8];
    body_attrs attrs = {.count = 0};
    put_some(&attrs, RT_A_ID, para->id.len ? para->id : id_of(b, first));
    TRY(body_block_marks(b));
    if (!direct)
        body_put_blank(b, &attrs);
    TRY(body_put_para(b, para, &attrs, room, colour));
    if (kind == RT_ITEM) {
        drop_attr(&attrs, RT_A_INDENT);
        drop_attr(&attrs, RT_A_FIRST_LINE);
    }
    body_top(b)->begun = true;
    para->what = direct && !attrs.count ? 0 : RT_PARAGRAPH;
    return para->what ? body_enter(b, RT_PARAGRAPH, &attrs) : RT_OK;
}

static rt_status record(body *b, body_para *para, uint8_t what)
{
    TRY(body_tape(b, &b->hold_tape));
    body_hold *hold = what == RT_CAPTION ? &b->caption : &b->image;
    if (what == RT_IMAGE)
        para->id = id_of(b, what);
    if (what != RT_CAPTION)
        TRY(body_block_marks(b));
    hold->from = rt_tape_here(b->hold_tape);
    hold->blank = body_top(b)->blank;
    if (what == RT_CAPTION && body_top(b)->after_table && hold->blank)
        hold->blank--; /* the paragraph that parts two tables */
    body_top(b)->blank = 0;
    para->recorded = what;
    b->holding = true;
    return body_divert(b, rt_tape_sink(b->hold_tape));
}

rt_status body_open_plain(body *b, body_para *para, uint32_t first)
{
    body_flow *flow = body_top(b);
    if (first == RT_IMAGE && !b->holding && !b->muted && !para->breaks && !para->mark_change) {
        TRY(body_settle(b, 0, false));
        return record(b, body_para_of(b), RT_IMAGE);
    }
    uint8_t align = (para->direct.stated & RT_DOCX_P_ALIGN) ? para->direct.align : 0;
    bool first_in_cell = flow->pending && flow->kind == RT_CELL;
    TRY(body_resolve(b, false));
    TRY(body_begin_cell(b, align));
    TRY(body_settle(b, 0, false));
    flow = body_top(b);
    bool direct = !flow->begun && !flow->blank && (first_in_cell || flow->kind == RT_DEFINITION) && b->list_count == flow->lists;
    return enter_para(b, body_para_of(b), direct, RT_PARAGRAPH, first);
}

static rt_status open_item(body *b, body_para *para, uint32_t number, uint32_t level, uint32_t first)
{
    TRY(body_settle(b, 0, true));
    body_top(b)->begun = true;
    TRY(body_item(b, (int32_t)number, level));
    return enter_para(b, para, true, RT_ITEM, first);
}

static rt_status open_quote(body *b, body_para *para, uint32_t first)
{
    body_attrs attrs = {.count = 0};
    TRY(body_settle(b, RT_QUOTE, false));
    body_flow *flow = body_top(b);
    flow->begun = true;
    if (flow->open != RT_QUOTE) {
        flow->open = RT_QUOTE;
        body_put_blank(b, &attrs);
        TRY(body_block_marks(b));
        TRY(body_enter(b, RT_QUOTE, &attrs));
    }
    return enter_para(b, para, false, RT_PARAGRAPH, first);
}

/* Adjacent paragraphs of code are the lines of one block. */
static rt_status open_code(body *b)
{
    body_attrs attrs = {.count = 0};
    bool goes_on = body_top(b)->open == RT_CODE_BLOCK && !body_top(b)->blank;
    TRY(body_settle(b, goes_on ? RT_CODE_BLOCK : 0, false));
    body_top(b)->begun = true;
    if (goes_on) {
        TRY(body_enter(b, RT_LINE_BREAK, NULL));
        return body_leave(b, RT_LINE_BREAK);
    }
    body_top(b)->open = RT_CODE_BLOCK;
    TRY(body_block_marks(b));
    body_put_blank(b, &attrs);
    return body_enter(b, RT_CODE_BLOCK, &attrs);
}

static rt_status open_definition(body *b, body_para *para, uint8_t kind, uint32_t first)
{
    body_attrs attrs = {.count = 0};
    TRY(body_settle(b, RT_DEFINITIONS, false));
    body_flow *flow = body_top(b);
    flow->begun = true;
    if (flow->definition) {
        flow->definition = false;
        TRY(body_leave(b, RT_DEFINITION));
    }
    TRY(body_block_marks(b));
    if (flow->open != RT_DEFINITIONS && flow->kind != RT_DEFINITIONS) {
        flow->open = RT_DEFINITIONS;
        body_put_blank(b, &attrs);
        TRY(body_enter(b, RT_DEFINITIONS, &attrs));
    }
    flow->blank = 0;
    TRY(body_enter(b, kind, NULL));
    if (kind == RT_TERM) {
        para->what = RT_TERM;
        return RT_OK;
    }
    flow->definition = true; /* more of it may follow */
    return enter_para(b, para, true, RT_DEFINITION, first);
}

static rt_status open_caption(body *b, body_para *para)
{
    body_flow *flow = body_top(b);
    if (flow->kind == RT_FIGURE && !flow->begun && !flow->table_control) {
        flow->begun = flow->captioned_figure = true;
        para->what = RT_CAPTION;
        flow->blank = 0;
        return body_enter(b, RT_CAPTION, NULL);
    }
    if (flow->blank || (flow->held & HELD_CAPTION)) {
        TRY(body_resolve(b, false));
        TRY(body_block_marks(b));
    }
    if (!body_top(b)->held)
        TRY(body_settle(b, 0, false));
    body_top(b)->counts_tables = false;
    return record(b, body_para_of(b), RT_CAPTION);
}

rt_status body_open_as(body *b, body_para *para, uint32_t first)
{
    uint32_t step, number = body_number(para, &step), level = body_heading_level(para);
    uint8_t role = body_role(b, para);
    bool inside = false;
    if (level)
        return open_heading(b, para, level);
    if (role == RT_DOCX_ROLE_TITLE && !b->anything && b->title.len && body_top(b)->kind == RT_REPORT && first != RT_IMAGE)
        return record(b, para, RT_META);
    if (number && role != RT_DOCX_ROLE_TOC && role != RT_DOCX_ROLE_CAPTION)
        return open_item(b, para, number, step, first);
    switch (role) {
    case RT_DOCX_ROLE_CAPTION:
        return open_caption(b, para);
    case RT_DOCX_ROLE_QUOTE:
        return open_quote(b, para, first);
    case RT_DOCX_ROLE_CODE_BLOCK:
        return open_code(b);
    case RT_DOCX_ROLE_TERM:
    case RT_DOCX_ROLE_DEFINITION:
        return open_definition(b, para, role == RT_DOCX_ROLE_TERM ? RT_TERM : RT_DEFINITION, first);
    case RT_DOCX_ROLE_LIST_CONTINUE:
        TRY(body_settle(b, 0, true));
        TRY(body_continue_list(b, para->style->level, &inside));
        return inside ? enter_para(b, body_para_of(b), false, RT_ITEM, first) : body_open_plain(b, body_para_of(b), first);
    default:
        return body_open_plain(b, para, first);
    }
}
