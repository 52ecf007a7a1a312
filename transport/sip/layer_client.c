/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layer's client side: requests of our own, with the CANCEL that the user of an INVITE asks for
 * (RFC 3261 17.1, 9.1), and their times. The responses are layer_response.c's.
 */
#include "layer_state.h"

#include <string.h>

#include "address.h"
#include "holdfast/action.h"
#include "holdfast/line.h"
#include "lex.h"

#define BIT(state)   (uint8_t)(1u << HF_LAYER_CLIENT_##state)
#define VERSION_LINE 10 /* bytes of " SIP/2.0" and CRLF */

const uint8_t hf_layer_client_moves[HF_LAYER_CLIENT_COUNT] = {
    [HF_LAYER_CLIENT_FREE] = BIT(RUNNING),
    [HF_LAYER_CLIENT_RUNNING] = BIT(FREE) | BIT(WATCHED) | BIT(FAILED),
    [HF_LAYER_CLIENT_WATCHED] = BIT(FREE) | BIT(FAILED),
    [HF_LAYER_CLIENT_FAILED] = BIT(FREE),
};

static void move(struct hf_layer_client *client, enum hf_layer_client_state to)
{
    HF_ASSERT((hf_layer_client_moves[client->state] & (1u << to)) != 0);
    client->state = (uint8_t)to;
    client->deadline_us = HF_NEVER;
}

static void end_machine(struct hf_layer_client *client)
{
    if (client->kind == HF_LAYER_CLIENT_INVITE) {
        hf_invite_client_on_end(&client->u.invite);
    } else {
        hf_transaction_on_end(&client->u.other);
    }
}

static void enter_watched(struct hf_layer_client *client)
{
    uint64_t until_us = hf_transaction_end_us(&client->u.other);
    end_machine(client);
    move(client, HF_LAYER_CLIENT_WATCHED);
    client->deadline_us = until_us;
}

static void enter_failed(struct hf_layer_client *client)
{
    end_machine(client);
    move(client, HF_LAYER_CLIENT_FAILED);
    client->deadline_us = 0;
}

/* The last that is said of it; its text stands until the place is taken again. */
static void enter_free(struct hf_layer_client *client, struct hf_layer_out *out)
{
    end_machine(client);
    move(client, HF_LAYER_CLIENT_FREE);
    if (client->kind != HF_LAYER_CLIENT_CANCEL) {
        hf_layer_say(out, HF_LAYER_OVER, client->id);
    }
}

static void end_as(struct hf_layer_client *client, unsigned news, struct hf_layer_out *out)
{
    if (client->kind != HF_LAYER_CLIENT_CANCEL) {
        hf_layer_say(out, news, client->id);
    }
    enter_free(client, out);
}

static bool is_waiting(const struct hf_layer_client *client)
{
    switch ((enum hf_layer_client_state)client->state) {
    case HF_LAYER_CLIENT_WATCHED: return true;
    case HF_LAYER_CLIENT_RUNNING:
        return client->kind == HF_LAYER_CLIENT_INVITE
                   ? hf_invite_client_is_waiting(&client->u.invite)
                   : hf_transaction_is_waiting(&client->u.other);
    case HF_LAYER_CLIENT_FREE:
    case HF_LAYER_CLIENT_FAILED:
    case HF_LAYER_CLIENT_COUNT: break;
    }
    return false;
}

/* The one that has been free for the longest, so that the text of one that has just ended stands
 * for a while: a challenge to it is answered from there. */
static struct hf_layer_client *free_place(struct hf_layer *layer)
{
    struct hf_layer_client *best = NULL;
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        struct hf_layer_client *client = &layer->clients[i];
        if (client->state == HF_LAYER_CLIENT_FREE && (best == NULL || client->id < best->id)) {
            best = client;
        }
    }
    return best;
}

static bool is_refused(const struct hf_layer_client *client)
{
    return client->state == HF_LAYER_CLIENT_RUNNING && client->kind == HF_LAYER_CLIENT_INVITE &&
           client->u.invite.state == HF_INVITE_CLIENT_COMPLETED;
}

/* The oldest INVITE that was refused: Timer D keeps it for 32 s, only to ACK once more. */
static struct hf_layer_client *oldest_refused(struct hf_layer *layer)
{
    struct hf_layer_client *oldest = NULL;
    for (uint32_t i = 0; i < layer->setup.n_clients; i++) {
        struct hf_layer_client *client = &layer->clients[i];
        if (is_refused(client) && (oldest == NULL || client->id < oldest->id)) {
            oldest = client;
        }
    }
    return oldest;
}

static unsigned place_of(const struct hf_layer *layer, const struct hf_layer_client *client)
{
    return (unsigned)(client - layer->clients);
}

/* Its text is there already. */
static void enter_running(struct hf_layer_client *client, const struct hf_transaction_order *order)
{
    move(client, HF_LAYER_CLIENT_RUNNING);
    client->cancelled = 0;
    client->rings = 0;
    memset(&client->u, 0, sizeof client->u);
    if (client->kind == HF_LAYER_CLIENT_INVITE) {
        hf_invite_client_start(&client->u.invite, order);
    } else {
        hf_transaction_start(&client->u.other, order);
    }
}

static struct hf_transaction_order order_of(const struct hf_layer *layer,
                                            const struct hf_layer_request *request)
{
    struct hf_transaction_order order = {
        .now_us = request->now_us,
        .retransmissions = request->retransmissions,
        .t1_ms = request->t1_ms != 0 ? request->t1_ms : layer->setup.t1_ms,
        .t2_ms = request->t2_ms != 0 ? request->t2_ms : layer->setup.t2_ms,
        .reliable = request->target.transport != HF_TRANSPORT_UDP, /* A3 */
    };
    return order;
}

/* ---- requests of our own ---- */

static bool is_usable(const struct hf_target *target)
{
    return (target->family == HF_FAMILY_IPV4 || target->family == HF_FAMILY_IPV6) &&
           target->port != 0 && target->transport <= HF_TRANSPORT_TLS;
}

/* Whatever can be wrong before the Via is there. */
static int check(const struct hf_layer_request *request, struct hf_sip_message *m)
{
    int result = hf_sip_parse(m, request->text.at, request->text.length);
    if (result < 0) {
        return result;
    }
    if (!m->is_request || hf_sip_find(m, HF_HEADER_VIA) != NULL) {
        return HF_E_MALFORMED; /* a second Via would lead every response astray */
    }
    if (m->method_id == HF_METHOD_CANCEL || !is_usable(&request->target) ||
        !is_usable(&request->local)) {
        return HF_E_VALUE;
    }
    bool is_framed = hf_sip_find(m, HF_HEADER_CONTENT_LENGTH) != NULL; /* RFC 3261 20.14 */
    return request->target.transport != HF_TRANSPORT_UDP && !is_framed ? HF_E_MALFORMED : HF_OK;
}

static void put_request(const struct hf_layer_request *request, const struct hf_sip_message *m,
                        const struct hf_layer_branch *branch, struct hf_sip_out *out)
{
    static const char *const transports[] = {"UDP ", "TCP ", "TLS "};
    const char *fields = m->uri.at + m->uri.length + VERSION_LINE;
    struct hf_target sent_by = request->local;
    sent_by.port = request->sent_by != 0 ? request->sent_by : sent_by.port;
    hf_sip_put(out, hf_lex_slice(m->method.at, fields));
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put_text(out, transports[request->target.transport]);
    hf_sip_put_host_port(out, &sent_by);
    hf_sip_put_text(out, ";rport;branch="); /* RFC 3581 3 */
    hf_sip_put(out, hf_lex_slice(branch->text, branch->text + sizeof branch->text));
    hf_sip_put_text(out, "\r\n");
    hf_sip_put(out, hf_lex_slice(fields, m->body.at + m->body.length));
}

/* An ACK to a 2xx is a transaction of its own that waits for nothing (13.2.2.4). */
static struct hf_sip_out printer_for(const struct hf_layer *layer, const struct hf_sip_message *m,
                                     struct hf_layer_out *out)
{
    struct hf_sip_out printer = hf_layer_print(out);
    size_t most = layer->setup.message_bytes;
    if (m->method_id != HF_METHOD_ACK) {
        printer.size -= HF_LAYER_OF_CANCEL;
        printer.size = most < printer.size ? most : printer.size;
    }
    return printer;
}

static struct hf_layer_route route_of(const struct hf_layer_request *request)
{
    struct hf_layer_route route;
    memset(&route, 0, sizeof route);
    route.target = request->target;
    route.local = request->local;
    route.flow = request->flow;
    return route;
}

static void keep(struct hf_layer *layer, struct hf_layer_client *client,
                 const struct hf_sip_out *printed)
{
    memcpy(hf_layer_client_text(layer, client), printed->at, printed->length);
    client->n_text = (uint32_t)printed->length;
}

static void start(struct hf_layer *layer, struct hf_layer_client *client,
                  const struct hf_layer_request *request, const struct hf_sip_message *m)
{
    struct hf_sip_cseq cseq;
    struct hf_transaction_order order = order_of(layer, request);
    int result = hf_sip_cseq(m, &cseq, NULL);
    HF_ASSERT(result == 1); /* hf_sip_check found it sound */
    client->cseq = cseq.number;
    client->kind = m->method_id == HF_METHOD_INVITE ? HF_LAYER_CLIENT_INVITE
                                                    : HF_LAYER_CLIENT_OTHER;
    client->id = hf_layer_next_id(layer, place_of(layer, client));
    client->branch = client->id;
    client->route = route_of(request);
    layer->serial++;
    enter_running(client, &order);
}

static struct hf_layer_branch branch_for(const struct hf_layer *layer,
                                         const struct hf_layer_request *request,
                                         const struct hf_layer_client *client)
{
    return client == NULL
               ? hf_layer_ack_branch(layer, request->text)
               : hf_layer_branch(layer, hf_layer_next_id(layer, place_of(layer, client)));
}

/* m is from now on what was printed. */
static int check_printed(const struct hf_sip_out *printed, struct hf_sip_message *m)
{
    int result = printed->overflow ? HF_E_LIMIT : hf_sip_parse(m, printed->at, printed->length);
    return result < 0 ? result : hf_sip_check(m, NULL);
}

int hf_layer_request(struct hf_layer *layer, const struct hf_layer_request *request, uint64_t *id,
                     struct hf_layer_out *out)
{
    struct hf_layer_route route = route_of(request);
    struct hf_layer_client *client = NULL;
    struct hf_sip_message m;
    hf_layer_out_clear(out);
    *id = 0;
    int result = check(request, &m);
    if (result < 0) {
        return result;
    }
    bool is_ack = m.method_id == HF_METHOD_ACK;
    if (!is_ack) {
        client = free_place(layer);
        client = client == NULL ? oldest_refused(layer) : client;
        if (client == NULL) {
            return HF_E_SPACE;
        }
    }
    struct hf_sip_out printer = printer_for(layer, &m, out);
    struct hf_layer_branch branch = branch_for(layer, request, client);
    put_request(request, &m, &branch, &printer);
    result = check_printed(&printer, &m);
    if (result < 0) {
        return result;
    }
    if (!is_ack) {
        if (client->state != HF_LAYER_CLIENT_FREE) {
            enter_free(client, out);
        }
        keep(layer, client, &printer);
        start(layer, client, request, &m);
        *id = client->id;
    }
    hf_layer_emit(out, &printer, &route);
    return HF_OK;
}

/* ---- what becomes of them ---- */

struct hf_layer_client *hf_layer_client_find(const struct hf_layer *layer, uint64_t id)
{
    uint64_t place = id & 0xFF;
    if (id == 0 || place >= layer->setup.n_clients || layer->clients[place].id != id) {
        return NULL;
    }
    return &layer->clients[place];
}

static struct hf_layer_client *find_waiting(struct hf_layer *layer, uint64_t id)
{
    struct hf_layer_client *client = hf_layer_client_find(layer, id);
    bool found = client != NULL && client->kind != HF_LAYER_CLIENT_CANCEL && is_waiting(client);
    return found ? client : NULL;
}

struct hf_slice hf_layer_text(const struct hf_layer *layer, uint64_t id)
{
    const struct hf_layer_client *client = hf_layer_client_find(layer, id);
    return client == NULL ? hf_slice_text("") : hf_layer_client_request(layer, client);
}

int hf_layer_extend(struct hf_layer *layer, uint64_t id, uint64_t now_us, struct hf_layer_out *out)
{
    struct hf_layer_client *client = find_waiting(layer, id);
    bool again;
    hf_layer_out_clear(out);
    if (client == NULL) {
        return HF_E_UNKNOWN_ID;
    }
    if (client->kind == HF_LAYER_CLIENT_INVITE) {
        again = hf_invite_client_on_extend(&client->u.invite, now_us) ==
                HF_INVITE_CLIENT_SEND_AGAIN;
    } else { /* one that is WATCHED has a machine that is over: nothing */
        again = hf_transaction_on_extend(&client->u.other, now_us) == HF_TRANSACTION_SEND_AGAIN;
    }
    if (again) {
        hf_layer_send(out, hf_layer_client_request(layer, client), &client->route);
    }
    return HF_OK;
}

int hf_layer_abandon(struct hf_layer *layer, uint64_t id)
{
    struct hf_layer_client *client = find_waiting(layer, id);
    if (client == NULL) {
        return HF_E_UNKNOWN_ID;
    }
    if (client->kind == HF_LAYER_CLIENT_INVITE) {
        hf_invite_client_on_abandon(&client->u.invite);
    } else if (client->state == HF_LAYER_CLIENT_RUNNING) {
        enter_watched(client);
    }
    return HF_OK;
}

static struct hf_transaction_order
order_of_cancel(const struct hf_layer *layer, const struct hf_layer_client *invite, uint64_t now_us)
{
    struct hf_transaction_order order = {
        .now_us = now_us,
        .retransmissions = HF_RETRANSMIT_FREELY,
        .t1_ms = invite->u.invite.t1_ms,
        .t2_ms = layer->setup.t2_ms,
        .reliable = invite->u.invite.reliable,
    };
    return order;
}

/* 9.1: a transaction of its own, with its INVITE's branch; without a place it is sent once. */
void hf_layer_client_send_cancel(struct hf_layer *layer, struct hf_layer_client *invite,
                                 uint64_t now_us, struct hf_layer_out *out)
{
    struct hf_transaction_order order = order_of_cancel(layer, invite, now_us);
    struct hf_layer_client *client = free_place(layer);
    struct hf_sip_out printer = hf_layer_print(out);
    struct hf_slice text = hf_layer_client_request(layer, invite);
    struct hf_sip_message m;
    int result = hf_sip_parse(&m, text.at, text.length);
    HF_ASSERT(result == 0); /* our own */
    struct hf_layer_hop hop = {&m, "CANCEL", hf_sip_value(&m, HF_HEADER_TO)};
    hf_layer_put_hop(&hop, &printer);
    hf_invite_client_on_cancel(&invite->u.invite, now_us);
    if (client != NULL && printer.length <= layer->setup.message_bytes) {
        keep(layer, client, &printer);
        client->id = hf_layer_next_id(layer, place_of(layer, client));
        client->branch = invite->id;
        client->cseq = invite->cseq;
        client->kind = HF_LAYER_CLIENT_CANCEL;
        client->route = invite->route;
        layer->serial++;
        enter_running(client, &order);
    }
    hf_layer_emit(out, &printer, &invite->route);
}

int hf_layer_cancel(struct hf_layer *layer, uint64_t id, uint64_t now_us, struct hf_layer_out *out)
{
    struct hf_layer_client *client = find_waiting(layer, id);
    hf_layer_out_clear(out);
    if (client == NULL) {
        return HF_E_UNKNOWN_ID;
    }
    if (client->kind != HF_LAYER_CLIENT_INVITE) {
        return HF_E_STATE;
    }
    client->cancelled = 1;
    if (hf_invite_client_may_cancel(&client->u.invite)) {
        hf_layer_client_send_cancel(layer, client, now_us, out);
    }
    return HF_OK;
}

void hf_layer_client_end(struct hf_layer_client *client, struct hf_layer_out *out)
{
    enter_free(client, out);
}

void hf_layer_client_fail(struct hf_layer_client *client)
{
    if (is_waiting(client) && !client->rings) {
        enter_failed(client);
    }
}

/* ---- time ---- */

uint64_t hf_layer_client_deadline(const struct hf_layer_client *client)
{
    switch ((enum hf_layer_client_state)client->state) {
    case HF_LAYER_CLIENT_RUNNING:
        return client->kind == HF_LAYER_CLIENT_INVITE ? client->u.invite.deadline_us
                                                      : client->u.other.deadline_us;
    case HF_LAYER_CLIENT_WATCHED:
    case HF_LAYER_CLIENT_FAILED: return client->deadline_us;
    case HF_LAYER_CLIENT_FREE:
    case HF_LAYER_CLIENT_COUNT: break;
    }
    return HF_NEVER;
}

static void wake_invite(struct hf_layer *layer, struct hf_layer_client *client, uint64_t now_us,
                        struct hf_layer_out *out)
{
    switch (hf_invite_client_on_deadline(&client->u.invite, now_us)) {
    case HF_INVITE_CLIENT_SEND_AGAIN:
        hf_layer_send(out, hf_layer_client_request(layer, client), &client->route);
        break;
    case HF_INVITE_CLIENT_TIMED_OUT: end_as(client, HF_LAYER_TIMED_OUT, out); break;
    case HF_INVITE_CLIENT_ENDED: enter_free(client, out); break;
    case HF_INVITE_CLIENT_NOTHING: break;
    }
}

static void wake_other(struct hf_layer *layer, struct hf_layer_client *client, uint64_t now_us,
                       struct hf_layer_out *out)
{
    switch (hf_transaction_on_deadline(&client->u.other, now_us)) {
    case HF_TRANSACTION_SEND_AGAIN:
        hf_layer_send(out, hf_layer_client_request(layer, client), &client->route);
        break;
    case HF_TRANSACTION_TIMED_OUT: end_as(client, HF_LAYER_TIMED_OUT, out); break;
    case HF_TRANSACTION_NOTHING: break;
    }
}

bool hf_layer_client_wake(struct hf_layer *layer, struct hf_layer_client *client, uint64_t now_us,
                          struct hf_layer_out *out)
{
    if (now_us < hf_layer_client_deadline(client)) {
        return true;
    }
    if (!hf_layer_out_has_room(out, client->n_text)) {
        return false;
    }
    switch ((enum hf_layer_client_state)client->state) {
    case HF_LAYER_CLIENT_RUNNING:
        if (client->kind == HF_LAYER_CLIENT_INVITE) {
            wake_invite(layer, client, now_us, out);
        } else {
            wake_other(layer, client, now_us, out);
        }
        break;
    case HF_LAYER_CLIENT_WATCHED: end_as(client, HF_LAYER_TIMED_OUT, out); break;
    case HF_LAYER_CLIENT_FAILED: end_as(client, HF_LAYER_FAILED, out); break;
    case HF_LAYER_CLIENT_FREE:
    case HF_LAYER_CLIENT_COUNT: break;
    }
    return true;
}
