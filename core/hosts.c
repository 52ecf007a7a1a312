/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts: what a configuration says is to be reached, one a server, or one for each of its outbound
 * proxies, which stand in for it (B13). They are numbered from 0 in the order of servers and
 * proxies, which is the order of the line. A host is a numeric address, used as it is (B1), or a
 * name to be looked up (locate.c). This file reads configurations and knows no line.
 *
 * Rules: B1, B2 (port and transport of a target), B3, B4 (what is asked first), B6 (naptr_build),
 * B13.
 */
#include "candidates.h"

#include <string.h>

#include "hf_assert.h"

#define PORT_SIP  5060
#define PORT_SIPS 5061

static uint8_t hosts_of_server(const struct hf_config *config, uint8_t server)
{
    uint8_t n_proxies = config->servers[server - 1].n_proxies;

    return n_proxies == 0 ? 1 : n_proxies;
}

uint8_t hf_host_count(const struct hf_config *config)
{
    uint8_t n = 0;

    for (uint8_t server = 1; server <= config->n_servers; server++)
        n = (uint8_t)(n + hosts_of_server(config, server));
    return n;
}

struct hf_place hf_host_place(const struct hf_config *config, uint8_t host)
{
    uint8_t first = 0;

    for (uint8_t server = 1; server <= config->n_servers; server++) {
        uint8_t n = hosts_of_server(config, server);
        if (host < first + n) {
            bool has_proxies = config->servers[server - 1].n_proxies != 0;
            return (struct hf_place){server, has_proxies ? (uint8_t)(host - first + 1) : 0};
        }
        first = (uint8_t)(first + n);
    }
    HF_UNREACHABLE();
}

uint8_t hf_host_of(const struct hf_config *config, struct hf_place place)
{
    uint8_t first = 0;
    uint8_t n_proxies;

    if (place.server == 0 || place.server > config->n_servers)
        return HF_NONE;
    n_proxies = config->servers[place.server - 1].n_proxies;
    if (place.proxy > n_proxies || (place.proxy == 0) != (n_proxies == 0))
        return HF_NONE;
    for (uint8_t server = 1; server < place.server; server++)
        first = (uint8_t)(first + hosts_of_server(config, server));
    return place.proxy == 0 ? first : (uint8_t)(first + place.proxy - 1);
}

struct host {
    struct hf_name name;
    uint16_t port;
    uint8_t transport; /* enum hf_transport */
    uint8_t reserved;
};

static struct host host_at(const struct hf_config *config, uint8_t host)
{
    struct hf_place place = hf_host_place(config, host);
    const struct hf_server_config *server = &config->servers[place.server - 1];
    const struct hf_proxy_config *proxy;

    if (place.proxy == 0)
        return (struct host){server->host, server->port, server->transport, 0};
    proxy = &server->proxies[place.proxy - 1];
    return (struct host){proxy->host, proxy->port, proxy->transport, 0};
}

struct hf_name hf_host_name(const struct hf_config *config, uint8_t host)
{
    return host_at(config, host).name;
}

static bool is_digit_or_dot(char c)
{
    return c == '.' || (c >= '0' && c <= '9');
}

/* hf_config_check has refused what looks like an address and is none: a colon makes it IPv6, and
 * digits and dots alone IPv4. */
bool hf_host_is_numeric(const struct hf_config *config, uint8_t host)
{
    struct hf_name name = host_at(config, host).name;
    const char *text = config->names + name.at;

    bool numeric = name.length > 0;

    for (uint16_t i = 0; i < name.length; i++) {
        if (text[i] == ':')
            return true;
        numeric = numeric && is_digit_or_dot(text[i]);
    }
    return numeric;
}

uint16_t hf_port_of(uint8_t transport)
{
    return transport == HF_TRANSPORT_TLS ? PORT_SIPS : PORT_SIP;
}

/* B1, B2: UDP where the transport is DNS-NAPTR; the default port of the transport for port 0. */
static void set_port_and_transport(struct hf_target *target, const struct host *host)
{
    target->transport = host->transport == HF_TRANSPORT_NAPTR ? (uint8_t)HF_TRANSPORT_UDP
                                                              : host->transport;
    target->port = host->port;
    if (host->port == 0)
        target->port = hf_port_of(target->transport);
}

struct hf_target hf_host_numeric_target(const struct hf_config *config, uint8_t host)
{
    const struct host at = host_at(config, host);
    struct hf_target target;

    memset(&target, 0, sizeof target);
    HF_ASSERT(hf_target_parse(&target, config->names + at.name.at, at.name.length));
    set_port_and_transport(&target, &at);
    return target;
}

struct hf_target hf_host_own_way(const struct hf_config *config, uint8_t host)
{
    const struct host at = host_at(config, host);
    struct hf_target way;

    memset(&way, 0, sizeof way);
    set_port_and_transport(&way, &at);
    return way;
}

uint8_t hf_host_transport(const struct hf_config *config, uint8_t host)
{
    return host_at(config, host).transport;
}

/* ---- what is asked of a name first ---- */

enum hf_stage hf_host_first_stage(const struct hf_config *config, uint8_t host)
{
    const struct host at = host_at(config, host);

    if (config->locate_by == HF_LOCATE_BY_STACK || at.port != 0) /* B2 */
        return HF_STAGE_ADDRESSES;
    return at.transport == HF_TRANSPORT_NAPTR ? HF_STAGE_NAPTR : HF_STAGE_SERVICES; /* B3, B4 */
}

static uint8_t services_to_build(enum hf_naptr_build build)
{
    switch (build) {
    case HF_BUILD_UDP: return HF_SERVICE_UDP;
    case HF_BUILD_TLS_TCP: return HF_SERVICE_TLS | HF_SERVICE_TCP;
    case HF_BUILD_ALL: return HF_SERVICE_TLS | HF_SERVICE_TCP | HF_SERVICE_UDP;
    case HF_BUILD_COUNT: break;
    }
    HF_UNREACHABLE();
}

uint8_t hf_host_services(const struct hf_config *config, uint8_t host)
{
    switch ((enum hf_transport)host_at(config, host).transport) {
    case HF_TRANSPORT_UDP: return HF_SERVICE_UDP;
    case HF_TRANSPORT_TCP: return HF_SERVICE_TCP;
    case HF_TRANSPORT_TLS: return HF_SERVICE_TLS;
    case HF_TRANSPORT_NAPTR: return services_to_build((enum hf_naptr_build)config->naptr_build);
    case HF_TRANSPORT_COUNT: break;
    }
    HF_UNREACHABLE();
}

uint8_t hf_host_names(const struct hf_config *config)
{
    uint8_t n = hf_host_count(config);
    uint8_t names = 0;

    for (uint8_t host = 0; host < n; host++) {
        if (!hf_host_is_numeric(config, host))
            names |= (uint8_t)(1u << host);
    }
    return names;
}
