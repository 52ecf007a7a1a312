/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sockets that c-ares asks on, with what it does not do itself: the interface of a link-local
 * server is said, and a server that sends without end neither keeps the loop nor goes unseen.
 * c-ares reads for as long as there is something to read: so a wake-up is told that there is no
 * more after 16 datagrams, and after 256 for each question all is a flood.
 */
#ifndef HF_UV_DNS_SOCKETS_H
#define HF_UV_DNS_SOCKETS_H

#include <ares.h>
#include <stdint.h>

#define HF_DNS_READS_A_WAKE 16
#define HF_DNS_READS_A_NAME 256

struct hf_dns_traffic { /* of a channel; zero it but for the scope */
    uint32_t scope;     /* of a link-local server: the interface's number, or 0 */
    unsigned n_wake;    /* datagrams of this wake-up: the caller sets it back */
    unsigned n_left;    /* datagrams that it may still take: the caller adds to it, per question */
    int flooded;        /* there were more */
};

/* The traffic has to live as long as the channel. */
void hf_dns_sockets_use(ares_channel channel, struct hf_dns_traffic *traffic);

#endif
