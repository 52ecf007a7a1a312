/* SPDX-License-Identifier: Apache-2.0 */
/* An answer of DNS, and the targets it gives. The theory is in answer.c. */
#ifndef HF_ANSWER_H
#define HF_ANSWER_H

#include <stdbool.h>

#include "context.h"

/* B8a: it says what there is, or that there is nothing; all other outcomes leave it open. */
bool hf_answer_is_known(const struct hf_dns_answered *answer);

/* An answer that is known: the query's families have these addresses now, or none. True when it
 * gave any. */
bool hf_answer_take(struct hf_context *x, uint8_t host, uint8_t query,
                    const struct hf_dns_answered *answer);

#endif
