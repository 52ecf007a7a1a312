/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts for a display. They come from the network (a caller's name), and a display may be a
 * terminal: what controls one, or turns the order of letters round, does not pass.
 */
#ifndef HOLDFAST_HAL_TEXT_H
#define HOLDFAST_HAL_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Cells that a character takes: 0 (combining), 1, or 2 (East Asian wide). */
unsigned hf_text_cells(uint32_t character);

/* Copies text as clean UTF-8 of at most `cells` cells, terminated; returns how many it takes. What
 * is no UTF-8, controls or is a direction mark becomes '?'. */
unsigned hf_text_clean(const char *text, unsigned cells, char *clean, size_t size);

#endif
