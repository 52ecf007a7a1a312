/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as columns of text, for a given width or for none. */
#ifndef HOLDFAST_CLI_TOP_TABLE_H
#define HOLDFAST_CLI_TOP_TABLE_H

#include <stddef.h>

#include "top_words.h"

enum hf_top_column {
    HF_TOP_COLUMN_LINE = 0,
    HF_TOP_COLUMN_NAME,
    HF_TOP_COLUMN_STATE,
    HF_TOP_COLUMN_SERVER,
    HF_TOP_COLUMN_ADDRESS,
    HF_TOP_COLUMN_SINCE,
    HF_TOP_COLUMN_SENT,
    HF_TOP_COLUMN_FAILED,
    HF_TOP_COLUMN_IN,
    HF_TOP_COLUMN_NEXT,
    HF_TOP_COLUMN_REASON,
    HF_TOP_COLUMN_COUNT
};

struct hf_top_table {
    size_t widths[HF_TOP_COLUMN_COUNT]; /* 0: the column is left out */
    size_t total;                       /* places in a row; 0: as many as it takes */
};

/* Columns for the rows first..first + n - 1. With total 0 each is as wide as its text; else they
 * fit, and what matters least is cut or left out. */
void hf_top_table_fit(struct hf_top_table *table, const struct hf_top_rows *rows, size_t first,
                      size_t n);

/* A row, or with row NULL the titles. Returns text, without spaces at its end. */
#define HF_TOP_ROW_TEXT 2048
const char *hf_top_table_row(const struct hf_top_table *table, const struct hf_top_rows *rows,
                             const struct hf_top_row *row, char text[HF_TOP_ROW_TEXT]);

#endif
