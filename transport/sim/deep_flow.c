/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections of a deep world, TCP and TLS alike (TLS takes one round trip more to open): from
 * phones to servers only. Bytes arrive whole and in order, cut into odd pieces; what is lost on
 * the way comes late, and what a dead link holds up for ten seconds breaks the connection. A
 * server that was restarted knows nothing of its connections, and answers bytes by a reset.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

#define STALE_US   (4 * DEEP_SECOND_US) /* one that is still being opened is not waited for */
#define IDLE_US    (60 * DEEP_SECOND_US)
#define PONG_US    (10 * DEEP_SECOND_US)
#define HELD_UP_US (10 * DEEP_SECOND_US)
#define AGAIN_US   UINT64_C(500000) /* until a piece that a dead link holds up is tried again */
#define SYNS       6                /* tries to open one: after 1, 2, 4 ... s */
#define FIRST_PORT 40000u

/* ---- finding ---- */

struct deep_flow *deep_flow(struct deep_world *world, uint64_t number)
{
    struct deep_flow *flow = number > 0 && number <= world->n_flows ? world->flows[number - 1]
                                                                    : NULL;

    return flow != NULL && flow->state != DEEP_GONE ? flow : NULL;
}

static struct deep_flow *find(struct deep_phone *phone, const struct hf_target *target,
                              uint64_t name)
{
    struct deep_world *world = phone->world;

    for (size_t i = world->n_flows; i > 0; i--) {
        struct deep_flow *flow = world->flows[i - 1];

        if (flow->phone == phone->number && flow->state != DEEP_GONE && flow->keyed &&
            flow->name == name && memcmp(&flow->peer, target, sizeof(*target)) == 0)
            return flow;
    }
    return NULL;
}

/* ---- opening ---- */

static void push(struct deep_world *world, const struct deep_flow *flow, struct deep_packet *packet,
                 uint64_t at_us)
{
    packet->id = flow->number;
    packet->phone = flow->phone;
    packet->server = flow->server;
    packet->to = flow->peer;
    packet->since_us = packet->since_us == 0 ? world->now_us : packet->since_us;
    deep_push(world, packet, at_us);
}

static struct deep_link *link_of(struct deep_world *world, const struct deep_flow *flow, bool is_up)
{
    return flow->server != 0 ? deep_link(world, flow->phone, flow->server, is_up) : &world->nowhere;
}

static struct deep_flow *open_flow(struct deep_phone *phone, const struct hf_target *target,
                                   uint64_t name)
{
    struct deep_world *world = phone->world;
    struct deep_flow *flow = calloc(1, sizeof(*flow));

    if (flow == NULL)
        abort();
    if (world->n_flows == world->flows_room)
        world->flows = deep_grow(world->flows, &world->flows_room, sizeof(world->flows[0]));
    world->flows[world->n_flows++] = flow;
    flow->number = world->n_flows;
    flow->begun_us = flow->last_us = world->now_us;
    flow->phone = (uint8_t)phone->number;
    flow->server = (uint8_t)deep_server_at(world, target);
    flow->peer = *target;
    flow->local = deep_phone_address(phone);
    flow->local.port = (uint16_t)(FIRST_PORT + phone->next_local++ % 20000);
    flow->local.transport = target->transport;
    flow->name = name;
    flow->keyed = 1;
    push(world, flow, deep_packet_new(DEEP_SYN, NULL, 0),
         world->now_us + deep_link_us(link_of(world, flow, 1)));
    return flow;
}

static void replace(struct deep_world *world, struct deep_flow *flow, enum deep_wish wish)
{
    flow->keyed = 0;
    if (flow->n_uses == 0 && wish != DEEP_TAKE_OWN)
        deep_flow_close(world, flow, HF_CAUSE_CLOSED);
}

struct deep_flow *deep_flow_take(struct deep_phone *phone, const struct hf_target *target,
                                 uint64_t name, enum deep_wish wish)
{
    struct deep_world *world = phone->world;
    struct deep_flow *found = find(phone, target, name);
    const bool is_stale = found != NULL && found->state == DEEP_CONNECTING &&
                          world->now_us - found->begun_us >= STALE_US;

    if (found != NULL && !is_stale && wish != DEEP_TAKE_OWN &&
        (wish == DEEP_TAKE_ANY || found->state != DEEP_OPEN))
        return found;
    if (!phone->has_network)
        return NULL;
    struct deep_flow *opened = open_flow(phone, target, name);

    if (found != NULL)
        replace(world, found, wish);
    return opened;
}

/* ---- closing ---- */

static void push_reset(struct deep_world *world, const struct deep_flow *flow, bool is_up,
                       unsigned cause)
{
    struct deep_packet *packet = deep_packet_new(DEEP_RST, NULL, 0);

    packet->is_up = is_up;
    packet->cause = (uint8_t)cause;
    push(world, flow, packet, world->now_us + deep_link_us(link_of(world, flow, is_up)));
}

/* The phone hears of it a moment later, as from its loop. */
void deep_flow_close(struct deep_world *world, struct deep_flow *flow, unsigned cause)
{
    struct deep_packet *packet = deep_packet_new(DEEP_RST, NULL, 0);

    packet->cause = (uint8_t)cause;
    push(world, flow, packet, world->now_us);
}

void deep_flow_use(struct deep_world *world, uint64_t *place, uint64_t number)
{
    struct deep_flow *flow = deep_flow(world, number), *before = deep_flow(world, *place);

    if (flow != NULL)
        flow->n_uses++;
    if (before != NULL && before->n_uses > 0 && --before->n_uses == 0 && !before->keyed)
        deep_flow_close(world, before, HF_CAUSE_CLOSED);
    *place = number;
}

void deep_flows_break(struct deep_world *world, unsigned server, bool is_told)
{
    for (size_t i = 0; i < world->n_flows; i++) {
        struct deep_flow *flow = world->flows[i];

        if (flow->server != server || !flow->at_server)
            continue;
        flow->at_server = 0;
        if (is_told)
            push_reset(world, flow, 0, HF_CAUSE_RESET);
    }
}

void deep_flows_drop(struct deep_phone *phone)
{
    struct deep_world *world = phone->world;

    for (size_t i = 0; i < world->n_flows; i++) {
        struct deep_flow *flow = world->flows[i];

        if (flow->phone != phone->number || flow->state == DEEP_GONE)
            continue;
        flow->state = DEEP_GONE;
        push_reset(world, flow, 1, HF_CAUSE_RESET);
    }
}

void deep_flows_watch(struct deep_phone *phone)
{
    struct deep_world *world = phone->world;

    for (size_t i = 0; i < world->n_flows; i++) {
        struct deep_flow *flow = world->flows[i];

        if (flow->phone != phone->number || flow->state == DEEP_GONE)
            continue;
        if (flow->pinged_us != 0 && flow->ponged && world->now_us >= flow->pinged_us + PONG_US) {
            flow->pinged_us = 0;
            deep_flow_close(world, flow, HF_CAUSE_SILENCE);
        } else if (flow->n_uses == 0 && world->now_us >= flow->last_us + IDLE_US) {
            flow->last_us = world->now_us;
            deep_flow_close(world, flow, HF_CAUSE_CLOSED);
        }
    }
}

void deep_flows_free(struct deep_world *world)
{
    for (size_t i = 0; i < world->n_flows; i++) {
        free(world->flows[i]->up.memory);
        free(world->flows[i]->down.memory);
        free(world->flows[i]->waiting);
        free(world->flows[i]);
    }
    free(world->flows);
}

/* ---- writing ---- */

static void push_piece(struct deep_world *world, struct deep_flow *flow, bool is_up,
                       struct hf_slice bytes)
{
    struct deep_end *end = is_up ? &flow->up : &flow->down;
    struct deep_link *link = link_of(world, flow, is_up);
    struct deep_packet *packet = deep_packet_new(DEEP_BYTES, bytes.at, bytes.length);
    uint64_t at_us = world->now_us + deep_link_us(link);

    while (deep_chance(&link->chance, link->loss)) /* its system sends it again */
        at_us += 200 * DEEP_MS;
    if (at_us < end->last_us)
        at_us = end->last_us;
    end->last_us = at_us;
    packet->is_up = is_up;
    packet->piece = end->sent++;
    push(world, flow, packet, at_us);
}

static void write_now(struct deep_world *world, struct deep_flow *flow, bool is_up,
                      struct hf_slice bytes)
{
    struct deep_link *link = link_of(world, flow, is_up);

    world->result->packets++;
    deep_digest_number(world, world->now_us);
    deep_digest(world, &flow->local.address, 4);
    deep_digest(world, bytes.at, bytes.length);
    while (bytes.length > 0) {
        size_t n = deep_chance(&link->chance, 500) ? bytes.length
                                                   : deep_draw(&link->chance) % bytes.length + 1;

        push_piece(world, flow, is_up, (struct hf_slice){bytes.at, n});
        bytes.at += n;
        bytes.length -= n;
    }
}

struct deep_waiting {
    struct deep_sender sender;
    size_t n; /* bytes of the message behind it */
};

static void keep(struct deep_flow *flow, const struct deep_waiting *waiting, const char *bytes)
{
    flow->waiting = realloc(flow->waiting, flow->n_waiting + sizeof(*waiting) + waiting->n);
    if (flow->waiting == NULL)
        abort();
    memcpy(flow->waiting + flow->n_waiting, waiting, sizeof(*waiting));
    memcpy(flow->waiting + flow->n_waiting + sizeof(*waiting), bytes, waiting->n);
    flow->n_waiting += sizeof(*waiting) + waiting->n;
}

void deep_flow_write(struct deep_world *world, struct deep_flow *flow, bool is_up,
                     struct hf_slice bytes)
{
    if (is_up) {
        flow->sent = 1;
        flow->last_us = world->now_us;
    }
    if (!is_up || flow->state == DEEP_OPEN) {
        write_now(world, flow, is_up, bytes);
        return;
    }
    keep(flow, &(struct deep_waiting){.sender = world->senders.now, .n = bytes.length}, bytes.at);
}

/* ---- what waits for a connection ---- */

static int is_ender(const struct deep_senders *senders, const struct deep_sender *sender)
{
    for (unsigned i = 0; i < DEEP_ENDERS; i++)
        if (senders->enders[i].who == sender->who && senders->enders[i].attempt == sender->attempt)
            return 1;
    return 0;
}

void deep_flow_order(struct deep_world *world, uint64_t who, const struct hf_action *order)
{
    struct deep_senders *senders = &world->senders;
    struct deep_sender sender = {.who = who};

    memset(&senders->now, 0, sizeof(senders->now));
    if (order == NULL)
        return;
    if (order->kind == HF_ACTION_SEND) {
        const struct hf_send *send = &order->u.send;

        sender.attempt = send->attempt;
        if (send->kind == HF_REQUEST_BYE ||
            (send->kind == HF_REQUEST_REGISTER && send->expires_s == 0))
            senders->enders[senders->n_enders++ % DEEP_ENDERS] = sender;
    } else if (order->kind == HF_ACTION_AUTHENTICATE) {
        sender.attempt = order->u.attempt.attempt;
    } else {
        return;
    }
    if (!is_ender(senders, &sender))
        senders->now = sender;
}

static void take_back(struct deep_flow *flow, const struct deep_sender *sender)
{
    size_t from = 0, to = 0;

    while (from < flow->n_waiting) {
        struct deep_waiting waiting;
        size_t n;

        memcpy(&waiting, flow->waiting + from, sizeof(waiting));
        n = sizeof(waiting) + waiting.n;
        if (waiting.sender.who != sender->who || waiting.sender.attempt != sender->attempt) {
            memmove(flow->waiting + to, flow->waiting + from, n);
            to += n;
        }
        from += n;
    }
    flow->n_waiting = to;
}

void deep_flows_take_back(struct deep_world *world, uint64_t who, uint64_t attempt)
{
    const struct deep_sender sender = {.who = who, .attempt = attempt};

    for (size_t i = 0; i < world->n_flows; i++)
        if (world->flows[i]->state == DEEP_CONNECTING)
            take_back(world->flows[i], &sender);
}

/* ---- arriving: opening ---- */

static void arrive_syn(struct deep_world *world, struct deep_flow *flow, struct deep_packet *packet)
{
    const struct deep_server *server = flow->server != 0 ? &world->servers[flow->server - 1] : NULL;
    struct deep_link *up = link_of(world, flow, 1), *down = link_of(world, flow, 0);
    const uint64_t trips = flow->peer.transport == HF_TRANSPORT_TLS ? 3 : 1;
    const bool is_cut = up->cut == 2 || (flow->server == 0 && flow->peer.address[3] % 2 == 0);

    if (flow->state != DEEP_CONNECTING) {
        free(packet);
    } else if (is_cut || (server != NULL && server->halted == 2 && up->cut == 0)) {
        free(packet);
        push_reset(world, flow, 0, is_cut ? HF_CAUSE_ICMP : HF_CAUSE_REFUSED);
    } else if (server != NULL && server->halted == 0 && up->cut == 0 && down->cut == 0 &&
               !deep_chance(&up->chance, up->loss)) {
        flow->at_server = 1;
        packet->kind = DEEP_SYN_ACK;
        push(world, flow, packet, world->now_us + trips * (deep_link_us(down) + 1));
    } else if (packet->tries++ < SYNS) {
        push(world, flow, packet, world->now_us + (DEEP_SECOND_US << (packet->tries - 1)));
    } else {
        free(packet);
        deep_flow_close(world, flow, HF_CAUSE_SILENCE);
    }
}

static void arrive_syn_ack(struct deep_world *world, struct deep_flow *flow)
{
    size_t done = 0;

    if (flow->state != DEEP_CONNECTING)
        return;
    flow->state = DEEP_OPEN;
    deep_on_opened(deep_phone(world, flow->phone), flow);
    while (done < flow->n_waiting && flow->state == DEEP_OPEN) {
        struct deep_waiting waiting;

        memcpy(&waiting, flow->waiting + done, sizeof(waiting));
        done += sizeof(waiting);
        write_now(world, flow, 1, (struct hf_slice){(const char *)flow->waiting + done, waiting.n});
        done += waiting.n;
    }
    flow->n_waiting = 0;
}

static void arrive_reset(struct deep_world *world, struct deep_flow *flow,
                         const struct deep_packet *packet)
{
    if (packet->is_up) {
        flow->at_server = 0;
        return;
    }
    if (flow->state == DEEP_GONE)
        return;
    flow->state = DEEP_GONE;
    push_reset(world, flow, 1, HF_CAUSE_RESET);
    deep_on_lost(deep_phone(world, flow->phone), flow, packet->cause);
}

/* ---- arriving: bytes ---- */

static void hear_at_server(struct deep_world *world, struct deep_flow *flow,
                           const struct hf_sip_frame *frame)
{
    static const struct hf_slice pong = {"\r\n", 2};
    struct hf_registrar_received received = {.now_us = world->now_us,
                                             .bytes = (const uint8_t *)frame->text.at,
                                             .n_bytes = frame->text.length,
                                             .from = flow->local,
                                             .connection = flow->number};

    received.door = flow->peer.transport == HF_TRANSPORT_TLS ? 2 : 1;
    if (frame->kind == HF_FRAME_MESSAGE) {
        deep_server_hear(world, flow->server, &received);
    } else if (++flow->half_pings == 2) {
        flow->half_pings = 0;
        deep_flow_write(world, flow, 0, pong);
    }
}

static void hear_at_phone(struct deep_world *world, struct deep_flow *flow,
                          const struct hf_sip_frame *frame)
{
    struct deep_phone *phone = deep_phone(world, flow->phone);
    struct hf_agent_received received = {.now_us = deep_now(phone),
                                         .bytes = (const uint8_t *)frame->text.at,
                                         .n_bytes = frame->text.length,
                                         .from = flow->peer,
                                         .local = flow->local,
                                         .flow = flow->number};

    flow->last_us = world->now_us;
    flow->pinged_us = 0;
    if (frame->kind != HF_FRAME_MESSAGE) {
        flow->ponged = 1;
        return;
    }
    flow->n_messages++;
    deep_trust(phone, flow->number);
    deep_leave_silent(phone, flow);
    deep_hear(phone, &received);
}

static void take_bytes(struct deep_world *world, struct deep_flow *flow,
                       const struct deep_packet *packet)
{
    struct deep_end *end = packet->is_up ? &flow->up : &flow->down;
    struct hf_sip_frame frame;
    size_t done = 0;

    if (end->memory == NULL) {
        end->memory = malloc(DEEP_STREAM);
        if (end->memory == NULL)
            abort();
        hf_sip_stream_init(&end->stream, end->memory, DEEP_STREAM);
    }
    while (done < packet->n) {
        void *at;
        size_t room = hf_sip_stream_room(&end->stream, &at);
        size_t n = packet->n - done < room ? packet->n - done : room;
        int result = 1;

        memcpy(at, packet->bytes + done, n);
        done += n;
        hf_sip_stream_filled(&end->stream, n);
        while (result == 1 && (packet->is_up ? flow->at_server : flow->state == DEEP_OPEN)) {
            result = hf_sip_stream_next(&end->stream, &frame);
            if (result == 1 && packet->is_up)
                hear_at_server(world, flow, &frame);
            else if (result == 1)
                hear_at_phone(world, flow, &frame);
        }
        if (result != 0) {
            if (result < 0)
                deep_object(world, flow->phone, "a stream of our own messages cannot be read: %s",
                            end->stream.error.what);
            return;
        }
    }
}

/* Held up by a dead link, or by a piece before it. */
static bool is_held_up(struct deep_world *world, struct deep_flow *flow, struct deep_packet *packet)
{
    const struct deep_end *end = packet->is_up ? &flow->up : &flow->down;
    const bool is_silent = packet->is_up && world->servers[flow->server - 1].halted == 1;

    if (link_of(world, flow, packet->is_up)->cut == 0 && packet->piece == end->taken && !is_silent)
        return false;
    if (packet->is_up && world->now_us >= packet->since_us + HELD_UP_US) {
        deep_flow_close(world, flow, HF_CAUSE_SILENCE);
        free(packet);
        return true;
    }
    deep_push(world, packet,
              world->now_us + (packet->piece == end->taken ? AGAIN_US : 10 * DEEP_MS));
    return true;
}

static void arrive_bytes(struct deep_world *world, struct deep_flow *flow,
                         struct deep_packet *packet)
{
    const bool is_gone = packet->is_up ? !flow->at_server : flow->state == DEEP_GONE;

    if (flow->state == DEEP_GONE || flow->server == 0) {
        free(packet);
        return;
    }
    if (is_held_up(world, flow, packet))
        return;
    (packet->is_up ? &flow->up : &flow->down)->taken++;
    world->held_us = world->now_us - packet->since_us;
    if (is_gone && packet->is_up)
        push_reset(world, flow, 0, HF_CAUSE_RESET);
    else if (!is_gone && !(packet->is_up && world->servers[flow->server - 1].mute))
        take_bytes(world, flow, packet);
    world->held_us = 0;
    free(packet);
}

void deep_flow_arrive(struct deep_world *world, struct deep_packet *packet)
{
    struct deep_flow *flow = world->flows[packet->id - 1];

    switch ((enum deep_packet_kind)packet->kind) {
    case DEEP_SYN: arrive_syn(world, flow, packet); return;
    case DEEP_BYTES: arrive_bytes(world, flow, packet); return;
    case DEEP_SYN_ACK: arrive_syn_ack(world, flow); break;
    case DEEP_RST: arrive_reset(world, flow, packet); break;
    case DEEP_UDP:
    case DEEP_ICMP:
    case DEEP_RECORDS:
    case DEEP_USER:
    case DEEP_TELL: break;
    }
    free(packet);
}
