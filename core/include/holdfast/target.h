/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a request can be sent: a transport, an address and a port (behaviour.md, Words).
 * The name to verify over TLS is not here: it is the configured host of the server or
 * proxy that an action names (B14), which the shell has.
 */
#ifndef HOLDFAST_TARGET_H
#define HOLDFAST_TARGET_H

#include <stdint.h>

enum hf_transport {
    HF_TRANSPORT_UDP = 0,
    HF_TRANSPORT_TCP = 1,
    HF_TRANSPORT_TLS = 2,
    HF_TRANSPORT_NAPTR = 3, /* configuration only: DNS decides (B3) */
    HF_TRANSPORT_COUNT
};

enum hf_family { HF_FAMILY_NONE = 0, HF_FAMILY_IPV4 = 4, HF_FAMILY_IPV6 = 6 };

struct hf_target {
    uint8_t address[16]; /* network order; IPv4 in the first four, the rest zero */
    uint16_t port;       /* host order, never 0 in a target that is used */
    uint8_t transport;   /* enum hf_transport, not NAPTR */
    uint8_t family;      /* enum hf_family; NONE: there is no target */
};

#endif
