/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An unconnected UDP socket that knows which of the machine's addresses was asked, and replies
 * from it. libuv's own UDP handle does not tell (IP_PKTINFO), so the loop only watches the file.
 */
#ifndef HF_UV_UDP_LISTENER_H
#define HF_UV_UDP_LISTENER_H

#include "holdfast/uv/udp.h"

struct hf_listener;

struct hf_listener_options {
    struct hf_target local; /* an address, or all zero for each of its family */
    void *context;
    /* datagram->local is the address that the sender has used. */
    void (*received)(void *context, const struct hf_udp_datagram *datagram);
    void (*closed)(void *context);
};

/* 0, or a negative errno; then closed() is not called. */
int hf_listener_open(uv_loop_t *loop, const struct hf_listener_options *options,
                     struct hf_listener **made);

/* The address that it is bound to. */
const struct hf_target *hf_listener_local(const struct hf_listener *listener);

/* A socket on the listener's port, connected to peer; or a negative errno. */
int hf_listener_connect(struct hf_listener *listener, const struct hf_target *peer);

/* Sends from message->reply_on. A datagram that finds no room is lost, as on a full link.
 * 0 or a negative errno. */
int hf_listener_reply(struct hf_listener *listener, const struct hf_udp_message *message);

/* The port is free at once; memory when closed() has been called by the loop. */
void hf_listener_close(struct hf_listener *listener);

#endif
