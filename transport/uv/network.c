/* SPDX-License-Identifier: Apache-2.0 */
/* A route netlink socket on the loop (rtnetlink(7)); what it says is not read, only that it says
 * something. */
#define _GNU_SOURCE 1
#include "network.h"

#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "holdfast/event.h"
#include "udp_socket.h"

#define LATEST_MS 5000
#define TURN_MAX  64 /* messages read in one turn of the loop */

struct hf_network {
    void (*changed)(void *context);
    void *context;
    uv_poll_t poll;
    uv_timer_t timer;
    uint64_t first_ms; /* of the burst that is not told yet; 0: none */
    int fd;
    unsigned n_open; /* handles */
};

static void on_quiet(uv_timer_t *timer)
{
    struct hf_network *network = timer->data;

    network->first_ms = 0;
    network->changed(network->context);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct hf_network *network = poll->data;
    uint64_t now_ms = uv_now(poll->loop), wait_ms = HF_NETWORK_QUIET_MS;
    char bytes[8192];

    (void)events;
    for (int i = 0; i < TURN_MAX; i++) /* ENOBUFS: some were lost; all the same to us */
        if (recv(network->fd, bytes, sizeof bytes, MSG_DONTWAIT) <= 0)
            break;
    if (status < 0)
        (void)uv_poll_start(poll, UV_READABLE, on_readable);
    if (network->first_ms == 0)
        network->first_ms = now_ms > 0 ? now_ms : 1;
    if (now_ms - network->first_ms + wait_ms > LATEST_MS)
        wait_ms = 0;
    uv_timer_start(&network->timer, on_quiet, wait_ms, 0);
}

static int open_socket(void)
{
    struct sockaddr_nl address = {.nl_family = AF_NETLINK,
                                  .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
                                               RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |
                                               RTMGRP_IPV6_ROUTE};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

struct hf_network *hf_network_open(uv_loop_t *loop, void (*changed)(void *context), void *context)
{
    struct hf_network *network = calloc(1, sizeof *network);
    int fd = open_socket();

    if (network == NULL || fd < 0 || uv_poll_init(loop, &network->poll, fd) < 0) {
        if (fd >= 0)
            close(fd);
        free(network);
        return NULL;
    }
    network->fd = fd;
    network->changed = changed;
    network->context = context;
    network->poll.data = network->timer.data = network;
    network->n_open = 2;
    uv_timer_init(loop, &network->timer);
    uv_poll_start(&network->poll, UV_READABLE, on_readable);
    return network;
}

static void on_closed(uv_handle_t *handle)
{
    struct hf_network *network = handle->data;

    if (--network->n_open > 0)
        return;
    close(network->fd);
    free(network);
}

void hf_network_close(struct hf_network *network)
{
    if (network == NULL)
        return;
    uv_close((uv_handle_t *)&network->poll, on_closed);
    uv_close((uv_handle_t *)&network->timer, on_closed);
}

/* ---- families ---- */

static int is_loopback(const struct hf_target *address)
{
    static const uint8_t ipv6[16] = {[15] = 1};

    if (address->family == HF_FAMILY_IPV4)
        return address->address[0] == 127;
    return memcmp(address->address, ipv6, sizeof ipv6) == 0;
}

static int is_link_local(const struct hf_target *address)
{
    const uint8_t *at = address->address;

    if (address->family == HF_FAMILY_IPV4)
        return at[0] == 169 && at[1] == 254;
    return at[0] == 0xFE && (at[1] & 0xC0) == 0x80;
}

static int is_unspecified(const struct hf_target *address)
{
    static const uint8_t zero[16];

    return memcmp(address->address, zero, sizeof zero) == 0;
}

static uint8_t bit_of(uint8_t family)
{
    return family == HF_FAMILY_IPV4   ? HF_FAMILIES_IPV4
           : family == HF_FAMILY_IPV6 ? HF_FAMILIES_IPV6
                                      : 0;
}

/* What one address of an interface adds. */
static uint8_t count(const struct ifaddrs *at, const struct hf_target *bind)
{
    struct hf_target here;
    int wants_one = bind->family != HF_FAMILY_NONE && !is_unspecified(bind);

    if (at->ifa_addr == NULL || (at->ifa_flags & IFF_UP) == 0 || (at->ifa_flags & IFF_RUNNING) == 0)
        return 0;
    here = hf_socket_target(at->ifa_addr);
    if (here.family == HF_FAMILY_NONE ||
        (bind->family != HF_FAMILY_NONE && bind->family != here.family))
        return 0;
    if (wants_one)
        return memcmp(here.address, bind->address, sizeof here.address) == 0 ? bit_of(here.family)
                                                                             : 0;
    return is_loopback(&here) || is_link_local(&here) ? 0 : bit_of(here.family);
}

uint8_t hf_network_families(const struct hf_target *bind)
{
    struct ifaddrs *first;
    uint8_t families = 0;

    if (bind->family != HF_FAMILY_NONE && is_loopback(bind))
        return bit_of(bind->family); /* 127.0.0.0/8 is all there, in one entry */
    if (getifaddrs(&first) < 0)
        return HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6; /* not known: nothing is ruled out */
    for (const struct ifaddrs *at = first; at != NULL; at = at->ifa_next)
        families |= count(at, bind);
    freeifaddrs(first);
    return families;
}

static uint64_t hash_of(const struct hf_target *address)
{
    uint64_t hash = 14695981039346656037u ^ address->family;

    for (unsigned i = 0; i < sizeof address->address; i++)
        hash = (hash ^ address->address[i]) * 1099511628211u;
    return hash;
}

uint64_t hf_network_addresses(void)
{
    static const struct hf_target any = {.family = HF_FAMILY_NONE};
    struct ifaddrs *first;
    uint64_t sum = 0; /* the order of interfaces does not count */

    if (getifaddrs(&first) < 0)
        return 0;
    for (const struct ifaddrs *at = first; at != NULL; at = at->ifa_next) {
        struct hf_target address;

        if (count(at, &any) == 0)
            continue;
        address = hf_socket_target(at->ifa_addr);
        sum += hash_of(&address);
    }
    freeifaddrs(first);
    return sum;
}
