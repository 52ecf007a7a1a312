/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that give addresses. The theory is in answer.c. */
#ifndef HF_ANSWER_H
#define HF_ANSWER_H

#include <stdbool.h>

#include "context.h"

/* B8a: it says what there is, or that there is nothing; all other outcomes leave it open. */
bool hf_answer_is_known(const struct hf_dns_answered *answer);

/* An answer that is known, to that family of a branch, which is open no more: its addresses are
 * targets of the host, or it has none. True when it gave any. */
bool hf_answer_take(struct hf_context *x, uint8_t branch, uint8_t family,
                    const struct hf_dns_answered *answer);

/* An answer of SRV or NAPTR some of whose names are addresses (B1): branch_of[record] is the branch
 * of such a one, HF_NONE of the others. */
void hf_answer_take_numeric(struct hf_context *x, uint8_t host,
                            const struct hf_dns_answered *answer, const uint8_t *branch_of);

#endif
