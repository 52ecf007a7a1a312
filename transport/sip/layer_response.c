/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses to requests of our own: which transaction they are for, and the ACK that an INVITE's
 * owes (RFC 3261 17.1.3, 17.1.1.3).
 *
 * A response is for the transaction that its only Via's branch names, with the method and number
 * of its CSeq. The branch says an id and proves it by 64 bits that nobody can guess: who has never
 * seen the request can make no response to it. It must come from the address that was asked, too:
 * a look at the wire, or a copy of a log, is then not enough. Its port does not count: a server
 * without RFC 3581 may answer from another one, behind a NAT or a load balancer all the more, and
 * whoever can send from its address can as well send from its port. Nor does it over a stream,
 * where another connection may bring the response (18.2.2).
 */
#include "layer_state.h"

#include <string.h>

#include "address.h"
#include "lex.h"

/* A CANCEL's transaction is another place than the branch says. */
static struct hf_layer_client *find_branch(struct hf_layer *layer, uint64_t branch, bool is_cancel)
{
    if (!is_cancel) {
        struct hf_layer_client *client = hf_layer_client_find(layer, branch);
        return client == NULL || client->state == HF_LAYER_CLIENT_FREE ? NULL : client;
    }
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        struct hf_layer_client *client = &layer->clients[i];
        if (client->state != HF_LAYER_CLIENT_FREE && client->kind == HF_LAYER_CLIENT_CANCEL &&
            client->branch == branch) {
            return client;
        }
    }
    return NULL;
}

/* The text begins with the method. */
static bool has_method(const struct hf_layer *layer, const struct hf_layer_client *client,
                       struct hf_slice method)
{
    struct hf_slice text = hf_layer_client_request(layer, client);
    return text.length > method.length && text.at[method.length] == ' ' &&
           memcmp(text.at, method.at, method.length) == 0;
}

static bool is_from_target(const struct hf_target *from, const struct hf_target *target)
{
    struct hf_target there = *target;
    there.port = from->port;
    return hf_sip_same_target(from, &there);
}

/* Why the response is for nobody, or NULL. */
static const char *find_client(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                               struct hf_layer_client **client)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_cseq cseq;
    uint64_t branch;
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    if (!hf_sip_each_next(&each, &element) || hf_sip_via_parse(element, &arrival->via, NULL) < 0) {
        return "a response without a sound Via";
    }
    if (hf_sip_each_next(&each, &element)) { /* it went astray (8.1.3.3) */
        return "a response with more than one Via";
    }
    if (hf_sip_cseq(m, &cseq, NULL) != 1) {
        return "a response without a sound CSeq";
    }
    if (!hf_layer_branch_id(layer, arrival->via.branch, &branch)) {
        return "a response to a request that is not ours";
    }
    *client = find_branch(layer, branch, hf_slice_is(cseq.method, "CANCEL"));
    if (*client == NULL) {
        return "a response that matches no request under way";
    }
    if (cseq.number != (*client)->cseq || !has_method(layer, *client, cseq.method)) {
        return "a response with another CSeq than its request";
    }
    return is_from_target(&arrival->received->from, &(*client)->route.target)
               ? NULL
               : "a response from an address that was not asked";
}

static void say_response(const struct hf_layer_client *client, const struct hf_sip_message *m,
                         struct hf_layer_out *out)
{
    if (client->kind != HF_LAYER_CLIENT_CANCEL) {
        hf_layer_say(out, HF_LAYER_RESPONSE, client->id)->status = m->status;
    }
}

/* With the To of the response (17.1.1.3), or the INVITE's own where that cannot be read or finds no
 * room: the server knows its transaction by the branch (17.2.3), and what is not acknowledged keeps
 * it sending, and our user waiting for an answer that came. */
static struct hf_sip_out print_ack(const struct hf_layer *layer,
                                   const struct hf_layer_client *client,
                                   const struct hf_sip_message *response, struct hf_layer_out *out)
{
    struct hf_slice text = hf_layer_client_request(layer, client);
    struct hf_sip_out ack = hf_layer_print(out);
    struct hf_sip_message invite;
    struct hf_sip_party to;
    int result = hf_sip_parse(&invite, text.at, text.length);
    HF_ASSERT(result == 0); /* our own */
    bool is_readable = hf_sip_to(response, &to, NULL) == 1;
    struct hf_layer_hop hop = {&invite, "ACK",
                               hf_sip_value(is_readable ? response : &invite, HF_HEADER_TO)};
    hf_layer_put_hop(&hop, &ack);
    if (ack.overflow) {
        ack = hf_layer_print(out);
        hop.to = hf_sip_value(&invite, HF_HEADER_TO);
        hf_layer_put_hop(&hop, &ack);
    }
    return ack;
}

static void hear_invite(struct hf_layer *layer, struct hf_layer_client *client,
                        const struct hf_layer_arrival *arrival, struct hf_layer_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    uint64_t now_us = arrival->received->now_us;
    unsigned what = hf_invite_client_on_response(&client->u.invite, m->status, now_us);
    client->rings = client->rings || (m->status > 100 && m->status < 200);
    if ((what & HF_INVITE_CLIENT_HEAR) != 0) {
        say_response(client, m, out);
    }
    if ((what & HF_INVITE_CLIENT_ACK) != 0) {
        struct hf_sip_out ack = print_ack(layer, client, m, out);
        hf_layer_emit(out, &ack, &client->route);
    }
    if (client->cancelled && hf_invite_client_may_cancel(&client->u.invite)) {
        hf_layer_client_send_cancel(layer, client, now_us, out);
    }
}

static void hear_other(struct hf_layer_client *client, const struct hf_layer_arrival *arrival,
                       struct hf_layer_out *out)
{
    say_response(client, arrival->message, out);
    if (arrival->message->status >= 200) {
        hf_layer_client_end(client, out);
        return;
    }
    hf_transaction_on_provisional(&client->u.other, arrival->received->now_us);
}

void hf_layer_hear_response(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                            struct hf_layer_out *out)
{
    struct hf_layer_client *client = NULL;
    const char *why = find_client(layer, arrival, &client);
    if (why != NULL) {
        hf_layer_say_dropped(out, why, 0);
    } else if (client->state == HF_LAYER_CLIENT_FAILED) {
        hf_layer_say_dropped(out, "a response behind the failure of its request", 0);
    } else if (client->kind == HF_LAYER_CLIENT_INVITE) {
        hear_invite(layer, client, arrival, out);
    } else {
        hear_other(client, arrival, out);
    }
}
