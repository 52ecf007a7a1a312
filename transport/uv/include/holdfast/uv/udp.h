/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The UDP sockets of a phone: one unconnected listener for each local address, and one connected
 * socket for each target, on the listener's port, shared by all lines. Only a connected socket
 * hears ICMP errors. What comes in is handed up whichever socket it came on; which request it
 * answers is not decided here.
 */
#ifndef HOLDFAST_UV_UDP_H
#define HOLDFAST_UV_UDP_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/event.h"
#include "holdfast/target.h"

/* Connected sockets at once. Beyond it, or when the process may open no more files, the one that
 * was idle longest is closed: answers to it then come to the listener, only ICMP is not heard. */
#define HF_UDP_CONNECTED_MAX 4096

struct hf_udp;

struct hf_udp_datagram { /* valid during the callback */
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target from;
    struct hf_target local; /* the address that it was sent to */
};

struct hf_udp_options {
    struct hf_target bind; /* family NONE: every address of both families; port 0: any free one */
    void *context;
    void (*received)(void *context, const struct hf_udp_datagram *datagram);
    /* The socket connected to target heard an ICMP error, or sending to it failed. Never called
     * from within hf_udp_send. */
    void (*unreachable)(void *context, const struct hf_target *target, enum hf_cause cause);
};

struct hf_udp_message {
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target target;
    struct hf_target reply_on; /* a reply: local of the datagram it answers; else family NONE */
};

/* Binds the listeners. An address that another program uses is refused, also when that program
 * would share it; and no other program gets one of them while they are open. NULL on failure,
 * with the reason in error (size bytes). */
struct hf_udp *hf_udp_open(uv_loop_t *loop, const struct hf_udp_options *options, char *error,
                           size_t size);

/* The local address and port from which target is reached, connecting a socket to it where there
 * is none. family NONE: there is no way to it from here. */
struct hf_target hf_udp_local(struct hf_udp *udp, const struct hf_target *target);

/* The same as the system would choose it now, without connecting anything to it. */
struct hf_target hf_udp_source(struct hf_udp *udp, const struct hf_target *target);

/* Addresses or routes are others now: sockets that would be connected from elsewhere are closed,
 * and connected anew when they are needed. */
void hf_udp_network_changed(struct hf_udp *udp);

/* HF_CAUSE_NONE: on its way, or queued. Else why it could not be sent: ICMP (an error heard for
 * an earlier datagram to this target) or LOCAL. */
enum hf_cause hf_udp_send(struct hf_udp *udp, const struct hf_udp_message *message);

/* The port that the listeners have. */
uint16_t hf_udp_port(const struct hf_udp *udp);

/* Closes all sockets; memory is freed when the loop has run their close callbacks. */
void hf_udp_close(struct hf_udp *udp);

/* "192.0.2.1:5060", "[2001:db8::1]:5060". Returns text. */
#define HF_ADDRESS_TEXT 56
const char *hf_udp_address_text(const struct hf_target *target, char text[HF_ADDRESS_TEXT]);

#endif
