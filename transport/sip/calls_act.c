/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the core orders: a request to one target, with the limit that it sets; what to do about a
 * challenge, a late answer, an attempt that is given up; and its reports, which end calls.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"

/* ---- SEND ---- */

static struct hf_calls_call *call_of(struct hf_calls *calls, const struct hf_send *send)
{
    if (send->kind == HF_REQUEST_INVITE) {
        struct hf_calls_call *call = hf_calls_find(calls, send->request);
        return call != NULL && call->state == HF_CALLS_CALLING ? call : NULL;
    }
    struct hf_calls_call *call = hf_calls_of_request(calls, send->request);
    bool is_bye = call != NULL && call->bye == send->request;
    return call != NULL && is_bye == (send->kind == HF_REQUEST_BYE) ? call : NULL;
}

/* A request inside a dialog that is no call's (a subscription) is not ours. */
static bool is_for_calls(struct hf_calls *calls, const struct hf_send *send)
{
    return send->kind == HF_REQUEST_INVITE || send->kind == HF_REQUEST_BYE ||
           (send->in_dialog != 0 && call_of(calls, send) != NULL);
}

static struct hf_target target_of(struct hf_calls_call *call, const struct hf_send *send)
{
    struct hf_dialog *dialog = call == NULL ? NULL : hf_calls_dialog(call);
    return dialog != NULL && send->in_dialog == 1 ? hf_calls_next_hop(dialog, &send->target)
                                                  : send->target;
}

struct hf_target hf_calls_target(const struct hf_calls *calls, const struct hf_send *send)
{
    struct hf_calls *own = (struct hf_calls *)(uintptr_t)calls; /* it is only looked at */
    return target_of(call_of(own, send), send);
}

static const char *obstacle(struct hf_calls_x *x, const struct hf_agent_order *order,
                            const struct hf_calls_call *call)
{
    const struct hf_send *send = &order->action->u.send;
    const struct hf_target *local = &order->way.local;
    if (local->family == HF_FAMILY_NONE || local->port == 0) {
        return "no local address to send from";
    }
    if (call == NULL) {
        return "a request of a call that is not there";
    }
    if (hf_calls_key(x->agent, send) == 0 || send->target.family == HF_FAMILY_NONE ||
        send->target.transport > HF_TRANSPORT_TLS) {
        return "no such server or target";
    }
    return NULL;
}

static unsigned kind_of(const struct hf_calls_call *call, const struct hf_send *send)
{
    if (send->kind == HF_REQUEST_INVITE) {
        return HF_CALLS_INVITE;
    }
    if (send->kind == HF_REQUEST_BYE) {
        return HF_CALLS_BYE;
    }
    return call->change == HF_CALLS_FOR_SESSION && call->peer_updates ? HF_CALLS_UPDATE
                                                                      : HF_CALLS_REINVITE;
}

static void take_way(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                     const struct hf_agent_way *way)
{
    attempt->local = way->local;
    attempt->local.transport = attempt->target.transport;
    attempt->flow = way->flow;
    attempt->bits &= (uint8_t) ~(HF_CALLS_CONNECTING | HF_CALLS_REUSED | HF_CALLS_LOST);
    if (attempt->target.transport == HF_TRANSPORT_TCP) {
        x->agent->sent_by = way->sent_by;
    }
    if (way->flow != 0) {
        attempt->bits |= (uint8_t)((way->open ? 0 : HF_CALLS_CONNECTING) |
                                   (way->reused ? HF_CALLS_REUSED : 0));
    }
}

static uint16_t timer_ms(uint32_t ms, uint16_t least_ms) /* config.h: 1..60000 */
{
    uint32_t bounded = ms < least_ms ? least_ms : ms;
    return bounded > 60000u ? 60000u : (uint16_t)bounded;
}

static struct hf_calls_attempt *begin(struct hf_calls_x *x, const struct hf_agent_order *order,
                                      struct hf_calls_call *call)
{
    const struct hf_send *send = &order->action->u.send;
    struct hf_calls_attempt *attempt = hf_calls_attempt_new(x, HF_CALLS_ATTEMPT_WAITING);
    if (attempt == NULL) {
        return NULL;
    }
    bool is_udp = send->target.transport == HF_TRANSPORT_UDP;
    attempt->id = send->attempt;
    attempt->call = call->id;
    attempt->request = send->request;
    attempt->target = target_of(call, send);
    attempt->retransmissions = send->retransmissions;
    attempt->key = hf_calls_key(x->agent, send);
    attempt->t1_ms = timer_ms(send->t1_ms, is_udp ? 1 : 63); /* A3: 4 s for a connection */
    attempt->t2_ms = timer_ms(send->t2_ms, 1);
    attempt->kind = (uint8_t)kind_of(call, send);
    attempt->proxy = send->proxy;
    take_way(x, attempt, &order->way);
    hf_calls_take_credentials(x, attempt);
    return attempt;
}

static int leave(struct hf_calls_x *x, struct hf_calls_attempt *attempt, struct hf_calls_call *call,
                 const struct hf_send *send)
{
    if (attempt->kind != HF_CALLS_INVITE) {
        return hf_calls_send_inside(x, attempt, call, send->in_dialog != 2);
    }
    call->key = attempt->key;
    call->local = attempt->local;
    return hf_calls_send_invite(x, attempt, call);
}

static void send(struct hf_calls_x *x, const struct hf_agent_order *order)
{
    const struct hf_send *what = &order->action->u.send;
    struct hf_calls_call *call = call_of(x->calls, what);
    if (hf_calls_attempt_find(x->calls, what->attempt) != NULL) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, "a Send with an id that is in use");
        return;
    }
    const char *why = obstacle(x, order, call);
    struct hf_calls_attempt *attempt = why != NULL ? NULL : begin(x, order, call);
    why = why == NULL && attempt == NULL ? "more requests at once than there is room for" : why;
    if (why == NULL && leave(x, attempt, call, what) < 0) {
        hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_FREE);
        why = "a request too large, or too many at once";
    }
    if (why != NULL) {
        hf_agent_note(&x->out->sip, HF_NOTE_OTHER, &what->target, why)->attempt = what->attempt;
        hf_agent_failed(&x->out->sip, what->attempt, HF_CAUSE_LOCAL, x->now_us);
        return;
    }
    if (attempt->flow != 0 && order->way.open != 0) { /* A3: nothing is left to wait for */
        hf_calls_event(x, HF_EVENT_CONNECTED)->u.connected.attempt = attempt->id;
    }
}

/* ---- orders to attempts ---- */

static void extend(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    attempt->retransmissions = HF_RETRANSMIT_FREELY;
    (void)hf_layer_extend(hf_calls_layer(x->calls), attempt->layer, x->now_us, x->layer_out);
    hf_calls_flush(x, HF_NOTE_RETRANSMISSION, attempt);
}

static void authenticate(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         const struct hf_agent_order *order)
{
    if (attempt->state != HF_CALLS_ATTEMPT_CHALLENGED) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, "nothing to authenticate");
        return;
    }
    bool is_lost = (attempt->bits & HF_CALLS_LOST) != 0;
    if (order->way.flow != 0) {
        take_way(x, attempt, &order->way);
        attempt->bits &= (uint8_t)~HF_CALLS_REUSED; /* A6a: the server has answered */
    }
    struct hf_calls_again again = {.cseq = hf_calls_next_cseq(x, attempt)};
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_WAITING);
    attempt->told = 0;
    if ((is_lost && order->way.flow == 0) || hf_calls_leave_again(x, attempt, &again) < 0) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, "what was challenged cannot be sent again");
        hf_calls_attempt_failed(x, attempt, HF_CAUSE_LOCAL);
    }
}

/* E6, A7, A11: what has had a provisional response is cancelled, anything else is watched. */
static void abandon(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    hf_calls_note(x, attempt, HF_NOTE_ABANDON, "");
    if (attempt->state == HF_CALLS_ATTEMPT_CHALLENGED) {
        hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_NOTHING);
        return;
    }
    if (attempt->state != HF_CALLS_ATTEMPT_WAITING && attempt->state != HF_CALLS_ATTEMPT_WATCHED) {
        return; /* a late answer and the order crossed */
    }
    if (attempt->kind == HF_CALLS_INVITE && attempt->proceeds) {
        hf_calls_attempt_cancel(x, attempt);
        return;
    }
    if (attempt->kind == HF_CALLS_REINVITE && attempt->proceeds) {
        hf_calls_change_cancel(x, attempt);
    } else {
        (void)hf_layer_abandon(hf_calls_layer(x->calls), attempt->layer);
    }
    if (attempt->state == HF_CALLS_ATTEMPT_WAITING) {
        hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_WATCHED);
    }
}

static bool order_attempt(struct hf_calls_x *x, const struct hf_agent_order *order)
{
    struct hf_calls_attempt *attempt = hf_calls_attempt_find(x->calls,
                                                             order->action->u.attempt.attempt);
    if (attempt == NULL) {
        return false;
    }
    switch (order->action->kind) {
    case HF_ACTION_EXTEND: extend(x, attempt); break;
    case HF_ACTION_AUTHENTICATE: authenticate(x, attempt, order); break;
    case HF_ACTION_ABANDON: abandon(x, attempt); break;
    case HF_ACTION_KEEP:
        if (attempt->state == HF_CALLS_ATTEMPT_ASKED) {
            hf_calls_late_keep(x, attempt);
        }
        break;
    default: /* HF_ACTION_END */
        if (attempt->state == HF_CALLS_ATTEMPT_ASKED) {
            hf_calls_late_end(x, attempt);
        }
        break;
    }
    return true;
}

/* ---- reports ---- */

static struct hf_calls_end end_of(const struct hf_calls_call *call, unsigned status, unsigned why)
{
    struct hf_calls_end end = {.status = call->status != 0 ? call->status : (uint16_t)status,
                               .why = (uint16_t)why,
                               .by = HF_CALLS_NETWORK,
                               .confirmed = why != HF_WHY_BYE_NOT_CONFIRMED};
    if ((call->bits & HF_CALLS_HUNG_UP) != 0 || call->state == HF_CALLS_ENDING) {
        end.by = HF_CALLS_US;
    } else if (end.status != 0) {
        end.by = HF_CALLS_PEER;
    }
    return end;
}

static bool hear_request_report(struct hf_calls_x *x, const struct hf_request_report *report)
{
    struct hf_calls_call *call = hf_calls_find(x->calls, report->request);
    struct hf_calls_change_end change = {report->status, report->why};
    if (call != NULL) { /* its INVITE's */
        if (call->state == HF_CALLS_CALLING && report->outcome != HF_DONE_ACCEPTED) {
            struct hf_calls_end end = end_of(call, report->status, report->why);
            hf_calls_over(x, call, &end);
        }
        return true;
    }
    call = hf_calls_of_request(x->calls, report->request);
    if (call == NULL) {
        return false;
    }
    if (call->request == report->request) { /* a BYE's end is the call's: REPORT_CALL */
        hf_calls_change_over(x, call, &change);
    }
    return true;
}

/* C8: the line hangs up, by the call's own id; also where our user's BYE waited for the ACK. */
static void end_by_line(struct hf_calls_call *call)
{
    if (call->state == HF_CALLS_TALKING) {
        hf_calls_move(call, HF_CALLS_ENDING);
    }
    if (call->state == HF_CALLS_ENDING && call->bye == 0) {
        call->bye = call->id;
    }
}

static bool hear_call_report(struct hf_calls_x *x, const struct hf_call_report *report)
{
    struct hf_calls_call *call = hf_calls_find(x->calls, report->call);
    if (call != NULL && report->state == HF_CALL_ENDING) {
        end_by_line(call);
    }
    if (call == NULL || report->state != HF_CALL_OVER) {
        return call != NULL;
    }
    struct hf_calls_end end = end_of(call, report->status, report->why);
    struct hf_dialog *dialog = hf_calls_dialog(call);
    switch ((enum hf_calls_state)call->state) {
    case HF_CALLS_OFFERED: /* E11: its place is needed; C8 */
        hf_calls_refuse(x, call->invited, 480, NULL);
        break;
    case HF_CALLS_TALKING: { /* 12.2.1.2: the peer knows nothing of it any more, or is to know */
        struct hf_calls_attempt way = hf_calls_way(call, dialog);
        hf_calls_send_bye(x, NULL, dialog, &way);
        break;
    }
    case HF_CALLS_CALLING:
    case HF_CALLS_ENDING:
    case HF_CALLS_FREE:
    case HF_CALLS_STATE_COUNT: break;
    }
    hf_calls_over(x, call, &end);
    return true;
}

bool hf_calls_act(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_agent_order *order, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    switch (order->action->kind) {
    case HF_ACTION_SEND:
        if (!is_for_calls(calls, &order->action->u.send)) {
            return false;
        }
        send(&x, order);
        return true;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: return order_attempt(&x, order);
    case HF_ACTION_REPORT_REQUEST: return hear_request_report(&x, &order->action->u.request);
    case HF_ACTION_REPORT_CALL: return hear_call_report(&x, &order->action->u.call);
    default: return false;
    }
}

/* ---- what the line refused ---- */

static void refuse_wanted(struct hf_calls_x *x, const struct hf_wanted *wanted)
{
    struct hf_calls_end end = {.text = "refused by the line", .by = HF_CALLS_NETWORK};
    struct hf_calls_change_end change = {0, 0};
    struct hf_calls_call *call = hf_calls_find(x->calls, wanted->request);
    if (call != NULL) {
        end.confirmed = 1;
        hf_calls_over(x, call, &end);
        return;
    }
    call = hf_calls_of_request(x->calls, wanted->request);
    if (call == NULL) {
        return;
    }
    if (call->request == wanted->request) {
        hf_calls_change_over(x, call, &change);
        return;
    }
    end.text = "hung up";
    end.by = HF_CALLS_US;
    hf_calls_drop(x, call, &end);
}

void hf_calls_refused(struct hf_calls *calls, const struct hf_calls_at *at,
                      const struct hf_event *event, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    if (event->kind == HF_EVENT_WANTED) {
        refuse_wanted(&x, &event->u.wanted);
        return;
    }
    struct hf_calls_call *call = event->kind == HF_EVENT_CALL_ARRIVED
                                     ? hf_calls_find(calls, event->u.call.call)
                                     : NULL;
    if (call != NULL && call->state == HF_CALLS_OFFERED) {
        struct hf_calls_end end = {
            .text = "refused by the line", .status = 486, .by = HF_CALLS_US, .confirmed = 1};
        hf_calls_refuse(&x, call->invited, 486, NULL);
        hf_calls_over(&x, call, &end);
    }
}

bool hf_calls_place(const struct hf_calls *calls, const struct hf_agent *agent, uint64_t attempt,
                    struct hf_agent_place *place)
{
    struct hf_calls *own = (struct hf_calls *)(uintptr_t)calls;
    struct hf_calls_attempt *found = hf_calls_attempt_find(own, attempt);
    struct hf_agent_attempt as;
    memset(place, 0, sizeof *place);
    if (found == NULL) {
        return false;
    }
    place->target = found->target;
    place->flow = (found->bits & HF_CALLS_LOST) != 0 ? 0 : found->flow;
    if (hf_calls_as(agent, found->key, &as)) {
        place->former = as.age != HF_AGENT_NOW;
        place->host = hf_agent_verified_host(agent, hf_agent_profile_of(agent, &as), as.server,
                                             found->proxy);
    }
    return true;
}
