/* SPDX-License-Identifier: Apache-2.0 */
/* What `holdfast top` says to people. Like words.c, the only place for such text. */
#ifndef HOLDFAST_CLI_TOP_WORDS_H
#define HOLDFAST_CLI_TOP_WORDS_H

#include <stddef.h>

#include "top_order.h"

#define HF_TOP_WORDS 512

/* "registered"; "not known" where the log has not said it yet. */
const char *hf_top_words_state(const struct hf_top_line *line);

/* What the line does at its deadline: "asks whether a better server is back"; "" where none is
 * known. */
const char *hf_top_words_next(const struct hf_top_line *line);

/* What brought the line where it is: "server 1 gave no answer for 7.5 s". Returns text. */
const char *hf_top_words_reason(const struct hf_top_line *line, char text[HF_TOP_WORDS]);

/* "10:00:07", "11-20 10:00" where it is not of the same day, "-" for HF_NEVER. Returns text. */
const char *hf_top_words_since(uint64_t wall_us, uint64_t now_wall_us, char text[HF_WORDS_SPAN]);

/* "23 s", "now", "-". Returns text. */
const char *hf_top_words_in(uint64_t wall_us, uint64_t now_wall_us, char text[HF_WORDS_SPAN]);

/* "udp:192.0.2.2:5060", "-". Returns text. */
const char *hf_top_words_address(const struct hf_top_line *line, char text[HF_WORDS_TARGET]);

/* "on a backup server, server 2 (udp:192.0.2.2:5060), since 10:00:07 (2 min), because ...". Returns
 * text. */
const char *hf_top_words_place(const struct hf_top_rows *rows, const struct hf_top_row *row,
                               char text[HF_TOP_WORDS]);

/* "In 23 s, at 10:02:30, it asks whether ...; 14 requests in the last hour, 3 failed".
 * Returns text. */
const char *hf_top_words_plan(const struct hf_top_rows *rows, const struct hf_top_row *row,
                              char text[HF_TOP_WORDS]);

/* "12 lines: 1 not registered, 2 on a backup server, 9 registered". Returns text. */
const char *hf_top_words_sum(const struct hf_top_rows *rows, char text[HF_TOP_WORDS]);

/* "345 requests in the last hour, 4 failed". Returns text. */
const char *hf_top_words_requests(uint64_t sent, uint64_t failed, char text[HF_TOP_WORDS]);

/* Whether somebody writes the log, as of when all this is: "", or "the phone has ended; ...".
 * Returns text. */
const char *hf_top_words_running(const struct hf_top_rows *rows, const struct hf_top_lines *lines,
                                 char text[HF_TOP_WORDS]);

#endif
