/* SPDX-License-Identifier: Apache-2.0 */
/* Binding and connecting TCP sockets; no policy. */
#define _GNU_SOURCE 1
#include "connections_socket.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "udp_socket.h"

#define BACKLOG 128

static int is_any(const struct hf_target *address)
{
    static const uint8_t zero[sizeof address->address];

    return address->family == HF_FAMILY_NONE || memcmp(address->address, zero, sizeof zero) == 0;
}

/* ---- scopes (RFC 4007) ---- */

static int is_link_local(const struct hf_target *address)
{
    return address->family == HF_FAMILY_IPV6 && address->address[0] == 0xFE &&
           (address->address[1] & 0xC0) == 0x80;
}

static int same_address(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* The interface's number, when it has an address that a link-local target can be reached from. */
static uint32_t scope_at(const struct ifaddrs *at, const struct hf_target *bind)
{
    struct hf_target here;

    if (at->ifa_addr == NULL || (at->ifa_flags & IFF_UP) == 0)
        return 0;
    here = hf_socket_target(at->ifa_addr);
    if (!is_link_local(&here) || (is_link_local(bind) && !same_address(&here, bind)))
        return 0;
    return ((const struct sockaddr_in6 *)(const void *)at->ifa_addr)->sin6_scope_id;
}

/* 0: none, or it is not clear which. */
static uint32_t scope_from(const struct hf_target *bind)
{
    struct ifaddrs *first;
    uint32_t found = 0;
    int differs = 0;

    if (getifaddrs(&first) < 0)
        return 0;
    for (const struct ifaddrs *at = first; at != NULL; at = at->ifa_next) {
        uint32_t scope = scope_at(at, bind);

        differs |= scope != 0 && found != 0 && scope != found;
        found = scope != 0 ? scope : found;
    }
    freeifaddrs(first);
    return differs ? 0 : found;
}

socklen_t hf_tcp_address(const struct hf_target *bind, const struct hf_target *target,
                         struct sockaddr_storage *address)
{
    socklen_t length = hf_socket_address(target, address);

    if (is_link_local(target))
        ((struct sockaddr_in6 *)(void *)address)->sin6_scope_id = scope_from(bind);
    return length;
}

/* ---- sockets ---- */

static int close_with(int fd, int error)
{
    close(fd);
    return -error;
}

static int new_socket(uint8_t family, int type)
{
    int domain = family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET, on = 1;
    int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    if (domain == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    return fd;
}

/* 0 or a negative errno. bind is of peer's family, or none. */
static int bind_address(int fd, const struct hf_target *local)
{
    struct sockaddr_storage address;
    struct hf_target at = *local;
    socklen_t length;
    int on = 1;

    if (is_any(local))
        return 0;
    at.port = 0;
    length = hf_tcp_address(&at, &at, &address);
    /* The port is chosen as the socket connects: ports are shared between targets. */
    (void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    return bind(fd, (struct sockaddr *)&address, length) < 0 ? -errno : 0;
}

static int bound_socket(const struct hf_target *local, const struct hf_target *peer, int type)
{
    int fd, error;

    if (local->family != HF_FAMILY_NONE && local->family != peer->family)
        return -EAFNOSUPPORT;
    fd = new_socket(peer->family, type);
    if (fd < 0)
        return fd;
    error = bind_address(fd, local);
    return error < 0 ? close_with(fd, -error) : fd;
}

int hf_tcp_socket(const struct hf_target *bind, const struct hf_target *peer)
{
    int fd = bound_socket(bind, peer, SOCK_STREAM), on = 1;

    if (fd >= 0)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

int hf_tcp_listen(const struct hf_target *local)
{
    struct sockaddr_storage address;
    socklen_t length = hf_tcp_address(local, local, &address);
    int fd = new_socket(local->family, SOCK_STREAM), on = 1;

    if (fd < 0)
        return fd;
    /* Over connections that a phone before had, and which the system still remembers; a port on
     * which another program listens is refused all the same. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, BACKLOG) < 0)
        return close_with(fd, errno);
    return fd;
}

void hf_tcp_set_patience(int fd, unsigned ms)
{
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

struct hf_target hf_tcp_source(const struct hf_target *bind, const struct hf_target *peer)
{
    struct hf_target source = {.family = HF_FAMILY_NONE};
    int fd = bound_socket(bind, peer, SOCK_DGRAM); /* connecting it sends nothing */
    struct sockaddr_storage address;
    socklen_t length;

    if (fd < 0)
        return source;
    length = hf_tcp_address(bind, peer, &address);
    if (connect(fd, (struct sockaddr *)&address, length) == 0)
        source = hf_socket_local(fd);
    close(fd);
    source.port = 0;
    source.transport = peer->transport;
    return source;
}

int hf_tcp_is_here(const struct hf_target *address)
{
    int fd = new_socket(address->family, SOCK_DGRAM), error;

    if (fd < 0)
        return 1; /* not known: nothing is lost over it */
    error = bind_address(fd, address);
    close(fd);
    return error != -EADDRNOTAVAIL;
}

enum hf_cause hf_tcp_cause(int error)
{
    switch (error) {
    case UV_EOF:
    case UV_EPIPE: return HF_CAUSE_CLOSED;
    case UV_ECONNREFUSED: return HF_CAUSE_REFUSED;
    case UV_ECONNRESET:
    case UV_ECONNABORTED: return HF_CAUSE_RESET;
    case UV_ETIMEDOUT: return HF_CAUSE_SILENCE;
    case UV_EHOSTUNREACH:
    case UV_ENETUNREACH:
    case UV_EPROTO: return HF_CAUSE_ICMP; /* the network said so */
    default: return HF_CAUSE_LOCAL;
    }
}
