/* SPDX-License-Identifier: Apache-2.0 */
/* A network in virtual time that loses, repeats, delays and reorders what the layers send, and a
 * proxy in it that forks. Everything is drawn from one seed. */
#ifndef TESTS_SIP_LAYER_NET_H
#define TESTS_SIP_LAYER_NET_H

#include <stdlib.h>

#include "layer_support.h"

#define NET_PACKETS 1024
#define NET_BYTES   1600
#define NET_PROXY   5u  /* last byte of its address */
#define NET_PHONES  10u /* of the first phone's */

enum net_kind {
    NET_BAD = 0,     /* loses, repeats, reorders */
    NET_PERFECT = 1, /* one short delay for everything */
    NET_STREAM = 2,  /* TCP: all arrives once and in order */
    NET_KINDS
};

struct net_packet {
    uint64_t due_us;
    uint64_t order; /* equal moments: as sent */
    struct hf_target from, to;
    uint32_t length;
    char bytes[NET_BYTES];
};

struct net {
    uint64_t random;
    enum net_kind kind;
    unsigned loss, repeat;    /* of 256 */
    uint64_t delay_us;        /* at most */
    uint64_t orders, last_us; /* STREAM: when the last one sent arrives */
    unsigned n_phones;        /* the proxy's branches lead to phone 1 and to the last */
    bool fork_to_one;         /* both lead to phone 1 */
    uint32_t n_packets;
    struct net_packet packets[NET_PACKETS];
};

uint64_t net_random(struct net *net);
uint64_t net_below(struct net *net, uint64_t bound);
bool net_chance(struct net *net, unsigned of_256);

struct hf_target net_target(const struct net *net, unsigned last_byte);

/* from->due_us is now. */
void net_send(struct net *net, const struct net_packet *packet);
uint64_t net_due(const struct net *net); /* HF_NEVER: nothing under way */
/* Takes the next packet that is due; what comes to the proxy goes on by itself, and does not count.
 * False: nothing for a phone is due. */
bool net_take(struct net *net, uint64_t now_us, struct net_packet *packet);

#endif
