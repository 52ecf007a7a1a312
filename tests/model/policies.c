/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configurations of the small worlds. Worlds close because nothing is drawn (no jitter, flat
 * waits, no weights) and because all times are multiples of one, ten minutes: 64*T1, each budget,
 * wait and rest. A phase between two clocks is then one of a few.
 */
#include <string.h>

#include "model.h"

static void add_server(struct hf_config *config, const char *host)
{
    struct hf_server_config *server = &config->servers[config->n_servers++];

    hf_config_init_server(server);
    (void)hf_config_name(config, &server->host, host, strlen(host));
    server->retry_counts = 20; /* A1: up to 64*T1, like the last one (A4) */
    server->expires_s = 4 * UNIT_S;
    server->failback_mode = HF_FAILBACK_NEVER;
}

static void begin(struct hf_config *config)
{
    hf_config_init(config);
    config->t1_ms = UNIT_S * 1000 / 64;
    config->t2_ms = 60000;
    config->failback_interval_s = 2 * UNIT_S;
    config->retry_base_s = config->retry_max_s = UNIT_S;
    config->quarantine_s = 0;
    config->jitter_percent = 0;
    config->flap_damping = 0;
    config->keepalive_s = 0;
    config->ring_timeout_s = UNIT_S;
    config->address_family = HF_ADDRESS_IPV4;
}

/* Two servers by address. */
void policy_addresses(struct hf_config *config, uint8_t which)
{
    (void)which;
    begin(config);
    add_server(config, "192.0.2.1");
    add_server(config, "192.0.2.2");
}

/* A4: the last attempt has twice the time of the others, which is A1's of eleven. */
void policy_lasting(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->t1_ms = 2 * UNIT_S * 1000 / 64;
    config->t2_ms = 54375; /* (1 + 2) * T1, and ten times this */
    config->servers[0].retry_counts = config->servers[1].retry_counts = 11;
}

/* A10: what is silent rests as well. */
void policy_quarantine(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->quarantine_s = UNIT_S;
}

void policy_concurrent(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->mode = HF_MODE_CONCURRENT;
}

/* TCP: nothing is sent again, and connections break (A3, A6a). */
void policy_connections(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->servers[0].transport = config->servers[1].transport = HF_TRANSPORT_TCP;
}

void policy_flapping(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->flap_damping = 1;
}

/* C9, C1a. */
void policy_removing(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->contact_per_server = config->unregister_old = 1;
}

/* C10. */
void policy_asking(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->options_interval_s = 2 * UNIT_S;
}

/* A10: what other lines of the phone found. */
void policy_sharing(struct hf_config *config, uint8_t which)
{
    policy_quarantine(config, which);
    config->share_rests = 1;
}

/* No way back, and short bindings: what a call does is all. */
void policy_staying(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->failback_servers = HF_FAILBACK_NEVER;
    config->ring_timeout_s = 0;
    config->servers[0].expires_s = config->servers[1].expires_s = 2 * UNIT_S;
}

void policy_idle(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->failback_when = HF_WHEN_IDLE;
    config->idle_limit_s = 0;
}

/* E2, E12: calls and other requests, REGISTER in front of them. */
void policy_registers_first(struct hf_config *config, uint8_t which)
{
    policy_addresses(config, which);
    config->register_first = config->failover_other = 1;
}

/* C14: the servers change places, one goes, the mode changes. */
void policy_changing(struct hf_config *config, uint8_t which)
{
    begin(config);
    add_server(config, which == 1 ? "192.0.2.2" : "192.0.2.1");
    if (which != 2)
        add_server(config, which == 1 ? "192.0.2.1" : "192.0.2.2");
    if (which == 3)
        config->mode = HF_MODE_CONCURRENT;
}

void policy_swapping(struct hf_config *config, uint8_t which)
{
    policy_changing(config, which == 0 ? 0 : 1);
}

/* B13: one server behind two proxies. */
void policy_proxies(struct hf_config *config, uint8_t which)
{
    static const char *const hosts[HF_SERVER_PROXIES] = {"192.0.2.11", "192.0.2.12"};
    struct hf_server_config *server = &config->servers[0];

    (void)which;
    begin(config);
    add_server(config, "192.0.2.1");
    config->proxy_failback_interval_s = 2 * UNIT_S;
    for (uint8_t i = 0; i < HF_SERVER_PROXIES; i++) {
        struct hf_proxy_config *proxy = &server->proxies[server->n_proxies++];
        hf_config_init_proxy(proxy);
        (void)hf_config_name(config, &proxy->host, hosts[i], strlen(hosts[i]));
    }
}

/* Two servers of two targets each, by names. */
void policy_names(struct hf_config *config, uint8_t which)
{
    (void)which;
    begin(config);
    add_server(config, "a.example");
    add_server(config, "b.example");
    config->servers[1].expires_s = config->servers[0].expires_s = 8 * UNIT_S;
}

/* C14 with names: a server of two targets, another by address, that change places. */
void policy_changing_names(struct hf_config *config, uint8_t which)
{
    begin(config);
    if (which == 1)
        add_server(config, "192.0.2.1");
    add_server(config, "a.example");
    if (which == 0)
        add_server(config, "192.0.2.1");
}

/* One server of two targets. */
static void targets(struct hf_config *config, enum hf_failback mode)
{
    begin(config);
    add_server(config, "a.example");
    config->servers[0].failback_mode = (uint8_t)mode;
    config->servers[0].failback_timeout_s = UNIT_S;
}

void policy_duration(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_DURATION);
}

void policy_registration(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_REGISTRATION);
}

void policy_new_requests(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_NEW_REQUESTS);
}
