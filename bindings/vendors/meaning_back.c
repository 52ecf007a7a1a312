/* SPDX-License-Identifier: Apache-2.0 */
/* How the line comes back, in sentences; see meaning.h. */
#include "meaning.h"

#include <stdio.h>

#define DURATION_LEAST_S 60 /* D5 */

/* "server 2", "server 2, proxy 1". */
static const char *where(unsigned place, char text[HF_LASTING])
{
    if (hf_place_proxy(place) > 0)
        snprintf(text, HF_LASTING, "server %u, proxy %u", hf_place_server(place),
                 hf_place_proxy(place));
    else
        snprintf(text, HF_LASTING, "server %u", place);
    return text;
}

static void say_successive(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    char every[HF_LASTING], found[HF_LASTING];

    hf_meaning_lasting(effect->found_ms, found);
    if (config->failback_servers == HF_FAILBACK_NEW_REQUESTS)
        hf_meaning_say(
            meaning, "D11",
            "on a backup, each new request starts at the first server again: one "
            "that is back is found by the next request, a refresh after %s at the latest",
            found);
    else if (effect->probe_ms > 0)
        hf_meaning_say(meaning, "D1",
                       "on a backup, the servers before it are probed every %s: one that is "
                       "back is found after at most %s%s",
                       hf_meaning_lasting(effect->probe_ms, every), found,
                       config->flap_damping ? ", later when it comes and goes (D9)" : "");
    else
        hf_meaning_say(meaning, "D1",
                       "on a backup, nothing looks for the servers before it: the line stays "
                       "there until it fails");
}

static void say_between_servers(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    char again[HF_LASTING], found[HF_LASTING], all[HF_LASTING] = "both servers";

    if (config->n_servers < 2)
        return;
    if (config->mode == HF_MODE_SUCCESSIVE) {
        say_successive(meaning);
        return;
    }
    if (config->n_servers > 2)
        snprintf(all, sizeof(all), "all %u servers", (unsigned)config->n_servers);
    hf_meaning_say(
        meaning, "C2",
        "the line is registered with %s at once, and works with the first that has a registration",
        all);
    hf_meaning_say(meaning, "D7",
                   "a server that lost its registration is tried again within %s after each try: "
                   "one that is back is found after at most %s, and new calls use it at once",
                   hf_meaning_lasting(effect->again_ms, again),
                   hf_meaning_lasting(effect->found_ms, found));
}

static void say_proxies(struct hf_meaning *meaning, unsigned server)
{
    unsigned n = hf_meaning_proxies(meaning->config, server);
    char every[HF_LASTING];

    if (n == 1)
        hf_meaning_say(meaning, "B13",
                       "server %u: requests go to its outbound proxy, never to the server's own "
                       "address",
                       server);
    else if (n > 1)
        hf_meaning_say(meaning, "B13",
                       "server %u: requests go to its outbound proxies, to the second when the "
                       "first fails; the first is then probed every %s",
                       server, hf_meaning_lasting(meaning->effect.proxy_ms, every));
}

/* A proxy's own value, or its server's (B13). */
static int own_or(int own, int of_server)
{
    return own != HF_AS_SERVER ? own : of_server;
}

struct ways { /* the settings of a place that say how it is left and come back to */
    enum hf_failback mode;
    uint32_t timeout_s;
    int registers, guards;
};

static struct ways ways_of(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    const struct hf_proxy_config *proxy;
    struct ways ways = {(enum hf_failback)server->failback_mode, server->failback_timeout_s,
                        server->register_on_enable, server->only_signal_with_registered};

    if (hf_place_proxy(place) == 0)
        return ways;
    proxy = &server->proxies[hf_place_proxy(place) - 1];
    ways.mode = (enum hf_failback)own_or(proxy->failback_mode, (int)ways.mode);
    if (proxy->failback_timeout_s != HF_AS_SERVER)
        ways.timeout_s = (uint32_t)proxy->failback_timeout_s;
    ways.registers = own_or(proxy->register_on_enable, ways.registers);
    ways.guards = own_or(proxy->only_signal_with_registered, ways.guards);
    return ways;
}

static void say_mode(struct hf_meaning *meaning, unsigned place)
{
    struct ways ways = ways_of(meaning->config, place);
    uint64_t refresh_ms = meaning->effect.refresh_ms[hf_place_server(place) - 1];
    char at[HF_LASTING], after[HF_LASTING];

    where(place, at);
    switch (ways.mode) {
    case HF_FAILBACK_NEW_REQUESTS:
        hf_meaning_say(meaning, "D2", "%s: each new request starts at the first address", at);
        return;
    case HF_FAILBACK_DNS_TTL:
        hf_meaning_say(
            meaning, "D3",
            "%s: requests stay at the address that works until the time to live of "
            "its DNS answer has passed since the failover, then go back to the first (D6)",
            at);
        return;
    case HF_FAILBACK_REGISTRATION:
        hf_meaning_say(meaning, "D4",
                       "%s: requests stay at the address that works until the next refresh, %s "
                       "at most, which starts at the first",
                       at, hf_meaning_lasting(refresh_ms, after));
        return;
    case HF_FAILBACK_DURATION:
        if (ways.timeout_s > 0) {
            hf_meaning_say(meaning, "D5",
                           "%s: requests stay at the address that works until %s have passed "
                           "since the failover, then go back to the first (D6)",
                           at,
                           hf_meaning_lasting_s(ways.timeout_s < DURATION_LEAST_S ? DURATION_LEAST_S
                                                                                  : ways.timeout_s,
                                                after));
            return;
        }
        break;
    case HF_FAILBACK_NEVER:
    case HF_FAILBACK_PROBE:
    case HF_FAILBACK_COUNT: break;
    }
    hf_meaning_say(meaning, "D5", "%s: requests stay at the address that works until it fails", at);
}

/* E2, E3: only where the settings count. */
static void say_registering_first(struct hf_meaning *meaning, unsigned place)
{
    const struct hf_config *config = meaning->config;
    struct ways ways = ways_of(config, place);
    char at[HF_LASTING];

    if (!ways.registers || !hf_meaning_is_used(config, place) ||
        (hf_meaning_proxies(config, hf_place_server(place)) < 2 &&
         !hf_meaning_is_name(config, place)))
        return;
    where(place, at);
    if (!config->register_first)
        hf_meaning_say(meaning, "E2",
                       "%s: before a request goes to an address where nothing is registered, a "
                       "registration is made there",
                       at);
    if (ways.guards && ways.mode != HF_FAILBACK_NEW_REQUESTS && ways.mode != HF_FAILBACK_NEVER)
        hf_meaning_say(meaning, "E3", "%s: requests go only where something is registered", at);
}

static void say_places(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        say_proxies(meaning, server);
        for (unsigned proxy = 0; proxy <= hf_meaning_proxies(config, server); proxy++) {
            unsigned place = hf_place_of(server, proxy);

            if (!hf_meaning_is_used(config, place))
                continue;
            if (hf_meaning_is_name(config, place) || proxy > 1)
                say_mode(meaning, place);
        }
    }
}

void hf_meaning_say_back(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char limit[HF_LASTING];

    say_between_servers(meaning);
    say_places(meaning);
    if (hf_policy_counts(config, HF_SETTING_IDLE_LIMIT, 0))
        hf_meaning_say(meaning, "D8",
                       "during a call nothing fails back: what falls due waits for its end%s%s%s",
                       config->idle_limit_s > 0 ? ", " : "",
                       config->idle_limit_s > 0 ? hf_meaning_lasting_s(config->idle_limit_s, limit)
                                                : "",
                       config->idle_limit_s > 0 ? " at most" : "");
    if (config->register_first)
        hf_meaning_say(meaning, "E2",
                       "before a request goes where nothing is registered, a registration is "
                       "made there");
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_policy_has_place(config, place))
            say_registering_first(meaning, place);
}
