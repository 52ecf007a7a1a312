/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a modelled registrar answers to a request, as it is at the moment of arrival.
 */
#include "inside.h"

#include <stdio.h>

static uint64_t one_way_us(const struct hf_sim_server *server)
{
    return server->round_trip_us / 2;
}

/* The way back takes what the way there left of the round trip. */
static uint64_t back_us(const struct hf_sim_server *server)
{
    return server->round_trip_us - one_way_us(server);
}

/* The first realm that this request does not satisfy; n_realms when it satisfies all. */
static unsigned realm_unsatisfied(const struct hf_sim_server *server, const struct message *request)
{
    unsigned realm = 0;

    for (; realm < server->n_realms; realm++) {
        const uint64_t made_us = request->credentials_us[realm];

        if (made_us == HF_NEVER || made_us < server->nonces_from_us || server->stale_always ||
            server->rejects_credentials || request->wrong_password)
            break;
    }
    return realm;
}

static struct message challenge(const struct hf_sim_server *server, const struct message *request,
                                unsigned realm)
{
    const uint64_t made_us = request->credentials_us[realm];
    struct message answer = *request;

    answer.kind = MESSAGE_CHALLENGE;
    answer.realm = (uint8_t)realm;
    answer.after_credentials = made_us != HF_NEVER;
    answer.stale = answer.after_credentials && !server->rejects_credentials &&
                   !request->wrong_password;
    return answer;
}

static uint32_t granted_s(const struct hf_sim_server *server, uint32_t asked_s)
{
    if (asked_s == 0 || server->expires_s == HF_EXPIRES_NONE)
        return asked_s == 0 ? 0 : HF_EXPIRES_NONE;
    return server->expires_s < asked_s ? server->expires_s : asked_s; /* RFC 3261 10.3: shorten */
}

/* The answer to a REGISTER. */
static void fill_register(const struct hf_sim_server *server, const struct message *request,
                          struct hf_response *response)
{
    response->status = server->status;
    if (server->status == 423 &&
        (request->expires_s == 0 || request->expires_s >= server->min_expires_s))
        response->status = 200;
    if (response->status == 423)
        response->min_expires_s = server->min_expires_s;
    if (response->status < 300) {
        response->expires_s = granted_s(server, request->expires_s);
        response->contact_missing = server->contact_missing;
        return;
    }
    response->retry_after_s = server->retry_after_s;
    if (response->status < 400) {
        response->n_redirects = server->n_redirects;
        for (unsigned i = 0; i < server->n_redirects; i++)
            response->redirects[i] = server->redirects[i];
    }
}

static struct message final_answer(const struct hf_sim_server *server,
                                   const struct message *request)
{
    const struct hf_sim_method *method = &server->methods[request->request];
    struct message answer = *request;
    struct hf_response *response = &answer.response;

    answer.kind = MESSAGE_FINAL;
    *response = (struct hf_response){.expires_s = HF_EXPIRES_NONE,
                                     .retry_after_s = HF_RETRY_AFTER_NONE};
    if (request->request == HF_REQUEST_REGISTER) {
        fill_register(server, request, response);
        return answer;
    }
    response->status = method->status;
    if (response->status >= 300)
        response->retry_after_s = method->retry_after_s;
    return answer;
}

void server_send_back(struct hf_sim_world *world, const struct hf_sim_server *server,
                      struct message *answer, uint64_t after_us)
{
    answer->at_us = world->now_us + after_us + back_us(server);
    world_post(world, answer);
}

static void fail(struct hf_sim_world *world, const struct hf_sim_server *server,
                 const struct message *request, uint8_t cause)
{
    struct message answer = *request;

    answer.kind = request->kind == MESSAGE_PING ? MESSAGE_FLOW : MESSAGE_FAILURE;
    answer.cause = cause;
    server_send_back(world, server, &answer, 0);
}

/* Why the server ended the connection that the request comes over, or NONE. */
static uint8_t dead_by(struct hf_sim_world *world, const struct message *request)
{
    const struct flow *flow = flow_at(world, request->line, &request->target);

    if (request->connection == 0 || flow == NULL || flow->connection != request->connection)
        return HF_CAUSE_NONE;
    return flow->dead_by;
}

/* Why a server that fails does so now: a handshake is over where a connection is open. */
static uint8_t fails_by(const struct hf_sim_server *server, const struct message *request)
{
    const int is_handshake = server->cause == HF_CAUSE_TLS || server->cause == HF_CAUSE_CERTIFICATE;

    if (server->presence != HF_SIM_FAILS || (is_handshake && request->connection != 0))
        return HF_CAUSE_NONE;
    return server->cause;
}

/* B14: the name to verify is that of the configured server or proxy. */
static int is_certified(const struct hf_sim_world *world, const struct hf_sim_server *server,
                        const struct message *request)
{
    const struct hf_config *config = &world->lines[request->line - 1].configuration.config;
    char name[HF_NAME_MAX + 1];

    if (server->certified[0] == 0 || server->target.transport != HF_TRANSPORT_TLS ||
        request->server > config->n_servers)
        return 1;
    const struct hf_name host = dns_configured(config, request->server, request->proxy);
    snprintf(name, sizeof(name), "%.*s", (int)host.length, config->names + host.at);
    return dns_same_name(name, server->certified);
}

static void answer_request(struct hf_sim_world *world, const struct hf_sim_server *server,
                           const struct message *request)
{
    const int is_register = request->request == HF_REQUEST_REGISTER;
    const int is_invite = request->request == HF_REQUEST_INVITE;
    const unsigned realm = realm_unsatisfied(server, request);
    const uint64_t after_us = is_register ? server->final_after_us
                                          : server->methods[request->request].final_after_us;
    struct message answer = *request;

    if (server->methods[request->request].is_silent)
        return;
    if (realm < server->n_realms && !(is_invite && callee_has(world, request))) {
        answer = challenge(server, request, realm);
        server_send_back(world, server, &answer, 0);
        if (is_invite)
            callee_challenged(world, request);
        return;
    }
    if (is_invite) {
        callee_invited(world, server, request);
        return;
    }
    if (is_register && server->provisional != 0) {
        answer.kind = MESSAGE_PROVISIONAL;
        answer.response.status = server->provisional;
        server_send_back(world, server, &answer, 0);
    }
    if (after_us == HF_NEVER)
        return;
    answer = final_answer(server, request);
    if (request->request == HF_REQUEST_BYE && answer.response.status < 500)
        callee_quiet(world, request->line, request->call); /* 481: he has hung up already */
    server_send_back(world, server, &answer, after_us);
}

/* The pong does not come, which over UDP is nothing new. One that does come changes nothing, so
 * that it is not modelled. */
static void miss_pong(struct hf_sim_world *world, const struct hf_sim_server *server,
                      const struct message *ping)
{
    struct message missing = *ping;

    if (ping->target.transport == HF_TRANSPORT_UDP)
        return;
    missing.kind = MESSAGE_FLOW;
    missing.cause = HF_CAUSE_SILENCE;
    server_send_back(world, server, &missing, 0);
}

static void connect(struct hf_sim_world *world, const struct hf_sim_server *server,
                    const struct message *request)
{
    const int is_tls = server->target.transport == HF_TRANSPORT_TLS;
    struct message answer = *request;

    answer.kind = is_certified(world, server, request) ? MESSAGE_CONNECTED : MESSAGE_FAILURE;
    answer.cause = HF_CAUSE_CERTIFICATE;
    if (answer.kind == MESSAGE_CONNECTED)
        answer.cause = HF_CAUSE_NONE;
    if (is_tls && server->presence == HF_SIM_MUTE)
        return;
    /* TLS 1.3 (RFC 8446 2): one round trip for TCP, one for the handshake. */
    server_send_back(world, server, &answer, is_tls ? server->round_trip_us : 0);
}

void server_receive(struct hf_sim_world *world, const struct message *request)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &request->target);

    if (server == NULL)
        return;
    const int says_nothing = server->presence == HF_SIM_SILENT || server->presence == HF_SIM_MUTE;
    if (fails_by(server, request) != HF_CAUSE_NONE)
        fail(world, server, request, fails_by(server, request));
    else if (server->presence == HF_SIM_MUTE && request->kind == MESSAGE_CONNECT)
        connect(world, server, request);
    else if (says_nothing && request->kind == MESSAGE_PING)
        miss_pong(world, server, request);
    else if (says_nothing)
        return;
    else if (dead_by(world, request) != HF_CAUSE_NONE)
        fail(world, server, request, dead_by(world, request));
    else if (request->kind == MESSAGE_CONNECT)
        connect(world, server, request);
    else if (request->kind == MESSAGE_ENDING)
        callee_ended(world, server, request);
    else if (request->kind == MESSAGE_REQUEST)
        answer_request(world, server, request);
}
