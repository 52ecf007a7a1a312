/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole transactions in one thread, without a socket and in virtual time: an agent asks another one
 * by OPTIONS, and an agent registers at the registrar of transport/sim with digest credentials.
 * Each round goes through everything that a phone does for a request and its answer: from the
 * core's Send to the event that it gets back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/config.h"
#include "holdfast/line.h"
#include "holdfast/sim/registrar.h"
#include "holdfast/sip/agent.h"
#include "holdfast/sip/message.h"
#include "timing.h"

#define NONCE_LIFE_S 1000000u
#define STEP_US      1000u
#define REQUEST      1u

struct side {
    struct hf_agent *agent;
    struct hf_config config;
    struct hf_target local;
    struct hf_agent_out out;
    uint64_t attempts;
};

static struct side caller, callee, phone;
static struct hf_registrar *registrar;
static struct hf_registrar_answer answer;
static uint64_t now_us = 1000000;

static void fail(const char *what)
{
    fprintf(stderr, "bench_agents: %s\n", what);
    exit(1);
}

static void make_side(struct side *side, const char *user, uint8_t host)
{
    struct hf_server_config *server = &side->config.servers[0];
    struct hf_agent_setup setup = {.config = &side->config, .seed = host, .line = host};

    hf_config_init(&side->config);
    hf_config_init_server(server);
    side->config.n_servers = 1;
    hf_config_name(&side->config, &server->host, "holdfast.test", 13);
    setup.identity.user = user;
    setup.identity.auth_name = setup.identity.display_name = "";
    setup.identity.password = "secret";
    memset(setup.random, host, sizeof setup.random);
    side->local = (struct hf_target){.address = {192, 0, 2, host}, .port = 5060};
    side->local.family = HF_FAMILY_IPV4;
    side->agent = malloc(hf_agent_size());
    if (side->agent == NULL || hf_agent_init(side->agent, hf_agent_size(), &setup) != HF_OK)
        fail("an agent cannot be made");
}

static void order(struct side *side, const struct hf_action *action)
{
    struct hf_agent_order ordered = {.now_us = now_us, .action = action, .way.local = side->local};
    hf_agent_act(side->agent, &ordered, &side->out);
}

/* Sends a request of that kind to a target; its datagram is the first of side->out. */
static void send(struct side *side, uint8_t kind, const struct hf_target *to)
{
    struct hf_action action = {.kind = HF_ACTION_SEND};
    struct hf_send *what = &action.u.send;

    what->attempt = ++side->attempts;
    what->request = kind == HF_REQUEST_OTHER ? REQUEST : 0;
    what->target = *to;
    what->series = kind == HF_REQUEST_REGISTER ? 1 : 0;
    what->expires_s = kind == HF_REQUEST_REGISTER ? 600 : 0;
    what->retransmissions = 3;
    what->t1_ms = 500;
    what->t2_ms = 4000;
    what->t4_ms = 5000;
    what->kind = kind;
    what->server = 1;
    order(side, &action);
}

/* Gives the datagram that `from` has just made to the other side. */
static void deliver(const struct side *from, struct side *to)
{
    const struct hf_agent_datagram *datagram = &from->out.datagrams[0];
    struct hf_agent_received received = {.now_us = now_us, .from = from->local, .local = to->local};

    if (from->out.n_datagrams != 1)
        fail("no datagram");
    received.bytes = from->out.bytes + datagram->at;
    received.n_bytes = datagram->length;
    hf_agent_receive(to->agent, &received, &to->out);
}

static void must_have_event(const struct side *side, uint32_t kind)
{
    if (side->out.n_events != 1 || side->out.events[0].kind != kind)
        fail("another event than the one that is due");
}

static void must_have_status(const struct side *side, uint16_t status)
{
    must_have_event(side, HF_EVENT_RESPONSE_RECEIVED);
    if (side->out.events[0].u.response.status != status)
        fail("another status than the one that is due");
}

static void run_options(void *context)
{
    (void)context;
    now_us += STEP_US;
    send(&caller, HF_REQUEST_OTHER, &callee.local);
    deliver(&caller, &callee);
    deliver(&callee, &caller);
    must_have_status(&caller, 200);
}

/* The phone's datagram to the registrar, and the answer back. */
static void ask_registrar(void)
{
    struct hf_registrar_received asked = {.now_us = now_us, .from = phone.local};
    struct hf_agent_received heard = {.now_us = now_us, .local = phone.local};

    if (phone.out.n_datagrams != 1)
        fail("no REGISTER");
    heard.from = phone.out.datagrams[0].target;
    asked.bytes = phone.out.bytes + phone.out.datagrams[0].at;
    asked.n_bytes = phone.out.datagrams[0].length;
    hf_registrar_receive(registrar, &asked, &answer);
    heard.bytes = answer.bytes;
    heard.n_bytes = answer.n_bytes;
    hf_agent_receive(phone.agent, &heard, &phone.out);
}

static void run_challenged(void *context)
{
    struct hf_action action = {.kind = HF_ACTION_AUTHENTICATE};

    (void)context;
    now_us += (NONCE_LIFE_S + 1ull) * 1000000u; /* the nonce of the round before is stale */
    send(&phone, HF_REQUEST_REGISTER, &callee.local);
    ask_registrar();
    must_have_event(&phone, HF_EVENT_CHALLENGED);
    action.u.attempt.attempt = phone.attempts;
    order(&phone, &action);
    ask_registrar();
    must_have_status(&phone, 200);
}

static void run_refresh(void *context)
{
    (void)context;
    now_us += STEP_US;
    send(&phone, HF_REQUEST_REGISTER, &callee.local);
    ask_registrar();
    must_have_status(&phone, 200);
}

/* The callee's Contact, which only its own REGISTER says. */
static void learn_contact(char *uri, size_t size)
{
    struct hf_sip_message m;
    struct hf_sip_address contact;

    send(&callee, HF_REQUEST_REGISTER, &phone.local);
    if (hf_sip_parse(&m, callee.out.bytes, callee.out.datagrams[0].length) != 0 ||
        hf_sip_address_parse(hf_sip_value(&m, HF_HEADER_CONTACT), &contact, NULL) != 0)
        fail("a REGISTER without Contact");
    snprintf(uri, size, "%.*s", (int)contact.uri.length, contact.uri.at);
}

static void open_sides(void)
{
    static char uri[HF_AGENT_URI_MAX + 1];
    static const struct hf_agent_request options = {
        .method = "OPTIONS", .uri = uri, .fields = "", .content_type = "", .body = NULL};
    const struct hf_registrar_options made = {
        .domain = "holdfast.test", .expires_max_s = 600, .nonce_life_s = NONCE_LIFE_S};
    struct hf_refusal refusal;

    make_side(&caller, "alice", 1);
    make_side(&callee, "bob", 2);
    make_side(&phone, "carol", 3);
    learn_contact(uri, sizeof uri);
    registrar = hf_registrar_new(&made);
    if (registrar == NULL || hf_registrar_add_user(registrar, "carol", "secret") != 0 ||
        hf_agent_request_set(caller.agent, REQUEST, &options, &refusal) != HF_OK)
        fail("the world cannot be made");
    run_challenged(NULL);
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "agents_options", .run = run_options, .parts = 1},
        {.name = "register_refresh", .run = run_refresh, .parts = 1},
        {.name = "register_challenged", .run = run_challenged, .parts = 2},
        {.name = NULL},
    };

    open_sides();
    return bench_main(argc, argv, works);
}
