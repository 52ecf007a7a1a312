/* SPDX-License-Identifier: Apache-2.0 */
#include "layer_net.h"

#include "address.h"

#define MS_PERFECT 10u

uint64_t net_random(struct net *net) /* splitmix64 */
{
    uint64_t z = net->random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t net_below(struct net *net, uint64_t bound)
{
    return bound == 0 ? 0 : net_random(net) % bound;
}

bool net_chance(struct net *net, unsigned of_256)
{
    return net_below(net, 256) < of_256;
}

struct hf_target net_target(const struct net *net, unsigned last_byte)
{
    char host[32];
    snprintf(host, sizeof host, "192.0.2.%u", last_byte);
    return layer_target(host, 5060, net->kind == NET_STREAM ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP);
}

static uint64_t arrival(struct net *net, uint64_t now_us)
{
    uint64_t at_us = now_us + 1 + net_below(net, net->delay_us);
    if (net->kind == NET_PERFECT) {
        return now_us + MS_PERFECT * MS;
    }
    if (net->kind == NET_STREAM) {
        at_us = at_us > net->last_us ? at_us : net->last_us;
        net->last_us = at_us;
    }
    return at_us;
}

static void put(struct net *net, const struct net_packet *packet)
{
    cr_assert_lt(net->n_packets, NET_PACKETS);
    struct net_packet *place = &net->packets[net->n_packets++];
    *place = *packet;
    place->due_us = arrival(net, packet->due_us);
    place->order = net->orders++;
}

void net_send(struct net *net, const struct net_packet *packet)
{
    bool is_bad = net->kind == NET_BAD;
    unsigned copies = is_bad && net_chance(net, net->loss) ? 0 : 1;
    copies += is_bad && net_chance(net, net->repeat) ? 1 : 0;
    for (unsigned i = 0; i < copies; i++) {
        put(net, packet);
    }
}

static struct net_packet *first(struct net *net)
{
    struct net_packet *next = NULL;
    for (uint32_t i = 0; i < net->n_packets; i++) {
        struct net_packet *one = &net->packets[i];
        if (next == NULL || one->due_us < next->due_us ||
            (one->due_us == next->due_us && one->order < next->order)) {
            next = one;
        }
    }
    return next;
}

uint64_t net_due(const struct net *net)
{
    uint64_t due_us = HF_NEVER;
    for (uint32_t i = 0; i < net->n_packets; i++) {
        due_us = net->packets[i].due_us < due_us ? net->packets[i].due_us : due_us;
    }
    return due_us;
}

/* ---- the proxy: it only forwards, and keeps nothing ---- */

static unsigned branch_leads_to(const struct net *net, unsigned i)
{
    return NET_PHONES + (i == 0 || net->fork_to_one ? 1 : net->n_phones - 1);
}

/* A Via of its own on top, whose branch is made of the one below: INVITE, CANCEL and ACK of one
 * transaction are again of one. */
static void forward_request(struct net *net, const struct net_packet *packet,
                            const struct hf_sip_message *m, unsigned i)
{
    static struct net_packet on;
    struct hf_sip_via via;
    const char *line_end = memchr(packet->bytes, '\n', packet->length);
    cr_assert_eq(hf_sip_via(m, &via, NULL), 1);
    size_t head = (size_t)(line_end + 1 - packet->bytes);
    int length = snprintf(
        on.bytes, sizeof on.bytes, "%.*sVia: SIP/2.0/%.*s 192.0.2.5:5060;branch=%.*sx%u\r\n%.*s",
        (int)head, packet->bytes, (int)via.transport.length, via.transport.at,
        (int)via.branch.length, via.branch.at, i, (int)(packet->length - head), line_end + 1);
    cr_assert(length > 0 && (size_t)length < sizeof on.bytes);
    on.length = (uint32_t)length;
    on.due_us = packet->due_us;
    on.from = packet->to;
    on.to = net_target(net, branch_leads_to(net, i));
    net_send(net, &on);
}

static void forward_response(struct net *net, const struct net_packet *packet,
                             const struct hf_sip_message *m)
{
    static struct net_packet on;
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    const char *line_end = memchr(packet->bytes, '\n', packet->length);
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    cr_assert(hf_sip_each_next(&each, &element) && hf_sip_each_next(&each, &element));
    cr_assert_eq(hf_sip_via_parse(element, &via, NULL), 0);
    size_t head = (size_t)(line_end + 1 - packet->bytes);
    const char *rest = memchr(line_end + 1, '\n', packet->length - head);
    on = *packet;
    on.length = packet->length - (uint32_t)(rest - line_end); /* the topmost Via is a line */
    memcpy(on.bytes + head, rest + 1, on.length - head);
    on.from = packet->to;
    on.to = net_target(net, (unsigned)strtoul(via.host.at + strlen("192.0.2."), NULL, 10));
    net_send(net, &on);
}

static void forward(struct net *net, const struct net_packet *packet)
{
    static struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, packet->bytes, packet->length), 0);
    if (!m.is_request) {
        forward_response(net, packet, &m);
        return;
    }
    bool forks = m.method_id == HF_METHOD_INVITE || m.method_id == HF_METHOD_CANCEL ||
                 m.method_id == HF_METHOD_ACK;
    for (unsigned i = 0; i < (forks ? 2u : 1u); i++) {
        forward_request(net, packet, &m, i);
    }
}

bool net_take(struct net *net, uint64_t now_us, struct net_packet *packet)
{
    struct net_packet *next;
    while ((next = first(net)) != NULL && next->due_us <= now_us) {
        *packet = *next;
        *next = net->packets[--net->n_packets];
        if (packet->to.address[3] != NET_PROXY) {
            return true;
        }
        forward(net, packet);
    }
    return false;
}
