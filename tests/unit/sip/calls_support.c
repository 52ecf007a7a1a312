/* SPDX-License-Identifier: Apache-2.0 */
/* The stage that calls_support.h describes. */
#include "calls_support.h"

#include <stdarg.h>
#include <stdlib.h>

static const struct hf_sdp_codec codecs[] = {
    {"PCMU", NULL, 8000, 1, 0},
    {"PCMA", NULL, 8000, 1, 8},
    {"telephone-event", "0-15", 8000, 1, 101},
};

static struct hf_target target_of(const char *address)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};
    cr_assert(hf_target_parse(&target, address, strlen(address)));
    target.port = 5060;
    return target;
}

static bool same(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a->address, b->address, sizeof a->address) == 0;
}

static void say(char *out, size_t size, const char *format, ...)
{
    size_t n = strlen(out);
    va_list list;
    va_start(list, format);
    n += (size_t)snprintf(out + n, size - n, "%s", n == 0 ? "" : ", ");
    int added = vsnprintf(out + n, size - n, format, list);
    va_end(list);
    cr_assert_lt(n + (size_t)added, size);
}

/* ---- what leaves ---- */

static void flush(struct calls_world *w, unsigned who)
{
    struct calls_phone *phone = &w->phones[who];
    for (uint32_t i = 0; i < phone->out.sip.n_datagrams; i++) {
        const struct hf_agent_datagram *datagram = &phone->out.sip.datagrams[i];
        memcpy(phone->text, phone->out.sip.bytes + datagram->at, datagram->length);
        phone->text[datagram->length] = '\0';
        cr_assert_eq(hf_sip_parse(&phone->message, phone->text, datagram->length), 0, "%s",
                     phone->text);
        cr_assert_eq(hf_sip_check(&phone->message, NULL), 0, "%s", phone->text);
        if (phone->message.is_request) {
            say(phone->sent, sizeof phone->sent, "%.*s", (int)phone->message.method.length,
                phone->message.method.at);
            strcpy(phone->request, phone->text);
        } else {
            say(phone->sent, sizeof phone->sent, "%u", phone->message.status);
        }
        if (w->cut ||
            (w->to_drop != NULL && strncmp(phone->text, w->to_drop, strlen(w->to_drop)) == 0)) {
            continue;
        }
        cr_assert_lt(w->n_packets, CALLS_PACKETS);
        struct calls_packet *packet = &w->packets[w->n_packets++];
        packet->at_us = w->now_us + HOP_US;
        packet->from = phone->here;
        packet->from.transport = datagram->target.transport;
        packet->to = datagram->target;
        packet->flow = datagram->flow;
        packet->n = datagram->length;
        memcpy(packet->text, phone->text, packet->n + 1);
    }
    phone->out.sip.n_datagrams = 0;
}

/* ---- what the core would order ---- */

static struct hf_calls_at at_of(struct calls_world *w, unsigned who)
{
    struct hf_calls_at at = {w->phones[who].agent, &w->phones[who].next_id, w->now_us};
    return at;
}

static void take_out(struct calls_world *w, unsigned who);

void calls_act(struct calls_world *w, unsigned who, const struct hf_action *action)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = at_of(w, who);
    struct hf_agent_order order = {.now_us = w->now_us, .action = action, .way = phone->way};
    (void)hf_calls_act(phone->calls, &at, &order, &phone->out);
    take_out(w, who);
}

void calls_order(struct calls_world *w, unsigned who, uint32_t kind, uint64_t attempt)
{
    struct hf_action action = {.kind = kind, .u.attempt.attempt = attempt};
    calls_act(w, who, &action);
}

uint64_t calls_send(struct calls_world *w, unsigned who, struct hf_send send)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_action action = {.kind = HF_ACTION_SEND};
    struct calls_send *sent = &phone->sends[phone->n_sends++];
    cr_assert_leq(phone->n_sends, CALLS_SENDS);
    send.attempt = ++phone->attempt;
    send.server = send.server == 0 ? 1 : send.server;
    send.target = send.target.family == HF_FAMILY_NONE ? phone->server : send.target;
    send.retransmissions = phone->retransmissions;
    send.t1_ms = 500;
    send.t2_ms = 4000;
    send.t4_ms = 5000;
    action.u.send = send;
    *sent = (struct calls_send){send.attempt, send.request, send.kind, 0};
    calls_act(w, who, &action);
    return send.attempt;
}

static struct calls_send *sent_as(struct calls_phone *phone, uint64_t attempt)
{
    for (unsigned i = 0; i < phone->n_sends; i++) {
        if (phone->sends[i].attempt == attempt) {
            return &phone->sends[i];
        }
    }
    cr_assert_fail("an event for an attempt that was never ordered");
    return NULL;
}

static void report_request(struct calls_world *w, unsigned who, struct hf_request_report report)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_REQUEST, .u.request = report};
    calls_act(w, who, &action);
}

static void report_call(struct calls_world *w, unsigned who, uint64_t call, unsigned status)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = call;
    action.u.call.state = HF_CALL_OVER;
    action.u.call.status = (uint16_t)status;
    calls_act(w, who, &action);
}

/* status 0: nobody answered. */
static void hear_end(struct calls_world *w, unsigned who, const struct calls_send *sent,
                     unsigned status)
{
    bool is_success = status >= 200 && status < 300;
    unsigned outcome = status == 0  ? HF_DONE_FAILED
                       : is_success ? HF_DONE_ACCEPTED
                                    : HF_DONE_REJECTED;
    report_request(w, who,
                   (struct hf_request_report){.request = sent->request,
                                              .outcome = (uint8_t)outcome,
                                              .status = (uint16_t)status});
    if (sent->kind == HF_REQUEST_INVITE && !is_success) {
        report_call(w, who, sent->request, status);
    }
}

static void hear_wanted(struct calls_world *w, unsigned who, const struct hf_wanted *wanted)
{
    struct hf_send send = {.request = wanted->request, .kind = wanted->kind};
    send.in_dialog = wanted->kind != HF_REQUEST_INVITE;
    calls_send(w, who, send);
}

static void hear_withdrawn(struct calls_world *w, unsigned who, uint64_t request)
{
    struct calls_phone *phone = &w->phones[who];
    for (unsigned i = 0; i < phone->n_sends; i++) {
        if (phone->sends[i].request == request && !phone->sends[i].is_over) {
            calls_order(w, who, HF_ACTION_ABANDON, phone->sends[i].attempt);
        }
    }
    report_request(w, who,
                   (struct hf_request_report){.request = request, .outcome = HF_DONE_WITHDRAWN});
    report_call(w, who, request, 0);
}

static void order_for(struct calls_world *w, unsigned who, const struct hf_event *event)
{
    struct calls_phone *phone = &w->phones[who];
    switch (event->kind) {
    case HF_EVENT_WANTED: hear_wanted(w, who, &event->u.wanted); break;
    case HF_EVENT_WITHDRAWN: hear_withdrawn(w, who, event->u.withdrawn.request); break;
    case HF_EVENT_CHALLENGED:
        calls_order(w, who, HF_ACTION_AUTHENTICATE, event->u.challenged.attempt);
        break;
    case HF_EVENT_RESPONSE_RECEIVED:
        hear_end(w, who, sent_as(phone, event->u.response.attempt), event->u.response.status);
        break;
    case HF_EVENT_ATTEMPT_FAILED:
        hear_end(w, who, sent_as(phone, event->u.failed.attempt), 0);
        break;
    case HF_EVENT_LATE:
        if (phone->verdict != 0) {
            calls_order(w, who, phone->verdict, event->u.late.attempt);
        }
        break;
    default: break;
    }
}

/* ---- what is told ---- */

static void answered_once(struct calls_phone *phone, uint64_t attempt)
{
    struct calls_send *sent = sent_as(phone, attempt);
    cr_assert(!sent->is_over, "an attempt that was answered twice");
    sent->is_over = 1;
}

static void tell_event(struct calls_phone *phone, const struct hf_event *event)
{
    static const char *const hows[] = {"nothing", "answered", "cancelled", "cancel timed out",
                                       "late call ended"};
    static const char *const kinds[] = {"REGISTER", "OPTIONS", "INVITE", "BYE", "OTHER"};
    char *out = phone->said;
    size_t size = sizeof phone->said;
    switch (event->kind) {
    case HF_EVENT_WANTED: say(out, size, "Wanted %s", kinds[event->u.wanted.kind]); break;
    case HF_EVENT_WITHDRAWN: say(out, size, "Withdrawn"); break;
    case HF_EVENT_PROVISIONAL: say(out, size, "Provisional %u", event->u.provisional.status); break;
    case HF_EVENT_RESPONSE_RECEIVED:
        answered_once(phone, event->u.response.attempt);
        say(out, size, "Response %u", event->u.response.status);
        break;
    case HF_EVENT_CHALLENGED: say(out, size, "Challenged"); break;
    case HF_EVENT_ATTEMPT_FAILED:
        answered_once(phone, event->u.failed.attempt);
        say(out, size, "Failed %s", hf_cause_name(event->u.failed.cause));
        break;
    case HF_EVENT_ABANDONED:
        answered_once(phone, event->u.abandoned.attempt);
        say(out, size, "Abandoned %s", hows[event->u.abandoned.how]);
        break;
    case HF_EVENT_LATE: say(out, size, "Late %u", event->u.late.status); break;
    case HF_EVENT_CALL_ARRIVED: say(out, size, "Arrived %u", event->u.call.server); break;
    case HF_EVENT_CALL_ANSWERED: say(out, size, "Answered"); break;
    case HF_EVENT_CALL_ENDED: say(out, size, "Ended"); break;
    case HF_EVENT_CONNECTED: say(out, size, "Connected"); break;
    default: cr_assert_fail("an event of kind %u", event->kind);
    }
}

static void tell_news(struct calls_phone *phone, const struct hf_calls_news *news)
{
    static const char *const names[] = {"?",    "INCOMING", "RINGING", "MEDIA", "UP",
                                        "HELD", "RESUMED",  "REFUSED", "OVER"};
    static const char *const parties[] = {"us", "peer", "network"};
    char *out = phone->said;
    size_t size = sizeof phone->said;
    if (news->kind == HF_CALLS_MEDIA) {
        phone->media = *news;
        say(out, size, "MEDIA%s", news->early ? " early" : "");
        return;
    }
    phone->last = *news;
    if (news->kind == HF_CALLS_OVER) {
        say(out, size, "OVER by %s", parties[news->by]);
    } else if (news->kind == HF_CALLS_HELD || news->kind == HF_CALLS_RESUMED) {
        say(out, size, "%s by %s", names[news->kind], parties[news->by]);
    } else {
        say(out, size, "%s", names[news->kind]);
    }
    if (news->status != 0) {
        say(out, size, "%u", news->status);
    }
}

static void refuse(struct calls_world *w, unsigned who, const struct hf_event *event)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = at_of(w, who);
    phone->refuses = false;
    hf_calls_refused(phone->calls, &at, event, &phone->out);
    take_out(w, who);
}

/* Events first, then what the line orders for each. */
static void take_out(struct calls_world *w, unsigned who)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_event events[HF_AGENT_OUT_EVENTS];
    uint32_t n = phone->out.sip.n_events;
    flush(w, who);
    memcpy(events, phone->out.sip.events, n * sizeof events[0]);
    for (uint32_t i = 0; i < n; i++) {
        tell_event(phone, &events[i]);
        phone->event = events[i];
    }
    for (uint32_t i = 0; i < phone->out.n_news; i++) {
        tell_news(phone, &phone->out.news[i]);
    }
    phone->out.sip.n_events = 0;
    phone->out.n_news = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (phone->refuses) {
            refuse(w, who, &events[i]);
        } else if (!phone->silent) {
            order_for(w, who, &events[i]);
        }
    }
}

/* ---- the world ---- */

static void make_phone(struct calls_world *w, unsigned who, const char *server)
{
    static const char *const users[] = {"alice", "bob"};
    static const char *const addresses[] = {"192.0.2.1", "192.0.2.2"};
    struct calls_phone *phone = &w->phones[who];
    struct hf_agent_setup setup = {.identity = {users[who], "", "secret", users[who]},
                                   .config = &phone->config,
                                   .seed = who + 1,
                                   .line = 7 + who,
                                   .calls = 1};
    struct hf_calls_setup calls = {.line = 7 + who};
    calls.sdp.codecs = codecs;
    calls.sdp.n_codecs = 3;
    calls.sdp.ptime_ms = 20;
    hf_config_init(&phone->config);
    phone->config.trust = HF_TRUST_ANY;
    hf_config_init_server(&phone->config.servers[phone->config.n_servers++]);
    cr_assert_eq(
        hf_config_name(&phone->config, &phone->config.servers[0].host, server, strlen(server)), 0);
    memset(setup.random, (int)(0x40 + who), sizeof setup.random);
    memset(calls.random, (int)(0x50 + who), sizeof calls.random);
    phone->agent = malloc(hf_agent_size());
    phone->calls = malloc(hf_calls_size());
    cr_assert_eq(hf_agent_init(phone->agent, hf_agent_size(), &setup), 0);
    cr_assert_eq(hf_calls_init(phone->calls, hf_calls_size() - 8, &calls), HF_E_SPACE);
    cr_assert_eq(hf_calls_init(phone->calls, hf_calls_size(), &calls), 0);
    phone->here = target_of(addresses[who]);
    phone->server = target_of(server);
    phone->way.local = phone->here;
    phone->next_id = 100 * (who + 1);
    phone->attempt = 1000 * (who + 1);
    phone->verdict = HF_ACTION_END;
    phone->retransmissions = HF_RETRANSMIT_FREELY;
}

void calls_open(struct calls_world *w)
{
    memset(w, 0, sizeof *w);
    w->now_us = 5000 * (uint64_t)S;
    w->peer = target_of("192.0.2.9");
    make_phone(w, ALICE, "192.0.2.2");
    make_phone(w, BOB, "192.0.2.1");
}

void calls_open_alone(struct calls_world *w)
{
    memset(w, 0, sizeof *w);
    w->now_us = 5000 * (uint64_t)S;
    w->peer = target_of("192.0.2.9");
    make_phone(w, ALICE, "192.0.2.9");
    make_phone(w, BOB, "192.0.2.1");
}

void calls_free(struct calls_world *w)
{
    for (unsigned who = 0; who < PHONES; who++) {
        free(w->phones[who].agent);
        free(w->phones[who].calls);
    }
}

void calls_close(struct calls_world *w)
{
    calls_run(w, 200 * (uint64_t)S);
    for (unsigned who = 0; who < PHONES; who++) {
        cr_assert(hf_calls_is_idle(w->phones[who].calls), "phone %u is not idle", who);
        for (unsigned i = 0; i < w->phones[who].n_sends; i++) {
            cr_assert(w->phones[who].sends[i].is_over, "attempt %u of phone %u has no answer", i,
                      who);
        }
    }
    calls_free(w);
}

static void deliver_to(struct calls_world *w, unsigned who, const struct calls_packet *packet)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = at_of(w, who);
    struct hf_agent_received received = {.now_us = w->now_us,
                                         .bytes = (const uint8_t *)packet->text,
                                         .n_bytes = packet->n,
                                         .from = packet->from,
                                         .local = phone->here,
                                         .flow = packet->flow};
    if (hf_calls_receive(phone->calls, &at, &received, &phone->out)) {
        take_out(w, who);
        return;
    }
    hf_agent_receive(phone->agent, &received, &phone->out.sip);
    phone->out.n_news = 0;
    take_out(w, who);
}

static void deliver(struct calls_world *w, unsigned index)
{
    struct calls_packet packet = w->packets[index];
    w->packets[index] = w->packets[--w->n_packets];
    for (unsigned who = 0; who < PHONES; who++) {
        if (same(&packet.to, &w->phones[who].here)) {
            deliver_to(w, who, &packet);
            return;
        }
    }
    strcpy(w->heard, packet.text);
    cr_assert_eq(hf_sip_parse(&w->heard_m, w->heard, packet.n), 0);
    w->n_heard++;
}

static void wake(struct calls_world *w, unsigned who)
{
    struct hf_calls_at at = at_of(w, who);
    hf_calls_wake(w->phones[who].calls, &at, &w->phones[who].out);
    take_out(w, who);
}

void calls_run(struct calls_world *w, uint64_t us)
{
    uint64_t until_us = w->now_us + us;
    for (unsigned steps = 0; steps < 100000; steps++) {
        unsigned first = CALLS_PACKETS, sleeper = PHONES;
        uint64_t next_us = until_us + 1;
        for (unsigned i = 0; i < w->n_packets; i++) {
            if (w->packets[i].at_us < next_us) {
                next_us = w->packets[i].at_us;
                first = i;
            }
        }
        for (unsigned who = 0; who < PHONES; who++) {
            uint64_t one_us = hf_calls_deadline(w->phones[who].calls);
            if (one_us < next_us) {
                next_us = one_us;
                sleeper = who;
            }
        }
        if (next_us > until_us) {
            w->now_us = until_us;
            return;
        }
        w->now_us = next_us > w->now_us ? next_us : w->now_us;
        if (sleeper < PHONES) {
            wake(w, sleeper);
        } else {
            deliver(w, first);
        }
    }
    cr_assert_fail("a world that never rests");
}

static void expect(char *was, const char *wanted, const char *what)
{
    cr_assert_str_eq(was, wanted, "%s \"%s\" instead of \"%s\"", what, was, wanted);
    was[0] = '\0';
}

void calls_expect(struct calls_world *w, unsigned who, const char *said)
{
    expect(w->phones[who].said, said, who == ALICE ? "Alice heard" : "Bob heard");
}

void calls_expect_sent(struct calls_world *w, unsigned who, const char *sent)
{
    expect(w->phones[who].sent, sent, who == ALICE ? "Alice sent" : "Bob sent");
}

/* ---- wishes ---- */

int calls_wish(struct calls_world *w, unsigned who,
               int (*what)(struct hf_calls *, const struct hf_calls_at *,
                           const struct hf_calls_wish *, struct hf_calls_out *),
               struct hf_calls_wish wish)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = at_of(w, who);
    int result = what(phone->calls, &at, &wish, &phone->out);
    cr_assert((result < 0) == (phone->out.why != NULL));
    take_out(w, who);
    return result;
}

uint64_t calls_dial(struct calls_world *w, unsigned who, const char *uri)
{
    uint64_t call = w->phones[who].next_id++;
    WISH(w, who, dial, .call = call, .uri = uri, .local.port = 16384);
    return call;
}

struct calls_pair calls_talk(struct calls_world *w)
{
    struct calls_pair pair = {calls_dial(w, ALICE, "sip:bob@192.0.2.2"), 0};
    calls_run(w, HOP_US);
    pair.bob = w->phones[BOB].last.call;
    WISH(w, BOB, ring, .call = pair.bob, .local.port = 20000);
    calls_run(w, HOP_US);
    WISH(w, BOB, answer, .call = pair.bob);
    calls_run(w, 5 * HOP_US);
    calls_expect(w, ALICE, "Wanted INVITE, Provisional 180, RINGING, 180, Response 200, MEDIA, UP");
    calls_expect(w, BOB, "Arrived 1, INCOMING, Answered, MEDIA, UP");
    calls_expect_sent(w, ALICE, "INVITE, ACK");
    calls_expect_sent(w, BOB, "180, 200");
    return pair;
}

/* ---- the peer ---- */

const char *calls_field(const char *text, unsigned id, char *out)
{
    struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    struct hf_slice value = hf_sip_value(&m, id);
    memcpy(out, value.at == NULL ? "" : value.at, value.length);
    out[value.length] = '\0';
    return out;
}

static void send_as_peer(struct calls_world *w, unsigned who, const struct hf_sip_out *out)
{
    cr_assert(!out->overflow);
    cr_assert_lt(w->n_packets, CALLS_PACKETS);
    struct calls_packet *packet = &w->packets[w->n_packets++];
    packet->at_us = w->now_us + HOP_US;
    packet->from = w->peer;
    packet->to = w->phones[who].here;
    packet->flow = 0;
    packet->n = out->length;
    packet->text[out->length] = '\0';
}

void calls_answer(struct calls_world *w, unsigned who, const struct calls_answer *answer)
{
    static char text[CALLS_TEXT];
    struct hf_sip_message m;
    struct hf_sip_out out;
    strcpy(text, answer->request != NULL ? answer->request : w->heard);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    cr_assert(m.is_request);
    hf_sip_out_start(&out, w->packets[w->n_packets].text, CALLS_TEXT - 1);
    hf_sip_put_text(&out, "SIP/2.0 ");
    hf_sip_put_text(&out, answer->status);
    hf_sip_put_text(&out, "\r\n");
    struct hf_sip_reply reply = {.request = &m,
                                 .source_address = hf_slice_text("192.0.2.1"),
                                 .source_port = 5060,
                                 .to_tag = hf_slice_text(answer->tag == NULL ? "" : answer->tag)};
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, answer->fields == NULL ? "" : answer->fields);
    hf_sip_put_end(&out, hf_slice_text(answer->body == NULL ? "" : answer->body));
    send_as_peer(w, who, &out);
}

void calls_peer_says(struct calls_world *w, unsigned who, const char *text)
{
    struct hf_sip_out out;
    const char *body = strstr(text, "\r\n\r\n");
    cr_assert_not_null(body);
    hf_sip_out_start(&out, w->packets[w->n_packets].text, CALLS_TEXT - 1);
    hf_sip_put(&out, bytes_of(text, (size_t)(body - text) + 2));
    hf_sip_put_end(&out, hf_slice_text(body + 4));
    send_as_peer(w, who, &out);
}
