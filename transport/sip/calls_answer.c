/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our responses to the INVITE of a call of theirs: 180, reliable where the caller requires that
 * (RFC 3262), with our offer where he made none; the answer; and what becomes of it until its ACK.
 * A 2xx waits for the PRACK of a response that held a description (RFC 3262 3).
 */
#include "calls_state.h"

#include "holdfast/line.h"
#include "lex.h"

void hf_calls_put_dialog_fields(struct hf_calls_x *x, const struct hf_calls_call *call,
                                struct hf_sip_out *out)
{
    hf_calls_put_contact(x, call, &call->local, out);
    hf_calls_put_allow(out);
    hf_sip_put_header_text(out, "User-Agent", HF_AGENT_USER_AGENT);
}

static void put_type(struct hf_slice body, struct hf_sip_out *out)
{
    if (body.length != 0) {
        hf_sip_put_header_text(out, "Content-Type", "application/sdp");
    }
}

static bool is_waiting_for_prack(const struct hf_calls_call *call)
{
    return call->rseq != 0 && call->pracked != call->rseq;
}

int hf_calls_send_ring(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_fields fields;
    struct hf_sip_out sdp;
    char body[HF_CALLS_ANSWER_MAX];
    bool is_reliable = (call->bits & HF_CALLS_RELIABLE) != 0;
    bool offers = is_reliable &&
                  (call->bits & (HF_CALLS_LATE_OFFER | HF_CALLS_SAID)) == HF_CALLS_LATE_OFFER;
    hf_sip_out_start(&sdp, body, sizeof body);
    if (is_waiting_for_prack(call)) {
        return HF_E_STATE;
    }
    if (offers && hf_calls_put_offer(x, call, &sdp) < 0) {
        return HF_E_LIMIT;
    }
    struct hf_slice said = hf_lex_slice(body, body + sdp.length);
    hf_calls_fields_start(&fields);
    hf_calls_put_dialog_fields(x, call, &fields.out);
    put_type(said, &fields.out);
    struct hf_calls_reply reply = {.id = call->invited,
                                   .fields = hf_calls_fields_end(&fields),
                                   .body = said,
                                   .rseq = is_reliable ? call->rseq + 1 : 0,
                                   .status = 180};
    int result = hf_calls_respond(x, &reply);
    if (result == HF_OK) {
        call->rseq = reply.rseq != 0 ? reply.rseq : call->rseq;
        call->bits |= HF_CALLS_RINGS | (offers ? HF_CALLS_SAID : 0);
    }
    return result;
}

/* What the 2xx says: an answer, an offer of ours, or nothing where both were said before. */
static int put_description(struct hf_calls_x *x, struct hf_calls_call *call,
                           struct hf_calls_offer *offer)
{
    hf_sip_out_start(&offer->out, offer->answer, sizeof offer->answer);
    if ((call->bits & HF_CALLS_SAID) != 0) {
        return HF_OK;
    }
    if ((call->bits & HF_CALLS_LATE_OFFER) != 0) {
        return hf_calls_put_offer(x, call, &offer->out);
    }
    offer->text = hf_lex_slice(call->u.theirs.offer, call->u.theirs.offer + call->u.theirs.n_offer);
    return hf_calls_put_answer(x, call, &call->sdp, offer);
}

static void enter_talking(struct hf_calls_x *x, struct hf_calls_call *call)
{
    bool offers = (call->bits & (HF_CALLS_LATE_OFFER | HF_CALLS_SAID)) == HF_CALLS_LATE_OFFER;
    hf_dialog_confirm(&call->u.theirs.dialog);
    hf_calls_move(call, HF_CALLS_TALKING);
    call->up_us = x->now_us;
    call->bits = (uint16_t)((call->bits & ~HF_CALLS_ANSWERS) | HF_CALLS_AWAITS_ACK);
    hf_calls_session_start(x, call);
    hf_calls_event(x, HF_EVENT_CALL_ANSWERED)->u.call.call = call->id;
    if (offers) {
        call->bits |= HF_CALLS_UNACKED; /* audio begins with the answer in the ACK */
    } else {
        hf_calls_say_media(x, call, &call->sdp, false);
    }
    hf_calls_say(x, HF_CALLS_UP, call->id)->by = HF_CALLS_US;
}

int hf_calls_send_answer(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_fields fields;
    struct hf_calls_offer offer;
    if ((call->bits & HF_CALLS_SAID) != 0 && is_waiting_for_prack(call)) {
        call->bits |= HF_CALLS_ANSWERS;
        return HF_OK;
    }
    struct hf_sdp_state before = call->sdp;
    int result = put_description(x, call, &offer);
    if (result < 0) {
        return result;
    }
    struct hf_slice body = hf_lex_slice(offer.answer, offer.answer + offer.out.length);
    hf_calls_fields_start(&fields);
    hf_calls_put_dialog_fields(x, call, &fields.out);
    hf_calls_session_put_answer(call, &fields.out);
    put_type(body, &fields.out);
    struct hf_calls_reply reply = {
        .id = call->invited, .fields = hf_calls_fields_end(&fields), .body = body, .status = 200};
    result = hf_calls_respond(x, &reply);
    if (result < 0) {
        call->sdp = before;
        return result;
    }
    enter_talking(x, call);
    return HF_OK;
}

/* The answer to an offer of our 2xx. */
static void hear_answer(struct hf_calls_x *x, struct hf_calls_call *call)
{
    const char *why = NULL;
    struct hf_sdp_agreed before = call->sdp.agreed;
    bool is_first = call->sdp.agreed.family == HF_FAMILY_NONE;
    call->bits &= (uint16_t)~HF_CALLS_UNACKED;
    if (!hf_calls_take_answer(x, call, &call->sdp, &why)) {
        struct hf_calls_end end = {.text = why, .status = 488, .confirmed = 1};
        hf_calls_drop(x, call, &end);
    } else if (is_first) {
        hf_calls_say_media(x, call, &call->sdp, false);
    } else {
        hf_calls_say_change(x, call, &before);
    }
}

void hf_calls_hear_ack(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_call *call = hf_calls_of_invite(x->calls, layer);
    if (call == NULL) {
        return;
    }
    call->bits &= (uint16_t)~HF_CALLS_AWAITS_ACK;
    if (call->state == HF_CALLS_ENDING && call->bye == 0) {
        hf_calls_want_bye(x, call); /* RFC 3261 15: not before */
    } else if (call->state == HF_CALLS_TALKING && (call->bits & HF_CALLS_UNACKED) != 0) {
        hear_answer(x, call);
    }
}

void hf_calls_hear_cancel(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_call *call = hf_calls_of_invite(x->calls, layer);
    hf_calls_refuse(x, layer, 487, NULL);
    if (call != NULL && call->state == HF_CALLS_OFFERED) {
        struct hf_calls_end end = {
            .text = "cancelled", .status = 487, .by = HF_CALLS_PEER, .confirmed = 1};
        hf_calls_ended(x, call, &end);
    }
}
