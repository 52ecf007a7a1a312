/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever messages, wishes, orders, failures and times come, in any order, the calls of
 * a line do not crash; each Send is answered exactly once, and in the way that its core waits for:
 * never by a response behind the order to abandon it, never by an end without one; nothing is told
 * of an id that was never given or is over, and each call ends in one OVER; nothing is sent but
 * whole messages. Once nobody wants anything any more all of it ends by itself: every id is
 * answered, and the block is idle.
 *
 * The input is a script: a byte that says what happens, and bytes that say how. Of the core there
 * is what its contract promises: answers to challenges, late calls and wishes, as the script has
 * it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "calls/peer.h"
#include "holdfast/line.h"
#include "holdfast/sip/calls.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define IDS       256
#define STEPS_MAX 300
#define WAKES_MAX 4000
#define S         1000000u

enum attempt_state { NEVER, OUT, GIVEN_UP, ASKED, OVER };

struct attempt {
    uint64_t request;
    uint8_t state; /* enum attempt_state */
    uint8_t kind;  /* enum hf_request_kind */
};

enum request_state { NO_REQUEST, WANTED, REPORTED };

struct request {
    uint64_t call;
    uint8_t state, kind;
};

struct world {
    const uint8_t *bytes;
    size_t n_bytes, at;
    struct hf_agent *agent;
    struct hf_calls *calls;
    struct hf_config config;
    struct hf_calls_out out;
    struct peer peer;
    uint64_t now_us, next_id, last_attempt;
    struct attempt attempts[IDS];
    struct request
        requests[IDS];    /* by Wanted id; of an INVITE, and of a call that came: the call */
    uint8_t is_call[IDS]; /* 1: a call that lives, 2: it is over */
    uint8_t flow;         /* what the next Send goes on; 0: UDP */
    uint8_t ends;         /* 1: the script is over: the core gives everything up */
    unsigned depth;
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static uint8_t take(struct world *w)
{
    return w->at < w->n_bytes ? w->bytes[w->at++] : 0;
}

static struct hf_target target_of(uint8_t last, uint8_t transport)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    target.family = HF_FAMILY_IPV4;
    memcpy(target.address, (const uint8_t[]){192, 0, 2, last}, 4);
    target.port = 5060;
    target.transport = transport;
    return target;
}

static struct hf_calls_at at_of(struct world *w)
{
    struct hf_calls_at at = {w->agent, &w->next_id, w->now_us};
    return at;
}

static void hear(struct world *w);

/* ---- orders ---- */

static void act(struct world *w, const struct hf_action *action)
{
    struct hf_calls_at at = at_of(w);
    struct hf_agent_order order = {.now_us = w->now_us, .action = action};
    order.way.local = target_of(1, HF_TRANSPORT_UDP);
    order.way.flow = w->flow;
    order.way.open = w->flow & 1;
    order.way.reused = w->flow >> 1 & 1;
    (void)hf_calls_act(w->calls, &at, &order, &w->out);
    hear(w);
}

static void order(struct world *w, uint32_t kind, uint64_t attempt)
{
    struct hf_action action = {.kind = kind, .u.attempt.attempt = attempt};
    act(w, &action);
}

static void send(struct world *w, uint64_t request, uint8_t kind, uint8_t in_dialog)
{
    struct hf_action action = {.kind = HF_ACTION_SEND};
    struct hf_send *s = &action.u.send;
    if (w->last_attempt + 1 == IDS) {
        return;
    }
    s->attempt = ++w->last_attempt;
    s->request = request;
    s->kind = kind;
    s->in_dialog = in_dialog;
    s->server = 1;
    s->target = target_of(9, w->flow != 0 ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP);
    s->retransmissions = 3;
    s->t1_ms = 500;
    s->t2_ms = 4000;
    s->t4_ms = 5000;
    w->attempts[s->attempt] = (struct attempt){request, OUT, kind};
    act(w, &action);
}

static void give_up(struct world *w, uint64_t attempt)
{
    if (w->attempts[attempt].state == OUT) {
        w->attempts[attempt].state = GIVEN_UP;
        order(w, HF_ACTION_ABANDON, attempt);
    }
}

static void give_up_all(struct world *w, uint64_t request)
{
    for (uint64_t i = 1; i <= w->last_attempt; i++) {
        if (w->attempts[i].request == request) {
            give_up(w, i);
        }
    }
}

static void report(struct world *w, uint64_t request, uint8_t outcome, uint16_t status)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_REQUEST};
    if (w->requests[request].state != WANTED) {
        return;
    }
    w->requests[request].state = REPORTED;
    action.u.request.request = request;
    action.u.request.outcome = outcome;
    action.u.request.status = status;
    act(w, &action);
}

static void report_over(struct world *w, uint64_t call)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = call;
    action.u.call.state = HF_CALL_OVER;
    act(w, &action);
}

/* Everything of the call, as the core ends it. */
static void end_call(struct world *w, uint64_t call)
{
    for (uint64_t i = 1; i < IDS; i++) {
        if (w->requests[i].state == WANTED && w->requests[i].call == call) {
            give_up_all(w, i);
            report(w, i, HF_DONE_WITHDRAWN, 0);
        }
    }
    report_over(w, call);
}

/* ---- what is told ---- */

static void hear_outcome(struct world *w, uint64_t attempt, uint16_t status)
{
    struct attempt *a = &w->attempts[attempt];
    bool is_success = status >= 200 && status < 300;
    uint64_t request = a->request, call = w->requests[request].call;
    uint8_t kind = a->kind;
    a->state = OVER;
    report(w, request,
           status == 0  ? HF_DONE_FAILED
           : is_success ? HF_DONE_ACCEPTED
                        : HF_DONE_REJECTED,
           status);
    if (kind == HF_REQUEST_BYE || (kind == HF_REQUEST_INVITE && !is_success) || status == 481) {
        end_call(w, call);
    }
}

static void hear_wanted(struct world *w, const struct hf_wanted *wanted)
{
    uint64_t id = wanted->request;
    must(id != 0 && id < IDS && w->requests[id].state == NO_REQUEST);
    must(wanted->kind == HF_REQUEST_INVITE ? wanted->call == 0 : w->is_call[wanted->call] == 1);
    w->requests[id].state = WANTED;
    w->requests[id].kind = wanted->kind;
    w->requests[id].call = wanted->kind == HF_REQUEST_INVITE ? id : wanted->call;
    send(w, id, wanted->kind, wanted->kind != HF_REQUEST_INVITE);
}

static uint64_t out_attempt(struct world *w, uint64_t id, enum attempt_state state)
{
    must(id != 0 && id <= w->last_attempt && w->attempts[id].state == state);
    return id;
}

/* The attempt of a request that is not given up, or 0. */
static uint64_t out_of(const struct world *w, uint64_t request)
{
    for (uint64_t i = 1; i <= w->last_attempt; i++) {
        if (w->attempts[i].request == request && w->attempts[i].state == OUT) {
            return i;
        }
    }
    return 0;
}

static void hear_late(struct world *w, uint64_t id)
{
    w->attempts[out_attempt(w, id, GIVEN_UP)].state = ASKED;
    uint8_t how = w->ends ? 0 : take(w);
    if ((how & 3) == 1) { /* later */
        return;
    }
    uint64_t call = w->requests[w->attempts[id].request].call;
    bool keeps = (how & 3) == 2 && w->is_call[call] == 1 &&
                 w->requests[w->attempts[id].request].state == WANTED;
    if (!keeps) {
        w->attempts[id].state = GIVEN_UP;
        order(w, HF_ACTION_END, id);
        return;
    }
    uint64_t newer = out_of(w, w->attempts[id].request);
    w->attempts[id].state = OUT;
    w->attempts[newer].state = newer == 0 ? NEVER : GIVEN_UP; /* one alone is the call's (H4) */
    if (how & 4) {
        order(w, HF_ACTION_ABANDON, newer);
        order(w, HF_ACTION_KEEP, id);
    } else {
        order(w, HF_ACTION_KEEP, id);
        order(w, HF_ACTION_ABANDON, newer);
    }
}

static void hear_event(struct world *w, const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_WANTED: hear_wanted(w, &event->u.wanted); break;
    case HF_EVENT_WITHDRAWN:
        must(w->is_call[event->u.withdrawn.request] == 1);
        end_call(w, event->u.withdrawn.request);
        break;
    case HF_EVENT_PROVISIONAL: out_attempt(w, event->u.provisional.attempt, OUT); break;
    case HF_EVENT_CONNECTED: out_attempt(w, event->u.connected.attempt, OUT); break;
    case HF_EVENT_CHALLENGED:
        if (!w->ends && (take(w) & 3) != 3) {
            order(w, HF_ACTION_AUTHENTICATE, out_attempt(w, event->u.challenged.attempt, OUT));
        } else {
            give_up(w, out_attempt(w, event->u.challenged.attempt, OUT));
        }
        break;
    case HF_EVENT_RESPONSE_RECEIVED:
        hear_outcome(w, out_attempt(w, event->u.response.attempt, OUT), event->u.response.status);
        break;
    case HF_EVENT_ATTEMPT_FAILED:
        hear_outcome(w, out_attempt(w, event->u.failed.attempt, OUT), 0);
        break;
    case HF_EVENT_ABANDONED:
        must(w->attempts[event->u.abandoned.attempt].state == GIVEN_UP ||
             w->attempts[event->u.abandoned.attempt].state == ASKED);
        w->attempts[event->u.abandoned.attempt].state = OVER;
        break;
    case HF_EVENT_LATE: hear_late(w, event->u.late.attempt); break;
    case HF_EVENT_CALL_ARRIVED:
        must(w->is_call[event->u.call.call] == 1 && event->u.call.server == 1);
        break;
    case HF_EVENT_CALL_ANSWERED: must(w->is_call[event->u.call.call] == 1); break;
    case HF_EVENT_CALL_ENDED: /* its OVER came with it */
        must(w->is_call[event->u.call.call] == 2);
        end_call(w, event->u.call.call);
        break;
    default: abort();
    }
}

static void hear_news(struct world *w, const struct hf_calls_news *news)
{
    must(news->call != 0 && news->call < IDS);
    if (news->kind == HF_CALLS_INCOMING) {
        must(w->is_call[news->call] == 0);
        w->is_call[news->call] = 1;
        return;
    }
    must(w->is_call[news->call] == 1);
    if (news->kind == HF_CALLS_OVER) {
        w->is_call[news->call] = 2;
    }
}

static void hear_datagrams(struct world *w)
{
    static struct hf_sip_message m;
    for (uint32_t i = 0; i < w->out.sip.n_datagrams; i++) {
        const struct hf_agent_datagram *datagram = &w->out.sip.datagrams[i];
        const uint8_t *bytes = w->out.sip.bytes + datagram->at;
        must(datagram->at + datagram->length <= w->out.sip.n_bytes);
        must(hf_sip_parse(&m, bytes, datagram->length) == 0 || m.status == 400);
        must(!m.is_request || hf_sip_check(&m, NULL) == 0);
        must(datagram->target.family != HF_FAMILY_NONE && datagram->target.port != 0);
        peer_keep(&w->peer, bytes, datagram->length);
    }
}

/* News first: what the core orders next may end what they tell of. */
static void hear(struct world *w)
{
    struct hf_event events[HF_AGENT_OUT_EVENTS];
    uint32_t n = w->out.sip.n_events;
    must(w->depth++ < 60);
    memcpy(events, w->out.sip.events, n * sizeof events[0]);
    hear_datagrams(w);
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        hear_news(w, &w->out.news[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        hear_event(w, &events[i]);
    }
    w->depth--;
}

/* ---- the script ---- */

static uint64_t some_call(struct world *w)
{
    uint64_t ids[HF_CALLS_MAX];
    unsigned n = hf_calls_list(w->calls, ids);
    return n == 0 ? 0 : ids[take(w) % n];
}

typedef int wish_fn(struct hf_calls *, const struct hf_calls_at *, const struct hf_calls_wish *,
                    struct hf_calls_out *);

static void wish(struct world *w, wish_fn *what, const struct hf_calls_wish *wish)
{
    struct hf_calls_at at = at_of(w);
    int result = what(w->calls, &at, wish, &w->out);
    must((result < 0) == (w->out.why != NULL));
    must(result == 0 || (w->out.sip.n_events == 0 && w->out.n_news == 0));
    hear(w);
}

static void dial(struct world *w)
{
    static const char *const uris[] = {"sip:p@192.0.2.9", "sip:p@example.com", "tel:1", "x"};
    uint8_t how = take(w);
    struct hf_calls_wish dialled = {.call = w->next_id,
                                    .uri = uris[how & 3],
                                    .local.port = 4000,
                                    .emergency = how >> 2 & 1,
                                    .late_offer = how >> 3 & 1};
    struct hf_calls_at at = at_of(w);
    if (w->next_id >= IDS - 40) {
        return;
    }
    if (hf_calls_dial(w->calls, &at, &dialled, &w->out) == 0) {
        w->is_call[w->next_id++] = 1;
        hear(w);
    }
}

static void want(struct world *w, uint8_t what)
{
    static wish_fn *const functions[] = {hf_calls_ring,   hf_calls_answer, hf_calls_reject,
                                         hf_calls_hangup, hf_calls_hold,   hf_calls_readdress};
    struct hf_calls_wish wanted = {.call = some_call(w), .local.port = 4002};
    wanted.status = what & 8 ? 603 : 0;
    wanted.on = what >> 3 & 1;
    if (w->next_id < IDS - 40) {
        wish(w, functions[what % 6], &wanted);
    }
}

static void receive(struct world *w, const char *text, size_t n)
{
    static uint8_t heard[PEER_TEXT];
    struct hf_calls_at at = at_of(w);
    uint8_t spoil = take(w);
    struct hf_agent_received received = {.now_us = w->now_us, .bytes = heard, .n_bytes = n};
    received.from = target_of(9, w->flow != 0 ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP);
    received.local = target_of(1, received.from.transport);
    received.flow = w->flow;
    memcpy(heard, text, n);
    if (spoil > 240 && n != 0) {
        heard[take(w) * n / 256] ^= take(w);
    }
    if (n != 0 && w->next_id < IDS - 40 && hf_calls_receive(w->calls, &at, &received, &w->out)) {
        hear(w);
    }
}

static void exchange(struct world *w, bool answers)
{
    static char text[PEER_TEXT];
    uint8_t how[4] = {take(w), take(w), take(w), take(w)};
    size_t n = answers ? peer_answer(&w->peer, how, text) : peer_ask(&w->peer, how, text);
    receive(w, text, n);
}

static void wake(struct world *w)
{
    struct hf_calls_at at = at_of(w);
    hf_calls_wake(w->calls, &at, &w->out);
    hear(w);
}

static void pass(struct world *w)
{
    static const uint64_t steps_us[] = {10000, 500000, 4 * S, 33 * S, 60 * S, 900 * S};
    uint64_t until_us = w->now_us + steps_us[take(w) % 6];
    for (unsigned i = 0; i < WAKES_MAX && hf_calls_deadline(w->calls) <= until_us; i++) {
        uint64_t deadline_us = hf_calls_deadline(w->calls);
        w->now_us = deadline_us > w->now_us ? deadline_us : w->now_us;
        if (w->next_id >= IDS - 40) {
            return;
        }
        wake(w);
    }
    w->now_us = until_us;
}

static void fail_way(struct world *w)
{
    struct hf_calls_at at = at_of(w);
    uint8_t how = take(w);
    struct hf_agent_unreachable failure = {.now_us = w->now_us,
                                           .flow = how & 3,
                                           .target = target_of(9, how & 3 ? 1 : 0),
                                           .cause = HF_CAUSE_RESET};
    struct hf_agent_connected connected = {w->now_us, how & 3};
    if (how & 128) {
        hf_calls_connected(w->calls, &at, &connected, &w->out);
    } else {
        hf_calls_unreachable(w->calls, &at, &failure, &w->out);
    }
    hear(w);
}

static void order_some(struct world *w)
{
    uint8_t how = take(w);
    uint64_t id = w->last_attempt == 0 ? 0 : 1 + take(w) % w->last_attempt;
    struct attempt *a = &w->attempts[id];
    if (id == 0 || w->next_id >= IDS - 40) {
        return;
    }
    if (how & 1) {
        give_up(w, id);
    } else if ((how & 2) != 0 && a->state == ASKED) {
        a->state = GIVEN_UP;
        order(w, HF_ACTION_END, id);
    } else if ((how & 4) != 0 && a->state == OUT) {
        order(w, HF_ACTION_EXTEND, id);
    } else if (w->requests[a->request].state == WANTED && out_of(w, a->request) == 0) {
        send(w, a->request, a->kind, a->kind == HF_REQUEST_INVITE ? 0 : 2);
    } else if (how & 8) {
        end_call(w, w->requests[a->request].call);
    }
}

static void step(struct world *w)
{
    uint8_t what = take(w);
    switch (what % 10) {
    case 0: dial(w); break;
    case 1:
    case 2: want(w, what / 10); break;
    case 3:
    case 4:
    case 5: exchange(w, true); break;
    case 6: exchange(w, false); break;
    case 7: pass(w); break;
    case 8: order_some(w); break;
    default:
        w->flow = what / 10 & 3;
        fail_way(w);
        break;
    }
}

/* ---- begin and end ---- */

static void open_world(struct world *w)
{
    static const struct hf_sdp_codec codecs[] = {{"PCMU", NULL, 8000, 1, 0},
                                                 {"telephone-event", "0-15", 8000, 1, 101}};
    struct hf_agent_setup setup = {
        .identity = {"alice", "", "secret", ""}, .config = &w->config, .line = 7, .calls = 1};
    struct hf_calls_setup calls = {.line = 7};
    calls.sdp.codecs = codecs;
    calls.sdp.n_codecs = 2;
    calls.sdp.ptime_ms = 20;
    hf_config_init(&w->config);
    w->config.trust = HF_TRUST_ANY;
    hf_config_init_server(&w->config.servers[w->config.n_servers++]);
    must(hf_config_name(&w->config, &w->config.servers[0].host, "192.0.2.9", 9) == 0);
    w->agent = malloc(hf_agent_size());
    w->calls = malloc(hf_calls_size());
    must(w->agent != NULL && w->calls != NULL);
    must(hf_agent_init(w->agent, hf_agent_size(), &setup) == 0);
    must(hf_calls_init(w->calls, hf_calls_size(), &calls) == 0);
    w->next_id = 1;
    w->now_us = 1000 * S;
}

static void end_all(struct world *w)
{
    uint64_t ids[HF_CALLS_MAX];
    w->ends = 1;
    for (unsigned n = hf_calls_list(w->calls, ids); n-- > 0;) {
        end_call(w, ids[n]);
    }
    for (uint64_t i = 1; i <= w->last_attempt; i++) {
        give_up(w, i);
        if (w->attempts[i].state == ASKED) {
            w->attempts[i].state = GIVEN_UP;
            order(w, HF_ACTION_END, i);
        }
    }
    for (unsigned i = 0; hf_calls_deadline(w->calls) != HF_NEVER; i++) {
        must(i < WAKES_MAX);
        uint64_t deadline_us = hf_calls_deadline(w->calls);
        w->now_us = deadline_us > w->now_us ? deadline_us : w->now_us;
        wake(w);
    }
    for (uint64_t i = 1; i <= w->last_attempt; i++) {
        must(w->attempts[i].state == OVER);
    }
    for (unsigned i = 0; i < IDS; i++) {
        must(w->is_call[i] != 1);
    }
    must(hf_calls_is_idle(w->calls));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct world w;
    memset(&w, 0, sizeof w);
    w.bytes = bytes;
    w.n_bytes = n_bytes;
    open_world(&w);
    for (unsigned i = 0; i < STEPS_MAX && w.at < n_bytes; i++) {
        step(&w);
    }
    end_all(&w);
    free(w.agent);
    free(w.calls);
    return 0;
}
