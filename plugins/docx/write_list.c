/* write_list.c - lists as numbered paragraphs, and numbering.xml (ECMA-376 part 1, 17.9).
 *
 * Owns w:num and w:abstractNum: one w:num a list, abstractNums shared by lists that look alike. Nums that share an abstractNum
 * would count on through each other, so each one overrides the start of its level. */
#include <stdio.h>
#include <string.h>

#include "write.h"

enum { STYLE_PARAGRAPH = 0, STYLE_BULLET, STYLE_NUMBER, STYLE_CONTRARY };
static const char *const styles[] = {"ListParagraph", "ListBullet", "ListNumber", "ListContrary"};

/* How a numbering system is called, and the label it usually has; %1 is the number. */
static const struct { const char *format, *label; } systems[] = {
    [0] = {"bullet", "•"}, /* none stated */
    [RT_NUMBERING_DECIMAL] = {"decimal", "%1."}, [RT_NUMBERING_DECIMAL_ZERO] = {"decimalZero", "%1."},
    [RT_NUMBERING_LOWER_ALPHA] = {"lowerLetter", "%1."}, [RT_NUMBERING_UPPER_ALPHA] = {"upperLetter", "%1."},
    [RT_NUMBERING_LOWER_ROMAN] = {"lowerRoman", "%1."}, [RT_NUMBERING_UPPER_ROMAN] = {"upperRoman", "%1."},
    [RT_NUMBERING_CJK] = {"chineseCountingThousand", "%1、"}, [RT_NUMBERING_CJK_PARENTHESIZED] = {"chineseCountingThousand", "（%1）"},
    [RT_NUMBERING_CIRCLED] = {"decimalEnclosedCircle", "%1"}, [RT_NUMBERING_DISC] = {"bullet", "•"},
    [RT_NUMBERING_CIRCLE] = {"bullet", "◦"}, [RT_NUMBERING_SQUARE] = {"bullet", "▪"}, [RT_NUMBERING_NONE] = {"none", ""},
    [RT_NUMBERING_CJK_HEAVENLY_STEM] = {"ideographTraditional", "%1."},
    [RT_NUMBERING_CJK_EARTHLY_BRANCH] = {"ideographZodiac", "%1."}};

static docx_num *num_at(rt_docx_writer *w, uint32_t number) { return (docx_num *)(void *)w->nums.data + number - 1; }

/* ---- Numbers ------------------------------------------------------------------------------------------------- */

/* The abstractNum of lists like this one; another one where `apart`. 0: out of memory. */
static uint32_t abstract_of(rt_docx_writer *w, const rt_node *node, uint32_t style, bool apart)
{
    uint32_t numbering = (uint32_t)rt_node_number(node, RT_A_NUMBERING, 0);
    const rt_attr *text = rt_node_attr(node, RT_A_TEMPLATE);
    char key[8];
    size_t len = (size_t)snprintf(key, sizeof key, "%u%c%c%c", numbering, "pbnc"[style], apart ? 'a' : '-', text ? 't' : '-');
    uint32_t fresh = (uint32_t)(w->abstracts.len / sizeof(docx_abstract)) + 1;
    rt_buffer_clear(&w->text);
    docx_add(w, &w->text, key, len);
    if (text)
        docx_add(w, &w->text, text->text.ptr, text->text.len);
    uint32_t number = rt_docx_ids_number(&w->abstract_ids, rt_buffer_str(&w->text), fresh);
    if (!number)
        docx_fail(w, RT_ERR_MEMORY);
    if (number != fresh)
        return number;
    docx_abstract *made = docx_more(w, &w->abstracts, sizeof *made);
    if (!made)
        return 0;
    *made = (docx_abstract){.numbering = (uint8_t)numbering, .style = (uint8_t)style, .templated = text != NULL};
    if (text) {
        made->text = w->templates.len;
        made->text_len = text->text.len;
        docx_add(w, &w->templates, text->text.ptr, text->text.len);
    }
    return number;
}

static uint32_t num_new(rt_docx_writer *w, uint32_t abstract, uint8_t level, int32_t start)
{
    docx_num *num = docx_more(w, &w->nums, sizeof *num);
    if (!num)
        return 0;
    *num = (docx_num){abstract, level, start};
    return (uint32_t)(w->nums.len / sizeof *num);
}

static bool counts(int32_t numbering)
{
    return numbering != RT_NUMBERING_DISC && numbering != RT_NUMBERING_CIRCLE && numbering != RT_NUMBERING_SQUARE &&
           numbering != RT_NUMBERING_NONE;
}

/* List Bullet and List Number state no numbering of their own; what looks like them but states it is List Paragraph. List Contrary
 * is ordered although nothing counts, or the reverse. */
static uint32_t style_of(const rt_node *node)
{
    int32_t numbering = rt_node_number(node, RT_A_NUMBERING, 0);
    bool ordered = rt_node_number(node, RT_A_ORDERED, 0) != 0;
    if (numbering == (ordered ? RT_NUMBERING_DECIMAL : RT_NUMBERING_DISC))
        return STYLE_PARAGRAPH;
    if (numbering && ordered != counts(numbering))
        return STYLE_CONTRARY;
    return ordered ? STYLE_NUMBER : STYLE_BULLET;
}

void docx_list_enter(rt_docx_writer *w, docx_open *open, const rt_node *node)
{
    const docx_open *around = w->depth > 1 ? open - 1 : open;
    const rt_attr *id = rt_node_attr(node, RT_A_ID), *continues = rt_node_attr(node, RT_A_CONTINUES);
    const docx_flow *flow = docx_here(w);
    bool nested = w->depth > 1 && around->kind == RT_ITEM && !around->inner;
    int32_t start = rt_node_number(node, RT_A_FIRST, 1);
    uint32_t before = continues ? rt_docx_ids_find(&w->list_ids, continues->text) : 0;
    open->level = nested ? (uint8_t)(around->level + 1) : 0;
    open->style = style_of(node);
    open->abstract = abstract_of(w, node, open->style, false);
    if (flow->last == LAST_LIST && flow->level == open->level && flow->abstract == open->abstract)
        open->abstract = abstract_of(w, node, open->style, true);
    if (w->status != RT_OK)
        return;
    if (before && num_at(w, before)->level == open->level && num_at(w, before)->abstract == open->abstract && flow->last != LAST_LIST &&
        start == 1) {
        open->number = before;
        open->abstract = num_at(w, before)->abstract;
    } else {
        open->number = num_new(w, open->abstract, open->level, start);
    }
    open->next = start;
    if (id && !rt_docx_ids_number(&w->list_ids, id->text, open->number))
        docx_fail(w, RT_ERR_MEMORY);
}

void docx_item_para(rt_docx_writer *w, docx_open *item, docx_para *para)
{
    docx_open *list = item - 1;
    if (item->counted && item->counter != list->next)
        list->number = num_new(w, list->abstract, list->level, item->counter);
    list->next = (item->counted ? item->counter : list->next);
    if (list->next < INT32_MAX)
        list->next++;
    para->num = list->number;
    para->level = list->level;
    para->style = styles[list->style];
    item->begun = true;
    docx_para_begin(w, para);
    docx_end_block(w, LAST_OTHER);
}

void docx_item_box(rt_docx_writer *w, docx_open *item)
{
    w->in_item = item->kind == RT_ITEM;
    if (!item->checked)
        return;
    w->in_item = false;
    const rt_attr attr = {.id = RT_A_CHECKED, .number = item->checked};
    const rt_node box = {.size = sizeof box, .kind = RT_CHECKBOX, .attrs = &attr, .attr_count = 1};
    docx_put_checkbox(w, &box);
    item->checked = 0;
}

const char *docx_continue_style(uint32_t level)
{
    static const char *const names[DOCX_CONTINUES] = {"ListContinue", "ListContinue2", "ListContinue3", "ListContinue4",
                                                      "ListContinue5"};
    return level < DOCX_CONTINUES ? names[level] : NULL;
}

/* ---- numbering.xml ----------------------------------------------------------------------------------------------- */

/* The label of a level, with what stands for the number in the place of each %1 of `text`. */
static void put_label(rt_docx_writer *w, rt_str text, const char *number)
{
    size_t from = 0;
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == '%' && text.ptr[i + 1] == '1') {
            docx_put_attr(w, (rt_str){text.ptr + from, i - from});
            docx_put(w, number);
            from = i + 2;
            i++;
        }
    docx_put_attr(w, (rt_str){text.ptr + from, text.len - from});
}

static bool has_place(rt_str text) { return memmem(text.ptr ? text.ptr : "", text.len, "%1", 2) != NULL; }

/* A numbering is known by the number in its label, a bullet by its sign, （%1） as a whole: a template that hides them gives way. */
static void put_text(rt_docx_writer *w, const docx_abstract *abstract, uint32_t system, uint32_t level)
{
    rt_str usual = {systems[system].label, strlen(systems[system].label)};
    rt_str text = abstract->templated ? (rt_str){w->templates.data + abstract->text, abstract->text_len} : usual;
    bool bullet = system == 0 || strcmp(systems[system].format, "bullet") == 0;
    char number[24];
    if (system == RT_NUMBERING_CJK_PARENTHESIZED || (system && system != RT_NUMBERING_NONE && (bullet || !has_place(text))))
        text = usual;
    if (bullet && !text.len)
        text = RT_STR("\xE2\x80\x8B"); /* a bullet that nothing is seen of */
    if (bullet)
        snprintf(number, sizeof number, "%s", systems[system].label);
    else
        snprintf(number, sizeof number, "%%%u", level + 1);
    PUT(w, "<w:lvlText w:val=\"");
    put_label(w, text, number);
    PUT(w, "\"/>");
}

/* The order of CT_Lvl: start, numFmt, pStyle, isLgl, suff, lvlText, lvlJc, pPr, rPr. */
static void put_level(rt_docx_writer *w, const docx_abstract *abstract, uint32_t level)
{
    uint32_t system = abstract->numbering;
    if (!system && abstract->style == STYLE_NUMBER)
        system = RT_NUMBERING_DECIMAL;
    PUT(w, "<w:lvl w:ilvl=\"");
    docx_put_number(w, level);
    PUT(w, "\"><w:start w:val=\"1\"/>");
    docx_put_val(w, "numFmt", systems[system].format);
    put_text(w, abstract, system, level);
    PUT(w, "<w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"");
    docx_put_number(w, 425 * ((int64_t)level + 1));
    PUT(w, "\" w:hanging=\"425\"/></w:pPr></w:lvl>");
}

static void put_abstract(rt_docx_writer *w, uint32_t number, const docx_abstract *abstract)
{
    PUT(w, "<w:abstractNum w:abstractNumId=\"");
    docx_put_number(w, number);
    PUT(w, "\"><w:multiLevelType w:val=\"hybridMultilevel\"/>");
    for (uint32_t level = 0; level < DOCX_LISTS; level++)
        put_level(w, abstract, level);
    PUT(w, "</w:abstractNum>");
}

static void put_num(rt_docx_writer *w, uint32_t number, const docx_num *num)
{
    PUT(w, "<w:num w:numId=\"");
    docx_put_number(w, number);
    PUT(w, "\"><w:abstractNumId w:val=\"");
    docx_put_number(w, num->abstract);
    PUT(w, "\"/><w:lvlOverride w:ilvl=\"");
    docx_put_number(w, num->level);
    PUT(w, "\"><w:startOverride w:val=\"");
    docx_put_number(w, num->start);
    PUT(w, "\"/></w:lvlOverride></w:num>");
}

void docx_write_numbering(rt_docx_writer *w)
{
    const docx_abstract *abstracts = (docx_abstract *)(void *)w->abstracts.data;
    const docx_num *nums = (docx_num *)(void *)w->nums.data;
    for (size_t i = 0; i < w->abstracts.len / sizeof *abstracts; i++)
        put_abstract(w, (uint32_t)i + 1, &abstracts[i]);
    for (size_t i = 0; i < w->nums.len / sizeof *nums; i++)
        put_num(w, (uint32_t)i + 1, &nums[i]);
}
