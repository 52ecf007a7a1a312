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

static struct message final_answer(const struct hf_sim_server *server,
                                   const struct message *request)
{
    struct message answer = *request;
    struct hf_response *response = &answer.response;

    answer.kind = MESSAGE_FINAL;
    *response = (struct hf_response){.status = server->status,
                                     .expires_s = HF_EXPIRES_NONE,
                                     .retry_after_s = HF_RETRY_AFTER_NONE};
    if (server->status == 423 &&
        (request->expires_s == 0 || request->expires_s >= server->min_expires_s))
        response->status = 200;
    if (response->status == 423)
        response->min_expires_s = server->min_expires_s;
    if (response->status < 300) {
        response->expires_s = granted_s(server, request->expires_s);
        response->contact_missing = server->contact_missing;
        return answer;
    }
    response->retry_after_s = server->retry_after_s;
    if (response->status < 400) {
        response->n_redirects = server->n_redirects;
        for (unsigned i = 0; i < server->n_redirects; i++)
            response->redirects[i] = server->redirects[i];
    }
    return answer;
}

static void send_back(struct hf_sim_world *world, const struct hf_sim_server *server,
                      struct message *answer, uint64_t after_us)
{
    answer->at_us = world->now_us + after_us + back_us(server);
    world_post(world, answer);
}

void server_receive(struct hf_sim_world *world, const struct message *request)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &request->target);
    struct message answer = *request;

    if (server == NULL || server->presence == HF_SIM_SILENT)
        return;
    if (server->presence == HF_SIM_FAILS) {
        answer.kind = MESSAGE_FAILURE;
        answer.cause = server->cause;
        send_back(world, server, &answer, 0);
        return;
    }
    if (request->kind == MESSAGE_CONNECT) {
        answer.kind = MESSAGE_CONNECTED;
        /* TLS 1.3 (RFC 8446 2): one round trip for TCP, one for the handshake. */
        send_back(world, server, &answer,
                  server->target.transport == HF_TRANSPORT_TLS ? server->round_trip_us : 0);
        return;
    }
    const unsigned realm = realm_unsatisfied(server, request);
    if (realm < server->n_realms) {
        answer = challenge(server, request, realm);
        send_back(world, server, &answer, 0);
        return;
    }
    if (server->provisional != 0) {
        answer.kind = MESSAGE_PROVISIONAL;
        answer.response.status = server->provisional;
        send_back(world, server, &answer, 0);
    }
    if (server->final_after_us == HF_NEVER)
        return;
    answer = final_answer(server, request);
    send_back(world, server, &answer, server->final_after_us);
}
