/* SPDX-License-Identifier: Apache-2.0 */
/* See holdfast/budget.h. Rules: A1, A2, A3, A4, A5, A7, B1, B2, B3, B8a, C4. */
#include "holdfast/budget.h"

#include <stdbool.h>

#include "hf_time.h"
#include "locate.h"

#define TIMER_F_T1S            64       /* RFC 3261 17.1.2.2 */
#define SHORT_GRANT_REFRESH_US 5000000u /* C4 */

static const struct hf_server_config *server_of(const struct hf_config *config,
                                                struct hf_place place)
{
    return &config->servers[place.server - 1];
}

uint32_t hf_budget_retry_counts(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = server_of(config, place);

    if (place.proxy != 0 && server->proxies[place.proxy - 1].retry_counts != HF_AS_SERVER)
        return (uint32_t)server->proxies[place.proxy - 1].retry_counts;
    return server->retry_counts;
}

uint64_t hf_budget_timer_f_us(const struct hf_config *config)
{
    return (uint64_t)TIMER_F_T1S * config->t1_ms * HF_US_PER_MS;
}

/* The proxy's own, the server's, or HF_AS_RETRY_COUNTS. */
static uint8_t invite_counts(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = server_of(config, place);

    if (place.proxy != 0 && server->proxies[place.proxy - 1].invite_retry_counts != HF_AS_SERVER)
        return (uint8_t)server->proxies[place.proxy - 1].invite_retry_counts;
    return server->invite_retry_counts;
}

bool hf_budget_has_invite_retry_counts(const struct hf_config *config, struct hf_place place)
{
    return invite_counts(config, place) != HF_AS_RETRY_COUNTS;
}

uint32_t hf_budget_invite_retry_counts(const struct hf_config *config, struct hf_place place)
{
    uint8_t counts = invite_counts(config, place);

    return counts != HF_AS_RETRY_COUNTS ? counts : hf_budget_retry_counts(config, place);
}

/* RFC 3261 17.1.1.2: the intervals of an INVITE grow on beyond T2. */
static uint64_t period_us(const struct hf_config *config, struct hf_place place, uint32_t n,
                          uint64_t most_ms)
{
    uint64_t period_ms = server_of(config, place)->retry_period_ms; /* A2 */
    uint64_t interval_ms = config->t1_ms;

    if (period_ms == 0) { /* A1: the intervals before, between and after n retransmissions */
        for (uint32_t i = 0; i <= n && i <= HF_RETRY_COUNTS_MAX; i++) {
            period_ms += interval_ms;
            interval_ms = hf_time_min(interval_ms * 2, most_ms);
        }
    }
    return hf_time_min(period_ms * HF_US_PER_MS, hf_budget_timer_f_us(config));
}

uint64_t hf_budget_answer_us(const struct hf_config *config, struct hf_place place)
{
    return period_us(config, place, hf_budget_retry_counts(config, place), config->t2_ms);
}

uint64_t hf_budget_invite_answer_us(const struct hf_config *config, struct hf_place place)
{
    return period_us(config, place, hf_budget_invite_retry_counts(config, place), UINT32_MAX);
}

static bool is_name(const struct hf_config *config, struct hf_name host)
{
    struct hf_target target;

    return hf_target_parse(&target, config->names + host.at, host.length) == 0;
}

/* Datagrams alone: by the setting, or because DNS is not asked for the transport (B1, B2). What it
 * would say may be TCP or TLS (B3). */
static bool is_datagram(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = server_of(config, place);
    const struct hf_proxy_config *proxy = &server->proxies[place.proxy == 0 ? 0 : place.proxy - 1];
    uint8_t transport = place.proxy != 0 ? proxy->transport : server->transport;
    uint16_t port = place.proxy != 0 ? proxy->port : server->port;

    if (transport != HF_TRANSPORT_NAPTR)
        return transport == HF_TRANSPORT_UDP;
    return port != 0 || !is_name(config, place.proxy != 0 ? proxy->host : server->host);
}

uint64_t hf_budget_connect_us(const struct hf_config *config, struct hf_place place)
{
    uint64_t answer_us = hf_budget_answer_us(config, place);

    if (is_datagram(config, place))
        return answer_us;
    return hf_time_max(answer_us, HF_CONNECT_LEAST_US); /* A3 */
}

uint64_t hf_budget_invite_longest_us(const struct hf_config *config, struct hf_place place)
{
    uint64_t answer_us = hf_budget_invite_answer_us(config, place);

    return (is_datagram(config, place) ? answer_us : hf_time_max(answer_us, HF_CONNECT_LEAST_US)) +
           hf_budget_timer_f_us(config);
}

uint64_t hf_budget_longest_us(const struct hf_config *config, struct hf_place place)
{
    return hf_budget_connect_us(config, place) + hf_budget_timer_f_us(config);
}

/* What is looked up is where requests go: the proxies, where a server has any (B13). */
static bool looks_up(const struct hf_config *config, uint8_t server)
{
    const struct hf_server_config *entry = &config->servers[server - 1];

    for (uint8_t i = 0; i < entry->n_proxies; i++) {
        if (is_name(config, entry->proxies[i].host))
            return true;
    }
    return entry->n_proxies == 0 && is_name(config, entry->host);
}

static uint64_t attempts_us(const struct hf_config *config, uint8_t server)
{
    uint8_t n_proxies = config->servers[server - 1].n_proxies;
    uint64_t sum_us = 0;

    if (n_proxies == 0)
        return hf_budget_longest_us(config, (struct hf_place){server, 0});
    for (uint8_t proxy = 1; proxy <= n_proxies; proxy++)
        sum_us += hf_budget_longest_us(config, (struct hf_place){server, proxy});
    return sum_us;
}

uint64_t hf_budget_server_pass_us(const struct hf_config *config, uint8_t server)
{
    return attempts_us(config, server) + (looks_up(config, server) ? HF_RESOLUTION_LONGEST_US : 0);
}

uint64_t hf_budget_pass_us(const struct hf_config *config)
{
    uint64_t sum_us = 0, most_us = 0;
    bool names = false;

    for (uint8_t server = 1; server <= config->n_servers; server++) {
        sum_us += attempts_us(config, server);
        names = names || looks_up(config, server);
        most_us = hf_time_max(most_us, hf_budget_server_pass_us(config, server));
    }
    if (config->mode == HF_MODE_CONCURRENT) /* C2: each by itself */
        return most_us;
    return sum_us + (names ? HF_RESOLUTION_LONGEST_US : 0); /* A14: all are asked for at once */
}

uint64_t hf_budget_refresh_us(const struct hf_config *config, uint32_t granted_s, uint64_t pass_us)
{
    uint64_t granted_us = (uint64_t)granted_s * HF_US_PER_S;
    uint64_t spare_us = pass_us + 4ull * config->t1_ms * HF_US_PER_MS;
    uint64_t after_us = hf_time_max(granted_us / 2, hf_time_less(granted_us, spare_us));

    return hf_time_max(after_us, SHORT_GRANT_REFRESH_US);
}
