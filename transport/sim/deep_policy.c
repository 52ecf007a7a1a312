/* SPDX-License-Identifier: Apache-2.0 */
/* The configurations of deep worlds: random, sound, and such that a line moves about. */
#include <stdio.h>

#include "deep.h"

#define TRIES 50

static void draw_line(uint64_t *state, struct hf_config *config)
{
    config->t1_ms = deep_between(state, 100, 500);
    config->mode = deep_chance(state, 250) ? HF_MODE_CONCURRENT : HF_MODE_SUCCESSIVE;
    config->failback_servers = deep_chance(state, 150)   ? HF_FAILBACK_NEVER
                               : deep_chance(state, 200) ? HF_FAILBACK_NEW_REQUESTS
                                                         : HF_FAILBACK_PROBE;
    config->failback_interval_s = deep_between(state, 10, 120);
    config->proxy_failback_interval_s = deep_between(state, 10, 120);
    config->failback_when = (uint8_t)deep_between(state, 0, 1);
    config->idle_limit_s = deep_between(state, 0, 1) * 300;
    config->flap_damping = deep_chance(state, 300);
    config->retry_base_s = deep_between(state, 1, 30);
    config->retry_max_s = config->retry_base_s + deep_between(state, 0, 90);
    config->jitter_percent = (uint8_t)(deep_between(state, 0, 1) * 10);
    config->quarantine_s = deep_between(state, 0, 1) * 30;
    config->share_rests = deep_chance(state, 750);
    config->options_interval_s = deep_chance(state, 300) ? 30 : 0;
    config->keepalive_s = deep_chance(state, 500) ? 30 : 0;
    config->storm_spread_ms = deep_chance(state, 200) ? 800 : 0;
    config->start_spread_s = deep_chance(state, 150) ? 3 : 0;
    config->contact_per_server = deep_chance(state, 300);
    config->unregister_old = config->contact_per_server && deep_chance(state, 700);
    config->locate_by = deep_chance(state, 150) ? HF_LOCATE_BY_STACK : HF_LOCATE_BY_DNS;
    config->naptr_build = deep_chance(state, 500) ? HF_BUILD_ALL : HF_BUILD_UDP;
    config->srv_order = (uint8_t)deep_between(state, 0, HF_SRV_COUNT - 1);
    config->register_first = deep_chance(state, 300);
    config->trust = deep_chance(state, 400) ? HF_TRUST_ANY : HF_TRUST_CONTACT;
    config->ring_timeout_s = deep_between(state, 1, 3) * 15;
    if (deep_chance(state, 500))
        config->register_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
}

static void draw_host(uint64_t *state, struct hf_config *config, struct hf_name *host, unsigned n)
{
    char text[32];
    const int length = snprintf(text, sizeof(text),
                                deep_chance(state, 350) ? "pbx%u.example" : "192.0.2.%u", n);

    (void)hf_config_name(config, host, text, (size_t)length);
}

static bool is_named(const struct hf_config *config, const struct hf_name *host)
{
    return config->names[host->at] == 'p';
}

static uint8_t draw_transport(uint64_t *state)
{
    return deep_chance(state, 700)   ? HF_TRANSPORT_UDP
           : deep_chance(state, 700) ? HF_TRANSPORT_TCP
                                     : HF_TRANSPORT_TLS;
}

static void draw_proxy(uint64_t *state, struct hf_config *config, struct hf_server_config *server)
{
    struct hf_proxy_config *proxy = &server->proxies[server->n_proxies++];

    hf_config_init_proxy(proxy);
    draw_host(state, config, &proxy->host, deep_between(state, 1, config->n_servers));
    proxy->transport = draw_transport(state);
    proxy->port = proxy->transport == HF_TRANSPORT_TLS ? DEEP_TLS_PORT : DEEP_SIP_PORT;
}

static void draw_server(uint64_t *state, struct hf_config *config, unsigned n)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                    HF_FAILBACK_DNS_TTL, HF_FAILBACK_REGISTRATION,
                                    HF_FAILBACK_DURATION};
    struct hf_server_config *server = &config->servers[n - 1];

    hf_config_init_server(server);
    draw_host(state, config, &server->host, n);
    server->transport = draw_transport(state);
    server->port = server->transport == HF_TRANSPORT_TLS ? DEEP_TLS_PORT : DEEP_SIP_PORT;
    if (is_named(config, &server->host) && deep_chance(state, 600)) { /* B3, B4 */
        server->port = 0;
        if (deep_chance(state, 400))
            server->transport = HF_TRANSPORT_NAPTR;
    }
    server->retry_counts = (uint8_t)deep_between(state, 0, 4);
    server->expires_s = deep_between(state, 60, 600);
    server->failback_mode = modes[deep_between(state, 0, 4)];
    server->failback_timeout_s = deep_between(state, 0, 100);
    if (deep_chance(state, 150))
        server->retry_period_ms = deep_between(state, 100, 10000);
    if (deep_chance(state, 300))
        server->invite_retry_counts = (uint8_t)deep_between(state, 1, 3);
    server->register_on_enable = deep_chance(state, 400);
    server->only_signal_with_registered = deep_chance(state, 300);
    while (server->n_proxies < HF_SERVER_PROXIES && deep_chance(state, 120))
        draw_proxy(state, config, server);
}

void deep_policy_draw(uint64_t *state, struct hf_config *config, unsigned n_servers)
{
    struct hf_refusal refusal;

    for (unsigned i = 0; i < TRIES; i++) {
        hf_config_init(config);
        config->n_servers = (uint8_t)deep_between(state, 1, n_servers);
        draw_line(state, config);
        for (unsigned n = 1; n <= config->n_servers; n++)
            draw_server(state, config, n);
        if (hf_config_check(config, &refusal) == 0)
            return;
    }
}
