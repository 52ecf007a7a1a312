/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terminal as a drawing board: taken, and given back as it was on every way out: at the end,
 * by a signal that ends the process, by one that stops it for a while, by a crash.
 */
#ifndef HOLDFAST_CLI_TOP_TERMINAL_H
#define HOLDFAST_CLI_TOP_TERMINAL_H

#include <stddef.h>
#include <stdint.h>

/* Whether standard output is one that can be drawn on; and whether with colours. */
int hf_top_terminal_can_draw(void);
int hf_top_terminal_has_colours(void);

/* Takes it. 0, or -1: said. */
int hf_top_terminal_take(void);
void hf_top_terminal_give_back(void);

/* Its size now. */
void hf_top_terminal_size(size_t *rows, size_t *columns);

enum hf_top_news { /* bits */
                   HF_TOP_NEWS_KEYS = 1,
                   HF_TOP_NEWS_SIZE = 2,
                   HF_TOP_NEWS_END = 4, /* a signal, or the terminal has gone */
                   HF_TOP_NEWS_DRAW = 8 /* all of it must be drawn again */
};

/* Waits for something, at most this long. Bits of enum hf_top_news; keys are given to `taken`,
 * size bytes, *n of them. A signal that stops the process is obeyed in here. */
struct hf_top_input {
    uint8_t bytes[64];
    size_t n;
};
unsigned hf_top_terminal_wait(uint64_t us, struct hf_top_input *input);

/* All bytes, however slow the terminal is; fewer when a signal ends the program. */
void hf_top_terminal_write(const char *bytes, size_t n);

/* After give_back: ends as the signal that ended it wants, or returns. */
void hf_top_terminal_die(void);

#endif
