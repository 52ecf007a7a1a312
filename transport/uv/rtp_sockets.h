/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two UDP sockets of a call's media: RTP on an even port, RTCP on the odd one above it
 * (RFC 3550 11), both free before and nobody else's while they are open. Unconnected: a peer behind
 * a NAT sends from elsewhere than his description says. Whose datagram it is, is not decided here.
 */
#ifndef HF_UV_RTP_SOCKETS_H
#define HF_UV_RTP_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/target.h"

struct hf_rtp_sockets;

struct hf_rtp_datagram { /* valid during the callback */
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target from;
    int is_control; /* 1: it came to the port of RTCP */
};

struct hf_rtp_sockets_options {
    struct hf_target
        bind; /* family NONE: every address of both families; its port is not looked at */
    uint16_t first, last; /* ports to choose from */
    uint16_t start;       /* any number: where in them the search begins */
    uint16_t reserved;
    void *context;
    /* May close the sockets. */
    void (*received)(void *context, const struct hf_rtp_datagram *datagram);
};

/* NULL: no memory, or no two ports that are free. */
struct hf_rtp_sockets *hf_rtp_sockets_open(uv_loop_t *loop,
                                           const struct hf_rtp_sockets_options *options);

/* Where RTP comes in; family NONE where that is every address. RTCP: the port above. */
struct hf_target hf_rtp_sockets_local(const struct hf_rtp_sockets *sockets);

struct hf_rtp_message {
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target to;
    int is_control;
};

/* Sent, or lost: who hears it misses 20 ms. */
void hf_rtp_sockets_send(struct hf_rtp_sockets *sockets, const struct hf_rtp_message *message);

void hf_rtp_sockets_close(struct hf_rtp_sockets *sockets); /* memory goes when the loop has run */

#endif
