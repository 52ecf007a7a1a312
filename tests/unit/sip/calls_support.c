/* SPDX-License-Identifier: Apache-2.0 */
/* The stage that calls_support.h describes. */
#include "calls_support.h"

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

static void add_server(struct hf_config *config, const char *name)
{
    struct hf_server_config *server = &config->servers[config->n_servers++];
    hf_config_init_server(server);
    cr_assert_eq(hf_config_name(config, &server->host, name, strlen(name)), 0);
    server->transport = HF_TRANSPORT_UDP;
}

void calls_open_core(struct calls_world *w, void (*policy)(struct hf_config *))
{
    struct calls_phone *alice = &w->phones[ALICE];
    struct hf_agent_setup setup = {.identity = {"alice", "", "secret", "alice"},
                                   .config = &alice->config};
    calls_open_alone(w);
    hf_config_init(&alice->config);
    alice->config.trust = HF_TRUST_ANY;
    add_server(&alice->config, "192.0.2.9");
    add_server(&alice->config, "192.0.2.8");
    if (policy != NULL) {
        policy(&alice->config);
    }
    cr_assert_eq(hf_agent_reconfigure(alice->agent, alice->agent, hf_agent_size(), &setup), 0);
    alice->line = aligned_alloc(hf_line_align(), (hf_line_size() + 63) / 64 * 64);
    cr_assert_eq(hf_line_init(alice->line, hf_line_size(), HF_ABI), HF_OK);
    calls_fact(w, ALICE, HF_EVENT_CONFIGURED);
    calls_fact(w, ALICE, HF_EVENT_STARTED);
    calls_run(w, 10 * HOP_US);
    cr_assert_eq(hf_line_status(alice->line).state, HF_LINE_REGISTERED);
    alice->sent[0] = '\0';
}

void calls_free(struct calls_world *w)
{
    for (unsigned who = 0; who < PHONES; who++) {
        free(w->phones[who].line);
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
            cr_assert(w->phones[who].sends[i].is_over ||
                          w->phones[who].sends[i].kind == HF_REQUEST_REGISTER,
                      "attempt %u of phone %u has no answer", i, who);
        }
    }
    calls_free(w);
}

static void deliver_to(struct calls_world *w, unsigned who, const struct calls_packet *packet)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = calls_at(w, who);
    struct hf_agent_received received = {.now_us = w->now_us,
                                         .bytes = (const uint8_t *)packet->text,
                                         .n_bytes = packet->n,
                                         .from = packet->from,
                                         .local = phone->here,
                                         .flow = packet->flow};
    if (hf_calls_receive(phone->calls, &at, &received, &phone->out)) {
        calls_take_out(w, who);
        return;
    }
    hf_agent_receive(phone->agent, &received, &phone->out.sip);
    phone->out.n_news = 0;
    calls_take_out(w, who);
}

static void take_register(struct calls_world *w, const struct calls_packet *packet)
{
    struct hf_target peer = w->peer;
    w->peer = packet->to;
    calls_answer(w, ALICE,
                 &(struct calls_answer){.request = packet->text,
                                        .status = "200 OK",
                                        .tag = "r",
                                        .fields = "Expires: 3600\r\n"});
    w->peer = peer;
}

static void deliver(struct calls_world *w, unsigned index)
{
    struct calls_packet packet = w->packets[index];
    w->packets[index] = w->packets[--w->n_packets];
    for (unsigned who = 0; who < PHONES; who++) {
        if (calls_same(&packet.to, &w->phones[who].here)) {
            deliver_to(w, who, &packet);
            return;
        }
    }
    if (strncmp(packet.text, "REGISTER ", 9) == 0) {
        take_register(w, &packet);
        return;
    }
    strcpy(w->heard, packet.text);
    cr_assert_eq(hf_sip_parse(&w->heard_m, w->heard, packet.n), 0);
    w->n_heard++;
}

static uint64_t deadline_of(const struct calls_phone *phone)
{
    uint64_t deadline_us = hf_calls_deadline(phone->calls);
    uint64_t agent_us = hf_agent_deadline(phone->agent);
    uint64_t line_us = phone->line == NULL ? HF_NEVER : hf_line_deadline(phone->line).at_us;
    deadline_us = agent_us < deadline_us ? agent_us : deadline_us;
    return line_us < deadline_us ? line_us : deadline_us;
}

static void wake(struct calls_world *w, unsigned who)
{
    struct calls_phone *phone = &w->phones[who];
    struct hf_calls_at at = calls_at(w, who);
    hf_calls_wake(phone->calls, &at, &phone->out);
    calls_take_out(w, who);
    hf_agent_wake(phone->agent, w->now_us, &phone->out.sip);
    calls_take_out(w, who);
    if (phone->line != NULL && hf_line_deadline(phone->line).at_us <= w->now_us) {
        calls_fact(w, who, HF_EVENT_TIME_PASSED);
    }
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
            uint64_t one_us = deadline_of(&w->phones[who]);
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
    struct hf_calls_at at = calls_at(w, who);
    int result = what(phone->calls, &at, &wish, &phone->out);
    cr_assert((result < 0) == (phone->out.why != NULL));
    calls_take_out(w, who);
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
