/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A11: responses to an INVITE that the core gave up. A 101..199 and a 2xx are asked about once
 * each; the core says Keep, and it is the call's own again, or End, and it is cancelled, or
 * acknowledged and ended by BYE. The response that was asked about is kept until then; where
 * another one has taken its place meanwhile, the next repetition of it does as well.
 *
 * CANCEL goes where a provisional response has come (RFC 3261 9.1): at once where the core gives up
 * a call that has had one. A server that says 100 and nothing more might ring when nobody hears it
 * any more: before that it is cancelled.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"

static void keep_text(struct hf_calls_x *x, const struct hf_calls_attempt *attempt)
{
    x->calls->late = 0;
    if (x->message->n_bytes <= sizeof x->calls->late_text) {
        memcpy(x->calls->late_text, x->message->bytes, x->message->n_bytes);
        x->calls->n_late = (uint32_t)x->message->n_bytes;
        x->calls->late = attempt->id;
    }
}

static void ask(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_late *late = &hf_calls_event(x, HF_EVENT_LATE)->u.late;
    late->attempt = attempt->id;
    late->status = x->message->status;
    keep_text(x, attempt);
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_ASKED);
}

/* The call goes on without it, or is over. */
static bool is_left_behind(const struct hf_calls_x *x, const struct hf_calls_attempt *attempt)
{
    const struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    return call == NULL || call->state != HF_CALLS_CALLING ||
           (call->bits & (HF_CALLS_HUNG_UP | HF_CALLS_RINGS)) != 0;
}

static void hear_trying(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    uint64_t end_us = attempt->started_us + 63u * attempt->t1_ms * 1000u; /* before 64*T1 */
    if (attempt->state != HF_CALLS_ATTEMPT_WATCHED) {
        return;
    }
    if (is_left_behind(x, attempt) || x->now_us >= end_us) {
        hf_calls_attempt_cancel(x, attempt);
    } else {
        attempt->deadline_us = end_us;
    }
}

static void hear_success(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    attempt->told = 200;
    if ((attempt->bits & HF_CALLS_END_TOLD) != 0) {
        if (!hf_calls_end_stray(x, attempt, attempt->layer)) {
            hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_NOTHING);
        }
    } else if (attempt->state == HF_CALLS_ATTEMPT_ASKED) {
        keep_text(x, attempt); /* the answer to what rang: Keep and End mean it as well */
    } else {
        ask(x, attempt);
    }
}

void hf_calls_hear_late(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    unsigned status = x->message->status;
    attempt->proceeds = 1;
    if (status >= 300) {
        hf_calls_attempt_abandoned(x, attempt,
                                   (attempt->bits & HF_CALLS_CANCELLED) != 0
                                       ? HF_ABANDONED_CANCELLED
                                       : HF_ABANDONED_ANSWERED);
    } else if (status >= 200) {
        hear_success(x, attempt);
    } else if (status > 100 && attempt->state == HF_CALLS_ATTEMPT_WATCHED) {
        attempt->told = (uint8_t)status;
        ask(x, attempt);
    } else if (status == 100) {
        attempt->told = attempt->told < 100 ? 100 : attempt->told;
        hear_trying(x, attempt);
    }
}

/* Hears the kept response as if it came now. */
static void hear_again(struct hf_calls_x *x, const struct hf_calls_attempt *attempt)
{
    struct hf_sip_message m;
    struct hf_agent_received received = {.now_us = x->now_us,
                                         .from = attempt->target,
                                         .local = attempt->local,
                                         .flow = attempt->flow};
    char text[HF_CALLS_MESSAGE];
    if (x->calls->late != attempt->id) {
        return;
    }
    memcpy(text, x->calls->late_text, x->calls->n_late);
    x->calls->late = 0;
    int result = hf_sip_parse(&m, text, x->calls->n_late);
    if (result < 0 && result != HF_E_LIMIT) {
        return;
    }
    x->message = &m;
    x->received = &received;
    hf_calls_hear_response(x, attempt->layer);
    x->message = NULL;
    x->received = NULL;
}

void hf_calls_late_keep(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    if (call == NULL || call->state != HF_CALLS_CALLING) {
        hf_calls_late_end(x, attempt);
        return;
    }
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_WAITING);
    attempt->told = 0; /* the core waits for what it is told of its own again */
    attempt->bits &= (uint8_t) ~(HF_CALLS_CANCELLED | HF_CALLS_ANSWERED);
    call->key = attempt->key;
    hear_again(x, attempt);
}

void hf_calls_late_end(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    attempt->bits |= HF_CALLS_END_TOLD;
    if (attempt->told < 200) {
        x->calls->late = x->calls->late == attempt->id ? 0 : x->calls->late;
        hf_calls_attempt_cancel(x, attempt);
        return;
    }
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_ENDING);
    hear_again(x, attempt);
}
