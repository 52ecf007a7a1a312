/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of attempts that were given up. The theory is in abandoned.c. */
#ifndef HF_ABANDONED_H
#define HF_ABANDONED_H

#include "context.h"

void hf_abandoned_on_end(struct hf_context *x, const struct hf_abandoned *abandoned);

/* 101..199 or 2xx to an abandoned INVITE: it is kept, or ended. */
void hf_abandoned_on_late(struct hf_context *x, const struct hf_late *late);

/* Answers that crossed the order to abandon. */
void hf_abandoned_on_response(struct hf_context *x, const struct hf_response *response);
void hf_abandoned_on_failed(struct hf_context *x, uint64_t attempt);

#endif
