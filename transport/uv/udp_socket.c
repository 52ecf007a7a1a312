/* SPDX-License-Identifier: Apache-2.0 */
/* UDP file descriptors: probing, sharing and connecting a local port. */
#define _GNU_SOURCE 1
#include "udp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "connections_socket.h"
#include "holdfast/uv/udp.h"

/* A thousand answers at once overflow the usual 208 KiB. */
#define RECEIVE_BUFFER (4 * 1024 * 1024)

socklen_t hf_socket_address(const struct hf_target *target, struct sockaddr_storage *address)
{
    memset(address, 0, sizeof *address);
    if (target->family == HF_FAMILY_IPV6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;

        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(target->port);
        memcpy(&in6->sin6_addr, target->address, 16);
        return sizeof *in6;
    }
    struct sockaddr_in *in = (struct sockaddr_in *)address;

    in->sin_family = AF_INET;
    in->sin_port = htons(target->port);
    memcpy(&in->sin_addr, target->address, 4);
    return sizeof *in;
}

struct hf_target hf_socket_target(const struct sockaddr *address)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};

    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;

        memcpy(target.address, &in->sin_addr, 4);
        target.port = ntohs(in->sin_port);
        target.family = HF_FAMILY_IPV4;
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
        int mapped = IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);

        if (mapped)
            memcpy(target.address, in6->sin6_addr.s6_addr + 12, 4);
        else
            memcpy(target.address, &in6->sin6_addr, 16);
        target.port = ntohs(in6->sin6_port);
        target.family = mapped ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
    }
    return target;
}

static void enlarge_receive_buffer(int fd)
{
    int bytes = RECEIVE_BUFFER;

    /* FORCE needs a privilege; without it the system's own limit cuts the wish. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

static int new_socket(uint8_t family)
{
    int domain = family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    int fd = socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd < 0)
        return -errno;
    if (domain == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    enlarge_receive_buffer(fd);
    return fd;
}

static int close_with(int fd, int error)
{
    close(fd);
    return -error;
}

int hf_socket_share(int fd, int on)
{
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ? -errno : 0;
}

int hf_socket_listen(const struct hf_target *local)
{
    struct sockaddr_storage address;
    socklen_t length = hf_tcp_address(local, local, &address);
    int fd = new_socket(local->family);

    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) < 0)
        return close_with(fd, errno);
    return fd;
}

int hf_socket_connect(const struct hf_target *local, const struct hf_target *peer)
{
    struct sockaddr_storage address;
    socklen_t length = hf_tcp_address(local, local, &address);
    int fd = new_socket(local->family);

    if (fd < 0)
        return fd;
    if (hf_socket_share(fd, 1) < 0 || bind(fd, (struct sockaddr *)&address, length) < 0)
        return close_with(fd, errno);
    length = hf_tcp_address(local, peer, &address);
    if (connect(fd, (struct sockaddr *)&address, length) < 0)
        return close_with(fd, errno);
    return fd;
}

struct hf_target hf_socket_local(int fd)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0)
        address.ss_family = AF_UNSPEC;
    return hf_socket_target((struct sockaddr *)&address);
}

enum hf_cause hf_socket_heard(int error)
{
    switch (-error) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENOPROTOOPT:
    case EPROTO:
    case EACCES: return HF_CAUSE_ICMP; /* the peer's network said so */
    default: return HF_CAUSE_LOCAL;
    }
}

enum hf_cause hf_socket_met(int error)
{
    /* A pending ICMP error of an earlier datagram; anything else is our own side: no route, no
     * link, a filter (A6a). */
    return error == -ECONNREFUSED ? HF_CAUSE_ICMP : HF_CAUSE_LOCAL;
}

const char *hf_udp_address_text(const struct hf_target *target, char text[HF_ADDRESS_TEXT])
{
    char address[INET6_ADDRSTRLEN] = "none";
    int v6 = target->family == HF_FAMILY_IPV6;

    if (target->family != HF_FAMILY_NONE)
        inet_ntop(v6 ? AF_INET6 : AF_INET, target->address, address, sizeof address);
    snprintf(text, HF_ADDRESS_TEXT, v6 ? "[%s]:%u" : "%s:%u", address, (unsigned)target->port);
    return text;
}
