/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's front as bytes for a terminal: display, lamps, ringer, hook. Pure: what it shows is a
 * struct, what it says is text. Lamps can be told apart without colours.
 */
#ifndef HOLDFAST_HAL_TERMINAL_DRAW_H
#define HOLDFAST_HAL_TERMINAL_DRAW_H

#include "holdfast/hal.h"

#define HF_FRONT_BYTES 8192 /* at most, of one picture */

struct hf_front {
    char rows[HF_HAL_DISPLAY_ROWS][HF_HAL_ROW_BYTES];
    uint8_t lamps[HF_HAL_LINE_KEYS + 1]; /* enum hf_hal_lamp; 0: messages */
    int off_hook, rings;
    int bright; /* of what blinks: slow, fast */
    int bright_fast;
    int colours;
    unsigned height, width; /* of the terminal; nothing is drawn beyond them */
};

/* Returns the length. */
size_t hf_front_draw(const struct hf_front *front, char bytes[HF_FRONT_BYTES]);

#endif
