/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How wide characters are on a display, by ranges that are coarse but right for the scripts that
 * phones show. The HAL cuts rows by it, and whoever lays rows out has to count as the HAL does.
 */
#ifndef HOLDFAST_CELLS_H
#define HOLDFAST_CELLS_H

#include <stdint.h>

struct hf_cells_range {
    uint32_t first, last;
};

static inline int hf_cells_within(uint32_t character, const struct hf_cells_range *ranges,
                                  unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return 1;
    return 0;
}

/* Two cells: East Asian wide. */
static inline int hf_cells_is_wide(uint32_t character)
{
    static const struct hf_cells_range wide[] = {
        {0x1100, 0x115f}, {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97c},
        {0xac00, 0xd7a3}, {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
        {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
    };

    return hf_cells_within(character, wide, sizeof wide / sizeof *wide);
}

#endif
