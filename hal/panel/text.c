/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of characters, cut between characters, never within one (RFC 3629). */
#include "text.h"

#include <string.h>

#define NO_CHARACTER 0xffffffffu

void hf_panel_row_begin(struct row *row)
{
    memset(row, 0, sizeof *row);
    row->limit = HF_HAL_DISPLAY_CELLS;
}

/* How many bytes a character that begins so has; 0: none does. */
static unsigned length_of(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* The character at text, which is terminated, and its length; NO_CHARACTER and 1 for a stray
 * byte. Overlong forms, surrogates and what lies beyond U+10FFFF are stray bytes. */
static uint32_t decode(const unsigned char *text, unsigned *length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned n = length_of(text[0]);
    uint32_t character = n < 2 ? text[0] : text[0] & (0x7fu >> n);

    *length = 1;
    if (n == 0)
        return NO_CHARACTER;
    for (unsigned i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return NO_CHARACTER;
        character = character << 6 | (text[i] & 0x3fu);
    }
    if (character < least[n] || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff))
        return NO_CHARACTER;
    *length = n;
    return character;
}

/* Controls, and marks without a shape that change how others look. */
static int steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x061c ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

void hf_panel_row_put(struct row *row, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at != '\0' && row->cells < row->limit) {
        unsigned length;
        const uint32_t character = decode(at, &length);
        const int is_bad = character == NO_CHARACTER || steers(character);
        const unsigned cells = !is_bad && hf_cells_is_wide(character) ? 2 : 1;

        if (row->cells + cells > row->limit)
            return;
        if (is_bad) {
            row->text[row->bytes++] = '?';
        } else {
            memcpy(row->text + row->bytes, at, length);
            row->bytes += length;
        }
        row->cells += cells;
        at += length;
    }
}

void hf_panel_row_put_number(struct row *row, uint64_t number)
{
    char digits[21];
    unsigned at = sizeof digits - 1;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    hf_panel_row_put(row, digits + at);
}

static void put_two(struct row *row, uint64_t number)
{
    if (number < 10)
        hf_panel_row_put(row, "0");
    hf_panel_row_put_number(row, number);
}

void hf_panel_row_put_time(struct row *row, uint64_t seconds)
{
    if (seconds >= 3600) {
        hf_panel_row_put_number(row, seconds / 3600);
        hf_panel_row_put(row, ":");
        put_two(row, seconds / 60 % 60);
    } else {
        hf_panel_row_put_number(row, seconds / 60);
    }
    hf_panel_row_put(row, ":");
    put_two(row, seconds % 60);
}

void hf_panel_row_fill(struct row *row, unsigned cells)
{
    while (row->cells < cells && row->cells < row->limit)
        hf_panel_row_put(row, " ");
}
