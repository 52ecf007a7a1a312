/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layer's door (holdfast/sip/layer.h): its memory, what comes in, and time. Requests of our own
 * are layer_client.c's, those of others layer_server.c's.
 */
#include "layer_state.h"

#include <string.h>

#include <openssl/sha.h>

#include "address.h"
#include "holdfast/line.h"
#include "lex.h"

#define TIMER_MS_MAX 60000u

static bool is_sound(const struct hf_layer_setup *setup)
{
    return setup->n_clients <= HF_LAYER_PLACES_MAX && setup->n_servers <= HF_LAYER_PLACES_MAX &&
           setup->message_bytes >= HF_LAYER_MESSAGE_MIN &&
           setup->message_bytes <= HF_SIP_MESSAGE_MAX && setup->t1_ms != 0 &&
           setup->t1_ms <= TIMER_MS_MAX && setup->t2_ms != 0 && setup->t2_ms <= TIMER_MS_MAX &&
           setup->t4_ms != 0 && setup->t4_ms <= TIMER_MS_MAX;
}

size_t hf_layer_size(const struct hf_layer_setup *setup)
{
    if (!is_sound(setup)) {
        return 0;
    }
    size_t places = (size_t)setup->n_clients + setup->n_servers;
    return sizeof(struct hf_layer) + setup->n_clients * sizeof(struct hf_layer_client) +
           setup->n_servers * sizeof(struct hf_layer_server) + places * setup->message_bytes;
}

/* A secret for one purpose: who sees what one made learns nothing of the others. */
static void derive(const struct hf_layer_setup *setup, char purpose, uint64_t secret[2])
{
    uint8_t input[sizeof setup->random + 1], hash[SHA256_DIGEST_LENGTH];
    memcpy(input, setup->random, sizeof setup->random);
    input[sizeof setup->random] = (uint8_t)purpose;
    SHA256(input, sizeof input, hash);
    secret[0] = hf_lex_load((const char *)hash);
    secret[1] = hf_lex_load((const char *)hash + 8);
}

int hf_layer_init(void *memory, size_t size, const struct hf_layer_setup *setup)
{
    struct hf_layer *layer = memory;
    size_t needed = hf_layer_size(setup);
    if (needed == 0) {
        return HF_E_VALUE;
    }
    if (size < needed) {
        return HF_E_SPACE;
    }
    memset(memory, 0, needed);
    layer->setup = *setup;
    layer->clients = (struct hf_layer_client *)(layer + 1);
    layer->servers = (struct hf_layer_server *)(layer->clients + setup->n_clients);
    layer->texts = (char *)(layer->servers + setup->n_servers);
    derive(setup, 'm', layer->match.words);
    derive(setup, 'b', layer->branch_secret);
    derive(setup, 't', layer->tag_secret);
    for (uint32_t i = 0; i < setup->n_clients; i++) {
        layer->clients[i].deadline_us = HF_NEVER;
    }
    for (uint32_t i = 0; i < setup->n_servers; i++) {
        layer->servers[i].u.other.deadline_us = HF_NEVER;
        layer->servers[i].reliable.deadline_us = HF_NEVER;
    }
    return HF_OK;
}

uint64_t hf_layer_of_line(const struct hf_layer *layer, uint64_t number)
{
    return layer->setup.line == 0 ? number
                                  : (uint64_t)layer->setup.line << 32 | (number & UINT32_MAX);
}

uint64_t hf_layer_next_id(const struct hf_layer *layer, unsigned place)
{
    return hf_layer_of_line(layer, (layer->serial + 1) << 8 | place);
}

/* Fields behind the last that is kept are no reason to drop a response (holdfast/sip/message.h);
 * whether they are all that was wrong, only the parser's result tells. */
static bool is_readable(const struct hf_sip_message *m)
{
    struct hf_sip_message again;
    return m->error.what == NULL ||
           (m->n_left_out != 0 && hf_sip_parse(&again, m->bytes, m->n_bytes) == HF_E_LIMIT);
}

void hf_layer_receive(struct hf_layer *layer, const struct hf_layer_received *received,
                      struct hf_layer_out *out)
{
    const struct hf_sip_message *m = received->message;
    struct hf_layer_arrival arrival;
    memset(&arrival, 0, sizeof arrival);
    arrival.received = received;
    arrival.message = m;
    hf_layer_out_clear(out);
    if (m->is_request) {
        hf_layer_hear_request(layer, &arrival, out);
    } else if (m->status != 0 && is_readable(m)) {
        hf_layer_hear_response(layer, &arrival, out);
    } else {
        hf_layer_say_dropped(out, m->error.what != NULL ? m->error.what : "no message", 0);
    }
}

/* What was marked as failed, as far as there is room: hf_layer_wake says the others. */
static void say_failed(struct hf_layer *layer, struct hf_layer_out *out)
{
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        struct hf_layer_client *client = &layer->clients[i];
        if (client->state == HF_LAYER_CLIENT_FAILED &&
            !hf_layer_client_wake(layer, client, 0, out)) {
            return;
        }
    }
}

void hf_layer_unreachable(struct hf_layer *layer, const struct hf_target *target,
                          struct hf_layer_out *out)
{
    hf_layer_out_clear(out);
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        struct hf_layer_client *client = &layer->clients[i];
        if (client->route.flow == 0 && hf_sip_same_target(&client->route.target, target)) {
            hf_layer_client_fail(client);
        }
    }
    say_failed(layer, out);
}

void hf_layer_lost(struct hf_layer *layer, uint64_t flow, struct hf_layer_out *out)
{
    hf_layer_out_clear(out);
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        if (layer->clients[i].route.flow == flow) {
            hf_layer_client_fail(&layer->clients[i]);
        }
    }
    say_failed(layer, out);
}

void hf_layer_wake(struct hf_layer *layer, uint64_t now_us, struct hf_layer_out *out)
{
    hf_layer_out_clear(out);
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        if (!hf_layer_client_wake(layer, &layer->clients[i], now_us, out)) {
            return;
        }
    }
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        if (!hf_layer_server_wake(layer, &layer->servers[i], now_us, out)) {
            return;
        }
    }
}

bool hf_layer_wake_one(struct hf_layer *layer, uint64_t now_us, struct hf_layer_out *out)
{
    hf_layer_out_clear(out);
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        if (hf_layer_client_deadline(&layer->clients[i]) <= now_us) {
            (void)hf_layer_client_wake(layer, &layer->clients[i], now_us, out);
            return true;
        }
    }
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        if (hf_layer_server_deadline(&layer->servers[i]) <= now_us) {
            (void)hf_layer_server_wake(layer, &layer->servers[i], now_us, out);
            return true;
        }
    }
    return false;
}

uint64_t hf_layer_id_of(const struct hf_layer *layer, const struct hf_sip_message *response)
{
    struct hf_sip_via via;
    uint64_t id;
    bool is_ours = !response->is_request && hf_sip_via(response, &via, NULL) == 1 &&
                   hf_layer_branch_id(layer, via.branch, &id);
    return is_ours ? id : 0;
}

uint64_t hf_layer_deadline(const struct hf_layer *layer)
{
    uint64_t deadline_us = HF_NEVER;
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        uint64_t one_us = hf_layer_client_deadline(&layer->clients[i]);
        deadline_us = one_us < deadline_us ? one_us : deadline_us;
    }
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        uint64_t one_us = hf_layer_server_deadline(&layer->servers[i]);
        deadline_us = one_us < deadline_us ? one_us : deadline_us;
    }
    return deadline_us;
}
