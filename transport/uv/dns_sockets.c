/* SPDX-License-Identifier: Apache-2.0 */
/* Ports are the kernel's choice, which is random, for each socket anew. */
#define _GNU_SOURCE 1
#include "dns_sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static ares_socket_t open_one(int family, int type, int protocol, void *context)
{
    int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    int on = 1;

    (void)context;
    if (fd >= 0 && type == SOCK_STREAM)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static int close_one(ares_socket_t fd, void *context)
{
    (void)context;
    return close(fd);
}

static int connect_one(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length,
                       void *context)
{
    const struct hf_dns_traffic *traffic = context;
    struct sockaddr_in6 scoped;

    if (address->sa_family != AF_INET6 || traffic->scope == 0)
        return connect(fd, address, length);
    memcpy(&scoped, address, sizeof scoped);
    scoped.sin6_scope_id = traffic->scope;
    return connect(fd, (const struct sockaddr *)&scoped, sizeof scoped);
}

/* For a stream, c-ares wants no address. */
static ares_ssize_t receive(ares_socket_t fd, void *bytes, size_t size, int flags,
                            struct sockaddr *from, ares_socklen_t *length, void *context)
{
    struct hf_dns_traffic *traffic = context;

    if (from == NULL)
        return recv(fd, bytes, size, flags);
    if (traffic->n_left == 0)
        traffic->flooded = 1;
    if (traffic->flooded || traffic->n_wake >= HF_DNS_READS_A_WAKE) {
        errno = EAGAIN;
        return -1;
    }
    traffic->n_wake++;
    traffic->n_left--;
    return recvfrom(fd, bytes, size, flags, from, length);
}

static ares_ssize_t send_all(ares_socket_t fd, const struct iovec *pieces, int n, void *context)
{
    struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)pieces, .msg_iovlen = (size_t)n};

    (void)context;
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

void hf_dns_sockets_use(ares_channel channel, struct hf_dns_traffic *traffic)
{
    static const struct ares_socket_functions functions = {.asocket = open_one,
                                                           .aclose = close_one,
                                                           .aconnect = connect_one,
                                                           .arecvfrom = receive,
                                                           .asendv = send_all};

    ares_set_socket_functions(channel, &functions, traffic);
}
