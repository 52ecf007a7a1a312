/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Datagrams of a deep world. Between each phone and each server lies a link of two directions,
 * which loses, delays, shuffles and repeats by draws of its own: what one link does never changes
 * what another draws. Phones reach one another directly, and without faults. Addresses where
 * nobody is answer by ICMP, or not at all.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

#define NOBODY_US UINT64_C(8000)  /* until ICMP is back from where nobody is */
#define DIRECT_US UINT64_C(2000)  /* from phone to phone */
#define RADIO_US  DEEP_SECOND_US  /* so long before it wakes a phone hears again */
#define ECHO_US   UINT64_C(15000) /* a datagram that is repeated comes at most so much later */

static const uint8_t of_servers[3] = {192, 0, 2}, of_phones[2] = {10, 7},
                     of_nobody[3] = {203, 0, 113};

uint64_t deep_draw(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

uint32_t deep_between(uint64_t *state, uint32_t from, uint32_t to)
{
    return from + (uint32_t)(deep_draw(state) % ((uint64_t)to - from + 1));
}

bool deep_chance(uint64_t *state, uint32_t of_thousand)
{
    return deep_draw(state) % 1000 < of_thousand;
}

/* ---- who is where ---- */

struct hf_target deep_server_address(unsigned server)
{
    return (struct hf_target){.address = {192, 0, 2, (uint8_t)server},
                              .port = DEEP_SIP_PORT,
                              .transport = HF_TRANSPORT_UDP,
                              .family = HF_FAMILY_IPV4};
}

struct hf_target deep_phone_address(const struct deep_phone *phone)
{
    return (struct hf_target){.address = {10, 7, (uint8_t)phone->number, phone->address},
                              .port = DEEP_SIP_PORT,
                              .transport = HF_TRANSPORT_UDP,
                              .family = HF_FAMILY_IPV4};
}

unsigned deep_server_at(const struct deep_world *world, const struct hf_target *target)
{
    const unsigned server = target->address[3];
    const unsigned port = target->transport == HF_TRANSPORT_TLS ? DEEP_TLS_PORT : DEEP_SIP_PORT;

    return memcmp(target->address, of_servers, sizeof(of_servers)) == 0 && server > 0 &&
                   server <= world->plan->n_servers && target->port == port
               ? server
               : 0;
}

unsigned deep_phone_at(const struct deep_world *world, const struct hf_target *target)
{
    const unsigned phone = target->address[2];

    if (memcmp(target->address, of_phones, sizeof(of_phones)) != 0 || phone == 0 ||
        phone > world->plan->n_phones)
        return 0;
    return phone;
}

/* ---- links ---- */

struct deep_link *deep_link(struct deep_world *world, unsigned phone, unsigned server, bool is_up)
{
    return &world->links[phone - 1][server - 1][is_up];
}

uint64_t deep_link_us(struct deep_link *link)
{
    return link->delay_us +
           (link->jitter_us > 0 ? deep_draw(&link->chance) % (link->jitter_us + 1) : 0);
}

/* ---- sending ---- */

static void send_icmp(struct deep_world *world, unsigned phone, const struct hf_target *target,
                      uint64_t at_us)
{
    struct deep_packet *packet = deep_packet_new(DEEP_ICMP, NULL, 0);

    packet->phone = (uint8_t)phone;
    packet->to = *target;
    packet->cause = HF_CAUSE_ICMP;
    packet->life = deep_phone(world, phone)->lives;
    deep_push(world, packet, at_us);
}

static void push_datagram(struct deep_world *world, const struct deep_datagram *datagram,
                          unsigned phone, uint64_t at_us)
{
    struct deep_packet *packet = deep_packet_new(DEEP_UDP, datagram->bytes, datagram->n);

    packet->phone = (uint8_t)phone; /* 0: for a server */
    packet->server = (uint8_t)(phone == 0 ? deep_server_at(world, &datagram->to) : 0);
    packet->from = datagram->from;
    packet->to = datagram->to;
    deep_push(world, packet, at_us);
}

static void send_by_link(struct deep_world *world, const struct deep_datagram *datagram,
                         uint64_t at_us)
{
    const bool is_up = deep_server_at(world, &datagram->to) != 0;
    const unsigned phone = deep_phone_at(world, is_up ? &datagram->from : &datagram->to);
    const unsigned server = deep_server_at(world, is_up ? &datagram->to : &datagram->from);
    struct deep_link *link = deep_link(world, phone, server, is_up);
    uint64_t arrives_us;

    if (link->cut == 2 && is_up)
        send_icmp(world, phone, &datagram->to, at_us + NOBODY_US);
    if (link->cut != 0 || deep_chance(&link->chance, link->loss)) {
        deep_trace(world, phone, "  lost on the way");
        return;
    }
    arrives_us = at_us + deep_link_us(link);
    push_datagram(world, datagram, is_up ? 0 : phone, arrives_us);
    if (deep_chance(&link->chance, link->twice))
        push_datagram(world, datagram, is_up ? 0 : phone,
                      arrives_us + deep_draw(&link->chance) % ECHO_US);
}

void deep_send(struct deep_world *world, const struct deep_datagram *datagram, uint64_t at_us)
{
    const unsigned from_phone = deep_phone_at(world, &datagram->from);
    const unsigned from_server = deep_server_at(world, &datagram->from);
    const unsigned phone = deep_phone_at(world, &datagram->to);
    const unsigned server = deep_server_at(world, &datagram->to);

    world->result->packets++;
    deep_digest_number(world, at_us);
    deep_digest(world, &datagram->from.address, 4);
    deep_digest(world, &datagram->to.address, 4);
    deep_digest(world, datagram->bytes, datagram->n);
    if ((from_phone != 0 && server != 0) || (from_server != 0 && phone != 0))
        send_by_link(world, datagram, at_us);
    else if (phone != 0 || server != 0)
        push_datagram(world, datagram, phone, at_us + DIRECT_US);
    else if (from_phone != 0 &&
             (memcmp(datagram->to.address, of_nobody, 3) != 0 || datagram->to.address[3] % 2 == 0))
        send_icmp(world, from_phone, &datagram->to, at_us + NOBODY_US);
}

/* ---- arriving ---- */

static bool is_same_place(const struct hf_target *a, const struct hf_target *b)
{
    return a->port == b->port && memcmp(a->address, b->address, 4) == 0;
}

static void arrive_at_phone(struct deep_world *world, const struct deep_packet *packet)
{
    struct deep_phone *phone = deep_phone(world, packet->phone);
    const struct hf_target here = deep_phone_address(phone);
    const struct hf_agent_received received = {.now_us = deep_now(phone),
                                               .bytes = packet->bytes,
                                               .n_bytes = packet->n,
                                               .from = packet->from,
                                               .local = packet->to};

    if (phone->has_network && is_same_place(&here, &packet->to))
        deep_hear(phone, &received);
}

static void arrive_at_server(struct deep_world *world, const struct deep_packet *packet)
{
    struct deep_server *server = &world->servers[packet->server - 1];
    const struct hf_registrar_received received = {.now_us = world->now_us,
                                                   .bytes = packet->bytes,
                                                   .n_bytes = packet->n,
                                                   .from = packet->from};
    const unsigned phone = deep_phone_at(world, &packet->from);

    if (server->halted == 0)
        deep_server_hear(world, packet->server, &received);
    else if (server->halted == 2 && phone != 0 &&
             deep_link(world, phone, packet->server, 0)->cut == 0)
        send_icmp(world, phone, &packet->to,
                  world->now_us + deep_link(world, phone, packet->server, 0)->delay_us);
}

/* A sleeping phone's radio is off: datagrams are lost, but for those that come just before it
 * wakes. What its own system or the other end of a connection holds waits for it. */
static bool is_asleep(struct deep_world *world, struct deep_packet *packet)
{
    const struct deep_phone *phone = packet->phone != 0 ? deep_phone(world, packet->phone) : NULL;
    const bool is_of_radio = packet->kind == DEEP_UDP || packet->kind == DEEP_ICMP;

    if (phone == NULL || !phone->is_running || packet->is_up || packet->kind == DEEP_SYN ||
        phone->asleep_us <= world->now_us)
        return false;
    if (is_of_radio && phone->asleep_us > world->now_us + RADIO_US)
        free(packet);
    else
        deep_push(world, packet, phone->asleep_us);
    return true;
}

static void do_habit(struct deep_phone *phone, uint64_t call)
{
    for (unsigned i = 0; i < phone->n_lines; i++)
        deep_habit(&phone->lines[i], call);
}

static void arrive(struct deep_world *world, struct deep_packet *packet)
{
    struct deep_phone *phone = packet->phone != 0 ? deep_phone(world, packet->phone) : NULL;
    const bool is_there = phone != NULL && phone->is_running && packet->life == phone->lives;
    struct deep_failure failure = {
        .target = packet->to, .flow = packet->id, .cause = packet->cause};

    if (phone != NULL)
        phone->is_stale = 1;
    switch ((enum deep_packet_kind)packet->kind) {
    case DEEP_UDP:
        if (phone == NULL)
            arrive_at_server(world, packet);
        else if (phone->is_running)
            arrive_at_phone(world, packet);
        break;
    case DEEP_ICMP:
        if (is_there && phone->has_network) {
            deep_remember_failure(phone, &failure);
            deep_tell_failures(phone);
        }
        break;
    case DEEP_TELL:
        if (is_there)
            deep_tell_failures(phone);
        break;
    case DEEP_RECORDS:
        if (is_there)
            deep_resolver_answer(phone, packet);
        break;
    case DEEP_USER:
        if (is_there)
            do_habit(phone, packet->id);
        break;
    case DEEP_SYN:
    case DEEP_SYN_ACK:
    case DEEP_RST:
    case DEEP_BYTES: deep_flow_arrive(world, packet); return;
    }
    free(packet);
}

void deep_arrive(struct deep_world *world, struct deep_packet *packet)
{
    if (!is_asleep(world, packet))
        arrive(world, packet);
}
