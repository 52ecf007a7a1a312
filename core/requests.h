/* SPDX-License-Identifier: Apache-2.0 */
/* E12: the user's requests outside dialogs. The theory is in requests.c. */
#ifndef HF_REQUESTS_H
#define HF_REQUESTS_H

#include <stdbool.h>

#include "context.h"

/* The slot of the pass that carries it, or HF_NONE. */
uint8_t hf_requests_find(const struct hf_line *line, uint64_t request);

void hf_requests_on_wanted(struct hf_context *x, const struct hf_wanted *wanted);
void hf_requests_on_withdrawn(struct hf_context *x, uint64_t request);

/* The line is disabled: every request is reported. */
void hf_requests_stop(struct hf_context *x);

/* After a restart: each is reported as failed, its answers are lost. Before passes are
 * forgotten. */
void hf_requests_on_restored(struct hf_context *x);

/* Hears its passes, reports each request once. True when anything moved. */
bool hf_requests_settle(struct hf_context *x);

#endif
