/* SPDX-License-Identifier: Apache-2.0 */
/* What registration.c gives to its two other files: entering the states. The theory is there. */
#ifndef HF_REGISTRATION_STATES_H
#define HF_REGISTRATION_STATES_H

#include <stdbool.h>

#include "context.h"
#include "wishes.h"

struct hf_registration *hf_registration_at(struct hf_context *x, uint8_t k);

/* Gives up the pass of the registration, where one runs. */
void hf_registration_stop_pass(struct hf_context *x, uint8_t k, enum hf_why why);

/* A pass for that reason: where it starts (C5, D2..D6) follows from it. Put off where C12 asks for
 * that. */
void hf_registration_begin(struct hf_context *x, uint8_t k, enum hf_why why);

/* The same, at that candidate (A13: the one that gave the status). */
void hf_registration_begin_at(struct hf_context *x, uint8_t k, uint8_t candidate, enum hf_why why);

/* In service: when the working candidate may be asked (A9). */
void hf_registration_begin_awake(struct hf_context *x, uint8_t k, enum hf_why why);

/* A11: to that candidate's server alone. */
void hf_registration_begin_only(struct hf_context *x, uint8_t k, uint8_t candidate,
                                enum hf_why why);

#define HF_REFUSED_WAIT_US (1800ull * 1000000) /* C13 */

struct hf_stay {               /* a state that waits */
    struct hf_failure failure; /* that brought it; zero where none did */
    uint16_t why;              /* enum hf_why: of the move */
    uint16_t next_why;         /* enum hf_why: what the deadline is for; NONE: refresh, next try */
    uint8_t from_candidate;    /* where it worked before, or HF_NONE */
    bool exactly;              /* the deadline is not_before_us, or a refresh before that */
    uint8_t reserved[6];
    uint64_t not_before_us;  /* the deadline is no earlier; 0: as the rules say */
    struct hf_backoff_by by; /* what gave not_before_us */
};

void hf_registration_enter_registered(struct hf_context *x, uint8_t k, const struct hf_stay *stay);
void hf_registration_enter_waiting(struct hf_context *x, uint8_t k, const struct hf_stay *stay);

/* A9: until the first target in its scope wakes. */
void hf_registration_enter_resting(struct hf_context *x, uint8_t k, const struct hf_stay *stay);

void hf_registration_enter_refused(struct hf_context *x, uint8_t k, struct hf_failure failure);

/* C11: the pass for that reason begins a random time later. */
void hf_registration_enter_spread(struct hf_context *x, uint8_t k, enum hf_why next_why);

/* C8: all registrations of the line at once. */
void hf_registration_enter_stopping(struct hf_context *x, enum hf_why why);
void hf_registration_enter_off(struct hf_context *x, enum hf_why why);

/* A removal or a BYE runs that a stopping line waits for. */
bool hf_registration_must_stop_first(const struct hf_line *line);

/* No candidate serves this registration now: what still stands anywhere is left there. Returns
 * the working candidate that was. */
uint8_t hf_registration_forget_working(struct hf_context *x, uint8_t k);

#endif
