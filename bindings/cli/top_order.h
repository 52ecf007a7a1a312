/* SPDX-License-Identifier: Apache-2.0 */
/* The lines as rows: filtered, in an order, with sums. */
#ifndef HOLDFAST_CLI_TOP_ORDER_H
#define HOLDFAST_CLI_TOP_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "top_lines.h"

enum hf_top_order {
    HF_TOP_WORST = 0,
    HF_TOP_LINE = 1,
    HF_TOP_NAME = 2,
    HF_TOP_LATEST = 3, /* the latest change first */
    HF_TOP_NEXT = 4,   /* the nearest deadline first */
    HF_TOP_FAILURES = 5,
    HF_TOP_ORDER_COUNT
};

struct hf_top_row {
    const struct hf_top_line *line;
    uint64_t since_wall_us; /* HF_NEVER: not known */
    uint64_t out_wall_us;   /* since when it is out of service; HF_NEVER: it is not, or not known */
    uint64_t next_wall_us;  /* HF_NEVER: none, or not known */
    uint32_t sent, failed;  /* in the last hour */
    uint32_t rank;          /* the worst is 0 */
};

struct hf_top_rows {
    struct hf_top_row *items;
    size_t n, room;
    uint32_t n_lines;                      /* also those that the filter leaves out */
    uint32_t n_state[HF_LINE_STATE_COUNT]; /* of them */
    uint32_t n_unknown;
    uint64_t sent, failed;
    uint64_t now_wall_us; /* for which this is true */
    int running;          /* a phone writes the log: 1, 0; -1: not known */
};

struct hf_top_choice {
    const char *filter; /* only lines in which this is found; "" for all */
    uint32_t line;      /* only this one; 0: all */
    enum hf_top_order order;
};

const char *hf_top_order_name(enum hf_top_order order);            /* "worst" */
int hf_top_order_read(const char *text, enum hf_top_order *order); /* 0, or -1 */

/* A line as it is at rows->now_wall_us. */
struct hf_top_row hf_top_row_of(const struct hf_top_rows *rows, const struct hf_top_lines *lines,
                                const struct hf_top_line *line);

/* rows->now_wall_us is set already. 0, or -1 without memory. */
int hf_top_rows_make(struct hf_top_rows *rows, const struct hf_top_lines *lines,
                     const struct hf_top_choice *choice);
void hf_top_rows_free(struct hf_top_rows *rows);

#endif
