/* SPDX-License-Identifier: Apache-2.0 */
/* What the user wants of his calls: checked first, then said to the core, or to the peer. */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"

static int refuse(struct hf_calls_out *out, int error, const char *why)
{
    out->why = why;
    return error;
}

/* ---- calls of ours ---- */

static int check_dial(struct hf_calls_x *x, const struct hf_calls_wish *wish)
{
    struct hf_refusal refusal;
    struct hf_slice uri = hf_slice_text(wish->uri);
    unsigned most = wish->emergency ? HF_CALLS_MAX : HF_LINE_CALLS;
    memset(&refusal, 0, sizeof refusal);
    if (wish->call == 0 || hf_calls_find(x->calls, wish->call) != NULL) {
        return refuse(x->out, HF_E_STATE, "call: an id that is none, or in use");
    }
    if (uri.length == 0 || hf_agent_check_uri(uri, &refusal) < 0) {
        return refuse(x->out, uri.length == 0 ? HF_E_VALUE : refusal.error,
                      uri.length == 0 ? "uri: missing" : refusal.what);
    }
    if (wish->local.port == 0) {
        return refuse(x->out, HF_E_VALUE, "local: no port for audio");
    }
    return hf_calls_count(x->calls) < most ? HF_OK
                                           : refuse(x->out, HF_E_LIMIT, "too many calls"); /* E10 */
}

int hf_calls_dial(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    int result = check_dial(&x, wish);
    if (result < 0) {
        return result;
    }
    struct hf_calls_call *call = hf_calls_new(&x, wish->call, HF_CALLS_CALLING);
    size_t n = strlen(wish->uri);
    memcpy(call->uri, wish->uri, n);
    call->uri_length = (uint8_t)n;
    call->rtp = wish->local;
    call->cseq = 1;
    call->bits = (uint16_t)((wish->emergency ? HF_CALLS_EMERGENCY : 0) |
                            (wish->late_offer ? HF_CALLS_LATE_OFFER : 0));
    struct hf_wanted *wanted = &hf_calls_event(&x, HF_EVENT_WANTED)->u.wanted;
    wanted->request = call->id;
    wanted->kind = HF_REQUEST_INVITE;
    wanted->emergency = wish->emergency != 0;
    return HF_OK;
}

/* ---- calls of theirs ---- */

static void take_address(struct hf_calls_call *call, const struct hf_calls_wish *wish)
{
    if (wish->local.port != 0) {
        call->rtp = wish->local;
    }
}

static int find_offered(struct hf_calls_x *x, const struct hf_calls_wish *wish,
                        struct hf_calls_call **call)
{
    *call = hf_calls_find(x->calls, wish->call);
    if (*call == NULL) {
        return refuse(x->out, HF_E_UNKNOWN_ID, "call: there is none with this id");
    }
    return (*call)->state == HF_CALLS_OFFERED && ((*call)->bits & HF_CALLS_ANSWERS) == 0
               ? HF_OK
               : refuse(x->out, HF_E_STATE, "call: it does not wait for an answer of ours");
}

int hf_calls_ring(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find_offered(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    take_address(call, wish);
    result = hf_calls_send_ring(&x, call);
    return result < 0 ? refuse(out, result, "ring: it rings, or the caller's fields leave no room")
                      : HF_OK;
}

int hf_calls_answer(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find_offered(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    take_address(call, wish);
    if (call->rtp.port == 0) {
        return refuse(out, HF_E_VALUE, "local: no port for audio");
    }
    result = hf_calls_send_answer(&x, call);
    return result < 0 ? refuse(out, result, "answer: the caller's offer and fields leave no room")
                      : HF_OK;
}

static void reject(struct hf_calls_x *x, struct hf_calls_call *call, unsigned status)
{
    struct hf_calls_end end = {.text = hf_sip_reason(status),
                               .status = (uint16_t)status,
                               .by = HF_CALLS_US,
                               .confirmed = 1};
    hf_calls_refuse(x, call->invited, status, NULL);
    hf_calls_ended(x, call, &end);
}

int hf_calls_reject(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find_offered(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    if (wish->status != 0 && (wish->status < 400 || wish->status > 699)) {
        return refuse(out, HF_E_VALUE, "status: not one of 400..699");
    }
    reject(&x, call, wish->status != 0 ? wish->status : 486);
    return HF_OK;
}

/* ---- any call ---- */

static int find(struct hf_calls_x *x, const struct hf_calls_wish *wish, struct hf_calls_call **call)
{
    *call = hf_calls_find(x->calls, wish->call);
    return *call != NULL ? HF_OK
                         : refuse(x->out, HF_E_UNKNOWN_ID, "call: there is none with this id");
}

/* E6: over for the user at once; what SIP still owes is the attempt's. */
static void withdraw(struct hf_calls_x *x, struct hf_calls_call *call)
{
    if ((call->bits & HF_CALLS_HUNG_UP) != 0) {
        return;
    }
    call->bits |= HF_CALLS_HUNG_UP;
    call->status = 0;
    hf_calls_take_words(call->reason, hf_slice_text("hung up"));
    hf_calls_event(x, HF_EVENT_WITHDRAWN)->u.withdrawn.request = call->id;
}

static void end(struct hf_calls_x *x, struct hf_calls_call *call)
{
    bool awaits_ack = (call->bits & HF_CALLS_AWAITS_ACK) != 0;
    hf_calls_move(call, HF_CALLS_ENDING);
    hf_calls_take_words(call->reason, hf_slice_text("hung up"));
    if (!awaits_ack) {
        hf_calls_want_bye(x, call);
    }
}

int hf_calls_hangup(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    switch ((enum hf_calls_state)call->state) {
    case HF_CALLS_CALLING: withdraw(&x, call); break;
    case HF_CALLS_OFFERED: reject(&x, call, 486); break;
    case HF_CALLS_TALKING: end(&x, call); break;
    case HF_CALLS_ENDING:
    case HF_CALLS_FREE:
    case HF_CALLS_STATE_COUNT: break;
    }
    return HF_OK;
}

int hf_calls_hold(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    if (call->state != HF_CALLS_TALKING) {
        return refuse(out, HF_E_STATE, "call: it is not talking");
    }
    call->wants_hold = wish->on != 0;
    if (call->wants_hold != call->holds || call->request != 0) {
        call->wanted |= HF_CALLS_FOR_HOLD;
    }
    hf_calls_change_begin(&x, call);
    return HF_OK;
}

int hf_calls_readdress(struct hf_calls *calls, const struct hf_calls_at *at,
                       const struct hf_calls_wish *wish, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_calls_call *call;
    int result = find(&x, wish, &call);
    if (result < 0) {
        return result;
    }
    take_address(call, wish);
    if (call->state == HF_CALLS_TALKING) { /* else it is said with the answer, or the next INVITE */
        call->wanted |= HF_CALLS_FOR_ADDRESS;
        hf_calls_change_begin(&x, call);
    }
    return HF_OK;
}
