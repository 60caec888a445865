/* print.c - printing; see print.h. */
#include "print.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { FOLD = 96, WIDE = 80 }; /* WIDE: where the last column may still begin */

/* ---- Text ------------------------------------------------------------------------ */

/* The character at `text`, whose bytes it answers; 0: not UTF-8. */
static size_t decode(const char *text, size_t len, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t need = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3
                  : s[0] < 0xF5 ? 4 : 0;
    if (need == 0 || need > len)
        return 0;
    *code = need == 1 ? s[0] : s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *code = *code << 6 | (s[i] & 0x3Fu);
    }
    return *code < least[need] || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000) ? 0
                                                                                          : need;
}

/* Characters that move a cursor, change colours or reorder what stands around them. */
static bool harmful(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

void rt_print_text(FILE *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t code = 0;
        size_t size = decode(text + i, len - i, &code);
        if (size == 0)
            fprintf(out, "\\x%02x", (unsigned char)text[i]);
        else if (code == '\n' || code == '\t')
            fputs(code == '\n' ? "\\n" : "\\t", out);
        else if (harmful(code))
            fprintf(out, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
        else
            fwrite(text + i, 1, size, out);
        i += size ? size : 1;
    }
}

void rt_print_words(FILE *out, const char *text) { rt_print_text(out, text, strlen(text)); }

void rt_print_json_n(FILE *out, const char *text, size_t len)
{
    putc('"', out);
    for (size_t i = 0; i < len;) {
        uint32_t code = 0;
        size_t size = decode(text + i, len - i, &code);
        if (size == 0)
            fputs("\xEF\xBF\xBD", out);
        else if (code == '"' || code == '\\')
            fprintf(out, "\\%c", (char)code);
        else if (harmful(code))
            fprintf(out, "\\u%04x", code);
        else
            fwrite(text + i, 1, size, out);
        i += size ? size : 1;
    }
    putc('"', out);
}

void rt_print_json(FILE *out, const char *text)
{
    if (text)
        rt_print_json_n(out, text, strlen(text));
    else
        fputs("null", out);
}

size_t rt_print_cut(const char *text, size_t len, size_t room)
{
    if (len <= room)
        return len;
    while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80)
        room--;
    return room;
}

/* ---- Positions ------------------------------------------------------------------- */

void rt_print_place(FILE *out, const rt_pos *pos, const char *unit)
{
    const char *joint = "";
    if (pos->part) {
        rt_print_words(out, pos->part);
        joint = ":";
    }
    if (pos->line) {
        fprintf(out, "%s%llu", joint, (unsigned long long)pos->line);
        if (pos->column)
            fprintf(out, ":%lu", (unsigned long)pos->column);
        joint = ": ";
    }
    if (pos->item)
        fprintf(out, "%s%s %llu", joint, unit ? unit : "item", (unsigned long long)pos->item);
}

void rt_print_where(FILE *out, const char *file, const rt_pos *pos, const char *unit)
{
    rt_print_words(out, file ? file : "retort");
    if (!pos || !(pos->part || pos->line || pos->item))
        return;
    putc(':', out);
    rt_print_place(out, pos, unit);
}

void rt_print_json_where(FILE *out, const rt_pos *pos, const char *unit)
{
    if (pos->part) {
        fputs(",\"part\":", out);
        rt_print_json(out, pos->part);
    }
    if (pos->line)
        fprintf(out, ",\"line\":%llu", (unsigned long long)pos->line);
    if (pos->column)
        fprintf(out, ",\"column\":%lu", (unsigned long)pos->column);
    if (pos->item) {
        fputs(",\"unit\":", out);
        rt_print_json(out, unit ? unit : "item");
        fprintf(out, ",\"item\":%llu", (unsigned long long)pos->item);
    }
}

/* ---- Tables ---------------------------------------------------------------------- */

void rt_sheet_begin(rt_sheet *sheet, FILE *out, bool markdown, const char *const *heads)
{
    *sheet = (rt_sheet){.out = out, .markdown = markdown};
    while (heads[sheet->columns])
        sheet->columns++;
    for (size_t i = 0; i < sheet->columns; i++)
        rt_sheet_cell(sheet, "%s", heads[i]);
}

void rt_sheet_cell(rt_sheet *sheet, const char *format, ...)
{
    va_list list;
    char *text = NULL;
    if (sheet->count == sheet->room) {
        sheet->room = sheet->room ? sheet->room * 2 : 64;
        sheet->cells = rt_cli_got(realloc(sheet->cells, sheet->room * sizeof *sheet->cells));
    }
    va_start(list, format);
    if (vasprintf(&text, format, list) < 0)
        text = NULL;
    va_end(list);
    sheet->cells[sheet->count++] = rt_cli_got(text);
}

static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

void rt_print_folded(FILE *out, const char *text, size_t at, size_t indent)
{
    bool first = true;
    while (*text) {
        size_t len = strcspn(text, " "), width = 0;
        for (size_t i = 0; i < len; i++)
            width += ((unsigned char)text[i] & 0xC0) != 0x80;
        if (!first && at + 1 + width > FOLD) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            putc(' ', out);
            at++;
        }
        rt_print_text(out, text, len);
        at += width;
        text += len;
        text += strspn(text, " ");
        first = false;
    }
    putc('\n', out);
}

static void text_row(const rt_sheet *sheet, char *const *row, const size_t *widths)
{
    size_t at = 0;
    for (size_t i = 0; i + 1 < sheet->columns; i++) {
        rt_print_words(sheet->out, row[i]);
        fprintf(sheet->out, "%*s", (int)(widths[i] + 2 - width_of(row[i])), "");
        at += widths[i] + 2;
    }
    rt_print_folded(sheet->out, row[sheet->columns - 1], at, at);
}

/* For tables too wide to fold the last column: it stands beside the first, the others below. */
static void text_record(const rt_sheet *sheet, char *const *row, size_t width)
{
    rt_print_words(sheet->out, row[0]);
    fprintf(sheet->out, "%*s", (int)(width + 2 - width_of(row[0])), "");
    rt_print_folded(sheet->out, row[sheet->columns - 1], width + 2, width + 2);
    for (size_t i = 1; i + 1 < sheet->columns; i++) {
        const char *head = sheet->cells[i];
        size_t at = width + 4 + width_of(head);
        if (!*row[i] || row == sheet->cells)
            continue;
        fprintf(sheet->out, "%*s%s: ", (int)(width + 2), "", head);
        rt_print_folded(sheet->out, row[i], at, at);
    }
}

static void markdown_cell(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<' || *text == '*')
            putc('\\', out);
        putc(*text == '\n' ? ' ' : *text, out);
    }
}

static void markdown_row(const rt_sheet *sheet, char *const *row, bool head)
{
    for (size_t i = 0; i < sheet->columns; i++) {
        fputs(i ? " | " : "| ", sheet->out);
        markdown_cell(sheet->out, row[i]);
    }
    fputs(" |\n", sheet->out);
    for (size_t i = 0; head && i < sheet->columns; i++)
        fputs(i + 1 < sheet->columns ? "|---" : "|---|\n", sheet->out);
}

void rt_sheet_end(rt_sheet *sheet)
{
    size_t widths[RT_SHEET_COLUMNS] = {0}, before = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        size_t width = width_of(sheet->cells[i]), *most = &widths[i % sheet->columns];
        *most = width > *most ? width : *most;
    }
    for (size_t i = 0; i + 1 < sheet->columns; i++)
        before += widths[i] + 2;
    for (size_t i = 0; i + sheet->columns <= sheet->count; i += sheet->columns) {
        if (sheet->markdown)
            markdown_row(sheet, sheet->cells + i, i == 0);
        else if (before > WIDE)
            text_record(sheet, sheet->cells + i, widths[0]);
        else
            text_row(sheet, sheet->cells + i, widths);
    }
    for (size_t i = 0; i < sheet->count; i++)
        free(sheet->cells[i]);
    free(sheet->cells);
}

void rt_print_heading(FILE *out, bool markdown, const char *text)
{
    fprintf(out, markdown ? "\n## %s\n\n" : "\n%s\n", text);
}
