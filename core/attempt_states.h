/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of attempts share: moves, ends, and how long each may last. The theory is in
 * attempt.c. */
#ifndef HF_ATTEMPT_STATES_H
#define HF_ATTEMPT_STATES_H

#include "attempt.h"

/* ---- attempt.c ---- */

/* The only writer of its state; it has no deadline then. */
void hf_attempt_move(struct hf_attempt *a, enum hf_attempt_state to);

void hf_attempt_enter_ended(struct hf_context *x, struct hf_attempt *a, enum hf_outcome outcome,
                            enum hf_why why);
void hf_attempt_end_failed(struct hf_context *x, struct hf_attempt *a, uint8_t cause);
void hf_attempt_explain_move(struct hf_context *x, const struct hf_attempt *a, uint8_t from_state,
                             enum hf_why why);

/* ---- attempt_invite.c ---- */

/* A 101..199: from now on it is never moved (A7). */
void hf_attempt_ring(struct hf_context *x, struct hf_attempt *a);

/* It rang, and no answer will come: the connection is lost, or nobody answered in time (A7). */
void hf_attempt_end_lost(struct hf_context *x, struct hf_attempt *a, uint8_t cause);
void hf_attempt_end_ringing(struct hf_context *x, struct hf_attempt *a);

/* 64*T1 after a lone 100 (A7): ALIVE -> CANCELLING. */
void hf_attempt_cancel(struct hf_context *x, struct hf_attempt *a);

/* A 100, or a late answer: it has 64*T1 from now on (A7). */
void hf_attempt_wait_on(const struct hf_context *x, struct hf_attempt *a);

/* C14: that, or ring_timeout_s, is another one now. */
void hf_attempt_wait_no_longer(struct hf_context *x, struct hf_attempt *a);

/* ---- attempt_budget.c: A1 to A7, E2 ---- */

/* Until silence is a failure: of a request that can leave, and with a connection to be made. */
uint64_t hf_attempt_answer_us(const struct hf_line *line, const struct hf_attempt *a);
uint64_t hf_attempt_connect_us(const struct hf_line *line, const struct hf_attempt *a);

/* H6: not beyond, whatever signs of life come in between. */
uint64_t hf_attempt_hard_end_us(const struct hf_line *line, const struct hf_attempt *a);

uint32_t hf_attempt_retry_period_ms(const struct hf_line *line, const struct hf_attempt *a);
uint32_t hf_attempt_retry_counts(const struct hf_line *line, const struct hf_attempt *a);

/* So long after its present transaction began, within the hard end. */
void hf_attempt_set_deadline(const struct hf_context *x, struct hf_attempt *a, uint64_t after_us);
void hf_attempt_set_to_timer_f(const struct hf_context *x, struct hf_attempt *a);

/* The setting that gives the budget of that state, and its value. */
void hf_attempt_name_budget(const struct hf_line *line, const struct hf_attempt *a, uint8_t state,
                            struct hf_decision *decision);

#endif
