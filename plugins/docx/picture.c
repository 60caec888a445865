/* picture.c - the headers of PNG, JPEG, GIF, BMP, WebP, EMF, WMF, TIFF and SVG, as far as format and size go.
 *
 * Owns the byte layouts; every read is checked against the bytes at hand. Sizes are pixels at the stated density, else at
 * 96 a inch, as Word and LibreOffice take them. */
#include "picture.h"

#include <string.h>

enum { EMU_INCH = 914400, EMU_PIXEL = EMU_INCH / 96, EMU_METRE = 36000000, EMU_CENTIMETRE = 360000 };
/* A4 without margins of 72pt: 9026 by 13958 twentieths of a point, 635 EMU each. */
enum { PAGE_WIDTH = 9026 * 635, PAGE_HEIGHT = 13958 * 635, UNKNOWN_SIZE = 2 * EMU_INCH };
static const int64_t most = INT64_C(914400) * 10000;

typedef struct view { const unsigned char *at; size_t len; } view;

static uint32_t big16(view v, size_t i) { return i + 2 <= v.len ? (uint32_t)v.at[i] << 8 | v.at[i + 1] : 0; }
static uint32_t big32(view v, size_t i) { return i + 4 <= v.len ? big16(v, i) << 16 | big16(v, i + 2) : 0; }
static uint32_t little16(view v, size_t i) { return i + 2 <= v.len ? (uint32_t)v.at[i + 1] << 8 | v.at[i] : 0; }
static uint32_t little24(view v, size_t i) { return i + 3 <= v.len ? (uint32_t)v.at[i + 2] << 16 | little16(v, i) : 0; }
static uint32_t little32(view v, size_t i) { return i + 4 <= v.len ? little16(v, i + 2) << 16 | little16(v, i) : 0; }

static int64_t signed32(view v, size_t i)
{
    uint32_t bits = little32(v, i);
    return bits & 0x80000000u ? (int64_t)bits - INT64_C(0x100000000) : (int64_t)bits;
}

/* A length in EMU of `pixels` where `density` pixels are `unit` EMU long; a density of 0 is none. */
static int64_t length_of(uint32_t pixels, uint32_t density, int64_t unit)
{
    int64_t emu = density ? ((int64_t)pixels * unit + density / 2) / density : (int64_t)pixels * EMU_PIXEL;
    return emu <= most ? emu : 0;
}

static void size_png(view v, rt_docx_picture *p)
{
    uint32_t x = 0, y = 0;
    for (size_t at = 8; at + 12 <= v.len; at += 12 + (size_t)big32(v, at)) {
        if (memcmp(v.at + at + 4, "IDAT", 4) == 0 || big32(v, at) > v.len)
            break;
        if (memcmp(v.at + at + 4, "pHYs", 4) == 0 && at + 17 <= v.len && v.at[at + 16] == 1) {
            x = big32(v, at + 8);
            y = big32(v, at + 12);
        }
    }
    p->cx = length_of(big32(v, 16), x, EMU_METRE);
    p->cy = length_of(big32(v, 20), y, EMU_METRE);
}

/* Segments up to the frame header (ITU-T T.81, annex B); density from JFIF's. */
static void size_jpeg(view v, rt_docx_picture *p)
{
    uint32_t x = 0, y = 0;
    int64_t unit = EMU_INCH;
    for (size_t at = 2; at + 4 <= v.len && v.at[at] == 0xFF;) {
        unsigned char marker = v.at[at + 1];
        bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (marker == 0xFF) {
            at++;
            continue;
        }
        if (frame) {
            p->cx = length_of(big16(v, at + 7), x, unit);
            p->cy = length_of(big16(v, at + 5), y, unit);
            return;
        }
        if (marker == 0xE0 && at + 16 <= v.len && memcmp(v.at + at + 4, "JFIF", 5) == 0 && v.at[at + 11]) {
            unit = v.at[at + 11] == 1 ? EMU_INCH : EMU_CENTIMETRE;
            x = big16(v, at + 12);
            y = big16(v, at + 14);
        }
        bool bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        at += 2 + (bare ? 0 : (size_t)big16(v, at + 2));
    }
}

static void size_gif(view v, rt_docx_picture *p)
{
    p->cx = length_of(little16(v, 6), 0, 0);
    p->cy = length_of(little16(v, 8), 0, 0);
}

static void size_bmp(view v, rt_docx_picture *p)
{
    if (little32(v, 14) == 12) {
        p->cx = length_of(little16(v, 18), 0, 0);
        p->cy = length_of(little16(v, 20), 0, 0);
        return;
    }
    int64_t height = signed32(v, 22);
    p->cx = length_of(little32(v, 18), little32(v, 38), EMU_METRE);
    p->cy = length_of((uint32_t)(height < 0 ? -height : height), little32(v, 42), EMU_METRE);
}

static void size_webp(view v, rt_docx_picture *p)
{
    uint32_t width = 0, height = 0;
    if (v.len >= 30 && memcmp(v.at + 12, "VP8X", 4) == 0) {
        width = little24(v, 24) + 1;
        height = little24(v, 27) + 1;
    } else if (v.len >= 25 && memcmp(v.at + 12, "VP8L", 4) == 0) {
        uint32_t bits = little32(v, 21);
        width = (bits & 0x3FFF) + 1;
        height = (bits >> 14 & 0x3FFF) + 1;
    } else if (v.len >= 30 && memcmp(v.at + 12, "VP8 ", 4) == 0) {
        width = little16(v, 26) & 0x3FFF;
        height = little16(v, 28) & 0x3FFF;
    }
    p->cx = length_of(width, 0, 0);
    p->cy = length_of(height, 0, 0);
}

/* The frame of the header is in hundredths of a millimetre. */
static void size_emf(view v, rt_docx_picture *p)
{
    int64_t width = signed32(v, 32) - signed32(v, 24), height = signed32(v, 36) - signed32(v, 28);
    if (v.len >= 40 && width > 0 && height > 0 && width <= most / 360 && height <= most / 360) {
        p->cx = width * 360;
        p->cy = height * 360;
    }
}

/* The placeable header: a box of 16-bit numbers, and how many of its units are an inch. */
static void size_wmf(view v, rt_docx_picture *p)
{
    uint32_t inch = little16(v, 14);
    int32_t box[4];
    for (size_t i = 0; i < 4; i++)
        box[i] = (int16_t)little16(v, 6 + 2 * i);
    if (inch && box[2] > box[0] && box[3] > box[1]) {
        p->cx = length_of((uint32_t)(box[2] - box[0]), inch, EMU_INCH);
        p->cy = length_of((uint32_t)(box[3] - box[1]), inch, EMU_INCH);
    }
}

typedef struct format {
    const char *media_type, *extension;
    size_t offset, len;
    const char *bytes;
    void (*size)(view, rt_docx_picture *);
} format;

static const format formats[] = {
    {"image/png", "png", 0, 8, "\x89PNG\r\n\x1a\n", size_png},
    {"image/jpeg", "jpeg", 0, 3, "\xFF\xD8\xFF", size_jpeg},
    {"image/gif", "gif", 0, 6, "GIF89a", size_gif},
    {"image/gif", "gif", 0, 6, "GIF87a", size_gif},
    {"image/webp", "webp", 8, 4, "WEBP", size_webp},
    {"image/x-emf", "emf", 40, 4, " EMF", size_emf},
    {"image/x-wmf", "wmf", 0, 4, "\xD7\xCD\xC6\x9A", size_wmf},
    {"image/tiff", "tiff", 0, 4, "II*\0", NULL},
    {"image/tiff", "tiff", 0, 4, "MM\0*", NULL},
    {"image/bmp", "bmp", 0, 2, "BM", size_bmp},
};

/* SVG is XML: its root stands somewhere behind a declaration and comments. */
static bool is_svg(view v)
{
    size_t len = v.len < 1024 ? v.len : 1024;
    return len && (*v.at == '<' || *v.at == 0xEF) && memmem(v.at, len, "<svg", 4);
}

rt_docx_picture rt_docx_picture_look(const void *head, size_t len)
{
    view v = {head, len};
    rt_docx_picture p = {0};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const format *f = &formats[i];
        if (f->offset + f->len > len || memcmp(v.at + f->offset, f->bytes, f->len) != 0)
            continue;
        p = (rt_docx_picture){.media_type = f->media_type, .extension = f->extension};
        if (f->size)
            f->size(v, &p);
        if (!p.cx || !p.cy)
            p.cx = p.cy = 0;
        return p;
    }
    if (is_svg(v))
        p = (rt_docx_picture){.media_type = "image/svg+xml", .extension = "svg"};
    return p;
}

void rt_docx_picture_fit(const rt_docx_picture *picture, int64_t *cx, int64_t *cy)
{
    *cx = picture->cx ? picture->cx : UNKNOWN_SIZE;
    *cy = picture->cy ? picture->cy : UNKNOWN_SIZE;
    if (*cx > PAGE_WIDTH) {
        *cy = *cy * PAGE_WIDTH / *cx;
        *cx = PAGE_WIDTH;
    }
    if (*cy > PAGE_HEIGHT) {
        *cx = *cx * PAGE_HEIGHT / *cy;
        *cy = PAGE_HEIGHT;
    }
    *cx = *cx ? *cx : 1;
    *cy = *cy ? *cy : 1;
}

static bool near(int64_t a, int64_t b)
{
    int64_t off = a > b ? a - b : b - a;
    return off <= 3600 || off <= b / 200;
}

bool rt_docx_picture_is_natural(const rt_docx_picture *picture, int64_t cx, int64_t cy)
{
    int64_t x, y;
    rt_docx_picture_fit(picture, &x, &y);
    return (near(cx, x) && near(cy, y)) || (picture->cx && near(cx, picture->cx) && near(cy, picture->cy));
}
