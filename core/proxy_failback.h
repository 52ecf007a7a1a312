/* SPDX-License-Identifier: Apache-2.0 */
/* The way back from a server's outbound proxy 2 to its proxy 1. The theory is in
 * proxy_failback.c. */
#ifndef HF_PROXY_FAILBACK_H
#define HF_PROXY_FAILBACK_H

#include <stdbool.h>

#include "context.h"

/* The registration has been accepted where it works now; before: where it worked until then, or
 * HF_NONE. */
void hf_proxy_failback_on_registered(struct hf_context *x, uint8_t registration, uint8_t before);

/* No candidate serves the registration any more. */
void hf_proxy_failback_on_lost(struct hf_context *x, uint8_t registration, enum hf_why why);

/* C1b: a pass of the registration begins, and comes before its probe. tries_it: it starts at the
 * first candidate, so that the probe is not needed after it. */
void hf_proxy_failback_give_way(struct hf_context *x, uint8_t registration, bool tries_it);

/* Proxy 1 has shown that it lives: probe it at once (A11). */
void hf_proxy_failback_on_sign_of_life(struct hf_context *x, uint8_t registration,
                                       uint8_t candidate);

/* C14: the interval, or whether there is a way back, is another. */
void hf_proxy_failback_on_reconfigured(struct hf_context *x);

/* The process went on from a snapshot: a probe that ran is over. */
void hf_proxy_failback_on_restored(struct hf_context *x);

void hf_proxy_failback_on_deadline(struct hf_context *x, uint8_t registration);

/* Hears a probe that did not succeed; success is registration's. Begins what waited for the last
 * call's end, for its turn, or for a pass to be over. */
bool hf_proxy_failback_settle(struct hf_context *x);

/* The registration whose probe has the place in HF_SLOT_PROBE, or HF_NONE. */
uint8_t hf_proxy_failback_prober(const struct hf_line *line);

#endif
