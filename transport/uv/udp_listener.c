/* SPDX-License-Identifier: Apache-2.0 */
/* recvmsg and sendmsg with the local address beside each datagram. */
#define _GNU_SOURCE 1
#include "udp_listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connections_socket.h"
#include "udp_socket.h"

#define DATAGRAM_MAX 65536
#define TURN_MAX     32 /* datagrams taken before the loop's other work has its turn */

struct hf_listener {
    uv_poll_t poll;
    struct hf_listener_options options;
    struct hf_target local;
    int fd; /* -1: closing */
    uint8_t buffer[DATAGRAM_MAX];
};

union control { /* room for either family, aligned as a header */
    struct cmsghdr header;
    uint8_t bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

/* ---- the way in ---- */

/* Where the sender has sent to. To a group: the address that the listener is bound to, since
 * nothing can be sent from a group's. */
static struct hf_target asked(const struct hf_listener *listener, struct msghdr *message)
{
    struct hf_target local = listener->local;
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);

    if (header == NULL)
        return local;
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo info;

        memcpy(&info, CMSG_DATA(header), sizeof info);
        memcpy(local.address, &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo info;

        memcpy(&info, CMSG_DATA(header), sizeof info);
        if (!IN6_IS_ADDR_MULTICAST(&info.ipi6_addr))
            memcpy(local.address, &info.ipi6_addr, sizeof info.ipi6_addr);
    }
    return local;
}

/* 0: there is no more. */
static int receive(struct hf_listener *listener)
{
    struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
    union control control;
    struct iovec bytes = {.iov_base = listener->buffer, .iov_len = sizeof listener->buffer};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t n = recvmsg(listener->fd, &message, 0);

    if (n < 0)
        return errno == EINTR;
    struct hf_udp_datagram datagram = {.bytes = listener->buffer,
                                       .n_bytes = (size_t)n,
                                       .from = hf_socket_target((struct sockaddr *)&from),
                                       .local = asked(listener, &message)};

    listener->options.received(listener->options.context, &datagram);
    return 1;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct hf_listener *listener = poll->data;
    int more = 1;

    (void)events;
    for (int i = 0; i < TURN_MAX && more && listener->fd >= 0; i++)
        more = receive(listener);
    /* libuv stops watching a file with an error; reading has taken the error off it. */
    if (status < 0 && listener->fd >= 0)
        (void)uv_poll_start(poll, UV_READABLE, on_readable);
}

/* ---- opening and closing ---- */

static void on_closed(uv_handle_t *handle)
{
    struct hf_listener *listener = handle->data;

    listener->options.closed(listener->options.context);
    free(listener);
}

void hf_listener_close(struct hf_listener *listener)
{
    int fd = listener->fd;

    listener->fd = -1;
    uv_close((uv_handle_t *)&listener->poll, on_closed);
    close(fd);
}

static int want_local_address(const struct hf_listener *listener)
{
    int v6 = listener->local.family == HF_FAMILY_IPV6, on = 1;

    return setsockopt(listener->fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
                      v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, &on, sizeof on);
}

int hf_listener_open(uv_loop_t *loop, const struct hf_listener_options *options,
                     struct hf_listener **made)
{
    struct hf_listener *listener = calloc(1, sizeof *listener);
    int result = listener != NULL ? hf_socket_listen(&options->local) : -ENOMEM;

    if (result < 0) {
        free(listener);
        return result;
    }
    listener->fd = result;
    listener->options = *options;
    listener->local = hf_socket_local(listener->fd);
    listener->poll.data = listener;
    result = want_local_address(listener) < 0 ? -errno : 0;
    if (result == 0)
        result = uv_poll_init(loop, &listener->poll, listener->fd);
    if (result < 0) {
        close(listener->fd);
        free(listener);
        return result;
    }
    (void)uv_poll_start(&listener->poll, UV_READABLE, on_readable); /* fails only when closing */
    *made = listener;
    return 0;
}

const struct hf_target *hf_listener_local(const struct hf_listener *listener)
{
    return &listener->local;
}

/* ---- the way out ---- */

int hf_listener_connect(struct hf_listener *listener, const struct hf_target *peer)
{
    int fd, error;

    /* Two sockets share a port when both say so as the second is bound. The listener says so for
     * just that long: at any other time no program can bind its port and take what comes. */
    error = hf_socket_share(listener->fd, 1);
    if (error < 0)
        return error;
    fd = hf_socket_connect(&listener->local, peer);
    error = hf_socket_share(listener->fd, 0);
    if (error == 0 || fd < 0)
        return fd;
    close(fd);
    return error;
}

static void put_source(struct msghdr *message, const struct hf_target *source)
{
    int v6 = source->family == HF_FAMILY_IPV6;
    struct in_pktinfo info = {.ipi_ifindex = 0};
    struct in6_pktinfo info6 = {.ipi6_ifindex = 0};
    size_t size = v6 ? sizeof info6 : sizeof info;
    struct cmsghdr *header = message->msg_control;

    memcpy(&info.ipi_spec_dst, source->address, sizeof info.ipi_spec_dst);
    memcpy(&info6.ipi6_addr, source->address, sizeof info6.ipi6_addr);
    header->cmsg_level = v6 ? IPPROTO_IPV6 : IPPROTO_IP;
    header->cmsg_type = v6 ? IPV6_PKTINFO : IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), v6 ? (void *)&info6 : (void *)&info, size);
    message->msg_controllen = CMSG_SPACE(size);
}

int hf_listener_reply(struct hf_listener *listener, const struct hf_udp_message *message)
{
    struct sockaddr_storage to;
    union control control = {.bytes = {0}};
    struct iovec bytes = {.iov_base = (void *)(uintptr_t)message->bytes,
                          .iov_len = message->n_bytes};
    struct msghdr out = {.msg_name = &to,
                         .msg_namelen = hf_tcp_address(&listener->local, &message->target, &to),
                         .msg_iov = &bytes,
                         .msg_iovlen = 1,
                         .msg_control = &control};

    if (message->reply_on.family != message->target.family ||
        message->target.family != listener->local.family)
        return -EAFNOSUPPORT;
    put_source(&out, &message->reply_on);
    if (sendmsg(listener->fd, &out, MSG_NOSIGNAL) >= 0 || errno == EAGAIN || errno == ENOBUFS)
        return 0;
    return -errno;
}
