/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A display's row of 32 cells. Names come from strangers: what is no UTF-8, or would steer the
 * display (control characters, marks that turn the writing direction), becomes '?'.
 */
#ifndef HF_PANEL_TEXT_H
#define HF_PANEL_TEXT_H

#include "holdfast/hal.h"

struct row {
    char text[HF_HAL_ROW_BYTES];
    unsigned bytes;
    unsigned cells; /* two of a wide character, one of any other */
    unsigned limit; /* of cells */
};

void hf_panel_row_begin(struct row *row);
void hf_panel_row_put(struct row *row, const char *text);
void hf_panel_row_put_number(struct row *row, uint64_t number);
void hf_panel_row_put_time(struct row *row, uint64_t seconds); /* 0:07, 61:05:09 */
void hf_panel_row_fill(struct row *row, unsigned cells);       /* spaces up to there */

#endif
