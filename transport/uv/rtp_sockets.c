/* SPDX-License-Identifier: Apache-2.0 */
/* See rtp_sockets.h. Sockets of both families are one of IPv6 that takes IPv4 as well. */
#define _GNU_SOURCE 1
#include "rtp_sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connections_socket.h"
#include "udp_socket.h"

#define TURN_MAX     32   /* datagrams taken before the loop's other work has its turn */
#define DATAGRAM_MAX 2048 /* what is longer is cut, and no RTP of ours */
#define EXPEDITED    0xB8 /* DSCP EF (RFC 4594 4.1), as IP_TOS has it */

enum { RTP = 0, RTCP = 1, HALVES };

struct half {
    uv_poll_t poll;
    struct hf_rtp_sockets *both;
    int fd;
    int is_control;
};

struct hf_rtp_sockets {
    uv_loop_t *loop;
    struct hf_rtp_sockets_options options;
    struct half halves[HALVES];
    struct hf_target local;
    unsigned n_polls; /* whose close callback has not run */
    int closing;
    int family; /* AF_INET6, also for both families */
};

/* ---- the way in ---- */

/* 0: there is no more, or the sockets are closing. */
static int receive(struct half *half)
{
    struct hf_rtp_sockets *sockets = half->both;
    struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof from;
    uint8_t bytes[DATAGRAM_MAX];
    ssize_t n = recvfrom(half->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length);

    if (n < 0) /* an ICMP error is no news: the peer may open its port a moment later */
        return errno == EINTR || errno == ECONNREFUSED;
    struct hf_rtp_datagram datagram = {.bytes = bytes,
                                       .n_bytes = (size_t)n,
                                       .from = hf_socket_target((struct sockaddr *)&from),
                                       .is_control = half->is_control};

    sockets->options.received(sockets->options.context, &datagram);
    return !sockets->closing;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct half *half = poll->data;

    (void)status;
    (void)events;
    for (int i = 0; i < TURN_MAX && !half->both->closing && receive(half); i++)
        continue;
}

/* ---- the way out ---- */

/* IPv4 by a socket of both families: as an address of IPv6 (RFC 4291 2.5.5.2). */
static socklen_t address_of(const struct hf_rtp_sockets *sockets, const struct hf_target *to,
                            struct sockaddr_storage *address)
{
    struct hf_target mapped = *to;

    if (sockets->family == AF_INET6 && to->family == HF_FAMILY_IPV4) {
        memset(mapped.address, 0, sizeof mapped.address);
        mapped.address[10] = mapped.address[11] = 0xFF;
        memcpy(mapped.address + 12, to->address, 4);
        mapped.family = HF_FAMILY_IPV6;
    }
    return hf_tcp_address(&sockets->local, &mapped, address);
}

void hf_rtp_sockets_send(struct hf_rtp_sockets *sockets, const struct hf_rtp_message *message)
{
    struct sockaddr_storage address;
    socklen_t length;

    if (sockets->closing || message->to.family == HF_FAMILY_NONE || message->to.port == 0)
        return;
    length = address_of(sockets, &message->to, &address);
    (void)sendto(sockets->halves[message->is_control ? RTCP : RTP].fd, message->bytes,
                 message->n_bytes, 0, (const struct sockaddr *)&address, length);
}

/* ---- opening ---- */

static int new_socket(int family, int both)
{
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int only6 = !both, tos = EXPEDITED;

    if (fd < 0)
        return -1;
    if (family == AF_INET6) {
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only6, sizeof only6);
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos);
    }
    (void)setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
    return fd;
}

/* A bound socket, or -1. */
static int bind_to(const struct hf_rtp_sockets *sockets, uint16_t port)
{
    struct hf_target at = sockets->options.bind;
    int both = at.family == HF_FAMILY_NONE;
    struct sockaddr_storage address;
    socklen_t length;
    int fd;

    at.port = port;
    if (both)
        at.family = sockets->family == AF_INET6 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    length = hf_tcp_address(&at, &at, &address);
    fd = new_socket(sockets->family, both);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* 1: both are bound, to port and the one above it. */
static int bind_pair(struct hf_rtp_sockets *sockets, uint16_t port)
{
    int rtp = bind_to(sockets, port);
    int rtcp = rtp >= 0 ? bind_to(sockets, (uint16_t)(port + 1)) : -1;

    if (rtcp < 0) {
        if (rtp >= 0)
            close(rtp);
        return 0;
    }
    sockets->halves[RTP].fd = rtp;
    sockets->halves[RTCP].fd = rtcp;
    sockets->local = sockets->options.bind;
    sockets->local.port = port;
    return 1;
}

/* All even ports with one above them in the range, once, from a place that is not always the same:
 * what still comes for the last call must not be heard by the next. */
static int bind_any(struct hf_rtp_sockets *sockets)
{
    unsigned first = (sockets->options.first + 1u) & ~1u;
    unsigned n = sockets->options.last > first ? (sockets->options.last - first + 1u) / 2 : 0;

    for (unsigned i = 0; i < n; i++) {
        unsigned port = first + 2 * ((sockets->options.start + i) % n);

        if (bind_pair(sockets, (uint16_t)port))
            return 1;
    }
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct half *half = handle->data;
    struct hf_rtp_sockets *sockets = half->both;

    close(half->fd);
    if (--sockets->n_polls == 0)
        free(sockets);
}

/* 0, or -1: then the sockets are no longer there. */
static int listen_on(struct hf_rtp_sockets *sockets)
{
    int failed = 0;

    for (unsigned i = 0; i < HALVES; i++) {
        struct half *half = &sockets->halves[i];

        half->both = sockets;
        half->is_control = i == RTCP;
        half->poll.data = half;
        if (failed || uv_poll_init(sockets->loop, &half->poll, half->fd) < 0) {
            failed = 1;
            close(half->fd);
            continue;
        }
        sockets->n_polls++;
        failed |= uv_poll_start(&half->poll, UV_READABLE, on_readable) < 0;
    }
    if (!failed)
        return 0;
    hf_rtp_sockets_close(sockets);
    return -1;
}

struct hf_rtp_sockets *hf_rtp_sockets_open(uv_loop_t *loop,
                                           const struct hf_rtp_sockets_options *options)
{
    struct hf_rtp_sockets *sockets = calloc(1, sizeof *sockets);
    int bound;

    if (sockets == NULL)
        return NULL;
    sockets->loop = loop;
    sockets->options = *options;
    sockets->family = options->bind.family == HF_FAMILY_IPV4 ? AF_INET : AF_INET6;
    bound = bind_any(sockets);
    if (!bound && options->bind.family == HF_FAMILY_NONE) { /* a kernel without IPv6 */
        sockets->family = AF_INET;
        bound = bind_any(sockets);
    }
    if (!bound) {
        free(sockets);
        return NULL;
    }
    return listen_on(sockets) == 0 ? sockets : NULL;
}

struct hf_target hf_rtp_sockets_local(const struct hf_rtp_sockets *sockets)
{
    return sockets->local;
}

void hf_rtp_sockets_close(struct hf_rtp_sockets *sockets)
{
    if (sockets == NULL || sockets->closing)
        return;
    sockets->closing = 1;
    if (sockets->n_polls == 0) {
        free(sockets);
        return;
    }
    for (unsigned i = 0; i < sockets->n_polls; i++)
        uv_close((uv_handle_t *)&sockets->halves[i].poll, on_closed);
}
