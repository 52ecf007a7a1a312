/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configurations and targets out of an input's bytes. Hosts come from a small pool, so that
 * servers share addresses and names, and stay when a configuration changes (C14).
 */
#include <string.h>

#include "world.h"

static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3",  "2001:db8::1",
                                    "a.example", "b.example", "c.example.", "A.example"};
#define HOSTS   (sizeof(hosts) / sizeof(hosts[0]))
#define NUMERIC (HOSTS - NAMES)

uint8_t take(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

uint32_t take_32(struct input *input)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | take(input);
    return value;
}

/* Off in half of all cases. */
static uint32_t take_or_off(struct input *input, uint32_t unit)
{
    const uint8_t byte = take(input);

    return byte < 128 ? 0 : (byte - 127u) * unit;
}

static void set_host(struct input *input, struct hf_config *config, struct hf_name *name)
{
    const char *host = hosts[take(input) % HOSTS];

    hf_config_name(config, name, host, strlen(host));
}

static uint16_t take_port(uint8_t byte)
{
    static const uint16_t ports[] = {5060, 5060, 0, 5070};

    return ports[byte / 8 % 4];
}

static uint8_t take_transport(uint8_t byte)
{
    static const uint8_t transports[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_UDP,  HF_TRANSPORT_UDP,
                                         HF_TRANSPORT_UDP, HF_TRANSPORT_TCP,  HF_TRANSPORT_TCP,
                                         HF_TRANSPORT_TLS, HF_TRANSPORT_NAPTR};

    return transports[byte % 8];
}

static void make_proxy(struct input *input, struct hf_config *config, struct hf_proxy_config *proxy)
{
    const uint8_t way = take(input);
    const uint8_t own = take(input);

    hf_config_init_proxy(proxy);
    set_host(input, config, &proxy->host);
    proxy->port = take_port(way);
    proxy->transport = take_transport(way);
    if ((own & 1) != 0)
        proxy->retry_counts = (int8_t)(own / 8 % 21);
    if ((own & 2) != 0)
        proxy->failback_mode = (int8_t)(own / 8 % HF_FAILBACK_PROBE);
    if ((own & 4) != 0)
        proxy->failback_timeout_s = own;
}

static void make_server(struct input *input, struct hf_config *config,
                        struct hf_server_config *server)
{
    const uint8_t way = take(input);
    const uint8_t own = take(input);

    hf_config_init_server(server);
    set_host(input, config, &server->host);
    server->port = take_port(way);
    server->transport = take_transport(way);
    server->n_proxies = way / 32 % 4 == 3 ? (uint8_t)(1 + way / 128) : 0;
    server->retry_counts = own % 21;
    server->failback_mode = own / 21 % HF_FAILBACK_PROBE;
    server->failback_timeout_s = take_or_off(input, 4);
    server->expires_s = 10u + take(input) * 20u;
    server->retry_period_ms = take_or_off(input, 100);
    server->register_on_enable = server->retry_counts % 2;
    server->only_signal_with_registered = server->failback_mode % 2;
    server->invite_retry_counts = server->retry_counts > 2 ? 1 : HF_AS_RETRY_COUNTS;
    for (unsigned i = 0; i < server->n_proxies; i++)
        make_proxy(input, config, &server->proxies[i]);
}

static void make_choices(struct input *input, struct hf_config *config)
{
    const uint8_t shape = take(input), ways = take(input), more = take(input);
    static const uint8_t failbacks[] = {HF_FAILBACK_PROBE, HF_FAILBACK_PROBE, HF_FAILBACK_NEVER,
                                        HF_FAILBACK_NEW_REQUESTS};

    config->n_servers = (uint8_t)(1 + shape % HF_LINE_SERVERS);
    config->mode = shape / 4 % 2;
    config->locate_by = shape / 8 % 2;
    config->failback_when = shape / 16 % 2;
    config->flap_damping = shape / 32 % 2;
    config->share_rests = shape / 64 % 2;
    config->failover_other = shape / 128;
    config->failback_servers = failbacks[ways % 4];
    config->address_family = ways / 4 % 4 % HF_ADDRESS_COUNT;
    config->unregister_old = ways / 16 % 2;
    config->contact_per_server = config->unregister_old | ways / 32 % 2;
    config->register_first = ways / 64 % 2;
    config->ring_timeout_s = ways / 128 * 20u;
    if (more == 255) /* unregister_old alone is a conflict */
        config->contact_per_server = 0;
    config->register_failover_statuses.classes = more % 4 == 3 ? 0x70 : more % 4 == 2 ? 0x20 : 0;
    config->invite_failover_statuses.classes = more / 4 % 4 == 3 ? 0x70 : 0;
    config->jitter_percent = more / 16 * 3;
}

static void make_times(struct input *input, struct hf_config *config)
{
    config->t1_ms = 1u + take(input);
    config->t2_ms = config->t1_ms + take(input) * 16u;
    config->failback_interval_s = 1u + take(input);
    config->idle_limit_s = take_or_off(input, 8);
    config->retry_base_s = 1u + take(input);
    config->retry_max_s = config->retry_base_s + take(input);
    config->retry_after_max_s = take(input) * 8u;
    config->quarantine_s = take_or_off(input, 2);
    config->options_interval_s = take_or_off(input, 2);
    config->keepalive_s = take_or_off(input, 1);
    config->storm_spread_ms = take_or_off(input, 100);
    config->start_spread_s = take_or_off(input, 1);
}

void make_config(struct input *input, struct hf_config *config)
{
    hf_config_init(config);
    make_choices(input, config);
    make_times(input, config);
    for (unsigned i = 0; i < config->n_servers; i++)
        make_server(input, config, &config->servers[i]);
}

unsigned name_number(const struct hf_config *config, struct hf_name name)
{
    for (unsigned i = 0; i < NAMES; i++) {
        const char *host = hosts[NUMERIC + i];

        if (strlen(host) == name.length && memcmp(host, config->names + name.at, name.length) == 0)
            return i;
    }
    return NAMES;
}

struct hf_target make_target(struct input *input)
{
    static const uint16_t ports[] = {5060, 5060, 5061, 5070};
    const uint8_t last = take(input), how = take(input);
    struct hf_target target = {.address = {192, 0, 2, last & 15},
                               .port = ports[how / 3 % 4],
                               .transport = how % 3,
                               .family = HF_FAMILY_IPV4};

    if (last < 192)
        return target;
    target = (struct hf_target){.address = {0x20, 0x01, 0x0d, 0xb8},
                                .port = target.port,
                                .transport = target.transport,
                                .family = HF_FAMILY_IPV6};
    target.address[15] = last & 15;
    return target;
}
