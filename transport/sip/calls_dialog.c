/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of others inside a dialog: BYE, re-INVITE, UPDATE, PRACK, INFO, OPTIONS. A re-INVITE is
 * answered at once; where we could not agree, 488 leaves the call as it was.
 */
#include "calls_state.h"

#include "holdfast/line.h"
#include "lex.h"

static void respond_empty(struct hf_calls_x *x, uint64_t layer, const char *fields)
{
    struct hf_calls_reply reply = {.id = layer, .fields = fields, .body = {"", 0}, .status = 200};
    (void)hf_calls_respond(x, &reply);
}

static void hear_bye(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_calls_end end = {.text = "hung up", .by = HF_CALLS_PEER, .confirmed = 1};
    uint64_t invited = call->invited;
    if (call->state == HF_CALLS_CALLING) { /* who was called may not (RFC 3261 15) */
        hf_calls_refuse(x, layer, 481, NULL);
        return;
    }
    respond_empty(x, layer, "");
    if (call->state == HF_CALLS_OFFERED) { /* RFC 3261 15: of an early dialog */
        hf_calls_refuse(x, invited, 487, NULL);
    }
    hf_calls_ended(x, call, &end);
}

/* ---- changes ---- */

/* 491, 500: something of the same kind is under way (RFC 3261 14.2, RFC 3311 5.2). Our own INVITE
 * is, up to its answer, also one that leaves the offer to the callee. */
static bool is_untimely(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    bool has_offer = x->message->body.length != 0 || x->message->method_id == HF_METHOD_INVITE;
    if (call->state == HF_CALLS_ENDING) {
        hf_calls_refuse(x, layer, 481, NULL);
    } else if (call->state == HF_CALLS_OFFERED && has_offer) {
        hf_calls_refuse(x, layer, 500, "the first offer is not answered yet");
    } else if (has_offer && (call->state == HF_CALLS_CALLING || call->sdp.phase == HF_SDP_OFFERED ||
                             hf_calls_change_is_out(x->calls, call))) {
        hf_calls_refuse(x, layer, 491, NULL);
    } else {
        return false;
    }
    return true;
}

static int put_change(struct hf_calls_x *x, struct hf_calls_call *call,
                      struct hf_calls_offer *offer)
{
    offer->text = x->message->body;
    hf_sip_out_start(&offer->out, offer->answer, sizeof offer->answer);
    if (offer->text.length != 0) {
        return hf_calls_put_answer(x, call, &call->sdp, offer);
    }
    offer->status = 500;
    offer->warning = 399;
    offer->why = "no offer can be made now";
    return x->message->method_id == HF_METHOD_INVITE ? hf_calls_put_offer(x, call, &offer->out)
                                                     : HF_OK;
}

static void respond_change(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer,
                           struct hf_calls_offer *offer)
{
    struct hf_calls_fields fields;
    struct hf_sdp_agreed before = call->sdp.agreed;
    struct hf_sdp_state state = call->sdp;
    bool is_invite = x->message->method_id == HF_METHOD_INVITE;
    if (put_change(x, call, offer) < 0) {
        struct hf_calls_refusal how = {offer->why, offer->status, offer->warning};
        hf_calls_refuse_as(x, layer, &how);
        return;
    }
    struct hf_slice body = hf_lex_slice(offer->answer, offer->answer + offer->out.length);
    hf_calls_session_asked(x, call);
    hf_calls_fields_start(&fields);
    hf_calls_put_dialog_fields(x, call, &fields.out);
    hf_calls_session_put_answer(call, &fields.out);
    hf_sip_put_text(&fields.out, body.length != 0 ? "Content-Type: application/sdp\r\n" : "");
    struct hf_calls_reply reply = {
        .id = layer, .fields = hf_calls_fields_end(&fields), .body = body, .status = 200};
    if (hf_calls_respond(x, &reply) < 0) {
        call->sdp = state;
        hf_calls_refuse(x, layer, 513, NULL);
        return;
    }
    call->invited = is_invite ? layer : call->invited;
    if (call->state != HF_CALLS_TALKING) {
        return; /* an UPDATE before the answer: there is nothing in it but a target */
    }
    if (is_invite && offer->text.length == 0) {
        call->bits |= HF_CALLS_UNACKED;
    }
    hf_calls_session_start(x, call);
    hf_calls_say_change(x, call, &before);
    if (body.length != 0) {
        hf_calls_change_said(x, call);
    }
}

static void hear_change(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_calls_offer offer;
    if (is_untimely(x, call, layer)) {
        return;
    }
    if (hf_calls_session_is_short(x->message)) {
        hf_calls_refuse(x, layer, 422, NULL);
        return;
    }
    respond_change(x, call, layer, &offer);
}

/* ---- the others ---- */

/* RFC 3262 3, 5: the answer to an offer in our reliable response; an offer of its own we have no
 * use for. The response is acknowledged either way. */
static void hear_prack(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_sip_rack rack;
    const char *why = NULL;
    bool is_answer = (call->bits & HF_CALLS_SAID) != 0 && call->sdp.phase == HF_SDP_OFFERED;
    if (call->state != HF_CALLS_OFFERED || hf_sip_rack(x->message, &rack, NULL) != 1 ||
        rack.cseq.number != call->cseq || rack.rseq != call->rseq ||
        hf_layer_pracked(hf_calls_layer(x->calls), call->invited, rack.rseq) < 0) {
        hf_calls_refuse(x, layer, 481, NULL);
        return;
    }
    call->pracked = rack.rseq;
    if (!is_answer && x->message->body.length != 0) {
        hf_calls_refuse(x, layer, 488, "an offer in a PRACK is not taken: use UPDATE");
    } else if (is_answer && !hf_calls_take_answer(x, call, &call->sdp, &why)) {
        struct hf_calls_end end = {.text = why, .status = 488, .confirmed = 1};
        hf_calls_refuse(x, layer, 488, why);
        hf_calls_refuse(x, call->invited, 488, why);
        hf_calls_ended(x, call, &end);
        return;
    } else {
        respond_empty(x, layer, "");
    }
    if ((call->bits & HF_CALLS_ANSWERS) != 0) {
        (void)hf_calls_send_answer(x, call);
    }
}

/* RFC 6086: nobody may send a package that we did not ask for; an empty INFO asks whether we live.
 * */
static void hear_info(struct hf_calls_x *x, uint64_t layer)
{
    if (hf_sip_find(x->message, HF_HEADER_INFO_PACKAGE) != NULL) {
        hf_calls_refuse(x, layer, 469, NULL);
    } else if (x->message->body.length != 0) {
        hf_calls_refuse(x, layer, 415, NULL);
    } else {
        respond_empty(x, layer, "");
    }
}

static void hear_options(struct hf_calls_x *x, const struct hf_calls_call *call, uint64_t layer)
{
    struct hf_calls_fields fields;
    hf_calls_fields_start(&fields);
    hf_calls_put_dialog_fields(x, call, &fields.out);
    hf_sip_put_header_text(&fields.out, "Accept", "application/sdp");
    respond_empty(x, layer, hf_calls_fields_end(&fields));
}

/* What it is, in its order: CSeq, extensions and body, method (RFC 3261 12.2.2, 8.2). */
void hf_calls_hear_inside(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_dialog *dialog = NULL;
    struct hf_calls_call *call = hf_calls_of_dialog(x->calls, x->message, &dialog);
    HF_ASSERT(call != NULL);
    int result = hf_dialog_hear_request(dialog, x->message);
    if (result != HF_DIALOG_TAKEN) {
        bool is_repeated = result == HF_DIALOG_REPEATED;
        hf_calls_refuse(x, layer,
                        is_repeated            ? 500
                        : result == HF_E_LIMIT ? 513
                                               : 400,
                        is_repeated ? "a CSeq that is not above the last one"
                                    : "a request inside a dialog that cannot be read");
        return;
    }
    if (hf_calls_is_refused(x, layer)) {
        return;
    }
    switch (x->message->method_id) {
    case HF_METHOD_BYE: hear_bye(x, call, layer); break;
    case HF_METHOD_INVITE:
    case HF_METHOD_UPDATE: hear_change(x, call, layer); break;
    case HF_METHOD_PRACK: hear_prack(x, call, layer); break;
    case HF_METHOD_INFO: hear_info(x, layer); break;
    case HF_METHOD_OPTIONS: hear_options(x, call, layer); break;
    default: hf_calls_refuse(x, layer, 405, NULL); break;
    }
}
