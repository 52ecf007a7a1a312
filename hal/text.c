/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 read strictly (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF), and
 * which characters have no width (cells.h has those with two).
 */
#include "text.h"
#include "holdfast/cells.h"

#include <string.h>

static const struct hf_cells_range unsafe[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, /* controls */
    {0x061c, 0x061c}, {0x200e, 0x200f}, /* direction marks */
    {0x2028, 0x202e}, {0x2066, 0x2069}, /* separators of lines, embeddings, overrides, isolates */
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};
static const struct hf_cells_range combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},   {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},   {0x200b, 0x200d},
    {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

unsigned hf_text_cells(uint32_t character)
{
    if (hf_cells_within(character, combining, sizeof combining / sizeof *combining)) {
        return 0;
    }
    return hf_cells_is_wide(character) ? 2 : 1;
}

/* One character; returns its bytes, 0 where there is none. */
static size_t decode(const unsigned char *text, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = text[0] < 0x80             ? 1
               : (text[0] & 0xe0) == 0xc0 ? 2
               : (text[0] & 0xf0) == 0xe0 ? 3
               : (text[0] & 0xf8) == 0xf0 ? 4
                                          : 0;
    uint32_t value = n == 1 ? text[0] : text[0] & (0x7fu >> n);

    for (size_t i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80) { /* the terminating NUL too */
            return 0;
        }
        value = value << 6 | (text[i] & 0x3f);
    }
    if (n == 0 || value < least[n] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        return 0;
    }
    *character = value;
    return n;
}

unsigned hf_text_clean(const char *text, unsigned cells, char *clean, size_t size)
{
    unsigned used = 0;
    size_t out = 0;

    while (*text != '\0') {
        uint32_t character = '?';
        size_t n = decode((const unsigned char *)text, &character);
        const char *from = text;
        text += n > 0 ? n : 1;
        if (n == 0 || hf_cells_within(character, unsafe, sizeof unsafe / sizeof *unsafe)) {
            character = '?';
            from = "?";
            n = 1;
        }
        unsigned width = hf_text_cells(character);
        if (used + width > cells || out + n >= size) {
            break;
        }
        memcpy(clean + out, from, n);
        out += n;
        used += width;
    }
    clean[out] = '\0';
    return used;
}
