/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A picture of a terminal's cells, and the one that the terminal shows: only what differs is
 * written, so that a slow line is enough.
 */
#ifndef HOLDFAST_CLI_TOP_CELLS_H
#define HOLDFAST_CLI_TOP_CELLS_H

#include <stddef.h>
#include <stdint.h>

enum hf_top_look { /* bits */
                   HF_TOP_PLAIN = 0,
                   HF_TOP_BOLD = 1,
                   HF_TOP_DIM = 2,
                   HF_TOP_REVERSE = 4,
                   HF_TOP_RED = 8,
                   HF_TOP_YELLOW = 16,
                   HF_TOP_GREEN = 32
};

struct hf_top_cell {
    uint32_t c;    /* 0: the second half of a wide letter */
    uint32_t look; /* bits of enum hf_top_look */
};

struct hf_top_cells {
    struct hf_top_cell *now, *shown; /* rows times columns */
    size_t rows, columns;
    int unknown; /* what the terminal shows is not known */
    int colours; /* may be used */
    char *out;   /* the bytes of hf_top_cells_write */
    size_t n_out, room;
};

/* Makes the picture this large, and empty. 0, or -1 without memory: it stays as it was. */
int hf_top_cells_size(struct hf_top_cells *cells, size_t rows, size_t columns);
void hf_top_cells_free(struct hf_top_cells *cells);

void hf_top_cells_clear(struct hf_top_cells *cells);

/* Puts text into a row (0..), from its first column on; the look goes on to the row's end where
 * `fill` is set. What does not fit is cut. */
struct hf_top_put {
    size_t row;
    const char *text;
    uint32_t look;
    int fill;
};
void hf_top_cells_put(struct hf_top_cells *cells, const struct hf_top_put *put);

/* What the terminal has to be sent so that it shows the picture: cells->out, n_out bytes. 0, or -1
 * without memory. */
int hf_top_cells_write(struct hf_top_cells *cells);

#endif
