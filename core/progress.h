/* SPDX-License-Identifier: Apache-2.0 */
/* How far the resolution of a host is. The theory is in progress.c. */
#ifndef HF_PROGRESS_H
#define HF_PROGRESS_H

#include "branches.h"

enum hf_progress {
    HF_PROGRESS_WAITS = 0,            /* nothing is known that counts */
    HF_PROGRESS_WAITS_IN_FRONT = 1,   /* something is, and something better may come */
    HF_PROGRESS_WAITS_FOR_FAMILY = 2, /* the best is known, but for its other family */
    HF_PROGRESS_OVER = 3
};
enum hf_progress hf_progress_of(const struct hf_line *line, uint8_t host);

/* The branch that is the best of those that gave addresses, and counts (B14); HF_NONE for none. */
uint8_t hf_progress_first(const struct hf_line *line, uint8_t host);

/* B14: an address with TLS is known; one exists, and none is known; a question is open that may
 * bring one, and none is known. The last two are false where that does not matter
 * (allow_downgrade). */
bool hf_progress_has_tls(const struct hf_line *line, uint8_t host);
bool hf_progress_misses_tls(const struct hf_line *line, uint8_t host);
bool hf_progress_may_bring_tls(const struct hf_line *line, uint8_t host);

/* A question of the branch is open after which there may be a target with TLS. */
bool hf_branch_may_bring_tls(const struct hf_branch *b);

/* The rank of the best that its open questions may bring. */
uint16_t hf_branch_open_rank(const struct hf_branch *b);

#endif
