/* SPDX-License-Identifier: Apache-2.0 */
/* A line's ordered candidates, and which one a pass takes next. */
#ifndef HF_CANDIDATES_H
#define HF_CANDIDATES_H

#include <stdbool.h>

#include "context.h"

/* Fills a table of HF_LINE_TARGETS from a sound configuration, whose hosts are numeric (B1);
 * returns how many there are. */
uint32_t hf_candidates_list(const struct hf_config *config, struct hf_candidate *candidates);

/* The candidate that a pass takes next by A14, or HF_NONE. It never offers one that was tried. */
uint8_t hf_candidates_next(const struct hf_line *line, const struct hf_pass *pass);

/* The first candidate of a server (0: of the line), or HF_NONE. */
uint8_t hf_candidates_first(const struct hf_line *line, uint8_t server);

/* The bits of the candidates that a pass will not take because their target failed in it. */
uint32_t hf_candidates_passed_over(const struct hf_line *line, const struct hf_pass *pass);

bool hf_target_equal(const struct hf_target *a, const struct hf_target *b);

/* Server (1..) of a candidate, 0 for HF_NONE. */
uint8_t hf_candidate_server(const struct hf_line *line, uint8_t candidate);

#endif
