/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever actions, datagrams, failures, configurations and times come, in any order, the
 * agent does not crash, each attempt is answered at most once and only while it is outstanding,
 * nothing is sent but whole SIP messages, and once time has passed and what waits for the core is
 * abandoned, each attempt has been answered exactly once. A request from outside gets one answer at
 * most, to the address that it came from, not much larger than itself; and one that fits nobody
 * and comes from no server of the line gets none (E8). What goes over TCP goes on a connection that
 * an order named and that was not lost since, or on the one that the request came on.
 *
 * The input is a script: a byte that says what happens, and bytes that say how.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/agent.h"
#include "holdfast/sip/message.h"
#include "sip_agent/peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define IDS          64
#define FIRST_FORMER 32 /* these speak as the configuration before */
#define FIRST_OTHER  48 /* these are of the shell's own requests */
#define N_REQUESTS   6
#define STEPS_MAX    400
#define STRANGER     203 /* first byte of an address that is neither asked nor configured */
#define WAKES_MAX    2000
#define FIRST_FLOW   240 /* steps from here on are about connections */
#define FLOWS        8   /* of these, some at a time are open */
#define OVERHEAD     512 /* bytes that an answer may have over one and a half requests */
#define TO_STRANGERS 128 /* the same where it comes from no server of the line */

struct world {
    const uint8_t *bytes;
    size_t n_bytes, at;
    struct hf_agent *agent;
    struct hf_agent_setup setup;
    struct hf_config config;
    struct hf_agent_out out;
    uint64_t now_us;
    uint8_t outstanding[IDS];         /* 1: sent and not yet answered */
    char request[HF_AGENT_OUT_BYTES]; /* the last that left */
    size_t n_request;
    struct hf_target asked;
    struct hf_target from; /* of the datagram that the agent hears */
    size_t n_heard;        /* its bytes */
    int trusts_any;        /* E8 */
    uint64_t flows[FLOWS]; /* connections that orders named; 0: lost, or none yet */
    uint64_t last_flow;
    uint64_t came_on; /* of what the agent hears */
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

static struct hf_target target_of(uint8_t number)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    target.family = number & 1 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    target.address[target.family == HF_FAMILY_IPV6 ? 15 : 3] = (uint8_t)(1 + (number >> 1 & 1));
    target.port = 5060;
    target.transport = number >> 2 & 1 ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP;
    return target;
}

static void settle(struct world *w, uint64_t id, int answers)
{
    must(id < IDS && w->outstanding[id] == 1);
    w->outstanding[id] = answers ? 0 : 1;
}

static void hear_events(struct world *w)
{
    must(w->out.n_events <= HF_AGENT_OUT_EVENTS);
    for (uint32_t i = 0; i < w->out.n_events; i++) {
        const struct hf_event *event = &w->out.events[i];
        switch (event->kind) {
        case HF_EVENT_RESPONSE_RECEIVED:
            must(event->u.response.status >= 200 && event->u.response.status < 700);
            settle(w, event->u.response.attempt, 1);
            break;
        case HF_EVENT_ATTEMPT_FAILED:
            must(!event->u.failed.reused || event->u.failed.cause == HF_CAUSE_RESET ||
                 event->u.failed.cause == HF_CAUSE_CLOSED);
            settle(w, event->u.failed.attempt, 1);
            break;
        case HF_EVENT_ABANDONED: settle(w, event->u.abandoned.attempt, 1); break;
        case HF_EVENT_PROVISIONAL: settle(w, event->u.provisional.attempt, 0); break;
        case HF_EVENT_CHALLENGED: settle(w, event->u.challenged.attempt, 0); break;
        case HF_EVENT_CONNECTED: settle(w, event->u.connected.attempt, 0); break;
        default: abort();
        }
    }
}

static int is_open(const struct world *w, uint64_t flow)
{
    int found = 0;
    for (unsigned i = 0; i < FLOWS; i++) {
        found = found || (flow != 0 && w->flows[i] == flow);
    }
    return found;
}

static void hear(struct world *w)
{
    static struct hf_sip_message m;
    hear_events(w);
    must(w->out.n_datagrams <= HF_AGENT_OUT_DATAGRAMS && w->out.n_notes <= HF_AGENT_OUT_NOTES);
    for (uint32_t i = 0; i < w->out.n_datagrams; i++) {
        const struct hf_agent_datagram *d = &w->out.datagrams[i];
        must(d->at + d->length <= w->out.n_bytes && w->out.n_bytes <= HF_AGENT_OUT_BYTES);
        must(hf_sip_parse(&m, w->out.bytes + d->at, d->length) == 0);
        must(m.is_request != d->reply);
        must((d->flow != 0) == (d->target.transport != HF_TRANSPORT_UDP));
        must(d->flow == 0 || (d->reply ? d->flow == w->came_on : is_open(w, d->flow)));
        if (d->reply) {
            size_t over = w->from.address[0] == STRANGER ? TO_STRANGERS : OVERHEAD;
            must(w->out.n_datagrams == 1 && d->length <= w->n_heard + w->n_heard / 2 + over);
            must(w->from.address[0] != STRANGER || hf_sip_check(&m, NULL) == 0);
            must(memcmp(d->target.address, w->from.address, sizeof w->from.address) == 0);
            must(d->target.family == w->from.family && d->target.transport == w->from.transport);
        } else {
            must(hf_sip_check(&m, NULL) == 0);
            memcpy(w->request, w->out.bytes + d->at, d->length);
            w->n_request = d->length;
            w->asked = d->target;
        }
    }
}

/* A way to a target over TCP: a connection that is there, or one of its own. */
static void choose_way(struct world *w, struct hf_agent_way *way, uint8_t how)
{
    unsigned i = how % FLOWS;
    way->reused = way->open = w->flows[i] != 0 && (how & 64) != 0;
    way->sent_by = how & 32 ? 5060 : 0;
    if (w->flows[i] == 0) {
        w->flows[i] = ++w->last_flow;
    }
    way->flow = w->flows[i];
}

static void choose_way_to_answer(struct world *w, struct hf_agent_order *order, uint64_t id)
{
    struct hf_agent_place place;
    if (hf_agent_place(w->agent, id, &place)) {
        must(place.flow == hf_agent_flow(w->agent, id));
        must(place.flow == 0 || is_open(w, place.flow));
        if (place.target.transport != HF_TRANSPORT_UDP && place.flow == 0) {
            choose_way(w, &order->way, take(w));
        }
    }
}

static void act(struct world *w, uint32_t kind)
{
    struct hf_action action;
    uint8_t from = take(w);
    struct hf_agent_order order = {
        .now_us = w->now_us, .action = &action, .way.local = target_of(from)};
    uint64_t id = take(w) % IDS;
    memset(&action, 0, sizeof action);
    action.kind = kind;
    if (kind == HF_ACTION_SEND) {
        if (w->outstanding[id]) {
            return; /* the core never uses an id twice */
        }
        uint8_t how = take(w);
        w->outstanding[id] = 1;
        action.u.send.attempt = id;
        action.u.send.target = target_of(how);
        action.u.send.kind = how >> 3 & 1;
        if (id >= FIRST_OTHER) {
            action.u.send.kind = HF_REQUEST_OTHER;
            action.u.send.request = 1 + id % N_REQUESTS;
        }
        action.u.send.former = id >= FIRST_FORMER && id < FIRST_OTHER;
        action.u.send.server = (uint8_t)(1 + (how >> 4 & 1));
        action.u.send.series = how >> 5;
        action.u.send.expires_s = how & 64 ? 0 : 600;
        action.u.send.retransmissions = how & 128 ? HF_RETRANSMIT_FREELY : how & 3;
        action.u.send.t1_ms = 500;
        action.u.send.t2_ms = 4000;
        if (action.u.send.target.transport != HF_TRANSPORT_UDP) {
            choose_way(w, &order.way, from);
        }
        if (how == 0xFF) {
            order.way.local.family = HF_FAMILY_NONE;
        }
    } else {
        action.u.attempt.attempt = id;
        if (kind == HF_ACTION_AUTHENTICATE) {
            choose_way_to_answer(w, &order, id);
        }
    }
    hf_agent_act(w->agent, &order, &w->out);
    hear(w);
}

static void receive(struct world *w, const void *bytes, size_t n, struct hf_target from)
{
    struct hf_agent_received received = {
        .now_us = w->now_us, .bytes = bytes, .n_bytes = n, .from = from, .local = target_of(0)};
    if (from.transport != HF_TRANSPORT_UDP) {
        received.flow = 1 + (n & 3); /* one of ours, or of theirs */
    }
    w->came_on = received.flow;
    w->from = from;
    w->n_heard = n;
    hf_agent_route(bytes, n);
    hf_agent_receive(w->agent, &received, &w->out);
    hear(w);
}

static void receive_raw(struct world *w)
{
    size_t n = (size_t)take(w) * 8;
    struct hf_target from = target_of(take(w));
    size_t left = w->n_bytes - w->at;
    n = n < left ? n : left;
    receive(w, w->bytes + w->at, n, from);
    w->at += n;
}

/* Reads what the script chose; false when nothing was sent yet. */
static int choose(struct world *w, struct hf_sip_message *last, struct peer_choice *choice)
{
    memset(choice, 0, sizeof *choice);
    choice->request = last;
    choice->password = w->setup.identity.password;
    return w->n_request != 0 && hf_sip_parse(last, w->request, w->n_request) == 0;
}

/* A well-formed answer to the last request, with fields of the script's choice. */
static void receive_answer(struct world *w, int more)
{
    static struct hf_sip_message last;
    static char text[HF_AGENT_OUT_BYTES * 2];
    struct hf_sip_out out;
    struct peer_choice choice;
    uint8_t how = take(w);
    uint8_t fields = more ? take(w) : how >> 3 & 7;
    if (!choose(w, &last, &choice)) {
        return;
    }
    choice.status = how & 7;
    choice.fields = fields;
    hf_sip_out_start(&out, text, sizeof text);
    peer_put_answer(&out, &choice);
    must(!out.overflow);
    receive(w, text, out.length, how & 128 ? target_of(how) : w->asked);
}

/* A request from outside. Whom it fits is asked as a phone does. */
static void receive_request(struct world *w)
{
    static struct hf_sip_message last;
    static char text[HF_AGENT_OUT_BYTES];
    struct hf_sip_out out;
    struct peer_choice choice;
    struct hf_agent_asked asked;
    uint8_t how = take(w), which = take(w), from = take(w);
    struct hf_target source = from & 128 ? w->asked : target_of(from);
    if (!choose(w, &last, &choice)) {
        return;
    }
    if (from & 64) {
        source.address[0] = STRANGER;
    }
    choice.uri = how & 7;
    choice.fields = how >> 3;
    choice.method = which & 7;
    choice.status = which >> 3;
    hf_sip_out_start(&out, text, sizeof text);
    peer_put_request(&out, &choice);
    must(!out.overflow && hf_agent_asks((const uint8_t *)text, out.length, &asked));
    unsigned fit = hf_agent_fit(w->agent, &asked, &source);
    must(fit == HF_FIT_NONE || (!asked.is_token && w->trusts_any));
    must((fit & HF_FIT_SERVER) == 0 || source.address[0] != STRANGER);
    receive(w, text, out.length, source);
    must(w->out.n_datagrams == 0 || fit != HF_FIT_NONE || source.address[0] != STRANGER ||
         (asked.is_token && choice.uri == 0));
}

static void lose_or_open(struct world *w)
{
    uint8_t how = take(w);
    uint64_t *flow = &w->flows[how % FLOWS];
    struct hf_agent_connected connected = {.now_us = w->now_us, .flow = *flow};
    struct hf_agent_unreachable failure = {.now_us = w->now_us,
                                           .target = target_of(take(w)),
                                           .flow = *flow,
                                           .cause = (uint8_t)(1 + (how >> 3 & 7))};
    if (*flow == 0) {
        return;
    }
    if (how & 128) {
        hf_agent_connected(w->agent, &connected, &w->out);
    } else {
        *flow = 0;
        hf_agent_unreachable(w->agent, &failure, &w->out);
    }
    hear(w);
}

static void wake(struct world *w)
{
    hf_agent_wake(w->agent, w->now_us, &w->out);
    hear(w);
}

/* A text that stands for any: what is refused is not set. */
static void give_request(struct world *w)
{
    static const struct hf_agent_request texts[] = {
        {"MESSAGE", "sip:b@example.com;x", "Subject: a\r\n", "text/plain", "hello", 5},
        {"SUBSCRIBE", "", "Event: x\r\nExpires: 5\r\n", "", NULL, 0},
        {"PUBLISH", "tel:+1", "", "a/b", "\r\n\r\n", 4},
        {"BYE", "", "", "", NULL, 0},
    };
    struct hf_refusal refusal;
    uint8_t how = take(w);
    uint64_t id = 1 + (how & 7);
    if (how & 8) {
        hf_agent_request_forget(w->agent, id);
        return;
    }
    int result = hf_agent_request_set(w->agent, id, &texts[how >> 4 & 3], &refusal);
    must((result == HF_OK) == (refusal.what == NULL));
}

static void name_server(struct world *w, unsigned i, const char *name)
{
    hf_config_init_server(&w->config.servers[i]);
    hf_config_name(&w->config, &w->config.servers[i].host, name, strlen(name));
    w->config.n_servers = (uint8_t)(i + 1);
}

static void configure(struct world *w, uint8_t how)
{
    static const char *const names[] = {"example.com", "::2", "192.0.2.1", "b.example"};
    static const char *const users[] = {"al ice", "", "b", "a-longer-one"};
    hf_config_init(&w->config);
    name_server(w, 0, names[how & 3]);
    if (how & 4) {
        name_server(w, 1, names[how >> 3 & 3]);
    }
    w->config.contact_per_server = how >> 5 & 1;
    w->setup.identity.user = users[how >> 6 & 3];
}

static void reconfigure(struct world *w)
{
    uint8_t how = take(w), more = take(w);
    configure(w, how);
    w->setup.identity.password = more & 1 ? "" : "another secret";
    w->config.trust = more & 8 ? HF_TRUST_ANY : HF_TRUST_CONTACT;
    w->trusts_any = more & 2 ? w->trusts_any : (more & 8) != 0;
    w->setup.config = more & 2 ? NULL : &w->config;
    size_t size = hf_agent_size_after(w->agent, &w->setup);
    must(size <= hf_agent_size());
    if (more & 4) {
        w->agent = realloc(w->agent, size);
        must(w->agent != NULL);
        must(hf_agent_reconfigure(w->agent, w->agent, size, &w->setup) == HF_OK);
        return;
    }
    struct hf_agent *before = w->agent;
    w->agent = malloc(size);
    must(w->agent != NULL && hf_agent_reconfigure(before, w->agent, size, &w->setup) == HF_OK);
    free(before);
}

static void step(struct world *w)
{
    static const uint32_t kinds[] = {HF_ACTION_SEND, HF_ACTION_EXTEND, HF_ACTION_AUTHENTICATE,
                                     HF_ACTION_ABANDON};
    uint8_t byte = take(w), what = byte % 16;
    if (byte >= FIRST_FLOW) {
        lose_or_open(w);
    } else if (what >= 14) {
        receive_request(w);
    } else if (what >= 12) {
        receive_answer(w, 1);
    } else if (what == 10) {
        give_request(w);
    } else if (what == 11) {
        reconfigure(w);
    } else if (what < 4) {
        act(w, kinds[what]);
    } else if (what == 4) {
        uint64_t deadline_us = hf_agent_deadline(w->agent);
        w->now_us = deadline_us != HF_NEVER && deadline_us > w->now_us ? deadline_us : w->now_us;
        wake(w);
    } else if (what == 5) {
        w->now_us += (uint64_t)take(w) * 100000u;
        wake(w);
    } else if (what == 6) {
        struct hf_agent_unreachable failure = {
            .now_us = w->now_us, .target = target_of(take(w)), .cause = HF_CAUSE_ICMP};
        hf_agent_unreachable(w->agent, &failure, &w->out);
        hear(w);
    } else if (what == 7) {
        receive_raw(w);
    } else {
        receive_answer(w, 0);
    }
}

/* Everything comes to its end: what the core was asked about is abandoned, and time passes. */
static void finish(struct world *w)
{
    struct hf_action action;
    struct hf_agent_order order = {
        .now_us = w->now_us, .action = &action, .way.local = target_of(0)};
    memset(&action, 0, sizeof action);
    action.kind = HF_ACTION_ABANDON;
    for (unsigned id = 0; id < IDS; id++) {
        action.u.attempt.attempt = id;
        hf_agent_act(w->agent, &order, &w->out);
        hear(w);
    }
    for (unsigned i = 0; i < WAKES_MAX && hf_agent_deadline(w->agent) != HF_NEVER; i++) {
        uint64_t deadline_us = hf_agent_deadline(w->agent);
        w->now_us = deadline_us > w->now_us ? deadline_us : w->now_us;
        wake(w);
    }
    must(hf_agent_deadline(w->agent) == HF_NEVER);
    for (unsigned id = 0; id < IDS; id++) {
        must(w->outstanding[id] == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct world w;
    memset(&w, 0, sizeof w);
    w.bytes = bytes;
    w.n_bytes = n_bytes;
    w.now_us = 1000000;
    configure(&w, 4 | 1 << 3); /* example.com and ::2 */
    w.setup.identity.auth_name = "";
    w.setup.identity.password = "secret";
    w.setup.identity.display_name = "A \"x\"";
    w.setup.config = &w.config;
    w.setup.line = 3;
    w.agent = malloc(hf_agent_size_for(&w.setup));
    must(w.agent != NULL);
    must(hf_agent_init(w.agent, hf_agent_size_for(&w.setup), &w.setup) == HF_OK);
    for (unsigned i = 0; i < STEPS_MAX && w.at < n_bytes; i++) {
        step(&w);
    }
    finish(&w);
    free(w.agent);
    return 0;
}
