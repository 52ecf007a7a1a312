/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in seconds, computed from the rules, not from a run. A name counts as one
 * address, and where a server has outbound proxies, those are what requests go to (B13). */
#include "holdfast/vendors/policy.h"

#include <string.h>

#include "holdfast/budget.h"

#define US_PER_MS 1000

struct spans {                            /* in microseconds, of one place that requests go to */
    uint64_t leave_us;                    /* A1, A3: a silent REGISTER fails */
    uint64_t call_leave_us;               /* A5: a silent INVITE fails */
    uint64_t last_us;                     /* A4: either of them, where nobody else is left */
    uint64_t longest_us, call_longest_us; /* H6, A7: whatever signs of life there are */
    uint64_t call_longest_last_us;        /* the same where nobody else is left */
    uint64_t gap_us;                      /* between the last sign that it could have heard, and
                                              the end of the last attempt */
    uint8_t server;                       /* 1.. */
};

struct route { /* all places, in the order of a pass (A14) */
    struct spans spans[HF_LINE_HOSTS];
    unsigned n;
};

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* ---- the places ---- */

/* A5, B13: the proxy's own number, else the server's, else what the place has for all requests. */
static uint32_t invite_retry_counts(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = &config->servers[place.server - 1];

    if (place.proxy > 0 && server->proxies[place.proxy - 1].invite_retry_counts != HF_AS_SERVER)
        return (uint32_t)server->proxies[place.proxy - 1].invite_retry_counts;
    if (server->invite_retry_counts != HF_AS_RETRY_COUNTS)
        return server->invite_retry_counts;
    return hf_budget_retry_counts(config, place);
}

/* A5: as for any other request, but by the INVITE's own count. */
static uint64_t call_leave_us(const struct hf_config *config, struct hf_place place)
{
    struct hf_config of_calls = *config;
    struct hf_server_config *server = &of_calls.servers[place.server - 1];

    server->retry_counts = (uint8_t)invite_retry_counts(config, place);
    if (place.proxy > 0)
        server->proxies[place.proxy - 1].retry_counts = HF_AS_SERVER;
    return hf_budget_connect_us(&of_calls, place);
}

/* E2: a REGISTER may go before a call. register_on_enable is for a server's other targets, and of
 * those only proxies are known. */
static int registers_first(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = &config->servers[place.server - 1];

    if (config->register_first)
        return 1;
    if (place.proxy == 0 || server->n_proxies < 2)
        return 0;
    if (server->proxies[place.proxy - 1].register_on_enable != HF_AS_SERVER)
        return server->proxies[place.proxy - 1].register_on_enable;
    return server->register_on_enable;
}

static int is_datagram(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = &config->servers[place.server - 1];
    unsigned transport = place.proxy > 0 ? server->proxies[place.proxy - 1].transport
                                         : server->transport;

    return transport == HF_TRANSPORT_UDP || transport == HF_TRANSPORT_NAPTR;
}

static struct spans spans_of(const struct hf_config *config, struct hf_place place)
{
    uint64_t timer_f_us = hf_budget_timer_f_us(config);
    uint64_t connect_us = hf_budget_connect_us(config, place);
    uint64_t after_100_us;
    struct spans spans = {
        .leave_us = connect_us,
        .call_leave_us = call_leave_us(config, place),
        .longest_us = hf_budget_longest_us(config, place),
        .server = place.server,
    };

    /* A4: 64*T1, which A3's 4 s may exceed where T1 is tiny. */
    spans.last_us = greater(timer_f_us, greater(connect_us, spans.call_leave_us));
    /* What comes back after a retransmission is met by the next one, at most T2 later; a
     * connection is tried once. */
    spans.gap_us = is_datagram(config, place)
                       ? lesser(spans.last_us, (uint64_t)config->t2_ms * US_PER_MS)
                       : spans.last_us;
    /* A7: a lone 100 is followed by 64*T1 of silence and a CANCEL that has A1's budget. */
    after_100_us = timer_f_us + hf_budget_answer_us(config, place);
    spans.call_longest_last_us = spans.last_us + after_100_us;
    if (registers_first(config, place)) { /* E2: with the REGISTER 64*T1 together */
        spans.call_longest_us = spans.call_longest_last_us;
        spans.call_leave_us = greater(spans.call_leave_us, connect_us);
    } else {
        spans.call_longest_us = spans.call_leave_us + after_100_us;
    }
    return spans;
}

static void list_places(const struct hf_config *config, struct route *route)
{
    route->n = 0;
    for (uint8_t server = 1; server <= config->n_servers; server++) {
        uint8_t n_proxies = config->servers[server - 1].n_proxies;

        if (n_proxies == 0)
            route->spans[route->n++] = spans_of(config, (struct hf_place){server, 0});
        for (uint8_t proxy = 1; proxy <= n_proxies; proxy++)
            route->spans[route->n++] = spans_of(config, (struct hf_place){server, proxy});
    }
}

/* The places of one server, or of all for 0. */
static struct route part_of(const struct route *route, unsigned server)
{
    struct route part = {.n = 0};

    for (unsigned i = 0; i < route->n; i++)
        if (server == 0 || route->spans[i].server == server)
            part.spans[part.n++] = route->spans[i];
    return part;
}

/* ---- passes ---- */

struct totals {
    uint64_t pass_us, call_silent_us, call_longest_us;
};

/* A14: the last place is tried last, or the one before it where the pass starts at the last. */
static struct totals totals_with_last(const struct route *route, unsigned last)
{
    struct totals totals = {0, 0, 0};

    for (unsigned i = 0; i < route->n; i++) {
        const struct spans *spans = &route->spans[i];
        int is_last = i == last;

        totals.pass_us += is_last ? spans->last_us : spans->leave_us;
        totals.call_silent_us += is_last ? spans->last_us : spans->call_leave_us;
        totals.call_longest_us += is_last ? spans->call_longest_last_us : spans->call_longest_us;
    }
    return totals;
}

static struct totals totals_of(const struct route *route)
{
    struct totals totals = totals_with_last(route, route->n - 1), other;

    if (route->n < 2)
        return totals;
    other = totals_with_last(route, route->n - 2);
    totals.pass_us = greater(totals.pass_us, other.pass_us);
    totals.call_silent_us = greater(totals.call_silent_us, other.call_silent_us);
    totals.call_longest_us = greater(totals.call_longest_us, other.call_longest_us);
    return totals;
}

static void passes(const struct hf_config *config, const struct route *route,
                   struct hf_effect *effect)
{
    struct totals all = totals_of(route); /* A14: calls try all servers in either mode */
    uint64_t pass_us = all.pass_us;

    if (config->mode == HF_MODE_CONCURRENT) { /* C2: a registration tries its own server's */
        pass_us = 0;
        for (unsigned server = 1; server <= config->n_servers; server++) {
            struct route own = part_of(route, server);

            pass_us = greater(pass_us, totals_of(&own).pass_us);
        }
    }
    effect->pass_ms = pass_us / US_PER_MS;
    effect->call_silent_ms = all.call_silent_us / US_PER_MS;
    effect->call_longest_ms = all.call_longest_us / US_PER_MS;
}

/* B8a: what the longest pass has beside its attempts. */
static uint64_t resolve_ms(const struct hf_config *config, const struct route *route)
{
    uint64_t most_us = 0;

    for (uint8_t server = 1; server <= config->n_servers; server++) {
        uint64_t us = hf_budget_server_pass_us(config, server);

        for (unsigned i = 0; i < route->n; i++)
            us -= route->spans[i].server == server ? route->spans[i].longest_us : 0;
        most_us = greater(most_us, us);
    }
    return most_us / US_PER_MS;
}

/* ---- coming back ---- */

/* How long a server that is back may have to wait while the tries at the others of a round, each
 * server's last one by A4, end: from the last sign that it could have heard in one round to the
 * next, without the wait between the rounds. */
static uint64_t round_us(const struct route *route)
{
    uint64_t all_us = 0, most_us = 0;

    for (unsigned i = 0; i < route->n; i++) {
        const struct spans *spans = &route->spans[i];
        int is_last = i + 1 == route->n || spans[1].server != spans->server;

        all_us += is_last ? spans->last_us : spans->leave_us;
    }
    for (unsigned i = 0; i < route->n; i++) {
        const struct spans *spans = &route->spans[i];
        int is_last = i + 1 == route->n || spans[1].server != spans->server;
        uint64_t own_us = is_last ? spans->last_us : spans->leave_us;

        most_us = greater(most_us, all_us - own_us + lesser(own_us, spans->gap_us));
    }
    return most_us;
}

/* D7: C6's waits, or the interval where the line probes and it is less. */
static void coming_back_concurrent(const struct hf_config *config, const struct route *route,
                                   struct hf_effect *effect)
{
    uint32_t again_s = config->retry_max_s;
    uint64_t most_us = 0;

    if (config->failback_servers == HF_FAILBACK_PROBE && config->failback_interval_s < again_s)
        again_s = config->failback_interval_s;
    for (unsigned server = 1; server <= config->n_servers; server++) {
        struct route own = part_of(route, server);

        most_us = greater(most_us, round_us(&own));
    }
    effect->again_ms = 1000 * (uint64_t)again_s;
    effect->found_ms = greater(effect->again_ms, 1000 * (uint64_t)config->quarantine_s) +
                       most_us / US_PER_MS; /* A10: it may still rest */
}

/* D1: the servers before the last one; C11's jitter makes the wait longer. D11: with new_requests
 * the refresh of a backup's registration starts at the first server. */
static void coming_back_successive(const struct hf_config *config, struct route *route,
                                   struct hf_effect *effect)
{
    if (config->failback_servers == HF_FAILBACK_PROBE) {
        effect->probe_ms = 1000 * (uint64_t)config->failback_interval_s;
        while (route->n > 0 && route->spans[route->n - 1].server == config->n_servers)
            route->n--;
        effect->found_ms = greater(effect->probe_ms +
                                       effect->probe_ms / 100 * config->jitter_percent,
                                   1000 * (uint64_t)config->quarantine_s) + /* A10 */
                           round_us(route) / US_PER_MS;
    } else if (config->failback_servers == HF_FAILBACK_NEW_REQUESTS) {
        for (unsigned k = 1; k < config->n_servers; k++)
            effect->found_ms = greater(effect->found_ms, effect->refresh_ms[k]);
        effect->found_ms += effect->pass_ms;
    }
}

static void of_server(const struct hf_config *config, const struct route *route, uint8_t server,
                      struct hf_effect *effect)
{
    uint32_t expires_s = config->servers[server - 1].expires_s;
    uint64_t pass_us = config->mode == HF_MODE_CONCURRENT ? hf_budget_server_pass_us(config, server)
                                                          : hf_budget_pass_us(config);
    unsigned k = server - 1u;

    for (unsigned i = 0; i < route->n; i++) {
        if (route->spans[i].server != server)
            continue;
        effect->leave_ms[k] += route->spans[i].leave_us / US_PER_MS;
        effect->call_leave_ms[k] += route->spans[i].call_leave_us / US_PER_MS;
    }
    effect->refresh_ms[k] = hf_budget_refresh_us(config, expires_s, pass_us) / US_PER_MS;
    effect->fit_ms[k] = 2 * (pass_us / US_PER_MS + 4 * (uint64_t)config->t1_ms);
    if (1000 * (uint64_t)expires_s < effect->fit_ms[k])
        effect->pass_fits = 0;
    if (config->servers[k].n_proxies > 1) /* B13 */
        effect->proxy_ms = 1000 * (uint64_t)config->proxy_failback_interval_s;
}

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect)
{
    struct route route;

    memset(effect, 0, sizeof(*effect));
    effect->last_ms = hf_budget_timer_f_us(config) / US_PER_MS;
    effect->longest_ms = hf_budget_pass_us(config) / US_PER_MS;
    effect->pass_fits = 1;
    if (config->n_servers == 0)
        return;
    list_places(config, &route);
    for (uint8_t server = 1; server <= config->n_servers; server++)
        of_server(config, &route, server, effect);
    effect->resolve_ms = resolve_ms(config, &route);
    passes(config, &route, effect);
    if (config->n_servers < 2)
        return;
    if (config->mode == HF_MODE_CONCURRENT)
        coming_back_concurrent(config, &route, effect);
    else
        coming_back_successive(config, &route, effect);
}
