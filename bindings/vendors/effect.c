/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in seconds, computed from the rules, not from a run. A name counts as one
 * address, and where a server has outbound proxies, those are what requests go to (B13). */
#include "holdfast/vendors/policy.h"

#include <string.h>

#include "holdfast/budget.h"
#include "meaning.h"

#define US_PER_MS 1000
#define US_PER_S  1000000

#define MINUTE_US       (60ull * US_PER_S)
#define PASSES_A_MINUTE 10u /* C12 */

struct spans {                            /* in microseconds, of one place that requests go to */
    uint64_t leave_us;                    /* A1, A3: a silent REGISTER fails */
    uint64_t call_leave_us;               /* A5: a silent INVITE fails */
    uint64_t last_us;                     /* A4: either of them, where nobody else is left */
    uint64_t longest_us, call_longest_us; /* H6, A7: whatever signs of life there are */
    uint64_t call_longest_last_us;        /* the same where nobody else is left */
    uint64_t gap_us;                      /* between the last sign that it could have heard, and
                                              the end of the last attempt */
    uint8_t server, place;                /* 1..; hf_place_of's */
};

#define ROUTE_MOST (HF_LINE_HOSTS + 2) /* two addresses more of a name */

struct route { /* all places, in the order of a pass (A14) */
    struct spans spans[ROUTE_MOST];
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

static int is_datagram(const struct hf_config *config, struct hf_place place)
{
    const struct hf_server_config *server = &config->servers[place.server - 1];
    const struct hf_proxy_config *proxy = place.proxy > 0 ? &server->proxies[place.proxy - 1]
                                                          : NULL;
    unsigned transport = proxy != NULL ? proxy->transport : server->transport;
    unsigned port = proxy != NULL ? proxy->port : server->port;

    if (transport != HF_TRANSPORT_NAPTR)
        return transport == HF_TRANSPORT_UDP;
    /* B1, B2; else DNS may say that it is a connection (B3). */
    return port != 0 || hf_policy_host_is_numeric(config, hf_place_of(place.server, place.proxy));
}

static uint64_t connect_us_of(const struct hf_config *config, struct hf_place place) /* A3 */
{
    uint64_t connect_us = hf_budget_connect_us(config, place);

    return is_datagram(config, place) ? connect_us : greater(connect_us, HF_CONNECT_LEAST_US);
}

/* A5: as for any other request, but by the INVITE's own count. */
static uint64_t call_leave_us(const struct hf_config *config, struct hf_place place)
{
    struct hf_config of_calls = *config;
    struct hf_server_config *server = &of_calls.servers[place.server - 1];

    server->retry_counts = (uint8_t)invite_retry_counts(config, place);
    if (place.proxy > 0)
        server->proxies[place.proxy - 1].retry_counts = HF_AS_SERVER;
    return connect_us_of(&of_calls, place);
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

static struct spans spans_of(const struct hf_config *config, struct hf_place place)
{
    uint64_t timer_f_us = hf_budget_timer_f_us(config);
    uint64_t connect_us = connect_us_of(config, place);
    uint64_t after_100_us;
    struct spans spans = {
        .leave_us = connect_us,
        .call_leave_us = call_leave_us(config, place),
        .longest_us = hf_budget_longest_us(config, place),
        .server = place.server,
        .place = (uint8_t)hf_place_of(place.server, place.proxy),
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

/* C2: in concurrent mode a registration tries its own server's alone. */
static uint64_t pass_us(const struct hf_config *config, const struct route *route)
{
    uint64_t most_us = 0;

    if (config->mode != HF_MODE_CONCURRENT)
        return totals_of(route).pass_us;
    for (unsigned server = 1; server <= config->n_servers; server++) {
        struct route own = part_of(route, server);

        most_us = greater(most_us, totals_of(&own).pass_us);
    }
    return most_us;
}

static void passes(const struct hf_config *config, const struct route *route,
                   struct hf_effect *effect)
{
    struct totals all = totals_of(route); /* A14: calls try all servers in either mode */

    effect->pass_ms = pass_us(config, route) / US_PER_MS;
    effect->call_silent_ms = all.call_silent_us / US_PER_MS;
    effect->call_longest_ms = all.call_longest_us / US_PER_MS;
}

/* A4: where a request has no other server to go to, the last place of this one has 64*T1. */
static void leaving(const struct hf_config *config, const struct route *route, uint8_t server,
                    struct hf_effect *effect)
{
    struct route own = part_of(route, server);
    struct totals alone = totals_of(&own);
    uint64_t leave_us = 0, call_leave_us = 0;

    for (unsigned i = 0; i < own.n; i++) {
        leave_us += own.spans[i].leave_us;
        call_leave_us += own.spans[i].call_leave_us;
    }
    if (config->n_servers < 2)
        call_leave_us = alone.call_silent_us;
    if (config->n_servers < 2 || config->mode == HF_MODE_CONCURRENT) /* C2 */
        leave_us = alone.pass_us;
    effect->register_leave_ms[server - 1] = leave_us / US_PER_MS;
    effect->call_leave_ms[server - 1] = call_leave_us / US_PER_MS;
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

struct round { /* tries at the places of a route, one after the other, each server's last by A4 */
    uint64_t miss_us;   /* from the last sign that a place that is back could have heard in one
                           round to its turn in the next, without the wait between the two */
    uint64_t others_us; /* of all places but one, at most */
};

static uint64_t turn_us(const struct route *route, unsigned i)
{
    const struct spans *spans = &route->spans[i];
    int is_last = i + 1 == route->n || spans[1].server != spans->server;

    return is_last ? spans->last_us : spans->leave_us;
}

static struct round round_of(const struct route *route)
{
    struct round round = {0, 0};
    uint64_t all_us = 0;

    for (unsigned i = 0; i < route->n; i++)
        all_us += turn_us(route, i);
    for (unsigned i = 0; i < route->n; i++) {
        uint64_t own_us = turn_us(route, i), heard_us = lesser(own_us, route->spans[i].gap_us);

        round.miss_us = greater(round.miss_us, all_us - own_us + heard_us);
        round.others_us = greater(round.others_us, all_us - own_us);
    }
    return round;
}

struct wait { /* between two rounds */
    uint64_t least_us, most_us;
};

/* A10: a place that still rests when a round begins has its turn in the next one, if others are
 * tried meanwhile; where there are no others, the round waits for it. */
static uint64_t found_us(const struct hf_config *config, const struct route *route,
                         struct wait wait)
{
    uint64_t rest_us = (uint64_t)config->quarantine_s * US_PER_S;
    struct round round = round_of(route);

    if (rest_us <= wait.least_us)
        return wait.most_us + round.miss_us;
    if (route->n < 2)
        return greater(wait.most_us, rest_us) + round.miss_us;
    return rest_us + round.others_us + wait.most_us + round.miss_us;
}

/* C6: the waits begin in the upper half of twice the base, or are all the same. */
static struct wait retry_wait(const struct hf_config *config)
{
    uint64_t most_us = (uint64_t)config->retry_max_s * US_PER_S;
    uint64_t base_us = (uint64_t)config->retry_base_s * US_PER_S;

    return (struct wait){base_us == most_us ? base_us : lesser(2 * base_us, most_us) / 2, most_us};
}

/* D7: C6's waits, or the interval where the line probes and it is less. */
static struct wait wait_concurrent(const struct hf_config *config)
{
    struct wait wait = retry_wait(config);
    uint64_t interval_us = (uint64_t)config->failback_interval_s * US_PER_S;

    if (config->failback_servers != HF_FAILBACK_PROBE)
        return wait;
    return (struct wait){lesser(wait.least_us, interval_us), lesser(wait.most_us, interval_us)};
}

/* C12: ten passes a minute at one server; the next waits for the minute's end. */
static struct wait paced(struct wait wait)
{
    if (PASSES_A_MINUTE * wait.least_us < MINUTE_US)
        wait.most_us = greater(wait.most_us, MINUTE_US - (PASSES_A_MINUTE - 1) * wait.least_us);
    return wait;
}

static uint64_t found_concurrent_us(const struct hf_config *config, const struct route *route)
{
    uint64_t most_us = 0;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        struct route own = part_of(route, server);

        most_us = greater(most_us, found_us(config, &own, paced(wait_concurrent(config))));
    }
    return most_us;
}

/* D1: the servers before the last one; C11's jitter makes the wait longer. */
static uint64_t found_by_probing_us(const struct hf_config *config, const struct route *route)
{
    uint64_t interval_us = (uint64_t)config->failback_interval_s * US_PER_S;
    struct wait wait = {interval_us, interval_us + interval_us / 100 * config->jitter_percent};
    struct route better = *route;

    while (better.n > 0 && better.spans[better.n - 1].server == config->n_servers)
        better.n--;
    return found_us(config, &better, paced(wait));
}

/* D11: with new_requests the refresh of a backup's registration starts at the first server, unless
 * that rests. */
static uint64_t found_by_refresh_us(const struct hf_config *config, const struct route *route)
{
    uint64_t rest_us = (uint64_t)config->quarantine_s * US_PER_S;
    uint64_t least_us = UINT64_MAX, most_us = 0;

    for (unsigned k = 1; k < config->n_servers; k++) {
        uint64_t refresh_us = hf_budget_refresh_us(config, config->servers[k].expires_s,
                                                   hf_budget_pass_us(config));

        least_us = lesser(least_us, refresh_us);
        most_us = greater(most_us, refresh_us);
    }
    least_us -= least_us / 100 * config->jitter_percent;
    return most_us + pass_us(config, route) + (rest_us > least_us ? rest_us : 0);
}

/* How long until a server that is back is found; 0: nothing looks for one. */
static uint64_t back_us(const struct hf_config *config, const struct route *route)
{
    if (config->n_servers < 2)
        return 0;
    if (config->mode == HF_MODE_CONCURRENT)
        return found_concurrent_us(config, route);
    if (config->failback_servers == HF_FAILBACK_PROBE)
        return found_by_probing_us(config, route);
    return config->failback_servers == HF_FAILBACK_NEW_REQUESTS ? found_by_refresh_us(config, route)
                                                                : 0;
}

static void coming_back(const struct hf_config *config, const struct route *route,
                        struct hf_effect *effect)
{
    effect->found_ms = back_us(config, route) / US_PER_MS;
    if (config->n_servers < 2)
        return;
    if (config->mode == HF_MODE_CONCURRENT)
        effect->again_ms = wait_concurrent(config).most_us / US_PER_MS;
    else if (config->failback_servers == HF_FAILBACK_PROBE)
        effect->probe_ms = 1000 * (uint64_t)config->failback_interval_s;
}

/* B13: from the second outbound proxy to the first, which is probed as D1 does; or each request
 * starts there, the refresh at the latest. */
static uint64_t proxy_back_ms(const struct hf_config *config, uint8_t server,
                              const struct hf_effect *effect)
{
    uint64_t interval_us = (uint64_t)config->proxy_failback_interval_s * US_PER_S;
    struct wait wait = {interval_us, interval_us + interval_us / 100 * config->jitter_percent};
    const struct route first = {.spans = {spans_of(config, (struct hf_place){server, 1})}, .n = 1};

    if (config->servers[server - 1].n_proxies < 2)
        return 0;
    if (hf_policy_probes_proxies(config))
        return found_us(config, &first, paced(wait)) / US_PER_MS;
    return config->failback_servers == HF_FAILBACK_NEW_REQUESTS ? effect->refresh_ms[server - 1]
                                                                : 0;
}

/* ---- more addresses ---- */

/* Where this server's name stands, of two the one that takes longest; ROUTE_MOST: there is none. */
static unsigned named_place(const struct hf_config *config, const struct route *route,
                            uint8_t server)
{
    unsigned at = ROUTE_MOST;

    for (unsigned i = 0; i < route->n; i++)
        if (route->spans[i].server == server &&
            !hf_policy_host_is_numeric(config, route->spans[i].place) &&
            (at == ROUTE_MOST || route->spans[i].longest_us > route->spans[at].longest_us))
            at = i;
    return at;
}

static void add_address(struct route *route, unsigned at)
{
    memmove(&route->spans[at + 1], &route->spans[at], (route->n - at) * sizeof(route->spans[0]));
    route->n++;
}

/* What one address more adds; the second may add more than the first, a third does not. */
static void more_addresses(const struct hf_config *config, const struct route *route,
                           uint8_t server, struct hf_effect *effect)
{
    unsigned at = named_place(config, route, server), k = server - 1u;
    struct route more = *route;
    uint64_t found[3];

    if (at == ROUTE_MOST)
        return;
    for (unsigned i = 0; i < 3; i++) {
        found[i] = back_us(config, &more);
        if (i < 2)
            add_address(&more, at);
    }
    effect->address_leave_ms[k] = route->spans[at].leave_us / US_PER_MS;
    effect->address_found_ms[k] = greater(found[1] - found[0], found[2] - found[1]) / US_PER_MS;
    effect->address_fit_ms[k] = 2 * route->spans[at].longest_us / US_PER_MS;
}

/* ---- all ---- */

static void of_server(const struct hf_config *config, const struct route *route, uint8_t server,
                      struct hf_effect *effect)
{
    uint32_t expires_s = config->servers[server - 1].expires_s;
    uint64_t longest_us = config->mode == HF_MODE_CONCURRENT
                              ? hf_budget_server_pass_us(config, server)
                              : hf_budget_pass_us(config);
    unsigned k = server - 1u;

    leaving(config, route, server, effect);
    effect->refresh_ms[k] = hf_budget_refresh_us(config, expires_s, longest_us) / US_PER_MS;
    effect->fit_ms[k] = 2 * (longest_us / US_PER_MS + 4 * (uint64_t)config->t1_ms);
    if (1000 * (uint64_t)expires_s < effect->fit_ms[k])
        effect->pass_fits = 0;
    effect->proxy_back_ms[k] = proxy_back_ms(config, server, effect);
    more_addresses(config, route, server, effect);
}

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect)
{
    struct route route;
    struct wait retry = config->mode == HF_MODE_CONCURRENT ? wait_concurrent(config)
                                                           : retry_wait(config);

    memset(effect, 0, sizeof(*effect));
    effect->last_ms = hf_budget_timer_f_us(config) / US_PER_MS;
    effect->longest_ms = hf_budget_pass_us(config) / US_PER_MS;
    effect->retry_least_ms = retry.least_us / US_PER_MS;
    effect->retry_most_ms = retry.most_us / US_PER_MS;
    effect->pass_fits = 1;
    if (config->n_servers == 0)
        return;
    list_places(config, &route);
    for (uint8_t server = 1; server <= config->n_servers; server++)
        of_server(config, &route, server, effect);
    effect->resolve_ms = resolve_ms(config, &route);
    passes(config, &route, effect);
    coming_back(config, &route, effect);
}
