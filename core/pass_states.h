/* SPDX-License-Identifier: Apache-2.0 */
/* What pass.c gives to pass_hear.c: taking candidates, entering the states. The theory is there. */
#ifndef HF_PASS_STATES_H
#define HF_PASS_STATES_H

#include "candidates.h"
#include "pass.h"

struct hf_pass_start {  /* how an attempt came about */
    uint64_t first_us;  /* now, or when the row began that a 423 or 3xx goes on with, or a REGISTER
                           in front */
    uint32_t spread_ms; /* it leaves so much later (C11) */
    uint16_t why;       /* enum hf_why */
    uint8_t from;       /* candidate that the pass comes from, or HF_NONE */
    uint8_t kind;       /* enum hf_request_kind: the pass's, or a REGISTER in front (E2) */
    uint8_t flags;      /* enum hf_attempt_flags: FOR_ONE, behind a REGISTER (E2) */
    uint8_t reserved[7];
};

static inline uint16_t hf_pass_bit(uint8_t candidate)
{
    return (uint16_t)(1u << candidate);
}

/* E2: a REGISTER that goes in front of the pass's request. */
static inline bool hf_pass_is_in_front(const struct hf_pass *p, uint8_t kind)
{
    return kind == HF_REQUEST_REGISTER && p->kind != HF_REQUEST_REGISTER;
}

void hf_pass_move(struct hf_pass *p, enum hf_pass_state to);
void hf_pass_explain(struct hf_context *x, const struct hf_pass *p, uint8_t from_state,
                     enum hf_why why);

void hf_pass_begin_attempt(struct hf_context *x, struct hf_pass *p,
                           const struct hf_pass_start *start);

/* C1b: joins the REGISTER under way at this candidate, or waits for its end. */
void hf_pass_wait_for(struct hf_context *x, struct hf_pass *p, uint8_t busy);

void hf_pass_take(struct hf_context *x, struct hf_pass *p, uint8_t candidate, enum hf_why why);
void hf_pass_follow_pick(struct hf_context *x, struct hf_pass *p, struct hf_pick pick,
                         enum hf_why why);
void hf_pass_go_on(struct hf_context *x, struct hf_pass *p);
void hf_pass_enter_ended(struct hf_context *x, struct hf_pass *p, enum hf_result result,
                         enum hf_why why);

/* A SINGLE pass, a removal, and the first in a dialog go where they were sent, also where no other
 * would go any more: they wait for no name and for no rest. */
bool hf_pass_goes_where_it_is_sent(const struct hf_line *line, const struct hf_pass *p);

#endif
