/* SPDX-License-Identifier: Apache-2.0 */
/* The door (calls.h): memory, datagrams and time; which message is for calls; what people are
 * told. */
#include "calls_state.h"

#include <stdalign.h>
#include <string.h>

#include "holdfast/line.h"
#include "clock.h"
#include "lex.h"

#define T1_MS 500
#define T2_MS 4000
#define T4_MS 5000

static struct hf_layer_setup layer_setup(const struct hf_calls_setup *setup)
{
    struct hf_layer_setup layer;
    memset(&layer, 0, sizeof layer);
    layer.n_clients = HF_CALLS_CLIENTS;
    layer.n_servers = HF_CALLS_SERVERS;
    layer.message_bytes = HF_CALLS_MESSAGE;
    layer.t1_ms = T1_MS;
    layer.t2_ms = T2_MS;
    layer.t4_ms = T4_MS;
    if (setup != NULL) {
        memcpy(layer.random, setup->random, sizeof layer.random);
        layer.line = setup->line;
        layer.t1_ms = setup->t1_ms != 0 ? setup->t1_ms : T1_MS;
        layer.t2_ms = setup->t2_ms != 0 ? setup->t2_ms : T2_MS;
        layer.t4_ms = setup->t4_ms != 0 ? setup->t4_ms : T4_MS;
    }
    return layer;
}

size_t hf_calls_size(void)
{
    struct hf_layer_setup layer = layer_setup(NULL);
    return sizeof(struct hf_calls) + hf_layer_size(&layer);
}

int hf_calls_init(void *memory, size_t size, const struct hf_calls_setup *setup)
{
    struct hf_calls *calls = memory;
    struct hf_layer_setup layer = layer_setup(setup);
    if (size < hf_calls_size() || (uintptr_t)memory % alignof(struct hf_calls) != 0) {
        return HF_E_SPACE;
    }
    if (setup->line == 0 || setup->sdp.n_codecs == 0 || setup->sdp.n_codecs > HF_SDP_CODECS_MAX) {
        return HF_E_VALUE;
    }
    memset(memory, 0, size);
    calls->setup = *setup;
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        calls->attempts[i].deadline_us = HF_NEVER;
    }
    return hf_layer_init(calls->layer, size - sizeof *calls, &layer);
}

/* ---- messages ---- */

static bool begins_call(const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    return m->is_request && m->method_id == HF_METHOD_INVITE && hf_sip_to(m, &to, NULL) == 1 &&
           to.tag.length == 0;
}

bool hf_calls_begins(const uint8_t *bytes, size_t n_bytes)
{
    struct hf_sip_message m;
    return hf_sip_parse(&m, bytes, n_bytes) == 0 && begins_call(&m);
}

static bool is_method_of_calls(unsigned method)
{
    switch (method) {
    case HF_METHOD_INVITE:
    case HF_METHOD_ACK:
    case HF_METHOD_CANCEL:
    case HF_METHOD_BYE:
    case HF_METHOD_PRACK:
    case HF_METHOD_UPDATE:
    case HF_METHOD_INFO:
    case HF_METHOD_OPTIONS: return true;
    default: return false;
    }
}

/* What is in no dialog of ours must ask for us (E8). What is not sound, or not ours, or an OPTIONS
 * that asks what we can, the agent answers. */
static bool is_request_for_calls(struct hf_calls_x *x)
{
    const struct hf_sip_message *m = x->message;
    struct hf_agent_arrival arrival = {.received = x->received, .message = m};
    struct hf_dialog *dialog;
    if (!is_method_of_calls(m->method_id) ||
        (m->method_id != HF_METHOD_ACK && hf_sip_check(m, NULL) < 0)) {
        return false;
    }
    if (hf_calls_of_dialog(x->calls, m, &dialog) != NULL) {
        return true;
    }
    return m->method_id != HF_METHOD_OPTIONS && hf_agent_is_for_us(x->agent, &arrival) &&
           arrival.is_ours;
}

/* The layer says nothing of a CANCEL's end; nothing dropped means that it was one. */
static void hear_cancels_answer(struct hf_calls_x *x)
{
    struct hf_sip_cseq cseq;
    if (x->layer_out->n_news == 0 && hf_sip_cseq(x->message, &cseq, NULL) == 1 &&
        hf_slice_is(cseq.method, "CANCEL")) {
        hf_calls_hear_cancelled(x, hf_layer_id_of(hf_calls_layer(x->calls), x->message));
    }
}

bool hf_calls_receive(struct hf_calls *calls, const struct hf_calls_at *at,
                      const struct hf_agent_received *received, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    struct hf_sip_message m;
    int result = hf_sip_parse(&m, received->bytes, received->n_bytes);
    bool is_whole = result == 0 || (result == HF_E_LIMIT && m.n_left_out != 0 && !m.is_request);
    x.received = received;
    x.message = &m;
    if (!is_whole || (m.is_request ? !is_request_for_calls(&x)
                                   : hf_layer_id_of(hf_calls_layer(calls), &m) == 0)) {
        return false;
    }
    struct hf_layer_received heard = {.now_us = at->now_us,
                                      .message = &m,
                                      .from = received->from,
                                      .local = received->local,
                                      .flow = received->flow};
    hf_layer_receive(hf_calls_layer(calls), &heard, &layer_out);
    hf_calls_flush(&x, 0, NULL);
    hear_cancels_answer(&x);
    hf_calls_hear_layer(&x);
    return true;
}

/* ---- the ways ---- */

static bool is_on(const struct hf_calls_attempt *attempt,
                  const struct hf_agent_unreachable *failure)
{
    return attempt->state != HF_CALLS_ATTEMPT_FREE && attempt->flow == failure->flow &&
           (failure->flow != 0 || hf_sip_same_target(&attempt->target, &failure->target));
}

void hf_calls_unreachable(struct hf_calls *calls, const struct hf_calls_at *at,
                          const struct hf_agent_unreachable *failure, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        struct hf_calls_attempt *attempt = &calls->attempts[i];
        if (!is_on(attempt, failure)) {
            continue;
        }
        attempt->cause = failure->cause;
        if (attempt->state == HF_CALLS_ATTEMPT_CHALLENGED && failure->flow != 0) {
            attempt->bits |= HF_CALLS_LOST;
        }
        if (failure->flow != 0) {
            hf_calls_note(&x, attempt, HF_NOTE_CONNECTION_LOST, hf_cause_name(failure->cause));
        }
    }
    if (failure->flow != 0) {
        hf_layer_lost(hf_calls_layer(calls), failure->flow, &layer_out);
    } else {
        hf_layer_unreachable(hf_calls_layer(calls), &failure->target, &layer_out);
    }
    hf_calls_hear_layer(&x);
}

void hf_calls_connected(struct hf_calls *calls, const struct hf_calls_at *at,
                        const struct hf_agent_connected *connected, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        struct hf_calls_attempt *attempt = &calls->attempts[i];
        if (attempt->state != HF_CALLS_ATTEMPT_WAITING || attempt->flow != connected->flow ||
            (attempt->bits & HF_CALLS_CONNECTING) == 0) {
            continue;
        }
        attempt->bits &= (uint8_t)~HF_CALLS_CONNECTING;
        hf_calls_note(&x, attempt, HF_NOTE_CONNECT, "");
        hf_calls_event(&x, HF_EVENT_CONNECTED)->u.connected.attempt = attempt->id;
    }
}

/* ---- time ---- */

/* Whose request was said again stands in its branch. */
static void note_repetitions(struct hf_calls_x *x)
{
    struct hf_layer *layer = hf_calls_layer(x->calls);
    for (uint32_t i = 0; i < x->layer_out->n_datagrams; i++) {
        const struct hf_layer_datagram *datagram = &x->layer_out->datagrams[i];
        struct hf_sip_message m;
        if (datagram->reply ||
            hf_sip_parse(&m, x->layer_out->bytes + datagram->at, datagram->length) < 0) {
            continue;
        }
        m.is_request = false;
        const struct hf_calls_attempt *attempt = hf_calls_attempt_of(x->calls,
                                                                     hf_layer_id_of(layer, &m));
        if (attempt != NULL) {
            hf_calls_note(x, attempt, HF_NOTE_RETRANSMISSION, "");
        }
    }
}

static uint64_t deadline_of(const struct hf_calls_call *call)
{
    uint64_t deadline_us = call->retry_us;
    if (call->id == 0) {
        return HF_NEVER;
    }
    if (call->session.refresh_us < deadline_us) {
        deadline_us = call->session.refresh_us;
    }
    return call->session.expires_us < deadline_us ? call->session.expires_us : deadline_us;
}

static void wake_call(struct hf_calls_x *x, struct hf_calls_call *call)
{
    if (x->now_us >= call->retry_us) {
        call->retry_us = HF_NEVER;
        hf_calls_change_begin(x, call);
        return;
    }
    hf_calls_session_wake(x, call);
}

/* False: the out is full, or nothing is due. */
static bool wake_one(struct hf_calls_x *x)
{
    if (!hf_calls_out_has_room(x->out)) {
        return false;
    }
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        if (x->calls->attempts[i].deadline_us <= x->now_us) {
            hf_calls_attempt_wake(x, &x->calls->attempts[i]);
            return true;
        }
    }
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        if (deadline_of(&x->calls->calls[i]) <= x->now_us) {
            wake_call(x, &x->calls->calls[i]);
            return true;
        }
    }
    if (!hf_layer_wake_one(hf_calls_layer(x->calls), x->now_us, x->layer_out)) {
        return false;
    }
    note_repetitions(x);
    hf_calls_flush(x, 0, NULL);
    hf_calls_hear_layer(x);
    return true;
}

void hf_calls_wake(struct hf_calls *calls, const struct hf_calls_at *at, struct hf_calls_out *out)
{
    struct hf_layer_out layer_out;
    struct hf_calls_x x = hf_calls_enter(calls, at, out, &layer_out);
    hf_calls_gone_forget(calls, at->now_us);
    while (wake_one(&x)) {
    }
}

uint64_t hf_calls_deadline(const struct hf_calls *calls)
{
    uint64_t deadline_us = hf_layer_deadline(hf_calls_layer(calls));
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        if (calls->attempts[i].deadline_us < deadline_us) {
            deadline_us = calls->attempts[i].deadline_us;
        }
    }
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        uint64_t one_us = deadline_of(&calls->calls[i]);
        deadline_us = one_us < deadline_us ? one_us : deadline_us;
    }
    return hf_sip_earlier(deadline_us, hf_calls_gone_deadline(calls));
}

bool hf_calls_is_idle(const struct hf_calls *calls)
{
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        if (calls->attempts[i].state != HF_CALLS_ATTEMPT_FREE) {
            return false;
        }
    }
    return hf_calls_count(calls) == 0 && hf_calls_gone_deadline(calls) == HF_NEVER &&
           hf_layer_deadline(hf_calls_layer(calls)) == HF_NEVER;
}

/* ---- for people ---- */

static unsigned state_of(const struct hf_calls_call *call)
{
    switch ((enum hf_calls_state)call->state) {
    case HF_CALLS_CALLING:
        return (call->bits & HF_CALLS_RINGS) != 0 ? HF_CALL_RINGING : HF_CALL_CALLING;
    case HF_CALLS_OFFERED: return HF_CALL_RINGING;
    case HF_CALLS_TALKING: return HF_CALL_TALKING;
    case HF_CALLS_ENDING: return HF_CALL_ENDING;
    case HF_CALLS_FREE:
    case HF_CALLS_STATE_COUNT: break;
    }
    return HF_CALL_OVER;
}

bool hf_calls_status(const struct hf_calls *calls, const struct hf_agent *agent, uint64_t call,
                     struct hf_calls_status *status)
{
    const struct hf_calls_call *found = hf_calls_find((struct hf_calls *)(uintptr_t)calls, call);
    memset(status, 0, sizeof *status);
    if (found == NULL) {
        return false;
    }
    bool is_early = found->early != 0 && found->state == HF_CALLS_CALLING;
    status->call = call;
    status->since_us = found->since_us;
    status->up_us = found->up_us;
    status->peer = found->target;
    status->local = found->said;
    status->media = is_early ? found->u.ours.early[found->early - 1].agreed : found->sdp.agreed;
    status->session_s = found->session.seconds;
    status->state = (uint8_t)state_of(found);
    status->server = (uint8_t)hf_agent_server_of_key(agent, found->key);
    status->incoming = found->incoming;
    status->emergency = (found->bits & HF_CALLS_EMERGENCY) != 0;
    status->held_by_us = found->holds;
    status->held_by_peer = found->sdp.agreed.held;
    status->early = is_early;
    status->refreshes = found->session.is_ours;
    memcpy(status->uri, found->uri, found->uri_length);
    memcpy(status->name, found->name, found->name_length);
    return true;
}

unsigned hf_calls_list(const struct hf_calls *calls, uint64_t ids[HF_CALLS_MAX])
{
    unsigned n = 0;
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        uint64_t id = calls->calls[i].id;
        unsigned at = n;
        while (id != 0 && at > 0 && ids[at - 1] > id) {
            ids[at] = ids[at - 1];
            at--;
        }
        if (id != 0) {
            ids[at] = id;
            n++;
        }
    }
    return n;
}
