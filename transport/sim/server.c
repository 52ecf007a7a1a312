/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a modelled registrar answers to a request, as it is at the moment of arrival.
 */
#include "inside.h"

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

static void send_back(struct hf_sim_world *world, const struct hf_sim_server *server,
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
    send_back(world, server, &answer, 0);
}

static int came_over_dead(struct hf_sim_world *world, const struct message *request)
{
    const struct flow *flow = flow_at(world, request->line, &request->target);

    return request->connection != 0 && flow != NULL && flow->connection == request->connection &&
           flow->is_dead;
}

static void answer_request(struct hf_sim_world *world, const struct hf_sim_server *server,
                           const struct message *request)
{
    const int is_register = request->request == HF_REQUEST_REGISTER;
    const unsigned realm = realm_unsatisfied(server, request);
    const uint64_t after_us = is_register ? server->final_after_us
                                          : server->methods[request->request].final_after_us;
    struct message answer = *request;

    if (server->methods[request->request].is_silent)
        return;
    if (realm < server->n_realms) {
        answer = challenge(server, request, realm);
        send_back(world, server, &answer, 0);
        return;
    }
    if (is_register && server->provisional != 0) {
        answer.kind = MESSAGE_PROVISIONAL;
        answer.response.status = server->provisional;
        send_back(world, server, &answer, 0);
    }
    if (after_us == HF_NEVER)
        return;
    answer = final_answer(server, request);
    send_back(world, server, &answer, after_us);
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
    send_back(world, server, &missing, 0);
}

void server_receive(struct hf_sim_world *world, const struct message *request)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &request->target);
    struct message answer = *request;

    if (server == NULL)
        return;
    if (server->presence == HF_SIM_FAILS) {
        fail(world, server, request, server->cause);
    } else if (request->kind == MESSAGE_PING && server->presence == HF_SIM_SILENT) {
        miss_pong(world, server, request);
    } else if (server->presence == HF_SIM_SILENT) {
        return;
    } else if (came_over_dead(world, request)) {
        fail(world, server, request, HF_CAUSE_CLOSED);
    } else if (request->kind == MESSAGE_CONNECT) {
        answer.kind = MESSAGE_CONNECTED;
        /* TLS 1.3 (RFC 8446 2): one round trip for TCP, one for the handshake. */
        send_back(world, server, &answer,
                  server->target.transport == HF_TRANSPORT_TLS ? server->round_trip_us : 0);
    } else if (request->kind == MESSAGE_REQUEST) {
        answer_request(world, server, request);
    }
}
