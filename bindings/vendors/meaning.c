/* SPDX-License-Identifier: Apache-2.0 */
/* A policy in sentences; see policy.h. The numbers are those of hf_policy_effect. */
#include "holdfast/vendors/policy.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct saying {
    const struct hf_config *config;
    struct hf_sentence *sentences;
    struct hf_effect effect;
    size_t n;
};

__attribute__((format(printf, 3, 4))) static void say(struct saying *saying, const char *rule,
                                                      const char *format, ...)
{
    struct hf_sentence *sentence = &saying->sentences[saying->n];
    va_list list;

    if (saying->n == HF_SENTENCES_MAX)
        return;
    saying->n++;
    sentence->rule = rule;
    va_start(list, format);
    vsnprintf(sentence->text, sizeof(sentence->text), format, list);
    va_end(list);
}

static double seconds(uint64_t ms)
{
    return (double)ms / 1000;
}

static int is_name(const struct hf_config *config, unsigned server)
{
    return !hf_policy_host_is_numeric(config, server);
}

/* "server 2", or what of it is one target. */
static const char *what_of(const struct hf_config *config, unsigned server)
{
    return is_name(config, server) ? "address of server" : "server";
}

static void say_leaving(struct saying *saying)
{
    const struct hf_config *config = saying->config;
    const struct hf_effect *effect = &saying->effect;
    int concurrent = config->mode == HF_MODE_CONCURRENT;

    for (unsigned k = 1; k <= config->n_servers && config->n_servers > 1; k++)
        say(saying, "A1",
            "a request leaves a silent %s %u after %.10g s, at once when it refuses (A6)",
            what_of(config, k), k, seconds(effect->leave_ms[k - 1]));
    if (config->n_servers < 2)
        say(saying, "A4", "the one server is given up after %.10g s of silence",
            seconds(effect->last_ms));
    else if (concurrent)
        say(saying, "A4",
            "a registration is lost when its server is silent for %.10g s, at once when it refuses "
            "(A6); the others stay",
            seconds(effect->last_ms));
    else
        say(saying, "A4",
            "the last one tried has %.10g s, a pass that finds nobody lasts up to %.10g s",
            seconds(effect->last_ms), seconds(effect->pass_ms));
}

static void say_names(struct saying *saying)
{
    const struct hf_config *config = saying->config;
    unsigned server = 1;

    while (server <= config->n_servers && !is_name(config, server))
        server++;
    if (server <= config->n_servers)
        say(saying, "B8a",
            "a name is looked up for 10 s at most, and its server passed over when it has no "
            "address; each address more has as much time as the first");
}

static void say_retry(struct saying *saying)
{
    const struct hf_config *config = saying->config;

    if (config->retry_base_s == config->retry_max_s)
        say(saying, "C6", "a registration that nobody takes is tried again %u s later",
            (unsigned)config->retry_base_s);
    else
        say(saying, "C6",
            "a registration that nobody takes is tried again after waits that grow from %u s to "
            "%u s",
            (unsigned)config->retry_base_s, (unsigned)config->retry_max_s);
}

static void say_refresh(struct saying *saying)
{
    const struct hf_config *config = saying->config;
    const struct hf_effect *effect = &saying->effect;
    int alike = 1;

    for (unsigned k = 1; k < config->n_servers; k++)
        alike &= effect->refresh_ms[k] == effect->refresh_ms[0];
    for (unsigned k = 1; k <= (alike ? 1u : config->n_servers); k++) {
        char where[32] = "";

        if (!alike)
            snprintf(where, sizeof(where), " at server %u", k);
        say(saying, "C4",
            "a registration%s is refreshed after %.10g s, where the server grants what is asked",
            where, seconds(effect->refresh_ms[k - 1]));
    }
    if (!effect->pass_fits)
        say(saying, "C4",
            "that is too late for a whole pass that fails: the registration can lapse while "
            "servers are tried");
}

static void say_successive(struct saying *saying)
{
    const struct hf_config *config = saying->config;
    const struct hf_effect *effect = &saying->effect;

    if (config->failback_servers == HF_FAILBACK_NEW_REQUESTS)
        say(saying, "D11", "on a backup, each new request starts at the first server again");
    else if (effect->probe_ms > 0)
        say(saying, "D1",
            "on a backup, the servers before it are probed every %.10g s: one that is back is "
            "found after at most %.10g s",
            seconds(effect->probe_ms), seconds(effect->found_ms));
    else
        say(saying, "D1", "on a backup, nothing looks for the servers before it");
}

static void say_coming_back(struct saying *saying)
{
    const struct hf_config *config = saying->config;
    const struct hf_effect *effect = &saying->effect;

    if (config->n_servers < 2)
        return;
    if (config->mode == HF_MODE_SUCCESSIVE) {
        say_successive(saying);
        return;
    }
    say(saying, "C2",
        "the line is registered with all %u servers at once, and works with the first that has a "
        "registration",
        (unsigned)config->n_servers);
    say(saying, "D7",
        "a server that lost its registration is tried again %.10g s after each try at most: one "
        "that is "
        "back is found after at most %.10g s, and new calls use it at once",
        seconds(effect->again_ms), seconds(effect->found_ms));
}

static void say_mode(struct saying *saying, unsigned server)
{
    const struct hf_server_config *entry = &saying->config->servers[server - 1];

    switch ((enum hf_failback)entry->failback_mode) {
    case HF_FAILBACK_NEW_REQUESTS:
        say(saying, "D2", "server %u: each new request starts at its first address", server);
        return;
    case HF_FAILBACK_DNS_TTL:
        say(saying, "D3",
            "server %u: requests stay at the address that works until the TTL of its answer has "
            "passed since the failover, then go back to the first (D6)",
            server);
        return;
    case HF_FAILBACK_REGISTRATION:
        say(saying, "D4",
            "server %u: requests stay at the address that works until the next refresh, %.10g s at "
            "most, which starts at the first",
            server, seconds(saying->effect.refresh_ms[server - 1]));
        return;
    case HF_FAILBACK_DURATION:
        if (entry->failback_timeout_s > 0) {
            say(saying, "D5",
                "server %u: requests stay at the address that works until %u s have passed since "
                "the failover, then go back to the first (D6)",
                server, (unsigned)entry->failback_timeout_s);
            return;
        }
        break;
    case HF_FAILBACK_NEVER:
    case HF_FAILBACK_PROBE:
    case HF_FAILBACK_COUNT: break;
    }
    say(saying, "D5", "server %u: requests stay at the address that works until it fails", server);
}

static void say_targets(struct saying *saying)
{
    const struct hf_config *config = saying->config;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        if (is_name(config, server))
            say_mode(saying, server);
        else
            say(saying, "B1",
                "server %u is one address: failback_mode has nothing to choose between", server);
    }
}

static void say_idle(struct saying *saying)
{
    const struct hf_config *config = saying->config;

    if (config->failback_when != HF_WHEN_IDLE)
        return;
    if (config->idle_limit_s == 0)
        say(saying, "D8", "during a call nothing fails back: what falls due waits for its end");
    else
        say(saying, "D8",
            "during a call nothing fails back: what falls due waits for its end, %u s at most",
            (unsigned)config->idle_limit_s);
}

static void say_registering_first(struct saying *saying)
{
    const struct hf_config *config = saying->config;

    if (config->register_first) {
        say(saying, "E2", "before a request goes where nothing is registered, REGISTER goes there");
        return;
    }
    for (unsigned server = 1; server <= config->n_servers; server++) {
        const struct hf_server_config *entry = &config->servers[server - 1];

        if (!entry->register_on_enable || !is_name(config, server))
            continue;
        say(saying, "E2",
            "server %u: before a request goes to an address where nothing is registered, REGISTER "
            "goes there",
            server);
        if (entry->only_signal_with_registered && entry->failback_mode != HF_FAILBACK_NEW_REQUESTS)
            say(saying, "E3", "server %u: requests go only where something is registered", server);
    }
}

size_t hf_policy_meaning(const struct hf_config *config, struct hf_sentence *sentences)
{
    struct saying saying = {.config = config, .sentences = sentences};

    hf_policy_effect(config, &saying.effect);
    say_leaving(&saying);
    say_names(&saying);
    say_retry(&saying);
    say_refresh(&saying);
    say_coming_back(&saying);
    say_targets(&saying);
    say_idle(&saying);
    say_registering_first(&saying);
    if (config->keepalive_s > 0)
        say(&saying, "C3a", "the way to the server is kept open every %u s",
            (unsigned)config->keepalive_s);
    return saying.n;
}
