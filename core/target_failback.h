/* SPDX-License-Identifier: Apache-2.0 */
/* The way back between the targets of one server. The theory is in target_failback.c. */
#ifndef HF_TARGET_FAILBACK_H
#define HF_TARGET_FAILBACK_H

#include <stdbool.h>

#include "context.h"

/* How requests come back to the first target of the server that a candidate belongs to:
 * enum hf_failback, the proxy's own where it has one (B13). */
uint8_t hf_target_failback_mode(const struct hf_line *line, uint8_t candidate);

/* D6: the moment has come and is not used up: the next request starts at the first target. */
bool hf_target_failback_is_due(const struct hf_line *line, uint8_t registration);

/* Whether a pass for that reason is such a way back. */
bool hf_target_failback_is_reason(enum hf_why why);

/* The registration's pass was accepted: its working candidate is what it is now. moved: it was
 * another one before (A13: the clocks start). */
void hf_target_failback_on_registered(struct hf_context *x, uint8_t registration, bool moved);

/* D6: a pass begins that starts at the first target, since the moment has come: it is the way
 * back. */
void hf_target_failback_on_begun(struct hf_context *x, uint8_t registration);

/* No candidate serves the registration any more. */
void hf_target_failback_on_lost(struct hf_context *x, uint8_t registration);

void hf_target_failback_on_deadline(struct hf_context *x, uint8_t registration);

/* Begins what waited for the last call's end, or for a pass to be over (D8). */
bool hf_target_failback_settle(struct hf_context *x);

#endif
