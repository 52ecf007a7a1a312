/* SPDX-License-Identifier: Apache-2.0 */
/* One request to one candidate: its budget and its outcome. The theory is in attempt.c. */
#ifndef HF_ATTEMPT_H
#define HF_ATTEMPT_H

#include <stdbool.h>

#include "context.h"

#define HF_REMOVAL_LONGEST_US 2000000u /* C8, C14 */

struct hf_attempt_order {
    uint64_t request; /* the user's, or 0 */
    uint64_t
        first_us; /* now, or when the row of attempts began that a 423 or 3xx goes on with (C4) */
    uint32_t series;        /* REGISTER (C1a) */
    uint32_t expires_s;     /* REGISTER */
    uint32_t passed_over;   /* candidates that were not taken, for the decision */
    uint32_t spread_ms;     /* it leaves so much later (C11) */
    uint8_t candidate;      /* index */
    uint8_t purpose;        /* enum hf_purpose */
    uint8_t kind;           /* enum hf_request_kind */
    uint8_t former;         /* server's number in the configuration before (C14), or 0 */
    uint8_t brief_used;     /* this attempt is the one that a 423 asked for (A8) */
    uint8_t from_candidate; /* where the pass comes from, or HF_NONE; for the decision */
    uint8_t flags;          /* enum hf_attempt_flags */
    uint8_t reserved;
};

/* Sends, or will: IDLE -> SENT, SPREAD. why says how the candidate was chosen. */
void hf_attempt_begin(struct hf_context *x, struct hf_attempt *a,
                      const struct hf_attempt_order *order, enum hf_why why);

void hf_attempt_on_response(struct hf_context *x, struct hf_attempt *a,
                            const struct hf_response *response);
/* request: the user's that the pass is for, or 0; a second try names it again (A6a). */
void hf_attempt_on_failed(struct hf_context *x, struct hf_attempt *a,
                          const struct hf_attempt_failed *failed, uint64_t request);
void hf_attempt_on_provisional(struct hf_context *x, struct hf_attempt *a, uint16_t status);
void hf_attempt_on_challenged(struct hf_context *x, struct hf_attempt *a,
                              const struct hf_challenged *challenge);
void hf_attempt_on_connected(struct hf_context *x, struct hf_attempt *a);
void hf_attempt_on_deadline(struct hf_context *x, struct hf_attempt *a, uint64_t request);

/* attempt_invite.c: the Abandoned of one that was CANCELLING: it has an outcome now (A7). */
void hf_attempt_on_cancelled(struct hf_context *x, struct hf_attempt *a,
                             const struct hf_abandoned *abandoned);

/* A11: an abandoned INVITE, no longer watched, is the attempt from now on: IDLE, CANCELLING ->
 * ALIVE. */
void hf_attempt_keep(struct hf_context *x, struct hf_attempt *a, uint64_t id, uint8_t candidate);

/* C14: one that rings at a server that the configuration has no more; its former number. */
void hf_attempt_leave_former(struct hf_attempt *a, uint8_t former);

/* attempt_rest.c: its target rests because it failed (A10), or by its own word (A9). */
void hf_attempt_quarantine(struct hf_context *x, const struct hf_attempt *a);
void hf_attempt_retry_after(struct hf_context *x, const struct hf_attempt *a, uint32_t seconds);

/* OVERDUE: no candidate is left, it goes on to 64*T1 (A4). */
void hf_attempt_extend(struct hf_context *x, struct hf_attempt *a);

/* OVERDUE: another candidate is left, silence is this one's outcome. */
void hf_attempt_end_silent(struct hf_context *x, struct hf_attempt *a);

/* C14: budgets are others now; what runs keeps to the shorter one. */
void hf_attempt_on_reconfigured(struct hf_context *x, struct hf_attempt *a);

/* Gives an unanswered attempt up (Abandon), or forgets an ended one: -> IDLE. */
void hf_attempt_give_up(struct hf_context *x, struct hf_attempt *a, enum hf_why why);

/* ENDED -> IDLE, when its outcome has been heard. */
void hf_attempt_clear(struct hf_context *x, struct hf_attempt *a);

/* Waits for an answer now: its id is owed one. */
bool hf_attempt_is_live(const struct hf_attempt *a);

/* Live, or about to be sent. */
bool hf_attempt_is_under_way(const struct hf_attempt *a);

/* The longest that an attempt at this candidate can last (C4's W sums it, H6 bounds it). */
uint64_t hf_attempt_longest_us(const struct hf_line *line, uint8_t candidate);

/* The same for an attempt under way: a removal at a server that is gone has C8's time. */
uint64_t hf_attempt_longest_of(const struct hf_line *line, const struct hf_attempt *a);

#endif
