/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of A and AAAA, and the order of a host's targets. The theory is in answer.c. */
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

/* What has been given since it was asked is not used after all (B14): what is kept remains. */
void hf_answer_withdraw(struct hf_context *x, uint8_t host);

/* The resolution has come to its end, or as far as anybody waits for it: the host's targets stand
 * in the order that the records give, kept ones that may yet be given behind them. */
void hf_answer_settle(struct hf_context *x, uint8_t host);

#endif
