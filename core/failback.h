/* SPDX-License-Identifier: Apache-2.0 */
/* The way back to a better server. The theory is in failback.c. */
#ifndef HF_FAILBACK_H
#define HF_FAILBACK_H

#include <stdbool.h>

#include "context.h"

/* The working candidate is another one now, or none (A13): D's clocks start anew. why says what a
 * probe that still runs is ended for, and what brings the line home. */
void hf_failback_on_moved(struct hf_context *x, enum hf_why why);

/* D9: the line has moved from that candidate to its present one. Before on_moved. */
void hf_failback_count_move(struct hf_context *x, uint8_t from_candidate);

/* How long a way back waits whose base is that: doubled while the line flaps (D9), up to half an
 * hour, and later by jitter (C11). */
uint64_t hf_failback_wait_us(struct hf_context *x, uint64_t base_us);

/* D8: a way back waits for the last call's end. */
bool hf_failback_must_wait(const struct hf_line *line);

/* Why one begins that was due and had to wait: the last call has ended, or its turn has come. */
enum hf_why hf_failback_why_due(const struct hf_context *x);

/* The user's REGISTER takes precedence over a probe (C1b). */
void hf_failback_give_way(struct hf_context *x);

/* A better server has shown that it lives: probe it at once (A11). */
void hf_failback_on_sign_of_life(struct hf_context *x, uint8_t server);

/* The process went on from a snapshot: a probe that ran is over. */
void hf_failback_on_restored(struct hf_context *x);

void hf_failback_on_deadline(struct hf_context *x);

/* Hears a probe that did not succeed; success is registration's. True when anything moved. */
bool hf_failback_settle(struct hf_context *x);

#endif
