/* SPDX-License-Identifier: Apache-2.0 */
/* Responses: whose they are. Those to an INVITE that begins a call are calls_invited.c's and
 * calls_late.c's, those to changes calls_change.c's. */
#include "calls_state.h"

#include "holdfast/line.h"

/* PRACK, and the BYE of what is no call: nobody waits for the answer, but a challenge. */
static void hear_own(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    unsigned status = x->message->status;
    if (status < 200 ||
        ((status == 401 || status == 407) && hf_calls_attempt_answers(x, attempt))) {
        return;
    }
    hf_calls_attempt_ended(x, attempt, HF_CAUSE_NONE);
}

static void hear_bye(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    unsigned status = x->message->status;
    if (attempt->state == HF_CALLS_ATTEMPT_ENDING) {
        hear_own(x, attempt); /* of a late call: any final answer is its end (E7) */
    } else if (attempt->state == HF_CALLS_ATTEMPT_WATCHED) {
        if (status >= 200) {
            hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_ANSWERED);
        }
    } else if (status < 200) {
        hf_calls_attempt_provisional(x, attempt);
    } else if (status == 401 || status == 407) {
        hf_calls_attempt_challenged(x, attempt);
    } else {
        hf_calls_attempt_answered(x, attempt);
    }
}

static void hear_invite(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    const struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    bool is_wanted = call != NULL && call->state == HF_CALLS_CALLING &&
                     (call->bits & HF_CALLS_HUNG_UP) == 0;
    if (attempt->state == HF_CALLS_ATTEMPT_WAITING && is_wanted) {
        hf_calls_hear_invited(x, attempt);
        return;
    }
    if (attempt->state == HF_CALLS_ATTEMPT_WAITING) { /* the core gives it up just now */
        hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_WATCHED);
    }
    hf_calls_hear_late(x, attempt);
}

void hf_calls_hear_response(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_attempt *attempt = hf_calls_attempt_of(x->calls, layer);
    struct hf_sip_cseq cseq;
    if (attempt == NULL) {
        if (x->message->status >= 200 && x->message->status < 300 &&
            hf_sip_cseq(x->message, &cseq, NULL) == 1 && hf_slice_is(cseq.method, "INVITE")) {
            hf_calls_hear_stray(x, layer);
        }
        return;
    }
    if (x->message->status >= 200 || x->message->status > attempt->told) {
        hf_calls_note(x, attempt, HF_NOTE_RESPONSE, hf_sip_reason(x->message->status));
    }
    attempt->bits &= (uint8_t)~HF_CALLS_CONNECTING;
    if (attempt->state == HF_CALLS_ATTEMPT_OWN) {
        hear_own(x, attempt);
        return;
    }
    switch ((enum hf_calls_kind)attempt->kind) {
    case HF_CALLS_INVITE: hear_invite(x, attempt); break;
    case HF_CALLS_REINVITE:
    case HF_CALLS_UPDATE: hf_calls_change_hear(x, attempt); break;
    case HF_CALLS_BYE: hear_bye(x, attempt); break;
    case HF_CALLS_PRACK: break; /* always OWN */
    }
}

void hf_calls_hear_cancelled(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_attempt *attempt = hf_calls_attempt_of(x->calls, layer);
    if (attempt != NULL && attempt->state == HF_CALLS_ATTEMPT_ENDING && x->message->status >= 200) {
        attempt->bits |= HF_CALLS_ANSWERED;
        attempt->deadline_us = HF_NEVER;
    }
}
