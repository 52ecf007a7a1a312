/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of a call that talks: hold, resume, another address (E13), and the refresh of its
 * session. One at a time; each says all that is wanted by then, so that what the user wants
 * meanwhile is the next one. The core moves none of them: where one fails, the call goes on as it
 * was (E5). One that crosses the peer's own (491) is said again behind a random wait (RFC 3261
 * 14.1).
 */
#include "calls_state.h"

#include "holdfast/line.h"

#define WAIT_STEP_US    10000u /* RFC 3261 14.1: in units of 10 ms */
#define CALLER_STEPS    191u   /* 2.1 s and up to 1.9 s more: who owns the Call-ID */
#define CALLER_FIRST_US 2100000u
#define CALLEE_STEPS    201u

static bool is_of(const struct hf_calls_attempt *attempt, const struct hf_calls_call *call)
{
    return attempt->call == call->id &&
           (attempt->kind == HF_CALLS_REINVITE || attempt->kind == HF_CALLS_UPDATE) &&
           (attempt->state == HF_CALLS_ATTEMPT_WAITING ||
            attempt->state == HF_CALLS_ATTEMPT_CHALLENGED);
}

bool hf_calls_change_is_out(const struct hf_calls *calls, const struct hf_calls_call *call)
{
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        if (is_of(&calls->attempts[i], call)) {
            return true;
        }
    }
    return false;
}

void hf_calls_change_begin(struct hf_calls_x *x, struct hf_calls_call *call)
{
    if (call->state != HF_CALLS_TALKING || call->request != 0 || call->retry_us != HF_NEVER ||
        call->wanted == 0) {
        return;
    }
    call->request = (*x->at->next_id)++;
    call->change = call->wanted;
    call->wanted = 0;
    call->changed = 0;
    call->status = 0;
    call->reason[0] = '\0';
    struct hf_wanted *wanted = &hf_calls_event(x, HF_EVENT_WANTED)->u.wanted;
    wanted->request = call->request;
    wanted->kind = HF_REQUEST_OTHER;
    wanted->call = call->id;
}

void hf_calls_change_cancel(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    attempt->bits |= HF_CALLS_CANCELLED;
    (void)hf_layer_cancel(hf_calls_layer(x->calls), attempt->layer, x->now_us, x->layer_out);
    hf_calls_flush(x, HF_NOTE_OTHER, attempt);
}

/* ---- what the peer says to it ---- */

static void say_hold(struct hf_calls_x *x, struct hf_calls_call *call, bool holds)
{
    if (call->holds != holds) {
        call->holds = holds;
        hf_calls_say(x, holds ? HF_CALLS_HELD : HF_CALLS_RESUMED, call->id)->by = HF_CALLS_US;
    }
}

static void accept(struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                   struct hf_calls_call *call)
{
    struct hf_sdp_agreed before = call->sdp.agreed;
    const char *why;
    call->changed = 1;
    call->peer_updates = hf_sip_find(x->message, HF_HEADER_ALLOW) == NULL
                             ? call->peer_updates
                             : hf_sip_has_option(x->message, HF_HEADER_ALLOW, "UPDATE");
    hf_calls_session_hear(x, call);
    if (attempt->kind == HF_CALLS_UPDATE) {
        return;
    }
    bool holds = (call->sdp.offered & HF_SDP_RECVONLY) == 0; /* or inactive: both hold */
    if (!hf_calls_take_answer(x, call, &call->sdp, &why)) {
        call->changed = 0;
        call->status = 488;
        hf_calls_take_words(call->reason, hf_slice_text(why));
        return;
    }
    hf_calls_say_change(x, call, &before);
    say_hold(x, call, holds);
}

/* An answer of ours has said it, whatever waits to be said: a change for that alone is done. */
void hf_calls_change_said(struct hf_calls_x *x, struct hf_calls_call *call)
{
    say_hold(x, call, call->wants_hold);
    call->wanted &= (uint8_t)~HF_CALLS_FOR_HOLD;
    if (call->wanted == 0) {
        call->retry_us = HF_NEVER;
    }
}

static bool ask_for_more(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call)
{
    struct hf_calls_again again = {.session_s = hf_calls_session_more(x, call)};
    if (again.session_s == 0) {
        return false;
    }
    again.cseq = hf_dialog_next_cseq(hf_calls_dialog(call));
    return hf_calls_leave_again(x, attempt, &again) == HF_OK;
}

/* What only the peer itself can say, who has the dialog still. What a proxy may say in his place,
 * or one that has forgotten it (RFC 5057 5.1), is no sign of life: without one the session ends
 * (RFC 4028 10). */
static bool is_of_a_living_peer(unsigned status)
{
    switch (status) {
    case 405:
    case 415:
    case 420:
    case 421:
    case 422:
    case 488:
    case 491:
    case 500:
    case 501:
    case 603:
    case 606: return true;
    default: return false;
    }
}

static void refuse(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                   struct hf_calls_call *call)
{
    unsigned status = x->message->status;
    if (status == 401 || status == 407) {
        hf_calls_attempt_challenged(x, attempt);
        return;
    }
    if (status == 422 && ask_for_more(x, attempt, call)) {
        return;
    }
    call->status = (uint16_t)status;
    call->changed = status == 491 ? 2 : 0;
    hf_calls_take_words(call->reason, x->message->reason);
    if (is_of_a_living_peer(status)) {
        hf_calls_session_start(x, call);
    } else {
        hf_calls_session_retry(x, call);
    }
    hf_calls_attempt_answered(x, attempt);
}

/* 13.2.2.4: whatever became of the call meanwhile. */
static void acknowledge(struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                        struct hf_calls_call *call)
{
    struct hf_calls_ack ack = {.layer = attempt->layer, .sdp = {"", 0}};
    struct hf_dialog *dialog = hf_calls_dialog(call);
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    hf_calls_acknowledge(x, &way, dialog, &ack);
}

static void hear_final(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                       struct hf_calls_call *call)
{
    bool is_success = x->message->status < 300;
    (void)hf_dialog_hear_response(hf_calls_dialog(call), x->message);
    if (is_success && attempt->kind == HF_CALLS_REINVITE) {
        acknowledge(x, attempt, call);
    }
    if (attempt->state == HF_CALLS_ATTEMPT_WATCHED) {
        hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_ANSWERED);
    } else if (call->state != HF_CALLS_TALKING) { /* it crossed our BYE */
        hf_calls_attempt_answered(x, attempt);
    } else if (is_success) {
        accept(x, attempt, call);
        hf_calls_attempt_answered(x, attempt);
    } else {
        refuse(x, attempt, call);
    }
}

/* One that was given up is cancelled as soon as it may be (RFC 3261 9.1): else it might wait for
 * its answer for ever. */
static void hear_provisional(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    if (attempt->state == HF_CALLS_ATTEMPT_WAITING) {
        hf_calls_attempt_provisional(x, attempt);
    } else if (attempt->kind == HF_CALLS_REINVITE && (attempt->bits & HF_CALLS_CANCELLED) == 0) {
        hf_calls_change_cancel(x, attempt);
    }
}

void hf_calls_change_hear(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    if (x->message->status < 200) {
        hear_provisional(x, attempt);
    } else if (call != NULL) {
        hear_final(x, attempt, call);
    } else {
        if (x->message->status < 300 && attempt->kind == HF_CALLS_REINVITE) {
            (void)hf_calls_end_stray(x, NULL, attempt->layer);
        }
        if (attempt->state == HF_CALLS_ATTEMPT_WATCHED) {
            hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_ANSWERED);
        } else {
            hf_calls_attempt_answered(x, attempt);
        }
    }
}

/* ---- its end ---- */

static uint64_t random_wait_us(struct hf_calls_x *x, const struct hf_calls_call *call)
{
    uint64_t drawn = hf_calls_draw(x);
    return call->incoming ? drawn % CALLEE_STEPS * WAIT_STEP_US
                          : CALLER_FIRST_US + drawn % CALLER_STEPS * WAIT_STEP_US;
}

static void fail(struct hf_calls_x *x, struct hf_calls_call *call,
                 const struct hf_calls_change_end *end)
{
    hf_sdp_offer_failed(&call->sdp);
    if ((call->change & HF_CALLS_FOR_SESSION) != 0 && end->status == 0) {
        hf_calls_session_retry(x, call);
    }
    call->glares = 0;
    if ((call->change & (HF_CALLS_FOR_HOLD | HF_CALLS_FOR_ADDRESS)) == 0) {
        return;
    }
    call->wants_hold = call->holds;
    call->wanted &= (uint8_t)~HF_CALLS_FOR_HOLD;
    struct hf_calls_news *news = hf_calls_say(x, HF_CALLS_REFUSED, call->id);
    news->status = call->status != 0 ? call->status : end->status;
    news->why = end->why;
    hf_calls_take_words(news->text,
                        hf_slice_text(call->reason[0] != '\0' ? call->reason : "no answer"));
}

void hf_calls_change_over(struct hf_calls_x *x, struct hf_calls_call *call,
                          const struct hf_calls_change_end *end)
{
    uint8_t change = call->change;
    bool is_glare = call->changed == 2 && call->glares < HF_CALLS_GLARES;
    call->request = 0;
    if (call->state != HF_CALLS_TALKING) {
        return;
    }
    if (is_glare) {
        hf_sdp_offer_failed(&call->sdp);
        call->glares++;
        call->wanted |= change;
        call->retry_us = x->now_us + random_wait_us(x, call);
    } else if (call->changed == 1) {
        call->glares = 0;
    } else {
        fail(x, call, end);
    }
    call->change = 0;
    hf_calls_change_begin(x, call);
}
