/* SPDX-License-Identifier: Apache-2.0 */
/* C12: at most ten registration passes a minute start at one server. */
#ifndef HF_PACE_H
#define HF_PACE_H

#include "context.h"

/* Counts a pass that starts at the server now and is not free of the limit. */
void hf_pace_count(struct hf_context *x, uint8_t server);

/* When a pass may start there: now, or at the end of the minute whose ten are used up. */
uint64_t hf_pace_ready_us(const struct hf_context *x, uint8_t server);

#endif
