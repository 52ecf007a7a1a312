/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An INVITE's attempt. What it has more than another one:
 *
 * RINGING     101..199 came: it is never moved, by anything; its final answer is the user's. A call
 *             that only rings is given up after ring_timeout_s
 * CANCELLING  64*T1 after a lone 100 it was given up (the shell CANCELs), and is watched as any
 *             abandoned one: a CANCEL that is answered ends the call, one that is not for A1's
 *             budget is silence, and a late answer makes it the call's own again (A11)
 *
 * Rules: A7, A11 (Keep), C14.
 */
#include "attempt.h"

#include "attempt_states.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/budget.h"
#include "watched.h"

static uint64_t ring_timeout_us(const struct hf_line *line)
{
    return (uint64_t)line->config.ring_timeout_s * HF_US_PER_S;
}

void hf_attempt_ring(struct hf_context *x, struct hf_attempt *a)
{
    uint8_t from = a->state;

    if (a->state == HF_ATTEMPT_RINGING)
        return;
    hf_attempt_move(a, HF_ATTEMPT_RINGING);
    if (ring_timeout_us(x->line) != 0)
        a->deadline_us = hf_time_add(x->now_us, ring_timeout_us(x->line));
    hf_attempt_explain_move(x, a, from, HF_WHY_CALL_RINGS);
    if (from == HF_ATTEMPT_SENT) /* nothing is left of the limit that its Send gave */
        hf_emit_order(x, HF_ACTION_EXTEND, a->id, HF_WHY_CALL_RINGS);
}

void hf_attempt_wait_on(const struct hf_context *x, struct hf_attempt *a)
{
    a->deadline_us = hf_time_add(x->now_us, hf_budget_timer_f_us(&x->line->config));
}

void hf_attempt_end_lost(struct hf_context *x, struct hf_attempt *a, uint8_t cause)
{
    a->cause = cause;
    hf_attempt_enter_ended(x, a, HF_OUTCOME_LOST, hf_why_of_cause(cause));
}

void hf_attempt_end_ringing(struct hf_context *x, struct hf_attempt *a)
{
    hf_attempt_enter_ended(x, a, HF_OUTCOME_LOST, HF_WHY_RANG_TOO_LONG);
    hf_watched_begin(x, a, HF_WHY_RANG_TOO_LONG);
}

void hf_attempt_cancel(struct hf_context *x, struct hf_attempt *a)
{
    hf_attempt_move(a, HF_ATTEMPT_CANCELLING);
    a->deadline_us = hf_time_add(x->now_us, hf_attempt_answer_us(x->line, a));
    hf_attempt_explain_move(x, a, HF_ATTEMPT_ALIVE, HF_WHY_NO_PROGRESS);
    hf_watched_begin(x, a, HF_WHY_NO_PROGRESS);
}

/* A final answer to the INVITE after all, as if it had not been cancelled. */
static void on_final(struct hf_context *x, struct hf_attempt *a, uint16_t status)
{
    hf_attempt_on_response(x, a,
                           &(struct hf_response){.attempt = a->id,
                                                 .status = status,
                                                 .expires_s = HF_EXPIRES_NONE,
                                                 .retry_after_s = HF_RETRY_AFTER_NONE});
}

void hf_attempt_on_cancelled(struct hf_context *x, struct hf_attempt *a,
                             const struct hf_abandoned *abandoned)
{
    bool answered = abandoned->how == HF_ABANDONED_ANSWERED && abandoned->status >= 300 &&
                    abandoned->status != 487; /* RFC 3261 9.2: that is the CANCEL's doing */

    HF_ASSERT(a->state == HF_ATTEMPT_CANCELLING);
    if (answered)
        on_final(x, a, abandoned->status);
    else if (abandoned->how == HF_ABANDONED_NOTHING ||
             abandoned->how == HF_ABANDONED_CANCEL_TIMED_OUT)
        hf_attempt_end_failed(x, a, HF_CAUSE_SILENCE);
    else
        hf_attempt_enter_ended(x, a, HF_OUTCOME_LOST, HF_WHY_NO_PROGRESS);
}

void hf_attempt_keep(struct hf_context *x, struct hf_attempt *a, uint64_t id, uint8_t candidate)
{
    uint8_t from = a->state;

    HF_ASSERT(from == HF_ATTEMPT_IDLE || from == HF_ATTEMPT_CANCELLING);
    a->id = id;
    a->first_us = x->now_us; /* what was is over: its budget is that of a server that lives */
    a->sent_us = x->now_us;
    a->candidate = candidate;
    a->purpose = HF_PURPOSE_REQUEST;
    a->kind = HF_REQUEST_INVITE;
    a->flags = 0;
    hf_attempt_move(a, HF_ATTEMPT_ALIVE);
    hf_attempt_wait_on(x, a);
    hf_attempt_explain_move(x, a, from, HF_WHY_LATE_CALL_KEPT);
    hf_emit_order(x, HF_ACTION_KEEP, id, HF_WHY_LATE_CALL_KEPT);
}

void hf_attempt_wait_no_longer(struct hf_context *x, struct hf_attempt *a)
{
    uint64_t was_us = a->deadline_us;
    bool rings = a->state == HF_ATTEMPT_RINGING;
    uint64_t most_us = rings ? ring_timeout_us(x->line) : hf_budget_timer_f_us(&x->line->config);

    a->deadline_us = most_us == 0 ? HF_NEVER : hf_time_min(was_us, hf_time_add(x->now_us, most_us));
    if (a->deadline_us != was_us)
        hf_attempt_explain_move(x, a, a->state, HF_WHY_CONFIG_CHANGED);
}

void hf_attempt_leave_former(struct hf_attempt *a, uint8_t former)
{
    a->former = former;
}
