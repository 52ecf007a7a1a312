/* SPDX-License-Identifier: Apache-2.0 */
/* The stage that agent_support.h describes. */
#include "agent_support.h"

static struct hf_target target_of(const char *address, uint16_t port)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    cr_assert(hf_target_parse(&target, address, strlen(address)));
    target.port = port;
    return target;
}

void servers(struct stage *s, const char *first, const char *second)
{
    const char *names[] = {first, second};
    uint8_t contact_per_server = s->config.contact_per_server;
    hf_config_init(&s->config);
    s->config.contact_per_server = contact_per_server;
    for (unsigned i = 0; i < 2 && names[i] != NULL; i++) {
        struct hf_server_config *server = &s->config.servers[s->config.n_servers++];
        hf_config_init_server(server);
        cr_assert_eq(hf_config_name(&s->config, &server->host, names[i], strlen(names[i])), 0);
    }
}

void stage_open(struct stage *s, const char *password)
{
    struct hf_agent_setup *setup = &s->setup;
    memset(s, 0, sizeof *s);
    servers(s, "example.com", "2001:db8::2");
    s->server = target_of("192.0.2.1", 5060);
    s->server6 = target_of("2001:db8::2", 5062);
    s->stranger = target_of("203.0.113.9", 5060);
    s->local = target_of("192.0.2.100", 5066);
    s->now_us = 1000 * S;
    setup->identity.user = "alice";
    setup->identity.auth_name = "al\"ice";
    setup->identity.password = password;
    setup->identity.display_name = "Alice";
    setup->config = &s->config;
    setup->seed = 42;
    setup->line = LINE;
    memset(setup->random, 0x5A, sizeof setup->random);
    size_t size = hf_agent_size_for(setup);
    cr_assert_leq(size, hf_agent_size());
    s->agent = malloc(size);
    cr_assert_eq(hf_agent_init(s->agent, size - 1, setup), HF_E_SPACE);
    cr_assert_eq(hf_agent_init(s->agent, size, setup), HF_OK);
}

void stage_close(struct stage *s)
{
    free(s->agent);
}

void change(struct stage *s, enum place place)
{
    size_t size = hf_agent_size_after(s->agent, &s->setup);
    struct hf_agent *before = s->agent;
    cr_assert_leq(size, hf_agent_size());
    if (place == IN_PLACE) {
        s->agent = realloc(s->agent, size);
        cr_assert_eq(hf_agent_reconfigure(s->agent, s->agent, size, &s->setup), HF_OK);
        return;
    }
    s->agent = malloc(size);
    cr_assert_eq(hf_agent_reconfigure(before, s->agent, size - 1, &s->setup), HF_E_SPACE);
    cr_assert_eq(hf_agent_reconfigure(before, s->agent, size, &s->setup), HF_OK);
    free(before);
}

struct hf_action register_to(const struct stage *s, uint64_t id)
{
    struct hf_action action;
    memset(&action, 0, sizeof action);
    action.kind = HF_ACTION_SEND;
    action.u.send.attempt = id;
    action.u.send.target = s->server;
    action.u.send.series = 1;
    action.u.send.expires_s = 600;
    action.u.send.retransmissions = 3;
    action.u.send.t1_ms = 500;
    action.u.send.t2_ms = 4000;
    action.u.send.kind = HF_REQUEST_REGISTER;
    action.u.send.server = 1;
    return action;
}

static void take_request(struct stage *s)
{
    if (s->out.n_datagrams == 0 || s->out.datagrams[0].reply) {
        return;
    }
    const struct hf_agent_datagram *d = &s->out.datagrams[0];
    cr_assert_lt(d->length, sizeof s->sent);
    memcpy(s->sent, s->out.bytes + d->at, d->length);
    s->sent[d->length] = '\0';
    s->n_sent = d->length;
    cr_assert_eq(hf_sip_parse(&s->request, s->sent, s->n_sent), 0);
    cr_assert_eq(hf_sip_check(&s->request, NULL), 0);
}

void act(struct stage *s, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = s->now_us, .action = action, .way = s->way};
    if (s->way.flow == 0) {
        order.way.local = s->local;
    }
    hf_agent_act(s->agent, &order, &s->out);
    take_request(s);
}

void act_on(struct stage *s, uint32_t kind, uint64_t id)
{
    struct hf_action action;
    memset(&action, 0, sizeof action);
    action.kind = kind;
    action.u.attempt.attempt = id;
    act(s, &action);
}

void wake(struct stage *s, uint64_t at_us)
{
    s->now_us = at_us;
    hf_agent_wake(s->agent, at_us, &s->out);
    take_request(s);
}

void receive_from(struct stage *s, const struct hf_target *from, const char *text)
{
    struct hf_agent_received received = {.now_us = s->now_us,
                                         .bytes = (const uint8_t *)text,
                                         .n_bytes = strlen(text),
                                         .from = *from,
                                         .local = s->came_on != 0 ? s->way.local : s->local,
                                         .flow = s->came_on};
    hf_agent_receive(s->agent, &received, &s->out);
}

void receive(struct stage *s, const char *text)
{
    receive_from(s, &s->server, text);
}

void answer_from(struct stage *s, const struct hf_target *from, const char *status,
                 const char *fields)
{
    static char text[8192];
    struct hf_sip_out out;
    struct hf_sip_reply reply = {&s->request, hf_slice_text("192.0.2.100"), 5066,
                                 hf_slice_text("srv")};
    hf_sip_out_start(&out, text, sizeof text - 1);
    hf_sip_put_text(&out, "SIP/2.0 ");
    hf_sip_put_text(&out, status);
    hf_sip_put_text(&out, "\r\n");
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, fields);
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    text[out.length] = '\0';
    receive_from(s, from, text);
}

void answer(struct stage *s, const char *status, const char *fields)
{
    answer_from(s, &s->server, status, fields);
}

void unreachable(struct stage *s, const struct hf_target *target)
{
    struct hf_agent_unreachable failure = {
        .now_us = s->now_us, .target = *target, .cause = HF_CAUSE_ICMP};
    hf_agent_unreachable(s->agent, &failure, &s->out);
}

void lose(struct stage *s, uint64_t flow, unsigned cause)
{
    struct hf_agent_unreachable failure = {
        .now_us = s->now_us, .flow = flow, .target = s->server, .cause = (uint8_t)cause};
    hf_agent_unreachable(s->agent, &failure, &s->out);
}

void connected(struct stage *s, uint64_t flow)
{
    struct hf_agent_connected news = {.now_us = s->now_us, .flow = flow};
    hf_agent_connected(s->agent, &news, &s->out);
}

struct hf_event *only_event(struct stage *s, uint32_t kind)
{
    cr_assert_eq(s->out.n_events, 1, "%u events", s->out.n_events);
    cr_assert_eq(s->out.events[0].kind, kind, "%s", hf_event_name(s->out.events[0].kind));
    cr_assert_eq(s->out.events[0].at_us, s->now_us);
    return &s->out.events[0];
}

void no_event(const struct stage *s)
{
    cr_assert_eq(s->out.n_events, 0, "%s", hf_event_name(s->out.events[0].kind));
}

const char *note_text(const struct stage *s, unsigned kind)
{
    for (uint32_t i = 0; i < s->out.n_notes; i++) {
        if (s->out.notes[i].kind == kind) {
            return s->out.notes[i].text;
        }
    }
    return "";
}

struct hf_slice field(const struct stage *s, unsigned id)
{
    return hf_sip_value(&s->request, id);
}

uint32_t cseq_of(const struct stage *s)
{
    struct hf_sip_cseq cseq;
    cr_assert_eq(hf_sip_cseq(&s->request, &cseq, NULL), 1);
    return cseq.number;
}

struct hf_slice branch_of(const struct stage *s)
{
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via(&s->request, &via, NULL), 1);
    return via.branch;
}

const char *contact_uri(const struct stage *s, char *out, size_t size)
{
    struct hf_sip_address address;
    cr_assert_eq(hf_sip_address_parse(field(s, HF_HEADER_CONTACT), &address, NULL), 0);
    snprintf(out, size, "%.*s", (int)address.uri.length, address.uri.at);
    return out;
}

unsigned long proven_nc(const struct stage *s, unsigned header, const char *password)
{
    struct hf_sip_auth auth;
    struct hf_digest_hex hex;
    cr_assert_eq(hf_sip_auth_parse(field(s, header), &auth, NULL), 0);
    struct hf_digest digest = {
        .username = auth.username,
        .realm = auth.realm,
        .password = hf_slice_text(password),
        .nonce = auth.nonce,
        .cnonce = auth.cnonce,
        .nc = auth.nc,
        .method = s->request.method,
        .uri = auth.uri,
        .algorithm = (uint8_t)hf_digest_algorithm(auth.algorithm),
        .qop = hf_slice_is(auth.qop, "auth") ? HF_QOP_AUTH : HF_QOP_NONE,
    };
    cr_assert_eq(hf_digest_response(&digest, &hex), 0);
    assert_slice(auth.response, hex.text);
    assert_slice(auth.username, "al\\\"ice");
    cr_assert(hf_slice_equal(auth.uri, s->request.uri));
    cr_assert(auth.qop.length == 0 || auth.nc.length == 8);
    return auth.qop.length == 0 ? 0 : strtoul(auth.nc.at, NULL, 16);
}

void challenge_and_accept(struct stage *s, uint64_t id)
{
    struct hf_action send = register_to(s, id);
    act(s, &send);
    answer(s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(s, HF_ACTION_AUTHENTICATE, id);
    answer(s, "200 OK", "Expires: 60\r\n");
    only_event(s, HF_EVENT_RESPONSE_RECEIVED);
}
