/* SPDX-License-Identifier: Apache-2.0 */
/* How the line comes back, in sentences; see meaning.h. */
#include "meaning.h"

#include <stdio.h>

static void say_successive(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    uint64_t most_ms = effect->probe_ms + effect->probe_ms / 100 * config->jitter_percent;
    char every[HF_LASTING], most[HF_LASTING], found[HF_LASTING];

    hf_meaning_lasting(effect->found_ms, found);
    if (config->failback_servers == HF_FAILBACK_NEW_REQUESTS)
        hf_meaning_say(
            meaning, "D11",
            "on a backup, each new request starts at the first server again: one "
            "that is back is found by the next request, a refresh after %s at the latest",
            found);
    else if (effect->probe_ms > 0)
        hf_meaning_say(meaning, "D1",
                       "on a backup, the servers before it are probed every %s%s%s: one that is "
                       "back is found after at most %s%s",
                       hf_meaning_lasting(effect->probe_ms, every),
                       most_ms > effect->probe_ms ? " to " : "", /* C11: only later */
                       most_ms > effect->probe_ms ? hf_meaning_lasting(most_ms, most) : "", found,
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
                   "one that is back is found after at most %s, and new requests use it at once",
                   hf_meaning_lasting(effect->again_ms, again),
                   hf_meaning_lasting(effect->found_ms, found));
}

#define TO_PROXIES                                                                                 \
    "server %u: requests go to its outbound proxies, to the second when the first fails"

static void say_proxies(struct hf_meaning *meaning, unsigned server)
{
    unsigned n = hf_meaning_proxies(meaning->config, server);
    uint64_t back_ms = meaning->effect.proxy_back_ms[server - 1];
    char after[HF_LASTING], every[HF_LASTING];

    if (n == 1)
        hf_meaning_say(meaning, "B13",
                       "server %u: requests go to its outbound proxy, never to the server's own "
                       "address",
                       server);
    if (n < 2)
        return;
    if (hf_policy_probes_proxies(meaning->config))
        hf_meaning_say(meaning, "B13",
                       TO_PROXIES "; then the first is probed every %s: one that is back is found "
                                  "after at most %s",
                       server,
                       hf_meaning_lasting_s(meaning->config->proxy_failback_interval_s, every),
                       hf_meaning_lasting(back_ms, after));
    else if (back_ms > 0)
        hf_meaning_say(meaning, "B13",
                       TO_PROXIES "; each new request starts at the first again, a refresh after "
                                  "%s at the latest",
                       server, hf_meaning_lasting(back_ms, after));
    else
        hf_meaning_say(meaning, "B13",
                       TO_PROXIES "; then nothing looks for the first: they stay at the second "
                                  "until it fails",
                       server);
}

static void say_mode(struct hf_meaning *meaning, unsigned place)
{
    struct hf_meaning_ways ways = hf_meaning_ways(meaning->config, place);
    uint64_t refresh_ms = meaning->effect.refresh_ms[hf_place_server(place) - 1];
    char at[HF_LASTING], after[HF_LASTING];

    hf_meaning_where(place, at);
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
                           at, hf_meaning_lasting_s(ways.timeout_s, after));
            return;
        }
        break;
    case HF_FAILBACK_NEVER:
    case HF_FAILBACK_PROBE:
    case HF_FAILBACK_COUNT: break;
    }
    hf_meaning_say(meaning, "D5", "%s: requests stay at the address that works until it fails", at);
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
            if (hf_meaning_is_name(config, place))
                say_mode(meaning, place);
        }
    }
}

void hf_meaning_say_back(struct hf_meaning *meaning)
{
    say_between_servers(meaning);
    say_places(meaning);
}
