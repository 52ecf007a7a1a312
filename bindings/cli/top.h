/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast top` from inside: how a phone's lines are now, from its log, while it writes.
 *   top.c           the command: its arguments
 *   top_follow.c    the log's directory: what has come since, from segment to segment
 *   top_segments.c  names of segments; where to begin
 *   top_lines.c     records in, how each line is
 *   top_order.c     the worst first, and other orders; filter; sums
 *   top_words.c     text for people
 *   top_text.c      text that a terminal can show
 *   top_table.c     columns for a width
 *   top_print.c     without a terminal: a table, JSON, a line for each change
 *   top_view.c      on a terminal: keys in, pictures out
 *   top_cells.c     a picture, and what differs from the one before
 *   top_keys.c      bytes of a terminal as keys
 *   top_terminal.c  the terminal itself, and giving it back
 *
 * It only reads: no lock is taken, and the phone does not notice.
 */
#ifndef HOLDFAST_CLI_TOP_H
#define HOLDFAST_CLI_TOP_H

#include <stdint.h>

#include "top_follow.h"
#include "top_lines.h"
#include "top_order.h"

#define HF_TOP_ERROR 4700

struct hf_top {
    struct hf_top_follow *follow;
    struct hf_top_lines *lines;
    struct hf_top_rows rows;
    struct hf_top_choice choice;
    const char *path;
    uint64_t interval_us;
    uint64_t n_records; /* taken */
    int began;          /* all that was there is read */
    int json;
    char error[HF_TOP_ERROR]; /* of the refresh that failed, or "" */
};

/* Takes what has come, and makes the rows anew. 0, or -1 with the error. */
int hf_top_refresh(struct hf_top *top);

/* "2 lines: 1 registered, 1 not registered" and what else stands above the rows: three texts. */
#define HF_TOP_HEAD      3
#define HF_TOP_HEAD_TEXT 320
void hf_top_head(const struct hf_top *top, char head[HF_TOP_HEAD][HF_TOP_HEAD_TEXT]);

/* top_print.c: each gives the exit code. */
int hf_top_print_once(struct hf_top *top);
int hf_top_print_changes(struct hf_top *top);

/* top_view.c: whether standard output is a terminal that can be drawn on; drawing until the user
 * has seen enough, which gives the exit code. */
int hf_top_can_view(void);
int hf_top_view(struct hf_top *top);

#endif
