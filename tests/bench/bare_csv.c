/* bare_csv.c - libcsv with empty callbacks: the floor that CSV reading is measured against. */
#include <csv.h>
#include <stdio.h>

static void on_cell(void *text, size_t len, void *user) { (void)text, (void)len, (void)user; }
static void on_row(int end, void *user) { (void)end, (void)user; }

int main(int argc, char **argv)
{
    static char window[65536];
    struct csv_parser parser;
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    size_t len;

    if (!in || csv_init(&parser, 0) != 0)
        return 2;
    while ((len = fread(window, 1, sizeof window, in)) > 0)
        csv_parse(&parser, window, len, on_cell, on_row, NULL);
    csv_fini(&parser, on_cell, on_row, NULL);
    csv_free(&parser);
    fclose(in);
    return 0;
}
